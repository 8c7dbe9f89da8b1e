// Package paged reads what style sheets say about the pages of a document.
//
//	sheets, media ──Collect──▶ Rules ──Rules.Page(first, left, name)──▶ size and margins of a page
//
// https://www.w3.org/TR/css-page-3/. The boxes in the margins (@top-center and the like) are not
// drawn.
package paged
