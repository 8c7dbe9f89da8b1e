package http2

import (
	"slices"
	"time"

	"golang.org/x/net/http2"
)

// Requests that come within burst of each other are sent together, at the latest after together,
// in the order of their urgency. Each in a packet of its own would fill the first congestion
// window, ten packets, and the rest of a page's requests would leave a round trip later.
const (
	burst    = 2 * time.Millisecond
	together = 300 * time.Microsecond
)

// opening is a request that waits to be sent together with others.
type opening struct {
	q    *Request
	s    *Stream
	err  error
	done chan struct{}
}

// preface writes what a connection begins with; it leaves together with the first requests.
func (c *Conn) preface(f func() error) error {
	c.wmu.Lock()
	defer c.wmu.Unlock()
	if err := f(); err != nil {
		return err
	}
	c.opened = time.Now()
	time.AfterFunc(together, c.flush)
	return nil
}

// start sends a request on a stream of its own, now or together with others.
func (c *Conn) start(q *Request) (*Stream, error) {
	o := &opening{q: q}
	c.wmu.Lock()
	now := time.Now()
	alone := now.Sub(c.opened) > burst
	c.opened = now
	if alone && len(c.queue) == 0 {
		c.nc.SetWriteDeadline(now.Add(c.lim.Write))
		c.begin(o)
		if o.err == nil {
			o.err = c.out.Flush()
		}
		c.wmu.Unlock()
		c.broke(o)
		return o.s, o.err
	}
	o.done = make(chan struct{})
	c.queue = append(c.queue, o)
	if len(c.queue) == 1 {
		time.AfterFunc(together, c.flush)
	}
	c.wmu.Unlock()
	<-o.done
	return o.s, o.err
}

// flush sends what waits.
func (c *Conn) flush() {
	c.wmu.Lock()
	c.nc.SetWriteDeadline(time.Now().Add(c.lim.Write))
	queue := c.queue
	c.queue = nil
	slices.SortStableFunc(queue, func(a, b *opening) int { return a.q.Urgency - b.q.Urgency })
	for _, o := range queue {
		c.begin(o)
	}
	err := c.out.Flush()
	c.wmu.Unlock()
	if err != nil {
		c.fail(err, http2.ErrCodeInternal)
	}
	for _, o := range queue {
		if o.err == nil && err != nil {
			o.s, o.err = nil, err
		}
		c.broke(o)
		close(o.done)
	}
}

// begin gives a request the next stream and writes its head. c.wmu is held: stream ids must go
// out in their order.
func (c *Conn) begin(o *opening) {
	q := o.q
	c.mu.Lock()
	c.pending--
	if c.err != nil {
		c.mu.Unlock()
		o.err = ErrUnused
		return
	}
	o.s = &Stream{c: c, id: c.next, wake: make(chan struct{}, 1), sendWindow: c.initial, recvLeft: int64(c.lim.StreamWindow),
		length: -1, isHead: q.Method == "HEAD", interimFunc: q.Interim, sentAll: len(q.Body) == 0}
	c.next += 2
	c.streams[o.s.id] = o.s
	limit := c.maxFrame
	c.mu.Unlock()
	o.s.sent = c.encode(q)
	o.err = c.writeHeaders(o.s.id, len(q.Body) == 0, limit)
}

// broke ends the connection when a request could not be written.
func (c *Conn) broke(o *opening) {
	if o.err != nil && o.s != nil {
		c.fail(o.err, http2.ErrCodeInternal)
		o.s = nil
	}
}
