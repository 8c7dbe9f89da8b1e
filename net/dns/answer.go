package dns

import (
	"fmt"
	"strings"
)

// maxSignatures is how many records about records are kept of one answer.
const maxSignatures = 64

// follow reads the alias chain of q out of the answer section of m. Records count only when
// their owner is the name the chain has reached and lies in zone, which is what its servers
// may speak about; everything else in the section is as if it were not there.
func follow(m *Message, name string, t Type, zone string, limit int) (*hop, error) {
	h := &hop{rcode: m.RCode, zone: zone, from: m.from, rank: rankAnswer}
	if m.Authoritative {
		h.rank = rankAuth
	}
	for _, r := range m.Answer {
		if r.Type == TypeRRSIG && len(h.sigs) < maxSignatures && t != TypeRRSIG {
			h.sigs = append(h.sigs, r)
		}
	}
	for _, r := range m.Authority {
		use := r.Type == TypeNSEC || r.Type == TypeNSEC3
		if s, ok := parseSignature(r); ok { // the SOA decides how long a denial holds
			use = s.covered == TypeNSEC || s.covered == TypeNSEC3 || s.covered == TypeSOA
		}
		if use && len(h.denial) < maxSignatures {
			h.denial = append(h.denial, r)
		}
	}
	cur := name
	for n := 0; ; n++ {
		if !within(cur, zone) {
			h.next = cur
			return h, nil
		}
		var alias Record
		for _, r := range m.Answer {
			switch {
			case r.Name == cur && (r.Type == t || t == TypeANY):
				h.found = append(h.found, r)
			case r.Type == TypeDNAME && below(cur, r.Name) && within(r.Name, zone):
				alias = r // and never mind a CNAME beside it: we make it ourselves (RFC 6672 §3.4)
			case r.Name == cur && r.Type == TypeCNAME && alias.Name == "":
				alias = r
			}
		}
		if len(h.found) > 0 || alias.Name == "" {
			break
		}
		if n >= limit {
			return nil, fmt.Errorf("more than %d aliases in one answer", limit)
		}
		if alias.Type == TypeDNAME {
			to := strings.TrimSuffix(cur, alias.Name)
			if tail := alias.Target(); tail != "." {
				to += tail
			}
			h.links = append(h.links, alias)
			if len(to) > maxName { // an outcome of its own (RFC 6672 §2.2)
				h.rcode = RCodeYXDomain
				return h, nil
			}
			alias = Record{Name: cur, Type: TypeCNAME, TTL: alias.TTL, Data: string(appendWireName(nil, to))}
		}
		h.links = append(h.links, alias)
		cur = alias.Target()
		if cur == "" {
			return nil, errMalformed
		}
		for _, l := range h.links { // a loop within one answer: let the caller see it
			if l.Name == cur && l.Type == TypeCNAME {
				return h, nil
			}
		}
	}
	if len(h.found) == 0 {
		h.soa = soaFor(m, cur, zone)
		if len(h.links) > 0 && m.RCode == RCodeSuccess && h.soa == nil {
			h.next = cur // the chain goes on, or the server knows no more: ask
		}
	} else {
		h.rcode = RCodeSuccess
	}
	return h, nil
}

// soaFor gives the SOA record that makes a negative answer for name credible (RFC 2308 §2).
func soaFor(m *Message, name, zone string) []Record {
	for _, r := range m.Authority {
		if r.Type == TypeSOA && within(name, r.Name) && within(r.Name, zone) {
			return []Record{r}
		}
	}
	return nil
}

// keep stores what a hop told about name.
func (r *Resolver) keep(name string, t Type, h *hop) {
	cur := name
	for i, l := range h.links {
		// The CNAME made from a DNAME is not the zone's own data, but lives as long.
		r.cache.putHop(h.links[i:i+1:i+1], h)
		if l.Type == TypeCNAME {
			cur = l.Target()
		}
	}
	switch {
	case h.next != "":
	case len(h.found) > 0:
		if len(h.found) > r.cfg.Limits.Records {
			h.found = h.found[:r.cfg.Limits.Records]
		}
		if t != TypeANY {
			r.cache.putHop(h.found, h)
		}
	case h.rcode == RCodeNXDomain:
		r.cache.putNegative(cur, 0, h)
	default:
		r.cache.putNegative(cur, t, h)
	}
}
