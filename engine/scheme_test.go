package engine_test

import (
	"context"
	"image/color"
	"testing"

	"vitrine/css/media"
	"vitrine/engine"
	"vitrine/layout/text"
	"vitrine/net/fetch"
)

const schemePage = `<!doctype html><meta name=color-scheme content="light dark"><style>
body { margin: 0 } div { width: 20px; height: 20px; background: red } iframe, img { border: 0; display: block; width: 20px; height: 20px }
@media (prefers-color-scheme: dark) { div { background: blue } }
</style><div></div>
<iframe srcdoc="<p>light"></iframe>
<iframe srcdoc="<style>:root { color-scheme: light dark }</style>"></iframe>
<img src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><style>@media (prefers-color-scheme: dark) { rect { fill: lime } }</style><rect width='20' height='20'/></svg>">`

// A page follows the colour scheme that the person prefers, as it is opened and as it stands: its
// canvas, its queries, the pages and pictures inside of it. Paper stays light.
func TestPreferScheme(t *testing.T) {
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	ctx := context.Background()
	light := [5]color.RGBA{{255, 0, 0, 255}, {255, 255, 255, 255}, {255, 255, 255, 255}, {0, 0, 0, 255}, {255, 255, 255, 255}}
	dark := [5]color.RGBA{{0, 0, 255, 255}, {255, 255, 255, 255}, {18, 18, 18, 255}, {0, 255, 0, 255}, {18, 18, 18, 255}}
	check := func(what string, p *engine.Page, want [5]color.RGBA) {
		t.Helper()
		if err := p.Idle(ctx); err != nil {
			t.Fatal(err)
		}
		m := p.Frame().Image(engine.Shot{})
		for i, c := range want {
			y := 15 + 20*i
			if got := m.RGBAAt(15, y); got != c {
				t.Errorf("%s: the pixel at 15,%d is %v, want %v", what, y, got, c)
			}
		}
	}
	e := engine.New(engine.Config{Fetch: client, Fonts: text.NewFonts(text.Config{}), Width: 100, Height: 120})
	defer e.Close()
	p := openPage(t, e, []byte(schemePage))
	check("at first", p, light)
	p.Dispatch(engine.PreferScheme{Scheme: media.Dark})
	check("made dark", p, dark)
	if !p.Frame().Look.Dark {
		t.Error("the scrollbar of a dark page is light")
	}
	p.Dispatch(engine.PreferScheme{Scheme: media.Light})
	check("made light again", p, light)

	d := engine.New(engine.Config{Fetch: client, Fonts: text.NewFonts(text.Config{}), Width: 100, Height: 120, ColorScheme: media.Dark})
	defer d.Close()
	check("opened dark", openPage(t, d, []byte(schemePage)), dark)

	paper := engine.New(engine.Config{Fetch: client, Fonts: text.NewFonts(text.Config{}), Width: 100, Height: 120, ColorScheme: media.Dark, Print: &engine.Print{}})
	defer paper.Close()
	if f := openPage(t, paper, []byte(schemePage)).Frame(); f != nil && f.Look.Dark {
		t.Error("paper is dark")
	}
}
