package engine_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"vitrine/engine"
	"vitrine/engine/dom"
	"vitrine/engine/trace"
	"vitrine/net/fetch"
	"vitrine/net/weburl"
)

// sent answers with a type, fields and a body: "type|Name: value|body".
func sent(s string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		part := strings.Split(s, "|")
		if part[0] != "" {
			w.Header().Set("Content-Type", part[0])
		}
		for _, f := range part[1 : len(part)-1] {
			k, v, _ := strings.Cut(f, ": ")
			w.Header().Set(k, v)
		}
		io.WriteString(w, part[len(part)-1])
	}
}

// TestContentViews: what each kind of resource becomes.
func TestContentViews(t *testing.T) {
	s := site{
		"/user.json": sent(`application/json|{"name":"홍길동","list":[1,2]}`),
		"/bad.json":  sent(`application/json|{"name":}`),
		"/kr.txt":    sent("text/plain;charset=euc-kr|\xc8\xab\xb1\xe6\xb5\xbf"),
		"/kr2.txt":   sent("text/plain|\xc8\xab\xb1\xe6\xb5\xbf \xbe\xc8\xb3\xe7\xc7\xcf\xbc\xbc\xbf\xe4"),
		"/feed.xml":  sent(`application/xml|<feed><title>x</title></feed>`),
		"/page.xml":  sent(`application/xml|<html xmlns="http://www.w3.org/1999/xhtml"><body>page</body></html>`),
		"/page":      sent("text/html|<p>a&amp;b</p>"),
	}
	b := newBrowser(t, s)
	for _, c := range []struct{ url, want string }{
		{b.base + "/user.json", `"name": "홍길동"`}, {b.base + "/user.json", "[1, 2]"},
		{b.base + "/bad.json", "This is no JSON: line 1, column 9"},
		{b.base + "/kr.txt", "홍길동"}, {b.base + "/kr2.txt", "홍길동 안녕하세요"},
		{b.base + "/feed.xml", "<title>x</title>"}, {b.base + "/page.xml", "page"},
		{"view-source:" + b.base + "/page", "<p>a&amp;b</p>"}, {"view-source:" + b.base + "/user.json", `{"name":"홍길동","list":[1,2]}`},
	} {
		if err := b.page.Open(t.Context(), c.url); err != nil {
			t.Errorf("%s: %v", c.url, err)
		}
		b.page.Do(t.Context(), func(d *dom.Document) {
			if got := d.Body().TextContent(); !strings.Contains(got, c.want) {
				t.Errorf("%s shows %q, want %q", c.url, got, c.want)
			}
		})
		if err := b.page.Idle(t.Context()); err != nil {
			t.Error(err)
		}
		if got := b.page.Frame().URL; got != c.url {
			t.Errorf("the address is %s, want %s", got, c.url)
		}
	}
}

// TestDownloads: what is no page, or is sent to be saved, is handed over, and the page stays.
func TestDownloads(t *testing.T) {
	s := site{
		"/":            html("<title>stays</title>"),
		"/a.pdf":       sent("application/pdf|%PDF-1.4"),
		"/report":      sent(`text/html|Content-Disposition: attachment; filename="../../etc/.x y.html"|<p>`),
		"/nothing":     func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(204) },
		"/failing.zip": sent("application/zip|PK"),
	}
	var got []string
	b, e := newBrowserWith(t, s, func(_ context.Context, d *engine.Download) (string, error) {
		body, err := io.ReadAll(d.Body)
		got = append(got, fmt.Sprintf("%s %s %s %v", d.Name, d.Type, body, err))
		if strings.HasPrefix(d.Name, "failing") {
			return "", errors.New("no room")
		}
		return "/saved/" + d.Name, nil
	})
	for _, c := range []struct{ path, link string }{
		{"/", ""}, {"/a.pdf", "saved: /saved/a.pdf"}, {"/report", "saved: /saved/x y.html"}, {"/failing.zip", "not saved: no room"}, {"/nothing", ""},
	} {
		f := b.does(b.at(c.path))
		if f.Title != "stays" || f.Link != c.link || f.Loading || f.Err != nil {
			t.Errorf("%s: %q, %q, loading %v, %v", c.path, f.Title, f.Link, f.Loading, f.Err)
		}
	}
	want := "a.pdf application/pdf %PDF-1.4 <nil>; x y.html text/html <p> <nil>; failing.zip application/zip PK <nil>"
	if s := strings.Join(got, "; "); s != want {
		t.Errorf("downloads: %s, want %s", s, want)
	}
	// In a fresh page there is nothing to stay at.
	p := b.page
	b.page = e.NewPage()
	if f := b.does(b.at("/a.pdf")); f == nil || f.URL != "about:blank" {
		t.Errorf("a fresh page: %+v", f)
	}
	b.page = p
}

// TestNoDownloads: without a taker a PDF is an error that says so.
func TestNoDownloads(t *testing.T) {
	b := newBrowser(t, site{"/a.pdf": sent("application/pdf|%PDF-1.4")})
	err := b.page.Open(t.Context(), b.base+"/a.pdf")
	var u *engine.UnsupportedError
	if !errors.As(err, &u) || u.Type != "application/pdf" {
		t.Errorf("%v", err)
	}
}

func newBrowserWith(t *testing.T, s site, d engine.Downloader) (*browser, *engine.Engine) {
	b := newBrowser(t, s)
	client := fetch.New(fetch.Config{})
	t.Cleanup(client.Close)
	e := engine.New(engine.Config{Fetch: client, Progressive: true, Download: d, Trace: trace.New("t", &b.rec)})
	t.Cleanup(e.Close)
	b.page = e.NewPage()
	return b, e
}

func TestFileName(t *testing.T) {
	for _, c := range []struct{ url, disposition, want string }{
		{"http://a.test/dir/file.pdf?x=1", "", "file.pdf"},
		{"http://a.test/", "", "download"},
		{"http://a.test/%ED%99%8D.txt", "", "홍.txt"},
		{"http://a.test/x", `attachment; filename="a/b\\c.txt"`, "c.txt"},
		{"http://a.test/x", `attachment; filename*=UTF-8''%ED%99%8D%2e.pdf`, "홍..pdf"},
		{"http://a.test/x", `attachment; filename=a b.txt`, "a b.txt"},
		{"http://a.test/..%2f..%2f.bashrc", "", "bashrc"},
		{"http://a.test/con.txt", "", "_con.txt"},
		{"http://a.test/a%00%0d%0ab.txt", "", "ab.txt"},
		{"http://a.test/x", "attachment; filename=\"invoice\u202efdp.exe\"", "invoicefdp.exe"},
		{"http://a.test/a%3Cb%3E.txt", "", "a_b_.txt"},
		{"http://a.test/" + strings.Repeat("x", 500) + ".tar", "", strings.Repeat("x", 196) + ".tar"},
		{"data:text/plain,x", "", "download"},
	} {
		if got := engine.FileName(weburl.MustParse(c.url), c.disposition); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.url, c.disposition, got, c.want)
		}
	}
}

// FuzzFileName: whatever a server says, the name is one file of one folder.
func FuzzFileName(f *testing.F) {
	f.Add("/a/b.pdf", `attachment; filename="../x"`)
	f.Add("/%2e%2e%2f", "attachment; filename*=UTF-8''%2e%2e%5cx")
	f.Add("/", `attachment; filename=con.txt;`)
	f.Fuzz(func(t *testing.T, path, disposition string) {
		u, err := weburl.Parse("http://a.test" + path)
		if err != nil {
			return
		}
		n := engine.FileName(u, disposition)
		if n == "" || n == "." || n == ".." || n[0] == '.' || len(n) > 200 || strings.ContainsAny(n, "/\\:\x00\n") || !utf8.ValidString(n) {
			t.Errorf("%q", n)
		}
	})
}

// A link to a download is pressed and let go: it is coloured as pressed, then no more, and the
// window tells where the file went although the pointer is still on the link.
func TestDownloadFromLink(t *testing.T) {
	s := site{"/": html("<!doctype html><style>body{margin:0}a{display:block;height:20px}</style><a href=/file>file</a><p>text"),
		"/file": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Disposition", "attachment; filename=a.bin")
			w.Write([]byte("x"))
		}}
	b, _ := newBrowserWith(t, s, func(_ context.Context, d *engine.Download) (string, error) { return "/there/" + d.Name, nil })
	b.does(b.at("/"))
	colour := func(f *engine.Frame) string { // all that is drawn, its colours included
		var b strings.Builder
		f.Display.Write(&b)
		return b.String()
	}
	before := colour(b.does(engine.MouseMove{X: 10, Y: 10}))
	if f := b.does(engine.MouseDown{X: 10, Y: 10}); colour(f) == before {
		t.Error("a pressed link looks as before")
	}
	f := b.does(engine.MouseUp{X: 10, Y: 10})
	if colour(f) != before || f.Link != "saved: /there/a.bin" {
		t.Errorf("%s\nwant\n%s; tells %q", colour(f), before, f.Link)
	}
	if f := b.does(engine.MouseMove{X: 10, Y: 60}, engine.MouseMove{X: 10, Y: 10}); !strings.HasSuffix(f.Link, "/file") && f.Link != "saved: /there/a.bin" {
		t.Errorf("tells %q", f.Link)
	}
}
