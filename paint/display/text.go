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
	// Palette has the colours of colour glyphs; nil for the face's own.
	Palette *text.Palette
	Pen     float32   // outline the glyphs with a pen so wide in CSS px; 0 to fill them
	Sigma   float32   // blur of a text shadow in CSS px; 0 for sharp glyphs
	Box     geom.Rect // the area that finds the text under the pointer; empty for shadows
}

// PenMiter is the miter limit of a text's pen.
const PenMiter = 4

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
	grow := 3*float64(t.Sigma) + float64(t.Pen)/2*PenMiter + 1
	x, y := geom.FromPxFloor(minX-grow), geom.FromPxFloor(minY-grow)
	out := geom.Rect{X: x, Y: y, W: geom.FromPxCeil(maxX + grow).Sub(x), H: geom.FromPxCeil(maxY + grow).Sub(y)}
	return out.Move(t.Origin)
}

// Outline returns the glyphs as a path, with the pen of the first one at the origin. Glyphs
// without an outline, such as pictures, are left out.
func (t *Text) Outline() *Path {
	out := &Path{}
	r := t.Run
	pen := 0.0
	k := float64(r.Size)
	for i := range r.Glyphs {
		g := &r.Glyphs[i]
		ox, oy := pen+float64(g.X), float64(g.Y)
		at := func(q text.Point) FPoint {
			x := float64(q.X)
			if r.SyntheticItalic {
				x -= float64(q.Y) * text.SyntheticSkew
			}
			return FPoint{float32(ox + x*k), float32(oy + float64(q.Y)*k)}
		}
		addSegments(out, r.Face.Outline(g.ID).Segments, at)
		pen += float64(g.Advance)
	}
	return out
}

// addSegments adds the closed contours of an outline, whose points at maps.
func addSegments(out *Path, list []text.Segment, at func(text.Point) FPoint) {
	open := false
	for i := range list {
		s := &list[i]
		p := at(s.P[0])
		switch s.Op {
		case text.MoveTo:
			if open {
				out.Close()
			}
			out.MoveTo(p.X, p.Y)
			open = true
		case text.LineTo:
			out.LineTo(p.X, p.Y)
		case text.QuadTo:
			q := at(s.P[1])
			out.QuadTo(p.X, p.Y, q.X, q.Y)
		case text.CubeTo:
			q, e := at(s.P[1]), at(s.P[2])
			out.CubicTo(p.X, p.Y, q.X, q.Y, e.X, e.Y)
		}
	}
	if open {
		out.Close()
	}
}
