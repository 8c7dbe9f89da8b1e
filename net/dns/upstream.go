package dns

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"io"
	"net/netip"
	"sync"
	"time"
)

// Upstream is a recursive server behind a channel that keeps secrets: DNS over TLS or HTTPS.
// It is safe for concurrent use.
type Upstream interface {
	// Exchange sends one query in wire form and gives the answer in wire form.
	Exchange(ctx context.Context, query []byte) ([]byte, error)
	// Transport names the channel on the trace: "tls", "https".
	Transport() string
	// String names the server.
	String() string
}

// TLSPort is where servers listen for DNS over TLS.
const TLSPort = 853

// Limits of the connections to one TLS server.
const (
	tlsIdle  = 4                // unused connections that are kept
	tlsKeep  = 10 * time.Second // how long
	tlsHello = 4 * time.Second  // one handshake
)

// TLSServer is an Upstream over TLS (RFC 7858), with the strict privacy profile: the server
// must prove its name, or nothing is asked of it (RFC 8310 §5).
type TLSServer struct {
	addr   netip.AddrPort
	conf   *tls.Config
	dialer Dialer

	mu   sync.Mutex
	idle []idleTLS
}

type idleTLS struct {
	c     *tls.Conn
	since time.Time
}

// NewTLSServer returns the server at addr. conf.ServerName is the name that its certificate
// must have; "" stands for the address itself. conf may be nil.
func NewTLSServer(addr netip.AddrPort, conf *tls.Config, d Dialer) *TLSServer {
	if conf == nil {
		conf = &tls.Config{}
	}
	conf = conf.Clone()
	if conf.ServerName == "" {
		conf.ServerName = addr.Addr().String()
	}
	conf.MinVersion = tls.VersionTLS12
	conf.NextProtos = []string{"dot"}
	conf.ClientSessionCache = tls.NewLRUClientSessionCache(tlsIdle)
	return &TLSServer{addr: addr, conf: conf, dialer: d}
}

// Transport implements Upstream.
func (s *TLSServer) Transport() string { return "tls" }

// String implements Upstream.
func (s *TLSServer) String() string {
	if s.conf.ServerName != s.addr.Addr().String() {
		return "tls://" + s.addr.String() + "#" + s.conf.ServerName
	}
	return "tls://" + s.addr.String()
}

// Exchange implements Upstream. A kept connection that proves closed is replaced once.
func (s *TLSServer) Exchange(ctx context.Context, query []byte) ([]byte, error) {
	if c := s.take(); c != nil {
		if b, err := s.talk(ctx, c, query); err == nil || ctx.Err() != nil {
			return b, err
		}
	}
	nc, err := s.dialer.DialContext(ctx, "tcp", s.addr.String())
	if err != nil {
		return nil, err
	}
	c := tls.Client(nc, s.conf)
	hctx, cancel := context.WithTimeout(ctx, tlsHello)
	err = c.HandshakeContext(hctx)
	cancel()
	if err != nil {
		nc.Close()
		return nil, err
	}
	return s.talk(ctx, c, query)
}

func (s *TLSServer) take() *tls.Conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	for n := len(s.idle); n > 0; n = len(s.idle) {
		i := s.idle[n-1]
		s.idle = s.idle[:n-1]
		if time.Since(i.since) < tlsKeep {
			return i.c
		}
		i.c.Close()
	}
	return nil
}

// talk asks one question on c and keeps c when that went well.
func (s *TLSServer) talk(ctx context.Context, c *tls.Conn, query []byte) ([]byte, error) {
	stop := context.AfterFunc(ctx, func() { c.SetDeadline(time.Unix(1, 0)) })
	b := append(binary.BigEndian.AppendUint16(nil, uint16(len(query))), query...)
	_, err := c.Write(b)
	if err == nil {
		b, err = readTCP(c)
	}
	if !stop() || err != nil {
		c.Close()
		if err == nil {
			err = context.Cause(ctx)
		}
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.idle) < tlsIdle {
		s.idle = append(s.idle, idleTLS{c, time.Now()})
	} else {
		c.Close()
	}
	return b, nil
}

// Close closes the kept connections.
func (s *TLSServer) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, i := range s.idle {
		i.c.Close()
	}
	s.idle = nil
	return nil
}

// HTTPSMediaType is the type of queries and answers over HTTPS (RFC 8484 §6).
const HTTPSMediaType = "application/dns-message"

// Post sends a body by HTTP POST and gives the body of a 200 response of the same type.
type Post func(ctx context.Context, body []byte) ([]byte, error)

// HTTPSServer is an Upstream over HTTPS (RFC 8484). The HTTP is somebody else's: net/fetch
// stands above this package.
type HTTPSServer struct {
	URL  string
	Post Post
}

// Transport implements Upstream.
func (s *HTTPSServer) Transport() string { return "https" }

// String implements Upstream.
func (s *HTTPSServer) String() string { return s.URL }

// Exchange implements Upstream. The id on the wire is 0, so that equal questions are equal
// requests (RFC 8484 §4.1).
func (s *HTTPSServer) Exchange(ctx context.Context, query []byte) ([]byte, error) {
	if len(query) < 2 {
		return nil, io.ErrUnexpectedEOF
	}
	q := append([]byte{0, 0}, query[2:]...)
	b, err := s.Post(ctx, q)
	if err != nil {
		return nil, err
	}
	if len(b) < 2 {
		return nil, io.ErrUnexpectedEOF
	}
	if b[0] != 0 || b[1] != 0 {
		return nil, errMalformed
	}
	copy(b, query[:2])
	return b, nil
}

var (
	_ Upstream = (*TLSServer)(nil)
	_ Upstream = (*HTTPSServer)(nil)
)
