package display

import (
	"image/color"

	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// Text is the argument of DrawGlyphs: one shaped run.
type Text struct {
	Run    *text.Run
	Source string     // the characters of the run in logical order; empty when nobody knows
	Origin geom.Point // of the first glyph's pen, on the baseline
	Color  color.NRGBA
	Sigma  float32   // blur of a text shadow in CSS px; 0 for sharp glyphs
	Box    geom.Rect // the area that finds the text under the pointer; empty for shadows
}

// inkReach is how far outside of its advance box a glyph without known bounds may draw, in em.
const inkReach = 0.5

// Ink returns the area that the glyphs may touch.
func (t *Text) Ink() geom.Rect {
	r := t.Run
	size := float64(r.Size)
	var minX, minY, maxX, maxY float64
	pen := 0.0
	for i := range r.Glyphs {
		g := &r.Glyphs[i]
		x0, y0, x1, y1 := -inkReach*size, -1.25*size, float64(g.Advance)+inkReach*size, inkReach*size
		x, y := pen+float64(g.X), float64(g.Y)
		minX, maxX = min(minX, x+x0), max(maxX, x+x1)
		minY, maxY = min(minY, y+y0), max(maxY, y+y1)
		pen += float64(g.Advance)
	}
	grow := 3*float64(t.Sigma) + 1
	x, y := geom.FromPxFloor(minX-grow), geom.FromPxFloor(minY-grow)
	out := geom.Rect{X: x, Y: y, W: geom.FromPxCeil(maxX + grow).Sub(x), H: geom.FromPxCeil(maxY + grow).Sub(y)}
	return out.Move(t.Origin)
}
