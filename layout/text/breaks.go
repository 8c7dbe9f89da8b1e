package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"vitrine/layout/hyphen"
	"vitrine/layout/words"

	"github.com/go-text/typesetting/segmenter"
)

// LineBreaks tells, for each byte offset i of a paragraph, what may happen before byte i: the
// result has len(text)+1 entries, reusing dst. spans give the options by range, the last one
// reaching to the end. Entry 0 is BreakNone and the last is BreakMandatory only after a
// newline.
//
// Between two ASCII characters Blink's own rules count, elsewhere UAX #14; both are tailored
// by CSS Text 3 §5. U+FFFC stands for an atomic inline.
func LineBreaks(dst []Break, text string, spans []BreakSpan) []Break {
	n := len(text)
	if cap(dst) <= n {
		dst = make([]Break, n+1)
	}
	dst = dst[:n+1]
	clear(dst)
	var uax []bool // by byte, nil for ASCII
	if hasComplex(text) {
		uax = unicodeBreaks(text)
	}
	var opt BreakOptions // of the character at i
	span := -1
	spanEnd := 0
	cluster := 0
	var prev, prev2 rune    // the two characters before i
	var before BreakOptions // of the character before i
	opening := -1           // the first of the controls before i that open an embedding
	edge := -1              // an empty span: the box around the boundary
	for i := 0; i < n; {
		for i >= spanEnd && span+1 < len(spans) {
			span++
			if spans[span].End == i && i > 0 {
				edge = span
				continue
			}
			opt = spans[span].BreakOptions
			spanEnd = spans[span].End
			if span == len(spans)-1 {
				spanEnd = n
			}
		}
		r, w := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, w = utf8.DecodeRuneInString(text[i:])
		}
		if bidiControl(r) {
			// A line breaks after what closes and before what opens.
			if opening < 0 && r != 0x202C && r != 0x2069 {
				opening = i
			}
			if i == cluster {
				cluster = i + w
			}
			i += w
			continue
		}
		if prev != 0 {
			// At the edge of a box what comes before decides. After text that does not wrap it is
			// the box around it or what follows, and a space there is no opportunity.
			o := &before
			if before.NoWrap && prev != '\n' {
				if o = &opt; edge >= 0 && opt.NoWrap {
					o = &spans[edge].BreakOptions
				}
				if breakSpace(prev) {
					o = &before
				}
			}
			at := i
			if opening >= 0 {
				at = opening
			}
			dst[at] = breakBetween(prev2, prev, r, i, uax, o)
			if i == cluster && dst[at] < BreakAllowed && !o.NoWrap && (!breakSpace(r) || opt.BreakSpaces) && prev != '\r' {
				switch {
				case o.Line == LineBreakAnywhere:
					dst[at] = BreakAllowed
				case o.Emergency:
					dst[at] = BreakEmergency
				}
			}
		}
		if i == cluster {
			cluster = NextCluster(text, i)
		}
		prev2, prev, before = prev, r, opt
		opening, edge = -1, -1
		i += w
	}
	if prev == '\n' {
		dst[n] = BreakMandatory
	}
	from := 0
	for _, s := range spans {
		if s.Hyphens != nil && !s.NoWrap {
			hyphenate(dst, text, from, min(s.End, n), &s.BreakOptions)
		}
		from = s.End
	}
	return dst
}

// hyphenate adds the opportunities inside the words of text[from:to]. Words that have some of their
// own, soft hyphens for example, are left to these, and so are words that go on in another span.
// https://www.w3.org/TR/css-text-3/#hyphenation
func hyphenate(dst []Break, text string, from, to int, opt *BreakOptions) {
	var points [16]int
	for at := from; at < to; {
		start, end := hyphen.Word(text[:to], at)
		at = max(end, at+1)
		word := text[start:end]
		if utf8.RuneCountInString(word) < int(opt.HyphenLimits[0]) || continues(text, start, end) {
			continue
		}
		for _, p := range opt.Hyphens.Points(points[:0], word) {
			if utf8.RuneCountInString(word[:p]) >= int(opt.HyphenLimits[1]) && utf8.RuneCountInString(word[p:]) >= int(opt.HyphenLimits[2]) && dst[start+p] != BreakAllowed {
				dst[start+p] = BreakHyphen
			}
		}
	}
}

// continues reports whether a word is part of a longer one, or beside a soft hyphen.
func continues(text string, start, end int) bool {
	for _, r := range [...]rune{lastRune(text[:start]), firstRune(text[end:])} {
		if r == 0xAD || unicode.IsLetter(r) || unicode.IsMark(r) {
			return true
		}
	}
	return false
}

// hasComplex reports whether text has characters outside ASCII that break by UAX #14.
func hasComplex(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

// breakBetween decides about the boundary at byte i between the characters a and b; before
// is the one before a.
func breakBetween(before, a, b rune, i int, uax []bool, opt *BreakOptions) Break {
	if a == '\n' || a == 0x2028 || a == 0x2029 {
		return BreakMandatory
	}
	if opt.NoWrap {
		return BreakNone
	}
	if breakSpace(b) { // spaces hang on what comes before them
		if opt.BreakSpaces && b != '\n' && breakSpace(a) {
			return BreakAllowed
		}
		return BreakNone
	}
	if a == 0x200B {
		return BreakAllowed
	}
	if b == 0x200B || a == 0x2060 || b == 0x2060 || b == 0xFEFF || a == 0xFEFF {
		return BreakNone
	}
	if a == 0xAD {
		if opt.NoSoftHyphen {
			return BreakNone
		}
		return BreakHyphen
	}
	if b == 0xAD {
		return BreakNone
	}
	allowed := false
	switch {
	case breakSpace(a):
		allowed = true // Blink does, whatever follows
	case a == 0xFFFC || b == 0xFFFC: // and around atomic inlines
		allowed = a != 0x200D && b != 0x200D && a != 0x34F && b != 0x34F
	case (a < utf8.RuneSelf || a == 0xA0) && (b < utf8.RuneSelf || b == 0xA0):
		allowed = asciiBreak(before, a, b)
	default:
		allowed = uax[i]
	}
	switch opt.Word {
	case WordBreakAll:
		allowed = allowed || lettersAndDigits(a) && lettersAndDigits(b) || asciiPair(&asciiBreaksAll, a, b)
	case WordBreakKeepAll:
		if allowed && keptTogether(a) && keptTogether(b) {
			allowed = false
		}
	}
	if !allowed && opt.Line == LineBreakAuto && opt.Word != WordBreakKeepAll && smallKana(b) && (kana(a) || closesOrStays(a)) {
		allowed = true // Chromium's rules for auto are those of normal here, in all languages
	}
	if !allowed && (opt.Line == LineBreakNormal || opt.Line == LineBreakLoose) && looseBefore(a, b, opt) {
		allowed = true
	}
	if allowed {
		return BreakAllowed
	}
	return BreakNone
}

// bidiControl reports the characters that open and close embeddings, overrides and isolates.
func bidiControl(r rune) bool { return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 }

func breakSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\n' }

// lettersAndDigits reports the classes that word-break: break-all treats as ideographs.
func lettersAndDigits(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_'
}

// keptTogether reports the characters between which word-break: keep-all forbids a break.
func keptTogether(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)) && !southEastAsian(r)
}

// looseBefore adds the opportunities of line-break: normal and loose (CSS Text 3 §5.3).
func looseBefore(a, b rune, opt *BreakOptions) bool {
	cj := strings.HasPrefix(opt.Lang, "ja") || strings.HasPrefix(opt.Lang, "zh")
	wide := func(r rune) bool { return r >= 0x3000 && r <= 0x9FFF || r >= 0xF900 && r <= 0xFAFF || r >= 0xFF00 }
	loose := opt.Line == LineBreakLoose
	if loose && (a == 0x2025 || a == 0x2026) && (b == 0x2025 || b == 0x2026) {
		return true // between inseparable characters
	}
	if loose && cj && widePrefix(a) && wide(b) && !closesOrStays(b) {
		return true
	}
	if loose && (b == 0x2010 || b == 0x2013) && opt.Word == WordBreakAll && lettersAndDigits(a) {
		return true // break-all makes an ideograph of it
	}
	if !wide(a) || a == 0x3008 || a == 0x300A || a == 0x300C || a == 0x300E || a == 0x3010 || a == 0x3014 || a == 0xFF08 {
		return false
	}
	if smallKana(b) {
		return true
	}
	if b == 0x301C || b == 0x30A0 {
		return cj
	}
	if !loose {
		return false
	}
	switch b {
	case 0x2010, 0x2013:
		return true
	case 0x3005, 0x303B, 0x309D, 0x309E, 0x30FD, 0x30FE:
		return true
	case 0x30FB, 0xFF1A, 0xFF1B, 0xFF65, 0x203C, 0x2047, 0x2048, 0x2049, 0xFF01, 0xFF1F:
		return cj
	case 0xB0, 0x2030, 0x2032, 0x2033, 0x2035, 0x2103, 0x2109, 0xFE6A, 0xFF05, 0xFFE0: // postfixes
		return cj
	}
	return false
}

// kana reports characters behind which a line may break before any ideograph: kana, ideographs
// and Hangul syllables.
func kana(r rune) bool {
	return r >= 0x3041 && r <= 0x30FF && r != 0x30A0 && r != 0x30FB || r >= 0x31F0 && r <= 0x31FF ||
		r >= 0x3400 && r <= 0x9FFF || r >= 0xF900 && r <= 0xFAFF || r >= 0xFF66 && r <= 0xFF9F || r >= 0xAC00 && r <= 0xD7A3
}

// smallKana reports class CJ: small kana and prolonged sound marks.
func smallKana(b rune) bool {
	switch b {
	case 0x3041, 0x3043, 0x3045, 0x3047, 0x3049, 0x3063, 0x3083, 0x3085, 0x3087, 0x308E, 0x3095, 0x3096,
		0x30A1, 0x30A3, 0x30A5, 0x30A7, 0x30A9, 0x30C3, 0x30E3, 0x30E5, 0x30E7, 0x30EE, 0x30F5, 0x30F6, 0x30FC:
		return true
	}
	return b >= 0x31F0 && b <= 0x31FF || b >= 0xFF67 && b <= 0xFF70
}

// widePrefix reports class PR with an East Asian width that is ambiguous, full or wide.
func widePrefix(r rune) bool {
	switch r {
	case 0xA4, 0xB1, 0x20AC, 0x2116, 0xFE69, 0xFF04, 0xFFE1, 0xFFE5, 0xFFE6:
		return true
	}
	return false
}

// closesOrStays reports wide characters that do not start a line in any strictness.
func closesOrStays(r rune) bool {
	return unicode.In(r, unicode.Pe, unicode.Pf) || r == 0x3001 || r == 0x3002 || r == 0xFF0C || r == 0xFF0E || r == 0xFF01 || r == 0xFF1F || r == 0xFF1A || r == 0xFF1B
}

// southEastAsian reports scripts written without spaces, of class SA.
func southEastAsian(r rune) bool {
	return r >= 0xE01 && r <= 0xEDF || r >= 0x1000 && r <= 0x109F || r >= 0x1780 && r <= 0x17DD || r >= 0x1950 && r <= 0x19DF ||
		r >= 0x1A20 && r <= 0x1AAD || r >= 0xA9E0 && r <= 0xA9FE || r >= 0xAA60 && r <= 0xAADF
}

// asciiBreak is the rule for two ASCII characters (or U+00A0): a table taken from what
// Chromium does, and the minus sign, which stays with a number unless it follows a letter or
// a digit, as in ABCD-1234.
func asciiBreak(before, a, b rune) bool {
	if a == '-' && b >= '0' && b <= '9' {
		return before >= '0' && before <= '9' || before >= 'a' && before <= 'z' || before >= 'A' && before <= 'Z'
	}
	return asciiPair(&asciiBreaks, a, b)
}

// asciiPair looks two characters up in a table of pairs.
func asciiPair(t *[94][3]uint32, a, b rune) bool {
	return a >= '!' && b >= '!' && a <= '~' && b <= '~' && t[a-'!'][(b-'!')/32]&(1<<((b-'!')%32)) != 0
}

// unicodeBreaks runs UAX #14 over the words of text that have characters outside ASCII, with
// a word on either side as context, and returns the opportunities by byte.
func unicodeBreaks(text string) []bool {
	out := make([]bool, len(text)+1)
	var seg segmenter.Segmenter
	n := len(text)
	for i := 0; i < n; {
		if text[i] < utf8.RuneSelf {
			i++
			continue
		}
		from, to := i, i
		for words := 0; from > 0 && words < 2 && i-from < maxContext; from-- {
			if text[from-1] == ' ' && (from < 2 || text[from-2] != ' ') {
				words++
			}
		}
		for words, plain := 0, 0; to < n && (words < 2 || plain == 0); to++ {
			switch {
			case text[to] >= utf8.RuneSelf:
				words, plain = 0, 0
			case text[to] == ' ' && to > 0 && text[to-1] != ' ':
				words++
				plain++
			}
		}
		for from > 0 && !utf8.RuneStart(text[from]) {
			from--
		}
		seg.Init([]rune(strings.ToValidUTF8(text[from:to], "\uFFFD")))
		at := from
		for it := seg.LineIterator(); it.Next(); {
			l := it.Line()
			for range l.Text {
				_, w := utf8.DecodeRuneInString(text[at:])
				at += w
			}
			if at >= i && at < to || at == n {
				out[at] = true
			}
		}
		i = to
	}
	divide(out, text)
	return out
}

// divide adds the starts of the words of scripts written without spaces (class SA): UAX #14 leaves
// them to dictionaries.
func divide(out []bool, text string) {
	var at []int
	for i := 0; i < len(text); {
		if text[i] < 0xE0 { // these scripts' characters take three bytes
			i++
			continue
		}
		r, w := utf8.DecodeRuneInString(text[i:])
		s := words.Of(r)
		if s == nil {
			i += w
			continue
		}
		end := s.Run(text, i)
		at = s.Breaks(at[:0], text[i:end])
		for _, k := range at {
			out[i+k] = true
		}
		i = end
	}
}

// maxContext bounds the context before a character that UAX #14 is given.
const maxContext = 256
