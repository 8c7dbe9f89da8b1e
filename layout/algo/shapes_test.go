package algo

import (
	"math/rand"
	"testing"

	"vitrine/layout/geom"
	"vitrine/layout/shape"
)

// TestShapedEach compares what the tree of bottom edges finds with a look at all floats.
func TestShapedEach(t *testing.T) {
	rng := rand.New(rand.NewSource(1))
	var s shaped
	top := geom.Unit(0)
	for n := range 300 {
		top += geom.Unit(rng.Intn(20))
		s.add(Float{Rect: geom.Rect{X: geom.Unit(n), Y: top, W: 1, H: geom.Unit(rng.Intn(200))}, Shape: &shape.Area{}})
		y, h := geom.Unit(rng.Intn(int(top)+50)), geom.Unit(rng.Intn(3)*20)
		var want, got []geom.Unit
		for _, f := range s.floats {
			if f.Rect.Y < y+h && f.Rect.Bottom() > y {
				want = append(want, f.Rect.X)
			}
		}
		s.each(y, h, func(f *Float) { got = append(got, f.Rect.X) })
		if len(got) != len(want) {
			t.Fatalf("%d floats, line %d+%d: found %v, want %v", n+1, y, h, got, want)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("%d floats, line %d+%d: found %v, want %v", n+1, y, h, got, want)
			}
		}
	}
}
