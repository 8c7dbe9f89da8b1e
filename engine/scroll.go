package engine

import (
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/layout/geom"
	"vitrine/paint/display"
	"vitrine/paint/hit"
)

// place is what is at a point: an element of one of the page's documents.
type place struct {
	doc      *document
	node     *dom.Node  // innermost element there, or nil
	at       geom.Point // in the document as painted, before scrolling moved anything
	scroller int        // index of the innermost scroller that has the place, or display.Viewport
	onText   bool       // it is a character
}

// placeAt returns what is at a point of the page's viewport, inside of frames too.
func (p *Page) placeAt(at geom.Point) place {
	d := p.doc
	for d != nil {
		l := d.line.list
		if l == nil {
			return place{}
		}
		f, ok := hit.Find(l, at.Add(d.scroll), d.scroll, d.unseen)
		if !ok {
			return place{doc: d, at: at.Add(d.scroll), scroller: display.Viewport}
		}
		n := d.dom.Node(f.Node)
		if n != nil && n.Type != dom.ElementNode {
			n = n.ParentElement()
		}
		if o := &l.Ops[f.Op]; o.Kind == display.DrawPicture && l.Pictures[o.Arg].Page {
			if k := d.frames.of(n); k != nil && k.doc != nil {
				dest := l.Pictures[o.Arg].Dest
				at = f.At.Sub(geom.Point{X: dest.X, Y: dest.Y})
				d = k.doc
				continue
			}
		}
		pl := place{doc: d, node: n, at: f.At, onText: l.Ops[f.Op].Kind == display.DrawGlyphs, scroller: l.ScrollerOf(l.States[l.Ops[f.Op].State].Transform)}
		if n != nil {
			if own := l.FindScroller(n.ID()); own != display.Viewport {
				pl.scroller = own
			}
		}
		return pl
	}
	return place{}
}

// unseen reports whether the pointer does not see a node.
// https://drafts.csswg.org/css-ui-4/#pointer-events-control
func (d *document) unseen(id dom.ID) bool {
	n := d.dom.Node(id)
	if n != nil && n.Type != dom.ElementNode {
		n = n.ParentElement()
	}
	if n == nil || n.Type != dom.ElementNode || d.line.styles == nil {
		return false
	}
	s := d.line.styles.Style(n)
	return s != nil && s.PointerEvents() == value.KwNone
}

// position is where scrolling puts what the document's display list holds.
func (d *document) position() display.Position {
	return display.Position{
		Scroll: d.scroll, View: d.view,
		Offset: func(n dom.ID) geom.Point { return d.offsets[n] },
		Nested: func(n dom.ID) (*display.List, geom.Point) {
			if k := d.frames.by[n]; k != nil && k.doc != nil {
				return k.doc.line.list, k.doc.scroll
			}
			return nil, geom.Point{}
		},
	}
}

// viewportStyle returns the style whose overflow is that of the viewport, or nil.
// https://www.w3.org/TR/css-overflow-3/#overflow-propagation
func (d *document) viewportStyle() *style.Style {
	if d.line.styles == nil || d.dom.DocumentElement() == nil {
		return nil
	}
	s := d.line.styles.Style(d.dom.DocumentElement())
	if s != nil && s.OverflowX() == value.KwVisible && s.OverflowY() == value.KwVisible {
		if b := d.dom.Body(); b != nil {
			if bs := d.line.styles.Style(b); bs != nil {
				return bs
			}
		}
	}
	return s
}

// byUser reports on which axes a person may scroll the viewport.
func (d *document) byUser() (x, y bool) {
	if d.frames.element != nil {
		if v, _ := d.frames.element.Attr("scrolling"); v == "no" || v == "off" || v == "noscroll" {
			return false, false
		}
	}
	s := d.viewportStyle()
	if s == nil {
		return true, true
	}
	may := func(k value.Keyword) bool { return k != value.KwHidden && k != value.KwClip }
	return may(s.OverflowX()), may(s.OverflowY())
}

// reach returns what scrolling the viewport can bring into view: what lies before the start of the
// document is out of reach.
// https://www.w3.org/TR/css-overflow-3/#scrollable
func (d *document) reach() geom.Rect {
	c := d.line.frags.Content
	if l := d.line.base; l != nil {
		c = l.Reach
	}
	x0, y0, x1, y1 := geom.Unit(0), geom.Unit(0), d.view.W, d.view.H
	t := d.line.boxes
	rtl := t.Direction == value.KwRtl
	left, up := rtl, rtl
	switch t.Frame {
	case geom.Horizontal:
		up = false
	case geom.VerticalRL:
		left = true
	case geom.SidewaysLR:
		left, up = false, !rtl
	default:
		left = false
	}
	if left {
		x0 = min(x0, c.X)
	} else {
		x1 = max(x1, c.Right())
	}
	if up {
		y0 = min(y0, c.Y)
	} else {
		y1 = max(y1, c.Bottom())
	}
	return geom.Rect{X: x0, Y: y0, W: x1.Sub(x0), H: y1.Sub(y0)}
}

// limit returns the scroll position nearest to one that was asked for that the document reaches.
func (d *document) limit(at geom.Point) geom.Point {
	c := d.reach()
	return geom.Point{
		X: max(min(at.X, c.Right().Sub(d.view.W)), c.X),
		Y: max(min(at.Y, c.Bottom().Sub(d.view.H)), c.Y),
	}
}

// scrollTo scrolls the viewport of a document to a point of it, as far as it reaches, and
// reports whether it moved.
func (p *Page) scrollTo(d *document, at geom.Point) bool {
	if d == nil || d.line.frags == nil {
		return false
	}
	if at = d.limit(at); at == d.scroll {
		return false
	}
	d.scroll = at
	p.shifted(d)
	return true
}

// scrollInside scrolls the contents of a scroll container, and reports whether they moved.
func (p *Page) scrollInside(d *document, i int, to geom.Point) bool {
	s := &d.line.base.Scrollers[i]
	if to = s.Limit(to); to == d.offset(i) {
		return false
	}
	if d.offsets == nil {
		d.offsets = map[dom.ID]geom.Point{}
	}
	d.offsets[s.Node] = to
	p.shifted(d)
	return true
}

// offset returns how far the contents of a scroll container are scrolled.
func (d *document) offset(i int) geom.Point {
	s := &d.line.base.Scrollers[i]
	return s.Limit(d.offsets[s.Node])
}

// shifted notes that something in a document scrolled.
func (p *Page) shifted(d *document) {
	for ; d != nil; d = d.frames.parent {
		d.line.todo |= stageMove
	}
	p.stale = true
}

// wheel scrolls what is under the pointer by a distance. On each axis the innermost container
// that can go that way takes all of it.
func (p *Page) wheel(by geom.Point, notch bool) {
	at := p.input.over
	if at.doc == nil {
		at = place{doc: p.doc, scroller: display.Viewport}
	}
	p.scrollChain(at, by, chain{smooth: notch})
}

// chain says how scrollChain scrolls. What a key scrolls is directed and comes to rest at once; a
// wheel goes on. What is smooth glides where the page plays.
type chain struct{ directed, smooth bool }

// scrollChain scrolls by a distance from a place outwards.
// https://www.w3.org/TR/css-overscroll-1/#scroll-chaining-and-boundary-default-actions
func (p *Page) scrollChain(at place, by geom.Point, how chain) {
	smooth := how.smooth && p.plays(at.doc)
	if !smooth {
		p.halt()
	}
	rest := func(d *document, i int, from, to geom.Point) geom.Point {
		if how.directed {
			return d.rest(i, from, to, true)
		}
		p.snapSoon(d)
		return to
	}
	// from is where a scroller is or is on its way to, move brings it elsewhere.
	from := func(d *document, i int) geom.Point {
		if smooth {
			return p.heading(d, i)
		}
		return d.at(i)
	}
	move := func(d *document, i int, to geom.Point) {
		if smooth {
			p.glideIn(d, i, to, stepTime)
		} else {
			p.put(d, i, to)
		}
	}
	d, i := at.doc, at.scroller
	for d != nil && d.line.base != nil && by != (geom.Point{}) {
		l := d.line.base
		if i != display.Viewport {
			if i >= len(l.Scrollers) {
				return
			}
			s := &l.Scrollers[i]
			take := by
			if !s.ByUserX {
				take.X = 0
			}
			if !s.ByUserY {
				take.Y = 0
			}
			at := from(d, i)
			to := s.Limit(rest(d, i, at, at.Add(take)))
			move(d, i, to)
			if to.X != at.X || !s.ChainsX && s.ByUserX {
				by.X = 0
			}
			if to.Y != at.Y || !s.ChainsY && s.ByUserY {
				by.Y = 0
			}
			i = s.Outer
			continue
		}
		take := by
		x, y := d.byUser()
		if !x {
			take.X = 0
		}
		if !y {
			take.Y = 0
		}
		if d.line.frags == nil {
			return
		}
		at := from(d, display.Viewport)
		to := d.limit(rest(d, display.Viewport, at, at.Add(take)))
		move(d, display.Viewport, to)
		if s := d.viewportStyle(); s != nil && d.frames.parent != nil {
			if to.X != at.X || s.OverscrollBehaviorX() != value.KwAuto {
				by.X = 0
			}
			if to.Y != at.Y || s.OverscrollBehaviorY() != value.KwAuto {
				by.Y = 0
			}
		}
		d, i = d.outside()
	}
}

// outside returns the document that a frame's document is shown in and the scroller there.
func (d *document) outside() (*document, int) {
	up := d.frames.parent
	if up == nil || up.line.base == nil {
		return nil, display.Viewport
	}
	return up, up.scrollerOf(d.frames.element)
}

// scrollerOf returns the scroller that moves an element, or display.Viewport.
func (d *document) scrollerOf(n *dom.Node) int {
	l := d.line.base
	for e := n; e != nil; e = e.ParentElement() {
		if e != n {
			if i := l.FindScroller(e.ID()); i != display.Viewport {
				return i
			}
		}
		if s := d.line.styles.Style(e); s != nil && s.Position() == value.KwFixed {
			break
		}
	}
	return display.Viewport
}

// lineStep is how far an arrow key scrolls, in CSS px; pageOverlap is what stays visible of a
// page that is scrolled by a page key.
const (
	lineStep    = 40
	pageOverlap = 0.125
)

// scrollKey does what the keys that scroll ask for, where the focus is or the last press was.
func (p *Page) scrollKey(k Key) {
	at := p.keyPlace()
	if at.doc == nil || at.doc.line.base == nil {
		return
	}
	port := at.doc.view.H
	if at.scroller != display.Viewport {
		port = at.doc.line.base.Scrollers[at.scroller].Port.H
	}
	page := port.Mul(1 - pageOverlap)
	var by geom.Point
	switch k.Name {
	case KeyUp:
		by.Y = -geom.Int(lineStep)
	case KeyDown:
		by.Y = geom.Int(lineStep)
	case KeyLeft:
		by.X = -geom.Int(lineStep)
	case KeyRight:
		by.X = geom.Int(lineStep)
	case KeyPageUp:
		by.Y = -page
	case KeyPageDown:
		by.Y = page
	case KeySpace:
		if by.Y = page; k.Shift {
			by.Y = -page
		}
	case KeyHome:
		by.Y = geom.Min
	case KeyEnd:
		by.Y = geom.Max
	}
	p.scrollChain(at, by, chain{directed: true, smooth: true})
}

// scrollEvent does what a ScrollTo asks for.
func (p *Page) scrollEvent(e ScrollTo) {
	d, to := p.doc, geom.Point{X: geom.FromPx(e.X), Y: geom.FromPx(e.Y)}
	if d == nil || d.line.base == nil {
		return
	}
	i := display.Viewport
	switch {
	case e.Element != "":
		n := d.dom.ByID(e.Element)
		if n == nil {
			return
		}
		if k := d.frames.of(n); k != nil && k.doc != nil {
			d = k.doc
		} else if i = d.line.base.FindScroller(n.ID()); i == display.Viewport {
			return
		}
	case e.Bar != ScrollBarID{}:
		if d, i = p.barOwner(e.Bar); d == nil {
			return
		}
	}
	p.halt()
	if e.Element == "" {
		p.snapSoon(d) // a hand may still hold the bar
	} else {
		to = d.rest(i, d.at(i), to, false)
	}
	p.put(d, i, to)
}

// scrollToFragment scrolls to the part of a document that its URL's fragment names.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#scrolling-to-a-fragment
func (p *Page) scrollToFragment(d *document) {
	if d == nil || d.line.frags == nil {
		return
	}
	if p.quote(d) {
		return
	}
	n, top := d.fragmentTarget()
	d.setTarget(n)
	switch {
	case top:
		p.byItself(d, display.Viewport, d.rest(display.Viewport, d.scroll, geom.Point{X: d.scroll.X}, false))
	case n != nil:
		p.reveal(d, n, true)
	}
}

// reveal scrolls every container around an element so that it is seen: at the start of the port
// when start is set, else with as little movement as possible.
// https://drafts.csswg.org/cssom-view/#scroll-an-element-into-view
func (p *Page) reveal(d *document, n *dom.Node, start bool) {
	if d.line.base == nil {
		return
	}
	rects, ok := Rects(d.line.frags)
	for e := n; e != nil; e = e.ParentElement() {
		id := int(e.ID())
		if id >= len(ok) || !ok[id] {
			continue
		}
		r := rects[id]
		if s := d.line.styles.Style(e); s != nil {
			r = scrollMargin(s, r)
		}
		p.revealRect(d, e, r, start)
		return
	}
}

// revealRect is reveal for an area of an element, in px of the unscrolled document.
func (p *Page) revealRect(d *document, n *dom.Node, r geom.Rect, start bool) {
	for i := d.scrollerOf(n); i != display.Viewport; i = d.line.base.Scrollers[i].Outer {
		s := &d.line.base.Scrollers[i]
		port := s.Port
		if e := d.dom.Node(s.Node); e != nil {
			port = scrollPadding(d.line.styles.Style(e), port)
		}
		at := d.offset(i)
		at = p.byItself(d, i, d.rest(i, at, geom.Point{
			X: at.X.Add(approach(r.X.Sub(at.X), r.W, port.X, port.W, false)),
			Y: at.Y.Add(approach(r.Y.Sub(at.Y), r.H, port.Y, port.H, start))}, false))
		r = r.Move(geom.Point{X: -at.X, Y: -at.Y})
	}
	if d.fixed(n) {
		return
	}
	port := geom.MakeRect(geom.Point{}, d.view)
	if root := d.dom.DocumentElement(); root != nil {
		port = scrollPadding(d.line.styles.Style(root), port)
	}
	p.byItself(d, display.Viewport, d.rest(display.Viewport, d.scroll, geom.Point{
		X: d.scroll.X.Add(approach(r.X.Sub(d.scroll.X), r.W, port.X, port.W, false)),
		Y: d.scroll.Y.Add(approach(r.Y.Sub(d.scroll.Y), r.H, port.Y, port.H, start))}, false))
}

// fixed reports whether an element does not move with the viewport.
func (d *document) fixed(n *dom.Node) bool {
	for ; n != nil; n = n.ParentElement() {
		if s := d.line.styles.Style(n); s != nil && s.Position() == value.KwFixed {
			return true
		}
	}
	return false
}

// scrollPadding returns the part of a port that things should be scrolled into.
func scrollPadding(s *style.Style, port geom.Rect) geom.Rect {
	if s == nil {
		return port
	}
	side := func(v value.Length, basis geom.Unit) geom.Unit {
		if v.IsAuto() {
			return 0
		}
		return v.Resolve(basis)
	}
	return port.Inset(geom.Sides{Top: side(s.ScrollPaddingTop(), port.H), Right: side(s.ScrollPaddingRight(), port.W),
		Bottom: side(s.ScrollPaddingBottom(), port.H), Left: side(s.ScrollPaddingLeft(), port.W)})
}

// approach returns how far to scroll on one axis so that what is at at, size long, comes into a
// port: to its start, or by the least.
func approach(at, size, port, length geom.Unit, start bool) geom.Unit {
	before, after := at.Sub(port), at.Add(size).Sub(port.Add(length))
	switch {
	case start, before < 0 && after < 0, before > 0 && after > 0 && size > length:
		return before
	case before >= 0 && after <= 0, before <= 0 && after >= 0:
		return 0
	}
	return after
}

// ScrollBarID names one of Frame.Bars to ScrollTo. The zero value names none.
type ScrollBarID struct {
	document int // in tree order, from 1
	element  dom.ID
}

// ScrollBar is a scrollbar inside of a page; that of the page itself is not among Frame.Bars.
type ScrollBar struct {
	ID ScrollBarID
	// Area is what is visible of the scroll container's port, in CSS px of the page's viewport.
	Area geom.Rect
	// Offset is how far it is scrolled, and Reach from where to where it can be; axes that
	// nothing can be scrolled on have a Reach without extent.
	Offset geom.Point
	Reach  geom.Rect
	Port   geom.Size
	Look   BarLook
}

// bars returns the scrollbars of what a person can scroll inside of a document.
func (p *Page) bars(top *document) []ScrollBar {
	var out []ScrollBar
	count := 0
	var walk func(d *document, clip geom.Rect)
	walk = func(d *document, clip geom.Rect) {
		count++
		number := count
		l := d.line.list
		if l == nil {
			return
		}
		if d != top {
			x, y := d.byUser()
			c := d.reach()
			reach := geom.Rect{X: c.X, Y: c.Y}
			if x {
				reach.W = max(0, c.Right().Sub(d.view.W).Sub(reach.X))
			}
			if y {
				reach.H = max(0, c.Bottom().Sub(d.view.H).Sub(reach.Y))
			}
			if area := clip; (reach.W > 0 || reach.H > 0) && !area.Empty() {
				out = append(out, ScrollBar{ID: ScrollBarID{document: number}, Area: area, Offset: d.scroll, Reach: reach, Port: d.view, Look: d.line.barLook(d.dom.DocumentElement())})
			}
		}
		space := d.toView
		clipped := func(c display.ClipID) geom.Rect {
			r := clip
			for ; c != 0; c = l.Clips[c].Parent {
				if k := &l.Clips[c]; k.Path == nil {
					r = r.Intersect(space(k.Transform).MapRect(k.Shape.R))
				}
			}
			return r
		}
		for i := range l.Scrollers {
			s := &l.Scrollers[i]
			if !s.ByUserX && !s.ByUserY {
				continue
			}
			b := ScrollBar{ID: ScrollBarID{number, s.Node}, Offset: s.Offset, Port: geom.Size{W: s.Port.W, H: s.Port.H}, Look: d.line.barLook(d.dom.Node(s.Node))}
			b.Reach.X, b.Reach.Y = s.Reach.X.Sub(s.Port.X), s.Reach.Y.Sub(s.Port.Y)
			if s.ByUserX {
				b.Reach.W = s.Reach.W.Sub(s.Port.W)
			}
			if s.ByUserY {
				b.Reach.H = s.Reach.H.Sub(s.Port.H)
			}
			if b.Area = space(s.Of).MapRect(s.Port).Intersect(clipped(l.Clips[s.Clip].Parent)); (b.Reach.W > 0 || b.Reach.H > 0) && !b.Area.Empty() {
				out = append(out, b)
			}
		}
		for _, n := range l.Nested {
			k := d.frames.by[n.Node]
			if k == nil || k.doc == nil {
				continue
			}
			st := l.States[l.Ops[n.Op].State]
			dest := l.Pictures[n.Picture].Dest
			walk(k.doc, space(st.Transform).MapRect(dest).Intersect(clipped(st.Clip)))
		}
	}
	walk(top, geom.MakeRect(geom.Point{}, top.view))
	return out
}

// barOwner finds what a scrollbar scrolls; the document is nil when it is no more.
func (p *Page) barOwner(id ScrollBarID) (owner *document, scroller int) {
	count := 0
	var walk func(d *document)
	walk = func(d *document) {
		count++
		if count == id.document {
			owner = d
			return
		}
		if d.line.list == nil {
			return
		}
		for _, n := range d.line.list.Nested {
			if k := d.frames.by[n.Node]; k != nil && k.doc != nil && owner == nil {
				walk(k.doc)
			}
		}
	}
	walk(p.doc)
	if owner == nil || owner.line.base == nil || id.element == 0 {
		return owner, display.Viewport
	}
	if scroller = owner.line.base.FindScroller(id.element); scroller == display.Viewport {
		return nil, scroller
	}
	return owner, scroller
}

// toView returns the map from a space of the document as painted to the page's viewport.
func (d *document) toView(t display.TransformID) display.Matrix {
	m, fixed := d.line.list.ToRoot(t)
	if !fixed {
		m = display.Translate(-d.scroll.X.Px(), -d.scroll.Y.Px()).Mul(m)
	}
	up := d.frames.parent
	if up == nil || up.line.list == nil {
		return m
	}
	for _, n := range up.line.list.Nested {
		if n.Node == d.frames.element.ID() {
			dest := up.line.list.Pictures[n.Picture].Dest
			in := up.toView(up.line.list.States[up.line.list.Ops[n.Op].State].Transform)
			return in.Mul(display.Translate(dest.X.Px(), dest.Y.Px())).Mul(m)
		}
	}
	return m
}

// painted returns the op that makes the box of an element findable, or nil.
func (d *document) painted(n *dom.Node) *display.Op {
	l := d.line.list
	if l == nil {
		return nil
	}
	for i := range l.Ops {
		if o := &l.Ops[i]; o.Kind == display.Hit && o.Node == n.ID() {
			return o
		}
	}
	return nil
}

// paintedBox returns the box of an element in the space that it is painted in.
func (d *document) paintedBox(n *dom.Node) (geom.Rect, bool) {
	o := d.painted(n)
	if o == nil {
		return geom.Rect{}, false
	}
	return d.line.list.Hits[o.Arg], true
}

// viewRect returns where the box of an element is in the page's viewport.
func (d *document) viewRect(n *dom.Node) (geom.Rect, bool) {
	o := d.painted(n)
	if o == nil {
		return geom.Rect{}, false
	}
	l := d.line.list
	return d.toView(l.States[o.State].Transform).MapRect(l.Hits[o.Arg]), true
}

// rowTops returns the upper edges of the texts of an element, in paint order.
func (d *document) rowTops(n *dom.Node) []geom.Unit {
	var out []geom.Unit
	l := d.line.list
	for i := range l.Ops {
		if o := &l.Ops[i]; o.Kind == display.DrawGlyphs && o.Node == n.ID() && !l.Texts[o.Arg].Box.Empty() {
			out = append(out, l.Texts[o.Arg].Box.Y)
		}
	}
	return out
}
