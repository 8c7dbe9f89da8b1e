package fetch

import (
	"context"
	"crypto/x509"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"vitrine/engine/trace"
	"vitrine/net/cache"
	"vitrine/net/conn"
	"vitrine/net/cookie"
	"vitrine/net/dns"
	"vitrine/net/header"
	"vitrine/net/http1"
	"vitrine/net/http2"
	"vitrine/net/weburl"
)

// Config says how a Client works. Its zero value is a Client for the open network.
type Config struct {
	Dialer         conn.Dialer                   // nil: the machine's network
	Resolver       conn.Resolver                 // nil: our resolver with the machine's settings
	RootCAs        *x509.CertPool                // nil: the machine's
	Proxy          func(conn.Target) *conn.Proxy // nil: what the environment says, with the machine's Dialer
	Insecure       bool                          // certificates are not checked: anybody may be there
	KeyLog         io.Writer                     // TLS secrets, for a packet analyser
	UserAgent      string                        // "" is DefaultUserAgent
	AcceptLanguage string                        // "" is DefaultAcceptLanguage
	Offline        bool                          // http and https fail at once with ErrOffline
	NoFiles        bool                          // file: is refused altogether
	NoHTTP2        bool                          // only HTTP/1.1 is spoken
	NoHTTP3        bool                          // only protocols over TCP are spoken
	About          AboutFunc                     // answers about: addresses that are not the standard's own, or nil
	Replay         Replayer                      // answers in the place of network and cache, or nil
	HSTSFile       string                        // where HSTS hosts live between runs; "": nowhere
	AltSvcFile     string                        // where Alt-Svc alternatives live between runs; "": nowhere
	Cookies        *cookie.Jar                   // nil: none are kept or sent
	Cache          *cache.Cache                  // nil: nothing is stored
	Limits         Limits
	Conn           conn.Limits
	HTTP           http1.Limits
	HTTP2          http2.Limits
}

// The identity that a Client sends when its Config has none, and the product that it names.
const (
	Product               = "Vitrine/0.1"
	DefaultUserAgent      = "Mozilla/5.0 (compatible) " + Product
	DefaultAcceptLanguage = "en,*;q=0.5"
)

// Client fetches. It keeps connections open between fetches and is safe for concurrent use.
type Client struct {
	cfg     Config
	lim     Limits
	pool    *conn.Pool
	schemes map[string]schemeFunc
	closed  atomic.Bool

	hstsErr     error // of reading HSTSFile
	altErr      error // of reading AltSvcFile
	environment error // why the environment's proxies are not understood
	hsts        hsts
	later       background
	h2          sessions
	alts        altServices
	logins      logins
	preflights  preflights

	resolverOnce sync.Once
	resolver     conn.Resolver
	own          *dns.Resolver // the one that lookup made, to be closed
}

// schemeFunc fetches one scheme. It returns a response whose Body is set.
type schemeFunc func(*Client, *exchange) (*Response, error)

// exchange is one fetch on its way.
type exchange struct {
	ctx    context.Context
	req    *Request
	url    *weburl.URL // of the current hop
	span   *trace.Span
	cancel context.CancelFunc
	timing *Timing

	redirected bool          // an earlier hop led here
	waited     time.Duration // for the servers of earlier hops, see Limits.Answer
	tainted    bool          // by way of an origin that is neither the page's nor this one
}

// New returns a Client. It opens nothing until the first fetch.
func New(cfg Config) *Client {
	if cfg.UserAgent == "" {
		cfg.UserAgent = DefaultUserAgent
	}
	if cfg.AcceptLanguage == "" {
		cfg.AcceptLanguage = DefaultAcceptLanguage
	}
	var environment error
	if cfg.Dialer == nil {
		if cfg.Proxy == nil {
			cfg.Proxy, environment = conn.EnvironmentProxy()
		}
		cfg.Dialer = &net.Dialer{KeepAlive: -1}
	}
	c := &Client{cfg: cfg, lim: cfg.Limits.withDefaults(), environment: environment}
	if cfg.HSTSFile != "" {
		c.hstsErr = c.hsts.read(cfg.HSTSFile, time.Now())
	}
	if cfg.AltSvcFile != "" {
		c.altErr = c.alts.read(cfg.AltSvcFile, time.Now())
	}
	connect := conn.Config{
		Dialer: cfg.Dialer, Resolver: conn.ResolverFunc(c.lookup),
		ALPN: alpn(&cfg), Proxy: cfg.Proxy, RootCAs: cfg.RootCAs, Insecure: cfg.Insecure, KeyLog: cfg.KeyLog, Limits: cfg.Conn, Services: c.services,
	}
	if !cfg.NoHTTP2 && !cfg.NoHTTP3 {
		connect.HTTP3, connect.Alternatives = c.dialHTTP3, c.alts.of
	}
	c.pool = conn.NewPool(connect)
	c.schemes = map[string]schemeFunc{
		"http": (*Client).network, "https": (*Client).network,
		"file": (*Client).file, "data": (*Client).data, "about": (*Client).about,
	}
	return c
}

// Close closes the kept connections. Fetches that have a connection go on; new ones fail.
func (c *Client) Close() {
	c.closed.Store(true)
	c.later.stop()
	if c.cfg.HSTSFile != "" {
		c.hsts.write(c.cfg.HSTSFile, time.Now()) // a failure was told by took
	}
	if c.cfg.AltSvcFile != "" {
		c.alts.write(c.cfg.AltSvcFile, time.Now()) // as above
	}
	if c.cfg.Cookies != nil {
		c.cfg.Cookies.Save() // a failure was told when it was first seen, by storeCookies
	}
	c.pool.Close()
	c.h2.close()
	c.resolverOnce.Do(func() {}) // from here on none is made
	if c.own != nil {
		c.own.Close()
	}
}

// Stats counts the client's connections.
func (c *Client) Stats() conn.Stats { return c.pool.Stats() }

// Fetch gets what the request names. It returns when the response head is there; the body is
// read from Response.Body, which must be closed. Canceling ctx ends both. The error, if any,
// is an *Error.
//
// https://fetch.spec.whatwg.org/#fetching
func (c *Client) Fetch(ctx context.Context, req *Request) (*Response, error) {
	method := req.Method
	if method == "" {
		method = "GET"
	}
	ctx, sp := trace.Start(ctx, "fetch", trace.Str("url", traceURL(req.URL)), trace.Str("method", method),
		trace.Str("destination", req.Destination.String()), trace.Str("priority", req.priority().String()))
	ctx, cancel := context.WithTimeoutCause(ctx, c.lim.Total, ErrTimeout)
	x := &exchange{ctx: ctx, cancel: cancel, req: req, url: req.URL, span: sp, timing: &Timing{Start: time.Now()}}
	resp, err := c.dispatch(x, method)
	if err != nil {
		err = fail(x.url, PhaseURL, err)
		x.cancel()
		sp.Set(trace.Str("url", traceURL(x.url)), trace.Err(err))
		sp.End()
		return nil, err
	}
	return resp, nil
}

func (c *Client) dispatch(x *exchange, method string) (*Response, error) {
	switch {
	case x.req.URL == nil:
		return nil, fail(nil, PhaseURL, errNoURL)
	case c.closed.Load():
		return nil, fail(x.url, PhaseRequest, ErrClosed)
	case !header.ValidName(method):
		return nil, fail(x.url, PhaseRequest, errBadMethod)
	}
	f, ok := c.schemes[x.url.Scheme()]
	if !ok {
		return nil, fail(x.url, PhaseScheme, &schemeError{x.url.Scheme()})
	}
	return f(c, x)
}

// local makes the response of a scheme without a network.
func (x *exchange) local(c *Client, contentType string, length int64, body io.ReadCloser) *Response {
	now := time.Now()
	x.timing.FirstByte, x.timing.HeadEnd = now, now
	r := &Response{
		URL: x.url, Status: 200, StatusText: "OK", Proto: x.url.Scheme(), Length: length, Timing: x.timing,
	}
	if contentType != "" {
		r.Header = header.List{{Name: "Content-Type", Value: contentType}}
	}
	r.Body = c.newBody(x, r, body, nil)
	return r
}

// maxTraceURL bounds how much of a URL goes on the trace; data: URLs are long.
const maxTraceURL = 2000

func traceURL(u *weburl.URL) string {
	if u == nil {
		return ""
	}
	s := u.String()
	if len(s) > maxTraceURL {
		s = s[:maxTraceURL] + "…"
	}
	return s
}
