package hit

import (
	"vitrine/engine/dom"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// At returns the node whose op is topmost at a point of the page, when the page is scrolled
// by scroll (which places what is fixed to the viewport); false when nothing is there.
// Shadows do not count, and text counts with its whole line box part, not its ink.
func At(l *display.List, at, scroll geom.Point) (dom.ID, bool) {
	f, ok := Find(l, at, scroll, nil)
	return f.Node, ok
}

// Found is what is at a point.
type Found struct {
	Node dom.ID
	Op   uint32     // index into List.Ops
	At   geom.Point // the point in the space of the op
}

// Find is At with more to say about what was found. Ops of nodes that pass reports true for are
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
		m, fixed := l.ToRoot(l.States[o.State].Transform)
		p := at
		if fixed {
			p = at.Sub(scroll)
		}
		q, _ := local(m, p)
		return Found{o.Node, ops[i], q}, true
	}
	return Found{}, false
}

func hits(l *display.List, o *display.Op, at, scroll geom.Point) bool {
	if o.Kind == display.DrawShadow {
		return false
	}
	st := l.States[o.State]
	m, fixed := l.ToRoot(st.Transform)
	p := at
	if fixed {
		p = at.Sub(scroll)
	}
	if !o.Bounds.Contains(p) || !inClips(l, st.Clip, at, scroll) {
		return false
	}
	shape, ok := shapeOf(l, o)
	if !ok {
		return true
	}
	q, ok := local(m, p)
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

// local maps a point of the root space into a space.
func local(m display.Matrix, p geom.Point) (geom.Point, bool) {
	inv, ok := m.Invert()
	if !ok {
		return geom.Point{}, false
	}
	x, y := inv.Apply(p.X.Px(), p.Y.Px())
	return geom.Point{X: geom.FromPx(x), Y: geom.FromPx(y)}, true
}

// inClips reports whether a point is left by a chain of clips; paths count by their bounds,
// round corners as sharp ones.
func inClips(l *display.List, c display.ClipID, at, scroll geom.Point) bool {
	for ; c != 0; c = l.Clips[c].Parent {
		cl := &l.Clips[c]
		m, fixed := l.ToRoot(cl.Transform)
		p := at
		if fixed {
			p = at.Sub(scroll)
		}
		shape := cl.Shape.R
		if cl.Path != nil {
			shape = cl.Path.Bounds(cl.Origin)
		}
		if q, ok := local(m, p); !ok || !shape.Contains(q) {
			return false
		}
	}
	return true
}

// Link returns the nearest ancestor of a node, or the node itself, that is a hyperlink, and
// its address as written.
// https://html.spec.whatwg.org/multipage/links.html#links-created-by-a-and-area-elements
func Link(n *dom.Node) (link *dom.Node, href string, ok bool) {
	for ; n != nil; n = n.Parent() {
		if n.IsHTML("a") || n.IsHTML("area") || n.NS() == dom.SVG && n.Name() == "a" {
			if h, ok := n.Attr("href"); ok {
				return n, h, true
			}
		}
	}
	return nil, "", false
}
