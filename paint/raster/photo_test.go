package raster

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"slices"
	"testing"

	"vitrine/engine/res"
	"vitrine/paint/display"
)

// TestPhoto draws a photo from the planes of its file as from its pixels.
func TestPhoto(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 401, 303))
	for y := range 303 {
		for x := range 401 {
			m.SetRGBA(x, y, color.RGBA{uint8(x * y / 9), uint8(x), uint8(y * 3), 255})
		}
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, m, nil); err != nil {
		t.Fatal(err)
	}
	open := func() *res.Bitmap {
		img, err := res.Open(file.Bytes(), res.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return img.Bitmap
	}
	photo, pixels := open(), open()
	if pixels.Pixels() == nil || pixels.Planes() != nil || photo.Planes() == nil {
		t.Fatal("not a photo on one side and its pixels on the other")
	}
	same := func(name string, a, b shader, r image.Rectangle) {
		t.Helper()
		p, q := make([]uint32, r.Dx()), make([]uint32, r.Dx())
		for y := r.Min.Y; y < r.Max.Y; y++ {
			a.shade(p, r.Min.X, y)
			b.shade(q, r.Min.X, y)
			if !slices.Equal(p, q) {
				t.Fatalf("%s: row %d differs", name, y)
			}
		}
	}
	for _, c := range []struct {
		name    string
		m       display.Matrix
		nearest bool
	}{
		{"smaller", display.Matrix{A: 0.6, D: 0.55, E: 3.25, F: 1}, false},
		{"larger", display.Matrix{A: 2.5, D: 3, E: -40}, false},
		{"mirrored", display.Matrix{A: -0.9, D: -0.9, E: 360, F: 270}, false},
		{"nearest", display.Matrix{A: -1.7, D: 0.3, E: 600, F: 20}, true},
		{"halved", display.Matrix{A: 0.3, D: 0.2}, false},
		{"turned", display.Matrix{A: 0.5, B: 0.5, C: -0.5, D: 0.5, E: 200}, false},
	} {
		src := display.FRect{X: 10, Y: 5, W: 350, H: 290}
		a, ok1 := sampler(photo, src, c.m, c.nearest)
		b, ok2 := sampler(pixels, src, c.m, c.nearest)
		if !ok1 || !ok2 {
			t.Fatalf("%s: no sampler", c.name)
		}
		same(c.name, a, b, image.Rect(0, 0, 300, 200))
	}
	photo = open()
	same("copied", copier(photo, image.Pt(7, 9)), copier(pixels, image.Pt(7, 9)), image.Rect(20, 9, 408, 9+303))
	if photo.Planes() == nil {
		t.Error("the copy made pixels of the photo")
	}
}
