package box

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"

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
			s = upper(s)
		case value.Value(value.KwLowercase):
			s = lower(s)
		case value.Value(value.KwCapitalize):
			s = capitalize(s, word)
		case value.Value(value.KwFullWidth):
			s = strings.Map(fullWidth, s)
		}
	}
	return s
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func upper(s string) string {
	if ascii(s) {
		return strings.ToUpper(s)
	}
	return cases.Upper(language.Und).String(s)
}

func lower(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	return cases.Lower(language.Und).String(s)
}

func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) || r == '\'' || r == '\u2019' || r == '_'
}

func endsInWord(s string, before bool) bool {
	if s == "" {
		return before
	}
	r, _ := utf8.DecodeLastRuneInString(s)
	return wordRune(r)
}

// capitalize turns the first letter of each word into title case.
func capitalize(s string, inWord bool) string {
	var out strings.Builder
	for _, r := range s {
		if !inWord && (unicode.IsLetter(r) || unicode.IsNumber(r)) {
			r = unicode.ToTitle(r)
			inWord = true
		} else {
			inWord = wordRune(r) && (inWord || r != '\'' && r != '\u2019')
		}
		out.WriteRune(r)
	}
	return out.String()
}

func fullWidth(r rune) rune {
	switch {
	case r > ' ' && r <= '~':
		return r - 0x20 + 0xff00
	case r == ' ':
		return 0x3000
	}
	return r
}
