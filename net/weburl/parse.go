package weburl

import (
	"strings"
	"unicode/utf8"
)

// MaxLength bounds the length in bytes of a text that Parse accepts. Browsers stop at 2 MB for
// what they show; data: URLs are longer, so the number is that of Chromium's data: limit.
const MaxLength = 512 << 20

// Parse parses an absolute URL.
//
// https://url.spec.whatwg.org/#concept-url-parser
func Parse(s string) (*URL, error) { return parse(s, nil, nil) }

// MustParse is Parse for constants; it panics when s is not a URL.
func MustParse(s string) *URL {
	u, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return u
}

// Resolve parses ref with u as the base URL.
func (u *URL) Resolve(ref string) (*URL, error) { return parse(ref, u, nil) }

// QueryEncoder turns a query into the bytes of a document's legacy encoding.
type QueryEncoder func(query string) []byte

// ResolveEncoded is Resolve for a document in a legacy encoding: the query of a special URL
// is encoded by enc (nil is UTF-8).
//
// https://url.spec.whatwg.org/#query-state
func (u *URL) ResolveEncoded(ref string, enc QueryEncoder) (*URL, error) { return parse(ref, u, enc) }

// parser holds one parse. rest is what is still to be read; buf collects parts.
type parser struct {
	URL
	base *URL
	enc  QueryEncoder
	rest string
	buf  []byte
}

// cleanInput strips C0 controls and spaces at the ends and tabs and newlines everywhere.
func cleanInput(s string) string {
	for len(s) > 0 && s[0] <= ' ' {
		s = s[1:]
	}
	for len(s) > 0 && s[len(s)-1] <= ' ' {
		s = s[:len(s)-1]
	}
	if strings.ContainsAny(s, "\t\n\r") {
		b := make([]byte, 0, len(s))
		for i := range len(s) {
			if c := s[i]; c != '\t' && c != '\n' && c != '\r' {
				b = append(b, c)
			}
		}
		s = string(b)
	}
	return s
}

func parse(input string, base *URL, enc QueryEncoder) (*URL, error) {
	if len(input) > MaxLength {
		return nil, failure(input, "too long")
	}
	p := &parser{base: base, enc: enc, rest: cleanInput(input)}
	p.port = -1
	if reason := p.run(); reason != "" {
		return nil, failure(input, reason)
	}
	u := p.URL
	u.href = u.serialise()
	return &u, nil
}

// run covers scheme start, scheme, no scheme, special relative or authority, special
// authority slashes and path or authority states. It returns "" or why it failed.
func (p *parser) run() string {
	scheme, ok := p.takeScheme()
	if !ok {
		return p.noScheme()
	}
	p.scheme = scheme
	_, special := specialPort(scheme)
	switch {
	case scheme == "file":
		if p.base != nil && p.base.scheme != "file" {
			p.base = nil
		}
		return p.file()
	case special && p.base != nil && p.base.scheme == scheme:
		if strings.HasPrefix(p.rest, "//") {
			p.skipSlashes()
			return p.authority()
		}
		return p.relative()
	case special:
		p.skipSlashes()
		return p.authority()
	case strings.HasPrefix(p.rest, "//"):
		p.rest = p.rest[2:]
		return p.authority()
	case strings.HasPrefix(p.rest, "/"):
		p.rest = p.rest[1:]
		p.buf = p.buf[:0]
		return p.pathSegments()
	}
	return p.opaquePath()
}

// takeScheme reads "scheme:" and reports whether there is one.
func (p *parser) takeScheme() (string, bool) {
	s := p.rest
	if s == "" || !isAlpha(s[0]) {
		return "", false
	}
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case isAlpha(c), isDigit(c), c == '+', c == '-', c == '.':
		case c == ':':
			p.rest = s[i+1:]
			return strings.ToLower(s[:i]), true
		default:
			return "", false
		}
	}
	return "", false
}

func (p *parser) noScheme() string {
	b := p.base
	switch {
	case b == nil:
		return "relative, and there is no base"
	case b.opaque && !strings.HasPrefix(p.rest, "#"):
		return "relative, and the base " + b.scheme + ": URL cannot be resolved against"
	case b.opaque:
		p.URL = *b
		p.hasFragment, p.fragment = false, ""
		return p.tail()
	case b.scheme == "file":
		p.scheme = "file"
		return p.file()
	}
	p.scheme = b.scheme
	return p.relative()
}

func (p *parser) isSlash(c byte) bool { return c == '/' || (c == '\\' && p.IsSpecial()) }

// skipSlashes is the special authority ignore slashes state.
func (p *parser) skipSlashes() {
	for p.rest != "" && (p.rest[0] == '/' || p.rest[0] == '\\') {
		p.rest = p.rest[1:]
	}
}

// copyAuthority takes credentials, host and port from the base.
func (p *parser) copyAuthority() {
	b := p.base
	p.username, p.password, p.host, p.hasHost, p.port = b.username, b.password, b.host, b.hasHost, b.port
}

// relative covers the relative and relative slash states.
func (p *parser) relative() string {
	if p.rest != "" && p.isSlash(p.rest[0]) {
		if len(p.rest) > 1 && p.isSlash(p.rest[1]) && (p.IsSpecial() || p.rest[1] == '/') {
			if p.IsSpecial() {
				p.skipSlashes()
			} else {
				p.rest = p.rest[2:]
			}
			return p.authority()
		}
		p.rest = p.rest[1:]
		p.copyAuthority()
		p.buf = p.buf[:0]
		return p.pathSegments()
	}
	p.copyAuthority()
	return p.relativePath(true)
}

// relativePath takes path and query from the base and goes on with what follows; shorten
// says whether a new path starts in the base's folder.
func (p *parser) relativePath(shorten bool) string {
	b := p.base
	if p.rest == "" || p.rest[0] == '?' || p.rest[0] == '#' {
		p.path, p.query, p.hasQuery = b.path, b.query, b.hasQuery
		return p.tail()
	}
	p.buf = p.buf[:0]
	if shorten {
		p.buf = append(p.buf, b.path...)
		p.shorten()
	}
	return p.pathSegments()
}

// authority covers the authority, host and port states.
func (p *parser) authority() string {
	special := p.IsSpecial()
	end := len(p.rest)
	for i := range len(p.rest) {
		if c := p.rest[i]; c == '/' || c == '?' || c == '#' || (c == '\\' && special) {
			end = i
			break
		}
	}
	auth := p.rest[:end]
	p.rest = p.rest[end:]
	if at := strings.LastIndexByte(auth, '@'); at >= 0 {
		user, pass, _ := strings.Cut(auth[:at], ":")
		p.username = string(appendEncoded(nil, user, setUserinfo))
		p.password = string(appendEncoded(nil, pass, setUserinfo))
		auth = auth[at+1:]
		if auth == "" {
			return "user name without a host"
		}
	}
	host, port, hasPort := auth, "", false
	inBrackets := false
scan:
	for i := range len(auth) {
		switch auth[i] {
		case '[':
			inBrackets = true
		case ']':
			inBrackets = false
		case ':':
			if !inBrackets {
				host, port, hasPort = auth[:i], auth[i+1:], true
				break scan
			}
		}
	}
	if host == "" && (special || hasPort) {
		return "no host"
	}
	h, reason := parseHost(host, special)
	if reason != "" {
		return reason
	}
	p.host, p.hasHost = h, true
	if port != "" {
		n := 0
		for i := range len(port) {
			if !isDigit(port[i]) {
				return "the port is not a number"
			}
			if n = n*10 + int(port[i]-'0'); n > 65535 {
				return "the port is above 65535"
			}
		}
		if def, _ := specialPort(p.scheme); n != def {
			p.port = n
		}
	}
	return p.pathStart()
}

// file covers the file, file slash and file host states.
func (p *parser) file() string {
	p.hasHost, p.host = true, ""
	b := p.base
	if p.rest == "" || !p.isSlash(p.rest[0]) {
		if b == nil {
			p.buf = p.buf[:0]
			return p.pathSegments()
		}
		p.host = b.host
		return p.relativePath(!startsWithDrive(p.rest))
	}
	p.rest = p.rest[1:]
	if p.rest == "" || !p.isSlash(p.rest[0]) {
		p.buf = p.buf[:0]
		if b != nil {
			p.host = b.host
			if len(b.path) >= 3 && isNormalDrive(b.path[1:3]) && (len(b.path) == 3 || b.path[3] == '/') && !startsWithDrive(p.rest) {
				p.buf = append(p.buf, b.path[:3]...)
			}
		}
		return p.pathSegments()
	}
	p.rest = p.rest[1:]
	end := strings.IndexAny(p.rest, "/\\?#")
	if end < 0 {
		end = len(p.rest)
	}
	host := p.rest[:end]
	if isDrive(host) { // file://C|/x: the "host" is the first segment of the path
		p.buf = p.buf[:0]
		return p.pathSegments()
	}
	if host != "" {
		h, reason := parseHost(host, true)
		if reason != "" {
			return reason
		}
		if h != "localhost" {
			p.host = h
		}
		p.rest = p.rest[end:]
	}
	return p.pathStart()
}

// pathStart is the path start state.
func (p *parser) pathStart() string {
	p.buf = p.buf[:0]
	if p.IsSpecial() {
		if p.rest != "" && p.isSlash(p.rest[0]) {
			p.rest = p.rest[1:]
		}
		return p.pathSegments()
	}
	if p.rest == "" || p.rest[0] == '?' || p.rest[0] == '#' {
		return p.tail()
	}
	if p.rest[0] == '/' {
		p.rest = p.rest[1:]
	}
	return p.pathSegments()
}

// pathSegments is the path state: it appends the segments of rest to buf, which holds the
// path so far.
func (p *parser) pathSegments() string {
	special := p.IsSpecial()
	s := p.rest
	for {
		end := 0
		for end < len(s) {
			if c := s[end]; c == '/' || c == '?' || c == '#' || (c == '\\' && special) {
				break
			}
			end++
		}
		seg := s[:end]
		more := end < len(s) && s[end] != '?' && s[end] != '#'
		switch {
		case isDoubleDot(seg):
			p.shorten()
			if !more {
				p.buf = append(p.buf, '/')
			}
		case isSingleDot(seg):
			if !more {
				p.buf = append(p.buf, '/')
			}
		default:
			if p.scheme == "file" && len(p.buf) == 0 && isDrive(seg) {
				p.buf = append(p.buf, '/', seg[0], ':')
			} else {
				p.buf = append(p.buf, '/')
				p.buf = appendEncoded(p.buf, seg, setPath)
			}
		}
		s = s[end:]
		if !more {
			break
		}
		s = s[1:]
	}
	p.rest = s
	p.path = string(p.buf)
	return p.tail()
}

// shorten removes the last segment of the path in buf.
//
// https://url.spec.whatwg.org/#shorten-a-urls-path
func (p *parser) shorten() {
	if p.scheme == "file" && len(p.buf) == 3 && isNormalDrive(string(p.buf[1:])) {
		return
	}
	for i := len(p.buf) - 1; i >= 0; i-- {
		if p.buf[i] == '/' {
			p.buf = p.buf[:i]
			return
		}
	}
	p.buf = p.buf[:0]
}

// opaquePath is the opaque path state. A space stays, except the last one before a query or
// fragment, which would be lost when the URL is parsed again.
func (p *parser) opaquePath() string {
	p.opaque = true
	end := strings.IndexAny(p.rest, "?#")
	tail := end >= 0
	if !tail {
		end = len(p.rest)
	}
	s := p.rest[:end]
	p.rest = p.rest[end:]
	p.buf = p.buf[:0]
	if tail && strings.HasSuffix(s, " ") {
		p.buf = appendEncoded(p.buf, s[:len(s)-1], setC0)
		p.buf = append(p.buf, "%20"...)
	} else {
		p.buf = appendEncoded(p.buf, s, setC0)
	}
	p.path = string(p.buf)
	return p.tail()
}

// tail covers the query and fragment states; rest is empty or starts with "?" or "#".
func (p *parser) tail() string {
	if strings.HasPrefix(p.rest, "?") {
		q := p.rest[1:]
		p.rest = ""
		if i := strings.IndexByte(q, '#'); i >= 0 {
			q, p.rest = q[:i], q[i:]
		}
		set := setQuery
		if p.IsSpecial() {
			set = setSpecialQuery
		}
		p.hasQuery = true
		p.buf = p.buf[:0]
		if p.enc != nil && p.IsSpecial() && !p.Is("ws", "wss") {
			for _, c := range p.enc(q) {
				if c >= 0x80 || set[c] {
					p.buf = append(p.buf, '%', upperHex[c>>4], upperHex[c&15])
				} else {
					p.buf = append(p.buf, c)
				}
			}
		} else {
			p.buf = appendEncoded(p.buf, q, set)
		}
		p.query = string(p.buf)
	}
	if strings.HasPrefix(p.rest, "#") {
		p.hasFragment = true
		p.fragment = string(appendEncoded(p.buf[:0], p.rest[1:], setFragment))
		p.rest = ""
	}
	return ""
}

func isSingleDot(s string) bool {
	return s == "." || (len(s) == 3 && strings.EqualFold(s, "%2e"))
}

func isDoubleDot(s string) bool {
	switch len(s) {
	case 2:
		return s == ".."
	case 4:
		return strings.EqualFold(s, ".%2e") || strings.EqualFold(s, "%2e.")
	case 6:
		return strings.EqualFold(s, "%2e%2e")
	}
	return false
}

func isDrive(s string) bool {
	return len(s) == 2 && isAlpha(s[0]) && (s[1] == ':' || s[1] == '|')
}

func isNormalDrive(s string) bool { return isDrive(s) && s[1] == ':' }

func startsWithDrive(s string) bool {
	return len(s) >= 2 && isDrive(s[:2]) && (len(s) == 2 || strings.IndexByte("/\\?#", s[2]) >= 0)
}

func validUTF8(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
