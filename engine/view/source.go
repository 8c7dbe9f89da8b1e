package view

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

const sourceStyle = `body{margin:0;background:#fff;color:#1c2430}
table{border-collapse:collapse;font:13px/1.4 monospace;width:100%}
td{padding:0 0 0 8px;vertical-align:top;white-space:pre-wrap;overflow-wrap:anywhere}
td.l{width:1%;min-width:34px;padding:0 8px;text-align:right;color:#8a93a0;background:#f6f7f9;border-right:1px solid #dde1e7;white-space:pre}
.t{color:#8a1c5b}.a{color:#a3480c}.v{color:#1750c4}.m{color:#3c7a3c}.d{color:#8a93a0}.more{color:#8a5a00;background:#fff4d6}`

// Source makes the page of a source with line numbers. That of HTML and XML has its tags coloured.
func Source(title, text string, markup bool) []byte {
	w := &sourceWriter{page: begin(title, sourceStyle)}
	w.WriteString("<table>")
	if strings.Contains(text, "\r") {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	short, more := cut(text, maxText)
	if markup {
		w.markup(short)
	} else {
		w.add("", short)
	}
	w.endLine()
	w.WriteString("</table>")
	if more += w.left; more > 0 {
		w.WriteString("<p>")
		w.span("more", fmt.Sprintf("%d more bytes are left out here", more))
		w.WriteString("</p>")
	}
	return w.end()
}

// sourceWriter writes lines of coloured text.
type sourceWriter struct {
	*page
	line, col int
	inLine    bool
	left      int // bytes that are left out
}

// add writes text of one class, line by line.
func (w *sourceWriter) add(class, s string) {
	for s != "" {
		if !w.inLine {
			if w.line >= maxLines {
				w.left += len(s)
				return
			}
			w.line, w.col, w.inLine = w.line+1, 0, true
			w.WriteString("<tr><td class=l>" + strconv.Itoa(w.line) + "</td><td>")
		}
		part, rest, broken := strings.Cut(s, "\n")
		s = rest
		if w.col < maxLine {
			short, more := cut(part, maxLine-w.col)
			if class == "" {
				w.text(short)
			} else if short != "" {
				w.span(class, short)
			}
			if w.col += len(part); more > 0 {
				w.span("more", fmt.Sprintf("… %d more bytes", more))
			}
		}
		if broken {
			w.endLine()
		}
	}
}

func (w *sourceWriter) endLine() {
	if w.inLine {
		w.WriteString("</td></tr>\n")
		w.inLine = false
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
