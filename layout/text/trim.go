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
func (s *shaper) trim(before, text, after string) []harfbuzz.Feature {
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
	prev := punctuationOf(lastRune(before))
	prevAt := -1 // not in the text
	for i := 0; i < len(text); {
		r, w := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, w = utf8.DecodeRuneInString(text[i:])
		}
		p := punctuationOf(r)
		switch {
		case trimsOpening(prev, p):
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
	if prevAt >= 0 && trimsClosing(prev, punctuationOf(firstRune(after))) && !half(prevAt) {
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

// trimsAcross reports whether punctuation on the two sides of a boundary is set closer.
func trimsAcross(before, after string) bool {
	a, b := punctuationOf(lastRune(before)), punctuationOf(firstRune(after))
	return trimsOpening(a, b) || trimsClosing(a, b)
}

// TrimsOpening reports whether text starts with fullwidth opening punctuation that loses the space
// in front of it where before stands beside it. At the start of a line nothing does.
func TrimsOpening(before, text string) bool {
	return len(text) > 0 && text[0] >= 0xE0 && trimsOpening(punctuationOf(lastRune(before)), punctuationOf(firstRune(text)))
}

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
)

func punctuationOf(r rune) punctuation {
	if r < 0x3000 || r > math.MaxUint16 {
		switch r {
		case '(', '[', '{', 0x2018, 0x201C:
			return narrowOpening
		case ')', ']', '}', 0x2019, 0x201D:
			return narrowClosing
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
