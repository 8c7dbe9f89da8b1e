package svg

import (
	"math"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/layout/geom"
	"vitrine/paint/display"
	"vitrine/paint/transform"
)

// shape fills, strokes and marks a path, in the order of paint-order.
// https://www.w3.org/TR/SVG2/painting.html
func (d *drawing) shape(n *dom.Node, path *display.Path, s *style.Style, f frame) {
	if s.Visibility() != value.KwVisible {
		return
	}
	f.state.Transform = d.space(&f)
	d.b.SetState(f.state)
	box := bounds(path)
	if f.clip {
		d.b.Fill(display.PathDraw{Path: path, EvenOdd: s.ClipRule() == value.KwEvenodd, Paint: display.Solid(white)})
		return
	}
	for _, step := range paintOrder(s.PaintOrder()) {
		switch step {
		case value.KwFill:
			d.fill(path, s, box, f)
		case value.KwStroke:
			d.stroke(path, s, box, f)
		case value.KwMarkers:
			if markable(n.Name()) {
				d.markers(path, s, box, f)
			}
		}
	}
}

var usualOrder = []value.Keyword{value.KwFill, value.KwStroke, value.KwMarkers}

// paintOrder returns the three steps in the order that the property asks for.
func paintOrder(v value.Value) []value.Keyword {
	if v == value.Value(value.KwNormal) || v == nil {
		return usualOrder
	}
	var out []value.Keyword
	add := func(k value.Keyword) {
		for _, o := range out {
			if o == k {
				return
			}
		}
		out = append(out, k)
	}
	for _, it := range value.Spaced(v) {
		if k, ok := it.(value.Keyword); ok {
			add(k)
		}
	}
	for _, k := range usualOrder {
		add(k)
	}
	return out
}

func (d *drawing) fill(path *display.Path, s *style.Style, box display.FRect, f frame) {
	in, ok := d.ink(s.Fill(), s.FillOpacity(), s, box, &f, display.Identity)
	if !ok {
		return
	}
	evenOdd := s.FillRule() == value.KwEvenodd
	if in.pattern == nil {
		d.b.SetState(f.state)
		d.b.Fill(display.PathDraw{Path: path, EvenOdd: evenOdd, Paint: in.Paint, NoAA: hardEdges(s)})
		return
	}
	d.patterned(in.pattern, s.FillOpacity(), &display.Clip{Path: path, EvenOdd: evenOdd}, f.state, f.m, path.Bounds(geom.Point{}), nil)
}

// hardEdges reports whether shapes are drawn without anti-aliasing.
// https://www.w3.org/TR/SVG2/painting.html#ShapeRenderingProperty
func hardEdges(s *style.Style) bool {
	k := s.ShapeRendering()
	return k == value.KwCrispedges || k == value.KwOptimizespeed
}

// maxDashes bounds the dashes of a pattern, maxDashSteps how many a path may be cut into.
const maxDashes = 256

func (d *drawing) strokeOf(s *style.Style, f *frame) display.Stroke {
	diag := diagonal(f)
	st := display.Stroke{Width: float32(s.StrokeWidth().Float(diag)), MiterLimit: max(s.StrokeMiterlimit(), 1)}
	switch s.StrokeLinecap() {
	case value.KwRound:
		st.Cap = display.CapRound
	case value.KwSquare:
		st.Cap = display.CapSquare
	}
	switch s.StrokeLinejoin() {
	case value.KwRound:
		st.Join = display.JoinRound
	case value.KwBevel:
		st.Join = display.JoinBevel
	}
	if v := s.StrokeDasharray(); !isNone(v) {
		var sum float64
		for _, c := range value.Commas(v) {
			for _, it := range value.Spaced(c) {
				var x float64
				switch it := it.(type) {
				case value.Number:
					x = float64(it)
				case value.Integer:
					x = float64(it)
				default:
					if l, ok := value.AsLength(it); ok {
						x = l.Float(diag)
					}
				}
				if len(st.Dash) < maxDashes {
					st.Dash = append(st.Dash, float32(max(x, 0)))
					sum += max(x, 0)
				}
			}
		}
		if !(sum > 0) {
			st.Dash = nil
		}
		st.DashOffset = float32(s.StrokeDashoffset().Float(diag))
	}
	return st
}

func (d *drawing) stroke(path *display.Path, s *style.Style, box display.FRect, f frame) {
	if isNone(s.Stroke()) {
		return
	}
	to, own := display.Identity, s.VectorEffect() == value.KwNonScalingStroke
	if own {
		to = f.m
	}
	in, ok := d.ink(s.Stroke(), s.StrokeOpacity(), s, box, &f, to)
	if !ok {
		return
	}
	st := d.strokeOf(s, &f)
	if own {
		// The outline is drawn in the picture's own px.
		moved := *path
		moved.Points = make([]display.FPoint, len(path.Points))
		for i, q := range path.Points {
			x, y := f.m.Apply(float64(q.X), float64(q.Y))
			moved.Points[i] = display.FPoint{X: float32(x), Y: float32(y)}
		}
		path, f.m = &moved, display.Identity
		f.state.Transform = d.space(&f)
	}
	if in.pattern == nil {
		d.b.SetState(f.state)
		d.b.StrokePath(display.PathDraw{Path: path, Paint: in.Paint, Stroke: st, NoAA: hardEdges(s)})
		return
	}
	u := geom.FromPxCeil(float64(st.Width) / 2 * max(1.5, float64(st.MiterLimit)))
	area := path.Bounds(geom.Point{}).Outset(geom.Sides{Top: u, Right: u, Bottom: u, Left: u})
	d.patterned(in.pattern, s.StrokeOpacity(), nil, f.state, f.m, area, func(b *display.Builder, paint display.Paint) {
		b.StrokePath(display.PathDraw{Path: path, Paint: paint, Stroke: st})
	})
}

// bounds returns the box of a path in user space.
func bounds(path *display.Path) display.FRect {
	minX, minY, maxX, maxY := float32(math.MaxFloat32), float32(math.MaxFloat32), float32(-math.MaxFloat32), float32(-math.MaxFloat32)
	add := func(q display.FPoint) {
		minX, maxX = min(minX, q.X), max(maxX, q.X)
		minY, maxY = min(minY, q.Y), max(maxY, q.Y)
	}
	pts := path.Points
	var last display.FPoint
	for _, v := range path.Verbs {
		switch v {
		case display.MoveTo, display.LineTo:
			add(pts[0])
			last, pts = pts[0], pts[1:]
		case display.QuadTo:
			// As a cubic curve: its control points are two thirds of the way to the one there is.
			c := pts[0]
			third := func(a display.FPoint) display.FPoint {
				return display.FPoint{X: (a.X + 2*c.X) / 3, Y: (a.Y + 2*c.Y) / 3}
			}
			extremes(last, third(last), third(pts[1]), pts[1], add)
			last, pts = pts[1], pts[2:]
		case display.CubicTo:
			extremes(last, pts[0], pts[1], pts[2], add)
			last, pts = pts[2], pts[3:]
		}
	}
	if minX > maxX {
		return display.FRect{}
	}
	return display.FRect{X: minX, Y: minY, W: maxX - minX, H: maxY - minY}
}

// extremes calls add for the end of a cubic curve and for where it turns along an axis.
func extremes(p0, p1, p2, p3 display.FPoint, add func(display.FPoint)) {
	add(p3)
	at := func(t float64) {
		if !(t > 0 && t < 1) {
			return
		}
		u := 1 - t
		mix := func(a, b, c, d float32) float32 {
			return float32(u*u*u*float64(a) + 3*u*u*t*float64(b) + 3*u*t*t*float64(c) + t*t*t*float64(d))
		}
		add(display.FPoint{X: mix(p0.X, p1.X, p2.X, p3.X), Y: mix(p0.Y, p1.Y, p2.Y, p3.Y)})
	}
	roots := func(a, b, c, d float32) {
		if lo, hi := min(a, d), max(a, d); b >= lo && b <= hi && c >= lo && c <= hi {
			return
		}
		// The derivative is q2·t² + q1·t + q0.
		q2, q1, q0 := 3*float64(d-3*c+3*b-a), 6*float64(c-2*b+a), 3*float64(b-a)
		if math.Abs(q2) < 1e-9 {
			if q1 != 0 {
				at(-q0 / q1)
			}
			return
		}
		if disc := q1*q1 - 4*q2*q0; disc >= 0 {
			r := math.Sqrt(disc)
			at((-q1 + r) / (2 * q2))
			at((-q1 - r) / (2 * q2))
		}
	}
	roots(p0.X, p1.X, p2.X, p3.X)
	roots(p0.Y, p1.Y, p2.Y, p3.Y)
}

// bbox returns the bounding box of an element in its own user space.
// https://www.w3.org/TR/SVG2/coords.html#BoundingBoxes
func (d *drawing) bbox(n *dom.Node, s *style.Style, f frame) (display.FRect, bool) {
	var all display.FRect
	found, top := false, n
	var add func(n *dom.Node, s *style.Style, m display.Matrix, depth int)
	add = func(n *dom.Node, s *style.Style, m display.Matrix, depth int) {
		if *d.count++; *d.count > maxElements || depth > maxDepth || s == nil {
			return
		}
		switch n.Name() {
		case "g", "a", "svg", "switch", "symbol":
			for k := n.FirstElement(); k != nil; k = k.NextElement() {
				if k.NS() != dom.SVG || !drawn(k.Name()) {
					continue
				}
				ks := d.style(k, s)
				if ks == nil || ks.Display() == value.KwNone {
					continue
				}
				km := m
				if transform.Has(ks) {
					km = m.Mul(transform.Of(ks, transform.Box{W: f.w, H: f.h}).Flat(0, 0))
				}
				if k.Name() == "svg" {
					km = km.Mul(inViewport(k, ks, &f))
				}
				add(k, ks, km, depth+1)
			}
			return
		case "use":
			to := d.href(n)
			if to == nil || depth > maxDepth/4 {
				return
			}
			if ts := d.style(to, s); ts != nil && ts.Display() != value.KwNone {
				if n != top { // its own x and y are in its user space already
					m = m.Mul(display.Translate(geometry(n, s, "x", f.w, 0), geometry(n, s, "y", f.h, 0)))
				}
				if transform.Has(ts) {
					m = m.Mul(transform.Of(ts, transform.Box{W: f.w, H: f.h}).Flat(0, 0))
				}
				if viewportName(to) {
					w, h := d.useSize(n, to, s, ts, &f)
					m = m.Mul(viewBox(to, w, h))
				}
				add(to, ts, m, depth+4)
			}
			return
		}
		p, ok := shapePath(n, s, &f)
		if n.Name() == "text" && d.opt.Fonts != nil {
			var b display.FRect
			if b, ok = boxOf(d.layText(n, s, f)); ok {
				p = &display.Path{}
				p.Rect(b.X, b.Y, b.W, b.H)
			}
		}
		if n.Name() == "image" || n.Name() == "foreignObject" {
			p = &display.Path{}
			w, h := geometry(n, s, "width", f.w, 0), geometry(n, s, "height", f.h, 0)
			if n.Name() == "image" && d.opt.Images != nil {
				if img := d.opt.Images(n); img != nil {
					w, h = imageSize(n, s, img, &f)
				}
			}
			p.Rect(float32(geometry(n, s, "x", f.w, 0)), float32(geometry(n, s, "y", f.h, 0)), float32(w), float32(h))
			ok = w > 0 && h > 0
		}
		if !ok {
			return
		}
		b := bounds(p)
		if m != display.Identity { // the box of the box, as in Blink
			var r display.Path
			r.Rect(b.X, b.Y, b.W, b.H)
			b = bounds(mapped(&r, m))
		}
		if !found {
			all, found = b, true
			return
		}
		x0, y0 := min(all.X, b.X), min(all.Y, b.Y)
		x1, y1 := max(all.X+all.W, b.X+b.W), max(all.Y+all.H, b.Y+b.H)
		all = display.FRect{X: x0, Y: y0, W: x1 - x0, H: y1 - y0}
	}
	m := display.Identity
	if n.Name() == "svg" && n != d.root { // its user space is that around it
		m = inViewport(n, s, &f)
	}
	add(n, s, m, f.depth)
	return all, found
}

// inViewport returns the map of what is in a nested svg into the user space around it.
func inViewport(n *dom.Node, s *style.Style, f *frame) display.Matrix {
	return display.Translate(geometry(n, s, "x", f.w, 0), geometry(n, s, "y", f.h, 0)).
		Mul(viewBox(n, geometry(n, s, "width", f.w, f.w), geometry(n, s, "height", f.h, f.h)))
}

// mapped returns a path with its points moved by m.
func mapped(p *display.Path, m display.Matrix) *display.Path {
	if m == display.Identity {
		return p
	}
	out := &display.Path{Verbs: p.Verbs, Points: make([]display.FPoint, len(p.Points))}
	for i, q := range p.Points {
		x, y := m.Apply(float64(q.X), float64(q.Y))
		out.Points[i] = display.FPoint{X: float32(x), Y: float32(y)}
	}
	return out
}
