package fetch

import (
	"fmt"
	"strings"
	"testing"

	"vitrine/net/header"
	"vitrine/net/weburl"
)

func TestChallenges(t *testing.T) {
	for in, want := range map[string]string{
		``:                                      `[]`,
		`Basic`:                                 `[{basic map[]}]`,
		`Basic realm=x`:                         `[{basic map[realm:x]}]`,
		`Basic realm="a, b\"", charset="UTF-8"`: `[{basic map[charset:UTF-8 realm:a, b"]}]`,
		`Newauth realm="a", type=1, title="b", Basic realm="c"`:  `[{newauth map[realm:a title:b type:1]} {basic map[realm:c]}]`,
		`Negotiate, Basic realm=x`:                               `[{negotiate map[]} {basic map[realm:x]}]`,
		`, , DIGEST Realm = x ,nonce="y",, qop="auth, auth-int"`: `[{digest map[nonce:y qop:auth, auth-int realm:x]}]`,
		`"garbage`: `[]`,
	} {
		got := fmt.Sprint(parseChallenges(header.List{{Name: "WWW-Authenticate", Value: in}}))
		if got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
	if n := len(parseChallenges(header.List{{Name: "WWW-Authenticate", Value: strings.Repeat("A b=c, ", 5000)}})); n > maxChallenges+1 {
		t.Errorf("%d challenges", n)
	}
}

// The examples of RFC 7616, section 3.9, and RFC 2617, section 3.5.
func TestDigestExamples(t *testing.T) {
	for _, c := range []struct{ algorithm, nonce, cnonce, password, response string }{
		{"MD5", "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "Circle of Life", "8ca523f5e9506fed4657c9700eebdbec"},
		{"SHA-256", "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "Circle of Life", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"},
	} {
		d := newDigest(map[string]string{"realm": "http-auth@example.org", "nonce": c.nonce, "qop": "auth", "algorithm": c.algorithm})
		d.cnonce = c.cnonce
		if got := d.field("Mufasa", c.password, "GET", "/dir/index.html"); !strings.Contains(got, `response="`+c.response+`"`) {
			t.Errorf("%s: %s", c.algorithm, got)
		}
	}
	for _, p := range []map[string]string{{"algorithm": "ROT13"}, {"qop": "auth-int"}} {
		if newDigest(p) != nil {
			t.Error(p)
		}
	}
}

// TestLogin logs in with the credentials of a URL: when asked, once, and from then on ahead.
func TestLogin(t *testing.T) {
	nonce := 0
	s := serve(t, func(s *server, p *peer) {
		for path := p.next(); path != ""; path = p.next() {
			head := s.seen()[len(s.seen())-1]
			refuse := func(how string) {
				p.say("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: " + how + "\r\nContent-Length: 2\r\n\r\nno")
			}
			switch {
			case strings.HasPrefix(path, "/basic"):
				if strings.Contains(head, "Authorization: Basic a2ltOmhlbGxvOjE=") {
					p.say(answer("in"))
				} else {
					refuse(`Basic realm="x"`)
				}
			case strings.HasPrefix(path, "/digest"):
				// The second request is told that its nonce is stale.
				if i := strings.Index(head, "Authorization: Digest "); i >= 0 && nonce >= 1 && strings.Contains(head[i:], fmt.Sprintf(`nonce="n%d"`, nonce)) && strings.Contains(head[i:], `username="kim"`) {
					p.say(answer("in"))
				} else {
					nonce++
					refuse(fmt.Sprintf(`Basic realm="y", Digest realm="x", qop="auth", nonce="n%d", stale=%v`, nonce, i >= 0))
				}
			case path == "/open":
				p.say(answer("open"))
			default:
				refuse(`Basic realm="x"`)
			}
		}
	})
	clients := map[string]*Client{"basic": client(t, nil), "never": client(t, nil), "digest": client(t, nil)}
	with := func(user, path string) *weburl.URL {
		return weburl.MustParse("http://" + user + s.addr.String() + path)
	}
	for _, k := range []struct {
		user, path string
		status     int
		asked      string // what the server saw of Authorization, a letter for each request
	}{
		{"", "/basic", 401, "-"},
		{"kim:hello%3A1@", "/open", 200, "-"}, // nobody asked
		{"kim:hello%3A1@", "/basic", 200, "-B"},
		{"kim:hello%3A1@", "/basic/2", 200, "B"},
		{"", "/basic/3", 200, "B"},
		{"kim:wrong@", "/never", 401, "-B"},
		{"kim:pw@", "/digest", 200, "-D"},
		{"kim:pw@", "/digest/2", 200, "D"},
	} {
		before := len(s.seen())
		kind, _, _ := strings.Cut(k.path[1:], "/")
		c := clients[kind]
		if c == nil {
			c = clients["basic"]
		}
		r, _, err := get(c, with(k.user, k.path))
		asked := ""
		for _, h := range s.seen()[before:] {
			switch {
			case strings.Contains(h, "Authorization: Basic"):
				asked += "B"
			case strings.Contains(h, "Authorization: Digest"):
				asked += "D"
			default:
				asked += "-"
			}
		}
		if err != nil || r.Status != k.status || asked != k.asked {
			t.Errorf("%s%s: %v %v, asked %q, want %d %q", k.user, k.path, r, err, asked, k.status, k.asked)
		}
	}
}
