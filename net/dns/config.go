package dns

import (
	"context"
	"net"
	"net/netip"
	"time"
)

// Port is where name servers listen.
const Port = 53

// Dialer makes connections to literal addresses. network is "udp" or "tcp", address is
// "ip:port"; a Dialer never needs to resolve. It is the resolver's only way to the network.
type Dialer interface {
	DialContext(ctx context.Context, network, address string) (net.Conn, error)
}

// Mode says who does the work of finding a name.
type Mode uint8

const (
	Stub      Mode = iota // recursive servers are asked
	Iterative             // we ask from the root down
)

// Config says how a Resolver works. The zero value of a field means its default.
type Config struct {
	Dialer Dialer
	Mode   Mode

	Conf  ResolvConf // servers of stub mode, search list and timing
	Hints []Hint     // of iterative mode; default RootHints()
	Hosts *Hosts     // default: none
	Cache *Cache     // default: a new one

	// Upstreams are asked instead of Conf.Servers in stub mode: recursive servers that are
	// reached in another way than by plain UDP and TCP.
	Upstreams []Upstream

	// Stale allows answers whose TTL ran out less than this long ago when no server can be
	// asked (RFC 8767); 0 is never. The cache keeps them that long.
	Stale time.Duration

	// DNSSEC validates every answer from Anchors down, and refuses what is bogus.
	DNSSEC  bool
	Anchors []Anchor // default RootAnchors()

	// Prefetch asks again for what is asked for in the last tenth of its TTL, so that what is
	// popular is always known.
	Prefetch bool

	// NoMinimise turns QNAME minimisation (RFC 9156) off in iterative mode: every server is
	// shown the whole name.
	NoMinimise bool
	// NoIPv6 leaves out AAAA questions and IPv6 name servers.
	NoIPv6 bool

	Limits Limits
}

// Limits bounds the work that one name can cause, whatever servers answer. The zero value of
// a field means its default.
type Limits struct {
	Total       time.Duration // for a lookup; default 15 s
	Queries     int           // questions sent on behalf of one record set; default 64
	Aliases     int           // CNAME and DNAME links followed; default 16
	Referrals   int           // steps from the root down for one name of the chain; default 32
	ServerNames int           // name server names resolved on behalf of one record set; default 8
	Depth       int           // how deep resolving name servers may need other name servers; default 4
	Servers     int           // name servers of a zone that are considered; default 16
	Tries       int           // questions sent to one set of servers in iterative mode; default 10
	Patience    time.Duration // wait for an unknown server before another is tried; default 400 ms
	TCP         time.Duration // for an exchange over TCP; default 4 s
	OtherFamily time.Duration // how long an IPv4 answer waits for the IPv6 one (RFC 8305 §3); default 50 ms
	Minimised   int           // labels revealed one by one before the whole name is asked (RFC 9156 §2.3); default 10
	Records     int           // records kept of one set; default 512
	Signatures  int           // signatures verified on behalf of one record set; default 64
	Sockets     int           // connections and UDP sockets open at once, for all lookups together; default 256
}

func (l Limits) withDefaults() Limits {
	d := func(p *time.Duration, v time.Duration) {
		if *p == 0 {
			*p = v
		}
	}
	n := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	d(&l.Total, 15*time.Second)
	d(&l.Patience, 400*time.Millisecond)
	d(&l.TCP, 4*time.Second)
	d(&l.OtherFamily, 50*time.Millisecond)
	n(&l.Queries, 64)
	n(&l.Aliases, 16)
	n(&l.Referrals, 32)
	n(&l.ServerNames, 8)
	n(&l.Depth, 4)
	n(&l.Servers, 16)
	n(&l.Tries, 10)
	n(&l.Minimised, 10)
	n(&l.Records, 512)
	n(&l.Signatures, 64)
	n(&l.Sockets, 256)
	return l
}

// SystemConfig gives the configuration of this machine for stub mode: /etc/resolv.conf and
// /etc/hosts, as far as they can be read. The error tells what could not; the Config is
// usable all the same.
func SystemConfig(d Dialer) (Config, error) {
	conf, err := LoadResolvConf("/etc/resolv.conf")
	hosts, herr := LoadHosts("/etc/hosts")
	if err == nil {
		err = herr
	}
	return Config{Dialer: d, Conf: conf, Hosts: hosts}, err
}

// target is a server to ask.
type target struct {
	addr netip.AddrPort // of an Upstream: no address, and its place in the list as the port
	name string         // canonical, or "" for a server known by its address only
	up   Upstream       // nil for plain UDP and TCP
}

// String prints "ns1.test (192.0.2.1)" or "192.0.2.1".
func (t target) String() string {
	if t.up != nil {
		return t.up.String()
	}
	a := t.addr.Addr().String()
	if t.addr.Port() != Port {
		a = t.addr.String()
	}
	if t.name == "" {
		return a
	}
	return DisplayName(t.name) + " (" + a + ")"
}
