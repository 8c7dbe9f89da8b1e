package res

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
	"math"

	"github.com/klauspost/compress/zlib"
)

// pngHead is the IHDR chunk with what PLTE and tRNS add to it.
type pngHead struct {
	w, h       int
	depth      int
	colour     byte // 0 grey, 2 RGB, 3 palette, 4 grey+alpha, 6 RGBA
	interlaced bool
	palette    [256]color.NRGBA
	keyed      bool // one colour is transparent
	key        [3]uint16
	gamma      float64 // of gAMA; 0 when there is none
	named      bool    // another chunk says what the colours are
	levels     *[256]byte
}

func (h *pngHead) channels() int {
	switch h.colour {
	case 2:
		return 3
	case 4:
		return 2
	case 6:
		return 4
	}
	return 1
}

// decodePNG reads a PNG row by row, so that a file cut short shows the rows that arrived.
// Checksums are not verified: a browser shows what it can.
// https://www.w3.org/TR/png-3/
func decodePNG(data []byte, limits Limits) (*image.RGBA, bool, error) {
	var head pngHead
	var idat []io.Reader
	seenHead, partial := false, false
	p := 8
chunks:
	for p+8 <= len(data) {
		n := int(binary.BigEndian.Uint32(data[p:]))
		kind := string(data[p+4 : p+8])
		p += 8
		body := data[p:min(len(data), p+max(0, n))]
		short := n < 0 || len(body) < n
		if !seenHead && kind != "IHDR" {
			return nil, false, errors.New("no header chunk")
		}
		switch kind {
		case "IHDR":
			if len(body) < 13 {
				return nil, false, io.ErrUnexpectedEOF
			}
			if err := head.parse(body, limits); err != nil {
				return nil, false, err
			}
			seenHead = true
		case "PLTE":
			for i := 0; i < 256 && 3*i+3 <= len(body); i++ {
				c := body[3*i:]
				head.palette[i] = color.NRGBA{c[0], c[1], c[2], 255}
			}
		case "tRNS":
			head.transparency(body)
		case "gAMA":
			if len(body) >= 4 {
				head.gamma = float64(binary.BigEndian.Uint32(body)) / 100000
			}
		case "sRGB", "iCCP", "cICP":
			head.named = true
		case "IDAT":
			idat = append(idat, bytes.NewReader(body))
		case "IEND":
			break chunks
		}
		if short {
			partial = true
			break
		}
		p += n + 4
	}
	if !seenHead {
		return nil, false, io.ErrUnexpectedEOF
	}
	if len(idat) == 0 {
		return nil, false, errors.New("no image data")
	}
	z, err := zlib.NewReader(io.MultiReader(idat...))
	if err != nil {
		return nil, false, err
	}
	defer z.Close()
	head.levels = head.encoding()
	out := image.NewRGBA(image.Rect(0, 0, head.w, head.h))
	rows, err := head.read(z, out)
	if err != nil {
		if rows == 0 {
			return nil, false, err
		}
		partial = true
	}
	return out, partial, nil
}

func (h *pngHead) parse(b []byte, limits Limits) error {
	w, ht := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	if w > 1<<31-1 || ht > 1<<31-1 {
		return fmt.Errorf("%w: %d×%d", ErrTooLarge, w, ht)
	}
	h.w, h.h = int(w), int(ht)
	h.depth, h.colour, h.interlaced = int(b[8]), b[9], b[12] == 1
	if err := limits.check(h.w, h.h); err != nil {
		return err
	}
	ok := false
	switch h.colour {
	case 0:
		ok = h.depth == 1 || h.depth == 2 || h.depth == 4 || h.depth == 8 || h.depth == 16
	case 3:
		ok = h.depth == 1 || h.depth == 2 || h.depth == 4 || h.depth == 8
	case 2, 4, 6:
		ok = h.depth == 8 || h.depth == 16
	}
	if !ok || b[10] != 0 || b[11] != 0 || b[12] > 1 {
		return fmt.Errorf("bad header: colour type %d, depth %d", h.colour, h.depth)
	}
	for i := range h.palette {
		h.palette[i].A = 255
	}
	return nil
}

func (h *pngHead) transparency(b []byte) {
	switch h.colour {
	case 0:
		if len(b) >= 2 {
			h.keyed, h.key[0] = true, binary.BigEndian.Uint16(b)
		}
	case 2:
		if len(b) >= 6 {
			h.keyed = true
			for i := range 3 {
				h.key[i] = binary.BigEndian.Uint16(b[2*i:])
			}
		}
	case 3:
		for i := 0; i < len(b) && i < 256; i++ {
			h.palette[i].A = b[i]
		}
	}
}

// adam7 lists the passes of an interlaced picture: first column and row, then the steps.
var adam7 = [7][4]int{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}

// read decodes all rows into out and returns how many it could read.
func (h *pngHead) read(z io.Reader, out *image.RGBA) (rows int, err error) {
	if !h.interlaced {
		return h.pass(z, out, 0, 0, 1, 1)
	}
	for _, a := range adam7 {
		n, err := h.pass(z, out, a[0], a[1], a[2], a[3])
		rows += n
		if err != nil {
			return rows, err
		}
	}
	return rows, nil
}

// pass decodes one pass: pixels x0, x0+dx, … of rows y0, y0+dy, ….
func (h *pngHead) pass(z io.Reader, out *image.RGBA, x0, y0, dx, dy int) (rows int, err error) {
	w, ht := (h.w-x0+dx-1)/dx, (h.h-y0+dy-1)/dy
	if w <= 0 || ht <= 0 {
		return 0, nil
	}
	bpp := max(1, h.channels()*h.depth/8)
	n := (w*h.channels()*h.depth + 7) / 8
	cur, prev := make([]byte, n+1), make([]byte, n+1)
	for r := range ht {
		if _, err := io.ReadFull(z, cur); err != nil {
			return rows, err
		}
		if err := unfilter(cur[0], cur[1:], prev[1:], bpp); err != nil {
			return rows, err
		}
		h.row(cur[1:], out, x0, y0+r*dy, dx, w)
		cur, prev = prev, cur
		rows++
	}
	return rows, nil
}

// unfilter undoes a row filter in place.
// https://www.w3.org/TR/png-3/#9Filters
func unfilter(kind byte, cur, prev []byte, bpp int) error {
	switch kind {
	case 0:
	case 1:
		for i := bpp; i < len(cur); i++ {
			cur[i] += cur[i-bpp]
		}
	case 2:
		for i := range cur {
			cur[i] += prev[i]
		}
	case 3:
		for i := range cur {
			left := 0
			if i >= bpp {
				left = int(cur[i-bpp])
			}
			cur[i] += byte((left + int(prev[i])) / 2)
		}
	case 4:
		for i := range cur {
			var a, c int
			if i >= bpp {
				a, c = int(cur[i-bpp]), int(prev[i-bpp])
			}
			b := int(prev[i])
			pa, pb, pc := abs(b-c), abs(a-c), abs(a+b-2*c)
			switch {
			case pa <= pb && pa <= pc:
				cur[i] += byte(a)
			case pb <= pc:
				cur[i] += byte(b)
			default:
				cur[i] += byte(c)
			}
		}
	default:
		return fmt.Errorf("bad row filter %d", kind)
	}
	return nil
}

const (
	// usualGamma is what sRGB comes near to, and nearGamma how far from it another one is told apart.
	usualGamma, nearGamma = 1 / 2.2, 0.005
	// maxGamma bounds what is believed of a file.
	maxGamma = 10
)

// encoding returns the levels of sRGB for those of a picture that has another gamma, or nil.
// https://www.w3.org/TR/png-3/#11gAMA
func (h *pngHead) encoding() *[256]byte {
	if h.named || !(h.gamma > 1.0/maxGamma) || h.gamma > maxGamma || math.Abs(h.gamma-usualGamma) < nearGamma {
		return nil
	}
	var t [256]byte
	for i := range t {
		v := math.Pow(float64(i)/255, 1/h.gamma)
		if v <= 0.0031308 {
			v *= 12.92
		} else {
			v = 1.055*math.Pow(v, 1/2.4) - 0.055
		}
		t[i] = byte(v*255 + 0.5)
	}
	return &t
}

func abs(v int) int { return max(v, -v) }

// row converts one unfiltered row of w samples.
func (h *pngHead) row(src []byte, out *image.RGBA, x0, y, dx, w int) {
	o := out.PixOffset(x0, y)
	set := func(r, g, b, a byte) {
		px := out.Pix[o : o+4 : o+4]
		if t := h.levels; t != nil {
			r, g, b = t[r], t[g], t[b]
		}
		if a != 255 {
			r, g, b = mul(r, a), mul(g, a), mul(b, a)
		}
		px[0], px[1], px[2], px[3] = r, g, b, a
		o += 4 * dx
	}
	step := 1
	if h.depth == 16 {
		step = 2
	}
	at16 := func(i int) uint16 {
		if step == 2 {
			return uint16(src[i])<<8 | uint16(src[i+1])
		}
		return uint16(src[i])
	}
	switch h.colour {
	case 0, 3:
		scale := 255 / (1<<min(h.depth, 8) - 1)
		for i := range w {
			var v int
			if h.depth >= 8 {
				v = int(at16(i * step))
			} else {
				bit := i * h.depth
				v = int(src[bit/8]>>(8-h.depth-bit%8)) & (1<<h.depth - 1)
			}
			if h.colour == 3 {
				c := h.palette[v]
				set(c.R, c.G, c.B, c.A)
				continue
			}
			a := byte(255)
			if h.keyed && v == int(h.key[0]) {
				a = 0
			}
			g := byte(v * scale)
			if h.depth == 16 {
				g = byte(v >> 8)
			}
			set(g, g, g, a)
		}
	case 4:
		for i := range w {
			g := src[2*i*step]
			set(g, g, g, src[(2*i+1)*step])
		}
	case 2:
		for i := range w {
			p := 3 * i * step
			a := byte(255)
			if h.keyed && at16(p) == h.key[0] && at16(p+step) == h.key[1] && at16(p+2*step) == h.key[2] {
				a = 0
			}
			set(src[p], src[p+step], src[p+2*step], a)
		}
	case 6:
		for i := range w {
			p := 4 * i * step
			set(src[p], src[p+step], src[p+2*step], src[p+3*step])
		}
	}
}

// mul returns v·a/255, rounded.
func mul(v, a byte) byte {
	t := uint32(v)*uint32(a) + 128
	return byte((t + t>>8) >> 8)
}
