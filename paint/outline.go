package paint

import (
	"vitrine/css/style"
	"vitrine/css/value"
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
// to each side of the edge, and a light line around it. Corners that are not round by themselves
// have the same radii whatever the offset.
const (
	ringHalf   = 1
	ringLight  = 1
	ringRadius = 3.9 // of the outer edges of both lines
	ringInside = 2.3 // of the edge inside
)

// focusRing paints an outline of style auto around a box and what overflows it. Its width does
// not count.
func (r *recorder) focusRing(e entry, s *style.Style) {
	area := geom.MakeRect(e.at, e.Size)
	if e.Kind == frag.Box && !r.clips(e.Fragment) {
		area = area.Union(e.Overflow.Move(e.at))
	}
	off := s.OutlineOffset().Resolve(0)
	inset := geom.Unit(0)
	if b := e.Border; min(b.Top, b.Right, b.Bottom, b.Left) >= geom.Int(ringHalf) {
		inset = geom.Int(ringHalf) // the ring takes the place of a border
	}
	edge := roundOf(s, area, e)
	// at is the edge moved out by d; round corners grow by bend, the others have a radius of their own.
	at := func(d, bend int, plain float64) display.RRect {
		out, by := edge, geom.Int(d).Add(off).Sub(inset)
		x, y := max(by, -area.W/2), max(by, -area.H/2)
		out.R = area.Outset(geom.Sides{Top: y, Right: x, Bottom: y, Left: x})
		for i, c := range edge.Corners {
			if c.X <= 0 || c.Y <= 0 {
				c = display.Corner{X: geom.FromPx(plain), Y: geom.FromPx(plain)}
			} else {
				more := off.Add(geom.Int(bend))
				c = display.Corner{X: max(0, c.X.Add(more)), Y: max(0, c.Y.Add(more))}
			}
			out.Corners[i] = c
		}
		return out.Fit()
	}
	outer := at(ringHalf, ringHalf, ringRadius)
	r.b.Ring(at(ringHalf+ringLight, ringHalf, ringRadius), outer, display.Solid(white))
	r.b.Ring(outer, at(-ringHalf, -ringHalf, ringInside), display.Solid(s.OutlineColor().RGBA(s.Color())))
}
