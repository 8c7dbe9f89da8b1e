package paint

import (
	"math"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/geom"
	"vitrine/paint/display"
	"vitrine/paint/svg"
	"vitrine/paint/transform"
)

// clipPath resolves clip-path to a shape; url() references are left out.
// https://drafts.csswg.org/css-masking-1/#the-clip-path
func (r *recorder) clipPath(s *style.Style, e entry) (display.Clip, bool) {
	if isNone(s.ClipPath()) {
		return display.Clip{}, false
	}
	outer := roundOf(s, geom.MakeRect(e.at, e.Size), e)
	ref := outer
	var shape *value.Func
	for _, v := range value.Spaced(s.ClipPath()) {
		switch v := v.(type) {
		case *value.Func:
			shape = v
		case value.Keyword:
			switch v {
			case value.KwPaddingBox:
				ref = insetRound(outer, e.Border)
			case value.KwContentBox:
				ref = insetRound(outer, e.Border.Add(e.Padding))
			}
		}
	}
	if shape == nil {
		return display.Clip{Shape: ref}, true
	}
	w, h := ref.R.W.Px(), ref.R.H.Px()
	p := &display.Path{}
	c := display.Clip{Path: p, Origin: geom.Point{X: ref.R.X, Y: ref.R.Y}}
	switch shape.Name {
	case "inset", "rect", "xywh":
		c.Path = nil
		c.Shape = insetShape(shape, ref.R)
	case "circle", "ellipse":
		cx, cy, rx, ry := ellipseShape(shape, w, h)
		if rx <= 0 || ry <= 0 {
			c.Path, c.Shape = nil, display.RRect{R: geom.Rect{X: ref.R.X, Y: ref.R.Y}}
			return c, true
		}
		p.Ellipse(float32(cx), float32(cy), float32(rx), float32(ry))
	case "polygon":
		for i, arg := range value.Commas(shape.Args) {
			if k, ok := arg.(value.Keyword); ok && i == 0 {
				c.EvenOdd = k == value.KwEvenodd
				continue
			}
			var x, y float64
			if pair, ok := arg.(value.LengthPair); ok {
				x, y = pair.X.Float(w), pair.Y.Float(h)
			} else if items := value.Spaced(arg); len(items) == 2 {
				x, y = transform.Length(items[0], w), transform.Length(items[1], h)
			} else {
				continue
			}
			if len(p.Verbs) == 0 {
				p.MoveTo(float32(x), float32(y))
			} else {
				p.LineTo(float32(x), float32(y))
			}
		}
		p.Close()
	case "path":
		for _, arg := range value.Commas(shape.Args) {
			switch arg := arg.(type) {
			case value.Keyword:
				c.EvenOdd = arg == value.KwEvenodd
			case value.String:
				c.Path = svg.ParsePath(string(arg))
			}
		}
	default:
		return display.Clip{}, false
	}
	return c, true
}

// insetShape resolves inset(), rect() and xywh() without their round part's second radii.
func insetShape(f *value.Func, ref geom.Rect) display.RRect {
	var nums []value.Value
	var radii []value.Value
	rounding := false
	for _, v := range value.Spaced(f.Args) {
		switch {
		case v == value.Value(value.KwRound):
			rounding = true
		case v == value.Value(value.Delim('/')):
			goto done
		case rounding:
			radii = append(radii, v)
		default:
			nums = append(nums, v)
		}
	}
done:
	w, h := ref.W.Px(), ref.H.Px()
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
	t, rt, b, l := transform.Length(n[0], h), transform.Length(n[1], w), transform.Length(n[2], h), transform.Length(n[3], w)
	switch f.Name {
	case "rect":
		if isAuto(n[1]) {
			rt = w
		}
		if isAuto(n[2]) {
			b = h
		}
		rt, b = w-rt, h-b
	case "xywh":
		x, y, ww, hh := transform.Length(n[0], w), transform.Length(n[1], h), transform.Length(n[2], w), transform.Length(n[3], h)
		t, l, rt, b = y, x, w-x-ww, h-y-hh
	}
	out := display.RRect{R: geom.Rect{X: ref.X.Add(geom.FromPx(l)), Y: ref.Y.Add(geom.FromPx(t)), W: geom.FromPx(math.Max(0, w-l-rt)), H: geom.FromPx(math.Max(0, h-t-b))}}
	if len(radii) > 0 {
		for i, v := range four(radii) {
			out.Corners[i] = display.Corner{X: geom.FromPx(transform.Length(v, w)), Y: geom.FromPx(transform.Length(v, h))}
		}
		out = fitCorners(out)
	}
	return out
}

// ellipseShape resolves circle() and ellipse().
func ellipseShape(f *value.Func, w, h float64) (cx, cy, rx, ry float64) {
	cx, cy = w/2, h/2
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
				rx = transform.Length(sizes[0], math.Hypot(w, h)/math.Sqrt2)
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
				return transform.Length(sizes[i], basis)
			}
		}
		return math.Min(a, b)
	}
	return cx, cy, axis(0, cx, w-cx, w), axis(1, cy, h-cy, h)
}
