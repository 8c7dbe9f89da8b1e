package prop

import (
	"strings"

	"vitrine/css/syntax"
	"vitrine/css/value"
)

// ID identifies a property. Physical longhands come first, then logical longhands, then
// shorthands. The zero ID is no property.
type ID uint16

// NumLonghands is one more than the largest id of a longhand: the length of an array that is
// indexed by longhands. NumPhysical is the same for physical longhands.
const (
	NumLonghands = numLonghands
	NumPhysical  = numPhysical
)

// Decl is one longhand with its declared value. The value is what the longhand's grammar gives,
// a CSS-wide keyword (value.KwInherit and so on), or a *Pending.
type Decl struct {
	ID    ID
	Value value.Value
	// Name is the name, case kept, of a custom property (ID is Custom).
	Name string
}

var (
	defs    [numProps + 2]*Def
	byName  = make(map[string]ID, int(numProps)+len(aliases))
	longsOf [numProps + 2][]ID
)

func init() {
	// The generator numbers the rows in this very order.
	id := ID(1)
	for _, pass := range []bool{false, true} {
		for i := range longhands {
			if (longhands[i].Logical != "") == pass {
				defs[id], byName[longhands[i].Name] = &longhands[i], id
				id++
			}
		}
	}
	for i := range shorthands {
		defs[id], byName[shorthands[i].Name] = &shorthands[i], id
		id++
	}
	byName["all"] = All
	defs[All] = &Def{Name: "all", Spec: "css-cascade-5"}
	for id := ID(1); id < numProps; id++ {
		for _, l := range defs[id].Longhands {
			longsOf[id] = append(longsOf[id], byName[l])
		}
	}
	for alias, name := range aliases {
		byName[alias] = byName[name]
	}
}

// Lookup returns the property with this name, aliases included, ignoring ASCII case; None when
// it is not supported. A name that begins with "--" is Custom.
func Lookup(name string) ID {
	if strings.HasPrefix(name, "--") {
		return Custom
	}
	if id, ok := byName[name]; ok {
		return id
	}
	return byName[syntax.Lower(name)]
}

// String returns the name of the property.
func (id ID) String() string {
	if d := id.Def(); d != nil {
		return d.Name
	}
	return ""
}

// Def returns the property's row; nil for None and Custom.
func (id ID) Def() *Def {
	if int(id) < len(defs) {
		return defs[id]
	}
	return nil
}

// IsShorthand reports whether id stands for several longhands.
func (id ID) IsShorthand() bool { return id >= numLonghands && id <= All }

// IsLogical reports whether id is a longhand that maps to a physical one.
func (id ID) IsLogical() bool { return id >= numPhysical && id < numLonghands }

// In returns the physical longhands of a group, in the order of the table.
func In(g Group) (out []ID) {
	for id := ID(1); id < numPhysical; id++ {
		if defs[id].Group == g {
			out = append(out, id)
		}
	}
	return out
}

// Inherited reports whether the longhand is inherited.
func (id ID) Inherited() bool {
	if id == Custom {
		return true
	}
	d := id.Def()
	return d != nil && d.Inherited
}

// Longhands returns the longhands of a shorthand.
func (id ID) Longhands() []ID { return longsOf[id] }

// aliases are other names of properties: legacy names and the prefixed names that Chromium keeps.
// https://www.w3.org/TR/css-cascade-5/#aliasing
var aliases = map[string]string{
	"word-wrap": "overflow-wrap", "grid-gap": "gap", "grid-row-gap": "row-gap", "grid-column-gap": "column-gap",
	"line-clamp": "-webkit-line-clamp", "-webkit-appearance": "appearance", "-webkit-align-content": "align-content",
	"-webkit-align-items": "align-items", "-webkit-align-self": "align-self", "-webkit-animation": "animation",
	"-webkit-animation-delay": "animation-delay", "-webkit-animation-direction": "animation-direction",
	"-webkit-animation-duration": "animation-duration", "-webkit-animation-fill-mode": "animation-fill-mode",
	"-webkit-animation-iteration-count": "animation-iteration-count", "-webkit-animation-name": "animation-name",
	"-webkit-animation-play-state":      "animation-play-state",
	"-webkit-animation-timing-function": "animation-timing-function",
	"-webkit-backface-visibility":       "backface-visibility", "-webkit-background-clip": "background-clip",
	"-webkit-background-origin": "background-origin", "-webkit-background-size": "background-size",
	"-webkit-border-radius": "border-radius", "-webkit-border-top-left-radius": "border-top-left-radius",
	"-webkit-border-top-right-radius":    "border-top-right-radius",
	"-webkit-border-bottom-left-radius":  "border-bottom-left-radius",
	"-webkit-border-bottom-right-radius": "border-bottom-right-radius",
	"-webkit-box-decoration-break":       "box-decoration-break", "-webkit-box-shadow": "box-shadow",
	"-webkit-box-sizing": "box-sizing", "-webkit-clip-path": "clip-path", "-webkit-column-count": "column-count",
	"-webkit-column-gap": "column-gap", "-webkit-column-rule": "column-rule",
	"-webkit-column-rule-color": "column-rule-color", "-webkit-column-rule-style": "column-rule-style",
	"-webkit-column-rule-width": "column-rule-width", "-webkit-column-span": "column-span",
	"-webkit-column-width": "column-width", "-webkit-columns": "columns", "-webkit-filter": "filter",
	"-webkit-flex": "flex", "-webkit-flex-basis": "flex-basis", "-webkit-flex-direction": "flex-direction",
	"-webkit-flex-flow": "flex-flow", "-webkit-flex-grow": "flex-grow", "-webkit-flex-shrink": "flex-shrink",
	"-webkit-flex-wrap": "flex-wrap", "-webkit-font-feature-settings": "font-feature-settings",
	"-webkit-hyphenate-character": "hyphenate-character", "-webkit-justify-content": "justify-content",
	"-webkit-line-break": "line-break", "-webkit-mask": "mask", "-webkit-mask-clip": "mask-clip",
	"-webkit-mask-image": "mask-image", "-webkit-mask-origin": "mask-origin", "-webkit-mask-position": "mask-position",
	"-webkit-mask-repeat": "mask-repeat", "-webkit-mask-size": "mask-size", "-webkit-opacity": "opacity",
	"-webkit-order": "order", "-webkit-perspective": "perspective", "-webkit-perspective-origin": "perspective-origin",
	"-webkit-print-color-adjust": "print-color-adjust", "color-adjust": "print-color-adjust",
	"-webkit-shape-image-threshold": "shape-image-threshold", "-webkit-shape-margin": "shape-margin",
	"-webkit-shape-outside": "shape-outside", "-webkit-text-combine": "text-combine-upright",
	"-webkit-text-emphasis": "text-emphasis", "-webkit-text-emphasis-color": "text-emphasis-color",
	"-webkit-text-emphasis-position": "text-emphasis-position", "-webkit-text-emphasis-style": "text-emphasis-style",
	"-webkit-text-orientation": "text-orientation", "-webkit-text-size-adjust": "text-size-adjust",
	"-webkit-transform": "transform", "-webkit-transform-origin": "transform-origin",
	"-webkit-transform-style": "transform-style", "-webkit-transition": "transition",
	"-webkit-transition-delay": "transition-delay", "-webkit-transition-duration": "transition-duration",
	"-webkit-transition-property":        "transition-property",
	"-webkit-transition-timing-function": "transition-timing-function", "-webkit-user-select": "user-select",
	"-webkit-writing-mode": "writing-mode", "-webkit-margin-start": "margin-inline-start",
	"-webkit-margin-end": "margin-inline-end", "-webkit-margin-before": "margin-block-start",
	"-webkit-margin-after": "margin-block-end", "-webkit-padding-start": "padding-inline-start",
	"-webkit-padding-end": "padding-inline-end", "-webkit-padding-before": "padding-block-start",
	"-webkit-padding-after": "padding-block-end", "-webkit-border-start": "border-inline-start",
	"-webkit-border-end": "border-inline-end", "-webkit-border-before": "border-block-start",
	"-webkit-border-after": "border-block-end", "-webkit-logical-width": "inline-size",
	"-webkit-logical-height": "block-size", "-webkit-min-logical-width": "min-inline-size",
	"-webkit-min-logical-height": "min-block-size", "-webkit-max-logical-width": "max-inline-size",
	"-webkit-max-logical-height": "max-block-size", "-epub-text-transform": "text-transform",
	"-epub-word-break": "word-break", "-epub-writing-mode": "writing-mode", "page-break-before": "break-before",
	"page-break-after": "break-after", "page-break-inside": "break-inside",
	"-webkit-border-after-color": "border-block-end-color", "-webkit-border-after-style": "border-block-end-style",
	"-webkit-border-after-width": "border-block-end-width", "-webkit-border-before-color": "border-block-start-color",
	"-webkit-border-before-style": "border-block-start-style", "-webkit-border-before-width": "border-block-start-width",
	"-webkit-border-start-color": "border-inline-start-color", "-webkit-border-start-style": "border-inline-start-style",
	"-webkit-border-start-width": "border-inline-start-width", "-webkit-border-end-color": "border-inline-end-color",
	"-webkit-border-end-style": "border-inline-end-style", "-webkit-border-end-width": "border-inline-end-width",
	"-webkit-column-break-after": "break-after", "-webkit-column-break-before": "break-before",
	"-webkit-column-break-inside": "break-inside",
}
