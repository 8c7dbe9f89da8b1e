package htmlparse

import (
	"slices"
	"strings"

	"vitrine/engine/dom"
)

// known is how much of a style element's text shows that a tag is its, in bytes.
const known = 64

// notePlaces notes where the texts of style elements begin, so that what is said about their rules has
// the document's lines. It goes through the text once; what it does not find has no place.
func notePlaces(d *dom.Document, text string) {
	at, line, start := 0, 1, 0 // start of the line
	root := d.Root()
	for n := root.First(); n != nil; n = n.After(root) {
		if n.Type != dom.ElementNode || n.Name() != "style" || n.First() == nil {
			continue
		}
		data := n.First().Data()
		from := afterStyleTag(text, at)
		for from >= 0 && !begins(text[from:], data[:min(len(data), known)]) {
			from = afterStyleTag(text, from)
		}
		if from < 0 {
			break
		}
		line += strings.Count(text[at:from], "\n")
		if i := strings.LastIndexByte(text[at:from], '\n'); i >= 0 {
			start = at + i + 1
		}
		at = from
		d.Places = append(d.Places, dom.Place{Node: n.ID(), Line: line, Col: from - start + 1})
	}
	slices.SortFunc(d.Places, func(a, b dom.Place) int { return int(a.Node) - int(b.Node) })
}

// afterStyleTag returns where the first start tag of a style element behind from ends, or -1.
func afterStyleTag(text string, from int) int {
	const tag = "<style"
	for {
		i := strings.IndexByte(text[from:], '<')
		if i < 0 {
			return -1
		}
		from += i
		if len(text)-from > len(tag) && strings.EqualFold(text[from:from+len(tag)], tag) && strings.IndexByte(" \t\r\n\f>/", text[from+len(tag)]) >= 0 {
			end := strings.IndexByte(text[from:], '>')
			if end < 0 {
				return -1
			}
			return from + end + 1
		}
		from++
	}
}

// begins reports whether source begins with data, which has no CR anymore.
func begins(source, data string) bool {
	for i := 0; i < len(data); i++ {
		if strings.HasPrefix(source, "\r\n") || data[i] == '\n' && strings.HasPrefix(source, "\r") {
			if data[i] != '\n' {
				return false
			}
			source = strings.TrimPrefix(source[1:], "\n")
			continue
		}
		if source == "" || source[0] != data[i] {
			return false
		}
		source = source[1:]
	}
	return true
}
