package engine_test

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"vitrine/engine"
	"vitrine/paint/display"
)

// echo answers with what a form sent.
func echo(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	typ, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	io.WriteString(w, "<title>"+r.Method+" "+r.URL.RawQuery+" "+typ+" "+strings.NewReplacer("\r\n", "¶", "<", "&lt;", "&", "&amp;").Replace(string(body))+"</title>")
}

const controls = `<!doctype html><style>body{margin:0;font:10px sans-serif} input,select,button,textarea,label{position:absolute;left:0;width:100px;height:20px;box-sizing:border-box}</style>
<form action=/echo %s><input name=t style="top:0" value=ab maxlength=8><input type=checkbox id=c name=c style="top:20px;width:20px"><label for=c style="top:20px;left:30px">label</label>
<input type=radio name=r value=1 checked style="top:40px;width:20px"><input type=radio name=r value=2 style="top:40px;left:40px;width:20px">
<select name=s style="top:60px"><option>one<option value=2>two<option disabled>no<option>four</select>
<textarea name=a style="top:80px;height:60px">x</textarea><input type=password name=p style="top:140px"><input type=range name=g style="top:160px;margin:0">
<button name=b value=send style="top:180px">Send</button><input type=reset style="top:200px"><input disabled name=d value=1 style="top:220px"><input type=hidden name=h value="%é&"></form>`

// click presses and lets go.
func click(x, y float64) []engine.Event {
	return []engine.Event{engine.MouseMove{X: x, Y: y}, engine.MouseDown{X: x, Y: y}, engine.MouseUp{X: x, Y: y}}
}

// TestForms fills in a form with mouse and keyboard and sends it in every way.
func TestForms(t *testing.T) {
	b := newBrowser(t, site{"/echo": echo, "/get": html(replace(controls, "%s", "")), "/post": html(replace(controls, "%s", "method=post")),
		"/plain": html(replace(controls, "%s", "method=post enctype=text/plain")), "/multi": html(replace(controls, "%s", "method=post enctype=multipart/form-data"))})
	key := func(name string) engine.Event { return engine.Key{Name: name} }
	send := click(50, 190)
	var fill []engine.Event
	fill = append(fill, click(90, 10)...) // behind the text
	fill = append(fill, engine.Text{Text: "c d"}, engine.Key{Name: engine.KeyLeft, Shift: true}, engine.Text{Text: "가나다라마바"}, key(engine.KeyBackspace), engine.Compose{Text: "ㅎ"}, engine.Text{Text: "하"})
	fill = append(fill, click(40, 30)...) // the label
	fill = append(fill, click(50, 50)...)
	fill = append(fill, click(50, 70)...) // opens the drop-down
	fill = append(fill, key(engine.KeyDown), key(engine.KeyDown), key(engine.KeyEnter))
	fill = append(fill, click(70, 130)...)
	fill = append(fill, engine.Key{Name: engine.KeyEnd, Ctrl: true}, key(engine.KeyEnter), engine.Text{Text: "y"})
	fill = append(fill, key(engine.KeyTab), engine.Text{Text: "pw"}, key(engine.KeyTab), key(engine.KeyRight), key(engine.KeyEnd), key(engine.KeyLeft))
	for _, c := range []struct{ path, want string }{
		{"/get", "GET t=abc+%EA%B0%80%EB%82%98%EB%8B%A4%ED%95%98&c=on&r=2&s=four&a=x%0D%0Ay&p=pw&g=99&b=send&h=%25%C3%A9%26"},
		{"/post", "POST application/x-www-form-urlencoded t=abc+%EA%B0%80%EB%82%98%EB%8B%A4%ED%95%98&c=on&r=2&s=four&a=x%0D%0Ay&p=pw&g=99&b=send&h=%25%C3%A9%26"},
		{"/plain", "POST text/plain t=abc 가나다하¶c=on¶r=2¶s=four¶a=x¶y¶p=pw¶g=99¶b=send¶h=%é&¶"},
	} {
		b.does(b.at(c.path))
		b.does(fill...)
		if got := b.does(send...).Title; got != strings.TrimSpace(c.want) {
			t.Errorf("%s:\n%s\nwant\n%s", c.path, got, c.want)
		}
	}
	b.does(b.at("/multi"))
	b.does(fill...)
	got := b.does(send...).Title
	if !strings.HasPrefix(got, "POST multipart/form-data") || !strings.Contains(got, `name="t"¶¶abc 가나다하¶`) || !strings.Contains(got, `name="h"¶¶%é&¶`) {
		t.Errorf("multipart: %s", got)
	}

	b.does(b.at("/get"))
	b.does(fill...)
	b.does(click(50, 210)...) // reset
	if got := b.does(send...).Title; got != "GET t=ab&r=1&s=one&a=x&p=&g=50&b=send&h=%25%C3%A9%26" {
		t.Errorf("after a reset: %s", got)
	}
	b.does(b.at("/get"))
	if got := b.does(append(click(90, 10), key(engine.KeyEnter))...).Title; !strings.HasPrefix(got, "GET t=ab&") || !strings.Contains(got, "b=send") {
		t.Errorf("Enter in a field presses the form's button: %s", got)
	}
}

// TestFormStates: what a person does to controls is seen by selectors.
func TestFormStates(t *testing.T) {
	b := newBrowser(t, site{"/": html(`<!doctype html><style>body{margin:0} input,div{position:absolute;left:0;height:20px;width:40px}
#m{top:100px} :checked~#m{left:1px} #t:focus-visible~#m{top:101px} #t:placeholder-shown~#m{width:41px} #t:user-invalid~#m{height:21px} #c:focus~#m{top:102px} #c:focus-visible~#m{top:103px}</style>
<form><input id=c type=checkbox><input id=t placeholder=x required pattern="[a-z]+" style="top:40px"><div id=m style="background:rgb(255,0,0)"></div></form>`)})
	b.does(b.at("/"))
	at := func(events ...engine.Event) string {
		f := b.does(events...)
		m := f.Image(engine.Shot{})
		x0, y0, x1, y1 := -1, 0, 0, 0
		for y := 90; y < 140; y++ {
			for x := range 60 {
				if c := m.RGBAAt(x, y); c.R == 255 && c.G == 0 {
					if x0 < 0 {
						x0, y0 = x, y
					}
					x1, y1 = x+1, y+1
				}
			}
		}
		return strings.Trim(strings.Join([]string{strconv.Itoa(x0), strconv.Itoa(y0), strconv.Itoa(x1 - x0), strconv.Itoa(y1 - y0)}, " "), " ")
	}
	for _, c := range []struct {
		what   string
		events []engine.Event
		want   string
	}{
		{"at first", nil, "0 100 41 20"},
		{"a click focuses and checks", click(10, 10), "1 102 41 20"},
		{"Tab goes to the field", []engine.Event{engine.Key{Name: engine.KeyTab}}, "1 101 41 20"},
		{"typing hides the placeholder", []engine.Event{engine.Text{Text: "A1"}}, "1 101 40 20"},
		{"back, invalid now that it was touched", []engine.Event{engine.Key{Name: engine.KeyTab, Shift: true}}, "1 103 40 21"},
		{"space unchecks", []engine.Event{engine.Key{Name: engine.KeySpace}}, "0 103 40 21"},
	} {
		if got := at(c.events...); got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
}

// TestSelection marks text with the pointer and finds some.
func TestSelection(t *testing.T) {
	b := newBrowser(t, site{"/": html(`<!doctype html><style>body{margin:0;font:20px/20px monospace}</style><div>one two</div><div>three <b>Four</b></div><p style="margin-top:900px">four`)})
	b.does(b.at("/"))
	f := b.does(engine.MouseDown{X: 48, Y: 10}, engine.MouseMove{X: 73, Y: 30})
	if f.Selected != "two\nthree " {
		t.Errorf("selected %q", f.Selected)
	}
	f = b.does(engine.MouseUp{X: 73, Y: 30}, engine.MouseDown{X: 20, Y: 10, Clicks: 2}, engine.MouseUp{X: 20, Y: 10})
	if f.Selected != "one" {
		t.Errorf("a double click selected %q", f.Selected)
	}
	if f = b.does(engine.Key{Name: engine.KeySelectAll}); f.Selected != "one two\nthree Four\nfour" {
		t.Errorf("all: %q", f.Selected)
	}
	if f = b.does(engine.Find{Text: "THREE f"}); f.Found == nil || *f.Found != (engine.Found{Text: "THREE f", Count: 1, Current: 1}) {
		t.Errorf("found %+v", f.Found)
	}
	b.does(engine.Find{Text: "four"})
	if f = b.does(engine.Find{Text: "four"}); f.Found.Current != 2 || f.Found.Count != 2 || f.Scroll.Y == 0 {
		t.Errorf("the second: %+v at %v", f.Found, f.Scroll)
	}
	if f = b.does(engine.Find{}); f.Found != nil {
		t.Errorf("still found: %+v", f.Found)
	}
}

// TestSelectionStays: what is selected or found is still so after the page was painted anew, with
// lines broken elsewhere.
func TestSelectionStays(t *testing.T) {
	b := newBrowser(t, site{"/": html(`<!doctype html><style>body{margin:0;font:20px/20px monospace} p{margin:0} #h:hover{background:red} @media (max-width:200px){p{width:60px}}</style><p>one two three</p><div id=h style="height:50px">two</div>`)})
	b.does(b.at("/"))
	f := b.does(engine.MouseDown{X: 48, Y: 10}, engine.MouseMove{X: 110, Y: 10}, engine.MouseUp{X: 110, Y: 10}, engine.Find{Text: "two"})
	if f.Selected != "two t" {
		t.Errorf("selected %q", f.Selected)
	}
	marks := func(f *engine.Frame) (n int) {
		for _, o := range f.Display.Ops {
			if o.Kind == display.DrawGlyphs {
				n++
			}
		}
		return n
	}
	want := marks(f)
	if f = b.does(engine.MouseMove{X: 20, Y: 60}); f.Selected != "two t" || marks(f) != want {
		t.Errorf("after a hover %q is selected, %d texts are drawn, before %d", f.Selected, marks(f), want)
	}
	if f = b.does(engine.Resize{Width: 150, Height: 300}); f.Selected != "two t" || f.Found == nil || f.Found.Count != 2 {
		t.Errorf("after a resize %q is selected, found %+v", f.Selected, f.Found)
	}
}

// TestInputWithoutDocument: a person may press anything before there is a page.
func TestInputWithoutDocument(t *testing.T) {
	b := newBrowser(t, site{})
	for _, e := range []engine.Event{engine.Find{Text: "x"}, engine.Find{}, engine.Text{Text: "x"}, engine.Compose{Text: "x"}, engine.Wheel{DY: 9}, engine.ScrollTo{Y: 9},
		engine.ScrollTo{Element: "x"}, engine.MouseMove{X: 1, Y: 1}, engine.MouseDown{X: 1, Y: 1}, engine.MouseUp{X: 1, Y: 1}, engine.Key{Name: engine.KeyTab},
		engine.Key{Name: engine.KeySelectAll}, engine.Key{Name: engine.KeyEscape}, engine.Key{Name: engine.KeyEnter}, engine.Key{Name: engine.KeyEnd}, engine.Back{}, engine.Stop{}} {
		b.does(e)
	}
	for _, e := range b.rec.Events() {
		if e.Name == "bug" {
			t.Errorf("%s", e.Attr("panic"))
		}
	}
}

// TestAutofocus: the first element that asks for the focus and can have it gets it when the page comes,
// not when the address names a part of the page.
func TestAutofocus(t *testing.T) {
	b := newBrowser(t, site{"/": html(`<!doctype html><style>body{margin:0}</style><input autofocus disabled><input autofocus style="display:none"><p id=part>x</p><div style="height:1000px"></div><input id=f autofocus><input autofocus>`)})
	if f := b.does(b.at("/"), engine.Text{Text: "typed"}); b.valueOf("f") != "typed" || f.Scroll.Y == 0 {
		t.Errorf("typed %q, scrolled to %v", b.valueOf("f"), f.Scroll)
	}
	b.does(engine.Navigate{URL: "about:blank"}, b.at("/#part"), engine.Text{Text: "typed"})
	if got := b.valueOf("f"); got != "" {
		t.Errorf("with a part that is named: %q", got)
	}
}
