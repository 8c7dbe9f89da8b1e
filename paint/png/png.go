package png

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"io"
	"sync"
)

// Writer puts compressed bands in order. Its methods are safe for concurrent use.
type Writer struct {
	opaque bool

	mu    sync.Mutex
	w     io.Writer
	err   error
	done  []*band // not yet written
	next  int     // the band to write
	adler uint32  // of the filtered rows so far
}

// New starts a file of a picture of size px that comes in a number of bands, and writes its
// head. With opaque no pixel may be translucent, and the file has no alpha.
func New(w io.Writer, size image.Point, bands int, opaque bool) *Writer {
	p := &Writer{opaque: opaque, w: w, done: make([]*band, bands), adler: 1}
	var head [13]byte
	binary.BigEndian.PutUint32(head[0:], uint32(size.X))
	binary.BigEndian.PutUint32(head[4:], uint32(size.Y))
	head[8], head[9] = 8, 6 // bits, RGBA
	if opaque {
		head[9] = 2 // RGB
	}
	var out bytes.Buffer
	out.WriteString("\x89PNG\r\n\x1a\n")
	start := out.Len()
	out.Write(make([]byte, chunkHead))
	out.Write(head[:])
	out.Write(endChunk(out.Bytes()[start:], "IHDR"))
	_, p.err = w.Write(out.Bytes())
	return p
}

// Band encodes band i, counted from the top, of premultiplied pixels, and writes what is
// complete. Each band is given once, in any order; m is not kept.
func (p *Writer) Band(i int, m *image.RGBA) {
	b := bands.Get().(*band)
	b.encode(m, p.opaque, i == 0, i == len(p.done)-1)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done[i] = b
	for p.next < len(p.done) && p.done[p.next] != nil {
		b := p.done[p.next]
		p.done[p.next] = nil
		p.next++
		p.adler = adlerJoin(p.adler, b.sum, b.length)
		if p.next == len(p.done) {
			b.out.Write(binary.BigEndian.AppendUint32(nil, p.adler))
		}
		b.out.Write(endChunk(b.out.Bytes(), "IDAT"))
		if p.err == nil {
			_, p.err = p.w.Write(b.out.Bytes())
		}
		bands.Put(b)
	}
}

// Close ends the file. Its error is that of the first write that failed.
func (p *Writer) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err != nil {
		return p.err
	}
	end := make([]byte, chunkHead)
	_, err := p.w.Write(append(end, endChunk(end, "IEND")...))
	return err
}

// chunkHead is the length of what stands before a chunk's data: its length and its name.
const chunkHead = 8

// endChunk completes a chunk that begins with room for its head, and returns its checksum.
// https://www.w3.org/TR/png-3/#5Chunk-layout
func endChunk(c []byte, name string) []byte {
	binary.BigEndian.PutUint32(c, uint32(len(c)-chunkHead))
	copy(c[4:chunkHead], name)
	return binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(c[4:]))
}
