package raster

import (
	"image/color"
	"math"
	"sync"
)

// Text is drawn with corrected coverage. The eye takes thin dark strokes on light paper for
// lighter than thin light strokes on dark paper; Skia compensates by blending as if in a
// space with an exponent, and by a contrast that grows with the darkness of the text. The
// two numbers are Chromium's, which keeps the exponent, 1.2, in whole sixty-fourths.
const (
	textGamma    = 76.0 / 64
	textContrast = 0.2
)

// contrastSteps is how many luminances have a table of their own.
const contrastSteps = 8

var contrastTables [contrastSteps]struct {
	once sync.Once
	lut  [256]byte
}

// contrast returns the table that corrects the coverage of text in a colour.
func contrast(c color.NRGBA) *[256]byte {
	lin := func(v uint8) float64 { return math.Pow(float64(v)/255, textGamma) }
	l := math.Pow(0.2126*lin(c.R)+0.7152*lin(c.G)+0.0722*lin(c.B), 1/textGamma)
	step := int(l*255+0.5) >> 5
	t := &contrastTables[step]
	t.once.Do(func() { fillContrast(&t.lut, float64(step)/(contrastSteps-1)) })
	return &t.lut
}

// fillContrast computes the table for text of a luminance, on the guess that the paper is as
// far from the middle on the other side.
func fillContrast(lut *[256]byte, src float64) {
	dst := 1 - src
	linSrc, linDst := math.Pow(src, textGamma), math.Pow(dst, textGamma)
	k := textContrast * linDst
	for i := range lut {
		a := float64(i) / 255
		a += (1 - a) * k * a
		if math.Abs(src-dst) > 1.0/256 {
			out := math.Pow(linSrc*a+linDst*(1-a), 1/textGamma)
			a = (out - dst) / (src - dst)
		}
		lut[i] = byte(min(max(a, 0), 1)*255 + 0.5)
	}
}
