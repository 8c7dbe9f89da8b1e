package engine_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vitrine/engine"
	"vitrine/engine/dom"
	"vitrine/engine/trace"
	"vitrine/layout/text"
	"vitrine/net/conn"
	"vitrine/net/fetch"
	"vitrine/net/weburl"
)

// site answers paths with handlers.
type site map[string]http.HandlerFunc

func (s site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h := s[r.URL.Path]; h != nil {
		h(w, r)
		return
	}
	http.NotFound(w, r)
}

func html(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, body)
	}
}

// patient is far more than anything takes that does happen in a test: a limit that must not be
// reached.
const patient = 5 * time.Minute

// opened is what loading one address gave.
type opened struct {
	page  *engine.Page
	frame *engine.Frame
	err   error
	text  string
	notes []trace.Event
}

// open loads an address in an engine of its own and waits until the page is complete.
func open(t *testing.T, cfg fetch.Config, url string, limit time.Duration) opened {
	t.Helper()
	client := fetch.New(cfg)
	t.Cleanup(client.Close)
	var rec trace.Recorder
	e := engine.New(engine.Config{Fetch: client, Fonts: text.NewFonts(text.Config{}), Width: 400, Height: 300, Trace: trace.New("test", &rec)})
	t.Cleanup(e.Close)
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	p, err := e.Load(ctx, url)
	o := opened{page: p, err: err}
	if ctx.Err() == nil {
		if err := p.Idle(ctx); err != nil {
			t.Errorf("%s: not idle: %v", url, err)
		}
		o.frame = p.Frame()
		p.Do(ctx, func(d *dom.Document) {
			if d != nil {
				o.text = d.Root().TextContent()
			}
		})
	}
	for _, ev := range rec.Events() {
		if ev.Phase == trace.Note && ev.Kind >= trace.Warning {
			o.notes = append(o.notes, ev)
			if ev.Name == "bug" {
				t.Errorf("%s: bug: %s\n%s", url, ev.Attr("panic"), ev.Attr("stack"))
			}
		}
	}
	return o
}

// TestWorldFailures: a failure of the world is a typed error that names the URL and the phase,
// and a page that says the same to a person.
func TestWorldFailures(t *testing.T) {
	good := httptest.NewServer(site{
		"/loop": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) },
		"/many": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/many?"+r.URL.RawQuery+"x", http.StatusFound)
		},
		"/never": func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
	})
	defer good.Close()
	secure := httptest.NewTLSServer(site{"/": html("secret")})
	defer secure.Close()
	secure.Config.ErrorLog = nil
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refused := "http://" + gone.Addr().String() + "/"
	gone.Close()
	nobody := conn.ResolverFunc(func(ctx context.Context, host string) ([]netip.Addr, error) {
		return nil, errors.New("no such host")
	})
	missing, _ := weburl.FromFile(filepath.Join(t.TempDir(), "nothing.html"))

	for _, c := range []struct {
		name, url string
		phase     fetch.Phase
		cfg       fetch.Config
	}{
		{"unknown host", "http://nobody.example.test/", fetch.PhaseName, fetch.Config{Resolver: nobody}},
		{"refused", refused, fetch.PhaseConnect, fetch.Config{}},
		{"timeout", good.URL + "/never", fetch.PhaseResponse, fetch.Config{Limits: fetch.Limits{Response: 200 * time.Millisecond}}},
		{"bad certificate", secure.URL + "/", fetch.PhaseTLS, fetch.Config{}},
		{"redirect loop", good.URL + "/loop", fetch.PhaseRedirect, fetch.Config{}},
		{"too many redirects", good.URL + "/many", fetch.PhaseRedirect, fetch.Config{}},
		{"missing file", missing.String(), fetch.PhaseFile, fetch.Config{}},
		{"unknown scheme", "gopher://a.test/", fetch.PhaseScheme, fetch.Config{}},
		{"offline", "https://a.test/", fetch.PhaseScheme, fetch.Config{Offline: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := open(t, c.cfg, c.url, patient)
			var fe *fetch.Error
			if !errors.As(o.err, &fe) {
				t.Fatalf("error %v is no fetch.Error", o.err)
			}
			if fe.Phase != c.phase || fe.URL == nil {
				t.Errorf("phase %q of %v, want %q: %v", fe.Phase, fe.URL, c.phase, o.err)
			}
			if o.frame == nil || o.frame.Err == nil || !strings.Contains(o.text, fe.Err.Error()) {
				t.Errorf("the error page does not say why: %q", o.text)
			}
		})
	}
	t.Run("no URL", func(t *testing.T) {
		if o := open(t, fetch.Config{}, "http://[", patient); o.err == nil || o.frame == nil {
			t.Errorf("err %v", o.err)
		}
	})
	t.Run("caller's deadline", func(t *testing.T) {
		if o := open(t, fetch.Config{}, good.URL+"/never", 200*time.Millisecond); !errors.Is(o.err, context.DeadlineExceeded) {
			t.Errorf("err %v", o.err)
		}
	})
}

// TestBrokenContent: content is never an error; a page comes out, and what was wrong is on the
// trace.
func TestBrokenContent(t *testing.T) {
	noise := make([]byte, 20000)
	for i := range noise {
		noise[i] = byte(i * i >> 3)
	}
	s := httptest.NewServer(site{
		"/empty": html(""),
		"/pdf": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/pdf")
			io.WriteString(w, "%PDF-1.4 ...")
		},
		"/cut": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("Content-Length", "1000")
			io.WriteString(w, "<p>what came")
		},
		"/binary": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.Write(noise)
		},
		"/image": html("<p>before<img src=broken.png width=20 height=20><img src=nothing.png><p>after"),
		"/broken.png": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "image/png")
			io.WriteString(w, "\x89PNG\r\n\x1a\nnot really")
		},
		"/sheet": html("<link rel=stylesheet href=none.css><style>@import 'none2.css'; p { color: red ; } p { : } }</style><p>styled"),
		"/plain": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			io.WriteString(w, "<b>not bold</b> é")
		},
		"/status": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(404)
			io.WriteString(w, "<p>the server's own page")
		},
	})
	defer s.Close()
	for _, c := range []struct{ path, text, note string }{
		{"/empty", "", ""},
		{"/cut", "what came", "document"},
		{"/binary", "", ""},
		{"/image", "beforeafter", "image"},
		{"/sheet", "styled", "stylesheet"},
		{"/plain", "<b>not bold</b> é", ""},
		{"/status", "the server's own page", ""},
	} {
		t.Run(c.path, func(t *testing.T) {
			o := open(t, fetch.Config{}, s.URL+c.path, patient)
			if o.err != nil || o.frame == nil || o.frame.Display == nil {
				t.Fatalf("err %v, frame %v", o.err, o.frame)
			}
			if !strings.Contains(o.text, c.text) {
				t.Errorf("text %q", o.text)
			}
			found := c.note == ""
			for _, n := range o.notes {
				found = found || n.Name == c.note
			}
			if !found {
				t.Errorf("no %s diagnostic in %v", c.note, o.notes)
			}
			if img := o.frame.Image(engine.Shot{}); img.Rect.Dx() != 400 {
				t.Errorf("picture %v", img.Rect)
			}
		})
	}
	t.Run("/pdf", func(t *testing.T) {
		o := open(t, fetch.Config{}, s.URL+"/pdf", patient)
		var un *engine.UnsupportedError
		if !errors.As(o.err, &un) || o.frame == nil {
			t.Errorf("err %v", o.err)
		}
	})
}

// TestHugePages: 100,000 nested elements and 50 MB of text still give a page.
func TestHugePages(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, f func(*bytes.Buffer)) string {
		var b bytes.Buffer
		f(&b)
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		u, _ := weburl.FromFile(path)
		return u.String()
	}
	nested := write("nested.html", func(b *bytes.Buffer) {
		b.WriteString("<!doctype html>" + strings.Repeat("<div>", 100000) + "deep")
	})
	if o := open(t, fetch.Config{}, nested, patient); o.err != nil || o.frame == nil || !strings.Contains(o.text, "deep") {
		t.Errorf("nested: %v %v", o.err, o.frame)
	}
	large := write("large.html", func(b *bytes.Buffer) {
		b.WriteString("<!doctype html>")
		line := strings.Repeat("<!-- "+strings.Repeat("filler ", 140)+"-->", 50) + "<p>A paragraph.</p>\n"
		for i := 0; b.Len() < 50<<20; i++ {
			b.WriteString(line)
		}
	})
	if o := open(t, fetch.Config{}, large, patient); o.err != nil || o.frame == nil || o.frame.Content.H.Px() < 1000 {
		t.Errorf("large: %v %v", o.err, o.frame)
	}
}
