// Package display holds the display list: what to draw, flat, in paint order.
//
//	paint.Record ──Builder──▶ List ──┬──▶ paint/raster (pixels)
//	paint/svg    ──Builder──▶        ├──▶ paint/hit (which node is here)
//	                                 └──▶ Damage (what changed since the last list)
//
// Every Op carries its bounds in the page, the node that asked for it, a state (indices into
// small trees of transforms, clips and effects) and an index into the arena of its kind.
// Nothing has to be replayed to know where an op lands, so any part can be drawn alone; a
// grid of 256-px tiles says which ops touch which part.
//
// Geometry is in 1/64 CSS px and not yet snapped to device pixels: that is done once, by the
// rasteriser, which alone knows the scale. A List is immutable after Builder.Finish.
package display
