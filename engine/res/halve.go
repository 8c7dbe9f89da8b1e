package res

import (
	"encoding/binary"
	"image"
)

// halve returns a picture of half the size, rounded down: each pixel the mean of the box of
// pixels it stands for (2×2; an odd side's middle is shared with weights 1-2-1).
func halve(m *image.RGBA) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, max(1, m.Rect.Dx()/2), max(1, m.Rect.Dy()/2)))
	halveInto(out, m)
	return out
}

// halveAny is halve for a picture of any kind, which is never in memory as pixels in full size.
func halveAny(m image.Image) *image.RGBA {
	const rows = 32 // of the result at once
	b := m.Bounds()
	w, h := b.Dx(), b.Dy()
	if h < 2 {
		return halve(toRGBA(m))
	}
	odd := h % 2 // then a row of the result mixes three, of which it shares one with the next
	out := image.NewRGBA(image.Rect(0, 0, max(1, w/2), h/2))
	strip := image.NewRGBA(image.Rect(0, 0, w, 2*rows+odd))
	for y := 0; y < h/2; y += rows {
		n := min(rows, h/2-y)
		s := strip.SubImage(image.Rect(0, 0, w, 2*n+odd)).(*image.RGBA)
		drawAny(s, m, b.Min.Add(image.Pt(0, 2*y)))
		halveInto(&image.RGBA{Pix: out.Pix[y*out.Stride:], Stride: out.Stride, Rect: image.Rect(0, 0, out.Rect.Dx(), n)}, s)
	}
	return out
}

// halveInto halves m into a picture of the right size.
func halveInto(out, m *image.RGBA) {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	ow, oh := out.Rect.Dx(), out.Rect.Dy()
	if w%2 == 0 && h%2 == 0 {
		for y := range oh {
			a, b := m.Pix[2*y*m.Stride:][:4*w], m.Pix[(2*y+1)*m.Stride:][:4*w]
			o := out.Pix[y*out.Stride:][:4*ow]
			for len(o) >= 4 {
				p0, p1, p2, p3 := load(a), load(a[4:]), load(b), load(b[4:])
				rb := (p0&lanes + p1&lanes + p2&lanes + p3&lanes + 0x00020002) >> 2 & lanes
				ga := (p0>>8&lanes + p1>>8&lanes + p2>>8&lanes + p3>>8&lanes + 0x00020002) << 6 & 0xff00ff00
				store(o, rb|ga)
				a, b, o = a[8:], b[8:], o[4:]
			}
		}
		return
	}
	kx, ky := taps(w), taps(h)
	var total uint32
	for _, wy := range ky {
		for _, wx := range kx {
			total += wx * wy
		}
	}
	for y := range oh {
		for x := range ow {
			var sum [4]uint32
			for j, wy := range ky {
				for i, wx := range kx {
					o := (2*y+j)*m.Stride + 4*(2*x+i)
					px := m.Pix[o : o+4 : o+4]
					k := wx * wy
					for c := range 4 {
						sum[c] += uint32(px[c]) * k
					}
				}
			}
			o := out.Pix[out.PixOffset(x, y):][:4]
			for c := range 4 {
				o[c] = byte((sum[c] + total/2) / total)
			}
		}
	}
}

// taps returns the weights that halve a side of n pixels.
func taps(n int) []uint32 {
	switch {
	case n == 1:
		return []uint32{1}
	case n%2 == 1:
		return []uint32{1, 2, 1}
	}
	return []uint32{1, 1}
}

// lanes selects every other channel of a pixel, so that two are added at once.
const lanes = 0x00ff00ff

func load(b []byte) uint32 { return binary.LittleEndian.Uint32(b) }

func store(b []byte, px uint32) { binary.LittleEndian.PutUint32(b, px) }
