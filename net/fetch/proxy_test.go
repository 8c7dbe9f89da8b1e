package fetch

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"vitrine/net/conn"
	"vitrine/net/weburl"
)

// relay copies between two connections until both end.
func relay(a io.Writer, b io.Reader, c io.WriteCloser, d io.Reader) {
	var both sync.WaitGroup
	both.Go(func() { io.Copy(a, b); c.Close() })
	io.Copy(c, d)
	c.Close() // else the other direction waits for a server that keeps its connection
	both.Wait()
}

func TestProxies(t *testing.T) {
	ca := newAuthority(t)
	page := func(s *server, p *peer) {
		for path := p.next(); path != ""; path = p.next() {
			p.say(answer("from " + path))
		}
	}
	secure := serveOn(t, &tls.Config{Certificates: []tls.Certificate{ca.issue(t, nil, "a.test")}}, page)
	proxy := func(s *server, p *peer) {
		for path := p.next(); path != ""; path = p.next() {
			head := s.seen()[len(s.seen())-1]
			switch {
			case !strings.Contains(head, "Proxy-Authorization: Basic dTpw"):
				p.say("HTTP/1.1 407 Who\r\nContent-Length: 0\r\n\r\n")
			case strings.HasPrefix(head, "CONNECT a.test:443 "):
				to, err := net.Dial("tcp", secure.addr.String())
				if err != nil {
					return
				}
				p.say("HTTP/1.1 200 Go\r\n\r\n")
				relay(p, to, to, p.br)
				return
			default:
				p.say(answer("for " + path))
			}
		}
	}
	plain := serve(t, proxy)
	inTLS := serveOn(t, &tls.Config{Certificates: []tls.Certificate{ca.issue(t, nil, "proxy.test")}}, proxy)
	socks := serve(t, func(s *server, p *peer) {
		r := bufio.NewReader(p.br)
		b := make([]byte, 300)
		io.ReadFull(r, b[:4]) // 5 2 0 2
		p.Write([]byte{5, 2})
		io.ReadFull(r, b[:5]) // 1 1 u 1 p
		p.Write([]byte{1, 0})
		io.ReadFull(r, b[:5])
		io.ReadFull(r, b[5:5+int(b[4])+2])
		if string(b[5:5+int(b[4])]) != "a.test" {
			p.Write([]byte{5, 4, 0, 1, 0, 0, 0, 0, 0, 0})
			return
		}
		to, err := net.Dial("tcp", secure.addr.String())
		if err != nil {
			return
		}
		p.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
		relay(p, to, to, r)
	})
	for _, k := range []struct{ proxy, url, want, fails string }{
		{"http://u:p@" + plain.addr.String(), "http://a.test/x?y", "for http://a.test/x?y", ""},
		{"http://u:p@" + plain.addr.String(), "https://a.test/x", "from /x", ""},
		{fmt.Sprintf("https://u:p@proxy.test:%d", inTLS.addr.Port()), "https://a.test/x", "from /x", ""},
		{plain.addr.String(), "https://a.test/x", "", "it refused the tunnel (407 Who)"},
		{"socks5://u:p@" + socks.addr.String(), "https://a.test/x", "from /x", ""},
		{"socks5h://u:p@" + socks.addr.String(), "https://b.test/x", "", "it did not connect (host unreachable)"},
	} {
		px, err := conn.ParseProxy(k.proxy)
		if err != nil {
			t.Fatal(err)
		}
		c := client(t, func(cfg *Config) {
			cfg.RootCAs = ca.pool
			cfg.Proxy = func(conn.Target) *conn.Proxy { return px }
		})
		_, body, err := get(c, weburl.MustParse(k.url))
		if body != k.want || (err != nil) != (k.fails != "") || err != nil && !strings.Contains(err.Error(), k.fails) {
			t.Errorf("%s over %s: %q %v", k.url, k.proxy, body, err)
		}
		var fe *Error
		if err != nil && (!errors.As(err, &fe) || fe.Phase != PhaseConnect) {
			t.Errorf("%v", err)
		}
	}
}

func TestNoProxy(t *testing.T) {
	for _, c := range []struct {
		list, host string
		port       int
		want       bool
	}{
		{"", "a.test", 80, false}, {"*", "a.test", 80, true}, {"a.test", "a.test", 80, true}, {"a.test", "b.a.test", 80, true},
		{".a.test", "b.a.test", 80, true}, {"a.test", "ba.test", 80, false}, {"a.test:81", "a.test", 80, false}, {"a.test:80", "a.test", 80, true},
		{"10.0.0.0/8", "10.1.2.3", 80, true}, {"10.0.0.0/8", "11.1.2.3", 80, false}, {"x, 192.0.2.1", "192.0.2.1", 80, true},
		{"", "localhost", 80, true}, {"", "127.0.0.9", 80, true}, {"", "[::1]", 80, true}, {"[2001:db8::1]:80", "[2001:db8::1]", 80, true},
	} {
		if got := conn.NoProxy(c.list, conn.Target{Host: c.host, Port: c.port}); got != c.want {
			t.Errorf("%q %s:%d: %v", c.list, c.host, c.port, got)
		}
	}
}

func TestEnvironmentProxy(t *testing.T) {
	for _, n := range []string{"http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"} {
		t.Setenv(n, "")
	}
	if f, err := conn.EnvironmentProxy(); f != nil || err != nil {
		t.Error(err)
	}
	t.Setenv("HTTP_PROXY", "proxy.test:3128")
	t.Setenv("NO_PROXY", "b.test")
	f, err := conn.EnvironmentProxy()
	if err != nil {
		t.Fatal(err)
	}
	if p := f(conn.Target{Host: "a.test", Port: 80}); p == nil || p.String() != "http://proxy.test:3128" {
		t.Error(p)
	}
	if f(conn.Target{Host: "b.test", Port: 80}) != nil || f(conn.Target{TLS: true, Host: "a.test", Port: 443}) != nil {
		t.Error("a proxy where none is")
	}
	t.Setenv("ALL_PROXY", "ftp://x")
	if _, err := conn.EnvironmentProxy(); err == nil {
		t.Error("ftp: was taken")
	}
}
