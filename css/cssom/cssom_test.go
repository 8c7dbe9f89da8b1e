package cssom

import (
	"strings"
	"testing"

	"vitrine/css/prop"
	"vitrine/css/syntax"
	"vitrine/engine/trace"
)

func parse(s string) *Sheet {
	return Parse(nil, syntax.NewSource("https://a.test/x.css", s), Options{})
}

func TestSheetText(t *testing.T) {
	for in, want := range map[string]string{
		"a{color:red;colr:blue;width:-1px}":                         "a {\n  color: red;\n}\n",
		"@media print{a{color:red!important}}":                      "@media print {\n  a {\n    color: red !important;\n  }\n}\n",
		"a{color:red;&:hover{top:0}left:0}":                         "a {\n  color: red;\n  &:hover {\n    top: 0;\n  }\n  left: 0;\n}\n",
		"a{@media print{color:red;b{top:0}}}":                       "a {\n  @media print {\n    color: red;\n    b {\n      top: 0;\n    }\n  }\n}\n",
		"@supports (display:block) and (not (x:y)){a{}}":            "@supports (display:block) and (not (x:y)) {\n  a {\n  }\n}\n",
		"@import url(x.css) layer(a.b) screen;b{}@import 'y';":      "@import url(x.css) layer(a.b) screen;\nb {\n}\n",
		"@layer a,b.c;@layer x{p{}}@layer{q{}}":                     "@layer a, b.c;\n@layer x {\n  p {\n  }\n}\n@layer {\n  q {\n  }\n}\n",
		"@namespace svg url(u);svg|a{}x|b{}":                        "@namespace svg \"u\";\nsvg|a {\n}\n",
		"@keyframes k{from{top:0}50%,to{left:0}x{}}":                "@keyframes k {\n  0% { top: 0; }\n  50%, 100% { left: 0; }\n}\n",
		"@font-face{font-family:X;src:url(a)}":                      "@font-face {\n  font-family: X;\n  src: url(a);\n}\n",
		"@unknown x{y}a{}":                                          "@unknown x{y}\na {\n}\n",
		"a,::nope{top:0}b{}":                                        "b {\n}\n",
		"a{--x: {1} ;--y:var(--x)}":                                 "a {\n  --x: {1};\n  --y: var(--x);\n}\n",
		"@page{margin:0;@Top-Left{content:'x'}@nowhere{color:red}}": "@page {\n  margin: 0;\n  @top-left {\n    content: \"x\";\n  }\n}\n",
		"@charset 'x';@page :first{margin:0}@property --p{x:y}":     "@page :first {\n  margin: 0;\n}\n@property --p {\n  x: y;\n}\n",
	} {
		s := parse(in)
		if got := s.String(); got != want {
			t.Errorf("%q\n got %s\nwant %s", in, got, want)
		}
		if again := parse(s.String()).String(); again != s.String() {
			t.Errorf("%q: text changes from\n%s to\n%s", in, s, again)
		}
	}
}

func TestDiagnostics(t *testing.T) {
	var r trace.Recorder
	sp := trace.New("t", &r)
	Parse(sp, syntax.NewSource("u", "a{colr:red;\n width:red}\n::nope{}\n@foo;b"), Options{})
	var got []string
	for _, e := range r.Events() {
		if e.Phase == trace.Note {
			got = append(got, e.Pos.String()+" "+e.Name)
		}
	}
	want := "u:4:6 css-syntax|u:3:3 css-selector|u:4:1 css-rule|u:1:3 css-property|u:2:2 css-value"
	if g := strings.Join(got, "|"); g != want {
		t.Errorf("got %s\nwant %s", g, want)
	}
}

func TestBlock(t *testing.T) {
	b := ParseInline("color:red; margin: 1px 2px !important; --x: a  b; top", Options{})
	n, i := b.Normal(), b.Important()
	if len(n) != 2 || n[0].ID != prop.Color || n[1].Name != "--x" || n[1].Value.(*prop.Tokens).Text != "a  b" {
		t.Errorf("normal %+v", n)
	}
	if len(i) != 4 || i[0].ID != prop.MarginTop {
		t.Errorf("important %+v", i)
	}
}

func TestReferences(t *testing.T) {
	for in, want := range map[string]bool{
		"color:var(--a)": true, "color:var(--a,;)": false, "color:var(--a,!)": false, "color:var(1px)": false, "color:var(--a b)": false,
		"color:var(--a) !important !important": false, "--a:var(--b,!important)": false, "--a:{a;b!c}": true, "--a:x!y": false,
		"color:rgb(var(--a,(;)))": true, "color:var()": false, "color:env(x 1 2, red)": true, "--a:var(--b,)": true, "--a:)": false,
	} {
		b := ParseInline(in, Options{})
		if got := len(b.Normal()) > 0; got != want {
			t.Errorf("%s: %v", in, got)
		}
	}
}

func TestFontFace(t *testing.T) {
	s := parse(`@font-face{font-family:"My Font";src:local(Other Name),url("a.woff2")format("woff2")tech(variations),url(b.eot);
		font-weight:100 900;font-style:oblique 10deg 20deg;font-stretch:condensed;unicode-range:U+26, u+0-7F, U+4??;
		font-display:SWAP;ascent-override:90%}
		@font-face{font-family:x}`)
	f := s.Rules[0].FontFace
	if f.Family != "My Font" || len(f.Sources) != 3 || f.Sources[0].Local != "Other Name" || f.Sources[1].Format != "woff2" || f.Sources[2].URL != "b.eot" {
		t.Errorf("%+v", f)
	}
	if f.Weight != [2]float32{100, 900} || f.Angle != [2]float32{10, 20} || f.Stretch != [2]float32{75, 75} || f.Display != "swap" || f.AscentOverride != 0.9 {
		t.Errorf("%+v", f)
	}
	if want := (RuneRange{0x400, 0x4FF}); len(f.Ranges) != 3 || f.Ranges[2] != want {
		t.Errorf("%+v", f.Ranges)
	}
	if s.Rules[1].FontFace != nil {
		t.Error("a face without src")
	}
}

func TestImports(t *testing.T) {
	if n := len(parse("@unknown x;1bad{}@import 'x';b{}@import 'y'").Imports()); n != 1 {
		t.Errorf("%d imports after dropped rules", n)
	}
	s := parse("@layer a;@import 'x' supports(display: nope) print;@import url(y) layer;@import url(\"z\")")
	im := s.Imports()
	if len(im) != 3 || im[0].Supported || im[0].URL != "x" || !im[1].HasLayer || len(im[1].Layer) != 0 || im[2].URL != "z" {
		t.Errorf("%+v", im)
	}
}

func TestCache(t *testing.T) {
	var c Cache
	src := func() *syntax.Source { return syntax.NewSource("u", "a{}") }
	a, b := c.Parse(nil, src(), Options{}), c.Parse(nil, src(), Options{})
	if a != b || c.Parse(nil, src(), Options{Quirks: true}) == a {
		t.Error("cache")
	}
}

func BenchmarkParse(b *testing.B) {
	text := strings.Repeat(".a > b:hover, #c { margin: 0 auto; color: #fff; background: url(x.png) no-repeat }\n", 400)
	src := syntax.NewSource("u", text)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Parse(nil, src, Options{})
	}
}

func TestScope(t *testing.T) {
	for in, want := range map[string]string{
		"@scope (.a) { p { color: red } }":                     "p",
		"@scope (.a) to (.b, > .c) { > p { color: red } }":     "> p",
		"@scope { color: red; & p { color: red } }":            ":where(:scope) | & p",
		".x { @scope (& > .a) { :scope { color: red } } }":     ".x | :scope",
		"@scope (.a) { p { b { color: red } > i { } } }":       "p | b | > i",
		"@scope (.a) { @media all { p { color: red } } }":      "p",
		"@scope (p::before) { p { color: red } }":              "p",
		"@scope (.a) to { p { color: red } }":                  "",
		"@scope .a { p { color: red } }":                       "",
		"@scope (.a) (.b) { p { color: red } }":                "",
		"@scope (..) { p { color: red } }":                     "",
		"@scope () { p { color: red } }":                       "",
		"@scope to (.b) { p { color: red } }":                  "p",
		"@scope (.a) { @scope (> .b) { img { color: red } } }": "img",
		"@container card (width > 1px) { p { color: red } }":   "p",
		"@container (width > 1px) { p { color: red } } b { }":  "p | b",
		"@container none { p { color: red } }":                 "",
		"p { @container (width > 1px) { color: red; b { } } }": "p | p | b",
	} {
		var got []string
		var walk func([]Rule)
		walk = func(rules []Rule) {
			for i := range rules {
				if rules[i].Kind == Style || rules[i].Kind == NestedDeclarations {
					got = append(got, rules[i].Selectors.String())
				}
				walk(rules[i].Rules)
			}
		}
		walk(Parse(nil, syntax.NewSource("t.css", in), Options{}).Rules)
		if g := strings.Join(got, " | "); g != want {
			t.Errorf("%s\n\tgives %q, want %q", in, g, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"@scope (.a) to (> .b) { p { c: d; & > q { } } e: f }", "@container n (width > 1px) and style(--x: y) { p { } }",
		"@property --x { syntax: '<length>'; inherits: true; initial-value: 0 }", "@layer a.b { @media (width) { p { @starting-style { top: 0 } } } }",
		"@keyframes k { from, 50% { top: 1px } to { } }", "p { &:is(a) { @supports (top: 0) { left: 0 } } right: 0 }"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		sheet := Parse(nil, syntax.NewSource("t.css", s), Options{})
		_ = sheet.String()
		var walk func(rules []Rule)
		walk = func(rules []Rule) {
			for i := range rules {
				if b := rules[i].Block; b != nil {
					b.Normal()
					_ = b.String()
				}
				_ = rules[i].Selectors.String()
				_ = rules[i].Container.String()
				walk(rules[i].Rules)
			}
		}
		walk(sheet.Rules)
	})
}
