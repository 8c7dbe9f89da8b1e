package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vitrine/net/cookie"
	"vitrine/net/dns"
	"vitrine/net/fetch"
	"vitrine/net/header"
	"vitrine/net/lab"
	"vitrine/net/weburl"
)

// world is a client in a whole small internet.
type world struct {
	t      *testing.T
	in     *lab.Internet
	client *fetch.Client
}

func newWorld(t *testing.T, cfg lab.Config) *world {
	in, err := lab.Start(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close() })
	jar, err := cookie.New(cookie.Config{})
	if err != nil {
		t.Fatal(err)
	}
	r := dns.New(dns.Config{Dialer: in.Dialer(), Conf: in.ResolvConf()})
	t.Cleanup(func() { r.Close() })
	c := fetch.New(fetch.Config{Dialer: in.Dialer(), RootCAs: in.Roots(), Resolver: fetch.DNS(r), Cookies: jar})
	t.Cleanup(c.Close)
	return &world{t, in, c}
}

func (w *world) do(method, url, body string) (*fetch.Response, string) {
	w.t.Helper()
	u, err := weburl.Parse(url)
	if err != nil {
		w.t.Fatal(err)
	}
	q := &fetch.Request{URL: u, Method: method, Destination: fetch.Document}
	if body != "" {
		q.Body = []byte(body)
		q.Header = header.List{{Name: "Content-Type", Value: "application/x-www-form-urlencoded"}}
	}
	r, err := w.client.Fetch(context.Background(), q)
	if err != nil {
		w.t.Fatal(err)
	}
	b, err := r.Bytes(0)
	if err != nil {
		w.t.Fatal(err)
	}
	return r, string(b)
}

// TestLogin stages the login of the journey: a form through proxy and router, a session, a
// POST, a redirect, a page from the database.
func TestLogin(t *testing.T) {
	w := newWorld(t, lab.World(lab.WorldLinks{}))
	r, body := w.do("GET", "https://www.example.test/home", "")
	if r.Status != 200 || len(r.Redirects) != 1 || r.URL.Path() != "/login" || !strings.Contains(body, `name="password"`) {
		t.Fatalf("without a session: %d %s after %v", r.Status, r.URL, r.Redirects)
	}
	if via, backend := r.Header.First("Via"), r.Header.First("X-Backend"); via != "1.1 proxy.example.test" || backend != "app" {
		t.Errorf("via %q, backend %q", via, backend)
	}
	timing := strings.Join(r.Header.Values("Server-Timing"), ", ")
	for _, part := range []string{"app;", "db;dur=", "proxy;"} {
		if !strings.Contains(timing, part) {
			t.Errorf("Server-Timing %q lacks %s", timing, part)
		}
	}
	if r, _ := w.do("POST", "https://www.example.test/login", "user=hong&password=wrong"); r.Status != 401 {
		t.Errorf("a wrong password: %d", r.Status)
	}
	r, body = w.do("POST", "https://www.example.test/login", "user=hong&password=correct+horse&redirect=%2Fhome")
	if r.Status != 200 || len(r.Redirects) != 1 || r.Redirects[0].Status != 303 || r.URL.Path() != "/home" || !strings.Contains(body, "안녕하세요, 홍길동님") {
		t.Fatalf("logged in: %d %s after %v: %s", r.Status, r.URL, r.Redirects, body)
	}
	if r, body = w.do("GET", "https://www.example.test/home", ""); r.URL.Path() != "/home" || !strings.Contains(body, "홍길동") {
		t.Errorf("the session did not last: %s", r.URL)
	}
	if r, _ = w.do("POST", "https://www.example.test/login", "user=hong&password=correct+horse&redirect=%2F%2Fevil.test%2F"); r.URL.Hostname() != "www.example.test" {
		t.Errorf("an open redirect to %s", r.URL)
	}
}

// TestWorldParts stages the other cases: the API, the edge, the load balancer, plain HTTP.
func TestWorldParts(t *testing.T) {
	w := newWorld(t, lab.World(lab.WorldLinks{}))
	r, body := w.do("GET", "https://api.example.test/api/users/123", "")
	var user map[string]string
	if err := json.Unmarshal([]byte(body), &user); err != nil || user["name"] != "홍길동" || r.Header.First("Content-Type") != "application/json; charset=utf-8" {
		t.Errorf("%s %v", body, err)
	}
	if r, _ := w.do("GET", "https://api.example.test/api/users/999", ""); r.Status != 404 {
		t.Errorf("no such user: %d", r.Status)
	}
	for i, want := range []string{"MISS", "HIT"} {
		r, body := w.do("GET", "https://cdn.example.test/images/logo.png", "")
		if got := r.Header.First("X-Cache"); !strings.HasPrefix(got, want) || r.Status != 200 || !strings.HasPrefix(body, "\x89PNG") {
			t.Errorf("edge, request %d: %q %d", i, got, r.Status)
		}
	}
	seen := map[string]int{}
	for range 4 {
		r, _ := w.do("GET", "https://www.example.test/", "")
		seen[r.Header.First("X-Backend")]++
	}
	if seen["web1"] != 2 || seen["web2"] != 2 {
		t.Errorf("the load is not balanced: %v", seen)
	}
	r, _ = w.do("GET", "http://example.test/?a=b", "")
	if len(r.Redirects) != 1 || r.Redirects[0].Status != 301 || r.URL.String() != "https://www.example.test/?a=b" {
		t.Errorf("plain HTTP: %s after %v", r.URL, r.Redirects)
	}
}

// TestPrivateDNS resolves over TLS and HTTPS, and refuses a server that is somebody else.
func TestPrivateDNS(t *testing.T) {
	for _, c := range []struct{ server, want string }{
		{"203.0.113.53", "203.0.113.30"},
		{"tls://203.0.113.53", "203.0.113.30"},
		{"tls://203.0.113.53#dns.isp.test", "203.0.113.30"},
		{"https://dns.isp.test/dns-query", "203.0.113.30"},
		{"tls://203.0.113.53#other.test", ""},
		{"https://dns.isp.test/elsewhere", ""},
	} {
		var out, errs bytes.Buffer
		code := run(context.Background(), stdio{strings.NewReader(""), &out, &errs},
			[]string{"dns", "-lab", "-trace", "-dns", c.server, "-timeout", "1m", "www.example.test", "A"})
		if (code == 0) != (c.want != "") || !strings.Contains(out.String(), c.want) {
			t.Errorf("%s: exit %d\n%s%s", c.server, code, out.String(), errs.String())
		}
	}
}

// TestKnownTruth holds what is measured against what the lab was set to.
func TestKnownTruth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const rtt, app, db = 40 * time.Millisecond, 30 * time.Millisecond, 20 * time.Millisecond
		cfg := lab.World(lab.WorldLinks{RTT: rtt, Application: app, Database: db})
		cfg.Memory = true // in virtual time, which a busy machine does not stretch
		w := newWorld(t, cfg)
		r, _ := w.do("GET", "https://api.example.test/api/users/123", "")
		tm := r.Timing
		for _, c := range []struct {
			what      string
			got, want time.Duration
		}{
			{"TCP", tm.ConnectEnd.Sub(tm.ConnectStart), rtt},
			{"TLS 1.3", tm.TLSEnd.Sub(tm.TLSStart), rtt},
			{"wait", tm.FirstByte.Sub(tm.SendEnd), rtt + app + db},
		} {
			if c.got != c.want {
				t.Errorf("%s took %s, want %s", c.what, c.got, c.want)
			}
		}
	})
}
