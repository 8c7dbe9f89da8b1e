package fetch

import (
	"cmp"
	"context"
	"errors"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"vitrine/engine/trace"
	"vitrine/net/conn"
	"vitrine/net/header"
	"vitrine/net/http2"
	"vitrine/net/http3"
)

func alpn(cfg *Config) []string {
	if cfg.NoHTTP2 {
		return []string{"http/1.1"}
	}
	return []string{"h2", "http/1.1"}
}

// sessions are the HTTP/2 connections of a client, one for each target, and what it knows about
// targets.
type sessions struct {
	mu     sync.Mutex
	open   map[conn.Target]*session
	making map[conn.Target]*making
	plain  map[conn.Target]bool // speak HTTP/1.1
	alone  map[conn.Target]bool // refused to be served over another host's connection (421)
	only1  map[conn.Target]bool // asked for HTTP/1.1 over HTTP/2
	spoke  map[conn.Target]bool // have spoken HTTP/2 before
	closed bool
}

// session is one connection.
type session struct {
	h2   link
	cn   *conn.Conn
	used bool // by an earlier request
}

// making is a connection on its way; others wait for it instead of opening their own.
type making struct {
	done   chan struct{}
	spares int      // connections that others make meanwhile, see spare
	s      *session // nil: the server speaks HTTP/1.1, or err
	err    error
}

// maxTargets bounds what is remembered about targets.
const maxTargets = 4096

func (p *sessions) close() {
	p.mu.Lock()
	p.closed = true
	all := make([]*session, 0, len(p.open))
	for _, s := range p.open {
		all = append(all, s)
	}
	p.mu.Unlock()
	for _, s := range all {
		s.h2.Shutdown()
	}
}

// proto names the protocol that the session speaks.
func (s *session) proto() string {
	if _, ok := s.h2.(http3Link); ok {
		return "HTTP/3"
	}
	return "HTTP/2"
}

// usable returns the target's connection if new streams can be opened on it. p.mu is held.
func (p *sessions) usable(t conn.Target) *session {
	s := p.open[t]
	if s != nil && !s.h2.Usable() {
		delete(p.open, t)
		return nil
	}
	return s
}

// known reports a fact that was learned about a target.
func (p *sessions) known(m *map[conn.Target]bool, t conn.Target) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return (*m)[t]
}

// forget takes a fact back.
func (p *sessions) forget(m *map[conn.Target]bool, t conn.Target) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(*m, t)
}

// learn remembers a fact about a target.
func (p *sessions) learn(m *map[conn.Target]bool, t conn.Target) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if *m == nil || len(*m) >= maxTargets {
		*m = map[conn.Target]bool{}
	}
	(*m)[t] = true
}

// session returns a connection for t, made when needed. It is nil without an error when the
// server speaks HTTP/1.1; cn is then the connection that showed it, for the caller to use.
func (c *Client) session(ctx context.Context, sp *trace.Span, t conn.Target, prio int) (s *session, cn *conn.Conn, err error) {
	p := &c.h2
	p.mu.Lock()
	if p.plain[t] {
		p.mu.Unlock()
		return nil, nil, nil
	}
	if s := p.usable(t); s != nil {
		p.mu.Unlock()
		return s, nil, nil
	}
	m := p.making[t]
	if m != nil {
		spare := !p.spoke[t] && m.spares < maxSpares && len(p.covering(t)) == 0
		if spare {
			m.spares++
		}
		p.mu.Unlock()
		if spare {
			return c.spare(ctx, sp, t, prio, m)
		}
		select {
		case <-m.done:
			if m.err != nil && ctx.Err() == nil && errors.Is(m.err, context.Canceled) {
				return c.session(ctx, sp, t, prio) // whoever was making it gave up; we have not
			}
			return m.s, nil, m.err
		case <-ctx.Done():
			return nil, nil, context.Cause(ctx)
		}
	}
	m = &making{done: make(chan struct{})}
	if p.making == nil {
		p.making, p.open = map[conn.Target]*making{}, map[conn.Target]*session{}
	}
	p.making[t] = m
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		m.s, m.err = s, err
		delete(p.making, t)
		p.mu.Unlock()
		close(m.done)
	}()
	if s := c.coalesce(ctx, sp, t); s != nil {
		return s, nil, nil
	}
	cn, err = c.pool.Get(ctx, t, prio, false)
	if err != nil {
		return nil, nil, err
	}
	if !multiplexed(cn) {
		p.learn(&p.plain, t)
		return nil, cn, nil
	}
	p.learn(&p.spoke, t)
	s = &session{cn: cn}
	if h3, ok := cn.Wire.(*http3.Conn); ok {
		s.h2 = http3Link{h3}
		h3.OnClose(func() { c.pool.Discard(s.cn) })
	} else {
		h2, err := http2.NewConn(cn, c.cfg.HTTP2, func() { c.pool.Discard(s.cn) })
		if err != nil {
			c.pool.Discard(cn)
			return nil, nil, err
		}
		s.h2 = http2Link{h2}
	}
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		s.h2.Shutdown()
		return nil, nil, ErrClosed
	}
	p.open[t] = s
	p.mu.Unlock()
	return s, nil, nil
}

// maxSpares bounds the connections that are made besides the first one to a server of which we do
// not know what it speaks: with it, they are as many as one has over HTTP/1.1.
const maxSpares = 5

// spare makes a connection beside the one that is being made, in case the server turns out to
// speak HTTP/1.1: then the page has not lost two round trips. If it speaks HTTP/2, the first one
// serves all, and this one is given up.
func (c *Client) spare(ctx context.Context, sp *trace.Span, t conn.Target, prio int, m *making) (s *session, cn *conn.Conn, err error) {
	type result struct {
		cn  *conn.Conn
		err error
	}
	making, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	made := make(chan result, 1)
	go func() {
		cn, err := c.pool.Get(making, t, prio, false)
		made <- result{cn, err}
	}()
	own := result{}
	select {
	case own = <-made:
		if own.err == nil && own.cn.TLS != nil && !multiplexed(own.cn) {
			c.h2.learn(&c.h2.plain, t)
			return nil, own.cn, nil
		}
	case <-m.done:
		if m.s == nil && m.err == nil {
			own = <-made
			if own.err != nil || !multiplexed(own.cn) {
				return nil, own.cn, own.err
			}
		}
	case <-ctx.Done():
	}
	giveUp(errSpare)
	go func() { // whatever comes of it is not needed
		if own == (result{}) {
			own = <-made
		}
		if own.cn != nil {
			c.pool.Discard(own.cn)
		}
	}()
	select {
	case <-m.done:
		if m.s == nil && (m.err == nil || ctx.Err() == nil && errors.Is(m.err, context.Canceled)) {
			return c.session(ctx, sp, t, prio)
		}
		return m.s, nil, m.err
	case <-ctx.Done():
		return nil, nil, context.Cause(ctx)
	}
}

var errSpare = errors.New("another connection serves it")

// covering returns the connections of other hosts whose certificates name t's host. p.mu is held.
func (p *sessions) covering(t conn.Target) (fit []*session) {
	if p.alone[t] {
		return nil
	}
	for other, s := range p.open {
		if other.Port == t.Port && other.Site == t.Site && s.cn.Proxy == nil && s.h2.Usable() && len(s.cn.TLS.Chain) > 0 && s.cn.TLS.Chain[0].VerifyHostname(t.Host) == nil {
			fit = append(fit, s)
		}
	}
	return fit
}

// coalesce finds a connection of another host that may serve t too: its certificate names t's
// host, and t's host has its address.
//
// https://www.rfc-editor.org/rfc/rfc9113#name-connection-reuse
func (c *Client) coalesce(ctx context.Context, sp *trace.Span, t conn.Target) *session {
	c.h2.mu.Lock()
	fit := c.h2.covering(t)
	c.h2.mu.Unlock()
	if len(fit) == 0 {
		return nil
	}
	addrs, err := c.lookup(ctx, t.Host)
	if err != nil {
		return nil // the connection's own look-up will tell
	}
	for _, s := range fit {
		for _, a := range addrs {
			if a.Unmap() == s.cn.Remote.Addr() && s.h2.Usable() && reachable(ctx, a) {
				sp.Note(trace.Info, "coalesced", trace.Pos{}, trace.Str("host", t.Host), trace.Str("with", s.cn.Target.Host), trace.Str("address", s.cn.Remote.String()))
				return s
			}
		}
	}
	return nil
}

// reachable asks the rule of conn.WithAllow, as a new connection would.
func reachable(ctx context.Context, a netip.Addr) bool { return conn.Allowed(ctx, a) == nil }

// overHTTP2 sends a request over HTTP/2. All results are nil when the server speaks HTTP/1.1,
// but for the connection that showed it, if that is new.
func (c *Client) overHTTP2(ctx context.Context, x *exchange, sp *trace.Span, h *hop, list header.List, t conn.Target, prio Priority) (r *Response, cn *conn.Conn, err error) {
	for try := 0; ; try++ {
		*x.timing = Timing{Start: x.timing.Start, Queued: time.Now()}
		s, cn, err := c.session(ctx, sp, t, int(prio))
		if err != nil {
			return nil, nil, connectFailure(x.url, t, err)
		}
		if s == nil {
			return nil, cn, nil
		}
		if err := conn.Allowed(ctx, s.cn.Remote.Addr()); err != nil && s.cn.Proxy == nil {
			return nil, nil, fail(x.url, PhasePolicy, err)
		}
		c.h2.mu.Lock()
		reused := s.used
		s.used = true
		c.h2.mu.Unlock()
		r, err := c.stream(ctx, x, sp, s, reused, h, list, prio)
		switch {
		case err == nil && r.Status == 421 && s.cn.Target != t && try == 0:
			// RFC 9110, section 15.5.20: this connection is not for that host.
			c.h2.learn(&c.h2.alone, t)
			r.Body.drop()
			continue
		case err == nil:
			return r, nil, nil
		}
		if errors.Is(err, http2.ErrHTTP1) {
			// RFC 9113, section 7: the server wants this request over HTTP/1.1.
			sp.Note(trace.Info, "retry", trace.Pos{}, trace.Str("why", err.Error()))
			c.h2.learn(&c.h2.only1, t)
			return nil, nil, nil
		}
		unused := errors.Is(err, http2.ErrUnused)
		stale := reused && (errors.Is(err, http2.ErrNoResponse) || errors.Is(err, http2.ErrTruncated)) && idempotent(h.method)
		if s.proto() == "HTTP/3" && !unused && !errors.Is(err, os.ErrDeadlineExceeded) && idempotent(h.method) {
			c.pool.AvoidHTTP3(t)
			stale = true
		}
		if try < 2 && (unused || stale) && x.ctx.Err() == nil {
			c.h2.mu.Lock()
			if c.h2.open[s.cn.Target] == s {
				delete(c.h2.open, s.cn.Target)
			}
			c.h2.mu.Unlock()
			sp.Note(trace.Info, "retry", trace.Pos{}, trace.Str("why", err.Error()))
			continue
		}
		return nil, nil, err
	}
}

// urgency is the number of RFC 9218 for each priority.
var urgency = [...]string{PriorityAuto: "", PriorityLow: "u=5", PriorityMedium: "u=3", PriorityHigh: "u=2", PriorityHighest: "u=0"}

// stream does one exchange on a session.
func (c *Client) stream(ctx context.Context, x *exchange, sp *trace.Span, s *session, reused bool, h *hop, list header.List, prio Priority) (*Response, error) {
	u, t := x.url, x.timing
	sp.Set(trace.Int("connection", int(s.cn.ID)))
	if reused {
		t.Reused = true
		sp.Note(trace.Info, "reuse", trace.Pos{}, trace.Str("address", s.cn.Remote.String()), trace.Int("streams", s.h2.Streams()))
	} else {
		t.NameStart, t.NameEnd = s.cn.Made.NameStart, s.cn.Made.NameEnd
		t.ConnectStart, t.ConnectEnd = s.cn.Made.ConnectStart, s.cn.Made.ConnectEnd
		t.TLSStart, t.TLSEnd = s.cn.Made.TLSStart, s.cn.Made.TLSEnd
	}
	q := &http2.Request{Method: h.method, Scheme: "https", Authority: u.Host(), Path: u.RequestTarget(), Header: list, Body: h.body, Urgency: int(PriorityHighest - prio), Interim: x.interim(c)}
	if v := urgency[prio]; v != "" && !list.Has("Priority") {
		q.Header = append(list[:len(list):len(list)], header.Field{Name: "Priority", Value: v})
	}
	if via := s.cn.Via; via != nil && via.Why == whyAltSvc && !list.Has("Alt-Used") { // RFC 7838, section 5
		q.Header = append(q.Header[:len(q.Header):len(q.Header)], header.Field{Name: "Alt-Used", Value: conn.HostPort(cmp.Or(via.Host, s.cn.Target.Host), via.Port)})
	}
	patience := x.patience(c, len(q.Body))
	giveUp := func(p Phase, err error) error {
		switch {
		case x.ctx.Err() != nil:
			err = context.Cause(x.ctx)
		case errors.Is(err, os.ErrDeadlineExceeded):
			err = &silentError{patience}
		}
		return fail(u, p, err)
	}
	t.SendStart = time.Now()
	send := sp.Fork("send")
	st, err := open(ctx, s.h2, q, patience)
	t.SendEnd = time.Now()
	if err != nil {
		send.Set(trace.Err(err))
		send.End()
		return nil, giveUp(PhaseRequest, err)
	}
	t.SentBytes = int64(st.SentBytes() + len(q.Body))
	send.Set(trace.Int("bytes", int(t.SentBytes)))
	send.End()
	if sp != nil {
		sp.Note(trace.Info, "request-head", trace.Pos{}, trace.Str("text", requestText(q, s.proto())))
	}
	stop := context.AfterFunc(x.ctx, st.Close)
	wait := sp.Fork("wait")
	r, err := st.Receive(t.SendEnd.Add(patience))
	if err == nil && r.Length > c.lim.WireBytes {
		wait.End()
		stop()
		st.Close()
		return nil, fail(u, PhaseBody, ErrTooLarge)
	}
	if err != nil {
		wait.Set(trace.Err(err))
		wait.End()
		stop()
		st.Close()
		return nil, giveUp(PhaseResponse, err)
	}
	t.FirstByte, t.HeadEnd, t.HeadBytes = r.FirstByte, time.Now(), int64(r.HeadBytes)
	wait.Set(trace.Int("status", r.Status), trace.Int("headBytes", r.HeadBytes))
	wait.End()
	if sp != nil {
		sp.Note(trace.Info, "response-head", trace.Pos{}, trace.Str("text", s.proto()+" "+strconv.Itoa(r.Status)+"\r\n"+fieldText(r.Header)))
	}
	resp := &Response{URL: u, Status: r.Status, Proto: s.proto(), Header: r.Header, Length: r.Length, Remote: s.cn.Remote, Proxied: s.cn.Proxy != nil, TLS: s.cn.TLS, Timing: t}
	resp.Body = c.newBody(x, resp, nil, &wire{c: c, x: x, src: st, stop: stop})
	return resp, nil
}

// open opens a stream, within patience, or for as long as the connection is busy with the streams
// that the server allows: waiting for one's turn is not waiting for the server.
func open(ctx context.Context, l link, q *http2.Request, patience time.Duration) (stream, error) {
	for {
		opening, cancel := context.WithTimeoutCause(ctx, patience, os.ErrDeadlineExceeded)
		st, err := l.Open(opening, q)
		cancel()
		if err == nil || ctx.Err() != nil || !errors.Is(err, os.ErrDeadlineExceeded) || !l.Busy() {
			return st, err
		}
	}
}

// requestText shows a request's head as text.
func requestText(q *http2.Request, proto string) string {
	return q.Method + " " + q.Path + " " + proto + "\r\nHost: " + q.Authority + "\r\n" + fieldText(q.Header) + "\r\n"
}

func fieldText(list header.List) string {
	var b strings.Builder
	for _, f := range list {
		b.WriteString(f.Name + ": " + f.Value + "\r\n")
	}
	return b.String()
}
