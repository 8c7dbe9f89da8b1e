package text

// glyfStreams are the streams that a transformed glyf table keeps its glyphs in, and what was made
// of them so far. https://www.w3.org/TR/WOFF2/#glyf_table_format
type glyfStreams struct {
	contours, points, flags, glyphs, composites, boxes, code *reader2

	hasBox  []byte // a bit for each glyph
	overlap []byte // the same, or nil

	glyf  []byte
	xMins []int16
	pts   []streamPoint // of one glyph
}

// streamPoint is a point of a contour in font units.
type streamPoint struct {
	x, y int
	on   bool
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
	s := &glyfStreams{xMins: make([]int16, n)}
	for i, stream := range []**reader2{&s.contours, &s.points, &s.flags, &s.glyphs, &s.composites, &s.boxes, &s.code} {
		*stream = &reader2{b: h.take(size[i])}
	}
	s.hasBox = s.boxes.take((n + 31) / 32 * 4)
	if options&1 != 0 {
		s.overlap = h.take((n + 7) / 8)
	}
	if h.bad || s.boxes.bad {
		return nil, nil, nil, 0, fontErrorf("WOFF2 glyf is truncated")
	}
	offs := make([]uint32, n+1)
	for g := range n {
		offs[g] = uint32(len(s.glyf))
		if len(s.glyf) > MaxFontFile || !s.glyph(g) {
			return nil, nil, nil, 0, fontErrorf("WOFF2 glyph %d is broken", g)
		}
	}
	if s.contours.bad {
		return nil, nil, nil, 0, fontErrorf("WOFF2 glyf is truncated")
	}
	offs[n] = uint32(len(s.glyf))
	if len(s.glyf) > 2*0xFFFF {
		long = 1
	}
	for _, o := range offs {
		if long != 0 {
			loca = be.AppendUint32(loca, o)
		} else {
			loca = be.AppendUint16(loca, uint16(o/2))
		}
	}
	return s.glyf, loca, s.xMins, min(long, 1), nil
}

// glyph appends the next glyph; false when it is broken.
func (s *glyfStreams) glyph(g int) bool {
	var box []byte
	if bit(s.hasBox, g) {
		if box = s.boxes.take(8); box == nil {
			return false
		}
	}
	ok := true
	switch n := s.contours.u16(); n {
	case 0:
		ok = box == nil
	case 0xFFFF:
		ok = box != nil && s.composite(g, box)
	default:
		ok = s.simple(g, n, box)
	}
	for len(s.glyf)%4 != 0 {
		s.glyf = append(s.glyf, 0)
	}
	return ok
}

// bit returns a bit of a set whose bytes begin with the highest.
func bit(set []byte, i int) bool { return set[i>>3]&(0x80>>(i&7)) != 0 }

// composite appends a glyph made of others.
func (s *glyfStreams) composite(g int, box []byte) bool {
	start := s.composites.b
	instructions := false
	for more := true; more; {
		flags := s.composites.u16()
		s.composites.u16()
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
		s.composites.take(k)
		instructions = instructions || flags&0x0100 != 0
		more = !s.composites.bad && flags&0x0020 != 0
	}
	if s.composites.bad {
		return false
	}
	s.glyf = be.AppendUint16(s.glyf, 0xFFFF)
	s.glyf = append(s.glyf, box...)
	s.glyf = append(s.glyf, start[:len(start)-len(s.composites.b)]...)
	s.xMins[g] = int16(be.Uint16(box))
	return !instructions || s.instructions()
}

// simple appends a glyph of n contours; box is nil when the points tell it.
func (s *glyfStreams) simple(g int, n uint16, box []byte) bool {
	ends := make([]uint16, 0, min(int(n), 1024))
	total := 0
	for range n {
		total += int(s.points.u255())
		if s.points.bad || total > 0xFFFF || total == 0 {
			return false
		}
		ends = append(ends, uint16(total-1))
	}
	if !s.readPoints(total) {
		return false
	}
	if box == nil {
		box = boxOf(s.pts)
	}
	s.xMins[g] = int16(be.Uint16(box))
	s.glyf = be.AppendUint16(s.glyf, n)
	s.glyf = append(s.glyf, box...)
	for _, e := range ends {
		s.glyf = be.AppendUint16(s.glyf, e)
	}
	if !s.instructions() {
		return false
	}
	// Coordinates go out as plain 16-bit deltas: larger than needed, but nobody keeps the file.
	for i, p := range s.pts {
		f := byte(0)
		if p.on {
			f = 1
		}
		if i == 0 && s.overlap != nil && bit(s.overlap, g) {
			f |= 0x40
		}
		s.glyf = append(s.glyf, f)
	}
	before := 0
	for _, p := range s.pts {
		s.glyf = be.AppendUint16(s.glyf, uint16(int16(p.x-before)))
		before = p.x
	}
	before = 0
	for _, p := range s.pts {
		s.glyf = be.AppendUint16(s.glyf, uint16(int16(p.y-before)))
		before = p.y
	}
	return true
}

// readPoints reads the points of a glyph.
func (s *glyfStreams) readPoints(n int) bool {
	s.pts = s.pts[:0]
	x, y := 0, 0
	for range n {
		f := s.flags.u8()
		dx, dy := tripletDelta(f&0x7F, s.glyphs)
		if s.flags.bad || s.glyphs.bad {
			return false
		}
		x, y = x+dx, y+dy
		s.pts = append(s.pts, streamPoint{x, y, f&0x80 == 0})
	}
	return true
}

// instructions appends those of a glyph with their length.
func (s *glyfStreams) instructions() bool {
	n := s.glyphs.u255()
	code := s.code.take(int(n))
	if s.glyphs.bad || s.code.bad {
		return false
	}
	s.glyf = be.AppendUint16(s.glyf, n)
	s.glyf = append(s.glyf, code...)
	return true
}

// boxOf returns the bounds of points as a glyph's header has them.
func boxOf(pts []streamPoint) (box []byte) {
	x0, y0, x1, y1 := pts[0].x, pts[0].y, pts[0].x, pts[0].y
	for _, p := range pts {
		x0, y0, x1, y1 = min(x0, p.x), min(y0, p.y), max(x1, p.x), max(y1, p.y)
	}
	for _, v := range [4]int{x0, y0, x1, y1} {
		box = be.AppendUint16(box, uint16(int16(v)))
	}
	return box
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
