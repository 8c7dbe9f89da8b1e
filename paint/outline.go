package paint

import (
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

func hasOutline(s *style.Style) bool {
	if s == nil || s.OutlineStyle() == value.KwNone {
		return false
	}
	return s.OutlineWidth().Float(0) > 0 && visible(s)
}

// outline paints the outline of a box around its border box.
// https://drafts.csswg.org/css-ui-4/#outline-props
func (r *recorder) outline(e entry) {
	s := r.style(e.Fragment)
	r.begin(e)
	area := geom.MakeRect(e.at, e.Size)
	if s.OutlineStyle() == value.KwAuto {
		if !area.Empty() {
			r.focusRing(e, s)
		}
		return
	}
	w := s.OutlineWidth().Resolve(0)
	off := s.OutlineOffset().Resolve(0)
	if off < 0 && area.Empty() {
		return // shrunk to nothing
	}
	inner := spreadRound(roundOf(s, area, e), off.Px(), geom.Point{})
	if off < 0 {
		// The outline shrinks to twice its width in each direction, and no further.
		x, y := min(-off, area.W/2), min(-off, area.H/2)
		inner.R = area.Inset(geom.Sides{Top: y, Right: x, Bottom: y, Left: x})
	}
	outer := display.RRect{R: inner.R.Outset(geom.Sides{Top: w, Right: w, Bottom: w, Left: w})}
	outer.Curves = inner.Curves
	for i, c := range inner.Corners {
		if c.X > 0 && c.Y > 0 {
			outer.Corners[i] = display.Corner{X: c.X.Add(w), Y: c.Y.Add(w)}
			if k := inner.Curves[i]; k != 0 {
				outer.Corners[i] = display.Corner{X: geom.FromPx(k.Shrink(c.X.Px(), -w.Px())), Y: geom.FromPx(k.Shrink(c.Y.Px(), -w.Px()))}
			}
		}
	}
	sd := side{w, s.OutlineStyle(), s.OutlineColor().RGBA(s.Color())}
	r.borderSides(outer, [4]side{sd, sd, sd, sd})
}

// Shape of the ring that outline-style: auto draws, in px, as Chromium has it: half of its width
// to each side of the edge, and a light line around it.
const (
	ringHalf   = 1
	ringLight  = 1
	ringRadius = 2 // of corners that are not round by themselves
)

// focusRing paints an outline of style auto around a box and what overflows it. Its width does
// not count.
func (r *recorder) focusRing(e entry, s *style.Style) {
	area := geom.MakeRect(e.at, e.Size)
	if e.Kind == frag.Box && !r.clips(e.Fragment) {
		area = area.Union(e.Overflow.Move(e.at))
	}
	off := s.OutlineOffset().Resolve(0)
	switch e.Of.Control {
	case box.TextField, box.TextArea, box.DateField, box.Button, box.Select, box.ListBox:
		off = off.Sub(geom.Int(ringHalf)) // the ring takes the place of their border
	}
	edge := roundOf(s, area, e)
	for i, c := range edge.Corners {
		if c.X <= 0 || c.Y <= 0 {
			u := geom.Int(ringRadius).Sub(off)
			edge.Corners[i] = display.Corner{X: u, Y: u}
		}
	}
	at := func(d geom.Unit) display.RRect {
		d = d.Add(off)
		out := edge
		x, y := max(d, -area.W/2), max(d, -area.H/2)
		out.R = area.Outset(geom.Sides{Top: y, Right: x, Bottom: y, Left: x})
		for i, c := range edge.Corners {
			out.Corners[i] = display.Corner{X: max(0, c.X.Add(d)), Y: max(0, c.Y.Add(d))}
		}
		return out.Fit()
	}
	outer := at(geom.Int(ringHalf))
	r.b.Ring(at(geom.Int(ringHalf+ringLight)), outer, display.Solid(white))
	r.b.Ring(outer, at(-geom.Int(ringHalf)), display.Solid(s.OutlineColor().RGBA(s.Color())))
}
