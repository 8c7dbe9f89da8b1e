package fetch

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"vitrine/engine/trace"
	"vitrine/net/header"
	"vitrine/net/sniff"
)

// Limits of what is sent to another origin without asking, and of what its answers are remembered
// for. maxPreflightAge is Chromium's.
const (
	maxSafeValue    = 128  // bytes of one field's value
	maxSafeValues   = 1024 // of all together
	preflightAge    = 5 * time.Second
	maxPreflightAge = 2 * time.Hour
	maxPreflights   = 1000
)

// corsSafelisted reports a request's field that a form could send too, so that another origin
// need not be asked first.
//
// https://fetch.spec.whatwg.org/#cors-safelisted-request-header
func corsSafelisted(f header.Field) bool {
	if len(f.Value) > maxSafeValue {
		return false
	}
	unsafe := func(s string) bool {
		return strings.ContainsFunc(s, func(r rune) bool { return r < 0x20 && r != '\t' || strings.ContainsRune("\"():<>?@[\\]{}\x7f", r) })
	}
	switch strings.ToLower(f.Name) {
	case "accept":
		return !unsafe(f.Value)
	case "accept-language", "content-language":
		for i := range len(f.Value) {
			c := f.Value[i]
			if !('0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' || strings.IndexByte(" *,-.;=", c) >= 0) {
				return false
			}
		}
		return true
	case "content-type":
		t, ok := sniff.ParseType(f.Value)
		if !ok || unsafe(f.Value) {
			return false
		}
		switch t.Essence() {
		case "application/x-www-form-urlencoded", "multipart/form-data", "text/plain":
			return true
		}
	case "range": // one range with a beginning
		first, last, ok := strings.Cut(strings.TrimPrefix(f.Value, "bytes="), "-")
		a, err := strconv.ParseUint(first, 10, 63)
		b, err2 := strconv.ParseUint(last, 10, 63)
		return ok && strings.HasPrefix(f.Value, "bytes=") && err == nil && (last == "" || err2 == nil && a <= b)
	}
	return false
}

// unsafeNames returns the fields that another origin must allow, in lower case and sorted.
//
// https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names
func unsafeNames(list header.List) []string {
	var names, safe []string
	size := 0
	for _, f := range list {
		name := strings.ToLower(f.Name)
		if corsSafelisted(f) {
			size += len(f.Value)
			safe = append(safe, name)
		} else {
			names = append(names, name)
		}
	}
	if size > maxSafeValues {
		names = append(names, safe...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// preflights remembers what other origins allow.
//
// https://fetch.spec.whatwg.org/#concept-cache
type preflights struct {
	mu sync.Mutex
	m  map[preflightKey]allowance
}

type preflightKey struct {
	partition, origin, url string
	credentials            bool
}

type allowance struct {
	until            time.Time
	methods, headers []string // headers in lower case; "*" for all but Authorization
}

// covers reports whether a method and fields are allowed.
//
// https://fetch.spec.whatwg.org/#cors-preflight-fetch
func (a *allowance) covers(method string, names []string, credentials bool) error {
	star := func(list []string) bool { return !credentials && slices.Contains(list, "*") }
	if method != "GET" && method != "HEAD" && method != "POST" && !slices.Contains(a.methods, method) && !star(a.methods) {
		return fmt.Errorf("%w: it does not allow the method %s", ErrCORS, method)
	}
	for _, n := range names {
		if !slices.Contains(a.headers, n) && (n == "authorization" || !star(a.headers)) {
			return fmt.Errorf("%w: it does not allow the field %s", ErrCORS, n)
		}
	}
	return nil
}

// preflight asks another origin whether it lets h come, when h is more than a form could send.
//
// https://fetch.spec.whatwg.org/#cors-preflight-fetch
func (c *Client) preflight(x *exchange, h *hop) error {
	origin, yes := x.cross()
	if !yes {
		return nil
	}
	names := unsafeNames(h.header)
	if len(names) == 0 && (h.method == "GET" || h.method == "HEAD" || h.method == "POST") {
		return nil
	}
	partition, named := x.partition()
	key := preflightKey{partition, origin, x.url.WithoutFragment().String(), x.req.cors() == UseCredentials}
	p := &c.preflights
	p.mu.Lock()
	known, ok := p.m[key]
	p.mu.Unlock()
	if ok && time.Now().Before(known.until) && known.covers(h.method, names, key.credentials) == nil {
		return nil
	}
	ask := header.List{{Name: "User-Agent", Value: c.cfg.UserAgent}, {Name: "Accept", Value: "*/*"}, {Name: "Accept-Encoding", Value: acceptEncoding},
		{Name: "Accept-Language", Value: c.cfg.AcceptLanguage}, {Name: "Origin", Value: origin}, {Name: "Access-Control-Request-Method", Value: h.method}}
	if len(names) > 0 {
		ask.Add("Access-Control-Request-Headers", strings.Join(names, ","))
	}
	if v := referrer(x.req.Referrer, x.url, h.policy); v != "" {
		ask.Add("Referer", v)
	}
	// A question of its own: without cookies, body and redirects, and not for the cache.
	req := *x.req
	req.NoCookies = true
	q := *x
	q.req, q.timing = &req, &Timing{Start: time.Now()}
	r, err := c.roundTrip(&q, &hop{method: "OPTIONS", policy: h.policy}, ask)
	if err != nil {
		return err
	}
	defer r.Body.drop()
	refused := func(err error) error { return fail(x.url, PhasePolicy, err) }
	if !r.OK() {
		return refused(fmt.Errorf("%w: asked before with OPTIONS, it says %d", ErrCORS, r.Status))
	}
	if !x.shares(r, origin) {
		return refused(ErrCORS)
	}
	a := allowance{methods: r.Header.Split("Access-Control-Allow-Methods"), until: time.Now().Add(preflightAge)}
	for _, n := range r.Header.Split("Access-Control-Allow-Headers") {
		a.headers = append(a.headers, strings.ToLower(n))
	}
	if n, err := strconv.ParseUint(r.Header.First("Access-Control-Max-Age"), 10, 31); err == nil {
		a.until = time.Now().Add(min(time.Duration(n)*time.Second, maxPreflightAge))
	}
	if err := a.covers(h.method, names, key.credentials); err != nil {
		return refused(err)
	}
	x.span.Note(trace.Info, "preflight", trace.Pos{URL: traceURL(x.url)}, trace.Str("method", h.method), trace.Str("fields", strings.Join(names, ",")))
	if !named {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.m == nil || len(p.m) >= maxPreflights {
		p.m = map[preflightKey]allowance{}
	}
	p.m[key] = a
	return nil
}

// shares is the CORS check of a response for an origin.
//
// https://fetch.spec.whatwg.org/#cors-check
func (x *exchange) shares(r *Response, origin string) bool {
	v, _ := r.Header.Get("Access-Control-Allow-Origin")
	if x.req.cors() != UseCredentials {
		return v == "*" || v == origin
	}
	credentials, _ := r.Header.Get("Access-Control-Allow-Credentials")
	return v == origin && credentials == "true"
}
