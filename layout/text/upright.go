package text

import (
	"math"
	"sort"
	"sync"

	"vitrine/layout/geom"
)

// Orientation says how characters stand in a line.
// https://www.w3.org/TR/css-writing-modes-4/#text-orientation
type Orientation uint8

const (
	// Along is for horizontal lines and for vertical ones whose text is set sideways.
	Along Orientation = iota
	// Mixed sets the characters upright that are so in vertical text.
	Mixed
	// AllUpright sets all characters upright.
	AllUpright
)

// uprightIn reports whether a grapheme cluster stands upright.
func (o Orientation) uprightIn(cl string) bool {
	switch o {
	case Mixed:
		return standsUpright(firstRune(cl))
	case AllUpright:
		return true
	}
	return false
}

// standsUpright reports the characters that are upright in vertical text of mixed orientation.
func standsUpright(r rune) bool {
	if r < uprightRanges[0][0] {
		return false
	}
	i := sort.Search(len(uprightRanges), func(i int) bool { return uprightRanges[i][1] >= r })
	return i < len(uprightRanges) && uprightRanges[i][0] <= r
}

// verticalGlyphs are a face's measures of upright glyphs in vertical lines: vhea, vmtx and VORG.
// https://learn.microsoft.com/en-us/typography/opentype/spec/vmtx
type verticalGlyphs struct {
	once  sync.Once
	vmtx  []byte
	long  int // entries of vmtx with an advance
	vorg  []byte
	given bool // the face has vertical metrics
}

func (f *Face) verticals() *verticalGlyphs {
	v := &f.upright
	v.once.Do(func() {
		vhea, vmtx := f.sfnt.table(tagOf("vhea")), f.sfnt.table(tagOf("vmtx"))
		if len(vhea) < 36 || len(vmtx) < 4 {
			return
		}
		v.vmtx = vmtx
		v.long = min(int(be.Uint16(vhea[34:])), len(vmtx)/4)
		v.given = v.long > 0
		if vorg := f.sfnt.table(tagOf("VORG")); len(vorg) >= 8 {
			v.vorg = vorg
		}
	})
	return v
}

// measure returns the advance of an upright glyph and the height of its vertical origin above the
// baseline, in font units; false when the face does not say.
func (v *verticalGlyphs) measure(f *Face, gid uint32) (advance, origin int32, ok bool) {
	if !v.given {
		return 0, 0, false
	}
	i := min(int(gid), v.long-1)
	advance = int32(be.Uint16(v.vmtx[4*i:]))
	if v.vorg != nil {
		return advance, int32(v.origin(gid)), true
	}
	bearing := int16(0)
	if int(gid) < v.long {
		bearing = int16(be.Uint16(v.vmtx[4*i+2:]))
	} else if at := 4*v.long + 2*(int(gid)-v.long); at+2 <= len(v.vmtx) {
		bearing = int16(be.Uint16(v.vmtx[at:]))
	}
	top := -f.Outline(gid).Min.Y * f.upem
	return advance, int32(math.Round(float64(top))) + int32(bearing), true
}

// origin looks a glyph up in VORG.
func (v *verticalGlyphs) origin(gid uint32) int16 {
	b := v.vorg
	n := min(int(be.Uint16(b[6:])), (len(b)-8)/4)
	i := sort.Search(n, func(i int) bool { return uint32(be.Uint16(b[8+4*i:])) >= gid })
	if i < n && uint32(be.Uint16(b[8+4*i:])) == gid {
		return int16(be.Uint16(b[8+4*i+2:]))
	}
	return int16(be.Uint16(b[4:]))
}

// settle puts the vertical origins of the glyphs of an upright run on whole px, as in Blink.
func (r *Run) settle(sc scale) {
	v := r.Face.verticals()
	for i := range r.Glyphs {
		_, origin, _ := v.measure(r.Face, r.Glyphs[i].ID)
		y := sc.position(origin)
		r.Glyphs[i].Y += float32(math.Round(float64(y))) - y
	}
}

// stand gives the glyphs of an upright run without vertical metrics of the face their advance,
// the height of its lines, and the place below its ascent, as Blink does.
func (r *Run) stand(text string) {
	m := r.Metrics()
	for i := range r.Glyphs {
		g := &r.Glyphs[i]
		g.Y += m.Ascent
		if i > 0 && r.Glyphs[i-1].Cluster == g.Cluster || zeroWidthControl(firstRune(text[g.Cluster:])) {
			continue
		}
		g.Advance += m.Ascent + m.Descent
	}
}

// Set returns an upright run as one whose glyphs all have their place from the pen at its start,
// with y downwards along the line and x across it: what is drawn without a turn.
func (r *Run) Set() *Run {
	out := *r
	out.Upright, out.Free = false, true
	out.Glyphs = make([]Glyph, len(r.Glyphs))
	var pen float32
	for i, g := range r.Glyphs {
		adv := g.Advance
		g.Y += pen
		g.Advance = 0
		out.Glyphs[i] = g
		pen += adv
	}
	out.Advance, out.Width = 0, geom.Unit(0)
	return &out
}
