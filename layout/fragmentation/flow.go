package fragmentation

import (
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// flowCut is the cut of one fragment whose kids follow one another.
type flowCut struct {
	r    *run
	f    *frag.Fragment
	t    *rest // nil for the first piece
	o    offer
	room geom.Unit // from the top of the piece to where its kids have to end

	y     geom.Unit // where content ends so far, in the piece
	src   geom.Unit // the same place in f
	known bool      // src is known; in a later piece only once a kid has a place
	low   geom.Unit // where the content of the piece ends, floats included
	flows int       // in-flow kids that ended or begun in this piece
	begun bool      // an in-flow kid came before, in this piece or an earlier one
	prev  *frag.Fragment
	lines int // lines in this piece
	base  int // of the piece's kids on the run's stack
	moved bool
	flaw  bool // see piece.flawed
	short appeal
	wait  []int // markers that wait for the kid they stand beside

	open    []openKid
	later   []openKid // kids of the piece before that were not reached
	blocked bool      // a float was moved to the next piece whole: later ones follow it
	under   geom.Unit

	best  int // kid of the best break point so far, -1 for none
	inner *breakpoint
	likes appeal
	saved floatEnds
	order *order // of kids side by side

	foot    *frag.Placed // the footer of a table, which each piece ends with; nil when it has none
	footKid int
	footGap geom.Unit // between the rows and the footer
	kept    geom.Unit // room that is kept for it
	page    string    // the used page property of f
}

// cutFlow cuts a block container, a row group or the wrappers of a block in an inline box.
func (r *run) cutFlow(f *frag.Fragment, t *rest, o offer) piece {
	return r.cutKids(f, t, o, (*flowCut).run)
}

// cutKids cuts a fragment with kids, as one of the ways to do so says.
func (r *run) cutKids(f *frag.Fragment, t *rest, o offer, way func(*flowCut) piece) piece {
	c := &flowCut{r: r, f: f, t: t, o: o, best: -1, base: len(r.stack), saved: r.floats}
	if r.media == pages {
		c.page = ownPage(f, o.page)
	}
	c.room = r.room(o)
	if r.clones(f) {
		c.room = c.room.Sub(f.Border.Bottom).Sub(f.Padding.Bottom)
	}
	if t == nil || r.clones(f) {
		c.y = f.Border.Top.Add(f.Padding.Top)
	}
	if t == nil {
		if c.y > 0 && !o.top && r.room(o) <= 0 {
			r.lacks(c.y.Sub(r.room(o)))
			return piece{}
		}
		c.src, c.known = c.y, true
		r.ask(f)
	} else {
		c.begun, c.moved = t.next > 0, true
	}
	c.low = c.y
	reach := r.reach
	own := f.Kind == frag.Box && f.Of != nil && f.Of.Context
	if own {
		r.floats = floatEnds{}
	}
	p := way(c)
	if hides(f) && p.frag != nil {
		r.reach = max(reach, min(r.reach, o.at.Y.Add(p.frag.Size.H)))
	}
	r.stack = r.stack[:c.base]
	if own || p.frag == nil {
		r.floats = c.saved
	}
	return p
}

func (c *flowCut) run() piece {
	r, f, t := c.r, c.f, c.t
	next := 0
	if t != nil {
		next = t.next
		for n, k := range t.open {
			c.later = t.open[n+1:]
			if p, done := c.reopen(k); done {
				return p
			}
		}
	}
	for i := next; i < len(f.Kids); i++ {
		k := &f.Kids[i]
		switch {
		case k.Has(frag.OutOfFlow):
		case k.Kind == frag.Anchor && k.Has(frag.Spanner):
			if c.r.media == columns {
				return c.spanner(i)
			}
		case k.Kind == frag.Anchor:
			if b := c.forcedAfter(); b != 0 {
				return c.stopBefore(i, perfect, b)
			}
			at := geom.Point{X: k.At.X, Y: c.place(k.At.Y)}
			c.put(k, at, k.Fragment)
			r.anchor(k.Of, offer{at: c.o.at.Add(at), src: c.o.src.Add(k.At)})
		case k.Has(frag.Float):
			c.float(i)
		case outsideMarker(k.Fragment):
			c.wait = append(c.wait, i)
		default:
			if p, done := c.kid(i); done {
				return p
			}
		}
	}
	c.markers(c.y.Sub(c.src))
	return c.end()
}

// forcedAfter returns the break that the kid before asks for, which a positioned box after it goes
// behind in columns, as in Blink; 0 for none.
func (c *flowCut) forcedAfter() value.Keyword {
	if c.r.media != columns || c.prev == nil || c.flows == 0 || isLine(c.prev) {
		return 0
	}
	return c.r.after(c.prev).forced
}

// place returns where what is at y in f goes in the piece.
func (c *flowCut) place(y geom.Unit) geom.Unit {
	if !c.known {
		return c.y
	}
	return y.Sub(c.src).Add(c.y)
}

// first reports whether y is where content of the piece can begin, so that nothing is gained by
// moving what is there on to the next one.
func (c *flowCut) first(y geom.Unit) bool {
	if c.t != nil && c.r.clones(c.f) {
		return y <= c.f.Border.Top.Add(c.f.Padding.Top)
	}
	return y <= 0
}

// put adds a kid to the piece.
func (c *flowCut) put(k *frag.Placed, at geom.Point, f *frag.Fragment) {
	c.moved = c.moved || at != k.At || f != k.Fragment
	c.r.stack = append(c.r.stack, frag.Placed{At: at, Fragment: f})
}

func (c *flowCut) offer(k *frag.Placed, y geom.Unit) offer {
	rel := relative(c.f, k)
	return offer{page: c.page, at: c.o.at.Add(geom.Point{X: k.At.X, Y: y}), src: c.o.src.Add(geom.Point{X: k.At.X, Y: k.At.Y.Sub(rel)})}
}

// reopen goes on with a kid of the piece before.
func (c *flowCut) reopen(k openKid) (piece, bool) {
	p := &c.f.Kids[k.index]
	if p.Has(frag.Float) {
		c.goFloat(k)
		return piece{}, false
	}
	y := c.y
	if prev := k.index - 1; isRow(p.Fragment) && c.flows > 0 && prev >= 0 && isRow(c.f.Kids[prev].Fragment) {
		// Rows that go on are apart as they were.
		y = y.Add(max(0, flowTop(c.f, p).Sub(flowTop(c.f, &c.f.Kids[prev])).Sub(c.f.Kids[prev].Size.H)))
	}
	o := c.offer(p, y)
	o.top = c.o.top
	if s := c.o.stop; s != nil && s.kid == k.index {
		o.stop = s.inner
	}
	q := c.r.cut(p.Fragment, k.rest, o)
	if q.frag == nil { // nothing fits here
		c.open = append(c.open, k)
		return c.stopBefore(k.index+1, perfect, 0), true
	}
	if k.rest.ended && q.frag.Size.H == 0 && k.rest.onlyFloats() && (q.rest == nil || q.parallel()) {
		// Only floats of it went on: what follows begins the piece, and its margin ends with the break.
		c.put(p, geom.Point{X: p.At.X, Y: y.Add(relative(c.f, p))}, q.frag)
		c.flaw, c.moved = c.flaw || q.flawed, true
		if q.rest != nil {
			c.open = append(c.open, openKid{k.index, q.rest})
		}
		return piece{}, false
	}
	return c.took(k.index, y, q)
}

// kid takes an in-flow kid that begins in this piece.
func (c *flowCut) kid(i int) (piece, bool) {
	r, f := c.r, c.f
	k := &f.Kids[i]
	line := isLine(k.Fragment)
	first := !c.begun
	var b breaks
	if !line {
		if !first {
			prev := c.prev
			if prev == nil {
				prev = c.before(i)
			}
			if prev != nil {
				b = r.after(prev)
			}
			b = r.before(k.Fragment, b)
			if r.media == pages && b.forced == 0 && prev != nil && pageName(prev, c.page, true) != pageName(k.Fragment, c.page, false) {
				b.forced = value.KwPage
			}
		}
		if b.forced != 0 && c.flows > 0 {
			if k := c.before(i); k != nil { // the margin above the break is content to balance
				r.reach = max(r.reach, c.o.at.Y.Add(c.y).Add(edgeMargin(k, c.width(), true)))
			}
			return c.stopBefore(i, perfect, b.forced), true
		}
	}
	top := flowTop(f, k)
	y := c.place(top)
	if !c.known && c.t != nil && c.t.forced && !line && k.Of != nil && !k.Has(frag.BlockLine) {
		y = y.Add(edgeMargin(k.Fragment, c.width(), false))
	}
	if s := c.o.stop; s != nil && s.kid == i && s.inner == nil {
		return c.stopBefore(i, c.appealAt(i, b), 0), true
	}
	y, waits := c.clear(i, y)
	if y > c.room && r.media == pages && empty(k.Fragment) { // margins go through it and end with the piece
		y = max(c.room, c.y)
	}
	o := c.offer(k, y)
	o.top = c.o.top && c.flows == 0 && c.first(y)
	if s := c.o.stop; s != nil && s.kid == i {
		o.stop = s.inner
	}
	var q piece
	switch {
	case waits, c.blocked && line && top < c.under:
	case c.room < y && !o.top:
		r.lacks(y.Sub(c.room))
	default:
		room := r.height
		if c.room != r.room(c.o) { // the bottom edge that each piece has takes room
			r.height = c.o.at.Y.Add(c.room)
		}
		q = r.cut(k.Fragment, nil, o)
		r.height = room
	}
	at := c.appealAt(i, b)
	// From the content edge of f only floats keep a kid apart: margins end at a break.
	apart := y > c.y && (line || r.floats[left].any || r.floats[right].any)
	if (first && c.t == nil || c.t != nil && c.flows == 0 && len(c.open) == 0 && c.o.top && !line) && !apart {
		at = lastResort
	}
	if q.frag == nil {
		if at == lastResort && !c.o.top {
			return piece{}, true // before this one there is nothing: the break is before f
		}
		if p, better := c.better(at, -1); better {
			return p, true
		}
		return c.stopBefore(i, at, 0), true
	}
	if c.flows > 0 || first && apart && c.t == nil {
		c.candidate(i, nil, at)
	}
	if n := len(c.wait); n > 0 && q.spanner != nil && q.marker == nil && q.frag.Size.H == 0 {
		m := f.Kids[c.wait[n-1]]
		m.At = m.At.Add(c.o.at)
		c.wait, q.marker = nil, &m
	}
	c.markers(y.Sub(top))
	if k.Kind == frag.Line { // a block in an inline box counts too, as in Blink
		c.lines++
	}
	return c.took(i, y, q)
}

// empty reports whether a kid in flow has no height and lets margins through.
func empty(k *frag.Fragment) bool {
	return k.Size.H == 0 && k.Kind == frag.Box && k.Of != nil && !k.Of.Context
}

// before returns the in-flow kid before kid i, or nil.
func (c *flowCut) before(i int) *frag.Fragment {
	for i--; i >= 0; i-- {
		if k := c.f.Kids[i].Fragment; inFlow(k) {
			return k
		}
	}
	return nil
}

// took goes on after kid i was cut at y.
func (c *flowCut) took(i int, y geom.Unit, q piece) (piece, bool) {
	k := &c.f.Kids[i]
	if q.best != nil {
		c.candidate(i, q.best, q.likes)
	}
	if q.rest != nil && q.forced == 0 && q.spanner == nil && !q.parallel() {
		if p, better := c.better(q.appeal, i); better {
			return p, true
		}
	}
	if c.short = max(c.short, q.short); c.short > 0 {
		if p, better := c.better(perfect-c.short, i); better {
			return p, true
		}
	}
	c.put(k, geom.Point{X: k.At.X, Y: y.Add(relative(c.f, k))}, q.frag)
	c.flaw = c.flaw || q.flawed
	c.y = y.Add(q.frag.Size.H)
	c.src, c.known = flowTop(c.f, k).Add(k.Size.H), true
	c.low = max(c.low, c.y)
	c.flows++
	c.begun, c.prev = c.begun || !emptyLine(k.Fragment), k.Fragment
	if q.rest == nil {
		return piece{}, false
	}
	c.open = append(c.open, openKid{i, q.rest})
	if q.parallel() {
		c.flaw = c.flaw || q.appeal < perfect
		return piece{}, false
	}
	p := c.stop(i+1, q.appeal, q.forced, q.spanner)
	p.marker = q.marker
	return p, true
}

// emptyLine reports whether a line holds nothing, as those before and after a block in an inline box:
// there is no break before it, nor after it at the start of its block.
func emptyLine(k *frag.Fragment) bool {
	return (isLine(k) || k.Kind == frag.Inline) && k.Size.H == 0
}

// appealAt returns how good a break before kid i is.
// https://www.w3.org/TR/css-break-4/#unforced-breaks
func (c *flowCut) appealAt(i int, b breaks) appeal {
	k := c.f.Kids[i].Fragment
	if emptyLine(k) {
		return lastResort
	}
	if !isLine(k) {
		if b.avoid && b.forced == 0 {
			return violatesAvoid
		}
		if k.Kind != frag.Line {
			return perfect
		}
	}
	if c.lines == 0 {
		return perfect
	}
	s := c.f.Of.Style
	orphans, widows := int(s.Orphans()), int(s.Widows())
	before := 0 // lines of the block above, those of earlier pieces included
	for j := i - 1; j >= 0 && before < orphans+widows; j-- {
		if c.f.Kids[j].Kind == frag.Line {
			before++
		}
	}
	if before < orphans {
		return violatesLines
	}
	after := 0
	for j := i; j < len(c.f.Kids) && after < widows; j++ {
		if c.f.Kids[j].Kind == frag.Line {
			after++
		}
	}
	if after < widows && before+after >= orphans+widows { // too few lines for both
		return violatesLines
	}
	return perfect
}

// candidate remembers a break point when none before was better.
func (c *flowCut) candidate(kid int, inner *breakpoint, a appeal) {
	if c.best < 0 || a >= c.likes {
		c.best, c.inner, c.likes = kid, inner, a
	}
}

// better cuts again at the best break point so far when that appeals more than a. Columns do not become
// higher for a better one then, as in Blink, unless it is right before kid now, which is being taken.
func (c *flowCut) better(a appeal, now int) (piece, bool) {
	if c.best < 0 || c.likes <= a || c.o.stop != nil {
		return piece{}, false
	}
	c.r.stack, c.r.floats = c.r.stack[:c.base], c.saved
	c.unreserve()
	o := c.o
	o.stop = &breakpoint{c.best, c.inner}
	p := c.r.cut(c.f, c.t, o)
	if p.appeal = max(p.appeal, c.likes); c.best != now || c.inner != nil {
		p.appeal = perfect
	}
	if c.r.avoids(c.f) {
		p.appeal = min(p.appeal, violatesAvoid)
	}
	return p, true
}

// spanner ends the piece at a box that spans the columns.
func (c *flowCut) spanner(i int) piece {
	if len(c.open) > 0 { // floats first, and what overflows
		return c.stopBefore(i, perfect, 0)
	}
	var marker *frag.Placed
	if n := len(c.wait); n > 0 {
		k := c.f.Kids[c.wait[n-1]]
		k.At = k.At.Add(c.o.at)
		c.wait, marker = nil, &k
	}
	if k := c.before(i); k != nil && c.flows > 0 { // the margin above the spanner is content to balance
		c.r.reach = max(c.r.reach, c.o.at.Y.Add(c.y).Add(edgeMargin(k, c.width(), true)))
	}
	p := c.stop(i+1, perfect, 0, c.f.Kids[i].Of)
	p.marker = marker
	return p
}

// stopBefore breaks before kid i.
func (c *flowCut) stopBefore(i int, a appeal, forced value.Keyword) piece {
	if len(c.wait) > 0 && c.wait[0] < i {
		i = c.wait[0]
		c.wait = nil
	}
	return c.stop(i, a, forced, nil)
}

// stop ends the piece in or before an in-flow kid.
func (c *flowCut) stop(next int, a appeal, forced value.Keyword, spanner *box.Box) piece {
	r, f := c.r, c.f
	open := c.open
	if c.t != nil {
		next = max(next, c.t.next)
		open = append(open, c.later...)
	}
	t := &rest{f: f, next: next, open: open, forced: forced != 0, order: c.order}
	t.forced = t.forced || spanner != nil
	if c.r.avoids(f) {
		a = min(a, violatesAvoid)
	}
	p := piece{rest: t, appeal: a, forced: forced, spanner: spanner}
	c.unreserve()
	c.repeatFooter(c.y)
	room := r.room(c.o)
	h := c.low
	if r.height != geom.Max && spanner == nil && !(len(open) == 0 && f.Of != nil && f.Of.Kind == box.RowGroup) {
		h = max(h, room)
	}
	if r.clones(f) && (r.height == geom.Max || spanner != nil) {
		h = h.Add(f.Border.Bottom).Add(f.Padding.Bottom)
	}
	if fixed(f) {
		left := c.over()
		if left <= h {
			h, t.ended = left, true
		}
	}
	if t.ended && hides(f) && forced == 0 && spanner == nil {
		p.rest = nil
	}
	c.finish(&p, h, t.ended)
	return p
}

// hides reports whether a box cuts off what overflows it in the block axis, so that there is
// nothing to go on with when the box ends.
func hides(f *frag.Fragment) bool {
	s := boxStyle(f)
	return s != nil && f.Of.Clip && s.OverflowY() != value.KwVisible
}

// over returns what is left of the height that f had in the strip.
func (c *flowCut) over() geom.Unit { return c.r.over(c.f, c.t) }

func (r *run) over(f *frag.Fragment, t *rest) geom.Unit {
	h := f.Size.H.Sub(consumed(t))
	if t != nil && r.clones(f) {
		h = h.Add(f.Border.Top).Add(f.Padding.Top)
	}
	return max(0, h)
}

func consumed(t *rest) geom.Unit {
	if t == nil {
		return 0
	}
	return t.consumed
}

// end finishes the piece when all in-flow kids were taken: the bottom of the box is what is left.
func (c *flowCut) end() piece {
	r, f := c.r, c.f
	room := r.room(c.o)
	if c.flows > 0 && room == r.height && r.height != geom.Max {
		room = max(room, c.y) // what cannot be divided was taken: it sticks out, and what holds it with it
	}
	edge := f.Border.Bottom.Add(f.Padding.Bottom)
	own := f.Of != nil && f.Of.Context && f.Kind == frag.Box
	waits := len(c.open) > 0 && own && !fixed(f) && !isRow(f) // what is open in a row that ends spans others
	var left geom.Unit
	margin := geom.Unit(0) // margins at the end of a formatting context do not go on
	switch {
	case fixed(f), isRow(f) && c.t != nil && c.t.ended:
		left = c.over()
	case c.t != nil && c.flows == 0 && c.t.next >= len(f.Kids) && (len(c.t.open) == 0 || !own && c.t.onlyFloats()):
		left = c.t.left
		if r.clones(f) {
			left = left.Add(f.Border.Top).Add(f.Padding.Top)
		}
	case elastic(f):
		margin = c.spacing()
		left = c.contentEnd(own).Add(edge).Add(margin)
		if f.Table == nil || len(c.order.bands) == 0 { // a table is what its parts are
			left = max(left, c.over())
		}
		if k := c.before(len(f.Kids)); k != nil && own && sequential(f) && !isLine(k) {
			if with := c.contentEnd(own).Add(edge).Add(edgeMargin(k, c.width(), true)); with > left {
				left, margin = with, with.Sub(left)
			}
		}
	case c.t == nil && !c.moved:
		left = f.Size.H
	default:
		left = max(0, c.contentEnd(own).Add(c.gap(own)))
	}
	p := piece{}
	if c.best >= 0 && (f.Of == nil || f.Of.Kind != box.Grid) { // nobody goes back into a grid
		p.best, p.likes = &breakpoint{c.best, c.inner}, c.likes
		if r.avoids(f) {
			p.likes = min(p.likes, violatesAvoid)
		}
	}
	if (left > room || waits) && r.height != geom.Max {
		if own && !fixed(f) && !elastic(f) {
			margin = max(0, c.gap(own).Sub(edge))
		}
		if waits || left.Sub(margin) > room {
			return c.slice(p, left, room, waits)
		}
		left = room
	}
	r.reach = max(r.reach, c.o.at.Y.Add(left))
	t := &rest{f: f, next: len(f.Kids), open: c.open, ended: true, order: c.order}
	if len(c.open) > 0 && !hides(f) {
		p.rest, p.appeal = t, perfect
	}
	c.finish(&p, left, true)
	return p
}

// slice takes what fits of a box that is taller than its contents.
func (c *flowCut) slice(p piece, left, room geom.Unit, waits bool) piece {
	r, f := c.r, c.f
	if !waits {
		r.lacks(left.Sub(room))
	}
	if c.t == nil && c.flows == 0 && !c.o.top && room <= 0 {
		return piece{}
	}
	a := perfect
	if r.avoids(f) {
		a = violatesAvoid
	}
	edge := f.Border.Bottom.Add(f.Padding.Bottom)
	content := left.Sub(edge)
	if k := c.before(len(f.Kids)); k != nil && edge > 0 && !fixed(f) { // the margin above the edge gives way to it
		content = content.Sub(max(0, edgeMargin(k, c.width(), true)))
	}
	if !waits && sequential(f) && (c.flows > 0 && room >= content || c.flows == 0 && c.t == nil) && c.low >= content {
		a = lastResort // the break is inside of an edge, where nothing allows it
	}
	if q, better := c.better(a, -1); better {
		return q
	}
	h := room
	if r.clones(f) {
		h = max(h, f.Border.Height().Add(f.Padding.Height()))
		left = left.Add(f.Border.Bottom).Add(f.Padding.Bottom)
	}
	h = max(h, 0)
	if c.o.top && h == 0 {
		h = left
	}
	p.rest = &rest{f: f, next: len(f.Kids), open: c.open, left: max(0, left.Sub(h)), order: c.order}
	p.appeal = a
	c.finish(&p, h, false)
	return p
}

// spacing returns what a table keeps between its last part and its edge.
func (c *flowCut) spacing() geom.Unit {
	if c.f.Table == nil || c.order == nil || len(c.order.bands) == 0 {
		return 0
	}
	last := c.order.bands[len(c.order.bands)-1]
	return max(0, c.f.Size.H.Sub(c.f.Border.Bottom).Sub(c.f.Padding.Bottom).Sub(last.bottom))
}

// contentEnd returns where the content of the piece ends.
func (c *flowCut) contentEnd(own bool) geom.Unit {
	if own {
		return c.low
	}
	return c.y
}

// gap returns how far the bottom of f is below its content.
func (c *flowCut) gap(own bool) geom.Unit {
	end := c.src
	if !c.known {
		end = c.f.Border.Top.Add(c.f.Padding.Top)
		if k := c.before(len(c.f.Kids)); k != nil {
			end = c.f.Size.H.Sub(bottomGap(c.f))
		}
	}
	if own {
		for i := range c.f.Kids {
			if k := &c.f.Kids[i]; k.Has(frag.Float) {
				end = max(end, flowTop(c.f, k).Add(k.Size.H).Add(algo.Margins(k.Of.Style, c.f.Size.W).Bottom))
			}
		}
	}
	return c.f.Size.H.Sub(end)
}

// markers places the markers that wait, moved by d.
func (c *flowCut) markers(d geom.Unit) {
	for _, i := range c.wait {
		k := &c.f.Kids[i]
		at := k.At
		at.Y = at.Y.Add(d)
		c.put(k, at, k.Fragment)
	}
	c.wait = nil
}

// finish makes the fragment of the piece: h is its height, last tells that the box ends with it.
func (c *flowCut) finish(p *piece, h geom.Unit, last bool) {
	kids := c.r.stack[c.base:]
	p.flawed, p.short = c.flaw, c.short
	p.frag = c.r.make(c.f, c.t, p, h, last, kids, c.moved, c.o)
}

// make returns the fragment of a piece of f with its kids: f itself when nothing changed.
func (r *run) make(f *frag.Fragment, t *rest, p *piece, h geom.Unit, last bool, kids []frag.Placed, moved bool, o offer) *frag.Fragment {
	extra, again := r.oof(f, t, p, o, h, last)
	if t == nil && p.rest == nil && !moved && h == f.Size.H && again == nil {
		same := true
		for i, k := range extra {
			same = same && k == f.Kids[len(f.Kids)-len(extra)+i]
		}
		if same {
			return f
		}
	}
	if again != nil && p.rest == nil {
		p.rest = &rest{f: f, next: len(f.Kids), ended: true, order: &order{}}
		p.appeal = perfect
	}
	out := *f
	out.Size.H = h
	out.Kids = append(make([]frag.Placed, 0, len(kids)), kids...)
	clone := r.clones(f)
	if t != nil && !clone {
		out.Border.Top, out.Padding.Top = 0, 0
		out.Flags &^= frag.First
	}
	if (!last || t != nil && t.ended) && !clone {
		out.Border.Bottom, out.Padding.Bottom = 0, 0
		out.Flags &^= frag.Last
	}
	if t != nil {
		out.Baseline = frag.NoBaseline
	}
	if p.rest != nil && f.LastBaseline != frag.NoBaseline || t != nil {
		out.LastBaseline = lastBaseline(&out)
	}
	if f.Kind == frag.Box && f.Table == nil && (t != nil || p.rest != nil) && !clone && (t == nil || !t.ended) {
		s := &frag.Slice{Before: consumed(t), Border: f.Border, Padding: f.Padding}
		if t != nil && t.whole != nil {
			s.Whole = t.whole
		} else {
			s.Whole = new(geom.Unit)
		}
		*s.Whole = max(*s.Whole, s.Before.Add(h))
		out.Slice = s
	}
	if p.rest != nil {
		p.rest.consumed = consumed(t).Add(h)
		if clone {
			p.rest.consumed = p.rest.consumed.Sub(f.Border.Bottom).Sub(f.Padding.Bottom)
			if t != nil {
				p.rest.consumed = p.rest.consumed.Sub(f.Border.Top).Sub(f.Padding.Top)
			}
		}
		p.rest.ended = p.rest.ended || t != nil && t.ended
		if out.Slice != nil {
			p.rest.whole = out.Slice.Whole
		}
	}
	if again != nil {
		p.rest.oof = again
	}
	out.Kids = append(out.Kids, extra...)
	out.Overflow = algo.Overflow(&out)
	return &out
}

func lastBaseline(f *frag.Fragment) geom.Unit {
	for i := len(f.Kids) - 1; i >= 0; i-- {
		if k := &f.Kids[i]; inFlow(k.Fragment) && k.LastBaseline != frag.NoBaseline {
			return k.At.Y.Add(k.LastBaseline)
		}
	}
	return frag.NoBaseline
}
