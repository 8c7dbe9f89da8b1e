package style

import "vitrine/css/value"

// Containment is a set of kinds of containment. https://www.w3.org/TR/css-contain-2/#containment-types
type Containment uint8

// The kinds of containment that reach beyond the sizes of a box.
const (
	ContainLayout Containment = 1 << iota
	ContainStyle
	ContainPaint
)

// Contains reports whether the contain property, or content-visibility, gives the box any kind of
// containment in a set. https://www.w3.org/TR/css-contain-2/#content-visibility
func (s *Style) Contains(any Containment) bool {
	if s.kind.contentVisibility != value.KwVisible {
		return true
	}
	if s.kind.contain == none {
		return false
	}
	var c Containment
	for _, v := range value.Spaced(s.kind.contain) {
		switch v {
		case value.Value(value.KwLayout):
			c |= ContainLayout
		case value.Value(value.KwStyle):
			c |= ContainStyle
		case value.Value(value.KwPaint):
			c |= ContainPaint
		case value.Value(value.KwStrict), value.Value(value.KwContent):
			c |= ContainLayout | ContainStyle | ContainPaint
		}
	}
	return c&any != 0
}
