package png

import (
	"bytes"
	"encoding/binary"
	"image"
	"slices"
	"sync"

	"github.com/klauspost/compress/flate"
)

// filterUp says that a row holds the differences to the row above.
// https://www.w3.org/TR/png-3/#9Filter-types
const filterUp = 2

// band is one compressed band.
type band struct {
	out    bytes.Buffer // a chunk without its checksum
	sum    uint32       // the Adler-32 checksum of the filtered rows
	length int          // of the filtered rows
}

// encoder is what one goroutine needs to encode bands. The library's coder without state keeps
// no window and no table of its own, whose memory would cost a program that draws one picture as
// much as the coding.
type encoder struct {
	block []byte // filtered rows that are not yet compressed
	run   run
}

// blockSize is how much is compressed at once: the most that the coder looks back.
const blockSize = 1<<15 - 1

// runRows is how many rows that equal the one above are compressed once and then copied.
const runRows = 8

// run is a stretch of rows that equal the one above, compressed up to a byte boundary.
type run struct {
	row  int          // bytes of a row
	out  bytes.Buffer // compressed
	sum  uint32       // Adler-32
	size int          // bytes of all rows
}

var (
	bands    = sync.Pool{New: newBand}
	encoders = sync.Pool{New: func() any { return new(encoder) }}
)

// usualBand is what a band of text comes to, in bytes.
const usualBand = 32 << 10

func newBand() any {
	b := new(band)
	b.out.Grow(usualBand)
	return b
}

// encode filters and compresses the rows of m. The first band opens the stream and the last one
// closes it.
func (b *band) encode(m *image.RGBA, opaque, first, last bool) {
	e := encoders.Get().(*encoder)
	defer encoders.Put(e)
	width, height := m.Rect.Dx(), m.Rect.Dy()
	depth := 4
	if opaque {
		depth = 3
	}
	b.out.Reset()
	b.out.Write(make([]byte, chunkHead))
	if first {
		b.out.Write([]byte{0x78, 0x01}) // deflate, 32 kB window, fastest
	}
	b.sum, b.length = 1, 0
	size := 1 + width*depth
	e.fill(size)
	short := 0 // rows above it are known to be in no long run
	row := func(y int) []byte { return m.Pix[y*m.Stride : y*m.Stride+4*width] }
	for y := 0; y < height; y++ {
		same := y > 0 && bytes.Equal(row(y), row(y-1))
		if same && y >= short {
			n := repeats(row, y, height)
			short = y + n
			if n >= runRows {
				b.flush(e)
				for ; n >= runRows; n -= runRows {
					b.out.Write(e.run.out.Bytes())
					b.sum = adlerJoin(b.sum, e.run.sum, e.run.size)
					b.length += e.run.size
					y += runRows
				}
				y--
				continue
			}
		}
		if len(e.block)+size > blockSize {
			b.flush(e)
		}
		line := e.line(size)
		switch {
		case same:
			clear(line)
			line[0] = filterUp
		case opaque:
			line[0] = 0
			packRGB(line[1:], row(y))
		default:
			line[0] = 0
			unmultiply(line[1:], row(y))
		}
	}
	b.flush(e)
	if last {
		deflate(&b.out, nil, true)
	}
}

// line returns room for a row at the end of what is to be compressed.
func (e *encoder) line(size int) []byte {
	n := len(e.block)
	e.block = slices.Grow(e.block, max(size, blockSize-n))[:n+size]
	return e.block[n:]
}

// flush compresses the rows that wait.
func (b *band) flush(e *encoder) {
	if len(e.block) == 0 {
		return
	}
	b.sum = adlerJoin(b.sum, adler(e.block), len(e.block))
	b.length += len(e.block)
	deflate(&b.out, e.block, false)
	e.block = e.block[:0]
}

// deflate compresses into memory, which never fails, up to a byte boundary.
func deflate(w *bytes.Buffer, p []byte, end bool) {
	if err := flate.StatelessDeflate(w, p, end, nil); err != nil {
		panic(err)
	}
}

// fill makes the run for rows of a size in bytes.
func (e *encoder) fill(size int) {
	if e.run.row == size {
		return
	}
	e.run.row, e.run.size = size, runRows*size
	e.run.out.Reset()
	for range runRows {
		line := e.line(size)
		clear(line)
		line[0] = filterUp
	}
	e.run.sum = adler(e.block)
	deflate(&e.run.out, e.block, false)
	e.block = e.block[:0]
}

// repeats returns how many rows from y on equal the one above, which is known of y.
func repeats(row func(int) []byte, y, height int) int {
	n := 1
	for y+n < height && bytes.Equal(row(y+n), row(y+n-1)) {
		n++
	}
	return n
}

// packRGB writes opaque pixels, three bytes each, four pixels at a time.
func packRGB(dst, src []byte) {
	const rgb = 1<<24 - 1
	for len(src) >= 16 && len(dst) >= 12 {
		a, b := binary.LittleEndian.Uint64(src), binary.LittleEndian.Uint64(src[8:])
		binary.LittleEndian.PutUint64(dst, a&rgb|a>>32&rgb<<24|b<<48)
		binary.LittleEndian.PutUint32(dst[8:], uint32(b>>16&0xff|b>>32&rgb<<8))
		src, dst = src[16:], dst[12:]
	}
	for len(src) >= 4 && len(dst) >= 3 {
		copy(dst, src[:3])
		src, dst = src[4:], dst[3:]
	}
}

// unmultiply turns premultiplied pixels into straight ones.
func unmultiply(dst, src []byte) {
	for i := 0; i+3 < len(src); i += 4 {
		a := uint32(src[i+3])
		if a == 0 || a == 255 {
			copy(dst[i:i+4], src[i:i+4])
			continue
		}
		for c := range 3 {
			dst[i+c] = byte(min(255, (uint32(src[i+c])*255+a/2)/a))
		}
		dst[i+3] = byte(a)
	}
}
