package res

import (
	"image"
	"sync"
	"sync/atomic"
)

// ID numbers decoded things of the process from 1; 0 is "none".
type ID uint64

var lastID atomic.Uint64

// NewID returns an id that was not given out before.
func NewID() ID { return ID(lastID.Add(1)) }

// Bitmap is a decoded raster picture: premultiplied RGBA, upright (EXIF orientation is
// already applied). The pixels are never changed once it is published.
type Bitmap struct {
	ID     ID
	Pix    *image.RGBA // bounds start at (0, 0)
	Opaque bool        // no pixel is translucent

	// Halves is what drawing it small has made of it. It lives as long as the picture.
	Halves Halves
}

// Halves are a picture halved once, twice and so on, each made when it is first needed: together
// at most a third of the picture itself.
type Halves struct {
	sync.Mutex
	Levels []*image.RGBA
}

// Width and Height return the size in pixels of the picture.
func (b *Bitmap) Width() int  { return b.Pix.Rect.Dx() }
func (b *Bitmap) Height() int { return b.Pix.Rect.Dy() }

// Vector is a picture without pixels, such as an SVG document. Package display says how one
// is drawn (display.Drawer); to this layer it is opaque.
type Vector interface {
	// VectorID identifies the picture.
	VectorID() ID
}

// Image is what an <img>, a background or a list marker refers to. Exactly one of Bitmap
// and Vector is set.
// https://drafts.csswg.org/css-images-3/#natural-dimensions
type Image struct {
	ID            ID
	Width, Height float64 // natural size in CSS px; 0 with NoWidth or NoHeight when there is none
	NoWidth       bool    // there is no natural width (SVG)
	NoHeight      bool    // there is no natural height (SVG)
	Ratio         float64 // natural width / height; 0 when there is none
	Format        string  // "png", "jpeg", "gif", "webp", "bmp", "ico", "svg"
	Partial       bool    // the data ended early or was damaged; what could be decoded is there
	Bitmap        *Bitmap
	Vector        Vector
}

// WithDensity returns the image with d image pixels per CSS px, as srcset and image-set()
// ask for. A d that is not positive leaves it alone.
func (m *Image) WithDensity(d float64) *Image {
	if !(d > 0) || d == 1 {
		return m
	}
	c := *m
	c.Width /= d
	c.Height /= d
	return &c
}

// NewBitmap wraps pixels, which must not be changed afterwards.
func NewBitmap(pix *image.RGBA) *Bitmap {
	if pix.Rect.Min != (image.Point{}) {
		pix = &image.RGBA{Pix: pix.Pix, Stride: pix.Stride, Rect: pix.Rect.Sub(pix.Rect.Min)}
	}
	return &Bitmap{ID: NewID(), Pix: pix, Opaque: pix.Opaque()}
}

// NewImage returns the image of a bitmap at one image pixel per CSS px.
func NewImage(b *Bitmap, format string) *Image {
	m := &Image{ID: b.ID, Width: float64(b.Width()), Height: float64(b.Height()), Format: format, Bitmap: b}
	if m.Height > 0 {
		m.Ratio = m.Width / m.Height
	}
	return m
}
