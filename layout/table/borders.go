package table

import (
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// edge is the border that won on one side of one grid slot.
type edge struct {
	box   *box.Box // whose border it is; nil for none
	width geom.Unit
	style value.Keyword
	side  side
}

type side uint8

const (
	top side = iota
	right
	bottom
	left
)

// edges are the collapsed borders of a table: horizontal ones above each row and below the
// last, vertical ones at the start of each column and at the end of the last.
// https://www.w3.org/TR/CSS21/tables.html#collapsing-borders
type edges struct {
	rows, cols int
	h, v       []edge
	rtl        bool
}

// weight orders border styles in a conflict (CSS 2.1 §17.6.2.1 rule 3).
func weight(k value.Keyword) int {
	switch k {
	case value.KwDouble:
		return 8
	case value.KwSolid:
		return 7
	case value.KwDashed:
		return 6
	case value.KwDotted:
		return 5
	case value.KwRidge:
		return 4
	case value.KwOutset:
		return 3
	case value.KwGroove:
		return 2
	case value.KwInset:
		return 1
	}
	return 0
}

// borderOf returns the style and used width of one side.
func borderOf(s *style.Style, sd side) (value.Keyword, geom.Unit) {
	w := algo.Border(s)
	switch sd {
	case top:
		return s.BorderTopStyle(), w.Top
	case right:
		return s.BorderRightStyle(), w.Right
	case bottom:
		return s.BorderBottomStyle(), w.Bottom
	}
	return s.BorderLeftStyle(), w.Left
}

// contend lets one side of a box compete for an edge. Boxes come in order of precedence, so
// that ties stay with the first.
func (e *edge) contend(b *box.Box, sd side) {
	if e.style == value.KwHidden {
		return
	}
	st, w := borderOf(b.Style, sd)
	switch {
	case st == value.KwHidden:
		*e = edge{box: b, style: value.KwHidden, side: sd}
	case st == value.KwNone:
	case e.box == nil || w > e.width || w == e.width && weight(st) > weight(e.style):
		*e = edge{box: b, width: w, style: st, side: sd}
	}
}

// collapse resolves the borders of a table.
func collapse(g *grid) *edges {
	e := &edges{rows: len(g.rows), cols: len(g.columns), rtl: g.rtl}
	e.h = make([]edge, (e.rows+1)*e.cols)
	e.v = make([]edge, e.rows*(e.cols+1))
	if e.rows == 0 || e.cols == 0 {
		return e
	}
	for i := range g.cells {
		d := &g.cells[i]
		r0, c0, r1, c1 := int(d.row), int(d.col), int(d.row+d.rowSpan), int(d.col+d.colSpan)
		// Nothing is drawn inside a cell that spans.
		for r := r0; r < r1; r++ {
			for c := c0 + 1; c < c1; c++ {
				*e.vert(r, c) = edge{style: value.KwHidden}
			}
		}
		for r := r0 + 1; r < r1; r++ {
			for c := c0; c < c1; c++ {
				*e.hor(r, c) = edge{style: value.KwHidden}
			}
		}
		e.around(d.box, r0, c0, r1, c1)
	}
	for r := range g.rows {
		e.around(g.rows[r].box, r, 0, r+1, e.cols)
	}
	for _, s := range g.sections {
		if s.first < s.last {
			e.around(s.box, s.first, 0, s.last, e.cols)
		}
	}
	for _, k := range g.elements {
		for c := k.first; c < min(k.last, e.cols); c++ {
			e.around(k.box, 0, c, e.rows, c+1)
		}
	}
	for _, k := range g.groups {
		if k.first < min(k.last, e.cols) {
			e.around(k.box, 0, k.first, e.rows, min(k.last, e.cols))
		}
	}
	e.around(g.box, 0, 0, e.rows, e.cols)
	return e
}

func (e *edges) hor(r, c int) *edge  { return &e.h[r*e.cols+c] }
func (e *edges) vert(r, c int) *edge { return &e.v[r*(e.cols+1)+c] }

// around lets a box compete for the edges around an area of slots.
func (e *edges) around(b *box.Box, r0, c0, r1, c1 int) {
	start, end := left, right
	if e.rtl {
		start, end = right, left
	}
	for c := c0; c < c1; c++ {
		e.hor(r0, c).contend(b, top)
		e.hor(r1, c).contend(b, bottom)
	}
	for r := r0; r < r1; r++ {
		e.vert(r, c0).contend(b, start)
		e.vert(r, c1).contend(b, end)
	}
}

// sides returns half of the widest edge on each side of an area.
func (e *edges) sides(r0, c0, r1, c1 int) geom.Sides {
	var s geom.Sides
	if e.rows == 0 || e.cols == 0 {
		return s
	}
	var start, end geom.Unit
	for c := c0; c < c1; c++ {
		s.Top = max(s.Top, e.hor(r0, c).width)
		s.Bottom = max(s.Bottom, e.hor(r1, c).width)
	}
	for r := r0; r < r1; r++ {
		start = max(start, e.vert(r, c0).width)
		end = max(end, e.vert(r, c1).width)
	}
	s.Left, s.Right = start, end
	if e.rtl {
		s.Left, s.Right = end, start
	}
	return geom.Sides{Top: s.Top / 2, Right: s.Right / 2, Bottom: s.Bottom / 2, Left: s.Left / 2}
}

// cell returns the borders of a cell: the halves of the edges that lie inside it.
func (e *edges) cell(d *cell) geom.Sides {
	return e.sides(int(d.row), int(d.col), int(d.row+d.rowSpan), int(d.col+d.colSpan))
}

// table returns the borders of the table: the outer halves.
func (e *edges) table() geom.Sides {
	if e.rows == 0 || e.cols == 0 {
		return geom.Sides{}
	}
	return e.sides(0, 0, e.rows, e.cols)
}

// segments returns the edges to draw for grid lines at xs and ys (one more than columns and
// rows; xs in physical order of the columns' starts). Neighbouring edges of one border are
// drawn as one. Every edge reaches over the joints at its ends, and edges that win a joint are
// drawn later: narrow and weak ones first.
func (e *edges) segments(g *grid, xs, ys []geom.Unit) []frag.Edge {
	var out []frag.Edge
	if e.rows == 0 || e.cols == 0 {
		return nil
	}
	add := func(k *edge, r geom.Rect, vertical bool) {
		out = append(out, frag.Edge{Rect: r, Style: k.style, Color: colorOf(k), Vertical: vertical})
	}
	same := func(a, b *edge) bool {
		return a.box != nil && b.box != nil && a.width == b.width && a.style == b.style && (a.box == b.box && a.side == b.side || colorOf(a) == colorOf(b))
	}
	visible := func(k *edge) bool { return k.box != nil && k.width > 0 && k.style != value.KwHidden }
	// crossing returns half of the widest vertical edge that meets grid line r at column line c.
	crossing := func(r, c int) geom.Unit {
		var w geom.Unit
		if r > 0 {
			w = max(w, e.vert(r-1, c).width)
		}
		if r < e.rows {
			w = max(w, e.vert(r, c).width)
		}
		return w
	}
	crossV := func(r, c int) geom.Unit {
		var w geom.Unit
		if c > 0 {
			w = max(w, e.hor(r, c-1).width)
		}
		if c < e.cols {
			w = max(w, e.hor(r, c).width)
		}
		return w
	}
	for r := 0; r < e.rows; r++ {
		for c := 0; c <= e.cols; c++ {
			k := e.vert(r, c)
			if !visible(k) || r > 0 && same(e.vert(r-1, c), k) {
				continue
			}
			end := r + 1
			for end < e.rows && same(e.vert(end, c), k) {
				end++
			}
			y0, y1 := ys[r], ys[end]
			if w := crossV(r, c); w <= k.width {
				y0 = y0.Sub(half(w))
			} else {
				y0 = y0.Add(w - half(w))
			}
			if w := crossV(end, c); w <= k.width {
				y1 = y1.Add(w - half(w))
			} else {
				y1 = y1.Sub(half(w))
			}
			if y1 > y0 {
				add(k, geom.Rect{X: xs[c].Sub(half(k.width)), Y: y0, W: k.width, H: y1.Sub(y0)}, true)
			}
		}
	}
	for r := 0; r <= e.rows; r++ {
		for c := 0; c < e.cols; c++ {
			k := e.hor(r, c)
			if !visible(k) || c > 0 && same(e.hor(r, c-1), k) {
				continue
			}
			end := c + 1
			for end < e.cols && same(e.hor(r, end), k) {
				end++
			}
			x0, x1 := xs[c], xs[end]
			w0, w1 := crossing(r, c), crossing(r, end)
			if e.rtl {
				x0, x1, w0, w1 = x1, x0, w1, w0
			}
			if w0 <= k.width {
				x0 = x0.Sub(half(w0))
			} else {
				x0 = x0.Add(w0 - half(w0))
			}
			if w1 <= k.width {
				x1 = x1.Add(w1 - half(w1))
			} else {
				x1 = x1.Sub(half(w1))
			}
			if x1 > x0 {
				add(k, geom.Rect{X: x0, Y: ys[r].Sub(half(k.width)), W: x1.Sub(x0), H: k.width}, false)
			}
		}
	}
	return out
}

// half is the part of an edge above or left of its grid line.
func half(w geom.Unit) geom.Unit { return w / 2 }

// colorOf returns the colour of the border that won an edge.
func colorOf(k *edge) value.Color {
	s := k.box.Style
	var c value.Color
	switch k.side {
	case top:
		c = s.BorderTopColor()
	case right:
		c = s.BorderRightColor()
	case bottom:
		c = s.BorderBottomColor()
	default:
		c = s.BorderLeftColor()
	}
	if c.Current {
		return s.Color()
	}
	return c
}
