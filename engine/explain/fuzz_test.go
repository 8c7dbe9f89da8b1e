package explain

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"vitrine/engine/trace"
)

// FuzzHead: whatever a server sends as a head, the story is told and bounded.
func FuzzHead(f *testing.F) {
	f.Add("HTTP/1.1 200 OK\r\nServer-Timing: a;dur=1;desc=\"x, \\\"y\", b\r\nCache-Control: max-age=99999999999, private\r\nSet-Cookie: a=b; Max-Age=-1; SameSite\r\nAge: x\r\n\r\n")
	f.Add("HTTP/2 304\r\nX-Cache: HIT\r\nVia: 1.1 a, 1.1 b\r\nLocation: //\xff\r\n")
	f.Add("")
	f.Add("\r\n:\r\n;;;\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		first, lines := head(text)
		_ = first
		for _, l := range []Lang{English, Korean} {
			b := &builder{lang: l, s: &Story{}}
			for _, line := range lines {
				if s := b.explained(line); len(s) > 10*len(line)+2000 {
					t.Errorf("%d bytes of words for %d bytes", len(s), len(line))
				}
			}
			b.serverSide(&Exchange{Server: serverTiming(lines)}, lines)
			rule(l, text)
			b.trouble(text)
		}
		for _, p := range serverTiming(lines) {
			if p.Name == "" || p.Took < -1 {
				t.Errorf("%+v", p)
			}
		}
		s := &script{ids: map[string]trace.SpanID{}, t0: time.Unix(1000, 0)}
		s.begin(0, "navigate", "", trace.Str("url", text))
		s.begin(0, "fetch", "navigate", trace.Str("url", "http://a.test/"), trace.Str("destination", "document"))
		s.begin(0, "request", "fetch", trace.Str("url", "http://a.test/"))
		s.begin(0, "wait", "request")
		s.note(1, "request", "response-head", trace.Str("text", text))
		s.end(2, "wait", trace.Int("status", 200))
		s.note(2, "fetch", "redirect", trace.Str("from", text), trace.Str("location", text), trace.Int("status", 302))
		st := Build(s.events, Korean)
		var b bytes.Buffer
		if err := st.HTML(&b, Report{}); err != nil || strings.Contains(b.String(), "<script") {
			t.Error(err)
		}
		if _, err := st.JSON(); err != nil {
			t.Error(err)
		}
		if err := st.Text(&b); err != nil || utf8.ValidString(text) && !utf8.Valid(b.Bytes()) {
			t.Error("the text is broken", err)
		}
	})
}
