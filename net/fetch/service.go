package fetch

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"vitrine/net/conn"
	"vitrine/net/dns"
	"vitrine/net/http2"
	"vitrine/net/http3"
)

// DNS makes our resolver usable as Config.Resolver: for addresses, and for the HTTPS records
// that say how an origin is best reached.
func DNS(r *dns.Resolver) conn.Resolver { return dnsResolver{r} }

type dnsResolver struct{ r *dns.Resolver }

// Lookup implements conn.Resolver.
func (d dnsResolver) Lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	a, err := d.r.Lookup(ctx, host)
	return a.Addrs, err
}

// Services is dns.Resolver's.
func (d dnsResolver) Services(ctx context.Context, host string, port int) (dns.Origin, error) {
	return d.r.Services(ctx, host, port)
}

// services finds the HTTPS records of a target, as conn wants them. Trouble with them is no
// trouble, because nobody is obliged to have any (RFC 9460 §3), unless they are forged.
func (c *Client) services(ctx context.Context, t conn.Target) ([]conn.Service, error) {
	r, ok := c.resolverFor(ctx).(interface {
		Services(ctx context.Context, host string, port int) (dns.Origin, error)
	})
	if !ok {
		return nil, nil
	}
	o, err := r.Services(ctx, strings.TrimSuffix(t.Host, "."), t.Port)
	if err != nil {
		var e *dns.Error
		if errors.As(err, &e) && e.Kind == dns.BogusAnswer {
			return nil, err
		}
		return nil, nil
	}
	if !t.TLS { // where the port is that of http, everything is about the one of https
		t.Port = 443
	}
	host := func(name string) string {
		if n := dns.DisplayName(name); name != "" && !strings.EqualFold(n, strings.TrimSuffix(t.Host, ".")) {
			return n
		}
		return ""
	}
	if len(o.Services) == 0 {
		if o.Alias == "" {
			return nil, nil
		}
		return []conn.Service{{Host: host(o.Alias), ALPN: alpn(&c.cfg), Why: "HTTPS record (alias)"}}, nil
	}
	// Equal priorities are taken in random order (§2.4.1).
	order := slices.Clone(o.Services)
	rand.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	slices.SortStableFunc(order, func(a, b *dns.Service) int { return cmp.Compare(a.Priority, b.Priority) })
	var out []conn.Service
	for _, s := range order {
		if s.Port != 0 && blockedPort(int(s.Port)) {
			continue
		}
		v := conn.Service{Host: host(s.Target), Port: int(s.Port), ALPN: s.ALPN, ECH: s.ECH, Hints: slices.Concat(s.IPv6, s.IPv4), Why: "HTTPS record"}
		if !s.NoDefaultALPN && !slices.Contains(s.ALPN, "http/1.1") {
			v.ALPN = append(s.ALPN[:len(s.ALPN):len(s.ALPN)], "http/1.1")
		}
		out = append(out, v)
	}
	return out, nil
}

// dialHTTP3 is conn.Config.HTTP3.
func (c *Client) dialHTTP3(ctx context.Context, udp net.Conn, conf *tls.Config) (conn.Session, error) {
	s, err := http3.Dial(ctx, udp, conf, http3.Limits{Handshake: c.cfg.Conn.Handshake})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// multiplexed reports a connection that carries many exchanges at once.
func multiplexed(cn *conn.Conn) bool {
	return cn.TLS != nil && (cn.TLS.ALPN == "h2" || cn.TLS.ALPN == http3.ALPN)
}

// link is a connection that carries many exchanges at once, of HTTP/2 or HTTP/3.
type link interface {
	Open(context.Context, *http2.Request) (stream, error)
	Usable() bool
	Streams() int
	Busy() bool
	Shutdown()
}

// stream is one exchange on a link.
type stream interface {
	source
	SentBytes() int
	Receive(deadline time.Time) (*http2.Response, error)
	Close()
}

type http2Link struct{ *http2.Conn }

// Open implements link.
func (l http2Link) Open(ctx context.Context, q *http2.Request) (stream, error) {
	s, err := l.Conn.Open(ctx, q)
	if err != nil {
		return nil, err
	}
	return s, nil
}

type http3Link struct{ *http3.Conn }

// Busy implements link: whether others are served is not known.
func (l http3Link) Busy() bool { return false }

// Open implements link.
func (l http3Link) Open(ctx context.Context, q *http2.Request) (stream, error) {
	s, err := l.Conn.Open(ctx, q)
	if err != nil {
		return nil, err
	}
	return s, nil
}
