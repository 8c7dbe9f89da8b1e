package flow

import (
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// lineBuilder turns broken lines into fragments and carries the open inline boxes from line to line.
type lineBuilder struct {
	f         *flow
	in        *inlineItems
	open      []*item // inline boxes open at the start of the line
	committed int     // floats before this item are placed
	boxes     map[*box.Box]*inlineArea
	state     []inlineState // scratch
	pieces    []piece       // scratch of the breaker
	ellipsis  string        // put after what fits on a line that is too long
	leaves    []leaf        // of such a line
	room      geom.Unit     // of lines that are evened out
	even      bool          // text-wrap-style: balance applies
	plan      []planned     // text-wrap-style: pretty: lines to come that end early
}

// inlineArea is where a positioned inline box starts and ends: the containing block it makes.
type inlineArea struct {
	first, last geom.Rect
	moved       geom.Point // how far relative positioning moves both
}

// align justifies a line or returns how far it moves to the right.
func (lb *lineBuilder) align(ln *line, bx *lineBox, free geom.Unit) geom.Unit {
	f := lb.f
	rtl := lb.in.rtl
	if f.b.RubyLevel {
		return lb.alignRuby(ln, free)
	}
	switch alignKeyword(f.b, rtl, ln.last || ln.forced) {
	case value.KwRight:
		if free < 0 && !rtl {
			return 0
		}
		return free
	case value.KwCenter:
		if free < 0 {
			if rtl {
				return free
			}
			return 0
		}
		return free / 2
	case value.KwJustify, value.KwJustifyAll:
		if free > 0 && lb.justify(ln, free) {
			return 0
		}
		if rtl {
			return free
		}
		return 0
	}
	if free < 0 && rtl {
		return free
	}
	return 0
}

// open is a fragment of an inline box that is being filled.
type openFrag struct {
	state int
	fr    *frag.Fragment
	at    geom.Point // border box origin in the line
}

// fragment makes the line's fragment: pieces in visual order, grouped by inline box. lineAt is
// where the line goes, start its unshifted left edge, room the width that it has.
func (lb *lineBuilder) fragment(ln *line, bx *lineBox, lineAt geom.Point, start, room geom.Unit) *frag.Fragment {
	f := lb.f
	line := &frag.Fragment{Kind: frag.Line, Size: geom.Size{W: max(0, ln.width), H: bx.height()}, Baseline: bx.up, LastBaseline: bx.up, Of: f.b}
	line.Padding.Left, line.Padding.Right = ln.inset, ln.inset
	if f.flipped {
		line.Baseline = line.Size.H.Sub(bx.up)
		line.LastBaseline = line.Baseline
	}
	if lb.in.rtl {
		line.Flags |= frag.RTL
	}
	order := lb.visual(ln)
	content := firstContent(ln)
	tooLong := lb.ellipsis != "" && ln.width > room
	final := f.clamp != nil && f.clamp.left == 1
	lb.leaves = lb.leaves[:0]
	// An outside marker stands before the start of the line, indent included.
	markerStart := f.edges.Left
	if !f.rtl {
		markerStart = start
	}
	var stack []openFrag
	top := func() (*frag.Fragment, geom.Point) {
		if n := len(stack); n > 0 {
			return stack[n-1].fr, stack[n-1].at
		}
		return line, geom.Point{}
	}
	edges := lineEdges(ln, bx)
	x := geom.Unit(0)
	closeTop := func() {
		o := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		e := &edges[o.state]
		b := o.fr.Of
		var after geom.Unit
		if e.right && e.leaves == 0 {
			o.fr.Border.Right, o.fr.Padding.Right = algo.Border(b.Style).Right, algo.Padding(b.Style, f.content).Right
			x = x.Add(o.fr.Border.Right).Add(o.fr.Padding.Right)
			after = algo.Margins(b.Style, f.content).Right
			o.fr.Flags |= e.rightFlag
		}
		o.fr.Size.W = max(0, x.Sub(o.at.X))
		x = x.Add(after)
		o.fr.Overflow = algo.Overflow(o.fr)
		if b.AbsContainer {
			at := o.at
			if f.flipped {
				at.Y = bx.height().Sub(at.Y).Sub(o.fr.Size.H)
			}
			lb.note(b, geom.MakeRect(lineAt.Add(at), o.fr.Size).Inset(o.fr.Border), bx.states[o.state].item.moved.shift(f).Add(algo.Relative(b, f.percent, f.rtl)))
		}
		par, at := top()
		par.Kids = append(par.Kids, frag.Placed{At: o.at.Sub(at).Add(f.relative(b)), Fragment: o.fr})
	}
	// chain lists the states from s up to the outermost inline box.
	var chain []int
	enter := func(s int) {
		if bx.states[s].leaf {
			s = bx.states[s].parent
		}
		chain = chain[:0]
		for i := s; i > 0; i = bx.states[i].parent {
			chain = append(chain, i)
		}
		// What is open stays open as far as the chains agree.
		common := 0
		for common < len(stack) && common < len(chain) && stack[common].state == chain[len(chain)-1-common] {
			common++
		}
		for len(stack) > common {
			closeTop()
		}
		for i := len(chain) - 1 - common; i >= 0; i-- {
			st := &bx.states[chain[i]]
			b := st.item.box
			fr := &frag.Fragment{Kind: frag.Inline, Of: b, Style: lb.override(b, st.style)}
			br, pad := algo.Border(b.Style), algo.Padding(b.Style, f.content)
			fr.Border, fr.Padding = geom.Sides{Top: br.Top, Bottom: br.Bottom}, geom.Sides{Top: pad.Top, Bottom: pad.Bottom}
			e := fr.Border.Add(fr.Padding)
			asc, desc := st.content()
			fr.Size.H = asc.Add(desc).Add(e.Height())
			fr.Baseline = asc.Add(e.Top)
			over := e.Top
			if f.flipped {
				fr.Baseline, over = desc.Add(e.Top), e.Bottom
			}
			fr.LastBaseline = fr.Baseline
			if b.Style.Direction() == value.KwRtl {
				fr.Flags |= frag.RTL
			}
			ed := &edges[chain[i]]
			at := geom.Point{X: x, Y: st.base.Sub(asc).Sub(over)}
			if ed.left {
				ed.left = false
				x = x.Add(algo.Margins(b.Style, f.content).Left)
				at.X = x
				fr.Border.Left, fr.Padding.Left = br.Left, pad.Left
				x = x.Add(br.Left).Add(pad.Left)
				fr.Flags |= ed.leftFlag
			}
			stack = append(stack, openFrag{state: chain[i], fr: fr, at: at})
		}
		for _, i := range chain {
			edges[i].leaves--
		}
	}
	for _, i := range order {
		p := &ln.pieces[i]
		s := bx.of[i]
		switch p.it.kind {
		case itOpen, itClose:
			if edges[s].piece == i {
				enter(s) // others come with their content
			}
			continue
		case itText:
			if p.start == p.end {
				continue // spaces that went away
			}
		}
		enter(s)
		par, at := top()
		switch p.it.kind {
		case itText:
			if p.end > p.start {
				par.Kids = append(par.Kids, frag.Placed{At: geom.Point{X: x, Y: bx.states[s].base.Sub(lb.ascent(p.it))}.Sub(at), Fragment: lb.textFragment(p)})
			}
		case itBreak, itControl:
			if p.it.box.Kind == box.Break || p.it.box.Kind == box.WordBreak {
				st := &bx.states[s]
				par.Kids = append(par.Kids, frag.Placed{At: geom.Point{X: x, Y: st.base.Sub(st.asc)}.Sub(at), Fragment: &frag.Fragment{Kind: frag.Text,
					Flags: frag.First | frag.Last, Of: p.it.box, Size: geom.Size{H: st.asc.Add(st.desc)}, Baseline: st.asc, LastBaseline: st.asc, Text: &frag.Glyphs{}}})
			}
		case itAtomic:
			lb.placeAtomic(p, &bx.states[s], par, at, x, lineAt, s, bx)
		case itOut:
			lb.static(p.it, geom.Point{X: lineAt.X.Add(x), Y: lineAt.Y}, i > content, bx.height(), s, bx)
			par.Kids = append(par.Kids, frag.Placed{At: geom.Point{X: x}.Sub(at), Fragment: algo.Anchor(p.it.box)})
		case itMarker:
			r, asc, desc := f.layMarker(p.it.box)
			if f.flipped {
				asc = desc
			}
			line.Kids = append(line.Kids, frag.Placed{At: geom.Point{X: f.markerX(p.it.box, r.Frag.Size.W, markerStart).Sub(lineAt.X), Y: bx.up.Sub(asc)}, Fragment: r.Frag})
		}
		if tooLong || final {
			switch p.it.kind {
			case itText, itAtomic:
				if p.it.kind == itAtomic || p.end > p.start {
					lb.leaves = append(lb.leaves, leaf{p: p, par: par, kid: len(par.Kids) - 1, x: x})
				}
			case itTab:
				lb.leaves = append(lb.leaves, leaf{p: p, x: x})
			}
		}
		x = x.Add(p.width)
	}
	for len(stack) > 0 {
		closeTop()
	}
	if f.flipped {
		flipLine(line)
	}
	if tooLong || final {
		l := lastLine{lb, line, lb.leaves, bx.states[0], ln.width, room, lb.in}
		if tooLong {
			lb.ellipsize(&l, lb.ellipsis)
		} else {
			l.leaves = append([]leaf(nil), l.leaves...)
			f.clamp.last = l
		}
	}
	line.Overflow = algo.Overflow(line)
	return line
}

// flipLine turns a line that was built from line-over to line-under around: in vertical-lr,
// line-under is block-start. https://www.w3.org/TR/css-writing-modes-4/#line-directions
func flipLine(f *frag.Fragment) {
	for i := range f.Kids {
		k := &f.Kids[i]
		k.At.Y = f.Size.H.Sub(k.At.Y).Sub(k.Size.H)
		if k.Kind == frag.Inline {
			flipLine(k.Fragment)
		}
	}
	if f.Kind == frag.Inline {
		f.Overflow = algo.Overflow(f)
	}
}

// relative is the offset of a relatively positioned box on a line while it is being built.
func (f *flow) relative(b *box.Box) geom.Point {
	d := algo.Relative(b, f.percent, f.rtl)
	if f.flipped {
		d.Y = -d.Y
	}
	return d
}

// stateEdges says which edges of an inline box are on a line.
type stateEdges struct {
	left, right         bool
	leftFlag, rightFlag frag.Flag
	leaves              int  // pieces in it that are still to come, its own edges not counted
	content             bool // it has such pieces
	piece               int  // its open or close item that stands for it when it has no content, else -1
}

// lineEdges finds the edges of the inline boxes of a line.
func lineEdges(ln *line, bx *lineBox) []stateEdges {
	out := make([]stateEdges, len(bx.states))
	for s := range out {
		out[s].piece = -1
	}
	for i := range ln.pieces {
		s := bx.of[i]
		switch k := ln.pieces[i].it.kind; k {
		case itOpen, itClose:
			e := &out[s]
			flag := frag.First
			if k == itOpen || e.piece < 0 {
				e.piece = i
			}
			if k == itClose {
				flag = frag.Last
			}
			if (k == itOpen) != (bx.states[s].item.box.Style.Direction() == value.KwRtl) {
				e.left, e.leftFlag = true, flag
			} else {
				e.right, e.rightFlag = true, flag
			}
		default:
			if k == itText && ln.pieces[i].start == ln.pieces[i].end {
				continue
			}
			if bx.states[s].leaf {
				s = bx.states[s].parent
			}
			for ; s > 0; s = bx.states[s].parent {
				out[s].leaves++
				out[s].content = true
			}
		}
	}
	// A box without content, or none after its last line break, counts as a piece of its own and of
	// the boxes around it: inner ones first, which open last and close first.
	count := func(i int, k itemKind) {
		s := bx.of[i]
		if ln.pieces[i].it.kind != k || out[s].piece != i {
			return
		}
		if out[s].content {
			out[s].piece = -1
			return
		}
		out[s].leaves++
		for s = bx.states[s].parent; s > 0; s = bx.states[s].parent {
			out[s].leaves++
			out[s].content = true
		}
	}
	for i := len(ln.pieces) - 1; i >= 0; i-- {
		count(i, itOpen)
	}
	for i := range ln.pieces {
		count(i, itClose)
	}
	return out
}

// ascent returns how far an item's text reaches above its baseline, ascentOf that of any font.
func (lb *lineBuilder) ascent(it *item) geom.Unit { return lb.ascentOf(it.font.Metrics) }

func (lb *lineBuilder) ascentOf(m text.Metrics) geom.Unit {
	asc, _ := lb.f.extent(m)
	return asc
}

// override returns the style a fragment has instead of its box's, or nil.
func (lb *lineBuilder) override(b *box.Box, s *style.Style) *style.Style {
	if s == b.Style {
		return nil
	}
	return s
}

func (lb *lineBuilder) textFragment(p *piece) *frag.Fragment {
	it := p.it
	m := it.font.Metrics
	fr := &frag.Fragment{Kind: frag.Text, Flags: frag.First | frag.Last, Of: it.box, Style: lb.override(it.box, it.style),
		Size:     geom.Size{W: p.width, H: geom.FromPx(float64(m.Ascent + m.Descent))},
		Baseline: geom.FromPx(float64(m.Ascent)), LastBaseline: geom.FromPx(float64(m.Ascent))}
	if fr.Style != nil {
		fr.Flags |= frag.FirstLine
	}
	if it.level&1 == 1 {
		fr.Flags |= frag.RTL
	}
	g := &frag.Glyphs{Runs: p.runs, Source: lb.in.text[p.start:p.end]}
	if it.combined != "" {
		g.Source = it.combined
	}
	if g.Runs == nil {
		g.Runs = it.slice(p.start, p.end)
	}
	if p.hyphen {
		fr.Flags |= frag.Hyphen
		h := hyphenRuns(it)
		if it.level&1 == 1 {
			g.Runs = append(h[:len(h):len(h)], g.Runs...)
		} else {
			g.Runs = append(g.Runs[:len(g.Runs):len(g.Runs)], h...)
		}
	}
	fr.Text = g
	fr.Overflow = geom.MakeRect(geom.Point{}, fr.Size)
	return fr
}

// placeAtomic adds an atomic box at x of the line.
func (lb *lineBuilder) placeAtomic(p *piece, st *inlineState, par *frag.Fragment, parAt geom.Point, x geom.Unit, lineAt geom.Point, s int, bx *lineBox) {
	f := lb.f
	over := p.margin.Top
	if f.flipped {
		over = p.margin.Bottom
	}
	at := geom.Point{X: x.Add(p.margin.Left), Y: st.base.Sub(st.up).Add(over)}
	d := f.relative(p.it.box)
	par.Kids = append(par.Kids, frag.Placed{At: at.Sub(parAt).Add(d), Fragment: p.res.Frag})
	n := len(f.pending)
	if f.flipped {
		at.Y, d.Y = bx.height().Sub(at.Y).Sub(p.res.Frag.Size.H), -d.Y
	}
	f.pending = append(f.pending, algo.Shift(p.res.OutOfFlow, lineAt.Add(at).Add(d).Add(p.it.moved.shift(f)))...)
	lb.inlineOwner(f.pending[n:], s, bx)
}

// visual returns the indices of the pieces from left to right.
func (lb *lineBuilder) visual(ln *line) []int {
	order := make([]int, len(ln.pieces))
	for i := range order {
		order[i] = i
	}
	if !lb.in.bidi {
		return order
	}
	levels := make([]uint8, len(ln.pieces))
	para := uint8(0)
	if lb.in.rtl {
		para = 1
	}
	for i := range ln.pieces {
		levels[i] = ln.pieces[i].it.level
		if k := ln.pieces[i].it.kind; k == itBreak || k == itTab { // UAX #9 rule L1
			levels[i] = para
		}
	}
	return text.VisualOrder(order, levels)
}

// firstContent returns the index of the first piece of a line that a block after it stands below.
func firstContent(ln *line) int {
	for i := range ln.pieces {
		p := &ln.pieces[i]
		if p.clone {
			continue
		}
		switch p.it.kind {
		case itText:
			if p.end > p.start {
				return i
			}
		case itAtomic, itTab, itBreak:
			return i
		case itClose: // a box, even one that is empty; one that is open still does not count, as in Blink
			return i
		case itControl:
			if p.it.box.Kind == box.WordBreak {
				return i
			}
		}
	}
	return len(ln.pieces)
}

// emptyPieces handles what a line without a line box holds: its inline boxes have a place without
// size, as on the line without height that Blink makes; indent is that of the line.
func (lb *lineBuilder) emptyPieces(ln *line, y, indent geom.Unit) {
	f := lb.f
	open := lb.open
	lb.open = append([]*item(nil), open...)
	start := geom.Point{X: f.emptyLine(y, indent), Y: y}
	out := geom.Point{X: f.emptyLine(y, 0), Y: y} // of positioned boxes: Blink aligns without the indent, and adds it
	if f.rtl {
		out.X = out.X.Sub(indent)
	} else {
		out.X = out.X.Add(indent)
	}
	var stack []*frag.Fragment // the inline boxes that started on this line
	place := func(k *frag.Fragment, d geom.Point) {
		if n := len(stack); n > 0 {
			stack[n-1].Kids = append(stack[n-1].Kids, frag.Placed{At: d, Fragment: k})
			return
		}
		f.kids = append(f.kids, frag.Placed{At: start.Add(d), Fragment: k})
	}
	for i := range ln.pieces {
		p := &ln.pieces[i]
		if p.clone {
			continue
		}
		switch p.it.kind {
		case itOpen:
			lb.open = append(lb.open, p.it)
			k := &frag.Fragment{Kind: frag.Inline, Flags: frag.First | frag.Last, Of: p.it.box, Baseline: frag.NoBaseline, LastBaseline: frag.NoBaseline}
			place(k, algo.Relative(p.it.box, f.percent, f.rtl))
			stack = append(stack, k)
		case itClose:
			if n := len(lb.open); n > 0 {
				lb.open = lb.open[:n-1]
			}
			if n := len(stack); n > 0 {
				stack = stack[:n-1]
			}
		case itOut:
			// Where a line without content would start.
			n := len(f.pending)
			lb.static(p.it, out, false, 0, 0, nil)
			place(algo.Anchor(p.it.box), geom.Point{})
			lb.adopt(f.pending[n:], len(lb.open))
		}
	}
	lb.open = open
}

// advance updates the open inline boxes past a line.
func (lb *lineBuilder) advance(ln *line) { lb.open = openAfter(lb.open, ln) }

// wasCommitted reports whether leading placed the float already.
func (lb *lineBuilder) wasCommitted(lf *lineFloat) bool { return lf.size == (geom.Size{W: -1, H: -1}) }

// skipCommitted leaves floats alone that leading placed already.
func (lb *lineBuilder) skipCommitted(next func(*lineFloat, geom.Unit) geom.Unit) func(*lineFloat, geom.Unit) geom.Unit {
	limit := lb.committed
	return func(lf *lineFloat, used geom.Unit) geom.Unit {
		if lf.index < limit {
			lf.size = geom.Size{W: -1, H: -1}
			return 0
		}
		return next(lf, used)
	}
}
