package engine

import (
	"context"
	"image"
	"slices"

	"vitrine/css/cascade"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/engine/res"
	"vitrine/layout"
	"vitrine/layout/box"
	"vitrine/layout/geom"
	"vitrine/paint"
	"vitrine/paint/display"
)

// Picture is the page as it would look had the line ended early.
type Picture struct {
	Stage   string // "dom", "cssom", "paint" or "show"
	Image   *image.RGBA
	Ops, Of int // operations that were drawn in the window, and how many there are
}

// Pictures draws the first window of the page after each stage of the line: the DOM with the
// built-in sheet alone, then with the page's sheets but without its images and faces, then half
// of the display list, then the frame that is shown. The page itself stays as it is. Without a
// frame there are none.
func (p *Page) Pictures(ctx context.Context) ([]Picture, error) {
	f := p.Frame()
	if f == nil || f.Display == nil {
		return nil, nil
	}
	var out []Picture
	early := func(stage string, l *display.List) {
		g := *f
		g.Display = l
		out = append(out, Picture{Stage: stage, Image: g.Image(Shot{})})
	}
	err := p.Do(ctx, func(d *dom.Document) {
		p.guard("pictures", func() {
			early("dom", p.without(d, f, nil))
			early("cssom", p.without(d, f, f.Sheets))
		})
	})
	// Half of the operations that this window shows.
	window := f.Display.In(nil, geom.Rect{X: f.Scroll.X, Y: f.Scroll.Y, W: f.Viewport.W, H: f.Viewport.H}, f.Scroll)
	window = slices.DeleteFunc(window, func(i uint32) bool { return f.Display.Ops[i].Kind == display.Hit })
	g := *f
	if half := len(window) / 2; half > 0 {
		g.Display = f.Display.Prefix(int(window[half]))
		out = append(out, Picture{"paint", g.Image(Shot{}), half, len(window)})
	}
	out = append(out, Picture{"show", f.Image(Shot{}), len(window), len(window)})
	return out, err
}

// without runs the line over a document with some sheets, and with no images and no faces of the
// page's own.
func (p *Page) without(d *dom.Document, f *Frame, sheets []*cascade.Sheet) *display.List {
	fonts := p.e.cfg.Fonts
	in := styleInput(d, sheets, p.doc.line.env, fonts)
	styles := cascade.Resolve(nil, in, nil)
	boxes := box.Build(nil, box.Input{Doc: d, Styles: styles, Fonts: fonts, Images: noImages{}, Viewport: f.Viewport}, nil)
	tree := layout.Run(nil, boxes, fonts)
	return paint.Record(nil, paint.Input{Tree: tree, Fonts: fonts, Styles: styles,
		Images: func(*value.URL) *res.Image { return nil }, ElementImage: func(*dom.Node) *res.Image { return nil }})
}

// noImages is a page whose images have not come yet.
type noImages struct{}

// Element implements box.Images.
func (noImages) Element(*dom.Node) *box.Image { return nil }

// URL implements box.Images.
func (noImages) URL(*value.URL) *box.Image { return nil }
