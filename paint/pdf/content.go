package pdf

import (
	"bytes"
	"fmt"
	"image/color"
	"math"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// resources are what a content stream names.
type resources struct {
	fonts, objects, states, shadings map[ref]bool
}

func newResources() resources {
	return resources{map[ref]bool{}, map[ref]bool{}, map[ref]bool{}, map[ref]bool{}}
}

// dict returns the dictionary. The names are a letter and the number of the object.
func (r resources) dict() types.Dict {
	d := types.Dict{}
	put := func(kind, letter string, m map[ref]bool) {
		if len(m) == 0 {
			return
		}
		k := make(types.Dict, len(m))
		for o := range m {
			k[o.name(letter)] = o.to()
		}
		d[kind] = k
	}
	put("Font", "F", r.fonts)
	put("XObject", "X", r.objects)
	put("ExtGState", "G", r.states)
	put("Shading", "S", r.shadings)
	return d
}

// content is a content stream under way: a page's, or that of a group or a list inside of it.
type content struct {
	w    *Writer
	l    *display.List
	base display.Matrix // from the list's px to the stream's space
	buf  bytes.Buffer
	res  resources
	area geom.Rect // of the list
	deep int       // in how many lists this one is nested
	fine float64   // px of a picture per px of the list, for what is rasterised

	in     bool // inside of a q for state
	state  display.State
	gs     gstate
	color  color.NRGBA
	matrix map[display.TransformID]display.Matrix
}

// maxNested is how deep lists in lists are followed.
const maxNested = 16

func newContent(w *Writer, l *display.List, base display.Matrix, deep int) *content {
	c := &content{w: w, l: l, base: base, res: newResources(), area: geom.Rect{W: l.Size.W, H: l.Size.H}, deep: deep, fine: resolution, matrix: map[display.TransformID]display.Matrix{}}
	c.reset()
	return c
}

func (c *content) reset() {
	c.in, c.gs, c.color = false, gstate{fill: 255, stroke: 255}, color.NRGBA{A: 255}
}

// to returns the map from a space of the list to the stream's.
func (c *content) to(t display.TransformID) display.Matrix {
	if m, ok := c.matrix[t]; ok {
		return m
	}
	m := c.base
	if t > display.ViewportSpace && int(t) < len(c.l.Transforms) {
		m = c.to(c.l.Transforms[t].Parent).Mul(c.l.Transforms[t].M)
	}
	c.matrix[t] = m
	return m
}

// chain returns the effects around one, outermost first.
func (c *content) chain(e display.EffectID) (list []display.EffectID) {
	for ; e != 0 && int(e) < len(c.l.Effects); e = c.l.Effects[e].Parent {
		list = append(list, e)
	}
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return list
}

// vector reports whether a group has a counterpart in PDF, which blends but has no other operators
// of Porter and Duff than the usual one: those of groups inside have no effect beyond this one.
func (c *content) vector(id display.EffectID) bool {
	e := &c.l.Effects[id]
	if e.Plane != display.PageSpace || len(e.Filters) != 0 || len(e.Masks) != 0 || len(e.Backdrop) != 0 {
		return false
	}
	for i := int(id) + 1; i < len(c.l.Effects); i++ {
		if k := &c.l.Effects[i]; k.Parent == id && k.Blend > display.BlendPlusLighter {
			return false
		}
	}
	return true
}

// canvas fills what is seen of the list with the colour of its canvas.
func (c *content) canvas() {
	if c.l.Canvas.A == 0 {
		return
	}
	c.buf.WriteString("q\n")
	c.fill(c.l.Canvas)
	c.round(display.RRect{R: c.area}, c.base)
	c.buf.WriteString("f\nQ\n")
	c.reset()
}

// all writes every op of the list.
func (c *content) all() { c.ops(c.l.Ops, nil) }

// ops writes ops that are in the groups of around.
func (c *content) ops(ops []display.Op, around []display.EffectID) {
	for i := 0; i < len(ops); {
		o := &ops[i]
		if o.Kind == display.Hit || int(o.State) >= len(c.l.States) {
			i++
			continue
		}
		chain := c.chain(c.l.States[o.State].Effect)
		if len(chain) <= len(around) {
			c.op(o)
			i++
			continue
		}
		e := chain[len(around)]
		j := i + 1
		for j < len(ops) && int(ops[j].State) < len(c.l.States) {
			if k := c.chain(c.l.States[ops[j].State].Effect); len(k) <= len(around) || k[len(around)] != e {
				break
			}
			j++
		}
		c.group(ops[i:j], append(around[:len(around):len(around)], e))
		i = j
	}
	c.leave()
}

// group writes the ops of one effect as a transparency group.
func (c *content) group(ops []display.Op, chain []display.EffectID) {
	e := &c.l.Effects[chain[len(chain)-1]]
	c.leave()
	if !c.vector(chain[len(chain)-1]) {
		what := "compositing"
		switch {
		case e.Plane != display.PageSpace:
			what = "perspective"
		case len(e.Masks) > 0:
			what = "masks"
		case len(e.Filters) > 0:
			what = "filters"
		case len(e.Backdrop) > 0:
			what = "backdrop filters"
		}
		c.picture(c.alone(ops, chain[:len(chain)-1]), what)
		return
	}
	g := newContent(c.w, c.l, c.base, c.deep)
	g.matrix, g.area, g.fine = c.matrix, c.area, c.fine
	g.ops(ops, chain)
	c.buf.WriteString("q\n")
	c.clip(e.Clip)
	a := uint8(math.Round(float64(max(0, min(1, e.Opacity))) * 255))
	c.setState(gstate{a, a, e.Blend})
	c.form(g, transparency())
	c.buf.WriteString("Q\n")
	c.reset()
}

// alone returns a list of ops whose outer groups, which are made here, count for nothing.
func (c *content) alone(ops []display.Op, around []display.EffectID) *display.List {
	part := c.l.Part(ops)
	part.Effects = append([]display.Effect(nil), part.Effects...)
	for _, k := range around {
		part.Effects[k] = display.Effect{Parent: part.Effects[k].Parent, Space: part.Effects[k].Space, Opacity: 1}
	}
	return part
}

// transparency returns what says that a form is a group of its own.
func transparency() types.Dict { return types.Dict{"S": types.Name("Transparency")} }

// form writes another stream and shows it; group may be nil.
func (c *content) form(g *content, group types.Dict) {
	r := g.object(group)
	c.res.objects[r] = true
	fmt.Fprintf(&c.buf, "/%s Do\n", r.name("X"))
}

// object writes the stream as an object that others can show; group may be nil.
func (c *content) object(group types.Dict) ref {
	x, y := c.base.Apply(c.area.X.Px(), c.area.Y.Px())
	x2, y2 := c.base.Apply(c.area.Right().Px(), c.area.Bottom().Px())
	d := types.Dict{"Type": types.Name("XObject"), "Subtype": types.Name("Form"), "BBox": numbers(min(x, x2), min(y, y2), max(x, x2), max(y, y2)),
		// An object of its own: what it names may be written much later.
		"Resources": c.w.file.add(c.res.dict()).to()}
	if group != nil {
		d["Group"] = group
	}
	r := c.w.file.reserve()
	c.w.file.stream(r, d, c.buf.Bytes())
	return r
}

// leave ends the clips and the space of the ops before.
func (c *content) leave() {
	if c.in {
		c.buf.WriteString("Q\n")
	}
	c.reset()
}

// enter makes the clips and the space of a state the current ones.
func (c *content) enter(s display.State) {
	if c.in && c.state.Clip == s.Clip && c.state.Transform == s.Transform {
		return
	}
	c.leave()
	c.buf.WriteString("q\n")
	c.clip(s.Clip)
	c.concat(c.to(s.Transform))
	c.in, c.state = true, s
}

func (c *content) concat(m display.Matrix) {
	fmt.Fprintf(&c.buf, "%s %s %s %s %s %s cm\n", factor(m.A), factor(m.B), factor(m.C), factor(m.D), num(m.E), num(m.F))
}

// factor writes a factor of a matrix, which needs more digits than a place.
func factor(v float64) string {
	if v != v || math.Abs(v) > maxNumber {
		return num(v)
	}
	s := strings.TrimRight(fmt.Sprintf("%.8f", v), "0")
	if s = strings.TrimRight(s, "."); s == "-0" || s == "" {
		return "0"
	}
	return s
}

// clip writes a chain of clips; their paths are in the stream's space.
func (c *content) clip(id display.ClipID) {
	if id == 0 || int(id) >= len(c.l.Clips) {
		return
	}
	k := &c.l.Clips[id]
	c.clip(k.Parent)
	m := c.to(k.Transform)
	rule := "W n\n"
	if k.Path != nil {
		c.path(k.Path, m.Mul(display.Translate(k.Origin.X.Px(), k.Origin.Y.Px())))
		if k.EvenOdd {
			rule = "W* n\n"
		}
		if len(k.Path.Verbs) == 0 {
			c.buf.WriteString("0 0 0 0 re\n")
		}
	} else {
		c.round(k.Shape, m)
	}
	c.buf.WriteString(rule)
}

// round writes a rectangle, rounded or not, as a path.
func (c *content) round(r display.RRect, m display.Matrix) {
	var p display.Path
	x, y, w, h := float32(r.R.X.Px()), float32(r.R.Y.Px()), float32(r.R.W.Px()), float32(r.R.H.Px())
	if !r.Rounded() {
		if m.B == 0 && m.C == 0 {
			px, py := m.Apply(float64(x), float64(y))
			fmt.Fprintf(&c.buf, "%s %s %s %s re\n", num(px), num(py), num(float64(w)*m.A), num(float64(h)*m.D))
			return
		}
		p.Rect(x, y, w, h)
	} else {
		var k [4]display.FPoint
		for i, q := range r.Corners {
			k[i] = display.FPoint{X: float32(q.X.Px()), Y: float32(q.Y.Px())}
		}
		if r.Curved() {
			p.CurvedRect(x, y, w, h, k, r.Curves)
		} else {
			p.RoundRect(x, y, w, h, k)
		}
	}
	c.path(&p, m)
}

// path writes the segments of a path.
func (c *content) path(p *display.Path, m display.Matrix) {
	at := func(q display.FPoint) string {
		x, y := m.Apply(float64(q.X), float64(q.Y))
		return num(x) + " " + num(y) + " "
	}
	i := 0
	var last display.FPoint
	for _, v := range p.Verbs {
		switch v {
		case display.MoveTo:
			c.buf.WriteString(at(p.Points[i]) + "m\n")
			last = p.Points[i]
			i++
		case display.LineTo:
			c.buf.WriteString(at(p.Points[i]) + "l\n")
			last = p.Points[i]
			i++
		case display.QuadTo:
			q, e := p.Points[i], p.Points[i+1]
			a := display.FPoint{X: last.X + 2*(q.X-last.X)/3, Y: last.Y + 2*(q.Y-last.Y)/3}
			b := display.FPoint{X: e.X + 2*(q.X-e.X)/3, Y: e.Y + 2*(q.Y-e.Y)/3}
			c.buf.WriteString(at(a) + at(b) + at(e) + "c\n")
			last = e
			i += 2
		case display.CubicTo:
			c.buf.WriteString(at(p.Points[i]) + at(p.Points[i+1]) + at(p.Points[i+2]) + "c\n")
			last = p.Points[i+2]
			i += 3
		case display.Close:
			c.buf.WriteString("h\n")
		}
	}
}

func (c *content) setState(g gstate) {
	if g == c.gs {
		return
	}
	c.gs = g
	r := c.w.state(g)
	c.res.states[r] = true
	fmt.Fprintf(&c.buf, "/%s gs\n", r.name("G"))
}

// fill sets the colour of fills, stroke that of strokes.
func (c *content) fill(k color.NRGBA) {
	c.setState(gstate{fill: k.A, stroke: 255})
	if o := c.color; o.R != k.R || o.G != k.G || o.B != k.B {
		fmt.Fprintf(&c.buf, "%s %s %s rg\n", num(float64(k.R)/255), num(float64(k.G)/255), num(float64(k.B)/255))
		c.color = k
	}
}

func (c *content) stroke(k color.NRGBA) {
	c.setState(gstate{fill: 255, stroke: k.A})
	fmt.Fprintf(&c.buf, "%s %s %s RG\n", num(float64(k.R)/255), num(float64(k.G)/255), num(float64(k.B)/255))
}
