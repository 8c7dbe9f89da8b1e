package algo

import (
	"slices"
	"sort"

	"vitrine/layout/geom"
	"vitrine/layout/shape"
)

// Float is the margin box of a placed float, in coordinates of its block formatting context.
type Float struct {
	Left  bool
	Rect  geom.Rect
	Shape *shape.Area // what lines keep away from; nil for the margin box
}

// Exclusions are the floats of one block formatting context. Floats are added in the order of
// the tree and never move.
//
// What floats leave free is a list of bands from top to bottom, in each of which the free
// span is constant. A new float's top is never above an earlier float's top (§9.5.1 rules 5
// and 6), so bands above the last top are final, and adding or asking touches only the few
// bands that are still open: cost is near-linear in the number of floats.
type Exclusions struct {
	bands       bands
	log         []Float
	lastTop     geom.Unit // no float may start above
	leftBottom  geom.Unit // lowest bottom edges, for clear
	rightBottom geom.Unit
	hasL, hasR  bool
	shaped      *shaped // nil without shapes
	whole       [1]band // the bands before there is a float
}

// band is the free span from top to the next band's top.
type band struct {
	top, left, right geom.Unit
}

// bands are sorted by top; the last one reaches down for ever.
type bands []band

// NewExclusions returns the empty exclusions of a new formatting context.
func NewExclusions() *Exclusions {
	e := &Exclusions{lastTop: geom.Min, whole: [1]band{{geom.Min, geom.Min, geom.Max}}}
	e.bands = e.whole[:]
	return e
}

// Empty reports whether there are no floats at all.
func (e *Exclusions) Empty() bool { return len(e.log) == 0 }

// Mark is a state of exclusions that they can be put back to.
type Mark struct {
	e    Exclusions
	tail bands // the bands that a float added later can change
}

// Mark notes the floats so far. The cost is that of the bands that are still open.
func (e *Exclusions) Mark() Mark {
	m := Mark{e: *e}
	from := max(0, e.bands.find(e.lastTop))
	m.e.bands, m.tail = e.bands[:from], slices.Clone(e.bands[from:])
	if e.shaped != nil {
		m.e.shaped = e.shaped.clone()
	}
	return m
}

// Restore forgets the floats that were added since the mark was made.
func (e *Exclusions) Restore(m Mark) {
	*e = m.e
	e.bands = append(e.bands, m.tail...)
}

// find returns the index of the band that holds y.
func (b bands) find(y geom.Unit) int {
	return sort.Search(len(b), func(i int) bool { return b[i].top > y }) - 1
}

// split makes a band start at y and returns its index.
func (b *bands) split(y geom.Unit) int {
	i := max(0, b.find(y))
	if (*b)[i].top == y {
		return i
	}
	*b = append(*b, band{})
	s := *b
	copy(s[i+2:], s[i+1:])
	s[i+1] = band{y, s[i].left, s[i].right}
	return i + 1
}

// add takes the room of a float away.
func (b *bands) add(left bool, r geom.Rect) {
	switch {
	case r.H < 0 || r.W <= 0: // it leaves all the room that there was
		return
	case r.H == 0:
		b.addLine(left, r)
		return
	}
	// The end first: splitting there does not move the index of the start.
	end := b.split(r.Bottom())
	start := b.split(r.Y)
	s := *b
	if s[end].top != r.Bottom() {
		end++
	}
	for i := start; i < end; i++ {
		if left {
			s[i].left = max(s[i].left, r.Right())
		} else {
			s[i].right = min(s[i].right, r.X)
		}
	}
}

// addLine takes the room of a float without height away, from what begins above it and ends below
// it: a band without height, before the one that begins there.
func (b *bands) addLine(left bool, r geom.Rect) {
	i := b.split(r.Y)
	line := (*b)[i]
	if left {
		line.left = max(line.left, r.Right())
	} else {
		line.right = min(line.right, r.X)
	}
	*b = slices.Insert(*b, i, line)
}

// span returns what is free in all of [y, y+h) between two edges.
func (b bands) span(y, h, left, right geom.Unit) (l, r geom.Unit) {
	l, r = left, right
	for i := max(0, b.find(y)); i < len(b) && (b[i].top <= y || b[i].top < y.Add(h)); i++ {
		l, r = max(l, b[i].left), min(r, b[i].right)
	}
	return
}

// Add puts a placed float into the context.
func (e *Exclusions) Add(f Float) {
	e.log = append(e.log, f)
	r := f.Rect
	e.lastTop = max(e.lastTop, r.Y)
	bottom := max(r.Y, r.Bottom()) // margins can leave less than nothing of a float
	if f.Left {
		e.leftBottom, e.hasL = extend(e.leftBottom, e.hasL, bottom), true
	} else {
		e.rightBottom, e.hasR = extend(e.rightBottom, e.hasR, bottom), true
	}
	if f.Shape != nil && e.shaped == nil {
		e.shaped = &shaped{plain: slices.Clone(e.bands)}
	}
	e.bands.add(f.Left, r)
	switch {
	case f.Shape != nil:
		e.shaped.add(f)
	case e.shaped != nil:
		e.shaped.plain.add(f.Left, r)
	}
}

func extend(old geom.Unit, has bool, v geom.Unit) geom.Unit {
	if has {
		return max(old, v)
	}
	return v
}

// Span returns the free span between the container's edges for all of [y, y+h). With h of 0 the
// single position y counts. The right edge may be left of the left edge.
func (e *Exclusions) Span(y, h, left, right geom.Unit) (l, r geom.Unit) {
	if e == nil || len(e.log) == 0 {
		return left, right
	}
	return e.bands.span(y, h, left, right)
}

// Touched reports whether a float narrows [y, y+h) between the container's edges.
func (e *Exclusions) Touched(y, h, left, right geom.Unit) bool {
	l, r := e.Span(y, h, left, right)
	return l != left || r != right
}

// NextBelow returns the top of the next band below y, where the free span may be different;
// ok is false when nothing changes below.
func (e *Exclusions) NextBelow(y geom.Unit) (next geom.Unit, ok bool) {
	if e == nil {
		return 0, false
	}
	i := e.bands.find(y) + 1
	if i >= len(e.bands) {
		return 0, false
	}
	return e.bands[i].top, true
}

// FindSpace returns the topmost y, not above from, at which a box of the given size fits between
// the container's edges and the floats, and the free span there. Where no band is wide enough
// the box goes below all floats.
func (e *Exclusions) FindSpace(from geom.Unit, size geom.Size, left, right geom.Unit) (y, l, r geom.Unit) {
	y = from
	for {
		l, r = e.Span(y, max(size.H, 0), left, right)
		if size.W <= r.Sub(l) || (l == left && r == right) {
			return
		}
		next, ok := e.NextBelow(y)
		if !ok {
			return
		}
		y = next
	}
}

// Place finds the position of a float's margin box and adds it: not above from, as high as
// possible, then as far to its side as possible. Its shape is nil when it has none.
// https://www.w3.org/TR/CSS21/visuren.html#float-position
func (e *Exclusions) Place(isLeft bool, from geom.Unit, size geom.Size, left, right geom.Unit, sh *shape.Area) geom.Point {
	from = max(from, e.lastTop)
	y, l, r := e.FindSpace(from, size, left, right)
	p := geom.Point{X: l, Y: y}
	if !isLeft {
		p.X = r.Sub(size.W)
	}
	e.Add(Float{isLeft, geom.MakeRect(p, size), sh})
	return p
}

// Clear returns the y that a box must not be above to clear floats on the given sides; ok is
// false when there are none on these sides.
func (e *Exclusions) Clear(left, right bool) (y geom.Unit, ok bool) {
	if e == nil {
		return 0, false
	}
	if left && e.hasL {
		y, ok = e.leftBottom, true
	}
	if right && e.hasR {
		y, ok = extend(y, ok, e.rightBottom), true
	}
	return
}

// Bottom returns the lowest bottom edge of all floats; ok is false when there are none.
func (e *Exclusions) Bottom() (geom.Unit, bool) { return e.Clear(true, true) }

// LastTop returns the top that a new float may not be above.
func (e *Exclusions) LastTop() geom.Unit { return e.lastTop }
