package media

import (
	"math"

	"vitrine/css/syntax"
	"vitrine/css/value"
)

// SourceSize returns the width in CSS px that a sizes attribute gives an image: that of the first
// entry whose condition holds, and else the width of the viewport. Entries that break the grammar
// count as not there, as does auto, which asks for a layout that is not there yet.
//
// https://html.spec.whatwg.org/multipage/images.html#parse-a-sizes-attribute
func SourceSize(sizes string, e *Env) float64 {
	for _, part := range syntax.SplitComma(syntax.ParseComponents(sizes)) {
		if len(part) == 0 {
			continue
		}
		px, ok := length(part[len(part)-1:], e)
		if !ok {
			continue
		}
		if cond := syntax.Trim(part[:len(part)-1]); len(cond) > 0 {
			if c, ok := parseCond(cond, true); !ok || c.eval(e) != yes {
				continue
			}
		}
		return px
	}
	return float64(e.Width)
}

// length returns a length in CSS px; negative ones are none.
func length(v []syntax.Component, e *Env) (px float64, ok bool) {
	x, ok := parseValue(v)
	switch {
	case !ok || x.Ident != "":
		return 0, false
	case x.Unit == value.UnitNone && x.Calc == nil:
		return 0, x.Num == 0 // a number without a unit
	case x.Unit.Type() != value.TypeLength:
		return 0, false
	}
	px = x.canonical(e)
	return px, px >= 0 && !math.IsInf(px, 0)
}
