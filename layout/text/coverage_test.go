package text

import (
	"testing"

	"github.com/go-text/typesetting/font/opentype/tables"
)

func TestMendCoverage(t *testing.T) {
	// Every glyph with an even number: one of the three patterns is full long before the last.
	cov := tables.Coverage2{}
	for g := 0; g < 4000; g += 2 {
		cov.Ranges = append(cov.Ranges, tables.RangeRecord{StartGlyphID: tables.GlyphID(g), EndGlyphID: tables.GlyphID(g), StartCoverageIndex: uint16(g / 2)})
	}
	lookup := []tables.GSUBLookup{tables.SingleSubs{Data: tables.SingleSubstData1{Coverage: cov, DeltaGlyphID: 1}}}
	if !losesGlyphs(lookup) {
		t.Fatal("a coverage that the library's filter loses counts as sound")
	}
	mendLookup(lookup)
	if losesGlyphs(lookup) {
		t.Error("still lost")
	}
	for _, g := range []tables.GlyphID{0, 1, 2, 3998, 3999} {
		i, ok := lookup[0].Cov().Index(g)
		if j, want := cov.Index(g); i != j || ok != want {
			t.Errorf("glyph %d: %d %v, want %d %v", g, i, ok, j, want)
		}
	}
	few := []tables.GSUBLookup{tables.SingleSubs{Data: tables.SingleSubstData1{Coverage: tables.Coverage2{Ranges: cov.Ranges[:3]}}}}
	if losesGlyphs(few) {
		t.Error("three ranges count as lost")
	}
}
