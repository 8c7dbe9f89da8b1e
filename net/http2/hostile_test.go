package http2

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
)

// TestHostilePeers plays further servers that mean harm, one a row, as TestPeers does.
func TestHostilePeers(t *testing.T) {
	ok := func(p *peer, id uint32) { p.head(id, false, ":status", "200"); p.fr.WriteData(id, true, []byte("x")) }
	for _, c := range []struct {
		name  string
		play  func(*peer, uint32)
		want  string
		after bool
	}{
		{"padding of nothing", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: p.block(":status", "200"), EndHeaders: true, PadLength: 255})
			p.fr.WriteRawFrame(http2.FrameData, http2.FlagDataPadded|http2.FlagDataEndStream, id, []byte{0})
		}, "", true},
		{"a padded frame without its padding length", func(p *peer, id uint32) {
			p.settings()
			p.head(id, false, ":status", "200")
			p.fr.WriteRawFrame(http2.FrameData, http2.FlagDataPadded|http2.FlagDataEndStream, id, nil)
		}, "FRAME_SIZE|PROTOCOL|broken frame", false},
		{"a head padded beyond its frame", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteRawFrame(http2.FrameHeaders, http2.FlagHeadersPadded|http2.FlagHeadersEndHeaders, id, []byte{200, 0x88})
		}, "PROTOCOL|broken frame", true},
		{"a head that depends on itself", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteRawFrame(http2.FrameHeaders, http2.FlagHeadersPriority|http2.FlagHeadersEndHeaders|http2.FlagHeadersEndStream, id, []byte{0, 0, 0, byte(id), 0, 0x88})
		}, "", true},
		{"a head of 3 bytes with priority", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteRawFrame(http2.FrameHeaders, http2.FlagHeadersPriority|http2.FlagHeadersEndHeaders, id, []byte{0, 0, 0})
		}, "FRAME_SIZE|PROTOCOL|closed", false},
		{"a head on stream 0", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteRawFrame(http2.FrameHeaders, http2.FlagHeadersEndHeaders, 0, []byte{0x88})
		}, "PROTOCOL", false},
		{"a priority frame of 4 bytes", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteRawFrame(http2.FramePriority, 0, id, make([]byte, 4))
		}, "FRAME_SIZE", false},
		{"a reset of 3 bytes", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteRawFrame(http2.FrameRSTStream, 0, id, make([]byte, 3))
		}, "FRAME_SIZE", false},
		{"a goodbye of 7 bytes", func(p *peer, id uint32) { p.settings(); p.fr.WriteRawFrame(http2.FrameGoAway, 0, 0, make([]byte, 7)) }, "FRAME_SIZE|closed", false},
		{"a goodbye on a stream", func(p *peer, id uint32) { p.settings(); p.fr.WriteRawFrame(http2.FrameGoAway, 0, id, make([]byte, 8)) }, "PROTOCOL", false},
		{"a ping on a stream", func(p *peer, id uint32) { p.settings(); p.fr.WriteRawFrame(http2.FramePing, 0, id, make([]byte, 8)) }, "PROTOCOL", false},
		{"a window update of 3 bytes", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteRawFrame(http2.FrameWindowUpdate, 0, 0, make([]byte, 3))
		}, "FRAME_SIZE", false},
		{"the highest bit of a stream id", func(p *peer, id uint32) {
			p.settings()
			p.nc.Write([]byte{0, 0, 1, byte(http2.FrameHeaders), 5, 0x80, 0, 0, byte(id), 0x88})
		}, "", true},
		{"settings that nobody knows", func(p *peer, id uint32) {
			var all []http2.Setting
			for i := range 500 {
				all = append(all, http2.Setting{ID: http2.SettingID(1000 + i), Val: 1<<32 - 1})
			}
			p.settings(all...)
			ok(p, id)
		}, "", true},
		{"settings of the largest table", func(p *peer, id uint32) {
			p.settings(http2.Setting{ID: http2.SettingHeaderTableSize, Val: 1<<32 - 1})
			ok(p, id)
		}, "", true},
		{"settings without a window", func(p *peer, id uint32) {
			p.settings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 0}, http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 0})
			ok(p, id)
		}, "", true},
		{"settings that change the window up and down", func(p *peer, id uint32) {
			for i := range 400 {
				p.settings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: uint32(i%2) * (1<<31 - 1)})
			}
			ok(p, id)
		}, "", true},
		{"a frame of three contradicting settings", func(p *peer, id uint32) {
			p.settings(http2.Setting{ID: http2.SettingMaxFrameSize, Val: 1 << 24})
		}, "impossible settings", false},
		{"a head after the end", func(p *peer, id uint32) {
			p.settings()
			ok(p, id)
			p.head(id, true, ":status", "200")
		}, "", true},
		{"a second head in place of trailers", func(p *peer, id uint32) {
			p.settings()
			p.head(id, false, ":status", "200")
			p.head(id, true, ":status", "500")
		}, "trailers that are none", true},
		{"trailers larger than any head", func(p *peer, id uint32) {
			p.settings()
			p.head(id, false, ":status", "200")
			p.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: p.block("a", strings.Repeat("x", 12000)), EndStream: true})
			for range 40 {
				p.fr.WriteContinuation(id, false, p.block("b", strings.Repeat("y", 12000)))
			}
		}, "larger than", false},
		{"a head that never ends, one byte at a time", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: []byte{0x88}})
			for range 5000 {
				if p.fr.WriteContinuation(id, false, []byte{0x82}) != nil {
					return
				}
			}
		}, "flood", false},
		{"a continuation of another stream", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: []byte{0x88}})
			p.fr.WriteContinuation(id+2, true, nil)
		}, "PROTOCOL", false},
		{"a head within a head", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: []byte{0x88}})
			p.head(id, true, ":status", "200")
		}, "PROTOCOL", false},
		{"hpack: an integer without end", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: append([]byte{0xff}, bytes.Repeat([]byte{0xff}, 100)...), EndHeaders: true, EndStream: true})
		}, "header block is broken", false},
		{"hpack: a string longer than its block", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: []byte{0x88, 0x00, 0x7f, 0xff, 0x7f}, EndHeaders: true, EndStream: true})
		}, "header block is broken|larger than", false},
		{"hpack: index 0", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: []byte{0x80}, EndHeaders: true, EndStream: true})
		}, "header block is broken", false},
		{"hpack: Huffman with the end in it", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: []byte{0x88, 0x00, 0x84, 0xff, 0xff, 0xff, 0xff, 0x00}, EndHeaders: true, EndStream: true})
		}, "header block is broken", false},
		{"hpack: a size change in the middle", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: []byte{0x88, 0x40, 1, 'a', 1, 'b', 0x20}, EndHeaders: true, EndStream: true})
		}, "header block is broken", false},
		{"hpack: the table emptied a thousand times", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: append(bytes.Repeat([]byte{0x20}, 1000), 0x88), EndHeaders: true, EndStream: true})
		}, "|header block is broken", true},
		{"a goodbye that takes back more each time", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteGoAway(1<<31-1, http2.ErrCodeNo, nil)
			p.fr.WriteGoAway(id, http2.ErrCodeNo, nil)
			ok(p, id)
		}, "", false},
		{"a goodbye with a megabyte of reason", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteGoAway(id, http2.ErrCodeNo, make([]byte, 1<<20))
		}, "frame is larger", false},
		{"goodbyes without end", func(p *peer, id uint32) {
			p.settings()
			for range 20_000 {
				if p.fr.WriteGoAway(1<<31-1, http2.ErrCodeNo, nil) != nil {
					return
				}
			}
		}, "flood", false},
		{"resets of streams long gone", func(p *peer, id uint32) {
			p.settings()
			p.fr.WriteRSTStream(id, http2.ErrCodeCancel)
			for range 5000 {
				if p.fr.WriteRSTStream(id, http2.ErrCodeCancel) != nil {
					return
				}
			}
		}, "reset the stream", false},
		{"frames that nobody knows, without end", func(p *peer, id uint32) {
			p.settings()
			for range 20_000 {
				if p.fr.WriteRawFrame(0xbb, 0xff, id, nil) != nil {
					return
				}
			}
		}, "flood", false},
		{"one byte a frame", func(p *peer, id uint32) {
			p.settings()
			p.head(id, false, ":status", "200")
			for range 20_000 {
				if p.fr.WriteData(id, false, []byte("x")) != nil {
					return
				}
			}
		}, "flood", false},
		{"data until the windows are full", func(p *peer, id uint32) {
			p.settings()
			p.head(id, false, ":status", "200", "content-length", "1")
			p.fr.WriteData(id, false, make([]byte, 16384))
		}, "longer than its Content-Length", true},
		{"a length with a head alone", func(p *peer, id uint32) { p.settings(); p.head(id, true, ":status", "200", "content-length", "5") }, "cut short", true},
		{"an interim answer with a length", func(p *peer, id uint32) {
			p.settings()
			p.head(id, false, ":status", "103", "content-length", "5")
			ok(p, id)
		}, "", true},
		{"a settings ack nobody waits for", func(p *peer, id uint32) {
			p.settings()
			for range 50 {
				p.fr.WriteSettingsAck()
			}
			ok(p, id)
		}, "", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			conn, p := pair(t, Limits{})
			s, err := get(conn)
			if err != nil {
				t.Fatal(err)
			}
			p.wait(http2.FrameHeaders)
			go io.Copy(io.Discard, p.nc)
			c.play(p, s.id)
			_, _, err = answer(s)
			fits := err == nil && strings.HasPrefix(c.want, "|") || err == nil && c.want == ""
			for w := range strings.SplitSeq(c.want, "|") {
				fits = fits || err != nil && w != "" && strings.Contains(err.Error(), w)
			}
			if !fits {
				t.Errorf("%v, want %q", err, c.want)
			}
			eventually(t, fmt.Sprintf("usable %v", c.after), func() bool { // what follows the answer may still be on its way
				return conn.Usable() == c.after || strings.HasPrefix(c.want, "|")
			})
		})
	}
}

// A server that grants nothing holds nobody: opening and sending end with their context or their
// time, and leave no goroutine behind.
func TestNothingGranted(t *testing.T) {
	before := runtime.NumGoroutine()
	conn, p := pair(t, Limits{})
	p.settings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 0}, http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 1})
	go io.Copy(io.Discard, p.nc)
	post := func(within time.Duration) (*Stream, error) {
		ctx, cancel := context.WithTimeout(context.Background(), within)
		defer cancel()
		return conn.Open(ctx, &Request{Method: "POST", Scheme: "https", Authority: "a.test", Path: "/", Body: make([]byte, 1<<20)})
	}
	s, err := post(patient)
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the settings are in force", func() bool {
		conn.mu.Lock()
		defer conn.mu.Unlock()
		return conn.maxStreams == 1
	})
	if _, err := post(100 * time.Millisecond); err != context.DeadlineExceeded {
		t.Error(err)
	}
	// One byte at a time is a flood, not a window.
	go func() {
		for range 100_000 {
			if p.fr.WriteWindowUpdate(s.id, 1) != nil || p.fr.WriteWindowUpdate(0, 1) != nil {
				return
			}
		}
	}()
	if _, err := s.Receive(time.Now().Add(patient)); err == nil || !strings.Contains(err.Error(), "flood") {
		t.Error(err)
	}
	s.Close()
	conn.Shutdown()
	p.nc.Close()
	eventually(t, "no goroutine is left", func() bool { return runtime.NumGoroutine() <= before+2 })
}

// A peer that stops reading cannot block us for longer than Limits.Write.
func TestDeafPeer(t *testing.T) {
	conn, p := pair(t, Limits{Write: 300 * time.Millisecond})
	p.nc.(*net.TCPConn).SetReadBuffer(4 << 10)
	p.settings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 1<<31 - 1})
	p.fr.WriteWindowUpdate(0, 1<<30)
	s, err := conn.Open(t.Context(), &Request{Method: "POST", Scheme: "https", Authority: "a.test", Path: "/", Body: make([]byte, 64<<20)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Receive(time.Now().Add(patient)); err == nil || conn.Usable() {
		t.Errorf("%v, usable %v", err, conn.Usable())
	}
}
