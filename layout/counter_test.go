package layout

import "testing"

func TestCounters(t *testing.T) {
	const item = `<li style="list-style-position:inside`
	for _, c := range []struct{ name, html, want string }{
		{"list", `<ol>` + item + `">a</li>` + item + `">b</li></ol>`, "1. a|2. b"},
		{"start", `<ol start=5>` + item + `">a</li>` + item + `">b</li></ol>`, "5. a|6. b"},
		{"value", `<ol>` + item + `">a</li>` + item + `" value=9>b</li>` + item + `">c</li></ol>`, "1. a|9. b|10. c"},
		{"reversed", `<ol reversed>` + item + `">a</li>` + item + `">b</li></ol>`, "2. a|1. b"},
		{"reversed from a start", `<ol reversed start=8>` + item + `">a</li>` + item + `">b</li></ol>`, "8. a|7. b"},
		{"reversed counts what is shown", `<ol reversed>` + item + `">a</li>` + item + `;display:none">b</li><div>` + item + `">c</li></div></ol>`, "2. a|1. c"},
		{"reversed inside of reversed", `<ol reversed>` + item + `">a<ol reversed>` + item + `">x</li></ol></li>` + item + `">b</li></ol>`, "2. a|1. x|1. b"},
		{"reversed up to a value", `<ol reversed>` + item + `">a</li>` + item + `" value=5>b</li>` + item + `">c</li></ol>`, "6. a|5. b|4. c"},
		{"reversed()", `<div style="counter-reset:reversed(k)"><p style="counter-increment:k -2" data-before="content:counter(k)"></p><p style="counter-increment:k -2" data-before="content:counter(k)"></p></div>`, "4|2"},
		{"style", `<ol>` + item + `;list-style-type:korean-hanja-formal">a</li></ol>`, "壹, a"},
		{"symbols()", `<ol start=3>` + item + `;list-style-type:symbols(cyclic '*' '+')">a</li></ol>`, "* a"},
		{"counter() in a style", `<p style="counter-reset:k 14" data-before="content:counter(k, lower-roman)"></p>`, "xiv"},
		{"inline list item", `<ul><li style="display:inline list-item;list-style-type:decimal">a</li></ul>`, "1. a"},
		{"math", `<p style="display:flow-root">a<span style="display:math">b</span>c<span style="display:block math">d</span></p>`, "abc|d"},
		{"too many quotes closed", `<p style="quotes:'<' '>'" data-before="content:close-quote open-quote close-quote"></p>`, "<>"},
		{"style containment keeps counters", `<div style="counter-reset:k 5"><div style="contain:style"><p style="counter-increment:k" data-before="content:counters(k, '.')"></p><p style="counter-increment:k" data-before="content:counters(k, '.')"></p></div><p style="counter-increment:k" data-before="content:counters(k, '.')"></p></div>`, "5.1|5.2|6"},
		{"style containment keeps quotes", `<div style="quotes:'<' '>' '(' ')'"><div style="contain:content"><p data-before="content:open-quote"></p></div><p data-before="content:open-quote"></p></div>`, "<|<"},
		{"quotes of an element's own language", `<p style="-webkit-locale:'fr'" data-before="content:open-quote">`, "«"},
		{"quotes by language", `<p data-before="content:open-quote open-quote">`, "“‘"},
	} {
		_, tree := render("<!DOCTYPE html><body>" + c.html)
		if got := shown(tree); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestFirstLetterRange(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Test", "T|est"}, {"(Test", "(T|est"}, {"&laquo; Test", "« T|est"}, {"&ndash; Test", "– T|est"}, {"T.) x", "T.)|x"},
	} {
		doc, tree := render(`<!DOCTYPE html><body><p data-letter="float:left">` + c.text)
		_ = doc
		if got := shown(tree); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}
