package cascade

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"vitrine/css/media"
	"vitrine/css/prop"
	"vitrine/css/selector"
	"vitrine/css/value"
	"vitrine/engine/dom"
)

func TestOrder(t *testing.T) {
	for _, c := range []struct{ name, markup, css, prop, want string }{
		{"specificity", `<p id=x class=a>`, `.a{top:1px} p{top:2px} p.a{top:3px} *{top:4px}`, "top", "3px"},
		{"order", `<p id=x>`, `p{top:1px} p{top:2px}`, "top", "2px"},
		{"important", `<p id=x class=a>`, `p{top:1px!important} .a{top:2px}`, "top", "1px"},
		{"inline", `<p id=x style="top:9px">`, `#x{top:1px}`, "top", "9px"},
		{"important beats inline", `<p id=x style="top:9px">`, `p{top:1px!important}`, "top", "1px"},
		{"inline important", `<p id=x style="top:9px!important">`, `#x{top:1px!important}`, "top", "9px"},
		{"layers", `<p id=x>`, `@layer a,b; @layer b{p{top:2px}} @layer a{#x{top:1px}}`, "top", "2px"},
		{"unlayered wins", `<p id=x>`, `p{top:3px} @layer a{#x{top:1px}}`, "top", "3px"},
		{"important layers reverse", `<p id=x>`, `p{top:3px!important} @layer a{p{top:1px!important}} @layer b{p{top:2px!important}}`, "top", "1px"},
		{"layer in layer", `<p id=x>`, `@layer a{@layer b{#x{top:1px}} p{top:2px}}`, "top", "2px"},
		{"media", `<p id=x>`, `@media print{p{top:1px}} @media (width:800px){p{left:2px}}`, "left", "2px"},
		{"supports", `<p id=x>`, `@supports (top:1px){p{top:1px}} @supports (foo:1){p{top:2px}}`, "top", "1px"},
		{"nesting", `<div><p id=x class=a></div>`, `div{top:5px; p{top:1px; &.a{top:2px} top:3px}}`, "top", "2px"},
		{"nested after", `<div><p id=x></div>`, `div{& p{top:1px} color:red} p{left:0}`, "top", "1px"},
		{"inherit", `<div style="top:4px"><p id=x></div>`, `p{top:inherit}`, "top", "4px"},
		{"initial", `<div style="color:red"><p id=x></div>`, `p{color:initial}`, "color", "rgb(0, 0, 0)"},
		{"inheritance", `<div style="color:red"><p id=x></div>`, ``, "color", "rgb(255, 0, 0)"},
		{"unset", `<div style="color:red;top:1px"><p id=x></div>`, `p{top:2px;top:unset}`, "top", "auto"},
		{"revert", `<p id=x>`, `p{display:inline} p{display:revert}`, "display", "block"},
		{"revert skips important", `<p id=x>`, `p{display:inline} #x{display:revert!important}`, "display", "block"},
		{"revert-layer", `<p id=x>`, `@layer a{p{top:1px}} @layer b{p{top:2px} p{top:revert-layer}}`, "top", "1px"},
		{"revert-layer inline", `<p id=x style="top:revert-layer">`, `p{top:2px}`, "top", "2px"},
		{"all", `<p id=x style="top:2px;all:initial">`, ``, "display", "inline"},
		{"logical after physical", `<p id=x>`, `p{margin-left:1px;margin-inline-start:2px}`, "margin-left", "2px"},
		{"physical after logical", `<p id=x>`, `p{margin-inline-start:2px;margin-left:1px}`, "margin-left", "1px"},
		{"em", `<div style="font-size:20px"><p id=x></div>`, `p{width:2em;font-size:150%}`, "width", "60px"},
		{"rem", `<div style="font-size:20px"><p id=x></div>`, `html{font-size:10px} p{width:2rem}`, "width", "20px"},
		{"rem on root", `<p id=x>`, `html{font-size:10px;padding-top:2rem} p{padding-top:inherit} body{padding-top:inherit}`, "padding-top", "20px"},
		{"viewport", `<p id=x>`, `p{width:50vw}`, "width", "400px"},
		{"float blockifies", `<span id=x style="float:left">`, ``, "display", "block"},
		{"flex item", `<div style="display:flex"><span id=x>`, ``, "display", "block"},
		{"flex item through contents", `<div style="display:grid"><div style="display:contents"><span id=x>`, ``, "display", "block"},
		{"root is block", `<p id=x>`, `html{display:inline} p{display:inherit} body{display:inherit}`, "display", "block"},
		{"user agent important", `<b id=x>`, `b{font-weight:400}`, "font-weight", "400"},
	} {
		r, doc := resolve(t, c.markup, c.css)
		if got := get(r.Style(doc.ByID("x")), c.prop); got != c.want {
			t.Errorf("%s: %s = %s, want %s", c.name, c.prop, got, c.want)
		}
	}
}

func TestOrigins(t *testing.T) {
	doc := parseHTML(t, `<p id=x style="top:5px!important">`)
	in := Input{Doc: doc, Sheets: []*Sheet{
		sheet(Author, "p{top:3px;left:3px;right:3px!important;bottom:3px}"),
		sheet(User, "#x{left:2px;right:2px!important;bottom:2px!important}"),
		sheet(UserAgent, "p{top:1px!important;bottom:1px}"),
	}}
	s := Resolve(nil, in, nil).Style(doc.ByID("x"))
	for p, want := range map[string]string{"top": "1px", "left": "3px", "right": "2px", "bottom": "2px"} {
		if got := get(s, p); got != want {
			t.Errorf("%s = %s, want %s", p, got, want)
		}
	}
}

func TestVariables(t *testing.T) {
	for _, c := range []struct{ css, prop, want string }{
		{`p{--a:5px;top:var(--a)}`, "top", "5px"},
		{`:root{--a:5px} p{top:calc(var(--a) + 1px)}`, "top", "6px"},
		{`p{top:var(--none, 7px)}`, "top", "7px"},
		{`p{top:3px;top:var(--none)}`, "top", "auto"},
		{`p{--a:var(--b);--b:var(--c,4px);top:var(--a)}`, "top", "4px"},
		{`p{--a:var(--b);--b:var(--a);top:var(--a,9px)}`, "top", "9px"},
		{`p{--a:var(--a,1px);top:var(--a,2px)}`, "top", "2px"},
		{`:root{--a:1px} p{--a:initial;top:var(--a,2px)}`, "top", "2px"},
		{`:root{--a:1px} p{--a:inherit;top:var(--a,2px)}`, "top", "1px"},
		{`p{--m:1px 2px;margin:var(--m)}`, "margin-left", "2px"},
		{`p{--m:red;margin:var(--m)}`, "margin-left", "0px"},
		{`p{--a:{x};--b: ;top:var(--b,1px)}`, "top", "auto"},
		{`p{--a:1px;--a:2px!important;--a:3px;top:var(--a)}`, "top", "2px"},
		{`p{--A:1px;--a:2px;top:var(--A)}`, "top", "1px"},
		{`p{top:env(safe-area-inset-top)}`, "top", "0px"},
		{`p{top:env(nothing, 3px)}`, "top", "3px"},
		{`@property --a{syntax:"*";inherits:false;initial-value:8px} :root{--a:1px} p{top:var(--a)}`, "top", "8px"},
		{`p{color:rgb(var(--r,1),2,3)}`, "color", "rgb(1, 2, 3)"},
	} {
		r, doc := resolve(t, "<p id=x>", c.css)
		if got := get(r.Style(doc.ByID("x")), c.prop); got != c.want {
			t.Errorf("%s: %s = %s, want %s", c.css, c.prop, got, c.want)
		}
	}
}

func TestVariablesAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("p{--v0:xxxxxxxxxx;")
	for i := 1; i < 64; i++ {
		fmt.Fprintf(&b, "--v%d:var(--v%d) var(--v%d);", i, i-1, i-1)
	}
	b.WriteString("top:var(--v63,4px)}")
	r, doc := resolve(t, "<p id=x>", b.String())
	if got := get(r.Style(doc.ByID("x")), "top"); got != "4px" {
		t.Errorf("top = %s", got)
	}
	b.Reset()
	b.WriteString("p{")
	const n = 20000
	for i := 0; i < n; i++ {
		fmt.Fprintf(&b, "--v%d:var(--v%d);", i, i+1)
	}
	fmt.Fprintf(&b, "--v%d:1px;top:var(--v0,5px);left:var(--v%d)}", n, n-10)
	r, doc = resolve(t, "<p id=x>", b.String())
	if got := get(r.Style(doc.ByID("x")), "left"); got != "1px" {
		t.Errorf("left = %s", got)
	}
}

func TestPseudoElements(t *testing.T) {
	r, doc := resolve(t, `<div style="display:flex"><p id=x>a</div><ul><li id=l>b</ul>`,
		`p::before{content:"x";color:red} p::after{color:red} p::first-line{color:blue} li::marker{color:green} #l::after{content:none}
		p{color:gray} div::before{content:"";display:inline}`)
	x, l := doc.ByID("x"), doc.ByID("l")
	if s := r.Pseudo(x, selector.PseudoBefore); get(s, "color") != "rgb(255, 0, 0)" || get(s, "display") != "inline" {
		t.Errorf("before: %s %s", get(s, "color"), get(s, "display"))
	}
	if r.Pseudo(x, selector.PseudoAfter) != nil || r.Pseudo(l, selector.PseudoAfter) != nil {
		t.Error("::after without content is generated")
	}
	if s := r.Pseudo(x, selector.PseudoFirstLine); get(s, "color") != "rgb(0, 0, 255)" {
		t.Error("first line")
	}
	if s := r.Pseudo(l, selector.PseudoMarker); get(s, "color") != "rgb(0, 128, 0)" || get(s, "unicode-bidi") != "isolate" {
		t.Error("marker")
	}
	if s := r.Pseudo(x.ParentElement(), selector.PseudoBefore); get(s, "display") != "block" {
		t.Error("::before of a flex container is not blockified")
	}
	if r.Pseudo(x, selector.PseudoMarker) != nil {
		t.Error("a marker without a list item")
	}
}

func TestPseudoElementsTakeSomeProperties(t *testing.T) {
	r, doc := resolve(t, `<ul><li id=l>b</ul>`, `li::first-line{display:none;color:red;top:1px;vertical-align:top}
		li::first-letter{float:left;margin-left:2px;position:absolute} li::marker{text-indent:9px;color:red;display:grid;margin-left:3px}`)
	l := doc.ByID("l")
	line, letter, marker := r.Pseudo(l, selector.PseudoFirstLine), r.Pseudo(l, selector.PseudoFirstLetter), r.Pseudo(l, selector.PseudoMarker)
	for _, c := range [][2]string{
		{get(line, "display"), "inline"}, {get(line, "color"), "rgb(255, 0, 0)"}, {get(line, "top"), "auto"}, {get(line, "vertical-align"), "top"},
		{get(letter, "float"), "left"}, {get(letter, "margin-left"), "2px"}, {get(letter, "position"), "static"},
		{get(marker, "text-indent"), "0px"}, {get(marker, "color"), "rgb(255, 0, 0)"}, {get(marker, "display"), "inline"}, {get(marker, "margin-left"), "0px"},
	} {
		if c[0] != c[1] {
			t.Errorf("%s, want %s", c[0], c[1])
		}
	}
}

func TestVisited(t *testing.T) {
	// The document is https://a.test/ itself; nothing is remembered.
	r, doc := resolve(t, `<a id=self href="">a</a><a id=other href="/x">b</a><a id=full href="https://a.test/">c</a>`,
		`a:link{color:blue;top:1px} a:visited{color:red;top:2px} a:not(:visited){left:3px}`)
	for id, want := range map[string][2]string{"self": {"rgb(255, 0, 0)", "1px"}, "full": {"rgb(0, 0, 255)", "1px"}, "other": {"rgb(0, 0, 255)", "1px"}} {
		s := r.Style(doc.ByID(id))
		if got := [2]string{get(s, "color"), get(s, "top")}; got != want {
			t.Errorf("%s: %v, want %v", id, got, want)
		}
	}
}

func TestDisplayNoneIsSkipped(t *testing.T) {
	r, doc := resolve(t, `<div style="display:none"><p id=x></div><p id=y>`)
	if r.Style(doc.ByID("x")) != nil || r.Style(doc.ByID("y")) == nil {
		t.Error("styles inside of display:none")
	}
}

func TestHints(t *testing.T) {
	doc := parseHTML(t, `<p id=x align=a><p id=y align=a><p id=z>`)
	hints := func(dst []prop.Decl, n *dom.Node) []prop.Decl {
		if _, ok := n.Attr("align"); ok {
			d, _ := prop.ParseText("top", "7px", nil)
			e, _ := prop.ParseText("left", "7px", nil)
			dst = append(append(dst, d...), e...)
		}
		return dst
	}
	in := Input{Doc: doc, Hints: hints, Sheets: []*Sheet{sheet(UserAgent, "#x,p{top:1px}"), sheet(Author, "*{left:2px} @layer l{#z{left:1px}}")}}
	r := Resolve(nil, in, nil)
	x := r.Style(doc.ByID("x"))
	if get(x, "top") != "7px" || get(x, "left") != "2px" {
		t.Errorf("top %s, left %s", get(x, "top"), get(x, "left"))
	}
	if x == r.Style(doc.ByID("z")) {
		t.Error("hints were shared with an element that has none")
	}
	in.Sheets = append(in.Sheets, sheet(Author, "p{left:revert}"))
	if got := get(Resolve(nil, in, nil).Style(doc.ByID("x")), "left"); got != "auto" {
		t.Errorf("revert left the hint: %s", got)
	}
}

// A table element does not take over an alignment of blocks: what is in it starts anew.
func TestTablesTakeNoBlockAlignment(t *testing.T) {
	doc := parseHTML(t, `<div><table id=a><tr><td id=b></table></div><p><table id=c></table><section id=d></section></div>`)
	in := Input{Doc: doc, Sheets: []*Sheet{sheet(Author, "div{text-align:-webkit-center}#c{text-align:center}#d{display:table;text-align:-webkit-right}")}}
	r := Resolve(nil, in, nil)
	for id, want := range map[string]string{"a": "start", "b": "start", "c": "center", "d": "-webkit-right"} {
		if got := get(r.Style(doc.ByID(id)), "text-align"); got != want {
			t.Errorf("#%s: text-align %s, want %s", id, got, want)
		}
	}
}

func TestImports(t *testing.T) {
	doc := parseHTML(t, `<p id=x>`)
	main := sheet(Author, "@import 'a' layer(l);@import 'b' print;@import 'c';p{right:1px}")
	main.Imports = []*Sheet{sheet(Author, "#x{top:1px;left:1px}"), sheet(Author, "p{top:2px!important}"), sheet(Author, "p{left:3px;right:3px}")}
	main.Imports[0].Imports = []*Sheet{main} // a loader's mistake must not hang
	r := Resolve(nil, Input{Doc: doc, Sheets: []*Sheet{main}}, nil)
	s := r.Style(doc.ByID("x"))
	if get(s, "top") != "1px" || get(s, "left") != "3px" || get(s, "right") != "1px" {
		t.Errorf("%s %s %s", get(s, "top"), get(s, "left"), get(s, "right"))
	}
	if l := r.Layers(); len(l) != 1 || l[0] != "l" {
		t.Errorf("layers %v", l)
	}
}

func TestPrev(t *testing.T) {
	doc := parseHTML(t, `<div><p id=x>a<p id=y>b</div>`)
	in := Input{Doc: doc, Sheets: []*Sheet{sheet(Author, "p{color:red} .a{top:1px} p:hover{color:blue}")}}
	a := Resolve(nil, in, nil)
	if Resolve(nil, in, a) != a {
		t.Error("equal input, other result")
	}
	y := doc.ByID("y")
	doc.SetAttr(doc.ByID("x"), "class", "a")
	b := Resolve(nil, in, a)
	if b == a || get(b.Style(doc.ByID("x")), "top") != "1px" {
		t.Error("a change was not seen")
	}
	if b.Style(y) != a.Style(y) || b.Stats.Computed != 1 {
		t.Errorf("%d styles computed for one change", b.Stats.Computed)
	}
	in.State.Hover = y
	c := Resolve(nil, in, b)
	if get(c.Style(y), "color") != "rgb(0, 0, 255)" || c.Style(doc.ByID("x")) != b.Style(doc.ByID("x")) {
		t.Error("hover")
	}
	in.Env.Width = 5
	fresh, kept := Resolve(nil, in, nil), Resolve(nil, in, c)
	for n := doc.Root().First(); n != nil; n = n.After(doc.Root()) {
		if f, k := fresh.Style(n), kept.Style(n); (f == nil) != (k == nil) || f != nil && get(f, "color") != get(k, "color") {
			t.Errorf("%s: fresh and kept differ", n.Name())
		}
	}
}

// all with revert or revert-layer rolls back logical longhands as well.
func TestAllRollsBackLogical(t *testing.T) {
	for _, k := range []string{"revert", "revert-layer"} {
		r, doc := resolve(t, `<p id=x>`, "p{margin-inline-start:4px;margin-left:5px;padding-block:1px} p{all:"+k+"}")
		for _, name := range []string{"margin-left", "padding-top"} {
			if got := get(r.Style(doc.ByID("x")), name); got != "0px" {
				t.Errorf("all: %s leaves %s %s", k, name, got)
			}
		}
	}
}

func TestExplain(t *testing.T) {
	const css = "p{top:1px;\ncolor:red}\n@layer a{#x{top:2px!important;width:1px}}\n" +
		"p{margin:1px;margin-inline-start:2px;margin-left:3px}p{left:3px;--a:1}\n.c{bottom:revert}p{bottom:1px}@scope(p){:scope{right:1px}}.c{right:2px}p{width:3px;width:4px}"
	r, doc := resolve(t, `<p id=x class=c style="left:1px">`, css)
	var got []string
	for _, e := range r.Explain()(doc.ByID("x"), selector.PseudoNone) {
		s := "won"
		if !e.Won {
			s = e.Lost.String()
		}
		a, b, c := e.Specificity.Counts()
		got = append(got, strings.TrimSuffix(fmt.Sprintf("%s %s:%s %s %v %s(%d,%d,%d) %s %s", s, e.Property, e.Value, e.Written, e.Important,
			e.Selector, a, b, c, e.Layer, strings.TrimPrefix(e.Pos.String(), "https://a.test/")), " "))
	}
	want := []string{
		"won top:2px top true #x(1,0,0) a x.css:3:13",
		"won left:1px left false style attribute(0,0,0) ",
		"won right:1px right false :scope(0,1,0)  x.css:5:48",
		"scope right:2px right false .c(0,1,0)  x.css:5:62",
		"rollback bottom:revert bottom false .c(0,1,0)  x.css:5:4",
		"won width:4px width false p(0,0,1)  x.css:5:84",
		"order width:3px width false p(0,0,1)  x.css:5:74",
		"rollback bottom:1px bottom false p(0,0,1)  x.css:5:20",
		"won --a:1 --a false p(0,0,1)  x.css:4:65",
		"style attribute left:3px left false p(0,0,1)  x.css:4:56",
		"won margin-left:3px margin-left false p(0,0,1)  x.css:4:38",
		"order margin-inline-start:2px margin-inline-start false p(0,0,1)  x.css:4:14",
		"order margin-left:1px margin false p(0,0,1)  x.css:4:3",
		"won margin-bottom:1px margin false p(0,0,1)  x.css:4:3",
		"won margin-right:1px margin false p(0,0,1)  x.css:4:3",
		"won margin-top:1px margin false p(0,0,1)  x.css:4:3",
		"won color:red color false p(0,0,1)  x.css:2:1",
		"importance top:1px top false p(0,0,1)  x.css:1:3",
		"layer width:1px width false #x(1,0,0) a x.css:3:31",
		"won display:block display false p(0,0,1)  x.css:1:20", // of the built-in sheet
	}
	if !slices.Equal(got, want) {
		t.Fatalf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestDeepTree(t *testing.T) {
	doc := dom.NewDocument("")
	p := doc.Root()
	for range 100_000 {
		e := doc.NewElement(dom.HTML, dom.Intern("div"), nil)
		doc.Append(p, e)
		p = e
	}
	r := Resolve(nil, Input{Doc: doc, Env: media.Env{Width: 1}, Sheets: []*Sheet{sheet(UserAgent, basicUA)}}, nil)
	if r.Style(p).Display() != value.KwBlock {
		t.Error("the leaf has no style")
	}
}
