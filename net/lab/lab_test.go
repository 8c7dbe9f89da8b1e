package lab

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"vitrine/engine/trace"
	"vitrine/net/dns"
)

func start(t *testing.T, c Config) *Internet {
	t.Helper()
	in, err := Start(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close() })
	return in
}

func resolver(in *Internet, edit func(*dns.Config)) *dns.Resolver {
	c := dns.Config{Dialer: in.Dialer(), Mode: dns.Iterative, Hints: in.Hints()}
	if edit != nil {
		edit(&c)
	}
	return dns.New(c)
}

// client is a web client of an internet, for looking at the servers' side only.
func client(t *testing.T, in *Internet, r *dns.Resolver) *http.Client {
	tr := &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: in.Roots()},
		DialContext:     dialVia(in, r),
	}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr}
}

func TestDemo(t *testing.T) {
	for _, memory := range []bool{false, true} {
		c := Demo()
		c.Memory = memory
		in := start(t, c)
		var rec trace.Recorder
		root := trace.New("test", &rec)
		r := resolver(in, nil)
		defer r.Close()
		a, err := r.Lookup(trace.With(context.Background(), root), "www.vitrine.test")
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Addrs) != 2 || a.Addrs[0].String() != "2001:db8:80::10" || a.Addrs[1].String() != "203.0.113.10" || a.From != dns.FromIterative {
			t.Errorf("answer %+v", a)
		}
		var asked []string
		for _, e := range rec.Events() {
			if e.Name == "dns.query" && e.Phase == trace.End {
				asked = append(asked, e.Attr("zone")+" "+e.Attr("name")+" "+e.Attr("type")+" "+e.Attr("result"))
			}
		}
		want := []string{". . NS answer", ". test A referral", "test vitrine.test A referral"}
		if got := strings.Join(asked[:3], "|"); got != strings.Join(want, "|") || len(asked) != 5 {
			t.Errorf("memory=%v: asked %q", memory, asked)
			for _, e := range rec.Events() {
				t.Log(e.At.Format("05.000000"), e.Span, e.Phase, e.Name, e.Attrs)
			}
		}
		b, err := r.Lookup(context.Background(), "static.vitrine.test")
		if err != nil || len(b.CNAMEs) != 1 || b.CNAMEs[0] != "edge.vitrine.test" || b.TTL != time.Minute {
			t.Errorf("alias: %+v, %v", b, err)
		}
		resp, err := client(t, in, r).Get("http://www.vitrine.test/css/base.css")
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.Request.URL.Scheme != "https" || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/css") || !strings.Contains(string(body), "border-collapse") {
			t.Errorf("%s %s %q", resp.Request.URL, resp.Status, body)
		}
		if _, err := in.Dialer().DialContext(context.Background(), "tcp", "203.0.113.10:81"); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("closed port: %v", err)
		}
		if _, err := in.Dialer().DialContext(context.Background(), "tcp", "203.0.113.99:80"); !errors.Is(err, syscall.EHOSTUNREACH) {
			t.Errorf("no host: %v", err)
		}
		in.Close()
	}
}

func TestVirtualTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := Demo()
		c.Memory = true
		for i := range c.Hosts {
			c.Hosts[i].Link.RTT = 50 * time.Millisecond
		}
		in := start(t, c)
		r := resolver(in, nil)
		defer r.Close()
		begin := time.Now()
		if _, err := r.Lookup(context.Background(), "www.vitrine.test"); err != nil {
			t.Fatal(err)
		}
		if d := time.Since(begin); d != 200*time.Millisecond {
			t.Errorf("priming, two referrals and an answer took %v", d)
		}
		begin = time.Now()
		resp, err := client(t, in, r).Get(DemoURL)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		// TCP, TLS 1.3, request: three round trips.
		if d := time.Since(begin); d != 150*time.Millisecond {
			t.Errorf("the page took %v", d)
		}
		in.Close()
		synctest.Wait()
	})
}

func TestZoneText(t *testing.T) {
	for _, c := range []struct{ text, err string }{
		{"@ 60 SOA ns h 1 2 3 4 5\n@ 60 TXT \"a b\" c ; comment\n  60 A 192.0.2.1", ""},
		{"@ 60 A 192.0.2.1", "no SOA"},
		{"@ 60 SOA ns h 1 2 3 4", "too few"},
		{"@ 60 A 2001:db8::1", "address"},
		{"@ 60 WHAT x", "type"},
		{"@ soon A 192.0.2.1", "ttl"},
		{"x.other. 60 A 192.0.2.1", "not in the zone"},
		{"@ 60 TYPE99 \\# 2 abcd", "no SOA"},
		{"@ 60 TYPE99 \\# 3 abcd", "promised"},
		{"@ 60 TXT \"open", "does not end"},
	} {
		_, err := ParseZone("z.test.", c.text)
		if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%q: %v", c.text, err)
		}
	}
}

func TestBandwidthAndLoss(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := start(t, Config{Memory: true, Hosts: []Host{{
			Name: "slow", Addrs: []netip.Addr{netip.MustParseAddr("192.0.2.9")}, Link: Link{RTT: 20 * time.Millisecond, Bandwidth: 10_000},
			Services: []Service{&PlainWebsite{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Write(make([]byte, 20_000))
			})}},
		}, {
			Name: "lossy", Addrs: []netip.Addr{netip.MustParseAddr("192.0.2.10")}, Link: Link{Loss: 1},
			Services: []Service{&NameServer{}},
		}}})
		begin := time.Now()
		tr := &http.Transport{DialContext: in.Dialer().DialContext}
		resp, err := (&http.Client{Transport: tr}).Get("http://192.0.2.9/")
		if err != nil {
			t.Fatal(err)
		}
		n, _ := io.Copy(io.Discard, resp.Body)
		if d := time.Since(begin); n != 20_000 || d < 2*time.Second || d > 2200*time.Millisecond {
			t.Errorf("%d bytes in %v", n, d)
		}
		resp.Body.Close()
		tr.CloseIdleConnections()
		conn, err := in.Dialer().DialContext(context.Background(), "udp", "192.0.2.10:53")
		if err != nil {
			t.Fatal(err)
		}
		conn.SetDeadline(time.Now().Add(time.Second))
		conn.Write(make([]byte, 12))
		if _, err := conn.Read(make([]byte, 512)); err == nil {
			t.Error("an answer over a link that loses everything")
		}
		conn.Close()
		in.Close()
		synctest.Wait()
	})
}

// dialVia resolves with our resolver and tries the addresses in turn.
func dialVia(in *Internet, r *dns.Resolver) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, hostport string) (net.Conn, error) {
		host, port, err := net.SplitHostPort(hostport)
		if err != nil {
			return nil, err
		}
		a, err := r.Lookup(ctx, host)
		if err != nil {
			return nil, err
		}
		var c net.Conn
		for _, ip := range a.Addrs {
			if c, err = in.Dialer().DialContext(ctx, network, net.JoinHostPort(ip.String(), port)); err == nil {
				return c, nil
			}
		}
		return nil, err
	}
}

func FuzzParseZone(f *testing.F) {
	f.Add("@ 60 SOA ns h 1 2 3 4 5\n@ 60 NS ns\nns 60 A 192.0.2.1\n* 60 TXT \"a b\" ; c\nd 60 DNAME e.f.\n", "x.d.z.test.")
	f.Add("@ 60 SOA ns h 1 2 3 4 5\nc 60 CNAME c\nsub 60 NS ns.sub\nns.sub 60 AAAA 2001:db8::1\n@ 60 TYPE99 \\# 2 abcd\n", "a.sub.z.test.")
	f.Fuzz(func(t *testing.T, text, name string) {
		if name == "" {
			return
		}
		z, err := ParseZone("z.test.", text)
		if err != nil {
			return
		}
		b, err := (&dns.Message{ID: 1, Question: dns.Question{Name: name, Type: dns.TypeA}}).Append(nil)
		if err != nil {
			return
		}
		for _, out := range (&NameServer{Zones: []*Zone{z}}).respond("udp", b) {
			if m, err := dns.ParseMessage(out); err != nil || m.ID != 1 || !m.Response {
				t.Errorf("%q asked of %q: %+v, %v", name, text, m, err)
			}
		}
	})
}
