package engine_test

import (
	"image"
	"image/color"
	"testing"

	"vitrine/engine"
	"vitrine/layout/geom"
	"vitrine/paint/raster"
)

// TestInspect points at boxes and looks at the tints of their areas.
func TestInspect(t *testing.T) {
	b := newBrowser(t, site{"/": html(`<!doctype html><style>body { margin: 0; font: 10px monospace }
#box { margin: 20px 10px; border: 5px solid; padding: 8px; width: 100px; height: 40px }
#turned { width: 60px; height: 60px; margin-left: 150px; transform: rotate(45deg) }
#in { width: 200px; height: 50px; overflow: auto } #deep { height: 30px; margin: 200px 5px }
</style><div id=box class="a b">text <b>bold</b></div><div id=turned></div><div id=in><div id=deep></div></div><p id=gone style="display:none">`)})
	none := b.does(b.at("/"), engine.MouseMove{X: 70, Y: 60})
	if none.Inspected != nil {
		t.Fatal("a page is inspected without a wish")
	}
	see := func(events ...engine.Event) *image.RGBA {
		t.Helper()
		f := b.does(events...)
		if f.Inspected == nil {
			t.Fatal("nothing is shown")
		}
		l := f.Inspected.List
		img := raster.Draw(l, geom.Rect{W: l.Size.W, H: l.Size.H}, raster.Options{Scale: 1, Transparent: true})
		return img
	}
	type spot struct {
		x, y int
		want color.NRGBA
	}
	look := func(what string, img *image.RGBA, spots ...spot) {
		t.Helper()
		for _, s := range spots {
			got := color.NRGBAModel.Convert(img.At(s.x, s.y)).(color.NRGBA)
			near := func(a, b uint8) bool { return max(a, b)-min(a, b) <= 3 }
			if !near(got.R, s.want.R) || !near(got.G, s.want.G) || !near(got.B, s.want.B) || !near(got.A, s.want.A) {
				t.Errorf("%s: %d,%d is %v, want %v", what, s.x, s.y, got, s.want)
			}
		}
	}
	content, padding, border, margin := color.NRGBA{111, 168, 220, 168}, color.NRGBA{147, 196, 125, 140}, color.NRGBA{255, 229, 153, 168}, color.NRGBA{246, 178, 107, 168}
	nothing := color.NRGBA{}
	look("a box", see(engine.Inspect{}, engine.MouseMove{X: 70, Y: 50}),
		spot{70, 50, content}, spot{18, 50, padding}, spot{12, 50, border}, spot{5, 50, margin}, spot{70, 10, margin},
		spot{70, 22, border}, spot{139, 50, margin}, spot{200, 50, nothing})
	look("a turned box", see(engine.MouseMove{X: 180, Y: 146}), spot{180, 146, content}, spot{207, 119, nothing}, spot{180, 108, content})
	look("text", see(engine.MouseMove{X: 58, Y: 38}), spot{58, 38, content}, spot{30, 38, nothing}, spot{80, 38, nothing})
	img := see(engine.ScrollTo{Element: "in", Y: 190}, engine.MouseMove{X: 50, Y: 195})
	look("in a scrolled container", img, spot{50, 195, content}, spot{2, 195, margin})
	if f := b.does(engine.Inspect{}); f.Inspected != nil {
		t.Error("still inspected")
	}
}
