package raster

import (
	"image"
	"math"
)

// accum measures how much of each pixel of a window a shape covers. Every edge adds, to the
// pixel it passes, the signed area between the edge and the pixel's right side, and to the
// next pixel what is missing to the edge's full height; the running sum along a row is then
// the winding-weighted area, exact for straight edges.
type accum struct {
	r    image.Rectangle // window in device px
	w, h int
	buf  []float32 // (w+1) per row: one more for what leaves on the right
	// Rows that edges have touched.
	top, bottom int
	cov         []byte
	hard        bool // pixels are covered whole or not at all
}

// glyphCells is room for the glyphs of most texts.
const glyphCells = 1 << 12

// reset prepares for a window.
func (a *accum) reset(r image.Rectangle) {
	a.r, a.w, a.h = r, r.Dx(), r.Dy()
	n := (a.w + 2) * a.h
	if cap(a.buf) < n {
		a.buf = make([]float32, max(n, glyphCells))
	}
	// Memory that is new is cleared too: edges read a cell before they write it, and the system
	// would give each page twice, the second time by interrupting the other processors.
	a.buf = a.buf[:n]
	clear(a.buf)
	a.top, a.bottom = a.h, 0
	if cap(a.cov) < a.w {
		a.cov = make([]byte, a.w)
	}
}

// line adds an edge given in device px.
func (a *accum) line(x0, y0, x1, y1 float64) {
	x0, x1 = x0-float64(a.r.Min.X), x1-float64(a.r.Min.X)
	y0, y1 = y0-float64(a.r.Min.Y), y1-float64(a.r.Min.Y)
	if !(y0 != y1) || x0 != x0 || x1 != x1 || y0 != y0 || y1 != y1 {
		return
	}
	dir := float32(1)
	if y0 > y1 {
		x0, y0, x1, y1, dir = x1, y1, x0, y0, -1
	}
	h, w := float64(a.h), float64(a.w)
	if y1 <= 0 || y0 >= h {
		return
	}
	k := (x1 - x0) / (y1 - y0)
	if y0 < 0 {
		x0, y0 = x0-y0*k, 0
	}
	if y1 > h {
		x1, y1 = x1-(y1-h)*k, h
	}
	// Cut at the left and right sides. What lies to the left acts as an edge on the side, what
	// lies to the right as nothing.
	if x0 > x1 {
		a.cut(x1, y1, x0, y0, w, dir, true)
	} else {
		a.cut(x0, y0, x1, y1, w, dir, false)
	}
}

// cut takes an edge with xa ≤ xb; the y of a point go with it.
func (a *accum) cut(xa, ya, xb, yb, w float64, dir float32, swapped bool) {
	emit := func(xa, ya, xb, yb float64) {
		if swapped {
			a.core(xb, yb, xa, ya, dir)
		} else {
			a.core(xa, ya, xb, yb, dir)
		}
	}
	if xb <= 0 {
		emit(0, ya, 0, yb)
		return
	}
	if xa >= w {
		return
	}
	if xa < 0 {
		y := ya + (yb-ya)*(-xa)/(xb-xa)
		emit(0, ya, 0, y)
		xa, ya = 0, y
	}
	if xb > w {
		yb = ya + (yb-ya)*(w-xa)/(xb-xa)
		xb = w
	}
	emit(xa, ya, xb, yb)
}

// core adds an edge inside of the window that goes down.
func (a *accum) core(x0, y0, x1, y1 float64, dir float32) {
	if !(y0 < y1) {
		return
	}
	k := (x1 - x0) / (y1 - y0)
	first, last := int(y0), min(int(math.Ceil(y1)), a.h)
	a.top, a.bottom = min(a.top, first), max(a.bottom, last)
	stride := a.w + 2
	x := x0
	for y := first; y < last; y++ {
		rowTop := max(float64(y), y0)
		rowEnd := min(float64(y+1), y1)
		dy := rowEnd - rowTop
		xn := x + k*dy
		if y == last-1 {
			xn = x1
		}
		d := dir * float32(dy)
		xl, xr := x, xn
		if xl > xr {
			xl, xr = xr, xl
		}
		x = xn
		xl, xr = max(xl, 0), min(xr, float64(a.w))
		if xl > xr {
			xl = xr
		}
		b := a.buf[y*stride : y*stride+stride]
		i0, i1 := int(xl), int(math.Ceil(xr))
		if i1 <= i0+1 {
			// Within one pixel: the mean distance to its right side decides.
			m := float32((xl+xr)/2 - float64(i0))
			b[i0] += d * (1 - m)
			b[i0+1] += d * m
			continue
		}
		// Across several pixels: a triangle, equal steps, and a triangle.
		s := 1 / (xr - xl)
		f0 := 1 - (xl - float64(i0))
		am := float32(s * f0 * f0 / 2)
		b[i0] += d * am
		f1 := xr - float64(i1-1)
		tail := float32(s * f1 * f1 / 2)
		if i1 == i0+2 {
			b[i0+1] += d * (1 - am - tail)
		} else {
			a1 := float32(s * (1.5 - (xl - float64(i0))))
			b[i0+1] += d * (a1 - am)
			for i := i0 + 2; i < i1-1; i++ {
				b[i] += d * float32(s)
			}
			a2 := a1 + float32(float64(i1-i0-3)*s)
			b[i1-1] += d * (1 - a2 - tail)
		}
		b[i1] += d * tail
	}
}

// row returns the coverage of row y (in device px), 0 to 255, and the part [x0, x1) of the
// window where it is not 0. It may be called once per row.
func (a *accum) row(y int, evenOdd bool) (cov []byte, x0, x1 int) {
	i := y - a.r.Min.Y
	if i < a.top || i >= a.bottom {
		return nil, 0, 0
	}
	b := a.buf[i*(a.w+2) : i*(a.w+2)+a.w]
	cov = a.cov[:a.w]
	sum := float32(0)
	x0, x1 = a.w, 0
	for x, d := range b {
		sum += d
		v := sum
		if v < 0 {
			v = -v
		}
		if evenOdd {
			v -= 2 * float32(int(v/2))
			if v > 1 {
				v = 2 - v
			}
		} else if v > 1 {
			v = 1
		}
		c := byte(v*255 + 0.5)
		cov[x] = c
		if c != 0 {
			if x < x0 {
				x0 = x
			}
			x1 = x + 1
		}
	}
	if x0 >= x1 {
		return nil, 0, 0
	}
	if a.hard {
		for x, c := range cov[x0:x1] {
			cov[x0+x] = byte(int8(c) >> 7)
		}
	}
	return cov[x0:x1], x0 + a.r.Min.X, x1 + a.r.Min.X
}
