package engine

import (
	"encoding/binary"
	"image"
	"io"

	"vitrine/paint/png"
	"vitrine/paint/raster"
)

// WritePNG encodes a picture of a page, fast rather than small.
func WritePNG(w io.Writer, m *image.RGBA) error {
	const rows = 128
	size := m.Rect.Size()
	bands := (size.Y + rows - 1) / rows
	p := png.New(w, size, bands, isOpaque(m))
	raster.Parallel(bands, func(next func() int) {
		for i := next(); i < bands; i = next() {
			r := m.Rect
			r.Min.Y += i * rows
			r.Max.Y = min(r.Max.Y, r.Min.Y+rows)
			p.Band(i, m.SubImage(r).(*image.RGBA))
		}
	})
	return p.Close()
}

// WritePNG draws the frame as Image does and encodes the picture while it is being drawn; the
// whole of it is never in memory.
func (f *Frame) WritePNG(w io.Writer, s Shot) error {
	area, opt := f.area(s)
	b := raster.NewBands(f.list(s), area, opt)
	p := png.New(w, b.Size(), b.Count(), b.Opaque())
	b.Run(p.Band)
	return p.Close()
}

// isOpaque reports whether no pixel is translucent.
func isOpaque(m *image.RGBA) bool {
	const alphas = 0xff000000_ff000000
	for y := range m.Rect.Dy() {
		row := m.Pix[y*m.Stride : y*m.Stride+4*m.Rect.Dx()]
		all := uint64(alphas)
		for len(row) >= 8 {
			all &= binary.LittleEndian.Uint64(row)
			row = row[8:]
		}
		if all != alphas || len(row) == 4 && row[3] != 0xff {
			return false
		}
	}
	return true
}
