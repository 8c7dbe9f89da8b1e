package algo

import (
	"slices"
	"sort"

	"vitrine/layout/geom"
)

// ShapeStep is how far a line that does not fit beside floats with shapes goes down before it is
// tried again, as in Blink.
const ShapeStep = geom.One

// maxShapeSteps is how often a line is tried again beside floats with shapes before it goes to
// where the next float begins or ends: no more than a float of that height in px asks for.
const maxShapeSteps = 1 << 14

// shaped are the floats that have shapes, in the order of their tops.
type shaped struct {
	floats []Float
	// ends are the lowest bottom edges of ever longer runs of floats: ends[n][i] that of the 2^n
	// floats from i·2^n. They find the floats at some height without a look at all of them.
	ends [][]geom.Unit
	// plain is what the floats without shapes leave free.
	plain bands
}

func (s *shaped) clone() *shaped {
	c := &shaped{floats: slices.Clip(s.floats), plain: slices.Clone(s.plain)}
	for _, row := range s.ends {
		c.ends = append(c.ends, slices.Clone(row))
	}
	return c
}

func (s *shaped) add(f Float) {
	i := len(s.floats)
	s.floats = append(s.floats, f)
	for n := 0; ; n, i = n+1, i/2 {
		if n == len(s.ends) {
			row := []geom.Unit{geom.Min}
			if n > 0 {
				row[0] = s.ends[n-1][0] // all that came before
			}
			s.ends = append(s.ends, row)
		}
		if i == len(s.ends[n]) {
			s.ends[n] = append(s.ends[n], geom.Min)
		}
		s.ends[n][i] = max(s.ends[n][i], f.Rect.Bottom())
		if i == 0 && len(s.ends[n]) == 1 {
			return
		}
	}
}

// each calls do for the floats whose margin boxes are in (y, y+h), or on both sides of y when h is 0.
func (s *shaped) each(y, h geom.Unit, do func(f *Float)) {
	end := sort.Search(len(s.floats), func(i int) bool { return s.floats[i].Rect.Y >= y.Add(h) })
	s.visit(len(s.ends)-1, 0, end, y, do)
}

func (s *shaped) visit(n, i, end int, y geom.Unit, do func(f *Float)) {
	if n < 0 || i >= len(s.ends[n]) || i<<n >= end || s.ends[n][i] <= y {
		return
	}
	if n == 0 {
		do(&s.floats[i])
		return
	}
	s.visit(n-1, 2*i, end, y, do)
	s.visit(n-1, 2*i+1, end, y, do)
}

// Shaped reports whether there are floats with shapes.
func (e *Exclusions) Shaped() bool { return e != nil && e.shaped != nil }

// ShapedAt reports whether the margin box of a float with a shape is at y.
func (e *Exclusions) ShapedAt(y geom.Unit) (yes bool) {
	if e.Shaped() {
		e.shaped.each(y, 1, func(*Float) { yes = true })
	}
	return yes
}

// LineSpan returns the free span of a line in [y, y+h): as Span, but beside a float with a shape
// it reaches to that shape. A height of 0 leaves out the floats that begin at y.
// https://drafts.csswg.org/css-shapes-1/#relation-to-box-model-and-float-behavior
func (e *Exclusions) LineSpan(y, h, left, right geom.Unit) (l, r geom.Unit) {
	if !e.Shaped() {
		return e.Span(y, h, left, right)
	}
	boxLeft, boxRight := e.Span(y, h, left, right)
	if boxLeft > boxRight {
		// No line goes on where a float begins that leaves no room, as in Blink.
		if l, r := e.Span(y, 0, left, right); l <= r {
			return boxLeft, boxRight
		}
	}
	l, r = e.shaped.plain.span(y, h, left, right)
	if h == 0 {
		over, under := e.shaped.plain.span(y.Sub(1), 0, left, right)
		l, r = min(l, over), max(r, under)
	}
	e.shaped.each(y, h, func(f *Float) {
		from, to, ok := f.Shape.Span(y.Sub(f.Rect.Y), h)
		switch {
		case !ok:
		case f.Left:
			l = max(l, f.Rect.X.Add(to))
		default:
			r = min(r, f.Rect.X.Add(from))
		}
	})
	return min(l, max(boxRight, left)), max(r, min(boxLeft, right))
}

// NextLine returns where a line of the given height and width that does not fit at y is tried next;
// ok is false when it fits nowhere better.
func (e *Exclusions) NextLine(y, h, width, left, right geom.Unit) (next geom.Unit, ok bool) {
	if !e.Shaped() {
		return e.NextBelow(y)
	}
	for range maxShapeSteps {
		next, ok = e.NextBelow(y)
		if !e.ShapedAt(y) {
			return next, ok
		}
		if step := y.Add(ShapeStep); !ok || step < next {
			next, ok = step, true
		}
		if next <= y {
			return y, false
		}
		y = next
		if l, r := e.LineSpan(y, h, left, right); width <= r.Sub(l) || l == left && r == right {
			return y, true
		}
	}
	return e.NextBelow(y)
}
