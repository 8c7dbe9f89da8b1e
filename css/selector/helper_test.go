package selector

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"vitrine/engine/dom"
)

// parseHTML makes a document from markup, without the engine's parser, which is a later stage.
func parseHTML(t testing.TB, s string) *dom.Document {
	n, err := html.Parse(strings.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	d := dom.NewDocument("test:")
	var walk func(p *dom.Node, n *html.Node)
	walk = func(p *dom.Node, n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch c.Type {
			case html.TextNode:
				d.Append(p, d.NewText(c.Data))
			case html.CommentNode:
				d.Append(p, d.NewComment(c.Data))
			case html.ElementNode:
				ns := dom.HTML
				if c.Namespace == "svg" {
					ns = dom.SVG
				}
				var attrs []dom.Attr
				for _, a := range c.Attr {
					attrs = append(attrs, dom.Attr{Name: dom.Intern(a.Key), Value: a.Val})
				}
				e := d.NewElement(ns, dom.Intern(c.Data), attrs)
				d.Append(p, e)
				walk(e, c)
			}
		}
	}
	walk(d.Root(), n)
	return d
}
