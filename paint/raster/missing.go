package raster

import (
	"fmt"
	"math"

	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// hexDigits holds the sixteen digits as 3×5 dots, a row per three bits from the top.
var hexDigits = [16]uint16{
	0b111_101_101_101_111, 0b010_110_010_010_111, 0b111_001_111_100_111, 0b111_001_111_001_111,
	0b101_101_111_001_001, 0b111_100_111_001_111, 0b111_100_111_101_111, 0b111_001_010_010_010,
	0b111_101_111_101_111, 0b111_101_111_001_111, 0b111_101_111_101_101, 0b110_101_110_101_110,
	0b111_100_100_100_111, 0b110_101_101_101_110, 0b111_100_111_100_111, 0b111_100_111_100_100,
}

// missing draws, for characters that no face has, a box with the code point in it.
func (p *painter) missing(t *display.Text, m display.Matrix, cl clipping, src source) {
	r := t.Run
	code := fmt.Sprintf("%04X", r.Missing)
	if len(code)%2 == 1 {
		code = "0" + code
	}
	cols := len(code) / 2
	pen := 0.0
	for i := range r.Glyphs {
		adv := float64(r.Glyphs[i].Advance)
		em := float64(r.Size)
		x0, y0 := t.Origin.X.Px()+pen+0.06*em, t.Origin.Y.Px()-0.75*em
		w, h := max(adv, 0.4*em)-0.12*em, 0.9*em
		pen += adv
		line := max(0.045*em, 0.7)
		var path display.Path
		path.Rect(float32(x0), float32(y0), float32(w), float32(h))
		path.Rect(float32(x0+line), float32(y0+line), float32(w-2*line), float32(h-2*line))
		// Two rows of digits; a digit is 3×5 dots with one dot between digits.
		room := w - 4*line
		dot := min(room/float64(4*cols-1), (h-4*line)/11)
		left := x0 + (w-dot*float64(4*cols-1))/2
		top := y0 + (h-dot*11)/2
		for n, ch := range code {
			d := hexDigits[hexValue(ch)]
			dx, dy := left+float64(n%cols*4)*dot, top+float64(n/cols*6)*dot
			for b := range 15 {
				if d>>(14-b)&1 != 0 {
					path.Rect(float32(dx+float64(b%3)*dot), float32(dy+float64(b/3)*dot), float32(dot), float32(dot))
				}
			}
		}
		b := deviceBounds(path.Bounds(geom.Point{}), m)
		if math.IsNaN(w) {
			continue
		}
		p.acc.reset(cl.r.Intersect(b))
		p.acc.addPath(&path, m)
		p.fillAccum(cl, src, true)
	}
}

func hexValue(ch rune) int {
	if ch >= 'A' {
		return int(ch-'A') + 10
	}
	return int(ch - '0')
}
