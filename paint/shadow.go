package paint

import (
	"math"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/paint/display"
	"vitrine/paint/svg"
)

// outerShadows paints the shadows behind a box; along the sides that are open there is none.
// https://drafts.csswg.org/css-backgrounds-3/#box-shadow
func (r *recorder) outerShadows(s *style.Style, box display.RRect, open openSides) {
	for _, sh := range svg.Shadows(s.BoxShadow(), s) {
		if sh.Inset {
			continue
		}
		r.openShadow(box, open, sh, func(box display.RRect) {
			r.b.Shadow(display.Shadow{
				Shape: spreadRound(box, sh.Spread, geom.Point{X: geom.FromPx(sh.X), Y: geom.FromPx(sh.Y)}),
				Hole:  box, Sigma: float32(sh.Blur / 2), Color: sh.Color,
			})
		})
	}
}

// insetShadows paints the shadows inside the padding box.
func (r *recorder) insetShadows(s *style.Style, box display.RRect, edges geom.Sides, open openSides) {
	for _, sh := range svg.Shadows(s.BoxShadow(), s) {
		if !sh.Inset {
			continue
		}
		r.openShadow(insetRound(box, edges), open, sh, func(hole display.RRect) {
			r.b.Shadow(display.Shadow{
				Shape: spreadRound(hole, -sh.Spread, geom.Point{X: geom.FromPx(sh.X), Y: geom.FromPx(sh.Y)}),
				Hole:  hole, Sigma: float32(sh.Blur / 2), Color: sh.Color, Inset: true,
			})
		})
	}
}

// openSides are the sides, in the order of CSS, at which a box was cut in slices.
type openSides [4]bool

// openAt returns the sides at which a fragment of an inline box goes on elsewhere.
// https://drafts.csswg.org/css-break-3/#valdef-box-decoration-break-slice
func openAt(s *style.Style, e entry) (open openSides) {
	if e.Kind != frag.Inline || s.BoxDecorationBreak() == value.KwClone {
		return open
	}
	low, high := !e.Has(frag.First), !e.Has(frag.Last)
	if (s.Direction() == value.KwRtl) != (e.Frame == geom.SidewaysLR) {
		low, high = high, low
	}
	if e.Frame.Vertical() {
		open[top], open[bottom] = low, high
	} else {
		open[left], open[right] = low, high
	}
	return open
}

// openShadow draws a shadow of a box as if the box went on beyond its open sides, and cuts it off
// there.
func (r *recorder) openShadow(box display.RRect, open openSides, sh svg.Shadow, draw func(display.RRect)) {
	if open == (openSides{}) {
		draw(box)
		return
	}
	reach := geom.FromPxCeil(2*sh.Blur + math.Abs(sh.Spread) + math.Max(math.Abs(sh.X), math.Abs(sh.Y)) + 1)
	var in, out geom.Sides
	for i, side := range [4][2]*geom.Unit{{&in.Top, &out.Top}, {&in.Right, &out.Right}, {&in.Bottom, &out.Bottom}, {&in.Left, &out.Left}} {
		if open[i] {
			*side[0] = reach
		} else {
			*side[1] = reach
		}
	}
	state := r.b.State()
	defer r.b.SetState(state)
	cut := state
	cut.Clip = r.b.AddClip(display.Clip{Parent: state.Clip, Transform: state.Transform, Shape: display.RRect{R: box.R.Outset(out)}})
	r.b.SetState(cut)
	longer := box
	longer.R = box.R.Outset(in)
	draw(longer)
}

// spreadRound grows a shape by px and moves it. Sharp corners stay sharp; small radii grow
// less than the spread, so that the outline stays smooth.
// https://drafts.csswg.org/css-backgrounds-3/#shadow-shape
func spreadRound(b display.RRect, px float64, by geom.Point) display.RRect {
	u := geom.FromPx(px)
	out := display.RRect{R: b.R.Move(by), Curves: b.Curves}
	if u >= 0 {
		out.R = out.R.Outset(geom.Sides{Top: u, Right: u, Bottom: u, Left: u})
	} else {
		out.R = out.R.Inset(geom.Sides{Top: -u, Right: -u, Bottom: -u, Left: -u})
	}
	for i, c := range b.Corners {
		if k := b.Curves[i]; k != 0 && c.X > 0 && c.Y > 0 {
			out.Corners[i] = display.Corner{X: geom.FromPx(max(0, k.Shrink(c.X.Px(), -px))), Y: geom.FromPx(max(0, k.Shrink(c.Y.Px(), -px)))}
			continue
		}
		out.Corners[i] = display.Corner{X: spreadRadius(c.X, u), Y: spreadRadius(c.Y, u)}
	}
	return out.Fit()
}

func spreadRadius(r, spread geom.Unit) geom.Unit {
	if r <= 0 {
		return 0
	}
	if spread > 0 && r < spread {
		k := r.Px()/spread.Px() - 1
		return r.Add(spread.Mul(1 + k*k*k))
	}
	return max(0, r.Add(spread))
}
