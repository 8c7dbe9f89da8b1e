package display

import (
	"image/color"
	"testing"

	"vitrine/layout/geom"
)

func TestPrefix(t *testing.T) {
	b := NewBuilder(geom.Size{W: geom.Int(600), H: geom.Int(600)})
	for i := range 10 {
		b.Rect(geom.Rect{X: geom.Int(50 * i), W: geom.Int(100), H: geom.Int(100)}, Solid(color.NRGBA{A: 255}))
	}
	l := b.Finish(color.NRGBA{})
	for n, want := range map[int]int{-1: 0, 0: 0, 4: 4, 10: 10, 99: 10} {
		p := l.Prefix(n)
		if got := len(p.In(nil, geom.Rect{W: geom.Int(600), H: geom.Int(600)}, geom.Point{})); got != want || len(p.Ops) != want {
			t.Errorf("Prefix(%d): %d operations, %d in the index, want %d", n, len(p.Ops), got, want)
		}
	}
	if len(l.Ops) != 10 {
		t.Error("the list itself was cut")
	}
}
