package syntax

import (
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// Source is a style sheet's text after preprocessing, and where it came from. It is immutable.
type Source struct {
	URL  string // address of the sheet, or of the document that holds it
	Text string
	// FirstLine and FirstCol are the place in URL where Text begins, from 1; 0 means 1.
	FirstLine, FirstCol int

	once  sync.Once
	lines []int32 // offset of each line's first byte
}

// NewSource preprocesses text: newlines become LF, NUL and broken UTF-8 become U+FFFD.
// https://www.w3.org/TR/css-syntax-3/#input-preprocessing
func NewSource(url, text string) *Source {
	return &Source{URL: url, Text: preprocess(text)}
}

func preprocess(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	if strings.IndexByte(s, '\r') < 0 && strings.IndexByte(s, '\f') < 0 && strings.IndexByte(s, 0) < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	start := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\r':
			b.WriteString(s[start:i])
			b.WriteByte('\n')
			if i+1 < len(s) && s[i+1] == '\n' {
				i++
			}
			start = i + 1
		case '\f':
			b.WriteString(s[start:i])
			b.WriteByte('\n')
			start = i + 1
		case 0:
			b.WriteString(s[start:i])
			b.WriteString("\uFFFD")
			start = i + 1
		}
	}
	b.WriteString(s[start:])
	return b.String()
}

// LineCol returns the line and column, from 1, of a byte offset; columns count bytes.
func (s *Source) LineCol(pos int32) (line, col int) {
	s.once.Do(func() {
		s.lines = append(s.lines, 0)
		for i := 0; i < len(s.Text); i++ {
			if s.Text[i] == '\n' {
				s.lines = append(s.lines, int32(i+1))
			}
		}
	})
	i := sort.Search(len(s.lines), func(i int) bool { return s.lines[i] > pos }) - 1
	if i < 0 {
		i = 0
	}
	line, col = i+1, int(pos-s.lines[i])+1
	if line == 1 && s.FirstCol > 1 {
		col += s.FirstCol - 1
	}
	if s.FirstLine > 1 {
		line += s.FirstLine - 1
	}
	return line, col
}
