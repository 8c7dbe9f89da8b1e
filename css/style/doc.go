// Package style holds computed styles.
//
//	parent *Style + []prop.Decl ──Builder──▶ *Style ──accessors──▶ layout, paint
//
// A Style is a handful of pointers to immutable groups of fields. A child begins with its parent's
// inherited groups and the shared initial groups and copies a group only when a declaration
// changes a field in it; so most elements cost a few words, and "the same?" is a comparison of
// pointers. One accessor per longhand is generated from the property table; methods for what
// layout and paint ask of several longhands together are written by hand.
//
// https://www.w3.org/TR/css-cascade-5/#computed
package style
