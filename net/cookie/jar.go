package cookie

import (
	"sort"
	"strings"
	"sync"
	"time"

	"vitrine/net/weburl"
)

// Rule names why a cookie was kept, refused or left out. The words are for people.
type Rule string

const (
	RuleKept     Rule = "kept"
	RuleReplaced Rule = "replaced"
	RuleRemoved  Rule = "removed: it is in the past"

	RuleControl      Rule = "control character"
	RuleEmpty        Rule = "no name and no value"
	RuleSize         Rule = "name and value are longer than 4096 bytes"
	RuleSuffix       Rule = "Domain is a public suffix"
	RuleDomain       Rule = "Domain does not cover the host"
	RuleASCII        Rule = "Domain is not ASCII"
	RuleInsecure     Rule = "Secure needs https"
	RuleOverlay      Rule = "a Secure cookie of this name stands in the way"
	RuleHTTPOnly     Rule = "HttpOnly is for HTTP only"
	RuleCrossSite    Rule = "SameSite: the request comes from another site"
	RuleNoneInsecure Rule = "SameSite=None needs Secure"
	RulePrefix       Rule = "the name's prefix promises attributes that are missing"
	RuleNameless     Rule = "a value without a name imitates a prefix"

	RuleHost    Rule = "for another host"
	RulePath    Rule = "for another path"
	RuleExpired Rule = "expired"
	RuleLimit   Rule = "the Cookie field is full"
)

// Limits bound a jar. Zero fields take the numbers of DefaultLimits.
type Limits struct {
	PerSite   int // cookies of one registrable domain
	Total     int // cookies altogether
	FieldSize int // bytes of one Cookie field
}

// DefaultLimits are the counts of Chromium, far above the 50 and 3,000 that the standard asks
// for. FieldSize is what servers take at most.
var DefaultLimits = Limits{PerSite: 180, Total: 3300, FieldSize: 32 << 10}

// Context is the request that a cookie comes from or goes to.
type Context struct {
	URL        *weburl.URL
	Initiator  *weburl.URL // the page that caused the request; nil: the person
	Navigation bool        // the answer becomes the page at the top
	Unsafe     bool        // the method may change something
	Script     bool        // a script asks, not HTTP
}

// sameSite reports whether the request stays within one site.
//
// https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-same-site-and-cross-site-re
func (c *Context) sameSite() bool { return c.Initiator == nil || SameSiteAs(c.Initiator, c.URL) }

// Outcome is what became of one cookie.
type Outcome struct {
	Cookie Cookie
	Done   bool // kept, replaced or removed; sent
	Rule   Rule
}

// Jar keeps cookies. It is safe for concurrent use.
type Jar struct {
	lim Limits
	now func() time.Time

	mu    sync.Mutex
	sites map[string][]*Cookie
	count int
	seq   uint64
	disk  *disk
}

// Config says how a Jar works.
type Config struct {
	File   string // where persistent cookies live between runs; "": nowhere
	Limits Limits
	Now    func() time.Time // nil: time.Now
}

// New returns a jar, with what its file holds. A file that cannot be read is reported, and the
// jar works without its content.
func New(cfg Config) (*Jar, error) {
	j := &Jar{lim: cfg.Limits, now: cfg.Now, sites: map[string][]*Cookie{}}
	if j.now == nil {
		j.now = time.Now
	}
	for _, f := range []struct {
		v   *int
		def int
	}{{&j.lim.PerSite, DefaultLimits.PerSite}, {&j.lim.Total, DefaultLimits.Total}, {&j.lim.FieldSize, DefaultLimits.FieldSize}} {
		if *f.v <= 0 {
			*f.v = f.def
		}
	}
	if cfg.File == "" {
		return j, nil
	}
	j.disk = &disk{file: cfg.File, changed: map[key]*Cookie{}}
	return j, j.load()
}

// key is a cookie's identity.
type key struct {
	name, domain, path string
	hostOnly           bool
}

func (c *Cookie) key() key { return key{c.Name, c.Domain, c.Path, c.HostOnly} }

// Store takes one Set-Cookie value.
//
// https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-storage-model
func (j *Jar) Store(x Context, value string) Outcome {
	now := j.now()
	c, a, broken := parse(value, now)
	if broken == "" {
		broken = c.accept(&x, &a, now)
	}
	if broken != "" {
		return Outcome{Cookie: c, Rule: broken}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	group := site(c.Domain)
	if !c.Secure && !x.URL.Is("https") {
		// Section 5.7, step "leave secure cookies alone".
		for _, old := range j.sites[group] {
			if old.Secure && old.Name == c.Name && (domainMatch(c.Domain, old.Domain) || domainMatch(old.Domain, c.Domain)) &&
				pathMatch(c.Path, old.Path) && !old.expired(now) {
				return Outcome{Cookie: c, Rule: RuleOverlay}
			}
		}
	}
	rule := RuleKept
	list := j.sites[group]
	for i, old := range list {
		if old.key() != c.key() {
			continue
		}
		if old.HTTPOnly && x.Script {
			return Outcome{Cookie: c, Rule: RuleHTTPOnly}
		}
		c.Created, c.seq = old.Created, old.seq
		if !old.expired(now) {
			rule = RuleReplaced
		}
		list = append(list[:i:i], list[i+1:]...)
		j.count--
		break
	}
	kept := c
	if c.expired(now) {
		rule = RuleRemoved
		j.put(group, list)
	} else {
		if c.seq == 0 {
			j.seq++
			kept.seq = j.seq
		}
		j.count++
		j.put(group, append(list, &kept))
		j.evict(group, now)
	}
	j.note(&kept, rule == RuleRemoved)
	return Outcome{Cookie: kept, Done: true, Rule: rule}
}

// accept fills in c from the attributes and the request, or names the rule against it.
func (c *Cookie) accept(x *Context, a *attributes, now time.Time) Rule {
	host := strings.TrimSuffix(x.URL.Hostname(), ".")
	c.Created, c.Used = now, now
	switch {
	case a.hasMaxAge:
		c.Expires = a.maxAge
	case a.hasExpires:
		c.Expires = a.expires
	}
	c.Secure, c.HTTPOnly, c.SameSite = a.secure, a.httpOnly, a.sameSite
	c.Domain, c.HostOnly = host, true
	if a.domain != "" {
		for i := range len(a.domain) {
			if a.domain[i] >= 0x80 {
				return RuleASCII
			}
		}
		switch {
		case isAddress(host):
			if a.domain != strings.Trim(host, "[]") && a.domain != host {
				return RuleDomain
			}
		case isPublicSuffix(a.domain):
			if a.domain != host {
				return RuleSuffix
			}
		case !domainMatch(host, a.domain):
			return RuleDomain
		default:
			c.Domain, c.HostOnly = a.domain, false
		}
	}
	c.Path = a.path
	if c.Path == "" {
		c.Path = defaultPath(x.URL.Path())
	}
	switch {
	case c.Secure && !x.URL.Is("https"):
		return RuleInsecure
	case c.HTTPOnly && x.Script:
		return RuleHTTPOnly
	case c.SameSite != None && !x.sameSite() && !x.Navigation:
		return RuleCrossSite
	case c.SameSite == None && !c.Secure:
		return RuleNoneInsecure
	}
	return c.checkPrefix(a, x)
}

// checkPrefix holds a cookie to what its name promises.
//
// https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-cookie-name-prefixes-2
func (c *Cookie) checkPrefix(a *attributes, x *Context) Rule {
	has := func(s, prefix string) bool {
		return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
	}
	if c.Name == "" {
		for _, p := range []string{"__Secure-", "__Host-", "__Http-"} {
			if has(c.Value, p) {
				return RuleNameless
			}
		}
		return ""
	}
	host := c.Secure && c.HostOnly && a.domain == "" && a.path == "/"
	http := c.Secure && c.HTTPOnly && !x.Script
	switch {
	case has(c.Name, "__Secure-") && !c.Secure,
		has(c.Name, "__Host-Http-") && !(host && http),
		has(c.Name, "__Host-") && !host,
		has(c.Name, "__Http-") && !http:
		return RulePrefix
	}
	return ""
}

func (c *Cookie) expired(now time.Time) bool { return !c.Expires.IsZero() && !now.Before(c.Expires) }

func (j *Jar) put(group string, list []*Cookie) {
	if len(list) == 0 {
		delete(j.sites, group)
		return
	}
	j.sites[group] = list
}

// evict makes the jar obey its limits: expired ones go first, then those that are not Secure,
// then the ones used longest ago. j.mu is held.
func (j *Jar) evict(group string, now time.Time) {
	if list := j.sites[group]; len(list) > j.lim.PerSite {
		j.trim(list, len(list)-j.lim.PerSite, now)
	}
	if j.count > j.lim.Total {
		all := make([]*Cookie, 0, j.count)
		for _, list := range j.sites {
			all = append(all, list...)
		}
		// A tenth more than needed, so that the next cookie does not sort everything again.
		j.trim(all, j.count-j.lim.Total+j.lim.Total/10, now)
	}
}

func (j *Jar) trim(list []*Cookie, n int, now time.Time) {
	order := append([]*Cookie(nil), list...)
	sort.Slice(order, func(a, b int) bool {
		x, y := order[a], order[b]
		if ex, ey := x.expired(now), y.expired(now); ex != ey {
			return ex
		}
		if x.Secure != y.Secure {
			return !x.Secure
		}
		if !x.Used.Equal(y.Used) {
			return x.Used.Before(y.Used)
		}
		return x.seq < y.seq
	})
	gone := make(map[*Cookie]bool, n)
	for _, c := range order[:min(n, len(order))] {
		gone[c] = true
		j.note(c, true)
	}
	groups := map[string]bool{}
	for c := range gone {
		groups[site(c.Domain)] = true
	}
	for g := range groups {
		kept := make([]*Cookie, 0, len(j.sites[g]))
		for _, c := range j.sites[g] {
			if !gone[c] {
				kept = append(kept, c)
			}
		}
		j.put(g, kept)
	}
	j.count -= len(gone)
}

// Send returns the value of the Cookie field for a request, "" for none, and what was decided
// about each cookie of the site, in the order of sending first.
//
// https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-retrieval-model
func (j *Jar) Send(x Context) (field string, out []Outcome) {
	now := j.now()
	host := strings.TrimSuffix(x.URL.Hostname(), ".")
	j.mu.Lock()
	defer j.mu.Unlock()
	list := j.sites[site(host)]
	if len(list) == 0 {
		return "", nil
	}
	same := x.sameSite()
	var send []*Cookie
	for _, c := range list {
		if rule := c.withheld(&x, host, same, now); rule != "" {
			out = append(out, Outcome{Cookie: *c, Rule: rule})
			continue
		}
		send = append(send, c)
	}
	sort.Slice(send, func(a, b int) bool {
		x, y := send[a], send[b]
		if len(x.Path) != len(y.Path) {
			return len(x.Path) > len(y.Path)
		}
		return x.seq < y.seq
	})
	var b strings.Builder
	sent := make([]Outcome, 0, len(send)+len(out))
	for _, c := range send {
		pair := c.Pair()
		if b.Len()+2+len(pair) > j.lim.FieldSize {
			out = append(out, Outcome{Cookie: *c, Rule: RuleLimit})
			continue
		}
		if b.Len() > 0 {
			b.WriteString("; ")
		}
		b.WriteString(pair)
		c.Used = now
		sent = append(sent, Outcome{Cookie: *c, Done: true, Rule: "sent"})
	}
	return b.String(), append(sent, out...)
}

// withheld names the rule by which a cookie is not sent.
func (c *Cookie) withheld(x *Context, host string, same bool, now time.Time) Rule {
	switch {
	case c.expired(now):
		return RuleExpired
	case c.HostOnly && host != c.Domain, !c.HostOnly && !domainMatch(host, c.Domain):
		return RuleHost
	case !pathMatch(x.URL.Path(), c.Path):
		return RulePath
	case c.Secure && !x.URL.Is("https"):
		return RuleInsecure
	case c.HTTPOnly && x.Script:
		return RuleHTTPOnly
	case same || c.SameSite == None:
		return ""
	case c.SameSite != Strict && x.Navigation && !x.Unsafe:
		return ""
	}
	return RuleCrossSite
}

// All returns a copy of every cookie, oldest first.
func (j *Jar) All() []Cookie {
	j.mu.Lock()
	defer j.mu.Unlock()
	out := make([]Cookie, 0, j.count)
	for _, list := range j.sites {
		for _, c := range list {
			out = append(out, *c)
		}
	}
	sort.Slice(out, func(a, b int) bool { return out[a].seq < out[b].seq })
	return out
}
