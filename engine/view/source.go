package view

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

const sourceStyle = `body{margin:0;background:light-dark(#fff,#121212);color:light-dark(#1c2430,#d6dbe4);display:flex;min-height:100vh}
pre{margin:0;font:13px/18px monospace;padding:0 8px}
pre.l{flex:none;text-align:right;color:light-dark(#8a93a0,#7f8997);background:light-dark(#f6f7f9,#1d1f24);border-right:1px solid light-dark(#dde1e7,#34373e);user-select:none}
.t{color:light-dark(#8a1c5b,#ef8fc4)}.a{color:light-dark(#a3480c,#f0a46c)}.v{color:light-dark(#1750c4,#8fb4ff)}.m{color:light-dark(#3c7a3c,#86c586)}.d{color:light-dark(#8a93a0,#7f8997)}.more{color:light-dark(#8a5a00,#f0c36a);background:light-dark(#fff4d6,#3d3214)}`

// Source makes the page of a source with line numbers. That of HTML and XML has its tags coloured.
// The numbers are a column of their own: a page of two texts, however many lines it has.
func Source(title, text string, markup bool) []byte {
	w := &sourceWriter{page: begin(title, sourceStyle), line: 1}
	if strings.Contains(text, "\r") {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	text, more := cut(text, maxText)
	lines := min(1+strings.Count(strings.TrimSuffix(text, "\n"), "\n"), maxLines)
	w.WriteString("<pre class=l>\n")
	for i := range lines {
		w.WriteString(strconv.Itoa(i+1) + "\n")
	}
	w.WriteString("</pre><div><pre>\n")
	if markup {
		w.markup(text)
	} else {
		w.add("", text)
	}
	if more += w.left; more > 0 {
		w.WriteString("\n")
		w.span("more", fmt.Sprintf("%d more bytes are left out here", more))
	}
	w.WriteString("</pre></div>")
	return w.end()
}

// chunk is how many lines of a source make one block: lines of one block are broken together.
const chunk = 100

// sourceWriter writes coloured text and keeps its lines within bounds.
type sourceWriter struct {
	*page
	line, col int
	spans     int // coloured pieces
	left      int // bytes that are left out
}

// add writes text of one class.
func (w *sourceWriter) add(class, s string) {
	for s != "" {
		if w.line > maxLines {
			w.left += len(s)
			return
		}
		part, rest, broken := strings.Cut(s, "\n")
		if w.col < maxLine {
			short, more := cut(part, maxLine-w.col)
			if class == "" || w.spans >= maxSpans {
				w.text(short)
			} else if short != "" {
				w.span(class, short)
				w.spans++
			}
			if more > 0 {
				w.span("more", fmt.Sprintf("… %d more bytes", more))
			}
		}
		w.col += len(part)
		if s = rest; broken {
			w.line, w.col = w.line+1, 0
			if w.line%chunk == 1 {
				w.WriteString("</pre><pre>\n") // a block ends its last line
			} else {
				w.WriteString("\n")
			}
		}
	}
}

// markup writes HTML or XML, coloured by its tokens.
func (w *sourceWriter) markup(s string) {
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		tt := z.Next()
		raw := string(z.Raw())
		switch tt {
		case html.ErrorToken:
			w.add("", raw)
			return
		case html.CommentToken:
			w.add("m", raw)
		case html.DoctypeToken:
			w.add("d", raw)
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			w.tag(raw)
		default:
			w.add("", raw)
		}
	}
}

// tag writes a tag: its name, then the names and values of attributes.
func (w *sourceWriter) tag(s string) {
	i := strings.IndexAny(s, " \t\n\f>")
	if i < 0 {
		w.add("t", s)
		return
	}
	w.add("t", s[:i])
	s = s[i:]
	for s != "" {
		switch c := s[0]; {
		case c == '>' || c == '/':
			w.add("t", s[:1])
			s = s[1:]
		case c == '"' || c == '\'':
			n := strings.IndexByte(s[1:], c) + 2
			if n < 2 {
				n = len(s)
			}
			w.add("v", s[:n])
			s = s[n:]
		case c == '=' || strings.IndexByte(" \t\n\f", c) >= 0:
			w.add("", s[:1])
			s = s[1:]
		default:
			n := strings.IndexAny(s, "= \t\n\f>/\"'")
			if n <= 0 {
				n = len(s)
			}
			w.add("a", s[:n])
			s = s[n:]
		}
	}
}
