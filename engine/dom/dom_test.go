package dom

import (
	"slices"
	"strings"
	"testing"
)

// build makes an element tree from a small notation: a(b(c) d) with text in quotes left out.
func build(d *Document, spec string) {
	at := d.Root()
	for _, f := range strings.Fields(strings.NewReplacer("(", " ( ", ")", " ) ").Replace(spec)) {
		switch f {
		case "(":
			at = at.Last()
		case ")":
			at = at.Parent()
		default:
			d.Append(at, d.NewElement(HTML, Intern(f), nil))
		}
	}
}

func names(root *Node) string {
	var out []string
	for n := root.First(); n != nil; n = n.After(root) {
		out = append(out, n.Name())
	}
	return strings.Join(out, " ")
}

func TestTreeWalkAndMoves(t *testing.T) {
	d := NewDocument("u")
	build(d, "html(head body(p(b) div))")
	if got := names(d.Root()); got != "html head body p b div" {
		t.Fatalf("order = %s", got)
	}
	body := d.Body()
	p, div := body.First(), body.Last()
	d.InsertBefore(body, div, p)
	if got := names(body); got != "div p b" {
		t.Errorf("after a move: %s", got)
	}
	if body.ElementCount() != 2 || div.Next() != p || p.Prev() != div {
		t.Error("links or counts are wrong after a move")
	}
	if got := p.Skip(d.Root()); got != nil {
		t.Errorf("Skip at the end = %v", got.Name())
	}
	d.Remove(p)
	if got := names(d.Root()); got != "html head body div" {
		t.Errorf("after Remove: %s", got)
	}
}

func TestJournalOnlyAfterRecord(t *testing.T) {
	d := NewDocument("u")
	build(d, "html(body)")
	v := d.Version()
	if v == 0 || len(d.TakeJournal()) != 0 {
		t.Fatal("a parse must count versions and leave no journal")
	}
	d.Record()
	d.SetAttr(d.Body(), "class", "a b\ta")
	d.RemoveAttr(d.Body(), "class")
	d.Remove(d.Body())
	var kinds []MutationKind
	for _, m := range d.TakeJournal() {
		kinds = append(kinds, m.Kind)
	}
	if !slices.Equal(kinds, []MutationKind{AttrChanged, AttrChanged, Removed}) || d.Version() != v+3 {
		t.Errorf("journal = %v, version %d", kinds, d.Version()-v)
	}
}

func TestAttributes(t *testing.T) {
	d := NewDocument("u")
	n := d.NewElement(HTML, Intern("p"), []Attr{
		{Name: Intern("id"), Value: "x"}, {Name: Intern("class"), Value: " a\nb "},
		{NS: XLink, Name: Intern("href"), Value: "no"}})
	if id, ok := n.ElementID(); !ok || id.Value() != "x" {
		t.Error("id is not indexed")
	}
	if c := n.Classes(); len(c) != 2 || c[1] != Intern("b") {
		t.Errorf("classes = %v", c)
	}
	if _, ok := n.Attr("href"); ok {
		t.Error("an attribute in a namespace answered for one without")
	}
	d.SetAttr(n, "id", "")
	if _, ok := n.ElementID(); ok {
		t.Error("an empty id is no id")
	}
	d.RemoveAttr(n, "class")
	if len(n.Classes()) != 0 {
		t.Error("classes survive their attribute")
	}
}

func TestTemplateContentIsApart(t *testing.T) {
	d := NewDocument("u")
	build(d, "html(body(template))")
	tmpl := d.Body().First()
	d.Append(d.MakeContent(tmpl), d.NewText("x"))
	if tmpl.First() != nil || d.Root().TextContent() != "" || tmpl.Content().TextContent() != "x" {
		t.Error("template contents leaked into the document")
	}
}
