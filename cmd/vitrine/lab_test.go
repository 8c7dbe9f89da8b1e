package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"

	"vitrine/net/dns"
)

// TestLabRuns starts the lab, asks the provider's resolver at its printed address, and stops it.
func TestLabRuns(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	pr, pw := io.Pipe()
	code := make(chan int, 1)
	go func() { code <- run(ctx, stdio{strings.NewReader(""), pw, io.Discard}, []string{"lab"}) }()
	at := ""
	for lines := bufio.NewScanner(pr); lines.Scan() && !strings.HasPrefix(lines.Text(), "running"); {
		if f := strings.Fields(lines.Text()); len(f) == 4 && f[0] == "udp" && f[1] == "203.0.113.53:53" {
			at = f[3]
		}
	}
	ap, err := netip.ParseAddrPort(at)
	if err != nil {
		t.Fatal(err)
	}
	r := dns.New(dns.Config{Dialer: &net.Dialer{}, Conf: dns.ResolvConf{Servers: []netip.AddrPort{ap}}})
	defer r.Close()
	if a, err := r.Lookup(context.Background(), "www.example.test"); err != nil || a.Addrs[0] != netip.MustParseAddr("203.0.113.30") {
		t.Errorf("%v %v", a, err)
	}
	stop()
	if c := <-code; c != 0 {
		t.Errorf("exit %d", c)
	}
}
