package raster

import (
	"image"
	"image/color"
	"math"
	"sync"

	"vitrine/engine/res"
	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

// maxGlyphSide is up to how many device px a side colour glyphs are held to whole px.
const maxGlyphSide = 256

// glyphList draws the list of a colour glyph with the pen at (x, y). One that is not large is on a
// whole px of the device, as Skia keeps a picture of it.
func (p *painter) glyphList(l *display.List, t *display.Text, m display.Matrix, x, y float64, cl clipping) {
	if p.depth >= maxPictureDepth {
		return
	}
	_, scale := quarterTurn(m)
	m = m.Mul(display.Translate(x, y))
	sub := newPainter(l, Options{Transparent: true})
	sub.depth, sub.vector = p.depth+1, true
	sub.base = m.Mul(glyphMatrix(float64(t.Run.Size)/display.GlyphEm, t.Run.SyntheticItalic))
	if _, ok := sub.base.Invert(); !ok {
		return
	}
	var b geom.Rect
	for i := range l.Ops {
		b = b.Union(l.Ops[i].Bounds)
	}
	area := deviceBounds(b, sub.base)
	if scale > 0 && area.Dx() <= maxGlyphSide && area.Dy() <= maxGlyphSide {
		sub.base.E, sub.base.F = math.Floor(m.E+0.5/subpixels), math.Floor(m.F+0.5)
		area = deviceBounds(b, sub.base)
	}
	if area = area.Intersect(cl.r); area.Empty() {
		return
	}
	if cl.mask == nil && t.Color.A == 255 {
		sub.draw(p.target().SubImage(area).(*image.RGBA))
		return
	}
	img := image.NewRGBA(area)
	sub.draw(img)
	src := source{shader: copyShader{img, image.Point{}}}
	if t.Color.A != 255 {
		src.shader = fadeShader{src.shader, uint32(t.Color.A)}
	}
	p.fillRect(area, cl, src)
}

type listKey struct {
	face    uint64 // text.Face.ID
	id      uint32
	palette *text.Palette
	text    color.NRGBA
}

// memo keeps what was made for a key, up to a number of values; when full it starts again. It is
// safe for concurrent use.
type memo[K comparable, V any] struct {
	most int

	mu sync.RWMutex
	by map[K]V
}

// of returns the value of a key, and makes it when it is not kept.
func (c *memo[K, V]) of(k K, build func() V) V {
	c.mu.RLock()
	v, ok := c.by[k]
	c.mu.RUnlock()
	if ok {
		return v
	}
	v = build()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.by == nil || len(c.by) >= c.most {
		c.by = map[K]V{}
	}
	c.by[k] = v
	return v
}

// maxGlyphLists bounds the cache; glyphs without colours have an entry too.
const maxGlyphLists = 2048

// listCache keeps the lists of colour glyphs.
var listCache = memo[listKey, *display.List]{most: maxGlyphLists}

// glyphList returns the list of a colour glyph; nil for other glyphs. The text's alpha counts for
// the whole of it.
func glyphList(f *text.Face, id uint32, t *display.Text) *display.List {
	if !f.Color() {
		return nil
	}
	k := listKey{f.ID(), id, t.Palette, t.Color}
	k.text.A = 255
	return listCache.of(k, func() *display.List { return display.ColorGlyph(f, id, t.Palette, k.text) })
}

// fadeShader multiplies a shader with an alpha.
type fadeShader struct {
	of    shader
	alpha uint32
}

func (s fadeShader) shade(out []uint32, x, y int) {
	s.of.shade(out, x, y)
	for i, c := range out {
		out[i] = scale(c, s.alpha)
	}
}

type pictureKey struct {
	face uint64 // text.Face.ID
	id   uint32
	w    int
}

// maxGlyphPictures bounds the cache: at 136 px a side one takes 74 kB.
const maxGlyphPictures = 512

// pictureCache keeps decoded colour glyphs.
var pictureCache = memo[pictureKey, *res.Bitmap]{most: maxGlyphPictures}

// glyphPicture decodes a colour glyph; nil when it is broken.
func glyphPicture(f *text.Face, id uint32, bm text.Bitmap) *res.Bitmap {
	k := pictureKey{f.ID(), id, bm.Width}
	return pictureCache.of(k, func() *res.Bitmap {
		m, err := res.Decode(bm.PNG, res.Limits{Side: 2048, Pixels: 4 << 20})
		if err != nil {
			return nil
		}
		return m.Bitmap
	})
}
