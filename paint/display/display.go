package display

import (
	"image/color"

	"vitrine/engine/dom"
	"vitrine/engine/res"
	"vitrine/layout/geom"
	"vitrine/layout/shape"
)

// Kind says what an Op draws and in which arena its argument is.
type Kind uint8

const (
	// Hit draws nothing: it makes an area of a node findable: List.Hits.
	Hit Kind = iota
	// FillRect fills a rectangle whose edges snap to device pixels: List.Rects.
	FillRect
	// FillRRect fills a rounded rectangle: List.RRects.
	FillRRect
	// FillRing fills between an outer and an inner rounded rectangle: List.Rings.
	FillRing
	// FillPath and StrokePath draw a path: List.Paths.
	FillPath
	StrokePath
	// DrawImage draws a bitmap once: List.Images.
	DrawImage
	// DrawPattern repeats an image, a picture or a gradient over an area: List.Patterns.
	DrawPattern
	// DrawShadow draws a box shadow: List.Shadows.
	DrawShadow
	// DrawGlyphs draws shaped text: List.Texts.
	DrawGlyphs
	// DrawPicture draws a nested list, such as an SVG image: List.Pictures.
	DrawPicture

	kinds
)

var kindNames = [kinds]string{"hit", "rect", "rrect", "ring", "fill", "stroke", "image", "pattern", "shadow", "glyphs", "picture"}

// String returns the name used in dumps.
func (k Kind) String() string { return kindNames[k] }

// Op is one drawing operation.
type Op struct {
	Kind   Kind
	Bounds geom.Rect // in the page (or, for fixed ops, in the viewport), after clipping
	State  StateID
	Node   dom.ID
	Arg    uint32 // index into the arena of Kind
}

// Paint is the colour source of a fill: Gradient-1 indexes List.Gradients when it is not 0.
type Paint struct {
	Color    color.NRGBA
	Gradient uint32
}

// Solid returns the paint of one colour.
func Solid(c color.NRGBA) Paint { return Paint{Color: c} }

// Rect is the argument of FillRect. Exact keeps fractional edges instead of snapping them.
type Rect struct {
	R     geom.Rect
	Paint Paint
	Exact bool
}

// Corner is the pair of radii of one corner.
type Corner = geom.Point

// RRect is a rectangle with round corners: top left, top right, bottom right, bottom left. They are
// parts of ellipses where the curve is zero.
type RRect struct {
	R       geom.Rect
	Corners [4]Corner
	Curves  [4]Curve
}

// Fit returns r with corners that shrink until they do not overlap.
// https://drafts.csswg.org/css-backgrounds-3/#corner-overlap
func (r RRect) Fit() RRect {
	r.Corners = shape.Fit(geom.Size{W: r.R.W, H: r.R.H}, r.Corners)
	return r
}

// Rounded reports whether any corner is round.
func (r RRect) Rounded() bool {
	for _, c := range r.Corners {
		if c.X > 0 && c.Y > 0 {
			return true
		}
	}
	return false
}

// RoundFill is the argument of FillRRect.
type RoundFill struct {
	RRect
	Paint Paint
}

// Ring is the argument of FillRing.
type Ring struct {
	Outer, Inner RRect
	Paint        Paint
}

// PathDraw is the argument of FillPath and StrokePath. Points of the path are in CSS px
// relative to Origin.
type PathDraw struct {
	Origin  geom.Point
	Path    *Path
	EvenOdd bool
	NoAA    bool // hard edges
	Paint   Paint
	Stroke  Stroke // of StrokePath
}

// Cap is how an open end of a stroke looks, Join how its corners do.
type (
	Cap  uint8
	Join uint8
)

// The line caps and joins of SVG.
const (
	CapButt Cap = iota
	CapRound
	CapSquare

	JoinMiter Join = iota - 3 // iota counts on from the caps
	JoinRound
	JoinBevel
)

// Stroke says how a path is outlined; lengths are in CSS px.
type Stroke struct {
	Width      float32
	Cap        Cap
	Join       Join
	MiterLimit float32
	Dash       []float32 // lengths of dashes and gaps, repeated; empty for a solid line
	DashOffset float32
}

// Image is the argument of DrawImage: the part Src of the bitmap (in its pixels) fills Dest.
type Image struct {
	Bitmap    *res.Bitmap
	Dest      geom.Rect
	Src       FRect
	Pixelated bool // nearest neighbour
}

// FRect is a rectangle in floating point.
type FRect struct{ X, Y, W, H float32 }

// Pattern is the argument of DrawPattern: Tile is the place of one copy, copies repeat every
// Step in both directions, and Area is what they cover. Exactly one source is set.
type Pattern struct {
	Area      geom.Rect
	Tile      geom.Rect
	Step      geom.Size
	Bitmap    *res.Bitmap
	Picture   *List
	Gradient  uint32 // index+1 into List.Gradients; its points are relative to the tile
	Pixelated bool
}

// Shadow is the argument of DrawShadow. An outer shadow is the blurred Shape outside of
// Hole; an inset one is the blur of everything outside of Shape, drawn inside Hole.
type Shadow struct {
	Shape RRect   // already moved by the offset and grown (or, inset, shrunk) by the spread
	Hole  RRect   // the box itself
	Sigma float32 // of the Gaussian, in CSS px
	Color color.NRGBA
	Inset bool
}

// Picture is the argument of DrawPicture: List, whose page is List.Size, scaled into Dest.
// With Page set it is instead the viewport of a page, unscaled: what is at Scroll comes to the
// start of Dest, over the page's canvas; List may then be nil.
type Picture struct {
	List   *List
	Dest   geom.Rect
	Page   bool
	Scroll geom.Point
}

// GradientKind is the shape of a gradient.
type GradientKind uint8

// The shapes of gradients.
const (
	Linear GradientKind = iota
	Radial
	Conic
)

// Spread says what is beyond the ends of a gradient.
type Spread uint8

// The spread methods.
const (
	SpreadPad Spread = iota
	SpreadRepeat
	SpreadReflect
)

// Stop is a colour at an offset along the gradient; offsets never decrease.
type Stop struct {
	Offset float32
	Color  color.NRGBA
}

// Gradient is a colour that depends on the place. Points are in CSS px relative to Origin.
//
// Linear: from P0 (offset 0) to P1 (offset 1). Radial: ellipse around P1 with radii R, focal
// point P0 with focal radius R0 (SVG); with Circles set, any two circles, the end one of radius R.X.
// Conic: around P0, clockwise from Angle (radians, 0 is
// up).
type Gradient struct {
	Kind         GradientKind
	Spread       Spread
	Unmultiplied bool // interpolate straight colours (SVG) instead of premultiplied ones (CSS)
	Origin       geom.Point
	P0, P1       FPoint
	R            FPoint
	R0           float32
	Circles      bool
	Angle        float32
	Matrix       Matrix // applied to the gradient's own space; zero value means none
	Stops        []Stop
}

// FPoint is a point in floating point.
type FPoint struct{ X, Y float32 }

// List is the display list of one page or picture.
type List struct {
	Size   geom.Size // extent of the page
	Reach  geom.Rect // its scrollable overflow
	Canvas color.NRGBA
	Ops    []Op

	States     []State
	Transforms []Transform
	Clips      []Clip
	Effects    []Effect

	Hits      []geom.Rect
	Rects     []Rect
	RRects    []RoundFill
	Rings     []Ring
	Paths     []PathDraw
	Images    []Image
	Patterns  []Pattern
	Shadows   []Shadow
	Texts     []Text
	Pictures  []Picture
	Gradients []Gradient

	// HasFixed says that some op is fixed to the viewport: a scrolled picture is then not the
	// page's picture moved.
	HasFixed bool
	// Isolated says that groups blend with nothing but what the page itself draws: its canvas has no
	// colour, and what is below it is put there afterwards.
	Isolated bool
	// HasBackdrop says that some group filters what is below it: tiles cannot be drawn apart.
	HasBackdrop bool

	// HasPlanes says that some group is a plane of its own, see Effect.Plane.
	HasPlanes bool

	// Scrollers and Stickies are what moves, and Nested the pages inside of this one: see Moved.
	Scrollers []Scroller
	Stickies  []Sticky
	Nested    []NestedPage
	// Played are the elements whose opacity and transform can be changed in place: see Play.
	Played []Played
	// Field is the text control that is being edited, or nil.
	Field  *Field
	moving []movingOp // in the order of Ops

	index *index
}
