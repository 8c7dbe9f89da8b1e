package paged

import (
	"testing"

	"vitrine/css/cascade"
	"vitrine/css/cssom"
	"vitrine/css/media"
	"vitrine/css/syntax"
)

func TestPage(t *testing.T) {
	def := Page{W: 816, H: 1056}
	for _, k := range []struct {
		css   string
		which Which
		want  Page
		sized bool
	}{
		{"", Which{}, def, false},
		{"@page { size: 10in 5in; margin: 1in }", Which{}, Page{960, 480, 96, 96, 96, 96, 0}, true},
		{"@page { size: letter landscape }", Which{}, Page{W: 1056, H: 816}, true},
		{"@page { size: landscape }", Which{}, Page{W: 1056, H: 816}, true},
		{"@page { size: 3in a4 }", Which{}, def, false},
		{"@page :first { margin: 2in } @page { margin: 1in 0.5in }", Which{First: true}, Page{816, 1056, 192, 192, 192, 192, 0}, false},
		{"@page :first { margin: 2in } @page { margin: 1in 0.5in }", Which{}, Page{816, 1056, 96, 48, 96, 48, 0}, false},
		{"@page :left { margin-left: 10px } @page :right { margin-left: 20px }", Which{Left: true}, Page{W: 816, H: 1056, Left: 10}, false},
		{"@page wide { size: 20in 10in } @page { size: 5in }", Which{Name: "wide"}, Page{W: 1920, H: 960}, true},
		{"@page wide { size: 20in 10in }", Which{}, def, false},
		{"@media screen { @page { margin: 1in } } @media print { @page { margin: 2px } }", Which{}, Page{816, 1056, 2, 2, 2, 2, 0}, false},
		{"@page { margin: 1px !important } @page { margin: 5px }", Which{}, Page{816, 1056, 1, 1, 1, 1, 0}, false},
		{"@page { margin-top: 10% }", Which{}, Page{W: 816, H: 1056, Top: 105.6}, false},
		{"@page :nonsense { margin: 3px }", Which{}, def, false},
	} {
		sheet := cssom.Parse(nil, syntax.NewSource("test:", k.css), cssom.Options{})
		r := Collect([]*cascade.Sheet{{CSS: sheet, Origin: cascade.Author}}, &media.Env{Print: true, Width: 800, Height: 600})
		if got, sized := r.Page(def, k.which); got != k.want || sized != k.sized {
			t.Errorf("%s %+v: %+v %v, want %+v", k.css, k.which, got, sized, k.want)
		}
	}
}

func TestDeclarations(t *testing.T) {
	css := "@page :first { @top-left { content: none } } @page { color: red; @top-left { content: 'a'; COLOR: blue } @bottom-center { width: 1px } } @page x { @top-left { content: 'x' } }"
	sheet := cssom.Parse(nil, syntax.NewSource("test:", css), cssom.Options{})
	r := Collect([]*cascade.Sheet{{CSS: sheet, Origin: cascade.Author}}, &media.Env{Print: true})
	var got string
	for _, d := range r.Declarations(Which{First: true}) {
		got += d.Box + "|" + d.Name + "|" + d.Text + "\n"
	}
	want := "|color|color: red;\ntop-left|content|content: \"a\";\ntop-left|color|color: blue;\nbottom-center|width|width: 1px;\ntop-left|content|content: none;\n"
	if got != want || !r.HasBoxes() {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if p, _ := Collect([]*cascade.Sheet{{CSS: cssom.Parse(nil, syntax.NewSource("test:", "@page{page-orientation:rotate-right}@page{page-orientation:sideways}"), cssom.Options{}), Origin: cascade.Author}}, &media.Env{}).Page(Page{}, Which{}); p.Turn != 1 {
		t.Errorf("turned by %d", p.Turn)
	}
}

func FuzzPage(f *testing.F) {
	for _, s := range []string{"@page { size: a4 landscape; margin: 1in 2cm }", "@page x:first:left { size: 1e9in; margin: -5px auto 3% }", "@page :first, y { margin-top: calc(1px) !important }", "@page{size:0 0}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, css string) {
		r := Collect([]*cascade.Sheet{{CSS: cssom.Parse(nil, syntax.NewSource("test:", css), cssom.Options{}), Origin: cascade.Author}}, &media.Env{Print: true})
		for _, w := range []Which{{}, {First: true, Left: true, Name: "x"}, {Blank: true}} {
			p, _ := r.Page(Page{W: 816, H: 1056}, w)
			if w, h := p.Area(1); !(p.W > 0 && p.W <= maxSide && p.H > 0 && p.H <= maxSide && w >= 1 && h >= 1) {
				t.Fatalf("%+v", p)
			}
		}
	})
}
