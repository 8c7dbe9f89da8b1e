package conn

import (
	"errors"
	"net"
	"os"
	"time"
)

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
