package paint

import (
	"image/color"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
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
		r.font = fontCache{s, r.in.Fonts.Font(text.QueryOf(s))}
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
	r.begin(e)
	fill := s.WebkitTextFillColor().RGBA(s.Color())
	base := geom.Point{X: e.at.X, Y: e.at.Y.Add(e.Baseline)}
	var decor []decorated
	if e.Of.Decor != nil {
		decor = r.decorations(e, s)
	}
	for _, sh := range shadows(s.TextShadow(), s) {
		by := geom.Point{X: geom.FromPx(sh.x), Y: geom.FromPx(sh.y)}
		sigma := float32(sh.blur / 2)
		for i := range decor {
			decor[i].paint(r, e, by, &sh.color, sigma, false)
		}
		r.runs(e, base.Add(by), sh.color, sigma, geom.Rect{})
	}
	for i := range decor {
		decor[i].paint(r, e, geom.Point{}, nil, 0, false)
	}
	r.runs(e, base, fill, 0, geom.MakeRect(e.at, e.Size))
	for i := range decor {
		decor[i].paint(r, e, geom.Point{}, nil, 0, true)
	}
}

// runs draws the glyph runs of a text from a baseline origin. An area that only finds the
// text stays even when its glyphs are transparent.
func (r *recorder) runs(e entry, at geom.Point, c color.NRGBA, sigma float32, hit geom.Rect) {
	if !hit.Empty() && (c.A == 0 || len(e.Text.Runs) == 0) {
		r.b.HitArea(hit)
	}
	if c.A == 0 {
		return
	}
	pen := float32(0)
	for i, run := range e.Text.Runs {
		t := display.Text{Run: run, Origin: geom.Point{X: at.X.Add(geom.FromPx(float64(pen))), Y: at.Y}, Color: c, Sigma: sigma}
		if i == 0 {
			t.Box = hit
		}
		r.b.Text(t)
		pen += run.Advance
	}
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
