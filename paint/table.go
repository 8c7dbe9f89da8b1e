package paint

import (
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// tableColumns paints the backgrounds of column groups and columns. They show behind cells
// only, not between them, positioned as if they covered the whole column.
// https://www.w3.org/TR/CSS21/tables.html#table-layers, layers 2 and 3
func (r *recorder) tableColumns(e entry) {
	rtl := false
	if s := r.style(e.Fragment); s != nil {
		rtl = s.Direction() == value.KwRtl
	}
	for _, a := range e.Table.Columns {
		s := r.boxStyle(a.Of)
		if s == nil || !visible(s) || noBackground(s) {
			continue
		}
		area := a.Rect.Move(e.at)
		for i := range e.Kids {
			if g := &e.Kids[i]; g.Of != nil && g.Of.Kind == box.RowGroup && g.Kind == frag.Box {
				eachCell(g.Fragment, e.at.Add(g.At), func(c geom.Rect) {
					start := c.X
					if rtl {
						start = c.Right() - 1
					}
					if start >= area.X && start < area.Right() {
						r.background(s, backgroundBox{border: display.RRect{R: area}, e: e, only: &c})
					}
				})
			}
		}
	}
}

// rowBackground paints the background of a row or row group behind its cells.
// https://www.w3.org/TR/CSS21/tables.html#table-layers, layers 4 and 5
func (r *recorder) rowBackground(e entry) {
	s := r.style(e.Fragment)
	if s == nil || !visible(s) || noBackground(s) {
		return
	}
	area := geom.MakeRect(e.at, e.Size)
	eachCell(e.Fragment, e.at, func(c geom.Rect) {
		r.background(s, backgroundBox{border: display.RRect{R: area}, e: e, only: &c})
	})
}

func noBackground(s *style.Style) bool {
	return s.BackgroundColor().IsTransparent() && isNone(s.BackgroundImage())
}

// eachCell calls f with the border box of every cell of a row or row group at a place. Cells
// that empty-cells hides have no background of any layer.
func eachCell(g *frag.Fragment, at geom.Point, f func(geom.Rect)) {
	for i := range g.Kids {
		k := &g.Kids[i]
		if k.Kind != frag.Box || k.Of == nil || k.Has(frag.OutOfFlow) {
			continue
		}
		switch k.Of.Kind {
		case box.Row:
			eachCell(k.Fragment, at.Add(k.At), f)
		case box.Cell:
			if !k.Has(frag.EmptyCell) {
				f(geom.MakeRect(at.Add(k.At), k.Size))
			}
		}
	}
}

// collapsedBorders paints the borders of a table with collapsed borders, above the backgrounds
// of its cells.
func (r *recorder) collapsedBorders(e entry) {
	r.begin(e)
	for i := range e.Table.Edges {
		r.collapsedEdge(&e.Table.Edges[i], e.at)
	}
}

// rowLike reports the boxes whose background is painted cell by cell.
func rowLike(e entry) bool {
	return e.Kind == frag.Box && e.Of != nil && (e.Of.Kind == box.Row || e.Of.Kind == box.RowGroup)
}
