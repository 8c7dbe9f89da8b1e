package engine_test

import (
	"testing"

	"vitrine/engine"
	"vitrine/engine/dom"
)

// valueOf returns the value of the element with an id.
func (b *browser) valueOf(id string) (v string) {
	b.t.Helper()
	if err := b.page.Do(b.t.Context(), func(d *dom.Document) { v = d.ByID(id).Value() }); err != nil {
		b.t.Fatal(err)
	}
	return v
}

const pickers = `<!doctype html><style>body{margin:0;font:10px sans-serif} input,select{position:absolute;left:0;width:160px;height:20px;box-sizing:border-box}</style>
<input id=d type=date><input id=m type=month style="top:20px"><input id=t type=time style="top:40px"><input id=w type=week style="top:60px"><input id=l type=datetime-local style="top:80px" value="2024-01-31T10:20">
<select id=s style="top:100px"><option>Kiwi<optgroup label=B><option>Apple<option disabled>Avocado<option>Apricot</optgroup><hr><option>Banana</select>
<input id=f list=x style="top:120px"><datalist id=x><option value=red><option value=green label=grass><option value=grey></datalist>`

// TestDateKeys fills in dates and times part by part.
func TestDateKeys(t *testing.T) {
	b := newBrowser(t, site{"/": html(pickers)})
	b.does(b.at("/"))
	key := func(name string) engine.Event { return engine.Key{Name: name} }
	text := func(s string) engine.Event { return engine.Text{Text: s} }
	for _, c := range []struct {
		what   string
		events []engine.Event
		id     string
		want   string
	}{
		{"a part alone is no value", []engine.Event{key(engine.KeyTab), text("1")}, "d", ""},
		{"digits go on to the next part", []engine.Event{text("2"), text("31"), text("2026")}, "d", "2026-12-31"},
		{"up in the year, then in the day", []engine.Event{key(engine.KeyUp), key(engine.KeyLeft), key(engine.KeyUp)}, "d", "2027-12-01"},
		{"a part that is taken away", []engine.Event{key(engine.KeyBackspace)}, "d", ""},
		{"and back", []engine.Event{text("9")}, "d", "2027-12-09"},
		{"Tab goes through the parts and on, a letter is a month", []engine.Event{key(engine.KeyTab), text("j"), text("j"), key(engine.KeyTab), text("2025")}, "m", "2025-06"},
		{"a time", []engine.Event{key(engine.KeyTab), text("9:5"), key(engine.KeyRight), text("p")}, "t", "21:05"},
		{"a week", []engine.Event{key(engine.KeyTab), text("7"), text("2026")}, "w", "2026-W07"},
		{"no such day", []engine.Event{key(engine.KeyTab), text("2")}, "l", ""},
		{"until it is one", []engine.Event{text("29")}, "l", "2024-02-29T10:20"},
	} {
		b.does(c.events...)
		if got := b.valueOf(c.id); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

// TestPickers fills in controls by what opens over the page.
func TestPickers(t *testing.T) {
	b := newBrowser(t, site{"/": html(pickers)})
	b.does(b.at("/"))
	key := func(name string) engine.Event { return engine.Key{Name: name} }
	text := func(s string) engine.Event { return engine.Text{Text: s} }
	for _, c := range []struct {
		what   string
		events []engine.Event
		open   bool
		id     string
		want   string
	}{
		{"the button of a date opens a calendar", click(150, 90), true, "l", "2024-01-31T10:20"},
		{"a week and a day on", []engine.Event{key(engine.KeyDown), key(engine.KeyRight), key(engine.KeyEnter)}, false, "l", "2024-02-08T10:20"},
		{"letters find an option", append(click(50, 110), text("ap")), true, "s", "Kiwi"},
		{"Enter takes it", []engine.Event{key(engine.KeyEnter)}, false, "s", "Apple"},
		{"closed, too, and what is disabled is left out", []engine.Event{text("a")}, false, "s", "Apricot"},
		{"down over a line", []engine.Event{engine.Key{Name: engine.KeyDown, Alt: true}, key(engine.KeyDown), key(engine.KeyEnter)}, false, "s", "Banana"},
		{"up over what is disabled", []engine.Event{key(engine.KeyEnter), key(engine.KeyUp), key(engine.KeyUp), key(engine.KeyEnter)}, false, "s", "Apple"},
		{"a field suggests what goes with it", append(click(50, 130), text("gr")), true, "f", "gr"},
		{"another letter leaves one", []engine.Event{text("a")}, true, "f", "gra"},
		{"it is taken", []engine.Event{key(engine.KeyDown), key(engine.KeyEnter)}, false, "f", "green"},
	} {
		f := b.does(c.events...)
		if got := b.valueOf(c.id); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
		if got := f.Popup != nil; got != c.open {
			t.Errorf("%s: open is %v", c.what, got)
		}
	}
}
