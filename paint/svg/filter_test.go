package svg

import (
	"image/color"
	"testing"

	"vitrine/css/media"
	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
	"vitrine/paint/raster"
)

// clearPixel draws a picture of side px on nothing and returns one pixel.
func clearPixel(side int, src string, x, y int) color.RGBA {
	doc := parse(src)
	l := Draw(doc.DocumentElement(), float64(side), float64(side), Options{Style: Styles(doc, nil, media.Light, float64(side), float64(side)).Under()})
	return raster.Draw(l, geom.Rect{W: geom.Int(side), H: geom.Int(side)}, raster.Options{Transparent: true}).RGBAAt(x, y)
}

// Each primitive over a red 6×6 square at (2, 2) of a 10×10 picture, looked at in one pixel.
func TestFilterPrimitives(t *testing.T) {
	red, green, none := color.RGBA{255, 0, 0, 255}, color.RGBA{0, 128, 0, 255}, color.RGBA{}
	const whole = `filterUnits="userSpaceOnUse" x="0" y="0" width="10" height="10" color-interpolation-filters="sRGB"`
	for _, c := range []struct {
		name, body string
		x, y       int
		want       color.RGBA
	}{
		{"nothing in it", ``, 4, 4, none},
		{"flood", `<feFlood flood-color="green"/>`, 0, 0, green},
		{"flood of a part", `<feFlood flood-color="green" x="5" width="2" y="5" height="2"/>`, 4, 4, none},
		{"offset", `<feOffset dx="3"/>`, 2, 4, none},
		{"offset there", `<feOffset dx="1.6"/>`, 9, 4, red},
		{"source alpha", `<feOffset in="SourceAlpha"/>`, 4, 4, color.RGBA{0, 0, 0, 255}},
		{"merge", `<feFlood flood-color="green" result="f"/><feMerge><feMergeNode in="f"/><feMergeNode in="SourceGraphic"/></feMerge>`, 4, 4, red},
		{"composite in", `<feFlood flood-color="green"/><feComposite in2="SourceAlpha" operator="in"/>`, 4, 4, green},
		{"composite in, outside", `<feFlood flood-color="green"/><feComposite in2="SourceAlpha" operator="in"/>`, 1, 1, none},
		{"composite out", `<feFlood flood-color="green"/><feComposite in2="SourceAlpha" operator="out"/>`, 4, 4, none},
		{"composite xor", `<feFlood flood-color="green"/><feComposite in2="SourceAlpha" operator="xor"/>`, 1, 1, green},
		{"arithmetic", `<feFlood flood-color="#00f"/><feComposite in2="SourceGraphic" operator="arithmetic" k2=".2" k3="1"/>`, 4, 4, color.RGBA{255, 0, 51, 255}},
		{"multiply", `<feFlood flood-color="#808080"/><feBlend in2="SourceGraphic" mode="multiply"/>`, 4, 4, color.RGBA{128, 0, 0, 255}},
		{"matrix", `<feColorMatrix values="0 0 0 0 0  1 0 0 0 0  0 0 0 0 0  0 0 0 1 0"/>`, 4, 4, color.RGBA{0, 255, 0, 255}},
		{"matrix that fills", `<feColorMatrix values="0 0 0 0 1  0 0 0 0 0  0 0 0 0 0  0 0 0 0 1"/>`, 0, 0, red},
		{"luminance", `<feColorMatrix type="luminanceToAlpha"/>`, 4, 4, color.RGBA{0, 0, 0, 54}},
		{"transfer", `<feComponentTransfer><feFuncR type="table" tableValues="1 0"/><feFuncB type="linear" intercept="1"/></feComponentTransfer>`, 4, 4, color.RGBA{0, 0, 255, 255}},
		{"discrete", `<feComponentTransfer><feFuncR type="discrete" tableValues="0 .2 .4"/></feComponentTransfer>`, 4, 4, color.RGBA{102, 0, 0, 255}},
		{"dilate", `<feMorphology operator="dilate" radius="2"/>`, 0, 0, red},
		{"erode", `<feMorphology radius="2"/>`, 3, 3, none},
		{"erode, the core", `<feMorphology radius="2"/>`, 4, 4, red},
		{"tile", `<feOffset x="2" y="2" width="2" height="2"/><feTile/>`, 9, 9, red},
		{"shadow", `<feDropShadow dx="2" dy="2" stdDeviation="0" flood-color="green"/>`, 9, 9, green},
		{"convolve", `<feConvolveMatrix order="3 1" kernelMatrix="0 0 1" divisor="1" edgeMode="none"/>`, 9, 4, none},
		{"convolve there", `<feConvolveMatrix order="3 1" kernelMatrix="0 0 1" divisor="1" edgeMode="none"/>`, 2, 4, none},
		{"convolve further", `<feConvolveMatrix order="3 1" kernelMatrix="0 0 1" divisor="1" edgeMode="none"/>`, 8, 4, red},
		{"displace by nothing", `<feFlood flood-color="#808080" result="m"/><feDisplacementMap in="SourceGraphic" in2="m" scale="0"/>`, 4, 4, red},
		{"displace", `<feFlood flood-color="#f00" result="m"/><feDisplacementMap in="SourceGraphic" in2="m" scale="8" xChannelSelector="R" yChannelSelector="A"/>`, 1, 0, red},
		{"light from above", `<feDiffuseLighting lighting-color="green"><feDistantLight elevation="90"/></feDiffuseLighting>`, 0, 0, green},
		{"no light", `<feDiffuseLighting/>`, 4, 4, none},
		{"linear light", `<feFlood flood-color="#808080" color-interpolation-filters="linearRGB"/>`, 4, 4, color.RGBA{128, 128, 128, 255}},
		{"an unknown input is the step before", `<feFlood flood-color="green"/><feOffset in="nobody"/>`, 0, 0, green},
	} {
		got := clearPixel(10, wrap(`viewBox="0 0 10 10"`, `<filter id="f" `+whole+`>`+c.body+`</filter><rect x="2" y="2" width="6" height="6" fill="red" filter="url(#f)"/>`), c.x, c.y)
		if d := func(a, b uint8) bool { return max(a, b)-min(a, b) > 2 }; d(got.R, c.want.R) || d(got.G, c.want.G) || d(got.B, c.want.B) || d(got.A, c.want.A) {
			t.Errorf("%s: %v at %d,%d, want %v", c.name, got, c.x, c.y, c.want)
		}
	}
}

// What a filter shows does not depend on how the picture is cut.
func TestFilterOfPart(t *testing.T) {
	doc := parse(wrap(`viewBox="0 0 60 60"`, `<filter id="f"><feTurbulence baseFrequency=".1" numOctaves="2" seed="4" result="n"/>
		<feGaussianBlur in="SourceGraphic" stdDeviation="2"/><feOffset dx="3" dy="2"/><feDisplacementMap in2="n" scale="5" xChannelSelector="R" yChannelSelector="G"/></filter>
		<circle cx="30" cy="30" r="20" fill="teal" filter="url(#f)"/>`))
	l := Draw(doc.DocumentElement(), 60, 60, Options{Style: Styles(doc, nil, media.Light, 60, 60).Under()})
	whole := raster.Draw(l, geom.Rect{W: geom.Int(60), H: geom.Int(60)}, raster.Options{})
	part := raster.Draw(l, geom.Rect{X: geom.Int(25), Y: geom.Int(28), W: geom.Int(12), H: geom.Int(9)}, raster.Options{})
	for y := range 9 {
		for x := range 12 {
			a, b := whole.RGBAAt(25+x, 28+y), part.RGBAAt(x, y)
			if d := int(a.G) - int(b.G); d < -1 || d > 1 {
				t.Fatalf("%v alone and %v as a part at %d,%d", b, a, x, y)
			}
		}
	}
}

func TestFilterLimits(t *testing.T) {
	for _, body := range []string{
		`<feGaussianBlur stdDeviation="1e9"/>`, `<feMorphology operator="dilate" radius="1e9"/>`, `<feOffset dx="1e38" dy="-1e38"/>`,
		`<feTurbulence baseFrequency="1e30" numOctaves="1000000" seed="-1e30" stitchTiles="stitch"/>`,
		`<feConvolveMatrix order="100000" kernelMatrix="1"/>`, `<feTile/><feTile/><feTile/>`, `<feImage href="#r"/>`, `<feImage href="#f"/>`,
		`<feDisplacementMap in2="SourceGraphic" scale="1e30"/>`, `<feSpecularLighting specularExponent="1e9" surfaceScale="1e30"><fePointLight z="1e30"/></feSpecularLighting>`,
	} {
		pixel(t, wrap(`viewBox="0 0 20 20"`, `<filter id="f" x="-1e9" y="-1e9" width="1e12" height="1e12">`+body+`</filter><rect id="r" width="10" height="10" filter="url(#f)"/>`), 1, 1)
	}
}

func TestTextPieces(t *testing.T) {
	fonts := text.NewFonts(text.Config{})
	for _, c := range []struct {
		name, body string
		want       display.FRect // roughly
	}{
		{"stretched", `<text y="20" font-size="10" textLength="80" lengthAdjust="spacingAndGlyphs">ab</text>`, display.FRect{Y: 11, W: 80, H: 11}},
		{"spaced out", `<text y="20" font-size="10" textLength="80">ab</text>`, display.FRect{Y: 11, W: 150, H: 11}},
		{"on a path", `<path id="p" d="M0 50H100"/><text font-size="10"><textPath href="#p" startOffset="20">a</textPath></text>`, display.FRect{X: 20, Y: 41, W: 4, H: 11}},
		{"past the path's end", `<path id="p" d="M0 50H10"/><text font-size="10"><textPath href="#p" startOffset="20">a</textPath></text>`, display.FRect{}},
		{"down", `<path id="p" d="M50 0V100"/><text font-size="10"><textPath href="#p">a</textPath></text>`, display.FRect{X: 48, W: 11, H: 4}},
		{"turned", `<text x="50" y="50" font-size="10" rotate="90">a</text>`, display.FRect{X: 48, Y: 50, W: 11, H: 4}},
	} {
		doc := parse(wrap(`viewBox="0 0 100 100"`, c.body))
		d := newDrawing(doc.DocumentElement(), Options{Style: Styles(doc, nil, media.Light, 60, 60).Under(), Fonts: fonts})
		for k := doc.DocumentElement().FirstElement(); k != nil; k = k.NextElement() {
			if k.Name() != "text" {
				continue
			}
			got, _ := boxOf(d.layText(k, d.own(k), frame{m: display.Identity, w: 100, h: 100}))
			near := func(a, b float32) bool { return a-b < 2 && b-a < 2 }
			if !near(got.X, c.want.X) || !near(got.Y, c.want.Y) || !near(got.H, c.want.H) || c.name != "spaced out" && !near(got.W, c.want.W) {
				t.Errorf("%s: %v, want about %v", c.name, got, c.want)
			}
		}
	}
}
