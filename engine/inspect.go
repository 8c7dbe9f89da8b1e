package engine

import (
	"image/color"
	"path"
	"slices"
	"strconv"
	"strings"

	"vitrine/css/cascade"
	"vitrine/css/prop"
	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

// Inspect turns looking into the page on, or off again. While it is on, Frame.Inspected shows what
// the box under the pointer is made of: its margin, border, padding and content, and its styles.
type Inspect struct{}

func (Inspect) event() {}

// inspection is what a page remembers of the box that it shows the inside of.
type inspection struct {
	on    bool
	shown inspected
	over  *Popup
}

// inspected says what a picture was made for: as long as it is the same, the picture holds.
type inspected struct {
	node   *dom.Node
	list   *display.List
	scroll geom.Point
	view   geom.Size
}

// The colours of the areas of a box, as developers know them from other browsers, and of the note
// that stands beside it.
var (
	contentTint = color.NRGBA{111, 168, 220, 168}
	paddingTint = color.NRGBA{147, 196, 125, 140}
	borderTint  = color.NRGBA{255, 229, 153, 168}
	marginTint  = color.NRGBA{246, 178, 107, 168}

	notePaper = color.NRGBA{255, 255, 255, 255}
	noteEdge  = color.NRGBA{118, 118, 118, 255}
	noteName  = color.NRGBA{136, 18, 128, 255}
	noteFaint = color.NRGBA{95, 99, 104, 255}
	noteInk   = color.NRGBA{32, 33, 36, 255}
)

// Measures of the note, in CSS px.
const (
	noteSize  = 12 // font
	noteRow   = 18
	notePad   = 8
	noteGap   = 12 // between names and values
	noteAway  = 6  // from the box
	maxNote   = 420
	noteFaces = "sans-serif"
)

// inspectPicture returns what Frame.Inspected shows, or nil.
func (p *Page) inspectPicture() *Popup {
	in, over := &p.input.inspection, p.input.over
	if !in.on || over.node == nil || over.doc == nil || over.doc.line.list == nil || !p.shows(over.doc) {
		return nil
	}
	now := inspected{over.node, over.doc.line.list, p.doc.scroll, p.view}
	if in.over == nil || in.shown != now {
		in.shown, in.over = now, over.doc.inspect(over.node, p.view)
	}
	return in.over
}

// inspect draws the areas of an element's box and the note, as large as the viewport.
func (d *document) inspect(n *dom.Node, view geom.Size) *Popup {
	s := d.line.styles.Style(n)
	if s == nil {
		return nil
	}
	b := display.NewBuilder(view)
	u := boxOf(d.line.frags, n)
	whole, ok := d.areas(b, n, s, u)
	if !ok {
		return nil
	}
	d.note(b, d.rows(n, s, u), whole, view)
	return &Popup{At: geom.Rect{W: view.W, H: view.H}, List: b.Finish(color.NRGBA{})}
}

// boxOf returns the first fragment of an element; only what is around it is looked into.
func boxOf(t *frag.Tree, n *dom.Node) (u usedBox) {
	around := map[*dom.Node]bool{}
	for a := n; a != nil; a = a.Parent() {
		around[a] = true
	}
	var find func(f, in *frag.Fragment, at geom.Point) bool
	find = func(f, in *frag.Fragment, at geom.Point) bool {
		for _, k := range f.Kids {
			where := at.Add(k.At)
			b := k.Of
			if b != nil && b.Node == n && b.Pseudo == box.NoPseudo && ownBox(k.Fragment) {
				u = usedBox{frag: k.Fragment, in: in, at: where}
				return true
			}
			if b != nil && b.Node != nil && !around[b.Node] {
				continue
			}
			inside, from := in, where
			if k.Kind == frag.Box {
				inside, from = k.Fragment, geom.Point{}
			}
			if find(k.Fragment, inside, from) {
				return true
			}
		}
		return false
	}
	if t != nil && t.Root != nil {
		find(t.Root, t.Root, geom.Point{})
	}
	return u
}

// areas tints the areas of the box and returns what is around all of them in the viewport. An
// inline element shows where its text is.
func (d *document) areas(b *display.Builder, n *dom.Node, s *style.Style, u usedBox) (whole geom.Rect, ok bool) {
	l := d.line.list
	add := func(o *display.Op, outer, inner geom.Rect, c color.NRGBA) {
		m := d.toView(l.States[o.State].Transform)
		if !outer.Empty() {
			var path display.Path
			corners(&path, m, outer)
			if !inner.Empty() {
				corners(&path, m, inner)
			}
			b.Fill(display.PathDraw{Path: &path, EvenOdd: true, Paint: display.Solid(c)})
		}
		if r := m.MapRect(outer); ok {
			whole = union(whole, r)
		} else {
			whole, ok = r, true
		}
	}
	if o := d.painted(n); o != nil {
		outer := l.Hits[o.Arg]
		if u.frag == nil || u.frag.Kind != frag.Box {
			add(o, outer, geom.Rect{}, contentTint)
			return whole, ok
		}
		f := u.frag
		margin := geom.Sides{Top: u.margin(s, prop.MarginTop), Right: u.margin(s, prop.MarginRight),
			Bottom: u.margin(s, prop.MarginBottom), Left: u.margin(s, prop.MarginLeft)}
		padding := outer.Inset(f.Border)
		content := padding.Inset(f.Padding)
		all := outer.Inset(geom.Sides{Top: -margin.Top, Right: -margin.Right, Bottom: -margin.Bottom, Left: -margin.Left})
		if margin.Top >= 0 && margin.Right >= 0 && margin.Bottom >= 0 && margin.Left >= 0 {
			add(o, all, outer, marginTint)
		}
		add(o, outer, padding, borderTint)
		add(o, padding, content, paddingTint)
		add(o, content, geom.Rect{}, contentTint)
		return whole, ok
	}
	for i := range l.Ops {
		o := &l.Ops[i]
		if o.Kind != display.DrawGlyphs || l.Texts[o.Arg].Box.Empty() {
			continue
		}
		if at := d.dom.Node(o.Node); at != nil && around(n, at) {
			add(o, l.Texts[o.Arg].Box, geom.Rect{}, contentTint)
		}
	}
	return whole, ok
}

// around reports whether n is an inclusive ancestor of at.
func around(n, at *dom.Node) bool {
	for at != nil && at != n {
		at = at.Parent()
	}
	return at != nil
}

// corners adds the outline of a rectangle as m shows it.
func corners(path *display.Path, m display.Matrix, r geom.Rect) {
	var at [4]display.FPoint
	for i, c := range [4]geom.Point{{X: r.X, Y: r.Y}, {X: r.Right(), Y: r.Y}, {X: r.Right(), Y: r.Bottom()}, {X: r.X, Y: r.Bottom()}} {
		x, y := m.Apply(c.X.Px(), c.Y.Px())
		at[i] = display.FPoint{X: float32(x), Y: float32(y)}
	}
	path.Polygon(at[:]...)
}

// noteLine is one row of the note: what a value is called, and the value.
type noteLine struct {
	name, value string
	swatch      *color.NRGBA // shown before the value
	from        string       // the page's rule that gave the value, shown behind it; or ""
}

// rows says what the element is, how large, and with which styles.
func (d *document) rows(n *dom.Node, s *style.Style, u usedBox) []noteLine {
	head := noteLine{name: n.Label()}
	if u.frag != nil {
		head.value = short(u.frag.Size.W) + " × " + short(u.frag.Size.H)
	}
	used := func(id prop.ID) value.Value {
		if u.frag != nil {
			if v := u.used(s, id); v != nil {
				return v
			}
		}
		return s.Computed().Resolved(id)
	}
	get := func(id prop.ID) string { return style.Serialize(id, used) }
	rows := []noteLine{head}
	from := d.winners(n)
	add := func(name string, id prop.ID, unless ...string) {
		v := get(id)
		for _, dull := range unless {
			if v == dull {
				return
			}
		}
		rows = append(rows, noteLine{name: name, value: v, from: from(id)})
	}
	add("display", prop.Display)
	add("position", prop.Position, "static")
	add("float", prop.Float, "none")
	add("overflow", prop.Overflow, "visible")
	add("margin", prop.Margin, "0px")
	add("border", prop.BorderWidth, "0px")
	add("padding", prop.Padding, "0px")
	add("grid columns", prop.GridTemplateColumns, "none")
	add("grid rows", prop.GridTemplateRows, "none")
	add("flex", prop.Flex, "0 1 auto")
	add("z-index", prop.ZIndex, "auto")
	add("transform", prop.Transform, "none")
	font := get(prop.FontSize) + " " + get(prop.FontFamily)
	if w := get(prop.FontWeight); w != "400" {
		font = w + " " + font
	}
	rows = append(rows, noteLine{name: "font", value: font, from: from(prop.Font)})
	if names := faces(u.frag); names != "" {
		rows = append(rows, noteLine{name: d.page.e.cfg.Lang.Say("drawn with"), value: names})
	}
	ink := s.Color().RGBA(s.Color())
	rows = append(rows, noteLine{name: "color", value: get(prop.Color), swatch: &ink, from: from(prop.Color)})
	return rows
}

// winners returns a function that names the rule of the page which won a property of an element, or a
// part of a shorthand: its selector and place. "" when the value is the browser's own or inherited.
func (d *document) winners(n *dom.Node) func(prop.ID) string {
	all := d.line.styles.Explain()(n, selector.PseudoNone)
	return func(id prop.ID) string {
		for i := range all {
			e := &all[i]
			if !e.Won || e.Origin != cascade.Author || e.ID != id && !slices.Contains(id.Longhands(), e.ID) {
				continue
			}
			if e.Pos.Line == 0 {
				return "← " + e.Selector
			}
			file := e.Pos.URL
			if !strings.HasPrefix(file, "data:") {
				file = path.Base(file)
			}
			return "← " + clipNote(e.Selector) + " " + clipNote(file) + ":" + strconv.Itoa(e.Pos.Line)
		}
		return ""
	}
}

// clipNote shortens a text that only has to be known again.
func clipNote(s string) string {
	const most = 24 // characters
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// faces names the faces that the text in a fragment is drawn with, a few of them.
func faces(f *frag.Fragment) string {
	const (
		most = 3    // names
		look = 5000 // fragments
	)
	var names []string
	left := look
	var walk func(f *frag.Fragment)
	walk = func(f *frag.Fragment) {
		if f.Text != nil {
			for _, r := range f.Text.Runs {
				if name := r.Face.Name(); len(names) < most && !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
		}
		for _, k := range f.Kids {
			if left--; left < 0 || len(names) == most {
				return
			}
			walk(k.Fragment)
		}
	}
	if f != nil {
		walk(f)
	}
	return strings.Join(names, ", ")
}

// short writes a length in px with at most two digits after the point.
func short(u geom.Unit) string {
	v := strconv.FormatFloat(u.Px(), 'f', 2, 64)
	for v[len(v)-1] == '0' {
		v = v[:len(v)-1]
	}
	if v[len(v)-1] == '.' {
		v = v[:len(v)-1]
	}
	return v
}

// note draws the rows below the box, above it where that has more room, always within the viewport.
func (d *document) note(b *display.Builder, rows []noteLine, around geom.Rect, view geom.Size) {
	font := d.line.fonts.current.Font(text.MakeQuery(noteSize, text.Family{Name: noteFaces, Generic: true}))
	names, w := 0.0, 0.0
	for i, r := range rows {
		if i > 0 {
			names = max(names, widthOf(font, r.name))
		}
	}
	value := names + noteGap
	for i, r := range rows {
		from := value
		if i == 0 {
			from = widthOf(font, r.name) + noteGap
		}
		w = max(w, from+r.width(font))
	}
	w = min(w, maxNote, max(view.W.Px()-2*notePad, 1))
	size := geom.Size{W: geom.FromPx(w + 2*notePad), H: geom.FromPx(float64(len(rows)*noteRow + notePad))}
	x := max(min(around.X, view.W.Sub(size.W)), 0)
	y := around.Bottom().Add(geom.Int(noteAway))
	if above := around.Y.Sub(size.H).Sub(geom.Int(noteAway)); y.Add(size.H) > view.H && above >= 0 {
		y = above
	}
	y = max(min(y, view.H.Sub(size.H)), 0)
	all := geom.MakeRect(geom.Point{X: x, Y: y}, size)
	one := geom.Sides{Top: geom.One, Right: geom.One, Bottom: geom.One, Left: geom.One}
	b.Rect(all, display.Solid(noteEdge))
	paper := all.Inset(one)
	b.Rect(paper, display.Solid(notePaper))
	// Long values end at the edge.
	in := b.State()
	in.Clip = b.AddClip(display.Clip{Parent: in.Clip, Shape: display.RRect{R: paper}})
	b.SetState(in)
	base := func(i int) geom.Unit {
		top := y.Add(geom.FromPx(notePad/2 + float64(i*noteRow)))
		return top.Add(geom.FromPx((noteRow + float64(font.Metrics.Ascent-font.Metrics.Descent)) / 2))
	}
	put := func(i int, at float64, s string, c color.NRGBA) {
		pen := x.Add(geom.FromPx(notePad + at))
		for _, r := range font.Shape(s, text.ShapeOptions{}) {
			b.Text(display.Text{Run: r, Origin: geom.Point{X: pen, Y: base(i)}, Color: c})
			pen = pen.Add(r.Width)
		}
	}
	for i, r := range rows {
		if i == 0 {
			put(i, 0, r.name, noteName)
			put(i, widthOf(font, r.name)+noteGap, r.value, noteInk)
			continue
		}
		put(i, 0, r.name, noteFaint)
		at := value
		if r.swatch != nil {
			side := geom.Int(noteSize - 2)
			sw := geom.Rect{X: x.Add(geom.FromPx(notePad + at)), Y: base(i).Sub(side), W: side, H: side}
			b.Rect(sw, display.Solid(noteEdge))
			b.Rect(sw.Inset(one), display.Solid(*r.swatch))
			at += noteSize + 2
		}
		put(i, at, r.value, noteInk)
		if r.from != "" {
			put(i, at+widthOf(font, r.value)+noteGap, r.from, noteFaint)
		}
	}
}

// width is that of what stands behind the name.
func (r *noteLine) width(font *text.Font) float64 {
	w := widthOf(font, r.value)
	if r.swatch != nil {
		w += noteSize + 2
	}
	if r.from != "" {
		w += noteGap + widthOf(font, r.from)
	}
	return w
}
