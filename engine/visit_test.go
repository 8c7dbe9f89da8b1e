package engine_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"vitrine/engine"
	"vitrine/engine/dom"
	"vitrine/engine/trace"
	"vitrine/engine/visited"
	"vitrine/net/cache"
	"vitrine/net/fetch"
)

// asked is a site that counts what is asked of it, and how.
type asked struct {
	mu  sync.Mutex
	log []string
}

func (a *asked) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	how := r.Method
	switch {
	case r.Header.Get("If-None-Match") != "":
		how += "?"
	case strings.Contains(r.Header.Get("Cache-Control"), "no-cache"):
		how += "!"
	}
	if r.Method == "POST" {
		how += fmt.Sprintf("(%s, %d bytes)", r.Header.Get("Content-Type"), r.ContentLength)
	}
	a.log = append(a.log, how+" "+r.URL.Path)
	w.Header().Set("Cache-Control", "max-age=600")
	w.Header().Set("ETag", `"1"`)
	if r.Header.Get("If-None-Match") != "" {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if strings.HasSuffix(r.URL.Path, ".css") {
		w.Header().Set("Content-Type", "text/css")
		fmt.Fprint(w, "p{color:red}")
		return
	}
	w.Header().Set("Content-Type", "text/html")
	fmt.Fprintf(w, "<!doctype html><link rel=stylesheet href=/s.css><title>%s</title><p>x", r.URL.Path)
}

func (a *asked) take() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	s := strings.Join(a.log, " ")
	a.log = nil
	return s
}

// TestCacheModes: a reload asks back, a hard one starts from scratch, back and forward ask
// nothing, and a POST is sent.
func TestCacheModes(t *testing.T) {
	a := &asked{}
	srv := httptest.NewServer(a)
	defer srv.Close()
	client := fetch.New(fetch.Config{Cache: cache.New(cache.Config{})})
	defer client.Close()
	b := &browser{t: t, base: srv.URL}
	e := engine.New(engine.Config{Fetch: client, Trace: trace.New("t", &b.rec)})
	defer e.Close()
	b.page = e.NewPage()
	for _, s := range []struct {
		do   engine.Event
		want string
	}{
		{b.at("/a"), "GET /a GET /s.css"},
		{b.at("/b"), "GET /b"},
		{engine.Reload{}, "GET? /b GET? /s.css"},
		{engine.Reload{Hard: true}, "GET! /b GET! /s.css"},
		{engine.Back{}, ""},
		{engine.Forward{}, ""},
	} {
		b.does(s.do)
		if got := a.take(); got != s.want {
			t.Errorf("%#v asked %q, want %q", s.do, got, s.want)
		}
	}
	err := b.page.Visit(t.Context(), engine.Visit{URL: b.base + "/c", Method: "POST", Body: []byte("a=1"), ContentType: "application/x-www-form-urlencoded"})
	if err == nil {
		err = b.page.Idle(t.Context())
	}
	if got, want := a.take(), "POST(application/x-www-form-urlencoded, 3 bytes) /c"; err != nil || got != want {
		t.Errorf("a visit with a body: %v, asked %q, want %q", err, got, want)
	}
}

// TestVisitedLinks: links that were opened get their colour, and nothing else.
func TestVisitedLinks(t *testing.T) {
	links, err := visited.Open("")
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(site{"/": html(`<!doctype html><style>a:visited{color:red;font-size:99px}a{color:blue}</style><a href=/two>x</a><a href=/three>y</a><a href=#here>z</a>`), "/two": html("two")})
	defer srv.Close()
	client := fetch.New(fetch.Config{})
	defer client.Close()
	b := &browser{t: t, base: srv.URL}
	e := engine.New(engine.Config{Fetch: client, History: links})
	defer e.Close()
	b.page = e.NewPage()
	colours := func() (out string) {
		f := b.page.Frame()
		b.page.Do(t.Context(), func(d *dom.Document) {
			for n := d.Body().First(); n != nil; n = n.After(d.Body()) {
				if n.IsHTML("a") {
					s := f.Styles.Style(n)
					out += fmt.Sprint(s.Color(), " ", s.FontSize(), " ")
				}
			}
		})
		return out
	}
	b.does(b.at("/"))
	before := colours()
	b.does(b.at("/two"), b.at("/"))
	after := colours()
	if before == after || strings.Contains(after, "99") || strings.Count(after, "0 0 255")+strings.Count(after, "0 0 255") > 4 {
		t.Errorf("before %s, after %s", before, after)
	}
	if !links.Has(srv.URL+"/two") || links.Has(srv.URL+"/three") || links.Has(srv.URL+"/#here") {
		t.Error("the history is wrong")
	}
	b.does(b.at("/#here"))
	if !links.Has(srv.URL + "/#here") {
		t.Error("a place of the page is not remembered")
	}
}
