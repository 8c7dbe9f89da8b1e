package fetch

import (
	"context"
	"time"

	"vitrine/engine/trace"
	"vitrine/net/conn"
	"vitrine/net/cookie"
	"vitrine/net/header"
	"vitrine/net/weburl"
)

// maxEarly bounds the origins that informational responses make us connect to.
const maxEarly = 8

// Preconnect opens a connection to the origin of u, for requests that will come soon on behalf of
// page, which may be nil. It does nothing when there is one already, and tells nobody when it
// fails: the request itself will.
//
// https://html.spec.whatwg.org/multipage/links.html#preconnect
func (c *Client) Preconnect(ctx context.Context, u *weburl.URL, page *Page) {
	if c.closed.Load() || c.cfg.Offline || c.cfg.Replay != nil || c.environment != nil || !u.Is("http", "https") || blockedPort(u.Port()) {
		return
	}
	if up, ok := c.hsts.upgrade(u, time.Now()); ok {
		u = up
	}
	ctx, sp := trace.Start(ctx, "preconnect", trace.Str("url", traceURL(u)))
	defer sp.End()
	if page != nil && page.Public {
		ctx = conn.WithAllow(ctx, forbidLocal)
	}
	t := conn.Target{TLS: u.Is("https"), Host: u.Hostname(), Port: u.Port()}
	if page != nil && page.URL != nil {
		t.Site, _ = behalf(page.URL, cookie.Site(page.URL), page)
	}
	var cn *conn.Conn
	var err error
	if t.TLS && !c.cfg.NoHTTP2 {
		_, cn, err = c.session(ctx, sp, t, int(PriorityLow))
	} else {
		cn, err = c.pool.Get(ctx, t, int(PriorityLow), false)
	}
	if err != nil {
		sp.Set(trace.Err(err))
	}
	if cn != nil {
		c.pool.Put(cn)
	}
}

// interim returns who is told the informational responses to a document's request: a 103 names
// what the page will need, and connections to those origins can be made while the server still
// thinks.
//
// https://www.rfc-editor.org/rfc/rfc8297
func (x *exchange) interim(c *Client) func(int, header.List) {
	if x.req.Destination != Document && x.span == nil {
		return nil
	}
	u := x.url
	return func(status int, h header.List) {
		x.span.Note(trace.Info, "interim-head", trace.Pos{}, trace.Int("status", status), trace.Str("text", fieldText(h)))
		if status != 103 || x.req.Destination != Document {
			return
		}
		asked := map[string]bool{}
		for _, k := range Links(h) {
			if !k.Rel("preload") && !k.Rel("preconnect") {
				continue
			}
			to, err := u.Resolve(k.URL)
			if err != nil || !to.Is("http", "https") || to.Origin().Same(u.Origin()) {
				continue
			}
			if o := to.Origin().String(); !asked[o] && len(asked) < maxEarly {
				asked[o] = true
				c.later.start("preconnect "+o, func() { c.Preconnect(context.WithoutCancel(x.ctx), to, &Page{URL: u}) })
			}
		}
	}
}
