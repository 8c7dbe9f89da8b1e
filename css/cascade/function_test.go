package cascade

import (
	"strings"
	"testing"
)

// Values and computed widths as Chromium 156 has them.
func TestSubstitution(t *testing.T) {
	const functions = `
@function --double(--x <length>) returns <length> { result: calc(var(--x) * 2); }
@function --or(--a: 7px, --b) { --t: var(--a); result: var(--t); @media (width > 300px) { --t: var(--b, var(--a)); } }
@function --loop(--n) { result: --loop(var(--n)); }
@function --outer() { result: var(--base); }
@function --twice(--n, --n) { result: 1px; }
@function --typed() returns <length> { result: red; }
`
	for _, c := range []struct{ width, want string }{
		{"--double(40px)", "80px"},
		{"--double(red)", "auto"},
		{"--double()", "auto"},
		{"--double(1px, 2px)", "auto"},
		{"--or()", "7px"},
		{"--or(3px)", "3px"},
		{"--or(3px, 4px)", "4px"},
		{"--or({5px})", "5px"},
		{"--loop(1)", "auto"},
		{"--outer()", "120px"},
		{"--twice(1, 2)", "auto"},
		{"--typed()", "auto"},
		{"--unknown()", "auto"},
		{"if(style(--base: 120px): 50px; else: 100px)", "50px"},
		{"if(style(--base: 1px): 50px; else: 100px)", "100px"},
		{"if(not style(--none): 10px)", "10px"},
		{"if(style(--none): 10px)", "auto"},
		{"if(media(width > 300px) and supports(display: grid): 1px; else: 2px)", "1px"},
		{"if(media(print) or (style(--base)): 1px; else: 2px)", "1px"},
		{"calc(10px + if(media(print): 50px; else: 20px))", "30px"},
		{"if(else: 30px)", "30px"},
		{"if(nonsense)", "auto"},
		{"calc(sibling-index() * 10px)", "20px"},
		{"calc(sibling-count() * 1px)", "3px"},
		{"calc-size(auto, size * 2 + 1em)", "calc-size(auto, 16px + (2 * size))"},
		{"calc-size(any, 5px)", "5px"},
		{"calc-size(10px, size * 2)", "20px"},
		{"calc-size(calc-size(auto, size * 2), size + 2px)", "calc-size(auto, 2px + (2 * size))"},
		{"calc-size(any, size)", "auto"},
		{"random(fixed 0.5, 10px, 20px)", "15px"},
		{"random(fixed 0.5, 10px, 20px, 4px)", "14px"},
		{"calc(progress(3px, 0px, 10px) * 10px)", "3px"},
		{"calc(progress(30, 0, 10) * 10px)", "10px"},
	} {
		r, doc := resolve(t, "<div><p><p id=a><p></div>", functions+"p { --base: 120px; width: "+c.width+" }")
		if got := get(r.Style(doc.ByID("a")), "width"); got != c.want {
			t.Errorf("width: %s is %s, want %s", c.width, got, c.want)
		}
	}
}

// A function that calls others twice each must not take exponential time.
func TestFunctionsAreBounded(t *testing.T) {
	var css strings.Builder
	css.WriteString("@function --f0() { result: 1px; }\n")
	names := "abcdefghijklmnopqrstuvwxyz"
	last := "--f0()"
	for i := range names {
		n := "--" + names[i:i+1] + "x()"
		css.WriteString("@function " + n + " { result: " + last + " " + last + "; }\n")
		last = n
	}
	r, doc := resolve(t, "<p id=a>", css.String()+"p { margin: 2px; margin: "+last+" }")
	if got := get(r.Style(doc.ByID("a")), "margin-top"); got != "0px" {
		t.Errorf("margin-top is %s", got)
	}
}

// The place among siblings is counted once for all, whatever else is between.
func TestPlaces(t *testing.T) {
	r, doc := resolve(t, "<ul>"+strings.Repeat("<li><b>x</b><i>y</i></li>", 2000)+"</ul>",
		"li, i { order: sibling-index() } li:nth-child(odd) b { order: calc(sibling-count() * 10) }")
	li := doc.Body().FirstElement().FirstElement()
	for n := 1; li != nil; n, li = n+1, li.NextElement() {
		if got, _ := r.Style(li).Order(), 0; int(got) != n {
			t.Fatalf("item %d has order %d", n, got)
		}
		if got := r.Style(li.LastElement()).Order(); got != 2 {
			t.Fatalf("the second kid of item %d has order %d", n, got)
		}
	}
}
