package box

import (
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/geom"
)

// Writing modes. Build makes boxes with physical styles. Layout works on a tree in which every
// box of a vertical writing mode is replaced by one whose style is turned into the frame of that
// mode, so that one set of algorithms serves all modes:
//
//	built:   body (horizontal) ─ div (vertical-rl) ─ p
//	framed:  body' ─ place of div, Style in body's frame ┄Turned┄▶ div' ─ p', both in vertical-rl
//
// Boxes without anything vertical below them are the same in both trees.

// framed is what a box of the built tree remembers of its boxes in frames, and such a box of its
// places in other frames.
type framed struct {
	boxes  [geom.SidewaysLR + 1]*Box
	places [geom.SidewaysLR + 1]*Box
}

type turnedKey struct {
	style *style.Style
	frame geom.Frame
}

// principal finds the principal writing mode: that of body, if there is one.
// https://www.w3.org/TR/css-writing-modes-4/#principal-flow
func (b *builder) principal() {
	t := b.tree
	t.Direction = value.KwLtr
	root := t.Root
	if root == nil {
		return
	}
	s := root.Style
	if body := b.in.Doc.Body(); body != nil && root.Node != nil && root.Node.IsHTML("html") {
		if st := b.in.Styles.Style(body); st != nil && st.Display() != value.KwNone && uncontained(s) && uncontained(st) {
			s = st
		}
	}
	t.Frame, t.Direction = s.Frame(), s.Direction()
}

// uncontained reports whether nothing of an element's style is kept from the viewport.
// https://www.w3.org/TR/css-contain-2/#contain-property
func uncontained(s *style.Style) bool {
	return s.Contain() == value.Value(value.KwNone) && s.ContainerType() == value.Value(value.KwNormal)
}

// Framed returns the root of the tree that layout works on, and nil for a tree without a root.
func (t *Tree) Framed() *Box {
	if t.Root == nil || !t.vertical {
		return t.Root
	}
	if t.turned == nil {
		t.turned = map[turnedKey]*style.Style{}
	}
	return t.frame(t.Root, t.Frame, t.Root.Context)
}

// turn returns a style in a frame.
func (t *Tree) turn(s *style.Style, f geom.Frame) *style.Style {
	if f == geom.Horizontal || s == nil {
		return s
	}
	k := turnedKey{s, f}
	x := t.turned[k]
	if x == nil {
		x = s.Turned(f)
		t.turned[k] = x
	}
	return x
}

// kid returns what stands for b among the kids of a box in frame f.
func (t *Tree) kid(b *Box, f geom.Frame) *Box {
	own := f
	if b.hasMode() {
		own = b.Style.Frame()
	}
	x := t.frame(b, own, b.Context || own != f)
	if own == f || b.OutOfFlow {
		return x
	}
	if x.framed == nil {
		x.framed = new(framed)
	}
	p := x.framed.places[f]
	if p == nil {
		c := *x
		p = &c
		p.Frame, p.Turned, p.Context = f, x, true
		p.Style, p.FirstLine = t.turn(b.Style, f), nil
		p.Memo, p.framed = nil, nil
		if p.Source == nil {
			p.Source = b
		}
		x.framed.places[f] = p
	}
	return p
}

// hasMode reports whether b's writing mode is its own and not that of what it is in.
// https://www.w3.org/TR/css-writing-modes-4/#block-flow
func (b *Box) hasMode() bool {
	if b.Pseudo == Anonymous {
		return false
	}
	switch b.Kind {
	case Block, Flex, Grid, Table, Caption, Cell:
		return true
	case Replaced: // what is in it has no lines; out of flow its own mode says how it is placed
		return b.OutOfFlow
	}
	return false
}

// frame returns b in frame f: b itself when nothing in it is vertical. context tells that it makes
// an independent formatting context.
func (t *Tree) frame(b *Box, f geom.Frame, context bool) *Box {
	if b.framed != nil && b.framed.boxes[f] != nil {
		return b.framed.boxes[f]
	}
	kids := b.Kids
	for i, k := range b.Kids {
		x := t.kid(k, f)
		if x == k && &kids[0] == &b.Kids[0] {
			continue
		}
		if &kids[0] == &b.Kids[0] {
			kids = append([]*Box(nil), b.Kids...)
		}
		kids[i] = x
	}
	same := len(kids) == 0 || &kids[0] == &b.Kids[0]
	x := b
	if f != geom.Horizontal || !same || context != b.Context {
		c := *b
		x = &c
		x.Frame, x.Source, x.Kids, x.Context = f, b, kids, context
		x.Style, x.FirstLine = t.turn(b.Style, f), t.turn(b.FirstLine, f)
		x.Memo, x.framed = nil, nil
		if o := b.Object; o != nil && f.Vertical() && (b.Marker == nil || b.Marker.Symbol == NoSymbol) { // symbols go along the line
			turned := *o
			turned.W, turned.H = o.H, o.W
			if o.Ratio > 0 {
				turned.Ratio = 1 / o.Ratio
			}
			x.Object = &turned
		}
	}
	if x != b || f != geom.Horizontal {
		if b.framed == nil {
			b.framed = new(framed)
		}
		b.framed.boxes[f] = x
	}
	return x
}

// Built returns the box of the tree that Build made that b stands for, b itself when it is one.
func (b *Box) Built() *Box {
	if b.Source != nil {
		return b.Source
	}
	return b
}
