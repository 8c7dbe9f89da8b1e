package text

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	ot "github.com/go-text/typesetting/font/opentype"
)

// Limits of font files.
const (
	// MaxFontFile is the largest font, in bytes after decompression, that is accepted.
	MaxFontFile = 64 << 20
	// maxTables bounds the table directory; real fonts have about 20.
	maxTables = 256
)

var errFont = errors.New("not a usable font")

func fontErrorf(format string, a ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{errFont}, a...)...)
}

type tag = ot.Tag

func tagOf(s string) tag { return ot.MustNewTag(s) }

// tableRecord is one entry of a table directory.
type tableRecord struct {
	tag      tag
	off, len uint32
}

// sfnt is the table directory of one face over the bytes of its file, which are not copied.
// https://learn.microsoft.com/en-us/typography/opentype/spec/otff#table-directory
type sfnt struct {
	data   []byte
	kind   tag
	tables []tableRecord
}

var be = binary.BigEndian

// faceCount returns how many faces a file of font data holds.
func faceCount(data []byte) int {
	if len(data) >= 12 && string(data[:4]) == "ttcf" {
		if n := be.Uint32(data[8:]); uint64(n)*4+12 <= uint64(len(data)) {
			return int(n)
		}
		return 0
	}
	return 1
}

// unpack turns WOFF and WOFF2 into plain sfnt data; other data is returned as it is.
func unpack(data []byte) ([]byte, error) {
	if len(data) < 12 {
		return nil, fontErrorf("%d bytes", len(data))
	}
	switch string(data[:4]) {
	case "wOFF":
		return decodeWOFF(data)
	case "wOF2":
		return decodeWOFF2(data)
	}
	return data, nil
}

// parseSfnt reads the directory of face number index. Tables that reach outside the file are
// left out.
func parseSfnt(data []byte, index int) (*sfnt, error) {
	off := uint32(0)
	if len(data) >= 12 && string(data[:4]) == "ttcf" {
		if index < 0 || index >= faceCount(data) {
			return nil, fontErrorf("no face %d in the collection", index)
		}
		off = be.Uint32(data[12+4*index:])
	}
	if uint64(off)+12 > uint64(len(data)) {
		return nil, fontErrorf("truncated header")
	}
	h := data[off:]
	s := &sfnt{data: data, kind: tag(be.Uint32(h))}
	switch s.kind {
	case 0x00010000, tagOf("OTTO"), tagOf("true"), tagOf("typ1"):
	default:
		return nil, fontErrorf("unknown signature %08x", uint32(s.kind))
	}
	n := int(be.Uint16(h[4:]))
	if n > maxTables || 12+16*n > len(h) {
		return nil, fontErrorf("%d tables", n)
	}
	for i := range n {
		e := h[12+16*i:]
		r := tableRecord{tag(be.Uint32(e)), be.Uint32(e[8:]), be.Uint32(e[12:])}
		if uint64(r.off)+uint64(r.len) <= uint64(len(data)) {
			s.tables = append(s.tables, r)
		}
	}
	return s, nil
}

// table returns the bytes of a table, nil when the face has none.
func (s *sfnt) table(t tag) []byte {
	for _, r := range s.tables {
		if r.tag == t {
			return s.data[r.off : r.off+r.len : r.off+r.len]
		}
	}
	return nil
}

// newTable is a table to show in place of the face's own.
type newTable struct {
	tag  tag
	data []byte
}

// without returns the face as a file for the OpenType library in which some tables do not
// appear, so that it does not load what is read here on demand, and others are replaced.
func (s *sfnt) without(hide func(tableRecord) bool, replace []newTable) io.ReadSeeker {
	var kept []tableRecord
records:
	for _, r := range s.tables {
		for _, n := range replace {
			if n.tag == r.tag {
				continue records
			}
		}
		if !hide(r) {
			kept = append(kept, r)
		}
	}
	size := 12 + 16*(len(kept)+len(replace))
	body := size
	for _, n := range replace {
		size += len(n.data)
	}
	head := make([]byte, body, size)
	be.PutUint32(head, uint32(s.kind))
	be.PutUint16(head[4:], uint16(len(kept)+len(replace)))
	entry := func(i int, t tag, off, n uint32) {
		e := head[12+16*i:]
		be.PutUint32(e, uint32(t))
		be.PutUint32(e[8:], off)
		be.PutUint32(e[12:], n)
	}
	for i, r := range kept {
		entry(i, r.tag, r.off+uint32(size), r.len)
	}
	for i, n := range replace {
		entry(len(kept)+i, n.tag, uint32(len(head)), uint32(len(n.data)))
		head = append(head, n.data...)
	}
	return &twoPart{head: head, tail: s.data}
}

// twoPart is a file made of a new header followed by the original bytes.
type twoPart struct {
	head, tail []byte
	pos        int64
}

func (t *twoPart) ReadAt(p []byte, off int64) (int, error) {
	n := 0
	if off < 0 {
		return 0, errFont
	}
	if off < int64(len(t.head)) {
		n = copy(p, t.head[off:])
	}
	if n < len(p) {
		if o := off + int64(n) - int64(len(t.head)); o < int64(len(t.tail)) {
			n += copy(p[n:], t.tail[o:])
		}
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (t *twoPart) Read(p []byte) (int, error) {
	n, err := t.ReadAt(p, t.pos)
	t.pos += int64(n)
	if n > 0 {
		err = nil
	}
	return n, err
}

func (t *twoPart) Seek(off int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		off += t.pos
	case io.SeekEnd:
		off += int64(len(t.head) + len(t.tail))
	}
	if off < 0 {
		return 0, errFont
	}
	t.pos = off
	return off, nil
}

// buildSfnt puts tables together into font data.
func buildSfnt(kind tag, recs []tableRecord, body [][]byte) []byte {
	size := 12 + 16*len(recs)
	for _, b := range body {
		size += (len(b) + 3) &^ 3
	}
	out := make([]byte, 12+16*len(recs), size)
	be.PutUint32(out, uint32(kind))
	be.PutUint16(out[4:], uint16(len(recs)))
	for i, r := range recs {
		e := out[12+16*i:]
		be.PutUint32(e, uint32(r.tag))
		be.PutUint32(e[8:], uint32(len(out)))
		be.PutUint32(e[12:], uint32(len(body[i])))
		out = append(out, body[i]...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	return out
}
