package raster

import (
	"image"
	"math"

	"vitrine/paint/display"
)

type vec3 struct{ x, y, z float64 }

func (v vec3) dot(w vec3) float64 { return v.x*w.x + v.y*w.y + v.z*w.z }

func (v vec3) unit() vec3 {
	n := math.Sqrt(v.dot(v))
	if n == 0 {
		return v
	}
	return vec3{v.x / n, v.y / n, v.z / n}
}

// light lights the surface whose height is the alpha of the input.
// https://drafts.fxtf.org/filter-effects-1/#feDiffuseLightingElement
func (g *graph) light(s *display.FilterStep) *image.RGBA {
	src := g.in(s, 0).img
	m := g.empty()
	l := s.Light
	if l == nil {
		return m
	}
	w, h := g.rect.Dx(), g.rect.Dy()
	k := math.Sqrt(g.kx * g.ky)
	place := func(x, y, z float32) vec3 {
		px, py := g.m.Apply(float64(x), float64(y))
		return vec3{px, py, float64(z) * k}
	}
	pos, to := place(l.X, l.Y, l.Z), place(l.AtX, l.AtY, l.AtZ)
	axis := vec3{to.x - pos.x, to.y - pos.y, to.z - pos.z}.unit()
	fixed := vec3{
		math.Cos(float64(l.Azimuth)) * math.Cos(float64(l.Elevation)),
		math.Sin(float64(l.Azimuth)) * math.Cos(float64(l.Elevation)),
		math.Sin(float64(l.Elevation)),
	}
	height := func(x, y int) float64 { return float64(src.Pix[y*src.Stride+4*x+3]) / 255 }
	surface := float64(s.Surface)
	c := s.Color
	if s.Linear {
		c.R, c.G, c.B = toLinear[c.R], toLinear[c.G], toLinear[c.B]
	}
	colour := [3]float64{float64(c.R), float64(c.G), float64(c.B)}
	for y := range h {
		for x := range w {
			nx := -surface * slope(w, h, x, y, height, true)
			ny := -surface * slope(w, h, x, y, height, false)
			normal := vec3{nx, ny, 1}.unit()
			dir := fixed
			power := 1.0
			if !l.Distant {
				z := surface * height(x, y) * k
				dir = vec3{pos.x - float64(g.rect.Min.X+x), pos.y - float64(g.rect.Min.Y+y), pos.z - z}.unit()
			}
			if l.Spot {
				cos := -dir.dot(axis)
				power = spot(cos, l)
			}
			o := m.Pix[y*m.Stride+4*x:][:4]
			if s.Kind == display.StepDiffuseLighting {
				f := max(0, float64(s.Constant)*normal.dot(dir)) * power
				for i := range 3 {
					o[i] = byte(min(colour[i]*f, 255) + 0.5)
				}
				o[3] = 255
				continue
			}
			half := vec3{dir.x, dir.y, dir.z + 1}.unit()
			f := float64(s.Constant) * math.Pow(max(0, normal.dot(half)), float64(s.Exponent)) * power
			most := 0.0
			for i := range 3 {
				v := min(colour[i]*f, 255)
				o[i] = byte(v + 0.5)
				most = max(most, v)
			}
			o[3] = byte(most + 0.5)
		}
	}
	return m
}

// spot returns how much of a spot light goes into a direction with the given cosine to its axis.
func spot(cos float64, l *display.Light) float64 {
	if cos <= 0 {
		return 0
	}
	edge := 1.0
	if l.HasCone {
		limit := float64(l.ConeCos)
		const soft = 0.016 // the cone's edge is smoothed over this much of the cosine
		switch {
		case cos < limit:
			return 0
		case cos < limit+soft:
			edge = (cos - limit) / soft
		}
	}
	return math.Pow(cos, float64(l.Focus)) * edge
}

// slope returns the derivative of a height field at a pixel by a Sobel kernel that is cut off at
// the edges of the picture, along x or along y.
func slope(w, h, x, y int, height func(x, y int) float64, alongX bool) float64 {
	n, m := w, h
	at := height
	if !alongX {
		n, m = h, w
		x, y = y, x
		at = func(a, b int) float64 { return height(b, a) }
	}
	lo, hi := max(x-1, 0), min(x+1, n-1)
	if lo == hi {
		return 0
	}
	var sum, weight float64
	for d := -1; d <= 1; d++ {
		if y+d < 0 || y+d >= m {
			continue
		}
		k := 2.0
		if d != 0 {
			k = 1
		}
		sum += k * (at(hi, y+d) - at(lo, y+d))
		weight += k
	}
	return sum / weight / float64(hi-lo)
}
