package weburl

import (
	"strconv"
	"strings"
)

// URL is a parsed URL record. It is immutable; all methods are safe for concurrent use.
//
// https://url.spec.whatwg.org/#concept-url
type URL struct {
	href               string // the serialisation
	scheme             string
	username, password string
	host               string // serialised host; "" for an empty or null host
	port               int    // -1 is null
	path               string // serialised path, opaque or "/a/b"
	query, fragment    string
	hasHost            bool // host is not null
	opaque             bool // the path is opaque (mailto:, data:, about:)
	hasQuery           bool
	hasFragment        bool
}

// specialPort returns the default port of a special scheme (-1 for file, which has none)
// and whether the scheme is special.
//
// https://url.spec.whatwg.org/#special-scheme
func specialPort(scheme string) (port int, special bool) {
	switch scheme {
	case "http", "ws":
		return 80, true
	case "https", "wss":
		return 443, true
	case "ftp":
		return 21, true
	case "file":
		return -1, true
	}
	return -1, false
}

// String returns the serialised URL, with its fragment.
//
// https://url.spec.whatwg.org/#url-serializing
func (u *URL) String() string { return u.href }

// Scheme returns the scheme in lower case, without the colon.
func (u *URL) Scheme() string { return u.scheme }

// Is reports whether the scheme is one of names (in lower case).
func (u *URL) Is(names ...string) bool {
	for _, n := range names {
		if u.scheme == n {
			return true
		}
	}
	return false
}

// Username returns the percent-encoded user name.
func (u *URL) Username() string { return u.username }

// Password returns the percent-encoded password.
func (u *URL) Password() string { return u.password }

// Hostname returns the host without the port: a domain in ASCII form, an IPv4 address, an
// IPv6 address in brackets, or "".
func (u *URL) Hostname() string { return u.host }

// HasHost reports whether the URL has a host at all ("file:///x" has an empty one).
func (u *URL) HasHost() bool { return u.hasHost }

// Host returns the host with the port when that is not the scheme's default.
func (u *URL) Host() string {
	if u.port < 0 {
		return u.host
	}
	return u.host + ":" + strconv.Itoa(u.port)
}

// Port returns the port to connect to: the explicit one or the scheme's default, or 0.
func (u *URL) Port() int {
	if u.port >= 0 {
		return u.port
	}
	if p, _ := specialPort(u.scheme); p > 0 {
		return p
	}
	return 0
}

// ExplicitPort returns the port when it differs from the scheme's default.
func (u *URL) ExplicitPort() (port int, ok bool) { return max(u.port, 0), u.port >= 0 }

// Path returns the percent-encoded path.
func (u *URL) Path() string { return u.path }

// OpaquePath reports whether the path is an opaque string, as that of data: and about: URLs.
func (u *URL) OpaquePath() bool { return u.opaque }

// Query returns the query without "?"; see HasQuery for the difference to none.
func (u *URL) Query() string { return u.query }

// HasQuery reports whether the URL has a query, be it empty.
func (u *URL) HasQuery() bool { return u.hasQuery }

// Fragment returns the fragment without "#", percent-encoded.
func (u *URL) Fragment() string { return u.fragment }

// HasFragment reports whether the URL has a fragment, be it empty.
func (u *URL) HasFragment() bool { return u.hasFragment }

// RequestTarget returns path and query as they go into a request line.
func (u *URL) RequestTarget() string {
	s := u.href
	if u.hasFragment {
		s = s[:len(s)-len(u.fragment)-1]
	}
	n := len(u.path)
	if u.hasQuery {
		n += 1 + len(u.query)
	}
	return s[len(s)-n:]
}

// IsSpecial reports whether the scheme is one of http, https, ws, wss, ftp and file.
func (u *URL) IsSpecial() bool { _, ok := specialPort(u.scheme); return ok }

// WithoutFragment returns u without its fragment: what is fetched and cached.
func (u *URL) WithoutFragment() *URL {
	if !u.hasFragment {
		return u
	}
	c := *u
	c.href = u.href[:len(u.href)-len(u.fragment)-1]
	c.fragment, c.hasFragment = "", false
	return &c
}

// WithFragment returns u with the given fragment, percent-encoding what must be.
func (u *URL) WithFragment(fragment string) *URL {
	c := *u.WithoutFragment()
	c.fragment = string(appendEncoded(nil, fragment, setFragment))
	c.hasFragment = true
	c.href += "#" + c.fragment
	return &c
}

// WithoutCredentials returns u without user name and password.
func (u *URL) WithoutCredentials() *URL {
	if u.username == "" && u.password == "" {
		return u
	}
	c := *u
	c.username, c.password = "", ""
	c.href = c.serialise()
	return &c
}

// WithCredentials returns u with a user name and a password.
//
// https://url.spec.whatwg.org/#set-the-username
func (u *URL) WithCredentials(user, password string) *URL {
	c := *u
	encode := func(s string) string {
		return string(appendEncoded(nil, strings.ReplaceAll(s, "%", "%25"), setUserinfo))
	}
	c.username, c.password = encode(user), encode(password)
	c.href = c.serialise()
	return &c
}

// WithScheme returns u with another special scheme, as an upgrade from http to https needs it.
// A port that is the new scheme's default disappears. Both schemes must be special and not file.
func (u *URL) WithScheme(scheme string) *URL {
	c := *u
	c.scheme = scheme
	if p, _ := specialPort(scheme); p == c.port {
		c.port = -1
	}
	c.href = c.serialise()
	return &c
}

// Equal reports whether both URLs serialise the same; fragments count when withFragment.
//
// https://url.spec.whatwg.org/#concept-url-equals
func (u *URL) Equal(v *URL, withFragment bool) bool {
	if u == nil || v == nil {
		return u == v
	}
	if withFragment {
		return u.href == v.href
	}
	return u.WithoutFragment().href == v.WithoutFragment().href
}

// serialise builds the href from the parts.
//
// https://url.spec.whatwg.org/#url-serializing
func (u *URL) serialise() string {
	var b strings.Builder
	b.Grow(len(u.scheme) + len(u.username) + len(u.password) + len(u.host) + len(u.path) + len(u.query) + len(u.fragment) + 16)
	b.WriteString(u.scheme)
	b.WriteByte(':')
	if u.hasHost {
		b.WriteString("//")
		if u.username != "" || u.password != "" {
			b.WriteString(u.username)
			if u.password != "" {
				b.WriteByte(':')
				b.WriteString(u.password)
			}
			b.WriteByte('@')
		}
		b.WriteString(u.host)
		if u.port >= 0 {
			b.WriteByte(':')
			b.WriteString(strconv.Itoa(u.port))
		}
	} else if !u.opaque && strings.HasPrefix(u.path, "//") {
		b.WriteString("/.") // keeps web+demo:/.//x from reading as a host
	}
	b.WriteString(u.path)
	if u.hasQuery {
		b.WriteByte('?')
		b.WriteString(u.query)
	}
	if u.hasFragment {
		b.WriteByte('#')
		b.WriteString(u.fragment)
	}
	return b.String()
}

// Error says that a text is not a URL.
type Error struct {
	Input  string // what was parsed, cut to a readable length
	Reason string // which rule it broke
}

// maxErrorInput bounds how much of a bad input an Error repeats.
const maxErrorInput = 200

func failure(input, reason string) *Error {
	if len(input) > maxErrorInput {
		input = input[:maxErrorInput] + "…"
	}
	return &Error{Input: input, Reason: reason}
}

func (e *Error) Error() string { return "not a URL: " + strconv.Quote(e.Input) + ": " + e.Reason }
