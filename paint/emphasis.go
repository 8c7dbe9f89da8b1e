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
	runs := e.Text.Runs
	at.Y = at.Y.Add(emphasisBaseline(f, runs, run, s.EmphasisOver(), o == text.Along))
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

// emphasisBaseline returns how far the baseline of emphasis marks is under that of their text: the em box
// of the mark touches those of the faces that the text is set in, or the edge of its content area. About
// central baselines the content areas touch.
func emphasisBaseline(f *text.Font, runs []*text.Run, mark *text.Run, over, along bool) geom.Unit {
	m := mark.Metrics()
	switch {
	case along:
	case over:
		return -geom.FromPx(float64(f.Metrics.Ascent + m.Descent))
	default:
		return geom.FromPx(float64(f.Metrics.Descent + m.Ascent))
	}
	var up, down float64
	for _, r := range runs {
		m := r.Metrics()
		up = max(up, math.Ceil(float64(m.EmAscent)))
		down = max(down, math.Ceil(float64(m.Size-m.EmAscent)))
	}
	if over {
		return -geom.FromPx(min(up, float64(f.Metrics.Ascent)) + math.Ceil(float64(m.Size-m.EmAscent)))
	}
	return geom.FromPx(min(down, float64(f.Metrics.Descent)) + math.Ceil(float64(m.EmAscent)))
}
