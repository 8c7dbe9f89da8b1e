package raster

import (
	"math"

	"vitrine/paint/display"
)

const (
	// flatness is the largest distance in device px between a curve and its chords.
	flatness = 0.04
	// maxChords bounds the chords of one curve.
	maxChords = 256
)

// pt is a point in device px.
type pt struct{ x, y float64 }

// chords returns into how many chords a curve is cut whose second derivative, over 2 or 6,
// is at most d.
func chords(d, factor float64) int {
	n := math.Ceil(math.Sqrt(d * factor / flatness))
	if !(n >= 1) {
		return 1
	}
	return int(min(n, maxChords))
}

// quad calls f for the ends of the chords of a quadratic Bézier curve.
func quad(p0, p1, p2 pt, f func(pt)) {
	ax, ay := p0.x-2*p1.x+p2.x, p0.y-2*p1.y+p2.y
	n := chords(math.Hypot(ax, ay), 0.25)
	for i := 1; i < n; i++ {
		f(quadAt(p0, p1, p2, float64(i)/float64(n)))
	}
	f(p2)
}

// cubic calls f for the ends of the chords of a cubic Bézier curve.
func cubic(p0, p1, p2, p3 pt, f func(pt)) {
	d := max(math.Hypot(p0.x-2*p1.x+p2.x, p0.y-2*p1.y+p2.y), math.Hypot(p1.x-2*p2.x+p3.x, p1.y-2*p2.y+p3.y))
	n := chords(d, 0.75)
	for i := 1; i < n; i++ {
		f(cubicAt(p0, p1, p2, p3, float64(i)/float64(n)))
	}
	f(p3)
}

// walk sends the path's subpaths, mapped by m and cut into chords, to move, line and end.
func walk(p *display.Path, m display.Matrix, move, line func(pt), end func(closed bool)) {
	pts := p.Points
	var cur, start pt
	open := false
	at := func(i int) pt {
		x, y := m.Apply(float64(pts[i].X), float64(pts[i].Y))
		return pt{x, y}
	}
	begin := func() {
		if !open {
			move(cur)
			open = true
		}
	}
	step := func(q pt) { line(q); cur = q }
	for _, v := range p.Verbs {
		switch v {
		case display.MoveTo:
			if open {
				end(false)
			}
			cur = at(0)
			start = cur
			move(cur)
			open = true
			pts = pts[1:]
		case display.LineTo:
			begin()
			step(at(0))
			pts = pts[1:]
		case display.QuadTo:
			begin()
			quad(cur, at(0), at(1), step)
			pts = pts[2:]
		case display.CubicTo:
			begin()
			cubic(cur, at(0), at(1), at(2), step)
			pts = pts[3:]
		case display.Close:
			if open {
				end(true)
				open = false
			}
			cur = start
		}
	}
	if open {
		end(false)
	}
}

// addPath adds a path, mapped by m, to the coverage; open subpaths are closed.
func (a *accum) addPath(p *display.Path, m display.Matrix) {
	var cur, start pt
	walk(p, m,
		func(q pt) { cur, start = q, q },
		func(q pt) { a.line(cur.x, cur.y, q.x, q.y); cur = q },
		func(bool) { a.line(cur.x, cur.y, start.x, start.y) })
}

// onAxes reports whether a path has only lines along the axes: its edges stay where they are.
func onAxes(p *display.Path, m display.Matrix) bool {
	if m.B != 0 || m.C != 0 {
		return false
	}
	pts := p.Points
	var cur display.FPoint
	for _, v := range p.Verbs {
		switch v {
		case display.MoveTo:
		case display.LineTo:
			if pts[0].X != cur.X && pts[0].Y != cur.Y {
				return false
			}
		case display.Close:
			continue
		default:
			return false
		}
		cur, pts = pts[0], pts[1:]
	}
	return true
}

// addPathEdges is addPath by way of an edgeBuilder, unless the edges are along the axes.
func (a *accum) addPathEdges(p *display.Path, m display.Matrix) {
	if onAxes(p, m) {
		a.addPath(p, m)
		return
	}
	pts := p.Points
	b := edgeBuilder{a: a}
	at := func(i int) pt {
		x, y := m.Apply(float64(pts[i].X), float64(pts[i].Y))
		return pt{x, y}
	}
	for _, v := range p.Verbs {
		switch v {
		case display.MoveTo:
			b.moveTo(at(0))
			pts = pts[1:]
		case display.LineTo:
			b.lineTo(at(0))
			pts = pts[1:]
		case display.QuadTo:
			b.quadTo(at(0), at(1))
			pts = pts[2:]
		case display.CubicTo:
			b.cubicTo(at(0), at(1), at(2))
			pts = pts[3:]
		case display.Close:
			b.close()
		}
	}
	b.close()
}
