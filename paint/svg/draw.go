package svg

import (
	"image/color"
	"math"
	"strings"
	"sync"

	"vitrine/engine/dom"
	"vitrine/engine/res"
	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

const (
	// maxDepth bounds nesting, use elements included.
	maxDepth = 64
	// maxElements bounds how many elements one picture draws, copies by use included.
	maxElements = 200_000
)

// Options is what a picture takes from where it is shown.
type Options struct {
	Color color.NRGBA // currentColor
	Fonts *text.Fonts // for text; nil leaves text out
}

// drawing is one run over a picture.
type drawing struct {
	opt   Options
	b     *display.Builder
	root  *dom.Node
	rules []rule
	ids   map[string]*dom.Node
	count int
}

// frame is where an element is drawn.
type frame struct {
	m     display.Matrix // user space to the picture's px
	state display.State
	w, h  float64 // of the nearest viewport, for percentages
	depth int
	clip  bool // within a clip-path: only geometry counts
}

// Draw draws an svg element into a picture of w×h px. It always returns a list.
func Draw(n *dom.Node, w, h float64, opt Options) *display.List {
	size := geom.Size{W: geom.FromPx(w), H: geom.FromPx(h)}
	d := &drawing{opt: opt, b: display.NewBuilder(size), root: n, ids: map[string]*dom.Node{}}
	for e := n; e != nil; e = e.After(n) {
		if e.Type != dom.ElementNode {
			continue
		}
		if id, ok := e.Attr("id"); ok {
			if _, dup := d.ids[id]; !dup {
				d.ids[id] = e
			}
		}
		if e.Name() == "style" {
			d.rules = append(d.rules, parseRules(e.TextContent())...)
		}
	}
	base := props{}
	m := viewBox(n, w, h)
	vw, vh := w, h
	if vb, ok := parseViewBox(n); ok {
		vw, vh = vb[2], vb[3]
	}
	p := d.style(n, base)
	d.children(n, p, frame{m: m, w: vw, h: vh})
	return d.b.Finish(color.NRGBA{})
}

// parseViewBox returns x, y, width and height.
func parseViewBox(n *dom.Node) ([4]float64, bool) {
	v, _ := n.Attr("viewBox")
	f := floats(v)
	if len(f) != 4 || f[2] <= 0 || f[3] <= 0 {
		return [4]float64{}, false
	}
	return [4]float64(f), true
}

// viewBox returns the map from a viewport element's user space into its w×h px.
// https://www.w3.org/TR/SVG2/coords.html#ComputingAViewportsTransform
func viewBox(n *dom.Node, w, h float64) display.Matrix {
	vb, ok := parseViewBox(n)
	if !ok {
		return display.Identity
	}
	par, _ := n.Attr("preserveAspectRatio")
	sx, sy := w/vb[2], h/vb[3]
	fields := strings.Fields(strings.TrimPrefix(strings.TrimSpace(par), "defer"))
	align := "xMidYMid"
	if len(fields) > 0 {
		align = fields[0]
	}
	if align == "none" {
		return display.Scale(sx, sy).Mul(display.Translate(-vb[0], -vb[1]))
	}
	s := math.Min(sx, sy)
	if len(fields) > 1 && fields[1] == "slice" {
		s = math.Max(sx, sy)
	}
	var tx, ty float64
	switch {
	case strings.HasPrefix(align, "xMid"):
		tx = (w - vb[2]*s) / 2
	case strings.HasPrefix(align, "xMax"):
		tx = w - vb[2]*s
	}
	switch {
	case strings.HasSuffix(align, "YMid"):
		ty = (h - vb[3]*s) / 2
	case strings.HasSuffix(align, "YMax"):
		ty = h - vb[3]*s
	}
	return display.Translate(tx, ty).Mul(display.Scale(s, s)).Mul(display.Translate(-vb[0], -vb[1]))
}

func (d *drawing) children(n *dom.Node, p props, f frame) {
	if f.depth > maxDepth {
		return
	}
	f.depth++
	for k := n.FirstElement(); k != nil; k = k.NextElement() {
		d.element(k, p, f)
	}
}

// element draws one element and what is in it.
func (d *drawing) element(n *dom.Node, parent props, f frame) {
	if d.count++; d.count > maxElements || f.depth > maxDepth {
		return
	}
	switch n.Name() {
	case "g", "a", "svg", "use", "switch", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text":
	default:
		return // defs, gradients, symbols, metadata: drawn only where something refers to them
	}
	p := d.style(n, parent)
	if p["display"] == "none" {
		return
	}
	if t, ok := n.Attr("transform"); ok {
		f.m = f.m.Mul(parseTransform(t))
	}
	if o := alpha(p["opacity"], 1); o < 1 {
		f.state.Effect = d.b.AddEffect(display.Effect{Parent: f.state.Effect, Opacity: float32(o)})
	}
	if c := d.ref(p["clip-path"]); c != nil && !f.clip {
		f = d.clipPath(c, n, p, f)
	}
	em := d.em(p)
	num := func(name string, basis, def float64) float64 {
		v, ok := n.Attr(name)
		if !ok {
			v = p[name]
		}
		return length(v, basis, em, def)
	}
	diag := math.Hypot(f.w, f.h) / math.Sqrt2
	var path display.Path
	switch n.Name() {
	case "g", "a":
		d.children(n, p, f)
		return
	case "switch":
		if k := n.FirstElement(); k != nil {
			f.depth++
			d.element(k, p, f)
		}
		return
	case "svg":
		x, y, w, h := num("x", f.w, 0), num("y", f.h, 0), num("width", f.w, f.w), num("height", f.h, f.h)
		d.viewport(n, p, f, x, y, w, h)
		return
	case "use":
		d.use(n, p, f, num)
		return
	case "text":
		d.text(n, p, f)
		return
	case "path":
		v, _ := n.Attr("d")
		path = *ParsePath(v)
	case "rect":
		x, y, w, h := num("x", f.w, 0), num("y", f.h, 0), num("width", f.w, 0), num("height", f.h, 0)
		rx, ry := num("rx", f.w, -1), num("ry", f.h, -1)
		if rx < 0 {
			rx = ry
		}
		if ry < 0 {
			ry = rx
		}
		if w <= 0 || h <= 0 {
			return
		}
		rx, ry = math.Min(math.Max(rx, 0), w/2), math.Min(math.Max(ry, 0), h/2)
		if rx > 0 && ry > 0 {
			c := display.FPoint{X: float32(rx), Y: float32(ry)}
			path.RoundRect(float32(x), float32(y), float32(w), float32(h), [4]display.FPoint{c, c, c, c})
		} else {
			path.Rect(float32(x), float32(y), float32(w), float32(h))
		}
	case "circle":
		r := num("r", diag, 0)
		if r <= 0 {
			return
		}
		path.Ellipse(float32(num("cx", f.w, 0)), float32(num("cy", f.h, 0)), float32(r), float32(r))
	case "ellipse":
		rx, ry := num("rx", f.w, -1), num("ry", f.h, -1)
		if rx < 0 {
			rx = ry
		}
		if ry < 0 {
			ry = rx
		}
		if rx <= 0 || ry <= 0 {
			return
		}
		path.Ellipse(float32(num("cx", f.w, 0)), float32(num("cy", f.h, 0)), float32(rx), float32(ry))
	case "line":
		path.MoveTo(float32(num("x1", f.w, 0)), float32(num("y1", f.h, 0)))
		path.LineTo(float32(num("x2", f.w, 0)), float32(num("y2", f.h, 0)))
	case "polyline", "polygon":
		v, _ := n.Attr("points")
		pts := floats(v)
		for i := 0; i+1 < len(pts); i += 2 {
			if i == 0 {
				path.MoveTo(float32(pts[0]), float32(pts[1]))
			} else {
				path.LineTo(float32(pts[i]), float32(pts[i+1]))
			}
		}
		if n.Name() == "polygon" && len(path.Verbs) > 0 {
			path.Close()
		}
	}
	d.shape(n, &path, p, f)
}

// em returns the font size in px.
func (d *drawing) em(p props) float64 {
	return math.Min(math.Max(length(p["font-size"], 16, 16, 16), 0), 10_000)
}

// viewport draws the contents of a nested svg or symbol.
func (d *drawing) viewport(n *dom.Node, p props, f frame, x, y, w, h float64) {
	if w <= 0 || h <= 0 {
		return
	}
	f.m = f.m.Mul(display.Translate(x, y))
	if p["overflow"] != "visible" && p["overflow"] != "auto" {
		t := d.space(&f)
		f.state.Clip = d.b.AddClip(display.Clip{Parent: f.state.Clip, Transform: t, Shape: display.RRect{R: geom.Rect{W: geom.FromPx(w), H: geom.FromPx(h)}}})
	}
	f.m = f.m.Mul(viewBox(n, w, h))
	f.w, f.h = w, h
	if vb, ok := parseViewBox(n); ok {
		f.w, f.h = vb[2], vb[3]
	}
	d.children(n, p, f)
}

// space returns the transform node of a frame.
func (d *drawing) space(f *frame) display.TransformID {
	if f.m == display.Identity {
		return display.PageSpace
	}
	return d.b.AddTransform(display.Transform{M: f.m})
}

// ref returns the element that url(#id) names.
func (d *drawing) ref(v string) *dom.Node {
	v = strings.TrimSpace(v)
	if !strings.HasPrefix(v, "url(") {
		return nil
	}
	v, _, _ = strings.Cut(v[4:], ")")
	v = strings.Trim(strings.TrimSpace(v), `"'`)
	if i := strings.IndexByte(v, '#'); i >= 0 {
		return d.ids[v[i+1:]]
	}
	return nil
}

// href returns the element that an href attribute names within the picture.
func (d *drawing) href(n *dom.Node) *dom.Node {
	for _, a := range n.Attrs() {
		if a.Name.Value() == "href" && strings.HasPrefix(a.Value, "#") {
			return d.ids[a.Value[1:]]
		}
	}
	return nil
}

// use draws a copy of another element.
// https://www.w3.org/TR/SVG2/struct.html#UseElement
func (d *drawing) use(n *dom.Node, p props, f frame, num func(string, float64, float64) float64) {
	to := d.href(n)
	if to == nil {
		return
	}
	for a := n; a != nil; a = a.Parent() {
		if a == to {
			return // refers to itself
		}
	}
	f.depth += 4 // a use counts for more, so that copies of copies end soon
	x, y := num("x", f.w, 0), num("y", f.h, 0)
	if to.Name() == "symbol" || to.Name() == "svg" {
		d.viewport(to, d.style(to, p), f, x, y, num("width", f.w, f.w), num("height", f.h, f.h))
		return
	}
	f.m = f.m.Mul(display.Translate(x, y))
	d.element(to, p, f)
}

// clipPath returns the frame cut to a clipPath element's shapes.
func (d *drawing) clipPath(c, n *dom.Node, p props, f frame) frame {
	m := f.m
	var all display.Path
	evenOdd := false
	units, _ := c.Attr("clipPathUnits")
	if units == "objectBoundingBox" {
		return f
	}
	if t, ok := c.Attr("transform"); ok {
		m = m.Mul(parseTransform(t))
	}
	sub := &drawing{opt: d.opt, b: display.NewBuilder(geom.Size{}), root: d.root, rules: d.rules, ids: d.ids, count: d.count}
	for k := c.FirstElement(); k != nil; k = k.NextElement() {
		sub.element(k, props{"fill": "black", "stroke": "none"}, frame{w: f.w, h: f.h, m: display.Identity, depth: f.depth + 1, clip: true})
	}
	d.count = sub.count
	l := sub.b.Finish(color.NRGBA{})
	for i := range l.Ops {
		if l.Ops[i].Kind != display.FillPath {
			continue
		}
		pd := &l.Paths[l.Ops[i].Arg]
		tm, _ := l.ToRoot(l.States[l.Ops[i].State].Transform)
		all.Verbs = append(all.Verbs, pd.Path.Verbs...)
		for _, q := range pd.Path.Points {
			x, y := tm.Apply(float64(q.X), float64(q.Y))
			all.Points = append(all.Points, display.FPoint{X: float32(x), Y: float32(y)})
		}
		evenOdd = evenOdd || pd.EvenOdd
	}
	cf := f
	cf.m = m
	if len(all.Verbs) == 0 {
		all.Rect(0, 0, 0, 0)
	}
	f.state.Clip = d.b.AddClip(display.Clip{Parent: f.state.Clip, Transform: d.space(&cf), Path: &all, EvenOdd: evenOdd})
	return f
}

// shape fills and strokes a path.
func (d *drawing) shape(n *dom.Node, path *display.Path, p props, f frame) {
	if len(path.Verbs) == 0 || p["visibility"] == "hidden" || p["visibility"] == "collapse" {
		return
	}
	f.state.Transform = d.space(&f)
	d.b.SetState(f.state)
	box := bounds(path)
	rule := "fill-rule"
	if f.clip {
		rule = "clip-rule"
	}
	if paint, ok := d.paint(p, "fill", "black", box, &f); ok {
		d.b.Fill(display.PathDraw{Path: path, EvenOdd: p[rule] == "evenodd", Paint: paint})
	}
	if f.clip {
		return
	}
	if paint, ok := d.paint(p, "stroke", "none", box, &f); ok {
		diag := math.Hypot(f.w, f.h) / math.Sqrt2
		st := display.Stroke{Width: float32(length(p["stroke-width"], diag, d.em(p), 1)), MiterLimit: 4}
		if v := floats(p["stroke-miterlimit"]); len(v) > 0 && v[0] >= 1 {
			st.MiterLimit = float32(v[0])
		}
		switch p["stroke-linecap"] {
		case "round":
			st.Cap = display.CapRound
		case "square":
			st.Cap = display.CapSquare
		}
		switch p["stroke-linejoin"] {
		case "round":
			st.Join = display.JoinRound
		case "bevel":
			st.Join = display.JoinBevel
		}
		if v := p["stroke-dasharray"]; v != "" && v != "none" {
			for _, x := range floats(v) {
				st.Dash = append(st.Dash, float32(x))
			}
			st.DashOffset = float32(length(p["stroke-dashoffset"], diag, d.em(p), 0))
		}
		d.b.StrokePath(display.PathDraw{Path: path, Paint: paint, Stroke: st})
	}
}

// bounds returns the box of a path in user space.
func bounds(path *display.Path) display.FRect {
	minX, minY, maxX, maxY := float32(math.MaxFloat32), float32(math.MaxFloat32), float32(-math.MaxFloat32), float32(-math.MaxFloat32)
	for _, q := range path.Points {
		minX, maxX = min(minX, q.X), max(maxX, q.X)
		minY, maxY = min(minY, q.Y), max(maxY, q.Y)
	}
	return display.FRect{X: minX, Y: minY, W: maxX - minX, H: maxY - minY}
}

// Picture is an SVG document that can be drawn at any size.
type Picture struct {
	id   res.ID
	root *dom.Node
	opt  Options

	mu    sync.Mutex
	w, h  float64
	cache *display.List
}

// VectorID implements res.Vector.
func (p *Picture) VectorID() res.ID { return p.id }

// Draw implements display.Drawer. The last size is kept.
func (p *Picture) Draw(w, h float64) *display.List {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cache == nil || p.w != w || p.h != h {
		p.w, p.h, p.cache = w, h, Draw(p.root, w, h, p.opt)
	}
	return p.cache
}

// NewImage makes an image of a document whose root is an svg element; nil when it is not. The
// document must not change afterwards.
func NewImage(doc *dom.Document, fonts *text.Fonts) *res.Image {
	root := doc.DocumentElement()
	if root == nil || root.Name() != "svg" {
		return nil
	}
	pic := &Picture{id: res.NewID(), root: root, opt: Options{Color: color.NRGBA{A: 255}, Fonts: fonts}}
	w, h, ratio := Size(root)
	return &res.Image{ID: pic.id, Width: w, Height: h, NoWidth: w == 0, NoHeight: h == 0, Ratio: ratio, Format: "svg", Vector: pic}
}

// Size returns the natural width, height and ratio of an svg element; 0 for what it has not.
// https://www.w3.org/TR/SVG2/coords.html#SizingSVGInCSS
func Size(n *dom.Node) (w, h, ratio float64) {
	get := func(name string) float64 {
		v, _ := n.Attr(name)
		if strings.HasSuffix(strings.TrimSpace(v), "%") {
			return 0
		}
		return math.Max(0, length(v, 0, 16, 0))
	}
	w, h = get("width"), get("height")
	switch vb, ok := parseViewBox(n); {
	case w > 0 && h > 0:
		ratio = w / h
	case ok:
		ratio = vb[2] / vb[3]
	}
	return w, h, ratio
}
