package res

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"sync"
	"sync/atomic"

	"golang.org/x/image/webp"
)

// Bitmap is a raster picture: premultiplied RGBA, upright (EXIF orientation is already
// applied). A large one is decoded when it is first drawn, and only the sizes that are drawn
// stay in memory. It is safe for concurrent use; pixels that were handed out never change.
type Bitmap struct {
	ID   ID
	w, h int

	mu     sync.Mutex
	levels []*image.RGBA // halved 0, 1, 2 … times; nil where nobody asked
	planes *image.YCbCr  // level 0 as its file has it; nil when nobody asked
	source *source       // where level 0 comes from; nil when it is kept
}

// source is what a picture is decoded from.
type source struct {
	format string
	data   []byte
	opt    Options
	failed bool
}

// NewBitmap wraps pixels, which must not be changed afterwards.
func NewBitmap(pix *image.RGBA) *Bitmap {
	if pix.Rect.Min != (image.Point{}) {
		pix = &image.RGBA{Pix: pix.Pix, Stride: pix.Stride, Rect: pix.Rect.Sub(pix.Rect.Min)}
	}
	return &Bitmap{ID: NewID(), w: pix.Rect.Dx(), h: pix.Rect.Dy(), levels: []*image.RGBA{pix}}
}

// Width and Height return the size in pixels of the picture.
func (b *Bitmap) Width() int  { return b.w }
func (b *Bitmap) Height() int { return b.h }

// Bounds returns the rectangle of the pixels, which starts at (0, 0).
func (b *Bitmap) Bounds() image.Rectangle { return image.Rect(0, 0, b.w, b.h) }

// Pixels returns the picture in full size, or nil when it cannot be decoded.
func (b *Bitmap) Pixels() *image.RGBA { return b.Halved(0) }

// Halved returns the picture halved n times, or as often as it can be, or nil when it cannot
// be decoded. Each size is kept once it was asked for.
func (b *Bitmap) Halved(n int) *image.RGBA {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.levels) <= n {
		b.levels = append(b.levels, nil)
	}
	if m := b.levels[n]; m != nil {
		return m
	}
	var m *image.RGBA
	have := n - 1 // the next larger size that is there
	for have >= 0 && b.levels[have] == nil {
		have--
	}
	if have >= 0 {
		m = b.levels[have]
	} else {
		full := b.full()
		if full == nil {
			return nil
		}
		have = 0
		if _, ok := full.(*image.RGBA); ok || n == 0 {
			m = toRGBA(full)
		} else {
			m, have = halveAny(full), 1
		}
	}
	for ; have < n && (m.Rect.Dx() > 1 || m.Rect.Dy() > 1); have++ {
		m = halve(m)
		if b.source == nil {
			b.levels[have+1] = m
		}
	}
	if !b.keep(n, m) {
		return nil
	}
	return m
}

// Planes returns the picture in full size as the planes of luminance and colour that its file
// has, or nil when it is to be had as pixels only. A photo takes less than half of the memory
// that way, and whoever draws it converts the few rows at hand.
func (b *Bitmap) Planes() *image.YCbCr {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.planes != nil:
		return b.planes
	case b.source == nil || b.source.format != "jpeg" || len(b.levels) > 0 && b.levels[0] != nil:
		return nil
	}
	full := b.full()
	planes, ok := full.(*image.YCbCr)
	if !ok && full != nil { // upright only as pixels: they are kept, so that this happens once
		b.keep(0, toRGBA(full))
	}
	if !ok || !b.afford(len(planes.Y)+len(planes.Cb)+len(planes.Cr)) {
		return nil
	}
	b.planes = planes
	return planes
}

// keep remembers a size, unless there is no room for it.
func (b *Bitmap) keep(n int, m *image.RGBA) bool {
	if b.source != nil && !b.afford(len(m.Pix)) {
		return false
	}
	for len(b.levels) <= n {
		b.levels = append(b.levels, nil)
	}
	b.levels[n] = m
	return true
}

// afford takes memory for what stays of a picture that was decoded late.
func (b *Bitmap) afford(n int) bool {
	if !b.source.opt.Budget.take(n) {
		b.fail(ErrBudget)
		return false
	}
	return true
}

// full returns the full size from what is there or the source, or nil.
func (b *Bitmap) full() image.Image {
	if b.planes != nil {
		return b.planes
	}
	return b.decode()
}

// decode returns the full size from the source, or nil.
func (b *Bitmap) decode() image.Image {
	s := b.source
	if s == nil || s.failed {
		return nil
	}
	if n := 4 * b.w * b.h; !s.opt.Budget.take(n) {
		b.fail(ErrBudget)
		return nil
	} else {
		defer s.opt.Budget.give(n) // what is kept is counted by the caller
	}
	m, partial, err := decodeSafely(s.format, s.data, s.opt.Limits)
	switch {
	case err != nil:
		b.fail(err)
		return nil
	case m.Bounds().Dx() != b.w || m.Bounds().Dy() != b.h:
		b.fail(&DecodeError{s.format, fmt.Errorf("%d×%d pixels where the header says %d×%d", m.Bounds().Dx(), m.Bounds().Dy(), b.w, b.h)})
		return nil
	case partial && s.opt.Report != nil:
		s.opt.Report(&DecodeError{s.format, ErrPartial})
	}
	return m
}

func (b *Bitmap) fail(err error) {
	b.source.failed = true
	if b.source.opt.Report != nil {
		b.source.opt.Report(err)
	}
}

var (
	// ErrPartial says that the data ended early or is damaged; what could be decoded is shown.
	ErrPartial = errors.New("damaged or cut short")
	// ErrBudget says that the pictures of a page are too large together.
	ErrBudget = errors.New("the images of the page are too large together")
)

// Budget bounds the decoded bytes of several pictures together. A nil Budget has no end.
type Budget struct{ left atomic.Int64 }

// NewBudget returns a budget of n bytes.
func NewBudget(n int64) *Budget {
	b := new(Budget)
	b.left.Store(n)
	return b
}

func (b *Budget) take(n int) bool {
	if b == nil {
		return true
	}
	if b.left.Add(-int64(n)) < 0 {
		b.left.Add(int64(n))
		return false
	}
	return true
}

func (b *Budget) give(n int) {
	if b != nil {
		b.left.Add(int64(n))
	}
}

// Options says how Open reads a picture.
type Options struct {
	Limits Limits
	// Budget bounds the decoded pictures that share it.
	Budget *Budget
	// Report is told what went wrong when a picture is decoded after Open; it may be called
	// from any goroutine. It may be nil.
	Report func(error)
}

// lazyPixels is from how many pixels on a picture is decoded only when it is drawn.
const lazyPixels = 1 << 16

// Open reads a raster image, whatever its declared type. Of a large one only the header is
// read: its pixels are decoded when they are first drawn, which for most of a long page is
// never. Otherwise it is as Decode.
func Open(data []byte, opt Options) (*Image, error) {
	opt.Limits = opt.Limits.orDefault()
	img, err := open(data, opt)
	if err == nil && img.Format == "jpeg" {
		if o := exifOrientation(data); o > 1 {
			w, h := img.Bitmap.w, img.Bitmap.h
			if o >= 5 {
				w, h = h, w
			}
			img.Stored = NewImage(&Bitmap{ID: NewID(), w: w, h: h, source: &source{format: storedJPEG, data: data, opt: opt}}, "jpeg")
		}
	}
	return img, err
}

func open(data []byte, opt Options) (*Image, error) {
	format := Sniff(data)
	w, h, err := header(format, data)
	if err == nil && w > 0 && h > lazyPixels/w {
		if err := opt.Limits.check(w, h); err != nil {
			return nil, &DecodeError{format, err}
		}
		b := &Bitmap{ID: NewID(), w: w, h: h, source: &source{format: format, data: data, opt: opt}}
		return NewImage(b, format), nil
	}
	img, err := Decode(data, opt.Limits)
	if err == nil && !opt.Budget.take(4*img.Bitmap.w*img.Bitmap.h) {
		return nil, ErrBudget
	}
	if err == nil && img.Partial && opt.Report != nil {
		opt.Report(&DecodeError{format, ErrPartial})
	}
	return img, err
}

// errEager says that a picture has to be decoded to know whether it can be.
var errEager = errors.New("no header to trust")

// header returns the size of the upright picture for the formats that are decoded when drawn.
func header(format string, data []byte) (w, h int, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("decoder failed: %v", p)
		}
	}()
	var cfg image.Config
	switch format {
	case "jpeg":
		if cfg, err = jpeg.DecodeConfig(bytes.NewReader(data)); err == nil && exifOrientation(data) >= 5 {
			cfg.Width, cfg.Height = cfg.Height, cfg.Width
		}
	case "png":
		var head pngHead
		const ihdr = 8 + 8
		if len(data) < ihdr+13 || string(data[12:16]) != "IHDR" || !bytes.Contains(data, []byte("IDAT")) {
			return 0, 0, errEager
		}
		err = head.parse(data[ihdr:ihdr+13], DefaultLimits)
		cfg.Width, cfg.Height = head.w, head.h
	case "webp":
		const animated = 2 // flag of the VP8X chunk: not decoded here
		if len(data) > 20 && string(data[12:16]) == "VP8X" && data[20]&animated != 0 {
			return 0, 0, errEager
		}
		cfg, err = webp.DecodeConfig(bytes.NewReader(data))
	default:
		err = errEager
	}
	return cfg.Width, cfg.Height, err
}
