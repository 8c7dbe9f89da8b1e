package conn

import (
	"context"
	"crypto/tls"
	"sync"
	"sync/atomic"
	"time"

	"vitrine/engine/trace"
)

// Pool keeps connections for reuse and bounds how many are open. It is safe for concurrent use.
type Pool struct {
	cfg Config
	tls *tls.Config

	sessions3 tls.ClientSessionCache // of HTTP/3, whose tickets hold more
	broken    broken                 // targets that HTTP/3 does not reach
	second    broken                 // targets whose ECDSA certificate is the right one

	numbers atomic.Int64 // of connections, see Conn.ID

	mu      sync.Mutex
	hosts   map[Target]*host
	total   int // open or being made
	nIdle   int
	seq     uint64
	waiting []*waiter // by priority, then by age
	timer   *time.Timer
	closed  bool
}

// host is what the pool knows about one target.
type host struct {
	open int     // in use, idle or being made
	idle []*Conn // the last used is last
}

// waiter is a Get that waits for a connection or for the right to make one.
type waiter struct {
	t     Target
	prio  int
	seq   uint64
	ready chan *Conn // a connection, or nil: make your own; closed with the pool
}

// NewPool returns an empty pool.
func NewPool(cfg Config) *Pool {
	cfg.Limits = cfg.Limits.withDefaults()
	p := &Pool{cfg: cfg, hosts: make(map[Target]*host)}
	p.tls = tlsConfig(&p.cfg)
	p.sessions3 = tls.NewLRUClientSessionCache(p.cfg.Limits.Sessions)
	return p
}

// Get returns a connection to t: an idle one that is still good, or a new one, when needed
// after waiting for a place. Higher prio goes first. fresh refuses idle connections, for a
// retry after one proved stale. The caller must hand the connection to Put or Discard.
func (p *Pool) Get(ctx context.Context, t Target, prio int, fresh bool) (*Conn, error) {
	for {
		p.mu.Lock()
		if p.closed {
			p.mu.Unlock()
			return nil, ErrPoolClosed
		}
		h := p.hosts[t]
		if h == nil {
			h = &host{}
			p.hosts[t] = h
		}
		if n := len(h.idle); n > 0 {
			c := h.idle[n-1]
			h.idle = h.idle[:n-1]
			p.nIdle--
			p.mu.Unlock()
			if fresh || time.Since(c.idleSince) > p.cfg.Limits.Idle || !c.usable() {
				p.Discard(c)
				continue
			}
			return p.take(ctx, c), nil
		}
		if h.open < p.cfg.Limits.PerTarget && p.room() {
			h.open++
			p.total++
			p.mu.Unlock()
			return p.make(ctx, t)
		}
		w := &waiter{t: t, prio: prio, seq: p.seq, ready: make(chan *Conn, 1)}
		p.seq++
		p.enqueue(w)
		open := h.open
		p.mu.Unlock()
		if sp := trace.From(ctx); sp != nil {
			sp.Note(trace.Info, "queued", trace.Pos{}, trace.Str("host", t.String()), trace.Int("open", open))
		}
		select {
		case c, open := <-w.ready:
			switch {
			case !open:
				return nil, ErrPoolClosed
			case c == nil:
				return p.make(ctx, t)
			case fresh:
				p.Discard(c)
				continue
			}
			return p.take(ctx, c), nil
		case <-ctx.Done():
			p.abandon(w)
			return nil, context.Cause(ctx)
		}
	}
}

// take marks a connection as used again.
func (p *Pool) take(ctx context.Context, c *Conn) *Conn {
	c.Requests++
	if sp := trace.From(ctx); sp != nil {
		sp.Note(trace.Info, "reuse", trace.Pos{}, trace.Str("address", c.Remote.String()),
			trace.Dur("idle", time.Since(c.idleSince)), trace.Int("requests", c.Requests))
	}
	c.Made = Times{}
	return c
}

// make dials with a place already counted.
func (p *Pool) make(ctx context.Context, t Target) (*Conn, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, p.cfg.Limits.Connect, errTimeout)
	defer cancel()
	c, err := p.dial(ctx, t)
	if err != nil {
		p.release(t)
		return nil, err
	}
	c.Requests = 1
	return c, nil
}

// room reports whether one more connection may be opened, closing an idle one elsewhere when
// the pool is full. p.mu is held.
func (p *Pool) room() bool {
	if p.total < p.cfg.Limits.Total {
		return true
	}
	if p.nIdle == 0 {
		return false
	}
	var oldest *host
	var of Target
	for t, h := range p.hosts {
		if len(h.idle) > 0 && (oldest == nil || h.idle[0].idleSince.Before(oldest.idle[0].idleSince)) {
			oldest, of = h, t
		}
	}
	c := oldest.idle[0]
	oldest.idle = oldest.idle[1:]
	p.nIdle--
	p.drop(of, oldest)
	go c.Close() // closing TLS may write; never under the lock
	return true
}

// drop gives back the place of one connection. p.mu is held.
func (p *Pool) drop(t Target, h *host) {
	h.open--
	p.total--
	if h.open == 0 && len(h.idle) == 0 {
		delete(p.hosts, t)
	}
}

// Put takes back a connection on which the next request can be sent.
func (p *Pool) Put(c *Conn) {
	c.idleSince = time.Now()
	p.mu.Lock()
	h := p.hosts[c.Target]
	if p.closed || h == nil {
		p.mu.Unlock()
		p.Discard(c)
		return
	}
	for i, w := range p.waiting {
		if w.t == c.Target {
			p.waiting = append(p.waiting[:i], p.waiting[i+1:]...)
			w.ready <- c
			p.mu.Unlock()
			return
		}
	}
	h.idle = append(h.idle, c)
	p.nIdle++
	if len(p.waiting) > 0 {
		p.wake() // the pool was full: this idle connection may make room for another host
	}
	if p.timer == nil {
		p.timer = time.AfterFunc(p.cfg.Limits.Idle, p.sweep)
	}
	p.mu.Unlock()
}

// Discard closes a connection that cannot be used again.
func (p *Pool) Discard(c *Conn) {
	c.Close()
	p.release(c.Target)
}

// release gives back a place and lets a waiter have it.
func (p *Pool) release(t Target) {
	p.mu.Lock()
	if h := p.hosts[t]; h != nil {
		p.drop(t, h)
	}
	p.wake()
	p.mu.Unlock()
}

// wake lets the first waiter that may open a connection do so. p.mu is held.
func (p *Pool) wake() {
	for i, w := range p.waiting {
		h := p.hosts[w.t]
		if h != nil && h.open >= p.cfg.Limits.PerTarget {
			continue
		}
		if !p.room() {
			return
		}
		if h = p.hosts[w.t]; h == nil { // room may have dropped it
			h = &host{}
			p.hosts[w.t] = h
		}
		h.open++
		p.total++
		p.waiting = append(p.waiting[:i], p.waiting[i+1:]...)
		w.ready <- nil
		return
	}
}

// enqueue inserts w behind those of its priority. p.mu is held.
func (p *Pool) enqueue(w *waiter) {
	i := len(p.waiting)
	for i > 0 && p.waiting[i-1].prio < w.prio {
		i--
	}
	p.waiting = append(p.waiting, nil)
	copy(p.waiting[i+1:], p.waiting[i:])
	p.waiting[i] = w
}

// abandon removes a waiter whose caller gave up; what it was given meanwhile goes back.
func (p *Pool) abandon(w *waiter) {
	p.mu.Lock()
	for i, v := range p.waiting {
		if v == w {
			p.waiting = append(p.waiting[:i], p.waiting[i+1:]...)
			p.mu.Unlock()
			return
		}
	}
	p.mu.Unlock()
	switch c, open := <-w.ready; {
	case c != nil:
		p.Put(c)
	case open:
		p.release(w.t)
	}
}

// sweep closes connections that were idle for too long and comes again while any are left.
func (p *Pool) sweep() {
	p.mu.Lock()
	now := time.Now()
	var old []*Conn
	oldest := now
	for t, h := range p.hosts {
		n := 0
		for n < len(h.idle) && now.Sub(h.idle[n].idleSince) >= p.cfg.Limits.Idle {
			n++
		}
		old = append(old, h.idle[:n]...)
		h.idle = h.idle[n:]
		p.nIdle -= n
		if len(h.idle) > 0 && h.idle[0].idleSince.Before(oldest) {
			oldest = h.idle[0].idleSince
		}
		for range n {
			p.drop(t, h)
		}
	}
	p.timer = nil
	if p.nIdle > 0 && !p.closed {
		p.timer = time.AfterFunc(p.cfg.Limits.Idle-now.Sub(oldest), p.sweep)
	}
	p.mu.Unlock()
	for _, c := range old {
		c.Close()
	}
}

// Close closes the idle connections and makes every later Get fail. Connections in use are
// closed when they come back.
func (p *Pool) Close() {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return
	}
	p.closed = true
	var idle []*Conn
	for t, h := range p.hosts {
		idle = append(idle, h.idle...)
		for range h.idle {
			h.open--
			p.total--
		}
		h.idle = nil
		if h.open == 0 {
			delete(p.hosts, t)
		}
	}
	p.nIdle = 0
	waiting := p.waiting
	p.waiting = nil
	if p.timer != nil {
		p.timer.Stop()
		p.timer = nil
	}
	for _, w := range waiting {
		close(w.ready)
	}
	p.mu.Unlock()
	for _, c := range idle {
		c.Close()
	}
}

// Stats counts connections.
type Stats struct{ Open, Idle, Waiting int }

// Stats returns the counts of this moment; Open includes the idle ones.
func (p *Pool) Stats() Stats {
	p.mu.Lock()
	defer p.mu.Unlock()
	return Stats{Open: p.total, Idle: p.nIdle, Waiting: len(p.waiting)}
}
