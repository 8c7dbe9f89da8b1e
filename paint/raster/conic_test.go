package raster

import (
	"image/color"
	"testing"

	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// A round border of one px, as Chromium 156 draws it: 14×10 px, radius 4.5 px.
func TestHairRing(t *testing.T) {
	want := [5][14]uint8{
		{255, 255, 170, 85, 64, 0, 0, 0, 0, 64, 85, 170, 255, 255},
		{255, 64, 85, 170, 255, 255, 255, 255, 255, 255, 170, 85, 64, 255},
		{170, 85, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 85, 170},
		{85, 170, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 170, 85},
		{64, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 64},
	}
	corners := func(r float64) (c [4]display.Corner) {
		for i := range c {
			c[i] = display.Corner{X: geom.FromPx(r), Y: geom.FromPx(r)}
		}
		return c
	}
	w, h := geom.Int(14), geom.Int(10)
	b := display.NewBuilder(geom.Size{W: w, H: h})
	outer := geom.Rect{W: w, H: h}
	inner := geom.Rect{X: geom.One, Y: geom.One, W: geom.Int(12), H: geom.Int(8)}
	b.Ring(display.RRect{R: outer, Corners: corners(4.5)}, display.RRect{R: inner, Corners: corners(3.5)}, display.Solid(color.NRGBA{A: 255}))
	img := Draw(b.Finish(color.NRGBA{R: 255, G: 255, B: 255, A: 255}), outer, Options{})
	for y, line := range want {
		for x, v := range line {
			for _, at := range [2]int{y, 9 - y} {
				if got := img.RGBAAt(x, at).R; max(got, v)-min(got, v) > 8 {
					t.Errorf("%d,%d: %d, want %d", x, at, got, v)
				}
			}
		}
	}
}
