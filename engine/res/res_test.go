package res

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"slices"
	"testing"

	"golang.org/x/image/bmp"
)

// picture is 6×4 px: a gradient with a translucent corner.
func picture() *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, 6, 4))
	for y := range 4 {
		for x := range 6 {
			a := uint8(255)
			if x < 2 && y < 2 {
				a = 100
			}
			m.SetNRGBA(x, y, color.NRGBA{uint8(40 * x), uint8(60 * y), 200, a})
		}
	}
	return m
}

func encodePNG(t testing.TB, m image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// near reports whether two pictures differ by at most tol levels of premultiplied colour.
func near(a, b image.Image, tol int) bool {
	if a.Bounds().Size() != b.Bounds().Size() {
		return false
	}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			r0, g0, b0, a0 := a.At(x, y).RGBA()
			r1, g1, b1, a1 := b.At(x, y).RGBA()
			for _, d := range [4][2]uint32{{r0, r1}, {g0, g1}, {b0, b1}, {a0, a1}} {
				if v := int(d[0]>>8) - int(d[1]>>8); v > tol || v < -tol {
					return false
				}
			}
		}
	}
	return true
}

func TestDecodePNGKinds(t *testing.T) {
	src := picture()
	pal := color.Palette{color.NRGBA{0, 0, 0, 0}, color.NRGBA{255, 0, 0, 255}, color.NRGBA{0, 255, 0, 128}}
	paletted := image.NewPaletted(src.Rect, pal)
	grey, grey16 := image.NewGray(src.Rect), image.NewGray16(src.Rect)
	wide, opaque := image.NewNRGBA64(src.Rect), image.NewRGBA(src.Rect)
	for y := range 4 {
		for x := range 6 {
			c := src.NRGBAAt(x, y)
			paletted.SetColorIndex(x, y, uint8((x+y)%3))
			grey.Set(x, y, c)
			grey16.Set(x, y, c)
			wide.Set(x, y, c)
			c.A = 255
			opaque.Set(x, y, c)
		}
	}
	for name, m := range map[string]image.Image{"rgba": src, "palette": paletted, "grey": grey, "grey16": grey16, "rgba16": wide, "rgb": opaque} {
		img, err := Decode(encodePNG(t, m), Limits{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !near(img.Bitmap.Pixels(), m, 1) || img.Partial || img.Width != 6 || img.Height != 4 || img.Ratio != 1.5 {
			t.Errorf("%s: wrong picture %+v", name, img)
		}
	}
}

// interlaced writes a 1-bit grey interlaced PNG by hand: every pixel of a pass is white when
// its pass is even.
func TestDecodeInterlaced(t *testing.T) {
	m := image.NewGray(image.Rect(0, 0, 8, 8))
	var raw []byte
	for p, a := range adam7 {
		for y := a[1]; y < 8; y += a[3] {
			raw = append(raw, 0)
			for x := a[0]; x < 8; x += a[2] {
				v := byte(30 * p)
				m.SetGray(x, y, color.Gray{v})
				raw = append(raw, v)
			}
		}
	}
	head := []byte{0, 0, 0, 8, 0, 0, 0, 8, 8, 0, 0, 0, 1}
	img, err := Decode(pngFile(head, raw), Limits{})
	if err != nil || !near(img.Bitmap.Pixels(), m, 0) {
		t.Fatalf("interlaced: %v", err)
	}
}

func pngFile(head, raw []byte) []byte {
	out := []byte("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, body []byte) {
		out = binary.BigEndian.AppendUint32(out, uint32(len(body)))
		out = append(append(out, kind...), body...)
		out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(append([]byte(kind), body...)))
	}
	chunk("IHDR", head)
	chunk("IDAT", stored(raw))
	chunk("IEND", nil)
	return out
}

// stored wraps bytes in a zlib stream without compression.
func stored(raw []byte) []byte {
	out := []byte{0x78, 1, 1, byte(len(raw)), byte(len(raw) >> 8), ^byte(len(raw)), ^byte(len(raw) >> 8)}
	out = append(out, raw...)
	a, b := uint32(1), uint32(0)
	for _, c := range raw {
		a = (a + uint32(c)) % 65521
		b = (b + a) % 65521
	}
	return binary.BigEndian.AppendUint32(out, b<<16|a)
}

func TestDecodeBroken(t *testing.T) {
	head := []byte{0, 0, 0, 2, 0, 0, 0, 3, 8, 0, 0, 0, 0}
	whole := pngFile(head, []byte{0, 1, 2, 0, 3, 4, 0, 5, 6})
	cut := whole[:len(whole)-12-4-4-3] // the last row is missing
	img, err := Decode(cut, Limits{})
	if err != nil || !img.Partial || img.Bitmap.Pixels().RGBAAt(1, 1) != (color.RGBA{4, 4, 4, 255}) || img.Bitmap.Pixels().RGBAAt(0, 2).A != 0 {
		t.Errorf("a cut PNG: %v %+v", err, img)
	}
	var jb bytes.Buffer
	big := image.NewRGBA(image.Rect(0, 0, 64, 64))
	for i := range big.Pix {
		big.Pix[i] = byte(i * 7)
	}
	jpeg.Encode(&jb, big, nil)
	if img, err := Decode(jb.Bytes()[:jb.Len()*2/3], Limits{}); err != nil || !img.Partial || img.Width != 64 {
		t.Errorf("a cut JPEG: %v", err)
	}
	// Sizes that lie: nothing may be allocated for them.
	huge := pngFile([]byte{0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 8, 6, 0, 0, 0}, []byte{0})
	if _, err := Decode(huge, Limits{}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a PNG of 2^31 px a side: %v", err)
	}
	if _, err := Decode(pngFile([]byte{0, 0, 0, 0, 0, 0, 0, 1, 8, 6, 0, 0, 0}, []byte{0}), Limits{}); !errors.Is(err, ErrEmpty) {
		t.Errorf("a PNG without columns: %v", err)
	}
	for _, d := range []string{"", "<html>", "GIF89a", "\xff\xd8\xff", "BM", "RIFF????WEBPVP8 ", "\x00\x00\x01\x00\x01\x00", "\x89PNG\r\n\x1a\n"} {
		if img, err := Decode([]byte(d), Limits{}); err == nil {
			t.Errorf("%q decoded to %+v", d, img)
		}
	}
	if _, err := Decode([]byte("<svg/>"), Limits{}); !errors.Is(err, ErrFormat) {
		t.Errorf("text: %v", err)
	}
}

func TestDecodeOthers(t *testing.T) {
	src := picture()
	flat := image.NewRGBA(src.Rect)
	for i := 0; i < len(flat.Pix); i += 4 {
		copy(flat.Pix[i:], []byte{200, 30, 60, 255})
	}
	var g, b, j bytes.Buffer
	exact := image.NewPaletted(src.Rect, color.Palette{color.RGBA{200, 30, 60, 255}})
	gif.Encode(&g, exact, nil)
	bmp.Encode(&b, flat)
	jpeg.Encode(&j, flat, &jpeg.Options{Quality: 100})
	for name, data := range map[string][]byte{"gif": g.Bytes(), "bmp": b.Bytes(), "jpeg": j.Bytes()} {
		img, err := Decode(data, Limits{})
		if err != nil || img.Format != name || !near(img.Bitmap.Pixels(), flat, 3) {
			t.Errorf("%s: %v", name, err)
		}
	}
	icon := encodePNG(t, src)
	ico := []byte{0, 0, 1, 0, 1, 0, 6, 4, 0, 0, 1, 0, 32, 0}
	ico = binary.LittleEndian.AppendUint32(ico, uint32(len(icon)))
	ico = binary.LittleEndian.AppendUint32(ico, 22)
	if img, err := Decode(append(ico, icon...), Limits{}); err != nil || !near(img.Bitmap.Pixels(), src, 1) {
		t.Errorf("ico: %v", err)
	}
}

func TestOrientation(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 3, 2))
	for i := range 6 {
		m.Pix[4*i] = byte(i)
	}
	for o, want := range map[int][]byte{
		1: {0, 1, 2, 3, 4, 5}, 2: {2, 1, 0, 5, 4, 3}, 3: {5, 4, 3, 2, 1, 0}, 4: {3, 4, 5, 0, 1, 2},
		5: {0, 3, 1, 4, 2, 5}, 6: {3, 0, 4, 1, 5, 2}, 7: {5, 2, 4, 1, 3, 0}, 8: {2, 5, 1, 4, 0, 3},
	} {
		out := orient(m, o)
		var got []byte
		for i := range 6 {
			got = append(got, out.Pix[4*i])
		}
		if !bytes.Equal(got, want) {
			t.Errorf("orientation %d: %v, want %v", o, got, want)
		}
	}
	exif := "\xff\xd8\xff\xe1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"
	if got := exifOrientation([]byte(exif)); got != 6 {
		t.Errorf("EXIF orientation %d, want 6", got)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(encodePNG(f, picture()))
	f.Add(animation())
	f.Add([]byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"))
	f.Add([]byte("\x00\x00\x01\x00\x01\x00\x01\x01\x00\x00\x01\x00\x20\x00\x30\x00\x00\x00\x16\x00\x00\x00"))
	f.Add(pngFile([]byte{0, 0, 0, 2, 0, 0, 0, 3, 8, 0, 0, 0, 1}, []byte{0, 1, 2, 0, 3, 4, 0, 5, 6}))
	f.Fuzz(func(t *testing.T, data []byte) {
		img, err := Decode(data, Limits{Side: 1000, Pixels: 100_000})
		if err == nil && (img.Bitmap == nil || img.Bitmap.Width() > 1000 || img.Bitmap.Height() > 1000) {
			t.Errorf("a picture past the limits: %+v", img)
		}
	})
}

// TestPNGGamma: a gAMA chunk counts unless another chunk says what the colours are.
func TestPNGGamma(t *testing.T) {
	m := image.NewGray(image.Rect(0, 0, 1, 1))
	m.SetGray(0, 0, color.Gray{Y: 128})
	plain := encodePNG(t, m)
	chunk := func(kind string, body ...byte) []byte {
		out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
		out = append(append(out, kind...), body...)
		return append(out, 0, 0, 0, 0) // checksums are not looked at
	}
	gamma := func(v uint32) []byte { return chunk("gAMA", binary.BigEndian.AppendUint32(nil, v)...) }
	for name, c := range map[string]struct {
		chunks []byte
		want   uint8
	}{
		"none":             {nil, 128},
		"the usual":        {gamma(45455), 128},
		"linear":           {gamma(100000), 188},
		"another":          {gamma(55556), 146},
		"linear, but sRGB": {append(gamma(100000), chunk("sRGB", 0)...), 128},
		"zero":             {gamma(0), 128},
		"beyond belief":    {gamma(1 << 31), 128},
		"short":            {chunk("gAMA", 1), 128},
	} {
		const head = 8 + 12 + 13 // the signature and IHDR
		img, err := Decode(slices.Concat(plain[:head], c.chunks, plain[head:]), Limits{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := img.Bitmap.Pixels().Pix[0]; got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}
