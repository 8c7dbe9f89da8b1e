package engine_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"vitrine/engine"
	"vitrine/engine/dom"
	"vitrine/net/fetch"
)

// attrOf returns an attribute of the element with an id.
func (b *browser) attrOf(id, name string) (v string) {
	b.t.Helper()
	if err := b.page.Do(b.t.Context(), func(d *dom.Document) { v, _ = d.ByID(id).Attr(name) }); err != nil {
		b.t.Fatal(err)
	}
	return v
}

// TestResizer drags the corners of what may be resized.
func TestResizer(t *testing.T) {
	b := newBrowser(t, site{"/": html(`<!doctype html><style>body{margin:0}#a,#b,#c{position:absolute;left:0;width:80px;height:40px;box-sizing:border-box}#b{top:100px;padding:5px;box-sizing:content-box;overflow:auto;resize:vertical}#c{top:200px;resize:none}</style>
<textarea id=a style="color:red"></textarea><div id=b>x</div><textarea id=c></textarea>`)})
	drag := func(x, y, dx, dy float64) []engine.Event {
		return []engine.Event{engine.MouseMove{X: x, Y: y}, engine.MouseDown{X: x, Y: y}, engine.MouseMove{X: x + dx, Y: y + dy}, engine.MouseUp{X: x + dx, Y: y + dy}, engine.MouseMove{X: 300, Y: 290}}
	}
	b.does(b.at("/"))
	b.does(drag(76, 36, 30, 20)...)
	b.does(drag(86, 146, 30, 20)...)
	b.does(drag(76, 236, 30, 20)...)
	for id, want := range map[string]string{"a": "color:red; width: 110px; height: 60px;", "b": "height: 60px;", "c": ""} {
		if got := b.attrOf(id, "style"); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
	b.does(drag(106, 56, -500, -500)...)
	if got := b.attrOf("a", "style"); got != "color:red; width: 110px; height: 60px; width: 15px; height: 15px;" {
		t.Errorf("made small: %q", got)
	}
}

// TestAccessKeys: Alt and a character go to an element and do what it is for.
func TestAccessKeys(t *testing.T) {
	b := newBrowser(t, site{"/": html(`<!doctype html><title>one</title><input id=f accesskey="x F"><input type=checkbox id=c accesskey=c><a href=/two accesskey=2>two</a><label accesskey=l for=f2>label</label><input id=f2>`), "/two": html("<title>two</title>")})
	b.does(b.at("/"))
	b.does(engine.AccessKey{Key: "f"}, engine.Text{Text: "typed"})
	if got := b.valueOf("f"); got != "typed" {
		t.Errorf("the field has %q", got)
	}
	b.does(engine.AccessKey{Key: "l"}, engine.Text{Text: "there"})
	if got := b.valueOf("f2"); got != "there" {
		t.Errorf("the labelled field has %q", got)
	}
	b.does(engine.AccessKey{Key: "c"})
	checked := false
	b.page.Do(t.Context(), func(d *dom.Document) { checked = d.ByID("c").Checked() })
	if !checked {
		t.Error("the box is not checked")
	}
	if got := b.does(engine.AccessKey{Key: "2"}).Title; got != "two" {
		t.Errorf("the link leads to %q", got)
	}
}

// TestSelectBeyond drags a selection out of the page, which scrolls until there is no more.
func TestSelectBeyond(t *testing.T) {
	b := newBrowser(t, site{"/": html(`<!doctype html><style>body{margin:0;font:10px/20px sans-serif}</style>` + strings.Repeat("line<br>", 100) + "last")})
	b.does(b.at("/"))
	f := b.does(engine.MouseMove{X: 0, Y: 5}, engine.MouseDown{X: 0, Y: 5}, engine.MouseMove{X: 200, Y: 2000})
	bottom := f.Content.Bottom().Sub(f.Viewport.H)
	for deadline := time.Now().Add(patient); f.Scroll.Y != bottom; f = b.page.Frame() {
		if time.Now().After(deadline) {
			t.Fatalf("scrolled to %v of %v", f.Scroll.Y, bottom)
		}
		b.does(engine.MouseMove{X: 200, Y: 2000})
	}
	if !strings.HasPrefix(f.Selected, "line") || !strings.HasSuffix(f.Selected, "last") {
		t.Errorf("selected %q", f.Selected)
	}
	b.does(engine.MouseUp{X: 200, Y: 2000})
}

// TestOpenElsewhere: links open in another window by Ctrl and by the middle button, and what is no
// link does nothing by it.
func TestOpenElsewhere(t *testing.T) {
	var opened []string
	s := site{"/": html(`<!doctype html><title>one</title><style>body{margin:0}a,label{display:block;height:20px}</style><a href=/two>two</a><label for=c>x</label><input id=c type=checkbox>`), "/two": html("<title>two</title>")}
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	b := newBrowserOn(t, srv.URL, fetch.Config{}, engine.Config{NewWindow: func(u string) { opened = append(opened, u) }})
	b.does(b.at("/"))
	press := func(y float64, ctrl, middle bool) {
		b.does(engine.MouseMove{X: 5, Y: y}, engine.MouseDown{X: 5, Y: y, Ctrl: ctrl, Middle: middle}, engine.MouseUp{X: 5, Y: y})
	}
	press(10, true, false)
	press(10, false, true)
	press(30, false, true)
	checked := false
	b.page.Do(t.Context(), func(d *dom.Document) { checked = d.ByID("c").Checked() })
	if len(opened) != 2 || opened[0] != b.base+"/two" || opened[1] != b.base+"/two" || checked {
		t.Errorf("opened %q, checked %v", opened, checked)
	}
	press(10, false, false)
	if f := b.does(); f.Title != "two" {
		t.Errorf("a click leads to %q", f.Title)
	}
}
