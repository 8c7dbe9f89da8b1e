package display

import (
	"image/color"

	"vitrine/layout/geom"
)

// FilterGraph is a filter element: steps that feed one another, the last of which is the result.
// https://drafts.fxtf.org/filter-effects-1/#FilterElement
type FilterGraph struct {
	// Region bounds the result, in px of the effect's space.
	Region FRect
	Steps  []FilterStep
	// Spread is how far, in px, a pixel of the group can be seen in the result.
	Spread float32
	// Fills tells that the result can show where the group draws nothing.
	Fills bool
}

// Area returns the region as a rectangle of layout.
func (g *FilterGraph) Area() geom.Rect {
	u := func(v float32) geom.Unit { return geom.FromPx(float64(v)) }
	return geom.Rect{X: u(g.Region.X), Y: u(g.Region.Y), W: u(g.Region.W), H: u(g.Region.H)}
}

// StepKind is a filter primitive.
type StepKind uint8

// The filter primitives.
const (
	StepBlend StepKind = iota
	StepColorMatrix
	StepComponentTransfer
	StepComposite
	StepConvolveMatrix
	StepDiffuseLighting
	StepDisplacementMap
	StepDropShadow
	StepFlood
	StepGaussianBlur
	StepImage
	StepMerge
	StepMorphology
	StepOffset
	StepSpecularLighting
	StepTile
	StepTurbulence
)

// Inputs of steps that are no other step's result.
const (
	SourceGraphic = -1 - iota
	SourceAlpha
	NoInput // transparent: what the platform has no picture of
)

// FilterStep is one primitive. Lengths are in px of the effect's space.
type FilterStep struct {
	Kind   StepKind
	In     []int // indices of earlier steps, or SourceGraphic, SourceAlpha, NoInput
	Region FRect // what is outside is transparent
	Linear bool  // works in linear light (color-interpolation-filters)

	X, Y   float32      // offset, standard deviations, radii or base frequencies
	Color  color.NRGBA  // of floods, shadows and lights
	Blend  Blend        // of StepBlend
	Op     CompositeOp  // of StepComposite
	K      [4]float32   // of arithmetic
	Matrix []float32    // 20 numbers of a colour matrix, or a convolution kernel as it is applied
	Tables [4]*Transfer // of StepComponentTransfer: red, green, blue, alpha; nil is the identity

	// Of the convolution: columns, rows, target, divisor, bias, edge treatment.
	Cols, Rows, TargetX, TargetY int
	Divisor, Bias                float32
	Edge                         EdgeMode
	PreserveAlpha                bool

	// Of the displacement: scale and which channels move x and y.
	Scale    float32
	ChannelX int
	ChannelY int

	Dilate bool // of the morphology

	// Of the turbulence.
	Noise   bool // fractalNoise
	Octaves int
	Seed    float32
	Stitch  bool

	// Of lights.
	Surface  float32 // height of the surface where alpha is 1
	Constant float32 // diffuseConstant or specularConstant
	Exponent float32
	Light    *Light

	// Of an image: what is drawn, and where.
	Picture *List
	Dest    FRect
}

// CompositeOp is an operator of feComposite.
type CompositeOp uint8

// The operators.
const (
	CompositeOver CompositeOp = iota
	CompositeIn
	CompositeOut
	CompositeAtop
	CompositeXor
	CompositeLighter
	CompositeArithmetic
)

// EdgeMode says what a convolution sees outside of its input.
type EdgeMode uint8

// The edge modes.
const (
	EdgeDuplicate EdgeMode = iota
	EdgeWrap
	EdgeNone
)

// Transfer is a function of one channel, for every value from 0 to 255.
type Transfer [256]uint8

// Light is a light source. https://drafts.fxtf.org/filter-effects-1/#LightSourceDefinition
type Light struct {
	Distant       bool
	Azimuth       float32 // radians
	Elevation     float32
	X, Y, Z       float32
	Spot          bool
	AtX, AtY, AtZ float32 // where a spot points
	Focus         float32
	HasCone       bool
	ConeCos       float32 // the cosine of the cone's angle
}
