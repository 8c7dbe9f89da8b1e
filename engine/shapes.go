package engine

import (
	"vitrine/css/value"
	"vitrine/engine/load"
	"vitrine/engine/res"
	"vitrine/layout/box"
	"vitrine/layout/geom"
	"vitrine/layout/shape"
	"vitrine/paint"
	"vitrine/paint/raster"
)

// pageShapes answers box.Shapes from what the loader has: it draws the images that lines flow
// around, and hands their opacity back to layout.
type pageShapes struct{ *pageImages }

func (p pageShapes) load(u *value.URL) *load.Image {
	return p.loader.SharedImageAt(u.Href, p.base(u.Base))
}

// Image implements box.Shapes.
func (p pageShapes) Image(u *value.URL) *box.Image { return p.image(p.load(u), 1) }

// Paint implements box.Shapes.
func (p pageShapes) Paint(b *box.Box, v value.Value, room geom.Size, area geom.Rect) *shape.Picture {
	l, at := paint.Shape(b, v, room, area, func(u *value.URL) *res.Image {
		if m := p.load(u); m != nil {
			return m.Res
		}
		return nil
	})
	if l == nil {
		return nil
	}
	m := raster.Draw(l, geom.Rect{W: l.Size.W, H: l.Size.H}, raster.Options{Transparent: true})
	size := m.Bounds().Size()
	out := &shape.Picture{W: size.X, H: size.Y, X: at.X, Y: at.Y, Alpha: make([]uint8, size.X*size.Y)}
	for y := 0; y < size.Y; y++ {
		line := m.Pix[y*m.Stride:]
		for x := range size.X {
			out.Alpha[y*size.X+x] = line[4*x+3]
		}
	}
	return out
}
