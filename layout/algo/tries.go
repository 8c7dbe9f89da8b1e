package algo

import (
	"slices"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// maxTries bounds how many positions are tried in one layout for boxes with alternatives: nests of
// such boxes would try each inner one again for each outer one. Past it boxes stay where they are
// first.
const maxTries = 10000

// option is one way to place a box.
type option struct {
	style *style.Style // physical, with anchor functions
	flips style.Flip   // of its position-area
}

// anchoredAlign says how an anchored box lies in its containing block, in the frame of the box.
type anchoredAlign struct {
	axes [2]anchoredAxis // x and y
}

// anchoredAxis is one axis of an anchoredAlign.
type anchoredAxis struct {
	area   bool      // there is a position-area: insets that are auto are 0, and normal means align
	align  Edge      // where the box lies by default
	spans  bool      // or in the middle of the anchor, as if by anchor-center
	centre geom.Unit // of the anchor, from the start of the containing block
	has    bool      // there is an anchor
	lo, hi geom.Unit // the containing block without the area, from the start of that
	// Of one box: its self-alignment is the default one, or the middle of the anchor.
	normal, middle bool
	inset          *Edge // the only inset that is not auto, where the alignment is the default one
}

// anchoredAbsolute is absolute for a box that anchors place or that has alternatives: the first one
// that fits is taken.
// https://drafts.csswg.org/css-anchor-position-1/#fallback-apply
func (c *Ctx) anchoredAbsolute(f *frag.Fragment, p Pending, cb geom.Rect, of container) (Result, geom.Point) {
	a := c.anchorsIn(f, of.frame)
	physical := of.frame.Physical(cb, a.size)
	options := c.options(p, of)
	if c.Tries += len(options) - 1; c.Tries > maxTries {
		options = options[:1]
	}
	order := options[0].style.PositionTryOrder()
	if order != value.KwNormal && len(options) > 1 {
		options = c.largestFirst(options, order, a, p, physical, of)
	}
	var first Result
	var firstAt geom.Point
	for i, o := range options {
		g, s := c.anchorageOf(o, a, p, physical, of)
		r, at := c.placeAnchored(p, s, g, a)
		if i == 0 {
			first, firstAt = r, at
		}
		if len(options) == 1 {
			break
		}
		if fits(s, g, of.frame.Physical(geom.MakeRect(at, r.Frag.Size), a.size)) {
			return r, at
		}
	}
	return first, firstAt
}

// anchorageOf resolves what an option says about anchors.
func (c *Ctx) anchorageOf(o option, a *anchors, p Pending, cb geom.Rect, of container) (*anchorage, *style.Style) {
	g := c.newAnchorage(a, p.Box, o.style, cb, of)
	g.choose(o.style.PositionArea(), o.flips)
	return g, o.style.WithAnchors(g.length)
}

// placeAnchored places the box with a resolved style.
func (c *Ctx) placeAnchored(p Pending, s *style.Style, g *anchorage, a *anchors) (Result, geom.Point) {
	x := *p.Box
	x.Style, x.Memo = s.Turned(x.Frame), nil
	if x.Source == nil {
		x.Source = p.Box
	}
	q := p
	q.Box, q.Anchored = &x, g.align(x.Frame)
	r, at := c.placeAbsolute(q, g.of.frame.Rect(g.inside, a.size), g.of)
	k := *r.Frag
	k.Of = p.Box // what paint and others know
	r.Frag = &k
	return r, at
}

// options lists the ways to place a box: its own first, then its fallbacks.
// https://drafts.csswg.org/css-anchor-position-1/#position-try-fallbacks
func (c *Ctx) options(p Pending, of container) []option {
	base := p.Box.Built().Style
	list := []option{{style: base}}
	if base.PositionTryFallbacks() == value.Value(value.KwNone) {
		return list
	}
	tries := base.Tries()
	for _, v := range value.Commas(base.PositionTryFallbacks()) {
		o := option{style: base}
		area, tactics, known := false, false, true
		for _, it := range value.Spaced(v) {
			if _, ok := it.(value.Ident); ok {
				if known = len(tries) > 0 && tries[0] != nil; known {
					o.style = tries[0]
				}
				tries = tries[min(1, len(tries)):]
				continue
			}
			f, ok := flipFor(it, of)
			if !ok {
				area = true
				break
			}
			o.flips ^= f
			tactics = true
		}
		if area {
			o.style = base.WithArea(v)
		} else if tactics {
			o.style = o.style.Flipped(o.flips)
		}
		if known {
			list = append(list, o)
		}
	}
	return list
}

// flipFor returns what a try tactic exchanges in a containing block.
func flipFor(v value.Value, of container) (style.Flip, bool) {
	block, inline := style.FlipY, style.FlipX
	if of.frame.Vertical() {
		block, inline = inline, block
	}
	switch v {
	case value.Value(value.KwFlipBlock):
		return block, true
	case value.Value(value.KwFlipInline):
		return inline, true
	case value.Value(value.KwFlipX):
		return style.FlipX, true
	case value.Value(value.KwFlipY):
		return style.FlipY, true
	case value.Value(value.KwFlipStart):
		// The start corner stays where it is.
		if of.startsFar(0) != of.startsFar(1) {
			return style.FlipAxes | style.FlipX | style.FlipY, true
		}
		return style.FlipAxes, true
	}
	return 0, false
}

// largestFirst sorts options by how much room they have.
// https://drafts.csswg.org/css-anchor-position-1/#position-try-order-property
func (c *Ctx) largestFirst(options []option, order value.Keyword, a *anchors, p Pending, cb geom.Rect, of container) []option {
	height := order == value.KwMostHeight || order == value.KwMostBlockSize && !of.frame.Vertical() || order == value.KwMostInlineSize && of.frame.Vertical()
	room := func(o option) geom.Unit {
		g, s := c.anchorageOf(o, a, p, cb, of)
		if r := modified(s, g); height {
			return r.H
		} else {
			return r.W
		}
	}
	type sized struct {
		option
		room geom.Unit
	}
	list := make([]sized, len(options))
	for i, o := range options {
		list[i] = sized{o, room(o)}
	}
	slices.SortStableFunc(list, func(x, y sized) int { return int(max(-1, min(1, int64(y.room)-int64(x.room)))) })
	out := make([]option, len(list))
	for i := range list {
		out[i] = list[i].option
	}
	return out
}

// modified returns the inset-modified containing block, physical and in the fragment; insets that
// are auto count as 0.
// https://www.w3.org/TR/css-position-3/#inset-modified-containing-block
func modified(s *style.Style, g *anchorage) geom.Rect {
	in := g.inside
	l, r := resolve(s.Left(), in.W), resolve(s.Right(), in.W)
	t, b := resolve(s.Top(), in.H), resolve(s.Bottom(), in.H)
	return geom.Rect{X: in.X.Add(l), Y: in.Y.Add(t), W: max(0, in.W.Sub(l).Sub(r)), H: max(0, in.H.Sub(t).Sub(b))}
}

// fits reports whether the margin box of a border box lies in the inset-modified containing block.
func fits(s *style.Style, g *anchorage, border geom.Rect) bool {
	basis := g.inside.W
	if g.of.frame.Vertical() {
		basis = g.inside.H
	}
	m := Margins(s, basis)
	in := modified(s, g)
	return border.X.Sub(m.Left) >= in.X && border.Y.Sub(m.Top) >= in.Y &&
		border.Right().Add(m.Right) <= in.Right() && border.Bottom().Add(m.Bottom) <= in.Bottom()
}

// align returns how the box lies in its frame.
func (g *anchorage) align(own geom.Frame) *anchoredAlign {
	out := &anchoredAlign{}
	right, below := geom.Turn{From: own, To: geom.Horizontal}.Ends(false, false)
	far := [2]bool{right, below}
	for i := range out.axes {
		// i is the physical axis.
		from, to := g.inside.X, g.inside.Right()
		lo, hi := g.cb.X, g.cb.Right()
		at := g.anchor.X.Add(g.anchor.W / 2)
		if i == 1 {
			from, to, lo, hi = g.inside.Y, g.inside.Bottom(), g.cb.Y, g.cb.Bottom()
			at = g.anchor.Y.Add(g.anchor.H / 2)
		}
		x := anchoredAxis{area: g.hasArea, has: g.has, centre: at.Sub(from), lo: lo.Sub(from), hi: hi.Sub(from)}
		switch t := g.tracks[i]; {
		case t.from == 0 && t.to == 2:
			x.spans, x.align = true, Center
		case t.from == 1 && t.to == 1:
			x.align = Center
		case t.from == 0: // towards what it left out
			x.align = End
		default:
			x.align = Start
		}
		if far[i] {
			long := to.Sub(from)
			x.centre, x.lo, x.hi = long.Sub(x.centre), long.Sub(x.hi), long.Sub(x.lo)
			x.align = End - x.align
		}
		k := i
		if own.Vertical() {
			k = 1 - i
		}
		out.axes[k] = x
	}
	return out
}

// of returns what the axis is for a box, whose justify-self (justify) or align-self is that of the
// axis; nil when nothing is different from other boxes.
func (x anchoredAxis) of(b *box.Box, justify bool) *anchoredAxis {
	v := selfValue(b, justify)
	x.normal = x.area && (v == value.Value(value.KwNormal) || v == value.Value(value.KwAuto))
	x.middle = x.has && v == value.Value(value.KwAnchorCenter) || x.normal && x.spans
	if !x.area && !x.middle {
		return nil
	}
	return &x
}

// insets notes which insets of the axis are not auto; the others are 0. A box with one inset is
// aligned to that by default.
func (x *anchoredAxis) insets(hasStart, hasEnd bool) {
	if x.normal && hasStart != hasEnd {
		edge := Start
		if hasEnd {
			edge = End
		}
		x.inset = &edge
	}
}

// room returns how wide the box can be: what asks for the middle of the anchor has as much room on
// both sides of that.
// https://drafts.csswg.org/css-anchor-position-1/#anchor-center
func (x *anchoredAxis) room(room, size, start, end, margins geom.Unit) geom.Unit {
	if !x.middle || x.normal {
		return room
	}
	half := max(0, min(x.centre.Sub(start), size.Sub(end).Sub(x.centre)))
	return min(room, max(0, (2*half).Sub(margins)))
}

// self returns the self-alignment of the box.
func (x *anchoredAxis) self(a positionAlign, fit bool) (positionAlign, bool) {
	a.bounded, a.lo, a.hi = x.area, x.lo, x.hi
	switch {
	case x.inset != nil:
		a.edge, a.unsafe, fit = *x.inset, true, true
	case x.normal:
		a.edge, fit = x.align, true
	case x.middle:
		a.edge, fit = Center, true
	}
	a.middle, a.centre = x.middle && x.inset == nil, x.centre
	return a, fit
}
