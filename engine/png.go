package engine

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"io"
	"sync"

	"github.com/klauspost/compress/zlib"
)

// WritePNG encodes a picture of a page, fast rather than small. Pages are mostly rows that
// repeat the row above, so each row is stored as the difference to it (filter "Up"); trying all
// five filters of the format costs more time than drawing the page and saves little here.
// https://www.w3.org/TR/png-3/
func WritePNG(w io.Writer, m *image.RGBA) error {
	width, height := m.Rect.Dx(), m.Rect.Dy()
	opaque := isOpaque(m)
	depth, colour := 4, byte(6)
	if opaque {
		depth, colour = 3, 2
	}
	e := pngPool.Get().(*pngBuffers)
	defer pngPool.Put(e)
	e.out.Reset()
	e.out.WriteString("\x89PNG\r\n\x1a\n")
	var head [13]byte
	binary.BigEndian.PutUint32(head[0:], uint32(width))
	binary.BigEndian.PutUint32(head[4:], uint32(height))
	head[8], head[9] = 8, colour
	e.chunk("IHDR", head[:])

	e.data.Reset()
	e.z.Reset(&e.data)
	row, above, line, same := e.rows(width * depth)
	line[0], same[0] = 2, 2
	var before []byte // the row above, as it is in m
	for y := range height {
		src := m.Pix[y*m.Stride : y*m.Stride+4*width]
		out := line
		switch {
		case before != nil && bytes.Equal(src, before):
			out = same
		case opaque:
			differenceRGB(line[1:], src, before)
		default:
			unmultiply(row, src)
			for i, v := range row {
				line[1+i] = v - above[i]
			}
			row, above = above, row
		}
		if _, err := e.z.Write(out); err != nil {
			return err
		}
		before = src
	}
	if err := e.z.Close(); err != nil {
		return err
	}
	e.chunk("IDAT", e.data.Bytes())
	e.chunk("IEND", nil)
	_, err := w.Write(e.out.Bytes())
	return err
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

// differenceRGB writes the opaque pixels of src less those of the row above, three bytes each;
// above is nil for the first row, which is as if it were black.
func differenceRGB(dst, src, above []byte) {
	const high, low = 0x80808080, 0x7f7f7f7f
	for len(src) >= 4 {
		a, b := binary.LittleEndian.Uint32(src), uint32(0)
		if above != nil {
			b = binary.LittleEndian.Uint32(above)
			above = above[4:]
		}
		// Four subtractions at once: the high bits are kept out, so that nothing is borrowed.
		d := ((a | high) - (b & low)) ^ ((a ^ ^b) & high)
		if len(dst) >= 4 {
			binary.LittleEndian.PutUint32(dst, d)
		} else {
			dst[0], dst[1], dst[2] = byte(d), byte(d>>8), byte(d>>16)
		}
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

// pngBuffers is what an encoder needs again and again.
type pngBuffers struct {
	out, data bytes.Buffer
	z         *zlib.Writer
	mem       []byte
}

var pngPool = sync.Pool{New: func() any {
	z, err := zlib.NewWriterLevel(io.Discard, zlib.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant
	}
	return &pngBuffers{z: z}
}}

// rows returns memory for two rows of n bytes, of which above is all zero, and for two filtered
// lines, of which same is all zero.
func (e *pngBuffers) rows(n int) (row, above, line, same []byte) {
	if len(e.mem) < 4*n+2 {
		e.mem = make([]byte, 4*n+2)
	}
	row, above, line, same = e.mem[:n], e.mem[n:2*n], e.mem[2*n:3*n+1], e.mem[3*n+1:4*n+2]
	clear(above)
	clear(same)
	return row, above, line, same
}

func (e *pngBuffers) chunk(name string, data []byte) {
	var b [8]byte
	binary.BigEndian.PutUint32(b[:], uint32(len(data)))
	copy(b[4:], name)
	e.out.Write(b[:])
	e.out.Write(data)
	crc := crc32.Update(crc32.ChecksumIEEE(b[4:]), crc32.IEEETable, data)
	binary.BigEndian.PutUint32(b[:], crc)
	e.out.Write(b[:4])
}
