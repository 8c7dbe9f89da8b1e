package geom

import (
	"math"
	"strconv"
)

// Unit is a length in 1/64 CSS px. Arithmetic through Add, Sub and Mul saturates at Max and
// Min, so that hostile sizes degrade to very large boxes instead of wrapping around.
type Unit int32

const (
	// One is one CSS px.
	One Unit = 64
	// Max and Min are the largest lengths that layout produces: about ±16.7 million px, low
	// enough that the sum of two of them still fits in an int32.
	Max Unit = 1<<30 - 1
	Min Unit = -Max
)

// Clamp returns v limited to [Min, Max].
func clamp(v int64) Unit {
	if v > int64(Max) {
		return Max
	}
	if v < int64(Min) {
		return Min
	}
	return Unit(v)
}

// FromPx converts CSS px to units, rounding to the nearest and saturating; NaN is 0.
func FromPx(px float64) Unit { return fromScaled(math.Round(px * 64)) }

// FromPxFloor converts CSS px to units, rounding toward minus infinity.
func FromPxFloor(px float64) Unit { return fromScaled(math.Floor(px * 64)) }

// FromPxCeil converts CSS px to units, rounding toward plus infinity.
func FromPxCeil(px float64) Unit { return fromScaled(math.Ceil(px * 64)) }

// FromPxTrunc converts CSS px to units, dropping the fraction of a unit.
func FromPxTrunc(px float64) Unit { return fromScaled(math.Trunc(px * 64)) }

func fromScaled(v float64) Unit {
	switch {
	case v != v:
		return 0
	case v >= float64(Max):
		return Max
	case v <= float64(Min):
		return Min
	}
	return Unit(v)
}

// Int converts whole CSS px to units, saturating.
func Int(px int) Unit { return clamp(int64(px) * 64) }

// Px returns u in CSS px.
func (u Unit) Px() float64 { return float64(u) / 64 }

// Add returns u+v, saturating.
func (u Unit) Add(v Unit) Unit { return clamp(int64(u) + int64(v)) }

// Sub returns u-v, saturating.
func (u Unit) Sub(v Unit) Unit { return clamp(int64(u) - int64(v)) }

// Mul returns u scaled by f, rounded to the nearest unit and saturating.
func (u Unit) Mul(f float64) Unit { return fromScaled(math.Round(float64(u) * f)) }

// MulDiv returns u*num/den computed without overflow; 0 when den is 0.
func (u Unit) MulDiv(num, den Unit) Unit {
	if den == 0 {
		return 0
	}
	return clamp(int64(u) * int64(num) / int64(den))
}

// Round returns u rounded to whole CSS px, halves upwards.
func (u Unit) Round() int { return int((int64(u) + 32) >> 6) }

// Floor returns the largest whole CSS px not above u.
func (u Unit) Floor() int { return int(u >> 6) }

// Ceil returns the smallest whole CSS px not below u.
func (u Unit) Ceil() int { return int((int64(u) + 63) >> 6) }

// String prints u in CSS px with as few digits as are exact.
func (u Unit) String() string { return strconv.FormatFloat(u.Px(), 'f', -1, 64) }

// Point is a position; x grows to the right and y downwards.
type Point struct{ X, Y Unit }

// Add returns the point moved by q.
func (p Point) Add(q Point) Point { return Point{p.X.Add(q.X), p.Y.Add(q.Y)} }

// Sub returns the vector from q to p.
func (p Point) Sub(q Point) Point { return Point{p.X.Sub(q.X), p.Y.Sub(q.Y)} }

// Size is a width and a height.
type Size struct{ W, H Unit }

// Rect is an axis-parallel rectangle, with its origin at the top left.
type Rect struct{ X, Y, W, H Unit }

// MakeRect returns the rectangle at p with size s.
func MakeRect(p Point, s Size) Rect { return Rect{p.X, p.Y, s.W, s.H} }

// Right and Bottom return the far edges.
func (r Rect) Right() Unit  { return r.X.Add(r.W) }
func (r Rect) Bottom() Unit { return r.Y.Add(r.H) }

// Empty reports whether r covers no area.
func (r Rect) Empty() bool { return r.W <= 0 || r.H <= 0 }

// Move returns r moved by p.
func (r Rect) Move(p Point) Rect { return Rect{r.X.Add(p.X), r.Y.Add(p.Y), r.W, r.H} }

// Contains reports whether p lies in r; the right and bottom edges are outside.
func (r Rect) Contains(p Point) bool {
	return p.X >= r.X && p.Y >= r.Y && p.X < r.Right() && p.Y < r.Bottom()
}

// Union returns the smallest rectangle that covers both. An empty rectangle adds nothing.
func (r Rect) Union(q Rect) Rect {
	if r.Empty() {
		return q
	}
	if q.Empty() {
		return r
	}
	x, y := min(r.X, q.X), min(r.Y, q.Y)
	return Rect{x, y, max(r.Right(), q.Right()).Sub(x), max(r.Bottom(), q.Bottom()).Sub(y)}
}

// Intersect returns the common part, or the zero Rect when there is none.
func (r Rect) Intersect(q Rect) Rect {
	x, y := max(r.X, q.X), max(r.Y, q.Y)
	w, h := min(r.Right(), q.Right()).Sub(x), min(r.Bottom(), q.Bottom()).Sub(y)
	if w <= 0 || h <= 0 {
		return Rect{}
	}
	return Rect{x, y, w, h}
}

// Inset returns r shrunk by s on each side; sizes do not go below zero.
func (r Rect) Inset(s Sides) Rect {
	return Rect{r.X.Add(s.Left), r.Y.Add(s.Top), max(0, r.W.Sub(s.Width())), max(0, r.H.Sub(s.Height()))}
}

// Outset returns r grown by s on each side.
func (r Rect) Outset(s Sides) Rect {
	return Rect{r.X.Sub(s.Left), r.Y.Sub(s.Top), r.W.Add(s.Width()), r.H.Add(s.Height())}
}

// Sides holds one length per side of a box.
type Sides struct{ Top, Right, Bottom, Left Unit }

// Width returns the left and right sides together, Height the top and bottom ones.
func (s Sides) Width() Unit  { return s.Left.Add(s.Right) }
func (s Sides) Height() Unit { return s.Top.Add(s.Bottom) }

// Add returns the sum per side.
func (s Sides) Add(t Sides) Sides {
	return Sides{s.Top.Add(t.Top), s.Right.Add(t.Right), s.Bottom.Add(t.Bottom), s.Left.Add(t.Left)}
}
