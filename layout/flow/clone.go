package flow

import (
	"slices"

	"vitrine/css/value"
	"vitrine/layout/geom"
)

// Inline boxes with box-decoration-break: clone have both edges on every line. Where such a box goes
// on from the line before, or goes on after the line, its edges are pieces of the line that no item
// stands for.
// https://www.w3.org/TR/css-break-4/#break-decoration

// cloned reports whether an inline box has edges on each line.
func cloned(it *item) bool {
	return it.box.Style.BoxDecorationBreak() == value.KwClone && (hasEdge(it.box, true) || hasEdge(it.box, false))
}

// endEdge returns the width of the end edge that a box has on each line; 0 for other boxes.
func (br *breaker) endEdge(it *item) geom.Unit {
	if !br.in.clones || !cloned(it) {
		return 0
	}
	return br.edge(&item{kind: itClose, box: it.box}).width
}

// reserved returns the room that was kept for the end edge of a box that ends; 0 when the box began on
// the line: as in Blink, only later lines keep room for it.
func (br *breaker) reserved(it *item) geom.Unit {
	if !br.in.clones || it.kind != itClose || !slices.ContainsFunc(br.open, func(o *item) bool { return o.box == it.box }) {
		return 0
	}
	return br.endEdge(it)
}

// reopen begins a line with the start edges of the boxes that are open. It returns how wide they
// are, and how much room the end edges take.
func (br *breaker) reopen(ln *line) (start, end geom.Unit) {
	if !br.in.clones {
		return
	}
	for _, it := range br.open {
		if cloned(it) {
			p := br.edge(it)
			p.clone = true
			ln.pieces = append(ln.pieces, p)
			start, end = start.Add(p.width), end.Add(br.endEdge(it))
		}
	}
	return
}

// reclose ends a line with the end edges of the boxes that stay open.
func (br *breaker) reclose(ln *line) {
	if !br.in.clones {
		return
	}
	open := openAfter(append([]*item(nil), br.open...), ln)
	if br.tracks {
		br.open = open
	}
	for i := len(open) - 1; i >= 0; i-- {
		if it := open[i]; cloned(it) && !ln.empty {
			end := &item{kind: itClose, level: it.level, start: ln.end.off, end: ln.end.off, box: it.box, style: it.style, moved: it.moved}
			p := br.edge(end)
			p.clone = true
			ln.pieces = append(ln.pieces, p)
		}
	}
}

// openAfter returns the inline boxes that are open after a line, from those open before it.
func openAfter(open []*item, ln *line) []*item {
	for i := range ln.pieces {
		switch p := &ln.pieces[i]; {
		case p.clone:
		case p.it.kind == itOpen:
			open = append(open, p.it)
		case p.it.kind == itClose && len(open) > 0:
			open = open[:len(open)-1]
		}
	}
	return open
}

// stateOf returns the state on a line of the inline box that a piece is an edge of.
func (bx *lineBox) stateOf(p *piece) int {
	for i := len(bx.states) - 1; i > 0; i-- {
		if st := &bx.states[i]; !st.leaf && st.item.box == p.it.box {
			return i
		}
	}
	return 0
}
