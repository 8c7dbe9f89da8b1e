package paint

import (
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/res"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// bleed is how the background of a box with round corners is kept from shining through the
// anti-aliased edge of what lies over it. No specification says so, Chromium does it.
type bleed uint8

const (
	bleedNone   bleed = iota
	bleedShrink       // the background ends below the middle of the border
	bleedClip         // background and border are drawn square, apart, and then cut round
)

// bleedOf chooses for a box whose border box is rr.
func (r *recorder) bleedOf(s *style.Style, e entry, rr display.RRect) bleed {
	image := !isNone(s.BackgroundImage())
	color := s.BackgroundColor().RGBA(s.Color()).A != 0
	if !rr.Rounded() || !image && !color || e.Kind == frag.Inline || e.Has(frag.Collapsed) || r.mask != nil || e.Of == r.canvasBox || rowLike(e) {
		return bleedNone
	}
	sides := borderOf(s, e)
	shown, hides := false, true
	for _, b := range sides {
		shown = shown || b.shows()
		hides = hides && b.color.A == 255 && b.style != value.KwHidden && b.style != value.KwDotted && b.style != value.KwDashed
	}
	switch {
	case !isNone(s.BorderImageSource()):
		return bleedNone
	case !shown:
		if image && (color || len(value.Commas(s.BackgroundImage())) > 1) && !r.occludes(s) {
			return bleedClip
		}
		return bleedNone
	case hides:
		return bleedShrink
	}
	return bleedClip
}

// occludes reports whether nothing shows below the first image of a background.
func (r *recorder) occludes(s *style.Style) bool {
	for _, axis := range value.Spaced(at(value.Commas(s.BackgroundRepeat()), 0)) {
		if axis != value.Value(value.KwRepeat) && axis != value.Value(value.KwRound) {
			return false
		}
	}
	if m := at(value.Commas(s.BackgroundBlendMode()), 0); m != nil && m != value.Value(value.KwNormal) {
		return false
	}
	switch v := value.Commas(s.BackgroundImage())[0].(type) {
	case *value.Gradient:
		for _, stop := range v.Stops {
			if c, ok := stop.Color.(value.Color); stop.Color != nil && (!ok || c.Current || c.A < 1) {
				return false
			}
		}
		return true
	case *value.URL:
		var m *res.Image
		if r.in.Images != nil {
			m = r.in.Images(v)
		}
		return m != nil && m.Format == "jpeg"
	}
	return false
}

// shrunk returns the border box of a background that ends below the border: half of its width in,
// or a sixth below a double line, whose outer line is all that hides it.
func shrunk(rr display.RRect, sides [4]side) *display.RRect {
	part := geom.Unit(2)
	for _, b := range sides {
		if b.used() == value.KwDouble {
			part = 6
		}
	}
	in := insetRound(display.RRect{R: snapRect(rr.R), Corners: rr.Corners, Curves: rr.Curves},
		geom.Sides{Top: sides[top].width / part, Right: sides[right].width / part, Bottom: sides[bottom].width / part, Left: sides[left].width / part})
	return &in
}

// roundedPath returns the outline of a rounded rectangle as it is, not on whole px.
func roundedPath(rr display.RRect) *display.Path {
	p := &display.Path{}
	var c [4]display.FPoint
	for i, k := range rr.Corners {
		c[i] = display.FPoint{X: float32(k.X.Px()), Y: float32(k.Y.Px())}
	}
	if rr.Curved() {
		p.CurvedRect(float32(rr.R.X.Px()), float32(rr.R.Y.Px()), float32(rr.R.W.Px()), float32(rr.R.H.Px()), c, rr.Curves)
		return p
	}
	p.RoundRect(float32(rr.R.X.Px()), float32(rr.R.Y.Px()), float32(rr.R.W.Px()), float32(rr.R.H.Px()), c)
	return p
}

// cutRound draws background and border apart and cuts them to the border box.
func (r *recorder) cutRound(s *style.Style, rr display.RRect, e entry, draw func()) {
	before := r.b.State()
	st := before
	clip := r.b.AddClip(display.Clip{Parent: st.Clip, Transform: st.Transform, Shape: rr})
	st.Effect = r.b.AddEffect(display.Effect{Parent: st.Effect, Clip: clip, Opacity: 1, Space: st.Transform})
	r.b.SetState(st)
	draw()
	r.b.SetState(st)
	sides := borderOf(s, e)
	alike := true
	for _, b := range sides {
		alike = alike && b.shows() && b.used() == value.KwSolid && b.color == sides[0].color
	}
	if alike {
		// Nothing is outside of the ring, so that its outer edge may be anywhere.
		one := geom.Sides{Top: geom.One, Right: geom.One, Bottom: geom.One, Left: geom.One}
		r.b.Ring(display.RRect{R: rr.R.Outset(one)}, insetRound(rr, e.Border), display.Solid(sides[0].color))
	} else {
		r.border(s, rr, e)
	}
	r.b.SetState(before)
}
