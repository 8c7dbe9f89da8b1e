package dns

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

func TestNames(t *testing.T) {
	for _, c := range []struct {
		in, out string
		bad     bool
	}{
		{"Example.TEST", "example.test.", false}, {"example.test.", "example.test.", false}, {".", ".", false},
		{"", "", true}, {"a..b", "", true}, {".a", "", true}, {strings.Repeat("a", 64) + ".test", "", true},
		{strings.Repeat("a.", 126) + "b", strings.Repeat("a.", 126) + "b.", false}, {strings.Repeat("a.", 127) + "b", "", true},
		{"É.test", "É.test.", false},
	} {
		got, err := CanonicalName(c.in)
		if got != c.out || (err != nil) != c.bad {
			t.Errorf("CanonicalName(%q) = %q, %v", c.in, got, err)
		}
	}
	if p := parent("a.b.test."); p != "b.test." {
		t.Error(p)
	}
	if parent("test.") != "." || parent(".") != "." {
		t.Error("parent of a top-level name")
	}
	for _, c := range []struct {
		name, zone string
		in         bool
	}{{"a.test.", "test.", true}, {"test.", "test.", true}, {"atest.", "test.", false}, {"test.", ".", true}, {"test.", "a.test.", false}} {
		if within(c.name, c.zone) != c.in {
			t.Errorf("within(%q, %q) != %v", c.name, c.zone, c.in)
		}
	}
	if s := lastLabels("a.b.c.", 2); s != "b.c." {
		t.Error(s)
	}
	if s := DisplayName("a\x00b\\.test."); s != `a\000b\\.test` {
		t.Error(s)
	}
	for _, n := range []string{".", "a.", "www.example.test."} {
		if got, rest, ok := nameFromWire(string(appendWireName(nil, n)) + "x"); got != n || rest != "x" || !ok {
			t.Errorf("wire of %q: %q %q %v", n, got, rest, ok)
		}
	}
	for _, w := range []string{"", "\x01", "\x03ab\x00", "\xc0\x00", "\x01.\x00"} {
		if n, _, ok := nameFromWire(w); ok {
			t.Errorf("wire %q gave %q", w, n)
		}
	}
}

func rec(name string, t Type, ttl uint32, data string) Record { return Record{name, t, ttl, data} }

func soa(zone string, ttl, minimum uint32) Record {
	b := appendWireName(nil, "ns."+zone)
	b = appendWireName(b, "hm."+zone)
	b = append(b, make([]byte, 16)...)
	b = append(b, byte(minimum>>24), byte(minimum>>16), byte(minimum>>8), byte(minimum))
	return rec(zone, TypeSOA, ttl, string(b))
}

// sample is a message with every kind of record that has names in it.
func sample() *Message {
	target := string(appendWireName(nil, "x.test."))
	return &Message{
		ID: 7, Response: true, Authoritative: true, RCode: RCodeSuccess, EDNS: true, UDPSize: 1232,
		Question: Question{"WwW.test.", TypeA},
		Answer: []Record{
			rec("www.test.", TypeCNAME, 60, target), rec("x.test.", TypeA, 5, "\xc0\x00\x02\x01"),
			rec("x.test.", TypeAAAA, 5, string(netip.MustParseAddr("2001:db8::1").AsSlice())),
			rec("x.test.", TypeMX, 5, "\x00\x0a"+target), rec("x.test.", TypeSRV, 5, "\x00\x01\x00\x02\x01\xbb"+target),
			rec("x.test.", TypeTXT, 5, "\x03a\"b\x00"), rec("d.test.", TypeDNAME, 5, target),
			rec("x.test.", TypeHTTPS, 5, "\x00\x01\x00\x00\x01\x00\x03\x02h2"), rec("x.test.", TypeCAA, 5, "\x00\x05issueca.test"),
		},
		Authority:  []Record{rec("test.", TypeNS, 9, target), soa("test.", 60, 30)},
		Additional: []Record{rec("x.test.", Type(999), 9, "raw")},
	}
}

func TestMessageRoundTrip(t *testing.T) {
	b, err := sample().Append(nil)
	if err != nil {
		t.Fatal(err)
	}
	m, err := ParseMessage(b)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprintf("%+v", m) != fmt.Sprintf("%+v", sample()) {
		t.Errorf("got  %+v\nwant %+v", m, sample())
	}
	want := []string{"www.test 60 IN CNAME x.test", "192.0.2.1", "2001:db8::1", "10 x.test", "1 2 443 x.test", `"a\"b" ""`, "x.test", `1 . alpn="h2"`, `0 issue "ca.test"`, "IN NS x.test", "SOA ns.test hm.test 0 0 0 0 30", `TYPE999 \# 3 726177`}
	recs := append(append(m.Answer, m.Authority...), m.Additional...)
	for i, w := range want {
		if !strings.Contains(recs[i].String(), w) {
			t.Errorf("record %d prints %q, want %q in it", i, recs[i], w)
		}
	}
}

// TestBadMessages holds messages that break the format: an error, never a crash or a guess.
func TestBadMessages(t *testing.T) {
	head := "0007 8400 0001 0001 0000 0000"
	q := "01 61 04 74657374 00 0001 0001" // a.test A IN
	for _, c := range []struct{ name, hex, err string }{
		{"empty", "", "ends too early"},
		{"pointer to itself", head + q + "c018 0001 0001 00000005 0004 c0000201", "backwards"},
		{"pointers in a circle", head + q + "c01a c018 0001 0001 00000005 0004 c0000201", "backwards"},
		{"pointer beyond the message", head + q + "c0ff 0001 0001 00000005 0004 c0000201", "backwards"},
		{"reserved label type", head + q + "41 61 00 0001 0001 00000005 0004 c0000201", "reserved label"},
		{"A of three bytes", head + q + "c00c 0001 0001 00000005 0003 c00002", "wrong length"},
		{"data longer than the message", head + q + "c00c 0001 0001 00000005 00ff c0000201", "ends too early"},
		{"more records promised", "0007 8400 0001 ffff 0000 0000" + q + "c00c 0001 0001 00000005 0004 c0000201", "answer section"},
		{"no question", "0007 8400 0000 0000 0000 0000", "one question"},
		{"two questions", "0007 8400 0002 0000 0000 0000" + q + q, "one question"},
		{"question of another class", "0007 8400 0001 0000 0000 0000 01 61 00 0001 0003", "another class"},
	} {
		b, err := hex.DecodeString(strings.ReplaceAll(c.hex, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		if _, err = ParseMessage(b); err == nil || !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	b, _ := hex.DecodeString(strings.ReplaceAll(head+q+"c00c 0001 0001 ffffffff 0004 c0000201", " ", ""))
	if m, err := ParseMessage(b); err != nil || m.Answer[0].TTL != 0 {
		t.Errorf("a TTL with the highest bit: %+v, %v", m, err)
	}
	b, _ = hex.DecodeString(strings.ReplaceAll(head+q+"c00c 0001 0003 00000005 0004 c0000201", " ", ""))
	if m, err := ParseMessage(b); err != nil || len(m.Answer) != 0 {
		t.Errorf("a record of another class: %+v, %v", m, err)
	}
}

// TestDottedMailbox has a SOA whose mailbox is "a.b" at test, as real zones do.
func TestDottedMailbox(t *testing.T) {
	b, _ := hex.DecodeString(strings.ReplaceAll("0007 8403 0001 0000 0001 0000 01 61 04 74657374 00 0001 0001"+
		"c00e 0006 0001 00000e10 001f 026e73 c00e 03612e62 c00e 00000001 00000002 00000003 00000004 0000003c", " ", ""))
	m, err := ParseMessage(b)
	if err != nil || len(m.Authority) != 1 || m.Authority[0].minimum() != 60 || m.Authority[0].Value() != `ns.test a\.b.test 1 2 3 4 60` {
		t.Errorf("%+v, %v", m, err)
	}
}

func TestMatch(t *testing.T) {
	q := &Message{ID: 7, Question: Question{"A.tEst.", TypeA}}
	for _, c := range []struct {
		name string
		edit func(*Message)
		ours bool
		err  string
	}{
		{"right", func(*Message) {}, true, ""},
		{"id", func(m *Message) { m.ID = 8 }, false, "another id"},
		{"query", func(m *Message) { m.Response = false }, false, "a query"},
		{"opcode", func(m *Message) { m.OpCode = 4 }, false, "another kind"},
		{"name", func(m *Message) { m.Question.Name = "b.test." }, false, "another question"},
		{"type", func(m *Message) { m.Question.Type = TypeMX }, false, "another question"},
		{"case", func(m *Message) { m.Question.Name = "a.test." }, true, "another letter case"},
		{"failure without question", func(m *Message) { m.Question = Question{}; m.RCode = RCodeFormErr }, true, ""},
		{"success without question", func(m *Message) { m.Question = Question{} }, false, "another question"},
	} {
		m := &Message{ID: 7, Response: true, Question: q.Question}
		c.edit(m)
		b, err := m.Append(nil)
		if err != nil {
			t.Fatal(err)
		}
		_, ours, err := match(b, q)
		if ours != c.ours || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: %v, %v", c.name, ours, err)
		}
	}
}

func TestRandomise(t *testing.T) {
	ids, cases := map[uint16]bool{}, map[string]bool{}
	for range 64 {
		id, n, err := randomise("abcdefghij.test.")
		if err != nil || lower(n) != "abcdefghij.test." {
			t.Fatal(n, err)
		}
		ids[id], cases[n] = true, true
	}
	if len(ids) < 60 || len(cases) < 50 {
		t.Errorf("%d ids and %d cases of 64", len(ids), len(cases))
	}
}

func TestCache(t *testing.T) {
	now := time.Unix(1000, 0)
	c := NewCache(CacheLimits{Entries: 3, MaxTTL: time.Hour, MaxNegative: 10 * time.Second})
	c.now = func() time.Time { return now }
	a := func(n string, ttl uint32) []Record { return []Record{rec(n, TypeA, ttl, "\x01\x02\x03\x04")} }
	c.put(a("a.", 60), rankAuth)
	c.put(a("a.", 30), rankGlue) // lower rank: no effect
	now = now.Add(20 * time.Second)
	e, age := c.get("a.", TypeA, rankAnswer)
	if e == nil || age != 20*time.Second || aged(e.recs, e, age)[0].TTL != 40 {
		t.Fatalf("%+v %v", e, age)
	}
	now = now.Add(40 * time.Second)
	if e, _ := c.get("a.", TypeA, rankGlue); e != nil {
		t.Error("kept past its TTL")
	}
	c.put(a("g.", 60), rankGlue)
	if e, _ := c.get("g.", TypeA, rankAnswer); e != nil {
		t.Error("glue answered a question")
	}
	c.put(a("zero.", 0), rankAuth)
	if e, _ := c.get("zero.", TypeA, rankGlue); e != nil {
		t.Error("a TTL of 0 was kept")
	}
	c.put(a("long.", 1<<31-1), rankAuth)
	if e, _ := c.get("long.", TypeA, rankAnswer); e == nil || e.ttl != time.Hour {
		t.Errorf("not clamped: %+v", e)
	}
	c.putNegative("n.", TypeA, &hop{rcode: RCodeNXDomain, soa: []Record{soa("test.", 3600, 3600)}, rank: rankAuth})
	if e, _ := c.get("n.", TypeA, rankAnswer); e == nil || !e.negative() || e.ttl != 10*time.Second {
		t.Errorf("negative: %+v", e)
	}
	c.putNegative("m.", TypeA, &hop{rcode: RCodeNXDomain, soa: nil, rank: rankAuth})
	if e, _ := c.get("m.", TypeA, rankAnswer); e != nil {
		t.Error("a negative answer without SOA was kept")
	}
	// g., long. and n. are in: one more evicts the one used longest ago.
	c.get("g.", TypeA, rankGlue)
	c.put(a("new.", 60), rankAuth)
	if e, _ := c.get("long.", TypeA, rankGlue); e != nil {
		t.Error("the least recently used entry is still there")
	}
	if s := c.Counts(); s.Entries != 3 || s.Evicted != 1 {
		t.Errorf("%+v", s)
	}
	small := NewCache(CacheLimits{Bytes: 1000})
	for i := range 100 {
		small.put(a(fmt.Sprintf("n%d.", i), 60), rankAuth)
	}
	if s := small.Counts(); s.Bytes > 1000 || s.Entries == 0 {
		t.Errorf("%+v", s)
	}
	small.Clear()
	if s := small.Counts(); s.Bytes != 0 || s.Entries != 0 {
		t.Errorf("%+v", s)
	}
}

func TestSystemFiles(t *testing.T) {
	h, err := ParseHosts(strings.NewReader("127.0.0.1 localhost\n192.0.2.1 Web.test web # c\nnonsense here\n2001:db8::1 web.test\n192.0.2.9\nfe80::1%eth0 ll\n"))
	if err != nil {
		t.Fatal(err)
	}
	as, canon := h.Lookup("web.")
	if len(as) != 1 || canon != "web.test." {
		t.Error(as, canon)
	}
	if as, _ := h.Lookup("web.test."); len(as) != 2 {
		t.Error(as)
	}
	if as, _ := h.Lookup("ll."); len(as) != 1 || as[0].Zone() != "" {
		t.Error(as)
	}
	c, err := ParseResolvConf(strings.NewReader("; c\nnameserver 192.0.2.53\nnameserver ::1\nnameserver bad\ndomain x.test y.test\nsearch a.test B.test.\noptions ndots:99 timeout:3 attempts:0 rotate edns0 use-vc no-aaaa single-request-reopen no-tld-query sortlist\n"))
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(c) != "{[192.0.2.53:53 [::1]:53] [a.test. b.test.] 15 3s 1 true true true true true}" {
		t.Error(c)
	}
	c.environment(func(k string) string {
		return map[string]string{"LOCALDOMAIN": "x.test y.test", "RES_OPTIONS": "ndots:2 timeout:x"}[k]
	})
	if fmt.Sprint(c.Search, c.Ndots, c.Timeout) != "[x.test. y.test.] 2 3s" {
		t.Error(c)
	}
	if c, err := LoadResolvConf(t.TempDir() + "/none"); err != nil || c.Servers[0].String() != "127.0.0.1:53" || c.Attempts != 2 {
		t.Error(c, err)
	}
	hints, err := ParseHints(strings.NewReader(".  3600000  IN NS A.ROOT.\n.  NS b.root.\na.root. 3600000 A 192.0.2.1\na.root. AAAA 2001:db8::1 ; x\n"))
	if err != nil || len(hints) != 1 || len(hints[0].Addrs) != 2 || hints[0].Name != "a.root." {
		t.Error(hints, err)
	}
	for _, bad := range []string{"", ". NS a.\n", "junk\n", ". 1 IN MX a\na. A 192.0.2.1\n"} {
		if _, err := ParseHints(strings.NewReader(bad)); err == nil {
			t.Errorf("hints %q were accepted", bad)
		}
	}
	if len(RootHints()) != 13 {
		t.Error("not 13 roots")
	}
}

func TestCandidates(t *testing.T) {
	for _, c := range []struct {
		host  string
		ndots int
		want  string
	}{
		{"www", 1, "www.a.test. www.b.test. www."}, {"www.", 1, "www."}, {"www.x", 1, "www.x. www.x.a.test. www.x.b.test."},
		{"www.x", 2, "www.x.a.test. www.x.b.test. www.x."}, {"www", 9, "www.a.test. www.b.test."},
	} {
		r := New(Config{Conf: ResolvConf{Search: []string{"a.test.", "b.test."}, Ndots: c.ndots, NoTLD: c.ndots == 9}})
		n, _ := CanonicalName(c.host)
		if got := strings.Join(r.candidates(n, strings.HasSuffix(c.host, ".")), " "); got != c.want {
			t.Errorf("%s with ndots %d: %s", c.host, c.ndots, got)
		}
	}
}

// noDialer fails the test when it is used.
type noDialer struct{ t *testing.T }

func (d noDialer) DialContext(_ context.Context, network, addr string) (net.Conn, error) {
	d.t.Errorf("dialled %s %s", network, addr)
	return nil, errors.New("no network")
}

func TestNeverAsked(t *testing.T) {
	h, _ := ParseHosts(strings.NewReader("192.0.2.7 pinned.test canonical\n0.0.0.0 blocked.test\n192.0.2.8 localhost\n"))
	r := New(Config{Dialer: noDialer{t}, Mode: Iterative, Hosts: h})
	for _, c := range []struct {
		host  string
		addrs string
		from  From
		kind  Kind
	}{
		{"192.0.2.1", "192.0.2.1", FromLiteral, 0}, {"[2001:db8::1]", "2001:db8::1", FromLiteral, 0}, {"::1", "::1", FromLiteral, 0},
		{"localhost", "::1, 127.0.0.1", FromLocalhost, 0}, {"LOCALHOST.", "::1, 127.0.0.1", FromLocalhost, 0}, {"a.b.localhost", "::1, 127.0.0.1", FromLocalhost, 0},
		{"Pinned.Test", "192.0.2.7", FromHosts, 0}, {"canonical", "192.0.2.7", FromHosts, 0},
		{"", "", "", BadName}, {"a..b", "", "", BadName}, {"a b", "", "", BadName}, {"x.invalid", "", "", NXDOMAIN}, {"x.onion", "", "", NXDOMAIN}, {strings.Repeat("x", 64), "", "", BadName},
	} {
		a, err := r.Lookup(context.Background(), c.host)
		if err == nil != (c.kind == 0) || joinAddrs(a.Addrs) != c.addrs || a.From != c.from {
			t.Errorf("%q: %+v, %v", c.host, a, err)
		}
		var e *Error
		if err != nil && (!errors.As(err, &e) || e.Kind != c.kind) {
			t.Errorf("%q: %v", c.host, err)
		}
	}
}

func TestFollow(t *testing.T) {
	to := func(from, to string) Record { return rec(from, TypeCNAME, 60, string(appendWireName(nil, to))) }
	addr := func(n string) Record { return rec(n, TypeA, 60, "\x01\x02\x03\x04") }
	dname := rec("d.test.", TypeDNAME, 60, string(appendWireName(nil, "e.test.")))
	for _, c := range []struct {
		name, zone string
		answer     []Record
		links      int
		found      int
		next       string
	}{
		{"a.test.", "test.", []Record{addr("a.test."), addr("b.test.")}, 0, 1, ""},
		{"a.test.", ".", []Record{addr("c.test."), to("b.test.", "c.test."), to("a.test.", "b.test.")}, 2, 1, ""},
		{"a.test.", "test.", []Record{to("a.test.", "b.other."), addr("b.other.")}, 1, 0, "b.other."},
		{"a.test.", "test.", []Record{to("x.test.", "b.test."), addr("b.test.")}, 0, 0, ""},
		{"x.d.test.", "test.", []Record{dname, to("x.d.test.", "evil.test."), addr("x.e.test.")}, 2, 1, ""},
		{"x.d.test.", "test.", []Record{dname, addr("x.e.test.")}, 2, 1, ""},
		{"a.test.", ".", []Record{to("a.test.", "a.test.")}, 1, 0, ""},
	} {
		h, err := follow(&Message{Answer: c.answer}, c.name, TypeA, c.zone, 8)
		if err != nil || len(h.links) != c.links || len(h.found) != c.found || h.next != c.next {
			t.Errorf("%s in %s: %+v, %v", c.name, c.zone, h, err)
		}
	}
	var chain []Record
	for i := range 20 {
		chain = append(chain, to(fmt.Sprintf("n%d.test.", i), fmt.Sprintf("n%d.test.", i+1)))
	}
	if _, err := follow(&Message{Answer: chain}, "n0.test.", TypeA, ".", 8); err == nil {
		t.Error("an endless chain was followed")
	}
}

func FuzzMessage(f *testing.F) {
	b, err := sample().Append(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add(b[:len(b)-3])
	f.Add([]byte("\x00\x07\x84\x00\x00\x01\x00\x01\x00\x00\x00\x00\x01a\x00\x00\x01\x00\x01\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x05\x00\x04\x01\x02\x03\x04"))
	f.Add([]byte("\x00\x07\x84\x00\x00\x01\x00\x01\x00\x00\x00\x00\x01a\x00\x00\x41\x00\x01\xc0\x0c\x00\x41\x00\x01\x00\x00\x00\x05\x00\x05\x00\x01\x00\x00\x01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := ParseMessage(b)
		if m != nil {
			for _, recs := range [][]Record{m.Answer, m.Authority, m.Additional} {
				for _, r := range recs {
					_ = r.String()
					_ = r.Target()
				}
			}
			useless(m, ".", m.Question)
			if h, err := follow(m, lower(m.Question.Name), m.Question.Type, ".", 16); err == nil {
				New(Config{}).keep(lower(m.Question.Name), m.Question.Type, h)
			}
		}
		if err != nil || m.Truncated {
			return
		}
		out, err := m.Append(nil)
		if err != nil {
			return // names decompressed may make it longer than a message can be
		}
		n, err := ParseMessage(out)
		if err != nil {
			t.Fatalf("what we wrote does not parse: %v", err)
		}
		if fmt.Sprintf("%+v", n) != fmt.Sprintf("%+v", m) {
			t.Fatalf("%+v\nbecame %+v", m, n)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	msg, _ := sample().Append(nil)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseMessage(msg); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	m := &Message{ID: 1, RecursionDesired: true, EDNS: true, UDPSize: udpOffer, Question: Question{"www.example.test.", TypeAAAA}}
	buf := make([]byte, 0, 512)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Append(buf); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCacheGet(b *testing.B) {
	c := NewCache(CacheLimits{})
	for i := range 10_000 {
		c.put([]Record{rec(fmt.Sprintf("n%d.test.", i), TypeA, 3600, "\x01\x02\x03\x04")}, rankAuth)
	}
	b.ReportAllocs()
	for b.Loop() {
		if e, _ := c.get("n777.test.", TypeA, rankAnswer); e == nil {
			b.Fatal("miss")
		}
	}
}

func BenchmarkLookupCached(b *testing.B) {
	r := New(Config{Dialer: noDialer{}})
	r.cache.put([]Record{rec("www.test.", TypeA, 3600, "\x01\x02\x03\x04")}, rankAuth)
	r.cache.putNegative("www.test.", TypeAAAA, &hop{rcode: RCodeSuccess, soa: []Record{soa("test.", 600, 600)}, rank: rankAuth})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Lookup(context.Background(), "www.test"); err != nil {
			b.Fatal(err)
		}
	}
}

// TestAppendFront checks that the length of TCP may stand in front of a message.
func TestAppendFront(t *testing.T) {
	m := &Message{ID: 1, Question: Question{"a.test.", TypeA}, Answer: []Record{rec("a.test.", TypeA, 1, "\x01\x02\x03\x04")}}
	plain, err := m.Append(nil)
	if err != nil {
		t.Fatal(err)
	}
	framed, err := m.Append([]byte{0, 9})
	if err != nil || !bytes.Equal(framed[2:], plain) {
		t.Errorf("%x, %v", framed, err)
	}
	var p dnsmessage.Parser
	if _, err := p.Start(plain); err != nil {
		t.Error(err)
	}
}

func FuzzSystemFiles(f *testing.F) {
	f.Add("127.0.0.1 localhost\n")
	f.Add("nameserver 192.0.2.1\nsearch a.test b\noptions ndots:2 timeout:1 attempts:3 rotate\n")
	f.Add(". 3600000 IN NS a.root.\na.root. 3600000 A 192.0.2.1\n")
	f.Fuzz(func(t *testing.T, text string) {
		if h, err := ParseHosts(strings.NewReader(text)); err == nil {
			h.Lookup("localhost.")
		}
		if c, err := ParseResolvConf(strings.NewReader(text)); err == nil {
			if c.Ndots < 0 || c.Ndots > maxNdots || c.Timeout < time.Second || c.Timeout > maxTimeout || c.Attempts < 1 || c.Attempts > maxAttempts || len(c.Search) > maxSearch || len(c.Servers) > maxServers {
				t.Errorf("%q: %+v", text, c)
			}
		}
		if hints, err := ParseHints(strings.NewReader(text)); err == nil && len(hints) == 0 {
			t.Errorf("%q: no hints and no error", text)
		}
	})
}

// BenchmarkResponse packs a whole answer, with compression of its names.
func BenchmarkResponse(b *testing.B) {
	m := sample()
	buf := make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Append(buf); err != nil {
			b.Fatal(err)
		}
	}
}
