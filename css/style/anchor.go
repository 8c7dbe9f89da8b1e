package style

import (
	"slices"

	"vitrine/css/prop"
	"vitrine/css/value"
)

// computePositionArea leaves the words block and inline out where both axes are named by them: the
// order tells.
// https://drafts.csswg.org/css-anchor-position-1/#position-area-computed
func computePositionArea(_ *Builder, _ prop.ID, v value.Value, _ *Context) (value.Value, bool) {
	items := value.Spaced(v)
	if len(items) != 2 {
		return v, true
	}
	out := make([]value.Value, 2)
	for i, it := range items {
		k, ok := it.(value.Keyword)
		if !ok {
			return v, true
		}
		out[i] = k
		if a, span, end, self := prop.AreaKeyword(k); a == prop.AreaBlock || a == prop.AreaInline {
			out[i] = areaFlow[bit(self)][bit(span)][bit(end)]
		}
	}
	if out[0] == out[1] {
		return out[0], true
	}
	return value.Join(' ', out), true
}

// areaFlow holds the keywords that do not name their axis: by self, span and end.
var areaFlow = [2][2][2]value.Keyword{
	{{value.KwStart, value.KwEnd}, {value.KwSpanStart, value.KwSpanEnd}},
	{{value.KwSelfStart, value.KwSelfEnd}, {value.KwSpanSelfStart, value.KwSpanSelfEnd}},
}

func bit(x bool) int {
	if x {
		return 1
	}
	return 0
}

// anchored returns the lengths that may hold anchor functions, each with its property and what it is
// when its declaration is invalid.
func (z *sizeGroup) anchored(f func(id prop.ID, l *value.Length, invalid value.Keyword)) {
	f(prop.Top, &z.top, value.KwAuto)
	f(prop.Right, &z.right, value.KwAuto)
	f(prop.Bottom, &z.bottom, value.KwAuto)
	f(prop.Left, &z.left, value.KwAuto)
	f(prop.Width, &z.width, value.KwAuto)
	f(prop.Height, &z.height, value.KwAuto)
	f(prop.MinWidth, &z.minWidth, value.KwAuto)
	f(prop.MinHeight, &z.minHeight, value.KwAuto)
	f(prop.MaxWidth, &z.maxWidth, value.KwNone)
	f(prop.MaxHeight, &z.maxHeight, value.KwNone)
}

func (e *edgesGroup) anchored(f func(id prop.ID, l *value.Length)) {
	f(prop.MarginTop, &e.marginTop)
	f(prop.MarginRight, &e.marginRight)
	f(prop.MarginBottom, &e.marginBottom)
	f(prop.MarginLeft, &e.marginLeft)
}

// HasAnchors reports whether a length of the style is told by an anchor.
func (s *Style) HasAnchors() bool { return s.size.hasAnchors() || s.edges.hasAnchors() }

func (z *sizeGroup) hasAnchors() bool {
	return z.top.HasAnchor() || z.right.HasAnchor() || z.bottom.HasAnchor() || z.left.HasAnchor() || z.width.HasAnchor() ||
		z.height.HasAnchor() || z.minWidth.HasAnchor() || z.minHeight.HasAnchor() || z.maxWidth.HasAnchor() || z.maxHeight.HasAnchor()
}

func (e *edgesGroup) hasAnchors() bool {
	return e.marginTop.HasAnchor() || e.marginRight.HasAnchor() || e.marginBottom.HasAnchor() || e.marginLeft.HasAnchor()
}

// AnchorFunc tells how long an anchor function is in px, as the value of a longhand; false when
// there is no such anchor, or the function does not fit the longhand.
type AnchorFunc func(id prop.ID, a *value.Anchor) (px float64, ok bool)

// WithAnchors returns the style with all anchor functions replaced by what px says. Sizes and
// offsets whose functions are not valid are auto, margins 0.
// https://drafts.csswg.org/css-anchor-position-1/#anchor-valid
func (s *Style) WithAnchors(px AnchorFunc) *Style {
	c := *s
	if s.size.hasAnchors() {
		z := *s.size
		z.resolveAnchors(px)
		c.size = &z
	}
	if s.edges.hasAnchors() {
		e := *s.edges
		e.resolveAnchors(px)
		c.edges = &e
	}
	return &c
}

func (z *sizeGroup) resolveAnchors(px AnchorFunc) {
	z.anchored(func(id prop.ID, l *value.Length, invalid value.Keyword) {
		v, ok := l.WithAnchors(func(a *value.Anchor) (float64, bool) { return px(id, a) })
		if !ok {
			v = value.KeywordLength(invalid)
		}
		*l = v
	})
}

func (e *edgesGroup) resolveAnchors(px AnchorFunc) {
	e.anchored(func(id prop.ID, l *value.Length) {
		v, ok := l.WithAnchors(func(a *value.Anchor) (float64, bool) { return px(id, a) })
		if !ok {
			v = value.Length{}
		}
		*l = v
	})
}

// dropAnchors resolves the anchor functions of a box that is not absolutely positioned: there are
// no anchors for it.
func (b *Builder) dropAnchors() {
	none := func(prop.ID, *value.Anchor) (float64, bool) { return 0, false }
	if b.s.size.hasAnchors() {
		b.ownSize().resolveAnchors(none)
	}
	if b.s.edges.hasAnchors() {
		b.ownEdges().resolveAnchors(none)
	}
}

// Anchored reports whether where an absolutely positioned box of this style lies may depend on an
// anchor, or has alternatives.
func (s *Style) Anchored() bool {
	return s.rare.positionArea != value.Value(value.KwNone) || s.rare.positionTryFallbacks != value.Value(value.KwNone) ||
		s.rare.positionAnchor != value.Value(value.KwNormal) && (centred(s.flex.alignSelf) || centred(s.flex.justifySelf)) || s.HasAnchors()
}

func centred(v value.Value) bool { return v == value.Value(value.KwAnchorCenter) }

// Tries are the styles that the @position-try rules named by position-try-fallbacks give the
// element, in the order of the names.
func (s *Style) Tries() []*Style { return s.tries }

// WithTries returns the style with alternatives.
func (s *Style) WithTries(tries []*Style) *Style {
	c := *s
	c.tries = tries
	return &c
}

// sameTries reports whether two styles have alternatives that lay boxes out alike.
func sameTries(a, b []*Style) bool {
	return slices.EqualFunc(a, b, func(x, y *Style) bool { return x == y || x != nil && y != nil && SameLayout(x, y) })
}

// equalTries is Equal for the alternatives of two styles.
func equalTries(a, b []*Style) bool {
	return slices.EqualFunc(a, b, func(x, y *Style) bool { return x == y || x != nil && y != nil && Equal(x, y) })
}

// WithArea returns the style with another position-area.
func (s *Style) WithArea(v value.Value) *Style {
	c := *s
	r := *s.rare
	r.positionArea, c.rare = v, &r
	return &c
}

// Flip is what a try tactic exchanges, in physical directions.
// https://drafts.csswg.org/css-anchor-position-1/#typedef-position-try-fallbacks-try-tactic
type Flip uint8

// The exchanges: left with right, top with bottom, and the axes with each other.
const (
	FlipX Flip = 1 << iota
	FlipY
	FlipAxes
)

// Flipped returns the style with sides or axes exchanged: offsets, margins, sizes, self-alignment
// and what anchor functions say. position-area stays; its tracks are flipped where they are known.
func (s *Style) Flipped(f Flip) *Style {
	c := *s
	z, e, g := *s.size, *s.edges, *s.flex
	c.size, c.edges, c.flex = &z, &e, &g
	if f&FlipX != 0 {
		z.left, z.right = z.right, z.left
		e.marginLeft, e.marginRight = e.marginRight, e.marginLeft
		g.justifySelf = mirrored(g.justifySelf)
	}
	if f&FlipY != 0 {
		z.top, z.bottom = z.bottom, z.top
		e.marginTop, e.marginBottom = e.marginBottom, e.marginTop
		g.alignSelf = mirrored(g.alignSelf)
	}
	if f&FlipAxes != 0 {
		z.top, z.left = z.left, z.top
		z.bottom, z.right = z.right, z.bottom
		z.width, z.height = z.height, z.width
		z.minWidth, z.minHeight = z.minHeight, z.minWidth
		z.maxWidth, z.maxHeight = z.maxHeight, z.maxWidth
		e.marginTop, e.marginLeft = e.marginLeft, e.marginTop
		e.marginBottom, e.marginRight = e.marginRight, e.marginBottom
		g.alignSelf, g.justifySelf = g.justifySelf, g.alignSelf
	}
	z.anchored(func(id prop.ID, l *value.Length, _ value.Keyword) { *l = l.FlipAnchors(flipOf(f, id)) })
	e.anchored(func(id prop.ID, l *value.Length) { *l = l.FlipAnchors(flipOf(f, id)) })
	return &c
}

// flipOf returns how the anchor functions of a longhand change that has its value after a flip.
func flipOf(f Flip, id prop.ID) value.AnchorFlip {
	axes := f&FlipAxes != 0
	y := id == prop.Top || id == prop.Bottom
	// The axis that the value had before.
	before := FlipX
	if y != axes {
		before = FlipY
	}
	return value.AnchorFlip{Sides: f&before != 0, Axes: axes}
}

// mirrored exchanges the ends of a self-alignment.
func mirrored(v value.Value) value.Value {
	items := value.Spaced(v)
	out := make([]value.Value, len(items))
	for i, it := range items {
		out[i] = it
		if k, ok := it.(value.Keyword); ok {
			if m, ok := opposite[k]; ok {
				out[i] = m
			}
		}
	}
	if len(out) == 1 {
		return out[0]
	}
	return value.Join(' ', out)
}

var opposite = map[value.Keyword]value.Keyword{
	value.KwStart: value.KwEnd, value.KwEnd: value.KwStart, value.KwFlexStart: value.KwFlexEnd, value.KwFlexEnd: value.KwFlexStart,
	value.KwSelfStart: value.KwSelfEnd, value.KwSelfEnd: value.KwSelfStart, value.KwLeft: value.KwRight, value.KwRight: value.KwLeft,
}
