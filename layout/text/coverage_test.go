package text

import (
	"math"
	"testing"

	"github.com/go-text/typesetting/font/opentype/tables"
)

func TestClaims(t *testing.T) {
	// Every glyph with an even number: one of the three patterns is full long before the last.
	cov := tables.Coverage2{}
	for g := 0; g < 4000; g += 2 {
		cov.Ranges = append(cov.Ranges, tables.RangeRecord{StartGlyphID: tables.GlyphID(g), EndGlyphID: tables.GlyphID(g), StartCoverageIndex: uint16(g / 2)})
	}
	list := tables.Coverage1{}
	for g := 0; g < 300; g += 3 {
		list.Glyphs = append(list.Glyphs, tables.GlyphID(g))
	}
	single := func(cov tables.Coverage) tables.GSUBLookup {
		return tables.SingleSubs{Data: tables.SingleSubstData1{Coverage: cov, DeltaGlyphID: 1}}
	}
	few := tables.Coverage2{Ranges: append([]tables.RangeRecord(nil), cov.Ranges[:3]...)}
	passes := func(subtables ...tables.GSUBLookup) bool {
		var f filter
		for _, s := range subtables {
			f.add(s.Cov())
		}
		return f == filter{math.MaxUint64, math.MaxUint64, math.MaxUint64}
	}
	for _, c := range []struct {
		name      string
		subtables []tables.GSUBLookup
		all       bool
	}{
		{"ranges", []tables.GSUBLookup{single(cov)}, true},
		{"a list, then ranges", []tables.GSUBLookup{single(list), single(few)}, true},
		{"few ranges", []tables.GSUBLookup{single(few)}, false},
		{"a list", []tables.GSUBLookup{single(list)}, false},
	} {
		var claims claims
		claimLookup(&claims, c.subtables)
		if got := passes(c.subtables...); got != c.all {
			t.Errorf("%s: the filter lets everything pass: %v", c.name, got)
		}
		claims.end()
		for _, s := range c.subtables {
			for _, g := range []tables.GlyphID{0, 1, 2, 3, 198, 297, 3998, 3999} {
				want := g%2 == 0
				switch s.Cov().Len() {
				case few.Len():
					want = want && g <= 4
				case list.Len():
					want = g%3 == 0 && g < 300
				}
				if _, ok := s.Cov().Index(g); ok != want {
					t.Errorf("%s: glyph %d afterwards: %v", c.name, g, ok)
				}
			}
		}
	}
}
