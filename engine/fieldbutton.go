package engine

import (
	"vitrine/css/selector"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/paint"
)

// hasFieldButton reports whether an element shows a button at its end when it is pointed at or
// edited: a number field one that steps, a search field that is not empty one that empties it.
func hasFieldButton(n *dom.Node) bool {
	if n == nil || !n.IsHTML("input") || selector.Disabled(n) {
		return false
	}
	if _, readonly := n.Attr("readonly"); readonly {
		return false
	}
	t := inputType(n)
	return t == "number" || t == "search" && n.Value() != ""
}

// pressFieldButton does what the button at the end of a field is for; false when a place is not on
// one.
func (p *Page) pressFieldButton(at place, n *dom.Node) bool {
	d := at.doc
	r, ok := d.viewRect(n)
	s := d.line.styles.Style(n)
	if !ok || s == nil || s.Appearance() == value.KwNone || !hasFieldButton(n) {
		return false
	}
	b := paint.FieldButton(s, r)
	b.Y, b.H = r.Y, r.H
	if !b.Contains(p.input.at) {
		return false
	}
	if inputType(n) == "search" {
		d.dom.SetValue(n, "")
	} else {
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
	if e := d.page.input.edit; e != nil && e.at.doc == d && hasFieldButton(e.at.node) {
		return e.at.node
	}
	if n := d.line.state.hover; hasFieldButton(n) {
		return n
	}
	return nil
}
