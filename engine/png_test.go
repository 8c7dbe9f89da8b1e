package engine_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"vitrine/engine"
)

func TestWritePNG(t *testing.T) {
	for _, c := range []struct {
		w, h  int
		alpha uint8
	}{{1, 1, 255}, {7, 5, 255}, {300, 200, 255}, {40, 500, 255}, {40, 300, 128}, {9, 3, 128}, {4, 4, 0}} {
		m := image.NewRGBA(image.Rect(0, 0, c.w, c.h))
		for y := range c.h {
			for x := range c.w {
				v := y / 2 // rows that repeat
				m.Set(x, y, color.NRGBA{uint8(x * 7), uint8(v * 11), uint8(x * v), c.alpha})
			}
		}
		var b bytes.Buffer
		if err := engine.WritePNG(&b, m); err != nil {
			t.Fatal(err)
		}
		got, err := png.Decode(&b)
		if err != nil {
			t.Fatal(err)
		}
		if got.Bounds() != m.Bounds() {
			t.Fatalf("bounds %v", got.Bounds())
		}
		for y := range c.h {
			for x := range c.w {
				want := color.NRGBAModel.Convert(m.At(x, y)).(color.NRGBA)
				have := color.NRGBAModel.Convert(got.At(x, y)).(color.NRGBA)
				for _, d := range []int{int(want.R) - int(have.R), int(want.G) - int(have.G), int(want.B) - int(have.B), int(want.A) - int(have.A)} {
					if d < -1 || d > 1 {
						t.Fatalf("%d×%d alpha %d at %d,%d: %v, want %v", c.w, c.h, c.alpha, x, y, have, want)
					}
				}
			}
		}
	}
}

func BenchmarkWritePNG(b *testing.B) {
	m := image.NewRGBA(image.Rect(0, 0, 1024, 768))
	for i := range m.Pix {
		m.Pix[i] = 255
	}
	for y := 20; y < 768; y += 24 { // lines of something like text
		for x := 40; x < 900; x++ {
			for k := range 12 {
				m.SetRGBA(x, y+k, color.RGBA{uint8(x * k * 37), uint8(x * 11), uint8(k * 17), 255})
			}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		var out bytes.Buffer
		engine.WritePNG(&out, m)
	}
}
