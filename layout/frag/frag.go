package frag

import (
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/box"
	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// Kind says what a fragment is.
type Kind uint8

const (
	Box    Kind = iota // a block-level, atomic, replaced or table box
	Inline             // the part of an inline box on one line
	Line               // a line box: draws nothing itself
	Text               // glyphs of one text box on one line, all of one bidi level
	Anchor             // the place in tree order of an out-of-flow box (Of); has no size
)

var kindNames = [...]string{"box", "inline", "line", "text", "anchor"}

// String returns the kind's name in dumps.
func (k Kind) String() string { return kindNames[k] }

// Flag holds facts about a fragment.
type Flag uint16

const (
	// First and Last tell of an Inline fragment whether it holds the start and the end of its
	// box: without them the border, padding and margin of that side are absent
	// (box-decoration-break: slice). Other kinds have both.
	First Flag = 1 << iota
	Last
	// OutOfFlow marks absolutely positioned kids: see the package comment.
	OutOfFlow
	// Float marks floating boxes.
	Float
	// FirstLine marks the first line of a block with a ::first-line style, and text and inline boxes
	// on it that have another style for it.
	FirstLine
	// Scrolls marks scroll containers: overflow other than visible and clip.
	Scrolls
	// Collapsed marks tables (and their cells) with collapsed borders: a cell's own borders are
	// not drawn, the table draws Table.Edges.
	Collapsed
	// EmptyCell marks table cells whose borders and background are hidden by empty-cells:hide.
	EmptyCell
	// Ellipsis marks the text made by text-overflow.
	Ellipsis
	// Hyphen marks text that ends with a hyphen drawn for a soft hyphen.
	Hyphen
	// BlockLine marks a line that holds one block-level box in an inline formatting context.
	BlockLine
	// RTL marks lines and inline fragments whose base direction is right to left.
	RTL
	// Spanner marks the Anchor of a box that spans columns, in the layout of the columns: no
	// finished tree has one.
	Spanner
)

// Placed is a fragment at a position in its parent.
type Placed struct {
	At geom.Point
	*Fragment
}

// Fragment is an immutable piece of laid-out content.
type Fragment struct {
	Kind  Kind
	Flags Flag
	// Frame is that of the writing mode that its lines, or it as text, are in.
	Frame geom.Frame
	// Shift is how far down the content of a table cell was moved to align it.
	Shift geom.Unit
	// Size is the border box; of text: the advance width and the font's ascent + descent, in
	// vertical writing modes the other way round.
	Size geom.Size
	// Border and Padding are the used widths; for an Inline fragment only of the sides it has. Padding of
	// a line in a ruby is the space that ruby-align puts into its first and last text.
	Border, Padding geom.Sides
	// Baseline is the distance from the top edge to the (first) baseline, LastBaseline to that
	// of the last line box; NoBaseline when there is none. In vertical writing modes it is that
	// from block-start; of text it is from line-over, to the alphabetic baseline.
	Baseline, LastBaseline geom.Unit
	// Across and LastAcross are the same from the left edge, of a box whose lines cross those of
	// what holds it; meaningless for others.
	Across, LastAcross geom.Unit
	// Overflow is the scrollable overflow area relative to the border box's origin; it includes
	// the border box. https://www.w3.org/TR/css-overflow-3/#scrollable
	Overflow geom.Rect
	// Of is the box that made the fragment; for a Line the block container.
	Of *box.Box
	// Style overrides the box's style (text in ::first-line); nil otherwise.
	Style *style.Style
	// Text holds the shaped runs in visual order from the left edge.
	Text *Glyphs
	// Table holds what only tables draw.
	Table *Table
	// Grid holds the sizes of the tracks of a grid container; nil for other boxes.
	Grid *Grid
	// Columns holds what only multi-column containers have.
	Columns *Columns
	// Slice tells of one of several Box fragments of a box, broken over columns or pages, which
	// part of the whole it is; nil when the fragment is all of it.
	Slice *Slice
	Kids  []Placed
	// Skipped holds what would be Kids in a box that skips its contents: they have geometry,
	// but nothing of them is painted, hit or scrolled to.
	Skipped []Placed
}

// NoBaseline marks fragments without a line box to align on.
const NoBaseline geom.Unit = geom.Min

// Has reports whether all of the flags are set.
func (f *Fragment) Has(flag Flag) bool { return f.Flags&flag == flag }

// Glyphs is the content of a Text fragment.
type Glyphs struct {
	Runs   []*text.Run // visual order
	Source string      // the characters shown, in logical order
}

// Columns holds the parts of a multi-column container that its fragment draws.
type Columns struct {
	// Rules are the gaps in which column rules are drawn, between the columns that have content,
	// relative to the fragment.
	Rules []geom.Rect
	// Source belongs to package fragmentation: what the columns were made of.
	Source any
}

// Slice is which part of a box one of its fragments is. Without box-decoration-break: clone the
// fragments show the parts of one background, as if cut from a box of the whole height.
// https://www.w3.org/TR/css-break-4/#break-decoration
type Slice struct {
	Before geom.Unit  // the block size of the fragments before
	Whole  *geom.Unit // that of all
	Frame  geom.Frame // says which axis and direction these are of
	// Border and Padding are those of the whole box.
	Border, Padding geom.Sides
}

// Whole returns the border box that the fragment is a slice of, relative to the fragment.
func (f *Fragment) Whole() geom.Rect {
	s := f.Slice
	if s == nil {
		return geom.MakeRect(geom.Point{}, f.Size)
	}
	size := s.Frame.Size(f.Size)
	return s.Frame.Physical(geom.Rect{Y: -s.Before, W: size.W, H: *s.Whole}, f.Size)
}

// Table holds the parts of a table that its fragment draws.
type Table struct {
	// Grid is the table grid box (what has the table's border and background) in the
	// fragment; the rest is captions.
	Grid geom.Rect
	// Columns and ColumnGroups are the areas behind the cells, in order.
	Columns []Area
	// Edges are collapsed borders in painting order.
	Edges []Edge
}

// Grid holds the used tracks of a grid container.
type Grid struct{ Columns, Rows Tracks }

// Tracks are the used sizes of the tracks of one axis, in order. Explicit of them, after the first
// Before, are those of the template; Given tells that they are the parent grid's. Stack tells that
// items are stacked in this axis: then the only size is the length of the stack.
type Tracks struct {
	Sizes            []geom.Unit
	Before, Explicit int
	Given, Stack     bool
}

// Area is where a column or column group is drawn, relative to the table's fragment.
type Area struct {
	Of   *box.Box
	Rect geom.Rect
}

// Edge is one collapsed border segment.
// https://www.w3.org/TR/CSS21/tables.html#collapsing-borders
type Edge struct {
	Rect     geom.Rect     // relative to the table's fragment
	Style    value.Keyword // border style
	Color    value.Color   // with Current already replaced by the owner's color property
	Vertical bool          // runs along the y axis
}

// Tree is the fragment tree of a document.
type Tree struct {
	Boxes *box.Tree
	// Root is the initial containing block's fragment: viewport sized; its kids are the root
	// element's fragment and boxes positioned against the initial containing block.
	Root *Fragment
	// Content is the area that scrolling the viewport can reach, at least the viewport itself.
	Content geom.Rect
	// Calls counts how often a layout algorithm ran, Hits how often a remembered result served.
	Calls, Hits int
}
