package text

import (
	"unicode"
	"unicode/utf8"
)

// Autospaces reports whether text-autospace puts space at the boundary at byte i of a text: between
// an ideograph and a letter or digit of another script.
// https://www.w3.org/TR/css-text-4/#text-autospace-property
func Autospaces(text string, i int) bool {
	if i <= 0 || i >= len(text) {
		return false
	}
	// One side at least has three bytes: most boundaries are decided here.
	if text[i-1] < utf8.RuneSelf && text[i] < utf8.RuneSelf {
		return false
	}
	b, _ := utf8.DecodeRuneInString(text[i:])
	if unicode.IsMark(b) {
		return false
	}
	a := rune(0)
	for n := 0; i > 0 && n < maxMarks; n++ {
		r, w := utf8.DecodeLastRuneInString(text[:i])
		i -= w
		if a = r; !unicode.IsMark(r) {
			break
		}
	}
	return ideograph(a) && spacedLetter(b) || spacedLetter(a) && ideograph(b)
}

// maxMarks bounds the marks after a letter that are looked through.
const maxMarks = 8

// ideograph reports the characters of East Asian text that are set in squares, without punctuation.
func ideograph(r rune) bool {
	switch {
	case r < 0x2E80 || r >= 0xFF00 && r < 0x10000:
		return false
	case r == 0x30FC || r >= 0x31C0 && r <= 0x31EF:
		return true
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) // Hangul as in Blink
}

// spacedLetter reports letters, marks and digits that are not set in squares.
func spacedLetter(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	if r >= 0xFF00 && r < 0x10000 || ideograph(r) {
		return false
	}
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r)
}

// Spaced returns the run with extra px after its last character before byte offset end.
func (r *Run) Spaced(end int, extra float32) *Run {
	lo, hi := r.glyphsOf(r.Start, end)
	if hi <= lo {
		return r
	}
	last := hi - 1 // of the cluster that ends there, the rightmost glyph
	if r.RTL {
		for last = lo; last+1 < hi && r.Glyphs[last+1].Cluster == r.Glyphs[lo].Cluster; last++ {
		}
	}
	c := *r
	c.Glyphs = append([]Glyph(nil), r.Glyphs...)
	c.Glyphs[last].Advance += extra
	c.measure()
	return &c
}

// Padded returns the run with space in px before its first and after its last glyph along the line.
func (r *Run) Padded(before, after float32) *Run {
	n := len(r.Glyphs)
	if n == 0 {
		return r
	}
	c := *r
	c.Glyphs = append([]Glyph(nil), r.Glyphs...)
	if g := &c.Glyphs[0]; r.Upright {
		g.Y += before
	} else {
		g.X += before
	}
	c.Glyphs[0].Advance += before
	c.Glyphs[n-1].Advance += after
	c.measure()
	return &c
}

// SpreadCJK reports the characters of Chinese and Japanese text, punctuation and symbols too, that
// justification parts from their neighbours. Hangul is not among them.
func SpreadCJK(r rune) bool {
	switch {
	case r < 0x2E80:
		return false
	case r <= 0x312F, r >= 0x3190 && r <= 0x4DBF, r >= 0x4E00 && r <= 0x9FFF, r >= 0xF900 && r <= 0xFAFF,
		r >= 0xFE30 && r <= 0xFE4F, r >= 0xFF01 && r <= 0xFF9F, r >= 0xFFE0 && r <= 0xFFE6, r >= 0x20000 && r <= 0x3FFFD:
		return true
	}
	return false
}
