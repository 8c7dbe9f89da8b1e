package fetch

import (
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"vitrine/net/conn"
	"vitrine/net/weburl"
)

// TestHostileHandshakes has servers that do something else than TLS where TLS should be, one a
// row: all must be failures of the handshake, in time, and leave nothing behind.
func TestHostileHandshakes(t *testing.T) {
	alert := func(level, code byte) []byte { return []byte{21, 3, 3, 0, 2, level, code} }
	forever := func(p *peer, b []byte) {
		for {
			if _, err := p.Write(b); err != nil {
				return
			}
		}
	}
	hello := func(version uint16, suite uint16, extensions ...byte) []byte { // a ServerHello
		body := []byte{byte(version >> 8), byte(version)}
		random := make([]byte, 32)
		rand.Read(random)
		body = append(append(body, random...), 0, byte(suite>>8), byte(suite), 0)
		body = append(body, byte(len(extensions)>>8), byte(len(extensions)))
		body = append(body, extensions...)
		msg := append([]byte{2, 0, byte(len(body) >> 8), byte(len(body))}, body...)
		return append([]byte{22, 3, 3, byte(len(msg) >> 8), byte(len(msg))}, msg...)
	}
	tls13 := []byte{0, 43, 0, 2, 3, 4}
	for _, c := range []struct {
		name string
		play func(p *peer)
	}{
		{"HTTP in the clear", func(p *peer) { p.say("HTTP/1.1 400 Bad\r\nContent-Length: 1\r\n\r\nx") }},
		{"an SSH server", func(p *peer) { p.say("SSH-2.0-OpenSSH_9.9\r\n") }},
		{"an SSL 2 hello", func(p *peer) { p.Write([]byte{0x80, 0x2e, 1, 0, 2, 0, 0x15}) }},
		{"zeros without end", func(p *peer) { forever(p, make([]byte, 16<<10)) }},
		{"a record of 64 kB", func(p *peer) { p.Write(append([]byte{22, 3, 3, 0xff, 0xff}, make([]byte, 0xffff)...)) }},
		{"a record of 16 kB and more", func(p *peer) { p.Write(append([]byte{22, 3, 3, 0x48, 0x01}, make([]byte, 0x4801)...)) }},
		{"a record without content", func(p *peer) { p.Write([]byte{22, 3, 3, 0, 0}) }},
		{"records without content, for ever", func(p *peer) { forever(p, []byte{22, 3, 3, 0, 0}) }},
		{"application data at once", func(p *peer) { p.Write([]byte{23, 3, 3, 0, 5, 'h', 'e', 'l', 'l', 'o'}) }},
		{"a change of cipher at once", func(p *peer) { p.Write([]byte{20, 3, 3, 0, 1, 1}) }},
		{"changes of cipher for ever", func(p *peer) { forever(p, []byte{20, 3, 3, 0, 1, 1}) }},
		{"a kind of record that nobody knows", func(p *peer) { p.Write([]byte{99, 3, 3, 0, 1, 1}) }},
		{"a fatal alert", func(p *peer) { p.Write(alert(2, 40)) }},
		{"an alert that nobody knows", func(p *peer) { p.Write(alert(2, 255)) }},
		{"an alert of a level that nobody knows", func(p *peer) { p.Write(alert(9, 40)) }},
		{"an alert of three bytes", func(p *peer) { p.Write([]byte{21, 3, 3, 0, 3, 2, 40, 0}) }},
		{"warnings for ever", func(p *peer) { forever(p, alert(1, 112)) }},
		{"a goodbye", func(p *peer) { p.Write(alert(1, 0)) }},
		{"a message of 16 MB", func(p *peer) {
			p.Write([]byte{22, 3, 3, 0, 4, 2, 0xff, 0xff, 0xff})
			forever(p, append([]byte{22, 3, 3, 0x40, 0}, make([]byte, 0x4000)...))
		}},
		{"a ClientHello back", func(p *peer) {
			b := make([]byte, 8<<10)
			n, _ := p.br.Read(b)
			p.Write(b[:n])
		}},
		{"a request for another hello, twice", func(p *peer) {
			p.Write([]byte{22, 3, 3, 0, 4, 0, 0, 0, 0})
			p.Write([]byte{22, 3, 3, 0, 4, 0, 0, 0, 0})
		}},
		{"SSL 3", func(p *peer) { p.Write(hello(0x300, 0x002f)) }},
		{"TLS 1.0", func(p *peer) { p.Write(hello(0x301, 0x002f)) }},
		{"TLS 1.1", func(p *peer) { p.Write(hello(0x302, 0xc013)) }},
		{"TLS 1.4", func(p *peer) { p.Write(hello(0x303, 0x1301, 0, 43, 0, 2, 3, 5)) }},
		{"no cipher", func(p *peer) { p.Write(hello(0x303, 0x0000)) }},
		{"a cipher that was not offered", func(p *peer) { p.Write(hello(0x303, 0x0004)) }},
		{"TLS 1.3 with a cipher of 1.2", func(p *peer) { p.Write(hello(0x303, 0xc02f, tls13...)) }},
		{"TLS 1.3 without a key", func(p *peer) { p.Write(hello(0x303, 0x1301, tls13...)) }},
		{"an extension longer than the hello", func(p *peer) { p.Write(hello(0x303, 0x1301, 0, 43, 0xff, 0xff)) }},
		{"a hello cut in the middle", func(p *peer) { p.Write(hello(0x303, 0x1301, tls13...)[:20]) }},
		{"nothing at all", func(p *peer) { io.Copy(io.Discard, p) }},
		{"a hello byte by byte", func(p *peer) {
			for _, b := range hello(0x303, 0x1301, make([]byte, 400)...) {
				if _, err := p.Write([]byte{b}); err != nil {
					return
				}
				time.Sleep(20 * time.Millisecond)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			threads := runtime.NumGoroutine()
			s := serve(t, func(s *server, p *peer) { c.play(p) })
			cl := client(t, func(cfg *Config) { cfg.Conn.Handshake = time.Second })
			_, _, err := get(cl, weburl.MustParse(fmt.Sprintf("https://a.test:%d/", s.addr.Port())))
			var te *conn.TLSError
			if !errors.As(err, &te) {
				t.Errorf("%v", err)
			}
			cl.Close()
			eventually(t, "nothing is left", func() bool { return runtime.NumGoroutine() <= threads+4 })
		})
	}
}

// halting writes something before the first bytes of a TLS server, or in the middle of them.
type halting struct {
	net.Conn
	before []byte
	pieces int // 0: as they come
}

// Write implements io.Writer.
func (h *halting) Write(b []byte) (int, error) {
	if h.before != nil {
		if _, err := h.Conn.Write(h.before); err != nil {
			return 0, err
		}
		h.before = nil
	}
	if h.pieces == 0 {
		return h.Conn.Write(b)
	}
	for i := 0; i < len(b); i += h.pieces {
		if n, err := h.Conn.Write(b[i:min(i+h.pieces, len(b))]); err != nil {
			return i + n, err
		}
	}
	return len(b), nil
}

// TestOddHandshakes has servers that are odd, and some that are merely slow or wordy: those work.
func TestOddHandshakes(t *testing.T) {
	ca := newAuthority(t)
	many := func(n int) tls.Certificate { // a leaf with many names
		names := []string{"a.test"}
		for i := range n {
			names = append(names, fmt.Sprintf("host-%d.a.test", i))
		}
		return ca.issue(t, nil, names...)
	}
	long := ca.issue(t, nil, "a.test")
	for range 150 {
		long.Certificate = append(long.Certificate, ca.cert.Raw)
	}
	junk := ca.issue(t, nil, "a.test")
	junk.Certificate = append(junk.Certificate, []byte("junk"))
	for _, c := range []struct {
		name string
		cert tls.Certificate
		max  uint16
		wrap func(net.Conn) net.Conn
		text string // of the error, "" for none
	}{
		{"byte by byte", ca.issue(t, nil, "a.test"), 0, func(c net.Conn) net.Conn { return &halting{c, nil, 1} }, ""},
		{"a name warning first, TLS 1.2", ca.issue(t, nil, "a.test"), tls.VersionTLS12, func(c net.Conn) net.Conn { return &halting{c, []byte{21, 3, 3, 0, 2, 1, 112}, 0} }, ""},
		{"a thousand names", many(1000), 0, nil, ""},
		{"a chain with the root 150 times", long, 0, nil, ""},
		{"a certificate that is none in the chain", junk, 0, nil, "certificate"},
		{"a certificate that is valid for ever", ca.issue(t, func(c *x509.Certificate) { c.NotAfter = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC) }, "a.test"), 0, nil, ""},
		{"a certificate that ends before it begins", ca.issue(t, func(c *x509.Certificate) {
			c.NotBefore, c.NotAfter = time.Now().Add(time.Hour), time.Now().Add(-time.Hour)
		}, "a.test"), 0, nil, "valid|expired"},
		{"a serial number of 20 bytes", ca.issue(t, func(c *x509.Certificate) { c.SerialNumber = new(big.Int).Lsh(big.NewInt(1), 158) }, "a.test"), 0, nil, ""},
		{"no names", ca.issue(t, nil), 0, nil, "name|not for"},
		{"an empty name", ca.issue(t, nil, "b.test", ""), 0, nil, "name|not for|certificate|handshake"},
		{"a name with a dot at its end", ca.issue(t, nil, "a.test."), 0, nil, "not for|name"},
		{"a wildcard alone", ca.issue(t, nil, "*"), 0, nil, "not for|name|certificate|suffix"},
		{"two wildcards", ca.issue(t, nil, "*.*"), 0, nil, "not for|name|certificate|suffix"},
		{"an address in the names", ca.issue(t, func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)} }), 0, nil, "not for|name"},
	} {
		t.Run(c.name, func(t *testing.T) {
			max := c.max
			if max == 0 {
				max = tls.VersionTLS13
			}
			cfg := &tls.Config{Certificates: []tls.Certificate{c.cert}, MaxVersion: max}
			s := serve(t, func(s *server, p *peer) {
				nc := p.Conn
				if c.wrap != nil {
					nc = c.wrap(nc)
				}
				tc := tls.Server(nc, cfg)
				b := make([]byte, 4096)
				if n, _ := tc.Read(b); n > 0 {
					io.WriteString(tc, answer("secure"))
				}
				tc.Close()
			})
			cl := client(t, func(cfg *Config) { cfg.RootCAs = ca.pool })
			_, body, err := get(cl, weburl.MustParse(fmt.Sprintf("https://a.test:%d/", s.addr.Port())))
			if c.text == "" && (err != nil || body != "secure") || c.text != "" && (err == nil || !containsAny(strings.ToLower(err.Error()), c.text)) {
				t.Errorf("%q %v, want %q", body, err, c.text)
			}
		})
	}
}
