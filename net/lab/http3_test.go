package lab_test

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"vitrine/engine/trace"
	"vitrine/net/conn"
	"vitrine/net/dns"
	"vitrine/net/fetch"
	"vitrine/net/lab"
	"vitrine/net/weburl"
)

// TestHTTP3 goes the whole way: a HTTPS record found from the root down, a QUIC handshake, a
// page over HTTP/3; in memory and over loopback, with a link of its own round trip time.
func TestHTTP3(t *testing.T) {
	const head = "@ 3600 SOA ns hm 1 2 3 4 60\n"
	for _, memory := range []bool{true, false} {
		in, err := lab.Start(lab.Config{Memory: memory, Hosts: []lab.Host{
			{Name: "a.root.", Root: true, Addrs: []netip.Addr{netip.MustParseAddr("192.0.2.1")}, Services: []lab.Service{&lab.NameServer{Zones: []*lab.Zone{
				lab.MustZone(".", ". 3600 SOA a.root. hm. 1 2 3 4 60\n. 3600 NS a.root.\na.root. 3600 A 192.0.2.1\n"),
				lab.MustZone("h3.test.", head+"@ 3600 NS a.root.\n@ 60 A 192.0.2.80\n"+`@ 60 HTTPS \# 13 0001 00 0001 0006 026833026832`+"\n"),
				lab.MustZone("h2.test.", head+"@ 3600 NS a.root.\n@ 60 A 192.0.2.80\n"),
			}}}},
			{Name: "web.", Link: lab.Link{RTT: 40 * time.Millisecond}, Addrs: []netip.Addr{netip.MustParseAddr("192.0.2.80")}, Services: []lab.Service{
				&lab.Website{Names: []string{"h3.test", "h2.test"}, H2: true, H3: true, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					fmt.Fprint(w, r.Proto, " ", strings.Repeat("x", 100_000))
				})},
			}},
		}})
		if err != nil {
			t.Fatal(err)
		}
		r := dns.New(dns.Config{Dialer: in.Dialer(), Mode: dns.Iterative, Hints: in.Hints()})
		client := func() *fetch.Client { // HTTPS records and HTTP/3 are waited for, however busy the machine is
			return fetch.New(fetch.Config{Dialer: in.Dialer(), RootCAs: in.Roots(), Resolver: fetch.DNS(r),
				Conn: conn.Limits{ServiceLeast: time.Minute, ServiceMost: time.Minute, Stagger: time.Minute, Handshake: time.Minute, Connect: time.Minute}})
		}
		c := client()
		for _, want := range []struct{ url, proto string }{{"http://h3.test/", "HTTP/3"}, {"https://h3.test/", "HTTP/3"}, {"https://h2.test/", "HTTP/2"}} {
			if want.proto == "HTTP/2" { // without the connection that would serve it, too
				c.Close()
				c = client()
			}
			rec := &trace.Recorder{}
			ctx := trace.With(context.Background(), trace.New("test", rec))
			resp, err := c.Fetch(ctx, &fetch.Request{URL: weburl.MustParse(want.url)})
			if err != nil {
				t.Fatalf("%s, memory %v: %v", want.url, memory, err)
			}
			b, err := resp.Bytes(1 << 20)
			if err != nil || len(b) < 100_000 || resp.Proto != want.proto || !strings.HasPrefix(string(b), want.proto) {
				t.Errorf("%s, memory %v: %s, %d bytes, %v", want.url, memory, resp.Proto, len(b), err)
			}
			if want.proto == "HTTP/3" && resp.Timing != nil && !resp.Timing.TLSEnd.IsZero() {
				if d := resp.Timing.TLSEnd.Sub(resp.Timing.TLSStart); d < 40*time.Millisecond {
					t.Errorf("the handshake took %v over a round trip of 40 ms", d)
				}
			}
		}
		c.Close()
		r.Close()
		in.Close()
	}
}
