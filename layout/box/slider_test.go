package box

import (
	"testing"

	"vitrine/engine/htmlparse"
)

func TestFraction(t *testing.T) {
	for html, want := range map[string]float64{
		"<input type=range>":                         0.5,
		"<input type=range value=25>":                0.25,
		"<input type=range min=10 max=20 value=12>":  0.2,
		"<input type=range min=10 max=20 value=99>":  1,
		"<input type=range min=10 max=20 value=-99>": 0,
		"<input type=range min=10 max=5 value=7>":    0,
		"<input type=range value=x max=NaN>":         0.5,
	} {
		d := htmlparse.Parse(nil, htmlparse.Input{URL: "test:", Body: []byte(html)})
		if got := Fraction(d.Body().FirstElement()); got != want {
			t.Errorf("%s: %v, want %v", html, got, want)
		}
	}
}
