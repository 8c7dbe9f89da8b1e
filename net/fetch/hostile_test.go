package fetch

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"

	"vitrine/net/cookie"
)

// files counts the open file descriptors, or -1 where that is not known.
func files() int {
	d, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return -1
	}
	return len(d)
}

// TestHostile plays servers that mean harm, one behaviour each, and looks at what becomes of the
// fetch, of the one after it over the same client, and at what is left of both: no goroutine, no
// connection, no file.
func TestHostile(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\n"
	zeros := make([]byte, 40<<20)
	coded := func(coding string, body []byte) string {
		return fmt.Sprintf("%sContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n%s", ok, coding, len(body), body)
	}
	longName := func() []byte { // a gzip header whose file name never ends
		b := []byte{0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 255}
		return append(b, bytes.Repeat([]byte("n"), 4<<20)...)
	}
	members := func() []byte { // empty members of gzip without end, then text
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Close()
		return bytes.Repeat(b.Bytes(), 100_000)
	}
	stored := func() []byte { // empty blocks of deflate
		return append(bytes.Repeat([]byte{0, 0, 0, 0xff, 0xff}, 400_000), 1, 0, 0, 0xff, 0xff)
	}
	skippable := func() []byte { // frames of zstd that say nothing
		return bytes.Repeat(binary.LittleEndian.AppendUint32([]byte{0x50, 0x2a, 0x4d, 0x18}, 0), 300_000)
	}
	window := []byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xf8, 1, 0, 0} // zstd, a window of 2 GB and more
	again := func(text string, n int) string { return strings.Repeat(text, n) }
	for _, c := range []struct {
		name, answer string
		is           error  // of the error
		text         string // of the error, "" with is nil: no error
		body         string // without an error
	}{
		{name: "deflate bomb", answer: coded("deflate", squeeze("zlib", zeros)), is: ErrBomb},
		{name: "bare deflate bomb", answer: coded("deflate", squeeze("zlib", zeros)[2:]), is: ErrBomb},
		{name: "bomb in four codings", answer: coded("gzip, br, zstd, deflate", squeeze("zlib", squeeze("zstd", squeeze("br", squeeze("gzip", zeros))))), is: ErrBomb},
		{name: "codings in several fields", answer: ok + again("Content-Encoding: gzip\r\n", 100) + "\r\nx", is: ErrCoding},
		{name: "gzip header without end", answer: coded("gzip", longName()), is: ErrCoding},
		{name: "gzip members without end", answer: coded("gzip", members()), body: ""},
		{name: "deflate blocks without content", answer: coded("deflate", stored()), body: ""},
		{name: "zstd frames without content", answer: coded("zstd", skippable()), body: ""},
		{name: "zstd with a huge window", answer: coded("zstd", window), is: ErrCoding},
		{name: "brotli garbage", answer: coded("br", []byte("\xff\xff\xff\xff\xff\xff\xff")), is: ErrCoding},
		{name: "coding without a name", answer: ok + "Content-Encoding: ,\r\nContent-Length: 1\r\n\r\nx", body: "x"},

		{name: "a second answer behind the first", answer: ok + "Content-Length: 1\r\n\r\nx" + ok + "Content-Length: 6\r\n\r\npoison", body: "x"},
		{name: "a second answer behind chunks", answer: ok + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n" + ok + "Content-Length: 6\r\n\r\npoison", body: "x"},
		{name: "a body behind 204", answer: "HTTP/1.1 204 No\r\nContent-Length: 60\r\n\r\n" + ok + "Content-Length: 6\r\n\r\npoison", body: ""},
		{name: "a body behind 304", answer: "HTTP/1.1 304 No\r\n\r\n" + ok + "Content-Length: 6\r\n\r\npoison", body: ""},
		{name: "chunked, then identity", answer: ok + "Transfer-Encoding: chunked, identity\r\n\r\n1\r\nx\r\n0\r\n\r\n", body: "x"},
		{name: "chunked between commas", answer: ok + "Transfer-Encoding: ,chunked,\r\n\r\n1\r\nx\r\n0\r\n\r\n", body: "x"},
		{name: "chunked twice", answer: ok + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", body: "x"},
		{name: "vertical tab before chunked", answer: ok + "Transfer-Encoding: \vchunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", body: "1\r\nx\r\n0\r\n\r\n"},
		{name: "a folded Transfer-Encoding", answer: ok + "Transfer-Encoding:\r\n chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", body: "x"},
		{name: "a bare CR in Transfer-Encoding", answer: ok + "Transfer-Encoding: chun\rked\r\n\r\n0\r\n\r\n", text: "bare CR"},
		{name: "a bare CR in Content-Length", answer: ok + "Content-Length: 1\r2\r\n\r\nx", text: "bare CR"},
		{name: "a NUL in a name", answer: ok + "Con\x00tent-Length: 1\r\n\r\nx", text: "NUL"},
		{name: "lengths in a list that differ", answer: ok + "Content-Length: 1, 2\r\n\r\nxy", text: "two values"},
		{name: "a negative chunk", answer: ok + "Transfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n", text: "not a chunk size"},
		{name: "a chunk with 0x", answer: ok + "Transfer-Encoding: chunked\r\n\r\n0x1\r\nx\r\n0\r\n\r\n", text: "not a chunk size"},
		{name: "a chunk of nearly 2^63", answer: ok + "Transfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\nx", is: ErrTruncated},
		{name: "trailers that are fields of the head", answer: ok + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nSet-Cookie: a=b\r\nLocation: /x\r\n\r\n", body: "x"},
		{name: "interim answers that set cookies", answer: "HTTP/1.1 103 E\r\nSet-Cookie: a=b\r\n\r\n" + ok + "Content-Length: 1\r\n\r\nx", body: "x"},
		{name: "interim answers without end", answer: again("HTTP/1.1 100 C\r\n\r\n", 10_000), text: "informational"},
		{name: "one field ten thousand times", answer: ok + again("Cache-Control: no-store\r\n", 9000) + "Content-Length: 1\r\n\r\nx", body: "x"},
		{name: "a status line without end", answer: "HTTP/1.1 200 " + again("x", 1<<20), text: "larger than"},
		{name: "HTTP/1.1 in small letters, a tab", answer: "http/1.1\t200\tOK\r\nContent-Length: 1\r\n\r\nx", body: "x"},
		{name: "version 1.10", answer: "HTTP/1.10 200 OK\r\n\r\n", text: "status line"},
		{name: "a cookie with a line break in disguise", answer: ok + "Set-Cookie: a=b\rSet-Cookie: c=d\r\nContent-Length: 1\r\n\r\nx", body: "x"},
		{name: "ten thousand cookies", answer: ok + func() string {
			var b strings.Builder
			for i := range 5000 {
				fmt.Fprintf(&b, "Set-Cookie: c%d=%s\r\n", i, again("v", 20))
			}
			return b.String()
		}() + "Content-Length: 1\r\n\r\nx", body: "x"},
		{name: "to a blocked port", answer: "HTTP/1.1 302 F\r\nLocation: http://a.test:6667/\r\n\r\n", is: ErrBlockedPort},
		{name: "to port 0", answer: "HTTP/1.1 302 F\r\nLocation: http://a.test:0/\r\n\r\n", is: ErrBlockedPort},
		{name: "to a script", answer: "HTTP/1.1 302 F\r\nLocation: javascript:alert(1)\r\n\r\n", is: ErrRedirectTarget},
		{name: "to a blob", answer: "HTTP/1.1 302 F\r\nLocation: blob:http://a.test/x\r\n\r\n", is: ErrRedirectTarget},
		{name: "to about:", answer: "HTTP/1.1 302 F\r\nLocation: about:blank\r\n\r\n", is: ErrRedirectTarget},
		{name: "to a broken host", answer: "HTTP/1.1 302 F\r\nLocation: http://a%00b/\r\n\r\n", text: "redirect"},
		{name: "to an endless address", answer: "HTTP/1.1 302 F\r\nLocation: /" + again("x", 200_000) + "\r\n\r\n", text: "line is longer"},
	} {
		t.Run(c.name, func(t *testing.T) {
			threads, fds := runtime.NumGoroutine(), files()
			first := true
			s := serve(t, func(s *server, p *peer) {
				for path := p.next(); path != ""; path = p.next() {
					if path == "/after" {
						p.say(answer("after"))
						continue
					}
					if first {
						first = false
						p.say(c.answer)
						if !strings.Contains(c.answer, "Content-Length") && (!strings.Contains(c.answer, "chunked\r\n") || strings.Contains(c.answer, "\v")) && !strings.HasPrefix(c.answer, "HTTP/1.1 304") || strings.Contains(c.name, "2^63") {
							return
						}
						continue
					}
					p.say(answer("again"))
				}
			})
			jar, err := cookie.New(cookie.Config{})
			if err != nil {
				t.Fatal(err)
			}
			cl := client(t, func(cfg *Config) { cfg.Cookies = jar })
			_, body, err := get(cl, s.url("/"))
			switch {
			case c.is == nil && c.text == "":
				if err != nil || body != c.body {
					t.Errorf("%.60q %v, want %q", body, err, c.body)
				}
			case err == nil || c.is != nil && !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.text):
				t.Errorf("%v, want %v %q", err, c.is, c.text)
			}
			// Whatever the server said before must not answer this.
			if _, body, err := get(cl, s.url("/after")); err != nil || body != "after" {
				t.Errorf("afterwards: %.60q %v", body, err)
			}
			for _, k := range jar.All() {
				if strings.Contains(k.Value, "Set-Cookie") && strings.ContainsAny(k.Value, "\r\n") || k.Name == "a" && strings.Contains(c.name, "trailers") {
					t.Errorf("the cookie %+v", k)
				}
			}
			if n := len(jar.All()); n > cookie.DefaultLimits.PerSite {
				t.Errorf("%d cookies", n)
			}
			cl.Close()
			eventually(t, "nothing is left", func() bool {
				return runtime.NumGoroutine() <= threads+4 && (fds < 0 || files() <= fds+4)
			})
		})
	}
}

// Memory stays bounded while a thousand fetches run whose bodies nobody can keep.
func TestMemoryOfManyBodies(t *testing.T) {
	if testing.Short() {
		t.Skip("moves a gigabyte")
	}
	piece := bytes.Repeat([]byte("x"), 64<<10)
	s := serve(t, func(s *server, p *peer) {
		for path := p.next(); path != ""; path = p.next() {
			p.say(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", 16*len(piece)))
			for range 16 {
				if _, err := p.Write(piece); err != nil {
					return
				}
			}
		}
	})
	cl := client(t, func(cfg *Config) { cfg.Conn.Total = 64 })
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	most := uint64(0)
	done := make(chan error, 1000)
	for i := range 1000 {
		go func() {
			r, err := cl.Fetch(t.Context(), &Request{URL: s.url(fmt.Sprintf("/%d", i))})
			if err == nil {
				_, err = io.Copy(io.Discard, r.Body)
				r.Body.Close()
			}
			done <- err
		}()
	}
	for i := range 1000 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if i%100 == 0 {
			runtime.ReadMemStats(&after)
			most = max(most, after.HeapInuse)
		}
	}
	if grown := int64(most) - int64(before.HeapInuse); grown > 96<<20 {
		t.Errorf("the heap grew by %d MB", grown>>20)
	}
}
