package engine

import (
	"slices"

	"vitrine/css/cascade"
	"vitrine/engine/dom"
	"vitrine/engine/trace"
	"vitrine/layout/algo"
	"vitrine/layout/geom"
)

// timelinesChanged takes the state of the scroll containers that animations follow from the newest
// display list, and reports whether styles have to be resolved again with it. Past
// Limits.ContainerRounds the state of the round before stays: what moves by scrolling can change how
// far there is to scroll. https://drafts.csswg.org/scroll-animations-1/#event-loop
func (l *line) timelinesChanged(sp *trace.Span, d *document, most int) bool {
	if l.styles == nil || l.base == nil || l.frags == nil {
		return false
	}
	keys := l.styles.Timelines()
	if len(keys) == 0 && len(l.timelines) == 0 && !l.styles.Again() {
		return false
	}
	lines := timelinesOf(d, keys)
	if lines.Equal(l.timelines) && !l.styles.Again() {
		return false
	}
	if l.turns++; l.turns > most {
		sp.Note(trace.Warning, "timeline-rounds", trace.Pos{URL: d.dom.URL}, trace.Int("rounds", most))
		return false
	}
	l.timelines = lines
	return true
}

func timelinesOf(d *document, keys []cascade.TimelineKey) cascade.Timelines {
	l := &d.line
	var rects []geom.Rect
	var ok []bool
	load := func() {
		if rects == nil {
			rects, ok = layoutRects(l.frags)
		}
	}
	scrollers := make(map[dom.ID]int, len(l.base.Scrollers))
	for i, s := range slices.Backward(l.base.Scrollers) { // of a node in parts the first, as FindScroller
		scrollers[s.Node] = i
	}
	var out cascade.Timelines
	for _, k := range keys {
		port, reach, offset := geom.MakeRect(geom.Point{}, d.view), d.reach(), d.scroll
		if k.Scroller != 0 {
			if i, scrolls := scrollers[k.Scroller]; scrolls {
				s := &l.base.Scrollers[i]
				port, reach, offset = s.Port, s.Reach, d.offset(i)
			} else { // there is nothing to scroll, but what is in view may be asked for
				load()
				b := l.boxes.Of(d.dom.Node(k.Scroller))
				if int(k.Scroller) >= len(ok) || !ok[k.Scroller] || b == nil {
					continue
				}
				port = rects[k.Scroller].Inset(algo.Border(b.Style))
				reach, offset = port, geom.Point{}
			}
		}
		t := cascade.Timeline{TimelineKey: k}
		axis := func(r geom.Rect) (from, size float64) {
			if k.Vertical {
				return r.Y.Px(), r.H.Px()
			}
			return r.X.Px(), r.W.Px()
		}
		at, size := axis(port)
		low, all := axis(reach)
		scrolled := offset.X.Px()
		if k.Vertical {
			scrolled = offset.Y.Px()
		}
		t.Port, t.Max = size, all-size
		t.Offset = at + scrolled - low
		if k.Subject != 0 {
			load()
			if int(k.Subject) >= len(ok) || !ok[k.Subject] {
				continue
			}
			from, extent := axis(rects[k.Subject])
			t.Start, t.Size = from-low, extent
		}
		if k.Reversed {
			t.Offset, t.Start = t.Max-t.Offset, all-t.Start-t.Size
		}
		out = append(out, t)
	}
	out.Sort()
	return out
}
