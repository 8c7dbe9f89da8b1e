// Package htmlparse turns bytes into a document.
//
//	bytes ──decode──▶ text ──┬─ HTML: tokens ▶ tree (x/net/html behind a depth guard) ─┬─▶ dom.Document
//	  │                      └─ XML: our own reader with namespaces and entities ──────┘
//	  └──Scanner──▶ Hint, Hint, …   (references found ahead of the parse, so fetches start early)
//
// Broken input is never an error: every sequence of bytes gives a document, and what was wrong
// with it goes to the trace with its position. All limits are in Limits.
//
// What is left out: scripts do not run, so document.write does not exist and noscript contents
// are ordinary children; the tree of an HTML document is handed out only when it is complete.
//
// https://html.spec.whatwg.org/multipage/parsing.html
// https://www.w3.org/TR/xml/ and https://www.w3.org/TR/xml-names/
package htmlparse
