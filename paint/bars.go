package paint

import (
	"image/color"
	"math"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/layout/box"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// Sizes of drawn bars, in CSS px, as Chromium's.
const (
	sliderThick = 8  // of a slider's track
	thumbSize   = 16 // of a slider
	thumbMargin = 0.5
	trackMargin = 1 // beside the ends of a slider's track
)

// unknownPart is how much of a progress bar is filled that does not say how much is done: what
// Chromium's animation begins with.
const unknownPart = 0.2

// along draws in a space where the lines of a control are horizontal and begin at the left; area is
// the control there.
func (r *recorder) along(e entry, s *style.Style, draw func(area geom.Rect)) {
	state := r.b.State()
	defer r.b.SetState(state)
	f := *e.Fragment
	f.Frame = s.Frame() // a leaf has no lines of its own
	e.Fragment = &f
	back := s.Direction() == value.KwRtl
	if f.Frame == geom.SidewaysLR {
		back = !back
	}
	if f.Frame != geom.Horizontal && r.mask == nil {
		if f.Frame == geom.SidewaysLR { // from the top, as the others
			f.Frame = geom.VerticalLR
		}
		e, _ = r.upright(e)
	}
	area := geom.MakeRect(e.at, e.Size)
	in := r.b.State()
	in.Transform = e.state.Transform
	if back {
		x := area.X.Add(area.Right()).Px()
		in.Transform = r.b.AddTransform(display.Transform{Parent: in.Transform, M: display.Matrix{A: -1, D: 1, E: x}})
	}
	r.b.SetState(in)
	draw(area)
}

// track is where a bar of a thickness is in the box of its control.
func track(area geom.Rect, thick geom.Unit) geom.Rect {
	area.Y, area.H = area.Y.Add((area.H.Sub(thick))/2), thick
	return area
}

// progress draws a progress bar; known says whether it tells how much is done.
func (r *recorder) progress(area geom.Rect, part float64, known bool, k look, zoom float64) {
	bar := track(area, area.H/2)
	radius := bar.H.Px() / 2
	r.b.RRect(round(bar, radius), display.Solid(k.track))
	if known {
		r.filled(bar, bar.W.Mul(part), radius, k.accent)
	} else {
		piece := bar
		piece.W = bar.W.Mul(unknownPart)
		r.b.RRect(round(piece, radius), display.Solid(k.accent))
	}
	r.rim(bar, radius, k.rim, zoom)
}

// meter draws a meter, whose rim is around what is filled.
func (r *recorder) meter(area geom.Rect, part float64, k look, c color.NRGBA, zoom float64) {
	bar := track(area, area.H/2)
	radius := bar.H.Px() / 2
	r.b.RRect(round(bar, radius), display.Solid(k.track))
	r.rim(bar, radius, k.gauge, zoom)
	in := inset(bar, zoom)
	r.filled(in, in.W.Mul(part), radius-zoom, c)
}

// rim draws the line around a bar, over what is in it.
func (r *recorder) rim(bar geom.Rect, radius float64, c color.NRGBA, zoom float64) {
	r.b.Ring(round(bar, radius), round(inset(bar, zoom), max(radius-zoom, 0)), display.Solid(c))
}

// filled draws the start of a track with round ends.
func (r *recorder) filled(track geom.Rect, w geom.Unit, radius float64, c color.NRGBA) {
	if w <= 0 {
		return
	}
	state := r.b.State()
	defer r.b.SetState(state)
	in := state
	in.Clip = r.b.AddClip(display.Clip{Parent: state.Clip, Transform: state.Transform, Shape: round(track, radius)})
	r.b.SetState(in)
	track.W = w
	r.b.Rect(track, display.Solid(c))
}

// slider draws a range field.
func (r *recorder) slider(area geom.Rect, n *dom.Node, k look, zoom float64) {
	bar := track(area, min(area.H, geom.FromPx(sliderThick*zoom)))
	end := geom.FromPx(trackMargin * zoom)
	bar = bar.Inset(geom.Sides{Left: end, Right: end})
	radius := bar.H.Px() / 2
	r.b.RRect(round(bar, radius), display.Solid(k.track))
	thumb := geom.FromPx(thumbSize * zoom)
	x := area.X.Add((area.W.Sub(thumb)).Mul(box.Fraction(n)))
	r.filled(bar, x.Sub(bar.X).Add(thumb/2), radius, k.accent)
	r.rim(bar, radius, k.rim, zoom)
	knob := geom.Rect{X: x, Y: area.Y.Add(area.H / 2).Sub(thumb / 2), W: thumb, H: thumb}
	r.disc(inset(knob, thumbMargin*zoom), k.accent)
}

// ticks draws the marks at the values that a range field suggests, on whole pixels as Blink has them.
func (r *recorder) ticks(area geom.Rect, s *style.Style, at []float64, zoom float64) {
	ink := display.Solid(s.Color().RGBA(s.Color()))
	thumb := thumbSize * zoom
	wide, long := math.Floor(zoom), math.Floor(box.TickLength.Px()*zoom)
	y := math.Floor(area.Y.Px() + area.H.Px()/2 + box.TickOffset.Px()*zoom)
	if s.Frame() != geom.Horizontal { // on the right
		y = math.Ceil(area.Y.Px()+area.H.Px()/2-box.TickOffset.Px()*zoom) - long
	}
	drawn := map[float64]bool{} // px along the track: many values may fall on one
	for _, f := range at {
		x := math.Floor(area.X.Px() + (thumb-zoom)/2 + (area.W.Px()-thumb)*f)
		if drawn[x] {
			continue
		}
		drawn[x] = true
		r.b.Rect(geom.Rect{X: geom.FromPx(x), Y: geom.FromPx(y), W: geom.FromPx(wide), H: geom.FromPx(long)}, ink)
	}
}

// disc fills the ellipse in a rectangle, which may lie between pixels.
func (r *recorder) disc(area geom.Rect, c color.NRGBA) {
	var p display.Path
	w, h := float32(area.W.Px()), float32(area.H.Px())
	p.Ellipse(w/2, h/2, w/2, h/2)
	r.b.Fill(display.PathDraw{Origin: geom.Point{X: area.X, Y: area.Y}, Path: &p, Paint: display.Solid(c)})
}
