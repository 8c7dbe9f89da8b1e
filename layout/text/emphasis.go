package text

import (
	"unicode"
	"unicode/utf8"
)

// emphasisScale is the size of emphasis marks.
// https://drafts.csswg.org/css-text-decor-4/#text-emphasis-style-property
const emphasisScale = 0.5

// Emphasis shapes an emphasis mark for text of a font: half as large. nil when there is none.
func (f *Fonts) Emphasis(of *Font, mark string, o Orientation) *Run {
	q := of.Query
	q.Size *= emphasisScale
	runs := f.Font(q).Shape(mark, ShapeOptions{Orientation: o})
	if len(runs) == 0 {
		return nil
	}
	return runs[0]
}

// Emphasized reports whether a character gets an emphasis mark.
// https://drafts.csswg.org/css-text-decor-4/#text-emphasis-style-property
func Emphasized(r rune) bool {
	if unicode.In(r, unicode.Z, unicode.Cc, unicode.Cf) || !unicode.IsGraphic(r) && !unicode.Is(unicode.Co, r) {
		return false
	}
	switch r { // punctuation that stands for a word or a sign
	case '#', '%', '\u2030', '\u2031', '\u066a', '\u0609', '\u060a', '&', '\u204a', '@', '\u00a7', '\u00b6', '\u2053', '\u303d',
		'\ufe5f', '\uff03', '\ufe6a', '\uff05', '\ufe60', '\uff06', '\ufe6b', '\uff20':
		return true
	}
	return !unicode.Is(unicode.P, r)
}

// EmphasisSpots calls f for each character of a run that gets a mark, with the distance from the
// run's start to its middle. source is the text that clusters point into.
func (r *Run) EmphasisSpots(source string, base int, f func(at float32)) {
	var pen float32
	for i := 0; i < len(r.Glyphs); {
		c := r.Glyphs[i].Cluster
		from := pen
		for ; i < len(r.Glyphs) && r.Glyphs[i].Cluster == c; i++ {
			pen += r.Glyphs[i].Advance
		}
		at := int(c) - base
		if at < 0 || at >= len(source) || pen == from {
			continue
		}
		if ch, _ := utf8.DecodeRuneInString(source[at:]); Emphasized(ch) {
			f((from + pen) / 2)
		}
	}
}
