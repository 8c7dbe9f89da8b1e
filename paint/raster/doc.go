// Package raster turns a display list into pixels. It is the only rasteriser: a PNG and the
// window show the same bytes.
//
//	display.List ──Draw / Bands / Into──▶ image.RGBA (premultiplied)
//	                                      └──────────────────▶ paint/window
//
// Coordinates are mapped to device pixels once. Rectangles under a transform that keeps axes
// snap their edges to whole device pixels, as Chromium does; everything else is anti-aliased
// by the exact area that a shape covers of a pixel (accum.go). Colour comes from a shader
// (shade.go), coverage is multiplied with the clip, and blending works on two channels of a
// pixel at a time (blend.go). Groups with opacity, blend modes or filters are drawn into a
// layer of their own (layer.go).
//
// A tile depends on nothing but its list, so tiles are drawn in parallel, a bounded number
// at a time.
package raster
