package syntax

import (
	"fmt"
	"strings"
	"testing"
)

// show writes components in a compact form that tells kinds apart.
func show(v []Component) string {
	var b strings.Builder
	for i := range v {
		c := &v[i]
		if i > 0 {
			b.WriteByte(' ')
		}
		switch c.Kind {
		case Whitespace:
			b.WriteByte('_')
		case Delim:
			fmt.Fprintf(&b, "'%c'", c.Delim)
		case Number, Percentage, Dimension:
			fmt.Fprintf(&b, "%v<%g", c.Kind, c.Num)
			if c.Flags&FlagSigned != 0 {
				b.WriteString("s")
			}
			if c.Flags&FlagInteger != 0 {
				b.WriteString("i")
			}
			b.WriteString(c.Text + ">")
		case Function, LParen, LBracket, LBrace:
			fmt.Fprintf(&b, "%v<%s>{%s}", c.Kind, c.Text, show(c.Kids))
		default:
			b.WriteString(c.Kind.String())
			if c.Text != "" {
				fmt.Fprintf(&b, "<%s>", c.Text)
			}
			if c.Flags&FlagID != 0 {
				b.WriteString("#")
			}
		}
	}
	return b.String()
}

func TestComponents(t *testing.T) {
	for in, want := range map[string]string{
		"":                        "",
		"a b":                     "ident<a> _ ident<b>",
		"a/**/b":                  "ident<a> ident<b>",
		"u+a{}":                   "ident<u> '+' ident<a> {<>{}",
		"U+26-3f":                 "ident<U> number<26si> dimension<-3sif>",
		"u+4??":                   "ident<u> number<4si> '?' '?'",
		`url("x")`:                "function<url>{string<x>}",
		"url( 'x' )":              "function<url>{_ string<x> _}",
		"url( x )":                "url<x>",
		"url(x":                   "url<x>",
		"url(a b) c":              "bad-url _ ident<c>",
		`u\72l(x)`:                "url<x>",
		`\75 RL( "y" )`:           `function<uRL>{_ string<y> _}`,
		`url(a\)b)`:               "url<a)b>",
		`url(a\`:                  "url<a\uFFFD>",
		"--f(1)":                  "function<--f>{number<1i>}",
		"--":                      "ident<-->",
		"-->":                     "CDC",
		"<!--x":                   "CDO ident<x>",
		"'a\nb":                   "bad-string _ ident<b>",
		"'a\\\nb'":                "string<ab>",
		`'a\`:                     "string<a>",
		`"\41 b"`:                 "string<Ab>",
		`a\`:                      "ident<a\uFFFD>",
		`\31 a`:                   "ident<1a>",
		"\\\nx":                   `'\' _ ident<x>`,
		"#1a #a #-":               "hash<1a> _ hash<a># _ hash<->",
		"#--":                     "hash<-->#",
		"+1 -.5e2 1.0 1e3 1e":     "number<1si> _ number<-50s> _ number<1> _ number<1000> _ dimension<1ie>",
		"12% -1.5PX 5e-":          "percentage<12> _ dimension<-1.5sPX> _ dimension<5ie->",
		"a~=b |= || ^=":           "ident<a> '~' '=' ident<b> _ '|' '=' _ '|' '|' _ '^' '='",
		"a\x00b":                  "ident<a\uFFFDb>",
		"a\r\nb\fc":               "ident<a> _ ident<b> _ ident<c>",
		"f([{a}])":                "function<f>{[<>{{<>{ident<a>}}}",
		"f(a]":                    "function<f>{ident<a> ]}",
		") }":                     ") _ }",
		"@media@-x@":              "at-keyword<media> at-keyword<-x> '@'",
		"1e999":                   "number<3.4028234663852886e+38>",
		"é\U0001F600":             "ident<é\U0001F600>",
		"/* open":                 "",
		`\110000 `:                "ident<\uFFFD>",
		"0.1234567890123456789px": "dimension<0.12345678901234568px>",
	} {
		if got := show(ParseComponents(in)); got != want {
			t.Errorf("%q\n got %s\nwant %s", in, got, want)
		}
	}
}

// showItems writes a block's contents.
func showItems(items []Item) string {
	var out []string
	for i := range items {
		it := &items[i]
		if it.Rule != nil {
			out = append(out, showRule(it.Rule))
			continue
		}
		s := it.Name + ":" + Serialize(it.Value)
		if it.Important {
			s += "!"
		}
		if it.Bad {
			s += " BAD"
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func showRule(r *Rule) string {
	s := r.Text
	if r.Name != "" {
		s = strings.TrimSpace("@" + r.Name + " " + s)
	}
	if r.HasBlock {
		s += " {" + showItems(r.Block) + "}"
	}
	return s
}

func TestSheet(t *testing.T) {
	for in, want := range map[string]string{
		"a{b:c}":                                  "a {b:c}",
		"<!-- a { b : c ! important ; } -->":      "a {b:c!}",
		"@import url(x) screen; b{}":              "@import url(x) screen|b {}",
		"@media print{a{b:c}d:hover{e:f}}":        "@media print {a {b:c}; d:hover {e:f}}",
		"a{b:c;&:hover{d:e}f:g}":                  "a {b:c; &:hover {d:e}; f:g}",
		"a{b:c;d:hover{e:f};g:h}":                 "a {b:c; d:hover {e:f}; g:h}",
		"a{b:{x} y;c:d}":                          "a {b: {}; c:d}",
		"a{b:{x}!important;c:d}":                  "a {b:{x}!; c:d}",
		"a{--x:{a:b} c; --y: ;--z:}":              "a {--x:{a:b} c; --y:; --z:}",
		"a{b;c:d;e f;g:h}":                        "a {c:d; g:h}",
		"a{b:c":                                   "a {b:c}",
		"a{b:'x\n;c:d}":                           `a {b:"` + "\n BAD; c:d}",
		"a{b:c)d;e:f}":                            "a {b:c)d BAD; e:f}",
		"--x:y; a{b:c}":                           "",
		"--x:{a:b} c{d:e}":                        "c {d:e}",
		"a{$b:c;d:e}":                             "a {d:e}",
		"@x;@y{z}":                                "@x|@y {}",
		"}a{b:c}":                                 "}a {b:c}",
		"a{@media x{b:c}d:e}":                     "a {@media x {b:c}; d:e}",
		"a{*zoom:1;b:c}":                          "a {b:c}",
		"a{filter:progid:X(a=b);c:d}":             "a {filter:progid:X(a=b); c:d}",
		"a{b:c!ie;d:e! IMPORTANT }":               "a {b:c!ie; d:e!}",
		"@font-face{font-family:x;src:url(y)}":    "@font-face {font-family:x; src:url(y)}",
		"@keyframes k{from{a:b}50%{a:c}to{a:d}}":  "@keyframes k {from {a:b}; 50% {a:c}; to {a:d}}",
		"a{b:c;}/*x*/d/**/{e:f/**/}":              "a {b:c}|d/**/ {e:f}",
		"@media x{a{b:c} } d{e:f}":                "@media x {a {b:c}}|d {e:f}",
		"@charset \"x\";a{b:c}":                   `@charset "x"|a {b:c}`,
		"a{color:red;color:;color;background:x}":  "a {color:red; color:; background:x}",
		"@supports (a:b) and (not (c:{d})){e{}}x": "@supports (a:b) and (not (c:{d})) {e {}}",
	} {
		s := ParseSheet(in)
		var got []string
		for i := range s.Rules {
			got = append(got, showRule(&s.Rules[i]))
		}
		g := strings.Join(got, "|")
		if g != want {
			t.Errorf("%q\n got %s\nwant %s", in, g, want)
		}
	}
}

func TestStyleAttribute(t *testing.T) {
	for in, want := range map[string]string{
		"a:b;c:d!important":   "a:b; c:d!",
		"a:b} ; c:d":          "a:b} BAD; c:d",
		"} ; c:d":             "c:d",
		"a:b; } c:d; e:f":     "a:b; e:f",
		"a:b; {c:d} e:f; g:h": "a:b;  {c:d}; e:f; g:h",
		"x} ; c:d":            "c:d",
		"":                    "",
	} {
		items, _ := ParseBlock(NewSource("", in))
		if got := showItems(items); got != want {
			t.Errorf("%q\n got %s\nwant %s", in, got, want)
		}
	}
}

func TestTextOfCustomProperty(t *testing.T) {
	d := ParseDeclarations("--x:  a /*c*/ 1e3 { y } !important; --y:")
	if d[0].Text != "a /*c*/ 1e3 { y }" || !d[0].Important || d[1].Text != "" {
		t.Errorf("%q %v %q", d[0].Text, d[0].Important, d[1].Text)
	}
}

func TestLineCol(t *testing.T) {
	s := NewSource("u", "a{}\r\n  b{}\r\nc{}")
	sh := Parse(s)
	for i, want := range []string{"1:1", "2:3", "3:1"} {
		l, c := s.LineCol(sh.Rules[i].Pos)
		if got := fmt.Sprintf("%d:%d", l, c); got != want {
			t.Errorf("rule %d at %s, want %s", i, got, want)
		}
	}
	in := &Source{Text: "x{}", FirstLine: 10, FirstCol: 8}
	if l, c := in.LineCol(0); l != 10 || c != 8 {
		t.Errorf("inner sheet at %d:%d", l, c)
	}
}

func TestErrors(t *testing.T) {
	s := ParseSheet("a{b:c} d")
	if len(s.Errors) != 1 || s.Errors[0].Pos != 7 {
		t.Errorf("errors = %+v", s.Errors)
	}
}

func TestDeepNesting(t *testing.T) {
	const n = 100_000
	for _, open := range []string{"{", "(", "[", "f(", "a{", "a:b{", "@m{", "a:{", "url('"} {
		s := ParseSheet(strings.Repeat(open, n))
		_ = Serialize(ParseComponents(strings.Repeat(open, n)))
		if open == "a{" && len(s.Errors) == 0 {
			t.Error("no error for nesting past the limit")
		}
	}
	s := ParseSheet("x{" + strings.Repeat("(", n) + strings.Repeat(")", n) + "}y{}")
	if len(s.Rules) != 2 {
		t.Errorf("%d rules after deep nesting", len(s.Rules))
	}
}

func FuzzSheet(f *testing.F) {
	for _, s := range []string{"a{b:c}", "@media x{a:hover{b:url(x y)}}", "u+1?{} url('a\n) --f(", "a{--x:{y}z!important}",
		`\`, `"\`, "a\\", "#\x00", "<!---->", "1e+ 1.e .5e5x", "/**", "a{b:{c}d:e}", "\xff\xfe'", "@-{[(", "1/**/e3 1\\65 3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		sheet := ParseSheet(s)
		for _, e := range sheet.Errors {
			if l, c := sheet.LineCol(e.Pos); l < 1 || c < 1 {
				t.Fatalf("position %d:%d", l, c)
			}
		}
		ParseBlock(NewSource("", s))
		v := ParseComponents(s)
		ParseAnB(v)
		one := Serialize(v)
		w := ParseComponents(one)
		if a, b := show(v), show(w); a != b && !strings.Contains(a, "bad-") {
			t.Fatalf("%q\nwritten %q\n was %s\n now %s", s, one, a, b)
		}
	})
}

func benchSheet() string {
	var b strings.Builder
	for i := 0; b.Len() < 35_000; i++ {
		fmt.Fprintf(&b, ".card-%d > a:hover, #x%d li:nth-child(2n+1) {\n  margin: 0 auto %dpx;\n  color: rgba(1, 2, 3, .5);\n  background: #fff url(img/%d.png) no-repeat;\n}\n", i, i, i, i)
	}
	return b.String()
}

func BenchmarkParse(b *testing.B) {
	s := benchSheet()
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		ParseSheet(s)
	}
}
