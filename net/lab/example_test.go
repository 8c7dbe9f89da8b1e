package lab_test

import (
	"context"
	"fmt"

	"vitrine/engine/trace"
	"vitrine/net/dns"
	"vitrine/net/lab"
)

// journey prints a line per DNS answer.
type journey struct{}

func (journey) Event(e trace.Event) {
	if e.Name != "dns.query" || e.Phase != trace.End {
		return
	}
	fmt.Printf("%s: %s %s? %s %s\n", e.Attr("server"), e.Attr("name"), e.Attr("type"), e.Attr("result"), e.Attr("referral")+e.Attr("answer"))
}

// A name of the demo's internet, resolved from the root down.
func Example() {
	in, err := lab.Start(lab.Demo())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer in.Close()
	r := dns.New(dns.Config{Dialer: in.Dialer(), Mode: dns.Iterative, Hints: in.Hints(), NoIPv6: true})
	defer r.Close()
	ctx := trace.With(context.Background(), trace.New("example", journey{}))
	a, err := r.Lookup(ctx, "static.vitrine.test")
	fmt.Println(a.Addrs, a.CNAMEs, a.TTL, a.From, err)
	// Output:
	// a.root (192.0.2.1): . NS? answer NS a.root
	// a.root (192.0.2.1): test A? referral test
	// ns.nic.test (192.0.2.53): vitrine.test A? referral vitrine.test
	// ns1.vitrine.test (198.51.100.53): static.vitrine.test A? answer CNAME edge.vitrine.test, A 203.0.113.10
	// [203.0.113.10] [edge.vitrine.test] 1m0s iterative <nil>
}
