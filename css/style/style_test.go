package style

import (
	"strings"
	"testing"

	"vitrine/css/prop"
	"vitrine/css/value"
)

// build makes a chain of nested elements from declarations, the root first, and returns their styles.
func build(t *testing.T, c Context, sheets ...string) []*Style {
	t.Helper()
	var out []*Style
	var b Builder
	if c.RootFontSize == 0 {
		c.RootFontSize = MediumSize
	}
	for i, sheet := range sheets {
		var decls []prop.Decl
		for _, d := range strings.Split(sheet, ";") {
			if n, v, ok := strings.Cut(d, ":"); ok {
				ds, err := prop.ParseText(strings.TrimSpace(n), v, nil)
				if err != nil {
					t.Fatal(err)
				}
				decls = append(decls, ds...)
			}
		}
		ctx := c
		if i > 0 {
			ctx.Parent = out[i-1]
		}
		b.Start(&ctx)
		b.Apply(decls)
		out = append(out, b.Style(i == 0))
	}
	return out
}

// Computed values stay as they are; what is used is zoomed, also what is inherited from outside.
func TestZoom(t *testing.T) {
	list := build(t, Context{}, "font-size: 10px; line-height: 15px", "zoom: 2; letter-spacing: 1px; width: calc(50% + 3px)",
		"zoom: 150%; width: 1em; border: 1.5px solid; transform: matrix(1, 0, 0, 1, 2, 3) translate(4px, 10%); line-height: 2")
	var b Builder
	for i, want := range []map[string]string{
		{"font-size": "10px", "line-height": "15px"},
		{"font-size": "20px", "line-height": "30px", "letter-spacing": "2px", "width": "calc(50% + 6px)"},
		{"font-size": "30px", "line-height": "60px", "letter-spacing": "3px", "width": "30px", "border-top-width": "3px",
			"transform": "matrix(1, 0, 0, 1, 6, 9) translate(12px, 10%)"},
	} {
		s := list[i]
		b.Use(s)
		for name, text := range want {
			id := prop.Lookup(name)
			if got := s.Used().Text(id); got != text {
				t.Errorf("element %d: used %s is %s, want %s", i, name, got, text)
			}
		}
		if s.Used().Computed() != s {
			t.Errorf("element %d: the used style does not know the computed one", i)
		}
	}
	id := prop.Lookup("width")
	if got := list[2].Text(id); got != "10px" {
		t.Errorf("computed width is %s", got)
	}
}

func TestComputed(t *testing.T) {
	metrics := Context{
		Context: value.Context{ViewportW: 1000, ViewportH: 500},
		Metrics: func(s *Style, u value.Unit) float32 { return s.FontSize() * 0.6 },
	}
	for _, c := range []struct {
		name   string
		sheets []string // root first; the last one is looked at
		prop   string
		want   string
	}{
		{"em is the element's own size", []string{"font-size: 20px", "font-size: 2em; width: 1em"}, "width", "40px"},
		{"whatever the order", []string{"", "width: 1em; font-size: 30px"}, "width", "30px"},
		{"contrast with white", []string{"", "color: contrast-color(white)"}, "color", "rgb(0, 0, 0)"},
		{"contrast with what is computed", []string{"color: #333", "background-color: contrast-color(currentcolor)"}, "background-color", "rgb(255, 255, 255)"},
		{"alpha of a colour", []string{"", "color: alpha(from red / calc(alpha * 0.5))"}, "color", "rgba(255, 0, 0, 0.5)"},
		{"a colour with lengths in it", []string{"", "font-size: 10px; color: rgb(calc(1em / 1px) 0 0)"}, "color", "rgb(10, 0, 0)"},
		{"an image that is a colour", []string{"", "background-image: image(red)"}, "background-image", "image(rgb(255, 0, 0))"},
		{"light-dark of images", []string{"", "background-image: light-dark(none, image(red))"}, "background-image", "none"},
		{"a plain number for a radius", []string{"", "r: 5"}, "r", "5px"},
		{"rem", []string{"", "width: 2rem"}, "width", "32px"},
		{"ex asks the font", []string{"", "font-size: 10px; width: 2ex"}, "width", "12px"},
		{"ex of font-size asks the parent's", []string{"font-size: 10px", "font-size: 2ex"}, "font-size", "12px"},
		{"vw", []string{"", "width: 10vw; height: 10vh"}, "width", "100px"},
		{"vi in vertical text", []string{"", "width: 10vi; writing-mode: vertical-rl"}, "width", "50px"},
		{"lh", []string{"", "font-size: 10px; line-height: 2; height: 3lh"}, "height", "60px"},
		{"percent line-height is a length", []string{"font-size: 10px; line-height: 150%", "font-size: 20px"}, "line-height", "15px"},
		{"a number is not", []string{"font-size: 10px; line-height: 1.5", "font-size: 20px"}, "line-height", "30px"},
		{"monospace has its own medium", []string{"", "font-family: monospace"}, "font-size", "13px"},
		{"keywords too", []string{"", "font-family: monospace; font-size: large"}, "font-size", "16px"},
		{"relative sizes scale", []string{"", "font-size: 2em; font-family: monospace"}, "font-size", "26px"},
		{"absolute ones do not", []string{"font-size: 20px", "font-size: 2em; font-family: monospace"}, "font-size", "40px"},
		{"monospace in a list is like any font", []string{"", "font-family: monospace, monospace"}, "font-size", "16px"},
		{"and back", []string{"", "font-family: monospace", "font-family: serif"}, "font-size", "16px"},
		{"larger", []string{"font-size: 10px", "font-size: larger"}, "font-size", "12px"},
		{"bolder", []string{"font-weight: 300", "font-weight: bolder"}, "font-weight", "400"},
		{"bolder again", []string{"font-weight: bold", "font-weight: bolder"}, "font-weight", "900"},
		{"lighter", []string{"font-weight: 800", "font-weight: lighter"}, "font-weight", "700"},
		{"no style, no border", []string{"", "border-top-width: 5px"}, "border-top-width", "0px"},
		{"medium", []string{"", "border-top-style: solid"}, "border-top-width", "3px"},
		{"thin lines keep a pixel", []string{"", "border: 0.2px solid"}, "border-left-width", "1px"},
		{"and lose fractions", []string{"", "border: 2.9px solid"}, "border-left-width", "2px"},
		{"floats are blocks", []string{"", "float: left; display: inline"}, "display", "block"},
		{"an absolute box does not float", []string{"", "float: left; position: absolute; display: inline-table"}, "float", "none"},
		{"and is a block", []string{"", "position: fixed; display: inline-table"}, "display", "table"},
		{"the root is a block", []string{"display: inline-flex"}, "display", "flex"},
		{"contents of a float is contents", []string{"", "float: left; display: contents"}, "display", "contents"},
		{"visible beside hidden scrolls", []string{"", "overflow-x: hidden"}, "overflow-y", "auto"},
		{"clip beside scroll", []string{"", "overflow: clip scroll"}, "overflow-x", "hidden"},
		{"visible beside clip stays", []string{"", "overflow-x: clip"}, "overflow-y", "visible"},
		{"currentcolor of color is the parent's", []string{"color: red", "color: currentcolor"}, "color", "rgb(255, 0, 0)"},
		{"elsewhere it is the element's", []string{"color: red", "color: blue"}, "border-top-color", "rgb(0, 0, 255)"},
		{"color-mix of it", []string{"", "color: red; background-color: color-mix(in srgb, currentcolor, blue)"}, "background-color", "color(srgb 0.5 0 0.5)"},
		{"light-dark", []string{"", "color-scheme: dark; color: light-dark(red, blue)"}, "color", "rgb(0, 0, 255)"},
		{"not without the scheme", []string{"", "color: light-dark(red, blue)"}, "color", "rgb(255, 0, 0)"},
		{"match-parent", []string{"direction: rtl; text-align: start", "text-align: match-parent; direction: ltr"}, "text-align", "right"},
		{"inherit of what is not inherited", []string{"width: 10px", "width: inherit"}, "width", "10px"},
		{"unset", []string{"width: 10px; color: red", "width: unset; color: unset"}, "color", "rgb(255, 0, 0)"},
		{"all", []string{"width: 10px; color: red", "width: 20px; color: blue; all: initial"}, "width", "auto"},
		{"all but direction", []string{"", "direction: rtl; all: initial"}, "direction", "rtl"},
		{"logical", []string{"", "margin-inline-start: 1px; direction: rtl"}, "margin-right", "1px"},
		{"the later of logical and physical wins", []string{"", "margin-inline-start: 1px; margin-left: 2px"}, "margin-left", "2px"},
		{"and the other way round", []string{"", "margin-left: 2px; margin-inline-start: 1px"}, "margin-left", "1px"},
		{"opacity stays in range", []string{"", "opacity: 150%"}, "opacity", "1"},
		{"negative results are clamped", []string{"", "padding-left: calc(1px - 2em)"}, "padding-left", "0px"},
		{"integers are rounded", []string{"", "z-index: calc(5 / 2)"}, "z-index", "3"},
		{"huge lengths saturate", []string{"", "width: 1e38px"}, "width", "3.35544e+07px"},
		{"system colours", []string{"", "color: linktext"}, "color", "rgb(0, 0, 238)"},
		{"edges of positions", []string{"", "object-position: right 10px bottom 20%"}, "object-position", "calc(100% - 10px) 80%"},
	} {
		s := build(t, metrics, c.sheets...)
		if got := s[len(s)-1].Text(prop.Lookup(c.prop)); got != c.want {
			t.Errorf("%s: %s is %q, want %q", c.name, c.prop, got, c.want)
		}
	}
}

// TestSharing: a declaration copies the group that it changes, and no other.
func TestSharing(t *testing.T) {
	s := build(t, Context{}, "color: red; margin: 1px", "", "color: red", "background-color: red", "display: block", "margin: 1px")
	root, plain, same, decor, kind, edges := s[0], s[1], s[2], s[3], s[4], s[5]
	if plain.font != root.font || plain.ink != root.ink || plain.edges != Initial().edges {
		t.Error("an element without declarations copies groups")
	}
	if same.ink != plain.ink {
		t.Error("a declaration that changes nothing copies a group")
	}
	if d := differ(&decor.groups, &same.groups); d != 1<<prop.GroupDecor {
		t.Errorf("background-color changes the groups %b", d)
	}
	if !SameLayout(decor, same) || SamePaint(decor, same) {
		t.Error("a background is paint, not layout")
	}
	if SameLayout(kind, decor) || SameLayout(edges, kind) {
		t.Error("display and margin are layout")
	}
	for sheet, want := range map[string]bool{"opacity: .5": true, "transform: rotate(1deg)": false, "visibility: hidden": true, "visibility: collapse": false, "z-index: 1": true} {
		if x := build(t, Context{}, "", "", sheet); SameLayout(x[2], x[1]) != want {
			t.Errorf("%s: same layout should be %v", sheet, want)
		}
	}
	if x := build(t, Context{}, "", "display: block; margin: 1px 2px", "display: block; margin: 1px 2px"); x[1].edges != x[2].edges || x[1].kind != x[2].kind {
		t.Error("equal groups of one builder are not the same")
	}
	// Adopt makes equal groups of a new style the same pointers.
	var b Builder
	decls, _ := prop.ParseText("margin", "1px", nil)
	b.Start(&Context{})
	b.Apply(decls)
	b.Adopt(root)
	if got := b.Style(true); got.edges != root.edges || got.ink == root.ink {
		t.Error("Adopt keeps what did not change, and only that")
	}
}

func TestHelpers(t *testing.T) {
	one := func(sheet string) *Style { return build(t, Context{}, "", sheet)[1] }
	for text, want := range map[string]value.Keyword{"normal": value.KwNormal, "nowrap": value.KwNowrap, "pre": value.KwPre,
		"pre-wrap": value.KwPreWrap, "pre-line": value.KwPreLine, "break-spaces": value.KwBreakSpaces} {
		if got := one("white-space: " + text).WhiteSpace(); got != want {
			t.Errorf("white-space: %s is %s", text, got)
		}
	}
	for text, want := range map[string][2]bool{ // contains fixed, makes a stacking context
		"opacity: .9": {false, true}, "transform: scale(1)": {true, true}, "position: relative": {false, false},
		"position: relative; z-index: 0": {false, true}, "z-index: 1": {false, false}, "position: fixed": {false, true},
		"filter: blur(1px)": {true, true}, "will-change: transform": {true, true}, "will-change: opacity": {false, true},
		"contain: paint": {true, true}, "isolation: isolate": {false, true}, "perspective: 1px": {true, true},
	} {
		s := one(text)
		if got := [2]bool{s.ContainsFixed(), s.StackingContext()}; got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
	l := one("background: url(a) no-repeat right 1px top 2px / cover, linear-gradient(red, blue) repeat-x fixed content-box").BackgroundLayers()
	if len(l) != 2 || l[0].RepeatX != value.KwNoRepeat || l[0].Size != value.Value(value.KwCover) ||
		value.Text(l[0].Position) != "calc(100% - 1px) 2px" || l[1].RepeatY != value.KwNoRepeat || l[1].Attachment != value.KwFixed ||
		l[1].Clip != value.KwContentBox || l[0].Clip != value.KwBorderBox {
		t.Errorf("layers %+v", l)
	}
	sh := one("box-shadow: inset 1px 2px 3px 4px red, 5px 6px").BoxShadows()
	if len(sh) != 2 || !sh[0].Inset || sh[0].Spread != 4 || sh[1].Y != 6 || !sh[1].Color.Current {
		t.Errorf("shadows %+v", sh)
	}
	f := one("font-family: Times New Roman, 'A B', serif").Families()
	if len(f) != 3 || f[0].Name != "Times New Roman" || f[1].Name != "A B" || f[2].Generic != value.KwSerif {
		t.Errorf("families %+v", f)
	}
	// Without a font-family the standard font counts, which is another than serif's in
	// Chinese, Japanese and Korean.
	if f := one("").Families(); len(f) != 1 || f[0].Generic != value.KwWebkitBody {
		t.Errorf("initial families %+v", f)
	}
	if d := one("text-decoration: line-through underline red").DecorationLines(); d != Underline|LineThrough {
		t.Errorf("lines %b", d)
	}
	if w, h, auto, ok := one("aspect-ratio: auto 16/9").Ratio(); w != 16 || h != 9 || !auto || !ok {
		t.Error("aspect-ratio")
	}
}

func TestVars(t *testing.T) {
	var v *Vars
	for i := range 20 {
		v = v.With(map[string]any{string(rune('a' + i)): i, "last": i})
	}
	if x, ok := v.Lookup("a"); !ok || x != 0 {
		t.Error("an old property is lost")
	}
	if x, _ := v.Lookup("last"); x != 19 {
		t.Error("the newest value wins")
	}
	n := 0
	v.With(map[string]any{"a": nil}).Each(func(string, any) { n++ })
	if n != 20 {
		t.Errorf("%d properties", n)
	}
	if v.depth > maxVarsDepth {
		t.Errorf("chain of %d", v.depth)
	}
}

// TestStyleSize keeps a promise: an element that changes nothing costs one small struct.
func TestStyleSize(t *testing.T) {
	c := &Context{Parent: Initial()}
	var b Builder
	if n := testing.AllocsPerRun(100, func() {
		b.Start(c)
		b.Apply(nil)
		b.Style(false)
	}); n > 1 {
		t.Errorf("%v allocations", n)
	}
}

func TestMathDepth(t *testing.T) {
	for _, c := range []struct{ parent, own, size, depth string }{
		{"", "font-size: math", "100px", "0"},
		{"", "font-size: math; math-depth: 2", "50.41px", "2"},
		{"", "font-size: math; math-depth: auto-add", "100px", "0"},
		{"math-style: compact", "font-size: math; math-depth: auto-add", "71px", "1"},
		{"math-depth: 3", "font-size: math; math-depth: add(-1)", "140.845px", "2"},
		{"math-depth: 2147483647", "math-depth: add(5)", "100px", "2147483647"},
	} {
		list := build(t, Context{}, "font-size: 100px;"+c.parent, c.own)
		s := list[len(list)-1]
		if size, depth := s.Text(prop.FontSize), s.Text(prop.MathDepth); size != c.size || depth != c.depth {
			t.Errorf("%s in %s: %s at depth %s, want %s at %s", c.own, c.parent, size, depth, c.size, c.depth)
		}
	}
}
