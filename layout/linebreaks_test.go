package layout

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"

	"vitrine/engine/htmlparse"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// TestBrokenLines holds the lines of paragraphs in many languages to those of Chromium 156: see
// testdata/lines.txt for the format. The faces of what is not Latin have to be installed.
func TestBrokenLines(t *testing.T) {
	if !hasFamily("Noto Sans CJK KR") || !hasFamily("DejaVu Sans") {
		t.Skip("the faces that were measured are not installed")
	}
	file, err := os.Open("testdata/lines.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var lang, content string
	total, off, paragraphs := 0, 0, 0
	sc := bufio.NewScanner(file)
	for sc.Scan() {
		key, rest, _ := strings.Cut(sc.Text(), " ")
		switch key {
		case "", "#":
		case "text":
			lang, content, _ = strings.Cut(rest, " ")
		default:
			page := fmt.Sprintf(`<!doctype html><meta charset=utf-8><body><p lang=%s style="margin:0;width:%spx;font:16px sans-serif;-webkit-locale:'%s'">%s`, lang, key, lang, content)
			_, tree := renderInstalled(page)
			got := shownOnLines(tree)
			want := strings.Fields(rest)
			paragraphs++
			total += len(want)
			if strings.Join(got, " ") != rest {
				n := 0
				for i := range want {
					if i >= len(got) || got[i] != want[i] {
						n++
					}
				}
				off += n
				t.Errorf("%s %.20s… at %s px: characters on lines\n%s, measured\n%s", lang, content, key, strings.Join(got, " "), rest)
			}
		}
	}
	t.Logf("%d of %d lines of %d paragraphs differ", off, total, paragraphs)
}

// shownOnLines counts the characters that show something on each line.
func shownOnLines(t *frag.Tree) (out []string) {
	var count func(f *frag.Fragment) int
	count = func(f *frag.Fragment) (n int) {
		if f.Kind == frag.Text && f.Text != nil {
			for _, r := range f.Text.Source {
				switch r {
				case ' ', 0xAD, 0x200B:
				default:
					n++
				}
			}
		}
		for _, k := range f.Kids {
			n += count(k.Fragment)
		}
		return n
	}
	var walk func(f *frag.Fragment)
	walk = func(f *frag.Fragment) {
		if f.Kind == frag.Line && f.Of != nil && f.Of.Kind == box.Block {
			out = append(out, fmt.Sprint(count(f)))
			return
		}
		for _, k := range f.Kids {
			walk(k.Fragment)
		}
	}
	walk(t.Root)
	return out
}

// TestHyphenation: hyphens: auto breaks words by dictionaries when the setting of the fonts says so,
// within hyphenate-limit-chars, and leaves words with soft hyphens to these.
func TestHyphenation(t *testing.T) {
	lines := func(on bool, style, html string) string {
		fonts := text.NewFonts(text.Config{Hyphenation: on})
		page := `<!doctype html><meta charset=utf-8><body><p style="margin:0;width:90px;font:16px sans-serif;hyphens:auto;` + style + `">` + html
		doc := htmlparse.Parse(nil, htmlparse.Input{URL: "test:", Body: []byte(page)})
		b := box.Build(nil, box.Input{Doc: doc, Styles: newStyles(doc), Fonts: fonts, Viewport: geom.Size{W: geom.Int(800), H: geom.Int(600)}}, nil)
		return strings.Join(shownOnLines(Run(nil, b, fonts)), " ")
	}
	for _, c := range []struct {
		name, style, html, want string
		on                      bool
	}{
		{"off", "-webkit-locale:'de'", "Silbentrennung", "14", false},
		{"on", "-webkit-locale:'de'", "Silbentrennung", "10 4", true},
		{"no language", "", "Silbentrennung", "14", true},
		{"limits", "-webkit-locale:'de';hyphenate-limit-chars:5 7 7", "Silbentrennung", "14", true},
		{"long words only", "-webkit-locale:'de';hyphenate-limit-chars:15", "Silbentrennung", "14", true},
		{"soft hyphens", "-webkit-locale:'de'", "Sil&shy;bentrennung", "3 11", true},
		{"manual", "-webkit-locale:'de';hyphens:manual", "Silbentrennung", "14", true},
		{"across elements", "-webkit-locale:'de'", "Silben<i>trennung</i>", "10 4", true},
	} {
		if got := lines(c.on, c.style, c.html); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
