package table

import (
	"slices"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// layout is the layout of one table under way.
type layout struct {
	c       *algo.Ctx
	b       *box.Box
	s       algo.Space
	g       *grid
	border  geom.Sides
	padding geom.Sides
	spacing geom.Size // 0 without columns
	w       geom.Unit // of the grid box
	content geom.Unit // of the grid box's content
	widths  []geom.Unit
	xs      []geom.Unit // left edge of each column, from the grid box's left edge
	cells   []placedCell
	// restricted tells that the table's own height goes beyond that of its rows, so that percentage
	// heights in cells refer to theirs.
	restricted bool
	rows       []rowSize
	secs       []section // of g, with the heights of those without rows
	collapsed  bool      // rows that are collapsed have been taken away

	kids    map[*box.Box]frag.Placed // captions and sections, to be put in tree order
	pending []algo.Pending
}

// Layout lays out a table in a width that its parent chose, at least that of Measure.
// https://www.w3.org/TR/css-tables-3/#table-layout-algorithm
func Layout(c *algo.Ctx, b *box.Box, s algo.Space) algo.Result {
	t := &layout{c: c, b: b, s: s, g: gridOf(c, b), kids: map[*box.Box]frag.Placed{}}
	g := t.g
	t.secs = slices.Clone(g.sections)
	t.border, t.padding = g.border, g.padding
	if !g.collapse {
		t.padding = algo.Padding(b.Style, s.Percent.W)
	}
	edges := t.border.Add(t.padding)
	if g.shown(0, len(g.columns)) > 0 {
		t.spacing = g.spacing
	}
	t.w = max(s.W, edges.Width())
	t.content = max(0, t.w.Sub(edges.Width()))
	t.widths = g.widths(c, t.w.Sub(t.padding.Width()).Add(g.padding.Width()))
	t.placeColumns(edges)

	y := t.captions(value.KwTop, 0)
	gridTop := y
	t.layoutCells()
	t.sizeRows()
	auto := t.sizeSections().Add(edges.Height())
	h := t.height(auto, edges, gridTop)
	t.restricted = h > auto && s.H == algo.Indefinite && !algo.AutoHeight(b, s)
	t.growTo(h.Sub(edges.Height()))
	auto = t.gridHeight().Add(edges.Height())
	h = max(h, auto).Sub(t.collapseRows())
	first := t.sections(gridTop.Add(edges.Top))
	y = gridTop.Add(h)
	y = t.captions(value.KwBottom, y)

	f := &frag.Fragment{Kind: frag.Box, Flags: frag.First | frag.Last, Size: geom.Size{W: s.W, H: max(0, y)},
		Border: t.border, Padding: t.padding, Baseline: first, LastBaseline: first, Of: b}
	if b.Floating {
		f.Flags |= frag.Float
	}
	if g.collapse {
		f.Flags |= frag.Collapsed
	}
	f.Table = &frag.Table{Grid: geom.Rect{X: 0, Y: gridTop, W: t.w, H: h}}
	t.columnAreas(f.Table, gridTop.Add(edges.Top))
	if g.collapse {
		f.Table.Edges = t.edges(gridTop.Add(edges.Top))
	}
	for _, k := range b.Kids {
		if p, ok := t.kids[k]; ok {
			f.Kids = append(f.Kids, p)
		}
	}
	return algo.Result{Frag: f, OutOfFlow: c.Finish(b, f, t.pending)}
}

// height returns the height of the grid box: the one that is asked for, but not less than
// that of its rows. above is the height of the captions so far.
func (t *layout) height(auto geom.Unit, edges geom.Sides, above geom.Unit) geom.Unit {
	s := t.s
	if s.H != algo.Indefinite {
		s.H = max(0, s.H.Sub(above).Sub(t.captionsBelow()))
	}
	return max(auto, algo.Height(t.b, s, edges, auto))
}

// captionsBelow returns the height of the captions under the grid.
func (t *layout) captionsBelow() geom.Unit {
	var h geom.Unit
	for _, k := range t.g.captions {
		if k.Style.CaptionSide() == value.KwBottom {
			r, m := t.caption(k)
			h = h.Add(r.Frag.Size.H).Add(m.Height())
		}
	}
	return h
}

// caption lays out one caption over the width of the table.
func (t *layout) caption(k *box.Box) (algo.Result, geom.Sides) {
	percent := geom.Size{W: t.w, H: algo.Indefinite}
	m := algo.Margins(k.Style, t.w)
	return t.c.Child(k, algo.Root(t.c.Width(k, percent, t.w.Sub(m.Width()), false), percent)), m
}

// captions places the captions of one side from y downwards and returns where they end.
// https://www.w3.org/TR/CSS21/tables.html#caption-position
func (t *layout) captions(where value.Keyword, y geom.Unit) geom.Unit {
	for _, k := range t.g.captions {
		if (k.Style.CaptionSide() == value.KwBottom) != (where == value.KwBottom) {
			continue
		}
		r, m := t.caption(k)
		x := m.Left
		free := t.w.Sub(r.Frag.Size.W).Sub(m.Width())
		autoL, autoR := k.Style.MarginLeft().IsAuto(), k.Style.MarginRight().IsAuto()
		switch {
		case autoL && autoR:
			x = max(0, free/2)
		case autoL || t.g.rtl && !autoR:
			x = x.Add(free)
		}
		at := geom.Point{X: x, Y: y.Add(m.Top)}
		y = at.Y.Add(r.Frag.Size.H).Add(m.Bottom)
		at = at.Add(algo.Relative(k, geom.Size{W: t.w, H: algo.Indefinite}, t.g.rtl))
		t.pending = append(t.pending, algo.Shift(r.OutOfFlow, at)...)
		t.kids[k] = frag.Placed{At: at, Fragment: r.Frag}
	}
	return y
}

// placeColumns computes where columns start; right to left tables run the other way.
func (t *layout) placeColumns(edges geom.Sides) {
	g := t.g
	t.xs = make([]geom.Unit, len(g.columns))
	x := edges.Left // of the next column, from the side where the table starts
	if g.rtl {
		x = edges.Right
	}
	for i := range g.columns {
		w := t.widths[i]
		if k := &g.columns[i]; !k.collapsed && !k.merged {
			x = x.Add(t.spacing.W)
		}
		t.xs[i] = x
		x = x.Add(w)
		if g.rtl {
			t.xs[i] = t.w.Sub(x)
		}
	}
}

// span returns the left edge and width of columns [from, to).
func (t *layout) span(from, to int) (x, w geom.Unit) {
	a, b := from, to-1
	if t.g.rtl {
		a, b = b, a
	}
	return t.xs[a], t.xs[b].Add(t.widths[b]).Sub(t.xs[a])
}

// sections places the row groups from y downwards and returns the baseline of the first row.
func (t *layout) sections(y geom.Unit) geom.Unit {
	g := t.g
	base := frag.NoBaseline
	var x, w geom.Unit
	if n := len(g.columns); n > 0 {
		x, w = t.span(0, n)
	} else {
		x, w = t.border.Left.Add(t.padding.Left), t.content
	}
	percent := geom.Size{W: t.content, H: algo.Indefinite}
	for i := range t.secs {
		s := &t.secs[i]
		if s.first < s.last {
			y = y.Add(t.spacing.H)
		}
		f := &frag.Fragment{Kind: frag.Box, Flags: frag.First | frag.Last, Size: geom.Size{W: w},
			Baseline: frag.NoBaseline, LastBaseline: frag.NoBaseline, Of: s.box}
		var pending []algo.Pending
		var ry geom.Unit
		shown := false
		for r := s.first; r < s.last; r++ {
			if shown && !g.rows[r].collapsed {
				ry = ry.Add(t.spacing.H)
			}
			shown = shown || !g.rows[r].collapsed
			rf, up := t.row(r, x, w)
			at := geom.Point{Y: ry}
			if base == frag.NoBaseline && r == 0 {
				base = y.Add(ry).Add(t.rows[r].ownBaseline())
			}
			ry = ry.Add(t.rows[r].h)
			at = at.Add(algo.Relative(g.rows[r].box, percent, g.rtl))
			pending = append(pending, algo.Shift(up, at)...)
			f.Kids = append(f.Kids, frag.Placed{At: at, Fragment: rf})
		}
		ry = ry.Add(s.height)
		f.Size.H = ry
		at := geom.Point{X: x, Y: y}.Add(algo.Relative(s.box, percent, g.rtl))
		t.pending = append(t.pending, algo.Shift(t.c.Finish(s.box, f, pending), at)...)
		t.kids[s.box] = frag.Placed{At: at, Fragment: f}
		y = y.Add(ry)
	}
	return base
}

// row makes the fragment of a row whose left edge is at x in the table.
func (t *layout) row(r int, x, w geom.Unit) (*frag.Fragment, []algo.Pending) {
	g := t.g
	row, z := &g.rows[r], &t.rows[r]
	f := &frag.Fragment{Kind: frag.Box, Flags: frag.First | frag.Last, Size: geom.Size{W: w, H: z.h},
		Baseline: z.baseline, LastBaseline: z.baseline, Of: row.box}
	var pending []algo.Pending
	f.Kids = make([]frag.Placed, 0, row.last-row.first)
	percent := geom.Size{W: t.content, H: algo.Indefinite}
	for i := row.first; i < row.last; i++ {
		d := &g.cells[i]
		left, width := t.span(int(d.col), int(d.col+d.colSpan))
		if row.collapsed { // there, but without height, and nothing of its content shows
			f.Kids = append(f.Kids, frag.Placed{At: geom.Point{X: left.Sub(x)}, Fragment: &frag.Fragment{Kind: frag.Box, Flags: frag.First | frag.Last,
				Size: geom.Size{W: width}, Baseline: frag.NoBaseline, LastBaseline: frag.NoBaseline, Of: d.box, Skipped: t.cells[i].res.Frag.Kids}})
			continue
		}
		h := z.h
		if d.rowSpan > 1 {
			h = t.heightOf(r, r+int(d.rowSpan))
		}
		cf, up := t.cell(d, &t.cells[i], h, z.baseline)
		at := geom.Point{X: left.Sub(x)}.Add(algo.Relative(d.box, percent, g.rtl))
		pending = append(pending, algo.Shift(up, at)...)
		f.Kids = append(f.Kids, frag.Placed{At: at, Fragment: cf})
	}
	return f, t.c.Finish(row.box, f, pending)
}

// heightOf returns the height of rows [from, to) with the spacing between them.
func (t *layout) heightOf(from, to int) geom.Unit {
	var h geom.Unit
	n := 0
	for r := from; r < to; r++ {
		h = h.Add(t.rows[r].h)
		if !t.g.rows[r].collapsed {
			n++
		}
	}
	if n > 1 {
		h = h.Add(times(t.spacing.H, n-1))
	}
	return h
}

// maxCrossing is how deep cells whose lines cross those of their table are nested that are laid out
// again for the height of their row: each level doubles the work of those inside.
const maxCrossing = 6

// cell makes the final fragment of a cell of height h: its content is aligned in it.
// https://www.w3.org/TR/CSS21/tables.html#height-layout
func (t *layout) cell(d *cell, p *placedCell, h, rowBaseline geom.Unit) (*frag.Fragment, []algo.Pending) {
	res, b, natural := p.res, d.box, p.h
	if algo.Orthogonal(b) { // its lines are as long as the row is high
		if sp := p.space; h != natural && t.c.Crossing < maxCrossing {
			sp.H, sp.HDefinite = h, true
			t.c.Crossing++
			res = t.c.Child(b, sp)
			t.c.Crossing--
		}
		f := *res.Frag
		f.Size.H = h
		if t.g.collapse {
			f.Flags |= frag.Collapsed
		}
		return &f, res.OutOfFlow
	}
	percent := d.percentKids && (t.restricted || fixedHeight(b.Style))
	sp := p.space
	if percent {
		sp.CellHeight = h
		res = t.c.Child(b, sp)
		natural = res.Frag.Size.H
	}
	if b.AbsContainer && h != natural { // boxes in it refer to its final height
		sp.H, sp.HDefinite = h, percent
		res = t.c.Child(b, sp)
	}
	var dy geom.Unit
	switch alignOf(b.Style) {
	case alignMiddle:
		dy = max(0, h.Sub(natural)) / 2
	case alignBottom:
		dy = max(0, h.Sub(natural))
	case alignBaseline:
		if rowBaseline != frag.NoBaseline && !d.percentKids && occupied(p.res.Frag) {
			dy = rowBaseline.Sub(p.baseline)
		}
	}
	f := *res.Frag
	f.Size.H = h
	up := res.OutOfFlow
	f.Shift = dy
	if dy != 0 {
		f.Kids = make([]frag.Placed, len(res.Frag.Kids))
		for i, k := range res.Frag.Kids {
			if !k.Has(frag.OutOfFlow) {
				k.At.Y = k.At.Y.Add(dy)
			}
			f.Kids[i] = k
		}
		if f.Baseline != frag.NoBaseline {
			f.Baseline = f.Baseline.Add(dy)
		}
		if f.LastBaseline != frag.NoBaseline {
			f.LastBaseline = f.LastBaseline.Add(dy)
		}
		up = algo.Shift(up, geom.Point{Y: dy})
	}
	if dy != 0 || h != res.Frag.Size.H {
		f.Overflow = algo.Overflow(&f)
	}
	if t.g.collapse {
		f.Flags |= frag.Collapsed
	} else if b.Style.EmptyCells() == value.KwHide && empty(&f) {
		f.Flags |= frag.EmptyCell
	}
	return &f, up
}

// fixedHeight reports whether a cell asks for a height in lengths.
func fixedHeight(s *style.Style) bool {
	l := s.Height()
	return l.Kind != value.LengthKeyword && !l.HasPercent()
}

// empty reports whether a cell has no visible content.
// https://www.w3.org/TR/CSS21/tables.html#empty-cells
func empty(f *frag.Fragment) bool {
	for _, k := range f.Kids {
		if k.Kind != frag.Line || len(k.Kids) > 0 {
			return false
		}
	}
	return true
}

// columnAreas notes where column groups and columns lie: behind all rows.
func (t *layout) columnAreas(ft *frag.Table, y geom.Unit) {
	g := t.g
	if len(g.groups) == 0 {
		return
	}
	h := max(0, t.gridHeight().Sub(2*t.spacing.H))
	// Groups without extent lie at the top edge with their columns; merged ones where columns start.
	start := t.border.Left.Add(t.padding.Left).Add(t.spacing.W)
	if g.rtl {
		start = t.w.Sub(t.border.Right).Sub(t.padding.Right).Sub(t.spacing.W)
	}
	area := func(from, to int) geom.Rect {
		to = min(to, len(g.columns))
		r := geom.Rect{X: start, Y: y.Add(t.spacing.H)}
		for from < to && g.columns[from].merged {
			from++
		}
		if from < to {
			r.X, r.W = t.span(from, to)
		}
		if r.W > 0 {
			r.H = h
		}
		return r
	}
	columns := g.elements
	for _, k := range g.groups {
		if k.first == k.last {
			continue
		}
		r := area(k.first, k.last)
		up := geom.Unit(0)
		if r.Empty() {
			up = t.spacing.H
			r.Y, r.H = r.Y.Sub(up), 0
		}
		ft.Columns = append(ft.Columns, frag.Area{Of: k.box, Rect: r})
		for ; len(columns) > 0 && columns[0].first < k.last; columns = columns[1:] {
			r := area(columns[0].first, columns[0].last)
			r.Y = r.Y.Sub(up)
			if r.Empty() {
				r.H = 0
			}
			ft.Columns = append(ft.Columns, frag.Area{Of: columns[0].box, Rect: r})
		}
	}
}

// edges returns the collapsed borders at their places; y is the top of the first row.
func (t *layout) edges(y geom.Unit) []frag.Edge {
	g := t.g
	n := len(g.columns)
	if n == 0 {
		return nil
	}
	xs := make([]geom.Unit, n+1)
	for i := range n {
		xs[i] = t.xs[i]
		if g.rtl {
			xs[i] = t.xs[i].Add(t.widths[i])
		}
	}
	xs[n] = t.xs[n-1].Add(t.widths[n-1])
	if g.rtl {
		xs[n] = t.xs[n-1]
	}
	ys := make([]geom.Unit, len(t.rows)+1)
	for r := range t.rows {
		ys[r] = y
		y = y.Add(t.rows[r].h)
	}
	ys[len(t.rows)] = y
	return g.edges.segments(g, xs, ys)
}
