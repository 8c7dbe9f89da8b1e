package grid

import (
	"slices"
	"sort"

	"vitrine/layout/box"
)

// placed is where an item lies.
type placed struct {
	b    *box.Box
	span [2]span // tracks, from the first one of the implicit grid
	auto bool    // in lanes: the lengths of the lanes decide where it lies, and span is only as long
}

// plan is the outcome of placement: it depends on the boxes' styles and on how many explicit
// tracks there are.
// https://www.w3.org/TR/css-grid-2/#placement
type plan struct {
	key   planKey
	items []placed   // in order-modified document order
	out   []*box.Box // absolutely positioned kids
	lines [2]lines
	first [2]int // implicit tracks before the explicit grid
	count [2]int // all tracks
	fit   [2]*tracks
}

// planKey is what a plan depends on beside the box.
type planKey struct {
	repeat [2]int // repetitions of auto-fill and auto-fit
	sub    [2]int // tracks of a subgrid, 0 for none
	stack  int8   // in lanes: 1 + the stacking axis
}

// ordered returns a container's grid items in order-modified document order, and its
// absolutely positioned kids.
func ordered(b *box.Box) (items, out []*box.Box) {
	for _, k := range b.Kids {
		if k.OutOfFlow {
			out = append(out, k)
		} else {
			items = append(items, k)
		}
	}
	sort.SliceStable(items, func(i, j int) bool { return orderOf(items[i]) < orderOf(items[j]) })
	return
}

func orderOf(b *box.Box) int32 {
	if b.Pseudo == box.Anonymous {
		return 0
	}
	return b.Style.Order()
}

// place puts all items of a container into its grid; parent holds the line names that a subgrid
// inherits.
func place(b *box.Box, d *definition, key planKey, parent [2]map[string][]int) *plan {
	p := &plan{key: key}
	for a := col; a <= row; a++ {
		n, areaTracks := 0, d.areas.cols
		if a == row {
			areaTracks = d.areas.rows
		}
		l := lines{axis: a, areas: d.areas.names}
		if d.stacks(a) {
			// There are two lines, the ends of the stack.
			p.fit[a], p.lines[a] = &tracks{}, lines{axis: a, n: 1}
			continue
		}
		if key.sub[a] > 0 {
			n = key.sub[a]
			l.names = d.tpl[a].subgridNames(n, parent[a])
			p.fit[a] = &tracks{}
		} else {
			p.fit[a] = d.tpl[a].expandUnlessSub(key.repeat[a])
			n = max(len(p.fit[a].sizes), areaTracks)
			l.names = p.fit[a].names
		}
		l.n = n
		p.lines[a] = l
	}
	kids, out := ordered(b)
	p.out = out
	p.items = make([]placed, len(kids))
	definite := make([][2]bool, len(kids))
	lo, hi := [2]int{}, [2]int{p.lines[col].n, p.lines[row].n}
	longest := [2]int{1, 1}
	for i, k := range kids {
		it := &p.items[i]
		it.b = k
		for a := col; a <= row; a++ {
			if d.stacks(a) {
				it.span[a], definite[i][a] = span{0, 1}, true
				continue
			}
			s, ok := p.lines[a].resolve(placementsOf(k, a))
			if n := key.sub[a]; n > 0 {
				s = clampSpan(s, n)
			}
			it.span[a], definite[i][a] = s, ok
			if ok {
				lo[a], hi[a] = min(lo[a], s.start), max(hi[a], s.end)
			} else {
				longest[a] = max(longest[a], s.len())
			}
		}
	}
	for a := col; a <= row; a++ {
		p.first[a] = -lo[a]
		p.count[a] = hi[a] - lo[a]
		for i := range p.items {
			if definite[i][a] {
				s := &p.items[i].span[a]
				s.start, s.end = s.start-lo[a], s.end-lo[a]
			}
		}
	}
	if d.lanes != nil {
		a := 1 - d.lanes.stack
		if key.sub[a] == 0 {
			p.count[a] = max(p.count[a], longest[a])
		}
		for i := range p.items {
			p.items[i].auto = !definite[i][a]
		}
		return p
	}
	major := d.flow
	minor := 1 - major
	if key.sub[minor] == 0 {
		p.count[minor] = max(p.count[minor], longest[minor])
	}
	limit := p.count[major] + len(kids) + maxLine
	if key.sub[major] > 0 {
		limit = key.sub[major]
	}
	pl := placer{p: p, major: major, minor: minor, dense: d.dense, limit: limit}
	pl.run(definite)
	for i := range p.items {
		for a := col; a <= row; a++ {
			p.count[a] = max(p.count[a], p.items[i].span[a].end)
		}
	}
	return p
}

// expandUnlessSub is expand; a subgrid value without a parent grid is none.
func (t *template) expandUnlessSub(repeat int) *tracks {
	if t.subgrid {
		return &tracks{}
	}
	return t.expand(repeat)
}

// clampSpan keeps a span inside n tracks.
// https://www.w3.org/TR/css-grid-2/#overlarge-grids
func clampSpan(s span, n int) span {
	s.end = max(1, min(s.end, n))
	s.start = max(0, min(s.start, n-1))
	if s.end <= s.start {
		s.end = s.start + 1
	}
	return s
}

// placer is the auto-placement algorithm. Major tracks are filled one after the other.
// https://www.w3.org/TR/css-grid-2/#auto-placement-algo
type placer struct {
	p            *plan
	major, minor axis
	dense        bool
	limit        int          // major tracks that placement may reach
	taken        [][]interval // by major track: occupied minor tracks, sorted and joined
}

// interval is a range of minor tracks.
type interval struct{ from, to int }

func (pl *placer) run(definite [][2]bool) {
	items := pl.p.items
	rest := false
	for i := range items {
		if definite[i][col] && definite[i][row] {
			continue
		}
		rest = true
		break
	}
	if !rest {
		return
	}
	// Step 1: items with two definite positions.
	for i := range items {
		if definite[i][col] && definite[i][row] {
			pl.take(items[i].span[pl.major], items[i].span[pl.minor])
		}
	}
	// Step 2: items locked to a major track.
	cursors := map[int]int{}
	for i := range items {
		if !definite[i][pl.major] || definite[i][pl.minor] {
			continue
		}
		ma, mi := items[i].span[pl.major], items[i].span[pl.minor]
		from := 0
		if !pl.dense {
			from = cursors[ma.start]
		}
		at := pl.free(ma, from, mi.len())
		if n := pl.p.key.sub[pl.minor]; n > 0 && at+mi.len() > n {
			at = max(0, n-mi.len())
		}
		mi = pl.put(i, ma, at)
		cursors[ma.start] = mi.end
		pl.p.count[pl.minor] = max(pl.p.count[pl.minor], mi.end)
	}
	// Step 4: the rest, in order. What is taken only grows, so the first place for one shape of
	// item never moves back: dense packing remembers it.
	width := pl.p.count[pl.minor]
	cur := [2]int{} // the auto-placement cursor: major, minor
	type shape struct{ at, minor, major int }
	found := map[shape][2]int{}
	for i := range items {
		if definite[i][pl.major] {
			continue
		}
		ma, mi := items[i].span[pl.major], items[i].span[pl.minor]
		sh := shape{-1, mi.len(), ma.len()}
		if definite[i][pl.minor] {
			sh.at = mi.start
		}
		if pl.dense {
			cur = found[sh]
		}
		if definite[i][pl.minor] {
			if !pl.dense && mi.start < cur[1] {
				cur[0]++
			}
			cur[1] = mi.start
			for cur[0]+ma.len() <= pl.limit && pl.free(span{cur[0], cur[0] + ma.len()}, mi.start, mi.len()) != mi.start {
				cur[0]++
			}
		} else {
			for cur[0]+ma.len() <= pl.limit {
				at := pl.free(span{cur[0], cur[0] + ma.len()}, cur[1], mi.len())
				if at+mi.len() <= width {
					cur[1] = at
					break
				}
				cur = [2]int{cur[0] + 1, 0}
			}
		}
		at := max(0, min(cur[0], pl.limit-ma.len()))
		ma = span{at, min(at+ma.len(), max(pl.limit, at+1))}
		if !definite[i][pl.minor] && cur[1]+mi.len() > width {
			cur[1] = max(0, width-mi.len())
		}
		pl.put(i, ma, cur[1])
		if pl.dense {
			found[sh] = cur
		}
	}
}

func (pl *placer) put(i int, ma span, at int) span {
	it := &pl.p.items[i]
	mi := span{at, at + it.span[pl.minor].len()}
	if n := pl.p.key.sub[pl.minor]; n > 0 {
		mi = clampSpan(mi, n)
	}
	it.span[pl.major], it.span[pl.minor] = ma, mi
	pl.take(ma, mi)
	return mi
}

// free returns the first minor position at or after from where n tracks are free in all of ma.
func (pl *placer) free(ma span, from, n int) int {
	for again := true; again; {
		again = false
		for m := ma.start; m < ma.end && m < len(pl.taken); m++ {
			list := pl.taken[m]
			i := sort.Search(len(list), func(i int) bool { return list[i].to > from })
			for ; i < len(list) && list[i].from < from+n; i++ {
				from, again = list[i].to, true
			}
		}
		if ma.len() == 1 {
			break
		}
	}
	return from
}

// take marks cells as occupied.
func (pl *placer) take(ma, mi span) {
	for len(pl.taken) < ma.end {
		pl.taken = append(pl.taken, nil)
	}
	for m := ma.start; m < ma.end; m++ {
		list := pl.taken[m]
		i := sort.Search(len(list), func(i int) bool { return list[i].to >= mi.start })
		j, iv := i, interval{mi.start, mi.end}
		for j < len(list) && list[j].from <= iv.to {
			iv.from, iv.to = min(iv.from, list[j].from), max(iv.to, list[j].to)
			j++
		}
		if i < j {
			list[i] = iv
			pl.taken[m] = slices.Delete(list, i+1, j)
		} else {
			pl.taken[m] = slices.Insert(list, i, iv)
		}
	}
}
