package engine

import (
	"context"

	"vitrine/css/cascade"
	"vitrine/css/media"
	"vitrine/engine/dom"
	"vitrine/layout"
	"vitrine/layout/box"
	"vitrine/paint"
	"vitrine/paint/display"
)

// StyleInput returns what the cascade of a frame was given, for benchmarks of that stage alone.
func StyleInput(f *Frame, d *dom.Document) cascade.Input {
	return styleInput(d, f.Sheets, media.Env{Width: float32(f.Viewport.W.Px()), Height: float32(f.Viewport.H.Px()), Resolution: 1}, f.Fonts)
}

// Settled reports whether the newest frame of a page shows all that is known.
func Settled(p *Page) (ok bool) {
	p.Do(context.Background(), func(*dom.Document) { ok = p.doc.line.todo == 0 })
	return ok
}

// Fresh makes the display list of the document that a page shows from nothing. It is called on the
// page's goroutine.
func Fresh(p *Page) *display.List {
	d := p.doc
	l := d.line
	l.styles, l.boxes, l.frags = nil, nil, nil // the same clock
	p.resolveStyles(nil, d, &l)
	l.boxes = box.Build(nil, box.Input{Doc: d.dom, Styles: l.styles, Fonts: l.fonts.current, Images: l.images, Frames: d.isFrame, Viewport: d.view}, nil)
	l.frags = layout.Run(nil, l.boxes, l.fonts.current)
	list := paint.Record(nil, paint.Input{Tree: l.frags, Fonts: l.fonts.current, Images: l.images.style, Styles: l.styles, ElementImage: l.images.svgImage, Frames: d.isFrame})
	return list.Moved(d.position())
}

// Ticks returns how often time alone made a page's line run.
func Ticks(p *Page) (n int) {
	p.Do(context.Background(), func(*dom.Document) { n = p.doc.line.clock.ticks })
	return n
}
