package text

import (
	"bytes"
	"io"
	"slices"
	"testing"

	lmbi "github.com/go-fonts/liberation/liberationmonobolditalic"
	lsr "github.com/go-fonts/liberation/liberationsansregular"
	ler "github.com/go-fonts/liberation/liberationserifregular"
	"github.com/go-text/typesetting/font"
	ot "github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/harfbuzz"
)

// Outlines and bounds that are read by glyph are those that the library reads all at once.
func TestOutlinesEqualLibrary(t *testing.T) {
	hangul, err := embeddedHangul()
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"sans": lsr.TTF, "serif": ler.TTF, "mono": lmbi.TTF, "hangul": hangul} {
		whole, err := font.ParseTTF(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		f := newFace(name, 0, func() ([]byte, error) { return data, nil })
		if err := f.load(); err != nil {
			t.Fatal(err)
		}
		if f.glyf == nil {
			t.Fatalf("%s: outlines are read by the library", name)
		}
		glyf, loca, ok := f.glyf.bounds()
		if !ok {
			t.Fatalf("%s: no table of bounds", name)
		}
		lean, err := f.openLibrary([]newTable{{tagOf("glyf"), glyf}, {tagOf("loca"), loca}})
		if err != nil {
			t.Fatal(err)
		}
		bounded := newLibraryFace(lean)
		composite := 0
		for gid := range f.glyf.glyphs {
			want, _ := whole.GlyphDataOutline(font.GID(gid))
			got := f.glyf.outline(uint32(gid))
			if !slices.Equal(got, want.Segments) {
				t.Fatalf("%s glyph %d: %d segments\n%v\nwant %d\n%v", name, gid, len(got), got, len(want.Segments), want.Segments)
			}
			a, ok := bounded.GlyphExtents(font.GID(gid))
			b, wantOK := whole.GlyphExtents(font.GID(gid))
			if a != b || ok != wantOK {
				t.Fatalf("%s glyph %d: bounds %v %v, want %v %v", name, gid, a, ok, b, wantOK)
			}
			if g := f.glyf.glyph(gid); g != nil && g[0]&0x80 != 0 {
				composite++
			}
		}
		if composite == 0 && name != "hangul" {
			t.Errorf("%s has no composite glyphs: nothing tested", name)
		}
	}
}

// A face without anchors places marks as the library does with the whole font.
func TestMarksByBounds(t *testing.T) {
	parsed, err := parseSfnt(lsr.TTF, 0)
	if err != nil {
		t.Fatal(err)
	}
	bare, err := io.ReadAll(parsed.without(func(r tableRecord) bool { return r.tag == tagOf("GPOS") }, nil))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		data    []byte
		text    string
		bounded bool
	}{
		"no anchors":         {bare, "e\u0316\u0308", true},
		"no Hebrew anchors":  {bare, "\u05D1\u05B8\u05BC", true},
		"no mark":            {bare, "e", false},
		"anchors":            {lsr.TTF, "e\u0316", false},
		"anchors for Hebrew": {lsr.TTF, "\u05D1\u05B8\u05BC", false},
	} {
		f := newFace(name, 0, func() ([]byte, error) { return c.data, nil })
		if err := f.load(); err != nil {
			t.Fatal(err)
		}
		whole, err := font.ParseTTF(bytes.NewReader(c.data))
		if err != nil {
			t.Fatal(err)
		}
		script := runeScript([]rune(c.text)[0])
		h := f.hands.take()
		got := shapedBy(h.shaping(f, c.text, script), c.text)
		if want := shapedBy(harfbuzz.NewFont(whole), c.text); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
		if (h.bounded != nil) != c.bounded {
			t.Errorf("%s: bounds read: %v", name, h.bounded != nil)
		}
	}
}

func shapedBy(lib *harfbuzz.Font, text string) []harfbuzz.GlyphPosition {
	b := harfbuzz.NewBuffer()
	for i, r := range text {
		b.AddRune(r, i)
	}
	b.GuessSegmentProperties()
	b.Shape(lib, nil)
	return b.Pos
}

func TestContours(t *testing.T) {
	on := func(x, y float32) contourPoint { return contourPoint{x: x, y: y, on: true} }
	off := func(x, y float32) contourPoint { return contourPoint{x: x, y: y} }
	end := func(p contourPoint) contourPoint { p.end = true; return p }
	for _, c := range []struct {
		name string
		pts  []contourPoint
		ops  []ot.SegmentOp
	}{
		{"triangle", []contourPoint{on(0, 0), on(1, 0), end(on(0, 1))}, []ot.SegmentOp{0, 1, 1, 1}},
		{"only off the curve", []contourPoint{off(0, 0), off(2, 0), off(2, 2), end(off(0, 2))}, []ot.SegmentOp{0, 2, 2, 2, 2}},
		{"starts off the curve", []contourPoint{off(0, 0), on(2, 0), end(on(2, 2))}, []ot.SegmentOp{0, 1, 2}},
		{"one point off the curve", []contourPoint{end(off(1, 1))}, nil},
		{"no end", []contourPoint{on(0, 0), on(1, 1)}, nil},
	} {
		var ops []ot.SegmentOp
		for _, s := range contours(c.pts) {
			ops = append(ops, s.Op)
		}
		if !slices.Equal(ops, c.ops) {
			t.Errorf("%s: %v, want %v", c.name, ops, c.ops)
		}
	}
}

// Glyphs made of themselves end.
func TestCompositeLoop(t *testing.T) {
	const more = 0x20
	g := []byte{0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0}
	for _, flags := range []byte{more, more, more, 0} {
		g = append(g, 0, flags, 0, 0, 0, 0) // glyph 0
	}
	tbl := &glyfTable{data: g, loca: be.AppendUint32(make([]byte, 4), uint32(len(g))), long: true, glyphs: 1}
	components := maxComponents
	if pts, _ := tbl.points(nil, 0, 0, &components); len(pts) != 0 || components >= 0 {
		t.Errorf("%d points, %d components left", len(pts), components)
	}
}

func BenchmarkOpenFace(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if err := newFace("x", 0, func() ([]byte, error) { return lsr.TTF, nil }).load(); err != nil {
			b.Fatal(err)
		}
	}
}
