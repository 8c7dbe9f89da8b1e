package value

import (
	"testing"

	"vitrine/css/syntax"
)

func TestOldGradient(t *testing.T) {
	for in, want := range map[string]string{
		"linear, left top, left bottom, from(red), to(blue)":                   "-webkit-gradient(linear, 0% 0%, 0% 100%, from(red), to(blue))",
		"linear, 0 -5, 100% center, to(blue), color-stop(.3, lime), from(red)": "-webkit-gradient(linear, 0 -5, 100% 50%, from(red), color-stop(0.3, lime), to(blue))",
		"linear, left top, right bottom, color-stop(0%, red)":                  "-webkit-gradient(linear, 0% 0%, 100% 100%, from(red))",
		"radial, 50% 50%, 0, 10 20, 100, from(red), to(blue)":                  "-webkit-gradient(radial, 50% 50%, 0, 10 20, 100, from(red), to(blue))",
		"radial, 50% 50%, -1, 10 20, 100, from(red), to(blue)":                 "",
		"radial, 50% 50%, 10 20, 100, from(red), to(blue)":                     "",
		"linear, left top, left bottom, red, blue":                             "",
		"linear, left top, left bottom, color-stop(red), to(blue)":             "",
		"linear, left, right, from(red), to(blue)":                             "",
		"linear, left top": "",
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
