package cascade

import (
	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/engine/dom"
)

// Under returns a function that computes the style which an element has when it inherits from
// another parent style than that of its parent, or when it has none because it is inside of
// display: none. The elements that SVG's use shows in another place are styled so: rules match
// them where they are, inheritance follows the use element. The element's own cached style is
// returned when the parent is the usual one. The function must not be called by two goroutines
// at once.
// https://www.w3.org/TR/SVG2/struct.html#UseStyleInheritance
func (r *Result) Under() func(n *dom.Node, parent *style.Style) *style.Style {
	var w *walker
	return func(n *dom.Node, parent *style.Style) *style.Style {
		up := n.ParentElement()
		if s := r.Style(n); s != nil && (up == nil || parent == r.Style(up)) {
			return s
		}
		if w == nil {
			w = newWalker(r, nil)
			if root := r.in.Doc.DocumentElement(); root != nil {
				w.root = r.computed(root)
			}
		}
		return w.under(n, parent.Computed()).Used()
	}
}

// under matches n with the filter of its real ancestors and computes it on top of parent.
func (w *walker) under(n *dom.Node, parent *style.Style) *style.Style {
	w.filter = selector.Filter{}
	var up []*dom.Node
	for p := n.ParentElement(); p != nil; p = p.ParentElement() {
		up = append(up, p)
	}
	for i := len(up) - 1; i >= 0; i-- {
		w.filter.Push(up[i])
	}
	m := &w.matcher
	m.match(n, &w.filter)
	list := m.lists[selector.PseudoNone]
	hints, inline := w.own(n)
	k := key{parent: parent, root: parent == nil, made: controlOf(n), units: w.unitsOf(n.ParentElement())}
	k.visited = w.visited(n, list)
	w.origin, w.old = n, nil
	return w.shared(n, k, list, inline, hints)
}

// Document returns the document that the styles are for.
func (r *Result) Document() *dom.Document { return r.in.Doc }
