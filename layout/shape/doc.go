// Package shape resolves basic shapes and tells how far lines must stay away from them.
//
//	inset(), circle(), polygon() … + reference box ──Inset, Ellipse, Polygon──▶ geometry (clip-path paints it)
//	shape-outside + margin, border, padding of a float ──Outside──▶ *Area ──Span(top, height)──▶ left and right edge
//
// An Area is in the frame of the block that holds the float, relative to the float's margin box.
// What geometry does not describe, images and paths, is drawn by a Painter that layout is given;
// its opaque pixels are the shape (raster.go).
//
// https://drafts.csswg.org/css-shapes-1/
package shape
