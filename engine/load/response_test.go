package load

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"vitrine/css/media"
	"vitrine/engine/htmlparse"
	"vitrine/engine/trace"
	"vitrine/net/fetch"
	"vitrine/net/header"
	"vitrine/net/weburl"
)

// answer is what a server says to one request.
type answer struct {
	status   int
	typ      string
	coding   string
	body     string
	stays    bool // the connection stays open behind the body
	declared int  // Content-Length, when it is not that of the body
	policy   string
}

// serveAnswers returns a loader for a document beside these answers.
func serveAnswers(t *testing.T, answers map[string]answer) *bench {
	done := make(chan struct{})
	told := &sync.Map{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := answers[strings.TrimPrefix(r.URL.Path, "/")]
		w.Header()["Content-Type"] = nil
		if a.typ != "" {
			w.Header().Set("Content-Type", a.typ)
		}
		if a.coding != "" {
			w.Header().Set("Content-Encoding", a.coding)
		}
		if a.declared > 0 {
			w.Header().Set("Content-Length", fmt.Sprint(a.declared))
		}
		if a.policy != "" {
			w.Header().Set("Referrer-Policy", a.policy)
		}
		told.Store(r.URL.Path, r.Referer())
		w.WriteHeader(max(a.status, 200))
		fmt.Fprint(w, a.body)
		if a.stays {
			w.(http.Flusher).Flush()
			<-done
		}
	}))
	t.Cleanup(s.Close)
	t.Cleanup(func() { close(done) })
	client := fetch.New(fetch.Config{})
	t.Cleanup(client.Close)
	b := &bench{tasks: make(chan func(), 1000), told: told}
	u, err := weburl.Parse(s.URL + "/doc")
	if err != nil {
		t.Fatal(err)
	}
	ctx := trace.With(context.Background(), trace.New("t", &b.rec))
	b.Loader = New(ctx, Config{Fetch: client, URL: u, Post: func(f func()) { b.tasks <- f }})
	return b
}

func zipped(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(s))
	z.Close()
	return b.String()
}

// TestWhichImagesAreShown: as measured in Chromium.
func TestWhichImagesAreShown(t *testing.T) {
	dot := dot()
	const vector = `<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"/>`
	part := func(typ, body string) string {
		return "--b\r\nContent-Type: " + typ + "\r\n\r\n" + body + "\r\n--b\r\n"
	}
	for name, c := range map[string]struct {
		answer
		shown bool
	}{
		"ok":                        {answer{typ: "image/png", body: dot}, true},
		"not found":                 {answer{status: 404, typ: "image/png", body: dot}, true},
		"not found, vector":         {answer{status: 503, typ: "image/svg+xml", body: vector}, true},
		"not found, a page":         {answer{status: 404, typ: "text/html", body: "<h1>Not Found</h1>"}, false},
		"several choices":           {answer{status: 300, typ: "image/png", body: dot}, true},
		"wrong type":                {answer{typ: "text/html", body: dot}, true},
		"no type":                   {answer{body: dot}, true},
		"pixels called SVG":         {answer{typ: "image/svg+xml", body: dot}, false},
		"SVG":                       {answer{typ: "Image/SVG+XML; charset=utf-8", body: vector}, true},
		"SVG called XML":            {answer{typ: "text/xml", body: vector}, false},
		"SVG without a type":        {answer{body: vector}, false},
		"cut":                       {answer{typ: "image/png", body: dot, declared: len(dot) + 10}, false},
		"packed, cut in the coding": {answer{typ: "image/svg+xml", coding: "gzip", body: zipped(vector)[:len(zipped(vector))-8]}, true},
		"a camera":                  {answer{typ: "multipart/x-mixed-replace; boundary=b", body: part("image/png", dot), stays: true}, true},
		"a camera with dashes":      {answer{typ: "multipart/x-mixed-replace;boundary=--b", body: part("image/png", dot) + part("image/png", "x")}, true},
		"a vector camera":           {answer{typ: "multipart/x-mixed-replace; boundary=\"b\"", body: part("image/svg+xml", vector)}, true},
		"a camera without parts":    {answer{typ: "multipart/x-mixed-replace; boundary=b", body: "nothing"}, false},
		"a camera of no boundary":   {answer{typ: "multipart/x-mixed-replace", body: part("image/png", dot)}, false},
	} {
		t.Run(name, func(t *testing.T) {
			b := serveAnswers(t, map[string]answer{"i": c.answer})
			m := b.ImageAt("i", nil)
			for b.Pending() > 0 {
				(<-b.tasks)()
			}
			if shown := m.Res != nil; shown != c.shown {
				t.Errorf("shown %v: %v", shown, m.Err)
			}
		})
	}
}

// TestWhichSheetsApply: as measured in Chromium.
func TestWhichSheetsApply(t *testing.T) {
	const css = "p{color:red;margin:0}"
	for name, c := range map[string]struct {
		answer
		applies bool
	}{
		"ok":                 {answer{typ: "text/css", body: css}, true},
		"no type":            {answer{body: css}, true},
		"several choices":    {answer{status: 300, typ: "text/css", body: css}, true},
		"reset":              {answer{status: 205, typ: "text/css"}, false},
		"not found":          {answer{status: 404, typ: "text/css", body: css}, false},
		"cut":                {answer{typ: "text/css", body: css, declared: 100}, false},
		"cut in the coding":  {answer{typ: "text/css", coding: "gzip", body: zipped(css)[:len(zipped(css))-8]}, true},
		"not in that coding": {answer{typ: "text/css", coding: "gzip", body: css}, false},
	} {
		t.Run(name, func(t *testing.T) {
			b := serveAnswers(t, map[string]answer{"s": c.answer})
			d := htmlparse.Parse(nil, htmlparse.Input{URL: b.cfg.URL.String(), Body: []byte("<!doctype html><link rel=stylesheet href=s>")})
			b.SetBase(d)
			if got := len(b.settle(d, &media.Env{Width: 800, Height: 600})) > 0; got != c.applies {
				t.Errorf("applies %v", got)
			}
		})
	}
}

// dot is a picture of 3×2 px.
func dot() string {
	var b bytes.Buffer
	png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 2)))
	return b.String()
}

// shownByBoth has an img and an object ask for i.png, and reports which of them shows it.
func (b *bench) shownByBoth() (img, object bool) {
	d := htmlparse.Parse(nil, htmlparse.Input{URL: b.cfg.URL.String(), Body: []byte("<img src=i.png><object data=i.png>x</object>")})
	b.SetBase(d)
	images := map[string]*Image{}
	for n := d.Root().First(); n != nil; n = n.After(d.Root()) {
		if n.IsHTML("img") || n.IsHTML("object") {
			images[n.Name()] = b.ElementImage(n)
		}
	}
	for b.Pending() > 0 {
		(<-b.tasks)()
	}
	return !images["img"].Broken(), !images["object"].Broken()
}

// TestObjectFallsBack: what an img shows in spite of the status makes an object fall back.
func TestObjectFallsBack(t *testing.T) {
	b := serveAnswers(t, map[string]answer{"i.png": {status: 404, typ: "image/png", body: dot()}})
	if img, object := b.shownByBoth(); !img || object {
		t.Errorf("img %v, object %v", img, object)
	}
}

// TestElementsChooseImages: by the viewport and the screen, and again when these change.
func TestElementsChooseImages(t *testing.T) {
	b := serveAnswers(t, nil)
	d := htmlparse.Parse(nil, htmlparse.Input{URL: b.cfg.URL.String(), Body: []byte(`<!doctype html>
<picture><source media="(max-width:500px)" srcset="narrow 2x"><source type=image/none srcset=never><source srcset="wide 4x"><img src=old></picture>
<img srcset="s 100w, m 200w, l 800w" sizes="(max-width:500px) 100vw, 200px"><img src=plain>`)})
	b.SetBase(d)
	env := media.Env{Width: 800, Height: 600}
	shows := func() string {
		b.Sheets(d, &env)
		out := ""
		for n := d.Root().First(); n != nil; n = n.After(d.Root()) {
			if n.IsHTML("img") {
				m, density := b.ElementDensity(n)
				out += fmt.Sprintf(" %s@%v", strings.TrimPrefix(m.URL.Path(), "/"), density)
			}
		}
		return out
	}
	for _, c := range []struct {
		width, screen float32
		want          string
	}{
		{800, 1, " wide@4 m@1 plain@1"},
		{400, 1, " narrow@2 l@2 plain@1"},
		{800, 1.5, " wide@4 m@1 plain@1"},
		{800, 3, " wide@4 l@4 plain@1"},
	} {
		env.Width, env.Resolution = c.width, c.screen
		if got := shows(); got != c.want {
			t.Errorf("%v px at %v:%s, want%s", c.width, c.screen, got, c.want)
		}
	}
	for b.Pending() > 0 {
		(<-b.tasks)()
	}
}

// TestSizedBy: the source that offers the image gives its size, too, when it has one.
func TestSizedBy(t *testing.T) {
	env := media.Env{Width: 800, Height: 600}
	for source, want := range map[string]string{
		`<source srcset=a width=5>`:                                   "5",
		`<source srcset=a height=5>`:                                  "",
		`<source srcset=a>`:                                           "1",
		`<source srcset=a media="(max-width:9px)" width=5>`:           "1",
		`<source srcset=" " width=5>`:                                 "1",
		`<source srcset=a type=x/y width=5><source srcset=b width=6>`: "6",
	} {
		d := htmlparse.Parse(nil, htmlparse.Input{Body: []byte("<picture>" + source + "<img width=1 src=i><source srcset=c width=7></picture>")})
		for n := d.Root().First(); n != nil; n = n.After(d.Root()) {
			if n.IsHTML("img") {
				if got, _ := SizedBy(n, &env).Attr("width"); got != want {
					t.Errorf("%s: %q, want %q", source, got, want)
				}
			}
		}
	}
}

// TestSourcesAreBounded: of a picture with very many sources the first ones are looked at.
func TestSourcesAreBounded(t *testing.T) {
	for _, c := range []struct {
		before int
		want   string
	}{{maxSources - 1, "chosen"}, {maxSources, "own"}} {
		d := htmlparse.Parse(nil, htmlparse.Input{Body: []byte("<picture>" +
			strings.Repeat("<source media='not all' srcset=other>", c.before) + "<source srcset=chosen><img src=own></picture>")})
		for n := d.Root().First(); n != nil; n = n.After(d.Root()) {
			if n.IsHTML("img") {
				if got, _ := imgSource(n, &media.Env{}); got.url != c.want {
					t.Errorf("%d sources before: %q, want %q", c.before, got.url, c.want)
				}
			}
		}
	}
}

// TestObjectsFollowObjectSrc: what an object shows is no image for a policy.
func TestObjectsFollowObjectSrc(t *testing.T) {
	for _, c := range []struct {
		policy   string
		img, obj bool
	}{{"object-src 'none'", true, false}, {"img-src 'none'", false, true}, {"default-src 'none'", false, false}} {
		b := serveAnswers(t, map[string]answer{"i.png": {typ: "image/png", body: dot()}})
		b.cfg.Page = &fetch.Page{URL: b.cfg.URL, CSP: fetch.ParseCSP(header.List{{Name: "Content-Security-Policy", Value: c.policy}})}
		if img, obj := b.shownByBoth(); img != c.img || obj != c.obj {
			t.Errorf("%s: img %v, object %v", c.policy, img, obj)
		}
	}
}

// TestReferrerOfSheetsAndTexts: a sheet may say what its images tell of it, and a document without an
// address speaks for the one around it.
func TestReferrerOfSheetsAndTexts(t *testing.T) {
	b := serveAnswers(t, map[string]answer{"shy.css": {typ: "text/css", policy: "no-referrer"}, "open.css": {typ: "text/css"}})
	d := htmlparse.Parse(nil, htmlparse.Input{URL: b.cfg.URL.String(), Body: []byte("<link rel=stylesheet href=shy.css><link rel=stylesheet href=open.css>")})
	b.SetBase(d)
	b.settle(d, &media.Env{Width: 800, Height: 600})
	at := func(ref string) *weburl.URL {
		u, err := b.Resolve(ref)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	b.ImageAt("shy.png", at("shy.css"))
	b.ImageAt("open.png", at("open.css"))
	for b.Pending() > 0 {
		(<-b.tasks)()
	}
	b.cfg.URL = weburl.MustParse("about:srcdoc")
	b.SetReferrer(at("around"))
	b.ImageAt("inside.png", nil)
	for b.Pending() > 0 {
		(<-b.tasks)()
	}
	for path, want := range map[string]string{"/shy.png": "", "/open.png": "open.css", "/inside.png": "around"} {
		v, _ := b.told.Load(path)
		if got, _ := v.(string); got != want && !(want != "" && strings.HasSuffix(got, "/"+want)) {
			t.Errorf("%s: told %q, want %q", path, got, want)
		}
	}
}
