package http3

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"

	"vitrine/net/header"
	"vitrine/net/http2"
)

// ALPN is the protocol's name in the handshake (RFC 9114 §3.1).
const ALPN = "h3"

// Limits bound what a peer can make a Conn read and keep. Zero fields take the numbers of
// DefaultLimits. Sizes are bytes.
type Limits struct {
	HeadBytes    int           // one decoded header list
	StreamWindow int           // body bytes of one stream that wait to be read
	ConnWindow   int           // the same of all streams
	Handshake    time.Duration // without a sign of the server
	Idle         time.Duration // how long a connection without traffic is kept
}

// DefaultLimits are those of HTTP/2 where they are the same thing.
var DefaultLimits = Limits{HeadBytes: 256 << 10, StreamWindow: 6 << 20, ConnWindow: 15 << 20, Handshake: 5 * time.Second, Idle: 30 * time.Second}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits
	for _, f := range []struct {
		v   *int
		def int
	}{{&l.HeadBytes, d.HeadBytes}, {&l.StreamWindow, d.StreamWindow}, {&l.ConnWindow, d.ConnWindow}} {
		if *f.v <= 0 {
			*f.v = f.def
		}
	}
	if l.Handshake <= 0 {
		l.Handshake = d.Handshake
	}
	if l.Idle <= 0 {
		l.Idle = d.Idle
	}
	return l
}

// Conn is an HTTP/3 connection. It is safe for concurrent use.
type Conn struct {
	udp     net.Conn
	quic    *quic.Conn
	http    *http3.ClientConn
	link    *quic.Transport
	state   tls.ConnectionState
	mu      sync.Mutex
	streams int
	closing bool // no more streams
	onClose func()
}

// Dial does the handshake over udp, a connection to one address whose writes are datagrams, and
// which belongs to the Conn from then on. conf must name the server.
func Dial(ctx context.Context, udp net.Conn, conf *tls.Config, lim Limits) (*Conn, error) {
	lim = lim.withDefaults()
	conf = conf.Clone()
	conf.NextProtos = []string{ALPN}
	conf.MinVersion = tls.VersionTLS13
	c := &Conn{udp: udp}
	c.link = &quic.Transport{Conn: &datagrams{Conn: udp}}
	q, err := c.link.Dial(ctx, udp.RemoteAddr(), conf, &quic.Config{
		HandshakeIdleTimeout: lim.Handshake, MaxIdleTimeout: lim.Idle,
		MaxStreamReceiveWindow: uint64(lim.StreamWindow), MaxConnectionReceiveWindow: uint64(lim.ConnWindow),
		MaxIncomingStreams: -1, // a server opens none (RFC 9114 §6.1)
	})
	if err != nil {
		c.link.Close()
		udp.Close()
		return nil, err
	}
	c.quic, c.state = q, q.ConnectionState().TLS
	c.http = (&http3.Transport{DisableCompression: true, MaxResponseHeaderBytes: lim.HeadBytes}).NewClientConn(q)
	context.AfterFunc(q.Context(), c.ended)
	return c, nil
}

// ended tidies up behind a connection that is over.
func (c *Conn) ended() {
	c.link.Close()
	c.udp.Close()
	c.mu.Lock()
	f := c.onClose
	c.onClose, c.closing = nil, true
	c.mu.Unlock()
	if f != nil {
		f()
	}
}

// OnClose has f called once, when the connection has ended.
func (c *Conn) OnClose(f func()) {
	c.mu.Lock()
	over := c.quic.Context().Err() != nil
	if !over {
		c.onClose = f
	}
	c.mu.Unlock()
	if over {
		f()
	}
}

// State is what the handshake agreed on.
func (c *Conn) State() tls.ConnectionState { return c.state }

// Close ends the connection and every stream on it.
func (c *Conn) Close() error {
	return c.quic.CloseWithError(quic.ApplicationErrorCode(http3.ErrCodeNoError), "")
}

// Shutdown opens no more streams and closes the connection when the last one ends.
func (c *Conn) Shutdown() {
	c.mu.Lock()
	c.closing = true
	idle := c.streams == 0
	c.mu.Unlock()
	if idle {
		c.Close()
	}
}

// Usable reports whether new streams can be opened.
func (c *Conn) Usable() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.closing && c.quic.Context().Err() == nil
}

// Streams returns how many streams are open.
func (c *Conn) Streams() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.streams
}

// Open sends a request on a new stream, and returns when its head is on its way.
func (c *Conn) Open(ctx context.Context, q *http2.Request) (*Stream, error) {
	c.mu.Lock()
	if c.closing {
		c.mu.Unlock()
		return nil, http2.ErrUnused
	}
	c.streams++
	c.mu.Unlock()
	s := &Stream{c: c, done: make(chan struct{}), head: make(chan struct{}), length: -1, isHead: q.Method == "HEAD"}
	own, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s.cancel = cancel
	sent := make(chan struct{})
	var once sync.Once
	wrote := func() { once.Do(func() { close(sent) }) }
	own = httptrace.WithClientTrace(own, &httptrace.ClientTrace{
		WroteHeaders:         wrote,
		WroteRequest:         func(httptrace.WroteRequestInfo) { wrote() },
		GotFirstResponseByte: func() { s.first.Store(time.Now().UnixNano()) },
		Got1xxResponse: func(code int, h textproto.MIMEHeader) error {
			if q.Interim != nil {
				q.Interim(code, fieldList(http.Header(h)))
			}
			return nil
		},
	})
	go func() {
		s.answer, s.err = c.http.RoundTrip(s.request(own, q))
		wrote()
		close(s.head)
	}()
	select {
	case <-sent:
		return s, nil
	case <-ctx.Done():
		s.Close()
		return nil, context.Cause(ctx)
	}
}

// request is q in the form that the library wants.
func (s *Stream) request(ctx context.Context, q *http2.Request) *http.Request {
	u := &url.URL{Scheme: q.Scheme, Host: q.Authority}
	u.Opaque = "//" + q.Authority + q.Path // as it is: nothing is to be escaped again
	r := &http.Request{Method: q.Method, URL: u, Host: q.Authority, Header: http.Header{}, ContentLength: int64(len(q.Body))}
	for _, f := range q.Header {
		k := strings.ToLower(f.Name)
		r.Header[k] = append(r.Header[k], f.Value)
		s.sent += len(f.Name) + len(f.Value)
	}
	s.sent += len(q.Method) + len(q.Path) + len(q.Authority)
	if len(q.Body) > 0 {
		r.Body = io.NopCloser(strings.NewReader(string(q.Body)))
	}
	return r.WithContext(ctx)
}

func fieldList(h http.Header) header.List {
	names := make([]string, 0, len(h))
	for k := range h {
		names = append(names, k)
	}
	slices.Sort(names) // the library does not keep the order
	var out header.List
	for _, k := range names {
		for _, v := range h[k] {
			out = append(out, header.Field{Name: strings.ToLower(k), Value: v})
		}
	}
	return out
}

// Stream is one exchange. Receive comes first, then Read; one goroutine uses it. Close must be
// called.
type Stream struct {
	c      *Conn
	cancel context.CancelFunc
	head   chan struct{} // closed when answer or err is there
	answer *http.Response
	err    error
	sent   int
	first  atomic.Int64
	taken  int64
	length int64
	isHead bool
	ended  bool

	mu       sync.Mutex
	deadline *time.Timer
	late     atomic.Bool
	once     sync.Once
	done     chan struct{}
}

// SentBytes returns the size of the request's head before compression.
func (s *Stream) SentBytes() int { return s.sent }

// Receive waits for the head of the final response.
func (s *Stream) Receive(deadline time.Time) (*http2.Response, error) {
	var timeout <-chan time.Time
	if !deadline.IsZero() {
		t := time.NewTimer(time.Until(deadline))
		defer t.Stop()
		timeout = t.C
	}
	select {
	case <-s.head:
	case <-timeout:
		return nil, os.ErrDeadlineExceeded
	case <-s.done:
		return nil, http2.ErrNoResponse
	}
	if s.err != nil {
		return nil, failure(s.err)
	}
	r := &http2.Response{Status: s.answer.StatusCode, Header: fieldList(s.answer.Header), FirstByte: time.Now(), Length: s.answer.ContentLength}
	if n := s.first.Load(); n != 0 {
		r.FirstByte = time.Unix(0, n)
	}
	for _, f := range r.Header {
		r.HeadBytes += len(f.Name) + len(f.Value)
	}
	s.length = r.Length
	return r, nil
}

// failure makes an error of the library one that callers of net/http2 know.
func failure(err error) error {
	var stream *quic.StreamError
	var app *quic.ApplicationError
	var h3 *http3.Error
	var idle *quic.IdleTimeoutError
	switch {
	case errors.As(err, &h3) && h3.ErrorCode == http3.ErrCodeRequestRejected,
		errors.As(err, &stream) && stream.ErrorCode == quic.StreamErrorCode(http3.ErrCodeRequestRejected):
		return errors.Join(http2.ErrUnused, err)
	case errors.As(err, &h3) && h3.ErrorCode == http3.ErrCodeVersionFallback:
		return http2.ErrHTTP1
	case errors.As(err, &idle), errors.As(err, &app) && app.Remote:
		return errors.Join(http2.ErrNoResponse, err)
	case strings.Contains(err.Error(), "GOAWAY"):
		return http2.ErrUnused
	}
	return err
}

// Read implements io.Reader over the body.
func (s *Stream) Read(p []byte) (int, error) {
	n, err := s.answer.Body.Read(p)
	s.taken += int64(n)
	switch {
	case err == nil:
	case err == io.EOF:
		if s.length >= 0 && s.taken < s.length && !s.isHead {
			return n, http2.ErrTruncated
		}
		s.ended = true
	case s.late.Load():
		err = os.ErrDeadlineExceeded
	default:
		err = errors.Join(http2.ErrTruncated, err)
	}
	return n, err
}

// SetReadDeadline bounds how long Read waits. A read that is late ends the stream.
func (s *Stream) SetReadDeadline(t time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.deadline != nil {
		s.deadline.Stop()
		s.deadline = nil
	}
	if !t.IsZero() {
		s.deadline = time.AfterFunc(time.Until(t), func() {
			s.late.Store(true)
			s.cancel()
		})
	}
	return nil
}

// Taken returns the body bytes read so far.
func (s *Stream) Taken() int64 { return s.taken }

// Ended reports whether the body was read to its proper end.
func (s *Stream) Ended() bool { return s.ended }

// Release implements the end of a body: see Close.
func (s *Stream) Release(bool) { s.Close() }

// Close ends the stream. One that is not at its end is reset, which costs the others nothing.
func (s *Stream) Close() {
	s.once.Do(func() {
		close(s.done)
		s.SetReadDeadline(time.Time{})
		s.cancel()
		go func() { // the answer may still be on its way
			<-s.head
			if s.answer != nil {
				s.answer.Body.Close()
			}
			s.c.mu.Lock()
			s.c.streams--
			last := s.c.closing && s.c.streams == 0
			s.c.mu.Unlock()
			if last {
				s.c.Close()
			}
		}()
	})
}

// datagrams makes a connected socket look like one that is not, which is what QUIC wants.
type datagrams struct{ net.Conn }

// ReadFrom implements net.PacketConn.
func (d *datagrams) ReadFrom(p []byte) (int, net.Addr, error) {
	n, err := d.Read(p)
	return n, d.RemoteAddr(), err
}

// WriteTo implements net.PacketConn; there is one peer only.
func (d *datagrams) WriteTo(p []byte, _ net.Addr) (int, error) { return d.Write(p) }

// SetReadBuffer and SetWriteBuffer enlarge the socket's buffers as far as the system allows;
// less is no reason to fail.
func (d *datagrams) SetReadBuffer(n int) error {
	if c, ok := d.Conn.(interface{ SetReadBuffer(int) error }); ok {
		c.SetReadBuffer(n)
	}
	return nil
}

// SetWriteBuffer is like SetReadBuffer.
func (d *datagrams) SetWriteBuffer(n int) error {
	if c, ok := d.Conn.(interface{ SetWriteBuffer(int) error }); ok {
		c.SetWriteBuffer(n)
	}
	return nil
}

var _ net.PacketConn = (*datagrams)(nil)
