package res

import (
	"image"
	"image/draw"
)

// DrawPlanes draws the part r of a photo into the same place of dst. Colours that the file has for pairs
// of pixels, or for squares of four, are smoothed between their samples, as in libjpeg: three parts of
// the nearer sample, in each direction, and one of the next.
// https://www.w3.org/Graphics/JPEG/jfif3.pdf, YCbCr to RGB conversion
func DrawPlanes(dst *image.RGBA, r image.Rectangle, m *image.YCbCr) {
	r = r.Intersect(dst.Rect).Intersect(m.Rect)
	square := m.SubsampleRatio == image.YCbCrSubsampleRatio420
	if !square && m.SubsampleRatio != image.YCbCrSubsampleRatio422 || m.Rect.Min != (image.Point{}) {
		draw.Draw(dst, r, m, r.Min, draw.Src)
		return
	}
	last, lastRow := (m.Rect.Dx()+1)/2-1, (m.Rect.Dy()+1)/2-1
	even, odd := 4, 8 // what is added before sums are rounded down
	if square {
		even, odd = 8, 7
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		near := y * m.CStride
		far := near
		if square {
			c := y / 2
			near = c * m.CStride
			far = min(max(c+2*(y&1)-1, 0), lastRow) * m.CStride
		}
		cb, cr, cbFar, crFar := m.Cb[near:], m.Cr[near:], m.Cb[far:], m.Cr[far:]
		column := func(c int) (int, int) {
			c = min(max(c, 0), last)
			return 3*int(cb[c]) + int(cbFar[c]), 3*int(cr[c]) + int(crFar[c])
		}
		c := r.Min.X / 2
		b0, r0 := column(c - 1)
		b1, r1 := column(c)
		luma := m.Y[y*m.YStride:]
		out := dst.Pix[dst.PixOffset(r.Min.X, y):]
		for x := r.Min.X; x < r.Max.X; {
			b2, r2 := column(c + 1)
			if x&1 == 0 {
				jpegColor(out, int(luma[x]), (3*b1+b0+even)>>4, (3*r1+r0+even)>>4)
				x, out = x+1, out[4:]
			}
			if x < r.Max.X {
				jpegColor(out, int(luma[x]), (3*b1+b2+odd)>>4, (3*r1+r2+odd)>>4)
				x, out = x+1, out[4:]
			}
			c, b0, r0, b1, r1 = c+1, b1, r1, b2, r2
		}
	}
}

// drawAny fills dst with what m has from a point on.
func drawAny(dst *image.RGBA, m image.Image, from image.Point) {
	if photo, ok := m.(*image.YCbCr); ok {
		moved := *dst
		moved.Rect = dst.Rect.Sub(dst.Rect.Min).Add(from)
		DrawPlanes(&moved, moved.Rect, photo)
		return
	}
	draw.Draw(dst, dst.Rect, m, from, draw.Src)
}

// jpegColor stores a colour of JPEG as a pixel, in fixed point with 16 bits.
func jpegColor(out []uint8, y, cb, cr int) {
	const (
		rv = 91881  // 1.402
		gu = 22554  // 0.344136
		gv = 46802  // 0.714136
		bu = 116130 // 1.772
	)
	y = y<<16 + 1<<15
	cb, cr = cb-128, cr-128
	clamp := func(v int) uint8 { return uint8(min(max(v>>16, 0), 255)) }
	out = out[:4:4]
	out[0], out[1], out[2], out[3] = clamp(y+rv*cr), clamp(y-gu*cb-gv*cr), clamp(y+bu*cb), 255
}
