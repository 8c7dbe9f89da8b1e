package box

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"vitrine/css/style"
	"vitrine/css/value"
)

// transform applies text-transform to the text of one node and remembers whether it ends
// inside a word.
// https://www.w3.org/TR/css-text-3/#text-transform-property
func (b *builder) transform(s string, st *style.Style) string {
	v := st.TextTransform()
	word := b.word
	b.word = endsInWord(s, word)
	if v == value.Value(value.KwNone) {
		return s
	}
	for _, k := range value.Spaced(v) {
		switch k {
		case value.Value(value.KwUppercase):
			s = upper(s, langOf(st))
		case value.Value(value.KwLowercase):
			s = lower(s, langOf(st))
		case value.Value(value.KwCapitalize):
			s = capitalize(s, word, langOf(st))
		case value.Value(value.KwFullWidth):
			s = strings.Map(fullWidth, s)
		case value.Value(value.KwFullSizeKana):
			s = strings.Map(fullSizeKana, s)
		case value.Value(value.KwMathAuto):
			s = mathItalic(s)
		}
	}
	return s
}

// Retransform applies the text-transform of a style to text that was made without it, for the first
// line of a block; before is the text in front of it. The places of characters in the two texts stay
// the same: a character whose other form has more or fewer bytes remains as it is.
func Retransform(s string, st *style.Style, before string) string {
	b := builder{word: endsInWord(before, false)}
	if out := b.transform(s, st); len(out) == len(s) {
		return out
	}
	var out strings.Builder
	b.word = endsInWord(before, false)
	for len(s) > 0 {
		_, n := utf8.DecodeRuneInString(s)
		if c := b.transform(s[:n], st); len(c) == n {
			out.WriteString(c)
		} else {
			out.WriteString(s[:n])
		}
		s = s[n:]
	}
	return out.String()
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) || r == '\'' || r == '\u2019' || r == '_'
}

func endsInWord(s string, before bool) bool {
	if s == "" {
		return before
	}
	for s != "" {
		r, w := utf8.DecodeLastRuneInString(s)
		if !invisible(r) {
			return wordRune(r)
		}
		s = s[:len(s)-w]
	}
	return before
}

// invisible reports characters that words go on across: soft hyphens, joiners and the like (UAX #29 rule
// WB4).
func invisible(r rune) bool { return r >= 0xAD && r != 0x200B && unicode.Is(unicode.Cf, r) }

// capitalize turns the first letter of each word into title case.
func capitalize(s string, inWord bool, lang string) string {
	var out strings.Builder
	for i, r := range s {
		if !inWord && (unicode.IsLetter(r) || unicode.IsNumber(r)) {
			r = title(r, lang)
			inWord = true
		} else if r == 'j' && lang == "nl" && out.Len() > 0 && out.String()[out.Len()-1] == 'I' && s[i-1] == 'i' {
			r = 'J' // the two letters of the Dutch IJ go together
		} else if !invisible(r) {
			inWord = wordRune(r) && (inWord || r != '\'' && r != '\u2019')
		}
		out.WriteRune(r)
	}
	return out.String()
}
