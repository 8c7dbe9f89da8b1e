package engine_test

import (
	"testing"

	"vitrine/engine"
)

// TestDeferredContents looks how tall a page is whose sections skip their contents while they are
// far from what is seen. Heights are Chromium's.
func TestDeferredContents(t *testing.T) {
	const page = `<!doctype html><style>body { margin: 0 }
section { content-visibility: auto; contain-intrinsic-size: %s; margin-bottom: 10px }
p { margin: 20px 0; height: 460px }</style>
<section><p></section><section><p></section><section><p></section><section><p></section>`
	for _, c := range []struct {
		size               string
		first, down, again int // heights of the page: at first, scrolled to its end, and back
	}{
		{"none", 2040, 2040, 2040},
		{"1px 700px", 2440, 2040, 2040},
		{"1px auto 700px", 2440, 2040, 2040},
	} {
		b := newBrowser(t, site{"/": html(replace(page, "%s", c.size))})
		height := func(f *engine.Frame) int { return f.Frags.Content.H.Round() }
		got := [3]int{height(b.does(b.at("/")))}
		got[1] = height(b.does(engine.ScrollTo{Y: 5000}))
		got[2] = height(b.does(engine.ScrollTo{}))
		if want := [3]int{c.first, c.down, c.again}; got != want {
			t.Errorf("%s: heights %v, want %v", c.size, got, want)
		}
	}
}
