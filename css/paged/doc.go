// Package paged reads what style sheets say about the pages of a document.
//
//	sheets, media ──Collect──▶ Rules ──Rules.Page(first, left, name)──▶ size and margins of a page
//	                                 ──Rules.Declarations(…)──────────▶ what is declared for it and for
//	                                                                    the boxes in its margins
//
// https://www.w3.org/TR/css-page-3/.
package paged
