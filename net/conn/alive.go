package conn

import (
	"errors"
	"net"
	"os"
	"time"
)

// usable reports whether nothing came and nobody closed while c was idle.
func (c *Conn) usable() bool { return (c.TLS == nil || c.drained()) && alive(c.transport) }

// drained reports whether the TLS layer holds no bytes for us. It may have taken more than the
// last response off the socket, where alive cannot see them. A read whose time is over looks
// at what is there and nothing else.
func (c *Conn) drained() bool {
	if c.SetReadDeadline(time.Unix(1, 0)) != nil {
		return false
	}
	var b [1]byte
	n, err := c.Read(b[:])
	return n == 0 && errors.Is(err, os.ErrDeadlineExceeded) && c.SetReadDeadline(time.Time{}) == nil
}

// probeWait is how long probe listens. It only has to be long enough for bytes that are
// already there.
const probeWait = 200 * time.Microsecond

// probe is alive for connections without a file descriptor: it reads for a moment. Whatever it
// reads makes the connection unusable, so losing that byte does no harm.
func probe(nc net.Conn) bool {
	if nc.SetReadDeadline(time.Now().Add(probeWait)) != nil {
		return false
	}
	var b [1]byte
	n, err := nc.Read(b[:])
	if n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
		return false
	}
	return nc.SetReadDeadline(time.Time{}) == nil
}
