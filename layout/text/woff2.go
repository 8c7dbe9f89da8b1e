package text

import (
	"bytes"
	"io"

	"github.com/andybalholm/brotli"
)

// woff2Tags are the tags that WOFF2 numbers 0 to 62. https://www.w3.org/TR/WOFF2/#table_dir_format
var woff2Tags = [63]string{
	"cmap", "head", "hhea", "hmtx", "maxp", "name", "OS/2", "post", "cvt ", "fpgm", "glyf", "loca",
	"prep", "CFF ", "VORG", "EBDT", "EBLC", "gasp", "hdmx", "kern", "LTSH", "PCLT", "VDMX", "vhea",
	"vmtx", "BASE", "GDEF", "GPOS", "GSUB", "EBSC", "JSTF", "MATH", "CBDT", "CBLC", "COLR", "CPAL",
	"SVG ", "sbix", "acnt", "avar", "bdat", "bloc", "bsln", "cvar", "fdsc", "feat", "fmtx", "fvar",
	"gvar", "hsty", "just", "lcar", "mort", "morx", "opbd", "prop", "trak", "Zapf", "Silf", "Glat",
	"Gloc", "Feat", "Sill",
}

// reader2 reads big-endian values and remembers whether it ran out of bytes.
type reader2 struct {
	b   []byte
	bad bool
}

func (r *reader2) take(n int) []byte {
	if n < 0 || n > len(r.b) {
		r.bad = true
		r.b = nil
		return nil
	}
	out := r.b[:n:n]
	r.b = r.b[n:]
	return out
}

func (r *reader2) u8() uint8 {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader2) u16() uint16 {
	if b := r.take(2); b != nil {
		return be.Uint16(b)
	}
	return 0
}

func (r *reader2) u32() uint32 {
	if b := r.take(4); b != nil {
		return be.Uint32(b)
	}
	return 0
}

// base128 reads a UIntBase128 (WOFF2 §4.1).
func (r *reader2) base128() uint32 {
	v := uint32(0)
	for i := range 5 {
		c := r.u8()
		if i == 0 && c == 0x80 || v&0xFE000000 != 0 {
			break
		}
		v = v<<7 | uint32(c&0x7F)
		if c&0x80 == 0 {
			return v
		}
	}
	r.bad = true
	return 0
}

// u255 reads a 255UInt16 (WOFF2 §4.1).
func (r *reader2) u255() uint16 {
	switch c := r.u8(); c {
	case 253:
		return r.u16()
	case 254:
		return uint16(r.u8()) + 506
	case 255:
		return uint16(r.u8()) + 253
	default:
		return uint16(c)
	}
}

type woff2Table struct {
	tag         tag
	transformed bool
	size        uint32 // in the decompressed stream
	orig        uint32
	raw         []byte
}

// decodeWOFF2 unpacks WOFF2 font data, undoing the transforms of glyf, loca and hmtx. Of a
// collection it keeps the first face. https://www.w3.org/TR/WOFF2/
func decodeWOFF2(data []byte) ([]byte, error) {
	r := &reader2{b: data}
	r.take(4)
	kind := tag(r.u32())
	r.u32() // length
	n := int(r.u16())
	r.u16()
	r.u32() // totalSfntSize: a hint, not trusted
	comp := r.u32()
	r.take(24)
	if r.bad || n == 0 || n > maxTables {
		return nil, fontErrorf("WOFF2 header with %d tables", n)
	}
	tabs := make([]woff2Table, n)
	total := uint64(0)
	for i := range tabs {
		t := &tabs[i]
		flags := r.u8()
		if k := flags & 0x3F; k == 63 {
			t.tag = tag(r.u32())
		} else {
			t.tag = tagOf(woff2Tags[k])
		}
		t.orig = r.base128()
		t.size = t.orig
		version := flags >> 6
		if t.tag == tagOf("glyf") || t.tag == tagOf("loca") {
			t.transformed = version != 3
		} else {
			t.transformed = version != 0
		}
		if t.transformed {
			t.size = r.base128()
		}
		total += uint64(t.size)
	}
	if r.bad || total > MaxFontFile {
		return nil, fontErrorf("WOFF2 table directory")
	}
	keep := make([]int, n)
	for i := range keep {
		keep[i] = i
	}
	if kind == tagOf("ttcf") { // WOFF2 §4.2
		r.u32()
		for i, fonts := 0, int(r.u255()); i < fonts && !r.bad; i++ {
			c := int(r.u255())
			flavor := tag(r.u32())
			var list []int
			for range c {
				k := int(r.u255())
				if r.bad || k >= n {
					return nil, fontErrorf("WOFF2 collection")
				}
				list = append(list, k)
			}
			if i == 0 {
				kind, keep = flavor, list
			}
		}
	}
	if r.bad || uint64(comp) > uint64(len(r.b)) {
		return nil, fontErrorf("WOFF2 data is truncated")
	}
	var stream bytes.Buffer
	if _, err := io.Copy(&stream, io.LimitReader(brotli.NewReader(bytes.NewReader(r.b[:comp])), int64(total))); err != nil {
		return nil, fontErrorf("WOFF2 stream: %v", err)
	}
	if uint64(stream.Len()) != total {
		return nil, fontErrorf("WOFF2 stream has %d of %d bytes", stream.Len(), total)
	}
	rest := stream.Bytes()
	for i := range tabs {
		tabs[i].raw = rest[:tabs[i].size:tabs[i].size]
		rest = rest[tabs[i].size:]
	}
	find := func(s string) *woff2Table {
		for _, k := range keep {
			if tabs[k].tag == tagOf(s) {
				return &tabs[k]
			}
		}
		return nil
	}
	var xMins []int16
	if g := find("glyf"); g != nil && g.transformed {
		l := find("loca")
		if l == nil {
			return nil, fontErrorf("WOFF2 glyf without loca")
		}
		glyf, loca, xm, long, err := untransformGlyf(g.raw)
		if err != nil {
			return nil, err
		}
		g.raw, l.raw, xMins = glyf, loca, xm
		if h := find("head"); h != nil && len(h.raw) >= 54 {
			h.raw = append([]byte(nil), h.raw...)
			h.raw[50], h.raw[51] = 0, long
		}
	}
	if h := find("hmtx"); h != nil && h.transformed {
		hhea := find("hhea")
		if hhea == nil || len(hhea.raw) < 36 || xMins == nil {
			return nil, fontErrorf("WOFF2 hmtx without hhea or glyf")
		}
		m, err := untransformHmtx(h.raw, int(be.Uint16(hhea.raw[34:])), xMins)
		if err != nil {
			return nil, err
		}
		h.raw = m
	}
	var recs []tableRecord
	var body [][]byte
	for _, k := range keep {
		recs, body = append(recs, tableRecord{tag: tabs[k].tag}), append(body, tabs[k].raw)
	}
	return buildSfnt(kind, recs, body), nil
}

// untransformHmtx rebuilds hmtx from its transformed form (WOFF2 §5.4).
func untransformHmtx(raw []byte, numH int, xMins []int16) ([]byte, error) {
	r := &reader2{b: raw}
	flags := r.u8()
	n := len(xMins)
	if numH > n || numH == 0 {
		return nil, fontErrorf("WOFF2 hmtx has %d metrics for %d glyphs", numH, n)
	}
	adv := r.take(2 * numH)
	lsb := func(from, to int, implied bool) []byte {
		if !implied {
			return r.take(2 * (to - from))
		}
		b := make([]byte, 0, 2*(to-from))
		for _, x := range xMins[from:to] {
			b = be.AppendUint16(b, uint16(x))
		}
		return b
	}
	a, b := lsb(0, numH, flags&1 != 0), lsb(numH, n, flags&2 != 0)
	if r.bad {
		return nil, fontErrorf("WOFF2 hmtx is truncated")
	}
	out := make([]byte, 0, 2*numH+2*n)
	for i := range numH {
		out = append(out, adv[2*i:2*i+2]...)
		out = append(out, a[2*i:2*i+2]...)
	}
	return append(out, b...), nil
}
