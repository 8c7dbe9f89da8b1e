package dns

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"vitrine/engine/trace"
)

// work is the budget of one record set: whatever chain of aliases, referrals and name server
// names it leads to, all of it is paid from here.
type work struct {
	queries     atomic.Int32
	serverNames atomic.Int32
	verified    atomic.Int32 // signatures

	once sync.Once
	side *work // what validation costs
	base *work // of a side
}

// aside gives the budget of validating the record set: as big as the one of finding it, and
// apart, so that neither can starve the other.
func (w *work) aside() *work {
	if w.base != nil {
		return w
	}
	w.once.Do(func() { w.side = &work{base: w} })
	return w.side
}

// plan says how a set of servers is asked.
type plan struct {
	zone     string
	rd       bool
	tcp      bool          // never over UDP
	tries    int           // questions at most
	patience time.Duration // for an unknown server, doubled each round
	total    time.Duration // for all tries together
	inOrder  bool          // resolv.conf's order instead of the quickest first
	why      string
	// usable tells why an answer is of no use and the next server must be asked, or "".
	usable func(*Message) (Kind, string)
}

// outcome is how one try ended.
type outcome struct {
	to  target
	m   *Message
	err error
	rtt time.Duration
}

// ask puts q to the servers until one gives a usable answer. A server that stays silent is
// not given up: after a while the next one is asked as well, and the first answer wins.
func (r *Resolver) ask(ctx context.Context, w *work, q Question, servers []target, p plan) (*Message, *Error) {
	if len(servers) == 0 {
		return nil, &Error{Name: q.Name, Type: q.Type, Kind: NoServers}
	}
	ctx, cancel := context.WithTimeout(ctx, p.total)
	defer cancel()
	order := slices.Clone(servers)
	if !p.inOrder {
		r.sortServers(order, p.zone)
	}
	results := make(chan outcome, p.tries)
	begun := make(chan time.Duration, p.tries) // a try got its socket; its patience
	running, launched := 0, 0
	var failure *Error
	dead := make([]bool, len(order)) // failed for sure: not asked again
	next := func() int {             // the next server in turn that may still answer
		for i := range order {
			k := (launched + i) % len(order)
			if !dead[k] {
				return k
			}
		}
		return -1
	}
	timer := time.NewTimer(p.total)
	defer timer.Stop()
	last := 0 // the server asked most recently
	launch := func() bool {
		k := next()
		if k < 0 || launched >= p.tries {
			return false
		}
		if int(w.queries.Add(1)) > r.cfg.Limits.Queries {
			failure = &Error{Name: q.Name, Type: q.Type, Server: order[k].String(), Kind: Limited, Err: fmt.Errorf("more than %d questions for one name", r.cfg.Limits.Queries)}
			trace.From(ctx).Note(trace.Warning, "dns.limit", trace.Pos{}, trace.Str("name", DisplayName(q.Name)), trace.Err(failure.Err))
			return false
		}
		t := order[k]
		last = k
		round := launched / len(order)
		launched++
		running++
		patience := min(r.infra.patience(t.addr, p.patience)<<min(round, 6), maxPatience<<1)
		x := &exchange{r: r, to: t, q: q, zone: p.zone, rd: p.rd, tcp: p.tcp, choice: r.infra.describe(t.addr, p.zone, p.inOrder), try: launched, why: p.why, noEDNS: round >= 3, begun: func() { begun <- patience }}
		go func() {
			start := time.Now()
			m, err := x.do(ctx)
			if m != nil {
				m.from = t.addr
			}
			results <- outcome{t, m, err, time.Since(start)}
		}()
		timer.Reset(p.total)
		return true
	}
	launch()
	for running > 0 {
		select {
		case patience := <-begun:
			timer.Reset(patience)
		case <-timer.C:
			if k := next(); k >= 0 && launched < p.tries {
				r.infra.failed(order[last].addr)
				trace.From(ctx).Note(trace.Info, "dns.retry", trace.Pos{}, trace.Str("server", order[k].String()),
					trace.Str("name", DisplayName(q.Name)), trace.Str("type", q.Type.String()), trace.Str("reason", "no answer yet"))
				launch()
			} else {
				timer.Reset(p.total) // nothing left to try: wait for those under way
			}
		case o := <-results:
			running--
			kind, reason := Kind(0), ""
			if o.err == nil {
				r.infra.answered(o.to.addr, o.rtt)
				if kind, reason = p.usable(o.m); kind == 0 {
					return o.m, nil
				}
			} else {
				kind, reason = errorKind(ctx, o.err), o.err.Error()
			}
			e := &Error{Name: q.Name, Type: q.Type, Server: o.to.String(), Kind: kind, Err: o.err}
			if o.err == nil {
				e.Err = errors.New(reason)
			}
			if ctx.Err() != nil && failure != nil { // a definite failure says more than the end of time
				continue
			}
			failure = e
			if ctx.Err() != nil {
				continue
			}
			if kind == Lame || kind == Refused {
				r.infra.setLame(o.to.addr, p.zone)
			} else if kind != ServFail {
				r.infra.failed(o.to.addr)
			}
			for k := range order {
				if order[k].addr == o.to.addr {
					// A recursive server that failed may do better when asked again.
					dead[k] = !(p.rd && (kind == ServFail || kind == Timeout)) || launched >= 2*len(order)
				}
			}
			trace.From(ctx).Note(trace.Warning, "dns.failed", trace.Pos{}, trace.Str("server", o.to.String()), trace.Str("zone", DisplayName(p.zone)),
				trace.Str("name", DisplayName(q.Name)), trace.Str("type", q.Type.String()), trace.Str("kind", kind.String()), trace.Str("reason", reason))
			if failure.Kind != Limited {
				launch()
			}
		}
	}
	if failure == nil {
		failure = &Error{Name: q.Name, Type: q.Type, Kind: Timeout, Server: order[0].String()}
	}
	return nil, failure
}

// errorKind classifies the error of an exchange.
func errorKind(ctx context.Context, err error) Kind {
	var t interface{ Timeout() bool }
	switch {
	case errors.Is(err, errMalformed), errors.Is(err, errStrays):
		return Malformed
	case errors.Is(ctx.Err(), context.Canceled):
		return Canceled
	case ctx.Err() != nil, errors.As(err, &t) && t.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return Timeout
	}
	return Network
}

// exploreOneIn is how often a server that was never met goes first, so that a quicker one than
// those we know is found.
const exploreOneIn = 20

// sortServers puts the quickest first. Servers never met come in random order, taken for a
// little quicker than the first patience, and now and then before all others, so that each gets
// its turn to be measured.
func (r *Resolver) sortServers(s []target, zone string) {
	rand.Shuffle(len(s), func(i, j int) { s[i], s[j] = s[j], s[i] })
	cost := make(map[target]time.Duration, len(s))
	for _, t := range s {
		c := r.infra.cost(t.addr, zone, r.cfg.Limits.Patience/2)
		if rand.IntN(exploreOneIn) == 0 && !r.infra.met(t.addr, zone) {
			c = 0
		}
		if t.addr.Addr().Is6() { // IPv6 must prove itself where both are unknown
			c += time.Millisecond
		}
		cost[t] = c
	}
	slices.SortStableFunc(s, func(a, b target) int { return cmp.Compare(cost[a], cost[b]) })
}
