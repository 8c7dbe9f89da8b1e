package svg

import (
	"fmt"
	"image/color"
	"math"
	"strings"
	"testing"

	"vitrine/css/media"
	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
	"vitrine/paint/raster"
)

// Where the pieces of a text start, as Chromium 156 says, in whole px; a turned one with its degrees.
func TestTextPlaces(t *testing.T) {
	fonts := text.NewFonts(text.Config{})
	for _, c := range []struct{ src, want string }{
		{`<text x="10 20 30 40 50 60" y="25">Te<tspan x="15">xt</tspan> run</text>`, "10,25 20,25 15,25 40,25 50,25 60,25"},
		{`<text x="10" y="25" dx="3 3 3 3 3">nn<tspan dx="5">nn</tspan>nn</text>`, "13,25 24,25 37,25 48,25 59,25"},
		{`<text x="10" y="25" rotate="10 20 -30">Te<tspan>x</tspan><tspan rotate="45">u</tspan>x</text>`, "10,25@10 20,25@20 27,25@-30 35,25@45 43,25@-30"},
		{`<text x="10" y="25" rotate="20">AVA</text>`, "10,25@20 19,25@20 29,25@20"},
		{`<text x="10" y="25">a<tspan baseline-shift="super">b<tspan baseline-shift="sub">c</tspan></tspan>d</text>`, "10,25 17,16 25,25 32,25"},
		{`<text x="10" y="25">a<tspan baseline-shift="5">b<tspan>c</tspan></tspan></text>`, "10,25 17,20 25,20"},
		{`<text x="10" y="25">  a  b<tspan>  c</tspan> </text>`, "10,25 29,25 40,25"},
		{`<text x="100" y="25" direction="rtl" text-anchor="end">abc</text>`, "100,25"},
	} {
		doc := parse(wrap(`font-family="serif" font-size="16"`, c.src))
		root := doc.DocumentElement()
		d := newDrawing(root, Options{Style: Styles(doc, fonts, media.Light, 200, 100).Under(), Fonts: fonts})
		n := root.FirstElement()
		var got []string
		for _, p := range d.layText(n, d.own(n), frame{m: display.Identity, w: 200, h: 100}) {
			at := fmt.Sprintf("%.0f,%.0f", p.x, p.y)
			if p.turn != 0 {
				at += fmt.Sprintf("@%.0f", p.turn*180/3.14159265)
			}
			got = append(got, at)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s\n\t%s, want %s", c.src, s, c.want)
		}
	}
	// A group draws lines along the texts in it, a tenth of their size thick.
	lined := parse(wrap("", `<g text-decoration="underline" fill="red"><text x="2" y="20" font-size="50" fill="lime">n</text></g>`))
	l := Draw(lined.DocumentElement(), 40, 40, Options{Style: Styles(lined, fonts, media.Light, 40, 40).Under(), Fonts: fonts})
	m := raster.Draw(l, geom.Rect{W: geom.Int(40), H: geom.Int(40)}, raster.Options{})
	white, red := color.RGBA{255, 255, 255, 255}, color.RGBA{255, 0, 0, 255}
	for y, want := range map[int]color.RGBA{22: white, 23: red, 27: red, 28: white} {
		if got := m.RGBAAt(10, y); got != want {
			t.Errorf("below the text at %d is %v, want %v", y, got, want)
		}
	}
	// The shadow of a text is of one colour and, whatever the scale, of the picture's px.
	shaded := parse(wrap("", `<text transform="scale(2)" x="2" y="10" font-size="14" fill="lime" fill-opacity=".5" style="text-shadow:20px 0 red">l</text>`))
	sl := Draw(shaded.DocumentElement(), 40, 40, Options{Style: Styles(shaded, fonts, media.Light, 40, 40).Under(), Fonts: fonts})
	sm := raster.Draw(sl, geom.Rect{W: geom.Int(40), H: geom.Int(40)}, raster.Options{})
	if a, b := sm.RGBAAt(7, 12), sm.RGBAAt(27, 12); a != (color.RGBA{127, 255, 127, 255}) || b != red {
		t.Errorf("the text is %v, its shadow %v", a, b)
	}
	// Text from the right ends where it is put, and words of the other direction stand to its left.
	doc := parse(wrap(`font-size="16"`, `<text x="100" y="25" direction="rtl">שלום abc</text>`))
	d := newDrawing(doc.DocumentElement(), Options{Style: Styles(doc, fonts, media.Light, 200, 100).Under(), Fonts: fonts})
	n := doc.DocumentElement().FirstElement()
	p := d.layText(n, d.own(n), frame{m: display.Identity, w: 200, h: 100})
	if len(p) != 2 || math.Abs(p[0].x+p[0].advance()-100) > 0.1 || math.Abs(p[1].x+p[1].advance()-p[0].x) > 0.1 {
		t.Errorf("text from the right is at %v", p)
	}
}
