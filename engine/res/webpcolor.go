package res

import "image"

// webpRGBA returns the pixels of a decoded WebP, premultiplied. The planes of a lossy one are of BT.601
// in the range that video has, in which white is 235, and its colours are smoothed between the samples
// of their planes: not what package image takes planes for, which is JPEG.
// https://www.rfc-editor.org/rfc/rfc6386#section-9.2
func webpRGBA(m image.Image) *image.RGBA {
	switch m := m.(type) {
	case *image.YCbCr:
		return vp8RGBA(m, func(x, y int) uint32 { return 255 })
	case *image.NYCbCrA:
		return vp8RGBA(&m.YCbCr, func(x, y int) uint32 { return uint32(m.A[m.AOffset(x, y)]) })
	}
	return toRGBA(m)
}

func vp8RGBA(m *image.YCbCr, alpha func(x, y int) uint32) *image.RGBA {
	if m.SubsampleRatio != image.YCbCrSubsampleRatio420 {
		return toRGBA(m)
	}
	r := m.Rect
	out := image.NewRGBA(image.Rect(0, 0, r.Dx(), r.Dy()))
	cw, ch := (r.Dx()+1)/2, (r.Dy()+1)/2
	for y := range r.Dy() {
		near := m.COffset(r.Min.X, r.Min.Y+y)
		far := near + (min(max(y/2+2*(y&1)-1, 0), ch-1)-y/2)*m.CStride
		row := m.Y[m.YOffset(r.Min.X, r.Min.Y+y):]
		to := out.Pix[y*out.Stride:]
		for x := range r.Dx() {
			c := x / 2
			d := min(max(c+2*(x&1)-1, 0), cw-1)
			// One sample near by, with those beside it, above or below it, and across from it.
			smooth := func(p []uint8) int {
				n, h, v, a := int(p[near+c]), int(p[near+d]), int(p[far+c]), int(p[far+d])
				return ((n+h+v+a+8+2*(h+v))>>3 + n) >> 1
			}
			R, G, B := vp8Color(int(row[x]), smooth(m.Cb), smooth(m.Cr))
			a := alpha(r.Min.X+x, r.Min.Y+y)
			px := to[4*x : 4*x+4 : 4*x+4]
			px[3] = uint8(a)
			if a == 255 {
				px[0], px[1], px[2] = uint8(R), uint8(G), uint8(B)
				continue
			}
			px[0], px[1], px[2] = uint8((R*a+127)/255), uint8((G*a+127)/255), uint8((B*a+127)/255)
		}
	}
	return out
}

// vp8Color turns a colour of video into one of sRGB, in fixed point with 14 bits.
func vp8Color(y, u, v int) (r, g, b uint32) {
	const (
		one  = 1 << 14
		luma = 19077 // 255/219
		rv   = 26149 // 2(1−kr)·255/224, kr = 0.299
		gu   = 6419
		gv   = 13320
		bu   = 33050 // 2(1−kb)·255/224, kb = 0.114
	)
	y = luma*(y-16) + one/2
	u, v = u-128, v-128
	clamp := func(x int) uint32 { return uint32(min(max(x>>14, 0), 255)) }
	return clamp(y + rv*v), clamp(y - gu*u - gv*v), clamp(y + bu*u)
}
