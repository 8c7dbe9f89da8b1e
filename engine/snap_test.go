package engine_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"vitrine/engine"
	"vitrine/net/fetch"
)

// snapping is a page whose viewport and two containers snap.
const snapping = `<!doctype html><style>
html { scroll-snap-type: y mandatory; scroll-padding-top: 10px }
body { margin: 0; height: 2000px }
.s { height: 300px; scroll-snap-align: start; box-sizing: border-box; border-bottom: 1px solid }
#c { width: 200px; height: 100px; overflow: auto; white-space: nowrap; scroll-snap-type: x mandatory; font-size: 0 }
#c i { display: inline-block; width: 150px; height: 50px; scroll-snap-align: center }
#p { width: 200px; height: 90px; overflow: auto; scroll-snap-type: block }
#p b { display: block; height: 80px; scroll-snap-align: end; scroll-margin-bottom: 5px }
#stop { scroll-snap-stop: always }
</style><div class=s><div id=c><i></i><i></i><i id=stop></i><i></i><i></i></div><div id=p><b></b><b></b><b></b><b></b></div></div><div class=s></div><div class=s id=third></div><div class=s></div>`

// resting tells where the viewport, and the containers as far as they are in sight, have come to.
func resting(f *engine.Frame) string {
	out := fmt.Sprint(f.Scroll.Y.Round())
	for _, b := range f.Bars {
		out += fmt.Sprint(" ", b.Offset.X.Round(), ",", b.Offset.Y.Round())
	}
	return out
}

// TestSnap scrolls as Chromium was scrolled to find the wanted positions.
func TestSnap(t *testing.T) {
	b := newBrowser(t, site{"/": html(snapping)})
	wants := func(what string, f *engine.Frame, want string) {
		t.Helper()
		if got := resting(f); got != want {
			t.Errorf("%s: at %s, want %s", what, got, want)
		}
	}
	wants("at first", b.does(b.at("/")), "0 0,0 0,0")
	for _, c := range []struct {
		id   string
		x, y float64
		want string
	}{
		{"c", 70, 0, "0 125,0 0,0"},
		{"c", 130, 0, "0 125,0 0,0"},
		{"c", 1000, 0, "0 550,0 0,0"},
		{"p", 0, 20, "0 550,0 0,0"},
		{"p", 0, 40, "0 550,0 0,40"}, // too far from all for proximity
		{"p", 0, 110, "0 550,0 0,110"},
	} {
		wants(fmt.Sprint(c), b.does(engine.ScrollTo{Element: c.id, X: c.x, Y: c.y}), c.want)
	}
	b.does(engine.ScrollTo{Element: "c"}, engine.ScrollTo{Element: "p"})
	for _, c := range []struct {
		key  engine.Key
		want string
	}{
		{engine.Key{Name: engine.KeyDown}, "290"},
		{engine.Key{Name: engine.KeyDown}, "300"}, // the area is taller than its port
		{engine.Key{Name: engine.KeyPageDown}, "590"},
		{engine.Key{Name: engine.KeyUp}, "300"},
		{engine.Key{Name: engine.KeyEnd}, "900"},
		{engine.Key{Name: engine.KeyHome}, "0 0,0 0,0"},
	} {
		wants(fmt.Sprint(c.key.Name), b.does(c.key), c.want)
	}
	b.does(engine.MouseDown{X: 50, Y: 30}, engine.MouseUp{X: 50, Y: 30})
	for _, want := range []string{"0 125,0 0,0", "0 275,0 0,0", "0 425,0 0,0"} {
		wants("right", b.does(engine.Key{Name: engine.KeyRight}), want)
	}
	wants("to a fragment", b.does(b.at("/#third")), "590")

	b.does(engine.ScrollTo{Element: "c"})
	b.does(engine.Key{Name: engine.KeyHome}, engine.MouseMove{X: 300, Y: 250}, engine.Wheel{DY: 170})
	wants("a wheel at work", b.page.Frame(), "170 0,0")
	eventually(t, "a wheel at rest", b.page, "290")
}

// eventually waits until a page has come to a place.
func eventually(t *testing.T, what string, p *engine.Page, want string) {
	t.Helper()
	got := ""
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if got = resting(p.Frame()); got == want {
			return
		}
	}
	t.Errorf("%s: at %s, want %s", what, got, want)
}

// TestSmoothScroll goes to a fragment on a page that wants to be scrolled smoothly: at once where
// nothing plays, over some frames where it does.
func TestSmoothScroll(t *testing.T) {
	const page = `<!doctype html><style>html { scroll-behavior: smooth } body { margin: 0; height: 3000px } #a { margin-top: 1000px }</style><p id=a>a`
	b := newBrowser(t, site{"/": html(page)})
	b.does(b.at("/"))
	if got := resting(b.does(b.at("/#a"))); got != "1000" {
		t.Errorf("at rest: %s", got)
	}

	client := fetch.New(fetch.Config{})
	defer client.Close()
	e := engine.New(engine.Config{Fetch: client, Width: 400, Height: 300, Progressive: true, Animation: engine.Animation{Mode: engine.AnimateLive}})
	defer e.Close()
	p, err := e.Load(context.Background(), b.base+"/")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := p.Idle(ctx); err != nil {
		t.Fatal(err)
	}
	p.Dispatch(b.at("/#a"))
	between := false
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end) && p.Frame().Scroll.Y.Round() != 1000; time.Sleep(time.Millisecond) {
		y := p.Frame().Scroll.Y.Round()
		between = between || y > 0 && y < 1000
	}
	if !between {
		t.Error("it jumped")
	}
	eventually(t, "smoothly", p, "1000")

	p.Dispatch(engine.ScrollTo{})
	p.Dispatch(b.at("/#a"))
	p.Dispatch(engine.Key{Name: engine.KeyHome}) // a person's scrolling ends it
	time.Sleep(400 * time.Millisecond)
	eventually(t, "halted", p, "0")
}
