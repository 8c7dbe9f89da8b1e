package style

import (
	"vitrine/css/prop"
	"vitrine/css/value"
)

// Value returns the computed value of a longhand as a tree: a logical one gives the physical one
// that it maps to.
func (s *Style) Value(id prop.ID) value.Value {
	return s.Get(prop.Physical(id, s.text.writingMode, s.text.direction))
}

// Text returns the computed value of a property as text, as getComputedStyle gives it before
// layout: colours are resolved, shorthands are put together.
func (s *Style) Text(id prop.ID) string {
	return prop.Serialize(id, func(l prop.ID) value.Value { return s.resolved(l) })
}

// resolved returns the resolved value of a longhand as far as no layout is needed: currentcolor is
// replaced, and line-height is in px. https://drafts.csswg.org/cssom/#resolved-values
func (s *Style) resolved(id prop.ID) value.Value {
	if id == prop.LineHeight {
		if px, ok := s.LineHeightPx(); ok {
			return value.PxLength(px)
		}
	}
	return value.WithColor(s.Value(id), s.ink.color)
}

// onePair returns a pair of equal lengths as one.
func onePair(p value.LengthPair) value.Value {
	if p.X == p.Y {
		return p.X
	}
	return p
}
