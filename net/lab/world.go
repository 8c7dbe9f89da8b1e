package lab

import (
	"embed"
	"io/fs"
	"net/http"
	"net/netip"
	"time"
)

// WorldLinks sets the ways and the work of World. The zero value costs no time.
type WorldLinks struct {
	RTT         time.Duration // round trip to every host that the client sees
	Application time.Duration // work of the application server
	Database    time.Duration // work of the database per request
	Bandwidth   int           // bytes per second of the web hosts; 0: unlimited
}

// WorldPassword is the password of the user hong of the example's application.
const WorldPassword = "correct horse"

// World gives a whole small internet: that of Demo, the recursive resolver of a provider, and
// the site example.test, which has everything that stands behind a large site:
//
//	www, api ─▶ reverse proxy and load balancer ─┬─ /login /home /api ─▶ application ─▶ database
//	cdn      ─▶ edge cache ─▶ the same proxy ────┴─ everything else ───▶ web1, web2 in turn
//
// The proxy's host answers plain HTTP by a redirect to https://www.example.test.
func World(l WorldLinks) Config {
	addr := netip.MustParseAddr
	link := Link{RTT: l.RTT}
	cfg := demo()
	for i := range cfg.Hosts {
		cfg.Hosts[i].Link = link
		if cfg.Hosts[i].Name == "ns.nic.test." {
			cfg.Hosts[i].Services = []Service{&NameServer{Zones: []*Zone{MustZone("test.", worldTest)}}}
		}
	}
	back := func(name, a string, port uint16) Backend {
		return Backend{name, netip.AddrPortFrom(addr(a), port)}
	}
	app := Route{Prefix: "/login", Backends: []Backend{back("app", "10.0.0.21", 80)}}
	home, api := app, app
	home.Prefix, api.Prefix = "/home", "/api/"
	proxy := &Proxy{Name: "proxy.example.test", Routes: []Route{app, home, api,
		{Prefix: "/", Backends: []Backend{back("web1", "10.0.0.11", 80), back("web2", "10.0.0.12", 80)}}}}
	web := link
	web.Bandwidth = l.Bandwidth
	static := Files(worldFiles())
	cfg.Hosts = append(cfg.Hosts,
		Host{Name: "dns.isp.test.", Addrs: []netip.Addr{addr("203.0.113.53")}, Resolver: true, Link: link,
			Services: []Service{&Recursive{Names: []string{"dns.isp.test"}}}},
		Host{Name: "ns1.example.test.", Addrs: []netip.Addr{addr("198.51.100.54")}, Link: link,
			Services: []Service{&NameServer{Zones: []*Zone{MustZone("example.test.", worldExample), MustZone("isp.test.", worldISP)}}}},
		Host{Name: "db.example.test.", Addrs: []netip.Addr{addr("10.0.0.31")},
			Services: []Service{&Database{Work: l.Database, Rows: map[string]map[string]Row{
				"accounts": {"hong": {"id": "123", "hash": passwordHash("hong", WorldPassword)}},
				"users":    {"123": {"name": "홍길동", "email": "hong@example.test"}},
			}}}},
		Host{Name: "app.example.test.", Addrs: []netip.Addr{addr("10.0.0.21")},
			Services: []Service{&App{Name: "app.example.test", Work: l.Application, Database: netip.AddrPortFrom(addr("10.0.0.31"), DatabasePort)}}},
		Host{Name: "web1.example.test.", Addrs: []netip.Addr{addr("10.0.0.11")}, Services: []Service{&PlainWebsite{Handler: static}}},
		Host{Name: "web2.example.test.", Addrs: []netip.Addr{addr("10.0.0.12")}, Services: []Service{&PlainWebsite{Handler: static}}},
		Host{Name: "proxy.example.test.", Addrs: []netip.Addr{addr("203.0.113.30")}, Link: web,
			Services: []Service{attach{proxy}, canonicalHost("www.example.test"),
				&Website{Names: []string{"www.example.test", "example.test", "api.example.test"}, Handler: proxy}}},
		Host{Name: "edge.example.test.", Addrs: []netip.Addr{addr("203.0.113.20")}, Link: web,
			Services: []Service{&Website{Names: []string{"cdn.example.test"}, H2: true, H3: true, Handler: &Edge{Name: "edge.example.test", Origin: proxy}}}},
	)
	cfg.sign()
	return cfg
}

const worldTest = `
@            3600  SOA ns.nic hostmaster.nic 2026010101 7200 3600 1209600 900
@            86400 NS  ns.nic
ns.nic       86400 A   192.0.2.53
vitrine      86400 NS  ns1.vitrine
ns1.vitrine  86400 A   198.51.100.53
example      86400 NS  ns1.example
ns1.example  86400 A   198.51.100.54
isp          86400 NS  ns1.example
`

const worldExample = `
@        3600 SOA   ns1 hostmaster 2026010101 7200 3600 1209600 300
@        3600 NS    ns1
ns1      3600 A     198.51.100.54
@         300 A     203.0.113.30
www       300 A     203.0.113.30
api       300 CNAME www
cdn       300 CNAME edge
edge       60 A     203.0.113.20
edge       60 HTTPS \# 13 000100000100060268330268 32
@         300 MX    10 mail
mail      300 A     203.0.113.25
@         300 TXT   "an example with everything behind it"
`

const worldISP = `
@    3600 SOA ns1.example.test. hostmaster 2026010101 7200 3600 1209600 300
@    3600 NS  ns1.example.test.
dns  3600 A   203.0.113.53
`

//go:embed example
var exampleFiles embed.FS

// worldFiles are the static files of example.test.
func worldFiles() fs.FS {
	f, err := fs.Sub(exampleFiles, "example")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return f
}

// attach connects a proxy to its internet.
type attach struct{ p *Proxy }

// Start implements Service.
func (a attach) Start(in *Internet, _ *Host) error {
	a.p.Attach(in)
	return nil
}

// canonicalHost answers plain HTTP on port 80 by a permanent redirect to one name over HTTPS.
type canonicalHost string

// Start implements Service.
func (c canonicalHost) Start(in *Internet, h *Host) error {
	return serveHTTP(in, h, 80, nil, false, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		u := *r.URL
		u.Scheme, u.Host = "https", string(c)
		http.Redirect(w, r, u.String(), http.StatusMovedPermanently)
	}))
}
