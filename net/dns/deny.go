package dns

import (
	"bytes"
	"crypto/sha1"
	"strings"
)

// What NSEC and NSEC3 records prove about names and types that do not exist (RFC 4035 §5.4,
// RFC 5155 §8, RFC 6840 §4). The records here have been verified already.

// maxIterations is how many extra rounds of hashing an NSEC3 record may ask for. A zone that
// asks for more counts as unsigned (RFC 9276 §3.2).
const maxIterations = 100

// maxHashes bounds the NSEC3 hashes computed for one answer.
const maxHashes = 160

// nsec says which name follows owner in the order of the zone, and which types owner has.
type nsec struct {
	owner, next string
	types       string // a bit map
}

// nsec3 is the same about the hashes of names.
type nsec3 struct {
	hash, next []byte
	optOut     bool
	types      string
}

// denial holds the verified proofs of one answer, all from one zone.
type denial struct {
	zone  string
	plain []nsec
	hash3 []nsec3

	salt       string // of hash3
	iterations int
	hashes     int
	memo       map[string][]byte
}

// add takes in a verified record; false means that its form is not understood.
func (d *denial) add(r Record) bool {
	if r.Type == TypeNSEC {
		next, types, ok := nameFromWire(r.Data)
		if ok {
			d.plain = append(d.plain, nsec{r.Name, next, types})
		}
		return ok
	}
	p, ok := parseNSEC3(r)
	if !ok || p.alg != 1 || p.flags&^1 != 0 { // RFC 5155 §8.1, §8.2
		return false
	}
	label, zone, _ := strings.Cut(r.Name, ".")
	hash, err := base32hex.DecodeString(label)
	if err != nil || len(hash) != len(p.next) || zone != d.zone && !(zone == "" && d.zone == ".") {
		return false
	}
	if len(d.hash3) == 0 {
		d.salt, d.iterations = p.salt, p.iterations
	} else if d.salt != p.salt || d.iterations != p.iterations { // a zone being changed over: one chain is enough
		return false
	}
	d.hash3 = append(d.hash3, nsec3{hash, p.next, p.flags&1 != 0, p.types})
	return true
}

// nsec3Data is the content of a NSEC3 record (RFC 5155 §3.2).
type nsec3Data struct {
	alg, flags  uint8
	iterations  int
	salt, types string
	next        []byte
}

func parseNSEC3(r Record) (nsec3Data, bool) {
	f := &fields{rest: r.Data}
	p := nsec3Data{alg: f.u8(), flags: f.u8(), iterations: int(f.u16())}
	p.salt = f.take(int(f.u8()))
	p.next = []byte(f.take(int(f.u8())))
	p.types = f.rest
	return p, !f.bad && len(p.next) > 0
}

// hashOf gives the hash of a name (RFC 5155 §5), or nil when too many were asked for.
func (d *denial) hashOf(name string) []byte {
	if h, ok := d.memo[name]; ok {
		return h
	}
	if d.hashes++; d.hashes > maxHashes {
		return nil
	}
	sum := sha1.Sum(append(appendWireName(nil, name), d.salt...))
	buf := make([]byte, 0, sha1.Size+len(d.salt))
	for range d.iterations {
		buf = append(append(buf[:0], sum[:]...), d.salt...)
		sum = sha1.Sum(buf)
	}
	if d.memo == nil {
		d.memo = map[string][]byte{}
	}
	d.memo[name] = sum[:]
	return sum[:]
}

// compareNames orders names as a signed zone does (RFC 4034 §6.1).
func compareNames(a, b string) int {
	for a, b = strings.TrimSuffix(a, "."), strings.TrimSuffix(b, "."); ; {
		switch {
		case a == b:
			return 0
		case a == "":
			return -1
		case b == "":
			return 1
		}
		i, j := strings.LastIndexByte(a, '.'), strings.LastIndexByte(b, '.')
		if c := strings.Compare(a[i+1:], b[j+1:]); c != 0 {
			return c
		}
		a, b = a[:max(i, 0)], b[:max(j, 0)]
	}
}

// covers reports that n proves that name is no name of the zone.
func (n *nsec) covers(name string) bool {
	if below(name, n.owner) && (n.cut() || inBitmap(n.types, TypeDNAME)) {
		return false // what is below a cut or a DNAME is not its business (RFC 6840 §4.1)
	}
	after, before := compareNames(n.owner, name) < 0, compareNames(name, n.next) < 0
	if compareNames(n.owner, n.next) < 0 {
		return after && before
	}
	return after || before && n.owner != name // the last name of the zone leads back to the first
}

// cut reports that the owner is delegated away, and n the parent's record.
func (n *nsec) cut() bool { return cutTypes(n.types) }

func cutTypes(types string) bool { return inBitmap(types, TypeNS) && !inBitmap(types, TypeSOA) }

// common gives the longest name above or at both a and b.
func common(a, b string) string {
	for !within(b, a) {
		a = parent(a)
	}
	return a
}

// encloser gives the closest name above name that exists, as n, which covers name, shows it.
func (n *nsec) encloser(name string) string {
	a, b := common(name, n.owner), common(name, n.next)
	if labels(a) > labels(b) {
		return a
	}
	return b
}

// lacks reports that a name with these types has none of type t, and no alias instead.
func lacks(types, name string, t Type) bool {
	switch {
	case inBitmap(types, t), inBitmap(types, TypeCNAME):
		return false
	case t == TypeDS: // the child's own record knows nothing of it (RFC 4035 §5.2)
		return name == "." || !inBitmap(types, TypeSOA)
	}
	return !cutTypes(types)
}

// verdict is what a denial proves.
type verdict uint8

const (
	unproved verdict = iota
	proved
	provedInsecure // by an opt-out: there may be an unsigned delegation (RFC 5155 §6)
)

// wildcard gives the name of the wildcard right below a name.
func wildcard(name string) string { return "*." + strings.TrimPrefix(name, ".") }

// noData tells whether name is proved to have no records of type t.
func (d *denial) noData(name string, t Type) verdict {
	for i := range d.plain {
		n := &d.plain[i]
		switch {
		case n.owner == name && lacks(n.types, name, t):
			return proved
		case n.owner == name || !n.covers(name):
		case within(n.next, name): // there are names below it: it is there, without records
			return proved
		default:
			w := wildcard(n.encloser(name))
			for _, m := range d.plain {
				if m.owner == w && lacks(m.types, w, t) {
					return proved
				}
			}
		}
	}
	if len(d.hash3) == 0 {
		return unproved
	}
	if m := d.match(name); m != nil {
		if lacks(m.types, name, t) {
			return proved
		}
		return unproved
	}
	ce, next := d.closest(name)
	if next == nil {
		return unproved
	}
	if w := wildcard(ce); d.match(w) != nil {
		if lacks(d.match(w).types, w, t) {
			return proved
		}
		return unproved
	}
	if next.optOut {
		return provedInsecure
	}
	return unproved
}

// noName tells whether name is proved not to exist, and no wildcard to stand for it.
func (d *denial) noName(name string) verdict {
	for i := range d.plain {
		n := &d.plain[i]
		if !n.covers(name) || within(n.next, name) {
			continue
		}
		w := wildcard(n.encloser(name))
		for j := range d.plain {
			if d.plain[j].covers(w) {
				return proved
			}
		}
	}
	if len(d.hash3) == 0 {
		return unproved
	}
	ce, next := d.closest(name)
	if next == nil || d.match(name) != nil {
		return unproved
	}
	switch w := d.cover(wildcard(ce)); {
	case w == nil:
		return unproved
	case next.optOut:
		return provedInsecure
	}
	return proved
}

// noCloser tells whether a wildcard whose encloser has n labels was rightly used for name:
// nothing exists closer to it (RFC 4035 §5.3.4, RFC 5155 §8.8).
func (d *denial) noCloser(name string, n int) verdict {
	for i := range d.plain {
		if p := &d.plain[i]; p.covers(name) && labels(p.encloser(name)) <= n {
			return proved
		}
	}
	if len(d.hash3) > 0 {
		if c := d.cover(lastLabels(name, n+1)); c != nil {
			if c.optOut {
				return provedInsecure
			}
			return proved
		}
	}
	return unproved
}

// delegated reports that name is proved to be a delegation, by a record at its own name.
func (d *denial) delegated(name string) bool {
	for _, n := range d.plain {
		if n.owner == name {
			return n.cut()
		}
	}
	if len(d.hash3) > 0 {
		if m := d.match(name); m != nil {
			return cutTypes(m.types)
		}
	}
	return false
}

// match gives the record at the hash of name.
func (d *denial) match(name string) *nsec3 {
	h := d.hashOf(name)
	for i := range d.hash3 {
		if h != nil && bytes.Equal(d.hash3[i].hash, h) {
			return &d.hash3[i]
		}
	}
	return nil
}

// cover gives the record that shows that no name has the hash of name.
func (d *denial) cover(name string) *nsec3 {
	h := d.hashOf(name)
	for i := range d.hash3 {
		n := &d.hash3[i]
		after, before := bytes.Compare(n.hash, h) < 0, bytes.Compare(h, n.next) < 0
		if h == nil {
			continue
		}
		if bytes.Compare(n.hash, n.next) < 0 {
			if after && before {
				return n
			}
		} else if after || before {
			return n
		}
	}
	return nil
}

// closest gives the closest encloser of name and the record that denies the next closer name
// (RFC 5155 §8.3); next is nil without a proof.
func (d *denial) closest(name string) (ce string, next *nsec3) {
	for closer := name; closer != d.zone && below(closer, d.zone); closer = parent(closer) {
		ce = parent(closer)
		m := d.match(ce)
		if m == nil {
			continue
		}
		if cutTypes(m.types) || inBitmap(m.types, TypeDNAME) {
			return "", nil
		}
		return ce, d.cover(closer)
	}
	return "", nil
}
