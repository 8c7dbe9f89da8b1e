package paint

import (
	"vitrine/css/style"
	"vitrine/css/value"
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
	w := s.OutlineWidth().Resolve(0)
	off := s.OutlineOffset().Resolve(0)
	area := geom.MakeRect(e.at, e.Size)
	inner := spreadRound(roundOf(s, area, e), off.Px(), geom.Point{})
	if off < 0 {
		// The outline shrinks to twice its width in each direction, and no further.
		x, y := min(-off, area.W/2), min(-off, area.H/2)
		inner.R = area.Inset(geom.Sides{Top: y, Right: x, Bottom: y, Left: x})
	}
	outer := display.RRect{R: inner.R.Outset(geom.Sides{Top: w, Right: w, Bottom: w, Left: w})}
	for i, c := range inner.Corners {
		if c.X > 0 && c.Y > 0 {
			outer.Corners[i] = display.Corner{X: c.X.Add(w), Y: c.Y.Add(w)}
		}
	}
	c := s.OutlineColor().RGBA(s.Color())
	st := s.OutlineStyle()
	if st == value.KwAuto {
		st = value.KwSolid
	}
	sd := side{w, st, c}
	r.borderSides(outer, [4]side{sd, sd, sd, sd})
}
