package layout

import (
	"testing"

	"vitrine/layout/frag"
)

// shown returns the text that a tree shows, in tree order, lines parted by "|".
func shown(t *frag.Tree) string {
	out := ""
	var walk func(f *frag.Fragment)
	walk = func(f *frag.Fragment) {
		if f.Kind == frag.Line && out != "" {
			out += "|"
		}
		if f.Kind == frag.Text && f.Text != nil {
			out += f.Text.Source
		}
		for _, k := range f.Kids {
			walk(k.Fragment)
		}
	}
	walk(t.Root)
	return out
}

func TestTextOverflow(t *testing.T) {
	const cut = `font:20px monospace;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;width:`
	for _, c := range []struct{ name, html, want string }{
		{"fits", `<p style="` + cut + `121px">abcdefghij`, "abcdefghij"},
		{"cut", `<p style="` + cut + `90px">abcdefghij`, "abcdef…"},
		{"clip", `<p style="` + cut + `90px;text-overflow:clip">abcdefghij`, "abcdefghij"},
		{"visible", `<p style="` + cut + `90px;overflow:visible">abcdefghij`, "abcdefghij"},
		{"the first character stays", `<p style="` + cut + `1px">abc`, "a…"},
		{"in an inline box", `<p style="` + cut + `90px">ab<b style="font-weight:400">cdefgh</b>ij`, "abcdef…"},
		{"between boxes", `<p style="` + cut + `90px">abc<b style="font-weight:400">def</b>ghij`, "abcdef…"},
		{"grapheme clusters stay whole", `<p style="` + cut + `30px">xe` + "\u0301" + `yz`, "x…"},
		{"from right to left", `<p style="` + cut + `90px;direction:rtl">abcdefghij`, "efghij…"},
		{"anonymous block", `<div style="` + cut + `90px">abcdefghij<p style="margin:0">x`, "abcdef…|x"},
		{"every line", `<pre style="` + cut + `90px;white-space:pre">abcdefghij` + "\n" + `k`, "abcdef…|k"},
	} {
		_, tree := render("<!DOCTYPE html><body>" + c.html)
		if got := shown(tree); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestLineClamp(t *testing.T) {
	const box = `font:20px monospace;display:-webkit-box;-webkit-box-orient:vertical;width:121px;-webkit-line-clamp:`
	for _, c := range []struct{ name, html, want string }{
		{"more lines", `<p style="` + box + `2">one two three four five six seven`, "one two|three fou…"},
		{"all fit", `<p style="` + box + `2">one two three`, "one two|three"},
		{"an empty last line", `<p style="` + box + `2;white-space:pre">one` + "\n\n" + `two`, "one|…"},
		{"in blocks", `<div style="` + box + `2"><p>one</p><p>two three four</p><p>five</p></div>`, "one|two three…"},
		{"blocks that follow", `<div style="` + box + `2"><div>one</div><div><p>two</p></div><p>five</p></div>`, "one|two…"},
		{"not a vertical box", `<p style="` + box + `1;-webkit-box-orient:horizontal;display:block">one two three`, "one two|three"},
	} {
		_, tree := render("<!DOCTYPE html><body>" + c.html)
		if got := shown(tree); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	doc, tree := render("<!DOCTYPE html><body>" + `<p id=p style="` + box + `2;line-height:30px">one two three four five six seven`)
	if got := byIDRect(t, doc, tree, "p"); got != "8 20 121 60" {
		t.Errorf("clamped to %s", got)
	}
}

func TestControlText(t *testing.T) {
	for _, c := range []struct{ name, html, want string }{
		{"one line", `<input value="a text that is far too long for the control that it is in" style="overflow:hidden">`, "a text that is far too long for the control that it is in"},
		{"transformed", `<input value="abc" style="text-transform:uppercase">`, "ABC"},
		{"select", `<select style="text-transform:uppercase"><option>one</option></select>`, "ONE"},
	} {
		_, tree := render("<!DOCTYPE html><body>" + c.html)
		if got := shown(tree); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
