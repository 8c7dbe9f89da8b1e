package dns

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"vitrine/engine/trace"
)

// Resolver finds what names stand for. It is safe for concurrent use.
type Resolver struct {
	cfg       Config
	cache     *Cache
	infra     *infra
	replies   group[result] // whole questions
	asked     group[heard]  // single questions to the servers of a zone
	primed    group[*delegation]
	failures  failures
	sockets   chan struct{} // one token per open socket
	turn      atomic.Uint32 // of resolv.conf's rotate
	validator *validator    // nil: nothing is validated
	base      context.Context
	stop      context.CancelFunc
}

// result is how a whole question ended.
type result struct {
	reply *Reply
	err   *Error
}

// heard is what the servers of a zone said.
type heard struct {
	m     *Message
	err   *Error
	moved bool // nothing was asked: a closer zone is known by now
}

// New makes a resolver. Nothing is sent before the first lookup.
func New(cfg Config) *Resolver {
	cfg.Limits = cfg.Limits.withDefaults()
	if cfg.Cache == nil {
		cfg.Cache = NewCache(CacheLimits{})
	}
	if cfg.Stale > 0 {
		cfg.Cache.keepStale(cfg.Stale)
	}
	if cfg.Hints == nil {
		cfg.Hints = RootHints()
	}
	def := defaultResolvConf()
	if cfg.Conf.Timeout == 0 {
		cfg.Conf.Timeout = def.Timeout
	}
	if cfg.Conf.Attempts == 0 {
		cfg.Conf.Attempts = def.Attempts
	}
	r := &Resolver{cfg: cfg, cache: cfg.Cache, infra: newInfra(), sockets: make(chan struct{}, cfg.Limits.Sockets)}
	if cfg.DNSSEC {
		if cfg.Anchors == nil {
			cfg.Anchors = RootAnchors()
		}
		r.validator = newValidator(r, cfg.Anchors)
	}
	r.base, r.stop = context.WithCancel(context.Background())
	return r
}

// Close ends whatever is still under way. Lookups after Close fail.
func (r *Resolver) Close() error {
	r.stop()
	return nil
}

// Cache gives the resolver's cache.
func (r *Resolver) Cache() *Cache { return r.cache }

// Lookup finds the addresses of a host, which may be a name (already in its ASCII form) or a
// literal address, with or without the brackets of a URL. The error is always an *Error.
func (r *Resolver) Lookup(ctx context.Context, host string) (Answer, error) {
	ctx, sp := trace.Start(ctx, "dns", trace.Str("host", host))
	a, err := r.lookup(ctx, host)
	if sp != nil {
		sp.Set(trace.Str("host", host))
		if err != nil {
			sp.Set(trace.Str("kind", err.Kind.String()), trace.Err(err))
		} else {
			sp.Set(trace.Str("from", string(a.From)), trace.Str("name", a.Name), trace.Str("addrs", joinAddrs(a.Addrs)), trace.Dur("ttl", a.TTL))
			if len(a.CNAMEs) > 0 {
				sp.Set(trace.Str("aliases", strings.Join(a.CNAMEs, ", ")))
			}
		}
		sp.End()
	}
	if err != nil {
		return Answer{}, err
	}
	return a, nil
}

func joinAddrs(as []netip.Addr) string {
	s := make([]string, len(as))
	for i, a := range as {
		s[i] = a.String()
	}
	return strings.Join(s, ", ")
}

// longTTL is how long what needs no asking may be kept.
const longTTL = 24 * time.Hour

func (r *Resolver) lookup(ctx context.Context, host string) (Answer, *Error) {
	sp := trace.From(ctx)
	bare := host
	if strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]") {
		bare = host[1 : len(host)-1]
	}
	if a, err := netip.ParseAddr(bare); err == nil {
		sp.Note(trace.Info, "dns.literal", trace.Pos{}, trace.Str("addr", a.String()))
		return Answer{Name: host, Addrs: []netip.Addr{a}, TTL: longTTL, From: FromLiteral}, nil
	}
	name, err := CanonicalName(host)
	if err == nil {
		err = checkHost(name)
	}
	if err != nil || name == "." {
		return Answer{}, &Error{Name: host, Kind: BadName, Err: err}
	}
	if within(name, "localhost.") { // RFC 6761 §6.3
		sp.Note(trace.Info, "dns.localhost", trace.Pos{}, trace.Str("name", DisplayName(name)))
		return Answer{Name: DisplayName(name), Addrs: []netip.Addr{netip.IPv6Loopback(), netip.AddrFrom4([4]byte{127, 0, 0, 1})}, TTL: longTTL, From: FromLocalhost}, nil
	}
	if as, canon := r.cfg.Hosts.Lookup(name); len(as) > 0 {
		if as = r.usable(sp, name, as); len(as) > 0 {
			sp.Note(trace.Info, "dns.hosts", trace.Pos{}, trace.Str("name", DisplayName(name)), trace.Str("result", "hit"), trace.Str("addrs", joinAddrs(as)))
			return Answer{Name: DisplayName(canon), Addrs: as, TTL: longTTL, From: FromHosts}, nil
		}
	}
	if r.cfg.Hosts != nil {
		sp.Note(trace.Info, "dns.hosts", trace.Pos{}, trace.Str("name", DisplayName(name)), trace.Str("result", "miss"))
	}
	if within(name, "invalid.") || within(name, "onion.") { // RFC 6761 §6.4, RFC 7686 §2
		return Answer{}, &Error{Name: name, Kind: NXDOMAIN, Err: errors.New("a reserved name that is never asked")}
	}
	ctx, cancel := context.WithTimeoutCause(ctx, r.cfg.Limits.Total, errTotal)
	defer cancel()
	var first *Error
	candidates := r.candidates(name, strings.HasSuffix(host, "."))
	for _, c := range candidates {
		if len(candidates) > 1 {
			sp.Note(trace.Info, "dns.search", trace.Pos{}, trace.Str("name", DisplayName(c)))
		}
		a, err := r.addresses(ctx, c)
		if err == nil {
			return a, nil
		}
		// What is reported is the failure of the name as it was written, and else the first.
		if first == nil || c == name {
			first = err
		}
		if err.Kind == Canceled || ctx.Err() != nil {
			break
		}
	}
	return Answer{}, first
}

var errTotal = errors.New("time limit of a lookup")

// candidates applies the search list as resolv.conf(5) says: a name with enough dots is tried
// as it stands first, others last; a name with a final dot only as it stands.
func (r *Resolver) candidates(name string, absolute bool) []string {
	if absolute || len(r.cfg.Conf.Search) == 0 {
		return []string{name}
	}
	var out []string
	for _, s := range r.cfg.Conf.Search {
		if c := name + s; len(c) <= maxName {
			out = append(out, c)
		}
	}
	switch {
	case r.cfg.Conf.NoTLD && labels(name) == 1:
		return out
	case labels(name)-1 >= r.cfg.Conf.Ndots:
		return append([]string{name}, out...)
	}
	return append(out, name)
}

// usable leaves out addresses that no host on a network has.
func (r *Resolver) usable(sp *trace.Span, name string, as []netip.Addr) []netip.Addr {
	out := make([]netip.Addr, 0, len(as))
	for _, a := range as {
		u := a.Unmap()
		switch {
		case noHost(u):
			sp.Note(trace.Warning, "dns.unusable", trace.Pos{}, trace.Str("name", DisplayName(name)), trace.Str("addr", a.String()))
		case !slices.Contains(out, a):
			out = append(out, a)
		}
	}
	return out
}

// noHost reports addresses that no host on a network has: of "this network", of groups, and
// everybody's.
//
// https://www.rfc-editor.org/rfc/rfc1122#page-30
func noHost(a netip.Addr) bool {
	return a.IsUnspecified() || a.IsMulticast() || a.Is4() && (a.As4()[0] == 0 || a == netip.AddrFrom4([4]byte{255, 255, 255, 255}))
}

// addresses asks for both families at once. The IPv4 answer waits only a moment for the other
// (RFC 8305 §3); the IPv6 answer waits, because a network without IPv6 is common.
func (r *Resolver) addresses(ctx context.Context, name string) (Answer, *Error) {
	results := make(chan half, 2)
	ask := func(ctx context.Context, t Type) {
		reply, err := r.query(ctx, name, t, true)
		results <- half{t, result{reply, err}}
	}
	var v4, v6 *half
	fromCache := func(t Type) *half {
		reply := &Reply{Name: name, Type: t, From: FromCache}
		if !r.fromCache(ctx, reply, true, true) {
			return nil
		}
		return &half{t, result{reply: reply}}
	}
	if r.cfg.NoIPv6 || r.cfg.Mode == Stub && r.cfg.Conf.NoIPv6 {
		v6 = &half{t: TypeAAAA, result: result{err: &Error{Name: name, Type: TypeAAAA, Kind: NoData}}}
	} else {
		v6 = fromCache(TypeAAAA)
	}
	v4 = fromCache(TypeA)
	detach := func() bool { return true }
	var first chan struct{} // closed when the IPv6 question may be asked
	if r.cfg.Mode == Stub && r.cfg.Conf.Single {
		first = make(chan struct{})
	}
	if v6 == nil {
		// A late IPv6 answer is not waited for, but goes on for the sake of the cache.
		ctx6, cancel6 := context.WithTimeout(context.WithoutCancel(ctx), r.cfg.Limits.Total)
		detach = context.AfterFunc(ctx, cancel6)
		go func() {
			defer cancel6()
			if first != nil {
				<-first
			}
			ask(ctx6, TypeAAAA)
		}()
	}
	if v4 == nil {
		go func() {
			ask(ctx, TypeA)
			if first != nil {
				close(first)
			}
		}()
	} else if first != nil {
		close(first)
	}
	var grace <-chan time.Time
	wait := func() { // for the other family
		if v4 != nil && v4.err == nil && len(v4.reply.Records()) > 0 && v6 == nil {
			grace = time.After(r.cfg.Limits.OtherFamily)
		}
	}
	wait()
	for v4 == nil || v6 == nil {
		select {
		case h := <-results:
			if h.t == TypeAAAA {
				v6 = &h
			} else {
				v4 = &h
				wait()
			}
		case <-grace:
			detach()
			trace.From(ctx).Note(trace.Info, "dns.late", trace.Pos{}, trace.Str("name", DisplayName(name)), trace.Str("type", "AAAA"))
			v6 = &half{t: TypeAAAA, result: result{err: &Error{Name: name, Type: TypeAAAA, Kind: Timeout}}}
		}
	}
	return r.join(ctx, name, v6, v4)
}

// half is what came of one of the two questions for addresses.
type half struct {
	t Type
	result
}

// join makes one answer of those for the two families. When neither has an address, the failure that
// says most is the outcome.
func (r *Resolver) join(ctx context.Context, name string, halves ...*half) (Answer, *Error) {
	a := Answer{Name: DisplayName(name), From: FromCache, TTL: longTTL}
	var failure *Error
	for _, h := range halves {
		if h.err != nil {
			if failure == nil || h.t == TypeA {
				failure = h.err
			}
			continue
		}
		var as []netip.Addr
		for _, rec := range h.reply.Records() {
			if ad, ok := rec.Addr(); ok {
				as = append(as, ad)
			}
		}
		if h.reply.From != FromCache {
			a.From = h.reply.From
		}
		if as = r.usable(trace.From(ctx), name, as); len(as) == 0 {
			if failure == nil || failure.Kind == NoData { // a family that could not be asked for says more
				failure = &Error{Name: name, Kind: NoData}
				if h.reply.RCode != RCodeSuccess {
					failure.Kind = NXDOMAIN
				}
			}
			continue
		}
		a.Addrs = append(a.Addrs, as...)
		a.Security = worse(a.Security, h.reply.Security)
		a.TTL = min(a.TTL, time.Duration(h.reply.ttl())*time.Second)
		if a.CNAMEs == nil {
			for _, rec := range h.reply.Answer[:h.reply.Aliases] {
				if rec.Type == TypeCNAME {
					a.CNAMEs = append(a.CNAMEs, DisplayName(rec.Target()))
					a.Name = DisplayName(rec.Target())
				}
			}
		}
	}
	if len(a.Addrs) == 0 {
		return Answer{}, failure
	}
	return a, nil
}

// Query asks one question and gives its whole outcome; negative answers are replies, not
// errors. Hosts file, search list and reserved names play no part. The error is an *Error.
func (r *Resolver) Query(ctx context.Context, name string, t Type) (*Reply, error) {
	canon, cerr := CanonicalName(name)
	if cerr != nil {
		return nil, &Error{Name: name, Type: t, Kind: BadName, Err: cerr}
	}
	ctx, cancel := context.WithTimeoutCause(ctx, r.cfg.Limits.Total, errTotal)
	defer cancel()
	reply, err := r.query(ctx, canon, t, true)
	if err != nil {
		return nil, err
	}
	return reply, nil
}

// QueryUnchecked is Query without validation, whatever the configuration says: for those who
// validate by themselves (RFC 4035 §3.2.2), or want to see what is bogus.
func (r *Resolver) QueryUnchecked(ctx context.Context, name string, t Type) (*Reply, error) {
	canon, cerr := CanonicalName(name)
	if cerr != nil {
		return nil, &Error{Name: name, Type: t, Kind: BadName, Err: cerr}
	}
	ctx, cancel := context.WithTimeoutCause(ctx, r.cfg.Limits.Total, errTotal)
	defer cancel()
	reply, err := r.query(ctx, canon, t, false)
	if err != nil {
		return nil, err
	}
	return reply, nil
}

// query answers from the cache, or joins or starts the work of finding out.
// With check set the answer is validated, if the resolver validates at all.
func (r *Resolver) query(ctx context.Context, name string, t Type, check bool) (*Reply, *Error) {
	check = check || r.validator == nil // then both are the same question
	if r.cfg.Dialer == nil {
		return nil, &Error{Name: name, Type: t, Kind: NoServers, Err: errors.New("no way to the network")}
	}
	if reply := (&Reply{Name: name, Type: t, From: FromCache}); r.fromCache(ctx, reply, true, check) {
		if reply.soon {
			r.prefetch(ctx, name, t, check)
		}
		return reply, nil
	}
	if err := r.failures.get(name, t); err != nil && (check || err.Kind != BogusAnswer) {
		if reply := r.stale(ctx, name, t, err); reply != nil {
			return reply, nil
		}
		trace.From(ctx).Note(trace.Info, "dns.cache.hit", trace.Pos{}, trace.Str("name", DisplayName(name)), trace.Str("type", t.String()),
			trace.Str("answer", "failure: "+err.Kind.String()))
		return nil, err
	}
	k := workKey{name: name, typ: t}
	if !check {
		k.zone = "unchecked"
	}
	find := func(ctx context.Context) (result, bool, bool) {
		return r.replies.do(ctx, r.base, k, func(ctx context.Context) result {
			ctx, cancel := context.WithTimeoutCause(ctx, r.cfg.Limits.Total, errTotal)
			defer cancel()
			reply, err := r.resolve(ctx, new(work), name, t, 0, check)
			if err != nil && ctx.Err() != context.Canceled {
				r.failures.put(name, t, err)
			}
			return result{reply, err}
		})
	}
	var res result
	var joined, ok bool
	if r.cfg.Stale > 0 {
		reply, fresh := r.impatient(ctx, name, t, find)
		if reply != nil {
			return reply, nil
		}
		if fresh != nil {
			res, ok = *fresh, true
		}
	}
	if !ok {
		res, joined, ok = find(ctx)
	}
	if joined {
		trace.From(ctx).Note(trace.Info, "dns.joined", trace.Pos{}, trace.Str("name", DisplayName(name)), trace.Str("type", t.String()))
	}
	if !ok {
		return nil, ended(ctx, name, t)
	}
	if res.err != nil {
		if reply := r.stale(ctx, name, t, res.err); reply != nil {
			return reply, nil
		}
	}
	return res.reply, res.err
}

// fromCache follows the alias chain of reply as far as the cache knows it, and reports
// whether the reply is complete. With whole set it notes nothing unless it is; with check set
// what was never validated does not count, where the resolver validates.
func (r *Resolver) fromCache(ctx context.Context, reply *Reply, whole, check bool) bool {
	check = check && r.validator != nil
	get := func(name string, t Type) (*entry, time.Duration) {
		e, age := r.cache.get(name, t, rankAnswer)
		if e != nil && check && e.security == Unchecked {
			return nil, 0
		}
		return e, age
	}
	type hit struct {
		e   *entry
		age time.Duration
	}
	var hits []hit
	complete := false
	cur := reply.end()
	try := *reply
	for !complete && try.Aliases <= r.cfg.Limits.Aliases {
		e, age := get(cur, reply.Type)
		if e == nil {
			e, age = get(cur, 0) // the name does not exist
		}
		alias := false
		if e == nil && reply.Type != TypeCNAME {
			e, age = get(cur, TypeCNAME)
			alias = e != nil && !e.negative()
			if !alias {
				e = nil
			}
		}
		if e == nil {
			break
		}
		hits = append(hits, hit{e, age})
		try.soon = try.soon || e.ttl-age < e.ttl/prefetchPart
		try.Answer = append(try.Answer[:len(try.Answer):len(try.Answer)], aged(e.recs, e, age)...)
		try.Security, try.flaw = worse(try.Security, e.security), cmp.Or(try.flaw, e.flaw)
		try.Signatures = append(try.Signatures[:len(try.Signatures):len(try.Signatures)], aged(e.sigs, e, age)...)
		try.Denial = append(try.Denial[:len(try.Denial):len(try.Denial)], aged(e.denial, e, age)...)
		switch {
		case alias:
			try.Aliases++
			cur = e.recs[0].Target()
		case e.negative():
			try.RCode = e.rcode
			try.SOA = aged(e.soa, e, age)
			complete = true
		default:
			complete = true
		}
	}
	if complete || !whole {
		*reply = try
		sp := trace.From(ctx)
		if sp == nil {
			return complete
		}
		for _, h := range hits {
			what := summary(h.e.recs)
			if h.e.negative() {
				what = h.e.rcode.String()
				if h.e.rcode == RCodeSuccess {
					what = "no " + h.e.typ.String()
				}
			}
			sp.Note(trace.Info, "dns.cache.hit", trace.Pos{}, trace.Str("name", DisplayName(h.e.name)), trace.Str("type", reply.Type.String()),
				trace.Str("answer", what), trace.Dur("age", h.age.Truncate(time.Millisecond)), trace.Dur("ttl", (h.e.ttl-h.age).Truncate(time.Second)))
		}
		if !complete {
			sp.Note(trace.Info, "dns.cache.miss", trace.Pos{}, trace.Str("name", DisplayName(cur)), trace.Str("type", reply.Type.String()))
		}
	}
	return complete
}

// end gives the name at the end of the alias chain so far.
func (r *Reply) end() string {
	for i := r.Aliases - 1; i >= 0; i-- {
		if r.Answer[i].Type == TypeCNAME {
			return r.Answer[i].Target()
		}
	}
	return r.Name
}

// hop is what upstream said about one name: links of the alias chain, and then either where
// the chain goes on or how it ends.
type hop struct {
	links []Record // CNAMEs, each DNAME in front of the CNAME it made
	next  string   // the chain goes on here and must be asked for; "" when it ended
	found []Record
	rcode RCode
	soa   []Record

	sigs   []Record // signatures of the answer section
	denial []Record // NSEC and NSEC3 records of the authority section, and its signatures

	rank     rank
	zone     string         // whose server said so
	from     netip.AddrPort // that server
	servers  int            // how many there were to ask
	security Security
	flaw     *flaw  // why it is not secure, if there is more to say
	until    uint32 // seconds for which a secure one is
}

// resolve follows the alias chain of one question to its end, from the cache and upstream.
// With check set every answer is validated, where the resolver validates.
func (r *Resolver) resolve(ctx context.Context, w *work, name string, t Type, depth int, check bool) (*Reply, *Error) {
	reply := &Reply{Name: name, Type: t, From: FromCache}
	seen := map[string]bool{name: true}
	for {
		before := reply.Aliases
		complete := r.fromCache(ctx, reply, false, check)
		if !complete {
			cur := reply.end()
			if err := r.chainError(reply, seen, before); err != nil {
				return nil, err
			}
			before = reply.Aliases
			reply.From = FromStub
			if r.cfg.Mode == Iterative {
				reply.From = FromIterative
			}
			h, err := r.upstream(ctx, w, cur, t, depth)
			if err == nil && check && r.validator != nil {
				h, err = r.validated(ctx, w, cur, t, h, depth)
			}
			if err != nil {
				return nil, err
			}
			r.keep(cur, t, h)
			reply.Security, reply.flaw = worse(reply.Security, h.security), cmp.Or(reply.flaw, h.flaw)
			reply.Signatures = append(reply.Signatures, h.sigs...)
			reply.Denial = append(reply.Denial, h.denial...)
			reply.Answer = append(reply.Answer, h.links...)
			reply.Aliases += len(h.links)
			if complete = h.next == ""; complete {
				reply.Answer = append(reply.Answer, h.found...)
				reply.RCode, reply.SOA = h.rcode, h.soa
			}
			for _, l := range h.links {
				trace.From(ctx).Note(trace.Info, "dns.alias", trace.Pos{}, trace.Str("name", DisplayName(l.Name)), trace.Str("type", l.Type.String()), trace.Str("target", DisplayName(l.Target())))
			}
		}
		if err := r.chainError(reply, seen, before); err != nil {
			return nil, err
		}
		if complete {
			return reply, nil
		}
	}
}

// upstream asks about one name, of those whom the resolver's mode asks.
func (r *Resolver) upstream(ctx context.Context, w *work, name string, t Type, depth int) (*hop, *Error) {
	if r.cfg.Mode == Iterative {
		return r.walk(ctx, w, name, t, depth)
	}
	return r.stub(ctx, w, name, t)
}

// chainError checks the links after the first from of them for loops and length.
func (r *Resolver) chainError(reply *Reply, seen map[string]bool, from int) *Error {
	for _, l := range reply.Answer[from:reply.Aliases] {
		if l.Type != TypeCNAME {
			continue
		}
		if seen[l.Target()] {
			return &Error{Name: reply.Name, Type: reply.Type, Kind: Loop, Err: fmt.Errorf("%s is an alias of %s again", DisplayName(l.Name), DisplayName(l.Target()))}
		}
		seen[l.Target()] = true
		if len(seen)-1 > r.cfg.Limits.Aliases {
			return &Error{Name: reply.Name, Type: reply.Type, Kind: Limited, Err: fmt.Errorf("more than %d aliases", r.cfg.Limits.Aliases)}
		}
	}
	return nil
}
