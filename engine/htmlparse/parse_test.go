package htmlparse

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vitrine/engine/dom"
	"vitrine/engine/trace"
)

// tree prints d on one line: elements as name[attr=value](kids), text quoted.
func tree(d *dom.Document) string {
	var b strings.Builder
	var walk func(*dom.Node)
	walk = func(n *dom.Node) {
		switch n.Type {
		case dom.TextNode:
			fmt.Fprintf(&b, "%q", n.Data())
		case dom.CommentNode:
			b.WriteString("!")
		case dom.PINode:
			fmt.Fprintf(&b, "?%s", n.Atom().Value())
		case dom.ElementNode:
			if p := n.Prefix(); p != "" {
				b.WriteString(p + ":")
			}
			b.WriteString(n.Name())
			for _, a := range n.Attrs() {
				if a.NS != dom.XMLNS {
					fmt.Fprintf(&b, "[%s=%s]", a.Name.Value(), a.Value)
				}
			}
		}
		if n.First() != nil {
			b.WriteString("(")
			for c := n.First(); c != nil; c = c.Next() {
				if c != n.First() {
					b.WriteString(" ")
				}
				walk(c)
			}
			b.WriteString(")")
		}
	}
	for c := d.Root().First(); c != nil; c = c.Next() {
		if c.Type != dom.DoctypeNode {
			walk(c)
		}
	}
	return b.String()
}

func TestXML(t *testing.T) {
	const x = `<html xmlns="http://www.w3.org/1999/xhtml">`
	for _, c := range []struct{ name, in, want string }{
		{"self-closed", x + `<p/><b>t</b></html>`, `html(p b("t"))`},
		{"case and CDATA", x + `<P><![CDATA[a<b&c]]>d</P></html>`, `html(P("a<b&cd"))`},
		{"references", x + `<p a="&lt;&#65;&#x42;&quot;">&amp;&gt;</p></html>`, `html(p[a=<AB"]("&>"))`},
		{"attribute white space", x + "<p a='1\n2\t3'/></html>", `html(p[a=1 2 3])`},
		{"line ends", x + "<p>a\r\nb\rc</p></html>", `html(p("a\nb\nc"))`},
		{"XHTML entities", `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://x">` + x + `<p>&nbsp;&eacute;</p></html>`, `html(p("\u00a0é"))`},
		{"own entities", `<!DOCTYPE html [<!ENTITY e "<b>x</b>&f;"><!ENTITY f "&#33;">]>` + x + `&e;</html>`, `html(b("x") "!")`},
		{"instruction", `<?xml version="1.0"?><?xml-stylesheet href="a"?>` + x + `</html>`, `?xml-stylesheethtml`},
		{"prefixes", `<a xmlns:s="http://www.w3.org/2000/svg"><s:g xmlns=""/></a>`, `a(s:g)`},
	} {
		d := Parse(nil, Input{URL: "u", ContentType: "application/xhtml+xml", Body: []byte(c.in)})
		if got := tree(d); got != c.want {
			t.Errorf("%s: %s\nwant %s", c.name, got, c.want)
		}
		if d.Mode != dom.NoQuirks || !d.XML {
			t.Errorf("%s: mode %v", c.name, d.Mode)
		}
	}
	d := Parse(nil, Input{ContentType: "image/svg+xml", Body: []byte(`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><a xlink:href="x"/></svg>`)})
	a := d.DocumentElement().First()
	if a.NS() != dom.SVG || a.Attrs()[0].NS != dom.XLink {
		t.Errorf("namespaces: %v %v", a.NS(), a.Attrs())
	}
}

func TestXMLErrorsKeepWhatCameBefore(t *testing.T) {
	const x = "<html xmlns=\"http://www.w3.org/1999/xhtml\">\n"
	for _, c := range []struct{ name, in, pos, keep string }{
		{"mismatch", x + "<p>a</b></html>", "u:2:5", `p("a")`},
		{"not closed", x + "<p>a", "u:2:5", `p("a")`},
		{"bare ampersand", x + "<p>a & b</p></html>", "u:2:6", `p("a ")`},
		{"unquoted", x + "<i/><p a=b/></html>", "u:2:8", `i`},
		{"twice", x + `<i/><p a="1" a="2"/></html>`, "u:2:5", `i`},
		{"undeclared entity", x + `<i/>&nbsp;</html>`, "u:2:5", `i`},
		{"undeclared prefix", x + `<i><s:b/></i></html>`, "u:2:4", `i(s:b)`},
		{"control character", x + "<i/>\x01</html>", "u:2:5", `i`},
		{"second root", x + "<i/></html>\n<b/>", "u:3:1", `i`},
		{"recursion", "<!DOCTYPE a [<!ENTITY a '&b;'><!ENTITY b '&a;'>]>" + x + "<i/>&a;</html>", "u:2:8", `i`},
		{"empty", "", "u:1:1", `parsererror`},
		{"binary", "\x00\x01\x02", "u:1:1", `parsererror`},
	} {
		var rec trace.Recorder
		d := Parse(trace.New("t", &rec), Input{URL: "u", ContentType: "text/xml", Body: []byte(c.in)})
		got := tree(d)
		if !strings.Contains(got, c.keep) || !strings.Contains(got, "parsererror") {
			t.Errorf("%s: %s", c.name, got)
		}
		found := false
		for _, e := range rec.Events() {
			found = found || e.Phase == trace.Note && e.Name == "xml" && e.Pos.String() == c.pos
		}
		if !found {
			t.Errorf("%s: no diagnostic at %s: %+v", c.name, c.pos, rec.Events())
		}
	}
}

func TestEntityExpansionIsBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("<!DOCTYPE a [<!ENTITY e0 'xxxxxxxxxxxxxxxx'>")
	for i := 1; i < 30; i++ {
		fmt.Fprintf(&b, "<!ENTITY e%d '&e%d;&e%d;'>", i, i-1, i-1)
	}
	for _, use := range []string{"]><a>&e29;</a>", "]><a b='&e29;'/>"} {
		d := Parse(nil, Input{ContentType: "text/xml", Body: []byte(b.String() + use)})
		if n := len(d.Root().TextContent()); n > 4<<20 {
			t.Errorf("expanded to %d bytes", n)
		}
	}
}

func TestDeepNesting(t *testing.T) {
	const n = 100000
	for _, c := range []struct{ typ, open, close string }{
		{"text/html", "<div>", "</div>"},
		{"text/html", "<b>", ""},
		{"text/html", "<div><b>", ""},
		{"text/html", "<table><tr><td>", ""},
		{"text/html", "<svg>", ""},
		{"text/html", "<button><i a=%d>", ""},
		{"application/xhtml+xml", "<div>", "</div>"},
	} {
		start := time.Now()
		defer func() { t.Logf("%s %s: %v", c.typ, c.open, time.Since(start)) }()
		var b strings.Builder
		if c.typ != "text/html" {
			b.WriteString("<div xmlns='http://www.w3.org/1999/xhtml'>")
		}
		for i := 0; i < n; i++ {
			if strings.Contains(c.open, "%d") {
				fmt.Fprintf(&b, c.open, i)
			} else {
				b.WriteString(c.open)
			}
		}
		b.WriteString("deep")
		b.WriteString(strings.Repeat(c.close, n))
		if c.typ != "text/html" {
			b.WriteString("</div>")
		}
		var rec trace.Recorder
		d := Parse(trace.New("t", &rec), Input{ContentType: c.typ, Body: []byte(b.String())})
		deepest, depth := 0, 0
		for n := d.Root().First(); n != nil; {
			deepest = max(deepest, depth)
			if n.First() != nil {
				n, depth = n.First(), depth+1
				continue
			}
			for n != nil && n.Next() == nil {
				n, depth = n.Parent(), depth-1
			}
			if n != nil {
				n = n.Next()
			}
		}
		if deepest > 520 || !strings.Contains(d.Root().TextContent(), "deep") || d.Len() < n/10 {
			t.Errorf("%s %s: depth %d, %d nodes", c.typ, c.open, deepest, d.Len())
		}
		if len(rec.Events()) < 3 {
			t.Errorf("%s %s: no diagnostic", c.typ, c.open)
		}
	}
}

// TestDeepNoscript: without scripts the contents of noscript are elements, and count for the depth.
func TestDeepNoscript(t *testing.T) {
	d := Parse(nil, Input{Body: []byte("<body>a<noscript>" + strings.Repeat("<div>", 600) + "x" + strings.Repeat("</div>", 600) + "</noscript><p>c")})
	got := tree(d)
	for _, want := range []string{`"a"`, `"x"`, `p("c")`, "noscript(div(div("} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in the document", want)
		}
	}
}

func TestQuirks(t *testing.T) {
	for in, want := range map[string]dom.Mode{
		"<p>":                       dom.Quirks,
		"<!doctype html><p>":        dom.NoQuirks,
		"<!-- c --><!DOCTYPE HTML>": dom.NoQuirks,
		`<!DOCTYPE html SYSTEM "about:legacy-compat">`:                                                           dom.NoQuirks,
		`<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN">`:                                                     dom.NoQuirks,
		`<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">`:                                        dom.Quirks,
		`<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">`: dom.LimitedQuirks,
		`<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "x">`:                                    dom.LimitedQuirks,
		`<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">`:                                                dom.Quirks,
		`<!DOCTYPE svg>`:              dom.Quirks,
		`<!DOCTYPE html lang="en">`:   dom.Quirks,
		`<!DOCTYPE html PUBLIC x>`:    dom.Quirks,
		`<!DOCTYPE html SYSTEM "x`:    dom.Quirks,
		`<!DOCTYPE html SYSTEM "" x>`: dom.NoQuirks,
		` <?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"'http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd'>`: dom.NoQuirks,
	} {
		if d := Parse(nil, Input{Body: []byte(in)}); d.Mode != want {
			t.Errorf("%s: mode %d, want %d", in, d.Mode, want)
		}
	}
}

// TestTableInParagraph: whether a table ends a paragraph depends on the mode, for which the
// library's own reading of doctypes is not enough.
func TestTableInParagraph(t *testing.T) {
	for _, c := range []struct {
		url, doctype string
		inside       bool
	}{
		{"", "", true},
		{"", "<!DOCTYPE html>", false},
		{"", "<!-- c -->\n<!DOCTYPE HTML>", false},
		{"", `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN">`, false},
		{"", `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">`, false},
		{"", `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.0 Transitional//EN">`, true},
		{"", `<!DOCTYPE html x>`, true},
		{"about:srcdoc", "", false},
		{"about:srcdoc", "<!DOCTYPE x>", true},
	} {
		d := Parse(nil, Input{URL: c.url, Body: []byte(c.doctype + "<p><small><table></table>")})
		var table *dom.Node
		for n := d.Root(); n != nil; n = n.After(d.Root()) {
			if n.Name() == "table" {
				table = n
			}
		}
		if inside := table.Parent().Name() == "small"; inside != c.inside {
			t.Errorf("%s %s: the table in the paragraph: %v", c.url, c.doctype, inside)
		}
		shown := false
		for n := d.Root().First(); n != nil; n = n.Next() {
			shown = shown || n.Type == dom.DoctypeNode
		}
		if shown != (c.doctype != "") {
			t.Errorf("%s %s: doctype in the tree: %v", c.url, c.doctype, shown)
		}
	}
}

func TestEncodings(t *testing.T) {
	for _, c := range []struct{ url, typ, body, charset, want string }{
		{"file:///a.html", "", "<p>\xc3\xa9", "utf-8", "é"},
		{"file:///a.html", "", "<p>\xe9", "windows-1252", "é"},
		{"http://a.test/", "", "<p>\xc3\xa9", "windows-1252", "Ã©"},
		{"", "", "<p>\xe9", "windows-1252", "é"},
		{"", "", "\xef\xbb\xbf<p>\xc3\xa9", "utf-8", "é"},
		{"", "", "<meta charset=euc-kr><p>\xc7\xd1", "euc-kr", "한"},
		{"", "text/html; charset=euc-kr", "<p>\xc7\xd1", "euc-kr", "한"},
		{"", "text/html; charset=utf-8", "<p>a\xffb", "utf-8", "a\ufffdb"},
		{"", "text/html", "\xff\xfe<\x00p\x00>\x00\xd8\x20", "utf-16le", "\u20d8"},
		{"", "text/xml", "<?xml version='1.0' encoding='iso-8859-1'?><p>\xe9</p>", "windows-1252", "é"},
		{"", "text/html; charset = euc-kr", "<p>\xe9", "windows-1252", "é"},
		{"", "text/html; charset=euc-kr; charset=utf-8", "<p>\xc7\xd1\xc7<b>x", "euc-kr", "한\ufffdx"},
		{"", "text/html; x=\"; charset=koi8-r", "<p>\xc1", "windows-1252", "Á"},
		{"", "text/html;x;charset=\"koi8-r", "<p>\xc1", "koi8-r", "а"},
	} {
		d := Parse(nil, Input{URL: c.url, ContentType: c.typ, Body: []byte(c.body)})
		if got := d.Root().TextContent(); got != c.want || d.Charset != c.charset {
			t.Errorf("%q %q: %q in %s", c.typ, c.body, got, d.Charset)
		}
	}
}

func TestTemplateAndNoscript(t *testing.T) {
	d := Parse(nil, Input{Body: []byte("<!doctype html><body><template><p>t</p></template><noscript><i>n</i></noscript>")})
	if got := tree(d); got != `html(head body(template noscript(i("n"))))` {
		t.Error(got)
	}
	if c := d.Body().First().Content(); c == nil || c.TextContent() != "t" {
		t.Error("the template's contents are lost")
	}
}

// TestTemplateInForeignContent: a template inside of svg or math is one, and what follows is there.
func TestTemplateInForeignContent(t *testing.T) {
	for _, c := range [][2]string{
		{`<svg><foreignObject><TEMPLATE id=t>x<b>y</b></template><p>z</p></foreignObject></svg><p>end`,
			`html(head body(svg(foreignObject(template[id=t] p("z"))) p("end")))`},
		{`<svg><title><b>x</b></title><desc><div><template>x</template>y`, `html(head body(svg(title(b("x")) desc(div(template "y")))))`},
		{`<math><mi><template>x</template>y</mi></math>z`, `html(head body(math(mi(template "y")) "z"))`},
		{`<svg><template><g/></template></svg><template>a</template>b`, `html(head body(svg(template(g)) template "b"))`},
		{`<svg></svg><template>a</template><title>templat</title>`, `html(head body(svg template title("templat")))`},
	} {
		d := Parse(nil, Input{ContentType: "text/html", Body: []byte("<!DOCTYPE html><body>" + c[0])})
		if got := tree(d); got != c[1] {
			t.Errorf("%s:\n got %s\nwant %s", c[0], got, c[1])
		}
		for n := d.Root().First(); n != nil; n = n.After(d.Root()) {
			if n.IsHTML("template") && (n.Content() == nil || n.Content().First() == nil) {
				t.Errorf("%s: a template without its contents", c[0])
			}
		}
	}
	// The end tag of a foreign template does not close one, and scripts do not run.
	d := Parse(nil, Input{Body: []byte(`<body><noscript><svg><desc><template>x</template>y</desc></svg></noscript>z`)})
	if got, want := tree(d), `html(head body(noscript(svg(desc(template "y"))) "z"))`; got != want {
		t.Errorf("in noscript:\n got %s\nwant %s", got, want)
	}
	// Flattened for its depth, too, the document keeps its templates.
	deep := strings.Repeat("<div>", 600) + `<svg><foreignObject><template>x</template></foreignObject></svg><p>end`
	if got := tree(Parse(nil, Input{Body: []byte(deep)})); !strings.Contains(got, `template`) || !strings.Contains(got, `"end"`) {
		t.Error("lost in a deep document")
	}
}

func TestScanner(t *testing.T) {
	const page = `<!doctype html><base href="/b/"><link rel=stylesheet href="a.css" media="print">
<!-- <img src=no1> --><script>"<img src=no2>"</script ><style>a{background:url(x)}<img src=no3></style>
<LINK REL="Alternate Stylesheet" href=no4><img src='i.png?a&amp;b'><img loading=lazy src=no5>
<input type=IMAGE src=in.png><video poster=p.png><a title="<img src=no6>">x</a><link rel=preload as=font href=f.woff2>`
	want := "0 /b/|1 a.css print|2 i.png?a&b|2 in.png|2 p.png|3 f.woff2"
	for _, step := range []int{1, 2, 7, 64, len(page)} {
		var got []string
		s := NewScanner(func(h Hint) {
			got = append(got, strings.TrimSpace(fmt.Sprint(h.Kind, " ", h.URL, " ", h.Media)))
		})
		for at := 0; at < len(page); at += step {
			s.Write([]byte(page[at:min(len(page), at+step)]))
		}
		if g := strings.Join(got, "|"); g != want {
			t.Errorf("in steps of %d: %s", step, g)
		}
	}
}

// TestScannerLeavesOut: what a document would not load is not announced, however it arrives.
func TestScannerLeavesOut(t *testing.T) {
	const doc = `<template><img src=t1><link rel=stylesheet href=t2><template><img src=t3></template><img src=t4></template>
<picture><source srcset=p1><img src=p2></picture><img src=yes1><p/><p></TEMPLATE></p><PICTURE><img src=p3></PICTURE><img src=yes2>
<meta name=referrer content=origin><meta http-equiv=content-security-policy content="img-src 'none'"><img src=yes3>`
	for _, step := range []int{1, 7, len(doc)} {
		got := ""
		s := NewScanner(func(h Hint) { got += " " + h.URL })
		for i := 0; i < len(doc); i += step {
			s.Write([]byte(doc[i:min(i+step, len(doc))]))
		}
		if want := " yes1 yes2 origin yes3"; got != want {
			t.Errorf("%d bytes at a time:%s, want%s", step, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "<p>a", "<table><td><svg><p>", "<!doctype html><template><tr>", "<a b=c d='e'>&amp;",
		"<?xml version='1.0'?><a xmlns='x'><b/>&lt;</a>", "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "\xff\xfea\x00", strings.Repeat("<b>", 600)} {
		f.Add([]byte(s), true)
		f.Add([]byte(s), false)
	}
	f.Fuzz(func(t *testing.T, b []byte, xml bool) {
		typ := "text/html"
		if xml {
			typ = "application/xml"
		}
		d := Parse(nil, Input{URL: "u", ContentType: typ, Body: b})
		if d.DocumentElement() == nil {
			t.Fatal("no root element")
		}
		var one, all []Hint
		NewScanner(func(h Hint) { all = append(all, h) }).Write(b)
		s := NewScanner(func(h Hint) { one = append(one, h) })
		for i := range b {
			s.Write(b[i : i+1])
		}
		if len(b) > 1 && (b[0]|b[1]) >= 0xfe {
			return
		}
		if fmt.Sprint(one) != fmt.Sprint(all) {
			t.Fatalf("hints depend on the chunks: %v and %v", one, all)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	for _, n := range []int{1000, 100000} {
		page := []byte("<!doctype html><body>" + strings.Repeat("<div class=a><p>Some words of text</p></div>", n/2))
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.SetBytes(int64(len(page)))
			b.ReportAllocs()
			for b.Loop() {
				Parse(nil, Input{Body: page})
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/element")
		})
	}
}
