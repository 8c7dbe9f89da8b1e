package lab

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"vitrine/net/dns"
)

// Zone is what a name server is authoritative for.
type Zone struct {
	Origin  string                         // canonical
	names   map[string]map[dns.Type]recset // owner → type → records
	soa     dns.Record
	cuts    map[string]bool // names below Origin with NS records: delegations
	signer  *signer         // nil: the zone is not signed
	parents map[string]bool // every name that has names below it, itself existing or not
}

type recset []dns.Record

// maxZoneLine bounds one line of a zone's text.
const maxZoneLine = 64 << 10

// MustZone is ParseZone for text that is part of the program; it panics on a mistake.
func MustZone(origin, text string) *Zone {
	z, err := ParseZone(origin, text)
	if err != nil {
		panic(err)
	}
	return z
}

// ParseZone reads a zone from lines of the form "name ttl type value", in the spelling of
// RFC 1035 §5.1 without parentheses and directives: @ is the origin, a name without a final
// dot is relative to it, an empty name repeats the last, ";" starts a comment. Known types
// are A, AAAA, NS, CNAME, DNAME, PTR, MX, SRV, SOA and TXT; any other is written in the form of
// RFC 3597.
func ParseZone(origin, text string) (*Zone, error) {
	org, err := dns.CanonicalName(origin)
	if err != nil {
		return nil, fmt.Errorf("zone %q: %w", origin, err)
	}
	z := &Zone{Origin: org, names: map[string]map[dns.Type]recset{}, cuts: map[string]bool{}, parents: map[string]bool{}}
	last := org
	for n, line := range strings.Split(text, "\n") {
		fail := func(format string, a ...any) error {
			return fmt.Errorf("zone %s, line %d: %s", dns.DisplayName(org), n+1, fmt.Sprintf(format, a...))
		}
		if len(line) > maxZoneLine {
			return nil, fail("too long")
		}
		indented := line != "" && (line[0] == ' ' || line[0] == '\t')
		f, err := zoneFields(line)
		if err != nil {
			return nil, fail("%v", err)
		}
		if len(f) == 0 {
			continue
		}
		if !indented {
			if last, err = zoneName(f[0], org); err != nil {
				return nil, fail("%q: %v", f[0], err)
			}
			f = f[1:]
		}
		if len(f) < 3 {
			return nil, fail("want name, ttl, type and value")
		}
		ttl, err := strconv.ParseUint(f[0], 10, 31)
		if err != nil {
			return nil, fail("ttl %q", f[0])
		}
		t, ok := dns.ParseType(f[1])
		if !ok {
			return nil, fail("type %q", f[1])
		}
		data, err := zoneData(t, f[2:], org)
		if err != nil {
			return nil, fail("%s: %v", t, err)
		}
		if last != org && !strings.HasSuffix(last, "."+strings.TrimPrefix(org, ".")) && org != "." {
			return nil, fail("%s is not in the zone", last)
		}
		z.add(dns.Record{Name: last, Type: t, TTL: uint32(ttl), Data: data})
	}
	if z.soa.Type != dns.TypeSOA {
		return nil, fmt.Errorf("zone %s: no SOA", dns.DisplayName(org))
	}
	return z, nil
}

func (z *Zone) add(r dns.Record) {
	m := z.names[r.Name]
	if m == nil {
		m = map[dns.Type]recset{}
		z.names[r.Name] = m
	}
	m[r.Type] = append(m[r.Type], r)
	switch {
	case r.Type == dns.TypeSOA && r.Name == z.Origin:
		z.soa = r
	case r.Type == dns.TypeNS && r.Name != z.Origin:
		z.cuts[r.Name] = true
	}
	for n := r.Name; n != z.Origin; {
		i := strings.IndexByte(n, '.')
		if n = n[i+1:]; n == "" {
			n = "."
		}
		z.parents[n] = true
		if n == "." {
			break
		}
	}
}

// zoneFields splits a line; a quoted string is one field, kept with its opening quote.
func zoneFields(line string) ([]string, error) {
	var out []string
	for i := 0; i < len(line); {
		switch c := line[i]; {
		case c == ';':
			return out, nil
		case c == ' ' || c == '\t' || c == '\r':
			i++
		case c == '"':
			j := strings.IndexByte(line[i+1:], '"')
			if j < 0 {
				return nil, fmt.Errorf("a string that does not end")
			}
			out = append(out, line[i:i+1+j])
			i += j + 2
		default:
			j := strings.IndexAny(line[i:], " \t\r;")
			if j < 0 {
				j = len(line) - i
			}
			out = append(out, line[i:i+j])
			i += j
		}
	}
	return out, nil
}

func zoneName(s, origin string) (string, error) {
	if s == "@" {
		return origin, nil
	}
	if !strings.HasSuffix(s, ".") {
		s += "." + strings.TrimPrefix(origin, ".")
	}
	return dns.CanonicalName(s)
}

func zoneData(t dns.Type, f []string, origin string) (string, error) {
	var b []byte
	num := func(i, bits int) error {
		if i >= len(f) {
			return fmt.Errorf("too few values")
		}
		v, err := strconv.ParseUint(f[i], 10, bits)
		if err != nil {
			return err
		}
		if bits == 16 {
			b = binary.BigEndian.AppendUint16(b, uint16(v))
		} else {
			b = binary.BigEndian.AppendUint32(b, uint32(v))
		}
		return nil
	}
	name := func(i int) error {
		if i >= len(f) {
			return fmt.Errorf("too few values")
		}
		n, err := zoneName(f[i], origin)
		if err != nil {
			return err
		}
		for _, l := range strings.Split(strings.TrimSuffix(n, "."), ".") {
			if l != "" {
				b = append(append(b, byte(len(l))), l...)
			}
		}
		b = append(b, 0)
		return nil
	}
	var steps []func() error
	nums := func(bits int, at ...int) {
		for _, i := range at {
			steps = append(steps, func() error { return num(i, bits) })
		}
	}
	names := func(at ...int) {
		for _, i := range at {
			steps = append(steps, func() error { return name(i) })
		}
	}
	switch t {
	case dns.TypeA, dns.TypeAAAA:
		a, err := netip.ParseAddr(f[0])
		if err != nil || a.Is4() != (t == dns.TypeA) {
			return "", fmt.Errorf("address %q", f[0])
		}
		return string(a.AsSlice()), nil
	case dns.TypeNS, dns.TypeCNAME, dns.TypeDNAME, dns.TypePTR:
		names(0)
	case dns.TypeMX:
		nums(16, 0)
		names(1)
	case dns.TypeSRV:
		nums(16, 0, 1, 2)
		names(3)
	case dns.TypeSOA:
		names(0, 1)
		nums(32, 2, 3, 4, 5, 6)
	case dns.TypeTXT:
		for _, s := range f {
			s = strings.TrimPrefix(s, `"`)
			if len(s) > 255 {
				return "", fmt.Errorf("string of %d bytes", len(s))
			}
			b = append(append(b, byte(len(s))), s...)
		}
	default:
		if len(f) < 2 || f[0] != `\#` {
			return "", fmt.Errorf(`want \# length hex`)
		}
		hex := strings.Join(f[2:], "")
		for i := 0; i+1 < len(hex); i += 2 {
			v, err := strconv.ParseUint(hex[i:i+2], 16, 8)
			if err != nil {
				return "", err
			}
			b = append(b, byte(v))
		}
		if strconv.Itoa(len(b)) != f[1] {
			return "", fmt.Errorf("%d bytes where %s were promised", len(b), f[1])
		}
	}
	for _, s := range steps {
		if err := s(); err != nil {
			return "", err
		}
	}
	return string(b), nil
}
