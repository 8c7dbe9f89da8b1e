package engine

import (
	"strings"

	"vitrine/css/style"
	"vitrine/css/ua"
	"vitrine/engine/dom"
	"vitrine/layout/text"
)

// warm prepares, beside the first fetch, what nearly every page needs: the initial values of all
// properties, the built-in sheet and the faces of plain text. A process that shows one page would
// otherwise wait for each in turn.
func warm(fonts *text.Fonts) {
	go func() {
		style.Initial()
		ua.Sheets(dom.NewDocument("about:blank"))
		fonts.Warm()
	}()
	for _, weight := range []float32{400, 700} {
		for _, family := range []string{"sans-serif", "serif", "monospace"} {
			q := text.MakeQuery(16, text.Family{Name: family, Generic: true})
			q.Weight = weight
			fonts.Font(q)
		}
	}
}

// Limits of the sample of a document's text.
const (
	sampleRunes = 48      // different characters
	sampleBytes = 1 << 18 // of text that is looked at
)

// warmText opens, beside the fetch of the sheets, the faces that a document's text will need: those
// of other scripts and of symbols are large, and layout would wait for them one by one. What the
// sheets will say of fonts is not known yet; most pages have text without serifs.
func warmText(fonts *text.Fonts, d *dom.Document) {
	s := sample(d)
	if s == "" {
		return
	}
	q := text.MakeQuery(16, text.Family{Name: "sans-serif", Generic: true})
	q.Lang = languageOf(d)
	go func() {
		fonts.Font(q).Shape(s, text.ShapeOptions{})
		q.Weight = 700
		fonts.Font(q)
	}()
}

// sample returns characters of a document that faces for European text may lack, each once.
func sample(d *dom.Document) string {
	const european = 0x590 // Latin, Greek, Cyrillic and Armenian letters are below
	var b strings.Builder
	var seen [sampleRunes]rune
	n, bytes := 0, 0
	root := d.Root()
next:
	for t := root.First(); t != nil; t = t.After(root) {
		if t.Type != dom.TextNode || t.Parent().IsHTML("script") || t.Parent().IsHTML("style") {
			continue
		}
		if bytes += len(t.Data()); bytes > sampleBytes {
			break
		}
	runes:
		for _, r := range t.Data() {
			if r < european {
				continue
			}
			for _, s := range seen[:n] {
				if s == r {
					continue runes
				}
			}
			b.WriteRune(r)
			seen[n] = r
			if n++; n == len(seen) {
				break next
			}
		}
	}
	return b.String()
}
