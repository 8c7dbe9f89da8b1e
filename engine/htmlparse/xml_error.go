package htmlparse

import (
	"fmt"

	"vitrine/engine/dom"
	"vitrine/engine/trace"
)

// showError puts a message about err at the top of the document, which keeps what was read
// before it.
func showError(d *dom.Document, at trace.Pos, msg string) {
	el := func(name, style, text string) *dom.Node {
		var attrs []dom.Attr
		if style != "" {
			attrs = []dom.Attr{{Name: dom.Intern("style"), Value: style}}
		}
		n := d.NewElement(dom.HTML, dom.Intern(name), attrs)
		if text != "" {
			d.Append(n, d.NewText(text))
		}
		return n
	}
	box := el("parsererror", "display: block; white-space: pre; border: 2px solid #c77; padding: 0 1em 0 1em; margin: 1em; background-color: #fdd; color: black", "")
	d.Append(box, el("h3", "", "This page contains the following errors:"))
	d.Append(box, el("div", "font-family:monospace;font-size:12px",
		fmt.Sprintf("error on line %d at column %d: %s\n", at.Line, at.Col, msg)))
	d.Append(box, el("h3", "", "Below is a rendering of the page up to the first error."))

	root := d.DocumentElement()
	if root == nil || root.NS() != dom.HTML {
		html, body := el("html", "", ""), el("body", "", "")
		d.Append(html, body)
		d.InsertBefore(d.Root(), html, root)
		if root != nil {
			d.Append(body, root)
		}
		root = body
	}
	d.InsertBefore(root, box, root.First())
}
