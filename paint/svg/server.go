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

// ink is what a shape or text is filled or stroked with.
type ink struct {
	display.Paint
	pattern *pattern // when not nil, instead of the paint
}

// pattern is a paint server that repeats a picture.
type pattern struct {
	tile display.FRect // one copy, in the space of m
	m    display.Matrix
	list *display.List
}

// context is the element that context-fill and context-stroke mean: the shape that a marker is on,
// or a use element. https://www.w3.org/TR/SVG2/painting.html#context-paint
type context struct {
	s     *style.Style
	box   func() display.FRect // its bounding box
	f     frame                // its user space
	outer *context             // what the words mean in its own properties
}

// ink resolves fill or stroke of an element whose geometry has the bounds box; false when
// nothing is painted. The map to leads from the element's user space to where it is drawn.
// https://www.w3.org/TR/SVG2/painting.html#SpecifyingPaint
func (d *drawing) ink(v value.Value, opacity float32, s *style.Style, box display.FRect, f *frame, to display.Matrix) (ink, bool) {
	in, ok := d.resolve(v, opacity, s, box, f, to)
	if ok && f.shade != nil {
		in = ink{Paint: display.Solid(*f.shade)}
	}
	return in, ok
}

func (d *drawing) resolve(v value.Value, opacity float32, s *style.Style, box display.FRect, f *frame, to display.Matrix) (ink, bool) {
	for _, it := range value.Spaced(v) {
		switch it := it.(type) {
		case *value.URL:
			n := d.url(it)
			if n == nil {
				continue // what follows the reference is used when it leads nowhere
			}
			switch n.Name() {
			case "linearGradient", "radialGradient":
				if p, ok, known := d.gradient(n, s, box, f, float64(opacity), to); known {
					return ink{Paint: p}, ok
				}
			case "pattern":
				if p, ok := d.pattern(n, s, box, f, to); p != nil || !ok {
					return ink{pattern: p}, ok
				}
			}
		case value.Color:
			c := fade(it.RGBA(s.Color()), float64(opacity))
			return ink{Paint: display.Solid(c)}, c.A > 0
		case value.Keyword:
			switch it {
			case value.KwNone:
				return ink{}, false
			case value.KwContextFill, value.KwContextStroke:
				return d.contextInk(it, opacity, f, to)
			}
			if c, ok := value.ComputeColor(it, &value.Context{FontSize: 16}); ok {
				col := fade(c.RGBA(s.Color()), float64(opacity))
				return ink{Paint: display.Solid(col)}, col.A > 0
			}
		}
	}
	return ink{}, false
}

// contextInk resolves context-fill or context-stroke: the paint, in the space and the box of the
// element that it is taken from.
func (d *drawing) contextInk(which value.Keyword, opacity float32, f *frame, to display.Matrix) (ink, bool) {
	c := d.context
	if c == nil {
		return ink{}, false
	}
	inv, ok := f.m.Invert()
	if !ok {
		return ink{}, false
	}
	v := c.s.Fill()
	if which == value.KwContextStroke {
		v = c.s.Stroke()
	}
	d.context = c.outer
	defer func() { d.context = c }()
	return d.ink(v, opacity, c.s, c.box(), &c.f, to.Mul(inv).Mul(c.f.m))
}

// chain returns a paint server and those that its attributes come from by href.
func (d *drawing) chain(n *dom.Node) []*dom.Node {
	chain := []*dom.Node{n}
	for len(chain) < maxHrefs {
		next := d.href(chain[len(chain)-1])
		if next == nil || next == n {
			break
		}
		chain = append(chain, next)
	}
	return chain
}

func chained(chain []*dom.Node, name string) string {
	for _, c := range chain {
		if v, ok := c.Attr(name); ok {
			return v
		}
	}
	return ""
}

// serverTransform returns gradientTransform or patternTransform, which stand for the
// transform property. https://www.w3.org/TR/css-transforms-1/#svg-gradient-transform-pattern-transform
func (d *drawing) serverTransform(chain []*dom.Node, name string, s *style.Style) display.Matrix {
	for _, c := range chain {
		cs := d.style(c, s)
		if transform.Has(cs) {
			return transform.Of(cs, transform.Box{}).Flat(0, 0)
		}
		if _, ok := c.Attr(name); ok {
			break
		}
	}
	return display.Identity
}

// pattern resolves a pattern element. ok false means that nothing is painted, nil and true
// that the element is in error and a fallback is used.
// https://www.w3.org/TR/SVG2/pservers.html#Patterns
func (d *drawing) pattern(n *dom.Node, s *style.Style, box display.FRect, f *frame, to display.Matrix) (*pattern, bool) {
	if d.busy[n] || f.depth > maxDepth {
		return nil, true
	}
	chain := d.chain(n)
	units := chained(chain, "patternUnits")
	bw, bh := f.w, f.h
	if units != "userSpaceOnUse" {
		bw, bh = 1, 1
	}
	num := func(name string, basis float64) float64 {
		return length(chained(chain, name), basis, float64(s.FontSize()), 0)
	}
	x, y, w, h := num("x", bw), num("y", bh), num("width", bw), num("height", bh)
	if units != "userSpaceOnUse" {
		if box.W <= 0 || box.H <= 0 {
			return nil, true
		}
		x, w = float64(box.X)+x*float64(box.W), w*float64(box.W)
		y, h = float64(box.Y)+y*float64(box.H), h*float64(box.H)
	}
	if !(w > 0) || !(h > 0) {
		return nil, false
	}
	var from *dom.Node // whose contents are repeated
	for _, c := range chain {
		if c.FirstElement() != nil {
			from = c
			break
		}
	}
	if from == nil {
		return nil, false
	}
	p := &pattern{tile: display.FRect{X: float32(x), Y: float32(y), W: float32(w), H: float32(h)}}
	p.m = to.Mul(d.serverTransform(chain, "patternTransform", s))
	inner := frame{m: display.Translate(-x, -y), w: f.w, h: f.h, depth: f.depth + 1}
	if vb, ok := parseViewBox(firstWith(chain, "viewBox")); ok {
		inner.m, inner.w, inner.h = viewBox(firstWith(chain, "viewBox"), w, h), vb[2], vb[3]
	} else if chained(chain, "patternContentUnits") == "objectBoundingBox" {
		inner.m = inner.m.Mul(display.Translate(float64(box.X), float64(box.Y))).Mul(display.Scale(float64(box.W), float64(box.H)))
		inner.w, inner.h = 1, 1
	}
	d.busy[n] = true
	p.list = d.sub(geom.Size{W: max(1, geom.FromPx(w)), H: max(1, geom.FromPx(h))}, func(sub *drawing) {
		sub.context = nil
		sub.children(from, d.own(from), inner)
	})
	delete(d.busy, n)
	return p, true
}

// firstWith returns the first element that has an attribute, or the first of all.
func firstWith(chain []*dom.Node, name string) *dom.Node {
	for _, c := range chain {
		if _, ok := c.Attr(name); ok {
			return c
		}
	}
	return chain[0]
}

// maxHrefs bounds the chain of gradients that take stops from one another.
const maxHrefs = 16

// gradient resolves a gradient element. known false means that a fallback is used.
// https://www.w3.org/TR/SVG2/pservers.html#Gradients
func (d *drawing) gradient(n *dom.Node, s *style.Style, box display.FRect, f *frame, op float64, to display.Matrix) (p display.Paint, ok, known bool) {
	kind := n.Name()
	chain := d.chain(n)
	attr := func(name string) string { return chained(chain, name) }
	g := display.Gradient{Unmultiplied: true}
	for _, c := range chain {
		cs := d.own(c)
		for k := c.FirstElement(); k != nil; k = k.NextElement() {
			if k.Name() != "stop" {
				continue
			}
			ks := d.style(k, cs)
			col := ks.StopColor().RGBA(ks.Color())
			off, _ := k.Attr("offset")
			st := display.Stop{Offset: float32(alpha(off, 0)), Color: fade(col, float64(ks.StopOpacity())*op)}
			if len(g.Stops) > 0 {
				st.Offset = max(st.Offset, g.Stops[len(g.Stops)-1].Offset)
			}
			g.Stops = append(g.Stops, st)
		}
		if len(g.Stops) > 0 {
			break
		}
	}
	if len(g.Stops) == 0 {
		return p, false, true
	}
	// The colour line runs from 0 to 1 even when the stops do not.
	if first := g.Stops[0]; first.Offset > 0 {
		g.Stops = append([]display.Stop{{Offset: 0, Color: first.Color}}, g.Stops...)
	}
	last := g.Stops[len(g.Stops)-1]
	if last.Offset < 1 {
		g.Stops = append(g.Stops, display.Stop{Offset: 1, Color: last.Color})
	}
	switch attr("spreadMethod") {
	case "repeat":
		g.Spread = display.SpreadRepeat
	case "reflect":
		g.Spread = display.SpreadReflect
	}
	w, h := f.w, f.h
	m := display.Identity
	if attr("gradientUnits") != "userSpaceOnUse" {
		if box.W <= 0 || box.H <= 0 {
			return p, false, false
		}
		m = display.Matrix{A: float64(box.W), D: float64(box.H), E: float64(box.X), F: float64(box.Y)}
		w, h = 1, 1
	}
	g.Matrix = to.Mul(m).Mul(d.serverTransform(chain, "gradientTransform", s))
	if math.Abs(g.Matrix.Det()) < 1e-30 {
		return p, false, true
	}
	num := func(name string, basis float64, def string) float32 {
		v := strings.TrimSpace(attr(name))
		if v == "" {
			v = def
		}
		return float32(length(v, basis, float64(s.FontSize()), 0))
	}
	solid := func() (display.Paint, bool, bool) {
		return display.Solid(last.Color), last.Color.A > 0, true
	}
	if kind == "linearGradient" {
		g.P0 = display.FPoint{X: num("x1", w, "0%"), Y: num("y1", h, "0%")}
		g.P1 = display.FPoint{X: num("x2", w, "100%"), Y: num("y2", h, "0%")}
		if g.P0 == g.P1 {
			return solid()
		}
	} else {
		g.Kind = display.Radial
		diag := math.Hypot(w, h) / math.Sqrt2
		g.P1 = display.FPoint{X: num("cx", w, "50%"), Y: num("cy", h, "50%")}
		r := num("r", diag, "50%")
		if r == 0 {
			return solid()
		}
		g.R = display.FPoint{X: r, Y: r}
		g.P0 = g.P1
		if attr("fx") != "" {
			g.P0.X = num("fx", w, "0")
		}
		if attr("fy") != "" {
			g.P0.Y = num("fy", h, "0")
		}
		g.R0 = num("fr", diag, "0")
	}
	return display.Paint{Gradient: d.b.AddGradient(g)}, true, true
}

// patterned paints a pattern where draw, given the paint of a mask, paints. The state is that
// of the shape.
func (d *drawing) patterned(p *pattern, opacity float32, clip *display.Clip, state display.State, space display.Matrix, area geom.Rect, draw func(b *display.Builder, paint display.Paint)) {
	if len(p.list.Ops) == 0 {
		return
	}
	inv, ok := p.m.Invert()
	if !ok {
		return
	}
	st := state
	if clip != nil {
		c := *clip
		c.Parent, c.Transform = st.Clip, st.Transform
		st.Clip = d.b.AddClip(c)
	}
	e := display.Effect{Parent: st.Effect, Opacity: opacity, Space: st.Transform}
	if clip == nil {
		mb := display.NewBuilder(geom.Size{W: area.W, H: area.H})
		ms := mb.State()
		ms.Transform = mb.AddTransform(display.Transform{M: display.Translate(-area.X.Px(), -area.Y.Px())})
		mb.SetState(ms)
		draw(mb, display.Solid(white))
		e.Masks = []display.Mask{{List: mb.Finish(clear), Space: st.Transform, At: geom.Point{X: area.X, Y: area.Y}}}
	}
	if opacity < 1 || len(e.Masks) > 0 {
		st.Effect = d.b.AddEffect(e)
	}
	st.Transform = d.b.AddTransform(display.Transform{M: space.Mul(p.m)})
	d.b.SetState(st)
	tile := geom.Rect{X: geom.FromPx(float64(p.tile.X)), Y: geom.FromPx(float64(p.tile.Y)), W: p.list.Size.W, H: p.list.Size.H}
	d.b.Pattern(display.Pattern{Area: inv.MapRect(area), Tile: tile, Step: p.list.Size, Picture: p.list})
}
