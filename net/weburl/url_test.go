package weburl

import (
	"os"
	"path/filepath"
	"testing"
)

func TestResolve(t *testing.T) {
	for _, c := range []struct{ base, ref, want string }{
		{"https://a.test/x/y?q#f", "z", "https://a.test/x/z"},
		{"https://a.test/x/y?q#f", "", "https://a.test/x/y?q"},
		{"https://a.test/x/y?q#f", "#g", "https://a.test/x/y?q#g"},
		{"https://a.test/x/y?q#f", "?r", "https://a.test/x/y?r"},
		{"https://a.test/x/y", "//b.test", "https://b.test/"},
		{"https://a.test/x/y", "../../../z", "https://a.test/z"},
		{"https://a.test/x/y", "\\z\\..\\w", "https://a.test/w"},
		{"https://a.test/", "한글?한", "https://a.test/%ED%95%9C%EA%B8%80?%ED%95%9C"},
		{"about:blank", "#x", "about:blank#x"},
		{"file:///C:/a/b", "/d", "file:///C:/d"},
		{"file:///a/b", "c.css", "file:///a/c.css"},
	} {
		u, err := MustParse(c.base).Resolve(c.ref)
		if err != nil || u.String() != c.want {
			t.Errorf("%s + %q = %v %v, want %s", c.base, c.ref, u, err, c.want)
		}
	}
	if u, err := MustParse("data:text/html,x").Resolve("y"); err == nil {
		t.Errorf("resolved against data: %v", u)
	}
	u, err := MustParse("https://a.test/").ResolveEncoded("?é#é", func(string) []byte { return []byte{0xE9, '\''} })
	if err != nil || u.String() != "https://a.test/?%E9%27#%C3%A9" {
		t.Errorf("encoded query: %v %v", u, err)
	}
}

func TestParts(t *testing.T) {
	u := MustParse("HTTPS://me:pw@EXAMPLE.test:8443/a/b?c=d#e")
	if u.Scheme() != "https" || u.Username() != "me" || u.Password() != "pw" || u.Hostname() != "example.test" ||
		u.Host() != "example.test:8443" || u.Port() != 8443 || u.RequestTarget() != "/a/b?c=d" || u.Fragment() != "e" {
		t.Errorf("parts of %s are wrong", u)
	}
	if s := u.WithoutFragment().String(); s != "https://me:pw@example.test:8443/a/b?c=d" {
		t.Error(s)
	}
	if s := u.WithoutFragment().WithoutCredentials().WithFragment("x y").String(); s != "https://example.test:8443/a/b?c=d#x%20y" {
		t.Error(s)
	}
	if p := MustParse("http://a.test").Port(); p != 80 {
		t.Error(p)
	}
	if s := MustParse("http://a.test:443/").WithScheme("https").String(); s != "https://a.test/" {
		t.Error(s)
	}
	if !u.Equal(MustParse("https://me:pw@example.test:8443/a/b?c=d"), false) || u.Equal(MustParse("https://a.test"), false) {
		t.Error("Equal")
	}
}

func TestOrigin(t *testing.T) {
	a := MustParse("https://a.test/x").Origin()
	for url, same := range map[string]bool{
		"https://a.test:443/y": true, "http://a.test/": false, "https://b.test/": false, "file:///x": false, "data:,x": false,
	} {
		if got := a.Same(MustParse(url).Origin()); got != same {
			t.Errorf("%s same as %s: %v", url, a, got)
		}
	}
	if f := MustParse("file:///x").Origin(); f.Same(f) || f.String() != "null" {
		t.Error("file: must be opaque")
	}
	if o := MustParse("http://127.0.0.1:80").Origin(); !o.Secure() || o.String() != "http://127.0.0.1" {
		t.Error(o)
	}
	if MustParse("http://a.test").Origin().Secure() {
		t.Error("http is secure")
	}
}

func TestFromInput(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, name := range []string{"page.html", "a%b #c?.html"} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	base, err := FromFile(".")
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		"example.com":       "https://example.com/",
		" example.com/x?y ": "https://example.com/x?y",
		"example.com:8080":  "https://example.com:8080/",
		"localhost:8080/a":  "http://localhost:8080/a",
		"127.0.0.1":         "http://127.0.0.1/",
		"[::1]:81":          "http://[::1]:81/",
		"http://a.test":     "http://a.test/",
		"about:blank":       "about:blank",
		"data:text/html,hi": "data:text/html,hi",
		"/no/such":          "file:///no/such",
		"./no-such.html":    base.String() + "no-such.html",
		"page.html":         base.String() + "page.html",
		"page.html#part":    base.String() + "page.html#part",
		"a%b #c?.html":      base.String() + "a%25b%20%23c%3F.html",
		".":                 base.String(),
		"http://한글.test/경로": "http://xn--bj0bj06e.test/%EA%B2%BD%EB%A1%9C",
	} {
		u, err := FromInput(in)
		if err != nil || u.String() != want {
			t.Errorf("%q = %v %v, want %s", in, u, err, want)
		}
	}
	for _, in := range []string{"", "  ", "two words", "http://", "http://a b/", "https://x:99999/"} {
		if u, err := FromInput(in); err == nil {
			t.Errorf("%q = %s", in, u)
		}
	}
	u, _ := FromInput("a%b #c?.html")
	if p, err := u.FilePath(); err != nil || filepath.Base(p) != "a%b #c?.html" {
		t.Error(p, err)
	}
	for _, bad := range []string{"http://a.test/x", "file://host/x", "file:///a%00b"} {
		if p, err := MustParse(bad).FilePath(); err == nil {
			t.Errorf("%s is the file %s", bad, p)
		}
	}
	if u, err := base.Resolve(EncodeSegment("a:b/c d/")); err != nil || u.String() != base.String()+"a:b%2Fc%20d/" {
		t.Error(u, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"http://a.test/b?c#d", "file:C|/x", "//x", "a:/../..//b", "http://[::1.2.3.4]:80/", "data:, x #", "http://0x7f.1", "https://ÿ%FF.test\\x"} {
		f.Add(s, "http://base.test/p/q?r")
		f.Add("http://a.test/", s)
	}
	f.Fuzz(func(t *testing.T, ref, base string) {
		var u *URL
		b, err := Parse(base)
		if err == nil {
			u, err = b.Resolve(ref)
		} else {
			u, err = Parse(ref)
		}
		if err != nil {
			return
		}
		v, err := Parse(u.String())
		if err != nil || v.String() != u.String() {
			t.Errorf("%q does not parse back: %v %v", u, v, err)
		}
		for i := range len(u.String()) {
			if c := u.String()[i]; c < 0x20 || c >= 0x7F {
				t.Fatalf("%q is not printable ASCII", u)
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	base := MustParse("https://docs.example.test/guide/intro/index.html?v=3")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := base.Resolve("../../assets/style.css?x=1"); err != nil {
			b.Fatal(err)
		}
	}
}
