package value

import (
	"image/color"
	"math"
)

// ColorSpace is the space that a colour's components are in.
// https://www.w3.org/TR/css-color-4/#color-syntax
type ColorSpace uint8

// The colour spaces. SpaceRGB is the legacy syntax (rgb(), hsl(), hwb(), hex, names), whose
// components count from 0 to 255 here; the others follow css-color-4.
const (
	SpaceRGB ColorSpace = iota
	SpaceSRGB
	SpaceSRGBLinear
	SpaceDisplayP3
	SpaceDisplayP3Linear
	SpaceA98RGB
	SpaceProPhoto
	SpaceRec2020
	SpaceXYZD50
	SpaceXYZD65
	SpaceLab
	SpaceLCH
	SpaceOklab
	SpaceOklch
	SpaceHSL // only between stops and in mixing; never a computed colour
	SpaceHWB
)

// Color is a computed colour. Current stands for the value of the color property. The zero Color
// is transparent black.
type Color struct {
	C       [3]float32
	A       float32
	Space   ColorSpace
	Missing uint8 // bit i: component i is none; bit 3: alpha is none; see missingHue
	Current bool
}

// missingHue is a bit of Missing: hsl() or hwb() had no hue, although the colour is in SpaceRGB now.
const missingHue = 16

// CurrentColor is currentcolor.
var CurrentColor = Color{Current: true}

// Transparent and Black are the colours of these names.
var (
	Transparent = Color{}
	Black       = RGB(0, 0, 0, 1)
)

// RGB returns a legacy colour; r, g, b count from 0 to 255, a from 0 to 1.
func RGB(r, g, b, a float32) Color { return Color{C: [3]float32{r, g, b}, A: a} }

func rgb24(v uint32) Color {
	return RGB(float32(v>>16&255), float32(v>>8&255), float32(v&255), 1)
}

func argb32(v uint32) Color {
	c := rgb24(v)
	c.A = float32(v>>24) / 255
	return c
}

// RGBA returns the colour in sRGB, clipped to what eight bits hold; current replaces
// currentcolor.
func (c Color) RGBA(current Color) color.NRGBA {
	if c.Current {
		if current.Current {
			current = Black
		}
		c = current
	}
	a := uint8(math.Round(float64(min(max(c.A, 0), 1)) * 255))
	if c.Space == SpaceRGB {
		return color.NRGBA{byteOf(c.C[0]), byteOf(c.C[1]), byteOf(c.C[2]), a}
	}
	s := c.To(SpaceSRGB)
	return color.NRGBA{byteOf(s.C[0] * 255), byteOf(s.C[1] * 255), byteOf(s.C[2] * 255), a}
}

func byteOf(v float32) uint8 {
	if !(v > 0) {
		return 0
	}
	if v >= 255 {
		return 255
	}
	return uint8(math.Round(float64(v)))
}

// IsTransparent reports whether nothing would be painted in c; currentcolor is not transparent.
func (c Color) IsTransparent() bool { return !c.Current && c.A <= 0 }

// Append appends the colour as CSSOM serialises computed colours.
// https://www.w3.org/TR/css-color-4/#serializing-color-values
func (c Color) Append(b []byte) []byte {
	if c.Current {
		return append(b, "currentcolor"...)
	}
	part := func(i int) {
		if c.Missing>>i&1 != 0 {
			b = append(b, "none"...)
			return
		}
		x := float64(c.C[i])
		if math.Abs(x) < noise {
			x = 0
		}
		b = appendNumber(b, x)
	}
	alpha := func(sep string) {
		if c.Missing>>3&1 != 0 {
			b = append(append(b, sep...), "none"...)
		} else if c.A != 1 {
			b = append(b, sep...)
			b = appendAlpha(b, c.A)
		}
	}
	switch c.Space {
	case SpaceRGB:
		if c.A == 1 {
			b = append(b, "rgb("...)
		} else {
			b = append(b, "rgba("...)
		}
		for i := range 3 {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = Integer(byteOf(c.C[i])).Append(b)
		}
		if c.A != 1 { // none is 0 here
			b = appendAlpha(append(b, ", "...), c.A)
		}
		return append(b, ')')
	case SpaceLab, SpaceLCH, SpaceOklab, SpaceOklch:
		b = append(append(b, spaceNames[c.Space]...), '(')
	default:
		b = append(append(append(b, "color("...), spaceNames[c.Space]...), ' ')
	}
	for i := range 3 {
		if i > 0 {
			b = append(b, ' ')
		}
		part(i)
	}
	alpha(" / ")
	return append(b, ')')
}

// noise is what conversions leave of a component that is 0.
const noise = 1e-6

var spaceNames = [...]string{"rgb", "srgb", "srgb-linear", "display-p3", "display-p3-linear", "a98-rgb", "prophoto-rgb", "rec2020", "xyz-d50",
	"xyz-d65", "lab", "lch", "oklab", "oklch", "hsl", "hwb"}

// appendAlpha writes alpha with two decimals when they survive a trip through eight bits, else
// with three. https://www.w3.org/TR/css-color-4/#serializing-alpha-values
func appendAlpha(b []byte, a float32) []byte {
	n := math.Round(float64(a) * 255)
	if r := math.Round(float64(a)*100) / 100; math.Round(r*255) == n {
		return appendNumber(b, r)
	}
	return appendNumber(b, math.Round(float64(a)*1000)/1000)
}
