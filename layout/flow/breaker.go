package flow

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// pos is a place in an inline formatting context: a byte offset inside an item.
type pos struct{ item, off int }

// piece is a part of an item on a line.
type piece struct {
	it         *item
	start, end int
	width      geom.Unit
	runs       []*text.Run
	res        algo.Result // atomic boxes
	margin     geom.Sides  // atomic boxes and inline box edges: used margins
	hyphen     bool        // ends with a visible hyphen
	clone      bool        // an edge of a box that goes on from the line before, or after the line
}

// mode is what a line is broken for.
type mode uint8

const (
	forLayout mode = iota
	forMin         // min-content: every opportunity is taken
	forMax         // max-content: only forced breaks are taken
)

// line is the outcome of breaking one line.
type line struct {
	pieces []piece
	end    pos
	width  geom.Unit // of all pieces without what hangs at the end
	hang   geom.Unit // preserved spaces that hang at the end
	forced bool      // ends with a forced break
	last   bool      // the last line of its formatting context, or before a block
	empty  bool      // nothing that makes a line box
	block  *item     // the line is a block-level box
	floats []lineFloat
	clear  int       // sides that a <br> at the end clears
	inset  geom.Unit // of the width: before the first and after the last text, in a level of a ruby
}

// lineFloat is a float met on a line, laid out; at tells where among the pieces.
type lineFloat struct {
	at     int
	index  int // of the item
	it     *item
	res    algo.Result
	m      geom.Sides
	size   geom.Size
	defer_ bool // did not fit beside the line: goes below it
}

// breaker cuts items into lines.
type breaker struct {
	c     *algo.Ctx
	f     *flow // nil when measuring
	in    *inlineItems
	mode  mode
	basis geom.Unit // content width, for percentages
	room  geom.Unit // of the line that is being broken
	root  *box.Box
	// open are the inline boxes that are open at the start of the line; tracks tells that they are
	// kept up to date from line to line.
	open   []*item
	tracks bool
	spare  *line   // one that nobody needs any more, when measuring
	pieces []piece // scratch
}

// candidate is a remembered break opportunity.
type candidate struct {
	ok     bool
	pieces int
	end    pos
	floats int
	// part, when not nil, is the item that is cut at end.
	part   *item
	from   int
	hyphen bool
	trim   bool // the punctuation at the end is set closer
	// after tells that the hyphen ends the last text before the candidate.
	after bool
}

// next breaks one line that starts at start and has room for avail; lineTop is where it would
// be, for the floats on it.
func (br *breaker) next(start pos, avail geom.Unit, indent geom.Unit, beside func(lf *lineFloat, used geom.Unit) (shrink geom.Unit)) *line {
	ln := br.spare
	if ln == nil {
		ln = new(line)
	}
	br.spare = nil
	*ln = line{empty: true, pieces: ln.pieces[:0], floats: ln.floats[:0]}
	if br.mode != forLayout {
		return br.fill(ln, start, avail, indent, beside)
	}
	ln.pieces = br.pieces[:0]
	ln = br.fill(ln, start, avail, indent, beside)
	br.pieces, ln.pieces = ln.pieces, slices.Clone(ln.pieces)
	return ln
}

// fill is next with the line that it fills.
func (br *breaker) fill(ln *line, start pos, avail geom.Unit, indent geom.Unit, beside func(lf *lineFloat, used geom.Unit) (shrink geom.Unit)) *line {
	items := br.in.items
	width := indent
	// Widths were rounded up: Blink lets a line be one unit too long before it breaks.
	avail = avail.Add(1)
	before, after := br.reopen(ln)
	width, avail = width.Add(before), avail.Sub(after)
	var best candidate
	content := false // something that a line can be broken after
	tail := -1       // how many pieces the best candidate has when edges of boxes too long for the line end it
	// unbreakable overflow is known to end at the first opportunity
	fits := func(w geom.Unit) bool { return w <= avail }

	finish := func(cd candidate) *line {
		ln.pieces = ln.pieces[:cd.pieces]
		ln.floats = ln.floats[:cd.floats]
		ln.end = cd.end
		if cd.part != nil && cd.end.off > cd.from {
			if p, ok := br.lineEnd(cd.part, cd.from, cd.end.off); cd.trim && ok {
				ln.pieces = append(ln.pieces, br.textPiece(cd.part, cd.from, p.start, false), p)
			} else {
				ln.pieces = append(ln.pieces, br.textPiece(cd.part, cd.from, cd.end.off, cd.hyphen))
			}
		}
		if p := lastText(ln); cd.after && p != nil {
			*p = br.textPiece(p.it, p.start, p.end, true)
		}
		br.room = avail.Sub(indent)
		return br.done(ln)
	}

	for i := start.item; i < len(items); i++ {
		it := &items[i]
		from := it.start
		if i == start.item && start.off > from {
			from = start.off
		}
		// A break opportunity before this item.
		if content && !afterOpen(ln) && it.kind != itClose && it.kind != itControl && it.kind != itOut && it.kind != itFloat &&
			it.kind != itBreak && it.kind != itBlock && from == it.start && it.start < len(br.in.breaks) {
			if k := br.in.breaks[it.start]; k == text.BreakAllowed || k == text.BreakHyphen || k == text.BreakEmergency && (br.mode == forLayout || br.mode == forMin && minBreaksAfter(ln)) {
				here := candidate{ok: true, pieces: len(ln.pieces), end: pos{i, from}, floats: len(ln.floats)}
				w := width.Sub(br.trailing(ln))
				if n := hollow(items[i:]); n > 0 && (fits(w) || !best.ok) {
					// As in Blink, an empty inline box stays on the line of what is before it.
					for n += i; i < n; i++ {
						p := br.edge(&items[i])
						avail, width = avail.Add(br.reserved(p.it)), width.Add(p.width)
						ln.pieces = append(ln.pieces, p)
						if hasEdge(p.it.box, p.it.kind == itOpen) {
							ln.empty = false
						}
					}
					best = candidate{ok: true, pieces: len(ln.pieces), end: pos{i, it.end}, floats: len(ln.floats)}
					i--
					continue
				}
				if k == text.BreakHyphen {
					if p := lastText(ln); p != nil {
						here.after, w = true, w.Add(hyphenWidth(p.it))
					}
				}
				switch {
				case br.mode == forMin:
					return finish(here)
				case k == text.BreakEmergency:
					if !fits(w) && !best.ok {
						return finish(here)
					}
				case fits(w):
					best = here
				case best.ok:
					return finish(best)
				default:
					return finish(here)
				}
			}
		}
		switch it.kind {
		case itText:
			// Collapsible spaces at the start of a line go away.
			for !content && from < it.end && br.in.text[from] == ' ' && collapsible(it) && !lineHasText(ln) && !br.in.column {
				from++
			}
			if from >= it.end {
				continue
			}
			if !content {
				if p, ok := br.lineStart(it, from); ok {
					ln.pieces = append(ln.pieces, p)
					width = width.Add(p.width)
					content, ln.empty = true, false
					if from = p.end; from == it.end {
						continue
					}
				}
			}
			rest := it.width(from, it.end)
			if br.mode != forMin && fits(width.Add(rest)) {
				br.remember(&best, ln, i, it, from, avail.Sub(width))
				ln.pieces = append(ln.pieces, piece{it: it, start: from, end: it.end, width: rest})
				width = width.Add(rest)
				content, ln.empty = true, false
				continue
			}
			if p, ok := br.lineEnd(it, from, it.end); ok && br.mode == forLayout && fits(width.Add(it.width(from, p.start)).Add(p.width)) {
				br.remember(&best, ln, i, it, from, avail.Sub(width))
				head := piece{it: it, start: from, end: p.start, width: it.width(from, p.start)}
				ln.pieces = append(ln.pieces, head, p)
				width = width.Add(head.width).Add(p.width)
				content, ln.empty = true, false
				continue
			}
			cd, stop := br.split(ln, i, it, from, width, avail, best, content)
			if stop {
				if cd.part == it {
					ln.empty = false
				}
				return finish(cd)
			}
			ln.pieces = append(ln.pieces, piece{it: it, start: from, end: it.end, width: rest})
			width = width.Add(rest)
			content, ln.empty = true, false
			if cd.ok {
				best = cd
			}
		case itTab:
			w := br.tab(it, width)
			ln.pieces = append(ln.pieces, piece{it: it, start: it.start, end: it.end, width: w})
			width = width.Add(w)
			content, ln.empty = true, false
		case itOpen, itClose:
			p := br.edge(it)
			avail = avail.Add(br.reserved(it))
			hangs := it.kind == itClose && p.width > 0 && br.mode == forLayout && br.endsWithSpace(ln, it) && fits(width.Sub(br.trailing(ln)))
			after := best.ok && best.pieces == len(ln.pieces) && it.kind == itClose && tail == best.pieces
			ln.pieces = append(ln.pieces, p)
			width = width.Add(p.width)
			if after || hangs && !fits(width.Sub(br.trailing(ln))) {
				// As in Blink, the space before the end of a box hangs, and the line ends with the box.
				best = candidate{ok: true, pieces: len(ln.pieces), end: pos{i + 1, it.end}, floats: len(ln.floats)}
				tail, content = best.pieces, true
				continue
			}
			if hasEdge(it.box, it.kind == itOpen) {
				ln.empty = false
			}
			if p.width != 0 && it.kind == itClose {
				content = content || !ln.empty
				// Text must fit with the edges that end right after it.
				if best.ok && br.mode == forLayout && endsText(ln) && !fits(width.Sub(br.trailing(ln))) {
					return finish(best)
				}
			}
		case itAtomic:
			p := br.atomic(it)
			if it.box.Kind == box.RubyColumn {
				br.overhang(&p, ln, items[i+1:])
			}
			if content && best.ok && !fits(width.Add(p.width)) {
				return finish(best)
			}
			ln.pieces = append(ln.pieces, p)
			width = width.Add(p.width)
			content, ln.empty = true, false
		case itBreak:
			if !fits(width.Sub(br.trailing(ln))) && best.ok && br.mode == forLayout {
				return finish(best)
			}
			ln.pieces = append(ln.pieces, piece{it: it, start: it.start, end: it.end})
			ln.forced, ln.empty = true, false
			if it.box.Kind == box.Break {
				ln.clear = clearSides(it.box, br.root.Style.Direction() == value.KwRtl)
			}
			// The ends of inline boxes after a break are on its line, as in Blink.
			for j := i + 1; j < len(items) && (items[j].kind == itClose || items[j].kind == itControl); j++ {
				if items[j].kind != itClose {
					continue
				}
				for ; i < j; i++ {
					if k := &items[i+1]; k.kind == itClose {
						ln.pieces = append(ln.pieces, br.edge(k))
					} else {
						ln.pieces = append(ln.pieces, piece{it: k, start: k.start, end: k.end})
					}
				}
			}
			ln.end = pos{i + 1, items[i].end}
			br.room = avail.Sub(indent)
			return br.done(ln)
		case itBlock:
			if !ln.empty || content {
				if !fits(width.Sub(br.trailing(ln))) && best.ok && br.mode == forLayout {
					return finish(best)
				}
				ln.end, ln.last = pos{i, it.start}, true
				br.room = avail.Sub(indent)
				return br.done(ln)
			}
			ln.block = it
			ln.end = pos{i + 1, it.end}
			return br.done(ln)
		case itFloat:
			lf := lineFloat{at: len(ln.pieces), index: i, it: it}
			if beside != nil {
				shrink := beside(&lf, width.Sub(br.trailing(ln)))
				avail = avail.Sub(shrink)
			}
			ln.floats = append(ln.floats, lf)
			ln.pieces = append(ln.pieces, piece{it: it, start: it.start, end: it.end})
		case itMarker:
			ln.pieces = append(ln.pieces, piece{it: it, start: it.start, end: it.end})
			ln.empty = false
		case itOut, itControl:
			ln.pieces = append(ln.pieces, piece{it: it, start: it.start, end: it.end})
			if it.box.Kind == box.WordBreak {
				ln.empty = false
			}
		}
	}
	// The edges of inline boxes alone do not break the last line.
	ln.end, ln.last = pos{len(items), len(br.in.text)}, true
	br.room = avail.Sub(indent)
	return br.done(ln)
}

// endsWithSpace reports whether a line can be broken after the white space that it ends with, before
// the end of an inline box.
func (br *breaker) endsWithSpace(ln *line, it *item) bool {
	n := len(ln.pieces)
	for n > 0 && ln.pieces[n-1].width == 0 && (ln.pieces[n-1].it.kind == itOpen || ln.pieces[n-1].it.kind == itClose) {
		n--
	}
	if n == 0 || ln.pieces[n-1].it.kind != itText || it.start >= len(br.in.breaks) {
		return false
	}
	p := &ln.pieces[n-1]
	return p.end == it.start && p.end-1 > p.start && br.in.text[p.end-1] == ' ' && collapsible(p.it) && br.in.breaks[it.start] == text.BreakAllowed
}

// hollow returns how many items the empty inline boxes take that begin items and that a line goes on
// after; 0 when there are none.
func hollow(items []item) (n int) {
	depth := 0
	for i := range items {
		switch kind := items[i].kind; {
		case kind == itOpen:
			depth++
		case kind == itClose && depth > 0:
			if depth--; depth == 0 {
				n = i + 1
			}
		case kind == itBreak && n == i:
			return 0
		default:
			return n
		}
	}
	return 0
}

// endsText reports whether nothing but ends of inline boxes follows the last text of a line.
func endsText(ln *line) bool {
	for i := len(ln.pieces) - 1; i >= 0; i-- {
		if k := ln.pieces[i].it.kind; k != itClose {
			return k == itText
		}
	}
	return false
}

// needs returns the width that a line must find: that of all pieces, but the ends of inline boxes after
// a forced break.
func (ln *line) needs() geom.Unit {
	w := ln.width
	for i := len(ln.pieces) - 1; ln.forced && i >= 0 && ln.pieces[i].it.kind != itBreak; i-- {
		w = w.Sub(ln.pieces[i].width)
	}
	return w
}

// afterOpen reports whether a line ends with the start of an inline box: a break there comes before it.
func afterOpen(ln *line) bool {
	for i := len(ln.pieces) - 1; i >= 0; i-- {
		switch ln.pieces[i].it.kind {
		case itFloat, itOut:
		case itOpen:
			return true
		default:
			return false
		}
	}
	return false
}

// lineHasText reports whether a line holds something after which a leading space stays. A space
// after an empty inline box still collapses at the start of the line.
func lineHasText(ln *line) bool {
	for i := range ln.pieces {
		switch ln.pieces[i].it.kind {
		case itText, itTab, itAtomic:
			return true
		}
	}
	return false
}

// collapsible reports whether the spaces of a text item collapse.
func collapsible(it *item) bool {
	switch it.style.WhiteSpaceCollapse() {
	case value.KwCollapse, value.KwPreserveBreaks:
		return true
	}
	return false
}

// hangs reports whether preserved spaces at the end of a line hang.
// https://www.w3.org/TR/css-text-3/#white-space-phase-2
func hangs(it *item) bool {
	return it.style.WhiteSpaceCollapse() == value.KwPreserve && it.style.TextWrapMode() == value.KwWrap
}

// trailing returns the width of the spaces at the end of the pieces that would go away or hang.
func (br *breaker) trailing(ln *line) geom.Unit {
	var w geom.Unit
	edge := false // of a box: spaces before it do not hang, but go away all the same
	for i := len(ln.pieces) - 1; i >= 0; i-- {
		p := &ln.pieces[i]
		switch p.it.kind {
		case itText:
			e := p.end
			for e > p.start && br.in.text[e-1] == ' ' && (collapsible(p.it) || hangs(p.it) && !edge) {
				e--
			}
			w = w.Add(p.width.Sub(p.it.width(p.start, e)))
			if e > p.start {
				return w
			}
		case itTab:
			if !hangs(p.it) || edge {
				return w
			}
			w = w.Add(p.width)
		case itOpen, itClose:
			edge = edge || p.width != 0
		case itFloat, itOut, itControl:
		default:
			if p.it.box.Kind == box.RubyColumn {
				w = w.Add(lastSpace(br.c, p.it.box))
			}
			return w
		}
	}
	return w
}

// remember notes the last opportunity inside the rest of an item that fits whole into room.
func (br *breaker) remember(best *candidate, ln *line, i int, it *item, from int, room geom.Unit) {
	if br.mode != forLayout {
		return
	}
	for p := it.end - 1; p > from; p-- {
		k := br.in.breaks[p]
		if k == text.BreakAllowed || k == text.BreakHyphen && it.width(from, p).Add(hyphenWidth(it)) <= room {
			*best = candidate{ok: true, pieces: len(ln.pieces), end: pos{i, p}, floats: len(ln.floats), part: it, from: from, hyphen: k == text.BreakHyphen}
			return
		}
	}
}

// lastText returns the last piece of text of a line when nothing but the ends of inline boxes
// follows it, else nil.
func lastText(ln *line) *piece {
	for i := len(ln.pieces) - 1; i >= 0; i-- {
		switch p := &ln.pieces[i]; p.it.kind {
		case itText:
			return p
		case itClose, itOpen, itControl, itFloat, itOut:
		default:
			return nil
		}
	}
	return nil
}

// split looks for the place to end the line inside text[from:] of an item that does not fit
// whole after width. stop tells that the line ends at the candidate; otherwise the item stays
// whole and overflows, and the candidate, if any, is a new best.
func (br *breaker) split(ln *line, i int, it *item, from int, width, avail geom.Unit, best candidate, content bool) (candidate, bool) {
	breaks := br.in.breaks
	at := func(p int, hyphen bool) candidate {
		return candidate{ok: true, pieces: len(ln.pieces), end: pos{i, p}, floats: len(ln.floats), part: it, from: from, hyphen: hyphen}
	}
	soft := func(p int) bool { return breaks[p] == text.BreakAllowed || breaks[p] == text.BreakHyphen }
	trimmed := func(p int) int {
		for p > from && br.in.text[p-1] == ' ' && (collapsible(it) || hangs(it)) {
			p--
		}
		return p
	}
	if br.mode == forMin {
		for p := from + 1; p < it.end; p++ {
			if soft(p) || breaks[p] == text.BreakEmergency && minBreaks(it) {
				return at(p, breaks[p] == text.BreakHyphen), true
			}
		}
		return candidate{}, false
	}
	room := avail.Sub(width)
	// reached tells that the text up to p fits: spaces after other spaces hang or go away with them.
	hanging := geom.Unit(-1)
	reached := func(p int) bool {
		e := trimmed(p)
		if e > from {
			return it.width(from, e) <= room
		}
		if hanging < 0 {
			hanging = br.trailing(ln)
		}
		return room.Add(hanging) >= 0
	}
	lo, hi := from, it.end
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if it.width(from, mid) <= room {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	limit := lo // the last offset up to which the text fits
	// Spaces that go away or hang may lie beyond it.
	reach := limit
	for reach < it.end && br.in.text[reach] == ' ' && (collapsible(it) || hangs(it)) {
		reach++
	}
	if shown := trimmed(it.end); reach == it.end && (shown > from && it.width(from, shown) <= room || shown == from && content && reached(it.end)) {
		// Only trailing spaces overflow: go on, the next item decides.
		for p := min(reach, it.end-1); p > from; p-- {
			if breaks[p] == text.BreakAllowed {
				return at(p, false), false
			}
		}
		return best, false
	}
	if limit < it.end {
		if p := text.NextCluster(br.in.text[:it.end], limit); p < it.end && breaks[p] == text.BreakAllowed {
			if w := br.endSpace(it, p); w > 0 && it.width(from, p).Sub(w) <= room {
				return at(p, false), true
			}
			if e, ok := br.lineEnd(it, from, p); ok && it.width(from, e.start).Add(e.width) <= room {
				cd := at(p, false)
				cd.trim = true
				return cd, true
			}
		}
	}
	for p := min(reach, it.end-1); p > from; p-- {
		if breaks[p] == text.BreakAllowed && reached(p) {
			return at(p, false), true
		}
		if breaks[p] == text.BreakHyphen && it.width(from, p).Add(hyphenWidth(it)) <= room {
			return at(p, true), true
		}
	}
	if best.ok {
		return best, true
	}
	// Nothing fits: break inside a word where that is allowed, else overflow to the next opportunity.
	for p := limit; p > from; p-- {
		if breaks[p] == text.BreakEmergency {
			return at(p, false), true
		}
	}
	if content {
		// The word goes on from an earlier item; the boundary is no opportunity.
		if k := breaks[from]; k == text.BreakEmergency {
			return candidate{ok: true, pieces: len(ln.pieces), end: pos{i, from}, floats: len(ln.floats)}, true
		}
	}
	for p := from + 1; p < it.end; p++ { // a hyphen may have had no room
		if p <= limit && breaks[p] != text.BreakHyphen {
			continue
		}
		if soft(p) || breaks[p] == text.BreakEmergency {
			return at(p, breaks[p] == text.BreakHyphen), true
		}
	}
	return candidate{}, false
}

// minBreaks reports whether emergency breaks count for min-content widths: those of
// overflow-wrap:anywhere and word-break:break-word do, those of break-word do not.
func minBreaks(it *item) bool {
	return it.style.OverflowWrap() == value.KwAnywhere || it.style.WordBreak() == value.KwBreakWord
}

// minBreaksAfter is minBreaks for an opportunity at the end of a line's last text.
func minBreaksAfter(ln *line) bool {
	p := lastText(ln)
	return p != nil && minBreaks(p.it)
}

func hyphenWidth(it *item) geom.Unit {
	var w float64
	for _, r := range hyphenRuns(it) {
		w += r.Advance
	}
	return geom.FromPxCeil(w)
}

func hyphenRuns(it *item) []*text.Run {
	s := "\u2010"
	if v, ok := it.style.HyphenateCharacter().(value.String); ok {
		s = string(v)
	}
	return it.font.Shape(s, text.ShapeOptions{RTL: it.level&1 == 1})
}

// textPiece makes the piece text[from:to], with its hyphen.
func (br *breaker) textPiece(it *item, from, to int, hyphen bool) piece {
	p := piece{it: it, start: from, end: to, width: it.width(from, to).Sub(br.endSpace(it, to)), hyphen: hyphen}
	if hyphen {
		p.width = p.width.Add(hyphenWidth(it))
	}
	return p
}

// endKern returns what the last character before a forced break, or of the whole content, gains
// because the space after it was never there to be kerned with: Blink takes such spaces away before it
// shapes. Where a line just wraps the kerning stays.
func (br *breaker) endKern(it *item, e int) geom.Unit {
	r, w := utf8.DecodeLastRuneInString(br.in.text[it.start:e])
	if it.level&1 == 1 || it.combined != "" || r >= 0x590 && (r < 0x2010 || r > 0x203A) { // quotation marks are kerned, and letters without marks
		return 0
	}
	off := int32(e - w - it.start)
	for i := len(it.runs) - 1; i >= 0; i-- {
		run := it.runs[i]
		if int(off) < run.Start || int(off) >= run.End {
			continue
		}
		k, ok := slices.BinarySearchFunc(run.Glyphs, off, func(g text.Glyph, off int32) int { return cmp.Compare(g.Cluster, off) })
		if !ok {
			return 0 // a part of a ligature
		}
		var alone float32
		for _, a := range it.font.Shape(br.in.text[e-w:e], shapeOptions(it.style)) {
			alone += float32(a.Advance)
		}
		if d := alone - run.Glyphs[k].Advance; d > 1./64 && d < run.Size/4 {
			return geom.FromPx(float64(d))
		}
		return 0
	}
	return 0
}

// tab returns the advance of a preserved tab that starts at x.
// https://www.w3.org/TR/css-text-3/#tab-size-property
func (br *breaker) tab(it *item, x geom.Unit) geom.Unit {
	ts := it.style.TabSize()
	size := ts.Resolve(0)
	if ts.Kind == value.LengthNumber {
		s := br.root.Style // spaces of the block container count
		sp := float64(fontOf(br.c, s).Metrics.SpaceWidth + spacing(s.LetterSpacing(), s) + spacing(s.WordSpacing(), s))
		size = geom.FromPx(float64(ts.N) * sp)
	}
	if size <= 0 {
		return 0
	}
	w := size - (x%size+size)%size
	if min := geom.FromPx(float64(it.font.Metrics.SpaceWidth) / 2); w < min { // of a space, as in Blink
		w = w.Add(size)
	}
	return w
}

// edge makes the piece of an inline box's start or end.
func (br *breaker) edge(it *item) piece {
	s := it.box.Style
	basis := br.basis
	m, e := algo.Margins(s, basis), algo.Edges(s, basis)
	left := (it.kind == itOpen) != (s.Direction() == value.KwRtl)
	p := piece{it: it, start: it.start, end: it.end}
	if left {
		p.width = m.Left.Add(e.Left)
	} else {
		p.width = m.Right.Add(e.Right)
	}
	return p
}

// atomic lays out or measures an atomic inline box.
func (br *breaker) atomic(it *item) piece {
	b := it.box
	p := piece{it: it, start: it.start, end: it.end}
	if br.mode != forLayout {
		mm := br.c.Contribution(b)
		p.width = mm.Max
		if br.mode == forMin {
			p.width = mm.Min
		}
		p.width = p.width.Add(symbolMargins(b).Width())
		return p
	}
	f := br.f
	p.margin = algo.Margins(b.Style, f.content).Add(symbolMargins(b))
	w := br.c.Width(b, f.percent, max(0, f.content.Sub(p.margin.Width())), true)
	sp := algo.Root(w, f.percent)
	sp.InlineBlock = b.Kind == box.Block
	p.res = br.c.Child(b, sp)
	p.width = p.res.Frag.Size.W.Add(p.margin.Width())
	return p
}

// symbolMargins returns the room around a symbol inside the line: one em after a disc, circle or
// square, less after a triangle, as Blink has it.
func symbolMargins(b *box.Box) (m geom.Sides) {
	if b.Marker == nil || b.Marker.Symbol == box.NoSymbol {
		return
	}
	before, after := -geom.One, geom.FromPx(float64(b.Style.FontSize()))
	if b.Marker.Disclosure() {
		before, after = 0, geom.FromPxTrunc(float64(b.Style.FontSize())*0.4)
	}
	if b.Style.Direction() == value.KwRtl {
		before, after = after, before
	}
	return geom.Sides{Left: before, Right: after}
}

// done trims the end of a line and sums up its width.
// https://www.w3.org/TR/css-text-3/#white-space-phase-2
func (br *breaker) done(ln *line) *line {
	for i := len(ln.pieces) - 1; i >= 0; i-- {
		p := &ln.pieces[i]
		stop := false
		switch p.it.kind {
		case itText:
			e := p.end
			for e > p.start && br.in.text[e-1] == ' ' && (collapsible(p.it) || hangs(p.it)) {
				e--
			}
			if e == p.end || p.hyphen || br.in.more && (br.f == nil || !br.f.s.LineEnd) {
				stop = true
				break
			}
			w := p.it.width(p.start, e)
			if collapsible(p.it) {
				if e > p.start && (ln.last || ln.forced) {
					w = w.Add(br.endKern(p.it, e))
				}
				p.end, p.width = e, w
			} else {
				ln.hang = ln.hang.Add(p.width.Sub(w))
			}
			stop = e > p.start
		case itTab:
			if hangs(p.it) {
				ln.hang = ln.hang.Add(p.width)
			} else {
				stop = true
			}
		case itFloat, itOut, itControl, itOpen, itClose, itBreak:
		default:
			if p.it.box.Kind == box.RubyColumn {
				br.endColumn(p)
			}
			stop = true
		}
		if stop {
			break
		}
	}
	br.reclose(ln)
	for i := range ln.pieces {
		ln.width = ln.width.Add(ln.pieces[i].width)
	}
	if ln.hang > 0 && (ln.forced || ln.last) { // before a forced break only what does not fit hangs
		ln.hang = min(ln.hang, max(0, ln.width.Sub(br.room)))
	}
	ln.width = ln.width.Sub(ln.hang)
	return ln
}
