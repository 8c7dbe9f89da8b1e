package prop

import (
	"vitrine/css/syntax"
	"vitrine/css/value"
)

// expandTextBox: an edge alone trims both sides.
// https://drafts.csswg.org/css-inline-3/#text-box-shorthand
func expandTextBox(e *expander, v []syntax.Component) bool {
	if len(v) == 1 && v[0].Kind == syntax.Ident {
		switch value.LookupKeyword(v[0].Text) {
		case value.KwNormal, value.KwNone:
			e.vals[0], e.vals[1] = value.KwNone, value.KwAuto
			return true
		}
	}
	e.vals[0] = value.KwTrimBoth
	return expandAny(e, v)
}

func printTextBox(p *printer) string {
	switch trim, edge := p.text(0), p.text(1); {
	case trim == "none" && edge == "auto":
		return "normal"
	case edge == "auto":
		return trim
	case trim == "trim-both":
		return edge
	default:
		return trim + " " + edge
	}
}
