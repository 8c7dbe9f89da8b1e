package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/netip"
	"os"
	"strings"
	"time"

	"vitrine/engine/explain"
	"vitrine/engine/lang"
	"vitrine/engine/trace"
	"vitrine/net/conn"
	"vitrine/net/dns"
	"vitrine/net/fetch"
	"vitrine/net/header"
	"vitrine/net/weburl"
)

// naming are the flags of every command that resolves names.
type naming struct {
	dns   string
	hints string
	qmin  onOff
	ahead bool // prefetch
	no6   bool
	inLab bool
	ca    string
	stale time.Duration

	dnssec bool
	anchor string
}

func (n *naming) register(f *flag.FlagSet, def string) {
	f.StringVar(&n.dns, "dns", def, "`who` resolves names: system (the servers of resolv.conf), iterative (from the root servers down), or servers separated by commas: ADDRESS, tls://ADDRESS[#NAME] (RFC 7858) or https://URL (RFC 8484)")
	f.StringVar(&n.hints, "hints", "", "`file` with the root servers for iterative resolution; default: those of the Internet")
	n.qmin = true
	f.Var(&n.qmin, "qmin", "`on|off`: show each server only as much of a name as it needs (RFC 9156)")
	f.BoolVar(&n.no6, "no-ipv6", false, "neither ask for IPv6 addresses nor use them to ask")
	f.StringVar(&n.ca, "ca", "", "PEM `file` with certificate authorities to trust besides the machine's")
	f.DurationVar(&n.stale, "serve-stale", 0, "answer from the cache for this `time` after the end of a TTL when no server can be asked (RFC 8767)")
	f.BoolVar(&n.dnssec, "dnssec", false, "validate names from the root's keys down, and refuse what is bogus (RFC 4035)")
	f.StringVar(&n.anchor, "anchor", "", "`file` with DS or DNSKEY records to trust instead of the root's keys; implies -dnssec")
	f.BoolVar(&n.inLab, "lab", false, "live in the small internet that \"vitrine lab\" describes instead of the machine's network")
}

// onOff is a flag that is written on, off, yes or no.
type onOff bool

func (o *onOff) String() string {
	if *o {
		return "on"
	}
	return "off"
}

func (o *onOff) Set(s string) error {
	switch strings.ToLower(s) {
	case "on", "yes", "true", "1":
		*o = true
	case "off", "no", "false", "0":
		*o = false
	default:
		return fmt.Errorf("want on or off")
	}
	return nil
}

// isDefault reports whether the flags ask for nothing but what a client does by itself.
func (n *naming) isDefault() bool {
	return n.dns == "system" && !n.no6 && !n.inLab && n.stale == 0 && !n.dnssec && n.anchor == "" && n.hints == ""
}

// config returns the resolver configuration that the flags describe.
func (n *naming) config() (dns.Config, error) {
	var cfg dns.Config
	if n.inLab {
		in, err := processLab()
		if err != nil {
			return cfg, err
		}
		cfg = dns.Config{Dialer: in.Dialer(), Hints: in.Hints(), Conf: in.ResolvConf(), Hosts: in.HostsFile(), Anchors: in.Anchors()}
		if len(cfg.Conf.Servers) == 0 { // nobody there resolves for others
			cfg.Mode = dns.Iterative
		}
	} else {
		cfg, _ = dns.SystemConfig(conn.Machine()) // unreadable settings are no reason to give up
	}
	cfg.Stale, cfg.Prefetch = n.stale, n.ahead
	cfg.NoMinimise, cfg.NoIPv6 = !bool(n.qmin), n.no6
	cfg.DNSSEC = n.dnssec || n.anchor != ""
	if n.anchor != "" {
		f, err := os.Open(n.anchor)
		if err != nil {
			return cfg, err
		}
		defer f.Close()
		if cfg.Anchors, err = dns.ParseAnchors(f); err != nil {
			return cfg, fmt.Errorf("%s: %w", n.anchor, err)
		}
	}
	if n.hints != "" {
		f, err := os.Open(n.hints)
		if err != nil {
			return cfg, err
		}
		defer f.Close()
		hints, err := dns.ParseHints(f)
		if err != nil {
			return cfg, fmt.Errorf("%s: %w", n.hints, err)
		}
		cfg.Hints = hints
	}
	switch n.dns {
	case "system":
		return cfg, nil
	case "iterative":
		cfg.Mode = dns.Iterative
		return cfg, nil
	}
	cfg.Mode, cfg.Conf.Servers = dns.Stub, nil
	for s := range strings.SplitSeq(n.dns, ",") {
		if err := n.upstream(&cfg, s); err != nil {
			return cfg, err
		}
	}
	return cfg, nil
}

// upstream adds one server of -dns.
func (n *naming) upstream(cfg *dns.Config, s string) error {
	switch {
	case strings.HasPrefix(s, "tls://"):
		host, name, _ := strings.Cut(strings.TrimPrefix(s, "tls://"), "#")
		at, err := parseServer(host, dns.TLSPort)
		if err != nil {
			return usagef("-dns: %q: want tls://ADDRESS or tls://ADDRESS#NAME", s)
		}
		conf := &tls.Config{ServerName: name}
		if conf.RootCAs, err = n.roots(); err != nil {
			return err
		}
		cfg.Upstreams = append(cfg.Upstreams, dns.NewTLSServer(at, conf, cfg.Dialer))
		return nil
	case strings.HasPrefix(s, "https://"):
		u, err := weburl.Parse(s)
		if err != nil {
			return usagef("-dns: %q: %v", s, err)
		}
		roots, err := n.roots()
		if err != nil {
			return err
		}
		// The server's own name is found the plain way.
		plain := naming{dns: "system", qmin: n.qmin, no6: n.no6, inLab: n.inLab}
		r, err := plain.resolver()
		if err != nil {
			return err
		}
		log, err := keyLog()
		if err != nil {
			return err
		}
		client := fetch.New(fetch.Config{Dialer: cfg.Dialer, RootCAs: roots, Resolver: fetch.DNS(r), KeyLog: log})
		cfg.Upstreams = append(cfg.Upstreams, &dns.HTTPSServer{URL: s, Post: postDNS(client, u)})
		return nil
	}
	at, err := parseServer(s, dns.Port)
	if err != nil {
		return usagef("-dns: %q is neither system, iterative nor an address", s)
	}
	cfg.Conf.Servers = append(cfg.Conf.Servers, at)
	return nil
}

// roots are the authorities that servers of -dns must be vouched for by; nil: the machine's.
func (n *naming) roots() (*x509.CertPool, error) {
	if n.inLab {
		in, err := processLab()
		if err != nil {
			return nil, err
		}
		return in.Roots(), nil
	}
	return loadRoots(n.ca)
}

// loadRoots adds the authorities of a PEM file to the machine's; "" gives nil: the machine's.
func loadRoots(path string) (*x509.CertPool, error) {
	if path == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("read %s: no certificate in it", path)
	}
	return pool, nil
}

// maxDNSMessage bounds an answer over HTTPS (RFC 8484 §6).
const maxDNSMessage = 65535

// postDNS sends DNS messages by our HTTP.
func postDNS(client *fetch.Client, u *weburl.URL) dns.Post {
	return func(ctx context.Context, body []byte) ([]byte, error) {
		h := header.List{{Name: "Content-Type", Value: dns.HTTPSMediaType}, {Name: "Accept", Value: dns.HTTPSMediaType}}
		// The channel is not part of the page's story: its own requests stay off the trace.
		r, err := client.Fetch(trace.Detach(ctx), &fetch.Request{URL: u, Method: "POST", Header: h, Body: body})
		if err != nil {
			return nil, err
		}
		b, err := r.Bytes(maxDNSMessage)
		switch t, _ := r.Type(); {
		case err != nil:
			return nil, err
		case r.Status != 200:
			return nil, fmt.Errorf("status %d %s", r.Status, r.StatusText)
		case t.Essence() != dns.HTTPSMediaType:
			return nil, fmt.Errorf("answer of type %q", t.Essence())
		}
		return b, nil
	}
}

// parseServer reads an address with or without a port.
func parseServer(s string, port uint16) (netip.AddrPort, error) {
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap, nil
	}
	a, err := netip.ParseAddr(strings.Trim(s, "[]"))
	return netip.AddrPortFrom(a, port), err
}

// resolver returns the resolver that the flags describe.
func (n *naming) resolver() (*dns.Resolver, error) {
	cfg, err := n.config()
	if err != nil {
		return nil, err
	}
	return dns.New(cfg), nil
}

var dnsCommand = command{name: "dns", args: "NAME [TYPE]", short: "resolve a name and tell how",
	long: `Asks for the records of a name and prints them as lines of a zone file. Without a type it asks
for A and AAAA. TYPE is A, AAAA, CAA, CNAME, DNSKEY, DS, HTTPS, MX, NAPTR, NS, NSEC, PTR, RRSIG,
SOA, SRV, SVCB, TLSA, TXT, URI and so on, ANY, or TYPE123; an address as NAME, or -x ADDRESS, asks
for its PTR record.

With -trace it tells every step: which server was asked what and why, what came back, and how
long it took, with -lang ko in Korean. With -dns iterative it goes the whole way from the root itself.`}

func init() { dnsCommand.run = runDNS }

func runDNS(ctx context.Context, sio stdio, args []string) error {
	f := newFlags(dnsCommand, sio)
	var n naming
	n.register(f.FlagSet, "system")
	unchecked := f.Bool("cd", false, "with -dnssec: show what is bogus too (checking disabled)")
	tell := f.Bool("trace", false, "tell every step on the way, with its reason")
	reverse := f.String("x", "", "ask for the name of this `address`")
	asJSON := f.Bool("json", false, "print one JSON object per question")
	var speak lang.Lang
	f.TextVar(&speak, "lang", lang.English, "`language` of the story: en or ko")
	timeout := f.Duration("timeout", 15*time.Second, "give up after this `time`")
	args, err := parseFlags(f, args)
	if err != nil {
		return err
	}
	if *reverse != "" {
		if _, err := netip.ParseAddr(*reverse); err != nil {
			return usagef("-x: %q is no address", *reverse)
		}
		args = append([]string{*reverse}, args...)
	}
	if len(args) < 1 {
		return usagef("want a name")
	}
	if *tell && !flagGiven(f.FlagSet, "dns") {
		n.dns = "iterative" // the way from the root is what a trace is asked for
	}
	var types []dns.Type
	for _, a := range args[1:] {
		t, ok := dns.ParseType(a)
		if !ok {
			return usagef("%q is no record type", a)
		}
		types = append(types, t)
	}
	name := args[0]
	if a, err := netip.ParseAddr(name); err == nil {
		name = dns.ReverseName(a)
		if types == nil {
			types = []dns.Type{dns.TypePTR}
		}
	}
	if types == nil {
		types = []dns.Type{dns.TypeA, dns.TypeAAAA}
	}
	r, err := n.resolver()
	if err != nil {
		return err
	}
	defer r.Close()
	ctx, cancel := context.WithTimeout(ctx, *timeout)
	defer cancel()
	failed := false
	for _, t := range types {
		story := explain.NewLookup(sio.out, name, speak)
		qctx := ctx
		var sp *trace.Span
		if *tell {
			sp = trace.New("dns", story)
			qctx = trace.With(ctx, sp)
			story.Begin(t, n.dns)
		}
		start := time.Now()
		query := r.Query
		if *unchecked {
			query = r.QueryUnchecked
		}
		reply, err := query(qctx, name, t)
		took := time.Since(start)
		sp.End()
		if err != nil {
			failed = true
		}
		if *asJSON {
			if err := writeReplyJSON(sio.out, name, t, reply, err, took); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			fmt.Fprintf(sio.err, "vitrine: %s\n", oneLine(explain.Trouble(speak, err.Error())))
			continue
		}
		story.Reply(reply, took)
	}
	if failed {
		return errReported
	}
	return nil
}

func flagGiven(f *flag.FlagSet, name string) bool {
	given := false
	f.Visit(func(fl *flag.Flag) { given = given || fl.Name == name })
	return given
}

func writeReplyJSON(w io.Writer, name string, t dns.Type, r *dns.Reply, err error, took time.Duration) error {
	type record struct {
		Name  string `json:"name"`
		Type  string `json:"type"`
		TTL   uint32 `json:"ttl"`
		Value string `json:"value"`
	}
	out := struct {
		Name   string   `json:"name"`
		Type   string   `json:"type"`
		RCode  string   `json:"rcode,omitempty"`
		From   string   `json:"from,omitempty"`
		Secure string   `json:"dnssec,omitempty"`
		Answer []record `json:"answer"`
		MS     float64  `json:"ms"`
		Error  string   `json:"error,omitempty"`
	}{Name: name, Type: t.String(), Answer: []record{}, MS: float64(took.Microseconds()) / 1000}
	if err != nil {
		out.Error = err.Error()
	} else {
		out.RCode, out.From = r.RCode.String(), string(r.From)
		if r.Security != dns.Unchecked {
			out.Secure = r.Security.String()
		}
		for _, rec := range r.Answer {
			out.Answer = append(out.Answer, record{dns.DisplayName(rec.Name), rec.Type.String(), rec.TTL, rec.ZoneValue()})
		}
	}
	return json.NewEncoder(w).Encode(out)
}
