package fetch

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"vitrine/net/conn"
	"vitrine/net/weburl"
)

// signed makes a certificate for key, by the parent or, without one, by itself.
func signed(t *testing.T, key crypto.Signer, parent *authority, change func(*x509.Certificate), names ...string) *x509.Certificate {
	t.Helper()
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(77), Subject: pkix.Name{CommonName: "made " + strings.Join(names, " ")}, DNSNames: names,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if change != nil {
		change(tmpl)
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, parent.cert, key.Public(), parent.key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func asCA(c *x509.Certificate) {
	c.IsCA, c.BasicConstraintsValid, c.KeyUsage, c.ExtKeyUsage = true, true, x509.KeyUsageCertSign, nil
	c.Subject.CommonName = "Between"
}

// TestCertificates offers certificates that something is wrong with.
func TestCertificates(t *testing.T) {
	root := newAuthority(t)
	newKey := func(curve elliptic.Curve) *ecdsa.PrivateKey {
		k, err := ecdsa.GenerateKey(curve, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	rsaKey := func(bits int) *rsa.PrivateKey {
		k, err := rsa.GenerateKey(rand.Reader, bits)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	key := newKey(elliptic.P256())
	// one makes a chain of a leaf alone.
	one := func(change func(*x509.Certificate), names ...string) tls.Certificate {
		return tls.Certificate{Certificate: [][]byte{signed(t, key, root, change, names...).Raw}, PrivateKey: key}
	}
	// between makes a chain with an authority between leaf and root.
	between := func(caKey crypto.Signer, changeCA, changeLeaf func(*x509.Certificate), names ...string) tls.Certificate {
		ca := signed(t, caKey, root, func(c *x509.Certificate) {
			asCA(c)
			if changeCA != nil {
				changeCA(c)
			}
		})
		tmpl := &x509.Certificate{SerialNumber: big.NewInt(78), Subject: pkix.Name{CommonName: "leaf"}, DNSNames: names,
			NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
		if changeLeaf != nil {
			changeLeaf(tmpl)
		}
		leaf, err := x509.CreateCertificate(rand.Reader, tmpl, ca, key.Public(), caKey)
		if err != nil {
			t.Fatal(err)
		}
		return tls.Certificate{Certificate: [][]byte{leaf, ca.Raw}, PrivateKey: key}
	}
	staple := pkix.Extension{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 24}, Value: []byte{0x30, 3, 2, 1, 5}}
	proof := func(c tls.Certificate, status int, change func(*ocsp.Response)) tls.Certificate {
		leaf, _ := x509.ParseCertificate(c.Certificate[0])
		r := ocsp.Response{Status: status, SerialNumber: leaf.SerialNumber, ThisUpdate: time.Now().Add(-time.Hour), NextUpdate: time.Now().Add(time.Hour),
			RevokedAt: time.Now().Add(-time.Hour), RevocationReason: ocsp.KeyCompromise}
		if change != nil {
			change(&r)
		}
		b, err := ocsp.CreateResponse(root.cert, root.cert, r, root.key)
		if err != nil {
			t.Fatal(err)
		}
		c.OCSPStaple = b
		return c
	}
	must := func(c *x509.Certificate) { c.ExtraExtensions = []pkix.Extension{staple} }
	p224 := newKey(elliptic.P224())
	weakRSA := rsaKey(1024)
	for _, k := range []struct {
		name, host string
		cert       tls.Certificate
		text       string // of the error, "" for none
	}{
		{"good", "www.a.test", one(nil, "www.a.test"), ""},
		{"wildcard", "www.a.test", one(nil, "*.a.test"), ""},
		{"wildcard for deeper", "x.www.a.test", one(nil, "*.a.test"), "not for"},
		{"wildcard for itself", "a.test", one(nil, "*.a.test"), "not for"},
		{"wildcard within a label", "www.a.test", one(nil, "w*.a.test"), "not for"},
		{"wildcard in the middle", "www.a.test", one(nil, "www.*.test"), "not for"},
		{"wildcard over a top-level domain", "a.test", one(nil, "*.test"), "public suffix"},
		{"wildcard over a public suffix", "a.co.uk", one(nil, "*.co.uk"), "public suffix"},
		{"such a wildcard besides the name", "a.co.uk", one(nil, "*.co.uk", "a.co.uk"), ""},
		{"wildcard over a private suffix", "a.github.io", one(nil, "*.github.io"), ""},
		{"an address as a name", "127.0.0.1", one(nil, "127.0.0.1"), ""}, // see below
		{"an address", "127.0.0.1", one(func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)} }), ""},
		{"another address", "127.0.0.1", one(func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 2)} }), "not for"},
		{"with an authority between", "www.a.test", between(newKey(elliptic.P256()), nil, nil, "www.a.test"), ""},
		{"RSA of 1024 bits", "www.a.test", tls.Certificate{Certificate: [][]byte{signed(t, weakRSA, root, nil, "www.a.test").Raw}, PrivateKey: weakRSA}, "weak key (RSA, 1024 bits)"},
		{"authority of 1024 bits", "www.a.test", between(weakRSA, nil, nil, "www.a.test"), `authority "Between" has a weak key`},
		{"authority of P-224", "www.a.test", between(p224, nil, nil, "www.a.test"), "weak key (P-224)"},
		{"an authority that is none", "www.a.test", between(newKey(elliptic.P256()), func(c *x509.Certificate) { c.IsCA = false; c.KeyUsage = 0 }, nil, "www.a.test"), "certificate is"},
		{"an authority without basic constraints", "www.a.test", between(newKey(elliptic.P256()), func(c *x509.Certificate) { c.IsCA, c.BasicConstraintsValid = false, false }, nil, "www.a.test"), "certificate is"},
		{"an authority that may not sign", "www.a.test", between(newKey(elliptic.P256()), func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageDigitalSignature }, nil, "www.a.test"), "certificate is"},
		{"an expired authority", "www.a.test", between(newKey(elliptic.P256()), func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) }, nil, "www.a.test"), "expired"},
		{"an authority for clients", "www.a.test", between(newKey(elliptic.P256()), func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }, nil, "www.a.test"), "not for servers"},
		{"constrained to other names", "www.a.test", between(newKey(elliptic.P256()), func(c *x509.Certificate) {
			c.PermittedDNSDomainsCritical, c.PermittedDNSDomains = true, []string{"b.test"}
		}, nil, "www.a.test"), "not valid"},
		{"constrained to these names", "www.a.test", between(newKey(elliptic.P256()), func(c *x509.Certificate) {
			c.PermittedDNSDomainsCritical, c.PermittedDNSDomains = true, []string{"a.test"}
		}, nil, "www.a.test"), ""},
		{"names excluded", "www.a.test", between(newKey(elliptic.P256()), func(c *x509.Certificate) {
			c.PermittedDNSDomainsCritical, c.ExcludedDNSDomains = true, []string{"a.test"}
		}, nil, "www.a.test"), "not valid"},
		{"chain in disorder", "www.a.test", func() tls.Certificate {
			c := between(newKey(elliptic.P256()), nil, nil, "www.a.test")
			c.Certificate = [][]byte{c.Certificate[0], root.cert.Raw, c.Certificate[1], c.Certificate[1]}
			return c
		}(), ""},
		{"only for encipherment", "www.a.test", one(func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyEncipherment }, "www.a.test"), "not for signatures"},
		{"any usage", "www.a.test", one(func(c *x509.Certificate) { c.ExtKeyUsage = nil }, "www.a.test"), ""},
		{"for mail", "www.a.test", one(func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection} }, "www.a.test"), "not for servers"},
		{"an unknown critical extension", "www.a.test", one(func(c *x509.Certificate) {
			c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3, 4}, Critical: true, Value: []byte{5, 0}}}
		}, "www.a.test"), "critical extension"},
		{"must staple, none", "www.a.test", one(must, "www.a.test"), "brings none"},
		{"must staple, good", "www.a.test", proof(one(must, "www.a.test"), ocsp.Good, nil), ""},
		{"must staple, unknown", "www.a.test", proof(one(must, "www.a.test"), ocsp.Unknown, nil), "does not know it"},
		{"must staple, old", "www.a.test", proof(one(must, "www.a.test"), ocsp.Good, func(r *ocsp.Response) { r.NextUpdate = time.Now().Add(-time.Minute * 10) }), "out of date"},
		{"must staple, of another", "www.a.test", proof(one(must, "www.a.test"), ocsp.Good, func(r *ocsp.Response) { r.SerialNumber = big.NewInt(9) }), "broken"},
		{"must staple, garbage", "www.a.test", func() tls.Certificate { c := one(must, "www.a.test"); c.OCSPStaple = []byte("x"); return c }(), "broken"},
		{"revoked", "www.a.test", proof(one(nil, "www.a.test"), ocsp.Revoked, nil), "was revoked on"},
		{"garbage stapled", "www.a.test", func() tls.Certificate { c := one(nil, "www.a.test"); c.OCSPStaple = []byte("x"); return c }(), ""},
	} {
		s := serveOn(t, &tls.Config{Certificates: []tls.Certificate{k.cert}}, func(s *server, p *peer) {
			for path := p.next(); path != ""; path = p.next() {
				p.say(answer("secure"))
			}
		})
		c := client(t, func(cfg *Config) { cfg.RootCAs = root.pool })
		if k.name == "an address as a name" {
			k.text = "not for"
		}
		_, _, err := get(c, weburl.MustParse(fmt.Sprintf("https://%s:%d/", k.host, s.addr.Port())))
		var te *conn.TLSError
		if (k.text == "") != (err == nil) || err != nil && (!errors.As(err, &te) || !strings.Contains(err.Error(), k.text)) {
			t.Errorf("%s: %v, want %q", k.name, err, k.text)
		}
		if len(s.seen()) > 0 != (k.text == "") {
			t.Errorf("%s: the server saw %d requests", k.name, len(s.seen()))
		}
	}
}

// TestTLSHabits has servers that misbehave around and after the handshake.
func TestTLSHabits(t *testing.T) {
	ca := newAuthority(t)
	cert := ca.issue(t, nil, "a.test")
	fetch := func(s *server) (string, error) {
		c := client(t, func(cfg *Config) { cfg.RootCAs = ca.pool })
		_, body, err := get(c, weburl.MustParse(fmt.Sprintf("https://a.test:%d/", s.addr.Port())))
		return body, err
	}
	base := func(change func(*tls.Config)) *tls.Config {
		cfg := &tls.Config{Certificates: []tls.Certificate{cert}}
		if change != nil {
			change(cfg)
		}
		return cfg
	}
	// raw gives the connection below TLS.
	raw := func(p *peer) net.Conn { return p.Conn.(*tls.Conn).NetConn() }
	for _, k := range []struct {
		name string
		cfg  *tls.Config
		play func(*server, *peer)
		text string
	}{
		{"cut without a goodbye, no length", base(nil), func(s *server, p *peer) {
			p.next()
			p.say("HTTP/1.1 200 OK\r\n\r\npart")
			raw(p).Close()
		}, "cut short"},
		{"a goodbye ends it, no length", base(nil), func(s *server, p *peer) {
			p.next()
			p.say("HTTP/1.1 200 OK\r\n\r\nwhole")
		}, ""},
		{"cut without a goodbye, whole by its length", base(nil), func(s *server, p *peer) {
			p.next()
			p.say(answer("whole"))
			raw(p).Close()
		}, ""},
		{"garbage record in the body", base(nil), func(s *server, p *peer) {
			p.next()
			p.say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart")
			raw(p).Write(bytes.Repeat([]byte{0x17, 3, 3, 0, 20}, 5))
			raw(p).(*net.TCPConn).CloseWrite()
			p.br.ReadByte()
		}, "bad record MAC"},
		{"an ALPN that nobody offered", base(func(c *tls.Config) { c.NextProtos = []string{"spdy/3"} }), func(s *server, p *peer) { p.next() }, "no application protocol"},
		{"wants a certificate of ours", base(func(c *tls.Config) { c.ClientAuth = tls.RequireAnyClientCert }), func(s *server, p *peer) { p.next() }, "certificate required"},
		{"TLS 1.2", base(func(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 }), func(s *server, p *peer) { p.next(); p.say(answer("x")) }, ""},
		{"HTTP/2 over a weak cipher", base(func(c *tls.Config) {
			c.MaxVersion, c.NextProtos = tls.VersionTLS12, []string{"h2"}
			c.CipherSuites = []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA}
		}), func(s *server, p *peer) { p.next() }, "too weak for HTTP/2"},
		{"closes after the handshake", base(nil), func(s *server, p *peer) { p.Conn.(*tls.Conn).Handshake() }, "without an answer"},
	} {
		s := serveOn(t, k.cfg, k.play)
		_, err := fetch(s)
		if (k.text == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), k.text) {
			t.Errorf("%s: %v, want %q", k.name, err, k.text)
		}
	}
}
