// Package value holds the values of CSS properties: how they are read from component values, how
// they are computed, and how they are written.
//
//	[]syntax.Component ──Grammar.Match──▶ Value (declared) ──compute──▶ Length, Color, Keyword …
//	Value ──String──▶ text as CSSOM serialises it
//
// A Value is a small tree. Its dynamic types are comparable with ==: plain numbers and strings, or
// pointers to nodes that never change. Declared values keep what the author wrote in canonical
// order; computed values of the common properties are the plain structs Length, Color, Keyword.
//
// Implements parts of css-values-4, css-color-4, css-images-3 and -4, and the serialisation rules
// of CSSOM (https://drafts.csswg.org/cssom/#serialize-a-css-component-value).
package value
