package fetch

import (
	"strings"
	"testing"

	"vitrine/net/header"
	"vitrine/net/weburl"
)

func FuzzLinks(f *testing.F) {
	for _, s := range []string{`</a>; rel=preload; as=style, <b>;rel="x y";q`, `<`, `<a>;`, `<a>; title="\"`, `, ,<a>;;;=,`, `<a>;rel*=UTF-8''x`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, k := range Links(header.List{{Name: "Link", Value: s}}) {
			if strings.Contains(k.URL, ">") || len(k.params) > maxLinkParams {
				t.Errorf("%+v", k)
			}
			k.Rel("preload")
		}
	})
}

func TestLinks(t *testing.T) {
	for _, c := range []struct{ in, url, rel, as string }{
		{`</a.css>; rel=preload; as=style`, "/a.css", "preload", "style"},
		{`<b> ; REL = "preload nopush" ; as="fo\nt"`, "b", "preload", "font"},
		{`<c>;rel=preload;rel=x`, "c", "preload", ""},
	} {
		got := Links(header.List{{Name: "Link", Value: c.in}})
		if len(got) != 1 || got[0].URL != c.url || !got[0].Rel(c.rel) {
			t.Errorf("%q: %+v", c.in, got)
			continue
		}
		if as, _ := got[0].Param("as"); as != c.as {
			t.Errorf("%q: as %q", c.in, as)
		}
	}
	if got := Links(header.List{{Name: "Link", Value: `<a>;rel=x,<b>,<c>;x="<d>"`}, {Name: "Link", Value: "<e>"}}); len(got) != 4 {
		t.Errorf("%+v", got)
	}
	if got := Links(header.List{{Name: "Link", Value: strings.Repeat("<a>,", 10_000)}}); len(got) != maxLinks {
		t.Errorf("%d links", len(got))
	}
}

func FuzzCSP(f *testing.F) {
	for _, s := range []string{"default-src 'self' *.a.test:* https://b/c/; style-src 'nonce-x' 'sha256-AAAA'", "img-src", ";;,,", "sandbox allow-forms", "base-uri 'none' ;frame-ancestors http://[::1]:80"} {
		f.Add(s)
	}
	page, other := weburl.MustParse("https://a.test/"), weburl.MustParse("http://b.test:81/c/d?e")
	f.Fuzz(func(t *testing.T, s string) {
		c := csp(s)
		all := csp(s + ", default-src 'none'; base-uri 'none'; form-action 'none'")
		for _, d := range []Destination{Image, Style, Font, Frame, Script} {
			c.Allows(d, other, page, false, "x")
			if all.Allows(d, other, page, true, "") == nil && !strings.Contains(s, "-src") && len(s) < maxCSP {
				t.Errorf("%q lets %v through", s, d)
			}
		}
		c.AllowsStyle("x", s)
		c.AllowsStyleAttribute(s)
		c.AllowsAncestors(page, []*weburl.URL{other})
		c.Sandbox()
		c.WithMeta(s).AllowsBase(other, page)
	})
}

func FuzzChallenges(f *testing.F) {
	for _, s := range []string{`Basic realm="a"`, `Digest nonce=x, qop="auth", algorithm=SHA-256-sess, Basic`, `Negotiate YII==`, `=,"`, `a b c=d`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, k := range parseChallenges(header.List{{Name: "WWW-Authenticate", Value: s}}) {
			if k.scheme != strings.ToLower(k.scheme) || !header.ValidName(k.scheme) {
				t.Errorf("%q", k.scheme)
			}
			if d := newDigest(k.params); d != nil {
				if v := d.field("u", "p", "GET", "/"); !strings.HasPrefix(v, "Digest ") {
					t.Error(v)
				}
			}
		}
	})
}

func FuzzIntegrity(f *testing.F) {
	f.Add("body", "sha256-x sha384-y?z")
	f.Fuzz(func(t *testing.T, body, meta string) {
		Integrity([]byte(body), meta)
		if !Integrity([]byte(body), "sha512-"+digestOf("sha512", []byte(body))+" "+strings.ReplaceAll(meta, "sha512", "")) {
			t.Error("its own digest")
		}
	})
}
