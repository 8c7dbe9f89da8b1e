package window

import (
	"image/color"

	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

// Sizes of what is told at the bottom of the page, in CSS px.
const (
	statusHeight = 24
	statusPad    = 8
	statusShare  = 0.6 // of the window's width, at most
)

// statusState is what is told: the address of the link under the pointer, or what became of a
// download.
type statusState struct {
	text     string
	x, width float64
	dark     bool
}

// statusNow returns what is to be told now. It makes way for the pointer.
func (g *game) statusNow() statusState {
	if g.frame == nil || g.frame.Link == "" || g.w < 4*statusPad {
		return statusState{}
	}
	s := statusState{dark: g.dark}
	most := g.w*statusShare - 2*statusPad
	s.text = g.bar.fit(g.frame.Link, most)
	s.width = g.bar.widthTo(s.text, len(s.text)) + 2*statusPad
	if g.mouse[1] > g.h-2*statusHeight && g.mouse[0] < s.width+statusPad {
		s.x = g.w - barWidth - s.width
	}
	return s
}

// fit returns a text, or as much of its start and its end as fits into a width.
func (b *bar) fit(s string, width float64) string {
	const limit = 2000 // bytes that are worth measuring
	if len(s) <= limit && b.widthTo(s, len(s)) <= width {
		return s
	}
	var stops []int
	for i := 0; i < min(len(s), limit); i = max(text.NextCluster(s, i), i+1) {
		stops = append(stops, i)
	}
	lo, hi := 0, len(stops)-1 // clusters that are kept at the start
	for lo < hi {
		m := (lo + hi + 1) / 2
		if t := s[:stops[m]] + "…"; b.widthTo(t, len(t)) <= width {
			lo = m
		} else {
			hi = m - 1
		}
	}
	return s[:stops[lo]] + "…"
}

// statusList returns the display list of what is told.
func (g *game) statusList(s statusState) *display.List {
	t := themeOf(s.dark)
	b := display.NewBuilder(geom.Size{W: geom.FromPx(s.width), H: geom.Int(statusHeight)})
	all := px(0, 0, s.width, statusHeight)
	one := geom.Sides{Top: geom.One, Right: geom.One, Bottom: geom.One, Left: geom.One}
	b.RRect(rounded(all, 4), display.Solid(t.edge))
	b.RRect(rounded(all.Inset(one), 3), display.Solid(t.paper))
	f := g.bar.font()
	base := geom.FromPx(statusHeight/2 + float64(f.Metrics.Ascent-f.Metrics.Descent)/2)
	x := float64(statusPad)
	for _, run := range f.Shape(s.text, text.ShapeOptions{}) {
		b.Text(display.Text{Run: run, Origin: geom.Point{X: geom.FromPx(x), Y: base}, Color: t.ink})
		x += run.Advance
	}
	return b.Finish(color.NRGBA{})
}
