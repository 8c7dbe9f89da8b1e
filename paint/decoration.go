package paint

import (
	"image/color"
	"math"
	"strings"

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
	blur      float32       // of the shadow that is painted, the sigma in px; 0 for the line itself
	skip      value.Keyword // text-decoration-skip-ink: leave gaps where glyphs cross the line
	central   bool          // vertical text with upright characters: underlines are beside the em box
	flipped   bool          // and change places with overlines
	below     float64       // px from the baseline of the text down to that of the decorating box
}

// decorating is a line, or an inline box on it, whose lines of text decoration its text gets.
type decorating struct {
	style    *style.Style
	line     bool
	baseline geom.Unit    // on the page
	first    *style.Style // of a line: ::first-line, whose decorations its text gets as well
}

// decorates notes that a line or an inline box begins.
func (r *recorder) decorates(e entry) {
	if e.Frame != geom.Horizontal || e.Of == nil {
		return
	}
	s := r.style(e.Fragment)
	switch {
	case e.Kind == frag.Line:
		l := decorating{style: s, line: true, baseline: e.at.Y.Add(e.Baseline)}
		if e.Has(frag.FirstLine) {
			l.first = e.Of.FirstLine
		}
		r.onLine = []decorating{l}
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

// decorated reports whether a text may have decorations.
func (r *recorder) decorated(e entry) bool {
	return r.look(e.Of).Decor != nil || len(r.onLine) > 0 && r.onLine[0].first != nil
}

// decorations resolves the decorations of a text, the outermost first.
// https://drafts.csswg.org/css-text-decor-4/#line-decoration
func (r *recorder) decorations(e entry, s *style.Style) []decorated {
	var out []decorated
	add := func(d *style.Style, from *style.Style, below float64) bool {
		n := decorated{style: d, font: r.fontOf(s), from: r.fontOf(from), color: decorationColor(d), below: below}
		if n.font == nil || n.from == nil {
			return false
		}
		n.thickness = thickness(d, from, n.from)
		n.skip = s.TextDecorationSkipInk()
		if e.Frame.Vertical() && s.CentralBaseline() {
			n.central, n.flipped = true, flipsLines(d, s)
		}
		out = append(out, n)
		return true
	}
	for d := r.look(e.Of).Decor; d != nil && len(out) < maxDecorations; d = d.Next {
		from, below := s, 0.0
		if e.Frame == geom.Horizontal {
			if a, ok := r.decoratingBox(d.Style); ok {
				from, below = a.style, a.baseline.Sub(e.at.Y).Sub(e.Baseline).Px()
			}
		}
		if !add(d.Style, from, below) {
			return nil
		}
	}
	if len(r.onLine) > 0 {
		l := r.onLine[0]
		if f := l.first; f != nil && f.TextDecorationLine() != value.Value(value.KwNone) && !add(f, f, l.baseline.Sub(e.at.Y).Sub(e.Baseline).Px()) {
			return nil
		}
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
// A color replaces the decoration's own for a shadow, which is blurred where the line is solid or double.
func (d *decorated) paint(r *recorder, e entry, by geom.Point, c *color.NRGBA, sigma float32, through bool) {
	line := d.style.TextDecorationLine()
	d.blur = sigma
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
			if d.central {
				y = float64(m.Ascent+m.Descent+m.Size) / 2
			}
			if off.Kind != value.LengthKeyword && !d.flipped {
				y += off.Float(float64(d.style.FontSize()))
			}
			y = base - float64(m.Ascent) + math.Floor(y) + 1
		case hasKeyword(d.style.TextUnderlinePosition(), value.KwFromFont):
			y = float64(m.UnderlinePosition)
			if off.Kind != value.LengthKeyword {
				y += off.Float(float64(d.style.FontSize()))
			}
			y = base + math.Round(y)
		case off.Kind != value.LengthKeyword:
			y = base + math.Round(off.Float(float64(d.style.FontSize())))
		default:
			y = base + gap
		}
		d.line(r, e, x, y, w, col, d.skip, 1)
	}
	switch {
	case over && d.flipped: // an underline, one px over the em box
		y := float64(m.Ascent+m.Descent-m.Size) / 2
		if off.Kind != value.LengthKeyword {
			y -= off.Float(float64(d.style.FontSize()))
		}
		d.line(r, e, x, base-float64(m.Ascent)+math.Floor(y)-1-math.Max(1, math.Floor(d.thickness)), w, col, d.skip, -1)
	case over:
		// It ends at the top of the text and grows up from there. Text around a central baseline that is
		// between two px begins half a px higher for Blink.
		top := base - float64(m.Ascent)
		if d.central && int(m.Ascent+m.Descent)%2 != 0 {
			top--
		}
		d.line(r, e, x, top-math.Max(1, math.Floor(d.thickness)), w, col, d.skip, -1)
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
	snapped := func(y float64) geom.Unit { return geom.Int(int(math.Floor(y + 0.5))) }
	bar := geom.Rect{X: x, Y: snapped(y), W: w, H: geom.FromPx(t)}
	paint := display.Solid(c)
	var spans [][2]float64 // nil without gaps
	// Glyphs make gaps where they are in the line's band, without half a px at its edges.
	cut := func(top, bottom float64) {
		if skip != value.KwNone {
			base := e.at.Y.Px() + e.Baseline.Px()
			spans = gaps(e.Fragment, skip, x.Px(), top-base+0.5, bottom-base-0.5, d.thickness)
		}
	}
	rect := func(bar geom.Rect) {
		if d.blur > 0 {
			r.b.Shadow(display.Shadow{Shape: display.RRect{R: bar}, Sigma: d.blur, Color: c})
			return
		}
		r.b.ExactRect(bar, paint)
	}
	rects := func(bar geom.Rect) {
		if spans == nil {
			rect(bar)
		}
		for _, s := range spans {
			b := bar
			b.X, b.W = bar.X.Add(geom.FromPx(s[0])), geom.FromPx(s[1]-s[0])
			rect(b)
		}
	}
	switch d.style.TextDecorationStyle() {
	case value.KwDouble:
		step := (d.thickness + 1) * dir
		if dir == 0 {
			step = math.Floor(d.thickness + 1)
		}
		cut(y+math.Min(step, 0), y+math.Max(step, 0)+d.thickness)
		rects(bar)
		second := bar
		second.Y = snapped(y + step)
		rects(second)
	case value.KwDotted, value.KwDashed:
		// The pattern counts in whole px and lies between whole px, the line is as thick as it is: two
		// px or more are cut off where it crosses glyphs.
		w := math.Max(1, math.Round(d.thickness))
		mid := math.Floor(y + math.Max(d.thickness/2, 0.5))
		cut(mid-w/2, mid+w/2)
		from := math.Trunc(x.Px())
		length := math.Trunc(x.Add(bar.W).Px()) - from
		if length <= 0 {
			return
		}
		st := dashes(d.style.TextDecorationStyle(), float32(w), float32(length), false)
		st.Width = float32(d.thickness)
		var p display.Path
		inset := float32(0)
		if st.Cap == display.CapRound {
			inset = st.Width / 2
		}
		p.MoveTo(inset, 0)
		p.LineTo(float32(length)-inset, 0)
		at := geom.Point{X: geom.FromPx(from), Y: geom.FromPx(mid + math.Mod(w, 2)/2)}
		r.inSpans(x, geom.FromPx(mid-2*w), w*4, spans, func() {
			r.b.StrokePath(display.PathDraw{Origin: at, Path: &p, Paint: paint, Stroke: st})
		})
	case value.KwWavy:
		p := wave(0, bar.W.Px(), d.thickness)
		// The wave swings half a px below where the second of two lines would begin.
		origin := geom.Point{X: x, Y: bar.Y.Add(geom.FromPx(0.5 + dir*math.Round(d.thickness+1)))}
		height := waveHeight(d.thickness)
		mid := y + dir*(d.thickness+1)
		reach := math.Ceil(height*waveReach + d.thickness/2)
		cut(mid-reach, mid+reach)
		if spans == nil { // the wave itself goes on to where it is even
			spans = [][2]float64{{0, bar.W.Px()}}
		}
		r.inSpans(x, origin.Y.Sub(geom.FromPx(2*height)), 4*height, spans, func() {
			r.b.StrokePath(display.PathDraw{Origin: origin, Path: p, Paint: paint, Stroke: display.Stroke{Width: float32(d.thickness), MiterLimit: 4}})
		})
	default:
		cut(y, y+d.thickness)
		rects(bar)
	}
}

// inSpans calls draw for each part of a line that begins at x, cut off at the part's ends; once for nil.
func (r *recorder) inSpans(x, y geom.Unit, height float64, spans [][2]float64, draw func()) {
	if spans == nil {
		draw()
		return
	}
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

// waveHeight is how far the control points of a wave are above and below its middle.
func waveHeight(thickness float64) float64 { return 0.5 + math.Round(3*thickness+0.5) }

// waveReach is how far a wave reaches, in parts of its control points' height: √3/6.
const waveReach = 0.28867513459481287

// wave returns a wavy line from x0 to x1 around y 0, in phase with x 0.
func wave(x0, x1, thickness float64) *display.Path {
	length := 1 + 2*math.Round(2*thickness+0.5)
	amp := waveHeight(thickness)
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
