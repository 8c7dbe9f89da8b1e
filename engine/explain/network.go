package explain

import (
	"strings"
	"time"
)

// fetch tells of one fetch: of the document in full, of a subresource in one step, besides
// the connections that were made for it.
func (b *builder) fetch(sp *span, main bool) {
	f := sp.facts
	r := &Resource{URL: f["url"], Destination: f["destination"], Start: b.since(sp.begin), End: b.since(sp.end),
		Status: int(number(f["status"])), Type: f["type"], Proto: f["proto"], Address: f["address"], Cache: f["cache"],
		Wire: number(f["wire"]), Bytes: number(f["bytes"]), Error: f["error"], Exchanges: []*Exchange{}}
	b.s.Resources = append(b.s.Resources, r)
	if !main {
		got := b.say("resource-got", r.Status, r.Type, r.Bytes, r.Wire)
		switch {
		case r.Error != "":
			got = r.Error
		case r.Cache != "":
			got = b.say("from-cache", r.Cache)
		}
		b.step(Step{Stage: StageResource, At: r.Start, Took: sp.took(), URL: r.URL, Asked: r.Destination + " " + clip(r.URL), Got: got,
			Why: b.say("resource-why-" + r.Destination)})
	}
	for _, n := range sp.notes {
		b.fetchNote(r, n, main)
	}
	requests := sp.find("request")
	receive := sp.find("receive")
	for i, q := range requests {
		x := b.exchange(q)
		r.Exchanges = append(r.Exchanges, x)
		if i == len(requests)-1 && len(receive) > 0 {
			x.Receive = max(receive[len(receive)-1].took(), 0)
		}
		b.connection(q, x, main)
		if main {
			b.conversation(q, x)
		}
	}
	if !main {
		return
	}
	if len(receive) > 0 && f["error"] == "" {
		rc := receive[len(receive)-1]
		d := []string{}
		for _, dec := range rc.find("decode") {
			d = append(d, b.say("decoded", dec.facts["coding"], number(dec.facts["wire"]), number(dec.facts["bytes"]), dec.facts["busy"]))
		}
		b.step(Step{Stage: StageReceive, At: b.since(rc.begin), Took: rc.took(), URL: r.URL,
			Asked: b.say("receive-asked"), Got: b.say("receive-got", r.Wire, r.Bytes), Why: b.say("receive-why"), Detail: d})
		b.step(Step{Stage: StageContent, At: b.since(sp.end), URL: r.URL, Asked: "Content-Type: " + r.Type,
			Got: b.say("content-" + contentKind(r.Type)), Why: b.say("content-why")})
	}
}

func contentKind(t string) string {
	t, _, _ = strings.Cut(strings.ToLower(t), ";")
	switch t = strings.TrimSpace(t); {
	case t == "text/html", t == "application/xhtml+xml":
		return "html"
	case strings.HasSuffix(t, "json"):
		return "json"
	case strings.HasPrefix(t, "image/"):
		return "image"
	}
	return "other"
}

// fetchNote tells of caches, cookies and redirects.
func (b *builder) fetchNote(r *Resource, n note, main bool) {
	at := b.since(n.At)
	st := Step{At: at, URL: r.URL}
	switch n.Name {
	case "cache":
		if !main && n.fact("action") == "fetch" {
			return
		}
		st.Stage, st.Asked, st.Got, st.Why = StageCache, b.say("http-cache-asked", clip(r.URL)), n.fact("action"), n.fact("rule")
		if age := n.fact("age"); age != "" {
			st.Detail = []string{"age: " + age}
		}
	case "cache-stored", "cache-validated":
		if !main {
			return
		}
		st.Stage, st.Asked, st.Got, st.Why = StageStore, b.say("store-asked"), b.say("stored", n.fact("until")), n.fact("rule")
	case "cache-refused":
		if !main {
			return
		}
		st.Stage, st.Asked, st.Got, st.Why = StageStore, b.say("store-asked"), b.say("not-stored"), n.fact("rule")
	case "cookies-sent":
		st.Stage, st.Asked, st.Got, st.Why = StageStore, b.say("cookies-asked"), b.say("cookies-sent", n.fact("names")), b.say("cookies-why")
	case "cookie-withheld":
		st.Stage, st.Asked, st.Got, st.Why = StageStore, "Cookie: "+n.fact("name"), b.say("cookie-withheld"), n.fact("rule")
	case "cookie-stored", "cookie-kept", "cookie-set":
		st.Stage, st.Asked, st.Got, st.Why = StageStore, "Set-Cookie: "+n.fact("name"), b.say("cookie-kept", n.fact("domain"), n.fact("path")), n.fact("rule")
	case "cookie-refused":
		st.Stage, st.Asked, st.Got, st.Why = StageStore, "Set-Cookie: "+n.fact("name"), b.say("cookie-refused"), n.fact("rule")
	case "redirect":
		st.Stage, st.Asked, st.Got, st.Why = StageResponse, clip(n.fact("from")), b.say("redirect", n.fact("status"), clip(n.fact("location"))), b.say("redirect-why-"+n.fact("status"))
	case "hsts":
		st.Stage, st.Asked, st.Got, st.Why = StageURL, clip(n.fact("from")), clip(n.fact("to")), b.say("hsts-why")
	default:
		return
	}
	b.step(st)
}

// exchange measures one request on the wire. Its parts follow one another without gaps: what
// belongs to none is waiting in the queue.
func (b *builder) exchange(q *span) *Exchange {
	x := &Exchange{URL: q.facts["url"], Method: q.facts["method"], Start: b.since(q.begin), DNS: -1, Connect: -1, TLS: -1,
		Send: -1, Wait: -1, Receive: -1, Error: q.facts["error"]}
	at := q.begin
	busy := time.Duration(0)
	for _, k := range q.kids {
		d := k.took()
		switch k.name {
		case "name":
			x.DNS = max(x.DNS, 0) + d
		case "connect":
			x.Connect = max(x.Connect, 0) + d
			x.Address = k.facts["address"]
		case "tls":
			x.TLS = max(x.TLS, 0) + d
		case "send":
			x.Send, at = d, k.begin
			continue
		case "wait":
			x.Wait = d
			x.Status = int(number(k.facts["status"]))
			continue
		default:
			continue
		}
		busy += d
	}
	x.Blocked = max(at.Sub(q.begin)-busy, 0)
	for _, n := range q.notes {
		switch n.Name {
		case "reuse":
			x.Reused, x.Address = true, n.fact("address")
		case "request-head":
			x.RequestHead = n.fact("text")
		case "response-head":
			x.ResponseHead = n.fact("text")
		}
	}
	return x
}

// connection tells how the connection of a request came to be.
func (b *builder) connection(q *span, x *Exchange, main bool) {
	if n, ok := q.note("reuse"); ok && main {
		b.step(Step{Stage: StageTCP, At: b.since(n.At), URL: x.URL, Asked: b.say("connect-asked", x.Address),
			Got: b.say("reused", n.fact("idle"), n.fact("requests")), Why: b.say("reuse-why")})
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
				b.step(Step{Stage: StageTCP, At: b.since(a.begin), Took: a.took(), URL: x.URL,
					Asked: "SYN → " + a.facts["address"], Got: b.say("tcp-"+a.facts["result"], a.facts["error"]), Why: b.say("tcp-why")})
			}
		case "tls":
			f := k.facts
			st := Step{Stage: StageTLS, At: b.since(k.begin), Took: k.took(), URL: x.URL, Asked: b.say("tls-asked", f["server"])}
			if f["error"] != "" {
				st.Got, st.Why = f["error"], b.say("tls-refused")
			} else {
				st.Got = b.say("tls-got", f["version"], f["cipher"], f["alpn"])
				st.Why = b.say("tls-why", f["issuer"])
				st.Detail = []string{b.say("cert-subject") + ": " + f["subject"], b.say("cert-names") + ": " + f["names"],
					b.say("cert-issuer") + ": " + f["issuer"], b.say("cert-valid") + ": " + f["notBefore"] + " – " + f["notAfter"]}
				if f["resumed"] == "1" {
					st.Detail = append(st.Detail, b.say("resumed"))
				}
			}
			b.step(st)
		}
	}
}

// name tells of a look-up: caches first, then every question.
func (b *builder) name(sp *span, url string) {
	host := sp.facts["host"]
	var walk func(*span)
	walk = func(s *span) {
		for _, n := range s.notes {
			st := Step{At: b.since(n.At), URL: url}
			switch n.Name {
			case "dns.hosts":
				st.Stage, st.Asked, st.Got, st.Why = StageCache, b.say("hosts-asked", n.fact("name")), b.say("cache-"+n.fact("result"), n.fact("addrs")), b.say("hosts-why")
			case "dns.cache.hit":
				st.Stage, st.Asked, st.Got, st.Why = StageCache, b.say("dns-cache-asked", n.fact("name"), n.fact("type")), b.say("cache-hit", n.fact("answer")), b.say("dns-cache-age", n.fact("age"), n.fact("ttl"))
			case "dns.cache.miss":
				st.Stage, st.Asked, st.Got, st.Why = StageCache, b.say("dns-cache-asked", n.fact("name"), n.fact("type")), b.say("cache-miss", ""), b.say("dns-cache-why")
			case "dns.start":
				st.Stage, st.Asked, st.Got, st.Why = StageDNS, n.fact("name")+" "+n.fact("type"), b.say("dns-start", n.fact("zone")), n.fact("why")
			case "dns.alias":
				st.Stage, st.Asked, st.Got, st.Why = StageDNS, n.fact("name"), b.say("dns-alias", n.fact("type"), n.fact("target")), b.say("dns-alias-why")
			case "dns.retry":
				st.Stage, st.Asked, st.Got, st.Why = StageDNS, n.fact("name")+" "+n.fact("type"), b.say("dns-retry", n.fact("server")), n.fact("reason")
			case "dns.late":
				st.Stage, st.Asked, st.Got, st.Why = StageDNS, n.fact("name")+" "+n.fact("type"), b.say("dns-late"), "RFC 8305 §3"
			default:
				continue
			}
			b.step(st)
		}
		for _, k := range s.kids {
			if k.name == "dns.query" {
				b.query(k, url)
			}
			walk(k)
		}
	}
	walk(sp)
	st := Step{Stage: StageDNS, At: b.since(sp.begin), Took: sp.took(), URL: url, Asked: b.say("name-asked", host), Got: sp.facts["addresses"]}
	for _, d := range sp.find("dns") {
		st.Why = b.say("dns-from-" + d.facts["from"])
	}
	if e := sp.facts["error"]; e != "" {
		st.Got = e
	}
	b.step(st)
}

// query tells of one question to one name server.
func (b *builder) query(k *span, url string) {
	f := k.facts
	st := Step{Stage: StageDNS, At: b.since(k.begin), Took: k.took(), URL: url,
		Asked: b.say("query-asked", f["name"], f["type"], f["server"], f["transport"]),
		Why:   b.say("query-why", f["zone"], f["why"])}
	if f["why"] == "recursive server" {
		st.Why = b.say("query-why-stub")
	}
	switch f["result"] {
	case "referral":
		st.Got = b.say("query-referral", f["referral"], f["ns"], f["glue"])
	case "answer", "alias":
		st.Got = b.say("query-"+f["result"], f["answer"], f["ttl"])
	case "nodata", "nxdomain", "truncated", "abandoned":
		st.Got = b.say("query-"+f["result"], f["name"], f["type"])
	case "failure":
		st.Got = b.say("query-failure", f["rcode"])
	default:
		st.Got = f["error"]
	}
	b.step(st)
}

// serverFields are what servers tell about themselves.
var serverFields = []string{"server-timing", "via", "age", "x-cache", "cf-cache-status", "server", "x-served-by", "x-backend", "x-request-id"}

// conversation tells of request, server and response of the document.
func (b *builder) conversation(q *span, x *Exchange) {
	line := func(head string) (string, []string) {
		l := strings.Split(strings.TrimRight(strings.ReplaceAll(head, "\r\n", "\n"), "\n"), "\n")
		return l[0], l[1:]
	}
	for _, k := range q.kids {
		switch k.name {
		case "send":
			first, fields := line(x.RequestHead)
			b.step(Step{Stage: StageRequest, At: b.since(k.begin), Took: k.took(), URL: x.URL, Asked: first,
				Got: b.say("sent", number(k.facts["bytes"])), Why: b.say("request-why"), Detail: fields})
		case "wait":
			first, fields := line(x.ResponseHead)
			var told []string
			for _, f := range fields {
				name, _, _ := strings.Cut(f, ":")
				for _, s := range serverFields {
					if strings.EqualFold(name, s) {
						told = append(told, f)
					}
				}
			}
			got := b.say("server-got", len(told))
			b.step(Step{Stage: StageServer, At: b.since(k.begin), Took: k.took(), URL: x.URL, Asked: b.say("server-asked"),
				Got: got, Why: b.say("server-why"), Detail: told})
			if x.ResponseHead != "" {
				b.step(Step{Stage: StageResponse, At: b.since(k.end), URL: x.URL, Asked: x.Method + " " + clip(x.URL), Got: first,
					Why: b.say("status-" + statusClass(x.Status)), Detail: fields})
			}
		}
	}
}

func statusClass(status int) string { return string(rune('0'+status/100)) + "xx" }

// stage tells of one run of a stage of the line.
func (b *builder) stage(sp *span) {
	f := sp.facts
	st := Step{At: b.since(sp.begin), Took: sp.took()}
	switch sp.name {
	case "parse":
		st.Stage, st.Asked, st.Got, st.Why = StageDOM, b.say("parse-asked", number(f["bytes"]), f["charset"]), b.say("parse-got", f["nodes"]), b.say("parse-why")
	case "sheet":
		st.Stage, st.Asked, st.Got, st.Why, st.URL = StageCSSOM, clip(f["url"]), b.say("sheet-got", f["rules"]), b.say("sheet-why"), f["url"]
	case "style":
		st.Stage, st.Asked, st.Got, st.Why = StageStyle, b.say("style-asked"), counts(f, "elements", "styles", "rules", "matched"), b.say("style-why")
	case "boxes":
		st.Stage, st.Asked, st.Got, st.Why = StageBoxes, b.say("boxes-asked"), counts(f, "boxes", "reused", "dropped"), b.say("boxes-why")
	case "layout":
		st.Stage, st.Asked, st.Got, st.Why = StageLayout, b.say("layout-asked"), b.say("layout-got", f["width"], f["height"])+" "+counts(f, "fragments", "layout.calls"), b.say("layout-why")
	case "paint":
		st.Stage, st.Asked, st.Got, st.Why = StagePaint, b.say("paint-asked"), b.say("paint-got", f["ops"]), b.say("paint-why")
	case "raster":
		st.Stage, st.Asked, st.Got, st.Why = StageShow, b.say("raster-asked"), b.say("raster-got", f["width"], f["height"]), b.say("raster-why")
	}
	b.step(st)
}

// counts prints the facts that are there.
func counts(f map[string]string, keys ...string) string {
	var out []string
	for _, k := range keys {
		if v, ok := f[k]; ok {
			out = append(out, k+" "+v)
		}
	}
	return strings.Join(out, ", ")
}
