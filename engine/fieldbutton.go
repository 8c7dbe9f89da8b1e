package engine

import (
	"vitrine/css/selector"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/layout/box"
	"vitrine/layout/geom"
	"vitrine/paint"
)

// hasFieldButton reports whether an element shows a button at its end when it is pointed at or
// edited: a number field one that steps, a search field that is not empty one that empties it, and a
// field with suggestions one that opens them.
func (d *document) hasFieldButton(n *dom.Node) bool {
	if n == nil || !n.IsHTML("input") || selector.Disabled(n) {
		return false
	}
	if _, readonly := n.Attr("readonly"); readonly {
		return false
	}
	t := inputType(n)
	return t == "number" || t == "search" && n.Value() != "" || t != "range" && box.Suggests(d.dom, n)
}

// pressFieldButton does what the button at the end of a field is for; false when a place is not on
// one.
func (p *Page) pressFieldButton(at place, n *dom.Node) bool {
	d := at.doc
	r, ok := d.viewRect(n)
	s := d.line.styles.Style(n)
	if !ok || s == nil || s.Appearance() == value.KwNone || !d.hasFieldButton(n) {
		return false
	}
	u := boxOf(d.line.frags, n)
	if u.frag == nil {
		return false
	}
	over := func(b geom.Rect) bool {
		b.Y, b.H = r.Y, r.H
		return b.Contains(p.input.at)
	}
	if over(paint.ListButton(u.frag.Of, r)) {
		p.suggest(at, true)
		return true
	}
	switch t := inputType(n); {
	case t != "search" && t != "number" || !over(paint.FieldButton(u.frag.Of, r)):
		return false
	case t == "search":
		d.dom.SetValue(n, "")
	default:
		by := 1.0
		if p.input.at.Y > r.Y.Add(r.H/2) {
			by = -1
		}
		d.stepNumber(n, by)
	}
	if p.input.edit != nil && p.input.edit.at.node == n {
		p.beginEdit(p.input.edit.at)
	}
	d.dom.Touch(n)
	return true
}

// buttonShown returns the field of a document whose button is shown, or nil.
func (d *document) buttonShown() *dom.Node {
	if e := d.page.input.edit; e != nil && e.at.doc == d && d.hasFieldButton(e.at.node) {
		return e.at.node
	}
	if n := d.line.state.hover; d.hasFieldButton(n) {
		return n
	}
	return nil
}
