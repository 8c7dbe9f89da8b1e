package fragmentation

import (
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/flow"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// source is what the columns of a container are made of.
type source struct {
	c       *algo.Ctx
	b       *box.Box
	strip   *frag.Fragment // the contents in one column
	pending []algo.Pending // positioned boxes in the strip that are not placed
	static  []geom.Point   // where they would be, relative to the content box
	legend  []frag.Placed  // of a fieldset, relative to the border box
	head    geom.Unit      // how far it moves the content box down
	content geom.Unit      // width of the content box
	count   int            // columns
	width   geom.Unit      // of a column
	gap     geom.Unit      // between two
	height  geom.Unit      // of the content box, or Indefinite
	tallest geom.Unit      // the tallest content that cannot be divided, when columns were balanced
	limit   geom.Unit      // max-height of the content box, or geom.Max
	balance bool
	rtl     bool
	// line is the height of a line of columns, geom.Max for as tall as need be; wraps has a line
	// end after so many columns as there are, and lineGap is between two.
	// https://www.w3.org/TR/css-multicol-2/#ch
	line, lineGap geom.Unit
	wraps         bool
}

// columnsRest is what rests of a multi-column container.
type columnsRest struct {
	strip   *rest        // nil before the first column
	end     bool         // nothing is left of the strip
	spanner *box.Box     // the box across the columns that comes next
	part    *rest        // of the spanner
	marker  *frag.Placed // to stand beside its first line, at its place in a column
	margin  algo.Strut   // below the spanner before, when nothing came after it
	used    geom.Unit    // height of the content so far
}

// filled is a container's content, or the part of it that fits.
type filled struct {
	kids     []frag.Placed // relative to the content box
	rules    []geom.Rect
	last     int // the first rule of the last row, when nothing comes after it
	height   geom.Unit
	baseline geom.Unit
	static   []geom.Point // of source.pending; at noPlace when it did not come up
	rest     *columnsRest
	any      bool // something was taken
	appeal   appeal
	forced   value.Keyword
}

var noPlace = geom.Point{X: geom.Min, Y: geom.Min}

// Limits of a multi-column container.
const (
	// maxColumns is how many columns a row has; past them only forced breaks make more.
	maxColumns = 20000
	// maxPasses is how often columns are filled to balance them; nested containers have less.
	maxPasses = 24
	// MaxFills is how many columns one layout fills, all attempts to balance them counted; past it
	// columns are not balanced, and a column takes all that is left.
	MaxFills = 100000
	// plainPasses is after how many passes the steps begin to grow.
	plainPasses = 8
)

// Layout lays out a multi-column container.
// https://www.w3.org/TR/css-multicol-1/
func Layout(c *algo.Ctx, b *box.Box, s algo.Space) algo.Result {
	border, padding := algo.Border(b.Style), algo.Padding(b.Style, s.Percent.W)
	if s.Collapsed {
		border = s.CellBorder
	}
	edges := border.Add(padding)
	var more []algo.Pending
	var legend []frag.Placed
	var head geom.Unit
	if b.Fieldset {
		w := max(0, s.W.Sub(edges.Width()))
		legend, more, head = flow.Legend(c, b, border, edges, w, geom.Size{W: w, H: algo.DefiniteHeight(b, s, edges)})
		head = head.Sub(edges.Top)
		edges.Top = edges.Top.Add(head)
	}
	m := newSource(c, b, s, edges)
	m.legend, m.head = legend, head
	in := m.fill(nil, geom.Point{}, &columnsRest{}, geom.Max, true)
	origin := geom.Point{X: edges.Left, Y: edges.Top}
	f := &frag.Fragment{Kind: frag.Box, Flags: frag.First | frag.Last, Border: border, Padding: padding, Baseline: frag.NoBaseline,
		LastBaseline: frag.NoBaseline, Of: b}
	f.Size = geom.Size{W: s.W, H: algo.Height(b, s, edges, in.height.Add(edges.Height()))}
	if algo.AlignsContent(b.Style) && b.Pseudo != box.Anonymous {
		origin.Y = origin.Y.Add(algo.ContentShift(b.Style, f.Size.H.Sub(edges.Height()).Sub(in.height)))
	}
	f.Columns = m.columns(in, origin, f.Size.H.Sub(edges.Bottom))
	if b.Floating {
		f.Flags |= frag.Float
	}
	if b.Scroll {
		f.Flags |= frag.Scrolls
	}
	m.dress(f, in, origin)
	m.static = in.static
	pending := make([]algo.Pending, len(m.pending))
	for i, p := range m.pending {
		if d := in.static[i]; d != noPlace {
			d = d.Sub(p.Static)
			p.Static, p.InlineRect = p.Static.Add(d), p.InlineRect.Move(d)
		}
		pending[i] = p
	}
	f.Kids = append(legend[:len(legend):len(legend)], f.Kids...)
	out := c.Finish(b, f, append(more, algo.Shift(pending, origin)...))
	return algo.Result{Frag: f, OutOfFlow: out}
}

// newSource lays out the strip and decides on the columns.
func newSource(c *algo.Ctx, b *box.Box, s algo.Space, edges geom.Sides) *source {
	m := &source{c: c, b: b, content: max(0, s.W.Sub(edges.Width())), rtl: b.Style.Direction() == value.KwRtl}
	m.gap = Gap(b, m.content)
	m.count, m.width = Count(b, m.content, m.gap)
	m.height, m.limit = algo.DefiniteHeight(b, s, edges), geom.Max
	if h, ok := algo.Resolve(b.Style.MaxHeight(), s.Percent.H); ok && s.H == algo.Indefinite {
		if b.Style.BoxSizing() == value.KwBorderBox {
			h = h.Sub(edges.Height())
		}
		m.limit = max(0, h)
	}
	if m.height != algo.Indefinite {
		m.limit = m.height
	}
	m.balance = b.Style.ColumnFill() == value.KwBalance
	m.lines()
	r := flow.Strip(c, b, m.width, m.height)
	// What the container's style says is about the container, not about the content in it.
	strip := *r.Frag
	strip.Of = &box.Box{Kind: box.Block, Pseudo: box.Anonymous, Context: true, Inlines: b.Inlines, Style: b.Style, Node: b.Node, Frame: b.Frame}
	m.strip, m.pending = &strip, r.OutOfFlow
	return m
}

// lines decides on the lines of columns.
// https://www.w3.org/TR/css-multicol-2/#cwr
func (m *source) lines() {
	s := m.b.Style
	m.line = geom.Max
	height := s.ColumnHeight()
	switch kw := s.ColumnWrap(); {
	case !height.IsAuto():
		m.line, m.limit = max(geom.One, height.Resolve(0)), geom.Max
		m.wraps = kw != value.KwNowrap
	case kw == value.KwWrap && m.height != algo.Indefinite:
		m.line, m.limit = max(geom.One, m.height), geom.Max
		m.wraps = true
	}
	if gap := s.RowGap(); gap.Kind == value.LengthKeyword {
		m.lineGap = geom.FromPx(float64(s.FontSize()))
	} else {
		m.lineGap = max(0, gap.Resolve(max(0, m.height)))
	}
}

// Gap returns the used gap between columns of a container with a content box of width w.
// https://www.w3.org/TR/css-multicol-1/#column-gap
func Gap(b *box.Box, w geom.Unit) geom.Unit {
	g := b.Style.ColumnGap()
	if g.Kind == value.LengthKeyword {
		return geom.FromPx(float64(b.Style.FontSize()))
	}
	if w == algo.Indefinite {
		w = 0
	}
	return max(0, g.Resolve(w))
}

// Count returns the used number and width of columns in a content box of width w.
// https://www.w3.org/TR/css-multicol-1/#pseudo-algorithm
func Count(b *box.Box, w, gap geom.Unit) (n int, width geom.Unit) {
	count, auto := b.Style.ColumnCount()
	cw := b.Style.ColumnWidth()
	n = 1
	if !cw.IsAuto() {
		used := max(geom.One, cw.Resolve(0))
		n = max(1, int(w.Add(gap)/max(1, used.Add(gap))))
		if !auto {
			n = min(n, int(count))
		}
	} else if !auto {
		n = int(count)
	}
	n = max(1, min(n, maxColumns))
	return n, max(0, w.Sub(gap.Mul(float64(n-1)))/geom.Unit(n))
}

// columns returns what a fragment keeps of its columns.
func (m *source) columns(in filled, origin geom.Point, bottom geom.Unit) *frag.Columns {
	col := &frag.Columns{Source: m}
	for i, r := range in.rules {
		r = r.Move(origin)
		if i >= in.last { // the last row's reach to the end of the container
			r.H = max(r.H, bottom.Sub(r.Y))
		}
		col.Rules = append(col.Rules, r)
	}
	return col
}

// dress puts the content into a fragment whose content box is at origin.
func (m *source) dress(f *frag.Fragment, in filled, origin geom.Point) {
	f.Kids = make([]frag.Placed, 0, len(in.kids))
	for _, k := range in.kids {
		k.At = k.At.Add(origin)
		f.Kids = append(f.Kids, k)
	}
	if in.baseline != frag.NoBaseline {
		f.Baseline = in.baseline.Add(origin.Y)
	}
	f.LastBaseline = lastBaseline(f)
}

// fill fills columns, and places the boxes across them, in a height of avail. In another
// fragmentation context, the content box is at a place of the outer fragmentainer.
// https://www.w3.org/TR/css-multicol-1/#filling-columns
func (m *source) fill(outer *run, at geom.Point, t *columnsRest, avail geom.Unit, top bool) filled {
	in := filled{baseline: frag.NoBaseline, static: make([]geom.Point, len(m.pending)), appeal: perfect}
	for i := range in.static {
		in.static[i] = noPlace
	}
	left := *t
	var y geom.Unit
	margin := t.margin
	end := m.line // of the line of columns
	for {
		if left.spanner != nil {
			if !m.across(outer, at, &left, &in, &y, &margin, avail, top && !in.any) {
				left.used, left.margin = left.used.Add(y), margin
				in.rest = &left
				break
			}
			continue
		}
		if left.end {
			break
		}
		above, before := y, margin
		y = y.Add(margin.Sum())
		margin = algo.Strut{}
		start := y
		room := avail.Sub(y)
		if avail == geom.Max {
			room = geom.Max
		}
		if m.line != geom.Max {
			room = min(room, max(geom.One, end.Sub(y)))
		}
		if m.limit != geom.Max {
			room = min(room, max(geom.One, m.limit.Sub(left.used).Sub(y)))
		}
		if room <= 0 {
			if !top || in.any {
				outer.lacks(1 - room)
				left.used = left.used.Add(y)
				in.rest = &left
				break
			}
			room = 1
		}
		if !m.row(outer, at, &left, &in, &y, room, avail.Sub(y), top && !in.any) {
			if m.wraps && in.any && in.forced == 0 && end < avail {
				y = end.Add(m.lineGap)
				end = y.Add(m.line)
				continue
			}
			left.used = left.used.Add(y)
			in.rest = &left
			break
		}
		if y == start && left.spanner != nil { // nothing is between the two: their margins collapse
			y, margin = above, before
		}
	}
	in.height = y.Add(margin.Sum())
	if in.rest != nil {
		in.height = y
	} else if m.line != geom.Max && in.any {
		in.height = max(in.height, end)
	}
	return in
}

// row fills one row of columns: what comes before the next box across the columns. It reports
// whether the row is complete.
func (m *source) row(outer *run, at geom.Point, left *columnsRest, in *filled, y *geom.Unit, room, avail geom.Unit, top bool) bool {
	r := &run{c: m.c, media: columns, frame: m.b.Frame, outer: outer, at: at.Add(geom.Point{Y: *y})}
	for _, p := range m.pending {
		r.askFor(p.Box)
	}
	balance := m.balance
	h := room
	if balance && !m.wraps {
		h = m.balanced(r, left.strip, room)
	}
	most := maxColumns
	if m.wraps || outer != nil && outer.height != geom.Max && h >= avail {
		most = m.count
	}
	cols := m.cols(r, left.strip, h, most)
	last := &cols[len(cols)-1]
	if balance && m.wraps && last.rest == nil { // only the last line is balanced
		h = m.balanced(r, left.strip, room)
		cols = m.cols(r, left.strip, h, most)
		last = &cols[len(cols)-1]
	}
	if last.spanner != nil && (!balance || m.wraps) { // what comes before a spanner is always balanced
		balance = true
		h = m.balanced(r, left.strip, room)
		cols = m.cols(r, left.strip, h, most)
		last = &cols[len(cols)-1]
	}
	tall := geom.Unit(0)
	for _, p := range cols {
		tall = max(tall, p.frag.Size.H)
	}
	if outer != nil && !top && tall > room && last.rest != nil && outer.height != geom.Max {
		// Nothing fits in what is left of the outer fragmentainer.
		outer.lacks(tall.Sub(room))
		return false
	}
	if h == geom.Max {
		tall = max(tall, r.reach) // what overflows its box counts
	}
	if !balance && len(cols) == 1 || h == geom.Max || tall == 0 && len(cols) == 1 {
		h = tall
	}
	in.last = len(in.rules)
	for i, p := range cols {
		x := m.x(i)
		d := geom.Point{X: x, Y: *y}
		for _, k := range p.frag.Kids {
			k.At = k.At.Add(d)
			in.kids = append(in.kids, k)
		}
		if in.baseline == frag.NoBaseline && p.frag.Baseline != frag.NoBaseline {
			in.baseline = y.Add(p.frag.Baseline)
		}
		if i > 0 {
			in.rules = append(in.rules, m.rule(i-1, *y, h))
		}
		for _, s := range p.static {
			in.static[s.index] = m.pending[s.index].Static.Add(s.moved).Add(d)
		}
		in.any = in.any || len(p.frag.Kids) > 0 || p.rest == nil || p.spanner != nil
	}
	*y = y.Add(h)
	left.strip, left.spanner, left.end = last.rest, last.spanner, last.rest == nil
	left.marker = last.marker
	if last.rest == nil || last.spanner != nil {
		return true
	}
	in.appeal, in.any = last.appeal, true
	if outer != nil {
		outer.lacks(max(1, r.shortage))
	}
	return false
}

// x returns where column i starts.
func (m *source) x(i int) geom.Unit {
	x := m.width.Add(m.gap).Mul(float64(i))
	if m.rtl {
		return m.content.Sub(m.width).Sub(x)
	}
	return x
}

// rule returns the gap after column i.
func (m *source) rule(i int, y, h geom.Unit) geom.Rect {
	x := m.x(i).Add(m.width)
	if m.rtl {
		x = m.x(i).Sub(m.gap)
	}
	return geom.Rect{X: x, Y: y, W: m.gap, H: h}
}

// column is one filled column.
type column struct {
	piece
	static []placedAnchor
}

// placedAnchor tells how far the anchor of a positioned box moved into the column.
type placedAnchor struct {
	index int
	moved geom.Point
}

// cols fills columns of height h: up to most of them.
func (m *source) cols(r *run, t *rest, h geom.Unit, most int) (out []column) {
	r.shortage = geom.Max
	for {
		r.height, r.floats = h, floatEnds{}
		m.c.Fills++
		if len(out) >= maxColumns || m.c.Fills > MaxFills {
			r.height = geom.Max
		}
		for b := range r.static {
			r.static[b] = nil
		}
		p := r.cut(m.strip, t, offer{top: true})
		if p.frag == nil { // cannot be at the top of a column; take the rest as it is
			p = piece{frag: m.strip}
		}
		col := column{piece: p}
		for i, q := range m.pending {
			if d := r.static[q.Box]; d != nil {
				col.static = append(col.static, placedAnchor{i, *d})
			}
		}
		out = append(out, col)
		if p.rest == nil || p.spanner != nil || len(out) >= most && most < maxColumns {
			return out
		}
		t = p.rest
	}
}

// balanced returns the least height of columns that takes what rests of the strip, up to the next
// box across the columns, in as many columns as there are; at most limit.
func (m *source) balanced(r *run, t *rest, limit geom.Unit) geom.Unit {
	type part struct {
		h      geom.Unit
		breaks geom.Unit
	}
	var parts []part
	r.tallest = 0
	for t := t; ; {
		r.height, r.floats, r.reach = geom.Max, floatEnds{}, 0
		p := r.cut(m.strip, t, offer{top: true})
		if p.frag == nil {
			break
		}
		parts = append(parts, part{h: max(p.frag.Size.H, r.reach)})
		if p.rest == nil || p.spanner != nil || len(parts) > maxColumns {
			break
		}
		t = p.rest
	}
	for n := len(parts); n < m.count; n++ {
		best := 0
		for i, p := range parts {
			if p.h/(p.breaks+1) > parts[best].h/(parts[best].breaks+1) {
				best = i
			}
		}
		parts[best].breaks++
		if n-len(parts) > int(parts[best].h) { // more columns than there is height
			break
		}
	}
	h := r.tallest
	m.tallest = max(m.tallest, r.tallest)
	for _, p := range parts {
		h = max(h, (p.h+p.breaks)/(p.breaks+1))
	}
	h = max(1, min(h, limit))
	if m.c.Fills > MaxFills {
		return h
	}
	passes := maxPasses
	for o := r.outer; o != nil; o = o.outer {
		passes /= 3
	}
	for pass := 0; pass < max(2, passes) && h < limit; pass++ {
		cols := m.cols(r, t, h, m.count+1)
		n, forced, bad := 0, 0, false
		for _, p := range cols {
			n++
			if p.rest != nil && p.forced != 0 {
				forced++
			}
			bad = bad || p.flawed || p.rest != nil && p.forced == 0 && p.spanner == nil && p.appeal < perfect
		}
		if n <= m.count && !bad || r.shortage == geom.Max || forced >= m.count && !bad {
			break
		}
		step := r.shortage
		if pass >= plainPasses {
			step = step.Mul(float64(int(1) << (pass - plainPasses)))
		}
		h = min(limit, h.Add(max(1, step)))
	}
	return h
}

// across places a box that spans the columns. It reports whether all of it fit.
func (m *source) across(outer *run, at geom.Point, left *columnsRest, in *filled, y *geom.Unit, margin *algo.Strut, avail geom.Unit, top bool) bool {
	k := left.spanner
	percent := geom.Size{W: m.content, H: m.height}
	s := k.Style
	mg := algo.Margins(s, m.content)
	if left.part == nil {
		*margin = margin.Append(mg.Top, s.MarginTop())
	}
	ky := y.Add(margin.Sum())
	w := m.c.Width(k, percent, m.content.Sub(mg.Width()), false)
	res := m.c.Child(k, algo.Root(w, percent))
	x := m.spannerX(k, mg, w)
	p := piece{frag: res.Frag}
	if outer != nil {
		if ky > avail && !top {
			outer.lacks(ky.Sub(avail))
			return false
		}
		p = outer.cut(res.Frag, left.part, offer{at: at.Add(geom.Point{X: x, Y: ky}), top: top})
		if p.frag == nil {
			return false
		}
	}
	place := geom.Point{X: x, Y: ky}
	rel := algo.Relative(k, percent, m.rtl)
	in.kids = append(in.kids, frag.Placed{At: place.Add(rel), Fragment: p.frag})
	if in.baseline == frag.NoBaseline && p.frag.Baseline != frag.NoBaseline {
		in.baseline = ky.Add(p.frag.Baseline)
	}
	if k := left.marker; k != nil && p.frag.Baseline != frag.NoBaseline {
		asc := k.Baseline
		if asc == frag.NoBaseline {
			asc = k.Size.H
		}
		at := geom.Point{X: x.Add(k.At.X), Y: ky.Add(p.frag.Baseline).Sub(asc)}
		in.kids = append(in.kids, frag.Placed{At: at, Fragment: k.Fragment})
	}
	left.marker = nil
	in.any, in.last = true, len(in.rules)
	*y = ky.Add(p.frag.Size.H)
	*margin = algo.Strut{}
	if p.rest != nil {
		left.part = p.rest
		in.appeal, in.forced = p.appeal, p.forced
		return false
	}
	*margin = margin.Append(mg.Bottom, s.MarginBottom())
	left.spanner, left.part = nil, nil
	m.adopt(k, res.OutOfFlow, place.Add(rel), in)
	return true
}

// adopt notes the positioned boxes inside of a box across the columns.
func (m *source) adopt(k *box.Box, list []algo.Pending, at geom.Point, in *filled) {
	for _, p := range algo.Shift(list, at) {
		found := false
		for i := range m.pending {
			if m.pending[i].Box == p.Box {
				m.pending[i], found = p, true
				if i < len(in.static) {
					in.static[i] = p.Static
				}
			}
		}
		if !found {
			m.pending = append(m.pending, p)
			in.static = append(in.static, p.Static)
		}
	}
}

// spannerX returns where a box across the columns starts.
// https://www.w3.org/TR/CSS21/visudet.html#blockwidth
func (m *source) spannerX(k *box.Box, mg geom.Sides, w geom.Unit) geom.Unit {
	free := m.content.Sub(w).Sub(mg.Width())
	l, r := k.Style.MarginLeft().IsAuto(), k.Style.MarginRight().IsAuto()
	switch {
	case l && r && free > 0:
		return mg.Left.Add(free / 2)
	case l && free > 0:
		return mg.Left.Add(free)
	case m.rtl && !(r && free > 0):
		return m.content.Sub(w).Sub(mg.Right)
	}
	return mg.Left
}

// cutColumns cuts a multi-column container: its columns are filled anew with the height that is
// left in the outer fragmentainer, and go on in the next one.
func (r *run) cutColumns(f *frag.Fragment, t *rest, o offer) piece {
	m, ok := f.Columns.Source.(*source)
	room := r.room(o)
	if ok && t == nil {
		r.tallest = max(r.tallest, m.tallest)
	}
	if !ok || t == nil && (r.height == geom.Max || f.Size.H <= room) {
		r.anchors(f, o)
		return piece{frag: f}
	}
	clone := r.clones(f)
	origin := geom.Point{X: f.Border.Left.Add(f.Padding.Left)}
	bottom := geom.Unit(0)
	if t == nil || clone {
		origin.Y = f.Border.Top.Add(f.Padding.Top)
	}
	if t == nil {
		origin.Y = origin.Y.Add(m.head)
	}
	if clone {
		bottom = f.Border.Bottom.Add(f.Padding.Bottom)
	}
	from := &columnsRest{}
	if t != nil {
		from = t.columns
	}
	p := piece{appeal: perfect}
	var in filled
	var h geom.Unit
	if from == nil { // only what is below the content is left
		in.static, h = make([]geom.Point, len(m.pending)), t.left.Add(origin.Y)
	} else {
		in = m.fill(r, o.at.Add(origin), from, room.Sub(origin.Y).Sub(bottom), o.top)
		if !in.any && in.rest != nil && !o.top && t == nil {
			return piece{}
		}
		h = origin.Y.Add(in.height).Add(f.Border.Bottom).Add(f.Padding.Bottom)
		if m.height != algo.Indefinite {
			h = r.over(f, t)
		} else if in.rest == nil && elastic(f) {
			h = max(h, r.over(f, t))
		}
	}
	p.appeal, p.forced = in.appeal, in.forced
	last := true
	switch {
	case in.rest != nil:
		p.rest = &rest{f: f, columns: in.rest}
		if m.height == algo.Indefinite || h > room {
			h, last = max(room, 0), false
		} else {
			p.rest.ended = true
		}
	case h > room:
		p.rest = &rest{f: f, next: len(f.Kids), left: h.Sub(room).Add(bottom)}
		r.lacks(h.Sub(room))
		h, last = max(room, 0), false
	}
	if p.rest != nil && r.avoids(f) {
		p.appeal = min(p.appeal, violatesAvoid)
	}
	for i, at := range in.static {
		if i < len(m.static) && at != noPlace && m.static[i] != noPlace && from != nil {
			at = at.Add(origin)
			was := m.static[i].Add(geom.Point{X: f.Border.Left.Add(f.Padding.Left), Y: f.Border.Top.Add(f.Padding.Top)})
			r.anchor(m.pending[i].Box, offer{at: o.at.Add(at), src: o.src.Add(was)})
		}
	}
	kids := make([]frag.Placed, 0, len(in.kids))
	if t == nil {
		kids = append(kids, m.legend...)
	}
	for _, k := range in.kids {
		k.At = k.At.Add(origin)
		if r.media == pages { // the strip is as layout has it, pages are not
			k.Fragment = algo.Physical(k.Fragment, m.b.Frame)
		}
		kids = append(kids, k)
	}
	p.frag = r.make(f, t, &p, h, last, kids, true, o)
	p.frag.Columns = m.columns(in, origin, p.frag.Size.H.Sub(p.frag.Border.Bottom).Sub(p.frag.Padding.Bottom))
	if t == nil && in.baseline != frag.NoBaseline {
		p.frag.Baseline = in.baseline.Add(origin.Y)
	}
	return p
}

// Measure returns the intrinsic widths of a multi-column container.
// https://www.w3.org/TR/css-multicol-1/#intrinsic
func Measure(c *algo.Ctx, b *box.Box) algo.MinMax {
	edges := algo.Edges(b.Style, algo.Indefinite).Width()
	var mm algo.MinMax
	if w, _ := algo.Contained(b); !w {
		mm = flow.Measure(c, b).Add(-edges)
	}
	count, auto := b.Style.ColumnCount()
	if auto {
		count = 1
	}
	gaps := Gap(b, algo.Indefinite).Mul(float64(count - 1))
	if w := b.Style.ColumnWidth(); !w.IsAuto() {
		mm.Min = min(mm.Min, w.Resolve(0))
		mm.Max = max(mm.Max, w.Resolve(0))
	} else {
		mm.Min = mm.Min.Mul(float64(count)).Add(gaps)
	}
	mm.Max = mm.Max.Mul(float64(count)).Add(gaps)
	return mm.Add(edges)
}
