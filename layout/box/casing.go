package box

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"

	"vitrine/css/style"
	"vitrine/css/value"
)

// langOf returns the content language of a style as the primary subtag in lower case, "" when
// there is none.
func langOf(st *style.Style) string {
	l, _ := st.WebkitLocale().(value.String)
	s, _, _ := strings.Cut(string(l), "-")
	return strings.ToLower(s)
}

// tailored are the languages with case rules of their own in SpecialCasing.txt.
// https://www.w3.org/TR/css-text-3/#text-transform-mapping
var tailored = map[string]language.Tag{
	"tr": language.Turkish, "az": language.Azerbaijani, "lt": language.Lithuanian,
}

func upper(s, lang string) string {
	if ascii(s) && lang != "tr" && lang != "az" {
		return strings.ToUpper(s)
	}
	if lang == "el" {
		return upperGreek(s)
	}
	return strings.Map(mkhedruli, cases.Upper(tailored[lang]).String(s))
}

// mkhedruli undoes the upper case of modern Georgian, which is no case of its letters but a style that
// few faces have: Blink leaves them alone.
func mkhedruli(r rune) rune {
	if r >= 0x1C90 && r <= 0x1CBF {
		return r - 0x1C90 + 0x10D0
	}
	return r
}

func lower(s, lang string) string {
	if ascii(s) && lang != "tr" && lang != "az" {
		return strings.ToLower(s)
	}
	return cases.Lower(tailored[lang]).String(s)
}

// title returns the title case of a letter at the start of a word.
func title(r rune, lang string) rune {
	if r == 'i' && (lang == "tr" || lang == "az") {
		return 'İ'
	}
	return unicode.ToTitle(r)
}

// upperGreek drops the accents of upper case Greek and keeps what they told: two vowels in a row
// of which the first had the accent get a diaeresis, and the word ή keeps its accent.
func upperGreek(s string) string {
	var out strings.Builder
	greek := false    // the last letter is Greek
	accented := false // and had an accent
	hiatus := false   // the letter before it had one
	var base rune     // it, in upper case, not written yet
	var marks []rune  // that stay with it
	flush := func() {
		if base == 0 {
			return
		}
		if hiatus && !accented && (base == 'Ι' || base == 'Υ') && len(marks) == 0 {
			marks = append(marks, diaeresis)
		}
		out.WriteString(norm.NFC.String(string(base) + string(marks)))
		base, marks = 0, marks[:0]
	}
	for i := 0; i < len(s); {
		r, w := utf8.DecodeRuneInString(s[i:])
		switch {
		case r >= 0x370 && r <= 0x3FF || r >= 0x1F00 && r <= 0x1FFF:
			flush()
			hiatus, accented, greek = greek && accented, false, true
			before, _ := utf8.DecodeLastRuneInString(s[:i])
			after, _ := utf8.DecodeRuneInString(s[i+w:])
			if (r == 'ή' || r == 'Ή') && (i == 0 || !wordRune(before)) && (i+w == len(s) || !wordRune(after)) {
				base = 'Ή'
				break
			}
			for j, d := range norm.NFD.String(s[i : i+w]) {
				switch {
				case j == 0:
					base = unicode.ToUpper(d)
				case d == diaeresis:
					marks = append(marks, d)
				case d == 0x345: // iota subscript
					marks = append(marks, 'Ι')
				case d == 0x300 || d == 0x301 || d == 0x342:
					accented = true
				}
			}
		case greek && base != 0 && r == diaeresis:
			marks = append(marks, r)
		case greek && base != 0 && (r == 0x300 || r == 0x301 || r == 0x342):
			accented = true
		case greek && base != 0 && (r == 0x313 || r == 0x314):
		default:
			flush()
			greek = false
			out.WriteString(cases.Upper(language.Und).String(s[i : i+w]))
		}
		i += w
	}
	flush()
	return out.String()
}

// diaeresis is U+0308 COMBINING DIAERESIS.
const diaeresis = 0x308

// fullWidth is text-transform: full-width for one character.
func fullWidth(r rune) rune {
	if r == ' ' {
		return 0x3000
	}
	if w := width.LookupRune(r).Wide(); w != 0 {
		return w
	}
	return r
}

// smallKana are the small kana whose full-size letter is not the next code point.
var smallKana = map[rune]rune{
	'ゕ': 'か', 'ゖ': 'け', 'ヵ': 'カ', 'ヶ': 'ケ', 'ㇰ': 'ク', 'ㇱ': 'シ', 'ㇲ': 'ス', 'ㇳ': 'ト', 'ㇴ': 'ヌ', 'ㇵ': 'ハ', 'ㇶ': 'ヒ',
	'ㇷ': 'フ', 'ㇸ': 'ヘ', 'ㇹ': 'ホ', 'ㇺ': 'ム', 'ㇻ': 'ラ', 'ㇼ': 'リ', 'ㇽ': 'ル', 'ㇾ': 'レ', 'ㇿ': 'ロ',
	0xFF67: 0xFF71, 0xFF68: 0xFF72, 0xFF69: 0xFF73, 0xFF6A: 0xFF74, 0xFF6B: 0xFF75, 0xFF6C: 0xFF94, 0xFF6D: 0xFF95, 0xFF6E: 0xFF96, 0xFF6F: 0xFF82,
	0x1B132: 'こ', 0x1B150: 'ゐ', 0x1B151: 'ゑ', 0x1B152: 'を', 0x1B155: 'コ', 0x1B164: 'ヰ', 0x1B165: 'ヱ', 0x1B166: 'ヲ', 0x1B167: 'ン',
}

// fullSizeKana is text-transform: full-size-kana for one character.
// https://www.w3.org/TR/css-text-3/#small-kana
func fullSizeKana(r rune) rune {
	k := r
	if r >= 0x30A1 && r <= 0x30EE {
		k -= 0x60 // katakana lie beside hiragana
	}
	switch k {
	case 'ぁ', 'ぃ', 'ぅ', 'ぇ', 'ぉ', 'っ', 'ゃ', 'ゅ', 'ょ', 'ゎ':
		return r + 1
	}
	if full := smallKana[r]; full != 0 {
		return full
	}
	return r
}

// mathItalic is text-transform: math-auto for the text of an element that is a single character.
// https://w3c.github.io/mathml-core/#italic-mappings
func mathItalic(s string) string {
	r, w := utf8.DecodeRuneInString(s)
	if w != len(s) {
		return s
	}
	switch {
	case r == 'h':
		r = 0x210E
	case r >= 'A' && r <= 'Z':
		r += 0x1D434 - 'A'
	case r >= 'a' && r <= 'z':
		r += 0x1D44E - 'a'
	case r >= 'Α' && r <= 'Ω' && r != 0x3A2:
		r += 0x1D6E2 - 'Α'
	case r >= 'α' && r <= 'ω':
		r += 0x1D6FC - 'α'
	default:
		if m := mathSymbols[r]; m != 0 {
			r = m
		}
	}
	return string(r)
}

var mathSymbols = map[rune]rune{
	'ı': 0x1D6A4, 'ȷ': 0x1D6A5, 'ϴ': 0x1D6F3, '∇': 0x1D6FB, '∂': 0x1D715, 'ϵ': 0x1D716, 'ϑ': 0x1D717, 'ϰ': 0x1D718,
	'ϕ': 0x1D719, 'ϱ': 0x1D71A, 'ϖ': 0x1D71B,
}
