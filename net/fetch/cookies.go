package fetch

import (
	"strings"
	"sync"
	"time"

	"vitrine/engine/trace"
	"vitrine/net/cookie"
	"vitrine/net/header"
	"vitrine/net/weburl"
)

// initiator returns the page that causes a request, or nil for a person.
func (q *Request) initiator() *weburl.URL {
	if q.Initiator != nil {
		return q.Initiator
	}
	if q.Page != nil {
		return q.Page.URL
	}
	return q.Referrer
}

// cookieContext describes the current hop to the jar; ok is false when it goes without.
//
// https://fetch.spec.whatwg.org/#cookie-header
func (c *Client) cookieContext(x *exchange, h *hop) (cc cookie.Context, ok bool) {
	if c.cfg.Cookies == nil || x.req.NoCookies {
		return cc, false
	}
	from := x.req.initiator()
	if x.req.cors() == Anonymous && from != nil && (x.tainted || !from.Origin().Same(x.url.Origin())) {
		return cc, false // the credentials mode is same-origin
	}
	return cookie.Context{URL: x.url, Initiator: from, Navigation: x.req.Destination == Document,
		Unsafe: h.method != "GET" && h.method != "HEAD" && h.method != "OPTIONS"}, true
}

// cookies returns the Cookie field of a request and tells what was withheld.
func (c *Client) cookies(x *exchange, h *hop) string {
	cc, ok := c.cookieContext(x, h)
	if !ok {
		return ""
	}
	field, out := c.cfg.Cookies.Send(cc)
	if x.span == nil || len(out) == 0 {
		return field
	}
	var sent []string
	for _, o := range out {
		switch {
		case o.Done:
			sent = append(sent, o.Cookie.Name)
		case o.Rule != cookie.RuleHost && o.Rule != cookie.RulePath && o.Rule != cookie.RuleExpired:
			x.span.Note(trace.Info, "cookie-withheld", trace.Pos{}, trace.Str("name", o.Cookie.Name), trace.Str("rule", string(o.Rule)))
		}
	}
	if len(sent) > 0 {
		x.span.Note(trace.Info, "cookies-sent", trace.Pos{}, trace.Int("count", len(sent)), trace.Str("names", strings.Join(sent, " ")))
	}
	return field
}

// maxSetCookie bounds how many Set-Cookie fields of one response are looked at.
const maxSetCookie = 1000

// cookieSaveDelay is how long a change waits for others before the jar is written to disk.
const cookieSaveDelay = 2 * time.Second

// storeCookies takes the Set-Cookie fields of a response.
func (c *Client) storeCookies(x *exchange, h *hop, list header.List) {
	if !list.Has("Set-Cookie") {
		return
	}
	cc, ok := c.cookieContext(x, h)
	if !ok {
		return
	}
	for i, v := range list.Values("Set-Cookie") {
		if i == maxSetCookie {
			x.span.Note(trace.Warning, "cookie-refused", trace.Pos{URL: traceURL(x.url)}, trace.Str("rule", "too many Set-Cookie fields"))
			break
		}
		o := c.cfg.Cookies.Store(cc, v)
		if x.span == nil {
			continue
		}
		attrs := []trace.Attr{trace.Str("name", o.Cookie.Name), trace.Str("rule", string(o.Rule)),
			trace.Str("domain", o.Cookie.Domain), trace.Str("path", o.Cookie.Path)}
		if !o.Cookie.Expires.IsZero() {
			attrs = append(attrs, trace.Str("expires", o.Cookie.Expires.UTC().Format(time.RFC3339)))
		}
		if o.Done {
			x.span.Note(trace.Info, "cookie-kept", trace.Pos{}, attrs...)
		} else {
			x.span.Note(trace.Warning, "cookie-refused", trace.Pos{URL: traceURL(x.url)}, attrs...)
		}
	}
	sp := x.span
	c.later.debounce("cookies", cookieSaveDelay, func() {
		if err := c.cfg.Cookies.Save(); err != nil {
			sp.Note(trace.Warning, "cookies-unsaved", trace.Pos{}, trace.Err(err))
		}
	})
}

// background is work that outlives the fetch which caused it, up to Client.Close.
type background struct {
	mu      sync.Mutex
	stopped bool
	timers  map[string]*time.Timer
	busy    map[string]bool
	all     sync.WaitGroup
}

// debounce runs f after d, once for all calls of that name until then.
func (b *background) debounce(name string, d time.Duration, f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stopped || b.timers[name] != nil {
		return
	}
	if b.timers == nil {
		b.timers = map[string]*time.Timer{}
	}
	b.timers[name] = time.AfterFunc(d, func() {
		b.mu.Lock()
		delete(b.timers, name)
		b.mu.Unlock()
		f()
	})
}

// start runs f unless work under the same name is on its way.
func (b *background) start(name string, f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stopped || b.busy[name] {
		return
	}
	if b.busy == nil {
		b.busy = map[string]bool{}
	}
	b.busy[name] = true
	b.all.Go(func() {
		defer func() {
			b.mu.Lock()
			delete(b.busy, name)
			b.mu.Unlock()
		}()
		f()
	})
}

// stop lets running work end and starts no more.
func (b *background) stop() {
	b.mu.Lock()
	b.stopped = true
	for _, t := range b.timers {
		t.Stop()
	}
	b.mu.Unlock()
}
