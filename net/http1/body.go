package http1

import (
	"bytes"
	"errors"
	"io"

	"vitrine/net/header"
)

// ErrTruncated is the cause when the connection ended before the body did.
var ErrTruncated = errors.New("the body is cut short")

type bodyKind uint8

const (
	nothing    bodyKind = iota // HEAD, 204, 304
	counted                    // Content-Length
	chunked                    // Transfer-Encoding: chunked
	untilClose                 // whatever comes until the connection closes
)

// Body reads a response's body off the wire, without its framing.
type Body struct {
	Trailer header.List // after the end of a chunked body
	Wire    int64       // bytes taken off the wire so far, framing included

	c      *Conn
	r      *Response
	kind   bodyKind
	left   int64 // of the body, or of the current chunk
	inside bool  // a chunk was begun: its end is still to be read
	excess int64 // chunk framing above a fair share of the data
	err    error // sticky; io.EOF at the end
}

// Read implements io.Reader.
func (b *Body) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	if len(p) == 0 {
		return 0, nil
	}
	n, err := b.read(p)
	if err != nil {
		b.err = err
		if err == io.EOF {
			b.c.shrink()
		}
		if n > 0 {
			return n, nil
		}
	}
	return n, err
}

func (b *Body) read(p []byte) (int, error) {
	switch b.kind {
	case nothing:
		return 0, io.EOF
	case counted:
		if b.left == 0 {
			return 0, io.EOF
		}
		n, err := b.data(p)
		if b.left == 0 && err == nil {
			err = io.EOF
		}
		return n, err
	case chunked:
		return b.readChunked(p)
	}
	n, err := b.c.read(p, true)
	b.Wire += int64(n)
	if err == io.ErrUnexpectedEOF { // TLS ended without saying so
		err = ErrTruncated
	}
	return n, err
}

// data reads up to left bytes. The last of them always pass through the buffer, so that bytes
// which follow the body in the same packet are seen and the connection is not used again.
func (b *Body) data(p []byte) (int, error) {
	last := int64(len(p)) >= b.left
	if last {
		p = p[:b.left]
	}
	n, err := b.c.read(p, !last)
	b.left -= int64(n)
	b.Wire += int64(n)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = ErrTruncated
	}
	if n > 0 && b.left == 0 {
		err = nil
	}
	return n, err
}

// readChunked fills p from as many chunks as are there without waiting.
//
// https://www.rfc-editor.org/rfc/rfc9112#name-chunked-transfer-coding
func (b *Body) readChunked(p []byte) (n int, err error) {
	for n < len(p) {
		if b.left == 0 {
			if n > 0 && !b.c.hasLine() {
				return n, nil
			}
			if err := b.nextChunk(); err != nil {
				return n, err
			}
		}
		if n > 0 && b.c.r == b.c.w {
			return n, nil
		}
		m, err := b.data(p[n:])
		n += m
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// nextChunk reads the end of the last chunk, if any, and the next chunk's size line. After the
// last chunk it reads the trailers and returns io.EOF.
func (b *Body) nextChunk() error {
	c := b.c
	if b.inside {
		line, err := b.line(c.lim.ChunkLine)
		if err != nil {
			return err
		}
		if len(line) != 0 {
			return broken("a chunk is longer than its size")
		}
		b.inside = false
	}
	line, err := b.line(c.lim.ChunkLine)
	if err != nil {
		return err
	}
	size, err := chunkSize(line)
	if err != nil {
		return err
	}
	// A chunk may cost 16 bytes of framing and as much as its data; the rest adds up.
	b.excess += int64(len(line)) + 4 - 16
	if size < 1<<40 {
		b.excess -= 2 * size
	}
	b.excess = max(b.excess, 0)
	if b.excess > int64(c.lim.ChunkExcess) {
		return broken("more chunk framing than data")
	}
	if size == 0 {
		return b.trailers()
	}
	b.left, b.inside = size, true
	return nil
}

// chunkSize parses the size of a chunk-size line; extensions are ignored.
func chunkSize(line []byte) (int64, error) {
	var n int64
	i := 0
	for ; i < len(line); i++ {
		c := line[i]
		var d byte
		switch {
		case '0' <= c && c <= '9':
			d = c - '0'
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			d = c | 0x20 - 'a' + 10
		default:
			goto end
		}
		if n > 1<<59-1 {
			return 0, broken("a chunk size overflows")
		}
		n = n<<4 | int64(d)
	}
end:
	rest := bytes.TrimLeft(line[i:], " \t")
	if i == 0 || (len(rest) > 0 && rest[0] != ';') {
		return 0, broken("not a chunk size: %.20q", line)
	}
	return n, nil
}

// trailers reads the trailer section and returns io.EOF when the body is whole.
func (b *Body) trailers() error {
	left := b.c.lim.TrailerBytes
	var text []byte
	for {
		line, err := b.line(left)
		if err == errLongLine {
			return broken("the trailers are larger than %d bytes", b.c.lim.TrailerBytes)
		}
		if err != nil {
			return err
		}
		if len(line) == 0 {
			break
		}
		left = max(left-len(line)-2, 0)
		text = append(append(text, line...), '\n')
	}
	if text != nil {
		t, err := b.c.parseFields(b.r, string(text))
		if err != nil {
			return err
		}
		b.Trailer = t
	}
	return io.EOF
}

// line reads a line of at most limit bytes, without its end. It is valid until the next read.
func (b *Body) line(limit int) ([]byte, error) {
	c := b.c
	scan := 0
	for {
		have := c.buf[c.r:c.w]
		if i := bytes.IndexByte(have[scan:], '\n'); i >= 0 {
			i += scan
			c.r += i + 1
			b.Wire += int64(i + 1)
			if i > limit {
				return nil, errLongLine
			}
			return bytes.TrimSuffix(have[:i], []byte("\r")), nil
		}
		scan = len(have)
		if scan > limit {
			return nil, errLongLine
		}
		if err := c.fill(limit + 2); err != nil {
			switch err {
			case io.EOF, io.ErrUnexpectedEOF:
				return nil, ErrTruncated
			case errFull:
				return nil, errLongLine
			}
			return nil, err
		}
	}
}

var errLongLine = broken("a line of the chunked coding is too long")

// hasLine reports whether a chunk's end and the next size line can be read without waiting.
func (c *Conn) hasLine() bool {
	b := c.buf[c.r:c.w]
	i := bytes.IndexByte(b, '\n')
	return i >= 0 && bytes.IndexByte(b[i+1:], '\n') >= 0
}

// read takes buffered bytes first, then reads into p directly when p is large and that is wanted.
func (c *Conn) read(p []byte, direct bool) (int, error) {
	if c.r == c.w {
		if direct && len(p) >= len(c.buf) {
			return c.nc.Read(p)
		}
		if err := c.fill(len(c.buf)); err != nil {
			return 0, err
		}
	}
	n := copy(p, c.buf[c.r:c.w])
	c.r += n
	return n, nil
}

// Ended reports whether the body was read to its end without an error.
func (b *Body) Ended() bool {
	return b.err == io.EOF || b.kind == nothing || (b.kind == counted && b.left == 0)
}

// Reusable reports whether the next request may be sent on this connection: the body was read
// to its end, nothing unasked follows it, the request was sent whole, and both sides agree.
func (b *Body) Reusable() bool {
	c := b.c
	return b.Ended() && b.r.keepAlive && b.kind != untilClose && c.r == c.w && c.sentAll()
}
