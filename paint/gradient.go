package paint

import (
	"math"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/paint/display"
	"vitrine/paint/svg"
	"vitrine/paint/transform"
)

// resolveImage makes an <image> ready to be drawn.
func (r *recorder) resolveImage(v value.Value, s *style.Style) cssImage {
	switch v := v.(type) {
	case *value.URL:
		if r.in.Images != nil {
			if m := r.in.Images(v); m != nil {
				if m.Stored != nil && s.ImageOrientation() == value.KwNone {
					m = m.Stored
				}
				return cssImage{res: svg.InScheme(m, s.Dark())}
			}
		}
	case *value.Gradient:
		return cssImage{gradient: func(w, h float64) *display.Gradient { return gradient(v, s, w, h) }}
	case *value.Func:
		if c, ok := v.Args.(value.Color); ok && v.Name == "image" {
			rgba := c.RGBA(s.Color())
			return cssImage{color: &rgba}
		}
		if from, to, share, ok := value.CrossFade(v); ok {
			return r.crossFade(from, to, share, s)
		}
		return r.imageSet(v, s)
	}
	return cssImage{}
}

// imageSet takes the option of image-set() for one device px per CSS px.
func (r *recorder) imageSet(f *value.Func, s *style.Style) cssImage {
	best, density := value.ChooseImage(f)
	if best == nil {
		return cssImage{}
	}
	img := r.resolveImage(best, s)
	if img.res != nil {
		img.res = img.res.WithDensity(density)
	}
	return img
}

// gradient resolves a gradient for a box of w×h px.
// https://drafts.csswg.org/css-images-3/#gradients
func gradient(v *value.Gradient, s *style.Style, w, h float64) *display.Gradient {
	if w <= 0 || h <= 0 {
		return nil
	}
	out := &display.Gradient{}
	length := 0.0 // px of the whole gradient line, for stops in px
	cx, cy := w/2, h/2
	if v.At != nil {
		if p, ok := value.ComputePair(v.At, &value.Context{FontSize: s.FontSize()}); ok {
			cx, cy = p.X.Float(w), p.Y.Float(h)
		}
	}
	switch {
	case v.Old != nil:
		oldPoints(v, out, w, h)
		length = 1
	case v.Kind == value.GradientLinear:
		var x0, y0, x1, y1 float64
		x0, y0, x1, y1, length = line(v, w, h)
		out.Kind = display.Linear
		out.P0, out.P1 = fpt(x0, y0), fpt(x1, y1)
	case v.Kind == value.GradientRadial:
		rx, ry := radii(v, w, h, cx, cy)
		out.Kind = display.Radial
		out.P0, out.P1, out.R = fpt(cx, cy), fpt(cx, cy), fpt(rx, ry)
		length = rx
		if rx <= 0 || ry <= 0 {
			// An ellipse without width or height has no extent at all, as in Blink: the last colour is
			// everywhere, or what all colours come to when they repeat.
			out.R, length = fpt(0, 0), 0
		}
	case v.Kind == value.GradientConic:
		out.Kind = display.Conic
		out.P0, out.P1 = fpt(cx, cy), fpt(cx, cy)
		length = 360 // stops in degrees
		if a, ok := transform.Angle(v.Angle); ok {
			out.Angle = float32(a)
		}
	}
	out.Stops = stops(v, s, length)
	if len(out.Stops) == 0 {
		return nil
	}
	if v.Repeating {
		out.Spread = display.SpreadRepeat
		// Stops in one place repeat nothing: the last colour is everywhere.
		if last := out.Stops[len(out.Stops)-1]; out.Stops[0].Offset == last.Offset {
			out.Spread, out.Stops = display.SpreadPad, []display.Stop{{Offset: 0, Color: last.Color}, {Offset: 1, Color: last.Color}}
		}
	}
	return out
}

// oldPoints sets the ends of a gradient of -webkit-gradient().
func oldPoints(v *value.Gradient, out *display.Gradient, w, h float64) {
	at := func(v value.Value, whole float64) float64 {
		switch v := v.(type) {
		case value.Percentage:
			return float64(v) / 100 * whole
		case value.Number:
			return float64(v)
		}
		return 0
	}
	out.P0, out.P1 = fpt(at(v.Old.X0, w), at(v.Old.Y0, h)), fpt(at(v.Old.X1, w), at(v.Old.Y1, h))
	if out.Kind = display.Linear; v.Kind == value.GradientRadial {
		out.Kind, out.Circles = display.Radial, true
		out.R0, out.R = float32(v.Old.R0), fpt(v.Old.R1, v.Old.R1)
	}
}

func fpt(x, y float64) display.FPoint { return display.FPoint{X: float32(x), Y: float32(y)} }

// line returns the ends of the gradient line.
// https://drafts.csswg.org/css-images-3/#linear-gradient-syntax
func line(v *value.Gradient, w, h float64) (x0, y0, x1, y1, length float64) {
	a := math.Pi // to bottom
	switch {
	case v.SideX != 0 && v.SideY != 0:
		// The line is at right angles to the diagonal between the two other corners.
		dx, dy := h, w
		if v.SideX == value.KwLeft {
			dx = -dx
		}
		if v.SideY == value.KwTop {
			dy = -dy
		}
		if v.Legacy { // from the corner to the opposite one
			x0, y0, x1, y1 = w, h, 0, 0
			if v.SideX == value.KwLeft {
				x0, x1 = 0, w
			}
			if v.SideY == value.KwTop {
				y0, y1 = 0, h
			}
			return x0, y0, x1, y1, math.Hypot(w, h)
		}
		a = math.Atan2(dx, -dy)
	case v.SideX != 0 || v.SideY != 0:
		switch {
		case v.SideX == value.KwLeft:
			a = -math.Pi / 2
		case v.SideX == value.KwRight:
			a = math.Pi / 2
		case v.SideY == value.KwTop:
			a = 0
		}
		if v.Legacy {
			a += math.Pi
		}
	case v.Angle != nil:
		if ang, ok := transform.Angle(v.Angle); ok {
			a = ang
			if v.Legacy {
				a = math.Pi/2 - ang
			}
		}
	}
	sin, cos := math.Sincos(a)
	if math.Abs(sin) < 1e-12 {
		sin = 0
	}
	if math.Abs(cos) < 1e-12 {
		cos = 0
	}
	length = math.Abs(w*sin) + math.Abs(h*cos)
	dx, dy := sin*length/2, -cos*length/2
	return w/2 - dx, h/2 - dy, w/2 + dx, h/2 + dy, length
}

// radii returns the ending shape's radii.
// https://drafts.csswg.org/css-images-3/#radial-gradient-syntax
func radii(v *value.Gradient, w, h, cx, cy float64) (rx, ry float64) {
	if v.SizeX != nil {
		rx = transform.Length(v.SizeX, w)
		ry = rx
		if v.SizeY != nil {
			ry = transform.Length(v.SizeY, h)
		}
		return rx, ry
	}
	left, right, top, bottom := math.Abs(cx), math.Abs(w-cx), math.Abs(cy), math.Abs(h-cy)
	circle := v.Shape == value.KwCircle
	switch v.Extent {
	case value.KwClosestSide, value.KwContain:
		rx, ry = math.Min(left, right), math.Min(top, bottom)
		if circle {
			rx = math.Min(rx, ry)
			ry = rx
		}
	case value.KwFarthestSide:
		rx, ry = math.Max(left, right), math.Max(top, bottom)
		if circle {
			rx = math.Max(rx, ry)
			ry = rx
		}
	default:
		near := v.Extent == value.KwClosestCorner
		x, y := math.Max(left, right), math.Max(top, bottom)
		if near {
			x, y = math.Min(left, right), math.Min(top, bottom)
		}
		if circle {
			r := math.Hypot(x, y)
			return r, r
		}
		// An ellipse through the corner with the ratio of the one that touches the sides.
		rx, ry = x*math.Sqrt2, y*math.Sqrt2
	}
	return rx, ry
}
