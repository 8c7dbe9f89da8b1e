package style

import (
	"vitrine/css/prop"
	"vitrine/css/value"
)

// Computed values are kept as they would be without zoom: what is inherited, what em is of and
// what transitions compare. Boxes, layout and paint read a second style, in which every length is
// multiplied by the zoom of the element and everything around it.
// https://drafts.csswg.org/css-viewport/#zoom-property

// computeZoom gives the factor; 0 and normal are 1.
func computeZoom(_ *Builder, _ prop.ID, v value.Value, c *Context) (float32, bool) {
	if v == value.Value(value.KwNormal) {
		return 1, true
	}
	n, ok := computeNumber(v, c)
	if n == 0 {
		n = 1
	}
	return n, ok
}

// maxZoom bounds the product of nested zooms, and 1/maxZoom does from below.
const maxZoom = 1e6

// finishZoom works out the zoom of the element and everything around it.
func (b *Builder) finishZoom() {
	z := float32(1)
	if p := b.c.Parent; p != nil {
		z = p.font.zoom
	}
	if z *= b.s.rare.zoom; b.c.Unzoomed {
		z = 1
	}
	if z = min(max(z, 1/maxZoom), maxZoom); z != b.s.font.zoom {
		b.ownFont().zoom = z
	}
}

// Use gives s, which the builder made, its used style: the cascade calls it once for each.
func (b *Builder) Use(s *Style) {
	z := s.font.zoom
	if z == 1 {
		return
	}
	u := *s
	u.groups.zoom(z, &b.pools)
	u.computed = s
	s.used = &u
}

// Used returns the style that boxes, layout and paint read: s with its lengths zoomed.
func (s *Style) Used() *Style {
	if s == nil || s.used == nil {
		return s
	}
	return s.used
}

// Computed returns the style with the computed values of s, which are not zoomed.
func (s *Style) Computed() *Style {
	if s == nil || s.computed == nil {
		return s
	}
	return s.computed
}

// UsedZoom returns the zoom of the element and everything around it, by which natural sizes are
// multiplied.
func (s *Style) UsedZoom() float32 { return s.font.zoom }

// zoomLine multiplies the width of a line and snaps it to device pixels.
func zoomLine(l value.Length, z float32) value.Length {
	if l.N == 0 {
		return l
	}
	return value.PxLength(snapLine(l.N * z))
}
