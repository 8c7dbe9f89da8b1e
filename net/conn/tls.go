package conn

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"vitrine/engine/trace"
)

// TLSInfo is what a handshake agreed on and who answered.
type TLSInfo struct {
	Version, Cipher, ALPN string
	Group                 string // of the key exchange, "" when the handshake had none
	Resumed               bool
	ECH                   bool   // the name of the server was sent encrypted
	Subject, Issuer       string // of the leaf
	NotBefore, NotAfter   time.Time
	Names                 []string // DNS names and addresses of the leaf
	Chain                 []*x509.Certificate
}

func (i *TLSInfo) trace(sp *trace.Span) {
	if sp == nil {
		return
	}
	resumed := 0
	if i.Resumed {
		resumed = 1
	}
	sp.Set(trace.Str("version", i.Version), trace.Str("cipher", i.Cipher), trace.Str("alpn", i.ALPN),
		trace.Int("resumed", resumed), trace.Str("subject", i.Subject), trace.Str("issuer", i.Issuer),
		trace.Str("notBefore", i.NotBefore.UTC().Format(time.RFC3339)),
		trace.Str("notAfter", i.NotAfter.UTC().Format(time.RFC3339)),
		trace.Str("names", strings.Join(i.Names, " ")), trace.Str("group", i.Group), trace.Str("chain", chainText(i.Chain)))
	if i.ECH {
		sp.Set(trace.Str("ech", "accepted"))
	}
}

// maxChainShown bounds how many certificates of a chain go on the trace.
const maxChainShown = 8

// chainText names the certificates that the server sent, the leaf first, then their issuers.
func chainText(chain []*x509.Certificate) string {
	var out []string
	for _, c := range chain[:min(len(chain), maxChainShown)] {
		out = append(out, who(c))
	}
	if n := len(chain); n > 0 && n <= maxChainShown && chain[n-1].Issuer.String() != chain[n-1].Subject.String() {
		issuer := chain[n-1].Issuer.CommonName
		if issuer == "" {
			issuer = chain[n-1].Issuer.String()
		}
		out = append(out, issuer)
	}
	return strings.Join(out, " ← ")
}

// offer describes what a ClientHello with this configuration asks for.
func offer(sp *trace.Span, cfg *tls.Config, alpn []string) {
	if sp == nil {
		return
	}
	if alpn == nil {
		alpn = cfg.NextProtos
	}
	// The suites of TLS 1.3 cannot be configured; those of TLS 1.2 are the safe ones.
	suites := []string{}
	for _, s := range tls.CipherSuites() {
		suites = append(suites, s.Name)
	}
	sp.Set(trace.Str("offered-versions", "TLS 1.3 TLS 1.2"), trace.Str("offered-suites", strings.Join(suites, " ")),
		trace.Str("offered-alpn", strings.Join(alpn, " ")))
}

// tlsConfig is the part of the configuration that all handshakes share.
func tlsConfig(cfg *Config) *tls.Config {
	alpn := cfg.ALPN
	if alpn == nil {
		alpn = []string{"http/1.1"}
	}
	check := verify
	if cfg.Insecure {
		check = nil
	}
	return &tls.Config{
		InsecureSkipVerify: cfg.Insecure,
		RootCAs:            cfg.RootCAs,
		NextProtos:         alpn,
		MinVersion:         tls.VersionTLS12,
		ClientSessionCache: tls.NewLRUClientSessionCache(cfg.Limits.Sessions),
		KeyLogWriter:       cfg.KeyLog,
		VerifyConnection:   check,
	}
}

// siteSessions are the TLS sessions that belong to one site.
type siteSessions struct {
	all  tls.ClientSessionCache
	site string
}

// Get implements tls.ClientSessionCache.
func (s siteSessions) Get(key string) (*tls.ClientSessionState, bool) {
	return s.all.Get(s.site + " " + key)
}

// Put implements tls.ClientSessionCache.
func (s siteSessions) Put(key string, state *tls.ClientSessionState) {
	s.all.Put(s.site+" "+key, state)
}

// handshake does TLS with a host over nc, on behalf of a site. alpn replaces the configured
// protocols unless it is nil.
func (p *Pool) handshake(ctx context.Context, nc net.Conn, host, site string, alpn []string, ask hello) (net.Conn, *TLSInfo, error) {
	name := strings.TrimSuffix(strings.Trim(host, "[]"), ".")
	cfg := p.tls.Clone()
	cfg.ServerName = name
	cfg.ClientSessionCache = siteSessions{cfg.ClientSessionCache, site}
	if alpn != nil {
		cfg.NextProtos = alpn
	}
	ask.apply(cfg)
	ctx, cancel := context.WithTimeoutCause(ctx, p.cfg.Limits.Handshake, errTimeout)
	defer cancel()
	below := &watched{Conn: nc}
	tc := tls.Client(below, cfg)
	if err := tc.HandshakeContext(ctx); err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return nil, nil, tlsError(name, err)
	}
	return &tlsConn{tc, below}, newTLSInfo(tc.ConnectionState()), nil
}

// watched remembers that its connection ended.
type watched struct {
	net.Conn
	ended atomic.Bool
}

// Read implements io.Reader.
func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	if err == io.EOF {
		w.ended.Store(true)
	}
	return n, err
}

// tlsConn tells an end that the peer has announced, which is io.EOF, from one that somebody else
// may have made, which is io.ErrUnexpectedEOF: crypto/tls takes both for the same.
//
// https://www.rfc-editor.org/rfc/rfc9112#name-tls-connection-closure
type tlsConn struct {
	*tls.Conn
	below *watched
}

// Read implements io.Reader.
func (c *tlsConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if err == io.EOF && c.below.ended.Load() {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

func certNames(c *x509.Certificate) []string {
	names := append([]string(nil), c.DNSNames...)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	return names
}

// TLSProblem says what kind of thing went wrong in a handshake.
type TLSProblem uint8

const (
	TLSProtocol    TLSProblem = iota // no common version, an alert, or not TLS at all
	TLSExpired                       // the certificate is too old
	TLSNotYetValid                   // the certificate is not valid yet
	TLSName                          // the certificate is for other names
	TLSUnknownRoot                   // nobody we trust signed it
	TLSInvalid                       // the certificate breaks another rule
	TLSRevoked                       // its authority took the certificate back
	TLSTimeout                       // no answer in time
)

// TLSError says why a handshake failed. Its text is "host: what is wrong".
type TLSError struct {
	Host    string
	Problem TLSProblem
	Detail  string            // one readable line
	Cert    *x509.Certificate // the offending certificate, or nil
	Err     error
}

func (e *TLSError) Error() string { return e.Host + ": " + e.Detail }

// Unwrap returns the cause.
func (e *TLSError) Unwrap() error { return e.Err }

// Timeout reports whether the server stayed silent.
func (e *TLSError) Timeout() bool { return e.Problem == TLSTimeout }

// maxNamesShown bounds how many of a certificate's names an error repeats.
const maxNamesShown = 5

// tlsError turns an error of crypto/tls into one that says what is wrong.
func tlsError(host string, err error) *TLSError {
	e := &TLSError{Host: host, Err: err, Problem: TLSInvalid}
	var verify *tls.CertificateVerificationError
	if errors.As(err, &verify) && len(verify.UnverifiedCertificates) > 0 {
		e.Cert = verify.UnverifiedCertificates[0]
	}
	var (
		invalid   x509.CertificateInvalidError
		name      x509.HostnameError
		authority x509.UnknownAuthorityError
		roots     x509.SystemRootsError
		record    tls.RecordHeaderError
		alert     tls.AlertError
		ours      *certError
	)
	switch {
	case errors.As(err, &invalid):
		c := invalid.Cert
		e.Cert = c
		now := time.Now()
		switch {
		case invalid.Reason == x509.Expired && now.Before(c.NotBefore):
			e.Problem = TLSNotYetValid
			e.Detail = "certificate is not valid before " + day(c.NotBefore)
		case invalid.Reason == x509.Expired:
			e.Problem = TLSExpired
			e.Detail = "certificate expired on " + day(c.NotAfter) + ", " + ago(now.Sub(c.NotAfter))
			if c != nil && c.IsCA {
				e.Detail = "certificate of the authority " + strconv.Quote(who(c)) + " expired on " + day(c.NotAfter) + ", " + ago(now.Sub(c.NotAfter))
			}
		case invalid.Reason == x509.IncompatibleUsage:
			e.Detail = "certificate is not for servers"
		case invalid.Reason == x509.NameMismatch:
			e.Detail = "certificate chain does not fit together"
		default:
			e.Detail = "certificate is not valid: " + strings.TrimPrefix(invalid.Error(), "x509: ")
		}
	case errors.As(err, &name):
		e.Problem, e.Cert = TLSName, name.Certificate
		names := certNames(name.Certificate)
		switch {
		case len(names) == 0 && name.Certificate.Subject.CommonName != "":
			e.Detail = "certificate has only the common name " + strconv.Quote(name.Certificate.Subject.CommonName) + ", which does not count"
		case len(names) == 0:
			e.Detail = "certificate names no host"
		default:
			more := ""
			if len(names) > maxNamesShown {
				more = fmt.Sprintf(" and %d more", len(names)-maxNamesShown)
				names = names[:maxNamesShown]
			}
			e.Detail = fmt.Sprintf("certificate is for %q%s, not for %q", names, more, host)
		}
	case errors.As(err, &authority):
		e.Problem = TLSUnknownRoot
		c := authority.Cert
		if c == nil {
			c = e.Cert
		}
		e.Cert = c
		switch {
		case c == nil:
			e.Detail = "certificate is signed by an unknown authority"
		case c.Subject.String() == c.Issuer.String():
			e.Detail = "certificate is signed by itself (" + strconv.Quote(who(c)) + "), not by a trusted authority"
		default:
			e.Detail = "certificate is signed by the unknown authority " + strconv.Quote(issuer(c))
		}
		if s := err.Error(); strings.Contains(s, "insecure algorithm") {
			e.Problem, e.Detail = TLSInvalid, "certificate is signed with an insecure algorithm ("+c.SignatureAlgorithm.String()+")"
		}
	case errors.As(err, &roots):
		e.Problem, e.Detail = TLSUnknownRoot, "no trusted authorities are known on this machine"
	case errors.As(err, &ours):
		e.Problem, e.Detail, e.Cert = ours.problem, ours.text, ours.cert
	case errors.As(err, &record):
		e.Problem, e.Detail = TLSProtocol, "the server does not speak TLS"
	case errors.As(err, &alert):
		e.Problem, e.Detail = TLSProtocol, "the server refused the handshake ("+strings.TrimPrefix(alert.Error(), "tls: ")+")"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		e.Problem, e.Detail = TLSProtocol, "the server closed the connection in the handshake"
	case isTimeout(err):
		e.Problem, e.Detail = TLSTimeout, "no answer to the handshake in time"
	case errors.Is(err, context.Canceled):
		e.Problem, e.Detail = TLSProtocol, "canceled"
	default:
		e.Problem = TLSProtocol
		e.Detail = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(reason(err), "remote error: "), "tls: "), "x509: ")
		if verify != nil {
			e.Problem = TLSInvalid
			e.Detail = "certificate is not valid: " + strings.TrimPrefix(verify.Err.Error(), "x509: ")
		}
	}
	return e
}

func day(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 MST") }

func ago(d time.Duration) string {
	if days := int(d.Hours() / 24); days > 1 {
		return strconv.Itoa(days) + " days ago"
	}
	return d.Round(time.Minute).String() + " ago"
}

func who(c *x509.Certificate) string {
	if c.Subject.CommonName != "" {
		return c.Subject.CommonName
	}
	return c.Subject.String()
}

func issuer(c *x509.Certificate) string {
	if c.Issuer.CommonName != "" {
		return c.Issuer.CommonName
	}
	return c.Issuer.String()
}
