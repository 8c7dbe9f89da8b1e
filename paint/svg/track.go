package svg

import (
	"math"
	"strings"

	"vitrine/css/style"
	"vitrine/engine/dom"
	"vitrine/paint/display"
	"vitrine/paint/transform"
)

// track is a path that text runs along, as short straight pieces.
type track struct {
	x, y []float64
	at   []float64 // distance from the start; a move does not count
}

// curvePieces is into how many straight pieces a curve is cut.
const curvePieces = 48

// newTrack measures a path.
func newTrack(p *display.Path) *track {
	t := &track{}
	var start, last display.FPoint
	to := func(x, y float64, draw bool) {
		d := 0.0
		if n := len(t.at); n > 0 {
			d = t.at[n-1]
			if draw {
				d += math.Hypot(x-t.x[n-1], y-t.y[n-1])
			}
		}
		t.x, t.y, t.at = append(t.x, x), append(t.y, y), append(t.at, d)
	}
	curve := func(f func(u float64) (float64, float64)) {
		for i := 1; i <= curvePieces; i++ {
			x, y := f(float64(i) / curvePieces)
			to(x, y, true)
		}
	}
	pts := p.Points
	for _, v := range p.Verbs {
		switch v {
		case display.MoveTo:
			start, last = pts[0], pts[0]
			to(float64(last.X), float64(last.Y), false)
			pts = pts[1:]
		case display.LineTo:
			last = pts[0]
			to(float64(last.X), float64(last.Y), true)
			pts = pts[1:]
		case display.QuadTo:
			a, b, c := last, pts[0], pts[1]
			curve(func(u float64) (float64, float64) {
				k0, k1, k2 := (1-u)*(1-u), 2*u*(1-u), u*u
				return k0*float64(a.X) + k1*float64(b.X) + k2*float64(c.X), k0*float64(a.Y) + k1*float64(b.Y) + k2*float64(c.Y)
			})
			last, pts = c, pts[2:]
		case display.CubicTo:
			a, b, c, e := last, pts[0], pts[1], pts[2]
			curve(func(u float64) (float64, float64) {
				k0, k1, k2, k3 := (1-u)*(1-u)*(1-u), 3*u*(1-u)*(1-u), 3*u*u*(1-u), u*u*u
				return k0*float64(a.X) + k1*float64(b.X) + k2*float64(c.X) + k3*float64(e.X),
					k0*float64(a.Y) + k1*float64(b.Y) + k2*float64(c.Y) + k3*float64(e.Y)
			})
			last, pts = e, pts[3:]
		case display.Close:
			last = start
			to(float64(last.X), float64(last.Y), true)
		}
	}
	return t
}

// length returns the distance along the whole path.
func (t *track) length() float64 {
	if len(t.at) == 0 {
		return 0
	}
	return t.at[len(t.at)-1]
}

// place returns the point and the direction at a distance; false beyond the ends.
func (t *track) place(d float64) (x, y, dir float64, ok bool) {
	if len(t.at) < 2 || d < 0 || d > t.length() {
		return 0, 0, 0, false
	}
	lo, hi := 1, len(t.at)-1 // the first point that is not before d
	for lo < hi {
		if m := (lo + hi) / 2; t.at[m] < d {
			lo = m + 1
		} else {
			hi = m
		}
	}
	for lo < len(t.at)-1 && t.at[lo] == t.at[lo-1] {
		lo++
	}
	dx, dy := t.x[lo]-t.x[lo-1], t.y[lo]-t.y[lo-1]
	k := 0.0
	if n := t.at[lo] - t.at[lo-1]; n > 0 {
		k = (d - t.at[lo-1]) / n
	}
	return t.x[lo-1] + k*dx, t.y[lo-1] + k*dy, math.Atan2(dy, dx), true
}

// along lays out a textPath element; one that names no path shows nothing.
// https://www.w3.org/TR/SVG2/text.html#TextPathElement
func (t *textPen) along(n *dom.Node, s *style.Style, depth int) {
	if t.path != nil {
		return // there is no path within a path
	}
	var path *display.Path
	if v, ok := n.Attr("path"); ok {
		path = ParsePath(v)
	} else if to := t.d.href(n); to != nil && to.NS() == dom.SVG {
		ts := t.d.own(to)
		if ts == nil {
			return
		}
		p, ok := shapePath(to, ts, &t.f)
		if !ok {
			return
		}
		path = p
		if transform.Has(ts) {
			path = mapped(path, t.d.transform(to, ts, &t.f))
		}
	}
	if path == nil || len(path.Verbs) == 0 {
		return
	}
	if side, _ := n.Attr("side"); side == "right" {
		path = reversed(path)
	}
	t.flush()
	tr := newTrack(path)
	v, _ := n.Attr("startOffset")
	t.path, t.x, t.y = tr, length(v, tr.length(), float64(s.FontSize()), 0), 0
	if pl, ok := n.Attr("pathLength"); ok && !strings.Contains(v, "%") {
		if f := floats(pl); len(f) > 0 && f[0] > 0 {
			t.x *= tr.length() / f[0]
		}
	}
	t.start = t.x
	lists := t.lists
	t.lists = nil
	t.element(n, s, depth)
	t.lists = lists
	t.flush()
	t.path = nil
	if n := len(tr.x); n > 0 { // what follows goes on where the path ends
		t.x, t.y = tr.x[n-1], tr.y[n-1]
	}
	t.start = t.x
}

// reversed returns a path that goes the other way, as straight pieces.
func reversed(p *display.Path) *display.Path {
	t := newTrack(p)
	out := &display.Path{}
	for i := len(t.x) - 1; i >= 0; i-- {
		x, y := float32(t.x[i]), float32(t.y[i])
		if i == len(t.x)-1 || t.at[i] == t.at[i+1] && (t.x[i] != t.x[i+1] || t.y[i] != t.y[i+1]) {
			out.MoveTo(x, y)
		} else {
			out.LineTo(x, y)
		}
	}
	return out
}
