package ua

import "testing"

func TestSVGTransform(t *testing.T) {
	for _, c := range []struct {
		in, want string
		ok       bool
	}{
		{"translate(10 20)", "translate(10px,20px) ", true},
		{"translate(10-20)", "translate(10px,-20px) ", true},
		{"matrix(1 0,0 -1.5e1 .5.5)", "matrix(1,0,0,-1.5e1,.5,.5) ", true},
		{"scale(2) , rotate(45)", "scale(2) rotate(45deg) ", true},
		{"scale(2)rotate(45)", "scale(2) rotate(45deg) ", true},
		{"rotate(90 1 2)", "translate(1px,2px) rotate(90deg) translate(calc(-1px * 1),calc(-1px * 2)) ", true},
		{"skewX(3)", "skewX(3deg) ", true},
		{"", "none", true}, {"none", "none", true},
		{"rotate(90,)", "", false}, {"rotate(90deg)", "", false}, {"rotate(1 2)", "", false}, {"translate(1 2 3)", "", false},
		{"scale(2),", "", false}, {"scale(2", "", false}, {"nonsense(1)", "", false}, {"matrix(1 0 0 50% 0 0)", "", false},
	} {
		if got, ok := svgTransform(c.in); got != c.want || ok != c.ok {
			t.Errorf("%q: %q %v, want %q %v", c.in, got, ok, c.want, c.ok)
		}
	}
}
