package engine

import (
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/engine/trace"
	"vitrine/layout/geom"
)

// seenMargin is how far from the viewport, in viewports, contents are laid out although they may
// be skipped: what a person scrolls to is there already.
const seenMargin = 1.5

// maxLooks is how many layouts in a row may change what is near the viewport.
const maxLooks = 8

// seen returns the test for contents that content-visibility: auto does not skip: nil on paper,
// where all is seen.
func (p *Page) seen(l *line) func(*dom.Node) bool {
	if p.e.cfg.Print != nil {
		return nil
	}
	return func(n *dom.Node) bool { return l.seen[n.ID()] }
}

// seenChanged takes from the newest layout which elements with content-visibility: auto are near
// the viewport, and reports whether there are more than before. What was seen once stays laid out,
// as in Chromium, so that the page does not jump when a person scrolls back.
// https://www.w3.org/TR/css-contain-2/#relevant-to-the-user
func (l *line) seenChanged(sp *trace.Span, d *document) bool {
	if l.boxes == nil || !l.boxes.Deferred {
		l.seen = nil
		return false
	}
	rects, ok := Rects(l.frags)
	near := geom.Rect{X: d.scroll.X, Y: d.scroll.Y, W: d.view.W, H: d.view.H}
	dx, dy := geom.FromPx(near.W.Px()*seenMargin), geom.FromPx(near.H.Px()*seenMargin)
	near = geom.Rect{X: near.X.Sub(dx), Y: near.Y.Sub(dy), W: near.W.Add(dx).Add(dx), H: near.H.Add(dy).Add(dy)}
	seen := map[dom.ID]bool{}
	for i, r := range rects {
		if !ok[i] {
			continue
		}
		n := d.dom.Node(dom.ID(i))
		if n == nil || n.Type != dom.ElementNode {
			continue
		}
		s := l.styles.Style(n)
		if s == nil || s.ContentVisibility() != value.KwAuto {
			continue
		}
		touches := r.X <= near.Right() && r.Right() >= near.X && r.Y <= near.Bottom() && r.Bottom() >= near.Y
		if touches || l.seen[n.ID()] {
			seen[n.ID()] = true
		}
	}
	if len(seen) == len(l.seen) {
		return false
	}
	if l.looks++; l.looks > maxLooks {
		sp.Note(trace.Warning, "content-visibility-rounds", trace.Pos{URL: d.dom.URL}, trace.Int("rounds", maxLooks))
		return false
	}
	l.seen = seen
	return true
}
