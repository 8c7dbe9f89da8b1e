package lab

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"vitrine/engine/trace"
	"vitrine/net/dns"
)

// The tests here drive net/dns through lab internets in memory and in virtual time.

const soaLine = "@ 3600 SOA ns h 1 2 3 4 300\n"

// world is an internet of a root, a server of test. and two servers of example.test., whose
// behaviour alter changes; extra hosts come on top.
type world struct {
	root, test, example string // lines of the zones besides the usual ones
	alter               func(network string, q, reply *dns.Message) ([][]byte, bool)
	alterTest           func(network string, q, reply *dns.Message) ([][]byte, bool)
	links               map[string]Link // by address
	extra               []Host
}

func (w world) config() Config {
	ns := func(name, addr string, root bool, alter func(string, *dns.Message, *dns.Message) ([][]byte, bool), zones ...*Zone) Host {
		return Host{Name: name, Root: root, Addrs: []netip.Addr{netip.MustParseAddr(addr)}, Link: w.links[addr], Services: []Service{&NameServer{Zones: zones, Alter: alter}}}
	}
	example := MustZone("example.test.", soaLine+`
@   3600 NS ns1
@   3600 NS ns2
ns1 3600 A  192.0.2.3
ns2 3600 A  192.0.2.4
www  300 A  203.0.113.1
www  300 AAAA 2001:db8::1
v4   300 A  203.0.113.2
a    300 CNAME b
b    300 CNAME www
loop1 60 CNAME loop2
loop2 60 CNAME loop1
self  60 CNAME self
out   60 CNAME www.other.test.
nx    60 CNAME nothing
deep.er.and.deeper 60 A 203.0.113.5
*.wild 60 A 203.0.113.6
dn     60 DNAME sub
x.sub  60 A 203.0.113.8
zero    0 A 203.0.113.9
bad    60 A 0.0.0.0
`+w.example)
	c := Config{Memory: true, Hosts: append([]Host{
		ns("a.root.", "192.0.2.1", true, nil, MustZone(".", soaLine+`
.            3600 NS a.root.
a.root.      3600 A  192.0.2.1
test.        3600 NS ns.test.
ns.test.     3600 A  192.0.2.2
`+w.root)),
		ns("ns.test.", "192.0.2.2", false, w.alterTest, MustZone("test.", soaLine+`
@           3600 NS ns
ns          3600 A  192.0.2.2
example     3600 NS ns1.example
example     3600 NS ns2.example
ns1.example 3600 A  192.0.2.3
ns2.example 3600 A  192.0.2.4
other       3600 NS ns1.example
www.other.flat 60 A 203.0.113.3
`+w.test)),
		ns("ns1.example.test.", "192.0.2.3", false, w.alter, example, MustZone("other.test.", soaLine+"@ 3600 NS ns1.example.test.\nwww 60 A 203.0.113.4\n")),
		ns("ns2.example.test.", "192.0.2.4", false, w.alter, example, MustZone("other.test.", soaLine+"@ 3600 NS ns1.example.test.\nwww 60 A 203.0.113.4\n")),
	}, w.extra...)}
	return c
}

// run starts the world inside a bubble and calls f.
func (w world) run(t *testing.T, edit func(*dns.Config), f func(t *testing.T, r *dns.Resolver, log *trace.Recorder, ctx context.Context)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		in, err := Start(w.config())
		if err != nil {
			t.Fatal(err)
		}
		r := resolver(in, edit)
		var rec trace.Recorder
		root := trace.New("test", &rec)
		f(t, r, &rec, trace.With(context.Background(), root))
		r.Close()
		in.Close()
		synctest.Wait()
	})
}

// stubOf makes a stub of the server of example.test.
func stubOf(c *dns.Config) {
	c.Mode = dns.Stub
	c.Conf.Servers = []netip.AddrPort{netip.MustParseAddrPort("192.0.2.3:53")}
}

func addrsOf(a dns.Answer) string {
	var s []string
	for _, x := range a.Addrs {
		s = append(s, x.String())
	}
	return strings.Join(s, " ")
}

func kindOf(err error) dns.Kind {
	var e *dns.Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return 0
}

func TestIterative(t *testing.T) {
	for _, minimise := range []bool{true, false} {
		for _, c := range []struct {
			name, addrs, aliases string
			kind                 dns.Kind
		}{
			{"www.example.test", "2001:db8::1 203.0.113.1", "", 0},
			{"WWW.Example.TEST.", "2001:db8::1 203.0.113.1", "", 0},
			{"a.example.test", "2001:db8::1 203.0.113.1", "b.example.test www.example.test", 0},
			{"out.example.test", "203.0.113.4", "www.other.test", 0},
			{"deep.er.and.deeper.example.test", "203.0.113.5", "", 0},
			{"any.thing.wild.example.test", "203.0.113.6", "", 0},
			{"x.dn.example.test", "203.0.113.8", "x.sub.example.test", 0},
			{"zero.example.test", "203.0.113.9", "", 0},
			{"none.example.test", "", "", dns.NXDOMAIN},
			{"none.test", "", "", dns.NXDOMAIN},
			{"none", "", "", dns.NXDOMAIN},
			{"nx.example.test", "", "", dns.NXDOMAIN},
			{"er.and.deeper.example.test", "", "", dns.NoData},
			{"loop1.example.test", "", "", dns.Loop},
			{"self.example.test", "", "", dns.Loop},
			{"bad.example.test", "", "", dns.NoData},
		} {
			t.Run(fmt.Sprint(c.name, minimise), func(t *testing.T) {
				world{}.run(t, func(d *dns.Config) { d.NoMinimise = !minimise }, func(t *testing.T, r *dns.Resolver, _ *trace.Recorder, ctx context.Context) {
					for range 2 { // the second time out of the cache, with the same outcome
						a, err := r.Lookup(ctx, c.name)
						if addrsOf(a) != c.addrs || strings.Join(a.CNAMEs, " ") != c.aliases || kindOf(err) != c.kind {
							t.Errorf("%+v, %v", a, err)
						}
					}
				})
			})
		}
	}
}

// TestServers holds what single servers can do wrong, seen through a stub.
func TestServers(t *testing.T) {
	var count atomic.Int32
	edit := func(f func(m *dns.Message)) func(string, *dns.Message, *dns.Message) ([][]byte, bool) {
		return func(_ string, _, m *dns.Message) ([][]byte, bool) {
			f(m)
			b, err := m.Append(nil)
			if err != nil {
				panic(err)
			}
			return [][]byte{b}, true
		}
	}
	// first sends a changed message before the true one.
	first := func(f func(m *dns.Message)) func(string, *dns.Message, *dns.Message) ([][]byte, bool) {
		return func(_ string, _, m *dns.Message) ([][]byte, bool) {
			c := *m
			f(&c)
			lie, _ := c.Append(nil)
			truth, _ := m.Append(nil)
			return [][]byte{lie, truth}, true
		}
	}
	lie := func(m *dns.Message) {
		if len(m.Answer) > 0 {
			m.Answer = []dns.Record{{Name: m.Answer[0].Name, Type: dns.TypeA, TTL: 9, Data: "\x06\x06\x06\x06"}}
		}
	}
	for _, c := range []struct {
		name  string
		alter func(string, *dns.Message, *dns.Message) ([][]byte, bool)
		host  string
		addrs string
		kind  dns.Kind
		most  time.Duration
	}{
		{"well", nil, "v4.example.test", "203.0.113.2", 0, 0},
		{"alias", nil, "a.example.test", "2001:db8::1 203.0.113.1", 0, 0},
		{"nxdomain", nil, "no.example.test", "", dns.NXDOMAIN, 0},
		{"wrong id first", first(func(m *dns.Message) { m.ID++; lie(m) }), "v4.example.test", "203.0.113.2", 0, 0},
		{"a query first", first(func(m *dns.Message) { m.Response = false; lie(m) }), "v4.example.test", "203.0.113.2", 0, 0},
		{"another question first", first(func(m *dns.Message) { m.Question.Name = "x.test."; lie(m) }), "v4.example.test", "203.0.113.2", 0, 0},
		{"another type first", first(func(m *dns.Message) { m.Question.Type = dns.TypeTXT; lie(m) }), "v4.example.test", "203.0.113.2", 0, 0},
		{"another case: over TCP", func(network string, _, m *dns.Message) ([][]byte, bool) {
			if network == "tcp" {
				return nil, false
			}
			m.Question.Name = strings.ToLower(m.Question.Name)
			lie(m)
			b, _ := m.Append(nil)
			return [][]byte{b}, true
		}, "v4.example.test", "203.0.113.2", 0, 0},
		{"a flood of guesses: over TCP", func(network string, _, m *dns.Message) ([][]byte, bool) {
			if network == "tcp" {
				return nil, false
			}
			var out [][]byte
			for range 40 {
				m.ID++
				lie(m)
				b, _ := m.Append(nil)
				out = append(out, b)
			}
			return out, true
		}, "v4.example.test", "203.0.113.2", 0, 0},
		{"noise first", func(_ string, _, m *dns.Message) ([][]byte, bool) {
			b, _ := m.Append(nil)
			return [][]byte{{}, {1}, make([]byte, 11), []byte(strings.Repeat("\xff", 300)), b}, true
		}, "v4.example.test", "203.0.113.2", 0, 0},
		{"not implemented", edit(func(m *dns.Message) { m.RCode, m.Answer = dns.RCodeNotImp, nil }), "v4.example.test", "", dns.ServFail, 0},
		{"truncated over TCP too", edit(func(m *dns.Message) { m.Truncated, m.Answer = true, nil }), "v4.example.test", "", dns.Malformed, 0},
		{"address of another name", edit(func(m *dns.Message) {
			for i := range m.Answer {
				m.Answer[i].Name = "other.test."
			}
		}), "v4.example.test", "", dns.NoData, 0},
		{"address in the additional section", edit(func(m *dns.Message) { m.Additional, m.Answer = m.Answer, nil }), "v4.example.test", "", dns.NoData, 0},
		{"truncated: over TCP", func(network string, _, m *dns.Message) ([][]byte, bool) {
			if network == "tcp" {
				return nil, false
			}
			m.Truncated, m.Answer = true, nil
			b, _ := m.Append(nil)
			return [][]byte{b}, true
		}, "v4.example.test", "203.0.113.2", 0, 0},
		{"garbage after a right header", func(_ string, _, m *dns.Message) ([][]byte, bool) {
			b, _ := m.Append(nil)
			return [][]byte{append(b[:len(b)-20:len(b)-20], 0xc0, 0xff)}, true
		}, "v4.example.test", "", dns.Malformed, 0},
		{"refused", edit(func(m *dns.Message) { m.RCode, m.Answer = dns.RCodeRefused, nil }), "v4.example.test", "", dns.Refused, 0},
		{"failure", edit(func(m *dns.Message) { m.RCode, m.Answer = dns.RCodeServFail, nil }), "v4.example.test", "", dns.ServFail, 0},
		{"AAAA fails, A works", func(_ string, q, m *dns.Message) ([][]byte, bool) {
			if q.Question.Type != dns.TypeAAAA {
				return nil, false
			}
			m.RCode, m.Answer = dns.RCodeServFail, nil
			b, _ := m.Append(nil)
			return [][]byte{b}, true
		}, "v4.example.test", "203.0.113.2", 0, 0},
		{"AAAA is never answered", func(_ string, q, m *dns.Message) ([][]byte, bool) {
			return nil, q.Question.Type == dns.TypeAAAA
		}, "v4.example.test", "203.0.113.2", 0, 50 * time.Millisecond},
		{"no EDNS: FORMERR", func(_ string, q, m *dns.Message) ([][]byte, bool) {
			if !q.EDNS {
				return nil, false
			}
			b, _ := (&dns.Message{ID: m.ID, Response: true, RCode: dns.RCodeFormErr}).Append(nil)
			return [][]byte{b}, true
		}, "v4.example.test", "203.0.113.2", 0, 0},
		{"EDNS is dropped", func(_ string, q, m *dns.Message) ([][]byte, bool) { return nil, q.EDNS }, "v4.example.test", "203.0.113.2", 0, 10 * time.Second},
		{"first two lost", func(_ string, q, m *dns.Message) ([][]byte, bool) {
			return nil, count.Add(1) <= 4
		}, "v4.example.test", "203.0.113.2", 0, 4 * time.Second},
		{"never", func(string, *dns.Message, *dns.Message) ([][]byte, bool) { return nil, true }, "v4.example.test", "", dns.Timeout, 10 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			world{alter: c.alter}.run(t, stubOf, func(t *testing.T, r *dns.Resolver, _ *trace.Recorder, ctx context.Context) {
				begin := time.Now()
				a, err := r.Lookup(ctx, c.host)
				if addrsOf(a) != c.addrs || kindOf(err) != c.kind {
					t.Errorf("%+v, %v", a, err)
				}
				if d := time.Since(begin); d > c.most {
					t.Errorf("took %v", d)
				}
			})
		})
	}
}

func TestSlowAnswerIsTaken(t *testing.T) {
	w := world{links: map[string]Link{"192.0.2.3": {RTT: 3 * time.Second}}}
	w.run(t, stubOf, func(t *testing.T, r *dns.Resolver, _ *trace.Recorder, ctx context.Context) {
		begin := time.Now()
		if a, err := r.Lookup(ctx, "v4.example.test"); err != nil || time.Since(begin) != 3*time.Second {
			t.Errorf("%+v, %v after %v", a, err, time.Since(begin))
		}
	})
}

func TestDeadServersAreLeft(t *testing.T) {
	w := world{links: map[string]Link{"192.0.2.3": {Down: true}}}
	w.run(t, nil, func(t *testing.T, r *dns.Resolver, log *trace.Recorder, ctx context.Context) {
		begin := time.Now()
		for i := range 20 {
			if a, err := r.Lookup(ctx, fmt.Sprintf("h%d.wild.example.test", i)); err != nil || addrsOf(a) != "203.0.113.6" {
				t.Fatalf("%+v, %v", a, err)
			}
		}
		// One of two servers is silent: it costs its patience once, and is then asked last.
		if d := time.Since(begin); d > 900*time.Millisecond {
			t.Errorf("20 names took %v", d)
		}
	})
}

func TestRefusedPortAndLameServer(t *testing.T) {
	w := world{links: map[string]Link{"192.0.2.3": {Refuse: true}}, alter: nil}
	w.run(t, nil, func(t *testing.T, r *dns.Resolver, _ *trace.Recorder, ctx context.Context) {
		begin := time.Now()
		if a, err := r.Lookup(ctx, "v4.example.test"); err != nil || time.Since(begin) > 0 {
			t.Errorf("%+v, %v after %v", a, err, time.Since(begin))
		}
	})
	// A delegation to a server that does not hold the zone, next to one that does.
	w = world{test: "half 60 NS ns.lame\nhalf 60 NS ns1.example\nns.lame 60 A 192.0.2.66\nlame 60 NS ns.lame\n",
		extra: []Host{{Name: "lame", Addrs: []netip.Addr{netip.MustParseAddr("192.0.2.66")}, Services: []Service{&NameServer{}}}}}
	w.run(t, nil, func(t *testing.T, r *dns.Resolver, _ *trace.Recorder, ctx context.Context) {
		if _, err := r.Lookup(ctx, "www.lame.test"); kindOf(err) != dns.Refused {
			t.Errorf("%v", err)
		}
	})
}

// TestLies holds what the servers of one zone must not be able to say about another.
func TestLies(t *testing.T) {
	evil := func(name string) dns.Record {
		return dns.Record{Name: name, Type: dns.TypeA, TTL: 3600, Data: "\x06\x06\x06\x06"}
	}
	ns := func(zone, target string) dns.Record {
		r := cname(zone, target, 3600)
		r.Type = dns.TypeNS
		return r
	}
	w := world{alter: func(_ string, q, m *dns.Message) ([][]byte, bool) {
		m.Answer = append(m.Answer, evil("www.other.test."), evil("victim.test."))
		m.Authority = append(m.Authority, ns("test.", "ns.evil.example.test."), ns(".", "ns.evil.example.test."))
		m.Additional = append(m.Additional, evil("a.root."), evil("ns.test."), evil("ns.evil.example.test."), evil("ns1.example.test."))
		b, err := m.Append(nil)
		if err != nil {
			panic(err)
		}
		return [][]byte{b}, true
	}, test: "victim 60 A 203.0.113.77\n"}
	w.run(t, nil, func(t *testing.T, r *dns.Resolver, log *trace.Recorder, ctx context.Context) {
		for host, want := range map[string]string{"v4.example.test": "203.0.113.2", "victim.test": "203.0.113.77"} {
			if a, err := r.Lookup(ctx, host); err != nil || addrsOf(a) != want {
				t.Errorf("%s: %+v, %v", host, a, err)
			}
		}
		for _, e := range log.Events() {
			if e.Name == "dns.query" && strings.Contains(e.Attr("server"), "6.6.6.6") {
				t.Errorf("asked %s", e.Attr("server"))
			}
		}
	})
}

// TestGlueOutsideTheZone has the servers of test. give an address for a server of the root.
func TestGlueOutsideTheZone(t *testing.T) {
	w := world{test: "p 60 NS a.root.\n", alterTest: func(_ string, q, m *dns.Message) ([][]byte, bool) {
		if len(m.Answer) > 0 {
			return nil, false
		}
		m.Additional = append(m.Additional, dns.Record{Name: "a.root.", Type: dns.TypeA, TTL: 3600, Data: "\x06\x06\x06\x06"})
		b, err := m.Append(nil)
		if err != nil {
			panic(err)
		}
		return [][]byte{b}, true
	}}
	w.run(t, nil, func(t *testing.T, r *dns.Resolver, log *trace.Recorder, ctx context.Context) {
		if _, err := r.Lookup(ctx, "www.p.test"); kindOf(err) != dns.Lame {
			t.Errorf("%v", err)
		}
		for _, e := range log.Events() {
			if e.Name == "dns.query" && strings.Contains(e.Attr("server"), "6.6.6.6") {
				t.Fatalf("asked %s", e.Attr("server"))
			}
		}
	})
}

// TestBoundedWork holds delegations made to keep a resolver busy.
func TestBoundedWork(t *testing.T) {
	record := func(m *dns.Message) [][]byte {
		b, err := m.Append(nil)
		if err != nil {
			panic(err)
		}
		return [][]byte{b}
	}
	ns := func(zone, target string) dns.Record {
		r := cname(zone, target, 60)
		r.Type = dns.TypeNS
		return r
	}
	for _, c := range []struct {
		name  string
		alter func(string, *dns.Message, *dns.Message) ([][]byte, bool)
		host  string
	}{
		{"200 server names without address", func(_ string, q, m *dns.Message) ([][]byte, bool) {
			if !strings.HasSuffix(strings.ToLower(q.Question.Name), "evil.test.") {
				return nil, false
			}
			m.Authoritative, m.RCode, m.Answer, m.Authority = false, 0, nil, nil
			for i := range 60 {
				m.Authority = append(m.Authority, ns("evil.test.", fmt.Sprintf("n%d.none%d.test.", i, i)))
			}
			return record(m), true
		}, "www.evil.test"},
		{"ever deeper", func(_ string, q, m *dns.Message) ([][]byte, bool) {
			n := strings.ToLower(q.Question.Name)
			if !strings.HasSuffix(n, "evil.test.") {
				return nil, false
			}
			// Every question is referred one label further down, to this very server.
			m.Authoritative, m.RCode, m.Answer = false, 0, nil
			m.Authority = []dns.Record{ns(n, "ns.test.")}
			m.Additional = []dns.Record{{Name: "ns.test.", Type: dns.TypeA, TTL: 60, Data: "\xc0\x00\x02\x02"}}
			return record(m), true
		}, strings.Repeat("x.", 100) + "evil.test"},
		{"fresh aliases for ever", func(_ string, q, m *dns.Message) ([][]byte, bool) {
			n := strings.ToLower(q.Question.Name)
			if !strings.HasSuffix(n, "evil.test.") || len(n) > 240 {
				return nil, false
			}
			m.Authoritative, m.RCode, m.Authority = true, 0, nil
			m.Answer = []dns.Record{cname(n, "x"+n, 60)}
			return record(m), true
		}, "a.evil.test"},
		{"a delegation to itself", func(_ string, q, m *dns.Message) ([][]byte, bool) {
			if !strings.HasSuffix(strings.ToLower(q.Question.Name), "evil.test.") {
				return nil, false
			}
			m.Authoritative, m.RCode, m.Answer = false, 0, nil
			m.Authority = []dns.Record{ns("test.", "ns.test.")}
			return record(m), true
		}, "a.evil.test"},
	} {
		t.Run(c.name, func(t *testing.T) {
			world{alterTest: c.alter}.run(t, nil, func(t *testing.T, r *dns.Resolver, log *trace.Recorder, ctx context.Context) {
				a, err := r.Lookup(ctx, c.host)
				if err == nil {
					t.Fatalf("%+v", a)
				}
				n := 0
				for _, e := range log.Events() {
					if e.Name == "dns.query" && e.Phase == trace.End {
						n++
					}
				}
				if n > 128 {
					t.Errorf("%d questions for one name: %v", n, err)
				}
			})
		})
	}
}

func TestCacheInTime(t *testing.T) {
	world{}.run(t, nil, func(t *testing.T, r *dns.Resolver, log *trace.Recorder, ctx context.Context) {
		look := func(want dns.From, ttl time.Duration) {
			t.Helper()
			a, err := r.Lookup(ctx, "www.example.test")
			if err != nil || a.From != want || a.TTL != ttl {
				t.Errorf("%+v, %v", a, err)
			}
		}
		look(dns.FromIterative, 300*time.Second)
		time.Sleep(100 * time.Second)
		look(dns.FromCache, 200*time.Second)
		time.Sleep(200 * time.Second)
		look(dns.FromIterative, 300*time.Second)
		var hits int
		for _, e := range log.Events() {
			if e.Name == "dns.cache.hit" && e.Attr("age") == "1m40s" && e.Attr("ttl") == "3m20s" {
				hits++
			}
		}
		if hits != 2 {
			t.Errorf("%d hits told with age and TTL", hits)
		}
	})
}

func TestSharedQuestions(t *testing.T) {
	w := world{links: map[string]Link{"192.0.2.1": {RTT: 10 * time.Millisecond}, "192.0.2.2": {RTT: 10 * time.Millisecond}, "192.0.2.3": {RTT: 10 * time.Millisecond}, "192.0.2.4": {RTT: 10 * time.Millisecond}}}
	w.run(t, nil, func(t *testing.T, r *dns.Resolver, log *trace.Recorder, ctx context.Context) {
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				if _, err := r.Lookup(ctx, "www.example.test"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		n := 0
		for _, e := range log.Events() {
			if e.Name == "dns.query" && e.Phase == trace.End {
				n++
			}
		}
		if n != 5 { // priming, two referrals, A and AAAA
			t.Errorf("%d questions for 50 lookups", n)
		}
	})
}

func TestCancel(t *testing.T) {
	w := world{links: map[string]Link{"192.0.2.1": {Down: true}}}
	w.run(t, nil, func(t *testing.T, r *dns.Resolver, _ *trace.Recorder, ctx context.Context) {
		ctx, cancel := context.WithCancel(ctx)
		time.AfterFunc(time.Second, cancel)
		begin := time.Now()
		_, err := r.Lookup(ctx, "www.example.test")
		if kindOf(err) != dns.Canceled || !errors.Is(err, context.Canceled) || time.Since(begin) != time.Second {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		_, err = r.Lookup(context.Background(), "www.example.test")
		if kindOf(err) != dns.Timeout || time.Since(begin) > 17*time.Second {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
	})
}

func TestSearchList(t *testing.T) {
	world{}.run(t, func(c *dns.Config) {
		c.Conf = dns.ResolvConf{Search: []string{"none.test.", "example.test."}, Ndots: 1}
	},
		func(t *testing.T, r *dns.Resolver, _ *trace.Recorder, ctx context.Context) {
			if a, err := r.Lookup(ctx, "v4"); err != nil || a.Name != "v4.example.test" {
				t.Errorf("%+v, %v", a, err)
			}
			if _, err := r.Lookup(ctx, "v4."); kindOf(err) != dns.NXDOMAIN {
				t.Errorf("%v", err)
			}
			_, err := r.Lookup(ctx, "nowhere")
			var e *dns.Error
			if !errors.As(err, &e) || e.Kind != dns.NXDOMAIN || e.Name != "nowhere." {
				t.Errorf("%v", err)
			}
		})
}

func TestQuery(t *testing.T) {
	world{example: "@ 60 MX 10 mail\n@ 60 TXT \"v=1\"\n"}.run(t, nil, func(t *testing.T, r *dns.Resolver, _ *trace.Recorder, ctx context.Context) {
		for _, c := range []struct {
			name string
			t    dns.Type
			want string
		}{
			{"example.test", dns.TypeMX, "10 mail.example.test"}, {"example.test.", dns.TypeTXT, `"v=1"`},
			{"example.test", dns.TypeSOA, "ns.example.test h.example.test 1 2 3 4 300"},
			{"a.example.test", dns.TypeCNAME, "b.example.test"},
		} {
			reply, err := r.Query(ctx, c.name, c.t)
			if err != nil || len(reply.Records()) != 1 || reply.Records()[0].Value() != c.want {
				t.Errorf("%s %s: %+v, %v", c.name, c.t, reply, err)
			}
		}
		reply, err := r.Query(ctx, "nope.example.test", dns.TypeA)
		if err != nil || reply.RCode != dns.RCodeNXDomain || len(reply.SOA) != 1 {
			t.Errorf("%+v, %v", reply, err)
		}
	})
}

func TestUnreachable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, err := Start(Config{Memory: true})
		if err != nil {
			t.Fatal(err)
		}
		r := resolver(in, func(c *dns.Config) { c.Hints = dns.RootHints() })
		if _, err := r.Lookup(context.Background(), "www.test"); kindOf(err) != dns.Network {
			t.Errorf("%v", err)
		}
		r = resolver(in, func(c *dns.Config) { c.Mode = dns.Stub })
		if _, err := r.Lookup(context.Background(), "www.test"); kindOf(err) != dns.NoServers {
			t.Errorf("%v", err)
		}
		in.Close()
		synctest.Wait()
	})
}

// TestServerAddresses holds delegations whose servers are hard to find.
func TestServerAddresses(t *testing.T) {
	six := netip.MustParseAddr("2001:db8::53")
	for _, c := range []struct {
		name string
		w    world
		host string
		want string
		kind dns.Kind
	}{
		{"only IPv6 glue, and no IPv6", world{test: "p 60 NS ns6.example\nns6.example 60 AAAA 2001:db8::53\n", example: "ns6 60 AAAA 2001:db8::53\nns6 60 A 192.0.2.7\n"},
			"www.p.test", "203.0.113.50", 0},
		{"the child gives a wrong address", world{test: "p 60 NS nsx.example\nexample 60 NS nsx.example\nnsx.example 60 A 192.0.2.7\n", example: "nsx 60 A 192.0.2.66\n"},
			"www.p.test", "203.0.113.50", 0},
		{"without glue, through an alias", world{test: "p 60 NS alias.example\n", example: "alias 60 CNAME real\nreal 60 A 192.0.2.7\n"},
			"www.p.test", "203.0.113.50", 0},
		{"servers of each other", world{test: "p 60 NS ns.q\nq 60 NS ns.p\n"}, "www.p.test", "", dns.Limited},
		{"a server inside, without glue", world{test: "p 60 NS ns.p\n"}, "www.p.test", "", dns.Lame},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.w.extra = []Host{{Name: "p", Addrs: []netip.Addr{netip.MustParseAddr("192.0.2.7")}, Services: []Service{
				&NameServer{Zones: []*Zone{MustZone("p.test.", soaLine+"www 60 A 203.0.113.50\n")}}}},
				{Name: "six", Addrs: []netip.Addr{six}, Link: Link{Refuse: true}}}
			c.w.run(t, nil, func(t *testing.T, r *dns.Resolver, _ *trace.Recorder, ctx context.Context) {
				for range 2 {
					a, err := r.Lookup(ctx, c.host)
					if addrsOf(a) != c.want || kindOf(err) != c.kind {
						t.Errorf("%+v, %v", a, err)
					}
				}
			})
		})
	}
}

func TestTooLongDNAME(t *testing.T) {
	l := strings.Repeat("x", 60)
	world{example: "long 60 DNAME " + strings.Join([]string{l, l, l}, ".") + "\n"}.run(t, nil, func(t *testing.T, r *dns.Resolver, _ *trace.Recorder, ctx context.Context) {
		reply, err := r.Query(ctx, l+".long.example.test", dns.TypeA)
		if err != nil || reply.RCode != dns.RCodeYXDomain || len(reply.Answer) != 1 || reply.Answer[0].Type != dns.TypeDNAME {
			t.Errorf("%+v, %v", reply, err)
		}
	})
}

func TestFailuresAreRemembered(t *testing.T) {
	w := world{links: map[string]Link{"192.0.2.3": {Down: true}, "192.0.2.4": {Down: true}}}
	w.run(t, nil, func(t *testing.T, r *dns.Resolver, log *trace.Recorder, ctx context.Context) {
		if _, err := r.Lookup(ctx, "www.example.test"); kindOf(err) != dns.Timeout {
			t.Fatal(err)
		}
		begin := time.Now()
		if _, err := r.Lookup(ctx, "www.example.test"); kindOf(err) != dns.Timeout || time.Since(begin) > 0 {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		time.Sleep(3 * time.Second)
		n := len(log.Events())
		r.Lookup(ctx, "www.example.test")
		if len(log.Events()) < n+10 {
			t.Error("the failure was never forgotten")
		}
	})
}

func TestLateIPv6IsKept(t *testing.T) {
	w := world{alter: func(_ string, q, m *dns.Message) ([][]byte, bool) {
		if q.Question.Type == dns.TypeAAAA {
			time.Sleep(200 * time.Millisecond)
		}
		return nil, false
	}}
	w.run(t, stubOf, func(t *testing.T, r *dns.Resolver, _ *trace.Recorder, ctx context.Context) {
		if a, err := r.Lookup(ctx, "www.example.test"); err != nil || addrsOf(a) != "203.0.113.1" {
			t.Errorf("%+v, %v", a, err)
		}
		time.Sleep(time.Second)
		if a, err := r.Lookup(ctx, "www.example.test"); err != nil || addrsOf(a) != "2001:db8::1 203.0.113.1" || a.From != dns.FromCache {
			t.Errorf("%+v, %v", a, err)
		}
	})
}

// TestServed asks our own resolver over UDP and TCP, as another program would.
func TestServed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := world{example: strings.Repeat("big 60 TXT \""+strings.Repeat("x", 200)+"\"\n", 1) + manyAddrs()}.config()
		at := netip.MustParseAddrPort("192.0.2.100:53")
		c.Hosts = append(c.Hosts, Host{Name: "resolver", Addrs: []netip.Addr{at.Addr()}})
		in, err := Start(c)
		if err != nil {
			t.Fatal(err)
		}
		r := resolver(in, nil)
		s := &dns.Server{Resolver: r}
		pc, err := in.ListenUDP(at)
		if err != nil {
			t.Fatal(err)
		}
		l, err := in.ListenTCP(at)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		in.Go(func() { s.ServePacket(ctx, pc) })
		in.Go(func() { s.Serve(ctx, l) })
		stub := resolver(in, func(c *dns.Config) {
			c.Mode = dns.Stub
			c.Conf.Servers = []netip.AddrPort{at}
		})
		for _, q := range []struct {
			name  string
			t     dns.Type
			rcode dns.RCode
			n     int
		}{
			{"www.example.test", dns.TypeA, dns.RCodeSuccess, 1}, {"a.example.test", dns.TypeAAAA, dns.RCodeSuccess, 1},
			{"no.example.test", dns.TypeA, dns.RCodeNXDomain, 0}, {"many.example.test", dns.TypeA, dns.RCodeSuccess, 120},
		} {
			reply, err := stub.Query(ctx, q.name, q.t)
			if err != nil || reply.RCode != q.rcode || len(reply.Records()) != q.n {
				t.Errorf("%s: %+v, %v", q.name, reply, err)
			}
		}
		if _, err := stub.Query(ctx, "loop1.example.test", dns.TypeA); kindOf(err) != dns.ServFail {
			t.Errorf("%v", err)
		}
		cancel()
		stub.Close()
		r.Close()
		in.Close()
		synctest.Wait()
	})
}

func manyAddrs() string {
	var b strings.Builder
	for i := range 120 {
		fmt.Fprintf(&b, "many 60 A 203.0.113.%d\n", i)
	}
	return b.String()
}

func TestQueryLimit(t *testing.T) {
	world{}.run(t, func(c *dns.Config) { c.Limits.Queries = 3 }, func(t *testing.T, r *dns.Resolver, _ *trace.Recorder, ctx context.Context) {
		// Priming, two referrals and the answer are four.
		if _, err := r.Query(ctx, "www.example.test", dns.TypeA); kindOf(err) != dns.Limited {
			t.Errorf("%v", err)
		}
	})
}

// counting counts the sockets that are open at once.
type counting struct {
	dns.Dialer
	mu               sync.Mutex
	now, most, total int
}

func (c *counting) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := c.Dialer.DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now++
	c.total++
	c.most = max(c.most, c.now)
	return &counted{conn, c, sync.Once{}}, nil
}

type counted struct {
	net.Conn
	c    *counting
	once sync.Once
}

func (c *counted) Close() error {
	c.once.Do(func() {
		c.c.mu.Lock()
		c.c.now--
		c.c.mu.Unlock()
	})
	return c.Conn.Close()
}

func TestManyAtOnce(t *testing.T) {
	links := map[string]Link{"192.0.2.3": {RTT: 30 * time.Millisecond}, "192.0.2.4": {RTT: 30 * time.Millisecond}}
	var dialer counting
	world{links: links}.run(t, func(c *dns.Config) {
		dialer.Dialer = c.Dialer
		c.Dialer = &dialer
		c.Limits.Sockets = 40
	}, func(t *testing.T, r *dns.Resolver, _ *trace.Recorder, _ context.Context) {
		begin := time.Now()
		var wg sync.WaitGroup
		for i := range 300 {
			wg.Go(func() {
				if a, err := r.Lookup(context.Background(), fmt.Sprintf("h%d.wild.example.test", i)); err != nil || addrsOf(a) != "203.0.113.6" {
					t.Errorf("%+v, %v", a, err)
				}
			})
		}
		wg.Wait()
		synctest.Wait()
		if dialer.most > 40 || dialer.now != 0 {
			t.Errorf("%d sockets at once, %d left open", dialer.most, dialer.now)
		}
		if dialer.total > 650 { // waiting for a socket is not a reason to ask again
			t.Errorf("%d sockets in all", dialer.total)
		}
		if d := time.Since(begin); d > time.Second { // 600 questions, 40 at a time, 30 ms each
			t.Errorf("took %v", d)
		}
	})
}
