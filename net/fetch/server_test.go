package fetch

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vitrine/engine/trace"
	"vitrine/net/conn"
	"vitrine/net/weburl"
)

// patient is far more than anything takes that does happen in a test: a limit that must not be
// reached.
const patient = 5 * time.Minute

// eventually waits for something that another goroutine brings about.
func eventually(t testing.TB, what string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(patient / 5); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if f() {
			return
		}
	}
	t.Error(what + ": never")
}

// server answers on loopback as its handler says, connection by connection.
type server struct {
	addr  netip.AddrPort
	conns atomic.Int32
	mu    sync.Mutex
	heads []string // the request heads it saw
}

// serve starts a raw server. The handler has the connection until it returns; handlers that
// want requests read them with next.
func serve(t testing.TB, handle func(*server, *peer)) *server {
	return serveOn(t, nil, handle)
}

func serveOn(t testing.TB, cfg *tls.Config, handle func(*server, *peer)) *server {
	t.Helper()
	return serveAt(t, listen(t), cfg, handle)
}

func serveAt(t testing.TB, l net.Listener, cfg *tls.Config, handle func(*server, *peer)) *server {
	s := &server{addr: netip.MustParseAddrPort(l.Addr().String())}
	var all sync.WaitGroup
	var mu sync.Mutex
	open := map[net.Conn]bool{}
	all.Go(func() {
		for {
			nc, err := l.Accept()
			if err != nil {
				return
			}
			s.conns.Add(1)
			mu.Lock()
			open[nc] = true
			mu.Unlock()
			all.Go(func() {
				c := nc
				if cfg != nil {
					c = tls.Server(nc, cfg)
				}
				handle(s, &peer{s: s, Conn: c, br: bufio.NewReader(c)})
				c.Close()
				mu.Lock()
				delete(open, nc)
				mu.Unlock()
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		mu.Lock()
		for c := range open {
			c.Close()
		}
		mu.Unlock()
		all.Wait()
	})
	return s
}

func (s *server) url(path string) *weburl.URL {
	return weburl.MustParse("http://" + s.addr.String() + path)
}

func (s *server) seen() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.heads...)
}

// peer is the server's end of one connection.
type peer struct {
	s *server
	net.Conn
	br     *bufio.Reader
	method string // of the last request
}

// next reads one request and returns its path, or "" when the connection ended.
func (p *peer) next() string {
	var head strings.Builder
	length := 0
	for {
		line, err := p.br.ReadString('\n')
		if err != nil {
			return ""
		}
		if k, v, ok := strings.Cut(strings.TrimSpace(line), ":"); ok && strings.EqualFold(k, "Content-Length") {
			length, _ = strconv.Atoi(strings.TrimSpace(v))
		}
		if strings.TrimSpace(line) == "" {
			break
		}
		head.WriteString(line)
	}
	io.CopyN(io.Discard, p.br, int64(length))
	p.s.mu.Lock()
	p.s.heads = append(p.s.heads, head.String())
	p.s.mu.Unlock()
	method, rest, _ := strings.Cut(head.String(), " ")
	p.method = method
	path, _, _ := strings.Cut(rest, " ")
	return path
}

func (p *peer) say(s string) { io.WriteString(p, s) }

// answer is a whole 200 response.
func answer(body string, fields ...string) string {
	s := "HTTP/1.1 200 OK\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n"
	for _, f := range fields {
		s += f + "\r\n"
	}
	return s + "\r\n" + body
}

// once serves every connection one fixed answer after its request.
func once(t testing.TB, text string) *server {
	return serve(t, func(s *server, p *peer) {
		if p.next() != "" {
			p.say(text)
		}
	})
}

// client returns a client that resolves every name to loopback.
func client(t testing.TB, change func(*Config)) *Client {
	t.Helper()
	cfg := Config{
		Resolver: conn.ResolverFunc(func(ctx context.Context, host string) ([]netip.Addr, error) {
			if strings.HasSuffix(host, ".invalid") {
				return nil, errors.New("no such name")
			}
			return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
		}),
		Limits: Limits{Response: patient, Answer: patient, Progress: patient, Total: patient},
		Conn:   conn.Limits{Connect: patient, Attempt: patient, Handshake: patient},
	}
	if change != nil {
		change(&cfg)
	}
	c := New(cfg)
	t.Cleanup(c.Close)
	return c
}

// get fetches and reads everything.
func get(c *Client, u *weburl.URL) (*Response, string, error) {
	return do(c, &Request{URL: u})
}

func do(c *Client, req *Request) (*Response, string, error) {
	r, err := c.Fetch(context.Background(), req)
	if err != nil {
		return nil, "", err
	}
	b, err := r.Bytes(0)
	return r, string(b), err
}

// record runs f with a trace and returns its events.
func record(f func(ctx context.Context)) []trace.Event {
	var rec trace.Recorder
	root := trace.New("test", &rec)
	f(trace.With(context.Background(), root))
	root.End()
	return rec.Events()
}

// authority is a certificate authority for tests.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pool *x509.CertPool
}

func newAuthority(t testing.TB) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test Root"}, DNSNames: []string{"www.a.test"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return &authority{cert, key, pool}
}

// issue signs a certificate for names; change edits it before.
func (a *authority) issue(t testing.TB, change func(*x509.Certificate), names ...string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "leaf"}, DNSNames: names,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if change != nil {
		change(tmpl)
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, a.cert, &key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// listen opens a port of loopback.
func listen(t testing.TB) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// pipes is a listener in memory and the Dialer that leads to it: for tests in virtual time.
type pipes struct {
	queue chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newPipes() *pipes { return &pipes{queue: make(chan net.Conn), done: make(chan struct{})} }

// DialContext implements conn.Dialer.
func (p *pipes) DialContext(ctx context.Context, network, _ string) (net.Conn, error) {
	a, b := net.Pipe()
	if network != "tcp" {
		return nil, errors.New("nobody there")
	}
	select {
	case p.queue <- b:
		return a, nil
	case <-p.done:
		return nil, errors.New("refused")
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.queue:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}
func (p *pipes) Close() error { p.once.Do(func() { close(p.done) }); return nil }
func (p *pipes) Addr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.MustParseAddrPort("192.0.2.1:8000"))
}
