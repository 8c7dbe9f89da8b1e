package raster

import (
	"fmt"
	"image/color"
	"os"
	"strings"
	"testing"

	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

// colorFont returns the font of testdata: from U+E000 on, a glyph for each kind of paint of COLR
// version 1, each extend mode of each gradient, and each composite mode.
func colorFont(t *testing.T, size float32) *text.Font {
	t.Helper()
	data, err := os.ReadFile("../../layout/text/testdata/colr.ttf")
	if err != nil {
		t.Fatal(err)
	}
	set, errs := text.NewFonts(text.Config{}).With([]text.WebFace{{Family: "C", Data: data, AscentOverride: -1, DescentOverride: -1, LineGapOverride: -1}})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return set.Font(text.MakeQuery(size, text.Family{Name: "C"}))
}

// drawGlyph draws a character at 80 px into a square of 80 px.
func drawGlyph(f *text.Font, r rune, c color.NRGBA, p *text.Palette) (at func(x, y int) color.RGBA) {
	side := geom.Int(80)
	b := display.NewBuilder(geom.Size{W: side, H: side})
	for _, run := range f.Shape(string(r), text.ShapeOptions{}) {
		b.Text(display.Text{Run: run, Origin: geom.Point{Y: side}, Color: c, Palette: p})
	}
	img := Draw(b.Finish(color.NRGBA{R: 255, G: 255, B: 255, A: 255}), geom.Rect{W: side, H: side}, Options{})
	return img.RGBAAt
}

// testdata/colr.txt has colours that Chromium 156 draws: glyph, x, y, colour.
func TestColorGlyphs(t *testing.T) {
	want, err := os.ReadFile("testdata/colr.txt")
	if err != nil {
		t.Fatal(err)
	}
	f := colorFont(t, 80)
	drawn := -1
	var at func(x, y int) color.RGBA
	for line := range strings.Lines(string(want)) {
		var g, x, y int
		var c color.RGBA
		if _, err := fmt.Sscanf(line, "%d %d %d %02x%02x%02x", &g, &x, &y, &c.R, &c.G, &c.B); err != nil {
			t.Fatal(line, err)
		}
		if g != drawn {
			drawn, at = g, drawGlyph(f, rune(0xE000+g), color.NRGBA{R: 0xCC, B: 255, A: 255}, nil)
		}
		got := at(x, y)
		far := func(a, b uint8) bool { return max(a, b)-min(a, b) > 4 }
		if far(got.R, c.R) || far(got.G, c.G) || far(got.B, c.B) {
			t.Errorf("glyph %d at %d,%d: %02x%02x%02x, Chromium %02x%02x%02x", g, x, y, got.R, got.G, got.B, c.R, c.G, c.B)
		}
	}
	if drawn < 100 {
		t.Errorf("%d glyphs", drawn+1)
	}
}

// The text's alpha counts once for the whole glyph, and its palette for all colours of it.
func TestColorGlyphAlphaAndPalette(t *testing.T) {
	f := colorFont(t, 80)
	if got := drawGlyph(f, 0xE045, color.NRGBA{G: 255, A: 128}, nil)(40, 40); got != (color.RGBA{127, 255, 127, 255}) {
		t.Errorf("the text's colour at half alpha: %v", got)
	}
	blue := &text.Palette{Colors: []color.NRGBA{{B: 255, A: 255}, {B: 255, A: 255}, {B: 255, A: 255}, {A: 255}}}
	if got := drawGlyph(f, 0xE02C, color.NRGBA{A: 255}, blue)(5, 5); got != (color.RGBA{B: 255, A: 255}) {
		t.Errorf("another palette: %v", got)
	}
}
