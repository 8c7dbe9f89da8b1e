package engine_test

import (
	"fmt"
	"io"
	"net/http"
	"testing"

	"vitrine/engine"
)

// TestSendAgain goes to the answers of forms by reload, back and forward: nothing is sent a second
// time before the person says so, and then it is sent as it was.
func TestSendAgain(t *testing.T) {
	posted := 0
	answer := func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Method == "POST" {
			posted++
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, "<title>%s %s %d</title>", r.Method, body, posted)
	}
	b := newBrowser(t, site{"/": html("<!doctype html><title>start</title>"), "/buy": answer,
		"/form":  html("<!doctype html><title>form</title><style>*{margin:0}button{display:block;width:100px;height:20px}</style><form method=post action=/buy><input type=hidden name=n value=1><button>Buy</button></form>"),
		"/go":    func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/buy", http.StatusSeeOther) },
		"/form2": html("<!doctype html><title>form 2</title><style>*{margin:0}button{display:block;width:100px;height:20px}</style><form method=post action=/go><button>Buy</button></form>")})
	wants := func(what string, f *engine.Frame, title string, n int) {
		t.Helper()
		if f.Title != title || posted != n {
			t.Errorf("%s: %q, posted %d times; want %q, %d", what, f.Title, posted, title, n)
		}
	}
	b.does(b.at("/form"))
	wants("buy", b.does(click(50, 10)...), "POST n=1 1", 1)
	wants("reload", b.does(engine.Reload{}), "Send again?", 1)
	wants("reload again", b.does(engine.Reload{}), "POST n=1 2", 2)
	wants("hard reload", b.does(engine.Reload{Hard: true}), "Send again?", 2)
	wants("the button", b.does(engine.Key{Name: engine.KeyTab}, engine.Key{Name: engine.KeyEnter}), "POST n=1 3", 3)
	wants("onwards", b.does(b.at("/")), "start", 3)
	wants("back", b.does(engine.Back{}), "Send again?", 3)
	wants("further back", b.does(engine.Back{}), "form", 3)
	wants("forward", b.does(engine.Forward{}), "Send again?", 3)
	wants("the button", b.does(engine.Key{Name: engine.KeyTab}, engine.Key{Name: engine.KeyEnter}), "POST n=1 4", 4)
	wants("forward", b.does(engine.Forward{}), "start", 4)
	// What a redirect made a GET can be asked for again.
	b.does(b.at("/form2"))
	wants("buy", b.does(click(50, 10)...), "GET 4", 4)
	wants("reload", b.does(engine.Reload{}), "GET 4", 4)
}
