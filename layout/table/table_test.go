package table_test

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"

	"vitrine/engine/dom"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// find returns the first fragment whose box is of an element with a name.
func find(f *frag.Fragment, name string) *frag.Fragment {
	if f.Of != nil && f.Of.Node != nil && f.Of.Node.Type == dom.ElementNode && f.Of.Node.Name() == name {
		return f
	}
	for _, k := range f.Kids {
		if r := find(k.Fragment, name); r != nil {
			return r
		}
	}
	return nil
}

func TestCollapsedEdges(t *testing.T) {
	_, tree := render(`<!DOCTYPE html><table style="border-collapse:collapse"><tr><td style="border:2px solid">a</td><td style="border:2px solid">b</td></tr></table>`)
	f := find(tree.Root, "table")
	var got []string
	for _, e := range f.Table.Edges {
		got = append(got, fmt.Sprintf("%v,%v %vx%v", e.Rect.X, e.Rect.Y, e.Rect.W, e.Rect.H))
	}
	// Three vertical edges from corner to corner, then top and bottom over the whole width.
	want := fmt.Sprintf("0,0 2x%v", f.Size.H)
	if len(got) != 5 || got[0] != want || got[3] != fmt.Sprintf("0,0 %vx2", f.Size.W) {
		t.Errorf("edges of a table of %v: %v", f.Size, got)
	}
	if !f.Has(frag.Collapsed) || !find(f, "td").Has(frag.Collapsed) {
		t.Error("the flag Collapsed is missing")
	}
}

func TestEmptyCells(t *testing.T) {
	_, tree := render(`<!DOCTYPE html><table style="empty-cells:hide"><tr><td> </td><td>x</td></tr></table>`)
	row := find(tree.Root, "tr")
	if !row.Kids[0].Has(frag.EmptyCell) || row.Kids[1].Has(frag.EmptyCell) {
		t.Error("empty-cells: hide is not told to paint")
	}
}

// TestRandomTables lays out tables with random spans, sizes and borders: sizes stay in range,
// cells stay inside what their table covers, and nothing panics.
func TestRandomTables(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	pick := func(l ...string) string { return l[rnd.Intn(len(l))] }
	for range 300 {
		var b strings.Builder
		fmt.Fprintf(&b, "<!DOCTYPE html><table style='%s%s%s%s'>", pick("", "border-collapse:collapse;"), pick("", "table-layout:fixed;"),
			pick("", "width:300px;", "width:50%;", "width:1e38px;", "height:200px;"), pick("", "direction:rtl;", "border-spacing:7px 1e9px;"))
		for range rnd.Intn(3) {
			fmt.Fprintf(&b, "<col span=%s style='%s'>", pick("1", "2", "1000"), pick("", "width:30px", "width:40%", "visibility:collapse"))
		}
		for range rnd.Intn(6) {
			fmt.Fprintf(&b, "<tr style='%s'>", pick("", "height:20px", "height:50%", "visibility:collapse", "border:3px dotted"))
			for range rnd.Intn(5) {
				fmt.Fprintf(&b, "<td colspan=%s rowspan=%s style='%s'>%s</td>", pick("1", "1", "2", "3", "65534"), pick("1", "1", "2", "0", "65534"),
					pick("", "width:10%", "width:200%", "width:99999999px", "height:30%", "border:5px solid", "padding:10%", "vertical-align:bottom"),
					pick("", "x", "some words here", "<div style='height:100%'>y</div>", "<table><tr><td>z</td></tr></table>"))
			}
			b.WriteString("</tr>")
		}
		b.WriteString("</table>")
		_, tree := render(b.String())
		var walk func(f *frag.Fragment)
		walk = func(f *frag.Fragment) {
			if f.Size.W < 0 || f.Size.H < 0 || f.Size.W > geom.Max || f.Size.H > geom.Max {
				t.Fatalf("size %v in %s", f.Size, b.String())
			}
			for _, k := range f.Kids {
				walk(k.Fragment)
			}
		}
		walk(tree.Root)
	}
}

func rows(n int, attr string) string {
	var b strings.Builder
	b.WriteString("<!DOCTYPE html><table style='" + attr + "'>")
	for i := range n {
		fmt.Fprintf(&b, "<tr><td>row %d</td><td>some text</td><td>x</td></tr>", i%100)
	}
	return b.String() + "</table>"
}

// TestLinear holds the cost of long tables and of deep nests to a multiple of their size.
func TestLinear(t *testing.T) {
	_, small := render(rows(100, ""))
	_, large := render(rows(1000, ""))
	if a, b := small.Calls, large.Calls; b > a*11 {
		t.Errorf("%d layout calls for 100 rows, %d for 1000", a, b)
	}
	nest := func(n int) int {
		_, tree := render("<!DOCTYPE html>" + strings.Repeat("<table><tr><td>", n) + "x")
		return tree.Calls
	}
	if a, b := nest(20), nest(100); b > a*7 {
		t.Errorf("%d layout calls for tables nested 20 deep, %d for 100", a, b)
	}
}

func BenchmarkRows(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		src := rows(n, "border-collapse:collapse")
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				start := time.Now()
				_, tree := render(src)
				b.ReportMetric(float64(time.Since(start).Nanoseconds())/float64(n), "ns/row")
				_ = tree
			}
		})
	}
}
