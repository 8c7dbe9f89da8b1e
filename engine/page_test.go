package engine_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"vitrine/engine"
	"vitrine/engine/dom"
	"vitrine/engine/trace"
	"vitrine/net/conn"
	"vitrine/net/fetch"
	"vitrine/net/lab"
)

// browser is a page with the steps that a person takes, each waiting until the page is idle.
type browser struct {
	t    *testing.T
	page *engine.Page
	base string
	rec  trace.Recorder
}

func newBrowser(t *testing.T, s site) *browser {
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	return newBrowserOn(t, srv.URL, fetch.Config{}, engine.Config{})
}

// newBrowserInMemory is newBrowser without a socket, for tests in virtual time.
func newBrowserInMemory(t *testing.T, s site, cfg engine.Config) *browser {
	addrs := []netip.Addr{netip.MustParseAddr("203.0.113.1")}
	in, err := lab.Start(lab.Config{Memory: true, Hosts: []lab.Host{{Name: "a.test", Addrs: addrs, Services: []lab.Service{&lab.PlainWebsite{Handler: s}}}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close() })
	return newBrowserOn(t, "http://a.test", fetch.Config{Dialer: in.Dialer(),
		Resolver: conn.ResolverFunc(func(context.Context, string) ([]netip.Addr, error) { return addrs, nil })}, cfg)
}

func newBrowserOn(t *testing.T, base string, cf fetch.Config, ce engine.Config) *browser {
	client := fetch.New(cf)
	t.Cleanup(client.Close)
	b := &browser{t: t, base: base}
	ce.Fetch, ce.Width, ce.Height, ce.Progressive, ce.Trace = client, 400, 300, true, trace.New("t", &b.rec)
	e := engine.New(ce)
	t.Cleanup(e.Close)
	b.page = e.NewPage()
	return b
}

// does dispatches events and returns the frame after each has settled.
func (b *browser) does(events ...engine.Event) *engine.Frame {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patient)
	defer cancel()
	for _, e := range events {
		b.page.Dispatch(e)
		if err := b.page.Idle(ctx); err != nil {
			b.t.Fatalf("%#v: %v", e, err)
		}
	}
	return b.page.Frame()
}

func (b *browser) at(path string) engine.Event { return engine.Navigate{URL: b.base + path} }

func (b *browser) wants(f *engine.Frame, path, title string, back, next bool) {
	b.t.Helper()
	if got := strings.TrimPrefix(f.URL, b.base); got != path || f.Title != title || f.CanBack != back || f.CanNext != next {
		b.t.Errorf("at %s %q back %v next %v, want %s %q %v %v", got, f.Title, f.CanBack, f.CanNext, path, title, back, next)
	}
}

const tall = `<!doctype html><title>%s</title><style>body{margin:0} a{display:block;height:20px} a:hover{height:40px}
#far{margin-top:1000px;height:500px} :target{color:red}</style><a href=two>link</a><a name=near href=#far>down</a><div id=far>far</div>`

func TestBrowsing(t *testing.T) {
	one := strings.Replace(tall, "%s", "One", 1)
	b := newBrowser(t, site{"/": html(one), "/two": html(strings.Replace(tall, "%s", "Two", 1))})
	b.wants(b.does(b.at("/")), "/", "One", false, false)
	click := func(x, y float64) []engine.Event {
		return []engine.Event{engine.MouseDown{X: x, Y: y}, engine.MouseUp{X: x, Y: y}}
	}

	f := b.does(engine.MouseMove{X: 10, Y: 10})
	if f.Link != b.base+"/two" {
		t.Errorf("link under the pointer: %q", f.Link)
	}
	if h := f.Content.H.Px(); h != 1560 { // the hovered link is 20 px taller
		t.Errorf("content is %v tall while hovering", h)
	}
	if h := b.does(engine.MouseMove{Gone: true}).Content.H.Px(); h != 1540 {
		t.Errorf("content is %v tall", h)
	}

	b.wants(b.does(b.at("/")), "/", "One", false, false) // the same address again is no new entry
	b.wants(b.does(click(10, 10)...), "/two", "Two", true, false)
	b.wants(b.does(engine.Key{Name: engine.KeyEnd}), "/two", "Two", true, false)
	b.wants(b.does(engine.Back{}), "/", "One", false, true)
	f = b.does(engine.Forward{})
	b.wants(f, "/two", "Two", true, false)
	if y := f.Scroll.Y.Px(); y != 1240 {
		t.Errorf("going forward scrolled to %v", y)
	}
	b.wants(b.does(engine.MouseMove{Gone: true}, engine.Back{}, b.at("/#far")), "/#far", "One", true, false)
	if y := b.page.Frame().Scroll.Y.Px(); y != 1040 {
		t.Errorf("#far scrolled to %v", y)
	}
	b.wants(b.does(engine.Reload{}), "/#far", "One", true, false)
	if y := b.page.Frame().Scroll.Y.Px(); y != 1040 {
		t.Errorf("a reload scrolled to %v", y)
	}
}

func TestScrollKeys(t *testing.T) {
	b := newBrowser(t, site{"/": html(strings.Replace(tall, "%s", "One", 1))})
	b.does(b.at("/"))
	for _, c := range []struct {
		key   string
		shift bool
		want  float64
	}{{engine.KeyDown, false, 40}, {engine.KeyUp, false, 0}, {engine.KeyUp, false, 0}, {engine.KeyPageDown, false, 262.5},
		{engine.KeySpace, false, 525}, {engine.KeySpace, true, 262.5}, {engine.KeyEnd, false, 1240}, {engine.KeyDown, false, 1240},
		{engine.KeyHome, false, 0}, {engine.KeyRight, false, 0}} {
		if got := b.does(engine.Key{Name: c.key, Shift: c.shift}).Scroll.Y.Px(); got != c.want {
			t.Errorf("%s scrolled to %v, want %v", c.key, got, c.want)
		}
	}
	if got := b.does(engine.Wheel{DY: 100}).Scroll.Y.Px(); got != 100 {
		t.Errorf("the wheel scrolled to %v", got)
	}
	f := b.does(engine.Key{Name: engine.KeyEnd}, engine.Resize{Width: 500, Height: 1500})
	if f.Scroll.Y.Px() != 40 || f.Viewport.W.Px() != 500 {
		t.Errorf("after a resize: scroll %v, viewport %v", f.Scroll, f.Viewport)
	}
}

// TestProgressiveFrames holds the order of a slow load: a frame before the image is there, and
// a new one with it.
func TestProgressiveFrames(t *testing.T) {
	release := make(chan bool)
	b := newBrowser(t, site{
		"/": html("<!doctype html><title>Slow</title><img src=slow.png id=i>"),
		"/slow.png": func(w http.ResponseWriter, r *http.Request) {
			select {
			case <-release:
			case <-r.Context().Done():
			}
			w.Header().Set("Content-Type", "image/png")
			io.WriteString(w, onePixel)
		},
	})
	seen := make(chan *engine.Frame, 100)
	b.page.OnFrame(func() { seen <- b.page.Frame() })
	b.page.Dispatch(b.at("/"))
	var first *engine.Frame
	for first == nil || !first.Loading || first.Title != "Slow" {
		first = <-seen
	}
	close(release)
	b.does()
	if err := b.page.Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	last := b.page.Frame()
	if last.Loading || last.Done != 1 || last.Seq <= first.Seq {
		t.Errorf("last frame: loading %v, %d of %d", last.Loading, last.Done, last.Started)
	}
}

// onePixel is a PNG of one red pixel.
const onePixel = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde" +
	"\x00\x00\x00\x0cIDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef\x00\x00\x00\x00IEND\xaeB`\x82"

// TestStopAndLeave: stopping keeps what is there, and leaving a page cancels its fetches.
func TestStopAndLeave(t *testing.T) {
	left, arrived := make(chan bool, 10), make(chan bool, 10)
	hang := func(w http.ResponseWriter, r *http.Request) {
		arrived <- true
		<-r.Context().Done()
		left <- true
	}
	b := newBrowser(t, site{"/": html("<!doctype html><title>Hangs</title><img src=hang1>text"), "/hang1": hang,
		"/hang": hang, "/ok": html("<!doctype html><title>Fine</title>")})
	b.page.Dispatch(b.at("/"))
	for b.page.Frame() == nil || b.page.Frame().Title != "Hangs" {
		time.Sleep(time.Millisecond)
	}
	<-arrived
	f := b.does(engine.Stop{})
	if f.Title != "Hangs" || f.Loading {
		t.Errorf("after stop: %q loading %v", f.Title, f.Loading)
	}
	b.page.Dispatch(b.at("/hang"))
	<-arrived
	b.wants(b.does(b.at("/ok")), "/ok", "Fine", true, false)
	for range 2 {
		<-left // else a fetch goes on after its page is gone
	}
}

// TestDetails: a click on a summary opens the details, and the boxes follow.
func TestDetails(t *testing.T) {
	b := newBrowser(t, site{"/": html("<!doctype html><body style=margin:0><details><summary>more</summary><div style=height:500px></div></details>")})
	before := b.does(b.at("/")).Content.H
	after := b.does(engine.MouseDown{X: 30, Y: 5}, engine.MouseUp{X: 30, Y: 5}).Content.H
	if after.Sub(before).Px() < 200 {
		t.Errorf("content %v before and %v after a click on summary", before, after)
	}
}

// TestDetailsWithoutSummary: the line that stands for the summary is clicked and focused as one.
func TestDetailsWithoutSummary(t *testing.T) {
	b := newBrowser(t, site{"/": html("<!doctype html><body style=margin:0><details><div style=height:500px></div></details>")})
	closed := b.does(b.at("/")).Content.H
	click := func(y float64) []engine.Event {
		return []engine.Event{engine.MouseDown{X: 30, Y: y}, engine.MouseUp{X: 30, Y: y}}
	}
	if h := b.does(click(5)...).Content.H; h.Sub(closed).Px() < 200 {
		t.Errorf("content %v before and %v after a click", closed, h)
	}
	if h := b.does(click(100)...).Content.H; h == closed {
		t.Error("a click on what is inside closes it")
	}
	if h := b.does(click(5)...).Content.H; h != closed {
		t.Errorf("content %v after another click, want %v", h, closed)
	}
	if h := b.does(engine.MouseDown{X: 30, Y: 200}, engine.MouseUp{X: 30, Y: 200}, engine.Key{Name: engine.KeyTab}, engine.Key{Name: engine.KeyEnter}).Content.H; h == closed {
		t.Error("Tab and Enter do not open it")
	}
}

// TestUndo: a text field takes back and makes again what was done in it.
func TestUndo(t *testing.T) {
	b := newBrowser(t, site{"/": html("<!doctype html><body style=margin:0><input id=i value=x autofocus>")})
	b.does(b.at("/"), engine.MouseDown{X: 20, Y: 10}, engine.MouseUp{X: 20, Y: 10}, engine.Key{Name: engine.KeyEnd}, engine.Text{Text: "a"}, engine.Text{Text: "b"})
	text := func(want string, keys ...string) {
		t.Helper()
		var events []engine.Event
		for _, k := range append(keys, engine.KeySelectAll) {
			events = append(events, engine.Key{Name: k})
		}
		if got := b.does(events...).Selected; got != want {
			t.Errorf("after %v: %q, want %q", keys, got, want)
		}
	}
	text("xab")
	text("x", engine.KeyUndo)
	text("xab", engine.KeyRedo)
	text("x", engine.KeyUndo, engine.KeyUndo)
}

// TestMutationsRunTheLine: whoever changes the DOM through its document sees a new frame, and an
// unchanged page makes none.
func TestMutationsRunTheLine(t *testing.T) {
	b := newBrowser(t, site{"/": html("<!doctype html><body style=margin:0><p id=p style='height:10px;margin:0'>x")})
	f := b.does(b.at("/"))
	ctx := context.Background()
	b.page.Do(ctx, func(d *dom.Document) { d.SetAttr(d.ByID("p"), "style", "height:900px;margin:0") })
	b.page.Idle(ctx)
	g := b.page.Frame()
	if g.Seq != f.Seq+1 || g.Content.H.Px() != 900 {
		t.Errorf("frame %d to %d, content %v", f.Seq, g.Seq, g.Content.H)
	}
	b.page.Do(ctx, func(*dom.Document) {})
	b.page.Idle(ctx)
	if b.page.Frame() != g {
		t.Error("a frame without a change")
	}
}
