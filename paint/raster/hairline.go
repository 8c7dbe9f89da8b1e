package raster

import (
	"image"
	"math/bits"

	"vitrine/paint/display"
)

// A ring of one device px is drawn as a line along its middle, as Skia draws lines so thin: each px
// of the line's longer direction has as much of it in all, whatever its slope.

// hairRing reports whether a ring is such a line: one px wide all around, with round corners that
// are circles, and returns the outline of its middle.
func hairRing(out, in devRRect) (*display.Path, bool) {
	if out.r.Inset(1) != in.r || in.r.Empty() || out.k != [4]display.Curve{} {
		return nil, false
	}
	mid := out.c
	for i, c := range out.c {
		k := in.c[i]
		if c.X == 0 && c.Y == 0 {
			continue
		}
		if c.X != c.Y || k.X != k.Y || abs32(c.X-k.X-1) > 1.0/64 {
			return nil, false
		}
		mid[i] = display.FPoint{X: c.X - 0.5, Y: c.Y - 0.5}
	}
	p := &display.Path{}
	roundRect(p, float32(out.r.Min.X)+0.5, float32(out.r.Min.Y)+0.5, float32(out.r.Dx()-1), float32(out.r.Dy()-1), mid)
	return p, true
}

func abs32(v float32) float32 { return max(v, -v) }

// hairPath draws the parts of a path of lines and quadratic curves that are in a rectangle.
func (p *painter) hairPath(path *display.Path, r image.Rectangle, cl clipping, src source) {
	if r = r.Intersect(cl.r); r.Empty() {
		return
	}
	m := newMask(r)
	pts := path.Points
	var cur, start display.FPoint
	for _, v := range path.Verbs {
		switch v {
		case display.MoveTo:
			cur, start, pts = pts[0], pts[0], pts[1:]
		case display.LineTo:
			hairLine(m, cur, pts[0])
			cur, pts = pts[0], pts[1:]
		case display.QuadTo:
			hairQuad(m, cur, pts[0], pts[1])
			cur, pts = pts[1], pts[2:]
		case display.Close:
			hairLine(m, cur, start)
			cur = start
		}
	}
	dst := p.target()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		p.span(dst, r.Min.X, r.Max.X, y, m.row(r.Min.X, r.Max.X, y), cl.mask, src)
	}
}

// maxHairLevel bounds the halvings of a curve.
const maxHairLevel = 5

// hairQuad draws a curve as lines, the more the farther its control point is from its chord.
func hairQuad(m *mask, p0, p1, p2 display.FPoint) {
	dx := abs32((p0.X+p2.X)/2 - p1.X)
	dy := abs32((p0.Y+p2.Y)/2 - p1.Y)
	x, y := uint32(ceil32(dx)), uint32(ceil32(dy))
	d := max(x, y) + min(x, y)/2
	level := min((33-bits.LeadingZeros32(d))/2, maxHairLevel)
	n := 1 << level
	q := p0
	for i := 1; i <= n; i++ {
		t := float32(i) / float32(n)
		u := 1 - t
		to := display.FPoint{X: u*u*p0.X + 2*u*t*p1.X + t*t*p2.X, Y: u*u*p0.Y + 2*u*t*p1.Y + t*t*p2.Y}
		if i == n {
			to = p2
		}
		hairLine(m, q, to)
		q = to
	}
}

// hairLine draws a line one px thick across its longer direction: in every column (or row) its two
// nearest px share what a whole px holds. Ends within a px have a part of that. Places are in 64ths,
// slopes in 65536ths.
func hairLine(m *mask, a, b display.FPoint) {
	x0, y0, x1, y1 := int(a.X*64), int(a.Y*64), int(b.X*64), int(b.Y*64)
	turned := max(x1-x0, x0-x1) <= max(y1-y0, y0-y1)
	if turned {
		x0, y0, x1, y1 = y0, x0, y1, x1
	}
	if x0 > x1 {
		x0, y0, x1, y1 = x1, y1, x0, y0
	}
	if x0 == x1 {
		return
	}
	slope := (y1 - y0) << 16 / (x1 - x0)
	first, last := x0>>6, (x1+63)>>6
	f := y0<<10 + (slope*(32-x0&63)+32)>>6 + 1<<15
	for x := first; x < last; x++ {
		part := 64
		switch {
		case x == first && x == last-1:
			part = x1 - x0
		case x == first:
			part = 64 - x0&63
		case x == last-1:
			part = (x1-1)&63 + 1
		}
		y, c := f>>16, f>>8&255
		m.dot(turned, x, y-1, (255-c)*part>>6)
		m.dot(turned, x, y, c*part>>6)
		f += slope
	}
}

// dot puts coverage over that of a px.
func (m *mask) dot(turned bool, x, y, cov int) {
	if turned {
		x, y = y, x
	}
	if cov == 0 || !image.Pt(x, y).In(m.r) {
		return
	}
	c := &m.row(x, x+1, y)[0]
	*c += byte(mul255(uint32(255-*c), uint32(cov)))
}
