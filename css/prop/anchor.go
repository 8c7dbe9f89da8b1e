package prop

import (
	"strings"

	"vitrine/css/syntax"
	"vitrine/css/value"
)

// AreaAxis says which axis a keyword of position-area speaks about.
// https://drafts.csswg.org/css-anchor-position-1/#typedef-position-area
type AreaAxis uint8

// The axes. AreaEither is that of center and span-all, AreaFlow and AreaSelf those of keywords whose
// axis depends on their place: block first, then inline.
const (
	AreaEither AreaAxis = iota
	AreaX
	AreaY
	AreaBlock
	AreaInline
	AreaFlow
	AreaSelf
	AreaNone // no keyword of position-area
)

// AreaKeyword takes a keyword of position-area apart: its axis, whether it starts at the middle of
// that axis (span-…), whether it is the end side and whether the box's own writing mode counts. Of
// center and span-all only the axis is told.
func AreaKeyword(k value.Keyword) (a AreaAxis, span, end, self bool) {
	switch k {
	case value.KwCenter, value.KwSpanAll:
		return AreaEither, false, false, false
	}
	s, span := strings.CutPrefix(k.String(), "span-")
	s, self = strings.CutPrefix(s, "self-")
	switch s {
	case "left", "right":
		return AreaX, span, s == "right", self
	case "top", "bottom":
		return AreaY, span, s == "bottom", self
	case "x-start", "x-end":
		a = AreaX
	case "y-start", "y-end":
		a = AreaY
	case "block-start", "block-end":
		a = AreaBlock
	case "inline-start", "inline-end":
		a = AreaInline
	case "start", "end":
		if a = AreaFlow; self {
			a = AreaSelf
		}
	default:
		return AreaNone, false, false, false
	}
	return a, span, strings.HasSuffix(s, "end"), self
}

// canonicalArea writes the horizontal or block keyword first and leaves out a second one that is
// implied; other values stay.
func canonicalArea(v value.Value) value.Value {
	items := value.Spaced(v)
	if len(items) != 2 {
		return v
	}
	a, okA := items[0].(value.Keyword)
	b, okB := items[1].(value.Keyword)
	if !okA || !okB {
		return v
	}
	x, _, _, _ := AreaKeyword(a)
	y, _, _, _ := AreaKeyword(b)
	if x == AreaNone || y == AreaNone {
		return v
	}
	if x == AreaY || x == AreaInline || y == AreaX || y == AreaBlock {
		a, b, x, y = b, a, y, x
	}
	// A keyword of one axis alone spans the other; one of no axis alone counts for both.
	sided := func(a AreaAxis) bool { return a >= AreaX && a <= AreaInline }
	switch {
	case a == b:
		return a
	case b == value.KwSpanAll && sided(x):
		return a
	case a == value.KwSpanAll && sided(y):
		return b
	}
	return value.Join(' ', []value.Value{a, b})
}

// https://drafts.csswg.org/css-anchor-position-1/#position-try-prop
func expandPositionTry(e *expander, v []syntax.Component) bool {
	if len(v) > 0 {
		if order := v[:1]; e.parse(PositionTryOrder, order) {
			v = syntax.Trim(v[1:])
		}
	}
	return len(v) > 0 && e.parse(PositionTryFallbacks, v)
}

// PositionTry reports whether a longhand can be declared in a @position-try rule.
// https://drafts.csswg.org/css-anchor-position-1/#fallback-rule
func (id ID) PositionTry() bool {
	switch id {
	case Top, Right, Bottom, Left, InsetBlockStart, InsetBlockEnd, InsetInlineStart, InsetInlineEnd,
		MarginTop, MarginRight, MarginBottom, MarginLeft, MarginBlockStart, MarginBlockEnd, MarginInlineStart, MarginInlineEnd,
		Width, Height, MinWidth, MinHeight, MaxWidth, MaxHeight,
		InlineSize, BlockSize, MinInlineSize, MinBlockSize, MaxInlineSize, MaxBlockSize,
		AlignSelf, JustifySelf, PositionAnchor, PositionArea:
		return true
	}
	return false
}

func printPositionTry(p *printer) string {
	if p.isInitial(PositionTryOrder) {
		return p.text(1)
	}
	return p.text(0) + " " + p.text(1)
}
