package style

import (
	"vitrine/css/value"
	"vitrine/layout/geom"
)

// Turned returns the style with everything that belongs to a physical side or axis named by the
// sides and axes of a frame: what layout reads as the top margin is then the one at block-start,
// and width is the size along lines. Its Source is s.
// https://www.w3.org/TR/css-writing-modes-4/#abstract-box
func (s *Style) Turned(f geom.Frame) *Style {
	if f == geom.Horizontal {
		return s
	}
	c := *s
	c.source = s.Source()
	e := *s.edges
	c.edges = &e
	turnSides(f, &e.marginTop, &e.marginRight, &e.marginBottom, &e.marginLeft)
	turnSides(f, &e.paddingTop, &e.paddingRight, &e.paddingBottom, &e.paddingLeft)
	turnSides(f, &e.borderTopWidth, &e.borderRightWidth, &e.borderBottomWidth, &e.borderLeftWidth)
	turnSides(f, &e.borderTopStyle, &e.borderRightStyle, &e.borderBottomStyle, &e.borderLeftStyle)

	z := *s.size
	c.size = &z
	turnSides(f, &z.top, &z.right, &z.bottom, &z.left)
	z.width, z.height = z.height, z.width
	z.minWidth, z.minHeight = z.minHeight, z.minWidth
	z.maxWidth, z.maxHeight = z.maxHeight, z.maxWidth
	z.containIntrinsicWidth, z.containIntrinsicHeight = z.containIntrinsicHeight, z.containIntrinsicWidth
	z.aspectRatio = inverse(z.aspectRatio)

	if s.Upright() && s.text.direction != value.KwLtr {
		g := *s.text
		g.direction = value.KwLtr
		c.text = &g
	}
	if k := s.kind; k.overflowX != k.overflowY {
		g := *k
		g.overflowX, g.overflowY = k.overflowY, k.overflowX
		c.kind = &g
	}
	// Borders of tables with collapsed borders are worked out in layout.
	if d := s.decor; d.borderTopColor != d.borderRightColor || d.borderTopColor != d.borderBottomColor || d.borderTopColor != d.borderLeftColor {
		g := *d
		turnSides(f, &g.borderTopColor, &g.borderRightColor, &g.borderBottomColor, &g.borderLeftColor)
		c.decor = &g
	}
	return &c
}

// Source returns the style that a turned style was made from, and any other style itself.
func (s *Style) Source() *Style {
	if s == nil || s.source == nil {
		return s
	}
	return s.source
}

// turnSides moves values of physical sides to the sides of a frame.
func turnSides[T any](f geom.Frame, top, right, bottom, left *T) {
	t, r, b, l := *top, *right, *bottom, *left
	switch f {
	case geom.VerticalRL:
		*left, *top, *right, *bottom = t, r, b, l
	case geom.VerticalLR:
		*left, *bottom, *right, *top = t, r, b, l
	case geom.SidewaysLR:
		*right, *bottom, *left, *top = t, r, b, l
	}
}

// inverse returns an aspect-ratio with its sides exchanged.
func inverse(v value.Value) value.Value {
	switch v := v.(type) {
	case *value.Ratio:
		return &value.Ratio{W: v.H, H: v.W}
	case *value.List:
		l := *v
		l.Items = make([]value.Value, len(v.Items))
		for i, x := range v.Items {
			l.Items[i] = inverse(x)
		}
		return &l
	}
	return v
}

// Frame returns the frame of the style's writing mode.
// https://www.w3.org/TR/css-writing-modes-4/#block-flow
func (s *Style) Frame() geom.Frame {
	switch s.text.writingMode {
	case value.KwVerticalRl, value.KwSidewaysRl:
		return geom.VerticalRL
	case value.KwVerticalLr:
		return geom.VerticalLR
	case value.KwSidewaysLr:
		return geom.SidewaysLR
	}
	return geom.Horizontal
}

// Upright reports whether all characters of vertical text stand upright; they then count as
// left-to-right ones. https://www.w3.org/TR/css-writing-modes-4/#valdef-text-orientation-upright
func (s *Style) Upright() bool { return s.text.textOrientation == value.KwUpright && s.Typographic() }

// Typographic reports whether lines are vertical and hold upright characters by default: the
// writing mode is vertical-rl or vertical-lr.
func (s *Style) Typographic() bool {
	return s.text.writingMode == value.KwVerticalRl || s.text.writingMode == value.KwVerticalLr
}

// CentralBaseline reports whether the dominant baseline is the central one.
// https://www.w3.org/TR/css-writing-modes-4/#text-baselines
func (s *Style) CentralBaseline() bool {
	return s.Typographic() && s.text.textOrientation != value.KwSideways
}

// PercentEdges reports whether a margin or padding depends on a percentage.
func (s *Style) PercentEdges() bool {
	e := s.edges
	return e.marginTop.HasPercent() || e.marginRight.HasPercent() || e.marginBottom.HasPercent() || e.marginLeft.HasPercent() ||
		e.paddingTop.HasPercent() || e.paddingRight.HasPercent() || e.paddingBottom.HasPercent() || e.paddingLeft.HasPercent()
}

// ResolvedEdges returns the style with percentages of margins and paddings replaced by what they
// are of basis.
func (s *Style) ResolvedEdges(basis geom.Unit) *Style {
	c := *s
	c.source = s.Source()
	e := *s.edges
	c.edges = &e
	for _, l := range [...]*value.Length{&e.marginTop, &e.marginRight, &e.marginBottom, &e.marginLeft,
		&e.paddingTop, &e.paddingRight, &e.paddingBottom, &e.paddingLeft} {
		if l.HasPercent() {
			*l = value.PxLength(float32(l.Resolve(basis).Px()))
		}
	}
	return &c
}
