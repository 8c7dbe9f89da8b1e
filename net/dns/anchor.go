package dns

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Anchor is where trust begins: a key of a zone, or the digest of one, that is believed
// without a signature (RFC 4033 §2).
type Anchor struct {
	Zone   string // canonical
	Record Record // DS or DNSKEY
}

// RootAnchors gives the digests of the keys with which IANA signs the root: KSK-2017 and
// KSK-2024, as published with the root's trust anchors.
func RootAnchors() []Anchor {
	var out []Anchor
	for _, s := range [...]string{
		"4f660802e06d44b80b8f1d39a95c0b0d7c65d08458e880409bbc683457104237c7f8ec8d",
		"97280802683d2d0acb8c9b712a1948b27f741219298d0a450d612c483af444a4c0fb2b16",
	} {
		b, err := hex.DecodeString(s)
		if err != nil {
			panic(err) // the constants above
		}
		out = append(out, Anchor{".", Record{Name: ".", Type: TypeDS, Data: string(b)}})
	}
	return out
}

// ParseAnchors reads trust anchors as resolvers keep them: lines of a zone file with DS or
// DNSKEY records. It is strict, because a misread anchor would refuse everything.
func ParseAnchors(r io.Reader) ([]Anchor, error) {
	var out []Anchor
	var bad error
	err := lines(r, maxConfLines, func(f []string) {
		fail := func(why string) {
			if bad == nil {
				bad = fmt.Errorf("trust anchors: line %q: %s", strings.Join(f, " "), why)
			}
		}
		zone, err := CanonicalName(f[0])
		if err != nil {
			fail(err.Error())
			return
		}
		rest := f[1:]
		for len(rest) > 0 && !strings.EqualFold(rest[0], "DS") && !strings.EqualFold(rest[0], "DNSKEY") {
			rest = rest[1:] // TTL and class
		}
		if len(rest) < 5 {
			fail("neither a DS nor a DNSKEY record")
			return
		}
		var n [3]uint64
		for i := range n {
			if n[i], err = strconv.ParseUint(rest[1+i], 10, 16); err != nil {
				fail("a number was expected")
				return
			}
		}
		rec := Record{Name: zone, Type: TypeDNSKEY}
		head := []byte{byte(n[0] >> 8), byte(n[0]), byte(n[1]), byte(n[2])}
		text := strings.Join(rest[4:], "")
		var b []byte
		if strings.EqualFold(rest[0], "DS") {
			rec.Type = TypeDS
			b, err = hex.DecodeString(text)
		} else {
			b, err = base64.StdEncoding.DecodeString(text)
		}
		if err != nil || len(b) == 0 {
			fail("not a key or digest")
			return
		}
		rec.Data = string(append(head, b...))
		if k, ok := parseKey(rec); ok && k.flags&keyRevoked != 0 {
			return // RFC 5011: it was taken back
		}
		out = append(out, Anchor{zone, rec})
	})
	if err == nil {
		err = bad
	}
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("trust anchors: none in the file")
	}
	return out, err
}
