package paint

import (
	"math"
	"unicode/utf8"

	"vitrine/css/value"
	"vitrine/layout/frag"
	"vitrine/layout/text"
)

// Gaps of lines under and over text where glyphs cross them: text-decoration-skip-ink.
// https://drafts.csswg.org/css-text-decor-4/#text-decoration-skip-ink-property

// maxGapSide bounds how much of a line is left out on each side of what crosses it, in px.
const maxGapSide = 13

// gaps returns the parts of a text's width where no glyph crosses the band [lo, hi] px below
// the baseline, nil when none does anywhere: text-decoration-skip-ink, which is auto or all. Each
// crossing clears the thickness on both sides. The text begins at start, in px; gaps are between whole px.
func gaps(f *frag.Fragment, skip value.Keyword, start, lo, hi, thickness float64) [][2]float64 {
	width := f.Size.W.Px()
	clear := math.Min(thickness, maxGapSide)
	var cuts [][2]float64
	pen := 0.0
	from := sourceStart(f.Text)
	for _, run := range f.Text.Runs {
		size := float64(run.Size)
		source := ""
		if skip == value.KwAuto {
			source = sourceOf(f.Text, run, from)
		}
		if run.Upright {
			pen += run.Advance
			continue
		}
		for i := range run.Glyphs {
			g := &run.Glyphs[i]
			at, crosses := int(g.Cluster)-run.Start, true
			if at >= 0 && at < len(source) {
				c, _ := utf8.DecodeRuneInString(source[at:])
				crosses = text.SkipsInk(c)
			}
			if crosses {
				if a, b, ok := crossing(run, g, lo-float64(g.Y), hi-float64(g.Y), size); ok {
					x := pen + float64(g.X)
					cuts = append(cuts, [2]float64{x + a - clear, x + b + clear})
				}
			}
			pen += float64(g.Advance)
		}
	}
	if len(cuts) == 0 {
		return nil
	}
	out := [][2]float64{}
	at := 0.0
	whole := func(x float64) float64 { return math.Floor(start+x+0.5) - start }
	for _, c := range cuts {
		if to := math.Min(whole(c[0]), width); to > at {
			out = append(out, [2]float64{at, to})
		}
		at = math.Max(at, whole(c[1]))
	}
	if at < width {
		out = append(out, [2]float64{at, width})
	}
	return out
}

// crossing returns the extent of the outline of a glyph in a band below the baseline, as Skia finds it:
// of what the band's edges cross, and of the points of the outline, those that only steer curves
// too, inside of the band.
func crossing(run *text.Run, g *text.Glyph, lo, hi, size float64) (a, b float64, ok bool) {
	o := run.Face.Outline(g.ID)
	if len(o.Segments) == 0 || float64(o.Max.Y)*size < lo || float64(o.Min.Y)*size > hi {
		return 0, 0, false
	}
	a, b = math.Inf(1), math.Inf(-1)
	shear := 0.0
	if run.SyntheticItalic {
		shear = text.SyntheticSkew
	}
	grow := func(x float64) { a, b = math.Min(a, x), math.Max(b, x) }
	at := func(p text.Point) (float64, float64) {
		return (float64(p.X) - shear*float64(p.Y)) * size, float64(p.Y) * size
	}
	inside := func(x, y float64) {
		if lo < y && y < hi {
			grow(x)
		}
	}
	chord := func(x0, y0, x1, y1 float64) {
		for _, y := range [2]float64{lo, hi} {
			if t := (y - y0) / (y1 - y0); t >= 0 && t < 1 {
				grow(x0 + t*(x1-x0))
			}
		}
	}
	var cx, cy, sx, sy float64
	line := func(x, y float64) {
		chord(cx, cy, x, y)
		inside(cx, cy)
		inside(x, y)
		cx, cy = x, y
	}
	const chords = 8
	for i := range o.Segments {
		s := &o.Segments[i]
		x, y := at(s.P[0])
		switch s.Op {
		case text.MoveTo:
			if i > 0 {
				line(sx, sy)
			}
			cx, cy, sx, sy = x, y, x, y
		case text.LineTo:
			line(x, y)
		case text.QuadTo:
			x0, y0 := cx, cy
			x2, y2 := at(s.P[1])
			px, py := x0, y0
			for k := 1; k <= chords; k++ {
				t := float64(k) / chords
				u := 1 - t
				qx, qy := u*u*x0+2*u*t*x+t*t*x2, u*u*y0+2*u*t*y+t*t*y2
				chord(px, py, qx, qy)
				px, py = qx, qy
			}
			inside(x0, y0)
			inside(x, y)
			inside(x2, y2)
			cx, cy = x2, y2
		case text.CubeTo:
			x0, y0 := cx, cy
			x2, y2 := at(s.P[1])
			x3, y3 := at(s.P[2])
			px, py := x0, y0
			for k := 1; k <= chords; k++ {
				t := float64(k) / chords
				u := 1 - t
				qx, qy := u*u*u*x0+3*u*u*t*x+3*u*t*t*x2+t*t*t*x3, u*u*u*y0+3*u*u*t*y+3*u*t*t*y2+t*t*t*y3
				chord(px, py, qx, qy)
				px, py = qx, qy
			}
			inside(x0, y0)
			inside(x, y)
			inside(x2, y2)
			inside(x3, y3)
			cx, cy = x3, y3
		}
	}
	line(sx, sy)
	return a, b, a < b
}
