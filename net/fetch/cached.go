package fetch

import (
	"bytes"
	"context"
	"errors"
	"io"
	"time"

	"vitrine/engine/trace"
	"vitrine/net/cache"
	"vitrine/net/cookie"
	"vitrine/net/header"
	"vitrine/net/http1"
	"vitrine/net/http2"
	"vitrine/net/weburl"
)

// ErrNotCached is the cause when only the cache may answer and it cannot.
var ErrNotCached = errors.New("not in the cache, and the network may not be asked")

// throughCache answers one hop, from the cache where that is right.
//
// https://fetch.spec.whatwg.org/#http-network-or-cache-fetch
func (c *Client) throughCache(x *exchange, h *hop) (*Response, error) {
	*x.timing = Timing{Start: x.timing.Start}
	list := c.requestHeader(x, h)
	if c.cfg.Cache == nil {
		return c.roundTrip(x, h, forMode(list, x.req.Cache))
	}
	q := &cache.Request{Method: h.method, URL: x.url.WithoutFragment().WithoutCredentials().String(), Header: list, Mode: x.req.Cache}
	var named bool
	if q.Partition, named = x.partition(); !named {
		q.Mode = cache.NoStore
	}
	d := c.cfg.Cache.Lookup(q)
	c.tellDecision(x, q, &d)
	switch d.Action {
	case cache.Use:
		return c.fromCache(x, q, d.Entry, d.Rule), nil
	case cache.Background:
		c.refresh(x, h, q)
		return c.fromCache(x, q, d.Entry, d.Rule), nil
	case cache.Fail:
		if q.Mode == cache.OnlyIfCached {
			return nil, fail(x.url, PhaseRequest, ErrNotCached)
		}
		return c.notCached(x), nil
	}
	list = forMode(list, x.req.Cache)
	r, err := c.roundTrip(x, h, append(list[:len(list):len(list)], d.Add...))
	switch {
	case err != nil:
		if x.ctx.Err() == nil && c.cfg.Cache.IfError(q, d.Entry, 0) {
			x.span.Note(trace.Warning, "cache-stale", trace.Pos{}, trace.Err(err))
			return c.fromCache(x, q, d.Entry, "stale-if-error"), nil
		}
		if x.ctx.Err() == nil && unreachable(err) && c.cfg.Cache.Disconnected(q, d.Entry) {
			x.span.Note(trace.Warning, "cache-stale", trace.Pos{}, trace.Err(err))
			return c.fromCache(x, q, d.Entry, "stale, and the server cannot be reached"), nil
		}
		return nil, err
	case r.Status == 304 && d.Action == cache.Validate:
		e, ok := c.cfg.Cache.Freshen(d.Entry, head(r))
		if d.Add == nil { // the request asked by itself: the answer is for whoever made it
			return r, nil
		}
		r.Body.drop()
		if ok {
			x.span.Note(trace.Info, "cache-validated", trace.Pos{}, trace.Str("until", e.Until().UTC().Format(time.RFC3339)))
			return c.fromCache(x, q, e, "validated"), nil
		}
		c.cfg.Cache.Forget(q.Partition, q.URL) // the server speaks of a response that we do not have
		if r, err = c.roundTrip(x, h, list); err != nil {
			return nil, err
		}
	case d.Action == cache.Complete && (r.Status == 206 || r.Status == 416):
		whole, ok := d.Entry.Join(head(r))
		if !ok { // not the rest that was asked for: all of it, then
			r.Body.drop()
			c.cfg.Cache.Forget(q.Partition, q.URL)
			if r, err = c.roundTrip(x, h, list); err != nil {
				return nil, err
			}
			break
		}
		x.span.Note(trace.Info, "cache-joined", trace.Pos{}, trace.Int("stored", len(d.Entry.Body)), trace.Int("whole", int(d.Entry.Whole)))
		r.Status, r.StatusText, r.Header, r.Length = whole.Status, whole.Reason, whole.Header, d.Entry.Whole
		r.Body.wire.begun = d.Entry.Body
	case c.cfg.Cache.IfError(q, d.Entry, r.Status):
		r.Body.drop()
		return c.fromCache(x, q, d.Entry, "stale-if-error"), nil
	}
	if cache.Unsafe(h.method, r.Status) {
		c.invalidate(x, q.Partition, r)
	}
	w, rule := c.cfg.Cache.Store(q, head(r))
	if w == nil {
		x.span.Note(trace.Info, "cache-refused", trace.Pos{}, trace.Str("rule", rule))
		return r, nil
	}
	r.Body.wire.tee = w
	return r, nil
}

// partition names on whose behalf a hop is: the site of the window's page and that of the page that
// asks, which differ in a frame. Without a page it is "". Each has its own part of the cache and
// its own connections. A page without an origin shares its cache with nobody, and so has none: that
// is reported by false, and its connections are not those of its site.
//
// https://fetch.spec.whatwg.org/#determine-the-network-partition-key
func (x *exchange) partition() (key string, ok bool) {
	own := cookie.Site(x.url)
	if x.req.Destination == Document {
		return own + " " + own, true
	}
	from := x.req.initiator()
	if from == nil {
		return "", true
	}
	frame := cookie.Site(from)
	if x.req.Destination == Frame {
		frame = own
	}
	return behalf(from, frame, x.req.Page)
}

// behalf is partition for what page, whose address is from, asks for in a frame of a site.
func behalf(from *weburl.URL, frame string, page *Page) (key string, ok bool) {
	top := page.outermost()
	if top == nil {
		top = from
	}
	window := cookie.Site(top)
	key = window + " " + frame
	if window == "" || frame == "" || !page.keepsOrigin() {
		return key + " opaque", false
	}
	return key, true
}

// unreachable reports failures to reach a server, which say nothing about what it would answer.
func unreachable(err error) bool {
	var fe *Error
	if !errors.As(err, &fe) {
		return false
	}
	switch fe.Phase {
	case PhaseName, PhaseConnect:
		return true
	case PhaseRequest, PhaseResponse:
		return fe.Timeout() || errors.Is(err, http1.ErrNoResponse) || errors.Is(err, http2.ErrNoResponse)
	}
	return false
}

// forMode adds what tells caches on the way about the mode.
func forMode(list header.List, m cache.Mode) header.List {
	switch {
	case m == cache.NoCache && !list.Has("Cache-Control"):
		return append(list, header.Field{Name: "Cache-Control", Value: "max-age=0"})
	case (m == cache.Reload || m == cache.NoStore) && !list.Has("Cache-Control"):
		return append(list, header.Field{Name: "Pragma", Value: "no-cache"}, header.Field{Name: "Cache-Control", Value: "no-cache"})
	}
	return list
}

func head(r *Response) cache.Head {
	return cache.Head{Status: r.Status, Reason: r.StatusText, Header: r.Header, Requested: r.Timing.SendStart, Received: r.Timing.HeadEnd}
}

func (c *Client) tellDecision(x *exchange, q *cache.Request, d *cache.Decision) {
	if x.span == nil {
		return
	}
	what := [...]string{cache.Fetch: "fetch", cache.Use: "hit", cache.Background: "hit, then validate", cache.Validate: "validate", cache.Complete: "complete", cache.Fail: "fail"}[d.Action]
	attrs := []trace.Attr{trace.Str("action", what), trace.Str("rule", d.Rule), trace.Str("url", traceURL(x.url.WithoutFragment())), trace.Str("mode", q.Mode.String())}
	if d.Entry != nil {
		attrs = append(attrs, trace.Dur("left", time.Until(d.Entry.Until()).Round(time.Second)))
		attrs = append(attrs, trace.Dur("age", d.Entry.Age(time.Now()).Round(time.Second)))
	}
	x.span.Note(trace.Info, "cache", trace.Pos{}, attrs...)
}

// stored tells that a body went into the cache.
func (w *wire) stored(yes bool, err error) {
	switch {
	case err != nil:
		w.x.span.Note(trace.Warning, "cache-stored", trace.Pos{}, trace.Str("rule", w.tee.Rule), trace.Err(err))
	case yes:
		w.x.span.Note(trace.Info, "cache-stored", trace.Pos{}, trace.Str("rule", w.tee.Rule), trace.Str("until", w.tee.Until.UTC().Format(time.RFC3339)))
	default:
		w.x.span.Note(trace.Info, "cache-refused", trace.Pos{}, trace.Str("rule", "the body is too large"))
	}
}

// invalidate forgets what an unsafe request has changed.
//
// https://www.rfc-editor.org/rfc/rfc9111#name-invalidating-stored-respons
func (c *Client) invalidate(x *exchange, partition string, r *Response) {
	c.cfg.Cache.Forget(partition, x.url.WithoutFragment().WithoutCredentials().String())
	for _, name := range []string{"Location", "Content-Location"} {
		v, ok := r.Header.Get(name)
		if !ok {
			continue
		}
		if u, err := x.url.Resolve(v); err == nil && u.Origin().Same(x.url.Origin()) {
			c.cfg.Cache.Forget(partition, u.WithoutFragment().WithoutCredentials().String())
		}
	}
}

// fromCache makes a response of a stored one.
func (c *Client) fromCache(x *exchange, q *cache.Request, e *cache.Entry, rule string) *Response {
	now := time.Now()
	if x.timing.HeadEnd.IsZero() {
		*x.timing = Timing{Start: x.timing.Start, FirstByte: now, HeadEnd: now}
	}
	status, reason, h, body := e.Answer(q, now)
	r := &Response{URL: x.url, Status: status, StatusText: reason, Proto: "cache", Header: h, Length: int64(len(body)), Timing: x.timing, Cache: rule}
	r.Body = c.newBody(x, r, nil, &wire{c: c, x: x, src: &memorySource{Reader: bytes.NewReader(body)}, stop: func() bool { return true }})
	return r
}

// notCached is the answer to only-if-cached when nothing is stored.
//
// https://www.rfc-editor.org/rfc/rfc9111#name-only-if-cached
func (c *Client) notCached(x *exchange) *Response {
	r := x.local(c, "", 0, io.NopCloser(bytes.NewReader(nil)))
	r.Status, r.StatusText, r.Proto, r.Cache = 504, "Gateway Timeout", "cache", "only-if-cached"
	return r
}

// memorySource is a stored body.
type memorySource struct {
	*bytes.Reader
}

func (s *memorySource) Taken() int64                    { return s.Size() - int64(s.Len()) }
func (s *memorySource) Ended() bool                     { return s.Len() == 0 }
func (s *memorySource) SetReadDeadline(time.Time) error { return nil }
func (s *memorySource) Release(bool)                    {}

// refresh validates a stale entry after it was used.
//
// https://www.rfc-editor.org/rfc/rfc5861#section-3
func (c *Client) refresh(x *exchange, h *hop, q *cache.Request) {
	req := *x.req
	req.URL, req.Cache, req.NoRedirect, req.Header = x.url, cache.NoCache, true, h.header
	c.later.start(q.URL, func() {
		r, err := c.Fetch(context.WithoutCancel(x.ctx), &req)
		if err == nil {
			r.Bytes(0)
		} // a failure is on the trace, and the next use asks again
	})
}
