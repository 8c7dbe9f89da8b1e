package engine

import (
	"image/color"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
)

// BarLook is how the page wants a scrollbar to look. The zero value is the platform's light one.
type BarLook struct {
	Dark         bool // what it is on uses the dark colour scheme
	Thin, Hidden bool // scrollbar-width
	// Thumb and Track are the colours of scrollbar-color; both 0: the platform's.
	Thumb, Track color.NRGBA
}

// barLook returns the look of the scrollbars of an element: of the viewport for the root element.
// https://www.w3.org/TR/css-scrollbars-1/
func (l *line) barLook(n *dom.Node) BarLook {
	if l.styles == nil || n == nil {
		return BarLook{}
	}
	s := l.styles.Style(n)
	if s == nil {
		return BarLook{}
	}
	b := BarLook{Dark: s.Dark(), Thin: s.ScrollbarWidth() == value.KwThin, Hidden: s.ScrollbarWidth() == value.KwNone}
	if c := value.Spaced(s.ScrollbarColor()); len(c) == 2 {
		b.Thumb, b.Track = barColor(c[0], s), barColor(c[1], s)
	}
	return b
}

func barColor(v value.Value, s *style.Style) color.NRGBA {
	c, _ := v.(value.Color)
	return c.RGBA(s.Color())
}
