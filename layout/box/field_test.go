package box

import (
	"fmt"
	"testing"

	"vitrine/engine/htmlparse"
)

func TestNumberSize(t *testing.T) {
	for attrs, want := range map[string]string{ // as wide as Chromium's fields
		"":                        "0 false",
		"min=0 max=10":            "2 true",
		"min=-1.5 max=100":        "5 true",
		"min=0 max=10 step=0.01":  "5 true",
		"min=0 max=10 step=any":   "0 false",
		"min=0 max=10 step=x":     "2 true",
		"min=0 max=1e10":          "1 true",
		"min=0 max=x":             "0 false",
		"min=-0.05 max=1e-999999": "1003 true",
	} {
		d := htmlparse.Parse(nil, htmlparse.Input{URL: "test:", Body: []byte("<input type=number " + attrs + ">")})
		b := &Box{Control: TextField, Node: d.Body().FirstElement()}
		if got := fmt.Sprint(b.NumberSize()); got != want {
			t.Errorf("%s: %s, want %s", attrs, got, want)
		}
	}
}

func TestTicks(t *testing.T) {
	const list = "<datalist id=l><option value=0><option value=33><option>x<option value=120><option value=100></datalist><p id=p>"
	for input, want := range map[string]string{
		"<input type=range list=l>":                     "[0 0.33 1]",
		"<input type=range list=l step=10>":             "[0 1]",
		"<input type=range list=l step=any min=33>":     "[0 1]",
		"<input type=range list=l min=20 max=120>":      "[0.13 1 0.8]",
		"<input type=range list=l min=100 max=100>":     "[]",
		"<input type=range list=p><input type=range>":   "[]",
		"<input type=range><input type=range list=nil>": "[]",
	} {
		d := htmlparse.Parse(nil, htmlparse.Input{URL: "test:", Body: []byte(input + list)})
		if got := fmt.Sprint(Ticks(d, d.Body().FirstElement())); got != want {
			t.Errorf("%s: %s, want %s", input, got, want)
		}
	}
}
