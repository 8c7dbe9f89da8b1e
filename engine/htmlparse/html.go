package htmlparse

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"vitrine/engine/dom"
	"vitrine/engine/trace"
)

// parseHTML fills d from HTML text.
func parseHTML(sp *trace.Span, d *dom.Document, text string, lim Limits) {
	dt := findDoctype(text)
	d.Mode = dt.mode(d.URL == srcdocURL)
	head := doctypeFor(&dt, d.Mode)
	original := text
	text = keepReturns(renameTemplates(text))
	read := func() io.Reader {
		return io.MultiReader(strings.NewReader(text[:dt.start]), strings.NewReader(head), strings.NewReader(text[dt.end:]))
	}
	root, err := parseTree(read())
	// The library refuses documents with more than 512 open elements. Ordinary pages never pay
	// for the guard: only after a refusal is the text read once more through a filter that
	// keeps the depth. The filter's idea of depth is an estimate (end tags that the tree
	// builder ignores, formatting elements that it opens again), so when it was too low the
	// next try allows half; at depth 0 only text is left and nothing can be too deep.
	for depth := lim.Depth; err != nil; depth /= 2 {
		var at int
		root, at, err = parseFlattened(read(), depth)
		if at > dt.start {
			at += dt.end - dt.start - len(head)
		}
		if err == nil {
			sp.Note(trace.Warning, "html", position(d.URL, original, at),
				trace.Str("problem", "elements nested too deep became siblings"), trace.Int("limit", depth))
		} else if depth == 0 {
			sp.Note(trace.Error, "html", trace.Pos{URL: d.URL}, trace.Err(err))
			root = &html.Node{Type: html.DocumentNode}
			break
		}
	}
	convertTree(d, root, &dt, lim)
	if d.Mode == dom.Quirks {
		sp.Note(trace.Info, "quirks mode", trace.Pos{URL: d.URL})
	}
	if d.DocumentElement() == nil { // only after a refusal at depth 0
		h := d.NewElement(dom.HTML, dom.Intern("html"), nil)
		d.Append(d.Root(), h)
		d.Append(h, d.NewElement(dom.HTML, dom.Intern("head"), nil))
		d.Append(h, d.NewElement(dom.HTML, dom.Intern("body"), nil))
	}
}

// parseTree runs the library's tree builder. A panic in it is a refusal like any other.
func parseTree(r io.Reader) (root *html.Node, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("html tree builder: %v", v)
		}
	}()
	return html.ParseWithOptions(r, html.ParseOptionEnableScripting(false))
}

// rawText lists the elements whose contents are text for the tokenizer; they hold no elements,
// so the filter lets them pass at any depth.
var rawText = map[string]bool{"script": true, "style": true, "textarea": true, "title": true,
	"iframe": true, "noembed": true, "noframes": true, "xmp": true, "plaintext": true}

var voidElements = map[string]bool{"area": true, "base": true, "br": true, "col": true, "embed": true,
	"hr": true, "img": true, "input": true, "keygen": true, "link": true, "meta": true, "param": true,
	"source": true, "track": true, "wbr": true}

// parseFlattened parses HTML with elements deeper than depth emptied: their start tag is followed
// at once by its end tag, so that their contents become their following siblings. At depth 0
// only text is kept. first is the offset of the first element that was flattened.
func parseFlattened(r io.Reader, depth int) (root *html.Node, first int, err error) {
	pr, pw := io.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		first = flatten(pw, r, depth)
		pw.Close()
	}()
	root, err = parseTree(pr)
	pr.CloseWithError(errors.New("parse ended"))
	<-done
	return root, first, err
}

// flatten writes the filtered text to w until w refuses it.
func flatten(w io.Writer, r io.Reader, depth int) (first int) {
	first = -1
	z := html.NewTokenizer(r)
	var open []string
	buf := make([]byte, 0, 1<<16)
	at := 0
	for {
		tt := z.Next()
		if tt == html.ErrorToken {
			buf = append(buf, z.Raw()...)
			w.Write(buf)
			return first
		}
		raw := z.Raw()
		size := len(raw)
		switch tt {
		case html.StartTagToken:
			name, _ := z.TagName()
			if string(name) == "noscript" {
				z.NextIsNotRawText() // scripts do not run: it has elements
			}
			switch {
			case depth == 0:
				first = max(first, 0)
				raw = nil
			case voidElements[string(name)] || rawText[string(name)]:
			case len(open) >= depth:
				if first < 0 {
					first = at
				}
				buf = append(buf, raw...)
				buf = append(append(append(buf, "</"...), name...), '>')
				raw = nil
			default:
				open = append(open, string(name))
			}
		case html.SelfClosingTagToken:
			// In HTML the slash means nothing; in foreign content it closes the element. The
			// estimate counts it as open only when that can matter for the depth.
			if depth == 0 {
				raw = nil
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if depth == 0 {
				raw = nil
				break
			}
			for i := len(open) - 1; i >= 0 && i >= len(open)-64; i-- {
				if open[i] == string(name) {
					open = open[:i]
					break
				}
			}
		}
		at += size
		buf = append(buf, raw...)
		if len(buf) > 1<<15 {
			if _, err := w.Write(buf); err != nil {
				return first
			}
			buf = buf[:0]
		}
	}
}

// convertTree copies the library's tree into d, in document order, without recursion.
func convertTree(d *dom.Document, root *html.Node, dt *doctype, lim Limits) {
	c := converter{d: d, dt: dt, lim: lim, names: map[string]dom.Atom{}}
	parent := d.Root()
	// stack holds the parents of the levels above; a template's children go to its contents.
	stack := []*dom.Node{}
	for n := root.FirstChild; n != nil; {
		node := c.node(n)
		if node != nil {
			d.Append(parent, node)
		}
		inside := node
		if node != nil && n.Namespace == "" && (n.DataAtom == atom.Template || n.Data == templateName) {
			inside = d.MakeContent(node)
		}
		if n.FirstChild != nil && node != nil {
			stack = append(stack, parent)
			parent = inside
			n = n.FirstChild
			continue
		}
		for n != root && n.NextSibling == nil {
			n = n.Parent
			if n == root {
				return
			}
			parent, stack = stack[len(stack)-1], stack[:len(stack)-1]
		}
		n = n.NextSibling
	}
}

type converter struct {
	d     *dom.Document
	dt    *doctype
	lim   Limits
	names map[string]dom.Atom // saves the global intern table's cost per node
}

func (c *converter) atom(s string) dom.Atom {
	a, ok := c.names[s]
	if !ok {
		a = dom.Intern(s)
		c.names[s] = a
	}
	return a
}

func (c *converter) node(n *html.Node) *dom.Node {
	switch n.Type {
	case html.TextNode:
		return c.d.NewText(n.Data)
	case html.CommentNode:
		return c.d.NewComment(n.Data)
	case html.DoctypeNode:
		if c.dt.start == c.dt.end {
			return nil // only for the tree builder's eyes
		}
		return c.d.NewDoctypeIDs(c.dt.name, c.dt.public, c.dt.system)
	case html.ElementNode:
		ns := dom.HTML
		switch n.Namespace {
		case "svg":
			ns = dom.SVG
			if n.Data == "fedropshadow" {
				n.Data = "feDropShadow" // in the standard's list of names, not yet in the library's
			}
		case "math":
			ns = dom.MathML
		}
		name := n.Data
		if name == templateName {
			name = "template"
		}
		var attrs []dom.Attr
		if len(n.Attr) > 0 {
			attrs = make([]dom.Attr, 0, min(len(n.Attr), c.lim.Attrs))
			for _, a := range n.Attr[:cap(attrs)] {
				at := dom.Attr{Name: c.atom(a.Key), Value: a.Val}
				switch a.Namespace {
				case "xlink":
					at.NS, at.Prefix = dom.XLink, "xlink"
				case "xml":
					at.NS, at.Prefix = dom.XML, "xml"
				case "xmlns":
					at.NS, at.Prefix = dom.XMLNS, "xmlns"
				}
				if a.Key == "xmlns" && ns != dom.HTML {
					at.NS = dom.XMLNS // the library leaves it in no namespace; [xmlns] does not match it
				}
				attrs = append(attrs, at)
			}
		}
		return c.d.NewElement(ns, c.atom(name), attrs)
	}
	return nil
}

// position turns a byte offset of text into line and column.
func position(url, text string, at int) trace.Pos {
	at = max(0, min(at, len(text)))
	before := text[:at]
	return trace.Pos{URL: url, Offset: at, Line: 1 + strings.Count(before, "\n"), Col: at - strings.LastIndexByte(before, '\n')}
}
