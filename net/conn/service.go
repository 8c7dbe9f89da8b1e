package conn

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"vitrine/engine/trace"
)

// Service is a way to reach a target that somebody announced: an HTTPS record (RFC 9460) or an
// Alt-Svc field (RFC 7838). Whoever answers there must prove to be the target all the same.
type Service struct {
	Host  string       // whose addresses; "" for the target's own
	Port  int          // 0 for the target's own
	ALPN  []string     // protocols spoken there
	Hints []netip.Addr // of Host, good until its own are known
	ECH   []byte       // keys to encrypt the ClientHello with (an ECHConfigList)
	Why   string       // who says so, for the trace
}

// String prints "a.test:443 h3,h2".
func (s *Service) String() string {
	text := s.Host
	if s.Port != 0 {
		text = fmt.Sprintf("%s:%d", text, s.Port)
	}
	return strings.TrimSpace(text + " " + strings.Join(s.ALPN, ","))
}

// Session is a connection of a protocol that brings its own transport: HTTP/3.
type Session interface {
	State() tls.ConnectionState
	Close() error
}

// protoHTTP3 is the protocol of a Session.
const protoHTTP3 = "h3"

// UpgradeError says that a target without TLS has HTTPS records: it is to be asked for over
// https (RFC 9460 §9.5).
type UpgradeError struct{ Target Target }

// Error implements error.
func (e *UpgradeError) Error() string {
	return e.Target.String() + ": the host has HTTPS records: it wants to be reached by https"
}

// serviceShare is the part of the time that the addresses of a host took for which they wait for
// its HTTPS records: one in so many.
const serviceShare = 5

// How long HTTP/3 is left alone with a target where it did not work, or was slower.
const (
	brokenFor = 5 * time.Minute
	slowFor   = time.Minute
	maxBroken = 1024
)

// broken remembers targets for a while.
type broken struct {
	mu sync.Mutex
	m  map[Target]time.Time
}

func (b *broken) mark(t Target, d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.m == nil || len(b.m) >= maxBroken {
		b.m = map[Target]time.Time{}
	}
	b.m[t] = time.Now().Add(d)
}

func (b *broken) has(t Target) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return time.Now().Before(b.m[t])
}

// AvoidHTTP3 has a target reached over TCP for a while, after HTTP/3 with it went wrong.
func (p *Pool) AvoidHTTP3(t Target) { p.broken.mark(t, brokenFor) }

// find looks up addresses and services at once. The services have no say in whether it fails,
// unless they were found to be forged.
func (p *Pool) find(ctx context.Context, t Target, made *Times) ([]netip.Addr, []Service, error) {
	type found struct {
		services []Service
		err      error
	}
	var result chan found
	start := time.Now()
	if _, err := netip.ParseAddr(strings.Trim(t.Host, "[]")); err != nil && p.cfg.Services != nil && (t.TLS || t.Port == 80) {
		sctx, sp := trace.Start(ctx, "services", trace.Str("host", t.Host))
		sctx, cancel := context.WithCancel(sctx)
		defer cancel()
		result = make(chan found, 1)
		go func() {
			s, err := p.cfg.Services(sctx, t)
			if sp != nil {
				var list []string
				for i := range s {
					list = append(list, s[i].String())
				}
				sp.Set(trace.Str("host", t.Host), trace.Str("services", strings.Join(list, "; ")))
				if err != nil {
					sp.Set(trace.Err(err))
				}
				sp.End()
			}
			result <- found{s, err}
		}()
	}
	addrs, err := p.lookup(ctx, t.Host, made)
	var services []Service
	if result != nil {
		lim := &p.cfg.Limits
		wait := min(max(time.Since(start)/serviceShare, lim.ServiceLeast), lim.ServiceMost)
		if err != nil { // the records may lead to a name that has addresses
			wait = lim.ServiceMost
		}
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case f := <-result:
			if f.err != nil {
				return nil, nil, &NameError{Host: t.Host, Err: f.err}
			}
			services = f.services
		case <-timer.C:
			trace.From(ctx).Note(trace.Info, "service-late", trace.Pos{}, trace.Str("host", t.Host))
		case <-ctx.Done():
		}
		if !made.NameEnd.IsZero() {
			made.NameEnd = time.Now()
		}
	}
	if t.TLS && p.cfg.Alternatives != nil {
		services = append(services, p.cfg.Alternatives(t)...)
	}
	if err != nil && !slices.ContainsFunc(services, func(s Service) bool { return s.Host != "" || len(s.Hints) > 0 }) {
		return nil, nil, err
	}
	for i := range services {
		s := &services[i]
		var hints []string
		for _, a := range s.Hints {
			hints = append(hints, a.String())
		}
		trace.From(ctx).Note(trace.Info, "service", trace.Pos{}, trace.Str("host", t.Host), trace.Str("target", cmp.Or(s.Host, t.Host)),
			trace.Int("port", cmp.Or(s.Port, t.Port)), trace.Str("alpn", strings.Join(s.ALPN, ",")), trace.Str("hints", strings.Join(hints, " ")),
			trace.Int("ech", len(s.ECH)), trace.Str("why", s.Why))
	}
	return addrs, services, nil
}

// plan sorts services into the one for HTTP/3, or nil, and those for TCP.
func (p *Pool) plan(t Target, services []Service) (h3 *Service, tcp []*Service) {
	for i := range services {
		s := &services[i]
		if h3 == nil && p.cfg.HTTP3 != nil && !t.HTTP1 && slices.Contains(s.ALPN, protoHTTP3) && !p.broken.has(t) {
			h3 = s
		}
		if slices.ContainsFunc(s.ALPN, func(id string) bool {
			return slices.Contains(p.tls.NextProtos, id) && (!t.HTTP1 || id == "http/1.1")
		}) {
			tcp = append(tcp, s)
		}
	}
	return h3, tcp
}

// overServices connects to t by what was announced: HTTP/3 with a head start before TCP, and
// each of the TCP services until one connects, at last t itself.
func (p *Pool) overServices(ctx context.Context, c *Conn, t Target, addrs []netip.Addr, services []Service) (*Conn, error) {
	h3, tcp := p.plan(t, services)
	if h3 == nil {
		return p.overTCP(ctx, c, t, addrs, tcp)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type result struct {
		c    *Conn
		err  error
		quic bool
	}
	results := make(chan result, 2)
	go func() {
		own := *c
		nc, err := p.overQUIC(ctx, &own, t, addrs, h3)
		results <- result{nc, err, true}
	}()
	running, tcpStarted := 1, false
	startTCP := func() {
		if tcpStarted {
			return
		}
		tcpStarted = true
		running++
		own := *c
		go func() {
			nc, err := p.overTCP(ctx, &own, t, addrs, tcp)
			results <- result{nc, err, false}
		}()
	}
	head := time.NewTimer(p.cfg.Limits.Stagger)
	defer head.Stop()
	var failure error
	for running > 0 {
		select {
		case <-head.C:
			startTCP()
		case r := <-results:
			running--
			if r.err == nil {
				if running > 0 { // the loser is closed when it comes
					cancel()
					go func() {
						if l := <-results; l.err == nil {
							l.c.Close()
						}
					}()
				}
				if !r.quic && !p.broken.has(t) {
					p.broken.mark(t, slowFor)
				}
				return r.c, nil
			}
			if r.quic {
				if ctx.Err() == nil {
					p.broken.mark(t, brokenFor)
				}
				startTCP()
			}
			if failure == nil || !r.quic { // what TCP says is what people know
				failure = r.err
			}
		}
	}
	return nil, failure
}

// overTCP tries the services, then the target itself. Only a failure to connect leads on.
func (p *Pool) overTCP(ctx context.Context, c *Conn, t Target, addrs []netip.Addr, services []*Service) (*Conn, error) {
	var failure error
	for _, s := range services {
		as, err := p.addresses(ctx, t, addrs, s)
		if err == nil {
			var nc *Conn
			nc, err = p.connect(ctx, c, t, Target{TLS: t.TLS, Host: cmp.Or(s.Host, t.Host), Port: cmp.Or(s.Port, t.Port)}, as, s.ECH)
			if err == nil {
				return nc, nil
			}
		}
		failure = err
		var tcp *ConnectError
		var name *NameError
		if !errors.As(err, &tcp) && !errors.As(err, &name) || ctx.Err() != nil {
			return nil, err
		}
		if s.Host == "" && s.Port == 0 { // the target itself
			return nil, err
		}
		trace.From(ctx).Note(trace.Warning, "service-failed", trace.Pos{}, trace.Str("service", s.String()), trace.Err(err))
	}
	if len(addrs) == 0 {
		return nil, cmp.Or(failure, error(&NameError{Host: t.Host, Err: errNoAddress}))
	}
	return p.connect(ctx, c, t, t, addrs, nil)
}

// addresses gives the addresses of a service: hints at once, where it is not the target itself.
func (p *Pool) addresses(ctx context.Context, t Target, own []netip.Addr, s *Service) ([]netip.Addr, error) {
	as := own
	if s.Host != "" && s.Host != t.Host {
		if as = order(s.Hints, p.cfg.Limits.Addresses); len(as) == 0 {
			var err error
			if as, err = p.lookup(ctx, s.Host, &Times{}); err != nil {
				return nil, err
			}
		}
	} else if len(as) == 0 {
		if as = order(s.Hints, p.cfg.Limits.Addresses); len(as) == 0 {
			return nil, &NameError{Host: t.Host, Err: errNoAddress}
		}
	}
	return permitted(ctx, as)
}

// overQUIC makes an HTTP/3 connection: the addresses are tried one by one, each with the
// family's head start, until one shakes hands.
func (p *Pool) overQUIC(ctx context.Context, c *Conn, t Target, own []netip.Addr, s *Service) (*Conn, error) {
	sp := trace.From(ctx)
	as, err := p.addresses(ctx, t, own, s)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, p.cfg.Limits.Handshake, errTimeout)
	defer cancel()
	port := cmp.Or(s.Port, t.Port)
	c.Made.ConnectStart = time.Now()
	qsp := sp.Fork("quic", trace.Str("server", t.Host), trace.Int("port", port), trace.Str("why", s.Why))
	type result struct {
		session Session
		addr    netip.AddrPort
		err     error
	}
	results := make(chan result, len(as))
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	next, open := 0, 0
	start := func() {
		ap := netip.AddrPortFrom(as[next], uint16(port))
		next++
		open++
		go func() {
			session, err := p.attemptQUIC(ctx, qsp, t, ap, s.ECH)
			results <- result{session, ap, err}
		}()
	}
	timer := time.NewTimer(p.cfg.Limits.Stagger)
	defer timer.Stop()
	start()
	fail := &ConnectError{Target: t}
	for open > 0 {
		select {
		case <-timer.C:
			if next < len(as) {
				start()
				timer.Reset(p.cfg.Limits.Stagger)
			}
		case r := <-results:
			open--
			if r.err != nil {
				fail.Attempts = append(fail.Attempts, Attempt{r.addr, r.err})
				if next < len(as) && ctx.Err() == nil {
					start()
					timer.Reset(p.cfg.Limits.Stagger)
				}
				continue
			}
			if open > 0 {
				stop()
				go func(n int) {
					for range n {
						if l := <-results; l.err == nil {
							l.session.Close()
						}
					}
				}(open)
			}
			c.Made.ConnectEnd = time.Now()
			c.Made.TLSStart, c.Made.TLSEnd = c.Made.ConnectStart, c.Made.ConnectEnd
			c.Via, c.Remote, c.Wire, c.TLS = s, r.addr, r.session, newTLSInfo(r.session.State())
			c.Conn = sessionConn{Session: r.session}
			qsp.Set(trace.Str("address", r.addr.String()), trace.Str("why", s.Why))
			c.TLS.trace(qsp)
			qsp.End()
			return c, nil
		}
	}
	qsp.Set(trace.Err(fail))
	qsp.End()
	var cert *tls.CertificateVerificationError
	for _, a := range fail.Attempts {
		if errors.As(a.Err, &cert) {
			return nil, tlsError(t.Host, a.Err)
		}
	}
	return nil, fail
}

func (p *Pool) attemptQUIC(ctx context.Context, qsp *trace.Span, t Target, ap netip.AddrPort, ech []byte) (Session, error) {
	a := qsp.Fork("attempt", trace.Str("address", ap.String()))
	defer a.End()
	nc, err := p.cfg.Dialer.DialContext(ctx, "udp", ap.String())
	if err != nil {
		a.Set(trace.Str("result", reason(err)), trace.Err(err))
		return nil, err
	}
	cfg := p.tls.Clone()
	cfg.ServerName = strings.TrimSuffix(strings.Trim(t.Host, "[]"), ".")
	cfg.ClientSessionCache = siteSessions{p.sessions3, t.Site}
	cfg.EncryptedClientHelloConfigList = ech
	session, err := p.cfg.HTTP3(ctx, nc, cfg)
	if err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		a.Set(trace.Str("result", reason(err)), trace.Err(err))
		return nil, err
	}
	a.Set(trace.Str("result", "won"))
	return session, nil
}

// sessionConn stands in the place of the net.Conn that a Session does not have: it can be
// closed, and everything else fails.
type sessionConn struct {
	net.Conn // nil
	Session
}

func (s sessionConn) Close() error                     { return s.Session.Close() }
func (s sessionConn) Read([]byte) (int, error)         { return 0, net.ErrClosed }
func (s sessionConn) Write([]byte) (int, error)        { return 0, net.ErrClosed }
func (s sessionConn) SetDeadline(time.Time) error      { return nil }
func (s sessionConn) SetReadDeadline(time.Time) error  { return nil }
func (s sessionConn) SetWriteDeadline(time.Time) error { return nil }
func (s sessionConn) LocalAddr() net.Addr              { return &net.UDPAddr{} }
func (s sessionConn) RemoteAddr() net.Addr             { return &net.UDPAddr{} }

// newTLSInfo describes a handshake.
func newTLSInfo(cs tls.ConnectionState) *TLSInfo {
	info := &TLSInfo{
		Version: tls.VersionName(cs.Version), Cipher: tls.CipherSuiteName(cs.CipherSuite),
		ALPN: cs.NegotiatedProtocol, Resumed: cs.DidResume, Chain: cs.PeerCertificates, ECH: cs.ECHAccepted,
	}
	if cs.CurveID != 0 {
		info.Group = cs.CurveID.String()
	}
	if len(cs.PeerCertificates) > 0 {
		leaf := cs.PeerCertificates[0]
		info.Subject, info.Issuer = leaf.Subject.String(), leaf.Issuer.String()
		info.NotBefore, info.NotAfter = leaf.NotBefore, leaf.NotAfter
		info.Names = certNames(leaf)
	}
	return info
}

// otherKeys gives the keys with which a handshake may be tried again after the server, or our
// own library, could do nothing with those in ech: the server's own, or none.
//
// https://www.rfc-editor.org/rfc/rfc9849.html#name-handling-of-server-responses
func otherKeys(err error, ech []byte) (again []byte, ok bool) {
	if ech == nil {
		return nil, false
	}
	var rejected *tls.ECHRejectionError
	if errors.As(err, &rejected) {
		if slices.Equal(rejected.RetryConfigList, ech) {
			return nil, false
		}
		if len(rejected.RetryConfigList) == 0 { // the server does not do it any more
			return nil, true
		}
		return rejected.RetryConfigList, true
	}
	return nil, strings.Contains(err.Error(), "ECHConfig")
}

// hello is what a handshake asks for besides the usual.
type hello struct {
	ech   []byte // keys to encrypt its ClientHello with
	ecdsa bool   // only a certificate with an ECDSA key is of use
}

// suitesECDSA are the good suites of TLS 1.2 that need an ECDSA key.
var suitesECDSA = []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256}

func ecdsaSuites() string {
	var names []string
	for _, id := range suitesECDSA {
		names = append(names, tls.CipherSuiteName(id))
	}
	return strings.Join(names, " ")
}

func (h hello) apply(cfg *tls.Config) {
	switch {
	case h.ecdsa: // TLS 1.3 cannot be told to, here
		cfg.MaxVersion = tls.VersionTLS12
		cfg.CipherSuites = suitesECDSA
		cfg.ClientSessionCache = nil
	case h.ech != nil:
		cfg.EncryptedClientHelloConfigList, cfg.MinVersion = h.ech, tls.VersionTLS13
	}
}

// otherCertificate reports a handshake that failed because an RSA certificate is for other
// names. Servers that have two for one address give each client the one that it prefers;
// browsers prefer ECDSA, crypto/tls RSA, and not everybody keeps the names of both alike. What
// the second try gets is verified as much as the first.
func otherCertificate(err error) bool {
	var e *TLSError
	return errors.As(err, &e) && e.Problem == TLSName && e.Cert != nil && e.Cert.PublicKeyAlgorithm == x509.RSA
}
