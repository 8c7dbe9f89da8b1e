package value

import (
	"cmp"
	"slices"

	"vitrine/css/syntax"
)

// parseOldGradient reads the first form of gradients in WebKit, which sheets still hold for old
// browsers and Chromium still knows:
//
//	-webkit-gradient(linear, left top, left bottom, from(red), color-stop(50%, blue), to(green))
//
// The answer is the linear gradient that it is the same as. nil for gradients that are neither
// horizontal nor vertical, radial ones, and points in px: no other gradient is the same as those.
// https://compat.spec.whatwg.org/#css-gradients-webkit-gradient
func parseOldGradient(t *syntax.Component, o *Options) *Gradient {
	args := syntax.SplitComma(t.Kids)
	if len(args) < 4 {
		return nil
	}
	if head := stripSpace(args[0]); len(head) != 1 || !head[0].IsIdent("linear") {
		return nil
	}
	x0, y0, ok := oldPoint(args[1])
	x1, y1, ok1 := oldPoint(args[2])
	g := &Gradient{Kind: GradientLinear}
	var from, length float64
	switch {
	case !ok || !ok1:
		return nil
	case x0 == x1 && y1 > y0:
		g.SideY, from, length = KwBottom, y0, y1-y0
	case x0 == x1 && y1 < y0:
		g.SideY, from, length = KwTop, 100-y0, y0-y1
	case y0 == y1 && x1 > x0:
		g.SideX, from, length = KwRight, x0, x1-x0
	case y0 == y1 && x1 < x0:
		g.SideX, from, length = KwLeft, 100-x0, x0-x1
	default:
		return nil
	}
	for _, a := range args[3:] {
		v := stripSpace(a)
		if len(v) != 1 || v[0].Kind != syntax.Function {
			return nil
		}
		color, at := stripSpace(v[0].Kids), 0.0
		switch name := syntax.Lower(v[0].Text); name {
		case "from":
		case "to":
			at = 1
		case "color-stop":
			parts := syntax.SplitComma(v[0].Kids)
			if len(parts) != 2 {
				return nil
			}
			n := stripSpace(parts[0])
			if len(n) != 1 {
				return nil
			}
			switch n[0].Kind {
			case syntax.Number:
				at = n[0].Num
			case syntax.Percentage:
				at = n[0].Num / 100
			default:
				return nil
			}
			color = stripSpace(parts[1])
		default:
			return nil
		}
		if len(color) != 1 {
			return nil
		}
		c := ParseColor(&color[0], o)
		if c == nil {
			return nil
		}
		g.Stops = append(g.Stops, Stop{Color: c, At: Percentage(from + at*length)})
	}
	slices.SortStableFunc(g.Stops, func(a, b Stop) int { return cmp.Compare(a.At.(Percentage), b.At.(Percentage)) })
	return g
}

// oldPoint reads two coordinates as percentages of the box.
func oldPoint(v []syntax.Component) (x, y float64, ok bool) {
	v = slices.DeleteFunc(slices.Clone(v), func(c syntax.Component) bool { return c.Kind == syntax.Whitespace })
	if len(v) != 2 {
		return 0, 0, false
	}
	one := func(c *syntax.Component, start, end Keyword) (float64, bool) {
		switch c.Kind {
		case syntax.Percentage:
			return c.Num, true
		case syntax.Number:
			return 0, c.Num == 0
		case syntax.Ident:
			switch LookupKeyword(c.Text) {
			case start:
				return 0, true
			case KwCenter:
				return 50, true
			case end:
				return 100, true
			}
		}
		return 0, false
	}
	x, okX := one(&v[0], KwLeft, KwRight)
	y, okY := one(&v[1], KwTop, KwBottom)
	return x, y, okX && okY
}
