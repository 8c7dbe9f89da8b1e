package window

import "testing"

func TestField(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(f *field)
		want string // | is the caret, [ the anchor when it differs
	}{
		{"typing replaces a selected address", func(f *field) { f.set("https://a.test/", true); f.insert("b") }, "b|"},
		{"left collapses a selection", func(f *field) { f.set("abc", true); f.arrow(false, false, false) }, "|abc"},
		{"right collapses a selection", func(f *field) { f.set("abc", true); f.arrow(true, false, false) }, "abc|"},
		{"backspace takes a whole syllable", func(f *field) { f.set("가나", false); f.erase(false, false) }, "가|"},
		{"a cluster is one step", func(f *field) { f.set("e\u0301x", false); f.move(0, false); f.arrow(true, false, false) }, "e\u0301|x"},
		{"delete", func(f *field) { f.set("abc", false); f.move(1, false); f.erase(true, false) }, "a|c"},
		{"word left", func(f *field) { f.set("www.vitrine.test", false); f.arrow(false, true, false) }, "www.vitrine.|test"},
		{"word right", func(f *field) { f.set("www.vitrine", false); f.move(0, false); f.arrow(true, true, false) }, "www.|vitrine"},
		{"extend", func(f *field) { f.set("abc", false); f.arrow(false, false, true) }, "ab|c["},
		{"home with shift", func(f *field) { f.set("abc", false); f.move(0, true) }, "|abc["},
		{"control characters do not enter", func(f *field) { f.insert("a\nb\x00") }, "ab|"},
		{"erase at the start", func(f *field) { f.set("a", false); f.move(0, false); f.erase(false, false) }, "|a"},
	} {
		var f field
		c.do(&f)
		got := f.text[:f.caret] + "|" + f.text[f.caret:]
		if f.anchor != f.caret {
			i := f.anchor
			if i > f.caret {
				i++
			}
			got = got[:i] + "[" + got[i:]
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
