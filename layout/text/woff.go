package text

import (
	"bytes"
	"io"

	"github.com/klauspost/compress/zlib"
)

// decodeWOFF unpacks WOFF 1 font data. https://www.w3.org/TR/WOFF/
func decodeWOFF(data []byte) ([]byte, error) {
	if len(data) < 44 {
		return nil, fontErrorf("truncated WOFF header")
	}
	kind, n := tag(be.Uint32(data[4:])), int(be.Uint16(data[12:]))
	if n == 0 || n > maxTables || 44+20*n > len(data) {
		return nil, fontErrorf("WOFF with %d tables", n)
	}
	var recs []tableRecord
	var body [][]byte
	total := uint64(0)
	for i := range n {
		e := data[44+20*i:]
		t := tag(be.Uint32(e))
		off, comp, orig := uint64(be.Uint32(e[4:])), uint64(be.Uint32(e[8:])), uint64(be.Uint32(e[12:]))
		total += orig
		if off+comp > uint64(len(data)) || comp > orig || total > MaxFontFile {
			return nil, fontErrorf("WOFF table %s has a bad size", t)
		}
		raw := data[off : off+comp]
		if comp < orig {
			z, err := zlib.NewReader(bytes.NewReader(raw))
			if err != nil {
				return nil, fontErrorf("WOFF table %s: %v", t, err)
			}
			out, err := io.ReadAll(io.LimitReader(z, int64(orig)))
			if err != nil || uint64(len(out)) != orig {
				return nil, fontErrorf("WOFF table %s: %v", t, err)
			}
			raw = out
		}
		recs, body = append(recs, tableRecord{tag: t}), append(body, raw)
	}
	return buildSfnt(kind, recs, body), nil
}
