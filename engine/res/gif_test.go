package res

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"testing"
)

// gifOf encodes a picture of 4×3 px in four colours.
func gifOf(t *testing.T) []byte {
	t.Helper()
	m := image.NewPaletted(image.Rect(0, 0, 4, 3), color.Palette{color.RGBA{255, 0, 0, 255}, color.RGBA{0, 255, 0, 255}, color.RGBA{0, 0, 255, 255}, color.RGBA{}})
	for i := range m.Pix {
		m.Pix[i] = byte(i % 4)
	}
	var b bytes.Buffer
	if err := gif.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// frameAt finds the image descriptor.
func frameAt(t *testing.T, data []byte) int {
	t.Helper()
	i := bytes.IndexByte(data[gifHeader:], gifFrame)
	if i < 0 {
		t.Fatal("no frame")
	}
	return gifHeader + i
}

// A frame shows as far as its data makes sense; what is too much or damaged changes nothing else.
func TestGIFLenient(t *testing.T) {
	whole := gifOf(t)
	at := frameAt(t, whole)
	edit := func(f func(d []byte) []byte) []byte { return f(bytes.Clone(whole)) }
	for _, c := range []struct {
		name    string
		data    []byte
		w, h    int
		partial bool
		pix     map[image.Point]color.RGBA
	}{
		{"whole", whole, 4, 3, false, map[image.Point]color.RGBA{{0, 0}: {255, 0, 0, 255}, {3, 0}: {}, {2, 2}: {0, 0, 255, 255}}},
		{"more data than rows", edit(func(d []byte) []byte { d[at+7] = 2; return d }), 4, 3, false,
			map[image.Point]color.RGBA{{1, 1}: {0, 255, 0, 255}, {1, 2}: {}}},
		{"fewer data than rows", edit(func(d []byte) []byte { d[at+7], d[8] = 5, 5; return d }), 4, 5, true,
			map[image.Point]color.RGBA{{1, 2}: {0, 255, 0, 255}, {1, 3}: {}}},
		{"past the screen", edit(func(d []byte) []byte { d[at+1] = 3; return d }), 7, 3, false,
			map[image.Point]color.RGBA{{1, 0}: {}, {4, 0}: {0, 255, 0, 255}}},
		{"no screen", edit(func(d []byte) []byte { d[6], d[8] = 0, 0; return d }), 4, 3, false,
			map[image.Point]color.RGBA{{0, 1}: {255, 0, 0, 255}}},
		{"cut", whole[:at+12], 4, 3, true, map[image.Point]color.RGBA{{0, 0}: {}}},
	} {
		img, err := Decode(c.data, Limits{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		m := img.Bitmap.Pixels()
		if m.Rect.Dx() != c.w || m.Rect.Dy() != c.h || img.Partial != c.partial {
			t.Errorf("%s: %v, partial %v", c.name, m.Rect, img.Partial)
			continue
		}
		for p, want := range c.pix {
			if got := m.RGBAAt(p.X, p.Y); got != want {
				t.Errorf("%s: %v is %v, want %v", c.name, p, got, want)
			}
		}
	}
	for _, d := range [][]byte{whole[:at], whole[:gifHeader], whole[:8]} {
		if img, err := Decode(d, Limits{}); err == nil {
			t.Errorf("%d bytes: %v", len(d), img)
		}
	}
}

// Interlaced rows are in four passes.
func TestGIFRows(t *testing.T) {
	var got []int
	for y := range gifRows(9, true) {
		got = append(got, y)
	}
	want := []int{0, 8, 4, 2, 6, 1, 3, 5, 7}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("%v, want %v", got, want)
		}
	}
}
