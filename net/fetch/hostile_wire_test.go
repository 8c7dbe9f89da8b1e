package fetch

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"runtime"
	"strings"
	"testing"
	"time"

	"vitrine/net/cookie"
	"vitrine/net/weburl"
)

// TestHostileWire has one odd or harmful answer a row, after which the server closes, and what
// must come of it. The next fetch over the same client must not notice.
func TestHostileWire(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\n"
	const chunked = ok + "Transfer-Encoding: chunked\r\n\r\n"
	again := strings.Repeat
	coded := func(coding string, body []byte) string {
		return fmt.Sprintf("%sContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n%s", ok, coding, len(body), body)
	}
	zip := squeeze("gzip", []byte("hello"))
	sum := func(b []byte) []byte { // with a wrong checksum
		b = bytes.Clone(b)
		binary.LittleEndian.PutUint32(b[len(b)-8:], ^crc32.ChecksumIEEE([]byte("hello")))
		return b
	}
	for _, c := range []struct {
		name, answer string
		is           error  // of the error
		text         string // of the error, "" with is nil: no error
		body         string // without an error
	}{
		// Status lines.
		{name: "empty lines only", answer: "\r\n\r\n", text: "without an answer|empty lines|not HTTP|within the response head"},
		{name: "empty lines without end", answer: again("\r\n", 100_000), text: "empty lines"},
		{name: "no status", answer: "HTTP/1.1  \r\n\r\n", text: "no status|not a number"},
		{name: "status of two digits", answer: "HTTP/1.1 20 OK\r\n\r\n", text: "not a number|no status|three digits"},
		{name: "status 099", answer: "HTTP/1.1 099 x\r\n\r\n", text: "three digits"},
		{name: "status of letters", answer: "HTTP/1.1 OK 200\r\n\r\n", text: "not a number"},
		{name: "status 0x1", answer: "HTTP/1.1 0x1 OK\r\n\r\n", text: "not a number"},
		{name: "no space before the status", answer: "HTTP/1.1200 OK\r\n\r\n", text: "no status|version|not a number"},
		{name: "HTTP/2.0 in the clear", answer: "HTTP/2.0 200 OK\r\n\r\n", text: "HTTP/2.0"},
		{name: "HTTP/1", answer: "HTTP/1 200 OK\r\n\r\n", text: "version"},
		{name: "no slash", answer: "HTTP 200 OK\r\n\r\n", text: "not HTTP"},
		{name: "status 999", answer: "HTTP/1.1 999 Odd\r\nContent-Length: 1\r\n\r\nx", body: "x"},
		{name: "an e-mail server", answer: "220 mx.a.test ESMTP\r\n", text: "not HTTP"},
		{name: "a TLS alert in the clear", answer: "\x15\x03\x01\x00\x02\x02\x46", text: "not HTTP"},
		{name: "an HTTP/2 preface", answer: "\x00\x00\x12\x04\x00\x00\x00\x00\x00" + again("\x00", 18), text: "not HTTP"},
		{name: "a reason of control characters", answer: "HTTP/1.1 200 \x01\x1b[2J\x07\r\nContent-Length: 1\r\n\r\nx", body: "x"},
		{name: "only a head of line ends", answer: "HTTP/1.1 200 OK\nContent-Length: 1\n\nx", body: "x"},
		{name: "an interim answer, then nothing", answer: "HTTP/1.1 100 Continue\r\n\r\n", text: "the connection closed"},
		{name: "an interim answer with a length", answer: "HTTP/1.1 102 P\r\nContent-Length: 7\r\n\r\n" + answer("x"), body: "x"},
		{name: "interim answers of unknown numbers", answer: "HTTP/1.1 199 A\r\n\r\nHTTP/1.1 150 B\r\n\r\n" + answer("x"), body: "x"},
		{name: "101 with a body", answer: "HTTP/1.1 101 S\r\nUpgrade: h2c\r\nContent-Length: 3\r\n\r\nabc", text: "101"},
		{name: "205 with a body", answer: "HTTP/1.1 205 R\r\nContent-Length: 3\r\n\r\nabc", body: "abc"},

		// Fields.
		{name: "thirty thousand fields", answer: ok + again("A: b\r\n", 30_000) + "\r\n", text: "header fields"},
		{name: "a field of 200 kB", answer: ok + "A: " + again("b", 200_000) + "\r\n\r\n", text: "line is longer"},
		{name: "a name of 200 kB", answer: ok + again("b", 200_000) + ": c\r\n\r\n", text: "line is longer"},
		{name: "a fold of a hundred thousand lines", answer: ok + "A: b\r\n" + again(" c\r\n", 60_000) + "\r\n", text: "header fields|larger than"},
		{name: "a fold before all fields", answer: ok + " Content-Length: 9\r\nContent-Length: 1\r\n\r\nx", body: "x"},
		{name: "an empty name", answer: ok + ": a\r\nContent-Length: 1\r\n\r\nx", body: "x"},
		{name: "a name in brackets", answer: ok + "Content-(Length): 9\r\nContent-Length: 1\r\n\r\nx", body: "x"},
		{name: "names beyond ASCII", answer: ok + "Cont\xc3\xa9nt: 9\r\nContent-Length: 1\r\n\r\nx", body: "x"},
		{name: "a NUL in the status line", answer: "HTTP/1.1 200 O\x00K\r\n\r\n", text: "NUL"},
		{name: "a NUL in a value", answer: ok + "A: b\x00c\r\n\r\n", text: "NUL"},
		{name: "a head cut in the middle", answer: ok + "Content-Le", text: "within the response head"},
		{name: "a space before the colon of the length", answer: ok + "Content-Length : 1\r\n\r\nxyz", body: "x"},

		// Lengths.
		{name: "the same length twice", answer: ok + "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx", body: "x"},
		{name: "the same length in a list", answer: ok + "Content-Length: 1, 1\r\n\r\nx", body: "x"},
		{name: "two lengths", answer: ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxy", text: "two values"},
		{name: "lengths 1 and 01", answer: ok + "Content-Length: 1\r\nContent-Length: 01\r\n\r\nx", text: "two values"},
		{name: "a length and a comma", answer: ok + "Content-Length: 1,\r\n\r\nx", text: "two values"},
		{name: "an empty length", answer: ok + "Content-Length: \r\n\r\nxyz", body: "xyz"},
		{name: "a length of 0x1", answer: ok + "Content-Length: 0x1\r\n\r\nxyz", body: "xyz"},
		{name: "a length below zero", answer: ok + "Content-Length: -1\r\n\r\nxyz", body: "xyz"},
		{name: "a length of 1e3", answer: ok + "Content-Length: 1e3\r\n\r\nxyz", body: "xyz"},
		{name: "a length of a hundred digits", answer: ok + "Content-Length: " + again("9", 100) + "\r\n\r\nx", text: "too large"},
		{name: "a length of 2^63", answer: ok + "Content-Length: 9223372036854775808\r\n\r\nx", text: "too large"},
		{name: "a hundred zeros before the length", answer: ok + "Content-Length: " + again("0", 100) + "1\r\n\r\nx", body: "x"},
		{name: "less than the length", answer: ok + "Content-Length: 10\r\n\r\nx", is: ErrTruncated},
		{name: "nothing of the length", answer: ok + "Content-Length: 10\r\n\r\n", is: ErrTruncated},

		// Chunks.
		{name: "chunks of line ends only", answer: ok + "Transfer-Encoding: chunked\n\n1\nx\n0\n\n", body: "x"},
		{name: "CHUNKED", answer: ok + "Transfer-Encoding: CHUNKED\r\n\r\n1\r\nx\r\n0\r\n\r\n", body: "x"},
		{name: "a chunk size of many zeros", answer: chunked + again("0", 1000) + "1\r\nx\r\n000\r\n\r\n", body: "x"},
		{name: "a space behind the chunk size", answer: chunked + "1 \r\nx\r\n0\r\n\r\n", body: "x"},
		{name: "a space before the chunk size", answer: chunked + " 1\r\nx\r\n0\r\n\r\n", text: "not a chunk size"},
		{name: "+1 as a chunk size", answer: chunked + "+1\r\nx\r\n0\r\n\r\n", text: "not a chunk size"},
		{name: "1_0 as a chunk size", answer: chunked + "1_0\r\nx\r\n0\r\n\r\n", text: "not a chunk size"},
		{name: "an empty chunk size", answer: chunked + "\r\nx\r\n0\r\n\r\n", text: "not a chunk size"},
		{name: "an extension instead of a size", answer: chunked + ";a=b\r\nx\r\n0\r\n\r\n", text: "not a chunk size"},
		{name: "a chunk size of 2^64", answer: chunked + "10000000000000000\r\nx\r\n", text: "overflows"},
		{name: "a chunk size that wraps to 1", answer: chunked + "10000000000000001\r\nx\r\n0\r\n\r\n", text: "overflows"},
		{name: "chunks without a last one", answer: chunked + "1\r\nx\r\n", is: ErrTruncated},
		{name: "a last chunk without its end", answer: chunked + "1\r\nx\r\n0\r\n", is: ErrTruncated},
		{name: "chunk data cut", answer: chunked + "5\r\nxy", is: ErrTruncated},
		{name: "a chunk shorter than its size", answer: chunked + "5\r\nx\r\n0\r\n\r\n", text: "not a chunk size"},
		{name: "a chunk extension of 100 kB", answer: chunked + "1;" + again("a", 100_000) + "\r\nx\r\n0\r\n\r\n", text: "too long"},
		{name: "chunk extensions without end", answer: chunked + again("1;"+again("a", 4000)+"\r\nx\r\n", 3000), text: "more chunk framing"},
		{name: "a quoted line end in an extension", answer: chunked + "1;a=\"\r\nx\r\n0\r\n\r\n", body: "x"},
		{name: "a bare CR in a chunk size", answer: chunked + "1\r;x\r\nx\r\n0\r\n\r\n", text: "not a chunk size"},
		{name: "trailers without end", answer: chunked + "0\r\n" + again("A: b\r\n", 100_000), text: "trailers are larger"},
		{name: "a trailer with a NUL", answer: chunked + "1\r\nx\r\n0\r\nA: \x00\r\n\r\n", text: "NUL"},
		{name: "trailers that are none", answer: chunked + "1\r\nx\r\n0\r\nnonsense\r\n\r\n", body: "x"},
		{name: "gzip as a transfer coding", answer: ok + "Transfer-Encoding: gzip, chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", text: "not supported"},
		{name: "chunked by HTTP/1.0", answer: "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", body: "x"},

		// Content codings.
		{name: "gzip of nothing", answer: coded("gzip", nil), body: ""},
		{name: "gzip, a head only", answer: coded("gzip", zip[:10]), is: ErrTruncated},
		{name: "gzip without its checksum", answer: coded("gzip", zip[:len(zip)-8]), is: ErrTruncated},
		{name: "gzip with a wrong checksum", answer: coded("gzip", sum(zip)), is: ErrCoding},
		{name: "gzip, half of a head", answer: coded("gzip", zip[:3]), is: ErrTruncated},
		{name: "x-gzip", answer: coded("x-gzip", zip), body: "hello"},
		{name: "GZip in capitals", answer: coded("GZIP", zip), body: "hello"},
		{name: "gzip named twice, done once", answer: coded("gzip, gzip", zip), text: "(gzip)"},
		{name: "brotli cut", answer: coded("br", cut(squeeze("br", []byte(again("hello ", 1000))))), is: ErrTruncated},
		{name: "zstd cut", answer: coded("zstd", cut(squeeze("zstd", []byte(again("hello ", 1000))))), is: ErrTruncated},
		{name: "deflate cut", answer: coded("deflate", cut(squeeze("zlib", []byte(again("hello ", 1000))))), is: ErrTruncated},
		{name: "zstd with plain text", answer: coded("zstd", []byte("hello")), is: ErrCoding},
		{name: "five codings", answer: coded("gzip, gzip, gzip, gzip, gzip", zip), is: ErrCoding},
		{name: "a thousand identities", answer: ok + again("Content-Encoding: identity\r\n", 1000) + "Content-Length: 1\r\n\r\nx", body: "x"},

		// Where answers lead.
		{name: "to a file", answer: "HTTP/1.1 302 F\r\nLocation: file:///etc/passwd\r\n\r\n", is: ErrRedirectTarget},
		{name: "to a file of a host", answer: "HTTP/1.1 302 F\r\nLocation: file://a.test/etc/passwd\r\n\r\n", is: ErrRedirectTarget},
		{name: "to data:", answer: "HTTP/1.1 302 F\r\nLocation: data:text/html,x\r\n\r\n", is: ErrRedirectTarget},
		{name: "to view-source:", answer: "HTTP/1.1 302 F\r\nLocation: view-source:http://a.test/\r\n\r\n", is: ErrRedirectTarget},
		{name: "to a scheme with tabs in it", answer: "HTTP/1.1 302 F\r\nLocation: fi\tle:///etc/passwd\r\n\r\n", is: ErrRedirectTarget},
		{name: "to no host", answer: "HTTP/1.1 302 F\r\nLocation: http://\r\n\r\n", text: "redirect"},
		{name: "to a port that is none", answer: "HTTP/1.1 302 F\r\nLocation: http://a.test:99999/\r\n\r\n", text: "redirect"},
		{name: "to port 25", answer: "HTTP/1.1 307 F\r\nLocation: http://a.test:25/\r\n\r\n", is: ErrBlockedPort},
		{name: "to two places", answer: "HTTP/1.1 302 F\r\nLocation: /a\r\nLocation: /b\r\n\r\n", text: "Location"},
		{name: "to an empty place", answer: "HTTP/1.1 302 F\r\nLocation:\r\nContent-Length: 4\r\n\r\nhere", body: "here"},
		{name: "300 with a place", answer: "HTTP/1.1 300 M\r\nLocation: /other\r\nContent-Length: 4\r\n\r\nhere", body: "here"},
		{name: "201 with a place", answer: "HTTP/1.1 201 C\r\nLocation: file:///etc/passwd\r\nContent-Length: 4\r\n\r\nhere", body: "here"},
		{name: "asks a proxy's password", answer: "HTTP/1.1 407 P\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 1\r\n\r\nx", body: "x"},
		{name: "asks for a log-in with nonsense", answer: "HTTP/1.1 401 L\r\nWWW-Authenticate: " + again("Digest ,=\"", 2000) + "\r\nContent-Length: 1\r\n\r\nx", body: "x"},
		{name: "HSTS in the clear", answer: ok + "Strict-Transport-Security: max-age=99999999999999999999; includeSubDomains\r\nContent-Length: 1\r\n\r\nx", body: "x"},
		{name: "Alt-Svc in the clear", answer: ok + "Alt-Svc: h3=\":1\"; ma=99999999999999999999\r\nContent-Length: 1\r\n\r\nx", body: "x"},
		{name: "ten thousand Link fields", answer: ok + again("Link: </x>; rel=preload; as=image\r\n", 10_000) + "Content-Length: 1\r\n\r\nx", text: "larger than"},
		{name: "a range nobody asked for", answer: "HTTP/1.1 206 P\r\nContent-Range: bytes 9223372036854775800-9223372036854775807/*\r\nContent-Length: 1\r\n\r\nx", body: "x"},
		{name: "416 to a plain request", answer: "HTTP/1.1 416 R\r\nContent-Range: bytes */-1\r\nContent-Length: 1\r\n\r\nx", body: "x"},
	} {
		t.Run(c.name, func(t *testing.T) {
			threads := runtime.NumGoroutine()
			s := serve(t, func(s *server, p *peer) {
				switch p.next() {
				case "/after":
					p.say(answer("after"))
				default:
					p.say(c.answer)
				}
			})
			jar, err := cookie.New(cookie.Config{})
			if err != nil {
				t.Fatal(err)
			}
			cl := client(t, func(cfg *Config) { cfg.Cookies = jar })
			_, body, err := get(cl, s.url("/"))
			if c.is == nil && c.text == "" {
				if err != nil || body != c.body {
					t.Errorf("%.60q %v, want %q", body, err, c.body)
				}
			} else if err == nil || c.is != nil && !errors.Is(err, c.is) || c.text != "" && !containsAny(err.Error(), c.text) {
				t.Errorf("%.60q %v, want %v %q", body, err, c.is, c.text)
			}
			if _, body, err := get(cl, s.url("/after")); err != nil || body != "after" {
				t.Errorf("afterwards: %.60q %v", body, err)
			}
			cl.Close()
			eventually(t, "nothing is left", func() bool { return runtime.NumGoroutine() <= threads+4 })
		})
	}
}

// containsAny reports whether s holds one of the texts that "|" separates.
func containsAny(s, texts string) bool {
	for one := range strings.SplitSeq(texts, "|") {
		if strings.Contains(s, one) {
			return true
		}
	}
	return false
}

// cut returns the first half.
func cut(b []byte) []byte { return b[:len(b)/2] }

// TestHostileRoads has servers that lead from one address to the next, or never come to the point.
func TestHostileRoads(t *testing.T) {
	to := func(where string) string {
		return "HTTP/1.1 302 F\r\nLocation: " + where + "\r\nContent-Length: 0\r\n\r\n"
	}
	for _, c := range []struct {
		name string
		play func(p *peer, path string) bool // false: close
		text string
		most int // requests
	}{
		{"to itself", func(p *peer, path string) bool { p.say(to(path)); return true }, "redirect", 21},
		{"to and fro", func(p *peer, path string) bool {
			p.say(to(map[string]string{"/": "/b", "/b": "/"}[path]))
			return true
		}, "redirect", 21},
		{"ever on", func(p *peer, path string) bool { p.say(to(path + "x")); return true }, "redirect", 21},
		{"ever longer", func(p *peer, path string) bool { p.say(to(path + "?" + strings.Repeat("x", 8000))); return true }, "redirect|line is longer", 21},
		{"ever longer by .. and /", func(p *peer, path string) bool {
			p.say(to(path + strings.Repeat("a/../", 100) + "b/"))
			return true
		}, "redirect", 21},
		{"a log-in for ever", func(p *peer, path string) bool {
			p.say("HTTP/1.1 401 L\r\nWWW-Authenticate: Basic realm=\"a\"\r\nContent-Length: 1\r\n\r\nx")
			return true
		}, "", 3},
		{"a Digest log-in that is stale for ever", func(p *peer, path string) bool {
			p.say("HTTP/1.1 401 L\r\nWWW-Authenticate: Digest realm=\"a\", nonce=\"n\", stale=true\r\nContent-Length: 1\r\n\r\nx")
			return true
		}, "", 3},
		{"a head byte by byte", func(p *peer, path string) bool {
			for _, b := range []byte("HTTP/1.1 200 OK\r\n" + strings.Repeat("A: b\r\n", 1000)) {
				if _, err := p.Write([]byte{b}); err != nil {
					return false
				}
				time.Sleep(20 * time.Millisecond)
			}
			return false
		}, "no answer within", 1},
		{"a body byte by byte", func(p *peer, path string) bool {
			p.say("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
			for range 1000 {
				if _, err := p.Write([]byte("x")); err != nil {
					return false
				}
				time.Sleep(20 * time.Millisecond)
			}
			return false
		}, "bytes came in", 1},
		{"chunk extensions byte by byte", func(p *peer, path string) bool {
			p.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;")
			for range 1000 {
				if _, err := p.Write([]byte("x")); err != nil {
					return false
				}
				time.Sleep(20 * time.Millisecond)
			}
			return false
		}, "bytes came in", 1},
		{"interim answers, slowly", func(p *peer, path string) bool {
			for range 1000 {
				if _, err := p.Write([]byte("HTTP/1.1 102 P\r\n\r\n")); err != nil {
					return false
				}
				time.Sleep(50 * time.Millisecond)
			}
			return false
		}, "no answer within|informational", 1},
		{"slow stations", func(p *peer, path string) bool {
			time.Sleep(300 * time.Millisecond)
			p.say(to(path + "x"))
			return true
		}, "no answer within", 8},
		{"closes every kept connection at the second request", func(p *peer, path string) bool {
			p.say(to(path + "x"))
			return false
		}, "redirect", 42},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, func(s *server, p *peer) {
				for path := p.next(); path != ""; path = p.next() {
					if !c.play(p, path) {
						return
					}
				}
			})
			cl := client(t, func(cfg *Config) { // impatient only with what the row is about
				if strings.HasPrefix(c.text, "no answer") {
					cfg.Limits.Response, cfg.Limits.Answer = 1200*time.Millisecond, 1500*time.Millisecond
				}
				if strings.HasPrefix(c.text, "bytes came") {
					cfg.Limits.Progress = time.Second
				}
			})
			u := s.url("/")
			if strings.Contains(c.name, "log-in") {
				u = weburl.MustParse("http://name:secret@" + s.addr.String() + "/")
			}
			_, _, err := get(cl, u)
			if (err == nil) != (c.text == "") || err != nil && !containsAny(err.Error(), c.text) {
				t.Errorf("%v, want %q", err, c.text)
			}
			if n := len(s.seen()); n > c.most {
				t.Errorf("%d requests", n)
			}
		})
	}
}
