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
	mm := g.measure(c)
	for _, k := range g.captions {
		w := c.Contribution(k).Min
		mm.Min, mm.Max = max(mm.Min, w), max(mm.Max, w)
	}
	return mm
}

// measure returns the min-content and max-content widths of the grid box.
func (g *grid) measure(c *algo.Ctx) algo.MinMax {
	if g.minmax {
		return g.grid
	}
	g.minmax = true
	g.constrain(c)
	var minSum, maxSum, estimate, rest geom.Unit
	percent := 0.0
	for i := range g.columns {
		k := &g.columns[i]
		if k.collapsed || k.merged {
			continue
		}
		minSum, maxSum = minSum.Add(k.min), maxSum.Add(k.max)
		if k.percent > 0 {
			p := min(k.percent, 100-percent)
			percent += p
			if k.max > 0 {
				if p > 0 {
					estimate = max(estimate, min(maxWidth, k.max.Mul(100/p)))
				}
			}
		} else {
			rest = rest.Add(k.max)
		}
	}
	if percent > 0 {
		switch {
		case percent < 100:
			estimate = max(estimate, min(maxWidth, rest.Mul(100/(100-percent))))
		case rest > 0:
			estimate = maxWidth
		}
		maxSum = max(maxSum, estimate)
	}
	u := g.undistributable()
	g.grid = algo.MinMax{Min: minSum.Add(u), Max: max(minSum, maxSum).Add(u)}
	return g.grid
}

// asked holds what width, min-width and max-width say of a cell or column, as border boxes.
type asked struct {
	width, min, max geom.Unit
	hasWidth        bool
	hasMax          bool
	percent         float64
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
	a.percent = percentOf(s.Width())
	return a
}

// percentOf returns a pure percentage, also one written as a calculation; 0 for anything else.
// Sums of a percentage and a length count as auto.
func percentOf(l value.Length) float64 {
	if !l.HasPercent() || l.Float(0) != 0 {
		return 0
	}
	return max(0, l.Float(100))
}

// constrain computes what each column asks for.
// https://www.w3.org/TR/css-tables-3/#computing-column-measures
func (g *grid) constrain(c *algo.Ctx) {
	for i := range g.columns {
		k := &g.columns[i]
		k.min, k.max, k.percent, k.pad, k.constrained, k.fromColumn = 0, 0, 0, 0, false, false
		b := k.box
		if b == nil || b.Style.Width().IsAuto() {
			b = k.group
		}
		if b == nil {
			continue
		}
		a := ask(b.Style, 0)
		k.min = a.min
		if a.hasWidth {
			k.max, k.constrained, k.fromColumn = max(a.width, a.min), true, true
		} else {
			k.max = a.min
			k.percent = a.percent
			k.fromColumn = a.percent > 0
		}
		if a.hasMax {
			k.max = max(k.min, min(k.max, a.max))
		}
	}
	if g.fixed {
		g.constrainFixed(c)
		return
	}
	var wide []int
	for i := range g.cells {
		d := &g.cells[i]
		if d.colSpan > 1 {
			wide = append(wide, i)
			continue
		}
		g.columns[d.col].encompass(g.askCell(c, d))
	}
	// Narrow spans first: https://www.w3.org/TR/css-tables-3/#intermediate-min-content-width-for-span-n
	sort.SliceStable(wide, func(i, j int) bool { return g.cells[wide[i]].colSpan < g.cells[wide[j]].colSpan })
	for _, i := range wide {
		d := &g.cells[i]
		g.spread(g.askCell(c, d), int(d.col), int(d.col+d.colSpan))
	}
}

// need is what one cell asks of its columns.
type need struct {
	min, max    geom.Unit
	percent     float64
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
	n := need{min: max(mm.Min, a.min), percent: a.percent, constrained: a.hasWidth}
	if c.Quirks && a.hasWidth && b.Node != nil && hasAttr(b, "nowrap") {
		// https://quirks.spec.whatwg.org/#the-table-cell-nowrap-minimum-width-calculation-quirk
		n.min = max(n.min, a.width)
	}
	n.max = mm.Max
	if a.hasWidth {
		n.max = a.width
	}
	if a.hasMax {
		n.max = min(n.max, a.max)
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
	k.percent = max(k.percent, n.percent)
}

// spread distributes what a spanning cell asks for over its columns.
// https://www.w3.org/TR/css-tables-3/#spanning-cells
func (g *grid) spread(n need, from, to int) {
	cols := g.columns[from:to]
	gaps := times(g.spacing.W, max(0, g.shown(from, to)-1))
	if n.percent > 0 {
		sum, open, weight := 0.0, 0, geom.Unit(0)
		for i := range cols {
			if cols[i].percent > 0 {
				sum += cols[i].percent
			} else {
				open++
				weight = weight.Add(cols[i].max)
			}
		}
		if left := n.percent - sum; left > 0 && open > 0 {
			for i := range cols {
				if cols[i].percent > 0 {
					continue
				}
				if weight > 0 {
					cols[i].percent = left * float64(cols[i].max) / float64(weight)
				} else {
					cols[i].percent = left / float64(open)
				}
			}
		}
	}
	mins, maxs := distribute(cols, max(0, n.min.Sub(gaps))), distribute(cols, max(0, n.max.Sub(gaps)))
	for i := range cols {
		cols[i].min = max(cols[i].min, mins[i])
		cols[i].max = max(cols[i].max, cols[i].min, maxs[i])
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
		if !a.hasWidth && a.percent == 0 {
			continue
		}
		n := int(d.colSpan)
		w := max(0, a.width.Sub(times(g.spacing.W, n-1))) / geom.Unit(n)
		for k := int(d.col); k < int(d.col)+n; k++ {
			col := &g.columns[k]
			if col.fromColumn {
				continue
			}
			if a.hasWidth {
				col.max, col.constrained = max(w, col.max), true
			} else {
				col.percent = a.percent / float64(n)
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
	var shown []column
	for i := range g.columns {
		if k := &g.columns[i]; !k.collapsed && !k.merged {
			shown = append(shown, g.columns[i])
		}
	}
	var got []geom.Unit
	if g.fixed {
		got = distributeFixed(shown, room)
	} else {
		got = distribute(shown, room)
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
// minimum.
func distribute(cols []column, target geom.Unit) []geom.Unit {
	out := make([]geom.Unit, len(cols))
	var guessMin, guessPercent, guessFixed, guessMax geom.Unit
	left := 100.0
	percent := make([]geom.Unit, len(cols)) // width by percentage, or 0
	for i := range cols {
		k := &cols[i]
		guessMin = guessMin.Add(k.min)
		if k.percent > 0 {
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
		case cols[i].percent > 0:
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
				out[i] = max(out[i], to(i))
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
		take(0, byPercent)
		take(1, byMax)
		take(2, byMax)
		excess(cols, out, kind, target.Sub(guessMax))
	}
	return out
}

// excess hands out width that no column asks for: to automatic columns in proportion to their
// content, else to fixed ones in proportion to their width, else to those in percent.
func excess(cols []column, out []geom.Unit, kind func(int) int, room geom.Unit) {
	if room <= 0 || len(cols) == 0 {
		return
	}
	for _, which := range [3]int{2, 1, 0} {
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
func distributeFixed(cols []column, target geom.Unit) []geom.Unit {
	out := make([]geom.Unit, len(cols))
	var used geom.Unit
	auto, fixed := 0, 0
	percent := 0.0
	for i := range cols {
		k := &cols[i]
		switch {
		case k.percent > 0:
			p := min(k.percent, 100-percent)
			percent += p
			out[i] = part(target, p).Add(k.pad)
		case k.constrained:
			out[i] = k.max
			fixed++
		default:
			auto++
		}
		used = used.Add(out[i])
	}
	room := target.Sub(used)
	if room <= 0 {
		return out
	}
	weight := make([]geom.Unit, len(cols))
	for i := range cols {
		k := &cols[i]
		isAuto := k.percent == 0 && !k.constrained
		switch {
		case auto > 0:
			if isAuto {
				weight[i] = 1
			}
		case fixed > 0:
			if k.percent == 0 {
				weight[i] = max(1, k.max)
			}
		default:
			weight[i] = max(1, out[i])
		}
	}
	share(out, weight, room)
	return out
}
