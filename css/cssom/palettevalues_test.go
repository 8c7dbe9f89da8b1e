package cssom

import (
	"fmt"
	"testing"

	"vitrine/css/syntax"
)

func TestPaletteValues(t *testing.T) {
	for src, want := range map[string]string{
		`@font-palette-values --a { font-family: A, "B c", d e; base-palette: 2; override-colors: 0 red, 3 rgb(0 0 255 / 50%) }`: "{--a [A B c d e] 2 [{0 {255 0 0 255}} {3 {0 0 255 128}}]}",
		`@font-palette-values --a { font-family: A; base-palette: dark; base-palette: dim }`:                                     "{--a [A] -2 []}",
		`@font-palette-values --a { font-family: A; override-colors: 0 currentcolor }`:                                           "{--a [A] 0 []}",
		`@font-palette-values --a { font-family: A; override-colors: 0 canvas }`:                                                 "{--a [A] 0 []}",
		`@font-palette-values --a { font-family: A; override-colors: 0 red, }`:                                                   "{--a [A] 0 []}",
		`@font-palette-values --a { font-family: A; base-palette: -1; override-colors: 1.5 red }`:                                "{--a [A] 0 []}",
		`@font-palette-values a { font-family: A }`:                                                                              "none",
		`@font-palette-values { font-family: A }`:                                                                                "none",
	} {
		got := "none"
		s := Parse(nil, syntax.NewSource("", src), Options{})
		if len(s.Rules) == 1 && s.Rules[0].Palette != nil {
			got = fmt.Sprint(*s.Rules[0].Palette)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", src, got, want)
		}
	}
}
