package dns

import (
	"context"
	"net/netip"
	"time"
)

// stub asks the configured recursive servers about one name (RFC 1034 §5.3.1).
func (r *Resolver) stub(ctx context.Context, w *work, name string, t Type) (*hop, *Error) {
	c := r.cfg.Conf
	servers := make([]target, 0, len(c.Servers))
	first := 0
	if c.Rotate && len(c.Servers) > 0 {
		first = int(r.turn.Add(1)-1) % len(c.Servers)
	}
	for i := range c.Servers {
		servers = append(servers, target{addr: c.Servers[(first+i)%len(c.Servers)]})
	}
	if ups := r.cfg.Upstreams; len(ups) > 0 {
		servers = servers[:0]
		for i, u := range ups {
			servers = append(servers, target{addr: netip.AddrPortFrom(netip.Addr{}, uint16(i+1)), up: u})
		}
	}
	// resolv.conf gives each server timeout seconds, attempts times over. Within that time a
	// lost datagram is repeated sooner, because the earlier question stays open anyway.
	total := c.Timeout * time.Duration(c.Attempts*max(len(servers), 1))
	p := plan{
		zone: ".", rd: true, tcp: c.TCP, inOrder: true, why: "recursive server",
		tries:    max(c.Attempts, stubTries) * max(len(servers), 1),
		patience: min(c.Timeout, stubPatience), total: min(total, r.cfg.Limits.Total),
		usable: func(m *Message) (Kind, string) {
			reason := m.RCode.String()
			for _, e := range m.ExtErrors {
				reason += ", " + e.String()
			}
			switch m.RCode {
			case RCodeSuccess, RCodeNXDomain, RCodeYXDomain:
				return 0, ""
			case RCodeRefused, RCodeNotAuth:
				return Refused, reason
			}
			return ServFail, reason
		},
	}
	m, err := r.ask(ctx, w, Question{name, t}, servers, p)
	if err != nil {
		return nil, err
	}
	h, ferr := follow(m, name, t, ".", r.cfg.Limits.Aliases)
	if ferr != nil {
		return nil, followError(name, t, ferr)
	}
	h.rank = rankAnswer // a recursive server claims no authority, or should not
	return h, nil
}

// How eagerly stub mode repeats itself.
const (
	stubTries    = 4               // questions per server at least
	stubPatience = 1 * time.Second // before the first repetition; doubled each round
)
