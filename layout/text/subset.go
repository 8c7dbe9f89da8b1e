package text

import "sort"

// maxSubset bounds the glyphs of a subset.
const maxSubset = 1 << 16

// Em returns the font units per em.
func (f *Face) Em() float32 {
	if f.load() != nil {
		return 1000
	}
	return f.upem
}

// GlyphAdvance returns the horizontal advance of a glyph in em.
func (f *Face) GlyphAdvance(gid uint32) float32 {
	if f.load() != nil {
		return 0
	}
	return f.advance(gid) / f.upem
}

// Subset returns a TrueType font with the glyphs of ids and what these are composed of, under
// their numbers; all other glyphs are empty. It is false for a face whose outlines are not plain
// TrueType: variable ones, and those in CFF.
// https://learn.microsoft.com/en-us/typography/opentype/spec/glyf
func (f *Face) Subset(ids map[uint32]bool) ([]byte, bool) {
	if f.load() != nil || f.glyf == nil || f.Color() {
		return nil, false
	}
	t := f.glyf
	list := []uint32{0}
	seen := map[uint32]bool{0: true}
	for id := range ids {
		if !seen[id] {
			seen[id] = true
			list = append(list, id)
		}
	}
	for i := 0; i < len(list) && i < maxSubset; i++ {
		for _, id := range components(t.glyph(int(list[i]))) {
			if !seen[id] {
				seen[id] = true
				list = append(list, id)
			}
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i] < list[j] })
	var glyf, loca []byte
	next := 0
	for id := range t.glyphs {
		loca = be.AppendUint32(loca, uint32(len(glyf)))
		if next < len(list) && int(list[next]) == id {
			next++
			glyf = append(glyf, t.glyph(id)...)
			for len(glyf)%4 != 0 {
				glyf = append(glyf, 0)
			}
		}
	}
	loca = be.AppendUint32(loca, uint32(len(glyf)))
	var recs []tableRecord
	var body [][]byte
	for _, name := range []string{"cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"} {
		b := f.sfnt.table(tagOf(name))
		switch name {
		case "glyf":
			b = glyf
		case "loca":
			b = loca
		case "head":
			b = append([]byte(nil), b...)
			be.PutUint16(b[50:], 1) // long offsets
		}
		if b != nil {
			recs = append(recs, tableRecord{tag: tagOf(name)})
			body = append(body, b)
		}
	}
	return buildSfnt(0x00010000, recs, body), true
}

// components returns the glyphs that a composite glyph is made of.
func components(g []byte) (ids []uint32) {
	const words, scale, more, both, matrix = 1, 8, 0x20, 0x40, 0x80
	if len(g) < glyphHeader || int16(be.Uint16(g)) >= 0 {
		return nil
	}
	for at := glyphHeader; at+4 <= len(g); {
		flags := be.Uint16(g[at:])
		ids = append(ids, uint32(be.Uint16(g[at+2:])))
		at += 6
		if flags&words != 0 {
			at += 2
		}
		switch {
		case flags&scale != 0:
			at += 2
		case flags&both != 0:
			at += 4
		case flags&matrix != 0:
			at += 8
		}
		if flags&more == 0 {
			break
		}
	}
	return ids
}
