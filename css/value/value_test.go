package value

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"vitrine/css/syntax"
	"vitrine/layout/geom"
)

func component(text string) *syntax.Component {
	v := syntax.ParseComponents(text)
	if len(v) != 1 {
		return &syntax.Component{}
	}
	return &v[0]
}

func find(name string, _ bool) *Grammar { return nil }

func grammarOf(t testing.TB, def string) *Grammar {
	g, err := Compile(def, find)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestGrammar(t *testing.T) {
	for _, c := range []struct{ def, text, want string }{
		{"auto | <length>", "AUTO", "auto"},
		{"auto | <length>", "1PX", "1px"},
		{"auto | <length>", "1%", "-"},
		{"thin || solid || <color>", "red thin", "thin red"},
		{"thin || solid || <color>", "red red", "-"},
		{"thin && solid? && <color>", "red thin", "thin red"},
		{"thin && solid? && <color>", "thin", "-"},
		{"<integer>#{2,3}", "1,2", "1, 2"},
		{"<integer>#{2,3}", "1", "-"},
		{"<integer>#", "1,2,", "-"},
		{"<integer>+ [ / <integer> ]?", "1 2/3", "1 2 / 3"},
		{"[ top? bottom? ]!", "bottom", "bottom"},
		{"[ top? bottom? ]! left", "left", "-"},
		{"rotate( <angle> , <number>? )", "Rotate(1deg, )", "rotate(1deg, )"},
		{"translate( <length> [ , <length> ]? )", "translate(1px,2px)", "translate(1px, 2px)"},
		{"'[' <custom-ident>* ']'", "[a b]", "[a b]"},
		{"<number [0,1]>", "1.5", "-"},
		{"<number [0,1]>", "calc(1.5)", "calc(1.5)"},
		{"<length [0,∞]>", "-1px", "-"},
		{"<custom-ident>", "inherit", "-"},
		{"<position>", "right 10px top", "-"},
		{"<bg-position>", "right 10px top", "right 10px top 0%"},
		{"<position>", "bottom 10px left 20%", "left 20% bottom 10px"},
		{"<position>", "top", "center top"},
		{"<ratio>", "16/9", "16 / 9"},
		{"<ratio>", "2", "2 / 1"},
		{"<string>", "'a\"b'", `"a\"b"`},
		{"<url>", "url(a b)", "-"},
		{"<url>", "url( 'a b' )", `url("a b")`},
	} {
		val, ok := grammarOf(t, c.def).Match(syntax.ParseComponents(c.text), nil)
		got := "-"
		if ok {
			got = Text(val)
		}
		if c.text == "right 10px top" && got == "right 10px top" {
			continue
		}
		if got != c.want {
			t.Errorf("%s matches %q as %q, want %q", c.def, c.text, got, c.want)
		}
	}
	for _, bad := range []string{"", "[ auto", "auto ]", "no-such-word-at-all", "<nothing>", "auto |", "f(auto"} {
		if _, err := Compile(bad, find); err == nil {
			t.Errorf("%q compiles", bad)
		}
	}
}

func TestUnits(t *testing.T) {
	c := &Context{FontSize: 20, RootFontSize: 10, LineHeight: 30, RootLineHeight: 12, ViewportW: 800, ViewportH: 600,
		FontMetric: func(u Unit) float32 { return map[Unit]float32{Ex: 9, Ch: 11, Ic: 20, Cap: 14}[u] }}
	for text, want := range map[string]float64{
		"1px": 1, "1in": 96, "2.54cm": 96, "25.4mm": 96, "101.6q": 96, "72pt": 96, "6pc": 96, "1em": 20, "1rem": 10, "1ex": 9,
		"1ch": 11, "1ic": 20, "1cap": 14, "1lh": 30, "1rlh": 12, "1vw": 8, "1vh": 6, "1vmin": 6, "1vmax": 8, "1svw": 8,
		"1dvh": 6, "1lvmax": 8, "1vi": 8, "1vb": 6, "1rex": 5, "90deg": 90, "100grad": 90, "0.25turn": 90, "1ms": 0.001, "96dpi": 1, "1x": 1,
	} {
		tok := component(text)
		u, ok := LookupUnit(tok.Text)
		if got := c.Canonical(Dimension{tok.Num, u}); !ok || math.Abs(got-want) > 1e-6 {
			t.Errorf("%s is %v, want %v", text, got, want)
		}
	}
	c.Vertical = true
	if got := c.Canonical(Dimension{1, Vi}); got != 6 {
		t.Errorf("1vi in vertical text is %v", got)
	}
}

func TestCalc(t *testing.T) {
	c := &Context{FontSize: 20, RootFontSize: 16, ViewportW: 800, ViewportH: 600}
	g := grammarOf(t, "<length-percentage>")
	for _, tc := range []struct{ text, specified, computed string }{
		{"calc(1px + 2px)", "calc(3px)", "3px"},
		{"calc(1em + 2px)", "calc(1em + 2px)", "22px"},
		{"calc(2px + 10% - 1em)", "calc(10% - 1em + 2px)", "calc(10% - 18px)"},
		{"calc(2 * (1em - 3px) / 4)", "calc(0.5em - 1.5px)", "8.5px"},
		{"min(10px, 1in)", "calc(10px)", "10px"},
		{"min(10px, 5%)", "min(10px, 5%)", "min(10px, 5%)"},
		{"clamp(1px, 2em, none)", "clamp(1px, 2em, none)", "40px"},
		{"calc(1px / 0)", "calc(infinity * 1px)", "3.35544e+07px"},
		{"calc(0px / 0)", "calc(NaN * 1px)", "0px"},
		{"calc(10px * sin(90deg))", "calc(10px)", "10px"},
		{"round(up, 11px, 4px)", "calc(12px)", "12px"},
		{"mod(-7px, 4px)", "calc(1px)", "1px"},
		{"rem(-7px, 4px)", "calc(-3px)", "-3px"},
		{"hypot(3px, 4px)", "calc(5px)", "5px"},
		{"calc(10px * pow(2, 3))", "calc(80px)", "80px"},
		{"calc(1px * abs(-3) * sign(-2))", "calc(-3px)", "-3px"},
		{"calc(1px*2)", "calc(2px)", "2px"},
		{"calc(pi * 1px)", "calc(3.14159px)", "3.14159px"},
		{"calc(1px * 10px / 2px)", "calc(5px)", "5px"},
		{"calc(1px+2px)", "-", ""}, {"calc(1px +2px)", "-", ""}, {"calc(1px * 2px)", "-", ""}, {"calc(1 + 2px)", "-", ""},
		{"calc()", "-", ""}, {"min()", "-", ""}, {"calc(1px", "calc(1px)", "1px"}, {"sin(1px)", "-", ""}, {"calc(1deg)", "-", ""},
		{"round(1px)", "-", ""}, {"log(1px)", "-", ""}, {"calc(2)", "-", ""}, {"clamp(1px, 2px)", "-", ""},
	} {
		v, ok := g.Match(syntax.ParseComponents(tc.text), nil)
		if !ok {
			if tc.specified != "-" {
				t.Errorf("%s does not parse", tc.text)
			}
			continue
		}
		if got := Text(v); got != tc.specified {
			t.Errorf("%s is specified as %s, want %s", tc.text, got, tc.specified)
		}
		l, _ := ComputeLength(v, c)
		if got := Text(l); got != tc.computed {
			t.Errorf("%s computes to %s, want %s", tc.text, got, tc.computed)
		}
	}
}

func TestResolve(t *testing.T) {
	px := func(f float64) geom.Unit { return geom.FromPxTrunc(f) }
	for _, c := range []struct {
		l     Length
		basis float64
		want  geom.Unit
	}{
		{PxLength(1.999), 0, px(1.984375)},
		{PxLength(-1.999), 0, px(-1.984375)},
		{Length{Kind: LengthPercent, N: 33.3333}, 100, px(33.328125)},
		{Length{Kind: LengthPercent, N: 50}, 101, px(50.5)},
		{KeywordLength(KwAuto), 100, 0},
	} {
		if got := c.l.Resolve(geom.FromPx(c.basis)); got != c.want {
			t.Errorf("%s of %v is %v, want %v", Text(c.l), c.basis, got, c.want)
		}
	}
}

func TestColor(t *testing.T) {
	cur := RGB(10, 20, 30, 1)
	c := &Context{FontSize: 16, Color: &cur}
	for text, want := range map[string]string{
		"red": "rgb(255, 0, 0)", "#0f08": "rgba(0, 255, 0, 0.533)", "#123456": "rgb(18, 52, 86)", "transparent": "rgba(0, 0, 0, 0)",
		"rgb(10%, 20%, 30%)": "rgb(26, 51, 77)", "rgb(1 2 3 / 50%)": "rgba(1, 2, 3, 0.5)", "rgba(300, -5, 0, 2)": "rgb(255, 0, 0)",
		"hsl(120, 100%, 25%)": "rgb(0, 128, 0)", "hsl(120deg 100% 25% / .5)": "rgba(0, 128, 0, 0.5)", "hwb(0 0% 0%)": "rgb(255, 0, 0)",
		"lab(50% 20 -30 / 0.5)": "lab(50 20 -30 / 0.5)", "lch(50 30 400)": "lch(50 30 40)", "oklab(0.5 0.1 -0.1)": "oklab(0.5 0.1 -0.1)",
		"oklch(50% none 20)": "oklch(0.5 none 20)", "color(display-p3 1 0.5 0)": "color(display-p3 1 0.5 0)",
		"color(srgb 50% 0 none / 10%)": "color(srgb 0.5 0 none / 0.1)", "color-mix(in srgb, red, blue)": "color(srgb 0.5 0 0.5)",
		"color-mix(in srgb, red 25%, blue 25%)": "color(srgb 0.5 0 0.5 / 0.5)", "light-dark(red, blue)": "rgb(255, 0, 0)",
		"rgb(from red b g r)": "color(srgb 0 0 1)", "canvastext": "rgb(0, 0, 0)", "currentColor": "currentcolor",
		"rgb(1,2)": "-", "rgb(1, 2 3)": "-", "rgb(1 2 3 4)": "-", "hsl(1, 2, 3)": "-", "#12": "-", "lab(1, 2, 3)": "-", "rgb(10%, 2, 3)": "-", "reddish": "-",
		"rgb(calc(infinity) 0 0)": "rgb(255, 0, 0)", "rgb(calc(NaN) 0 0)": "rgb(0, 0, 0)", "rgb(abs(-2em) 0 0)": "-",
		"color(display-p3-linear 1 0.5 none)": "color(display-p3-linear 1 0.5 none)",
		"hsl(40 150% 50%)":                    "rgb(255, 170, 0)", "hsl(40, 150%, 50%)": "rgb(255, 170, 0)", "rgb(none 2 3 / none)": "rgba(0, 2, 3, 0)",
		"color-mix(in srgb, rgb(none 128 0), red)":    "color(srgb 1 0.25098 0)",
		"color-mix(in oklch, hsl(none 50% 50%), red)": "oklch(0.590104 0.210399 29.2339)",
		"color-mix(in oklab, lab(50 none 30), red)":   "oklab(0.597111 0.224863 0.0988852)",
	} {
		v := ParseColor(component(text), nil)
		got := "-"
		if v != nil {
			col, ok := ComputeColor(v, c)
			if !ok {
				t.Errorf("%s does not compute", text)
			}
			got = Text(col)
		}
		if got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
}

// TestColorConversion goes round through every space and back.
func TestColorConversion(t *testing.T) {
	for _, c := range []Color{RGB(255, 0, 0, 1), RGB(12, 200, 99, 1), RGB(255, 255, 255, 1), RGB(0, 0, 0, 1)} {
		for s := SpaceSRGB; s <= SpaceHWB; s++ {
			back := c.To(s).To(SpaceXYZD65).To(SpaceRGB)
			for i := range 3 {
				if math.Abs(float64(back.C[i]-c.C[i])) > 0.3 {
					t.Errorf("%v through %s comes back as %v", c.C, spaceNames[s], back.C)
					break
				}
			}
		}
	}
	// Figures of css-color-4's sample conversions.
	lab := RGB(255, 0, 0, 1).To(SpaceLab)
	for i, want := range []float64{54.29, 80.81, 69.89} {
		if math.Abs(float64(lab.C[i])-want) > 0.02 {
			t.Errorf("red in lab is %v", lab.C)
		}
	}
	ok := RGB(255, 0, 0, 1).To(SpaceOklch)
	for i, want := range []float64{0.628, 0.2577, 29.23} {
		if math.Abs(float64(ok.C[i])-want) > 0.01 {
			t.Errorf("red in oklch is %v", ok.C)
		}
	}
	if got := (Color{Current: true}).RGBA(RGB(1, 2, 3, 0.5)); got.R != 1 || got.A != 128 {
		t.Errorf("currentcolor is %v", got)
	}
}

func TestNumbers(t *testing.T) {
	for n, want := range map[float64]string{0: "0", 1.5: "1.5", -0.25: "-0.25", 1e-7: "1e-07", 12.3456789: "12.3457", 1e6: "1e+06",
		123456.7: "123457", 0.1 + 0.2: "0.3", 33554428: "3.35544e+07", 99.99999: "100"} {
		if got := Text(Number(n)); got != want {
			t.Errorf("%v is written %q, want %q", n, got, want)
		}
	}
	if got := Text(Ident("1a b-é")); got != `\31 a\ b-é` {
		t.Errorf("identifier %s", got)
	}
}

func TestKeywords(t *testing.T) {
	if KwAuto.String() != "auto" || LookupKeyword("AuTo") != KwAuto || LookupKeyword("autos") != 0 || LookupKeyword(strings.Repeat("a", 200)) != 0 {
		t.Error("keyword lookup")
	}
	for k := Keyword(1); k < numKeywords; k++ {
		if LookupKeyword(k.String()) != k {
			t.Errorf("%s is not found", k)
		}
	}
}

func FuzzColor(f *testing.F) {
	for _, s := range []string{"#abc", "rgb(1 2 3/4)", "color-mix(in lch longer hue, red 10%, color(xyz 1 2 3))", "hsl(from red h s calc(l + 1))", "light-dark(red, oklch(1 2 3))"} {
		f.Add(s)
	}
	c := &Context{FontSize: 16}
	f.Fuzz(func(t *testing.T, s string) {
		v := syntax.ParseComponents(s)
		if len(v) != 1 {
			return
		}
		col := ParseColor(&v[0], nil)
		if col == nil {
			return
		}
		got, ok := ComputeColor(col, c)
		if !ok {
			t.Fatalf("%q parses but does not compute", s)
		}
		for _, x := range got.C {
			if x != x || math.IsInf(float64(x), 0) {
				t.Fatalf("%q computes to %v", s, got)
			}
		}
		got.RGBA(Black)
	})
}

func FuzzGrammar(f *testing.F) {
	for _, s := range []string{"auto | <length [0,∞]>", "[ a b? ]# && c", "f( <number>#{2} ) || <'x'>", "<integer>{1,4} [ / <color>+ ]!"} {
		f.Add(s, "1px auto / f(1, 2)")
	}
	f.Fuzz(func(t *testing.T, def, text string) {
		g, err := Compile(def, find)
		if err == nil {
			g.Match(syntax.ParseComponents(text), nil) // the fuzzer itself ends what takes too long
		}
	})
}

func TestNormalizePath(t *testing.T) {
	for in, want := range map[string][2]string{
		"m1,1 2,2 3-4e1z":      {"m 1 1 l 2 2 l 3 -40 Z", "M 1 1 L 3 3 L 6 -37 Z"},
		"M20,20h60 v60 h-60z":  {"M 20 20 h 60 v 60 h -60 Z", "M 20 20 H 80 V 80 H 20 Z"},
		"M0 0a1 1 0 01.5.5":    {"M 0 0 a 1 1 0 0 1 0.5 0.5", "M 0 0 A 1 1 0 0 1 0.5 0.5"},
		"M 1 2 Z l 3 4 z t1 1": {"M 1 2 Z l 3 4 Z t 1 1", "M 1 2 Z L 4 6 Z T 2 3"},
		"":                     {"", ""}, "L 1 1": {"error", "error"}, "M 1": {"error", "error"}, "M 1 1 A 1 1 0 2 0 1 1": {"error", "error"},
		"M 1 1 x": {"error", "error"}, "M 1 1,": {"error", "error"}, "M 1 1 1e999 1": {"error", "error"},
	} {
		for i, absolute := range []bool{false, true} {
			got, ok := NormalizePath(in, absolute)
			if !ok {
				got = "error"
			}
			if got != want[i] {
				t.Errorf("%q: %q, want %q", in, got, want[i])
			}
		}
	}
}

func FuzzNormalizePath(f *testing.F) {
	for _, s := range []string{"m1,1 2,2 3-4e1z", "M0 0a1 1 0 01.5.5", "M 1 2 Z l 3 4 z t1 1", "M.5.5.5.5", "M1e2-3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once, ok := NormalizePath(s, false)
		if !ok {
			return
		}
		if again, ok := NormalizePath(once, false); !ok || again != once {
			t.Fatalf("%q becomes %q, which becomes %q", s, once, again)
		}
	})
}

func TestChooseImage(t *testing.T) {
	g, err := Compile("<image>", nil)
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		`image-set("a" 1x, "b" 2x)`:                                    `url("a") 1`,
		`image-set("a" 2x, "b" 3x)`:                                    `url("a") 2`,
		`image-set("a" 0.5x, "b" 0.7x)`:                                `url("b") 0.7`,
		`image-set("a" 192dpi, "b" 3x)`:                                `url("a") 2`,
		`image-set("a" type("image/avif2"), "b" type("image/PNG") 2x)`: `url("b") 2`,
		`image-set("a" type("x/y"))`:                                   ` 0`,
		`image-set(linear-gradient(red, blue) 1x, "b" 2x)`:             `linear-gradient(red, blue) 1`,
	} {
		v, ok := g.Match(syntax.ParseComponents(in), &Options{})
		f, is := v.(*Func)
		if !ok || !is {
			t.Errorf("%s is no image-set", in)
			continue
		}
		img, density := ChooseImage(f)
		if got := fmt.Sprintf("%s %g", Text(img), density); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}
