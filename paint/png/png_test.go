package png

import (
	"bytes"
	"hash/adler32"
	"image"
	"image/color"
	"image/png"
	"io"
	"math/rand/v2"
	"testing"
)

// encode writes m in bands of some rows, the last band first.
func encode(m *image.RGBA, rows int, opaque bool) []byte {
	var out bytes.Buffer
	n := (m.Rect.Dy() + rows - 1) / rows
	w := New(&out, m.Rect.Size(), n, opaque)
	for i := n - 1; i >= 0; i-- {
		r := m.Rect
		r.Min.Y += i * rows
		r.Max.Y = min(r.Max.Y, r.Min.Y+rows)
		w.Band(i, m.SubImage(r).(*image.RGBA))
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// check decodes what was written with the standard library, which verifies all checksums, and
// compares every pixel.
func check(t *testing.T, m *image.RGBA, file []byte) {
	t.Helper()
	got, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if got.Bounds() != m.Bounds() {
		t.Fatalf("bounds %v, want %v", got.Bounds(), m.Bounds())
	}
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			want := color.NRGBAModel.Convert(m.At(x, y)).(color.NRGBA)
			have := color.NRGBAModel.Convert(got.At(x, y)).(color.NRGBA)
			for _, d := range []int{int(want.R) - int(have.R), int(want.G) - int(have.G), int(want.B) - int(have.B), int(want.A) - int(have.A)} {
				if d < -1 || d > 1 || d != 0 && want.A == 255 {
					t.Fatalf("at %d,%d: %v, want %v", x, y, have, want)
				}
			}
		}
	}
}

// pictures are what pages consist of, by name.
func pictures() map[string]*image.RGBA {
	rnd := rand.New(rand.NewPCG(1, 2))
	draw := func(w, h int, at func(x, y int) color.Color) *image.RGBA {
		m := image.NewRGBA(image.Rect(0, 0, w, h))
		for y := range h {
			for x := range w {
				m.Set(x, y, at(x, y))
			}
		}
		return m
	}
	letters := make([]color.RGBA, 30*20)
	for i := range letters {
		v := uint8(255)
		if rnd.IntN(3) == 0 {
			v = uint8(rnd.IntN(256))
		}
		letters[i] = color.RGBA{v, v, v, 255}
	}
	return map[string]*image.RGBA{
		"one pixel": draw(1, 1, func(x, y int) color.Color { return color.RGBA{1, 2, 3, 255} }),
		"blank":     draw(700, 500, func(x, y int) color.Color { return color.White }),
		"narrow":    draw(2, 900, func(x, y int) color.Color { return color.Gray{uint8(y * y)} }),
		"gradients": draw(300, 300, func(x, y int) color.Color { return color.RGBA{uint8(x), uint8(y), uint8(x + y), 255} }),
		"text": draw(900, 300, func(x, y int) color.Color {
			if y%30 >= 20 {
				return color.White
			}
			return letters[y%30*30+(x*7/90+y/30*3+x)%30]
		}),
		"noise": draw(333, 222, func(x, y int) color.Color {
			return color.RGBA{uint8(rnd.Uint32()), uint8(rnd.Uint32()), uint8(rnd.Uint32()), 255}
		}),
		"glass": draw(200, 150, func(x, y int) color.Color {
			return color.NRGBA{uint8(x), uint8(y / 7), 200, uint8(x * y / 5)}
		}),
		"clear": draw(9, 9, func(x, y int) color.Color { return color.Transparent }),
	}
}

func TestPictures(t *testing.T) {
	for name, m := range pictures() {
		t.Run(name, func(t *testing.T) {
			for _, rows := range []int{1, 7, 96, 1000} {
				check(t, m, encode(m, rows, m.Opaque()))
			}
			if m.Opaque() {
				check(t, m, encode(m, 96, false))
			}
		})
	}
}

// TestSize holds files to a size: a page without pictures is mostly background.
func TestSize(t *testing.T) {
	m := pictures()
	for name, most := range map[string]int{"blank": 7600, "text": 35000, "noise": 333 * 222 * 3 * 102 / 100} {
		if n := len(encode(m[name], 96, true)); n > most {
			t.Errorf("%s: %d bytes, want at most %d", name, n, most)
		}
	}
}

// TestWriteError finds the error of a write that failed at the end.
func TestWriteError(t *testing.T) {
	m := pictures()["blank"]
	r, w := io.Pipe()
	go func() { io.CopyN(io.Discard, r, 40); r.CloseWithError(io.ErrNoProgress) }()
	p := New(w, m.Rect.Size(), 1, true)
	p.Band(0, m)
	if err := p.Close(); err != io.ErrNoProgress {
		t.Errorf("error %v", err)
	}
}

func TestAdler(t *testing.T) {
	all := make([]byte, 200_000)
	for i := range all {
		all[i] = byte(255 - i*i/7)
	}
	for _, p := range [][]byte{nil, {1}, all[:7], all[:8], all[3 : 1<<16], all[:1<<16+9], all, bytes.Repeat([]byte{255}, 1<<18)} {
		if got, want := adler(p), adler32.Checksum(p); got != want {
			t.Errorf("%d bytes: %#x, want %#x", len(p), got, want)
		}
	}
	for _, n := range []int{0, 1, 33_000, len(all)} {
		if got, want := adlerJoin(adler(all[:n]), adler(all[n:]), len(all)-n), adler(all); got != want {
			t.Errorf("cut at %d: %#x, want %#x", n, got, want)
		}
	}
}

func BenchmarkAdler(b *testing.B) {
	p := make([]byte, blockSize)
	for i := range p {
		p[i] = byte(i * i)
	}
	b.SetBytes(blockSize)
	for b.Loop() {
		adler(p)
	}
}

func BenchmarkBand(b *testing.B) {
	for _, name := range []string{"blank", "text", "gradients", "noise"} {
		m := pictures()[name]
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(m.Pix)))
			b.ReportAllocs()
			for b.Loop() {
				w := New(io.Discard, m.Rect.Size(), 1, true)
				w.Band(0, m)
			}
		})
	}
}
