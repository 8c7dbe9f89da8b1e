package dns

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"time"

	"vitrine/engine/trace"
)

// delegation is a zone and the servers that are said to hold it.
type delegation struct {
	zone    string
	servers []nameServer
	why     string // how we know, for the trace
}

// nameServer is a server's name with the addresses known so far.
type nameServer struct {
	name  string
	addrs []netip.Addr
}

// How long one question to one zone's servers may take, and how often a question is sent that
// only prepares for another: priming, and the steps of QNAME minimisation.
const (
	iterateTotal = 8 * time.Second
	briefTotal   = 3 * time.Second
	briefTries   = 5
)

// walk finds one name by asking from the closest known zone downwards (RFC 1034 §5.3.3),
// revealing one label at a time (RFC 9156).
func (r *Resolver) walk(ctx context.Context, w *work, name string, t Type, depth int) (*hop, *Error) {
	start := name
	if t == TypeDS { // lives on the parent's side of the cut (RFC 4035 §3.1.4.1)
		start = parent(name)
	}
	d := r.closest(ctx, w, start)
	// A DS record must be asked for where the zone above is, which a whole question may jump over.
	whole := r.cfg.NoMinimise && t != TypeDS
	shown, revealed := labels(d.zone), 0
	trace.From(ctx).Note(trace.Info, "dns.start", trace.Pos{}, trace.Str("name", DisplayName(name)), trace.Str("type", t.String()),
		trace.Str("zone", DisplayName(d.zone)), trace.Str("why", d.why))
	for range r.cfg.Limits.Referrals {
		// Somebody else may have found a closer zone meanwhile.
		if c := r.cached(start); c != nil && labels(c.zone) > labels(d.zone) {
			d, shown = c, max(shown, labels(c.zone))
		}
		q := Question{name, t}
		if n := shown + 1; !whole && n < labels(name) && revealed < r.cfg.Limits.Minimised {
			q = Question{lastLabels(name, n), TypeA}
			revealed++
			if e, _ := r.cache.get(q.Name, TypeA, rankAnswer); e != nil {
				shown++
				continue
			}
			if e, _ := r.cache.get(q.Name, 0, rankAnswer); e != nil {
				whole = true
				continue
			}
		}
		full := q == Question{name, t}
		m, err := r.askZone(ctx, w, d, q, depth, !full)
		if m == nil && err == nil {
			continue
		}
		if err != nil {
			if !full && err.Kind != Canceled && err.Kind != Limited && err.Kind != NoServers {
				whole = true // RFC 9156 §2.3: some servers do not understand
				continue
			}
			return nil, &Error{Name: name, Type: t, Server: err.Server, Kind: err.Kind, Err: err.Err}
		}
		if child := referral(m, d.zone, q); child != "" {
			d = r.delegate(m, d.zone, child)
			shown = max(shown, labels(child))
			continue
		}
		h, ferr := follow(m, q.Name, q.Type, d.zone, r.cfg.Limits.Aliases)
		if ferr != nil {
			return nil, followError(name, t, ferr)
		}
		if full {
			for _, s := range d.servers {
				h.servers += max(len(s.addrs), 1)
			}
			return h, nil
		}
		switch {
		case len(h.links) > 0, h.rcode != RCodeSuccess:
			// An alias above the name, or a server that denies a name with names below it
			// (RFC 9156 §2.3): only the whole name tells.
			whole = true
		default:
			r.keep(q.Name, q.Type, h)
			shown++
		}
	}
	return nil, &Error{Name: name, Type: t, Kind: Loop, Err: fmt.Errorf("more than %d steps from the root", r.cfg.Limits.Referrals)}
}

// followError tells what is wrong with an alias chain.
func followError(name string, t Type, err error) *Error {
	kind := Limited
	if errors.Is(err, errMalformed) {
		kind = Malformed
	}
	return &Error{Name: name, Type: t, Kind: kind, Err: err}
}

// referral gives the zone that m refers to: below the zone that was asked, and at or above
// the name in question. Anything else in the authority section refers nowhere.
func referral(m *Message, zone string, q Question) string {
	if m.RCode != RCodeSuccess {
		return ""
	}
	for _, a := range m.Answer {
		if a.Name == q.Name && (a.Type == q.Type || a.Type == TypeCNAME || q.Type == TypeANY) || a.Type == TypeDNAME && below(q.Name, a.Name) {
			return ""
		}
	}
	child := ""
	for _, a := range m.Authority {
		switch {
		case a.Type == TypeSOA && within(q.Name, a.Name) && m.Authoritative:
			return ""
		case a.Type == TypeNS && below(a.Name, zone) && within(q.Name, a.Name) && child == "":
			child = a.Name
		}
	}
	if child == q.Name && q.Type == TypeDS { // the child does not know
		return ""
	}
	return child
}

// useless tells why an answer of a server of zone does not help, in the form plan.usable wants.
func useless(m *Message, zone string, q Question) (Kind, string) {
	switch m.RCode {
	case RCodeSuccess, RCodeNXDomain, RCodeYXDomain:
	case RCodeRefused:
		return Refused, m.RCode.String()
	case RCodeServFail, RCodeNotImp:
		return ServFail, m.RCode.String()
	case RCodeFormErr:
		return Malformed, m.RCode.String()
	default:
		return Lame, m.RCode.String()
	}
	if referral(m, zone, q) != "" || m.RCode != RCodeSuccess {
		return 0, ""
	}
	h, err := follow(m, q.Name, q.Type, zone, len(m.Answer)+1)
	if err != nil || len(h.links)+len(h.found) > 0 || h.soa != nil {
		return 0, ""
	}
	for _, a := range m.Answer {
		if a.Name == q.Name { // other types than we asked for: at least the name exists
			return 0, ""
		}
	}
	for _, a := range m.Authority {
		if a.Type == TypeNS {
			if a.Name == zone && m.Authoritative { // says whose it is, without a SOA
				return 0, ""
			}
			return Lame, "refers to " + DisplayName(a.Name) + ", not below " + DisplayName(zone)
		}
	}
	if m.Authoritative {
		return 0, ""
	}
	return Lame, "neither an answer nor a referral"
}

// delegate keeps a referral and gives the delegation it makes. Glue counts when it is the
// address of one of the named servers and lies in the zone that was asked, which is what its
// servers may speak about (RFC 2181 §5.4.1, RFC 9471).
func (r *Resolver) delegate(m *Message, zone, child string) *delegation {
	d := &delegation{zone: child, why: "referred by the servers of " + DisplayName(zone)}
	var set []Record
	index := map[string]int{}
	for _, a := range m.Authority {
		if a.Type != TypeNS || a.Name != child || len(set) >= r.cfg.Limits.Servers {
			continue
		}
		n := a.Target()
		if _, dup := index[n]; dup || n == "" || n == "." {
			continue
		}
		index[n] = len(d.servers)
		set = append(set, a)
		d.servers = append(d.servers, nameServer{name: n})
	}
	r.cache.put(set, rankReferral)
	glue := map[cacheKey][]Record{}
	for _, g := range m.Additional {
		a, isAddr := g.Addr()
		i, named := index[g.Name]
		if !isAddr || !named || !within(g.Name, zone) || len(d.servers[i].addrs) >= maxGlue {
			continue
		}
		d.servers[i].addrs = append(d.servers[i].addrs, a)
		k := cacheKey{g.Name, g.Type}
		glue[k] = append(glue[k], g)
	}
	for k, set := range glue {
		r.cache.putAs(cacheKey{k.name, glueKey(k.typ)}, set, rankGlue)
	}
	for i := range d.servers {
		if len(d.servers[i].addrs) == 0 {
			d.servers[i].addrs = r.knownAddrs(d.servers[i].name)
		}
	}
	return d
}

// maxGlue is how many addresses of one name server are considered.
const maxGlue = 8

// glueKey is the type under which glue is cached: apart from answers, so that it can neither
// answer a question nor be lost when the child zone says something else. The numbers are of
// the range for private use (RFC 6895 §3.1).
func glueKey(t Type) Type {
	if t == TypeA {
		return 0xff01
	}
	return 0xff02
}

// knownAddrs gives the cached addresses of a name server: from answers, else from glue.
func (r *Resolver) knownAddrs(name string) []netip.Addr {
	out := r.cachedAddrs(name, TypeA, TypeAAAA)
	if len(out) == 0 {
		out = r.cachedAddrs(name, glueKey(TypeA), glueKey(TypeAAAA))
	}
	return out
}

func (r *Resolver) cachedAddrs(name string, types ...Type) []netip.Addr {
	var out []netip.Addr
	for _, t := range types {
		if e, _ := r.cache.get(name, t, rankGlue); e != nil {
			for _, rec := range e.recs {
				if a, ok := rec.Addr(); ok && len(out) < maxGlue {
					out = append(out, a)
				}
			}
		}
	}
	return out
}

// cached gives the closest delegation above name that is in the cache and can be used: one
// of its servers has a known address, or a name outside the zone that can be resolved.
func (r *Resolver) cached(name string) *delegation {
	for zone := name; ; zone = parent(zone) {
		if e, _ := r.cache.get(zone, TypeNS, rankReferral); e != nil && !e.negative() {
			d := &delegation{zone: zone, why: "delegation in the cache"}
			usable := false
			for _, rec := range e.recs {
				if len(d.servers) == r.cfg.Limits.Servers {
					break
				}
				s := nameServer{rec.Target(), r.knownAddrs(rec.Target())}
				usable = usable || len(s.addrs) > 0 || !within(s.name, zone)
				d.servers = append(d.servers, s)
			}
			if usable {
				return d
			}
		}
		if zone == "." {
			return nil
		}
	}
}

// closest gives the delegation to begin with: from the cache, else the root, whose servers
// are learned from the hints first (priming, RFC 8109).
func (r *Resolver) closest(ctx context.Context, w *work, name string) *delegation {
	if d := r.cached(name); d != nil {
		return d
	}
	hints := &delegation{zone: ".", why: "root hints"}
	for _, h := range r.cfg.Hints {
		hints.servers = append(hints.servers, nameServer{h.Name, h.Addrs})
	}
	d, _, ok := r.primed.do(ctx, r.base, workKey{name: ".", typ: TypeNS}, func(ctx context.Context) *delegation {
		if d := r.cached("."); d != nil { // somebody was quicker
			return d
		}
		trace.From(ctx).Note(trace.Info, "dns.prime", trace.Pos{}, trace.Int("hints", len(hints.servers)))
		return r.prime(ctx, w, hints)
	})
	if !ok {
		return hints
	}
	return d
}

// prime asks the servers of the hints for the root's servers, and gives the hints themselves
// when that is of no use.
func (r *Resolver) prime(ctx context.Context, w *work, hints *delegation) *delegation {
	q := Question{".", TypeNS}
	m, err := r.askZone(ctx, w, hints, q, r.cfg.Limits.Depth, true)
	if err != nil {
		return hints
	}
	var set []Record
	for _, a := range m.Answer {
		if a.Name == "." && a.Type == TypeNS {
			set = append(set, a)
		}
	}
	if len(set) == 0 {
		return hints
	}
	// The root's own answer is read like a referral to itself.
	d := r.delegate(&Message{Authority: set, Additional: m.Additional}, ".", ".")
	d.why = "primed from the root hints"
	for i := range d.servers { // a priming answer may leave addresses out
		for _, h := range r.cfg.Hints {
			if h.Name == d.servers[i].name && len(d.servers[i].addrs) == 0 {
				d.servers[i].addrs = h.Addrs
			}
		}
	}
	for _, s := range d.servers {
		if len(s.addrs) > 0 {
			return d
		}
	}
	return hints
}

// askZone puts q to the servers of a zone: to those with known addresses first, then to the
// others as their names are resolved one by one. Neither a message nor an error means that a
// closer zone has become known, and that its servers should be asked instead. A brief question is one that can be done without.
func (r *Resolver) askZone(ctx context.Context, w *work, d *delegation, q Question, depth int, brief bool) (*Message, *Error) {
	p := plan{
		zone: d.zone, tries: r.cfg.Limits.Tries, patience: r.cfg.Limits.Patience, total: iterateTotal, why: d.why,
		usable: func(m *Message) (Kind, string) { return useless(m, d.zone, q) },
	}
	if brief {
		p.tries, p.total = min(p.tries, briefTries), briefTotal
	}
	var failure *Error
	var unknown, half []nameServer // without an address, without an IPv4 address
	var known []target
	for _, s := range d.servers {
		if len(s.addrs) == 0 {
			unknown = append(unknown, s)
		} else if !slices.ContainsFunc(s.addrs, netip.Addr.Is4) {
			half = append(half, s)
		}
		known = append(known, r.targets(s)...)
	}
	rand.Shuffle(len(unknown), func(i, j int) { unknown[i], unknown[j] = unknown[j], unknown[i] })
	unknown = append(unknown, half...)
	tried := map[netip.AddrPort]bool{}
	for {
		known = slices.DeleteFunc(known, func(t target) bool { return tried[t.addr] })
		for _, t := range known {
			tried[t.addr] = true
		}
		if len(known) > 0 {
			res, _, ok := r.asked.do(ctx, r.base, workKey{q.Name, q.Type, d.zone}, func(ctx context.Context) heard {
				if c := r.cached(q.Name); c != nil && below(c.zone, d.zone) && q.Type != TypeDS {
					return heard{moved: true}
				}
				m, err := r.ask(ctx, w, q, known, p)
				if err == nil {
					if child := referral(m, d.zone, q); child != "" {
						r.delegate(m, d.zone, child) // known before anybody else can ask again
					}
				}
				return heard{m: m, err: err}
			})
			if !ok {
				kind := Canceled
				if errors.Is(ctx.Err(), context.DeadlineExceeded) {
					kind = Timeout
				}
				return nil, &Error{Name: q.Name, Type: q.Type, Kind: kind, Err: context.Cause(ctx)}
			}
			if res.err == nil { // moved has no message either
				return res.m, nil
			}
			failure = res.err
			if failure.Kind == Limited || failure.Kind == Canceled {
				return nil, failure
			}
		}
		known = nil
		for len(known) == 0 && len(unknown) > 0 {
			s := unknown[0]
			unknown = unknown[1:]
			as, err := r.serverAddrs(ctx, w, d.zone, s, depth)
			if err != nil {
				if failure == nil || failure.Kind != Limited {
					failure = err
				}
				if err.Kind == Limited || err.Kind == Canceled {
					return nil, failure
				}
				continue
			}
			known = r.targets(nameServer{s.name, as})
		}
		if len(known) == 0 { // the last resort: what the zone above said, where the servers say otherwise
			for _, s := range d.servers {
				for _, t := range r.targets(nameServer{s.name, r.cachedAddrs(s.name, glueKey(TypeA), glueKey(TypeAAAA))}) {
					if !tried[t.addr] {
						known = append(known, t)
					}
				}
			}
		}
		if len(known) == 0 {
			break
		}
	}
	if failure == nil {
		failure = &Error{Name: q.Name, Type: q.Type, Kind: NoServers, Err: fmt.Errorf("no server of %s has an address", DisplayName(d.zone))}
	}
	return nil, failure
}

// targets gives the addresses of a server that may be asked at all.
func (r *Resolver) targets(s nameServer) []target {
	var out []target
	for _, a := range s.addrs {
		if a.Is6() && !a.Is4In6() && r.cfg.NoIPv6 || noHost(a.Unmap()) {
			continue
		}
		out = append(out, target{addr: netip.AddrPortFrom(a.Unmap(), Port), name: s.name})
	}
	return out
}

// serverAddrs resolves the name of a name server of zone, for the addresses not known yet.
func (r *Resolver) serverAddrs(ctx context.Context, w *work, zone string, s nameServer, depth int) ([]netip.Addr, *Error) {
	name := s.name
	fail := func(k Kind, format string, a ...any) ([]netip.Addr, *Error) {
		return nil, &Error{Name: name, Type: TypeA, Kind: k, Err: fmt.Errorf(format, a...)}
	}
	if within(name, zone) {
		return fail(Lame, "a server of %s inside it, without an address from above", DisplayName(zone))
	}
	if depth >= r.cfg.Limits.Depth {
		return fail(Limited, "name servers named by names %d deep", depth)
	}
	if n := w.serverNames.Add(1); int(n) > r.cfg.Limits.ServerNames {
		err := fmt.Errorf("more than %d name server names", r.cfg.Limits.ServerNames)
		trace.From(ctx).Note(trace.Warning, "dns.limit", trace.Pos{}, trace.Str("name", DisplayName(name)), trace.Err(err))
		return nil, &Error{Name: name, Type: TypeA, Kind: Limited, Err: err}
	}
	trace.From(ctx).Note(trace.Info, "dns.server", trace.Pos{}, trace.Str("zone", DisplayName(zone)), trace.Str("name", DisplayName(name)),
		trace.Str("reason", "its address was not given"))
	var failure *Error
	for _, t := range [...]Type{TypeA, TypeAAAA} {
		if t == TypeAAAA && (r.cfg.NoIPv6 || len(s.addrs) > 0) {
			break
		}
		reply, err := r.resolve(ctx, w, name, t, depth+1, false)
		if err != nil {
			if failure = err; err.Kind == Limited || err.Kind == Canceled {
				break
			}
			continue
		}
		var as []netip.Addr
		for _, rec := range reply.Records() {
			if a, ok := rec.Addr(); ok && len(as) < maxGlue {
				as = append(as, a)
			}
		}
		if len(as) > 0 {
			return as, nil
		}
	}
	if failure == nil {
		failure = &Error{Name: name, Type: TypeA, Kind: NoData, Err: fmt.Errorf("a server of %s that has no address", DisplayName(zone))}
	}
	return nil, failure
}
