package layout

import (
	"strings"
	"testing"

	"vitrine/css/prop"
	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/engine/htmlparse"
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
	"p": "display:block;margin:1em 0", "section": "display:block", "ul": "display:block;margin:1em 0;padding-left:40px",
	"ol": "display:block;margin:1em 0;padding-left:40px;list-style-type:decimal", "li": "display:list-item",
	"table": "display:table;box-sizing:border-box;border-spacing:2px", "tbody": "display:table-row-group", "tr": "display:table-row",
	"td": "display:table-cell;padding:1px", "center": "display:block;text-align:-webkit-center", "pre": "display:block;white-space:pre;font-family:monospace;margin:1em 0",
	"fieldset": "display:block;margin:0 2px;border:2px groove;padding:0.35em 0.75em 0.625em", "legend": "display:block;padding:0 2px",
	"input": "display:inline-block;font:13.333333px Arial;padding:1px 2px;border:2px inset;letter-spacing:normal", "b": "font-weight:bold",
	"ruby": "display:ruby;text-indent:0", "rt": "display:ruby-text;font-size:50%;line-height:normal;white-space:nowrap;text-align:start", "rp": "display:none",
	"svg":    "overflow:hidden",
	"button": "display:inline-block;font:13.333333px Arial;padding:1px 6px;border:2px outset;text-align:center", "hr": "display:block;border:1px inset;margin:0.5em auto;overflow:hidden",
}

// pickers are the built-in styles of ::-webkit-calendar-picker-indicator by type of input.
var pickers = map[string]string{"date": calendar, "month": calendar, "week": calendar, "datetime-local": calendar,
	"time": "display:block;inline-size:1.05em;block-size:1.05em;padding:3px;margin-inline-start:8px"}

const calendar = "display:block;inline-size:1em;block-size:1em;padding:2px"

func attrOf(n *dom.Node, name string) string { v, _ := n.Attr(name); return v }

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
		if picker := pickers[strings.ToLower(attrOf(n, "type"))]; n.IsHTML("input") && picker != "" {
			st.pseudo[n.ID()] = map[selector.Pseudo]*style.Style{selector.PseudoPicker: compute(picker, s, false)}
		}
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
	s := b.Style(root)
	b.Use(s)
	return s
}

func (st *styles) Style(n *dom.Node) *style.Style { return st.byID[n.ID()].Used() }

func (st *styles) Pseudo(n *dom.Node, p selector.Pseudo) *style.Style { return st.pseudo[n.ID()][p] }

var testFonts = text.NewFonts(text.Config{})

// render lays out an HTML page in 800x600.
func render(html string) (*dom.Document, *frag.Tree) {
	doc := htmlparse.Parse(nil, htmlparse.Input{URL: "test:", Body: []byte(html)})
	t := box.Build(nil, box.Input{Doc: doc, Styles: newStyles(doc), Fonts: testFonts, Viewport: geom.Size{W: geom.Int(800), H: geom.Int(600)}}, nil)
	return doc, Run(nil, t, testFonts)
}

// rects returns the border boxes of all elements: the union of their fragments.
func rects(t *frag.Tree) map[*dom.Node]geom.Rect {
	out := map[*dom.Node]geom.Rect{}
	var walk func(f *frag.Fragment, at geom.Point)
	walk = func(f *frag.Fragment, at geom.Point) {
		if b := f.Of; b != nil && b.Node != nil && b.Pseudo == box.NoPseudo && b.Node.Type == dom.ElementNode && (f.Kind == frag.Box || f.Kind == frag.Inline || f.Kind == frag.Text) {
			r := geom.MakeRect(at, f.Size)
			if f.Flags&frag.BlockLine != 0 && r.H == 0 {
				r.W = 0 // the empty line after the block
			}
			old := out[b.Node]
			if old.W != 0 && old.H != 0 { // rectangles without area are passed over
				if r.W == 0 || r.H == 0 {
					r = old
				}
				x, y := min(old.X, r.X), min(old.Y, r.Y)
				r = geom.Rect{X: x, Y: y, W: max(old.Right(), r.Right()) - x, H: max(old.Bottom(), r.Bottom()) - y}
			}
			out[b.Node] = r
		}
		for _, k := range append(f.Kids[:len(f.Kids):len(f.Kids)], f.Skipped...) {
			walk(k.Fragment, at.Add(k.At))
		}
	}
	walk(t.Root, geom.Point{})
	return out
}

// byIDRect returns the rectangle of the element with an id as "x y w h".
func byIDRect(t *testing.T, doc *dom.Document, tree *frag.Tree, id string) string {
	t.Helper()
	n := doc.ByID(id)
	if n == nil {
		t.Fatalf("no element %q", id)
	}
	r, ok := rects(tree)[n]
	if !ok {
		return "none"
	}
	return r.X.String() + " " + r.Y.String() + " " + r.W.String() + " " + r.H.String()
}
