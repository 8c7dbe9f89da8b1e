package dns

import (
	"cmp"
	"encoding/base64"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// SvcKey names a parameter of a SVCB or HTTPS record (RFC 9460 §14.3.2).
type SvcKey uint16

// The parameters that are known by name.
const (
	SvcMandatory     SvcKey = 0
	SvcALPN          SvcKey = 1
	SvcNoDefaultALPN SvcKey = 2
	SvcPort          SvcKey = 3
	SvcIPv4Hint      SvcKey = 4
	SvcECH           SvcKey = 5
	SvcIPv6Hint      SvcKey = 6
	SvcDoHPath       SvcKey = 7 // RFC 9461
	SvcOHTTP         SvcKey = 8 // RFC 9540
)

var svcKeyNames = [...]string{"mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint", "dohpath", "ohttp"}

// String gives "alpn" or "key123".
func (k SvcKey) String() string {
	if int(k) < len(svcKeyNames) {
		return svcKeyNames[k]
	}
	return "key" + strconv.Itoa(int(k))
}

// Service is one way to reach an origin, or the name under which the ways are found
// (RFC 9460 §2.2). A record that breaks the format gives none.
type Service struct {
	Priority      uint16 // 0: Target is an alias (§2.4.2)
	Target        string // canonical; in ServiceMode "." stands for the owner's name
	Mandatory     []SvcKey
	ALPN          []string // protocols offered, besides the default one
	NoDefaultALPN bool
	Port          uint16 // 0: the origin's
	IPv4, IPv6    []netip.Addr
	ECH           []byte // an ECHConfigList
	Unknown       bool   // a mandatory parameter is not understood: not to be used (§8)
}

// Alias reports AliasMode.
func (s *Service) Alias() bool { return s.Priority == 0 }

// maxSvcAddrs is how many address hints of one record are considered.
const maxSvcAddrs = 8

// ParseService reads the data of a SVCB or HTTPS record.
func ParseService(r Record) (*Service, bool) {
	if r.Type != TypeSVCB && r.Type != TypeHTTPS || len(r.Data) < 3 {
		return nil, false
	}
	s := &Service{Priority: be16(r.Data)}
	var rest string
	var ok bool
	if s.Target, rest, ok = nameFromWire(r.Data[2:]); !ok {
		return nil, false
	}
	if s.Alias() { // §2.4.2: parameters are ignored
		return s, true
	}
	last := -1
	seen := map[SvcKey]bool{}
	for rest != "" {
		if len(rest) < 4 || len(rest) < 4+int(be16(rest[2:])) {
			return nil, false
		}
		k, v := SvcKey(be16(rest)), rest[4:4+int(be16(rest[2:]))]
		rest = rest[4+len(v):]
		if int(k) <= last || !s.param(k, v) { // in strictly increasing order (§2.2)
			return nil, false
		}
		last, seen[k] = int(k), true
	}
	for _, k := range s.Mandatory {
		if !seen[k] {
			return nil, false
		}
		s.Unknown = s.Unknown || k > SvcIPv6Hint
	}
	if s.NoDefaultALPN && s.ALPN == nil { // §7.1.1
		return nil, false
	}
	return s, true
}

// param reads one parameter.
func (s *Service) param(k SvcKey, v string) bool {
	switch k {
	case SvcMandatory:
		if len(v) == 0 || len(v)%2 != 0 {
			return false
		}
		for ; v != ""; v = v[2:] {
			m := SvcKey(be16(v))
			if m == SvcMandatory || len(s.Mandatory) > 0 && m <= s.Mandatory[len(s.Mandatory)-1] {
				return false
			}
			s.Mandatory = append(s.Mandatory, m)
		}
	case SvcALPN:
		ids, ok := alpnIDs(v)
		if !ok {
			return false
		}
		s.ALPN = ids
	case SvcNoDefaultALPN:
		s.NoDefaultALPN = true
		return v == ""
	case SvcPort:
		if len(v) != 2 {
			return false
		}
		s.Port = be16(v)
	case SvcIPv4Hint, SvcIPv6Hint:
		size, out := 4, &s.IPv4
		if k == SvcIPv6Hint {
			size, out = 16, &s.IPv6
		}
		if len(v) == 0 || len(v)%size != 0 {
			return false
		}
		for ; v != "" && len(*out) < maxSvcAddrs; v = v[size:] {
			a, _ := netip.AddrFromSlice([]byte(v[:size]))
			*out = append(*out, a)
		}
	case SvcECH:
		s.ECH = []byte(v)
		return v != ""
	}
	return true
}

func alpnIDs(v string) ([]string, bool) {
	var ids []string
	for v != "" {
		n := int(v[0])
		if n == 0 || len(v) < 1+n {
			return nil, false
		}
		ids = append(ids, v[1:1+n])
		v = v[1+n:]
	}
	return ids, len(ids) > 0
}

// Services gives the usable records of a reply by rising priority; equal ones keep the
// server's order.
func (r *Reply) Services() []*Service {
	var out []*Service
	for _, rec := range r.Records() {
		if s, ok := ParseService(rec); ok && !s.Unknown {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b *Service) int { return cmp.Compare(a.Priority, b.Priority) })
	return out
}

// svcParamText prints a parameter (RFC 9460 §2.1), one that breaks its format by its number.
func svcParamText(k SvcKey, v string) string {
	var probe Service
	if !probe.param(k, v) || k > SvcDoHPath || k == SvcOHTTP && v != "" {
		if v == "" {
			return "key" + strconv.Itoa(int(k))
		}
		return "key" + strconv.Itoa(int(k)) + "=" + quoteText(v)
	}
	name := k.String()
	switch k {
	case SvcMandatory:
		var ks []string
		for _, m := range probe.Mandatory {
			ks = append(ks, m.String())
		}
		return name + "=" + strings.Join(ks, ",")
	case SvcALPN:
		for i, id := range probe.ALPN { // a comma or backslash inside an id is escaped once more (appendix A.1)
			probe.ALPN[i] = strings.NewReplacer(`\`, `\\`, `,`, `\,`).Replace(id)
		}
		return name + "=" + quoteText(strings.Join(probe.ALPN, ","))
	case SvcNoDefaultALPN:
		return name
	case SvcPort:
		return name + "=" + strconv.Itoa(int(probe.Port))
	case SvcIPv4Hint, SvcIPv6Hint:
		size := 4
		if k == SvcIPv6Hint {
			size = 16
		}
		var as []string
		for ; v != ""; v = v[size:] {
			a, _ := netip.AddrFromSlice([]byte(v[:size]))
			as = append(as, a.String())
		}
		return name + "=" + strings.Join(as, ",")
	case SvcECH:
		return name + "=" + base64.StdEncoding.EncodeToString([]byte(v))
	case SvcDoHPath:
		return name + "=" + quoteText(v)
	}
	return name
}
