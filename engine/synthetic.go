package engine

import (
	"bytes"
	"strings"

	"vitrine/engine/dom"
	"vitrine/engine/htmlparse"
	"vitrine/engine/res"
	"vitrine/engine/view"
	"vitrine/net/sniff"
	"vitrine/net/weburl"
)

// content is what a page's document is parsed from.
type content struct {
	typ  string // Content-Type for the parser
	body []byte
}

// ours is content that we made: its charset is UTF-8.
func ours(b []byte) content { return content{typ: "text/html; charset=utf-8", body: b} }

// brought is a response as far as it decides how it is shown.
type brought struct {
	url      *weburl.URL
	declared string // Content-Type as sent
	typ      sniff.Type
	body     []byte
}

// contentFor decides how a response is shown: as itself (HTML, XML), as a tree (JSON), as text, or
// as an image.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#loading-a-document
func contentFor(b brought, images res.Limits) (content, error) {
	essence := b.typ.Essence()
	title := lastSegment(b.url.String())
	switch {
	case essence == "text/html":
		declared := b.declared
		if !strings.HasPrefix(strings.ToLower(strings.TrimSpace(declared)), "text/html") {
			declared = "text/html"
		}
		return content{typ: declared, body: b.body}, nil
	case isXML(essence):
		declared := b.declared
		if declared == "" || essenceOf(declared) != essence {
			declared = essence
		}
		return content{typ: declared, body: b.body}, nil
	case strings.HasPrefix(essence, "image/"):
		w, h := 0, 0
		if m, err := res.Open(b.body, res.Options{Limits: images}); err == nil && m.Bitmap != nil {
			w, h = m.Bitmap.Width(), m.Bitmap.Height()
		}
		return ours(view.Image(title, b.url.String(), w, h)), nil
	case isJSON(essence):
		return ours(view.JSON(title, b.text())), nil
	case strings.HasPrefix(essence, "text/") || isTextual(essence):
		return ours(view.Text(title, b.text())), nil
	}
	return content{}, &UnsupportedError{URL: clip(b.url.String()), Type: essence}
}

// text decodes a body that is shown as text. JSON is UTF-8 unless its server says otherwise.
func (b *brought) text() string {
	declared, _ := sniff.ParseType(b.declared)
	c := sniff.TextCharset(b.body, declared)
	if c.By == sniff.ByDefault && isJSON(b.typ.Essence()) {
		c.Encoding = sniff.UTF8
	}
	_, rest := sniff.TrimBOM(b.body)
	return string(c.Encoding.Decode(rest))
}

// source is the page of a source with line numbers.
func (b *brought) source() content {
	essence := b.typ.Essence()
	title := "view-source:" + b.url.String()
	switch {
	case essence == "text/html":
		declared, _ := sniff.ParseType(b.declared)
		_, rest := sniff.TrimBOM(b.body)
		return ours(view.Source(title, string(sniff.HTMLCharset(b.body, declared).Encoding.Decode(rest)), true))
	case isXML(essence):
		return ours(view.Source(title, htmlparse.Text(b.declared, b.body), true))
	}
	return ours(view.Source(title, b.text(), false))
}

// sourceOf returns the address whose source a view-source: address wants, or nil.
func sourceOf(u *weburl.URL) *weburl.URL {
	if !u.Is("view-source") {
		return nil
	}
	of, err := weburl.FromInput(strings.TrimPrefix(u.String(), "view-source:"))
	if err != nil || of.Is("view-source") {
		return nil
	}
	return of
}

// foldable turns a document of XML that nothing says the looks of into the tree of its elements.
func foldable(d *dom.Document, c content) *dom.Document {
	if !htmlparse.IsXML(c.typ) || essenceOf(c.typ) == "application/xhtml+xml" || !view.Plain(d) {
		return d
	}
	t := htmlparse.Parse(nil, htmlparse.Input{URL: d.URL, ContentType: "text/html; charset=utf-8", Body: view.XML(lastSegment(d.URL), d)})
	t.Charset = d.Charset
	return t
}

func essenceOf(contentType string) string {
	t, _, _ := strings.Cut(contentType, ";")
	return strings.ToLower(strings.TrimSpace(t))
}

func isXML(essence string) bool {
	return essence == "text/xml" || essence == "application/xml" || strings.HasSuffix(essence, "+xml")
}

func isJSON(essence string) bool {
	return essence == "application/json" || essence == "text/json" || strings.HasSuffix(essence, "+json")
}

func isTextual(essence string) bool {
	switch essence {
	case "application/javascript", "application/ecmascript", "application/x-javascript", "application/x-ndjson", "application/jsonl":
		return true
	}
	return false
}

// lastSegment is the name of a resource, for its title.
func lastSegment(url string) string {
	if strings.HasPrefix(url, "data:") {
		return "data:"
	}
	url, _, _ = strings.Cut(url, "#")
	url, _, _ = strings.Cut(url, "?")
	name := weburl.PercentDecode(url[strings.LastIndexByte(url, '/')+1:])
	if len(name) == 0 || bytes.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == '\ufffd' }) {
		return url[strings.LastIndexByte(url, '/')+1:]
	}
	return string(name)
}
