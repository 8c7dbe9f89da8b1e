// Package cascade computes the style of every element.
//
//	DOM + sheets + media.Env ──Resolve──▶ Result: *style.Style by dom.ID, pseudo-elements,
//	                                      font faces, keyframes
//
// One walk over the document: an index gives the few rules that can match an element, a Bloom
// filter of its ancestors rejects most of those, what is left is matched, sorted by origin,
// importance, layer, specificity and order, and the winning declarations are computed on top of
// the parent's style. Elements with the same parent style and the same declarations share one
// Style, found by a hash of the matched rules; so a page of a million like elements costs a
// million matches and a handful of styles.
//
// The built-in sheet and the presentational hints come in through Input, because package ua
// stands beside this one.
//
// https://www.w3.org/TR/css-cascade-5/
package cascade
