package dns

import (
	"context"
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// Misbehaviour of name servers, one kind a row, against servers in the process and in virtual
// time: what is looked up, what must come of it, and how long it may take at most.

// raw packs a message whose answer section is body with count records.
func raw(query []byte, flags uint16, counts [3]uint16, body string) []byte {
	q, err := ParseMessage(query)
	if err != nil {
		panic(err)
	}
	b := binary.BigEndian.AppendUint16(nil, q.ID)
	b = binary.BigEndian.AppendUint16(b, flags)
	b = binary.BigEndian.AppendUint16(b, 1)
	for _, c := range counts {
		b = binary.BigEndian.AppendUint16(b, c)
	}
	b = appendWireName(b, q.Question.Name)
	b = binary.BigEndian.AppendUint16(b, uint16(q.Question.Type))
	b = binary.BigEndian.AppendUint16(b, classIN)
	return append(b, body...)
}

const (
	good     = flagQR | flagRD | flagRA
	nameHere = "\xc0\x0c" // a pointer to the question
	headA    = "\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04"
)

func TestHostileAnswers(t *testing.T) {
	a := func(q []byte) *Message { return replyTo(q, addr4("a.test.", "192.0.2.1")) }
	var sent sync.Map // of *atomic.Int32: questions overlap
	nth := func(k string) int32 {
		n, _ := sent.LoadOrStore(k, new(atomic.Int32))
		return n.(*atomic.Int32).Add(1)
	}
	for _, c := range []struct {
		name   string
		answer func(network string, q []byte) []byte
		want   string // the addresses, or the kind of error
		most   time.Duration
	}{
		{"well", func(_ string, q []byte) []byte { return pack(a(q)) }, "192.0.2.1", 0},
		{"pointer to itself", func(_ string, q []byte) []byte {
			return raw(q, good, [3]uint16{1}, "\xc0\x18"+headA+"\xc0\x00\x02\x01")
		}, "malformed answer", 0},
		{"pointer forwards", func(_ string, q []byte) []byte {
			return raw(q, good, [3]uint16{1}, "\xc0\x30"+headA+"\xc0\x00\x02\x01")
		}, "malformed answer", 0},
		{"pointer into the header", func(_ string, q []byte) []byte {
			return raw(q, good, [3]uint16{1}, "\xc0\x02"+headA+"\xc0\x00\x02\x01")
		}, "no address for this name|malformed answer", 0},
		{"reserved label type", func(_ string, q []byte) []byte {
			return raw(q, good, [3]uint16{1}, "\x40a\x00"+headA+"\xc0\x00\x02\x01")
		}, "malformed answer", 0},
		{"name of more than 255 octets", func(_ string, q []byte) []byte {
			return raw(q, good, [3]uint16{1}, strings.Repeat("\x3f"+strings.Repeat("x", 63), 5)+"\x00"+headA+"\xc0\x00\x02\x01")
		}, "malformed answer", 0},
		{"A record of three bytes", func(_ string, q []byte) []byte {
			return raw(q, good, [3]uint16{1}, nameHere+headA[:9]+"\x03\xc0\x00\x02")
		}, "malformed answer", 0},
		{"A record of five bytes", func(_ string, q []byte) []byte {
			return raw(q, good, [3]uint16{1}, nameHere+headA[:9]+"\x05\xc0\x00\x02\x01\x01")
		}, "malformed answer", 0},
		{"more records promised than come", func(_ string, q []byte) []byte {
			return raw(q, good, [3]uint16{65535}, nameHere+headA+"\xc0\x00\x02\x01")
		}, "malformed answer", 0},
		{"a name in the data that runs out of it", func(_ string, q []byte) []byte {
			return raw(q, good, [3]uint16{1}, nameHere+"\x00\x05\x00\x01\x00\x00\x00\x3c\x00\x03\x09ab")
		}, "malformed answer", 0},
		{"data after the end", func(_ string, q []byte) []byte { return append(pack(a(q)), "junk"...) }, "192.0.2.1", 0},
		{"records of another class", func(_ string, q []byte) []byte {
			return raw(q, good, [3]uint16{1}, nameHere+"\x00\x01\x00\x03\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x01")
		}, "no address for this name", 0},
		{"another opcode", func(_ string, q []byte) []byte {
			return raw(q, good|4<<11, [3]uint16{1}, nameHere+headA+"\xc0\x00\x02\x01")
		}, "no answer in time", 12 * time.Second},
		{"empty", func(_ string, q []byte) []byte { return raw(q, good, [3]uint16{}, "") }, "no address for this name", 0},
		{"an alias to itself", func(_ string, q []byte) []byte { return pack(replyTo(q, toName("a.test.", TypeCNAME, "a.test."))) }, "alias or delegation loop", 0},
		{"aliases in a circle", func(_ string, q []byte) []byte {
			return pack(replyTo(q, toName("a.test.", TypeCNAME, "b.test."), toName("b.test.", TypeCNAME, "a.test.")))
		}, "alias or delegation loop", 0},
		{"a hundred aliases", func(_ string, q []byte) []byte {
			m := replyTo(q)
			m.Answer = append(m.Answer, toName("a.test.", TypeCNAME, "n0.test."))
			for i := range 100 {
				m.Answer = append(m.Answer, toName(fmt.Sprintf("n%d.test.", i), TypeCNAME, fmt.Sprintf("n%d.test.", i+1)))
			}
			m.Answer = append(m.Answer, addr4("n100.test.", "192.0.2.1"))
			return pack(m)
		}, "limit reached", 0},
		{"ever new aliases", func(_ string, q []byte) []byte {
			m, _ := ParseMessage(q)
			n := lower(m.Question.Name)
			return pack(replyTo(q, toName(n, TypeCNAME, fmt.Sprintf("x%d.test.", nth("alias")))))
		}, "limit reached", 0},
		{"a DNAME that leads back", func(_ string, q []byte) []byte {
			m := replyTo(q)
			m.Answer = []Record{toName("test.", TypeDNAME, "test.")}
			return pack(m)
		}, "alias or delegation loop", 0},
		{"a DNAME that grows the name for ever", func(_ string, q []byte) []byte {
			m := replyTo(q)
			m.Answer = []Record{toName("test.", TypeDNAME, "more.test.")}
			return pack(m)
		}, "limit reached|no such name", 0},
		{"no name, with an alias to it", func(_ string, q []byte) []byte {
			m := replyTo(q, toName("a.test.", TypeCNAME, "gone.test."))
			m.RCode, m.Authority = RCodeNXDomain, []Record{soa("test.", 60, 60)}
			return pack(m)
		}, "no such name", 0},
		{"UDP says truncated, TCP answers", func(network string, q []byte) []byte {
			m := a(q)
			m.Truncated = network == "udp"
			return pack(m)
		}, "192.0.2.1", 0},
		{"UDP says truncated, TCP is mute", func(network string, q []byte) []byte {
			if network == "tcp" {
				return nil
			}
			m := a(q)
			m.Truncated = true
			return pack(m)
		}, "no answer in time", 15 * time.Second},
		{"a datagram larger than we read: over TCP", func(network string, q []byte) []byte {
			m := a(q)
			if network == "udp" {
				for i := range 400 {
					m.Answer = append(m.Answer, addr4("a.test.", fmt.Sprintf("198.51.100.%d", i%250)))
				}
				return pack(m)[:udpRead]
			}
			return pack(m)
		}, "192.0.2.1", 0},
		{"FORMERR to EDNS", func(_ string, q []byte) []byte {
			if m, _ := ParseMessage(q); m.EDNS {
				b := raw(q, good|1, [3]uint16{}, "")[:12]
				b[5] = 0 // no question either
				return b
			}
			return pack(a(q))
		}, "192.0.2.1", 0},
		{"BADVERS to EDNS", func(_ string, q []byte) []byte {
			if m, _ := ParseMessage(q); m.EDNS {
				return raw(q, good, [3]uint16{0, 0, 1}, "\x00\x00\x29\x04\xd0\x01\x00\x00\x00\x00\x00")
			}
			return pack(a(q))
		}, "192.0.2.1", 0},
		{"EDNS queries are lost", func(_ string, q []byte) []byte {
			if m, _ := ParseMessage(q); m.EDNS {
				return nil
			}
			return pack(a(q))
		}, "192.0.2.1", 12 * time.Second},
		{"options that are garbage", func(_ string, q []byte) []byte {
			return raw(q, good, [3]uint16{1, 0, 1}, nameHere+headA+"\xc0\x00\x02\x01"+"\x00\x00\x29\x04\xd0\x00\x00\x00\x00\x00\x07\xff\xff\xff\xff\x01\x02\x03")
		}, "192.0.2.1", 0},
		{"three OPT records", func(_ string, q []byte) []byte {
			opt := "\x00\x00\x29\x04\xd0\x00\x00\x00\x00\x00\x00"
			return raw(q, good, [3]uint16{1, 0, 3}, nameHere+headA+"\xc0\x00\x02\x01"+opt+opt+opt)
		}, "192.0.2.1", 0},
		{"the first two questions are lost", func(_ string, q []byte) []byte {
			if nth("lost") <= 2 {
				return nil
			}
			return pack(a(q))
		}, "192.0.2.1", 4 * time.Second},
		{"failure first", func(_ string, q []byte) []byte {
			m := a(q)
			if nth("fail") == 1 {
				m.RCode, m.Answer = RCodeServFail, nil
			}
			return pack(m)
		}, "192.0.2.1", time.Second},
		{"slow, 3 s", func(_ string, q []byte) []byte { time.Sleep(3 * time.Second); return pack(a(q)) }, "192.0.2.1", 3 * time.Second},
		{"refused", func(_ string, q []byte) []byte { return raw(q, good|5, [3]uint16{}, "") }, "refused", 0},
		{"not implemented", func(_ string, q []byte) []byte { return raw(q, good|4, [3]uint16{}, "") }, "server failure", 0},
		{"a code that nobody knows", func(_ string, q []byte) []byte { return raw(q, good|13, [3]uint16{}, "") }, "server failure", 5 * time.Second},
		{"never", func(string, []byte) []byte { return nil }, "no answer in time", 12 * time.Second},
		{"addresses that no host has", func(_ string, q []byte) []byte {
			return pack(replyTo(q, addr4("a.test.", "0.0.0.0"), addr4("a.test.", "255.255.255.255"), addr4("a.test.", "224.0.0.1")))
		}, "no address for this name", 0},
		{"one address that no host has", func(_ string, q []byte) []byte {
			return pack(replyTo(q, addr4("a.test.", "0.0.0.0"), addr4("a.test.", "192.0.2.1"), addr4("a.test.", "192.0.2.1")))
		}, "192.0.2.1", 0},
		{"two thousand addresses", func(network string, q []byte) []byte {
			m := replyTo(q)
			if network == "udp" {
				m.Truncated = true
				return pack(m)
			}
			for i := range 2000 {
				m.Answer = append(m.Answer, addr4("a.test.", fmt.Sprintf("198.18.%d.%d", i/250, i%250+1)))
			}
			return pack(m)
		}, "2000 addresses|512 addresses", 0},
		{"an address of another name beside no alias", func(_ string, q []byte) []byte {
			m := replyTo(q)
			m.Answer = []Record{addr4("b.test.", "192.0.2.66")}
			return pack(m)
		}, "no address for this name", 0},
		{"an alias behind its target's address", func(_ string, q []byte) []byte {
			m := replyTo(q)
			m.Answer = []Record{addr4("b.test.", "192.0.2.1"), toName("a.test.", TypeCNAME, "b.test.")}
			return pack(m)
		}, "192.0.2.1", 0},
		{"two aliases of one name", func(_ string, q []byte) []byte {
			m := replyTo(q)
			m.Answer = []Record{toName("a.test.", TypeCNAME, "b.test."), toName("a.test.", TypeCNAME, "c.test."), addr4("b.test.", "192.0.2.1"), addr4("c.test.", "192.0.2.66")}
			return pack(m)
		}, "192.0.2.1|malformed answer", 0},
		{"an alias to the root", func(_ string, q []byte) []byte {
			if m, _ := ParseMessage(q); m.Question.Name == "." {
				return pack(replyTo(q))
			}
			return pack(replyTo(q, toName("a.test.", TypeCNAME, ".")))
		}, "no address for this name", 0},
		{"a name in other letters", func(_ string, q []byte) []byte {
			m := replyTo(q)
			m.Answer = []Record{addr4("A.TEST.", "192.0.2.1")}
			return pack(m)
		}, "192.0.2.1", 0},
		{"a longer name that ends alike", func(_ string, q []byte) []byte {
			m := replyTo(q)
			m.Answer = []Record{addr4("xa.test.", "192.0.2.66"), addr4("a.test.evil.", "192.0.2.66")}
			return pack(m)
		}, "no address for this name", 0},
		{"a name with a dot in its label", func(_ string, q []byte) []byte {
			return raw(q, good, [3]uint16{1}, "\x06a.test\x00"+headA+"\xc0\x00\x02\x42")
		}, "no address for this name|malformed answer", 0},
		{"a name with a NUL", func(_ string, q []byte) []byte {
			return raw(q, good, [3]uint16{1}, "\x02a\x00\x04test\x00"+headA+"\xc0\x00\x02\x42")
		}, "no address for this name", 0},
		{"no question in the answer", func(_ string, q []byte) []byte {
			b := pack(a(q))
			m, _ := ParseMessage(q)
			body := b[12+len(appendWireName(nil, m.Question.Name))+4:]
			b = append(b[:12:12], body...)
			b[5] = 0
			return b
		}, "no answer in time|malformed answer", 12 * time.Second},
		{"two questions in the answer", func(_ string, q []byte) []byte {
			b := pack(a(q))
			m, _ := ParseMessage(q)
			n := 12 + len(appendWireName(nil, m.Question.Name)) + 4
			out := append(b[:n:n], b[12:n]...)
			out = append(out, b[n:]...)
			out[5] = 2
			return out
		}, "no answer in time|malformed answer", 12 * time.Second},
		{"another type in the question", func(_ string, q []byte) []byte {
			m := a(q)
			m.Question.Type = TypeTXT
			return pack(m)
		}, "no answer in time", 12 * time.Second},
		{"another name in the question", func(_ string, q []byte) []byte {
			m := a(q)
			m.Question.Name = "b.test."
			return pack(m)
		}, "no answer in time", 12 * time.Second},
		{"another id", func(_ string, q []byte) []byte {
			m := a(q)
			m.ID++
			return pack(m)
		}, "no answer in time", 12 * time.Second},
		{"its own question back", func(_ string, q []byte) []byte { return q }, "no answer in time", 12 * time.Second},
		{"eleven bytes", func(_ string, q []byte) []byte { return pack(a(q))[:11] }, "no answer in time|malformed answer", 12 * time.Second},
		{"the head alone", func(_ string, q []byte) []byte { return pack(a(q))[:12] }, "no answer in time|malformed answer", 12 * time.Second},
		{"no name, and its address", func(_ string, q []byte) []byte {
			m := a(q)
			m.RCode = RCodeNXDomain
			return pack(m)
		}, "no such name|192.0.2.1|malformed answer", 0},
		{"truncated over TCP too", func(_ string, q []byte) []byte {
			m := a(q)
			m.Truncated = true
			return pack(m)
		}, "192.0.2.1|server failure|malformed answer|no answer in time", 15 * time.Second},
		{"truncated in the middle of a record", func(network string, q []byte) []byte {
			m := a(q)
			if network == "tcp" {
				return pack(m)
			}
			m.Truncated = true
			b := pack(m)
			return b[:len(b)-5]
		}, "192.0.2.1", 0},
		{"records in the wrong section", func(_ string, q []byte) []byte {
			m := replyTo(q)
			m.Authority, m.Additional = []Record{addr4("a.test.", "192.0.2.66")}, []Record{addr4("a.test.", "192.0.2.66")}
			return pack(m)
		}, "no address for this name", 0},
		{"a referral instead of an answer", func(_ string, q []byte) []byte {
			m := replyTo(q)
			m.Authority, m.Additional = []Record{toName("test.", TypeNS, "ns.evil.")}, []Record{addr4("ns.evil.", "192.0.2.66")}
			return pack(m)
		}, "no address for this name", 0},
		{"an alias with an alias's loop behind a good one", func(_ string, q []byte) []byte {
			m := replyTo(q)
			m.Answer = []Record{toName("a.test.", TypeCNAME, "b.test."), addr4("b.test.", "192.0.2.1"), toName("c.test.", TypeCNAME, "c.test.")}
			return pack(m)
		}, "192.0.2.1", 0},
		{"the broadcast network and this one", func(_ string, q []byte) []byte {
			return pack(replyTo(q, addr4("a.test.", "0.1.2.3"), addr4("a.test.", "239.1.1.1"), addr4("a.test.", "255.255.255.255")))
		}, "no address for this name", 0},
		{"an OPT record in the answer section", func(_ string, q []byte) []byte {
			return raw(q, good, [3]uint16{2}, "\x00\x00\x29\x04\xd0\x00\x00\x00\x00\x00\x00"+nameHere+headA+"\xc0\x00\x02\x01")
		}, "192.0.2.1|malformed answer|no answer in time", 12 * time.Second},
		{"an OPT record of a named owner", func(_ string, q []byte) []byte {
			return raw(q, good, [3]uint16{1, 0, 1}, nameHere+headA+"\xc0\x00\x02\x01"+nameHere+"\x00\x29\x04\xd0\x00\x00\x00\x00\x00\x00")
		}, "192.0.2.1|malformed answer|no answer in time", 12 * time.Second},
		{"a length beyond the packet", func(_ string, q []byte) []byte {
			return raw(q, good, [3]uint16{1}, nameHere+headA[:8]+"\xff\xff\xc0\x00\x02\x01")
		}, "malformed answer", 0},
		{"a thousand pointers, each to the one before", func(network string, q []byte) []byte {
			body := nameHere + "\x00\x10\x00\x01\x00\x00\x00\x3c\x07\xd0"
			at := 12 + 8 + 4 + len(body)
			var chain strings.Builder
			prev := 12
			for i := range 1000 {
				chain.WriteString(string([]byte{0xc0 | byte(prev>>8), byte(prev)}))
				prev = at + 2*i
			}
			end := string([]byte{0xc0 | byte(prev>>8), byte(prev)})
			return raw(q, good, [3]uint16{2}, body+chain.String()+end+headA+"\xc0\x00\x02\x01")
		}, "malformed answer|192.0.2.1|no address for this name", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sent.Clear()
				r := stubOn(c.answer, func(cfg *Config) { cfg.NoIPv6 = true })
				defer r.Close()
				begin := time.Now()
				ans, err := r.Lookup(context.Background(), "a.test")
				got := ""
				switch {
				case err != nil:
					got = err.(*Error).Kind.String()
				case len(ans.Addrs) > 8:
					got = fmt.Sprintf("%d addresses", len(ans.Addrs))
				default:
					got = joinAddrs(ans.Addrs)
				}
				if !strings.Contains("|"+c.want+"|", "|"+got+"|") {
					t.Errorf("%s (%v)", got, err)
				}
				if d := time.Since(begin); d > c.most {
					t.Errorf("took %v", d)
				}
				time.Sleep(time.Minute) // for servers that still think
			})
		})
	}
}

// TestTTLs holds the edges of TTLs: none is kept for ever, and nothing negative is trusted.
func TestTTLs(t *testing.T) {
	for _, c := range []struct {
		ttl  uint32
		kept time.Duration
	}{{0, 0}, {1, time.Second}, {300, 300 * time.Second}, {1<<31 - 1, 24 * time.Hour}, {1 << 31, 0}, {1<<32 - 1, 0}} {
		synctest.Test(t, func(t *testing.T) {
			var asked atomic.Int32
			r := stubOn(func(_ string, q []byte) []byte {
				asked.Add(1)
				return pack(replyTo(q, Record{"a.test.", TypeA, c.ttl, "\xc0\x00\x02\x01"}))
			})
			defer r.Close()
			ask := func() int32 {
				if _, err := r.Query(context.Background(), "a.test", TypeA); err != nil {
					t.Errorf("TTL %d: %v", c.ttl, err)
				}
				return asked.Load()
			}
			ask()
			if c.kept > 0 {
				time.Sleep(c.kept - time.Millisecond)
				if n := ask(); n != 1 {
					t.Errorf("TTL %d: asked again before its end", c.ttl)
				}
			}
			time.Sleep(2 * time.Millisecond)
			if n := ask(); n != 2 {
				t.Errorf("TTL %d: asked %d times after its end", c.ttl, n)
			}
		})
	}
	// Negative answers are kept for the smaller of the SOA's TTL and its last field, and not at
	// all without a SOA (RFC 2308 §5).
	for _, c := range []struct {
		soa   []Record
		rcode RCode
		kept  time.Duration
	}{
		{[]Record{soa("test.", 60, 30)}, RCodeNXDomain, 30 * time.Second}, {[]Record{soa("test.", 20, 30)}, RCodeSuccess, 20 * time.Second},
		{nil, RCodeNXDomain, 0}, {[]Record{soa("other.", 60, 60)}, RCodeNXDomain, 0}, {[]Record{soa("test.", 1<<30, 1<<30)}, RCodeNXDomain, 15 * time.Minute},
	} {
		synctest.Test(t, func(t *testing.T) {
			var asked atomic.Int32
			r := stubOn(func(_ string, q []byte) []byte {
				asked.Add(1)
				m := replyTo(q)
				m.RCode, m.Authority = c.rcode, c.soa
				return pack(m)
			})
			defer r.Close()
			r.Query(context.Background(), "a.test", TypeA)
			if c.kept > 0 {
				time.Sleep(c.kept - time.Millisecond)
				r.Query(context.Background(), "a.test", TypeA)
				if asked.Load() != 1 {
					t.Errorf("%v: asked again before its end", c.soa)
				}
			}
			time.Sleep(2 * time.Millisecond)
			r.Query(context.Background(), "a.test", TypeA)
			if asked.Load() != 2 {
				t.Errorf("%v: asked %d times after its end", c.soa, asked.Load())
			}
		})
	}
}

// scripted is a network of name servers that say what a function says.
type scripted struct {
	answer func(server string, q Question, m *Message)
	asked  atomic.Int32
}

func (s *scripted) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	host := netip.MustParseAddrPort(address).Addr().String()
	return (&testNet{handle: func(_ string, b []byte) []byte {
		s.asked.Add(1)
		q, err := ParseMessage(b)
		if err != nil {
			return nil
		}
		m := &Message{ID: q.ID, Response: true, Authoritative: true, Question: q.Question}
		s.answer(host, Question{lower(q.Question.Name), q.Question.Type}, m)
		if m.OpCode == 15 { // silence
			return nil
		}
		return pack(m)
	}}).DialContext(ctx, network, address)
}

// TestHostileZones has name servers that lead a resolver astray. The root at 192.0.2.1
// delegates evil. to 192.0.2.2 and good. to 192.0.2.3.
func TestHostileZones(t *testing.T) {
	refer := func(m *Message, zone string, servers ...string) {
		m.Authoritative = false
		for _, s := range servers {
			m.Authority = append(m.Authority, toName(zone, TypeNS, s))
		}
	}
	for _, c := range []struct {
		name    string
		evil    func(server string, q Question, m *Message)
		look    string
		want    string
		queries int32 // at most
		most    time.Duration
	}{
		{"well", func(_ string, q Question, m *Message) { m.Answer = []Record{addr4(q.Name, "203.0.113.1")} }, "www.evil.", "203.0.113.1", 8, 0},
		{"refers to itself", func(_ string, q Question, m *Message) {
			refer(m, "evil.", "ns.evil.")
			m.Additional = []Record{addr4("ns.evil.", "192.0.2.2")}
		}, "www.evil.", "no server knows the zone", 12, 0},
		{"refers upwards", func(_ string, q Question, m *Message) {
			refer(m, ".", "a.")
			m.Additional = []Record{addr4("a.", "192.0.2.2")}
		}, "www.evil.", "no server knows the zone", 12, 0},
		{"refers sideways", func(_ string, q Question, m *Message) {
			refer(m, "good.", "ns.evil.")
			m.Additional = []Record{addr4("ns.evil.", "192.0.2.2")}
		}, "www.evil.", "no server knows the zone", 12, 0},
		{"refers ever deeper", func(_ string, q Question, m *Message) {
			n := labels(q.Name)
			refer(m, lastLabels(q.Name, n), "ns.evil.")
			m.Additional = []Record{addr4("ns.evil.", "192.0.2.2")}
		}, strings.Repeat("a.", 100) + "evil.", "alias or delegation loop|limit reached|no server knows the zone", 80, 0},
		{"two hundred servers without addresses", func(_ string, q Question, m *Message) {
			if strings.HasPrefix(q.Name, "ns") {
				m.RCode = RCodeNXDomain
				return
			}
			var all []string
			for i := range 200 {
				all = append(all, fmt.Sprintf("ns%d.sub%d.evil.", i, i))
			}
			refer(m, "x.evil.", all...)
		}, "www.x.evil.", "limit reached|no such name|no address for this name|no server knows the zone|no name server configured", 64, 0},
		{"servers that need each other", func(_ string, q Question, m *Message) {
			if within(q.Name, "x.evil.") {
				refer(m, "x.evil.", "ns.y.evil.")
			} else {
				refer(m, "y.evil.", "ns.x.evil.")
			}
		}, "www.x.evil.", "limit reached|no server knows the zone|alias or delegation loop", 40, 0},
		{"a server inside its zone, without an address", func(_ string, q Question, m *Message) { refer(m, "x.evil.", "ns.x.evil.") }, "www.x.evil.", "no server knows the zone", 12, 0},
		{"a server that is an alias", func(_ string, q Question, m *Message) {
			switch {
			case q.Name == "nsalias.evil.":
				m.Answer = []Record{toName(q.Name, TypeCNAME, "real.evil.")}
			case q.Name == "real.evil.":
				m.Answer = []Record{addr4(q.Name, "192.0.2.2")}
			case q.Name == "www.x.evil.":
				m.Answer = []Record{addr4(q.Name, "203.0.113.1")}
			default:
				refer(m, "x.evil.", "nsalias.evil.")
			}
		}, "www.x.evil.", "203.0.113.1|no server knows the zone", 20, 0},
		{"servers at addresses that no host has", func(_ string, q Question, m *Message) {
			refer(m, "x.evil.", "ns1.x.evil.", "ns2.x.evil.", "ns3.x.evil.")
			m.Additional = []Record{addr4("ns1.x.evil.", "0.0.0.0"), addr4("ns2.x.evil.", "224.0.0.1"), addr4("ns3.x.evil.", "255.255.255.255")}
		}, "www.x.evil.", "no server knows the zone|no name server configured|cannot reach the name server|no answer in time", 20, 12 * time.Second},
		{"glue for the good", func(_ string, q Question, m *Message) {
			refer(m, "x.evil.", "ns.good.", "www.good.")
			m.Additional = []Record{addr4("ns.good.", "192.0.2.66"), addr4("www.good.", "192.0.2.66")}
		}, "www.good.", "203.0.113.9", 12, 0},
		{"an answer about the good", func(_ string, q Question, m *Message) {
			m.Answer = []Record{addr4(q.Name, "203.0.113.1"), addr4("www.good.", "192.0.2.66")}
			m.Authority = []Record{toName("good.", TypeNS, "ns.evil."), toName(".", TypeNS, "ns.evil.")}
			m.Additional = []Record{addr4("ns.evil.", "192.0.2.66"), addr4("www.good.", "192.0.2.66")}
		}, "www.good.", "203.0.113.9", 12, 0},
		{"an alias into the good, with its address", func(_ string, q Question, m *Message) {
			m.Answer = []Record{toName(q.Name, TypeCNAME, "www.good."), addr4("www.good.", "192.0.2.66")}
		}, "www.evil.", "203.0.113.9", 16, 0},
		{"a DNAME of the root", func(_ string, q Question, m *Message) {
			m.Answer = []Record{toName(".", TypeDNAME, "evil."), toName(q.Name, TypeCNAME, q.Name+"evil.")}
		}, "www.evil.", "alias or delegation loop|limit reached|no such name|no server knows the zone", 64, 0},
		{"ever new aliases", func(_ string, q Question, m *Message) {
			m.Answer = []Record{toName(q.Name, TypeCNAME, "a"+q.Name)}
		}, "www.evil.", "limit reached", 64, 0},
		{"no name where names are below", func(_ string, q Question, m *Message) {
			if q.Name == "www.ent.evil." {
				m.Answer = []Record{addr4(q.Name, "203.0.113.1")}
				return
			}
			m.RCode, m.Authority = RCodeNXDomain, []Record{soa("evil.", 60, 60)}
		}, "www.ent.evil.", "203.0.113.1", 12, 0},
		{"answers without authority", func(_ string, q Question, m *Message) {
			m.Authoritative = false
			m.Answer = []Record{addr4(q.Name, "203.0.113.1")}
		}, "www.evil.", "203.0.113.1", 8, 0},
		{"dead servers and one that lives", func(server string, q Question, m *Message) {
			switch {
			case server == "192.0.2.2" && !within(q.Name, "x.evil."):
				m.Answer = []Record{addr4(q.Name, "203.0.113.1")}
			case server == "192.0.2.2":
				refer(m, "x.evil.", "n1.x.evil.", "n2.x.evil.", "n3.x.evil.", "n4.x.evil.")
				for i := range 4 {
					m.Additional = append(m.Additional, addr4(fmt.Sprintf("n%d.x.evil.", i+1), fmt.Sprintf("192.0.2.%d", 80+i)))
				}
			case server == "192.0.2.82":
				m.Answer = []Record{addr4(q.Name, "203.0.113.1")}
			default:
				m.OpCode = 15
			}
		}, "www.x.evil.", "203.0.113.1", 30, 6 * time.Second},
		{"all servers dead", func(server string, q Question, m *Message) { m.OpCode = 15 }, "www.evil.", "no answer in time", 40, 15 * time.Second},
		{"a thousand addresses of dead servers", func(server string, q Question, m *Message) {
			if server != "192.0.2.2" {
				m.OpCode = 15
				return
			}
			refer(m, "x.evil.", "a.x.evil.", "b.x.evil.")
			for i := range 100 {
				m.Additional = append(m.Additional, addr4("a.x.evil.", fmt.Sprintf("198.18.0.%d", i+1)), addr4("b.x.evil.", fmt.Sprintf("198.18.1.%d", i+1)))
			}
		}, "www.x.evil.", "no answer in time", 64, 15 * time.Second},
		{"it is refused", func(_ string, q Question, m *Message) { m.RCode = RCodeRefused }, "www.evil.", "refused", 16, 0},
		{"it fails", func(_ string, q Question, m *Message) { m.RCode = RCodeServFail }, "www.evil.", "server failure", 16, 0},
		{"an alias of the zone itself", func(_ string, q Question, m *Message) {
			m.Answer = []Record{toName("evil.", TypeCNAME, "good."), addr4("good.", "6.6.6.6")}
		}, "www.evil.", "no such name|no server knows the zone|malformed answer|203.0.113.9|no address for this name|alias or delegation loop", 20, 0},
		{"aliases between two liars", func(_ string, q Question, m *Message) {
			if strings.HasPrefix(q.Name, "a") {
				m.Answer = []Record{toName(q.Name, TypeCNAME, "b.evil.")}
			} else {
				m.Answer = []Record{toName(q.Name, TypeCNAME, "a.evil.")}
			}
		}, "a.evil.", "alias or delegation loop|limit reached", 40, 0},
		{"a referral with an answer for the parent", func(_ string, q Question, m *Message) {
			refer(m, "x.evil.", "ns.x.evil.")
			m.Answer = []Record{addr4("evil.", "6.6.6.6"), toName(".", TypeNS, "ns.evil.")}
			m.Additional = []Record{addr4("ns.x.evil.", "192.0.2.2")}
		}, "www.x.evil.", "no server knows the zone", 16, 0},
		{"ever new servers", func(_ string, q Question, m *Message) {
			n := 0
			for _, c := range q.Name {
				n = n*31 + int(c)
			}
			refer(m, q.Name, fmt.Sprintf("ns%d.evil.", n&0xffff))
		}, "www.x.evil.", "limit reached|no server knows the zone|alias or delegation loop", 64, 0},
		{"servers of servers of servers", func(_ string, q Question, m *Message) {
			// Each zone's servers lie in another zone, which needs a third one, and so on (NXNS, one
			// at a time).
			first, _, _ := strings.Cut(q.Name, ".")
			refer(m, lastLabels(q.Name, 2), "ns.z"+first[:1]+fmt.Sprint(len(q.Name)+1)+".evil.", "ns.y"+first[:1]+fmt.Sprint(len(q.Name)+2)+".evil.")
		}, "www.x.evil.", "limit reached|no server knows the zone|alias or delegation loop", 64, 0},
		{"glue by the hundred for one server", func(_ string, q Question, m *Message) {
			if q.Name == "www.x.evil." && m.OpCode == 0 {
				refer(m, "x.evil.", "ns.x.evil.")
				for i := range 200 {
					m.Additional = append(m.Additional, addr4("ns.x.evil.", fmt.Sprintf("192.0.2.%d", 100+i%100)))
				}
				return
			}
			m.RCode = RCodeServFail
		}, "www.x.evil.", "server failure|no server knows the zone|limit reached", 64, 0},
		{"a truncated referral for ever", func(_ string, q Question, m *Message) { m.Truncated = true; refer(m, "x.evil.", "ns.x.evil.") },
			"www.x.evil.", "no server knows the zone|server failure|malformed answer|no answer in time", 40, 15 * time.Second},
		{"nothing, with another zone's SOA", func(_ string, q Question, m *Message) { m.Authority = []Record{soa("good.", 60, 60)} },
			"www.evil.", "no such name|no address for this name|no server knows the zone", 16, 0},
		{"no such name, by the name's own zone", func(_ string, q Question, m *Message) {
			m.RCode, m.Authority = RCodeNXDomain, []Record{soa("www.evil.", 60, 60)}
		}, "www.evil.", "no such name", 16, 0},
		{"a DNAME and an alias that disagree", func(_ string, q Question, m *Message) {
			m.Answer = []Record{toName("x.evil.", TypeDNAME, "good."), toName(q.Name, TypeCNAME, "www.other."), addr4("www.other.", "6.6.6.6")}
		}, "www.x.evil.", "203.0.113.9|malformed answer|no server knows the zone", 20, 0},
		{"a DNAME above its own zone", func(_ string, q Question, m *Message) {
			m.Answer = []Record{toName("good.", TypeDNAME, "evil.")}
		}, "www.good.", "203.0.113.9", 20, 0},
		{"servers named by a number", func(_ string, q Question, m *Message) { refer(m, "x.evil.", "192.0.2.2.", "127.0.0.1.") },
			"www.x.evil.", "no server knows the zone|no such name|limit reached|server failure", 40, 0},
		{"servers on this machine", func(_ string, q Question, m *Message) {
			refer(m, "x.evil.", "ns.x.evil.")
			m.Additional = []Record{addr4("ns.x.evil.", "127.0.0.1")}
		}, "www.x.evil.", "no server knows the zone|no name server configured|cannot reach the name server|no answer in time|203.0.113.1", 20, 12 * time.Second},
		{"neither answer nor referral", func(_ string, q Question, m *Message) { m.Authoritative = false }, "www.evil.", "no server knows the zone", 16, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &scripted{}
				s.answer = func(server string, q Question, m *Message) {
					switch {
					case server == "192.0.2.1" && q.Name == ".":
						m.Answer, m.Additional = []Record{toName(".", TypeNS, "a.")}, []Record{addr4("a.", "192.0.2.1")}
					case server == "192.0.2.1":
						zone := lastLabels(q.Name, 1)
						refer(m, zone, "ns."+zone)
						at := "192.0.2.3"
						if zone == "evil." {
							at = "192.0.2.2"
						}
						m.Additional = []Record{addr4("ns."+zone, at)}
					case server == "192.0.2.3":
						m.Answer = []Record{addr4(q.Name, "203.0.113.9")}
					case server == "192.0.2.66":
						m.Answer = []Record{addr4(q.Name, "6.6.6.6")}
					default:
						c.evil(server, q, m)
					}
				}
				r := New(Config{Dialer: s, Mode: Iterative, NoIPv6: true, Hints: []Hint{{"a.", []netip.Addr{netip.MustParseAddr("192.0.2.1")}}}})
				defer r.Close()
				begin := time.Now()
				if c.look == "www.good." { // the liar is met first
					r.Query(context.Background(), "www.x.evil", TypeA)
				}
				reply, err := r.Query(context.Background(), c.look, TypeA)
				var got string
				switch {
				case err != nil:
					got = err.(*Error).Kind.String()
				case len(reply.Records()) == 0:
					got = "no such name"
				default:
					got = reply.Records()[0].Value()
				}
				if !strings.Contains("|"+c.want+"|", "|"+got+"|") {
					t.Errorf("%s (%v)", got, err)
				}
				if n := s.asked.Load(); n > c.queries && c.look != "www.good." {
					t.Errorf("%d questions were asked", n)
				}
				if d := time.Since(begin); d > c.most {
					t.Errorf("took %v", d)
				}
				time.Sleep(time.Minute) // for servers that still think
			})
		})
	}
}
