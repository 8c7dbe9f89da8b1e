package engine_test

import (
	"image/color"
	"testing"

	"vitrine/engine"
	"vitrine/layout/geom"
)

const scrollers = `<!doctype html><style>
body { margin: 0; height: 1000px }
#a { width: 200px; height: 100px; overflow: auto; background: rgb(200,200,200) }
#b { margin: 50px 0 300px; width: 100px; height: 60px; overflow: auto; overscroll-behavior: %s }
#in { height: 500px } #mark { margin-top: 100px; height: 20px; background: rgb(255,0,0) }
h1 { position: sticky; top: 0; margin: 0; height: 10px; background: rgb(0,0,255) }
#h { width: 50px; height: 50px; overflow: hidden } #h div { height: 200px }
</style><div id=a><h1></h1><div id=b><div id=in></div><div id=mark></div><div style="height:200px"></div></div></div><div id=h><div></div></div>`

// offsets returns how far each scrollbar inside of the page is.
func offsets(f *engine.Frame) []int {
	var out []int
	for _, b := range f.Bars {
		out = append(out, b.Offset.Y.Round())
	}
	return out
}

func wantOffsets(t *testing.T, what string, f *engine.Frame, page int, want ...int) {
	t.Helper()
	got := offsets(f)
	same := len(got) == len(want) && f.Scroll.Y == geom.Int(page)
	for i := range want {
		same = same && got[i] == want[i]
	}
	if !same {
		t.Errorf("%s: page at %v, containers at %v, want %d %v", what, f.Scroll.Y, got, page, want)
	}
}

// TestScrollContainers scrolls containers inside of containers as a wheel does: the innermost that
// can go takes all.
func TestScrollContainers(t *testing.T) {
	s := site{"/": html(replace(scrollers, "%s", "auto")), "/contain": html(replace(scrollers, "%s", "contain"))}
	b := newBrowser(t, s)
	b.does(b.at("/"))
	over := engine.MouseMove{X: 20, Y: 90} // the inner container
	wantOffsets(t, "inner", b.does(over, engine.Wheel{DY: 30}), 0, 0, 30)
	wantOffsets(t, "inner to its end", b.does(engine.Wheel{DY: 5000}), 0, 0, 760)
	wantOffsets(t, "then the outer", b.does(engine.Wheel{DY: 40}), 0, 40, 760)
	wantOffsets(t, "the outer to its end", b.does(engine.Wheel{DY: 5000}), 0, 320) // the inner one is out of sight
	b.does(engine.ScrollTo{Element: "a"}, over)
	wantOffsets(t, "back", b.does(engine.Wheel{DY: -10}), 0, 0, 750)
	wantOffsets(t, "outside of both", b.does(engine.MouseMove{X: 350, Y: 20}, engine.Wheel{DY: 70}), 70, 0, 750)
	b.does(engine.ScrollTo{})
	wantOffsets(t, "hidden overflow is not for a person", b.does(engine.MouseMove{X: 20, Y: 120}, engine.Wheel{DY: 10}), 10, 0, 750)
	b.does(engine.ScrollTo{})
	f := b.does(engine.ScrollTo{Element: "h", Y: 30}, engine.ScrollTo{Element: "no such", Y: 30}, engine.ScrollTo{Element: "in", Y: 30})
	wantOffsets(t, "a program may", f, 0, 0, 750)
	wantOffsets(t, "by a scrollbar", b.does(engine.ScrollTo{Bar: f.Bars[1].ID, Y: 12}), 0, 0, 12)

	b.does(b.at("/contain"))
	wantOffsets(t, "contained", b.does(over, engine.Wheel{DY: 5000}, engine.Wheel{DY: 40}), 0, 0, 760)
	wantOffsets(t, "a fragment in both", b.does(b.at("/contain#mark")), 0, 60, 600)
}

// TestSticky looks where the pixels of a sticky box are.
func TestSticky(t *testing.T) {
	b := newBrowser(t, site{"/": html(replace(scrollers, "%s", "auto"))})
	b.does(b.at("/"))
	blue := func(f *engine.Frame, y int) bool {
		return f.Image(engine.Shot{}).RGBAAt(150, y) == (color.RGBA{0, 0, 255, 255})
	}
	if f := b.page.Frame(); !blue(f, 5) || blue(f, 15) {
		t.Error("the heading is not at the start")
	}
	if f := b.does(engine.ScrollTo{Element: "a", Y: 200}); !blue(f, 5) || blue(f, 15) {
		t.Error("the heading does not stick")
	}
	if f := b.does(engine.ScrollTo{Y: 3}); !blue(f, 6) || blue(f, 8) {
		t.Error("the heading does not go with its container")
	}
}

// What a transform moves out of a box can be scrolled to, and so can the place where it was laid
// out. The sizes are those that Chromium gives.
func TestTransformedOverflow(t *testing.T) {
	b := newBrowser(t, site{"/": html(`<!doctype html><style>body { margin: 0 } div { width: 100px; height: 100px }
.s { width: 200px; overflow: auto }</style>
<div style="transform: translate(900px,900px)"></div>
<div class=s><div style="transform: translate(300px,200px)"></div></div>
<div class=s><div style="margin-left: 300px; transform: translate(-250px)"></div></div>
<div style="perspective: 300px; margin: 300px; width: 300px; height: 300px"><div style="width: 300px; height: 300px; transform: rotateX(60deg)"></div></div>`)})
	f := b.does(b.at("/"))
	if w, h := f.Content.W.Round(), f.Content.H.Round(); w != 1000 || h != 1200 {
		t.Errorf("the page reaches %d×%d", w, h)
	}
	var got []geom.Rect
	for _, b := range f.Bars {
		got = append(got, b.Reach)
	}
	if len(got) != 2 || got[0].W != geom.Int(200) || got[0].H != geom.Int(200) || got[1].W != geom.Int(200) || got[1].H != 0 {
		t.Errorf("scroll containers reach %v", got)
	}
}

// TestScrollDriven scrolls a page and a container in it: what follows them moves along.
func TestScrollDriven(t *testing.T) {
	s := site{"/": html(`<!doctype html><style>body { margin: 0; height: 1300px }
@keyframes w { from { width: 50px } to { width: 150px } }
div div, p { margin: 0; height: 10px; animation: w linear both; background: red }
p { animation-timeline: scroll() }
.s { height: 100px; width: 200px; overflow: auto; scroll-timeline: --s } .s i { display: block; height: 190px } .s div { animation-timeline: --s }
</style><p></p><div class=s><div></div><i></i></div>`)}
	b := newBrowser(t, s)
	f := b.does(b.at("/"))
	widths := func(what string, f *engine.Frame, page, inner int) {
		t.Helper()
		rects, _ := engine.Rects(f.Frags)
		p := f.Boxes.Doc.Body().FirstElement()
		k := p.NextElement().FirstElement()
		if x, y := rects[p.ID()].W, rects[k.ID()].W; x != geom.Int(page) || y != geom.Int(inner) {
			t.Errorf("%s: widths are %v and %v, want %d and %d", what, x, y, page, inner)
		}
	}
	widths("unscrolled", f, 50, 50)
	limit := f.Content.H.Sub(f.Viewport.H).Round()
	widths("half of the page", b.does(engine.ScrollTo{Y: float64(limit) / 2}), 100, 50)
	widths("all of it", b.does(engine.ScrollTo{Y: 1e4}), 150, 50)
	b.does(engine.ScrollTo{})
	widths("the container", b.does(engine.MouseMove{X: 20, Y: 50}, engine.Wheel{DY: 50}), 50, 100)
}
