package algo

import (
	"slices"

	"vitrine/css/value"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// Relative returns the offset of a relatively positioned box; zero for others. percent is the
// content box of the containing block, rtl its direction.
// https://www.w3.org/TR/CSS21/visuren.html#relative-positioning
func Relative(b *box.Box, percent geom.Size, rtl bool) (d geom.Point) {
	s := b.Style
	if p := s.Position(); p != value.KwRelative && p != value.KwSticky || b.Pseudo == box.Anonymous || b.Kind == box.Text {
		return
	}
	if s.Position() == value.KwSticky {
		return // sticks only while scrolling
	}
	l, hasL := Resolve(s.Left(), percent.W)
	r, hasR := Resolve(s.Right(), percent.W)
	switch {
	case hasL && hasR && rtl:
		d.X = -r
	case hasL:
		d.X = l
	case hasR:
		d.X = -r
	}
	if t, ok := Resolve(s.Top(), percent.H); ok {
		d.Y = t
	} else if bo, ok := Resolve(s.Bottom(), percent.H); ok {
		d.Y = -bo
	}
	return
}

// Shift moves a list of pending boxes by the offset of the fragment they came from.
func Shift(p []Pending, d geom.Point) []Pending {
	if len(p) == 0 || d == (geom.Point{}) {
		return p
	}
	out := make([]Pending, len(p))
	for i, q := range p {
		q.Static = q.Static.Add(d)
		q.InlineRect = q.InlineRect.Move(d)
		out[i] = q
	}
	return out
}

// Anchor returns the fragment that marks the place of an out-of-flow box in the tree.
func Anchor(b *box.Box) *frag.Fragment {
	return &frag.Fragment{Kind: frag.Anchor, Of: b, Baseline: frag.NoBaseline, LastBaseline: frag.NoBaseline}
}

// Finish completes the fragment f of b, whose size, edges and in-flow kids are final: it lays
// out and places the pending boxes that b contains, computes the scrollable overflow and
// returns the boxes that are still pending. Every mode calls it last.
func (c *Ctx) Finish(b *box.Box, f *frag.Fragment, pending []Pending) []Pending {
	var up []Pending
	around := c.anchored
	c.anchored = anchors{}
	area := geom.MakeRect(geom.Point{}, f.Size).Inset(f.Border)
	own := container{frame: b.Frame, rtl: rtl(b)}
	for i := 0; i < len(pending); i++ {
		p := pending[i]
		isFixed := p.Box.Style.Position() == value.KwFixed
		var more []Pending
		switch {
		case p.Inline != nil && p.InlineKnown:
			more = c.absolute(f, p, p.InlineRect, container{frame: b.Frame, rtl: rtl(p.Inline)})
		case p.Area != nil:
			more = c.absolute(f, p, *p.Area, own)
		case p.Inline == nil && (isFixed && b.FixedContainer || !isFixed && b.AbsContainer):
			more = c.absolute(f, p, area, own)
		default:
			up = append(up, p)
		}
		pending = append(pending[:len(pending):len(pending)], more...)
	}
	c.anchored = around
	if b.Scroll {
		f.Baseline, f.LastBaseline = inside(f.Baseline, f.Size.H), inside(f.LastBaseline, f.Size.H)
	}
	f.Overflow = Overflow(f)
	return up
}

// inside returns where a scroll container has a baseline: in its border box, of height h.
// https://www.w3.org/TR/css-align-3/#baseline-export
func inside(baseline, h geom.Unit) geom.Unit {
	if baseline == frag.NoBaseline {
		return baseline
	}
	return max(0, min(baseline, h))
}

// FinishRoot places everything that is still pending against the initial containing block, the
// area in f in the principal writing mode.
func (c *Ctx) FinishRoot(f *frag.Fragment, pending []Pending, area geom.Rect, principal geom.Frame, rtl bool) {
	for i := 0; i < len(pending); i++ {
		pending = append(pending[:len(pending):len(pending)], c.absolute(f, pending[i], area, container{frame: principal, rtl: rtl})...)
	}
	// What is fixed to the viewport is not scrolled to.
	moving := *f
	moving.Kids = slices.DeleteFunc(slices.Clone(f.Kids), func(k frag.Placed) bool {
		return k.Has(frag.OutOfFlow) && k.Of != nil && k.Of.Style.Position() == value.KwFixed
	})
	f.Overflow = Overflow(&moving)
}

// container is the writing mode of a containing block.
type container struct {
	frame geom.Frame
	rtl   bool
}

// absolute lays out one absolutely positioned box in its containing block, cb in f, and adds it to
// f. It is worked out in the box's own frame.
// https://www.w3.org/TR/css-position-3/#abspos-layout
func (c *Ctx) absolute(f *frag.Fragment, p Pending, cb geom.Rect, of container) []Pending {
	var r Result
	var at geom.Point
	if p.Box.Style.Anchored() {
		r, at = c.anchoredAbsolute(f, p, cb, of)
	} else {
		r, at = c.placeAbsolute(p, cb, of)
	}
	k := *r.Frag
	k.Flags |= frag.OutOfFlow
	f.Kids = append(f.Kids, frag.Placed{At: at, Fragment: &k})
	return Shift(r.OutOfFlow, at)
}

// placeAbsolute lays a box out in a containing block, both in the coordinates of the fragment that
// the box will be a kid of, and returns where its border box is.
func (c *Ctx) placeAbsolute(p Pending, cb geom.Rect, of container) (Result, geom.Point) {
	origin := geom.Point{X: cb.X, Y: cb.Y}
	size := geom.Size{W: max(0, cb.W), H: max(0, cb.H)}
	t := geom.Turn{From: of.frame, To: p.Box.Frame}
	p.Static = p.Static.Sub(origin)
	p = turnPending(p, t, size)
	p.Box = c.basis(p.Box, size.W, of.frame)
	var start startEdges
	start.right, start.below = t.Ends(of.rtl, false)
	start.orthogonal = t.Orthogonal()
	r, at := c.position(p, t.Size(size), start)
	back := t.Back()
	rect := back.Rect(geom.MakeRect(at, r.Frag.Size), t.Size(size))
	return c.turnResult(r, back), origin.Add(geom.Point{X: rect.X, Y: rect.Y})
}

// startEdges are the start edges of a containing block in the frame of a box in it.
type startEdges struct {
	right, below bool // start is right and not left, bottom and not top
	orthogonal   bool // the lines of the containing block run along y
}

// controlFills reports whether a form control fills the room between its insets, as it does in Blink
// unless it shows a value alone.
func controlFills(b *box.Box) bool {
	switch b.Control {
	case box.NoControl, box.Progress, box.Meter, box.ColorWell:
		return false
	}
	return true
}

// position lays out an absolutely positioned box in a containing block of size cb and returns
// where its border box is.
// https://www.w3.org/TR/CSS21/visudet.html#abs-non-replaced-width (10.3.7, 10.3.8, 10.6.4, 10.6.5)
func (c *Ctx) position(p Pending, cb geom.Size, start startEdges) (Result, geom.Point) {
	b, s := p.Box, p.Box.Style
	percent := cb
	basis := percent.W
	if start.orthogonal {
		basis = percent.H
	}
	m := Margins(s, basis)
	static := p.Static

	left, hasL := Resolve(s.Left(), percent.W)
	right, hasR := Resolve(s.Right(), percent.W)
	align := p.Align
	rtl := start.right
	var anchoredX, anchoredY *anchoredAxis
	if a := p.Anchored; a != nil {
		anchoredX, anchoredY = a.axes[0].of(b, !start.orthogonal), a.axes[1].of(b, start.orthogonal)
	}
	if anchoredX != nil {
		anchoredX.insets(hasL, hasR)
		hasL, hasR = true, true
	}
	alignX := align != nil && !hasL && !hasR
	staticX := align == nil && !hasL && !hasR && !p.StaticExact
	if alignX {
		left, hasL = static.X, true
	} else if !hasL && !hasR {
		if p.StaticEnd {
			right, hasR = cb.W.Sub(static.X), true
		} else {
			left, hasL = static.X, true
		}
		rtl = p.StaticEnd
	}
	room := max(0, cb.W.Sub(left).Sub(right).Sub(m.Width()))
	if alignX {
		room = max(0, align.room(static.X, cb.W).Sub(m.Width()))
	}
	if b.Kind == box.Table { // as in Chromium, negative offsets give a table no more room
		room = min(room, max(0, cb.W.Sub(m.Width())))
	}
	crossed := start.orthogonal // the axes that align-self and justify-self mean are exchanged
	if staticX {
		crossed = p.StaticFrame.Orthogonal(b.Frame)
	}
	selfX, fitX := selfAlign(p.selfValue(!crossed, staticX), staticX, rtl, b.Style.Direction() == value.KwRtl)
	if anchoredX != nil {
		selfX, fitX = anchoredX.self(selfX, fitX)
	}
	staticX = staticX && fitX
	fitX = fitX && hasL && hasR && !alignX
	switch {
	case staticX:
		room = min(room, max(0, selfX.staticRoom(static.X, p.StaticSize.W, cb.W, p.StaticEnd).Sub(m.Width())))
	case fitX:
		notCrossed(&left, &right, cb.W, start.right)
		if anchoredX != nil {
			room = anchoredX.room(room, cb.W, left, right, m.Width())
		}
	}
	w := c.Width(b, percent, room, !(hasL && hasR) || fitX)
	if hasL && hasR && !fitX && controlFills(b) && s.Width().IsAuto() {
		w = c.ClampWidth(b, room, percent.W, room)
	}
	top, hasT := Resolve(s.Top(), percent.H)
	bottom, hasB := Resolve(s.Bottom(), percent.H)
	edges := Edges(s, percent.W)
	// A height that the insets give goes to the width by the ratio, when they do not give that too.
	ratio := Ratio(b)
	crossed = start.orthogonal
	far := start.below
	if !hasT && !hasB && align == nil {
		crossed, far = p.StaticFrame.Orthogonal(b.Frame), p.StaticBelow
	}
	staticY := !hasT && !hasB && align == nil
	selfY, fitY := selfAlign(p.selfValue(crossed, staticY), staticY, far, false)
	if anchoredY != nil {
		anchoredY.insets(hasT, hasB)
		hasT, hasB = true, true
		selfY, fitY = anchoredY.self(selfY, fitY)
	}
	if fitY && hasT && hasB {
		notCrossed(&top, &bottom, cb.H, start.below)
	}
	byHeight := ratio > 0 && hasT && hasB && !fitY && (!(hasL && hasR && !alignX) || fitX) && s.Height().IsAuto() && s.Width().IsAuto()
	if byHeight {
		h := max(edges.Height(), cb.H.Sub(top).Sub(bottom).Sub(m.Height()))
		h = ClampHeight(b, h, percent.H, h, edges)
		w = c.ClampWidth(b, c.RatioMin(b, ratioWidth(b, h, ratio, edges)), percent.W, room)
	}
	free := cb.W.Sub(left).Sub(right).Sub(w)
	autoL, autoR := s.MarginLeft().IsAuto() && anchoredX == nil, s.MarginRight().IsAuto() && anchoredX == nil
	if alignX {
		edge, rest := align.X, align.Size.W.Sub(w).Sub(m.Width())
		if rest < 0 && align.SafeX {
			if edge = Start; rtl {
				edge = End
			}
		}
		left = left.Add(edge.Offset(rest))
	} else if hasL && hasR {
		switch rest := free.Sub(m.Width()); {
		case autoL && autoR && rest < 0:
			if rtl {
				m.Left = rest
			} else {
				m.Right = rest
			}
		case autoL && autoR:
			m.Left = rest / 2
			m.Right = rest - m.Left
		case autoL:
			m.Left = rest
		case autoR:
			m.Right = rest
		case fitX:
			left = selfX.place(left, rest, cb.W, right)
		case rtl: // over-constrained: left gives way
			left = left.Add(rest)
		}
	} else if hasR {
		left = free.Sub(m.Width())
	}
	if staticX {
		left = selfX.static(static.X, p.StaticSize.W, w.Add(m.Width()), p.StaticEnd)
	}
	x := left.Add(m.Left)

	alignY := align != nil && !hasT && !hasB
	below := start.below
	staticY = staticY && anchoredY == nil && fitY && !p.StaticExact
	if alignY {
		top, hasT = static.Y, true
	} else if !hasT && !hasB {
		if p.StaticBelow {
			bottom, hasB = cb.H.Sub(static.Y), true
		} else {
			top, hasT = static.Y, true
		}
		below = p.StaticBelow
	}
	sp := Space{W: w, H: Indefinite, Percent: percent}
	most := max(edges.Height(), cb.H.Sub(top).Sub(bottom).Sub(m.Height())) // what there is room for
	if hasT && hasB && !fitY && (b.Kind != box.Replaced && b.Kind != box.Table || controlFills(b)) && s.Height().IsAuto() && (ratio == 0 || byHeight) ||
		Stretches(s.Height()) && b.Kind != box.Replaced {
		sp.H, sp.HDefinite = ClampHeight(b, most, percent.H, most, edges), true
	}
	r := c.Child(b, sp)
	if h := r.Frag.Size.H; Stretches(s.MaxHeight()) && h > most || Stretches(s.MinHeight()) && h < most {
		sp.H, sp.HDefinite = most, true
		r = c.Child(b, sp)
	}
	h := r.Frag.Size.H
	freeH := cb.H.Sub(top).Sub(bottom).Sub(h)
	autoT, autoB := s.MarginTop().IsAuto() && anchoredY == nil, s.MarginBottom().IsAuto() && anchoredY == nil
	if hasT && hasB {
		rest := freeH.Sub(m.Height())
		switch {
		case autoT && autoB:
			m.Top = rest / 2
		case autoT:
			m.Top = rest
		case autoB:
		case fitY:
			top = selfY.place(top, rest, cb.H, bottom)
		case below: // over-constrained: top gives way
			top = top.Add(rest)
		}
	} else if hasB {
		top = freeH.Sub(m.Height())
	}
	if staticY {
		top = selfY.static(static.Y, p.StaticSize.H, h.Add(m.Height()), p.StaticBelow)
	}
	if alignY {
		edge, rest := align.Y, align.Size.H.Sub(h).Sub(m.Height())
		if rest < 0 && align.SafeY {
			if edge = Start; below {
				edge = End
			}
		}
		top = top.Add(edge.Offset(rest))
	}
	return r, geom.Point{X: x, Y: top.Add(m.Top)}
}

// positionAlign is an alignment of an absolutely positioned box between its insets.
// https://www.w3.org/TR/css-position-3/#abspos-layout
type positionAlign struct {
	edge         Edge
	start        Edge // the start edge of the containing block's axis
	safe, unsafe bool
	// bounded is set when a box that sticks out moves back into another containing block, from lo
	// to hi.
	bounded bool
	lo, hi  geom.Unit
	// middle is set when the box lies around centre, as far as there is room between the insets.
	middle bool
	centre geom.Unit
}

// selfAlign returns what a justify-self or align-self makes of a box in a containing block whose
// start is at the far edge or not, while the box's own start is or is not; false when it does not
// keep the box from filling the room between its insets. As in Chromium left and right are start and
// end of a static position.
func selfAlign(self value.Value, static, far, ownFar bool) (a positionAlign, ok bool) {
	from, to := Start, End
	if far {
		from, to = to, from
	}
	a.start = from
	last := false
	for _, x := range value.Spaced(self) {
		switch x {
		case value.Value(value.KwSafe):
			a.safe = true
		case value.Value(value.KwUnsafe):
			a.unsafe = true
		case value.Value(value.KwCenter), value.Value(value.KwAnchorCenter):
			a.edge, ok = Center, true
		case value.Value(value.KwStart), value.Value(value.KwFlexStart):
			a.edge, ok = from, true
		case value.Value(value.KwEnd), value.Value(value.KwFlexEnd):
			a.edge, ok = to, true
		case value.Value(value.KwLast): // nothing shares a baseline with the box
			a.edge, ok, last = to, true, true
		case value.Value(value.KwBaseline):
			if ok = true; !last {
				a.edge = from
			}
		case value.Value(value.KwLeft):
			if a.edge, ok = Start, true; static {
				a.edge = from
			}
		case value.Value(value.KwRight):
			if a.edge, ok = End, true; static {
				a.edge = to
			}
		case value.Value(value.KwSelfStart), value.Value(value.KwSelfEnd):
			a.edge, ok = Start, true
			if ownFar != (x == value.Value(value.KwSelfEnd)) {
				a.edge = End
			}
		}
	}
	return a, ok
}

// selfValue returns justify-self (justify) or align-self.
func selfValue(b *box.Box, justify bool) value.Value {
	if justify {
		return b.Style.JustifySelf()
	}
	return b.Style.AlignSelf()
}

// selfValue is selfValue of the pending box; the justify-items of the box around it take the place of
// auto where it has its static position.
// https://drafts.csswg.org/css-align/#justify-self-property
func (p *Pending) selfValue(justify, static bool) value.Value {
	v := selfValue(p.Box, justify)
	if justify && static && p.StaticItems != nil && v == value.Value(value.KwAuto) {
		v = p.StaticItems
	}
	return v
}

// Stretches reports whether a size fills the room there is.
// https://www.w3.org/TR/css-sizing-4/#stretch-fit-sizing
func Stretches(l value.Length) bool {
	return l.IsKeyword(value.KwStretch) || l.IsKeyword(value.KwWebkitFillAvailable)
}

// notCrossed moves the end inset back to where the start inset is, when it is before that; far tells
// that the start is right or bottom.
// https://www.w3.org/TR/css-position-3/#inset-modified-containing-block
func notCrossed(start, end *geom.Unit, size geom.Unit, far bool) {
	if start.Add(*end) <= size {
		return
	}
	if far {
		*start = size.Sub(*end)
	} else {
		*end = size.Sub(*start)
	}
}

// staticRoom returns how wide a box can be that is aligned in its static-position rectangle, in a
// containing block of a size.
// https://www.w3.org/TR/css-position-3/#resolving-insets
func (a positionAlign) staticRoom(at, size, in geom.Unit, far bool) geom.Unit {
	if far {
		at = at.Sub(size)
	}
	switch a.edge {
	case Center:
		middle := at.Add(size / 2)
		return 2 * max(0, min(middle, in.Sub(middle)))
	case End:
		return at.Add(size)
	}
	return in.Sub(at)
}

// static returns where the margin box starts in the static-position rectangle, which starts at or
// (far) ends at a place.
// https://www.w3.org/TR/css-position-3/#staticpos-rect
func (a positionAlign) static(at, size, margin geom.Unit, far bool) geom.Unit {
	if far {
		at = at.Sub(size)
	}
	free := size.Sub(margin)
	if free < 0 && a.safe {
		return at.Add(a.start.Offset(free))
	}
	return at.Add(a.edge.Offset(free))
}

// place returns where the margin box starts: at is the start of the room between the insets,
// free what the box leaves of it, size the containing block's and after the end inset. A box that
// sticks out of the room moves back into the containing block as far as it can.
func (a positionAlign) place(at, free, size, after geom.Unit) geom.Unit {
	if free < 0 && a.safe {
		return at.Add(a.start.Offset(free))
	}
	out := at.Add(a.edge.Offset(free))
	long := size.Sub(at).Sub(after).Sub(free)
	if a.middle {
		if out = a.centre.Sub(long / 2); free >= 0 {
			out = max(at, min(out, at.Add(free)))
		}
	}
	if free < 0 && !a.unsafe {
		lo, hi := min(at, 0), max(size, size.Sub(after))
		if a.bounded {
			lo, hi = min(lo, a.lo), max(hi, a.hi)
		}
		out = max(lo, min(out, hi.Sub(long)))
	}
	return out
}

// room returns how wide a box can be for an automatic inset on the x axis, in a containing block
// of width w where the rectangle starts at x.
// https://www.w3.org/TR/css-position-3/#resolving-insets
func (a *StaticAlign) room(x, w geom.Unit) geom.Unit {
	switch a.X {
	case Center:
		center := x.Add(a.Size.W / 2)
		return 2 * max(0, min(center, w.Sub(center)))
	case End:
		return x.Add(a.Size.W)
	}
	return w.Sub(x)
}

// Overflow returns the scrollable overflow area of a fragment from its kids.
// https://www.w3.org/TR/css-overflow-3/#scrollable
func Overflow(f *frag.Fragment) geom.Rect {
	r := geom.MakeRect(geom.Point{}, f.Size)
	for _, k := range f.Kids {
		o := k.Fragment.Overflow
		if k.Kind == frag.Anchor {
			continue
		}
		if k.Kind == frag.Box && k.Of.Clip {
			o = geom.MakeRect(geom.Point{}, k.Size)
		}
		r = union(r, o.Move(k.At))
	}
	return r
}

// union covers both, counting empty rectangles as points.
func union(a, b geom.Rect) geom.Rect {
	x, y := min(a.X, b.X), min(a.Y, b.Y)
	return geom.Rect{X: x, Y: y, W: max(a.Right(), b.Right()).Sub(x), H: max(a.Bottom(), b.Bottom()).Sub(y)}
}
