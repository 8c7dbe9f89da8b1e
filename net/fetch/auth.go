package fetch

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash"
	"strings"
	"sync"

	"vitrine/engine/trace"
	"vitrine/net/header"
	"vitrine/net/weburl"
)

// challenge is one way to log in that a server offers.
//
// https://www.rfc-editor.org/rfc/rfc9110#name-authentication-scheme
type challenge struct {
	scheme string // small letters
	params map[string]string
}

// maxChallenges bounds the challenges that are read from one head.
const maxChallenges = 16

// parseChallenges reads the WWW-Authenticate fields of a head.
//
// https://www.rfc-editor.org/rfc/rfc9110#name-www-authenticate
func parseChallenges(h header.List) (out []challenge) {
	for _, v := range h.Values("WWW-Authenticate") {
		var now *challenge
		for len(out) <= maxChallenges {
			v = strings.TrimLeft(v, " \t,")
			n := 0
			for n < len(v) && header.TokenByte(v[n]) {
				n++
			}
			if n == 0 {
				break
			}
			name, rest := strings.ToLower(v[:n]), strings.TrimLeft(v[n:], " \t")
			if value, ok := strings.CutPrefix(rest, "="); ok && now != nil && !strings.HasPrefix(value, "=") {
				value, rest = linkValue(strings.TrimLeft(value, " \t"))
				if _, twice := now.params[name]; !twice {
					now.params[name] = value
				}
				v = rest
				continue
			}
			out = append(out, challenge{name, map[string]string{}})
			now = &out[len(out)-1]
			v = rest // parameters, or a token68, which no scheme of ours has
		}
	}
	return out
}

// logins are the servers that we have logged in to.
type logins struct {
	mu      sync.Mutex
	entries map[string]*login // by origin
}

// login is how to log in to one origin.
type login struct {
	user, password string
	digest         *digestLogin // nil: Basic
}

// maxLogins bounds the origins that are remembered.
const maxLogins = 256

// authorization returns the field for a request, "" when the server has not asked for one.
//
// https://fetch.spec.whatwg.org/#http-network-or-cache-fetch
func (c *Client) authorization(x *exchange, method string) string {
	if x.req.NoCookies {
		return ""
	}
	if from := x.req.initiator(); x.req.cors() == Anonymous && from != nil && !from.Origin().Same(x.url.Origin()) {
		return ""
	}
	c.logins.mu.Lock()
	defer c.logins.mu.Unlock()
	e := c.logins.entries[x.url.Origin().String()]
	if e == nil {
		return ""
	}
	if user, password := credentialsOf(x.url); user+password != "" && (user != e.user || password != e.password) {
		return "" // another person
	}
	return e.field(method, x.url.RequestTarget())
}

// field makes the value of Authorization.
func (e *login) field(method, target string) string {
	if e.digest != nil {
		return e.digest.field(e.user, e.password, method, target)
	}
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(e.user+":"+e.password))
}

func credentialsOf(u *weburl.URL) (user, password string) {
	return string(weburl.PercentDecode(u.Username())), string(weburl.PercentDecode(u.Password()))
}

// logIn looks at a 401 to a request whose URL holds credentials and reports whether asking again
// with them makes sense. tried counts how often this was done for the URL.
func (c *Client) logIn(x *exchange, h *hop, r *Response, tried int) bool {
	user, password := credentialsOf(x.url)
	if r.Status != 401 || user+password == "" || h.header.Has("Authorization") || x.req.NoCookies {
		return false
	}
	var best *login
	stale := false
	for _, k := range parseChallenges(r.Header) {
		switch {
		case k.scheme == "digest" && (best == nil || best.digest == nil):
			if d := newDigest(k.params); d != nil {
				best = &login{user, password, d}
				stale = strings.EqualFold(k.params["stale"], "true")
			}
		case k.scheme == "basic" && best == nil:
			best = &login{user, password, nil}
		}
	}
	if best == nil || tried > 1 || tried == 1 && !stale {
		return false
	}
	scheme := "Basic"
	if best.digest != nil {
		scheme = "Digest"
	}
	x.span.Note(trace.Info, "login", trace.Pos{}, trace.Str("scheme", scheme), trace.Str("origin", x.url.Origin().String()))
	c.logins.mu.Lock()
	defer c.logins.mu.Unlock()
	if c.logins.entries == nil || len(c.logins.entries) >= maxLogins {
		c.logins.entries = map[string]*login{}
	}
	c.logins.entries[x.url.Origin().String()] = best
	return true
}

// digestLogin is the state of Digest authentication with one server.
//
// https://www.rfc-editor.org/rfc/rfc7616
type digestLogin struct {
	realm, nonce, opaque, algorithm string
	qop, userhash, session          bool
	hasOpaque                       bool
	new                             func() hash.Hash
	count                           uint32
	cnonce                          string
}

// newDigest reads a challenge. It is nil when it asks for something that we do not know.
func newDigest(p map[string]string) *digestLogin {
	d := &digestLogin{realm: p["realm"], nonce: p["nonce"], algorithm: p["algorithm"], userhash: strings.EqualFold(p["userhash"], "true")}
	d.opaque, d.hasOpaque = p["opaque"]
	name, session := strings.CutSuffix(strings.ToLower(d.algorithm), "-sess")
	d.session = session
	switch name {
	case "", "md5":
		d.new = md5.New
	case "sha-256":
		d.new = sha256.New
	case "sha-512-256":
		d.new = sha512.New512_256
	default:
		return nil
	}
	if qop, ok := p["qop"]; ok {
		for q := range strings.SplitSeq(qop, ",") {
			d.qop = d.qop || strings.EqualFold(strings.TrimSpace(q), "auth")
		}
		if !d.qop {
			return nil
		}
	}
	var b [12]byte
	rand.Read(b[:])
	d.cnonce = hex.EncodeToString(b[:])
	return d
}

func (d *digestLogin) sum(parts ...string) string {
	h := d.new()
	h.Write([]byte(strings.Join(parts, ":")))
	return hex.EncodeToString(h.Sum(nil))
}

// field makes the value of Authorization for the next request.
//
// https://www.rfc-editor.org/rfc/rfc7616#section-3.4
func (d *digestLogin) field(user, password, method, target string) string {
	d.count++
	nc := fmt.Sprintf("%08x", d.count)
	a1 := d.sum(user, d.realm, password)
	if d.session {
		a1 = d.sum(a1, d.nonce, d.cnonce)
	}
	a2 := d.sum(method, target)
	response := d.sum(a1, d.nonce, a2)
	if d.qop {
		response = d.sum(a1, d.nonce, nc, d.cnonce, "auth", a2)
	}
	name := user
	if d.userhash {
		name = d.sum(user, d.realm)
	}
	quote := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace
	s := fmt.Sprintf(`Digest username="%s", realm="%s", nonce="%s", uri="%s", response="%s"`, quote(name), quote(d.realm), quote(d.nonce), quote(target), response)
	if d.algorithm != "" {
		s += ", algorithm=" + d.algorithm
	}
	if d.hasOpaque {
		s += `, opaque="` + quote(d.opaque) + `"`
	}
	if d.qop {
		s += ", qop=auth, nc=" + nc + `, cnonce="` + d.cnonce + `"`
	}
	if d.userhash {
		s += ", userhash=true"
	}
	return s
}
