package style

import (
	"strings"

	"vitrine/css/prop"
	"vitrine/css/value"
)

// Value returns the computed value of a longhand as a tree: a logical one gives the physical one
// that it maps to.
func (s *Style) Value(id prop.ID) value.Value {
	return s.Get(s.Physical(id))
}

// Text returns the computed value of a property as text, as getComputedStyle gives it before
// layout: colours are resolved, shorthands are put together.
func (s *Style) Text(id prop.ID) string {
	return Serialize(id, s.Resolved)
}

// Serialize returns the text of a property whose longhands have resolved values. It differs from
// prop.Serialize for the shorthands that browsers write out in full here: they do not leave out
// what is initial.
func Serialize(id prop.ID, get func(prop.ID) value.Value) string {
	switch id {
	case prop.ListStyle:
		var out []string
		for _, l := range []prop.ID{prop.ListStylePosition, prop.ListStyleImage, prop.ListStyleType} {
			out = append(out, value.Text(get(l)))
		}
		return strings.Join(out, " ")
	case prop.ColumnRule, prop.BorderTop, prop.BorderRight, prop.BorderBottom, prop.BorderLeft, prop.Outline, prop.TextEmphasis,
		prop.BorderBlockStart, prop.BorderBlockEnd, prop.BorderInlineStart, prop.BorderInlineEnd:
		var out []string
		for _, l := range id.Longhands() {
			out = append(out, value.Text(get(l)))
		}
		return strings.Join(out, " ")
	}
	return prop.Serialize(id, get)
}

// Resolved returns the resolved value of a longhand as far as no layout is needed: currentcolor is
// replaced, line-height is in px, and lists of layers are as long as there are images.
// https://drafts.csswg.org/cssom/#resolved-values
func (s *Style) Resolved(id prop.ID) value.Value {
	switch id {
	case prop.LineHeight:
		if px, ok := s.LineHeightPx(); ok {
			return value.PxLength(px)
		}
	case prop.CaretColor:
		if c := s.Value(id); c == value.Value(value.KwAuto) {
			return s.ink.color
		}
	case prop.BackgroundAttachment, prop.BackgroundClip, prop.BackgroundOrigin, prop.BackgroundPositionX, prop.BackgroundPositionY,
		prop.BackgroundRepeat, prop.BackgroundSize:
		return layered(s.Value(id), s.decor.backgroundImage)
	case prop.MaskClip, prop.MaskOrigin, prop.MaskPosition, prop.MaskRepeat, prop.MaskSize, prop.MaskComposite, prop.MaskMode:
		return layered(s.Value(id), s.decor.maskImage)
	}
	return value.WithColor(s.Value(id), s.ink.color)
}

// layered repeats or cuts a list so that it has a part for each image.
// https://www.w3.org/TR/css-backgrounds-3/#layering
func layered(v, images value.Value) value.Value {
	items, n := value.Commas(v), len(value.Commas(images))
	if len(items) == n || len(items) == 0 || n == 0 {
		return v
	}
	out := make([]value.Value, n)
	for i := range out {
		out[i] = items[i%len(items)]
	}
	return value.Join(',', out)
}

// onePair returns a pair of equal lengths as one.
func onePair(p value.LengthPair) value.Value {
	if p.X == p.Y {
		return p.X
	}
	return p
}

// Physical returns the physical longhand that a logical one maps to in this style; others are
// returned as they are.
func (s *Style) Physical(id prop.ID) prop.ID {
	return prop.Physical(id, s.text.writingMode, s.text.direction)
}
