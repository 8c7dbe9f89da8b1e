package dns

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"vitrine/engine/trace"
)

// Validation of what upstream said, from a trust anchor down (RFC 4035 §5). The parts:
//
//	judge     one answer: its aliases, its records or the proof that there are none
//	set       one record set: a signature by a key of the zone above it
//	zoneKeys  the keys of a zone: an anchor, or a signed DS record in the zone above
//	status    of what has no signatures: is it in a zone that is signed?
//
// Every step leads to names strictly closer to the root, so the recursion ends; how much it
// may cost is bounded by the work of the question, whatever a zone holds (CVE-2023-50387).

// Security is the outcome of validation (RFC 4033 §5).
type Security uint8

// The outcomes. The zero value means that nothing was checked.
const (
	Unchecked     Security = iota
	Secure                 // a chain of signatures leads to it from a trust anchor
	Insecure               // a signed proof shows that nothing down here is signed
	Indeterminate          // no trust anchor covers it
	Bogus                  // it should be signed and is not, or wrongly
)

// String gives the word of RFC 4033.
func (s Security) String() string {
	return [...]string{"unchecked", "secure", "insecure", "indeterminate", "bogus"}[s]
}

// worse gives the state of a whole whose parts are a and b.
func worse(a, b Security) Security { return max(a, b) }

// Limits of what one zone can make us compute.
const (
	maxSigsPerSet  = 8    // signatures of one record set that are looked at
	maxKeysPerSig  = 4    // keys with the same tag that are tried
	maxZoneKeys    = 64   // keys of one zone
	maxDSRecords   = 24   // DS records of one zone
	maxDenials     = 8    // NSEC and NSEC3 records of one answer
	maxZones       = 2048 // zones whose keys are remembered
	maxZoneLife    = time.Hour
	bogusZoneLife  = 30 * time.Second
	clockTolerance = 0 * time.Second
)

// flaw says why something is bogus or insecure.
type flaw struct {
	code ExtCode
	err  error
}

func flawf(code ExtCode, format string, a ...any) *flaw {
	return &flaw{code, fmt.Errorf(format, a...)}
}

// validator keeps what is known about zones.
type validator struct {
	r       *Resolver
	anchors map[string][]Record
	zones   group[*zoneTrust]

	mu    sync.Mutex
	known map[string]*zoneTrust
}

// zoneTrust is what is known about the keys of a zone.
type zoneTrust struct {
	state Security
	keys  []dnsKey
	flaw  *flaw  // why it is not secure
	err   *Error // nothing could be found out
	until time.Time
}

func newValidator(r *Resolver, anchors []Anchor) *validator {
	v := &validator{r: r, anchors: map[string][]Record{}, known: map[string]*zoneTrust{}}
	for _, a := range anchors {
		v.anchors[a.Zone] = append(v.anchors[a.Zone], a.Record)
	}
	return v
}

// anchored gives the closest zone at or above name that has an anchor, or "".
func (v *validator) anchored(name string) string {
	for z := name; ; z = parent(z) {
		if v.anchors[z] != nil {
			return z
		}
		if z == "." {
			return ""
		}
	}
}

// ruling is the judgement of one answer.
type ruling struct {
	state Security
	flaw  *flaw  // of Bogus, and of Insecure when there is more to say than that nothing is signed
	err   *Error // what was needed to judge could not be got
	why   string // for the trace
	until uint32 // seconds for which signatures hold
}

// judge validates the answer h to the question for t at name.
func (v *validator) judge(ctx context.Context, w *work, name string, t Type, h *hop, depth int) ruling {
	out := ruling{until: ^uint32(0)}
	cur := name
	add := func(g ruling) bool {
		if g.state > out.state || out.state == Unchecked {
			out.state, out.why, out.flaw = g.state, g.why, g.flaw
		}
		out.until = min(out.until, g.until)
		out.err = g.err
		return g.state != Bogus && g.err == nil
	}
	for i, l := range h.links {
		made := i > 0 && h.links[i-1].Type == TypeDNAME && l.Type == TypeCNAME // by us: the DNAME was signed
		if !made && !add(v.expanded(ctx, w, h, h.links[i:i+1:i+1], depth)) {
			return out
		}
		if l.Type == TypeCNAME {
			cur = l.Target()
		}
	}
	switch {
	case h.next != "", h.rcode == RCodeYXDomain:
	case len(h.found) > 0:
		for rest := h.found; len(rest) > 0; {
			var set, other []Record
			for _, r := range rest {
				if r.Type == rest[0].Type {
					set = append(set, r)
				} else {
					other = append(other, r)
				}
			}
			rest = other
			if set[0].Type == TypeRRSIG { // signatures are not signed
				continue
			}
			if !add(v.expanded(ctx, w, h, set, depth)) {
				return out
			}
		}
		if out.state == Unchecked { // nothing but signatures
			add(v.status(ctx, w, cur, depth))
		}
	default:
		add(v.absent(ctx, w, h, cur, t, depth))
	}
	return out
}

// expanded validates a record set and, when a wildcard made it, that nothing was closer.
func (v *validator) expanded(ctx context.Context, w *work, h *hop, set []Record, depth int) ruling {
	g, sig := v.set(ctx, w, set, h.sigs, depth)
	if g.state != Secure || sig == nil || sig.labels >= starless(set[0].Name) {
		return g
	}
	d, dg := v.denials(ctx, w, h, sig.signer, depth)
	if d == nil {
		return dg
	}
	g.until = min(g.until, dg.until)
	switch d.noCloser(set[0].Name, sig.labels) {
	case proved:
		g.why += ", made from a wildcard"
	case provedInsecure:
		g.state, g.why = Insecure, "made from a wildcard of a zone with opt-out"
	default:
		g.state, g.flaw = Bogus, flawf(ExtNoDenial, "made from a wildcard, without a proof that there is nothing closer")
	}
	return g
}

// starless counts labels as the Labels field of RRSIG does: without the asterisk.
func starless(name string) int {
	n := labels(name)
	if strings.HasPrefix(name, "*.") {
		n--
	}
	return n
}

// set validates one record set by the signatures among sigs. The signature that holds is
// given for a secure one.
func (v *validator) set(ctx context.Context, w *work, recs, sigs []Record, depth int) (ruling, *signature) {
	owner, t := recs[0].Name, recs[0].Type
	var fit []signature
	for _, r := range sigs {
		s, ok := parseSignature(r)
		// RFC 4035 §5.3.1. A DS record belongs to the zone above.
		if !ok || r.Name != owner || s.covered != t || !within(owner, s.signer) || s.labels > starless(owner) || t == TypeDS && s.signer == owner && owner != "." {
			continue
		}
		if fit = append(fit, s); len(fit) == maxSigsPerSet {
			break
		}
	}
	if len(fit) == 0 {
		above := owner
		if t == TypeDS {
			above = parent(owner)
		}
		g := v.status(ctx, w, above, depth)
		if g.state == Secure {
			g.state, g.flaw = Bogus, flawf(ExtNoSignature, "%s %s has no signature, and its zone is signed", DisplayName(owner), t)
		}
		return g, nil
	}
	// The signer closest to the name is its zone, if that is a zone at all.
	slices.SortStableFunc(fit, func(a, b signature) int { return labels(b.signer) - labels(a.signer) })
	signer := fit[0].signer
	zt := v.zoneKeys(ctx, w, signer, depth)
	switch {
	case zt.err != nil:
		return ruling{state: Bogus, err: zt.err}, nil
	case zt.state != Secure:
		return ruling{state: zt.state, flaw: zt.flaw, why: zt.why(signer), until: zt.left()}, nil
	}
	var failure *flaw
	worst := func(f *flaw) {
		if failure == nil || f.code != ExtNoKey {
			failure = f
		}
	}
	now := time.Now()
	for i := range fit {
		s := &fit[i]
		if s.signer != signer {
			continue
		}
		begins, expires := serialTime(s.begins, now), serialTime(s.expires, now)
		switch {
		case !s.alg.supported():
			worst(flawf(ExtAlgorithm, "signed with algorithm %d, which is not supported", s.alg))
			continue
		case now.After(expires.Add(clockTolerance)):
			worst(flawf(ExtExpired, "the signature of %s %s by %s expired on %s", DisplayName(owner), t, DisplayName(signer), expires.Format(time.DateTime)))
			continue
		case now.Before(begins.Add(-clockTolerance)):
			worst(flawf(ExtNotYetValid, "the signature of %s %s by %s is not valid before %s", DisplayName(owner), t, DisplayName(signer), begins.Format(time.DateTime)))
			continue
		}
		tried := 0
		var data []byte
		for j := range zt.keys {
			k := &zt.keys[j]
			if k.tag != s.tag || k.alg != s.alg || !k.usable() || tried == maxKeysPerSig {
				continue
			}
			tried++
			if !v.afford(ctx, w) {
				return ruling{state: Bogus, flaw: flawf(ExtOther, "more than %d signatures to verify for one question", v.r.cfg.Limits.Signatures)}, nil
			}
			if data == nil {
				data = s.signedData(owner, recs)
			}
			if s.verify(k, data) {
				left := uint32(max(expires.Sub(now), 0) / time.Second)
				return ruling{
					state: Secure, until: min(left, s.ttl, zt.left()),
					why: fmt.Sprintf("signed by %s with key %d until %s", DisplayName(signer), s.tag, expires.Format(time.DateTime)),
				}, s
			}
			worst(flawf(ExtBogus, "the signature of %s %s by key %d of %s does not fit", DisplayName(owner), t, s.tag, DisplayName(signer)))
		}
		if tried == 0 {
			worst(flawf(ExtNoKey, "%s has no key %d with algorithm %d, which is said to have signed %s %s", DisplayName(signer), s.tag, s.alg, DisplayName(owner), t))
		}
	}
	return ruling{state: Bogus, flaw: failure}, nil
}

// afford counts one verification of a signature.
func (v *validator) afford(ctx context.Context, w *work) bool {
	return int(w.aside().verified.Add(1)) <= v.r.cfg.Limits.Signatures && ctx.Err() == nil
}

func (z *zoneTrust) why(zone string) string {
	if z.flaw != nil {
		return z.flaw.err.Error()
	}
	return DisplayName(zone) + " is " + z.state.String()
}

// left is for how many seconds the zone's state is known to hold.
func (z *zoneTrust) left() uint32 { return uint32(max(time.Until(z.until), 0) / time.Second) }

// denials verifies the proofs in the authority section of an answer that zone signed; a nil
// denial comes with the ruling that stands in its place.
func (v *validator) denials(ctx context.Context, w *work, h *hop, zone string, depth int) (*denial, ruling) {
	d := &denial{zone: zone}
	out := ruling{state: Secure, until: ^uint32(0)}
	seen := 0
	for i, r := range h.denial {
		if r.Type != TypeNSEC && r.Type != TypeNSEC3 || !within(r.Name, zone) {
			continue
		}
		if seen++; seen > maxDenials {
			break
		}
		g, sig := v.set(ctx, w, h.denial[i:i+1:i+1], h.denial, depth)
		if g.err != nil || g.state != Secure {
			return nil, g
		}
		// A record of another zone, or one that a wildcard made, proves nothing here.
		if sig.signer != zone || sig.labels != starless(r.Name) {
			continue
		}
		out.until = min(out.until, g.until, r.TTL)
		d.add(r)
	}
	if len(d.hash3) > 0 && d.iterations > maxIterations {
		return nil, ruling{state: Insecure, flaw: flawf(ExtTooManyIterations, "%s hashes names with %d iterations", DisplayName(zone), d.iterations), why: "too many NSEC3 iterations to be worth it", until: out.until}
	}
	return d, out
}

// absent validates a negative answer: that name does not exist or has no records of type t.
func (v *validator) absent(ctx context.Context, w *work, h *hop, name string, t Type, depth int) ruling {
	zone := ""
	for _, r := range h.denial { // who signs the proofs
		s, ok := parseSignature(r)
		if ok && (s.covered == TypeNSEC || s.covered == TypeNSEC3) && within(name, s.signer) && !(t == TypeDS && s.signer == name && name != ".") && labels(s.signer) >= labels(zone) {
			zone = s.signer
		}
	}
	if zone == "" {
		at := name
		if t == TypeDS {
			at = parent(name)
		}
		g := v.status(ctx, w, at, depth)
		if g.state == Secure {
			g.state, g.flaw = Bogus, flawf(ExtNoDenial, "nothing proves that %s %s does not exist, and its zone is signed", DisplayName(name), t)
		}
		return g
	}
	d, g := v.denials(ctx, w, h, zone, depth)
	if d == nil {
		return g
	}
	if len(h.soa) > 0 { // it says how long the answer holds
		sg, _ := v.set(ctx, w, h.soa[:1], h.denial, depth)
		if sg.state != Secure || sg.err != nil {
			return sg
		}
		g.until = min(g.until, sg.until)
	}
	ask, what := d.noData(name, t), "has no "+t.String()
	if h.rcode == RCodeNXDomain {
		ask, what = d.noName(name), "does not exist"
	}
	how := "NSEC"
	if len(d.hash3) > 0 {
		how = "NSEC3"
	}
	switch ask {
	case proved:
		g.why = fmt.Sprintf("%s of %s proves that %s %s", how, DisplayName(zone), DisplayName(name), what)
	case provedInsecure:
		g.state, g.why = Insecure, fmt.Sprintf("%s leaves unsigned delegations out of its proofs (opt-out)", DisplayName(zone))
	default:
		g.state, g.flaw = Bogus, flawf(ExtNoDenial, "the records of %s do not prove that %s %s", DisplayName(zone), DisplayName(name), what)
	}
	return g
}

// zoneKeys gives the keys of a zone, as far as they can be trusted.
func (v *validator) zoneKeys(ctx context.Context, w *work, zone string, depth int) *zoneTrust {
	v.mu.Lock()
	z := v.known[zone]
	v.mu.Unlock()
	if z != nil && time.Now().Before(z.until) {
		return z
	}
	z, _, ok := v.zones.do(ctx, v.r.base, workKey{name: zone, typ: TypeDNSKEY}, func(ctx context.Context) *zoneTrust {
		z := v.findKeys(ctx, w, zone, depth)
		if z.err == nil {
			z.until = time.Now().Add(min(max(time.Until(z.until), 0), maxZoneLife))
			v.mu.Lock()
			if len(v.known) >= maxZones {
				clear(v.known)
			}
			v.known[zone] = z
			v.mu.Unlock()
		}
		text := ""
		if z.err != nil {
			text = z.err.Error()
		} else {
			text = z.why(zone)
		}
		if z.state == Secure {
			text = "1 key, vouched for from above"
			if n := len(z.keys); n != 1 {
				text = fmt.Sprintf("%d keys, vouched for from above", n)
			}
		}
		trace.From(ctx).Note(trace.Info, "dns.keys", trace.Pos{}, trace.Str("zone", DisplayName(zone)), trace.Str("state", z.state.String()), trace.Str("why", text))
		return z
	})
	if !ok {
		return &zoneTrust{err: ended(ctx, zone, TypeDNSKEY)}
	}
	return z
}

// ended is the error of a question whose asker is gone.
func ended(ctx context.Context, name string, t Type) *Error {
	kind := Canceled
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		kind = Timeout
	}
	return &Error{Name: name, Type: t, Kind: kind, Err: context.Cause(ctx)}
}

// findKeys asks for the keys of a zone and checks them against the anchor or the DS records.
func (v *validator) findKeys(ctx context.Context, w *work, zone string, depth int) *zoneTrust {
	bogus := func(f *flaw) *zoneTrust {
		return &zoneTrust{state: Bogus, flaw: f, until: time.Now().Add(bogusZoneLife)}
	}
	trusted := v.anchors[zone]
	until := time.Now().Add(maxZoneLife)
	if trusted == nil {
		if v.anchored(zone) == "" {
			return &zoneTrust{state: Indeterminate, flaw: flawf(ExtIndeterminate, "no trust anchor covers %s", DisplayName(zone)), until: until}
		}
		c := v.cut(ctx, w, zone, depth)
		switch {
		case c.err != nil:
			return &zoneTrust{err: c.err}
		case c.state != Secure:
			return &zoneTrust{state: c.state, flaw: c.flaw, until: c.until}
		case c.ds == nil:
			return bogus(flawf(ExtBogus, "%s is said to sign and is no zone", DisplayName(zone)))
		}
		trusted, until = c.ds, c.until
	}
	var ds []delegationSigner
	var pinned []dnsKey
	sha2 := false
	for _, r := range trusted {
		if k, ok := parseKey(r); ok {
			pinned = append(pinned, k)
		}
		if d, ok := parseDS(r); ok && d.supported() && len(ds) < maxDSRecords {
			ds = append(ds, d)
			sha2 = sha2 || d.hash != 1
		}
	}
	if sha2 { // RFC 4509 §3: a stronger digest rules out SHA-1
		ds = slices.DeleteFunc(ds, func(d delegationSigner) bool { return d.hash == 1 })
	}
	pinned = slices.DeleteFunc(pinned, func(k dnsKey) bool { return !k.alg.supported() })
	if len(ds)+len(pinned) == 0 { // RFC 4035 §5.2
		return &zoneTrust{state: Insecure, flaw: flawf(ExtAlgorithm, "%s is signed in ways that are not supported", DisplayName(zone)), until: until}
	}
	for try := 1; ; try++ {
		h, err := v.r.upstream(ctx, w.aside(), zone, TypeDNSKEY, depth)
		if err != nil {
			return &zoneTrust{err: err}
		}
		z := v.checkKeys(ctx, w, zone, h, ds, pinned, until)
		if z.state != Bogus || !v.again(ctx, h, try) {
			return z
		}
	}
}

// maxBogus is how many servers of a zone may say what does not hold before it is believed
// that the zone is wrong, and not the servers.
const maxBogus = 3

// again reports whether another server of the zone may do better than the one that gave h,
// and puts that one last.
func (v *validator) again(ctx context.Context, h *hop, try int) bool {
	if try >= maxBogus || h.servers <= try || !h.from.IsValid() || ctx.Err() != nil {
		return false
	}
	v.r.infra.setLame(h.from, h.zone)
	trace.From(ctx).Note(trace.Info, "dns.retry", trace.Pos{}, trace.Str("server", h.from.Addr().String()), trace.Str("name", DisplayName(h.zone)),
		trace.Str("type", ""), trace.Str("reason", "what it said does not validate: another server of the zone is asked"))
	return true
}

// checkKeys checks the DNSKEY records that a zone's server gave.
func (v *validator) checkKeys(ctx context.Context, w *work, zone string, h *hop, ds []delegationSigner, pinned []dnsKey, until time.Time) *zoneTrust {
	bogus := func(f *flaw) *zoneTrust {
		return &zoneTrust{state: Bogus, flaw: f, until: time.Now().Add(bogusZoneLife)}
	}
	var keys []dnsKey
	zoneKey := false
	for _, r := range h.found {
		k, ok := parseKey(r)
		if ok && len(keys) < maxZoneKeys {
			keys = append(keys, k)
			zoneKey = zoneKey || k.usable()
		}
	}
	if len(h.links) > 0 || len(keys) == 0 {
		return bogus(flawf(ExtNoKey, "%s has no keys, and the zone above says that it is signed", DisplayName(zone)))
	}
	if !zoneKey {
		return bogus(flawf(ExtNoZoneKey, "%s has no key that may sign a zone", DisplayName(zone)))
	}
	failure := flawf(ExtNoKey, "none of the keys of %s is the one that the zone above names", DisplayName(zone))
	now := time.Now()
	for _, r := range h.sigs {
		s, ok := parseSignature(r)
		if !ok || r.Name != zone || s.covered != TypeDNSKEY || s.signer != zone || s.labels != labels(zone) {
			continue
		}
		begins, expires := serialTime(s.begins, now), serialTime(s.expires, now)
		if now.After(expires.Add(clockTolerance)) {
			failure = flawf(ExtExpired, "the signature of the keys of %s expired on %s", DisplayName(zone), expires.Format(time.DateTime))
			continue
		}
		if now.Before(begins.Add(-clockTolerance)) {
			failure = flawf(ExtNotYetValid, "the signature of the keys of %s is not valid before %s", DisplayName(zone), begins.Format(time.DateTime))
			continue
		}
		tried := 0
		var data []byte
		for i := range keys {
			k := &keys[i]
			if k.tag != s.tag || k.alg != s.alg || !k.usable() || tried == maxKeysPerSig || !vouched(k, ds, pinned) {
				continue
			}
			tried++
			if !v.afford(ctx, w) {
				return bogus(flawf(ExtOther, "more than %d signatures to verify for one question", v.r.cfg.Limits.Signatures))
			}
			if data == nil {
				data = s.signedData(zone, h.found)
			}
			if s.verify(k, data) {
				life := time.Duration(min(h.found[0].TTL, s.ttl, uint32(max(expires.Sub(now), 0)/time.Second))) * time.Second
				if t := now.Add(life); t.Before(until) {
					until = t
				}
				h.security, h.until = Secure, uint32(life/time.Second)
				v.r.keep(zone, TypeDNSKEY, h)
				return &zoneTrust{state: Secure, keys: keys, until: until}
			}
			failure = flawf(ExtBogus, "the signature of the keys of %s by key %d does not fit", DisplayName(zone), s.tag)
		}
	}
	return bogus(failure)
}

// vouched reports whether the zone above vouches for k.
func vouched(k *dnsKey, ds []delegationSigner, pinned []dnsKey) bool {
	return slices.ContainsFunc(ds, func(d delegationSigner) bool { return d.matches(k) }) ||
		slices.ContainsFunc(pinned, func(p dnsKey) bool { return p.data == k.data })
}

// cutInfo is what the zone above says about a name: DS records make a signed zone of it;
// secure without any, it is no zone of its own; insecure, it is one without signatures.
type cutInfo struct {
	state Security
	ds    []Record
	flaw  *flaw
	err   *Error
	until time.Time
}

// cut asks for the DS records of a name.
func (v *validator) cut(ctx context.Context, w *work, name string, depth int) cutInfo {
	reply, err := v.r.resolve(ctx, w.aside(), name, TypeDS, depth, true)
	if err != nil {
		return cutInfo{state: Bogus, err: err}
	}
	c := cutInfo{state: reply.Security, until: time.Now().Add(time.Duration(reply.ttl()) * time.Second)}
	switch {
	case c.state == Insecure:
		c.flaw = reply.flaw
	case c.state != Secure:
	case len(reply.Records()) > 0:
		c.ds = reply.Records()
	case reply.Aliases == 0 && reply.RCode == RCodeSuccess:
		d := &denial{zone: ""}
		for _, r := range reply.Denial { // verified when they came
			if p, ok := parseNSEC3(r); ok && r.Type == TypeNSEC3 {
				d.zone, d.salt, d.iterations = parent(r.Name), p.salt, p.iterations
			}
			if r.Type == TypeNSEC || r.Type == TypeNSEC3 {
				d.add(r)
			}
		}
		if d.delegated(name) {
			c.state, c.flaw = Insecure, flawf(ExtOther, "%s is proved to be unsigned: it is delegated without a DS record", DisplayName(name))
		}
	}
	return c
}

// status tells whether name lies in a signed zone, by asking for each possible cut between it
// and its anchor.
func (v *validator) status(ctx context.Context, w *work, name string, depth int) ruling {
	anchor := v.anchored(name)
	if anchor == "" {
		return ruling{state: Indeterminate, flaw: flawf(ExtIndeterminate, "no trust anchor covers %s", DisplayName(name)), why: "no trust anchor covers it", until: ^uint32(0)}
	}
	zt := v.zoneKeys(ctx, w, anchor, depth)
	if zt.err != nil || zt.state != Secure {
		return ruling{state: max(zt.state, Insecure), flaw: zt.flaw, err: zt.err, why: zt.why(anchor), until: zt.left()}
	}
	for n := labels(anchor) + 1; n <= labels(name); n++ {
		at := lastLabels(name, n)
		c := v.cut(ctx, w, at, depth)
		left := uint32(max(time.Until(c.until), 0) / time.Second)
		if c.err != nil {
			return ruling{state: Bogus, err: c.err}
		}
		if c.state != Secure {
			why := DisplayName(at) + " is " + c.state.String()
			if c.flaw != nil {
				why = c.flaw.err.Error()
			}
			return ruling{state: c.state, flaw: c.flaw, why: why, until: left}
		}
		if c.ds != nil && !slices.ContainsFunc(c.ds, func(r Record) bool { d, ok := parseDS(r); return ok && d.supported() }) {
			why := DisplayName(at) + " is signed in ways that are not supported"
			return ruling{state: Insecure, flaw: flawf(ExtAlgorithm, "%s", why), why: why, until: left}
		}
		if c.ds == nil {
			continue
		}
		if zt := v.zoneKeys(ctx, w, at, depth); zt.err != nil || zt.state != Secure {
			return ruling{state: max(zt.state, Insecure), flaw: zt.flaw, err: zt.err, why: zt.why(at), until: zt.left()}
		}
	}
	return ruling{state: Secure, until: ^uint32(0)}
}

// validated judges what upstream said of cur, and asks again where another server may do
// better. Bogus answers are errors.
func (r *Resolver) validated(ctx context.Context, w *work, cur string, t Type, h *hop, depth int) (*hop, *Error) {
	for try := 1; ; try++ {
		g := r.validator.judge(ctx, w, cur, t, h, depth)
		why := g.why
		if g.flaw != nil {
			why = g.flaw.err.Error()
		}
		if g.err != nil {
			why = g.err.Error()
		}
		level := trace.Info
		if g.state == Bogus {
			level = trace.Warning
		}
		trace.From(ctx).Note(level, "dns.dnssec", trace.Pos{}, trace.Str("name", DisplayName(cur)), trace.Str("type", t.String()), trace.Str("state", g.state.String()), trace.Str("why", why))
		if g.state == Bogus && g.flaw == nil {
			g.flaw = flawf(ExtBogus, "%s", why)
		}
		switch {
		case g.err != nil && g.err.Kind == Canceled:
			return nil, g.err
		case g.err != nil: // it could not be found out whether it is genuine: it is not believed
			ext := g.err.Ext
			if len(ext) == 0 {
				ext = []ExtError{{ExtBogus, g.err.Error()}}
			}
			return nil, &Error{Name: cur, Type: t, Kind: BogusAnswer, Err: g.err, Ext: ext}
		case g.state != Bogus:
			h.security, h.until, h.flaw = g.state, g.until, g.flaw
			return h, nil
		}
		if !r.validator.again(ctx, h, try) {
			return nil, &Error{Name: cur, Type: t, Kind: BogusAnswer, Err: g.flaw.err, Ext: []ExtError{{g.flaw.code, g.flaw.err.Error()}}}
		}
		var err *Error
		if h, err = r.upstream(ctx, w, cur, t, depth); err != nil {
			return nil, err
		}
	}
}
