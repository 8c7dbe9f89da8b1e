package fetch

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"strings"
	"testing"
)

// TestTwoCertificates has a server with an RSA certificate for some names and an ECDSA one for
// more, as servers with two do, which gives RSA to whoever puts it first.
func TestTwoCertificates(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	o := newOrigin(t, greet, nil, "a.test", "b.test")
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: o.ca.cert.SerialNumber, DNSNames: []string{"a.test"}, NotBefore: o.ca.cert.NotBefore, NotAfter: o.ca.cert.NotAfter,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, o.ca.cert, &key.PublicKey, o.ca.key)
	if err != nil {
		t.Fatal(err)
	}
	second := tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	both := newOrigin(t, greet, func(conf *tls.Config) {
		first := o.conf.Certificates[0]
		conf.GetCertificate = func(h *tls.ClientHelloInfo) (*tls.Certificate, error) {
			for _, s := range h.CipherSuites {
				if s == tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 || s == tls.TLS_AES_128_GCM_SHA256 {
					return &second, nil
				}
			}
			return &first, nil
		}
	}, "a.test", "b.test")
	both.ca = o.ca
	both.names["c.test"] = both.names["a.test"]
	c := both.client(nil)
	defer func() {
		if got, rec := both.get(both.client(nil), "https://b.test/"); !strings.HasPrefix(got, "HTTP/2 ") || noted(rec, "certificate-retry") == nil {
			t.Errorf("a client that knows nothing: %s", got)
		}
	}()
	for host, want := range map[string]string{"a.test": "HTTP/2 ", "b.test": "HTTP/2 ", "c.test": "error: "} {
		got, rec := both.get(c, "https://"+host+"/")
		if !strings.HasPrefix(got, want) || (noted(rec, "certificate-retry") != nil) != (host != "a.test") {
			t.Errorf("%s: %s", host, got)
		}
	}
}
