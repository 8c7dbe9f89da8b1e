// Package paint decides what is drawn and in which order: fragments and styles become a
// display list.
//
//	frag.Tree ──Record──▶ display.List ──▶ paint/raster, paint/hit
//	            │ record.go   stacking contexts, CSS 2.1 Appendix E
//	            │ space.go    transforms, clips, groups
//	            │ background.go, gradient.go, border.go, shadow.go, outline.go
//	            │ text.go, decoration.go
//	            │ replaced.go (pictures, list markers), control.go
//	            └ clippath.go, borderimage.go
//
// Nothing is measured here and nothing is rounded: sizes come from layout, and edges snap to
// device pixels in the rasteriser.
package paint
