package engine_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"vitrine/engine"
	"vitrine/net/fetch"
)

// TestFileUpload chooses files in a list over the page and sends them.
func TestFileUpload(t *testing.T) {
	s := site{"/echo": echo, "/": html(`<!doctype html><style>body{margin:0} input,button{position:absolute;left:0;width:200px;height:20px}</style>
<form action=/echo method=post enctype=multipart/form-data><input type=file name=one value=no required><input type=file name=many multiple accept=".txt" style="top:40px"><button style="top:80px">Send</button>`)}
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	files := fstest.MapFS{"home/me/a.txt": {Data: []byte("first")}, "home/me/b.txt": {Data: []byte("second\n")}, "home/me/dir/c.png": {Data: []byte("third")}, "home/me/.hidden": {}}
	b := newBrowserOn(t, srv.URL, fetch.Config{}, engine.Config{Files: files, Folder: "home/me"})
	key := func(names ...string) (out []engine.Event) {
		for _, n := range names {
			out = append(out, engine.Key{Name: n})
		}
		return out
	}
	b.does(b.at("/"))
	if f := b.does(click(50, 90)...); f.Popup == nil || f.Title != "" {
		t.Errorf("a form without its file is sent")
	}
	down, enter := engine.KeyDown, engine.KeyEnter
	b.does(click(50, 10)...)
	b.does(key(down, down, enter, down, down, enter)...) // into dir, its file
	b.does(click(50, 50)...)
	b.does(key(down, enter)...) // up again
	b.does(key(down, down, down, enter)...)
	b.does(key(down, enter, engine.KeyEscape)...)
	got := b.does(click(50, 90)...).Title
	for _, want := range []string{
		"POST multipart/form-data",
		`name="one"; filename="c.png"¶Content-Type: image/png¶¶third¶`,
		`name="many"; filename="a.txt"¶Content-Type: text/plain¶¶first¶`,
		`name="many"; filename="b.txt"¶Content-Type: text/plain¶¶second`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("sent %q, without %q", got, want)
		}
	}
}

// TestColorPicker drags in the picker of a colour field.
func TestColorPicker(t *testing.T) {
	b := newBrowser(t, site{"/": html(`<!doctype html><style>body{margin:0} input{position:absolute;left:0;width:50px;height:20px}</style><input id=c type=color value="#ff0000" list=l><datalist id=l><option>#00ff00</datalist>`)})
	b.does(b.at("/"))
	for _, c := range []struct {
		what   string
		events []engine.Event
		want   string
	}{
		{"a click opens it", click(10, 10), "#ff0000"},
		{"a press in the square", []engine.Event{engine.MouseDown{X: 120, Y: 95}}, "#804040"},
		{"dragged out of it", []engine.Event{engine.MouseMove{X: 500, Y: 0}, engine.MouseUp{X: 500, Y: 0}}, "#ff0000"},
		{"let go", []engine.Event{engine.MouseMove{X: 120, Y: 95}}, "#ff0000"},
		{"the bar of hues", click(120, 177), "#00ffff"},
		{"what the page suggests", click(15, 200), "#00ff00"},
		{"written", []engine.Event{engine.Text{Text: "1"}, engine.Text{Text: "23456"}, engine.Key{Name: engine.KeyEnter}}, "#123456"},
	} {
		f := b.does(c.events...)
		if got := b.valueOf("c"); got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
		if (f.Popup == nil) != (c.what == "written") {
			t.Errorf("%s: open is %v", c.what, f.Popup != nil)
		}
	}
}
