package cookie

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"vitrine/net/weburl"
)

func u(s string) *weburl.URL { return weburl.MustParse(s) }

func TestRules(t *testing.T) {
	for _, c := range []struct {
		from, set string
		want      Rule
	}{
		{"http://a.test/", "x=1", RuleKept},
		{"http://a.test/", "x=\x01", RuleControl},
		{"http://a.test/", "x=\t1", RuleKept},
		{"http://a.test/", "=", RuleEmpty},
		{"http://a.test/", "x=" + strings.Repeat("y", 4095), RuleKept},
		{"http://a.test/", "x=" + strings.Repeat("y", 4096), RuleSize},
		{"http://a.test/", "x=1; Max-Age=0", RuleRemoved},
		{"http://a.test/", "x=1; Secure", RuleInsecure},
		{"https://a.test/", "x=1; Secure", RuleKept},
		{"https://a.test/", "x=1; SameSite=None", RuleNoneInsecure},
		{"https://shop.co.uk/", "x=1; Domain=co.uk", RuleSuffix},
		{"https://me.github.io/", "x=1; Domain=github.io", RuleSuffix},
		{"https://github.io/", "x=1; Domain=github.io", RuleKept},
		{"https://www.a.test/", "x=1; Domain=.A.test", RuleKept},
		{"https://www.a.test/", "x=1; Domain=b.test", RuleDomain},
		{"https://xa.test/", "x=1; Domain=a.test", RuleDomain},
		{"https://a.test/", "x=1; Domain=www.a.test", RuleDomain},
		{"https://a.test/", "x=1; Domain=b\u00fccher.test", RuleASCII},
		{"http://192.0.2.1/", "x=1; Domain=192.0.2.1", RuleKept},
		{"http://192.0.2.1/", "x=1; Domain=2.1", RuleDomain},
		{"https://a.test/", "__Secure-x=1", RulePrefix},
		{"https://a.test/", "__sEcure-x=1; Secure", RuleKept},
		{"https://a.test/", "__Host-x=1; Secure; Path=/", RuleKept},
		{"https://a.test/d/", "__Host-x=1; Secure", RulePrefix},
		{"https://a.test/", "__Host-x=1; Secure; Path=/; Domain=a.test", RulePrefix},
		{"https://a.test/", "__Http-x=1; Secure", RulePrefix},
		{"https://a.test/", "__Host-Http-x=1; Secure; HttpOnly; Path=/", RuleKept},
		{"https://a.test/", "=__Host-x=1; Secure; Path=/", RuleNameless},
	} {
		j, _ := New(Config{})
		if got := j.Store(Context{URL: u(c.from)}, c.set); got.Rule != c.want {
			t.Errorf("%s %.60q: %s, want %s", c.from, c.set, got.Rule, c.want)
		}
	}
}

func TestSecureOverlay(t *testing.T) {
	j, _ := New(Config{})
	j.Store(Context{URL: u("https://www.a.test/login/")}, "id=good; Secure; Domain=a.test; Path=/login")
	for _, c := range []struct {
		from, set string
		want      Rule
	}{
		{"http://www.a.test/", "id=bad; Domain=a.test; Path=/login", RuleOverlay},
		{"http://www.a.test/", "id=bad; Path=/login/en", RuleOverlay},
		{"http://www.a.test/", "id=other; Path=/", RuleKept},
		{"https://www.a.test/", "id=new; Domain=a.test; Path=/login", RuleReplaced},
	} {
		if got := j.Store(Context{URL: u(c.from)}, c.set); got.Rule != c.want {
			t.Errorf("%s %q: %s, want %s", c.from, c.set, got.Rule, c.want)
		}
	}
}

func TestSameSite(t *testing.T) {
	j, _ := New(Config{})
	here := u("https://www.a.test/")
	for _, v := range []string{"s=1; SameSite=Strict", "l=1; SameSite=Lax", "d=1", "n=1; SameSite=None; Secure"} {
		j.Store(Context{URL: here}, v)
	}
	for _, c := range []struct {
		x    Context
		want string
	}{
		{Context{URL: here}, "s=1; l=1; d=1; n=1"},
		{Context{URL: here, Initiator: u("https://a.test/")}, "s=1; l=1; d=1; n=1"},
		{Context{URL: here, Initiator: u("http://a.test/")}, "n=1"}, // another scheme is another site
		{Context{URL: here, Initiator: u("https://b.test/")}, "n=1"},
		{Context{URL: here, Initiator: u("https://b.test/"), Navigation: true}, "l=1; d=1; n=1"},
		{Context{URL: here, Initiator: u("https://b.test/"), Navigation: true, Unsafe: true}, "n=1"},
	} {
		if got, _ := j.Send(c.x); got != c.want {
			t.Errorf("%+v: %q, want %q", c.x, got, c.want)
		}
	}
	if got := j.Store(Context{URL: u("https://c.test/"), Initiator: here}, "x=1"); got.Rule != RuleCrossSite {
		t.Error(got.Rule)
	}
}

func TestLimits(t *testing.T) {
	j, _ := New(Config{})
	for i := range 10000 {
		j.Store(Context{URL: u("https://a.test/")}, fmt.Sprintf("c%d=%d", i, i))
	}
	if n := len(j.All()); n != DefaultLimits.PerSite {
		t.Errorf("%d cookies of one site", n)
	}
	for i := range 5000 {
		j.Store(Context{URL: u(fmt.Sprintf("https://h%d.test/", i))}, "a=1")
	}
	if n := len(j.All()); n > DefaultLimits.Total {
		t.Errorf("%d cookies", n)
	}
	j, _ = New(Config{})
	for i := range 100 {
		j.Store(Context{URL: u("https://a.test/")}, fmt.Sprintf("c%d=%s", i, strings.Repeat("x", 4000)))
	}
	if f, _ := j.Send(Context{URL: u("https://a.test/")}); len(f) > DefaultLimits.FieldSize || len(f) < DefaultLimits.FieldSize/2 {
		t.Errorf("a field of %d bytes", len(f))
	}
}

func TestDisk(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sub", "cookies")
	open := func() *Jar {
		j, err := New(Config{File: file})
		if err != nil {
			t.Fatal(err)
		}
		return j
	}
	x := Context{URL: u("https://a.test/")}
	one, two := open(), open()
	one.Store(x, "a=1; Max-Age=1000")
	one.Store(x, "session=1")
	two.Store(x, "b=\xff\x80; Max-Age=1000; Secure; SameSite=Strict")
	var all sync.WaitGroup
	for _, j := range []*Jar{one, two} {
		all.Go(func() {
			if err := j.Save(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	again := open()
	got, _ := again.Send(x)
	if got != "a=1; b=\xff\x80" && got != "b=\xff\x80; a=1" {
		t.Errorf("%q", got)
	}
	again.Store(x, "a=; Max-Age=0")
	again.Save()
	if got, _ := open().Send(x); got != "b=\xff\x80" {
		t.Errorf("%q", got)
	}
	if st, err := os.Stat(file); err != nil || st.Mode().Perm() != 0o600 {
		t.Error(st.Mode(), err)
	}
	// A damaged line costs that line only, and is said.
	f, _ := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
	f.WriteString("{\"name\":\"\n")
	f.Close()
	j, err := New(Config{File: file})
	if got, _ := j.Send(x); err == nil || got != "b=\xff\x80" {
		t.Errorf("%q %v", got, err)
	}
}

func TestExpiry(t *testing.T) {
	now := time.Unix(1e9, 0)
	j, _ := New(Config{Now: func() time.Time { return now }})
	x := Context{URL: u("https://a.test/")}
	j.Store(x, "a=1; Max-Age=10; Expires=Thu, 01 Jan 1970 00:00:00 GMT")
	j.Store(x, "b=1; Max-Age=99999999999999999999")
	if got, _ := j.Send(x); got != "a=1; b=1" {
		t.Errorf("%q", got)
	}
	now = now.Add(11 * time.Second)
	if got, _ := j.Send(x); got != "b=1" {
		t.Errorf("%q", got)
	}
	now = now.Add(maxLifetime)
	if got, _ := j.Send(x); got != "" {
		t.Errorf("%q", got)
	}
}

func FuzzStore(f *testing.F) {
	for _, s := range []string{"a=b", "a=b; Expires=Wed, 1 Jan 2020 00:00:00 GMT; Domain=.a.test; Path=/x", "=; ;;=", "__Host-=\t; Secure; Max-Age=-1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		j, _ := New(Config{})
		x := Context{URL: u("https://www.a.test/")}
		j.Store(x, s)
		if field, _ := j.Send(x); strings.ContainsAny(field, "\r\n\x00") {
			t.Errorf("%q from %q", field, s)
		}
	})
}

func BenchmarkSend(b *testing.B) {
	j, _ := New(Config{})
	for i := range 3000 {
		j.Store(Context{URL: u(fmt.Sprintf("https://h%d.test/", i%600))}, fmt.Sprintf("n%d=value", i))
	}
	x := Context{URL: u("https://h7.test/page")}
	b.ReportAllocs()
	for b.Loop() {
		j.Send(x)
	}
}
