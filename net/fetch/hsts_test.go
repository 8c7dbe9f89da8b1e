package fetch

import (
	"crypto/tls"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vitrine/net/header"
	"vitrine/net/weburl"
)

func TestHSTSPolicy(t *testing.T) {
	var s hsts
	now := time.Now()
	learn := func(url, v string) {
		s.learn(weburl.MustParse(url), header.List{{Name: "strict-transport-security", Value: v}}, now)
	}
	learn("https://a.test/", "max-age=100; includeSubDomains")
	learn("https://b.test/", `Max-Age="100";;foo=bar`)
	learn("http://plain.test/", "max-age=100")
	learn("https://192.0.2.1/", "max-age=100")
	learn("https://no-age.test/", "includeSubDomains")
	learn("https://twice.test/", "max-age=1; max-age=2")
	learn("https://gone.test/", "max-age=100")
	learn("https://gone.test/", "max-age=0")
	for in, want := range map[string]string{
		"http://a.test/x":       "https://a.test/x",
		"http://w.a.test:8080/": "https://w.a.test:8080/",
		"http://a.test.:80/":    "https://a.test./",
		"http://b.test/":        "https://b.test/",
		"http://w.b.test/":      "http://w.b.test/",
		"http://ba.test/":       "http://ba.test/",
		"http://plain.test/":    "http://plain.test/",
		"http://192.0.2.1/":     "http://192.0.2.1/",
		"http://no-age.test/":   "http://no-age.test/",
		"http://twice.test/":    "http://twice.test/",
		"http://gone.test/":     "http://gone.test/",
	} {
		if got, _ := s.upgrade(weburl.MustParse(in), now); got.String() != want {
			t.Errorf("%s became %s", in, got)
		}
	}
	if got, _ := s.upgrade(weburl.MustParse("http://a.test/"), now.Add(101*time.Second)); got.Is("https") {
		t.Error("the policy did not end")
	}
	for i := range maxHSTSHosts + 10 {
		learn(fmt.Sprintf("https://h%d.test/", i), "max-age=100")
	}
	if len(s.hosts) > maxHSTSHosts {
		t.Errorf("%d hosts", len(s.hosts))
	}
}

func TestHSTSUpgradesFetches(t *testing.T) {
	ca := newAuthority(t)
	s := serveOn(t, &tls.Config{Certificates: []tls.Certificate{ca.issue(t, nil, "a.test")}}, func(s *server, p *peer) {
		for p.next() != "" {
			p.say(answer("x", "Strict-Transport-Security: max-age=1000"))
		}
	})
	c := client(t, func(cfg *Config) { cfg.RootCAs = ca.pool })
	for _, scheme := range []string{"https", "http"} {
		r, _, err := get(c, weburl.MustParse(fmt.Sprintf("%s://a.test:%d/", scheme, s.addr.Port())))
		if err != nil || !r.URL.Is("https") || r.TLS == nil {
			t.Errorf("%s: %v %v", scheme, r, err)
		}
	}
}

func TestHSTSFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sub", "hsts")
	now := time.Now()
	learn := func(s *hsts, host, v string) {
		s.learn(weburl.MustParse("https://"+host+"/"), header.List{{Name: "Strict-Transport-Security", Value: v}}, now)
	}
	asked := func(host string) bool {
		var s hsts
		s.read(file, now)
		_, ok := s.upgrade(weburl.MustParse("http://"+host+"/"), now)
		return ok
	}
	var one, two hsts
	learn(&one, "a.test", "max-age=1000; includeSubDomains")
	learn(&two, "b.test", "max-age=1000")
	for _, s := range []*hsts{&one, &two} {
		if err := s.write(file, now); err != nil {
			t.Fatal(err)
		}
	}
	if !asked("x.a.test") || !asked("b.test") || asked("x.b.test") {
		t.Error("the file does not hold what both wrote")
	}
	learn(&two, "a.test", "max-age=0")
	two.write(file, now)
	if asked("a.test") || !asked("b.test") {
		t.Error("a.test was not forgotten, or b.test was")
	}
	os.WriteFile(file, []byte("broken\n"), 0o600)
	var s hsts
	if err := s.read(file, now); err == nil {
		t.Error("no word about a broken line")
	}
}
