package paint

import (
	"image/color"
	"math"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
	"vitrine/paint/svg"
)

// fontCache remembers the fonts of styles: neighbouring texts share them.
type fontCache struct {
	style *style.Style
	font  *text.Font
}

// fontOf returns the font of a style; nil without fonts.
func (r *recorder) fontOf(s *style.Style) *text.Font {
	if r.in.Fonts == nil {
		return nil
	}
	if r.font.style != s {
		r.font = fontCache{s, r.in.Fonts.Of(s)}
	}
	return r.font.font
}

// text paints a piece of text on one line: shadows, lines under and over it, glyphs, lines
// through it. https://drafts.csswg.org/css-text-decor-4/#painting-order
func (r *recorder) text(e entry) {
	g := e.Text
	s := r.style(e.Fragment)
	if g == nil || s == nil || !visible(s) {
		return
	}
	e, turn := r.upright(e)
	r.begin(e)
	fill := s.WebkitTextFillColor().RGBA(s.Color())
	base := geom.Point{X: e.at.X, Y: e.at.Y.Add(e.Baseline)}
	if e.moved && e.Frame == geom.Horizontal {
		// Blink rounds the place of a baseline in the plane of the text, not in that of the page.
		base.Y = wholePx(base.Y)
	}
	var decor []decorated
	if r.decorated(e) {
		decor = r.decorations(e, s)
	}
	for _, sh := range svg.Shadows(s.TextShadow(), s) {
		by := turn.point(geom.Point{X: geom.FromPx(sh.X), Y: geom.FromPx(sh.Y)})
		sigma := float32(sh.Blur / 2)
		for i := range decor {
			decor[i].paint(r, e, by, &sh.Color, sigma, false)
		}
		r.runs(e, turn, base.Add(by), ink{color: sh.Color, sigma: sigma}, geom.Rect{})
		r.emphasis(e, turn, s, base.Add(by), ink{color: sh.Color, sigma: sigma})
	}
	for i := range decor {
		decor[i].paint(r, e, geom.Point{}, nil, 0, false)
	}
	mark := ink{color: s.TextEmphasisColor().RGBA(s.Color())}
	line := penOf(s)
	line.again = fill.A != 0
	if line.pen > 0 && strokeFirst(s.PaintOrder()) {
		r.runs(e, turn, base, line, geom.Rect{})
		r.runs(e, turn, base, ink{color: fill}, geom.MakeRect(e.at, e.Size))
		r.selectedText(e, turn, base)
		r.emphasis(e, turn, s, base, line)
		r.emphasis(e, turn, s, base, mark)
	} else {
		r.runs(e, turn, base, ink{color: fill}, geom.MakeRect(e.at, e.Size))
		if line.pen > 0 {
			r.runs(e, turn, base, line, geom.Rect{})
		}
		r.selectedText(e, turn, base)
		r.emphasis(e, turn, s, base, mark)
		if line.pen > 0 {
			r.emphasis(e, turn, s, base, line)
		}
	}
	// The shadow of a line through the text lies over the text, as in Blink.
	for _, sh := range svg.Shadows(s.TextShadow(), s) {
		by := turn.point(geom.Point{X: geom.FromPx(sh.X), Y: geom.FromPx(sh.Y)})
		for i := range decor {
			decor[i].paint(r, e, by, &sh.Color, float32(sh.Blur/2), true)
		}
	}
	for i := range decor {
		decor[i].paint(r, e, geom.Point{}, nil, 0, true)
	}
}

// ink is what glyphs are drawn with.
type ink struct {
	color color.NRGBA
	sigma float32 // blur in px
	pen   float32 // width of the line around the glyphs in px; 0 fills them
	again bool    // the same glyphs are drawn with another ink too
}

// penOf returns the ink of the line around the glyphs of a style; its pen is 0 for none. The
// shadow of a text is that of its fill alone, as in Blink.
// https://compat.spec.whatwg.org/#the-webkit-text-stroke
func penOf(s *style.Style) ink {
	w := float32(s.WebkitTextStrokeWidth().Float(0))
	if !(w > 0) {
		return ink{}
	}
	return ink{color: s.WebkitTextStrokeColor().RGBA(s.Color()), pen: w}
}

// strokeFirst reports whether the line around a shape is drawn below its fill.
// https://www.w3.org/TR/SVG2/painting.html#PaintOrderProperty
func strokeFirst(order value.Value) bool {
	for _, v := range value.Spaced(order) {
		switch v {
		case value.Value(value.KwStroke):
			return true
		case value.Value(value.KwFill):
			return false
		}
	}
	return false
}

// textTurn is the space in which vertical text is painted as if it were horizontal.
type textTurn struct {
	frame geom.Frame
	state display.State // of the page around
}

// turnKey finds the space of vertical text in another space.
type turnKey struct {
	in  display.TransformID
	ccw bool
}

// settles notes where a line, or an inline box that Blink has a fragment of, begins. Vertical text is
// at its distance from there after the page's y of that has been rounded to whole px.
func (r *recorder) settles(e entry) {
	switch {
	case e.Frame == geom.Horizontal:
	case e.Kind == frag.Line:
		top, ok := geom.Unit(0), false
		for i := range e.Kids {
			k := &e.Kids[i]
			if k.Has(frag.OutOfFlow) || k.Kind == frag.Anchor {
				continue
			}
			if y := e.at.Y.Add(k.At.Y); !ok || y < top {
				top, ok = y, true
			}
		}
		r.boxTop = top
	case r.ownBox(e):
		r.boxTop = e.at.Y
	}
}

// ownBox reports whether an inline box is more than its text to Blink: whether it may have edges or
// margins, is drawn or is placed itself.
func (r *recorder) ownBox(e entry) bool {
	s := r.style(e.Fragment)
	if s == nil {
		return false
	}
	if e.Border != (geom.Sides{}) || e.Padding != (geom.Sides{}) || s.Position() != value.KwStatic || !s.BackgroundColor().IsTransparent() {
		return true
	}
	for _, m := range [4]value.Length{s.MarginTop(), s.MarginRight(), s.MarginBottom(), s.MarginLeft()} {
		if m.Kind != value.LengthPx || m.N != 0 {
			return true
		}
	}
	return false
}

// upright returns a text at its place in a space where its line is horizontal.
// https://www.w3.org/TR/css-writing-modes-4/#line-orientation
func (r *recorder) upright(e entry) (entry, textTurn) {
	t := textTurn{e.Frame, e.state}
	if e.Frame == geom.Horizontal {
		return e, t
	}
	k := turnKey{e.state.Transform, e.Frame == geom.SidewaysLR}
	id, ok := r.turns[k]
	if !ok {
		m := display.Matrix{B: 1, C: -1}
		if k.ccw {
			m = display.Matrix{B: -1, C: 1}
		}
		id = r.b.AddTransform(display.Transform{Parent: k.in, M: m})
		if r.turns == nil {
			r.turns = map[turnKey]display.TransformID{}
		}
		r.turns[k] = id
	}
	f := *e.Fragment
	f.Size = geom.Size{W: e.Size.H, H: e.Size.W}
	top := geom.Int(r.boxTop.Round()).Add(e.at.Y.Sub(r.boxTop))
	corner := geom.Point{X: e.at.X.Add(e.Size.W), Y: top} // where line-left meets line-over
	if k.ccw {
		corner = geom.Point{X: e.at.X, Y: top.Add(e.Size.H)}
	}
	e.Fragment, e.at = &f, t.point(corner)
	e.state.Transform = id
	return e, t
}

// point returns a point or an offset of the page around in the space of the text.
func (t textTurn) point(p geom.Point) geom.Point {
	switch t.frame {
	case geom.Horizontal:
		return p
	case geom.SidewaysLR:
		return geom.Point{X: -p.Y, Y: p.X}
	}
	return geom.Point{X: p.Y, Y: -p.X}
}

// back is the inverse of point.
func (t textTurn) back(p geom.Point) geom.Point {
	switch t.frame {
	case geom.Horizontal:
		return p
	case geom.SidewaysLR:
		return geom.Point{X: p.Y, Y: -p.X}
	}
	return geom.Point{X: -p.Y, Y: p.X}
}

// runs draws the glyph runs of a text from a baseline origin. An area that only finds the
// text stays even when its glyphs are transparent.
func (r *recorder) runs(e entry, turn textTurn, at geom.Point, in ink, hit geom.Rect) {
	c := in.color
	if !hit.Empty() && (c.A == 0 || len(e.Text.Runs) == 0 || e.Text.Runs[0].Upright) {
		r.b.HitArea(hit)
		hit = geom.Rect{}
	}
	if c.A == 0 {
		return
	}
	s := r.style(e.Fragment)
	pen := 0.0
	from := sourceStart(e.Text)
	for i, run := range e.Text.Runs {
		t := display.Text{Run: run, Origin: geom.Point{X: at.X.Add(geom.FromPx(pen)), Y: at.Y}, Color: c, Sigma: in.sigma, Pen: in.pen}
		if run.Face.Color() {
			t.Palette = r.palette(s, run.Face)
		}
		if !in.again {
			t.Source = sourceOf(e.Text, run, from)
		}
		if i == 0 {
			t.Box = hit
		}
		r.run(e, turn, t)
		pen += run.Advance
	}
}

// palette returns the colours of a face in a style; nil for the face's own.
func (r *recorder) palette(s *style.Style, f *text.Face) *text.Palette {
	v := s.FontPalette()
	if v == value.Value(value.KwNormal) {
		return nil
	}
	font := r.fontOf(s)
	if font == nil {
		return nil
	}
	return font.Palette(f, v)
}

// run draws one run from its place on a baseline.
func (r *recorder) run(e entry, turn textTurn, t display.Text) {
	run := t.Run
	if !run.Upright {
		r.b.Text(t)
		return
	}
	m := run.Metrics()
	t.Run = run.Set()
	t.Origin.Y = t.Origin.Y.Sub(geom.FromPx(float64(m.Ascent-m.Descent) / 2))
	t.Origin = turn.back(t.Origin)
	state := r.b.State()
	state.Transform = turn.state.Transform
	if k := float64(run.Squeeze); k > 0 {
		x := t.Origin.X.Px()
		m := display.Translate(x*(1-k), 0)
		m.A = k
		state.Transform = r.b.AddTransform(display.Transform{Parent: state.Transform, M: m})
	}
	r.b.SetState(state)
	r.b.Text(t)
	state.Transform = e.state.Transform
	r.b.SetState(state)
}

// plainText draws a short label that is not part of the box tree, such as an alternative
// text, on a baseline, and returns its width.
func (r *recorder) plainText(s *style.Style, label string, at geom.Point, c color.NRGBA) geom.Unit {
	f := r.fontOf(s)
	if f == nil {
		return 0
	}
	pen := geom.Unit(0)
	for _, run := range f.Shape(label, text.ShapeOptions{}) {
		r.b.Text(display.Text{Run: run, Origin: geom.Point{X: at.X.Add(pen), Y: at.Y}, Color: c})
		pen = pen.Add(run.Width)
	}
	return pen
}

func hasKeyword(v value.Value, k value.Keyword) bool {
	for _, it := range value.Spaced(v) {
		if it == value.Value(k) {
			return true
		}
	}
	return false
}

// sourceStart returns the offset in the shaped text of the first character of g.Source; -1 when
// that is not the text of the runs.
func sourceStart(g *frag.Glyphs) int {
	from, to := math.MaxInt, 0
	for _, r := range g.Runs {
		from, to = min(from, r.Start), max(to, r.End)
	}
	if from >= to || to-from > len(g.Source) {
		return -1
	}
	return from
}

// sourceOf returns the characters of a run.
func sourceOf(g *frag.Glyphs, r *text.Run, from int) string {
	if from < 0 || r.Start < from || r.End < r.Start || r.End-from > len(g.Source) {
		return ""
	}
	return g.Source[r.Start-from : r.End-from]
}
