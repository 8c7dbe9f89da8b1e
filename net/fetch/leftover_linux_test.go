package fetch

import (
	"crypto/tls"
	"fmt"
	"net"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"vitrine/net/weburl"
)

// arrived waits until all that was written to nc has come to its other end.
func arrived(t *testing.T, nc net.Conn) {
	raw, err := nc.(syscall.Conn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "what was written arrives", func() bool {
		var left int32
		raw.Control(func(fd uintptr) { // TIOCOUTQ counts what the other end has not acknowledged
			if _, _, no := syscall.Syscall(syscall.SYS_IOCTL, fd, syscall.TIOCOUTQ, uintptr(unsafe.Pointer(&left))); no != 0 {
				t.Error(no)
			}
		})
		return left == 0
	})
}

func TestLeftoverBytesNeverAnswer(t *testing.T) {
	there := make(chan bool, 1)
	s := serve(t, func(s *server, p *peer) {
		p.next()
		p.say(answer("one"))
		p.say(answer("evil"))
		arrived(t, p.Conn)
		there <- true
		for p.next() != "" {
			p.say(answer("two"))
		}
	})
	c := client(t, nil)
	get(c, s.url("/"))
	<-there
	if _, body, err := get(c, s.url("/")); err != nil || body != "one" {
		t.Errorf("second answer %q %v", body, err)
	}
	if s.conns.Load() != 2 {
		t.Errorf("%d connections", s.conns.Load())
	}
}

// Bytes behind a response must not become the next answer, however TLS hides them.
func TestLeftoverBytesOverTLS(t *testing.T) {
	ca := newAuthority(t)
	cfg := &tls.Config{Certificates: []tls.Certificate{ca.issue(t, nil, "a.test")}}
	for _, size := range []int{3, 20 << 10, 100 << 10} {
		for _, together := range []bool{true, false} {
			body := strings.Repeat("1", size)
			there := make(chan bool, 2)
			s := serveOn(t, cfg, func(s *server, p *peer) {
				p.next()
				if together {
					p.say(answer(body) + answer("evil"))
				} else {
					p.say(answer(body))
					p.say(answer("evil"))
				}
				arrived(t, p.Conn.(*tls.Conn).NetConn())
				there <- true
				p.next()
			})
			c := client(t, func(cfg *Config) { cfg.RootCAs = ca.pool })
			u := weburl.MustParse(fmt.Sprintf("https://a.test:%d/", s.addr.Port()))
			for range 2 {
				if _, got, err := get(c, u); err != nil || got != body {
					t.Errorf("%d bytes, together %v: %d bytes %.10q %v", size, together, len(got), got, err)
				}
				<-there
			}
		}
	}
}
