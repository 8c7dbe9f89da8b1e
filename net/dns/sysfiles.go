package dns

import (
	"bufio"
	"fmt"
	"io"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"time"
)

// Limits of the files that configure the resolver; what lies beyond is left out.
const (
	maxHostsLines  = 200_000
	maxConfLines   = 1_000
	maxFileLine    = 4_096
	maxSearch      = 6   // as glibc had it for decades
	maxSearchBytes = 256 // likewise
	maxNdots       = 15
	maxTimeout     = 30 * time.Second
	maxAttempts    = 5
	maxServers     = 8
)

// Hosts is a hosts file: names that are known without asking. A nil *Hosts knows none.
type Hosts struct {
	addrs map[string][]netip.Addr
	canon map[string]string // alias → first name of its line
}

// ParseHosts reads a hosts file (an address, then its names, per line; # starts a comment).
// Lines that make no sense are left out, as every system does.
func ParseHosts(r io.Reader) (*Hosts, error) {
	h := &Hosts{map[string][]netip.Addr{}, map[string]string{}}
	err := lines(r, maxHostsLines, func(f []string) {
		a, err := netip.ParseAddr(f[0])
		if err != nil || len(f) < 2 {
			return
		}
		first := ""
		for _, s := range f[1:] {
			n, err := CanonicalName(s)
			if err != nil {
				continue
			}
			if first == "" {
				first = n
			}
			h.addrs[n] = append(h.addrs[n], a.WithZone(""))
			if _, ok := h.canon[n]; !ok {
				h.canon[n] = first
			}
		}
	})
	return h, err
}

// LoadHosts reads the hosts file at path; a missing file is an empty one.
func LoadHosts(path string) (*Hosts, error) {
	f, err := os.Open(path)
	if os.IsNotExist(err) {
		return &Hosts{}, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ParseHosts(f)
}

// Lookup gives the addresses of a canonical name in file order, and the first name on its line.
func (h *Hosts) Lookup(name string) (addrs []netip.Addr, canonical string) {
	if h == nil {
		return nil, ""
	}
	return h.addrs[name], h.canon[name]
}

// lines calls f with the fields of each line that has any; # and ; start comments.
func lines(r io.Reader, limit int, f func([]string)) error {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, 1024), maxFileLine)
	for n := 0; n < limit && s.Scan(); n++ {
		line := s.Text()
		if i := strings.IndexAny(line, "#;"); i >= 0 {
			line = line[:i]
		}
		if fs := strings.Fields(line); len(fs) > 0 {
			f(fs)
		}
	}
	return s.Err()
}

// ResolvConf is what resolv.conf(5) says about stub resolution.
type ResolvConf struct {
	Servers  []netip.AddrPort
	Search   []string // canonical names
	Ndots    int
	Timeout  time.Duration
	Attempts int
	Rotate   bool
	TCP      bool // use-vc: never over UDP
	NoIPv6   bool // no-aaaa: IPv6 addresses are not asked for
	Single   bool // single-request: the two families are asked for one after the other
	NoTLD    bool // no-tld-query: a name without a dot is never asked for as it stands
}

// defaultResolvConf is what resolv.conf(5) documents for a file that says nothing.
func defaultResolvConf() ResolvConf {
	return ResolvConf{Ndots: 1, Timeout: 5 * time.Second, Attempts: 2}
}

// ParseResolvConf reads resolv.conf(5): nameserver, search, domain, and the options ndots,
// timeout, attempts, rotate, use-vc, no-aaaa, single-request, single-request-reopen and
// no-tld-query. The rest is left out: edns0 is what we do anyway, trust-ad and no-reload are
// about programs that we are not, sortlist is obsolete, and nobody knows the others.
func ParseResolvConf(r io.Reader) (ResolvConf, error) {
	c := defaultResolvConf()
	err := lines(r, maxConfLines, func(f []string) {
		switch f[0] {
		case "nameserver":
			if len(f) < 2 || len(c.Servers) >= maxServers {
				return
			}
			if a, err := netip.ParseAddr(f[1]); err == nil {
				c.Servers = append(c.Servers, netip.AddrPortFrom(a, Port))
			}
		case "domain", "search":
			words := f[1:]
			if f[0] == "domain" {
				words = words[:min(len(words), 1)]
			}
			c.search(words)
		case "options":
			c.options(f[1:])
		}
	})
	return c, err
}

// options applies words of an options line.
func (c *ResolvConf) options(words []string) {
	for _, o := range words {
		key, val, _ := strings.Cut(o, ":")
		n, err := strconv.Atoi(val)
		number := err == nil && n >= 0
		switch key {
		case "rotate":
			c.Rotate = true
		case "use-vc":
			c.TCP = true
		case "no-aaaa":
			c.NoIPv6 = true
		case "single-request", "single-request-reopen":
			c.Single = true
		case "no-tld-query":
			c.NoTLD = true
		case "ndots":
			if number {
				c.Ndots = min(n, maxNdots)
			}
		case "timeout":
			if number {
				c.Timeout = min(time.Duration(max(n, 1))*time.Second, maxTimeout)
			}
		case "attempts":
			if number {
				c.Attempts = min(max(n, 1), maxAttempts)
			}
		}
	}
}

// search replaces the search list.
func (c *ResolvConf) search(words []string) {
	c.Search = nil
	size := 0
	for _, s := range words {
		n, err := CanonicalName(s)
		if size += len(s) + 1; err != nil || len(c.Search) == maxSearch || size > maxSearchBytes {
			continue
		}
		if n != "." {
			c.Search = append(c.Search, n)
		}
	}
}

// environment applies what the environment says on top of the file (resolv.conf(5)).
func (c *ResolvConf) environment(get func(string) string) {
	if v := get("LOCALDOMAIN"); v != "" {
		c.search(strings.Fields(v))
	}
	c.options(strings.Fields(get("RES_OPTIONS")))
}

// LoadResolvConf reads the file at path, and LOCALDOMAIN and RES_OPTIONS of the environment. A missing file gives the documented default, a name
// server on this machine.
func LoadResolvConf(path string) (ResolvConf, error) {
	c := defaultResolvConf()
	f, err := os.Open(path)
	if err == nil {
		defer f.Close()
		c, err = ParseResolvConf(f)
	} else if os.IsNotExist(err) {
		err = nil
	}
	c.environment(os.Getenv)
	if len(c.Servers) == 0 {
		c.Servers = []netip.AddrPort{netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), Port)}
	}
	return c, err
}

// Hint is a root server: where iterative resolution begins.
type Hint struct {
	Name  string // canonical
	Addrs []netip.Addr
}

// ParseHints reads root hints as they are published (a zone file of NS, A and AAAA records of
// the root). It is strict: hints that cannot be read are of no use to anybody.
func ParseHints(r io.Reader) ([]Hint, error) {
	var order []string
	addrs := map[string][]netip.Addr{}
	var bad error
	err := lines(r, maxConfLines, func(f []string) {
		// name [ttl] [class] type value
		rest := f[1:]
		for len(rest) > 2 {
			rest = rest[1:]
		}
		name, err := CanonicalName(f[0])
		if err != nil || len(rest) < 2 {
			bad = fmt.Errorf("root hints: line %q", strings.Join(f, " "))
			return
		}
		switch strings.ToUpper(rest[0]) {
		case "NS":
			if n, err := CanonicalName(rest[1]); err == nil && name == "." {
				order = append(order, n)
				return
			}
		case "A", "AAAA":
			if a, err := netip.ParseAddr(rest[1]); err == nil {
				addrs[name] = append(addrs[name], a)
				return
			}
		}
		bad = fmt.Errorf("root hints: line %q", strings.Join(f, " "))
	})
	if err == nil {
		err = bad
	}
	var out []Hint
	for _, n := range order {
		if len(addrs[n]) > 0 {
			out = append(out, Hint{n, addrs[n]})
		}
	}
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("root hints: no server with an address")
	}
	return out, err
}

// RootHints gives the root servers of the Internet as IANA publishes them.
func RootHints() []Hint {
	data := [...]struct{ letter, v4, v6 string }{
		{"a", "198.41.0.4", "2001:503:ba3e::2:30"}, {"b", "170.247.170.2", "2801:1b8:10::b"},
		{"c", "192.33.4.12", "2001:500:2::c"}, {"d", "199.7.91.13", "2001:500:2d::d"},
		{"e", "192.203.230.10", "2001:500:a8::e"}, {"f", "192.5.5.241", "2001:500:2f::f"},
		{"g", "192.112.36.4", "2001:500:12::d0d"}, {"h", "198.97.190.53", "2001:500:1::53"},
		{"i", "192.36.148.17", "2001:7fe::53"}, {"j", "192.58.128.30", "2001:503:c27::2:30"},
		{"k", "193.0.14.129", "2001:7fd::1"}, {"l", "199.7.83.42", "2001:500:9f::42"},
		{"m", "202.12.27.33", "2001:dc3::35"},
	}
	out := make([]Hint, len(data))
	for i, d := range data {
		out[i] = Hint{d.letter + ".root-servers.net.", []netip.Addr{netip.MustParseAddr(d.v4), netip.MustParseAddr(d.v6)}}
	}
	return out
}
