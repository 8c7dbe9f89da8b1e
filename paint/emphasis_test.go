package paint

import (
	"testing"

	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// Where Chromium puts the baseline of a circle over and under "Abc".
func TestEmphasisBaseline(t *testing.T) {
	fonts := text.NewFonts(text.Config{})
	for _, c := range []struct {
		family      string
		size        float32
		over, under int
	}{
		{"Liberation Serif", 14, -13, 9}, {"Liberation Serif", 16, -15, 10}, {"Liberation Serif", 18, -17, 11},
		{"Liberation Sans", 14, -13, 9}, {"Liberation Mono", 16, -15, 11}, {"Liberation Serif", 30, -27, 18},
	} {
		f := fonts.Font(text.MakeQuery(c.size, text.Family{Name: c.family}))
		runs := f.Shape("Abc", text.ShapeOptions{})
		if runs[0].Face.Name() != c.family {
			t.Skipf("%s is not installed", c.family)
		}
		mark := fonts.Emphasis(f, "●", text.Along)
		if got := emphasisBaseline(f, runs, mark, true, true); got != geom.Int(c.over) {
			t.Errorf("%s %v: over at %v, want %d", c.family, c.size, got, c.over)
		}
		if got := emphasisBaseline(f, runs, mark, false, true); got != geom.Int(c.under) {
			t.Errorf("%s %v: under at %v, want %d", c.family, c.size, got, c.under)
		}
	}
}
