package paint

import (
	"image"
	"image/color"

	"vitrine/css/value"
	"vitrine/engine/res"
	"vitrine/layout/box"
	"vitrine/layout/geom"
	"vitrine/layout/shape"
	"vitrine/paint/display"
	"vitrine/paint/svg"
)

// Shape records an image, path() or shape() of the shape-outside of a float with a reference box of
// a size: an image by itself, of a path what is in area. at is where the picture is in the reference
// box, in px. There is none of an image that is not there, or past the limits of package shape.
// https://drafts.csswg.org/css-shapes-1/#shapes-from-image
func Shape(b *box.Box, v value.Value, room geom.Size, area geom.Rect, images func(*value.URL) *res.Image) (l *display.List, at image.Point) {
	r := &recorder{in: Input{Images: images}}
	if f, ok := v.(*value.Func); ok {
		if c, ok := svg.BasicShape(f, room.W.Px(), room.H.Px()); ok {
			area = snapRect(area)
			return r.picture(area, func() {
				r.b.Fill(display.PathDraw{Path: c.Path, Origin: geom.Point{X: -area.X, Y: -area.Y}, EvenOdd: c.EvenOdd, Paint: display.Solid(color.NRGBA{A: 255})})
			}), image.Pt(area.X.Round(), area.Y.Round())
		}
	}
	img := r.resolveImage(v, b.Style)
	if img.nothing() {
		return nil, at
	}
	var dest geom.Rect
	if o := b.Object; o != nil && o.Image != nil { // as large as what the element shows
		shown, _ := o.Image.Source.(*res.Image)
		if shown == nil {
			return nil, at
		}
		dest = fitObject(b.Style, shown, geom.MakeRect(geom.Point{}, room))
	} else {
		dest.W, dest.H = concreteSize(nil, img, room.W, room.H)
	}
	dest = snapRect(dest)
	inside := geom.Rect{W: dest.W, H: dest.H}
	return r.picture(dest, func() {
		r.drawTiled(img, inside, geom.Size{W: dest.W, H: dest.H}, inside, true)
	}), image.Pt(dest.X.Round(), dest.Y.Round())
}

// picture records into a list as large as area, nil when that is past the limits.
func (r *recorder) picture(area geom.Rect, record func()) *display.List {
	if !shape.Drawable(area.W.Round(), area.H.Round()) {
		return nil
	}
	r.b = display.NewBuilder(geom.Size{W: area.W, H: area.H})
	record()
	return r.b.Finish(color.NRGBA{})
}
