package transform

import (
	"math"

	"vitrine/css/anim"
	"vitrine/css/style"
	"vitrine/css/value"
)

// Box is the reference box of a transform in the coordinates that the result maps.
type Box struct{ X, Y, W, H float64 }

func none(v value.Value) bool { return v == nil || v == value.Value(value.KwNone) }

// Has reports whether any transform property is set, offset-path among them.
func Has(s *style.Style) bool {
	return !none(s.Transform()) || !none(s.OffsetPath()) || !none(s.Translate()) || !none(s.Rotate()) || !none(s.Scale())
}

// HasPerspective reports whether a style gives its kids a perspective.
// https://drafts.csswg.org/css-transforms-2/#perspective-property
func HasPerspective(s *style.Style) bool { return s.Perspective().Kind != value.LengthKeyword }

// PerspectiveOf returns the perspective that a style gives to the kids of its box, in CSS px of
// the plane that the box stands in.
func PerspectiveOf(s *style.Style, b Box) Matrix {
	p := s.PerspectiveOrigin()
	x, y := b.X+p.X.Float(b.W), b.Y+p.Y.Float(b.H)
	return Translate(x, y, 0).Mul(Perspective(s.Perspective().Float(0))).Mul(Translate(-x, -y, 0))
}

// Origin returns the transform-origin of a style in px from the corner of its reference box.
func Origin(s *style.Style, b Box) (x, y float64) {
	x, y, _ = origin(s.TransformOrigin(), b.W, b.H)
	return x, y
}

// Of returns the transform of a style whose reference box is b, transform-origin included, but
// not what offset-path does.
// https://drafts.csswg.org/css-transforms-2/#ctm
func Of(s *style.Style, b Box) Matrix { return Moved(s, b, Identity) }

// Moved is Of with what offset-path does, a map of the space whose origin is transform-origin.
// https://drafts.csswg.org/css-transforms-2/#ctm
func Moved(s *style.Style, b Box, motion Matrix) Matrix {
	ox, oy, oz := origin(s.TransformOrigin(), b.W, b.H)
	m := Translate(b.X+ox, b.Y+oy, oz)
	if v := value.Spaced(s.Translate()); !none(s.Translate()) && len(v) > 0 {
		var y, z float64
		if len(v) > 1 {
			y = Length(v[1], b.H)
		}
		if len(v) > 2 {
			z = Length(v[2], 0)
		}
		m = m.Mul(Translate(Length(v[0], b.W), y, z))
	}
	if !none(s.Rotate()) {
		m = m.Mul(rotateProperty(value.Spaced(s.Rotate())))
	}
	if v := value.Spaced(s.Scale()); !none(s.Scale()) && len(v) > 0 {
		x, z := value.NumberOf(v[0]), 1.0
		y := x
		if len(v) > 1 {
			y = value.NumberOf(v[1])
		}
		if len(v) > 2 {
			z = value.NumberOf(v[2])
		}
		m = m.Mul(Scale(x, y, z))
	}
	m = m.Mul(motion)
	if !none(s.Transform()) {
		m = m.Mul(List(s.Transform(), b.W, b.H))
	}
	return m.Mul(Translate(-b.X-ox, -b.Y-oy, -oz))
}

// List returns the product of a transform list; percentages are of w and h.
func List(v value.Value, w, h float64) Matrix {
	m := Identity
	for _, it := range value.Spaced(v) {
		if f, ok := it.(*value.Func); ok {
			m = m.Mul(function(f, w, h))
		}
	}
	return m
}

// rotateProperty reads the rotate property: an angle, and an axis before or after it.
func rotateProperty(items []value.Value) Matrix {
	axis, n := [3]float64{0, 0, 1}, 0
	turn := 0.0
	for _, it := range items {
		switch it {
		case value.Value(value.KwX):
			axis = [3]float64{1, 0, 0}
			continue
		case value.Value(value.KwY):
			axis = [3]float64{0, 1, 0}
			continue
		case value.Value(value.KwZ):
			continue
		}
		if d, ok := it.(value.Dimension); ok {
			turn, _ = Angle(d)
		} else if n < 3 {
			axis[n] = value.NumberOf(it)
			n++
		}
	}
	return Rotate(axis[0], axis[1], axis[2], turn)
}

// origin resolves transform-origin: keywords in either order, lengths in that of the axes.
func origin(v value.Value, w, h float64) (x, y, z float64) {
	x, y = w/2, h/2
	if p, ok := v.(value.LengthPair); ok {
		return p.X.Float(w), p.Y.Float(h), 0
	}
	items := value.Spaced(v)
	vertical := func(v value.Value) bool {
		return v == value.Value(value.KwTop) || v == value.Value(value.KwBottom)
	}
	horizontal := func(v value.Value) bool {
		return v == value.Value(value.KwLeft) || v == value.Value(value.KwRight)
	}
	switch {
	case len(items) >= 2:
		a, b := items[0], items[1]
		if vertical(a) || horizontal(b) {
			a, b = b, a
		}
		if len(items) > 2 {
			z = Length(items[2], 0)
		}
		return Offset(a, w), Offset(b, h), z
	case len(items) == 1 && vertical(items[0]):
		return x, Offset(items[0], h), 0
	case len(items) == 1:
		return Offset(items[0], w), y, 0
	}
	return x, y, 0
}

// Offset resolves a keyword or a length of a position in px; basis is the room there is.
func Offset(v value.Value, basis float64) float64 {
	switch v {
	case value.Value(value.KwLeft), value.Value(value.KwTop):
		return 0
	case value.Value(value.KwCenter):
		return basis / 2
	case value.Value(value.KwRight), value.Value(value.KwBottom):
		return basis
	}
	return Length(v, basis)
}

// Length returns a length in px; 0 for what is none.
func Length(v value.Value, basis float64) float64 {
	if l, ok := value.AsLength(v); ok {
		return l.Float(basis)
	}
	return 0
}

// Angle returns an angle in radians; a unitless zero is one.
func Angle(v value.Value) (float64, bool) {
	switch v := v.(type) {
	case value.Dimension:
		switch v.Unit {
		case value.Deg:
			return v.N * math.Pi / 180, true
		case value.Rad:
			return v.N, true
		case value.Grad:
			return v.N * math.Pi / 200, true
		case value.Turn:
			return v.N * 2 * math.Pi, true
		}
	case value.Number:
		return 0, v == 0
	case value.Integer:
		return 0, v == 0
	}
	return 0, false
}

// function returns the map of one transform function.
// https://drafts.csswg.org/css-transforms-2/#three-d-transform-functions
func function(f *value.Func, w, h float64) Matrix {
	n := func(i int, def float64) float64 {
		v := f.Arg(i)
		if v == nil {
			return def
		}
		if a, ok := Angle(v); ok {
			return a
		}
		return value.NumberOf(v)
	}
	l := func(i int, basis float64) float64 {
		if v := f.Arg(i); v != nil {
			return Length(v, basis)
		}
		return 0
	}
	skew := func(x, y float64) Matrix {
		m := Identity
		m[0][1], m[1][0] = math.Tan(x), math.Tan(y)
		return m
	}
	switch f.Name {
	case "matrix":
		return Matrix{{n(0, 1), n(2, 0), 0, n(4, 0)}, {n(1, 0), n(3, 1), 0, n(5, 0)}, {0, 0, 1, 0}, {0, 0, 0, 1}}
	case "matrix3d":
		var m Matrix
		for i := range 16 {
			m[i%4][i/4] = n(i, 0)
		}
		return m
	case "translate", "translate3d":
		return Translate(l(0, w), l(1, h), l(2, 0))
	case "translateX", "translatex":
		return Translate(l(0, w), 0, 0)
	case "translateY", "translatey":
		return Translate(0, l(0, h), 0)
	case "translateZ", "translatez":
		return Translate(0, 0, l(0, 0))
	case "scale":
		return Scale(n(0, 1), n(1, n(0, 1)), 1)
	case "scale3d":
		return Scale(n(0, 1), n(1, 1), n(2, 1))
	case "scaleX", "scalex":
		return Scale(n(0, 1), 1, 1)
	case "scaleY", "scaley":
		return Scale(1, n(0, 1), 1)
	case "scaleZ", "scalez":
		return Scale(1, 1, n(0, 1))
	case "rotate", "rotateZ", "rotatez":
		return Rotate(0, 0, 1, n(0, 0))
	case "rotate3d":
		return Rotate(value.NumberOf(f.Arg(0)), value.NumberOf(f.Arg(1)), value.NumberOf(f.Arg(2)), n(3, 0))
	case "rotateX", "rotatex":
		return Rotate(1, 0, 0, n(0, 0))
	case "rotateY", "rotatey":
		return Rotate(0, 1, 0, n(0, 0))
	case "skew":
		return skew(n(0, 0), n(1, 0))
	case "skewX", "skewx":
		return skew(n(0, 0), 0)
	case "skewY", "skewy":
		return skew(0, n(0, 0))
	case anim.InterpolateFunc:
		from, to, p := List(f.Arg(0), w, h), List(f.Arg(1), w, h), value.NumberOf(f.Arg(2))
		if m, ok := anim.MixMatrix(from, to, p); ok {
			return m
		}
		// A map that cannot be undone has nothing on the way to another.
		if p < 0.5 {
			return from
		}
		return to
	case "perspective":
		if v, ok := value.AsLength(f.Arg(0)); ok && v.Kind != value.LengthKeyword {
			return Perspective(v.Float(0))
		}
	}
	return Identity
}
