package svg

import (
	"math"

	"vitrine/paint/display"
)

// course is a path that something moves along: its curves, cut into stretches that are nearly
// straight. A place within a stretch is found by the curve's own parameter, so that it is on the
// curve exactly, while distances are those along the stretches.
type course struct {
	curves    []arcCurve
	stretches []stretch
	first     [2]float64
	closed    bool // the last subpath is
}

// arcCurve is a Bézier curve of 1 to 3 degrees; with a weight it is the rational quadratic one of
// an arc.
type arcCurve struct {
	p      [4][2]float64
	degree int
	weight float64
}

// stretch ends at a parameter of a curve and at a distance from the start of the course.
type stretch struct {
	curve int
	t     float64
	at    float64
}

const (
	// courseTolerance is how far, in px, a curve may stray from the stretches that measure it.
	courseTolerance = 0.5
	// courseHalvings is how often a curve is cut in half at most.
	courseHalvings = 10
)

// quarterWeight is the weight of a quarter of an ellipse.
const quarterWeight = math.Sqrt2 / 2

func lerp(a, b [2]float64, t float64) [2]float64 {
	return [2]float64{a[0] + (b[0]-a[0])*t, a[1] + (b[1]-a[1])*t}
}

// point returns where the curve is at t.
func (c *arcCurve) point(t float64) [2]float64 {
	switch {
	case c.degree == 1:
		return lerp(c.p[0], c.p[1], t)
	case c.degree == 2 && c.weight != 0:
		k0, k1, k2 := (1-t)*(1-t), 2*c.weight*t*(1-t), t*t
		w := k0 + k1 + k2
		return [2]float64{(k0*c.p[0][0] + k1*c.p[1][0] + k2*c.p[2][0]) / w, (k0*c.p[0][1] + k1*c.p[1][1] + k2*c.p[2][1]) / w}
	case c.degree == 2:
		return lerp(lerp(c.p[0], c.p[1], t), lerp(c.p[1], c.p[2], t), t)
	}
	a, b, d := lerp(c.p[0], c.p[1], t), lerp(c.p[1], c.p[2], t), lerp(c.p[2], c.p[3], t)
	return lerp(lerp(a, b, t), lerp(b, d, t), t)
}

// direction returns where the curve goes at t, in radians.
func (c *arcCurve) direction(t float64) float64 {
	d := [2]float64{c.p[c.degree][0] - c.p[0][0], c.p[c.degree][1] - c.p[0][1]}
	q := c.p[:]
	switch {
	case c.degree == 2 && c.weight != 0:
		// The derivative up to a positive factor: the tangents at the ends are the legs.
		w := c.weight
		for i := range 2 {
			p20, p10 := q[2][i]-q[0][i], q[1][i]-q[0][i]
			d[i] = (w*p20-p20)*t*t + (p20-2*w*p10)*t + w*p10
		}
	case c.degree == 2:
		for i := range 2 {
			d[i] = (1-t)*(q[1][i]-q[0][i]) + t*(q[2][i]-q[1][i])
		}
	case c.degree == 3:
		switch { // a control point on its end gives no direction
		case t == 0 && q[0] == q[1] && q[0] != q[2]:
			d = [2]float64{q[2][0] - q[0][0], q[2][1] - q[0][1]}
		case t == 1 && q[2] == q[3] && q[1] != q[3]:
			d = [2]float64{q[3][0] - q[1][0], q[3][1] - q[1][1]}
		case t == 0 && q[0] == q[1], t == 1 && q[2] == q[3]:
		default:
			for i := range 2 {
				d[i] = (1-t)*(1-t)*(q[1][i]-q[0][i]) + 2*t*(1-t)*(q[2][i]-q[1][i]) + t*t*(q[3][i]-q[2][i])
			}
		}
	}
	if d == [2]float64{} {
		return 0
	}
	return math.Atan2(d[1], d[0])
}

// bent reports whether the part of the curve between two parameters strays from its chord.
func (c *arcCurve) bent(t0, t1 float64) bool {
	if c.degree == 1 {
		return false
	}
	a, b := c.point(t0), c.point(t1)
	far := func(p, q [2]float64) bool {
		return math.Max(math.Abs(p[0]-q[0]), math.Abs(p[1]-q[1])) > courseTolerance
	}
	if c.degree == 2 {
		return far(c.point((t0+t1)/2), lerp(a, b, 0.5))
	}
	// The control points of the part, against the thirds of its chord.
	k := (t1 - t0) / 3
	slope := func(t float64) (d [2]float64) {
		for i := range 2 {
			d[i] = 3 * ((1-t)*(1-t)*(c.p[1][i]-c.p[0][i]) + 2*t*(1-t)*(c.p[2][i]-c.p[1][i]) + t*t*(c.p[3][i]-c.p[2][i]))
		}
		return d
	}
	da, db := slope(t0), slope(t1)
	return far([2]float64{a[0] + k*da[0], a[1] + k*da[1]}, lerp(a, b, 1.0/3)) || far([2]float64{b[0] - k*db[0], b[1] - k*db[1]}, lerp(a, b, 2.0/3))
}

// add appends a curve.
func (o *course) add(c arcCurve) {
	o.curves = append(o.curves, c)
	var cut func(t0, t1 float64, depth int)
	cut = func(t0, t1 float64, depth int) {
		if depth > 0 && c.bent(t0, t1) {
			mid := (t0 + t1) / 2
			cut(t0, mid, depth-1)
			cut(mid, t1, depth-1)
			return
		}
		a, b := c.point(t0), c.point(t1)
		if d := math.Hypot(b[0]-a[0], b[1]-a[1]); d > 0 && !math.IsInf(d, 0) {
			o.stretches = append(o.stretches, stretch{len(o.curves) - 1, t1, o.length() + d})
		}
	}
	cut(0, 1, courseHalvings)
}

// line appends a straight curve.
func (o *course) line(a, b [2]float64) { o.add(arcCurve{p: [4][2]float64{a, b}, degree: 1}) }

// quarter appends a quarter of an ellipse whose ends' tangents meet at a point.
func (o *course) quarter(a, corner, b [2]float64) {
	o.add(arcCurve{p: [4][2]float64{a, corner, b}, degree: 2, weight: quarterWeight})
}

// length returns the distance along all of it.
func (o *course) length() float64 {
	if len(o.stretches) == 0 {
		return 0
	}
	return o.stretches[len(o.stretches)-1].at
}

// place returns the point at a distance, in px, and the direction there, in radians. A course
// that is closed goes round, others end at their ends.
func (o *course) place(d float64) (x, y, direction float64) {
	l := o.length()
	if !(l > 0) {
		return o.first[0], o.first[1], 0
	}
	if o.closed {
		if d = math.Mod(d, l); d < 0 {
			d += l
		}
	}
	d = min(max(d, 0), l)
	lo, hi := 0, len(o.stretches)-1 // the first stretch that does not end before d
	for lo < hi {
		if m := (lo + hi) / 2; o.stretches[m].at < d {
			lo = m + 1
		} else {
			hi = m
		}
	}
	p := o.stretches[lo]
	t0, at := 0.0, 0.0
	if lo > 0 {
		if at = o.stretches[lo-1].at; o.stretches[lo-1].curve == p.curve {
			t0 = o.stretches[lo-1].t
		}
	}
	c := &o.curves[p.curve]
	t := t0 + (p.t-t0)*(d-at)/(p.at-at)
	q := c.point(t)
	return q[0], q[1], c.direction(t)
}

// courseOf returns the course of a path.
func courseOf(p *display.Path) *course {
	o := &course{}
	at := func(q display.FPoint) [2]float64 { return [2]float64{float64(q.X), float64(q.Y)} }
	if len(p.Points) > 0 {
		o.first = at(p.Points[0])
	}
	var start, last [2]float64
	pts := p.Points
	for _, v := range p.Verbs {
		o.closed = v == display.Close
		switch v {
		case display.MoveTo:
			start, last = at(pts[0]), at(pts[0])
			pts = pts[1:]
		case display.LineTo:
			o.line(last, at(pts[0]))
			last, pts = at(pts[0]), pts[1:]
		case display.QuadTo:
			o.add(arcCurve{p: [4][2]float64{last, at(pts[0]), at(pts[1])}, degree: 2})
			last, pts = at(pts[1]), pts[2:]
		case display.CubicTo:
			o.add(arcCurve{p: [4][2]float64{last, at(pts[0]), at(pts[1]), at(pts[2])}, degree: 3})
			last, pts = at(pts[2]), pts[3:]
		case display.Close:
			o.line(last, start)
			last = start
		}
	}
	return o
}

// ellipseCourse starts at the right and goes clockwise.
func ellipseCourse(cx, cy, rx, ry float64) *course {
	o := &course{first: [2]float64{cx + rx, cy}, closed: true}
	for i := range 4 {
		s0, c0 := sincosQuarter(i)
		s1, c1 := sincosQuarter(i + 1)
		o.quarter([2]float64{cx + rx*c0, cy + ry*s0}, [2]float64{cx + rx*(c0+c1), cy + ry*(s0+s1)}, [2]float64{cx + rx*c1, cy + ry*s1})
	}
	return o
}

// sincosQuarter returns the sine and the cosine of i quarter turns.
func sincosQuarter(i int) (s, c float64) {
	return [4]float64{0, 1, 0, -1}[i&3], [4]float64{1, 0, -1, 0}[i&3]
}

// rectCourse starts after the top left corner and goes clockwise.
func rectCourse(r display.RRect) *course {
	x0, y0, x1, y1 := r.R.X.Px(), r.R.Y.Px(), r.R.Right().Px(), r.R.Bottom().Px()
	k := r.Corners
	tl, tr, br, bl := [2]float64{x0, y0}, [2]float64{x1, y0}, [2]float64{x1, y1}, [2]float64{x0, y1}
	o := &course{first: [2]float64{x0 + k[0].X.Px(), y0}, closed: true}
	side := func(from, corner, to [2]float64, start [2]float64) {
		o.line(start, from)
		if from != to {
			o.quarter(from, corner, to)
		}
	}
	a := [2]float64{x1, y0 + k[1].Y.Px()}
	b := [2]float64{x1 - k[2].X.Px(), y1}
	c := [2]float64{x0, y1 - k[3].Y.Px()}
	side([2]float64{x1 - k[1].X.Px(), y0}, tr, a, o.first)
	side([2]float64{x1, y1 - k[2].Y.Px()}, br, b, a)
	side([2]float64{x0 + k[3].X.Px(), y1}, bl, c, b)
	side([2]float64{x0, y0 + k[0].Y.Px()}, tl, o.first, c)
	return o
}
