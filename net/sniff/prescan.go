package sniff

import (
	"bytes"
	"strings"
)

// prescanBytes is how far a document is searched for its encoding whatever is in it. Blink goes on
// to the end of the head, for headBytes at most.
const (
	prescanBytes = 1024
	headBytes    = 1 << 20
)

// headElements are those whose tags do not end the head, and rawElements those whose content holds
// no tags.
var (
	headElements = map[string]bool{"html": true, "head": true, "script": true, "noscript": true, "style": true, "link": true,
		"meta": true, "object": true, "title": true, "base": true}
	rawElements = map[string]bool{"script": true, "style": true, "title": true}
)

// prescan looks for <meta charset> and <meta http-equiv> before the document is parsed. It
// returns the zero Encoding when there is none.
//
// https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding
func prescan(b []byte) Encoding {
	if bytes.HasPrefix(b, []byte("<\x00?\x00x\x00")) {
		return UTF16LE
	}
	if bytes.HasPrefix(b, []byte("\x00<\x00?\x00x")) {
		return UTF16BE
	}
	b = b[:min(len(b), headBytes)]
	p := &scanner{b: b}
	for p.i < len(b) {
		rest := b[p.i:]
		switch {
		case rest[0] != '<':
			p.i++
		case bytes.HasPrefix(rest, []byte("<!--")):
			end := bytes.Index(rest[2:], []byte("-->"))
			if end < 0 {
				return xmlEncoding(b)
			}
			p.i += 2 + end + 3
		case len(rest) > 5 && bytes.EqualFold(rest[:5], []byte("<meta")) && (isSpace(rest[5]) || rest[5] == '/'):
			p.i += 5
			if e := p.meta(); e.Valid() {
				return e
			}
		case len(rest) > 1 && isLetter(rest[1]), len(rest) > 2 && rest[1] == '/' && isLetter(rest[2]):
			start := p.i + 1
			for p.i < len(b) && !isSpace(b[p.i]) && b[p.i] != '>' {
				p.i++
			}
			name := strings.ToLower(string(b[start:min(p.i, start+16)]))
			if start > prescanBytes && !headElements[strings.TrimPrefix(name, "/")] {
				return xmlEncoding(b)
			}
			for {
				if name, _, ok := p.attribute(); !ok || name == "" {
					break
				}
			}
			if rawElements[name] {
				if end := endTag(b[min(p.i, len(b)):], name); end < 0 || p.i+end > prescanBytes {
					p.i += max(end, 0)
				}
			}
		case len(rest) > 1 && (rest[1] == '!' || rest[1] == '/' || rest[1] == '?'):
			end := bytes.IndexByte(rest, '>')
			if end < 0 {
				return xmlEncoding(b)
			}
			p.i += end + 1
		default:
			p.i++
		}
	}
	return xmlEncoding(b)
}

// endTag finds the end tag of an element whose content is text, or -1.
func endTag(b []byte, name string) int {
	for i := 0; ; i += 2 {
		j := bytes.Index(b[i:], []byte("</"))
		if j < 0 {
			return -1
		}
		if i += j; len(b) >= i+2+len(name) && strings.EqualFold(string(b[i+2:i+2+len(name)]), name) {
			return i
		}
	}
}

// scanner walks over the bytes of a document's start.
type scanner struct {
	b []byte
	i int
}

// meta reads the attributes of a meta element and returns the encoding they name.
func (p *scanner) meta() Encoding {
	seen := map[string]bool{}
	pragma, needPragma, decided := false, false, false
	var e Encoding
	for {
		name, value, ok := p.attribute()
		if !ok || name == "" {
			break
		}
		if seen[name] {
			continue
		}
		seen[name] = true
		switch name {
		case "http-equiv":
			pragma = pragma || value == "content-type"
		case "content":
			if label, found := charsetFromMeta(value); found && !e.Valid() {
				if enc, ok := LookupEncoding(label); ok {
					e, needPragma, decided = enc, true, true
				}
			}
		case "charset":
			e, _ = LookupEncoding(value)
			needPragma, decided = false, true
		}
	}
	if !decided || (needPragma && !pragma) || !e.Valid() {
		return Encoding{}
	}
	switch e.name {
	case "UTF-16LE", "UTF-16BE": // it was read as ASCII: it cannot be that
		return UTF8
	case "x-user-defined":
		return Windows1252
	}
	return e
}

// attribute gets the next attribute, in lower case. name is "" at the end of the tag; ok is
// false when the bytes run out.
//
// https://html.spec.whatwg.org/multipage/parsing.html#concept-get-attributes-when-sniffing
func (p *scanner) attribute() (name, value string, ok bool) {
	b := p.b
	for p.i < len(b) && (isSpace(b[p.i]) || b[p.i] == '/') {
		p.i++
	}
	if p.i >= len(b) || b[p.i] == '>' {
		return "", "", p.i < len(b)
	}
	start := p.i
	for p.i < len(b) && !isSpace(b[p.i]) && b[p.i] != '/' && b[p.i] != '>' && (b[p.i] != '=' || p.i == start) {
		p.i++
	}
	name = lower(b[start:p.i])
	for p.i < len(b) && isSpace(b[p.i]) {
		p.i++
	}
	if p.i >= len(b) {
		return "", "", false
	}
	if b[p.i] != '=' {
		return name, "", true
	}
	p.i++
	for p.i < len(b) && isSpace(b[p.i]) {
		p.i++
	}
	if p.i >= len(b) {
		return "", "", false
	}
	if q := b[p.i]; q == '"' || q == '\'' {
		end := bytes.IndexByte(b[p.i+1:], q)
		if end < 0 {
			p.i = len(b)
			return "", "", false
		}
		value = lower(b[p.i+1 : p.i+1+end])
		p.i += end + 2
		return name, value, true
	}
	start = p.i
	for p.i < len(b) && !isSpace(b[p.i]) && b[p.i] != '>' {
		p.i++
	}
	if p.i >= len(b) {
		return "", "", false
	}
	return name, lower(b[start:p.i]), true
}

// charsetFromMeta extracts the label from the content attribute of a meta element.
//
// https://html.spec.whatwg.org/multipage/urls-and-fetching.html#extracting-character-encodings-from-meta-elements
func charsetFromMeta(s string) (label string, ok bool) {
	for {
		i := strings.Index(strings.ToLower(s), "charset")
		if i < 0 {
			return "", false
		}
		s = strings.TrimLeft(s[i+len("charset"):], "\t\n\f\r ")
		if !strings.HasPrefix(s, "=") {
			continue
		}
		s = strings.TrimLeft(s[1:], "\t\n\f\r ")
		if s == "" {
			return "", false
		}
		if q := s[0]; q == '"' || q == '\'' {
			end := strings.IndexByte(s[1:], q)
			if end < 0 {
				return "", false
			}
			return s[1 : 1+end], true
		}
		if end := strings.IndexAny(s, "\t\n\f\r ;"); end >= 0 {
			s = s[:end]
		}
		return s, true
	}
}

// xmlEncoding gets the encoding of an XML declaration at the start.
//
// https://html.spec.whatwg.org/multipage/parsing.html#concept-get-xml-encoding-when-sniffing
func xmlEncoding(b []byte) Encoding {
	if !bytes.HasPrefix(b, []byte("<?xml")) {
		return Encoding{}
	}
	end := bytes.IndexByte(b, '>')
	if end < 0 {
		return Encoding{}
	}
	decl := b[:end]
	i := bytes.Index(decl, []byte("encoding"))
	if i < 0 {
		return Encoding{}
	}
	decl = trimControls(decl[i+len("encoding"):])
	if len(decl) == 0 || decl[0] != '=' {
		return Encoding{}
	}
	decl = trimControls(decl[1:])
	if len(decl) == 0 || (decl[0] != '"' && decl[0] != '\'') {
		return Encoding{}
	}
	stop := bytes.IndexByte(decl[1:], decl[0])
	if stop < 0 || bytes.IndexFunc(decl[1:1+stop], func(r rune) bool { return r <= ' ' }) >= 0 {
		return Encoding{}
	}
	e, _ := LookupEncoding(string(decl[1 : 1+stop]))
	if e.name == "UTF-16LE" || e.name == "UTF-16BE" {
		return UTF8
	}
	return e
}

func trimControls(b []byte) []byte {
	for len(b) > 0 && b[0] <= ' ' {
		b = b[1:]
	}
	return b
}

func isSpace(c byte) bool {
	return c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' '
}

func isLetter(c byte) bool { c |= 0x20; return 'a' <= c && c <= 'z' }

func lower(b []byte) string { return strings.ToLower(string(b)) }
