package layout

import (
	"strings"
	"testing"
)

// budgets are nests in which levels of several modes measure and lay out each other. Calls are
// those of Layout and Measure; a loop in a loop doubles them with every level.
var budgets = []struct {
	name        string
	open, close string
	per         float64 // calls a level at most
}{
	{"flex row", `<div style="display:flex">x`, "</div>", 8},
	{"flex column", `<div style="display:flex;flex-direction:column">x`, "</div>", 8},
	{"flex row that wraps", `<div style="display:flex;flex-wrap:wrap">x`, "</div>", 8},
	{"flex row and column", `<div style="display:flex"><div style="display:flex;flex-direction:column">x`, "</div></div>", 16},
	{"stretched", `<div style="display:flex;height:100%"><div style="flex:1;display:flex;align-items:stretch">x`, "</div></div>", 16},
	{"grid", `<div style="display:grid">x`, "</div>", 10},
	{"grid of fractions", `<div style="display:grid;grid-template-columns:1fr 1fr">x`, "</div>", 10},
	{"grid in flex", `<div style="display:grid"><div style="display:flex">x`, "</div></div>", 20},
	{"tables in inline-blocks in floats", `<div style="float:left"><div style="display:inline-block"><table><tbody><tr><td>x`, "</td></tr></tbody></table></div></div>", 16},
	{"fit-content", `<div style="width:fit-content">x`, "</div>", 6},
	{"positioned", `<div style="position:absolute">x`, "</div>", 6},
	{"heights in per cent", `<div style="height:90%;display:inline-flex"><div style="height:100%;float:left"><i style="display:block;height:50%;aspect-ratio:1"></i>`, "</div></div>", 24},
	{"heights of one size", `<div style="height:100%"><div style="height:100%;width:fit-content"><i style="display:block;height:50%;aspect-ratio:1"></i>`, "</div></div>", 24},
	{"heights in length", `<div style="height:100px;display:flex"><div style="display:grid;height:90%"><i style="display:block;height:50%;aspect-ratio:1"></i>`, "</div></div>", 30},
}

// TestNestBudgets keeps the calls linear in the depth of nests: 100 levels cost twice what 50 do.
func TestNestBudgets(t *testing.T) {
	for _, b := range budgets {
		calls := func(depth int) int {
			_, tree := render("<!DOCTYPE html><body>" + strings.Repeat(b.open, depth) + strings.Repeat(b.close, depth))
			return tree.Calls
		}
		half, whole := calls(50), calls(100)
		t.Logf("%s: %.1f calls a level", b.name, float64(whole)/100)
		if float64(whole) > 100*b.per || whole > 2*half+50 {
			t.Errorf("%s: %d calls at depth 50, %d at depth 100", b.name, half, whole)
		}
	}
}

// TestFlatBudgets keeps the calls linear in the number of boxes beside each other.
func TestFlatBudgets(t *testing.T) {
	for _, b := range []struct {
		name, open, item, close string
		per                     float64
	}{
		{"grid cells", `<div style="display:grid;grid-template-columns:repeat(20,1fr)">`, "<div>a</div>", "</div>", 6},
		{"flex line", `<div style="display:flex">`, `<div style="flex:1 1 30px">a</div>`, "</div>", 6},
		{"flex lines", `<div style="display:flex;flex-wrap:wrap">`, `<div style="flex:1 1 30px">a</div>`, "</div>", 6},
		{"floats", "", `<div style="float:left">a</div>`, "", 4},
		{"table rows", "<table><tbody>", "<tr><td>a</td><td>b</td></tr>", "</tbody></table>", 10},
		{"positioned", "", `<div style="position:absolute">a</div>`, "", 4},
	} {
		calls := func(n int) int {
			_, tree := render("<!DOCTYPE html><body>" + b.open + strings.Repeat(b.item, n) + b.close)
			return tree.Calls
		}
		some, many := calls(500), calls(5000)
		t.Logf("%s: %.1f calls a box", b.name, float64(many)/5000)
		if float64(many) > 5000*b.per || many > 10*some+1000 {
			t.Errorf("%s: %d calls for 500 boxes, %d for 5,000", b.name, some, many)
		}
	}
}
