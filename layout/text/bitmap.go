package text

import (
	"github.com/go-text/typesetting/font"
)

// Bitmap returns the picture of a glyph best suited to a size in px per em.
func (f *Face) Bitmap(gid uint32, ppem float32) (Bitmap, bool) {
	if f.load() != nil {
		return Bitmap{}, false
	}
	if loc, dat := f.sfnt.table(tagOf("CBLC")), f.sfnt.table(tagOf("CBDT")); loc != nil && dat != nil {
		return colorBitmap(loc, dat, gid, ppem)
	}
	if f.sfnt.table(tagOf("sbix")) == nil {
		return Bitmap{}, false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	p := uint16(max(1, min(ppem, 1024)))
	f.hbFace.SetPpem(p, p)
	defer f.hbFace.SetPpem(0, 0)
	g, ok := f.hbFace.GlyphDataBitmap(font.GID(gid))
	if !ok || g.Format != font.PNG && g.Format != font.JPG {
		return Bitmap{}, false
	}
	b := Bitmap{PNG: g.Data, Width: g.Width, Height: g.Height, W: 1, H: 1, Y: -1}
	if e, ok := f.hbFace.GlyphExtents(font.GID(gid)); ok {
		b.X, b.Y, b.W, b.H = e.XBearing/f.upem, -e.YBearing/f.upem, e.Width/f.upem, -e.Height/f.upem
	}
	return b, true
}

// colorBitmap finds a glyph in CBLC and CBDT: the smallest strike that is not smaller than
// wanted, else the largest.
// https://learn.microsoft.com/en-us/typography/opentype/spec/cblc
func colorBitmap(loc, dat []byte, gid uint32, ppem float32) (Bitmap, bool) {
	if len(loc) < 8 {
		return Bitmap{}, false
	}
	n := int(be.Uint32(loc[4:]))
	var strike []byte
	best := 0
	for i := 0; i < n && 8+48*(i+1) <= len(loc); i++ {
		s := loc[8+48*i:]
		p := int(s[45])
		better := strike == nil || p >= int(ppem) && (p < best || best < int(ppem)) || p < int(ppem) && best < p
		if p > 0 && better && uint32(be.Uint16(s[40:])) <= gid && gid <= uint32(be.Uint16(s[42:])) {
			strike, best = s, p
		}
	}
	if strike == nil {
		return Bitmap{}, false
	}
	arr, count := uint64(be.Uint32(strike)), int(be.Uint32(strike[8:]))
	for i := range count {
		at := arr + uint64(8*i)
		if at+8 > uint64(len(loc)) {
			break
		}
		e := loc[at:]
		first, last := uint32(be.Uint16(e)), uint32(be.Uint16(e[2:]))
		if gid < first || gid > last {
			continue
		}
		sub := arr + uint64(be.Uint32(e[4:]))
		if sub+8 > uint64(len(loc)) {
			return Bitmap{}, false
		}
		return bitmapOf(loc[sub:], dat, gid, first, float32(best))
	}
	return Bitmap{}, false
}

// bitmapOf reads one glyph through an index subtable.
func bitmapOf(sub, dat []byte, gid, first uint32, ppem float32) (Bitmap, bool) {
	format, image, base := be.Uint16(sub), be.Uint16(sub[2:]), uint64(be.Uint32(sub[4:]))
	k := uint64(gid - first)
	var metrics []byte
	var from, to uint64
	at := func(i uint64, n int) uint64 {
		if i+uint64(n) > uint64(len(sub)) {
			return 0
		}
		if n == 2 {
			return uint64(be.Uint16(sub[i:]))
		}
		return uint64(be.Uint32(sub[i:]))
	}
	switch format {
	case 1:
		from, to = at(8+4*k, 4), at(12+4*k, 4)
	case 2:
		size := at(8, 4)
		from, to = k*size, (k+1)*size
		if len(sub) >= 20 {
			metrics = sub[12:20]
		}
	case 3:
		from, to = at(8+2*k, 2), at(10+2*k, 2)
	case 4:
		for i := range at(8, 4) {
			if uint64(len(sub)) < 20+4*i {
				break
			}
			if at(12+4*i, 2) == uint64(gid) {
				from, to = at(14+4*i, 2), at(18+4*i, 2)
				break
			}
		}
	case 5:
		size, n := at(8, 4), at(20, 4)
		if len(sub) >= 20 {
			metrics = sub[12:20]
		}
		for i := range n {
			if uint64(len(sub)) < 26+2*i {
				break
			}
			if at(24+2*i, 2) == uint64(gid) {
				from, to = i*size, (i+1)*size
				break
			}
		}
	}
	if to <= from || base+to > uint64(len(dat)) {
		return Bitmap{}, false
	}
	d := dat[base+from : base+to]
	switch image { // 17 and 18 carry small and big metrics, 19 uses the subtable's
	case 17:
		if len(d) < 9 {
			return Bitmap{}, false
		}
		metrics, d = d[:5], d[5:]
	case 18:
		if len(d) < 12 {
			return Bitmap{}, false
		}
		metrics, d = d[:8], d[8:]
	case 19:
	default:
		return Bitmap{}, false
	}
	if len(metrics) < 5 || len(d) < 4 {
		return Bitmap{}, false
	}
	n := uint64(be.Uint32(d))
	if n+4 > uint64(len(d)) {
		return Bitmap{}, false
	}
	h, w := int(metrics[0]), int(metrics[1])
	return Bitmap{
		PNG: d[4 : 4+n], Width: w, Height: h,
		X: float32(int8(metrics[2])) / ppem, Y: -float32(int8(metrics[3])) / ppem,
		W: float32(w) / ppem, H: float32(h) / ppem,
	}, true
}

// BoldExtra returns by how many px in total a synthesised bold glyph grows in each direction, half
// of it to each side, at a size in px: a 24th of small sizes, a 32nd of large ones, as Skia does.
func BoldExtra(size float32) float32 {
	const small, large, most, least = 9, 36, 1. / 24, 1. / 32
	t := (min(max(size, small), large) - small) / (large - small)
	return size * (most + t*(least-most))
}
