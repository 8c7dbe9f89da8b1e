package raster

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"math"
	"os"
	"strings"
	"testing"

	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

// TestTextPixels holds the pixels of text against testdata/text.txt: grey levels of Chromium 156,
// a row of pixels a line, after a line that names the face, the size in px, both colours and the
// text, whose line box begins at 4, 2.
func TestTextPixels(t *testing.T) {
	f, err := os.Open("testdata/text.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	const w, h = 120, 32
	fonts := text.NewFonts(text.Config{})
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		head := sc.Text()
		var family string
		var size float32
		var fg, bg color.NRGBA
		if _, err := fmt.Sscanf(head, "%s %g %02x%02x%02x %02x%02x%02x", &family, &size, &fg.R, &fg.G, &fg.B, &bg.R, &bg.G, &bg.B); err != nil {
			t.Fatal(head, err)
		}
		fg.A, bg.A = 255, 255
		font := fonts.Font(text.MakeQuery(size, text.Family{Name: family, Generic: true}))
		b := display.NewBuilder(geom.Size{W: geom.Int(w), H: geom.Int(h)})
		at := geom.Point{X: geom.Int(4), Y: geom.Int(2 + int(font.Metrics.Ascent))}
		for _, run := range font.Shape(strings.SplitN(head, " ", 5)[4], text.ShapeOptions{}) {
			b.Text(display.Text{Run: run, Origin: at, Color: fg})
			at.X += geom.FromPx(float64(run.Advance))
		}
		img := Draw(b.Finish(bg), geom.Rect{W: geom.Int(w), H: geom.Int(h)}, Options{})
		ink, off, far := 0, 0, 0
		for y := range h {
			sc.Scan()
			row, err := hex.DecodeString(sc.Text())
			if err != nil || len(row) != w {
				t.Fatalf("%s: row %d: %d pixels, %v", head, y, len(row), err)
			}
			for x, want := range row {
				got := img.RGBAAt(x, y).G
				d := int(max(got, want) - min(got, want))
				ink += int(max(bg.G, want) - min(bg.G, want))
				off += d
				if d > 24 {
					far++
				}
			}
		}
		if off*100 > 2*ink || far > 4 {
			t.Errorf("%s: %d of %d levels differ, %d pixels by more than 24", head, off, ink, far)
		}
	}
}

// TestMissing: a character that no face has shows a box with its code point, so that two of them
// look different, though their face has the same missing glyph for both.
func TestMissing(t *testing.T) {
	const size, left, base = 40, 10, 50
	font := text.NewFonts(text.Config{}).Font(text.MakeQuery(size, text.Family{Name: "sans-serif", Generic: true}))
	draw := func(r rune) (*image.RGBA, image.Rectangle) {
		run := font.Shape(string(r), text.ShapeOptions{})[0]
		if run.Missing != r {
			t.Fatalf("%U: missing is %U", r, run.Missing)
		}
		b := display.NewBuilder(geom.Size{W: geom.Int(80), H: geom.Int(80)})
		b.Text(display.Text{Run: run, Origin: geom.Point{X: geom.Int(left), Y: geom.Int(base)}, Color: color.NRGBA{A: 255}})
		img := Draw(b.Finish(color.NRGBA{R: 255, G: 255, B: 255, A: 255}), geom.Rect{W: geom.Int(80), H: geom.Int(80)}, Options{})
		var ink image.Rectangle
		for y := range 80 {
			for x := range 80 {
				if img.RGBAAt(x, y).G < 255 {
					ink = ink.Union(image.Rect(x, y, x+1, y+1))
				}
			}
		}
		return img, ink
	}
	one, inkOne := draw(0xF0001)
	two, inkTwo := draw(0xF0007)
	if inkOne.Empty() || inkOne != inkTwo {
		t.Errorf("the boxes are %v and %v", inkOne, inkTwo)
	}
	var differ image.Rectangle
	for y := range 80 {
		for x := range 80 {
			if one.RGBAAt(x, y) != two.RGBAAt(x, y) {
				differ = differ.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	if differ.Empty() || !differ.In(inkOne.Inset(2)) {
		t.Errorf("the code points differ in %v of %v", differ, inkOne)
	}
}

// TestSyntheticBold: emboldened glyphs are heavier by BoldExtra, half of it on each side.
func TestSyntheticBold(t *testing.T) {
	for _, size := range []float32{9, 16, 20, 36, 64, 200} {
		font := text.NewFonts(text.Config{}).Font(text.MakeQuery(size, text.Family{Name: "sans-serif", Generic: true}))
		stem := func(bold bool) (width, centre float64) {
			run := *font.Shape("l", text.ShapeOptions{})[0]
			run.SyntheticBold = bold
			b := display.NewBuilder(geom.Size{W: geom.Int(100), H: geom.Int(300)})
			b.Text(display.Text{Run: &run, Origin: geom.Point{X: geom.Int(20), Y: geom.Int(250)}, Color: color.NRGBA{A: 255}})
			img := Draw(b.Finish(color.NRGBA{R: 255, G: 255, B: 255, A: 255}), geom.Rect{W: geom.Int(100), H: geom.Int(300)}, Options{})
			for x := range 100 {
				ink := 1 - float64(img.RGBAAt(x, 250-int(size/3)).G)/255
				width += ink
				centre += ink * (float64(x) + 0.5)
			}
			return width, centre / width
		}
		w, c := stem(false)
		bw, bc := stem(true)
		if want := float64(text.BoldExtra(size)); math.Abs(bw-w-want) > 0.08 || math.Abs(bc-c) > 0.08 {
			t.Errorf("%v px: %.2f px heavier, want %.2f; centre from %.2f to %.2f", size, bw-w, want, c, bc)
		}
	}
}
