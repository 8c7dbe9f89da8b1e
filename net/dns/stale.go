package dns

import (
	"context"
	"time"

	"vitrine/engine/trace"
)

// staleTTL is the TTL, in seconds, of an answer from data that ran out (RFC 8767 §4).
const staleTTL = 30

// keepStale makes entries stay for d after their TTL.
func (c *Cache) keepStale(d time.Duration) {
	c.mu.Lock()
	c.stale = max(c.stale, d)
	c.mu.Unlock()
}

// getStale gives an entry that answers, expired or not, and for how long it has been expired.
func (c *Cache) getStale(name string, t Type, d time.Duration) (*entry, time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.m[cacheKey{name, t}]
	if e == nil || e.rank < rankAnswer {
		return nil, 0
	}
	over := c.now().Sub(e.stored) - e.ttl
	if over >= d {
		return nil, 0
	}
	return e, over
}

// stale answers a question from data whose TTL ran out, when Config.Stale allows it and the
// failure is one of servers that could not be asked (RFC 8767 §5).
func (r *Resolver) stale(ctx context.Context, name string, t Type, err *Error) *Reply {
	switch err.Kind {
	case Timeout, ServFail, Refused, Network, Lame, NoServers:
	default:
		return nil
	}
	if r.cfg.Stale <= 0 {
		return nil
	}
	reply := &Reply{Name: name, Type: t, From: FromStale}
	cur := name
	var oldest time.Duration
	for range r.cfg.Limits.Aliases {
		e, over := r.cache.getStale(cur, t, r.cfg.Stale)
		if e == nil {
			e, over = r.cache.getStale(cur, 0, r.cfg.Stale)
		}
		alias := false
		if e == nil && t != TypeCNAME {
			e, over = r.cache.getStale(cur, TypeCNAME, r.cfg.Stale)
			alias = e != nil && !e.negative()
		}
		if e == nil {
			return nil
		}
		if r.validator != nil && e.security == Unchecked {
			return nil
		}
		reply.Security = worse(reply.Security, e.security)
		oldest = max(oldest, over)
		for _, rec := range e.recs {
			rec.TTL = staleTTL
			reply.Answer = append(reply.Answer, rec)
		}
		if alias {
			reply.Aliases++
			cur = e.recs[0].Target()
			continue
		}
		if e.negative() {
			reply.RCode = e.rcode
			for _, rec := range e.soa {
				rec.TTL = staleTTL
				reply.SOA = append(reply.SOA, rec)
			}
		}
		trace.From(ctx).Note(trace.Warning, "dns.stale", trace.Pos{}, trace.Str("name", DisplayName(name)), trace.Str("type", t.String()),
			trace.Dur("expired", oldest.Truncate(time.Second)), trace.Err(err))
		return reply
	}
	return nil
}
