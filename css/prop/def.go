package prop

// Group names the part of a computed style that a longhand's field lives in. A style holds one
// pointer per group, and elements share groups until a declaration changes a field.
type Group uint8

// The groups. Those before GroupKind are inherited as a whole.
const (
	GroupNone   Group = iota
	GroupFont         // inherited: which font
	GroupText         // inherited: how text is shaped and broken, and other inherited layout
	GroupInk          // inherited: paint only
	GroupSVG          // inherited: paint of SVG shapes
	GroupKind         // which boxes exist
	GroupEdges        // margins, paddings, border widths
	GroupSize         // sizes and offsets
	GroupFlex         // flex, grid and alignment
	GroupDecor        // paint only: backgrounds, border colours, shadows
	GroupEffect       // stacking: opacity, transforms, z-index
	GroupRare         // seldom used layout
	GroupMotion       // transitions, animations, scrolling: no picture by themselves
	NumGroups
)

// Store is the type of a longhand's field in style.Style.
type Store uint8

// The field types; the accessor's result is given for each.
const (
	StoreNone        Store = iota
	StoreKeyword           // value.Keyword
	StoreLength            // value.Length
	StoreNumber            // float32
	StoreInteger           // int32
	StoreAutoInteger       // (int32, auto bool)
	StoreColor             // value.Color
	StorePair              // value.LengthPair
	StoreValue             // value.Value, a tree
)

// Affects is the most that a change of a longhand can cost. The generator refuses a group that
// mixes what repaints with what lays out again.
type Affects uint8

// The costs, in rising order.
const (
	AffectsPaint    Affects = iota // pixels
	AffectsStacking                // paint order and layers
	AffectsLayout                  // sizes and positions
	AffectsBoxes                   // which boxes exist
)

// Animate is the animation type of a longhand: what lies between two of its values.
// https://www.w3.org/TR/web-animations-1/#animation-type
type Animate uint8

// The animation types. Keywords and other values that have nothing in between are discrete whatever
// the type says.
const (
	AnimateValue     Animate = iota // by computed value
	AnimateDiscrete                 // one value, then the other
	AnimateNever                    // not animatable
	AnimateRepeat                   // a repeatable list
	AnimateTransform                // a list of transform functions
	AnimateTranslate                // the individual transforms
	AnimateRotate
	AnimatePalette // by palette-mix()
	AnimateScale
	AnimateFilter // a list of filter functions
	AnimateShadow // a list of shadows
	AnimateVisible
	AnimateDisplay
)

// Def is one row of the property table.
type Def struct {
	Name      string  // as in a style sheet
	Grammar   string  // value definition syntax, as the specification writes it
	Initial   string  // of a longhand, as in a style sheet
	Inherited bool    // of a longhand
	Group     Group   // of a physical longhand
	Store     Store   // of a physical longhand
	Affects   Affects // of a physical longhand
	Spec      string  // short name of the specification that defines it
	Animate   Animate // of a physical longhand
	// Compute names the function of package style that turns a declared value into the field,
	// when the field's type alone does not say how.
	Compute string
	// Logical is the pattern of the physical longhands that a logical longhand maps to; the
	// braces hold the logical side, corner or axis.
	Logical string
	// Longhands are what a shorthand stands for, Expand how, and Print is the way back.
	Longhands []string
	Expand    expandFunc
	Print     printFunc
}
