package cascade

import (
	"testing"

	"vitrine/css/style"
	"vitrine/css/syntax"
)

func TestSyntax(t *testing.T) {
	for _, c := range []struct{ syntax, value, want string }{
		{"<length>", "2em", "32px"}, {"<length>", "red", ""}, {"<length>", "0", "0px"}, {"<length>", "calc(1px + 1in)", "97px"},
		{"<length>+", "1px 2em", "1px 32px"}, {"<length>#", "1px, 2em", "1px, 32px"}, {"<length>#", "1px 2em", ""},
		{"<color>", "red", "rgb(255, 0, 0)"}, {"<color>", "currentcolor", "currentcolor"}, {"<number> | <length>", "5", "5"},
		{"a | b", "b", "b"}, {"a | b", "B", ""}, {"a+", "a a", "a a"}, {"a#", "a, a", "a, a"}, {"a#", "a a", ""}, {"a#", "a,", ""}, {"a", "a a", ""},
		{"<percentage>", "calc(10% * 2)", "20%"}, {"<length-percentage>", "calc(10% + 1em)", "calc(10% + 16px)"}, {"<angle>", "0.5turn", "180deg"},
		{"<transform-list>", "rotate(10deg) scale(2)", "rotate(10deg) scale(2)"}, {"<transform-function>", "rotate(1turn)", "rotate(360deg)"},
		{"<integer>", "1.5", ""}, {"<integer>", "calc(1.6)", "2"}, {"<custom-ident>", "x", "x"}, {"<custom-ident>", "inherit", ""}, {"<string>", "'a'", `"a"`},
		{"<position>", "left", "error"}, {"", "x", "error"}, {"<length>?", "x", "error"}, {"a b", "a b", "error"}, {"initial", "x", "error"},
		{"<transform-list>+", "x", "error"}, {"|a", "a", "error"}, {"<length", "1px", "error"}, {"*|a", "a", "error"},
	} {
		got := "error"
		if s, ok := syntaxOf(c.syntax); ok {
			got = ""
			ctx := &style.Context{}
			ctx.FontSize = 16
			if cu := (&registration{syntax: s}).compute(syntax.ParseComponents(c.value), ctx); cu != nil {
				got = cu.String()
			}
		}
		if got != c.want {
			t.Errorf("%s as %s is %q, want %q", c.value, c.syntax, got, c.want)
		}
	}
}

func FuzzSyntax(f *testing.F) {
	for _, s := range [][2]string{{"<length>+ | a#", "1px 2px"}, {"*", "x"}, {"<color>|<image>", "red"}, {"a | b | <transform-list>", "scale(2)"}} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, def, text string) {
		s, ok := syntaxOf(def)
		if !ok {
			return
		}
		r := &registration{syntax: s}
		once := r.compute(syntax.ParseComponents(text), &style.Context{})
		if once == nil || s == nil {
			return
		}
		again := r.compute(syntax.ParseComponents(once.String()), &style.Context{})
		if again == nil {
			t.Fatalf("%q as %q computes to %q, which is no value of it", text, def, once)
		}
	})
}
