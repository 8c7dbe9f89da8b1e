package table

import (
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/geom"
)

// Limits of the grid.
const (
	maxColumns = 10000    // columns past it are dropped
	maxRows    = 10000000 // rows past it are dropped
)

// grid is the structure of a table: what follows from its boxes alone.
type grid struct {
	box      *box.Box
	captions []*box.Box
	sections []section // in visual order: header, bodies, footer
	rows     []row
	cells    []cell
	columns  []column
	groups   []group
	elements []group // the columns that each col element stands for

	collapse bool
	fixed    bool
	rtl      bool
	spacing  geom.Size
	edges    *edges // of collapsed tables
	border   geom.Sides
	padding  geom.Sides  // percentages count as 0 here
	spanning bool        // some cell spans rows
	minmax   bool        // constraints and the widths that follow are computed
	plain    algo.MinMax // widths of the grid box without regard to percentages
	percent  geom.Unit   // max-content width with regard to percentages
}

// section is one row group: rows [first, last).
type section struct {
	box         *box.Box
	first, last int
	height      geom.Unit // in a layout: of a section without rows
}

// row is one row: cells [first, last) start in it.
type row struct {
	box         *box.Box
	first, last int
	collapsed   bool // visibility: collapse
}

// cell is one cell at a place in the grid.
type cell struct {
	box              *box.Box
	row, col         int32
	rowSpan, colSpan int32
	declared         int32 // colSpan before columns were dropped
	percentKids      bool  // content depends on the cell's height
}

// column is one column of the grid and what its cells ask of it.
type column struct {
	box       *box.Box // nil when there is no element
	group     *box.Box
	collapsed bool // visibility: collapse
	merged    bool // takes no room, not even spacing: no cell starts here and nothing sets a width

	min, max    geom.Unit
	percent     float64
	hasPercent  bool
	pad         geom.Unit // in fixed layout: edges of the cell that percent leaves out
	constrained bool      // a fixed width is asked for
	fromColumn  bool      // … by the column itself
	cells       bool      // some cell starts here
}

// group is a column group or element: columns [first, last), of which the last ones may be dropped.
type group struct {
	box         *box.Box
	first, last int
}

// gridOf returns the structure of a table, from the box's memory when it has it.
func gridOf(c *algo.Ctx, b *box.Box) *grid {
	m := algo.TableMemo(b)
	if g, ok := (*m).(*grid); ok {
		return g
	}
	g := build(b)
	*m = g
	return g
}

func build(b *box.Box) *grid {
	s := b.Style
	g := &grid{box: b, collapse: s.BorderCollapse() == value.KwCollapse, rtl: s.Direction() == value.KwRtl}
	g.fixed = s.TableLayout() == value.KwFixed && !s.Width().IsAuto() && !s.Width().IsKeyword(value.KwMaxContent)
	if !g.collapse {
		sp := s.BorderSpacing()
		g.spacing = geom.Size{W: max(0, sp.X.Resolve(0)), H: max(0, sp.Y.Resolve(0))}
	}
	var head, foot *box.Box
	var bodies []*box.Box
	for _, k := range b.Kids {
		switch {
		case k.Kind == box.Caption:
			g.captions = append(g.captions, k)
		case k.Kind == box.ColumnGroup:
			g.addColumns(k)
		case k.Kind == box.RowGroup:
			switch d := k.Style.Display(); {
			case d == value.KwTableHeaderGroup && head == nil:
				head = k
			case d == value.KwTableFooterGroup && foot == nil:
				foot = k
			default:
				bodies = append(bodies, k)
			}
		}
	}
	if head != nil {
		bodies = append([]*box.Box{head}, bodies...)
	}
	if foot != nil {
		bodies = append(bodies, foot)
	}
	for _, k := range bodies {
		g.addSection(k)
	}
	g.trimColumns()
	g.border, g.padding = algo.Border(s), algo.Padding(s, algo.Indefinite)
	if g.collapse {
		g.edges = collapse(g)
		g.border, g.padding = g.edges.table(), geom.Sides{}
	}
	return g
}

// Edges returns the used border and padding of the grid box, percentages as 0.
func (g *grid) Edges() geom.Sides { return g.border.Add(g.padding) }

// addColumns adds the columns of a column group: those of its column kids, or as many as its
// span attribute says.
func (g *grid) addColumns(b *box.Box) {
	first := len(g.columns)
	hidden := b.Style.Visibility() == value.KwCollapse
	add := func(k *box.Box, n int) {
		from := len(g.columns)
		for i := 0; i < n && len(g.columns) < maxColumns; i++ {
			g.columns = append(g.columns, column{box: k, group: b, collapsed: hidden || k != nil && k.Style.Visibility() == value.KwCollapse})
		}
		if k != nil {
			g.elements = append(g.elements, group{k, from, len(g.columns)})
		}
	}
	if len(b.Kids) == 0 {
		add(nil, max(1, b.ColSpan))
	}
	for _, k := range b.Kids {
		add(k, max(1, k.ColSpan))
	}
	g.groups = append(g.groups, group{b, first, len(g.columns)})
}

// addSection places the cells of a row group.
// https://html.spec.whatwg.org/multipage/tables.html#forming-a-table
func (g *grid) addSection(b *box.Box) {
	sec := section{box: b, first: len(g.rows)}
	// busy[c] is the row up to which column c is covered by a cell from above.
	var busy []int
	for _, k := range b.Kids {
		if k.Kind != box.Row || len(g.rows) >= maxRows {
			continue
		}
		y := len(g.rows)
		r := row{box: k, first: len(g.cells), collapsed: k.Style.Visibility() == value.KwCollapse || b.Style.Visibility() == value.KwCollapse}
		x := 0
		for _, d := range k.Kids {
			if d.Kind != box.Cell {
				continue
			}
			for x < len(busy) && busy[x] > y {
				x++
			}
			if x >= maxColumns {
				break
			}
			w := min(max(1, d.ColSpan), maxColumns-x)
			h := d.RowSpan
			end := y + h
			if h <= 0 {
				h, end = 0, maxRows
			}
			for len(busy) < x+w {
				busy = append(busy, 0)
			}
			for i := x; i < x+w; i++ {
				busy[i] = max(busy[i], end)
			}
			g.cells = append(g.cells, cell{box: d, row: int32(y), col: int32(x), rowSpan: int32(h), colSpan: int32(w), declared: int32(w), percentKids: percentKids(d)})
			for len(g.columns) < x+w {
				g.columns = append(g.columns, column{})
			}
			g.columns[x].cells = true
			x += w
		}
		r.last = len(g.cells)
		g.rows = append(g.rows, r)
	}
	sec.last = len(g.rows)
	for i := sec.first; i < sec.last; i++ {
		for k := g.rows[i].first; k < g.rows[i].last; k++ {
			c := &g.cells[k]
			room := int32(sec.last) - c.row
			if c.rowSpan == 0 || c.rowSpan > room {
				c.rowSpan = room
			}
			g.spanning = g.spanning || c.rowSpan > 1
		}
	}
	g.sections = append(g.sections, sec)
}

// trimColumns merges columns in which no cell starts into those before them, as Chromium does.
// At the end of the table it drops them: they come from spans that are too large, or hold nothing.
func (g *grid) trimColumns() {
	for i := range g.columns {
		k := &g.columns[i]
		k.merged = !g.fixed && !k.cells && !sized(k)
	}
	n := len(g.columns)
	for n > 0 && g.columns[n-1].merged {
		n--
	}
	if n == len(g.columns) {
		return
	}
	g.columns = g.columns[:n]
	for i := range g.cells {
		c := &g.cells[i]
		c.colSpan = max(1, min(c.colSpan, int32(n)-c.col))
	}
}

// sized reports whether column elements ask for a width that is not 0.
func sized(k *column) bool {
	a := k.asks()
	return a.width > 0 || a.percent > 0
}

// percentKids reports whether the content of a cell may depend on the cell's height: a kid, or
// a box on one of its lines, has a height in percent.
func percentKids(b *box.Box) bool {
	for _, k := range b.Kids {
		if k.Kind == box.Text || k.OutOfFlow {
			continue
		}
		s := k.Style
		if s.Height().HasPercent() || s.MinHeight().HasPercent() || s.MaxHeight().HasPercent() {
			return true
		}
		if (k.Kind == box.Inline || k.Pseudo == box.Anonymous) && percentKids(k) {
			return true
		}
	}
	return false
}

// shown counts the columns of [from, to) that take room.
func (g *grid) shown(from, to int) int {
	n := 0
	for i := from; i < to; i++ {
		if !g.columns[i].collapsed && !g.columns[i].merged {
			n++
		}
	}
	return n
}

// width returns the width of columns [from, to) with the spacing between them.
func (g *grid) width(widths []geom.Unit, from, to int) geom.Unit {
	var w geom.Unit
	for i := from; i < to; i++ {
		w = w.Add(widths[i])
	}
	if n := g.shown(from, to); n > 1 {
		w = w.Add(times(g.spacing.W, n-1))
	}
	return w
}

// times returns u taken n times, saturating.
func times(u geom.Unit, n int) geom.Unit { return u.Mul(float64(n)) }

// undistributable is the part of the grid box's width that no column gets.
func (g *grid) undistributable() geom.Unit {
	w := g.border.Width().Add(g.padding.Width())
	if n := g.shown(0, len(g.columns)); n > 0 {
		w = w.Add(times(g.spacing.W, n+1))
	}
	return w
}

// Bare returns the width that a table takes which has no columns and no width of its own: that of
// its edges and captions, although its intrinsic widths count the spacing at both sides, as in Blink.
func (g *grid) Bare(c *algo.Ctx) (w geom.Unit, ok bool) {
	if len(g.columns) > 0 {
		return 0, false
	}
	w = g.undistributable()
	for _, k := range g.captions {
		w = max(w, c.Contribution(k).Min)
	}
	return w, true
}
