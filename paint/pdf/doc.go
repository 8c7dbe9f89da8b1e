// Package pdf writes display lists as the pages of a PDF file.
//
//	paper, display list of a page ──Writer.Page──▶ content stream, links   ┐
//	                                Writer.Close─▶ fonts, names, page tree ├─▶ io.Writer
//	                                                                       ┘
//
// A page is written when it is handed over; only what pages share stays in memory: which glyphs of
// which faces were used, and the numbers of pictures. Boxes, paths, text, plain gradients and
// groups become their counterparts in PDF. TrueType faces are embedded as subsets, other faces as
// Type 3 fonts of the glyphs used; both say which characters their glyphs stand for, so that text
// can be selected. What has no counterpart (blurs, filters, masks, conic and translucent gradients)
// is drawn by package raster and put in place as a picture; Writer.Rasterised counts these.
//
// The file format is written here and not by a library: those that exist either keep the whole
// document in memory or cannot place glyphs by number.
package pdf
