package engine_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"vitrine/css/prop"
	"vitrine/engine"
	"vitrine/engine/dom"
	"vitrine/engine/trace"
	"vitrine/layout/text"
	"vitrine/net/fetch"
)

// dataURL returns a page as an address.
func dataURL(page string) string { return "data:text/html;charset=utf-8," + url.PathEscape(page) }

// TestContainersSettle counts the layouts of containers inside of containers: one for each level
// that the queries of the level around it change, and one more that shows nothing new.
func TestContainersSettle(t *testing.T) {
	const levels = 6
	var b strings.Builder
	b.WriteString("<!DOCTYPE html><style>div { container-type: inline-size }")
	for i := range levels {
		fmt.Fprintf(&b, "@container (width = %dpx) { .d%d { width: %dpx } }", 300-i, i+1, 300-i-1)
	}
	b.WriteString("</style><div style='width:300px'>")
	for i := range levels {
		fmt.Fprintf(&b, "<div class=d%d id=d%d>", i+1, i+1)
	}
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	var rec trace.Recorder
	e := engine.New(engine.Config{Fetch: client, Fonts: text.NewFonts(text.Config{}), Width: 400, Height: 300, Trace: trace.New("test", &rec)})
	defer e.Close()
	f, d := frameOf(t, e, []byte(b.String()))
	values := engine.NewResolved(f.Styles, f.Frags)
	for i := range levels {
		n := d.ByID(fmt.Sprint("d", i+1))
		if got, want := values.Text(n, prop.Width), fmt.Sprintf("%dpx", 300-i-1); got != want {
			t.Errorf("the container at level %d is %s wide, want %s", i+1, got, want)
		}
	}
	layouts := 0
	for _, ev := range rec.Events() {
		if ev.Phase == trace.Begin && ev.Name == "layout" {
			layouts++
		}
	}
	if layouts > levels+2 {
		t.Errorf("%d layouts for %d levels", layouts, levels)
	}
}

// TestContainersThatNobodyAsks counts the layouts of pages whose containers nothing asks about.
func TestContainersThatNobodyAsks(t *testing.T) {
	for page, want := range map[string]int{
		"<div style='container-type: size'><p>x": 1,
		"<style>@container style(--x) { p { color: red } }</style><div style='container-type: inline-size'><p>x": 1,
		"<style>@container (width > 1px) { p { color: red } }</style><p>x":                                       1,
		"<style>p { width: 10cqw }</style><p>x":                                                                  1,
		"<style>p { width: 10cqw }</style><div style='container-type: size'><p>x":                                2,
	} {
		client := fetch.New(fetch.Config{Offline: true})
		var rec trace.Recorder
		e := engine.New(engine.Config{Fetch: client, Fonts: text.NewFonts(text.Config{}), Width: 400, Height: 300, Trace: trace.New("test", &rec)})
		frameOf(t, e, []byte("<!DOCTYPE html><body>"+page))
		layouts := 0
		for _, ev := range rec.Events() {
			if ev.Phase == trace.Begin && ev.Name == "layout" {
				layouts++
			}
		}
		if layouts != want {
			t.Errorf("%s: %d layouts, want %d", page, layouts, want)
		}
		e.Close()
		client.Close()
	}
}

// TestContainersThatFlip shows a page whose container is wide when its content is low and narrow
// when it is high, which the query turns around each time: that ends, and the trace tells.
func TestContainersThatFlip(t *testing.T) {
	o := open(t, fetch.Config{Offline: true}, dataURL(`<!DOCTYPE html><style>
		body { margin: 0 } .f { display: flex; flex-flow: column wrap; height: 100px; width: 400px }
		.f > * { container-type: inline-size } p { height: 20px; margin: 0 }
		@container (width >= 300px) { p { height: 90px } }</style>
		<div class=f><div><p></div><div><p></div></div>`), patient)
	if o.frame == nil {
		t.Fatal("no frame")
	}
	found := false
	for _, ev := range o.notes {
		found = found || ev.Name == "container-rounds"
	}
	if !found {
		t.Errorf("no note about rounds: %v", o.notes)
	}
}

// TestModernBadInput shows pages whose rules ask for too much: each ends in time with a frame.
func TestModernBadInput(t *testing.T) {
	var frames, nest, vars, scopes, containers, props strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&frames, "%g%%{left:%dpx}", float64(i%100_000)/1000, i)
	}
	for i := range 2000 {
		fmt.Fprintf(&nest, ".a%d{", i)
		fmt.Fprintf(&containers, "@container (width > %dpx) {", i)
		scopes.WriteString("@scope (div) { ")
	}
	for i := range 200 {
		fmt.Fprintf(&vars, "--v%d: var(--v%d) var(--v%d);", i+1, i, i)
		fmt.Fprintf(&props, `@property --p%d { syntax: "<length>"; inherits: true; initial-value: 1px } p { --p%d: calc(var(--p%d) + 1em) }`, i, i, (i+1)%200)
	}
	deep := strings.Repeat("<div>", 400) + "<p id=p>x"
	for name, page := range map[string]string{
		"100,000 keyframes":       "<style>@keyframes k {" + frames.String() + "} p { animation: k 1s }</style><p id=p>x",
		"nested rules":            "<style>" + nest.String() + "color:red" + strings.Repeat("}", 2000) + "</style><p id=p>x",
		"nested lists of parents": "<style>" + strings.Repeat("div, div, p { & &, ", 30) + "p { color: red" + strings.Repeat("}", 31) + "</style>" + deep,
		"nested containers":       "<style>body { container-type: inline-size } " + containers.String() + "p{color:red}" + strings.Repeat("}", 2000) + "</style><p id=p>x",
		"nested scopes":           "<style>" + scopes.String() + "p{color:red}" + strings.Repeat("}", 2000) + "</style>" + deep,
		"scopes with limits":      "<style>" + strings.Repeat("@scope (div) to (:scope div div span) { p, div { color: red } } ", 50) + "</style>" + deep,
		"scopes in scopes":        "<style>" + strings.Repeat("@scope (div) {", 7) + ":scope p { color: red }" + strings.Repeat("}", 7) + "</style>" + deep,
		"substitution":            "<style>p { --v0: a b c d; " + vars.String() + " color: var(--v200, red) }</style><p id=p>x",
		"registered in a circle":  "<style>" + props.String() + " p { width: var(--p0); font-size: var(--p1) }</style><p id=p>x",
		"counters":                "<style>p { counter-increment: c 2147483647 } p::before { content: counters(c, 'x') counter(c, symbols(\"a\")) }</style>" + strings.Repeat("<p id=p>", 2000),
		"containers by the 1000":  "<style>div { container-type: size } @container (width > 1px) { p { width: 100cqw; height: 1e9cqmax } }</style>" + strings.Repeat("<div><p id=p>x</p></div>", 1000),
	} {
		t.Run(name, func(t *testing.T) {
			o := open(t, fetch.Config{Offline: true}, dataURL("<!DOCTYPE html><body>"+page), patient)
			if o.frame == nil {
				t.Fatalf("no frame: %v", o.err)
			}
			o.page.Do(t.Context(), func(d *dom.Document) {
				if n := d.ByID("p"); n == nil || o.frame.Styles.Style(n) == nil {
					t.Error("the element has no style")
				}
			})
			t.Logf("%d notes", len(o.notes))
		})
	}
}
