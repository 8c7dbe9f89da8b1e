package fetch

import (
	"bytes"
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/quic-go/quic-go/http3"

	"vitrine/engine/trace"
	"vitrine/net/conn"
	"vitrine/net/dns"
	"vitrine/net/weburl"
)

// origin is a server over TCP, with and without TLS, and over QUIC, and the name server and
// network that lead to it.
type origin struct {
	t     *testing.T
	ca    *authority
	conf  *tls.Config
	addrs map[string]string                     // "tcp 443" → where that really is
	names map[string][]netip.Addr               // what the resolver says
	https map[string]func() (dns.Origin, error) // "host port" → HTTPS records
	mu    sync.Mutex
	dials []string
	tcp   atomic.Int32
}

func newOrigin(t *testing.T, h http.Handler, edit func(*tls.Config), names ...string) *origin {
	o := &origin{t: t, ca: newAuthority(t), addrs: map[string]string{}, names: map[string][]netip.Addr{}, https: map[string]func() (dns.Origin, error){}}
	o.conf = &tls.Config{Certificates: []tls.Certificate{o.ca.issue(t, nil, names...)}}
	if edit != nil {
		edit(o.conf)
	}
	for _, n := range names {
		o.names[n] = []netip.Addr{netip.MustParseAddr("192.0.2.1")}
	}
	l := listen(t)
	s := &http.Server{Handler: h, TLSConfig: o.conf.Clone(), ConnState: func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			o.tcp.Add(1)
		}
	}}
	go s.ServeTLS(l, "", "")
	t.Cleanup(func() { s.Close() })
	o.addrs["tcp 443"] = l.Addr().String()
	plain := listen(t)
	ps := &http.Server{Handler: h}
	go ps.Serve(plain)
	t.Cleanup(func() { ps.Close() })
	o.addrs["tcp 80"] = plain.Addr().String()
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	q := &http3.Server{Handler: h, TLSConfig: http3.ConfigureTLSConfig(o.conf.Clone())}
	go q.Serve(pc)
	t.Cleanup(func() { q.Close(); pc.Close() })
	o.addrs["udp 443"] = pc.LocalAddr().String()
	return o
}

// DialContext implements conn.Dialer over the map of ports.
func (o *origin) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	ap := netip.MustParseAddrPort(address)
	o.mu.Lock()
	o.dials = append(o.dials, network+" "+address)
	to := o.addrs[fmt.Sprintf("%s %d", network, ap.Port())]
	o.mu.Unlock()
	if to == "" {
		return nil, errors.New("nobody there")
	}
	var d net.Dialer
	return d.DialContext(ctx, network, to)
}

func (o *origin) dialled() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	out := o.dials
	o.dials = nil
	return out
}

// Lookup implements conn.Resolver.
func (o *origin) Lookup(_ context.Context, host string) ([]netip.Addr, error) {
	if as := o.names[host]; as != nil {
		return as, nil
	}
	return nil, errors.New("no such name")
}

// Services gives the HTTPS records.
func (o *origin) Services(_ context.Context, host string, port int) (dns.Origin, error) {
	if f := o.https[fmt.Sprintf("%s %d", host, port)]; f != nil {
		return f()
	}
	return dns.Origin{}, nil
}

func (o *origin) announce(host string, port int, s ...*dns.Service) {
	o.https[fmt.Sprintf("%s %d", host, port)] = func() (dns.Origin, error) { return dns.Origin{Services: s}, nil }
}

// client waits for HTTPS records and for HTTP/3 for as long as they take, unless change says
// something else: a busy machine must not decide which way is taken.
func (o *origin) client(change func(*Config)) *Client {
	return client(o.t, func(cfg *Config) {
		cfg.Dialer, cfg.Resolver, cfg.RootCAs = o, o, o.ca.pool
		cfg.Conn.ServiceLeast, cfg.Conn.ServiceMost, cfg.Conn.Stagger = patient, patient, patient
		if change != nil {
			change(cfg)
		}
	})
}

// get fetches and gives protocol and body, or the error.
func (o *origin) get(c *Client, url string) (string, *trace.Recorder) {
	rec := &trace.Recorder{}
	sp := trace.New("test", rec)
	r, err := c.Fetch(trace.With(context.Background(), sp), &Request{URL: weburl.MustParse(url)})
	if err != nil {
		return "error: " + err.Error(), rec
	}
	b, err := r.Bytes(1 << 20)
	if err != nil {
		return "error: " + err.Error(), rec
	}
	return r.Proto + " " + r.URL.String() + " " + string(b), rec
}

func noted(rec *trace.Recorder, name string) *trace.Event {
	for _, e := range rec.Events() {
		if e.Name == name && e.Phase != trace.Begin {
			return &e
		}
	}
	return nil
}

var greet = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintf(w, "%s %s%s", r.Proto, r.Host, r.Header.Get("Alt-Used"))
})

func service(alpn ...string) *dns.Service {
	return &dns.Service{Priority: 1, Target: "a.test.", ALPN: alpn}
}

func TestHTTPSRecords(t *testing.T) {
	for _, c := range []struct {
		name  string
		setup func(*origin)
		url   string
		want  string
		dials string // the first addresses that were dialled
	}{
		{"none", func(*origin) {}, "https://a.test/", "HTTP/2 https://a.test/ HTTP/2.0 a.test", "tcp 192.0.2.1:443"},
		{"h3", func(o *origin) { o.announce("a.test", 443, service("h3", "h2")) }, "https://a.test/", "HTTP/3 https://a.test/ HTTP/3.0 a.test", "udp 192.0.2.1:443"},
		{"h2 only", func(o *origin) { o.announce("a.test", 443, service("h2")) }, "https://a.test/", "HTTP/2 https://a.test/ HTTP/2.0 a.test", "tcp 192.0.2.1:443"},
		{"http is upgraded", func(o *origin) { o.announce("a.test", 80, service("h2")) }, "http://a.test/x", "HTTP/2 https://a.test/x HTTP/2.0 a.test", "tcp 192.0.2.1:443"},
		{"http stays without records", func(*origin) {}, "http://a.test/x", "HTTP/1.1 http://a.test/x HTTP/1.1 a.test", "tcp 192.0.2.1:80"},
		{"another port", func(o *origin) {
			s := service("h2")
			s.Port = 8443
			o.announce("a.test", 443, s)
			o.addrs["tcp 8443"] = o.addrs["tcp 443"]
		}, "https://a.test/", "HTTP/2 https://a.test/ HTTP/2.0 a.test", "tcp 192.0.2.1:8443"},
		{"another port that is dead", func(o *origin) {
			s := service("h2")
			s.Port = 8443
			o.announce("a.test", 443, s)
		}, "https://a.test/", "HTTP/2 https://a.test/ HTTP/2.0 a.test", "tcp 192.0.2.1:8443 tcp 192.0.2.1:443"},
		{"a port that is never used", func(o *origin) {
			s := service("h2")
			s.Port = 25
			o.announce("a.test", 443, s)
		}, "https://a.test/", "HTTP/2 https://a.test/ HTTP/2.0 a.test", "tcp 192.0.2.1:443"},
		{"another host by its hints", func(o *origin) {
			s := service("h2")
			s.Target, s.IPv4 = "cdn.test.", []netip.Addr{netip.MustParseAddr("192.0.2.7")}
			o.announce("a.test", 443, s)
		}, "https://a.test/", "HTTP/2 https://a.test/ HTTP/2.0 a.test", "tcp 192.0.2.7:443"},
		{"another host by its addresses", func(o *origin) {
			s := service("h2")
			s.Target = "cdn.test."
			o.announce("a.test", 443, s)
			o.names["cdn.test"] = []netip.Addr{netip.MustParseAddr("192.0.2.8")}
		}, "https://a.test/", "HTTP/2 https://a.test/ HTTP/2.0 a.test", "tcp 192.0.2.8:443"},
		{"a host without addresses of its own", func(o *origin) {
			s := service("h2")
			s.Target, s.IPv4 = "cdn.test.", []netip.Addr{netip.MustParseAddr("192.0.2.7")}
			o.announce("a.test", 443, s)
			delete(o.names, "a.test")
		}, "https://a.test/", "HTTP/2 https://a.test/ HTTP/2.0 a.test", "tcp 192.0.2.7:443"},
		{"by priority", func(o *origin) {
			s, b := service("h2"), service("h2")
			s.Priority, s.Target, s.IPv4 = 2, "far.test.", []netip.Addr{netip.MustParseAddr("192.0.2.6")}
			b.Target, b.IPv4 = "cdn.test.", []netip.Addr{netip.MustParseAddr("192.0.2.7")}
			o.announce("a.test", 443, s, b)
		}, "https://a.test/", "HTTP/2 https://a.test/ HTTP/2.0 a.test", "tcp 192.0.2.7:443"},
		{"alias", func(o *origin) {
			o.https["a.test 443"] = func() (dns.Origin, error) { return dns.Origin{Alias: "cdn.test."}, nil }
			o.names["cdn.test"] = []netip.Addr{netip.MustParseAddr("192.0.2.8")}
		}, "https://a.test/", "HTTP/2 https://a.test/ HTTP/2.0 a.test", "tcp 192.0.2.8:443"},
		{"trouble with them is no trouble", func(o *origin) {
			o.https["a.test 443"] = func() (dns.Origin, error) { return dns.Origin{}, &dns.Error{Kind: dns.ServFail} }
		}, "https://a.test/", "HTTP/2 https://a.test/ HTTP/2.0 a.test", "tcp 192.0.2.1:443"},
		{"forged", func(o *origin) {
			o.https["a.test 443"] = func() (dns.Origin, error) {
				return dns.Origin{}, &dns.Error{Name: "a.test.", Type: dns.TypeHTTPS, Kind: dns.BogusAnswer}
			}
		}, "https://a.test/", "error: ", ""},
		{"nothing that we speak", func(o *origin) {
			s := service("h9")
			s.NoDefaultALPN = true
			o.announce("a.test", 443, s)
		}, "https://a.test/", "HTTP/2 https://a.test/ HTTP/2.0 a.test", "tcp 192.0.2.1:443"},
		{"a certificate for somebody else", func(o *origin) { // the service must prove to be the origin
			o.announce("b.test", 443, service("h3", "h2"))
			o.names["b.test"] = o.names["a.test"]
		}, "https://b.test/", "error: ", "udp 192.0.2.1:443 tcp 192.0.2.1:443"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOrigin(t, greet, nil, "a.test")
			c.setup(o)
			got, _ := o.get(o.client(nil), c.url)
			if !strings.HasPrefix(got, c.want) {
				t.Errorf("%s, want %s", got, c.want)
			}
			if d := strings.Join(o.dialled(), " "); !strings.HasPrefix(d, c.dials) || c.dials == "" && d != "" {
				t.Errorf("dialled %s, want %s", d, c.dials)
			}
		})
	}
}

// TestLateHTTPSRecords: records that take too long are not waited for, and come too late.
func TestLateHTTPSRecords(t *testing.T) {
	o := newOrigin(t, greet, nil, "a.test")
	done := make(chan bool)
	defer close(done)
	o.https["a.test 443"] = func() (dns.Origin, error) { <-done; return dns.Origin{}, nil }
	c := o.client(func(cfg *Config) { cfg.Conn.ServiceLeast, cfg.Conn.ServiceMost = time.Millisecond, time.Millisecond })
	if got, rec := o.get(c, "https://a.test/"); got != "HTTP/2 https://a.test/ HTTP/2.0 a.test" || noted(rec, "service-late") == nil {
		t.Error(got)
	}
}

// TestHTTP3Fallback: a dead QUIC server costs a head start once, and is then left alone.
func TestHTTP3Fallback(t *testing.T) {
	for _, silent := range []bool{true, false} {
		o := newOrigin(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Connection", "close") // ends the HTTP/2 connection
			greet(w, r)
		}), nil, "a.test")
		o.announce("a.test", 443, service("h3", "h2"))
		delete(o.addrs, "udp 443")
		if silent {
			pc, err := net.ListenPacket("udp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer pc.Close()
			o.addrs["udp 443"] = pc.LocalAddr().String()
		}
		c := o.client(func(cfg *Config) { cfg.Conn.Stagger = 50 * time.Millisecond })
		for i := range 2 {
			got, rec := o.get(c, "https://a.test/")
			if !strings.HasPrefix(got, "HTTP/2 ") {
				t.Errorf("silent %v, fetch %d: %s", silent, i, got)
			}
			tried := slices.ContainsFunc(rec.Events(), func(e trace.Event) bool { return e.Name == "quic" })
			if tried != (i == 0) {
				t.Errorf("silent %v, fetch %d: QUIC was tried: %v", silent, i, tried)
			}
			eventually(t, "the connection ends", func() bool { return c.Stats().Open == 0 })
		}
	}
}

// TestHTTP3Broken: where HTTP/3 connects and then fails, a request that may be sent again goes
// over TCP.
func TestHTTP3Broken(t *testing.T) {
	o := newOrigin(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor == 3 {
			panic(http.ErrAbortHandler)
		}
		greet(w, r)
	}), nil, "a.test")
	o.announce("a.test", 443, service("h3", "h2"))
	c := o.client(nil)
	if got, rec := o.get(c, "https://a.test/"); !strings.HasPrefix(got, "HTTP/2 ") || noted(rec, "retry") == nil {
		t.Error(got)
	}
	if got, rec := o.get(c, "https://a.test/"); !strings.HasPrefix(got, "HTTP/2 ") || noted(rec, "quic") != nil {
		t.Error(got)
	}
	c = o.client(nil)
	r, err := c.Fetch(context.Background(), &Request{URL: weburl.MustParse("https://a.test/"), Method: "POST", Body: []byte("x")})
	if err == nil {
		t.Errorf("a POST was sent twice: %s", r.Proto)
		r.Body.Close()
	}
}

func TestAltSvc(t *testing.T) {
	var altPort atomic.Int32
	o := newOrigin(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Alt-Svc", fmt.Sprintf(`h2=":1", h3=":%d"; ma=600, h3-29=":2"`, altPort.Load()))
		if r.ProtoMajor < 3 {
			w.Header().Set("Connection", "close")
		}
		greet(w, r)
	}), nil, "a.test")
	altPort.Store(843)
	o.addrs["udp 843"] = o.addrs["udp 443"]
	c := o.client(nil)
	if got, _ := o.get(c, "https://a.test/"); got != "HTTP/2 https://a.test/ HTTP/2.0 a.test" {
		t.Fatal(got)
	}
	eventually(t, "the connection ends", func() bool { return c.Stats().Open == 0 })
	got, rec := o.get(c, "https://a.test/")
	if got != "HTTP/3 https://a.test/ HTTP/3.0 a.testa.test:843" { // with Alt-Used
		t.Error(got)
	}
	if e := noted(rec, "quic"); e == nil || e.Attr("alpn") != "h3" || e.Attr("why") != "Alt-Svc" || e.Attr("address") != "192.0.2.1:843" {
		t.Errorf("%+v", e)
	}
	if got, rec := o.get(c, "https://a.test/"); !strings.HasPrefix(got, "HTTP/3 ") || noted(rec, "reuse") == nil {
		t.Errorf("a second fetch: %s", got)
	}
}

func TestParseAltSvc(t *testing.T) {
	now := time.Unix(1e9, 0)
	for _, c := range []struct {
		value string
		port  int
		want  string
	}{
		{`h3=":443"`, 443, ":443 86400"},
		{`h3="alt.test:443"; ma=60; persist=1, h2="x:1"`, 443, "alt.test:443 60"},
		{`h3=":443"; ma=60,h3=":444"`, 443, ":443 60, :444 86400"},
		{`h3="[2001:db8::1]:443"`, 443, "[2001:db8::1]:443 86400"},
		{`h3=":8443"`, 443, ""}, // anybody may open that port
		{`h3=":8443"`, 8443, ":8443 86400"},
		{`h3=":25"`, 443, ""},
		{`h3=":443"; ma=0`, 443, ""},
		{`h3=":443"; ma=99999999`, 443, ":443 2592000"},
		{"clear", 443, ""},
		{`h3=":443", clear`, 443, ""},
		{`h3=":x", h3=443, h3, =":1", ;;,,"`, 443, ""},
		{`h3=":443;,x", h3=":444"`, 443, ":444 86400"},
	} {
		var got []string
		for _, s := range parseAltSvc(c.value, c.port, now) {
			got = append(got, fmt.Sprintf("%s:%d %d", s.host, s.port, int(s.expires.Sub(now).Seconds())))
		}
		if g := strings.Join(got, ", "); g != c.want {
			t.Errorf("%s: %s, want %s", c.value, g, c.want)
		}
	}
}

func FuzzAltSvc(f *testing.F) {
	f.Add(`h3="alt.test:443"; ma=60; persist=1, h2="x:1", clear`)
	f.Add("h3=\"\\\"")
	f.Fuzz(func(t *testing.T, v string) {
		for _, s := range parseAltSvc(v, 443, time.Unix(0, 0)) {
			if s.port < 1 || s.port > 1023 || s.expires.After(time.Unix(0, 0).Add(maxAltAge)) {
				t.Errorf("%q: %+v", v, s)
			}
		}
	})
}

// echConfig makes a key for encrypted ClientHellos with its configuration (RFC 9849 §4).
func echConfig(t *testing.T, id byte, public string) (tls.EncryptedClientHelloKey, []byte) {
	key, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var b []byte
	b = append(b, id, 0, 0x20) // DHKEM(X25519, HKDF-SHA256)
	b = binary.BigEndian.AppendUint16(b, 32)
	b = append(b, key.PublicKey().Bytes()...)
	b = append(b, 0, 4, 0, 1, 0, 1, 32, byte(len(public))) // HKDF-SHA256, AES-128-GCM
	b = append(b, public...)
	b = append(b, 0, 0)
	config := binary.BigEndian.AppendUint16([]byte{0xfe, 0x0d}, uint16(len(b)))
	config = append(config, b...)
	list := append(binary.BigEndian.AppendUint16(nil, uint16(len(config))), config...)
	return tls.EncryptedClientHelloKey{Config: config, PrivateKey: key.Bytes(), SendAsRetry: true}, list
}

func TestEncryptedClientHello(t *testing.T) {
	right, rightList := echConfig(t, 1, "public.test")
	_, oldList := echConfig(t, 2, "public.test")
	for _, c := range []struct {
		name  string
		keys  []byte
		h3    bool
		proto string
		ech   string
		retry bool
	}{
		{"accepted", rightList, false, "HTTP/2", "accepted", false},
		{"old keys", oldList, false, "HTTP/2", "accepted", true},
		{"not a configuration", []byte("\x00\x03abc"), false, "HTTP/2", "", true},
		{"over QUIC", rightList, true, "HTTP/3", "accepted", false},
		{"none", nil, false, "HTTP/2", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOrigin(t, greet, func(conf *tls.Config) { conf.EncryptedClientHelloKeys = []tls.EncryptedClientHelloKey{right} }, "a.test", "public.test")
			s := service("h2")
			if c.h3 {
				s = service("h3")
			}
			s.ECH = c.keys
			o.announce("a.test", 443, s)
			got, rec := o.get(o.client(nil), "https://a.test/")
			span := "tls"
			if c.h3 {
				span = "quic"
			}
			ech := ""
			for _, e := range rec.Events() {
				if e.Name == span && e.Phase == trace.End && e.Attr("ech") != "" {
					ech = e.Attr("ech")
				}
			}
			if !strings.HasPrefix(got, c.proto+" ") || ech != c.ech || (noted(rec, "ech-retry") != nil) != c.retry {
				t.Errorf("%s, ech %q", got, ech)
			}
		})
	}
	// A server that always offers other keys is asked no more than twice.
	o := newOrigin(t, greet, func(conf *tls.Config) {
		conf.GetEncryptedClientHelloKeys = func(*tls.ClientHelloInfo) ([]tls.EncryptedClientHelloKey, error) {
			k, _ := echConfig(t, 9, "public.test")
			return []tls.EncryptedClientHelloKey{k}, nil
		}
	}, "a.test", "public.test")
	s := service("h2")
	s.ECH = oldList
	o.announce("a.test", 443, s)
	got, _ := o.get(o.client(nil), "https://a.test/")
	if !strings.HasPrefix(got, "error: ") || o.tcp.Load() > 3 {
		t.Errorf("%s after %d connections", got, o.tcp.Load())
	}
}

// TestServicesOfResolver checks what our resolver makes of HTTPS records, through DNS.
func TestServicesOfResolver(t *testing.T) {
	c := New(Config{Resolver: serviceResolver{}})
	defer c.Close()
	all, err := c.services(context.Background(), conn.Target{TLS: true, Host: "a.test", Port: 443})
	if err != nil || len(all) != 2 {
		t.Fatal(all, err)
	}
	if s := all[0]; s.Host != "" || s.Port != 0 || !slices.Equal(s.ALPN, []string{"h3", "http/1.1"}) || !bytes.Equal(s.ECH, []byte("keys")) || len(s.Hints) != 2 || !s.Hints[0].Is6() {
		t.Errorf("%+v", s)
	}
	if s := all[1]; s.Host != "b.test" || s.Port != 8443 || !slices.Equal(s.ALPN, []string{"h2"}) {
		t.Errorf("%+v", s)
	}
}

type serviceResolver struct{ conn.ResolverFunc }

func (serviceResolver) Services(context.Context, string, int) (dns.Origin, error) {
	return dns.Origin{Services: []*dns.Service{
		{Priority: 2, Target: "b.test.", ALPN: []string{"h2"}, NoDefaultALPN: true, Port: 8443},
		{Priority: 1, Target: "a.test.", ALPN: []string{"h3"}, ECH: []byte("keys"), IPv4: []netip.Addr{netip.MustParseAddr("192.0.2.1")}, IPv6: []netip.Addr{netip.MustParseAddr("2001:db8::1")}},
		{Priority: 3, Target: "a.test.", ALPN: []string{"h2"}, Port: 25},
	}}, nil
}
