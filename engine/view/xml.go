package view

import (
	"fmt"
	"strings"

	"vitrine/engine/dom"
)

const xmlStyle = tree + `
.t{color:light-dark(#8a1c5b,#ef8fc4)}.a{color:light-dark(#a3480c,#f0a46c)}.v{color:light-dark(#1750c4,#8fb4ff)}.m{color:light-dark(#3c7a3c,#86c586);white-space:pre-wrap}.x{white-space:pre-wrap}
.note{background:#eceff4;border-left:4px solid #596fd6;padding:8px 12px;margin:0 0 12px;font:14px/1.5 sans-serif}`

// Plain reports whether a document of XML has nothing that says how it looks: no xml-stylesheet
// and no element of HTML, SVG or MathML.
func Plain(d *dom.Document) bool {
	root := d.Root()
	for n := root.First(); n != nil; n = n.After(root) {
		switch {
		case n.Type == dom.PINode && n.Parent() == root && n.Atom().Value() == "xml-stylesheet":
			return false
		case n.Type == dom.ElementNode && (n.NS() == dom.HTML || n.NS() == dom.SVG || n.NS() == dom.MathML):
			return false
		}
	}
	return d.DocumentElement() != nil
}

// XML makes the page of a document for which Plain holds: its tree, which can be folded.
func XML(title string, d *dom.Document) []byte {
	w := &xmlWriter{page: begin(title, xmlStyle)}
	w.WriteString(`<div class="note">This XML has no style sheet: here is its tree.</div>`)
	for n := d.Root().First(); n != nil; n = n.Next() {
		w.node(n, 0)
	}
	if w.left > 0 {
		w.WriteString("<p>")
		w.span("more", fmt.Sprintf("%d more nodes are left out here", w.left))
		w.WriteString("</p>")
	}
	return w.end()
}

type xmlWriter struct {
	*page
	nodes, left int
}

// node writes one node and what is in it.
func (w *xmlWriter) node(n *dom.Node, depth int) {
	if n.Type == dom.TextNode && strings.TrimSpace(n.Data()) == "" {
		return
	}
	if w.nodes >= maxValues {
		w.left += size(n)
		return
	}
	w.nodes++
	switch n.Type {
	case dom.TextNode:
		w.WriteString(`<div class="leaf x">`)
		w.cutText(strings.TrimSpace(n.Data()))
		w.WriteString("</div>")
	case dom.CommentNode:
		w.WriteString(`<div class="leaf m">`)
		w.cutText("<!--" + n.Data() + "-->")
		w.WriteString("</div>")
	case dom.PINode:
		w.WriteString(`<div class="leaf m">`)
		w.cutText("<?" + n.Atom().Value() + " " + n.Data() + "?>")
		w.WriteString("</div>")
	case dom.ElementNode:
		w.element(n, depth)
	}
}

func (w *xmlWriter) element(n *dom.Node, depth int) {
	first := n.First()
	flat := first == nil || first.Next() == nil && first.Type == dom.TextNode && !strings.Contains(strings.TrimSpace(first.Data()), "\n")
	if !flat && depth == maxDepth {
		w.left += size(n) - 1
		first, flat = nil, true
	}
	if flat {
		w.WriteString("<div class=leaf>")
		w.start(n, first == nil)
		if first != nil {
			w.nodes++
			w.WriteString("<span class=x>")
			w.cutText(strings.TrimSpace(first.Data()))
			w.WriteString("</span>")
			w.span("t", "</"+name(n)+">")
		}
		w.WriteString("</div>")
		return
	}
	w.WriteString("<details open><summary>")
	w.start(n, false)
	w.span("c", "…</"+name(n)+">")
	w.WriteString("</summary><div>")
	for k := first; k != nil; k = k.Next() {
		w.node(k, depth+1)
	}
	w.WriteString(`</div><div class=leaf style="margin-left:0">`)
	w.span("t", "</"+name(n)+">")
	w.WriteString("</div></details>")
}

// start writes a start tag.
func (w *xmlWriter) start(n *dom.Node, empty bool) {
	w.span("t", "<"+name(n))
	for _, a := range n.Attrs() {
		w.WriteString(" ")
		w.span("a", attrName(a))
		w.WriteString("=<span class=v>")
		w.cutText(`"` + strings.ReplaceAll(a.Value, `"`, "&quot;") + `"`)
		w.WriteString("</span>")
	}
	if empty {
		w.span("t", "/>")
	} else {
		w.span("t", ">")
	}
}

// attrName writes the name of an attribute as it was, but for its prefix when that could be any.
func attrName(a dom.Attr) string {
	n := a.Name.Value()
	switch {
	case strings.Contains(n, ":"):
	case a.NS == dom.XMLNS && n != "xmlns":
		return "xmlns:" + n
	case a.NS == dom.XLink:
		return "xlink:" + n
	case a.NS == dom.XML:
		return "xml:" + n
	}
	return n
}

// name writes the name of an element as it was.
func name(n *dom.Node) string {
	if p := n.Prefix(); p != "" {
		return p + ":" + n.Name()
	}
	return n.Name()
}

// size counts a node and what is in it.
func size(n *dom.Node) int {
	c := 1
	for k := n.First(); k != nil; k = k.After(n) {
		c++
	}
	return c
}
