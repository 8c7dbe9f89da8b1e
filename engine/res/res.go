package res

import "sync/atomic"

// ID numbers decoded things of the process from 1; 0 is "none".
type ID uint64

var lastID atomic.Uint64

// NewID returns an id that was not given out before.
func NewID() ID { return ID(lastID.Add(1)) }

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
	// Stored is the picture as its file has it, when that is not upright; else nil.
	// https://www.w3.org/TR/css-images-3/#the-image-orientation
	Stored *Image
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
	if m.Stored != nil {
		c.Stored = m.Stored.WithDensity(d)
	}
	return &c
}

// NewImage returns the image of a bitmap at one image pixel per CSS px.
func NewImage(b *Bitmap, format string) *Image {
	m := &Image{ID: b.ID, Width: float64(b.Width()), Height: float64(b.Height()), Format: format, Bitmap: b}
	if m.Height > 0 {
		m.Ratio = m.Width / m.Height
	}
	return m
}
