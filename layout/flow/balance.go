package flow

import (
	"vitrine/css/value"
	"vitrine/layout/geom"
)

// balanceLines is the most lines that text-wrap: balance evens out, as in Blink: longer texts stay as they are.
const balanceLines = 6

// balance returns how wide the lines of f may be at most so that text-wrap-style: balance makes
// them even: the least room in which there are not more lines than in all of it. ok is false where
// the lines stay as they are: other styles, one line or many, forced breaks, floats and blocks.
// https://www.w3.org/TR/css-text-4/#text-wrap-style
func (f *flow) balance(in *inlineItems) (room geom.Unit, ok bool) {
	if f.b.Style.TextWrapStyle() != value.KwBalance || f.b.Style.TextWrapMode() == value.KwNowrap {
		return 0, false
	}
	for i := range in.items {
		switch in.items[i].kind {
		case itBreak, itFloat, itBlock:
			return 0, false
		}
	}
	left := f.at.X.Add(f.edges.Left)
	right := left.Add(f.content)
	if l, r := f.floats.Span(f.at.Y.Add(f.y), geom.Max/2, left, right); l != left || r != right {
		return 0, false
	}
	n, _ := f.countLines(in, f.content, balanceLines+1)
	if n < 2 || n > balanceLines {
		return 0, false
	}
	lo, hi := geom.Unit(0), f.content
	for hi-lo > 1 {
		mid := lo + (hi-lo)/2
		if got, over := f.countLines(in, mid, n+1); got <= n && !over {
			hi = mid
		} else {
			lo = mid
		}
	}
	return hi, true
}

// countLines returns how many lines the content makes in some room, most at the most, and
// whether one of them is too long for it.
func (f *flow) countLines(in *inlineItems, room geom.Unit, most int) (n int, over bool) {
	br := &breaker{c: f.c, f: f, in: in, mode: forLayout, basis: f.content, root: f.b, tracks: true}
	lead := f.b.Style.Indent()
	for start := (pos{}); start.item < len(in.items) && n < most; {
		var indent geom.Unit
		if lead.On(n == 0 && !f.b.Later, n == 0 && !f.b.Later) {
			indent = lead.Length.Resolve(f.content)
		}
		ln := br.next(start, room, indent, nil)
		if !ln.empty {
			n++
			over = over || ln.width.Add(indent) > room
		}
		if ln.end == start {
			start = pos{start.item + 1, 0}
			continue
		}
		start = ln.end
	}
	return n, over
}
