package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"vitrine/net/conn"
	"vitrine/net/weburl"
)

// h2Server is a real HTTP/2 server on loopback, for the names of its certificate.
func h2Server(t *testing.T, h http.HandlerFunc, names ...string) (port int, conns *atomic.Int32, dial func(*Config)) {
	t.Helper()
	return h2ServerAt(t, listen(t), h, names...)
}

func h2ServerAt(t *testing.T, l net.Listener, h http.HandlerFunc, names ...string) (port int, conns *atomic.Int32, dial func(*Config)) {
	ca := newAuthority(t)
	conns = new(atomic.Int32)
	srv := &http.Server{ErrorLog: log.New(io.Discard, "", 0), Handler: h, TLSConfig: &tls.Config{Certificates: []tls.Certificate{ca.issue(t, nil, names...)}},
		ConnState: func(_ net.Conn, s http.ConnState) {
			if s == http.StateNew {
				conns.Add(1)
			}
		}}
	go srv.ServeTLS(l, "", "")
	t.Cleanup(func() { srv.Close() })
	ap := netip.MustParseAddrPort(l.Addr().String())
	return int(ap.Port()), conns, func(cfg *Config) {
		cfg.RootCAs = ca.pool
		cfg.Resolver = conn.ResolverFunc(func(context.Context, string) ([]netip.Addr, error) { return []netip.Addr{ap.Addr()}, nil })
	}
}

func TestHTTP2(t *testing.T) {
	gate := make(chan bool)
	port, conns, dial := h2Server(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/echo":
			b, _ := io.ReadAll(r.Body)
			w.Header().Set("X-Proto", r.Proto)
			w.Write(b)
		case "/large":
			w.Write([]byte(strings.Repeat("0123456789", 500_000)))
		case "/wait":
			<-gate
			fmt.Fprint(w, "waited")
		case "/endless":
			for r.Context().Err() == nil {
				w.Write(make([]byte, 1<<16))
			}
			gate <- true
		case "/abort":
			w.Write([]byte("part"))
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		default:
			fmt.Fprint(w, r.Host, r.URL.Path, r.Header.Get("Priority"))
		}
	}, "a.test", "b.test")
	c := client(t, dial)
	at := func(s string) *weburl.URL {
		return weburl.MustParse(fmt.Sprintf("https://%s", strings.Replace(s, "/", fmt.Sprintf(":%d/", port), 1)))
	}
	r, body, err := do(c, &Request{URL: at("a.test/echo"), Method: "POST", Body: []byte(strings.Repeat("x", 300_000))})
	if err != nil || len(body) != 300_000 || r.Proto != "HTTP/2" || r.Header.First("X-Proto") != "HTTP/2.0" || r.Timing.Reused {
		t.Fatalf("%+v %d %v", r, len(body), err)
	}
	var all sync.WaitGroup
	for i := range 200 { // all over the one connection, b.test's too
		all.Go(func() {
			host := [2]string{"a.test", "b.test"}[i%2]
			r, body, err := do(c, &Request{URL: at(host + fmt.Sprintf("/%d", i)), Destination: Style})
			want := fmt.Sprintf("%s:%d/%du=2", host, port, i)
			if err != nil || body != want || !r.Timing.Reused {
				t.Errorf("%q %v", body, err)
			}
		})
	}
	for range 4 {
		all.Go(func() {
			if _, body, err := get(c, at("a.test/large")); err != nil || len(body) != 5_000_000 {
				t.Errorf("%d bytes, %v", len(body), err)
			}
		})
	}
	all.Wait()
	// Closing a body resets its stream and leaves the others alone.
	r, err = c.Fetch(context.Background(), &Request{URL: at("a.test/endless")})
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Peek(10)
	r.Body.Close()
	<-gate // the stream is reset
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(20*time.Millisecond, cancel)
	var fe *Error
	if _, err := c.Fetch(ctx, &Request{URL: at("a.test/wait")}); !errors.As(err, &fe) || !fe.Canceled() {
		t.Error(err)
	}
	if _, body, err := get(c, at("a.test/abort")); err == nil || body != "part" {
		t.Errorf("%q %v", body, err)
	}
	if _, body, err := get(c, at("a.test/x")); err != nil || !strings.HasSuffix(body, "/x"+urgency[PriorityLow]) {
		t.Errorf("%q %v", body, err)
	}
	close(gate)
	if n := conns.Load(); n != 1 {
		t.Errorf("%d connections", n)
	}
	if st := c.Stats(); st.Open != 1 {
		t.Errorf("%+v", st)
	}
	c.Close()
	eventually(t, "the connection is closed", func() bool { return c.Stats().Open == 0 })
}

// A server that does not speak HTTP/2 is asked over as many connections as HTTP/1.1 needs, and
// the one that showed it is used.
func TestHTTP2Fallback(t *testing.T) {
	ca := newAuthority(t)
	s := serveOn(t, &tls.Config{Certificates: []tls.Certificate{ca.issue(t, nil, "a.test")}, NextProtos: []string{"http/1.1"}}, func(s *server, p *peer) {
		for path := p.next(); path != ""; path = p.next() {
			p.say(answer(path))
		}
	})
	c := client(t, func(cfg *Config) { cfg.RootCAs = ca.pool })
	r, _, err := get(c, weburl.MustParse(fmt.Sprintf("https://a.test:%d/", s.addr.Port())))
	if err != nil || r.Proto != "HTTP/1.1" || r.Timing.Reused || r.Timing.TLSEnd.IsZero() || s.conns.Load() != 1 {
		t.Errorf("%+v %v", r, err)
	}
}

// Requests to a server that we know nothing about make spare connections, of which nothing is
// left once it has spoken HTTP/2.
func TestHTTP2Spares(t *testing.T) {
	port, conns, dial := h2Server(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.URL.Path) }, "a.test")
	c := client(t, dial)
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			if r, body, err := get(c, weburl.MustParse(fmt.Sprintf("https://a.test:%d/%d", port, i))); err != nil || body != fmt.Sprintf("/%d", i) || r.Proto != "HTTP/2" {
				t.Errorf("%q %v", body, err)
			}
		})
	}
	all.Wait()
	if n := conns.Load(); n < 1 || n > 1+maxSpares {
		t.Errorf("%d connections were made", n)
	}
	eventually(t, "one connection is left", func() bool { return c.Stats().Open == 1 })
}

// A request that waits for its turn, because the server serves only so many at once, is not one
// that the server does not answer.
func TestHTTP2Turns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		road := newPipes()
		port, _, dial := h2ServerAt(t, road, func(w http.ResponseWriter, r *http.Request) {
			for range 3 {
				w.Write([]byte("0123456789"))
				w.(http.Flusher).Flush()
				time.Sleep(200 * time.Millisecond)
			}
		}, "a.test")
		c := client(t, func(cfg *Config) {
			dial(cfg)
			cfg.Dialer = road
			cfg.Limits.Response, cfg.Limits.Answer = time.Second, time.Second
			cfg.Limits.Progress = 10 * time.Second
		})
		var wg sync.WaitGroup
		for i := range 800 { // 250 at once, 0.6 s each: more than Limits.Response together
			wg.Go(func() {
				if _, body, err := get(c, weburl.MustParse(fmt.Sprintf("https://a.test:%d/%d", port, i))); err != nil || len(body) != 30 {
					t.Error(len(body), err)
				}
			})
		}
		wg.Wait()
	})
}
