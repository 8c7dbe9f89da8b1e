package dns

import (
	"context"
	"errors"
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
	reply, oldest := r.expired(name, t)
	if reply != nil {
		trace.From(ctx).Note(trace.Warning, "dns.stale", trace.Pos{}, trace.Str("name", DisplayName(name)), trace.Str("type", t.String()),
			trace.Dur("expired", oldest.Truncate(time.Second)), trace.Err(err))
	}
	return reply
}

// staleWait is how long a fresh answer is waited for when an old one is at hand (RFC 8767 §5:
// the client response timer).
const staleWait = 1800 * time.Millisecond

// impatient answers from data whose TTL ran out when the fresh answer, which find gives, takes
// too long; find then goes on for the sake of the cache. It gives the fresh answer when that
// came, and nothing where there is no such data.
func (r *Resolver) impatient(ctx context.Context, name string, t Type, find func(context.Context) (result, bool, bool)) (stale *Reply, fresh *result) {
	reply, oldest := r.expired(name, t)
	if reply == nil {
		return nil, nil
	}
	came := make(chan *result, 1)
	go func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.cfg.Limits.Total)
		defer cancel()
		if res, _, ok := find(ctx); ok {
			came <- &res
		} else {
			came <- nil
		}
	}()
	timer := time.NewTimer(staleWait)
	defer timer.Stop()
	select {
	case fresh := <-came:
		return nil, fresh
	case <-ctx.Done():
		return nil, nil
	case <-timer.C:
		trace.From(ctx).Note(trace.Warning, "dns.stale", trace.Pos{}, trace.Str("name", DisplayName(name)), trace.Str("type", t.String()),
			trace.Dur("expired", oldest.Truncate(time.Second)), trace.Err(errSlow))
		return reply, nil
	}
}

var errSlow = errors.New("no fresh answer in time")

// expired answers a question from the cache, whatever its TTL says, and tells for how long
// the oldest part of the answer has been out of date.
func (r *Resolver) expired(name string, t Type) (*Reply, time.Duration) {
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
			return nil, 0
		}
		if r.validator != nil && e.security == Unchecked {
			return nil, 0
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
		return reply, oldest
	}
	return nil, 0
}

// prefetchPart is the part of its TTL at whose end an entry that is asked for is renewed: the
// last tenth.
const prefetchPart = 10

// prefetch renews what is in the cache and will soon end, without anybody waiting for it.
func (r *Resolver) prefetch(ctx context.Context, name string, t Type, check bool) {
	if !r.cfg.Prefetch {
		return
	}
	trace.From(ctx).Note(trace.Info, "dns.prefetch", trace.Pos{}, trace.Str("name", DisplayName(name)), trace.Str("type", t.String()))
	go func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.cfg.Limits.Total)
		defer cancel()
		r.replies.do(ctx, r.base, workKey{name, t, "prefetch"}, func(ctx context.Context) result {
			w := new(work)
			h, err := r.upstream(ctx, w, name, t, 0)
			if err == nil && check && r.validator != nil {
				h, err = r.validated(ctx, w, name, t, h, 0)
			}
			if err == nil {
				r.keep(name, t, h)
			}
			return result{err: err}
		})
	}()
}
