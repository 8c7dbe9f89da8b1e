package media

import (
	"testing"

	"vitrine/css/syntax"
)

func TestQueries(t *testing.T) {
	env := &Env{Width: 800, Height: 600, Scheme: Dark}
	for q, want := range map[string]bool{
		"": true, "all": true, "screen": true, "print": false, "not print": true, "not screen": false,
		"only screen": true, "tv": false, "not tv": true, "print, screen": true,
		"(min-width: 600px)": true, "(min-width:801px)": false, "(max-width: 50em)": true, "(width: 800px)": true,
		"(width)": true, "(width >= 600px)": true, "(600px <= width < 800px)": false, "(900px > width > 1px)": true,
		"(800px = width)": true, "(width > 600px) and (height < 600px)": false,
		"screen and (min-width:1px) and (color)": true, "screen and (color) or (hover)": false,
		"(print) or (hover)": true, "(hover) and (pointer: fine)": true, "(hover: none)": false,
		"(prefers-color-scheme: dark)": true, "(prefers-color-scheme: light)": false,
		"(prefers-reduced-motion)": false, "(prefers-reduced-motion: no-preference)": true,
		"(orientation: landscape)": true, "(aspect-ratio: 4/3)": true, "(min-aspect-ratio: 2/1)": false,
		"(aspect-ratio > 1)": true, "(max-aspect-ratio: 0/0)": true, "(min-aspect-ratio: 1/0)": false, "(resolution: 1dppx)": true, "(min-resolution: 97dpi)": false,
		"(-webkit-min-device-pixel-ratio: 1)": true, "(-webkit-min-device-pixel-ratio: 2), (min-resolution: 192dpi)": false,
		"(unknown)": false, "not (unknown)": false, "(unknown) or (color)": true, "not all and (unknown)": false,
		"not ((color) and (monochrome))": true, "(monochrome)": false, "(color: 8)": true, "(grid: 0)": true,
		"(min-orientation: x)": false, "(orientation: x)": false, "(min-width)": false, "()": false,
		"and": false, "not": false, "screen and": false, "screen (color)": false, "screen and(color)": false,
		"(width > 1px) and (height > 1px) or (color)": false, "((width > 1px) and (height > 1px)) or (color)": true,
		"garbage!, screen": true, "(min-width: calc(500px + 10em))": true, "(min-width: calc(500px + 20em))": false,
		"(scripting: none)": true, "(update: fast)": true, "(min-width: 600)": false, "(min-width: 0)": true,
		"f(x)": false, "not f(x)": false, "(width >= 600px) and (width <= 700px)": false, "(WIDTH: 800PX)": true,
		"(color-gamut: srgb)": true, "(width < = 900px)": false, "layer": false, "(not (hover))": false,
	} {
		if got := ParseString(q).Match(env); got != want {
			t.Errorf("%q = %v, want %v", q, got, want)
		}
	}
}

func TestString(t *testing.T) {
	for in, want := range map[string]string{
		"SCREEN and (Min-Width:1px)":           "screen and (min-width: 1px)",
		"not (color)":                          "not (color)",
		"(1px<width<=2px) or ((hover)and (a))": "(1px < width <= 2px) or ((hover) and (a))",
		"!, print":                             "not all, print",
	} {
		l := ParseString(in)
		if got := l.String(); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestSupports(t *testing.T) {
	a := &Asker{
		Declaration: func(name string, v []syntax.Component) bool { return name == "a" && syntax.Serialize(v) != "bad" },
		Selector:    func(v []syntax.Component) bool { return syntax.Serialize(v) == "p" },
		FontFormat:  func(s string) bool { return s == "woff" },
	}
	for c, want := range map[string]string{
		"(a: b)": "yes", "(x: b)": "no", "(a: bad)": "no", "not (a:b)": "no", "not (x:b)": "yes",
		"(a:b) and (x:y)": "no", "(a:b) or (x:y)": "yes", "(a:b) and (a:c) or (a:d)": "error",
		"((a:b) or (x:y)) and (not (x:y))": "yes", "selector(p)": "yes", "selector(q)": "no", "unknown(x)": "no",
		"not unknown(x)": "yes", "(unknown)": "no", "a: b": "error", "": "error", "(a:b) and": "error", "(a: b !important)": "yes",
		"font-format(woff)": "yes", "font-format(x)": "no", "not(a:b)": "no", "(--x: y)": "no",
	} {
		got := "error"
		if r, ok := Supports(syntax.ParseComponents(c), a); ok {
			got = map[bool]string{true: "yes", false: "no"}[r]
		}
		if got != want {
			t.Errorf("%q: %s, want %s", c, got, want)
		}
	}
	if !SupportsImport(syntax.ParseComponents("a: b"), a) || SupportsImport(syntax.ParseComponents("x: b"), a) {
		t.Error("supports() of @import")
	}
}

func FuzzMedia(f *testing.F) {
	for _, s := range []string{"screen and (min-width:1px)", "not (a) or (b)", "(1px<width<2px)", "(aspect-ratio:1/0)", "((((", "not not"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		env := &Env{Width: 800, Height: 600}
		l := ParseString(s)
		text := l.String()
		if m := ParseString(text); m.Match(env) != l.Match(env) {
			t.Fatalf("%q and its text %q differ", s, text)
		}
		Supports(syntax.ParseComponents(s), &Asker{Declaration: func(string, []syntax.Component) bool { return true }})
	})
}
