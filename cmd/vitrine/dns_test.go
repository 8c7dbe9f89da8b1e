package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/netip"
	"regexp"
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

// TestDNSStory reads how a name is found from the root down, with its signatures, in both languages.
func TestDNSStory(t *testing.T) {
	story := func(args ...string) string {
		var out, errs bytes.Buffer
		if code := run(context.Background(), stdio{strings.NewReader(""), &out, &errs}, append([]string{"dns", "-lab", "-trace", "-dnssec"}, args...)); code != 0 {
			t.Fatalf("exit %d: %s", code, errs.String())
		}
		return out.String()
	}
	en, ko := story("static.vitrine.test", "AAAA"), story("-lang", "ko", "static.vitrine.test", "AAAA")
	for _, want := range []string{
		"; static.vitrine.test AAAA, asked of: iterative", "1. . NS? asked of a.root (192.0.2.1) over udp", "why: it keeps the root (root hints); not met before",
		"referral: vitrine.test is kept by others; their addresses came with it", "only as much of static.vitrine.test is shown",
		";; DNSSEC: the keys of . are secure: 1 key, vouched for from above", "edge.vitrine.test.           60 IN AAAA   2001:db8:80::10", "AAAA: NOERROR, 1 record, secure, from iterative",
	} {
		if !strings.Contains(en, want) {
			t.Errorf("no %q", want)
		}
	}
	hangul := regexp.MustCompile(`\p{Hangul}`)
	for line := range strings.Lines(ko) {
		told := strings.HasPrefix(line, ";") || strings.HasPrefix(line, "   ") && !strings.Contains(line, " IN ")
		if told && !hangul.MatchString(line) {
			t.Errorf("not in Korean: %s", line)
		}
	}
	if steps := strings.Count(en, "? asked of"); steps < 4 || steps != strings.Count(ko, "? → ") {
		t.Errorf("%d steps in English", steps)
	}
	if t.Failed() {
		t.Log(en, ko)
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
