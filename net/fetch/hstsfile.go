package fetch

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
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
	tmp, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*.tmp")
	if err != nil {
		return fmt.Errorf("HSTS: %w", err)
	}
	w := bufio.NewWriter(tmp)
	enc := json.NewEncoder(w)
	s.mu.Lock()
	for host, h := range s.hosts {
		if err == nil && now.Before(h.until) {
			err = enc.Encode(hstsLine{host, h.until.UTC(), h.subdomains})
		}
	}
	s.changed = false
	s.mu.Unlock()
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = tmp.Sync()
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(tmp.Name(), file)
	}
	if err != nil {
		os.Remove(tmp.Name())
		return fmt.Errorf("HSTS: %w", err)
	}
	return nil
}
