package cascade

import "testing"

// An element styled under another parent inherits from that one; rules still match it where it
// is, also inside of display: none.
func TestUnder(t *testing.T) {
	r, doc := resolve(t, `<div id=a style="font-size:30px"></div><div style="display:none" class=x><p><b id=b></b></p></div><span id=c></span>`,
		`.x b { opacity: .5 } b { font-weight: 400 }`)
	under := r.Under()
	b := doc.ByID("b")
	if r.Style(b) != nil {
		t.Fatal("an element inside of display: none has a style of its own")
	}
	s := under(b, r.Style(doc.ByID("a")))
	if s.FontSize() != 30 || s.Opacity() != 0.5 || s.FontWeight() != 400 {
		t.Errorf("size %g, opacity %g, weight %g", s.FontSize(), s.Opacity(), s.FontWeight())
	}
	if again := under(b, r.Style(doc.ByID("a"))); again != s {
		t.Error("the same style is computed twice")
	}
	if c := doc.ByID("c"); under(c, r.Style(c.ParentElement())) != r.Style(c) {
		t.Error("under its own parent an element has its own style")
	}
}
