package res

import (
	"image"
	"image/color"
	"image/draw"
	"testing"
)

// TestDrawPlanes: colours are smoothed between samples where there are fewer of them than pixels, the
// same whatever part is drawn.
func TestDrawPlanes(t *testing.T) {
	for _, ratio := range []image.YCbCrSubsampleRatio{image.YCbCrSubsampleRatio420, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio444} {
		m := image.NewYCbCr(image.Rect(0, 0, 7, 5), ratio)
		for i := range m.Y {
			m.Y[i] = 100
		}
		for i := range m.Cb {
			m.Cb[i], m.Cr[i] = uint8(100+i*13%60), uint8(90+i*29%80)
		}
		whole := image.NewRGBA(m.Rect)
		DrawPlanes(whole, m.Rect, m)
		part := image.NewRGBA(image.Rect(2, 1, 6, 4))
		DrawPlanes(part, image.Rect(3, 1, 9, 3), m)
		for y := 1; y < 3; y++ {
			for x := 3; x < 6; x++ {
				if a, b := whole.RGBAAt(x, y), part.RGBAAt(x, y); a != b {
					t.Errorf("%v: %d,%d is %v as a part, %v in the whole", ratio, x, y, b, a)
				}
			}
		}
		if a := part.RGBAAt(2, 1); a.A != 0 {
			t.Errorf("%v: drew outside of the part: %v", ratio, a)
		}
	}
	// Two samples, 100 and 164 for red: a pixel beside the edge has a quarter of the other side.
	m := image.NewYCbCr(image.Rect(0, 0, 4, 2), image.YCbCrSubsampleRatio420)
	for i := range m.Y {
		m.Y[i] = 128
	}
	copy(m.Cb, []uint8{128, 128})
	copy(m.Cr, []uint8{100, 164})
	out := image.NewRGBA(m.Rect)
	DrawPlanes(out, m.Rect, m)
	for x, want := range []uint8{89, 111, 156, 178} {
		if got := out.RGBAAt(x, 1).R; got != want {
			t.Errorf("red at %d is %d, want %d", x, got, want)
		}
	}
}

// TestWebPColor: the planes of a lossy WebP hold white as 235 and black as 16.
func TestWebPColor(t *testing.T) {
	m := image.NewNYCbCrA(image.Rect(0, 0, 3, 1), image.YCbCrSubsampleRatio420)
	copy(m.Y, []uint8{16, 235, 235})
	copy(m.A, []uint8{255, 255, 128})
	for i := range m.Cb {
		m.Cb[i], m.Cr[i] = 128, 128
	}
	got := webpRGBA(m)
	for x, want := range []color.RGBA{{0, 0, 0, 255}, {255, 255, 255, 255}, {128, 128, 128, 128}} {
		if c := got.RGBAAt(x, 0); c != want {
			t.Errorf("pixel %d is %v, want %v", x, c, want)
		}
	}
}

func BenchmarkDrawPlanes(b *testing.B) {
	m := image.NewYCbCr(image.Rect(0, 0, 1024, 256), image.YCbCrSubsampleRatio420)
	out := image.NewRGBA(m.Rect)
	b.Run("smooth", func(b *testing.B) {
		for b.Loop() {
			DrawPlanes(out, m.Rect, m)
		}
	})
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			draw.Draw(out, m.Rect, m, image.Point{}, draw.Src)
		}
	})
}
