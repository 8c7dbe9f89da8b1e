package flow

import (
	"math"

	"vitrine/css/value"
	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// text-wrap-style: pretty looks at the last lines of a paragraph when the last one is a single
// short word, and breaks them anew so that the sum of the squares of what they leave empty is least.
const (
	prettyLines  = 4      // how many lines are broken anew at the most
	prettyShort  = 3      // a last line is short when it is less than such a part of the room
	prettyWords  = 1000   // more places to break stay as they are
	prettyOrphan = 10_000 // what a last line of one word costs, in px²
	prettyOver   = 1e12   // what a line too long for the room costs
)

// planned is a line that ends before the room does.
type planned struct {
	off  int // in the text, of its start
	room geom.Unit
}

// wordEnd is a place where a line can end.
type wordEnd struct {
	end   pos
	width geom.Unit // from the start up to here, of a line that ends here
	next  geom.Unit // the same with the spaces here: where the next word starts
}

// greedyLine is a line as it would be without looking ahead.
type greedyLine struct {
	start, end pos
	width      geom.Unit
	indent     geom.Unit
}

// pretty returns the lines that text-wrap-style: pretty ends early, in the order of the text. Text
// with floats, blocks or atomic boxes, and paragraphs with hyphens in their last lines stay as they are.
// https://www.w3.org/TR/css-text-4/#text-wrap-style
func (f *flow) pretty(in *inlineItems) []planned {
	s := f.b.Style
	if s.TextWrapStyle() != value.KwPretty || s.TextWrapMode() == value.KwNowrap || in.first != nil || f.clamp != nil || !(f.content > 0) {
		return nil
	}
	for i := range in.items {
		switch in.items[i].kind {
		case itFloat, itBlock, itAtomic, itTab, itMarker:
			return nil
		}
	}
	left := f.at.X.Add(f.edges.Left)
	right := left.Add(f.content)
	if l, r := f.floats.Span(f.at.Y.Add(f.y), geom.Max/2, left, right); l != left || r != right {
		return nil
	}
	br := &breaker{c: f.c, f: f, in: in, mode: forLayout, basis: f.content, root: f.b, tracks: true}
	lead := s.Indent()
	var out []planned
	var last []greedyLine
	first, paragraph := !f.b.Later, true
	for start := (pos{}); start.item < len(in.items); {
		var indent geom.Unit
		if lead.On(first, paragraph && (first || !f.b.Later)) {
			indent = lead.Length.Resolve(f.content)
		}
		ln := br.next(start, f.content, indent, nil)
		if !ln.empty {
			first, paragraph = false, ln.forced
			if len(last) == prettyLines {
				last = append(last[:0], last[1:]...)
			}
			last = append(last, greedyLine{start, ln.end, ln.width, indent})
		}
		if ln.forced || ln.last {
			out = f.evenEnd(in, last, out)
			last = last[:0]
		}
		if ln.end == start {
			start = pos{start.item + 1, 0}
			continue
		}
		start = ln.end
	}
	return out
}

// planned returns the room that a line has at the most.
func (lb *lineBuilder) planned(start pos) geom.Unit {
	for len(lb.plan) > 0 && lb.plan[0].off < start.off {
		lb.plan = lb.plan[1:]
	}
	if len(lb.plan) > 0 && lb.plan[0].off == start.off {
		return lb.plan[0].room
	}
	return geom.Max
}

// evenEnd adds the lines of one paragraph that end early.
func (f *flow) evenEnd(in *inlineItems, lines []greedyLine, out []planned) []planned {
	n := len(lines)
	if n < 2 || lines[n-1].width >= f.content/prettyShort {
		return out
	}
	for _, ln := range lines {
		if ln.width > f.content { // Blink leaves text alone that does not fit
			return out
		}
	}
	words := &breaker{c: f.c, f: f, in: in, mode: forMin, basis: f.content, root: f.b}
	if words.next(lines[n-1].start, 0, 0, nil).end != lines[n-1].end {
		return out
	}
	ends := []wordEnd{{end: lines[0].start}}
	at := geom.Unit(0)
	for p := lines[0].start; p != lines[n-1].end; {
		ln := words.next(p, 0, 0, nil)
		if ln.end == p || len(ends) > prettyWords {
			return out
		}
		if o := ln.end.off; o < len(in.breaks) && in.breaks[o] == text.BreakHyphen {
			return out
		}
		w := at.Add(ln.width)
		at = w.Add(spacesAfter(in, ln))
		p = ln.end
		ends = append(ends, wordEnd{p, w, at})
		if ln.forced || ln.last {
			break
		}
	}
	if len(ends) < 5 {
		return out
	}
	for _, k := range f.bestEnds(ends, lines[0].indent) {
		room := ends[k[1]].width.Sub(ends[k[0]].next)
		if k[0] == 0 {
			room = room.Add(lines[0].indent)
		}
		out = append(out, planned{ends[k[0]].end.off, room})
	}
	return out
}

// spacesAfter returns the width of the spaces between the last text of a line and its end.
func spacesAfter(in *inlineItems, ln *line) geom.Unit {
	var w geom.Unit
	from := -1
	for i := len(ln.pieces) - 1; i >= 0 && from < 0; i-- {
		if p := &ln.pieces[i]; p.it.kind == itText && p.end > p.start {
			from = p.end
		}
	}
	if from < 0 {
		return 0
	}
	for i := min(ln.end.item, len(in.items)-1); i >= 0 && in.items[i].end > from; i-- {
		it := &in.items[i]
		if a, b := max(from, it.start), min(ln.end.off, it.end); it.kind == itText && a < b && spaceOnly(in.text[a:b], true) {
			w = w.Add(it.width(a, b))
		}
	}
	return w
}

// bestEnds returns the lines with the least cost, as pairs of places: where a line starts and
// where it ends; without the last line. Each line costs the square of what it leaves empty, the last
// one nothing, and each is one more line.
func (f *flow) bestEnds(ends []wordEnd, indent geom.Unit) [][2]int {
	type score struct {
		cost       float32 // exact to 24 bits: past a line that is too long little differences are none, as in Blink
		prev, line int
	}
	perLine := 4 * float32(f.content.Px()) * f.b.Style.FontSize()
	if f.b.Style.TextAlign() == value.KwJustify {
		perLine = 0
	}
	orphan := len(ends) - 2
	scores := make([]score, 1, len(ends))
	active := 0
	for end := 1; end < len(ends); end++ {
		final := end == len(ends)-1
		best := score{cost: float32(math.Inf(1))}
		for start := active; start < end; start++ {
			from := scores[start]
			room := f.content.Add(1)
			if from.line == 0 {
				room = room.Sub(indent)
			}
			empty := float32(room.Sub(ends[end].width.Sub(ends[start].next)).Px())
			cost := from.cost
			switch {
			case empty < 0:
				cost += prettyOver
				active = start + 1
			case !final:
				cost += empty * empty
			case start == orphan:
				cost += 4 * prettyOrphan
			}
			if cost <= best.cost {
				best = score{cost, start, from.line + 1}
			}
		}
		best.cost += perLine
		if end == orphan {
			best.cost += prettyOrphan
		}
		scores = append(scores, best)
	}
	var out [][2]int
	for end := scores[len(ends)-1].prev; end > 0; end = scores[end].prev {
		out = append(out, [2]int{scores[end].prev, end})
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}
