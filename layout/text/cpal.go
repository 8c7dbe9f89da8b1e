package text

import "image/color"

// paletteKind is the type of a palette: on which backgrounds it is meant to be used.
type paletteKind uint32

const (
	paletteLight paletteKind = 1 << iota // legible on a light background
	paletteDark                          // and on a dark one
)

// fontPalettes are the palettes of a face.
// https://learn.microsoft.com/en-us/typography/opentype/spec/cpal
type fontPalettes struct {
	colors [][]color.NRGBA
	kinds  []paletteKind // as many, or none
}

// newCPAL reads a table. Palettes that reach out of the table are empty.
func newCPAL(b []byte) fontPalettes {
	var p fontPalettes
	if len(b) < 12 {
		return p
	}
	entries, n, records := int(be.Uint16(b[2:])), int(be.Uint16(b[4:])), int(be.Uint16(b[6:]))
	off := uint64(be.Uint32(b[8:]))
	if 12+2*n > len(b) || off+4*uint64(records) > uint64(len(b)) {
		return p
	}
	all := make([]color.NRGBA, records)
	for i := range all {
		c := b[off+4*uint64(i):]
		all[i] = color.NRGBA{R: c[2], G: c[1], B: c[0], A: c[3]}
	}
	p.colors = make([][]color.NRGBA, n)
	for i := range p.colors {
		if first := int(be.Uint16(b[12+2*i:])); first+entries <= len(all) {
			p.colors[i] = all[first : first+entries : first+entries]
		}
	}
	if at := 12 + 2*n; be.Uint16(b) >= 1 && at+4 <= len(b) {
		if k := uint64(be.Uint32(b[at:])); k != 0 && k+4*uint64(n) <= uint64(len(b)) {
			p.kinds = make([]paletteKind, n)
			for i := range p.kinds {
				p.kinds[i] = paletteKind(be.Uint32(b[k+4*uint64(i):]))
			}
		}
	}
	return p
}

// of returns the first palette that is marked for a background; 0 when none is.
func (p *fontPalettes) of(kind paletteKind) int {
	for i, k := range p.kinds {
		if k&kind != 0 {
			return i
		}
	}
	return 0
}

// Palette is the colours of a face that a text is drawn in. Palettes are compared by pointer: equal
// ones of a Fonts are the same.
type Palette struct {
	Colors []color.NRGBA
}

// Color returns the colour of a stop; text is the foreground. An index that the palette lacks is
// transparent.
func (p *Palette) Color(s ColorStop, text color.NRGBA) color.NRGBA {
	c := text
	if s.Index != ForegroundIndex {
		c = color.NRGBA{}
		if p != nil && int(s.Index) < len(p.Colors) {
			c = p.Colors[s.Index]
		}
	}
	c.A = uint8(float32(c.A)*s.Alpha + 0.5)
	return c
}

// DefaultPalette returns the face's own first palette; nil when it has none.
func (f *Face) DefaultPalette() *Palette {
	if f.load() != nil {
		return nil
	}
	return f.palette
}
