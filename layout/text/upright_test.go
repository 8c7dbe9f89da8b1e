package text

import "testing"

func TestStandsUpright(t *testing.T) {
	for r, want := range map[rune]bool{'A': false, '1': false, '한': true, '日': true, 'ー': true, '「': true, '§': true, '…': false, '\u00a0': false, '😀': true, 'Ａ': true, '×': true} {
		if got := standsUpright(r); got != want {
			t.Errorf("%c: %v, want %v", r, got, want)
		}
	}
}

func TestShapeUpright(t *testing.T) {
	f := NewFonts(Config{}).Font(MakeQuery(20, Family{"serif", true}))
	runs := f.Shape("A한B", ShapeOptions{Orientation: Mixed})
	if len(runs) != 3 || runs[0].Upright || !runs[1].Upright || runs[2].Upright {
		t.Fatalf("mixed orientation gives %d runs", len(runs))
	}
	for _, r := range f.Shape("AB", ShapeOptions{Orientation: AllUpright}) {
		// A face without vertical metrics: glyphs are as far apart as lines are high.
		m := r.Metrics()
		for _, g := range r.Glyphs {
			if !r.Upright || g.Advance != m.Ascent+m.Descent || g.X >= 0 || g.Y != m.Ascent {
				t.Errorf("upright glyph %+v, ascent %v, descent %v", g, m.Ascent, m.Descent)
			}
		}
		set := r.Set()
		if set.Upright || set.Glyphs[1].Y != r.Glyphs[0].Advance+r.Glyphs[1].Y || set.Glyphs[1].Advance != 0 {
			t.Errorf("set: %+v", set.Glyphs)
		}
	}
	if runs := f.Shape("AB한", ShapeOptions{}); runs[0].Upright {
		t.Error("upright in a horizontal line")
	}
}

// The vertical origins of glyphs are on whole pixels, whatever the size.
func TestUprightOrigin(t *testing.T) {
	fonts := NewFonts(Config{})
	for _, size := range []float32{13, 16, 18.5, 20} {
		for _, r := range fonts.Font(MakeQuery(size, Family{"Noto Sans CJK JP", false})).Shape("国", ShapeOptions{Orientation: Mixed}) {
			if !r.Face.verticals().given {
				t.Skip("no face with vertical metrics is installed")
			}
			if y := r.Glyphs[0].Y; y != float32(int(y)) {
				t.Errorf("at %v px: %v", size, y)
			}
		}
	}
}
