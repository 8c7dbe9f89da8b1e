package conn

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/asn1"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/crypto/ocsp"
	"golang.org/x/net/publicsuffix"
)

// minRSABits is the shortest RSA key that a server or an authority between it and the root may
// have.
const minRSABits = 2048

// certError is what we have against a certificate that crypto/tls accepts.
type certError struct {
	problem TLSProblem
	text    string
	cert    *x509.Certificate
}

func (e *certError) Error() string { return e.text }

// verify is called at the end of every handshake, after the chain has been verified. What browsers
// ask for beyond RFC 5280 is asked here.
func verify(cs tls.ConnectionState) error {
	if len(cs.PeerCertificates) == 0 {
		return nil
	}
	leaf := cs.PeerCertificates[0]
	if cs.NegotiatedProtocol == "h2" && cs.Version == tls.VersionTLS12 && !modern(cs.CipherSuite) {
		// https://www.rfc-editor.org/rfc/rfc9113#section-9.2.2
		return &certError{TLSProtocol, "the cipher " + tls.CipherSuiteName(cs.CipherSuite) + " is too weak for HTTP/2", nil}
	}
	var weak error
	for _, chain := range cs.VerifiedChains {
		if weak = weakness(chain); weak == nil {
			break
		}
	}
	switch {
	case weak != nil:
		return weak
	case len(cs.VerifiedChains) == 0 && weakKey(leaf) != "":
		return &certError{TLSInvalid, "certificate has a weak key (" + weakKey(leaf) + ")", leaf}
	case leaf.KeyUsage != 0 && leaf.KeyUsage&x509.KeyUsageDigitalSignature == 0:
		// https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2.2
		return &certError{TLSInvalid, "certificate's key is not for signatures", leaf}
	case !namesHost(leaf, cs.ServerName):
		return &certError{TLSName, "certificate is for a whole public suffix, not for " + strconv.Quote(cs.ServerName), leaf}
	}
	return stapled(&cs, leaf)
}

// modern reports the suites of TLS 1.2 that HTTP/2 may use: ephemeral keys and authenticated
// encryption.
func modern(suite uint16) bool {
	switch suite {
	case tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
		tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
		tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256:
		return true
	}
	return false
}

// weakness names a weak key in a chain. The root's own is not looked at: it was chosen by whoever
// trusts it.
func weakness(chain []*x509.Certificate) error {
	for i, c := range chain {
		if i > 0 && i == len(chain)-1 {
			break
		}
		what := weakKey(c)
		switch {
		case what != "" && i == 0:
			return &certError{TLSInvalid, "certificate has a weak key (" + what + ")", c}
		case what != "":
			return &certError{TLSInvalid, "certificate of the authority " + strconv.Quote(who(c)) + " has a weak key (" + what + ")", c}
		}
	}
	return nil
}

func weakKey(c *x509.Certificate) string {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		if n := k.N.BitLen(); n < minRSABits {
			return "RSA, " + strconv.Itoa(n) + " bits"
		}
	case *ecdsa.PublicKey:
		if k.Curve == elliptic.P224() {
			return "P-224"
		}
	}
	return ""
}

// namesHost refuses wildcards over everything below a public suffix, as *.com.
func namesHost(leaf *x509.Certificate, host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return true // an address matches as a whole
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	_, parent, ok := strings.Cut(host, ".")
	if !ok {
		return true
	}
	suffix, icann := publicsuffix.PublicSuffix(parent)
	if suffix != parent || !icann && strings.Contains(parent, ".") {
		return true
	}
	for _, n := range leaf.DNSNames {
		if strings.EqualFold(strings.TrimSuffix(n, "."), host) {
			return true
		}
	}
	return false
}

// mustStaple is the certificate extension "TLS feature", and statusRequest the feature that makes
// a stapled answer of OCSP obligatory.
//
// https://www.rfc-editor.org/rfc/rfc7633
var mustStaple = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 24}

const statusRequest = 5

// ocspSkew is how far clocks may differ.
const ocspSkew = 5 * time.Minute

// stapled looks at the answer of the authority that the server brought along. One that says
// "revoked" counts always; a missing or broken one only when the certificate promises one.
//
// https://www.rfc-editor.org/rfc/rfc6960#section-3.2
func stapled(cs *tls.ConnectionState, leaf *x509.Certificate) error {
	promised := false
	for _, e := range leaf.Extensions {
		var features []int
		if e.Id.Equal(mustStaple) {
			if _, err := asn1.Unmarshal(e.Value, &features); err == nil {
				promised = slices.Contains(features, statusRequest)
			}
		}
	}
	missing := func(why string) error {
		if !promised {
			return nil
		}
		return &certError{TLSInvalid, "certificate demands a proof that it is not revoked, and " + why, leaf}
	}
	if len(cs.OCSPResponse) == 0 {
		return missing("the server brings none")
	}
	var issuer *x509.Certificate
	for _, chain := range cs.VerifiedChains {
		if len(chain) > 1 {
			issuer = chain[1]
			break
		}
	}
	if issuer == nil {
		return missing("it has no issuer that could give one")
	}
	r, err := ocsp.ParseResponseForCert(cs.OCSPResponse, leaf, issuer)
	now := time.Now()
	switch {
	case err != nil:
		return missing("the one that the server brings is broken")
	case r.Status == ocsp.Revoked:
		return &certError{TLSRevoked, "certificate was revoked on " + day(r.RevokedAt), leaf}
	case r.Status != ocsp.Good:
		return missing("its authority does not know it")
	case now.Add(ocspSkew).Before(r.ThisUpdate), !r.NextUpdate.IsZero() && now.Add(-ocspSkew).After(r.NextUpdate):
		return missing("the one that the server brings is out of date")
	}
	return nil
}
