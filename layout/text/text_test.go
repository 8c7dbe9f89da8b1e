package text

import (
	"testing"
)

func sans(size float32) Query { return MakeQuery(size, Family{"sans-serif", true}) }

func TestShapeBasic(t *testing.T) {
	f := NewFonts(Config{}).Font(sans(16))
	if f.Metrics.Ascent != 14 || f.Metrics.Descent != 3 || f.Metrics.LineSpacing != 18 {
		t.Errorf("metrics %+v", f.Metrics)
	}
	for _, c := range []struct {
		text string
		want float32
	}{
		{"Hello, world", 0}, {"AVATAR", 0}, {"To be or not", 0},
	} {
		runs := f.Shape(c.text, ShapeOptions{})
		if len(runs) != 1 {
			t.Fatalf("%q: %d runs", c.text, len(runs))
		}
		t.Logf("%q %v %v", c.text, runs[0].Advance, runs[0].Width)
	}
	for _, s := range []string{"한국어 Korean", "中文", "ก็ไทย", "😀x", "שלום", "\U000F0000"} {
		for _, r := range f.Shape(s, ShapeOptions{}) {
			t.Logf("%q: %s %d..%d missing %x adv %v", s, r.Face.Name(), r.Start, r.End, r.Missing, r.Advance)
		}
	}
	f = NewFonts(Config{System: true}).Font(sans(16))
	for _, s := range []string{"한국어 Korean", "中文", "ก็ไทย", "😀x", "שלום", "\U000F0000"} {
		for _, r := range f.Shape(s, ShapeOptions{}) {
			t.Logf("%q: %s %d..%d missing %x adv %v", s, r.Face.Name(), r.Start, r.End, r.Missing, r.Advance)
		}
	}
}
