package layout

import (
	"strings"
	"testing"

	"vitrine/layout/geom"
)

func TestWritingModes(t *testing.T) {
	const item = `<div style="width:30px;height:20px" id=a></div><div style="width:50px;height:10px" id=b></div>`
	for _, c := range []struct{ name, html, a, b string }{
		{"vertical-rl stacks to the left", `<div style="writing-mode:vertical-rl;width:200px;height:100px">` + item + `</div>`, "178 8 30 20", "128 8 50 10"},
		{"vertical-lr stacks to the right", `<div style="writing-mode:vertical-lr;width:200px;height:100px">` + item + `</div>`, "8 8 30 20", "38 8 50 10"},
		{"sideways-lr begins at the bottom", `<div style="writing-mode:sideways-lr;width:200px;height:100px">` + item + `</div>`, "8 88 30 20", "38 98 50 10"},
		{"right to left begins at the bottom", `<div style="writing-mode:vertical-rl;direction:rtl;width:200px;height:100px">` + item + `</div>`, "178 88 30 20", "128 98 50 10"},
		{"a width that follows the lines", `<div style="writing-mode:vertical-rl;float:left" id=a><div style="width:30px;height:20px"></div><div style="width:50px;height:10px" id=b></div></div>`, "8 8 80 20", "8 8 50 10"},
		{"margins collapse sideways", `<div style="writing-mode:vertical-lr;width:200px"><div style="width:30px;height:20px;margin-right:20px" id=a></div><div style="width:50px;height:10px;margin-left:15px" id=b></div></div>`, "8 8 30 20", "58 8 50 10"},
		{"auto margins on the block axis are 0", `<div style="writing-mode:vertical-rl;width:200px;height:100px"><div style="width:30px;height:20px;margin:auto" id=a></div><div id=b></div></div>`, "178 48 30 20", "178 8 0 100"},
		{"floats go to line-left and line-right", `<div style="writing-mode:vertical-rl;width:200px;height:100px"><div style="float:left;width:30px;height:20px" id=a></div><div style="float:right;width:50px;height:10px" id=b></div></div>`, "178 8 30 20", "158 98 50 10"},
		{"percentages of margins are of the inline size", `<div style="writing-mode:vertical-rl;width:200px;height:100px"><div style="width:30px;height:20px;margin:10%" id=a></div><div id=b></div></div>`, "168 18 30 20", "158 8 0 100"},
		{"horizontal in vertical", `<div style="writing-mode:vertical-rl;width:200px;height:100px"><div style="writing-mode:horizontal-tb" id=a>` + strings.Replace(item, "id=a", "", 1) + `</div></div>`, "158 8 50 30", "158 28 50 10"},
		{"absolute at its static position", `<div style="writing-mode:vertical-rl;width:200px;height:100px;position:relative"><div style="width:30px;height:20px" id=a></div><div style="position:absolute;width:50px;height:10px" id=b></div></div>`, "178 8 30 20", "128 8 50 10"},
		{"absolute, over-constrained", `<div style="writing-mode:vertical-rl;width:200px;height:100px;position:relative"><div style="position:absolute;inset:5px;width:50px;height:10px" id=b></div><div style="width:30px;height:20px" id=a></div></div>`, "178 8 30 20", "153 13 50 10"},
		{"flex rows run down", `<div style="writing-mode:vertical-rl;width:200px;height:100px;display:flex;align-items:flex-start">` + item + `</div>`, "178 8 30 20", "158 28 50 10"},
		{"grid columns run down", `<div style="writing-mode:vertical-lr;width:200px;height:100px;display:grid;grid-template-columns:40px 60px;grid-template-rows:70px">` + item + `</div>`, "8 8 30 20", "8 48 50 10"},
		{"a table's columns run down", `<table style="writing-mode:vertical-rl;border-spacing:0"><tr><td style="padding:0;width:30px;height:20px" id=a></td><td style="padding:0;width:30px;height:10px" id=b></td></tr></table>`, "8 8 30 20", "8 28 30 10"},
		{"lines stand on end", `<div style="writing-mode:vertical-rl;width:200px;height:100px;font-size:10px;line-height:20px"><span style="display:inline-block;width:20px;height:20px" id=a></span><br><span style="display:inline-block;width:20px;height:10px" id=b></span></div>`, "188 8 20 20", "168 8 20 10"},
		{"relative offsets are physical", `<div style="writing-mode:vertical-lr;width:200px;height:100px"><div style="width:30px;height:20px;position:relative;left:5px;top:7px" id=a></div><div id=b></div></div>`, "13 15 30 20", "38 8 0 100"},
	} {
		doc, tree := render("<!DOCTYPE html><body>" + c.html)
		if a, b := byIDRect(t, doc, tree, "a"), byIDRect(t, doc, tree, "b"); a != c.a || b != c.b {
			t.Errorf("%s: a %s, b %s; want a %s, b %s", c.name, a, b, c.a, c.b)
		}
	}
}

func TestPrincipalWritingMode(t *testing.T) {
	doc, tree := render(`<!DOCTYPE html><body style="writing-mode:vertical-rl"><div id=a style="width:30px;height:20px"></div><div style="width:900px"></div>`)
	if got := byIDRect(t, doc, tree, "a"); got != "762 8 30 20" {
		t.Errorf("the first block of a vertical-rl page: %s", got)
	}
	if tree.Content.X >= 0 || tree.Content.Right() != geom.Int(800) {
		t.Errorf("what can be scrolled to: %v", tree.Content)
	}
}

// Nests of boxes whose lines cross cost what others cost.
func TestOrthogonalNestsAreLinear(t *testing.T) {
	calls := func(depth int) int {
		var sb strings.Builder
		for i := range depth {
			sb.WriteString([...]string{`<div style="writing-mode:vertical-rl">`, `<div style="writing-mode:horizontal-tb">`}[i%2])
		}
		_, tree := render("<!DOCTYPE html><body>" + sb.String() + "text")
		return tree.Calls
	}
	few, many := calls(20), calls(40)
	if many > 3*few {
		t.Errorf("%d calls for 20 levels, %d for 40", few, many)
	}
}

// A horizontal page is laid out as it was built.
func TestHorizontalTreeIsNotFramed(t *testing.T) {
	_, tree := render(`<!DOCTYPE html><body><div><p>text</div>`)
	if tree.Boxes.Framed() != tree.Boxes.Root {
		t.Error("framed without a vertical writing mode")
	}
}
