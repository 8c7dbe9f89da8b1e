package fetch

import (
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"vitrine/net/header"
	"vitrine/net/weburl"
)

// maxHSTSHosts bounds how many hosts a client remembers; maxHSTSAge is the longest time.
const (
	maxHSTSHosts = 10000
	maxHSTSAge   = 400 * 24 * time.Hour
)

// hsts remembers the hosts that asked to be spoken to over TLS only, as long as the client
// lives, and in the file of Config.HSTSFile.
//
// https://www.rfc-editor.org/rfc/rfc6797
type hsts struct {
	mu    sync.Mutex
	hosts map[string]hstsHost

	removed map[string]bool // hosts that took it back in this run
	changed bool            // since the last write
}

type hstsHost struct {
	until      time.Time
	subdomains bool
}

// learn takes the policy of a response that came over TLS.
//
// https://www.rfc-editor.org/rfc/rfc6797#section-8.1
func (s *hsts) learn(u *weburl.URL, h header.List, now time.Time) {
	if !h.Has("Strict-Transport-Security") || !u.Is("https") {
		return
	}
	host := strings.TrimSuffix(u.Hostname(), ".")
	if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return
	}
	age, subdomains, ok := parseHSTS(h.First("Strict-Transport-Security"))
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if age == 0 {
		delete(s.hosts, host)
		if s.removed == nil || len(s.removed) >= maxHSTSHosts {
			s.removed = map[string]bool{}
		}
		s.removed[host], s.changed = true, true
		return
	}
	if _, known := s.hosts[host]; !known && len(s.hosts) >= maxHSTSHosts {
		for k, v := range s.hosts {
			if !now.Before(v.until) {
				delete(s.hosts, k)
			}
		}
		if len(s.hosts) >= maxHSTSHosts {
			return
		}
	}
	if s.hosts == nil {
		s.hosts = map[string]hstsHost{}
	}
	s.hosts[host] = hstsHost{now.Add(age), subdomains}
	delete(s.removed, host)
	s.changed = true
}

// upgrade returns the https form of an http URL whose host, or a parent of it, asked for TLS.
//
// https://www.rfc-editor.org/rfc/rfc6797#section-8.3
func (s *hsts) upgrade(u *weburl.URL, now time.Time) (*weburl.URL, bool) {
	if !u.Is("http") {
		return u, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.hosts) == 0 {
		return u, false
	}
	name := strings.TrimSuffix(u.Hostname(), ".")
	for parent := false; name != ""; parent = true {
		if p, ok := s.hosts[name]; ok && now.Before(p.until) && (!parent || p.subdomains) {
			return u.WithScheme("https"), true
		}
		_, name, _ = strings.Cut(name, ".")
	}
	return u, false
}

// parseHSTS parses the field's value: max-age must be there, and no directive twice.
//
// https://www.rfc-editor.org/rfc/rfc6797#section-6.1
func parseHSTS(v string) (age time.Duration, subdomains, ok bool) {
	seen := map[string]bool{}
	for d := range strings.SplitSeq(v, ";") {
		name, value, _ := strings.Cut(header.Trim(d), "=")
		name = strings.ToLower(header.Trim(name))
		if name == "" {
			continue
		}
		if seen[name] {
			return 0, false, false
		}
		seen[name] = true
		switch name {
		case "max-age":
			value = strings.Trim(header.Trim(value), `"`)
			n, err := strconv.ParseUint(value, 10, 63)
			if err != nil {
				return 0, false, false
			}
			age = time.Duration(min(n, uint64(maxHSTSAge/time.Second))) * time.Second
			ok = true
		case "includesubdomains":
			subdomains = true
		}
	}
	return age, subdomains, ok
}
