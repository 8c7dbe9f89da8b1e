package cookie

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"time"

	"vitrine/net/lockfile"
)

// disk is a jar's file and what it does not hold yet.
//
// The file has one JSON object a line. A save reads it again, applies this jar's changes and
// replaces it by renaming, under a lock: processes that share a file add to it instead of
// overwriting each other, and a process that dies leaves the old file or the new one.
type disk struct {
	file    string
	changed map[key]*Cookie // nil: removed
}

// maxFile bounds what is read of a jar's file; a full jar of the largest cookies fits.
const maxFile = 64 << 20

// note records a change for the next save. j.mu is held.
func (j *Jar) note(c *Cookie, gone bool) {
	if j.disk == nil {
		return
	}
	if gone || c.Expires.IsZero() { // a session cookie also ends a persistent one of its name
		j.disk.changed[c.key()] = nil
		return
	}
	j.disk.changed[c.key()] = c
}

// load reads the file into the jar.
func (j *Jar) load() error {
	list, err := readFile(j.disk.file)
	now := j.now()
	for i := range list {
		c := &list[i]
		if c.expired(now) {
			continue
		}
		j.seq++
		c.seq = j.seq
		g := site(c.Domain)
		j.sites[g] = append(j.sites[g], c)
		j.count++
	}
	if j.count > j.lim.Total {
		j.evict("", now)
	}
	return err
}

// readFile returns the cookies of a file, oldest first. No file is an empty one. Lines that are
// not cookies are left out and reported together.
func readFile(name string) ([]Cookie, error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cookies: %w", err)
	}
	defer f.Close()
	var out []Cookie
	bad := 0
	total := 0
	s := bufio.NewScanner(f)
	s.Buffer(nil, 4*(maxPair+maxAttribute)*6)
	for s.Scan() {
		if total += len(s.Bytes()); total > maxFile {
			bad++
			break
		}
		var c Cookie
		if json.Unmarshal(s.Bytes(), (*stored)(&c)) != nil || c.Domain == "" || c.Path == "" || c.Expires.IsZero() {
			bad++
			continue
		}
		out = append(out, c)
	}
	if err := s.Err(); err != nil {
		return out, fmt.Errorf("cookies: read %s: %w", name, err)
	}
	if bad > 0 {
		return out, fmt.Errorf("cookies: read %s: %d broken lines left out", name, bad)
	}
	return out, nil
}

// stored is a cookie's form in the file. Values are bytes that need not be UTF-8.
type stored Cookie

type storedJSON struct {
	Name     []byte    `json:"name"`
	Value    []byte    `json:"value"`
	Domain   string    `json:"domain"`
	Path     []byte    `json:"path"`
	HostOnly bool      `json:"hostOnly,omitempty"`
	Secure   bool      `json:"secure,omitempty"`
	HTTPOnly bool      `json:"httpOnly,omitempty"`
	SameSite SameSite  `json:"sameSite,omitempty"`
	Created  time.Time `json:"created"`
	Used     time.Time `json:"used"`
	Expires  time.Time `json:"expires"`
}

// MarshalJSON implements json.Marshaler.
func (s stored) MarshalJSON() ([]byte, error) {
	return json.Marshal(storedJSON{[]byte(s.Name), []byte(s.Value), s.Domain, []byte(s.Path), s.HostOnly, s.Secure,
		s.HTTPOnly, s.SameSite, s.Created.UTC(), s.Used.UTC(), s.Expires.UTC()})
}

// UnmarshalJSON implements json.Unmarshaler.
func (s *stored) UnmarshalJSON(b []byte) error {
	var v storedJSON
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	if v.SameSite > None {
		return errors.New("SameSite")
	}
	*s = stored{Name: string(v.Name), Value: string(v.Value), Domain: v.Domain, Path: string(v.Path), HostOnly: v.HostOnly,
		Secure: v.Secure, HTTPOnly: v.HTTPOnly, SameSite: v.SameSite, Created: v.Created, Used: v.Used, Expires: v.Expires}
	return nil
}

// Save writes the changes since the last one to the jar's file, if it has one.
func (j *Jar) Save() error {
	if j.disk == nil {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	d := j.disk
	if len(d.changed) == 0 {
		return nil
	}
	if err := d.write(j.now(), j.lim.Total); err != nil {
		return fmt.Errorf("cookies: %w", err)
	}
	clear(d.changed)
	return nil
}

func (d *disk) write(now time.Time, limit int) error {
	dir := filepath.Dir(d.file)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	unlock, err := lockfile.Lock(d.file + ".lock")
	if err != nil {
		return err
	}
	defer unlock()
	list, _ := readFile(d.file) // broken lines were reported by New and end here
	out := list[:0]
	for _, c := range list {
		if _, changed := d.changed[c.key()]; !changed && !c.expired(now) {
			out = append(out, c)
		}
	}
	for _, c := range d.changed {
		if c != nil {
			out = append(out, *c)
		}
	}
	sort.SliceStable(out, func(a, b int) bool { return out[a].Created.Before(out[b].Created) })
	if len(out) > limit {
		out = out[len(out)-limit:]
	}
	return lockfile.Replace(d.file, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		for i := range out {
			if err := enc.Encode(stored(out[i])); err != nil {
				return err
			}
		}
		return nil
	})
}
