package visited

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"vitrine/net/lockfile"
)

// The file is magic, salt, entries.
const (
	magic     = "VITV0001"
	saltBytes = 16
	entrySize = 8
	headSize  = len(magic) + saltBytes
)

// maxEntries bounds the addresses that are remembered; past it the older half is forgotten.
const maxEntries = 200000

// Links is a set of addresses. It is safe for concurrent use.
type Links struct {
	file string
	salt [saltBytes]byte

	mu  sync.Mutex
	set map[uint64]bool
	err error // of the last write
}

// Open returns the set that a file holds; "" is a set in memory only. A file that cannot be used is
// reported, and the set then lives in memory.
func Open(file string) (*Links, error) {
	l := &Links{set: map[uint64]bool{}}
	rand.Read(l.salt[:])
	if file == "" {
		return l, nil
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return l, fmt.Errorf("visited links: %w", err)
	}
	unlock, err := lockfile.Lock(file + ".lock")
	if err != nil {
		return l, fmt.Errorf("visited links: %w", err)
	}
	defer unlock()
	b, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && len(b) < headSize:
		b = append([]byte(magic), l.salt[:]...)
		if err := lockfile.Replace(file, func(w io.Writer) error { _, err := w.Write(b); return err }); err != nil {
			return l, fmt.Errorf("visited links: %w", err)
		}
	case err != nil:
		return l, fmt.Errorf("visited links: %w", err)
	case string(b[:len(magic)]) != magic:
		return l, fmt.Errorf("visited links: %s is another kind of file", file)
	}
	copy(l.salt[:], b[len(magic):])
	entries := b[headSize:]
	cut := len(entries) % entrySize
	entries = entries[:len(entries)-cut]
	if n := len(entries) / entrySize; n > maxEntries || cut > 0 {
		if n > maxEntries {
			entries = entries[(n-maxEntries/2)*entrySize:]
		}
		if err := lockfile.Replace(file, func(w io.Writer) error { _, err := w.Write(append(b[:headSize:headSize], entries...)); return err }); err != nil {
			return l, fmt.Errorf("visited links: %w", err)
		}
	}
	for ; len(entries) > 0; entries = entries[entrySize:] {
		l.set[binary.BigEndian.Uint64(entries)] = true
	}
	l.file = file
	return l, nil
}

func (l *Links) hash(url string) uint64 {
	h := sha256.New()
	h.Write(l.salt[:])
	h.Write([]byte(url))
	return binary.BigEndian.Uint64(h.Sum(nil))
}

// Has reports whether an address was opened, with its fragment: a list of contents shows which of
// its places were gone to.
func (l *Links) Has(url string) bool {
	k := l.hash(url)
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.set[k]
}

// Add remembers an address. A file that cannot be written keeps it in memory; Err tells why.
func (l *Links) Add(url string) {
	k := l.hash(url)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.set[k] {
		return
	}
	if len(l.set) >= 2*maxEntries { // a very long run: begin anew, the file still knows
		clear(l.set)
	}
	l.set[k] = true
	if l.file == "" {
		return
	}
	l.err = l.append(k)
}

// append adds one entry at the end of the file. The lock keeps it whole against a process that
// replaces the file at this moment.
func (l *Links) append(k uint64) error {
	unlock, err := lockfile.Lock(l.file + ".lock")
	if err != nil {
		return err
	}
	defer unlock()
	f, err := os.OpenFile(l.file, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(binary.BigEndian.AppendUint64(nil, k))
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

// Err returns why the last address could not be written to the file, or nil.
func (l *Links) Err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}
