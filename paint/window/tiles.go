package window

import (
	"image"

	"github.com/hajimehoshi/ebiten/v2"

	"vitrine/layout/geom"
	"vitrine/paint/display"
	"vitrine/paint/raster"
)

const (
	// tileSide is the side of a texture in device px.
	tileSide = 256
	// spareTiles is how many textures outside of the viewport are kept for scrolling back.
	spareTiles = 64
)

// tile is a part of the page as a texture.
type tile struct {
	tex  *ebiten.Image
	list *display.List // what it shows; nil when it must be drawn
	used uint64
}

// tiles keeps the page's textures by column and row.
type tiles struct {
	by    map[image.Point]*tile
	free  []*ebiten.Image
	buf   *image.RGBA
	clock uint64
}

// visible returns the tiles that a device rectangle touches.
func visible(r image.Rectangle) image.Rectangle {
	return image.Rect(floorDiv(r.Min.X), floorDiv(r.Min.Y), floorDiv(r.Max.X-1)+1, floorDiv(r.Max.Y-1)+1)
}

func floorDiv(v int) int {
	if v < 0 {
		return -((-v + tileSide - 1) / tileSide)
	}
	return v / tileSide
}

// update makes the textures of a viewport current and reports whether any changed. view is in
// device px of the page.
func (t *tiles) update(l *display.List, view image.Rectangle, scroll, before geom.Point, scale float64) bool {
	if t.by == nil {
		t.by = map[image.Point]*tile{}
		t.buf = image.NewRGBA(image.Rect(0, 0, tileSide, tileSide))
	}
	t.clock++
	var moving []image.Rectangle // tiles under what is fixed to the viewport, before and now
	if l.HasFixed && scroll != before {
		fixed := l.FixedBounds()
		for _, p := range [2]geom.Point{before, scroll} {
			b := fixed.Move(p)
			moving = append(moving, visible(image.Rect(int(b.X.Px()*scale)-1, int(b.Y.Px()*scale)-1, int(b.Right().Px()*scale)+2, int(b.Bottom().Px()*scale)+2)))
		}
	}
	if len(moving) > 0 {
		for p, k := range t.by {
			for _, m := range moving {
				if p.In(m) {
					k.list = nil
				}
			}
		}
	}
	changed := false
	v := visible(view)
	for y := v.Min.Y; y < v.Max.Y; y++ {
		for x := v.Min.X; x < v.Max.X; x++ {
			p := image.Pt(x, y)
			k := t.by[p]
			if k == nil {
				k = &tile{tex: t.texture()}
				t.by[p] = k
			}
			k.used = t.clock
			if k.list == l {
				continue
			}
			if display.Same(k.list, l, pageRect(p, scale), scroll) {
				k.list = l // nothing changed here
				continue
			}
			t.buf.Rect = image.Rect(x*tileSide, y*tileSide, (x+1)*tileSide, (y+1)*tileSide)
			raster.Into(t.buf, l, raster.Options{Scale: scale, Scroll: scroll})
			k.tex.WritePixels(t.buf.Pix)
			k.list = l
			changed = true
		}
	}
	t.evict(v)
	return changed
}

// pageRect returns the part of the page that a tile shows, in CSS px.
func pageRect(p image.Point, scale float64) geom.Rect {
	side := tileSide / scale
	return px(float64(p.X)*side, float64(p.Y)*side, side, side)
}

// texture returns an unused texture.
func (t *tiles) texture() *ebiten.Image {
	if n := len(t.free); n > 0 {
		tex := t.free[n-1]
		t.free = t.free[:n-1]
		return tex
	}
	return ebiten.NewImageWithOptions(image.Rect(0, 0, tileSide, tileSide), &ebiten.NewImageOptions{Unmanaged: true})
}

// evict frees the textures that were not seen for longest.
func (t *tiles) evict(v image.Rectangle) {
	limit := v.Dx()*v.Dy() + spareTiles
	for len(t.by) > limit {
		var oldest image.Point
		found := false
		for p, k := range t.by {
			if k.used != t.clock && (!found || k.used < t.by[oldest].used) {
				oldest, found = p, true
			}
		}
		if !found {
			return
		}
		t.free = append(t.free, t.by[oldest].tex)
		delete(t.by, oldest)
	}
}

// clear forgets what the textures show.
func (t *tiles) clear() {
	for p, k := range t.by {
		t.free = append(t.free, k.tex)
		delete(t.by, p)
	}
}

// draw composites the tiles of a viewport onto the screen with its origin at (0, top).
func (t *tiles) draw(screen *ebiten.Image, view image.Rectangle, top int) {
	v := visible(view)
	for y := v.Min.Y; y < v.Max.Y; y++ {
		for x := v.Min.X; x < v.Max.X; x++ {
			if k := t.by[image.Pt(x, y)]; k != nil {
				var op ebiten.DrawImageOptions
				op.Blend = ebiten.BlendCopy
				op.GeoM.Translate(float64(x*tileSide-view.Min.X), float64(y*tileSide-view.Min.Y+top))
				screen.DrawImage(k.tex, &op)
			}
		}
	}
}

// panel is a part of the window that is drawn as one texture.
type panel struct {
	tex *ebiten.Image
}

// set draws a list into the panel's texture.
func (p *panel) set(l *display.List, scale float64, transparent bool) {
	img := raster.Draw(l, geom.Rect{W: l.Size.W, H: l.Size.H}, raster.Options{Scale: scale, Transparent: transparent})
	if p.tex == nil || p.tex.Bounds().Size() != img.Rect.Size() {
		if p.tex != nil {
			p.tex.Deallocate()
		}
		p.tex = ebiten.NewImageWithOptions(img.Rect, &ebiten.NewImageOptions{Unmanaged: true})
	}
	p.tex.WritePixels(img.Pix)
}
