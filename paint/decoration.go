package paint

import (
	"image/color"
	"math"
	"strings"
	"unicode/utf8"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

// decorated is one text-decoration that applies to a text.
type decorated struct {
	style     *style.Style // of the box that set it
	color     color.NRGBA
	font      *text.Font // of the text
	from      *text.Font // of the decorating box: underlines and thicknesses are its
	thickness float64
	skip      value.Keyword // text-decoration-skip-ink: leave gaps where glyphs cross the line
	central   bool          // vertical text with upright characters: underlines are beside the em box
	flipped   bool          // and change places with overlines
	below     float64       // px from the baseline of the text down to that of the decorating box
}

// decorating is a line, or an inline box on it, whose lines of text decoration its text gets.
type decorating struct {
	style    *style.Style
	line     bool
	baseline geom.Unit // on the page
}

// decorates notes that a line or an inline box begins.
func (r *recorder) decorates(e entry) {
	if e.Frame != geom.Horizontal || e.Of == nil {
		return
	}
	s := r.style(e.Fragment)
	switch {
	case e.Kind == frag.Line:
		r.onLine = []decorating{{style: s, line: true, baseline: e.at.Y.Add(e.Baseline)}}
	case e.Kind == frag.Inline && s.TextDecorationLine() != value.Value(value.KwNone):
		r.onLine = append(r.onLine[:len(r.onLine):len(r.onLine)], decorating{style: s, baseline: e.at.Y.Add(e.Baseline)})
	}
}

// decoratingBox returns the box on the line that a decoration of style d comes from: an inline box, or the
// line for decorations of blocks; false when that is not known.
// https://drafts.csswg.org/css-text-decor-4/#decorating-box
func (r *recorder) decoratingBox(d *style.Style) (decorating, bool) {
	for i := len(r.onLine) - 1; i >= 0; i-- {
		if a := r.onLine[i]; a.line || a.style == d {
			return a, true
		}
	}
	return decorating{}, false
}

// maxDecorations bounds how many lines one text gets from its ancestors.
const maxDecorations = 64

// decorations resolves the decorations of a text, the outermost first.
// https://drafts.csswg.org/css-text-decor-4/#line-decoration
func (r *recorder) decorations(e entry, s *style.Style) []decorated {
	var out []decorated
	for d := r.look(e.Of).Decor; d != nil && len(out) < maxDecorations; d = d.Next {
		from, below := s, 0.0
		if e.Frame == geom.Horizontal {
			if a, ok := r.decoratingBox(d.Style); ok {
				from, below = a.style, a.baseline.Sub(e.at.Y).Sub(e.Baseline).Px()
			}
		}
		n := decorated{style: d.Style, font: r.fontOf(s), from: r.fontOf(from), color: decorationColor(d.Style), below: below}
		if n.font == nil || n.from == nil {
			return nil
		}
		n.thickness = thickness(d.Style, from, n.from)
		n.skip = s.TextDecorationSkipInk()
		if e.Frame.Vertical() && s.CentralBaseline() {
			n.central, n.flipped = true, flipsLines(d.Style, s)
		}
		out = append(out, n)
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

// decorationColor returns the colour of a style's lines. Where that is the colour of the text, it
// is that of the line around the glyphs if one is named, and else that of their fill, as in Blink.
func decorationColor(s *style.Style) color.NRGBA {
	c := s.TextDecorationColor()
	if c.Current {
		c = s.WebkitTextFillColor()
		if w := s.WebkitTextStrokeWidth(); w.Float(0) > 0 {
			if k := s.WebkitTextStrokeColor(); !k.Current && !k.IsTransparent() {
				c = k
			}
		}
	}
	return c.RGBA(s.Color())
}

// thickness returns a decoration's thickness in px; auto is a tenth of the font size.
func thickness(d, s *style.Style, f *text.Font) float64 {
	t := d.TextDecorationThickness()
	switch {
	case t.IsKeyword(value.KwFromFont):
		if f.Metrics.UnderlineThickness > 0 {
			return math.Max(1, float64(f.Metrics.UnderlineThickness))
		}
	case t.Kind != value.LengthKeyword:
		return math.Max(1, math.Round(t.Float(float64(d.FontSize()))))
	}
	return math.Max(1, float64(s.FontSize())/10)
}

// paint draws the lines of a decoration: those through the text, or those under and over it.
// A color replaces the decoration's own for a shadow.
func (d *decorated) paint(r *recorder, e entry, by geom.Point, c *color.NRGBA, sigma float32, through bool) {
	line := d.style.TextDecorationLine()
	col := d.color
	if c != nil {
		col = *c
	}
	if col.A == 0 {
		return
	}
	m := &d.font.Metrics
	base := e.at.Y.Add(by.Y).Px() + e.Baseline.Px()
	x := e.at.X.Add(by.X)
	w := e.Size.W
	if through {
		if hasKeyword(line, value.KwLineThrough) {
			y := base - float64(m.Ascent)/3 - d.thickness/2
			d.line(r, e, x, y, w, col, value.KwNone, 0)
		}
		return
	}
	under, over := hasKeyword(line, value.KwUnderline), hasKeyword(line, value.KwOverline)
	off := d.style.TextUnderlineOffset()
	if d.flipped {
		under, over = over, under
	}
	if under {
		m, base := &d.from.Metrics, base+d.below
		gap := math.Max(1, math.Ceil(d.thickness/2))
		var y float64
		switch {
		case d.central || hasKeyword(d.style.TextUnderlinePosition(), value.KwUnder):
			// One px under the em box.
			y = float64(m.Ascent) + float64(m.Size-m.EmAscent)
			if off.Kind != value.LengthKeyword && !d.flipped {
				y += off.Float(float64(d.style.FontSize()))
			}
			y = base - float64(m.Ascent) + math.Floor(y) + 1
		case off.Kind != value.LengthKeyword:
			y = base + off.Float(float64(d.style.FontSize()))
		case hasKeyword(d.style.TextUnderlinePosition(), value.KwFromFont):
			y = base + float64(m.UnderlinePosition)
		default:
			y = base + gap
		}
		d.line(r, e, x, y, w, col, d.skip, 1)
	}
	switch {
	case over && d.flipped: // an underline, one px over the em box
		y := float64(m.Ascent - m.EmAscent)
		if off.Kind != value.LengthKeyword {
			y -= off.Float(float64(d.style.FontSize()))
		}
		d.line(r, e, x, base-float64(m.Ascent)+math.Floor(y)-1-math.Max(1, math.Floor(d.thickness)), w, col, d.skip, -1)
	case over:
		// It ends at the top of the text and grows up from there.
		d.line(r, e, x, base-float64(m.Ascent)-math.Max(1, math.Floor(d.thickness)), w, col, d.skip, -1)
	}
}

// flipsLines reports whether in vertical text of a style underlines are over the text and overlines
// under it. https://drafts.csswg.org/css-text-decor-4/#text-underline-position-property
func flipsLines(d, s *style.Style) bool {
	pos := d.TextUnderlinePosition()
	if lang, ok := s.WebkitLocale().(value.String); ok {
		l, _, _ := strings.Cut(strings.ToLower(string(lang)), "-")
		if l == "ja" || l == "ko" {
			return !hasKeyword(pos, value.KwLeft)
		}
	}
	return hasKeyword(pos, value.KwRight)
}

// line draws one line with its top at y. dir says where the second of two lines goes.
func (d *decorated) line(r *recorder, e entry, x geom.Unit, y float64, w geom.Unit, c color.NRGBA, skip value.Keyword, dir float64) {
	t := math.Max(1, math.Floor(d.thickness))
	top := geom.Int(int(math.Floor(y + 0.5)))
	bar := geom.Rect{X: x, Y: top, W: w, H: geom.FromPx(t)}
	paint := display.Solid(c)
	spans := [][2]float64{{0, w.Px()}}
	if skip != value.KwNone {
		lo := top.Px() - (e.at.Y.Px() + e.Baseline.Px())
		spans = gaps(e.Fragment, skip, lo, lo+t, d.thickness)
	}
	rects := func(bar geom.Rect) {
		for _, s := range spans {
			b := bar
			b.X, b.W = bar.X.Add(geom.FromPx(s[0])), geom.FromPx(s[1]-s[0])
			r.b.ExactRect(b, paint)
		}
	}
	switch d.style.TextDecorationStyle() {
	case value.KwDouble:
		rects(bar)
		second := bar
		step := t + 1
		if dir == 0 {
			dir = 1
		}
		second.Y = bar.Y.Add(geom.FromPx(step * dir))
		rects(second)
	case value.KwDotted, value.KwDashed:
		// The pattern counts in whole px, the line is as thick as it is: two px or more are cut
		// off where it crosses glyphs.
		w := math.Max(1, math.Round(d.thickness))
		st := dashes(d.style.TextDecorationStyle(), float32(w), float32(bar.W.Px()), false)
		st.Width = float32(d.thickness)
		var p display.Path
		inset := float32(0)
		if st.Cap == display.CapRound {
			inset = st.Width / 2
		}
		p.MoveTo(inset, 0)
		p.LineTo(float32(bar.W.Px())-inset, 0)
		mid := top.Add(geom.FromPx(math.Floor(d.thickness/2) + math.Mod(w, 2)/2))
		r.inSpans(x, top.Sub(geom.FromPx(w)), w*3, spans, bar.W, func() {
			r.b.StrokePath(display.PathDraw{Origin: geom.Point{X: x, Y: mid}, Path: &p, Paint: paint, Stroke: st})
		})
	case value.KwWavy:
		p := wave(0, bar.W.Px(), d.thickness)
		// The wave swings half a px below where the second of two lines would begin.
		origin := geom.Point{X: x, Y: top.Add(geom.FromPx(0.5 + dir*math.Round(d.thickness+1)))}
		amp := 0.5 + math.Round(3*d.thickness+0.5)
		if skip != value.KwNone {
			lo := origin.Y.Px() - (e.at.Y.Px() + e.Baseline.Px())
			spans = gaps(e.Fragment, skip, lo-amp/2, lo+amp/2, d.thickness)
		}
		r.inSpans(x, origin.Y.Sub(geom.FromPx(2*amp)), 4*amp, spans, bar.W, func() {
			r.b.StrokePath(display.PathDraw{Origin: origin, Path: p, Paint: paint, Stroke: display.Stroke{Width: float32(d.thickness), MiterLimit: 4}})
		})
	default:
		rects(bar)
	}
}

// inSpans calls draw for each part of a line of a width, cut off at the part's ends.
func (r *recorder) inSpans(x, y geom.Unit, height float64, spans [][2]float64, width geom.Unit, draw func()) {
	state := r.b.State()
	defer r.b.SetState(state)
	for _, s := range spans {
		st := state
		left, right := x.Add(geom.FromPx(s[0])), x.Add(geom.FromPx(s[1]))
		st.Clip = r.b.AddClip(display.Clip{Parent: state.Clip, Transform: state.Transform,
			Shape: display.RRect{R: geom.Rect{X: left, Y: y, W: right.Sub(left), H: geom.FromPx(height)}}})
		r.b.SetState(st)
		draw()
	}
}

// maxWaves bounds the waves of one line.
const maxWaves = 20_000

// wave returns a wavy line from x0 to x1 around y 0, in phase with x 0.
func wave(x0, x1, thickness float64) *display.Path {
	length := 1 + 2*math.Round(2*thickness+0.5)
	amp := 0.5 + math.Round(3*thickness+0.5)
	var p display.Path
	x := math.Floor(x0/length) * length
	p.MoveTo(float32(x), 0)
	for n := 0; x < x1 && n < maxWaves; n++ {
		mid := float32(x + length/2)
		p.CubicTo(mid, float32(amp), mid, float32(-amp), float32(x+length), 0)
		x += length
	}
	return &p
}

// gaps returns the parts of a text's width where no glyph crosses the band [lo, hi] px below
// the baseline: text-decoration-skip-ink, which is auto or all. Each crossing clears the thickness on
// both sides.
func gaps(f *frag.Fragment, skip value.Keyword, lo, hi, thickness float64) [][2]float64 {
	width := f.Size.W.Px()
	clear := math.Min(thickness, 13)
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
			if at := int(g.Cluster) - run.Start; at >= 0 && at < len(source) {
				if c, _ := utf8.DecodeRuneInString(source[at:]); !text.SkipsInk(c) {
					pen += float64(g.Advance)
					continue
				}
			}
			if a, b, ok := crossing(run, g, lo-float64(g.Y), hi-float64(g.Y), size); ok {
				x := pen + float64(g.X)
				cuts = append(cuts, [2]float64{x + a - clear, x + b + clear})
			}
			pen += float64(g.Advance)
		}
	}
	if len(cuts) == 0 {
		return [][2]float64{{0, width}}
	}
	var out [][2]float64
	at := 0.0
	for _, c := range cuts {
		if c[0] > at {
			out = append(out, [2]float64{at, math.Min(c[0], width)})
		}
		at = math.Max(at, c[1])
	}
	if at < width {
		out = append(out, [2]float64{at, width})
	}
	return out
}

// crossing returns where the outline of a glyph is inside of a band below the baseline.
func crossing(run *text.Run, g *text.Glyph, lo, hi, size float64) (a, b float64, ok bool) {
	o := run.Face.Outline(g.ID)
	if len(o.Segments) == 0 || float64(o.Max.Y)*size <= lo || float64(o.Min.Y)*size >= hi {
		return 0, 0, false
	}
	a, b = math.Inf(1), math.Inf(-1)
	shear := 0.0
	if run.SyntheticItalic {
		shear = text.SyntheticSkew
	}
	var cx, cy, sx, sy float64
	seg := func(x, y float64) {
		x0, y0, x1, y1 := cx, cy, x, y
		cx, cy = x, y
		if y0 > y1 {
			x0, y0, x1, y1 = x1, y1, x0, y0
		}
		if y1 < lo || y0 > hi {
			return
		}
		if y1 > y0 {
			k := (x1 - x0) / (y1 - y0)
			if y0 < lo {
				x0 += (lo - y0) * k
			}
			if y1 > hi {
				x1 -= (y1 - hi) * k
			}
		}
		a, b = math.Min(a, math.Min(x0, x1)), math.Max(b, math.Max(x0, x1))
	}
	at := func(p text.Point) (float64, float64) {
		return (float64(p.X) - shear*float64(p.Y)) * size, float64(p.Y) * size
	}
	const chords = 6
	for i := range o.Segments {
		s := &o.Segments[i]
		x, y := at(s.P[0])
		switch s.Op {
		case text.MoveTo:
			if i > 0 {
				seg(sx, sy)
			}
			cx, cy, sx, sy = x, y, x, y
		case text.LineTo:
			seg(x, y)
		case text.QuadTo:
			x0, y0 := cx, cy
			x2, y2 := at(s.P[1])
			for k := 1; k <= chords; k++ {
				t := float64(k) / chords
				u := 1 - t
				seg(u*u*x0+2*u*t*x+t*t*x2, u*u*y0+2*u*t*y+t*t*y2)
			}
		case text.CubeTo:
			x0, y0 := cx, cy
			x2, y2 := at(s.P[1])
			x3, y3 := at(s.P[2])
			for k := 1; k <= chords; k++ {
				t := float64(k) / chords
				u := 1 - t
				seg(u*u*u*x0+3*u*u*t*x+3*u*t*t*x2+t*t*t*x3, u*u*u*y0+3*u*u*t*y+3*u*t*t*y2+t*t*t*y3)
			}
		}
	}
	seg(sx, sy)
	return a, b, a <= b
}
