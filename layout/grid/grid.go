package grid

import (
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// container is a grid container under way.
type container struct {
	c       *algo.Ctx
	b       *box.Box
	s       algo.Space
	border  geom.Sides
	padding geom.Sides
	edges   geom.Sides
	content geom.Size // H is Indefinite while rows decide it
	rtl     bool
	def     *definition
	key     planKey
	plan    *plan
	gap     [2]geom.Unit
	tracks  [2][]track
	start   [2][]geom.Unit // where each track starts in the content box, from its start edge
	items   []item
	groups  groups // in lanes: the items that can lie anywhere, of the axis that was sized last

	hollow bool    // items do not count: size containment
	given  [2]bool // axes that are subgridded
	names  [2]map[string][]int
	parent *container // of a subgrid seen from its parent
	item   *item
}

// remembered is what package grid keeps with a box.
type remembered struct {
	style  *style.Style
	def    *definition
	plans  []*plan
	offers []*algo.Subgrid
}

// maxPlans is how many placements a box remembers: repetitions while measuring and laying out.
const maxPlans = 3

func memoOf(b *box.Box) *remembered {
	p := algo.GridMemo(b)
	if m, ok := (*p).(*remembered); ok && m.style == b.Style {
		return m
	}
	m := &remembered{style: b.Style, def: define(b.Style)}
	*p = m
	return m
}

// setup reads what the container's own style says; percent is the basis of its gaps.
func (g *container) setup(percent geom.Size) {
	if g.def == nil {
		g.def = memoOf(g.b).def
	}
	if g.def.lanes != nil {
		g.key.stack = 1 + int8(g.def.lanes.stack)
	}
	g.rtl = g.b.Style.Direction() == value.KwRtl
	g.gaps(percent)
}

func (g *container) gaps(percent geom.Size) {
	for a, l := range [2]value.Length{g.b.Style.ColumnGap(), g.b.Style.RowGap()} {
		basis := percent.W
		if axis(a) == row {
			basis = percent.H
		}
		if basis == algo.Indefinite {
			basis = 0 // what is a percentage counts as nothing until the size is known
		}
		v := l.Resolve(basis)
		if l.Kind == value.LengthKeyword && g.given[a] && g.parent != nil {
			v = g.parent.gap[a]
		}
		g.gap[a] = max(0, v)
	}
}

// arrange places the items; avail is the inner size, limit the largest and least the smallest one
// for automatic repetitions.
func (g *container) arrange(avail, limit, least geom.Size) {
	for a := col; a <= row; a++ {
		if g.given[a] || g.def.stacks(a) {
			continue
		}
		x := func(s geom.Size) geom.Unit {
			if a == row {
				return s.H
			}
			return s.W
		}
		room := x(avail)
		if room == algo.Indefinite {
			room = x(limit)
		}
		g.key.repeat[a] = g.def.tpl[a].repetitions(room, x(avail), x(least), g.gap[a])
	}
	m := memoOf(g.b)
	whole := g.key.sub == [2]int{}
	if whole {
		for _, p := range m.plans {
			if p.key == g.key {
				g.plan = p
			}
		}
	}
	if g.plan == nil {
		g.plan = place(g.b, g.def, g.key, g.names)
		if whole {
			if len(m.plans) == maxPlans {
				m.plans = m.plans[:copy(m.plans, m.plans[1:])]
			}
			m.plans = append(m.plans, g.plan)
		}
	}
	g.fill()
}

// fill makes the items and tracks that the plan says.
func (g *container) fill() {
	p := g.plan
	g.items = make([]item, len(p.items))
	for i, q := range p.items {
		it := &g.items[i]
		it.b, it.span, it.in = q.b, q.span, g
		it.lane.auto = q.auto
		st := q.b.Style
		js, as := st.JustifySelf(), st.AlignSelf()
		if q.b.Pseudo == box.Anonymous {
			js, as = value.KwAuto, value.KwAuto
		}
		it.self[col] = selfAlignment(js, g.b.Style.JustifyItems())
		it.self[row] = selfAlignment(as, g.b.Style.AlignItems())
		it.area = geom.Size{W: algo.Indefinite, H: algo.Indefinite}
	}
	for a := col; a <= row; a++ {
		if !g.given[a] {
			g.define(a)
		}
	}
	for i := range g.items {
		it := &g.items[i]
		if it.b.Kind == box.Grid && it.b.Pseudo != box.Anonymous {
			if axes := subgridAxes(memoOf(it.b).def); axes[col] || axes[row] {
				g.adopt(it, axes)
			}
		}
	}
}

// define makes the tracks of an axis: explicit ones with implicit ones around.
// https://www.w3.org/TR/css-grid-2/#implicit-grids
func (g *container) define(a axis) {
	if g.def.stacks(a) {
		g.tracks[a] = []track{{min: breadth{kind: fixed}, max: breadth{kind: fixed}}}
		return
	}
	p := g.plan
	n, first := p.count[a], p.first[a]
	ts := make([]track, n)
	sizes, autos := p.fit[a].sizes, g.def.auto[a]
	for i := range ts {
		var s trackSize
		switch j := i - first; {
		case j < 0:
			s = autos[((j%len(autos))+len(autos))%len(autos)]
		case j < len(sizes):
			s = sizes[j]
		default:
			s = autos[(j-len(sizes))%len(autos)]
		}
		ts[i].min, ts[i].max = s.min, s.max
	}
	if f := p.fit[a]; f.fitTo > f.fitFrom {
		// auto-fit collapses the tracks that hold no item.
		used := make([]int, n+1)
		free := 0 // tracks for the items of lanes that can lie anywhere: the first ones, as in Chromium
		for i := range p.items {
			if p.items[i].auto {
				free += p.items[i].span[a].len()
				continue
			}
			used[p.items[i].span[a].start]++
			used[p.items[i].span[a].end]--
		}
		open := 0
		for i := range ts {
			if open += used[i]; open == 0 && i >= free && i-first >= f.fitFrom && i-first < f.fitTo {
				ts[i].collapsed = true
			}
		}
	}
	g.tracks[a] = ts
}

// size runs the track sizing algorithm on an axis.
func (g *container) size(a axis, avail, minimum, maximum geom.Unit, under constraint) {
	v := g.b.Style.JustifyContent()
	if a == row {
		v = g.b.Style.AlignContent()
	}
	g.define(a)
	var entries []entry
	if !g.hollow {
		entries = g.entriesOf(a)
	}
	z := &sizing{axis: a, tracks: g.tracks[a], gap: g.gap[a], avail: avail, minimum: minimum, maximum: maximum,
		under: under, entries: entries, stretch: stretches(v)}
	for i := range z.tracks {
		z.init(&z.tracks[i])
	}
	g.alignBaselines(a, z.entries, z.tracks)
	for _, free := range g.groups {
		g.alignBaselines(a, free.es, z.tracks)
	}
	z.run()
}

// columns sizes the columns in a content box of known width and tells the items theirs.
func (g *container) columns() {
	if !g.given[col] {
		g.size(col, g.content.W, 0, infinite, noConstraint)
		g.positions(col, g.content.W)
	}
	for i := range g.items {
		it := &g.items[i]
		if it.lane.auto {
			continue // known once it has its place
		}
		_, it.area.W = g.extent(col, it.span[col])
		if it.sub != nil {
			it.sub.columnsIn(it)
		}
	}
}

// columnsIn sizes the columns of a subgrid for its parent.
func (g *container) columnsIn(it *item) {
	w, _ := it.fit(geom.Size{W: it.area.W, H: algo.Indefinite}, 0)
	g.edges = algo.Edges(g.b.Style, it.area.W)
	g.content = geom.Size{W: max(0, w.Sub(g.edges.Width())), H: algo.Indefinite}
	g.gaps(g.content)
	if g.given[col] {
		lead, _ := g.outer(col, g.rtl)
		g.take(col, g.parent.offered(col, it.span[col], g.flipped(col, g.parent.rtl)), lead, g.content.W)
	}
	g.columns()
}

// measure returns the intrinsic widths of the content.
// https://www.w3.org/TR/css-grid-2/#intrinsic-sizes
func (g *container) measure() (mm algo.MinMax) {
	if len(g.tracks[col]) == 0 {
		return
	}
	if g.def.stacks(col) {
		return g.measureStack()
	}
	g.size(col, algo.Indefinite, 0, infinite, underMin)
	mm.Min = totalSize(g.tracks[col], g.gap[col])
	g.size(col, algo.Indefinite, 0, infinite, underMax)
	mm.Max = max(mm.Min, totalSize(g.tracks[col], g.gap[col]))
	return mm
}

// Measure returns the intrinsic widths of a grid container.
func Measure(c *algo.Ctx, b *box.Box) algo.MinMax {
	g := &container{c: c, b: b}
	indefinite := geom.Size{W: algo.Indefinite, H: algo.Indefinite}
	g.setup(indefinite)
	edges := algo.Edges(b.Style, algo.Indefinite)
	limit, least := indefinite, indefinite
	inner := func(l value.Length, e, basis geom.Unit) geom.Unit {
		v, ok := algo.Resolve(l, basis)
		if !ok {
			return algo.Indefinite
		}
		if b.Style.BoxSizing() == value.KwBorderBox {
			v = v.Sub(e)
		}
		return max(0, v)
	}
	limit.W, least.W = inner(b.Style.MaxWidth(), edges.Width(), algo.Indefinite), inner(b.Style.MinWidth(), edges.Width(), algo.Indefinite)
	avail := indefinite
	avail.W = inner(b.Style.Width(), edges.Width(), algo.Indefinite)
	percent := c.MeasuredPercent(b)
	limit.H, least.H = inner(b.Style.MaxHeight(), edges.Height(), percent), inner(b.Style.MinHeight(), edges.Height(), percent)
	avail.H = c.MeasuredHeight(b)
	if r := algo.Ratio(b); r > 0 && least.H != algo.Indefinite {
		e := geom.Unit(0) // a minimum height asks for a minimum width by the aspect ratio
		if b.Style.BoxSizing() == value.KwBorderBox {
			e = edges.Width().Sub(edges.Height().Mul(r))
		}
		least.W = max(least.W, least.H.Mul(r).Sub(e))
	}
	g.arrange(avail, limit, least)
	g.hollow, _ = algo.Contained(b)
	mm := g.measure()
	if !g.hollow && g.def.lanes == nil && g.ratios() && len(g.tracks[row]) > 0 {
		most := g.measureByRows(underMax, mm.Max, avail.H, max(0, least.H))
		mm.Min = g.measureByRows(underMin, mm.Min, avail.H, max(0, least.H))
		mm.Max = max(mm.Min, most)
	}
	return mm.Add(edges.Width())
}

// measureByRows returns the width of the content under a constraint when items are as wide as their
// ratios make them of the rows: width is what it is before rows are sized, height the definite one
// of the content box or Indefinite, which is then at least as high as least.
func (g *container) measureByRows(under constraint, width, height, least geom.Unit) geom.Unit {
	before := make([]algo.MinMax, len(g.items))
	for i := range g.items {
		before[i] = g.items[i].columns()
	}
	g.size(col, algo.Indefinite, 0, infinite, under)
	g.positions(col, width)
	for i := range g.items {
		it := &g.items[i]
		_, it.area.W = g.extent(col, it.span[col])
		it.hasTall = false
	}
	g.size(row, height, least, infinite, noConstraint)
	if height == algo.Indefinite {
		height = max(least, totalSize(g.tracks[row], g.gap[row]))
	}
	g.positions(row, height)
	if g.widthsByRows() {
		g.size(col, algo.Indefinite, 0, infinite, under)
		width = totalSize(g.tracks[col], g.gap[col])
	}
	for i := range g.items {
		g.items[i].mm = before[i]
	}
	return width
}

// maxReruns is in how many grids of a layout columns are sized again for what rows came to: nests
// of them would take time that grows with each level.
const maxReruns = 1000

// widthByRow reports whether the item has no size of its own but a ratio, and fills its rows: then
// these decide how wide it is.
func (it *item) widthByRow() bool {
	if it.sub != nil || !it.sizeOf(col).IsAuto() {
		return false
	}
	down := it.stretch(row)
	if it.b.Kind == box.Replaced {
		return down == explicit && it.stretch(col) != explicit && replacedRatio(it.b) > 0
	}
	return down != noStretch && algo.Ratio(it.b) > 0
}

// ratios reports whether the heights of rows decide the width of an item.
func (g *container) ratios() bool {
	for i := range g.items {
		if g.items[i].widthByRow() {
			return true
		}
	}
	return false
}

// widthsByRows gives items with a ratio the contributions to columns that the sized rows make of
// it, and reports whether there are others than before: then columns and rows are sized again.
// https://www.w3.org/TR/css-grid-2/#algo-grid-sizing (step 3)
func (g *container) widthsByRows() bool {
	if g.given[row] || g.c.Reruns >= maxReruns {
		return false
	}
	changed := false
	for i := range g.items {
		it := &g.items[i]
		if !it.widthByRow() {
			continue
		}
		_, h := g.extent(row, it.span[row])
		m, edges := algo.Margins(it.b.Style, algo.Indefinite), algo.Edges(it.b.Style, algo.Indefinite)
		w, ok := algo.StretchedRatio(it.b, max(0, h.Sub(m.Height())), h, edges)
		if !ok {
			continue
		}
		w = max(0, g.c.ClampWidth(it.b, w, algo.Indefinite, w).Add(m.Width()))
		if mm := (algo.MinMax{Min: w, Max: w}); it.columns() != mm {
			it.mm, changed = mm, true
		}
	}
	if changed {
		g.c.Reruns++
		for i := range g.items {
			g.items[i].hasTall = false
		}
	}
	return changed
}

// Layout lays out a grid container.
// https://www.w3.org/TR/css-grid-2/#layout-algorithm
func Layout(c *algo.Ctx, b *box.Box, s algo.Space) algo.Result {
	g := &container{c: c, b: b, s: s, border: algo.Border(b.Style), padding: algo.Padding(b.Style, s.Percent.W)}
	g.edges = g.border.Add(g.padding)
	g.content = geom.Size{W: max(0, s.W.Sub(g.edges.Width())), H: algo.DefiniteHeight(b, s, g.edges)}
	if s.H != algo.Indefinite {
		g.content.H = max(0, s.H.Sub(g.edges.Height()))
	}
	if sub := s.Subgrid; sub != nil {
		for a, x := range [2]*algo.SubgridAxis{sub.Cols, sub.Rows} {
			if x != nil {
				g.given[a] = true
				g.key.sub[a] = len(x.Start)
				g.names[a] = x.Names
			}
		}
	}
	g.setup(g.content)
	if s.Subgrid != nil && s.Subgrid.Stack > 0 {
		g.stackAlong(axis(s.Subgrid.Stack - 1))
	}
	g.inheritGaps()
	least, most := g.heightLimits()
	limit, low := geom.Size{W: g.content.W, H: algo.Indefinite}, geom.Size{W: algo.Indefinite, H: algo.Indefinite}
	if most != infinite {
		limit.H = most
	}
	if least > 0 {
		low.H = least
	}
	g.arrange(g.content, limit, low)
	if g.given[col] {
		g.take(col, s.Subgrid.Cols, g.lead(col), g.content.W)
		g.takeBaselines(col, s.Subgrid.Cols.Shared)
	}
	if g.def.lanes != nil {
		return g.layoutLanes(least, most)
	}
	if len(g.tracks[col]) > 0 {
		g.columns()
	}
	return g.finish(g.rows(least, most))
}

// inheritGaps gives a subgrid whose gaps are normal those of its parent.
func (g *container) inheritGaps() {
	if g.given[col] && g.b.Style.ColumnGap().Kind == value.LengthKeyword {
		g.gap[col] = g.s.Subgrid.Cols.Gap
	}
	if g.given[row] && g.b.Style.RowGap().Kind == value.LengthKeyword {
		g.gap[row] = g.s.Subgrid.Rows.Gap
	}
}

// lead is the distance from a subgrid's grid area's start edge to its content box.
func (g *container) lead(a axis) geom.Unit {
	m := algo.Margins(g.b.Style, g.s.Percent.W)
	if a == row {
		return m.Top.Add(g.edges.Top)
	}
	if g.rtl {
		return m.Right.Add(g.edges.Right)
	}
	return m.Left.Add(g.edges.Left)
}

// heightLimits returns the definite least and largest heights of the content box.
func (g *container) heightLimits() (least, most geom.Unit) {
	if g.s.H != algo.Indefinite || g.s.ContentHeight {
		return 0, infinite
	}
	e := g.edges.Height()
	least = max(0, algo.ClampHeight(g.b, 0, g.s.Percent.H, 0, g.edges).Sub(e))
	most = algo.ClampHeight(g.b, geom.Max, g.s.Percent.H, geom.Max, g.edges)
	if most == geom.Max {
		return least, infinite
	}
	return least, max(least, most.Sub(e))
}

// rows sizes and places the rows, and the columns again that follow them, and returns the height of
// the content box.
func (g *container) rows(least, most geom.Unit) geom.Unit {
	if g.given[row] && g.s.Subgrid.Rows.Size != nil {
		h := max(0, g.s.H.Sub(g.edges.Height()))
		if g.s.H == algo.Indefinite {
			x := g.s.Subgrid.Rows
			n := len(x.Start) - 1
			h = x.Start[n].Add(x.Size[n])
		}
		g.take(row, g.s.Subgrid.Rows, g.lead(row), h)
		g.takeBaselines(row, g.s.Subgrid.Rows.Shared)
		return h
	}
	again := !g.given[col] && !g.given[row] // columns may follow the rows
	if g.given[row] {
		// The parent has not sized its rows: as if they were its own.
		g.given[row] = false
		g.plan.fit[row] = &tracks{}
		defer func() { g.given[row] = true }()
	}
	_, contained := algo.Contained(g.b)
	size := func(height geom.Unit) {
		g.hollow = contained && height == algo.Indefinite
		g.size(row, height, least, most, noConstraint)
		g.hollow = false
	}
	size(g.content.H)
	height, sum := g.content.H, totalSize(g.tracks[row], g.gap[row])
	if height == algo.Indefinite || algo.RatioHeightGrows(g.b, g.s) && sum > height {
		height = max(height, 0, algo.Height(g.b, g.s, g.edges, sum.Add(g.edges.Height())).Sub(g.edges.Height()))
	}
	g.positions(row, height)
	if again && g.widthsByRows() {
		g.columns()
		size(g.content.H)
		g.positions(row, height) // as in Chromium, the container stays as it is
	}
	if g.content.H == algo.Indefinite && (contained || g.dependentRows()) {
		// Percentages count as auto for the height of the container, then resolve against it;
		// flexible rows share it out anew, as in Chromium.
		g.gaps(geom.Size{W: g.content.W, H: height})
		g.inheritGaps()
		size(height)
		g.positions(row, height)
	}
	return height
}

// dependentRows reports whether a row is flexible, or a row or the gap between rows a percentage.
func (g *container) dependentRows() bool {
	if g.b.Style.RowGap().HasPercent() {
		return true
	}
	for _, list := range [2][]trackSize{g.plan.fit[row].sizes, g.def.auto[row]} {
		for i := range list {
			if t := &list[i]; t.max.kind == flex || t.min.l.HasPercent() || t.max.l.HasPercent() {
				return true
			}
		}
	}
	return false
}

// rect turns an area of the content box, whose x counts from the start edge, into one of the fragment.
func (g *container) rect(x, y, w, h geom.Unit) geom.Rect {
	if g.rtl {
		x = g.content.W.Sub(x).Sub(w)
	}
	return geom.Rect{X: x.Add(g.edges.Left), Y: y.Add(g.edges.Top), W: w, H: h}
}

// finish lays the items out in their areas, aligns them and makes the fragment.
func (g *container) finish(height geom.Unit) algo.Result {
	b := g.b
	fr := &frag.Fragment{Kind: frag.Box, Flags: frag.First | frag.Last, Size: geom.Size{W: g.s.W, H: height.Add(g.edges.Height())},
		Border: g.border, Padding: g.padding, Baseline: frag.NoBaseline, LastBaseline: frag.NoBaseline, Of: b}
	if g.s.H != algo.Indefinite {
		fr.Size.H = g.s.H
	}
	if b.Floating {
		fr.Flags |= frag.Float
	}
	if b.Scroll {
		fr.Flags |= frag.Scrolls
	}
	fr.Grid = &frag.Grid{Columns: g.used(col), Rows: g.used(row)}
	var pending []algo.Pending
	fr.Kids = make([]frag.Placed, 0, len(g.items)+len(g.plan.out))
	for i := range g.items {
		it := &g.items[i]
		_, w := g.extent(col, it.span[col])
		_, h := g.extent(row, it.span[row])
		if g.def.lanes != nil {
			continue // laid out when it was stacked
		}
		it.area = geom.Size{W: w, H: h}
		it.margin = algo.Margins(it.b.Style, w)
		it.res = it.lay(it.area)
	}
	g.shareFinal()
	for i := range g.items {
		it := &g.items[i]
		x, w := g.extent(col, it.span[col])
		y, h := g.extent(row, it.span[row])
		if l := g.def.lanes; l != nil && l.stack == row {
			y, h = g.inStack(it)
		} else if l != nil {
			x, w = g.inStack(it)
		}
		it.placeItem(g.rect(x, y, w, h))
		at := it.at.Add(algo.Relative(it.b, it.area, g.rtl))
		fr.Kids = append(fr.Kids, frag.Placed{At: at, Fragment: it.res.Frag})
		for _, p := range algo.Shift(it.res.OutOfFlow, at) {
			// Also for these the containing block is a grid area.
			if area, ok := g.areaOf(p.Box, fr.Size); ok && p.Inline == nil {
				p.Area = &area
			}
			pending = append(pending, p)
		}
	}
	g.baselines(fr)
	for _, k := range g.plan.out {
		p := g.absolute(k, fr.Size)
		pending = append(pending, p)
		fr.Kids = append(fr.Kids, frag.Placed{At: p.Static, Fragment: algo.Anchor(k)})
	}
	up := g.c.Finish(b, fr, pending)
	return algo.Result{Frag: fr, OutOfFlow: up}
}

// used returns what the tracks of an axis came to.
func (g *container) used(a axis) frag.Tracks {
	t := frag.Tracks{Sizes: make([]geom.Unit, len(g.tracks[a])), Before: g.plan.first[a], Given: g.given[a], Stack: g.def.stacks(a)}
	if f := g.plan.fit[a]; f != nil {
		t.Explicit = len(f.sizes)
	}
	for i := range g.tracks[a] {
		t.Sizes[i] = g.tracks[a][i].base
	}
	return t
}

// baselines sets the container's baselines: of the first and last row that hold items.
// https://www.w3.org/TR/css-grid-2/#grid-baselines
func (g *container) baselines(fr *frag.Fragment) {
	var first, last *item
	better := func(it, than *item, r int, s func(*item) int) bool {
		switch {
		case than == nil || s(it) != s(than):
			return than == nil || (s(it)-s(than))*r > 0
		case it.share[row].on != than.share[row].on:
			return it.share[row].on
		}
		return (it.span[col].start-than.span[col].start)*r > 0
	}
	for i := range g.items {
		it := &g.items[i]
		if better(it, first, -1, func(it *item) int { return it.span[row].start }) {
			first = it
		}
		if better(it, last, 1, func(it *item) int { return it.span[row].end }) {
			last = it
		}
	}
	if first == nil {
		return
	}
	if g.def.stacks(row) {
		g.stackBaselines(fr)
		return
	}
	// What an item is aligned by is what it gives the container.
	fr.Baseline, fr.LastBaseline = first.at.Y.Add(g.baseline(first.res.Frag)), last.at.Y.Add(g.lastBaseline(last.res.Frag))
	if first.share[row].on && first.self[row].last {
		fr.Baseline = first.at.Y.Add(g.lastBaseline(first.res.Frag))
	}
	if last.share[row].on && !last.self[row].last {
		fr.LastBaseline = last.at.Y.Add(g.baseline(last.res.Frag))
	}
}

// absolute returns the pending placement of an absolutely positioned kid: its grid area is the
// containing block when the container is.
// https://www.w3.org/TR/css-grid-2/#abspos-items
func (g *container) absolute(k *box.Box, size geom.Size) algo.Pending {
	p := algo.Pending{Box: k}
	area, ok := g.areaOf(k, size)
	if ok {
		own := area
		p.Area = &own
	} else {
		area = geom.MakeRect(geom.Point{}, size).Inset(g.edges)
	}
	al := &algo.StaticAlign{Size: geom.Size{W: area.W, H: area.H}}
	right, bottom := algo.OwnEnds(k, g.b.Frame)
	js, as := selfAlignment(k.Style.JustifySelf(), g.b.Style.JustifyItems()), selfAlignment(k.Style.AlignSelf(), g.b.Style.AlignItems())
	if l := g.def.lanes; l != nil && l.backward {
		// Without an alignment it lies where the stack begins.
		if x := [2]*alignment{&js, &as}[l.stack]; x.kw == value.KwNormal {
			x.kw = value.KwEnd
		}
	}
	al.X, al.SafeX = js.edge(col, g.rtl, right), js.safe
	al.Y, al.SafeY = as.edge(row, g.rtl, bottom), as.safe
	p.Static, p.Align = geom.Point{X: area.X, Y: area.Y}, al
	return p
}

// areaOf returns the grid area that is the containing block of an absolutely positioned
// descendant; false when the container is not the one that contains it.
func (g *container) areaOf(k *box.Box, size geom.Size) (geom.Rect, bool) {
	isFixed := k.Style.Position() == value.KwFixed
	if !(isFixed && g.b.FixedContainer || !isFixed && g.b.AbsContainer) {
		return geom.Rect{}, false
	}
	area := geom.MakeRect(geom.Point{}, size).Inset(g.border)
	g.narrow(k, col, &area)
	g.narrow(k, row, &area)
	return area, true
}

// narrow replaces the edges of area, the padding box, by the grid lines that k names on an axis.
func (g *container) narrow(k *box.Box, a axis, area *geom.Rect) {
	from, to := placementsOf(k, a)
	l := &g.plan.lines[a]
	n := len(g.tracks[a])
	hasFrom, hasTo := !from.auto && !from.span, !to.auto && !to.span
	var s span
	switch {
	case hasFrom && hasTo:
		s, _ = l.resolve(from, to)
	case hasFrom:
		s.start = l.line(from, false)
		if to.span {
			s.end, hasTo = l.after(s.start, to), true
		}
	case hasTo:
		s.end = l.line(to, true)
		if from.span {
			s.start, hasFrom = l.before(s.end, from), true
		}
	}
	s.start, s.end = s.start+g.plan.first[a], s.end+g.plan.first[a]
	hasFrom = hasFrom && s.start >= 0 && s.start <= n && n > 0
	hasTo = hasTo && s.end >= 0 && s.end <= n && n > 0
	if !hasFrom && !hasTo {
		return
	}
	// Lines as distances from the fragment's start edge.
	var x0, x1, lead geom.Unit
	if a == row {
		x0, x1, lead = area.Y, area.Bottom(), g.edges.Top
	} else if g.rtl {
		w := g.s.W
		x0, x1, lead = w.Sub(area.Right()), w.Sub(area.X), g.edges.Right
	} else {
		x0, x1, lead = area.X, area.Right(), g.edges.Left
	}
	if hasFrom {
		at := g.trackEnd(a, n-1)
		if s.start < n {
			at = g.start[a][s.start]
		}
		x0 = at.Add(lead)
	}
	if hasTo {
		at := g.start[a][0]
		if s.end > 0 {
			at = g.trackEnd(a, s.end-1)
		}
		x1 = at.Add(lead)
	}
	size := max(0, x1.Sub(x0))
	switch {
	case a == row:
		area.Y, area.H = x0, size
	case g.rtl:
		area.X, area.W = g.s.W.Sub(x0).Sub(size), size
	default:
		area.X, area.W = x0, size
	}
}
