package explain

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"vitrine/engine/trace"
	"vitrine/net/dns"
)

// Lookup is a trace.Sink that tells of one question to a resolver: every step as it happens, in the
// form of dig +trace with its reason, and the reply in the form of a zone file.
type Lookup struct {
	mu   sync.Mutex
	p    printer
	lang Lang
	step int
	name string // what is looked for
}

// NewLookup returns a Lookup of a name that writes to w.
func NewLookup(w io.Writer, name string, l Lang) *Lookup {
	return &Lookup{p: printer{w: w}, lang: l, name: strings.TrimSuffix(strings.ToLower(name), ".")}
}

func (l *Lookup) say(key string, args ...any) string { return say(l.lang, key, args...) }

// Begin writes what is asked, and of whom.
func (l *Lookup) Begin(t dns.Type, who string) {
	l.p.f("; %s\n", l.say("lookup-begin", l.name, t, who))
}

// Event implements trace.Sink.
func (l *Lookup) Event(e trace.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case e.Phase == trace.End && e.Name == "dns.query":
		l.query(e.Attr)
	case e.Phase == trace.Note:
		if text := l.note(e.Name, e.Attr); text != "" {
			l.p.f(";; %s\n", text)
		}
	}
}

// query tells of one question to one server: what came back, then where from, and around it why the
// server was asked and what follows.
func (l *Lookup) query(f func(string) string) {
	l.step++
	l.p.f("\n%d. %s\n", l.step, l.say("lookup-asked", f("name"), f("type"), f("server"), f("transport")))
	l.p.f("   %s\n", l.say("lookup-why", l.reason(f)))
	// DS and DNSKEY are asked of the zones on the way for DNSSEC.
	t := f("type")
	if n := f("name"); t != "DS" && t != "DNSKEY" && strings.HasSuffix(l.name, "."+n) || n == "." && l.name != "." && t == "A" {
		l.p.f("   %s\n", l.say("lookup-qmin", l.name))
	}
	ttl := f("ttl")
	if d, err := time.ParseDuration(ttl); err == nil {
		ttl = fmt.Sprintf("%d", int(d.Seconds()))
	}
	switch f("result") {
	case "referral":
		for ns := range strings.SplitSeq(f("ns"), ", ") {
			l.p.f("   %-24s %6s IN NS     %s\n", f("referral"), ttl, ns)
		}
		for g := range strings.SplitSeq(f("glue"), ", ") {
			if name, addr, ok := strings.Cut(g, " "); ok {
				l.p.f("   %-24s        IN glue   %s\n", name, addr)
			}
		}
	case "answer", "alias":
		owner := f("name")
		for a := range strings.SplitSeq(f("answer"), ", ") {
			l.p.f("   %-24s %6s IN %s\n", owner, ttl, a)
			if to, ok := strings.CutPrefix(a, "CNAME "); ok {
				owner = to
			}
		}
	}
	rtt := f("rtt")
	if d, err := time.ParseDuration(rtt); err == nil {
		rtt = millis(d)
	}
	l.p.f("   %s\n", l.say("lookup-came", l.outcome(f), f("bytes"), f("server"), rtt))
}

// reason says why a question went to a server.
func (l *Lookup) reason(f func(string) string) string {
	var who string
	switch {
	case f("why") == "recursive server":
		who = l.say("lookup-recursive")
	case f("zone") == ".":
		who = l.say("lookup-root", l.cause(f("why")))
	default:
		who = l.say("lookup-zone", f("zone"), l.cause(f("why")))
	}
	if c := f("choice"); c != "" {
		parts := strings.Split(c, ", ")
		for i := range parts {
			parts[i] = l.cause(parts[i])
		}
		who += "; " + strings.Join(parts, ", ")
	}
	if f("try") != "" && f("try") != "1" {
		who += "; " + l.say("lookup-try", f("try"))
	}
	return who
}

// outcome says what the answer of a server means for the search.
func (l *Lookup) outcome(f func(string) string) string {
	switch r := f("result"); r {
	case "referral":
		if f("glue") == "" {
			return l.say("lookup-referral-bare", f("referral"))
		}
		return l.say("lookup-referral", f("referral"))
	case "answer":
		if f("authoritative") != "" {
			return l.say("lookup-answer-own")
		}
		return l.say("lookup-answer")
	case "nxdomain", "failure":
		return l.say("lookup-"+r, f("rcode"))
	case "alias", "nodata", "truncated", "abandoned":
		return l.say("lookup-" + r)
	}
	return l.say("lookup-error", l.cause(f("error")))
}

// noteFacts are the facts of the notes of net/dns that their sentences want, in this order.
var noteFacts = map[string][]string{
	"dns.cache.hit":  {"name", "type", "answer", "age", "ttl"},
	"dns.cache.miss": {"name", "type"},
	"dns.hosts":      {"result", "addrs"},
	"dns.search":     {"name"},
	"dns.prime":      {"hints"},
	"dns.start":      {"name", "type", "zone", "why"},
	"dns.server":     {"name", "zone", "reason"},
	"dns.retry":      {"name", "type", "server", "reason"},
	"dns.ignored":    {"server", "reason"},
	"dns.failed":     {"server", "zone", "reason"},
	"dns.alias":      {"name", "type", "target"},
	"dns.late":       nil,
	"dns.limit":      {"error"},
	"dns.prefetch":   {"name", "type"},
	"dns.stale":      {"name", "type", "expired"},
	"dns.keys":       {"zone", "state", "why"},
	"dns.dnssec":     {"name", "type", "state", "why"},
}

// note gives a sentence for a note of net/dns, or "".
func (l *Lookup) note(name string, f func(string) string) string {
	var args []any
	for _, key := range noteFacts[name] {
		v := f(key)
		switch key {
		case "reason", "why", "error", "result", "state":
			v = l.cause(v)
		case "answer":
			v = knownAnswer(l.lang, v)
		case "age", "ttl", "expired":
			if d, err := time.ParseDuration(v); err == nil && l.lang != English {
				v = lasting(l.lang, d)
			}
		}
		args = append(args, v)
	}
	return l.say("lookup-"+name, args...)
}

// knownAnswer says what a cache of names holds: records, or that there are none of a type.
func knownAnswer(l Lang, s string) string {
	if t, ok := strings.CutPrefix(s, "no "); ok {
		return say(l, "dns-cache-none", t)
	}
	return s
}

// cause says a reason that net/dns gives: in Korean by the table, as it is when that has none.
func (l *Lookup) cause(s string) string {
	if l.lang == English {
		return s
	}
	return korean(s)
}

// Reply writes the outcome of the question, which took so long.
func (l *Lookup) Reply(r *dns.Reply, took time.Duration) {
	for _, rec := range r.Answer {
		l.p.f("%s\n", zoneLine(rec))
	}
	outcome := r.RCode.String()
	if r.RCode == dns.RCodeSuccess && len(r.Records()) == 0 {
		outcome = l.say("lookup-reply-nodata", r.Type)
	}
	for _, rec := range r.SOA {
		l.p.f("; %s\n", zoneLine(rec))
	}
	trust := ""
	if r.Security != dns.Unchecked {
		trust = ", " + l.cause(r.Security.String())
	}
	count := l.say("lookup-records", len(r.Records()))
	if len(r.Records()) == 1 {
		count = l.say("lookup-record")
	}
	l.p.f("; %s\n", l.say("lookup-reply", dns.DisplayName(r.Name), r.Type, outcome, count+trust, l.cause(string(r.From)), millis(took)))
	for _, e := range r.ExtErrors() {
		l.p.f("; EDE %s\n", e)
	}
}

func zoneLine(r dns.Record) string {
	name := dns.DisplayName(r.Name)
	if name != "." {
		name += "."
	}
	return fmt.Sprintf("%-24s %6d IN %-6s %s", name, r.TTL, r.Type, r.ZoneValue())
}
