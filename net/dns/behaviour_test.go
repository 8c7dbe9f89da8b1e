package dns

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"vitrine/engine/trace"
)

// stubOn is a stub resolver whose one server is f. It must be closed.
func stubOn(f func(network string, query []byte) []byte, edit ...func(*Config)) *Resolver {
	cfg := Config{Dialer: &testNet{handle: f}, Conf: ResolvConf{Servers: []netip.AddrPort{netip.MustParseAddrPort("192.0.2.53:53")}}}
	for _, e := range edit {
		e(&cfg)
	}
	return New(cfg)
}

// reply answers a query with records.
func replyTo(query []byte, recs ...Record) *Message {
	q, err := ParseMessage(query)
	if err != nil {
		panic(err)
	}
	m := &Message{ID: q.ID, Response: true, RecursionAvailable: true, Question: q.Question}
	for _, r := range recs {
		if r.Type == q.Question.Type || r.Type == TypeCNAME {
			m.Answer = append(m.Answer, r)
		}
	}
	return m
}

func pack(m *Message) []byte {
	b, err := m.Append(nil)
	if err != nil {
		panic(err)
	}
	return b
}

func notes(rec *trace.Recorder, name string) (n int) {
	for _, e := range rec.Events() {
		if e.Name == name && e.Phase == trace.Note {
			n++
		}
	}
	return n
}

// TestResolvConfOptions holds the options of resolv.conf against what goes out.
func TestResolvConfOptions(t *testing.T) {
	for _, c := range []struct {
		name string
		edit func(*ResolvConf)
		want string
	}{
		{"none", func(*ResolvConf) {}, "udp A, udp AAAA"},
		{"use-vc", func(c *ResolvConf) { c.TCP = true }, "tcp A, tcp AAAA"},
		{"no-aaaa", func(c *ResolvConf) { c.NoIPv6 = true }, "udp A"},
		{"single-request", func(c *ResolvConf) { c.Single = true }, "udp A, udp AAAA"},
	} {
		synctest.Test(t, func(t *testing.T) {
			var mu sync.Mutex
			var seen []string
			asking, most := 0, 0
			r := stubOn(func(network string, b []byte) []byte {
				q, _ := ParseMessage(b)
				mu.Lock()
				seen = append(seen, network+" "+q.Question.Type.String())
				asking++
				most = max(most, asking)
				mu.Unlock()
				time.Sleep(10 * time.Millisecond)
				mu.Lock()
				asking--
				mu.Unlock()
				return pack(replyTo(b, addr4("a.test.", "192.0.2.1"), Record{"a.test.", TypeAAAA, 60, strings.Repeat("\x20", 16)}))
			}, func(cfg *Config) { c.edit(&cfg.Conf) })
			if _, err := r.Lookup(context.Background(), "a.test"); err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			if slices.Sort(seen); strings.Join(seen, ", ") != c.want {
				t.Errorf("%s: %v", c.name, seen)
			}
			if (most == 1) != (c.name == "no-aaaa" || c.name == "single-request") {
				t.Errorf("%s: %d questions at once", c.name, most)
			}
			r.Close()
		})
	}
}

// TestPrefetch: what is asked for at the end of its TTL is asked again, once, in the background.
func TestPrefetch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int32
		rec := &trace.Recorder{}
		ctx := trace.With(context.Background(), trace.New("test", rec))
		r := stubOn(func(_ string, b []byte) []byte {
			asked.Add(1)
			time.Sleep(20 * time.Millisecond)
			return pack(replyTo(b, Record{"a.test.", TypeA, 100, fmt.Sprintf("\xc0\x00\x02%c", byte(asked.Load()))}))
		}, func(c *Config) { c.Prefetch = true })
		defer r.Close()
		ask := func() string {
			reply, err := r.Query(ctx, "a.test", TypeA)
			if err != nil {
				t.Fatal(err)
			}
			return reply.Records()[0].Value()
		}
		ask()
		time.Sleep(89 * time.Second)
		if ask(); asked.Load() != 1 || notes(rec, "dns.prefetch") != 0 {
			t.Error("it was asked again too early")
		}
		time.Sleep(2 * time.Second)
		begin := time.Now()
		for range 3 {
			if got := ask(); got != "192.0.2.1" || time.Since(begin) != 0 {
				t.Errorf("%s after %v", got, time.Since(begin))
			}
		}
		time.Sleep(time.Second)
		if got := ask(); got != "192.0.2.2" || asked.Load() != 2 || notes(rec, "dns.prefetch") == 0 {
			t.Errorf("%s after %d questions", got, asked.Load())
		}
		time.Sleep(60 * time.Second)
		if got := ask(); got != "192.0.2.2" || asked.Load() != 2 {
			t.Errorf("past the first TTL: %s after %d questions", got, asked.Load())
		}
	})
}

// TestStaleInTime: with an old answer at hand, a slow server is not waited for, and its answer
// is kept all the same (RFC 8767 §5).
func TestStaleInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var delay atomic.Int64
		rec := &trace.Recorder{}
		ctx := trace.With(context.Background(), trace.New("test", rec))
		r := stubOn(func(_ string, b []byte) []byte {
			time.Sleep(time.Duration(delay.Load()))
			return pack(replyTo(b, Record{"a.test.", TypeA, 60, "\xc0\x00\x02\x01"}))
		}, func(c *Config) { c.Stale = time.Hour })
		defer r.Close()
		ask := func() (From, time.Duration) {
			begin := time.Now()
			reply, err := r.Query(ctx, "a.test", TypeA)
			if err != nil {
				t.Fatal(err)
			}
			return reply.From, time.Since(begin)
		}
		ask()
		time.Sleep(2 * time.Minute)
		if from, took := ask(); from != FromStub || took != 0 {
			t.Errorf("a quick server: %s after %v", from, took)
		}
		time.Sleep(2 * time.Minute)
		delay.Store(int64(4 * time.Second))
		if from, took := ask(); from != FromStale || took != staleWait || notes(rec, "dns.stale") != 1 {
			t.Errorf("a slow server: %s after %v", from, took)
		}
		time.Sleep(10 * time.Second)
		if from, _ := ask(); from != FromCache {
			t.Errorf("the late answer was not kept: %s", from)
		}
	})
}

// TestServersByTheirSpeed: the quickest server of a zone is asked most, and the trace says why.
func TestServersByTheirSpeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var counts [3]atomic.Int32
		n := &speedNet{delay: [3]time.Duration{200 * time.Millisecond, 10 * time.Millisecond, 80 * time.Millisecond}, counts: &counts}
		rec := &trace.Recorder{}
		ctx := trace.With(context.Background(), trace.New("test", rec))
		r := New(Config{Dialer: n, Mode: Iterative, NoIPv6: true, Hints: []Hint{{"a.", []netip.Addr{netip.MustParseAddr("192.0.2.1")}}, {"b.", []netip.Addr{netip.MustParseAddr("192.0.2.2")}}, {"c.", []netip.Addr{netip.MustParseAddr("192.0.2.3")}}}})
		defer r.Close()
		for i := range 600 {
			if _, err := r.Query(ctx, fmt.Sprintf("n%d", i), TypeA); err != nil {
				t.Fatal(err)
			}
		}
		if counts[1].Load() < 300 {
			t.Errorf("%d, %d and %d questions to servers of 200, 10 and 80 ms", counts[0].Load(), counts[1].Load(), counts[2].Load())
		}
		told := false
		for _, e := range rec.Events() {
			told = told || e.Name == "dns.query" && strings.Contains(e.Attr("choice"), "answers in about 10")
		}
		if !told {
			t.Error("the trace does not say why a server was chosen")
		}
	})
}

type speedNet struct {
	delay  [3]time.Duration
	counts *[3]atomic.Int32
}

func (n *speedNet) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	ap := netip.MustParseAddrPort(address)
	i := int(ap.Addr().As4()[3]) - 1
	return (&testNet{handle: func(_ string, b []byte) []byte {
		n.counts[i].Add(1)
		time.Sleep(n.delay[i])
		q, _ := ParseMessage(b)
		m := replyTo(b, Record{lower(q.Question.Name), TypeA, 60, "\xc0\x00\x02\x01"})
		m.Authoritative = true
		if q.Question.Name == "." {
			for _, s := range []string{"a.", "b.", "c."} {
				m.Answer = append(m.Answer, toName(".", TypeNS, s))
				m.Additional = append(m.Additional, addr4(s, map[string]string{"a.": "192.0.2.1", "b.": "192.0.2.2", "c.": "192.0.2.3"}[s]))
			}
		}
		return pack(m)
	}}).DialContext(ctx, network, address)
}

// TestMinimised: each server is shown only as much of a name as it needs (RFC 9156).
func TestMinimised(t *testing.T) {
	w := newSignedWorld(t)
	w.delegate(newZone("z.test.", nil, addr4("a.b.c.z.test.", "203.0.113.1")))
	for _, c := range []struct {
		off  bool
		want string
	}{
		{false, "192.0.2.1 . NS, 192.0.2.1 test. A, 192.0.2.2 z.test. A, 192.0.2.3 c.z.test. A, 192.0.2.3 b.c.z.test. A, 192.0.2.3 a.b.c.z.test. A"},
		{true, "192.0.2.1 . NS, 192.0.2.1 a.b.c.z.test. A, 192.0.2.2 a.b.c.z.test. A, 192.0.2.3 a.b.c.z.test. A"},
	} {
		var seen []string
		w.net.alter = func(server string, q Question, _ *Message) {
			seen = append(seen, server+" "+q.Name+" "+q.Type.String())
		}
		r := w.resolver(func(cfg *Config) { cfg.DNSSEC, cfg.NoMinimise = false, c.off })
		if _, err := r.Query(context.Background(), "a.b.c.z.test", TypeA); err != nil {
			t.Error(err)
		}
		r.Close()
		if got := strings.Join(seen, ", "); got != c.want {
			t.Errorf("%s", got)
		}
	}
}

// TestTLSServer: DNS over TLS asks nothing of a server that cannot prove its name.
func TestTLSServer(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"dns.test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, _ := x509.ParseCertificate(der)
	trusted := x509.NewCertPool()
	trusted.AddCert(leaf)
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, NextProtos: []string{"dot"}})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var asked, conns atomic.Int32
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			conns.Add(1)
			go func() {
				defer c.Close()
				for {
					b, err := readTCP(c)
					if err != nil {
						return
					}
					asked.Add(1)
					if len(b)%paddingBlock != 0 {
						t.Errorf("a query of %d bytes is not padded", len(b))
					}
					out := pack(replyTo(b, addr4("a.test.", "192.0.2.1"), addr4("b.test.", "192.0.2.2")))
					c.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(out))), out...))
				}
			}()
		}
	}()
	at := netip.MustParseAddrPort(l.Addr().String())
	for _, c := range []struct {
		name, server string
		roots        *x509.CertPool
		ok           bool
	}{
		{"right", "dns.test", trusted, true},
		{"another name", "other.test", trusted, false},
		{"nobody's certificate", "dns.test", x509.NewCertPool(), false},
		{"by its address, which the certificate has not", "", trusted, false},
	} {
		before := asked.Load()
		up := NewTLSServer(at, &tls.Config{ServerName: c.server, RootCAs: c.roots}, &net.Dialer{})
		r := New(Config{Dialer: &net.Dialer{}, Upstreams: []Upstream{up}, NoIPv6: true, Conf: ResolvConf{Attempts: 1, Timeout: time.Second}})
		_, err := r.Query(context.Background(), "a.test", TypeA)
		var cert *tls.CertificateVerificationError
		if c.ok != (err == nil) || !c.ok && !errors.As(err, &cert) {
			t.Errorf("%s: %v", c.name, err)
		}
		if !c.ok && asked.Load() != before {
			t.Errorf("%s: something was asked", c.name)
		}
		if c.ok {
			n := conns.Load()
			if _, err := r.Query(context.Background(), "b.test", TypeA); err != nil || conns.Load() != n {
				t.Errorf("the connection was not kept: %v", err)
			}
		}
		r.Close()
		up.Close()
	}
}

// TestHTTPSRecords follows HTTPS records as a client of the web needs them.
func TestHTTPSRecords(t *testing.T) {
	svc := func(name string, prio uint16, target string, params ...string) Record {
		b := append(binary.BigEndian.AppendUint16(nil, prio), appendWireName(nil, target)...)
		return Record{name, TypeHTTPS, 60, string(b) + strings.Join(params, "")}
	}
	param := func(k SvcKey, v string) string {
		return string([]byte{byte(k >> 8), byte(k), byte(len(v) >> 8), byte(len(v))}) + v
	}
	h3 := param(SvcALPN, "\x02h3\x02h2")
	recs := []Record{
		svc("a.test.", 2, "b.test.", param(SvcPort, "\x20\xfb")), svc("a.test.", 1, ".", h3, param(SvcIPv4Hint, "\xc0\x00\x02\x01"), param(SvcECH, "keys")),
		svc("alias.test.", 0, "a.test."), toName("cname.test.", TypeCNAME, "a.test."), svc("plainalias.test.", 0, "nothing.test."),
		svc("loop.test.", 0, "loop.test."), svc("gone.test.", 0, "."), svc("_8443._https.a.test.", 1, "c.test."),
		svc("strange.test.", 1, ".", param(SvcMandatory, "\x00\x63"), param(99, "x")), svc("broken.test.", 1, ".", h3, h3), svc("broken2.test.", 1, ".", param(SvcALPN, "")),
	}
	r := stubOn(func(_ string, b []byte) []byte {
		q, _ := ParseMessage(b)
		name := lower(q.Question.Name)
		m := replyTo(b)
		for range 3 {
			for _, rec := range recs {
				if rec.Name == name && (rec.Type == q.Question.Type || rec.Type == TypeCNAME) {
					m.Answer = append(m.Answer, rec)
				}
			}
			if n := len(m.Answer); n == 1 && m.Answer[0].Type == TypeCNAME {
				name = m.Answer[0].Target()
				continue
			}
			break
		}
		return pack(m)
	}, func(c *Config) {
		c.Hosts, _ = ParseHosts(strings.NewReader("192.0.2.9 pinned.test\n"))
	})
	defer r.Close()
	for _, c := range []struct {
		host string
		port int
		want string
	}{
		{"a.test", 443, `[1 a.test. h3,h2 0 1 4] [2 b.test.  8443 0 0]`}, {"a.test", 80, `[1 a.test. h3,h2 0 1 4] [2 b.test.  8443 0 0]`},
		{"a.test", 8443, "[1 c.test.  0 0 0]"}, {"alias.test", 443, `alias a.test. [1 a.test. h3,h2 0 1 4] [2 b.test.  8443 0 0]`},
		{"cname.test", 443, `[1 a.test. h3,h2 0 1 4] [2 b.test.  8443 0 0]`}, {"plainalias.test", 443, "alias nothing.test."},
		{"loop.test", 443, "error"}, {"gone.test", 443, ""}, {"strange.test", 443, ""}, {"broken.test", 443, ""}, {"broken2.test", 443, ""},
		{"192.0.2.1", 443, ""}, {"pinned.test", 443, ""}, {"localhost", 443, ""}, {"a.localhost", 443, ""}, {"single", 443, ""}, {"x.onion", 443, ""}, {"nothing.test", 443, ""},
	} {
		o, err := r.Services(context.Background(), c.host, c.port)
		var out []string
		if err != nil {
			out = append(out, "error")
		}
		if o.Alias != "" {
			out = append(out, "alias "+o.Alias)
		}
		for _, s := range o.Services {
			out = append(out, fmt.Sprintf("[%d %s %s %d %d %d]", s.Priority, s.Target, strings.Join(s.ALPN, ","), s.Port, len(s.IPv4), len(s.ECH)))
		}
		if got := strings.Join(out, " "); got != c.want {
			t.Errorf("%s %d: %s, want %s", c.host, c.port, got, c.want)
		}
	}
}
