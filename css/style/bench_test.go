package style

import (
	"testing"

	"vitrine/css/prop"
	"vitrine/css/value"
)

func parseAll(tb testing.TB, decls ...[2]string) (out []prop.Decl) {
	for _, d := range decls {
		ds, err := prop.ParseText(d[0], d[1], nil)
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, ds...)
	}
	return out
}

func BenchmarkStyle(b *testing.B) {
	for _, bm := range []struct {
		name  string
		decls [][2]string
	}{
		{"none", nil},
		{"inherited", [][2]string{{"color", "#333"}, {"font-size", "1.2em"}}},
		{"block", [][2]string{{"display", "block"}, {"margin", "1em 0"}, {"padding", "0 10px"}, {"border-bottom", "1px solid #ccc"}, {"background", "#fafafa"}, {"line-height", "1.5"}}},
		{"same", [][2]string{{"display", "inline"}, {"color", "canvastext"}, {"margin", "0"}}},
	} {
		b.Run(bm.name, func(b *testing.B) {
			decls := parseAll(b, bm.decls...)
			parent := Initial()
			var bu Builder
			c := &Context{Context: value.Context{RootFontSize: 16, ViewportW: 800, ViewportH: 600}, Parent: parent}
			b.ReportAllocs()
			for b.Loop() {
				bu.Start(c)
				bu.Apply(decls)
				bu.Style(false)
			}
		})
	}
}
