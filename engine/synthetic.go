package engine

import (
	"bytes"
	"html"
	"strings"

	"vitrine/net/sniff"
)

// content is what a page's document is parsed from.
type content struct {
	typ  string // Content-Type for the parser
	body []byte
	wrap bool // made by us: the charset is UTF-8
}

// contentFor decides how a response is shown: as itself (HTML, XML), as text, or as an image.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#loading-a-document
func contentFor(url, declared string, t sniff.Type, body []byte, charset func([]byte) string) (content, error) {
	essence := t.Essence()
	switch {
	case essence == "text/html":
		if !strings.HasPrefix(strings.ToLower(strings.TrimSpace(declared)), "text/html") {
			declared = "text/html"
		}
		return content{typ: declared, body: body}, nil
	case essence == "text/xml" || essence == "application/xml" || strings.HasSuffix(essence, "+xml"):
		if declared == "" || essenceOf(declared) != essence {
			declared = essence
		}
		return content{typ: declared, body: body}, nil
	case strings.HasPrefix(essence, "image/"):
		return content{typ: "text/html; charset=utf-8", body: imagePage(url), wrap: true}, nil
	case strings.HasPrefix(essence, "text/") || isTextual(essence):
		return content{typ: "text/html; charset=utf-8", body: textPage(url, charset(body)), wrap: true}, nil
	}
	return content{}, &UnsupportedError{URL: clip(url), Type: essence}
}

func essenceOf(contentType string) string {
	t, _, _ := strings.Cut(contentType, ";")
	return strings.ToLower(strings.TrimSpace(t))
}

func isTextual(essence string) bool {
	switch essence {
	case "application/json", "application/javascript", "application/ecmascript", "application/x-javascript":
		return true
	}
	return strings.HasSuffix(essence, "+json")
}

// textPage wraps plain text. https://html.spec.whatwg.org/multipage/document-lifecycle.html#read-text
func textPage(url, text string) []byte {
	var b bytes.Buffer
	b.WriteString("<!DOCTYPE html><html><head><title>")
	b.WriteString(html.EscapeString(lastSegment(url)))
	b.WriteString("</title></head><body><pre style=\"word-wrap: break-word; white-space: pre-wrap;\">\n")
	b.WriteString(html.EscapeString(strings.ReplaceAll(text, "\x00", "\ufffd")))
	b.WriteString("</pre></body></html>")
	return b.Bytes()
}

// imagePage shows one image. https://html.spec.whatwg.org/multipage/document-lifecycle.html#read-media
func imagePage(url string) []byte {
	return []byte(`<!DOCTYPE html><html style="height: 100%"><head><title>` + html.EscapeString(lastSegment(url)) +
		`</title></head><body style="margin: 0; height: 100%; background-color: rgb(14, 14, 14);"><img style="display: block; margin: auto; background-color: hsl(0, 0%, 90%);" src="` +
		html.EscapeString(url) + `"></body></html>`)
}

func lastSegment(url string) string {
	if strings.HasPrefix(url, "data:") {
		return "data:"
	}
	url, _, _ = strings.Cut(url, "#")
	url, _, _ = strings.Cut(url, "?")
	return url[strings.LastIndexByte(url, '/')+1:]
}
