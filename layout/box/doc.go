// Package box generates the box tree: which boxes exist, before any has a size.
//
//	DOM + computed styles + images ──Build──▶ box.Tree ──▶ layout
//	                                          └ Box: Kind, Style, Node, Kids, Text, Replaced
//
// Elements with display:none have no box, display:contents is replaced by its children,
// anonymous boxes wrap what would break a parent's formatting context (CSS 2.1 §9.2.1,
// §9.2.2, §17.2.1), generated content and list markers become boxes like any other, and
// form controls become boxes with the insides that a browser gives them.
//
// A Box knows its children but has no way up, so a layout algorithm cannot depend on a
// parent. Trees are persistent: Build returns the *Box of the previous tree when its
// layout-affecting style groups and its children are the same, so a pointer is a cache key.
//
// A block container holds either only block-level or only inline-level kids (floats and
// absolutely positioned boxes fit into both). A block inside an inline box stays where it
// is: the inline formatting context gives it a line of its own, so that the geometry of the
// inline box is the union of its fragments.
//
// https://www.w3.org/TR/css-display-3/#box-generation
package box
