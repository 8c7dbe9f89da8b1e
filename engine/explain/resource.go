package explain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// fetch tells of one fetch: of the document in full, of a subresource in one step, besides
// the connections that were made for it.
func (b *builder) fetch(sp *span, main bool) {
	f := sp.facts
	r := &Resource{URL: f["url"], Destination: f["destination"], Priority: f["priority"], Start: b.since(sp.begin), End: b.since(sp.end),
		Status: int(number(f["status"])), Type: f["type"], Proto: f["proto"], Address: f["address"], Cache: f["cache"],
		Wire: number(f["wire"]), Bytes: number(f["bytes"]), Error: f["error"], Exchanges: []*Exchange{}}
	r.Blocking = !main && r.Destination == "style"
	b.s.Resources = append(b.s.Resources, r)
	requests, receive := sp.find("request"), sp.find("receive")
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
	b.upgrades(sp, r)
	hop := sp.first
	for _, n := range sp.notes {
		hop = b.fetchNote(hop, n, main)
	}
	if main {
		b.document(sp, r, receive)
		return
	}
	st := Step{Stage: StageResource, At: r.Start, Took: sp.took(), URL: r.URL, Asked: b.s.Use(r) + " " + clip(r.URL),
		Got: b.say("resource-got", strings.TrimSpace(strconv.Itoa(r.Status)+" "+essence(r.Type)), r.Bytes, r.Wire), Why: b.say("resource-why-" + r.Destination)}
	switch {
	case r.Error != "":
		st.Got = b.trouble(r.Error)
	case r.Cache != "":
		st.Got = b.say("from-cache", b.rule(r.Cache))
	}
	if d, ok := b.discovered[sp.first]; ok {
		r.Discovered, r.DiscoveredBy = b.since(d.At), d.fact("by")
		st.Detail = append(st.Detail, b.say("discovered", millis(r.Discovered), b.say("by-"+r.DiscoveredBy), b.say("priority-"+r.Priority)))
	}
	if len(r.Exchanges) > 0 {
		x := r.Exchanges[len(r.Exchanges)-1]
		var parts []string
		for i, d := range x.parts() {
			if d > 0 {
				parts = append(parts, b.say("part-"+partNames[i])+" "+millis(d))
			}
		}
		st.Detail = append(st.Detail, strings.Join(parts, ", "))
		_, lines := head(x.ResponseHead)
		st.Detail = append(st.Detail, b.serverSide(x, lines)...)
	}
	b.step(st)
}

// document tells how the document's body came, and what it is.
func (b *builder) document(sp *span, r *Resource, receive []*span) {
	if len(receive) == 0 || sp.facts["error"] != "" {
		return
	}
	rc := receive[len(receive)-1]
	st := Step{Stage: StageReceive, At: b.since(rc.begin), Took: rc.took(), URL: r.URL,
		Asked: b.say("receive-asked"), Got: b.say("receive-got", r.Wire, r.Bytes), Why: b.say("receive-why")}
	decodes := rc.find("decode")
	for _, dec := range decodes {
		wire, bytes := number(dec.facts["wire"]), number(dec.facts["bytes"])
		st.Detail = append(st.Detail, b.say("decoded", dec.facts["coding"], wire, bytes, percent(wire, bytes), b.spell(dec.facts["busy"])))
	}
	if len(decodes) == 0 {
		st.Got = b.say("receive-same", r.Bytes)
	}
	if n, list := arrivals(rc.facts["arrivals"]); n > 0 {
		st.Detail = append(st.Detail, b.say("receive-arrived", n, list))
	}
	if c := rc.facts["connection"]; c != "" && r.Address != "" {
		st.Detail = append(st.Detail, b.say("receive-"+c))
	}
	b.step(st)
	b.content(sp, r)
}

// content tells what the document's bytes are taken for.
func (b *builder) content(sp *span, r *Resource) {
	st := Step{Stage: StageContent, At: b.since(sp.end), URL: r.URL, Asked: "Content-Type: " + r.Type, Why: b.say("content-why")}
	if r.Type == "" {
		st.Asked = b.say("content-untyped")
	}
	typ := r.Type
	for _, n := range sp.parent.notes {
		if n.Name == "content" && n.fact("type") != "" {
			typ = n.fact("type")
		}
	}
	switch {
	case r.Type == "":
		st.Why = b.say("content-guessed", typ)
	case essence(typ) != essence(r.Type):
		st.Why = b.say("content-sniffed", typ)
	}
	st.Got = b.say("content-" + contentKind(typ))
	b.step(st)
}

func percent(part, whole int64) string {
	if whole <= 0 {
		return "–"
	}
	return fmt.Sprintf("%.0f %%", 100*float64(part)/float64(whole))
}

// arrivals words the reads of a body: "+0.10 ms 1460, …".
func arrivals(s string) (n int, list string) {
	const shown = 8
	var out []string
	for a := range strings.FieldsSeq(s) {
		n++
		if at, bytes, ok := strings.Cut(a, ":"); ok && n <= shown {
			out = append(out, "+"+at+" ms "+bytes)
		}
	}
	if n > shown {
		out = append(out, "…")
	}
	return n, strings.Join(out, ", ")
}

func essence(t string) string {
	t, _, _ = strings.Cut(t, ";")
	return strings.ToLower(strings.TrimSpace(t))
}

func contentKind(t string) string {
	switch t = essence(t); {
	case t == "text/html", t == "application/xhtml+xml":
		return "html"
	case strings.HasSuffix(t, "json"):
		return "json"
	case strings.HasPrefix(t, "image/"):
		return "image"
	case t == "text/xml", t == "application/xml", strings.HasSuffix(t, "+xml"):
		return "xml"
	case strings.HasPrefix(t, "text/"), t == "", strings.HasSuffix(t, "javascript"):
		return "text"
	}
	return "other"
}

// cacheActions says the decisions of the HTTP cache.
var cacheActions = map[string]string{"fetch": "http-cache-fetch", "hit": "http-cache-hit", "hit, then validate": "http-cache-later",
	"validate": "http-cache-check", "fail": "http-cache-fail"}

// fetchNote tells of caches, cookies and redirects at an address, and returns the address that
// the fetch goes on with.
func (b *builder) fetchNote(hop string, n note, main bool) (next string) {
	st := Step{At: b.since(n.At), URL: hop}
	next = hop
	hop, _, _ = strings.Cut(hop, "#")
	switch n.Name {
	case "cache":
		if !main && n.fact("action") == "fetch" {
			return next
		}
		st.Stage, st.Asked, st.Got, st.Why = StageCache, b.say("http-cache-asked", clip(hop)), b.say(cacheActions[n.fact("action")]), b.rule(n.fact("rule"))
		if age := n.fact("age"); age != "" {
			key, left := "http-cache-age", n.fact("left")
			if strings.HasPrefix(left, "-") {
				key, left = "http-cache-old", left[1:]
			}
			st.Detail = []string{b.say(key, b.spell(age), b.spell(left))}
		}
	case "cache-stored":
		if !main {
			return next
		}
		st.Stage, st.Asked, st.Why = StageStore, b.say("store-asked", clip(hop)), b.rule(n.fact("rule"))
		st.Got = b.say("stored-stale")
		if t, err := time.Parse(time.RFC3339, n.fact("until")); err == nil && t.After(n.At) {
			st.Got = b.say("stored", lasting(b.lang, t.Sub(n.At).Round(time.Second)), clock(n.fact("until")))
		}
	case "cache-validated":
		st.Stage, st.Asked, st.Got, st.Why = StageStore, b.say("store-asked", clip(hop)), b.say("validated-once"), b.rule("validated")
		if t, err := time.Parse(time.RFC3339, n.fact("until")); err == nil && t.After(n.At) {
			st.Got = b.say("validated", lasting(b.lang, t.Sub(n.At).Round(time.Second)))
		}
	case "cache-refused":
		if !main {
			return next
		}
		st.Stage, st.Asked, st.Got, st.Why = StageStore, b.say("store-asked", clip(hop)), b.say("not-stored"), b.rule(n.fact("rule"))
	case "cookies-sent":
		st.Stage, st.Asked, st.Got, st.Why = StageStore, b.say("cookies-asked", clip(hop)), b.say("cookies-sent", n.fact("names")), b.say("cookies-why")
	case "cookie-withheld":
		st.Stage, st.Asked, st.Got, st.Why = StageStore, "Cookie: "+n.fact("name"), b.say("cookie-withheld"), b.rule(n.fact("rule"))
	case "cookie-kept":
		until := b.say("cookie-session")
		if e := n.fact("expires"); e != "" {
			until = b.say("cookie-until", clock(e))
		}
		st.Stage, st.Asked, st.Got, st.Why = StageStore, "Set-Cookie: "+n.fact("name"), b.say("cookie-kept", n.fact("domain"), n.fact("path"), until), b.rule(n.fact("rule"))
	case "cookie-refused":
		st.Stage, st.Asked, st.Got, st.Why = StageStore, "Set-Cookie: "+n.fact("name"), b.say("cookie-refused"), b.rule(n.fact("rule"))
	case "redirect":
		status, to := n.fact("status"), n.fact("location")
		st.Stage, st.Asked, st.Got, st.Why = StageResponse, clip(n.fact("from")), b.say("redirect", status, clip(to)), b.say("redirect-"+status)
		if full := resolved(n.fact("from"), to); full != "" {
			next = full
			if full != to {
				st.Detail = []string{b.say("redirect-to", clip(full))}
			}
		}
	case "hsts":
		st.Stage, st.Asked, st.Got, st.Why = StageURL, clip(n.fact("from")), clip(n.fact("to")), b.say("hsts-why")
		next = n.fact("to")
	case "https-record":
		st.Stage, st.Asked, st.Got, st.Why = StageURL, clip(n.fact("from")), clip(n.fact("to")), b.say("https-record-why")
		next = n.fact("to")
	case "upgraded":
		st.Stage, st.Asked, st.Got, st.Why = StageURL, clip(n.fact("from")), clip(n.fact("to")), b.say("upgraded-why")
		next = n.fact("to")
	default:
		return next
	}
	b.step(st)
	return next
}

// upgrades marks the requests that were never sent, because https was asked instead, among the
// exchanges of r.
func (b *builder) upgrades(sp *span, r *Resource) {
	for _, n := range sp.notes {
		from, to := n.fact("from"), n.fact("to")
		switch n.Name {
		case "https-record": // it was known when the name was looked up for the request
			for _, x := range r.Exchanges {
				if x.URL == from && x.RequestHead == "" {
					x.Upgraded, x.UpgradedBy, x.Error = to, "DNS", ""
				}
			}
		case "hsts":
			for i, x := range r.Exchanges {
				if x.URL == to {
					r.Exchanges = slices.Insert(r.Exchanges, i, &Exchange{URL: from, Method: x.Method, Start: b.since(n.At), DNS: -1, Connect: -1, TLS: -1,
						Send: -1, Wait: -1, Receive: -1, Upgraded: to, UpgradedBy: "HSTS"})
					break
				}
			}
		}
	}
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
		case "quic":
			if k.facts["address"] == "" { // TCP was quicker
				continue
			}
			x.TLS, x.Address = max(x.TLS, 0)+d, k.facts["address"]
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
	x.Connection = number(q.facts["connection"])
	for _, n := range q.notes {
		switch n.Name {
		case "reuse":
			x.Reused, x.Address = true, n.fact("address")
		case "request-head":
			x.RequestHead = n.fact("text")
		case "request-body":
			x.RequestBody, x.RequestType, x.RequestBytes = n.fact("text"), n.fact("type"), number(n.fact("bytes"))
		case "response-head":
			x.ResponseHead = n.fact("text")
		}
	}
	_, lines := head(x.ResponseHead)
	x.Server = serverTiming(lines)
	return x
}
