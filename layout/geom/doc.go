// Package geom holds the units and shapes that layout, paint and dumps share.
//
//	CSS px (float) ──FromPx──▶ Unit (1/64 px, int32) ──Px──▶ CSS px
//
// It is a leaf: everything from the text shaper to the rasteriser counts in the same grid,
// so a sum of widths is exact, a dump is the same on every machine, and "the same
// constraint" is what == says.
package geom
