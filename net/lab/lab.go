package lab

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"

	"vitrine/net/dns"
)

// Config describes an internet.
type Config struct {
	Hosts []Host
	// Anchors are what a validating resolver of this internet trusts, see Sign.
	Anchors []dns.Anchor
	// Memory keeps everything in the process: no sockets, and delays that pass in virtual
	// time under testing/synctest. Without it services listen on loopback.
	Memory bool
	// Seed makes loss repeatable.
	Seed uint64
}

// Host is a machine: addresses, what runs there, and the way to it.
type Host struct {
	Name     string // for people; the names of the DNS are in zones
	Addrs    []netip.Addr
	Services []Service
	Link     Link
	Root     bool // a root name server: listed in Hints
	Resolver bool // a recursive name server: listed in ResolvConf
}

// Service is something that runs on a host.
type Service interface {
	// Start begins to serve on every address of h and returns. What it opens through in is
	// closed with the Internet.
	Start(in *Internet, h *Host) error
}

// Internet is a running Config.
type Internet struct {
	cfg    Config
	ca     *Authority
	mu     sync.Mutex
	ends   map[end]*listener
	hosts  map[netip.Addr]*Host
	closer []func()
	wg     sync.WaitGroup
	closed bool
	rolls  rolls
	dials  atomic.Int64
	held   map[io.Closer]bool // connections that Close must close
	ctx    context.Context    // ends with Close
	cancel context.CancelFunc
}

// end is one place where something listens.
type end struct {
	network string // udp, tcp
	addr    netip.AddrPort
}

// listener is where an end really is: at a loopback address, or in memory.
type listener struct {
	real   string
	memTCP *memListener
	memUDP *memPacket
}

// Start brings an internet up.
func Start(cfg Config) (*Internet, error) {
	ca, err := NewAuthority()
	if err != nil {
		return nil, err
	}
	in := &Internet{cfg: cfg, ca: ca, ends: map[end]*listener{}, held: map[io.Closer]bool{}, hosts: map[netip.Addr]*Host{}}
	in.ctx, in.cancel = context.WithCancel(context.Background())
	in.rolls.seed(cfg.Seed)
	in.cfg.Hosts = append([]Host(nil), cfg.Hosts...)
	for i := range in.cfg.Hosts {
		h := &in.cfg.Hosts[i]
		for _, a := range h.Addrs {
			if in.hosts[a] != nil {
				in.Close()
				return nil, fmt.Errorf("lab: %s and %s both have address %s", in.hosts[a].Name, h.Name, a)
			}
			in.hosts[a] = h
		}
		for _, s := range h.Services {
			if err := s.Start(in, h); err != nil {
				in.Close()
				return nil, fmt.Errorf("lab: host %s: %w", h.Name, err)
			}
		}
	}
	return in, nil
}

// Close ends all services and closes what they opened.
func (in *Internet) Close() error {
	in.mu.Lock()
	if in.closed {
		in.mu.Unlock()
		return nil
	}
	in.closed = true
	in.cancel()
	cs := in.closer
	in.closer = nil
	for c := range in.held {
		c.Close()
	}
	in.mu.Unlock()
	for i := len(cs) - 1; i >= 0; i-- {
		cs[i]()
	}
	in.wg.Wait()
	return nil
}

// OnClose adds f to what Close calls, last added first.
func (in *Internet) OnClose(f func()) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.closer = append(in.closer, f)
}

// Hold makes Close close c, one end of a connection, until release is called; a connection
// that comes after Close is closed at once.
func (in *Internet) Hold(c io.Closer) (release func()) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.closed {
		c.Close()
	}
	in.held[c] = true
	return func() {
		in.mu.Lock()
		defer in.mu.Unlock()
		delete(in.held, c)
	}
}

// context gives a context that ends with the Internet.
func (in *Internet) context() context.Context { return in.ctx }

// Go runs f in a goroutine that Close waits for.
func (in *Internet) Go(f func()) { in.wg.Go(f) }

// Authority gives the certificate authority of this internet.
func (in *Internet) Authority() *Authority { return in.ca }

// Roots gives the certificates that a client of this internet trusts.
func (in *Internet) Roots() *x509.CertPool { return in.ca.Roots() }

// Hosts gives the hosts, for printing.
func (in *Internet) Hosts() []Host { return in.cfg.Hosts }

// Hints gives the root name servers: where an iterative resolver begins.
func (in *Internet) Hints() []dns.Hint {
	var out []dns.Hint
	for _, h := range in.cfg.Hosts {
		if h.Root {
			n, err := dns.CanonicalName(h.Name)
			if err == nil {
				out = append(out, dns.Hint{Name: n, Addrs: h.Addrs})
			}
		}
	}
	return out
}

// Real gives the loopback address behind an end, so that any other client can be pointed at
// it, or "" when there is none.
func (in *Internet) Real(network string, addr netip.AddrPort) string {
	in.mu.Lock()
	defer in.mu.Unlock()
	if l := in.ends[end{network, addr}]; l != nil {
		return l.real
	}
	return ""
}

// End is one place where a host listens.
type End struct {
	Network string // udp, tcp
	Port    uint16
	Real    string // the address on loopback, or "" in memory
}

// Ends gives where the host at an address listens, by port.
func (in *Internet) Ends(a netip.Addr) []End {
	in.mu.Lock()
	defer in.mu.Unlock()
	var out []End
	for e, l := range in.ends {
		if e.addr.Addr() == a {
			out = append(out, End{e.network, e.addr.Port(), l.real})
		}
	}
	slices.SortFunc(out, func(x, y End) int {
		return cmp.Or(cmp.Compare(x.Port, y.Port), cmp.Compare(x.Network, y.Network))
	})
	return out
}

// anyPort is a free port of loopback.
const anyPort = "127.0.0.1:0"

// ListenTCP opens a listener at a host's address and port.
func (in *Internet) ListenTCP(addr netip.AddrPort) (net.Listener, error) {
	if in.cfg.Memory {
		l := newMemListener(addr)
		return l, in.add(end{"tcp", addr}, &listener{memTCP: l}, func() { l.Close() })
	}
	var lc net.ListenConfig
	at := in.Real("udp", addr) // the same port for both, when it is free: other programs expect that
	if at == "" {
		at = anyPort
	}
	l, err := lc.Listen(context.Background(), "tcp", at)
	if err != nil && at != anyPort {
		l, err = lc.Listen(context.Background(), "tcp", anyPort)
	}
	if err != nil {
		return nil, err
	}
	return l, in.add(end{"tcp", addr}, &listener{real: l.Addr().String()}, func() { l.Close() })
}

// ListenUDP opens a packet connection at a host's address and port.
func (in *Internet) ListenUDP(addr netip.AddrPort) (net.PacketConn, error) {
	if in.cfg.Memory {
		p := newMemPacket(addr)
		return p, in.add(end{"udp", addr}, &listener{memUDP: p}, func() { p.Close() })
	}
	p, err := (&net.ListenConfig{}).ListenPacket(context.Background(), "udp", anyPort)
	if err != nil {
		return nil, err
	}
	return p, in.add(end{"udp", addr}, &listener{real: p.LocalAddr().String()}, func() { p.Close() })
}

func (in *Internet) add(e end, l *listener, closer func()) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.closed || in.ends[e] != nil {
		closer()
		if in.closed {
			return net.ErrClosed
		}
		return fmt.Errorf("%s %s is taken", e.network, e.addr)
	}
	in.ends[e] = l
	in.closer = append(in.closer, closer)
	return nil
}

// Dialer is the client's way into an Internet. It implements the Dialer interfaces of
// net/dns and net/conn.
type Dialer struct{ in *Internet }

// Dialer gives the way in.
func (in *Internet) Dialer() *Dialer { return &Dialer{in} }

// Dials counts the connections and UDP sockets made so far.
func (in *Internet) Dials() int { return int(in.dials.Load()) }

// DialContext connects to "ip:port" of this internet over "tcp" or "udp". An address without a
// host gives EHOSTUNREACH, a port without a service ECONNREFUSED, a host that is down nothing
// until ctx ends.
func (d *Dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	in := d.in
	kind := network
	if len(kind) == 4 && (kind[3] == '4' || kind[3] == '6') {
		kind = kind[:3]
	}
	fail := func(err error) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: network, Addr: textAddr{network, address}, Err: err}
	}
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fail(err)
	}
	if kind != "tcp" && kind != "udp" {
		return fail(net.UnknownNetworkError(network))
	}
	if err := ctx.Err(); err != nil {
		return fail(err)
	}
	ap = netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
	in.mu.Lock()
	h, l, closed := in.hosts[ap.Addr()], in.ends[end{kind, ap}], in.closed
	in.mu.Unlock()
	if closed || h == nil {
		return fail(syscall.EHOSTUNREACH)
	}
	in.dials.Add(1)
	link := h.Link
	if kind == "tcp" {
		if link.Down {
			<-ctx.Done()
			return fail(ctx.Err())
		}
		// The handshake: SYN there, SYN-ACK back.
		if err := sleep(ctx, link.RTT); err != nil {
			return fail(err)
		}
		if l == nil || link.Refuse {
			return fail(syscall.ECONNREFUSED)
		}
	}
	var c net.Conn
	switch {
	case l == nil || link.Down || link.Refuse:
		c = newSilent(link.Refuse || l == nil && !link.Down)
	case l.memTCP != nil:
		c, err = l.memTCP.dial(ctx)
	case l.memUDP != nil:
		c, err = l.memUDP.dial()
	default:
		c, err = (&net.Dialer{}).DialContext(ctx, kind, l.real)
	}
	if err != nil {
		var op *net.OpError
		if errors.As(err, &op) {
			err = op.Err
		}
		return fail(err)
	}
	return newLinkConn(in, c, link, kind, ap), nil
}

// textAddr is a net.Addr of the made-up internet.
type textAddr struct{ network, addr string }

func (a textAddr) Network() string { return a.network }
func (a textAddr) String() string  { return a.addr }

// Anchors gives what a validating resolver of this internet trusts; none when it is not signed.
func (in *Internet) Anchors() []dns.Anchor { return in.cfg.Anchors }

// HostsFile gives what a machine in this internet has in its hosts file: itself.
func (in *Internet) HostsFile() *dns.Hosts {
	h, err := dns.ParseHosts(strings.NewReader("127.0.0.1 localhost\n::1 localhost\n"))
	if err != nil {
		panic(err) // the text above
	}
	return h
}

// ResolvConf gives the settings of a client of this internet: its recursive name servers. There
// are none when no host has Resolver set.
func (in *Internet) ResolvConf() dns.ResolvConf {
	var c dns.ResolvConf
	for _, h := range in.cfg.Hosts {
		if h.Resolver {
			for _, a := range h.Addrs {
				c.Servers = append(c.Servers, netip.AddrPortFrom(a, dns.Port))
			}
		}
	}
	return c
}
