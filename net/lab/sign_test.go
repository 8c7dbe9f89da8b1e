package lab_test

import (
	"context"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"

	"vitrine/net/dns"
	"vitrine/net/lab"
)

// TestSigned validates every kind of answer of signed zones, from the root down, and finds out
// what was changed on the way.
func TestSigned(t *testing.T) {
	addr := netip.MustParseAddr
	root := lab.MustZone(".", `
.             86400  SOA  a.root. hostmaster.root. 1 7200 3600 1209600 3600
.             518400 NS   a.root.
a.root.       518400 A    192.0.2.1
test.         172800 NS   ns.test.
ns.test.      172800 A    192.0.2.53
plain.        172800 NS   ns.plain.
ns.plain.     172800 A    192.0.2.54
`)
	zone := lab.MustZone("test.", `
@         3600 SOA ns hostmaster 1 7200 3600 1209600 900
@         3600 NS  ns
ns        3600 A   192.0.2.53
www        300 A   203.0.113.10
alias      300 CNAME www
deep.ent   300 A   203.0.113.11
*.wild     300 A   203.0.113.12
there.wild 300 TXT "closer"
old        300 DNAME new
www.new    300 A   203.0.113.13
`)
	plain := lab.MustZone("plain.", `
@   3600 SOA ns hostmaster 1 7200 3600 1209600 900
@   3600 NS  ns
ns  3600 A   192.0.2.54
www  300 A   203.0.113.20
`)
	anchors, err := lab.Sign(root, zone)
	if err != nil || len(anchors) != 1 {
		t.Fatal(anchors, err)
	}
	for _, c := range []struct {
		name  string
		typ   dns.Type
		alter bool
		want  string
	}{
		{"www.test", dns.TypeA, false, "secure 203.0.113.10"},
		{"www.test", dns.TypeAAAA, false, "secure NOERROR"},
		{"nope.test", dns.TypeA, false, "secure NXDOMAIN"},
		{"a.b.c.nope.test", dns.TypeA, false, "secure NXDOMAIN"},
		{"alias.test", dns.TypeA, false, "secure 203.0.113.10"},
		{"ent.test", dns.TypeA, false, "secure NOERROR"},
		{"x.ent.test", dns.TypeA, false, "secure NXDOMAIN"},
		{"any.wild.test", dns.TypeA, false, "secure 203.0.113.12"},
		{"a.b.wild.test", dns.TypeA, false, "secure 203.0.113.12"},
		{"any.wild.test", dns.TypeMX, false, "secure NOERROR"},
		{"there.wild.test", dns.TypeA, false, "secure NOERROR"},
		{"www.old.test", dns.TypeA, false, "secure 203.0.113.13"},
		{"test", dns.TypeDNSKEY, false, "secure NOERROR"},
		{"test", dns.TypeDS, false, "secure NOERROR"},
		{"plain", dns.TypeDS, false, "secure NOERROR"},
		{"nope", dns.TypeA, false, "secure NXDOMAIN"},
		{"www.plain", dns.TypeA, false, "insecure 203.0.113.20"},
		{"www.test", dns.TypeA, true, "bogus"},
		{"nope.test", dns.TypeA, true, "bogus"},
		{"any.wild.test", dns.TypeA, true, "bogus"},
	} {
		synctest.Test(t, func(t *testing.T) {
			server := &lab.NameServer{Zones: []*lab.Zone{zone}}
			if c.alter {
				server.Alter = func(_ string, q, reply *dns.Message) ([][]byte, bool) {
					for i, r := range reply.Answer {
						if r.Type == dns.TypeA {
							reply.Answer[i].Data = "\x06\x06\x06\x06"
						}
					}
					if reply.RCode == dns.RCodeNXDomain {
						reply.Authority = reply.Authority[:2] // without the proof
					}
					return nil, false
				}
			}
			in, err := lab.Start(lab.Config{Memory: true, Anchors: anchors, Hosts: []lab.Host{
				{Name: "a.root.", Root: true, Addrs: []netip.Addr{addr("192.0.2.1")}, Services: []lab.Service{&lab.NameServer{Zones: []*lab.Zone{root}}}},
				{Name: "ns.test.", Addrs: []netip.Addr{addr("192.0.2.53")}, Services: []lab.Service{server}},
				{Name: "ns.plain.", Addrs: []netip.Addr{addr("192.0.2.54")}, Services: []lab.Service{&lab.NameServer{Zones: []*lab.Zone{plain}}}},
			}})
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			r := dns.New(dns.Config{Dialer: in.Dialer(), Mode: dns.Iterative, Hints: in.Hints(), DNSSEC: true, Anchors: in.Anchors()})
			defer r.Close()
			reply, err := r.Query(context.Background(), c.name, c.typ)
			got := ""
			switch e, _ := err.(*dns.Error); {
			case e != nil && e.Kind == dns.BogusAnswer:
				got = "bogus"
			case err != nil:
				t.Fatal(err)
			default:
				got = reply.Security.String() + " " + reply.RCode.String()
				for _, rec := range reply.Records() {
					if rec.Type == dns.TypeA {
						got = reply.Security.String() + " " + rec.Value()
					}
				}
			}
			if got != c.want || strings.HasSuffix(got, "NOERROR") && (c.typ == dns.TypeDNSKEY) != (err == nil && len(reply.Records()) > 0) && c.typ != dns.TypeDS {
				t.Errorf("%s %s (altered %v): %s (%v), want %s", c.name, c.typ, c.alter, got, err, c.want)
			}
		})
	}
}
