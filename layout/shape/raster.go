package shape

import (
	"math"

	"vitrine/css/value"
	"vitrine/layout/geom"
)

// Picture is the opacity of a picture in whole px, row by row.
type Picture struct {
	W, H  int
	Alpha []uint8 // W × H
	X, Y  int     // of its corner in the reference box
}

// Painter draws what a shape is made of besides geometry: an image, as large as it is in a reference
// box of a size, or path() or shape() in area, a part of the plane whose origin is the corner of that
// box. All is physical. The answer is nil for an image that is not there, or has no size.
type Painter func(v value.Value, box geom.Size, area geom.Rect) *Picture

// Limits of what is drawn to find out where a shape is. Lines stay away from the margin box of a
// float whose picture is larger.
const (
	maxPictureSide = 1 << 14
	maxPictureArea = 1 << 24
)

// Drawable reports whether a picture of a size in px is within the limits.
func Drawable(w, h int) bool {
	return w > 0 && h > 0 && w <= maxPictureSide && h <= maxPictureSide && w*h <= maxPictureArea
}

// rows are the extents of a shape in rows of one px: the first is at top px below the reference box.
type rows struct {
	top     int
	extents []extent
}

// extent is from one px to before another; nothing when they are the same.
type extent struct{ from, to int32 }

func (e extent) empty() bool { return e.from >= e.to }

func (e extent) union(o extent) extent {
	switch {
	case e.empty():
		return o
	case o.empty():
		return e
	}
	return extent{min(e.from, o.from), max(e.to, o.to)}
}

func (e extent) contains(o extent) bool { return !e.empty() && e.from <= o.from && o.to <= e.to }

// turned returns a picture in a frame, of a reference box of w×h px.
func (p *Picture) turned(f geom.Frame, w, h int) *Picture {
	if f == geom.Horizontal {
		return p
	}
	t := &Picture{W: p.H, H: p.W, Alpha: make([]uint8, len(p.Alpha))}
	switch f {
	case geom.VerticalRL:
		t.X, t.Y = p.Y, w-p.X-p.W
	case geom.VerticalLR:
		t.X, t.Y = p.Y, p.X
	case geom.SidewaysLR:
		t.X, t.Y = h-p.Y-p.H, p.X
	}
	for y := 0; y < p.H; y++ {
		for x := 0; x < p.W; x++ {
			tx, ty := y, x
			switch f {
			case geom.VerticalRL:
				ty = p.W - 1 - x
			case geom.SidewaysLR:
				tx = p.H - 1 - y
			}
			t.Alpha[ty*t.W+tx] = p.Alpha[y*p.W+x]
		}
	}
	return t
}

// rows returns the extents of what is more opaque than a threshold between two rows of the plane.
// What is only at the end of a row counts from its second px on, as in Blink.
// https://drafts.csswg.org/css-shapes-1/#shapes-from-image
func (p *Picture) rows(threshold float64, from, to int) *rows {
	limit := uint8(min(max(threshold, 0), 1) * 255)
	from, to = max(from, p.Y), min(to, p.Y+p.H)
	r := &rows{top: from}
	for y := from; y < to; y++ {
		line := p.Alpha[(y-p.Y)*p.W:][:p.W]
		first, last := 0, p.W-1
		for first < p.W && line[first] <= limit {
			first++
		}
		for last >= first && line[last] <= limit {
			last--
		}
		var e extent
		if first <= last && (first < p.W-1 || p.W == 1) {
			e = extent{int32(first + p.X), int32(last + 1 + p.X)}
		}
		r.extents = append(r.extents, e)
	}
	r.trim()
	return r
}

// trim drops the empty rows at both ends.
func (r *rows) trim() {
	for len(r.extents) > 0 && r.extents[0].empty() {
		r.extents, r.top = r.extents[1:], r.top+1
	}
	for n := len(r.extents); n > 0 && r.extents[n-1].empty(); n-- {
		r.extents = r.extents[:n-1]
	}
}

// grow returns the rows of all that is not farther away than a margin, in whole px, between two rows
// of the plane.
// https://drafts.csswg.org/css-shapes-1/#shape-margin-property
func (r *rows) grow(margin float64, from, to int) *rows {
	m := int(math.Ceil(min(margin, 2*maxPictureSide)))
	if m == 0 || len(r.extents) == 0 {
		return r
	}
	end := r.top + len(r.extents)
	g := &rows{top: max(from, r.top-m)}
	g.extents = make([]extent, max(0, min(to, end+m)-g.top))
	reach := make([]int32, m+1)
	for d := range reach {
		reach[d] = int32(math.Sqrt(float64(m*m - d*d)))
	}
	last := g.top + len(g.extents) - 1
	for i, e := range r.extents {
		if e.empty() {
			continue
		}
		y := r.top + i
		around := func(at int) bool { // false once a row is met that reaches farther by itself
			if o := at - r.top; at != y && o >= 0 && o < len(r.extents) && r.extents[o].contains(e) {
				return false
			}
			d := reach[max(y-at, at-y)]
			g.extents[at-g.top] = g.extents[at-g.top].union(extent{e.from - d, e.to + d})
			return true
		}
		for at := min(y, last); at >= max(g.top, y-m) && around(at); at-- {
		}
		for at := max(y+1, g.top); at <= min(last, y+m) && around(at); at++ {
		}
	}
	g.trim()
	return g
}

// span returns the extent of the rows from y1 to y2 px.
func (r *rows) span(y1, y2 int) (x1, x2 float64, ok bool) {
	end := r.top + len(r.extents)
	if len(r.extents) == 0 || y2 <= r.top || y1 >= end {
		return 0, 0, false
	}
	y1, y2 = max(y1, r.top), min(y2, end)
	var e extent
	for y := y1; y < max(y2, y1+1) && y < end; y++ {
		e = e.union(r.extents[y-r.top])
	}
	return float64(e.from), float64(e.to), !e.empty()
}
