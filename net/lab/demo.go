package lab

import (
	"embed"
	"io/fs"
	"net/netip"
)

//go:embed demo
var demoFiles embed.FS

// DemoURL is the page that the demo opens.
const DemoURL = "https://www.vitrine.test/"

// DemoSite gives the files of the demo's web site.
func DemoSite() fs.FS {
	f, err := fs.Sub(demoFiles, "demo")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return f
}

// Demo gives the internet of the demo: a root, the servers of test. and of vitrine.test., and
// one web host with the page, its pictures under an alias, and a redirect from plain HTTP.
//
// All its zones are signed.
func Demo() Config {
	c := demo()
	c.sign()
	return c
}

// demo is Demo before the zones are signed.
func demo() Config {
	addr := netip.MustParseAddr
	web := Files(DemoSite())
	return Config{Hosts: []Host{
		{
			Name: "a.root.", Root: true, Addrs: []netip.Addr{addr("192.0.2.1")},
			Services: []Service{&NameServer{Zones: []*Zone{MustZone(".", `
.             86400  SOA  a.root. hostmaster.root. 2026010101 7200 3600 1209600 3600
.             518400 NS   a.root.
a.root.       518400 A    192.0.2.1
test.         172800 NS   ns.nic.test.
ns.nic.test.  172800 A    192.0.2.53
`)}}},
		},
		{
			Name: "ns.nic.test.", Addrs: []netip.Addr{addr("192.0.2.53")},
			Services: []Service{&NameServer{Zones: []*Zone{MustZone("test.", `
@            3600  SOA ns.nic hostmaster.nic 2026010101 7200 3600 1209600 900
@            86400 NS  ns.nic
ns.nic       86400 A   192.0.2.53
vitrine      86400 NS  ns1.vitrine
ns1.vitrine  86400 A   198.51.100.53
`)}}},
		},
		{
			Name: "ns1.vitrine.test.", Addrs: []netip.Addr{addr("198.51.100.53")},
			Services: []Service{&NameServer{Zones: []*Zone{MustZone("vitrine.test.", `
@       3600 SOA   ns1 hostmaster 2026010101 7200 3600 1209600 300
@       3600 NS    ns1
ns1     3600 A     198.51.100.53
@        300 A     203.0.113.10
www      300 A     203.0.113.10
www      300 AAAA  2001:db8:80::10
static   300 CNAME edge
edge      60 A     203.0.113.10
edge      60 AAAA  2001:db8:80::10
@        300 TXT   "A small engine behind glass"
`)}}},
		},
		{
			Name: "web.vitrine.test.", Addrs: []netip.Addr{addr("203.0.113.10"), addr("2001:db8:80::10")},
			Services: []Service{
				Redirect{},
				&Website{
					Names:   []string{"www.vitrine.test", "vitrine.test", "static.vitrine.test"},
					Handler: ByName{"www.vitrine.test": web, "vitrine.test": web, "static.vitrine.test": web},
				},
			},
		},
	}}
}
