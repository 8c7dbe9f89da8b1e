package raster

import (
	"runtime"
	"slices"
	"testing"
	"time"

	lmi "github.com/go-fonts/liberation/liberationmonoitalic"

	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

// TestFacesGo draws text with a face of a page and looks whether the face goes with the page: the
// caches of glyphs may not hold it.
func TestFacesGo(t *testing.T) {
	base := text.NewFonts(text.Config{})
	gone := make(chan struct{})
	func() {
		fonts, errs := base.With([]text.WebFace{{Family: "Page", Data: slices.Clone(lmi.TTF)}})
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		font := fonts.Font(text.MakeQuery(20, text.Family{Name: "Page"}))
		run := font.Shape("glyphs", text.ShapeOptions{})[0]
		if run.Face.Name() != "Page" {
			t.Fatalf("drawn with %s", run.Face.Name())
		}
		b := display.NewBuilder(geom.Size{W: geom.Int(100), H: geom.Int(40)})
		b.Text(display.Text{Run: run, Origin: geom.Point{X: geom.Int(5), Y: geom.Int(25)}})
		Draw(b.Finish(white), geom.Rect{W: geom.Int(100), H: geom.Int(40)}, Options{Scale: 1})
		runtime.AddCleanup(run.Face, func(chan struct{}) { close(gone) }, nil)
	}()
	for deadline := time.Now().Add(time.Minute); ; {
		runtime.GC()
		select {
		case <-gone:
			return
		case <-time.After(time.Millisecond):
			if time.Now().After(deadline) {
				t.Fatal("the face is still held")
			}
		}
	}
}
