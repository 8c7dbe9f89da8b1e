package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"vitrine/net/dns"
)

// TestDNSD runs the name server in the lab and asks it over UDP and TCP.
func TestDNSD(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	pr, pw := io.Pipe()
	var errs bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, stdio{strings.NewReader(""), pw, &errs}, []string{"dnsd", "-lab", "-listen", "127.0.0.1:0", "-qmin", "no"})
		pw.Close()
	}()
	line := make([]byte, 200)
	n, err := pr.Read(line)
	if err != nil {
		t.Fatal(err, <-code, errs.String())
	}
	at, _, _ := strings.Cut(strings.TrimPrefix(string(line[:n]), "listening on "), ",")
	r := dns.New(dns.Config{Dialer: &net.Dialer{}, Conf: dns.ResolvConf{Servers: []netip.AddrPort{netip.MustParseAddrPort(at)}}})
	a, err := r.Lookup(context.Background(), "static.vitrine.test")
	if err != nil || a.Name != "edge.vitrine.test" || len(a.Addrs) != 2 {
		t.Errorf("%+v, %v", a, err)
	}
	r.Close()
	c, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	q, _ := (&dns.Message{ID: 7, RecursionDesired: true, Question: dns.Question{Name: "vitrine.test.", Type: dns.TypeTXT}}).Append([]byte{0, 0})
	q[1] = byte(len(q) - 2)
	c.SetDeadline(time.Now().Add(time.Minute))
	c.Write(q)
	b := make([]byte, 600)
	k, err := io.ReadAtLeast(c, b, 3)
	if err != nil || !bytes.Contains(b[:k], []byte("small engine")) {
		t.Errorf("%q, %v", b[:k], err)
	}
	stop()
	if c := <-code; c != 0 {
		t.Errorf("exit %d: %s", c, errs.String())
	}
}

func TestReverseName(t *testing.T) {
	for a, want := range map[string]string{
		"192.0.2.1":   "1.2.0.192.in-addr.arpa.",
		"2001:db8::1": "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.",
	} {
		if got := dns.ReverseName(netip.MustParseAddr(a)); got != want {
			t.Errorf("%s: %s", a, got)
		}
	}
}
