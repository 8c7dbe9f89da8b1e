package grid

import (
	"cmp"
	"slices"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// Grid lanes have tracks in one axis only, the grid axis: in the other, the stacking axis, items
// follow one another in their lanes, each put where the lanes are shortest. It is a display type
// of its own today (grid-lanes) and was a value of the templates before (masonry); both are laid
// out here.
// https://drafts.csswg.org/css-grid-3/

// lanesDef is what a container's style says about its lanes.
type lanesDef struct {
	stack     axis
	backward  bool         // items are stacked from the end (fill-reverse)
	last      bool         // of lanes that are equally short the last one is taken (track-reverse)
	dense     bool         // items fill spaces that others left behind
	tolerance value.Length // how much longer a lane may be and still count as equally short
}

// lanesOf returns the lanes of a style; nil for other grids.
// https://drafts.csswg.org/css-grid-3/#grid-lanes-model
func lanesOf(s *style.Style, d *definition) *lanesDef {
	l := &lanesDef{stack: row, dense: d.dense, tolerance: s.FlowTolerance()}
	switch s.Display() {
	case value.KwGridLanes, value.KwInlineGridLanes:
		if s.GridTemplateColumns() == value.Value(value.KwNone) && s.GridTemplateRows() != value.Value(value.KwNone) {
			l.stack = col
		}
		for _, v := range value.Spaced(s.GridLanesDirection()) {
			switch v {
			case value.Value(value.KwColumn):
				l.stack = row
			case value.Value(value.KwRow):
				l.stack = col
			case value.Value(value.KwFillReverse):
				l.backward = true
			case value.Value(value.KwTrackReverse):
				l.last = true
			}
		}
		l.dense = l.dense || s.GridLanesPack() == value.KwDense
		if l.tolerance.IsKeyword(value.KwNormal) {
			l.tolerance = value.PxLength(s.FontSize())
		}
		return l
	}
	// What was masonry-auto-flow: next is an infinite tolerance today. Items with and without a
	// definite place are always taken in their order.
	for _, v := range value.Spaced(s.MasonryAutoFlow()) {
		if v == value.Value(value.KwNext) {
			l.tolerance = value.KeywordLength(value.KwInfinite)
		}
	}
	switch {
	case d.tpl[row].masonry:
	case d.tpl[col].masonry:
		l.stack = col
	default:
		return nil
	}
	return l
}

// stacks reports whether an axis is the one that items are stacked in.
func (d *definition) stacks(a axis) bool { return d.lanes != nil && d.lanes.stack == a }

// stackAlong makes a subgrid stack its items along the axis that its parent does, unless it has
// another stacking axis.
// https://drafts.csswg.org/css-grid-3/#subgrids
func (g *container) stackAlong(a axis) {
	if g.def.lanes != nil {
		return
	}
	d := *g.def
	d.lanes = &lanesDef{stack: a, dense: d.dense, tolerance: g.b.Style.FlowTolerance()}
	g.def, g.key.stack = &d, 1+int8(a)
}

// lanePlace is where an item lies in a stack.
type lanePlace struct {
	auto bool      // the grid axis placement is automatic
	at   geom.Unit // where its margin box starts, from the start of the stack
	long geom.Unit // how long that is; negative margins can make it less than nothing
	room geom.Unit // how far it is free after it
	// stretched is set when the item fills that room too.
	stretched bool
}

// layoutLanes lays out a container whose columns are not sized yet.
// https://drafts.csswg.org/css-grid-3/#grid-lanes-layout-algorithm
func (g *container) layoutLanes(least, most geom.Unit) algo.Result {
	var height geom.Unit
	if g.def.stacks(row) {
		g.columns()
		height = g.stackRows()
	} else {
		for i := range g.items {
			it := &g.items[i]
			it.area.W = g.content.W
			if it.sub != nil {
				it.sub.columnsIn(it)
			}
		}
		height = g.rows(least, most)
		g.setStack(g.stack(g.layInStack), g.content.W)
	}
	return g.finish(height)
}

// stackRows stacks the items downwards and returns the height of the content box.
func (g *container) stackRows() geom.Unit {
	long := g.stack(g.layInStack)
	height := g.content.H
	_, contained := algo.Contained(g.b)
	of := func(content geom.Unit) geom.Unit {
		return max(0, algo.Height(g.b, g.s, g.edges, content.Add(g.edges.Height())).Sub(g.edges.Height()))
	}
	switch {
	case height != algo.Indefinite:
		if algo.RatioHeightGrows(g.b, g.s) && long > height {
			height = max(height, of(long))
		}
	case contained:
		height = of(0)
	default:
		if height = of(long); g.b.Style.RowGap().HasPercent() {
			g.gaps(geom.Size{W: g.content.W, H: height})
			long = g.stack(g.layInStack)
		}
	}
	g.setStack(long, height)
	return height
}

// setStack makes the stack the only track of its axis, so that content distribution and absolutely
// positioned kids find it.
// https://drafts.csswg.org/css-grid-3/#stacking-axis-content-distribution
func (g *container) setStack(long, size geom.Unit) {
	a := g.def.lanes.stack
	g.tracks[a][0].base = long
	g.positions(a, size)
	v := g.b.Style.AlignContent()
	if a == col {
		v = g.b.Style.JustifyContent()
	}
	if g.def.lanes.backward && stretches(v) {
		g.start[a][0] = size.Sub(long) // what is not aligned lies where it is stacked from
	}
	g.settle(size)
}

// settle gives the items that ask for another place than the start the room after them: up to the
// item that comes next in one of their lanes, or to the end of the content box, which has a size.
// https://drafts.csswg.org/css-grid-3/#stacking-axis-self-alignment
func (g *container) settle(size geom.Unit) {
	a := g.def.lanes.stack
	asks := false
	for i := range g.items {
		it := &g.items[i]
		it.lane.room, it.lane.stretched = 0, false
		kw := it.self[a].kw
		asks = asks || kw != value.KwNormal && kw != value.KwStart
	}
	if !asks {
		return
	}
	gap := g.gap[a]
	next := make([]geom.Unit, len(g.tracks[1-a]))
	for i := range next {
		next[i] = size.Sub(g.start[a][0]).Add(gap)
	}
	order := make([]*item, len(g.items))
	for i := range order {
		order[i] = &g.items[i]
	}
	slices.SortStableFunc(order, func(x, y *item) int { return cmp.Compare(x.lane.at, y.lane.at) })
	for _, it := range slices.Backward(order) {
		s := it.span[1-a]
		end := next[s.start]
		for i := s.start; i < s.end; i++ {
			end = min(end, next[i])
			next[i] = it.lane.at
		}
		room := end.Sub(gap).Sub(it.lane.at).Sub(max(0, it.lane.long))
		if room <= 0 {
			continue
		}
		it.lane.room = room
		it.lane.stretched = true
		if it.stretch(a) == explicit {
			if a == row {
				it.area.H = it.lane.long.Add(room)
			} else {
				it.area.W = it.lane.long.Add(room)
			}
			it.res = it.lay(it.area)
		} else {
			it.lane.stretched = false
		}
	}
}

// inStack returns where the margin box of an item starts and how long it is in the stacking axis.
func (g *container) inStack(it *item) (at, size geom.Unit) {
	a := g.def.lanes.stack
	at, size = it.lane.at, it.lane.long.Add(it.lane.room)
	if g.def.lanes.backward {
		at = g.tracks[a][0].base.Sub(at).Sub(size)
	}
	return g.start[a][0].Add(at), size
}

// layInStack lays an item out whose place in the grid axis is known and returns the length of its
// margin box in the stacking axis.
func (g *container) layInStack(it *item) geom.Unit {
	a := 1 - g.def.lanes.stack
	area := g.content
	_, size := g.extent(a, it.span[a])
	if a == col {
		if area.W = size; it.sub != nil && it.lane.auto {
			it.area.W = size
			it.sub.columnsIn(it)
		}
	} else {
		area.H = size
	}
	it.area = area
	it.margin = algo.Margins(it.b.Style, area.W)
	it.res = it.lay(area)
	if a == col {
		return it.res.Frag.Size.H.Add(it.margin.Height())
	}
	return it.res.Frag.Size.W.Add(it.margin.Width())
}

// measureStack returns the intrinsic widths of items that are stacked along x.
// https://drafts.csswg.org/css-grid-3/#intrinsic-sizes
func (g *container) measureStack() (mm algo.MinMax) {
	mm.Min = g.stack(func(it *item) geom.Unit { return it.columns().Min })
	mm.Max = g.stack(func(it *item) geom.Unit { return it.columns().Max })
	mm.Max = max(mm.Min, mm.Max)
	return mm
}

// stack puts the items into their lanes and returns how long the stack is. lay tells how long the
// margin box of an item is that has its place in the grid axis.
func (g *container) stack(lay func(*item) geom.Unit) (long geom.Unit) {
	if g.hollow {
		return 0
	}
	def := g.def.lanes
	a := 1 - def.stack
	ts := g.tracks[a]
	if len(ts) < g.key.sub[a] {
		ts = make([]track, g.key.sub[a]) // of a subgrid whose parent has not sized them yet
	}
	l := newLanes(def, ts, g.gap[def.stack], g.tolerance())
	for i := range g.items {
		it := &g.items[i]
		s := it.span[a]
		if it.lane.auto {
			s = l.shortest(s.len())
			it.span[a] = s
		}
		at := l.end(s)
		it.lane.long = lay(it)
		if open, from, ok := l.opening(it, s, at); ok {
			it.span[a], it.lane.at = open, from
			l.fill(open, from, it.lane.long)
		} else {
			it.lane.at = at
			l.put(s, at, it.lane.long, it.lane.auto)
		}
		long = max(long, it.lane.at.Add(it.lane.long))
	}
	return long
}

// tolerance returns how much longer than the shortest a lane may be to count as equally short.
// https://drafts.csswg.org/css-grid-3/#placement-tolerance
func (g *container) tolerance() geom.Unit {
	t := g.def.lanes.tolerance
	switch {
	case t.IsKeyword(value.KwInfinite):
		return infinite
	case t.Kind == value.LengthKeyword: // normal, where it is 0
		return 0
	}
	basis := g.content.W
	if g.def.stacks(col) {
		basis = g.content.H
	}
	if basis == algo.Indefinite {
		basis = 0
	}
	return max(0, t.Resolve(basis))
}

// stackBaselines sets the baselines of a container whose items are stacked downwards: the highest
// of those that come first in their lanes, and the lowest of those that come last. As in Chromium
// items without a baseline are passed over.
// https://drafts.csswg.org/css-grid-3/#baseline-alignment
func (g *container) stackBaselines(fr *frag.Fragment) {
	n := len(g.tracks[col])
	first, last := make([]*item, n), make([]*item, n)
	for i := range g.items {
		it := &g.items[i]
		if it.res.Frag.Baseline == frag.NoBaseline {
			continue
		}
		for j := it.span[col].start; j < it.span[col].end; j++ {
			if first[j] == nil || it.at.Y < first[j].at.Y {
				first[j] = it
			}
			if last[j] == nil || it.at.Y >= last[j].at.Y {
				last[j] = it
			}
		}
	}
	for j := range n {
		if first[j] == nil {
			continue
		}
		if b := first[j].at.Y.Add(first[j].res.Frag.Baseline); fr.Baseline == frag.NoBaseline || b < fr.Baseline {
			fr.Baseline = b
		}
		if b := last[j].at.Y.Add(last[j].res.Frag.LastBaseline); fr.LastBaseline == frag.NoBaseline || b > fr.LastBaseline {
			fr.LastBaseline = b
		}
	}
}
