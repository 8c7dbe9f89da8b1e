package box

import (
	"strconv"
	"strings"
)

// system is the algorithm of a predefined counter style.
// https://www.w3.org/TR/css-counter-styles-3/#counter-style-system
type system uint8

const (
	numeric    system = iota // digits of a positional system
	alphabetic               // digits without a zero
	additive                 // weighted symbols, largest first
	fixed                    // one symbol per value from 1
)

// counterStyle is a predefined counter style.
type counterStyle struct {
	system   system
	symbols  []string
	weights  []int // additive
	min, max int   // range; both 0 is unlimited
	suffix   string
}

func digits(s string) []string { return strings.Split(s, "") }

func digitsFrom(zero rune) []string {
	var out []string
	for i := rune(0); i < 10; i++ {
		out = append(out, string(zero+i))
	}
	return out
}

var romanWeights = []int{1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1}

// counterStyles are the predefined styles of CSS Counter Styles 3 §6 that need no more than a table.
var counterStyles = map[string]*counterStyle{
	"arabic-indic": {system: numeric, symbols: digitsFrom('٠')}, "bengali": {system: numeric, symbols: digitsFrom('০')},
	"cambodian": {system: numeric, symbols: digitsFrom('០')}, "khmer": {system: numeric, symbols: digitsFrom('០')},
	"cjk-decimal": {system: numeric, symbols: digits("〇一二三四五六七八九"), suffix: "、"},
	"devanagari":  {system: numeric, symbols: digitsFrom('०')}, "gujarati": {system: numeric, symbols: digitsFrom('૦')},
	"gurmukhi": {system: numeric, symbols: digitsFrom('੦')}, "kannada": {system: numeric, symbols: digitsFrom('೦')},
	"lao": {system: numeric, symbols: digitsFrom('໐')}, "malayalam": {system: numeric, symbols: digitsFrom('൦')},
	"mongolian": {system: numeric, symbols: digitsFrom('᠐')}, "myanmar": {system: numeric, symbols: digitsFrom('၀')},
	"oriya": {system: numeric, symbols: digitsFrom('୦')}, "persian": {system: numeric, symbols: digitsFrom('۰')},
	"tamil": {system: numeric, symbols: digitsFrom('௦')}, "telugu": {system: numeric, symbols: digitsFrom('౦')},
	"thai": {system: numeric, symbols: digitsFrom('๐')}, "tibetan": {system: numeric, symbols: digitsFrom('༠')},
	"lower-alpha":    {system: alphabetic, symbols: digits("abcdefghijklmnopqrstuvwxyz")},
	"lower-latin":    {system: alphabetic, symbols: digits("abcdefghijklmnopqrstuvwxyz")},
	"upper-alpha":    {system: alphabetic, symbols: digits("ABCDEFGHIJKLMNOPQRSTUVWXYZ")},
	"upper-latin":    {system: alphabetic, symbols: digits("ABCDEFGHIJKLMNOPQRSTUVWXYZ")},
	"lower-greek":    {system: alphabetic, symbols: digits("αβγδεζηθικλμνξοπρστυφχψω")},
	"hiragana":       {system: alphabetic, symbols: digits("あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわゐゑをん"), suffix: "、"},
	"hiragana-iroha": {system: alphabetic, symbols: digits("いろはにほへとちりぬるをわかよたれそつねならむうゐのおくやまけふこえてあさきゆめみしゑひもせす"), suffix: "、"},
	"katakana":       {system: alphabetic, symbols: digits("アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヰヱヲン"), suffix: "、"},
	"katakana-iroha": {system: alphabetic, symbols: digits("イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"), suffix: "、"},
	"lower-roman": {system: additive, weights: romanWeights, min: 1, max: 3999,
		symbols: []string{"m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"}},
	"upper-roman": {system: additive, weights: romanWeights, min: 1, max: 3999,
		symbols: []string{"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"}},
	"armenian": {system: additive, min: 1, max: 9999, symbols: armenian(0), weights: myriad(36)}, "upper-armenian": {system: additive, min: 1, max: 9999, symbols: armenian(0), weights: myriad(36)},
	"lower-armenian": {system: additive, min: 1, max: 9999, symbols: armenian('ա' - 'Ա'), weights: myriad(36)},
	"georgian":       {system: additive, min: 1, max: 19999, weights: append([]int{10000}, myriad(36)...), symbols: digits("ჵჰჯჴხჭწძცჩშყღქფჳტსრჟპოჲნმლკითჱზვედგბა")},
	"hebrew": {system: additive, min: 1, max: 10999, weights: []int{10000, 9000, 8000, 7000, 6000, 5000, 4000, 3000, 2000, 1000, 400, 300, 200, 100, 90, 80, 70, 60, 50, 40, 30, 20, 19, 18, 17, 16, 15, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1},
		symbols: []string{"י׳", "ט׳", "ח׳", "ז׳", "ו׳", "ה׳", "ד׳", "ג׳", "ב׳", "א׳", "ת", "ש", "ר", "ק", "צ", "פ", "ע", "ס", "נ", "מ", "ל", "כ", "יט", "יח", "יז", "טז", "טו", "י", "ט", "ח", "ז", "ו", "ה", "ד", "ג", "ב", "א"}},
	"cjk-earthly-branch": {system: fixed, symbols: digits("子丑寅卯辰巳午未申酉戌亥"), suffix: "、"},
	"cjk-heavenly-stem":  {system: fixed, symbols: digits("甲乙丙丁戊己庚辛壬癸"), suffix: "、"},
}

// myriad returns the weights 9000 … 1000, 900 … 100, 90 … 10, 9 … 1.
func myriad(n int) []int {
	var out []int
	for unit := 1000; unit >= 1; unit /= 10 {
		for d := 9; d >= 1; d-- {
			out = append(out, d*unit)
		}
	}
	return out[:n]
}

// armenian returns the 36 letters from 9000 down to 1, shifted to lower case by offset.
func armenian(offset rune) []string {
	var out []string
	for r := 'Ք'; r >= 'Ա'; r-- {
		out = append(out, string(r+offset))
	}
	return out
}

// counterSuffix is what follows a marker's counter.
func counterSuffix(name string) string {
	if cs := counterStyles[name]; cs != nil && cs.suffix != "" {
		return cs.suffix
	}
	return ". "
}

// counterText returns a counter's value in a style; unknown styles and values out of a style's
// range are decimal.
func counterText(name string, n int) string {
	switch name {
	case "none":
		return ""
	case "disc":
		return "•"
	case "circle":
		return "◦"
	case "square":
		return "▪"
	case "disclosure-open":
		return "▾"
	case "disclosure-closed":
		return "▸"
	case "decimal-leading-zero":
		switch {
		case n >= 0 && n < 10:
			return "0" + strconv.Itoa(n)
		case n < 0 && n > -10:
			return "-0" + strconv.Itoa(-n)
		}
	}
	cs := counterStyles[name]
	if cs == nil || cs.max > 0 && (n < cs.min || n > cs.max) {
		return strconv.Itoa(n)
	}
	switch cs.system {
	case numeric:
		var out strings.Builder
		for _, r := range strconv.Itoa(n) {
			if r == '-' {
				out.WriteByte('-')
				continue
			}
			out.WriteString(cs.symbols[r-'0'])
		}
		return out.String()
	case alphabetic:
		if n < 1 {
			break
		}
		s, k := "", len(cs.symbols)
		for ; n > 0; n = (n - 1) / k {
			s = cs.symbols[(n-1)%k] + s
		}
		return s
	case fixed:
		if n >= 1 && n <= len(cs.symbols) {
			return cs.symbols[n-1]
		}
	case additive:
		var out strings.Builder
		for i, w := range cs.weights {
			for n >= w {
				out.WriteString(cs.symbols[i])
				n -= w
			}
		}
		return out.String()
	}
	return strconv.Itoa(n)
}
