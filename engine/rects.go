package engine

import (
	"vitrine/engine/dom"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// Rects returns the border box of every element in CSS px of the page, by node id: the
// bounding box of all its fragments, as getBoundingClientRect gives it for an unscrolled page.
// ok tells which nodes have a box at all. Transforms are not applied.
func Rects(t *frag.Tree) (rects []geom.Rect, ok []bool) {
	n := t.Boxes.Doc.Len()
	c := collector{rects: make([]geom.Rect, n), ok: make([]bool, n)}
	if t.Root != nil {
		c.walk(t.Root, geom.Point{})
	}
	return c.rects, c.ok
}

type collector struct {
	rects []geom.Rect
	ok    []bool
}

func (c *collector) walk(f *frag.Fragment, at geom.Point) {
	if b := f.Of; b != nil && b.Node != nil && b.Pseudo == box.NoPseudo && b.Node.Type == dom.ElementNode && ownBox(f) {
		c.add(b.Node.ID(), geom.MakeRect(at, f.Size))
	}
	if f.Table != nil {
		for _, a := range f.Table.Columns {
			if a.Of != nil && a.Of.Node != nil {
				c.add(a.Of.Node.ID(), a.Rect.Move(at))
			}
		}
	}
	for _, k := range f.Kids {
		c.walk(k.Fragment, at.Add(k.At))
	}
	for _, k := range f.Skipped {
		c.walk(k.Fragment, at.Add(k.At))
	}
}

// ownBox reports whether f is a piece of its element's own box, and not of a line or text in it.
func ownBox(f *frag.Fragment) bool {
	switch f.Kind {
	case frag.Box, frag.Inline:
		return true
	case frag.Text:
		return f.Of.Kind == box.Break || f.Of.Kind == box.WordBreak
	}
	return false
}

// add joins a fragment's rectangle to its element's. Rectangles without area only count while
// there is no other. https://drafts.csswg.org/cssom-view/#dom-element-getboundingclientrect
func (c *collector) add(id dom.ID, r geom.Rect) {
	if !c.ok[id] {
		c.rects[id], c.ok[id] = r, true
		return
	}
	old := c.rects[id]
	switch {
	case r.W == 0 && r.H == 0:
		return
	case old.W == 0 && old.H == 0:
		c.rects[id] = r
		return
	}
	x, y := min(old.X, r.X), min(old.Y, r.Y)
	c.rects[id] = geom.Rect{X: x, Y: y, W: max(old.Right(), r.Right()).Sub(x), H: max(old.Bottom(), r.Bottom()).Sub(y)}
}
