package text

import "testing"

// Every character that embeddedCovers promises is in the embedded face, and what else that face
// holds of letters is in the other embedded ones.
func TestEmbeddedCovers(t *testing.T) {
	face := newFace("hangul", 0, embeddedHangul)
	if err := face.load(); err != nil {
		t.Fatal(err)
	}
	f := NewFonts(Config{}).Font(MakeQuery(16, Family{Name: "serif", Generic: true}))
	for r := rune(0x21); r < 0x10000; r++ {
		has := face.covers(string(r))
		if embeddedCovers(r) && !has {
			t.Fatalf("U+%04X is promised and missing", r)
		}
		if has && !embeddedCovers(r) && r >= 0x3000 && r < 0xFE00 {
			t.Fatalf("U+%04X is there and nobody would look", r)
		}
	}
	if run := f.Shape("한글", ShapeOptions{}); len(run) != 1 || run[0].Glyphs[0].ID == 0 {
		t.Error("Hangul without any CJK font is not shown")
	}
}

func TestPrivateUseIsNotSearched(t *testing.T) {
	f := NewFonts(Config{System: true}).Font(MakeQuery(16, Family{Name: "serif", Generic: true}))
	for _, c := range []struct {
		s    string
		want bool
	}{{"\uE001", false}, {"\uFDD0", false}, {"\U000F0000", false}, {"\uFFFF", false}, {"한", true}} {
		if got := f.fallback(c.s, 0) != nil; got != c.want {
			t.Errorf("%+q: fallback %v, want %v", c.s, got, c.want)
		}
	}
}
