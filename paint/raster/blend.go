package raster

import (
	"encoding/binary"
	"image"
	"image/color"
)

// A pixel is a uint32 as it lies in memory: red in the lowest byte, alpha in the highest,
// colours premultiplied. Two channels are handled in one multiplication by keeping them 16
// bits apart.

const lanes = 0x00ff00ff

// pack returns the premultiplied pixel of a straight colour.
func pack(c color.NRGBA) uint32 {
	p := uint32(c.R) | uint32(c.G)<<8 | uint32(c.B)<<16 | 0xff000000
	if c.A == 255 {
		return p
	}
	return scale(p, uint32(c.A))
}

// scale returns p with every channel multiplied by a/255, rounded.
func scale(p, a uint32) uint32 {
	rb := (p&lanes)*a + 0x00800080
	ga := (p>>8&lanes)*a + 0x00800080
	rb = (rb + (rb >> 8 & lanes)) >> 8 & lanes
	ga = (ga + (ga >> 8 & lanes)) & 0xff00ff00
	return rb | ga
}

// over returns src composited over dst.
func over(src, dst uint32) uint32 { return src + scale(dst, 255-src>>24) }

func load(p []byte) uint32     { return binary.LittleEndian.Uint32(p) }
func store(p []byte, v uint32) { binary.LittleEndian.PutUint32(p, v) }

// row returns the bytes of pixels [x0, x1) of row y.
func row(m *image.RGBA, x0, x1, y int) []byte {
	i := m.PixOffset(x0, y)
	return m.Pix[i : i+4*(x1-x0) : i+4*(x1-x0)]
}

// fillRow composites one colour over a row.
func fillRow(dst []byte, src uint32) {
	switch a := src >> 24; a {
	case 0:
	case 255:
		if len(dst) < 4 {
			return
		}
		store(dst, src)
		for n := 4; n < len(dst); n *= 2 {
			copy(dst[n:], dst[:n])
		}
	default:
		inv := 255 - a
		for len(dst) >= 4 {
			store(dst, src+scale(load(dst), inv))
			dst = dst[4:]
		}
	}
}

// coverRow composites one colour over a row through coverage.
func coverRow(dst []byte, cov []byte, src uint32) {
	opaque := src>>24 == 255
	for _, c := range cov {
		if c != 0 {
			if c == 255 && opaque {
				store(dst, src)
			} else {
				s := src
				if c != 255 {
					s = scale(src, uint32(c))
				}
				store(dst, over(s, load(dst)))
			}
		}
		dst = dst[4:]
	}
}

// shadeRow composites a row of colours over a row; cov may be nil for full coverage.
func shadeRow(dst []byte, cov []byte, src []uint32) {
	for i, s := range src {
		if cov != nil {
			c := cov[i]
			if c == 0 {
				dst = dst[4:]
				continue
			}
			if c != 255 {
				s = scale(s, uint32(c))
			}
		}
		switch s >> 24 {
		case 0:
		case 255:
			store(dst, s)
		default:
			store(dst, over(s, load(dst)))
		}
		dst = dst[4:]
	}
}
