package svg

import (
	"math"
	"strings"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/layout/geom"
	"vitrine/paint/display"
	"vitrine/paint/transform"
)

// group opens what opacity, mask, blending and clipping of an element need.
func (d *drawing) group(n *dom.Node, s *style.Style, f frame) frame {
	if c := d.ref(s.ClipPath()); c != nil && c.Name() == "clipPath" {
		f = d.clipPath(c, n, s, f)
	} else if c == nil && !isNone(s.ClipPath()) {
		f = d.basicClip(n, s, f)
	}
	e := display.Effect{Parent: f.state.Effect, Opacity: s.Opacity(), Blend: BlendOf(s.MixBlendMode())}
	for _, v := range value.Commas(s.MaskImage()) {
		if u, ok := v.(*value.URL); ok {
			if m := d.url(u); m != nil && m.Name() == "mask" {
				if mk, ok := d.mask(m, n, s, &f); ok {
					e.Masks = append(e.Masks, mk)
				}
			}
		}
	}
	if !isNone(s.Filter()) {
		box, _ := d.bbox(n, s, f)
		e.Filters = Filters(s.Filter(), s, func(u *value.URL) (*display.FilterGraph, bool) { return d.filter(d.url(u), box, f.w, f.h) })
	}
	if e.Opacity < 1 || e.Blend != display.BlendNormal || len(e.Masks) > 0 || len(e.Filters) > 0 || s.Isolation() == value.KwIsolate {
		e.Space = d.space(&f)
		if len(e.Filters) > 0 {
			e.Clip, e.Outer = f.state.Clip, f.state.Clip
		}
		f.state.Effect = d.b.AddEffect(e)
		for i := range e.Filters {
			if g := e.Filters[i].Graph; g != nil && g.Fills {
				st := f.state
				st.Transform = e.Space
				d.b.SetState(st)
				d.b.Blank(g.Area())
			}
		}
	}
	return f
}

var blends = map[value.Keyword]display.Blend{
	value.KwMultiply: display.BlendMultiply, value.KwScreen: display.BlendScreen, value.KwOverlay: display.BlendOverlay,
	value.KwDarken: display.BlendDarken, value.KwLighten: display.BlendLighten, value.KwColorDodge: display.BlendColorDodge,
	value.KwColorBurn: display.BlendColorBurn, value.KwHardLight: display.BlendHardLight, value.KwSoftLight: display.BlendSoftLight,
	value.KwDifference: display.BlendDifference, value.KwExclusion: display.BlendExclusion, value.KwHue: display.BlendHue,
	value.KwSaturation: display.BlendSaturation, value.KwColor: display.BlendColor, value.KwLuminosity: display.BlendLuminosity,
	value.KwPlusLighter: display.BlendPlusLighter,
}

// BlendOf returns the blend of a mix-blend-mode; any other keyword is normal.
func BlendOf(k value.Keyword) display.Blend { return blends[k] }

// unitsOf returns the map of objectBoundingBox or userSpaceOnUse units into user space, and the
// size that percentages are of. ok is false when there is no box to take units of.
func unitsOf(which string, box func() (display.FRect, bool), f *frame) (m display.Matrix, w, h float64, ok bool) {
	if which != "objectBoundingBox" {
		return display.Identity, f.w, f.h, true
	}
	b, ok := box()
	if !ok || b.W <= 0 || b.H <= 0 {
		return display.Identity, 1, 1, false
	}
	return display.Matrix{A: float64(b.W), D: float64(b.H), E: float64(b.X), F: float64(b.Y)}, 1, 1, true
}

// clipPath returns the frame cut to a clipPath element's shapes.
// https://drafts.csswg.org/css-masking-1/#ClipPathElement
func (d *drawing) clipPath(c, n *dom.Node, s *style.Style, f frame) frame {
	clip, ok := d.clipOf(c, func() (display.FRect, bool) { return d.bbox(n, s, f) }, f)
	if !ok {
		return f
	}
	clip.Parent, clip.Transform = f.state.Clip, d.space(&f)
	f.state.Clip = d.b.AddClip(clip)
	if cs := d.own(c); cs != nil {
		if next := d.ref(cs.ClipPath()); next != nil && next.Name() == "clipPath" && f.depth < maxDepth {
			f.depth++
			f = d.clipPath(next, n, s, f)
		}
	}
	return f
}

// clipOf returns the union of a clipPath element's shapes in the user space of what has a box.
func (d *drawing) clipOf(c *dom.Node, box func() (display.FRect, bool), f frame) (display.Clip, bool) {
	if d.busy[c] {
		return display.Clip{}, false
	}
	d.busy[c] = true
	defer delete(d.busy, c)
	cs := d.own(c)
	which, _ := c.Attr("clipPathUnits")
	m, w, h, ok := unitsOf(which, box, &f)
	if !ok {
		m = display.Scale(0, 0)
	}
	if cs != nil && transform.Has(cs) {
		m = transform.Of(cs, transform.Box{W: f.w, H: f.h}).Flat(0, 0).Mul(m)
	}
	var all display.Path
	evenOdd := false
	l := d.sub(geom.Size{}, func(sub *drawing) {
		for k := c.FirstElement(); k != nil; k = k.NextElement() {
			if k.Name() != "g" { // only shapes, text and use are children here
				sub.element(k, cs, frame{w: w, h: h, m: m, depth: f.depth + 1, clip: true})
			}
		}
	})
	for i := range l.Ops {
		if l.Ops[i].Kind != display.FillPath {
			continue
		}
		pd := &l.Paths[l.Ops[i].Arg]
		tm, _ := l.ToRoot(l.States[l.Ops[i].State].Transform)
		p := mapped(pd.Path, tm)
		all.Verbs, all.Points = append(all.Verbs, p.Verbs...), append(all.Points, p.Points...)
		evenOdd = evenOdd || pd.EvenOdd
	}
	if len(all.Verbs) == 0 {
		all.Rect(0, 0, 0, 0)
	}
	return display.Clip{Path: &all, EvenOdd: evenOdd}, true
}

// basicClip returns the frame cut to a basic shape or a reference box.
// https://drafts.csswg.org/css-masking-1/#the-clip-path
func (d *drawing) basicClip(n *dom.Node, s *style.Style, f frame) frame {
	var shape *value.Func
	which := value.KwStrokeBox
	for _, v := range value.Spaced(s.ClipPath()) {
		switch v := v.(type) {
		case *value.Func:
			shape = v
		case value.Keyword:
			which = v
		case *value.URL:
			return f // names no clipPath
		}
	}
	box := display.FRect{W: float32(f.w), H: float32(f.h)}
	if which != value.KwViewBox {
		b, ok := d.bbox(n, s, f)
		if !ok {
			return f
		}
		if w := float32(s.StrokeWidth().Float(diagonal(&f))); which != value.KwFillBox && which != value.KwContentBox && which != value.KwPaddingBox && !isNone(s.Stroke()) {
			b = display.FRect{X: b.X - w/2, Y: b.Y - w/2, W: b.W + w, H: b.H + w}
		}
		box = b
	}
	at := geom.Point{X: geom.FromPx(float64(box.X)), Y: geom.FromPx(float64(box.Y))}
	c := display.Clip{Shape: display.RRect{R: geom.Rect{W: geom.FromPx(float64(box.W)), H: geom.FromPx(float64(box.H))}}}
	if shape != nil {
		var ok bool
		if c, ok = BasicShape(shape, float64(box.W), float64(box.H)); !ok {
			return f
		}
	}
	c.Origin, c.Shape.R = at, c.Shape.R.Move(at)
	c.Parent, c.Transform = f.state.Clip, d.space(&f)
	f.state.Clip = d.b.AddClip(c)
	return f
}

// mask resolves a mask element for an element.
// https://drafts.csswg.org/css-masking-1/#MaskElement
func (d *drawing) mask(mk, n *dom.Node, s *style.Style, f *frame) (display.Mask, bool) {
	m, ok := d.maskOf(mk, func() (display.FRect, bool) { return d.bbox(n, s, *f) }, float64(s.FontSize()), f)
	m.Space = d.space(f)
	return m, ok
}

// maskOf resolves a mask element in the user space of what has a box.
func (d *drawing) maskOf(mk *dom.Node, box func() (display.FRect, bool), em float64, f *frame) (display.Mask, bool) {
	if d.busy[mk] || f.depth > maxDepth {
		return display.Mask{}, false
	}
	attr := func(name, def string) string {
		if v, ok := mk.Attr(name); ok {
			return v
		}
		return def
	}
	um, uw, uh, ok := unitsOf(attr("maskUnits", "objectBoundingBox"), box, f)
	cm, cw, ch, cok := unitsOf(attr("maskContentUnits", "userSpaceOnUse"), box, f)
	ms := d.own(mk)
	area := geom.Rect{}
	if ok && cok && ms != nil {
		x, y := length(attr("x", "-10%"), uw, em, 0), length(attr("y", "-10%"), uh, em, 0)
		w, h := length(attr("width", "120%"), uw, em, 0), length(attr("height", "120%"), uh, em, 0)
		x0, y0 := um.Apply(x, y)
		x1, y1 := um.Apply(x+max(w, 0), y+max(h, 0))
		area = geom.Rect{X: geom.FromPxFloor(x0), Y: geom.FromPxFloor(y0), W: geom.FromPx(x1 - x0), H: geom.FromPx(y1 - y0)}
	}
	d.busy[mk] = true
	defer delete(d.busy, mk)
	l := d.sub(geom.Size{W: area.W, H: area.H}, func(sub *drawing) {
		if area.Empty() {
			return
		}
		in := frame{m: display.Translate(-area.X.Px(), -area.Y.Px()), w: cw, h: ch, depth: f.depth + 1}
		in.state.Clip = sub.b.AddClip(display.Clip{Transform: sub.space(&in), Shape: display.RRect{R: area}})
		in.m = in.m.Mul(cm)
		sub.children(mk, ms, in)
	})
	lum := ms == nil || ms.MaskType() != value.KwAlpha
	return display.Mask{List: l, At: geom.Point{X: area.X, Y: area.Y}, Luminance: lum}, true
}

func markable(name string) bool {
	return name == "path" || name == "line" || name == "polyline" || name == "polygon"
}

// maxMarkers bounds the markers of one path.
const maxMarkers = 4096

// vertex is a place where a marker goes; angles are of the path before and after it.
type vertex struct {
	x, y    float64
	in, out float64
	hasIn   bool
	hasOut  bool
}

// vertices returns the vertices of a path with the directions there.
// https://www.w3.org/TR/SVG2/painting.html#VertexMarkerProperties
func vertices(p *display.Path) []vertex {
	var out []vertex
	pts := p.Points
	var start, last display.FPoint
	dir := func(a, b display.FPoint) (float64, bool) {
		if a == b {
			return 0, false
		}
		return math.Atan2(float64(b.Y-a.Y), float64(b.X-a.X)), true
	}
	first := 0
	segment := func(ctl ...display.FPoint) {
		end := ctl[len(ctl)-1]
		if n := len(out); n > 0 && !out[n-1].hasOut {
			for _, c := range ctl {
				if a, ok := dir(last, c); ok {
					out[n-1].out, out[n-1].hasOut = a, true
					break
				}
			}
		}
		v := vertex{x: float64(end.X), y: float64(end.Y)}
		from := append([]display.FPoint{last}, ctl[:len(ctl)-1]...)
		for i := len(from) - 1; i >= 0; i-- {
			if a, ok := dir(from[i], end); ok {
				v.in, v.hasIn = a, true
				break
			}
		}
		out = append(out, v)
		last = end
	}
	for _, v := range p.Verbs {
		if len(out) >= maxMarkers {
			break
		}
		switch v {
		case display.MoveTo:
			start, last = pts[0], pts[0]
			first = len(out)
			out = append(out, vertex{x: float64(last.X), y: float64(last.Y)})
			pts = pts[1:]
		case display.LineTo:
			segment(pts[0])
			pts = pts[1:]
		case display.QuadTo:
			segment(pts[0], pts[1])
			pts = pts[2:]
		case display.CubicTo:
			segment(pts[0], pts[1], pts[2])
			pts = pts[3:]
		case display.Close:
			segment(start)
			if n := len(out) - 1; n > first && out[first].hasOut {
				out[n].out, out[n].hasOut = out[first].out, true
				out[first].in, out[first].hasIn = out[n].in, out[n].hasIn
			}
		}
	}
	return out
}

// angle returns the direction of a marker that turns by itself.
func (v vertex) angle() float64 {
	switch {
	case v.hasIn && v.hasOut:
		return math.Atan2(math.Sin(v.in)+math.Sin(v.out), math.Cos(v.in)+math.Cos(v.out))
	case v.hasIn:
		return v.in
	}
	return v.out
}

func (d *drawing) markers(path *display.Path, s *style.Style, box display.FRect, f frame) {
	if isNone(s.MarkerStart()) && isNone(s.MarkerMid()) && isNone(s.MarkerEnd()) {
		return
	}
	vs := vertices(path)
	for i, v := range vs {
		place := s.MarkerMid()
		switch i {
		case 0:
			d.marker(d.ref(s.MarkerStart()), v, s, box, f, true)
			if len(vs) > 1 {
				continue
			}
			place = s.MarkerEnd()
		case len(vs) - 1:
			place = s.MarkerEnd()
		}
		d.marker(d.ref(place), v, s, box, f, false)
	}
}

// marker draws one marker. https://www.w3.org/TR/SVG2/painting.html#MarkerElement
func (d *drawing) marker(mk *dom.Node, v vertex, s *style.Style, box display.FRect, f frame, start bool) {
	if mk == nil || mk.Name() != "marker" || d.busy[mk] || f.depth > maxDepth {
		return
	}
	ms := d.own(mk)
	if ms == nil {
		return
	}
	d.busy[mk] = true
	defer delete(d.busy, mk)
	em := float64(s.FontSize())
	attr := func(name, def string) string {
		if v, ok := mk.Attr(name); ok {
			return strings.TrimSpace(v)
		}
		return def
	}
	w, h := length(attr("markerWidth", "3"), f.w, em, 3), length(attr("markerHeight", "3"), f.h, em, 3)
	if !(w > 0) || !(h > 0) {
		return
	}
	m := f.m.Mul(display.Translate(v.x, v.y))
	switch o := attr("orient", "0"); o {
	case "auto":
		m = m.Mul(display.Rotate(v.angle()))
	case "auto-start-reverse":
		a := v.angle()
		if start {
			a += math.Pi
		}
		m = m.Mul(display.Rotate(a))
	default:
		sc := &scanner{s: o}
		a, _ := sc.number()
		switch strings.ToLower(o[sc.i:]) {
		case "", "deg":
			a *= math.Pi / 180
		case "grad":
			a *= math.Pi / 200
		case "turn":
			a *= 2 * math.Pi
		}
		m = m.Mul(display.Rotate(a))
	}
	if attr("markerUnits", "strokeWidth") == "strokeWidth" {
		k := s.StrokeWidth().Float(diagonal(&f))
		if s.VectorEffect() == value.KwNonScalingStroke { // the line is so wide in the picture's px
			scale := math.Sqrt((f.m.A*f.m.A + f.m.B*f.m.B + f.m.C*f.m.C + f.m.D*f.m.D) / 2)
			if k /= scale; !(scale > 0) {
				k = 0
			}
		}
		m = m.Mul(display.Scale(k, k))
	}
	inner := viewBox(mk, w, h)
	in := frame{state: f.state, w: w, h: h, depth: f.depth + 1}
	if vb, ok := parseViewBox(mk); ok {
		in.w, in.h = vb[2], vb[3]
	}
	place := func(name string, basis float64) float64 {
		switch v := attr(name, "0"); v {
		case "left", "top":
			return 0
		case "center":
			return basis / 2
		case "right", "bottom":
			return basis
		default:
			return length(v, basis, em, 0)
		}
	}
	rx, ry := inner.Apply(place("refX", in.w), place("refY", in.h))
	in.m = m.Mul(display.Translate(-rx, -ry))
	if ms.OverflowX() != value.KwVisible && ms.OverflowX() != value.KwAuto {
		in.state.Clip = d.b.AddClip(display.Clip{Parent: in.state.Clip, Transform: d.space(&in), Shape: display.RRect{R: geom.Rect{W: geom.FromPx(w), H: geom.FromPx(h)}}})
	}
	in.m = in.m.Mul(inner)
	defer d.within(s, func() display.FRect { return box }, f)()
	d.children(mk, ms, in)
}
