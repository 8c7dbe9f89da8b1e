package htmlparse

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

// HintKind says what a reference found ahead of the parse is for.
type HintKind uint8

const (
	HintBase     HintKind = iota // <base href>: later references resolve against it
	HintStyle                    // a stylesheet; Media holds its media attribute
	HintImage                    // an image that will be shown
	HintFont                     // a font that the page asks to preload
	HintOrigin                   // an origin that the page will ask for something
	HintPolicy                   // <meta http-equiv=content-security-policy>; URL holds its content
	HintReferrer                 // <meta name=referrer>; URL holds its content
)

// Hint is one reference that the page will need. URL is as written, with entities resolved.
type Hint struct {
	Kind  HintKind
	URL   string
	Media string
	attrs map[string]string
}

// Attr returns an attribute of the element that the hint comes from.
func (h *Hint) Attr(name string) (value string, ok bool) {
	value, ok = h.attrs[name]
	return value, ok
}

// Scanner finds references in HTML while its bytes arrive, without building a tree. It may miss
// some (a tag in a place where the tree builder would not make an element gives a hint too many),
// so hints only start fetches early and decide nothing.
// https://html.spec.whatwg.org/multipage/parsing.html#speculative-html-parsing
type Scanner struct {
	emit func(Hint)
	buf  []byte // the unfinished end of what was written
	raw  string // inside this raw text element: only its end tag counts
	off  bool
	body bool // a tag came that ends the head

	templates int  // open template elements: what is in them is not loaded
	picture   bool // inside of a picture, whose image is chosen once its sources are known
}

// NewScanner returns a scanner that calls emit, on the writer's goroutine, for each hint.
func NewScanner(emit func(Hint)) *Scanner { return &Scanner{emit: emit} }

// maxTag is how long an unfinished tag may get before the scanner gives up on it.
const maxTag = 1 << 16

// Write takes the next bytes of the document. It never fails.
func (s *Scanner) Write(p []byte) (int, error) {
	if s.off {
		return len(p), nil
	}
	b := p
	if len(s.buf) > 0 {
		s.buf = append(s.buf, p...)
		b = s.buf
	} else if len(p) > 1 && (p[0] == 0xfe && p[1] == 0xff || p[0] == 0xff && p[1] == 0xfe) {
		s.off = true // UTF-16: the parser will find everything itself
		return len(p), nil
	}
	rest := s.scan(b)
	if len(rest) > maxTag {
		rest = rest[len(rest)-16:]
	}
	s.buf = append(s.buf[:0], rest...)
	return len(p), nil
}

// scan handles what is complete in b and returns the rest.
func (s *Scanner) scan(b []byte) []byte {
	for {
		if s.raw != "" {
			i := indexFold(b, "</"+s.raw)
			if i < 0 {
				return b[max(0, len(b)-len(s.raw)-2):]
			}
			b = b[i+2:]
			s.raw = ""
			continue
		}
		i := bytes.IndexByte(b, '<')
		if i < 0 {
			return nil
		}
		b = b[i:]
		if len(b) < 12 && bytes.IndexByte(b, '>') < 0 { // shorter than the longest name that counts
			return b
		}
		switch {
		case bytes.HasPrefix(b, []byte("<!--")):
			j := bytes.Index(b[4:], []byte("-->"))
			if j < 0 {
				if len(b) > maxTag { // a long comment: remember only that we are in it
					return append([]byte("<!--"), b[len(b)-4:]...)
				}
				return b
			}
			b = b[4+j+3:]
			continue
		case b[1] == '/':
			s.end(b[2:])
			b = b[2:]
			continue
		case len(b) < 2 || b[1]|0x20 < 'a' || b[1]|0x20 > 'z':
			b = b[1:]
			continue
		}
		end := tagEnd(b)
		if end < 0 {
			return b
		}
		if !s.body {
			s.body = !headTag(b[:end])
		}
		if interesting(b) {
			s.tag(b[:end])
		}
		b = b[end:]
	}
}

// interesting reports whether the tag at the start of b may be one that tag handles.
func interesting(b []byte) bool {
	switch b[1] | 0x20 {
	case 'b', 'l', 'i', 'm', 'p', 's', 't', 'n', 'v', 'x':
		return true
	}
	return false
}

// headTag reports whether the tag at the start of b may stand in a head.
// https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inhead
func headTag(b []byte) bool {
	n := 1
	for n < len(b) && n < 12 && (b[n]|0x20 >= 'a' && b[n]|0x20 <= 'z') {
		n++
	}
	switch strings.ToLower(string(b[1:n])) {
	case "html", "head", "title", "base", "link", "meta", "style", "script", "noscript", "template", "bgsound", "basefont", "noframes":
		return true
	}
	return false
}

// tagEnd returns the index after the > that ends the tag at the start of b, minding quotes; -1
// when it is not there yet.
func tagEnd(b []byte) int {
	var quote byte
	for i, c := range b {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '>':
			return i + 1
		case (c == '"' || c == '\'') && i > 0 && (b[i-1] == '=' || b[i-1] == ' '):
			quote = c
		}
	}
	return -1
}

func indexFold(b []byte, low string) int {
	for at := 0; ; {
		i := bytes.IndexByte(b[at:], '<')
		if i < 0 || at+i+len(low) > len(b) {
			return -1
		}
		at += i
		if strings.EqualFold(string(b[at:at+len(low)]), low) {
			return at
		}
		at++
	}
}

// end handles an end tag, from its name on.
func (s *Scanner) end(b []byte) {
	is := func(name string) bool { return len(b) > len(name) && strings.EqualFold(string(b[:len(name)]), name) }
	switch {
	case is("template"):
		s.templates = max(s.templates-1, 0)
	case is("picture"):
		s.picture = false
	}
}

func (s *Scanner) tag(b []byte) {
	n := 1
	for n < len(b) && (b[n]|0x20 >= 'a' && b[n]|0x20 <= 'z') {
		n++
	}
	switch name := strings.ToLower(string(b[1:n])); name {
	case "script", "style", "textarea", "title", "xmp", "iframe", "noframes", "noembed":
		s.raw = name
	case "template":
		s.templates++
	case "picture":
		s.picture = true
	case "base", "link", "img", "input", "video", "meta":
		z := html.NewTokenizer(bytes.NewReader(b))
		if tt := z.Next(); tt != html.StartTagToken && tt != html.SelfClosingTagToken {
			return
		}
		attrs := map[string]string{}
		z.TagName()
		for more := true; more; {
			var k, v []byte
			k, v, more = z.TagAttr()
			if _, twice := attrs[string(k)]; !twice {
				attrs[string(k)] = string(v)
			}
		}
		s.element(name, attrs)
	}
}

func (s *Scanner) element(name string, a map[string]string) {
	if s.templates > 0 {
		return
	}
	give := func(k HintKind, url string) {
		if url = strings.Trim(url, " \t\n\f\r"); url != "" {
			s.emit(Hint{Kind: k, URL: url, Media: a["media"], attrs: a})
		}
	}
	switch name {
	case "base":
		give(HintBase, a["href"])
	case "meta":
		switch {
		case strings.EqualFold(a["http-equiv"], "content-security-policy"):
			if !s.body { // only in the head
				give(HintPolicy, a["content"])
			}
		case strings.EqualFold(a["name"], "referrer"):
			give(HintReferrer, a["content"])
		}
	case "img":
		if !strings.EqualFold(a["loading"], "lazy") && a["srcset"] == "" && !s.picture {
			give(HintImage, a["src"])
		}
	case "input":
		if strings.EqualFold(a["type"], "image") {
			give(HintImage, a["src"])
		}
	case "video":
		give(HintImage, a["poster"])
	case "link":
		rel := strings.Fields(strings.ToLower(a["rel"]))
		has := func(r string) bool {
			for _, x := range rel {
				if x == r {
					return true
				}
			}
			return false
		}
		_, disabled := a["disabled"]
		switch {
		case has("stylesheet") && !has("alternate") && !disabled:
			give(HintStyle, a["href"])
		case has("preload"):
			switch strings.ToLower(a["as"]) {
			case "font":
				give(HintFont, a["href"])
			case "style":
				give(HintStyle, a["href"])
			case "image":
				give(HintImage, a["href"])
			}
		case has("preconnect"):
			give(HintOrigin, a["href"])
		}
	}
}
