package geom

import (
	"math"
	"testing"
)

func TestUnitSaturates(t *testing.T) {
	for _, c := range []struct {
		px   float64
		want Unit
	}{{1, 64}, {0.5, 32}, {-1.5, -96}, {1e38, Max}, {math.Inf(-1), Min}, {math.NaN(), 0}} {
		if got := FromPx(c.px); got != c.want {
			t.Errorf("FromPx(%v) = %d, want %d", c.px, got, c.want)
		}
	}
	if Max.Add(Max) != Max || Min.Sub(Max) != Min || Max.Mul(1e9) != Max {
		t.Error("arithmetic does not saturate")
	}
	if Int(math.MaxInt32) != Max {
		t.Error("Int does not saturate")
	}
}

func TestRounding(t *testing.T) {
	for _, c := range []struct {
		u                  Unit
		round, floor, ceil int
	}{{32, 1, 0, 1}, {31, 0, 0, 1}, {-32, 0, -1, 0}, {-33, -1, -1, 0}, {64, 1, 1, 1}} {
		if c.u.Round() != c.round || c.u.Floor() != c.floor || c.u.Ceil() != c.ceil {
			t.Errorf("%d: round %d floor %d ceil %d", c.u, c.u.Round(), c.u.Floor(), c.u.Ceil())
		}
	}
	if got := Unit(16).String(); got != "0.25" {
		t.Errorf("String = %q", got)
	}
}

func TestRects(t *testing.T) {
	a, b := Rect{0, 0, 100, 100}, Rect{50, 50, 100, 100}
	if got := a.Intersect(b); got != (Rect{50, 50, 50, 50}) {
		t.Errorf("Intersect = %v", got)
	}
	if got := a.Union(b); got != (Rect{0, 0, 150, 150}) {
		t.Errorf("Union = %v", got)
	}
	if got := a.Intersect(Rect{200, 0, 1, 1}); !got.Empty() {
		t.Errorf("disjoint Intersect = %v", got)
	}
	s := Sides{1, 2, 3, 4}
	if got := a.Inset(s).Outset(s); got != a {
		t.Errorf("Inset then Outset = %v", got)
	}
}
