package weburl

import "strings"

// Set returns u with one part replaced, as the setters of the standard's URL interface do it:
// part is protocol, username, password, host, hostname, port, pathname, search, hash or href. A
// value that cannot be changes nothing, or only what comes before the mistake.
//
// https://url.spec.whatwg.org/#urlutils-members
func (u *URL) Set(part, value string) *URL {
	if len(value) > MaxLength {
		return u
	}
	if part == "href" {
		if n, err := Parse(value); err == nil {
			return n
		}
		return u
	}
	p := &parser{URL: *u, rest: withoutBreaks(value)}
	switch part {
	case "protocol":
		p.setScheme()
	case "username", "password":
		if p.noAuthority() {
			return u
		}
		coded := string(appendEncoded(nil, value, setUserinfo))
		if part == "username" {
			p.username = coded
		} else {
			p.password = coded
		}
	case "host", "hostname":
		if !p.opaque {
			p.setHost(part == "host")
		}
	case "port":
		switch {
		case p.noAuthority():
		case value == "":
			p.port = -1
		default:
			p.setPort(p.rest)
		}
	case "pathname":
		if !p.opaque {
			p.setPath()
		}
	case "search":
		p.query, p.hasQuery = "", value != ""
		if p.hasQuery {
			set := setQuery
			if p.IsSpecial() {
				set = setSpecialQuery
			}
			p.query = string(appendEncoded(nil, strings.TrimPrefix(p.rest, "?"), set))
		}
	case "hash":
		p.fragment, p.hasFragment = "", value != ""
		if p.hasFragment {
			p.fragment = string(appendEncoded(nil, strings.TrimPrefix(p.rest, "#"), setFragment))
		}
	default:
		return u
	}
	n := p.URL
	n.href = n.serialise()
	return &n
}

// withoutBreaks removes tabs and newlines.
func withoutBreaks(s string) string {
	return strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(s)
}

// noAuthority reports URLs that cannot have a user name, a password or a port.
//
// https://url.spec.whatwg.org/#cannot-have-a-username-password-port
func (p *parser) noAuthority() bool { return p.host == "" || p.scheme == "file" }

// setScheme is the scheme state with a state override.
func (p *parser) setScheme() {
	q := parser{rest: p.rest + ":"}
	scheme, ok := q.takeScheme()
	if !ok {
		return
	}
	def, special := specialPort(scheme)
	switch {
	case special != p.IsSpecial(),
		scheme == "file" && (p.username != "" || p.password != "" || p.port >= 0),
		p.scheme == "file" && p.host == "":
		return
	}
	if p.scheme = scheme; p.port == def {
		p.port = -1
	}
}

// setHost is the host state, or without a port the hostname state, with a state override.
func (p *parser) setHost(withPort bool) {
	special := p.IsSpecial()
	end := len(p.rest)
	for i := range len(p.rest) {
		if c := p.rest[i]; c == '/' || c == '?' || c == '#' || c == '\\' && special {
			end = i
			break
		}
	}
	host, port, hasPort := p.rest[:end], "", false
	if p.scheme != "file" {
		brackets := false
	scan:
		for i := range len(host) {
			switch host[i] {
			case '[':
				brackets = true
			case ']':
				brackets = false
			case ':':
				if !brackets {
					host, port, hasPort = host[:i], host[i+1:], true
					break scan
				}
			}
		}
	}
	switch {
	case hasPort && (host == "" || !withPort),
		host == "" && special && p.scheme != "file",
		host == "" && (p.username != "" || p.password != "" || p.port >= 0):
		return
	case host == "" && p.scheme == "file":
		p.host, p.hasHost = "", true
		return
	}
	h, reason := parseHost(host, special)
	if reason != "" {
		return
	}
	if p.scheme == "file" && h == "localhost" {
		h = ""
	}
	p.host, p.hasHost = h, true
	if hasPort {
		p.setPort(port)
	}
}

// setPort is the port state with a state override: digits up to anything else.
func (p *parser) setPort(s string) {
	n, used := 0, 0
	for used < len(s) && isDigit(s[used]) {
		if n = n*10 + int(s[used]-'0'); n > 65535 {
			return
		}
		used++
	}
	if used == 0 {
		return
	}
	if p.port = n; n == 0 {
		return
	}
	if def, _ := specialPort(p.scheme); n == def {
		p.port = -1
	}
}

// setPath is the path start state with a state override: ? and # are characters as others.
func (p *parser) setPath() {
	s := p.rest
	p.buf = p.buf[:0]
	switch {
	case p.IsSpecial():
		if s != "" && p.isSlash(s[0]) {
			s = s[1:]
		}
	case s == "":
		if p.hasHost {
			p.path = ""
		} else {
			p.path = "/"
		}
		return
	case s[0] == '/':
		s = s[1:]
	}
	p.rest = strings.NewReplacer("?", "%3F", "#", "%23").Replace(s)
	query, hasQuery, fragment, hasFragment := p.query, p.hasQuery, p.fragment, p.hasFragment
	p.pathSegments()
	p.query, p.hasQuery, p.fragment, p.hasFragment = query, hasQuery, fragment, hasFragment
}
