// Package view makes pages of what is no HTML: a tree of JSON or XML that can be folded, text,
// a source with line numbers, an image.
//
//	text of a resource ──JSON, XML, Text, Source──▶ HTML for engine/htmlparse
//	address of an image ──Image──▶
//
// The pages have no scripts: folding is the details element. However large or broken the
// resource, the page stays bounded (Limits in this file) and says what it leaves out.
//
// https://html.spec.whatwg.org/multipage/document-lifecycle.html#read-text
package view

// Limits of the pages. Past them the rest is left out, and the page says so.
const (
	maxValues = 20000   // of a JSON text, and nodes of an XML tree
	maxDepth  = 100     // of their nesting: deeper ones are shown as text
	maxString = 10000   // bytes of one string, text or attribute
	maxText   = 8 << 20 // bytes of a text
	maxLines  = 20000   // of a source
	maxLine   = 20000   // bytes of one line of a source
	maxSpans  = 50000   // coloured pieces of a source; the rest is shown without colours
)
