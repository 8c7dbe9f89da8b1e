package grid_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"vitrine/css/prop"
	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/engine/htmlparse"
	"vitrine/layout"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/flow"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/layout/grid"
	"vitrine/layout/text"
)

// styles is a small cascade for tests: elements are blocks with the declarations of their style
// attribute; declarations that do not parse are dropped.
type styles map[dom.ID]*style.Style

func (st styles) Style(n *dom.Node) *style.Style { return st[n.ID()] }

func (st styles) Pseudo(*dom.Node, selector.Pseudo) *style.Style { return nil }

func newStyles(doc *dom.Document) styles {
	st := styles{}
	for n := doc.Root().First(); n != nil; n = n.After(doc.Root()) {
		if n.Type != dom.ElementNode {
			continue
		}
		var parent *style.Style
		if p := n.ParentElement(); p != nil {
			parent = st[p.ID()]
		}
		var b style.Builder
		b.Start(&style.Context{Context: value.Context{FontSize: 16, RootFontSize: 16}, Parent: parent})
		own, _ := n.Attr("style")
		if n.Name() == "head" {
			own = "display:none"
		}
		var all []prop.Decl
		for _, d := range strings.Split("display:block;"+own, ";") {
			name, v, _ := strings.Cut(d, ":")
			if ds, err := prop.ParseText(strings.TrimSpace(name), strings.TrimSpace(v), &prop.Context{}); err == nil {
				all = append(all, ds...)
			}
		}
		b.Apply(all)
		if parent != nil && strings.Contains(parent.Display().String(), "grid") {
			b.SetDisplay(style.Blockify(b.Display()))
		}
		st[n.ID()] = b.Style(n == doc.DocumentElement())
	}
	return st
}

var fonts = text.NewFonts(text.Config{})

func render(body string) *frag.Tree {
	doc := htmlparse.Parse(nil, htmlparse.Input{URL: "test:", Body: []byte("<!DOCTYPE html><body>" + body)})
	view := geom.Size{W: geom.Int(800), H: geom.Int(600)}
	return layout.Run(nil, box.Build(nil, box.Input{Doc: doc, Styles: newStyles(doc), Fonts: fonts, Viewport: view}, nil), fonts)
}

// byID returns the border box of the element with an id.
func byID(tree *frag.Tree, id string) (r geom.Rect, ok bool) {
	var walk func(f *frag.Fragment, at geom.Point)
	walk = func(f *frag.Fragment, at geom.Point) {
		if f.Kind == frag.Box && f.Of != nil && f.Of.Node != nil && f.Of.Pseudo == box.NoPseudo && f.Of.Node.Type == dom.ElementNode {
			if v, _ := f.Of.Node.Attr("id"); v == id {
				r, ok = geom.MakeRect(at, f.Size), true
			}
		}
		for _, k := range f.Kids {
			walk(k.Fragment, at.Add(k.At))
		}
	}
	walk(tree.Root, geom.Point{})
	return
}

// TestAreas places one item and looks where it lies, by the text of the specification.
func TestAreas(t *testing.T) {
	grid := "display:grid;width:600px;"
	cells := strings.Repeat("<div></div>", 3)
	for _, c := range []struct{ name, style, item, before, want string }{
		{"fixed columns", "grid-template-columns:100px 200px", "grid-column:2;height:5px", "", "100 0 200 5"},
		{"swapped lines", "grid-template-columns:repeat(6,100px)", "grid-column:4/2;height:5px", "", "100 0 200 5"},
		{"negative line", "grid-template-columns:repeat(6,100px)", "grid-column:-2;height:5px", "", "500 0 100 5"},
		{"span to a name", "grid-template-columns:[a] 50px [a] 60px [b] 70px [a]", "grid-column:1/span 2 a;height:5px", "", "0 0 180 5"},
		{"implicit before", "grid-template-columns:50px;grid-auto-columns:20px", "grid-column:span 2/2;height:5px", "", "0 0 70 5"},
		{"repeated names", "grid-template-columns:repeat(3,[x] 50px [y] 10px)", "grid-column:y 2/x 3;height:5px", "", "110 0 10 5"},
		{"area", "grid-template-areas:'a b' 'a c';grid-template-columns:100px 50px;grid-auto-rows:20px", "grid-area:c", "", "100 20 50 20"},
		{"auto flow", "grid-template-columns:repeat(2,100px);grid-auto-rows:10px", "", cells, "100 10 100 10"},
		{"column flow", "grid-template-rows:repeat(2,10px);grid-auto-columns:30px;grid-auto-flow:column", "", cells, "30 10 30 10"},
		{"auto-fill", "grid-template-columns:repeat(auto-fill,100px)", "grid-column:-2;height:5px", "", "500 0 100 5"},
		{"auto-fit", "grid-template-columns:repeat(auto-fit,100px);justify-content:end", "height:5px", "", "500 0 100 5"},
		{"fractions", "grid-template-columns:1fr 2fr", "grid-column:2;height:5px", "", "200 0 400 5"},
		{"small fractions", "grid-template-columns:.25fr .25fr", "grid-column:2;height:5px", "", "150 0 150 5"},
		{"gap", "grid-template-columns:1fr 1fr;column-gap:100px", "grid-column:2;height:5px", "", "350 0 250 5"},
		{"rtl", "direction:rtl;grid-template-columns:100px 50px", "grid-column:2;height:5px", "", "450 0 50 5"},
		{"centre", "grid-template:50px/100px", "place-self:center;width:20px;height:10px", "", "40 20 20 10"},
		{"unsafe centre", "grid-template:50px/10px", "justify-self:center;width:20px;height:10px", "", "-5 0 20 10"},
		{"safe centre", "grid-template:50px/10px", "justify-self:safe center;width:20px;height:10px", "", "0 0 20 10"},
		{"auto margins", "grid-template:50px/100px", "margin:auto 0 0 auto;width:20px;height:10px", "", "80 40 20 10"},
		{"percent size", "grid-template:50px/100px", "width:50%;height:50%", "", "0 0 50 25"},
		{"ratio", "grid-template-columns:100px", "aspect-ratio:2", "", "0 0 100 50"},
		{"order", "grid-template-columns:100px 100px;grid-auto-rows:5px", "order:-1", "<div></div>", "0 0 100 5"},
		{"absolute", "position:relative;padding:10px;grid-template:20px 30px/100px 200px", "position:absolute;inset:0;grid-area:2/2/3/3", "", "110 30 200 30"},
		{"absolute, to the padding edge", "position:relative;padding:10px;grid-template:20px/100px", "position:absolute;inset:0;grid-column:2", "", "110 0 510 40"},
		{"far line", "grid-template-columns:10px;grid-auto-rows:1px", "grid-row:1000000000", "", "0 9999 10 1"},
	} {
		tree := render(`<div style="` + grid + c.style + `">` + c.before + `<div id=x style="` + c.item + `"></div></div>`)
		r, _ := byID(tree, "x")
		if got := fmt.Sprint(r.X, " ", r.Y, " ", r.W, " ", r.H); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestHuge lays out templates that ask for more tracks than anyone has: bounded in memory, and so in time.
func TestHuge(t *testing.T) {
	for _, s := range []string{
		"grid-template-columns:repeat(1000000000,1px)",
		"grid-template:repeat(1000000000,1px 2fr minmax(1px,auto))/repeat(1000000000,[a b c] auto)",
		"grid-template-columns:repeat(auto-fill,0.0001px);width:1e9px",
		"grid-template-rows:repeat(auto-fit,1px);height:1e9px",
		"grid-auto-columns:1e9fr;grid-auto-flow:column dense",
		"grid-template-columns:1e30fr 1e-30fr;gap:1e9px",
		"grid-template-rows:masonry;grid-template-columns:repeat(1000000000,auto)",
		"display:grid-lanes;grid-template-rows:repeat(auto-fill,1px);height:1e9px;flow-tolerance:infinite;grid-lanes-pack:dense",
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		render(`<div style="display:grid;` + s + `"><div style="grid-area:1/1/span 1000000000/span 1000000000">a</div>` +
			`<div style="grid-area:-1000000000/1000000000">b</div><div style="grid-column:span 5000">c</div><div>d</div></div>`)
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > 64<<20 {
			t.Errorf("%s: %d MB were allocated", s, n>>20)
		}
	}
}

// TestCalls keeps layout calls linear in the depth of nested grids.
func TestCalls(t *testing.T) {
	for _, s := range []string{
		"display:grid", "display:grid;grid-template:auto/1fr auto", "display:grid;grid-template:1fr/1fr", "display:inline-grid",
		"display:grid;align-items:center;justify-items:center", "display:grid;align-items:baseline",
		"display:grid;grid-template-columns:subgrid", "display:grid;grid-template-rows:subgrid;padding:1px",
		"display:grid;grid-template-columns:minmax(min-content,max-content) 50%;grid-template-rows:50%",
		"display:grid-lanes", "display:grid-lanes;grid-template-rows:auto auto", "display:grid-lanes;grid-template-columns:subgrid",
		"display:grid-lanes;align-items:stretch;height:90%", "display:grid;grid-template:subgrid/masonry",
	} {
		calls := func(depth int) int {
			return render(strings.Repeat(`<div style="`+s+`">x`, depth)).Calls
		}
		a, b := calls(50), calls(100)
		if b > 2*a+a/5 {
			t.Errorf("%s: %d calls at depth 50, %d at depth 100", s, a, b)
		}
	}
}

// TestIntrinsicAsks checks that measuring a grid lays nothing out.
func TestIntrinsicAsks(t *testing.T) {
	tree := render(`<div style="display:grid;grid-template-columns:auto 1fr fit-content(9px)"><div>a</div><div style="grid-column:span 2">b</div>` +
		`<div style="display:grid;grid-template-columns:subgrid;grid-column:1/3">c</div></div>`)
	laid, measured := 0, 0
	lay := func(*algo.Ctx, *box.Box, algo.Space) algo.Result { laid++; panic("laid out") }
	modes := [box.RubyColumn + 1]algo.Mode{
		box.Block: {Layout: lay, Measure: func(c *algo.Ctx, b *box.Box) algo.MinMax { measured++; return flow.Measure(c, b) }},
		box.Grid:  {Layout: lay, Measure: grid.Measure},
	}
	c := &algo.Ctx{Fonts: fonts, Tree: tree.Boxes, Viewport: tree.Boxes.Viewport, Modes: &modes}
	var walk func(b *box.Box)
	walk = func(b *box.Box) {
		b.Memo = nil
		for _, k := range b.Kids {
			walk(k)
		}
	}
	walk(tree.Boxes.Root)
	if mm := c.Measure(tree.Boxes.Root); laid != 0 || measured < 4 || mm.Max <= mm.Min/2 {
		t.Errorf("measuring laid out %d boxes and measured %d: %v", laid, measured, mm)
	}
}

func cells(n int, style string) string {
	return `<div style="display:grid;` + style + `">` + strings.Repeat(`<div style="height:5px"></div>`, n) + `</div>`
}

// BenchmarkCells lays out grids of many cells: time is linear in their number. So are allocations,
// eight for each cell at all sizes; what a cell costs more in a large grid are the garbage
// collector and the processor's caches, as GOGC=off shows.
func BenchmarkCells(b *testing.B) {
	for _, n := range []int{1000, 10000, 100000} {
		for name, s := range map[string]string{"fixed": "grid-template-columns:repeat(100,1fr)", "auto": "grid-template-columns:repeat(100,auto)",
			"dense": "grid-template-columns:repeat(10,auto);grid-auto-flow:dense", "one": "",
			"lanes": "display:grid-lanes;grid-template-columns:repeat(10,auto)", "lanes dense": "display:grid-lanes;grid-template-columns:repeat(10,1fr);grid-lanes-pack:dense",
			"lanes of rows": "display:grid-lanes;grid-template-rows:repeat(10,auto)"} {
			b.Run(fmt.Sprint(name, "/", n), func(b *testing.B) {
				doc := htmlparse.Parse(nil, htmlparse.Input{URL: "test:", Body: []byte("<!DOCTYPE html><body>" + cells(n, s))})
				st := newStyles(doc)
				view := geom.Size{W: geom.Int(800), H: geom.Int(600)}
				b.ReportAllocs()
				for b.Loop() {
					layout.Run(nil, box.Build(nil, box.Input{Doc: doc, Styles: st, Fonts: fonts, Viewport: view}, nil), fonts)
				}
			})
		}
	}
}

// FuzzTemplate lays out grids with any template and placement: nothing panics, and items lie
// where numbers do.
func FuzzTemplate(f *testing.F) {
	f.Add("100px 1fr minmax(10px,auto)", "auto 50%", "1 / -1", "span 2", byte(0))
	f.Add("[a] repeat(auto-fill, [b] 10px [c])", "repeat(3, fit-content(5px) min-content)", "b 2 / span c", "-4 / span 3", byte(1))
	f.Add("subgrid [x] repeat(auto-fill,[y])", "subgrid", "x / y 3", "1", byte(2))
	f.Add("repeat(1000000000,1px)", "1e30fr", "1000000000 / -1000000000", "span 1000000000", byte(3))
	f.Add("masonry", "[a] 10px repeat(auto-fit, 20px)", "a / span 2", "2", byte(4))
	f.Add("subgrid", "masonry", "span 9", "-1", byte(7))
	flows := []string{"row", "column", "row dense", "column dense", "row;display:grid-lanes", "row dense;display:grid-lanes;grid-lanes-direction:row",
		"row;display:grid-lanes;flow-tolerance:9px;height:99px;align-items:stretch;align-content:end", "row dense;display:grid-lanes;grid-lanes-direction:column fill-reverse track-reverse"}
	f.Fuzz(func(t *testing.T, cols, rows, c, r string, flow byte) {
		for _, s := range []string{cols, rows, c, r} {
			if strings.ContainsAny(s, `;"<&`) || len(s) > 200 {
				return
			}
		}
		inner := `<div style="grid-column:` + c + `;grid-row:` + r + `;display:grid;grid-template-columns:` + cols + `">x<i>y</i></div><div style="grid-area:2/2">z</div>`
		tree := render(`<div style="display:grid;grid-auto-flow:` + flows[flow%8] + `;grid-template-columns:` + cols + `;grid-template-rows:` + rows + `">` +
			inner + `<div style="grid-column:` + r + `">a b</div><div style="grid-row:` + c + `;position:absolute">c</div></div>`)
		var walk func(f *frag.Fragment)
		walk = func(f *frag.Fragment) {
			if f.Size.W < 0 || f.Size.H < 0 {
				t.Errorf("size %v", f.Size)
			}
			for _, k := range f.Kids {
				walk(k.Fragment)
			}
		}
		walk(tree.Root)
	})
}
