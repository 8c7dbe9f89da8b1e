package lab

import (
	"bytes"
	"cmp"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"
	"sync"
	"time"

	"vitrine/net/dns"
)

// signer signs a zone as it is served (RFC 4035): answers, referrals, and with a chain of NSEC
// records what does not exist.
type signer struct {
	key   *ecdsa.PrivateKey
	tag   uint16
	chain []string // owners of NSEC records, in canonical order

	mu   sync.Mutex
	made map[string]dns.Record // signatures by what they cover
}

// How zones are signed.
const (
	keyFlags   = 257 // zone key and entry point: one key signs all
	keyTTL     = 3600
	denialTTL  = 300
	signedFrom = -time.Hour
	signedTo   = 30 * 24 * time.Hour
	sha256DS   = 2
)

// Sign gives each of the zones a key with which it is signed from now on, to those that ask for
// signatures. The digest of the key goes into the zone above, which must be among them, or it is
// returned as something to begin trust with.
func Sign(zones ...*Zone) ([]dns.Anchor, error) {
	var anchors []dns.Anchor
	for _, z := range zones {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return nil, err
		}
		public, err := key.PublicKey.Bytes()
		if err != nil {
			return nil, err
		}
		data := append([]byte{keyFlags >> 8, keyFlags & 0xff, 3, byte(dns.ECDSAP256)}, public[1:]...)
		z.signer = &signer{key: key, tag: keyTag(data), made: map[string]dns.Record{}}
		z.add(dns.Record{Name: z.Origin, Type: dns.TypeDNSKEY, TTL: keyTTL, Data: string(data)})
		sum := sha256.Sum256(append(wireName(z.Origin), data...))
		ds := dns.Record{Name: z.Origin, Type: dns.TypeDS, TTL: keyTTL,
			Data: string(binary.BigEndian.AppendUint16(nil, z.signer.tag)) + string([]byte{byte(dns.ECDSAP256), sha256DS}) + string(sum[:])}
		if above := holder(zones, z.Origin); above != nil {
			above.add(ds)
		} else {
			anchors = append(anchors, dns.Anchor{Zone: z.Origin, Record: ds})
		}
	}
	for _, z := range zones {
		for n := range z.names {
			if c := z.cutOf(n); c == "" || c == n {
				z.signer.chain = append(z.signer.chain, n)
			}
		}
		slices.SortFunc(z.signer.chain, canonicalOrder)
	}
	return anchors, nil
}

// sign signs all zones of the configuration.
func (c *Config) sign() {
	var zones []*Zone
	for _, h := range c.Hosts {
		for _, s := range h.Services {
			if ns, ok := s.(*NameServer); ok {
				zones = append(zones, ns.Zones...)
			}
		}
	}
	anchors, err := Sign(zones...)
	if err != nil {
		panic(err) // the machine has no randomness
	}
	c.Anchors = anchors
}

// holder gives the zone that delegates origin, or nil.
func holder(zones []*Zone, origin string) (best *Zone) {
	for _, z := range zones {
		if z.Origin != origin && inZone(origin, z.Origin) && (best == nil || len(best.Origin) < len(z.Origin)) {
			best = z
		}
	}
	return best
}

// cutOf gives the delegation that name is or lies below, "" for none.
func (z *Zone) cutOf(name string) (cut string) {
	for n := name; n != z.Origin && n != "."; n = up(n) {
		if z.cuts[n] {
			cut = n
		}
	}
	return cut
}

// keyTag is that of RFC 4034 appendix B.
func keyTag(data []byte) uint16 {
	var sum uint32
	for i, b := range data {
		sum += uint32(b) << (8 * (1 - i&1))
	}
	return uint16(sum + sum>>16)
}

func wireName(name string) []byte {
	var b []byte
	if name != "." {
		for l := range strings.SplitSeq(strings.TrimSuffix(name, "."), ".") {
			b = append(append(b, byte(len(l))), l...)
		}
	}
	return append(b, 0)
}

// canonicalOrder compares names label by label from the right (RFC 4034 §6.1).
func canonicalOrder(a, b string) int {
	x, y := labelsOf(a), labelsOf(b)
	for i := 1; i <= min(len(x), len(y)); i++ {
		if c := cmp.Compare(x[len(x)-i], y[len(y)-i]); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(x), len(y))
}

func labelsOf(name string) []string {
	if name == "." {
		return nil
	}
	return strings.Split(strings.TrimSuffix(name, "."), ".")
}

// signed returns the records of one set with their signature. source is the name that the zone has
// them under: a wildcard, or their own.
//
// https://www.rfc-editor.org/rfc/rfc4034#section-3.1.8.1
func (z *Zone) signed(recs []dns.Record, source string) []dns.Record {
	if z == nil || z.signer == nil || len(recs) == 0 {
		return recs
	}
	s, first := z.signer, recs[0]
	labels := len(labelsOf(strings.TrimPrefix(source, "*.")))
	var datas []string
	for _, r := range recs {
		datas = append(datas, r.Data)
	}
	slices.Sort(datas)
	datas = slices.Compact(datas)
	id := source + " " + first.Type.String() + " " + strings.Join(datas, "\x00")
	s.mu.Lock()
	sig, ok := s.made[id]
	s.mu.Unlock()
	if !ok {
		now := time.Now()
		h := binary.BigEndian.AppendUint16(nil, uint16(first.Type))
		h = append(h, byte(dns.ECDSAP256), byte(labels))
		h = binary.BigEndian.AppendUint32(h, first.TTL)
		h = binary.BigEndian.AppendUint32(h, uint32(now.Add(signedTo).Unix()))
		h = binary.BigEndian.AppendUint32(h, uint32(now.Add(signedFrom).Unix()))
		h = append(binary.BigEndian.AppendUint16(h, s.tag), wireName(z.Origin)...)
		b := bytes.Clone(h)
		for _, d := range datas {
			b = append(b, wireName(source)...)
			b = append(binary.BigEndian.AppendUint16(b, uint16(first.Type)), 0, 1)
			b = binary.BigEndian.AppendUint32(b, first.TTL)
			b = append(binary.BigEndian.AppendUint16(b, uint16(len(d))), d...)
		}
		sum := sha256.Sum256(b)
		r, t, err := ecdsa.Sign(rand.Reader, s.key, sum[:])
		if err != nil {
			return recs // unsigned: whoever validates will say so
		}
		sig = dns.Record{Type: dns.TypeRRSIG, TTL: first.TTL, Data: string(h) + string(r.FillBytes(make([]byte, 32))) + string(t.FillBytes(make([]byte, 32)))}
		s.mu.Lock()
		s.made[id] = sig
		s.mu.Unlock()
	}
	sig.Name = first.Name
	return append(slices.Clone(recs), sig)
}

// deny returns the NSEC record, signed, that is name's or that spans the gap where it would be.
//
// https://www.rfc-editor.org/rfc/rfc4034#section-4
func (z *Zone) deny(name string) []dns.Record {
	chain := z.signer.chain
	at, found := slices.BinarySearchFunc(chain, name, canonicalOrder)
	if !found {
		at = (at - 1 + len(chain)) % len(chain)
	}
	owner := chain[at]
	var bits [32]byte
	last := 0
	set := func(t dns.Type) { bits[t/8] |= 0x80 >> (t % 8); last = max(last, int(t/8)) }
	for t := range z.names[owner] {
		if t < 256 && (!z.cuts[owner] || t == dns.TypeNS || t == dns.TypeDS) {
			set(t)
		}
	}
	set(dns.TypeRRSIG)
	set(dns.TypeNSEC)
	data := append(wireName(chain[(at+1)%len(chain)]), 0, byte(last+1))
	return z.signed([]dns.Record{{Name: owner, Type: dns.TypeNSEC, TTL: denialTTL, Data: string(append(data, bits[:last+1]...))}}, owner)
}

// trail is how an answer was found, for its proofs.
type trail struct {
	zone *Zone
	name string            // the last name looked at
	wild map[string]string // names that a wildcard stood in for, with the wildcard
}

// prove adds signatures and proofs to a reply.
//
// https://www.rfc-editor.org/rfc/rfc4035#section-3.1
func (s *NameServer) prove(reply *dns.Message, tr *trail) {
	sign := func(list []dns.Record) (out []dns.Record) {
		for len(list) > 0 {
			n := 1
			for n < len(list) && list[n].Name == list[0].Name && list[n].Type == list[0].Type {
				n++
			}
			set, name := list[:n], list[0].Name
			list = list[n:]
			z := s.zoneOf(name, set[0].Type)
			source := name
			if w := tr.wild[name]; w != "" {
				source = w
			}
			if z == nil || z.signer == nil || z.cutOf(name) != "" && set[0].Type != dns.TypeDS || z.names[source] == nil { // a delegation, or made from a DNAME
				out = append(out, set...)
				continue
			}
			out = append(out, z.signed(set, source)...)
		}
		return out
	}
	z := tr.zone
	referral := !reply.Authoritative && len(reply.Authority) > 0 && reply.Authority[0].Type == dns.TypeNS
	negative := len(reply.Authority) > 0 && reply.Authority[0].Type == dns.TypeSOA
	reply.Answer, reply.Authority = sign(reply.Answer), sign(reply.Authority)
	add := func(recs []dns.Record) {
		for _, r := range recs {
			if !slices.ContainsFunc(reply.Authority, func(o dns.Record) bool { return o.Name == r.Name && o.Type == r.Type && o.Data == r.Data }) {
				reply.Authority = append(reply.Authority, r)
			}
		}
	}
	for name := range tr.wild { // nothing closer exists
		if w := s.zoneOf(name, 0); w != nil && w.signer != nil {
			add(w.deny(name))
		}
	}
	if z == nil || z.signer == nil {
		return
	}
	switch {
	case referral:
		cut := reply.Authority[0].Name
		if ds := z.names[cut][dns.TypeDS]; len(ds) > 0 {
			add(z.signed(ds, cut))
		} else {
			add(z.deny(cut))
		}
	case negative:
		add(z.deny(tr.name))
		if reply.RCode == dns.RCodeNXDomain {
			add(z.deny("*." + strings.TrimPrefix(z.encloser(tr.name), ".")))
		} else if w := tr.wild[tr.name]; w != "" {
			add(z.deny(w))
		}
	}
}

// encloser gives the nearest name above name that exists.
func (z *Zone) encloser(name string) string {
	closest := up(name)
	for closest != z.Origin && z.names[closest] == nil && !z.parents[closest] {
		closest = up(closest)
	}
	return closest
}
