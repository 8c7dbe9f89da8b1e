package cascade

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"vitrine/css/cssom"
	"vitrine/css/media"
	"vitrine/css/prop"
	"vitrine/css/style"
	"vitrine/css/syntax"
	"vitrine/engine/dom"
)

// parseHTML makes a document from markup, without the engine's parser, which is a later stage.
func parseHTML(t testing.TB, s string) *dom.Document {
	n, err := html.Parse(strings.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	d := dom.NewDocument("https://a.test/")
	var walk func(p *dom.Node, n *html.Node)
	walk = func(p *dom.Node, n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch c.Type {
			case html.TextNode:
				d.Append(p, d.NewText(c.Data))
			case html.ElementNode:
				var attrs []dom.Attr
				for _, a := range c.Attr {
					attrs = append(attrs, dom.Attr{Name: dom.Intern(a.Key), Value: a.Val})
				}
				e := d.NewElement(dom.HTML, dom.Intern(c.Data), attrs)
				d.Append(p, e)
				walk(e, c)
			}
		}
	}
	walk(d.Root(), n)
	return d
}

func sheet(o Origin, s string) *Sheet {
	return &Sheet{CSS: cssom.Parse(nil, syntax.NewSource("https://a.test/x.css", s), cssom.Options{}), Origin: o}
}

const basicUA = "html,body,div,p,h1{display:block}li{display:list-item}span,b{display:inline}head{display:none}h1{font-size:2em}b{font-weight:bolder}::marker{unicode-bidi:isolate}"

// resolve styles markup with a small user agent sheet and the given author sheets.
func resolve(t testing.TB, markup string, css ...string) (*Result, *dom.Document) {
	doc := parseHTML(t, markup)
	in := Input{Doc: doc, Env: media.Env{Width: 800, Height: 600}, Sheets: []*Sheet{sheet(UserAgent, basicUA)}}
	for _, c := range css {
		in.Sheets = append(in.Sheets, sheet(Author, c))
	}
	return Resolve(nil, in, nil), doc
}

// get returns a longhand of a style as text.
func get(s *style.Style, name string) string {
	if s == nil {
		return "(no style)"
	}
	return s.Text(prop.Lookup(name))
}
