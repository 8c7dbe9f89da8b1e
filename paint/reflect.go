package paint

import (
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/geom"
	"vitrine/paint/display"
	"vitrine/paint/transform"
)

// mirror resolves -webkit-box-reflect: a side, how far away the reflection begins, and an image
// that masks it. https://compat.spec.whatwg.org/
func (r *recorder) mirror(s *style.Style, e entry) *display.Mirror {
	if isNone(s.WebkitBoxReflect()) {
		return nil
	}
	out := &display.Mirror{}
	side, gap := value.Keyword(0), 0.0
	x, y, w, h := e.at.X.Px(), e.at.Y.Px(), e.Size.W.Px(), e.Size.H.Px()
	for _, v := range value.Spaced(s.WebkitBoxReflect()) {
		k, isKeyword := v.(value.Keyword)
		_, isLength := value.AsLength(v)
		switch {
		case isKeyword && side == 0:
			side = k
		case isLength:
			basis := h
			if side == value.KwLeft || side == value.KwRight {
				basis = w
			}
			gap = transform.Length(v, basis)
		default:
			area := geom.MakeRect(e.at, e.Size)
			l := r.apart(area, func() {
				if img := r.resolveImage(v, s); !img.nothing() {
					r.drawTiled(img, area, e.Size, area, false)
				}
			})
			out.Masks = []display.Mask{{List: l, Space: e.state.Transform, At: e.at}}
		}
	}
	// A point goes as far beyond the edge as it was before it.
	switch side {
	case value.KwAbove:
		out.M = display.Matrix{A: 1, D: -1, F: 2*y - gap}
	case value.KwBelow:
		out.M = display.Matrix{A: 1, D: -1, F: 2*(y+h) + gap}
	case value.KwLeft:
		out.M = display.Matrix{A: -1, D: 1, E: 2*x - gap}
	default:
		out.M = display.Matrix{A: -1, D: 1, E: 2*(x+w) + gap}
	}
	reach := 2*h + max(gap, -gap)
	if side == value.KwLeft || side == value.KwRight {
		reach = 2*w + max(gap, -gap)
	}
	out.Reach = float32(reach)
	return out
}
