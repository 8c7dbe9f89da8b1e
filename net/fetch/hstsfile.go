package fetch

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
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
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("HSTS: %w", err)
	}
	defer f.Close()
	bad := 0
	s.mu.Lock()
	defer s.mu.Unlock()
	for in := bufio.NewScanner(f); in.Scan() && len(s.hosts) < maxHSTSHosts; {
		var l hstsLine
		if json.Unmarshal(in.Bytes(), &l) != nil || l.Host == "" {
			bad++
			continue
		}
		if _, gone := s.removed[l.Host]; gone || !now.Before(l.Until) || l.Until.After(now.Add(maxHSTSAge)) {
			continue
		}
		if s.hosts == nil {
			s.hosts = map[string]hstsHost{}
		}
		if old, ok := s.hosts[l.Host]; !ok || old.until.Before(l.Until) {
			s.hosts[l.Host] = hstsHost{l.Until, l.Subdomains}
		}
	}
	if bad > 0 {
		return fmt.Errorf("HSTS: read %s: %d broken lines left out", file, bad)
	}
	return nil
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
	err = lockfile.Replace(file, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		for _, l := range lines {
			if err := enc.Encode(l); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.mu.Lock()
		s.changed = true // what could not be saved is tried again
		s.mu.Unlock()
		return fmt.Errorf("HSTS: %w", err)
	}
	return nil
}
