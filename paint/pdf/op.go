package pdf

import (
	"fmt"
	"image/color"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
	"vitrine/paint/raster"
)

// op writes one operation.
func (c *content) op(o *display.Op) {
	l := c.l
	if o.Bounds.Intersect(c.area).Empty() {
		return
	}
	s := l.States[o.State]
	one := display.Identity
	switch o.Kind {
	case display.FillRect:
		d := &l.Rects[o.Arg]
		c.enter(s)
		c.paint(o, d.Paint, func() { c.round(display.RRect{R: d.R}, one) }, "f")
	case display.FillRRect:
		d := &l.RRects[o.Arg]
		c.enter(s)
		c.paint(o, d.Paint, func() { c.round(d.RRect, one) }, "f")
	case display.FillRing:
		d := &l.Rings[o.Arg]
		c.enter(s)
		c.paint(o, d.Paint, func() { c.round(d.Outer, one); c.round(d.Inner, one) }, "f*")
	case display.FillPath:
		d := &l.Paths[o.Arg]
		c.enter(s)
		rule := "f"
		if d.EvenOdd {
			rule = "f*"
		}
		c.paint(o, d.Paint, func() { c.path(d.Path, display.Translate(d.Origin.X.Px(), d.Origin.Y.Px())) }, rule)
	case display.StrokePath:
		c.strokePath(o, &l.Paths[o.Arg])
	case display.DrawImage:
		c.drawImage(o, &l.Images[o.Arg])
	case display.DrawPattern:
		c.pattern(o, &l.Patterns[o.Arg])
	case display.DrawShadow:
		c.shadow(o, &l.Shadows[o.Arg])
	case display.DrawGlyphs:
		c.glyphs(o, &l.Texts[o.Arg])
	case display.DrawPicture:
		d := &l.Pictures[o.Arg]
		c.enter(s)
		c.list(d.List, d.Dest, d.Page)
	}
}

// paint fills a path with a colour or a gradient.
func (c *content) paint(o *display.Op, p display.Paint, path func(), rule string) {
	if p.Gradient == 0 {
		if p.Color.A == 0 {
			return
		}
		c.fill(p.Color)
		path()
		c.buf.WriteString(rule + "\n")
		return
	}
	g := &c.l.Gradients[p.Gradient-1]
	sh, ok := c.shading(g)
	if !ok {
		c.rasterise(o, "gradients")
		return
	}
	c.buf.WriteString("q\n")
	path()
	c.buf.WriteString(strings.Replace(rule, "f", "W", 1) + " n\n")
	c.shade(g, sh, g.Origin)
	c.buf.WriteString("Q\n")
}

// shade paints a gradient whose origin is at a place over what is clipped.
func (c *content) shade(g *display.Gradient, sh ref, at geom.Point) {
	c.concat(display.Translate(at.X.Px(), at.Y.Px()))
	if g.Matrix != (display.Matrix{}) {
		c.concat(g.Matrix)
	}
	if g.Kind == display.Radial && g.R.X > 0 && !g.Circles {
		// An ellipse is a circle of radius 1 around its centre, scaled.
		c.concat(display.Matrix{A: float64(g.R.X), D: float64(g.R.Y), E: float64(g.P1.X), F: float64(g.P1.Y)})
	}
	c.setState(gstate{fill: 255, stroke: 255})
	c.res.shadings[sh] = true
	fmt.Fprintf(&c.buf, "/%s sh\n", sh.name("S"))
}

// maxStops is up to how many stops a gradient becomes a function.
const maxStops = 256

// shading returns the shading of a gradient that PDF has too: linear or radial, opaque, and not
// repeated.
func (c *content) shading(g *display.Gradient) (ref, bool) {
	n := len(g.Stops)
	if n < 2 || n > maxStops || g.Spread != display.SpreadPad || g.Kind == display.Conic {
		return 0, false
	}
	for _, s := range g.Stops {
		if s.Color.A != 255 {
			return 0, false
		}
	}
	lo, hi := float64(g.Stops[0].Offset), float64(g.Stops[n-1].Offset)
	if hi <= lo {
		return 0, false
	}
	var coords []float64
	kind := 3
	switch g.Kind {
	case display.Linear:
		x, y := float64(g.P0.X), float64(g.P0.Y)
		dx, dy := float64(g.P1.X)-x, float64(g.P1.Y)-y
		if dx == 0 && dy == 0 {
			return 0, false
		}
		kind, coords = 2, []float64{x + lo*dx, y + lo*dy, x + hi*dx, y + hi*dy}
	case display.Radial:
		if g.Circles {
			at := func(t float64) {
				mix := func(a, b float32) float64 { return float64(a) + float64(b-a)*t }
				coords = append(coords, mix(g.P0.X, g.P1.X), mix(g.P0.Y, g.P1.Y), max(0, mix(g.R0, g.R.X)))
			}
			if dr := float64(g.R.X - g.R0); float64(g.R0)+dr*lo < 0 || float64(g.R0)+dr*hi < 0 {
				return 0, false
			}
			at(lo)
			at(hi)
			break
		}
		if g.R.X <= 0 || g.R.Y <= 0 || lo < 0 {
			return 0, false
		}
		fx, fy := float64(g.P0.X-g.P1.X)/float64(g.R.X), float64(g.P0.Y-g.P1.Y)/float64(g.R.Y)
		r0 := float64(g.R0) / float64(g.R.X)
		for _, t := range [2]float64{lo, hi} {
			coords = append(coords, fx*(1-t), fy*(1-t), r0+(1-r0)*t)
		}
	}
	var fns, bounds, encode types.Array
	for i := 1; i < n; i++ {
		a, b := g.Stops[i-1], g.Stops[i]
		fns = append(fns, types.Dict{"FunctionType": types.Integer(2), "Domain": numbers(0, 1), "N": types.Integer(1), "C0": colour(a.Color), "C1": colour(b.Color)})
		if i > 1 {
			bounds = append(bounds, number((float64(a.Offset)-lo)/(hi-lo)))
		}
		encode = append(encode, types.Integer(0), types.Integer(1))
	}
	return c.w.file.add(types.Dict{"ShadingType": types.Integer(kind), "ColorSpace": types.Name("DeviceRGB"), "Coords": numbers(coords...),
		"Extend":   types.Array{types.Boolean(true), types.Boolean(true)},
		"Function": types.Dict{"FunctionType": types.Integer(3), "Domain": numbers(0, 1), "Functions": fns, "Bounds": bounds, "Encode": encode}}), true
}

func colour(k color.NRGBA) types.Array {
	return numbers(float64(k.R)/255, float64(k.G)/255, float64(k.B)/255)
}

func (c *content) strokePath(o *display.Op, d *display.PathDraw) {
	if d.Paint.Gradient != 0 {
		c.rasterise(o, "gradients")
		return
	}
	if d.Paint.Color.A == 0 || d.Stroke.Width <= 0 {
		return
	}
	c.enter(c.l.States[o.State])
	c.buf.WriteString("q\n")
	before := c.gs
	c.stroke(d.Paint.Color)
	s := &d.Stroke
	fmt.Fprintf(&c.buf, "%s w %d J %d j %s M\n", num(float64(s.Width)), s.Cap, s.Join, num(max(1, float64(s.MiterLimit))))
	if len(s.Dash) > 0 {
		var sum float32
		c.buf.WriteString("[")
		for _, v := range s.Dash {
			c.buf.WriteString(num(float64(v)) + " ")
			sum += v
		}
		if sum <= 0 {
			c.buf.WriteString("1 0")
		}
		fmt.Fprintf(&c.buf, "] %s d\n", num(math.Max(0, float64(s.DashOffset))))
	}
	c.path(d.Path, display.Translate(d.Origin.X.Px(), d.Origin.Y.Px()))
	c.buf.WriteString("S\nQ\n")
	c.gs = before
}

// place shows a picture in a rectangle of the current space.
func (c *content) place(r ref, x, y, w, h float64) {
	c.setState(gstate{fill: 255, stroke: 255})
	c.res.objects[r] = true
	fmt.Fprintf(&c.buf, "q %s 0 0 %s %s %s cm /%s Do Q\n", factor(w), factor(-h), num(x), num(y+h), r.name("X"))
}

func (c *content) drawImage(o *display.Op, d *display.Image) {
	if d.Bitmap == nil || d.Dest.Empty() || d.Bitmap.Width() == 0 || d.Bitmap.Height() == 0 {
		return
	}
	c.enter(c.l.States[o.State])
	r := c.w.bitmap(d.Bitmap)
	x, y, w, h := d.Dest.X.Px(), d.Dest.Y.Px(), d.Dest.W.Px(), d.Dest.H.Px()
	if d.Src.W <= 0 || d.Src.H <= 0 {
		c.place(r, x, y, w, h)
		return
	}
	sx, sy := w/float64(d.Src.W), h/float64(d.Src.H)
	c.buf.WriteString("q\n")
	c.round(display.RRect{R: d.Dest}, display.Identity)
	c.buf.WriteString("W n\n")
	gs := c.gs
	c.place(r, x-float64(d.Src.X)*sx, y-float64(d.Src.Y)*sy, float64(d.Bitmap.Width())*sx, float64(d.Bitmap.Height())*sy)
	c.buf.WriteString("Q\n")
	c.gs = gs
}

// maxCopies is up to how many copies of a pattern are written one by one.
const maxCopies = 4096

func (c *content) pattern(o *display.Op, d *display.Pattern) {
	if d.Tile.Empty() || d.Area.Empty() {
		return
	}
	step := geom.Size{W: max(d.Step.W, 1), H: max(d.Step.H, 1)}
	vis := d.Area
	i0, i1 := copies(vis.X, vis.Right(), d.Tile.X, d.Tile.W, step.W)
	j0, j1 := copies(vis.Y, vis.Bottom(), d.Tile.Y, d.Tile.H, step.H)
	if (i1-i0+1)*(j1-j0+1) > maxCopies {
		c.rasterise(o, "patterns of many copies")
		return
	}
	var sh ref
	var g *display.Gradient
	if d.Bitmap == nil && d.Picture == nil {
		if d.Gradient == 0 {
			return
		}
		g = &c.l.Gradients[d.Gradient-1]
		ok := false
		if sh, ok = c.shading(g); !ok {
			c.rasterise(o, "gradients")
			return
		}
	}
	c.enter(c.l.States[o.State])
	c.buf.WriteString("q\n")
	c.round(display.RRect{R: d.Area}, display.Identity)
	c.buf.WriteString("W n\n")
	gs := c.gs
	for j := j0; j <= j1; j++ {
		for i := i0; i <= i1; i++ {
			t := d.Tile
			t.X, t.Y = t.X.Add(step.W.Mul(float64(i))), t.Y.Add(step.H.Mul(float64(j)))
			switch {
			case d.Bitmap != nil:
				c.place(c.w.bitmap(d.Bitmap), t.X.Px(), t.Y.Px(), t.W.Px(), t.H.Px())
			case d.Picture != nil:
				c.list(d.Picture, t, false)
			default:
				c.buf.WriteString("q\n")
				c.round(display.RRect{R: t}, display.Identity)
				c.buf.WriteString("W n\n")
				before := c.gs
				c.shade(g, sh, geom.Point{X: t.X, Y: t.Y})
				c.buf.WriteString("Q\n")
				c.gs = before
			}
		}
	}
	c.buf.WriteString("Q\n")
	c.gs = gs
}

// copies returns which copies of a tile, step apart, touch a range.
func copies(from, to, at, size, step geom.Unit) (first, last int) {
	first = int(math.Floor(float64(from.Sub(at).Sub(size))/float64(step))) + 1
	last = int(math.Ceil(float64(to.Sub(at))/float64(step))) - 1
	return first, max(first-1, last)
}

func (c *content) shadow(o *display.Op, d *display.Shadow) {
	if d.Color.A == 0 {
		return
	}
	if d.Sigma > 0 {
		c.rasterise(o, "blurred shadows")
		return
	}
	c.enter(c.l.States[o.State])
	c.buf.WriteString("q\n")
	gs, k := c.gs, c.color
	one := display.Identity
	if d.Inset {
		c.round(d.Hole, one)
		c.buf.WriteString("W n\n")
		c.fill(d.Color)
		c.round(d.Hole, one)
		c.round(d.Shape, one)
	} else {
		far := geom.Rect{X: -openSide, Y: -openSide, W: 2 * openSide, H: 2 * openSide}
		c.round(display.RRect{R: far}, one)
		c.round(d.Hole, one)
		c.buf.WriteString("W* n\n")
		c.fill(d.Color)
		c.round(d.Shape, one)
	}
	c.buf.WriteString("f*\nQ\n")
	c.gs, c.color = gs, k
}

// openSide is a length beyond every page.
const openSide = 100000 * geom.One

// list shows a nested list in a rectangle: a picture scaled to it, or a page at its own size.
func (c *content) list(l *display.List, dest geom.Rect, page bool) {
	if l == nil || c.deep >= maxNested || l.Size.W <= 0 || l.Size.H <= 0 {
		return
	}
	in := newContent(c.w, l, display.Matrix{A: 1, D: 1}, c.deep+1)
	in.canvas()
	in.all()
	c.buf.WriteString("q\n")
	c.round(display.RRect{R: dest}, display.Identity)
	c.buf.WriteString("W n\n")
	m := display.Translate(dest.X.Px(), dest.Y.Px())
	if !page {
		m = m.Mul(display.Scale(dest.W.Px()/l.Size.W.Px(), dest.H.Px()/l.Size.H.Px()))
	}
	c.concat(m)
	gs := c.gs
	c.setState(gstate{fill: 255, stroke: 255})
	c.form(in, nil)
	c.buf.WriteString("Q\n")
	c.gs = gs
}

// resolution is how many px a CSS px has in what is rasterised.
const resolution = 2

// rasterise draws one op as a picture.
func (c *content) rasterise(o *display.Op, what string) {
	s := c.l.States[o.State]
	c.leave()
	c.picture(c.alone([]display.Op{*o}, c.chain(s.Effect)), what)
}

// picture draws a list as a picture and puts it in place.
func (c *content) picture(l *display.List, what string) {
	var area geom.Rect
	for i := range l.Ops {
		if b := l.Ops[i].Bounds; !b.Empty() {
			if area.Empty() {
				area = b
			} else {
				area = area.Union(b)
			}
		}
	}
	if area = area.Intersect(c.area); area.Empty() {
		return
	}
	x, y := geom.Int(area.X.Floor()), geom.Int(area.Y.Floor())
	area = geom.Rect{X: x, Y: y, W: geom.Int(area.Right().Ceil()).Sub(x), H: geom.Int(area.Bottom().Ceil()).Sub(y)}
	c.w.Rasterised[what]++
	m := raster.Draw(l, area, raster.Options{Scale: c.fine, Transparent: true})
	r := c.w.image(m)
	c.buf.WriteString("q\n")
	c.concat(c.base)
	c.place(r, area.X.Px(), area.Y.Px(), area.W.Px(), area.H.Px())
	c.buf.WriteString("Q\n")
	c.reset()
}

// glyphs writes a run of text.
func (c *content) glyphs(o *display.Op, d *display.Text) {
	r := d.Run
	if r == nil || d.Color.A == 0 || len(r.Glyphs) == 0 {
		return
	}
	if d.Sigma > 0 {
		c.rasterise(o, "blurred text")
		return
	}
	if r.Missing != 0 {
		c.rasterise(o, "characters without a glyph")
		return
	}
	f := c.w.font(r.Face, d)
	if d.Pen > 0 && (d.Source == "" || !f.plain) {
		// The glyphs are filled too, and to be found once.
		c.strokePath(o, &display.PathDraw{Origin: d.Origin, Path: d.Outline(), Paint: display.Solid(d.Color), Stroke: display.Stroke{Width: d.Pen, MiterLimit: display.PenMiter}})
		return
	}
	c.enter(c.l.States[o.State])
	c.fill(d.Color)
	size := float64(r.Size)
	skew := 0.0
	if r.SyntheticItalic {
		skew = text.SyntheticSkew
	}
	c.buf.WriteString("BT\n")
	mode, line := 2, d.Pen
	if d.Pen > 0 {
		mode = 1
	}
	if r.SyntheticBold && f.plain {
		line += text.BoldExtra(r.Size)
	}
	if line > 0 {
		k := d.Color
		fmt.Fprintf(&c.buf, "%d Tr %s w 0 J 0 j %d M %s %s %s RG\n", mode, num(float64(line)), display.PenMiter, num(float64(k.R)/255), num(float64(k.G)/255), num(float64(k.B)/255))
		c.setState(gstate{fill: k.A, stroke: k.A})
	}
	says := characters(r, d.Source)
	ox, oy := d.Origin.X.Px(), d.Origin.Y.Px()
	if m := c.to(c.l.States[o.State].Transform); m.B == 0 && m.C == 0 {
		oy = math.Floor(oy + 0.5) // baselines are at whole px, as on a screen
	}
	var cur ref
	open := false
	pen, at := 0.0, 0.0 // where the glyph is to be, and where the text is without adjustment
	ty := 0.0
	for i := range r.Glyphs {
		g := &r.Glyphs[i]
		font, code := f.use(c.w, g.ID, says[i])
		x, y := pen+float64(g.X), float64(g.Y)
		pen += float64(g.Advance)
		if font != cur || i == 0 || y != ty {
			if open {
				c.buf.WriteString("] TJ\n")
			}
			if font != cur {
				c.res.fonts[font] = true
				fmt.Fprintf(&c.buf, "/%s %s Tf\n", font.name("F"), num(size))
			}
			fmt.Fprintf(&c.buf, "1 0 %s -1 %s %s Tm\n[", num(skew), num(ox+x), num(oy+y))
			cur, ty, at, open = font, y, x, true
		}
		if d := x - at; math.Abs(d) > 0.005 && size > 0 {
			c.buf.WriteString(num(-d / size * 1000))
			at = x
		}
		if f.plain {
			fmt.Fprintf(&c.buf, "<%04X>", code)
		} else {
			fmt.Fprintf(&c.buf, "<%02X>", code)
		}
		at += float64(r.Face.GlyphAdvance(g.ID)) * size
	}
	if open {
		c.buf.WriteString("] TJ\n")
	}
	if line > 0 {
		c.buf.WriteString("0 Tr\n")
	}
	c.buf.WriteString("ET\n")
}

// characters returns for each glyph of a run the characters it stands for: those from its cluster
// to the next one. Of several glyphs of a cluster, the first has them all.
func characters(r *text.Run, source string) []string {
	out := make([]string, len(r.Glyphs))
	if source == "" {
		return out
	}
	next := len(source)
	take := func(i int) {
		from := int(r.Glyphs[i].Cluster) - r.Start
		if from < 0 || from >= next {
			return
		}
		if s := source[from:next]; utf8.ValidString(s) {
			out[i] = s
		}
		next = from
	}
	if r.RTL {
		for i := range r.Glyphs {
			if i+1 < len(r.Glyphs) && r.Glyphs[i+1].Cluster == r.Glyphs[i].Cluster {
				continue
			}
			take(i)
		}
		return out
	}
	for i := len(r.Glyphs) - 1; i >= 0; i-- {
		if i > 0 && r.Glyphs[i-1].Cluster == r.Glyphs[i].Cluster {
			continue
		}
		take(i)
	}
	return out
}
