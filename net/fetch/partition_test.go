package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"vitrine/net/cache"
	"vitrine/net/header"
	"vitrine/net/weburl"
)

// One resource on several sites' pages is asked for once for each of them, also in frames.
func TestCachePartitions(t *testing.T) {
	s := serve(t, func(s *server, p *peer) {
		for path := p.next(); path != ""; path = p.next() {
			p.say(answer("x", "Cache-Control: max-age=60"))
		}
	})
	cl := client(t, func(cfg *Config) { cfg.Cache = cache.New(cache.Config{}) })
	at := func(host string) *weburl.URL {
		return weburl.MustParse(fmt.Sprintf("http://%s:%d/x", host, s.addr.Port()))
	}
	page := func(host string) *Page { return &Page{URL: at(host)} }
	framed := func(host, in string) *Page { p := page(host); p.Frame(page(in)); return p }
	sandboxed := page("www.a.test")
	sandboxed.AddMeta("sandbox") // has no effect in a meta element
	boxed := &Page{URL: at("www.a.test"), CSP: ParseCSP(header.List{{Name: "Content-Security-Policy", Value: "sandbox"}})}
	for i, c := range []struct {
		page *Page
		dest Destination
		host string
		asks bool
	}{
		{page("www.a.test"), Image, "cdn.test", true},
		{page("www.a.test"), Image, "cdn.test", false},
		{page("a.test"), Style, "cdn.test", false}, // the same site
		{page("www.b.test"), Image, "cdn.test", true},
		{framed("www.b.test", "www.a.test"), Image, "cdn.test", true},
		{framed("www.b.test", "a.test"), Image, "cdn.test", false},
		{framed("www.a.test", "www.b.test"), Image, "cdn.test", true},
		{framed("www.a.test", "www.a.test"), Image, "cdn.test", false},
		{nil, Document, "cdn.test", true},
		{nil, Document, "cdn.test", false},
		{nil, Document, "www.cdn.test", true}, // another URL
		{page("www.cdn.test"), Image, "cdn.test", false},
		{page("www.a.test"), Frame, "cdn.test", true},
		{page("www.a.test"), Frame, "cdn.test", false},
		{page("www.b.test"), Frame, "cdn.test", true},
		{nil, Other, "cdn.test", true},
		{nil, Other, "cdn.test", false},
		{sandboxed, Image, "cdn.test", false},
		{boxed, Image, "cdn.test", true},
		{boxed, Image, "cdn.test", true},
		{&Page{URL: weburl.MustParse("data:text/html,x")}, Image, "cdn.test", true},
		{&Page{URL: weburl.MustParse("data:text/html,x")}, Image, "cdn.test", true},
		{&Page{URL: weburl.MustParse("file:///tmp/a.html")}, Image, "cdn.test", true},
		{&Page{URL: weburl.MustParse("file:///tmp/b.html")}, Image, "cdn.test", false},
	} {
		before := len(s.seen())
		if _, _, err := do(cl, &Request{URL: at(c.host), Page: c.page, Destination: c.dest}); err != nil {
			t.Fatal(i, err)
		}
		if asked := len(s.seen()) > before; asked != c.asks {
			t.Errorf("%d: asked %v", i, asked)
		}
	}
}

// TestConnectionPartitions: what is asked for on behalf of one site goes neither over another's
// connections nor with its TLS sessions.
func TestConnectionPartitions(t *testing.T) {
	port, conns, dial := h2Server(t, func(w http.ResponseWriter, r *http.Request) {}, "cdn.test", "img.test")
	cl := client(t, dial)
	page := func(s string) *Page { return &Page{URL: weburl.MustParse(s)} }
	boxed := page("https://www.a.test/")
	boxed.CSP = ParseCSP(header.List{{Name: "Content-Security-Policy", Value: "sandbox"}})
	framed := page("https://b.test/")
	framed.Frame(page("https://a.test/"))
	for i, c := range []struct {
		page *Page
		dest Destination
		host string
		made bool // a new connection
	}{
		{page("https://www.a.test/"), Image, "cdn.test", true},
		{page("https://a.test/x"), Style, "cdn.test", false},
		{page("https://a.test/x"), Image, "img.test", false}, // coalesced
		{page("https://b.test/"), Image, "cdn.test", true},
		{framed, Image, "cdn.test", true},
		{framed, Style, "img.test", false},
		{boxed, Image, "cdn.test", true},
		{nil, Document, "cdn.test", true},
		{page("https://www.cdn.test/"), Image, "cdn.test", false},
		{nil, Other, "cdn.test", true},
	} {
		before := conns.Load()
		r, _, err := do(cl, &Request{URL: weburl.MustParse(fmt.Sprintf("https://%s:%d/", c.host, port)), Page: c.page, Destination: c.dest})
		if err != nil {
			t.Fatal(i, err)
		}
		if made := conns.Load() > before; made != c.made || made == r.Timing.Reused || r.TLS.Resumed {
			t.Errorf("%d: a new connection %v, reused %v, resumed %v", i, made, r.Timing.Reused, r.TLS.Resumed)
		}
	}
	// What a preconnect made serves the page that wanted it.
	for _, p := range []string{"https://c.test/", "https://d.test/"} {
		before := conns.Load()
		u := weburl.MustParse(fmt.Sprintf("https://cdn.test:%d/", port))
		cl.Preconnect(t.Context(), u, page(p))
		if _, _, err := do(cl, &Request{URL: u, Page: page(p), Destination: Image}); err != nil || conns.Load() != before+1 {
			t.Errorf("%s: %d connections, %v", p, conns.Load()-before, err)
		}
	}
}

// A body that broke off is completed at the next fetch, of whatever coding it is, when the server
// still has the same; otherwise it is fetched anew.
func TestCompletion(t *testing.T) {
	plain := []byte(strings.Repeat("0123456789", 1000))
	for _, c := range []struct {
		name   string
		coding string
		answer func(body []byte, from int) string // to the second request
		want   []byte
		asked  int
	}{
		{"the rest", "", nil, plain, 2},
		{"the rest of gzip", "gzip", nil, plain, 2},
		{"the rest of brotli", "br", nil, plain, 2},
		{"changed meanwhile", "", func(body []byte, from int) string { return answer("changed", `ETag: "b"`) }, []byte("changed"), 2},
		{"the rest of another", "", func(body []byte, from int) string {
			return fmt.Sprintf("HTTP/1.1 206 P\r\nETag: \"b\"\r\nContent-Range: bytes %d-%d/%d\r\nContent-Length: %d\r\n\r\n%s", from, len(body)-1, len(body), len(body)-from, body[from:])
		}, plain, 3},
		{"another part", "", func(body []byte, from int) string {
			return fmt.Sprintf("HTTP/1.1 206 P\r\nETag: \"a\"\r\nContent-Range: bytes 0-0/%d\r\nContent-Length: 1\r\n\r\n0", len(body))
		}, plain, 3},
		{"no range at all", "", func(body []byte, from int) string {
			return "HTTP/1.1 416 R\r\nContent-Length: 0\r\n\r\n"
		}, plain, 3},
		{"gone", "", func([]byte, int) string { return "HTTP/1.1 410 G\r\nContent-Length: 4\r\n\r\ngone" }, []byte("gone"), 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			body := plain
			extra := ""
			if c.coding != "" {
				body, extra = squeeze(c.coding, plain), "Content-Encoding: "+c.coding+"\r\n"
			}
			from := len(body) / 2
			var n atomic.Int32
			s := serve(t, func(s *server, p *peer) {
				for path := p.next(); path != ""; path = p.next() {
					head := fmt.Sprintf("HTTP/1.1 200 OK\r\nETag: \"a\"\r\nCache-Control: max-age=60\r\n%sContent-Length: %d\r\n\r\n", extra, len(body))
					switch k := n.Add(1); {
					case k == 1:
						p.say(head + string(body[:from]))
						return
					case k == 2 && c.answer != nil:
						p.say(c.answer(body, from))
					case k == 2:
						if h := s.seen()[1]; !strings.Contains(h, fmt.Sprintf("Range: bytes=%d-\r\n", from)) || !strings.Contains(h, "If-Range: \"a\"\r\n") {
							t.Errorf("asked %s", h)
						}
						p.say(fmt.Sprintf("HTTP/1.1 206 P\r\nETag: \"a\"\r\n%sContent-Range: bytes %d-%d/%d\r\nContent-Length: %d\r\n\r\n%s", extra, from, len(body)-1, len(body), len(body)-from, body[from:]))
					default:
						p.say(head + string(body))
					}
				}
			})
			cl := client(t, func(cfg *Config) { cfg.Cache = cache.New(cache.Config{}) })
			if _, _, err := get(cl, s.url("/")); !errors.Is(err, ErrTruncated) {
				t.Fatal(err)
			}
			r, got, err := get(cl, s.url("/"))
			if err != nil || got != string(c.want) || int(n.Load()) != c.asked {
				t.Fatalf("%d bytes, %d requests, %v", len(got), n.Load(), err)
			}
			if c.name[:4] == "the " && c.asked == 2 {
				if r.Status != 200 || r.Header.Has("Content-Range") {
					t.Errorf("%d %v", r.Status, r.Header)
				}
				if _, got, err := get(cl, s.url("/")); err != nil || got != string(plain) || n.Load() != 2 {
					t.Errorf("afterwards: %d bytes, %d requests, %v", len(got), n.Load(), err)
				}
			}
		})
	}
}

// What a person gave up is completed later, too.
func TestCompletionAfterCancel(t *testing.T) {
	body := bytes.Repeat([]byte("x"), 1<<20)
	stop := make(chan bool)
	s := serve(t, func(s *server, p *peer) {
		for path := p.next(); path != ""; path = p.next() {
			if len(s.seen()) == 1 {
				p.say(fmt.Sprintf("HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: %d\r\n\r\n%s", len(body), body[:1000]))
				<-stop
				return
			}
			p.say(fmt.Sprintf("HTTP/1.1 206 P\r\nETag: \"a\"\r\nContent-Range: bytes 1000-%d/%d\r\nContent-Length: %d\r\n\r\n%s", len(body)-1, len(body), len(body)-1000, body[1000:]))
		}
	})
	cl := client(t, func(cfg *Config) { cfg.Cache = cache.New(cache.Config{}) })
	ctx, cancel := context.WithCancel(context.Background())
	r, err := cl.Fetch(ctx, &Request{URL: s.url("/")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Body.Peek(1000); err != nil {
		t.Fatal(err)
	}
	cancel()
	r.Body.Close()
	close(stop)
	if _, got, err := get(cl, s.url("/")); err != nil || len(got) != len(body) || !strings.Contains(s.seen()[1], "Range: bytes=1000-") {
		t.Errorf("%d bytes, %v, %q", len(got), err, s.seen())
	}
}
