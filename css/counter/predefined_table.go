package counter

import (
	"strings"
	"sync"
)

// predefined are the styles of the specification by name, and those that today's browsers have
// besides. https://www.w3.org/TR/css-counter-styles-3/#predefined-counters
// Many pages have no counters at all.
var predefined = sync.OnceValue(table)

// CJK list markers end in an ideographic comma.
const comma = "、"

func table() map[string]*Style {
	m := map[string]*Style{}
	add := func(s Style, names ...string) {
		if s.Negative[0] == "" {
			s.Negative[0] = "-"
		}
		if s.Suffix == "" {
			s.Suffix = ". "
		}
		for _, n := range names {
			s.Name = n
			named := s
			m[n] = &named
		}
	}
	symbols := func(sys System, text, suffix string, names ...string) {
		add(Style{System: sys, First: 1, Symbols: strings.Split(text, ""), Suffix: suffix}, names...)
	}

	// Symbols.
	for name, sym := range map[string]string{"disc": "•", "circle": "◦", "square": "▪",
		"disclosure-open": "▾", "disclosure-closed": "▸"} {
		symbols(Cyclic, sym, " ", name)
	}

	// Digits.
	symbols(Numeric, "0123456789", "", "decimal")
	add(Style{System: Numeric, Symbols: strings.Split("0123456789", ""), Pad: 2, PadSymbol: "0"}, "decimal-leading-zero")
	for name, zero := range map[string]rune{"arabic-indic": '٠', "bengali": '০', "cambodian": '០', "khmer": '០',
		"devanagari": '०', "gujarati": '૦', "gurmukhi": '੦', "kannada": '೦', "lao": '໐', "malayalam": '൦',
		"mongolian": '᠐', "myanmar": '၀', "oriya": '୦', "persian": '۰', "urdu": '۰', "tamil": '௦', "telugu": '౦',
		"thai": '๐', "tibetan": '༠'} {
		var d []string
		for i := rune(0); i < 10; i++ {
			d = append(d, string(zero+i))
		}
		add(Style{System: Numeric, Symbols: d}, name)
	}
	add(Style{System: Numeric, Symbols: strings.Split("〇一二三四五六七八九", ""), Ranges: []Range{{0, Infinite}}, Suffix: comma}, "cjk-decimal")

	// Alphabets.
	symbols(Alphabetic, "abcdefghijklmnopqrstuvwxyz", "", "lower-alpha", "lower-latin")
	symbols(Alphabetic, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "", "upper-alpha", "upper-latin")
	symbols(Alphabetic, "αβγδεζηθικλμνξοπρστυφχψω", "", "lower-greek")
	symbols(Alphabetic, "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわゐゑをん", comma, "hiragana")
	symbols(Alphabetic, "いろはにほへとちりぬるをわかよたれそつねならむうゐのおくやまけふこえてあさきゆめみしゑひもせす", comma, "hiragana-iroha")
	symbols(Alphabetic, "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヰヱヲン", comma, "katakana")
	symbols(Alphabetic, "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス", comma, "katakana-iroha")
	symbols(Alphabetic, "가나다라마바사아자차카타파하", ", ", "hangul")
	symbols(Alphabetic, "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ", ", ", "hangul-consonant")
	symbols(Alphabetic, "ሀለሐመሠረሰቀበተኀነአከወዐዘየደገጠጰጸፀፈፐ", "/ ", "ethiopic-halehame")
	symbols(Alphabetic, "ሀለሐመሠረሰሸቀበተቸኀነኘአከኸወዐዘዠየደጀገጠጨጰጸፀፈፐ", "/ ", "ethiopic-halehame-am")
	symbols(Alphabetic, "ሀለሐመረሰሸቀቐበተቸነኘአከኸወዐዘዠየደጀገጠጨጸፈፐ", "/ ", "ethiopic-halehame-ti-er")
	symbols(Alphabetic, "ሀለሐመሠረሰሸቀቐበተቸኀነኘአከኸወዐዘዠየደጀገጠጨጸፀፈፐ", "/ ", "ethiopic-halehame-ti-et")

	// One symbol per value.
	fixed := func(name, text string) {
		add(Style{System: Fixed, First: 1, Symbols: strings.Split(text, ""), Suffix: comma, Fallback: "cjk-decimal"}, name)
	}
	fixed("cjk-earthly-branch", "子丑寅卯辰巳午未申酉戌亥")
	fixed("cjk-heavenly-stem", "甲乙丙丁戊己庚辛壬癸")

	// Sums.
	additive := func(name, suffix string, most int, w []Weighted) {
		add(Style{System: Additive, Weights: w, Ranges: []Range{{1, most}}, Suffix: suffix}, name)
	}
	roman := weighted([]int{1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1}, strings.Fields("m cm d cd c xc l xl x ix v iv i"))
	additive("lower-roman", "", 3999, roman)
	upper := append([]Weighted(nil), roman...)
	for i := range upper {
		upper[i].Symbol = strings.ToUpper(upper[i].Symbol)
	}
	additive("upper-roman", "", 3999, upper)
	var big, small []string
	for r := 'Ք'; r >= 'Ա'; r-- {
		big, small = append(big, string(r)), append(small, string(r+'ա'-'Ա'))
	}
	additive("armenian", "", 9999, weighted(tens(1000), big))
	additive("upper-armenian", "", 9999, weighted(tens(1000), big))
	additive("lower-armenian", "", 9999, weighted(tens(1000), small))
	additive("georgian", "", 19999, weighted(append([]int{10000}, tens(1000)...), strings.Split("ჵჰჯჴხჭწძცჩშყღქფჳტსრჟპოჲნმლკითჱზვედგბა", "")))
	additive("hebrew", "", 10999, weighted(
		[]int{10000, 9000, 8000, 7000, 6000, 5000, 4000, 3000, 2000, 1000, 400, 300, 200, 100, 90, 80, 70, 60, 50, 40, 30, 20, 19, 18, 17, 16, 15, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1},
		strings.Fields("י׳ ט׳ ח׳ ז׳ ו׳ ה׳ ד׳ ג׳ ב׳ א׳ ת ש ר ק צ פ ע ס נ מ ל כ יט יח יז טז טו י ט ח ז ו ה ד ג ב א")))

	// Digits with units. one tells whether the 1 of 10, 100 and 1000 is written.
	units := func(name, suffix, negative, zero, digits, units string, one bool) {
		d, u := strings.Split(digits, ""), strings.Split(units, "")
		var w []Weighted
		for pos, weight := 3, 1000; pos >= 0; pos, weight = pos-1, weight/10 {
			for n := 9; n >= 1; n-- {
				sym := d[n-1]
				if pos > 0 {
					if n == 1 && !one {
						sym = ""
					}
					sym += u[pos-1]
				}
				w = append(w, Weighted{n * weight, sym})
			}
		}
		add(Style{System: Additive, Weights: append(w, Weighted{0, zero}), Ranges: []Range{{-9999, 9999}},
			Negative: [2]string{negative}, Suffix: suffix, Fallback: "cjk-decimal"}, name)
	}
	units("japanese-informal", comma, "マイナス", "〇", "一二三四五六七八九", "十百千", false)
	units("japanese-formal", comma, "マイナス", "零", "壱弐参四伍六七八九", "拾百阡", true)
	units("korean-hangul-formal", ", ", "마이너스 ", "영", "일이삼사오육칠팔구", "십백천", true)
	units("korean-hanja-informal", ", ", "마이너스 ", "零", "一二三四五六七八九", "十百千", false)
	units("korean-hanja-formal", ", ", "마이너스 ", "零", "壹貳參四五六七八九", "拾百仟", true)
	hans := func(negative, text string, informal int, names ...string) {
		add(Style{System: chinese, First: informal, Symbols: strings.Split(text, ""), Ranges: []Range{{-9999, 9999}},
			Negative: [2]string{negative}, Suffix: comma, Fallback: "cjk-decimal"}, names...)
	}
	hans("负", "零一二三四五六七八九十百千", 1, "simp-chinese-informal")
	hans("负", "零壹贰叁肆伍陆柒捌玖拾佰仟", 0, "simp-chinese-formal")
	hans("負", "零一二三四五六七八九十百千", 1, "trad-chinese-informal", "cjk-ideographic")
	hans("負", "零壹貳參肆伍陸柒捌玖拾佰仟", 0, "trad-chinese-formal")
	add(Style{System: ethiopic, Suffix: "/ "}, "ethiopic-numeric")
	return m
}

// tens returns 9, 8 … 1 times most, then of a tenth of it, and so on.
func tens(most int) (out []int) {
	for unit := most; unit >= 1; unit /= 10 {
		for d := 9; d >= 1; d-- {
			out = append(out, d*unit)
		}
	}
	return out
}

func weighted(weights []int, symbols []string) (out []Weighted) {
	for i, s := range symbols {
		out = append(out, Weighted{weights[i], s})
	}
	return out
}
