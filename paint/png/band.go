package png

import (
	"bytes"
	"encoding/binary"
	"image"
	"math/bits"
	"sync"
)

const (
	// window is how far back a match may reach, in bytes.
	window = 32 << 10

	// tableBits is the logarithm of the number of places that are remembered: those of the
	// last rows of ordinary text.
	tableBits = 12

	// enough is a match, in pixels, after which no longer one is looked for.
	enough = 16

	// lookAgain is the logarithm of how many pixels without a match are normal. Beyond it fewer
	// and fewer are looked up: in a photo nothing is found, and looking costs the most.
	lookAgain = 5

	// filterUp says that a row holds the differences to the row above.
	// https://www.w3.org/TR/png-3/#9Filter-types
	filterUp = 2
)

// band is one compressed band and what is needed to make it.
type band struct {
	bits   bitWriter // a chunk without its checksum
	sum    adler     // of the filtered rows
	length int       // of the filtered rows so far, in bytes: the position in the stream
	tokens []token   // of the block under way
	coder  coder

	depth  int     // bytes a pixel has in the file
	starts []int   // of each row: the position of its first pixel, or -1: it says "as above"
	table  []place // by a hash of two pixels: where they were last
}

// place is where a pixel is in a band.
type place struct{ x, y int32 }

var bands = sync.Pool{New: func() any {
	return &band{tokens: make([]token, 0, maxTokens), table: make([]place, 1<<tableBits)}
}}

// encode filters and compresses the rows of m. The first band opens the stream and the last one
// closes it.
func (b *band) encode(m *image.RGBA, opaque, first, last bool) {
	width, height := m.Rect.Dx(), m.Rect.Dy()
	b.depth = 4
	if opaque {
		b.depth = 3
	}
	b.bits = bitWriter{out: append(b.bits.out[:0], make([]byte, chunkHead)...)}
	if first {
		b.bits.out = append(b.bits.out, 0x78, 0x01) // deflate, 32 kB window, fastest
	}
	b.sum = adler{a: 1}
	b.length = 0
	b.starts = b.starts[:0]
	for i := range b.table {
		b.table[i] = place{-1, -1}
	}
	var above []byte
	for y := range height {
		row := m.Pix[y*m.Stride : y*m.Stride+4*width]
		if y > 0 && bytes.Equal(row, above) {
			b.starts = append(b.starts, -1)
			b.again(width)
		} else {
			b.row(m, y, width)
		}
		b.sum.settle()
		above = row
	}
	b.block(last)
	if last {
		b.bits.align()
	} else {
		b.bits.sync()
	}
}

// again writes a row that equals the one above.
func (b *band) again(width int) {
	zeros := width * b.depth
	b.length += 1 + zeros
	b.sum.byte(filterUp)
	b.sum.zeros(zeros)
	b.push(oneByte(filterUp))
	b.push(oneByte(0))
	for zeros--; zeros >= minMatch; {
		n := min(zeros, maxMatch)
		b.push(match(n, 1))
		zeros -= n
	}
	for ; zeros > 0; zeros-- {
		b.push(oneByte(0))
	}
}

// row writes row y unfiltered.
func (b *band) row(m *image.RGBA, y, width int) {
	row := m.Pix[y*m.Stride : y*m.Stride+4*width]
	var above []byte // the row above, when the stream has its pixels
	if y > 0 && b.starts[y-1] >= 0 {
		above = m.Pix[(y-1)*m.Stride : (y-1)*m.Stride+4*width]
	}
	b.push(oneByte(0))
	b.sum.byte(0)
	start := b.length + 1
	b.starts = append(b.starts, start)
	b.length += 1 + width*b.depth
	b.checksum(row)
	var last uint32 // the pixel before
	missed := 0     // pixels since the last match
	for x := 0; x < width; {
		here := row[4*x:]
		pixel := binary.LittleEndian.Uint32(here)
		if x > 0 && pixel == last {
			n := alike(here, row[4*x-4:])
			b.matches(n, b.depth)
			x += n
			missed = 0
			continue
		}
		n, dist := 0, 0
		if len(here) >= 8 && missed&(1<<bits.Len(uint(missed)>>lookAgain)-1) == 0 {
			two := binary.LittleEndian.Uint64(here)
			if above != nil && binary.LittleEndian.Uint64(above[4*x:]) == two {
				n, dist = alike(here, above[4*x:]), 1+width*b.depth
			}
			place := &b.table[two*0x9E3779B97F4A7C15>>(64-tableBits)]
			c := *place
			place.x, place.y = int32(x), int32(y)
			if n < enough && c.y >= 0 {
				q := m.Pix[int(c.y)*m.Stride+4*int(c.x) : int(c.y)*m.Stride+4*width]
				d := start + x*b.depth - b.starts[c.y] - int(c.x)*b.depth
				if d <= window && binary.LittleEndian.Uint64(q) == two {
					if k := alike(here, q); k > n {
						n, dist = k, d
					}
				}
			}
		}
		if n == 0 {
			v := b.value(pixel)
			b.push(threeBytes(v))
			if b.depth == 4 {
				b.push(oneByte(byte(v >> 24)))
			}
			last = pixel
			missed++
			x++
			continue
		}
		b.matches(n, dist)
		last = binary.LittleEndian.Uint32(here[4*(n-1):])
		missed = 0
		x += n
	}
}

// checksum counts the pixels of a row.
func (b *band) checksum(row []byte) {
	if b.depth == 3 {
		b.sum.opaque(row)
		return
	}
	for i := 0; i+4 <= len(row); i += 4 {
		v := b.value(binary.LittleEndian.Uint32(row[i:]))
		for range 4 {
			b.sum.byte(byte(v))
			v >>= 8
		}
	}
}

// alike returns how many pixels at the beginning of two rows are the same.
func alike(p, q []byte) int {
	n := min(len(p), len(q))
	i := 0
	for ; i+8 <= n; i += 8 {
		if d := binary.LittleEndian.Uint64(p[i:]) ^ binary.LittleEndian.Uint64(q[i:]); d != 0 {
			return i/4 + bits.TrailingZeros64(d)/32
		}
	}
	if i+4 <= n && binary.LittleEndian.Uint32(p[i:]) == binary.LittleEndian.Uint32(q[i:]) {
		i += 4
	}
	return i / 4
}

// value returns a pixel as the file has it: straight, not premultiplied.
func (b *band) value(p uint32) uint32 {
	a := p >> 24
	if b.depth == 3 || a == 0 || a == 255 {
		return p
	}
	v := a << 24
	for shift := 0; shift < 24; shift += 8 {
		v |= min(255, (p>>shift&255*255+a/2)/a) << shift
	}
	return v
}

// matches writes n pixels that were dist bytes before.
func (b *band) matches(n, dist int) {
	most := maxMatch / b.depth * b.depth
	for left := n * b.depth; left > 0; {
		k := min(left, most)
		b.push(match(k, dist))
		left -= k
	}
}

func (b *band) push(t token) {
	if len(b.tokens) == cap(b.tokens) {
		b.block(false)
	}
	b.tokens = append(b.tokens, t)
}

// block writes the tokens so far.
func (b *band) block(last bool) {
	b.coder.block(&b.bits, b.tokens, last)
	b.tokens = b.tokens[:0]
}
