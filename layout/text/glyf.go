package text

import (
	"github.com/go-text/typesetting/font"
	ot "github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/font/opentype/tables"
)

// The OpenType library decodes every outline of a face when it opens it, which costs more than
// showing a page. glyfTable reads TrueType outlines by glyph instead, and can give the library a
// table that holds only what shaping may ask for: the bounds of each glyph.
// https://learn.microsoft.com/en-us/typography/opentype/spec/glyf
type glyfTable struct {
	data, loca, hmtx []byte
	long             bool // loca has 32-bit offsets
	glyphs           int
	metrics          int // entries of hmtx that have an advance
}

// Limits of composite glyphs.
const (
	maxNesting       = 20      // components within components
	maxOutlinePoints = 1 << 16 // of one glyph with all its components
	maxComponents    = 1 << 12 // of one glyph at all depths
)

// glyphHeader is the length of the header of a glyph: the number of contours and the bounds.
const glyphHeader = 10

// newGlyfTable returns the outlines of a face that has TrueType outlines without variations,
// else nil.
func newGlyfTable(s *sfnt) *glyfTable {
	head, maxp, hhea := s.table(tagOf("head")), s.table(tagOf("maxp")), s.table(tagOf("hhea"))
	t := &glyfTable{data: s.table(tagOf("glyf")), loca: s.table(tagOf("loca")), hmtx: s.table(tagOf("hmtx"))}
	if t.data == nil || len(head) < 54 || len(maxp) < 6 || s.table(tagOf("fvar")) != nil {
		return nil
	}
	t.long = be.Uint16(head[50:]) == 1
	t.glyphs = int(be.Uint16(maxp[4:]))
	size := 2
	if t.long {
		size = 4
	}
	if len(t.loca) < (t.glyphs+1)*size {
		return nil
	}
	if len(hhea) >= 36 {
		t.metrics = int(be.Uint16(hhea[34:]))
	}
	return t
}

// glyph returns the bytes of a glyph, nil when it has no outline.
func (t *glyfTable) glyph(gid int) []byte {
	if gid >= t.glyphs {
		return nil
	}
	var from, to uint32
	if t.long {
		from, to = be.Uint32(t.loca[4*gid:]), be.Uint32(t.loca[4*gid+4:])
	} else {
		from, to = 2*uint32(be.Uint16(t.loca[2*gid:])), 2*uint32(be.Uint16(t.loca[2*gid+2:]))
	}
	if from >= to || uint64(to) > uint64(len(t.data)) || to-from < glyphHeader {
		return nil
	}
	return t.data[from:to]
}

// bounds returns glyf and loca tables in which each glyph has its bounds and no contours; false
// when the offsets do not fit the form of loca.
func (t *glyfTable) bounds() (glyf, loca []byte, ok bool) {
	const size = glyphHeader + 2 // and an empty list of instructions
	glyf = make([]byte, 0, size*t.glyphs)
	offset := func() {
		if t.long {
			loca = be.AppendUint32(loca, uint32(len(glyf)))
		} else {
			loca = be.AppendUint16(loca, uint16(len(glyf)/2))
		}
	}
	for i := range t.glyphs {
		offset()
		if g := t.glyph(i); g != nil {
			glyf = append(glyf, 0, 0)
			glyf = append(glyf, g[2:glyphHeader]...)
			glyf = append(glyf, 0, 0)
		}
	}
	offset()
	return glyf, loca, t.long || len(glyf)/2 <= 0xFFFF
}

// sideBearing returns the left side bearing of a glyph in font units.
func (t *glyfTable) sideBearing(gid int) int16 {
	at := 4*gid + 2
	if gid >= t.metrics {
		at = 4*t.metrics + 2*(gid-t.metrics)
	}
	if at+2 > len(t.hmtx) {
		return 0
	}
	return int16(be.Uint16(t.hmtx[at:]))
}

// contourPoint is a point of a contour in font units.
type contourPoint struct {
	x, y    float32
	on, end bool // on the curve; last of its contour
}

// outline returns the contours of a glyph as segments in font units.
func (t *glyfTable) outline(gid uint32) []ot.Segment {
	components := maxComponents
	pts, left := t.points(nil, int(gid), 0, &components)
	for i := range pts {
		pts[i].x -= left // the outline starts at the side bearing, whatever its bounds say
	}
	return contours(pts)
}

// points appends the points of a glyph with those of its components, and returns how far its
// origin is from where its metrics want it. Broken and missing glyphs have no points. components
// counts down how many more there may be.
func (t *glyfTable) points(out []contourPoint, gid, depth int, components *int) ([]contourPoint, float32) {
	src := t.glyph(gid)
	if src == nil || depth > maxNesting {
		return out, 0
	}
	g, _, err := tables.ParseGlyph(src)
	if err != nil {
		return out, 0
	}
	left := float32(g.XMin - t.sideBearing(gid))
	switch g := g.Data.(type) {
	case tables.SimpleGlyph:
		if len(out)+len(g.Points) > maxOutlinePoints {
			return out, left
		}
		const onCurve = 1
		first := len(out)
		for _, p := range g.Points {
			out = append(out, contourPoint{x: float32(p.X), y: float32(p.Y), on: p.Flag&onCurve != 0})
		}
		for _, e := range g.EndPtsOfContours {
			if int(e) < len(g.Points) {
				out[first+int(e)].end = true
			}
		}
	case tables.CompositeGlyph:
		first := len(out)
		for i := range g.Glyphs {
			c := &g.Glyphs[i]
			if *components--; *components < 0 {
				break
			}
			n := len(out)
			var l float32
			out, l = t.points(out, int(c.GlyphIndex), depth+1, components)
			if c.HasUseMyMetrics() {
				left = l
			}
			place(c, out[first:n], out[n:])
		}
	}
	return out, left
}

// place moves the points of a component to where its glyph wants them. before are the points of
// the components before it.
func place(c *tables.CompositeGlyphPart, before, pts []contourPoint) {
	var dx, dy float32
	anchored := c.IsAnchored()
	if !anchored {
		x, y := c.ArgsAsTranslation()
		dx, dy = float32(x), float32(y)
	}
	m := c.Scale
	for i := range pts {
		p := &pts[i]
		x, y := p.x, p.y
		if c.IsScaledOffsets() {
			x, y = x+dx, y+dy
		}
		x, y = x*m[0]+y*m[2], x*m[1]+y*m[3]
		if !c.IsScaledOffsets() {
			x, y = x+dx, y+dy
		}
		p.x, p.y = x, y
	}
	if !anchored {
		return
	}
	if a, b := c.ArgsAsIndices(); a < len(before) && b < len(pts) {
		dx, dy = before[a].x-pts[b].x, before[a].y-pts[b].y
		for i := range pts {
			pts[i].x += dx
			pts[i].y += dy
		}
	}
}

// contours turns points into closed paths. Between two points off the curve lies one on it.
func contours(pts []contourPoint) []ot.Segment {
	var out []ot.Segment
	for len(pts) > 0 {
		n := 0
		for n < len(pts)-1 && !pts[n].end {
			n++
		}
		if !pts[n].end {
			break // points after the last contour
		}
		out = contour(out, pts[:n+1])
		pts = pts[n+1:]
	}
	return out
}

func contour(out []ot.Segment, c []contourPoint) []ot.Segment {
	point := func(p contourPoint) font.SegmentPoint { return font.SegmentPoint{X: p.x, Y: p.y} }
	middle := func(a, b contourPoint) contourPoint {
		return contourPoint{x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, on: true}
	}
	// The path starts at the first point when it is on the curve, else at the second or, when that
	// is off the curve too, between the two; a first point off the curve then bends the end.
	start, rest := c[0], c[1:]
	var last *contourPoint
	if !c[0].on {
		last = &c[0]
		if len(c) == 1 {
			return out
		}
		if c[1].on {
			start, rest = c[1], c[2:]
		} else {
			start = middle(c[0], c[1])
		}
	}
	out = append(out, ot.Segment{Op: ot.SegmentOpMoveTo, Args: [3]font.SegmentPoint{point(start)}})
	var off *contourPoint // control point that waits for its end
	quad := func(control, end contourPoint) {
		out = append(out, ot.Segment{Op: ot.SegmentOpQuadTo, Args: [3]font.SegmentPoint{point(control), point(end)}})
	}
	step := func(p *contourPoint) {
		switch {
		case off == nil && p.on:
			out = append(out, ot.Segment{Op: ot.SegmentOpLineTo, Args: [3]font.SegmentPoint{point(*p)}})
		case off == nil:
			off = p
		case p.on:
			quad(*off, *p)
			off = nil
		default:
			quad(*off, middle(*off, *p))
			off = p
		}
	}
	for i := range rest {
		step(&rest[i])
	}
	if last != nil {
		step(last)
	}
	start.on = true
	step(&start)
	return out
}
