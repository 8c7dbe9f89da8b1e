package cookie

import (
	"strings"
	"time"

	"vitrine/net/header"
)

// SameSite says whether a cookie goes along when another site causes the request.
//
// https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-the-samesite-attribute-2
type SameSite uint8

const (
	Default SameSite = iota // not said: enforced like Lax
	Strict
	Lax
	None
)

// String returns the attribute's value, "" for Default.
func (s SameSite) String() string { return [...]string{"", "Strict", "Lax", "None"}[s] }

// Cookie is one cookie with what its attributes became.
type Cookie struct {
	Name, Value string
	Domain      string // without a leading dot
	Path        string
	HostOnly    bool // only Domain itself is told, not what lies below it
	Secure      bool
	HTTPOnly    bool
	SameSite    SameSite
	Created     time.Time
	Used        time.Time
	Expires     time.Time // zero: ends with the session

	seq uint64 // breaks ties of Created
}

// Pair returns the cookie as a Cookie field has it. A cookie without a name is its value.
func (c *Cookie) Pair() string {
	if c.Name == "" {
		return c.Value
	}
	return c.Name + "=" + c.Value
}

// attributes is what a Set-Cookie value says besides name and value.
type attributes struct {
	domain, path     string
	hasDomain        bool
	secure, httpOnly bool
	sameSite         SameSite
	expires, maxAge  time.Time
	hasExpires       bool
	hasMaxAge        bool
}

const (
	maxPair      = 4096 // bytes of name and value together
	maxAttribute = 1024 // bytes of an attribute's value; longer ones are ignored
	maxLifetime  = 400 * 24 * time.Hour
)

// parse splits a Set-Cookie value. The rule is "" when it is a cookie.
//
// https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-the-set-cookie-header-field-2
func parse(s string, now time.Time) (c Cookie, a attributes, broken Rule) {
	for i := range len(s) {
		if b := s[i]; b < 0x20 && b != '\t' || b == 0x7F {
			return c, a, RuleControl
		}
	}
	pair, rest, _ := strings.Cut(s, ";")
	name, value, ok := strings.Cut(pair, "=")
	if !ok {
		name, value = "", pair
	}
	c.Name, c.Value = header.Trim(name), header.Trim(value)
	switch {
	case c.Name == "" && c.Value == "":
		return c, a, RuleEmpty
	case len(c.Name)+len(c.Value) > maxPair:
		return c, a, RuleSize
	}
	for av := range strings.SplitSeq(rest, ";") {
		name, value, _ := strings.Cut(av, "=")
		name, value = header.Trim(name), header.Trim(value)
		if len(value) > maxAttribute {
			continue
		}
		switch {
		case header.EqualFold(name, "Expires"):
			if t, ok := ParseDate(value); ok {
				a.expires, a.hasExpires = earlier(t, now.Add(maxLifetime)), true
			}
		case header.EqualFold(name, "Max-Age"):
			if t, ok := maxAge(value, now); ok {
				a.maxAge, a.hasMaxAge = t, true
			}
		case header.EqualFold(name, "Domain"):
			a.domain, a.hasDomain = strings.ToLower(strings.TrimPrefix(value, ".")), true
		case header.EqualFold(name, "Path"):
			if a.path = value; value == "" || value[0] != '/' {
				a.path = ""
			}
		case header.EqualFold(name, "Secure"):
			a.secure = true
		case header.EqualFold(name, "HttpOnly"):
			a.httpOnly = true
		case header.EqualFold(name, "SameSite"):
			a.sameSite = Default
			for _, s := range []SameSite{Strict, Lax, None} {
				if header.EqualFold(value, s.String()) {
					a.sameSite = s
				}
			}
		}
	}
	return c, a, ""
}

func earlier(t, u time.Time) time.Time {
	if t.Before(u) {
		return t
	}
	return u
}

// maxAge turns a number of seconds into a time; none or fewer is long ago.
func maxAge(s string, now time.Time) (time.Time, bool) {
	negative := strings.HasPrefix(s, "-")
	if negative {
		s = s[1:]
	}
	if s == "" {
		return time.Time{}, false
	}
	var n time.Duration
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return time.Time{}, false
		}
		n = min(n*10+time.Duration(s[i]-'0'), maxLifetime/time.Second)
	}
	if negative || n == 0 {
		return time.Unix(0, 0), true
	}
	return now.Add(n * time.Second), true
}

// defaultPath is the folder of a request's path.
//
// https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-paths-and-path-match
func defaultPath(path string) string {
	if i := strings.LastIndexByte(path, '/'); i > 0 && path[0] == '/' {
		return path[:i]
	}
	return "/"
}

// pathMatch reports whether a request's path lies within a cookie's.
func pathMatch(request, cookie string) bool {
	return strings.HasPrefix(request, cookie) &&
		(len(request) == len(cookie) || strings.HasSuffix(cookie, "/") || request[len(cookie)] == '/')
}
