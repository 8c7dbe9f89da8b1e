package shape

import (
	"math"
	"testing"

	"vitrine/layout/geom"
)

// px rounds a span to whole px for the tables.
func spanPx(a *Area, y, h float64) [2]int {
	l, r, ok := a.Span(geom.FromPx(y), geom.FromPx(h))
	if !ok {
		return [2]int{-1, -1}
	}
	return [2]int{l.Round(), r.Round()}
}

func TestSpanCircle(t *testing.T) {
	a := &Area{width: geom.Int(100), height: geom.Int(100)}
	r := [2]float64{50, 50}
	a.rounded([4]float64{0, 0, 100, 100}, [4][2]float64{r, r, r, r})
	for _, c := range []struct {
		y, h float64
		want [2]int
	}{
		{-20, 20, [2]int{-1, -1}}, // only touches it
		{-20, 40, [2]int{10, 90}}, // the lowest part of the line counts
		{0, 20, [2]int{10, 90}},
		{40, 20, [2]int{0, 100}},
		{80, 20, [2]int{10, 90}},
		{80, 90, [2]int{10, 90}},
		{100, 10, [2]int{-1, -1}},
	} {
		if got := spanPx(a, c.y, c.h); got != c.want {
			t.Errorf("line %v+%v: %v, want %v", c.y, c.h, got, c.want)
		}
	}
}

func TestSpanPolygon(t *testing.T) {
	a := &Area{width: geom.Int(100), height: geom.Int(100), at: geom.Point{X: geom.Int(5), Y: geom.Int(10)}}
	a.points = [][2]float64{{0, 0}, {60, 0}, {0, 60}}
	a.bound()
	if got, want := spanPx(a, 22, 10), [2]int{5, 53}; got != want {
		t.Errorf("slope: %v, want %v", got, want)
	}
	if got, want := spanPx(a, 70, 10), [2]int{-1, -1}; got != want {
		t.Errorf("below: %v, want %v", got, want)
	}
	a.margin = 5
	a.bound()
	if got, want := spanPx(a, 10, 10), [2]int{0, 70}; got != want { // around the corner at 60, 0
		t.Errorf("margin: %v, want %v", got, want)
	}
	// With a margin the edge moves along its normal.
	_, r, _ := a.Span(geom.Int(22), geom.Int(10))
	if want := 5 + 60 - 12 + 5*math.Sqrt2; math.Abs(r.Px()-want) > 1.0/32 {
		t.Errorf("edge with margin at %v, want %v", r.Px(), want)
	}
	a.points = [][2]float64{{0, 0}, {60, 0}}
	a.box = [4]float64{}
	a.bound()
	if got, want := spanPx(a, 10, 10), [2]int{-1, -1}; got != want {
		t.Errorf("no inside: %v, want %v", got, want)
	}
}

func TestTurn(t *testing.T) {
	for _, c := range []struct {
		frame geom.Frame
		box   [4]float64
		first [2]float64 // radii of the top left corner
	}{
		{geom.Horizontal, [4]float64{10, 20, 60, 80}, [2]float64{1, 2}},
		{geom.VerticalRL, [4]float64{20, 40, 80, 90}, [2]float64{4, 3}},
		{geom.VerticalLR, [4]float64{20, 10, 80, 60}, [2]float64{2, 1}},
		{geom.SidewaysLR, [4]float64{120, 10, 180, 60}, [2]float64{8, 7}},
	} {
		a := &Area{}
		a.rounded([4]float64{10, 20, 60, 80}, [4][2]float64{{1, 2}, {3, 4}, {5, 6}, {7, 8}})
		a.turn(c.frame, 100, 200)
		if a.box != c.box || a.radii[0] != c.first {
			t.Errorf("%v: box %v radii %v, want %v and %v", c.frame, a.box, a.radii[0], c.box, c.first)
		}
	}
}

func TestFit(t *testing.T) {
	c := Fit(geom.Size{W: 100, H: 40}, [4]geom.Point{{X: 100, Y: 40}, {X: 100, Y: 40}, {X: 0, Y: 0}, {X: 20, Y: 40}})
	if want := (geom.Point{X: 50, Y: 20}); c[0] != want || c[1] != want {
		t.Errorf("corners %v do not fit", c)
	}
}
