package http2

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"vitrine/net/header"
)

// patient is far more than anything takes that does happen in a test: a limit that must not be
// reached.
const patient = 5 * time.Minute

// eventually waits for something that another goroutine brings about.
func eventually(t testing.TB, what string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(patient / 5); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if f() {
			return
		}
	}
	t.Error(what + ": never")
}

// peer is the server's end of a connection, for a test to misbehave with.
type peer struct {
	t  testing.TB
	nc net.Conn
	fr *http2.Framer
	hp bytes.Buffer
	en *hpack.Encoder
}

// pair returns a Conn and the peer that it speaks to. The peer has read the preface.
func pair(t testing.TB, lim Limits) (*Conn, *peer) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	nc, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	sc, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	p := &peer{t: t, nc: sc}
	p.fr = http2.NewFramer(sc, sc)
	p.fr.AllowIllegalWrites = true
	p.fr.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	p.en = hpack.NewEncoder(&p.hp)
	c, err := NewConn(nc, lim, nil)
	if err != nil {
		t.Fatal(err)
	}
	sc.SetDeadline(time.Now().Add(patient))
	b := make([]byte, len(http2.ClientPreface))
	if _, err := io.ReadFull(sc, b); err != nil || string(b) != http2.ClientPreface {
		t.Fatal(string(b), err)
	}
	t.Cleanup(func() { c.Shutdown(); nc.Close(); sc.Close() })
	return c, p
}

// settings is how a well-behaved server begins.
func (p *peer) settings(s ...http2.Setting) { p.fr.WriteSettings(s...) }

// block encodes fields: name, value, name, value, …
func (p *peer) block(kv ...string) []byte {
	p.hp.Reset()
	for i := 0; i < len(kv); i += 2 {
		p.en.WriteField(hpack.HeaderField{Name: kv[i], Value: kv[i+1]})
	}
	return bytes.Clone(p.hp.Bytes())
}

func (p *peer) head(id uint32, end bool, kv ...string) {
	p.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: p.block(kv...), EndHeaders: true, EndStream: end})
}

// wait reads frames until one of the kind comes.
func (p *peer) wait(kind http2.FrameType) http2.Frame {
	p.t.Helper()
	for {
		f, err := p.fr.ReadFrame()
		if err != nil {
			p.t.Fatalf("waiting for %v: %v", kind, err)
		}
		if f.Header().Type == kind {
			return f
		}
	}
}

func get(c *Conn) (*Stream, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patient)
	defer cancel()
	return c.Open(ctx, &Request{Method: "GET", Scheme: "https", Authority: "a.test", Path: "/"})
}

// answer reads a whole response.
func answer(s *Stream) (*Response, string, error) {
	defer s.Close()
	r, err := s.Receive(time.Now().Add(patient))
	if err != nil {
		return nil, "", err
	}
	s.SetReadDeadline(time.Now().Add(patient))
	b, err := io.ReadAll(s)
	return r, string(b), err
}

// TestPeers plays one behaviour of a server each. want is a part of the error of the exchange,
// "" for none; after says whether the connection must be usable afterwards.
func TestPeers(t *testing.T) {
	big := strings.Repeat("x", 4000)
	for _, c := range []struct {
		name  string
		play  func(*peer, uint32)
		want  string
		after bool
	}{
		{"plain", func(p *peer, id uint32) {
			p.settings()
			p.head(id, false, ":status", "200")
			p.fr.WriteData(id, true, []byte("hi"))
		}, "", true},
		{"head only", func(p *peer, id uint32) { p.settings(); p.head(id, true, ":status", "204") }, "", true},
		{"padded data", func(p *peer, id uint32) {
			p.settings()
			p.head(id, false, ":status", "200")
			p.fr.WriteDataPadded(id, true, []byte("hi"), make([]byte, 200))
		}, "", true},
		{"head in pieces", func(p *peer, id uint32) {
			p.settings()
			b := p.block(":status", "200", "a", "b")
			p.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: b[:1], EndStream: true})
			p.fr.WriteContinuation(id, false, b[1:2])
			p.fr.WriteContinuation(id, true, b[2:])
		}, "", true},
		{"interim answers", func(p *peer, id uint32) {
			p.settings()
			p.head(id, false, ":status", "103", "link", "</a.css>; rel=preload")
			p.head(id, false, ":status", "100")
			p.head(id, true, ":status", "200")
		}, "", true},
		{"trailers", func(p *peer, id uint32) {
			p.settings()
			p.head(id, false, ":status", "200")
			p.fr.WriteData(id, false, []byte("hi"))
			p.head(id, true, "grpc-status", "0")
		}, "", true},
		{"unknown frames", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteRawFrame(0xFA, 0, 0, []byte("grease"))
			p.fr.WriteRawFrame(0xFB, 0x55, id, nil)
			p.head(id, true, ":status", "200")
		}, "", true},
		{"priority frames", func(p *peer, id uint32) {
			p.settings()
			p.fr.WritePriority(id, http2.PriorityParam{StreamDep: 0, Weight: 3})
			p.head(id, true, ":status", "200")
		}, "", true},
		{"goodbye after the answer", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteGoAway(id, http2.ErrCodeNo, nil)
			p.head(id, true, ":status", "200")
		}, "", false},

		{"no settings first", func(p *peer, id uint32) { p.head(id, true, ":status", "200") }, "first frame is not SETTINGS", false},
		{"an ack first", func(p *peer, id uint32) { p.fr.WriteSettingsAck(); p.head(id, true, ":status", "200") }, "first frame is not SETTINGS", false},
		{"settings ack with content", func(p *peer, id uint32) {
			p.fr.WriteRawFrame(http2.FrameSettings, http2.FlagSettingsAck, 0, make([]byte, 6))
		}, "FRAME_SIZE", false},
		{"settings of 5 bytes", func(p *peer, id uint32) { p.fr.WriteRawFrame(http2.FrameSettings, 0, 0, make([]byte, 5)) }, "FRAME_SIZE", false},
		{"settings on a stream", func(p *peer, id uint32) { p.settings(); p.fr.WriteRawFrame(http2.FrameSettings, 0, id, nil) }, "PROTOCOL", false},
		{"settings ask for push", func(p *peer, id uint32) { p.settings(http2.Setting{ID: http2.SettingEnablePush, Val: 1}) }, "wants pushes", false},
		{"window setting too large", func(p *peer, id uint32) {
			p.settings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 1 << 31})
		}, "FLOW_CONTROL", false},
		{"frame size setting too small", func(p *peer, id uint32) { p.settings(http2.Setting{ID: http2.SettingMaxFrameSize, Val: 100}) }, "impossible settings", false},
		{"settings flood", func(p *peer, id uint32) {
			for range 5000 {
				p.settings(http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 7})
			}
		}, "flood", false},
		{"ping flood", func(p *peer, id uint32) {
			p.settings()
			for range 5000 {
				p.fr.WritePing(false, [8]byte{})
			}
		}, "flood", false},
		{"pong flood", func(p *peer, id uint32) {
			p.settings()
			for range 5000 {
				p.fr.WritePing(true, [8]byte{})
			}
		}, "flood", false},
		{"ping of 7 bytes", func(p *peer, id uint32) { p.settings(); p.fr.WriteRawFrame(http2.FramePing, 0, 0, make([]byte, 7)) }, "FRAME_SIZE", false},
		{"priority flood", func(p *peer, id uint32) {
			p.settings()
			for range 5000 {
				p.fr.WritePriority(id, http2.PriorityParam{Weight: 1})
			}
		}, "flood", false},
		{"empty data flood", func(p *peer, id uint32) {
			p.settings()
			p.head(id, false, ":status", "200")
			for range 5000 {
				p.fr.WriteData(id, false, nil)
			}
		}, "flood", false},
		{"padding flood", func(p *peer, id uint32) {
			p.settings()
			p.head(id, false, ":status", "200")
			for range 5000 {
				p.fr.WriteDataPadded(id, false, nil, make([]byte, 255))
			}
		}, "flood", false},
		{"empty continuation flood", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: p.block(":status", "200")})
			for range 5000 {
				p.fr.WriteContinuation(id, false, nil)
			}
		}, "flood", false},
		{"continuation flood", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: p.block(":status", "200")})
			for range 500 {
				p.fr.WriteContinuation(id, false, p.block("a", big))
			}
		}, "larger than", false},
		{"window update flood", func(p *peer, id uint32) {
			p.settings()
			for range 20000 {
				p.fr.WriteWindowUpdate(0, 1)
			}
		}, "flood", false},
		{"window overflow", func(p *peer, id uint32) { p.settings(); p.fr.WriteWindowUpdate(0, 1<<31-1) }, "window overflows", false},
		{"stream window overflow", func(p *peer, id uint32) { p.settings(); p.fr.WriteWindowUpdate(id, 1<<31-1) }, "window overflows", true},
		{"window overflow by settings", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteWindowUpdate(id, 1<<31-1-65535)
			p.settings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 70000})
		}, "window overflows", false},
		{"window update of nothing", func(p *peer, id uint32) { p.settings(); p.fr.WriteWindowUpdate(0, 0) }, "PROTOCOL", false},
		{"stream window update of nothing", func(p *peer, id uint32) { p.settings(); p.fr.WriteWindowUpdate(id, 0) }, "broken frame", true},
		{"window update of nothing, idle stream", func(p *peer, id uint32) { p.settings(); p.fr.WriteWindowUpdate(id+40, 0) }, "never opened", false},
		{"window update, idle stream", func(p *peer, id uint32) { p.settings(); p.fr.WriteWindowUpdate(id+40, 5) }, "never opened", false},

		{"hpack: bad index", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: []byte{0xFF, 0xFF, 0xFF, 0x7F}, EndHeaders: true, EndStream: true})
		}, "header block is broken", false},
		{"hpack: cut", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: []byte{0x40, 0x05, 'a'}, EndHeaders: true, EndStream: true})
		}, "header block is broken", false},
		{"hpack: table larger than allowed", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: []byte{0x3F, 0xE1, 0xFF, 0x7F}, EndHeaders: true, EndStream: true})
		}, "header block is broken", false},
		{"hpack bomb", func(p *peer, id uint32) {
			p.settings()
			b := p.block(":status", "200", "bomb", big)
			b = append(b, bytes.Repeat([]byte{0x80 | 62}, 12000)...)
			p.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: b, EndHeaders: true, EndStream: true})
		}, "larger than", false},
		{"huge head", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: p.block(":status", "200"), EndStream: true})
			for i := range 100 {
				p.fr.WriteContinuation(id, i == 99, p.block("a", big))
			}
		}, "larger than", false},
		{"large frame", func(p *peer, id uint32) {
			p.settings()
			p.head(id, false, ":status", "200")
			p.fr.WriteData(id, true, make([]byte, 16<<10+1))
		}, "frame is larger", false},
		{"HTTP/1.1", func(p *peer, id uint32) { io.WriteString(p.nc, "HTTP/1.1 400 Bad Request\r\n\r\n") }, "frame is larger", false},

		{"no status", func(p *peer, id uint32) { p.settings(); p.head(id, true, "a", "b") }, "no status", true},
		{"status twice", func(p *peer, id uint32) { p.settings(); p.head(id, true, ":status", "200", ":status", "200") }, "twice", true},
		{"status late", func(p *peer, id uint32) { p.settings(); p.head(id, true, "a", "b", ":status", "200") }, "late", true},
		{"status +20", func(p *peer, id uint32) { p.settings(); p.head(id, true, ":status", "+20") }, "the status", true},
		{"status 2000", func(p *peer, id uint32) { p.settings(); p.head(id, true, ":status", "2000") }, "the status", true},
		{"status 099", func(p *peer, id uint32) { p.settings(); p.head(id, true, ":status", "099") }, "the status", true},
		{"request pseudo-field", func(p *peer, id uint32) { p.settings(); p.head(id, true, ":status", "200", ":path", "/") }, "pseudo-field", true},
		{"unknown pseudo-field", func(p *peer, id uint32) { p.settings(); p.head(id, true, ":status", "200", ":x", "/") }, "pseudo-field", true},
		{"capitals", func(p *peer, id uint32) { p.settings(); p.head(id, true, ":status", "200", "Server", "x") }, "field name", true},
		{"a space in a name", func(p *peer, id uint32) { p.settings(); p.head(id, true, ":status", "200", "a b", "x") }, "field name", true},
		{"an empty name", func(p *peer, id uint32) { p.settings(); p.head(id, true, ":status", "200", "", "x") }, "field name", true},
		{"a line break in a value", func(p *peer, id uint32) {
			p.settings()
			p.head(id, true, ":status", "200", "a", "x\r\nset-cookie: y=z")
		}, "control character", true},
		{"a NUL in a value", func(p *peer, id uint32) { p.settings(); p.head(id, true, ":status", "200", "a", "x\x00") }, "control character", true},
		{"connection", func(p *peer, id uint32) { p.settings(); p.head(id, true, ":status", "200", "connection", "close") }, "HTTP/1.1's", true},
		{"transfer-encoding", func(p *peer, id uint32) {
			p.settings()
			p.head(id, true, ":status", "200", "transfer-encoding", "chunked")
		}, "HTTP/1.1's", true},
		{"101", func(p *peer, id uint32) { p.settings(); p.head(id, false, ":status", "101") }, "switches protocols", true},
		{"103 that ends", func(p *peer, id uint32) { p.settings(); p.head(id, true, ":status", "103") }, "that ends", true},
		{"interim flood", func(p *peer, id uint32) {
			p.settings()
			for range 200 {
				p.head(id, false, ":status", "103")
			}
		}, "informational", true},
		{"data before the head", func(p *peer, id uint32) { p.settings(); p.fr.WriteData(id, true, []byte("x")) }, "before the response head", true},
		{"trailers that do not end", func(p *peer, id uint32) {
			p.settings()
			p.head(id, false, ":status", "200")
			p.head(id, false, "a", "b")
		}, "trailers", true},
		{"trailers with a status", func(p *peer, id uint32) {
			p.settings()
			p.head(id, false, ":status", "200")
			p.head(id, true, ":status", "200")
		}, "trailers", true},
		{"longer than its length", func(p *peer, id uint32) {
			p.settings()
			p.head(id, false, ":status", "200", "content-length", "1")
			p.fr.WriteData(id, true, []byte("xx"))
		}, "longer than", true},
		{"shorter than its length", func(p *peer, id uint32) {
			p.settings()
			p.head(id, false, ":status", "200", "content-length", "3")
			p.fr.WriteData(id, true, []byte("xx"))
		}, "cut short", true},
		{"two lengths", func(p *peer, id uint32) {
			p.settings()
			p.head(id, true, ":status", "200", "content-length", "3", "content-length", "4")
		}, "Content-Length", true},
		{"length +2", func(p *peer, id uint32) { p.settings(); p.head(id, true, ":status", "200", "content-length", "+2") }, "Content-Length", true},
		{"length of 2^64", func(p *peer, id uint32) {
			p.settings()
			p.head(id, true, ":status", "200", "content-length", "18446744073709551616")
		}, "Content-Length", true},
		{"a body with 204", func(p *peer, id uint32) {
			p.settings()
			p.head(id, false, ":status", "204")
			p.fr.WriteData(id, true, []byte("x"))
		}, "where there is none", true},
		{"padding larger than the frame", func(p *peer, id uint32) {
			p.settings()
			p.head(id, false, ":status", "200")
			p.fr.WriteRawFrame(http2.FrameData, http2.FlagDataPadded, id, []byte{9, 'x'})
		}, "PROTOCOL", false},
		{"data on stream 0", func(p *peer, id uint32) { p.settings(); p.fr.WriteRawFrame(http2.FrameData, 0, 0, []byte("x")) }, "PROTOCOL", false},
		{"data on an idle stream", func(p *peer, id uint32) { p.settings(); p.fr.WriteData(id+2, true, []byte("x")) }, "never opened", false},
		{"head on a server's stream", func(p *peer, id uint32) { p.settings(); p.head(2, true, ":status", "200") }, "never opened", false},
		{"continuation alone", func(p *peer, id uint32) { p.settings(); p.fr.WriteContinuation(id, true, nil) }, "PROTOCOL", false},
		{"another frame within a head", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: p.block(":status", "200")})
			p.fr.WriteData(id, true, nil)
		}, "PROTOCOL", false},
		{"a push", func(p *peer, id uint32) {
			p.settings()
			p.fr.WritePushPromise(http2.PushPromiseParam{StreamID: id, PromiseID: 2, EndHeaders: true, BlockFragment: p.block(":method", "GET")})
		}, "push", false},
		{"reset", func(p *peer, id uint32) { p.settings(); p.fr.WriteRSTStream(id, http2.ErrCodeInternal) }, "reset the stream (INTERNAL_ERROR)", true},
		{"reset of an idle stream", func(p *peer, id uint32) { p.settings(); p.fr.WriteRSTStream(id+6, http2.ErrCodeInternal) }, "never opened", false},
		{"reset on stream 0", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteRawFrame(http2.FrameRSTStream, 0, 0, make([]byte, 4))
		}, "PROTOCOL", false},
		{"reset within the body", func(p *peer, id uint32) {
			p.settings()
			p.head(id, false, ":status", "200")
			p.fr.WriteData(id, false, []byte("x"))
			p.fr.WriteRSTStream(id, http2.ErrCodeNo)
		}, "reset the stream", true},
		{"closed at once", func(p *peer, id uint32) { p.nc.Close() }, "closed the connection without an answer", false},
		{"closed after the settings", func(p *peer, id uint32) { p.settings(); p.nc.Close() }, "", false},
		{"closed within the body", func(p *peer, id uint32) {
			p.settings()
			p.head(id, false, ":status", "200")
			p.fr.WriteData(id, false, []byte("x"))
			p.nc.(*net.TCPConn).CloseWrite()
		}, "closed the connection within the answer", false},
		{"a frame of 2 bytes, then closed", func(p *peer, id uint32) { p.nc.Write([]byte{0, 0}); p.nc.(*net.TCPConn).CloseWrite() }, "closed the connection", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			conn, p := pair(t, Limits{})
			s, err := get(conn)
			if err != nil {
				t.Fatal(err)
			}
			p.wait(http2.FrameHeaders)
			go io.Copy(io.Discard, p.nc) // what we send must not block the script
			c.play(p, s.id)
			_, _, err = answer(s)
			switch {
			case c.name == "closed after the settings":
				if err == nil {
					t.Error("no error")
				}
			case c.want == "" && err != nil, c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("%v, want %q", err, c.want)
			}
			if conn.Usable() != c.after {
				t.Errorf("usable: %v", conn.Usable())
			}
		})
	}
}

// After a stream was reset its data may come late, but not more than was granted; after one that
// ended, nothing may.
func TestLateData(t *testing.T) {
	lim := Limits{StreamWindow: 64 << 10, ConnWindow: 1 << 20}
	conn, p := pair(t, lim)
	s, _ := get(conn)
	p.settings()
	p.head(s.id, false, ":status", "200")
	if _, err := s.Receive(time.Now().Add(patient)); err != nil {
		t.Fatal(err)
	}
	s.Close()
	go io.Copy(io.Discard, p.nc)
	for range 8 { // 64 kB
		p.fr.WriteData(s.id, false, make([]byte, 8<<10))
	}
	two, err := get(conn)
	if err != nil {
		t.Fatal(err)
	}
	p.head(two.id, true, ":status", "200")
	if _, _, err := answer(two); err != nil {
		t.Fatal(err)
	}
	p.fr.WriteData(two.id, false, []byte("more"))
	eventually(t, "the connection ends", func() bool { return !conn.Usable() })
	conn.mu.Lock()
	defer conn.mu.Unlock()
	if conn.err == nil || !strings.Contains(conn.err.Error(), "after the end of a stream") {
		t.Error(conn.err)
	}
}

// What a server may not have seen can be sent again, the rest not.
func TestRetryable(t *testing.T) {
	conn, p := pair(t, Limits{})
	p.settings()
	first, _ := get(conn)
	second, _ := get(conn)
	third, _ := get(conn)
	p.fr.WriteRSTStream(second.id, http2.ErrCodeRefusedStream)
	if _, _, err := answer(second); !errors.Is(err, ErrUnused) {
		t.Error(err)
	}
	p.fr.WriteGoAway(first.id, http2.ErrCodeEnhanceYourCalm, nil)
	if _, _, err := answer(third); !errors.Is(err, ErrUnused) || !strings.Contains(err.Error(), "ENHANCE_YOUR_CALM") {
		t.Error(err)
	}
	if _, err := get(conn); !errors.Is(err, ErrUnused) {
		t.Error(err)
	}
	p.head(first.id, false, ":status", "200")
	p.fr.WriteData(first.id, true, []byte("ok"))
	if _, body, err := answer(first); body != "ok" || err != nil {
		t.Error(body, err)
	}
	conn, p = pair(t, Limits{})
	p.settings()
	s, _ := get(conn)
	p.fr.WriteRSTStream(s.id, http2.ErrCodeHTTP11Required)
	if _, _, err := answer(s); !errors.Is(err, ErrHTTP1) {
		t.Error(err)
	}
}

// A peer that has been silent for long is asked whether it is still there.
func TestProbe(t *testing.T) {
	conn, p := pair(t, Limits{Quiet: time.Hour, Pong: 50 * time.Millisecond})
	p.settings()
	s, _ := get(conn)
	p.head(s.id, true, ":status", "200")
	if _, _, err := answer(s); err != nil {
		t.Fatal(err)
	}
	conn.mu.Lock()
	conn.heard = time.Now().Add(-2 * time.Hour)
	conn.mu.Unlock()
	s, _ = get(conn)
	p.wait(http2.FramePing)
	if _, _, err := answer(s); !errors.Is(err, ErrNoResponse) {
		t.Error(err)
	}
}

// A body is sent as the windows allow, and not further once the answer is there.
func TestUpload(t *testing.T) {
	conn, p := pair(t, Limits{})
	p.settings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 10})
	p.wait(http2.FrameSettings)
	for { // until the ack
		if f := p.wait(http2.FrameSettings).(*http2.SettingsFrame); f.IsAck() {
			break
		}
	}
	s, err := conn.Open(context.Background(), &Request{Method: "POST", Scheme: "https", Authority: "a.test", Path: "/", Body: make([]byte, 30)})
	if err != nil {
		t.Fatal(err)
	}
	if f := p.wait(http2.FrameData).(*http2.DataFrame); len(f.Data()) != 10 || f.StreamEnded() {
		t.Errorf("%d bytes", len(f.Data()))
	}
	p.fr.WriteWindowUpdate(s.id, 15)
	if f := p.wait(http2.FrameData).(*http2.DataFrame); len(f.Data()) != 15 || f.StreamEnded() {
		t.Errorf("%d bytes", len(f.Data()))
	}
	p.head(s.id, true, ":status", "413")
	if r, _, err := answer(s); err != nil || r.Status != 413 {
		t.Error(r, err)
	}
	if f := p.wait(http2.FrameRSTStream).(*http2.RSTStreamFrame); f.StreamID != s.id || f.ErrCode != http2.ErrCodeNo {
		t.Error(f)
	}
}

// Interim answers are told as they come.
func TestInterim(t *testing.T) {
	conn, p := pair(t, Limits{})
	p.settings()
	told := make(chan string, 1)
	s, err := conn.Open(context.Background(), &Request{Method: "GET", Scheme: "https", Authority: "a.test", Path: "/",
		Interim: func(status int, h header.List) { told <- h.First("link") }})
	if err != nil {
		t.Fatal(err)
	}
	p.head(s.id, false, ":status", "103", "link", "</a.css>; rel=preload")
	if l := <-told; l != "</a.css>; rel=preload" {
		t.Error(l)
	}
	p.head(s.id, true, ":status", "200")
	if _, _, err := answer(s); err != nil {
		t.Error(err)
	}
}

// No goroutine outlives its connection.
func TestLeaks(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 20 {
		conn, p := pair(t, Limits{})
		p.settings()
		s, _ := get(conn)
		p.head(s.id, false, ":status", "200")
		s.Receive(time.Now().Add(patient))
		s.Close()
		conn.Shutdown()
		p.nc.Close()
	}
	eventually(t, "no goroutine is left", func() bool { return runtime.NumGoroutine() <= before+2 })
}

// FuzzServer lets a server say anything.
func FuzzServer(f *testing.F) {
	frames := func(play func(*http2.Framer)) []byte {
		var b bytes.Buffer
		fr := http2.NewFramer(&b, nil)
		fr.AllowIllegalWrites = true
		play(fr)
		return b.Bytes()
	}
	head := []byte{0x88, 0x40, 1, 'a', 1, 'b'}
	for _, play := range []func(*http2.Framer){
		func(fr *http2.Framer) {
			fr.WriteSettings(http2.Setting{ID: http2.SettingHeaderTableSize, Val: 0})
			fr.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: head, EndHeaders: true})
			fr.WriteData(1, true, []byte("body"))
		},
		func(fr *http2.Framer) {
			fr.WriteSettings()
			fr.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: head[:2]})
			fr.WriteContinuation(1, true, head[2:])
			fr.WriteWindowUpdate(0, 9)
			fr.WritePing(false, [8]byte{})
			fr.WriteRSTStream(1, http2.ErrCodeCancel)
			fr.WriteGoAway(1, http2.ErrCodeNo, nil)
		},
		func(fr *http2.Framer) { fr.WriteRawFrame(http2.FramePushPromise, 4, 1, []byte{0, 0, 0, 2, 0x88}) },
	} {
		f.Add(frames(play))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		conn, p := pair(t, Limits{HeadBytes: 4 << 10, StreamWindow: 8 << 10, ConnWindow: 64 << 10, Write: time.Second})
		s, err := get(conn)
		if err != nil {
			t.Fatal(err) // the peer has sent nothing yet
		}
		go func() { p.nc.Write(in); p.nc.(*net.TCPConn).CloseWrite() }()
		go io.Copy(io.Discard, p.nc)
		r, body, err := answer(s)
		if err == nil && (r.Status < 200 || r.Length >= 0 && int64(len(body)) != r.Length && r.Status != 304 && r.Status != 204) {
			t.Errorf("%+v with %d bytes", r, len(body))
		}
	})
}

func BenchmarkExchange(b *testing.B) {
	conn, p := pair(b, Limits{})
	p.nc.SetDeadline(time.Time{})
	p.settings()
	go func() {
		for {
			f, err := p.fr.ReadFrame()
			if err != nil {
				return
			}
			if f.Header().Type == http2.FrameHeaders {
				id := f.Header().StreamID
				p.head(id, false, ":status", "200", "content-type", "text/css", "cache-control", "max-age=3600", "etag", `"abcdef"`)
				p.fr.WriteData(id, true, make([]byte, 4000))
			}
		}
	}()
	b.ReportAllocs()
	for b.Loop() {
		s, err := get(conn)
		if err != nil {
			b.Fatal(err)
		}
		if _, _, err := answer(s); err != nil {
			b.Fatal(err)
		}
	}
}
