package raster

import (
	"image/color"
	"math"
	"sync"
)

// contrast returns the table that adjusts the coverage of glyphs in a colour, or nil when the
// coverage is used as it is. Thin dark strokes on light paper look lighter than light ones on
// dark at the same coverage; Skia corrects for that by the colour's luminance, and so must
// we, or text looks thinner than in Chromium.
func contrast(c color.NRGBA) *[256]byte { return nil }

var _ = math.Pow
var _ sync.Once
