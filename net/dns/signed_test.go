package dns

import (
	"bytes"
	"cmp"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cloudflare/circl/sign/ed448"
)

// A small signed internet for tests: zones are signed here, on the fly, and served through a
// Dialer that needs no network.

// testKey signs.
type testKey struct {
	alg    Algorithm
	signer crypto.Signer
	record Record // DNSKEY
}

func newKey(t testing.TB, zone string, alg Algorithm, flags uint16) *testKey {
	t.Helper()
	var err error
	k := &testKey{alg: alg}
	var pub []byte
	switch alg {
	case RSASHA256, RSASHA512:
		var s *rsa.PrivateKey
		s, err = rsa.GenerateKey(rand.Reader, 1024)
		k.signer = s
		if err == nil {
			pub = append([]byte{3, 1, 0, 1}, s.N.Bytes()...)
		}
	case ECDSAP256, ECDSAP384:
		curve := elliptic.P256()
		if alg == ECDSAP384 {
			curve = elliptic.P384()
		}
		var s *ecdsa.PrivateKey
		if s, err = ecdsa.GenerateKey(curve, rand.Reader); err == nil {
			k.signer = s
			pub, err = s.PublicKey.Bytes()
			pub = pub[1:]
		}
	case Ed25519:
		var s ed25519.PrivateKey
		_, s, err = ed25519.GenerateKey(rand.Reader)
		k.signer, pub = s, s.Public().(ed25519.PublicKey)
	case Ed448:
		var s ed448.PrivateKey
		_, s, err = ed448.GenerateKey(rand.Reader)
		k.signer, pub = s, s.Public().(ed448.PublicKey)
	default: // nobody can verify it
		pub = make([]byte, 57)
	}
	if err != nil {
		t.Fatal(err)
	}
	data := append([]byte{byte(flags >> 8), byte(flags), keyProtocol, byte(alg)}, pub...)
	k.record = Record{zone, TypeDNSKEY, 3600, string(data)}
	return k
}

func (k *testKey) ds(hash uint8) Record {
	key, _ := parseKey(k.record)
	w := digests[hash].New()
	w.Write(appendWireName(nil, key.owner))
	w.Write([]byte(key.data))
	data := append([]byte{byte(key.tag >> 8), byte(key.tag), byte(k.alg), hash}, w.Sum(nil)...)
	return Record{key.owner, TypeDS, 3600, string(data)}
}

// sign gives the signature of a record set; labels below 0 counts them.
func (k *testKey) sign(recs []Record, n int, from, to time.Time) Record {
	owner := recs[0].Name
	if n < 0 {
		n = starless(owner)
	}
	h := binary.BigEndian.AppendUint16(nil, uint16(recs[0].Type))
	h = append(h, byte(k.alg), byte(n))
	h = binary.BigEndian.AppendUint32(h, recs[0].TTL)
	h = binary.BigEndian.AppendUint32(h, uint32(to.Unix()))
	h = binary.BigEndian.AppendUint32(h, uint32(from.Unix()))
	h = binary.BigEndian.AppendUint16(h, keyTag(k.record.Data))
	h = appendWireName(h, k.record.Name)
	s := signature{covered: recs[0].Type, alg: k.alg, labels: n, ttl: recs[0].TTL, head: string(h)}
	data := s.signedData(owner, recs)
	hash := map[Algorithm]crypto.Hash{RSASHA256: crypto.SHA256, RSASHA512: crypto.SHA512, ECDSAP256: crypto.SHA256, ECDSAP384: crypto.SHA384}[k.alg]
	digest := data
	if hash != 0 {
		w := hash.New()
		w.Write(data)
		digest = w.Sum(nil)
	}
	sig := make([]byte, 114)
	var err error
	switch p := k.signer.(type) {
	case *ecdsa.PrivateKey:
		r, t, e := ecdsa.Sign(rand.Reader, p, digest)
		size := p.Curve.Params().BitSize / 8
		sig, err = append(r.FillBytes(make([]byte, size)), t.FillBytes(make([]byte, size))...), e
	case nil:
	default:
		sig, err = p.Sign(rand.Reader, digest, hash)
	}
	if err != nil {
		panic(err)
	}
	return Record{owner, TypeRRSIG, recs[0].TTL, string(h) + string(sig)}
}

// testZone is a zone and what signs it.
type testZone struct {
	origin     string
	recs       map[string]map[Type][]Record
	key        *testKey // nil: unsigned
	nsec3      bool
	optOut     bool
	iterations int
}

func newZone(origin string, key *testKey, lines ...Record) *testZone {
	z := &testZone{origin: origin, recs: map[string]map[Type][]Record{}, key: key}
	z.add(soa(origin, 300, 60), Record{origin, TypeNS, 300, string(appendWireName(nil, "ns."+strings.TrimPrefix(origin, ".")))})
	z.add(lines...)
	if key != nil {
		z.add(key.record)
	}
	return z
}

func (z *testZone) add(recs ...Record) {
	for _, r := range recs {
		if z.recs[r.Name] == nil {
			z.recs[r.Name] = map[Type][]Record{}
		}
		z.recs[r.Name][r.Type] = append(z.recs[r.Name][r.Type], r)
	}
}

func (z *testZone) signed(recs []Record, n int) []Record {
	if z.key == nil || len(recs) == 0 {
		return recs
	}
	now := time.Now()
	return append(slices.Clone(recs), z.key.sign(recs, n, now.Add(-time.Hour), now.Add(time.Hour)))
}

// cutAbove gives the delegation that name lies in.
func (z *testZone) cutAbove(name string) string {
	cut := ""
	for n := name; n != z.origin; n = parent(n) {
		if z.recs[n][TypeNS] != nil {
			cut = n
		}
	}
	return cut
}

func (z *testZone) exists(name string) bool {
	for n := range z.recs {
		if within(n, name) {
			return true
		}
	}
	return false
}

// bitmap packs types.
func bitmap(types ...Type) []byte {
	var b [32]byte
	last := 0
	for _, t := range types {
		b[t/8] |= 0x80 >> (t % 8)
		last = max(last, int(t/8))
	}
	return append([]byte{0, byte(last + 1)}, b[:last+1]...)
}

func (z *testZone) typesAt(name string) []Type {
	var types []Type
	cut := name != z.origin && z.recs[name][TypeNS] != nil
	for t := range z.recs[name] {
		if t < 256 && (!cut || t == TypeNS || t == TypeDS) {
			types = append(types, t)
		}
	}
	if len(types) > 0 && !(cut && len(z.recs[name][TypeDS]) == 0 && z.nsec3) {
		types = append(types, TypeRRSIG)
	}
	return types
}

// chain lists the names of NSEC records, or the names that are hashed.
func (z *testZone) chain() []string {
	seen := map[string]bool{}
	for n := range z.recs {
		if c := z.cutAbove(n); c != "" && c != n {
			continue
		}
		if z.nsec3 {
			if z.optOut && z.recs[n][TypeNS] != nil && z.recs[n][TypeDS] == nil && n != z.origin {
				continue
			}
			for a := n; a != z.origin; a = parent(a) { // empty non-terminals too
				seen[a] = true
			}
			seen[z.origin] = true
		} else {
			seen[n] = true
		}
	}
	var out []string
	for n := range seen {
		out = append(out, n)
	}
	slices.SortFunc(out, compareNames)
	return out
}

// deny gives the signed record that matches name, or that covers it.
func (z *testZone) deny(name string) []Record {
	names := z.chain()
	if !z.nsec3 {
		at := len(names) - 1
		for i, n := range names {
			if compareNames(n, name) <= 0 {
				at = i
			}
		}
		data := appendWireName(nil, names[(at+1)%len(names)])
		return z.signed([]Record{{names[at], TypeNSEC, 60, string(append(data, bitmap(append(z.typesAt(names[at]), TypeNSEC)...)...))}}, -1)
	}
	d := &denial{iterations: z.iterations}
	type hashed struct {
		hash []byte
		name string
	}
	var hs []hashed
	for _, n := range names {
		hs = append(hs, hashed{d.hashOf(n), n})
	}
	slices.SortFunc(hs, func(a, b hashed) int { return bytes.Compare(a.hash, b.hash) })
	want, at := d.hashOf(name), len(hs)-1
	for i, h := range hs {
		if bytes.Compare(h.hash, want) <= 0 {
			at = i
		}
	}
	flags := byte(0)
	if z.optOut {
		flags = 1
	}
	data := []byte{1, flags, byte(z.iterations >> 8), byte(z.iterations), 0, 20}
	data = append(data, hs[(at+1)%len(hs)].hash...)
	if types := z.typesAt(hs[at].name); len(types) > 0 {
		data = append(data, bitmap(types...)...)
	}
	owner := base32hex.EncodeToString(hs[at].hash) + "." + strings.TrimPrefix(z.origin, ".")
	return z.signed([]Record{{owner, TypeNSEC3, 60, string(data)}}, -1)
}

// denyName proves that name does not exist; the first part alone proves that nothing closer
// than the wildcard of its encloser does.
func (z *testZone) denyName(name string) (closer, all []Record) {
	ce := parent(name)
	for !z.exists(ce) {
		ce = parent(ce)
	}
	if !z.nsec3 {
		closer = z.deny(name)
		return closer, union(closer, z.deny(wildcard(ce)))
	}
	closer = z.deny(lastLabels(name, labels(ce)+1))
	return closer, union(union(closer, z.deny(ce)), z.deny(wildcard(ce)))
}

func union(a, b []Record) []Record {
	out := slices.Clone(a)
	for _, r := range b {
		if !slices.ContainsFunc(out, func(o Record) bool {
			return o.Name == r.Name && o.Type == r.Type && (o.Data == r.Data || r.Type == TypeRRSIG)
		}) {
			out = append(out, r)
		}
	}
	return out
}

// answer fills in m as the zone's server does.
func (z *testZone) answer(name string, t Type, m *Message) {
	m.Authoritative = true
	if cut := z.cutAbove(name); cut != "" && !(cut == name && t == TypeDS) {
		m.Authoritative = false
		m.Authority = append(m.Authority, z.recs[cut][TypeNS]...)
		for _, ns := range z.recs[cut][TypeNS] {
			m.Additional = append(m.Additional, z.recs[ns.Target()][TypeA]...)
		}
		if z.key != nil {
			if ds := z.recs[cut][TypeDS]; ds != nil {
				m.Authority = append(m.Authority, z.signed(ds, -1)...)
			} else {
				m.Authority = append(m.Authority, z.deny(cut)...)
			}
		}
		return
	}
	set := z.recs[name]
	var proof []Record
	n := -1
	if !z.exists(name) {
		for a := parent(name); ; a = parent(a) {
			if d := z.recs[a][TypeDNAME]; d != nil {
				m.Answer = append(m.Answer, z.signed(d, -1)...)
				target := strings.TrimSuffix(name, a) + d[0].Target()
				m.Answer = append(m.Answer, Record{name, TypeCNAME, 300, string(appendWireName(nil, target))})
				z.answer(target, t, m)
				return
			}
			if a == z.origin {
				break
			}
		}
		ce := parent(name)
		for !z.exists(ce) {
			ce = parent(ce)
		}
		if w := z.recs[wildcard(ce)]; w != nil {
			set, n = map[Type][]Record{}, labels(ce)
			for wt, recs := range w {
				for _, r := range recs {
					r.Name = name
					set[wt] = append(set[wt], r)
				}
			}
			if z.key != nil {
				proof, _ = z.denyName(name)
				if z.nsec3 {
					proof = union(proof, z.deny(ce))
				}
			}
		}
	}
	sign := func(recs []Record) []Record {
		if n >= 0 && z.key != nil { // the wildcard was signed
			orig := slices.Clone(recs)
			now := time.Now()
			return append(orig, z.key.sign(recs, n, now.Add(-time.Hour), now.Add(time.Hour)))
		}
		return z.signed(recs, -1)
	}
	switch {
	case set[t] != nil:
		m.Answer = append(m.Answer, sign(set[t])...)
		m.Authority = union(m.Authority, proof)
	case set[TypeCNAME] != nil:
		m.Answer = append(m.Answer, sign(set[TypeCNAME])...)
		m.Authority = union(m.Authority, proof)
		if target := set[TypeCNAME][0].Target(); within(target, z.origin) && len(m.Answer) < 20 {
			z.answer(target, t, m)
		}
	default:
		m.Authority = append(m.Authority, z.signed(z.recs[z.origin][TypeSOA], -1)...)
		exists := set != nil || z.exists(name)
		if !exists {
			m.RCode = RCodeNXDomain
		}
		if z.key == nil {
			return
		}
		switch {
		case !exists:
			_, all := z.denyName(name)
			m.Authority = append(m.Authority, all...)
		case n >= 0:
			ce := lastLabels(name, n)
			m.Authority = append(m.Authority, union(proof, z.deny(wildcard(ce)))...)
		case z.nsec3 && z.optOut && !slices.Contains(z.chain(), name): // an opted-out delegation
			m.Authority = append(m.Authority, union(z.deny(name), z.deny(parent(name)))...)
		default:
			m.Authority = append(m.Authority, z.deny(name)...)
		}
	}
}

// testNet serves zones: each address has some. It is a Dialer.
type testNet struct {
	servers map[string][]*testZone // by address
	alter   func(server string, q Question, m *Message)
	mangle  func(out []byte)                          // may change what goes out
	handle  func(network string, query []byte) []byte // instead of all that
}

func (n *testNet) DialContext(_ context.Context, network, address string) (net.Conn, error) {
	host, _, _ := net.SplitHostPort(address)
	zones := n.servers[host]
	if zones == nil && n.handle == nil {
		return nil, errors.New("no such server")
	}
	client, server := net.Pipe()
	go func() {
		defer server.Close()
		buf := make([]byte, 65537)
		for {
			var msg []byte
			if network == "tcp" {
				b, err := readTCP(server)
				if err != nil {
					return
				}
				msg = b
			} else {
				k, err := server.Read(buf)
				if err != nil {
					return
				}
				msg = buf[:k]
			}
			var out []byte
			if n.handle != nil {
				out = n.handle(network, msg)
			} else {
				if out = n.respond(host, zones, network, msg); n.mangle != nil && out != nil {
					n.mangle(out)
				}
			}
			if out == nil {
				continue
			}
			if network == "tcp" {
				out = append([]byte{byte(len(out) >> 8), byte(len(out))}, out...)
			}
			if _, err := server.Write(out); err != nil {
				return
			}
		}
	}()
	return client, nil
}

func (n *testNet) respond(host string, zones []*testZone, network string, msg []byte) []byte {
	q, err := ParseMessage(msg)
	if err != nil {
		return nil
	}
	name := lower(q.Question.Name)
	m := &Message{ID: q.ID, Response: true, Question: q.Question, EDNS: true, UDPSize: udpOffer, DNSSECOK: true}
	var best *testZone
	for _, z := range zones {
		if within(name, z.origin) && (best == nil || labels(z.origin) > labels(best.origin)) && !(q.Question.Type == TypeDS && z.origin == name && name != "." && len(zones) > 1) {
			best = z
		}
	}
	if best == nil {
		m.RCode = RCodeRefused
	} else {
		best.answer(name, q.Question.Type, m)
	}
	if n.alter != nil {
		n.alter(host, Question{name, q.Question.Type}, m)
	}
	out, err := m.Append(nil)
	if err != nil {
		panic(err)
	}
	if network == "udp" && len(out) > udpOffer {
		m.Truncated, m.Answer, m.Authority, m.Additional = true, nil, nil, nil
		out, _ = m.Append(nil)
	}
	return out
}

func addr4(name, a string) Record {
	return Record{name, TypeA, 300, string(netip.MustParseAddr(a).AsSlice())}
}

func toName(name string, t Type, target string) Record {
	return Record{name, t, 300, string(appendWireName(nil, target))}
}

// signedWorld is a root at 192.0.2.1, test. at 192.0.2.2 and the zones below it at 192.0.2.3.
type signedWorld struct {
	net    *testNet
	root   *testZone
	test   *testZone
	zones  map[string]*testZone
	anchor []Anchor
}

func newSignedWorld(t *testing.T) *signedWorld {
	rootKey, testK := newKey(t, ".", RSASHA256, 257), newKey(t, "test.", ECDSAP256, 257)
	w := &signedWorld{zones: map[string]*testZone{}}
	w.root = newZone(".", rootKey, addr4("ns.", "192.0.2.1"), toName("test.", TypeNS, "ns.test."), addr4("ns.test.", "192.0.2.2"), testK.ds(2))
	w.test = newZone("test.", testK, addr4("ns.test.", "192.0.2.2"), addr4("sub.ns.test.", "192.0.2.2"))
	w.net = &testNet{servers: map[string][]*testZone{"192.0.2.1": {w.root}, "192.0.2.2": {w.test}}}
	w.anchor = []Anchor{{".", rootKey.ds(2)}}
	return w
}

// delegate adds a zone below test. with the DS records ds.
func (w *signedWorld) delegate(z *testZone, ds ...Record) *testZone {
	ns := "ns." + z.origin
	w.test.add(toName(z.origin, TypeNS, ns), addr4(ns, "192.0.2.3"))
	w.test.add(ds...)
	z.add(addr4(ns, "192.0.2.3"))
	w.zones[z.origin] = z
	w.net.servers["192.0.2.3"] = append(w.net.servers["192.0.2.3"], z)
	return z
}

func (w *signedWorld) resolver(edit ...func(*Config)) *Resolver {
	cfg := Config{Dialer: w.net, Mode: Iterative, DNSSEC: true, Anchors: w.anchor, NoIPv6: true, Hints: []Hint{{"ns.", []netip.Addr{netip.MustParseAddr("192.0.2.1")}}}}
	for _, e := range edit {
		e(&cfg)
	}
	return New(cfg)
}

// fill gives a zone the records that the tests ask for.
func fill(z *testZone) *testZone {
	o := z.origin
	z.add(addr4("www."+o, "203.0.113.1"), toName("alias."+o, TypeCNAME, "www."+o), toName("away."+o, TypeCNAME, "www.plain.test."),
		addr4("*.wild."+o, "203.0.113.2"), addr4("real.wild."+o, "203.0.113.3"), addr4("a.deep.ent."+o, "203.0.113.4"), toName("dn."+o, TypeDNAME, "ent."+o), addr4("x.ent."+o, "203.0.113.5"),
		Record{"www." + o, TypeMX, 300, "\x00\x0a" + string(appendWireName(nil, "mail."+o))})
	return z
}

func outcomeOf(r *Reply, err error) string {
	if err != nil {
		var e *Error
		if !errors.As(err, &e) {
			return err.Error()
		}
		s := e.Kind.String()
		for _, x := range e.Ext {
			s += fmt.Sprintf(" EDE %d", x.Code)
		}
		return s
	}
	s := r.Security.String() + " " + r.RCode.String()
	var as []string
	for _, rec := range r.Records() {
		as = append(as, rec.Value())
	}
	slices.SortFunc(as, cmp.Compare)
	if len(as) > 0 {
		s += " " + strings.Join(as, ",")
	}
	for _, x := range r.ExtErrors() {
		s += fmt.Sprintf(" EDE %d", x.Code)
	}
	return s
}

var _ io.Closer = (*Resolver)(nil)
