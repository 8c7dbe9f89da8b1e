package ua

import (
	_ "embed"
	"sync"

	"vitrine/css/cssom"
	"vitrine/css/syntax"
	"vitrine/engine/dom"
)

var (
	//go:embed html.css
	htmlText string
	//go:embed quirks.css
	quirksText string
	//go:embed svg.css
	svgText string
)

func parsed(name, text string) func() *cssom.Sheet {
	return sync.OnceValue(func() *cssom.Sheet {
		return cssom.Parse(nil, syntax.NewSource("vitrine:"+name, text), cssom.Options{BuiltIn: true})
	})
}

var (
	htmlSheet   = parsed("html.css", htmlText)
	quirksSheet = parsed("quirks.css", quirksText)
	svgSheet    = parsed("svg.css", svgText)
)

// Sheets returns the built-in sheets for a document, in order. They are parsed once.
// https://html.spec.whatwg.org/multipage/rendering.html#the-css-user-agent-style-sheet-and-presentational-hints
func Sheets(doc *dom.Document) []*cssom.Sheet {
	out := []*cssom.Sheet{htmlSheet(), svgSheet()}
	if doc.Mode == dom.Quirks {
		out = append(out, quirksSheet())
	}
	return out
}
