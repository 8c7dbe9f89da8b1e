package engine_test

import (
	"context"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"vitrine/engine"
	"vitrine/layout/text"
	"vitrine/net/cache"
	"vitrine/net/conn"
	"vitrine/net/fetch"
	"vitrine/net/lab"
)

// wide is a page with 50 subresources on three origins: a sheet of each, 40 images, and two
// images that each sheet names and one that a sheet names on another origin.
func wide(hosts [3]string) (page string, sheet func(host int) string) {
	var b strings.Builder
	b.WriteString("<!DOCTYPE html><title>wide</title>")
	for _, h := range hosts {
		fmt.Fprintf(&b, "<link rel=stylesheet href=https://%s/s.css>", h)
	}
	for i := range 40 {
		fmt.Fprintf(&b, "<img width=4 height=3 src=https://%s/i%d.png>", hosts[i%3], i)
	}
	for _, c := range "abcdefg" {
		fmt.Fprintf(&b, "<div class=%c>%c</div>", c, c)
	}
	return b.String(), func(n int) string {
		s := fmt.Sprintf(".%c{background:url(x%d.png)} .%c{background:url(y%d.png)}", "abc"[n], n, "def"[n], n)
		if n == 2 {
			s += fmt.Sprintf(" .g{background:url(https://%s/z.png)}", hosts[0])
		}
		return s
	}
}

// TestRoundTrips loads the wide page over links of 50 ms in virtual time, where only the network
// takes any, and holds the time against what the graph of its resources needs: three round trips
// for a connection's first answer (TCP, TLS 1.3, request), three more for the other origins, one
// for what the sheets name. Over HTTP/1.1 each origin has six connections.
func TestRoundTrips(t *testing.T) {
	const rtt = 50 * time.Millisecond
	for _, k := range []struct {
		name string
		h2   bool
		trip int // round trips
	}{{"HTTP/2", true, 7}, {"HTTP/1.1", false, 8}} {
		t.Run(k.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				hosts := [3]string{"a.test", "b.test", "c.test"}
				page, sheet := wide(hosts)
				var requests atomic.Int32
				var cfg lab.Config
				cfg.Memory = true
				for n, h := range hosts {
					cfg.Hosts = append(cfg.Hosts, lab.Host{Name: h, Addrs: []netip.Addr{netip.AddrFrom4([4]byte{203, 0, 113, byte(n + 1)})},
						Link: lab.Link{RTT: rtt}, Services: []lab.Service{&lab.Website{Names: []string{h}, H2: k.h2, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
							requests.Add(1)
							w.Header().Set("Cache-Control", "max-age=600")
							switch {
							case r.URL.Path == "/":
								w.Header().Set("Content-Type", "text/html; charset=utf-8")
								fmt.Fprint(w, page)
							case strings.HasSuffix(r.URL.Path, ".css"):
								w.Header().Set("Content-Type", "text/css")
								fmt.Fprint(w, sheet(n))
							default:
								w.Header().Set("Content-Type", "image/png")
								png.Encode(w, image.NewGray(image.Rect(0, 0, 4, 3)))
							}
						})}}})
				}
				in, err := lab.Start(cfg)
				if err != nil {
					t.Fatal(err)
				}
				defer in.Close()
				c := fetch.New(fetch.Config{Dialer: in.Dialer(), RootCAs: in.Roots(), Cache: cache.New(cache.Config{}),
					Resolver: conn.ResolverFunc(func(_ context.Context, host string) ([]netip.Addr, error) {
						return []netip.Addr{netip.AddrFrom4([4]byte{203, 0, 113, host[0] - 'a' + 1})}, nil
					})})
				defer c.Close()
				e := engine.New(engine.Config{Fetch: c, Fonts: text.NewFonts(text.Config{}), Width: 400, Height: 300})
				defer e.Close()
				load := func() time.Duration {
					start := time.Now()
					p, err := e.Load(t.Context(), "https://a.test/")
					if err != nil {
						t.Fatal(err)
					}
					if err := p.Idle(t.Context()); err != nil {
						t.Fatal(err)
					}
					p.Close()
					return time.Since(start)
				}
				took := load()
				least := time.Duration(k.trip) * rtt
				if n := requests.Load(); n != 51 {
					t.Errorf("%d requests", n)
				}
				if took > least*115/100 {
					t.Errorf("%v, the least is %v", took, least)
				}
				t.Logf("%v of %v", took, least)
				requests.Store(0)
				if took := load(); requests.Load() != 0 || took > rtt {
					t.Errorf("a second visit made %d requests and took %v", requests.Load(), took)
				}
			})
		})
	}
}
