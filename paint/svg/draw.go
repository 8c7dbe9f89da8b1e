package svg

import (
	"image/color"
	"math"
	"strings"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/engine/res"
	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
	"vitrine/paint/transform"
)

const (
	// maxDepth bounds nesting, use elements included.
	maxDepth = 64
	// maxElements bounds how many elements one picture draws, copies by use included.
	maxElements = 200_000
	// maxForeign bounds the sides of a foreignObject in px.
	maxForeign = 1 << 16
)

// Options is what a picture takes from where it is shown. Style is required.
type Options struct {
	Style  Styler
	Parent *style.Style                 // what the picture's own element inherits from; nil for a root
	Fonts  *text.Fonts                  // for text; nil leaves text out
	Images func(n *dom.Node) *res.Image // of image elements; nil leaves them out
	ByID   func(id string) *dom.Node    // targets of references; nil looks in the picture
	// Foreign draws what is in a foreignObject of w×h px; nil leaves those out.
	Foreign func(n *dom.Node, w, h float64) *display.List
}

var (
	white = color.NRGBA{255, 255, 255, 255}
	clear = color.NRGBA{}
)

// drawing is one run over a picture.
type drawing struct {
	opt     Options
	b       *display.Builder
	root    *dom.Node
	ids     map[string]*dom.Node
	styles  map[*dom.Node]*style.Style // where elements are, not where they are used
	busy    map[*dom.Node]bool         // patterns, masks, clips and uses that are being drawn
	context *context
	count   *int
	others  map[*Picture]*drawing // of documents that use elements name
}

// frame is where an element is drawn.
type frame struct {
	m     display.Matrix // user space to the picture's px
	state display.State
	w, h  float64 // of the nearest viewport, for percentages
	depth int
	clip  bool         // within a clip-path: only geometry counts
	shade *color.NRGBA // all that is drawn is a shadow of this colour; nil for none
}

// Draw draws an svg element into a picture of w×h px. It always returns a list.
func Draw(n *dom.Node, w, h float64, opt Options) *display.List {
	size := geom.Size{W: geom.FromPx(w), H: geom.FromPx(h)}
	d := newDrawing(n, opt)
	d.b = display.NewBuilder(size)
	m := viewBox(n, w, h)
	vw, vh := w, h
	if vb, ok := parseViewBox(n); ok {
		vw, vh = vb[2], vb[3]
	}
	s := opt.Style(n, opt.Parent)
	d.styles[n] = s
	if s == nil || emptyViewBox(n) {
		return d.b.Finish(clear)
	}
	if n.ParentElement() == nil && s.Visibility() == value.KwVisible { // elsewhere the box around it has it
		d.b.Rect(geom.MakeRect(geom.Point{}, size), display.Paint{Color: s.BackgroundColor().RGBA(s.Color())})
	}
	d.children(n, s, frame{m: m, w: vw, h: vh})
	return d.b.Finish(clear)
}

func newDrawing(n *dom.Node, opt Options) *drawing {
	return &drawing{opt: opt, root: n, styles: map[*dom.Node]*style.Style{}, busy: map[*dom.Node]bool{}, count: new(int)}
}

// sub draws something apart, such as a pattern's tile or a mask.
func (d *drawing) sub(size geom.Size, draw func(sub *drawing)) *display.List {
	sub := *d
	sub.b = display.NewBuilder(size)
	draw(&sub)
	return sub.b.Finish(clear)
}

// style returns the style of n under a parent's.
func (d *drawing) style(n *dom.Node, parent *style.Style) *style.Style { return d.opt.Style(n, parent) }

// own returns the style of an element where it is in the document.
func (d *drawing) own(n *dom.Node) *style.Style {
	if s, ok := d.styles[n]; ok {
		return s
	}
	var parent *style.Style
	if p := n.ParentElement(); p != nil {
		parent = d.own(p)
	}
	s := d.opt.Style(n, parent)
	d.styles[n] = s
	return s
}

// parseViewBox returns x, y, width and height.
func parseViewBox(n *dom.Node) ([4]float64, bool) {
	v, _ := n.Attr("viewBox")
	f := floats(v)
	if len(f) != 4 || !(f[2] > 0) || !(f[3] > 0) {
		return [4]float64{}, false
	}
	return [4]float64(f), true
}

// emptyViewBox reports whether a viewBox without area turns the drawing of an element off.
// https://www.w3.org/TR/SVG2/coords.html#ViewBoxAttribute
func emptyViewBox(n *dom.Node) bool {
	v, _ := n.Attr("viewBox")
	f := floats(v)
	return len(f) == 4 && f[2] >= 0 && f[3] >= 0 && (f[2] == 0 || f[3] == 0)
}

// viewBox returns the map from a viewport element's user space into its w×h px.
// https://www.w3.org/TR/SVG2/coords.html#ComputingAViewportsTransform
func viewBox(n *dom.Node, w, h float64) display.Matrix {
	vb, ok := parseViewBox(n)
	if !ok {
		return display.Identity
	}
	par, _ := n.Attr("preserveAspectRatio")
	return fit(vb, par, w, h)
}

// fit returns the map of a box into w×h px by a preserveAspectRatio.
func fit(vb [4]float64, par string, w, h float64) display.Matrix {
	sx, sy := w/vb[2], h/vb[3]
	fields := aspectFields(par)
	align := alignOf(par)
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

// aspectFields returns the words of a preserveAspectRatio that count.
func aspectFields(par string) []string {
	return strings.Fields(strings.TrimPrefix(strings.TrimSpace(par), "defer"))
}

// alignOf returns the first of them.
func alignOf(par string) string {
	if fields := aspectFields(par); len(fields) > 0 {
		return fields[0]
	}
	return "xMidYMid"
}

func (d *drawing) children(n *dom.Node, s *style.Style, f frame) {
	if f.depth > maxDepth {
		return
	}
	f.depth++
	for k := n.FirstElement(); k != nil; k = k.NextElement() {
		d.element(k, s, f)
	}
}

// drawn tells which elements are drawn where they stand; the others (definitions, metadata)
// show only where something refers to them.
func drawn(name string) bool {
	switch name {
	case "g", "a", "svg", "use", "switch", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "image", "foreignObject":
		return true
	}
	return false
}

// element draws one element and what is in it.
func (d *drawing) element(n *dom.Node, parent *style.Style, f frame) {
	if *d.count++; *d.count > maxElements || f.depth > maxDepth || n.NS() != dom.SVG || !drawn(n.Name()) {
		return
	}
	s := d.style(n, parent)
	if s == nil || s.Display() == value.KwNone {
		return
	}
	if transform.Has(s) {
		f.m = f.m.Mul(d.transform(n, s, &f))
	}
	if n.Name() == "use" { // part of its transform, also for what clips it
		f.m = f.m.Mul(display.Translate(geometry(n, s, "x", f.w, 0), geometry(n, s, "y", f.h, 0)))
	}
	if !f.clip {
		f = d.group(n, s, f)
	}
	switch n.Name() {
	case "g", "a":
		d.children(n, s, f)
	case "switch":
		for k := n.FirstElement(); k != nil; k = k.NextElement() {
			if k.NS() == dom.SVG && drawn(k.Name()) && d.supported(k) {
				f.depth++
				d.element(k, s, f)
				break
			}
		}
	case "svg":
		x, y := geometry(n, s, "x", f.w, 0), geometry(n, s, "y", f.h, 0)
		d.viewport(n, s, f, x, y, geometry(n, s, "width", f.w, f.w), geometry(n, s, "height", f.h, f.h))
	case "use":
		d.use(n, s, f)
	case "text":
		d.text(n, s, f)
	case "image":
		d.image(n, s, f)
	case "foreignObject":
		d.foreign(n, s, f)
	default:
		if path, ok := shapePath(n, s, &f); ok {
			d.shape(n, path, s, f)
		}
	}
}

// supported evaluates the attributes that make a switch take an element: the language of the
// reader is taken to be that of the picture, or English.
// https://www.w3.org/TR/SVG2/struct.html#ConditionalProcessing
func (d *drawing) supported(n *dom.Node) bool {
	if v, ok := n.Attr("requiredExtensions"); ok && strings.TrimSpace(v) != "http://www.w3.org/1999/xhtml" {
		return false
	}
	v, ok := n.Attr("systemLanguage")
	if !ok {
		return true
	}
	user := "en"
	for a := d.root; a != nil; a = a.Parent() {
		if l, ok := a.Attr("lang"); ok && l != "" {
			user = strings.ToLower(l)
			break
		}
	}
	for _, tag := range strings.Split(strings.ToLower(v), ",") {
		if tag = strings.TrimSpace(tag); tag != "" && (tag == user || strings.HasPrefix(user, tag+"-") || strings.HasPrefix(tag, user+"-")) {
			return true
		}
	}
	return false
}

// transform returns the map of an element's transform properties.
// https://www.w3.org/TR/css-transforms-1/#transform-box
func (d *drawing) transform(n *dom.Node, s *style.Style, f *frame) display.Matrix {
	b := transform.Box{W: f.w, H: f.h}
	switch s.TransformBox() {
	case value.KwFillBox, value.KwStrokeBox, value.KwContentBox, value.KwBorderBox:
		if r, ok := d.bbox(n, s, *f); ok {
			b = transform.Box{X: float64(r.X), Y: float64(r.Y), W: float64(r.W), H: float64(r.H)}
			if k := s.TransformBox(); k == value.KwStrokeBox || k == value.KwBorderBox {
				if !isNone(s.Stroke()) {
					w := s.StrokeWidth().Float(diagonal(f))
					b = transform.Box{X: b.X - w/2, Y: b.Y - w/2, W: b.W + w, H: b.H + w}
				}
			}
		}
	}
	return Transform(s, b, Around{Apart: true, Fragment: d.url}).Flat(b.X+b.W/2, b.Y+b.H/2)
}

func isNone(v value.Value) bool { return v == nil || v == value.Value(value.KwNone) }

// diagonal is the basis of percentages that belong to no axis.
func diagonal(f *frame) float64 { return math.Hypot(f.w, f.h) / math.Sqrt2 }

// shapePath returns the outline of a shape element; false when it has none.
// https://www.w3.org/TR/SVG2/shapes.html
func shapePath(n *dom.Node, s *style.Style, f *frame) (*display.Path, bool) {
	x := func(name string) float64 { return geometry(n, s, name, f.w, 0) }
	y := func(name string) float64 { return geometry(n, s, name, f.h, 0) }
	path := &display.Path{}
	radii := func() (rx, ry float64) {
		rx, ry = geometry(n, s, "rx", f.w, -1), geometry(n, s, "ry", f.h, -1)
		if rx < 0 {
			rx = ry
		}
		if ry < 0 {
			ry = rx
		}
		return rx, ry
	}
	switch n.Name() {
	case "path":
		v, _ := n.Attr("d")
		if fn, ok := s.D().(*value.Func); ok {
			if str, ok := fn.Arg(0).(value.String); ok {
				v = string(str)
			}
		}
		path = ParsePath(v)
	case "rect":
		w, h := x("width"), y("height")
		if !(w > 0) || !(h > 0) {
			return nil, false
		}
		rx, ry := radii()
		rx, ry = math.Min(math.Max(rx, 0), w/2), math.Min(math.Max(ry, 0), h/2)
		if rx > 0 && ry > 0 {
			c := display.FPoint{X: float32(rx), Y: float32(ry)}
			path.RoundRect(float32(x("x")), float32(y("y")), float32(w), float32(h), [4]display.FPoint{c, c, c, c})
		} else {
			path.Rect(float32(x("x")), float32(y("y")), float32(w), float32(h))
		}
	case "circle":
		r := geometry(n, s, "r", diagonal(f), 0)
		if !(r > 0) {
			return nil, false
		}
		path.Ellipse(float32(x("cx")), float32(y("cy")), float32(r), float32(r))
	case "ellipse":
		rx, ry := radii()
		if !(rx > 0) || !(ry > 0) {
			return nil, false
		}
		path.Ellipse(float32(x("cx")), float32(y("cy")), float32(rx), float32(ry))
	case "line":
		path.MoveTo(float32(x("x1")), float32(y("y1")))
		path.LineTo(float32(x("x2")), float32(y("y2")))
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
	default:
		return nil, false
	}
	return path, len(path.Verbs) > 0
}

// viewport draws the contents of a nested svg or symbol.
func (d *drawing) viewport(n *dom.Node, s *style.Style, f frame, x, y, w, h float64) {
	if !(w > 0) || !(h > 0) || emptyViewBox(n) {
		return
	}
	f.m = f.m.Mul(display.Translate(x, y))
	if s.OverflowX() != value.KwVisible && s.OverflowX() != value.KwAuto {
		t := d.space(&f)
		f.state.Clip = d.b.AddClip(display.Clip{Parent: f.state.Clip, Transform: t, Shape: display.RRect{R: geom.Rect{W: geom.FromPx(w), H: geom.FromPx(h)}}})
	}
	f.m = f.m.Mul(viewBox(n, w, h))
	f.w, f.h = w, h
	if vb, ok := parseViewBox(n); ok {
		f.w, f.h = vb[2], vb[3]
	}
	d.children(n, s, f)
}

// space returns the transform node of a frame.
func (d *drawing) space(f *frame) display.TransformID {
	if f.m == display.Identity {
		return display.PageSpace
	}
	return d.b.AddTransform(display.Transform{M: f.m})
}

// byID returns the element with an id.
func (d *drawing) byID(id string) *dom.Node {
	if d.opt.ByID != nil {
		return d.opt.ByID(id)
	}
	if d.ids == nil {
		d.ids = map[string]*dom.Node{}
		for e := d.root; e != nil; e = e.After(d.root) {
			if e.Type != dom.ElementNode {
				continue
			}
			if id, ok := e.Attr("id"); ok {
				if _, dup := d.ids[id]; !dup {
					d.ids[id] = e
				}
			}
		}
	}
	return d.ids[id]
}

// url returns the element that url(#id) names.
func (d *drawing) url(u *value.URL) *dom.Node {
	if i := strings.IndexByte(u.Href, '#'); i >= 0 {
		return d.byID(u.Href[i+1:])
	}
	return nil
}

// ref returns the element that a property names, or nil.
func (d *drawing) ref(v value.Value) *dom.Node {
	for _, it := range value.Spaced(v) {
		if u, ok := it.(*value.URL); ok {
			return d.url(u)
		}
	}
	return nil
}

// href returns the element that an href attribute names within the document.
func (d *drawing) href(n *dom.Node) *dom.Node {
	if v := hrefOf(n); strings.HasPrefix(v, "#") {
		return d.byID(v[1:])
	}
	return nil
}

// hrefOf returns the href of an element, the one without a prefix first, or "".
func hrefOf(n *dom.Node) string {
	old := ""
	for _, a := range n.Attrs() {
		if a.Name.Value() != "href" {
			continue
		}
		if a.NS == dom.NoNS {
			return strings.TrimSpace(a.Value)
		}
		old = strings.TrimSpace(a.Value)
	}
	return old
}

// viewportName reports whether a use of an element gives it a viewport of its own.
func viewportName(n *dom.Node) bool {
	return n.NS() == dom.SVG && (n.Name() == "symbol" || n.Name() == "svg")
}

// useSize returns the size of the viewport that a use element gives to a symbol or svg.
func (d *drawing) useSize(n, to *dom.Node, s, ts *style.Style, f *frame) (w, h float64) {
	size := func(name string, basis float64) float64 {
		if _, ok := n.Attr(name); ok || to.Name() == "symbol" {
			return geometry(n, s, name, basis, basis)
		}
		return geometry(to, ts, name, basis, basis)
	}
	return size("width", f.w), size("height", f.h)
}

// use draws a copy of another element.
// https://www.w3.org/TR/SVG2/struct.html#UseElement
func (d *drawing) use(n *dom.Node, s *style.Style, f frame) {
	here, at := d, f
	to := d.href(n)
	if to == nil {
		if d, to = d.elsewhere(n); to == nil {
			return
		}
	}
	if d.busy[to] {
		return
	}
	for a := n; a != nil; a = a.Parent() {
		if a == to {
			return // refers to itself
		}
	}
	d.busy[to] = true
	defer delete(d.busy, to)
	defer d.within(s, func() display.FRect { b, _ := here.bbox(n, s, at); return b }, at)()
	f.depth += 4 // a use counts for more, so that copies of copies end soon
	if viewportName(to) {
		ts := d.style(to, s)
		if ts == nil || ts.Display() == value.KwNone {
			return
		}
		if transform.Has(ts) {
			f.m = f.m.Mul(d.transform(to, ts, &f))
		}
		w, h := d.useSize(n, to, s, ts, &f)
		d.viewport(to, ts, f, 0, 0, w, h)
		return
	}
	d.element(to, s, f)
}

// within makes an element the one that context-fill means until what it returns is called.
func (d *drawing) within(s *style.Style, box func() display.FRect, f frame) func() {
	outer := d.context
	d.context = &context{s: s, box: box, f: f, outer: outer}
	return func() { d.context = outer }
}

// elsewhere returns the element of another document that a use element names, and a drawing of
// that document into the same list: its styles and references are its own, and it names no
// further documents. nil when there is none, or it has not come.
func (d *drawing) elsewhere(n *dom.Node) (*drawing, *dom.Node) {
	if d.opt.Images == nil {
		return nil, nil
	}
	img := d.opt.Images(n)
	if img == nil {
		return nil, nil
	}
	p, ok := img.Vector.(*Picture)
	if !ok {
		return nil, nil
	}
	o := d.others[p]
	if o == nil {
		c := *d
		o = &c
		o.root, o.ids = p.doc.DocumentElement(), nil
		o.opt = Options{Style: p.styled().Under(), Parent: d.opt.Parent, Fonts: d.opt.Fonts}
		if d.others == nil {
			d.others = map[*Picture]*drawing{}
		}
		d.others[p] = o
	}
	o.b, o.context = d.b, d.context
	if _, id, ok := strings.Cut(hrefOf(n), "#"); ok && id != "" {
		return o, o.byID(id)
	}
	return o, o.root
}

// foreign draws what is in a foreignObject.
// https://www.w3.org/TR/SVG2/embedded.html#ForeignObjectElement
func (d *drawing) foreign(n *dom.Node, s *style.Style, f frame) {
	w, h := geometry(n, s, "width", f.w, 0), geometry(n, s, "height", f.h, 0)
	if d.opt.Foreign == nil || f.clip || !(w > 0) || !(h > 0) || w > maxForeign || h > maxForeign {
		return
	}
	l := d.opt.Foreign(n, w, h)
	if l == nil {
		return
	}
	f.m = f.m.Mul(display.Translate(geometry(n, s, "x", f.w, 0), geometry(n, s, "y", f.h, 0)))
	f.state.Transform = d.space(&f)
	// The picture is as large as what flows over; it is cut off when the element says so.
	if s.OverflowX() != value.KwVisible {
		f.state.Clip = d.b.AddClip(display.Clip{Parent: f.state.Clip, Transform: f.state.Transform, Shape: display.RRect{R: geom.Rect{W: geom.FromPx(w), H: geom.FromPx(h)}}})
	}
	d.b.SetState(f.state)
	d.b.Picture(display.Picture{List: l, Dest: geom.Rect{W: l.Size.W, H: l.Size.H}})
}

// image draws an image element.
// https://www.w3.org/TR/SVG2/embedded.html#ImageElement
func (d *drawing) image(n *dom.Node, s *style.Style, f frame) {
	if d.opt.Images == nil || s.Visibility() != value.KwVisible || f.clip {
		return
	}
	img := d.opt.Images(n)
	if img == nil {
		return
	}
	if w, h := imageSize(n, s, img, &f); w > 0 && h > 0 {
		x, y := geometry(n, s, "x", f.w, 0), geometry(n, s, "y", f.h, 0)
		d.picture(img, [4]float64{x, y, w, h}, attrOf(n, "preserveAspectRatio"), s.ImageRendering() == value.KwPixelated, f)
	}
}

// imageSize returns the size that an image element shows its image in.
// https://www.w3.org/TR/SVG2/embedded.html#ImageElement
func imageSize(n *dom.Node, s *style.Style, img *res.Image, f *frame) (w, h float64) {
	w, h = geometry(n, s, "width", f.w, -1), geometry(n, s, "height", f.h, -1)
	iw, ih := naturalSize(img)
	switch {
	case w < 0 && h >= 0 && img.Ratio > 0:
		w = h * img.Ratio
	case h < 0 && w >= 0 && img.Ratio > 0:
		h = w / img.Ratio
	}
	if w < 0 {
		w = iw
	}
	if h < 0 {
		h = ih
	}
	return w, h
}

// naturalSize returns the size of an image; what has none of its own takes the usual one.
// https://drafts.csswg.org/css-images-3/#default-sizing
func naturalSize(img *res.Image) (w, h float64) {
	w, h = img.Width, img.Height
	switch {
	case w > 0 && h > 0:
	case img.Ratio > 0 && h > 0:
		w = h * img.Ratio
	case img.Ratio > 0 && w > 0:
		h = w / img.Ratio
	case img.Ratio > 0:
		w = math.Min(300, 150*img.Ratio)
		h = w / img.Ratio
	}
	if w <= 0 {
		w = 300
	}
	if h <= 0 {
		h = 150
	}
	return w, h
}

// picture draws an image fitted into the rectangle r (x, y, width, height). A vector image is drawn
// for that size and fits itself, unless it is to be stretched.
func (d *drawing) picture(img *res.Image, r [4]float64, par string, pixelated bool, f frame) {
	w, h := r[2], r[3]
	iw, ih := naturalSize(img)
	if img.Bitmap == nil && alignOf(par) != "none" {
		iw, ih = w, h
	}
	f.m = f.m.Mul(display.Translate(r[0], r[1]))
	f.state.Transform = d.space(&f)
	f.state.Clip = d.b.AddClip(display.Clip{Parent: f.state.Clip, Transform: f.state.Transform, Shape: display.RRect{R: geom.Rect{W: geom.FromPx(w), H: geom.FromPx(h)}}})
	f.m = f.m.Mul(fit([4]float64{0, 0, iw, ih}, par, w, h))
	f.state.Transform = d.space(&f)
	d.b.SetState(f.state)
	dest := geom.Rect{W: geom.FromPx(iw), H: geom.FromPx(ih)}
	if b := img.Bitmap; b != nil {
		d.b.Image(display.Image{Bitmap: b, Dest: dest, Src: display.FRect{W: float32(b.Width()), H: float32(b.Height())}, Pixelated: pixelated})
	} else if v, ok := img.Vector.(display.Drawer); ok {
		d.b.Picture(display.Picture{List: v.Draw(iw, ih), Dest: dest})
	}
}

func attrOf(n *dom.Node, name string) string {
	v, _ := n.Attr(name)
	return v
}
