package engine

import (
	"time"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// snapDelay is how long a wheel or a scrollbar has to rest before what it scrolled snaps.
const snapDelay = 150 * time.Millisecond

// snapReach is how near a snap position has to be to attract a container whose strictness is
// proximity: a part of its snapport, as in Chromium.
const snapReach = 1.0 / 3

// snapper is a scroll container that comes to rest where its contents ask for.
// https://www.w3.org/TR/css-scroll-snap-1/
type snapper struct {
	scroller int       // index in the display list, or display.Viewport
	port     geom.Rect // snapport, in the document with nothing scrolled
	x, y     snapStrictness
	areas    []snapArea
}

type snapStrictness uint8

const (
	snapNone snapStrictness = iota
	snapProximity
	snapMandatory
)

// snapArea is a box that a container may come to rest at.
type snapArea struct {
	rect geom.Rect // with its scroll margins, in the document with nothing scrolled
	x, y snapEdge
	stop bool // scrolling does not pass it
}

// snapEdge is the part of an area, and of the snapport, that come together on one axis.
type snapEdge uint8

const (
	edgeNone snapEdge = iota
	edgeLow           // left or top
	edgeMiddle
	edgeHigh
)

// snappers returns the containers of a document that snap, with their areas.
func (d *document) snappers() []snapper {
	l := &d.line
	if l.snapsOf == l.base {
		return l.snaps
	}
	l.snapsOf, l.snaps = l.base, nil
	var by map[int]int // index in l.snaps by scroller
	add := func(scroller int, s *style.Style, port geom.Rect) {
		if s == nil {
			return
		}
		if x, y := snapType(s); x != snapNone || y != snapNone {
			if by == nil {
				by = map[int]int{}
			}
			by[scroller] = len(l.snaps)
			l.snaps = append(l.snaps, snapper{scroller: scroller, port: scrollPadding(s, port), x: x, y: y})
		}
	}
	if root := d.dom.DocumentElement(); root != nil {
		add(display.Viewport, l.styles.Style(root), geom.MakeRect(geom.Point{}, d.view))
	}
	for i := range l.base.Scrollers {
		s := &l.base.Scrollers[i]
		if e := d.dom.Node(s.Node); e != nil {
			add(i, l.styles.Style(e), s.Port)
		}
	}
	if len(by) > 0 {
		d.snapAreas(by)
	}
	return l.snaps
}

// snapAreas gives each snapper the areas whose nearest scroll container it is.
// https://www.w3.org/TR/css-scroll-snap-1/#captured-snap-area
func (d *document) snapAreas(by map[int]int) {
	l := &d.line
	own := make(map[dom.ID]int, len(l.base.Scrollers))
	for i := range l.base.Scrollers {
		own[l.base.Scrollers[i].Node] = i
	}
	rects, ok := Rects(l.frags)
	const nothing = display.Viewport - 1 // what does not scroll at all
	type open struct {
		node   *dom.Node
		inside int // scroller of its children
	}
	var above []open
	root := d.dom.Root()
	for n := root.First(); n != nil; n = n.After(root) {
		for len(above) > 0 && above[len(above)-1].node != n.Parent() {
			above = above[:len(above)-1]
		}
		if n.Type != dom.ElementNode {
			continue
		}
		in := display.Viewport
		if len(above) > 0 {
			in = above[len(above)-1].inside
		}
		s := l.styles.Style(n)
		if s == nil {
			continue
		}
		if s.Position() == value.KwFixed {
			in = nothing
		}
		inside := in
		if i, found := own[n.ID()]; found {
			inside = i
		}
		above = append(above, open{n, inside})
		at, snaps := by[in]
		if id := int(n.ID()); !snaps || id >= len(ok) || !ok[id] {
			continue
		}
		c := &l.snaps[at]
		of := l.styles.Style(d.dom.DocumentElement())
		if c.scroller != display.Viewport {
			of = l.styles.Style(d.dom.Node(l.base.Scrollers[c.scroller].Node))
		}
		a := snapArea{rect: scrollMargin(s, rects[n.ID()]), stop: s.ScrollSnapStop() == value.KwAlways}
		if a.x, a.y = snapAlign(s, of); a.x != edgeNone || a.y != edgeNone {
			c.areas = append(c.areas, a)
		}
	}
}

// snapType reads scroll-snap-type.
// https://www.w3.org/TR/css-scroll-snap-1/#scroll-snap-type
func snapType(s *style.Style) (x, y snapStrictness) {
	items := value.Spaced(s.ScrollSnapType())
	how := snapProximity
	if len(items) == 2 && items[1] == value.KwMandatory {
		how = snapMandatory
	}
	vertical := s.WritingMode() != value.KwHorizontalTb
	switch items[0] {
	case value.KwX:
		return how, snapNone
	case value.KwY:
		return snapNone, how
	case value.KwBoth:
		return how, how
	case value.KwBlock, value.KwInline:
		if (items[0] == value.KwInline) != vertical {
			return how, snapNone
		}
		return snapNone, how
	}
	return snapNone, snapNone
}

// snapAlign reads scroll-snap-align of an area in a container.
// https://www.w3.org/TR/css-scroll-snap-1/#scroll-snap-align
func snapAlign(s, container *style.Style) (x, y snapEdge) {
	items := value.Spaced(s.ScrollSnapAlign())
	edge := func(v value.Value, reversed bool) snapEdge {
		switch v {
		case value.KwCenter:
			return edgeMiddle
		case value.KwStart:
			if !reversed {
				return edgeLow
			}
			return edgeHigh
		case value.KwEnd:
			if !reversed {
				return edgeHigh
			}
			return edgeLow
		}
		return edgeNone
	}
	mode := container.WritingMode()
	rtl := container.Direction() == value.KwRtl
	block := edge(items[0], mode == value.KwVerticalRl || mode == value.KwSidewaysRl)
	inline := edge(items[len(items)-1], rtl != (mode == value.KwSidewaysLr))
	if mode != value.KwHorizontalTb {
		return block, inline
	}
	return inline, block
}

// scrollMargin returns the area of a box that scrolling brings into view.
func scrollMargin(s *style.Style, r geom.Rect) geom.Rect {
	return r.Outset(geom.Sides{Top: s.ScrollMarginTop().Resolve(0), Right: s.ScrollMarginRight().Resolve(0),
		Bottom: s.ScrollMarginBottom().Resolve(0), Left: s.ScrollMarginLeft().Resolve(0)})
}

// span is an extent on one axis.
type span struct{ low, high geom.Unit }

func (s span) size() geom.Unit { return s.high.Sub(s.low) }

func across(r geom.Rect) span { return span{r.X, r.Right()} }
func down(r geom.Rect) span   { return span{r.Y, r.Bottom()} }

// offset returns how far a container is scrolled when an area is at rest in its port.
func (e snapEdge) offset(area, port span) geom.Unit {
	switch e {
	case edgeLow:
		return area.low.Sub(port.low)
	case edgeHigh:
		return area.high.Sub(port.high)
	}
	return area.low.Sub(port.low).Add(area.size().Sub(port.size()) / 2)
}

// snapAxis is what choosing a position on one axis looks at.
type snapAxis struct {
	how      snapStrictness
	from, to geom.Unit // where the container is and where it would come to rest
	directed bool      // only positions beyond from count, if there are any
	limit    func(geom.Unit) geom.Unit
	port     span
}

// pick returns where the axis comes to rest, among the areas that each gives an extent and an
// edge; one without an edge, or out of sight on the other axis, is passed over.
// https://www.w3.org/TR/css-scroll-snap-1/#choosing
func (a *snapAxis) pick(areas []snapArea, of func(*snapArea) (span, snapEdge, bool)) geom.Unit {
	if a.how == snapNone {
		return a.to
	}
	apart := func(x, y geom.Unit) geom.Unit { return max(x.Sub(y), y.Sub(x)) }
	beyond := func(x geom.Unit) bool {
		return a.to > a.from && x > a.from || a.to < a.from && x < a.from
	}
	to := a.limit(a.to)
	for i := range areas { // what stops every scroll
		if ext, edge, ok := of(&areas[i]); ok && areas[i].stop && a.directed {
			if p := a.limit(edge.offset(ext, a.port)); beyond(p) && apart(p, a.from) < apart(to, a.from) {
				to = p
			}
		}
	}
	best, found, ahead := to, false, false
	for i := range areas {
		ext, edge, ok := of(&areas[i])
		if !ok {
			continue
		}
		p := a.limit(edge.offset(ext, a.port))
		if ext.size() > a.port.size() {
			// Anywhere where the area covers the port is as good as its edges.
			p = max(min(to, a.limit(ext.high.Sub(a.port.high))), a.limit(ext.low.Sub(a.port.low)))
		}
		on := !a.directed || beyond(p)
		if !found || on && !ahead || on == ahead && apart(p, to) < apart(best, to) {
			best, found, ahead = p, true, on
		}
	}
	if !found || a.how == snapProximity && apart(best, to) > a.port.size().Mul(snapReach) {
		return to
	}
	return best
}

// rest returns where a container comes to rest that would stop at a point. Keys are directed:
// they never lead back to where they came from while there is something ahead.
func (d *document) rest(scroller int, from, to geom.Point, directed bool) geom.Point {
	for i := range d.snappers() {
		s := &d.line.snaps[i]
		if s.scroller != scroller {
			continue
		}
		limit := d.limit
		if scroller != display.Viewport {
			limit = d.line.base.Scrollers[scroller].Limit
		}
		seen := limit(to)
		meets := func(area, port span, by geom.Unit) bool {
			return area.low.Sub(by) < port.high && area.high.Sub(by) > port.low
		}
		x := snapAxis{how: s.x, from: from.X, to: to.X, directed: directed && to.X != from.X, port: across(s.port),
			limit: func(u geom.Unit) geom.Unit { return limit(geom.Point{X: u, Y: seen.Y}).X }}
		y := snapAxis{how: s.y, from: from.Y, to: to.Y, directed: directed && to.Y != from.Y, port: down(s.port),
			limit: func(u geom.Unit) geom.Unit { return limit(geom.Point{X: seen.X, Y: u}).Y }}
		return geom.Point{
			X: x.pick(s.areas, func(a *snapArea) (span, snapEdge, bool) {
				return across(a.rect), a.x, a.x != edgeNone && meets(down(a.rect), y.port, seen.Y)
			}),
			Y: y.pick(s.areas, func(a *snapArea) (span, snapEdge, bool) {
				return down(a.rect), a.y, a.y != edgeNone && meets(across(a.rect), x.port, seen.X)
			}),
		}
	}
	return to
}

// snapAll brings what snaps to rest after a layout: contents that moved take their container along.
// https://www.w3.org/TR/css-scroll-snap-1/#re-snap
func (p *Page) snapAll(d *document) {
	if d.settling != nil || len(p.glides) > 0 {
		return // somebody is scrolling
	}
	for i := range d.snappers() {
		at := d.line.snaps[i].scroller
		if at == display.Viewport {
			p.scrollTo(d, d.rest(at, d.scroll, d.scroll, false))
		} else {
			o := d.offset(at)
			p.scrollInside(d, at, d.rest(at, o, o, false))
		}
	}
}

// snapSoon brings a document's containers to rest when a person has stopped scrolling.
func (p *Page) snapSoon(d *document) {
	if len(d.snappers()) == 0 {
		return
	}
	if d.settling != nil {
		d.settling.Stop()
	}
	var timer *time.Timer
	timer = time.AfterFunc(snapDelay, func() {
		p.post(func() {
			if d.settling != timer {
				return
			}
			d.settling = nil
			if !p.shows(d) || d.line.base == nil {
				return
			}
			for i := range d.snappers() {
				at := d.line.snaps[i].scroller
				o := d.at(at)
				p.glideTo(d, at, d.rest(at, o, o, false))
			}
		})
	})
	d.settling = timer
}
