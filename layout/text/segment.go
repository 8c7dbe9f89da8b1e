package text

import "vitrine/layout/hyphen"

// Break tells what may happen at a boundary between two characters.
type Break uint8

// Values of Break.
const (
	BreakNone      Break = iota
	BreakAllowed         // a soft wrap opportunity
	BreakHyphen          // a soft wrap opportunity after U+00AD: a hyphen shows when taken
	BreakEmergency       // only when nothing else fits (overflow-wrap, word-break: break-word)
	BreakMandatory       // a forced break
)

// WordBreak is the computed word-break.
type WordBreak uint8

// Values of WordBreak; break-word is WordBreakNormal with OverflowWrap anywhere.
const (
	WordBreakNormal WordBreak = iota
	WordBreakAll
	WordBreakKeepAll
	WordBreakAutoPhrase
)

// LineBreak is the computed line-break.
type LineBreak uint8

// Values of LineBreak.
const (
	LineBreakAuto LineBreak = iota
	LineBreakLoose
	LineBreakNormal
	LineBreakStrict
	LineBreakAnywhere
)

// BreakOptions are the properties that shape break opportunities (CSS Text 3 §5).
type BreakOptions struct {
	Word         WordBreak
	Line         LineBreak
	Emergency    bool   // overflow-wrap is not normal: clusters get BreakEmergency
	NoSoftHyphen bool   // hyphens: none
	NoWrap       bool   // white-space forbids wrapping: only mandatory breaks
	BreakSpaces  bool   // white-space-collapse: break-spaces: an opportunity after every space
	Lang         string // BCP 47
	// Hyphens finds the hyphens of hyphens: auto, nil for none but those in the text. HyphenLimits are
	// the least characters of a word that is hyphenated, before and after the hyphen.
	Hyphens      *hyphen.Dictionary
	HyphenLimits [3]uint8
}

// BreakSpan applies options up to the byte offset End of a paragraph.
type BreakSpan struct {
	End int
	BreakOptions
}

// Direction is a paragraph's base direction.
type Direction uint8

// Values of Direction; Auto takes it from the first strong character (unicode-bidi: plaintext).
const (
	LTR Direction = iota
	RTL
	Auto
)
