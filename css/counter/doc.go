// Package counter turns the values of counters into text.
//
//	@counter-style descriptors ──Parse──▶ *Style ──┐
//	predefined styles ─────────────────────────────┴─▶ Set ──Text, Marker──▶ "iv", "四、"
//
// A Set never changes and is safe for concurrent use; the nil Set knows the predefined styles.
// Everything that an author can write is bounded: representations longer than maxText code points
// are left to the fallback style, as the specification allows.
//
// https://www.w3.org/TR/css-counter-styles-3/
package counter
