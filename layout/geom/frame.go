package geom

// Frame is a coordinate system for layout in a writing mode: x runs along lines, from line-left
// to line-right, and y from block-start to block-end. Both grow from the corner where a box's
// lines would begin in left-to-right text, so that algorithms written for horizontal-tb work in
// any of them. Positions in a frame are relative to a box whose size is known; that box's
// physical size takes them back.
// https://www.w3.org/TR/css-writing-modes-4/#abstract-box
type Frame uint8

// The frames. sideways-rl has that of vertical-rl.
const (
	Horizontal Frame = iota // horizontal-tb: physical coordinates
	VerticalRL              // x runs down, y to the left
	VerticalLR              // x runs down, y to the right
	SidewaysLR              // x runs up, y to the right
)

var frameNames = [...]string{"horizontal-tb", "vertical-rl", "vertical-lr", "sideways-lr"}

// String returns the writing mode that the frame is named after.
func (f Frame) String() string { return frameNames[f] }

// Vertical reports whether lines run up or down.
func (f Frame) Vertical() bool { return f != Horizontal }

// Orthogonal reports whether lines of f and g cross.
func (f Frame) Orthogonal(g Frame) bool { return f.Vertical() != g.Vertical() }

// Size returns a physical size in the frame, or a size of the frame as a physical one.
func (f Frame) Size(s Size) Size {
	if f.Vertical() {
		return Size{s.H, s.W}
	}
	return s
}

// Physical returns a rectangle of the frame in physical coordinates; both are relative to a box
// of the physical size in.
func (f Frame) Physical(r Rect, in Size) Rect {
	switch f {
	case VerticalRL:
		return Rect{X: in.W.Sub(r.Y).Sub(r.H), Y: r.X, W: r.H, H: r.W}
	case VerticalLR:
		return Rect{X: r.Y, Y: r.X, W: r.H, H: r.W}
	case SidewaysLR:
		return Rect{X: r.Y, Y: in.H.Sub(r.X).Sub(r.W), W: r.H, H: r.W}
	}
	return r
}

// Rect returns a physical rectangle in the frame: the inverse of Physical.
func (f Frame) Rect(r Rect, in Size) Rect {
	switch f {
	case VerticalRL:
		return Rect{X: r.Y, Y: in.W.Sub(r.X).Sub(r.W), W: r.H, H: r.W}
	case VerticalLR:
		return Rect{X: r.Y, Y: r.X, W: r.H, H: r.W}
	case SidewaysLR:
		return Rect{X: in.H.Sub(r.Y).Sub(r.H), Y: r.X, W: r.H, H: r.W}
	}
	return r
}

// PhysicalSides returns the sides of the frame as physical ones.
func (f Frame) PhysicalSides(s Sides) Sides {
	switch f {
	case VerticalRL:
		return Sides{Top: s.Left, Right: s.Top, Bottom: s.Right, Left: s.Bottom}
	case VerticalLR:
		return Sides{Top: s.Left, Right: s.Bottom, Bottom: s.Right, Left: s.Top}
	case SidewaysLR:
		return Sides{Top: s.Right, Right: s.Bottom, Bottom: s.Left, Left: s.Top}
	}
	return s
}

// Turn is the change of coordinates from one frame to another.
type Turn struct{ From, To Frame }

// None reports whether the turn changes nothing.
func (t Turn) None() bool { return t.From == t.To }

// Back returns the opposite turn.
func (t Turn) Back() Turn { return Turn{t.To, t.From} }

// Orthogonal reports whether the axes change places.
func (t Turn) Orthogonal() bool { return t.From.Orthogonal(t.To) }

// Size turns a size.
func (t Turn) Size(s Size) Size {
	if t.Orthogonal() {
		return Size{s.H, s.W}
	}
	return s
}

// Rect turns a rectangle inside a box of size in, as t.From has it.
func (t Turn) Rect(r Rect, in Size) Rect {
	if t.None() {
		return r
	}
	in = t.From.Size(in)
	return t.To.Rect(t.From.Physical(r, in), in)
}

// Sides turns what belongs to the sides of a box.
func (t Turn) Sides(s Sides) Sides {
	if t.None() {
		return s
	}
	s = t.From.PhysicalSides(s)
	switch t.To {
	case VerticalRL:
		return Sides{Left: s.Top, Top: s.Right, Right: s.Bottom, Bottom: s.Left}
	case VerticalLR:
		return Sides{Left: s.Top, Bottom: s.Right, Right: s.Bottom, Top: s.Left}
	case SidewaysLR:
		return Sides{Right: s.Top, Bottom: s.Right, Left: s.Bottom, Top: s.Left}
	}
	return s
}

// Ends turns a choice of edges: x tells of the right edge and not the left one, y of the bottom
// and not the top.
func (t Turn) Ends(x, y bool) (bool, bool) {
	if t.None() {
		return x, y
	}
	switch t.From {
	case VerticalRL:
		x, y = !y, x
	case VerticalLR:
		x, y = y, x
	case SidewaysLR:
		x, y = y, !x
	}
	switch t.To {
	case VerticalRL:
		x, y = y, !x
	case VerticalLR:
		x, y = y, x
	case SidewaysLR:
		x, y = !y, x
	}
	return x, y
}
