package display

import (
	"slices"

	"vitrine/layout/geom"
)

// Same reports whether two lists draw the same in a part of the page: the ops that touch it
// are alike, one by one, with everything that they refer to. What a picture of the one shows
// there need not be drawn again for the other.
func Same(a, b *List, r geom.Rect, scroll geom.Point) bool {
	if a == b {
		return true
	}
	if a == nil || b == nil || a.Canvas != b.Canvas {
		return false
	}
	x, y := a.In(nil, r, scroll), b.In(nil, r, scroll)
	i, j := 0, 0
	for {
		// Areas that only find nodes draw nothing.
		for i < len(x) && a.Ops[x[i]].Kind == Hit {
			i++
		}
		for j < len(y) && b.Ops[y[j]].Kind == Hit {
			j++
		}
		if i == len(x) || j == len(y) {
			return i == len(x) && j == len(y)
		}
		if !sameOp(a, b, &a.Ops[x[i]], &b.Ops[y[j]]) {
			return false
		}
		i++
		j++
	}
}

func sameOp(a, b *List, o, p *Op) bool {
	if o.Kind != p.Kind || o.Bounds != p.Bounds {
		return false
	}
	s, t := a.States[o.State], b.States[p.State]
	if !sameSpace(a, b, s.Transform, t.Transform) || !sameClip(a, b, s.Clip, t.Clip) || !sameEffect(a, b, s.Effect, t.Effect) {
		return false
	}
	paint := func(v, w Paint) bool {
		return v.Color == w.Color && sameGradient(a, b, v.Gradient, w.Gradient)
	}
	switch o.Kind {
	case FillRect:
		v, w := a.Rects[o.Arg], b.Rects[p.Arg]
		return v.R == w.R && v.Exact == w.Exact && paint(v.Paint, w.Paint)
	case FillRRect:
		v, w := a.RRects[o.Arg], b.RRects[p.Arg]
		return v.RRect == w.RRect && paint(v.Paint, w.Paint)
	case FillRing:
		v, w := a.Rings[o.Arg], b.Rings[p.Arg]
		return v.Outer == w.Outer && v.Inner == w.Inner && paint(v.Paint, w.Paint)
	case FillPath, StrokePath:
		v, w := a.Paths[o.Arg], b.Paths[p.Arg]
		return v.Origin == w.Origin && v.EvenOdd == w.EvenOdd && v.NoAA == w.NoAA && samePath(v.Path, w.Path) && paint(v.Paint, w.Paint) &&
			v.Stroke.Width == w.Stroke.Width && v.Stroke.Cap == w.Stroke.Cap && v.Stroke.Join == w.Stroke.Join &&
			v.Stroke.MiterLimit == w.Stroke.MiterLimit && v.Stroke.DashOffset == w.Stroke.DashOffset && slices.Equal(v.Stroke.Dash, w.Stroke.Dash)
	case DrawImage:
		return a.Images[o.Arg] == b.Images[p.Arg]
	case DrawPattern:
		v, w := a.Patterns[o.Arg], b.Patterns[p.Arg]
		same := sameGradient(a, b, v.Gradient, w.Gradient)
		v.Gradient, w.Gradient = 0, 0
		return same && v == w
	case DrawShadow:
		return a.Shadows[o.Arg] == b.Shadows[p.Arg]
	case DrawGlyphs:
		return a.Texts[o.Arg] == b.Texts[p.Arg]
	case DrawPicture:
		return a.Pictures[o.Arg] == b.Pictures[p.Arg]
	}
	return true
}

func samePath(p, q *Path) bool {
	return p == q || p != nil && q != nil && slices.Equal(p.Verbs, q.Verbs) && slices.Equal(p.Points, q.Points)
}

func sameGradient(a, b *List, i, j uint32) bool {
	if i == 0 || j == 0 {
		return i == j
	}
	g, h := a.Gradients[i-1], b.Gradients[j-1]
	return g.Kind == h.Kind && g.Spread == h.Spread && g.Unmultiplied == h.Unmultiplied && g.Origin == h.Origin && g.P0 == h.P0 && g.P1 == h.P1 &&
		g.R == h.R && g.R0 == h.R0 && g.Circles == h.Circles && g.Angle == h.Angle && g.Matrix == h.Matrix && slices.Equal(g.Stops, h.Stops)
}

func sameSpace(a, b *List, i, j TransformID) bool {
	for i > ViewportSpace && j > ViewportSpace {
		t, u := &a.Transforms[i], &b.Transforms[j]
		if t.M != u.M || (t.Seen == nil) != (u.Seen == nil) || t.Seen != nil && *t.Seen != *u.Seen {
			return false
		}
		i, j = t.Parent, u.Parent
	}
	return i == j
}

func sameClip(a, b *List, i, j ClipID) bool {
	for i != 0 && j != 0 {
		c, d := &a.Clips[i], &b.Clips[j]
		if c.Shape != d.Shape || c.Origin != d.Origin || c.EvenOdd != d.EvenOdd || c.NoAA != d.NoAA || !samePath(c.Path, d.Path) || !sameSpace(a, b, c.Transform, d.Transform) {
			return false
		}
		i, j = c.Parent, d.Parent
	}
	return i == j
}

func sameEffect(a, b *List, i, j EffectID) bool {
	for i != 0 && j != 0 {
		e, f := &a.Effects[i], &b.Effects[j]
		if e.Opacity != f.Opacity || e.Blend != f.Blend || e.Ink != f.Ink || (e.Plane == PageSpace) != (f.Plane == PageSpace) || !sameSpace(a, b, e.Plane, f.Plane) || !slices.Equal(e.Filters, f.Filters) || !slices.Equal(e.Backdrop, f.Backdrop) || !sameClip(a, b, e.BackdropClip, f.BackdropClip) || !slices.EqualFunc(e.Masks, f.Masks, func(m, n Mask) bool {
			return m.List == n.List && m.At == n.At && m.Luminance == n.Luminance && slices.Equal(m.Above, n.Above) && sameSpace(a, b, m.Space, n.Space)
		}) || !sameClip(a, b, e.Clip, f.Clip) || !sameSpace(a, b, e.Space, f.Space) {
			return false
		}
		i, j = e.Parent, f.Parent
	}
	return i == j
}
