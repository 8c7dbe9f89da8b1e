package layout

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"vitrine/engine/htmlparse"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// TestAhead lays a page out whose text is prepared on other processors, and without: the same comes
// out. The faces are new each time, so that they are read and lent under contention.
func TestAhead(t *testing.T) {
	var page strings.Builder
	for i := range 60 {
		fmt.Fprintf(&page, `<p data-line="font-size:20px">Paragraph %d of a page, kerned: AVAST <b>bold %d</b> <i>slanted</i> fi ffl</p>`+
			`<div style="width:%dpx">한국어 문단 %d <span style="display:inline-block">שלום %d</span> العربية é à %d</div>`+
			`<table><tr><td>cell %d<td>Grüße &amp; 漢字 %d</table><ul><li>item %d<li style="direction:rtl">מספר %d</ul>`+
			`<p>ruby <ruby> base %d <rt>up</rt> <ruby>inner<rt>one</rt></ruby><rt>two</rt></ruby></p>`, i, i, 100+i*5, i, i, i, i, i, i, i, i)
	}
	layOut := func(procs int) string {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		fonts := text.NewFonts(text.Config{})
		doc := htmlparse.Parse(nil, htmlparse.Input{URL: "test:", Body: []byte(page.String())})
		tree := box.Build(nil, box.Input{Doc: doc, Styles: newStyles(doc), Fonts: fonts, Viewport: geom.Size{W: geom.Int(800), H: geom.Int(600)}}, nil)
		return linesAndGlyphs(Run(nil, tree, fonts).Root)
	}
	want := layOut(1)
	if len(want) < 100_000 {
		t.Fatalf("only %d bytes of fragments", len(want))
	}
	for range 3 {
		if got := layOut(4); got != want {
			t.Fatalf("with text prepared ahead the page is another one: %d bytes, want %d", len(got), len(want))
		}
	}
}

// linesAndGlyphs writes fragments with their places and glyphs.
func linesAndGlyphs(f *frag.Fragment) string {
	var b strings.Builder
	var walk func(f *frag.Fragment)
	walk = func(f *frag.Fragment) {
		fmt.Fprintln(&b, f.Kind, f.Size, f.Baseline)
		if f.Text != nil {
			for _, r := range f.Text.Runs {
				fmt.Fprintln(&b, r.Face.Name(), r.Size, r.Glyphs)
			}
		}
		for _, k := range f.Kids {
			fmt.Fprint(&b, k.At, " ")
			walk(k.Fragment)
		}
	}
	walk(f)
	return b.String()
}
