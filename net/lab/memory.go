package lab

import (
	"context"
	"io"
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"
	"time"
)

// Limits of what is on its way in memory.
const (
	memBuffer  = 256 << 10 // bytes of a stream in one direction
	memPackets = 256       // datagrams at a socket; more are lost
	memBacklog = 64        // connections not yet accepted
)

// memPipe is one direction of a stream, with the deadlines of a socket.
type memPipe struct {
	mu       sync.Mutex
	change   chan struct{} // closed and replaced whenever something changed
	buf      []byte
	eof      bool // the writer is gone
	broken   bool // the reader is gone
	readEnd  time.Time
	writeEnd time.Time
}

func newMemPipe() *memPipe { return &memPipe{change: make(chan struct{})} }

// touch wakes whoever waits; mu must be held.
func (p *memPipe) touch() {
	close(p.change)
	p.change = make(chan struct{})
}

// wait releases mu until something changed or end has passed.
func (p *memPipe) wait(end time.Time) error {
	ch := p.change
	p.mu.Unlock()
	defer p.mu.Lock()
	if end.IsZero() {
		<-ch
		return nil
	}
	d := time.Until(end)
	if d <= 0 {
		return os.ErrDeadlineExceeded
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ch:
		return nil
	case <-t.C:
		return os.ErrDeadlineExceeded
	}
}

func (p *memPipe) read(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		switch {
		case p.broken:
			return 0, net.ErrClosed
		case !p.readEnd.IsZero() && time.Until(p.readEnd) <= 0:
			return 0, os.ErrDeadlineExceeded
		case len(p.buf) > 0:
			n := copy(b, p.buf)
			p.buf = p.buf[n:]
			p.touch()
			return n, nil
		case p.eof:
			return 0, io.EOF
		case len(b) == 0:
			return 0, nil
		}
		if err := p.wait(p.readEnd); err != nil {
			return 0, err
		}
	}
}

func (p *memPipe) write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for {
		switch {
		case p.eof:
			return n, net.ErrClosed
		case p.broken:
			return n, syscall.EPIPE
		case !p.writeEnd.IsZero() && time.Until(p.writeEnd) <= 0:
			return n, os.ErrDeadlineExceeded
		}
		if k := min(len(b), memBuffer-len(p.buf)); k > 0 {
			p.buf = append(p.buf, b[:k]...)
			b = b[k:]
			n += k
			p.touch()
		}
		if len(b) == 0 {
			return n, nil
		}
		if err := p.wait(p.writeEnd); err != nil {
			return n, err
		}
	}
}

// set changes the pipe under its lock and wakes who waits.
func (p *memPipe) set(f func(*memPipe)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f(p)
	p.touch()
}

// memConn is one end of a stream in memory.
type memConn struct {
	in, out       *memPipe
	local, remote net.Addr
}

func (c *memConn) Read(b []byte) (int, error)  { return c.in.read(b) }
func (c *memConn) Write(b []byte) (int, error) { return c.out.write(b) }
func (c *memConn) LocalAddr() net.Addr         { return c.local }
func (c *memConn) RemoteAddr() net.Addr        { return c.remote }
func (c *memConn) Close() error {
	c.in.set(func(p *memPipe) { p.broken = true })
	c.out.set(func(p *memPipe) { p.eof = true })
	return nil
}

// CloseWrite ends the own direction only, as a TCP connection can.
func (c *memConn) CloseWrite() error {
	c.out.set(func(p *memPipe) { p.eof = true })
	return nil
}
func (c *memConn) SetDeadline(t time.Time) error {
	c.SetReadDeadline(t)
	return c.SetWriteDeadline(t)
}
func (c *memConn) SetReadDeadline(t time.Time) error {
	c.in.set(func(p *memPipe) { p.readEnd = t })
	return nil
}
func (c *memConn) SetWriteDeadline(t time.Time) error {
	c.out.set(func(p *memPipe) { p.writeEnd = t })
	return nil
}

// memListener accepts streams in memory.
type memListener struct {
	addr  netip.AddrPort
	queue chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newMemListener(a netip.AddrPort) *memListener {
	return &memListener{addr: a, queue: make(chan net.Conn, memBacklog), done: make(chan struct{})}
}

func (l *memListener) dial(ctx context.Context) (net.Conn, error) {
	a, b := newMemPipe(), newMemPipe()
	server, client := textAddr{"tcp", l.addr.String()}, textAddr{"tcp", "192.0.2.254:0"}
	select {
	case l.queue <- &memConn{a, b, server, client}:
		return &memConn{b, a, client, server}, nil
	case <-l.done:
		return nil, syscall.ECONNREFUSED
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *memListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.queue:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}
func (l *memListener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}
func (l *memListener) Addr() net.Addr { return textAddr{"tcp", l.addr.String()} }

// memPacket is a UDP server's socket in memory.
type memPacket struct {
	*memListener
	in chan datagram
}

type datagram struct {
	data []byte
	from *memDatagramConn
}

func newMemPacket(a netip.AddrPort) *memPacket {
	return &memPacket{newMemListener(a), make(chan datagram, memPackets)}
}

func (p *memPacket) dial() (net.Conn, error) {
	return &memDatagramConn{silent: newSilent(false), to: p, in: make(chan []byte, memPackets)}, nil
}

func (p *memPacket) ReadFrom(b []byte) (int, net.Addr, error) {
	select {
	case d := <-p.in:
		return copy(b, d.data), d.from, nil
	case <-p.done:
		return 0, nil, net.ErrClosed
	}
}

func (p *memPacket) WriteTo(b []byte, to net.Addr) (int, error) {
	if c, ok := to.(*memDatagramConn); ok {
		select {
		case c.in <- append([]byte(nil), b...):
		default:
		}
	}
	return len(b), nil
}
func (p *memPacket) LocalAddr() net.Addr              { return p.Addr() }
func (p *memPacket) SetDeadline(time.Time) error      { return nil }
func (p *memPacket) SetReadDeadline(time.Time) error  { return nil }
func (p *memPacket) SetWriteDeadline(time.Time) error { return nil }

// memDatagramConn is a client's connected UDP socket; it is also its own address.
type memDatagramConn struct {
	*silent
	to *memPacket
	in chan []byte
}

func (c *memDatagramConn) Network() string { return "udp" }
func (c *memDatagramConn) String() string  { return "192.0.2.254:0" }

func (c *memDatagramConn) Write(b []byte) (int, error) {
	select {
	case c.to.in <- datagram{append([]byte(nil), b...), c}:
	default:
	}
	return len(b), nil
}

func (c *memDatagramConn) Read(b []byte) (int, error) {
	for {
		c.mu.Lock()
		deadline, moved := c.deadline, c.moved
		c.mu.Unlock()
		late, stop := alarm(deadline)
		if stop == nil {
			return 0, os.ErrDeadlineExceeded
		}
		defer stop()
		select {
		case d := <-c.in:
			return copy(b, d), nil
		case <-late:
			return 0, os.ErrDeadlineExceeded
		case <-c.done:
			return 0, net.ErrClosed
		case <-moved:
		}
	}
}
