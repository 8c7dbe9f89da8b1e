package style

import (
	"math"

	"vitrine/css/prop"
	"vitrine/css/value"
)

// computeLineWidth snaps widths of lines to device pixels: a width of at least one px drops its
// fraction, a smaller one that is not 0 is one px.
// https://www.w3.org/TR/css-values-4/#snap-a-length-as-a-border-width
func computeLineWidth(_ *Builder, _ prop.ID, v value.Value, c *Context) (value.Length, bool) {
	if k, ok := v.(value.Keyword); ok {
		switch k {
		case value.KwThin:
			return value.PxLength(1), true
		case value.KwMedium:
			return value.PxLength(3), true
		case value.KwThick:
			return value.PxLength(5), true
		}
		return value.Length{}, false
	}
	l, ok := value.ComputeLength(v, &c.Context)
	if !ok {
		return l, false
	}
	return value.PxLength(snapLine(l.N)), true
}

// snapLine returns the width in px that a line of n px is drawn with.
func snapLine(n float32) float32 {
	switch {
	case n >= 1:
		return float32(math.Floor(float64(n)))
	case n > 0:
		return 1
	}
	return 0
}

// computeTextAlign resolves match-parent against the parent.
// https://www.w3.org/TR/css-text-4/#text-align-property
func computeTextAlign(_ *Builder, id prop.ID, v value.Value, c *Context) (value.Keyword, bool) {
	k, ok := v.(value.Keyword)
	if k == value.KwInternalCenter {
		// Header cells are centred unless something around them says otherwise.
		// https://html.spec.whatwg.org/multipage/rendering.html#tables-2
		if c.Parent == nil || c.Parent.text.textAlign == value.KwStart {
			return value.KwCenter, true
		}
		return c.Parent.text.textAlign, true
	}
	if k != value.KwMatchParent {
		return k, ok
	}
	if c.Parent == nil {
		return value.KwStart, true
	}
	k = c.Parent.text.textAlign
	if id == prop.TextAlignLast {
		k = c.Parent.text.textAlignLast
	}
	rtl := c.Parent.text.direction == value.KwRtl
	switch {
	case k == value.KwStart && !rtl, k == value.KwEnd && rtl:
		return value.KwLeft, true
	case k == value.KwStart, k == value.KwEnd:
		return value.KwRight, true
	}
	return k, true
}

// computeColorProp is not needed for most colours: only the color property turns currentcolor
// into the parent's colour. https://www.w3.org/TR/css-color-4/#resolving-other-colors
func computeColorProp(c *Context, col value.Color) value.Color {
	if !col.Current {
		return col
	}
	if c.Parent != nil {
		return c.Parent.ink.color
	}
	return value.Black
}

func computeColorOf(_ *Builder, _ prop.ID, v value.Value, c *Context) (value.Color, bool) {
	col, ok := value.ComputeColor(v, &c.Context)
	if ok {
		col = computeColorProp(c, col)
	}
	return col, ok
}

// computeDisplay turns one or two keywords into the one that names the pair.
// https://www.w3.org/TR/css-display-3/#the-display-properties
func computeDisplay(_ *Builder, _ prop.ID, v value.Value, _ *Context) (value.Keyword, bool) {
	k, ok := v.(value.Keyword)
	switch k {
	case value.KwWebkitFlex:
		k = value.KwFlex
	case value.KwWebkitInlineFlex:
		k = value.KwInlineFlex
	}
	return k, ok
}

func computeOverflow(_ *Builder, _ prop.ID, v value.Value, _ *Context) (value.Keyword, bool) {
	k, ok := v.(value.Keyword)
	if k == value.KwOverlay {
		k = value.KwAuto
	}
	return k, ok
}

// computeVerticalAlign keeps percentages, which are of the element's own used line-height.
// https://www.w3.org/TR/CSS22/visudet.html#propdef-vertical-align
func computeVerticalAlign(b *Builder, _ prop.ID, v value.Value, c *Context) (value.Length, bool) {
	return value.ComputeLength(v, &c.Context)
}

// computeTextIndent keeps the length as a Length, alone or at the head of a list of keywords.
// https://www.w3.org/TR/css-text-4/#text-indent-property
func computeTextIndent(_ *Builder, _ prop.ID, v value.Value, c *Context) (value.Value, bool) {
	items := value.Spaced(v)
	if len(items) == 0 {
		return nil, false
	}
	l, ok := value.ComputeLength(items[0], &c.Context)
	if !ok || len(items) == 1 {
		return l, ok
	}
	return value.Join(' ', append([]value.Value{l}, items[1:]...)), true
}

// computeJustifyItems lets legacy alone inherit the parent's legacy alignment.
// https://www.w3.org/TR/css-align-3/#propdef-justify-items
func computeJustifyItems(_ *Builder, _ prop.ID, v value.Value, c *Context) (value.Value, bool) {
	if v != value.Value(value.KwLegacy) {
		return v, v != nil
	}
	if c.Parent != nil {
		if items := value.Spaced(c.Parent.flex.justifyItems); len(items) == 2 && items[0] == value.Value(value.KwLegacy) {
			return c.Parent.flex.justifyItems, true
		}
	}
	return value.KwNormal, true
}

// computePositions turns each layer's offset (an edge, an offset, both) into an offset from the
// left or top. https://www.w3.org/TR/css-backgrounds-4/#background-position-longhands
func computePositions(_ *Builder, _ prop.ID, v value.Value, c *Context) (value.Value, bool) {
	layers := value.Commas(v)
	out := make([]value.Value, len(layers))
	for i, l := range layers {
		x, ok := value.ComputeOffset(l, &c.Context)
		if !ok {
			return nil, false
		}
		out[i] = x
	}
	return value.Join(',', out), len(out) > 0
}
