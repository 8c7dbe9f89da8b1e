// Package shape resolves basic shapes and tells how far lines must stay away from them.
//
//	inset(), circle(), polygon() … + reference box ──Inset, Ellipse, Polygon──▶ geometry (clip-path paints it)
//	shape-outside + margin, border, padding of a float ──Outside──▶ *Area ──Span(top, height)──▶ left and right edge
//
// An Area is in the frame of the block that holds the float, relative to the float's margin box.
// Of shape-outside, path(), shape() and images make no Area: such a float keeps its margin box.
//
// https://drafts.csswg.org/css-shapes-1/
package shape
