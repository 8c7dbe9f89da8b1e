package engine

import (
	"time"

	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// pullShare is which part of its distance from the edge a pointer outside of the page, that drags a
// selection, scrolls by in a frame.
const pullShare = 0.25

// pull scrolls while a selection is dragged out of the page, as long as the pointer stays there.
func (p *Page) pull() {
	if p.pulling || p.pulled() == (geom.Point{}) {
		return
	}
	p.pulling = true
	time.AfterFunc(frameTime, func() { p.post(p.pullStep) })
}

// pulled returns how far beyond the page's edges the pointer is that drags a selection.
func (p *Page) pulled() (by geom.Point) {
	field := p.input.edit != nil && p.input.edit.dragging
	if s := p.input.selection; !field && (s == nil || !s.dragging) {
		return by
	}
	beyond := func(at, size geom.Unit) geom.Unit { return min(at, 0).Add(max(at.Sub(size), 0)) }
	return geom.Point{X: beyond(p.input.at.X, p.view.W), Y: beyond(p.input.at.Y, p.view.H)}
}

// pullStep scrolls by a frame's part and takes the selection along.
func (p *Page) pullStep() {
	p.pulling = false
	by := p.pulled()
	if by == (geom.Point{}) || p.doc == nil {
		return
	}
	step := func(v geom.Unit) geom.Unit {
		if v == 0 {
			return 0
		}
		s := v.Mul(pullShare)
		if v > 0 {
			return max(s, geom.One)
		}
		return min(s, -geom.One)
	}
	if e := p.input.edit; e != nil && e.dragging {
		p.dragCaret()
	} else if d := p.input.selection.doc; p.shows(d) {
		at := place{doc: d, scroller: display.Viewport}
		if l := p.input.last; l.doc == d && d.line.base != nil && l.scroller < len(d.line.base.Scrollers) {
			at.scroller = l.scroller
		}
		before := d.at(at.scroller)
		p.scrollChain(at, geom.Point{X: step(by.X), Y: step(by.Y)}, chain{})
		p.runLine() // the selection goes to what is there now
		p.dragSelection()
		if d.at(at.scroller) == before && at.scroller == display.Viewport {
			return // there is no more; the next movement tries again
		}
	}
	p.pull()
}
