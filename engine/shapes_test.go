package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"vitrine/engine"
	"vitrine/layout"
	"vitrine/layout/box"
	"vitrine/net/fetch"
	"vitrine/paint"
)

// shapes are documents of n boxes each that a layout with a loop in a loop would never finish.
var shapes = []struct {
	name string
	make func(n int) string
}{
	{"floats", func(n int) string {
		return `<style>i { float: left; width: 20px; height: 10px } i:nth-child(3n) { height: 25px } i:nth-child(7n) { float: right }</style>` +
			strings.Repeat("<i></i>", n)
	}},
	{"nestedFloats", func(n int) string { // a float in a float, 100 deep, again and again
		const deep = 100
		return `<style>b { float: left; padding: 1px }</style>` +
			strings.Repeat(strings.Repeat("<b>", deep)+"x"+strings.Repeat("</b>", deep), n/deep)
	}},
	{"rows", func(n int) string {
		return "<table>" + strings.Repeat("<tr><td>a<td>b", n) + "</table>"
	}},
	{"positioned", func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `<b style="position:absolute;left:%dpx;top:%dpx">x</b>`, i%1000, i/10)
		}
		return b.String()
	}},
	{"paragraph", func(n int) string { // 10 bytes a word
		return "<p>" + strings.Repeat("some words ", n)
	}},
	{"inlines", func(n int) string {
		return "<p>" + strings.Repeat("<em>ab</em> <b>c</b> ", n/2)
	}},
	{"nest", func(n int) string { // tables in inline-blocks in floats
		const deep = 32
		return `<style>span { display: inline-block } b { float: left }</style>` +
			strings.Repeat(strings.Repeat("<b><span><table><td>", deep)+"x"+strings.Repeat("</table></span></b>", deep), max(1, n/deep/5))
	}},
	{"gridCells", func(n int) string {
		return `<div style="display:grid;grid-template-columns:repeat(20,1fr)">` + strings.Repeat("<i>a</i>", n) + "</div>"
	}},
	{"gridAuto", func(n int) string { // spans that the placement has to pack around
		return `<style>i:nth-child(3n) { grid-column: span 2 } i:nth-child(7n) { grid-row: span 2 }</style>` +
			`<div style="display:grid;grid-template-columns:repeat(12,auto);grid-auto-flow:dense">` + strings.Repeat("<i>a</i>", n) + "</div>"
	}},
	{"flexLine", func(n int) string { // items on one line that all shrink
		return `<style>i { flex: 1 1 30px; min-width: 0; overflow: hidden }</style><div style="display:flex">` + strings.Repeat("<i>a</i>", n) + "</div>"
	}},
	{"flexWrap", func(n int) string {
		return `<style>i { flex: 1 1 90px }</style><div style="display:flex;flex-wrap:wrap">` + strings.Repeat("<i>a</i>", n) + "</div>"
	}},
	{"flexNest", func(n int) string { return nest(n, 50, `<div style="display:flex">`, "</div>") }},
	{"flexColumnNest", func(n int) string {
		return nest(n, 50, `<div style="display:flex;flex-direction:column">`, "</div>")
	}},
	{"gridNest", func(n int) string { return nest(n, 50, `<div style="display:grid">`, "</div>") }},
	{"siblings", func(n int) string {
		return strings.Repeat("<div>a</div>", n)
	}},
}

// nest puts elements into each other, deep levels of them, n elements in all.
func nest(n, deep int, open, close string) string {
	return strings.Repeat(strings.Repeat(open, deep)+"x"+strings.Repeat(close, deep), max(1, n/deep))
}

// BenchmarkShapes lays out and records documents of one shape in growing size: the cost per box
// must stay the same.
func BenchmarkShapes(b *testing.B) {
	for _, s := range shapes {
		for _, n := range []int{1000, 10000, 100000} {
			if n > 10000 && testing.Short() {
				continue
			}
			client := fetch.New(fetch.Config{Offline: true})
			e := engine.New(engine.Config{Fetch: client})
			fr, doc := frameOf(b, e, []byte("<!doctype html><meta charset=utf-8>"+s.make(n)))
			per := func(b *testing.B) {
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/box")
			}
			b.Run(fmt.Sprintf("%s/layout/%d", s.name, n), func(b *testing.B) {
				for b.Loop() {
					b.StopTimer()
					boxes := box.Build(nil, box.Input{Doc: doc, Styles: fr.Styles, Fonts: fr.Fonts, Viewport: fr.Viewport}, nil)
					b.StartTimer()
					layout.Run(nil, boxes, fr.Fonts)
				}
				per(b)
			})
			b.Run(fmt.Sprintf("%s/paint/%d", s.name, n), func(b *testing.B) {
				for b.Loop() {
					paint.Record(nil, paint.Input{Tree: fr.Frags, Fonts: fr.Fonts})
				}
				per(b)
			})
			e.Close()
			client.Close()
		}
	}
}
