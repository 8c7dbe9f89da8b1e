package explain

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"vitrine/engine/trace"
	"vitrine/net/cookie"
)

// at makes events at chosen times.
type script struct {
	events []trace.Event
	ids    map[string]trace.SpanID
	t0     time.Time
}

func (s *script) begin(ms int, name, parent string, attrs ...trace.Attr) {
	s.ids[name] = trace.SpanID(len(s.ids) + 1)
	s.events = append(s.events, trace.Event{Span: s.ids[name], Parent: s.ids[parent], Phase: trace.Begin, Name: strings.TrimRight(name, "0123456789"), At: s.t0.Add(time.Duration(ms) * time.Millisecond), Attrs: attrs})
}

func (s *script) end(ms int, name string, attrs ...trace.Attr) {
	s.events = append(s.events, trace.Event{Span: s.ids[name], Phase: trace.End, Name: name, At: s.t0.Add(time.Duration(ms) * time.Millisecond), Attrs: attrs})
}

func (s *script) note(ms int, span, name string, attrs ...trace.Attr) {
	s.events = append(s.events, trace.Event{Span: s.ids[span], Phase: trace.Note, Name: name, At: s.t0.Add(time.Duration(ms) * time.Millisecond), Attrs: attrs})
}

// load is the load of the founders' table: DNS 150 ms, TCP 200, server 100, transfer 50,
// client 200, together 700.
func load() *script {
	s := &script{ids: map[string]trace.SpanID{}, t0: time.Unix(1000, 0)}
	s.begin(0, "navigate", "", trace.Str("url", "http://a.test/p?q=1#f"))
	s.begin(0, "fetch", "navigate", trace.Str("url", "http://a.test/p?q=1#f"), trace.Str("destination", "document"))
	s.begin(0, "request", "fetch", trace.Str("url", "http://a.test/p?q=1"), trace.Str("method", "GET"))
	s.begin(0, "name", "request", trace.Str("host", "a.test"))
	s.end(150, "name", trace.Str("addresses", "192.0.2.1"))
	s.begin(150, "connect", "request")
	s.begin(150, "attempt", "connect", trace.Str("address", "192.0.2.1:80"))
	s.end(350, "attempt", trace.Str("result", "won"))
	s.end(350, "connect", trace.Str("address", "192.0.2.1:80"))
	s.begin(350, "send", "request")
	s.end(350, "send", trace.Int("bytes", 30))
	s.begin(350, "wait", "request")
	s.end(450, "wait", trace.Int("status", 200))
	s.note(450, "request", "request-head", trace.Str("text", "GET /p?q=1 HTTP/1.1\r\nHost: a.test\r\n\r\n"))
	s.note(450, "request", "response-head", trace.Str("text", "HTTP/1.1 200 OK\r\nVia: x\r\nContent-Type: text/html\r\n\r\n"))
	s.end(450, "request")
	s.begin(450, "receive", "fetch")
	s.end(500, "receive")
	s.end(500, "fetch", trace.Int("status", 200), trace.Str("type", "text/html"), trace.Int("bytes", 9), trace.Int("wire", 9))
	s.begin(500, "parse", "navigate", trace.Int("bytes", 9), trace.Str("charset", "utf-8"))
	s.end(550, "parse", trace.Int("nodes", 3))
	s.begin(550, "layout", "navigate")
	s.end(700, "layout")
	s.end(550, "navigate")
	return s
}

func TestKnownTimes(t *testing.T) {
	st := Build(load().events, English)
	want := map[Stage]int{StageDNS: 150, StageTCP: 200, StageServer: 100, StageReceive: 50, StageDOM: 50, StageLayout: 150}
	var sum time.Duration
	for _, p := range st.Phases {
		if p.Took != time.Duration(want[p.Stage])*time.Millisecond {
			t.Errorf("%s took %s, want %d ms", p.Name, p.Took, want[p.Stage])
		}
		delete(want, p.Stage)
		if sum += p.Took; p.Cumulative != sum {
			t.Errorf("%s: cumulative %s, want %s", p.Name, p.Cumulative, sum)
		}
	}
	if len(want) > 0 || st.Total != 700*time.Millisecond || sum != st.Total {
		t.Errorf("missing %v; total %s, sum %s", want, st.Total, sum)
	}
	x := st.Resources[0].Exchanges[0]
	if x.DNS != 150e6 || x.Connect != 200e6 || x.TLS != -1 || x.Wait != 100e6 || x.Receive != 50e6 || x.Total() != 500e6 || x.Status != 200 {
		t.Errorf("exchange %+v", x)
	}
	for i, s := range st.Steps {
		if s.N != i+1 || s.Cumulative != s.At+s.Took || i > 0 && s.At < st.Steps[i-1].At {
			t.Errorf("step %+v", s)
		}
	}
}

// TestOverlap: work wins over what loads beside it, and no moment counts twice.
func TestOverlap(t *testing.T) {
	s := load()
	s.begin(500, "fetch2", "navigate", trace.Str("url", "http://a.test/i"), trace.Str("destination", "image"))
	s.end(900, "fetch2")
	st := Build(s.events, English)
	var sum time.Duration
	for _, p := range st.Phases {
		sum += p.Took
		if p.Stage == StageResource && p.Took != 200e6 || p.Stage == StageLayout && p.Took != 150e6 {
			t.Errorf("%s took %s", p.Name, p.Took)
		}
	}
	if sum != 900e6 || st.Total != 900e6 {
		t.Errorf("sum %s, total %s", sum, st.Total)
	}
}

// TestBeforeAndAfter: what the first picture waited for, and what was asked for after it.
func TestBeforeAndAfter(t *testing.T) {
	s := load()
	s.note(500, "navigate", "discovered", trace.Str("url", "http://a.test/s"), trace.Str("by", "parser"))
	s.begin(500, "fetch2", "navigate", trace.Str("url", "http://a.test/s"), trace.Str("destination", "style"), trace.Str("priority", "high"))
	s.end(600, "fetch2", trace.Int("status", 200))
	s.begin(600, "style", "navigate")
	s.end(610, "style")
	s.begin(700, "paint", "navigate")
	s.end(710, "paint")
	s.begin(800, "fetch3", "navigate", trace.Str("url", "http://a.test/late"), trace.Str("destination", "image"), trace.Str("priority", "low"))
	s.end(850, "fetch3", trace.Int("status", 200))
	st := Build(s.events, English)
	if r := st.Resources[1]; !r.Blocking || r.AfterRender || r.DiscoveredBy != "parser" || r.Discovered != 500*time.Millisecond {
		t.Errorf("the sheet: %+v", r)
	}
	if r := st.Resources[2]; r.Blocking || !r.AfterRender {
		t.Errorf("the image: %+v", r)
	}
	var b bytes.Buffer
	st.Text(&b)
	for _, want := range []string{
		"what held back the first picture?\n     got: http://a.test/s: 50.00 ms more after the DOM was there",
		"discovered at 500.00 ms by the parser, priority high",
		"asked for after the first picture",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the story lacks %q", want)
		}
	}
	if tt := st.Totals; tt.DOM != 550*time.Millisecond || tt.Picture != 710*time.Millisecond || tt.Load != 850*time.Millisecond ||
		tt.NameLookup != 150*time.Millisecond || tt.Connected != 350*time.Millisecond || tt.Secured != -1 || tt.FirstByte != 450*time.Millisecond || tt.Requests != 3 {
		t.Errorf("totals %+v", tt)
	}
}

// TestExportsAgree: the exports tell the same times.
func TestExportsAgree(t *testing.T) {
	s := load()
	st := Build(s.events, Korean)
	var b bytes.Buffer
	if err := ChromeTrace(&b, s.events, st.Start); err != nil {
		t.Fatal(err)
	}
	var ct struct {
		TraceEvents []struct {
			Name, Ph string
			TS, Dur  float64
			TID      int
		}
	}
	if err := json.Unmarshal(b.Bytes(), &ct); err != nil {
		t.Fatal(err)
	}
	found := false
	for _, e := range ct.TraceEvents {
		if e.Name == "wait" && e.Ph == "X" {
			found = e.TS == 350e3 && e.Dur == 100e3
		}
	}
	if !found {
		t.Errorf("no wait of 100 ms at 350 ms in %s", b.Bytes())
	}
	b.Reset()
	if err := st.HTML(&b, Report{Trees: []Tree{{"DOM", "<script>alert(1)</script>"}}}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<html lang="ko">`, "700.00 ms", "left:50.000%;width:14.286%", "누적 시간", "&lt;script&gt;"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	b.Reset()
	if err := st.Text(&b); err != nil || !strings.Contains(b.String(), "DNS 조회") || strings.Contains(b.String(), "%!") {
		t.Errorf("%v\n%s", err, b.String())
	}
}

// TestReasons: what caches, cookies and errors give as a reason is said in both languages, in
// pieces when it is put together of several.
func TestReasons(t *testing.T) {
	for _, c := range []struct{ reason, en, ko string }{
		{"not stored", "nothing is stored for it", "저장된 응답이 없습니다"},
		{"fresh by max-age", "still fresh: the server says for how long (Cache-Control: max-age)", "아직 유효합니다: 서버가 유효 시간을 정했습니다 (Cache-Control: max-age)"},
		{"stale: no freshness stated, and nothing to ask by", "no longer fresh: nobody said for how long it is fresh; and it has neither ETag nor Last-Modified to ask back by", ""},
		{"referred by the servers of test", "referred to by the servers of test", "위임해 준 곳: test"},
		{"something new", "something new", "something new"},
	} {
		if got := rule(English, c.reason); got != c.en {
			t.Errorf("%s: %q, want %q", c.reason, got, c.en)
		}
		if got := rule(Korean, c.reason); c.ko != "" && got != c.ko {
			t.Errorf("%s: %q, want %q", c.reason, got, c.ko)
		}
	}
	// Every rule of the packages that decide is in the table.
	for _, r := range []cookie.Rule{cookie.RuleKept, cookie.RuleReplaced, cookie.RuleRemoved, cookie.RuleControl, cookie.RuleEmpty, cookie.RuleSize,
		cookie.RuleSuffix, cookie.RuleDomain, cookie.RuleASCII, cookie.RuleInsecure, cookie.RuleOverlay, cookie.RuleHTTPOnly, cookie.RuleCrossSite,
		cookie.RuleNoneInsecure, cookie.RulePrefix, cookie.RuleNameless, cookie.RuleHost, cookie.RulePath, cookie.RuleExpired, cookie.RuleLimit} {
		if _, ok := rules[string(r)]; !ok {
			t.Errorf("the rule %q has no words", r)
		}
	}
	b := &builder{lang: Korean}
	if got := b.trouble("resolve x: no such name"); got != "없는 이름입니다 (resolve x: no such name)" {
		t.Error(got)
	}
	for d, want := range map[time.Duration]string{0: "0초", 90 * time.Second: "1분 30초", 25 * time.Hour: "1일 1시간", 400 * 24 * time.Hour: "1년 35일", 1500 * time.Microsecond: "1.50 ms"} {
		if got := lasting(Korean, d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}

// TestHeaderWords: header fields, directives and attributes are explained.
func TestHeaderWords(t *testing.T) {
	b := &builder{lang: English}
	for line, want := range map[string]string{
		"Host: a.test": "Host: a.test  ― which site is wanted: one address may serve many",
		"X-Unknown: 1": "X-Unknown: 1",
		"Cache-Control: private, max-age=3600, odd":             "Cache-Control: private, max-age=3600, odd  ― only the browser may keep it, no shared cache; fresh for 1 h",
		"Set-Cookie: a=b; Path=/x; Max-Age=60; SameSite=Strict": "Set-Cookie: a=b; Path=/x; Max-Age=60; SameSite=Strict  ― for paths below /x; for 1 min; never in requests from other sites",
		"no field": "no field",
	} {
		if got := b.explained(line); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", line, got, want)
		}
	}
}

// TestCauses says reasons of net/dns in Korean.
func TestCauses(t *testing.T) {
	for en, ko := range map[string]string{
		"not met before":                                              "처음 묻는 서버",
		"answers in about 340µs":                                      "응답 시간 약 340µs",
		"referred by the servers of .":                                ". 영역의 서버가 위임함",
		"signed by test with key 7 until 2030-01-01 00:00:00":         "test 영역의 키 7번으로 서명됨, 2030-01-01 00:00:00까지 유효",
		"NSEC of test proves that a.test does not exist":              "NSEC 레코드(test 영역)가 a.test 이름이 없음을 증명함",
		"read udp 127.0.0.1:1->127.0.0.1:9: read: connection refused": "연결이 거부되었습니다 (read udp 127.0.0.1:1->127.0.0.1:9: read: connection refused)",
		"something new":                                               "something new",
	} {
		if got := korean(en); got != ko {
			t.Errorf("%s: %q, want %q", en, got, ko)
		}
	}
	for _, c := range causes {
		if strings.Count(c[0], "…") != strings.Count(c[1], "…") {
			t.Errorf("%q and %q differ in their gaps", c[0], c[1])
		}
	}
}

// TestWordsInBothLanguages: both take the same arguments.
func TestWordsInBothLanguages(t *testing.T) {
	verb := regexp.MustCompile(`%(?:\[\d\])?[sdq]`)
	sorted := func(s string) string { // by the number of the argument, when one is named
		v := verb.FindAllString(s, -1)
		slices.Sort(v)
		for i := range v {
			v[i] = v[i][:1] + v[i][len(v[i])-1:]
		}
		return strings.Join(v, "")
	}
	for k, w := range words {
		en, ko := verb.FindAllString(w[0], -1), verb.FindAllString(w[1], -1)
		same := strings.Join(en, "") == strings.Join(ko, "") || strings.Contains(w[1], "%[") && sorted(w[0]) == sorted(w[1])
		if w[0] == "" || w[1] == "" || !same {
			t.Errorf("%s: %q, %q", k, w[0], w[1])
		}
	}
	for st := range stages {
		if st.String() == "" || st.In(English) == "" || st.In(Korean) == "" {
			t.Errorf("stage %d has no name", st)
		}
	}
}

func TestTicks(t *testing.T) {
	for total, want := range map[time.Duration]int{
		0: 0, 900 * time.Nanosecond: 1, 84 * time.Millisecond: 4, 700 * time.Millisecond: 4, 12 * time.Second: 6,
	} {
		s := &Story{Total: total}
		got := s.Ticks()
		if len(got) != want {
			t.Errorf("%v: %d ticks: %+v", total, len(got), got)
		}
	}
}

// TestUpgrade: a request that DNS sent to https before it was made stands in the story as that.
func TestUpgrade(t *testing.T) {
	s := &script{ids: map[string]trace.SpanID{}, t0: time.Unix(1000, 0)}
	s.begin(0, "navigate", "", trace.Str("url", "http://a.test/"))
	s.begin(0, "fetch", "navigate", trace.Str("url", "http://a.test/"), trace.Str("destination", "document"))
	s.begin(0, "request", "fetch", trace.Str("url", "http://a.test/"), trace.Str("method", "GET"))
	s.end(10, "request")
	s.note(10, "fetch", "https-record", trace.Str("from", "http://a.test/"), trace.Str("to", "https://a.test/"))
	s.begin(10, "request2", "fetch", trace.Str("url", "https://a.test/"), trace.Str("method", "GET"))
	s.note(10, "request2", "request-head", trace.Str("text", "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"))
	s.end(20, "request2")
	s.end(30, "fetch", trace.Int("status", 200), trace.Str("url", "https://a.test/"))
	s.end(30, "navigate")
	r := Build(s.events, English).Resources[0]
	if len(r.Exchanges) != 2 || r.Exchanges[0].Upgraded != "https://a.test/" || r.Exchanges[0].UpgradedBy != "DNS" || r.Exchanges[1].Upgraded != "" {
		t.Errorf("%+v", r)
	}
	for i := range s.events { // the same by HSTS, for which nothing was looked up
		if s.events[i].Name == "https-record" {
			s.events[i].Name = "hsts"
		}
	}
	s.events = slices.DeleteFunc(s.events, func(e trace.Event) bool { return e.Span == s.ids["request"] })
	r = Build(s.events, English).Resources[0]
	if len(r.Exchanges) != 2 || r.Exchanges[0].Upgraded != "https://a.test/" || r.Exchanges[0].UpgradedBy != "HSTS" || r.Exchanges[1].Upgraded != "" {
		t.Errorf("%+v", r)
	}
}
