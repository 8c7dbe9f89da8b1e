package text

import (
	"math"
	"math/bits"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype/tables"
	"github.com/go-text/typesetting/harfbuzz"
)

// The library asks a filter of three bit patterns whether a lookup, or a subtable of it, may concern
// a glyph. It stops adding ranges of glyphs to a filter once one of the patterns is full, so that the
// others lack what comes later and the lookup never sees those glyphs: vertical forms and kerning of
// CJK faces, for example. Filters are made when the library's Font is. While that happens, the
// coverage of a subtable whose glyphs would get lost claims all glyphs: its filter lets everything
// pass, and the coverage itself decides.

// shapingFont returns the library's shaping font of a face.
func shapingFont(f *font.Face) *harfbuzz.Font {
	var c claims
	for i := range f.GSUB.Lookups {
		claimLookup(&c, f.GSUB.Lookups[i].Subtables)
	}
	for i := range f.GPOS.Lookups {
		claimLookup(&c, f.GPOS.Lookups[i].Subtables)
	}
	defer c.end()
	return harfbuzz.NewFont(f)
}

// claims are coverages that claim all glyphs for a while.
type claims struct {
	ranges []claimed[tables.RangeRecord]
	lists  []claimed[tables.GlyphID]
}

// claimed is a changed stretch of a coverage and what was there.
type claimed[T any] struct{ now, was []T }

// end makes the coverages what they were.
func (c *claims) end() {
	for i := len(c.ranges) - 1; i >= 0; i-- {
		copy(c.ranges[i].now, c.ranges[i].was)
	}
	for i := len(c.lists) - 1; i >= 0; i-- {
		copy(c.lists[i].now, c.lists[i].was)
	}
}

// all lets a coverage claim all glyphs.
func (c *claims) all(cov tables.Coverage) {
	switch cov := cov.(type) {
	case tables.Coverage1:
		if len(cov.Glyphs) < patternBits {
			return // it fills no pattern
		}
		now := cov.Glyphs[:patternBits]
		c.lists = append(c.lists, claimed[tables.GlyphID]{now, append([]tables.GlyphID(nil), now...)})
		for i := range now {
			now[i] = tables.GlyphID(i | i<<6) // fills all three patterns
		}
	case tables.Coverage2:
		if len(cov.Ranges) == 0 {
			return
		}
		now := cov.Ranges[:1]
		c.ranges = append(c.ranges, claimed[tables.RangeRecord]{now, append([]tables.RangeRecord(nil), now...)})
		now[0].StartGlyphID, now[0].EndGlyphID = 0, math.MaxUint16
	}
}

// claimLookup lets the coverages of a lookup that the library's filters would lose glyphs of claim
// all glyphs.
func claimLookup[T interface{ Cov() tables.Coverage }](c *claims, subtables []T) {
	var whole filter
	lost := false
	for i := range subtables {
		cov := subtables[i].Cov()
		var own filter
		if own.add(cov) {
			c.all(cov)
		}
		lost = whole.add(cov) || lost
	}
	if !lost {
		return
	}
	for i := range subtables {
		c.all(subtables[i].Cov())
	}
}

// patternBits is the length of the library's bit patterns.
const patternBits = 64

// filter is the library's: patterns of glyph identifiers without their lowest bits.
type filter [3]uint64

// add does what the library does, and reports whether a range is left out of a pattern that is not
// full.
func (f *filter) add(cov tables.Coverage) (lost bool) {
	shifts := [...]uint{4, 0, 6}
	switch cov := cov.(type) {
	case tables.Coverage1:
		for _, g := range cov.Glyphs {
			for k, shift := range shifts {
				f[k] |= 1 << (g >> shift & (patternBits - 1))
			}
		}
	case tables.Coverage2:
		for _, r := range cov.Ranges {
			full := 0
			for _, p := range f {
				if p == math.MaxUint64 {
					full++
				}
			}
			switch {
			case full == len(f):
				return false
			case full > 0:
				return true
			}
			for k, shift := range shifts {
				a, b := uint(r.StartGlyphID>>shift), uint(r.EndGlyphID>>shift)
				if b-a >= patternBits-1 {
					f[k] = math.MaxUint64
					continue
				}
				span := uint64(1)<<(b-a+1) - 1
				f[k] |= bits.RotateLeft64(span, int(a&(patternBits-1)))
			}
		}
	}
	return false
}
