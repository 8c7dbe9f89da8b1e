package text

import (
	"strings"
	"testing"
)

// TestScripts: runs of one script, as text|Code pieces.
func TestScripts(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"Latin alone", "abc, 1!", "abc, 1!|Latn"},
		{"what comes first joins what follows", "1. Привет", "1. Привет|Cyrl"},
		{"what comes later joins what is before", "Привет, 1 abc.", "Привет, 1 |Cyrl abc.|Latn"},
		{"a closing bracket goes with its opening one", "и (abc) я", "и (|Cyrl abc|Latn ) я|Cyrl"},
		{"in pairs", "и [(abc]) я", "и [(|Cyrl abc|Latn ]) я|Cyrl"},
		{"a bracket that was not opened", "и abc) я", "и |Cyrl abc) |Latn я|Cyrl"},
		{"ideographic punctuation", "日本、abc。カ", "日本、|Hani abc|Latn 。カ|Kana"},
		{"fullwidth brackets are ideographic", "и（а）", "и|Cyrl （|Hani а|Cyrl ）|Hani"},
		{"shared by scripts of which one follows", "ש·To", "ש|Hebr ·To|Latn"},
		{"a preference only", "a\u02c9", "a\u02c9|Latn"},
	} {
		s := scripts{now: firstScript(c.text)}
		var got []string
		from, now := 0, s.now
		for i, r := range c.text {
			if next := s.at(r, c.text[i:]); next != now {
				if i > 0 {
					got = append(got, c.text[from:i]+"|"+now.String())
				}
				from, now = i, next
			}
		}
		got = append(got, c.text[from:]+"|"+now.String())
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("%s: %s, want %s", c.name, g, c.want)
		}
	}
}

// TestOpenBrackets: a text may open more brackets than are remembered.
func TestOpenBrackets(t *testing.T) {
	s := scripts{now: runeScript('я')}
	for range 3 * maxOpen {
		s.at('(', "(")
	}
	s.at('a', "a")
	if s.at(')', ")") != runeScript('я') || len(s.open) != maxOpen-1 {
		t.Errorf("%d brackets are open", len(s.open))
	}
}
