package raster

import (
	"image"
	"image/color"
	"strings"
	"testing"

	"vitrine/engine/res"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// letters are the colours of ASCII grids.
var letters = map[color.RGBA]byte{
	{255, 255, 255, 255}: '.', {0, 0, 0, 255}: 'K', {255, 0, 0, 255}: 'R', {0, 128, 0, 255}: 'G', {0, 0, 255, 255}: 'B',
	{255, 255, 0, 255}: 'Y',
}

var (
	red   = color.NRGBA{255, 0, 0, 255}
	green = color.NRGBA{0, 128, 0, 255}
	blue  = color.NRGBA{0, 0, 255, 255}
	black = color.NRGBA{0, 0, 0, 255}
	white = color.NRGBA{255, 255, 255, 255}
)

// grid prints a picture with a letter per pixel; other colours print as the brightness digit
// 1 to 9 (of the green channel).
func grid(m *image.RGBA) string {
	var b strings.Builder
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			c := m.RGBAAt(x, y)
			if l, ok := letters[c]; ok {
				b.WriteByte(l)
			} else {
				b.WriteByte('1' + byte(int(c.G)*8/255))
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func u(px float64) geom.Unit { return geom.FromPx(px) }

func r4(x, y, w, h float64) geom.Rect { return geom.Rect{X: u(x), Y: u(y), W: u(w), H: u(h)} }

// draw builds and draws a list of w×h px on white.
func draw(w, h int, opt Options, f func(b *display.Builder)) *image.RGBA {
	b := display.NewBuilder(geom.Size{W: geom.Int(w), H: geom.Int(h)})
	f(b)
	return Draw(b.Finish(color.NRGBA{}), r4(0, 0, float64(w), float64(h)), opt)
}

func checker() *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, 2, 2))
	m.SetRGBA(0, 0, color.RGBA{255, 0, 0, 255})
	m.SetRGBA(1, 0, color.RGBA{0, 0, 255, 255})
	m.SetRGBA(0, 1, color.RGBA{0, 128, 0, 255})
	m.SetRGBA(1, 1, color.RGBA{0, 0, 0, 255})
	return m
}

func TestGrids(t *testing.T) {
	bm := bitmap(checker())
	for _, c := range []struct {
		name string
		w, h int
		opt  Options
		f    func(b *display.Builder)
		want string
	}{
		{"edges snap to pixels", 6, 3, Options{}, func(b *display.Builder) {
			b.Rect(r4(1.4, 0.5, 3.2, 1.2), display.Solid(red))
		}, `
......
.RRRR.
......
`},
		{"exact edges are anti-aliased", 4, 1, Options{}, func(b *display.Builder) {
			b.ExactRect(r4(0.5, 0, 2, 1), display.Solid(black))
		}, `
4K4.
`},
		{"scale", 4, 2, Options{Scale: 2}, func(b *display.Builder) {
			b.Rect(r4(0.5, 0.5, 1, 1), display.Solid(red))
		}, `
........
.RR.....
.RR.....
........
`},
		{"clip", 6, 3, Options{}, func(b *display.Builder) {
			b.SetState(display.State{Clip: b.AddClip(display.Clip{Shape: display.RRect{R: r4(1, 1, 2, 5)}})})
			b.Rect(r4(0, 0, 6, 3), display.Solid(blue))
		}, `
......
.BB...
.BB...
`},
		{"rounded clip cuts corners", 6, 6, Options{}, func(b *display.Builder) {
			c := display.Corner{X: u(3), Y: u(3)}
			b.SetState(display.State{Clip: b.AddClip(display.Clip{Shape: display.RRect{R: r4(0, 0, 6, 6), Corners: [4]display.Corner{c, c, c, c}}})})
			b.Rect(r4(0, 0, 6, 6), display.Solid(black))
		}, `
831138
3KKKK3
1KKKK1
1KKKK1
3KKKK3
831138
`},
		{"ring", 6, 4, Options{}, func(b *display.Builder) {
			b.Ring(display.RRect{R: r4(0, 0, 6, 4)}, display.RRect{R: r4(2, 1, 3, 2)}, display.Solid(green))
		}, `
GGGGGG
GG...G
GG...G
GGGGGG
`},
		{"pattern", 7, 3, Options{}, func(b *display.Builder) {
			b.Pattern(display.Pattern{Area: r4(1, 0, 5, 3), Tile: r4(1, 1, 2, 2), Step: geom.Size{W: u(2), H: u(2)}, Bitmap: bm})
		}, `
.GKGKG.
.RBRBR.
.GKGKG.
`},
		{"pattern with gaps", 7, 2, Options{}, func(b *display.Builder) {
			b.Pattern(display.Pattern{Area: r4(0, 0, 7, 2), Tile: r4(0, 0, 2, 2), Step: geom.Size{W: u(3), H: u(2)}, Bitmap: bm})
		}, `
RB.RB.R
GK.GK.G
`},
		{"image enlarged without smoothing", 4, 4, Options{}, func(b *display.Builder) {
			b.Image(display.Image{Bitmap: bm, Dest: r4(0, 0, 4, 4), Src: display.FRect{W: 2, H: 2}, Pixelated: true})
		}, `
RRBB
RRBB
GGKK
GGKK
`},
		{"part of an image", 2, 2, Options{}, func(b *display.Builder) {
			b.Image(display.Image{Bitmap: bm, Dest: r4(0, 0, 2, 2), Src: display.FRect{X: 1, W: 1, H: 1}})
		}, `
BB
BB
`},
		{"group opacity hides what is below inside the group", 4, 2, Options{}, func(b *display.Builder) {
			e := b.AddEffect(display.Effect{Opacity: 0})
			b.SetState(display.State{Effect: e})
			b.Rect(r4(0, 0, 4, 2), display.Solid(red))
			b.SetState(display.State{})
			b.Rect(r4(0, 0, 1, 1), display.Solid(blue))
		}, `
B...
....
`},
		{"multiply", 2, 1, Options{}, func(b *display.Builder) {
			b.Rect(r4(0, 0, 2, 1), display.Solid(red))
			b.SetState(display.State{Effect: b.AddEffect(display.Effect{Opacity: 1, Blend: display.BlendMultiply})})
			b.Rect(r4(0, 0, 1, 1), display.Solid(blue))
		}, `
KR
`},
		{"quarter turn", 4, 4, Options{}, func(b *display.Builder) {
			m := display.Matrix{B: 1, C: -1, E: 4}
			b.SetState(display.State{Transform: b.AddTransform(display.Transform{M: m})})
			b.Rect(r4(0, 0, 3, 1), display.Solid(red))
		}, `
...R
...R
...R
....
`},
		{"hard gradient stops", 8, 1, Options{}, func(b *display.Builder) {
			g := display.Gradient{P1: display.FPoint{X: 8}, Stops: []display.Stop{{Offset: 0, Color: red}, {Offset: 0.5, Color: red}, {Offset: 0.5, Color: blue}, {Offset: 1, Color: blue}}}
			b.Rect(r4(0, 0, 8, 1), display.Paint{Gradient: b.AddGradient(g)})
		}, `
RRRRBBBB
`},
		{"even-odd and nonzero", 7, 3, Options{}, func(b *display.Builder) {
			var p display.Path
			p.Rect(0, 0, 3, 3)
			p.Rect(1, 1, 1, 1)
			b.Fill(display.PathDraw{Path: &p, EvenOdd: true, Paint: display.Solid(black)})
			b.Fill(display.PathDraw{Origin: geom.Point{X: u(4)}, Path: &p, Paint: display.Solid(black)})
		}, `
KKK.KKK
K.K.KKK
KKK.KKK
`},
		{"stroke with mitres", 6, 6, Options{}, func(b *display.Builder) {
			var p display.Path
			p.Rect(1, 1, 4, 4)
			b.StrokePath(display.PathDraw{Path: &p, Paint: display.Solid(black), Stroke: display.Stroke{Width: 2, MiterLimit: 4}})
		}, `
KKKKKK
KKKKKK
KK..KK
KK..KK
KKKKKK
KKKKKK
`},
		{"dashes", 10, 2, Options{}, func(b *display.Builder) {
			var p display.Path
			p.MoveTo(0, 1)
			p.LineTo(10, 1)
			b.StrokePath(display.PathDraw{Path: &p, Paint: display.Solid(black), Stroke: display.Stroke{Width: 2, Dash: []float32{3, 1}, DashOffset: 1}})
		}, `
KK.KKK.KKK
KK.KKK.KKK
`},
		{"fixed ops follow the scroll", 2, 4, Options{Scroll: geom.Point{Y: u(2)}}, func(b *display.Builder) {
			b.SetState(display.State{Transform: display.ViewportSpace})
			b.Rect(r4(0, 0, 1, 1), display.Solid(red))
		}, `
..
..
R.
..
`},
		{"sharp shadow leaves the box out", 5, 3, Options{}, func(b *display.Builder) {
			b.Shadow(display.Shadow{Shape: display.RRect{R: r4(1, 1, 3, 2)}, Hole: display.RRect{R: r4(0, 0, 3, 2)}, Color: black})
		}, `
.....
...K.
.KKK.
`},
	} {
		if got, want := grid(draw(c.w, c.h, c.opt, c.f)), strings.TrimPrefix(c.want, "\n"); got != want {
			t.Errorf("%s:\n%swant:\n%s", c.name, got, want)
		}
	}
}

// A picture does not depend on how it is cut into tiles.
func TestTilesAgree(t *testing.T) {
	b := display.NewBuilder(geom.Size{W: geom.Int(600), H: geom.Int(600)})
	c := display.Corner{X: u(40), Y: u(30)}
	rr := display.RRect{R: r4(200.3, 200.7, 300, 200), Corners: [4]display.Corner{c, c, c, c}}
	b.Shadow(display.Shadow{Shape: rr, Hole: rr, Sigma: 12, Color: color.NRGBA{0, 0, 0, 128}})
	b.RRect(rr, display.Paint{Gradient: b.AddGradient(display.Gradient{P0: display.FPoint{X: 200, Y: 200}, P1: display.FPoint{X: 500, Y: 400}, Stops: []display.Stop{{Color: red}, {Offset: 1, Color: blue}}})})
	e := b.AddEffect(display.Effect{Opacity: 0.5, Filters: []display.Filter{{Kind: display.FilterBlur, Amount: 3}}})
	b.SetState(display.State{Effect: e, Transform: b.AddTransform(display.Transform{M: display.Translate(250, 250).Mul(display.Rotate(0.3))})})
	b.Rect(r4(-60, -60, 120, 120), display.Solid(green))
	l := b.Finish(color.NRGBA{})
	whole := newPainter(l, Options{})
	one := image.NewRGBA(image.Rect(0, 0, 600, 600))
	whole.tile(one)
	tiled := Draw(l, r4(0, 0, 600, 600), Options{})
	worst := 0
	for i := range one.Pix {
		worst = max(worst, int(one.Pix[i])-int(tiled.Pix[i]), int(tiled.Pix[i])-int(one.Pix[i]))
	}
	if worst > 1 {
		t.Errorf("tiles differ from the whole by up to %d levels", worst)
	}
	bands := NewBands(l, r4(0, 0, 600, 600), Options{})
	got := image.NewRGBA(one.Rect)
	bands.Run(func(i int, m *image.RGBA) {
		for y := range m.Rect.Dy() {
			copy(got.Pix[(i*bandRows+y)*got.Stride:], m.Pix[y*m.Stride:][:4*m.Rect.Dx()])
		}
	})
	worst = 0
	for i := range one.Pix {
		worst = max(worst, int(one.Pix[i])-int(got.Pix[i]), int(got.Pix[i])-int(one.Pix[i]))
	}
	if worst > 1 {
		t.Errorf("bands differ from the whole by up to %d levels", worst)
	}
}

func bitmap(m *image.RGBA) *res.Bitmap { return res.NewBitmap(m) }
