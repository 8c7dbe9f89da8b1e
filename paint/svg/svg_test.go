package svg

import (
	"fmt"
	"image/color"
	"strings"
	"testing"

	"vitrine/css/media"
	"vitrine/engine/dom"
	"vitrine/engine/htmlparse"
	"vitrine/layout/geom"
	"vitrine/paint/display"
	"vitrine/paint/raster"
)

func parse(src string) *dom.Document {
	return htmlparse.Parse(nil, htmlparse.Input{URL: "https://x.test/a.svg", ContentType: "image/svg+xml", Body: []byte(src)})
}

func wrap(attrs, body string) string {
	return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` + attrs + `>` + body + `</svg>`
}

func pathText(p *display.Path) string {
	var b strings.Builder
	pts := p.Points
	for _, v := range p.Verbs {
		n := [...]int{1, 1, 2, 3, 0}[v]
		b.WriteByte("MLQCZ"[v])
		for _, q := range pts[:n] {
			if q.X*q.X < 1e-12 {
				q.X = 0
			}
			fmt.Fprintf(&b, " %.4g,%.4g", q.X, q.Y)
		}
		b.WriteByte(' ')
		pts = pts[n:]
	}
	return strings.TrimSpace(b.String())
}

func TestParsePath(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"M1 2L3 4z", "M 1,2 L 3,4 Z"},
		{"m1,2 3,4 5,6", "M 1,2 L 4,6 L 9,12"},
		{"M10-5.5.5h3v-2H0V0", "M 10,-5.5"}, // half a pair is an error and ends the path
		{"M10-5.5.5.5h3v-2H0V0", "M 10,-5.5 L 0.5,0.5 L 3.5,0.5 L 3.5,-1.5 L 0,-1.5 L 0,0"},
		{"M0 0C1 1 2 1 3 0S5-1 6 0", "M 0,0 C 1,1 2,1 3,0 C 4,-1 5,-1 6,0"},
		{"M0 0Q1 1 2 0T4 0", "M 0,0 Q 1,1 2,0 Q 3,-1 4,0"},
		{"M0 0a1 1 0 0110 0", "M 0,0 C 0,-2.761 2.239,-5 5,-5 C 7.761,-5 10,-2.761 10,0"},
		{"M0 0A0 1 0 0 1 5 5", "M 0,0 L 5,5"},
		{"M1e1 1E-1", "M 10,0.1"},
		{"L1 1", ""},
		{"M0 0L1 1 2", "M 0,0 L 1,1"},
		{"M0 0L1 1X5 5", "M 0,0 L 1,1"},
		{"M0 0zl5 5", "M 0,0 Z L 5,5"},
	} {
		if got := pathText(ParsePath(c.in)); got != c.want {
			t.Errorf("%s: %s, want %s", c.in, got, c.want)
		}
	}
}

// draw draws a document into 20×20 px.
func draw(doc *dom.Document) *display.List {
	return Draw(doc.DocumentElement(), 20, 20, Options{Style: Styles(doc, nil, media.Light, 20, 20).Under()})
}

// pixel draws a picture of 20×20 px and returns one pixel.
func pixel(t *testing.T, src string, x, y int) color.RGBA {
	t.Helper()
	doc := parse(src)
	l := draw(doc)
	m := raster.Draw(l, geom.Rect{W: geom.Int(20), H: geom.Int(20)}, raster.Options{})
	return m.RGBAAt(x, y)
}

func TestDraw(t *testing.T) {
	red, lime, white := color.RGBA{255, 0, 0, 255}, color.RGBA{0, 255, 0, 255}, color.RGBA{255, 255, 255, 255}
	for _, c := range []struct {
		name, attrs, body string
		x, y              int
		want              color.RGBA
	}{
		{"rect", "", `<rect width="10" height="10" fill="red"/>`, 5, 5, red},
		{"default fill is black", "", `<rect width="10" height="10"/>`, 5, 5, color.RGBA{0, 0, 0, 255}},
		{"fill none", "", `<rect width="10" height="10" fill="none"/>`, 5, 5, white},
		{"inherited and overridden", "", `<g fill="red"><rect width="10" height="10" style="fill:lime"/></g>`, 5, 5, lime},
		{"class rule", "", `<style>.a{fill:red} rect{stroke:none}</style><rect class="b a" width="10" height="10"/>`, 5, 5, red},
		{"currentColor", `color="rgb(1,2,3)"`, `<rect width="10" height="10" fill="currentColor"/>`, 5, 5, color.RGBA{1, 2, 3, 255}},
		{"viewBox scales", `viewBox="0 0 2 2"`, `<rect width="1" height="1" fill="red"/>`, 9, 9, red},
		{"viewBox keeps the ratio", `viewBox="0 0 10 5"`, `<rect width="10" height="5" fill="red"/>`, 10, 2, white},
		{"preserveAspectRatio none", `viewBox="0 0 10 5" preserveAspectRatio="none"`, `<rect width="10" height="5" fill="red"/>`, 10, 2, red},
		{"transform", "", `<rect width="5" height="5" transform="translate(10 10)" fill="red"/>`, 12, 12, red},
		{"stroke", "", `<line x1="0" y1="10" x2="20" y2="10" stroke="red" stroke-width="4"/>`, 10, 9, red},
		{"use", "", `<defs><rect id="r" width="5" height="5" fill="red"/></defs><use xlink:href="#r" x="10" y="10"/>`, 12, 12, red},
		{"symbol", "", `<symbol id="s" viewBox="0 0 1 1"><rect width="1" height="1" fill="red"/></symbol><use href="#s" width="10" height="10"/>`, 5, 5, red},
		{"basic shape", "", `<rect width="20" height="20" fill="red" clip-path="circle(5px)"/>`, 2, 2, white},
		{"basic shape leaves", "", `<rect width="20" height="20" fill="red" style="clip-path:circle(5px at 50% 50%)"/>`, 10, 10, red},
		{"the place of a use counts for its clip", "", `<clipPath id="c"><rect width="4" height="4"/></clipPath><rect id="r" width="8" height="8" fill="red"/><use href="#r" x="10" y="10" clip-path="url(#c)"/>`, 12, 12, red},
		{"box of a symbol", "", `<symbol id="s" viewBox="0 0 1 1"><rect width="1" height="1"/></symbol><mask id="m" maskContentUnits="objectBoundingBox"><rect width=".5" height="1" fill="white"/></mask><use href="#s" width="20" height="20" mask="url(#m)"/>`, 15, 5, white},
		{"box of a nested svg", "", `<svg x="10" width="10" height="20" viewBox="0 0 1 2" style="clip-path:inset(0 50% 0 0)"><rect width="1" height="2" fill="red"/></svg>`, 12, 5, red},
		{"box of a nested svg is cut", "", `<svg x="10" width="10" height="20" viewBox="0 0 1 2" style="clip-path:inset(0 50% 0 0)"><rect width="1" height="2" fill="red"/></svg>`, 17, 5, white},
		{"box of a group holds the boxes of its children", "", `<g clip-path="inset(0 0 20% 0)"><circle r="5" cx="10" cy="0" transform="rotate(45)" fill="red"/></g>`, 7, 10, red},
		{"hard edges", "", `<path d="M0 0H10.4V10H0z" fill="red" shape-rendering="crispEdges"/>`, 10, 5, white},
		{"box of a curve", "", `<linearGradient id="g" x2="0" y2="1"><stop offset=".5" stop-color="red"/><stop offset=".5" stop-color="blue"/></linearGradient><path d="M0 0C0 16 20 16 20 0z" fill="url(#g)"/>`, 10, 4, red},
		{"defs are not drawn", "", `<defs><rect width="20" height="20" fill="red"/></defs>`, 5, 5, white},
		{"opacity", "", `<g opacity="0"><rect width="10" height="10"/></g>`, 5, 5, white},
		{"clip-path", "", `<clipPath id="c"><rect width="5" height="5"/></clipPath><rect width="20" height="20" fill="red" clip-path="url(#c)"/>`, 10, 10, white},
		{"clip-path leaves", "", `<clipPath id="c"><rect width="5" height="5"/></clipPath><rect width="20" height="20" fill="red" clip-path="url(#c)"/>`, 2, 2, red},
		{"gradient", "", `<linearGradient id="g"><stop offset="0" stop-color="red"/><stop offset="1" stop-color="red"/></linearGradient><rect width="10" height="10" fill="url(#g)"/>`, 5, 5, red},
		{"broken reference with fallback", "", `<rect width="10" height="10" fill="url(#none) lime"/>`, 5, 5, lime},
		{"display none", "", `<g display="none"><rect width="10" height="10"/></g>`, 5, 5, white},
		{"pattern", "", `<pattern id="p" width="10" height="10" patternUnits="userSpaceOnUse"><rect width="5" height="10" fill="red"/></pattern><rect width="20" height="20" fill="url(#p)"/>`, 12, 12, red},
		{"pattern leaves room", "", `<pattern id="p" width="10" height="10" patternUnits="userSpaceOnUse"><rect width="5" height="10" fill="red"/></pattern><rect width="20" height="20" fill="url(#p)"/>`, 7, 12, white},
		{"pattern of a stroke", "", `<pattern id="p" width="10" height="10" patternUnits="userSpaceOnUse"><rect width="10" height="10" fill="red"/></pattern><path d="M0 10H20" stroke-width="4" stroke="url(#p)"/>`, 12, 10, red},
		{"pattern in boxes of the shape", "", `<pattern id="p" width=".5" height=".5" patternTransform="translate(5 0)"><rect width="5" height="10" fill="red"/></pattern><rect width="20" height="20" fill="url(#p)"/>`, 7, 5, red},
		{"mask", "", `<mask id="m"><rect width="10" height="20" fill="white"/></mask><rect width="20" height="20" fill="red" mask="url(#m)"/>`, 15, 5, white},
		{"mask leaves", "", `<mask id="m"><rect width="10" height="20" fill="white"/></mask><rect width="20" height="20" fill="red" mask="url(#m)"/>`, 5, 5, red},
		{"black masks", "", `<mask id="m"><rect width="10" height="20" fill="black"/></mask><rect width="20" height="20" fill="red" mask="url(#m)"/>`, 5, 5, white},
		{"a marker of a line that does not scale", "", `<marker id="k" markerWidth="2" markerHeight="2" refX="1" refY="1"><rect width="2" height="2" fill="red"/></marker><path transform="scale(2)" d="M5 5H5" stroke-width="4" vector-effect="non-scaling-stroke" marker-start="url(#k)"/>`, 8, 8, red},
		{"a marker of a line that does not scale", "", `<marker id="k" markerWidth="2" markerHeight="2" refX="1" refY="1"><rect width="2" height="2" fill="red"/></marker><path transform="scale(2)" d="M5 5H5" stroke-width="4" vector-effect="non-scaling-stroke" marker-start="url(#k)"/>`, 4, 4, white},
		{"marker", "", `<marker id="k" markerWidth="4" markerHeight="4" refX="2" refY="2" markerUnits="userSpaceOnUse"><rect width="4" height="4" fill="red"/></marker><path d="M2 2H18" marker-end="url(#k)"/>`, 17, 3, red},
		{"context paint of a server", "", `<linearGradient id="g"><stop offset=".5" stop-color="red"/><stop offset=".5" stop-color="blue"/></linearGradient><marker id="k" markerWidth="6" markerHeight="6" refX="3" refY="3" markerUnits="userSpaceOnUse"><rect width="6" height="6" fill="context-stroke"/></marker><path d="M0 4L20 5" stroke="url(#g)" marker-start="url(#k)"/>`, 2, 2, red},
		{"context paint of a use element", "", `<linearGradient id="g"><stop offset=".5" stop-color="red"/><stop offset=".5" stop-color="lime"/></linearGradient><defs><g id="u"><path d="M0 0H1V1H0z"/><rect x="5" width="5" height="10" fill="context-fill"/></g></defs><use href="#u" fill="url(#g)" transform="translate(5)"/>`, 12, 5, lime},
		{"context paint without a context", "", `<rect width="9" height="9" fill="context-fill"/>`, 2, 2, white},
		{"server of a stroke that does not scale", "", `<linearGradient id="g"><stop offset=".5" stop-color="red"/><stop offset=".5" stop-color="lime"/></linearGradient><rect x="1" y="1" width="8" height="8" transform="scale(2)" vector-effect="non-scaling-stroke" fill="none" stroke="url(#g)" stroke-width="2"/>`, 9, 2, red},
		{"style of a descendant", "", `<style>g > rect { fill: red }</style><g><rect width="10" height="10"/></g>`, 5, 5, red},
		{"use passes its fill on", "", `<defs><rect id="r" width="5" height="5"/></defs><use href="#r" fill="red"/>`, 2, 2, red},
		{"and the copy keeps its own", "", `<defs><rect id="r" width="5" height="5" fill="lime"/></defs><use href="#r" fill="red"/>`, 2, 2, lime},
		{"use of what is not displayed", "", `<g display="none"><symbol id="s"><rect width="5" height="5"/></symbol></g><use href="#s" fill="red"/>`, 2, 2, red},
		{"transform property", "", `<rect width="5" height="5" fill="red" style="transform: translate(10px, 10px)"/>`, 12, 12, red},
		{"transform with a wrong comma", "", `<rect width="5" height="5" fill="red" transform="rotate(90,)"/>`, 2, 2, red},
		{"offset-path", "", `<path id="p" d="M10 10h8"/><rect width="5" height="5" fill="red" style="offset-path: url(#p); offset-distance: 50%"/>`, 17, 13, red},
		{"offset-path of a fill-box", "", `<rect x="10" y="10" width="10" height="5" fill="red" style="transform-box: fill-box; transform-origin: center; offset-path: path('M5 5h1')"/>`, 2, 5, red},
		{"transform-box", "", `<rect x="10" y="10" width="10" height="5" fill="red" style="transform-box: fill-box; transform-origin: center; rotate: 90deg"/>`, 15, 16, red},
		{"clip of boxes", "", `<clipPath id="c" clipPathUnits="objectBoundingBox"><rect width=".5" height="1"/></clipPath><rect width="20" height="20" fill="red" clip-path="url(#c)"/>`, 15, 5, white},
		{"mask-type", "", `<mask id="m" mask-type="alpha"><rect width="20" height="20"/></mask><rect width="20" height="20" fill="lime" mask="url(#m)"/>`, 7, 7, lime},
		{"paint-order", "", `<rect x="5" y="5" width="10" height="10" fill="lime" stroke="red" stroke-width="8" paint-order="stroke"/>`, 7, 7, lime},
		{"a pattern of itself ends", "", `<pattern id="p" width="10" height="10" patternUnits="userSpaceOnUse"><rect width="10" height="10" fill="url(#p) red"/></pattern><rect width="20" height="20" fill="url(#p)"/>`, 5, 5, red},
		{"even-odd", "", `<path fill-rule="evenodd" fill="red" d="M0 0H20V20H0ZM5 5H15V15H5Z"/>`, 10, 10, white},
		{"a use of its ancestor ends", "", `<g id="g"><use href="#g"/><rect width="10" height="10" fill="red"/></g>`, 5, 5, red},
	} {
		if got := pixel(t, wrap(c.attrs, c.body), c.x, c.y); got != c.want {
			t.Errorf("%s: pixel %v, want %v", c.name, got, c.want)
		}
	}
}

func TestSize(t *testing.T) {
	for _, c := range []struct {
		attrs       string
		w, h, ratio float64
	}{
		{`width="10" height="5"`, 10, 5, 2}, {`viewBox="0 0 4 2"`, 0, 0, 2}, {`width="1in"`, 96, 0, 0},
		{`width="100%" height="100%" viewBox="0 0 3 1"`, 0, 0, 3}, {`width="-5" height="x"`, 0, 0, 0},
	} {
		w, h, r := Size(parse(wrap(c.attrs, "")).DocumentElement())
		if w != c.w || h != c.h || r != c.ratio {
			t.Errorf("%s: %g %g %g", c.attrs, w, h, r)
		}
	}
	if img := NewImage(parse(wrap(`viewBox="0 0 4 2"`, "")), nil, nil); img == nil || !img.NoWidth || img.Ratio != 2 {
		t.Errorf("NewImage: %+v", img)
	}
	if img := NewImage(parse(`<html xmlns="http://www.w3.org/1999/xhtml"/>`), nil, nil); img != nil {
		t.Error("an HTML document is no picture")
	}
}

// Copies of copies multiply: the budget ends them.
func TestUseBomb(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<g id="a0"><rect width="1" height="1"/></g>`)
	for i := range 30 {
		fmt.Fprintf(&b, `<g id="a%d">%s</g>`, i+1, strings.Repeat(fmt.Sprintf(`<use href="#a%d"/>`, i), 10))
	}
	l := draw(parse(wrap("", b.String())))
	if len(l.Ops) > maxElements {
		t.Errorf("%d ops", len(l.Ops))
	}
}

func FuzzParsePath(f *testing.F) {
	for _, s := range []string{"M1 2L3 4z", "m1,2a1 1 0 0110 0", "M0 0C1 1 2 1 3 0S5-1 6 0", "M1e999 1", "M0 0T1 1t2 2Q1 1 1 1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := ParsePath(s)
		n := 0
		for _, v := range p.Verbs {
			n += [...]int{1, 1, 2, 3, 0}[v]
		}
		if n != len(p.Points) {
			t.Fatalf("%d points for segments that take %d", len(p.Points), n)
		}
		for _, q := range p.Points {
			if q.X != q.X || q.Y != q.Y {
				t.Fatalf("NaN in %s", pathText(p))
			}
		}
	})
}

func FuzzDraw(f *testing.F) {
	f.Add(`<rect width="10" height="10" fill="red"/><use href="#a"/>`)
	f.Add(`<linearGradient id="g" href="#g"/><circle r="5" fill="url(#g)" stroke-dasharray="1 2" stroke="red" transform="skewX(89)"/>`)
	f.Add(`<filter id="f"><feTurbulence baseFrequency=".1"/><feComposite in2="SourceAlpha" operator="in"/><feMorphology radius="2"/></filter><rect width="9" height="9" filter="url(#f)"/>`)
	f.Add(`<filter id="f" primitiveUnits="objectBoundingBox"><feConvolveMatrix order="2" kernelMatrix="1 2 3 4"/><feDiffuseLighting><feSpotLight x="1" limitingConeAngle="9"/></feDiffuseLighting><feImage href="#f"/></filter><rect width="9" height="9" filter="url(#f)"/>`)
	f.Fuzz(func(t *testing.T, body string) {
		doc := parse(wrap(`viewBox="0 0 20 20"`, body))
		if doc.DocumentElement() == nil {
			return
		}
		l := draw(doc)
		raster.Draw(l, geom.Rect{W: geom.Int(20), H: geom.Int(20)}, raster.Options{})
	})
}
