package style

import (
	"unicode/utf8"

	"vitrine/css/value"
)

// emphasisMarks are the characters of the shapes, filled and open.
// https://drafts.csswg.org/css-text-decor-4/#text-emphasis-style-property
var emphasisMarks = map[value.Keyword][2]string{
	value.KwDot:          {"\u2022", "\u25e6"},
	value.KwCircle:       {"\u25cf", "\u25cb"},
	value.KwDoubleCircle: {"\u25c9", "\u25ce"},
	value.KwTriangle:     {"\u25b2", "\u25b3"},
	value.KwSesame:       {"\ufe45", "\ufe46"},
}

// EmphasisMark returns the mark that text-emphasis-style puts beside each character, "" for none.
func (s *Style) EmphasisMark() string {
	v := s.text.textEmphasisStyle
	if v == none {
		return ""
	}
	if t, ok := v.(value.String); ok {
		_, n := utf8.DecodeRuneInString(string(t))
		return string(t[:n])
	}
	shape, open := value.KwDot, 0 // as in Chromium, where the specification has a circle
	if s.Typographic() {
		shape = value.KwSesame
	}
	for _, x := range value.Spaced(v) {
		if k, ok := x.(value.Keyword); !ok {
			continue
		} else if k == value.KwOpen {
			open = 1
		} else if _, known := emphasisMarks[k]; known {
			shape = k
		}
	}
	return emphasisMarks[shape][open]
}

// EmphasisOver reports whether emphasis marks go on the line-over side.
// https://drafts.csswg.org/css-text-decor-4/#text-emphasis-position-property
func (s *Style) EmphasisOver() bool {
	side := value.KwUnder
	switch s.text.writingMode {
	case value.KwHorizontalTb:
	case value.KwSidewaysLr:
		return s.emphasisAt(value.KwLeft)
	default:
		side = value.KwLeft
	}
	return !s.emphasisAt(side)
}

func (s *Style) emphasisAt(side value.Keyword) bool {
	for _, x := range value.Spaced(s.text.textEmphasisPosition) {
		if x == value.Value(side) {
			return true
		}
	}
	return false
}
