package engine_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vitrine/css/cascade"
	"vitrine/engine"
	"vitrine/engine/dom"
	"vitrine/engine/htmlparse"
	"vitrine/layout"
	"vitrine/layout/box"
	"vitrine/layout/text"
	"vitrine/net/fetch"
	"vitrine/net/weburl"
	"vitrine/paint"
)

// generated returns a document of about n elements: sections of headings, paragraphs with inline
// elements, lists and small tables, with a sheet that styles them.
func generated(n int) []byte {
	var b strings.Builder
	b.WriteString(`<!doctype html><meta charset=utf-8><title>Generated</title><style>
body { font: 16px/1.4 serif; margin: 8px } h2 { color: #246; border-bottom: 1px solid #ccc }
.note { background: #fec; padding: 4px 8px; margin: 8px 0 } li > a { color: green }
table { border-collapse: collapse } td { border: 1px solid #888; padding: 2px }
p code { font-family: monospace; background: #eee } section p:first-of-type { font-weight: bold }
</style><body>`)
	const perSection = 25
	for i := 0; i < n/perSection; i++ {
		fmt.Fprintf(&b, `<section id=s%d><h2>Section %d</h2><p>Some words with <em>emphasis</em>, <code>code</code> and a <a href="#s%d">link</a> to read.
<p class=note>A note about the section, long enough to be broken into two lines when the window is narrow.
<ul><li><a href=x>one</a><li><a href=y>two</a><li>three <b>bold</b></ul>
<table><tr><td>a<td>b<tr><td>c<td>d</table><p>Last <i>words</i>.<div class=end><span>end</span></div></section>`, i, i, i/2)
	}
	return []byte(b.String())
}

// BenchmarkStages measures each stage alone on documents of growing size: the cost per element
// must stay the same.
func BenchmarkStages(b *testing.B) {
	for _, n := range []int{1000, 10000, 100000, 1000000} {
		if n > 100000 && testing.Short() {
			continue
		}
		page := generated(n)
		client := fetch.New(fetch.Config{Offline: true})
		e := engine.New(engine.Config{Fetch: client})
		fr, doc := frameOf(b, e, page)
		per := func(b *testing.B) {
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/element")
		}
		b.Run(fmt.Sprintf("parse/%d", n), func(b *testing.B) {
			for b.Loop() {
				htmlparse.Parse(nil, htmlparse.Input{URL: "about:blank", Body: page})
			}
			per(b)
		})
		b.Run(fmt.Sprintf("style/%d", n), func(b *testing.B) {
			for b.Loop() {
				cascade.Resolve(nil, engine.StyleInput(fr, doc), nil)
			}
			per(b)
		})
		b.Run(fmt.Sprintf("boxes/%d", n), func(b *testing.B) {
			for b.Loop() {
				box.Build(nil, box.Input{Doc: doc, Styles: fr.Styles, Fonts: fr.Fonts, Viewport: fr.Viewport}, nil)
			}
			per(b)
		})
		b.Run(fmt.Sprintf("layout/%d", n), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				boxes := box.Build(nil, box.Input{Doc: doc, Styles: fr.Styles, Fonts: fr.Fonts, Viewport: fr.Viewport}, nil)
				b.StartTimer()
				layout.Run(nil, boxes, fr.Fonts)
			}
			per(b)
		})
		b.Run(fmt.Sprintf("paint/%d", n), func(b *testing.B) {
			for b.Loop() {
				paint.Record(nil, paint.Input{Tree: fr.Frags, Fonts: fr.Fonts})
			}
			per(b)
		})
		b.Run(fmt.Sprintf("pixels/%d", n), func(b *testing.B) {
			for b.Loop() {
				fr.Image(engine.Shot{})
			}
		})
		e.Close()
		client.Close()
	}
}

// openPage opens a document from a file and waits until it is complete.
func openPage(t testing.TB, e *engine.Engine, page []byte) *engine.Page {
	path := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(path, page, 0o644); err != nil {
		t.Fatal(err)
	}
	u, err := weburl.FromFile(path)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	p, err := e.Load(ctx, u.String())
	if err == nil {
		err = p.Idle(ctx)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func frameOf(t testing.TB, e *engine.Engine, page []byte) (*engine.Frame, *dom.Document) {
	p := openPage(t, e, page)
	var doc *dom.Document
	p.Do(context.Background(), func(d *dom.Document) { doc = d })
	return p.Frame(), doc
}

// BenchmarkPage runs the whole line on a documentation page of 100 kB, fonts warm.
func BenchmarkPage(b *testing.B) {
	page := generated(3000)
	b.Logf("%d bytes", len(page))
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	e := engine.New(engine.Config{Fetch: client, Fonts: text.NewFonts(text.Config{})})
	defer e.Close()
	path := filepath.Join(b.TempDir(), "page.html")
	os.WriteFile(path, page, 0o644)
	u, _ := weburl.FromFile(path)
	ctx := context.Background()
	for b.Loop() {
		p, err := e.Load(ctx, u.String())
		if err == nil {
			err = p.Idle(ctx)
		}
		if err != nil {
			b.Fatal(err)
		}
		p.Frame().Image(engine.Shot{})
		p.Close()
	}
}

// BenchmarkLine runs the whole line, from a file to pixels, on documents of growing size: the cost
// per element must stay the same.
func BenchmarkLine(b *testing.B) {
	for _, n := range []int{1000, 10000, 100000, 1000000} {
		if n > 100000 && testing.Short() {
			continue
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) { benchmarkLine(b, n, generated(n)) })
	}
	const deep = 100000
	b.Run("nested", func(b *testing.B) {
		benchmarkLine(b, deep, []byte("<!doctype html><meta charset=utf-8>"+strings.Repeat("<div>", deep)+"x"))
	})
}

func benchmarkLine(b *testing.B, n int, page []byte) {
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	e := engine.New(engine.Config{Fetch: client})
	defer e.Close()
	for b.Loop() {
		p := openPage(b, e, page)
		p.Frame().Image(engine.Shot{})
		p.Close()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/element")
}
