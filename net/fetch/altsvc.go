package fetch

import (
	"strconv"
	"strings"
	"sync"
	"time"

	"vitrine/net/conn"
	"vitrine/net/header"
	"vitrine/net/weburl"
)

// Limits of what is remembered of Alt-Svc fields.
const (
	maxAltOrigins = 2048
	maxAltEach    = 4
	maxAltAge     = 30 * 24 * time.Hour
	altAge        = 24 * time.Hour // without an ma parameter (RFC 7838 §3.1)
)

// altServices remembers where origins said that they also speak HTTP/3 (RFC 7838), as long as the
// client lives, and in the file of Config.AltSvcFile.
type altServices struct {
	mu sync.Mutex
	m  map[conn.Target][]altService

	said    map[conn.Target]bool // origins that spoke in this run: the file knows nothing newer
	changed bool                 // since the last write
	where   string               // the network we were in when it was looked at last
	looked  time.Time
	network func() string // nil: networkName
}

type altService struct {
	host    string // "" for the origin's
	port    int
	expires time.Time
	persist bool // also in another network
}

// learn takes in the Alt-Svc fields of a response from an origin with TLS.
func (a *altServices) learn(u *weburl.URL, h header.List, now time.Time) {
	values := h.Values("Alt-Svc")
	if len(values) == 0 || !u.Is("https") {
		return
	}
	t := conn.Target{TLS: true, Host: u.Hostname(), Port: u.Port()}
	list := parseAltSvc(strings.Join(values, ","), t.Port, now)
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.m, t) // each answer replaces what was said before (§3.1)
	if a.said == nil || len(a.said) >= maxAltOrigins {
		a.said = map[conn.Target]bool{}
	}
	a.said[t], a.changed = true, true
	if len(list) == 0 {
		return
	}
	if a.where == "" {
		a.here()
		a.looked = now
	}
	if a.m == nil || len(a.m) >= maxAltOrigins {
		a.m = map[conn.Target][]altService{}
	}
	a.m[t] = list
}

// of gives what is known about a target and not too old.
func (a *altServices) of(t conn.Target) []conn.Service {
	t.HTTP1, t.Site = false, ""
	now := time.Now()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.moved(now)
	var out []conn.Service
	for _, s := range a.m[t] {
		if now.Before(s.expires) {
			out = append(out, conn.Service{Host: s.host, Port: s.port, ALPN: []string{"h3"}, Why: whyAltSvc})
		}
	}
	return out
}

// whyAltSvc marks services that an Alt-Svc field announced.
const whyAltSvc = "Alt-Svc"

// parseAltSvc gives the alternatives for HTTP/3 in a field's value. Entries that break the
// grammar are left out; "clear" leaves out everything.
//
// https://www.rfc-editor.org/rfc/rfc7838#section-3
func parseAltSvc(v string, originPort int, now time.Time) []altService {
	var out []altService
	for entry := range splitQuoted(v, ',') {
		var s altService
		ok, age := false, altAge
		first := true
		for part := range splitQuoted(entry, ';') {
			key, val, eq := strings.Cut(strings.TrimSpace(part), "=")
			val = unquote(val)
			switch {
			case first && !eq && strings.EqualFold(key, "clear"):
				return nil
			case first:
				host, port, found := cutLast(val, ':')
				n, err := strconv.Atoi(port)
				// A page on a privileged port cannot send us to one that anybody may open (§9.1).
				ok = key == "h3" && found && err == nil && n > 0 && n < 1<<16 && !blockedPort(n) && (originPort >= 1024 || n < 1024)
				s.host, s.port = strings.ToLower(host), n
			case strings.EqualFold(key, "ma"):
				if n, err := strconv.ParseUint(val, 10, 31); err == nil {
					age = min(time.Duration(n)*time.Second, maxAltAge)
				}
			case strings.EqualFold(key, "persist"):
				s.persist = val == "1"
			}
			first = false
		}
		if ok && len(out) < maxAltEach && age > 0 {
			s.expires = now.Add(age)
			out = append(out, s)
		}
	}
	return out
}

// splitQuoted yields the parts of s between separators that do not stand in quotes.
func splitQuoted(s string, sep byte) func(func(string) bool) {
	return func(yield func(string) bool) {
		start, quoted := 0, false
		for i := 0; i < len(s); i++ {
			switch {
			case s[i] == '"':
				quoted = !quoted
			case s[i] == '\\' && quoted:
				i++
			case s[i] == sep && !quoted:
				if !yield(s[start:i]) {
					return
				}
				start = i + 1
			}
		}
		yield(s[start:])
	}
}

func unquote(s string) string {
	s = strings.TrimSpace(s)
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return s
	}
	return strings.ReplaceAll(s[1:len(s)-1], `\`, "")
}

func cutLast(s string, sep byte) (before, after string, found bool) {
	i := strings.LastIndexByte(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}
