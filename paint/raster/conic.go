package raster

import (
	"math"

	"vitrine/paint/display"
)

// Skia has the corners of a rounded rectangle as conics, and draws a conic as quadratic curves: so
// few that small corners look a little squarer than an ellipse.
const (
	// conicError is how far in px the curves may be from the conic.
	conicError = 0.25
	// maxConicSplits bounds the halvings of a conic.
	maxConicSplits = 5
)

// cornerWeight is the weight of a quarter of an ellipse.
const cornerWeight = math.Sqrt2 / 2

// roundRect adds a closed rectangle with elliptic corners: top left, top right, bottom right, bottom
// left radii.
func roundRect(p *display.Path, x, y, w, h float32, c [4]display.FPoint) {
	x0, y0, x1, y1 := float64(x), float64(y), float64(x)+float64(w), float64(y)+float64(h)
	type corner struct{ from, at, to pt }
	r := func(i int) (float64, float64) { return float64(c[i].X), float64(c[i].Y) }
	tlx, tly := r(0)
	trx, try := r(1)
	brx, bry := r(2)
	blx, bly := r(3)
	corners := [4]corner{
		{pt{x1 - trx, y0}, pt{x1, y0}, pt{x1, y0 + try}},
		{pt{x1, y1 - bry}, pt{x1, y1}, pt{x1 - brx, y1}},
		{pt{x0 + blx, y1}, pt{x0, y1}, pt{x0, y1 - bly}},
		{pt{x0, y0 + tly}, pt{x0, y0}, pt{x0 + tlx, y0}},
	}
	p.MoveTo(float32(x0+tlx), y)
	for _, k := range corners {
		p.LineTo(float32(k.from.x), float32(k.from.y))
		if k.from != k.to {
			conic(p, k.from, k.at, k.to, cornerWeight, splits(k.from, k.at, k.to))
		}
	}
	p.Close()
}

// splits returns how many times a corner is halved.
func splits(p0, p1, p2 pt) int {
	const a = cornerWeight - 1
	const k = -a / (4 * (2 + a))
	e := k * math.Hypot(p0.x-2*p1.x+p2.x, p0.y-2*p1.y+p2.y)
	n := 0
	for ; n < maxConicSplits && e > conicError; n++ {
		e /= 4
	}
	return n
}

// conic adds a conic of a weight as 2ⁿ quadratic curves.
func conic(p *display.Path, p0, p1, p2 pt, w float64, n int) {
	if n == 0 {
		p.QuadTo(float32(p1.x), float32(p1.y), float32(p2.x), float32(p2.y))
		return
	}
	s := 1 / (1 + w)
	a := pt{(p0.x + w*p1.x) * s, (p0.y + w*p1.y) * s}
	b := pt{(w*p1.x + p2.x) * s, (w*p1.y + p2.y) * s}
	m := pt{(p0.x + 2*w*p1.x + p2.x) * s / 2, (p0.y + 2*w*p1.y + p2.y) * s / 2}
	half := math.Sqrt(0.5 + w/2)
	conic(p, p0, a, m, half, n-1)
	conic(p, m, b, p2, half, n-1)
}
