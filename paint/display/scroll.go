package display

import (
	"slices"

	"vitrine/engine/dom"
	"vitrine/layout/geom"
)

// Viewport is the index of the scroller that is none of List.Scrollers: the viewport itself.
const Viewport = -1

// Scroller is a scroll container with more contents than it shows. Its contents are in a space
// of their own, which List.Moved moves; coordinates in it are those of an unscrolled container.
// https://www.w3.org/TR/css-overflow-3/#scroll-container
type Scroller struct {
	Node  dom.ID
	Of    TransformID // space of the container
	In    TransformID // space of its contents
	Clip  ClipID      // of its contents
	Outer int         // index of the scroller that it is in, or Viewport
	Port  geom.Rect   // what shows contents, in the space Of
	Stick geom.Rect   // the part of Port that sticky boxes stay in: without the padding, as Chromium has it
	// Reach is what scrolling can bring into the port: where the contents are while nothing is
	// scrolled. It holds Port.
	Reach  geom.Rect
	Offset geom.Point // how far it is scrolled: the port shows what is at Port + Offset
	// ByUser tells for each axis whether a person may scroll it (overflow: hidden may not), and
	// Chains whether scrolling that finds it at its end goes on with Outer.
	ByUserX, ByUserY, ChainsX, ChainsY bool
}

// Limit returns the offset nearest to one that was asked for that the contents reach to.
func (s *Scroller) Limit(o geom.Point) geom.Point {
	return geom.Point{
		X: max(min(o.X, s.Reach.Right().Sub(s.Port.Right())), s.Reach.X.Sub(s.Port.X)),
		Y: max(min(o.Y, s.Reach.Bottom().Sub(s.Port.Bottom())), s.Reach.Y.Sub(s.Port.Y)),
	}
}

// NoInset marks a side of a sticky box that does not stick.
const NoInset geom.Unit = geom.Min

// Sticky is a box that stays in view while the scroller that it is in scrolls.
// https://www.w3.org/TR/css-position-3/#stickypos-insets
type Sticky struct {
	Node     dom.ID      // the element, 0 for a pseudo-element
	Space    TransformID // of the box and what is in it; moved by List.Moved
	Scroller int         // index of the scroller whose port it stays in, or Viewport
	Box      geom.Rect   // its border box in the parent of Space
	Room     geom.Rect   // where its border box may be: the containing block less its margins
	RoomIn   TransformID // space of Room
	// Inset is the distance to keep from the port's top, right, bottom and left edge; NoInset
	// for a side that does not stick.
	Inset [4]geom.Unit
}

// NestedPage is the place of a page that is shown inside of this one.
type NestedPage struct {
	Node    dom.ID // the element that shows it
	Op      uint32 // index into List.Ops
	Picture uint32 // index into List.Pictures
}

// Position is what decides where things of a list are, apart from layout.
type Position struct {
	// Scroll is where the viewport is in the page, View its size.
	Scroll geom.Point
	View   geom.Size
	// Offset returns how far a scroll container was scrolled; nil means nowhere.
	Offset func(dom.ID) geom.Point
	// Nested returns the page that an element shows and how far it is scrolled; nil, or a nil
	// list, shows nothing.
	Nested func(dom.ID) (*List, geom.Point)
}

// movingOp is an op whose bounds depend on a Position: r is its ink in its own space.
type movingOp struct {
	op uint32
	r  geom.Rect
}

// Moved returns the list as it is at a position. Everything that does not move is shared with l,
// and l itself is returned when nothing is different. It costs as much as there are ops in
// scroll containers and sticky boxes that have something to scroll.
func (l *List) Moved(p Position) *List {
	if len(l.Scrollers) == 0 && len(l.Stickies) == 0 && len(l.Nested) == 0 {
		return l
	}
	out := l.nest(p)
	move := make(map[TransformID]geom.Point, len(l.Scrollers)+len(l.Stickies))
	scrollers := slices.Clone(l.Scrollers)
	for i := range scrollers {
		s := &scrollers[i]
		s.Offset = geom.Point{}
		if p.Offset != nil {
			s.Offset = s.Limit(p.Offset(s.Node))
		}
		move[s.In] = geom.Point{X: -s.Offset.X, Y: -s.Offset.Y}
	}
	for i := range l.Stickies { // outer ones come first
		s := &l.Stickies[i]
		move[s.Space] = l.stick(s, p, scrollers, move)
	}
	same := true
	for t, d := range move {
		m := &l.Transforms[t].M
		same = same && m.E == d.X.Px() && m.F == d.Y.Px()
	}
	if same {
		return out
	}
	if out == l {
		out = l.clone()
	}
	out.Scrollers = scrollers
	out.Transforms = slices.Clone(l.Transforms)
	for t, d := range move {
		out.Transforms[t].M = Translate(d.X.Px(), d.Y.Px())
	}
	out.place()
	return out
}

// place gives what moves new bounds, in a list that shares its ops and index with another one.
func (l *List) place() {
	l.Ops = slices.Clone(l.Ops)
	bounds := make([]stateBounds, len(l.States))
	known := make([]bool, len(l.States))
	for _, mv := range l.moving {
		o := &l.Ops[mv.op]
		if !known[o.State] {
			known[o.State] = true
			bounds[o.State] = l.boundsOf(l.States[o.State])
		}
		o.Bounds = l.opBounds(o.Kind, mv.r, l.States[o.State].Effect, &bounds[o.State])
	}
	l.index = &index{still: l.index.still}
}

// clone returns a copy whose fields can be replaced.
func (l *List) clone() *List {
	c := *l
	return &c
}

// nest returns the list with the nested pages of a position.
func (l *List) nest(p Position) *List {
	if p.Nested == nil || len(l.Nested) == 0 {
		return l
	}
	out := l
	for _, n := range l.Nested {
		list, at := p.Nested(n.Node)
		if old := &out.Pictures[n.Picture]; old.List == list && old.Scroll == at {
			continue
		}
		if out == l {
			out = l.clone()
			out.Pictures = slices.Clone(l.Pictures)
		}
		pic := &out.Pictures[n.Picture]
		pic.List, pic.Scroll = list, at
	}
	return out
}

// stick returns how far a sticky box is moved.
func (l *List) stick(s *Sticky, p Position, scrollers []Scroller, move map[TransformID]geom.Point) geom.Point {
	stop := PageSpace
	port := geom.Rect{X: p.Scroll.X, Y: p.Scroll.Y, W: p.View.W, H: p.View.H}
	if s.Scroller != Viewport {
		c := &scrollers[s.Scroller]
		stop, port = c.In, c.Stick.Move(c.Offset)
	}
	carried := func(t TransformID) (d geom.Point, fixed bool) {
		for t > ViewportSpace && t != stop {
			d = d.Add(move[t])
			t = l.Transforms[t].Parent
		}
		return d, t == ViewportSpace
	}
	d, fixed := carried(l.Transforms[s.Space].Parent)
	if fixed && s.Scroller == Viewport {
		port = geom.Rect{W: p.View.W, H: p.View.H}
	}
	box := s.Box.Move(d)
	d, _ = carried(s.RoomIn)
	room := s.Room.Move(d)
	axis := func(lo, size, roomLo, roomHi, portLo, portHi, start, end geom.Unit) geom.Unit {
		at := lo
		if end != NoInset {
			if d := portHi.Sub(end).Sub(at.Add(size)); d < 0 {
				at = at.Add(max(d, min(0, roomLo.Sub(at))))
			}
		}
		if start != NoInset {
			if d := portLo.Add(start).Sub(at); d > 0 {
				at = at.Add(min(d, max(0, roomHi.Sub(at.Add(size)))))
			}
		}
		return at.Sub(lo)
	}
	return geom.Point{
		X: axis(box.X, box.W, room.X, room.Right(), port.X, port.Right(), s.Inset[3], s.Inset[1]),
		Y: axis(box.Y, box.H, room.Y, room.Bottom(), port.Y, port.Bottom(), s.Inset[0], s.Inset[2]),
	}
}

// Stuck returns how far each sticky element is moved from where layout put it; nil when nothing sticks.
func (l *List) Stuck() map[dom.ID]geom.Point {
	var out map[dom.ID]geom.Point
	for i := range l.Stickies {
		s := &l.Stickies[i]
		m := &l.Transforms[s.Space].M
		if s.Node == 0 || m.E == 0 && m.F == 0 {
			continue
		}
		if out == nil {
			out = map[dom.ID]geom.Point{}
		}
		out[s.Node] = geom.Point{X: geom.FromPx(m.E), Y: geom.FromPx(m.F)}
	}
	return out
}

// ScrollerOf returns the index of the scroller that moves a space, or Viewport.
func (l *List) ScrollerOf(t TransformID) int {
	for t > ViewportSpace {
		if s := l.Transforms[t].Scroller; s != 0 {
			return s - 1
		}
		t = l.Transforms[t].Parent
	}
	return Viewport
}

// FindScroller returns the index of the scroller of an element, or Viewport when it has none.
func (l *List) FindScroller(n dom.ID) int {
	for i := range l.Scrollers {
		if l.Scrollers[i].Node == n {
			return i
		}
	}
	return Viewport
}
