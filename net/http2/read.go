package http2

import (
	"errors"
	"io"
	"net"
	"syscall"
	"time"

	"golang.org/x/net/http2"
)

// inlet is the connection as the Framer reads it. It remembers whether the connection ended: the
// Framer says io.ErrUnexpectedEOF of a frame that is shorter than its content, too.
type inlet struct {
	net.Conn
	ended bool
}

// Read implements io.Reader.
func (i *inlet) Read(p []byte) (int, error) {
	n, err := i.Conn.Read(p)
	i.ended = i.ended || err != nil
	return n, err
}

// readLoop reads frames until the connection ends.
func (c *Conn) readLoop() {
	for {
		f, err := c.fr.ReadFrame()
		if err != nil {
			var se http2.StreamError
			if errors.As(err, &se) && !c.idleStream(se.StreamID) { // only its stream is lost
				c.reset(se.StreamID, se.Code, broken(se.Code, "a broken frame (%s)", reason(c.fr, se.Cause)))
				if err := c.useless(1); err != nil {
					c.fail(err, err.code)
					return
				}
				continue
			}
			code, cause := c.readError(err)
			c.fail(cause, code)
			return
		}
		c.mu.Lock()
		c.heard = time.Now()
		c.mu.Unlock()
		if err := c.handle(f); err != nil {
			c.fail(err, err.code)
			return
		}
	}
}

func reason(fr *http2.Framer, cause error) string {
	if d := fr.ErrorDetail(); d != nil {
		return d.Error()
	}
	if cause != nil {
		return cause.Error()
	}
	return "breaks the rules"
}

// readError words what ended the reading.
func (c *Conn) readError(err error) (http2.ErrCode, error) {
	var ce http2.ConnectionError
	c.mu.Lock()
	heard := !c.heard.IsZero()
	c.mu.Unlock()
	switch {
	case errors.Is(err, http2.ErrFrameTooLarge):
		return http2.ErrCodeFrameSize, broken(http2.ErrCodeFrameSize, "a frame is larger than %d bytes", c.lim.FrameSize)
	case errors.As(err, new(http2.StreamError)):
		return http2.ErrCodeProtocol, broken(http2.ErrCodeProtocol, "a broken frame on a stream that was never opened")
	case errors.As(err, &ce):
		return http2.ErrCode(ce), broken(http2.ErrCode(ce), "%s (%s)", http2.ErrCode(ce), reason(c.fr, nil))
	case err == io.ErrUnexpectedEOF && !c.in.ended:
		return http2.ErrCodeFrameSize, broken(http2.ErrCodeFrameSize, "a frame that is too short for what it says (FRAME_SIZE_ERROR)")
	case !heard && (err == io.EOF || err == io.ErrUnexpectedEOF || errors.Is(err, syscall.ECONNRESET)):
		return http2.ErrCodeNo, ErrNoResponse
	case err == io.EOF, err == io.ErrUnexpectedEOF:
		return http2.ErrCodeNo, &lostError{}
	}
	return http2.ErrCodeNo, err
}

// lostError says that the connection ended with streams open.
type lostError struct{}

func (*lostError) Error() string { return "the server closed the connection within the answer" }

// Is lets a body that was cut by it count as truncated.
func (*lostError) Is(target error) bool { return target == ErrTruncated }

// useless counts frames that only cost us. Ten a second are free, and so is one for each kB of
// body.
func (c *Conn) useless(n float64) *ProtocolError {
	now := time.Now()
	c.cheap = max(0, c.cheap-10*now.Sub(c.cheapTime).Seconds())
	c.cheapTime = now
	if c.cheap += n; c.cheap > float64(c.lim.Cheap) {
		return broken(http2.ErrCodeEnhanceYourCalm, "a flood of frames without use")
	}
	return nil
}

// handle works on one frame. An error ends the connection.
func (c *Conn) handle(f http2.Frame) *ProtocolError {
	if sf, ok := f.(*http2.SettingsFrame); !c.settled && (!ok || sf.IsAck()) {
		// https://www.rfc-editor.org/rfc/rfc9113#name-http-2-connection-preface
		return broken(http2.ErrCodeProtocol, "the first frame is not SETTINGS")
	}
	switch f := f.(type) {
	case *http2.HeadersFrame:
		return c.headers(f)
	case *http2.ContinuationFrame:
		return c.continued(f)
	case *http2.DataFrame:
		return c.data(f)
	case *http2.SettingsFrame:
		if err := c.useless(1); err != nil {
			return err
		}
		return c.settings(f)
	case *http2.PingFrame:
		if err := c.useless(1); err != nil {
			return err
		}
		if f.IsAck() {
			return nil
		}
		data := f.Data
		return c.reply(func() error { return c.fr.WritePing(true, data) })
	case *http2.WindowUpdateFrame:
		if err := c.useless(0.25); err != nil {
			return err
		}
		return c.windowUpdate(f)
	case *http2.RSTStreamFrame:
		if err := c.useless(1); err != nil {
			return err
		}
		if c.idleStream(f.StreamID) {
			return broken(http2.ErrCodeProtocol, "RST_STREAM on a stream that was never opened")
		}
		err := error(broken(f.ErrCode, "the server reset the stream (%s)", f.ErrCode))
		switch f.ErrCode {
		case http2.ErrCodeRefusedStream:
			err = ErrUnused
		case http2.ErrCodeHTTP11Required:
			err = ErrHTTP1
		}
		c.drop(f.StreamID, err)
		return nil
	case *http2.GoAwayFrame:
		return c.goAway(f)
	case *http2.PushPromiseFrame:
		return broken(http2.ErrCodeProtocol, "a push that was forbidden")
	}
	return c.useless(1) // PRIORITY and what we do not know
}

// reply writes an answer of the reader's.
func (c *Conn) reply(f func() error) *ProtocolError {
	if err := c.write(f); err != nil {
		return broken(http2.ErrCodeInternal, "writing failed: %v", err)
	}
	return nil
}

// idleStream reports ids that we have not used yet, and those of the server.
func (c *Conn) idleStream(id uint32) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return id%2 == 0 || id >= c.next
}

// drop ends a stream that the peer gave up.
func (c *Conn) drop(id uint32, err error) {
	c.mu.Lock()
	var last bool
	if s := c.streams[id]; s != nil {
		s.end(err)
		last = c.remove(s)
	}
	c.changed.Broadcast()
	c.mu.Unlock()
	if last {
		c.fail(errClosed, http2.ErrCodeNo)
	}
}

// reset ends a stream on which the peer broke a rule.
func (c *Conn) reset(id uint32, code http2.ErrCode, err error) {
	c.mu.Lock()
	if s := c.streams[id]; s != nil {
		c.late += max(0, s.recvLeft)
	}
	c.mu.Unlock()
	c.write(func() error { return c.fr.WriteRSTStream(id, code) })
	c.drop(id, err)
}

// finish ends a stream as the peer wished.
func (c *Conn) finish(s *Stream) {
	c.mu.Lock()
	if s.length >= 0 && s.got != s.length {
		s.end(ErrTruncated)
	} else {
		s.done = true
	}
	s.signal()
	given := !s.sentAll && c.streams[s.id] == s // it answered before it had the whole request
	s.sentAll = true
	last := c.remove(s)
	c.mu.Unlock()
	if given {
		c.write(func() error { return c.fr.WriteRSTStream(s.id, http2.ErrCodeNo) })
	}
	if last {
		c.fail(errClosed, http2.ErrCodeNo)
	}
}

// data takes a part of a body, within the windows that were granted.
//
// https://www.rfc-editor.org/rfc/rfc9113#name-flow-control
func (c *Conn) data(f *http2.DataFrame) *ProtocolError {
	size := int64(f.Length) // with padding
	if c.idleStream(f.StreamID) {
		return broken(http2.ErrCodeProtocol, "DATA on a stream that was never opened")
	}
	b := f.Data()
	if len(b) == 0 && !f.StreamEnded() {
		if err := c.useless(1); err != nil {
			return err
		}
	}
	if len(b) > 0 && len(b) < tinyFrame && !f.StreamEnded() {
		if err := c.useless(0.2); err != nil {
			return err
		}
	}
	c.cheap = max(0, c.cheap-float64(len(b))/1024)
	c.mu.Lock()
	if c.recvLeft -= size; c.recvLeft < 0 {
		c.mu.Unlock()
		return broken(http2.ErrCodeFlowControl, "more data than the connection's window allows")
	}
	s := c.streams[f.StreamID]
	if s == nil || s.closed {
		// A reset crossed it on the way; then it lies within what that stream's window allowed.
		// Anything else is data behind the end of a stream.
		c.late -= size
		tooMuch := c.late < 0
		conn := c.grant(size)
		c.mu.Unlock()
		if tooMuch {
			return broken(http2.ErrCodeStreamClosed, "data after the end of a stream")
		}
		c.sendGrants(0, 0, conn)
		return nil
	}
	var wrong *ProtocolError
	s.recvLeft -= size
	s.got += int64(len(b))
	switch {
	case s.response == nil:
		wrong = broken(http2.ErrCodeProtocol, "DATA before the response head")
	case s.recvLeft < 0:
		wrong = broken(http2.ErrCodeFlowControl, "more data than the stream's window allows")
	case s.length >= 0 && s.got > s.length:
		wrong = broken(http2.ErrCodeProtocol, "the body is longer than its Content-Length")
	case len(b) > 0 && (s.isHead || s.response.Status == 204 || s.response.Status == 304):
		wrong = broken(http2.ErrCodeProtocol, "a body where there is none")
	}
	if wrong != nil {
		conn := c.grant(size)
		c.mu.Unlock()
		c.sendGrants(0, 0, conn)
		c.reset(s.id, wrong.code, wrong)
		return nil
	}
	if len(b) > 0 {
		s.keep(b)
		s.buffered += len(b)
	}
	stream, conn := s.grant(size - int64(len(b))) // padding is read at once
	s.signal()
	c.mu.Unlock()
	c.sendGrants(s.id, stream, conn)
	if f.StreamEnded() {
		c.finish(s)
	}
	return nil
}

// A DATA frame below tinyFrame costs more than it brings. Small frames share pieces of
// pieceSize, so that what waits to be read takes hardly more memory than the window says.
const (
	tinyFrame = 16
	pieceSize = 4 << 10
)

// keep puts body bytes where Read finds them. c.mu is held.
func (s *Stream) keep(b []byte) {
	if n := len(s.buf); n > 0 {
		if last := s.buf[n-1]; cap(last)-len(last) >= len(b) {
			s.buf[n-1] = append(last, b...)
			return
		}
	}
	s.buf = append(s.buf, append(make([]byte, 0, max(pieceSize, len(b))), b...))
}

// maxWindow is the largest flow-control window.
const maxWindow = 1<<31 - 1

// settings takes the peer's settings.
//
// https://www.rfc-editor.org/rfc/rfc9113#name-defined-settings
func (c *Conn) settings(f *http2.SettingsFrame) *ProtocolError {
	if f.IsAck() {
		return nil
	}
	c.settled = true
	var table uint32
	resize := false
	c.mu.Lock()
	err := f.ForeachSetting(func(s http2.Setting) error {
		if err := s.Valid(); err != nil {
			return err
		}
		switch s.ID {
		case http2.SettingEnablePush:
			if s.Val != 0 {
				return broken(http2.ErrCodeProtocol, "a server that wants pushes")
			}
		case http2.SettingMaxConcurrentStreams:
			c.maxStreams = min(s.Val, 1000)
		case http2.SettingInitialWindowSize:
			delta := int64(s.Val) - c.initial
			c.initial = int64(s.Val)
			for _, st := range c.streams {
				if st.sendWindow += delta; st.sendWindow > maxWindow {
					return broken(http2.ErrCodeFlowControl, "a window overflows")
				}
			}
		case http2.SettingMaxFrameSize:
			c.maxFrame = int(min(s.Val, 64<<10))
		case http2.SettingHeaderTableSize:
			table, resize = min(s.Val, 64<<10), true
		}
		return nil
	})
	c.changed.Broadcast()
	c.mu.Unlock()
	if err != nil {
		var pe *ProtocolError
		if errors.As(err, &pe) {
			return pe
		}
		return broken(http2.ErrCodeProtocol, "impossible settings (%v)", err)
	}
	return c.reply(func() error {
		if resize {
			c.enc.SetMaxDynamicTableSizeLimit(table)
			c.enc.SetMaxDynamicTableSize(min(table, headerTable))
		}
		return c.fr.WriteSettingsAck()
	})
}

func (c *Conn) windowUpdate(f *http2.WindowUpdateFrame) *ProtocolError {
	if f.StreamID != 0 && c.idleStream(f.StreamID) {
		return broken(http2.ErrCodeProtocol, "WINDOW_UPDATE on a stream that was never opened")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	defer c.changed.Broadcast()
	if f.StreamID == 0 {
		if c.sendWindow += int64(f.Increment); c.sendWindow > maxWindow {
			return broken(http2.ErrCodeFlowControl, "a window overflows")
		}
		return nil
	}
	if s := c.streams[f.StreamID]; s != nil {
		if s.sendWindow += int64(f.Increment); s.sendWindow > maxWindow {
			s.end(broken(http2.ErrCodeFlowControl, "a window overflows")) // its reader closes it, which resets it
		}
	}
	return nil
}

// goAway opens no more streams; those that the server did not see may be tried elsewhere.
//
// https://www.rfc-editor.org/rfc/rfc9113#name-goaway
func (c *Conn) goAway(f *http2.GoAwayFrame) *ProtocolError {
	if err := c.useless(1); err != nil {
		return err
	}
	c.mu.Lock()
	c.draining = true
	for id, s := range c.streams {
		if id <= f.LastStreamID {
			continue
		}
		err := ErrUnused
		if f.ErrCode != http2.ErrCodeNo {
			err = errors.Join(ErrUnused, broken(f.ErrCode, "the server said goodbye (%s)", f.ErrCode))
		}
		s.end(err)
		delete(c.streams, id)
	}
	done := len(c.streams)+c.pending == 0
	c.changed.Broadcast()
	c.mu.Unlock()
	if done {
		c.fail(errClosed, http2.ErrCodeNo)
	}
	return nil
}
