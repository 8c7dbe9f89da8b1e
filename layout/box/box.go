package box

import (
	"vitrine/css/prop"
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/layout/geom"
	"vitrine/layout/shape"
	"vitrine/layout/text"
)

// Kind says what a box is made of, and so which algorithm lays it out.
type Kind uint8

const (
	Block       Kind = iota // block container: block-level kids, or inline-level kids when Inlines is set
	Inline                  // inline box, split over lines by its formatting context
	Text                    // a run of text of one node
	Break                   // forced line break: <br>
	WordBreak               // break opportunity: <wbr>
	Replaced                // replaced element or drawn control: a leaf with natural sizes
	Flex                    // flex container
	Grid                    // grid container
	Table                   // table wrapper and grid in one: captions, column groups, row groups
	Caption                 // table caption, a block container
	RowGroup                // tbody, thead, tfoot (Group tells which)
	Row                     // table row
	Cell                    // table cell, a block container
	ColumnGroup             // table column group, holds Columns
	Column                  // table column
	RubyColumn              // part of a ruby: a block for the base, then its annotation
)

var kindNames = [...]string{"block", "inline", "text", "br", "wbr", "replaced", "flex", "grid", "table",
	"caption", "row-group", "row", "cell", "column-group", "column", "ruby-column"}

// String returns the kind's name in dumps.
func (k Kind) String() string { return kindNames[k] }

// Pseudo names the pseudo-element or anonymous role of a box.
type Pseudo uint8

const (
	NoPseudo    Pseudo = iota
	Before             // ::before
	After              // ::after
	Marker             // ::marker
	FirstLetter        // ::first-letter
	Anonymous          // anonymous box of the box tree; Node is the nearest element
	Placeholder        // ::placeholder of a text control
	FileButton         // ::file-selector-button of a file field
	SliderTrack        // ::-webkit-slider-runnable-track of a range input
	SliderThumb        // ::-webkit-slider-thumb
	BarInner           // ::-webkit-progress-inner-element, ::-webkit-meter-inner-element
	Bar                // ::-webkit-progress-bar, ::-webkit-meter-bar
	BarValue           // ::-webkit-progress-value, ::-webkit-meter-optimum-value and its kind
	Backdrop           // ::backdrop
	Picker             // ::-webkit-calendar-picker-indicator of a field of dates or times
	Insides            // a part of a control that no selector reaches
)

var pseudoNames = [...]string{"", "::before", "::after", "::marker", "::first-letter", "anonymous", "::placeholder", "::file-selector-button",
	"::-webkit-slider-runnable-track", "::-webkit-slider-thumb",
	"::-webkit-progress-inner-element", "::-webkit-progress-bar", "::-webkit-progress-value", "::backdrop", "::-webkit-calendar-picker-indicator", "part"}

// String returns the pseudo-element as written in CSS, or "anonymous".
func (p Pseudo) String() string { return pseudoNames[p] }

// Control is the kind of form control or widget that paint draws natively for a box.
type Control uint8

const (
	NoControl  Control = iota
	TextField          // <input type=text …>: kids hold the value
	TextArea           // <textarea>
	Button             // <button>, <input type=button …>
	Checkbox           // a leaf
	Radio              // a leaf
	Select             // <select> as a drop-down: kids hold the chosen label
	ListBox            // <select multiple> or size > 1
	Progress           // a leaf
	Meter              // a leaf
	Range              // a leaf
	ColorWell          // a leaf
	FileField          // kids hold a button and a label
	Disclosure         // the triangle of <summary>
	DateField          // <input type=date …>: kids hold a DateEdit and a Calendar or Clock
	DateEdit           // the parts of a date or time
	Calendar           // what opens the picker of a date
	Clock              // and that of a time
	Gauge              // a progress bar or meter without the platform's look: kids are its parts
	Slider             // a range field without the platform's look: kids are its parts
)

// Image is an image as layout sees it: its natural sizes and a handle for paint.
type Image struct {
	W, H   geom.Unit // natural size in CSS px units; NoSize when the image has none
	Ratio  float64   // natural width / height; 0 when there is none
	Broken bool      // the image failed to load or decode
	Source any       // what paint draws; opaque to layout
	// Stored is the image as its file has it, when that is not upright and the page may ask for it.
	Stored *Image
}

// In returns the image as a style shows it.
// https://www.w3.org/TR/css-images-3/#the-image-orientation
func (m *Image) In(s *style.Style) *Image {
	if m != nil && m.Stored != nil && s.ImageOrientation() == value.KwNone {
		return m.Stored
	}
	return m
}

// SliderWidth is how wide a range field is that nothing makes wider or narrower.
const SliderWidth = 129 * geom.One

// NoSize marks a natural size that does not exist.
const NoSize geom.Unit = -1

// Images answers which image an element or a CSS url() shows. Both return nil while nothing
// is known (still loading, or no image named at all).
type Images interface {
	// Element returns the image of an img, input type=image, object, embed, video poster or svg image element.
	Element(n *dom.Node) *Image
	// URL returns the image of a url() used in content or list-style-image.
	URL(u *value.URL) *Image
}

// Shapes knows the images that lines flow around.
type Shapes interface {
	// Image returns the image of a url() in shape-outside, nil while nothing is known.
	Image(u *value.URL) *Image
	// Paint draws an image, path() or shape() of the shape-outside of a float: see [shape.Painter].
	Paint(b *Box, v value.Value, box geom.Size, area geom.Rect) *shape.Picture
}

// Object holds what a Replaced box shows.
type Object struct {
	W, H  geom.Unit // natural size; NoSize when there is none
	Ratio float64   // natural ratio width / height; 0 when there is none
	Image *Image    // nil for controls, frames and elements without a picture
	SVG   *dom.Node // inline <svg> to draw, or nil
}

// MarkerInfo says how a list item's marker is drawn and placed.
type MarkerInfo struct {
	Outside bool // list-style-position: outside
	Image   bool // by list-style-image; one by content stands closer to the text
	Symbol  MarkerSymbol
}

// Disclosure reports whether the marker is the triangle of something that opens.
func (m *MarkerInfo) Disclosure() bool {
	return m.Symbol == DisclosureOpen || m.Symbol == DisclosureClosed
}

// DisclosureSize is the side of a disclosure triangle in ems, as Blink has it.
const DisclosureSize = 0.66

// MarkerSymbol is a marker drawn as a shape and not as text.
type MarkerSymbol uint8

const (
	NoSymbol MarkerSymbol = iota
	Disc
	Circle
	Square
	DisclosureOpen
	DisclosureClosed
)

// Decoration is a list of the text decorations that apply to a text box, innermost first.
// https://www.w3.org/TR/css-text-decor-3/#line-decoration
type Decoration struct {
	Style *style.Style // of the decorating box: text-decoration-line and its companions
	Next  *Decoration
}

// Box is one box. It is read-only after Build.
type Box struct {
	Kind    Kind
	Pseudo  Pseudo
	Control Control
	Top     bool // in the top layer: over all other boxes
	// Atomic is set on inline-level boxes that are laid out as one unit on a line:
	// inline-block, inline-table, inline-flex, inline-grid, inline replaced elements.
	Atomic bool
	// Item is set on flex and grid items, anonymous ones included.
	Item bool
	// Inlines is set on block containers that establish an inline formatting context.
	Inlines bool
	// Floating and OutOfFlow classify the box: float other than none; position absolute or fixed.
	Floating bool
	// Initial marks a first letter with initial-letter: it is set as high as several lines, and floats.
	Initial   bool
	OutOfFlow bool
	// WasInline tells of an absolutely positioned box that its display was inline-level before
	// it was blockified: its static position is on the line.
	WasInline bool
	// Root is set on the box of the document's root element, Body on that of <body> when it is the root's child.
	Root, Body bool
	// Context is set on boxes that establish an independent formatting context: their margins do
	// not collapse with those of their kids and floats neither enter nor leave.
	Context bool
	// Clip is set when overflow is not visible and applies to the box itself (that of the root or
	// body may belong to the viewport); Scroll when the box is a scroll container.
	Clip, Scroll bool
	// AbsContainer and FixedContainer tell whether the box contains absolutely positioned and
	// fixed descendants. https://www.w3.org/TR/css-position-3/#def-cb
	AbsContainer, FixedContainer bool
	// HasAnchor tells that the box or one in it has an anchor-name.
	HasAnchor bool
	// AutoSize is set on boxes whose width and height properties do not apply: what stands in the
	// place of a missing image.
	AutoSize bool
	// Skip is set on boxes whose contents are skipped: laid out by themselves, but not painted
	// and without a say in the box's size. https://www.w3.org/TR/css-contain-2/#skips-its-contents
	Skip bool
	// Legend marks the rendered legend of a fieldset, Fieldset its container.
	Legend, Fieldset bool
	// Multicol is set on multi-column containers, Spanner on boxes that span the columns of one.
	// https://www.w3.org/TR/css-multicol-1/
	Multicol, Spanner bool
	// HasBlock is set on inline boxes and formatting contexts that hold a block-level box below inline boxes.
	HasBlock bool
	// Ruby is set on boxes with a ruby or emphasis marks on their own lines, or on those of blocks whose
	// margins may collapse with theirs; RubyLevel on the bases and the annotations of rubies.
	Ruby, RubyLevel bool
	// Listed is set on fields with suggestions, see Suggests.
	Listed bool
	// Later is set on anonymous blocks that do not start their parent: text-indent is not theirs.
	Later bool

	Style *style.Style
	// FirstLine is the style of ::first-line for a block container, or nil.
	FirstLine *style.Style
	// Node is the element (or text node) that made the box; for pseudo-elements their
	// originating element, for anonymous boxes the nearest element.
	Node *dom.Node
	Kids []*Box

	// Text is a Text box's data after text-transform; white space is still as written.
	Text string
	// Decor lists the decorations that apply to a Text box.
	Decor *Decoration
	// Object is set on Replaced boxes.
	Object *Object
	// Shape is the image of a float's shape-outside, nil while there is none.
	Shape *Image
	// Marker is set on boxes of ::marker.
	Marker *MarkerInfo
	// ColSpan, RowSpan are a cell's spans, and Span (in ColSpan) a column's: at least 1; RowSpan 0 means "to the end".
	ColSpan, RowSpan int

	// Frame is the frame that Style and the kids are in: always Horizontal in the tree that Build
	// makes, see Tree.Framed.
	Frame geom.Frame
	// Source is the box of the tree that Build made which this box stands for in a frame, or nil.
	Source *Box
	// Turned, when not nil, makes this box the place of a box of another writing mode in its
	// parent's frame: Style is that box's in this frame, its layout is that of Turned.
	Turned *Box

	// Memo belongs to layout: what it remembers about this box. It leaves memory with the box.
	Memo any

	framed *framed
}

// Block-level, inline-level and in-flow tests.

// InlineLevel reports whether the box takes part in an inline formatting context.
func (b *Box) InlineLevel() bool {
	switch b.Kind {
	case Inline, Text, Break, WordBreak:
		return true
	}
	return b.Atomic
}

// InFlow reports whether the box is neither floating nor absolutely positioned.
func (b *Box) InFlow() bool { return !b.Floating && !b.OutOfFlow }

// Element returns the element that made the box, skipping up from text nodes; nil for none.
func (b *Box) Element() *dom.Node {
	if b.Node != nil && b.Node.Type == dom.TextNode {
		return b.Node.ParentElement()
	}
	return b.Node
}

// Tree is the box tree of one document.
type Tree struct {
	Doc      *dom.Document
	Root     *Box // nil when the root element has no box
	Viewport geom.Size
	Count    int // boxes in the tree
	Reused   int // boxes taken from the previous tree
	// Frame and Direction are of the principal writing mode, that of the initial containing block.
	// https://www.w3.org/TR/css-writing-modes-4/#principal-flow
	Frame     geom.Frame
	Direction value.Keyword

	// Part tells that the tree is of one element of the document, and fills its viewport.
	Part bool

	// Deferred tells that there are elements whose contents are skipped or not by whether they
	// are near what is seen.
	Deferred bool

	// Shapes knows the images of shape-outside; nil when there are none.
	Shapes Shapes

	fonts  *text.Fonts
	byNode []*Box // the principal box of each node, by id
	// Styles that were made for boxes without an element, for the next tree to use again.
	anon  map[*style.Style]*style.Style
	inner map[derivedKey]*style.Style
	// pushes are the declarations of tracks that push a thumb.
	pushes map[push][]prop.Decl
	// styles makes the styles of boxes without an element; each tree hands it to the next, so that
	// equal groups of theirs stay the same pointers.
	styles *style.Builder
	// looks says how boxes look now that were kept although what only paint reads is another.
	looks map[*Box]Look
	// lined tells that some box has a ::first-line or ::first-letter style, vertical that some box has a vertical
	// writing mode.
	lined    bool
	vertical bool
	turned   map[turnedKey]*style.Style
	// scopes are the values of anchor-scope that are not none.
	scopes map[*dom.Node]value.Value
}

// Look is what paint reads of a box, when that is not what the box holds.
type Look struct {
	Style *style.Style
	Decor *Decoration
}

// Look returns what paint reads of a box of the tree.
func (t *Tree) Look(b *Box) Look {
	if l, ok := t.looks[b]; ok {
		return l
	}
	return Look{b.Style, b.Decor}
}

// Repainted returns how many boxes look otherwise than when they were made.
func (t *Tree) Repainted() int { return len(t.looks) }

// Of returns the principal box of a node, or nil.
func (t *Tree) Of(n *dom.Node) *Box {
	if int(n.ID()) >= len(t.byNode) {
		return nil
	}
	return t.byNode[n.ID()]
}
