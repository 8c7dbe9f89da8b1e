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

func (s *Style) resolved(id prop.ID) value.Value {
	v := s.Value(id)
	if c, ok := v.(value.Color); ok && c.Current {
		return s.ink.color
	}
	return v
}
