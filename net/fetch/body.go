package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"vitrine/engine/trace"
	"vitrine/net/cache"
	"vitrine/net/conn"
	"vitrine/net/header"
	"vitrine/net/http1"
	"vitrine/net/http2"
)

// Body is a response's body, decoded, limited and streaming. One goroutine reads it; it must be
// closed. Errors other than io.EOF are *Error.
type Body struct {
	c      *Client
	x      *exchange
	r      *Response
	src    io.Reader // decoded bytes
	local  io.Closer // of a response without a network
	wire   *wire     // nil without a network
	span   *trace.Span
	count  int64
	peeked []byte       // read ahead by Peek
	ahead  error        // what ended the reading ahead
	err    error        // sticky
	watch  func([]byte) // sees what is read, or nil
	once   sync.Once
}

// wire is the network side of a body.
type wire struct {
	c     *Client
	x     *exchange
	src   source
	tee   *cache.Writer // takes the bytes as they come, or nil
	begun []byte        // the stored beginning of the body, which the source only ends
	ahead int64         // bytes of it that were read
	stop  func() bool   // ends the watch over the context
	since time.Time     // start of the current progress span
	last  time.Time     // end of the last read
	got   int64         // bytes within the span
	err   error         // why the wire failed, other than io.EOF

	arrivals []arrival // what came when, for the trace
}

// arrival is one read from the wire.
type arrival struct {
	at    time.Time
	bytes int
}

// maxArrivals bounds the reads that are remembered of one body; later ones add to the last.
const maxArrivals = 64

// arrived remembers a read.
func (w *wire) arrived(n int) {
	if len(w.arrivals) == maxArrivals {
		a := &w.arrivals[maxArrivals-1]
		a.at, a.bytes = time.Now(), a.bytes+n
		return
	}
	w.arrivals = append(w.arrivals, arrival{time.Now(), n})
}

// arrivalText lists reads as "milliseconds:bytes", counted from since.
func arrivalText(list []arrival, since time.Time) string {
	var s strings.Builder
	for i, a := range list {
		if i > 0 {
			s.WriteByte(' ')
		}
		fmt.Fprintf(&s, "%.3f:%d", float64(a.at.Sub(since))/1e6, a.bytes)
	}
	return s.String()
}

// source is where the bytes of a body come from, without framing.
type source interface {
	io.Reader
	Taken() int64 // bytes off the wire so far, framing included
	Ended() bool  // read to its end, and the end was where it should be
	SetReadDeadline(time.Time) error
	Release(whole bool) // gives back the connection, or gives the body up
}

// http1Source is a body on a connection of its own.
type http1Source struct {
	*http1.Body
	pool *conn.Pool
	cn   *conn.Conn
}

func (s *http1Source) Taken() int64                      { return s.Wire }
func (s *http1Source) SetReadDeadline(t time.Time) error { return s.cn.SetReadDeadline(t) }

// Release implements source.
func (s *http1Source) Release(whole bool) {
	if whole && s.Reusable() {
		s.cn.SetDeadline(time.Time{})
		s.pool.Put(s.cn)
		return
	}
	s.pool.Discard(s.cn)
}

// newBody makes the body of r. src is a local source, or w the network.
func (c *Client) newBody(x *exchange, r *Response, src io.ReadCloser, w *wire) *Body {
	b := &Body{c: c, x: x, r: r, wire: w, local: src}
	if w == nil {
		b.span = x.span.Fork("receive")
		b.src = &limited{src: src, lim: &c.lim, what: "the body"}
		return b
	}
	b.span = x.span.Fork("receive")
	w.progress(time.Now())
	b.src = c.decoded(b, w, r.Header)
	return b
}

// readerPause is how long a reader may stay away before that time is taken out of the span.
const readerPause = 5 * time.Millisecond

// progress starts a span in which the next ProgressBytes must come.
func (w *wire) progress(now time.Time) {
	w.since, w.last, w.got = now, now, 0
	w.src.SetReadDeadline(now.Add(w.c.lim.Progress))
}

// Read implements io.Reader over the bytes of the wire without framing.
func (w *wire) Read(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	now := time.Now()
	if busy := now.Sub(w.last); busy > readerPause { // the reader's time is not the server's
		w.since = w.since.Add(busy)
		w.src.SetReadDeadline(w.since.Add(w.c.lim.Progress))
	}
	n, err := w.raw(p)
	w.got += int64(n)
	w.last = time.Now()
	if w.Taken() > w.c.lim.WireBytes {
		err = fmt.Errorf("%w (%d bytes on the wire)", ErrTooLarge, w.c.lim.WireBytes)
	}
	if err == nil {
		if w.got >= w.c.lim.ProgressBytes {
			if w.last.Sub(w.since) > w.c.lim.Progress/4 {
				w.progress(w.last)
			}
		}
		return n, nil
	}
	if err != io.EOF {
		w.err = w.cause(err)
		err = w.err
	}
	return n, err
}

// Taken counts the bytes off the wire, and those of a stored beginning.
func (w *wire) Taken() int64 { return w.src.Taken() + w.ahead }

// raw reads from the source, keeping what the cache wants.
func (w *wire) raw(p []byte) (int, error) {
	if len(w.begun) > 0 {
		n := copy(p, w.begun)
		w.begun = w.begun[n:]
		w.ahead += int64(n)
		if w.tee != nil {
			w.tee.Write(p[:n])
		}
		return n, nil
	}
	n, err := w.src.Read(p)
	if n > 0 && w.tee != nil {
		w.tee.Write(p[:n])
	}
	if n > 0 && w.x.span != nil {
		w.arrived(n)
	}
	return n, err
}

// rest is the wire as a plain reader, for what nobody looks at.
type rest struct{ *wire }

// Read implements io.Reader.
func (r rest) Read(p []byte) (int, error) { return r.raw(p) }

// cause words an error of the wire.
func (w *wire) cause(err error) error {
	switch {
	case w.x.ctx.Err() != nil:
		return context.Cause(w.x.ctx)
	case errors.Is(err, http1.ErrTruncated), errors.Is(err, http2.ErrTruncated):
		return ErrTruncated
	case errors.Is(err, os.ErrDeadlineExceeded):
		return &slowError{w.c.lim.ProgressBytes, w.c.lim.Progress}
	}
	return err
}

// slowError says that a body comes too slowly.
type slowError struct {
	bytes int64
	in    time.Duration
}

func (e *slowError) Error() string {
	return fmt.Sprintf("less than %d bytes came in %s", e.bytes, e.in)
}
func (*slowError) Timeout() bool { return true }

// Read implements io.Reader.
func (b *Body) Read(p []byte) (int, error) {
	if len(b.peeked) > 0 {
		n := copy(p, b.peeked)
		b.peeked = b.peeked[n:]
		return n, nil
	}
	if b.ahead != nil {
		return 0, b.ahead
	}
	return b.read(p)
}

// read takes from the source and ends the fetch when that ends.
func (b *Body) read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	n, err := b.src.Read(p)
	b.count += int64(n)
	if b.watch != nil && n > 0 {
		b.watch(p[:n])
	}
	if err != nil {
		if err != io.EOF {
			if b.wire != nil && b.wire.err != nil {
				err = b.wire.err // the decoder saw only its consequence
			}
			err = fail(b.r.URL, PhaseBody, err)
		}
		b.err = err
		b.finish(err)
	}
	return n, err
}

// Peek returns the next n bytes without taking them, or fewer when the body ends before, with
// the reason.
func (b *Body) Peek(n int) ([]byte, error) {
	for len(b.peeked) < n && b.ahead == nil {
		if cap(b.peeked) < n {
			b.peeked = append(make([]byte, 0, n), b.peeked...)
		}
		m, err := b.read(b.peeked[len(b.peeked):cap(b.peeked)])
		b.peeked = b.peeked[:len(b.peeked)+m]
		b.ahead = err
	}
	if len(b.peeked) < n {
		return b.peeked, b.ahead
	}
	return b.peeked[:n], nil
}

// Close ends the fetch. A body that was not read to its end costs its connection.
func (b *Body) Close() error {
	if b.err == nil {
		b.err = fail(b.r.URL, PhaseBody, errBodyClosed)
	}
	if b.ahead == nil {
		b.ahead = b.err
	}
	b.finish(nil)
	return nil
}

var errBodyClosed = errors.New("the body was closed")

// finish gives back what the body held, and completes timing and trace. err is io.EOF, a
// failure, or nil when the caller closed early.
func (b *Body) finish(err error) {
	b.once.Do(func() {
		t := b.r.Timing
		t.Done = time.Now()
		t.BodyBytes = b.count
		if d, ok := b.src.(*decoders); ok {
			d.end(b)
		}
		if b.wire != nil {
			t.WireBytes = b.wire.src.Taken()
			kept := b.wire.release()
			if b.span != nil && b.r.Proto != "cache" {
				b.span.Set(trace.Str("connection", kept), trace.Str("arrivals", arrivalText(b.wire.arrivals, t.HeadEnd)))
			}
		} else {
			b.local.Close()
			t.WireBytes = b.count
		}
		b.x.cancel()
		if b.span == nil {
			return
		}
		b.span.Set(trace.Int("wire", int(t.WireBytes)))
		b.x.span.Set(trace.Str("url", traceURL(b.r.URL)), trace.Int("status", b.r.Status), trace.Str("proto", b.r.Proto),
			trace.Str("type", b.r.Header.First("Content-Type")), trace.Int("redirects", len(b.r.Redirects)),
			trace.Int("wire", int(t.WireBytes)), trace.Int("bytes", int(t.BodyBytes)))
		if b.wire != nil {
			reused := 0
			if t.Reused {
				reused = 1
			}
			if b.r.Remote.IsValid() {
				b.x.span.Set(trace.Str("address", b.r.Remote.String()), trace.Int("reused", reused))
			}
			if b.r.Cache != "" {
				b.x.span.Set(trace.Str("cache", b.r.Cache))
			}
		}
		if err != nil && err != io.EOF {
			b.span.Set(trace.Err(err))
			b.x.span.Set(trace.Err(err))
		}
		b.span.End()
		b.x.span.End()
	})
}

// release gives the source back and, when the body is whole, lets the cache have it. It reports
// what becomes of the connection: kept or closed.
func (w *wire) release() (connection string) {
	alive := w.stop() // else the context ended: the source is closed or about to be
	whole := alive && w.err == nil && len(w.begun) == 0 && w.src.Ended()
	if w.tee != nil {
		if whole {
			stored, err := w.tee.Commit()
			w.stored(stored, err)
		} else if stored, err := w.tee.Cut(); stored {
			w.x.span.Note(trace.Info, "cache-part", trace.Pos{}, trace.Int("bytes", int(w.Taken())), trace.Err(err))
		}
		w.tee = nil
	}
	connection = "closed"
	if r, ok := w.src.(interface{ Reusable() bool }); whole && (!ok || r.Reusable()) {
		connection = "kept"
	}
	w.src.Release(whole)
	return connection
}

// A body of unknown length is collected in pieces, each twice as large as the one before from
// firstPiece to maxPiece, and joined once: growing one slice would copy the bytes several times.
// maxTrust is how much of a claimed length is allocated before any of it came.
const (
	firstPiece = 8 << 10
	maxPiece   = 4 << 20
	maxTrust   = 1 << 20
)

// readAll reads to the end and closes. hint is the length to expect, or -1.
func (b *Body) readAll(limit, hint int64) ([]byte, error) {
	defer b.Close()
	size := int64(firstPiece)
	if hint >= 0 && !b.r.Header.Has("Content-Encoding") {
		size = min(hint, maxTrust) + 1 // with room to see the end
	}
	var full [][]byte
	piece := make([]byte, 0, size)
	total := int64(0)
	join := func() []byte {
		if full == nil {
			return piece
		}
		return bytes.Join(append(full, piece), nil)
	}
	for {
		if len(piece) == cap(piece) {
			full = append(full, piece)
			piece = make([]byte, 0, min(max(2*cap(piece), firstPiece), maxPiece))
		}
		n, err := b.Read(piece[len(piece):cap(piece)])
		piece = piece[:len(piece)+n]
		total += int64(n)
		if limit > 0 && total > limit {
			return join()[:limit], fail(b.r.URL, PhaseBody, fmt.Errorf("%w (%d bytes)", ErrTooLarge, limit))
		}
		if err == io.EOF {
			return join(), nil
		}
		if err != nil {
			return join(), err
		}
	}
}

// limited bounds the bytes of one layer of a body.
type limited struct {
	src  io.Reader
	lim  *Limits
	wire *wire // to judge the ratio, or nil
	what string
	n    int64
}

// Read implements io.Reader.
func (l *limited) Read(p []byte) (int, error) {
	n, err := l.src.Read(p)
	l.n += int64(n)
	if l.n > l.lim.BodyBytes {
		return 0, fmt.Errorf("%w (%s has more than %d bytes)", ErrTooLarge, l.what, l.lim.BodyBytes)
	}
	if l.wire != nil && l.n > l.lim.RatioFloor && l.n/max(l.wire.Taken(), 1) > l.lim.Ratio {
		return 0, fmt.Errorf("%w (%d bytes became %d)", ErrBomb, l.wire.Taken(), l.n)
	}
	return n, err
}

// contentCodings returns the codings of a body, outermost (the last applied) first.
//
// https://www.rfc-editor.org/rfc/rfc9110#name-content-encoding
func contentCodings(h header.List) []string {
	v := h.Split("Content-Encoding")
	out := make([]string, 0, len(v))
	for i := len(v) - 1; i >= 0; i-- {
		if v[i] != "" && !header.EqualFold(v[i], "identity") {
			out = append(out, v[i])
		}
	}
	return out
}
