package http1

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"syscall"
	"time"

	"vitrine/net/header"
)

const (
	firstBuffer = 16 << 10 // read buffer of a connection
	keptBuffer  = 64 << 10 // a buffer that grew beyond is let go after its response
	inlineBody  = 32 << 10 // a larger request body is sent while we already read the answer
	blankLines  = 16       // bytes of empty lines before a status line that are skipped
)

// ErrNoResponse is the cause when the peer closed the connection before the first byte of a
// response. On a connection that was kept it usually means that the peer gave it up meanwhile.
var ErrNoResponse = errors.New("the server closed the connection without an answer")

// ProtocolError says which rule a response broke.
type ProtocolError struct{ Reason string }

func (e *ProtocolError) Error() string { return e.Reason }

func broken(format string, a ...any) error { return &ProtocolError{fmt.Sprintf(format, a...)} }

// Conn speaks HTTP/1.1 on a connection. One exchange at a time: Send, Receive, read the Body
// to its end. It is not safe for concurrent use; closing the connection below ends all calls.
type Conn struct {
	nc      net.Conn
	lim     Limits
	buf     []byte // buf[r:w] is read but not used
	r, w    int
	out     []byte
	writing chan error // result of a body that is sent in the background, or nil
	unsent  bool       // such a body could not be sent whole
	interim func(int, header.List)
}

// NewConn returns a Conn over nc, which stays the caller's to close.
func NewConn(nc net.Conn, lim Limits) *Conn {
	return &Conn{nc: nc, lim: lim.withDefaults(), buf: make([]byte, firstBuffer)}
}

// Request is a request as it goes on the wire. Host and, for a body, Content-Length are
// written by Send and must not be in Header.
type Request struct {
	Method string // a token
	Target string // path and query, as in the request line
	Host   string
	Header header.List
	Body   []byte
	// Interim, if not nil, is told every informational response, by Receive.
	Interim func(status int, h header.List)
}

// AppendHead appends the request's head to dst, or fails when a part of it could be read as
// something else.
func (q *Request) AppendHead(dst []byte) ([]byte, error) {
	if !header.ValidName(q.Method) {
		return nil, broken("the method is not a token")
	}
	for i := range len(q.Target) {
		if c := q.Target[i]; c <= ' ' || c == 0x7F {
			return nil, broken("the request target has a space or control character")
		}
	}
	dst = append(dst, q.Method...)
	dst = append(dst, ' ')
	dst = append(dst, q.Target...)
	dst = append(dst, " HTTP/1.1\r\nHost: "...)
	if !header.ValidValue(q.Host) {
		return nil, broken("the host has a line break")
	}
	dst = append(dst, q.Host...)
	for _, f := range q.Header {
		if !header.ValidName(f.Name) || !header.ValidValue(f.Value) {
			return nil, broken("the header field %q cannot be sent", f.Name)
		}
		dst = append(dst, "\r\n"...)
		dst = append(dst, f.Name...)
		dst = append(dst, ": "...)
		dst = append(dst, f.Value...)
	}
	if q.Body != nil || q.Method == "POST" || q.Method == "PUT" || q.Method == "PATCH" {
		dst = append(dst, "\r\nContent-Length: "...)
		dst = strconv.AppendInt(dst, int64(len(q.Body)), 10)
	}
	return append(dst, "\r\n\r\n"...), nil
}

// Send writes the request and returns the bytes that it takes on the wire. A large body is
// written while the answer is already awaited, so that neither side can block the other.
func (c *Conn) Send(q *Request) (n int, err error) {
	c.interim = q.Interim
	c.out, err = q.AppendHead(c.out[:0])
	if err != nil {
		return 0, err
	}
	n = len(c.out) + len(q.Body)
	if len(q.Body) <= inlineBody {
		c.out = append(c.out, q.Body...)
		_, err = c.nc.Write(c.out)
		return n, err
	}
	if _, err = c.nc.Write(c.out); err != nil {
		return n, err
	}
	c.writing = make(chan error, 1)
	go func(done chan<- error) {
		_, err := c.nc.Write(q.Body)
		done <- err
	}(c.writing)
	return n, nil
}

// sentAll reports whether the request that was sent last is on the wire as a whole. A body that
// is still being sent is stopped: its server answered without it. Where the server did read all
// of it, the last write has nothing left to do, and only its goroutine may not have said so yet.
func (c *Conn) sentAll() bool {
	if c.writing != nil {
		c.nc.SetWriteDeadline(longAgo)
		c.unsent = <-c.writing != nil
		c.writing = nil
	}
	return !c.unsent
}

// longAgo is a deadline that has passed.
var longAgo = time.Unix(1, 0)

// HeadSent returns the bytes of the last request's head, until the next Send.
func (c *Conn) HeadSent() []byte {
	if i := bytes.Index(c.out, []byte("\r\n\r\n")); i >= 0 {
		return c.out[:i+4]
	}
	return c.out
}

// Response is a final response. Body is never nil.
type Response struct {
	Minor         int // HTTP/1.x
	Status        int
	Reason        string
	Header        header.List
	Head          string // the head as it came, without the empty line
	HeadBytes     int    // on the wire, with informational responses
	Informational int    // how many 1xx came before
	FirstByte     time.Time
	Length        int64 // bytes of the body on the wire, -1 when only its end tells
	Repairs       []string
	Body          *Body
	keepAlive     bool
	loose         bool // what frames the body was written in a way that others read differently
}

// Receive reads the next final response. method is the request's, which decides whether a body
// follows.
func (c *Conn) Receive(method string) (*Response, error) {
	r := &Response{}
	for {
		if err := c.readHead(r); err != nil {
			return nil, err
		}
		if r.Status >= 200 {
			break
		}
		if r.Status == 101 {
			return nil, broken("the server switched protocols unasked (101)")
		}
		if r.Informational++; r.Informational > c.lim.Informational {
			return nil, broken("more than %d informational responses", c.lim.Informational)
		}
		if c.interim != nil {
			c.interim(r.Status, r.Header)
		}
	}
	return r, c.frame(r, method)
}

// fill reads more bytes into the buffer, growing it up to limit unread bytes.
func (c *Conn) fill(limit int) error {
	if c.r > 0 {
		copy(c.buf, c.buf[c.r:c.w])
		c.w -= c.r
		c.r = 0
	}
	if c.w == len(c.buf) {
		if c.w >= limit {
			return errFull
		}
		c.buf = append(c.buf, make([]byte, len(c.buf))...)
	}
	for range 8 {
		n, err := c.nc.Read(c.buf[c.w:])
		c.w += n
		if n > 0 {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}

var errFull = errors.New("buffer full")

// readHead reads one head, final or informational, into r.
//
// https://www.rfc-editor.org/rfc/rfc9112#name-message-parsing
func (c *Conn) readHead(r *Response) error {
	first := r.FirstByte.IsZero()
	scan := 0 // bytes after c.r that hold no end of head
	for {
		if first && c.w > c.r {
			r.FirstByte, first = time.Now(), false
		}
		end, size, err := c.findHead(&scan)
		if err != nil {
			return err
		}
		if size > 0 {
			r.HeadBytes += size
			if size > c.lim.HeadBytes {
				return broken("the response head is larger than %d bytes", c.lim.HeadBytes)
			}
			head := string(c.buf[c.r : c.r+end])
			c.r += size
			return c.parseHead(r, head)
		}
		if err := c.fill(c.lim.HeadBytes); err != nil {
			switch {
			case err == errFull:
				return broken("the response head is larger than %d bytes", c.lim.HeadBytes)
			case c.w == c.r && r.HeadBytes == 0 && (err == io.EOF || err == io.ErrUnexpectedEOF || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)):
				return ErrNoResponse
			case err == io.EOF || err == io.ErrUnexpectedEOF:
				return broken("the connection closed within the response head")
			}
			return err
		}
	}
}

// findHead looks for a whole head in the buffer. It returns the length of its lines and its
// size with the empty line, or size 0 when more bytes are needed.
func (c *Conn) findHead(scan *int) (end, size int, err error) {
	b := c.buf[c.r:c.w]
	if *scan == 0 { // empty lines before a status line are skipped
		n := 0
		for n < len(b) && (b[n] == '\r' || b[n] == '\n') {
			n++
		}
		if n > blankLines {
			return 0, 0, broken("empty lines instead of a response")
		}
		c.r += n
		b = b[n:]
		if len(b) < 5 {
			return 0, 0, nil
		}
		if !bytes.EqualFold(b[:5], []byte("HTTP/")) {
			return 0, 0, broken("the answer is not HTTP")
		}
	}
	for i := *scan; ; {
		j := bytes.IndexByte(b[i:], '\n')
		if j < 0 {
			*scan = max(len(b)-2, 1)
			return 0, 0, nil
		}
		i += j + 1
		switch rest := b[i:]; {
		case len(rest) == 0, len(rest) == 1 && rest[0] == '\r':
			*scan = i - 1
			return 0, 0, nil
		case rest[0] == '\n':
			return i, i + 1, nil
		case rest[0] == '\r' && rest[1] == '\n':
			return i, i + 2, nil
		}
	}
}

// shrink lets a buffer go that one large head or trailer made grow.
func (c *Conn) shrink() {
	if len(c.buf) > keptBuffer && c.r == c.w {
		c.buf, c.r, c.w = make([]byte, firstBuffer), 0, 0
	}
}
