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
// With a previous result and the journal of the document only what a change can reach is styled
// again (restyle.go, depend.go); the result says what differs, so that the stages behind it do no
// more than that asks for.
//
//	Input.Motion: a time ──▶ animate.go, transition.go: what moves, over the style without it
//
// Animations and transitions are layers of the cascade: an element that moves is computed once
// without them, which its transitions compare, and once with what package anim says lies at that
// time. What moves is remembered from result to result; a tick styles nothing else.
//
// Rules in @scope and @container rules match under conditions: the nearest scoping root, which also
// counts in the order of precedence, and the sizes of containers, which an earlier layout told and
// Input.Containers brings. Registered custom properties are computed by their syntax.
//
// The built-in sheet and the presentational hints come in through Input, because package ua
// stands beside this one.
//
// https://www.w3.org/TR/css-cascade-5/ https://www.w3.org/TR/css-animations-1/
// https://drafts.csswg.org/css-transitions-2/
package cascade
