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
				d.markers(path, s, f)
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
	in, ok := d.ink(s.Fill(), s.FillOpacity(), s, box, &f)
	if !ok {
		return
	}
	evenOdd := s.FillRule() == value.KwEvenodd
	if in.pattern == nil {
		d.b.SetState(f.state)
		d.b.Fill(display.PathDraw{Path: path, EvenOdd: evenOdd, Paint: in.Paint, NoAA: s.ShapeRendering() == value.KwCrispEdges})
		return
	}
	d.patterned(in.pattern, s.FillOpacity(), &display.Clip{Path: path, EvenOdd: evenOdd}, f.state, f.m, path.Bounds(geom.Point{}), nil)
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
	in, ok := d.ink(s.Stroke(), s.StrokeOpacity(), s, box, &f)
	if !ok {
		return
	}
	st := d.strokeOf(s, &f)
	if s.VectorEffect() == value.KwNonScalingStroke {
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
		d.b.StrokePath(display.PathDraw{Path: path, Paint: in.Paint, Stroke: st})
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
	for _, q := range path.Points {
		minX, maxX = min(minX, q.X), max(maxX, q.X)
		minY, maxY = min(minY, q.Y), max(maxY, q.Y)
	}
	if minX > maxX {
		return display.FRect{}
	}
	return display.FRect{X: minX, Y: minY, W: maxX - minX, H: maxY - minY}
}

// bbox returns the bounding box of an element in its own user space.
// https://www.w3.org/TR/SVG2/coords.html#BoundingBoxes
func (d *drawing) bbox(n *dom.Node, s *style.Style, f frame) (display.FRect, bool) {
	var all display.FRect
	found := false
	var add func(n *dom.Node, s *style.Style, m display.Matrix, depth int)
	add = func(n *dom.Node, s *style.Style, m display.Matrix, depth int) {
		if *d.count++; *d.count > maxElements || depth > maxDepth || s == nil {
			return
		}
		switch n.Name() {
		case "g", "a", "svg", "switch":
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
				add(k, ks, km, depth+1)
			}
			return
		case "use":
			to := d.href(n)
			if to == nil || depth > maxDepth/4 {
				return
			}
			if ts := d.style(to, s); ts != nil {
				add(to, ts, m.Mul(display.Translate(geometry(n, s, "x", f.w, 0), geometry(n, s, "y", f.h, 0))), depth+4)
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
		if n.Name() == "image" {
			p = &display.Path{}
			w, h := geometry(n, s, "width", f.w, 0), geometry(n, s, "height", f.h, 0)
			p.Rect(float32(geometry(n, s, "x", f.w, 0)), float32(geometry(n, s, "y", f.h, 0)), float32(w), float32(h))
			ok = w > 0 && h > 0
		}
		if !ok {
			return
		}
		b := bounds(mapped(p, m))
		if !found {
			all, found = b, true
			return
		}
		x0, y0 := min(all.X, b.X), min(all.Y, b.Y)
		x1, y1 := max(all.X+all.W, b.X+b.W), max(all.Y+all.H, b.Y+b.H)
		all = display.FRect{X: x0, Y: y0, W: x1 - x0, H: y1 - y0}
	}
	add(n, s, display.Identity, f.depth)
	return all, found
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
