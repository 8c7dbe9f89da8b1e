package dns

import (
	"encoding/binary"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// Type is the type of a record or of a question (RFC 1035 §3.2.2 and the IANA registry).
type Type uint16

// The record types this package knows by name. Every other type is carried as it is and
// printed in the form of RFC 3597.
const (
	TypeA          Type = 1
	TypeNS         Type = 2
	TypeCNAME      Type = 5
	TypeSOA        Type = 6
	TypePTR        Type = 12
	TypeMX         Type = 15
	TypeHINFO      Type = 13
	TypeTXT        Type = 16
	TypeRP         Type = 17
	TypeAFSDB      Type = 18
	TypeAAAA       Type = 28
	TypeLOC        Type = 29
	TypeSRV        Type = 33
	TypeNAPTR      Type = 35
	TypeKX         Type = 36
	TypeDNAME      Type = 39
	TypeOPT        Type = 41
	TypeDS         Type = 43
	TypeSSHFP      Type = 44
	TypeRRSIG      Type = 46
	TypeNSEC       Type = 47
	TypeDNSKEY     Type = 48
	TypeNSEC3      Type = 50
	TypeNSEC3PARAM Type = 51
	TypeTLSA       Type = 52
	TypeSMIMEA     Type = 53
	TypeCDS        Type = 59
	TypeCDNSKEY    Type = 60
	TypeOPENPGPKEY Type = 61
	TypeCSYNC      Type = 62
	TypeZONEMD     Type = 63
	TypeSPF        Type = 99
	TypeSVCB       Type = 64
	TypeHTTPS      Type = 65
	TypeAXFR       Type = 252
	TypeANY        Type = 255
	TypeURI        Type = 256
	TypeCAA        Type = 257
)

var typeNames = map[Type]string{
	TypeA: "A", TypeNS: "NS", TypeCNAME: "CNAME", TypeSOA: "SOA", TypePTR: "PTR", TypeMX: "MX",
	TypeTXT: "TXT", TypeAAAA: "AAAA", TypeSRV: "SRV", TypeDNAME: "DNAME", TypeOPT: "OPT",
	TypeDS: "DS", TypeRRSIG: "RRSIG", TypeNSEC: "NSEC", TypeDNSKEY: "DNSKEY", TypeSVCB: "SVCB",
	TypeHTTPS: "HTTPS", TypeAXFR: "AXFR", TypeANY: "ANY", TypeCAA: "CAA", TypeHINFO: "HINFO", TypeRP: "RP", TypeAFSDB: "AFSDB",
	TypeLOC: "LOC", TypeNAPTR: "NAPTR", TypeKX: "KX", TypeSSHFP: "SSHFP", TypeNSEC3: "NSEC3", TypeNSEC3PARAM: "NSEC3PARAM",
	TypeTLSA: "TLSA", TypeSMIMEA: "SMIMEA", TypeCDS: "CDS", TypeCDNSKEY: "CDNSKEY", TypeOPENPGPKEY: "OPENPGPKEY", TypeCSYNC: "CSYNC",
	TypeZONEMD: "ZONEMD", TypeSPF: "SPF", TypeURI: "URI",
}

// String gives the mnemonic ("AAAA"), or TYPE123 for a type without a name here (RFC 3597 §5).
func (t Type) String() string {
	if s, ok := typeNames[t]; ok {
		return s
	}
	return "TYPE" + strconv.Itoa(int(t))
}

// ParseType reads a mnemonic in any letter case, or TYPE123.
func ParseType(s string) (Type, bool) {
	s = strings.ToUpper(s)
	for t, n := range typeNames {
		if n == s {
			return t, true
		}
	}
	if d, ok := strings.CutPrefix(s, "TYPE"); ok {
		if n, err := strconv.ParseUint(d, 10, 16); err == nil {
			return Type(n), true
		}
	}
	return 0, false
}

// RCode is the outcome that a server reports (RFC 1035 §4.1.1, RFC 6895 §2.3), with the
// upper bits that an OPT record adds.
type RCode uint16

// Response codes that the resolver tells apart.
const (
	RCodeSuccess  RCode = 0
	RCodeFormErr  RCode = 1
	RCodeServFail RCode = 2
	RCodeNXDomain RCode = 3
	RCodeNotImp   RCode = 4
	RCodeRefused  RCode = 5
	RCodeYXDomain RCode = 6
	RCodeNotAuth  RCode = 9
	RCodeBadVers  RCode = 16
)

var rcodeNames = map[RCode]string{
	RCodeSuccess: "NOERROR", RCodeFormErr: "FORMERR", RCodeServFail: "SERVFAIL", RCodeNXDomain: "NXDOMAIN",
	RCodeNotImp: "NOTIMP", RCodeRefused: "REFUSED", RCodeYXDomain: "YXDOMAIN", RCodeNotAuth: "NOTAUTH", RCodeBadVers: "BADVERS",
}

// String gives the mnemonic ("NXDOMAIN"), or RCODE17.
func (c RCode) String() string {
	if s, ok := rcodeNames[c]; ok {
		return s
	}
	return "RCODE" + strconv.Itoa(int(c))
}

// Record is one resource record of class IN. It is a comparable value that never changes.
type Record struct {
	Name string // canonical: lower case, with the final dot
	Type Type
	TTL  uint32 // seconds, as the server sent it or, out of the cache, what is left of it
	Data string // RDATA in wire form, with every name in it uncompressed
}

// Addr gives the address of an A or AAAA record.
func (r Record) Addr() (netip.Addr, bool) {
	if r.Type != TypeA && r.Type != TypeAAAA {
		return netip.Addr{}, false
	}
	return netip.AddrFromSlice([]byte(r.Data))
}

// Target gives the name that a CNAME, DNAME, NS, PTR, MX or SRV record points to, in
// canonical form, or "" for other types.
func (r Record) Target() string {
	skip := 0
	switch r.Type {
	case TypeCNAME, TypeDNAME, TypeNS, TypePTR:
	case TypeMX:
		skip = 2
	case TypeSRV:
		skip = 6
	default:
		return ""
	}
	if len(r.Data) < skip {
		return ""
	}
	n, _, ok := nameFromWire(r.Data[skip:])
	if !ok {
		return ""
	}
	return n
}

// minimum gives the MINIMUM field of a SOA record: the TTL of negative answers (RFC 2308 §4).
func (r Record) minimum() uint32 {
	if r.Type != TypeSOA || len(r.Data) < soaNumbers {
		return 0
	}
	return binary.BigEndian.Uint32([]byte(r.Data[len(r.Data)-4:]))
}

// String prints the record as a line of a zone file (RFC 1035 §5.1).
func (r Record) String() string {
	return DisplayName(r.Name) + " " + strconv.FormatUint(uint64(r.TTL), 10) + " IN " + r.Type.String() + " " + r.Value()
}

// From says where an Answer came from.
type From string

// The origins of an answer, in the order in which they are asked.
const (
	FromLiteral   From = "literal"   // the host was an address already
	FromLocalhost From = "localhost" // RFC 6761 §6.3: never asked on the network
	FromHosts     From = "hosts"     // the hosts file
	FromCache     From = "cache"     // every part was in the resolver's cache
	FromStub      From = "stub"      // a recursive server was asked
	FromStale     From = "stale"     // from data that ran out, because nobody could be asked
	FromIterative From = "iterative" // we asked from the root down ourselves
)

// Answer is what a host name turned out to be. Names are without their final dot.
type Answer struct {
	Name     string        // the name that was finally found, after the search list and the aliases
	Addrs    []netip.Addr  // IPv6 first, each family in the server's order; never empty
	CNAMEs   []string      // the aliases that were followed, in order, each the target of the one before
	TTL      time.Duration // how long the answer may be kept
	From     From
	Security Security // Unchecked unless the resolver validates
}

// Reply is the outcome of one question: the records, or the proof that there are none.
type Reply struct {
	Name   string // the question
	Type   Type
	RCode  RCode    // NOERROR, NXDOMAIN or YXDOMAIN
	Answer []Record // the alias chain in order, then the records of Type; aliases only when there are none
	SOA    []Record // the zone's SOA when the answer is negative and the server gave one
	From   From

	// What validation says of the whole (Unchecked without it), and what it went by: the
	// signatures of the answer, and the proofs of absence with theirs.
	Security   Security
	Signatures []Record
	Denial     []Record
	soon       bool  // a part of it came from the cache and will end soon
	flaw       *flaw // why it is not secure, if there is more to say

	Aliases int // how many records at the start of Answer are CNAME (or DNAME) links of the chain
}

// Records gives the records of the question's type, without the aliases that led there.
func (r *Reply) Records() []Record { return r.Answer[r.Aliases:] }

// ExtErrors says what a client should know about the reply (RFC 8914).
func (r *Reply) ExtErrors() []ExtError {
	var out []ExtError
	if r.From == FromStale {
		code := ExtStale
		if r.RCode == RCodeNXDomain {
			code = ExtStaleNXDomain
		}
		out = append(out, ExtError{Code: code})
	}
	if r.flaw != nil && r.flaw.code != ExtOther {
		out = append(out, ExtError{r.flaw.code, r.flaw.err.Error()})
	}
	return out
}

// ttl gives the seconds for which the whole reply may be kept.
func (r *Reply) ttl() uint32 {
	ttl := ^uint32(0)
	for _, rec := range r.Answer {
		ttl = min(ttl, rec.TTL)
	}
	if len(r.Records()) == 0 {
		if len(r.SOA) == 0 {
			return 0
		}
		ttl = min(ttl, r.SOA[0].TTL, r.SOA[0].minimum())
	}
	return ttl
}

// Kind classifies an Error.
type Kind uint8

// The ways in which a name can fail to resolve.
const (
	NXDOMAIN    Kind = iota + 1 // the name does not exist
	NoData                      // the name exists and has no record of the type, or no usable address
	ServFail                    // the servers answered that they could not answer
	Timeout                     // no server answered in time
	Refused                     // the servers refused to answer
	Malformed                   // the answer broke the wire format
	Loop                        // aliases or delegations lead back to where they began
	Limited                     // a limit of Limits was reached
	Lame                        // no server of the zone knows the zone
	Network                     // the servers could not be reached at all
	BadName                     // the name cannot be a host name
	Canceled                    // the context ended first
	NoServers                   // nothing is configured that could be asked
	BogusAnswer                 // validation found it forged or broken
)

var kindTexts = [...]string{
	NXDOMAIN: "no such name", NoData: "no address for this name", ServFail: "server failure", Timeout: "no answer in time",
	Refused: "refused", Malformed: "malformed answer", Loop: "alias or delegation loop", Limited: "limit reached",
	Lame: "no server knows the zone", Network: "cannot reach the name server", BadName: "not a valid name",
	Canceled: "canceled", NoServers: "no name server configured", BogusAnswer: "not genuine by DNSSEC (bogus)",
}

// String gives a short text for people.
func (k Kind) String() string {
	if int(k) < len(kindTexts) && kindTexts[k] != "" {
		return kindTexts[k]
	}
	return "kind " + strconv.Itoa(int(k))
}

// Error tells why a name did not resolve. It is the only error type of this package's
// resolving methods.
type Error struct {
	Name   string
	Type   Type   // 0 when the failure is not about one question
	Server string // the last server asked, as "name (address)" or "address"; "" when none was
	Kind   Kind
	Err    error      // the cause, or nil
	Ext    []ExtError // what RFC 8914 calls it, or the server did
}

// Error implements error, telling the story from the outside inward.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("resolve " + DisplayName(e.Name))
	if e.Type != 0 {
		b.WriteString(" " + e.Type.String())
	}
	b.WriteString(": " + e.Kind.String())
	if e.Server != "" {
		b.WriteString(" (asked " + e.Server + ")")
	}
	if e.Err != nil && e.Kind != Timeout { // a time-out says it all
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Timeout reports whether waiting was what failed.
func (e *Error) Timeout() bool { return e.Kind == Timeout }
