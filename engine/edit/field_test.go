package edit

import "testing"

func TestField(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(f *Field)
		want string // | is the caret, [ the anchor when it differs
	}{
		{"typing replaces a selected address", func(f *Field) { f.Set("https://a.test/", true); f.Insert("b") }, "b|"},
		{"left collapses a selection", func(f *Field) { f.Set("abc", true); f.Arrow(false, false, false) }, "|abc"},
		{"right collapses a selection", func(f *Field) { f.Set("abc", true); f.Arrow(true, false, false) }, "abc|"},
		{"backspace takes a whole syllable", func(f *Field) { f.Set("가나", false); f.Erase(false, false) }, "가|"},
		{"a cluster is one step", func(f *Field) { f.Set("e\u0301x", false); f.Move(0, false); f.Arrow(true, false, false) }, "e\u0301|x"},
		{"delete", func(f *Field) { f.Set("abc", false); f.Move(1, false); f.Erase(true, false) }, "a|c"},
		{"word left", func(f *Field) { f.Set("www.vitrine.test", false); f.Arrow(false, true, false) }, "www.vitrine.|test"},
		{"word right", func(f *Field) { f.Set("www.vitrine", false); f.Move(0, false); f.Arrow(true, true, false) }, "www.|vitrine"},
		{"extend", func(f *Field) { f.Set("abc", false); f.Arrow(false, false, true) }, "ab|c["},
		{"home with shift", func(f *Field) { f.Set("abc", false); f.Move(0, true) }, "|abc["},
		{"control characters do not enter", func(f *Field) { f.Insert("a\nb\x00") }, "ab|"},
		{"line feeds enter where there are lines", func(f *Field) { f.Lines = true; f.Insert("a\r\nb") }, "a\nb|"},
		{"a limit cuts what is pasted", func(f *Field) { f.Max = 4; f.Insert("ab"); f.Insert("c😀d") }, "abc|"},
		{"a word", func(f *Field) { f.Set("one two, three", false); f.SelectWord(5) }, "one [two|, three"},
		{"a Thai word", func(f *Field) { f.Set("ภาษาไทยง่าย", false); f.SelectWord(15) }, "ภาษา[ไทย|ง่าย"},
		{"Thai word left", func(f *Field) { f.Set("ภาษาไทยง่าย", false); f.Arrow(false, true, false) }, "ภาษาไทย|ง่าย"},
		{"Thai word right", func(f *Field) {
			f.Set("ภาษาไทยง่าย", false)
			f.Move(0, false)
			f.Arrow(true, true, false)
		}, "ภาษา|ไทยง่าย"},
		{"undo takes back what was typed in one go", func(f *Field) {
			f.Past = &History{}
			f.Set("x", false)
			f.Insert("a")
			f.Insert("b")
			f.Undo()
		}, "x|"},
		{"redo", func(f *Field) { f.Past = &History{}; f.Insert("ab"); f.Undo(); f.Redo() }, "ab|"},
		{"undo brings back what was erased", func(f *Field) {
			f.Past = &History{}
			f.Insert("abc")
			f.Erase(false, false)
			f.Erase(false, false)
			f.Undo()
		}, "abc|"},
		{"typing at two places is two changes", func(f *Field) {
			f.Past = &History{}
			f.Insert("ab")
			f.Move(0, false)
			f.Insert("c")
			f.Undo()
		}, "|ab"},
		{"undo of a replacement selects what was replaced", func(f *Field) {
			f.Past = &History{}
			f.Insert("abc")
			f.Anchor = 1
			f.Insert("x")
			f.Undo()
		}, "a[bc|"},
		{"a change forgets what was taken back", func(f *Field) { f.Past = &History{}; f.Insert("a"); f.Undo(); f.Insert("b"); f.Redo() }, "b|"},
		{"undo without a change", func(f *Field) { f.Past = &History{}; f.Set("a", false); f.Undo(); f.Redo() }, "a|"},
		{"erase at the start", func(f *Field) { f.Set("a", false); f.Move(0, false); f.Erase(false, false) }, "|a"},
	} {
		var f Field
		c.do(&f)
		got := f.Text[:f.Caret] + "|" + f.Text[f.Caret:]
		if f.Anchor != f.Caret {
			i := f.Anchor
			if i > f.Caret {
				i++
			}
			got = got[:i] + "[" + got[i:]
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
