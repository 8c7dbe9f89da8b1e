package svg

import (
	"math"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/layout/geom"
	basic "vitrine/layout/shape"
	"vitrine/paint/display"
	"vitrine/paint/transform"
)

// Around is what the offset path of a box refers to.
type Around struct {
	// Container is the border box of the containing block, in the coordinates of the box itself;
	// Border and Padding are its edges, and Style is its style, whose corners the path along a box
	// has. An element of a picture has none.
	Container       geom.Rect
	Border, Padding geom.Sides
	Style           *style.Style
	// Apart tells that paths are in the coordinates that b is in, as those of a picture's element
	// are, and not from the corner of b.
	Apart bool
	// Fragment returns the element that a url() names, or nil; without it no url() names any.
	Fragment func(*value.URL) *dom.Node
}

// Transform returns the transform of a style whose reference box is b, as transform.Of does, with
// the part of it that moves the box along its offset path.
// https://drafts.fxtf.org/motion-1/#calculating-path-transform
func Transform(s *style.Style, b transform.Box, in Around) transform.Matrix {
	if isNone(s.OffsetPath()) {
		return transform.Of(s, b)
	}
	x, y, turn, ok := offset(s, b, in)
	if !ok {
		return transform.Of(s, b)
	}
	var angle float64
	auto := false
	for _, v := range value.Spaced(s.OffsetRotate()) {
		if v == value.Value(value.KwAuto) {
			auto = true
		} else if a, ok := transform.Angle(v); ok {
			angle = a
		}
	}
	if auto {
		angle += turn
	}
	ox, oy := transform.Origin(s, b)
	if in.Apart {
		x, y = x-b.X, y-b.Y
	}
	m := transform.Translate(x-ox, y-oy, 0).Mul(transform.Rotate(0, 0, 1, angle))
	if ax, ay, ok := basic.Point(s.OffsetAnchor(), b.W, b.H); ok {
		m = m.Mul(transform.Translate(ox-ax, oy-ay, 0))
	}
	return transform.Moved(s, b, m)
}

// offset returns the point that the offset path of a style leads to, from the corner of the box,
// and the direction of the path there in radians.
func offset(s *style.Style, b transform.Box, in Around) (x, y, turn float64, ok bool) {
	var f *value.Func
	var url *value.URL
	edges := geom.Sides{}
	for _, v := range value.Spaced(s.OffsetPath()) {
		switch v := v.(type) {
		case *value.Func:
			f = v
		case *value.URL:
			url = v
		case value.Keyword:
			switch v {
			case value.KwPaddingBox:
				edges = in.Border
			case value.KwContentBox, value.KwFillBox:
				edges = in.Border.Add(in.Padding)
			}
		}
	}
	along := func(o *course, dx, dy float64) (float64, float64, float64, bool) {
		x, y, turn := o.place(s.OffsetDistance().Float(o.length()))
		return x + dx, y + dy, turn, true
	}
	if url != nil {
		o := &course{}
		if in.Fragment != nil {
			if p := shapeOutline(in.Fragment(url)); p != nil {
				o = courseOf(p)
			}
		}
		return along(o, 0, 0)
	}
	if f != nil && f.Name == "path" {
		c, _ := BasicShape(f, 0, 0)
		if len(c.Path.Verbs) == 0 {
			return 0, 0, 0, false
		}
		return along(courseOf(c.Path), 0, 0)
	}
	ref := in.Container.Inset(edges)
	dx, dy, w, h := ref.X.Px(), ref.Y.Px(), ref.W.Px(), ref.H.Px()
	if f == nil {
		r := display.RRect{R: geom.Rect{W: ref.W, H: ref.H}}
		if c := in.Style; c != nil {
			for i, p := range [4]value.LengthPair{c.BorderTopLeftRadius(), c.BorderTopRightRadius(), c.BorderBottomRightRadius(), c.BorderBottomLeftRadius()} {
				r.Corners[i] = display.Corner{X: max(0, p.X.Resolve(ref.W)), Y: max(0, p.Y.Resolve(ref.H))}
			}
		}
		return along(rectCourse(r.Fit()), dx, dy)
	}
	sx, sy := w/2, h/2
	if s.OffsetPosition() == value.Value(value.KwAuto) {
		sx, sy = -dx, -dy
	} else if px, py, ok := basic.Point(s.OffsetPosition(), w, h); ok {
		sx, sy = px, py
	}
	switch f.Name {
	case "ray":
		x, y, turn = ray(f, s.OffsetDistance(), b, sx, sy, w, h)
		return x + dx, y + dy, turn, true
	case "circle", "ellipse":
		cx, cy, rx, ry := basic.EllipseAt(f, w, h, sx, sy)
		if !(rx > 0) || !(ry > 0) {
			return cx + dx, cy + dy, 0, true
		}
		return along(ellipseCourse(cx, cy, rx, ry), dx, dy)
	case "inset", "rect", "xywh":
		var r display.RRect
		r.R, r.Corners = basic.Inset(f, w, h)
		return along(rectCourse(r), dx, dy)
	}
	c, ok := BasicShape(f, w, h)
	if !ok || c.Path == nil {
		return 0, 0, 0, false
	}
	return along(courseOf(c.Path), dx, dy)
}

// ray returns the point at a distance along a ray() in a reference box of w×h px, and its
// direction; it starts at (x, y) when it does not say where.
// https://drafts.fxtf.org/motion-1/#ray-function
func ray(f *value.Func, distance value.Length, b transform.Box, x, y, w, h float64) (px, py, turn float64) {
	size := value.KwClosestSide
	angle, contain := 0.0, false
	for _, v := range value.Spaced(f.Args) {
		if a, ok := transform.Angle(v); ok {
			angle = a
			continue
		}
		if k, ok := v.(value.Keyword); ok {
			switch k {
			case value.KwContain:
				contain = true
			case value.KwClosestSide, value.KwClosestCorner, value.KwFarthestSide, value.KwFarthestCorner, value.KwSides:
				size = k
			}
			continue
		}
		if qx, qy, ok := basic.Point(v, w, h); ok {
			x, y = qx, qy
		}
	}
	sin, cos := math.Sincos(angle)
	length := 0.0
	l, r, t, o := math.Abs(x), math.Abs(w-x), math.Abs(y), math.Abs(h-y)
	switch size {
	case value.KwClosestSide:
		length = min(l, r, t, o)
	case value.KwFarthestSide:
		length = max(l, r, t, o)
	case value.KwClosestCorner:
		length = math.Hypot(min(l, r), min(t, o))
	case value.KwFarthestCorner:
		length = math.Hypot(max(l, r), max(t, o))
	case value.KwSides:
		if x < 0 || y < 0 || x > w || y > h {
			break // from outside there is no side to go to
		}
		length = math.Inf(1)
		if sin != 0 {
			length = min(length, max(-x/sin, (w-x)/sin))
		}
		if cos != 0 {
			length = min(length, max(y/cos, (y-h)/cos))
		}
	}
	if contain {
		length = max(0, length-max(b.W, b.H)/2)
	}
	d := distance.Float(length)
	return x + d*sin, y - d*cos, angle - math.Pi/2
}

// shapeOutline returns the path of a shape element in its own coordinates, as its attributes say it,
// nil for anything else.
func shapeOutline(n *dom.Node) *display.Path {
	if n == nil || n.NS() != dom.SVG {
		return nil
	}
	var sb style.Builder
	sb.Start(&style.Context{})
	p, _ := shapePath(n, sb.Style(true), &frame{})
	return p
}
