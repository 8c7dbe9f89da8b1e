package flow

import (
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// text-box-trim: a block container begins at an edge of the text of its first line, and ends at one of
// its last line, instead of where the line boxes do.
// https://drafts.csswg.org/css-inline-3/#leading-trim

// trims returns what a box trims by itself, or for one around it whose text its own edges do not part
// from that.
func (f *flow) trims() (t algo.Trim) {
	if f.s.Trim&algo.TrimStart != 0 && f.edges.Top == 0 {
		t |= algo.TrimStart
	}
	if f.s.Trim&algo.TrimEnd != 0 && f.edges.Bottom == 0 {
		t |= algo.TrimEnd
	}
	switch f.b.Style.TextBoxTrim() {
	case value.KwTrimStart:
		t |= algo.TrimStart
	case value.KwTrimEnd:
		t |= algo.TrimEnd
	case value.KwTrimBoth:
		t = algo.TrimStart | algo.TrimEnd
	}
	return t
}

// textEdges returns how far the edges of text-box-edge are over and under the baseline.
func textEdges(s *style.Style, m text.Metrics, asc, desc geom.Unit) (over, under geom.Unit) {
	over, under = asc, desc
	l, ok := s.TextBoxEdge().(*value.List)
	if !ok || len(l.Items) != 2 {
		return
	}
	switch l.Items[0] {
	case value.Value(value.KwCap):
		over = geom.FromPx(float64(m.CapHeight))
	case value.Value(value.KwEx):
		over = geom.FromPx(float64(m.XHeight))
	}
	if l.Items[1] == value.Value(value.KwAlphabetic) {
		under = 0
	}
	return
}

// trimFirst returns how far the first line of a block moves up.
func (f *flow) trimFirst(bx *lineBox) geom.Unit {
	if f.trim&algo.TrimStart == 0 {
		return 0
	}
	f.trim &^= algo.TrimStart
	root := &bx.states[0]
	over, under := textEdges(root.style, root.font.Metrics, root.asc, root.desc)
	if f.flipped {
		return bx.height().Sub(root.base).Sub(under)
	}
	return root.base.Sub(over)
}

// trimLast returns how much of the last line of a block is below its end.
func (f *flow) trimLast(bx *lineBox) geom.Unit {
	root := &bx.states[0]
	over, under := textEdges(root.style, root.font.Metrics, root.asc, root.desc)
	if f.flipped {
		return root.base.Sub(over)
	}
	return bx.height().Sub(root.base).Sub(under)
}

// kidTrim returns what a block-level kid trims for f: its first and last kid do.
func (f *flow) kidTrim(k *box.Box) (t algo.Trim) {
	if f.trim&algo.TrimStart != 0 {
		t |= algo.TrimStart
		f.trim &^= algo.TrimStart
	}
	if f.trim&algo.TrimEnd != 0 && k == f.lastKid {
		t |= algo.TrimEnd
	}
	return t
}

// lastInFlow returns the last kid that takes part in the flow.
func lastInFlow(b *box.Box) *box.Box {
	for i := len(b.Kids) - 1; i >= 0; i-- {
		if k := b.Kids[i]; !k.OutOfFlow && !k.Floating {
			return k
		}
	}
	return nil
}

// content returns how far the content area of an inline box is over and under its baseline.
func (st *inlineState) content() (over, under geom.Unit) {
	over, under = st.asc, st.desc
	t := st.style.TextBoxTrim()
	if t == value.KwNone {
		return
	}
	o, u := textEdges(st.style, st.font.Metrics, over, under)
	if t != value.KwTrimEnd {
		over = o
	}
	if t != value.KwTrimStart {
		under = u
	}
	return
}
