package raster

import (
	"image/color"
	"math"

	"vitrine/paint/display"
)

// source is where colours come from: a shader, or one premultiplied colour.
type source struct {
	color  uint32
	shader shader
}

// shader gives colours to device pixels.
type shader interface {
	// shade writes the premultiplied colours of pixels (x, y), (x+1, y), ….
	shade(out []uint32, x, y int)
}

// source resolves a paint in a space.
func (p *painter) source(t display.Paint, m display.Matrix) source {
	if t.Gradient == 0 {
		return source{color: pack(t.Color)}
	}
	g := &p.list.Gradients[t.Gradient-1]
	return gradientSource(g, m.Mul(display.Translate(g.Origin.X.Px(), g.Origin.Y.Px())))
}

// lutSize is how many colours a gradient is looked up from: enough that neighbours differ by
// less than a level over the width of a screen.
const lutSize = 1024

// gradientSource makes the shader of a gradient whose own space m maps to device px.
func gradientSource(g *display.Gradient, m display.Matrix) source {
	if len(g.Stops) == 0 {
		return source{}
	}
	last := pack(g.Stops[len(g.Stops)-1].Color)
	if g.Matrix != (display.Matrix{}) {
		m = m.Mul(g.Matrix)
	}
	inv, ok := m.Invert()
	if !ok || len(g.Stops) == 1 {
		return source{color: last}
	}
	s := &gradientShader{g: g, inv: inv}
	switch g.Kind {
	case display.Linear:
		dx, dy := float64(g.P1.X-g.P0.X), float64(g.P1.Y-g.P0.Y)
		d := dx*dx + dy*dy
		if d == 0 {
			if g.Spread == display.SpreadPad {
				return source{color: last}
			}
			return source{color: average(g)}
		}
		// t = ((q-P0)·d)/|d|² with q = inv·device.
		s.tx = (inv.A*dx + inv.B*dy) / d
		s.ty = (inv.C*dx + inv.D*dy) / d
		s.t0 = ((inv.E-float64(g.P0.X))*dx + (inv.F-float64(g.P0.Y))*dy) / d
	case display.Radial:
		if g.Circles {
			break
		}
		if g.R.X <= 0 || g.R.Y <= 0 {
			if g.Spread == display.SpreadPad {
				return source{color: last}
			}
			return source{color: average(g)}
		}
	}
	s.fill()
	return source{shader: s}
}

// average is what a repeating gradient without extent looks like; alpha is averaged on its own, as
// in Skia.
// https://drafts.csswg.org/css-images-3/#repeating-gradients
func average(g *display.Gradient) uint32 {
	var c [4]float32
	var total float32
	for i := 1; i < len(g.Stops); i++ {
		w := g.Stops[i].Offset - g.Stops[i-1].Offset
		a, b := g.Stops[i-1].Color, g.Stops[i].Color
		for k, sum := range [4]float32{float32(a.R) + float32(b.R), float32(a.G) + float32(b.G), float32(a.B) + float32(b.B), float32(a.A) + float32(b.A)} {
			c[k] += w * sum / 2
		}
		total += w
	}
	if total == 0 {
		return pack(g.Stops[len(g.Stops)-1].Color)
	}
	of := func(k int) uint8 { return uint8(c[k]/total + 0.5) }
	return pack(color.NRGBA{R: of(0), G: of(1), B: of(2), A: of(3)})
}

type gradientShader struct {
	g          *display.Gradient
	inv        display.Matrix
	tx, ty, t0 float64
	lut        [lutSize + 1]uint32
	lo, hi     float64 // offsets of the first and last stop
	hard       bool    // two stops in one place: an edge that the table would blur or move
}

// straight returns a colour premultiplied, in 0…255.
func straight(c color.NRGBA) [4]float32 {
	a := float32(c.A) / 255
	return [4]float32{float32(c.R) * a, float32(c.G) * a, float32(c.B) * a, float32(c.A)}
}

func packPremul(c [4]float32) uint32 {
	return uint32(c[0]+0.5) | uint32(c[1]+0.5)<<8 | uint32(c[2]+0.5)<<16 | uint32(c[3]+0.5)<<24
}

// fill computes the table over [lo, hi].
func (s *gradientShader) fill() {
	stops := s.g.Stops
	s.lo, s.hi = float64(stops[0].Offset), float64(stops[len(stops)-1].Offset)
	for i := 1; i < len(stops); i++ {
		s.hard = s.hard || stops[i].Offset-stops[i-1].Offset < (stops[len(stops)-1].Offset-stops[0].Offset)/lutSize
	}
	if s.hard && len(stops) <= maxExactStops {
		return
	}
	s.hard = false
	k := 0
	for i := range s.lut {
		t := float32(s.lo + (s.hi-s.lo)*float64(i)/lutSize)
		for k+1 < len(stops)-1 && stops[k+1].Offset <= t {
			k++
		}
		s.lut[i] = s.mix(stops[k], stops[k+1], t)
	}
}

// maxExactStops is up to how many stops a gradient with hard edges is searched per pixel.
const maxExactStops = 64

// exact returns the colour at t without the table.
func (s *gradientShader) exact(t float32) uint32 {
	stops := s.g.Stops
	k := 0
	for k+1 < len(stops)-1 && stops[k+1].Offset <= t {
		k++
	}
	return s.mix(stops[k], stops[k+1], t)
}

// mix interpolates between two stops.
func (s *gradientShader) mix(a, b display.Stop, t float32) uint32 {
	f := float32(0)
	switch {
	case t >= b.Offset:
		f = 1
	case t > a.Offset:
		f = (t - a.Offset) / (b.Offset - a.Offset)
	}
	if s.g.Unmultiplied {
		mix := func(x, y uint8) uint8 { return uint8(float32(x) + f*(float32(y)-float32(x)) + 0.5) }
		return pack(color.NRGBA{mix(a.Color.R, b.Color.R), mix(a.Color.G, b.Color.G), mix(a.Color.B, b.Color.B), mix(a.Color.A, b.Color.A)})
	}
	ca, cb := straight(a.Color), straight(b.Color)
	for j := range ca {
		ca[j] += f * (cb[j] - ca[j])
	}
	return packPremul(ca)
}

// at returns the colour at an offset.
func (s *gradientShader) at(t float64) uint32 {
	span := s.hi - s.lo
	if span <= 0 {
		// All stops in one place: a hard edge.
		if t < s.lo {
			return pack(s.g.Stops[0].Color)
		}
		return pack(s.g.Stops[len(s.g.Stops)-1].Color)
	}
	u := (t - s.lo) / span
	switch s.g.Spread {
	case display.SpreadPad:
		if !(u > 0) {
			// The first colour of several at the start is the one before it.
			if t < s.lo {
				return pack(s.g.Stops[0].Color)
			}
			u = 0
		}
		if u >= 1 {
			return pack(s.g.Stops[len(s.g.Stops)-1].Color)
		}
	case display.SpreadRepeat:
		u -= math.Floor(u)
	case display.SpreadReflect:
		u -= 2 * math.Floor(u/2)
		if u > 1 {
			u = 2 - u
		}
	}
	if u != u {
		u = 0
	}
	if s.hard {
		return s.exact(float32(s.lo + u*span))
	}
	return s.lut[int(u*lutSize+0.5)]
}

func (s *gradientShader) shade(out []uint32, x, y int) {
	fx, fy := float64(x)+0.5, float64(y)+0.5
	switch s.g.Kind {
	case display.Linear:
		t := s.t0 + s.tx*fx + s.ty*fy
		if s.tx == 0 {
			c := s.at(t)
			for i := range out {
				out[i] = c
			}
			return
		}
		for i := range out {
			out[i] = s.at(t + s.tx*float64(i))
		}
	case display.Radial:
		for i := range out {
			qx, qy := s.inv.Apply(fx+float64(i), fy)
			if s.g.Circles {
				out[i] = s.circles(qx, qy)
			} else {
				out[i] = s.radial(qx, qy)
			}
		}
	case display.Conic:
		for i := range out {
			qx, qy := s.inv.Apply(fx+float64(i), fy)
			a := math.Atan2(qx-float64(s.g.P0.X), -(qy-float64(s.g.P0.Y))) - float64(s.g.Angle)
			t := a / (2 * math.Pi)
			out[i] = s.at(t - math.Floor(t))
		}
	}
}

// radial returns the colour of a point: where, on the ray from the focus through the point,
// the point lies between the focal circle and the end circle.
func (s *gradientShader) radial(x, y float64) uint32 {
	g := s.g
	// In units of the end circle around the origin.
	px, py := (x-float64(g.P1.X))/float64(g.R.X), (y-float64(g.P1.Y))/float64(g.R.Y)
	fx, fy := float64(g.P0.X-g.P1.X)/float64(g.R.X), float64(g.P0.Y-g.P1.Y)/float64(g.R.Y)
	r0 := float64(g.R0) / float64(g.R.X)
	if fx == 0 && fy == 0 {
		t := math.Hypot(px, py)
		if r0 != 0 {
			t = (t - r0) / (1 - r0)
		}
		return s.at(t)
	}
	return s.between(px-fx, py-fy, -fx, -fy, r0, 1-r0)
}

// circles returns the colour of a point between any two circles.
func (s *gradientShader) circles(x, y float64) uint32 {
	g := s.g
	px, py := x-float64(g.P0.X), y-float64(g.P0.Y)
	return s.between(px, py, float64(g.P1.X-g.P0.X), float64(g.P1.Y-g.P0.Y), float64(g.R0), float64(g.R.X-g.R0))
}

// between returns the colour of a point q relative to the first centre, where circle t has its
// centre at d·t and the radius r0+dr·t: that of the largest t whose circle goes through the point.
func (s *gradientShader) between(qx, qy, dx, dy, r0, dr float64) uint32 {
	a := dx*dx + dy*dy - dr*dr
	b := qx*dx + qy*dy + r0*dr
	c := qx*qx + qy*qy - r0*r0
	var t float64
	if math.Abs(a) < 1e-12 {
		if b == 0 {
			return 0
		}
		t = c / (2 * b)
	} else {
		d := b*b - a*c
		if d < 0 {
			return 0
		}
		q := math.Sqrt(d)
		t = max((b+q)/a, (b-q)/a)
		if r0+dr*t < 0 {
			t = min((b+q)/a, (b-q)/a)
		}
	}
	if r0+dr*t < 0 {
		return 0
	}
	return s.at(t)
}
