package grid_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestLanes stacks items and looks where they lie, by the text of the specification: each item is
// written as the tracks it spans and its size, its rectangle is x y w h.
func TestLanes(t *testing.T) {
	const three = "display:grid-lanes;flow-tolerance:0;width:300px;grid-template-columns:repeat(3,100px);"
	for _, c := range []struct {
		name, style string
		items       []string
		want        string
	}{
		{"the shortest lane is next", three, []string{"height:30px", "height:10px", "height:20px", "height:5px"},
			"0 0 100 30|100 0 100 10|200 0 100 20|100 10 100 5"},
		{"the older spelling", "display:grid;width:300px;grid-template:masonry/repeat(3,100px)", []string{"height:30px", "height:10px", "height:20px", "height:5px"},
			"0 0 100 30|100 0 100 10|200 0 100 20|100 10 100 5"},
		{"masonry on both axes has columns as tracks", "display:grid;width:300px;grid-template:masonry/masonry", []string{"height:30px", "height:10px"},
			"0 0 300 30|0 30 300 10"},
		{"lanes within the tolerance are as short", three + "flow-tolerance:10px", []string{"height:30px", "height:10px", "height:20px", "height:5px", "height:5px"},
			"0 0 100 30|100 0 100 10|200 0 100 20|100 10 100 5|200 20 100 5"},
		{"in order", three + "flow-tolerance:infinite", []string{"height:30px", "height:10px", "height:20px", "height:5px", "height:1px"},
			"0 0 100 30|100 0 100 10|200 0 100 20|0 30 100 5|100 10 100 1"},
		{"the older way to say so", "display:grid;width:300px;grid-template:masonry/repeat(3,100px);masonry-auto-flow:next", []string{"height:30px", "height:10px", "height:20px", "height:5px"},
			"0 0 100 30|100 0 100 10|200 0 100 20|0 30 100 5"},
		{"spans lie below the longest", three, []string{"height:30px", "height:10px", "grid-column:span 2;height:20px", "height:1px"},
			"0 0 100 30|100 0 100 10|100 10 200 20|0 30 100 1"},
		{"a definite place does not move the cursor", three, []string{"height:5px", "grid-column:3;height:5px", "height:5px", "height:5px"},
			"0 0 100 5|200 0 100 5|100 0 100 5|200 5 100 5"},
		{"gaps", three + "row-gap:7px;column-gap:20px", []string{"height:30px", "height:10px", "height:20px", "height:5px"},
			"0 0 100 30|120 0 100 10|240 0 100 20|120 17 100 5"},
		{"margins do not collapse", three + "grid-template-columns:100px", []string{"height:10px;margin:5px", "height:10px;margin:5px"},
			"5 5 90 10|5 25 90 10"},
		{"negative margins never lead back", three + "grid-template-columns:100px", []string{"height:10px;margin-top:-30px", "height:10px"},
			"0 -30 100 10|0 0 100 10"},
		{"dense", three + "grid-lanes-pack:dense", []string{"height:10px", "height:30px", "grid-column:1/span 2;height:10px", "height:40px", "height:15px", "height:25px"},
			"0 0 100 10|100 0 100 30|0 30 200 10|200 0 100 40|0 10 100 15|0 40 100 25"},
		{"items that can lie anywhere size all tracks", "display:grid-lanes;width:300px;justify-content:start;grid-template-columns:auto auto", []string{"width:50px;height:5px", "grid-column:2;width:80px;height:5px"},
			"0 0 50 5|50 0 80 5"},
		{"a span sizes all places", "display:grid-lanes;width:500px;justify-content:start;grid-template-columns:auto auto 100px auto auto", []string{"grid-column:span 2;height:5px;min-width:220px", "grid-column:4/6;height:5px"},
			"0 0 230 5|330 0 230 5"},
		{"auto-fit keeps the tracks that may be needed", three + "grid-template-columns:repeat(auto-fit,50px);justify-content:end", []string{"height:5px", "height:5px"},
			"200 0 50 5|250 0 50 5"},
		{"right to left", three + "direction:rtl", []string{"height:30px", "height:10px", "height:20px", "height:5px"},
			"200 0 100 30|100 0 100 10|0 0 100 20|100 10 100 5"},
		{"rows as lanes", "display:grid-lanes;flow-tolerance:0;width:300px;grid-template-rows:20px 30px;column-gap:4px", []string{"width:50px", "width:20px", "width:10px", "width:30%;grid-row:span 2"},
			"0 0 50 20|0 20 20 30|24 20 10 30|54 0 90 50"},
		{"rows as lanes, right to left", "display:grid-lanes;flow-tolerance:0;width:300px;direction:rtl;grid-template-rows:20px 30px", []string{"width:50px", "width:20px", "width:10px"},
			"250 0 50 20|280 20 20 30|270 20 10 30"},
		{"rows by direction", "display:grid-lanes;width:300px;grid-lanes-direction:row", []string{"width:50px;height:5px", "width:20px;height:9px"},
			"0 0 50 5|50 0 20 9"},
		{"the stack is aligned as a whole", three + "height:100px;align-content:center", []string{"height:30px", "height:10px"},
			"0 35 100 30|100 35 100 10"},
		{"an item is aligned in the room after it", three + "height:100px", []string{"height:30px", "height:10px;align-self:end", "grid-column:1/span 2;height:10px;align-self:center"},
			"0 0 100 30|100 20 100 10|0 60 200 10"},
		{"and stretched", three + "height:100px", []string{"height:30px", "align-self:stretch", "grid-column:1/span 2;align-self:stretch;max-height:50px"},
			"0 0 100 30|100 0 100 30|0 30 200 50"},
		{"in the grid axis items are aligned in their tracks", three, []string{"height:30px;width:20px;justify-self:center", "height:10px;width:20px;margin-left:auto"},
			"40 0 20 30|180 0 20 10"},
		{"from the end", three + "height:100px;grid-lanes-direction:column fill-reverse", []string{"height:30px", "height:10px", "height:20px", "height:5px"},
			"0 70 100 30|100 90 100 10|200 80 100 20|100 85 100 5"},
		{"lanes in reverse", three + "grid-lanes-direction:column track-reverse", []string{"height:30px", "height:10px", "height:20px", "height:5px"},
			"200 0 100 30|100 0 100 10|0 0 100 20|100 10 100 5"},
		{"percentages of the content box", three + "height:200px", []string{"height:50%", "height:10px"},
			"0 0 100 100|100 0 100 10"},
		{"order", three, []string{"height:30px;order:1", "height:10px"},
			"100 0 100 30|0 0 100 10"},
		{"absolute in a column and up to the end of the stack", three + "position:relative;height:90px", []string{"height:30px", "position:absolute;grid-area:1/2/2/3;inset:0"},
			"0 0 100 30|100 0 100 30"},
	} {
		var b strings.Builder
		for i, it := range c.items {
			fmt.Fprintf(&b, `<div id=i%d style="%s"></div>`, i, it)
		}
		tree := render(`<div style="` + c.style + `">` + b.String() + `</div>`)
		var got []string
		for i := range c.items {
			r, _ := byID(tree, fmt.Sprint("i", i))
			got = append(got, fmt.Sprint(r.X, " ", r.Y, " ", r.W, " ", r.H))
		}
		if g := strings.Join(got, "|"); g != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, g, c.want)
		}
	}
}

// TestLanesSize checks how large containers are whose items say so.
func TestLanesSize(t *testing.T) {
	for _, c := range []struct{ name, style, want string }{
		{"as high as the longest lane", "display:grid-lanes;grid-template-columns:50px 50px;row-gap:3px;width:200px", "0 0 200 43"},
		{"as wide as the tracks", "display:inline-grid-lanes;grid-template-columns:50px 50px;column-gap:3px;float:left", "0 0 103 40"},
		{"as wide as the longest lane", "display:inline-grid-lanes;grid-template-rows:30px 30px;column-gap:3px;float:left", "0 0 40 60"},
		{"contained", "display:grid-lanes;contain:size;width:10px", "0 0 10 0"},
		{"a least height", "display:grid-lanes;width:10px;min-height:200px", "0 0 10 200"},
		{"a gap in percent counts for nothing first", "display:grid-lanes;width:10px;grid-template-columns:10px;row-gap:50%", "0 0 10 60"},
	} {
		tree := render(`<div id=x style="` + c.style + `"><div style="width:20px;height:20px"></div><div style="width:20px;height:20px"></div>` +
			`<div style="width:17px;height:20px"></div></div>`)
		r, _ := byID(tree, "x")
		if got := fmt.Sprint(r.X, " ", r.Y, " ", r.W, " ", r.H); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestLanesSubgrid puts subgrids on lanes: they take the tracks of the grid axis, and stack where
// their parent does.
func TestLanesSubgrid(t *testing.T) {
	tree := render(`<div style="display:grid-lanes;width:300px;justify-content:start;grid-template-columns:auto 50px auto">` +
		`<div style="grid-column:2/4;display:grid;grid-template:subgrid/subgrid"><div id=a style="height:10px"></div>` +
		`<div id=b style="height:20px;width:70px"></div><div id=c style="height:5px"></div></div></div>`)
	for id, want := range map[string]string{"a": "0 0 50 10", "b": "50 0 70 20", "c": "0 10 50 5"} {
		r, _ := byID(tree, id)
		if got := fmt.Sprint(r.X, " ", r.Y, " ", r.W, " ", r.H); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
}

// TestLanesBaseline reads the baseline of a container that stacks downwards from the text beside it.
func TestLanesBaseline(t *testing.T) {
	tree := render(`<div style="line-height:20px"><div id=x style="display:inline-grid-lanes;grid-template-columns:10px 10px">` +
		`<div style="height:9px"></div><div style="padding-top:30px">a</div></div><div id=y style="display:inline-block">b</div></div>`)
	x, _ := byID(tree, "x")
	y, _ := byID(tree, "y")
	if y.Y.Sub(x.Y).Px() != 30 {
		t.Errorf("the box beside the container is at %v, that at %v", y, x)
	}
}
