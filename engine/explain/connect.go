package explain

import "strings"

// connection tells how the connection of a request came to be.
func (b *builder) connection(q *span, x *Exchange, main bool) {
	for _, n := range q.notes {
		st := Step{Stage: StageTCP, At: b.since(n.At), URL: x.URL}
		switch n.Name {
		case "reuse":
			if !main {
				continue
			}
			st.Asked, st.Why = b.say("connect-asked", x.Address), b.say("reuse-why")
			if n.fact("streams") != "" {
				st.Got = b.say("reused-stream")
			} else {
				st.Got = b.say("reused", b.spell(n.fact("idle")), n.fact("requests"))
			}
		case "coalesced":
			st.Asked, st.Got, st.Why = b.say("connect-asked", n.fact("host")), b.say("coalesced", n.fact("with")), b.say("coalesced-why")
		case "queued":
			st.Asked, st.Got, st.Why = b.say("connect-asked", n.fact("host")), b.say("queued", n.fact("open")), b.say("queued-why")
		case "proxy":
			st.Asked, st.Got, st.Why = b.say("proxy-asked", n.fact("host")), b.say("proxy-got", n.fact("proxy")), b.say("proxy-why")
		default:
			continue
		}
		b.step(st)
	}
	for _, k := range q.kids {
		switch k.name {
		case "name":
			if d := k.find("dns"); !main && len(d) > 0 && d[0].facts["from"] == "cache" {
				continue // known since the document: no step of its own
			}
			b.name(k, x.URL)
		case "connect":
			for _, a := range k.find("attempt") {
				got := b.say("tcp-"+a.facts["result"], a.facts["error"])
				if got == "" {
					got = b.say("tcp-other", b.trouble(a.facts["error"]))
				}
				b.step(Step{Stage: StageTCP, At: b.since(a.begin), Took: a.took(), URL: x.URL,
					Asked: "SYN → " + a.facts["address"], Got: got, Why: b.say("tcp-why")})
			}
		case "tls":
			b.tls(k, x)
		case "services":
			b.services(k, x.URL)
		case "quic":
			b.quic(k, x)
		}
	}
}

// services tells of the HTTPS records of a host.
func (b *builder) services(k *span, url string) {
	b.questions(k, url)
	f := k.facts
	st := Step{Stage: StageDNS, At: b.since(k.begin), Took: k.took(), URL: url, Asked: b.say("services-asked", f["host"]), Why: b.say("services-why")}
	switch {
	case f["error"] != "":
		st.Got = b.trouble(f["error"])
	case f["services"] != "":
		st.Got = f["services"]
	default:
		st.Got = b.say("services-none")
	}
	b.step(st)
}

// quic tells of one handshake of HTTP/3, which is that of TLS at the same time.
func (b *builder) quic(k *span, x *Exchange) {
	for _, a := range k.find("attempt") {
		f := k.facts
		st := Step{Stage: StageTLS, At: b.since(a.begin), Took: a.took(), URL: x.URL, Asked: b.say("quic-asked", a.facts["address"]), Why: b.say("quic-why")}
		switch {
		case a.facts["result"] != "won":
			st.Got, st.Why = b.say("quic-failed", a.facts["result"]), b.say("quic-failed-why")
		default:
			st.Got = b.say("tls-got", f["version"], f["cipher"], f["alpn"])
			st.Detail = []string{b.say("cert-subject") + ": " + f["subject"], b.say("cert-names") + ": " + f["names"], b.say("cert-chain") + ": " + f["chain"]}
			if f["ech"] != "" {
				st.Detail = append(st.Detail, b.say("tls-ech"))
			}
		}
		b.step(st)
	}
}

// tls tells of one handshake.
func (b *builder) tls(k *span, x *Exchange) {
	f := k.facts
	st := Step{Stage: StageTLS, At: b.since(k.begin), Took: k.took(), URL: x.URL, Asked: b.say("tls-asked", f["server"])}
	detail := func(s string) { st.Detail = append(st.Detail, s) }
	if v := f["offered-versions"]; v != "" {
		detail(b.say("tls-offered", v, f["offered-alpn"]))
		var modern []string
		old := 0
		for s := range strings.FieldsSeq(f["offered-suites"]) {
			if strings.Contains(s, "_WITH_") { // the names of TLS 1.2 say the key exchange too
				old++
				continue
			}
			modern = append(modern, s)
		}
		detail(b.say("tls-suites", strings.Join(modern, ", "), old))
	}
	if f["error"] != "" {
		st.Got, st.Why = b.trouble(f["error"]), b.say("tls-refused")
		b.step(st)
		return
	}
	alpn := f["alpn"]
	if alpn == "" {
		alpn = "http/1.1"
	}
	st.Got, st.Why = b.say("tls-got", f["version"], f["cipher"], alpn), b.say("tls-why")
	if f["resumed"] == "1" {
		st.Got, st.Why = b.say("tls-got-again", f["version"], f["cipher"], alpn), b.say("tls-why-again")
	}
	if f["ech"] != "" {
		detail(b.say("tls-ech"))
	}
	if g := f["group"]; g != "" {
		detail(b.say("tls-group", g))
	}
	if f["resumed"] == "1" {
		detail(b.say("resumed"))
	}
	detail(b.say("cert-subject") + ": " + f["subject"])
	detail(b.say("cert-names") + ": " + f["names"])
	if c := f["chain"]; c != "" {
		detail(b.say("cert-chain") + ": " + c)
	} else {
		detail(b.say("cert-issuer") + ": " + f["issuer"])
	}
	detail(b.say("cert-valid") + ": " + b.say("cert-valid-for", clock(f["notBefore"]), clock(f["notAfter"])))
	b.step(st)
}

// name tells of a look-up: caches first, then every question.
func (b *builder) name(sp *span, url string) {
	host := sp.facts["host"]
	b.questions(sp, url)
	st := Step{Stage: StageDNS, At: b.since(sp.begin), Took: sp.took(), URL: url, Asked: b.say("name-asked", host), Got: strings.ReplaceAll(sp.facts["addresses"], " ", ", ")}
	for _, d := range sp.find("dns") {
		st.Why = b.say("dns-from-" + d.facts["from"])
		if ttl := d.facts["ttl"]; ttl != "" && d.facts["from"] != "literal" && d.facts["from"] != "localhost" {
			st.Detail = []string{b.say("name-ttl", b.spell(ttl))}
		}
	}
	if e := sp.facts["error"]; e != "" {
		st.Got = b.trouble(e)
	}
	b.step(st)
}

// questions tells of all that happened on the way to an answer.
func (b *builder) questions(s *span, url string) {
	for _, n := range s.notes {
		b.nameNote(n, url)
	}
	for _, k := range s.kids {
		if k.name == "dns.query" {
			b.query(k, url)
		}
		b.questions(k, url)
	}
}

// nameNote tells of one event of a look-up.
func (b *builder) nameNote(n note, url string) {
	st := Step{At: b.since(n.At), URL: url, Stage: StageDNS, Asked: strings.TrimSpace(n.fact("name") + " " + n.fact("type"))}
	switch n.Name {
	case "dns.hosts":
		st.Stage, st.Asked, st.Got, st.Why = StageCache, b.say("hosts-asked", n.fact("name")), b.say("cache-"+n.fact("result"), n.fact("addrs")), b.say("hosts-why")
	case "dns.cache.hit":
		st.Stage, st.Asked = StageCache, b.say("dns-cache-asked", n.fact("name"), n.fact("type"))
		st.Got, st.Why = b.say("cache-hit", knownAnswer(b.lang, n.fact("answer"))), b.say("dns-cache-age", b.spell(n.fact("age")), b.spell(n.fact("ttl")))
	case "dns.cache.miss":
		st.Stage, st.Asked, st.Got, st.Why = StageCache, b.say("dns-cache-asked", n.fact("name"), n.fact("type")), b.say("cache-miss"), b.say("dns-cache-why")
	case "dns.start":
		st.Got, st.Why = b.say("dns-start", zone(n.fact("zone"))), b.rule(n.fact("why"))
	case "dns.prime":
		st.Asked, st.Got, st.Why = ". NS", b.say("dns-prime", number(n.fact("hints"))), b.rule("root hints")
	case "dns.alias":
		st.Asked, st.Got, st.Why = n.fact("name"), b.say("dns-alias", n.fact("type"), n.fact("target")), b.say("dns-alias-why")
	case "dns.retry":
		st.Got, st.Why = b.say("dns-retry", n.fact("server")), b.rule(n.fact("reason"))
	case "dns.late":
		st.Got, st.Why = b.say("dns-late"), "RFC 8305 §3"
	case "dns.search":
		st.Got, st.Why = b.say("dns-search", n.fact("name")), b.say("dns-search-why")
	case "dns.server":
		st.Asked, st.Got, st.Why = b.say("dns-server-asked", n.fact("name")), "", b.say("dns-server-why", zone(n.fact("zone")))
	case "dns.dnssec":
		st.Got, st.Why = b.say("dnssec-"+n.fact("state")), n.fact("why")
	case "dns.stale":
		st.Got, st.Why = b.say("dns-stale"), "RFC 8767"
	default:
		return
	}
	b.step(st)
}

// zone writes a zone's name; the root gets its name besides its dot.
func zone(s string) string {
	if s == "." {
		return ". (root)"
	}
	return s
}

// query tells of one question to one name server.
func (b *builder) query(k *span, url string) {
	f := k.facts
	st := Step{Stage: StageDNS, At: b.since(k.begin), Took: k.took(), URL: url,
		Asked: b.say("query-asked", f["name"], f["type"], f["server"], strings.ToUpper(f["transport"])),
		Why:   b.say("query-why", zone(f["zone"]), b.rule(f["why"]))}
	if f["why"] == "recursive server" {
		st.Why = b.say("query-why-stub")
	}
	switch f["result"] {
	case "referral":
		st.Got = b.say("query-referral", f["referral"], f["ns"], orDash(f["glue"]))
	case "answer", "alias":
		st.Got = b.say("query-"+f["result"], f["answer"], b.spell(f["ttl"]))
	case "nodata", "nxdomain":
		st.Got = b.say("query-"+f["result"], f["name"], f["type"])
	case "truncated", "abandoned":
		st.Got = b.say("query-" + f["result"])
	case "failure":
		st.Got = b.say("query-failure", f["rcode"])
	default:
		st.Got = b.trouble(f["error"])
	}
	b.step(st)
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
