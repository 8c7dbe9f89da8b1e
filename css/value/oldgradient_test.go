package value

import (
	"testing"

	"vitrine/css/syntax"
)

func TestOldGradient(t *testing.T) {
	for in, want := range map[string]string{
		"linear, left top, left bottom, from(red), to(blue)":                         "linear-gradient(red 0%, blue 100%)",
		"linear, left bottom, left top, to(blue), color-stop(.3, lime), from(red)":   "linear-gradient(to top, red 0%, lime 30%, blue 100%)",
		"linear, 0 0, 100% 0, color-stop(10%, red), color-stop(50%, blue)":           "linear-gradient(to right, red 10%, blue 50%)",
		"linear, right center, left center, from(red)":                               "linear-gradient(to left, red 0%)",
		"linear, center 20%, center 80%, from(red), color-stop(0.5,lime), to(blue)":  "linear-gradient(red 20%, lime 50%, blue 80%)",
		"linear, left top, right bottom, from(red), to(blue)":                        "",
		"linear, left top, left 20, from(red), to(blue)":                             "",
		"linear, left top, left bottom":                                              "",
		"linear, left top, left bottom, red, blue":                                   "",
		"linear, left top, left bottom, color-stop(red), to(blue)":                   "",
		"radial, 50% 50%, 0, 50% 50%, 100, from(red), to(blue)":                      "",
		"linear, left top, left top, from(red), to(blue)":                            "",
		"linear, left, right, from(red), to(blue)":                                   "",
		"linear, left top, left bottom, from(red blue), to(blue), color-stop(1,), ,": "",
	} {
		v := syntax.ParseComponents("-webkit-gradient(" + in + ")")
		got := ""
		if g := parseImage(&v[0], nil); g != nil {
			got = Text(g)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}
