package dns

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	_ "crypto/sha1" // of old DS records
	_ "crypto/sha256"
	_ "crypto/sha512"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/cloudflare/circl/sign/ed448"
)

// Algorithm is the way in which a zone signs (RFC 4034 appendix A.1 and the IANA registry).
type Algorithm uint8

// The algorithms that are verified. A zone signed with others only counts as unsigned
// (RFC 4035 §5.2); the ones over SHA-1 are among those (RFC 9905).
const (
	RSASHA256   Algorithm = 8  // RFC 5702
	RSASHA512   Algorithm = 10 // RFC 5702
	ECDSAP256   Algorithm = 13 // RFC 6605
	ECDSAP384   Algorithm = 14 // RFC 6605
	Ed25519     Algorithm = 15 // RFC 8080
	Ed448       Algorithm = 16 // RFC 8080
	keyZone               = 0x100
	keyRevoked            = 0x80
	keyProtocol           = 3
)

func (a Algorithm) supported() bool {
	switch a {
	case RSASHA256, RSASHA512, ECDSAP256, ECDSAP384, Ed25519, Ed448:
		return true
	}
	return false
}

// dnsKey is a DNSKEY record (RFC 4034 §2).
type dnsKey struct {
	flags  uint16
	alg    Algorithm
	tag    uint16
	public string
	data   string // the whole record data
	owner  string
}

// usable reports a key that may sign a zone's data.
func (k *dnsKey) usable() bool { return k.flags&keyZone != 0 && k.flags&keyRevoked == 0 }

func parseKey(r Record) (dnsKey, bool) {
	if r.Type != TypeDNSKEY || len(r.Data) < 5 || r.Data[2] != keyProtocol {
		return dnsKey{}, false
	}
	return dnsKey{be16(r.Data), Algorithm(r.Data[3]), keyTag(r.Data), r.Data[4:], r.Data, r.Name}, true
}

// keyTag helps to find a key; it is no proof of anything (RFC 4034 appendix B).
func keyTag(data string) uint16 {
	var sum uint32
	for i := 0; i < len(data); i++ {
		if i&1 == 0 {
			sum += uint32(data[i]) << 8
		} else {
			sum += uint32(data[i])
		}
	}
	return uint16(sum + sum>>16)
}

// digests of DS records (RFC 4034 §5.1.3, RFC 4509, RFC 6605).
var digests = map[uint8]crypto.Hash{1: crypto.SHA1, 2: crypto.SHA256, 4: crypto.SHA384}

// delegationSigner is a DS record: the digest of a key of the zone below.
type delegationSigner struct {
	tag    uint16
	alg    Algorithm
	hash   uint8
	digest string
}

func parseDS(r Record) (delegationSigner, bool) {
	if r.Type != TypeDS || len(r.Data) < 5 {
		return delegationSigner{}, false
	}
	return delegationSigner{be16(r.Data), Algorithm(r.Data[2]), r.Data[3], r.Data[4:]}, true
}

func (d *delegationSigner) supported() bool {
	_, ok := digests[d.hash]
	return ok && d.alg.supported()
}

// matches reports whether d is the digest of k (RFC 4034 §5.1.4).
func (d *delegationSigner) matches(k *dnsKey) bool {
	if d.tag != k.tag || d.alg != k.alg {
		return false
	}
	h, ok := digests[d.hash]
	if !ok {
		return false
	}
	sum := h.New()
	sum.Write(appendWireName(nil, k.owner))
	sum.Write([]byte(k.data))
	return string(sum.Sum(nil)) == d.digest
}

// signature is a RRSIG record (RFC 4034 §3).
type signature struct {
	covered         Type
	alg             Algorithm
	labels          int
	ttl             uint32
	expires, begins uint32 // serial numbers of seconds
	tag             uint16
	signer          string
	head            string // the record data without the signature
	sig             string
}

func parseSignature(r Record) (signature, bool) {
	if r.Type != TypeRRSIG || len(r.Data) < 19 {
		return signature{}, false
	}
	d := r.Data
	signer, sig, ok := nameFromWire(d[18:])
	if !ok || sig == "" {
		return signature{}, false
	}
	return signature{
		Type(be16(d)), Algorithm(d[2]), int(d[3]), be32(d[4:]), be32(d[8:]), be32(d[12:]), be16(d[16:]), signer, d[:len(d)-len(sig)], sig,
	}, true
}

// serialTime is the moment that a time of RRSIG means: the one nearest to now, because its
// seconds are counted in 32 bits (RFC 4034 §3.1.5).
func serialTime(v uint32, now time.Time) time.Time {
	return time.Unix(now.Unix()+int64(int32(v-uint32(now.Unix()))), 0).UTC()
}

// signedData is what a signature over a record set signs: its own fields, then the records
// in canonical form and order (RFC 4034 §3.1.8.1 and §6). Names in their data are in lower
// case already, where the form wants that.
func (s *signature) signedData(owner string, recs []Record) []byte {
	name := owner
	if n := labels(owner); s.labels < n { // made from a wildcard
		name = "*." + strings.TrimPrefix(lastLabels(owner, s.labels), ".")
	}
	datas := make([]string, len(recs))
	size := len(s.head)
	for i, r := range recs {
		datas[i] = r.Data
		size += len(name) + 12 + len(r.Data)
	}
	slices.Sort(datas)
	datas = slices.Compact(datas)
	b := append(make([]byte, 0, size), s.head...)
	for _, d := range datas {
		b = appendWireName(b, name)
		b = append(b, byte(s.covered>>8), byte(s.covered), 0, byte(classIN))
		b = append(b, byte(s.ttl>>24), byte(s.ttl>>16), byte(s.ttl>>8), byte(s.ttl), byte(len(d)>>8), byte(len(d)))
		b = append(b, d...)
	}
	return b
}

// verify checks the signature over data with a key.
func (s *signature) verify(k *dnsKey, data []byte) bool {
	sum := func(h crypto.Hash) []byte {
		w := h.New()
		w.Write(data)
		return w.Sum(nil)
	}
	switch k.alg {
	case RSASHA256, RSASHA512:
		pub := rsaKey(k.public)
		if pub == nil {
			return false
		}
		h := crypto.SHA256
		if k.alg == RSASHA512 {
			h = crypto.SHA512
		}
		return rsa.VerifyPKCS1v15(pub, h, sum(h), []byte(s.sig)) == nil
	case ECDSAP256, ECDSAP384:
		curve, h := elliptic.P256(), crypto.SHA256
		if k.alg == ECDSAP384 {
			curve, h = elliptic.P384(), crypto.SHA384
		}
		n := curve.Params().BitSize / 8
		if len(k.public) != 2*n || len(s.sig) != 2*n {
			return false
		}
		pub, err := ecdsa.ParseUncompressedPublicKey(curve, append([]byte{4}, k.public...))
		if err != nil {
			return false
		}
		r, t := new(big.Int).SetBytes([]byte(s.sig[:n])), new(big.Int).SetBytes([]byte(s.sig[n:]))
		return ecdsa.Verify(pub, sum(h), r, t)
	case Ed25519:
		return len(k.public) == ed25519.PublicKeySize && ed25519.Verify(ed25519.PublicKey(k.public), data, []byte(s.sig))
	case Ed448:
		return len(k.public) == ed448.PublicKeySize && ed448.Verify(ed448.PublicKey(k.public), data, []byte(s.sig), "")
	}
	return false
}

// maxRSABytes bounds the modulus: bigger ones cost too much to be believed.
const maxRSABytes = 512

// rsaKey reads the key of RFC 3110 §2.
func rsaKey(s string) *rsa.PublicKey {
	if s == "" {
		return nil
	}
	n := int(s[0])
	s = s[1:]
	if n == 0 {
		if len(s) < 2 {
			return nil
		}
		n, s = int(be16(s)), s[2:]
	}
	if n == 0 || n > 4 || len(s) <= n || len(s)-n > maxRSABytes {
		return nil
	}
	e := 0
	for i := range n {
		e = e<<8 | int(s[i])
	}
	return &rsa.PublicKey{N: new(big.Int).SetBytes(bytes.TrimLeft([]byte(s[n:]), "\x00")), E: e}
}

// bitmapTypes lists the types of a type bit map, up to the first thing that breaks its format.
func bitmapTypes(d string) []Type {
	var out []Type
	last := -1
	for len(d) >= 2 {
		w, n := int(d[0]), int(d[1])
		if d = d[2:]; w <= last || n == 0 || n > 32 || len(d) < n {
			break
		}
		last = w
		for i := range n {
			for bit := range 8 {
				if d[i]&(0x80>>bit) != 0 {
					out = append(out, Type(w<<8|i<<3|bit))
				}
			}
		}
		d = d[n:]
	}
	return out
}

// inBitmap reports whether a type bit map has t.
func inBitmap(d string, t Type) bool {
	for len(d) >= 2 {
		w, n := int(d[0]), int(d[1])
		if d = d[2:]; len(d) < n {
			return false
		}
		if w == int(t>>8) {
			i := int(t & 0xff)
			return i/8 < n && d[i/8]&(0x80>>(i%8)) != 0
		}
		d = d[n:]
	}
	return false
}
