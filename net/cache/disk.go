package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"time"
)

// folder is a cache's files: dir/ab/cdef…/variant, where abcdef… is the hash of the slot.
//
//	"VITC" 1 | length and checksum of the head | head as JSON | length and checksum of the body | body
type folder struct {
	dir   string
	limit int64

	mu      sync.Mutex
	written int64 // since the last sweep
	swept   bool
}

const (
	diskMagic = "VITC0001"
	diskFixed = len(diskMagic) + 4 + 4 + 8 + 4
	maxHead   = 1 << 20
	tempAge   = time.Hour // temporary files older than this are of a process that died
	touchAge  = time.Minute
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

var errDamaged = errors.New("damaged cache file")

func (d *folder) place(slot string) string {
	sum := sha256.Sum256([]byte(slot))
	name := hex.EncodeToString(sum[:16])
	return filepath.Join(d.dir, name[:2], name[2:])
}

// variant names an entry among those of its URL.
func (e *Entry) variant() string {
	h := sha256.New()
	for _, f := range e.Vary {
		h.Write([]byte(f.Name + "\x00" + f.Value + "\x00"))
	}
	if e.partial() {
		binary.Write(h, binary.BigEndian, [2]int64{e.First, int64(len(e.Body))})
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// encode returns an entry as a file.
func encode(e *Entry) ([]byte, error) {
	bare := *e
	bare.Body = nil
	head, err := json.Marshal(toStored(&bare))
	if err != nil {
		return nil, err
	}
	b := make([]byte, 0, diskFixed+len(head)+len(e.Body))
	b = append(b, diskMagic...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(head)))
	b = binary.BigEndian.AppendUint32(b, crc32.Checksum(head, castagnoli))
	b = append(b, head...)
	b = binary.BigEndian.AppendUint64(b, uint64(len(e.Body)))
	b = binary.BigEndian.AppendUint32(b, crc32.Checksum(e.Body, castagnoli))
	return append(b, e.Body...), nil
}

// decode reads a file back. Nothing of a damaged one is used.
func decode(b []byte) (*Entry, error) {
	if len(b) < diskFixed || string(b[:len(diskMagic)]) != diskMagic {
		return nil, errDamaged
	}
	b = b[len(diskMagic):]
	n, sum := int(binary.BigEndian.Uint32(b)), binary.BigEndian.Uint32(b[4:])
	b = b[8:]
	if n > maxHead || n > len(b)-12 || crc32.Checksum(b[:n], castagnoli) != sum {
		return nil, errDamaged
	}
	var s stored
	if json.Unmarshal(b[:n], &s) != nil {
		return nil, errDamaged
	}
	b = b[n:]
	size, sum := binary.BigEndian.Uint64(b), binary.BigEndian.Uint32(b[8:])
	b = b[12:]
	if size != uint64(len(b)) || crc32.Checksum(b, castagnoli) != sum {
		return nil, errDamaged
	}
	e := s.entry()
	e.Body = bytes.Clone(b)
	return e, nil
}

// save writes an entry: whole under another name, then renamed.
func (d *folder) save(e *Entry) error {
	b, err := encode(e)
	if err != nil {
		return err
	}
	dir := d.place(e.slot())
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(dir, "tmp-*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(b)
	if e2 := tmp.Close(); err == nil {
		err = e2
	}
	file := filepath.Join(dir, e.variant())
	if err == nil {
		err = os.Rename(tmp.Name(), file)
	}
	if err != nil {
		os.Remove(tmp.Name())
		return err
	}
	e.file = file
	d.mu.Lock()
	d.written += int64(len(b))
	sweep := !d.swept || d.written > d.limit/16
	if sweep {
		d.swept, d.written = true, 0
	}
	d.mu.Unlock()
	if sweep {
		d.sweep()
	}
	return nil
}

// load returns the whole entries of a URL in a partition; damaged files are removed.
func (d *folder) load(partition, url string) []*Entry {
	dir := d.place(slot(partition, url))
	names, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var out []*Entry
	for _, n := range names {
		if strings.HasPrefix(n.Name(), "tmp-") {
			continue
		}
		file := filepath.Join(dir, n.Name())
		b, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		e, err := decode(b)
		if err != nil || e.URL != url || e.Partition != partition {
			os.Remove(file)
			continue
		}
		e.file = file
		out = append(out, e)
	}
	return out
}

// remove deletes all entries of a slot.
func (d *folder) remove(slot string) { os.RemoveAll(d.place(slot)) }

// touch marks a file as used, at most once in touchAge.
func (d *folder) touch(file string, now time.Time) {
	if file == "" {
		return
	}
	if st, err := os.Stat(file); err == nil && now.Sub(st.ModTime()) > touchAge {
		os.Chtimes(file, now, now)
	}
}

// sweep removes what dead processes left, and the files used longest ago until the folder is a
// tenth below its limit. Another process may do the same at the same time.
func (d *folder) sweep() {
	type file struct {
		name string
		size int64
		used time.Time
	}
	var all []file
	var total int64
	filepath.WalkDir(d.dir, func(path string, de fs.DirEntry, err error) error {
		if err != nil || de.IsDir() {
			return nil
		}
		st, err := de.Info()
		if err != nil {
			return nil
		}
		if strings.HasPrefix(de.Name(), "tmp-") {
			if time.Since(st.ModTime()) > tempAge {
				os.Remove(path)
			}
			return nil
		}
		all = append(all, file{path, st.Size(), st.ModTime()})
		total += st.Size()
		return nil
	})
	if total <= d.limit {
		return
	}
	sort.Slice(all, func(a, b int) bool { return all[a].used.Before(all[b].used) })
	for _, f := range all {
		if total <= d.limit-d.limit/10 {
			break
		}
		if os.Remove(f.name) == nil {
			os.Remove(filepath.Dir(f.name)) // only when it is empty
		}
		total -= f.size
	}
}

// stored is an entry's head in the file. Header values are bytes that need not be UTF-8.
type stored struct {
	URL                 string
	Partition           string `json:",omitempty"`
	Status              int
	Reason              []byte
	Header, Vary        [][2][]byte
	Requested, Received time.Time
	First, Whole        int64
}

func toStored(e *Entry) stored {
	s := stored{URL: e.URL, Partition: e.Partition, Status: e.Status, Reason: []byte(e.Reason), Requested: e.Requested, Received: e.Received, First: e.First, Whole: e.Whole}
	for _, f := range e.Header {
		s.Header = append(s.Header, [2][]byte{[]byte(f.Name), []byte(f.Value)})
	}
	for _, f := range e.Vary {
		s.Vary = append(s.Vary, [2][]byte{[]byte(f.Name), []byte(f.Value)})
	}
	return s
}

func (s *stored) entry() *Entry {
	e := &Entry{URL: s.URL, Partition: s.Partition, Status: s.Status, Reason: string(s.Reason), Requested: s.Requested, Received: s.Received, First: s.First, Whole: s.Whole}
	for _, f := range s.Header {
		e.Header.Add(string(f[0]), string(f[1]))
	}
	for _, f := range s.Vary {
		e.Vary.Add(string(f[0]), string(f[1]))
	}
	e.cc = parseControl(e.Header)
	return e
}
