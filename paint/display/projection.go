package display

import (
	"math"

	"vitrine/layout/geom"
)

// Projection maps a plane as one sees it in perspective: (x, y) goes to (X/W, Y/W) where
// (X, Y, W) is the product with (x, y, 1), columns. What has no positive W is beside or behind
// the viewer and is not seen.
// https://drafts.csswg.org/css-transforms-2/#perspective
type Projection [3][3]float64

// minW is the least W that counts as before the viewer. It bounds how much a projection enlarges.
const minW = 1e-4

// Projected returns an affine map as a projection.
func (m Matrix) Projected() Projection {
	return Projection{{m.A, m.C, m.E}, {m.B, m.D, m.F}, {0, 0, 1}}
}

// Mul returns the map that applies q first and then p.
func (p Projection) Mul(q Projection) Projection {
	var out Projection
	for i := range 3 {
		for j := range 3 {
			out[i][j] = p[i][0]*q[0][j] + p[i][1]*q[1][j] + p[i][2]*q[2][j]
		}
	}
	return out
}

// Apply maps a point; ok is false when it is not seen.
func (p *Projection) Apply(x, y float64) (px, py float64, ok bool) {
	w := p[2][0]*x + p[2][1]*y + p[2][2]
	if !(w >= minW) {
		return 0, 0, false
	}
	return (p[0][0]*x + p[0][1]*y + p[0][2]) / w, (p[1][0]*x + p[1][1]*y + p[1][2]) / w, true
}

// Invert returns the map back; ok is false when there is none. Points that are seen have a
// positive W in it as well.
func (p *Projection) Invert() (inv Projection, ok bool) {
	minor := func(r0, r1, c0, c1 int) float64 { return p[r0][c0]*p[r1][c1] - p[r0][c1]*p[r1][c0] }
	adj := Projection{
		{minor(1, 2, 1, 2), -minor(0, 2, 1, 2), minor(0, 1, 1, 2)},
		{-minor(1, 2, 0, 2), minor(0, 2, 0, 2), -minor(0, 1, 0, 2)},
		{minor(1, 2, 0, 1), -minor(0, 2, 0, 1), minor(0, 1, 0, 1)},
	}
	d := p[0][0]*adj[0][0] + p[0][1]*adj[1][0] + p[0][2]*adj[2][0]
	if d == 0 || math.IsNaN(d) || math.IsInf(d, 0) {
		return Projection{}, false
	}
	for i := range adj {
		for j := range adj[i] {
			adj[i][j] /= d
		}
	}
	return adj, true
}

// Quad returns the polygon that a rectangle is seen as: its corners, cut where the plane passes
// the viewer. Nothing is left of what is not seen.
func (p *Projection) Quad(x0, y0, x1, y1 float64) []FPoint64 {
	type vertex struct{ x, y, w float64 }
	at := func(x, y float64) vertex {
		return vertex{p[0][0]*x + p[0][1]*y + p[0][2], p[1][0]*x + p[1][1]*y + p[1][2], p[2][0]*x + p[2][1]*y + p[2][2]}
	}
	in := [4]vertex{at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1)}
	out := make([]FPoint64, 0, 6)
	for i, a := range in {
		b := in[(i+1)%4]
		if a.w >= minW {
			out = append(out, FPoint64{a.x / a.w, a.y / a.w})
		}
		if (a.w >= minW) != (b.w >= minW) {
			k := (minW - a.w) / (b.w - a.w)
			out = append(out, FPoint64{(a.x + k*(b.x-a.x)) / minW, (a.y + k*(b.y-a.y)) / minW})
		}
	}
	return out
}

// FPoint64 is a point in CSS px or device px.
type FPoint64 struct{ X, Y float64 }

// Bounds returns the edges of what a rectangle is seen as; ok is false when that is nothing.
func (p *Projection) Bounds(x0, y0, x1, y1 float64) (minX, minY, maxX, maxY float64, ok bool) {
	minX, minY, maxX, maxY = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, v := range p.Quad(x0, y0, x1, y1) {
		minX, maxX = min(minX, v.X), max(maxX, v.X)
		minY, maxY = min(minY, v.Y), max(maxY, v.Y)
		ok = true
	}
	return minX, minY, maxX, maxY, ok
}

// MapRect returns the bounds of what is seen of r.
func (p *Projection) MapRect(r geom.Rect) geom.Rect {
	x0, y0, x1, y1, ok := p.Bounds(r.X.Px(), r.Y.Px(), r.Right().Px(), r.Bottom().Px())
	if !ok {
		return geom.Rect{}
	}
	x, y := geom.FromPxFloor(x0), geom.FromPxFloor(y0)
	return geom.Rect{X: x, Y: y, W: geom.FromPxCeil(x1).Sub(x), H: geom.FromPxCeil(y1).Sub(y)}
}

// Seen returns the map from the space of t to that of stop, an ancestor of it or a root, and
// the root or stop where the way ended. It is exact where ToRoot puts the nearest affine map.
func (l *List) Seen(t, stop TransformID) (p Projection, end TransformID) {
	p = Identity.Projected()
	for t > ViewportSpace && t != stop {
		tr := &l.Transforms[t]
		if tr.Seen != nil {
			p = tr.Seen.Mul(p)
		} else {
			p = tr.M.Projected().Mul(p)
		}
		t = tr.Parent
	}
	return p, t
}

// Within returns the map from the space of t to that of stop, an ancestor of it, in one plane.
func (l *List) Within(t, stop TransformID) Matrix {
	m := Identity
	for t > ViewportSpace && t != stop {
		tr := &l.Transforms[t]
		m, t = tr.M.Mul(m), tr.Parent
	}
	return m
}

// perspective reports whether a space or one around it is seen in perspective.
func (l *List) perspective(t TransformID) bool {
	for ; l.HasPlanes && t > ViewportSpace; t = l.Transforms[t].Parent {
		if l.Transforms[t].Seen != nil {
			return true
		}
	}
	return false
}
