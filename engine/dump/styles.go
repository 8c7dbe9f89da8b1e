package dump

import (
	"bufio"
	"io"
	"sort"
	"sync"

	"vitrine/css/prop"
	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/engine/dom"
)

// Styler answers the computed styles of an element and of its pseudo-elements; css/cascade's Result
// does.
type Styler interface {
	Style(n *dom.Node) *style.Style
	Pseudo(n *dom.Node, p selector.Pseudo) *style.Style
}

// longhands lists the physical longhands by name.
var longhands = sync.OnceValue(func() []prop.ID {
	var ids []prop.ID
	for id := prop.ID(1); id < prop.All; id++ {
		if id.Def() != nil && !id.IsShorthand() && !id.IsLogical() {
			ids = append(ids, id)
		}
	}
	sort.Slice(ids, func(i, j int) bool { return ids[i].String() < ids[j].String() })
	return ids
})

// declared is one property in a dump of styles.
type declared struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// initialTexts are the initial values of the longhands, in their order.
var initialTexts = sync.OnceValue(func() []string {
	var out []string
	for _, id := range longhands() {
		out = append(out, text(style.Initial(), id))
	}
	return out
})

// properties returns the properties of s that are not at their initial value.
func properties(s *style.Style) []declared {
	var out []declared
	initial := initialTexts()
	for i, id := range longhands() {
		if v := text(s, id); v != initial[i] {
			out = append(out, declared{id.String(), v})
		}
	}
	if v := s.Vars(); v != nil {
		var custom []declared
		v.Each(func(name string, x any) {
			custom = append(custom, declared{name, customText(x)})
		})
		sort.Slice(custom, func(i, j int) bool { return custom[i].Name < custom[j].Name })
		out = append(out, custom...)
	}
	return out
}

func text(s *style.Style, id prop.ID) string {
	v := s.Get(id)
	if v == nil {
		return ""
	}
	return string(v.Append(nil))
}

// customText prints the value of a custom property.
func customText(x any) string {
	switch x := x.(type) {
	case interface{ String() string }:
		return x.String()
	case string:
		return x
	}
	return "?"
}

// element says which element is meant.
type element struct {
	Path string `json:"path"`
	Of   string `json:"of"`
}

func (e element) String() string {
	if e.Path == "" {
		return e.Of
	}
	return e.Of + " (" + e.Path + ")"
}

// styledEntry is one element with its values.
type styledEntry struct {
	element
	Style []declared `json:"style"`
}

// writeStyled writes entries as text: the element, and a line for each value.
func writeStyled(w io.Writer, each func(f func(styledEntry))) error {
	b := bufio.NewWriter(w)
	each(func(e styledEntry) {
		b.WriteString(e.String() + "\n")
		for _, p := range e.Style {
			b.WriteString("  " + p.Name + ": " + p.Value + "\n")
		}
	})
	return b.Flush()
}

// writeStyledJSON writes entries as a JSON list.
func writeStyledJSON(w io.Writer, each func(f func(styledEntry))) error {
	list := []styledEntry{}
	each(func(e styledEntry) { list = append(list, e) })
	return writeJSON(w, list)
}

// Styles writes, for each element in document order and after it for its pseudo-elements, its path
// and name and the computed values that differ from the initial ones. Pseudo-elements that no rule
// mentions, or that are not generated, have no style and are left out.
func Styles(w io.Writer, d *dom.Document, st Styler, keep Keep) error {
	return writeStyled(w, eachComputed(d, st, keep))
}

// StylesJSON writes the same as a JSON list.
func StylesJSON(w io.Writer, d *dom.Document, st Styler, keep Keep) error {
	return writeStyledJSON(w, eachComputed(d, st, keep))
}

func eachComputed(d *dom.Document, st Styler, keep Keep) func(f func(styledEntry)) {
	// Most elements share their style with the one before them.
	var last *style.Style
	var values []declared
	return func(f func(styledEntry)) {
		eachStyled(d, st, keep, func(n *dom.Node, e element, s *style.Style) {
			if s != last {
				last, values = s, properties(s)
			}
			f(styledEntry{e, values})
			eachPseudo(n, e, st, func(_ selector.Pseudo, of element, s *style.Style) {
				f(styledEntry{of, properties(s)})
			})
		})
	}
}

// eachPseudo calls f for every pseudo-element of an element that has a style.
func eachPseudo(n *dom.Node, e element, st Styler, f func(p selector.Pseudo, of element, s *style.Style)) {
	for p := selector.PseudoNone + 1; p < selector.NumPseudo; p++ {
		if s := st.Pseudo(n, p); s != nil {
			f(p, element{e.Path, e.Of + p.String()}, s)
		}
	}
}

// Resolver answers resolved values as getComputedStyle gives them; engine's Resolved does.
type Resolver interface {
	Text(n *dom.Node, id prop.ID) string
}

// Resolved writes, for each element in document order, its path and name and the resolved values,
// after layout, that differ from the initial values.
func Resolved(w io.Writer, d *dom.Document, st Styler, r Resolver, keep Keep) error {
	return writeStyled(w, eachResolved(d, st, r, keep))
}

// ResolvedJSON writes the same as a JSON list.
func ResolvedJSON(w io.Writer, d *dom.Document, st Styler, r Resolver, keep Keep) error {
	return writeStyledJSON(w, eachResolved(d, st, r, keep))
}

func eachResolved(d *dom.Document, st Styler, r Resolver, keep Keep) func(f func(styledEntry)) {
	initial := map[prop.ID]string{}
	for _, id := range longhands() {
		initial[id] = style.Initial().Text(id)
	}
	return func(f func(styledEntry)) {
		eachStyled(d, st, keep, func(n *dom.Node, e element, _ *style.Style) {
			var out []declared
			for _, id := range longhands() {
				if v := r.Text(n, id); v != initial[id] {
					out = append(out, declared{id.String(), v})
				}
			}
			f(styledEntry{e, out})
		})
	}
}

// eachStyled calls f for every element that has a style and is to be kept, in document order.
func eachStyled(d *dom.Document, st Styler, keep Keep, f func(n *dom.Node, e element, s *style.Style)) {
	eachElement(d, func(n *dom.Node, path []byte) error {
		if keep != nil && !keep(n) {
			return nil
		}
		if s := st.Style(n); s != nil {
			f(n, element{string(path), n.Label()}, s)
		}
		return nil
	})
}
