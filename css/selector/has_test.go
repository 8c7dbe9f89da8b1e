package selector

import (
	"math/rand"
	"strings"
	"testing"

	"vitrine/engine/dom"
)

// TestHasAnswersAlike holds the answers for a whole document against a search from each anchor, on
// random trees and relative selectors.
func TestHasAnswersAlike(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	class := func() string { return "abcd"[r.Intn(4):][:1] }
	for range 300 {
		d := dom.NewDocument("test:")
		nodes := []*dom.Node{d.NewElement(dom.HTML, dom.Intern("html"), nil)}
		d.Append(d.Root(), nodes[0])
		for range 40 {
			n := d.NewElement(dom.HTML, dom.Intern("p"), []dom.Attr{{Name: dom.Intern("class"), Value: class()}})
			d.Append(nodes[r.Intn(len(nodes))], n)
			nodes = append(nodes, n)
		}
		var b strings.Builder
		for i := range 1 + r.Intn(2) {
			if i > 0 {
				b.WriteString(", ")
			}
			for range 1 + r.Intn(3) {
				b.WriteString([]string{" ", " > ", " + ", " ~ "}[r.Intn(4)] + "." + class())
			}
		}
		l, err := ParseString(":has(" + b.String() + ")")
		if err != nil {
			t.Fatal(err)
		}
		s := &l[0].compounds[0].simples[0]
		fast, slow := NewContext(d), NewContext(d)
		slow.has = map[*simple][]uint64{s: nil}
		for i, n := range nodes {
			if f, g := fast.Match(l[0], n), slow.Match(l[0], n); f != g {
				t.Fatalf("%s on element %d: %v for the document, %v for the anchor", l, i, f, g)
			}
		}
	}
}

// TestHasIsLinear counts the work of :has() on long lists of siblings and deep nests, where a
// search from each anchor is quadratic.
func TestHasIsLinear(t *testing.T) {
	const n = 20000
	wide, deep := dom.NewDocument("test:"), dom.NewDocument("test:")
	for _, d := range []*dom.Document{wide, deep} {
		p := d.NewElement(dom.HTML, dom.Intern("html"), nil)
		d.Append(d.Root(), p)
		for range n {
			e := d.NewElement(dom.HTML, dom.Intern("p"), []dom.Attr{{Name: dom.Intern("class"), Value: "a"}})
			d.Append(p, e)
			if d == deep {
				p = e
			}
		}
		for _, text := range []string{":has(~ .a .b)", ":has(.a .a .b)", ":has(+ .a ~ .b)", ":has(.b)", ":has(> .a > .a > .b)", ":has(.a .a)"} {
			l, err := ParseString(text)
			if err != nil {
				t.Fatal(err)
			}
			x := NewContext(d)
			for e := p; e != nil; e = e.ParentElement() {
				x.Match(l[0], e)
			}
			if x.Exhausted > 0 {
				t.Errorf("%s took too many steps", text)
			}
			if _, ok := x.has[&l[0].compounds[0].simples[0]]; !ok {
				t.Errorf("%s was not answered for the document", text)
			}
		}
	}
}
