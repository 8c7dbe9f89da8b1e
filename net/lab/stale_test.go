package lab_test

import (
	"context"
	"net"
	"net/netip"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"vitrine/net/dns"
	"vitrine/net/lab"
)

// cut is a Dialer whose line can be cut.
type cut struct {
	dns.Dialer
	off atomic.Bool
}

func (c *cut) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	if c.off.Load() {
		return nil, net.ErrClosed
	}
	return c.Dialer.DialContext(ctx, network, address)
}

// TestStale: when nobody can be asked, what ran out answers, for as long as it may (RFC 8767).
func TestStale(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := lab.Demo()
		cfg.Memory = true
		in, err := lab.Start(cfg)
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		for _, c := range []struct {
			stale, wait time.Duration
			want        dns.From
		}{
			{0, 10 * time.Minute, ""},
			{time.Hour, 10 * time.Minute, dns.FromStale},
			{time.Hour, 2 * time.Hour, ""},
			{time.Hour, 30 * time.Second, dns.FromCache},
		} {
			d := &cut{Dialer: in.Dialer()}
			r := dns.New(dns.Config{Dialer: d, Mode: dns.Iterative, Hints: in.Hints(), Stale: c.stale, NoIPv6: true})
			if _, err := r.Query(context.Background(), "static.vitrine.test", dns.TypeA); err != nil {
				t.Fatal(err)
			}
			d.off.Store(true)
			time.Sleep(c.wait)
			reply, err := r.Query(context.Background(), "static.vitrine.test", dns.TypeA)
			switch {
			case c.want == "" && err == nil:
				t.Errorf("stale %s after %s: answered %v from %s", c.stale, c.wait, reply.Answer, reply.From)
			case c.want == "":
			case err != nil:
				t.Errorf("stale %s after %s: %v", c.stale, c.wait, err)
			default:
				recs := reply.Records()
				if a, _ := recs[0].Addr(); reply.From != c.want || reply.Aliases != 1 || a != netip.MustParseAddr("203.0.113.10") || c.want == dns.FromStale && recs[0].TTL != 30 {
					t.Errorf("stale %s after %s: %v from %s", c.stale, c.wait, reply.Answer, reply.From)
				}
			}
			r.Close()
		}
	})
}
