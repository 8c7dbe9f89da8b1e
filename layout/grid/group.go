package grid

import (
	"vitrine/layout/algo"
	"vitrine/layout/geom"
)

// group are the items of lanes that can lie anywhere and span equally many: what they ask of the
// tracks is asked at once, at every place where they could lie.
// https://drafts.csswg.org/css-grid-3/#track-sizing-performance
type group struct {
	n     int     // lanes that each spans
	es    []entry // as if all lay in the first lanes
	sizes [2]geom.Unit
	known [2]bool
	least struct {
		known         bool
		set           geom.Unit // the largest minimum that does not depend on tracks
		content       geom.Unit // the largest content whose automatic minimum it may be
		fromAutomatic bool
	}
}

// intrinsicSize is one of the two contributions that come from content.
type intrinsicSize uint8

const (
	ofMin intrinsicSize = iota
	ofMax
)

// groups are all groups of a container.
type groups []*group

// maxPlaces bounds the work of places in groups: tracks that are looked at. Past it a group counts
// only at places that lie side by side.
const maxPlaces = 1 << 20

// add puts an item into the group of its span; e holds what the edges around it add. Of a subgrid
// that can lie anywhere the items count.
func (gs *groups) add(it *item, a axis, e entry) {
	if it.sub == nil || !it.sub.given[a] {
		e.it = it
		gs.put(e)
		return
	}
	sub := it.sub
	from, to := sub.outer(a, it.in.rtl)
	gs.put(entry{span: span{0, 1}, extra: from.Add(e.lead)})
	gs.put(entry{span: span{0, 1}, extra: to.Add(e.extra).Sub(e.lead)})
	half := sub.gapDifference(a) / 2
	for i := range sub.items {
		k := &sub.items[i]
		s := k.span[a]
		lead, trail := half, half
		if s.start == 0 || k.lane.auto {
			lead = from.Add(e.lead)
		}
		if s.end == it.span[a].len() || k.lane.auto {
			trail = to.Add(e.extra).Sub(e.lead)
		}
		gs.add(k, a, entry{span: span{0, s.len()}, extra: lead.Add(trail), lead: lead})
	}
}

func (gs *groups) put(e entry) {
	for _, g := range *gs {
		if g.n == e.span.len() {
			g.es = append(g.es, e)
			return
		}
	}
	*gs = append(*gs, &group{n: e.span.len(), es: []entry{e}})
}

// entries adds the groups at every place in the tracks on; before and after are what edges add at
// the first and the last track, half what gaps add elsewhere.
func (gs groups) entries(es []entry, on span, before, after, half geom.Unit) []entry {
	work := 0
	for _, g := range gs {
		n := min(g.n, on.len())
		step := 1
		if work += n * (on.len() - n + 1); work > maxPlaces {
			step = n
		}
		for at := on.start; at+n <= on.end; at += step {
			lead, trail := half, half
			if at == on.start {
				lead = before
			}
			if at+n == on.end {
				trail = after
			}
			es = append(es, entry{group: g, span: span{at, at + n}, extra: lead.Add(trail), lead: lead})
		}
	}
	return es
}

// content is the largest contribution of the group's items that comes from their content, with what
// edges at a place add.
func (g *group) content(z *sizing, which intrinsicSize, extra geom.Unit) geom.Unit {
	if !g.known[which] {
		g.known[which] = true
		for i := range g.es {
			v := z.minContent(&g.es[i])
			if which == ofMax {
				v = z.maxContent(&g.es[i])
			}
			g.sizes[which] = max(g.sizes[which], v)
		}
	}
	return max(0, g.sizes[which].Add(extra))
}

// minimum is the largest minimum contribution of the group's items at a place.
func (g *group) minimum(z *sizing, e *entry) geom.Unit {
	if !g.least.known {
		g.least.known = true
		for i := range g.es {
			m := &g.es[i]
			size, automatic := z.leastOf(m)
			g.least.set = max(g.least.set, size)
			if automatic && !algo.Scrolls(m.it.b) {
				g.least.fromAutomatic = true
				g.least.content = max(g.least.content, z.minContent(m))
			}
		}
	}
	size := g.least.set
	if g.least.fromAutomatic {
		if counts, fixed, limit := z.automaticMinimum(e.span); counts && fixed {
			size = max(size, min(g.least.content, limit))
		} else if counts {
			size = max(size, g.least.content)
		}
	}
	return max(0, size.Add(e.extra))
}
