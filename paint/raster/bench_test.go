package raster

import (
	"image"
	"image/color"
	"testing"

	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

// BenchmarkPrimitives draws each primitive over a viewport of 1024×768 px on one goroutine.
func BenchmarkPrimitives(b *testing.B) {
	const w, h = 1024, 768
	bm := image.NewRGBA(image.Rect(0, 0, 800, 600))
	for i := range bm.Pix {
		bm.Pix[i] = byte(i*7) | 3
	}
	pic := bitmap(bm)
	tile := bitmap(checker())
	c := display.Corner{X: u(12), Y: u(12)}
	corners := [4]display.Corner{c, c, c, c}
	font := text.NewFonts(text.Config{}).Font(text.Query{Families: text.Families(text.Family{Name: "serif", Generic: true}), Size: 16, Weight: 400, Stretch: 100})
	runs := font.Shape("The quick brown fox jumps over the lazy dog, and so on until the end of a line of text is reached. ", text.ShapeOptions{})
	full := r4(0, 0, w, h)
	for _, bench := range []struct {
		name string
		f    func(b *display.Builder)
	}{
		{"opaque rect", func(b *display.Builder) { b.Rect(full, display.Solid(red)) }},
		{"translucent rect", func(b *display.Builder) { b.Rect(full, display.Solid(color.NRGBA{255, 0, 0, 100})) }},
		{"round rect", func(b *display.Builder) {
			b.RRect(display.RRect{R: r4(10, 10, w-20, h-20), Corners: corners}, display.Solid(red))
		}},
		{"round border", func(b *display.Builder) {
			b.Ring(display.RRect{R: r4(10, 10, w-20, h-20), Corners: corners}, display.RRect{R: r4(11, 11, w-22, h-22), Corners: corners}, display.Solid(red))
		}},
		{"shadow", func(b *display.Builder) {
			b.Shadow(display.Shadow{Shape: display.RRect{R: r4(100, 100, 400, 300)}, Hole: display.RRect{R: r4(100, 100, 400, 300)}, Sigma: 8, Color: black})
		}},
		{"linear gradient", func(b *display.Builder) {
			b.Rect(full, display.Paint{Gradient: b.AddGradient(display.Gradient{P1: display.FPoint{X: w, Y: h}, Stops: []display.Stop{{Color: red}, {Offset: 1, Color: blue}}})})
		}},
		{"image 1:1", func(b *display.Builder) {
			b.Image(display.Image{Bitmap: pic, Dest: r4(0, 0, 800, 600), Src: display.FRect{W: 800, H: 600}})
		}},
		{"image scaled", func(b *display.Builder) {
			b.Image(display.Image{Bitmap: pic, Dest: full, Src: display.FRect{W: 800, H: 600}})
		}},
		{"pattern 2x2", func(b *display.Builder) {
			b.Pattern(display.Pattern{Area: full, Tile: r4(0, 0, 2, 2), Step: geom.Size{W: u(2), H: u(2)}, Bitmap: tile})
		}},
		{"text 40 lines", func(b *display.Builder) {
			for y := range 40 {
				x := geom.Unit(0)
				for _, r := range runs {
					b.Text(display.Text{Run: r, Origin: geom.Point{X: x, Y: u(float64(16 + 18*y))}, Color: black})
					x += r.Width
				}
			}
		}},
		{"group opacity", func(b *display.Builder) {
			b.SetState(display.State{Effect: b.AddEffect(display.Effect{Opacity: 0.5})})
			b.Rect(full, display.Solid(red))
		}},
		{"1000 paths", func(b *display.Builder) {
			var p display.Path
			p.Ellipse(10, 10, 10, 8)
			for i := range 1000 {
				b.Fill(display.PathDraw{Origin: geom.Point{X: u(float64(i % 50 * 20)), Y: u(float64(i / 50 * 30))}, Path: &p, Paint: display.Solid(red)})
			}
		}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			l := display.NewBuilder(geom.Size{W: u(w), H: u(h)})
			bench.f(l)
			p := newPainter(l.Finish(white), Options{})
			img := image.NewRGBA(image.Rect(0, 0, w, h))
			b.ReportAllocs()
			for b.Loop() {
				p.draw(img)
			}
		})
	}
}
