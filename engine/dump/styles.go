package dump

import (
	"bufio"
	"io"
	"sort"
	"sync"

	"vitrine/css/prop"
	"vitrine/css/style"
	"vitrine/engine/dom"
)

// Styler answers the computed style of an element; css/cascade's Result does.
type Styler interface {
	Style(n *dom.Node) *style.Style
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

// properties returns the properties of s that are not at their initial value.
func properties(s *style.Style) []declared {
	var out []declared
	initial := style.Initial()
	for _, id := range longhands() {
		v := text(s, id)
		if v != text(initial, id) {
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

// Styles writes, for each element in document order, its path and name and the computed values
// that differ from the initial ones.
func Styles(w io.Writer, d *dom.Document, st Styler, keep Keep) error {
	b := bufio.NewWriter(w)
	eachStyled(d, st, keep, func(n *dom.Node, s *style.Style) {
		b.WriteString(n.Label())
		if p := Path(n); p != "" {
			b.WriteString(" (" + p + ")")
		}
		b.WriteByte('\n')
		for _, p := range properties(s) {
			b.WriteString("  " + p.Name + ": " + p.Value + "\n")
		}
	})
	return b.Flush()
}

// styledEntry is one element in JSON.
type styledEntry struct {
	Path  string     `json:"path"`
	Of    string     `json:"of"`
	Style []declared `json:"style"`
}

// StylesJSON writes the same as a JSON list.
func StylesJSON(w io.Writer, d *dom.Document, st Styler, keep Keep) error {
	list := []styledEntry{}
	eachStyled(d, st, keep, func(n *dom.Node, s *style.Style) {
		list = append(list, styledEntry{Path(n), n.Label(), properties(s)})
	})
	return writeJSON(w, list)
}

// Resolver answers resolved values as getComputedStyle gives them; engine's Resolved does.
type Resolver interface {
	Text(n *dom.Node, id prop.ID) string
}

// Resolved writes, for each element in document order, its path and name and the resolved values,
// after layout, that differ from the initial values.
func Resolved(w io.Writer, d *dom.Document, st Styler, r Resolver, keep Keep) error {
	b := bufio.NewWriter(w)
	eachStyled(d, st, keep, func(n *dom.Node, s *style.Style) {
		b.WriteString(n.Label())
		if p := Path(n); p != "" {
			b.WriteString(" (" + p + ")")
		}
		b.WriteByte('\n')
		for _, p := range resolved(n, r) {
			b.WriteString("  " + p.Name + ": " + p.Value + "\n")
		}
	})
	return b.Flush()
}

// ResolvedJSON writes the same as a JSON list.
func ResolvedJSON(w io.Writer, d *dom.Document, st Styler, r Resolver, keep Keep) error {
	list := []styledEntry{}
	eachStyled(d, st, keep, func(n *dom.Node, s *style.Style) {
		list = append(list, styledEntry{Path(n), n.Label(), resolved(n, r)})
	})
	return writeJSON(w, list)
}

func resolved(n *dom.Node, r Resolver) []declared {
	var out []declared
	initial := style.Initial()
	for _, id := range longhands() {
		if v := r.Text(n, id); v != initial.Text(id) {
			out = append(out, declared{id.String(), v})
		}
	}
	return out
}

func eachStyled(d *dom.Document, st Styler, keep Keep, f func(*dom.Node, *style.Style)) {
	root := d.Root()
	for n := root.First(); n != nil; n = n.After(root) {
		if n.Type != dom.ElementNode || keep != nil && !keep(n) {
			continue
		}
		if s := st.Style(n); s != nil {
			f(n, s)
		}
	}
}
