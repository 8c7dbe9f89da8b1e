package flow

import (
	"sync"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// flow is the layout of one block container under way.
type flow struct {
	c       *algo.Ctx
	b       *box.Box
	s       algo.Space
	border  geom.Sides
	padding geom.Sides
	edges   geom.Sides
	content geom.Unit // width of the content box
	percent geom.Size // content box as the basis of kids' percentages
	floats  *algo.Exclusions
	at      geom.Point // border box's origin in the block formatting context
	rtl     bool
	central bool // lines are aligned on the central baseline
	flipped bool // block-start is on the under side of lines

	// y is where content ends so far, from the top of the border box, and strut the margins that
	// wait below it. While top is set nothing has taken room yet and the margins of kids are
	// already part of this box's own position.
	y     geom.Unit
	strut algo.Strut
	top   bool
	// adjoining holds the sides of the floats that were met while top was set, by this box or one
	// around it whose top is still open.
	adjoining int
	// cleared, when there is one, is where the floats end in the block formatting context that this
	// box or one around it has cleared: no block or line in it begins above that.
	cleared algo.Cleared
	// apart is set when the waiting margins may not collapse with this box's bottom margin.
	apart bool

	kids        []frag.Placed
	pending     []algo.Pending
	first, last geom.Unit // baselines of the first and last line
	marker      *box.Box  // outside marker that still looks for a line
	lines       int
	under       geom.Unit // how far annotations of the last line reach below its text
	clamp       *clamp    // nil when all lines are shown
	trim        algo.Trim // what text-box-trim still asks for
	lastKid     *box.Box  // the last kid in flow, when it is asked for
	lastBox     *lineBox  // the last line, when its end is to be trimmed
	least       geom.Unit // height at least: that of the line of a marker that stands alone
	strip       bool      // the column of a multi-column container: see Strip
	head        geom.Unit // what a rendered legend takes of the height, part of edges
}

// Layout lays out a block container.
// https://www.w3.org/TR/CSS21/visuren.html#block-formatting
func Layout(c *algo.Ctx, b *box.Box, s algo.Space) algo.Result {
	f := flows.Get().(*flow)
	*f = flow{c: c, b: b, s: s, first: frag.NoBaseline, last: frag.NoBaseline}
	f.fill()
	res := f.finish()
	if f.clamp == nil { // what shortens the last line may come back to it later
		*f = flow{}
		flows.Put(f)
	}
	return res
}

// flows holds what a block is laid out with and nobody needs afterwards: a quarter of all memory
// that a layout takes.
var flows = sync.Pool{New: func() any { return new(flow) }}

// Strip lays out the contents of a multi-column container in one column of width w, as tall as
// they are. The fragment is the content alone, without the container's edges; percent is the height
// that percentages of its kids refer to. Boxes that span the columns are left out: a Spanner stands
// where they are. Nothing is positioned against the container yet.
// https://www.w3.org/TR/css-multicol-1/#column-box
func Strip(c *algo.Ctx, b *box.Box, w, percent geom.Unit) algo.Result {
	f := &flow{c: c, b: b, s: algo.Root(w, geom.Size{W: w, H: percent}), first: frag.NoBaseline, last: frag.NoBaseline, strip: true}
	f.s.ContentHeight = true
	f.fill()
	return f.finish()
}

// fill lays out the contents.
func (f *flow) fill() {
	c, b, s := f.c, f.b, f.s
	f.border = algo.Border(b.Style)
	if s.Collapsed {
		f.border = s.CellBorder
	}
	f.padding = algo.Padding(b.Style, s.Percent.W)
	if b.Pseudo == box.Anonymous && b.Kind == box.Block || f.strip {
		f.border, f.padding = geom.Sides{}, geom.Sides{}
	}
	f.edges = f.border.Add(f.padding).Add(controlInsets(b))
	f.content = max(0, s.W.Sub(f.edges.Width()))
	f.percent = s.Percent
	if !f.strip {
		f.percent = geom.Size{W: f.content, H: kidsPercentHeight(c, b, s, f.edges)}
	}
	f.rtl = b.Style.Direction() == value.KwRtl
	f.central, f.flipped = b.Style.CentralBaseline(), b.Frame == geom.VerticalLR
	f.floats, f.at = s.Floats, s.At
	if b.Context || f.floats == nil {
		f.floats, f.at = algo.NewExclusions(), geom.Point{}
	}
	if n := b.Style.LineClamp(); n > 0 && b.Pseudo == box.NoPseudo {
		f.clamp = &clamp{left: n}
	} else if !b.Context {
		f.clamp, _ = s.Clamp.(*clamp)
	}
	f.trim = f.trims()
	if f.trim&algo.TrimEnd != 0 && !b.Inlines {
		f.lastKid = lastInFlow(b)
	}
	f.y = f.edges.Top
	if f.top = !b.Context && f.edges.Top == 0; f.top {
		f.adjoining = s.Adjoining
	}
	if !b.Context {
		f.cleared = s.Cleared
	}
	if b.Fieldset && !f.strip {
		f.legend()
	}
	if b.Inlines {
		f.inline()
	} else {
		for _, k := range b.Kids {
			f.child(k)
			if f.probed() {
				return
			}
		}
	}
	f.lastMarker()
}

// kidsPercentHeight returns the height that percentages of kids refer to. In quirks mode they
// look through boxes of automatic height: https://quirks.spec.whatwg.org/#the-percentage-height-calculation-quirk
func kidsPercentHeight(c *algo.Ctx, b *box.Box, s algo.Space, edges geom.Sides) geom.Unit {
	if b.Pseudo == box.Anonymous && b.Kind == box.Block && s.H == algo.Indefinite {
		return s.Percent.H // anonymous boxes are looked through: CSS 2.1 §9.2.1.1
	}
	h := algo.DefiniteHeight(b, s, edges)
	if h == algo.Indefinite && c.Quirks && !b.Floating && (b.Root || b.Body) && s.Percent.H != algo.Indefinite && algo.AutoHeight(b, s) {
		// They fill their containing block, and so are as high as that.
		return max(0, s.Percent.H.Sub(algo.Margins(b.Style, s.Percent.W).Height()).Sub(edges.Height()))
	}
	if h == algo.Indefinite && c.Quirks && b.Kind == box.Block && !b.OutOfFlow && !b.Item && algo.AutoHeight(b, s) {
		return s.Percent.H
	}
	if b.Kind == box.Cell && s.H == algo.Indefinite {
		if s.CellHeight == 0 {
			return algo.Indefinite
		}
		return max(0, s.CellHeight.Sub(edges.Height()))
	}
	return h
}

// child adds one block-level, floating or absolutely positioned kid.
func (f *flow) child(k *box.Box) {
	switch {
	case k.OutOfFlow:
		f.outOfFlow(k, f.y.Add(f.pendingMargin()))
	case k.Floating:
		f.float(k, f.y.Add(f.pendingMargin()), nil)
	case k.Marker != nil && k.Marker.Outside:
		f.marker = k
	case k.Legend && f.b.Fieldset:
	case f.clamp != nil:
		f.clampedBlock(k)
	default:
		f.block(k)
	}
}

// pendingMargin is what the waiting margins would add if they stopped collapsing now.
func (f *flow) pendingMargin() geom.Unit {
	if f.top {
		return 0
	}
	return f.strut.Sum()
}

// outOfFlow notes an absolutely positioned kid with its static position at y.
func (f *flow) outOfFlow(k *box.Box, y geom.Unit) {
	p := algo.Pending{Box: k, Static: geom.Point{X: f.edges.Left, Y: y}, StaticSize: geom.Size{W: f.content}, StaticEnd: f.rtl,
		StaticFrame: f.b.Frame, StaticItems: f.b.Style.JustifyItems()}
	switch {
	case k.WasInline:
		p.Static.X, p.StaticSize.W, p.StaticExact = f.emptyLine(y, 0), 0, true
	case f.rtl:
		p.Static.X = f.edges.Left.Add(f.content)
	}
	f.pending = append(f.pending, p)
	f.kids = append(f.kids, frag.Placed{At: p.Static, Fragment: algo.Anchor(k)})
}

// emptyLine returns where the first content of a line at y would start: beside the floats and
// where text-align puts it, after an indent.
func (f *flow) emptyLine(y, indent geom.Unit) geom.Unit {
	left := f.at.X.Add(f.edges.Left)
	l, r := f.floats.Span(f.at.Y.Add(y), 0, left, left.Add(f.content))
	l, r = l.Sub(f.at.X), r.Sub(f.at.X)
	if f.rtl {
		r = r.Sub(indent)
	} else {
		l = l.Add(indent)
	}
	switch f.b.Style.TextAlign() {
	case value.KwCenter, value.KwWebkitCenter:
		return l.Add(r.Sub(l) / 2)
	case value.KwRight, value.KwWebkitRight:
		return r
	case value.KwLeft, value.KwWebkitLeft:
		return l
	case value.KwEnd:
		if !f.rtl {
			return r
		}
		return l
	}
	if f.rtl {
		return r
	}
	return l
}

// block lays out and places an in-flow block-level kid.
func (f *flow) block(k *box.Box) {
	if k.Spanner {
		f.spanner(k)
		return
	}
	m := algo.Margins(k.Style, f.content)
	if k.Pseudo == box.Anonymous && k.Kind == box.Block {
		m = geom.Sides{}
	}
	ch := topChain(f.c, k, f.percent)
	if f.y == f.edges.Top && f.lines == 0 && f.strut == (algo.Strut{}) && swallows(f.c, f.b) {
		ch = ch.plain()
	}
	y := f.y
	if !f.top {
		y = f.y.Add(f.strut.Join(ch.edge).Sum())
		if ch.clears != 0 && f.clearance(ch.clears, y, ch.floats&ch.clears != 0) {
			y = f.y.Add(f.strut.Join(ch.before).Sum())
		}
		if ch.avoids && ch.floats != 0 {
			y = f.besideFloats(k, m, ch, y)
		}
	}
	cleared := false
	if cl := clearSides(k, f.rtl); cl != 0 {
		// Floats that nothing parts from the box put it exactly below them.
		forced := f.top && f.adjoining&cl != 0
		if cy, ok := f.floats.Clear(cl&sideLeft != 0, cl&sideRight != 0); ok && (forced || cy > f.at.Y.Add(y)) {
			y, cleared = cy.Sub(f.at.Y), true
		}
	}
	if !f.top && f.cleared.Any && !avoidsFloats(k) {
		y = max(y, f.cleared.Y.Sub(f.at.Y))
	}
	var r algo.Result
	var x geom.Unit
	if avoidsFloats(k) {
		var ny geom.Unit
		x, ny, r = f.avoid(k, m, y)
		if p := f.s.Probe; p != nil {
			p.Done, p.Moved = true, ny != y
			return
		}
		cleared = cleared || ny != y
		y = ny
	} else {
		var sp algo.Space
		x, sp = f.space(k, m, y)
		sp.Probe = f.s.Probe
		if k.Ruby {
			sp.Above = f.above(k, ch)
		}
		r = f.c.Child(k, sp)
		if f.probed() {
			return
		}
	}
	if cl := clearSides(k, f.rtl); cl != 0 && r.Through && !f.top {
		// Blink tells clearance of a box without height from the margins alone, whatever is above them.
		if cy, ok := f.floats.Clear(cl&sideLeft != 0, cl&sideRight != 0); ok && cy > f.at.Y.Add(f.strut.Join(ch.edge).Sum()) {
			cleared = true
		}
	}
	if c := f.c; c.Quirks && k.Body && (k.Kind == box.Flex || k.Kind == box.Grid) && algo.AutoHeight(k, algo.Root(0, f.percent)) {
		if fill := quirkFill(c, k, algo.Root(0, f.percent), algo.Strut{}); fill > r.Frag.Size.H {
			sp := algo.Root(r.Frag.Size.W, f.percent)
			sp.H, sp.HDefinite = fill, true
			r = c.Child(k, sp)
		}
	}
	y = y.Add(f.markerPush(r.Frag))
	at := geom.Point{X: x, Y: y}
	f.place(k, at, r)
	switch {
	case r.Through && cleared:
		// The box's own margins start over at the place that clearance gave it.
		own := ch.strut.Join(r.EndStrut).Append(m.Top, k.Style.MarginTop()).Append(m.Bottom, k.Style.MarginBottom())
		f.y, f.strut, f.top, f.apart = y.Sub(ch.edge.Sum()), own, false, true
	case r.Through && f.top:
		f.adjoining |= ch.floats
	case r.Through:
		f.strut = f.strut.Join(ch.strut).Join(r.EndStrut).Append(m.Bottom, k.Style.MarginBottom())
	default:
		f.y, f.strut = y.Add(r.Frag.Size.H), r.EndStrut.Append(m.Bottom, k.Style.MarginBottom())
		f.top, f.apart = false, false
	}
}

// space returns where a kid that takes part in this formatting context begins on the line axis, and
// the space that it is laid out in at y.
func (f *flow) space(k *box.Box, m geom.Sides, y geom.Unit) (x geom.Unit, sp algo.Space) {
	j := algo.Justify(k, f.b, f.rtl)
	w := f.justifiedWidth(k, j, f.content.Sub(m.Width()))
	x = f.edges.Left.Add(f.inlinePosition(k, j, m, w, f.content))
	sp = algo.Space{W: w, H: algo.Indefinite, Percent: f.percent, At: f.at.Add(geom.Point{X: x, Y: y}), Floats: f.floats}
	if f.trim != 0 {
		sp.Trim = f.kidTrim(k)
	}
	if f.clamp != nil {
		sp.Clamp = f.clamp
	}
	if f.top {
		sp.Adjoining = f.adjoining
	}
	sp.Cleared, sp.InlineBlock = f.cleared, f.s.InlineBlock
	if cl := clearSides(k, f.rtl); cl != 0 {
		if cy, ok := f.floats.Clear(cl&sideLeft != 0, cl&sideRight != 0); ok && (!f.cleared.Any || cy > f.cleared.Y) {
			sp.Cleared = algo.Cleared{Y: cy, Any: true}
		}
	}
	return x, sp
}

// besideFloats returns where a kid begins whose margin chain ends with a box that keeps away from
// floats, of which some are in the chain: at y, where the box's own margin counts, when the box fits
// beside the floats there. Otherwise its margin is parted from the chain as by clearance, so that the
// floats are where they would be without it.
func (f *flow) besideFloats(k *box.Box, m geom.Sides, ch chain, y geom.Unit) geom.Unit {
	parted := f.y.Add(f.strut.Join(ch.before).Sum())
	if parted == y {
		return y
	}
	mark := f.floats.Mark()
	_, sp := f.space(k, m, y)
	sp.Clamp = nil // nothing is counted
	var p algo.Probe
	sp.Probe = &p
	f.c.Child(k, sp)
	f.floats.Restore(mark)
	if p.Moved {
		return parted
	}
	return y
}

// probed reports whether layout was asked for a probe that is done.
func (f *flow) probed() bool { return f.s.Probe != nil && f.s.Probe.Done }

// spanner notes where a box that spans the columns is: margins do not collapse across it, and
// floats before it do not reach below it.
// https://www.w3.org/TR/css-multicol-1/#column-span
func (f *flow) spanner(k *box.Box) {
	f.y = f.y.Add(f.pendingMargin())
	f.strut, f.top, f.apart = algo.Strut{}, false, false
	if y, ok := f.floats.Bottom(); ok {
		f.y = max(f.y, y.Sub(f.at.Y))
	}
	if f.marker != nil {
		f.placeMarker(f.y)
	}
	a := algo.Anchor(k)
	a.Flags |= frag.Spanner
	f.kids = append(f.kids, frag.Placed{At: geom.Point{X: f.edges.Left, Y: f.y}, Fragment: a})
}

// beginsWithSpanner reports whether nothing but boxes is before a box that spans the columns.
func beginsWithSpanner(k *frag.Fragment) bool {
	for k.Kind == frag.Box && k.Size.H == 0 && len(k.Kids) > 0 {
		if k = k.Kids[0].Fragment; k.Has(frag.Spanner) {
			return true
		}
	}
	return false
}

// place adds a laid out kid at a position, with its relative offset and its pending boxes.
func (f *flow) place(k *box.Box, at geom.Point, r algo.Result) {
	f.baselines(k, r.Frag, at.Y)
	if f.marker != nil && r.Frag.Baseline != frag.NoBaseline {
		f.placeMarker(at.Y.Add(r.Frag.Baseline))
	}
	if f.marker != nil && beginsWithSpanner(r.Frag) {
		f.placeMarker(at.Y)
	}
	at = at.Add(algo.Relative(k, f.percent, f.rtl))
	f.pending = append(f.pending, algo.Shift(r.OutOfFlow, at)...)
	f.kids = append(f.kids, frag.Placed{At: at, Fragment: r.Frag})
}

// baselines takes over those of a kid at y; of is nil when the kid is a line.
func (f *flow) baselines(of *box.Box, k *frag.Fragment, y geom.Unit) {
	if of != nil && otherLines(of, f.b) {
		return
	}
	if k.Baseline != frag.NoBaseline && f.first == frag.NoBaseline {
		f.first = y.Add(k.Baseline)
	}
	// In an inline-block, the end margin edge of a scroll container serves as its baseline, and a table
	// has none, as in Chromium.
	switch {
	case f.s.InlineBlock && of != nil && of.Scroll && of.Kind == box.Block:
		f.last = y.Add(k.Size.H).Add(algo.Margins(of.Style, f.content).Bottom)
	case f.s.InlineBlock && of != nil && of.Kind == box.Table:
	case k.LastBaseline != frag.NoBaseline:
		f.last = y.Add(k.LastBaseline)
	}
}

// otherLines reports whether a box has another writing mode than the one it is in: as in Blink, its
// baselines then mean nothing there.
func otherLines(k, in *box.Box) bool {
	return k.Turned != nil || k.Style.WritingMode() != in.Style.WritingMode()
}

// justifiedWidth returns the width of a block-level kid that may fill room.
func (f *flow) justifiedWidth(k *box.Box, j algo.Justified, room geom.Unit) geom.Unit {
	if j.Fills && k.Style.Width().IsAuto() && (k.Kind == box.Table || algo.Orthogonal(k)) {
		return max(f.c.ClampWidth(k, room, f.percent.W, room), f.c.Measure(k).Min)
	}
	return f.c.Width(k, f.percent, room, j.On)
}

// inlinePosition returns the offset of a block-level kid's border box from the start of a free
// span of width avail.
// https://www.w3.org/TR/CSS21/visudet.html#blockwidth
func (f *flow) inlinePosition(k *box.Box, j algo.Justified, m geom.Sides, w, avail geom.Unit) geom.Unit {
	free := avail.Sub(w).Sub(m.Width())
	autoL, autoR := k.Style.MarginLeft().IsAuto(), k.Style.MarginRight().IsAuto()
	if k.Pseudo == box.Anonymous && k.Kind == box.Block {
		autoL, autoR = false, false
	}
	switch {
	case autoL && autoR && free > 0:
		return m.Left.Add(free / 2)
	case autoL && !autoR && free > 0:
		return m.Left.Add(free)
	case (autoL || autoR) && free > 0 && f.rtl:
		return m.Left
	case !autoL && !autoR && j.On:
		return m.Left.Add(j.Offset(free))
	case !autoL && !autoR && free > 0:
		// <center> and align attributes move blocks: HTML §15.3.3, as the text-align values
		// that only the built-in sheet uses.
		switch f.b.Style.TextAlign() {
		case value.KwWebkitCenter:
			return m.Left.Add(free / 2)
		case value.KwWebkitRight:
			return m.Left.Add(free)
		case value.KwWebkitLeft:
			return m.Left
		}
	}
	if f.rtl {
		return avail.Sub(w).Sub(m.Right)
	}
	return m.Left
}

// finish decides the height and makes the fragment.
func (f *flow) finish() algo.Result {
	b, s := f.b, f.s
	res := algo.Result{}
	if b.Kind == box.Cell && swallows(f.c, b) {
		f.strut = f.strut.Plain()
	}
	auto := f.y
	collapses := !b.Context && f.edges.Bottom == 0 && !f.apart
	if !f.top && !collapses {
		auto = auto.Add(f.strut.Sum())
	}
	if b.Context {
		if bottom, ok := f.floats.Bottom(); ok {
			auto = max(auto, bottom)
		}
	}
	contentEnd := auto
	auto = max(auto, f.edges.Top).Add(f.edges.Bottom)
	if c := f.c; c.Quirks && !f.strip && !b.Floating && (b.Root || b.Body) && algo.AutoHeight(b, s) {
		auto = max(auto, quirkFill(c, b, s, f.strut))
	}
	if rows := controlHeight(f.c, b, f.edges); rows > 0 {
		auto = rows
	}
	edges := f.edges
	edges.Top = edges.Top.Sub(f.head)
	h := max(algo.Height(b, s, edges, auto), f.head.Add(edges.Height()), f.least)
	if !b.Context && f.top && f.edges.Height() == 0 && h == 0 && f.lines == 0 {
		res.Through = true
		res.EndStrut = f.strut
	} else if !f.top && collapses && algo.AutoHeight(b, s) && h == auto {
		res.EndStrut = f.strut
	}
	fr := &frag.Fragment{Kind: frag.Box, Flags: frag.First | frag.Last, Size: geom.Size{W: s.W, H: h},
		Border: f.border, Padding: f.padding, Baseline: f.first, LastBaseline: f.last, Of: b, Kids: f.kids}
	if b.Floating {
		fr.Flags |= frag.Float
	}
	if b.Scroll {
		fr.Flags |= frag.Scrolls
	}
	f.centerControl(fr, contentEnd)
	if b.Kind == box.Block && b.Context && !f.strip && b.Control == box.NoControl && b.Pseudo != box.Anonymous && algo.AlignsContent(b.Style) &&
		(!b.Fieldset || algo.DefiniteHeight(b, s, f.edges) != algo.Indefinite) {
		f.moveContent(fr, algo.ContentShift(b.Style, h.Sub(f.edges.Bottom).Sub(contentEnd)))
	}
	if s.AlignCell {
		f.moveContent(fr, cellShift(b.Style, max(0, h.Sub(f.edges.Bottom).Sub(contentEnd))))
	}
	if f.strip {
		fr.Overflow = algo.Overflow(fr)
		return algo.Result{Frag: fr, OutOfFlow: f.pending}
	}
	res.OutOfFlow = f.c.Finish(b, fr, f.pending)
	if b.Scroll && len(fr.Kids) > 0 {
		// The end padding of a scroll container can be scrolled to.
		end := geom.Rect{X: 0, Y: 0, W: 1, H: contentEnd.Add(f.padding.Bottom)}
		fr.Overflow = fr.Overflow.Union(end)
	}
	res.Frag = fr
	return res
}

// cellShift returns how far the content of a cell with free room moves down.
func cellShift(s *style.Style, free geom.Unit) geom.Unit {
	switch v := s.VerticalAlign(); {
	case algo.AlignsContent(s):
		return algo.ContentShift(s, free)
	case v.IsKeyword(value.KwMiddle):
		return free / 2
	case v.IsKeyword(value.KwBottom):
		return free
	}
	return 0
}

// controlHeight returns the height that a select, a text field or the rows of a text area or list
// box ask for, whatever is in it and whichever faces it takes; 0 for other boxes.
func controlHeight(c *algo.Ctx, b *box.Box, edges geom.Sides) geom.Unit {
	rows := 0
	switch b.Control {
	case box.TextField:
		return lineHeight(b.Style, fontOf(c, b.Style)).Add(edges.Height())
	case box.TextArea, box.ListBox:
		if b.Style.FieldSizing() == value.KwContent {
			return 0
		}
	}
	switch b.Control {
	case box.TextArea:
		rows = b.NumberAttr("rows", 2)
	case box.ListBox:
		rows = b.NumberAttr("size", 4)
	case box.Select:
		return selectHeight(b, fontOf(c, b.Style)).Add(edges.Height())
	default:
		return 0
	}
	font := fontOf(c, b.Style)
	lh := lineHeight(b.Style, font)
	if b.Control == box.ListBox { // a row is an option: no line-height, 1.2em at least, and 1 px of padding
		lh = geom.FromPx(float64(font.Metrics.LineSpacing))
		if len(b.Kids) > 0 {
			lh = max(lh, geom.FromPxTrunc(float64(b.Style.FontSize()*1.2)))
		}
		lh = lh.Add(geom.One)
	}
	return lh.Mul(float64(rows)).Add(edges.Height())
}

// selectInset is the space above and below the label of a select that is drawn as a drop-down.
const selectInset = geom.One

// dropDown reports whether a select looks like one: then line-height does not apply to it, and
// there is room for the arrow.
func dropDown(b *box.Box) bool { return b.Style.Appearance() != value.KwNone }

// controlInsets returns the room at the sides of a select's label, or of what is typed.
func controlInsets(b *box.Box) geom.Sides {
	z := float64(b.Style.UsedZoom())
	rtl := b.Style.Direction() == value.KwRtl
	switch {
	case b.Control == box.TextField && rtl:
		return geom.Sides{Left: b.FieldRoom()}
	case b.Control == box.TextField:
		return geom.Sides{Right: b.FieldRoom()}
	case b.Control != box.Select || !dropDown(b):
		return geom.Sides{}
	case rtl:
		return geom.Sides{Left: selectArrow.Mul(z), Right: selectPadding.Mul(z)}
	}
	return geom.Sides{Left: selectPadding.Mul(z), Right: selectArrow.Mul(z)}
}

// selectHeight returns the content height of a select: that of its font, whatever the label.
func selectHeight(b *box.Box, f *text.Font) geom.Unit {
	h := geom.FromPx(float64(f.Metrics.Ascent + f.Metrics.Descent))
	switch {
	case dropDown(b):
		return h.Add(2 * selectInset)
	case b.Style.LineHeight().Kind != value.LengthKeyword:
		return lineHeight(b.Style, f)
	}
	return h
}

// quirkFill returns the height that the root and body elements fill in quirks mode; end holds the
// margins of kids at the end of the body, which collapse with its own.
// https://quirks.spec.whatwg.org/#the-html-element-fills-the-viewport-quirk and the body one.
func quirkFill(c *algo.Ctx, b *box.Box, s algo.Space, end algo.Strut) geom.Unit {
	m := algo.Margins(b.Style, s.Percent.W)
	if !b.Body {
		return max(0, b.Frame.Size(c.Viewport).H.Sub(m.Height()))
	}
	if s.Percent.H == algo.Indefinite {
		return 0
	}
	top := m.Top
	if !b.Context {
		top = topChain(c, b, s.Percent).edge.Sum()
	}
	return max(0, s.Percent.H.Sub(top).Sub(end.Append(m.Bottom, b.Style.MarginBottom()).Sum()))
}

// centerControl moves the content of a button or single-line control to the middle of its height.
// https://html.spec.whatwg.org/multipage/rendering.html#button-layout
func (f *flow) centerControl(fr *frag.Fragment, end geom.Unit) {
	switch f.b.Control {
	case box.Button, box.TextField, box.DateField, box.Select:
	default:
		return
	}
	room := fr.Size.H.Sub(f.edges.Height())
	d := room.Sub(end.Sub(f.edges.Top)) / 2
	if f.b.Control == box.Select && fr.Baseline != frag.NoBaseline { // the font is centred, not the line
		m := fontOf(f.c, f.b.Style).Metrics
		up, both := geom.FromPx(float64(m.Ascent)), geom.FromPx(float64(m.Ascent+m.Descent))
		d = f.edges.Top.Add(room.Sub(both) / 2).Add(up).Sub(fr.Baseline)
	}
	if d < 0 && f.b.Control == box.Button {
		return
	}
	if kids := f.b.Kids; f.b.Control == box.TextField && len(kids) > 0 && kids[0].Pseudo == box.Placeholder && fr.Baseline != frag.NoBaseline {
		// A placeholder has the baseline that text typed in its place would have.
		font := fontOf(f.c, f.b.Style)
		asc, desc := f.extent(font.Metrics)
		lh := lineHeight(f.b.Style, font)
		up, _ := leaded(asc, desc, lh)
		d = f.edges.Top.Add(room.Sub(lh) / 2).Add(up).Sub(fr.Baseline)
	}
	f.moveContent(fr, d)
}

// moveContent moves all that is in the fragment down by d.
func (f *flow) moveContent(fr *frag.Fragment, d geom.Unit) {
	if d == 0 {
		return
	}
	for i := range fr.Kids {
		if k := fr.Kids[i].Of; k == nil || !k.Legend || !f.b.Fieldset {
			fr.Kids[i].At.Y = fr.Kids[i].At.Y.Add(d)
		}
	}
	for i := range f.pending {
		f.pending[i].Static.Y = f.pending[i].Static.Y.Add(d)
	}
	if fr.Baseline != frag.NoBaseline {
		fr.Baseline = fr.Baseline.Add(d)
	}
	if fr.LastBaseline != frag.NoBaseline {
		fr.LastBaseline = fr.LastBaseline.Add(d)
	}
}

// legendPosition is inlinePosition for a rendered legend, which justify-self aligns.
func (f *flow) legendPosition(k *box.Box, m geom.Sides, w geom.Unit) geom.Unit {
	free := f.content.Sub(w).Sub(m.Width())
	if k.Style.MarginLeft().IsAuto() || k.Style.MarginRight().IsAuto() {
		return f.inlinePosition(k, algo.Justified{}, m, w, f.content)
	}
	right := f.rtl
	for _, v := range value.Spaced(k.Style.JustifySelf()) {
		switch v {
		case value.Value(value.KwCenter):
			return m.Left.Add(free / 2)
		case value.Value(value.KwLeft):
			right = false
		case value.Value(value.KwRight):
			right = true
		case value.Value(value.KwEnd), value.Value(value.KwFlexEnd):
			right = !f.rtl
		}
	}
	if right {
		return m.Left.Add(free)
	}
	return m.Left
}

// Legend lays out the rendered legend of a fieldset whose contents are a multi-column container of
// width w: it is not in the columns. It returns where the content box begins then.
func Legend(c *algo.Ctx, b *box.Box, border, edges geom.Sides, w geom.Unit, percent geom.Size) (kids []frag.Placed, pending []algo.Pending, top geom.Unit) {
	f := &flow{c: c, b: b, border: border, edges: edges, content: w, percent: percent, rtl: b.Style.Direction() == value.KwRtl}
	f.legend()
	return f.kids, f.pending, f.edges.Top
}

// legend lays out the rendered legend of a fieldset on its top border.
// https://html.spec.whatwg.org/multipage/rendering.html#the-fieldset-and-legend-elements
func (f *flow) legend() {
	for _, k := range f.b.Kids {
		if !k.Legend {
			continue
		}
		m := algo.Margins(k.Style, f.content)
		w := f.c.Width(k, f.percent, max(0, f.content.Sub(m.Width())), true)
		r := f.c.Child(k, algo.Root(w, f.percent))
		x := f.edges.Left.Add(f.legendPosition(k, m, w))
		h := r.Frag.Size.H
		y := m.Top
		if h < f.border.Top {
			y = (f.border.Top - h) / 2
		}
		f.place(k, geom.Point{X: x, Y: y}, r)
		if grow := y.Add(h).Add(m.Bottom).Sub(f.border.Top); grow > 0 {
			f.y = f.y.Add(grow)
			f.edges.Top = f.edges.Top.Add(grow)
			f.head = grow
			if f.percent.H != algo.Indefinite {
				f.percent.H = max(0, f.percent.H.Sub(grow))
			}
		}
		return
	}
}
