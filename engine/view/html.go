package view

import (
	"fmt"
	"html"
	"strings"
	"unicode/utf8"
)

// page writes HTML.
type page struct{ strings.Builder }

// begin writes the head of a page.
func begin(title, style string) *page {
	p := &page{}
	p.WriteString("<!DOCTYPE html><html><head><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\"><title>")
	p.text(title)
	p.WriteString("</title>")
	if style != "" {
		p.WriteString("<style>" + style + "</style>")
	}
	p.WriteString("</head><body>")
	return p
}

func (p *page) end() []byte {
	p.WriteString("</body></html>")
	return []byte(p.String())
}

// text writes text as text.
func (p *page) text(s string) {
	p.WriteString(html.EscapeString(strings.ReplaceAll(s, "\x00", "\ufffd")))
}

// span writes text in a class.
func (p *page) span(class, s string) {
	p.WriteString("<span class=" + class + ">")
	p.text(s)
	p.WriteString("</span>")
}

// cut shortens s to n bytes, at the end of a letter; more tells how many bytes are left out.
func cut(s string, n int) (short string, more int) {
	if len(s) <= n {
		return s, 0
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n], len(s) - n
}

// cutText writes text up to maxString and what is left out.
func (p *page) cutText(s string) {
	s, more := cut(s, maxString)
	p.text(s)
	if more > 0 {
		p.span("more", fmt.Sprintf("… %d more bytes", more))
	}
}

// Text makes the page of a plain text, like that of other browsers.
func Text(title, text string) []byte {
	p := begin(title, "")
	p.WriteString("<pre style=\"word-wrap: break-word; white-space: pre-wrap;\">\n")
	short, more := cut(text, maxText)
	p.text(short)
	if more > 0 {
		p.text(fmt.Sprintf("\n… %d more bytes", more))
	}
	p.WriteString("</pre>")
	return p.end()
}

// Image makes the page of one image: in the middle, and not larger than the window. w and h are
// its size in px, or 0.
func Image(title, src string, w, h int) []byte {
	if w > 0 && h > 0 {
		title += fmt.Sprintf(" (%d×%d)", w, h)
	}
	p := &page{}
	p.WriteString(`<!DOCTYPE html><html style="height: 100%"><head><meta charset="utf-8"><title>`)
	p.text(title)
	p.WriteString(`</title></head><body style="margin: 0; height: 100%; display: flex; background-color: rgb(14, 14, 14);">` +
		`<img style="display: block; margin: auto; max-width: 100%; max-height: 100%; background-color: hsl(0, 0%, 90%);" src="`)
	p.text(src)
	p.WriteString(`">`)
	return p.end()
}

// tree is the style of trees that can be folded.
const tree = `body{margin:0;padding:12px 16px;font:13px/1.5 monospace;background:light-dark(#fff,#121212);color:light-dark(#1c2430,#d6dbe4)}
summary{cursor:pointer}details>div,.in{margin-left:22px}.leaf{margin-left:14px}
div,summary{overflow-wrap:anywhere}.p{color:light-dark(#5a6675,#9aa5b5)}.c{color:light-dark(#8a93a0,#7f8997);margin-left:8px}details[open]>summary>.c{display:none}
.more{color:light-dark(#8a5a00,#f0c36a);background:light-dark(#fff4d6,#3d3214);padding:0 4px}.bad{background:light-dark(#fde3e0,#4a2420);border-left:4px solid #c54;padding:8px 12px;margin:0 0 12px;font:14px/1.5 sans-serif}
mark{background:#c54;color:#fff}pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:0;font:inherit}`
