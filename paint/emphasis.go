package paint

import (
	"math"

	"vitrine/css/style"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

// emphasis draws the emphasis marks of a text on a baseline.
// https://drafts.csswg.org/css-text-decor-4/#text-emphasis-property
func (r *recorder) emphasis(e entry, turn textTurn, s *style.Style, at geom.Point, in ink) {
	mark := s.EmphasisMark()
	if mark == "" || in.color.A == 0 || e.Has(frag.Ellipsis) {
		return
	}
	f := r.fontOf(s)
	if f == nil {
		return
	}
	o := text.Along
	if e.Frame.Vertical() && s.CentralBaseline() {
		o = text.Mixed
	}
	run := r.in.Fonts.Emphasis(f, mark, o)
	if run == nil {
		return
	}
	m := run.Metrics()
	if s.EmphasisOver() {
		at.Y = at.Y.Sub(geom.FromPx(float64(f.Metrics.Ascent + m.Descent)))
	} else {
		at.Y = at.Y.Add(geom.FromPx(float64(f.Metrics.Descent + m.Ascent)))
	}
	runs := e.Text.Runs
	hyphen := -1 // the run that is only a hyphen
	if e.Has(frag.Hyphen) {
		if hyphen = len(runs) - 1; e.Has(frag.RTL) {
			hyphen = 0
		}
	}
	base := math.MaxInt
	for i, x := range runs {
		if i != hyphen {
			base = min(base, x.Start)
		}
	}
	pen := 0.0
	for i, x := range runs {
		if i != hyphen {
			x.EmphasisSpots(e.Text.Source, base, func(mid float32) {
				left := geom.FromPx(pen + float64(mid) - run.Advance/2)
				r.run(e, turn, display.Text{Run: run, Origin: geom.Point{X: at.X.Add(left), Y: at.Y}, Color: in.color, Sigma: in.sigma, Pen: in.pen})
			})
		}
		pen += x.Advance
	}
}
