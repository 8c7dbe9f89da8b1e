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

// untransformGlyf rebuilds glyf and loca from the transformed glyf table (WOFF2 §5.1). It
// also returns the left edge of every glyph, which hmtx may leave implied.
func untransformGlyf(raw []byte) (glyf, loca []byte, xMins []int16, long byte, err error) {
	h := &reader2{b: raw}
	h.u16()
	options := h.u16()
	n := int(h.u16())
	long = byte(h.u16())
	var size [7]int
	for i := range size {
		size[i] = int(h.u32())
	}
	var s [7]*reader2
	for i := range s {
		s[i] = &reader2{b: h.take(size[i])}
	}
	nContour, nPoints, flagS, glyphS, compS, bboxS, instr := s[0], s[1], s[2], s[3], s[4], s[5], s[6]
	bitmap := bboxS.take((n + 31) / 32 * 4)
	overlap := []byte(nil)
	if options&1 != 0 {
		overlap = h.take((n + 7) / 8)
	}
	if h.bad || bboxS.bad {
		return nil, nil, nil, 0, fontErrorf("WOFF2 glyf is truncated")
	}
	bad := func(g int) ([]byte, []byte, []int16, byte, error) {
		return nil, nil, nil, 0, fontErrorf("WOFF2 glyph %d is broken", g)
	}
	offs := make([]uint32, n+1)
	xMins = make([]int16, n)
	type point struct {
		x, y int
		on   bool
	}
	var pts []point
	for g := range n {
		offs[g] = uint32(len(glyf))
		if len(glyf) > MaxFontFile {
			return bad(g)
		}
		hasBox := bitmap[g>>3]&(0x80>>(g&7)) != 0
		var box []byte
		nc := nContour.u16()
		if hasBox {
			if box = bboxS.take(8); box == nil {
				return bad(g)
			}
		}
		switch {
		case nc == 0:
			if hasBox {
				return bad(g)
			}
		case nc == 0xFFFF: // composite
			if !hasBox {
				return bad(g)
			}
			start := compS.b
			haveInstr := false
			for {
				flags := compS.u16()
				compS.u16()
				k := 2
				if flags&0x0001 != 0 {
					k += 2
				}
				switch {
				case flags&0x0008 != 0:
					k += 2
				case flags&0x0040 != 0:
					k += 4
				case flags&0x0080 != 0:
					k += 8
				}
				compS.take(k)
				haveInstr = haveInstr || flags&0x0100 != 0
				if compS.bad || flags&0x0020 == 0 {
					break
				}
			}
			if compS.bad {
				return bad(g)
			}
			glyf = be.AppendUint16(glyf, nc)
			glyf = append(glyf, box...)
			glyf = append(glyf, start[:len(start)-len(compS.b)]...)
			if haveInstr {
				k := glyphS.u255()
				code := instr.take(int(k))
				if glyphS.bad || instr.bad {
					return bad(g)
				}
				glyf = be.AppendUint16(glyf, k)
				glyf = append(glyf, code...)
			}
			xMins[g] = int16(be.Uint16(box))
		default:
			ends := make([]uint16, 0, min(int(nc), 1024))
			total := 0
			for range nc {
				total += int(nPoints.u255())
				if nPoints.bad || total > 0xFFFF || total == 0 {
					return bad(g)
				}
				ends = append(ends, uint16(total-1))
			}
			pts = pts[:0]
			x, y := 0, 0
			for range total {
				f := flagS.u8()
				dx, dy := tripletDelta(f&0x7F, glyphS)
				if flagS.bad || glyphS.bad {
					return bad(g)
				}
				x, y = x+dx, y+dy
				pts = append(pts, point{x, y, f&0x80 == 0})
			}
			k := glyphS.u255()
			code := instr.take(int(k))
			if glyphS.bad || instr.bad {
				return bad(g)
			}
			if box == nil {
				x0, y0, x1, y1 := pts[0].x, pts[0].y, pts[0].x, pts[0].y
				for _, p := range pts {
					x0, y0, x1, y1 = min(x0, p.x), min(y0, p.y), max(x1, p.x), max(y1, p.y)
				}
				for _, v := range [4]int{x0, y0, x1, y1} {
					box = be.AppendUint16(box, uint16(int16(v)))
				}
			}
			xMins[g] = int16(be.Uint16(box))
			glyf = be.AppendUint16(glyf, nc)
			glyf = append(glyf, box...)
			for _, e := range ends {
				glyf = be.AppendUint16(glyf, e)
			}
			glyf = be.AppendUint16(glyf, k)
			glyf = append(glyf, code...)
			// Coordinates go out as plain 16-bit deltas: larger than needed, but nobody keeps the file.
			for i, p := range pts {
				f := byte(0)
				if p.on {
					f = 1
				}
				if i == 0 && overlap != nil && overlap[g>>3]&(0x80>>(g&7)) != 0 {
					f |= 0x40
				}
				glyf = append(glyf, f)
			}
			px, py := 0, 0
			for _, p := range pts {
				glyf = be.AppendUint16(glyf, uint16(int16(p.x-px)))
				px = p.x
			}
			for _, p := range pts {
				glyf = be.AppendUint16(glyf, uint16(int16(p.y-py)))
				py = p.y
			}
		}
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
	}
	offs[n] = uint32(len(glyf))
	if len(glyf) > 2*0xFFFF {
		long = 1
	}
	for _, o := range offs {
		if long != 0 {
			loca = be.AppendUint32(loca, o)
		} else {
			loca = be.AppendUint16(loca, uint16(o/2))
		}
	}
	if nContour.bad {
		return nil, nil, nil, 0, fontErrorf("WOFF2 glyf is truncated")
	}
	return glyf, loca, xMins, min(long, 1), nil
}

// tripletDelta decodes one point's offset (WOFF2 §5.2, triplet encoding).
func tripletDelta(f uint8, r *reader2) (dx, dy int) {
	sign := func(bit uint8, v int) int {
		if bit&1 != 0 {
			return v
		}
		return -v
	}
	i := int(f)
	switch {
	case f < 10:
		return 0, sign(f, (i&14)<<7+int(r.u8()))
	case f < 20:
		return sign(f, ((i-10)&14)<<7+int(r.u8())), 0
	case f < 84:
		b0, b1 := i-20, int(r.u8())
		return sign(f, 1+b0&0x30+b1>>4), sign(f>>1, 1+(b0&0x0c)<<2+b1&0x0f)
	case f < 120:
		b0 := i - 84
		b1, b2 := int(r.u8()), int(r.u8())
		return sign(f, 1+(b0/12)<<8+b1), sign(f>>1, 1+((b0%12)>>2)<<8+b2)
	case f < 124:
		b1, b2, b3 := int(r.u8()), int(r.u8()), int(r.u8())
		return sign(f, b1<<4+b2>>4), sign(f>>1, (b2&0x0f)<<8+b3)
	}
	a, b := int(r.u16()), int(r.u16())
	return sign(f, a), sign(f>>1, b)
}
