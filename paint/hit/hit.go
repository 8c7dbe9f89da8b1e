package hit

import (
	"vitrine/engine/dom"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// Found is what is at a point.
type Found struct {
	Node dom.ID
	Op   uint32     // index into List.Ops
	At   geom.Point // the point in the space of the op
}

// Find returns what is topmost at a point of the page, when the page is scrolled by scroll (which
// places what is fixed to the viewport); false when nothing is there. Shadows do not count, and text
// counts with its whole line box part, not its ink. Ops of nodes that pass reports true for are
// looked through; nil looks through none.
func Find(l *display.List, at, scroll geom.Point, pass func(dom.ID) bool) (Found, bool) {
	if l == nil {
		return Found{}, false
	}
	ops := l.In(nil, geom.Rect{X: at.X, Y: at.Y, W: 1, H: 1}, scroll)
	for i := len(ops) - 1; i >= 0; i-- {
		o := &l.Ops[ops[i]]
		if !hits(l, o, at, scroll) || pass != nil && pass(o.Node) {
			continue
		}
		q, _ := local(l, l.States[o.State].Transform, at, scroll)
		return Found{o.Node, ops[i], q}, true
	}
	return Found{}, false
}

func hits(l *display.List, o *display.Op, at, scroll geom.Point) bool {
	if o.Kind == display.DrawShadow {
		return false
	}
	st := l.States[o.State]
	p := at
	if _, fixed := l.ToRoot(st.Transform); fixed {
		p = at.Sub(scroll)
	}
	if !o.Bounds.Contains(p) || !inClips(l, st.Clip, at, scroll) || !inPieces(l, st.Effect, at, scroll) {
		return false
	}
	shape, ok := shapeOf(l, o)
	if !ok {
		return true
	}
	q, ok := local(l, st.Transform, at, scroll)
	return ok && shape.Contains(q)
}

// shapeOf returns the area that counts in the op's own space; false when its bounds do.
func shapeOf(l *display.List, o *display.Op) (geom.Rect, bool) {
	switch o.Kind {
	case display.Hit:
		return l.Hits[o.Arg], true
	case display.FillRect:
		return l.Rects[o.Arg].R, true
	case display.FillRRect:
		return l.RRects[o.Arg].R, true
	case display.FillRing:
		return l.Rings[o.Arg].Outer.R, true
	case display.DrawImage:
		return l.Images[o.Arg].Dest, true
	case display.DrawPattern:
		return l.Patterns[o.Arg].Area, true
	case display.DrawPicture:
		return l.Pictures[o.Arg].Dest, true
	case display.DrawGlyphs:
		return l.Texts[o.Arg].Box, true
	}
	return geom.Rect{}, false
}

// local maps a point of the page into a space.
func local(l *display.List, t display.TransformID, at, scroll geom.Point) (geom.Point, bool) {
	m, end := l.Seen(t, display.PageSpace)
	if end == display.ViewportSpace {
		at = at.Sub(scroll)
	}
	inv, ok := m.Invert()
	if !ok {
		return geom.Point{}, false
	}
	x, y, ok := inv.Apply(at.X.Px(), at.Y.Px())
	return geom.Point{X: geom.FromPx(x), Y: geom.FromPx(y)}, ok
}

// inPieces reports whether a point is in the pieces that the planes around an op were cut into.
func inPieces(l *display.List, e display.EffectID, at, scroll geom.Point) bool {
	for ; l.HasPlanes && e != 0; e = l.Effects[e].Parent {
		c := &l.Clips[l.Effects[e].Clip]
		if c.NoAA && !inClip(l, c, at, scroll) {
			return false
		}
	}
	return true
}

// inClips reports whether a point is left by a chain of clips.
func inClips(l *display.List, c display.ClipID, at, scroll geom.Point) bool {
	for ; c != 0; c = l.Clips[c].Parent {
		if !inClip(l, &l.Clips[c], at, scroll) {
			return false
		}
	}
	return true
}

func inClip(l *display.List, c *display.Clip, at, scroll geom.Point) bool {
	q, ok := local(l, c.Transform, at, scroll)
	switch {
	case !ok:
		return false
	case c.Path != nil:
		q = q.Sub(c.Origin)
		return c.Path.Contains(q.X.Px(), q.Y.Px(), c.EvenOdd)
	}
	return c.Shape.Contains(q)
}
