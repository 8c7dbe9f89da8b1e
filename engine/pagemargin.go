package engine

import (
	"fmt"
	"slices"
	"strings"

	"vitrine/css/cascade"
	"vitrine/css/cssom"
	"vitrine/css/paged"
	"vitrine/css/prop"
	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/css/syntax"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/engine/htmlparse"
	"vitrine/layout"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/paint"
	"vitrine/paint/display"
)

// The boxes in the margins of a page are a small document of their own, as large as the paper. Its
// root has what the page inherits, and each box is a positioned block whose content is generated.
// It runs through the stages as every document does: first to know the styles of the boxes and how
// wide their contents want to be, then with the places that follow from this.
// https://www.w3.org/TR/css-page-3/#margin-boxes

// edge is the margin of the page that a box is in.
type edge uint8

const (
	cornerEdge edge = iota
	topEdge
	rightEdge
	bottomEdge
	leftEdge
)

// marginPlace is what is known of a box by its name.
type marginPlace struct {
	edge      edge
	turn      int  // 0 to 2: which of the three boxes of an edge, from the left or top
	right     bool // of corners
	bottom    bool
	textAlign string // https://www.w3.org/TR/css-page-3/#margin-text-alignment
	align     string // vertical-align
}

var marginPlaces = map[string]marginPlace{
	"top-left-corner": {textAlign: "right", align: "middle"}, "top-right-corner": {right: true, textAlign: "left", align: "middle"},
	"bottom-left-corner": {bottom: true, textAlign: "right", align: "middle"}, "bottom-right-corner": {bottom: true, right: true, textAlign: "left", align: "middle"},
	"top-left": {edge: topEdge, textAlign: "left", align: "middle"}, "top-center": {edge: topEdge, turn: 1, textAlign: "center", align: "middle"},
	"top-right":   {edge: topEdge, turn: 2, textAlign: "right", align: "middle"},
	"bottom-left": {edge: bottomEdge, textAlign: "left", align: "middle"}, "bottom-center": {edge: bottomEdge, turn: 1, textAlign: "center", align: "middle"},
	"bottom-right": {edge: bottomEdge, turn: 2, textAlign: "right", align: "middle"},
	"left-top":     {edge: leftEdge, textAlign: "center", align: "top"}, "left-middle": {edge: leftEdge, turn: 1, textAlign: "center", align: "middle"},
	"left-bottom": {edge: leftEdge, turn: 2, textAlign: "center", align: "bottom"},
	"right-top":   {edge: rightEdge, textAlign: "center", align: "top"}, "right-middle": {edge: rightEdge, turn: 1, textAlign: "center", align: "middle"},
	"right-bottom": {edge: rightEdge, turn: 2, textAlign: "center", align: "bottom"},
}

// marginBox is a box in the margins of a page.
type marginBox struct {
	marginPlace
	name  string
	node  *dom.Node
	style *style.Style
	// area is the part of the margins that the box is in: sizes in percent refer to it.
	area geom.Rect
	// edges are border and padding; margins are those that are not auto.
	edges, margins geom.Sides
	at             geom.Rect // the border box
}

// margins returns what is drawn in the margins of a page; nil for nothing.
func (pr *printer) margins(s sheet) *display.List {
	m := pr.marginDoc(s, pr.rules.Declarations(s.which))
	if m == nil {
		return nil
	}
	m.restyle()
	if m.boxes = slices.DeleteFunc(m.boxes, func(b *marginBox) bool { return !m.generated(b) }); len(m.boxes) == 0 {
		return nil
	}
	m.place(s)
	m.restyle()
	tree := m.layout()
	l := &pr.d.line
	return paint.Record(nil, paint.Input{Tree: tree, Fonts: l.fonts.current, Images: l.images.style, Styles: m.styles})
}

// marginDoc is the document of the boxes.
type marginDoc struct {
	pr     *printer
	doc    *dom.Document
	sheets []*cascade.Sheet
	styles *cascade.Result
	paper  geom.Size
	boxes  []*marginBox
}

// marginDoc makes the document of the boxes of a page; nil when there are none.
func (pr *printer) marginDoc(s sheet, list []paged.Declaration) *marginDoc {
	var css, body strings.Builder
	css.WriteString("html{all:initial;display:block;")
	if b := pr.d.line.boxes.Root; b != nil {
		css.WriteString(inheritedText(b.Style))
	}
	fmt.Fprintf(&css, "counter-reset:page %d pages %d}body{margin:0}", s.number, pr.total)
	page := "body{" // what the page says is inherited by its boxes; its own box is another matter
	for _, d := range list {
		if d.Box == "" && prop.Lookup(d.Name).Inherited() {
			page += d.Text
		}
	}
	css.WriteString(page + "}")
	var names []string
	for _, d := range list {
		if d.Box != "" && d.Name == "content" && !slices.Contains(names, d.Box) {
			names = append(names, d.Box)
		}
	}
	if len(names) == 0 {
		return nil
	}
	slices.SortFunc(names, func(a, b string) int { return slices.Index(cssom.PageMargins, a) - slices.Index(cssom.PageMargins, b) })
	for _, n := range names {
		at := marginPlaces[n]
		fmt.Fprintf(&css, "#%s{text-align:%s;vertical-align:%s}", n, at.textAlign, at.align)
		fmt.Fprintf(&body, "<div id=%s></div>", n)
	}
	for _, d := range list {
		switch {
		case !slices.Contains(names, d.Box):
		case d.Name == "content":
			fmt.Fprintf(&css, "#%s::before{%s}", d.Box, d.Text)
		default:
			fmt.Fprintf(&css, "#%s{%s}", d.Box, d.Text)
		}
	}
	doc := htmlparse.Parse(nil, htmlparse.Input{URL: pr.d.dom.URL, ContentType: "text/html", Body: []byte("<!DOCTYPE html><body>" + body.String())})
	sheet := cssom.Parse(nil, syntax.NewSource(pr.d.dom.URL, css.String()), cssom.Options{Base: pr.d.dom.URL})
	m := &marginDoc{pr: pr, doc: doc, paper: geom.Size{W: geom.FromPx(s.page.W), H: geom.FromPx(s.page.H)}}
	m.sheets = append(pr.counterStyles(), &cascade.Sheet{CSS: sheet, Origin: cascade.Author})
	for n := doc.Body().First(); n != nil; n = n.Next() {
		name := attr(n, "id")
		m.boxes = append(m.boxes, &marginBox{marginPlace: marginPlaces[name], name: name, node: n})
	}
	return m
}

// inheritedText returns the inherited properties of a style as declarations.
func inheritedText(s *style.Style) string {
	var b strings.Builder
	for id := prop.ID(1); id < prop.NumPhysical; id++ {
		if id.Inherited() {
			b.WriteString(id.String() + ":" + s.Text(id) + ";")
		}
	}
	return b.String()
}

// counterStyles returns the @counter-style rules of the document that is printed, as a sheet.
func (pr *printer) counterStyles() []*cascade.Sheet {
	var out []*cascade.Sheet
	var add func(s *cascade.Sheet, deep int)
	add = func(s *cascade.Sheet, deep int) {
		if s == nil || s.CSS == nil || s.Origin != cascade.Author || deep > maxSheetImports {
			return
		}
		for _, i := range s.Imports {
			add(i, deep+1)
		}
		cp := *s
		rules := slices.Clone(s.CSS.Rules)
		rules = slices.DeleteFunc(rules, func(r cssom.Rule) bool { return r.Kind != cssom.CounterStyle })
		if len(rules) > 0 {
			cp.CSS, cp.Imports = &cssom.Sheet{Source: s.CSS.Source, Options: s.CSS.Options, Rules: rules}, nil
			out = append(out, &cp)
		}
	}
	for _, s := range pr.d.line.sheets {
		add(s, 0)
	}
	return out
}

// maxSheetImports is how deep @import is followed for counter styles.
const maxSheetImports = 32

func (m *marginDoc) restyle() {
	l := &m.pr.d.line
	m.styles = cascade.Resolve(nil, styleInput(m.doc, m.sheets, l.env, l.fonts.current), nil)
	for _, b := range m.boxes {
		b.style = m.styles.Style(b.node)
	}
}

func (m *marginDoc) layout() *frag.Tree {
	l := &m.pr.d.line
	boxes := box.Build(nil, box.Input{Doc: m.doc, Styles: m.styles, Fonts: l.fonts.current, Images: l.images, Viewport: m.paper}, nil)
	return layout.Run(nil, boxes, l.fonts.current)
}

// generated reports whether a box has content, and removes it when not.
func (m *marginDoc) generated(b *marginBox) bool {
	if s := m.styles.Pseudo(b.node, selector.PseudoBefore); b.style != nil && s != nil && b.style.Display() != value.KwNone {
		return true
	}
	m.doc.Remove(b.node)
	return false
}

// place finds the boxes' places and gives them these.
func (m *marginDoc) place(s sheet) {
	px := geom.FromPx
	top, right, bottom, left := px(s.page.Top), px(s.page.Right), px(s.page.Bottom), px(s.page.Left)
	w, h := max(0, m.paper.W.Sub(left).Sub(right)), max(0, m.paper.H.Sub(top).Sub(bottom))
	for _, b := range m.boxes {
		switch b.edge {
		case topEdge:
			b.area = geom.Rect{X: left, W: w, H: top}
		case bottomEdge:
			b.area = geom.Rect{X: left, Y: top.Add(h), W: w, H: bottom}
		case leftEdge:
			b.area = geom.Rect{Y: top, W: left, H: h}
		case rightEdge:
			b.area = geom.Rect{X: left.Add(w), Y: top, W: right, H: h}
		default:
			b.area = geom.Rect{W: left, H: top}
			if b.right {
				b.area.X, b.area.W = left.Add(w), right
			}
			if b.bottom {
				b.area.Y, b.area.H = top.Add(h), bottom
			}
		}
		b.edges = algo.Border(b.style).Add(algo.Padding(b.style, b.area.W))
		b.margins = algo.Margins(b.style, b.area.W)
		b.at = b.area
	}
	for _, b := range m.boxes { // across the edge, from the paper's end to the page
		if b.edge != topEdge && b.edge != bottomEdge {
			b.across(false)
		}
		if b.edge != leftEdge && b.edge != rightEdge {
			b.across(true)
		}
	}
	for _, e := range [4]edge{topEdge, bottomEdge, leftEdge, rightEdge} {
		m.along(e)
	}
	for _, b := range m.boxes {
		align := "flex-start"
		switch v := b.style.VerticalAlign(); {
		case v.IsKeyword(value.KwMiddle):
			align = "center"
		case v.IsKeyword(value.KwBottom):
			align = "flex-end"
		}
		m.set(b, fmt.Sprintf("left:%gpx;top:%gpx;width:%gpx;height:%gpx;display:flex;flex-direction:column;justify-content:%s;", b.at.X.Px(), b.at.Y.Px(), max(0, b.at.W.Px()), max(0, b.at.H.Px()), align))
	}
}

// set gives a box a place: what a style sheet says about that is done with.
func (m *marginDoc) set(b *marginBox, css string) {
	css += "position:absolute;box-sizing:border-box;margin:0;min-width:0;min-height:0;max-width:none;max-height:none;float:none;"
	m.doc.SetAttr(b.node, "style", strings.ReplaceAll(css, ";", "!important;"))
}

// axis is a box along one axis.
type axis struct {
	size, low, high value.Length
	start, end      value.Length // margins
	from, room      geom.Unit    // of the area
	edges           geom.Unit
	border          bool // sizes are those of the border box
}

func (b *marginBox) axis(vertical bool) axis {
	s := b.style
	a := axis{s.Width(), s.MinWidth(), s.MaxWidth(), s.MarginLeft(), s.MarginRight(), b.area.X, b.area.W, b.edges.Width(), false}
	if vertical {
		a = axis{s.Height(), s.MinHeight(), s.MaxHeight(), s.MarginTop(), s.MarginBottom(), b.area.Y, b.area.H, b.edges.Height(), false}
	}
	a.border = s.BoxSizing() == value.KwBorderBox
	return a
}

// length returns the border box size that a size property asks for.
func (a *axis) length(l value.Length) (geom.Unit, bool) {
	v, ok := algo.Resolve(l, a.room)
	if !ok {
		return 0, false
	}
	if !a.border {
		v = v.Add(a.edges)
	}
	return max(v, a.edges), true
}

// clamp applies min and max sizes to a border box size.
func (a *axis) clamp(v geom.Unit) geom.Unit {
	if m, ok := a.length(a.high); ok {
		v = min(v, m)
	}
	if m, ok := a.length(a.low); ok {
		v = max(v, m)
	}
	return v
}

// across sets size and place where the box is as large as the margin of the page: an auto size
// fills it, auto margins share what is left, and when nothing is auto the margin at the paper's
// edge gives. https://www.w3.org/TR/css-page-3/#margin-constraints
func (b *marginBox) across(vertical bool) {
	a := b.axis(vertical)
	start, end := b.margins.Left, b.margins.Right
	outer := b.edge == leftEdge || b.edge == cornerEdge && !b.right // the paper ends where the box starts
	if vertical {
		start, end = b.margins.Top, b.margins.Bottom
		outer = b.edge == topEdge || b.edge == cornerEdge && !b.bottom
	}
	size, ok := a.length(a.size)
	if !ok {
		size = max(a.edges, a.room.Sub(start).Sub(end))
	}
	size = a.clamp(size)
	free := a.room.Sub(size).Sub(start).Sub(end)
	switch startAuto, endAuto := a.start.IsAuto(), a.end.IsAuto(); {
	case startAuto && endAuto:
		start = start.Add(free / 2)
	case startAuto || !endAuto && outer:
		start = start.Add(free)
	}
	if vertical {
		b.at.Y, b.at.H = a.from.Add(start), size
	} else {
		b.at.X, b.at.W = a.from.Add(start), size
	}
}

// along shares the length of an edge among its three boxes.
// https://www.w3.org/TR/css-page-3/#margin-dimension
func (m *marginDoc) along(e edge) {
	vertical := e == leftEdge || e == rightEdge
	var list [3]*marginBox
	var shares [3]share
	several, auto := 0, false
	for _, b := range m.boxes {
		if b.edge != e {
			continue
		}
		a := b.axis(vertical)
		list[b.turn] = b
		k := &shares[b.turn]
		k.here, k.outer = true, b.margins.Width()
		if vertical {
			k.outer = b.margins.Height()
		}
		several++
		var ok bool
		if k.size, ok = a.length(a.size); !ok {
			k.auto, auto = true, true
		}
	}
	if several == 0 {
		return
	}
	if auto && several > 1 {
		m.contents(list, &shares, vertical)
	}
	first := list[max(0, slices.IndexFunc(list[:], func(b *marginBox) bool { return b != nil }))]
	a := first.axis(vertical)
	from, room := a.from, a.room
	split(room, &shares)
	again := false
	for i, b := range list { // a size that min or max forbids is replaced by it, and the rest shared anew
		if b == nil {
			continue
		}
		a := b.axis(vertical)
		if c := a.clamp(shares[i].size); c != shares[i].size {
			shares[i].size, shares[i].auto, again = c, false, true
		}
	}
	if again {
		split(room, &shares)
	}
	for i, b := range list {
		if b == nil {
			continue
		}
		k := shares[i]
		whole := k.size.Add(k.outer)
		at := from
		switch i {
		case 1:
			at = from.Add(room.Sub(whole) / 2)
		case 2:
			at = from.Add(room).Sub(whole)
		}
		if vertical {
			b.at.Y, b.at.H = at.Add(b.margins.Top), k.size
		} else {
			b.at.X, b.at.W = at.Add(b.margins.Left), k.size
		}
	}
}

// contents measures the least and the most that auto boxes of an edge want.
func (m *marginDoc) contents(list [3]*marginBox, shares *[3]share, vertical bool) {
	measure := func(put func(i int, size geom.Unit), how string) {
		for i, b := range list {
			if b != nil && shares[i].auto {
				if vertical {
					m.set(b, fmt.Sprintf("width:%gpx;height:auto;display:flow-root;", b.at.W.Px()))
				} else {
					m.set(b, "width:"+how+";height:auto;display:flow-root;")
				}
			}
		}
		m.restyle()
		rects, _ := Rects(m.layout())
		for i, b := range list {
			if b != nil && shares[i].auto {
				r := rects[b.node.ID()]
				if vertical {
					put(i, r.H)
				} else {
					put(i, r.W)
				}
				m.doc.SetAttr(b.node, "style", "")
			}
		}
		m.restyle()
	}
	measure(func(i int, size geom.Unit) { shares[i].most, shares[i].least = size, size }, "max-content")
	if !vertical {
		measure(func(i int, size geom.Unit) { shares[i].least = size }, "min-content")
	}
}

// share is a box of an edge: its border box size, or what its content wants.
type share struct {
	here, auto  bool
	size        geom.Unit
	least, most geom.Unit // of the border box
	outer       geom.Unit // margins
}

// split sets the sizes of auto boxes in a length of room.
func split(room geom.Unit, s *[3]share) {
	a, b, c := &s[0], &s[1], &s[2]
	if !b.here {
		pair(room, a, c)
		return
	}
	if b.auto {
		// The box in the middle is against one that stands for the other two, each as large as the
		// larger of them.
		ac := share{here: a.here || c.here, auto: true}
		for _, k := range [2]*share{a, c} {
			if !k.here {
				continue
			}
			least, most := k.least, k.most
			if !k.auto {
				least, most = k.size, k.size
			}
			ac.least, ac.most = max(ac.least, least.Add(k.outer).Mul(2)), max(ac.most, most.Add(k.outer).Mul(2))
		}
		if (!a.here || !a.auto) && (!c.here || !c.auto) && ac.here {
			ac.auto, ac.size = false, ac.most
		}
		pair(room, b, &ac)
	}
	side := max(0, room.Sub(b.size).Sub(b.outer)) / 2
	for _, k := range [2]*share{a, c} {
		if k.here && k.auto {
			k.size = max(0, side.Sub(k.outer))
		}
	}
}

// pair sets the sizes of two auto boxes that share a room.
func pair(room geom.Unit, a, b *share) {
	for _, k := range [2][2]*share{{a, b}, {b, a}} {
		if one, other := k[0], k[1]; one.here && one.auto && !(other.here && other.auto) {
			one.size = room.Sub(one.outer)
			if other.here {
				one.size = one.size.Sub(other.size).Sub(other.outer)
			}
			one.size = max(0, one.size)
			return
		}
	}
	if !a.here || !a.auto {
		return
	}
	room = max(0, room.Sub(a.outer).Sub(b.outer))
	from := func(k *share) (geom.Unit, geom.Unit) { return 0, k.least }
	switch {
	case a.most.Add(b.most) <= room:
		from = func(k *share) (geom.Unit, geom.Unit) { return k.most, k.most }
	case a.least.Add(b.least) <= room:
		from = func(k *share) (geom.Unit, geom.Unit) { return k.least, k.most.Sub(k.least) }
	}
	baseA, weightA := from(a)
	baseB, weightB := from(b)
	free := room.Sub(baseA).Sub(baseB)
	part := free / 2
	if sum := weightA.Add(weightB); sum > 0 {
		part = free.Mul(float64(weightA) / float64(sum))
	}
	a.size = baseA.Add(part)
	b.size = room.Sub(a.size)
}
