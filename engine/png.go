package engine

import (
	"bytes"
	"encoding/binary"
	"hash/adler32"
	"hash/crc32"
	"image"
	"io"
	"sync"

	"github.com/klauspost/compress/flate"

	"vitrine/paint/raster"
)

// A PNG is written in bands of rows that are compressed on several goroutines: each band ends
// at a byte boundary of the deflate stream and refers to nothing above itself, and the checksum
// of the whole follows from those of the bands. A row equal to the one above says just that
// (filter "Up", all zero), any other is stored as it is: text compresses best unfiltered, and
// trying all five filters of the format costs more time than drawing the page.
// https://www.w3.org/TR/png-3/

// WritePNG encodes a picture of a page, fast rather than small.
func WritePNG(w io.Writer, m *image.RGBA) error {
	const rows = 128
	size := m.Rect.Size()
	p := newPNG(w, size, (size.Y+rows-1)/rows, isOpaque(m))
	raster.Parallel(p.bands(), func(next func() int) {
		for i := next(); i < p.bands(); i = next() {
			r := m.Rect
			r.Min.Y += i * rows
			r.Max.Y = min(r.Max.Y, r.Min.Y+rows)
			p.band(i, m.SubImage(r).(*image.RGBA))
		}
	})
	return p.close()
}

// WritePNG draws the frame as Image does and encodes the picture while it is being drawn; the
// whole of it is never in memory.
func (f *Frame) WritePNG(w io.Writer, s Shot) error {
	area, opt := f.area(s)
	b := raster.NewBands(f.list(s), area, opt)
	p := newPNG(w, b.Size(), b.Count(), b.Opaque())
	b.Run(func(i int, m *image.RGBA) { p.band(i, m) })
	return p.close()
}

// pngWriter puts compressed bands in order.
type pngWriter struct {
	width  int
	opaque bool

	mu    sync.Mutex
	w     io.Writer
	err   error
	done  []*pngBand // not yet written
	next  int        // the band to write
	adler uint32     // of the filtered rows so far
}

func newPNG(w io.Writer, size image.Point, bands int, opaque bool) *pngWriter {
	p := &pngWriter{width: size.X, opaque: opaque, w: w, done: make([]*pngBand, bands), adler: 1}
	var head [13]byte
	binary.BigEndian.PutUint32(head[0:], uint32(size.X))
	binary.BigEndian.PutUint32(head[4:], uint32(size.Y))
	head[8], head[9] = 8, 6
	if opaque {
		head[9] = 2
	}
	var out bytes.Buffer
	out.WriteString("\x89PNG\r\n\x1a\n")
	beginChunk(&out)
	out.Write(head[:])
	endChunk(&out, 8, "IHDR")
	_, p.err = w.Write(out.Bytes())
	return p
}

func (p *pngWriter) bands() int { return len(p.done) }

// band encodes one band. It may be called for several bands at once.
func (p *pngWriter) band(i int, m *image.RGBA) {
	b := pngBands.Get().(*pngBand)
	b.encode(m, p.opaque, i == 0, i == len(p.done)-1)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done[i] = b
	for p.next < len(p.done) && p.done[p.next] != nil {
		b := p.done[p.next]
		p.done[p.next] = nil
		p.next++
		p.adler = adlerJoin(p.adler, b.adler, b.length)
		if p.next == len(p.done) {
			var sum [4]byte
			binary.BigEndian.PutUint32(sum[:], p.adler)
			b.out.Write(sum[:])
		}
		endChunk(&b.out, 0, "IDAT")
		if p.err == nil {
			_, p.err = p.w.Write(b.out.Bytes())
		}
		pngBands.Put(b)
	}
}

// close ends the file.
func (p *pngWriter) close() error {
	if p.err != nil {
		return p.err
	}
	var out bytes.Buffer
	beginChunk(&out)
	endChunk(&out, 0, "IEND")
	_, err := p.w.Write(out.Bytes())
	return err
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

// isOpaque reports whether no pixel is translucent.
func isOpaque(m *image.RGBA) bool {
	const alphas = 0xff000000_ff000000
	for y := range m.Rect.Dy() {
		row := m.Pix[y*m.Stride : y*m.Stride+4*m.Rect.Dx()]
		all := uint64(alphas)
		for len(row) >= 8 {
			all &= binary.LittleEndian.Uint64(row)
			row = row[8:]
		}
		if all != alphas || len(row) == 4 && row[3] != 0xff {
			return false
		}
	}
	return true
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

// pngBand is one compressed band.
type pngBand struct {
	out    bytes.Buffer // a chunk without its checksum
	adler  uint32       // of the filtered rows
	length int          // of the filtered rows
}

// pngEncoder is what one goroutine needs to encode bands.
type pngEncoder struct {
	z   *flate.Writer
	mem []byte
}

var (
	pngBands    = sync.Pool{New: func() any { return new(pngBand) }}
	pngEncoders = sync.Pool{New: func() any {
		z, err := flate.NewWriter(io.Discard, flate.BestSpeed)
		if err != nil {
			panic(err) // the level is a constant
		}
		return &pngEncoder{z: z}
	}}
)

// encode filters and compresses the rows of m. The first band opens the stream and the last one
// closes it.
func (b *pngBand) encode(m *image.RGBA, opaque, first, last bool) {
	e := pngEncoders.Get().(*pngEncoder)
	defer pngEncoders.Put(e)
	width, height := m.Rect.Dx(), m.Rect.Dy()
	depth := 4
	if opaque {
		depth = 3
	}
	b.out.Reset()
	beginChunk(&b.out)
	if first {
		b.out.Write([]byte{0x78, 0x01}) // deflate, 32 kB window, fastest
	}
	e.z.Reset(&b.out)
	sum := adler32.New()
	b.length = 0
	line, same := e.rows(1 + width*depth)
	var before []byte // the row above, as it is in m
	for y := range height {
		src := m.Pix[y*m.Stride : y*m.Stride+4*width]
		out := line
		switch {
		case before != nil && bytes.Equal(src, before):
			out = same
		case opaque:
			packRGB(line[1:], src)
		default:
			unmultiply(line[1:], src)
		}
		sum.Write(out)
		b.length += len(out)
		e.z.Write(out) // into memory: never fails
		before = src
	}
	if last {
		e.z.Close()
	} else {
		e.z.Flush()
	}
	b.adler = sum.Sum32()
}

// filterUp says that a row holds the differences to the row above.
// https://www.w3.org/TR/png-3/#9Filter-types
const filterUp = 2

// rows returns memory for an unfiltered line of n bytes, and a line equal to the one above it.
func (e *pngEncoder) rows(n int) (line, same []byte) {
	if len(e.mem) < 2*n {
		e.mem = make([]byte, 2*n)
	}
	line, same = e.mem[:n], e.mem[n:2*n]
	line[0] = 0
	clear(same)
	same[0] = filterUp
	return line, same
}

// beginChunk leaves room for a chunk's length and name.
func beginChunk(b *bytes.Buffer) { b.Write(make([]byte, 8)) }

// endChunk completes the chunk that starts at a position of b: its length, name and checksum.
func endChunk(b *bytes.Buffer, start int, name string) {
	c := b.Bytes()[start:]
	binary.BigEndian.PutUint32(c, uint32(len(c)-8))
	copy(c[4:8], name)
	var sum [4]byte
	binary.BigEndian.PutUint32(sum[:], crc32.ChecksumIEEE(c[4:]))
	b.Write(sum[:])
}
