package engine_test

import (
	"testing"

	"vitrine/engine"
)

// TestFormsComeBack: going back shows what a person filled in, but no secrets.
func TestFormsComeBack(t *testing.T) {
	b := newBrowser(t, site{"/": html(`<!doctype html><style>body{margin:0} input,select,textarea,a{position:absolute;left:0;width:100px;height:20px;margin:0}</style>
<input id=a name=a value=x><input id=p type=password style="top:20px"><input id=c type=checkbox style="top:40px"><select id=s style="top:60px"><option>one<option>two</select>
<textarea id=t style="top:80px"></textarea><input id=o autocomplete=off style="top:100px"><a href=/next style="top:120px">next</a>`), "/next": html("<title>next</title>")})
	b.does(b.at("/"))
	for i, s := range []string{"typed", "secret", "", "", "lines", "forget"} {
		b.does(click(50, float64(10+20*i))...)
		switch i {
		case 3:
			b.does(engine.Key{Name: engine.KeyDown}, engine.Key{Name: engine.KeyEnter})
		case 2:
		default:
			b.does(engine.Key{Name: engine.KeySelectAll}, engine.Text{Text: s})
		}
	}
	b.does(click(10, 130)...)
	if f := b.does(); f.Title != "next" {
		t.Fatal(f.URL)
	}
	b.does(engine.Back{})
	for id, want := range map[string]string{"a": "typed", "p": "", "s": "two", "t": "lines", "o": ""} {
		if got := b.valueOf(id); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
	b.does(engine.Reload{})
	if got := b.valueOf("a"); got != "x" {
		t.Errorf("after a reload: %q", got)
	}
}

// TestFieldButtons steps numbers and empties a search by the buttons at the ends of their fields.
func TestFieldButtons(t *testing.T) {
	b := newBrowser(t, site{"/": html(`<!doctype html><style>body{margin:0} input{position:absolute;left:0;width:100px;height:20px;margin:0;box-sizing:border-box}</style>
<input id=n type=number value=5 step=2 max=9 min=1><input id=s type=search value=abc style="top:40px"><input id=r type=number value=1 readonly style="top:80px">
<input id=l list=d value=x style="top:120px"><datalist id=d><option value=a><option value=b></datalist>`)})
	ops := len(b.does(b.at("/")).Display.Ops)
	if f := b.does(engine.MouseMove{X: 50, Y: 10}); len(f.Display.Ops) <= ops {
		t.Error("the arrows are not shown")
	}
	b.does(click(90, 5)...)
	b.does(click(90, 5)...)
	b.does(click(90, 5)...)
	if got := b.valueOf("n"); got != "9" {
		t.Errorf("stepped up to %q", got)
	}
	b.does(click(90, 15)...)
	if got := b.valueOf("n"); got != "7" {
		t.Errorf("stepped down to %q", got)
	}
	b.does(engine.Text{Text: "0"})
	if got := b.valueOf("n"); got != "70" {
		t.Errorf("typed behind it: %q", got)
	}
	b.does(click(90, 50)...)
	b.does(click(90, 90)...)
	if s, r := b.valueOf("s"), b.valueOf("r"); s != "" || r != "1" {
		t.Errorf("a search of %q, a fixed number of %q", s, r)
	}
	if f := b.does(click(20, 130)...); f.Popup != nil {
		t.Error("a press on the text suggests what does not fit it")
	}
	if f := b.does(click(90, 130)...); f.Popup == nil {
		t.Error("the arrow does not open the suggestions")
	}
}
