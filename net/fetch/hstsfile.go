package fetch

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"vitrine/net/lockfile"
)

// hstsLine is one host in the file that keeps HSTS between runs: one JSON object a line.
type hstsLine struct {
	Host       string    `json:"host"`
	Until      time.Time `json:"until"`
	Subdomains bool      `json:"subdomains,omitempty"`
}

// read takes the hosts of a file; no file is an empty one. Broken lines are left out and
// reported together. What is known already wins only when it lasts longer.
func (s *hsts) read(file string, now time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return readLines("HSTS", file, func() bool { return len(s.hosts) >= maxHSTSHosts }, func(l hstsLine) bool {
		if l.Host == "" {
			return false
		}
		if _, gone := s.removed[l.Host]; gone || !now.Before(l.Until) || l.Until.After(now.Add(maxHSTSAge)) {
			return true
		}
		if s.hosts == nil {
			s.hosts = map[string]hstsHost{}
		}
		if old, ok := s.hosts[l.Host]; !ok || old.until.Before(l.Until) {
			s.hosts[l.Host] = hstsHost{l.Until, l.Subdomains}
		}
		return true
	})
}

// write replaces the file, with what other processes wrote into it meanwhile.
func (s *hsts) write(file string, now time.Time) error {
	s.mu.Lock()
	changed := s.changed
	s.mu.Unlock()
	if !changed {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("HSTS: %w", err)
	}
	unlock, err := lockfile.Lock(file + ".lock")
	if err != nil {
		return fmt.Errorf("HSTS: %w", err)
	}
	defer unlock()
	s.read(file, now) // broken lines were reported at the start and end here
	s.mu.Lock()
	var lines []hstsLine
	for host, h := range s.hosts {
		if now.Before(h.until) {
			lines = append(lines, hstsLine{host, h.until.UTC(), h.subdomains})
		}
	}
	s.changed = false
	s.mu.Unlock()
	err = writeLines(file, lines)
	if err != nil {
		s.mu.Lock()
		s.changed = true // what could not be saved is tried again
		s.mu.Unlock()
		return fmt.Errorf("HSTS: %w", err)
	}
	return nil
}
