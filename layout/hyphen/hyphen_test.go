package hyphen

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// show puts "-" at the points of a word.
func show(d *Dictionary, word string) string {
	var b strings.Builder
	at := 0
	for _, p := range d.Points(nil, word) {
		b.WriteString(word[at:p] + "-")
		at = p
	}
	return b.String() + word[at:]
}

func TestPoints(t *testing.T) {
	for _, c := range []struct{ lang, want string }{
		{"en", "hy-phen-a-tion"}, {"en-US", "al-go-rithm"}, {"en", "com-puter"}, {"en", "London"}, {"en", "rep-re-sen-ta-tive"}, {"en", "cat"},
		{"en-GB", "al-go-rithm"}, {"de", "Sil-ben-tren-nung"}, {"de-AT", "Do-nau-dampf-schiff-fahrt"}, {"fr", "ty-po-gra-phie"},
		{"fr-CA", "l’aven-ture"}, {"es", "es-pec-tácu-lo"}, {"it", "ti-po-gra-fia"}, {"pt-BR", "ti-po-gra-fia"},
		{"pl", "dzie-le-nie"}, {"nb", "ord-de-ling"}, {"sl", "ti-po-gra-fija"},
	} {
		word := strings.ReplaceAll(c.want, "-", "")
		if got := show(For(c.lang), word); got != c.want {
			t.Errorf("%s: %s, want %s", c.lang, got, c.want)
		}
	}
}

func TestLanguages(t *testing.T) {
	for _, l := range languages {
		d := For(l.tag)
		if d == nil || len(d.values) < 100 {
			t.Errorf("%s has no patterns", l.tag)
		}
	}
	for _, tag := range []string{"", "ja", "eng", "x-en", "zh-Latn", "nl"} {
		if For(tag) != nil {
			t.Errorf("%q has patterns", tag)
		}
	}
	if got := (*Dictionary)(nil).Points(nil, "word"); got != nil {
		t.Error(got)
	}
}

func TestWord(t *testing.T) {
	const text = " l’été, (a1b) 'x' x’"
	var got []string
	for i := 0; i < len(text); {
		s, e := Word(text, i)
		if s < len(text) {
			got = append(got, text[s:e])
		}
		i = max(e, s)
	}
	if strings.Join(got, "|") != "l’été|a|b|x|x" {
		t.Errorf("%q", got)
	}
}

func FuzzPoints(f *testing.F) {
	f.Add("en", "hyphenation")
	f.Add("de", "Straße\xff")
	f.Add("fr", "l’\u0301")
	f.Fuzz(func(t *testing.T, lang, word string) {
		last := 0
		for _, p := range For(lang).Points(nil, word) {
			if p <= last || p >= len(word) || !utf8.RuneStart(word[p]) {
				t.Fatalf("%q %q: point %d after %d", lang, word, p, last)
			}
			last = p
		}
	})
}
