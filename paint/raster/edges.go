package raster

import (
	"math"
	"math/bits"
)

// edgeBuilder adds the edges of curves to an accumulator as Skia's analytic rasteriser sees them:
// a curve is cut where it turns vertically, then into a few chords from the top down, whose ends
// are moved to the nearest quarter of a pixel vertically. What is flatter than that is left out,
// and the next chord begins where the flat one did. Exact curves look finer side by side, but
// text of ordinary sizes comes out lighter or darker by up to a quarter in its round parts.
type edgeBuilder struct {
	a          *accum
	cur, start pt
}

func (b *edgeBuilder) moveTo(p pt) {
	b.close()
	b.cur, b.start = p, p
}

// close joins the end of the contour with its start.
func (b *edgeBuilder) close() { b.lineTo(b.start) }

func (b *edgeBuilder) lineTo(p pt) {
	b.a.line(b.cur.x, quarter(b.cur.y), p.x, quarter(p.y))
	b.cur = p
}

func (b *edgeBuilder) quadTo(p1, p2 pt) {
	p0 := b.cur
	b.cur = p2
	if (p0.y-p1.y)*(p1.y-p2.y) >= 0 {
		b.monotoneQuad(p0, p1, p2)
		return
	}
	t := (p0.y - p1.y) / (p0.y - 2*p1.y + p2.y)
	l, r := mix(p0, p1, t), mix(p1, p2, t)
	c := mix(l, r, t)
	l.y, r.y = c.y, c.y
	b.monotoneQuad(p0, l, c)
	b.monotoneQuad(c, r, p2)
}

// steepChord is the height in px from which on a chord of a quadratic curve ends at a whole pixel.
const steepChord = 2

func (b *edgeBuilder) monotoneQuad(p0, p1, p2 pt) {
	dir := 1.0
	if p0.y > p2.y {
		p0, p2, dir = p2, p0, -1
	}
	last := pt{p2.x, quarter(p2.y)}
	from := pt{p0.x, quarter(p0.y)}
	if from.y == last.y {
		return
	}
	from0 := from.y // points between are counted from the moved start
	n := 1 << max(1, halvings((2*p1.x-p0.x-p2.x)/4, (2*p1.y-p0.y-p2.y)/4))
	at := pt{p0.x, from0}
	for i := 1; i <= n; i++ {
		end := last
		if i < n {
			q := quadAt(p0, p1, p2, float64(i)/float64(n))
			q.y += from0 - p0.y
			if dx, dy := q.x-at.x, q.y-at.y; dy >= steepChord && 64*dy > math.Abs(dx) {
				end.y = min(last.y, math.Floor(q.y+0.5))
				end.x = q.x - (q.x-from.x)/(q.y-from.y)*(q.y-end.y)
			} else {
				end = pt{q.x, min(last.y, quarter(q.y))}
			}
			at = q
		}
		if end.y > from.y {
			b.a.edge(from, end, dir)
			from = end
		}
	}
}

func (b *edgeBuilder) cubicTo(p1, p2, p3 pt) {
	p0 := b.cur
	b.cur = p3
	var ts [2]float64
	n := cubicTurns(p0.y, p1.y, p2.y, p3.y, &ts)
	done := 0.0
	for _, t := range ts[:n] {
		k := (t - done) / (1 - done)
		l0, l1, l2 := mix(p0, p1, k), mix(p1, p2, k), mix(p2, p3, k)
		m0, m1 := mix(l0, l1, k), mix(l1, l2, k)
		c := mix(m0, m1, k)
		m0.y, m1.y = c.y, c.y
		b.monotoneCubic(p0, l0, m0, c)
		p0, p1, p2, done = c, m1, l2, t
	}
	b.monotoneCubic(p0, p1, p2, p3)
}

func (b *edgeBuilder) monotoneCubic(p0, p1, p2, p3 pt) {
	dir := 1.0
	if p0.y > p3.y {
		p0, p1, p2, p3, dir = p3, p2, p1, p0, -1
	}
	last := quarter(p3.y)
	from := pt{p0.x, quarter(p0.y)}
	if from.y == last {
		return
	}
	from0 := from.y
	off := func(a, b, c, d float64) float64 { // the curve's distance from its chord at a third, or two
		return max(math.Abs(8*a-15*b+6*c+d), math.Abs(a+6*b-15*c+8*d)) * 19 / 512
	}
	n := 1 << min(maxCuts, 1+halvings(off(p0.x, p1.x, p2.x, p3.x), off(p0.y, p1.y, p2.y, p3.y)))
	y := from0
	for i := 1; i <= n; i++ {
		q := p3
		if i < n {
			q = cubicAt(p0, p1, p2, p3, float64(i)/float64(n))
			q.y += from0 - p0.y
		}
		y = max(y, q.y)
		end := pt{q.x, min(last, quarter(y))}
		if end.y > from.y {
			b.a.edge(from, end, dir)
		}
		from = end
	}
}

// maxCuts bounds how often a curve is halved into chords.
const maxCuts = 6

// halvings returns how often a curve is halved that lies dx, dy px off its chord in the middle:
// not at all below half a pixel, once more for each four times as much.
func halvings(dx, dy float64) int {
	dx, dy = math.Abs(dx), math.Abs(dy)
	d := max(dx, dy) + min(dx, dy)/2
	if !(d < 1<<20) {
		return maxCuts
	}
	return min(bits.Len32(uint32(d*8+0.5))/2, maxCuts)
}

// cubicTurns puts the parameters where a cubic Bézier curve turns vertically into ts, in order,
// and returns how many there are.
func cubicTurns(a, b, c, d float64, ts *[2]float64) (n int) {
	// The derivative over 3 is A t² + 2 B t + C.
	A, B, C := d-a+3*(b-c), a-2*b+c, b-a
	put := func(t float64) {
		if t > 0 && t < 1 && (n == 0 || t != ts[0]) {
			ts[n] = t
			n++
		}
	}
	if A == 0 {
		put(-C / (2 * B))
		return n
	}
	disc := B*B - A*C
	if disc <= 0 { // a double root does not turn
		return 0
	}
	// The stable form of the formula.
	q := -(B + math.Copysign(math.Sqrt(disc), B))
	put(q / A)
	put(C / q)
	if n == 2 && ts[0] > ts[1] {
		ts[0], ts[1] = ts[1], ts[0]
	}
	return n
}

func mix(a, b pt, t float64) pt { return pt{a.x + (b.x-a.x)*t, a.y + (b.y-a.y)*t} }

func quadAt(p0, p1, p2 pt, t float64) pt {
	u := 1 - t
	return pt{u*u*p0.x + 2*u*t*p1.x + t*t*p2.x, u*u*p0.y + 2*u*t*p1.y + t*t*p2.y}
}

func cubicAt(p0, p1, p2, p3 pt, t float64) pt {
	u := 1 - t
	a, b, c, d := u*u*u, 3*u*u*t, 3*u*t*t, t*t*t
	return pt{a*p0.x + b*p1.x + c*p2.x + d*p3.x, a*p0.y + b*p1.y + c*p2.y + d*p3.y}
}

// quarter rounds to quarters of a pixel.
func quarter(y float64) float64 { return math.Floor(y*4+0.5) / 4 }

// edge adds an edge from a upper to a lower point; dir is −1 when the path goes upwards there.
func (a *accum) edge(from, to pt, dir float64) {
	if dir > 0 {
		a.line(from.x, from.y, to.x, to.y)
	} else {
		a.line(to.x, to.y, from.x, from.y)
	}
}
