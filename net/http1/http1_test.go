package http1

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"vitrine/net/header"
)

// script is a connection that answers with fixed bytes, in pieces of at most step bytes.
type script struct {
	net.Conn
	in   io.Reader
	sent strings.Builder
}

func (s *script) Read(p []byte) (int, error)       { return s.in.Read(p) }
func (s *script) Write(p []byte) (int, error)      { return s.sent.Write(p) }
func (s *script) SetReadDeadline(time.Time) error  { return nil }
func (s *script) SetWriteDeadline(time.Time) error { return nil }

func play(answer string, byteWise bool, lim Limits) *Conn {
	var in io.Reader = strings.NewReader(answer)
	if byteWise {
		in = iotest.OneByteReader(in)
	}
	return NewConn(&script{in: in}, lim)
}

func TestReceive(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\n"
	for _, c := range []struct {
		name, answer, method string
		body                 string // wanted
		err                  string // wanted in an error of head or body
		reuse                bool
		check                func(*Response) bool
	}{
		{name: "counted", answer: ok + "Content-Length: 2\r\n\r\nhi", body: "hi", reuse: true},
		{name: "no reason", answer: "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", reuse: true},
		{name: "bare LF", answer: "HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", body: "hi", reuse: true},
		{name: "blank lines first", answer: "\r\n\r\n" + ok + "Content-Length: 2\r\n\r\nhi", body: "hi", reuse: true},
		{name: "no fields", answer: ok + "\r\nhi", body: "hi"},
		{name: "until close", answer: ok + "X: y\r\n\r\nall of it", body: "all of it"},
		{name: "HTTP/1.0", answer: "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", body: "hi"},
		{name: "HTTP/1.0 keep-alive", answer: "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nhi", body: "hi", reuse: true},
		{name: "connection close", answer: ok + "Connection: x, Close\r\nContent-Length: 2\r\n\r\nhi", body: "hi"},
		{name: "HEAD", method: "HEAD", answer: ok + "Content-Length: 2\r\n\r\n", reuse: true},
		{name: "204", answer: "HTTP/1.1 204 No\r\nContent-Length: 2\r\n\r\n", reuse: true},
		{name: "304", answer: "HTTP/1.1 304 No\r\n\r\n", reuse: true},
		{name: "interim", answer: "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 100 C\r\n\r\n" + ok + "Content-Length: 2\r\n\r\nhi", body: "hi", reuse: true,
			check: func(r *Response) bool { return r.Informational == 2 && len(r.Header) == 1 }},
		{name: "chunked", answer: ok + "Transfer-Encoding: chunked\r\n\r\n2;x=y\r\nhi\r\nA\r\n0123456789\r\n0\r\nT: v\r\n\r\n", body: "hi0123456789", reuse: true,
			check: func(r *Response) bool { return r.Body.Trailer.First("t") == "v" }},
		{name: "chunked beside length", answer: ok + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", body: "hi"},
		{name: "equal lengths", answer: ok + "Content-Length: 2\r\nContent-Length: 2, 2\r\n\r\nhi", body: "hi", reuse: true},
		{name: "bytes beyond", answer: ok + "Content-Length: 2\r\n\r\nhiHTTP/1.1 200 evil\r\n\r\n", body: "hi"},
		{name: "no colon", answer: ok + "nonsense\r\nContent-Length: 2\r\n\r\nhi", body: "hi", reuse: true,
			check: func(r *Response) bool { return len(r.Repairs) == 1 }},
		{name: "folded", answer: ok + "X: a\r\n\tb\r\n  c\r\nContent-Length: 2\r\n\r\nhi", body: "hi", reuse: true,
			check: func(r *Response) bool { return r.Header.First("x") == "a b c" }},
		{name: "folded first", answer: ok + " a\r\nContent-Length: 2\r\n\r\nhi", body: "hi", reuse: true},
		{name: "unknown transfer coding", answer: ok + "Transfer-Encoding: xchunked\r\n\r\nhi", body: "hi"},
		{name: "length not a number", answer: ok + "Content-Length: +2\r\n\r\nhi there", body: "hi there"},

		{name: "nothing", answer: "", err: ErrNoResponse.Error()},
		{name: "not HTTP", answer: "SSH-2.0-x\r\n", err: "not HTTP"},
		{name: "HTTP/2", answer: "HTTP/2.0 200 OK\r\n\r\n", err: "HTTP/2.0"},
		{name: "cut head", answer: ok + "X: y\r\n", err: "within the response head"},
		{name: "four digits", answer: "HTTP/1.1 2000 OK\r\n\r\n", err: "three digits"},
		{name: "negative", answer: "HTTP/1.1 -200 OK\r\n\r\n", err: "not a number"},
		{name: "no status", answer: "HTTP/1.1 \r\n\r\n", err: "no status"},
		{name: "unasked switch", answer: "HTTP/1.1 101 S\r\n\r\n", err: "101"},
		{name: "interim for ever", answer: strings.Repeat("HTTP/1.1 100 C\r\n\r\n", 40), err: "informational"},
		{name: "two lengths", answer: ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nhix", err: "two values"},
		{name: "length overflow", answer: ok + "Content-Length: 9223372036854775808\r\n\r\nhi", err: "too large"},
		{name: "truncated", answer: ok + "Content-Length: 5\r\n\r\nhi", body: "hi", err: ErrTruncated.Error()},
		{name: "NUL", answer: ok + "X: a\x00b\r\n\r\n", err: "NUL"},
		{name: "space before colon", answer: ok + "Transfer-Encoding : chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", body: "hi"},
		{name: "gzip, chunked", answer: ok + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", err: "not supported"},
		{name: "chunk size", answer: ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", err: "not a chunk size"},
		{name: "chunk size empty", answer: ok + "Transfer-Encoding: chunked\r\n\r\n\r\n", err: "not a chunk size"},
		{name: "chunk size overflow", answer: ok + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", err: "overflows"},
		{name: "chunk too long", answer: ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi!\r\n0\r\n\r\n", body: "hi", err: "longer than its size"},
		{name: "chunks cut", answer: ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n", body: "hi", err: ErrTruncated.Error()},
		{name: "chunk cut", answer: ok + "Transfer-Encoding: chunked\r\n\r\n9\r\nhi", body: "hi", err: ErrTruncated.Error()},
	} {
		for _, byteWise := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/%v", c.name, byteWise), func(t *testing.T) {
				method := c.method
				if method == "" {
					method = "GET"
				}
				conn := play(c.answer, byteWise, Limits{})
				r, err := conn.Receive(method)
				var body []byte
				if err == nil {
					body, err = io.ReadAll(r.Body)
				}
				if string(body) != c.body {
					t.Errorf("body %q, want %q", body, c.body)
				}
				switch {
				case c.err == "" && err != nil:
					t.Fatal(err)
				case c.err != "":
					if err == nil || !strings.Contains(err.Error(), c.err) {
						t.Fatalf("error %v, want %q", err, c.err)
					}
					return
				}
				// Bytes beyond a message show only when they were read with it.
				if got := r.Body.Reusable(); got != c.reuse && !(byteWise && c.name == "bytes beyond") {
					t.Errorf("reusable %v", got)
				}
				if c.check != nil && !c.check(r) {
					t.Errorf("response %+v", r)
				}
			})
		}
	}
}

func TestLimits(t *testing.T) {
	endless := func(first, again string) io.Reader {
		return io.MultiReader(strings.NewReader(first), &repeat{s: again})
	}
	const ok = "HTTP/1.1 200 OK\r\n"
	for name, c := range map[string]struct {
		in   io.Reader
		want string
	}{
		"fields":     {endless(ok, "X: y\r\n"), "larger than"},
		"long line":  {endless(ok, "xxxxxxxxxxxxxxxx"), "larger than"},
		"blank":      {endless("", "\r\n"), "empty lines"},
		"chunk line": {endless(ok+"Transfer-Encoding: chunked\r\n\r\n1;", "aaaaaaaaaaaa"), "too long"},
		"trailers":   {endless(ok+"Transfer-Encoding: chunked\r\n\r\n0\r\n", "X: y\r\n"), "trailers"},
		"extensions": {endless(ok+"Transfer-Encoding: chunked\r\n\r\n", "1;"+strings.Repeat("e", 2000)+"\r\nx\r\n"), "more chunk framing"},
	} {
		t.Run(name, func(t *testing.T) {
			conn := NewConn(&script{in: c.in}, Limits{})
			r, err := conn.Receive("GET")
			if err == nil {
				_, err = io.Copy(io.Discard, r.Body)
			}
			var pe *ProtocolError
			if !errors.As(err, &pe) || !strings.Contains(pe.Reason, c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
			if len(conn.buf) > 2*DefaultLimits.HeadBytes {
				t.Errorf("the buffer grew to %d", len(conn.buf))
			}
		})
	}
}

// repeat reads as s for ever.
type repeat struct {
	s string
	i int
}

func (r *repeat) Read(p []byte) (int, error) {
	for n := range p {
		p[n] = r.s[r.i]
		r.i = (r.i + 1) % len(r.s)
	}
	return len(p), nil
}

func TestManyFoldedLinesAreLinear(t *testing.T) {
	head := "HTTP/1.1 200 OK\r\nX: a\r\n" + strings.Repeat(" b\r\n", 15000) + "Content-Length: 0\r\n\r\n"
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r, err := play(head, false, Limits{}).Receive("GET")
	if err != nil || len(r.Header.First("X")) != 30001 {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 16<<20 { // joined one by one they are 225 MB
		t.Errorf("%d bytes were allocated", n)
	}
}

func TestSend(t *testing.T) {
	s := &script{in: strings.NewReader("")}
	c := NewConn(s, Limits{})
	q := &Request{Method: "POST", Target: "/a?b", Host: "h.test", Header: header.List{{Name: "X", Value: "y"}}, Body: []byte("hi")}
	if _, err := c.Send(q); err != nil {
		t.Fatal(err)
	}
	want := "POST /a?b HTTP/1.1\r\nHost: h.test\r\nX: y\r\nContent-Length: 2\r\n\r\nhi"
	if s.sent.String() != want {
		t.Errorf("sent %q", s.sent.String())
	}
	for name, bad := range map[string]*Request{
		"method": {Method: "GET x", Target: "/", Host: "h"},
		"target": {Method: "GET", Target: "/\r\nX: y", Host: "h"},
		"host":   {Method: "GET", Target: "/", Host: "h\r\nX: y"},
		"field":  {Method: "GET", Target: "/", Host: "h", Header: header.List{{Name: "X", Value: "a\r\nY: z"}}},
		"name":   {Method: "GET", Target: "/", Host: "h", Header: header.List{{Name: "X y", Value: "a"}}},
	} {
		if _, err := c.Send(bad); err == nil {
			t.Errorf("%s was sent", name)
		}
	}
	if s.sent.String() != want {
		t.Errorf("part of a bad request was sent")
	}
}

func FuzzReceive(f *testing.F) {
	for _, s := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2;a\nhi\n0\nT: x\n\n",
		"HTTP/1.0 404 \r\nA:\r\n b\r\n\r\nrest", "HTTP/1.1 103 x\r\n\r\nHTTP/1.1 204 x\r\n\r\n", "\r\nHTTP/1.1 304 x\r\n\r\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var bodies [2]string
		var errs [2]error
		for i, byteWise := range []bool{false, true} {
			c := play(s, byteWise, Limits{HeadBytes: 1 << 12, ChunkLine: 100, TrailerBytes: 1000})
			r, err := c.Receive("GET")
			if err == nil {
				var b []byte
				b, err = io.ReadAll(r.Body)
				bodies[i] = string(b)
			}
			errs[i] = err
		}
		if bodies[0] != bodies[1] || (errs[0] == nil) != (errs[1] == nil) {
			t.Errorf("whole %q %v, byte by byte %q %v", bodies[0], errs[0], bodies[1], errs[1])
		}
	})
}

func FuzzChunked(f *testing.F) {
	for _, s := range []string{"2\r\nhi\r\n0\r\n\r\n", "a;x\n0123456789\n0\n\n", "0\r\nA: b\r\n\r\n", "fffffffffffffff\r\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := play("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"+s, false, Limits{})
		r, err := c.Receive("GET")
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r.Body)
		if int64(len(b)) > r.Body.Wire || r.Body.Wire > int64(len(s)) {
			t.Errorf("%d bytes of body, %d of wire, %d sent", len(b), r.Body.Wire, len(s))
		}
		if err != nil && r.Body.Reusable() {
			t.Error("reusable after an error")
		}
	})
}

func BenchmarkReceive(b *testing.B) {
	answer := "HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: Sun, 22 Nov 2026 15:00:00 GMT\r\nContent-Type: text/css\r\nContent-Length: 5\r\n" +
		"Last-Modified: Sun, 22 Nov 2026 15:00:00 GMT\r\nETag: \"abc\"\r\nCache-Control: max-age=60\r\nAccept-Ranges: bytes\r\nVary: Accept-Encoding\r\n\r\nhello"
	c := NewConn(&script{in: &repeat{s: answer}}, Limits{})
	b.ReportAllocs()
	b.SetBytes(int64(len(answer)))
	var p [16]byte
	for b.Loop() {
		r, err := c.Receive("GET")
		if err != nil {
			b.Fatal(err)
		}
		if n, _ := r.Body.Read(p[:]); n != 5 {
			b.Fatal(n)
		}
	}
}

// TestUploadsAndReuse: a server that answers before it has read a large body ends the connection
// for us, and one that read all of it does not.
func TestUploadsAndReuse(t *testing.T) {
	for _, whole := range []bool{true, false} {
		ours, theirs := net.Pipe()
		c := NewConn(ours, Limits{})
		q := &Request{Method: "POST", Target: "/", Host: "a.test", Body: make([]byte, 1<<20)}
		go func() {
			br := bufio.NewReader(theirs)
			for line, err := br.ReadString('\n'); err == nil && line != "\r\n"; line, err = br.ReadString('\n') {
			}
			if whole {
				io.CopyN(io.Discard, br, int64(len(q.Body)))
			}
			io.WriteString(theirs, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")
		}()
		if _, err := c.Send(q); err != nil {
			t.Fatal(err)
		}
		r, err := c.Receive("POST")
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(r.Body); string(b) != "x" || err != nil {
			t.Error(string(b), err)
		}
		for range 2 { // asked twice, it stays the same
			if got := r.Body.Reusable(); got != whole {
				t.Errorf("read whole %v: reusable %v", whole, got)
			}
		}
		ours.Close()
		theirs.Close()
	}
}
