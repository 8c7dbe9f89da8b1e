package lab

import (
	"context"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"
	"time"
)

// Link is the way between the client and a host. The zero value is a perfect one.
type Link struct {
	RTT       time.Duration // round trip; each direction takes half of it
	Bandwidth int           // bytes per second in each direction; 0: unlimited
	Loss      float64       // share of datagrams that vanish, 0 to 1; TCP loses nothing
	Down      bool          // nothing arrives and nothing answers
	Refuse    bool          // every port is closed: connections are refused at once
}

// sleep waits for d, or until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// rolls is the dice of an Internet.
type rolls struct {
	mu sync.Mutex
	r  *rand.Rand
}

func (r *rolls) seed(n uint64) { r.r = rand.New(rand.NewPCG(n, n^0x9e3779b97f4a7c15)) }

func (r *rolls) below(p float64) bool {
	if p <= 0 {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.r.Float64() < p
}

// linkConn is the client's end of a connection over a Link: what is written arrives later,
// what the host wrote is read later. Writes never block: at most a request is under way.
type linkConn struct {
	net.Conn
	link   Link
	udp    bool
	remote net.Addr
	rolls  *rolls

	out, in   *delayLine
	rest      []byte // read and not yet taken; of TCP only
	closeOnce sync.Once
	mu        sync.Mutex
	deadline  time.Time     // of reading
	writeEnd  time.Time     // the deadline of writing
	moved     chan struct{} // closed and replaced when a deadline changes
}

// linkQueue is how many pieces may be on their way in one direction.
const linkQueue = 256

func newLinkConn(in *Internet, c net.Conn, l Link, network string, to netip.AddrPort) net.Conn {
	r := &in.rolls
	lc := &linkConn{Conn: c, link: l, udp: network == "udp", remote: textAddr{network, to.String()}, rolls: r}
	if l.RTT == 0 && l.Bandwidth == 0 && l.Loss == 0 {
		return lc
	}
	lc.moved = make(chan struct{})
	lc.out, lc.in = newDelayLine(l), newDelayLine(l)
	release := in.Hold(cutter{lc})
	in.Go(func() { // towards the host
		defer release()
		defer c.Close()
		for {
			p, ok := lc.out.next(nil, nil)
			if !ok {
				return
			}
			if _, err := c.Write(p.data); err != nil {
				return
			}
		}
	})
	in.Go(func() { // towards the client
		buf := make([]byte, 64<<10)
		for {
			n, err := c.Read(buf)
			if n > 0 && !(lc.udp && r.below(l.Loss)) {
				if !lc.in.put(piece{data: append([]byte(nil), buf[:n]...)}) {
					return
				}
			}
			if err != nil {
				lc.in.put(piece{err: err})
				return
			}
		}
	})
	return lc
}

// cutter cuts a connection at once, with whatever is on its way: the Internet is closing.
type cutter struct{ c *linkConn }

// Close implements io.Closer.
func (k cutter) Close() error {
	k.c.in.close()
	k.c.out.close()
	return k.c.Conn.Close()
}

// RemoteAddr gives the made-up address.
func (c *linkConn) RemoteAddr() net.Addr { return c.remote }

func (c *linkConn) Write(b []byte) (int, error) {
	if c.out == nil {
		return c.Conn.Write(b)
	}
	if c.udp && c.rolls.below(c.link.Loss) {
		return len(b), nil
	}
	p := c.out.dated(piece{data: append([]byte(nil), b...)})
	for {
		c.mu.Lock()
		end, moved := c.writeEnd, c.moved
		c.mu.Unlock()
		late, stop := alarm(end)
		if stop == nil {
			return 0, os.ErrDeadlineExceeded
		}
		defer stop()
		select {
		case c.out.q <- p:
			return len(b), nil
		case <-c.out.done:
			return 0, net.ErrClosed
		case <-late:
		case <-moved:
		}
	}
}

// alarm returns a channel that fires at a deadline, nil when there is none, and what ends the
// wait for it; without that the deadline has passed.
func alarm(deadline time.Time) (late <-chan time.Time, stop func() bool) {
	if deadline.IsZero() {
		return nil, func() bool { return true }
	}
	d := time.Until(deadline)
	if d <= 0 {
		return nil, nil
	}
	t := time.NewTimer(d)
	return t.C, t.Stop
}

func (c *linkConn) Read(b []byte) (int, error) {
	if c.in == nil {
		return c.Conn.Read(b)
	}
	for len(c.rest) == 0 {
		c.mu.Lock()
		deadline, moved := c.deadline, c.moved
		c.mu.Unlock()
		late, stop := alarm(deadline)
		if stop == nil {
			return 0, os.ErrDeadlineExceeded
		}
		defer stop()
		p, ok := c.in.next(late, moved)
		if !ok {
			select {
			case <-c.in.done:
				return 0, net.ErrClosed
			default:
				continue // the deadline passed or moved
			}
		}
		if p.err != nil {
			c.in.putBack(p)
			return 0, p.err
		}
		if c.udp {
			return copy(b, p.data), nil
		}
		c.rest = p.data
	}
	n := copy(b, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

func (c *linkConn) SetDeadline(t time.Time) error {
	c.SetReadDeadline(t)
	return c.SetWriteDeadline(t)
}

func (c *linkConn) SetReadDeadline(t time.Time) error {
	if c.in == nil {
		return c.Conn.SetReadDeadline(t)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.deadline = t
	close(c.moved)
	c.moved = make(chan struct{})
	return nil
}

func (c *linkConn) SetWriteDeadline(t time.Time) error {
	if c.out == nil {
		return c.Conn.SetWriteDeadline(t)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writeEnd = t
	close(c.moved)
	c.moved = make(chan struct{})
	return nil
}

// Close closes the connection; what was written before still arrives.
func (c *linkConn) Close() error {
	if c.out == nil {
		return c.Conn.Close()
	}
	c.closeOnce.Do(func() {
		c.in.close()
		c.out.put(piece{last: true})
	})
	return nil
}

// piece is some bytes on their way.
type piece struct {
	data []byte
	err  error
	last bool
	due  time.Time
}

// delayLine holds pieces until they are due.
type delayLine struct {
	link Link
	q    chan piece
	held *piece // taken from q, not yet due; of the one reader
	done chan struct{}
	once sync.Once
	mu   sync.Mutex
	free time.Time // when the wire has carried what was put before
}

func newDelayLine(l Link) *delayLine {
	return &delayLine{link: l, q: make(chan piece, linkQueue), done: make(chan struct{})}
}

func (d *delayLine) close() { d.once.Do(func() { close(d.done) }) }

// put sends p on its way; it waits while the line is full, and is false when it is closed.
func (d *delayLine) put(p piece) bool {
	select {
	case d.q <- d.dated(p):
		return true
	case <-d.done:
		return false
	}
}

// dated says when p arrives.
func (d *delayLine) dated(p piece) piece {
	now := time.Now()
	d.mu.Lock()
	if d.free.Before(now) {
		d.free = now
	}
	if d.link.Bandwidth > 0 {
		d.free = d.free.Add(time.Duration(len(p.data)) * time.Second / time.Duration(d.link.Bandwidth))
	}
	p.due = d.free.Add(d.link.RTT / 2)
	d.mu.Unlock()
	return p
}

func (d *delayLine) putBack(p piece) { d.held = &p }

// next gives the next piece when it is due; ok is false when late or moved fired first, the
// line was closed, or the last piece has passed.
func (d *delayLine) next(late <-chan time.Time, moved <-chan struct{}) (piece, bool) {
	if d.held == nil {
		select {
		case p := <-d.q:
			d.held = &p
		case <-late:
			return piece{}, false
		case <-moved:
			return piece{}, false
		case <-d.done:
			return piece{}, false
		}
	}
	t := time.NewTimer(time.Until(d.held.due))
	defer t.Stop()
	select {
	case <-t.C:
	case <-late:
		return piece{}, false
	case <-moved:
		return piece{}, false
	case <-d.done:
		return piece{}, false
	}
	p := *d.held
	d.held = nil
	if p.last {
		d.close()
		return piece{}, false
	}
	return p, true
}

// silent is a UDP socket towards nobody: it swallows what is written, and reads nothing, or
// is told that the port is closed.
type silent struct {
	refused  bool
	mu       sync.Mutex
	deadline time.Time
	moved    chan struct{}
	done     chan struct{}
	once     sync.Once
	wrote    chan struct{}
	wOnce    sync.Once
}

func newSilent(refused bool) *silent {
	return &silent{refused: refused, moved: make(chan struct{}), done: make(chan struct{}), wrote: make(chan struct{})}
}

func (s *silent) Read([]byte) (int, error) {
	for {
		s.mu.Lock()
		deadline, moved := s.deadline, s.moved
		s.mu.Unlock()
		var late <-chan time.Time
		if !deadline.IsZero() {
			t := time.NewTimer(time.Until(deadline))
			defer t.Stop()
			late = t.C
		}
		var refused <-chan struct{}
		if s.refused {
			refused = s.wrote
		}
		select {
		case <-late:
			return 0, os.ErrDeadlineExceeded
		case <-s.done:
			return 0, net.ErrClosed
		case <-refused:
			return 0, syscall.ECONNREFUSED
		case <-moved:
		}
	}
}

func (s *silent) Write(b []byte) (int, error) {
	s.wOnce.Do(func() { close(s.wrote) })
	return len(b), nil
}

func (s *silent) Close() error {
	s.once.Do(func() { close(s.done) })
	return nil
}

func (s *silent) SetDeadline(t time.Time) error { return s.SetReadDeadline(t) }
func (s *silent) SetReadDeadline(t time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deadline = t
	close(s.moved)
	s.moved = make(chan struct{})
	return nil
}
func (s *silent) SetWriteDeadline(time.Time) error { return nil }
func (s *silent) LocalAddr() net.Addr              { return textAddr{"udp", "127.0.0.1:0"} }
func (s *silent) RemoteAddr() net.Addr             { return textAddr{"udp", ""} }
