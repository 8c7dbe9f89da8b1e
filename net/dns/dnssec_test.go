package dns

import (
	"context"
	"encoding/binary"
	"fmt"
	mathrand "math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestSecure asks zones that are signed in each way for everything there is to prove.
func TestSecure(t *testing.T) {
	w := newSignedWorld(t)
	plain := newZone("plain.test.", nil, addr4("www.plain.test.", "203.0.113.9"))
	w.delegate(plain)
	var origins []string
	for i, alg := range []Algorithm{RSASHA256, RSASHA512, ECDSAP256, ECDSAP384, Ed25519, ECDSAP256, ECDSAP256, Ed448} {
		origin := fmt.Sprintf("z%d.test.", i)
		k := newKey(t, origin, alg, 257)
		z := newZone(origin, k)
		z.nsec3 = i == 5 || i == 6
		if i == 6 {
			z.iterations = maxIterations
		}
		hash := uint8(2)
		if i%2 == 1 {
			hash = 4
		}
		w.delegate(fill(z), k.ds(hash))
		origins = append(origins, origin)
	}
	for _, o := range origins {
		for _, minimise := range []bool{true, false} {
			r := w.resolver(func(c *Config) { c.NoMinimise = !minimise })
			for _, c := range []struct {
				name string
				typ  Type
				want string
			}{
				{"www", TypeA, "secure NOERROR 203.0.113.1"},
				{"www", TypeMX, "secure NOERROR 10 mail." + strings.TrimSuffix(o, ".")},
				{"www", TypeAAAA, "secure NOERROR"},
				{"alias", TypeA, "secure NOERROR 203.0.113.1"},
				{"alias", TypeTXT, "secure NOERROR"},
				{"away", TypeA, "insecure NOERROR 203.0.113.9"},
				{"no", TypeA, "secure NXDOMAIN"},
				{"a.b.no", TypeA, "secure NXDOMAIN"},
				{"deep.ent", TypeA, "secure NOERROR"},
				{"ent", TypeDS, "secure NOERROR"},
				{"a.deep.ent", TypeA, "secure NOERROR 203.0.113.4"},
				{"x.wild", TypeA, "secure NOERROR 203.0.113.2"},
				{"x.y.wild", TypeA, "secure NOERROR 203.0.113.2"},
				{"x.wild", TypeTXT, "secure NOERROR"},
				{"real.wild", TypeA, "secure NOERROR 203.0.113.3"},
				{"x.dn", TypeA, "secure NOERROR 203.0.113.5"},
				{"", TypeSOA, "secure NOERROR"},
				{"", TypeDNSKEY, "secure NOERROR"},
				{"", TypeDS, "secure NOERROR"},
			} {
				name := strings.TrimPrefix(c.name+"."+o, ".")
				for range 2 { // the second time from the cache
					got := outcomeOf(r.Query(context.Background(), name, c.typ))
					if !strings.HasPrefix(got, c.want) {
						t.Errorf("%s %s: %s, want %s", name, c.typ, got, c.want)
					}
				}
			}
			r.Close()
		}
	}
}

// TestInsecure has zones that are proved to be unsigned, or count as such.
func TestInsecure(t *testing.T) {
	w := newSignedWorld(t)
	w.delegate(newZone("plain.test.", nil, addr4("www.plain.test.", "203.0.113.9")))
	strange := newKey(t, "strange.test.", 250, 257)
	w.delegate(newZone("strange.test.", strange, addr4("www.strange.test.", "203.0.113.9")), strange.ds(2))
	odd := newKey(t, "odd.test.", ECDSAP256, 257)
	ds := odd.ds(2)
	ds.Data = ds.Data[:3] + "\x63" + ds.Data[4:] // a digest of type 99
	w.delegate(newZone("odd.test.", odd, addr4("www.odd.test.", "203.0.113.9")), ds)
	slow := newKey(t, "slow.test.", ECDSAP256, 257)
	z := newZone("slow.test.", slow, addr4("www.slow.test.", "203.0.113.9"))
	z.nsec3, z.iterations = true, maxIterations+1
	w.delegate(z, slow.ds(2))
	opt := newKey(t, "opt.test.", ECDSAP256, 257)
	z = newZone("opt.test.", opt, addr4("www.opt.test.", "203.0.113.8"), toName("below.opt.test.", TypeNS, "ns.below.opt.test."), addr4("ns.below.opt.test.", "192.0.2.3"))
	z.nsec3, z.optOut = true, true
	w.delegate(z, opt.ds(2))
	below := newZone("below.opt.test.", nil, addr4("www.below.opt.test.", "203.0.113.9"))
	w.net.servers["192.0.2.3"] = append(w.net.servers["192.0.2.3"], below)
	r := w.resolver()
	defer r.Close()
	for _, c := range []struct{ name, want string }{
		{"www.plain.test", "insecure NOERROR 203.0.113.9"},
		{"no.plain.test", "insecure NXDOMAIN"},
		{"www.strange.test", "insecure NOERROR 203.0.113.9 EDE 1"},
		{"www.odd.test", "insecure NOERROR 203.0.113.9 EDE 1"},
		{"no.slow.test", "insecure NXDOMAIN EDE 27"},
		{"www.slow.test", "secure NOERROR 203.0.113.9"},
		{"www.below.opt.test", "insecure NOERROR 203.0.113.9"},
		{"www.opt.test", "secure NOERROR 203.0.113.8"},
		{"no.opt.test", "insecure NXDOMAIN"}, // it may be an unsigned delegation
	} {
		for range 2 {
			if got := outcomeOf(r.Query(context.Background(), c.name, TypeA)); got != c.want {
				t.Errorf("%s: %s, want %s", c.name, got, c.want)
			}
		}
	}
	only := newKey(t, "z.test.", ECDSAP256, 257)
	w.delegate(newZone("z.test.", only, addr4("www.z.test.", "203.0.113.7")))
	r = w.resolver(func(c *Config) { c.Anchors = []Anchor{{"z.test.", only.record}} })
	defer r.Close()
	for _, c := range []struct{ name, want string }{
		{"www.plain.test", "indeterminate NOERROR 203.0.113.9 EDE 5"},
		{"www.z.test", "secure NOERROR 203.0.113.7"}, // an island, by its own key
	} {
		if got := outcomeOf(r.Query(context.Background(), c.name, TypeA)); got != c.want {
			t.Errorf("%s with one anchor: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestBogus has a lie for each way in which an answer can fail to be genuine.
func TestBogus(t *testing.T) {
	w := newSignedWorld(t)
	k := newKey(t, "z.test.", ECDSAP256, 257)
	z := fill(newZone("z.test.", k))
	w.delegate(z, k.ds(2))
	k3 := newKey(t, "z3.test.", Ed25519, 257)
	z3 := fill(newZone("z3.test.", k3))
	z3.nsec3 = true
	w.delegate(z3, k3.ds(2))
	other := newKey(t, "z.test.", ECDSAP256, 257)
	w.delegate(newZone("plain.test.", nil, addr4("www.plain.test.", "203.0.113.9")))
	child := newZone("child.z.test.", nil, addr4("www.child.z.test.", "203.0.113.6"))
	z.add(toName("child.z.test.", TypeNS, "ns.child.z.test."), addr4("ns.child.z.test.", "192.0.2.3"))
	w.net.servers["192.0.2.3"] = append(w.net.servers["192.0.2.3"], child)

	unsign := func(recs []Record, of Type) []Record {
		return slices.DeleteFunc(slices.Clone(recs), func(r Record) bool {
			s, ok := parseSignature(r)
			return ok && s.covered == of
		})
	}
	resign := func(m *Message, key *testKey, from, to time.Duration) {
		recs := unsigned(m.Answer)
		m.Answer = append(slices.Clone(recs), key.sign(recs, -1, time.Now().Add(from), time.Now().Add(to)))
	}
	is := func(q Question, name string, t Type) bool { return q.Name == name && q.Type == t }
	for _, c := range []struct {
		what  string
		alter func(q Question, m *Message)
		name  string
		typ   Type
		want  string
	}{
		{"no signature", func(q Question, m *Message) { m.Answer = unsign(m.Answer, TypeA) }, "www.z.test.", TypeA, "EDE 10"},
		{"expired", func(q Question, m *Message) {
			if is(q, "www.z.test.", TypeA) {
				resign(m, k, -2*time.Hour, -time.Minute)
			}
		}, "www.z.test.", TypeA, "EDE 7"},
		{"of the future", func(q Question, m *Message) {
			if is(q, "www.z.test.", TypeA) {
				resign(m, k, time.Minute, time.Hour)
			}
		}, "www.z.test.", TypeA, "EDE 8"},
		{"by a key that the zone has not", func(q Question, m *Message) {
			if is(q, "www.z.test.", TypeA) {
				resign(m, other, -time.Minute, time.Hour)
			}
		}, "www.z.test.", TypeA, "EDE 9"},
		{"other data", func(q Question, m *Message) {
			if is(q, "www.z.test.", TypeA) {
				m.Answer[0].Data = "\x06\x06\x06\x06"
			}
		}, "www.z.test.", TypeA, "EDE 6"},
		{"one more record", func(q Question, m *Message) {
			if is(q, "www.z.test.", TypeA) {
				m.Answer = append(m.Answer, addr4("www.z.test.", "6.6.6.6"))
			}
		}, "www.z.test.", TypeA, "EDE 6"},
		{"a signature of another type", func(q Question, m *Message) {
			if is(q, "www.z.test.", TypeA) {
				mx := z.recs["www.z.test."][TypeMX]
				m.Answer = append(m.Answer[:1], z.signed(mx, -1)[1])
			}
		}, "www.z.test.", TypeA, "EDE 10"},
		{"keys of somebody else", func(q Question, m *Message) {
			if is(q, "z.test.", TypeDNSKEY) {
				m.Answer = []Record{other.record, other.sign([]Record{other.record}, -1, time.Now().Add(-time.Hour), time.Now().Add(time.Hour))}
			}
		}, "www.z.test.", TypeA, "EDE 9"},
		{"no keys", func(q Question, m *Message) {
			if is(q, "z.test.", TypeDNSKEY) {
				m.Answer = nil
			}
		}, "www.z.test.", TypeA, "EDE 9"},
		{"keys signed by a key of the set that nobody vouches for", func(q Question, m *Message) {
			if is(q, "z.test.", TypeDNSKEY) {
				set := []Record{k.record, other.record}
				m.Answer = append(set, other.sign(set, -1, time.Now().Add(-time.Hour), time.Now().Add(time.Hour)))
			}
		}, "www.z.test.", TypeA, "EDE 9"},
		{"DS taken away", func(q Question, m *Message) {
			if q.Name == "z.test." && q.Type == TypeDS {
				m.Answer = nil
				m.Authority = w.test.signed(w.test.recs["test."][TypeSOA], -1)
			}
		}, "www.z.test.", TypeA, "EDE 12"},
		{"DS denied by the child itself", func(q Question, m *Message) {
			if q.Name == "z.test." && q.Type == TypeDS {
				m.Answer = nil
				m.Authority = append(z.signed(z.recs["z.test."][TypeSOA], -1), z.deny("z.test.")...)
			}
		}, "www.z.test.", TypeA, "EDE 12"},
		{"denied without proof", func(q Question, m *Message) {
			if is(q, "www.z.test.", TypeA) {
				m.Answer, m.RCode = nil, RCodeNXDomain
				m.Authority = z.signed(z.recs["z.test."][TypeSOA], -1)
			}
		}, "www.z.test.", TypeA, "EDE 12"},
		{"denied by the proof for another name", func(q Question, m *Message) {
			if is(q, "www.z.test.", TypeA) {
				m.Answer, m.RCode = nil, RCodeNXDomain
				_, all := z.denyName("aaa.z.test.")
				m.Authority = append(z.signed(z.recs["z.test."][TypeSOA], -1), all...)
			}
		}, "www.z.test.", TypeA, "EDE 12"},
		{"a type denied by a record that has it", func(q Question, m *Message) {
			if is(q, "www.z.test.", TypeA) {
				m.Answer = nil
				m.Authority = append(z.signed(z.recs["z.test."][TypeSOA], -1), z.deny("www.z.test.")...)
			}
		}, "www.z.test.", TypeA, "EDE 12"},
		{"the wildcard for a name that is there", func(q Question, m *Message) {
			if is(q, "real.wild.z.test.", TypeA) {
				fake := &Message{}
				z.answer("other.wild.z.test.", TypeA, fake)
				for i := range fake.Answer {
					fake.Answer[i].Name = q.Name
				}
				m.Answer, m.Authority = fake.Answer, fake.Authority
			}
		}, "real.wild.z.test.", TypeA, "EDE 12"},
		{"a wildcard without a proof", func(q Question, m *Message) {
			if is(q, "x.wild.z.test.", TypeA) {
				m.Authority = nil
			}
		}, "x.wild.z.test.", TypeA, "EDE 12"},
		{"the name, but not its wildcard, denied", func(q Question, m *Message) {
			if is(q, "x.wild.z.test.", TypeA) {
				closer, _ := z.denyName("x.wild.z.test.")
				m.Answer, m.RCode = nil, RCodeNXDomain
				m.Authority = append(z.signed(z.recs["z.test."][TypeSOA], -1), closer...)
			}
		}, "x.wild.z.test.", TypeA, "EDE 12"},
		{"a name below a cut denied by the zone above", func(q Question, m *Message) {
			if is(q, "www.child.z.test.", TypeA) {
				m.Answer, m.RCode = nil, RCodeNXDomain
				m.Authority = append(z.signed(z.recs["z.test."][TypeSOA], -1), union(z.deny("child.z.test."), z.deny("*.z.test."))...)
			}
		}, "www.child.z.test.", TypeA, "EDE 12"},
		{"NSEC3: no closest encloser", func(q Question, m *Message) {
			if is(q, "no.z3.test.", TypeA) {
				m.Authority = append(z3.signed(z3.recs["z3.test."][TypeSOA], -1), union(z3.deny("no.z3.test."), z3.deny("*.z3.test."))...)
				m.Authority = slices.DeleteFunc(m.Authority, func(r Record) bool {
					return strings.HasPrefix(r.Name, base32hex.EncodeToString((&denial{}).hashOf("z3.test.")))
				})
			}
		}, "no.z3.test.", TypeA, "EDE 12"},
		{"NSEC3: the wildcard is not denied", func(q Question, m *Message) {
			if is(q, "x.wild.z3.test.", TypeA) {
				m.Answer, m.RCode = nil, RCodeNXDomain
				m.Authority = append(z3.signed(z3.recs["z3.test."][TypeSOA], -1), union(z3.deny("wild.z3.test."), z3.deny("x.wild.z3.test."))...)
			}
		}, "x.wild.z3.test.", TypeA, "EDE 12"},
		{"SOA changed", func(q Question, m *Message) {
			for i := range m.Authority {
				if q.Name == "no.z.test." && m.Authority[i].Type == TypeSOA {
					m.Authority[i].Data = soa("z.test.", 300, 5).Data
				}
			}
		}, "no.z.test.", TypeA, "EDE 6"},
		{"unsigned address at the end of a signed alias", func(q Question, m *Message) {
			if is(q, "alias.z.test.", TypeA) {
				m.Answer = append(unsign(m.Answer, TypeA)[:2:2], addr4("www.z.test.", "6.6.6.6"))
			} else if is(q, "www.z.test.", TypeA) {
				m.Answer = []Record{addr4("www.z.test.", "6.6.6.6")}
			}
		}, "alias.z.test.", TypeA, "EDE 10"},
		{"a signer that is no zone", func(q Question, m *Message) {
			if is(q, "www.z.test.", TypeA) {
				fake := newKey(t, "www.z.test.", ECDSAP256, 257)
				resign(m, fake, -time.Minute, time.Hour)
			}
		}, "www.z.test.", TypeA, "EDE 6"},
	} {
		t.Run(c.what, func(t *testing.T) {
			w.net.alter = func(_ string, q Question, m *Message) { c.alter(q, m) }
			r := w.resolver()
			defer r.Close()
			want := BogusAnswer.String() + " " + c.want
			if got := outcomeOf(r.Query(context.Background(), c.name, c.typ)); got != want {
				t.Errorf("%s, want %s", got, want)
			}
			// Who does not want validation gets what there is, and it stays apart.
			if _, err := r.QueryUnchecked(context.Background(), c.name, c.typ); err != nil {
				t.Errorf("unchecked: %v", err)
			}
			if got := outcomeOf(r.Query(context.Background(), c.name, c.typ)); got != want {
				t.Errorf("after an unchecked one: %s, want %s", got, want)
			}
		})
	}
	t.Run("one server of two lies", func(t *testing.T) {
		z.add(toName("z.test.", TypeNS, "ns2.z.test."), addr4("ns2.z.test.", "192.0.2.4"))
		w.test.add(toName("z.test.", TypeNS, "ns2.z.test."), addr4("ns2.z.test.", "192.0.2.4"))
		w.net.servers["192.0.2.4"] = []*testZone{z}
		for _, liar := range []string{"192.0.2.3", "192.0.2.4"} {
			w.net.alter = func(server string, q Question, m *Message) {
				if server == liar && within(q.Name, "z.test.") {
					m.Answer, m.Authority = []Record{addr4(q.Name, "6.6.6.6")}, nil
				}
			}
			r := w.resolver()
			if got := outcomeOf(r.Query(context.Background(), "www.z.test", TypeA)); got != "secure NOERROR 203.0.113.1" {
				t.Error(got)
			}
			r.Close()
		}
	})
}

// TestKeyTrap: a zone with many keys of one tag and many signatures by that tag costs a
// bounded number of verifications (CVE-2023-50387).
func TestKeyTrap(t *testing.T) {
	w := newSignedWorld(t)
	k := newKey(t, "z.test.", ECDSAP256, 257)
	z := newZone("z.test.", k, addr4("www.z.test.", "203.0.113.1"))
	tag := keyTag(k.record.Data)
	for i := range 40 { // keys whose last two bytes make the tag
		twin := k.record
		b := []byte(twin.Data)
		b[len(b)-10] = byte(i)
		b[len(b)-2], b[len(b)-1] = 0, 0
		short := tag - keyTag(string(b))
		binary.BigEndian.PutUint16(b[len(b)-2:], short)
		if keyTag(string(b)) == tag {
			twin.Data = string(b)
			z.add(twin)
		}
	}
	w.delegate(z, k.ds(2))
	w.net.alter = func(_ string, q Question, m *Message) {
		if q.Name == "www.z.test." && q.Type == TypeA {
			sig := m.Answer[1]
			for i := range 60 {
				b := []byte(sig.Data)
				b[len(b)-1] ^= byte(i + 1)
				m.Answer = append(m.Answer, Record{sig.Name, sig.Type, sig.TTL, string(b)})
			}
			m.Answer = slices.Delete(m.Answer, 1, 2)
		}
	}
	r := w.resolver()
	defer r.Close()
	budget := &work{}
	_, err := r.resolve(context.Background(), budget, "www.z.test.", TypeA, 0, true)
	if err == nil || err.Kind != BogusAnswer {
		t.Errorf("%v", err)
	}
	if n := budget.aside().verified.Load(); n > maxSigsPerSet*maxKeysPerSig+10 || n < 8 {
		t.Errorf("%d signatures were verified", n)
	}
}

// TestServedSecurity validates in a server, and once more behind it.
func TestServedSecurity(t *testing.T) {
	w := newSignedWorld(t)
	k := newKey(t, "z.test.", ECDSAP256, 257)
	w.delegate(fill(newZone("z.test.", k)), k.ds(2))
	bad := newKey(t, "bad.test.", ECDSAP256, 257)
	w.delegate(newZone("bad.test.", nil, addr4("www.bad.test.", "203.0.113.1")), bad.ds(2))
	w.delegate(newZone("plain.test.", nil, addr4("www.plain.test.", "203.0.113.9")))
	up := w.resolver()
	defer up.Close()
	srv := &Server{Resolver: up}
	ask := func(name string, edit func(*Message)) *Message {
		q := &Message{ID: 9, RecursionDesired: true, EDNS: true, UDPSize: 4096, Question: Question{name, TypeA}}
		edit(q)
		b, err := q.Append(nil)
		if err != nil {
			t.Fatal(err)
		}
		m, err := ParseMessage(srv.Answer(context.Background(), "test", &net.UDPAddr{}, b))
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	for _, c := range []struct {
		name        string
		edit        func(*Message)
		rcode       RCode
		ad, cd, sig bool
		ext         int
	}{
		{"www.z.test.", func(q *Message) {}, RCodeSuccess, false, false, false, 0},
		{"www.z.test.", func(q *Message) { q.Authentic = true }, RCodeSuccess, true, false, false, 0},
		{"www.z.test.", func(q *Message) { q.DNSSECOK = true }, RCodeSuccess, true, false, true, 0},
		{"no.z.test.", func(q *Message) { q.DNSSECOK = true }, RCodeNXDomain, true, false, false, 0},
		{"www.plain.test.", func(q *Message) { q.DNSSECOK = true }, RCodeSuccess, false, false, false, 0},
		{"www.bad.test.", func(q *Message) {}, RCodeServFail, false, false, false, 1},
		{"www.bad.test.", func(q *Message) { q.EDNS = false }, RCodeServFail, false, false, false, 0},
		{"www.bad.test.", func(q *Message) { q.CheckingDisabled = true }, RCodeSuccess, false, true, false, 0},
	} {
		m := ask(c.name, c.edit)
		sig := slices.ContainsFunc(m.Answer, func(r Record) bool { return r.Type == TypeRRSIG })
		if m.RCode != c.rcode || m.Authentic != c.ad || m.CheckingDisabled != c.cd || sig != c.sig || len(m.ExtErrors) != c.ext {
			t.Errorf("%s: %+v", c.name, m)
		}
	}
	if m := ask("no.z.test.", func(q *Message) { q.DNSSECOK = true }); len(m.Authority) < 5 {
		t.Errorf("the proof of absence is not passed on: %v", m.Authority)
	}
	stub := New(Config{
		Dialer: &testNet{handle: func(_ string, q []byte) []byte { return srv.Answer(context.Background(), "test", &net.UDPAddr{}, q) }}, DNSSEC: true,
		Anchors: w.anchor, NoIPv6: true, Conf: ResolvConf{Servers: []netip.AddrPort{netip.MustParseAddrPort("192.0.2.99:53")}, Attempts: 1, Timeout: time.Second},
	})
	defer stub.Close()
	for _, c := range []struct{ name, want string }{
		{"www.z.test", "secure NOERROR 203.0.113.1"},
		{"away.z.test", "insecure NOERROR 203.0.113.9"},
		{"no.z.test", "secure NXDOMAIN"},
		{"x.wild.z.test", "secure NOERROR 203.0.113.2"},
		{"www.bad.test", BogusAnswer.String() + " EDE 9"},
	} {
		if got := outcomeOf(stub.Query(context.Background(), c.name, TypeA)); got != c.want {
			t.Errorf("behind a server, %s: %s, want %s", c.name, got, c.want)
		}
	}
	if a, err := stub.Lookup(context.Background(), "www.z.test"); err != nil || a.Security != Secure {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestAnchors(t *testing.T) {
	if as := RootAnchors(); len(as) != 2 || as[0].Record.Value() != "20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D" ||
		as[1].Record.Value() != "38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16" {
		t.Error(as)
	}
	as, err := ParseAnchors(strings.NewReader("; the root\n. 3600 IN DS 20326 8 2 E06D44B8 0B8F1D39\nz.test. IN DNSKEY 257 3 13 AAAA BBBB ; c\nold.test. DNSKEY 385 3 13 AAAA\n"))
	if err != nil || len(as) != 2 || as[0].Record.Value() != "20326 8 2 E06D44B80B8F1D39" || as[1].Zone != "z.test." || as[1].Record.Value() != "257 3 13 AAAABBBB" {
		t.Error(as, err)
	}
	for _, bad := range []string{"", ". IN A 192.0.2.1\n", ". DS x 8 2 AA\n", ". DS 1 8 2 XY\n", ". DNSKEY 257 3 13 *\n", "a..b DS 1 8 2 AA\n"} {
		if _, err := ParseAnchors(strings.NewReader(bad)); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}

// TestNameOrder is the example of RFC 4034 §6.1.
func TestNameOrder(t *testing.T) {
	names := []string{"example.", "a.example.", "yljkjljk.a.example.", "z.a.example.", "zabc.a.example.", "z.example.", "\x01.z.example.", "*.z.example.", "\xc8.z.example."}
	for i := range names {
		for j := range names {
			want := 0
			if i < j {
				want = -1
			} else if i > j {
				want = 1
			}
			if got := compareNames(names[i], names[j]); got != want {
				t.Errorf("%q and %q: %d", names[i], names[j], got)
			}
		}
	}
}

// TestHashedName is from RFC 5155 appendix A.
func TestHashedName(t *testing.T) {
	d := &denial{salt: "\xaa\xbb\xcc\xdd", iterations: 12}
	for name, want := range map[string]string{
		"example.": "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom", "a.example.": "35mthgpgcu1qg68fab165klnsnk3dpvl", "*.w.example.": "r53bq7cc2uvmubfu5ocmm6pers9tk9en",
	} {
		if got := base32hex.EncodeToString(d.hashOf(name)); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// BenchmarkValidate checks one signed answer with the keys of its zone at hand.
func BenchmarkValidate(b *testing.B) {
	for _, alg := range []Algorithm{RSASHA256, ECDSAP256, Ed25519} {
		b.Run(fmt.Sprint(alg), func(b *testing.B) {
			k := newKey(b, "z.test.", alg, 257)
			set := []Record{addr4("www.z.test.", "203.0.113.1"), addr4("www.z.test.", "203.0.113.2")}
			sig := k.sign(set, -1, time.Now().Add(-time.Hour), time.Now().Add(time.Hour))
			r := New(Config{DNSSEC: true, Dialer: &testNet{}})
			defer r.Close()
			key, _ := parseKey(k.record)
			r.validator.known["z.test."] = &zoneTrust{state: Secure, keys: []dnsKey{key}, until: time.Now().Add(time.Hour)}
			b.ReportAllocs()
			for b.Loop() {
				if g, _ := r.validator.set(context.Background(), new(work), set, []Record{sig}, 0); g.state != Secure {
					b.Fatal(g)
				}
			}
		})
	}
}

// TestCorruption flips bytes of what servers send. Whatever comes of it, nothing but the truth
// is called secure, and nothing breaks.
func TestCorruption(t *testing.T) { synctest.Test(t, testCorruption) }

func testCorruption(t *testing.T) {
	w := newSignedWorld(t)
	k := newKey(t, "z.test.", Ed25519, 257)
	w.delegate(fill(newZone("z.test.", k)), k.ds(2))
	k3 := newKey(t, "z3.test.", ECDSAP256, 257)
	z3 := fill(newZone("z3.test.", k3))
	z3.nsec3 = true
	w.delegate(z3, k3.ds(2))
	rnd := mathrand.New(mathrand.NewPCG(1, 2))
	outcomes := map[string]int{}
	for range 150 {
		var mu sync.Mutex
		countdown := rnd.IntN(10)
		w.net.mangle = func(out []byte) {
			mu.Lock()
			defer mu.Unlock()
			if countdown--; countdown < 0 && len(out) > 12 { // one message in some place, then all of them
				out[12+rnd.IntN(len(out)-12)] ^= byte(1 << rnd.IntN(8))
			}
		}
		r := w.resolver()
		for _, q := range []struct {
			name string
			want string
		}{{"www.z.test", "secure NOERROR 203.0.113.1"}, {"no.z3.test", "secure NXDOMAIN"}, {"x.wild.z3.test", "secure NOERROR 203.0.113.2"}} {
			got := outcomeOf(r.Query(context.Background(), q.name, TypeA))
			if strings.HasPrefix(got, "secure") && got != q.want {
				t.Errorf("%s: %s", q.name, got)
			}
			outcomes[got]++
		}
		r.Close()
	}
	time.Sleep(time.Minute) // for what is still under way
	if len(outcomes) < 4 {
		t.Errorf("too little happened: %v", outcomes)
	}
}
