package flow

import (
	"slices"
	"strings"

	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// A column of a ruby is an atomic box on the line: its base is laid out first, as the line of text
// that it would be without annotations, and these stand over or under it, so that em boxes touch.
// All annotations of one level of a line share a baseline.
// https://drafts.csswg.org/css-ruby-1/#ruby-layout

// MeasureRuby returns the width of a column of a ruby: that of its widest level.
func MeasureRuby(c *algo.Ctx, b *box.Box) algo.MinMax {
	w := geom.Unit(0)
	for _, k := range b.Kids {
		w = max(w, c.Contribution(k).Max)
	}
	return algo.MinMax{Min: w, Max: w}
}

// Ruby lays out a column of a ruby.
func Ruby(c *algo.Ctx, b *box.Box, s algo.Space) algo.Result {
	under := algo.Root(s.W, s.Percent)
	under.LineEnd = s.LineEnd
	r := c.Child(b.Kids[0], under)
	f := &frag.Fragment{Kind: frag.Box, Flags: frag.First | frag.Last, Of: b, Size: geom.Size{W: s.W, H: r.Frag.Size.H},
		Baseline: r.Frag.Baseline, LastBaseline: r.Frag.LastBaseline, Kids: []frag.Placed{{Fragment: r.Frag}}}
	pending := r.OutOfFlow
	for _, k := range b.Kids[1:] {
		res := c.Child(k, algo.Root(s.W, s.Percent))
		f.Kids = append(f.Kids, frag.Placed{Fragment: annotation(c, res.Frag, k)})
		pending = append(pending, res.OutOfFlow...)
	}
	l := newLevels(b.Frame == geom.VerticalLR)
	l.include(c, f, 0)
	font, st := fontOf(c, b.Style), b.Style
	asc, desc := extentOf(font.Metrics, st.CentralBaseline())
	l.settle(leaded(asc, desc, lineHeight(st, font)))
	l.place(f, 0)
	return algo.Result{Frag: f, OutOfFlow: c.Finish(b, f, pending)}
}

// baselineOf returns the baseline of a level of a ruby, its end when it has none.
func baselineOf(f *frag.Fragment) geom.Unit {
	if f.LastBaseline == frag.NoBaseline {
		return f.Size.H
	}
	return f.LastBaseline
}

// extent is how far something reaches above and below a baseline.
type extent struct{ up, down geom.Unit }

func (e *extent) include(x extent) { e.up, e.down = max(e.up, x.up), max(e.down, x.down) }

// turned returns the extent in lines whose over side is the other one.
func (e extent) turned(flipped bool) extent {
	if flipped {
		return extent{e.down, e.up}
	}
	return e
}

// levels holds the extents of the levels of the rubies of a line, about the baseline of each: of the
// bases as far as they have annotations on that side, then of these from the base outwards. Up is the
// over side of the line.
type levels struct {
	flipped     bool // the over side of lines is that of block-end
	base        extent
	over, under []extent
}

func newLevels(flipped bool) *levels {
	return &levels{flipped: flipped, base: extent{geom.Min, geom.Min}}
}

// settle says how far the line reaches over and under its baseline: from there on annotations are
// when there is no text in any base.
func (l *levels) settle(up, down geom.Unit) {
	if l.base.up == geom.Min {
		l.base.up = up
	}
	if l.base.down == geom.Min {
		l.base.down = down
	}
}

// include adds the levels of a column whose baseline is lower than that of the line by shift.
func (l *levels) include(c *algo.Ctx, column *frag.Fragment, shift geom.Unit) {
	base := column.Kids[0].Fragment
	side := l.side(column)
	if e, ok := emBox(c, base); ok {
		if e = e.turned(l.flipped); side == &l.under {
			l.base.down = max(l.base.down, e.down.Add(shift))
		} else {
			l.base.up = max(l.base.up, e.up.Sub(shift))
		}
	}
	for i, k := range column.Kids[1:] {
		if i == len(*side) {
			*side = append(*side, extent{})
		}
		if e, ok := emBox(c, k.Fragment); ok {
			(*side)[i].include(e.turned(l.flipped))
		}
	}
}

// side returns the levels on the side where a column has its annotations.
func (l *levels) side(column *frag.Fragment) *[]extent {
	if column.Of.Style.RubyPosition() == value.KwUnder {
		return &l.under
	}
	return &l.over
}

// reach returns how far the annotations reach above and below the baseline of the line.
func (l *levels) reach() extent {
	e := l.base
	for _, x := range l.over {
		e.up = e.up.Add(x.up).Add(x.down)
	}
	for _, x := range l.under {
		e.down = e.down.Add(x.up).Add(x.down)
	}
	return e
}

// place puts the annotations of a column where their levels are; shift is how much lower the baseline of
// the column is than that of the line.
func (l *levels) place(column *frag.Fragment, shift geom.Unit) {
	e, under := l.base, column.Of.Style.RubyPosition() == value.KwUnder
	for i, x := range *l.side(column) {
		if i+1 == len(column.Kids) {
			break
		}
		at := -e.up.Add(x.down) // the baseline of the annotation, under that of the line
		if under {
			at = e.down.Add(x.up)
		}
		at = at.Sub(shift)
		if l.flipped {
			at = -at
		}
		k := &column.Kids[i+1]
		k.At.Y = baselineOf(column).Add(at).Sub(baselineOf(k.Fragment))
		e.up, e.down = e.up.Add(x.up).Add(x.down), e.down.Add(x.up).Add(x.down)
	}
}

// emBox returns how far the em boxes of the text in a level of a ruby reach above and below its
// baseline; false when it has no text.
func emBox(c *algo.Ctx, f *frag.Fragment) (extent, bool) {
	top, bottom, ok := emBounds(f, true)
	base := baselineOf(f)
	return extent{base.Sub(top), bottom.Sub(base)}, ok
}

// emBounds returns where in a fragment the em boxes of its text begin and end, and atomic boxes. In
// exact bounds em boxes about a central baseline are about the middle of the text, else about the whole
// px that the baseline is on: Blink has both.
func emBounds(f *frag.Fragment, exact bool) (top, bottom geom.Unit, ok bool) {
	include := func(a, b geom.Unit) {
		if !ok {
			top, bottom, ok = a, b, true
		}
		top, bottom = min(top, a), max(bottom, b)
	}
	for i := range f.Kids {
		k := &f.Kids[i]
		switch {
		case k.Kind == frag.Text:
			if k.Text != nil && len(k.Text.Runs) > 0 {
				e, base := emOf(k.Of, k.Text.Runs, extent{k.Baseline, k.Size.H.Sub(k.Baseline)}), k.Baseline
				switch {
				case k.Of.Style.CentralBaseline() && exact:
					base = k.Size.H / 2
				case k.Of.Style.CentralBaseline():
					if base = geom.Int(k.Size.H.Floor() / 2); k.Of.Frame != geom.VerticalLR {
						base = k.Size.H.Sub(base)
					}
				case k.Of.Frame == geom.VerticalLR:
					e, base = e.turned(true), k.Size.H.Sub(base)
				}
				base = base.Add(k.At.Y)
				include(base.Sub(e.up), base.Add(e.down))
			}
		case k.Kind == frag.Line || k.Kind == frag.Inline || k.Kind == frag.Box && k.Of != nil && k.Of.Kind == box.RubyColumn || f.Of != nil && f.Of.Kind == box.RubyColumn:
			if a, b, found := emBounds(k.Fragment, exact); found {
				include(k.At.Y.Add(a), k.At.Y.Add(b))
			}
		case k.Kind == frag.Box && k.Of != nil && k.Of.InFlow():
			include(k.At.Y, k.At.Y.Add(k.Size.H))
		}
	}
	return
}

// emOf returns the extent of the em boxes of the faces that a text is set in, within its content area:
// around its alphabetic baseline, or the middle of the area where lines have a central one.
func emOf(b *box.Box, runs []*text.Run, area extent) (e extent) {
	central := b.Style.CentralBaseline()
	for _, r := range runs {
		m := r.Metrics()
		up := m.EmAscent
		if central {
			up = m.Size / 2
		}
		e.include(extent{geom.Int(geom.FromPx(float64(up)).Ceil()), geom.Int(geom.FromPx(float64(m.Size - up)).Ceil())})
	}
	if central {
		return e
	}
	return extent{min(e.up, area.up), min(e.down, area.down)}
}

// annotation returns an annotation as it shows: its box as high as inline boxes of its font are.
func annotation(c *algo.Ctx, f *frag.Fragment, b *box.Box) *frag.Fragment {
	if f.Baseline == frag.NoBaseline || f.Baseline != f.LastBaseline {
		return f
	}
	asc, desc := extentOf(fontOf(c, b.Style).Metrics, b.Style.CentralBaseline())
	if b.Frame == geom.VerticalLR {
		asc, desc = desc, asc
	}
	asc = asc.Add(f.Border.Top).Add(f.Padding.Top)
	g := *f
	g.Size.H = asc.Add(desc).Add(f.Border.Bottom).Add(f.Padding.Bottom)
	g.Baseline, g.LastBaseline = asc, asc
	g.Kids = append([]frag.Placed(nil), f.Kids...)
	for i := range g.Kids {
		g.Kids[i].At.Y = g.Kids[i].At.Y.Add(asc).Sub(f.Baseline)
	}
	g.Overflow = algo.Overflow(&g)
	return &g
}

// alignRuby aligns the line of a level of a ruby, which a wider level leaves free space, and returns how
// far it moves to the right.
// https://drafts.csswg.org/css-ruby-1/#ruby-align-property
func (lb *lineBuilder) alignRuby(ln *line, free geom.Unit) geom.Unit {
	if free <= 0 {
		return 0
	}
	switch lb.f.b.Style.RubyAlign() {
	case value.KwStart:
		if lb.in.rtl {
			return free
		}
		return 0
	case value.KwSpaceBetween:
		if lb.justify(ln, free) {
			return 0
		}
	case value.KwSpaceAround:
		n, _ := lb.opportunities(ln)
		inset := free / geom.Unit(n+1) / 2
		if s := lb.f.b.Style; n > 0 && s.Display() == value.KwRubyText { // by an em at most, as in Blink
			inset = min(inset, geom.FromPx(float64(s.FontSize())))
		}
		lb.justify(ln, free.Sub(2*inset))
		return lb.inset(ln, inset)
	}
	return free / 2
}

// inset puts space before the first and after the last text of a line. It belongs to them, as in Blink:
// inline boxes around them reach over it. It returns how far a line without text moves instead.
func (lb *lineBuilder) inset(ln *line, by geom.Unit) geom.Unit {
	var first, last *piece
	for _, i := range lb.visual(ln) {
		if p := &ln.pieces[i]; p.it.kind == itText && p.end > p.start {
			if first == nil {
				first = p
			}
			last = p
		}
	}
	if first == nil {
		return by
	}
	pad := func(p *piece, before, after geom.Unit) {
		p.runs = slices.Clone(lb.runsOf(p))
		if n := len(p.runs); n > 0 {
			p.runs[0] = p.runs[0].Padded(float32(before.Px()), 0)
			p.runs[n-1] = p.runs[n-1].Padded(0, float32(after.Px()))
		}
		p.width = p.width.Add(before).Add(after)
		ln.width = ln.width.Add(before).Add(after)
	}
	pad(first, by, 0)
	pad(last, 0, by)
	ln.inset = by
	return 0
}

// overhang lets the annotations of a column reach over the text on either side of it, by up to
// half of their em and of that text, where the base leaves as much free. rest is what follows the column.
// https://drafts.csswg.org/css-ruby-1/#ruby-overhang
func (br *breaker) overhang(p *piece, ln *line, rest []item) {
	b := p.it.box
	kind := b.Style.RubyOverhang()
	width := br.c.Contribution(b).Max
	if kind == value.KwNone || br.c.Contribution(b.Kids[0]).Max >= width {
		return
	}
	before, after := slack(br.c.Child(b.Kids[0], algo.Root(width, geom.Size{})).Frag)
	reach := geom.Max
	for _, k := range b.Kids[1:] {
		if br.c.Contribution(k).Max == width {
			reach = min(reach, geom.FromPx(float64(k.Style.FontSize()))/2)
		}
	}
	rtl := p.it.level&1 == 1
	if rtl {
		before, after = after, before
	}
	side := func(it *item, from, to int, free geom.Unit) geom.Unit {
		if it.kind != itText || to <= from || it.style.FontSize() > b.Style.FontSize() ||
			kind == value.KwSpaces && strings.Trim(br.in.text[from:to], " \u3000") != "" {
			return 0
		}
		return min(free, reach, it.width(from, to)/2)
	}
	through := func(k itemKind) bool { return k == itOpen || k == itClose }
	var start, end geom.Unit
	for i := len(ln.pieces) - 1; i >= 0; i-- {
		if q := &ln.pieces[i]; !through(q.it.kind) {
			start = side(q.it, q.start, q.end, before)
			break
		}
	}
	for i := range rest {
		if it := &rest[i]; !through(it.kind) {
			end = side(it, it.start, it.end, after)
			break
		}
	}
	if rtl {
		start, end = end, start
	}
	p.margin.Left, p.margin.Right = p.margin.Left.Sub(start), p.margin.Right.Sub(end)
	p.width = p.width.Sub(start).Sub(end)
}

// slack returns what the first line of a level of a ruby leaves free on its left and right.
func slack(f *frag.Fragment) (left, right geom.Unit) {
	for i := range f.Kids {
		if k := &f.Kids[i]; k.Kind == frag.Line {
			return max(0, k.At.X.Add(k.Padding.Left)), max(0, f.Size.W.Sub(k.At.X).Sub(k.Size.W).Add(k.Padding.Right))
		}
	}
	return 0, 0
}

// annotated makes room on a line for the annotations of rubies and emphasis marks over text: they may
// use what the line, and what is before it, leave free, and move the line down for the rest.
// https://drafts.csswg.org/css-ruby-1/#line-height
func (lb *lineBuilder) annotated(ln *line, bx *lineBox) {
	l := newLevels(lb.f.flipped)
	columns, starts := 0, false
	each := func(use func(p *piece, st *inlineState)) {
		for i := range ln.pieces {
			if p := &ln.pieces[i]; p.it.kind == itAtomic && p.it.box.Kind == box.RubyColumn && p.res.Frag != nil {
				use(p, &bx.states[bx.of[i]])
			}
		}
	}
	root := bx.states[0].base
	each(func(p *piece, st *inlineState) {
		columns++
		starts = starts || (p.it.box.Style.RubyPosition() == value.KwUnder) == l.flipped
		l.include(lb.f.c, p.res.Frag, st.base.Sub(root))
	})
	l.settle(bx.up, bx.down)
	if columns > 1 {
		each(func(p *piece, st *inlineState) {
			f := *p.res.Frag
			f.Kids = append([]frag.Placed(nil), f.Kids...)
			l.place(&f, st.base.Sub(root))
			f.Overflow = algo.Overflow(&f)
			p.res.Frag = &f
		})
	}
	reach := l.reach()
	before, after := reach.up.Sub(root), reach.down.Sub(bx.height().Sub(root)) // beyond the line's start and end
	marks := lb.marksOver(ln, bx)
	before = max(before, marks)
	overs, ends := marks != geom.Min, len(l.under) > 0
	if l.flipped {
		before, after, overs, ends = after, before, false, overs || len(l.over) > 0
	}
	starts = starts || overs
	if starts { // text that is higher than its line counts as well
		top, _ := lb.emTop(ln, bx)
		before = max(before, -top)
	}
	if push := before.Sub(lb.f.spare()); push > 0 {
		bx.grow(push, l.flipped)
	}
	if after > 0 && ends {
		bx.grow(after, !l.flipped)
		bx.under = after
	}
}

// marksOver returns how far emphasis marks over text reach beyond the over side of a line, geom.Min when
// there are none.
func (lb *lineBuilder) marksOver(ln *line, bx *lineBox) geom.Unit {
	far := geom.Min
	for i := range ln.pieces {
		if p := &ln.pieces[i]; p.it.kind == itText && p.end > p.start {
			if st := &bx.states[bx.of[i]]; st.markOver != 0 {
				far = max(far, st.markOver.Sub(st.base))
			}
		}
	}
	return far
}

// grow makes a line higher, on its under or its over side.
func (b *lineBox) grow(by geom.Unit, under bool) {
	if under {
		b.down = b.down.Add(by)
		return
	}
	b.up = b.up.Add(by)
	for i := range b.states {
		b.states[i].base = b.states[i].base.Add(by)
	}
}

// emTop returns where from its block-start edge the em boxes of the text of a line begin; false without
// text.
func (lb *lineBuilder) emTop(ln *line, bx *lineBox) (top geom.Unit, ok bool) {
	for i := range ln.pieces {
		p := &ln.pieces[i]
		if p.it.kind != itText || p.end <= p.start {
			continue
		}
		st := &bx.states[bx.of[i]]
		asc, desc := lb.f.extent(p.it.font.Metrics)
		e, base := emOf(p.it.box, lb.runsOf(p), extent{asc, desc}), st.base
		t := base.Sub(e.up)
		if lb.f.flipped {
			t = bx.height().Sub(base).Sub(e.down)
		}
		if !ok || t < top {
			top, ok = t, true
		}
	}
	return
}

// shared returns how much of the room that annotations under the line before took is free over
// the text of the next line.
func (lb *lineBuilder) shared(ln *line, bx *lineBox) geom.Unit {
	f := lb.f
	under := f.under
	f.under = bx.under
	if under == 0 {
		return 0
	}
	top, ok := lb.emTop(ln, bx)
	if !ok {
		return 0
	}
	return min(under, max(0, top))
}

// spare returns how far annotations of the next line may reach above it.
func (f *flow) spare() geom.Unit {
	if room, ok := f.freeAbove(); ok {
		return max(0, room.Add(f.strut.Sum()))
	}
	return f.padding.Top.Add(f.s.Above)
}

// above returns how far annotations of a kid's first line may reach above the kid: over its margins and
// what the line before it leaves free.
func (f *flow) above(k *box.Box, ch chain) geom.Unit {
	if f.top {
		return f.s.Above
	}
	room := f.strut.Join(ch.edge).Sum()
	if k.Inlines && f.lines == 0 {
		free, _ := f.freeAbove()
		room = room.Add(free)
	}
	return max(0, room)
}

// freeAbove returns what the last line so far leaves free below its text; false when there is nothing
// yet.
func (f *flow) freeAbove() (geom.Unit, bool) {
	for i := len(f.kids) - 1; i >= 0; i-- {
		if k := f.kids[i].Fragment; k.Kind == frag.Line || k.Kind == frag.Box && k.Of.InFlow() {
			return freeBelow(f.c, k), true
		}
	}
	return 0, false
}

// freeBelow returns what a line, or a block by its last line, leaves free below its text.
func freeBelow(c *algo.Ctx, f *frag.Fragment) geom.Unit {
	if f.Kind == frag.Line {
		top, bottom, ok := emBounds(f, false)
		if size := geom.FromPx(float64(f.Of.Style.FontSize())); !ok || bottom.Sub(top) < size {
			return max(0, f.Size.H.Sub(size)/2)
		}
		return max(0, f.Size.H.Sub(bottom))
	}
	if f.Of == nil || f.Of.Kind != box.Block || f.Of.Context || f.Border.Bottom != 0 {
		return 0
	}
	for i := len(f.Kids) - 1; i >= 0; i-- {
		k := &f.Kids[i]
		if k.Kind != frag.Line && (k.Kind != frag.Box || !k.Of.InFlow()) {
			continue
		}
		free := freeBelow(c, k.Fragment)
		if free == 0 || k.At.Y.Add(k.Size.H).Add(f.Padding.Bottom) != f.Size.H {
			return 0
		}
		return free.Add(f.Padding.Bottom)
	}
	return 0
}
