package shape

import (
	"math"

	"vitrine/css/value"
	"vitrine/layout/geom"
)

// Inset resolves inset(), rect() and xywh() in a reference box of w×h px: the rectangle and the
// radii of its corners (top left, top right, bottom right, bottom left), which do not overlap.
// https://drafts.csswg.org/css-shapes-1/#funcdef-basic-shape-inset
func Inset(f *value.Func, w, h float64) (r geom.Rect, corners [4]geom.Point) {
	var nums []value.Value
	var radii []value.Value
	var second []value.Value
	rounding, slash := false, false
	for _, v := range value.Spaced(f.Args) {
		switch {
		case v == value.Value(value.KwRound):
			rounding = true
		case v == value.Value(value.Delim('/')):
			slash = true
		case slash:
			second = append(second, v)
		case rounding:
			radii = append(radii, v)
		default:
			nums = append(nums, v)
		}
	}
	four := func(v []value.Value) [4]value.Value {
		var o [4]value.Value
		for i := range o {
			switch {
			case i < len(v):
				o[i] = v[i]
			case i >= 2 && len(v) > i-2:
				o[i] = o[i-2]
			case len(v) > 0:
				o[i] = o[0]
			}
		}
		return o
	}
	n := four(nums)
	t, rt, b, l := length(n[0], h), length(n[1], w), length(n[2], h), length(n[3], w)
	switch f.Name {
	case "rect":
		if n[1] == value.Value(value.KwAuto) {
			rt = w
		}
		if n[2] == value.Value(value.KwAuto) {
			b = h
		}
		rt, b = w-rt, h-b
	case "xywh":
		x, y, ww, hh := length(n[0], w), length(n[1], h), length(n[2], w), length(n[3], h)
		t, l, rt, b = y, x, w-x-ww, h-y-hh
	}
	r = geom.Rect{X: geom.FromPx(l), Y: geom.FromPx(t), W: geom.FromPx(math.Max(0, w-l-rt)), H: geom.FromPx(math.Max(0, h-t-b))}
	if len(radii) > 0 {
		if !slash {
			second = radii
		}
		ry := four(second)
		for i, v := range four(radii) {
			corners[i] = geom.Point{X: geom.FromPx(length(v, w)), Y: geom.FromPx(length(ry[i], h))}
		}
		corners = Fit(geom.Size{W: r.W, H: r.H}, corners)
	}
	return r, corners
}

// Fit returns the radii of corners shrunk until they do not overlap in a box of a size.
// https://drafts.csswg.org/css-backgrounds-3/#corner-overlap
func Fit(size geom.Size, c [4]geom.Point) [4]geom.Point {
	f := 1.0
	fit := func(a, b, room geom.Unit) {
		if sum := float64(a) + float64(b); sum > float64(room) && sum > 0 {
			f = min(f, float64(room)/sum)
		}
	}
	fit(c[0].X, c[1].X, size.W)
	fit(c[3].X, c[2].X, size.W)
	fit(c[0].Y, c[3].Y, size.H)
	fit(c[1].Y, c[2].Y, size.H)
	if f < 1 {
		for i := range c {
			c[i].X, c[i].Y = c[i].X.Mul(f), c[i].Y.Mul(f)
		}
	}
	return c
}

// Ellipse resolves circle() and ellipse() in a reference box of w×h px: centre and radii in px.
// https://drafts.csswg.org/css-shapes-1/#funcdef-basic-shape-circle
func Ellipse(f *value.Func, w, h float64) (cx, cy, rx, ry float64) {
	return EllipseAt(f, w, h, w/2, h/2)
}

// EllipseAt is Ellipse for one whose centre is (x, y) unless it says another.
func EllipseAt(f *value.Func, w, h, x, y float64) (cx, cy, rx, ry float64) {
	cx, cy = x, y
	var sizes []value.Value
	for _, v := range value.Spaced(f.Args) {
		switch v := v.(type) {
		case *value.Position:
			if p, ok := value.ComputePair(v, &value.Context{}); ok {
				cx, cy = p.X.Float(w), p.Y.Float(h)
			}
		case value.LengthPair:
			cx, cy = v.X.Float(w), v.Y.Float(h)
		default:
			if v != value.Value(value.KwAt) {
				sizes = append(sizes, v)
			}
		}
	}
	near, far := math.Min(math.Min(cx, w-cx), math.Min(cy, h-cy)), math.Max(math.Max(cx, w-cx), math.Max(cy, h-cy))
	if f.Name == "circle" {
		rx = math.Abs(near)
		if len(sizes) > 0 {
			switch sizes[0] {
			case value.Value(value.KwFarthestSide):
				rx = far
			case value.Value(value.KwClosestSide):
			default:
				rx = length(sizes[0], math.Hypot(w, h)/math.Sqrt2)
			}
		}
		return cx, cy, rx, rx
	}
	axis := func(i int, a, b, basis float64) float64 {
		if i < len(sizes) {
			switch sizes[i] {
			case value.Value(value.KwFarthestSide):
				return math.Max(a, b)
			case value.Value(value.KwClosestSide):
			default:
				return length(sizes[i], basis)
			}
		}
		return math.Min(a, b)
	}
	return cx, cy, axis(0, cx, w-cx, w), axis(1, cy, h-cy, h)
}

// Polygon resolves polygon(): its corners in px, and whether it fills by the even-odd rule.
// https://drafts.csswg.org/css-shapes-1/#funcdef-basic-shape-polygon
func Polygon(f *value.Func, w, h float64) (pts [][2]float64, evenOdd bool) {
	for i, arg := range value.Commas(f.Args) {
		if k, ok := arg.(value.Keyword); ok && i == 0 {
			evenOdd = k == value.KwEvenodd
			continue
		}
		if x, y, ok := Point(arg, w, h); ok {
			pts = append(pts, [2]float64{x, y})
		}
	}
	return pts, evenOdd
}

// Point resolves a pair of coordinates to px in a reference box of w×h px; ok is false for what is none.
// https://drafts.csswg.org/css-shapes-1/#typedef-shape-coordinate
func Point(v value.Value, w, h float64) (x, y float64, ok bool) {
	switch v := v.(type) {
	case value.LengthPair:
		return v.X.Float(w), v.Y.Float(h), true
	case *value.Position:
		if p, ok := value.ComputePair(v, &value.Context{}); ok {
			return p.X.Float(w), p.Y.Float(h), true
		}
		return 0, 0, false
	}
	if items := value.Spaced(v); len(items) == 2 {
		return length(items[0], w), length(items[1], h), true
	}
	return 0, 0, false
}

// length returns a length in px; 0 for what is none.
func length(v value.Value, basis float64) float64 {
	if l, ok := value.AsLength(v); ok {
		return l.Float(basis)
	}
	return 0
}
