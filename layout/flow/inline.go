package flow

import (
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/layout/shape"
)

// lineTries bounds how often one line is broken again because its height met more floats.
const lineTries = 8

// inline lays out the inline formatting context of f.b, line by line.
// https://www.w3.org/TR/CSS21/visuren.html#inline-formatting
func (f *flow) inline() {
	in := itemsOf(f.c, f.b)
	lb := &lineBuilder{f: f, ellipsis: f.overflowText()}
	start := pos{}
	firstLine, indented := true, !f.b.Later
	lead := f.b.Style.Indent()
	lb.room, lb.even = f.balance(in)
	lb.plan = f.pretty(in)
	afterBreak := true // the line is the first, or follows a forced break
	for start.item < len(in.items) {
		cur := in
		if firstLine && in.first != nil {
			cur = in.first
		}
		if lb.in != nil && lb.in != cur { // behind the first line
			lb.open = cur.alike(lb.in, lb.open)
		}
		lb.in = cur
		var indent geom.Unit
		if lead.On(firstLine && indented, afterBreak && (indented || !firstLine)) {
			indent = lead.Length.Resolve(f.content)
		}
		start = f.leading(cur, start, lb)
		if start.item >= len(in.items) {
			break
		}
		if f.markerWaits(cur, start) {
			f.marker = cur.items[start.item].box
			start = pos{start.item + 1, 0}
			continue
		}
		before := f.mark()
		ln, made := f.fitLine(lb, cur, start, indent, firstLine)
		if c := f.clamp; c != nil && (made || ln.block != nil) {
			if c.left == 0 {
				f.back(before)
				f.strut = algo.Strut{}
				c.end()
				break
			}
			if made {
				c.left--
			}
		}
		if made && ln.block == nil {
			firstLine, afterBreak = false, ln.forced
		}
		lb.advance(ln)
		if ln.block != nil {
			n := len(f.kids)
			f.lastBox, f.under = nil, 0
			f.blockLine(lb, ln)
			if f.probed() {
				return
			}
			if len(f.kids) == n || f.kids[len(f.kids)-1].Fragment.Size.H > 0 {
				firstLine, afterBreak = false, false
			}
		}
		if ln.end == start {
			// Nothing can be taken: the item does not fit any line. Take it anyway.
			start = pos{start.item + 1, 0}
			continue
		}
		start = ln.end
	}
	if f.lastBox != nil {
		f.y = f.y.Sub(f.trimLast(f.lastBox))
	}
	f.y = f.y.Sub(min(f.under, f.padding.Bottom))
	lb.containers()
}

// leading places the floats that come before anything that makes a line, and returns where the
// rest starts. What it passes is remembered by lb for the line.
func (f *flow) leading(in *inlineItems, start pos, lb *lineBuilder) pos {
	lb.committed = max(lb.committed, start.item)
	for i := start.item; i < len(in.items); i++ {
		it := &in.items[i]
		switch it.kind {
		case itFloat:
			if i >= lb.committed {
				f.anchors(in.items[start.item:i], it.box)
				f.float(it.box, f.y.Add(f.pendingMargin()), it.moved)
				lb.committed = i + 1
				if it.box.Initial { // a raised one moves the line down
					f.y = f.y.Add(initialLetter(f.c, it.box, f.b).shift)
				}
			}
		case itOut, itControl:
		case itOpen, itClose:
			if hasEdge(it.box, it.kind == itOpen) {
				return start
			}
		case itText:
			from := it.start
			if i == start.item {
				from = max(from, start.off)
			}
			if !collapsible(it) || !spaceOnly(in.text[from:it.end], true) {
				return start
			}
		default:
			return start
		}
	}
	return start
}

// anchors notes the places of the absolutely positioned boxes among items before a positioned float
// that is placed before their line: they are painted in the order of the tree.
func (f *flow) anchors(before []item, float *box.Box) {
	if float.Style.Position() == value.KwStatic {
		return
	}
	for i := range before {
		if it := &before[i]; it.kind == itOut {
			f.kids = append(f.kids, frag.Placed{At: geom.Point{X: f.edges.Left, Y: f.y}, Fragment: algo.Anchor(it.box)})
		}
	}
}

// markerWaits reports whether an outside marker comes next, and a block after it before anything
// that makes a line: the marker then stands beside the first line of the block.
func (f *flow) markerWaits(in *inlineItems, start pos) bool {
	if in.items[start.item].kind != itMarker {
		return false
	}
	for i := start.item + 1; i < len(in.items); i++ {
		switch it := &in.items[i]; it.kind {
		case itBlock:
			return true
		case itFloat, itOut, itControl:
		case itOpen, itClose:
			if hasEdge(it.box, it.kind == itOpen) {
				return false
			}
		case itText:
			if !collapsible(it) || !spaceOnly(in.text[it.start:it.end], true) {
				return false
			}
		default:
			return false
		}
	}
	return false
}

// fitLine finds the place of the next line beside the floats, breaks it and adds its fragment.
// made is false when the line makes no line box.
func (f *flow) fitLine(lb *lineBuilder, in *inlineItems, start pos, indent geom.Unit, firstLine bool) (ln *line, made bool) {
	br := &breaker{c: f.c, f: f, in: in, mode: forLayout, basis: f.content, root: f.b, open: lb.open, pieces: lb.pieces}
	defer func() { lb.pieces = br.pieces }()
	y := f.y.Add(f.pendingMargin())
	left := f.at.X.Add(f.edges.Left)
	right := left.Add(f.content)
	h := lb.strutHeight(firstLine)
	var box *lineBox
	var l, r geom.Unit
	var shaped lineShapes
	for try := 0; ; try++ {
		top := f.at.Y.Add(y)
		l, r = f.floats.LineSpan(top, h, left, right)
		var deferred bool
		var leftUsed geom.Unit
		sides := 0 // of the floats beside the line
		shaped = lineShapes{}
		beside := func(lf *lineFloat, used geom.Unit) geom.Unit {
			k := lf.it.box
			lf.res, lf.m, lf.size = f.layFloat(k)
			area := f.shape(k, lf.res, lf.m)
			if !shaped.met {
				l0, r0 := f.floats.LineSpan(top, 0, left, right)
				shaped = lineShapes{met: true, room: r.Sub(l), left: l, right: r, beside: f.floats.ShapedAt(top), free: l0 == l && r0 == r}
			}
			from := max(top, f.floats.LastTop())
			if cl := clearSides(k, f.rtl); cl != 0 {
				if cy, ok := f.floats.Clear(cl&sideLeft != 0, cl&sideRight != 0); ok {
					from = max(from, cy)
				}
				deferred = deferred || cl&sides != 0
			}
			fl, fr := f.floats.Span(from, max(lf.size.H, 0), left, right)
			bl, bright := l, r
			if f.floats.Shaped() { // a float stays away from the margin boxes
				bl, bright = f.floats.Span(top, 0, left, right)
			}
			if deferred || from > top || used.Add(leftUsed).Add(lf.size.W) > min(bright, fr).Sub(max(bl, fl)) {
				lf.defer_, deferred = true, true
				return 0
			}
			leftUsed = leftUsed.Add(lf.size.W)
			if lf.size.H > 0 {
				sides |= floatSide(k, f.rtl)
			}
			return shaped.take(floatSide(k, f.rtl) == sideLeft, max(bl, fl), min(bright, fr), lf.size, area, h)
		}
		room := r.Sub(l)
		if lb.even {
			room = min(room, lb.room)
		}
		room = min(room, lb.planned(start))
		ln = br.next(start, room, indent, lb.skipCommitted(beside))
		if ln.block != nil || ln.empty {
			break
		}
		// Text that may not wrap stays beside floats, as in Blink, and what is one unit too long fits.
		if room, need := max(0, r.Sub(l)), ln.needs().Add(indent).Sub(1); need > room && room < right.Sub(left) && f.b.Style.TextWrapMode() == value.KwWrap {
			if next, ok := f.floats.NextLine(top, h, need, left, right); ok && f.at.Y.Add(next.Sub(f.at.Y)) > top { // not where sizes saturate
				y = next.Sub(f.at.Y)
				continue
			}
		}
		box = lb.build(ln, firstLine)
		if got := box.height(); got > h && try < lineTries {
			if l2, r2 := f.floats.LineSpan(top, got, left, right); l2 != l || r2 != r {
				h = got
				continue
			}
		}
		break
	}
	if ln.block != nil {
		lb.emptyPieces(ln, y, indent)
		return ln, false
	}
	// Floats that fit are beside this line.
	for i := range ln.floats {
		if lf := &ln.floats[i]; !lf.defer_ && !lb.wasCommitted(lf) {
			f.placeFloat(lf.it.box, y, lf.res, lf.m, lf.size, lf.it.moved)
		}
	}
	if ln.empty {
		for i := range ln.floats {
			if lf := &ln.floats[i]; lf.defer_ && !lb.wasCommitted(lf) {
				f.placeFloat(lf.it.box, y, lf.res, lf.m, lf.size, lf.it.moved)
			}
		}
		lb.emptyPieces(ln, y, indent)
		return ln, false
	}
	if len(ln.floats) > 0 {
		if top := f.at.Y.Add(y); !shaped.free || !f.floats.ShapedAt(top) {
			l, r = f.floats.LineSpan(top, h, left, right)
		}
	}
	free := r.Sub(l).Sub(ln.width).Sub(indent)
	if !f.rtl {
		l = l.Add(indent)
	}
	offset := lb.align(ln, box, free)
	y = y.Sub(f.trimFirst(box)).Sub(lb.shared(ln, box))
	lineAt := geom.Point{X: l.Sub(f.at.X).Add(offset), Y: y}
	fr := lb.fragment(ln, box, lineAt, l.Sub(f.at.X), free.Add(ln.width))
	if firstLine && f.b.FirstLine != nil {
		fr.Flags |= frag.FirstLine
	}
	f.baselines(nil, fr, y)
	if f.marker != nil && fr.Baseline != frag.NoBaseline {
		f.placeMarker(y.Add(fr.Baseline))
	}
	f.kids = append(f.kids, frag.Placed{At: lineAt, Fragment: fr})
	f.y, f.strut, f.top, f.apart = y.Add(box.height()), algo.Strut{}, false, false
	f.lines++
	if f.trim&algo.TrimEnd != 0 {
		f.lastBox = box
	}
	for i := range ln.floats {
		if lf := &ln.floats[i]; lf.defer_ && !lb.wasCommitted(lf) {
			f.placeFloat(lf.it.box, f.y, lf.res, lf.m, lf.size, lf.it.moved)
		}
	}
	if ln.clear != 0 {
		if cy, ok := f.floats.Clear(ln.clear&sideLeft != 0, ln.clear&sideRight != 0); ok {
			f.y = max(f.y, cy.Sub(f.at.Y))
		}
	}
	return ln, true
}

// lineShapes is what floats on a line leave of it when shapes are beside it.
type lineShapes struct {
	met                 bool      // there is a float on the line
	room                geom.Unit // of the line without them
	left, right         geom.Unit // what is left of the line
	leftUsed, rightUsed geom.Unit // what the margin boxes of the floats take
	taken               geom.Unit // how much narrower the line became
	beside              bool      // there are shapes
	// free tells that floats on the line do not narrow it when there are shapes: so it is in Blink
	// unless the height of the line matters to what is beside it from before.
	free bool
}

// take puts a float with a margin box of a size beside a line of height h, between what earlier
// lines' floats leave, and returns how much narrower the line becomes.
func (s *lineShapes) take(onLeft bool, left, right geom.Unit, size geom.Size, area *shape.Area, h geom.Unit) geom.Unit {
	s.beside = s.beside || area != nil
	from, to, ok := geom.Unit(0), size.W, true
	if area != nil {
		from, to, ok = area.Span(0, h)
	}
	if onLeft {
		if ok {
			s.left = max(s.left, left.Add(s.leftUsed).Add(to))
		}
		s.leftUsed = s.leftUsed.Add(size.W)
	} else {
		s.rightUsed = s.rightUsed.Add(size.W)
		if ok {
			s.right = min(s.right, right.Sub(s.rightUsed).Add(from))
		}
	}
	taken := s.taken.Add(size.W)
	switch {
	case s.beside && s.free:
		taken = 0
	case s.beside:
		taken = s.room.Sub(s.right.Sub(s.left))
	}
	more := taken.Sub(s.taken)
	s.taken = taken
	return more
}

// blockLine lays out a block-level box in the inline formatting context and wraps it in the
// fragments of the inline boxes around it, so that their geometry includes it.
func (f *flow) blockLine(lb *lineBuilder, ln *line) {
	n, pending := len(f.kids), len(f.pending)
	waiting := f.marker
	f.block(ln.block.box)
	if waiting != nil && f.marker == nil {
		n++ // the marker, placed before the block
	}
	if len(lb.open) == 0 || len(f.kids) != n+1 {
		return
	}
	k := f.kids[n]
	origin := geom.Point{X: f.edges.Left, Y: k.At.Y}
	k.At.X, k.At.Y = k.At.X.Sub(origin.X), 0
	for i := len(lb.open) - 1; i >= 0; i-- {
		b := lb.open[i].box
		fr := &frag.Fragment{Kind: frag.Inline, Flags: frag.BlockLine, Size: geom.Size{W: f.content, H: k.Fragment.Size.H},
			Baseline: frag.NoBaseline, LastBaseline: frag.NoBaseline, Of: b, Kids: []frag.Placed{k}}
		fr.Overflow = algo.Overflow(fr)
		d := algo.Relative(b, f.percent, f.rtl)
		k = frag.Placed{At: d, Fragment: fr}
		if b.AbsContainer {
			lb.note(b, geom.MakeRect(origin, fr.Size), lb.open[i].moved.shift(f).Add(d))
		}
	}
	copy(f.pending[pending:], algo.Shift(f.pending[pending:], ln.block.moved.shift(f)))
	line := &frag.Fragment{Kind: frag.Line, Flags: frag.BlockLine, Size: geom.Size{W: f.content, H: k.Fragment.Size.H},
		Baseline: frag.NoBaseline, LastBaseline: frag.NoBaseline, Of: f.b, Kids: []frag.Placed{k}}
	line.Overflow = algo.Overflow(line)
	f.kids[n] = frag.Placed{At: origin, Fragment: line}
	lb.adopt(f.pending, len(lb.open))
}

// placeMarker puts the waiting outside marker so that its baseline is at y.
func (f *flow) placeMarker(y geom.Unit) {
	k := f.marker
	f.marker = nil
	r, asc, _ := f.layMarker(k)
	at := geom.Point{X: f.markerX(k, r.Frag.Size.W, f.edges.Left), Y: y.Sub(asc)}
	f.kids = append(f.kids, frag.Placed{At: at, Fragment: r.Frag})
}

// symbolLine returns how far the line of a marker that is a symbol reaches over and under its baseline.
func (f *flow) symbolLine(k *box.Box) (up, down geom.Unit) {
	font := fontOf(f.c, k.Style)
	asc, desc := f.extent(font.Metrics)
	return leaded(asc, desc, lineHeight(k.Style, font))
}

// markerPush returns how far a kid moves down because the waiting marker, aligned with its first
// line, reaches higher than the kid.
func (f *flow) markerPush(k *frag.Fragment) geom.Unit {
	if f.marker == nil || k.Baseline == frag.NoBaseline {
		return 0
	}
	_, asc, _ := f.layMarker(f.marker)
	if f.marker.Marker.Symbol != box.NoSymbol {
		asc, _ = f.symbolLine(f.marker)
	}
	return max(0, asc.Sub(k.Baseline))
}

// layMarker lays out a list marker; asc is the distance from its top to its baseline.
func (f *flow) layMarker(k *box.Box) (r algo.Result, asc, desc geom.Unit) {
	w := f.c.Width(k, f.percent, f.content, true)
	if k.Kind != box.Replaced {
		w = f.c.Measure(k).Max
	}
	r = f.c.Child(k, algo.Root(w, f.percent))
	asc = r.Frag.Size.H
	if r.Frag.Baseline != frag.NoBaseline {
		asc = r.Frag.Baseline
	} else if f.central {
		if asc = f.symbolUp(k, asc); f.flipped {
			asc = r.Frag.Size.H.Sub(asc)
		}
	}
	return r, asc, r.Frag.Size.H.Sub(asc)
}

// symbolUp returns how far a marker of height h without a baseline reaches over the central
// baseline: a symbol is as high as its font's ascent, and begins where text does.
func (f *flow) symbolUp(k *box.Box, h geom.Unit) geom.Unit {
	if k.Marker == nil || k.Marker.Symbol == box.NoSymbol {
		return h.Sub(h / 2)
	}
	up, _ := f.extent(fontOf(f.c, k.Style).Metrics)
	return up
}

// markerX returns the left edge of an outside marker beside a line whose start is at left.
// Symbols stand apart from the text by 7 px and two thirds of the font's ascent, as in Blink.
func (f *flow) markerX(k *box.Box, w, left geom.Unit) geom.Unit {
	gap := geom.Unit(0)
	switch {
	case k.Marker.Symbol != box.NoSymbol:
		offset := geom.Int(int(fontOf(f.c, k.Style).Metrics.Ascent) * 2 / 3)
		gap = offset.Add(markerPadding).Add(geom.One).Sub(w)
	case k.Marker.Image:
		gap = markerPadding
	}
	if f.rtl {
		return left.Add(f.content).Add(gap)
	}
	return left.Sub(w).Sub(gap)
}

// markerPadding is the room between a symbol or image marker and the text.
const markerPadding = 7 * geom.One

// lastMarker gives a marker that found no line a line of its own.
func (f *flow) lastMarker() {
	if f.marker == nil {
		return
	}
	k := f.marker
	_, up, down := f.layMarker(k)
	if k.Marker.Symbol != box.NoSymbol {
		up, down = f.symbolLine(k)
	}
	// It stands at the top, and the item is as high as its line at least, padding included.
	f.placeMarker(up)
	if f.strip { // columns do not become higher
		return
	}
	f.least = up.Add(down)
	if end := up.Add(down).Sub(f.edges.Bottom); f.top || f.y < end && f.lines == 0 {
		if f.top && !f.b.Inlines { // margins of boxes without height are above the line, and below it once more
			f.strut = algo.Strut{}
			for _, b := range f.b.Kids {
				if b.InFlow() && b != k {
					f.strut = f.strut.Join(topChain(f.c, b, f.percent).strut)
				}
			}
		}
		if !f.top && (f.b.Context || f.edges.Bottom > 0) { // the margins are in the item
			f.y, f.strut = f.y.Add(f.strut.Sum()), algo.Strut{}
		}
		f.y, f.top = max(f.y, end), false
		f.lines++
	}
}

// alignKeyword returns how a line is aligned, with start and end made left and right.
// https://www.w3.org/TR/css-text-3/#text-align-property
func alignKeyword(b *box.Box, rtl, last bool) value.Keyword {
	kw := b.Style.TextAlign()
	if last {
		switch l := b.Style.TextAlignLast(); l {
		case value.KwAuto:
			if kw == value.KwJustify {
				kw = value.KwStart
			}
		default:
			kw = l
		}
	}
	start, end := value.KwLeft, value.KwRight
	if rtl {
		start, end = end, start
	}
	switch kw {
	case value.KwStart, value.KwMatchParent:
		return start
	case value.KwEnd:
		return end
	case value.KwWebkitLeft:
		return value.KwLeft
	case value.KwWebkitRight:
		return value.KwRight
	case value.KwWebkitCenter, value.KwInternalCenter:
		return value.KwCenter
	}
	return kw
}

// alike returns the items that stand in in where some stand in another variant of the same content;
// these are in order.
func (in *inlineItems) alike(other *inlineItems, items []*item) []*item {
	var out []*item
	for i := range other.items {
		if n := len(out); n < len(items) && &other.items[i] == items[n] {
			out = append(out, &in.items[i])
		}
	}
	return out
}
