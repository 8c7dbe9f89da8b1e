package table

import (
	"sort"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// rowSize is the height of a row under way.
type rowSize struct {
	h, baseline geom.Unit // baseline is frag.NoBaseline when no cell is aligned on it
	below       geom.Unit // smallest border and padding below the contents of a cell
	constrained bool      // a fixed height is asked for by the row or a cell
	percent     float64   // of the table's height; 0 is none
	empty       bool      // no cell starts here
	spanStart   bool      // a cell that spans rows starts here
}

// ownBaseline returns the baseline of a row: where no cell is aligned on one, the lowest bottom of
// the contents of cells.
// https://www.w3.org/TR/css-tables-3/#row-layout
func (z *rowSize) ownBaseline() geom.Unit {
	if z.baseline != frag.NoBaseline {
		return z.baseline
	}
	return max(0, z.h.Sub(z.below))
}

// placedCell is a cell laid out at its natural height.
type placedCell struct {
	res      algo.Result
	h        geom.Unit // natural height of the border box
	min      geom.Unit // what height asks for
	baseline geom.Unit
	below    geom.Unit // bottom border and padding
	space    algo.Space
}

// alignment is align-content or vertical-align as cells know it.
type alignment uint8

const (
	alignBaseline alignment = iota
	alignTop
	alignMiddle
	alignBottom
)

func alignOf(s *style.Style) alignment {
	if algo.AlignsContent(s) {
		return alignContent(s)
	}
	switch v := s.VerticalAlign(); {
	case v.IsKeyword(value.KwTop):
		return alignTop
	case v.IsKeyword(value.KwMiddle):
		return alignMiddle
	case v.IsKeyword(value.KwBottom):
		return alignBottom
	}
	return alignBaseline
}

// alignContent returns what align-content, which goes before vertical-align, says of a cell.
// https://www.w3.org/TR/css-align-3/#distribution-block
func alignContent(s *style.Style) alignment {
	switch {
	case s.AlignContent() == value.Value(value.KwBaseline):
		return alignBaseline
	case algo.ContentShift(s, 2*geom.One) == 2*geom.One:
		return alignBottom
	case algo.ContentShift(s, 2*geom.One) > 0:
		return alignMiddle
	}
	return alignTop
}

// layoutCells lays out every cell at the width of its columns.
func (t *layout) layoutCells() {
	g := t.g
	t.cells = make([]placedCell, len(g.cells))
	for i := range g.cells {
		d, p := &g.cells[i], &t.cells[i]
		p.space = algo.Space{W: g.width(t.widths, int(d.col), int(d.col+d.colSpan)), H: algo.Indefinite,
			Percent: geom.Size{W: t.content, H: algo.Indefinite}, AlignCell: algo.Orthogonal(d.box)}
		border := algo.Border(d.box.Style)
		if g.collapse {
			border = g.edges.cell(d)
			p.space.Collapsed, p.space.CellBorder = true, border
		}
		p.res = t.c.Child(d.box, p.space)
		f := p.res.Frag
		p.h = f.Size.H
		edges := border.Add(f.Padding)
		p.min = t.cellHeight(d.box, edges)
		p.baseline, p.below = f.Baseline, edges.Bottom
		if p.baseline == frag.NoBaseline {
			p.baseline = max(p.h, p.min).Sub(edges.Bottom)
		}
	}
}

// cellHeight returns the border-box height that the height of a cell asks for; percentages ask
// for nothing. Chromium does not heed min-height and max-height of rows and cells.
func (t *layout) cellHeight(b *box.Box, edges geom.Sides) geom.Unit {
	s := b.Style
	l := s.Height()
	if l.Kind == value.LengthKeyword || l.HasPercent() || l.IsZero() {
		return 0
	}
	v := max(0, l.Resolve(0))
	// In quirks mode the height of a cell is that of its border box:
	// https://quirks.spec.whatwg.org/#the-table-cell-height-box-sizing-quirk
	if s.BoxSizing() == value.KwBorderBox || t.c.Quirks && b.Pseudo == box.NoPseudo {
		return v
	}
	return v.Add(edges.Height())
}

// sizeRows computes the heights of rows from their cells.
// https://www.w3.org/TR/css-tables-3/#row-layout
func (t *layout) sizeRows() {
	g := t.g
	t.rows = make([]rowSize, len(g.rows))
	for r := range g.rows {
		row, z := &g.rows[r], &t.rows[r]
		z.empty = row.first == row.last
		z.baseline = frag.NoBaseline
		var up, down geom.Unit // the cells aligned on the baseline reach so far from it: either can be negative
		hangs := false         // down is known
		for i := row.first; i < row.last; i++ {
			d, p := &g.cells[i], &t.cells[i]
			need := max(p.h, p.min)
			if i == row.first || p.below < z.below {
				z.below = p.below
			}
			z.spanStart = z.spanStart || d.rowSpan > 1
			if alignOf(d.box.Style) == alignBaseline && !algo.Orthogonal(d.box) && !d.percentKids && occupied(p.res.Frag) {
				if z.baseline == frag.NoBaseline || p.baseline > up {
					up = p.baseline
					z.baseline = up
				}
				below := p.h.Sub(p.baseline)
				if d.rowSpan == 1 {
					z.h = max(z.h, p.min)
				} else {
					below = 0
				}
				if !hangs || d.rowSpan == 1 && below > down {
					down, hangs = below, true
				}
			} else if d.rowSpan == 1 {
				z.h = max(z.h, need)
			}
			if l := d.box.Style.Height(); d.rowSpan == 1 && l.Kind != value.LengthKeyword {
				if !l.HasPercent() {
					z.constrained = z.constrained || !l.IsZero()
				} else {
					p, _ := percentOf(l)
					z.percent = max(z.percent, p)
				}
			}
		}
		if z.baseline != frag.NoBaseline {
			z.h = max(z.h, up.Add(down))
		}
		s := row.box.Style
		switch l := s.Height(); {
		case l.Kind == value.LengthKeyword:
		case l.HasPercent():
			p, _ := percentOf(l)
			z.percent = max(z.percent, p)
		default:
			z.h, z.constrained = max(z.h, l.Resolve(0)), true
		}
	}
	if !g.spanning {
		return
	}
	var wide []int
	for i := range g.cells {
		if g.cells[i].rowSpan > 1 {
			wide = append(wide, i)
		}
	}
	sort.SliceStable(wide, func(i, j int) bool { return g.cells[wide[i]].rowSpan < g.cells[wide[j]].rowSpan })
	sums := t.rowSums()
	for _, i := range wide {
		d, p := &g.cells[i], &t.cells[i]
		from, to := int(d.row), int(d.row+d.rowSpan)
		have := sums.between(from, to).Add(times(g.spacing.H, to-from-1))
		if extra := max(p.h, p.min).Sub(have); extra > 0 {
			t.growRows(from, to, extra, algo.Indefinite, true)
			sums.stale(from)
		}
	}
}

// occupied reports whether anything but positioned boxes is in a cell.
func occupied(f *frag.Fragment) bool {
	for i := range f.Kids {
		if k := &f.Kids[i]; k.Kind != frag.Anchor && !k.Has(frag.OutOfFlow) {
			return true
		}
	}
	return false
}

// prefix holds sums of row heights, recomputed from the first row that changed.
type prefix struct {
	rows  []rowSize
	sum   []geom.Unit
	valid int
}

func (t *layout) rowSums() *prefix {
	return &prefix{rows: t.rows, sum: make([]geom.Unit, len(t.rows)+1)}
}

// between returns the heights of rows [from, to) together. Short ranges are summed directly,
// so that growing many of them does not sum the whole table each time.
func (p *prefix) between(from, to int) geom.Unit {
	if to <= p.valid {
		return p.sum[to].Sub(p.sum[from])
	}
	if to-from <= 64 {
		var s geom.Unit
		for i := from; i < to; i++ {
			s = s.Add(p.rows[i].h)
		}
		return s
	}
	for i := p.valid; i < to; i++ {
		p.sum[i+1] = p.sum[i].Add(p.rows[i].h)
	}
	p.valid = to
	return p.sum[to].Sub(p.sum[from])
}

func (p *prefix) stale(from int) { p.valid = min(p.valid, from) }

// growRows distributes extra height over rows [from, to). Rows in percent of basis grow towards
// it first (an Indefinite basis stands for none). The rest goes to rows of automatic height in
// proportion to their height, else to empty rows, else to all in proportion. For a cell that
// spans the rows, those in which another spanning cell starts go before, and empty rows stay so.
// https://www.w3.org/TR/css-tables-3/#height-distribution-algorithm
func (t *layout) growRows(from, to int, extra, basis geom.Unit, spanning bool) {
	rows := t.rows[from:to]
	weight := make([]geom.Unit, len(rows))
	try := func(pick func(i int, r *rowSize) geom.Unit) bool {
		any := false
		for i := range rows {
			weight[i] = max(0, pick(i, &rows[i]))
			any = any || weight[i] > 0
		}
		return any
	}
	grow := func(room geom.Unit) {
		out := make([]geom.Unit, len(rows))
		share(out, weight, room)
		for i := range rows {
			rows[i].h = rows[i].h.Add(out[i])
		}
	}
	if basis != algo.Indefinite && try(func(_ int, r *rowSize) geom.Unit { return part(basis, r.percent).Sub(r.h) }) {
		var missing geom.Unit
		for _, w := range weight {
			missing = missing.Add(w)
		}
		room := min(missing, extra)
		grow(room)
		if extra = extra.Sub(room); extra <= 0 {
			return
		}
	}
	one := func(which bool) geom.Unit {
		if which {
			return 1
		}
		return 0
	}
	auto := func(_ int, r *rowSize) geom.Unit { return r.h * one(!r.constrained && (spanning || r.percent == 0)) }
	other := func(i int, r *rowSize) geom.Unit { return one(i > 0 && r.spanStart) }
	all := func(_ int, r *rowSize) geom.Unit { return r.h }
	emptyAuto := func(_ int, r *rowSize) geom.Unit { return one(r.h == 0 && !r.constrained) }
	empty := func(_ int, r *rowSize) geom.Unit { return one(r.h == 0) }
	switch {
	case spanning && try(other):
	case try(auto):
	case spanning && !try(all):
		clear(weight)
		weight[len(weight)-1] = 1
	case !spanning && (try(emptyAuto) || try(empty)):
	case try(all):
	default:
		return
	}
	grow(extra)
}

// sizeSections applies the heights of row groups and returns the height of the rows with the
// spacing around them.
func (t *layout) sizeSections() geom.Unit {
	for i := range t.secs {
		s := &t.secs[i]
		l := s.box.Style.Height()
		if l.Kind == value.LengthKeyword || l.HasPercent() {
			continue
		}
		t.growSection(s, l.Resolve(0).Sub(t.sectionHeight(s)))
	}
	return t.gridHeight()
}

// sectionHeight is the height of a section under way.
func (t *layout) sectionHeight(s *section) geom.Unit {
	h := max(0, times(t.spacing.H, t.shownRows(s)-1)).Add(s.height)
	for r := s.first; r < s.last; r++ {
		h = h.Add(t.rows[r].h)
	}
	return max(0, h)
}

// collapseRows takes away the rows that are collapsed, whose heights count until all are known, and
// returns how much lower the grid is without them.
// https://www.w3.org/TR/css-tables-3/#visibility-collapse-track-rendering
func (t *layout) collapseRows() geom.Unit {
	before := t.gridHeight()
	t.collapsed = true
	for r := range t.rows {
		if t.g.rows[r].collapsed {
			t.rows[r] = rowSize{baseline: frag.NoBaseline}
		}
	}
	return before.Sub(t.gridHeight())
}

// shownRows counts the rows of a section that take room.
func (t *layout) shownRows(s *section) int {
	n := 0
	for r := s.first; r < s.last; r++ {
		if !t.gone(r) {
			n++
		}
	}
	return n
}

// gone reports whether a row has been taken away.
func (t *layout) gone(r int) bool { return t.collapsed && t.g.rows[r].collapsed }

func (t *layout) gridHeight() geom.Unit {
	var h geom.Unit
	any := false
	for i := range t.secs {
		s := &t.secs[i]
		h = h.Add(t.sectionHeight(s))
		if s.first < s.last {
			any = true
			h = h.Add(t.spacing.H)
		}
	}
	if any {
		h = h.Add(t.spacing.H)
	}
	return h
}

// growTo distributes the height that the table has beyond that of its rows: first to sections in
// percent, then to the body sections (to all sections when there is no body).
// https://www.w3.org/TR/css-tables-3/#height-distribution
func (t *layout) growTo(target geom.Unit) {
	// Spacing beside sections without rows counts, although there is none, as in Blink.
	all := max(0, target.Sub(times(t.g.spacing.H, len(t.secs)+1)))
	extra := all
	for i := range t.secs {
		extra = extra.Sub(t.sectionHeight(&t.secs[i]))
	}
	if extra <= 0 {
		return
	}
	if extra = t.growPercent(extra, all); extra <= 0 {
		return
	}
	var secs []*section
	for _, bodies := range [2]bool{true, false} {
		for i := range t.secs {
			s := &t.secs[i]
			d := s.box.Style.Display()
			if !bodies || d != value.KwTableHeaderGroup && d != value.KwTableFooterGroup {
				secs = append(secs, s)
			}
		}
		if len(secs) > 0 {
			break
		}
	}
	weight := make([]geom.Unit, len(secs))
	var tall geom.Unit // the tallest section: when none has a height each gets the same
	for _, s := range secs {
		tall = max(tall, t.sectionHeight(s))
	}
	least := geom.Unit(0)
	if tall == 0 {
		least = 1
	}
	for _, auto := range [2]bool{true, false} {
		any := false
		for i, s := range secs {
			weight[i] = 0
			if !auto || s.box.Style.Height().Kind == value.LengthKeyword {
				weight[i] = max(least, t.sectionHeight(s))
				any = any || weight[i] > 0
			}
		}
		if any {
			break
		}
	}
	out := make([]geom.Unit, len(secs))
	share(out, weight, extra)
	for i, s := range secs {
		t.growSection(s, out[i])
	}
}

// growPercent grows the sections in percent of the height of all, of which extra is left, towards
// theirs, and returns what is left then.
func (t *layout) growPercent(extra, all geom.Unit) geom.Unit {
	missing := make([]geom.Unit, len(t.secs))
	var sum geom.Unit
	for i := range t.secs {
		s := &t.secs[i]
		if p, ok := percentOf(s.box.Style.Height()); ok {
			missing[i] = max(0, part(all, p).Sub(t.sectionHeight(s)))
			sum = sum.Add(missing[i])
		}
	}
	if sum == 0 {
		return extra
	}
	room := min(sum, extra)
	out := make([]geom.Unit, len(t.secs))
	share(out, missing, room)
	for i := range t.secs {
		t.growSection(&t.secs[i], out[i])
	}
	return extra.Sub(room)
}

// growSection makes a section higher.
func (t *layout) growSection(s *section, extra geom.Unit) {
	switch {
	case extra <= 0:
	case s.first == s.last:
		s.height = s.height.Add(extra)
	default:
		t.growRows(s.first, s.last, extra, t.sectionHeight(s).Add(extra), false)
	}
}
