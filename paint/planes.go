package paint

import (
	"cmp"
	"math"
	"slices"

	"vitrine/layout/geom"
	"vitrine/paint/display"
	"vitrine/paint/transform"
)

// context is a 3D rendering context: planes that are shown by how near they are, cut where they
// pass through each other.
// https://drafts.csswg.org/css-transforms-2/#3d-rendering-contexts
type context struct {
	base   display.TransformID // what the planes are seen in
	effect display.EffectID    // around all of them
	planes map[display.EffectID]transform.Matrix
	deep   bool // some plane is not the screen's
}

// add files the plane of a group.
func (c *context) add(e display.EffectID, m transform.Matrix) {
	c.planes[e] = m
	c.deep = c.deep || m[2][0] != 0 || m[2][1] != 0 || m[2][3] != 0
}

const (
	// maxPlanes is how many planes of a context are compared with each other; more are sorted by
	// their middles. maxPieces bounds what they may be cut into.
	maxPlanes = 2048
	maxPieces = 8192
	// thick is how far in px from a plane a point may be and still be in it.
	thick = 0.05
	// margin is added around what a plane draws when it is cut, so that its own edges stay soft.
	margin = 2
)

// arrange puts the ops from a mark on, all in planes of c, into the order in which they are seen.
func (r *recorder) arrange(c *context, mark int) {
	in := func(e display.EffectID) bool { _, ok := c.planes[e]; return ok }
	if c.deep {
		r.b.Arrange(mark, c.sort(r.b.Runs(mark, in)))
	}
	t := r.b.List().Transforms
	for e := range c.planes {
		if t[r.b.List().Effects[e].Plane].Seen == nil {
			r.b.Flat(e)
		}
	}
}

// sort returns runs from the farthest to the nearest.
func (c *context) sort(runs []display.Run) []display.Piece {
	var all []*facet
	for i, run := range runs {
		if f := newFacet(c.planes[run.Plane], run.Ink); f != nil {
			f.order, f.draws = i, run.Draws
			all = append(all, f)
		}
	}
	out := make([]display.Piece, 0, len(all))
	put := func(f *facet) {
		p := display.Piece{Run: runs[f.order], In: c.base}
		if f.cut {
			p.Cut = f.path()
		}
		out = append(out, p)
	}
	if len(all) > maxPlanes {
		slices.SortStableFunc(all, func(a, b *facet) int { return cmp.Compare(a.middle(), b.middle()) })
		for _, f := range all {
			put(f)
		}
		return out
	}
	left := maxPieces - len(all)
	partition(all, &left, put)
	return out
}

// partition calls put with facets so that none comes before one that it hides, by means of a tree
// that parts space by their planes. left counts the cuts that may still be made.
func partition(all []*facet, left *int, put func(*facet)) {
	for len(all) > 0 {
		root := all[max(0, slices.IndexFunc(all, func(f *facet) bool { return f.draws }))]
		var same, near, far []*facet
		for _, f := range all {
			lo, hi := root.reach(f)
			switch {
			case f == root || lo >= -thick && hi <= thick:
				same = append(same, f)
			case lo >= -thick:
				near = append(near, f)
			case hi <= thick:
				far = append(far, f)
			case *left <= 0 || !f.draws:
				if lo+hi > 0 {
					near = append(near, f)
				} else {
					far = append(far, f)
				}
			default:
				*left--
				a, b := root.split(f)
				near, far = append(near, a), append(far, b)
			}
		}
		partition(far, left, put)
		slices.SortStableFunc(same, func(a, b *facet) int { return cmp.Compare(a.order, b.order) })
		for _, f := range same {
			put(f)
		}
		all = near
	}
}

// vec is a point as it is seen: x and y on the screen in px, z toward the viewer.
type vec [3]float64

func (a vec) sub(b vec) vec     { return vec{a[0] - b[0], a[1] - b[1], a[2] - b[2]} }
func (a vec) dot(b vec) float64 { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }
func (a vec) cross(b vec) vec {
	return vec{a[1]*b[2] - a[2]*b[1], a[2]*b[0] - a[0]*b[2], a[0]*b[1] - a[1]*b[0]}
}

// mix returns the point at k from a to b.
func (a vec) mix(b vec, k float64) vec {
	return vec{a[0] + k*(b[0]-a[0]), a[1] + k*(b[1]-a[1]), a[2] + k*(b[2]-a[2])}
}

// facet is a part of a plane.
type facet struct {
	order  int // of its run
	points []vec
	wide   []vec // points with a margin around
	normal vec   // toward the viewer
	at     float64
	cut    bool
	draws  bool // what draws nothing cuts nothing and is not cut
}

// newFacet returns what is seen of a rectangle in a plane; nil when that has no area.
func newFacet(m transform.Matrix, r geom.Rect) *facet {
	f := &facet{points: seenQuad(m, r, 0), wide: seenQuad(m, r, margin)}
	if len(f.points) < 3 {
		return nil
	}
	for i := range f.points[2:] {
		n := f.points[i+1].sub(f.points[0]).cross(f.points[i+2].sub(f.points[0]))
		for k := range n {
			f.normal[k] += n[k]
		}
	}
	l := math.Sqrt(f.normal.dot(f.normal))
	if !(l > 0) || math.IsInf(l, 0) {
		return nil
	}
	if f.normal[2] < 0 {
		l = -l
	}
	for k := range f.normal {
		f.normal[k] /= l
	}
	f.at = f.normal.dot(f.points[0])
	return f
}

// seenQuad returns the corners of a rectangle in a plane, cut where it passes the viewer.
func seenQuad(m transform.Matrix, r geom.Rect, margin float64) []vec {
	const least = 1e-4 // the least W that is before the viewer
	x0, y0, x1, y1 := r.X.Px()-margin, r.Y.Px()-margin, r.Right().Px()+margin, r.Bottom().Px()+margin
	at := func(x, y float64) (q [4]float64) {
		for i := range q {
			q[i] = m[i][0]*x + m[i][1]*y + m[i][3]
		}
		return q
	}
	in := [4][4]float64{at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1)}
	var out []vec
	for i, a := range in {
		b := in[(i+1)%4]
		if a[3] >= least {
			out = append(out, vec{a[0] / a[3], a[1] / a[3], a[2] / a[3]})
		}
		if (a[3] >= least) != (b[3] >= least) {
			k := (least - a[3]) / (b[3] - a[3])
			out = append(out, vec{(a[0] + k*(b[0]-a[0])) / least, (a[1] + k*(b[1]-a[1])) / least, (a[2] + k*(b[2]-a[2])) / least})
		}
	}
	return out
}

// reach returns how far g goes to the back and to the front of the plane of f.
func (f *facet) reach(g *facet) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, p := range g.points {
		d := f.normal.dot(p) - f.at
		lo, hi = min(lo, d), max(hi, d)
	}
	return lo, hi
}

// split returns the parts of g before and behind the plane of f.
func (f *facet) split(g *facet) (near, far *facet) {
	half := func(sign float64) *facet {
		h := *g
		h.cut = true
		h.points, h.wide = f.keep(g.points, sign), f.keep(g.wide, sign)
		return &h
	}
	return half(1), half(-1)
}

// keep returns the part of a polygon on one side of the plane of f.
func (f *facet) keep(in []vec, sign float64) []vec {
	var out []vec
	for i, a := range in {
		b := in[(i+1)%len(in)]
		da, db := sign*(f.normal.dot(a)-f.at), sign*(f.normal.dot(b)-f.at)
		if da >= 0 {
			out = append(out, a)
		}
		if (da >= 0) != (db >= 0) {
			out = append(out, a.mix(b, da/(da-db)))
		}
	}
	return out
}

// middle returns how near the middle of the facet is.
func (f *facet) middle() float64 {
	z := 0.0
	for _, p := range f.points {
		z += p[2]
	}
	return z / float64(len(f.points))
}

// path returns the outline on the screen.
func (f *facet) path() *display.Path {
	p := &display.Path{}
	for i, v := range f.wide {
		if i == 0 {
			p.MoveTo(float32(v[0]), float32(v[1]))
		} else {
			p.LineTo(float32(v[0]), float32(v[1]))
		}
	}
	p.Close()
	return p
}
