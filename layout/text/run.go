package text

import "vitrine/layout/geom"

// Glyph is one positioned glyph of a Run, in visual (left to right) order.
type Glyph struct {
	ID      uint32  // glyph index in the face
	Cluster int32   // byte offset, in the shaped text, of the first character it stands for
	Advance float32 // px, letter-spacing and word-spacing included
	X, Y    float32 // px, offset of the drawn glyph from the pen; y grows downwards
}

// Run is shaped text of one face. Runs are immutable and may be shared.
type Run struct {
	Face            *Face
	Size            float32 // px; already adjusted, so it may differ from the font's
	RTL             bool    // glyphs are in visual order: the first glyph is the leftmost
	Start, End      int     // byte range of the shaped text that the run covers
	Glyphs          []Glyph
	Width           geom.Unit // sum of the advances, rounded up to 1/64 px as Blink does
	Advance         float64   // the same sum in px, not rounded
	SyntheticBold   bool      // draw with BoldExtra(Size) more weight
	SyntheticItalic bool      // draw sheared by SyntheticSkew
	Upright         bool      // glyphs stand upright in a vertical line: advances go down, X is across the line
	Free            bool      // glyphs are not held to whole pixels across the line: upright glyphs of a vertical one
	Squeeze         float32   // of an upright run: its glyphs are drawn narrower by this about the middle of the line, 0 for as they are
	Missing         rune      // no face has this character: draw a box with its code point for each glyph
}

// SyntheticSkew is the horizontal shear of a synthesised italic: x moves right by this times
// the height above the baseline (Skia's skew of -1/4).
const SyntheticSkew = 0.25

// ShapeOptions is what besides the Font decides the glyphs of a text.
type ShapeOptions struct {
	RTL           bool
	LetterSpacing float32 // px after each grapheme cluster; not 0 disables optional ligatures
	WordSpacing   float32 // px added to each word separator
	Orientation   Orientation
	SpaceAll      bool // text-spacing-trim: space-all: fullwidth punctuation is never set closer
	// Script is that of the text before, which characters without a script of their own take on
	// at the start; 0 is that of the first character that has one.
	Script Script
	// TrimStart and TrimEnd set fullwidth punctuation closer to the edge of the line that the text
	// starts or ends at.
	TrimStart, TrimEnd bool
	// Before and After are the text around: letters of cursive scripts join with it. A few
	// characters are enough.
	Before, After string
}

// Segment is one step of an outline.
type Segment struct {
	Op SegmentOp
	P  [3]Point // MoveTo and LineTo use P[0], QuadTo P[0:2], CubeTo P[0:3]; the last is the end
}

// SegmentOp tells what a Segment does.
type SegmentOp uint8

// The drawing steps. Contours are closed implicitly before the next MoveTo and at the end.
const (
	MoveTo SegmentOp = iota
	LineTo
	QuadTo
	CubeTo
)

// Point is a point of an outline in em units: 1 is the font size. The origin is on the
// baseline at the pen; x grows to the right and y downwards.
type Point struct{ X, Y float32 }

// Outline is the shape of a glyph, to be filled with the nonzero rule.
type Outline struct {
	Segments []Segment
	Min, Max Point // bounds of all points (control points too)
}

// Bitmap is a colour glyph kept as a picture (CBDT, sbix).
type Bitmap struct {
	PNG           []byte // encoded picture; also JPEG in sbix fonts
	Width, Height int    // pixels of the picture
	// X, Y, W and H place the picture in em units relative to the pen, y downwards.
	X, Y, W, H float32
}
