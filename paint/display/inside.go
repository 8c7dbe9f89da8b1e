package display

import (
	"math"

	"vitrine/layout/geom"
)

// insideChords is how many chords stand for a curve when a point is looked for in a path.
const insideChords = 16

// Contains reports whether a point is inside of a filled path, whose open subpaths are closed.
func (p *Path) Contains(x, y float64, evenOdd bool) bool {
	winding := 0
	p.lines(true, func(a, b FPoint) {
		up := 1
		if a.Y > b.Y {
			a, b, up = b, a, -1
		}
		if float64(a.Y) <= y && y < float64(b.Y) && float64(a.X)+(y-float64(a.Y))/float64(b.Y-a.Y)*float64(b.X-a.X) > x {
			winding += up
		}
	})
	if evenOdd {
		return winding%2 != 0
	}
	return winding != 0
}

// Length returns how long the path is, in px.
func (p *Path) Length() float64 {
	sum := 0.0
	p.lines(false, func(a, b FPoint) { sum += math.Hypot(float64(b.X-a.X), float64(b.Y-a.Y)) })
	return sum
}

// lines calls f for the path as straight lines; with shut, open subpaths are closed.
func (p *Path) lines(shut bool, f func(a, b FPoint)) {
	var cur, start FPoint
	line := func(to FPoint) {
		f(cur, to)
		cur = to
	}
	pts := p.Points
	for _, v := range p.Verbs {
		switch v {
		case MoveTo:
			if shut {
				line(start)
			}
			cur, start, pts = pts[0], pts[0], pts[1:]
		case LineTo:
			line(pts[0])
			pts = pts[1:]
		case QuadTo:
			a, b, c := cur, pts[0], pts[1]
			for i := 1; i <= insideChords; i++ {
				t := float32(i) / insideChords
				u := 1 - t
				line(FPoint{u*u*a.X + 2*u*t*b.X + t*t*c.X, u*u*a.Y + 2*u*t*b.Y + t*t*c.Y})
			}
			pts = pts[2:]
		case CubicTo:
			a, b, c, d := cur, pts[0], pts[1], pts[2]
			for i := 1; i <= insideChords; i++ {
				t := float32(i) / insideChords
				u := 1 - t
				k, l, m, n := u*u*u, 3*u*u*t, 3*u*t*t, t*t*t
				line(FPoint{k*a.X + l*b.X + m*c.X + n*d.X, k*a.Y + l*b.Y + m*c.Y + n*d.Y})
			}
			pts = pts[3:]
		case Close:
			line(start)
		}
	}
	if shut {
		line(start)
	}
}

// Contains reports whether a point is inside of a rounded rectangle.
func (r RRect) Contains(p geom.Point) bool {
	if !r.R.Contains(p) {
		return false
	}
	for i, c := range r.Corners {
		if c.X <= 0 || c.Y <= 0 {
			continue
		}
		// How far the point is from the middle of the corner's ellipse toward the corner.
		dx, dy := r.R.X.Add(c.X).Sub(p.X), r.R.Y.Add(c.Y).Sub(p.Y)
		if i == 1 || i == 2 {
			dx = p.X.Sub(r.R.Right().Sub(c.X))
		}
		if i >= 2 {
			dy = p.Y.Sub(r.R.Bottom().Sub(c.Y))
		}
		x, y := dx.Px()/c.X.Px(), dy.Px()/c.Y.Px()
		if dx <= 0 || dy <= 0 {
			continue
		}
		if r.Curves[i] == 0 && x*x+y*y > 1 || r.Curves[i] != 0 && r.Curves[i].cuts(1-x, 1-y) {
			return false
		}
	}
	return true
}
