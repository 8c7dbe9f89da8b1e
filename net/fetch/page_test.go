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
		if err := csp(c.policy).Allows(c.dest, weburl.MustParse(c.url), page, false, ""); (err == nil) != c.want {
			t.Errorf("%q %v %s: %v", c.policy, c.dest, c.url, err)
		}
	}
	const text = "p{}"
	for _, c := range []struct {
		policy        string
		element, attr bool // whether <style nonce=x>p{}</style> and style="p{}" are used
	}{
		{"", true, true},
		{"img-src *", true, true},
		{"default-src *", false, false},
		{"style-src 'unsafe-inline'", true, true},
		{"style-src 'nonce-x'", true, false},
		{"style-src 'nonce-X'", false, false},
		{"style-src 'nonce-y' 'unsafe-inline'", false, false},
		{"style-src " + digest(text), true, false},
		{"style-src 'unsafe-hashes' " + digest(text), true, true},
		{"style-src 'unsafe-inline' 'sha256-AAAA'", false, false},
		{"style-src 'self'; style-src-attr 'unsafe-inline'", false, true},
		{"style-src-elem 'unsafe-inline'; default-src 'none'", true, false},
		{"style-src 'unsafe-inline', style-src 'none'", false, false},
	} {
		if got := csp(c.policy).AllowsStyle("x", text) == nil; got != c.element {
			t.Errorf("<style> under %q: %v", c.policy, got)
		}
		if got := csp(c.policy).AllowsStyleAttribute(text) == nil; got != c.attr {
			t.Errorf("style= under %q: %v", c.policy, got)
		}
	}
	if v := csp("style-src 'nonce-n'").Allows(Style, weburl.MustParse("https://b.test/"), page, false, "n"); v != nil {
		t.Error(v)
	}
	told := ParseCSP(header.List{{Name: "Content-Security-Policy-Report-Only", Value: "img-src 'none'"}})
	if v := told.Allows(Image, page, page, false, ""); v == nil || !v.ReportOnly || v.Directive != "img-src 'none'" {
		t.Errorf("%+v", v)
	}
	if v := told.WithMeta("img-src 'none'; frame-ancestors 'none'; sandbox"); v.Allows(Image, page, page, false, "").ReportOnly || v.hasAncestors() {
		t.Error("what <meta> may say")
	}
}

func csp(policy string) *CSP {
	return ParseCSP(header.List{{Name: "Content-Security-Policy", Value: policy}})
}

func digest(text string) string { return "'sha256-" + digestOf("sha256", []byte(text)) + "'" }

func TestCSPOther(t *testing.T) {
	at := weburl.MustParse
	page := at("https://a.test/")
	for _, c := range []struct {
		name string
		v    *Violation
		want bool
	}{
		{"base", csp("base-uri 'self'").AllowsBase(at("https://b.test/"), page), false},
		{"base itself", csp("base-uri 'self'").AllowsBase(at("https://a.test/x/"), page), true},
		{"base is no fetch", csp("default-src 'none'").AllowsBase(at("https://b.test/"), page), true},
		{"form", csp("form-action 'none'").AllowsForm(page, page, false), false},
		{"form elsewhere", csp("form-action https://b.test/x").AllowsForm(at("https://b.test/x"), page, false), true},
		{"nobody around", csp("frame-ancestors 'none'").AllowsAncestors(page, nil), true},
		{"nobody may", csp("frame-ancestors 'none'").AllowsAncestors(page, []*weburl.URL{page}), false},
		{"two around", csp("frame-ancestors 'self' b.test").AllowsAncestors(page, []*weburl.URL{at("https://b.test/"), page}), true},
		{"a third", csp("frame-ancestors 'self' b.test").AllowsAncestors(page, []*weburl.URL{page, at("https://c.test/")}), false},
	} {
		if (c.v == nil) != c.want {
			t.Errorf("%s: %v", c.name, c.v)
		}
	}
	flags, ok := csp("sandbox allow-forms allow-scripts, sandbox ALLOW-FORMS").Sandbox()
	if !ok || !flags["allow-forms"] || flags["allow-scripts"] {
		t.Error(flags, ok)
	}
	if err := (&Page{URL: page, CSP: csp("sandbox")}).SubmitsForms(page); err == nil {
		t.Error("a form in a sandbox")
	}
	var none *Page
	if err := none.SubmitsForms(page); err != nil || none.ReferrerPolicy() != DefaultReferrerPolicy {
		t.Error(err)
	}
}

func TestFraming(t *testing.T) {
	at := weburl.MustParse
	here, there := at("https://a.test/"), at("https://b.test/")
	for _, c := range []struct {
		options, csp string
		around       *weburl.URL
		want         bool
	}{
		{"", "", there, true},
		{"DENY", "", here, false},
		{"SAMEORIGIN", "", here, true},
		{"sameorigin, sameorigin", "", here, true},
		{"sameorigin", "", there, false},
		{"sameorigin, deny", "", here, false},
		{"ALLOW-FROM https://b.test", "", there, true},
		{"nonsense", "", there, true},
		{"DENY", "frame-ancestors b.test", there, true}, // CSP goes first
		{"", "frame-ancestors 'self'", there, false},
	} {
		r := &Response{URL: here}
		if c.options != "" {
			r.Header.Add("X-Frame-Options", c.options)
		}
		if c.csp != "" {
			r.Header.Add("Content-Security-Policy", c.csp)
		}
		if err := r.Framed([]*weburl.URL{c.around}); (err == nil) != c.want {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestIntegrity(t *testing.T) {
	const body = "alert(1)"
	good := func(a string) string { return a + "-" + digestOf(a, []byte(body)) }
	for _, c := range []struct {
		meta string
		want bool
	}{
		{"", true},
		{"md5-AAAA nonsense", true},
		{good("sha256"), true},
		{"sha256-AAAA " + good("sha256"), true},
		{good("sha256") + " sha512-AAAA", false}, // only the strongest counts
		{"sha256-AAAA " + good("sha384"), true},
		{good("sha512") + "?option", true},
		{strings.NewReplacer("+", "-", "/", "_").Replace(good("sha384")[7:]), true}, // no algorithm: nothing
		{"SHA256-" + good("sha256")[7:], true},
		{"sha256-", false},
	} {
		if got := Integrity([]byte(body), c.meta); got != c.want {
			t.Errorf("%q: %v", c.meta, got)
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
	strict := &Page{URL: weburl.MustParse("http://a.test/"), CSP: csp("style-src http://a.test:*")}
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
