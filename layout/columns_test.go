package layout

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"unicode"

	"vitrine/layout/frag"
	"vitrine/layout/fragmentation"
	"vitrine/layout/geom"
)

// What random elements in columns choose from.
var columnDecls = []string{
	"columns:2", "columns:3;column-gap:0", "column-width:50px", "column-count:4;column-fill:auto", "columns:2;height:60px", "columns:60", "column-width:0",
	"break-inside:avoid", "break-before:column", "break-after:page", "break-before:avoid", "break-after:avoid", "column-span:all", "orphans:4", "widows:3",
	"float:left", "float:right", "clear:both", "position:relative", "position:absolute", "position:absolute;top:30px", "position:absolute;bottom:5px",
	"display:flex", "display:grid;grid-template-columns:1fr 1fr", "display:inline-block", "display:table", "display:table-cell", "display:list-item",
	"margin:10px", "margin:-10px", "margin-top:10000px", "padding:5px", "border:1px solid", "box-decoration-break:clone", "min-height:100px", "max-height:30px",
	"height:60px", "height:20px", "height:0", "height:20000px", "line-height:0", "font-size:100px", "width:0", "writing-mode:vertical-rl", "direction:rtl",
}

func randomColumns(r *rand.Rand, depth int) string {
	var b strings.Builder
	for i := r.Intn(5); i >= 0; i-- {
		if depth == 0 || r.Intn(3) == 0 {
			b.WriteString([]string{"word ", "a longer text of words and more words ", "x", "<br>", " "}[r.Intn(5)])
			continue
		}
		tag := []string{"div", "div", "div", "span", "p", "li", "fieldset"}[r.Intn(7)]
		var st []string
		for j := r.Intn(4); j > 0; j-- {
			st = append(st, columnDecls[r.Intn(len(columnDecls))])
		}
		fmt.Fprintf(&b, "<%s style=%q>%s</%s>", tag, strings.Join(st, ";"), randomColumns(r, depth-1), tag)
	}
	return b.String()
}

// letters counts the characters shown by all texts of a fragment.
func letters(f *frag.Fragment) (n int) {
	if f.Text != nil {
		for _, c := range f.Text.Source {
			if !unicode.IsSpace(c) {
				n++
			}
		}
	}
	for _, k := range f.Kids {
		n += letters(k.Fragment)
	}
	return n
}

// TestNothingIsLost lays out random pages with columns, and cuts them into pages: no text is lost
// and none comes twice, geometry stays in range, and every cut ends.
func TestNothingIsLost(t *testing.T) {
	n := 300
	if testing.Short() {
		n = 40
	}
	for seed := range n {
		src := randomColumns(rand.New(rand.NewSource(int64(seed))), 4)
		doc, tree := render("<!DOCTYPE html><body>" + src)
		checkTree(t, tree)
		want := 0
		for _, c := range doc.Body().TextContent() {
			if !unicode.IsSpace(c) {
				want++
			}
		}
		if got := letters(tree.Root) - markers(tree.Root); got != want {
			t.Errorf("seed %d: %d letters in columns, %d in the document: %s", seed, got, want, src)
		}
		all := letters(tree.Root)
		for _, h := range []int{50, 333, 2000} {
			got, pages := 0, 0
			for p := fragmentation.NewPager(tree.Root); !p.Done(); pages++ {
				area := geom.Size{W: geom.Int(800), H: geom.Int(h)}
				if seed%2 == 1 { // pages of two widths
					area.W = geom.Int(800 - 500*(pages%2))
					p.Reflow(RunPage(nil, tree.Boxes, testFonts, area).Root)
				}
				got += letters(p.Next(area))
				if pages > 200000 {
					t.Fatalf("seed %d: no end of pages of %d px: %s", seed, h, src)
				}
			}
			if got != all {
				t.Errorf("seed %d: %d letters on %d pages of %d px, %d in the document: %s", seed, got, pages, h, all, src)
			}
		}
		if t.Failed() {
			return
		}
	}
}

// markers counts the characters of list markers.
func markers(f *frag.Fragment) (n int) {
	if f.Of != nil && f.Of.Marker != nil {
		return letters(f)
	}
	for _, k := range f.Kids {
		n += markers(k.Fragment)
	}
	return n
}
