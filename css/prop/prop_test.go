package prop

import (
	"encoding/json"
	"strings"
	"testing"

	"vitrine/css/syntax"
	"vitrine/css/value"
	"vitrine/engine/ratchet"
)

// TestRows holds what every row of the table promises by being there.
func TestRows(t *testing.T) {
	for id := ID(1); id < numProps; id++ {
		d := id.Def()
		if Lookup(d.Name) != id || Lookup(strings.ToUpper(d.Name)) != id || id.String() != d.Name {
			t.Errorf("%s: lookup does not find it", d.Name)
		}
		if len(id.Longhands()) > len(expander{}.vals) {
			t.Errorf("%s: %d longhands do not fit an expander", d.Name, len(id.Longhands()))
		}
		for _, l := range id.Longhands() {
			if l == None || l.IsShorthand() {
				t.Errorf("%s: %s is no longhand", d.Name, l)
			}
		}
		for _, k := range []string{"inherit", "initial", "unset", "revert", "Revert-Layer"} {
			got, err := roundTrip(d.Name, k)
			if err != nil || got != strings.ToLower(k) {
				t.Errorf("%s: %s gives %q, %v", d.Name, k, got, err)
			}
			if _, err := ParseText(d.Name, k+" "+k, nil); err == nil {
				t.Errorf("%s: takes %s twice", d.Name, k)
			}
		}
		if _, err := ParseText(d.Name, "--no-such-value 1px fits", nil); err == nil && id != FontFamily && id != AnimationName {
			t.Errorf("%s: takes nonsense", d.Name)
		}
		if _, err := ParseText(d.Name, "", nil); err == nil {
			t.Errorf("%s: takes an empty value", d.Name)
		}
		if id.IsShorthand() {
			continue
		}
		text := value.Text(Initial(id))
		if got, err := roundTrip(d.Name, text); err != nil || got != text {
			t.Errorf("%s: initial value %q comes back as %q, %v", d.Name, text, got, err)
		}
	}
}

// TestKeywords parses and prints every word that a grammar lists by itself.
func TestKeywords(t *testing.T) {
	n := 0
	for id := ID(1); id < numLonghands; id++ {
		depth := 0
		for _, part := range strings.Split(id.Def().Grammar, " | ") {
			depth += strings.Count(part, "[") - strings.Count(part, "]")
			if depth > 0 || strings.ContainsAny(part, "<[]{}()&|*+?#! ") {
				continue
			}
			n++
			want := strings.ToLower(part)
			if id == Display || id == AnimationTimingFunction || id == TransitionTimingFunction || id == TransformOrigin || strings.HasPrefix(want, "-webkit-") {
				continue // other spellings are canonical
			}
			if got, err := roundTrip(id.String(), part); err != nil || got != want {
				t.Errorf("%s: %s gives %q, %v", id, part, got, err)
			}
		}
	}
	if n < 400 {
		t.Errorf("only %d keywords found", n)
	}
}

// TestStable: what is printed parses again and prints the same.
func TestStable(t *testing.T) {
	ratchet.Lines(t, "wpt/data/css_values.jsonl", func(raw []byte) {
		var c struct{ Property, Value string }
		if err := json.Unmarshal(raw, &c); err != nil {
			t.Fatal(err)
		}
		if Lookup(c.Property) == None || Lookup(c.Property) == Custom {
			return
		}
		first, err := roundTrip(c.Property, c.Value)
		if err != nil || first == "" {
			return
		}
		if second, err := roundTrip(c.Property, first); err != nil || second != first {
			t.Errorf("%s: %s prints %q, which prints %q, %v", c.Property, c.Value, first, second, err)
		}
	})
}

func TestSubstitution(t *testing.T) {
	decls, err := ParseText("margin", "1px var(--x, 2px)", nil)
	if err != nil || len(decls) != 4 {
		t.Fatalf("%v, %v", decls, err)
	}
	p, ok := decls[3].Value.(*Pending)
	if !ok || p.Property != Margin || value.Text(p) != "1px var(--x, 2px)" {
		t.Fatalf("%#v", decls[3].Value)
	}
	decls, err = p.Parse(syntax.ParseComponents("1px 7px"))
	if err != nil || decls[1].ID != MarginRight || value.Text(decls[1].Value) != "7px" {
		t.Fatalf("%v, %v", decls, err)
	}
	if _, err := p.Parse(syntax.ParseComponents("1px nonsense")); err == nil {
		t.Fatal("nonsense after substitution is accepted")
	}
	decls, err = ParseText("--X-y", " { a: 1 } ", nil)
	if err != nil || len(decls) != 1 || decls[0].Name != "--X-y" || decls[0].ID != Custom {
		t.Fatalf("%v, %v", decls, err)
	}
}

func TestQuirks(t *testing.T) {
	q := &Context{Quirks: true}
	for _, c := range []struct {
		name, text, want string
	}{
		{"width", "100", "100px"}, {"margin", "1 2", "1px 2px"}, {"color", "abc", "rgb(170, 187, 204)"},
		{"background-color", "001122", "rgb(0, 17, 34)"}, {"color", "1122ff", "rgb(17, 34, 255)"},
		{"color", "123", "rgb(0, 1, 35)"}, {"flex-basis", "100", ""}, {"outline-color", "abc", ""}, {"font-size", "20", "20px"},
	} {
		decls, err := ParseText(c.name, c.text, q)
		got := ""
		if err == nil {
			got = Serialize(Lookup(c.name), func(id ID) value.Value {
				for _, d := range decls {
					if d.ID == id {
						return d.Value
					}
				}
				return nil
			})
		}
		if got != c.want {
			t.Errorf("%s: %s gives %q, want %q", c.name, c.text, got, c.want)
		}
		if _, err := ParseText(c.name, c.text, nil); err == nil {
			t.Errorf("%s: %s is accepted without quirks", c.name, c.text)
		}
	}
}

func TestPhysical(t *testing.T) {
	for _, c := range []struct {
		id        ID
		mode, dir value.Keyword
		want      ID
	}{
		{MarginInlineStart, value.KwHorizontalTb, value.KwLtr, MarginLeft},
		{MarginInlineStart, value.KwHorizontalTb, value.KwRtl, MarginRight},
		{PaddingBlockEnd, value.KwVerticalRl, value.KwLtr, PaddingLeft},
		{InlineSize, value.KwVerticalLr, value.KwLtr, Height},
		{BlockSize, value.KwHorizontalTb, value.KwLtr, Height},
		{BorderStartEndRadius, value.KwHorizontalTb, value.KwLtr, BorderTopRightRadius},
		{BorderStartEndRadius, value.KwVerticalRl, value.KwLtr, BorderBottomRightRadius},
		{InsetInlineEnd, value.KwSidewaysLr, value.KwLtr, Top},
		{OverflowInline, value.KwHorizontalTb, value.KwLtr, OverflowX},
		{Color, value.KwVerticalLr, value.KwRtl, Color},
	} {
		if got := Physical(c.id, c.mode, c.dir); got != c.want {
			t.Errorf("%s in %s %s is %s, want %s", c.id, c.mode, c.dir, got, c.want)
		}
	}
}

func TestErrors(t *testing.T) {
	for text, want := range map[[2]string]string{
		{"colour", "red"}:                       `unknown property "colour"`,
		{"color", "reddish"}:                    `invalid value for color: "reddish"`,
		{"width", strings.Repeat("a ", 1000)}:   "…",
		{"margin", "1px 2px 3px 4px 5px"}:       `invalid value for margin: "1px 2px 3px 4px 5px"`,
		{"width", "calc(1px + (2px * (3 / 0))"}: "",
	} {
		_, err := ParseText(text[0], text[1], nil)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if want == "" && err != nil || want != "" && !strings.Contains(got, want) {
			t.Errorf("%v: %q, want %q", text, got, want)
		}
	}
}

// TestHostile gives values that backtracking could choke on; the budget of the matcher ends them.
func TestHostile(t *testing.T) {
	for _, c := range [][2]string{
		{"background", strings.Repeat("red ", 5000)},
		{"font-variant", strings.Repeat("ruby ", 3000)},
		{"grid-template-columns", strings.Repeat("[a] 1px ", 3000) + "x"},
		{"transform", strings.Repeat("rotate(1deg) ", 3000) + "x"},
		{"will-change", strings.Repeat("a,", 5000)},
		{"width", strings.Repeat("calc(", 5000) + "1px"},
		{"color", strings.Repeat("color-mix(in srgb, red, ", 500)},
		{"background-image", strings.Repeat("image-set(", 500)},
	} {
		ParseText(c[0], c[1], nil)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"margin: 1px auto", "background: url(a) no-repeat, linear-gradient(red, blue 10%) #fff", "font: 12px/2 a b, serif",
		"width: calc(1px + 2% * (3 - 1))", "grid: auto-flow / [a] repeat(2, 1fr)", "transform: rotate(1deg) scale(2)", "color: rgb(from red r g b / .5)",
		"color: color-mix(in hsl longer hue, red 20%, oklch(50% 0.2 20))", "transition: all 1s ease-in, color 2s steps(2)", "box-shadow: inset 0 0 1px red",
		"content: counter(a, b) \"x\" attr(y)", "shape-outside: inset(1px round 2px / 3px)", "offset: path('M 0 0') auto", "all: var(--x)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name, text, _ := strings.Cut(s, ":")
		first, err := roundTrip(name, text)
		if err != nil || first == "" || Lookup(name) == Custom {
			return
		}
		if strings.Contains(first, "NaN") || strings.Contains(first, "infinity") {
			return
		}
		if _, err := roundTrip(name, first); err != nil {
			t.Fatalf("%q prints %q, which does not parse: %v", s, first, err)
		}
	})
}

// A zero without unit is a flex basis only after two factors: https://www.w3.org/TR/css-flexbox-1/#flex-property
func TestFlexZero(t *testing.T) {
	for text, want := range map[string]string{"0 1 4": "", "0 1px": "0 1 1px", "2 3 0": "2 3 0px", "0px 2 3": "2 3 0px", "0 2": "0 2 0%", "0 0 0": "0 0 0px"} {
		decls, err := ParseText("flex", text, nil)
		got := ""
		if err == nil {
			for i, id := range []ID{FlexGrow, FlexShrink, FlexBasis} {
				for _, d := range decls {
					if d.ID == id && i > 0 {
						got += " "
					}
					if d.ID == id {
						got += value.Text(d.Value)
					}
				}
			}
		}
		if got != want {
			t.Errorf("flex: %s gives %q, want %q", text, got, want)
		}
	}
}

// TestGrammars compiles the definition of every property and type; otherwise each is compiled
// when it is first used.
func TestGrammars(t *testing.T) {
	find := func(name string, property bool) *value.Grammar {
		if id := byName[name]; property && id != None {
			return grammar(id)
		}
		return named(name)
	}
	for name, def := range nonterminals {
		if _, err := value.Compile(def, find); err != nil {
			t.Errorf("<%s>: %v", name, err)
		}
	}
	for id := ID(1); id < numProps; id++ {
		if def := defs[id].Grammar; def != "" {
			if _, err := value.Compile(def, find); err != nil {
				t.Errorf("%v: %v", id, err)
			}
		}
	}
}

// The old name of border-image paints the middle of the image as well.
func TestWebkitBorderImage(t *testing.T) {
	for in, want := range map[string]string{
		"url(a) 3 4 round": `url("a") 3 4 fill round`, "url(a) 3 fill": `url("a") 3 fill`, "url(a)": `url("a")`, "foo": "",
	} {
		if got, _ := roundTrip("-webkit-border-image", in); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

// TestPaintOrder: what follows by itself is left out, and the order of the words counts.
func TestPaintOrder(t *testing.T) {
	for in, want := range map[string]string{
		"normal": "normal", "fill stroke": "fill", "stroke fill": "stroke", "stroke fill markers": "stroke", "markers fill": "markers",
		"fill markers": "fill markers", "stroke markers": "stroke markers", "markers stroke fill": "markers stroke", "stroke stroke": "", "normal fill": "",
	} {
		got := ""
		if ds, err := ParseText("paint-order", in, nil); err == nil {
			got = value.Text(ds[0].Value)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}
