package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"

	"vitrine/net/conn"
	"vitrine/net/cookie"
	"vitrine/net/header"
	"vitrine/net/weburl"
)

func TestCSP(t *testing.T) {
	page := weburl.MustParse("https://a.test/page")
	for _, c := range []struct {
		policy string
		dest   Destination
		url    string
		want   bool
	}{
		{"", Image, "https://b.test/x", true},
		{"default-src 'none'", Image, "https://a.test/x", false},
		{"default-src 'self'", Image, "https://a.test/x", true},
		{"default-src 'self'", Image, "https://a.test:444/x", false},
		{"default-src 'none'; img-src *", Image, "https://b.test/x", true},
		{"default-src 'none'; img-src *", Style, "https://b.test/x", false},
		{"img-src *", Image, "data:image/png,", false},
		{"img-src * data:", Image, "data:image/png,", true},
		{"img-src https:", Image, "https://b.test/", true},
		{"img-src *.b.test", Image, "https://x.b.test/", true},
		{"img-src *.b.test", Image, "https://b.test/", false},
		{"img-src b.test", Image, "https://b.test:8443/", false},
		{"img-src b.test:*", Image, "https://b.test:8443/", true},
		{"img-src http://b.test", Image, "https://b.test/", true},
		{"img-src b.test/pics/", Image, "https://b.test/pics/x", true},
		{"img-src b.test/pics/", Image, "https://b.test/pic", false},
		{"img-src b.test/pic", Image, "https://b.test/pics", false},
		{"child-src 'none'", Frame, "https://a.test/", false},
		{"IMG-SRC 'SELF'; img-src *", Image, "https://b.test/", false},
		{"img-src *, img-src 'self'", Image, "https://b.test/", false}, // both policies count
		{"script-src 'none'", Image, "https://b.test/", true},
	} {
		if err := ParseCSP(c.policy).Allows(c.dest, weburl.MustParse(c.url), page, false); (err == nil) != c.want {
			t.Errorf("%q %v %s: %v", c.policy, c.dest, c.url, err)
		}
	}
	for policy, want := range map[string]bool{"": true, "img-src *": true, "default-src *": false, "style-src 'unsafe-inline'": true,
		"style-src 'nonce-x'": true, "style-src 'nonce-y' 'unsafe-inline'": false} {
		if got := ParseCSP(policy).AllowsInlineStyle("x"); got != want {
			t.Errorf("inline under %q: %v", policy, got)
		}
	}
}

// TestPageRules loads from servers of its own for a page over https.
func TestPageRules(t *testing.T) {
	s := serve(t, func(s *server, p *peer) {
		for path := p.next(); path != ""; path = p.next() {
			switch path {
			case "/shared":
				p.say(answer("x", "Access-Control-Allow-Origin: https://a.test"))
			case "/sheet":
				p.say(answer("x", "Content-Type: text/plain", "X-Content-Type-Options: nosniff"))
			default:
				p.say(answer("x", "Content-Type: text/css"))
			}
		}
	})
	public := netip.MustParseAddr("198.51.100.7")
	c := client(t, func(cfg *Config) {
		cfg.Resolver = conn.ResolverFunc(func(_ context.Context, host string) ([]netip.Addr, error) {
			if host == "inside.test" {
				return []netip.Addr{s.addr.Addr()}, nil
			}
			return []netip.Addr{public}, nil
		})
		cfg.Dialer = dialFunc(func(ctx context.Context, network, address string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, strings.Replace(address, public.String(), s.addr.Addr().String(), 1))
		})
	})
	secure := &Page{URL: weburl.MustParse("https://a.test/")}
	plain := &Page{URL: weburl.MustParse("http://a.test/"), Public: true}
	strict := &Page{URL: weburl.MustParse("http://a.test/"), CSP: ParseCSP("style-src http://a.test:*")}
	for _, k := range []struct {
		page *Page
		dest Destination
		url  string
		want error
		text string
	}{
		{secure, Style, "http://b.test/", ErrMixedContent, ""},
		{secure, Font, "http://b.test/", ErrMixedContent, ""},
		{secure, Document, "http://b.test/", nil, ""},
		{plain, Style, "http://b.test/", nil, ""},
		{plain, Style, "http://inside.test/", ErrPrivateNetwork, "policy: "},
		{plain, Style, "http://127.0.0.1/", ErrPrivateNetwork, "policy: "},
		{plain, Document, "http://inside.test/", nil, ""},
		{nil, Style, "http://inside.test/", nil, ""},
		{strict, Style, "http://a.test/", nil, ""},
		{strict, Style, "http://b.test/", errAny, "Content-Security-Policy forbids it (style-src http://a.test:*)"},
		{plain, Style, "http://b.test/sheet", ErrNoSniff, ""},
		{plain, Font, "http://b.test/", ErrCORS, ""},
		{&Page{URL: weburl.MustParse("https://a.test/")}, Font, "http://localhost/shared", nil, ""},
		{plain, Font, "http://a.test/", nil, ""},
	} {
		at := strings.Replace(k.url, "test/", fmt.Sprintf("test:%d/", s.addr.Port()), 1)
		at = strings.Replace(at, "127.0.0.1/", s.addr.String()+"/", 1)
		at = strings.Replace(at, "localhost/", fmt.Sprintf("localhost:%d/", s.addr.Port()), 1)
		page := k.page
		if k.dest == Font && page == plain && strings.Contains(k.url, "a.test") {
			page = &Page{URL: weburl.MustParse(at)}
		}
		seen := len(s.seen())
		_, _, err := do(c, &Request{URL: weburl.MustParse(at), Destination: k.dest, Page: page})
		if k.want == errAny && err != nil {
			err = fmt.Errorf("%w %w", errAny, err)
		}
		if !errors.Is(err, k.want) || err != nil && !strings.Contains(err.Error(), k.text) {
			t.Errorf("%v %s: %v, want %v", k.dest, k.url, err, k.want)
		}
		if (k.want == ErrMixedContent || k.want == ErrPrivateNetwork) && len(s.seen()) != seen {
			t.Errorf("%s: the request went out", k.url)
		}
	}
}

var errAny = errors.New("any")

func TestCookiesOnTheWay(t *testing.T) {
	s := serve(t, func(s *server, p *peer) {
		for path := p.next(); path != ""; path = p.next() {
			p.say(answer("x", "Set-Cookie: a=1", "Set-Cookie: b=2; HttpOnly", "Set-Cookie: c=3; Domain=test"))
		}
	})
	c := client(t, func(cfg *Config) { cfg.Cookies = jar(t) })
	get(c, s.url("/"))
	get(c, s.url("/"))
	if h := s.seen()[1]; !strings.Contains(h, "\r\nCookie: a=1; b=2\r\n") {
		t.Error(h)
	}
	do(c, &Request{URL: s.url("/"), Header: header.List{{Name: "Cookie", Value: "mine"}}})
	if h := s.seen()[2]; !strings.Contains(h, "\r\nCookie: mine\r\n") || strings.Contains(h, "a=1") {
		t.Error(h)
	}
}

func jar(t *testing.T) *cookie.Jar {
	t.Helper()
	j, err := cookie.New(cookie.Config{})
	if err != nil {
		t.Fatal(err)
	}
	return j
}
