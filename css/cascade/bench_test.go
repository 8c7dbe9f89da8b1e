package cascade

import (
	"fmt"
	"strings"
	"testing"

	"vitrine/css/media"
	"vitrine/engine/dom"
)

// documentation makes a document of about n elements like a page of reference documentation:
// sections with headings, paragraphs with code and links, lists, tables.
func documentation(n int) *dom.Document {
	d := dom.NewDocument("https://a.test/")
	made := 0
	add := func(p *dom.Node, name, class, id string) *dom.Node {
		var a []dom.Attr
		if class != "" {
			a = append(a, dom.Attr{Name: dom.Intern("class"), Value: class})
		}
		if id != "" {
			a = append(a, dom.Attr{Name: dom.Intern("id"), Value: id})
		}
		if name == "a" {
			a = append(a, dom.Attr{Name: dom.Intern("href"), Value: "#x"})
		}
		e := d.NewElement(dom.HTML, dom.Intern(name), a)
		d.Append(p, e)
		made++
		return e
	}
	body := add(add(d.Root(), "html", "", ""), "body", "page", "")
	main := add(body, "main", "content", "main")
	for i := 0; made < n; i++ {
		sec := add(main, "section", "section level-2", fmt.Sprint("sec-", i))
		add(add(sec, "h2", "title", ""), "a", "headerlink", "")
		for j := 0; j < 6 && made < n; j++ {
			p := add(sec, "p", "", "")
			add(add(p, "code", "literal", ""), "span", "pre", "")
			add(p, "a", "reference internal", "")
			add(p, "em", "", "")
		}
		ul := add(sec, "ul", "simple", "")
		for j := 0; j < 5 && made < n; j++ {
			add(add(ul, "li", "", ""), "p", "", "")
		}
		pre := add(add(sec, "div", "highlight", ""), "pre", "", "")
		for j := 0; j < 12 && made < n; j++ {
			add(pre, "span", [...]string{"n", "k", "o", "s1", "p"}[j%5], "")
		}
		tb := add(add(sec, "table", "docutils", ""), "tbody", "", "")
		for j := 0; j < 4 && made < n; j++ {
			tr := add(tb, "tr", "row", "")
			add(tr, "td", "", "")
			add(tr, "td", "", "")
		}
	}
	return d
}

// documentationSheet makes a sheet of 500 rules like those of documentation themes.
func documentationSheet() string {
	var b strings.Builder
	b.WriteString(":root{--fg:#222;--pad:4px}body{color:var(--fg);font:16px/1.5 serif}a{color:#06c}a:hover{color:red}")
	b.WriteString("section > h2 .headerlink{visibility:hidden}h2:hover > a{visibility:visible}pre{padding:var(--pad) 8px}")
	for i := 0; i < 500; i++ {
		switch i % 10 {
		case 0:
			fmt.Fprintf(&b, ".highlight .c%d{color:#%03x}", i, i)
		case 1:
			fmt.Fprintf(&b, "div.sidebar%d ul li > a{padding:0 %dpx}", i, i)
		case 2:
			fmt.Fprintf(&b, "section.w%d p:first-child{margin-top:0}", i)
		case 3:
			fmt.Fprintf(&b, "#id%d .title, .admonition.n%d{border:1px solid}", i, i)
		case 4:
			fmt.Fprintf(&b, ".theme%d p code{color:red}", i)
		case 5:
			fmt.Fprintf(&b, "nav .menu%d li:nth-child(2n+1) a{color:blue}", i)
		case 6:
			fmt.Fprintf(&b, "@media (max-width:%dpx){.m%d{display:none}}", i, i)
		case 7:
			fmt.Fprintf(&b, "table.t%d td + td, table.t%d tr:hover{background:#eee}", i, i)
		case 8:
			fmt.Fprintf(&b, ".btn%d::before{content:'x'}", i)
		case 9:
			fmt.Fprintf(&b, "[data-v%d] > .x, input[type=t%d]{margin:0}", i, i)
		}
	}
	b.WriteString(".highlight .k{color:green}.highlight .s1{color:brown}table.docutils td{padding:4px}li:nth-child(odd){color:#333}")
	return b.String()
}

func BenchmarkResolve(b *testing.B) {
	css := documentationSheet()
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			in := Input{Doc: documentation(n), Env: media.Env{Width: 1024, Height: 768},
				Sheets: []*Sheet{sheet(UserAgent, basicUA), sheet(Author, css)}}
			Resolve(nil, in, nil) // declarations are parsed once
			b.ReportAllocs()
			b.ResetTimer()
			for b.Loop() {
				Resolve(nil, in, nil)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/element")
		})
	}
}

// TestCostPerElement holds two promises by counts: styles computed do not grow with the page, and
// memory per element is a few words.
func TestCostPerElement(t *testing.T) {
	css := documentationSheet()
	run := func(n int) (Stats, float64) {
		in := Input{Doc: documentation(n), Env: media.Env{Width: 1024, Height: 768},
			Sheets: []*Sheet{sheet(UserAgent, basicUA), sheet(Author, css)}}
		r := Resolve(nil, in, nil)
		allocs := testing.AllocsPerRun(1, func() { Resolve(nil, in, nil) })
		return r.Stats, allocs
	}
	small, _ := run(2_000)
	large, allocs := run(50_000)
	if large.Computed > small.Computed+5 {
		t.Errorf("%d styles computed for 2,000 elements, %d for 50,000", small.Computed, large.Computed)
	}
	if per := float64(large.Matches) / float64(large.Elements); per > 25 {
		t.Errorf("%.1f selectors tested per element", per)
	}
	if per := allocs / float64(large.Elements); per > 0.2 {
		t.Errorf("%.2f allocations per element", per)
	}
	t.Logf("%+v; %+v; %.0f allocations", small, large, allocs)
}

// BenchmarkHas styles pages with rules that ask for relatives of many kinds: time grows with the
// number of elements.
func BenchmarkHas(b *testing.B) {
	const css = `section:has(> h2) { color: red } p:has(code .pre) { top: 1px } li:has(~ li p) { left: 1px }
		tr:has(+ tr td) { right: 1px } :has(table tr) { bottom: 1px } div:not(:has(.k + .o)) { opacity: .5 } main:has(.nothing .at ~ .all) { color: blue }`
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			in := Input{Doc: documentation(n), Env: media.Env{Width: 800, Height: 600}, Sheets: []*Sheet{sheet(Author, css)}}
			b.ReportAllocs()
			for b.Loop() {
				r := Resolve(nil, in, nil)
				b.ReportMetric(float64(r.Stats.Matches)/float64(n), "matches/element")
			}
		})
	}
}

// BenchmarkContainers resolves styles of pages whose containers all have a size of their own, with
// queries and container units inside of each.
func BenchmarkContainers(b *testing.B) {
	const css = `.c { container-type: inline-size } @container (width > 300px) { p { color: red; width: 50cqw } }
		@container (width <= 300px) and style(--x) { p { color: blue } } @container (300px < width < 500px) { .c > p { top: 10cqi } }`
	for _, n := range []int{1000, 4000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			doc := parseHTML(b, "<body>"+strings.Repeat("<div class=c style='--x: 1'><p>a<b>b</b></p><p>c</p></div>", n))
			in := Input{Doc: doc, Env: media.Env{Width: 800, Height: 600}, Sheets: []*Sheet{sheet(UserAgent, basicUA), sheet(Author, css)}}
			for e := doc.Body().FirstElement(); e != nil; e = e.NextElement() {
				in.Containers = append(in.Containers, ContainerSize{e.ID(), float32(len(in.Containers) % 700), 20})
			}
			b.ReportAllocs()
			for b.Loop() {
				r := Resolve(nil, in, nil)
				b.ReportMetric(float64(r.Stats.Matches)/float64(n), "matches/container")
			}
		})
	}
}
