package fetch

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"

	"vitrine/engine/trace"
	"vitrine/net/cache"
	"vitrine/net/conn"
	"vitrine/net/header"
	"vitrine/net/weburl"
)

func TestKeepAlive(t *testing.T) {
	s := serve(t, func(s *server, p *peer) {
		for path := p.next(); path != ""; path = p.next() {
			p.say(answer(path))
		}
	})
	c := client(t, nil)
	for i := range 5 {
		r, body, err := get(c, s.url(fmt.Sprintf("/%d?q#f", i)))
		if err != nil || body != fmt.Sprintf("/%d?q", i) || r.Status != 200 || r.Proto != "HTTP/1.1" {
			t.Fatal(r, body, err)
		}
		if r.Timing.Reused != (i > 0) || r.Timing.Done.Before(r.Timing.HeadEnd) || r.Timing.BodyBytes != int64(len(body)) {
			t.Errorf("timing %+v", r.Timing)
		}
	}
	if n := s.conns.Load(); n != 1 {
		t.Errorf("%d connections", n)
	}
	if st := c.Stats(); st.Open != 1 || st.Idle != 1 {
		t.Errorf("stats %+v", st)
	}
	head := s.seen()[0]
	for _, want := range []string{"GET /0?q HTTP/1.1\r\n", "Host: " + s.addr.String(), "User-Agent: " + DefaultUserAgent, "Accept-Encoding: gzip, deflate, br, zstd", "Accept: */*"} {
		if !strings.Contains(head, want) {
			t.Errorf("%q is missing in %q", want, head)
		}
	}
}

func TestConnectionLimit(t *testing.T) {
	var open, most atomic.Int32
	full := make(chan bool) // closed when as many connections are open as may be
	s := serve(t, func(s *server, p *peer) {
		n := open.Add(1)
		defer open.Add(-1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		if n == 6 {
			close(full)
		}
		for path := p.next(); path != ""; path = p.next() {
			<-full
			p.say(answer(path))
		}
	})
	c := client(t, nil)
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			if _, body, err := get(c, s.url(fmt.Sprintf("/%d", i))); err != nil || body != fmt.Sprintf("/%d", i) {
				t.Error(body, err)
			}
		})
	}
	wg.Wait()
	if n := most.Load(); n != 6 {
		t.Errorf("%d connections at once", n)
	}
}

func TestStaleConnectionIsRetried(t *testing.T) {
	var mode atomic.Int32
	s := serve(t, func(s *server, p *peer) {
		p.next()
		p.say(answer("first"))
		if mode.Load() == 1 { // closes only after the next request arrived
			p.next()
		}
	})
	c := client(t, nil)
	for i := range 3 {
		mode.Store(int32(i & 1))
		for range 2 {
			if _, body, err := get(c, s.url("/")); err != nil || body != "first" {
				t.Fatal(i, body, err)
			}
		}
	}
	// A POST is not sent twice.
	c2 := client(t, nil)
	mode.Store(1)
	if _, _, err := get(c2, s.url("/")); err != nil {
		t.Fatal(err)
	}
	before := len(s.seen())
	_, _, err := do(c2, &Request{URL: s.url("/"), Method: "POST", Body: []byte("x")})
	var fe *Error
	if !errors.As(err, &fe) || fe.Phase != PhaseResponse || len(s.seen()) != before+1 {
		t.Errorf("POST on a stale connection: %v, %d requests", err, len(s.seen())-before)
	}
}

func TestUploads(t *testing.T) {
	big := bytes.Repeat([]byte("x"), 8<<20)
	s := serve(t, func(s *server, p *peer) {
		for path := p.next(); path != ""; path = p.next() {
			p.say(answer(p.method))
		}
	})
	hasty := serve(t, func(s *server, p *peer) { // answers before it has read the body, then closes
		p.br.ReadString('\n')
		p.say(answer("too much"))
	})
	c := client(t, nil)
	for range 2 {
		if _, body, err := do(c, &Request{URL: s.url("/"), Method: "POST", Body: big}); err != nil || body != "POST" {
			t.Error(body, err)
		}
	}
	if n := s.conns.Load(); n != 1 {
		t.Errorf("%d connections", n)
	}
	// The answer may be lost to the reset, but nothing hangs and nothing stays open.
	if _, body, err := do(c, &Request{URL: hasty.url("/"), Method: "POST", Body: big}); err == nil && body != "too much" {
		t.Error(body)
	}
	if st := c.Stats(); st.Open != st.Idle {
		t.Errorf("%+v", st)
	}
}

func TestFailures(t *testing.T) {
	hang := func(text string) func(*testing.T) *weburl.URL {
		return func(t *testing.T) *weburl.URL {
			return serve(t, func(s *server, p *peer) {
				p.next()
				p.say(text)
				p.next()
			}).url("/")
		}
	}
	says := func(text string) func(*testing.T) *weburl.URL {
		return func(t *testing.T) *weburl.URL { return once(t, text).url("/") }
	}
	drip := func(first, again string) func(*testing.T) *weburl.URL {
		return func(t *testing.T) *weburl.URL {
			return serve(t, func(s *server, p *peer) {
				p.next()
				p.say(first)
				for {
					if _, err := io.WriteString(p, again); err != nil {
						return
					}
					if len(again) < 100 {
						time.Sleep(20 * time.Millisecond)
					}
				}
			}).url("/")
		}
	}
	fixed := func(s string) func(*testing.T) *weburl.URL {
		return func(*testing.T) *weburl.URL { return weburl.MustParse(s) }
	}
	const ok = "HTTP/1.1 200 OK\r\n"
	for _, c := range []struct {
		name  string
		url   func(*testing.T) *weburl.URL
		phase Phase
		is    error
		text  string
		slow  bool // is a timeout
	}{
		{name: "unknown host", url: fixed("http://a.invalid/"), phase: PhaseName, text: "fetch http://a.invalid/: name a.invalid: no such name"},
		{name: "refused", url: func(t *testing.T) *weburl.URL {
			l, _ := net.Listen("tcp", "127.0.0.1:0")
			defer l.Close()
			return weburl.MustParse("http://" + l.Addr().String() + "/")
		}, phase: PhaseConnect, text: ": refused"},
		{name: "blocked port", url: fixed("http://a.test:25/"), phase: PhaseURL, is: ErrBlockedPort},
		{name: "unknown scheme", url: fixed("gopher://a.test/"), phase: PhaseScheme, is: ErrScheme, text: "unknown scheme gopher:"},
		{name: "no file", url: fixed("file:///no/such/file"), phase: PhaseFile, is: os.ErrNotExist, text: "fetch file:///no/such/file: file: no such file"},
		{name: "device", url: fixed("file:///dev/zero"), phase: PhaseFile},
		{name: "not a data URL", url: fixed("data:text/html"), phase: PhaseURL},
		{name: "no answer", url: hang(""), phase: PhaseResponse, slow: true, text: "no answer within 300ms"},
		{name: "closes", url: says(""), phase: PhaseResponse, text: "without an answer"},
		{name: "not HTTP", url: says("220 mail ready\r\n"), phase: PhaseResponse, text: "not HTTP"},
		{name: "cut head", url: says(ok + "X: y"), phase: PhaseResponse},
		{name: "endless head", url: drip(ok, strings.Repeat("X: y\r\n", 1000)), phase: PhaseResponse, text: "larger than"},
		{name: "slow head", url: drip(ok, "X: y\r\n"), phase: PhaseResponse, slow: true},
		{name: "truncated", url: says(ok + "Content-Length: 9\r\n\r\nhi"), phase: PhaseBody, is: ErrTruncated},
		{name: "chunks cut", url: says(ok + "Transfer-Encoding: chunked\r\n\r\n9\r\nhi"), phase: PhaseBody, is: ErrTruncated},
		{name: "body stops", url: hang(ok + "Content-Length: 9\r\n\r\nhi"), phase: PhaseBody, slow: true},
		{name: "slow body", url: drip(ok+"\r\n", "x"), phase: PhaseBody, slow: true},
		{name: "endless body", url: drip(ok+"\r\n", strings.Repeat("x", 1<<16)), phase: PhaseBody, is: ErrTooLarge},
		{name: "claims 8 EiB", url: hang(ok + "Content-Length: 9223372036854775807\r\n\r\nx"), phase: PhaseBody, is: ErrTooLarge},
		{name: "not gzip", url: says(answer("plain text, not gzip", "Content-Encoding: gzip")), phase: PhaseBody, is: ErrCoding},
		{name: "gzip cut", url: says(answer(string(squeeze("gzip", []byte("hello hello hello"))[:20]), "Content-Encoding: gzip")), phase: PhaseBody, is: ErrTruncated},
		{name: "five codings", url: says(answer("x", "Content-Encoding: gzip, gzip, gzip, gzip, gzip")), phase: PhaseBody, is: ErrCoding},
		{name: "redirect loop", url: says("HTTP/1.1 302 F\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"), phase: PhaseRedirect, is: ErrRedirectLoop},
		{name: "redirect to file", url: says("HTTP/1.1 302 F\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n"), phase: PhaseRedirect, is: ErrRedirectTarget},
		{name: "redirect to data", url: says("HTTP/1.1 302 F\r\nLocation: data:,x\r\nContent-Length: 0\r\n\r\n"), phase: PhaseRedirect, is: ErrRedirectTarget},
		{name: "redirect to nonsense", url: says("HTTP/1.1 302 F\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n"), phase: PhaseRedirect},
		{name: "two locations", url: says("HTTP/1.1 302 F\r\nLocation: /a\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"), phase: PhaseRedirect},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cl := client(t, func(cfg *Config) {
				cfg.Limits.BodyBytes = 1 << 20
				if c.slow {
					cfg.Limits.Response, cfg.Limits.Progress = 300*time.Millisecond, 300*time.Millisecond
				}
			})
			_, body, err := get(cl, c.url(t))
			var fe *Error
			if !errors.As(err, &fe) {
				t.Fatalf("no *Error: %v, body %.20q", err, body)
			}
			if fe.Phase != c.phase || (c.is != nil && !errors.Is(err, c.is)) || !strings.Contains(err.Error(), c.text) || fe.Timeout() != c.slow {
				t.Errorf("phase %s, timeout %v: %v", fe.Phase, fe.Timeout(), err)
			}
			if strings.ContainsAny(err.Error(), "\n\r") {
				t.Errorf("more than one line: %q", err)
			}
			if st := cl.Stats(); st.Open != st.Idle {
				t.Errorf("connections left open: %+v", st)
			}
		})
	}
}

func TestBodyUpToFailure(t *testing.T) {
	s := once(t, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello")
	_, body, err := get(client(t, nil), s.url("/"))
	if body != "hello" || !errors.Is(err, ErrTruncated) {
		t.Errorf("%q %v", body, err)
	}
}

func TestRedirects(t *testing.T) {
	s := serve(t, func(s *server, p *peer) {
		for path := p.next(); path != ""; path = p.next() {
			if status, ok := strings.CutPrefix(path, "/go/"); ok {
				p.say("HTTP/1.1 " + status + " R\r\nLocation: ../end?x\r\nContent-Length: 3\r\n\r\n")
				if p.method != "HEAD" {
					p.say("bye")
				}
				continue
			}
			if p.method == "HEAD" {
				p.say("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n")
				continue
			}
			if path == "/frag" {
				p.say("HTTP/1.1 301 R\r\nLocation: /end#own\r\nContent-Length: 0\r\n\r\n")
				continue
			}
			if path == "/bare" {
				p.say("HTTP/1.1 302 R\r\nContent-Length: 4\r\n\r\nbare")
				continue
			}
			p.say(answer("end"))
		}
	})
	c := client(t, nil)
	for _, k := range []struct{ status, method, then string }{
		{"301", "GET", "GET"}, {"301", "POST", "GET"}, {"302", "POST", "GET"}, {"303", "PUT", "GET"}, {"303", "HEAD", "HEAD"},
		{"307", "POST", "POST"}, {"308", "PUT", "PUT"}, {"301", "PUT", "PUT"},
	} {
		req := &Request{URL: s.url("/go/" + k.status + "#frag"), Method: k.method, Header: header.List{{Name: "Content-Type", Value: "x/y"}}}
		if k.method != "GET" && k.method != "HEAD" {
			req.Body = []byte("data")
		}
		r, _, err := do(c, req)
		if err != nil {
			t.Fatal(err)
		}
		heads := s.seen()
		last := heads[len(heads)-1]
		if !strings.HasPrefix(last, k.then+" /end?x ") || strings.Contains(last, "Content-Type") != (k.then != "GET" || k.method == "GET") {
			t.Errorf("%s %s became %q", k.status, k.method, last)
		}
		if r.URL.String() != s.url("/end?x#frag").String() || len(r.Redirects) != 1 || r.Redirects[0].Location != "../end?x" {
			t.Errorf("%s: %s %+v", k.status, r.URL, r.Redirects)
		}
	}
	if r, _, err := get(c, s.url("/frag#mine")); err != nil || r.URL.Fragment() != "own" {
		t.Error(r, err)
	}
	if _, body, err := get(c, s.url("/bare")); err != nil || body != "bare" {
		t.Error(body, err)
	}
	if r, body, err := do(c, &Request{URL: s.url("/go/301"), NoRedirect: true}); err != nil || r.Status != 301 || body != "bye" {
		t.Error(r, body, err)
	}
	if n := s.conns.Load(); n != 1 {
		t.Errorf("%d connections: redirects must keep theirs", n)
	}
}

// Nobody waits for the body of a redirect.
func TestRedirectWithoutItsBody(t *testing.T) {
	for _, framing := range []string{"Content-Length: 100", "Transfer-Encoding: chunked", "Content-Encoding: gzip"} {
		s := serve(t, func(s *server, p *peer) {
			if p.next() == "/" {
				p.say("HTTP/1.1 302 R\r\nLocation: /end\r\n" + framing + "\r\n\r\n")
				p.next() // until the client closes
				return
			}
			p.say(answer("end"))
		})
		_, body, err := get(client(t, nil), s.url("/"))
		if err != nil || body != "end" {
			t.Errorf("%s: %q %v", framing, body, err)
		}
	}
}

func TestRedirectKeepsSecrets(t *testing.T) {
	end := once(t, answer("x"))
	s := once(t, "HTTP/1.1 302 R\r\nLocation: http://b.test:"+fmt.Sprint(end.addr.Port())+"/\r\nContent-Length: 0\r\n\r\n")
	from := weburl.MustParse("https://secret.test/path")
	_, _, err := do(client(t, nil), &Request{URL: s.url("/"), Referrer: from, Header: header.List{{Name: "Authorization", Value: "secret"}}})
	if err != nil {
		t.Fatal(err)
	}
	if h := s.seen()[0]; !strings.Contains(h, "Authorization: secret") {
		t.Error(h)
	}
	if h := end.seen()[0]; strings.Contains(h, "secret") {
		t.Error(h)
	}
}

func TestReferrer(t *testing.T) {
	for _, c := range []struct {
		from, to string
		policy   ReferrerPolicy
		want     string
	}{
		{"https://me:pw@a.test/x?y#z", "https://a.test/", 0, "https://a.test/x?y"},
		{"https://a.test/x", "https://b.test/", 0, "https://a.test/"},
		{"https://a.test/x", "http://a.test/", 0, ""},
		{"http://a.test/x", "http://b.test/", UnsafeURL, "http://a.test/x"},
		{"https://a.test/x", "https://b.test/", NoReferrer, ""},
		{"https://a.test/x", "https://b.test/", SameOrigin, ""},
		{"https://a.test/x", "http://b.test/", OriginOnly, "https://a.test/"},
		{"file:///x", "http://b.test/", UnsafeURL, ""},
		{"https://a.test/" + strings.Repeat("x", 5000), "https://a.test/", 0, "https://a.test/"},
	} {
		if got := referrer(weburl.MustParse(c.from), weburl.MustParse(c.to), c.policy); got != c.want {
			t.Errorf("%.40s to %s: %q, want %q", c.from, c.to, got, c.want)
		}
	}
}

// squeeze applies a content coding.
func squeeze(coding string, b []byte) []byte {
	var buf bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case "gzip":
		w = gzip.NewWriter(&buf)
	case "zlib":
		w = zlib.NewWriter(&buf)
	case "deflate":
		w, _ = flate.NewWriter(&buf, 6)
	case "br":
		w = brotli.NewWriter(&buf)
	case "zstd":
		w, _ = zstd.NewWriter(&buf)
	}
	w.Write(b)
	w.Close()
	return buf.Bytes()
}

func TestCodings(t *testing.T) {
	text := []byte(strings.Repeat("All happy families are alike. ", 5000))
	var mu sync.Mutex
	answers := map[string]string{
		"/gzip":    answer(string(squeeze("gzip", text)), "Content-Encoding: gzip"),
		"/xgzip":   answer(string(squeeze("gzip", text)), "content-encoding: X-GZIP"),
		"/zlib":    answer(string(squeeze("zlib", text)), "Content-Encoding: deflate"),
		"/raw":     answer(string(squeeze("deflate", text)), "Content-Encoding: deflate"),
		"/br":      answer(string(squeeze("br", text)), "Content-Encoding: br"),
		"/zstd":    answer(string(squeeze("zstd", text)), "Content-Encoding: zstd"),
		"/stack":   answer(string(squeeze("br", squeeze("gzip", text))), "Content-Encoding: gzip", "Content-Encoding: br"),
		"/unknown": answer(string(text), "Content-Encoding: rot13"),
		"/none":    answer(string(text), "Content-Encoding: identity"),
		"/garbage": answer(string(squeeze("gzip", text))+"garbage behind", "Content-Encoding: gzip"),
		"/empty":   answer("", "Content-Encoding: gzip"),
	}
	z := squeeze("gzip", text)
	answers["/chunked"] = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n" + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(z), z)
	s := serve(t, func(s *server, p *peer) {
		for path := p.next(); path != ""; path = p.next() {
			mu.Lock()
			a := answers[path]
			mu.Unlock()
			p.say(a)
		}
	})
	c := client(t, nil)
	for range 2 { // decoders are reused
		for path := range answers {
			_, body, err := get(c, s.url(path))
			want := string(text)
			if path == "/empty" {
				want = ""
			}
			if err != nil || body != want {
				t.Errorf("%s: %d bytes, %v", path, len(body), err)
			}
		}
	}
	if n := s.conns.Load(); n != 1 {
		t.Errorf("%d connections: coded bodies must keep theirs", n)
	}
}

func TestBombs(t *testing.T) {
	zeros := make([]byte, 24<<20)
	for _, coding := range []string{"gzip", "br", "zstd"} {
		bomb := squeeze(coding, zeros)
		patient := func(cfg *Config) { cfg.Limits = Limits{} }
		s := once(t, answer(string(bomb), "Content-Encoding: "+coding))
		_, _, err := get(client(t, patient), s.url("/"))
		if !errors.Is(err, ErrBomb) {
			t.Errorf("%s: %v", coding, err)
		}
		twice := once(t, answer(string(squeeze("gzip", bomb)), "Content-Encoding: "+coding+", gzip"))
		if _, _, err = get(client(t, patient), twice.url("/")); !errors.Is(err, ErrBomb) {
			t.Errorf("%s in gzip: %v", coding, err)
		}
	}
}

func TestStreaming(t *testing.T) {
	goOn := make(chan bool)
	s := serve(t, func(s *server, p *peer) {
		p.next()
		var buf bytes.Buffer
		w := gzip.NewWriter(&buf)
		p.say("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n")
		send := func() {
			p.say(fmt.Sprintf("%x\r\n%s\r\n", buf.Len(), buf.Bytes()))
			buf.Reset()
		}
		w.Write([]byte("early"))
		w.Flush()
		send()
		<-goOn
		w.Write([]byte(" late"))
		w.Close()
		send()
		p.say("0\r\n\r\n")
	})
	r, err := client(t, nil).Fetch(context.Background(), &Request{URL: s.url("/")})
	if err != nil {
		t.Fatal(err)
	}
	if b, err := r.Body.Peek(5); string(b) != "early" || err != nil {
		t.Fatalf("%q %v", b, err)
	}
	close(goOn)
	if b, err := r.Bytes(0); string(b) != "early late" || err != nil {
		t.Errorf("%q %v", b, err)
	}
}

// A reader that takes its time is not a server that stalls.
func TestSlowReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		body := strings.Repeat("x", 8<<20)
		road := newPipes()
		serveAt(t, road, nil, func(s *server, p *peer) {
			p.next()
			p.say(answer(body))
		})
		c := client(t, func(cfg *Config) { cfg.Dialer, cfg.Limits.Progress = road, 100*time.Millisecond })
		r, err := c.Fetch(t.Context(), &Request{URL: weburl.MustParse("http://a.test/")})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		buf := make([]byte, 1<<20)
		total := 0
		for range 3 {
			n, err := io.ReadFull(r.Body, buf)
			total += n
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(150 * time.Millisecond)
		}
		if b, err := r.Bytes(0); err != nil || total+len(b) != len(body) {
			t.Error(total+len(b), err)
		}
	})
}

func TestCancel(t *testing.T) {
	arrived := make(chan bool, 2)
	s := serve(t, func(s *server, p *peer) {
		if p.next() == "/body" {
			p.say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx")
		}
		arrived <- true
		p.next() // returns when the client closes
		arrived <- true
	})
	for _, path := range []string{"/head", "/body"} {
		c := client(t, func(cfg *Config) { cfg.Limits = Limits{} })
		ctx, cancel := context.WithCancel(context.Background())
		go func() {
			<-arrived
			cancel()
		}()
		r, err := c.Fetch(ctx, &Request{URL: s.url(path)})
		if err == nil {
			_, err = r.Bytes(0)
		}
		var fe *Error
		if !errors.As(err, &fe) || !fe.Canceled() || fe.Timeout() {
			t.Errorf("%s: %v", path, err)
		}
		<-arrived // the connection is closed
		if st := c.Stats(); st.Open != 0 {
			t.Errorf("%s: %+v", path, st)
		}
	}
}

func TestTotalLimit(t *testing.T) {
	s := serve(t, func(s *server, p *peer) {
		p.next()
		p.say("HTTP/1.1 200 OK\r\n\r\n")
		for {
			if _, err := io.WriteString(p, strings.Repeat("x", 1000)); err != nil {
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
	})
	c := client(t, func(cfg *Config) { cfg.Limits.Total = 300 * time.Millisecond })
	_, _, err := get(c, s.url("/"))
	if !errors.Is(err, ErrTimeout) {
		t.Error(err)
	}
}

func TestOffline(t *testing.T) {
	c := client(t, func(cfg *Config) { cfg.Offline = true })
	if _, _, err := get(c, weburl.MustParse("http://a.test/")); !errors.Is(err, ErrOffline) {
		t.Error(err)
	}
	if _, body, err := get(c, weburl.MustParse("data:,still%20works")); err != nil || body != "still works" {
		t.Error(body, err)
	}
}

func TestLocalSchemes(t *testing.T) {
	dir := t.TempDir()
	os.Mkdir(filepath.Join(dir, "a folder"), 0o700)
	os.WriteFile(filepath.Join(dir, "<b>&.txt"), []byte("text"), 0o600)
	u, err := weburl.FromFile(dir)
	if err != nil {
		t.Fatal(err)
	}
	c := client(t, nil)
	r, page, err := get(c, weburl.MustParse(strings.TrimSuffix(u.String(), "/")))
	if err != nil || !strings.Contains(page, `<a href="a%20folder/">a folder/</a>`) || !strings.Contains(page, `<a href="%3Cb%3E&amp;.txt">&lt;b&gt;&amp;.txt</a>`) {
		t.Errorf("%v %s", err, page)
	}
	if r.URL.String() != u.String() {
		t.Error(r.URL)
	}
	file, _ := u.Resolve("%3Cb%3E&.txt")
	r, body, err := get(c, file)
	if err != nil || body != "text" || r.Length != 4 {
		t.Error(r, body, err)
	}
	var fe *Error
	if _, _, err := do(c, &Request{URL: file, Referrer: weburl.MustParse("http://a.test/")}); !errors.As(err, &fe) || !errors.Is(err, ErrFileAccess) {
		t.Error(err)
	}
	for _, about := range []string{"about:blank", "about:blank#x", "about:nothing<b>"} {
		r, body, err := get(c, weburl.MustParse(about))
		if ty, ok := r.Type(); err != nil || !ok || !ty.IsHTML() || strings.Contains(body, "nothing<b>") || (body == "") != strings.HasPrefix(about, "about:blank") {
			t.Error(about, body, err)
		}
	}
	r, body, err = get(c, weburl.MustParse("data:image/SVG+xml;charset=utf-8;base64,PGEvPg=="))
	if ty, _ := r.Type(); err != nil || body != "<a/>" || ty.Essence() != "image/svg+xml" {
		t.Error(r, body, err)
	}
}

func TestSniffType(t *testing.T) {
	for _, c := range []struct{ fields, body, want string }{
		{"", "<!DOCTYPE html><p>", "text/html"},
		{"Content-Type: text/plain\r\n", "<!DOCTYPE html><p>", "text/plain"},
		{"Content-Type: text/plain\r\n", "\x00\x01\x02", "application/octet-stream"},
		{"Content-Type: image/gif\r\n", "\x89PNG\r\n\x1a\nxxxx", "image/png"},
		{"Content-Type: image/gif\r\nX-Content-Type-Options: nosniff\r\n", "\x89PNG\r\n\x1a\nxxxx", "image/gif"},
	} {
		s := once(t, "HTTP/1.1 200 OK\r\n"+c.fields+"Content-Length: "+fmt.Sprint(len(c.body))+"\r\n\r\n"+c.body)
		r, err := client(t, nil).Fetch(context.Background(), &Request{URL: s.url("/")})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.SniffType().Essence(); got != c.want {
			t.Errorf("%q %q: %s, want %s", c.fields, c.body, got, c.want)
		}
		if b, err := r.Bytes(0); err != nil || string(b) != c.body {
			t.Errorf("after sniffing: %q %v", b, err)
		}
	}
}

func TestTLS(t *testing.T) {
	ca, other := newAuthority(t), newAuthority(t)
	listen := func(cert tls.Certificate, change func(*tls.Config)) *server {
		cfg := &tls.Config{Certificates: []tls.Certificate{cert}}
		if change != nil {
			change(cfg)
		}
		return serveOn(t, cfg, func(s *server, p *peer) {
			for path := p.next(); path != ""; path = p.next() {
				p.say(answer("secure"))
			}
		})
	}
	at := func(s *server) *weburl.URL {
		return weburl.MustParse(fmt.Sprintf("https://www.a.test:%d/", s.addr.Port()))
	}
	c := client(t, func(cfg *Config) { cfg.RootCAs = ca.pool })

	good := listen(ca.issue(t, nil, "www.a.test", "a.test"), nil)
	for range 2 {
		r, body, err := get(c, at(good))
		if err != nil || body != "secure" || r.TLS == nil || r.TLS.Version != "TLS 1.3" || r.TLS.Issuer != "CN=Test Root" || len(r.TLS.Names) != 2 {
			t.Fatalf("%v %q %+v", err, body, r)
		}
	}
	if good.conns.Load() != 1 {
		t.Errorf("%d connections", good.conns.Load())
	}

	past := func(x *x509.Certificate) {
		x.NotBefore, x.NotAfter = time.Now().Add(-100*24*time.Hour), time.Now().Add(-10*24*time.Hour)
	}
	future := func(x *x509.Certificate) { x.NotBefore = time.Now().Add(time.Hour / 2) }
	noNames := func(x *x509.Certificate) { x.DNSNames = nil; x.Subject.CommonName = "www.a.test" }
	clientOnly := func(x *x509.Certificate) { x.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }
	for name, k := range map[string]struct {
		s       *server
		problem conn.TLSProblem
		text    string
	}{
		"expired":       {listen(ca.issue(t, past, "www.a.test"), nil), conn.TLSExpired, "expired on " + time.Now().Add(-10*24*time.Hour).UTC().Format("2006-01-02")},
		"not yet":       {listen(ca.issue(t, future, "www.a.test"), nil), conn.TLSNotYetValid, "not valid before"},
		"wrong name":    {listen(ca.issue(t, nil, "b.test", "c.test"), nil), conn.TLSName, `for ["b.test" "c.test"], not for "www.a.test"`},
		"common name":   {listen(ca.issue(t, noNames), nil), conn.TLSName, "common name"},
		"unknown root":  {listen(other.issue(t, nil, "www.a.test"), nil), conn.TLSUnknownRoot, `unknown authority "Test Root"`},
		"self-signed":   {listen(tls.Certificate{Certificate: [][]byte{other.cert.Raw}, PrivateKey: other.key}, nil), conn.TLSUnknownRoot, "signed by itself"},
		"client only":   {listen(ca.issue(t, clientOnly, "www.a.test"), nil), conn.TLSInvalid, "not for servers"},
		"old version":   {listen(ca.issue(t, nil, "www.a.test"), func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 }), conn.TLSProtocol, "version"},
		"not TLS":       {serve(t, func(s *server, p *peer) { p.say("HTTP/1.1 400 Bad\r\n\r\n"); p.next() }), conn.TLSProtocol, "does not speak TLS"},
		"silent":        {serve(t, func(s *server, p *peer) { io.Copy(io.Discard, p) }), conn.TLSTimeout, "in time"},
		"hangs up":      {serve(t, func(s *server, p *peer) { p.br.Peek(1) }), conn.TLSProtocol, ""},
		"garbage hello": {serve(t, func(s *server, p *peer) { p.say("\x16\x03\x03\x00\x04\xff\xff\xff\xff"); p.next() }), conn.TLSProtocol, ""},
	} {
		c := c
		if k.problem == conn.TLSTimeout {
			c = client(t, func(cfg *Config) { cfg.RootCAs, cfg.Conn.Handshake = ca.pool, 200*time.Millisecond })
		}
		_, _, err := get(c, at(k.s))
		var fe *Error
		var te *conn.TLSError
		if !errors.As(err, &fe) || fe.Phase != PhaseTLS || !errors.As(err, &te) || te.Problem != k.problem || !strings.Contains(err.Error(), k.text) {
			t.Errorf("%s: %v (%+v)", name, err, te)
		}
		if !strings.Contains(err.Error(), ": tls www.a.test: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Without roots of its own the client does not trust the test's.
	if _, _, err := get(client(t, nil), at(good)); err == nil {
		t.Error("an unknown root was trusted")
	}
}

func TestResumption(t *testing.T) {
	ca := newAuthority(t)
	s := serveOn(t, &tls.Config{Certificates: []tls.Certificate{ca.issue(t, nil, "a.test")}}, func(s *server, p *peer) {
		if p.next() != "" {
			p.say(answer("x", "Connection: close"))
		}
	})
	c := client(t, func(cfg *Config) { cfg.RootCAs = ca.pool })
	u := weburl.MustParse(fmt.Sprintf("https://a.test:%d/", s.addr.Port()))
	for i := range 2 {
		r, _, err := get(c, u)
		if err != nil || r.TLS.Resumed != (i == 1) {
			t.Errorf("fetch %d: %v %+v", i, err, r)
		}
	}
}

func TestAddressesRace(t *testing.T) {
	s := once(t, answer("raced"))
	var dialed atomic.Int32
	dial := dialFunc(func(ctx context.Context, network, address string) (net.Conn, error) {
		dialed.Add(1)
		if strings.HasPrefix(address, "[2001:db8::1]") { // a black hole
			<-ctx.Done()
			return nil, ctx.Err()
		}
		if strings.HasPrefix(address, "192.0.2.9:") {
			return nil, errors.New("unreachable")
		}
		return (&net.Dialer{}).DialContext(ctx, network, s.addr.String())
	})
	addrs := []netip.Addr{netip.MustParseAddr("2001:db8::1"), netip.MustParseAddr("2001:db8::2"), netip.MustParseAddr("192.0.2.9")}
	c := client(t, func(cfg *Config) {
		cfg.Dialer = dial
		cfg.Resolver = conn.ResolverFunc(func(context.Context, string) ([]netip.Addr, error) { return addrs, nil })
		cfg.Conn.Stagger = 30 * time.Millisecond
	})
	u := weburl.MustParse(fmt.Sprintf("http://a.test:%d/", s.addr.Port()))
	rec := &trace.Recorder{}
	r, err := c.Fetch(trace.With(t.Context(), trace.New("test", rec)), &Request{URL: u})
	if err != nil {
		t.Fatal(err)
	}
	if b, err := r.Bytes(0); err != nil || string(b) != "raced" || r.Remote.Addr() != addrs[1] {
		t.Error(string(b), err, r.Remote)
	}
	eventually(t, "three ends of attempts, the loser's in its own time", func() bool {
		results := map[string]int{}
		for _, e := range rec.Events() {
			if e.Name == "attempt" && e.Phase == trace.End {
				results[e.Attr("result")]++
			}
		}
		return len(results) == 3
	})
	// The black hole alone is a timeout, and says so.
	addrs = addrs[:1]
	c = client(t, func(cfg *Config) {
		cfg.Dialer = dial
		cfg.Resolver = conn.ResolverFunc(func(context.Context, string) ([]netip.Addr, error) { return addrs, nil })
		cfg.Conn.Attempt = 50 * time.Millisecond
	})
	_, _, err = get(c, u)
	var fe *Error
	if !errors.As(err, &fe) || fe.Phase != PhaseConnect || !fe.Timeout() || !strings.Contains(err.Error(), ": timeout") {
		t.Error(err)
	}
}

type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

func (f dialFunc) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return f(ctx, network, address)
}

// Without a Resolver the client makes ours, over its own Dialer.
func TestOwnResolver(t *testing.T) {
	var asked atomic.Bool
	c := New(Config{Dialer: dialFunc(func(ctx context.Context, network, address string) (net.Conn, error) {
		if strings.HasSuffix(address, ":53") {
			asked.Store(true)
		}
		return nil, errors.New("no network")
	})})
	for _, closed := range []bool{false, true} {
		_, _, err := get(c, weburl.MustParse("http://a.example/"))
		var fe *Error
		if !errors.As(err, &fe) || (fe.Phase == PhaseName) == closed || errors.Is(err, ErrClosed) != closed {
			t.Errorf("closed %v: %v", closed, err)
		}
		t.Log(err)
		c.Close()
	}
	if !asked.Load() {
		t.Log("this machine names no server")
	}
}

func TestUnusableAddresses(t *testing.T) {
	for _, a := range []string{"0.0.0.0", "255.255.255.255", "224.0.0.1", "::"} {
		c := client(t, func(cfg *Config) {
			cfg.Resolver = conn.ResolverFunc(func(context.Context, string) ([]netip.Addr, error) {
				return []netip.Addr{netip.MustParseAddr(a)}, nil
			})
		})
		_, _, err := get(c, weburl.MustParse("http://a.test/"))
		var fe *Error
		if !errors.As(err, &fe) || fe.Phase != PhaseName {
			t.Errorf("%s: %v", a, err)
		}
	}
}

func TestTrace(t *testing.T) {
	z := squeeze("gzip", []byte(strings.Repeat("hello ", 1000)))
	s := serve(t, func(s *server, p *peer) {
		p.next()
		p.say("HTTP/1.1 302 F\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n")
		p.next()
		p.say(answer(string(z), "Content-Encoding: gzip", "Content-Type: text/css", "nonsense"))
	})
	c := client(t, nil)
	events := record(func(ctx context.Context) {
		r, err := c.Fetch(ctx, &Request{URL: weburl.MustParse(fmt.Sprintf("http://a.test:%d/", s.addr.Port())), Destination: Style})
		if err != nil {
			t.Fatal(err)
		}
		r.Bytes(0)
	})
	var story []string
	open := map[trace.SpanID]bool{}
	for _, e := range events {
		switch e.Phase {
		case trace.Begin:
			open[e.Span] = true
			story = append(story, e.Name)
		case trace.Note:
			story = append(story, "."+e.Name)
		case trace.End:
			delete(open, e.Span)
			if e.Name == "fetch" {
				if e.Attr("status") != "200" || e.Attr("wire") != fmt.Sprint(len(z)) || e.Attr("bytes") != "6000" || e.Attr("redirects") != "1" || e.Attr("type") != "text/css" {
					t.Errorf("fetch ended with %+v", e.Attrs)
				}
			}
		}
	}
	want := "test fetch request name connect attempt send .request-head wait .response-head receive .redirect " +
		"request .reuse send .request-head wait .response-head .broken receive decode"
	if got := strings.Join(story, " "); got != want {
		t.Errorf("story\n%s, want\n%s", got, want)
	}
	if len(open) != 0 {
		t.Errorf("%d spans stayed open", len(open))
	}
}

func TestNoGoroutinesStay(t *testing.T) {
	before := runtime.NumGoroutine()
	s := serve(t, func(s *server, p *peer) {
		for path := p.next(); path != ""; path = p.next() {
			p.say(answer(path))
		}
	})
	c := client(t, nil)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() { get(c, s.url("/")) })
	}
	wg.Wait()
	get(c, weburl.MustParse("http://x.invalid/"))
	c.Close()
	eventually(t, "no goroutine but the server's own", func() bool { return runtime.NumGoroutine() <= before+1 })
	if _, _, err := get(c, s.url("/")); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
}

func BenchmarkFetch100(b *testing.B) {
	s := serve(b, func(s *server, p *peer) {
		a := answer(strings.Repeat("x", 2000), "Content-Type: text/css", "Cache-Control: max-age=60")
		for p.next() != "" {
			p.say(a)
		}
	})
	c := client(b, nil)
	urls := make([]*weburl.URL, 100)
	for i := range urls {
		urls[i] = s.url(fmt.Sprintf("/%d.css", i))
	}
	b.ReportAllocs()
	for b.Loop() {
		var wg sync.WaitGroup
		for _, u := range urls {
			wg.Go(func() {
				if _, _, err := get(c, u); err != nil {
					b.Error(err)
				}
			})
		}
		wg.Wait()
	}
}

// A chain of servers that are slow, but none too slow by itself, ends in time.
func TestAnswerLimit(t *testing.T) {
	s := serve(t, func(s *server, p *peer) {
		for n := 0; p.next() != ""; n++ {
			time.Sleep(60 * time.Millisecond)
			p.say(fmt.Sprintf("HTTP/1.1 302 Found\r\nLocation: /%d\r\nContent-Length: 0\r\n\r\n", n))
		}
	})
	c := client(t, func(cfg *Config) { cfg.Limits.Answer = 200 * time.Millisecond })
	_, _, err := get(c, s.url("/"))
	var fe *Error
	if !errors.As(err, &fe) || !fe.Timeout() || len(s.seen()) > 6 {
		t.Errorf("%v after %d requests", err, len(s.seen()))
	}
}

// When a server is gone, what the cache has is better than nothing, unless the server forbade it.
func TestCacheWithoutServer(t *testing.T) {
	var gone atomic.Bool
	s := serve(t, func(s *server, p *peer) {
		for path := p.next(); path != "" && !gone.Load(); path = p.next() {
			p.say(answer("kept", "Cache-Control: max-age=0"+map[bool]string{true: ", must-revalidate"}[path == "/strict"]))
		}
	})
	c := client(t, func(cfg *Config) { cfg.Cache = cache.New(cache.Config{}) })
	for _, path := range []string{"/free", "/strict"} {
		if _, _, err := get(c, s.url(path)); err != nil {
			t.Fatal(err)
		}
	}
	gone.Store(true)
	if r, body, err := get(c, s.url("/free")); err != nil || body != "kept" || !strings.Contains(r.Cache, "cannot be reached") {
		t.Errorf("%+v %q %v", r, body, err)
	}
	if _, _, err := get(c, s.url("/strict")); err == nil {
		t.Error("a stale answer that the server forbade")
	}
	if _, _, err := do(c, &Request{URL: s.url("/free"), Cache: cache.NoCache}); err == nil {
		t.Error("a reload was answered from the cache")
	}
}
