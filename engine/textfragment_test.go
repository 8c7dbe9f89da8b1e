package engine_test

import (
	"slices"
	"strings"
	"testing"

	"vitrine/paint/display"
)

// TestTextFragments opens addresses that quote the page.
func TestTextFragments(t *testing.T) {
	filler := strings.Repeat("<p>filler words", 40)
	b := newBrowser(t, site{"/": html(`<!doctype html><style>body{margin:0;font:10px/20px sans-serif} p{margin:0} :target{color:rgb(0,128,0)}</style><h1 id=top>T</h1>` + filler +
		`<p id=a>The first <b>wide</b> thing</p>` + filler + `<p>Another Wide thing, and 한국어 문장 here</p>` + filler)})
	top := b.does(b.at("/#top")).Scroll
	for _, c := range []struct {
		fragment string
		marked   string // texts that are marked, or "" when nothing is
		moved    bool
	}{
		{"#:~:text=wide", "wide", true},
		{"#:~:text=another-,wide,here", "Wide thing, and|한국어||문장||here", true},
		{"#:~:text=wide%20thing,-%2C%20and", "Wide thing", true},
		{"#:~:text=" + "%ED%95%9C%EA%B5%AD%EC%96%B4", "한국어", true},
		{"#:~:text=hing", "", false},
		{"#a:~:text=nothing%20like%20it", "", true},
		{"#:~:text=first&text=Another", "first|Another", true},
	} {
		f := b.does(b.at("/#top"), b.at("/"+c.fragment))
		var got []string
		for i := range f.Display.Ops {
			o := &f.Display.Ops[i]
			if o.Kind != display.FillRect || f.Display.Rects[o.Arg].Paint.Color.B != 253 {
				continue
			}
			r := f.Display.Rects[o.Arg].R
			for k := range f.Display.Texts { // what is marked is the text there
				x := &f.Display.Texts[k]
				if x.Source == "" || x.Origin.Y < r.Y || x.Origin.Y > r.Bottom() {
					continue
				}
				from, to := x.Offset(r.X), x.Offset(r.Right())
				if from < to {
					got = append(got, strings.TrimSpace(x.Source[from:to]))
					break
				}
			}
		}
		if s := strings.Join(got, "|"); s != c.marked {
			t.Errorf("%s: %q is marked, want %q", c.fragment, s, c.marked)
		}
		if moved := f.Scroll != top; moved != c.moved {
			t.Errorf("%s: scrolled to %v", c.fragment, f.Scroll)
		}
	}
	if f := b.does(click(5, 5)...); slices.ContainsFunc(f.Display.Rects, func(r display.Rect) bool { return r.Paint.Color.B == 253 }) {
		t.Error("a click leaves the marks")
	}
}
