package conn

import (
	"context"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"vitrine/engine/trace"
)

// dial makes a connection to t: look-up, race, TLS.
func (p *Pool) dial(ctx context.Context, t Target) (*Conn, error) {
	c := &Conn{Target: t, ID: p.numbers.Add(1)}
	sp := trace.From(ctx)
	hop := t // whom the socket leads to
	if p.cfg.Proxy != nil {
		c.Proxy = p.cfg.Proxy(t)
	}
	if c.Proxy != nil {
		hop = Target{TLS: c.Proxy.Kind == HTTPSProxy, Host: c.Proxy.Host, Port: c.Proxy.Port}
		sp.Note(trace.Info, "proxy", trace.Pos{}, trace.Str("proxy", c.Proxy.String()), trace.Str("host", t.String()))
	}
	if c.Proxy == nil {
		addrs, services, err := p.find(ctx, t, &c.Made)
		switch {
		case err != nil:
			return nil, err
		case !t.TLS && len(services) > 0:
			return nil, &UpgradeError{t}
		}
		if len(addrs) > 0 {
			if addrs, err = permitted(ctx, addrs); err != nil {
				return nil, err
			}
		}
		return p.overServices(ctx, c, t, addrs, services)
	}
	addrs, err := p.lookup(ctx, hop.Host, &c.Made)
	if err != nil {
		return nil, err
	}
	return p.connect(ctx, c, t, hop, addrs, nil)
}

// connect does the race for an address of hop and the handshake with t, encrypted to the keys
// ech if there are any.
func (p *Pool) connect(ctx context.Context, c *Conn, t, hop Target, addrs []netip.Addr, ech []byte) (*Conn, error) {
	sp := trace.From(ctx)
	c.Made.ConnectStart = time.Now()
	race := sp.Fork("connect", trace.Str("host", hop.Host), trace.Int("port", hop.Port))
	nc, addr, err := p.race(ctx, race, hop, addrs)
	c.Made.ConnectEnd = time.Now()
	if err != nil {
		race.Set(trace.Err(err))
		race.End()
		if c.Proxy != nil {
			err = &ProxyError{c.Proxy, err}
		}
		return nil, err
	}
	race.Set(trace.Str("address", addr.String()))
	race.End()
	c.transport, c.Remote = nc, addr
	if c.Proxy != nil {
		link := nc
		if hop.TLS {
			if link, _, err = p.handshake(ctx, nc, hop.Host, "", []string{"http/1.1"}, hello{}); err != nil {
				nc.Close()
				return nil, &ProxyError{c.Proxy, err}
			}
		}
		if nc, err = p.through(ctx, link, c.Proxy, t); err != nil {
			link.Close()
			return nil, err
		}
	}
	c.Conn = nc
	if t.TLS {
		c.Made.TLSStart = time.Now()
		tsp := sp.Fork("tls", trace.Str("server", t.Host))
		var alpn []string
		if t.HTTP1 {
			alpn = []string{"http/1.1"}
		}
		offer(tsp, p.tls, alpn)
		if c.ecdsa = c.ecdsa || p.second.has(t); c.ecdsa {
			tsp.Set(trace.Str("offered-versions", "TLS 1.2"), trace.Str("offered-suites", ecdsaSuites()))
		}
		tc, info, err := p.handshake(ctx, nc, t.Host, t.Site, alpn, hello{ech: ech, ecdsa: c.ecdsa})
		c.Made.TLSEnd = time.Now()
		if err != nil {
			nc.Close()
			tsp.Set(trace.Err(err))
			tsp.End()
			if again, ok := otherKeys(err, ech); ok && !c.rekeyed { // the server told us how to go on
				sp.Note(trace.Info, "ech-retry", trace.Pos{}, trace.Str("server", t.Host), trace.Int("keys", len(again)))
				c.rekeyed = true
				return p.connect(ctx, c, t, hop, addrs, again)
			}
			if otherCertificate(err) && !c.ecdsa && c.Proxy == nil {
				sp.Note(trace.Info, "certificate-retry", trace.Pos{}, trace.Str("server", t.Host), trace.Err(err))
				second := *c
				second.ecdsa = true
				if got, e := p.connect(ctx, &second, t, hop, addrs, ech); e == nil {
					p.second.mark(t, brokenFor)
					return got, nil
				}
			}
			return nil, err
		}
		info.trace(tsp)
		tsp.End()
		c.Conn, c.TLS = tc, info
	}
	return c, nil
}

// lookup returns the addresses to try, in the order of RFC 8305, section 4.
func (p *Pool) lookup(ctx context.Context, host string, made *Times) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return []netip.Addr{a.Unmap()}, nil // an address was asked for by its digits
	}
	made.NameStart = time.Now()
	ctx, sp := trace.Start(ctx, "name", trace.Str("host", host))
	var found []netip.Addr
	var err error
	if name := strings.TrimSuffix(host, "."); name == "localhost" || strings.HasSuffix(name, ".localhost") {
		// RFC 6761, section 6.3: these names never leave the machine.
		found = []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}
		sp.Set(trace.Str("from", "localhost"))
	} else {
		found, err = p.cfg.Resolver.Lookup(ctx, host)
	}
	made.NameEnd = time.Now()
	var addrs []netip.Addr
	if err == nil {
		addrs = order(found, p.cfg.Limits.Addresses)
		if len(addrs) == 0 {
			err = errNoAddress
			if len(found) > 0 {
				err = errBadAddress
			}
		}
	}
	if sp != nil {
		if err != nil {
			sp.Set(trace.Err(err))
		} else {
			var list []string
			for _, a := range addrs {
				list = append(list, a.String())
			}
			sp.Set(trace.Str("addresses", strings.Join(list, " ")))
		}
		sp.End()
	}
	if err != nil {
		return nil, &NameError{Host: host, Err: err}
	}
	return addrs, nil
}

// order drops addresses that no host can have, and alternates the families: the first keeps
// its family first.
func order(found []netip.Addr, limit int) []netip.Addr {
	var six, four []netip.Addr
	seen := make(map[netip.Addr]bool, len(found))
	for _, a := range found {
		a = a.Unmap()
		if !a.IsValid() || a.IsUnspecified() || a.IsMulticast() || a.Is4() && (a.As4()[0] == 0 || a == netip.AddrFrom4([4]byte{255, 255, 255, 255})) || seen[a] {
			continue
		}
		seen[a] = true
		if a.Is6() {
			six = append(six, a)
		} else {
			four = append(four, a)
		}
	}
	first, second := six, four
	if len(found) > 0 && found[0].Unmap().Is4() {
		first, second = four, six
	}
	out := make([]netip.Addr, 0, len(first)+len(second))
	for i := 0; i < len(first) || i < len(second); i++ {
		if i < len(first) {
			out = append(out, first[i])
		}
		if i < len(second) {
			out = append(out, second[i])
		}
	}
	if len(out) > limit {
		out = out[:limit]
	}
	return out
}

// race connects to the addresses with a head start for the earlier ones; the first that
// answers wins and the others are given up. A failed address lets the next start at once.
//
// https://www.rfc-editor.org/rfc/rfc8305#section-5
func (p *Pool) race(ctx context.Context, sp *trace.Span, t Target, addrs []netip.Addr) (net.Conn, netip.AddrPort, error) {
	lim := &p.cfg.Limits
	fail := &ConnectError{Target: t}
	if len(addrs) == 1 {
		ap := netip.AddrPortFrom(addrs[0], uint16(t.Port))
		nc, err := p.attempt(ctx, sp, ap, nil)
		if err != nil {
			fail.Attempts = []Attempt{{ap, err}}
			return nil, ap, fail
		}
		return nc, ap, nil
	}
	ctx, cancel := context.WithCancel(ctx)
	type result struct {
		i   int
		nc  net.Conn
		err error
	}
	results := make(chan result)
	var once sync.Once
	won := make(chan struct{})
	decide := func() { once.Do(func() { close(won) }) }
	defer cancel()
	defer decide()
	errs := make([]error, len(addrs))
	next, open := 0, 0
	start := func() {
		i := next
		next++
		open++
		go func() {
			nc, err := p.attempt(ctx, sp, netip.AddrPortFrom(addrs[i], uint16(t.Port)), won)
			select {
			case results <- result{i, nc, err}:
			case <-ctx.Done():
				if nc != nil {
					nc.Close()
				}
			}
		}()
	}
	timer := time.NewTimer(lim.Stagger)
	defer timer.Stop()
	start()
	for open > 0 {
		select {
		case r := <-results:
			open--
			if r.err == nil {
				return r.nc, netip.AddrPortFrom(addrs[r.i], uint16(t.Port)), nil
			}
			errs[r.i] = r.err
			if next < len(addrs) {
				start()
				timer.Reset(lim.Stagger)
			}
		case <-timer.C:
			if next < len(addrs) {
				start()
				timer.Reset(lim.Stagger)
			}
		case <-ctx.Done():
			for i := range next {
				if errs[i] == nil {
					errs[i] = context.Cause(ctx)
				}
			}
			open = 0
		}
	}
	for i, err := range errs {
		if err != nil {
			fail.Attempts = append(fail.Attempts, Attempt{netip.AddrPortFrom(addrs[i], uint16(t.Port)), err})
		}
	}
	return nil, netip.AddrPort{}, fail
}

// attempt connects to one address. won is closed when another address was faster.
func (p *Pool) attempt(ctx context.Context, sp *trace.Span, ap netip.AddrPort, won <-chan struct{}) (net.Conn, error) {
	a := sp.Fork("attempt", trace.Str("address", ap.String()))
	ctx, cancel := context.WithTimeoutCause(ctx, p.cfg.Limits.Attempt, errTimeout)
	nc, err := p.cfg.Dialer.DialContext(ctx, "tcp", ap.String())
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	cancel()
	if a != nil {
		lost := false
		select {
		case <-won:
			lost = true
		default:
		}
		switch {
		case lost:
			a.Set(trace.Str("result", "lost"))
		case err != nil:
			a.Set(trace.Str("result", reason(err)), trace.Err(err))
		default:
			a.Set(trace.Str("result", "won"))
		}
		a.End()
	}
	return nc, err
}

// HostPort joins a host, bracketed when it is an IPv6 address, and a port.
func HostPort(host string, port int) string {
	return net.JoinHostPort(strings.Trim(host, "[]"), strconv.Itoa(port))
}
