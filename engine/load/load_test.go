package load

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"sort"
	"strings"
	"sync"
	"testing"

	"vitrine/css/cascade"
	"vitrine/css/media"
	"vitrine/engine/dom"
	"vitrine/engine/htmlparse"
	"vitrine/engine/res"
	"vitrine/engine/trace"
	"vitrine/layout/text"
	"vitrine/net/fetch"
	"vitrine/net/weburl"
)

func TestChoose(t *testing.T) {
	for _, c := range []struct {
		set, src  string
		slot, dpr float64
		want      string
		density   float64
	}{
		{"", "s", 0, 1, "s", 1},
		{"a 2x", "s", 0, 1, "s", 1},
		{"a 2x", "s", 0, 2, "a", 2},
		{"a 2x", "", 0, 1, "a", 2},
		{"a 1x, b 2x", "s", 0, 1, "a", 1},
		{"a 1x, b 2x", "s", 0, 1.4, "a", 1},
		{"a 1x, b 2x", "s", 0, 1.5, "b", 2},
		{"a 0.5x, b 2x", "", 0, 1, "b", 2},
		{"a 2x, b 3x", "", 0, 1, "a", 2},
		{"a 320w, b 1024w, c 2048w", "s", 1024, 1, "b", 1},
		{"a 320w, b 640w", "s", 100, 1, "a", 3.2},
		{"a 320w, b 640w", "s", 1000, 1, "b", 0.64},
		{"a 100w, b 2000w", "", 50, 1, "a", 2},
		{"a.png?x=1,2 1x, b 2x", "", 0, 1, "a.png?x=1,2", 1},
		{"a, b 2x", "", 0, 1, "a", 1},
		{" , ,", "s", 0, 1, "s", 1},
		{"a -1w, b 1.5w, c 1x 2x, d 3w 1x, e 1h, f 2q, g +1x, h 0x10x", "s", 9, 1, "s", 1},
		{"a 3h 6w", "", 3, 1, "a", 2},
		{"a (1x, 2x) 1x, b", "", 0, 1, "b", 1},
		{"a 1x, b 1x", "", 0, 1, "a", 1},
	} {
		got, _ := choose(parseSrcset(c.set), c.src, c.slot, c.dpr)
		if got.url != c.want || got.density != c.density {
			t.Errorf("%q, %q for %v px at %v: %q %v, want %q %v", c.set, c.src, c.slot, c.dpr, got.url, got.density, c.want, c.density)
		}
	}
}

func TestPseudoAttrs(t *testing.T) {
	got := pseudoAttrs(`href="a?b&amp;c" type='text/css' broken`)
	if got["href"] != "a?b&c" || got["type"] != "text/css" || len(got) != 2 {
		t.Errorf("%v", got)
	}
}

// bench is a loader with a page's goroutine that the test plays itself.
type bench struct {
	*Loader
	mu    sync.Mutex
	tasks chan func()
	rec   trace.Recorder
	asked map[string]int
	told  *sync.Map // referrers by path
}

// newBench serves files under paths and returns a loader for the document at /doc.
func newBench(t *testing.T, files map[string]string) *bench {
	b := &bench{tasks: make(chan func(), 1000), asked: map[string]int{}}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.mu.Lock()
		b.asked[r.URL.Path]++
		b.mu.Unlock()
		body, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if strings.HasSuffix(r.URL.Path, ".css") {
			w.Header().Set("Content-Type", "text/css")
		} else {
			w.Header().Set("Content-Type", "text/plain")
		}
		fmt.Fprint(w, body)
	}))
	t.Cleanup(s.Close)
	client := fetch.New(fetch.Config{})
	t.Cleanup(client.Close)
	u, _ := weburl.Parse(s.URL + "/doc")
	ctx := trace.With(context.Background(), trace.New("t", &b.rec))
	b.Loader = New(ctx, Config{Fetch: client, URL: u, Post: func(f func()) { b.tasks <- f }})
	return b
}

// settle runs tasks until nothing is under way, asking for the sheets of d after each.
func (b *bench) settle(d *dom.Document, env *media.Env) []*cascade.Sheet {
	list, _ := b.Sheets(d, env)
	for b.Pending() > 0 {
		(<-b.tasks)()
		list, _ = b.Sheets(d, env)
	}
	return list
}

func names(list []*cascade.Sheet) string {
	var out []string
	add := func(s *cascade.Sheet) {
		name := s.CSS.URL[strings.LastIndexByte(s.CSS.URL, '/')+1:]
		var kids []string
		for _, k := range s.Imports {
			if k != nil {
				kids = append(kids, k.CSS.URL[strings.LastIndexByte(k.CSS.URL, '/')+1:])
			}
		}
		if len(kids) > 0 {
			name += "(" + strings.Join(kids, " ") + ")"
		}
		out = append(out, name)
	}
	for _, s := range list {
		add(s)
	}
	return strings.Join(out, " ")
}

func parse(b *bench, html string) *dom.Document {
	d := htmlparse.Parse(nil, htmlparse.Input{URL: b.cfg.URL.String(), Body: []byte(html)})
	b.SetBase(d)
	return d
}

func TestSheetsInOrderOnceEach(t *testing.T) {
	b := newBench(t, map[string]string{
		"/a.css": "@import 'c.css'; @import 'a.css'; @import 'p.css' print; p{}",
		"/b.css": "@import url(c.css); b{}",
		"/c.css": "@import 'b.css'; c{}",
		"/p.css": "p{}", "/alt.css": "x{}", "/main.css": "y{}", "/other.css": "z{}", "/text": "t{}",
	})
	d := parse(b, `<!doctype html><link rel=stylesheet href=a.css><style>s{}</style><link rel=stylesheet href=b.css>
<link rel=stylesheet href=missing.css><link rel=stylesheet href=p.css media=print><link rel="alternate stylesheet" title=Alt href=alt.css>
<link rel=stylesheet title=Main href=main.css><link rel=stylesheet title=Other href=other.css>
<link rel=stylesheet href=b.css disabled><link rel=stylesheet type=text/less href=a.css><link rel=stylesheet href=text>`)
	b.Hint(htmlparse.Hint{Kind: htmlparse.HintStyle, URL: "a.css"})
	list := b.settle(d, &media.Env{Width: 800, Height: 600})
	if got := names(list); got != "a.css(c.css) doc b.css(c.css) main.css" {
		t.Errorf("sheets: %s", got)
	}
	var asked []string
	for p, n := range b.asked {
		asked = append(asked, p)
		if n != 1 {
			t.Errorf("%s was fetched %d times", p, n)
		}
	}
	sort.Strings(asked)
	if got := strings.Join(asked, " "); got != "/a.css /b.css /c.css /main.css /missing.css /text" {
		t.Errorf("fetched: %s", got)
	}
	failed := 0
	for _, e := range b.rec.Events() {
		if e.Phase == trace.Note && e.Name == "stylesheet" {
			failed++
		}
	}
	if failed < 3 { // missing, wrong type, circle
		t.Errorf("%d diagnostics", failed)
	}
}

func TestBase(t *testing.T) {
	b := newBench(t, nil)
	d := parse(b, `<base target=x><base href="/deep/"><base href="/other/">`)
	if !strings.HasSuffix(d.BaseURL, "/deep/") || !strings.HasSuffix(b.Base().String(), "/deep/") {
		t.Errorf("base %q", d.BaseURL)
	}
}

func TestFacesNeeded(t *testing.T) {
	b := newBench(t, map[string]string{"/latin": "x", "/hangul": "x", "/bold": "x", "/other": "x"})
	d := parse(b, "<p>only latin text é")
	at := func(f Face, url string, ranges ...[2]rune) Face {
		f.Web.UnicodeRange = ranges
		f.Sources = []FaceSource{{Local: "No Such Font"}, {URL: url}}
		return f
	}
	regular := Face{Web: text.WebFace{Family: "A", WeightMin: 400, WeightMax: 400}}
	bold := Face{Web: text.WebFace{Family: "A", WeightMin: 700, WeightMax: 700}}
	s := b.NewFaceSet(text.NewFonts(text.Config{}), []Face{
		at(regular, "latin", [2]rune{0, 0xff}), at(regular, "hangul", [2]rune{0xac00, 0xd7a3}),
		at(bold, "bold"), at(Face{Web: text.WebFace{Family: "B"}}, "other")})
	s.Need(d, FontUse{Families: text.Families(text.Family{Name: "a"}, text.Family{Name: "serif", Generic: true}), Weight: 300})
	for b.Pending() > 0 {
		(<-b.tasks)()
	}
	if len(b.asked) != 1 || b.asked["/latin"] != 1 {
		t.Errorf("fetched %v", b.asked)
	}
	if r := s.Ready(); len(r) != 1 || string(r[0].Data) != "x" {
		t.Errorf("ready %v", r)
	}
	s.Reject(func(text.WebFace) error { return fmt.Errorf("no font") })
	if r := s.Ready(); len(r) != 0 {
		t.Errorf("an unusable face stays: %v", r)
	}
}

// TestLimits: what is past a limit fails alone and says so.
func TestLimits(t *testing.T) {
	var pic bytes.Buffer
	png.Encode(&pic, image.NewGray(image.Rect(0, 0, 100, 100))) // 40,000 bytes decoded
	b := newBench(t, map[string]string{"/1.png": pic.String(), "/2.png": pic.String(), "/3.png": pic.String()})
	b.budget, b.cfg.Limits.URLBytes = res.NewBudget(90000), 1000
	images := []*Image{b.ImageAt("1.png", nil), b.ImageAt("2.png", nil), b.ImageAt("3.png", nil), b.ImageAt(strings.Repeat("x", 2000), nil)}
	for b.Pending() > 0 {
		(<-b.tasks)()
	}
	shown := 0
	for _, m := range images {
		if !m.Broken() {
			shown++
		}
	}
	if shown != 2 || images[3].Err != errLongURL || b.asked["/"+strings.Repeat("x", 2000)] != 0 {
		t.Errorf("%d images shown, long address: %v", shown, images[3].Err)
	}
}
