package engine_test

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"vitrine/engine"
	"vitrine/engine/dom"
	"vitrine/net/fetch"
)

// policyServer answers any path: .css makes p green, .png is none, and remembers who was asked
// for, with the Referer.
type policyServer struct {
	mu    sync.Mutex
	asked []string
	pages map[string]http.HandlerFunc
}

func (s *policyServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h := s.pages[r.URL.Path]; h != nil {
		h(w, r)
		return
	}
	s.mu.Lock()
	s.asked = append(s.asked, strings.TrimPrefix(r.URL.Path, "/"))
	s.mu.Unlock()
	if strings.Contains(r.URL.Path, "shared") {
		w.Header().Set("Access-Control-Allow-Origin", "*")
	}
	if strings.HasSuffix(r.URL.Path, ".css") {
		w.Header().Set("Content-Type", "text/css")
		io.WriteString(w, greenSheet)
		return
	}
	http.NotFound(w, r)
}

const greenSheet = "p { width: 50px }"

func (s *policyServer) took() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.Sort(s.asked)
	out := strings.Join(slices.Compact(s.asked), " ")
	s.asked = nil
	return out
}

// TestPolicies loads pages under policies and looks at what was asked for, at how wide the <p>
// became, and at what the trace says.
func TestPolicies(t *testing.T) {
	s := &policyServer{pages: map[string]http.HandlerFunc{}}
	srv := httptest.NewServer(s)
	defer srv.Close()
	other := httptest.NewServer(s)
	defer other.Close()
	sum := func(text string) string {
		h := sha256.Sum256([]byte(text))
		return "sha256-" + base64.StdEncoding.EncodeToString(h[:])
	}
	meta := func(policy string) string {
		return `<meta http-equiv="Content-Security-Policy" content="` + policy + `">`
	}
	for i, c := range []struct {
		name, head, body string // head is a field of the response
		asked            string
		wide             int // px of the <p>: 50 by the sheet, 40 by an attribute, 30 by a <style>
		told             string
	}{
		{"nothing", "", `<link rel=stylesheet href=a.css><img src=b.png><p>x`, "a.css b.png", 50, ""},
		{"no images", "Content-Security-Policy: img-src 'none'", `<link rel=stylesheet href=a.css><img src=b.png><p>x`, "a.css", 50, "img-src 'none'"},
		{"no images by meta", "", meta("img-src 'none'") + `<img src=b.png><p style="background: url(c.png); width: 40px">x`, "", 40, "img-src 'none'"},
		{"meta in the body", "", `<body>` + meta("img-src 'none'") + `<img src=b.png><p style="width: 40px">x`, "b.png", 40, ""},
		{"only told", "Content-Security-Policy-Report-Only: img-src 'none'", `<img src=b.png><p style="width: 40px">x`, "b.png", 40, "img-src 'none'"},
		{"default", "Content-Security-Policy: default-src 'none'", `<link rel=stylesheet href=a.css><style>p{width:30px}</style><p style="width: 40px">x`, "", 0, "default-src 'none'"},
		{"self", "Content-Security-Policy: default-src 'self'", `<link rel=stylesheet href=a.css><link rel=stylesheet href=OTHER/o.css><p style="width: 40px">x`, "a.css", 50, "default-src 'self'"},
		{"nonce", "Content-Security-Policy: style-src 'nonce-k'", `<style nonce=k>p{width:30px}</style><style>p{width:20px}</style><p>x`, "", 30, "style-src"},
		{"nonce of a link", "Content-Security-Policy: style-src 'nonce-k'", `<link rel=stylesheet nonce=k href=a.css><link rel=stylesheet href=b.css><p>x`, "a.css", 50, "style-src"},
		{"hash", "Content-Security-Policy: style-src '" + sum("p{width:30px}") + "'", `<style>p{width:30px}</style><style>p{width:20px}</style><p style="width:1px">x`, "", 30, "style-src"},
		{"style before its meta", "", `<style>p{width:30px}</style>` + meta("style-src 'none'") + `<style>p{width:20px}</style><p>x`, "", 30, "style-src 'none'"},
		{"attribute by hash", "Content-Security-Policy: style-src 'unsafe-hashes' '" + sum("width: 40px") + "'", `<p style="width: 40px">x`, "", 40, ""},
		{"base", "Content-Security-Policy: base-uri 'none'", `<base href=OTHER/><link rel=stylesheet href=a.css><p>x`, "a.css", 50, "base-uri 'none'"},
		{"import", "Content-Security-Policy: style-src 'unsafe-inline'", `<style>@import "a.css"; p{width:30px}</style><p>x`, "", 30, "style-src"},
		{"frames", "Content-Security-Policy: frame-src 'none'", `<iframe src=/frame.html></iframe><p style="width: 40px">x`, "", 40, "frame-src 'none'"},

		{"integrity", "", `<link rel=stylesheet href=a.css integrity="` + sum(greenSheet) + `"><p>x`, "a.css", 50, ""},
		{"wrong integrity", "", `<link rel=stylesheet href=a.css integrity="` + sum("x") + `"><p style="width: 40px">x`, "a.css", 40, "integrity"},
		{"integrity elsewhere without CORS", "", `<link rel=stylesheet href=OTHER/shared.css integrity="` + sum(greenSheet) + `"><p style="width: 40px">x`, "shared.css", 40, "integrity"},
		{"integrity elsewhere", "", `<link rel=stylesheet crossorigin href=OTHER/shared.css integrity="` + sum(greenSheet) + `"><p>x`, "shared.css", 50, ""},
		{"CORS", "", `<link rel=stylesheet crossorigin href=OTHER/a.css><p style="width: 40px">x`, "a.css", 40, "CORS"},

		{"preload for others", "", `<link rel=preload as=image href=a.png media="(max-width: 10px)"><link rel=preload as=image href=b.png imagesrcset="c.png 2x"><p style="width: 40px">x`, "", 40, ""},
		{"announced", "Link: </l.css>; rel=preload; as=style, </x.js>; rel=preload; as=script", `<p style="width: 40px">x`, "l.css", 40, ""},
	} {
		path := fmt.Sprintf("/%d/page", i)
		s.pages[path] = func(w http.ResponseWriter, r *http.Request) {
			if name, value, ok := strings.Cut(c.head, ": "); ok {
				w.Header().Set(name, value)
			}
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			io.WriteString(w, "<!DOCTYPE html><title>t</title>"+strings.ReplaceAll(c.body, "OTHER", other.URL))
		}
		o := open(t, fetch.Config{}, srv.URL+path, patient)
		asked := s.took()
		asked = strings.ReplaceAll(asked, fmt.Sprintf("%d/", i), "")
		if asked != c.asked {
			t.Errorf("%s: asked for %q, want %q", c.name, asked, c.asked)
		}
		if c.wide > 0 {
			if got := widthOf(t, o.page, "p"); got != c.wide {
				t.Errorf("%s: <p> is %d px wide, want %d", c.name, got, c.wide)
			}
		}
		told := ""
		for _, n := range o.notes {
			for _, a := range n.Attrs {
				told += a.String() + "\n"
			}
		}
		if c.told == "" && strings.Contains(told, "Security-Policy") || !strings.Contains(told, c.told) {
			t.Errorf("%s: the trace says %q, want %q", c.name, told, c.told)
		}
	}
}

// widthOf returns the width in px of the first element of a name.
func widthOf(t *testing.T, p *engine.Page, name string) (width int) {
	t.Helper()
	f := p.Frame()
	if err := p.Do(t.Context(), func(d *dom.Document) {
		for n := d.Root().First(); n != nil; n = n.After(d.Root()) {
			if n.IsHTML(name) {
				rects, _ := engine.Rects(f.Frags)
				width = rects[n.ID()].W.Round()
				return
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	return width
}

// TestReferrers looks at the Referer of a page's resources.
func TestReferrers(t *testing.T) {
	got := map[string]string{}
	var mu sync.Mutex
	note := func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		got[r.URL.Path] = r.Header.Get("Referer")
		mu.Unlock()
		if strings.HasSuffix(r.URL.Path, ".css") {
			w.Header().Set("Content-Type", "text/css")
			io.WriteString(w, "p { background: url(inside.png) }")
			return
		}
		http.NotFound(w, r)
	}
	for _, c := range []struct {
		head, body string
		want       map[string]string
	}{
		{"", `<link rel=stylesheet href=a.css><img src=b.png><p>x`, map[string]string{"/a.css": "URL/page?x", "/b.png": "URL/page?x", "/inside.png": "URL/a.css"}},
		{"origin", `<img src=b.png>`, map[string]string{"/b.png": "URL/"}},
		{"origin", `<meta name=referrer content=no-referrer><img src=b.png>`, map[string]string{"/b.png": ""}},
		{"no-referrer", `<img referrerpolicy=unsafe-url src=b.png><img src=c.png>`, map[string]string{"/b.png": "URL/page?x", "/c.png": ""}},
	} {
		clear(got)
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/page" {
				note(w, r)
				return
			}
			if c.head != "" {
				w.Header().Set("Referrer-Policy", c.head)
			}
			html("<!DOCTYPE html>"+c.body)(w, r)
		}))
		open(t, fetch.Config{}, srv.URL+"/page?x", patient)
		srv.Close()
		for path, want := range c.want {
			if want = strings.Replace(want, "URL", srv.URL, 1); got[path] != want {
				t.Errorf("%s %s: %s has the Referer %q, want %q", c.head, c.body, path, got[path], want)
			}
		}
	}
}

// TestWhoIsTold looks at the Referer of visits: a person's tells nothing, a link's what the page
// and the link allow.
func TestWhoIsTold(t *testing.T) {
	var mu sync.Mutex
	got := ""
	page := ""
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if r.URL.Path == "/to" {
			got = r.Header.Get("Referer")
			html("there")(w, r)
			return
		}
		html(page)(w, r)
	}))
	defer srv.Close()
	for _, c := range []struct {
		page, want string
	}{
		{`<a href=/to>go</a>`, "URL/page"},
		{`<a href=/to rel="noopener noreferrer">go</a>`, ""},
		{`<a href=/to referrerpolicy=origin>go</a>`, "URL/"},
		{`<meta name=referrer content=no-referrer><a href=/to>go</a>`, ""},
		{`<iframe src=/to></iframe>`, "URL/page"},
		{`<iframe src=/to referrerpolicy=no-referrer></iframe>`, ""},
		{`nothing`, "-"},
	} {
		mu.Lock()
		got, page = "-", "<!DOCTYPE html><style>body{margin:0}a{display:block;height:50px}</style>"+c.page
		mu.Unlock()
		o := open(t, fetch.Config{}, srv.URL+"/page", patient)
		if strings.Contains(c.page, "<a") {
			o.page.Dispatch(engine.MouseDown{X: 5, Y: 5})
			o.page.Dispatch(engine.MouseUp{X: 5, Y: 5})
		}
		if err := o.page.Idle(t.Context()); err != nil {
			t.Fatal(err)
		}
		mu.Lock()
		if want := strings.Replace(c.want, "URL", srv.URL, 1); got != want {
			t.Errorf("%s: %q, want %q", c.page, got, want)
		}
		mu.Unlock()
		if c.want == "-" {
			o.page.Dispatch(engine.Navigate{URL: srv.URL + "/to"})
			o.page.Idle(t.Context())
			mu.Lock()
			if got != "" {
				t.Errorf("a person's visit told %q", got)
			}
			mu.Unlock()
		}
		o.page.Close()
	}
}
