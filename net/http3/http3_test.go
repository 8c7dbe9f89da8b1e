package http3

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/quic-go/quic-go/http3"

	"vitrine/net/header"
	"vitrine/net/http2"
)

// patient is far more than anything takes that does happen in a test: a limit that must not be
// reached.
const patient = 5 * time.Minute

// serve starts a server for a.test and gives its address and the authority to trust.
func serve(t *testing.T, h http.Handler) (string, *x509.CertPool) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"a.test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &http3.Server{Handler: h, TLSConfig: http3.ConfigureTLSConfig(&tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}})}
	go s.Serve(pc)
	t.Cleanup(func() { s.Close(); pc.Close() })
	return pc.LocalAddr().String(), pool
}

func dial(t *testing.T, addr string, conf *tls.Config, lim Limits) (*Conn, error) {
	t.Helper()
	udp, err := net.Dial("udp", addr)
	if err != nil {
		t.Fatal(err)
	}
	if lim.Handshake == 0 {
		lim.Handshake = patient
	}
	c, err := Dial(t.Context(), udp, conf, lim)
	if err == nil {
		t.Cleanup(func() { c.Close() })
	}
	return c, err
}

func TestExchange(t *testing.T) {
	addr, pool := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Seen", fmt.Sprintf("%s %s %s %s %q", r.Method, r.RequestURI, r.Host, r.Header.Get("X-Mine"), b))
		switch r.URL.Path {
		case "/early":
			w.Header().Set("Link", "</a.css>; rel=preload")
			w.WriteHeader(103)
			w.WriteHeader(200)
		case "/big":
			io.Copy(w, strings.NewReader(strings.Repeat("0123456789abcdef", 1<<16)))
		case "/empty":
			w.WriteHeader(204)
		default:
			io.WriteString(w, "hello")
		}
	}))
	c, err := dial(t, addr, &tls.Config{RootCAs: pool, ServerName: "a.test"}, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if s := c.State(); s.NegotiatedProtocol != "h3" || s.Version != tls.VersionTLS13 {
		t.Errorf("%+v", s)
	}
	early := make(chan string, 1)
	for _, q := range []struct {
		method, path, body, seen string
		status, size             int
	}{
		{"GET", "/a%2Fb?c=d|e", "", `GET /a%2Fb?c=d|e a.test yes ""`, 200, 5},
		{"POST", "/form", "k=v", `POST /form a.test yes "k=v"`, 200, 5},
		{"HEAD", "/", "", `HEAD / a.test yes ""`, 200, 0},
		{"GET", "/big", "", `GET /big a.test yes ""`, 200, 1 << 20},
		{"GET", "/empty", "", `GET /empty a.test yes ""`, 204, 0},
		{"GET", "/early", "", `GET /early a.test yes ""`, 200, 0},
	} {
		st, err := c.Open(context.Background(), &http2.Request{
			Method: q.method, Scheme: "https", Authority: "a.test", Path: q.path, Body: []byte(q.body),
			Header:  header.List{{Name: "X-Mine", Value: "yes"}, {Name: "User-Agent", Value: "us"}},
			Interim: func(code int, h header.List) { early <- fmt.Sprint(code, " ", h.First("Link")) },
		})
		if err != nil {
			t.Fatal(err)
		}
		r, err := st.Receive(time.Now().Add(patient))
		if err != nil {
			t.Fatalf("%s: %v", q.path, err)
		}
		b, err := io.ReadAll(st)
		if err != nil || r.Status != q.status || r.Header.First("X-Seen") != q.seen || len(b) != q.size || !st.Ended() || st.Taken() != int64(q.size) {
			t.Errorf("%s %s: %d %v, %d bytes, ended %v, %v", q.method, q.path, r.Status, r.Header, len(b), st.Ended(), err)
		}
		st.Close()
	}
	if got := <-early; got != "103 </a.css>; rel=preload" {
		t.Error(got)
	}
	for end := time.Now().Add(patient / 5); c.Streams() > 0 && time.Now().Before(end); time.Sleep(time.Millisecond) {
	}
	if c.Streams() != 0 || !c.Usable() {
		t.Errorf("%d streams are open", c.Streams())
	}
	closed := make(chan struct{})
	c.OnClose(func() { close(closed) })
	c.Shutdown()
	<-closed
	if _, err := c.Open(context.Background(), &http2.Request{Method: "GET", Scheme: "https", Authority: "a.test", Path: "/"}); !errors.Is(err, http2.ErrUnused) || c.Usable() {
		t.Errorf("after the end: %v", err)
	}
}

func TestTrouble(t *testing.T) {
	release := make(chan struct{})
	addr, pool := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/silent":
			select {
			case <-release:
			case <-r.Context().Done():
			}
		case "/stalls":
			io.WriteString(w, "part")
			w.(http.Flusher).Flush()
			select {
			case <-release:
			case <-r.Context().Done():
			}
		case "/cut":
			w.Header().Set("Content-Length", "10")
			io.WriteString(w, "part")
			panic(http.ErrAbortHandler)
		case "/large":
			for i := range 2000 {
				w.Header().Add("X-Filler", fmt.Sprint(i, strings.Repeat("x", 200)))
			}
		}
	}))
	defer close(release)
	if _, err := dial(t, addr, &tls.Config{RootCAs: x509.NewCertPool(), ServerName: "a.test"}, Limits{}); err == nil {
		t.Error("a certificate of nobody was taken")
	}
	var name x509.HostnameError
	if _, err := dial(t, addr, &tls.Config{RootCAs: pool, ServerName: "b.test"}, Limits{}); !errors.As(err, &name) {
		t.Errorf("a certificate for another name: %v", err)
	}
	dead, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer dead.Close()
	if _, err := dial(t, dead.LocalAddr().String(), &tls.Config{RootCAs: pool, ServerName: "a.test"}, Limits{Handshake: 100 * time.Millisecond}); err == nil {
		t.Error("a silent server shook hands")
	}
	c, err := dial(t, addr, &tls.Config{RootCAs: pool, ServerName: "a.test"}, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	open := func(path string) *Stream {
		st, err := c.Open(context.Background(), &http2.Request{Method: "GET", Scheme: "https", Authority: "a.test", Path: path})
		if err != nil {
			t.Fatal(err)
		}
		return st
	}
	st := open("/silent")
	if _, err := st.Receive(time.Now().Add(50 * time.Millisecond)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("silence: %v", err)
	}
	st.Close()
	st = open("/stalls")
	if _, err := st.Receive(time.Now().Add(patient)); err != nil {
		t.Fatal(err)
	}
	st.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if b, err := io.ReadAll(st); !errors.Is(err, os.ErrDeadlineExceeded) || !bytes.Equal(b, []byte("part")) || st.Ended() {
		t.Errorf("a body that stalls: %q, %v", b, err)
	}
	st.Close()
	st = open("/cut")
	_, err = st.Receive(time.Now().Add(patient))
	if err == nil {
		_, err = io.ReadAll(st)
	}
	if err == nil || st.Ended() {
		t.Errorf("a body that is cut: %v", err)
	}
	st.Close()
	st = open("/large")
	if _, err := st.Receive(time.Now().Add(patient)); err == nil {
		t.Error("a header list of 400 kB was taken")
	}
	st.Close()
	if !c.Usable() {
		t.Error("the connection suffered from its streams")
	}
	ctx, cancel := context.WithCancel(context.Background())
	st = open("/silent")
	context.AfterFunc(ctx, st.Close)
	time.AfterFunc(20*time.Millisecond, cancel)
	if _, err := st.Receive(time.Now().Add(patient)); err == nil {
		t.Error("a canceled exchange gave an answer")
	}
}
