package table

import (
	"sort"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/geom"
)

// maxWidth is the width that a table asks for when percentages leave no room for a column
// (Blink's limit).
const maxWidth = 1000000 * geom.One

// Measure returns the widths that a table can shrink to and asks for, captions included.
// https://www.w3.org/TR/css-tables-3/#computing-the-table-width
func Measure(c *algo.Ctx, b *box.Box) algo.MinMax {
	g := gridOf(c, b)
	g.measure(c)
	mm := g.plain
	if c.PercentColumns() && !b.Style.Width().IsKeyword(value.KwMaxContent) {
		mm.Max = g.percent
	}
	for _, k := range g.captions {
		w := c.Contribution(k).Min
		mm.Min, mm.Max = max(mm.Min, w), max(mm.Max, w)
	}
	return mm
}

// measure computes the min-content and max-content widths of the grid box. Merged columns count
// with what min-width asks for.
func (g *grid) measure(c *algo.Ctx) {
	if g.minmax {
		return
	}
	g.minmax = true
	g.constrain(c)
	var minSum, maxSum, estimate, rest geom.Unit
	percent := 0.0
	for i := range g.columns {
		k := &g.columns[i]
		if k.collapsed {
			continue
		}
		minSum, maxSum = minSum.Add(k.min), maxSum.Add(k.max)
		if p := min(k.percent, 100-percent); p > 0 {
			percent += p
			estimate = max(estimate, min(maxWidth, k.max.Mul(100/p)))
		} else {
			rest = rest.Add(k.max)
		}
	}
	switch {
	case percent <= 0:
	case percent < 100:
		estimate = max(estimate, min(maxWidth, rest.Mul(100/(100-percent))))
	case rest > 0:
		estimate = maxWidth
	}
	u := g.undistributable()
	if len(g.columns) == 0 {
		u = u.Add(times(g.spacing.W, 2)) // see Bare
	}
	g.plain = algo.MinMax{Min: minSum.Add(u), Max: max(minSum, maxSum).Add(u)}
	g.percent = max(minSum, maxSum, estimate).Add(u)
	if g.fixed && g.box.Style.Width().HasPercent() { // fills what there is
		g.plain.Max, g.percent = max(g.plain.Max, maxWidth), max(g.percent, maxWidth)
	}
}

// Percent returns the max-content width of the grid box for which every column in percent has
// that part of it.
func (g *grid) Percent() geom.Unit { return g.percent }

// asked holds what width, min-width and max-width say of a cell or column, as border boxes.
type asked struct {
	width, min, max geom.Unit
	hasWidth        bool
	hasMax          bool
	percent         float64
	hasPercent      bool
}

func ask(s *style.Style, edges geom.Unit) asked {
	var a asked
	fixed := func(l value.Length) (geom.Unit, bool) {
		if l.Kind == value.LengthKeyword || l.HasPercent() {
			return 0, false
		}
		v := max(0, l.Resolve(0))
		if s.BoxSizing() == value.KwBorderBox {
			return max(v, edges), true
		}
		return v.Add(edges), true
	}
	a.width, a.hasWidth = fixed(s.Width())
	a.min, _ = fixed(s.MinWidth())
	a.max, a.hasMax = fixed(s.MaxWidth())
	a.percent, a.hasPercent = percentOf(s.Width())
	return a
}

// asks returns what the elements of a column ask for: a col element takes a width in lengths, not
// one in percent, from its group when it has none (as Chromium).
func (k *column) asks() asked {
	switch {
	case k.box != nil:
		a := ask(k.box.Style, 0)
		if k.group != nil && k.box.Style.Width().IsAuto() {
			if w := ask(k.group.Style, 0); w.hasWidth {
				a.width, a.hasWidth = max(w.width, w.min), true
			}
		}
		return a
	case k.group != nil:
		return ask(k.group.Style, 0)
	}
	return asked{}
}

// percentOf returns a pure percentage, also one written as a calculation, and whether there is
// one. Sums of a percentage and a length count as auto.
func percentOf(l value.Length) (float64, bool) {
	if !l.HasPercent() || l.Float(0) != 0 {
		return 0, false
	}
	return max(0, l.Float(100)), true
}

// constrain computes what each column asks for.
// https://www.w3.org/TR/css-tables-3/#computing-column-measures
func (g *grid) constrain(c *algo.Ctx) {
	for i := range g.columns {
		k := &g.columns[i]
		k.min, k.max, k.percent, k.hasPercent, k.pad, k.constrained, k.fromColumn = 0, 0, 0, false, 0, false, false
		a := k.asks()
		k.min, k.max, k.constrained = a.min, a.width, a.hasWidth
		if a.hasWidth {
			k.max = max(a.width, a.min)
		}
		k.percent, k.hasPercent = a.percent, a.hasPercent
		k.fromColumn = a.hasWidth || a.hasPercent
	}
	if g.fixed {
		g.constrainFixed(c)
		return
	}
	var wide []int
	for i := range g.cells {
		d := &g.cells[i]
		if d.declared > 1 {
			wide = append(wide, i)
			continue
		}
		g.columns[d.col].encompass(g.askCell(c, d))
	}
	// Narrow spans first: https://www.w3.org/TR/css-tables-3/#intermediate-min-content-width-for-span-n
	sort.SliceStable(wide, func(i, j int) bool {
		a, b := &g.cells[wide[i]], &g.cells[wide[j]]
		if a.declared != b.declared {
			return a.declared < b.declared
		}
		return a.col < b.col
	})
	for _, i := range wide {
		d := &g.cells[i]
		g.spread(g.askCell(c, d), int(d.col), int(d.col+d.colSpan))
	}
}

// need is what one cell asks of its columns.
type need struct {
	min, max    geom.Unit
	percent     float64
	hasPercent  bool
	constrained bool
}

// askCell returns what a cell asks for in automatic layout.
func (g *grid) askCell(c *algo.Ctx, d *cell) need {
	b, s := d.box, d.box.Style
	mm := c.Measure(b)
	border := algo.Border(s)
	if g.collapse {
		own := border.Width()
		border = g.edges.cell(d)
		mm = mm.Add(border.Width().Sub(own))
	}
	a := ask(s, border.Width().Add(algo.Padding(s, algo.Indefinite).Width()))
	n := need{min: max(mm.Min, a.min), percent: a.percent, hasPercent: a.hasPercent, constrained: a.hasWidth}
	if c.Quirks && a.hasWidth && b.Node != nil && hasAttr(b, "nowrap") {
		// https://quirks.spec.whatwg.org/#the-table-cell-nowrap-minimum-width-calculation-quirk
		n.min = max(n.min, a.width)
	}
	n.max = mm.Max
	if a.hasWidth {
		n.max = a.width
	}
	if a.hasMax {
		n.min, n.max = min(n.min, max(a.max, a.min)), min(n.max, a.max)
	}
	n.max = max(n.max, n.min)
	return n
}

func hasAttr(b *box.Box, name string) bool {
	if n := b.Element(); n != nil && b.Pseudo == box.NoPseudo {
		_, ok := n.Attr(name)
		return ok
	}
	return false
}

// encompass widens a column for one cell. A fixed width goes before the content of other cells.
func (k *column) encompass(n need) {
	k.min = max(k.min, n.min)
	switch {
	case n.constrained && k.constrained:
		k.max = max(k.max, n.max)
	case n.constrained:
		k.max = n.max
	case !k.constrained:
		k.max = max(k.max, n.max)
	}
	k.max = max(k.max, k.min)
	k.constrained = k.constrained || n.constrained
	k.percent, k.hasPercent = max(k.percent, n.percent), k.hasPercent || n.hasPercent
}

// spread distributes what a spanning cell asks for over its columns.
// https://www.w3.org/TR/css-tables-3/#spanning-cells
func (g *grid) spread(n need, from, to int) {
	cols := make([]*column, 0, to-from)
	for i := from; i < to; i++ {
		if k := &g.columns[i]; !k.merged {
			cols = append(cols, k)
		} else {
			k.max = max(k.max, k.min)
		}
	}
	gaps := times(g.spacing.W, max(0, g.shown(from, to)-1))
	if n.hasPercent {
		sum, open, weight := 0.0, 0, geom.Unit(0)
		for _, k := range cols {
			if k.hasPercent {
				sum += k.percent
			} else {
				open++
				weight = weight.Add(k.max)
			}
		}
		if left := n.percent - sum; left > 0 && open > 0 {
			for _, k := range cols {
				switch {
				case k.hasPercent:
					continue
				case weight > 0:
					k.percent = left * float64(k.max) / float64(weight)
				default:
					k.percent = left / float64(open)
				}
				k.hasPercent = true
			}
		}
	}
	for i, w := range distribute(cols, max(0, n.min.Sub(gaps)), true) {
		cols[i].min = max(cols[i].min, w)
	}
	for i, w := range distribute(cols, max(0, n.max.Sub(gaps)), n.constrained) {
		k := cols[i]
		k.max = max(k.max, k.min, w)
	}
}

// constrainFixed takes the widths of columns from the column elements and the first row.
// https://www.w3.org/TR/CSS21/tables.html#fixed-table-layout
func (g *grid) constrainFixed(c *algo.Ctx) {
	if len(g.rows) == 0 {
		return
	}
	for i := g.rows[0].first; i < g.rows[0].last; i++ {
		d := &g.cells[i]
		s := d.box.Style
		border := algo.Border(s)
		if g.collapse {
			border = g.edges.cell(d)
		}
		edges := border.Width().Add(algo.Padding(s, algo.Indefinite).Width())
		a := ask(s, edges)
		if !a.hasWidth && !a.hasPercent {
			if col := &g.columns[d.col]; d.colSpan == 1 && !col.fromColumn {
				col.max = max(col.max, c.Measure(d.box).Max.Add(border.Width()).Sub(algo.Border(s).Width()))
			}
			continue
		}
		n := int(d.colSpan)
		if a.hasMax {
			a.width = min(a.width, max(a.max, a.min))
		}
		w := max(0, a.width.Sub(times(g.spacing.W, n-1))) / geom.Unit(n)
		for k := int(d.col); k < int(d.col)+n; k++ {
			col := &g.columns[k]
			if col.fromColumn {
				continue
			}
			if a.hasWidth {
				col.max, col.constrained = max(w, col.max), true
			} else {
				col.percent, col.hasPercent = a.percent/float64(n), true
				if s.BoxSizing() != value.KwBorderBox {
					col.pad = edges / geom.Unit(n)
				}
			}
		}
	}
	for i := range g.columns {
		k := &g.columns[i]
		k.max = max(k.max, k.min)
		if k.constrained {
			k.min = k.max
		}
	}
}

// widths returns the widths of the columns for a width of the grid box.
// https://www.w3.org/TR/css-tables-3/#width-distribution-algorithm
func (g *grid) widths(c *algo.Ctx, w geom.Unit) []geom.Unit {
	g.measure(c)
	room := max(0, w.Sub(g.undistributable()))
	out := make([]geom.Unit, len(g.columns))
	var shown []*column
	for i := range g.columns {
		if k := &g.columns[i]; !k.collapsed && !k.merged {
			shown = append(shown, k)
		}
	}
	var got []geom.Unit
	if g.fixed {
		got = distributeFixed(shown, room)
	} else {
		got = distribute(shown, room, true)
	}
	k := 0
	for i := range g.columns {
		if !g.columns[i].collapsed && !g.columns[i].merged {
			out[i] = got[k]
			k++
		}
	}
	return out
}

// part returns p per cent of w, rounded down to a unit.
func part(w geom.Unit, p float64) geom.Unit { return geom.FromPxTrunc(w.Px() * p / 100) }

// distribute gives columns of automatic layout their share of a width, never less than their
// minimum. When nobody insists on the width, columns of a fixed width do not grow beyond theirs.
func distribute(cols []*column, target geom.Unit, insist bool) []geom.Unit {
	out := make([]geom.Unit, len(cols))
	var guessMin, guessPercent, guessFixed, guessMax geom.Unit
	left := 100.0
	percent := make([]geom.Unit, len(cols)) // width by percentage, or 0
	for i := range cols {
		k := cols[i]
		guessMin = guessMin.Add(k.min)
		if k.hasPercent {
			p := min(k.percent, left)
			left -= p
			percent[i] = max(k.min, part(target, p))
			guessPercent, guessFixed, guessMax = guessPercent.Add(percent[i]), guessFixed.Add(percent[i]), guessMax.Add(percent[i])
			continue
		}
		guessPercent = guessPercent.Add(k.min)
		if k.constrained {
			guessFixed = guessFixed.Add(k.max)
		} else {
			guessFixed = guessFixed.Add(k.min)
		}
		guessMax = guessMax.Add(k.max)
	}
	kind := func(i int) int {
		switch {
		case cols[i].hasPercent:
			return 0
		case cols[i].constrained:
			return 1
		}
		return 2
	}
	for i := range cols {
		out[i] = cols[i].min
	}
	// grow raises the columns of a kind from one guess towards the next.
	grow := func(which int, to func(int) geom.Unit, room geom.Unit) {
		weight := make([]geom.Unit, len(cols))
		for i := range cols {
			if kind(i) == which {
				weight[i] = max(0, to(i).Sub(out[i]))
			}
		}
		share(out, weight, room)
	}
	byPercent := func(i int) geom.Unit { return percent[i] }
	byMax := func(i int) geom.Unit { return cols[i].max }
	take := func(which int, to func(int) geom.Unit) {
		for i := range cols {
			if kind(i) == which {
				out[i] = to(i)
			}
		}
	}
	switch {
	case target <= guessMin:
	case target < guessPercent:
		grow(0, byPercent, target.Sub(guessMin))
	case target < guessFixed:
		take(0, byPercent)
		grow(1, byMax, target.Sub(guessPercent))
	case target < guessMax:
		take(0, byPercent)
		take(1, byMax)
		grow(2, byMax, target.Sub(guessFixed))
	default:
		for i := range cols {
			out[i] = cols[i].max // less than the minimum when that comes from a column element
			if cols[i].hasPercent {
				out[i] = percent[i]
			}
		}
		excess(cols, out, kind, target.Sub(guessMax), insist)
	}
	return out
}

// excess hands out width that no column asks for: to automatic columns in proportion to their
// content, else to fixed ones in proportion to their width, else to those in percent.
func excess(cols []*column, out []geom.Unit, kind func(int) int, room geom.Unit, insist bool) {
	if room <= 0 || len(cols) == 0 {
		return
	}
	for _, which := range [3]int{2, 1, 0} {
		if which == 1 && !insist {
			continue
		}
		weight := make([]geom.Unit, len(cols))
		n, sum := 0, geom.Unit(0)
		for i := range cols {
			if kind(i) != which {
				continue
			}
			n++
			weight[i] = cols[i].max
			if which == 0 {
				weight[i] = geom.FromPx(cols[i].percent)
			}
			sum = sum.Add(weight[i])
		}
		if n == 0 {
			continue
		}
		if sum == 0 {
			for i := range cols {
				if kind(i) == which {
					weight[i] = 1
				}
			}
		}
		share(out, weight, room)
		return
	}
}

// share adds a width to columns in proportion to weights; the last one takes what rounding leaves.
func share(out, weight []geom.Unit, room geom.Unit) {
	var sum int64
	last := -1
	for i, w := range weight {
		if w > 0 {
			sum += int64(w)
			last = i
		}
	}
	if last < 0 || room <= 0 {
		return
	}
	left := room
	for i, w := range weight {
		if w <= 0 {
			continue
		}
		d := geom.Unit(int64(room) * int64(w) / sum)
		if i == last {
			d = left
		}
		left -= d
		out[i] = out[i].Add(d)
	}
}

// distributeFixed gives columns of fixed layout their share of a width.
func distributeFixed(cols []*column, target geom.Unit) []geom.Unit {
	out := make([]geom.Unit, len(cols))
	var used, inPercent geom.Unit
	auto, fixed := 0, 0
	percent := 0.0
	for _, k := range cols {
		percent += k.percent
	}
	shrunk := 100 / max(100, percent)
	weight := make([]geom.Unit, len(cols))
	for i := range cols {
		k := cols[i]
		switch {
		case k.hasPercent:
			weight[i] = max(k.min, part(target, k.percent*shrunk).Add(k.pad))
			inPercent = inPercent.Add(weight[i])
			continue
		case k.constrained:
			out[i] = k.max
			fixed++
		default:
			auto++
		}
		used = used.Add(out[i])
	}
	// Columns in percent share what is left when they ask for more.
	if got := min(inPercent, max(0, target.Sub(used))); got > 0 {
		share(out, weight, got)
		used = used.Add(got)
	}
	clear(weight)
	room := target.Sub(used)
	if room <= 0 {
		return out
	}
	for i := range cols {
		k := cols[i]
		isAuto := !k.hasPercent && !k.constrained
		switch {
		case auto > 0:
			if isAuto {
				weight[i] = 1
			}
		case fixed > 0:
			if !k.hasPercent {
				weight[i] = max(1, k.max)
			}
		default:
			weight[i] = max(1, out[i])
		}
	}
	share(out, weight, room)
	return out
}
