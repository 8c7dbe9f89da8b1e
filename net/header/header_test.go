package header

import (
	"slices"
	"testing"
)

func TestList(t *testing.T) {
	l := List{{"Accept", "a"}, {"X", "1"}, {"accept", "b"}}
	if v, ok := l.Get("ACCEPT"); v != "a, b" || !ok {
		t.Error(v, ok)
	}
	if l.First("accept") != "a" || l.Has("y") || !slices.Equal(l.Values("Accept"), []string{"a", "b"}) {
		t.Error("look-ups")
	}
	c := l.Clone(1)
	c.Set("Accept", "c")
	if !slices.Equal(c, List{{"Accept", "c"}, {"X", "1"}}) {
		t.Error(c)
	}
	c.Del("x")
	c.Set("Y", "2")
	if !slices.Equal(c, List{{"Accept", "c"}, {"Y", "2"}}) || len(l) != 3 || l[0].Value != "a" {
		t.Error(c, l)
	}
	if n := (List{{"A", "b"}}).Size(); n != len("A: b\r\n") {
		t.Error(n)
	}
}

func TestSplit(t *testing.T) {
	for in, want := range map[string][]string{
		"":                 {""},
		"a":                {"a"},
		" a ,\tb,":         {"a", "b", ""},
		`a;x="b,c", d`:     {`a;x="b,c"`, "d"},
		`"a\",b", c`:       {`"a\",b"`, "c"},
		`"never closed, b`: {`"never closed, b`},
	} {
		if got := SplitValue(in); !slices.Equal(got, want) {
			t.Errorf("%q: %q", in, got)
		}
	}
	l := List{{"Connection", "x, Close"}}
	if !l.HasToken("connection", "close") || l.HasToken("connection", "clos") {
		t.Error("HasToken")
	}
}

func TestValid(t *testing.T) {
	for s, want := range map[string]bool{"": false, "X-y": true, "a b": false, "a:": false, "é": false} {
		if ValidName(s) != want {
			t.Errorf("name %q", s)
		}
	}
	for s, want := range map[string]bool{"": true, "a b": true, "a\r\nb": false, "\x00": false, "\xff": true} {
		if ValidValue(s) != want {
			t.Errorf("value %q", s)
		}
	}
	if EqualFold("@", "`") || EqualFold("[", "{") || !EqualFold("aZ-", "Az-") {
		t.Error("EqualFold")
	}
}
