package raster

import (
	"image"
	"math"

	"vitrine/paint/display"
)

const (
	noiseSize = 256
	noiseFar  = 4096 // added to coordinates, so that they are positive
)

// noise holds the tables of Perlin's noise for one seed, made by the generator that the
// specification fixes. https://drafts.fxtf.org/filter-effects-1/#feTurbulenceElement
type noise struct {
	order    [2*noiseSize + 2]int
	gradient [4][2*noiseSize + 2][2]float64
}

func newNoise(seed float32) *noise {
	const modulus, factor = 2147483647, 16807
	s := int64(seed)
	if s <= 0 {
		s = -(s % (modulus - 1)) + 1
	}
	s = min(s, modulus-1)
	next := func() int64 {
		s = s * factor % modulus
		return s
	}
	n := new(noise)
	for c := range n.gradient {
		for i := range noiseSize {
			n.order[i] = i
			g := &n.gradient[c][i]
			for j := range g {
				g[j] = float64(next()%(2*noiseSize)-noiseSize) / noiseSize
			}
			if l := math.Hypot(g[0], g[1]); l > 0 {
				g[0], g[1] = g[0]/l, g[1]/l
			}
		}
	}
	for i := noiseSize - 1; i > 0; i-- {
		j := next() % noiseSize
		n.order[i], n.order[j] = n.order[j], n.order[i]
	}
	for i := range noiseSize + 2 {
		n.order[noiseSize+i] = n.order[i]
		for c := range n.gradient {
			n.gradient[c][noiseSize+i] = n.gradient[c][i]
		}
	}
	return n
}

// wrapAt says where the lattice repeats, for stitched tiles.
type wrapAt struct{ w, h, x, y int }

// at returns the noise of a channel at a point, about -1 to 1.
func (n *noise) at(c int, x, y float64, wrap *wrapAt) float64 {
	tx, ty := x+noiseFar, y+noiseFar
	bx0, by0 := int(tx), int(ty)
	bx1, by1 := bx0+1, by0+1
	rx0, ry0 := tx-float64(bx0), ty-float64(by0)
	if wrap != nil {
		for _, b := range []*int{&bx0, &bx1} {
			if *b >= wrap.x {
				*b -= wrap.w
			}
		}
		for _, b := range []*int{&by0, &by1} {
			if *b >= wrap.y {
				*b -= wrap.h
			}
		}
	}
	const mask = noiseSize - 1
	bx0, bx1, by0, by1 = bx0&mask, bx1&mask, by0&mask, by1&mask
	i, j := n.order[bx0], n.order[bx1]
	curve := func(t float64) float64 { return t * t * (3 - 2*t) }
	sx, sy := curve(rx0), curve(ry0)
	dot := func(k int, dx, dy float64) float64 {
		g := &n.gradient[c][k]
		return dx*g[0] + dy*g[1]
	}
	mix := func(t, a, b float64) float64 { return a + t*(b-a) }
	top := mix(sx, dot(n.order[i+by0], rx0, ry0), dot(n.order[j+by0], rx0-1, ry0))
	bottom := mix(sx, dot(n.order[i+by1], rx0, ry0-1), dot(n.order[j+by1], rx0-1, ry0-1))
	return mix(sy, top, bottom)
}

// maxOctaves bounds the sum of noises: further ones are below one level.
const maxOctaves = 9

// turbulence fills a region with noise.
func (g *graph) turbulence(s *display.FilterStep, region image.Rectangle) *image.RGBA {
	m := g.empty()
	region = region.Intersect(g.rect)
	inv, ok := g.m.Invert()
	if !ok || region.Empty() {
		return m
	}
	n := newNoise(s.Seed)
	fx, fy := float64(s.X), float64(s.Y)
	var first *wrapAt
	if s.Stitch {
		w, h := float64(s.Region.W), float64(s.Region.H)
		fit := func(f, side float64) float64 {
			if f == 0 || side <= 0 {
				return f
			}
			lo, hi := math.Floor(side*f)/side, math.Ceil(side*f)/side
			if lo > 0 && f/lo < hi/f {
				return lo
			}
			return hi
		}
		fx, fy = fit(fx, w), fit(fy, h)
		first = &wrapAt{w: int(w*fx + 0.5), h: int(h*fy + 0.5)}
		first.x = int(float64(s.Region.X)*fx) + noiseFar + first.w
		first.y = int(float64(s.Region.Y)*fy) + noiseFar + first.h
	}
	octaves := min(s.Octaves, maxOctaves)
	for y := region.Min.Y; y < region.Max.Y; y++ {
		line := row(m, region.Min.X, region.Max.X, y)
		for x := region.Min.X; x < region.Max.X; x++ {
			ux, uy := inv.Apply(float64(x)+0.5, float64(y)+0.5)
			var v [4]float64
			for c := range v {
				px, py, ratio := ux*fx, uy*fy, 1.0
				wrap := wrapAt{}
				if first != nil {
					wrap = *first
				}
				for range octaves {
					var w *wrapAt
					if first != nil {
						w = &wrap
					}
					k := n.at(c, px, py, w)
					if !s.Noise {
						k = math.Abs(k)
					}
					v[c] += k / ratio
					px, py, ratio = 2*px, 2*py, 2*ratio
					wrap = wrapAt{w: 2 * wrap.w, h: 2 * wrap.h, x: 2*wrap.x - noiseFar, y: 2*wrap.y - noiseFar}
				}
				if s.Noise {
					v[c] = (v[c] + 1) / 2
				}
				v[c] = min(max(v[c], 0), 1)
			}
			o := line[4*(x-region.Min.X):][:4]
			for c := range 3 {
				o[c] = byte(v[c]*v[3]*255 + 0.5)
			}
			o[3] = byte(v[3]*255 + 0.5)
		}
	}
	return m
}
