package layout

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"

	"vitrine/layout/box"
	"vitrine/layout/frag"
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
	var lang, text string
	total, off, paragraphs := 0, 0, 0
	sc := bufio.NewScanner(file)
	for sc.Scan() {
		key, rest, _ := strings.Cut(sc.Text(), " ")
		switch key {
		case "", "#":
		case "text":
			lang, text, _ = strings.Cut(rest, " ")
		default:
			page := fmt.Sprintf(`<!doctype html><meta charset=utf-8><body><p lang=%s style="margin:0;width:%spx;font:16px sans-serif;-webkit-locale:'%s'">%s`, lang, key, lang, text)
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
				t.Errorf("%s %.20s… at %s px: characters on lines\n%s, measured\n%s", lang, text, key, strings.Join(got, " "), rest)
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
