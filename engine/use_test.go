package engine_test

import (
	"image/color"
	"net/http"
	"testing"

	"vitrine/engine"
)

// TestUseElsewhere: use elements copy symbols of another document of the same origin, with its
// styles and references and what they inherit from the use; other origins give nothing.
func TestUseElsewhere(t *testing.T) {
	icons := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/svg+xml")
		_, _ = w.Write([]byte(`<svg xmlns="http://www.w3.org/2000/svg"><style>.b { fill: blue }</style>
<symbol id="a" viewBox="0 0 8 8"><path d="M0 0h8v8H0z"/></symbol><rect id="b" class="b" width="50" height="50"/>
<linearGradient id="g"><stop stop-color="lime"/></linearGradient><rect id="c" width="50" height="50" fill="url(#g)"/></svg>`))
	}
	b := newBrowser(t, site{"/icons.svg": icons, "/": html(`<!doctype html><style>body { margin: 0 } svg { display: block; width: 50px; height: 50px }</style>
<svg fill=red><use xlink:href="icons.svg#a"></use></svg><svg><use href="icons.svg#b"></use></svg><svg><use href="/icons.svg#c"></use></svg>
<svg><use href="icons.svg#no"></use></svg><svg><use href="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><rect id='a' width='50' height='50'/></svg>#a"></use></svg>`)})
	m := b.does(b.at("/")).Image(engine.Shot{})
	white := color.RGBA{255, 255, 255, 255}
	for i, want := range []color.RGBA{{255, 0, 0, 255}, {0, 0, 255, 255}, {0, 255, 0, 255}, white, white} {
		if got := m.RGBAAt(25, 25+50*i); got != want {
			t.Errorf("picture %d is %v, want %v", i, got, want)
		}
	}
}
