package lab

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"sync"
	"time"
)

// Authority is a certificate authority: a root that clients trust, and an intermediate that
// signs the certificates of servers, as authorities do.
type Authority struct {
	root, inter       *x509.Certificate
	rootKey, interKey *ecdsa.PrivateKey
	mu                sync.Mutex
	serial            int64
}

// Lives of certificates; a day of slack at the beginning for clocks that differ.
const (
	caLife   = 365 * 24 * time.Hour
	leafLife = 30 * 24 * time.Hour
	caSlack  = 24 * time.Hour
)

// NewAuthority makes an authority with fresh keys.
func NewAuthority() (*Authority, error) {
	a := &Authority{serial: time.Now().Unix()}
	var err error
	if a.rootKey, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		return nil, err
	}
	if a.interKey, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		return nil, err
	}
	ca := func(name string, signer *x509.Certificate, key, signKey *ecdsa.PrivateKey, path int) (*x509.Certificate, error) {
		t := a.template(name, caLife)
		t.IsCA, t.BasicConstraintsValid, t.MaxPathLen, t.MaxPathLenZero = true, true, path, path == 0
		t.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
		if signer == nil {
			signer = t
		}
		der, err := x509.CreateCertificate(rand.Reader, t, signer, &key.PublicKey, signKey)
		if err != nil {
			return nil, err
		}
		return x509.ParseCertificate(der)
	}
	if a.root, err = ca("Vitrine Lab Root", nil, a.rootKey, a.rootKey, 1); err != nil {
		return nil, err
	}
	a.inter, err = ca("Vitrine Lab Servers", a.root, a.interKey, a.rootKey, 0)
	return a, err
}

func (a *Authority) template(name string, life time.Duration) *x509.Certificate {
	a.mu.Lock()
	a.serial++
	n := a.serial
	a.mu.Unlock()
	now := time.Now()
	return &x509.Certificate{
		SerialNumber: big.NewInt(n),
		Subject:      pkix.Name{CommonName: name, Organization: []string{"Vitrine Lab"}},
		NotBefore:    now.Add(-caSlack), NotAfter: now.Add(life),
	}
}

// Roots gives what a client must trust.
func (a *Authority) Roots() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(a.root)
	return p
}

// PEM gives the root certificate in the form that other programs read.
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.root.Raw})
}

// Issue makes a certificate for names and literal addresses. edit, when given, changes it
// before it is signed: an expired one, one without names….
func (a *Authority) Issue(names []string, edit func(*x509.Certificate)) (*tls.Certificate, error) {
	if len(names) == 0 {
		return nil, fmt.Errorf("a certificate for nobody")
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	t := a.template(names[0], leafLife)
	t.KeyUsage = x509.KeyUsageDigitalSignature
	t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	for _, n := range names {
		if ip := net.ParseIP(n); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, n)
		}
	}
	if edit != nil {
		edit(t)
	}
	der, err := x509.CreateCertificate(rand.Reader, t, a.inter, &key.PublicKey, a.interKey)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der, a.inter.Raw}, PrivateKey: key}, nil
}
