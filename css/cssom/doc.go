// Package cssom holds style sheets: rules with parsed selectors and conditions, and declarations
// that are parsed when somebody first asks for them.
//
//	text ──Parse──▶ Sheet{Rules} ──▶ cascade (index, matching)
//	                     ├── Imports, FontFaces ──▶ loader
//	                     └── String, Diagnostics ──▶ dump, trace
//
// A Sheet never changes and may be shared by documents and goroutines; a Cache gives the same
// Sheet for the same text. What cannot be understood is dropped as the specifications say and
// listed in Diagnostics with its position.
//
// https://drafts.csswg.org/cssom/ https://www.w3.org/TR/css-nesting-1/
package cssom
