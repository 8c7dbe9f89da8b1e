package grid

import (
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/frag"
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

// edge returns the physical edge that an alignment means on an axis, for an item whose own writing
// mode starts at the far edge (ownFar) or not, in a container whose direction is rtl. Stretched items
// are at the start.
func (a alignment) edge(ax axis, rtl, ownFar bool) algo.Edge {
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
		if ownFar == (a.kw == value.KwSelfStart) {
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
		case value.KwSpaceBetween, value.KwSpaceAround, value.KwSpaceEvenly, value.KwBaseline:
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

// sharing is a baseline-sharing group of an axis: items that start at a track, or end before one,
// and are held together at that side. The sides are left and right, or top and bottom.
// https://www.w3.org/TR/css-align-3/#baseline-sharing-group
type sharing struct {
	track int
	far   bool // at the right or bottom
}

// alignBaselines finds what items that share a baseline have in common, and their shims.
// https://www.w3.org/TR/css-align-3/#baseline-align-content
func (g *container) alignBaselines(a axis, entries []entry, tracks []track) {
	var most map[sharing]geom.Unit
	for pass := 0; pass < 2; pass++ {
		for i := range entries {
			e := &entries[i]
			if e.it == nil || e.it.self[a].kw != value.KwBaseline {
				continue
			}
			s := &e.it.share[a]
			if pass == 0 {
				*s = baselineShare{}
				if from, to := e.it.autoMargins(a); !from && !to {
					var synthesized bool
					s.own, s.far, synthesized = e.it.measureBaseline(a)
					if s.outer = e.lead; s.far != (a == col && g.rtl) {
						s.outer = e.extra.Sub(e.lead)
					}
					s.own = s.own.Add(s.outer)
					s.on = !synthesized || !e.it.cyclic(a, tracks)
				}
			}
			if !s.on {
				continue
			}
			if most == nil {
				most = map[sharing]geom.Unit{}
			}
			key := sharing{e.span.start, s.far}
			if s.far != (a == col && g.rtl) {
				key.track = e.span.end
			}
			if pass == 1 {
				s.most = most[key]
				s.shim = s.most.Sub(s.own)
			} else if m, ok := most[key]; !ok || s.own > m {
				most[key] = s.own
			}
		}
		if most == nil {
			return
		}
	}
}

// shareFinal finds anew what the laid out items that share a baseline have in common: they may have
// other sizes than they were measured with. Those of subgrids keep what was measured.
func (g *container) shareFinal() {
	for a := col; a <= row; a++ {
		var most map[sharing]geom.Unit
		for pass := 0; pass < 2 && !g.given[a]; pass++ {
			for i := range g.items {
				it := &g.items[i]
				s := &it.share[a]
				if it.sub != nil && it.sub.given[a] {
					most = nil
					break
				}
				if !s.on {
					continue
				}
				key := sharing{it.span[a].start, s.far}
				if s.far != (a == col && g.rtl) {
					key.track = it.span[a].end
				}
				if most == nil {
					most = map[sharing]geom.Unit{}
				}
				if pass == 1 {
					s.most = most[key]
				} else if own, _, _ := it.baseline(a, it.res.Frag); own > most[key] || !has(most, key) {
					most[key] = own
				}
			}
			if most == nil {
				break
			}
		}
	}
}

func has(m map[sharing]geom.Unit, k sharing) bool {
	_, ok := m[k]
	return ok
}

// baselineShare is how an item is aligned with others on a baseline in an axis.
type baselineShare struct {
	on  bool
	far bool      // at the right or bottom of its area
	own geom.Unit // from that edge to the baseline as measured
	// outer is the part of own that edges of subgrids around the item take.
	outer geom.Unit
	most  geom.Unit // the largest own of those that share the baseline
	shim  geom.Unit // most - own
}

// measureBaseline returns where an item has its baseline before tracks are sized.
func (it *item) measureBaseline(a axis) (own geom.Unit, far, synthesized bool) {
	if a == row {
		it.rows()
		return it.baseline(row, it.natural)
	}
	c := it.in.c
	it.margin = algo.Margins(it.b.Style, algo.Indefinite)
	if algo.Orthogonal(it.b) {
		return it.baseline(col, c.AcrossFragment(it.b, geom.Size{W: algo.Indefinite, H: algo.Indefinite}))
	}
	return it.baseline(col, &frag.Fragment{Size: geom.Size{W: it.columns().Max.Sub(it.margin.Width())}})
}

// baseline returns where an item that is laid out as f has the baseline that it is aligned on in an
// axis: far tells whether it is measured from the right or bottom edge of its margin box and not
// the left or top one, synthesized that it has none of its own.
func (it *item) baseline(a axis, f *frag.Fragment) (own geom.Unit, far, synthesized bool) {
	last := it.self[a].last
	if a == col {
		at, left := algo.BaselineAcross(it.in.b, it.b, f, last)
		synthesized = !algo.Orthogonal(it.b) || f.Across == frag.NoBaseline
		if left != last {
			return it.margin.Left.Add(at), false, synthesized
		}
		return f.Size.W.Sub(at).Add(it.margin.Right), true, synthesized
	}
	synthesized = f.Baseline == frag.NoBaseline
	at := it.in.baseline(f)
	if last {
		at = it.in.lastBaseline(f)
	}
	if algo.OppositeBlocks(it.b) == last {
		return it.margin.Top.Add(at), false, synthesized
	}
	return f.Size.H.Sub(at).Add(it.margin.Bottom), true, synthesized
}

// cyclic reports whether the item's size in an axis depends on a track that depends on its content.
func (it *item) cyclic(a axis, tracks []track) bool {
	st := it.b.Style
	sizes := [3]value.Length{st.Width(), st.MinWidth(), st.MaxWidth()}
	if a == row {
		sizes = [3]value.Length{st.Height(), st.MinHeight(), st.MaxHeight()}
	}
	if it.b.Pseudo == box.Anonymous || !sizes[0].HasPercent() && !sizes[1].HasPercent() && !sizes[2].HasPercent() {
		return false
	}
	for i := it.span[a].start; i < it.span[a].end && i < len(tracks); i++ {
		if tracks[i].min.kind != fixed || tracks[i].max.kind != fixed {
			return true
		}
	}
	return false
}

// placeItem aligns a laid out item in its grid area, whose corner is relative to the fragment.
func (it *item) placeItem(area geom.Rect) {
	m := it.margin
	size := it.res.Frag.Size
	right, bottom := algo.OwnEnds(it.b, it.in.b.Frame)
	rtl := it.in.rtl
	x := it.alignIn(col, area.W.Sub(size.W).Sub(m.Width()), rtl, right)
	y := it.alignIn(row, area.H.Sub(size.H).Sub(m.Height()), rtl, bottom)
	it.at = geom.Point{X: area.X.Add(m.Left).Add(x), Y: area.Y.Add(m.Top).Add(y)}
}

// alignIn returns the offset of the margin box in an axis with free space.
func (it *item) alignIn(a axis, free geom.Unit, rtl, ownFar bool) geom.Unit {
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
	if al.kw == value.KwBaseline {
		if s := it.share[a]; s.on {
			// The item may have another height than it was measured with.
			own, far, _ := it.baseline(a, it.res.Frag)
			shim := s.most.Sub(s.outer).Sub(own)
			if far {
				return free.Sub(shim)
			}
			return shim
		}
		if free < 0 {
			return startEdge.Offset(free)
		}
	}
	return al.edge(a, rtl, ownFar).Offset(free)
}
