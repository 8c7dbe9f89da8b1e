package grid

import (
	"slices"

	"vitrine/layout/geom"
)

// maxOpenings is how many spaces that items left behind are known in each lane, for dense packing:
// with a bound, placement stays linear.
const maxOpenings = 32

// opening is a space in a lane that was passed over.
type opening struct{ from, to geom.Unit }

// lanes is the state of placement: how far each lane is filled.
// https://drafts.csswg.org/css-grid-3/#grid-lanes-layout-algorithm
type lanes struct {
	def       *lanesDef
	tracks    []track
	gap       geom.Unit
	tolerance geom.Unit
	filled    []geom.Unit // the running position of each lane: where the next item starts
	openings  [][]opening
	cursor    int   // the line after the item that was placed last
	highest   []int // scratch of windows
	ends      []geom.Unit
}

func newLanes(def *lanesDef, ts []track, gap, tolerance geom.Unit) *lanes {
	l := &lanes{def: def, tracks: ts, gap: gap, tolerance: tolerance, filled: make([]geom.Unit, len(ts))}
	if def.dense {
		l.openings = make([][]opening, len(ts))
	}
	if def.last {
		l.cursor = len(ts)
	}
	return l
}

// end returns where an item on the lanes of s starts.
func (l *lanes) end(s span) (at geom.Unit) {
	for i := s.start; i < s.end; i++ {
		at = max(at, l.filled[i])
	}
	return at
}

// shortest returns the lanes for an item that needs n: the first place after the item before it
// that is equally short as the shortest, else the first one.
func (l *lanes) shortest(n int) span {
	l.windows(n)
	least := infinite
	for _, at := range l.ends {
		least = min(least, at)
	}
	limit := least.Add(l.tolerance)
	if least == infinite {
		limit = infinite
	}
	found := -1
	if l.def.last {
		for i := len(l.ends) - 1; i >= 0; i-- {
			if l.ends[i] > limit {
				continue
			}
			if i+n <= l.cursor {
				return span{i, i + n}
			}
			if found < 0 {
				found = i
			}
		}
		return span{found, found + n}
	}
	for i, at := range l.ends {
		if at > limit {
			continue
		}
		if i >= l.cursor {
			return span{i, i + n}
		}
		if found < 0 {
			found = i
		}
	}
	return span{found, found + n}
}

// windows notes for each line where an item that starts there on n lanes would come to lie; nowhere
// (infinite) when one of them is collapsed. The highest of each window is kept in a queue of
// candidates that get lower and lower.
func (l *lanes) windows(n int) {
	l.ends, l.highest = l.ends[:0], l.highest[:0]
	head := 0
	of := func(i int) geom.Unit {
		if l.tracks[i].collapsed {
			return infinite
		}
		return l.filled[i]
	}
	for i := range l.filled {
		for len(l.highest) > head && of(l.highest[len(l.highest)-1]) <= of(i) {
			l.highest = l.highest[:len(l.highest)-1]
		}
		l.highest = append(l.highest, i)
		if l.highest[head] <= i-n {
			head++
		}
		if i >= n-1 {
			l.ends = append(l.ends, of(l.highest[head]))
		}
	}
}

// put fills the lanes of s up to the end of an item at a place; auto tells that the place was
// searched for.
func (l *lanes) put(s span, at, long geom.Unit, auto bool) {
	for i := s.start; i < s.end; i++ {
		l.extend(i, at, at.Add(max(0, long.Add(l.gap))))
	}
	if !auto {
		return // as in Chromium, where the specification asks what to do
	}
	if l.cursor = s.end; l.def.last {
		l.cursor = s.start
	}
}

// opening returns the highest space above at that an item fits in as it was laid out: on lanes that
// are as wide together as those of s, where it is now.
// https://drafts.csswg.org/css-grid-3/#grid-lanes-dense
func (l *lanes) opening(it *item, s span, at geom.Unit) (best span, from geom.Unit, ok bool) {
	if l.openings == nil {
		return
	}
	width := func(s span) (w geom.Unit) {
		for i := s.start; i < s.end; i++ {
			w = w.Add(l.tracks[i].base)
		}
		return w
	}
	want, n := width(s), s.len()
	first, last := 0, len(l.filled)-n
	if !it.lane.auto {
		first, last = s.start, s.start
	}
	need := it.lane.long.Add(l.gap)
	for i := first; i <= last; i++ {
		here := span{i, i + n}
		if width(here) != want {
			continue
		}
		y, fits := l.fit(here, need)
		if !fits || y >= at {
			continue
		}
		if !ok || y.Add(l.tolerance) < from {
			best, from, ok = here, y, true
		}
	}
	return best, from, ok
}

// fit returns the highest place that is free in all lanes of s.
func (l *lanes) fit(s span, need geom.Unit) (at geom.Unit, ok bool) {
	for again := true; again; {
		again = false
		for i := s.start; i < s.end; i++ {
			if l.tracks[i].collapsed {
				return 0, false
			}
			if next := l.free(i, at, need); next > at {
				at, again = next, true
			}
		}
	}
	for i := s.start; i < s.end; i++ {
		if at < l.filled[i] {
			return at, true
		}
	}
	return 0, false // the ends of the lanes are not passed over
}

// free returns the first place at or after a place where need fits in a lane.
func (l *lanes) free(lane int, at, need geom.Unit) geom.Unit {
	for _, o := range l.openings[lane] {
		if y := max(at, o.from); y.Add(need) <= o.to {
			return y
		}
	}
	return max(at, l.filled[lane])
}

// fill takes room that is free.
func (l *lanes) fill(s span, at, long geom.Unit) {
	end := at.Add(max(0, long.Add(l.gap)))
	for i := s.start; i < s.end; i++ {
		if at >= l.filled[i] {
			l.extend(i, at, end)
			continue
		}
		list := l.openings[i]
		for j, o := range list {
			if o.from > at || o.to < end {
				continue
			}
			var parts []opening
			if o.from < at {
				parts = append(parts, opening{o.from, at})
			}
			if end < o.to {
				parts = append(parts, opening{end, o.to})
			}
			l.openings[i] = slices.Concat(list[:j], parts, list[j+1:])
			break
		}
	}
}

// extend makes a lane end at another place; what is passed over up to at stays open.
func (l *lanes) extend(lane int, at, end geom.Unit) {
	if l.openings != nil && l.filled[lane] < at && len(l.openings[lane]) < maxOpenings {
		l.openings[lane] = append(l.openings[lane], opening{l.filled[lane], at})
	}
	l.filled[lane] = end
}
