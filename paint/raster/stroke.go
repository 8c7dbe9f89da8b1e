package raster

import (
	"math"

	"vitrine/layout/geom"
	"vitrine/paint/display"
)

const (
	// maxDashes bounds the dashes of one path; past it the line is solid.
	maxDashes = 100_000
)

// stroker turns a polyline into the outline of a stroke. The outline of an open line is one
// contour: along its left side, around the end, back along the right side, around the start.
type stroker struct {
	pts    []pt
	dash   []pt
	hw     float64 // half of the width
	cap    display.Cap
	join   display.Join
	miter  float64
	out    []pt
	finish func([]pt)
}

// drawStroke outlines a path. Curves are flattened at device scale, but the outline is built
// before a map that shears or scales unevenly, which must act on the pen too.
// covers returns what adds a polygon, mapped to the device, to the coverage that is being collected.
func (p *painter) covers(toDev display.Matrix) func([]pt) {
	return func(c []pt) {
		if len(c) < 3 {
			return
		}
		x0, y0 := toDev.Apply(c[len(c)-1].x, c[len(c)-1].y)
		for _, q := range c {
			x, y := toDev.Apply(q.x, q.y)
			p.acc.line(x0, y0, x, y)
			x0, y0 = x, y
		}
	}
}

func (p *painter) drawStroke(d *display.PathDraw, m display.Matrix, cl clipping) {
	k := math.Sqrt(math.Abs(m.Det()))
	if !(k > 0) || math.IsInf(k, 0) {
		return
	}
	reach := float64(d.Stroke.Width) / 2 * max(1.5, float64(d.Stroke.MiterLimit))
	u := geom.FromPxCeil(reach)
	b := d.Path.Bounds(d.Origin).Outset(geom.Sides{Top: u, Right: u, Bottom: u, Left: u})
	p.acc.reset(cl.r.Intersect(deviceBounds(b, m)))
	toDev := m.Mul(display.Translate(d.Origin.X.Px(), d.Origin.Y.Px())).Mul(display.Scale(1/k, 1/k))
	s := &p.stroke
	s.hw = float64(d.Stroke.Width) * k / 2
	s.cap, s.join, s.miter = d.Stroke.Cap, d.Stroke.Join, float64(d.Stroke.MiterLimit)
	s.finish = p.covers(toDev)
	period := float32(0)
	for _, v := range d.Stroke.Dash {
		if !(v >= 0) {
			period = 0
			break
		}
		period += v
	}
	s.pts = s.pts[:0]
	walk(d.Path, display.Scale(k, k),
		func(q pt) { s.pts = append(s.pts[:0], q) },
		func(q pt) {
			if n := len(s.pts); q != s.pts[n-1] || n == 1 {
				s.pts = append(s.pts, q)
			}
		},
		func(closed bool) {
			if period > 0 {
				s.dashed(closed, d.Stroke.Dash, float64(d.Stroke.DashOffset), float64(period), k)
			} else {
				s.line(s.pts, closed)
			}
		})
	p.acc.hard = d.NoAA
	p.fillAccum(cl, p.source(d.Paint, m), false)
	p.acc.hard = false
}

// dashed cuts the polyline into dashes and outlines each.
func (s *stroker) dashed(closed bool, dash []float32, offset, period, k float64) {
	pts := s.pts
	if closed && len(pts) > 1 && pts[0] != pts[len(pts)-1] {
		pts = append(pts, pts[0])
	}
	total := 0.0
	for i := 1; i < len(pts); i++ {
		total += math.Hypot(pts[i].x-pts[i-1].x, pts[i].y-pts[i-1].y)
	}
	if len(dash)%2 == 1 {
		period *= 2
	}
	if total/(period*k)*float64(len(dash)) > maxDashes {
		s.line(s.pts, closed)
		return
	}
	length := func(i int) float64 { return float64(dash[i%len(dash)]) * k }
	pos := math.Mod(offset, period)
	if pos < 0 {
		pos += period
	}
	pos *= k
	i := 0
	for pos >= length(i) && pos > 0 {
		pos -= length(i)
		i++
	}
	left := length(i) - pos
	on := i%2 == 0
	s.dash = s.dash[:0]
	if on && len(pts) > 0 {
		s.dash = append(s.dash, pts[0])
	}
	for j := 1; j < len(pts); j++ {
		a, b := pts[j-1], pts[j]
		seg := math.Hypot(b.x-a.x, b.y-a.y)
		at := 0.0
		for seg-at > left {
			at += left
			q := pt{a.x + (b.x-a.x)*at/seg, a.y + (b.y-a.y)*at/seg}
			if on {
				s.dash = append(s.dash, q)
				s.line(s.dash, false)
			}
			s.dash = append(s.dash[:0], q)
			on = !on
			i++
			left = length(i)
		}
		left -= seg - at
		if on {
			s.dash = append(s.dash, b)
		}
	}
	if on && len(s.dash) > 1 {
		s.line(s.dash, false)
	}
}

// line outlines one polyline.
func (s *stroker) line(in []pt, closed bool) {
	pts := distinct(in, closed)
	if len(pts) == 0 {
		return
	}
	if len(pts) == 1 {
		s.dot(pts[0])
		return
	}
	if closed && len(pts) > 2 {
		s.out = s.out[:0]
		s.side(pts, true)
		s.finish(s.out)
		s.out = s.out[:0]
		s.side(reversed(pts), true)
		s.finish(s.out)
		return
	}
	s.out = s.out[:0]
	s.side(pts, false)
	s.end(pts[len(pts)-2], pts[len(pts)-1])
	s.side(reversed(pts), false)
	s.end(pts[1], pts[0])
	s.finish(s.out)
}

// distinct returns the points of a line without those that do not move.
func distinct(in []pt, closed bool) []pt {
	pts := make([]pt, 0, len(in))
	for _, q := range in {
		if n := len(pts); n == 0 || math.Hypot(q.x-pts[n-1].x, q.y-pts[n-1].y) > 1e-6 {
			pts = append(pts, q)
		}
	}
	if closed && len(pts) > 1 {
		if a, b := pts[0], pts[len(pts)-1]; math.Hypot(a.x-b.x, a.y-b.y) <= 1e-6 {
			pts = pts[:len(pts)-1]
		}
	}
	return pts
}

// grown returns a closed line moved to its left by half of the width; with back, the line the
// other way around. The points are the stroker's until its next call.
func (s *stroker) grown(in []pt, back bool) []pt {
	pts := distinct(in, true)
	if len(pts) < 3 {
		return nil
	}
	if back {
		pts = reversed(pts)
	}
	s.out = s.out[:0]
	s.side(pts, true)
	return s.out
}

func reversed(in []pt) []pt {
	out := make([]pt, len(in))
	for i, q := range in {
		out[len(in)-1-i] = q
	}
	return out
}

// normal returns the left normal of a→b times half of the width.
func (s *stroker) normal(a, b pt) pt {
	dx, dy := b.x-a.x, b.y-a.y
	l := math.Hypot(dx, dy)
	return pt{dy / l * s.hw, -dx / l * s.hw}
}

// side appends the left side of a polyline.
func (s *stroker) side(pts []pt, closed bool) {
	n := len(pts)
	segs := n - 1
	if closed {
		segs = n
	}
	for i := range segs {
		a, b := pts[i], pts[(i+1)%n]
		na := s.normal(a, b)
		s.out = append(s.out, pt{a.x + na.x, a.y + na.y}, pt{b.x + na.x, b.y + na.y})
		if i+1 < segs || closed {
			s.corner(b, na, s.normal(b, pts[(i+2)%n]))
		}
	}
}

// corner appends the join at p between segments with normals n0 and n1, without the ends.
func (s *stroker) corner(p, n0, n1 pt) {
	cross := n0.x*n1.y - n0.y*n1.x
	dot := n0.x*n1.x + n0.y*n1.y
	h2 := s.hw * s.hw
	if h2 == 0 || math.Abs(cross) < 1e-9*h2 && dot > 0 {
		return
	}
	if cross < 0 {
		s.out = append(s.out, p) // the inner side goes through the corner itself
		return
	}
	switch s.join {
	case display.JoinRound:
		s.arc(p, n0, n1)
	case display.JoinMiter:
		// The miter's length over the width is 1/sin(θ/2), and cos of the turn is dot/h².
		c := math.Sqrt(max(0, (1+dot/h2)/2))
		if c > 1e-9 && 1/c <= s.miter {
			k := 1 / (c * c * 2)
			s.out = append(s.out, pt{p.x + (n0.x+n1.x)*k, p.y + (n0.y+n1.y)*k})
		}
	}
}

// arc appends points around p from p+n0 to p+n1, turning clockwise on screen.
func (s *stroker) arc(p, n0, n1 pt) {
	a0, a1 := math.Atan2(n0.y, n0.x), math.Atan2(n1.y, n1.x)
	if a1 < a0 {
		a1 += 2 * math.Pi
	}
	// A chord over angle α is r(1-cos(α/2)) off.
	step := 2 * math.Acos(max(0, 1-flatness/max(s.hw, flatness)))
	n := min(int(math.Ceil((a1-a0)/max(step, 0.02))), maxChords)
	for i := 1; i < n; i++ {
		sin, cos := math.Sincos(a0 + (a1-a0)*float64(i)/float64(n))
		s.out = append(s.out, pt{p.x + cos*s.hw, p.y + sin*s.hw})
	}
}

// end appends the cap at b of a line that comes from a.
func (s *stroker) end(a, b pt) {
	n := s.normal(a, b)
	switch s.cap {
	case display.CapRound:
		s.arc(b, n, pt{-n.x, -n.y})
	case display.CapSquare:
		d := pt{-n.y, n.x}
		s.out = append(s.out, pt{b.x + n.x + d.x, b.y + n.y + d.y}, pt{b.x - n.x + d.x, b.y - n.y + d.y})
	}
}

// dot draws a line without length, which shows only its caps.
func (s *stroker) dot(q pt) {
	h := s.hw
	s.out = s.out[:0]
	switch s.cap {
	case display.CapRound:
		s.arc(q, pt{h, 0}, pt{-h, 0})
		s.out = append(s.out, pt{q.x - h, q.y})
		s.arc(q, pt{-h, 0}, pt{h, 0})
		s.out = append(s.out, pt{q.x + h, q.y})
		s.finish(s.out)
	case display.CapSquare:
		s.finish([]pt{{q.x - h, q.y - h}, {q.x + h, q.y - h}, {q.x + h, q.y + h}, {q.x - h, q.y + h}})
	}
}
