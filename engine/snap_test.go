package engine_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"vitrine/engine"
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

}

// TestSnapAfterWheel: a wheel is not held up while it turns; the page snaps when it has come to
// rest.
func TestSnapAfterWheel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBrowserInMemory(t, site{"/": html(snapping)}, engine.Config{})
		if got := resting(b.does(b.at("/"), engine.MouseMove{X: 300, Y: 250}, engine.Wheel{DY: 170})); got != "170 0,0" {
			t.Errorf("a wheel at work: at %s", got)
		}
		time.Sleep(time.Minute)
		if got := resting(b.page.Frame()); got != "290" {
			t.Errorf("a wheel at rest: at %s", got)
		}
	})
}

// TestSmoothScroll goes to a fragment on a page that wants to be scrolled smoothly: at once where
// nothing plays, over some frames where it does.
func TestSmoothScroll(t *testing.T) {
	const page = `<!doctype html><style>html { scroll-behavior: smooth } body { margin: 0; height: 3000px } #a { margin-top: 1000px }</style><p id=a>a`
	synctest.Test(t, func(t *testing.T) {
		b := newBrowserInMemory(t, site{"/": html(page)}, engine.Config{})
		if got := resting(b.does(b.at("/"), b.at("/#a"))); got != "1000" {
			t.Errorf("at rest: %s", got)
		}

		b = newBrowserInMemory(t, site{"/": html(page)}, engine.Config{Animation: engine.Animation{Mode: engine.AnimateLive}})
		b.does(b.at("/"))
		b.page.Dispatch(b.at("/#a"))
		between := 0
		for range 400 {
			time.Sleep(5 * time.Millisecond)
			synctest.Wait()
			if y := b.page.Frame().Scroll.Y.Round(); y > 0 && y < 1000 {
				between++
			}
		}
		if got := resting(b.page.Frame()); got != "1000" || between < 20 {
			t.Errorf("at %s, %d times in between", got, between)
		}

		b.page.Dispatch(engine.ScrollTo{})
		b.page.Dispatch(b.at("/#a"))
		b.page.Dispatch(engine.Key{Name: engine.KeyHome}) // a person's scrolling ends it
		time.Sleep(time.Minute)
		if got := resting(b.page.Frame()); got != "0" {
			t.Errorf("halted: at %s", got)
		}
	})
}

// TestSteps: a key and a notch of a wheel glide where the page plays; what follows goes on from where
// they lead, and a wheel without notches goes at once.
func TestSteps(t *testing.T) {
	const page = `<!doctype html><style>body{margin:0}</style><div style="height:3000px"></div>`
	synctest.Test(t, func(t *testing.T) {
		b := newBrowserInMemory(t, site{"/": html(page)}, engine.Config{Animation: engine.Animation{Mode: engine.AnimateLive}})
		b.does(b.at("/"))
		y := func() float64 { return b.page.Frame().Scroll.Y.Px() }
		b.does(engine.Wheel{DY: 100, Notch: true})
		if y() >= 100 {
			t.Errorf("at once at %v", y())
		}
		b.does(engine.Wheel{DY: 100, Notch: true}, engine.Key{Name: engine.KeyDown})
		time.Sleep(time.Second)
		if b.does(); y() != 240 {
			t.Errorf("came to %v, want 240", y())
		}
		b.does(engine.Wheel{DY: 10.5})
		if y() != 250.5 {
			t.Errorf("a smooth wheel came to %v", y())
		}
		b.does(engine.Key{Name: engine.KeyEnd})
		time.Sleep(time.Second)
		if b.does(); y() != 2700 {
			t.Errorf("the end is %v", y())
		}
	})
}
