package paint

import (
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/paint/display"
	"vitrine/paint/transform"
)

// block is the content box of the block that a fragment is in, for what sticks in it.
type block struct {
	area  geom.Rect
	space display.TransformID
}

// isBlock reports whether a fragment's content box contains the boxes in it. Rows and row groups
// do not: the containing block of a cell is the table.
func isBlock(f *frag.Fragment) bool {
	if f.Kind != frag.Box {
		return false
	}
	if f.Of == nil {
		return true // the initial containing block
	}
	switch f.Of.Kind {
	case box.Row, box.RowGroup:
		return false
	}
	return f.Of.Pseudo != box.Anonymous
}

// scrollReach returns what scrolling can bring into a port: the contents, and behind those in
// flow the padding. What lies before the start of the contents cannot be scrolled to.
// https://www.w3.org/TR/css-overflow-3/#scrollable-overflow-region
func (r *recorder) scrollReach(e entry, port geom.Rect) geom.Rect {
	left, top := startsAtRight(e.Of.Style), startsAtBottom(e.Of.Style)
	x0, y0, x1, y1 := port.X, port.Y, port.Right(), port.Bottom()
	cover := func(r geom.Rect) {
		r = r.Move(e.at)
		if left {
			x0 = min(x0, r.X)
		} else {
			x1 = max(x1, r.Right())
		}
		if top {
			y0 = min(y0, r.Y)
		} else {
			y1 = max(y1, r.Bottom())
		}
	}
	for i := range e.Kids {
		k := &e.Kids[i]
		if k.Kind == frag.Anchor {
			continue
		}
		cover(r.reachOf(e.Fragment, k))
		if !k.Has(frag.OutOfFlow) {
			cover(geom.MakeRect(k.At, k.Size).Outset(e.Padding))
		}
	}
	over := e.Overflow
	if o, ok := r.over[e.Fragment]; ok {
		over = o
	}
	if b := over.Bottom(); b > e.Size.H && !top {
		y1 = max(y1, b.Add(e.at.Y)) // margins at the end count
	}
	return geom.Rect{X: x0, Y: y0, W: x1.Sub(x0), H: y1.Sub(y0)}
}

// startsAtRight and startsAtBottom tell where the contents of a scroll container begin.
func startsAtRight(s *style.Style) bool {
	switch s.WritingMode() {
	case value.KwVerticalRl, value.KwSidewaysRl:
		return true
	case value.KwHorizontalTb:
		return s.Direction() == value.KwRtl
	}
	return false
}

func startsAtBottom(s *style.Style) bool {
	switch s.WritingMode() {
	case value.KwVerticalRl, value.KwSidewaysRl, value.KwVerticalLr:
		return s.Direction() == value.KwRtl
	case value.KwSidewaysLr:
		return s.Direction() != value.KwRtl
	}
	return false
}

// scroller describes a scroll container to the display list.
// https://www.w3.org/TR/css-overscroll-1/#overscroll-behavior-properties
func (r *recorder) scroller(e entry, s *style.Style, port, reach geom.Rect) display.Scroller {
	user := func(k value.Keyword) bool { return k == value.KwScroll || k == value.KwAuto }
	return display.Scroller{
		Node: e.Of.Node.ID(), Of: e.state.Transform, Port: port, Stick: port.Inset(e.Padding), Reach: reach,
		ByUserX: user(s.OverflowX()), ByUserY: user(s.OverflowY()),
		ChainsX: s.OverscrollBehaviorX() == value.KwAuto, ChainsY: s.OverscrollBehaviorY() == value.KwAuto,
	}
}

// overflowClip returns the shape that cuts off what overflows a box.
// https://www.w3.org/TR/css-overflow-3/#overflow-properties
func (r *recorder) overflowClip(e entry, s *style.Style) display.RRect {
	shape := r.innerRound(e, s)
	x, y := s.OverflowX(), s.OverflowY()
	paint := s.Contains(style.ContainPaint)
	if x == value.KwClip || y == value.KwClip || paint && x == value.KwVisible && y == value.KwVisible {
		shape = r.clipMargin(e, s, shape)
	}
	if x == value.KwVisible && !paint {
		shape.R.X, shape.R.W = geom.Min/2, geom.Max
		shape.Corners = [4]display.Corner{}
	}
	if y == value.KwVisible && !paint {
		shape.R.Y, shape.R.H = geom.Min/2, geom.Max
		shape.Corners = [4]display.Corner{}
	}
	return shape
}

// clipMargin moves the edge at which overflow: clip cuts, which is the padding box, to where
// overflow-clip-margin wants it.
// https://www.w3.org/TR/css-overflow-4/#overflow-clip-margin
func (r *recorder) clipMargin(e entry, s *style.Style, shape display.RRect) display.RRect {
	for _, v := range value.Spaced(s.OverflowClipMargin()) {
		switch v {
		case value.Value(value.KwBorderBox):
			shape = roundOf(s, geom.MakeRect(e.at, e.Size), e)
		case value.Value(value.KwContentBox):
			shape = insetRound(roundOf(s, geom.MakeRect(e.at, e.Size), e), e.Border.Add(e.Padding))
		}
	}
	for _, v := range value.Spaced(s.OverflowClipMargin()) {
		if l := transform.Length(v, 0); l > 0 {
			shape = spreadRound(shape, l, geom.Point{})
		}
	}
	return shape
}

// stick returns e in the space that a sticky box makes.
// https://www.w3.org/TR/css-position-3/#stickypos-insets
func (r *recorder) stick(e entry, s *style.Style) entry {
	if e.block == nil || r.mask != nil {
		return e
	}
	inset := [4]value.Length{s.Top(), s.Right(), s.Bottom(), s.Left()}
	st := display.Sticky{Box: geom.MakeRect(e.at, e.Size), RoomIn: e.block.space}
	if b := e.Of; b != nil && b.Node != nil && b.Pseudo == box.NoPseudo {
		st.Node = b.Node.ID()
	}
	l := r.b.List()
	view := r.in.Tree.Root.Size
	if i := l.ScrollerOf(e.state.Transform); i != display.Viewport {
		view = geom.Size{W: l.Scrollers[i].Stick.W, H: l.Scrollers[i].Stick.H}
	}
	sticks := false
	for i, v := range inset {
		st.Inset[i] = display.NoInset
		if !v.IsAuto() {
			st.Inset[i], sticks = v.Resolve([2]geom.Unit{view.H, view.W}[i%2]), true
		}
	}
	if !sticks {
		return e
	}
	w := e.block.area.W
	margin := func(v value.Length) geom.Unit {
		if v.IsAuto() {
			return 0
		}
		return v.Resolve(w)
	}
	st.Room = e.block.area.Inset(geom.Sides{Top: margin(s.MarginTop()), Right: margin(s.MarginRight()), Bottom: margin(s.MarginBottom()), Left: margin(s.MarginLeft())})
	e.state.Transform = r.b.AddSticky(e.state.Transform, st)
	return e
}
