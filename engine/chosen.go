package engine

import (
	"vitrine/engine/dom"
	"vitrine/layout/geom"
)

// chosen is where a list box was scrolled to for its chosen option.
type chosen struct {
	option dom.ID
	at     geom.Point
}

// showChosen scrolls list boxes so that the first chosen option is seen, as long as nobody scrolled
// them elsewhere. While the option is the same it begins at the top each time: what a page looks
// like must not depend on how often it was laid out before all of it had arrived.
func (p *Page) showChosen(d *document) {
	var rects []geom.Rect
	var ok []bool
	for i := range d.line.base.Scrollers {
		s := &d.line.base.Scrollers[i]
		n := d.dom.Node(s.Node)
		if n == nil || !n.IsHTML("select") {
			continue
		}
		was := d.chosen[s.Node]
		if d.offsets[s.Node] != was.at {
			continue
		}
		o := n.First()
		for o != nil && !(o.IsHTML("option") && o.Checked()) {
			o = o.After(n)
		}
		if o == nil {
			continue
		}
		if rects == nil {
			rects, ok = Rects(d.line.frags)
		}
		id := o.ID()
		if int(id) >= len(ok) || !ok[id] {
			continue
		}
		var at geom.Point
		if was.option != 0 && was.option != id {
			at = d.offset(i)
		}
		at.Y = at.Y.Add(approach(rects[id].Y.Sub(at.Y), rects[id].H, s.Port.Y, s.Port.H, false))
		p.scrollInside(d, i, at)
		if d.chosen == nil {
			d.chosen = map[dom.ID]chosen{}
		}
		d.chosen[s.Node] = chosen{id, d.offsets[s.Node]}
	}
}
