package anim

import (
	"math"
	"testing"

	"vitrine/css/prop"
	"vitrine/css/value"
)

// parse returns the declared value of a property.
func parse(t *testing.T, name, text string) value.Value {
	t.Helper()
	d, err := prop.ParseText(name, text, nil)
	if err != nil {
		t.Fatal(err)
	}
	return value.Compute(d[0].Value, &value.Context{FontSize: 16})
}

func TestEasing(t *testing.T) {
	for _, c := range []struct {
		fn      string
		p, want float64
		before  bool
	}{
		{"linear", 0.3, 0.3, false},
		{"ease", 0.5, 0.8024, false},
		{"ease-in", 0.5, 0.3154, false},
		{"cubic-bezier(0.2, -2, 0.8, 3)", -0.1, 1, false},
		{"steps(4)", 0.5, 0.5, false},
		{"steps(4)", 0.49, 0.25, false},
		{"steps(2, start)", 0, 0.5, false},
		{"steps(2, start)", 0, 0, true},
		{"steps(3, jump-none)", 0.5, 0.5, false},
		{"steps(2, jump-both)", 0, 1.0 / 3, false},
		{"step-end", 1, 1, false},
		{"linear(0, 1 25%, 0.5)", 0.25, 1, false},
		{"linear(0, 1 25% 75%, 0)", 0.6, 1, false},
		{"linear(0, 0.2, 1)", 0.75, 0.6, false},
		{"linear(0.3, 1)", 2, 1.7, false},
	} {
		e := EasingOf(parse(t, "transition-timing-function", c.fn))
		got := e.At(c.p, c.before)
		if c.fn == "cubic-bezier(0.2, -2, 0.8, 3)" {
			c.want = -0.1 * -2 / 0.2
		}
		if math.Abs(got-c.want) > 1e-4 {
			t.Errorf("%s at %g: %g, want %g", c.fn, c.p, got, c.want)
		}
	}
}

func TestTiming(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		t     Timing
		local float64
		want  float64
		ok    bool
	}{
		{Timing{Duration: 2, Iterations: 1}, 1, 0.5, true},
		{Timing{Duration: 2, Iterations: 1}, 2, 0, false},
		{Timing{Duration: 2, Iterations: 1, Fill: value.KwForwards}, 2, 1, true},
		{Timing{Duration: 2, Iterations: 1, Delay: 1}, 0.5, 0, false},
		{Timing{Duration: 2, Iterations: 1, Delay: 1, Fill: value.KwBoth, Direction: value.KwReverse}, 0.5, 1, true},
		{Timing{Duration: 2, Iterations: inf, Direction: value.KwAlternate}, 3, 0.5, true},
		{Timing{Duration: 2, Iterations: 2, Direction: value.KwAlternate, Fill: value.KwForwards}, 9, 0, true},
		{Timing{Duration: 2, Iterations: 0, Fill: value.KwForwards}, 1, 0, true},
		{Timing{Duration: 0, Iterations: inf, Fill: value.KwForwards}, 1, 1, true},
		{Timing{Duration: 1, Iterations: 1, Delay: -2}, 0, 0, false},
	} {
		got, _, ok := c.t.At(c.local)
		if got != c.want || ok != c.ok {
			t.Errorf("%+v at %g: %g %t, want %g %t", c.t, c.local, got, ok, c.want, c.ok)
		}
	}
}

// Halfway between a map and itself is that map, whatever it is made of.
func TestMixMatrix(t *testing.T) {
	for _, m := range []Matrix{
		{{1, 0, 0, 5}, {0, 1, 0, 6}, {0, 0, 1, 0}, {0, 0, 0, 1}},
		{{2, 1, 0, 5}, {-1, 3, 0, 6}, {0, 0, 1, 0}, {0, 0, 0, 1}},
		{{-1, 0, 0, 0}, {0, 2, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}},
		{{1, 0.2, 0.3, 5}, {0.1, 2, -0.4, 6}, {0.5, 0, 1.5, 7}, {0, 0, 0, 1}},
		{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, -0.01, 1}},
	} {
		got, ok := MixMatrix(m, m, 0.5)
		for i := range 4 {
			for j := range 4 {
				if !ok || math.Abs(got[i][j]-m[i][j]) > 1e-9 {
					t.Fatalf("%v became %v", m, got)
				}
			}
		}
	}
	if _, ok := MixMatrix(Matrix{}, Matrix{{1}, {0, 1}, {0, 0, 1}, {0, 0, 0, 1}}, 0.5); ok {
		t.Error("nothing lies between a map that cannot be undone and another")
	}
}

// Whatever two values a longhand has, what lies between is a value or one of them.
func FuzzMix(f *testing.F) {
	f.Add("transform", "rotate(10deg) scale(2)", "translate(50%, 3px)", 0.3)
	f.Add("box-shadow", "none", "inset 1px 2px 3px red, 0 0 blue", 0.5)
	f.Add("clip-path", "inset(1px round 2px / 3px)", "inset(5% 6px)", -1.0)
	f.Add("filter", "blur(1px) drop-shadow(1px 2px red)", "none", 2.0)
	f.Add("background-position", "left 1px top 2px, 3px 4px", "50% 60%", 0.1)
	f.Add("transform-origin", "top", "1px 2px 3px", 0.7)
	f.Fuzz(func(t *testing.T, name, a, b string, p float64) {
		x, err1 := prop.ParseText(name, a, nil)
		y, err2 := prop.ParseText(name, b, nil)
		if err1 != nil || err2 != nil || len(x) != len(y) || math.IsNaN(p) || math.IsInf(p, 0) {
			return
		}
		c := &value.Context{FontSize: 16}
		for i := range x {
			if x[i].ID != y[i].ID || x[i].ID == prop.Custom {
				continue
			}
			u, v := value.Compute(x[i].Value, c), value.Compute(y[i].Value, c)
			if u == nil || v == nil {
				continue
			}
			got, _ := Mix(x[i].ID, u, v, p)
			if got == nil {
				t.Fatalf("%s: nothing between %q and %q at %g", name, a, b, p)
			}
			value.Text(got)
		}
	})
}

// https://drafts.csswg.org/css-values-5/#interpolate-size
func TestMixSizes(t *testing.T) {
	auto, px := value.Value(value.KeywordLength(value.KwAuto)), value.Value(value.PxLength(100))
	if Interpolates(prop.Height, auto, px) {
		t.Error("auto and a length interpolate by themselves")
	}
	v, ok := Mix(prop.Height, Sized(prop.Height, auto), px, 0.25)
	if got := value.Text(v); !ok || got != "calc-size(auto, 25px + (0.75 * size))" {
		t.Errorf("a quarter of the way from auto to 100px is %s", got)
	}
	if got := Sized(prop.MarginTop, auto); got != auto {
		t.Error("a margin has no size")
	}
	if Interpolates(prop.Height, Sized(prop.Height, auto), Sized(prop.Height, value.KeywordLength(value.KwMinContent))) {
		t.Error("two keywords interpolate")
	}
}
