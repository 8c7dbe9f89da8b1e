package grid

import (
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/geom"
)

// alignment is a value of the alignment properties.
// https://www.w3.org/TR/css-align-3/
type alignment struct {
	kw   value.Keyword // without qualifiers
	safe bool
	last bool // last baseline
}

func alignmentOf(v value.Value) (a alignment) {
	for _, x := range value.Spaced(v) {
		k, ok := x.(value.Keyword)
		if !ok {
			continue
		}
		switch k {
		case value.KwSafe:
			a.safe = true
		case value.KwLast:
			a.last = true
		case value.KwUnsafe, value.KwFirst, value.KwLegacy:
		default:
			a.kw = k
		}
	}
	if a.kw == 0 {
		a.kw = value.KwNormal
	}
	return a
}

// selfAlignment returns how an item with these properties is aligned in a container.
func selfAlignment(self, items value.Value) alignment {
	a := alignmentOf(self)
	if a.kw == value.KwAuto {
		a = alignmentOf(items)
	}
	return a
}

// edge returns the physical edge that an alignment means on an axis, for an item whose direction
// is itemRTL in a container whose direction is rtl. Stretched items are at the start.
func (a alignment) edge(ax axis, rtl, itemRTL bool) algo.Edge {
	from, to := algo.Start, algo.End
	if ax == col && rtl {
		from, to = to, from
	}
	switch a.kw {
	case value.KwCenter, value.KwAnchorCenter:
		return algo.Center
	case value.KwEnd, value.KwFlexEnd:
		return to
	case value.KwLeft:
		return algo.Start
	case value.KwRight:
		return algo.End
	case value.KwSelfStart, value.KwSelfEnd:
		if ax == col && itemRTL == (a.kw == value.KwSelfStart) {
			return algo.End
		} else if ax == row && a.kw == value.KwSelfEnd {
			return algo.End
		}
		return algo.Start
	case value.KwBaseline:
		if a.last {
			return to
		}
	}
	return from
}

// distribute returns where tracks start, from the start edge of the axis, and what goes between
// n of them beside the gap.
// https://www.w3.org/TR/css-align-3/#distribution-values
func (a alignment) distribute(ax axis, rtl bool, free geom.Unit, n int) (start, between geom.Unit) {
	if n == 0 {
		n = 1
	}
	kw := a.kw
	if ax == col && rtl {
		switch kw {
		case value.KwLeft:
			kw = value.KwRight
		case value.KwRight:
			kw = value.KwLeft
		}
	}
	if free < 0 {
		if a.safe {
			return 0, 0
		}
		switch kw {
		case value.KwSpaceBetween, value.KwSpaceAround, value.KwSpaceEvenly:
			return 0, 0
		}
	}
	switch kw {
	case value.KwEnd, value.KwFlexEnd, value.KwRight:
		return free, 0
	case value.KwCenter:
		return free / 2, 0
	case value.KwSpaceBetween:
		if n > 1 {
			return 0, free / geom.Unit(n-1)
		}
	case value.KwSpaceAround:
		return free / geom.Unit(2*n), free / geom.Unit(n)
	case value.KwSpaceEvenly:
		return free / geom.Unit(n+1), free / geom.Unit(n+1)
	case value.KwBaseline:
		if a.last {
			return free, 0
		}
	}
	return 0, 0
}

// positions places the tracks of an axis in the content box.
// https://www.w3.org/TR/css-grid-2/#grid-align
func (g *container) positions(a axis, size geom.Unit) {
	ts := g.tracks[a]
	start := g.start[a][:0]
	v := g.b.Style.JustifyContent()
	if a == row {
		v = g.b.Style.AlignContent()
	}
	n := 0
	for i := range ts {
		if !ts[i].collapsed {
			n++
		}
	}
	at, between := alignmentOf(v).distribute(a, g.rtl, size.Sub(totalSize(ts, g.gap[a])), n)
	for i := range ts {
		start = append(start, at)
		at = at.Add(ts[i].base)
		if !ts[i].collapsed {
			if n--; n > 0 {
				at = at.Add(g.gap[a]).Add(between)
			}
		}
	}
	g.start[a] = start
}

// trackEnd returns where a track ends.
func (g *container) trackEnd(a axis, i int) geom.Unit { return g.start[a][i].Add(g.tracks[a][i].base) }

// extent returns the start and length of a range of tracks.
func (g *container) extent(a axis, s span) (at, size geom.Unit) {
	at = g.start[a][s.start]
	return at, max(0, g.trackEnd(a, s.end-1).Sub(at))
}

// alignBaselines finds the shims of items that share a baseline in their rows.
// https://www.w3.org/TR/css-align-3/#baseline-align-content
func alignBaselines(entries []entry, tracks []track) {
	type group struct {
		row  int
		last bool
	}
	var most map[group]geom.Unit
	for pass := 0; pass < 2; pass++ {
		for i := range entries {
			e := &entries[i]
			if e.it == nil || e.it.self[row].kw != value.KwBaseline {
				continue
			}
			if pass == 0 {
				e.it.aligned = !e.it.cyclic(tracks)
				if s, t := e.it.autoMargins(row); s || t {
					e.it.aligned = false
				}
			}
			if !e.it.aligned {
				continue
			}
			if most == nil {
				most = map[group]geom.Unit{}
			}
			g := group{e.span.start, e.it.self[row].last}
			if g.last {
				g.row = e.span.end
			}
			e.it.rows()
			d := e.it.ascent
			if g.last {
				d = e.it.descent
			}
			if pass == 0 {
				if m, ok := most[g]; !ok || d > m {
					most[g] = d
				}
			} else {
				e.it.shim = most[g].Sub(d)
			}
		}
		if most == nil {
			return
		}
	}
}

// cyclic reports whether the item's height depends on a row that depends on its content.
func (it *item) cyclic(tracks []track) bool {
	if !it.sizeOf(row).HasPercent() {
		return false
	}
	for i := it.span[row].start; i < it.span[row].end && i < len(tracks); i++ {
		if tracks[i].min.intrinsic() || tracks[i].max.intrinsic() {
			return true
		}
	}
	return false
}

// placeItem aligns a laid out item in its grid area, whose corner is relative to the fragment.
func (it *item) placeItem(area geom.Rect) {
	m := it.margin
	size := it.res.Frag.Size
	itemRTL := it.b.Style.Direction() == value.KwRtl
	rtl := it.in.rtl
	x := it.alignIn(col, area.W.Sub(size.W).Sub(m.Width()), rtl, itemRTL)
	y := it.alignIn(row, area.H.Sub(size.H).Sub(m.Height()), rtl, itemRTL)
	it.at = geom.Point{X: area.X.Add(m.Left).Add(x), Y: area.Y.Add(m.Top).Add(y)}
}

// alignIn returns the offset of the margin box in an axis with free space.
func (it *item) alignIn(a axis, free geom.Unit, rtl, itemRTL bool) geom.Unit {
	s, e := it.autoMargins(a)
	startEdge := algo.Start
	if a == col && rtl {
		startEdge = algo.End
	}
	if s || e {
		switch {
		case free < 0:
			return startEdge.Offset(free)
		case s && e:
			return free / 2
		case s:
			return free
		}
		return 0
	}
	if it.sub != nil && it.sub.given[a] {
		return 0
	}
	al := it.self[a]
	if al.safe && free < 0 {
		return startEdge.Offset(free)
	}
	if a == row && al.kw == value.KwBaseline {
		switch {
		case !it.aligned && al.last:
			return free
		case !it.aligned:
			return 0
		case al.last:
			return free.Sub(it.shim)
		}
		return it.shim
	}
	return al.edge(a, rtl, itemRTL).Offset(free)
}
