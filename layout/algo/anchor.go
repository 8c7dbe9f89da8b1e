package algo

import (
	"vitrine/css/prop"
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// Anchor positioning. A box that is told where to lie by another one, its anchor, is absolutely
// positioned, and its containing block holds the anchor: when the fragment of the containing block
// is finished, all of its content and the positioned boxes before this one have their places in
// it, and an anchor is looked up there. What it tells is written into the style of a copy of the
// box, which is then placed as any other: no other box is laid out again.
// https://drafts.csswg.org/css-anchor-position-1/

// maxAnchorWalk bounds how many fragments are passed in one layout while anchors are looked for: in
// nests of containing blocks each would be passed once a level.
const maxAnchorWalk = 1 << 22

// anchors are the anchors in the fragment of a containing block, in physical coordinates.
type anchors struct {
	of    *frag.Fragment
	seen  int // kids of it that were looked at
	frame geom.Frame
	size  geom.Size // physical
	named map[anchorName][]spot
}

// anchorName is a name of anchors and the element that keeps it to what is inside of it, or nil: a
// box sees the anchors of its own scope only.
type anchorName struct {
	name  string
	scope *dom.Node
}

func (c *Ctx) anchorName(name string, n *dom.Node) anchorName {
	return anchorName{name, c.Tree.AnchorScope(n, name)}
}

// spot is where an anchor lies.
type spot struct {
	node *dom.Node
	rect geom.Rect
}

// in returns the anchors in f, whose kids are in a frame.
func (c *Ctx) anchorsIn(f *frag.Fragment, frame geom.Frame) *anchors {
	a := &c.anchored // of the fragment that is being finished
	if a.of == nil {
		*a = anchors{of: f, frame: frame, size: frame.Size(f.Size), named: map[anchorName][]spot{}}
	}
	for ; a.seen < len(f.Kids); a.seen++ {
		c.walkAnchors(a, &f.Kids[a.seen], frame, geom.MakeRect(geom.Point{}, a.size))
	}
	return a
}

// walkAnchors adds the anchors in p, which lies in a fragment of a frame at a physical place.
func (c *Ctx) walkAnchors(a *anchors, p *frag.Placed, frame geom.Frame, in geom.Rect) {
	if c.AnchorWalk++; c.AnchorWalk > maxAnchorWalk || p.Kind == frag.Text || p.Kind == frag.Anchor {
		return
	}
	b := p.Of
	if b != nil && !b.HasAnchor && b.Pseudo == box.NoPseudo {
		return
	}
	r := frame.Physical(geom.MakeRect(p.At, p.Size), geom.Size{W: in.W, H: in.H}).Move(geom.Point{X: in.X, Y: in.Y})
	own := frame
	if b != nil {
		own = b.Frame
		if p.Kind != frag.Line && b.Pseudo != box.Anonymous {
			c.addAnchor(a, b, r)
		}
	}
	for i := range p.Kids {
		c.walkAnchors(a, &p.Kids[i], own, r)
	}
}

func (c *Ctx) addAnchor(a *anchors, b *box.Box, r geom.Rect) {
	for _, v := range value.Commas(b.Style.AnchorName()) {
		n, ok := v.(value.Ident)
		if !ok {
			continue
		}
		name := c.anchorName(string(n), b.Node)
		list := a.named[name]
		if k := len(list) - 1; k >= 0 && list[k].node == b.Node { // of an inline box in parts
			list[k].rect = union(list[k].rect, r)
			continue
		}
		a.named[name] = append(list, spot{b.Node, r})
	}
}

// find returns where the last anchor of a name lies that a box may see.
// https://drafts.csswg.org/css-anchor-position-1/#target
func (c *Ctx) find(a *anchors, name string, b *box.Box) (geom.Rect, bool) {
	list := a.named[c.anchorName(name, b.Node)]
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].node != b.Node {
			return list[i].rect, true
		}
	}
	return geom.Rect{}, false
}

// anchorage is what anchors tell a box in a containing block; everything is physical.
type anchorage struct {
	c       *Ctx
	a       *anchors
	b       *box.Box
	cb      geom.Rect // the containing block, in the fragment
	of      container
	inside  geom.Rect // cb, or the part of it that position-area chose
	anchor  geom.Rect // the default anchor
	has     bool      // there is one
	tracks  [2]area   // what position-area chose, on x and y
	hasArea bool
}

// area is which of the three tracks on an axis position-area chose: before the anchor, along it and
// after it.
type area struct{ from, to int }

// newAnchorage looks the default anchor of a style up and chooses the area.
func (c *Ctx) newAnchorage(a *anchors, b *box.Box, s *style.Style, cb geom.Rect, of container) *anchorage {
	g := &anchorage{c: c, a: a, b: b, cb: cb, of: of, inside: cb}
	if n, ok := s.PositionAnchor().(value.Ident); ok {
		g.anchor, g.has = c.find(a, string(n), b)
	}
	return g
}

// choose makes the area of position-area the containing block; flips are those of a try tactic.
// https://drafts.csswg.org/css-anchor-position-1/#resolving-spans
func (g *anchorage) choose(v value.Value, flips style.Flip) {
	if !g.has || v == value.Value(value.KwNone) {
		return
	}
	own := container{frame: g.b.Built().Style.Frame(), rtl: rtl(g.b)}
	g.tracks = areaOf(v, g.of, own)
	for i, f := range [2]style.Flip{style.FlipX, style.FlipY} {
		if t := &g.tracks[i]; flips&f != 0 {
			t.from, t.to = 2-t.to, 2-t.from
		}
	}
	if flips&style.FlipAxes != 0 {
		g.tracks[0], g.tracks[1] = g.tracks[1], g.tracks[0]
	}
	x := lines(g.cb.X, g.cb.Right(), g.anchor.X, g.anchor.Right())
	y := lines(g.cb.Y, g.cb.Bottom(), g.anchor.Y, g.anchor.Bottom())
	from, to := geom.Point{X: x[g.tracks[0].from], Y: y[g.tracks[1].from]}, geom.Point{X: x[g.tracks[0].to+1], Y: y[g.tracks[1].to+1]}
	g.inside = geom.Rect{X: from.X, Y: from.Y, W: max(0, to.X.Sub(from.X)), H: max(0, to.Y.Sub(from.Y))}
	g.hasArea = true
}

// lines are the edges of the three tracks on an axis.
func lines(from, to, anchor, anchorEnd geom.Unit) [4]geom.Unit {
	return [4]geom.Unit{min(from, anchor), anchor, anchorEnd, max(to, anchorEnd)}
}

// areaOf returns the tracks on x and y of a position-area.
func areaOf(v value.Value, cb, own container) (out [2]area) {
	all := area{0, 2}
	items := value.Spaced(v)
	out = [2]area{all, all}
	first, _ := items[0].(value.Keyword)
	second := first
	if len(items) > 1 {
		second, _ = items[1].(value.Keyword)
	}
	a, _, _, _ := prop.AreaKeyword(first)
	b, _, _, _ := prop.AreaKeyword(second)
	// The axes of the two: 0 is x, 1 is y.
	block := 1
	if cb.frame.Vertical() {
		block = 0
	}
	if a == prop.AreaSelf || b == prop.AreaSelf {
		if block = 1; own.frame.Vertical() {
			block = 0
		}
	}
	axisOf := func(a prop.AreaAxis) int {
		switch a {
		case prop.AreaX:
			return 0
		case prop.AreaY:
			return 1
		case prop.AreaBlock:
			return block
		case prop.AreaInline:
			return 1 - block
		}
		return -1
	}
	i, j := axisOf(a), axisOf(b)
	switch {
	case len(items) == 1 && i >= 0: // the other axis is spanned
		out[i] = trackOf(first, i, cb, own)
		return out
	case i < 0 && j < 0:
		i, j = block, 1-block
	case i < 0:
		i = 1 - j
	default:
		j = 1 - i
	}
	out[i], out[j] = trackOf(first, i, cb, own), trackOf(second, j, cb, own)
	return out
}

// trackOf returns the tracks that a keyword means on an axis.
func trackOf(k value.Keyword, axis int, cb, own container) area {
	switch k {
	case value.KwCenter:
		return area{1, 1}
	case value.KwSpanAll:
		return area{0, 2}
	}
	_, span, end, self := prop.AreaKeyword(k)
	switch k {
	case value.KwLeft, value.KwRight, value.KwTop, value.KwBottom, value.KwSpanLeft, value.KwSpanRight, value.KwSpanTop, value.KwSpanBottom:
	default:
		in := cb
		if self {
			in = own
		}
		end = end != in.startsFar(axis)
	}
	t := area{0, 0}
	if end {
		t = area{2, 2}
	}
	if span && end {
		t.from = 1
	} else if span {
		t.to = 1
	}
	return t
}

// startsFar reports whether the start of the physical axis x (0) or y (1) is right or bottom.
func (k container) startsFar(axis int) bool {
	right, below := geom.Turn{From: k.frame, To: geom.Horizontal}.Ends(k.rtl, false)
	if axis == 0 {
		return right
	}
	return below
}

// length is what an anchor function is as the value of a longhand.
// https://drafts.csswg.org/css-anchor-position-1/#anchor-pos and #anchor-size-fn
func (g *anchorage) length(id prop.ID, a *value.Anchor) (float64, bool) {
	r, ok := g.anchor, g.has
	if a.Name != "" {
		r, ok = g.c.find(g.a, a.Name, g.b)
	}
	if !ok {
		return 0, false
	}
	y, far := false, false
	switch id {
	case prop.Top, prop.Height, prop.MinHeight, prop.MaxHeight, prop.MarginTop, prop.MarginBottom:
		y = true
	case prop.Bottom:
		y, far = true, true
	case prop.Right:
		far = true
	}
	if a.Size {
		return g.sizeOf(r, a.Side, y).Px(), true
	}
	from, to := r.X, r.Right()
	lo, hi := g.inside.X, g.inside.Right()
	axis := 0
	if y {
		from, to, lo, hi, axis = r.Y, r.Bottom(), g.inside.Y, g.inside.Bottom(), 1
	}
	at, isPercent := a.PercentOf()
	cbFar, ownFar := g.of.startsFar(axis), container{g.b.Built().Style.Frame(), rtl(g.b)}.startsFar(axis)
	switch a.Side {
	case value.KwTop, value.KwBottom:
		if !y {
			return 0, false
		}
		at = bit(a.Side == value.KwBottom)
	case value.KwLeft, value.KwRight:
		if y {
			return 0, false
		}
		at = bit(a.Side == value.KwRight)
	case value.KwInside:
		at = bit(far)
	case value.KwOutside:
		at = bit(!far)
	case value.KwStart:
		at = bit(cbFar)
	case value.KwEnd:
		at = bit(!cbFar)
	case value.KwSelfStart:
		at = bit(ownFar)
	case value.KwSelfEnd:
		at = bit(!ownFar)
	case value.KwCenter:
		at = 0.5
	default:
		if isPercent && cbFar {
			at = 1 - at
		}
	}
	pos := from.Px() + at*to.Sub(from).Px()
	if far {
		return hi.Px() - pos, true
	}
	return pos - lo.Px(), true
}

func bit(x bool) float64 {
	if x {
		return 1
	}
	return 0
}

// sizeOf returns the size of an anchor that an anchor-size() names, by default that on the axis of
// the longhand.
func (g *anchorage) sizeOf(r geom.Rect, side value.Keyword, y bool) geom.Unit {
	switch vertical := g.of.frame.Vertical(); side {
	case value.KwWidth:
		y = false
	case value.KwHeight:
		y = true
	case value.KwBlock:
		y = !vertical
	case value.KwInline:
		y = vertical
	case value.KwSelfBlock:
		y = !g.b.Built().Style.Frame().Vertical()
	case value.KwSelfInline:
		y = g.b.Built().Style.Frame().Vertical()
	}
	if y {
		return r.H
	}
	return r.W
}
