package text

import (
	"math"
	"unicode/utf8"

	"github.com/go-text/typesetting/harfbuzz"
)

// trim returns the features for a text: those of the shaper, and half-width forms for fullwidth
// punctuation that stands beside other punctuation, as text-spacing-trim: normal asks for; before
// and after are what stands around the text. Faces without half-width forms are left alone.
// https://www.w3.org/TR/css-text-4/#text-spacing-trim-property
func (s *shaper) trim(before, text, after string, edges trimEdges) []harfbuzz.Feature {
	if s.spaceAll {
		return s.features
	}
	var out []harfbuzz.Feature
	half := func(at int) bool {
		if out == nil {
			if !s.halfWidth() {
				return false
			}
			out = append(out, s.features...)
		}
		out = append(out, harfbuzz.Feature{Tag: tagOf(s.halfForms()), Value: 1, Start: at, End: at + 1})
		return true
	}
	prev := s.punctuation(lastRune(before))
	prevAt := -1 // not in the text
	for i := 0; i < len(text); {
		r, w := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, w = utf8.DecodeRuneInString(text[i:])
		}
		p := s.punctuation(r)
		switch {
		case trimsOpening(prev, p), i == 0 && edges.start && p == opening:
			if !half(i) {
				return s.features
			}
		case trimsClosing(prev, p) && prevAt >= 0:
			if !half(prevAt) {
				return s.features
			}
		}
		prev, prevAt = p, i
		i += w
	}
	if prevAt >= 0 && (trimsClosing(prev, s.punctuation(firstRune(after))) || edges.end && prev == closing) && !half(prevAt) {
		return s.features
	}
	if out == nil {
		return s.features
	}
	return out
}

// trimsOpening reports whether fullwidth opening punctuation b loses the space in front of it
// behind a, trimsClosing whether fullwidth closing punctuation a loses the space behind it before b.
func trimsOpening(a, b punctuation) bool {
	return b == opening && a != noPunctuation && a != narrowClosing
}

func trimsClosing(a, b punctuation) bool {
	return a == closing && (b == closing || b == middleDot || b == wideSpace || b == narrowClosing)
}

// trimsAcross reports whether punctuation on the two sides of a boundary may be set closer.
func trimsAcross(before, after string) bool {
	a, b := punctuationOf(lastRune(before)).wide(), punctuationOf(firstRune(after)).wide()
	return trimsOpening(a, b) || trimsClosing(a, b)
}

// TrimsAtStart reports whether text starts with punctuation that may be set closer to the start of a
// line, TrimsAtEnd whether it ends with punctuation that may be set closer to the end of one: in Blink
// commas and full stops cannot. The widths tell whether the face does it.
func TrimsAtStart(text string) bool {
	return len(text) > 0 && text[0] >= 0xE0 && punctuationOf(firstRune(text)).wide() == opening
}

func TrimsAtEnd(text string) bool {
	if len(text) == 0 || text[len(text)-1] < utf8.RuneSelf {
		return false
	}
	switch r := lastRune(text); r {
	case 0x3001, 0x3002, 0xFF0C, 0xFF0E:
		return false
	default:
		return punctuationOf(r).wide() == closing
	}
}

// trimEdges tells which edges of a text are edges of its line, where punctuation is set closer.
type trimEdges struct{ start, end bool }

// halfWidth reports whether the face can trim punctuation in this language. Traditional Chinese
// sets commas and stops in the middle of their square, where there is nothing to trim.
func (s *shaper) halfWidth() bool {
	if cjkRegion(string(s.props.Language)) == "tc" {
		return false
	}
	_, ok := s.face.font.GPOS.FindFeatureIndex(tagOf(s.halfForms()))
	return ok
}

// halfForms is the feature of half-width forms in the lines that s shapes for.
func (s *shaper) halfForms() string {
	if s.upright() {
		return "vhal"
	}
	return "halt"
}

// punctuation is the class of a character for trimming.
type punctuation uint8

const (
	noPunctuation punctuation = iota
	opening
	closing
	middleDot
	wideSpace
	narrowOpening // not fullwidth: never trimmed itself
	narrowClosing
	openingQuote // fullwidth in faces for Chinese
	closingQuote
)

// wide returns the class of punctuation in a face where quotation marks are fullwidth.
func (p punctuation) wide() punctuation {
	switch p {
	case openingQuote:
		return opening
	case closingQuote:
		return closing
	}
	return p
}

// punctuation returns the class of a character in the face of s.
func (s *shaper) punctuation(r rune) punctuation {
	p := punctuationOf(r)
	if p < openingQuote {
		return p
	}
	if g, ok := s.face.font.NominalGlyph(r); ok && s.face.hbFace.HorizontalAdvance(g) >= s.face.upem {
		return p.wide()
	}
	return p - openingQuote + narrowOpening
}

func punctuationOf(r rune) punctuation {
	if r < 0x3000 || r > math.MaxUint16 {
		switch r {
		case '(', '[', '{':
			return narrowOpening
		case ')', ']', '}':
			return narrowClosing
		case 0x2018, 0x201C:
			return openingQuote
		case 0x2019, 0x201D:
			return closingQuote
		case 0xB7, 0x2027:
			return middleDot
		}
		return noPunctuation
	}
	switch r {
	case 0x3000:
		return wideSpace
	case 0x3008, 0x300A, 0x300C, 0x300E, 0x3010, 0x3014, 0x3016, 0x3018, 0x301A, 0x301D, 0xFF08, 0xFF3B, 0xFF5B, 0xFF5F:
		return opening
	case 0x3001, 0x3002, 0x3009, 0x300B, 0x300D, 0x300F, 0x3011, 0x3015, 0x3017, 0x3019, 0x301B, 0x301E, 0x301F,
		0xFF09, 0xFF0C, 0xFF0E, 0xFF3D, 0xFF5D, 0xFF60:
		return closing
	case 0x30FB, 0xFF1A, 0xFF1B:
		return middleDot
	}
	return noPunctuation
}
