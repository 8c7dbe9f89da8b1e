package engine

import (
	"image"

	"vitrine/layout/geom"
	"vitrine/paint/display"
	"vitrine/paint/raster"
)

// Size returns the size of the frame's viewport in CSS px, rounded up.
func (f *Frame) Size() (w, h int) { return f.Viewport.W.Ceil(), f.Viewport.H.Ceil() }

// Shot says which part of a frame becomes a picture.
type Shot struct {
	FullPage bool    // the whole scrollable page instead of the viewport
	Scale    float64 // device px per CSS px; 0 is 1
}

// Image draws the frame. Without FullPage the picture is the viewport at its scroll position.
func (f *Frame) Image(s Shot) *image.RGBA {
	area, opt := f.area(s)
	return raster.Draw(f.list(s), area, opt)
}

// list returns what a picture is made of: the whole page is shown as if it was not scrolled.
func (f *Frame) list(s Shot) *display.List {
	if s.FullPage && f.unscrolled != nil {
		return f.unscrolled
	}
	return f.Display
}

// area returns the part of the page that a picture shows, and how it is drawn.
func (f *Frame) area(s Shot) (geom.Rect, raster.Options) {
	area := geom.Rect{X: f.Scroll.X, Y: f.Scroll.Y, W: f.Viewport.W, H: f.Viewport.H}
	scroll := f.Scroll
	if s.FullPage {
		area = geom.Rect{W: max(f.Viewport.W, f.Content.Right()), H: max(f.Viewport.H, f.Content.Bottom())}
		scroll = geom.Point{}
	}
	return area, raster.Options{Scale: s.Scale, Scroll: scroll}
}
