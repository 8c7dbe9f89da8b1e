package counter

import (
	"strings"
	"testing"

	"vitrine/css/syntax"
)

// styles parses the @counter-style rules of a sheet.
func styles(text string) (out []*Style) {
	ast := syntax.Parse(syntax.NewSource("", text))
	for i := range ast.Rules {
		r := &ast.Rules[i]
		if len(r.Prelude) == 0 {
			continue
		}
		var list []syntax.Declaration
		for _, it := range r.Block {
			list = append(list, it.Declaration)
		}
		if s := Parse(r.Prelude[0].Text, list); s != nil {
			out = append(out, s)
		}
	}
	return out
}

func TestPredefined(t *testing.T) {
	for _, c := range []struct {
		style string
		n     int
		want  string
	}{
		{"decimal", -7, "-7"}, {"decimal", 0, "0"},
		{"decimal-leading-zero", 3, "03"}, {"decimal-leading-zero", -3, "-3"}, {"decimal-leading-zero", 12, "12"},
		{"lower-roman", 3999, "mmmcmxcix"}, {"lower-roman", 4000, "4000"}, {"upper-roman", 0, "0"},
		{"lower-alpha", 27, "aa"}, {"lower-alpha", 0, "0"}, {"lower-greek", 25, "αα"},
		{"hebrew", 15, "טו"}, {"hebrew", 7, "ז"}, {"armenian", 9999, "ՔՋՂԹ"}, {"lower-armenian", 1, "ա"}, {"georgian", 19999, "ჵჰშჟთ"},
		{"persian", 10, "۱۰"}, {"cjk-decimal", 104, "一〇四"}, {"cjk-heavenly-stem", 10, "癸"}, {"cjk-heavenly-stem", 11, "一一"},
		{"japanese-informal", 1110, "千百十"}, {"japanese-formal", 1110, "壱阡壱百壱拾"}, {"japanese-formal", -1, "マイナス壱"},
		{"korean-hangul-formal", 6001, "육천일"}, {"korean-hanja-informal", 11, "十一"}, {"korean-hanja-formal", 0, "零"},
		{"korean-hanja-formal", 10000, "一〇〇〇〇"},
		{"simp-chinese-informal", 11, "十一"}, {"simp-chinese-informal", 111, "一百一十一"}, {"simp-chinese-informal", 1001, "一千零一"},
		{"simp-chinese-informal", 1100, "一千一百"}, {"simp-chinese-formal", 10, "壹拾"}, {"trad-chinese-formal", -11, "負壹拾壹"},
		{"cjk-ideographic", 6000, "六千"},
		{"ethiopic-numeric", 1, "፩"}, {"ethiopic-numeric", 100, "፻"}, {"ethiopic-numeric", 78010092, "፸፰፻፩፼፺፪"},
		{"ethiopic-numeric", 780000001092, "፸፰፻፼፼፲፻፺፪"},
		{"no-such-style", 4, "4"}, {"none", 4, ""}, {"disc", 9, "•"},
		{"cjk-decimal", 12, "一二"}, {"cjk-decimal", -5, "-5"}, {"cjk-heavenly-stem", -5, "-5"},
	} {
		if got := (*Set)(nil).Text(c.style, c.n); got != c.want {
			t.Errorf("%s of %d is %q, want %q", c.style, c.n, got, c.want)
		}
	}
	if got := (*Set)(nil).Marker((*Set)(nil).Style("ethiopic-numeric"), 2); got != "፪/ " {
		t.Errorf("marker is %q", got)
	}
}

func TestRules(t *testing.T) {
	set := NewSet(styles(`
		@counter-style cyc { system: cyclic; symbols: a "b" c; suffix: " "; prefix: "(" }
		@counter-style fix { system: fixed 3; symbols: x y; fallback: lower-roman }
		@counter-style sym { symbols: "*" "+" }
		@counter-style bin { system: numeric; symbols: "0" "1"; negative: "(" ")"; pad: 5 "_" }
		@counter-style alp { system: alphabetic; symbols: p q; range: 2 3, 9 infinite; fallback: bin }
		@counter-style dice { system: additive; additive-symbols: 6 "6", 1 "1"; range: auto }
		@counter-style ext { system: extends lower-roman; suffix: ")"; range: 1 5 }
		@counter-style ext2 { system: extends ext; prefix: "<" }
		@counter-style loop { system: extends pool; suffix: "!" }
		@counter-style pool { system: extends loop; prefix: "?" }
		@counter-style self { system: cyclic; symbols: z; range: 1 1; fallback: self }
		@counter-style decimal { symbols: no }
		@counter-style LOWER-alpha { system: cyclic; symbols: L }
		@counter-style bad1 { system: numeric; symbols: "1" }
		@counter-style bad2 { system: additive; additive-symbols: 1 a, 2 b }
		@counter-style bad3 { system: extends cyc; symbols: a }
		@counter-style wide { symbols: a inherit }
		@counter-style twice { symbols: a; symbols: 3 }
		@counter-style twice { system: wrong; symbols: w; range: 5 1; pad: -1 "x" }
	`))
	for _, c := range []struct {
		style string
		n     int
		want  string
	}{
		{"cyc", 0, "(c "}, {"cyc", 1, "(a "}, {"cyc", 5, "(b "}, {"cyc", -1, "(b "},
		{"fix", 3, "x. "}, {"fix", 4, "y. "}, {"fix", 5, "v. "}, {"fix", 2, "ii. "},
		{"sym", 1, "*. "}, {"sym", 4, "++. "}, {"sym", 0, "0. "}, {"sym", 1 << 30, "1073741824. "},
		{"bin", 5, "__101. "}, {"bin", -5, "(101). "}, {"bin", -1, "(__1). "},
		{"alp", 2, "q. "}, {"alp", 4, "__100. "}, {"alp", 9, "pqp. "},
		{"dice", 13, "661. "}, {"dice", 0, "0. "}, {"dice", -1, "-1. "}, {"dice", 1 << 30, "1073741824. "},
		{"ext", 4, "iv)"}, {"ext", 6, "6)"}, {"ext2", 5, "<v)"}, {"ext2", 6, "<6)"},
		{"loop", 3, "3!"}, {"pool", 3, "?3. "}, {"self", 2, "2. "},
		{"decimal", 1, "1. "}, {"lower-alpha", 1, "L. "},
		{"bad1", 1, "1. "}, {"bad2", 1, "1. "}, {"bad3", 1, "1. "}, {"wide", 1, "1. "}, {"twice", 1, "w. "},
	} {
		if got := set.Marker(set.Style(c.style), c.n); got != c.want {
			t.Errorf("%s of %d is %q, want %q", c.style, c.n, got, c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("system: additive; additive-symbols: 1 a, 0 b; range: 1 2; pad: 9 x", 7)
	f.Add("system: extends x; negative: a b; fallback: x", -1)
	f.Fuzz(func(t *testing.T, block string, n int) {
		list := styles("@counter-style x {" + block + "}")
		set := NewSet(list)
		got := set.Marker(set.Style("x"), n)
		limit := 64 + maxText*8 + len(block)*4
		if len(got) > limit || strings.Contains(got, "\x00") && !strings.Contains(block, "\x00") {
			t.Errorf("%q", got)
		}
	})
}
