// Package text turns strings into measured glyphs: it owns fonts, shaping, line breaking and
// the bidirectional algorithm.
//
//	style.Style ──QueryOf──▶ Query ──Fonts.Font──▶ *Font (metrics, list of faces)
//	paragraph ──BidiLevels, LineBreaks──▶ levels and opportunities, one per byte
//	text of one font and level ──Font.Shape──▶ []*Run ──▶ line boxes, display list
//	Run.Face + Glyph.ID ──Face.Outline, Bitmap, ColorSteps──▶ rasteriser
//
// It sits between layout/geom and the layout modes: it knows nothing of boxes or lines. Flow
// asks it for runs and widths, the rasteriser asks its faces for outlines.
//
// Faces come, in the order they are asked, from a page's @font-face rules, the directories
// given by the caller, the embedded Liberation families, the system's font directories and
// an embedded Hangul face. A face is parsed when its first glyph is wanted, tables are read
// from the file on demand, and system directories are looked at only when a family or a
// character needs them, so that a Latin page costs one or two small faces.
//
// All numbers follow what Blink computes on Linux with hinting off: fractional advances,
// ascent and descent rounded to whole px.
//
// Specifications: CSS Fonts 4 (matching, §5), CSS Text 3 (breaking), UAX #9, UAX #14,
// UAX #29, OpenType, WOFF 1 and 2.
package text
