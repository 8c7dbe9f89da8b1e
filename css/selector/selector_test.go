package selector

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"vitrine/css/syntax"
	"vitrine/engine/dom"
	"vitrine/engine/ratchet"
)

func TestSerializeAndSpecificity(t *testing.T) {
	for in, want := range map[string]string{
		"a":                             "a 0,0,1",
		" A , b.c>d ":                   "A, b.c > d 0,1,3",
		"*":                             "* 0,0,0",
		"*.x *":                         ".x * 0,1,0",
		"#a.b[c='d' i]::before":         `#a.b[c="d" i]::before 1,2,1`,
		"a:first-line":                  "a::first-line 0,0,2",
		":is(a, #b):where(#c)":          ":is(a, #b):where(#c) 1,0,0",
		":is(a, ::x, b)":                ":is(a, b) 0,0,1",
		":is()":                         ":is() 0,0,0",
		":not(.a, #b c)":                ":not(.a, #b c) 1,0,1",
		":nth-child(odd of .x, #y)":     ":nth-child(2n+1 of .x, #y) 1,1,0",
		":NTH-last-of-type( -n + 3 )":   ":nth-last-of-type(-n+3) 0,1,0",
		"select::picker(select)":        "select::picker(select) 0,0,2",
		"a::scroll-button(*)":           "a::scroll-button(*) 0,0,2",
		"a::checkmark:hover":            "a::checkmark:hover 0,1,2",
		"a:has(> b, + #c)":              "a:has(> b, + #c) 1,0,1",
		":lang(en, \"*-CH\")":           `:lang(en, \*-CH) 0,1,0`,
		"::-webkit-scrollbar:hover":     "::-webkit-scrollbar:hover 0,1,1",
		"a\n+\tb~c":                     "a + b ~ c 0,0,3",
		`\31 x`:                         `\31 x 0,0,1`,
		`.\31 23, #\#x`:                 `.\31 23, #\#x 1,1,0`,
		"::part(a b)::before":           "::part(a b)::before 0,0,2",
		"&.x":                           "&.x 0,1,0",
		"::slotted(.a)":                 "::slotted(.a) 0,1,1",
		"::highlight(x)":                "::highlight(x) 0,0,1",
		"a:visited":                     "a:visited 0,1,1",
		"[a|=b][c~='d e']":              `[a|="b"][c~="d e"] 0,2,0`,
		strings.Repeat(".a", 2000) + "": strings.Repeat(".a", 2000) + " 0,1023,0",
	} {
		l, err := ParseString(in)
		if err != nil {
			t.Errorf("%q: %v", in, err)
			continue
		}
		var sum Specificity
		for _, c := range l {
			sum = sum.plus(c.Specificity)
		}
		a, b, c := sum.Counts()
		if got := fmt.Sprintf("%v %d,%d,%d", l, a, b, c); got != want {
			t.Errorf("%q\n got %s\nwant %s", in, got, want)
		}
	}
}

func TestInvalid(t *testing.T) {
	for _, s := range []string{"", ",", "a,", "a >", "> a", "a > > b", ".1", "#1", "a..b", ":x", "::x", "a::before b",
		":not(::before)", "[", "[a=]", "[a=1]", "[a='b' x]", "x|a", "[x|a]", "a:nth-child(x)", "a:is", ":has(:has(a))",
		"a b c!", "::before.x", "a:matches(b)", ":lang()", "a| b", "[a~ =b]", "a/b", "(a)", "a{}", "@a"} {
		if l, err := ParseString(s); err == nil {
			t.Errorf("%q parsed as %v", s, l)
		}
	}
}

func ids(ns []*dom.Node) string {
	var out []string
	for _, n := range ns {
		if id, ok := n.ElementID(); ok {
			out = append(out, id.Value())
		} else {
			out = append(out, n.Name())
		}
	}
	return strings.Join(out, " ")
}

const page = `<!DOCTYPE html><html id=html lang=en><body id=body>
<div id=d1 class="a B"><p id=p1 class=x>one</p><p id=p2 class="x y" title="Hello World"></p><span id=s1></span><p id=p3 lang=de-Latn-CH><!-- c --></p></div>
<ul id=ul><li id=l1><li id=l2 class=s><li id=l3><li id=l4 class=s><li id=l5></ul>
<form id=f><input id=i1 type=checkbox checked><input id=i2 disabled><input id=i3 required placeholder=x><button id=b1></button><button id=b2></button>
<fieldset id=fs disabled><legend id=lg><input id=i4></legend><input id=i5></fieldset><input type=number id=i6 min=1 max=5 value=9></form>
<a id=a1 href=x>l</a><a id=a2>n</a><div id=d2 dir=rtl><b id=bb>x</b></div><x-y id=xy></x-y><svg id=svg><linearGradient id=lin viewBox=1 /></svg>
</body></html>`

func TestMatch(t *testing.T) {
	doc := parseHTML(t, page)
	x := NewContext(doc)
	x.Hover, x.Focus, x.Target = doc.ByID("p1"), doc.ByID("i3"), doc.ByID("l3")
	for sel, want := range map[string]string{
		"div > p":                             "p1 p2 p3",
		"DIV P":                               "p1 p2 p3",
		"p + p":                               "p2",
		"p ~ p":                               "p2 p3",
		"span + p, p:first-child":             "p1 p3",
		".a .x":                               "p1 p2",
		".b":                                  "",
		".B":                                  "d1",
		"#P1":                                 "",
		"[title='hello world']":               "",
		"[title='hello world' i]":             "p2",
		"[title~=World]":                      "p2",
		"[title^=Hel][title$=ld][title*=' ']": "p2",
		"[title^='']":                         "",
		"[lang|=de]":                          "p3",
		"[TYPE=CHECKBOX]":                     "i1",
		"p:empty":                             "p2 p3",
		":root":                               "html",
		"li:nth-child(odd)":                   "l1 l3 l5",
		"li:nth-child(-n+2)":                  "l1 l2",
		"li:nth-last-child(2)":                "l4",
		"li:nth-child(2 of .s)":               "l4",
		"li:nth-last-child(1 of .s)":          "l4",
		"p:nth-of-type(2)":                    "p2",
		"p:last-of-type, span:only-of-type":   "s1 p3",
		"p:not(.x, [lang])":                   "",
		"p:is(.y, #p3)":                       "p2 p3",
		"div:has(> span)":                     "d1",
		"p:has(+ p)":                          "p1",
		"p:has(~ span)":                       "p1 p2",
		"body:has(p ~ span)":                  "body",
		"ul:has(li.s + li#l5)":                "ul",
		":has(#bb)":                           "html body d2",
		"p:hover, div:hover":                  "d1 p1",
		":focus":                              "i3",
		"form:focus-within":                   "f",
		":target":                             "l3",
		":lang(de-CH)":                        "p3",
		"p:lang(en)":                          "p1 p2",
		":lang('*-CH')":                       "p3",
		":dir(rtl)":                           "d2 bb",
		"input:disabled":                      "i2 i5",
		"input:enabled":                       "i1 i3 i4 i6",
		":checked":                            "i1",
		":default":                            "i1 b1",
		":required":                           "i3",
		"button:optional":                     "b1 b2",
		":placeholder-shown":                  "i3",
		":out-of-range":                       "i6",
		"form :read-write":                    "i3 i4 i6",
		":any-link":                           "a1",
		"a:link, a:visited":                   "a1",
		":not(:defined)":                      "xy",
		"linearGradient":                      "lin",
		"lineargradient":                      "",
		"[viewbox]":                           "",
		"[viewBox]":                           "lin",
		"& > body":                            "body",
		"div::before":                         "",
		"html body.x, html>body>div>p.x.y":    "p2",
		"a b c d e f, body * b":               "bb",
	} {
		l, err := ParseString(sel)
		if err != nil {
			t.Errorf("%s: %v", sel, err)
			continue
		}
		if got := ids(x.Select(l, doc.Root())); got != want {
			t.Errorf("%s: %q, want %q", sel, got, want)
		}
		// Keys and filter may never lose a match.
		for _, c := range l {
			checkKeys(t, x, c)
		}
	}
}

func checkKeys(t *testing.T, x *Context, c *Complex) {
	keys := c.Keys(nil)
	root := x.Doc.Root()
	for n := root.First(); n != nil; n = n.After(root) {
		if n.Type != dom.ElementNode || !x.Match(c, n) {
			continue
		}
		ok := false
		for _, k := range keys {
			switch k.Kind {
			case KeyAny:
				ok = true
			case KeyTag:
				ok = ok || k.Hash == Hash(n.Name())
			case KeyID:
				id, _ := n.ElementID()
				ok = ok || k.Hash == Hash(id.Value())
			case KeyClass:
				for _, cl := range n.Classes() {
					ok = ok || k.Hash == Hash(cl.Value())
				}
			case KeyAttr:
				for _, a := range n.Attrs() {
					ok = ok || k.Hash == Hash(a.Name.Value())
				}
			}
		}
		if !ok {
			t.Errorf("%v matches %s but has keys %v", c, ids([]*dom.Node{n}), keys)
		}
		var f Filter
		for a := n.ParentElement(); a != nil; a = a.ParentElement() {
			f.Push(a)
		}
		if f.Rejects(c) {
			t.Errorf("filter rejects %v for %s", c, ids([]*dom.Node{n}))
		}
	}
}

func TestQuirks(t *testing.T) {
	doc := parseHTML(t, page)
	doc.Mode = dom.Quirks
	x := NewContext(doc)
	l, _ := ParseString(".b#D1")
	if got := ids(x.Select(l, doc.Root())); got != "d1" {
		t.Errorf("quirks: %q", got)
	}
}

func TestNesting(t *testing.T) {
	doc := parseHTML(t, page)
	x := NewContext(doc)
	parent, _ := ParseString("div, #ul")
	for sel, want := range map[string]string{
		"> .x": "p1 p2", ".x": "p1 p2", "&.a": "d1", "+ ul": "ul", "body > &": "d1 ul d2", "li:not(& > .s)": "l1 l3 l5",
		":is(body, &) > p": "p1 p2 p3", "b": "bb",
	} {
		l, err := Parse(syntax.ParseComponents(sel), Options{Nested: true, Parent: parent})
		if err != nil {
			t.Errorf("%s: %v", sel, err)
			continue
		}
		if got := ids(x.Select(l, doc.Root())); got != want {
			t.Errorf("%s: %q, want %q", sel, got, want)
		}
		for _, c := range l {
			checkKeys(t, x, c)
		}
	}
	l, _ := Parse(syntax.ParseComponents("> a, b, &:hover"), Options{Nested: true, Parent: parent})
	if l.String() != "> a, b, &:hover" || l[0].Specificity != spec(1, 0, 1) {
		t.Errorf("%v %x", l, l[0].Specificity)
	}
}

func TestNamespaces(t *testing.T) {
	doc := parseHTML(t, page)
	x := NewContext(doc)
	o := Options{Namespaces: Namespaces{"": dom.SVG.URI(), "h": dom.HTML.URI()}}
	for sel, want := range map[string]string{
		"*": "svg lin", "h|ul": "ul", "*|ul": "ul", "ul": "", "#lin": "lin", "#ul": "", "*|*#ul": "ul", "h|*:is(#ul)": "ul", "|a": "",
	} {
		l, err := Parse(syntax.ParseComponents(sel), o)
		if err != nil {
			t.Errorf("%s: %v", sel, err)
			continue
		}
		if got := ids(x.Select(l, doc.Root())); got != want {
			t.Errorf("%s: %q, want %q", sel, got, want)
		}
	}
}

func TestNothingExplodes(t *testing.T) {
	doc := parseHTML(t, strings.Repeat("<div class=a>", 400))
	x := NewContext(doc)
	var leaf *dom.Node
	for n := doc.Root().First(); n != nil; n = n.After(doc.Root()) {
		leaf = n
	}
	l, _ := ParseString("x" + strings.Repeat(" .a", 300))
	if x.Match(l[0], leaf) {
		t.Error("matched")
	}
	if used := MaxSteps - x.steps; used > 400*400 {
		t.Errorf("%d steps", used)
	}
	// "& &" nested 60 deep has 2^60 branches: the budget ends it.
	parent, _ := ParseString(".a")
	for range 60 {
		parent, _ = Parse(syntax.ParseComponents("& &, &:not(.b)"), Options{Nested: true, Parent: parent})
	}
	x.Match(parent[0], leaf)
	if _, err := ParseString(strings.Repeat(".a", MaxSimple+1)); err == nil {
		t.Error("no limit on length")
	}
}

func TestNthIsLinear(t *testing.T) {
	d := dom.NewDocument("")
	root := d.NewElement(dom.HTML, dom.Intern("div"), nil)
	d.Append(d.Root(), root)
	const n = 100_000
	for range n {
		d.Append(root, d.NewElement(dom.HTML, dom.Intern("p"), nil))
	}
	l, _ := ParseString("p:nth-last-child(3n of p):has(~ p):nth-of-type(2n)")
	if got := len(NewContext(d).Select(l, d.Root())); got < n/7 || got > n/5 {
		t.Errorf("%d matches", got)
	}
}

func TestMatchAllocatesNothing(t *testing.T) {
	doc := parseHTML(t, page)
	x := NewContext(doc)
	l, _ := ParseString("body div:not(.q):nth-child(n) > p.x:nth-of-type(2):lang(en), ul:has(li) li")
	n := doc.ByID("p2")
	x.MatchAny(l, n)
	l, _ = ParseString("body div:not(.q):nth-child(n) > p.x:nth-of-type(2)")
	x.MatchAny(l, n)
	if a := testing.AllocsPerRun(100, func() { x.MatchAny(l, n) }); a != 0 {
		t.Errorf("%v allocations per match", a)
	}
}

// TestYardstick holds every line of the yardstick; there are no known failures.
func TestYardstick(t *testing.T) {
	f, err := os.Open(ratchet.Shared(t, "wpt/data/css_selectors.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	for sc := bufio.NewScanner(f); sc.Scan(); n++ {
		var c struct {
			Kind, Selector string
			Serialized     any
		}
		if err := json.Unmarshal(sc.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		l, perr := ParseString(c.Selector)
		if (perr == nil) != (c.Kind == "valid") {
			t.Errorf("%s %q: %v", c.Kind, c.Selector, perr)
			continue
		}
		if perr != nil {
			continue
		}
		ok := false
		switch s := c.Serialized.(type) {
		case string:
			ok = l.String() == s
		case []any:
			for _, e := range s {
				ok = ok || l.String() == e
			}
		}
		if !ok {
			t.Errorf("%q written %q, want %v", c.Selector, l, c.Serialized)
		}
	}
	if n == 0 {
		t.Error("the yardstick is empty")
	}
}

func FuzzSelector(f *testing.F) {
	for _, s := range []string{"a > b ~ c + d e", ":is(a,b):not(c)::before", "[a|b='c' i]", ":nth-child(2n+1 of .x)", "&:has(> x)",
		"*|*", "|a", ".a::-webkit-x:y", ":lang(a,'*-b')", "::part(a b)", `\31 \{`, ":is(:is(:is()))", "::slotted(a)::before"} {
		f.Add(s)
	}
	doc := parseHTML(f, page)
	f.Fuzz(func(t *testing.T, s string) {
		l, err := ParseString(s)
		if err != nil {
			return
		}
		x := NewContext(doc)
		got := ids(x.Select(l, doc.Root()))
		text := l.String()
		m, err := ParseString(text)
		if err != nil {
			t.Fatalf("%q written %q, which does not parse: %v", s, text, err)
		}
		if m.String() != text {
			t.Fatalf("%q written %q, then %q", s, text, m)
		}
		if again := ids(x.Select(m, doc.Root())); again != got {
			t.Fatalf("%q matches %q, written %q matches %q", s, got, text, again)
		}
		for _, c := range l {
			checkKeys(t, x, c)
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	doc := parseHTML(b, page)
	x := NewContext(doc)
	l, _ := ParseString("html body div.a > p.x:not(.z):nth-child(2), ul li a:hover")
	b.ReportAllocs()
	for b.Loop() {
		x.Select(l, doc.Root())
	}
}

// What @supports selector() answers: lists are not forgiving there.
func TestSupported(t *testing.T) {
	for s, want := range map[string]bool{
		":is(a, b)": true, ":is()": false, ":is(a,)": false, ":where(a::before)": false, ":not(a, b)": true, "a, b": false,
		"::-webkit-foo": false, "::-webkit-input-placeholder": true, ":has(> a)": true,
	} {
		if got := Supported(syntax.ParseComponents(s)); got != want {
			t.Errorf("%s: %v, want %v", s, got, want)
		}
	}
	l, err := ParseString("input::-webkit-input-placeholder")
	if err != nil || l[0].Pseudo != PseudoPlaceholder {
		t.Errorf("the old name of a placeholder: %v, %v", l, err)
	}
}
