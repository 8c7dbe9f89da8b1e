package engine_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"vitrine/css/paged"
	"vitrine/engine"
	"vitrine/net/fetch"
)

// pdfFile is a PDF file read back: its objects by number.
type pdfFile map[int]string

// readPDF reads a file, holds it against the standard, and returns its objects as text, with what
// is in their streams.
func readPDF(t *testing.T, b []byte, pages int) pdfFile {
	t.Helper()
	api.DisableConfigDir()
	conf := model.NewDefaultConfiguration()
	conf.ValidationMode = model.ValidationStrict
	conf.Offline = true
	if err := api.Validate(bytes.NewReader(b), conf); err != nil {
		t.Errorf("not a valid PDF file: %v", err)
	}
	if n, err := api.PageCount(bytes.NewReader(b), conf); err != nil || n != pages {
		t.Errorf("%d pages in the file, %v; %d were printed", n, err, pages)
	}
	ctx, err := api.ReadContext(bytes.NewReader(b), conf)
	if err != nil {
		t.Fatal(err)
	}
	f := pdfFile{}
	for n, e := range ctx.Table {
		o, err := ctx.Dereference(*types.NewIndirectRef(n, 0))
		if err != nil {
			t.Fatal(err)
		}
		switch o := o.(type) {
		case nil:
		case types.StreamDict:
			if err := o.Decode(); err != nil {
				t.Fatal(err)
			}
			f[n] = o.PDFString() + "stream\n" + string(o.Content)
		default:
			if !e.Free {
				f[n] = o.PDFString()
			}
		}
	}
	return f
}

func (f pdfFile) ref(obj, key string) int {
	m := regexp.MustCompile(key + `(?: |\[)(\d+) 0 R`).FindStringSubmatch(obj)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1])
	return n
}

// pages returns the page objects in order.
func (f pdfFile) pages() (list []string) {
	for _, o := range f {
		if strings.Contains(o, "/Type/Pages>>") {
			for _, m := range regexp.MustCompile(`(\d+) 0 R`).FindAllStringSubmatch(o, -1) {
				n, _ := strconv.Atoi(m[1])
				list = append(list, f[n])
			}
		}
	}
	return list
}

// text returns the characters of a page, by the ToUnicode maps of its fonts: runs ended by |. At each
// run's start is its baseline in px of the page when places are asked for.
func (f pdfFile) text(page string, places bool) string {
	var out strings.Builder
	says := map[string]string{}
	show := regexp.MustCompile(`/F(\d+) [\d.]+ Tf|<([0-9A-F]+)>|1 0 0 -1 [\d.]+ ([\d.]+) Tm|ET\n`)
	hex := func(s string) (r rune) { n, _ := strconv.ParseInt(s, 16, 32); return rune(n) }
	body := f[f.ref(page, "/Contents")]
	body = regexp.MustCompile(`/X(\d+) Do`).ReplaceAllStringFunc(body, func(s string) string { // the margins
		n, _ := strconv.Atoi(s[2:strings.Index(s, " ")])
		return f[n]
	})
	for _, m := range show.FindAllStringSubmatch(body, -1) {
		switch {
		case m[1] != "":
			n, _ := strconv.Atoi(m[1])
			says = map[string]string{}
			for _, c := range regexp.MustCompile(`<([0-9A-F]+)> <([0-9A-F]+)>\n`).FindAllStringSubmatch(f[f.ref(f[n], "/ToUnicode")], -1) {
				var s strings.Builder
				for i := 0; i+4 <= len(c[2]); i += 4 {
					s.WriteRune(hex(c[2][i : i+4]))
				}
				says[c[1]] = s.String()
			}
		case m[2] != "":
			out.WriteString(says[m[2]])
		case m[3] != "":
			if places {
				out.WriteString(m[3] + " ")
			}
		default:
			out.WriteByte('|')
		}
	}
	return out.String()
}

func printed(t *testing.T, html string, o engine.Print) (pdfFile, engine.Printed) {
	t.Helper()
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	w, h := o.Paper.Area(1)
	e := engine.New(engine.Config{Fetch: client, Print: &o, Width: int(w), Height: int(h)})
	defer e.Close()
	name := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(name, []byte(html), 0o644); err != nil {
		t.Fatal(err)
	}
	p := e.NewPage()
	ctx := context.Background()
	if err := p.Visit(ctx, engine.Visit{URL: "file://" + filepath.ToSlash(name)}); err != nil {
		t.Fatal(err)
	}
	if err := p.Idle(ctx); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out, err := p.PDF(ctx, &b)
	if err != nil {
		t.Fatal(err)
	}
	return readPDF(t, b.Bytes(), out.Pages), out
}

var letter = engine.Print{Paper: paged.Page{W: 816, H: 1056, Top: 48, Right: 48, Bottom: 48, Left: 48}}

func TestPDFPages(t *testing.T) {
	for _, k := range []struct {
		name, html string
		want       []string // the text of each page, runs ended by |
	}{
		{"media", `<style>@media screen { b { display: none } } @media print { i { display: none } }</style><b>paper</b><i>screen</i>`, []string{"paper|"}},
		{"forced", `<p>one<p style="page-break-before:always">two<p style="break-before:page">three`, []string{"one|", "two|", "three|"}},
		{"right", `<p>one<p style="break-before:right">two`, []string{"one|", "", "two|"}},
		{"avoid", `<div style="height:800px">a</div><div style="break-inside:avoid"><div style="height:100px">b</div><div style="height:100px">c</div></div>`, []string{"a|", "b|c|"}},
		{"keep with next", `<div style="height:700px">a</div><h2 style="break-after:avoid">head</h2><div style="height:300px;break-inside:avoid">c</div>`, []string{"a|", "head|c|"}},
		{"fixed", `<div style="position:fixed;top:0">top</div><p>one<p style="break-before:page">two`, []string{"one|top|", "two|top|"}},
		{"header", `<style>tr, div div { break-inside: avoid }</style><table><thead><tr><th>head<tbody><tr><td><div style="height:700px">1</div><tr><td><div style="height:700px">2</div></table>`, []string{"head|1|", "head|2|"}},
		{"columns", `<style>div div { break-inside: avoid }</style><div style="columns:2;column-fill:auto"><div style="height:900px">1</div><div style="height:900px">2</div><div style="height:900px">3</div></div>`, []string{"1|2|", "3|"}},
		{"size", `<style>@page { size: 4in 2in; margin: 0.5in }</style><div style="height:90px">a</div><div style="height:90px;break-inside:avoid">b</div>`, []string{"a|", "b|"}},
		{"footer", `<style>@page{size:4in 3in;margin:.5in}tr{break-inside:avoid}td{padding:0}table{border-spacing:0}</style><table><tfoot><tr><td>foot<tbody><tr><td><div style="height:70px">1</div><tr><td><div style="height:70px">2</div><tr><td><div style="height:50px">3</div></table>`, []string{"1|2|foot|", "3|foot|"}},
		{"margin boxes", `<style>@page{size:4in 2in;margin:.5in;@bottom-center{content:counter(page) "/" counter(pages)}@top-left{content:"all"}}@page:first{@top-left{content:none}}</style><p>one<p style="break-before:page">two`, []string{"one|1/2|", "two|all|2/2|"}},
		{"named", `<style>@page wide{@top-right{content:"w"}}.w{page:wide}</style><p>one<div class=w><p>two</div><p>three`, []string{"one|", "two|w|", "three|"}},
		{"widths", `<style>@page{size:1.5in 3in;margin:0}@page wide{size:4in 3in;margin:0}body{margin:0;font:16px monospace}p{margin:0}.w{page:wide}</style><p>one two three four<div class=w><p>five six seven eight</p></div><div><div><p>nine ten eleven twelve</p><p class=w>thirteen fourteen fifteen</div></div>`,
			[]string{"one two three|four|", "five six seven eight|", "nine ten|eleven twelve|", "thirteen fourteen fifteen|"}},
		{"ligature", `<p>office &#x5e9;&#x5dc;`, []string{"office |\u05dc\u05e9|"}},
	} {
		f, out := printed(t, "<!DOCTYPE html>"+k.html, letter)
		var got []string
		for _, p := range f.pages() {
			got = append(got, f.text(p, false))
		}
		if out.Pages != len(got) || strings.Join(got, " / ") != strings.Join(k.want, " / ") {
			t.Errorf("%s: %q (%d pages), want %q", k.name, got, out.Pages, k.want)
		}
	}
}

// Pages break, and lines are, where they do in Chromium's PDF of the same page.
func TestPDFPlaces(t *testing.T) {
	const sheet = `<!DOCTYPE html><style>@page{size:300px 200px;margin:0}body{margin:0;font:16px/20px monospace}td,th{padding:0}table{border-spacing:5px}</style>`
	const lines = "a<br>b<br>c<br>d<br>e<br>f<br>g<br>h"
	for _, k := range []struct {
		name, html string
		want       []string // the baseline and text of each run
	}{
		{"a broken row aligns no cells", `<div style="height:100px">.</div><table><tr><td>` + lines + `<td>mid<td valign=bottom>bot<tr><td>z</table>after`,
			[]string{"14 .|119 a|139 b|159 c|179 d|119 mid|119 bot|", "14 e|34 f|54 g|74 h|99 z|124 after|"}},
		{"a cell over rows goes on beside them", `<div style="height:100px">.</div><table><tr><td rowspan=2>x<td>1<tr><td>` + lines + `<tr><td>z</table>after`,
			[]string{"14 .|119 x|119 1|144 a|164 b|184 c|", "19 d|39 e|59 f|79 g|99 h|124 z|149 after|"}},
		{"between parts of a table", `<div style="height:150px">.</div><table><tbody><tr><td>x<tbody><tr><td>` + lines + `<tr><td>z</table>after`,
			[]string{"14 .|169 x|", "14 a|34 b|54 c|74 d|94 e|114 f|134 g|154 h|179 z|", "14 after|"}},
		{"a margin through what is empty", `<div style="height:150px">.</div><div><div><h2 style="margin:20px 0;font:16px/20px monospace">head</h2><div></div></div><div></div></div><p>text`,
			[]string{"14 .|184 head|", "14 text|"}},
		{"the spacing of a table that ends", `<div style="height:172px">.</div><table><tr><td>x</table>after`,
			[]string{"14 .|191 x|", "14 after|"}},
	} {
		f, _ := printed(t, sheet+k.html, letter)
		var got []string
		for _, page := range f.pages() {
			got = append(got, f.text(page, true))
		}
		if strings.Join(got, "/") != strings.Join(k.want, "/") {
			t.Errorf("%s: %q, want %q", k.name, got, k.want)
		}
	}
}

// The places are those of Chromium's PDF of the same page, to a tenth of a point.
func TestPDFMarginPlaces(t *testing.T) {
	f, _ := printed(t, `<!DOCTYPE html><style>@page{size:5in 4in;margin:1in;@top-left{content:"Left long long long text and more of it to wrap"}
@top-center{content:"center center center"}@top-right{content:"R"}@left-bottom{content:"bb";height:30px}
@bottom-left{content:"L";width:30%}@bottom-right{content:"right";padding:5px;margin-top:10px}}</style>x`, letter)
	page := f.pages()[0]
	var form string
	for _, o := range f {
		if strings.Contains(o, "/Subtype/Form") {
			form = o
		}
	}
	var got []string
	for _, m := range regexp.MustCompile(`1 0 0 -1 ([\d.]+ [\d.]+) Tm`).FindAllStringSubmatch(form, -1) {
		got = append(got, m[1])
	}
	want := "96 26, 96 44, 96 62, 96 80, 220.4531 35, 220.4531 53, 220.4531 71, 373.3281 53, 348.7812 346, 96 341, 40 284"
	if strings.Join(got, ", ") != want {
		t.Errorf("margin boxes of %.80s: baselines at %q, want %q", page, strings.Join(got, ", "), want)
	}
}

func TestPDFOutlineAndTurn(t *testing.T) {
	f, _ := printed(t, `<!DOCTYPE html><style>@page{size:4in 2in;page-orientation:rotate-left}</style><h1>One</h1><h2>Two</h2><h1 style="break-before:page">Three</h1>`, letter)
	all := ""
	for _, o := range f {
		all += o + "\n"
	}
	one, two, three := textOf("One"), textOf("Two"), textOf("Three")
	for _, want := range []string{"/Title" + one, "/Title" + two, "/Title" + three, "/Type/Outlines>>", "/Count 3", "/MediaBox[0 0 144 288]"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %s in the file", want)
		}
	}
	for n, o := range f { // the second heading is below the first
		if strings.Contains(o, "/Title"+two) {
			if parent := f[f.ref(o, "/Parent")]; !strings.Contains(parent, "/Title"+one) {
				t.Errorf("object %d is below %s", n, parent)
			}
		}
	}
}

func textOf(s string) string {
	out := "<FEFF"
	for _, r := range s {
		out += fmt.Sprintf("%04X", r)
	}
	return out + ">"
}

func TestPDFLinksAndPictures(t *testing.T) {
	f, out := printed(t, `<!DOCTYPE html><title>T(é)</title><a href="https://a.test/x(1)">out</a> <a href="#there">in</a><div style="filter:blur(3px);width:9px;height:9px;background:red"></div>
<div style="height:20px;background:linear-gradient(red,blue)"></div><div style="opacity:.5">half</div><p id=there style="break-before:page">there`, letter)
	all := ""
	for _, o := range f {
		all += o + "\n"
	}
	for _, want := range []string{`/URI(https://a.test/x\(1\))`, "/Dest(there)", "/Dests<</Names[(there)[", "/ShadingType 2", "/ca 0.50", "/Subtype/CIDFontType2", "/FontFile2",
		"/Title" + textOf("T(é)"), "/Subtype/Image"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %s in the file", want)
		}
	}
	if out.Pages != 2 || len(out.Rasterised) != 1 || out.Rasterised["filters"] != 1 {
		t.Errorf("%+v", out)
	}
}
