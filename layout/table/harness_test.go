package table_test

import (
	"strings"

	"vitrine/css/prop"
	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/engine/htmlparse"
	"vitrine/layout"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// styles is a small cascade for tests: a display per element name, then the style attribute.
// The attributes data-before, data-after, data-letter and data-line hold the declarations of
// pseudo-elements.
type styles struct {
	doc    *dom.Document
	byID   map[dom.ID]*style.Style
	pseudo map[dom.ID]map[selector.Pseudo]*style.Style
}

var sheet = map[string]string{
	"html": "display:block", "body": "display:block;margin:8px", "div": "display:block", "head": "display:none",
	"table": "display:table;box-sizing:border-box;border-spacing:2px", "caption": "display:table-caption;text-align:center",
	"tbody": "display:table-row-group;vertical-align:middle", "thead": "display:table-header-group;vertical-align:middle",
	"tfoot": "display:table-footer-group;vertical-align:middle", "tr": "display:table-row;vertical-align:inherit",
	"td": "display:table-cell;padding:1px;vertical-align:inherit", "col": "display:table-column", "colgroup": "display:table-column-group",
}

func newStyles(doc *dom.Document) *styles {
	st := &styles{doc: doc, byID: map[dom.ID]*style.Style{}, pseudo: map[dom.ID]map[selector.Pseudo]*style.Style{}}
	for n := doc.Root().First(); n != nil; n = n.After(doc.Root()) {
		if n.Type != dom.ElementNode {
			continue
		}
		var parent *style.Style
		if p := n.ParentElement(); p != nil {
			parent = st.byID[p.ID()]
		}
		own, _ := n.Attr("style")
		if n.IsHTML("ul") || n.IsHTML("ol") {
			for p := n.ParentElement(); p != nil; p = p.ParentElement() {
				if p.IsHTML("ul") || p.IsHTML("ol") {
					own = "margin:0;" + own
					break
				}
			}
		}
		s := compute(sheet[n.Name()]+";"+own, parent, n == doc.DocumentElement())
		st.byID[n.ID()] = s
		for p, attr := range map[selector.Pseudo]string{selector.PseudoBefore: "data-before", selector.PseudoAfter: "data-after",
			selector.PseudoFirstLetter: "data-letter", selector.PseudoFirstLine: "data-line"} {
			if d, ok := n.Attr(attr); ok {
				if st.pseudo[n.ID()] == nil {
					st.pseudo[n.ID()] = map[selector.Pseudo]*style.Style{}
				}
				st.pseudo[n.ID()][p] = compute(d, s, false)
			}
		}
	}
	return st
}

func compute(decls string, parent *style.Style, root bool) *style.Style {
	var b style.Builder
	c := &style.Context{Context: value.Context{FontSize: 16, RootFontSize: 16}, Parent: parent}
	b.Start(c)
	var all []prop.Decl
	for _, d := range strings.Split(decls, ";") {
		name, v, ok := strings.Cut(d, ":")
		if !ok {
			continue
		}
		ds, err := prop.ParseText(strings.TrimSpace(name), strings.TrimSpace(v), &prop.Context{})
		if err != nil {
			panic(d + ": " + err.Error())
		}
		all = append(all, ds...)
	}
	b.Apply(all)
	if parent != nil {
		switch parent.Display() {
		case value.KwFlex, value.KwInlineFlex, value.KwGrid, value.KwGridLanes:
			b.SetDisplay(style.Blockify(b.Display()))
		}
	}
	return b.Style(root)
}

func (st *styles) Style(n *dom.Node) *style.Style { return st.byID[n.ID()] }

func (st *styles) Pseudo(n *dom.Node, p selector.Pseudo) *style.Style { return st.pseudo[n.ID()][p] }

var testFonts = text.NewFonts(text.Config{})

// render lays out an HTML page in 800x600.
func render(html string) (*dom.Document, *frag.Tree) {
	doc := htmlparse.Parse(nil, htmlparse.Input{URL: "test:", Body: []byte(html)})
	t := box.Build(nil, box.Input{Doc: doc, Styles: newStyles(doc), Fonts: testFonts, Viewport: geom.Size{W: geom.Int(800), H: geom.Int(600)}}, nil)
	return doc, layout.Run(nil, t, testFonts)
}

// rects returns the border boxes of all elements: the union of their fragments.
func rects(t *frag.Tree) map[*dom.Node]geom.Rect {
	out := map[*dom.Node]geom.Rect{}
	var walk func(f *frag.Fragment, at geom.Point)
	walk = func(f *frag.Fragment, at geom.Point) {
		if b := f.Of; b != nil && b.Node != nil && b.Pseudo == box.NoPseudo && b.Node.Type == dom.ElementNode && (f.Kind == frag.Box || f.Kind == frag.Inline || f.Kind == frag.Text) {
			r := geom.MakeRect(at, f.Size)
			if old, ok := out[b.Node]; ok {
				x, y := min(old.X, r.X), min(old.Y, r.Y)
				r = geom.Rect{X: x, Y: y, W: max(old.Right(), r.Right()) - x, H: max(old.Bottom(), r.Bottom()) - y}
			}
			out[b.Node] = r
		}
		if f.Table != nil {
			for _, a := range f.Table.Columns {
				out[a.Of.Node] = a.Rect.Move(at)
			}
		}
		for _, k := range f.Kids {
			walk(k.Fragment, at.Add(k.At))
		}
	}
	walk(t.Root, geom.Point{})
	return out
}
