package raster

import (
	"fmt"
	"math"

	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

// hexDigits holds the sixteen digits as 3×5 dots, a row per three bits from the top.
var hexDigits = [16]uint16{
	0b111_101_101_101_111, 0b010_110_010_010_111, 0b111_001_111_100_111, 0b111_001_111_001_111,
	0b101_101_111_001_001, 0b111_100_111_001_111, 0b111_100_111_101_111, 0b111_001_010_010_010,
	0b111_101_111_101_111, 0b111_101_111_001_111, 0b111_101_111_101_101, 0b110_101_110_101_110,
	0b111_100_100_100_111, 0b110_101_101_101_110, 0b111_100_111_100_111, 0b111_100_111_100_100,
}

// missing draws, for characters that no face has, their code points, and boxes around them unless the
// face has a box for its missing glyph; then the glyphs are still to be drawn, and it returns true.
func (p *painter) missing(t *display.Text, m display.Matrix, cl clipping, src source) bool {
	r := t.Run
	code := fmt.Sprintf("%04X", r.Missing)
	if len(code)%2 == 1 {
		code = "0" + code
	}
	pen := 0.0
	boxed := false
	for i := range r.Glyphs {
		g := &r.Glyphs[i]
		adv, em := float64(g.Advance), float64(r.Size)
		x, y := t.Origin.X.Px()+pen, t.Origin.Y.Px()
		pen += adv
		if math.IsNaN(adv) {
			continue
		}
		var path display.Path
		var lo, hi text.Point
		if lo, hi, boxed = hollow(r.Face.Outline(g.ID)); boxed {
			x, y = x+float64(g.X), y+float64(g.Y)
			digits(&path, code, x+float64(lo.X)*em, y+float64(lo.Y)*em, float64(hi.X-lo.X)*em, float64(hi.Y-lo.Y)*em)
		} else {
			x0, y0, w, h := x+0.06*em, y-0.75*em, max(adv, 0.4*em)-0.12*em, 0.9*em
			line := max(0.045*em, 0.7)
			path.Rect(float32(x0), float32(y0), float32(w), float32(h))
			path.Rect(float32(x0+line), float32(y0+line), float32(w-2*line), float32(h-2*line))
			digits(&path, code, x0+line, y0+line, w-2*line, h-2*line)
		}
		p.acc.reset(cl.r.Intersect(deviceBounds(path.Bounds(geom.Point{}), m)))
		p.acc.addPath(&path, m)
		p.fillAccum(cl, src, true)
	}
	return boxed
}

// digits adds the digits of a code point in two rows to a path, as large as they fit in a box with
// some room around. A digit is 3×5 dots, with one dot between two of them.
func digits(path *display.Path, code string, x, y, w, h float64) {
	cols := len(code) / 2
	wide, high := float64(4*cols-1), 11.0
	dot := min(w/(wide+2), h/(high+2))
	left, top := x+(w-dot*wide)/2, y+(h-dot*high)/2
	for n, ch := range code {
		d := hexDigits[hexValue(ch)]
		dx, dy := left+float64(n%cols*4)*dot, top+float64(n/cols*6)*dot
		for b := range 15 {
			if d>>(14-b)&1 != 0 {
				path.Rect(float32(dx+float64(b%3)*dot), float32(dy+float64(b/3)*dot), float32(dot), float32(dot))
			}
		}
	}
}

// hollow returns the inside of a glyph that is a box, in em: the bounds of a contour that takes up
// most of the outline without touching its edge.
func hollow(o text.Outline) (lo, hi text.Point, ok bool) {
	inside := func() bool {
		return lo.X > o.Min.X && lo.Y > o.Min.Y && hi.X < o.Max.X && hi.Y < o.Max.Y &&
			(hi.X-lo.X)*2 > o.Max.X-o.Min.X && (hi.Y-lo.Y)*2 > o.Max.Y-o.Min.Y
	}
	for i := range o.Segments {
		s := &o.Segments[i]
		if s.Op == text.MoveTo {
			if i > 0 && inside() {
				return lo, hi, true
			}
			lo, hi = s.P[0], s.P[0]
		}
		for _, q := range s.P[:ends[s.Op]] {
			lo = text.Point{X: min(lo.X, q.X), Y: min(lo.Y, q.Y)}
			hi = text.Point{X: max(hi.X, q.X), Y: max(hi.Y, q.Y)}
		}
	}
	return lo, hi, len(o.Segments) > 0 && inside()
}

// ends is how many points a step of an outline has.
var ends = [...]int{text.MoveTo: 1, text.LineTo: 1, text.QuadTo: 2, text.CubeTo: 3}

func hexValue(ch rune) int {
	if ch >= 'A' {
		return int(ch-'A') + 10
	}
	return int(ch - '0')
}
