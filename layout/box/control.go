package box

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/engine/trace"
	"vitrine/layout/geom"
)

// wasInline reports whether an absolutely positioned box was inline-level before blockification.
func wasInline(_ *dom.Node, s *style.Style) bool { return s.WasInline() }

// replacedName reports whether an element is replaced whatever its content.
func replacedName(n *dom.Node) bool {
	if n.NS() == dom.SVG {
		return n.Name() == "svg"
	}
	switch n.Name() {
	case "img", "video", "canvas", "iframe", "frame", "embed", "audio", "input", "progress", "meter", "textarea", "select":
		return n.NS() == dom.HTML
	}
	return false
}

// replaced makes x the box of a replaced element, when n is one that shows its object. decor is
// what decorates the text around it.
// https://html.spec.whatwg.org/multipage/rendering.html#replaced-elements
func (b *builder) replaced(x *Box, n *dom.Node, decor *Decoration) bool {
	o := &Object{W: NoSize, H: NoSize}
	if v := soleImage(x.Style.Content()); v != nil {
		if o := b.imageObject(v, x.Style); o != nil {
			b.leaf(x, o)
			return true
		}
	}
	if n.NS() == dom.SVG {
		if n.Name() != "svg" {
			return false
		}
		svgSize(n, o)
		o.SVG = n
		b.leaf(x, o)
		return true
	}
	if n.NS() != dom.HTML {
		return false
	}
	switch n.Name() {
	case "img":
		return b.image(x, n, o, decor)
	case "input":
		switch inputType(n) {
		case "image":
			return b.image(x, n, o, decor)
		case "checkbox":
			x.Control = Checkbox
			o.W, o.H = mark(x)
		case "radio":
			x.Control = Radio
			o.W, o.H = mark(x)
		case "range":
			if x.Style.Appearance() == value.KwNone {
				return false // made of parts
			}
			x.Control = Range
			o.W, o.H = SliderWidth, geom.Int(16)
			if x.Listed = Suggests(b.in.Doc, n); x.Listed {
				o.H = 2 * (TickOffset + TickLength) // its middle stays where the track is
			}
			if x.Style.Frame() != geom.Horizontal {
				o.W, o.H = o.H, o.W
			}
		case "color":
			x.Control = ColorWell
			o.W, o.H = geom.Int(50), geom.Int(27)
		default:
			return false
		}
	case "progress":
		if !b.nativeBar(x.Style, n) {
			return false // made of parts
		}
		x.Control = Progress
		o.W, o.H = 0, 0 // its size is that of the built-in sheet alone
	case "meter":
		if !b.nativeBar(x.Style, n) {
			return false
		}
		x.Control = Meter
		o.W, o.H = 0, 0 // its size is that of the built-in sheet alone
	case "canvas":
		if b.scripted() {
			return false
		}
		o.W, o.H = attrSize(n, "width", 300), attrSize(n, "height", 150)
		o.Ratio = ratioOf(o)
	case "video":
		o.W, o.H = geom.Int(300), geom.Int(150) // without a ratio, as Blink has it
		if img := b.elementImage(n); img != nil && !img.Broken {
			o.W, o.H, o.Image = img.W, img.H, img
			o.Ratio = ratioOf(o)
		}
	case "audio":
		if _, ok := n.Attr("controls"); !ok {
			return false
		}
		o.W, o.H = geom.Int(300), geom.Int(54)
	case "iframe", "frame":
		o.W, o.H = geom.Int(300), geom.Int(150)
	case "embed", "object":
		if b.in.Frames != nil && b.in.Frames(n) {
			o.W, o.H = geom.Int(300), geom.Int(150)
			break
		}
		img := b.elementImage(n)
		switch {
		case img != nil && !img.Broken:
			o.W, o.H, o.Ratio, o.Image = img.W, img.H, img.Ratio, img
		case n.Name() == "embed":
			o.W, o.H = geom.Int(300), geom.Int(150)
		case vacant(n): // as Blink has it
			o.W, o.H = geom.Int(300), geom.Int(150)
		default:
			return false // fallback content
		}
	default:
		return false
	}
	b.leaf(x, o)
	return true
}

// embeds reports whether an embed element says what it embeds; without that it has no box.
// https://html.spec.whatwg.org/multipage/iframe-embed-object.html#concept-embed-active
func embeds(n *dom.Node) bool {
	_, src := n.Attr("src")
	_, typ := n.Attr("type")
	return src || typ
}

// vacant reports whether an object element names no resource and has no fallback content.
func vacant(n *dom.Node) bool {
	if d, _ := n.Attr("data"); d != "" {
		return false
	}
	for c := n.First(); c != nil; c = c.Next() {
		if c.Type == dom.ElementNode && !c.IsHTML("param") || c.Type == dom.TextNode && strings.Trim(c.Data(), " \t\n\f\r") != "" {
			return false
		}
	}
	return true
}

// scripted reports whether the document has scripts. They do not run, and nothing is drawn on its
// canvases: they show their fallback content instead.
// https://html.spec.whatwg.org/multipage/canvas.html#the-canvas-element
func (b *builder) scripted() bool {
	if !b.looked {
		b.looked = true
		root := b.in.Doc.DocumentElement()
		for n := root; n != nil && !b.script; n = n.After(root) {
			b.script = n.IsHTML("script")
		}
	}
	return b.script
}

func (b *builder) elementImage(n *dom.Node) *Image {
	if b.in.Images == nil {
		return nil
	}
	return b.in.Images.Element(n)
}

// leaf turns x into a replaced box.
func (b *builder) leaf(x *Box, o *Object) {
	if o.Image != nil && !o.Image.Broken && o.W != NoSize && o.H != NoSize {
		if _, _, w, h, ok := x.Style.Computed().ViewBox(o.W.Px(), o.H.Px()); ok {
			o.W, o.H, o.Ratio = geom.FromPx(w), geom.FromPx(h), w/h
		}
	}
	o.zoom(x.Style)
	if x.Kind == Inline {
		x.Atomic = true
	} else if x.Kind == Block && x.Style.Display() == value.KwInlineBlock {
		x.Atomic = !x.Floating && !x.OutOfFlow
	}
	x.Kind, x.Context, x.Object, x.Kids, x.Scroll = Replaced, true, o, nil, false
	x.FixedContainer = x.Style.ContainsFixed()
	x.AbsContainer = x.Style.Position() != value.KwStatic || x.FixedContainer
}

// image makes the box of an img: its picture, or what stands for a missing one.
// https://html.spec.whatwg.org/multipage/rendering.html#images-3
func (b *builder) image(x *Box, n *dom.Node, o *Object, decor *Decoration) bool {
	img := b.elementImage(n).In(x.Style)
	if img != nil && !img.Broken {
		o.W, o.H, o.Ratio, o.Image = img.W, img.H, img.Ratio, img
		b.leaf(x, o)
		return true
	}
	alt, hasAlt := n.Attr("alt")
	label := AltText(n)
	if img == nil && (n.IsHTML("input") || label != "") {
		img = &Image{W: NoSize, H: NoSize, Broken: true}
	}
	s := x.Style
	sized := !s.Width().IsAuto() && !s.Height().IsAuto() && (!hasAlt || b.in.Doc.Mode == dom.Quirks || x.Kind != Inline)
	o.Image = img
	switch {
	case sized || hasAlt && alt == "" || img == nil:
		o.W, o.H = 0, 0
	case label == "":
		o.W, o.H = brokenIcon, brokenIcon
		x.AutoSize = x.Kind == Inline
	default:
		// An icon and the alternative text take the image's place, in an inline-block.
		if x.Kind == Inline {
			x.Kind, x.Atomic, x.AutoSize = Block, true, true
		} else {
			decor = nil
		}
		x.Context = true
		b.tree.Count += 2
		st := b.anonymous(s)
		x.Kids = []*Box{
			{Kind: Replaced, Pseudo: Anonymous, Floating: true, Context: true, Style: st, Node: n, Object: &Object{W: brokenIcon, H: brokenIcon, Image: img}},
			{Kind: Text, Pseudo: Anonymous, Style: st, Node: n, Text: label, Decor: decorate(s, decor)},
		}
		b.fixKids(x)
		return true
	}
	b.leaf(x, o)
	return true
}

// AltText returns what is written for an image that cannot be shown: its alternative text, or the
// title of one that has none, as in Blink. An image button always has a label.
func AltText(n *dom.Node) string {
	names := [...]string{"alt", "title", "value"}
	input := n.IsHTML("input")
	for _, name := range names {
		if name == "value" && !input {
			break
		}
		if v, ok := n.Attr(name); ok {
			return v
		}
	}
	if input {
		return "Submit"
	}
	return ""
}

// brokenIcon is the side of the icon that stands for an image that cannot be shown.
const brokenIcon = 16 * geom.One

func ratioOf(o *Object) float64 {
	if o.W <= 0 || o.H <= 0 {
		return 0
	}
	return float64(o.W) / float64(o.H)
}

func attrSize(n *dom.Node, name string, def int) geom.Unit {
	if v, ok := n.Attr(name); ok {
		if i, ok := parseInt(v); ok && i >= 0 {
			return geom.Int(i)
		}
	}
	return geom.Int(def)
}

// svgSize fills in the natural size of an inline svg element.
// https://www.w3.org/TR/SVG2/coords.html#SizingSVGInCSS
func svgSize(n *dom.Node, o *Object) {
	if v, ok := svgLength(n, "width"); ok {
		o.W = v
	}
	if v, ok := svgLength(n, "height"); ok {
		o.H = v
	}
	if o.W > 0 && o.H > 0 {
		o.Ratio = ratioOf(o)
		return
	}
	vb, ok := n.Attr("viewBox")
	if !ok {
		vb, _ = n.Attr("viewbox")
	}
	f := strings.FieldsFunc(vb, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' || r == '\n' || r == '\r' })
	if len(f) == 4 {
		if w, ok := parseFloat(f[2]); ok {
			if h, ok := parseFloat(f[3]); ok && w > 0 && h > 0 {
				o.Ratio = w / h
			}
		}
	}
}

func svgLength(n *dom.Node, name string) (geom.Unit, bool) {
	v, ok := n.Attr(name)
	if !ok {
		return 0, false
	}
	v = strings.TrimSpace(v)
	scale := 1.0
	for _, u := range svgUnits {
		if strings.HasSuffix(v, u.name) {
			v, scale = strings.TrimSuffix(v, u.name), u.px
			break
		}
	}
	f, ok := parseFloat(v)
	if !ok || f < 0 {
		return 0, false
	}
	return geom.FromPx(f * scale), true
}

var svgUnits = []struct {
	name string
	px   float64
}{{"px", 1}, {"pt", 4.0 / 3}, {"pc", 16}, {"mm", 96 / 25.4}, {"cm", 96 / 2.54}, {"in", 96}, {"em", 16}, {"ex", 8}}

func inputType(n *dom.Node) string {
	t, _ := n.Attr("type")
	return strings.ToLower(strings.TrimSpace(t))
}

// control fills x with the insides of a form control; false when n is none.
// https://html.spec.whatwg.org/multipage/rendering.html#form-controls
func (b *builder) control(x *Box, n *dom.Node, cx context) bool {
	if n.NS() != dom.HTML {
		return false
	}
	value := func(def string) string {
		if b.in.Value != nil {
			if v, ok := b.in.Value(n); ok {
				return v
			}
		}
		return def
	}
	attr := func(name string) string { v, _ := n.Attr(name); return v }
	switch n.Name() {
	case "input", "select", "textarea":
		if x.Kind == Flex || x.Kind == Grid {
			x.Kind = Block // what these hold is not laid out by their display
		}
	}
	switch n.Name() {
	case "progress", "meter":
		b.gauge(x, n)
		b.atomicControl(x)
	case "button":
		x.Control = Button
		b.atomicControl(x)
		return false
	case "input":
		b.atomicControl(x)
		switch t := inputType(n); t {
		case "button", "submit", "reset":
			x.Control = Button
			v, ok := n.Attr("value")
			if !ok {
				v = map[string]string{"submit": "Submit", "reset": "Reset"}[t]
			}
			b.controlText(x, n, value(v), cx)
		case "file":
			x.Control = FileField
			b.fileButton(x, n, cx)
			b.controlText(x, n, fileLabel(n), cx)
		case "range":
			b.slider(x, n)
		case "password":
			x.Control = TextField
			b.controlText(x, n, strings.Repeat(Bullet, len([]rune(value(n.Value())))), cx)
		default:
			if b.dateField(x, n, t, cx) {
				break
			}
			v := value(n.Value())
			x.Control, x.Listed = TextField, Suggests(b.in.Doc, n)
			if _, ok := parseFloat(v); t == "number" && !ok && !n.Edited() {
				v = "" // https://html.spec.whatwg.org/multipage/input.html#number-state-(type=number)
			}
			if p := attr("placeholder"); v == "" && p != "" {
				b.placeholder(x, n, p, cx)
			} else {
				b.controlText(x, n, strings.NewReplacer("\n", "", "\r", "").Replace(v), cx)
			}
		}
	case "textarea":
		x.Control = TextArea
		b.atomicControl(x)
		v := value(n.Value())
		if p := attr("placeholder"); v == "" && p != "" {
			b.placeholder(x, n, p, cx)
		} else {
			b.controlText(x, n, v, cx)
		}
	case "select":
		b.atomicControl(x)
		_, multiple := n.Attr("multiple")
		size := 0
		if v, ok := parseInt(attr("size")); ok {
			size = v
		}
		if multiple || size > 1 {
			x.Control = ListBox
			x.Kids = b.rows(x.Kids, n, cx)
			return true
		}
		x.Control = Select
		labels, chosen := options(n)
		text := ""
		if chosen >= 0 && chosen < len(labels) {
			text = labels[chosen]
		}
		b.controlText(x, n, value(text), cx)
	default:
		return false
	}
	return true
}

// rows generates the rows of a list box, or of a group in it: options and groups of options are
// shown, and nothing else.
func (b *builder) rows(list []*Box, n *dom.Node, cx context) []*Box {
	for c := n.FirstElement(); c != nil; c = c.NextElement() {
		if c.IsHTML("option") || c.IsHTML("optgroup") {
			list = b.element(list, c, cx)
		}
	}
	return list
}

// groupLabel is how the label of a group of options looks.
var groupLabel = declared("display: block; padding: 0 2px 1px; min-height: 1.2em; white-space: nowrap")

// group generates a group of options: its label and its options.
func (b *builder) group(list []*Box, n *dom.Node, cx context) []*Box {
	label, _ := n.Attr("label")
	x := &Box{}
	row := b.insides(x, n, b.derived(cx.style, groupLabel()))
	b.controlText(row, n, label, context{style: row.Style, decor: cx.decor})
	row.Inlines = true
	return b.rows(append(list, row), n, cx)
}

// mark returns the natural size of a checkbox or radio button, which has none when it is not drawn
// as one.
func mark(x *Box) (w, h geom.Unit) {
	if x.Style.Appearance() == value.KwNone {
		return 0, 0
	}
	return geom.Int(13), geom.Int(13)
}

// atomicControl makes a form control one unit on its line.
func (b *builder) atomicControl(x *Box) {
	if x.Kind == Inline {
		x.Kind, x.Atomic = Block, true
	}
	x.Context = true
}

// maxControlText bounds how much of a control's value is laid out, in bytes. Its scroll container
// shows a few lines at a time, and each character costs many times its size.
const maxControlText = 4 << 20

// controlText gives a control one text; an empty one still makes a line.
func (b *builder) controlText(x *Box, n *dom.Node, s string, cx context) {
	if len(s) > maxControlText {
		end := maxControlText
		for end > 0 && !utf8.RuneStart(s[end]) {
			end--
		}
		b.sp.Note(trace.Warning, "limit", trace.Pos{}, trace.Str("what", "the text of a control"), trace.Int("bytes", len(s)), trace.Int("shown", end))
		s = s[:end]
	}
	if s == "" {
		s = "\u200b"
	}
	st := cx.style
	switch {
	case x.Control == TextField, x.Control == FileField, x.Control == Select, n.IsHTML("select"):
		st = b.derived(st, oneLine())
	}
	b.word = false
	b.tree.Count++
	x.Kids = append(x.Kids, &Box{Kind: Text, Pseudo: Anonymous, Style: st, Node: n, Text: b.transform(s, st), Decor: cx.decor})
	b.word = false
}

// Bullet stands for each character of a password.
const Bullet = "•"

// oneLine is what single-line controls do with their text.
var oneLine = declared("white-space: pre")

// fileLabel names the file that a file field sends, or how many.
func fileLabel(n *dom.Node) string {
	names := n.Value()
	switch many := strings.Count(names, "\n"); {
	case names == "":
		return "No file chosen"
	case many > 0:
		return strconv.Itoa(many+1) + " files"
	}
	return names
}

// fileButton adds the button of a file field.
// https://www.w3.org/TR/css-pseudo-4/#file-selector-button-pseudo
func (b *builder) fileButton(x *Box, n *dom.Node, cx context) {
	s := b.in.Styles.Pseudo(n, selector.PseudoFileSelectorButton)
	if s == nil || s.Display() == value.KwNone {
		return
	}
	b.tree.Count++
	btn := &Box{Kind: Block, Pseudo: FileButton, Style: s, Node: n, Control: Button, Atomic: true, Context: true, Inlines: true}
	label := "Choose File"
	if _, many := n.Attr("multiple"); many {
		label = "Choose Files"
	}
	b.controlText(btn, n, label, context{style: s, decor: cx.decor})
	x.Kids = append(x.Kids, btn)
}

func (b *builder) placeholder(x *Box, n *dom.Node, s string, cx context) {
	b.tree.Count++
	st := b.in.Styles.Pseudo(n, selector.PseudoPlaceholder)
	if st == nil {
		st = cx.style
	}
	x.Kids = append(x.Kids, &Box{Kind: Text, Pseudo: Placeholder, Style: st, Node: n, Text: s})
}

// options returns the labels of a select's options, and the index of the chosen one.
func options(n *dom.Node) (labels []string, chosen int) {
	shown := n.SelectedOption()
	for o := n.First(); o != nil; o = o.After(n) {
		if !o.IsHTML("option") {
			continue
		}
		l := optionLabel(o)
		if o == shown {
			chosen = len(labels)
		}
		labels = append(labels, l)
	}
	return
}

func optionLabel(o *dom.Node) string {
	if l, ok := o.Attr("label"); ok && l != "" {
		return l
	}
	return strings.Join(strings.Fields(o.TextContent()), " ")
}

// groupIndent is how far the list of a drop-down indents the options of a group.
const groupIndent = "    "

// Labels returns the option labels of a drop-down's element, as its list shows them: they decide its
// width.
func (b *Box) Labels() []string {
	if b.Control != Select || b.Node == nil {
		return nil
	}
	var out []string
	for _, o := range b.Node.Options() {
		l := retransform(optionLabel(o), b.Style)
		if o.ParentElement().IsHTML("optgroup") {
			l = groupIndent + l
		}
		out = append(out, l)
	}
	return out
}

// NumberAttr returns a positive integer attribute of the box's element, or def: size, cols, rows.
func (b *Box) NumberAttr(name string, def int) int {
	if b.Node == nil {
		return def
	}
	if v, ok := b.Node.Attr(name); ok {
		if i, ok := parseInt(v); ok && i > 0 {
			return min(i, maxControlSize)
		}
	}
	return def
}

// maxControlSize bounds size, cols and rows of form controls.
const maxControlSize = 10000

func parseFloat(s string) (float64, bool) {
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
}
