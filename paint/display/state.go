package display

import (
	"math"

	"vitrine/layout/geom"
)

// StateID indexes List.States, TransformID List.Transforms and so on. Index 0 of each is the
// page's own: identity, unclipped, no effect.
type (
	StateID     uint32
	TransformID uint32
	ClipID      uint32
	EffectID    uint32
)

const (
	// PageSpace scrolls with the page; ViewportSpace does not (position: fixed).
	PageSpace     TransformID = 0
	ViewportSpace TransformID = 1
)

// State is what applies to an op.
type State struct {
	Transform TransformID
	Clip      ClipID
	Effect    EffectID
}

// Transform maps its own space into the parent's.
type Transform struct {
	Parent TransformID
	M      Matrix
	// Moves says that M depends on a Position: it is the space of a scroller's contents
	// (Scroller is then its index in List.Scrollers plus 1) or of a sticky box.
	Moves    bool
	Scroller int
	Plays    bool // M is that of a Played element
	// Seen is the exact map of a plane that is seen in perspective, nil for others; M is then the
	// affine map nearest to it. What is in such a space is in an Effect whose Plane it is.
	Seen *Projection
}

// Clip cuts to a shape given in the space of Transform, and to what Parent leaves.
type Clip struct {
	Parent    ClipID
	Transform TransformID
	Shape     RRect
	Path      *Path // when not nil, the shape; relative to Origin
	Origin    geom.Point
	EvenOdd   bool
	NoAA      bool // hard edges
}

// Blend is a compositing operator of a group.
// https://drafts.csswg.org/compositing-1/#ltblendmodegt
type Blend uint8

// The blend modes, in the order of the specification.
const (
	BlendNormal Blend = iota
	BlendMultiply
	BlendScreen
	BlendOverlay
	BlendDarken
	BlendLighten
	BlendColorDodge
	BlendColorBurn
	BlendHardLight
	BlendSoftLight
	BlendDifference
	BlendExclusion
	BlendHue
	BlendSaturation
	BlendColor
	BlendLuminosity
	BlendPlusLighter
)

// The operators of Porter and Duff besides source-over, which is BlendNormal; colour glyphs have
// them.
// https://drafts.csswg.org/compositing-1/#porterduffcompositingoperators
const (
	BlendClear Blend = iota + BlendPlusLighter + 1
	BlendSrc
	BlendDest
	BlendDestOver
	BlendSrcIn
	BlendDestIn
	BlendSrcOut
	BlendDestOut
	BlendSrcAtop
	BlendDestAtop
	BlendXor
)

// Everywhere reports whether a group changes what is below it where the group itself is empty.
func (b Blend) Everywhere() bool {
	switch b {
	case BlendClear, BlendSrc, BlendSrcIn, BlendDestIn, BlendSrcOut, BlendDestAtop:
		return true
	}
	return false
}

// FilterKind is one function of the filter property.
// https://drafts.fxtf.org/filter-effects-1/#typedef-filter-function
type FilterKind uint8

// The filter functions.
const (
	FilterBlur FilterKind = iota
	FilterBrightness
	FilterContrast
	FilterDropShadow
	FilterGrayscale
	FilterHueRotate
	FilterInvert
	FilterOpacity
	FilterSaturate
	FilterSepia
	FilterElement // url(): Graph
	FilterReflect // a picture of the group beside it: Mirror
)

// Filter is one filter function with its argument: a factor, radians, or a blur's σ in px.
type Filter struct {
	Kind   FilterKind
	Amount float32
	DX, DY float32 // of a drop shadow
	Paint  Paint   // of a drop shadow
	Graph  *FilterGraph
	Mirror *Mirror
}

// Mirror shows what is drawn once more: M maps, in the effect's space, the picture to its reflection, of
// which Masks leave a part. Reach is how far away the reflection can be.
type Mirror struct {
	M     Matrix
	Masks []Mask // where the picture is
	Reach float32
}

// Effect is a group whose ops are drawn on their own and then composited into the parent's.
type Effect struct {
	Parent  EffectID
	Clip    ClipID      // clips the result
	Space   TransformID // in whose px the filters count
	Opacity float32
	Blend   Blend
	Loose   bool // what blends needs no group around it
	Plays   bool // it is the group of a Played element
	Filters []Filter
	// Backdrop filters what is below the group, within BackdropClip, before the group is put on it.
	// https://drafts.fxtf.org/filter-effects-2/#BackdropFilterProperty
	Backdrop     []Filter
	BackdropClip ClipID
	Masks        []Mask // what the result is multiplied with, after the filters
	// Outer is the innermost clip around the group: it and those around it cut the result (it is Clip
	// then) and not what is drawn in the group, which filters spread or a plane projects first.
	Outer ClipID
	// Plane, when it is not PageSpace, is a space seen in perspective: the group is drawn in that
	// space, and the picture projected. Ink is what the group may draw, in Plane.
	// https://drafts.csswg.org/css-transforms-2/#3d-rendering-contexts
	Plane TransformID
	Ink   geom.Rect
}

// Mask is a picture whose coverage cuts a group: its page's origin is that of Space. Beyond the
// picture nothing is left of the group.
// https://drafts.csswg.org/css-masking-1/#the-mask
type Mask struct {
	List      *List
	Space     TransformID
	At        geom.Point // of the picture's origin in Space
	Luminance bool       // brightness times alpha counts, and not alpha alone
	// Above are the layers on top of this one, from the lowest on.
	Above []MaskLayer
}

// MaskLayer is a layer of a mask and how it is joined with the layers below it.
type MaskLayer struct {
	List      *List
	Luminance bool
	Join      MaskJoin
}

// MaskJoin is a compositing operator of masks.
// https://drafts.csswg.org/css-masking-1/#the-mask-composite
type MaskJoin uint8

// The operators: the layer over, without, within what is below, and where only one of them is.
const (
	MaskAdd MaskJoin = iota
	MaskSubtract
	MaskIntersect
	MaskExclude
)

// Reach returns how far, in px of the effect's space, filters spread a pixel.
func (e *Effect) Reach() float32 {
	var r float32
	for _, f := range e.Filters {
		switch f.Kind {
		case FilterBlur:
			r += 3 * f.Amount
		case FilterDropShadow:
			r += 3*f.Amount + max(abs32(f.DX), abs32(f.DY))
		case FilterElement:
			r += f.Graph.Spread
		case FilterReflect:
			r += f.Mirror.Reach
		}
	}
	return r
}

func abs32(v float32) float32 { return max(v, -v) }

// Matrix is the affine map x' = A·x + C·y + E, y' = B·x + D·y + F, in CSS px.
type Matrix struct{ A, B, C, D, E, F float64 }

// Identity maps every point to itself.
var Identity = Matrix{A: 1, D: 1}

// Translate returns the move by (x, y), Scale the scaling about the origin.
func Translate(x, y float64) Matrix { return Matrix{1, 0, 0, 1, x, y} }
func Scale(x, y float64) Matrix     { return Matrix{x, 0, 0, y, 0, 0} }

// Rotate returns the clockwise rotation by an angle in radians.
func Rotate(a float64) Matrix {
	s, c := math.Sincos(a)
	return Matrix{c, s, -s, c, 0, 0}
}

// Mul returns the map that applies n first and then m.
func (m Matrix) Mul(n Matrix) Matrix {
	return Matrix{
		m.A*n.A + m.C*n.B, m.B*n.A + m.D*n.B,
		m.A*n.C + m.C*n.D, m.B*n.C + m.D*n.D,
		m.A*n.E + m.C*n.F + m.E, m.B*n.E + m.D*n.F + m.F,
	}
}

// Apply maps a point.
func (m Matrix) Apply(x, y float64) (float64, float64) {
	return m.A*x + m.C*y + m.E, m.B*x + m.D*y + m.F
}

// Det returns the determinant of the linear part.
func (m Matrix) Det() float64 { return m.A*m.D - m.B*m.C }

// Invert returns the inverse map; ok is false when there is none.
func (m Matrix) Invert() (inv Matrix, ok bool) {
	d := m.Det()
	if d == 0 || math.IsNaN(d) || math.IsInf(d, 0) {
		return Matrix{}, false
	}
	inv = Matrix{A: m.D / d, B: -m.B / d, C: -m.C / d, D: m.A / d}
	inv.E = -(inv.A*m.E + inv.C*m.F)
	inv.F = -(inv.B*m.E + inv.D*m.F)
	return inv, true
}

// IsTranslate reports whether m only moves; Rectilinear whether it maps axis-parallel
// rectangles to such without turning them.
func (m Matrix) IsTranslate() bool { return m.A == 1 && m.B == 0 && m.C == 0 && m.D == 1 }
func (m Matrix) Rectilinear() bool { return m.B == 0 && m.C == 0 }

// MapRect returns the bounds of the image of r.
func (m Matrix) MapRect(r geom.Rect) geom.Rect {
	if m.IsTranslate() {
		return r.Move(geom.Point{X: geom.FromPx(m.E), Y: geom.FromPx(m.F)})
	}
	x0, y0, x1, y1 := r.X.Px(), r.Y.Px(), r.Right().Px(), r.Bottom().Px()
	minX, minY, maxX, maxY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range [4][2]float64{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}} {
		x, y := m.Apply(p[0], p[1])
		minX, maxX = math.Min(minX, x), math.Max(maxX, x)
		minY, maxY = math.Min(minY, y), math.Max(maxY, y)
	}
	x, y := geom.FromPxFloor(minX), geom.FromPxFloor(minY)
	return geom.Rect{X: x, Y: y, W: geom.FromPxCeil(maxX).Sub(x), H: geom.FromPxCeil(maxY).Sub(y)}
}

// ToRoot returns the map from the space of t to its root space, and whether that root is the
// viewport rather than the page.
func (l *List) ToRoot(t TransformID) (m Matrix, fixed bool) {
	m = Identity
	for t > ViewportSpace {
		tr := &l.Transforms[t]
		m, t = tr.M.Mul(m), tr.Parent
	}
	return m, t == ViewportSpace
}

// moves reports whether a space depends on a Position, or on time.
func (l *List) moves(t TransformID) bool {
	for ; t > ViewportSpace; t = l.Transforms[t].Parent {
		if l.Transforms[t].Moves || l.Transforms[t].Plays {
			return true
		}
	}
	return false
}

// clipMoves reports whether a chain of clips depends on a Position.
func (l *List) clipMoves(c ClipID) bool {
	for ; c != 0; c = l.Clips[c].Parent {
		if l.moves(l.Clips[c].Transform) {
			return true
		}
	}
	return false
}

// stateBounds is what an op's bounds go through.
type stateBounds struct {
	m      Matrix
	seen   *Projection // in place of m, in perspective
	clip   geom.Rect   // in root space
	within geom.Rect   // in root space: what cuts an op off before filters spread it
	cut    bool        // it counts
	fixed  bool
	moves  bool // they depend on a Position
	planes []planeBounds
}

// planeBounds is a plane that an op is in, and the map from the op's space to the plane.
type planeBounds struct {
	effect EffectID
	seen   Projection
}

// boundsOf returns what the bounds of ops in a state go through.
func (l *List) boundsOf(s State) stateBounds {
	m, fixed := l.ToRoot(s.Transform)
	sb := stateBounds{m: m, fixed: fixed, moves: l.moves(s.Transform) || l.clipMoves(s.Clip)}
	// Clips inside of the innermost filter come before it, those around the outermost after it; the
	// ones in between are left out.
	inner, outer := ClipID(0), s.Clip
	filtered := false
	for e := s.Effect; e != 0; e = l.Effects[e].Parent {
		if l.Effects[e].Reach() > 0 {
			if outer = l.Effects[e].Clip; !filtered {
				inner, filtered = outer, true
			}
		}
	}
	if filtered {
		sb.within, sb.cut = l.clipBounds(s.Clip, inner, fixed), true
	}
	sb.clip = l.clipBounds(outer, 0, fixed)
	if l.perspective(s.Transform) {
		p, _ := l.Seen(s.Transform, PageSpace)
		sb.seen = &p
	}
	for e := s.Effect; l.HasPlanes && e != 0; e = l.Effects[e].Parent {
		if t := l.Effects[e].Plane; t != PageSpace {
			p, _ := l.Seen(s.Transform, t)
			sb.planes = append(sb.planes, planeBounds{e, p})
		}
	}
	return sb
}

// opBounds returns the bounds of an op with ink r in its own space.
func (l *List) opBounds(k Kind, r geom.Rect, e EffectID, sb *stateBounds) geom.Rect {
	if sb.seen != nil {
		if k != Hit {
			r = l.blurred(r, e)
		}
		return sb.seen.MapRect(r).Intersect(sb.clip)
	}
	bounds := sb.m.MapRect(r)
	if e != 0 && k != Hit {
		if sb.cut {
			bounds = bounds.Intersect(sb.within)
		}
		bounds = l.spread(bounds, e)
	}
	return bounds.Intersect(sb.clip)
}

// clipBounds returns the bounds of a clip chain in root space, up to a clip that does not count.
func (l *List) clipBounds(c, until ClipID, fixed bool) geom.Rect {
	r := unbounded
	for ; c != 0 && c != until; c = l.Clips[c].Parent {
		cl := &l.Clips[c]
		m, f := l.ToRoot(cl.Transform)
		if f != fixed {
			continue // the two move against each other: no fixed relation
		}
		shape := cl.Shape.R
		if cl.Path != nil {
			shape = cl.Path.Bounds(cl.Origin)
		}
		bounds := m.MapRect(shape)
		if l.perspective(cl.Transform) {
			p, _ := l.Seen(cl.Transform, PageSpace)
			bounds = p.MapRect(shape)
		}
		if r = r.Intersect(bounds); r.Empty() {
			return geom.Rect{}
		}
	}
	return r
}

// spread grows bounds by what the filters of enclosing effects reach.
func (l *List) spread(r geom.Rect, e EffectID) geom.Rect {
	for ; e != 0; e = l.Effects[e].Parent {
		if reach := l.Effects[e].Reach(); reach > 0 {
			m, _ := l.ToRoot(l.Effects[e].Space)
			u := geom.FromPxCeil(float64(reach) * max(abs64(m.A)+abs64(m.C), abs64(m.B)+abs64(m.D)))
			r = r.Outset(geom.Sides{Top: u, Right: u, Bottom: u, Left: u})
		}
	}
	return r
}

// blurred grows a rectangle in the space of an op by what the filters around it reach there.
func (l *List) blurred(r geom.Rect, e EffectID) geom.Rect {
	reach := float32(0)
	for ; e != 0; e = l.Effects[e].Parent {
		reach += l.Effects[e].Reach()
	}
	u := geom.FromPxCeil(float64(reach))
	return r.Outset(geom.Sides{Top: u, Right: u, Bottom: u, Left: u})
}

func abs64(v float64) float64 { return max(v, -v) }
