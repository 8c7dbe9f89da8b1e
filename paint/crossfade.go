package paint

import (
	"image/color"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/res"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// crossFade is an image that is a mixture of two, each stretched to the size of the whole.
type crossFade struct {
	id       res.ID
	from, to cssImage
	share    float64 // of the second one
}

// VectorID implements res.Vector.
func (c *crossFade) VectorID() res.ID { return c.id }

// Draw implements display.Drawer.
func (c *crossFade) Draw(w, h float64) *display.List {
	size := geom.Size{W: geom.FromPx(w), H: geom.FromPx(h)}
	r := &recorder{b: display.NewBuilder(size)}
	area := geom.MakeRect(geom.Point{}, size)
	for _, part := range []struct {
		img   cssImage
		share float64
		blend display.Blend
	}{{c.from, 1 - c.share, display.BlendNormal}, {c.to, c.share, display.BlendPlusLighter}} {
		var st display.State
		st.Effect = r.b.AddEffect(display.Effect{Opacity: float32(part.share), Blend: part.blend})
		r.b.SetState(st)
		r.drawTiled(part.img, area, size, area, false)
	}
	return r.b.Finish(color.NRGBA{})
}

// crossFade resolves the mixture of two images, whose natural sizes are mixed as they are. Without
// one of them there is no image.
// https://drafts.csswg.org/css-images-4/#cross-fade-function
func (r *recorder) crossFade(from, to value.Value, share float64, s *style.Style) cssImage {
	a, b := r.resolveImage(from, s), r.resolveImage(to, s)
	if a.nothing() || b.nothing() {
		return cssImage{}
	}
	c := &crossFade{id: res.NewID(), from: a, to: b, share: share}
	img := &res.Image{ID: c.id, Vector: c, NoWidth: true, NoHeight: true}
	aw, ah, _ := a.natural()
	bw, bh, _ := b.natural()
	switch { // an image without a size takes that of the other
	case aw > 0 && ah > 0 && bw > 0 && bh > 0:
		img.Width, img.Height = aw+(bw-aw)*share, ah+(bh-ah)*share
	case aw > 0 && ah > 0:
		img.Width, img.Height = aw, ah
	case bw > 0 && bh > 0:
		img.Width, img.Height = bw, bh
	default:
		return cssImage{res: img}
	}
	img.NoWidth, img.NoHeight, img.Ratio = false, false, img.Width/img.Height
	return cssImage{res: img}
}
