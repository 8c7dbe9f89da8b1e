package fragmentation

import (
	"slices"

	"vitrine/css/value"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// order is the order in which kids that may stand side by side are taken: bands from the top, each
// of kids that overlap in the block axis with others of it.
type order struct {
	kids  []int // by their tops
	bands []band
}

// band is a range of order.kids.
type band struct {
	from, to    int
	top, bottom geom.Unit
}

// maxNeighbours is how many kids of a band before one are looked at to find what it stands below.
const maxNeighbours = 256

// orderOf returns the bands of a fragment's in-flow kids.
func orderOf(f *frag.Fragment) *order {
	o := &order{}
	for i := range f.Kids {
		if inFlow(f.Kids[i].Fragment) {
			o.kids = append(o.kids, i)
		}
	}
	slices.SortStableFunc(o.kids, func(a, b int) int {
		return int(flowTop(f, &f.Kids[a])) - int(flowTop(f, &f.Kids[b]))
	})
	for n, i := range o.kids {
		k := &f.Kids[i]
		top := flowTop(f, k)
		bottom := top.Add(k.Size.H)
		if isRow(f) && top == 0 {
			bottom = max(top, min(bottom, f.Size.H)) // a cell that spans rows reaches out of its row
		}
		if last := len(o.bands) - 1; last >= 0 && (top < o.bands[last].bottom || isRow(f)) {
			o.bands[last].to = n + 1
			o.bands[last].bottom = max(o.bands[last].bottom, bottom)
			continue
		}
		o.bands = append(o.bands, band{n, n + 1, top, bottom})
	}
	return o
}

func isRow(f *frag.Fragment) bool { return f.Of != nil && f.Of.Kind == box.Row }

// cutParallel cuts a fragment whose kids may stand side by side: a flex or grid container, a
// table, a table row. https://www.w3.org/TR/css-break-4/#parallel-flows
func (r *run) cutParallel(f *frag.Fragment, t *rest, o offer) piece {
	p := r.cutKids(f, t, o, (*flowCut).bands)
	if p.frag != nil && p.frag != f && f.Table != nil {
		p.frag.Table = tablePart(f, p.frag, t)
	}
	return p
}

// bands takes band after band.
func (c *flowCut) bands() piece {
	f, t := c.f, c.t
	next := 0
	defer c.unreserve()
	if t == nil {
		c.order = orderOf(f)
		c.loose()
		c.reserve(0)
	} else {
		c.order, next = t.order, t.next
		if next <= len(c.order.bands) {
			c.repeatHeader()
			c.reserve(next)
		}
		if len(t.open) > 0 && next <= len(c.order.bands) {
			if p, done := c.takeBand(next-1, t.open, c.y); done {
				return p
			}
		} else if len(t.open) > 0 { // what overflows a box that is complete
			for n, k := range t.open {
				c.later = t.open[n+1:]
				if p, done := c.reopen(k); done {
					return p
				}
			}
		}
	}
	for i := next; i < len(c.order.bands); i++ {
		if c.foot != nil && c.order.kids[c.order.bands[i].from] == c.footKid {
			c.unreserve()
			c.foot = nil
		}
		if p, done := c.band(i); done {
			return p
		}
	}
	return c.end()
}

// loose places the anchors of the container.
func (c *flowCut) loose() {
	for i := range c.f.Kids {
		k := &c.f.Kids[i]
		if k.Kind == frag.Anchor {
			c.put(k, k.At, k.Fragment)
			c.r.anchor(k.Of, offer{at: c.o.at.Add(k.At), src: c.o.src.Add(k.At)})
		}
	}
}

// band takes a band that begins in this piece.
func (c *flowCut) band(i int) (piece, bool) {
	r, f := c.r, c.f
	bd := c.order.bands[i]
	var b breaks
	if i > 0 {
		prev := c.order.bands[i-1]
		for _, k := range c.order.kids[prev.from:prev.to] {
			a := r.after(f.Kids[k].Fragment)
			if b.avoid = b.avoid || a.avoid; a.forced != 0 {
				b.forced = a.forced
			}
		}
	}
	kids := make([]openKid, 0, bd.to-bd.from)
	for _, k := range c.order.kids[bd.from:bd.to] {
		b = r.before(f.Kids[k].Fragment, b)
		kids = append(kids, openKid{k, nil})
	}
	if b.forced != 0 && c.flows > 0 {
		return c.stopBefore(i, perfect, b.forced), true
	}
	at := perfect
	if b.avoid {
		at = violatesAvoid
	}
	if s := c.o.stop; s != nil && s.kid == i && s.inner == nil {
		return c.stopBefore(i, at, 0), true
	}
	y := c.place(bd.top)
	if y > c.room && !(c.o.top && c.flows == 0) {
		r.lacks(y.Sub(c.room))
		if p, better := c.better(at, -1); better {
			return p, true
		}
		return c.stopBefore(i, at, 0), true
	}
	if c.flows > 0 {
		c.candidate(i, nil, at)
	}
	return c.takeBand(i, kids, y)
}

// aligned returns a kid that is to be cut. The contents of cells in a row that is broken begin at
// the top, whatever their alignment, as in Chromium.
func (c *flowCut) aligned(k *frag.Placed, goesOn bool) *frag.Fragment {
	f := k.Fragment
	room := c.r.room(c.o)
	if f.Shift == 0 || !isRow(c.f) || !goesOn && (c.r.height == geom.Max || c.f.Size.H <= room && !(spansRows(c.f, k) && f.Size.H > room)) {
		return f
	}
	up := *f
	up.Shift = 0
	up.Kids = append([]frag.Placed(nil), f.Kids...)
	for i := range up.Kids {
		if k := &up.Kids[i]; !k.Has(frag.OutOfFlow) {
			k.At.Y = k.At.Y.Sub(f.Shift)
		}
	}
	for _, b := range []*geom.Unit{&up.Baseline, &up.LastBaseline} {
		if *b != frag.NoBaseline {
			*b = b.Sub(f.Shift)
		}
	}
	return &up
}

// taken is a kid of the band under way.
type taken struct {
	x, right    geom.Unit
	bottom, end geom.Unit // in f and in the piece
	open        bool
	stack       int // its place on the run's stack, -1 for none
	kid         int
}

// takeBand takes kids of band i, whose top is at y of the piece.
func (c *flowCut) takeBand(i int, kids []openKid, y geom.Unit) (piece, bool) {
	r, f := c.r, c.f
	bd := c.order.bands[i]
	fresh := len(kids) == 0 || len(kids) == bd.to-bd.from && kids[0].rest == nil
	stack, floats := len(r.stack), r.floats
	var done []taken
	var open []openKid
	a, forced := perfect, value.Keyword(0)
	var inner *breakpoint
	innerKid, likes := -1, lastResort
	end, lowest := y, geom.Max
	any := false
	for n, ok := range kids {
		k := &f.Kids[ok.index]
		top := flowTop(f, k)
		ky := y
		if ok.rest == nil {
			if fresh {
				ky = y.Add(top.Sub(bd.top))
			}
			if top >= lowest {
				waits := false
				for j := len(done) - 1; j >= max(0, len(done)-maxNeighbours); j-- {
					d := &done[j]
					if d.bottom > top || d.x >= k.At.X.Add(k.Size.W) || d.right <= k.At.X {
						continue
					}
					if waits = d.open; !waits {
						ky = max(ky, d.end.Add(top.Sub(d.bottom)))
					}
					break
				}
				if waits {
					open = append(open, ok)
					continue
				}
			}
		}
		o := c.offer(k, ky)
		o.top = c.o.top && c.flows == 0 && (c.first(ky) || ok.rest != nil)
		if s := c.o.stop; s != nil && s.kid == i && s.inner != nil && s.inner.kid == n {
			o.stop = s.inner.inner
		}
		var q piece
		if ky <= c.room || o.top {
			q = r.cut(c.aligned(k, ok.rest != nil), ok.rest, o)
		}
		d := taken{x: k.At.X, right: k.At.X.Add(k.Size.W), bottom: top.Add(k.Size.H), kid: ok.index, stack: -1}
		if q.frag == nil {
			if fresh && top == bd.top && !any || fresh && top == bd.top && isRow(f) { // the band moves as one
				r.stack, r.floats = r.stack[:stack], floats
				return c.bandMoves(i)
			}
			open = append(open, ok)
			d.open = true
			done = append(done, d)
			lowest = min(lowest, d.bottom)
			continue
		}
		any = true
		d.stack = len(r.stack)
		c.put(k, geom.Point{X: k.At.X, Y: ky.Add(relative(f, k))}, q.frag)
		d.end = ky.Add(q.frag.Size.H)
		if !spansRows(f, k) {
			end = max(end, d.end)
		}
		if q.rest != nil {
			open = append(open, openKid{ok.index, q.rest})
			if !q.parallel() {
				d.open = true
				a = min(a, q.appeal)
			}
			if q.forced != 0 {
				forced = q.forced
			}
		}
		c.short = max(c.short, q.short)
		if q.rest != nil && !q.parallel() && spansRows(f, k) {
			c.short = max(c.short, perfect-q.appeal)
		}
		if q.best != nil && (inner == nil || q.likes >= likes) {
			inner, innerKid, likes = q.best, n, q.likes
		}
		done = append(done, d)
		lowest = min(lowest, d.bottom)
	}
	unfinished := false
	for _, d := range done {
		unfinished = unfinished || d.open && !spansRows(f, &f.Kids[d.kid])
	}
	for _, k := range open {
		unfinished = unfinished || k.rest == nil
	}
	if inner != nil && c.oneByOne() {
		c.candidate(i, &breakpoint{innerKid, inner}, likes)
	}
	if unfinished && forced == 0 {
		if p, better := c.better(a, i); better {
			return p, true
		}
		if f.Table == nil { // rows end where they end: a footer may come after them
			end = max(end, r.room(c.o))
		}
		if r.height == geom.Max {
			end = c.low
		}
	}
	if c.short > 0 && !isRow(f) {
		if p, better := c.better(perfect-c.short, i); better {
			return p, true
		}
	}
	open = c.stretch(done, open, y, end, bd.bottom, unfinished)
	c.open = append(c.open, open...)
	c.y, c.src, c.known = end, bd.bottom, true
	c.low = max(c.low, end)
	c.flows++
	c.begun = true
	if unfinished {
		return c.stop(i+1, a, forced, nil), true
	}
	return piece{}, false
}

// oneByOne reports whether a break inside of a band can be gone back to, when one further on turns
// out to be bad: not where kids stand side by side, as in Chromium.
func (c *flowCut) oneByOne() bool {
	b := c.f.Of
	if b == nil || b.Kind != box.Flex {
		return b != nil && b.Kind == box.Table
	}
	dir := b.Style.FlexDirection()
	return dir == value.KwColumn || dir == value.KwColumnReverse
}

// bandMoves breaks before band i, nothing of which fits.
func (c *flowCut) bandMoves(i int) (piece, bool) {
	a := perfect
	if i == 0 && c.t == nil {
		if a = lastResort; !c.o.top {
			return piece{}, true
		}
	}
	if p, better := c.better(a, -1); better {
		return p, true
	}
	return c.stopBefore(i, a, 0), true
}

// spansRows reports whether a kid of a row reaches into the rows below.
func spansRows(f *frag.Fragment, k *frag.Placed) bool {
	return isRow(f) && k.Of != nil && k.Of.RowSpan != 1 && k.Size.H > f.Size.H
}

// stretch makes the kids that reached to the bottom of their band reach to its new bottom; the
// cells of a row that goes on go on with it.
func (c *flowCut) stretch(done []taken, open []openKid, y, end, bottom geom.Unit, unfinished bool) []openKid {
	f := c.f
	for _, d := range done {
		k := &f.Kids[d.kid]
		if d.stack < 0 || d.open || d.bottom != bottom && !isRow(f) || spansRows(f, k) {
			continue
		}
		if !isRow(f) && (!elastic(k.Fragment) || k.Of == nil || !k.Of.Style.Height().IsAuto()) {
			continue
		}
		p := &c.r.stack[d.stack]
		at := p.At.Y.Sub(relative(f, k))
		if p.Size.H == end.Sub(at) && !unfinished || end.Sub(at) < p.Size.H {
			continue
		}
		cp := *p.Fragment
		cp.Size.H = end.Sub(at)
		if unfinished && isRow(f) && !c.r.undivided(k.Fragment) {
			cp.Border.Bottom, cp.Padding.Bottom = 0, 0
			cp.Flags &^= frag.Last
			open = append(open, openKid{d.kid, &rest{f: k.Fragment, next: len(k.Fragment.Kids), order: &order{},
				consumed: cp.Size.H, left: k.Border.Bottom.Add(k.Padding.Bottom)}})
		}
		p.Fragment = &cp
		c.moved = true
	}
	return open
}

// repeatable is the part of a column or page that a repeated header or footer of a table may take.
const repeatable = 4

// section returns the header or the footer of a table, with its place among the kids and among the
// bands; -1 when there is none, or when it is too tall to be repeated.
func (c *flowCut) section(display value.Keyword) (kid, at int) {
	f := c.f
	if f.Table == nil || c.r.height == geom.Max {
		return -1, -1
	}
	for i := range f.Kids {
		k := &f.Kids[i]
		if k.Of == nil || k.Of.Kind != box.RowGroup || k.Of.Style.Display() != display {
			continue
		}
		if k.Size.H > c.r.height/repeatable {
			return -1, -1
		}
		return i, slices.IndexFunc(c.order.bands, func(b band) bool { return c.order.kids[b.from] == i })
	}
	return -1, -1
}

// repeatHeader puts the header of a table at the top of a later piece.
// https://www.w3.org/TR/css-tables-3/#repeated-headers
func (c *flowCut) repeatHeader() {
	f := c.f
	i, n := c.section(value.KwTableHeaderGroup)
	if c.t.next == 0 || n < 0 || n >= c.t.next || len(c.t.open) > 0 && n == c.t.next-1 {
		return
	}
	k := &f.Kids[i]
	if len(f.Table.Edges) > 0 && !c.r.clones(f) { // half of the header's upper border
		c.y = c.y.Add(f.Border.Top)
	}
	gap := geom.Unit(0)
	if n+1 < len(c.order.bands) {
		gap = max(0, c.order.bands[n+1].top.Sub(c.order.bands[n].bottom))
	}
	c.put(k, geom.Point{X: k.At.X, Y: c.y}, k.Fragment)
	c.y = c.y.Add(k.Size.H).Add(gap)
	c.low = max(c.low, c.y)
}

// reserve keeps room for the footer of a table, which each piece ends with; next is the first band
// of the piece.
func (c *flowCut) reserve(next int) {
	i, n := c.section(value.KwTableFooterGroup)
	if n < max(1, next) {
		return
	}
	bands := c.order.bands
	c.foot, c.footKid = &c.f.Kids[i], i
	c.footGap = max(0, bands[n].top.Sub(bands[n-1].bottom))
	c.kept = c.foot.Size.H.Add(c.footGap)
	c.r.height = c.r.height.Sub(c.kept)
	c.room = c.room.Sub(c.kept)
}

// unreserve gives the room back.
func (c *flowCut) unreserve() {
	c.r.height = c.r.height.Add(c.kept)
	c.room = c.room.Add(c.kept)
	c.kept = 0
}

// repeatFooter puts the footer of a table at the end of a piece whose rows end at y.
func (c *flowCut) repeatFooter(y geom.Unit) {
	if c.foot == nil || c.flows == 0 {
		return
	}
	k := c.foot
	c.put(k, geom.Point{X: k.At.X, Y: y.Add(c.footGap)}, k.Fragment)
	c.low = max(c.low, y.Add(c.footGap).Add(k.Size.H))
}

// moved is a range of a table's rows in the strip, and how far it is from there in a piece.
type moved struct{ from, to, shift geom.Unit }

// tablePart returns what a piece of a table draws besides its cells.
func tablePart(f, out *frag.Fragment, t *rest) *frag.Table {
	part := &frag.Table{Grid: geom.Rect{X: f.Table.Grid.X, W: f.Table.Grid.W}}
	// The grid is what the sections take; captions are outside of it.
	top, bottom := geom.Unit(0), out.Size.H
	var groups []moved
	for i := range out.Kids {
		k := &out.Kids[i]
		if k.Kind != frag.Box || k.Of == nil {
			continue
		}
		switch k.Of.Kind {
		case box.Caption:
			if k.Of.Style.CaptionSide() == value.KwBottom {
				bottom = min(bottom, k.At.Y)
			} else {
				top = max(top, k.At.Y.Add(k.Size.H))
			}
		case box.RowGroup:
			for _, src := range f.Kids {
				if src.Of != k.Of {
					continue
				}
				a := src.At.Y
				if k.Slice != nil {
					a = a.Add(k.Slice.Before)
				}
				g := moved{a, a.Add(k.Size.H), k.At.Y.Sub(a)}
				if n := len(groups); n > 0 && groups[n-1].shift == g.shift && groups[n-1].to <= g.from {
					groups[n-1].to = g.to // the two stand as they did
				} else {
					groups = append(groups, g)
				}
			}
		}
	}
	part.Grid.Y, part.Grid.H = top, max(0, bottom.Sub(top))
	for _, a := range f.Table.Columns {
		a.Rect.Y, a.Rect.H = part.Grid.Y, part.Grid.H
		part.Columns = append(part.Columns, a)
	}
	for _, g := range groups {
		for _, e := range f.Table.Edges {
			lo, hi := e.Rect.Y, e.Rect.Bottom()
			switch {
			case e.Vertical:
				lo, hi = max(lo, g.from), min(hi, g.to)
				if hi <= lo {
					continue
				}
			case hi < g.from || lo > g.to || g.from > 0 && t != nil && hi <= g.from:
				continue
			}
			e.Rect.Y, e.Rect.H = lo.Add(g.shift), hi.Sub(lo)
			part.Edges = append(part.Edges, e)
		}
	}
	return part
}
