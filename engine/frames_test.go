package engine_test

import (
	"fmt"
	"image/color"
	"strings"
	"testing"

	"vitrine/engine"
)

func replace(s, old, new string) string { return strings.ReplaceAll(s, old, new) }

const framed = `<!doctype html><title>Outer</title><body style="margin:0"><iframe name=f src=/in width=200 height=100 style="border:0;display:block"></iframe>
<iframe srcdoc="<body style='margin:0;background:rgb(0,255,0)'>x" width=50 height=50 style="border:0"></iframe><a href=/two target=f style="position:absolute;left:300px;top:10px;width:50px;height:20px">go</a>`

const inner = `<!doctype html><title>Inner</title><style>body{margin:0;background:rgb(255,0,0);height:500px} a{display:block;height:20px}
@media (max-width:200px) and (max-height:100px) {body{background:rgb(0,0,255)}}</style><a href=/two>two</a><a href=/top target=_top>top</a>`

// TestFrames shows pages inside of a page: painted, scrolled, followed, and gone back in.
func TestFrames(t *testing.T) {
	b := newBrowser(t, site{"/": html(framed), "/in": html(inner), "/two": html("<body style='background:rgb(9,9,9)'>"), "/top": html("<title>Top</title>")})
	f := b.does(b.at("/"))
	at := func(f *engine.Frame, x, y int) color.RGBA { return f.Image(engine.Shot{}).RGBAAt(x, y) }
	blue := color.RGBA{0, 0, 255, 255}
	if c := at(f, 150, 90); c != blue {
		t.Errorf("the frame's own viewport decides about its media queries: %v", c)
	}
	if c := at(f, 40, 130); c != (color.RGBA{0, 255, 0, 255}) {
		t.Errorf("srcdoc: %v", c)
	}
	f = b.does(engine.MouseMove{X: 10, Y: 10})
	if f.Link != b.base+"/two" {
		t.Errorf("link in the frame: %q", f.Link)
	}
	if f = b.does(engine.Wheel{DY: 15}); f.Scroll.Y != 0 || len(f.Bars) != 1 || f.Bars[0].Offset.Y.Px() != 15 {
		t.Errorf("the wheel over a frame: page %v, %+v", f.Scroll, f.Bars)
	}
	if f.Link != b.base+"/top" {
		t.Errorf("link in the scrolled frame: %q", f.Link)
	}
	b.does(engine.Wheel{DY: -15})
	press := func(x, y float64) *engine.Frame {
		return b.does(engine.MouseMove{X: x, Y: y}, engine.MouseDown{X: x, Y: y}, engine.MouseUp{X: x, Y: y})
	}
	f = press(10, 10)
	b.wants(f, "/", "Outer", true, false)
	if c := at(f, 150, 90); c != (color.RGBA{9, 9, 9, 255}) {
		t.Errorf("a link opens in its frame: %v", c)
	}
	f = b.does(engine.Back{})
	b.wants(f, "/", "Outer", false, true)
	if c := at(f, 150, 90); c != blue {
		t.Errorf("going back brings the frame back: %v", c)
	}
	if c := at(press(310, 15), 150, 90); c != (color.RGBA{9, 9, 9, 255}) {
		t.Errorf("a link opens in the frame it names: %v", c)
	}
	b.does(engine.Back{})
	b.wants(press(10, 30), "/top", "Top", true, false)
}

// TestFrameLimits opens pages that contain themselves, or each other, or too much.
func TestFrameLimits(t *testing.T) {
	s := site{"/self": html(`<title>s</title><iframe src=/self></iframe>`)}
	for i := range 20 {
		s[fmt.Sprintf("/deep%d", i)] = html(fmt.Sprintf(`<title>d</title><iframe src=/deep%d></iframe>`, i+1))
	}
	s["/wide"] = html(`<title>w</title>` + strings.Repeat("<iframe></iframe>", 600))
	s["/broken"] = html(`<title>b</title><iframe src="http://%"></iframe><iframe src=/none></iframe><iframe src="javascript:1"></iframe><object data=/none.html>fallback</object>`)
	b := newBrowser(t, s)
	for _, c := range []string{"/self", "/deep0", "/wide", "/broken"} {
		if f := b.does(b.at(c)); f.Err != nil || f.Title == "" {
			t.Errorf("%s: %v", c, f.Err)
		}
	}
	why := map[string]bool{}
	for _, e := range b.rec.Events() {
		if e.Name == "frame" {
			for _, a := range e.Attrs {
				why[e.Attr(a.Key)] = true
			}
		}
	}
	for _, w := range []string{"frames are nested too deep", "the page has too many frames", "the page would contain itself again"} {
		if !why[w] {
			t.Errorf("nothing on the trace says %q: %v", w, why)
		}
	}
}
