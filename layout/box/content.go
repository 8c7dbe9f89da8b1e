package box

import (
	"strings"
	"sync"

	"vitrine/css/prop"
	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// pseudo generates the box of ::before or ::after.
// https://www.w3.org/TR/css-content-3/
func (b *builder) pseudo(list []*Box, n *dom.Node, p selector.Pseudo, cx context) []*Box {
	s := b.in.Styles.Pseudo(n, p)
	if s == nil || s.Display() == value.KwNone {
		return list
	}
	b.counter.enterPseudo(s)
	defer b.counter.leave()
	c := s.Content()
	if c == value.Value(value.KwNormal) || c == value.Value(value.KwNone) {
		return list
	}
	which := Before
	if p == selector.PseudoAfter {
		which = After
	}
	x := b.newBox(n, s, cx)
	x.Pseudo, x.Root, x.Body, x.Fieldset = which, false, false, false
	inner := context{style: s, decor: decorate(s, cx.decor), items: x.Kind == Flex || x.Kind == Grid, columns: x.inColumns(cx)}
	if x.Floating || x.OutOfFlow || x.Atomic {
		inner.decor = decorate(s, nil)
	}
	if isListItem(s) {
		x.Kids = b.markerBox(x.Kids, n, s, b.derived(s, nestedMarker()), inner)
	}
	x.Kids = b.content(x.Kids, n, c, inner)
	if s.Display() == value.KwContents {
		return append(list, x.Kids...)
	}
	b.fixKids(x)
	b.tree.Count++
	return append(list, x)
}

// content generates the boxes of a content value.
func (b *builder) content(list []*Box, n *dom.Node, c value.Value, cx context) []*Box {
	var t strings.Builder
	flush := func() {
		if t.Len() > 0 {
			b.tree.Count++
			list = append(list, &Box{Kind: Text, Pseudo: Anonymous, Style: cx.style, Node: n, Text: b.transform(t.String(), cx.style), Decor: cx.decor})
			t.Reset()
		}
	}
	for _, v := range value.Spaced(c) {
		switch v := v.(type) {
		case value.String:
			t.WriteString(string(v))
		case value.Keyword:
			switch v {
			case value.KwOpenQuote:
				t.WriteString(b.quote(n, cx.style, true))
				b.quotes++
			case value.KwCloseQuote:
				// One too many shows nothing.
				if b.quotes > 0 {
					b.quotes--
					t.WriteString(b.quote(n, cx.style, false))
				}
			case value.KwNoOpenQuote:
				b.quotes++
			case value.KwNoCloseQuote:
				b.quotes = max(0, b.quotes-1)
			}
		case value.Delim:
			if v == '/' { // alternative text follows
				flush()
				return list
			}
		case *value.URL:
			flush()
			list = b.imageBox(list, n, v, cx)
		case *value.Func:
			switch v.Name {
			case "image-set", "-webkit-image-set":
				flush()
				list = b.imageBox(list, n, v, cx)
			case "attr":
				t.WriteString(attrText(n, v))
			case "counter", "counters":
				t.WriteString(b.counter.format(b.counterStyles(), v))
			}
		}
	}
	flush()
	return list
}

// attrText is the value of attr() on the originating element.
func attrText(n *dom.Node, f *value.Func) string {
	name := value.NameOf(f.Arg(0))
	if items := value.Spaced(f.Arg(0)); len(items) > 0 {
		name = value.NameOf(items[0])
	}
	if v, ok := n.Attr(name); ok {
		return v
	}
	if v, ok := n.Attr(strings.ToLower(name)); ok {
		return v
	}
	if s, ok := f.Arg(1).(value.String); ok {
		return string(s)
	}
	return ""
}

// imageBox adds an image of generated content.
func (b *builder) imageBox(list []*Box, n *dom.Node, v value.Value, cx context) []*Box {
	o := b.imageObject(v, cx.style)
	if o == nil {
		return list
	}
	b.tree.Count++
	o.zoom(cx.style)
	return append(list, &Box{Kind: Replaced, Pseudo: Anonymous, Atomic: true, Context: true, Style: b.anonymous(cx.style), Node: n, Object: o})
}

// imageObject returns the object of a url(), or of the url() that an image-set() comes to; nil
// while the image is not there, and when it is broken.
func (b *builder) imageObject(v value.Value, s *style.Style) *Object {
	density := 1.0
	if f, ok := v.(*value.Func); ok {
		v, density = value.ChooseImage(f)
	}
	u, ok := v.(*value.URL)
	if !ok || b.in.Images == nil {
		return nil
	}
	img := b.in.Images.URL(u).In(s)
	if img == nil || img.Broken {
		return nil
	}
	o := &Object{W: img.W, H: img.H, Ratio: img.Ratio, Image: img}
	if density > 0 && density != 1 {
		for _, side := range [2]*geom.Unit{&o.W, &o.H} {
			if *side != NoSize {
				*side = side.Mul(1 / density)
			}
		}
	}
	return o
}

// zoom multiplies the natural size of an object by the zoom of its box.
func (o *Object) zoom(s *style.Style) {
	z := float64(s.UsedZoom())
	if z == 1 {
		return
	}
	for _, side := range [2]*geom.Unit{&o.W, &o.H} {
		if *side != NoSize {
			*side = side.Mul(z)
		}
	}
}

// isImage reports whether a value is one that imageObject takes.
func isImage(v value.Value) bool {
	switch v := v.(type) {
	case *value.URL:
		return true
	case *value.Func:
		return v.Name == "image-set" || v.Name == "-webkit-image-set"
	}
	return false
}

// marker generates the ::marker of a list item.
// https://www.w3.org/TR/css-lists-3/#markers
func (b *builder) marker(list []*Box, n *dom.Node, cx context) []*Box {
	s := b.in.Styles.Pseudo(n, selector.PseudoMarker)
	if s == nil {
		s = b.anonymous(cx.style)
	}
	return b.markerBox(list, n, cx.style, s, cx)
}

// markerBox generates the marker of a list item of style item; s is the marker's own style.
func (b *builder) markerBox(list []*Box, n *dom.Node, item, s *style.Style, cx context) []*Box {
	if s.Display() == value.KwNone {
		return list
	}
	// Inline boxes have no outside to put a marker in.
	outside := item.ListStylePosition() != value.KwInside && item.Display() != value.KwInlineListItem
	info := &MarkerInfo{Outside: outside}
	in := context{style: s}
	if outside {
		in.style = b.derived(s, outsideText())
	}
	x := &Box{Kind: Inline, Pseudo: Marker, Node: n, Style: s, Marker: info}
	wrap := func(kids []*Box) []*Box {
		b.tree.Count++
		x.Kids = kids
		if outside {
			x.Kind, x.Context, x.Inlines = Block, true, true
		}
		return append(list, x)
	}
	// image makes the marker of a single image.
	image := func(v value.Value) bool {
		kids := b.imageBox(nil, n, v, in)
		if len(kids) == 0 {
			return false
		}
		if !outside {
			list = wrap(kids)
			return true
		}
		k := kids[0]
		k.Pseudo, k.Marker, k.Atomic = Marker, info, false
		list = append(list, k)
		return true
	}
	c := s.Content()
	if c != value.Value(value.KwNormal) && c != value.Value(value.KwNone) {
		if u := soleImage(c); u != nil {
			image(u)
		} else if kids := b.content(nil, n, c, in); len(kids) > 0 {
			return wrap(kids)
		}
		return list
	}
	if c == value.Value(value.KwNone) {
		return list
	}
	if v := item.ListStyleImage(); isImage(v) {
		info.Image = true
		if image(v) {
			return list
		}
		info.Image = false
	}
	t, symbol := b.counter.marker(b.counterStyles(), item.ListStyleType())
	if symbol != NoSymbol {
		info.Symbol = symbol
		m := b.in.Fonts.Font(text.QueryOf(s)).Metrics
		size := geom.Int(symbolSize(m.Ascent) + 2)
		b.tree.Count++
		x.Kind, x.Context, x.Atomic = Replaced, true, !outside
		if info.Disclosure() {
			size = geom.FromPxTrunc(float64(s.FontSize()) * DisclosureSize)
		}
		x.Object = &Object{W: size, H: geom.FromPx(float64(m.Ascent))}
		return append(list, x)
	}
	if t == "" {
		return list
	}
	return wrap([]*Box{{Kind: Text, Pseudo: Anonymous, Style: in.style, Node: n, Text: t}})
}

// nestedMarker are the built-in sheet's declarations for ::marker, for the markers of
// pseudo-elements, which no rule matches; outsideText keeps the text of outside markers on a line,
// with the space at its end.
var (
	nestedMarker = declared("unicode-bidi: isolate; font-variant-numeric: tabular-nums; text-transform: none; text-indent: 0; text-align: start; text-align-last: auto")
	outsideText  = declared("white-space: pre")
)

// declared returns a function that parses declarations once, when they are first wanted: the
// property table is not made ready before that.
func declared(text string) func() []prop.Decl {
	return sync.OnceValue(func() []prop.Decl { return parseDeclared(text) })
}

func parseDeclared(text string) (out []prop.Decl) {
	for _, d := range strings.Split(text, ";") {
		name, v, _ := strings.Cut(d, ":")
		list, err := prop.ParseText(strings.TrimSpace(name), v, nil)
		if err != nil {
			panic(err) // a mistake in this file
		}
		out = append(out, list...)
	}
	return out
}

// derivedKey is a style that inherits from another, with declarations of its own.
type derivedKey struct {
	from  *style.Style
	decls *prop.Decl // the first
}

// derived returns the style of a box inside one of style s with declarations.
func (b *builder) derived(s *style.Style, decls []prop.Decl) *style.Style {
	k := derivedKey{s, &decls[0]}
	if d := b.inner[k]; d != nil {
		return d
	}
	if b.inner == nil {
		b.inner = map[derivedKey]*style.Style{}
	}
	if b.prev != nil && b.prev.inner[k] != nil {
		b.inner[k] = b.prev.inner[k]
		return b.inner[k]
	}
	sb := b.tree.styles
	c := &style.Context{Parent: s, PageDark: s.Dark()}
	c.Dark = s.Dark() // the scheme that s uses is used on
	sb.Start(c)
	sb.Apply(decls)
	d := sb.Style(false)
	b.inner[k] = d
	return d
}

// soleImage returns the image of a content value that is nothing but an image, with or without
// alternative text; or nil.
func soleImage(c value.Value) value.Value {
	items := value.Spaced(c)
	if len(items) == 0 || len(items) > 1 && items[1] != value.Value(value.Delim('/')) {
		return nil
	}
	if !isImage(items[0]) {
		return nil
	}
	return items[0]
}

// isListItem reports whether a box of style s has a marker.
func isListItem(s *style.Style) bool {
	switch s.Display() {
	case value.KwListItem, value.KwInlineListItem, value.KwFlowRootListItem, value.KwInlineFlowRootListItem:
		return true
	}
	return false
}

// symbolSize is the size in px of a disc, circle or square beside text of an ascent, as in Blink.
func symbolSize(ascent float32) int { return (int(ascent)*2/3 + 1) / 2 }
