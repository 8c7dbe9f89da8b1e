package style

import (
	"math"

	"vitrine/css/prop"
	"vitrine/css/value"
)

// MediumSize and MonospaceSize are the px that font-size: medium means, the latter when the
// family is the generic monospace alone. They are the defaults of mainstream browsers.
const (
	MediumSize    = 16
	MonospaceSize = 13
)

// sizeOrigin remembers how a font size came to be: a size that comes from a keyword, or is
// relative to one, changes when the family changes to or from monospace.
type sizeOrigin struct {
	keyword  uint8 // 1 for xx-small to 8 for xxx-large; 0 for none
	absolute bool  // an absolute length, or relative to one
}

// sizes holds the px of xx-small … xxx-large for the two default sizes.
// https://www.w3.org/TR/css-fonts-4/#absolute-size-mapping gives the ratios; the figures are
// those that browsers share.
var sizes = [2][8]float32{
	{9, 10, 13, 16, 18, 24, 32, 48},
	{9, 10, 12, 13, 16, 20, 26, 39},
}

var sizeKeywords = map[value.Keyword]uint8{
	value.KwXxSmall: 1, value.KwXSmall: 2, value.KwSmall: 3, value.KwMedium: 4,
	value.KwLarge: 5, value.KwXLarge: 6, value.KwXxLarge: 7, value.KwXxxLarge: 8, value.KwWebkitXxxLarge: 8,
}

// isMonospace reports whether the family list is monospace and nothing else.
func isMonospace(f value.Value) bool { return f == value.Value(value.KwMonospace) }

func keywordSize(k uint8, mono bool) float32 {
	if mono {
		return sizes[1][k-1]
	}
	return sizes[0][k-1]
}

// minRelativeSize is the smallest size in px that is not 0 and comes from a keyword or a relative
// length, as in Chromium: small print in small print stays legible.
const minRelativeSize = 6

// maxFontSize is the largest font size in px, as in Chromium.
const maxFontSize = 10000

// https://www.w3.org/TR/css-fonts-4/#font-size-prop
func computeFontSize(b *Builder, _ prop.ID, v value.Value, c *Context) (float32, bool) {
	parent, origin := float32(MediumSize), sizeOrigin{keyword: 4}
	if c.Parent != nil {
		parent, origin = c.Parent.font.fontSize, c.Parent.font.sizeOrigin
	}
	rel := c.Context
	rel.FontSize = parent
	if m := c.Metrics; m != nil && c.Parent != nil {
		rel.FontMetric = func(u value.Unit) float32 { return m(c.Parent, u) }
	} else {
		rel.FontMetric = nil
	}
	if c.Parent != nil {
		rel.LineHeight = b.lineHeightOfParent()
	}
	var size float32
	next := sizeOrigin{absolute: true}
	if k, ok := v.(value.Keyword); ok {
		switch {
		case sizeKeywords[k] != 0:
			next = sizeOrigin{keyword: sizeKeywords[k]}
			size = keywordSize(next.keyword, isMonospace(b.s.font.fontFamily))
		case k == value.KwLarger:
			size, next.absolute = parent*1.2, origin.absolute
		case k == value.KwSmaller:
			size, next.absolute = parent/1.2, origin.absolute
		case k == value.KwMath:
			size, next.absolute = parent*b.mathScale(), origin.absolute
		default:
			return 0, false
		}
	} else {
		l, ok := value.ComputeLength(v, &rel)
		if !ok {
			return 0, false
		}
		if l.Kind == value.LengthNumber { // unitless in quirks mode
			l.Kind = value.LengthPx
		}
		if l.HasPercent() || fontRelative(v) {
			next.absolute = origin.absolute
		}
		size = float32(l.Float(float64(parent)))
	}
	if size < 0 {
		size = 0
	}
	if size > 0 && size < minRelativeSize && !next.absolute {
		size = minRelativeSize
	}
	if b.s.font.sizeOrigin != next {
		b.ownFont().sizeOrigin = next
	}
	return min(size, maxFontSize), true
}

// computeMathDepth resolves what counts from the parent's depth.
// https://w3c.github.io/mathml-core/#the-math-script-level-property
func computeMathDepth(_ *Builder, _ prop.ID, v value.Value, c *Context) (int32, bool) {
	depth, compact := int32(0), false
	if c.Parent != nil {
		depth, compact = c.Parent.text.mathDepth, c.Parent.text.mathStyle == value.KwCompact
	}
	if v == value.Value(value.KwAutoAdd) {
		if compact {
			depth = addDepth(depth, 1)
		}
		return depth, true
	}
	if f, ok := v.(*value.Func); ok {
		n, ok := computeInteger(f.Args, c)
		return addDepth(depth, n), ok
	}
	return computeInteger(v, c)
}

func addDepth(a, b int32) int32 {
	return int32(min(max(int64(a)+int64(b), math.MinInt32), math.MaxInt32))
}

// mathScale is what font-size: math multiplies the parent's size by: the scale of a font without
// a table of its own for each level of depth.
func (b *Builder) mathScale() float32 {
	was := int32(0)
	if b.c.Parent != nil {
		was = b.c.Parent.text.mathDepth
	}
	return float32(math.Pow(0.71, float64(b.s.text.mathDepth)-float64(was)))
}

func (b *Builder) lineHeightOfParent() float32 { return b.lineHeight(b.c.Parent) }

// fontRelative reports whether v is a length in units of the font.
func fontRelative(v value.Value) bool {
	d, ok := v.(value.Dimension)
	return ok && d.Unit >= value.Em && d.Unit <= value.Rlh && d.Unit != value.Rem
}

// adjustMonospace changes a size that is relative to the default size when the generic family
// changes between monospace and another: browsers have a default size for each.
func (b *Builder) adjustMonospace() {
	f := b.s.font
	was := false
	if b.c.Parent != nil {
		was = isMonospace(b.c.Parent.font.fontFamily)
	}
	is := isMonospace(f.fontFamily)
	if is == was || f.sizeOrigin.absolute {
		return
	}
	size := f.fontSize
	switch {
	case f.sizeOrigin.keyword != 0:
		size = keywordSize(f.sizeOrigin.keyword, is)
	case is:
		size = size * MonospaceSize / MediumSize
	default:
		size = size * MediumSize / MonospaceSize
	}
	if size != f.fontSize {
		b.ownFont().fontSize = size
	}
}

// https://www.w3.org/TR/css-fonts-4/#relative-weights
func computeFontWeight(b *Builder, _ prop.ID, v value.Value, c *Context) (float32, bool) {
	parent := float32(400)
	if c.Parent != nil {
		parent = c.Parent.font.fontWeight
	}
	switch v {
	case value.Value(value.KwNormal):
		return 400, true
	case value.Value(value.KwBold):
		return 700, true
	case value.Value(value.KwBolder):
		switch {
		case parent < 350:
			return 400, true
		case parent < 550:
			return 700, true
		case parent < 900:
			return 900, true
		}
		return parent, true
	case value.Value(value.KwLighter):
		switch {
		case parent < 100:
			return parent, true
		case parent < 550:
			return 100, true
		case parent < 750:
			return 400, true
		}
		return 700, true
	}
	w, ok := computeNumber(v, c)
	return min(max(w, 1), 1000), ok
}

var stretches = map[value.Keyword]float32{
	value.KwUltraCondensed: 50, value.KwExtraCondensed: 62.5, value.KwCondensed: 75, value.KwSemiCondensed: 87.5,
	value.KwNormal: 100, value.KwSemiExpanded: 112.5, value.KwExpanded: 125, value.KwExtraExpanded: 150, value.KwUltraExpanded: 200,
}

// computeFontStretch returns per cent. https://www.w3.org/TR/css-fonts-4/#font-stretch-prop
func computeFontStretch(_ *Builder, _ prop.ID, v value.Value, c *Context) (float32, bool) {
	if k, ok := v.(value.Keyword); ok {
		s, ok := stretches[k]
		return s, ok
	}
	if p, ok := value.Compute(v, &c.Context).(value.Percentage); ok {
		return max(clamp32(float64(p)), 0), true
	}
	return 0, false
}

// computeFontStyle gives normal, italic, oblique, or a list of oblique and an angle; the default
// angle is left out, and an angle of 0 is normal.
// https://www.w3.org/TR/css-fonts-4/#font-style-prop
func computeFontStyle(_ *Builder, _ prop.ID, v value.Value, c *Context) (value.Value, bool) {
	v = value.Compute(v, &c.Context)
	if items := value.Spaced(v); len(items) == 2 {
		if d, ok := items[1].(value.Dimension); ok {
			switch d.N {
			case 0:
				return value.KwNormal, true
			case 14:
				return value.KwOblique, true
			}
		}
	}
	return v, v != nil
}

// computeVariationSettings keeps the last setting of each axis, sorted by tag.
// https://www.w3.org/TR/css-fonts-4/#font-variation-settings-def
func computeVariationSettings(_ *Builder, _ prop.ID, v value.Value, c *Context) (value.Value, bool) {
	return value.SortTags(value.Compute(v, &c.Context)), true
}

// https://www.w3.org/TR/css-inline-3/#line-height-property
func computeLineHeight(b *Builder, _ prop.ID, v value.Value, c *Context) (value.Length, bool) {
	rel := c.Context
	if c.Parent != nil {
		rel.LineHeight = b.lineHeightOfParent()
	}
	l, ok := value.ComputeLength(v, &rel)
	if ok && (l.Kind == value.LengthPercent || l.Kind == value.LengthCalc) {
		l = value.PxLength(float32(max(l.Float(float64(b.s.font.fontSize)), 0)))
	}
	if l.N < 0 {
		l.N = 0
	}
	return l, ok
}

// computeSpacing gives letter-spacing and word-spacing. A letter-spacing of zero is normal, a normal
// word-spacing is zero.
// https://www.w3.org/TR/css-text-4/#letter-spacing-property
func computeSpacing(_ *Builder, id prop.ID, v value.Value, c *Context) (value.Length, bool) {
	l, ok := value.ComputeLength(v, &c.Context)
	switch {
	case id == prop.WordSpacing && l.IsKeyword(value.KwNormal):
		return value.Length{}, ok
	case id == prop.LetterSpacing && l == value.Length{}:
		return value.KeywordLength(value.KwNormal), ok
	}
	return l, ok
}

// computeTextSizeAdjust writes none as the percentage that it is.
// https://drafts.csswg.org/css-size-adjust-1/#adjustment-control
func computeTextSizeAdjust(_ *Builder, _ prop.ID, v value.Value, c *Context) (value.Value, bool) {
	if v == value.Value(value.KwNone) {
		return value.Percentage(100), true
	}
	return computeValue(v, c)
}
