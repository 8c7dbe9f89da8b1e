package prop

import (
	"testing"

	"vitrine/css/syntax"
)

func BenchmarkParse(b *testing.B) {
	for _, d := range [][2]string{{"display", "inline-block"}, {"width", "12.5em"}, {"color", "#336699"}, {"color", "rgb(10 20 30 / 50%)"},
		{"margin", "0 auto 1em"}, {"border", "1px solid red"}, {"font", "italic bold 12px/1.5 'A B', serif"},
		{"background", "url(a.png) no-repeat left 10px top 20px / cover, linear-gradient(to right, red, blue 50%) #fff"},
		{"background", "#fafafa"}, {"font-family", "Arial, sans-serif"}, {"transition", "color .2s"}, {"flex", "1"},
		{"grid-template-columns", "[a] repeat(12, minmax(0, 1fr)) [b]"}, {"width", "calc(100% - 2 * (10px + 1em))"}} {
		b.Run(d[0]+": "+d[1], func(b *testing.B) {
			v := syntax.ParseComponents(d[1])
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ParseDeclaration(d[0], v, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
