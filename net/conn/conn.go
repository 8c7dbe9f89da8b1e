package conn

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/netip"
	"strconv"
	"time"
)

// Dialer opens transport connections. *net.Dialer is one, and so is an internet in memory.
// address is always an IP address with a port.
type Dialer interface {
	DialContext(ctx context.Context, network, address string) (net.Conn, error)
}

// Resolver finds the addresses of a host, best first. Both families are asked for.
type Resolver interface {
	Lookup(ctx context.Context, host string) ([]netip.Addr, error)
}

// ResolverFunc makes a Resolver of a function.
type ResolverFunc func(ctx context.Context, host string) ([]netip.Addr, error)

// Lookup calls f.
func (f ResolverFunc) Lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	return f(ctx, host)
}

// Target is where to connect. It is comparable: connections are kept per Target.
type Target struct {
	TLS  bool
	Host string // a name in ASCII form, or an IP address; IPv6 with or without brackets
	Port int

	HTTP1 bool // offer nothing but HTTP/1.1 in the TLS handshake

	// Site is on whose behalf the target is reached, "" for nobody's. A server that is asked on
	// behalf of two sites must not see that it is one person who asks: they share neither
	// connections nor TLS sessions.
	//
	// https://fetch.spec.whatwg.org/#network-partition-keys
	Site string
}

// String returns host:port.
func (t Target) String() string { return t.Host + ":" + strconv.Itoa(t.Port) }

// Config says how connections are made. Dialer and Resolver are required.
type Config struct {
	Dialer   Dialer
	Resolver Resolver
	RootCAs  *x509.CertPool      // nil: the system's
	Insecure bool                // certificates are not checked
	ALPN     []string            // protocols offered, best first; nil: http/1.1
	Proxy    func(Target) *Proxy // whom to ask for a connection; nil, or nil from it: nobody
	KeyLog   io.Writer           // receives TLS secrets in the NSS format when not nil

	// Services finds the HTTPS records of a target, and Alternatives what it announced over
	// HTTP; nil: there are none. An error of Services is one that must not be ignored.
	Services     func(ctx context.Context, t Target) ([]Service, error)
	Alternatives func(t Target) []Service
	// HTTP3 makes a session over a datagram connection, which it owns; nil: it is not spoken.
	HTTP3 func(ctx context.Context, udp net.Conn, conf *tls.Config) (Session, error)

	Limits Limits
}

// Limits bound a Pool. Zero fields take the numbers of DefaultLimits.
type Limits struct {
	PerTarget int           // open connections to one target
	Total     int           // open connections altogether
	Idle      time.Duration // how long an unused connection is kept
	Addresses int           // addresses of one name that are tried
	Stagger   time.Duration // head start of each address in the race
	Connect   time.Duration // look-up, race and handshake together; waiting for a place not counted
	Attempt   time.Duration // one TCP connect
	Handshake time.Duration // one TLS handshake
	Sessions  int           // TLS sessions remembered for resumption

	// How long the addresses of a host wait for its HTTPS records: a fifth of the time that the
	// addresses took, within these bounds.
	ServiceLeast, ServiceMost time.Duration
}

// DefaultLimits: six connections per host is what browsers use for HTTP/1.1; 250 ms is the
// recommended Connection Attempt Delay of RFC 8305, section 5.
var DefaultLimits = Limits{
	PerTarget: 6,
	Total:     256,
	Idle:      60 * time.Second,
	Addresses: 16,
	Stagger:   250 * time.Millisecond,
	Connect:   12 * time.Second,
	Attempt:   10 * time.Second,
	Handshake: 8 * time.Second,
	Sessions:  256,

	ServiceLeast: 20 * time.Millisecond,
	ServiceMost:  50 * time.Millisecond,
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits
	for _, f := range []struct {
		v   *int
		def int
	}{{&l.PerTarget, d.PerTarget}, {&l.Total, d.Total}, {&l.Addresses, d.Addresses}, {&l.Sessions, d.Sessions}} {
		if *f.v <= 0 {
			*f.v = f.def
		}
	}
	for _, f := range []struct {
		v   *time.Duration
		def time.Duration
	}{{&l.Idle, d.Idle}, {&l.Stagger, d.Stagger}, {&l.Connect, d.Connect}, {&l.Attempt, d.Attempt}, {&l.Handshake, d.Handshake}, {&l.ServiceLeast, d.ServiceLeast}, {&l.ServiceMost, d.ServiceMost}} {
		if *f.v <= 0 {
			*f.v = f.def
		}
	}
	return l
}

// Times says when the steps of making a connection happened; steps left out are zero.
type Times struct {
	NameStart, NameEnd       time.Time
	ConnectStart, ConnectEnd time.Time
	TLSStart, TLSEnd         time.Time
}

// Conn is an open connection, with TLS already done when its Target asks for it. One user at a
// time has it; it goes back by Pool.Put or Pool.Discard.
type Conn struct {
	net.Conn                // what to read and write
	Target   Target         // what it was made for
	Remote   netip.AddrPort // the address that won the race
	TLS      *TLSInfo       // nil without TLS
	Proxy    *Proxy         // what the connection goes through, or nil; Remote is then the proxy's
	Via      *Service       // who announced the HTTP/3 server behind it; nil for TCP
	Made     Times
	ID       int64 // its number among the pool's, from 1
	Requests int   // how often it was taken out of the pool, 1 for a new one
	Wire     any   // the state that the protocol keeps between requests

	transport net.Conn // below TLS
	idleSince time.Time
	rekeyed   bool // the handshake was tried with other keys for its ClientHello
	ecdsa     bool // only a certificate with an ECDSA key is asked for
}

// Reused reports whether the connection has served an earlier request.
func (c *Conn) Reused() bool { return c.Requests > 1 }
