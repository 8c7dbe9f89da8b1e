// Package transform computes the CSS transforms of boxes and SVG elements.
//
//	transform, translate, rotate, scale, transform-origin, perspective ──▶ Matrix (4×4)
//	Matrix ──Flat──▶ display.Matrix, what is left of it on the plane of the screen
//
// https://drafts.csswg.org/css-transforms-2/
package transform
