package text

import (
	"image/color"
	"math"
	"sync"

	"vitrine/css/value"
)

// PaletteValues is a @font-palette-values rule for one family.
// https://www.w3.org/TR/css-fonts-4/#font-palette-values
type PaletteValues struct {
	Name, Family string
	Base         int // the number of a palette, or PaletteLight or PaletteDark
	Override     map[int]color.NRGBA
}

// The palettes that are named by what they suit.
const (
	PaletteLight = -1
	PaletteDark  = -2
)

// maxPalettes bounds the palettes kept per set; past it they start anew.
const maxPalettes = 1024

// paletteName is how a face finds a rule.
type paletteName struct{ family, name string }

// paletteKey finds the colours of a face under a value of font-palette.
type paletteKey struct {
	face   *Face
	family string
	value  string
}

// paletteCache keeps the palettes of a set.
type paletteCache struct {
	mu sync.Mutex
	by map[paletteKey]*Palette
}

// WithPalettes returns a set with the same faces in which font-palette knows these names; a later
// rule replaces an earlier one.
func (f *Fonts) WithPalettes(list []PaletteValues) *Fonts {
	set := f.base.set(f.web)
	set.values = f.values
	set.palettes = make(map[paletteName]PaletteValues, len(list))
	for _, v := range list {
		set.palettes[paletteName{foldFamily(v.Family), v.Name}] = v
	}
	return set
}

// Palette returns the colours of a face of the font under a value of font-palette; nil for the
// face's own.
// https://www.w3.org/TR/css-fonts-4/#font-palette-prop
func (f *Font) Palette(face *Face, v value.Value) *Palette {
	if v == nil || v == value.Value(value.KwNormal) || face.load() != nil || face.palette == nil {
		return nil
	}
	k := paletteKey{face: face, value: value.Text(v)}
	for _, c := range f.faces {
		if c.face == face {
			if k.family = c.family; k.family == "" {
				k.family = foldFamily(face.name)
			}
			break
		}
	}
	c := &f.set.colors
	c.mu.Lock()
	defer c.mu.Unlock()
	if p, ok := c.by[k]; ok {
		return p
	}
	p := &Palette{f.set.paletteOf(face, k.family, v)}
	if c.by == nil || len(c.by) >= maxPalettes {
		c.by = map[paletteKey]*Palette{}
	}
	c.by[k] = p
	return p
}

// paletteOf computes the colours of a value.
func (f *Fonts) paletteOf(face *Face, family string, v value.Value) []color.NRGBA {
	all := &face.colors
	n := 0
	switch v := v.(type) {
	case value.Keyword:
		switch v {
		case value.KwLight:
			n = all.of(paletteLight)
		case value.KwDark:
			n = all.of(paletteDark)
		}
	case value.Ident:
		r, ok := f.palettes[paletteName{family, string(v)}]
		if !ok {
			break
		}
		switch n = r.Base; {
		case n == PaletteLight:
			n = all.of(paletteLight)
		case n == PaletteDark:
			n = all.of(paletteDark)
		case n < 0 || n >= len(all.colors):
			n = 0
		}
		out := append([]color.NRGBA(nil), all.colors[n]...)
		for i, c := range r.Override {
			if i < len(out) {
				out[i] = c
			}
		}
		return out
	case *value.PaletteMix:
		a, b := f.paletteOf(face, family, v.Parts[0]), f.paletteOf(face, family, v.Parts[1])
		_, t, alpha := v.Shares()
		out := make([]color.NRGBA, min(len(a), len(b)))
		for i := range out {
			m := value.Mix(colorOf(a[i]), colorOf(b[i]), t, v.Space, v.Hue)
			m.A *= float32(alpha)
			out[i] = m.RGBA(value.Black)
		}
		return out
	}
	return all.colors[n]
}

// colorOf returns a colour of a font, which is in sRGB.
func colorOf(c color.NRGBA) value.Color {
	f := func(v uint8) float32 { return float32(math.Round(float64(v)*1e6/255) / 1e6) }
	return value.Color{Space: value.SpaceSRGB, C: [3]float32{f(c.R), f(c.G), f(c.B)}, A: f(c.A)}
}
