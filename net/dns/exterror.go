package dns

import "strconv"

// ExtCode is the reason that an extended error gives (RFC 8914 §4 and the IANA registry).
type ExtCode uint16

// Reasons that this package gives or tells apart.
const (
	ExtOther             ExtCode = 0
	ExtAlgorithm         ExtCode = 1 // no supported DNSKEY algorithm
	ExtDigest            ExtCode = 2 // no supported DS digest
	ExtStale             ExtCode = 3
	ExtForged            ExtCode = 4
	ExtIndeterminate     ExtCode = 5
	ExtBogus             ExtCode = 6
	ExtExpired           ExtCode = 7 // signatures
	ExtNotYetValid       ExtCode = 8
	ExtNoKey             ExtCode = 9
	ExtNoSignature       ExtCode = 10
	ExtNoZoneKey         ExtCode = 11
	ExtNoDenial          ExtCode = 12
	ExtCachedError       ExtCode = 13
	ExtNotReady          ExtCode = 14
	ExtProhibited        ExtCode = 18
	ExtStaleNXDomain     ExtCode = 19
	ExtNotAuthoritative  ExtCode = 20
	ExtUnreachable       ExtCode = 22
	ExtNetwork           ExtCode = 23
	ExtInvalidData       ExtCode = 24
	ExtTooManyIterations ExtCode = 27 // of NSEC3
)

var extTexts = map[ExtCode]string{
	ExtOther: "Other", ExtAlgorithm: "Unsupported DNSKEY Algorithm", ExtDigest: "Unsupported DS Digest Type", ExtStale: "Stale Answer",
	ExtForged: "Forged Answer", ExtIndeterminate: "DNSSEC Indeterminate", ExtBogus: "DNSSEC Bogus", ExtExpired: "Signature Expired",
	ExtNotYetValid: "Signature Not Yet Valid", ExtNoKey: "DNSKEY Missing", ExtNoSignature: "RRSIGs Missing", ExtNoZoneKey: "No Zone Key Bit Set",
	ExtNoDenial: "NSEC Missing", ExtCachedError: "Cached Error", ExtNotReady: "Not Ready", 15: "Blocked", 16: "Censored", 17: "Filtered",
	ExtProhibited: "Prohibited", ExtStaleNXDomain: "Stale NXDomain Answer", ExtNotAuthoritative: "Not Authoritative", 21: "Not Supported",
	ExtUnreachable: "No Reachable Authority", ExtNetwork: "Network Error", ExtInvalidData: "Invalid Data", ExtTooManyIterations: "Unsupported NSEC3 Iterations Value",
}

// String gives the registry's name of the reason.
func (c ExtCode) String() string {
	if s, ok := extTexts[c]; ok {
		return s
	}
	return "EDE " + strconv.Itoa(int(c))
}

// ExtError is an extended error of a message: a reason, and words about it.
type ExtError struct {
	Code ExtCode
	Text string
}

// String prints "7 (Signature Expired): words".
func (e ExtError) String() string {
	s := strconv.Itoa(int(e.Code)) + " (" + e.Code.String() + ")"
	if e.Text != "" {
		s += ": " + e.Text
	}
	return s
}
