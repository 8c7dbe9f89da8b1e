package paint

import (
	"vitrine/css/cascade"
	"vitrine/engine/dom"
	"vitrine/layout"
	"vitrine/layout/box"
	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

// Foreign returns the function that draws what is in the foreignObjects of a document that
// stands alone: boxes, layout and paint of the element, in the size that SVG gives it. No images
// show in it. https://www.w3.org/TR/SVG2/embedded.html#ForeignObjectElement
func Foreign(styles *cascade.Result, fonts *text.Fonts) func(n *dom.Node, w, h float64) *display.List {
	return Input{Fonts: fonts, Styles: styles}.foreign(0)
}

// maxForeignDepth bounds foreignObjects inside of foreignObjects.
const maxForeignDepth = 8

func (in Input) foreign(depth int) func(n *dom.Node, w, h float64) *display.List {
	if in.Styles == nil || in.Fonts == nil || depth >= maxForeignDepth {
		return nil
	}
	return func(n *dom.Node, w, h float64) *display.List {
		doc := in.Styles.Document()
		if n.First() == nil || in.Styles.Style(n) == nil {
			return nil
		}
		boxes := box.Build(nil, box.Input{
			Doc: doc, Styles: in.Styles, Fonts: in.Fonts, Images: in.Objects, Frames: in.Frames, Value: in.Value, Root: n,
			Viewport: geom.Size{W: geom.FromPx(w), H: geom.FromPx(h)},
		}, nil)
		inner := in
		inner.Tree, inner.Style, inner.Edit = layout.Run(nil, boxes, in.Fonts), nil, nil
		inner.depth = depth + 1
		return Record(nil, inner)
	}
}
