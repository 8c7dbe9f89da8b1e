package res

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"io"

	"golang.org/x/image/bmp"
	"golang.org/x/image/webp"
)

// Limits bounds what decoding may cost. Zero fields take the value of DefaultLimits.
type Limits struct {
	Side   int // largest width or height in px
	Pixels int // largest number of pixels
}

// DefaultLimits holds the numbers used when nothing else is asked for: 64 million pixels are
// 256 MB of RGBA, about what a browser allows a single picture.
var DefaultLimits = Limits{Side: 32767, Pixels: 64 << 20}

func (l Limits) orDefault() Limits {
	if l.Side <= 0 {
		l.Side = DefaultLimits.Side
	}
	if l.Pixels <= 0 {
		l.Pixels = DefaultLimits.Pixels
	}
	return l
}

func (l Limits) check(w, h int) error {
	if w <= 0 || h <= 0 {
		return fmt.Errorf("%w: %d×%d", ErrEmpty, w, h)
	}
	if w > l.Side || h > l.Side || w > l.Pixels/h {
		return fmt.Errorf("%w: %d×%d", ErrTooLarge, w, h)
	}
	return nil
}

var (
	// ErrFormat says that the bytes are no raster image that is known here.
	ErrFormat = errors.New("not a known image format")
	// ErrTooLarge says that the declared size is past Limits.
	ErrTooLarge = errors.New("image is too large")
	// ErrEmpty says that the image has no pixels.
	ErrEmpty = errors.New("image is empty")
)

// DecodeError is the failure of a known format.
type DecodeError struct {
	Format string
	Err    error
}

func (e *DecodeError) Error() string { return "decode " + e.Format + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *DecodeError) Unwrap() error { return e.Err }

// slots bounds how many pictures are decoded at the same time in the process.
var slots = make(chan struct{}, maxConcurrentDecodes)

// maxConcurrentDecodes bounds memory and CPU of concurrent decoding.
const maxConcurrentDecodes = 4

// Decode reads a raster image, whatever its declared type. It never panics, and it allocates
// for pixels only after their number was checked. Damaged data gives what could be decoded,
// with Partial set, or an error when there is nothing to show.
func Decode(data []byte, limits Limits) (img *Image, err error) {
	format := Sniff(data)
	if format == "" {
		return nil, ErrFormat
	}
	m, partial, err := decodeSafely(format, data, limits.orDefault())
	if err != nil {
		return nil, err
	}
	img = NewImage(NewBitmap(toRGBA(m)), format)
	img.Partial = partial
	return img, nil
}

// decodeSafely decodes when there is a slot for it, into premultiplied RGBA or, for a photo, what
// its file has. Its errors are DecodeErrors.
func decodeSafely(format string, data []byte, limits Limits) (m image.Image, partial bool, err error) {
	slots <- struct{}{}
	defer func() { <-slots }()
	defer func() {
		// The codecs are other people's: a panic of theirs is a broken image, not a crash.
		if p := recover(); p != nil {
			m, err = nil, &DecodeError{format, fmt.Errorf("decoder failed: %v", p)}
		}
	}()
	if format == "jpeg" || format == storedJPEG {
		m, partial, err = decodeJPEG(data, limits, format == "jpeg")
	} else {
		m, partial, err = decode(format, data, limits)
	}
	if err != nil {
		err = &DecodeError{format, err}
	}
	return
}

func decode(format string, data []byte, limits Limits) (*image.RGBA, bool, error) {
	switch format {
	case "png":
		return decodePNG(data, limits)
	case "ico":
		return decodeICO(data, limits)
	case "gif":
		return decodeGIF(data, limits)
	case "avif":
		m, err := decodeAVIF(data, limits)
		return m, false, err
	case "webp":
		data, frame, ok := stillWebP(data)
		if !ok {
			return nil, false, io.ErrUnexpectedEOF
		}
		if frame.w > 0 {
			if err := limits.check(frame.canvasW, frame.canvasH); err != nil {
				return nil, false, err
			}
		}
		cfg, err := webp.DecodeConfig(bytes.NewReader(data))
		if err != nil {
			return nil, false, err
		}
		if err := limits.check(cfg.Width, cfg.Height); err != nil {
			return nil, false, err
		}
		m, err := webp.Decode(bytes.NewReader(data))
		if err != nil {
			return nil, false, err
		}
		whole := webpRGBA(m)
		if frame.w > 0 {
			out := image.NewRGBA(image.Rect(0, 0, frame.canvasW, frame.canvasH))
			draw.Draw(out, whole.Rect.Add(image.Pt(frame.x, frame.y)), whole, image.Point{}, draw.Src)
			return out, false, nil
		}
		return whole, false, nil
	case "bmp":
		cfg, err := bmp.DecodeConfig(bytes.NewReader(data))
		if err != nil {
			return nil, false, err
		}
		if err := limits.check(cfg.Width, cfg.Height); err != nil {
			return nil, false, err
		}
		m, err := bmp.Decode(bytes.NewReader(data))
		if err != nil {
			m, err = bmp.Decode(io.MultiReader(bytes.NewReader(data), zeros(cfg.Width*cfg.Height*4)))
			if err != nil {
				return nil, false, err
			}
			return toRGBA(m), true, nil
		}
		return toRGBA(m), false, nil
	}
	return nil, false, ErrFormat
}

// Sniff returns the format of an image by its first bytes, or "".
// https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern
func Sniff(data []byte) string {
	has := func(s string) bool { return len(data) >= len(s) && string(data[:len(s)]) == s }
	switch {
	case has("\x89PNG\r\n\x1a\n"):
		return "png"
	case has("\xff\xd8\xff"):
		return "jpeg"
	case has("GIF87a"), has("GIF89a"):
		return "gif"
	case has("RIFF") && len(data) >= 14 && string(data[8:14]) == "WEBPVP":
		return "webp"
	case has("BM"):
		return "bmp"
	case has("\x00\x00\x01\x00"), has("\x00\x00\x02\x00"):
		return "ico"
	case HasAVIF && isAVIF(data):
		return "avif"
	}
	return ""
}

// isAVIF reports whether the brands of an ISO media file say that it is an AVIF picture.
// https://mimesniff.spec.whatwg.org/#signature-for-mp4
func isAVIF(data []byte) bool {
	if len(data) < 16 || string(data[4:8]) != "ftyp" {
		return false
	}
	end := min(len(data), int(data[2])<<8|int(data[3]))
	for i := 8; i+4 <= end; i += 4 {
		if b := string(data[i : i+4]); i != 12 && (b == "avif" || b == "avis") {
			return true
		}
	}
	return false
}

// zeros returns n zero bytes as a reader.
func zeros(n int) io.Reader { return io.LimitReader(zeroReader{}, int64(n)+1024) }

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// toRGBA converts to premultiplied RGBA with bounds at the origin.
func toRGBA(m image.Image) *image.RGBA {
	b := m.Bounds()
	if r, ok := m.(*image.RGBA); ok && b.Min == (image.Point{}) {
		return r
	}
	out := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	drawAny(out, m, b.Min)
	return out
}

// storedJPEG is the format of a JPEG that is not turned upright.
const storedJPEG = "jpeg as stored"

func decodeJPEG(data []byte, limits Limits, upright bool) (image.Image, bool, error) {
	cfg, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, false, err
	}
	if err := limits.check(cfg.Width, cfg.Height); err != nil {
		return nil, false, err
	}
	m, err := jpeg.Decode(bytes.NewReader(data))
	partial := false
	if err != nil {
		// A file cut off in its entropy-coded data still decodes when bits keep coming.
		m, err = jpeg.Decode(io.MultiReader(bytes.NewReader(data), zeros(cfg.Width*cfg.Height*4), bytes.NewReader([]byte{0xff, 0xd9})))
		if err != nil {
			return nil, false, err
		}
		partial = true
	}
	// Adobe's CMYK is stored inverted and the standard decoder already turns it over.
	if o := exifOrientation(data); o > 1 && upright {
		m = orient(toRGBA(m), o)
	}
	return m, partial, nil
}

// exifOrientation returns the EXIF orientation, 1 to 8, of a JPEG file; 1 when it has none.
// https://www.cipa.jp/std/documents/e/DC-X008-Translation-2019-E.pdf, 4.6.4
func exifOrientation(data []byte) int {
	for p := 2; p+4 <= len(data) && data[p] == 0xff; {
		marker, n := data[p+1], int(data[p+2])<<8|int(data[p+3])
		if marker == 0xda || n < 2 || p+2+n > len(data) {
			break
		}
		if seg := data[p+4 : p+2+n]; marker == 0xe1 && len(seg) > 14 && string(seg[:6]) == "Exif\x00\x00" {
			return tiffOrientation(seg[6:])
		}
		p += 2 + n
	}
	return 1
}

func tiffOrientation(t []byte) int {
	big := t[0] == 'M'
	u16 := func(p int) int {
		if p < 0 || p+2 > len(t) {
			return 0
		}
		if big {
			return int(t[p])<<8 | int(t[p+1])
		}
		return int(t[p+1])<<8 | int(t[p])
	}
	u32 := func(p int) int {
		if big {
			return u16(p)<<16 | u16(p+2)
		}
		return u16(p+2)<<16 | u16(p)
	}
	dir := u32(4)
	for i, n := 0, u16(dir); i < n && dir+2+i*12+12 <= len(t); i++ {
		if e := dir + 2 + i*12; u16(e) == 0x0112 {
			if o := u16(e + 8); o >= 1 && o <= 8 {
				return o
			}
		}
	}
	return 1
}

// orient returns the picture turned upright.
func orient(m *image.RGBA, o int) *image.RGBA {
	if o <= 1 || o > 8 {
		return m
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	ow, oh := w, h
	if o >= 5 {
		ow, oh = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, ow, oh))
	for y := range oh {
		for x := range ow {
			var sx, sy int
			switch o {
			case 2:
				sx, sy = w-1-x, y
			case 3:
				sx, sy = w-1-x, h-1-y
			case 4:
				sx, sy = x, h-1-y
			case 5:
				sx, sy = y, x
			case 6:
				sx, sy = y, h-1-x
			case 7:
				sx, sy = w-1-y, h-1-x
			case 8:
				sx, sy = w-1-y, x
			}
			copy(out.Pix[out.PixOffset(x, y):][:4], m.Pix[m.PixOffset(sx, sy):][:4])
		}
	}
	return out
}

// decodeICO picks the largest picture of an icon file, PNG or DIB.
func decodeICO(data []byte, limits Limits) (*image.RGBA, bool, error) {
	if len(data) < 6 {
		return nil, false, io.ErrUnexpectedEOF
	}
	n := int(data[4]) | int(data[5])<<8
	best, bestArea, bestBits := []byte(nil), -1, -1
	for i := 0; i < n && 6+16*(i+1) <= len(data); i++ {
		e := data[6+16*i:]
		w, h := int(e[0]), int(e[1])
		if w == 0 {
			w = 256
		}
		if h == 0 {
			h = 256
		}
		bits := int(e[6]) | int(e[7])<<8
		size := int(e[8]) | int(e[9])<<8 | int(e[10])<<16 | int(e[11])<<24
		off := int(e[12]) | int(e[13])<<8 | int(e[14])<<16 | int(e[15])<<24
		if off < 0 || off >= len(data) {
			continue
		}
		end := min(len(data), off+max(0, size))
		if w*h > bestArea || w*h == bestArea && bits > bestBits {
			best, bestArea, bestBits = data[off:end], w*h, bits
		}
	}
	if best == nil {
		return nil, false, io.ErrUnexpectedEOF
	}
	if Sniff(best) == "png" {
		return decodePNG(best, limits)
	}
	return decodeDIB(best, limits)
}

// decodeDIB reads the headerless bitmap of an icon: colour rows bottom-up, then a 1-bit mask.
func decodeDIB(d []byte, limits Limits) (*image.RGBA, bool, error) {
	if len(d) < 40 {
		return nil, false, io.ErrUnexpectedEOF
	}
	u32 := func(p int) int { return int(d[p]) | int(d[p+1])<<8 | int(d[p+2])<<16 | int(d[p+3])<<24 }
	head, w, h := u32(0), int(int32(u32(4))), int(int32(u32(8)))/2
	bits, colors := int(d[14])|int(d[15])<<8, u32(32)
	if err := limits.check(w, h); err != nil {
		return nil, false, err
	}
	switch bits {
	case 1, 4, 8, 24, 32:
	default:
		return nil, false, fmt.Errorf("%d bits per pixel", bits)
	}
	if head < 40 || head > len(d) || colors < 0 || colors > 256 {
		return nil, false, io.ErrUnexpectedEOF
	}
	var palette []byte
	p := head
	if bits <= 8 {
		if colors == 0 {
			colors = 1 << bits
		}
		if p+4*colors > len(d) {
			return nil, false, io.ErrUnexpectedEOF
		}
		palette, p = d[p:p+4*colors], p+4*colors
	}
	stride, maskStride := (w*bits+31)/32*4, (w+31)/32*4
	mask := p + stride*h
	if mask > len(d) {
		return nil, false, io.ErrUnexpectedEOF
	}
	hasMask := mask+maskStride*h <= len(d)
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	anyAlpha := false
	for y := range h {
		row := d[p+stride*(h-1-y):][:stride]
		for x := range w {
			px := out.Pix[out.PixOffset(x, y):][:4]
			var c []byte
			switch bits {
			case 32:
				c = row[4*x:]
				px[3] = c[3]
				anyAlpha = anyAlpha || c[3] != 0
			case 24:
				c = row[3*x:]
				px[3] = 255
			default:
				i := int(row[x*bits/8]>>(8-bits-x*bits%8)) & (1<<bits - 1)
				if i >= colors {
					continue
				}
				c = palette[4*i:]
				px[3] = 255
			}
			px[0], px[1], px[2] = c[2], c[1], c[0]
		}
	}
	if bits < 32 || !anyAlpha {
		for y := range h {
			for x := range w {
				a := byte(255)
				if hasMask && d[mask+maskStride*(h-1-y)+x/8]>>(7-x%8)&1 != 0 {
					a = 0
				}
				out.Pix[out.PixOffset(x, y)+3] = a
			}
		}
	}
	return toRGBA(out), false, nil
}
