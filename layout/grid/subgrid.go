package grid

import (
	"maps"
	"slices"

	"vitrine/layout/algo"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// subgridAxes reports on which axes an item is a subgrid of its container: not on those that it
// stacks its own items in.
func subgridAxes(d *definition) (axes [2]bool) {
	return [2]bool{d.tpl[col].subgrid && !d.stacks(col), d.tpl[row].subgrid && !d.stacks(row)}
}

// inherit returns the line names that a subgrid on a span of g's tracks inherits.
// https://www.w3.org/TR/css-grid-2/#subgrid-line-name-inheritance
func (g *container) inherit(a axis, s span, flip bool) map[string][]int {
	// With flip the subgrid's lines count in the other direction.
	l := &g.plan.lines[a]
	out := map[string][]int{}
	first := g.plan.first[a]
	for name, at := range l.names {
		for _, x := range at {
			if x += first; s.start <= x && x <= s.end {
				out[name] = append(out[name], x-s.start)
			}
		}
		if flip {
			mirror(out[name], s.len())
		}
	}
	for name, r := range l.areas {
		from, to := r[2*a]+first, r[2*a+1]+first
		if from >= s.end || to <= s.start {
			continue
		}
		from, to = max(from, s.start)-s.start, min(to, s.end)-s.start
		if flip {
			from, to = s.len()-to, s.len()-from
		}
		out[name+"-start"] = merge([]int{from}, out[name+"-start"])
		out[name+"-end"] = merge([]int{to}, out[name+"-end"])
	}
	return out
}

// mirror turns ascending lines of n tracks round.
func mirror(lines []int, n int) {
	slices.Reverse(lines)
	for i := range lines {
		lines[i] = n - lines[i]
	}
}

// flipped reports whether the tracks of a subgrid run against those of its parent.
func (g *container) flipped(a axis, parentRTL bool) bool { return a == col && g.rtl != parentRTL }

// adopt makes the container of an item that is a subgrid, with its items placed.
func (g *container) adopt(it *item, axes [2]bool) {
	sub := &container{c: g.c, b: it.b, given: axes, parent: g, item: it}
	sub.setup(geom.Size{W: algo.Indefinite, H: algo.Indefinite})
	if l := g.def.lanes; l != nil && axes[l.stack] {
		sub.given[l.stack] = false
		sub.stackAlong(l.stack)
	}
	axes = sub.given
	var names [2]map[string][]int
	for a := col; a <= row; a++ {
		if axes[a] {
			sub.key.sub[a] = it.span[a].len()
			if it.lane.auto {
				continue // names would depend on where it comes to lie
			}
			names[a] = g.inherit(a, it.span[a], sub.flipped(a, g.rtl))
			sub.names[a] = names[a]
		} else {
			sub.key.repeat[a] = 1
		}
	}
	sub.plan = place(sub.b, sub.def, sub.key, names)
	sub.fill()
	it.sub = sub
}

// entriesOf lists what contributes to the tracks of an axis, items of subgrids included.
func (g *container) entriesOf(a axis) []entry {
	es := make([]entry, 0, len(g.items))
	return g.addEntries(es, g, a, span{0, len(g.tracks[a])}, 0, 0)
}

// addEntries adds the items of g, which lies on the tracks on of the grid top that is sized;
// before and after are what the edges of the subgrids around add at the first and last of them.
func (g *container) addEntries(es []entry, top *container, a axis, on span, before, after geom.Unit) []entry {
	half := g.gapDifference(a) / 2
	flip := g.flipped(a, top.rtl)
	var free groups
	for i := range g.items {
		it := &g.items[i]
		if it.lane.auto {
			free.add(it, a, entry{span: span{0, it.span[a].len()}})
			continue
		}
		abs := span{on.start + it.span[a].start, on.start + it.span[a].end}
		if flip {
			abs = span{on.end - it.span[a].end, on.end - it.span[a].start}
		}
		lead, trail := half, half
		if abs.start == on.start {
			lead = before
		}
		if abs.end == on.end {
			trail = after
		}
		if it.sub == nil || !it.sub.given[a] {
			es = append(es, entry{it: it, span: abs, extra: lead.Add(trail), lead: lead})
			continue
		}
		from, to := it.sub.outer(a, top.rtl)
		from, to = from.Add(lead), to.Add(trail)
		// The edges of the subgrid take room even where it has no items.
		if abs.len() == 1 {
			es = append(es, entry{span: abs, extra: from.Add(to)})
		} else {
			es = append(es, entry{span: span{abs.start, abs.start + 1}, extra: from}, entry{span: span{abs.end - 1, abs.end}, extra: to})
		}
		es = it.sub.addEntries(es, top, a, abs, from, to)
	}
	g.groups = free
	return free.entries(es, on, before, after, half)
}

// outer returns margin, border and padding of a subgrid at the start and end of an axis, in the
// direction of a grid.
func (g *container) outer(a axis, rtl bool) (start, end geom.Unit) {
	m := algo.Margins(g.b.Style, g.item.area.W)
	e := algo.Edges(g.b.Style, g.item.area.W)
	if a == row {
		return m.Top.Add(e.Top), m.Bottom.Add(e.Bottom)
	}
	start, end = m.Left.Add(e.Left), m.Right.Add(e.Right)
	if rtl {
		start, end = end, start
	}
	return
}

// gapDifference is how much wider the gaps of a subgrid are than its parent's.
// https://www.w3.org/TR/css-grid-2/#subgrid-gaps
func (g *container) gapDifference(a axis) geom.Unit {
	if !g.given[a] || g.parent == nil {
		return 0
	}
	return g.gap[a].Sub(g.parent.gap[a])
}

// offered returns one axis of what the parent offers a subgrid: its sized tracks under the item.
func (g *container) offered(a axis, s span, flip bool) *algo.SubgridAxis {
	if len(g.start[a]) < s.end {
		return nil
	}
	x := &algo.SubgridAxis{Gap: g.gap[a]}
	from := g.start[a][s.start]
	for i := s.start; i < s.end; i++ {
		x.Start = append(x.Start, g.start[a][i].Sub(from))
		x.Size = append(x.Size, g.tracks[a][i].base)
	}
	if flip {
		_, size := g.extent(a, s)
		slices.Reverse(x.Start)
		slices.Reverse(x.Size)
		for i := range x.Start {
			x.Start[i] = size.Sub(x.Start[i]).Sub(x.Size[i])
		}
	}
	return x
}

// take places the tracks of a subgridded axis in the subgrid's content box: the outer ones lose
// what its margins, borders and padding take, the others the difference of the gaps.
func (g *container) take(a axis, x *algo.SubgridAxis, lead, size geom.Unit) {
	n := len(x.Start)
	g.tracks[a] = make([]track, n)
	g.start[a] = make([]geom.Unit, n)
	half := g.gap[a].Sub(x.Gap) / 2
	for i := range x.Start {
		from, to := x.Start[i].Sub(lead), x.Start[i].Add(x.Size[i]).Sub(lead)
		if i == 0 {
			from = 0
		} else {
			from = from.Add(half)
		}
		if i == n-1 {
			to = size
		} else {
			to = to.Sub(half)
		}
		from = min(from, size)
		g.start[a][i] = from
		g.tracks[a][i].base = max(0, to.Sub(from))
	}
}

// offer returns what the Space of a subgrid carries; equal offers are one pointer, so that the
// subgrid's remembered results serve.
func (g *container) offer() *algo.Subgrid {
	o := &algo.Subgrid{Stack: g.key.stack}
	for a := col; a <= row; a++ {
		if !g.given[a] {
			continue
		}
		x := g.parent.offered(a, g.item.span[a], g.flipped(a, g.parent.rtl))
		if x == nil {
			// Rows are not sized yet: as many as there are, so that placement is known.
			x = &algo.SubgridAxis{Gap: g.parent.gap[a]}
			n := g.item.span[a].len()
			x.Start, x.Size = make([]geom.Unit, n), nil
		}
		x.Names = g.names[a]
		if x.Size != nil {
			x.Shared = g.sharedBaselines(a)
		}
		if a == col {
			o.Cols = x
		} else {
			o.Rows = x
		}
	}
	m := memoOf(g.b)
	for _, old := range m.offers {
		if old.Stack == o.Stack && sameAxis(old.Cols, o.Cols) && sameAxis(old.Rows, o.Rows) {
			return old
		}
	}
	if len(m.offers) == maxOffers {
		m.offers = m.offers[:copy(m.offers, m.offers[1:])]
	}
	m.offers = append(m.offers, o)
	return o
}

// sharedBaselines returns what the grid above found of the baselines that the items share.
func (g *container) sharedBaselines(a axis) (list []geom.Unit) {
	for i := range g.items {
		s := &g.items[i].share[a]
		if !s.on {
			continue
		}
		if list == nil {
			list = slices.Repeat([]geom.Unit{frag.NoBaseline}, len(g.items))
		}
		list[i] = s.most.Sub(s.outer)
	}
	return list
}

// takeBaselines is sharedBaselines on the other side: in the subgrid's own layout.
func (g *container) takeBaselines(a axis, list []geom.Unit) {
	for i := range g.items {
		if it := &g.items[i]; i < len(list) && list[i] != frag.NoBaseline {
			it.share[a] = baselineShare{on: true, most: list[i]}
		}
	}
}

// maxOffers is how many offers of tracks a subgrid remembers: as many as layout results.
const maxOffers = 4

func sameAxis(a, b *algo.SubgridAxis) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Gap == b.Gap && slices.Equal(a.Start, b.Start) && slices.Equal(a.Size, b.Size) && slices.Equal(a.Shared, b.Shared) &&
		maps.EqualFunc(a.Names, b.Names, slices.Equal[[]int])
}
