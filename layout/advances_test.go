package layout

import (
	"bufio"
	"fmt"
	"html"
	"os"
	"strconv"
	"strings"
	"testing"

	"vitrine/engine/dom"
	"vitrine/engine/htmlparse"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// installedFonts sees the system's faces as well: Liberation is embedded, DejaVu and Noto may be
// installed.
var installedFonts = text.NewFonts(text.Config{System: true, LanguageFonts: true})

// renderInstalled is render with the system's fonts.
func renderInstalled(html string) (*dom.Document, *frag.Tree) {
	doc := htmlparse.Parse(nil, htmlparse.Input{URL: "test:", Body: []byte(html)})
	t := box.Build(nil, box.Input{Doc: doc, Styles: newStyles(doc), Fonts: installedFonts, Viewport: geom.Size{W: geom.Int(800), H: geom.Int(600)}}, nil)
	return doc, Run(nil, t, installedFonts)
}

// TestAdvances holds the widths of texts at many sizes to those of Chromium 156, in 1/64 px: see
// testdata/advances.txt for the format. Families that are not installed are passed over.
func TestAdvances(t *testing.T) {
	file, err := os.Open("testdata/advances.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var texts []string
	var family, style string
	installed, total, off := false, 0, 0
	sc := bufio.NewScanner(file)
	for sc.Scan() {
		line := sc.Text()
		key, rest, _ := strings.Cut(line, " ")
		switch key {
		case "", "#":
		case "text":
			texts = append(texts, rest)
		case "face":
			family, style, _ = strings.Cut(rest, "/")
			installed = strings.HasPrefix(family, "Liberation ") || hasFamily(family)
			if !installed {
				t.Logf("%s is not installed", family)
			}
		default:
			if !installed {
				continue
			}
			var page strings.Builder
			fmt.Fprintf(&page, `<!doctype html><html lang=en><meta charset=utf-8><body style="white-space:pre;font:%s %spx %s">`, style, key, family)
			for _, s := range texts {
				fmt.Fprintf(&page, "<div><span>%s</span></div>", html.EscapeString(s))
			}
			doc, tree := renderInstalled(page.String())
			got := rects(tree)
			for i, w := range strings.Fields(rest) {
				if w == "-" {
					continue
				}
				want, err := strconv.Atoi(w)
				n := walkTo(doc.Body(), fmt.Sprint(i, "/0"))
				if err != nil || n == nil {
					t.Fatalf("bad line %q", line)
				}
				total++
				if g := int(got[n].W); g != want {
					off++
					t.Errorf("%s %s %s px, %q: %d/64 px, measured %d", family, style, key, texts[i], g, want)
				}
			}
		}
	}
	t.Logf("%d of %d advances differ", off, total)
}

// hasFamily reports whether the system has a family.
func hasFamily(name string) bool {
	f := installedFonts.Font(text.MakeQuery(16, text.Family{Name: name}))
	r := f.Shape("a", text.ShapeOptions{})
	return len(r) == 1 && strings.EqualFold(r[0].Face.Name(), name)
}
