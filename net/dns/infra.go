package dns

import (
	"net/netip"
	"strconv"
	"sync"
	"time"
)

// What is remembered about servers.
const (
	maxInfra    = 4096             // servers remembered
	infraLife   = 15 * time.Minute // then a server is met afresh
	lameLife    = 5 * time.Minute  // how long a lame server is asked last
	maxLame     = 2048
	maxPatience = 3 * time.Second
	minPatience = 100 * time.Millisecond
)

// infra remembers how servers behaved, so that the quick and the willing are asked first.
type infra struct {
	mu   sync.Mutex
	m    map[netip.AddrPort]*serverState
	lame map[lameKey]time.Time
}

type serverState struct {
	seen     time.Time
	srtt     time.Duration // smoothed round trip; 0 = unknown
	failures int           // in a row
	plain    bool          // does not know EDNS
}

type lameKey struct {
	addr netip.AddrPort
	zone string
}

func newInfra() *infra {
	return &infra{m: map[netip.AddrPort]*serverState{}, lame: map[lameKey]time.Time{}}
}

// state gives the record of a server, fresh when unknown or old. mu must be held.
func (in *infra) state(a netip.AddrPort) *serverState {
	now := time.Now()
	s := in.m[a]
	if s == nil || now.Sub(s.seen) > infraLife {
		if s == nil && len(in.m) >= maxInfra {
			for k := range in.m { // any will do: the order of a map is as good as random
				delete(in.m, k)
				break
			}
		}
		s = &serverState{seen: now}
		in.m[a] = s
	}
	return s
}

// answered notes a round trip (smoothed as RFC 6298 does for TCP).
func (in *infra) answered(a netip.AddrPort, rtt time.Duration) {
	in.mu.Lock()
	defer in.mu.Unlock()
	s := in.state(a)
	s.seen = time.Now()
	s.failures = 0
	if s.srtt == 0 {
		s.srtt = max(rtt, 1)
	} else {
		s.srtt += (rtt - s.srtt) / 8
	}
}

func (in *infra) failed(a netip.AddrPort) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.state(a).failures++
}

func (in *infra) plain(a netip.AddrPort) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.state(a).plain
}

func (in *infra) setPlain(a netip.AddrPort) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.state(a).plain = true
}

func (in *infra) setLame(a netip.AddrPort, zone string) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if len(in.lame) >= maxLame {
		clear(in.lame)
	}
	in.lame[lameKey{a, zone}] = time.Now()
}

// cost orders servers: expected wait, with failures and lameness on top. unknown is what a
// server never met is taken for.
func (in *infra) cost(a netip.AddrPort, zone string, unknown time.Duration) time.Duration {
	in.mu.Lock()
	defer in.mu.Unlock()
	s := in.state(a)
	c := s.srtt
	if c == 0 {
		c = unknown
	}
	c += time.Duration(min(s.failures, 8)) * maxPatience
	if t, ok := in.lame[lameKey{a, zone}]; ok && time.Since(t) < lameLife {
		c += time.Hour
	}
	return c
}

// describe says what is known about a server that was chosen, for the trace.
func (in *infra) describe(a netip.AddrPort, zone string, inOrder bool) string {
	in.mu.Lock()
	defer in.mu.Unlock()
	s := in.state(a)
	out := "not met before"
	if s.srtt > 0 {
		out = "answers in about " + s.srtt.Round(10*time.Microsecond).String()
	}
	if s.failures > 0 {
		out += ", failed " + strconv.Itoa(s.failures) + " times in a row"
	}
	if t, ok := in.lame[lameKey{a, zone}]; ok && time.Since(t) < lameLife {
		out += ", was of no use for the zone"
	}
	if inOrder {
		out += ", asked in the configured order"
	}
	return out
}

// met reports whether anything is known about a server.
func (in *infra) met(a netip.AddrPort, zone string) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	s := in.state(a)
	_, lame := in.lame[lameKey{a, zone}]
	return s.srtt > 0 || s.failures > 0 || lame
}

// patience is how long to wait for a server before trying another as well.
func (in *infra) patience(a netip.AddrPort, unknown time.Duration) time.Duration {
	in.mu.Lock()
	defer in.mu.Unlock()
	s := in.state(a)
	p := unknown
	if s.srtt > 0 {
		p = min(max(3*s.srtt, minPatience), maxPatience)
	}
	return p
}
