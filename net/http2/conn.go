package http2

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"vitrine/net/header"
)

// Limits bound what a peer can make a Conn read, keep and do. Zero fields take the numbers of
// DefaultLimits. Sizes are bytes.
type Limits struct {
	HeadBytes     int           // one decoded header list
	StreamWindow  int           // body bytes of one stream that wait to be read
	ConnWindow    int           // the same of all streams
	FrameSize     int           // one frame
	Informational int           // 1xx responses before the final one
	Cheap         int           // frames without use, above a fair share
	Write         time.Duration // until a write must have gone out
	Idle          time.Duration // how long a connection without streams is kept
	Quiet         time.Duration // of silence before a new stream is accompanied by a ping
	Pong          time.Duration // until something must answer that ping
}

// DefaultLimits: the header list is as in http1; the windows are Chromium's and let one stream
// of 200 Mbit/s run over 100 ms of delay, as half of a window is always granted.
var DefaultLimits = Limits{
	HeadBytes:     256 << 10,
	StreamWindow:  6 << 20,
	ConnWindow:    15 << 20,
	FrameSize:     16 << 10,
	Informational: 32,
	Cheap:         1000,
	Write:         15 * time.Second,
	Idle:          60 * time.Second,
	Quiet:         10 * time.Second,
	Pong:          4 * time.Second,
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits
	for _, f := range []struct {
		v   *int
		def int
	}{{&l.HeadBytes, d.HeadBytes}, {&l.StreamWindow, d.StreamWindow}, {&l.ConnWindow, d.ConnWindow},
		{&l.FrameSize, d.FrameSize}, {&l.Informational, d.Informational}, {&l.Cheap, d.Cheap}} {
		if *f.v <= 0 {
			*f.v = f.def
		}
	}
	for _, f := range []struct {
		v   *time.Duration
		def time.Duration
	}{{&l.Write, d.Write}, {&l.Idle, d.Idle}, {&l.Quiet, d.Quiet}, {&l.Pong, d.Pong}} {
		if *f.v <= 0 {
			*f.v = f.def
		}
	}
	return l
}

// Errors that callers tell apart with errors.Is.
var (
	// ErrUnused says that the server did not look at the request: it may be sent again.
	ErrUnused = errors.New("the server did not process the request")
	// ErrNoResponse says that the connection ended before anything came on it.
	ErrNoResponse = errors.New("the server closed the connection without an answer")
	// ErrTruncated says that the stream ended before its body did.
	ErrTruncated = errors.New("the body is cut short")
	// ErrHTTP1 says that the server wants the request over HTTP/1.1.
	ErrHTTP1  = errors.New("the server asks for HTTP/1.1")
	errClosed = errors.New("the stream was closed")
)

// ProtocolError says which rule the peer broke, or why it ended a stream.
type ProtocolError struct {
	Reason string
	code   http2.ErrCode
}

func (e *ProtocolError) Error() string { return "HTTP/2: " + e.Reason }

func broken(code http2.ErrCode, format string, a ...any) *ProtocolError {
	return &ProtocolError{fmt.Sprintf(format, a...), code}
}

// Conn is an HTTP/2 connection. It is safe for concurrent use.
type Conn struct {
	nc      net.Conn
	lim     Limits
	onClose func()

	wmu  sync.Mutex // for writing: fr's writer, enc, head and the next two
	out  *bufio.Writer
	fr   *http2.Framer
	head bytes.Buffer
	enc  *hpack.Encoder

	opened time.Time // when the last request was written
	queue  []*opening

	mu         sync.Mutex
	changed    *sync.Cond // windows, settings, streams, err
	streams    map[uint32]*Stream
	next       uint32
	pending    int // streams being opened
	maxStreams uint32
	sendWindow int64 // of the connection
	initial    int64 // send window of a new stream
	maxFrame   int
	recvLeft   int64 // of the connection's receive window
	credit     int64 // read but not yet granted again
	draining   bool  // no new streams
	late       int64 // body bytes that may still come for streams that were given up
	heard      time.Time
	err        error
	idle       *time.Timer

	// The rest is the reader's.
	in        inlet
	cheap     float64
	cheapTime time.Time
	dec       *hpack.Decoder
	block     headBlock
	settled   bool // the peer's settings came
}

// NewConn starts HTTP/2 on nc, which it closes at the end. onClose is called once, when the
// connection has ended.
func NewConn(nc net.Conn, lim Limits, onClose func()) (*Conn, error) {
	c := &Conn{nc: nc, lim: lim.withDefaults(), onClose: onClose, streams: map[uint32]*Stream{}, next: 1,
		maxStreams: 100, sendWindow: 65535, initial: 65535, maxFrame: 16384, cheapTime: time.Now()}
	c.changed = sync.NewCond(&c.mu)
	c.recvLeft = int64(c.lim.ConnWindow)
	c.out = bufio.NewWriterSize(nc, 8<<10)
	c.in.Conn = nc
	c.fr = http2.NewFramer(c.out, bufio.NewReaderSize(&c.in, 16<<10))
	c.fr.SetMaxReadFrameSize(uint32(c.lim.FrameSize))
	c.dec = hpack.NewDecoder(headerTable, c.field)
	c.dec.SetMaxStringLength(c.lim.HeadBytes)
	c.enc = hpack.NewEncoder(&c.head)
	err := c.preface(func() error {
		if _, err := io.WriteString(c.out, http2.ClientPreface); err != nil {
			return err
		}
		if err := c.fr.WriteSettings(
			http2.Setting{ID: http2.SettingEnablePush, Val: 0},
			http2.Setting{ID: http2.SettingInitialWindowSize, Val: uint32(c.lim.StreamWindow)},
			http2.Setting{ID: http2.SettingMaxFrameSize, Val: uint32(c.lim.FrameSize)},
			http2.Setting{ID: http2.SettingMaxHeaderListSize, Val: uint32(c.lim.HeadBytes)},
		); err != nil {
			return err
		}
		if more := c.lim.ConnWindow - 65535; more > 0 {
			return c.fr.WriteWindowUpdate(0, uint32(more))
		}
		return nil
	})
	if err != nil {
		nc.Close()
		return nil, err
	}
	go c.readLoop()
	return c, nil
}

// write runs f with the right to write, and flushes.
func (c *Conn) write(f func() error) error {
	c.wmu.Lock()
	defer c.wmu.Unlock()
	c.nc.SetWriteDeadline(time.Now().Add(c.lim.Write))
	err := f()
	if err == nil {
		err = c.out.Flush()
	}
	return err
}

// Usable reports whether new streams can be opened.
func (c *Conn) Usable() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err == nil && !c.draining && c.next < 1<<30
}

// Streams returns how many streams are open.
func (c *Conn) Streams() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.streams) + c.pending
}

// Busy reports whether the connection serves streams right now: something came on it within the
// last Limits.Quiet.
func (c *Conn) Busy() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err == nil && len(c.streams) > 0 && time.Since(c.heard) < c.lim.Quiet
}

// Shutdown opens no more streams and closes the connection when the last one ends.
func (c *Conn) Shutdown() {
	c.mu.Lock()
	c.draining = true
	done := len(c.streams)+c.pending == 0
	c.mu.Unlock()
	if done {
		c.fail(errClosed, http2.ErrCodeNo)
	}
}

// fail ends the connection and all its streams.
func (c *Conn) fail(err error, code http2.ErrCode) {
	c.mu.Lock()
	if c.err != nil {
		c.mu.Unlock()
		return
	}
	c.err = err
	c.draining = true
	for _, s := range c.streams {
		s.end(err)
	}
	clear(c.streams)
	if c.idle != nil {
		c.idle.Stop()
	}
	c.changed.Broadcast()
	c.mu.Unlock()
	if c.wmu.TryLock() { // a goodbye is a courtesy: nobody waits for it
		c.nc.SetWriteDeadline(time.Now().Add(100 * time.Millisecond))
		if c.fr.WriteGoAway(0, code, nil) == nil {
			c.out.Flush()
		}
		c.wmu.Unlock()
	}
	c.nc.Close()
	if c.onClose != nil {
		c.onClose()
	}
}

// Request is a request. Header must not hold what HTTP/2 has no place for: Connection, Host and
// the like.
type Request struct {
	Method, Scheme, Authority, Path string
	Header                          header.List
	Body                            []byte
	Urgency                         int // of several at a time the lowest goes first
	// Interim, if not nil, is told every informational response, on the connection's goroutine:
	// it must not wait.
	Interim func(status int, h header.List)
}

// Open sends a request on a new stream. It waits while the server allows no more streams.
func (c *Conn) Open(ctx context.Context, q *Request) (*Stream, error) {
	for _, v := range []string{q.Method, q.Authority, q.Path} {
		if !header.ValidValue(v) || v == "" {
			return nil, broken(http2.ErrCodeInternal, "the request cannot be sent")
		}
	}
	for _, f := range q.Header {
		if !header.ValidName(f.Name) || !header.ValidValue(f.Value) {
			return nil, broken(http2.ErrCodeInternal, "the header field %q cannot be sent", f.Name)
		}
	}
	stop := context.AfterFunc(ctx, func() { c.mu.Lock(); c.changed.Broadcast(); c.mu.Unlock() })
	defer stop()
	c.mu.Lock()
	for c.err == nil && !c.draining && ctx.Err() == nil && len(c.streams)+c.pending >= int(c.maxStreams) {
		c.changed.Wait()
	}
	switch {
	case ctx.Err() != nil:
		c.mu.Unlock()
		return nil, context.Cause(ctx)
	case c.err != nil || c.draining || c.next >= 1<<30:
		c.mu.Unlock()
		return nil, ErrUnused
	}
	c.pending++
	if c.idle != nil {
		c.idle.Stop()
		c.idle = nil
	}
	probe := !c.heard.IsZero() && time.Since(c.heard) > c.lim.Quiet
	c.mu.Unlock()

	s, err := c.start(q)
	if err != nil {
		return nil, err
	}
	if len(q.Body) > 0 {
		go s.send(q.Body)
	}
	if probe {
		c.probe()
	}
	return s, nil
}

// probe pings a peer that was silent for long: its host may be gone without a word, or a router
// on the way may have forgotten the connection. The requests then fail at once and can be sent
// again, instead of waiting for their own time-outs.
func (c *Conn) probe() {
	asked := time.Now()
	if err := c.write(func() error { return c.fr.WritePing(false, [8]byte{'a', 'l', 'i', 'v', 'e', '?'}) }); err != nil {
		c.fail(ErrNoResponse, http2.ErrCodeInternal)
		return
	}
	time.AfterFunc(c.lim.Pong, func() {
		c.mu.Lock()
		silent := c.err == nil && c.heard.Before(asked)
		c.mu.Unlock()
		if silent {
			c.fail(ErrNoResponse, http2.ErrCodeNo)
		}
	})
}

// encode compresses a request's head into c.head and returns its size. c.wmu is held.
func (c *Conn) encode(q *Request) int {
	c.head.Reset()
	put := func(name, value string) {
		c.enc.WriteField(hpack.HeaderField{Name: name, Value: value, Sensitive: name == "authorization"})
	}
	put(":method", q.Method)
	put(":scheme", q.Scheme)
	put(":authority", q.Authority)
	put(":path", q.Path)
	for _, f := range q.Header {
		switch name := strings.ToLower(f.Name); name {
		case "connection", "host", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "content-length":
		case "te":
			if header.EqualFold(f.Value, "trailers") {
				put(name, f.Value)
			}
		default:
			put(name, f.Value)
		}
	}
	if len(q.Body) > 0 || q.Method == "POST" || q.Method == "PUT" || q.Method == "PATCH" {
		put("content-length", strconv.Itoa(len(q.Body)))
	}
	return c.head.Len()
}

// writeHeaders writes c.head in as many frames as it takes. c.wmu is held.
func (c *Conn) writeHeaders(id uint32, end bool, limit int) error {
	b := c.head.Bytes()
	part := b[:min(len(b), limit)]
	b = b[len(part):]
	err := c.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: part, EndStream: end, EndHeaders: len(b) == 0})
	for err == nil && len(b) > 0 {
		part = b[:min(len(b), limit)]
		b = b[len(part):]
		err = c.fr.WriteContinuation(id, len(b) == 0, part)
	}
	return err
}

// remove takes a stream off the connection. c.mu is held.
func (c *Conn) remove(s *Stream) (last bool) {
	if c.streams[s.id] != s {
		return false
	}
	delete(c.streams, s.id)
	c.changed.Broadcast()
	if len(c.streams)+c.pending > 0 {
		return false
	}
	if c.draining {
		return true
	}
	if c.idle == nil {
		c.idle = time.AfterFunc(c.lim.Idle, c.Shutdown)
	}
	return false
}
