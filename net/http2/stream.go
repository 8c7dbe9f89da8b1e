package http2

import (
	"io"
	"os"
	"time"

	"golang.org/x/net/http2"

	"vitrine/net/header"
)

// Stream is one exchange. Receive comes first, then Read; one goroutine uses it. Close must be
// called.
type Stream struct {
	c    *Conn
	id   uint32
	wake chan struct{}
	sent int // bytes of the head

	interimFunc func(int, header.List)

	// The rest belongs to c.mu.
	response   *Response
	interim    int
	sentAll    bool // the request's body went out whole
	buf        [][]byte
	buffered   int
	got        int64 // body bytes that came
	length     int64 // Content-Length, -1 unknown
	isHead     bool
	done       bool // the peer has ended the stream as it should
	err        error
	sendWindow int64
	recvLeft   int64
	credit     int64
	closed     bool
	deadline   time.Time
	taken      int64
}

// Response is the head of an answer.
type Response struct {
	Status    int
	Header    header.List
	FirstByte time.Time
	HeadBytes int   // decoded
	Length    int64 // Content-Length, -1 when unknown
}

// SentBytes returns the size of the request's head as it was sent.
func (s *Stream) SentBytes() int { return s.sent }

// signal wakes the reader of the stream.
func (s *Stream) signal() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// end records why no more comes. c.mu is held.
func (s *Stream) end(err error) {
	if s.err == nil && !s.done {
		s.err = err
	}
	s.signal()
}

// wait waits for a signal or the deadline.
func (s *Stream) wait(deadline time.Time) error {
	if deadline.IsZero() {
		<-s.wake
		return nil
	}
	left := time.Until(deadline)
	if left <= 0 {
		return os.ErrDeadlineExceeded
	}
	t := time.NewTimer(left)
	defer t.Stop()
	select {
	case <-s.wake:
		return nil
	case <-t.C:
		return os.ErrDeadlineExceeded
	}
}

// Receive waits for the head of the final response.
func (s *Stream) Receive(deadline time.Time) (*Response, error) {
	for {
		s.c.mu.Lock()
		r, err := s.response, s.err
		s.c.mu.Unlock()
		if r != nil {
			return r, nil
		}
		if err != nil {
			return nil, err
		}
		if err := s.wait(deadline); err != nil {
			return nil, err
		}
	}
}

// Read implements io.Reader over the body. What is read is granted to the peer again.
func (s *Stream) Read(p []byte) (int, error) {
	for {
		s.c.mu.Lock()
		if len(s.buf) > 0 {
			n := copy(p, s.buf[0])
			if s.buf[0] = s.buf[0][n:]; len(s.buf[0]) == 0 {
				s.buf = s.buf[1:]
			}
			s.buffered -= n
			s.taken += int64(n)
			stream, conn := s.grant(int64(n))
			s.c.mu.Unlock()
			s.c.sendGrants(s.id, stream, conn)
			return n, nil
		}
		done, err, deadline := s.done, s.err, s.deadline
		s.c.mu.Unlock()
		switch {
		case done:
			return 0, io.EOF
		case err != nil:
			return 0, err
		}
		if err := s.wait(deadline); err != nil {
			return 0, err
		}
	}
}

// grant counts n bytes as read and returns what is to be granted, once it is worth a frame.
// c.mu is held.
func (s *Stream) grant(n int64) (stream, conn int64) {
	s.credit += n
	if !s.done && s.err == nil && s.credit >= int64(s.c.lim.StreamWindow)/2 {
		stream, s.credit = s.credit, 0
		s.recvLeft += stream
	}
	return stream, s.c.grant(n)
}

// grant is the same for the connection. c.mu is held.
func (c *Conn) grant(n int64) (conn int64) {
	c.credit += n
	if c.credit >= int64(c.lim.ConnWindow)/4 {
		conn, c.credit = c.credit, 0
		c.recvLeft += conn
	}
	return conn
}

func (c *Conn) sendGrants(id uint32, stream, conn int64) {
	if stream == 0 && conn == 0 {
		return
	}
	err := c.write(func() error {
		if conn > 0 {
			if err := c.fr.WriteWindowUpdate(0, uint32(conn)); err != nil {
				return err
			}
		}
		if stream > 0 {
			return c.fr.WriteWindowUpdate(id, uint32(stream))
		}
		return nil
	})
	if err != nil {
		c.fail(err, http2.ErrCodeInternal)
	}
}

// SetReadDeadline bounds how long Read waits.
func (s *Stream) SetReadDeadline(t time.Time) error {
	s.c.mu.Lock()
	s.deadline = t
	s.c.mu.Unlock()
	return nil
}

// Taken returns the body bytes read so far.
func (s *Stream) Taken() int64 {
	s.c.mu.Lock()
	defer s.c.mu.Unlock()
	return s.taken
}

// Ended reports whether the body was read to its proper end.
func (s *Stream) Ended() bool {
	s.c.mu.Lock()
	defer s.c.mu.Unlock()
	return s.done && len(s.buf) == 0
}

// Release implements the end of a body: see Close.
func (s *Stream) Release(bool) { s.Close() }

// Close ends the stream. One that is not at its end is reset, which costs the others nothing.
func (s *Stream) Close() {
	c := s.c
	c.mu.Lock()
	if s.closed {
		c.mu.Unlock()
		return
	}
	s.closed = true
	_, open := c.streams[s.id]
	reset := open && !(s.done && len(s.buf) == 0) && c.err == nil
	if reset {
		c.late += s.recvLeft
	}
	conn := c.grant(int64(s.buffered))
	s.buf, s.buffered = nil, 0
	if s.err == nil && !s.done {
		s.err = errClosed
	}
	s.signal()
	last := c.remove(s)
	c.mu.Unlock()
	if reset {
		if err := c.write(func() error { return c.fr.WriteRSTStream(s.id, http2.ErrCodeCancel) }); err != nil {
			c.fail(err, http2.ErrCodeInternal)
		}
	}
	c.sendGrants(0, 0, conn)
	if last {
		c.fail(errClosed, http2.ErrCodeNo)
	}
}

// send writes a request's body as the windows allow.
func (s *Stream) send(body []byte) {
	c := s.c
	for len(body) > 0 {
		c.mu.Lock()
		for c.err == nil && s.err == nil && !s.closed && !s.done && (s.sendWindow <= 0 || c.sendWindow <= 0) {
			c.changed.Wait()
		}
		if c.err != nil || s.err != nil || s.closed || s.done {
			c.mu.Unlock()
			return
		}
		n := int(min(int64(len(body)), s.sendWindow, c.sendWindow, int64(c.maxFrame)))
		s.sendWindow -= int64(n)
		c.sendWindow -= int64(n)
		part := body[:n]
		body = body[n:]
		s.sentAll = len(body) == 0
		c.mu.Unlock()
		if err := c.write(func() error { return c.fr.WriteData(s.id, len(body) == 0, part) }); err != nil {
			c.fail(err, http2.ErrCodeInternal)
			return
		}
	}
}
