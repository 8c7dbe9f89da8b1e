package fetch

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"vitrine/net/conn"
	"vitrine/net/lockfile"
)

// altLine is one alternative in the file that keeps them between runs: one JSON object a line.
type altLine struct {
	Host    string    `json:"host"` // the origin's
	Port    int       `json:"port"`
	AltHost string    `json:"altHost,omitempty"` // "": the origin's
	AltPort int       `json:"altPort"`
	Until   time.Time `json:"until"`
	Persist bool      `json:"persist,omitempty"`
	Network string    `json:"network,omitempty"` // where it was heard of, unless it persists
}

// read takes the alternatives of a file; no file is an empty one. Those that may not outlive a
// change of network are left out when the network is another one. Broken lines are left out and
// reported together. What is known already wins.
//
// https://www.rfc-editor.org/rfc/rfc7838#section-3.1
func (a *altServices) read(file string, now time.Time) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	here := a.here()
	return readLines("Alt-Svc", file, func() bool { return len(a.m) >= maxAltOrigins }, func(l altLine) bool {
		if l.Host == "" || l.Port <= 0 || l.Port >= 1<<16 || l.AltPort <= 0 || l.AltPort >= 1<<16 ||
			blockedPort(l.AltPort) || l.Port < 1024 && l.AltPort >= 1024 {
			return false
		}
		t := conn.Target{TLS: true, Host: l.Host, Port: l.Port}
		if a.said[t] || !now.Before(l.Until) || l.Until.After(now.Add(maxAltAge)) || !l.Persist && l.Network != here || len(a.m[t]) >= maxAltEach {
			return true
		}
		if a.m == nil {
			a.m = map[conn.Target][]altService{}
		}
		s := altService{host: strings.ToLower(l.AltHost), port: l.AltPort, expires: l.Until, persist: l.Persist}
		if !slices.ContainsFunc(a.m[t], func(o altService) bool { return o.host == s.host && o.port == s.port }) {
			a.m[t] = append(a.m[t], s)
		}
		return true
	})
}

// write replaces the file, with what other processes wrote into it meanwhile.
func (a *altServices) write(file string, now time.Time) error {
	a.mu.Lock()
	changed := a.changed
	a.mu.Unlock()
	if !changed {
		return nil
	}
	failed := func(err error) error {
		a.mu.Lock()
		a.changed = true // what could not be saved is tried again
		a.mu.Unlock()
		return fmt.Errorf("Alt-Svc: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return failed(err)
	}
	unlock, err := lockfile.Lock(file + ".lock")
	if err != nil {
		return failed(err)
	}
	defer unlock()
	a.read(file, now) // broken lines were reported at the start and end here
	a.mu.Lock()
	a.changed = false
	here := a.here()
	var lines []altLine
	for t, list := range a.m {
		for _, s := range list {
			l := altLine{Host: t.Host, Port: t.Port, AltHost: s.host, AltPort: s.port, Until: s.expires.UTC(), Persist: s.persist}
			if !s.persist {
				l.Network = here
			}
			if now.Before(s.expires) {
				lines = append(lines, l)
			}
		}
	}
	a.mu.Unlock()
	err = writeLines(file, lines)
	if err != nil {
		return failed(err)
	}
	return nil
}

// networkCheck is how often we look whether the machine is still in the same network.
const networkCheck = 10 * time.Second

// moved forgets what may not outlive a change of network, if there was one. a.mu is held.
//
// https://www.rfc-editor.org/rfc/rfc7838#section-2.2
func (a *altServices) moved(now time.Time) {
	if len(a.m) == 0 || now.Sub(a.looked) < networkCheck {
		return
	}
	before := a.where
	a.looked = now
	if a.here() == before || before == "" {
		return
	}
	for t, list := range a.m {
		list = slices.DeleteFunc(slices.Clone(list), func(s altService) bool { return !s.persist })
		if len(list) == 0 {
			delete(a.m, t)
		} else {
			a.m[t] = list
		}
	}
}

// here names the network that the machine is in. a.mu is held.
func (a *altServices) here() string {
	f := a.network
	if f == nil {
		f = networkName
	}
	a.where = f()
	return a.where
}

// networkName is a digest of the networks of this machine's interfaces, its own excepted.
func networkName() string {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return "unknown"
	}
	var all []string
	for _, a := range addrs {
		p, err := netip.ParsePrefix(a.String())
		if err != nil || p.Addr().IsLoopback() || p.Addr().IsLinkLocalUnicast() {
			continue
		}
		all = append(all, p.Masked().String())
	}
	slices.Sort(all)
	sum := sha256.Sum256([]byte(strings.Join(slices.Compact(all), " ")))
	return hex.EncodeToString(sum[:8])
}
