package png

import (
	"bytes"
	"encoding/binary"
	"hash/adler32"
	"image"
	"io"
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

// encoder is what one goroutine needs to encode bands.
type encoder struct {
	z   *flate.Writer
	mem []byte
	run run
}

// runRows is how many rows that equal the one above are compressed once and then copied.
const runRows = 32

// run is a stretch of rows that equal the one above, compressed up to a byte boundary.
type run struct {
	row  int          // bytes of a row
	out  bytes.Buffer // compressed
	sum  uint32       // Adler-32
	size int          // bytes of all rows
}

var (
	bands    = sync.Pool{New: func() any { return new(band) }}
	encoders = sync.Pool{New: func() any {
		z, err := flate.NewWriter(io.Discard, flate.BestSpeed)
		if err != nil {
			panic(err) // the level is a constant
		}
		return &encoder{z: z}
	}}
)

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
	line, same := e.rows(1 + width*depth)
	e.fill(same)
	e.z.Reset(&b.out)
	sum := adler32.New()
	b.sum, b.length = 1, 0
	part := 0  // bytes in sum
	short := 0 // rows above it are known to be in no long run
	row := func(y int) []byte { return m.Pix[y*m.Stride : y*m.Stride+4*width] }
	for y := 0; y < height; y++ {
		out := line
		switch {
		case y > 0 && bytes.Equal(row(y), row(y-1)):
			out = same
			if y < short {
				break
			}
			n := repeats(row, y, height)
			short = y + n
			if n >= runRows {
				e.z.Flush()
				b.sum = adlerJoin(b.sum, sum.Sum32(), part)
				for ; n >= runRows; n -= runRows {
					b.out.Write(e.run.out.Bytes())
					b.sum = adlerJoin(b.sum, e.run.sum, e.run.size)
					b.length += e.run.size
					y += runRows
				}
				e.z.Reset(&b.out) // distances count from here
				sum.Reset()
				part = 0
				y--
				continue
			}
		case opaque:
			packRGB(line[1:], row(y))
		default:
			unmultiply(line[1:], row(y))
		}
		sum.Write(out)
		part += len(out)
		b.length += len(out)
		e.z.Write(out) // into memory: never fails
	}
	if last {
		e.z.Close()
	} else {
		e.z.Flush()
	}
	b.sum = adlerJoin(b.sum, sum.Sum32(), part)
}

// repeats returns how many rows from y on equal the one above, which is known of y.
func repeats(row func(int) []byte, y, height int) int {
	n := 1
	for y+n < height && bytes.Equal(row(y+n), row(y+n-1)) {
		n++
	}
	return n
}

// fill makes the run for rows like same.
func (e *encoder) fill(same []byte) {
	if e.run.row == len(same) {
		return
	}
	e.run.row, e.run.size = len(same), runRows*len(same)
	e.run.out.Reset()
	e.z.Reset(&e.run.out)
	sum := adler32.New()
	for range runRows {
		sum.Write(same)
		e.z.Write(same)
	}
	e.z.Flush()
	e.run.sum = sum.Sum32()
}

// rows returns memory for an unfiltered line of n bytes, and a line equal to the one above it.
func (e *encoder) rows(n int) (line, same []byte) {
	if len(e.mem) < 2*n {
		e.mem = make([]byte, 2*n)
	}
	line, same = e.mem[:n], e.mem[n:2*n]
	line[0] = 0
	clear(same)
	same[0] = filterUp
	return line, same
}

// packRGB writes opaque pixels, three bytes each.
func packRGB(dst, src []byte) {
	for len(src) >= 4 && len(dst) >= 4 {
		binary.LittleEndian.PutUint32(dst, binary.LittleEndian.Uint32(src))
		src, dst = src[4:], dst[3:]
	}
	copy(dst, src)
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

// adlerJoin returns the checksum of two parts from theirs and the length of the second.
// https://www.rfc-editor.org/rfc/rfc1950#section-8.2
func adlerJoin(a, b uint32, length int) uint32 {
	const mod = 65521
	n := uint32(length % mod)
	a1, a2, b1, b2 := a&0xffff, a>>16, b&0xffff, b>>16
	low := (a1 + b1 + mod - 1) % mod
	high := (n*((a1+mod-1)%mod)%mod + a2 + b2) % mod
	return high<<16 | low
}
