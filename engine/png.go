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
	opaque := m.Opaque()
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
	row, above, line := e.rows(width * depth)
	clear(above)
	for y := range height {
		src := m.Pix[y*m.Stride : y*m.Stride+4*width]
		if opaque {
			packRGB(row, src)
		} else {
			unmultiply(row, src)
		}
		line[0] = 2
		for i, v := range row {
			line[1+i] = v - above[i]
		}
		if _, err := e.z.Write(line); err != nil {
			return err
		}
		row, above = above, row
	}
	if err := e.z.Close(); err != nil {
		return err
	}
	e.chunk("IDAT", e.data.Bytes())
	e.chunk("IEND", nil)
	_, err := w.Write(e.out.Bytes())
	return err
}

func packRGB(dst, src []byte) {
	for i, j := 0, 0; j+2 < len(src); i, j = i+3, j+4 {
		d, s := dst[i:i+3:i+3], src[j:j+3:j+3]
		d[0], d[1], d[2] = s[0], s[1], s[2]
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

// rows returns memory for two rows of n bytes and a filtered line.
func (e *pngBuffers) rows(n int) (row, above, line []byte) {
	if len(e.mem) < 3*n+1 {
		e.mem = make([]byte, 3*n+1)
	}
	return e.mem[:n], e.mem[n : 2*n], e.mem[2*n : 3*n+1]
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
