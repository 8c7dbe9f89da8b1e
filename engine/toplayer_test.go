package engine_test

import (
	"context"
	"image/color"
	"testing"

	"vitrine/engine"
	"vitrine/engine/dom"
	"vitrine/layout/text"
	"vitrine/net/fetch"
)

const topPage = `<!doctype html><style>
* { margin: 0; padding: 0; border: 0 } body { background: white }
button, [popover], dialog { position: absolute; width: 20px; height: 20px; inset: auto }
#cover { position: relative; z-index: 9; width: 200px; height: 100px; overflow: hidden; transform: translateX(0) }
#pop { left: 100px; top: 120px; background: lime } #dlg { left: 150px; top: 0; background: blue; display: block }
#dlg:not([open]) { display: none } #dlg::backdrop { background: silver }
</style><div id=cover>
<button popovertarget=pop style="left:0;top:0"></button><div id=pop popover></div>
<button commandfor=dlg command=show-modal style="left:30px;top:0"></button>
<dialog id=dlg><button commandfor=dlg command=close style="left:0;top:0;height:10px"></button></dialog></div>
<details name=g id=d1><summary style="height:20px">a</summary>x</details><details name=g id=d2 open><summary style="height:20px">b</summary>y</details>`

// Popovers and modal dialogs open by their buttons over all that is around them, and close by a press
// outside, by Escape, and by their buttons. One of the details elements of a name is open at a time.
func TestTopLayer(t *testing.T) {
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	e := engine.New(engine.Config{Fetch: client, Fonts: text.NewFonts(text.Config{}), Width: 200, Height: 200})
	defer e.Close()
	p := openPage(t, e, []byte(topPage))
	ctx := context.Background()
	click := func(x, y float64) {
		p.Dispatch(engine.MouseDown{X: x, Y: y})
		p.Dispatch(engine.MouseUp{X: x, Y: y})
	}
	shows := func(what string, x, y int, want color.RGBA) {
		t.Helper()
		if err := p.Idle(ctx); err != nil {
			t.Fatal(err)
		}
		if got := p.Frame().Image(engine.Shot{}).RGBAAt(x, y); got != want {
			t.Errorf("%s: the pixel at %d,%d is %v, want %v", what, x, y, got, want)
		}
	}
	white, lime, blue, silver := color.RGBA{255, 255, 255, 255}, color.RGBA{0, 255, 0, 255}, color.RGBA{0, 0, 255, 255}, color.RGBA{192, 192, 192, 255}
	shows("at first", 110, 180, white)
	click(5, 5)
	shows("the popover is out of what cuts it off", 110, 130, lime)
	click(5, 5)
	shows("its button hides it", 110, 130, white)
	click(5, 5)
	click(190, 190)
	shows("a press outside hides it", 110, 130, white)
	click(5, 5)
	p.Dispatch(engine.Key{Name: engine.KeyEscape})
	shows("Escape hides it", 110, 130, white)

	click(35, 5)
	shows("a modal dialog", 165, 15, blue)
	shows("its backdrop", 190, 190, silver)
	click(5, 5)
	shows("what is behind it is inert", 110, 130, silver)
	click(155, 5)
	shows("its button closes it", 190, 190, white)
	click(35, 5)
	p.Dispatch(engine.Key{Name: engine.KeyEscape})
	shows("Escape closes it", 190, 190, white)

	click(10, 110)
	if err := p.Idle(ctx); err != nil {
		t.Fatal(err)
	}
	p.Do(ctx, func(d *dom.Document) {
		_, one := d.ByID("d1").Attr("open")
		_, two := d.ByID("d2").Attr("open")
		if !one || two {
			t.Errorf("details of one name: the first open %t, the second %t", one, two)
		}
	})
}
