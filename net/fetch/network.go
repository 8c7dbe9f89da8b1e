package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"vitrine/engine/trace"
	"vitrine/net/conn"
	"vitrine/net/dns"
	"vitrine/net/header"
	"vitrine/net/http1"
	"vitrine/net/http3"
	"vitrine/net/weburl"
)

var (
	errNoURL     = errors.New("no URL")
	errBadMethod = errors.New("the method is not a token")
)

type schemeError struct{ scheme string }

func (e *schemeError) Error() string { return ErrScheme.Error() + " " + e.scheme + ":" }
func (e *schemeError) Unwrap() error { return ErrScheme }

// resolverFor gives the configured resolver, or ours on the machine's settings.
func (c *Client) resolverFor(ctx context.Context) conn.Resolver {
	c.resolverOnce.Do(func() {
		c.resolver = c.cfg.Resolver
		if c.resolver == nil {
			cfg, err := dns.SystemConfig(c.cfg.Dialer)
			if err != nil { // the rest of the settings is used all the same
				trace.From(ctx).Note(trace.Warning, "settings", trace.Pos{}, trace.Err(err))
			}
			c.own = dns.New(cfg)
			c.resolver = DNS(c.own)
		}
	})
	return c.resolver
}

// lookup resolves a name.
func (c *Client) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	r := c.resolverFor(ctx)
	if r == nil {
		return nil, ErrClosed
	}
	return r.Lookup(ctx, host)
}

// network answers http: and https: URLs, following redirects.
//
// https://fetch.spec.whatwg.org/#http-fetch
func (c *Client) network(x *exchange) (*Response, error) {
	h := &hop{method: x.req.Method, body: x.req.Body, header: x.req.Header, from: x.req.Referrer, policy: x.req.ReferrerPolicy}
	if h.policy == DefaultReferrerPolicy {
		h.policy = x.req.Page.ReferrerPolicy()
	}
	if h.method == "" {
		h.method = "GET"
	}
	var followed []Redirect
	tried := 0 // to log in at the current URL
	for {
		if c.cfg.Offline && c.cfg.Replay == nil {
			return nil, fail(x.url, PhaseScheme, ErrOffline)
		}
		if err := c.allow(x); err != nil {
			return nil, err
		}
		if u, ok := c.hsts.upgrade(x.url, time.Now()); ok {
			x.span.Note(trace.Info, "hsts", trace.Pos{}, trace.Str("from", traceURL(x.url)), trace.Str("to", traceURL(u)))
			x.url = u
		}
		if c.hstsErr != nil {
			x.span.Note(trace.Warning, "settings", trace.Pos{}, trace.Err(c.hstsErr))
		}
		if c.altErr != nil {
			x.span.Note(trace.Warning, "settings", trace.Pos{}, trace.Err(c.altErr))
		}
		if c.environment != nil {
			return nil, fail(x.url, PhaseConnect, c.environment)
		}
		if p := x.url.Port(); blockedPort(p) {
			return nil, fail(x.url, PhaseURL, fmt.Errorf("port %d is %w", p, ErrBlockedPort))
		}
		exchange := c.throughCache
		if c.cfg.Replay != nil {
			exchange = c.replay
		} else if err := c.preflight(x, h); err != nil {
			return nil, err
		}
		r, err := exchange(x, h)
		if up := (*conn.UpgradeError)(nil); errors.As(err, &up) && x.url.Is("http") {
			u := x.url.WithScheme("https")
			x.span.Note(trace.Info, "https-record", trace.Pos{}, trace.Str("from", traceURL(x.url)), trace.Str("to", traceURL(u)))
			x.url = u
			continue
		}
		if err != nil {
			return nil, err
		}
		if c.logIn(x, h, r, tried) {
			tried++
			r.Body.drop()
			continue
		}
		r.Redirects, r.Method = followed, h.method
		location, ok := redirection(r)
		if !ok || x.req.NoRedirect {
			if err := c.usable(x, r); err != nil {
				r.Body.drop()
				return nil, err
			}
			return r, nil
		}
		from := x.url
		next, err := c.follow(x, h, r, location, followed)
		r.Body.drop()
		if err != nil {
			return nil, fail(x.url, PhaseRedirect, err)
		}
		followed = append(followed, Redirect{URL: from, Status: r.Status, StatusText: r.StatusText, Proto: r.Proto, Header: r.Header, Location: location})
		x.span.Note(trace.Info, "redirect", trace.Pos{}, trace.Int("status", r.Status),
			trace.Str("from", traceURL(from)), trace.Str("location", location))
		if start := x.req.initiator(); start != nil && !from.Origin().Same(next.Origin()) && !start.Origin().Same(from.Origin()) {
			x.tainted = true
		}
		if t := r.Timing; !t.SendStart.IsZero() && len(h.body) <= largeUpload {
			if x.waited += t.connecting() + t.HeadEnd.Sub(t.SendStart); x.waited >= c.lim.Answer {
				return nil, fail(x.url, PhaseRedirect, &silentError{c.lim.Answer})
			}
		}
		x.url, x.redirected, tried = next, true, 0
	}
}

// hop is the part of a request that redirects change.
type hop struct {
	method string
	header header.List
	body   []byte
	from   *weburl.URL // the referrer, as far as the servers before were told it
	policy ReferrerPolicy
}

// roundTrip sends one request and reads the head of its response.
func (c *Client) roundTrip(x *exchange, h *hop, list header.List) (*Response, error) {
	u := x.url
	prio := x.req.priority()
	ctx, sp := trace.Start(x.ctx, "request", trace.Str("url", traceURL(u)), trace.Str("method", h.method),
		trace.Str("target", traceTarget(u)))
	defer sp.End()
	if sp != nil && len(h.body) > 0 {
		sp.Note(trace.Info, "request-body", trace.Pos{}, trace.Int("bytes", len(h.body)),
			trace.Str("type", h.header.First("Content-Type")), trace.Str("text", string(h.body[:min(len(h.body), maxTraceBody)])))
	}
	site, _ := x.partition()
	target := conn.Target{TLS: u.Is("https"), Host: u.Hostname(), Port: u.Port(), Site: site}
	var first *conn.Conn // of the first try, when it is there already
	if target.TLS && !c.cfg.NoHTTP2 && !c.h2.known(&c.h2.only1, target) {
		r, cn, err := c.overHTTP2(ctx, x, sp, h, list, target, prio)
		if r != nil || err != nil {
			return c.took(x, h, r), err
		}
		first = cn
	}
	q := &http1.Request{Method: h.method, Target: u.RequestTarget(), Host: u.Host(), Header: list, Body: h.body, Interim: x.interim(c)}
	target.HTTP1 = target.TLS && c.h2.known(&c.h2.only1, target)
	for fresh := false; ; fresh = true {
		cn := first
		if first = nil; cn == nil {
			*x.timing = Timing{Start: x.timing.Start, Queued: time.Now()}
			var err error
			if cn, err = c.pool.Get(ctx, target, int(prio), fresh); err != nil {
				return nil, connectFailure(u, target, err)
			}
		}
		if cn.TLS != nil && (cn.TLS.ALPN == "h2" || cn.TLS.ALPN == http3.ALPN) { // it did not when it was asked last
			c.pool.Discard(cn)
			c.h2.forget(&c.h2.plain, target)
			return c.roundTrip(x, h, list)
		}
		if err := conn.Allowed(ctx, cn.Remote.Addr()); err != nil && cn.Proxy == nil {
			c.pool.Put(cn)
			return nil, fail(u, PhasePolicy, err)
		}
		r, err := c.converse(x, sp, cn, overProxy(q, cn, u))
		if err == nil {
			return c.took(x, h, r), nil
		}
		if cn.Reused() && !fresh && stale(err) && idempotent(h.method) && x.ctx.Err() == nil {
			// RFC 9110, section 9.2.2: the server closed a kept connection before it saw this.
			sp.Note(trace.Info, "retry", trace.Pos{}, trace.Str("why", err.Error()))
			continue
		}
		return nil, err
	}
}

// overProxy returns the request as it goes to a proxy that is asked for whole URLs.
//
// https://www.rfc-editor.org/rfc/rfc9112#name-absolute-form
func overProxy(q *http1.Request, cn *conn.Conn, u *weburl.URL) *http1.Request {
	if cn.Proxy == nil || cn.Target.TLS || cn.Proxy.Kind == conn.SOCKS5Proxy {
		return q
	}
	p := *q
	p.Target = "http://" + u.Host() + q.Target
	if a := cn.Proxy.Authorization(); a != "" {
		p.Header = append(q.Header[:len(q.Header):len(q.Header)], header.Field{Name: "Proxy-Authorization", Value: a})
	}
	return &p
}

// took remembers what a response asks to be remembered.
func (c *Client) took(x *exchange, h *hop, r *Response) *Response {
	if r != nil {
		c.hsts.learn(x.url, r.Header, time.Now())
		c.alts.learn(x.url, r.Header, time.Now())
		if sp := x.span; c.cfg.HSTSFile != "" && r.Header.Has("Strict-Transport-Security") {
			c.later.debounce("hsts", cookieSaveDelay, func() {
				if err := c.hsts.write(c.cfg.HSTSFile, time.Now()); err != nil {
					sp.Note(trace.Warning, "hsts-unsaved", trace.Pos{}, trace.Err(err))
				}
			})
		}
		if sp := x.span; c.cfg.AltSvcFile != "" && r.Header.Has("Alt-Svc") {
			c.later.debounce("alt-svc", cookieSaveDelay, func() {
				if err := c.alts.write(c.cfg.AltSvcFile, time.Now()); err != nil {
					sp.Note(trace.Warning, "alt-svc-unsaved", trace.Pos{}, trace.Err(err))
				}
			})
		}
		c.storeCookies(x, h, r.Header)
	}
	return r
}

// largeUpload is the size of a request body above which Limits.Response does not apply.
const largeUpload = 256 << 10

// patience is how long the current hop's server may take for its response head.
func (x *exchange) patience(c *Client, upload int) time.Duration {
	if upload > largeUpload {
		return c.lim.Total // the answer comes when the upload is done, which takes its time
	}
	return min(c.lim.Response, max(c.lim.Answer-x.waited-x.timing.connecting(), leastPatience))
}

// leastPatience is what is left to a server when those before it have used all of Limits.Answer:
// enough for one that works.
const leastPatience = time.Second

// connecting is how long it took to make the request's connection.
func (t *Timing) connecting() (d time.Duration) {
	for _, span := range [][2]time.Time{{t.NameStart, t.NameEnd}, {t.ConnectStart, t.ConnectEnd}, {t.TLSStart, t.TLSEnd}} {
		if !span[1].IsZero() {
			d += span[1].Sub(span[0])
		}
	}
	return d
}

// converse sends q on cn and reads the response's head. On failure cn is gone.
func (c *Client) converse(x *exchange, sp *trace.Span, cn *conn.Conn, q *http1.Request) (*Response, error) {
	u, t := x.url, x.timing
	stop := context.AfterFunc(x.ctx, func() { cn.Close() })
	var patience time.Duration
	giveUp := func(p Phase, err error) error {
		stop()
		c.pool.Discard(cn)
		switch {
		case x.ctx.Err() != nil:
			err = context.Cause(x.ctx)
		case errors.Is(err, os.ErrDeadlineExceeded):
			err = &silentError{patience}
		case errors.Is(err, syscall.ECONNRESET):
			err = &resetError{err}
		}
		return fail(u, p, err)
	}
	t.NameStart, t.NameEnd = cn.Made.NameStart, cn.Made.NameEnd
	t.ConnectStart, t.ConnectEnd = cn.Made.ConnectStart, cn.Made.ConnectEnd
	t.TLSStart, t.TLSEnd = cn.Made.TLSStart, cn.Made.TLSEnd
	t.Reused = cn.Reused()
	sp.Set(trace.Int("connection", int(cn.ID)))
	wc, _ := cn.Wire.(*http1.Conn)
	if wc == nil {
		wc = http1.NewConn(cn, c.cfg.HTTP)
		cn.Wire = wc
	}
	t.SendStart = time.Now()
	patience = x.patience(c, len(q.Body))
	cn.SetDeadline(t.SendStart.Add(patience))
	send := sp.Fork("send")
	n, err := wc.Send(q)
	t.SendEnd, t.SentBytes = time.Now(), int64(n)
	send.Set(trace.Int("bytes", n))
	send.End()
	if err != nil {
		var pe *http1.ProtocolError
		if errors.As(err, &pe) {
			return nil, giveUp(PhaseRequest, err) // nothing was written
		}
		// The server may have answered before it stopped reading: look for that first.
	}
	sendErr := err
	if sp != nil {
		sp.Note(trace.Info, "request-head", trace.Pos{}, trace.Str("text", string(wc.HeadSent())))
	}
	wait := sp.Fork("wait")
	r, err := wc.Receive(q.Method)
	if err != nil {
		wait.Set(trace.Err(err))
		wait.End()
		if sendErr != nil && !errors.Is(err, http1.ErrNoResponse) {
			return nil, giveUp(PhaseRequest, sendErr)
		}
		return nil, giveUp(PhaseResponse, err)
	}
	t.FirstByte, t.HeadEnd, t.HeadBytes = r.FirstByte, time.Now(), int64(r.HeadBytes)
	wait.Set(trace.Int("status", r.Status), trace.Int("headBytes", r.HeadBytes))
	wait.End()
	if sp != nil {
		sp.Note(trace.Info, "response-head", trace.Pos{}, trace.Str("text", r.Head))
		for _, what := range r.Repairs {
			sp.Note(trace.Warning, "broken", trace.Pos{URL: traceURL(u)}, trace.Str("what", what))
		}
	}
	if r.Length > c.lim.WireBytes { // nothing of it needs to come to know that it is too much
		return nil, giveUp(PhaseBody, fmt.Errorf("%w (%d bytes)", ErrTooLarge, r.Length))
	}
	resp := &Response{
		URL: u, Status: r.Status, StatusText: r.Reason, Proto: protoName(r.Minor), Header: r.Header,
		Length: r.Length, Remote: cn.Remote, Proxied: cn.Proxy != nil, TLS: cn.TLS, Timing: t,
	}
	resp.Body = c.newBody(x, resp, nil, &wire{c: c, x: x, src: &http1Source{r.Body, c.pool, cn}, stop: stop})
	return resp, nil
}

func protoName(minor int) string {
	if minor == 0 {
		return "HTTP/1.0"
	}
	return "HTTP/1.1"
}

type silentError struct{ after time.Duration }

func (e *silentError) Error() string { return "no answer within " + e.after.String() }
func (*silentError) Timeout() bool   { return true }

type resetError struct{ err error }

func (e *resetError) Error() string { return "the server reset the connection" }
func (e *resetError) Unwrap() error { return e.err }

// stale reports an error as a connection gives that its peer closed while it was idle.
func stale(err error) bool {
	return errors.Is(err, http1.ErrNoResponse) || errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET)
}

// idempotent reports methods that may be sent again.
//
// https://www.rfc-editor.org/rfc/rfc9110#name-idempotent-methods
func idempotent(method string) bool {
	switch method {
	case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE":
		return true
	}
	return false
}

// connectFailure gives an error of the pool its phase.
func connectFailure(u *weburl.URL, t conn.Target, err error) error {
	var (
		name *conn.NameError
		tcp  *conn.ConnectError
		tls  *conn.TLSError

		proxy *conn.ProxyError
	)
	switch {
	case errors.Is(err, ErrPrivateNetwork):
		return fail(u, PhasePolicy, err)
	case errors.As(err, &proxy):
		return fail(u, PhaseConnect, proxy)
	case errors.As(err, &name):
		return fail(u, PhaseName, name)
	case errors.As(err, &tcp):
		return fail(u, PhaseConnect, tcp)
	case errors.As(err, &tls):
		return fail(u, PhaseTLS, tls)
	case errors.Is(err, conn.ErrPoolClosed):
		return fail(u, PhaseRequest, ErrClosed)
	}
	return fail(u, PhaseConnect, fmt.Errorf("%s: no free connection: %w", t, err))
}

// requestHeader makes the header list of a request: ours, then the caller's, which win.
//
// https://fetch.spec.whatwg.org/#http-network-or-cache-fetch
func (c *Client) requestHeader(x *exchange, h *hop) header.List {
	list := make(header.List, 0, 6+len(h.header))
	add := func(name, value string) {
		if value != "" && !h.header.Has(name) && !slices.ContainsFunc(x.req.Omit, func(o string) bool { return header.EqualFold(o, name) }) {
			list = append(list, header.Field{Name: name, Value: value})
		}
	}
	add("User-Agent", c.cfg.UserAgent)
	if int(x.req.Destination) < len(accept) {
		add("Accept", accept[x.req.Destination])
	}
	if h.header.Has("Range") {
		add("Accept-Encoding", "identity") // a range of a coded body could not be decoded
	} else {
		add("Accept-Encoding", acceptEncoding)
	}
	add("Accept-Language", c.cfg.AcceptLanguage)
	add("Origin", x.originField(h.method, h.policy))
	add("Referer", referrer(h.from, x.url, h.policy))
	add("Authorization", c.authorization(x, h.method))
	if v := c.cookies(x, h); v != "" {
		add("Cookie", v)
	}
	for _, f := range h.header {
		if !header.EqualFold(f.Name, "Host") && !header.EqualFold(f.Name, "Content-Length") &&
			!header.EqualFold(f.Name, "Transfer-Encoding") && !header.EqualFold(f.Name, "Connection") {
			list = append(list, f)
		}
	}
	return list
}

// maxTraceBody bounds how much of a request's body goes on the trace.
const maxTraceBody = 16 << 10

func traceTarget(u *weburl.URL) string {
	s := u.RequestTarget()
	if len(s) > maxTraceURL {
		s = s[:maxTraceURL] + "…"
	}
	return strings.TrimSpace(s)
}
