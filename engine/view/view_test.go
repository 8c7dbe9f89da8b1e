package view

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"vitrine/engine/dom"
	"vitrine/engine/htmlparse"
)

// shown gives the text of a page as a person reads it.
func shown(b []byte) string {
	d := htmlparse.Parse(nil, htmlparse.Input{ContentType: "text/html", Body: b})
	var out strings.Builder
	for n := d.Body().First(); n != nil; n = n.After(d.Body()) {
		switch {
		case n.Type == dom.TextNode:
			out.WriteString(n.Data())
		case n.IsHTML("div") || n.IsHTML("summary") || n.IsHTML("tr"):
			out.WriteString("\n")
		}
	}
	return strings.TrimSpace(strings.ReplaceAll(out.String(), "\n\n", "\n"))
}

func TestJSON(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`null`, `null`},
		{` [1, 2.5e-3 ,"x"] `, `[1, 2.5e-3, "x"]`},
		{`{"name":"\ud64d\uae38\ub3d9 \ud83d\ude00\u0007\u0022","id":123,"ok":true}`, "{… 3 members }\n\"name\": \"홍길동 😀\\u0007\\u0022\",\n\"id\": 123,\n\"ok\": true\n}"},
		{`{"a":{"b":[{"c":[]},{}]}}`, "{… 1 member }\n\"a\": {… 1 member }\n\"b\": [… 2 values ]\n{… 1 member }\n\"c\": []\n},\n{}\n]\n}\n}"},
		{"\ufeff{}", "{}"},
		{`["https://a.test/?a=1&b=2"]`, `["https://a.test/?a=1&b=2"]`},
	} {
		if got := shown(JSON("t", c.in)); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.in, got, c.want)
		}
	}
}

func TestBrokenJSON(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"{\n \"a\": 1,\n}", "line 2, column 8: a comma before '}'"},
		{"[1 2]", "line 1, column 4: a comma or ']' should stand here"},
		{"{'a':1}", "line 1, column 2: a name in double quotes"},
		{"[\"홍\", x]", "line 1, column 7: a value should stand here"},
		{"[\"a\nb\"]", "line 1, column 4: a control character or a new line"},
		{`["a]`, "line 1, column 2: this string is not closed"},
		{"[01]", "line 1, column 2: a number must not begin with 0"},
		{"[1.]", "line 1, column 4: a digit"},
		{`{"a"}`, "line 1, column 5: a colon"},
		{"", "line 1, column 1: the text ends where a value"},
		{"[[", "line 1, column 3: the text ends"},
		{"[1", "line 1, column 3: the text ends where ']' or a comma"},
		{"{} x", "line 1, column 4: something follows"},
		{`"\x"`, "line 1, column 2: an unknown escape"},
		{`"\u12G4"`, "line 1, column 2: \\u wants four"},
	} {
		if got := shown(JSON("t", c.in)); !strings.Contains(got, c.want) || !strings.Contains(strings.ReplaceAll(got, "⏎", ""), strings.TrimSpace(c.in)) {
			t.Errorf("%q: %s, want %s", c.in, got, c.want)
		}
	}
}

// TestBounds: what is huge or deep makes a page of bounded size that says what it leaves out.
func TestBounds(t *testing.T) {
	many := "[" + strings.Repeat(`{"a":[1,2,{"b":"c"}]},`, 100000) + "0]"
	deep := strings.Repeat("[", 100000) + strings.Repeat("]", 100000)
	long := `["` + strings.Repeat("x", 1<<20) + `"]`
	for name, in := range map[string]string{"many": many, "deep": deep, "long": long, "broken": strings.Repeat(" ", 20<<20) + "x"} {
		b := JSON("t", in)
		if len(b) > 12<<20 || !strings.Contains(string(b), "class=more") {
			t.Errorf("%s: a page of %d bytes", name, len(b))
		}
	}
	if b := Source("t", strings.Repeat("x\n", 200000), false); !strings.Contains(string(b), "360000 more bytes") {
		t.Error("a source of many lines is not cut")
	}
	if b := Source("t", strings.Repeat("x", 1<<20), false); len(b) > 1<<16 {
		t.Errorf("a source of one line makes a page of %d bytes", len(b))
	}
	if b := Text("t", strings.Repeat("한", maxText)); len(b) > maxText+1000 || !utf8.Valid(b) {
		t.Errorf("a text makes a page of %d bytes", len(b))
	}
	d := htmlparse.Parse(nil, htmlparse.Input{ContentType: "text/xml", Body: []byte("<r>" + strings.Repeat("<a><b/>x</a>", 50000) + "</r>")})
	if b := XML("t", d); len(b) > 8<<20 || !strings.Contains(string(b), "more nodes are left out") {
		t.Errorf("a large XML makes a page of %d bytes", len(b))
	}
}

func TestSource(t *testing.T) {
	in := "<!DOCTYPE html>\r\n<p class=\"a\nb\" x=1>&amp;<!-- c\n-->\n<script>a < b</script>"
	got := string(Source("t", in, true))
	for _, want := range []string{
		"<pre class=l>\n1\n2\n3\n4\n5\n</pre>",
		"<div><pre>\n<span class=d>&lt;!DOCTYPE html&gt;</span>\n",
		"\n<span class=t>&lt;p</span> <span class=a>class</span>=<span class=v>&#34;a</span>\n" +
			"<span class=v>b&#34;</span> <span class=a>x</span>=<span class=a>1</span><span class=t>&gt;</span>&amp;amp;<span class=m>&lt;!-- c</span>\n",
		"\n<span class=t>&lt;script</span><span class=t>&gt;</span>a &lt; b<span class=t>&lt;/script</span><span class=t>&gt;</span></pre></div>",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s lacks %s", got, want)
		}
	}
}

func TestXML(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`<?xml version="1.0"?><a x="1&amp;2"><b>홍길동</b><c/><!-- n --><d>x<e/>y</d></a>`,
			"This XML has no style sheet: here is its tree.\n<a x=\"1&2\">…</a>\n<b>홍길동</b>\n<c/>\n<!-- n -->\n<d>…</d>\nx\n<e/>\ny\n</d>\n</a>"},
		{`<p:a xmlns="u" xmlns:p="v" xml:lang="ko" p:b="1"/>`, "This XML has no style sheet: here is its tree.\n<p:a xmlns=\"u\" xmlns:p=\"v\" xml:lang=\"ko\" b=\"1\"/>"},
		{`<?xml-stylesheet href="a.css"?><a/>`, ""},
		{`<a><p xmlns="http://www.w3.org/1999/xhtml"/></a>`, ""},
		{`<svg xmlns="http://www.w3.org/2000/svg"/>`, ""},
	} {
		d := htmlparse.Parse(nil, htmlparse.Input{ContentType: "text/xml", Body: []byte(c.in)})
		got := ""
		if Plain(d) {
			got = shown(XML("t", d))
		}
		if got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.in, got, c.want)
		}
	}
}

func TestImage(t *testing.T) {
	got := string(Image("a.png", `http://a.test/a.png?"><script>`, 3, 4))
	if !strings.Contains(got, "<title>a.png (3×4)</title>") || strings.Contains(got, "<script>") {
		t.Error(got)
	}
}

// FuzzJSON holds the verdict against another parser, and the page against its bounds.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{`{"a":[1,-2.5e3,"\u00e9",true,null,{}]}`, `[1,]`, `{"a":1,}`, `"\ud83d"`, "[[[[", "1 2", `{"a":{"b":{"c":[[]]}}}`, "\xff", `["` + "\xc3" + `"]`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		_, at, problem := checkJSON(s)
		if valid := json.Valid([]byte(s)); valid != (problem == "") {
			t.Errorf("%q: %s, but the other parser says %v", s, problem, valid)
		}
		if at < 0 || at > len(s) {
			t.Errorf("%q: error at %d", s, at)
		}
		if b := JSON("t", s); len(b) > 300*len(s)+4000 {
			t.Errorf("%q: a page of %d bytes", s, len(b))
		}
	})
}

func ExampleJSON() {
	page := JSON("user.json", `{"id":123,"name":"홍길동"}`)
	fmt.Println(shown(page))
	// Output: {"id": 123, "name": "홍길동"}
}

// FuzzViews: any text makes pages of bounded size, from which the text can be read back.
func FuzzViews(f *testing.F) {
	for _, s := range []string{"<!doctype html><p class='a\nb'>x</p><!-- \n --><script>a<b</script>", "<a", "a\r\nb\rc\n", "<?xml version='1.0'?><a b='c'/>", "<p =\"'></", "\x00\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "")
		for _, markup := range []bool{false, true} {
			b := Source("t", s, markup)
			if len(b) > 100*len(s)+4000 || !utf8.Valid(b) {
				t.Fatalf("%q: a page of %d bytes", s, len(b))
			}
			d := htmlparse.Parse(nil, htmlparse.Input{ContentType: "text/html;charset=utf-8", Body: b})
			var got strings.Builder
			for n := d.Body().First(); n != nil; n = n.After(d.Body()) {
				if n.IsHTML("div") {
					for c := n.FirstElement(); c != nil; c = c.NextElement() {
						got.WriteString(c.TextContent() + "\n")
					}
				}
			}
			want := strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "\ufffd").Replace(s)
			if g := strings.TrimRight(got.String(), "\n"); g != strings.TrimRight(want, "\n") && strings.Count(s, "\n") < chunk {
				t.Errorf("%q reads %q", want, g)
			}
		}
		Text("t", s)
		if d := htmlparse.Parse(nil, htmlparse.Input{ContentType: "text/xml", Body: []byte(s)}); Plain(d) {
			XML("t", d)
		}
	})
}
