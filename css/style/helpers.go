package style

import (
	"vitrine/css/value"
	"vitrine/layout/geom"
)

// WhiteSpace returns the keyword of the white-space shorthand that white-space-collapse and
// text-wrap-mode amount to: normal, nowrap, pre, pre-wrap, pre-line or break-spaces. Combinations
// without a keyword give the nearest one. https://www.w3.org/TR/css-text-4/#white-space-property
func (s *Style) WhiteSpace() value.Keyword {
	nowrap := s.text.textWrapMode == value.KwNowrap
	switch s.text.whiteSpaceCollapse {
	case value.KwPreserve, value.KwPreserveSpaces:
		if nowrap {
			return value.KwPre
		}
		return value.KwPreWrap
	case value.KwPreserveBreaks:
		return value.KwPreLine
	case value.KwBreakSpaces:
		return value.KwBreakSpaces
	}
	if nowrap {
		return value.KwNowrap
	}
	return value.KwNormal
}

// ContainsFixed reports whether the box is the containing block of its fixed-positioned
// descendants: it is transformed, filtered, contained and so on.
// https://www.w3.org/TR/css-transforms-1/#transform-rendering
func (s *Style) ContainsFixed() bool {
	e := s.effect
	if e.transform != none || e.translate != none || e.rotate != none || e.scale != none || e.offsetPath != none ||
		e.filter != none || e.backdropFilter != none || !e.perspective.IsNone() || e.transformStyle == value.KwPreserve3d {
		return true
	}
	if s.Contains(ContainLayout | ContainPaint) {
		return true
	}
	if e.willChange != value.Value(value.KwAuto) {
		for _, v := range value.Commas(e.willChange) {
			switch v {
			case value.Value(value.Ident("transform")), value.Value(value.Ident("filter")), value.Value(value.Ident("perspective")),
				value.Value(value.Ident("translate")), value.Value(value.Ident("rotate")), value.Value(value.Ident("scale")),
				value.Value(value.Ident("offset-path")), value.Value(value.Ident("offset-position")),
				value.Value(value.Ident("backdrop-filter")), value.Value(value.Ident("contain")):
				return true
			}
		}
	}
	return false
}

var none = value.Value(value.KwNone)

// ContainsAbsolute reports whether the box is the containing block of its absolutely positioned
// descendants. https://www.w3.org/TR/css-position-3/#def-cb
func (s *Style) ContainsAbsolute() bool {
	return s.kind.position != value.KwStatic || s.ContainsFixed()
}

// StackingContext reports whether the box makes a stacking context. For z-index it looks at
// position only; children of flex and grid containers count as positioned to their parent.
// https://www.w3.org/TR/css-position-4/#stacking-context
func (s *Style) StackingContext() bool {
	e := s.effect
	switch s.kind.position {
	case value.KwFixed, value.KwSticky:
		return true
	case value.KwStatic:
	default:
		if !e.zIndex.Auto {
			return true
		}
	}
	return e.opacity < 1 || e.mixBlendMode != value.KwNormal || e.isolation == value.KwIsolate || e.clipPath != none ||
		s.decor.maskImage != none || s.ContainsFixed() || s.willChangeStacks()
}

func (s *Style) willChangeStacks() bool {
	if s.effect.willChange == value.Value(value.KwAuto) {
		return false
	}
	for _, v := range value.Commas(s.effect.willChange) {
		switch v {
		case value.Value(value.Ident("opacity")), value.Value(value.Ident("z-index")), value.Value(value.Ident("position")),
			value.Value(value.Ident("mix-blend-mode")), value.Value(value.Ident("isolation")), value.Value(value.Ident("clip-path")):
			return true
		}
	}
	return false
}

// OutOfFlow reports whether the box is absolutely or fixed positioned.
func (s *Style) OutOfFlow() bool {
	return s.kind.position == value.KwAbsolute || s.kind.position == value.KwFixed
}

// Floating reports whether the box floats.
func (s *Style) Floating() bool { return s.kind.float != value.KwNone }

// Scrolls reports whether overflow makes the box a scroll container on either axis.
func (s *Style) Scrolls() bool { return scrolls(s.kind.overflowX) || scrolls(s.kind.overflowY) }

// ClipsOverflow reports whether content that sticks out is clipped on either axis.
func (s *Style) ClipsOverflow() bool {
	return s.kind.overflowX != value.KwVisible || s.kind.overflowY != value.KwVisible
}

// FloatSide returns left, right or none; inline-start and inline-end are resolved with the
// direction of the containing block.
func (s *Style) FloatSide(cbDirection value.Keyword) value.Keyword {
	return resolveSide(s.kind.float, cbDirection)
}

// ClearSide returns left, right, both or none; inline-start and inline-end are resolved with the
// direction of the containing block.
func (s *Style) ClearSide(cbDirection value.Keyword) value.Keyword {
	return resolveSide(s.kind.clear, cbDirection)
}

func resolveSide(k, dir value.Keyword) value.Keyword {
	switch {
	case k == value.KwInlineStart && dir != value.KwRtl, k == value.KwInlineEnd && dir == value.KwRtl:
		return value.KwLeft
	case k == value.KwInlineStart, k == value.KwInlineEnd:
		return value.KwRight
	}
	return k
}

// LineHeightPx returns the computed line-height in px; ok is false for normal, which the font
// decides.
func (s *Style) LineHeightPx() (px float32, ok bool) {
	switch l := s.text.lineHeight; l.Kind {
	case value.LengthNumber:
		return l.N * s.font.fontSize, true
	case value.LengthPx:
		return l.N, true
	}
	return 0, false
}

// BorderSpacingXY returns the horizontal and vertical distance between cells.
func (s *Style) BorderSpacingXY() (h, v geom.Unit) {
	return s.text.borderSpacing.X.Resolve(0), s.text.borderSpacing.Y.Resolve(0)
}

// Indent is a text-indent: which lines begin with how much of it.
// https://www.w3.org/TR/css-text-4/#text-indent-property
type Indent struct {
	Length            value.Length
	Hanging, EachLine bool
}

// On reports whether a line is indented. first is set for the first line of the block container,
// start for it and for lines after a forced break.
func (i Indent) On(first, start bool) bool {
	return (first || start && i.EachLine) != i.Hanging
}

// Indent returns text-indent.
func (s *Style) Indent() (i Indent) {
	for _, v := range value.Spaced(s.text.textIndent) {
		switch v := v.(type) {
		case value.Length:
			i.Length = v
		case value.Keyword:
			i.Hanging = i.Hanging || v == value.KwHanging
			i.EachLine = i.EachLine || v == value.KwEachLine
		}
	}
	return i
}

// Lines is a set of text decoration lines.
type Lines uint8

// The text decoration lines.
const (
	Underline Lines = 1 << iota
	Overline
	LineThrough
	Blink
	SpellingError
	GrammarError
)

// DecorationLines returns text-decoration-line as a set; 0 for none.
func (s *Style) DecorationLines() (l Lines) {
	if s.decor.textDecorationLine == none {
		return 0
	}
	for _, v := range value.Spaced(s.decor.textDecorationLine) {
		switch v {
		case value.Value(value.KwUnderline):
			l |= Underline
		case value.Value(value.KwOverline):
			l |= Overline
		case value.Value(value.KwLineThrough):
			l |= LineThrough
		case value.Value(value.KwBlink):
			l |= Blink
		case value.Value(value.KwSpellingError):
			l |= SpellingError
		case value.Value(value.KwGrammarError):
			l |= GrammarError
		}
	}
	return l
}

// Family is one entry of font-family: a generic keyword, or a name when Generic is 0.
type Family struct {
	Generic value.Keyword
	Name    string
}

// Families returns the font families in order of preference.
func (s *Style) Families() []Family {
	items := value.Commas(s.font.fontFamily)
	out := make([]Family, 0, len(items))
	for _, v := range items {
		switch v := v.(type) {
		case value.Keyword:
			out = append(out, Family{Generic: v})
		case value.String:
			out = append(out, Family{Name: string(v)})
		case value.Ident:
			out = append(out, Family{Name: string(v)})
		case value.FamilyName:
			out = append(out, Family{Name: string(v)})
		}
	}
	return out
}

// Layer is one layer of a background or mask, the topmost first.
type Layer struct {
	Image      value.Value // value.KwNone, *value.URL, *value.Gradient or *value.Func (image-set)
	Position   value.LengthPair
	Size       value.Value // value.KwCover, value.KwContain, or one or two of value.KwAuto and lengths (value.AsLength)
	RepeatX    value.Keyword
	RepeatY    value.Keyword // repeat, space, round, no-repeat
	Attachment value.Keyword
	Origin     value.Keyword // border-box, padding-box, content-box
	Clip       value.Keyword // those, text or border-area
	Blend      value.Keyword
}

// HasBackgroundImage reports whether any layer has an image.
func (s *Style) HasBackgroundImage() bool { return s.decor.backgroundImage != none }

// BackgroundLayers returns the background's layers: as many as there are images, with the other
// lists repeated as often as needed. https://www.w3.org/TR/css-backgrounds-3/#layering
func (s *Style) BackgroundLayers() []Layer {
	d := s.decor
	images := value.Commas(d.backgroundImage)
	xs, ys := value.Commas(d.backgroundPositionX), value.Commas(d.backgroundPositionY)
	sizes, repeats := value.Commas(d.backgroundSize), value.Commas(d.backgroundRepeat)
	attach, origins := value.Commas(d.backgroundAttachment), value.Commas(d.backgroundOrigin)
	clips, blends := value.Commas(d.backgroundClip), value.Commas(d.backgroundBlendMode)
	out := make([]Layer, len(images))
	for i := range out {
		l := Layer{Image: images[i], Size: sizes[i%len(sizes)], Attachment: keyword(attach, i), Origin: keyword(origins, i),
			Clip: keyword(clips, i), Blend: keyword(blends, i)}
		l.Position.X, _ = value.AsLength(xs[i%len(xs)])
		l.Position.Y, _ = value.AsLength(ys[i%len(ys)])
		l.RepeatX, l.RepeatY = repeatPair(repeats[i%len(repeats)])
		out[i] = l
	}
	return out
}

func keyword(list []value.Value, i int) value.Keyword {
	k, _ := list[i%len(list)].(value.Keyword)
	return k
}

func repeatPair(v value.Value) (x, y value.Keyword) {
	switch v {
	case value.Value(value.KwRepeatX):
		return value.KwRepeat, value.KwNoRepeat
	case value.Value(value.KwRepeatY):
		return value.KwNoRepeat, value.KwRepeat
	}
	items := value.Spaced(v)
	x = keyword(items, 0)
	return x, keyword(items, len(items)-1)
}

// Shadow is one shadow of box-shadow or text-shadow, the topmost first; lengths are in px.
type Shadow struct {
	Color              value.Color
	X, Y, Blur, Spread float32
	Inset              bool
}

// BoxShadows returns the box shadows; nil for none.
func (s *Style) BoxShadows() []Shadow { return shadows(s.decor.boxShadow) }

// TextShadows returns the text shadows; nil for none.
func (s *Style) TextShadows() []Shadow { return shadows(s.ink.textShadow) }

func shadows(v value.Value) []Shadow {
	if v == none {
		return nil
	}
	var out []Shadow
	for _, item := range value.Commas(v) {
		sh := Shadow{Color: value.CurrentColor}
		n := 0
		for _, part := range value.Spaced(item) {
			if c, ok := part.(value.Color); ok {
				sh.Color = c
				continue
			}
			if part == value.Value(value.KwInset) {
				sh.Inset = true
				continue
			}
			l, _ := value.AsLength(part)
			switch px := float32(l.Float(0)); n {
			case 0:
				sh.X = px
			case 1:
				sh.Y = px
			case 2:
				sh.Blur = max(px, 0)
			case 3:
				sh.Spread = px
			}
			n++
		}
		out = append(out, sh)
	}
	return out
}

// AspectRatio returns the preferred ratio of width to height; ok is false when there is none or
// it is degenerate. auto is set when a replaced element's own ratio wins.
// https://www.w3.org/TR/css-sizing-4/#aspect-ratio
func (s *Style) Ratio() (w, h float64, auto, ok bool) {
	for _, v := range value.Spaced(s.size.aspectRatio) {
		switch v := v.(type) {
		case value.Keyword:
			auto = true
		case *value.Ratio:
			a, _ := v.W.(value.Number)
			b, _ := v.H.(value.Number)
			w, h = float64(a), float64(b)
		}
	}
	return w, h, auto, w > 0 && h > 0
}
