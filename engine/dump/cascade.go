package dump

import (
	"bufio"
	"io"
	"slices"
	"strconv"
	"strings"

	"vitrine/css/cascade"
	"vitrine/css/prop"
	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/engine/dom"
)

// reasoned is a property and why it has its value.
type reasoned struct {
	declared
	// Inherited is where the value comes from when nothing is declared for the element itself.
	Inherited *element `json:"inherited,omitempty"`
	// Declarations are those for the property, from the strongest to the weakest.
	Declarations []candidate `json:"declarations,omitempty"`

	initial bool // the value is the initial one, though something is declared
}

// won reports whether a declaration decides the value.
func (p *reasoned) won() bool {
	return slices.ContainsFunc(p.Declarations, func(c candidate) bool { return c.LostBy == "" })
}

// candidate is a declaration and how the cascade decided about it.
type candidate struct {
	Property    string  `json:"property"`
	Written     string  `json:"written,omitempty"` // the property in the source, if that is a shorthand
	Value       string  `json:"value"`
	Important   bool    `json:"important,omitempty"`
	LostBy      string  `json:"lostBy,omitempty"` // the criterion; none for the winner
	Origin      string  `json:"origin"`
	Layer       string  `json:"layer,omitempty"`
	Selector    string  `json:"selector"`
	Specificity *[3]int `json:"specificity,omitempty"` // of the selector; none for attributes
	URL         string  `json:"url,omitempty"`
	Line        int     `json:"line,omitempty"`
	Col         int     `json:"col,omitempty"`
}

func makeCandidate(e *cascade.Explanation) candidate {
	c := candidate{Property: e.Property, Value: e.Value, Important: e.Important, LostBy: e.Lost.String(),
		Origin: e.Origin.String(), Layer: e.Layer, Selector: e.Selector}
	if e.Written != e.Property {
		c.Written = e.Written
	}
	if e.Pos.Line > 0 {
		ids, classes, types := e.Specificity.Counts()
		c.Specificity = &[3]int{ids, classes, types}
		c.URL, c.Line, c.Col = e.Pos.URL, e.Pos.Line, e.Pos.Col
	}
	return c
}

// String writes the declaration on one line, the decision first.
func (c *candidate) String(of string) string {
	s := "won: "
	if c.LostBy != "" {
		s = "lost by " + c.LostBy + ": "
	}
	s += c.Value
	if c.Important {
		s += " !important"
	}
	if c.Written != "" {
		s += " of " + c.Written
	} else if c.Property != of {
		s += " of " + c.Property
	}
	s += " ← " + c.Selector
	if c.Specificity == nil {
		return s
	}
	for i, n := range c.Specificity {
		s += [...]string{" (", ",", ","}[i] + strconv.Itoa(n)
	}
	s += ") " + c.Origin
	if c.Layer != "" {
		s += " layer " + c.Layer
	}
	return s + " " + c.URL + ":" + strconv.Itoa(c.Line) + ":" + strconv.Itoa(c.Col)
}

// reasonedEntry is one element or pseudo-element.
type reasonedEntry struct {
	element
	Properties []reasoned `json:"properties"`
}

// Cascade writes, for each element in document order and after it for its pseudo-elements, its
// path and name and why it has its computed values: below each property that is declared, or not
// at its initial value, the declarations from the strongest to the weakest, each with the step of
// the cascade that it lost by, or the ancestor that the value is inherited from.
func Cascade(w io.Writer, d *dom.Document, r *cascade.Result, keep Keep) error {
	b := bufio.NewWriter(w)
	eachReasoned(d, r, keep, func(e reasonedEntry) {
		b.WriteString(e.String() + "\n")
		for i := range e.Properties {
			p := &e.Properties[i]
			b.WriteString("  " + p.Name + ": " + p.Value + "\n")
			for j := range p.Declarations {
				b.WriteString("    " + p.Declarations[j].String(p.Name) + "\n")
			}
			if p.Inherited != nil {
				b.WriteString("    inherited from " + p.Inherited.String() + "\n")
			}
		}
	})
	return b.Flush()
}

// CascadeJSON writes the same as a JSON list.
func CascadeJSON(w io.Writer, d *dom.Document, r *cascade.Result, keep Keep) error {
	list := []reasonedEntry{}
	eachReasoned(d, r, keep, func(e reasonedEntry) { list = append(list, e) })
	return writeJSON(w, list)
}

func eachReasoned(d *dom.Document, r *cascade.Result, keep Keep, f func(reasonedEntry)) {
	re := reasoner{explain: r.Explain()}
	eachStyled(d, r, keep, func(n *dom.Node, own element, s *style.Style) {
		re.enter(n, own.Path)
		up := len(re.around) - 1
		f(reasonedEntry{own, re.properties(s, re.around[up].all, re.around[:up])})
		eachPseudo(n, own, r, func(p selector.Pseudo, of element, s *style.Style) {
			f(reasonedEntry{of, re.properties(s, re.explain(n, p), re.around)})
		})
	})
}

// reasoner finds out where values come from. It is asked about elements in document order.
type reasoner struct {
	explain func(n *dom.Node, p selector.Pseudo) []cascade.Explanation
	// around are the element that was asked about last and its ancestors, outermost first.
	around []explained
}

// explained is an element with the declarations for it.
type explained struct {
	node *dom.Node
	element
	all  []cascade.Explanation
	wins map[string]bool // properties by name for which one of them won
}

// enter makes n, whose path is given, the last of around.
func (r *reasoner) enter(n *dom.Node, path string) {
	var line []*dom.Node // n and its ancestors, innermost first
	for a := n; a != nil; a = a.ParentElement() {
		line = append(line, a)
	}
	slices.Reverse(line)
	same := 0
	for same < min(len(line), len(r.around)) && r.around[same].node == line[same] {
		same++
	}
	r.around = r.around[:same]
	for depth, a := range line[same:] {
		x := explained{node: a, element: element{pathTo(path, same+depth), a.Label()}, all: r.explain(a, selector.PseudoNone), wins: map[string]bool{}}
		for i := range x.all {
			if e := &x.all[i]; e.Won {
				x.wins[nameOf(e)] = true
			}
		}
		r.around = append(r.around, x)
	}
}

// pathTo returns the path of the ancestor in a depth, from the path of an element.
func pathTo(path string, depth int) string {
	if depth == 0 {
		return ""
	}
	for i := range len(path) {
		if path[i] != '/' {
			continue
		}
		if depth--; depth == 0 {
			return path[:i]
		}
	}
	return path
}

// nameOf returns the name of the property that a declaration sets in the end.
func nameOf(e *cascade.Explanation) string {
	if e.ID == prop.Custom {
		return e.Property
	}
	return e.ID.String()
}

// properties returns the reasons of a style: all are the declarations for it, up are the ancestors
// that it inherits from, outermost first.
func (r *reasoner) properties(s *style.Style, all []cascade.Explanation, up []explained) []reasoned {
	var out []reasoned
	place := map[string]int{} // in out
	for _, p := range properties(s) {
		place[p.Name] = len(out)
		out = append(out, reasoned{declared: p})
	}
	for i := range all {
		e := &all[i]
		name := nameOf(e)
		at, ok := place[name]
		if !ok {
			at = len(out)
			place[name] = at
			p := reasoned{declared: declared{Name: name}, initial: true}
			if e.ID != prop.Custom {
				p.Value = text(s, e.ID)
			}
			out = append(out, p)
		}
		out[at].Declarations = append(out[at].Declarations, makeCandidate(e))
	}
	for i := range out {
		p := &out[i]
		if id := prop.Lookup(p.Name); p.won() || id != prop.Custom && !id.Def().Inherited {
			continue
		}
		for _, a := range slices.Backward(up) {
			if a.wins[p.Name] {
				p.Inherited = &a.element
				break
			}
		}
	}
	// Of a shorthand, only the parts that have something to tell.
	out = slices.DeleteFunc(out, func(p reasoned) bool {
		return p.initial && len(p.Declarations) == 1 && p.Declarations[0].Written != ""
	})
	slices.SortStableFunc(out, func(a, b reasoned) int { return strings.Compare(a.Name, b.Name) })
	return out
}
