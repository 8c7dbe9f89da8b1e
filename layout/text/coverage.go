package text

import (
	"math/bits"
	"reflect"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype/tables"
)

// The library asks a filter of three bit patterns whether a lookup may concern a glyph. It stops
// adding ranges of glyphs to the filter once one of the patterns is full, so that the others lack
// what comes later and the lookup never sees those glyphs: vertical forms of CJK faces, for one.
// Lists of single glyphs are added in full. mendCoverage turns the ranges of the lookups that lose
// glyphs into such lists.

// maxMended bounds the glyphs that the lists of one lookup hold.
const maxMended = 1 << 17

// mendCoverage mends the lookups of a face that lose glyphs.
func mendCoverage(f *font.Font) {
	for i := range f.GSUB.Lookups {
		mendLookup(f.GSUB.Lookups[i].Subtables)
	}
	for i := range f.GPOS.Lookups {
		mendLookup(f.GPOS.Lookups[i].Subtables)
	}
}

// mendLookup mends the subtables of one lookup.
func mendLookup[T interface{ Cov() tables.Coverage }](subtables []T) {
	if !losesGlyphs(subtables) {
		return
	}
	n := 0
	for i := range subtables {
		if c := subtables[i].Cov(); c != nil {
			n += c.Len()
		}
		if n > maxMended {
			return
		}
		v := reflect.New(reflect.TypeOf(subtables[i])).Elem()
		v.Set(reflect.ValueOf(subtables[i]))
		listCoverage(v, 0)
		subtables[i] = v.Interface().(T)
	}
}

// losesGlyphs does what the library does, and reports whether a range is left out of a pattern that
// is not full.
func losesGlyphs[T interface{ Cov() tables.Coverage }](subtables []T) bool {
	var filter [3]uint64
	full := func() (some, all bool) {
		n := 0
		for _, p := range filter {
			if p == ^uint64(0) {
				n++
			}
		}
		return n > 0, n == len(filter)
	}
	for i := range subtables {
		switch c := subtables[i].Cov().(type) {
		case tables.Coverage1:
			for _, g := range c.Glyphs {
				for k, shift := range [...]uint{4, 0, 6} {
					filter[k] |= 1 << (g >> shift & 63)
				}
			}
		case tables.Coverage2:
			for _, r := range c.Ranges {
				if some, all := full(); all {
					return false
				} else if some {
					return true
				}
				for k, shift := range [...]uint{4, 0, 6} {
					a, b := uint(r.StartGlyphID>>shift), uint(r.EndGlyphID>>shift)
					if b-a >= 63 {
						filter[k] = ^uint64(0)
						continue
					}
					span := uint64(1)<<(b-a+1) - 1
					filter[k] |= bits.RotateLeft64(span, int(a&63))
				}
			}
		}
	}
	return false
}

// listCoverage replaces the coverage of a subtable, or of the form it comes in.
func listCoverage(v reflect.Value, depth int) {
	if v.Kind() != reflect.Struct || depth > 2 {
		return
	}
	for i := range v.NumField() {
		x := v.Field(i)
		if !x.CanSet() || x.Kind() != reflect.Interface || x.IsNil() {
			continue
		}
		if c, ok := x.Interface().(tables.Coverage2); ok {
			var l tables.Coverage1
			for _, r := range c.Ranges {
				for g := int(r.StartGlyphID); g <= int(r.EndGlyphID); g++ {
					l.Glyphs = append(l.Glyphs, tables.GlyphID(g))
				}
			}
			x.Set(reflect.ValueOf(l))
			continue
		}
		if x.Elem().Kind() == reflect.Struct {
			in := reflect.New(x.Elem().Type()).Elem()
			in.Set(x.Elem())
			listCoverage(in, depth+1)
			x.Set(in)
		}
	}
}
