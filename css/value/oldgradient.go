package value

import (
	"cmp"
	"slices"

	"vitrine/css/syntax"
)

// OldGradient is what a gradient of -webkit-gradient() has besides its stops: the points, and the
// radii of the circles around them, that it leads from and to. Coordinates are a Percentage of the box
// or, as a Number, px.
type OldGradient struct {
	X0, Y0, X1, Y1 Value
	R0, R1         float64 // of a radial one, px
}

// parseOldGradient reads the first form of gradients in WebKit, which sheets still hold for old
// browsers and Chromium still knows:
//
//	-webkit-gradient(linear, left top, left bottom, from(red), color-stop(50%, blue), to(green))
//	-webkit-gradient(radial, 10 10, 5, center center, 40, from(red), to(green))
//
// https://compat.spec.whatwg.org/#css-gradients-webkit-gradient
func parseOldGradient(t *syntax.Component, o *Options) *Gradient {
	args := syntax.SplitComma(t.Kids)
	if len(args) == 0 {
		return nil
	}
	g := &Gradient{Old: &OldGradient{}}
	first, second, rest := 1, 2, 3
	switch head := stripSpace(args[0]); {
	case len(head) != 1:
		return nil
	case head[0].IsIdent("linear"):
	case head[0].IsIdent("radial"):
		g.Kind = GradientRadial
		first, second, rest = 1, 3, 5
	default:
		return nil
	}
	if len(args) < rest {
		return nil
	}
	var ok0, ok1 bool
	g.Old.X0, g.Old.Y0, ok0 = oldPoint(args[first])
	g.Old.X1, g.Old.Y1, ok1 = oldPoint(args[second])
	if !ok0 || !ok1 {
		return nil
	}
	if g.Kind == GradientRadial {
		for i, r := range []*float64{&g.Old.R0, &g.Old.R1} {
			n := stripSpace(args[2+2*i])
			if len(n) != 1 || n[0].Kind != syntax.Number || n[0].Num < 0 {
				return nil
			}
			*r = n[0].Num
		}
	}
	for _, a := range args[rest:] {
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
		g.Stops = append(g.Stops, Stop{Color: c, At: Percentage(100 * at)})
	}
	slices.SortStableFunc(g.Stops, func(a, b Stop) int { return cmp.Compare(a.At.(Percentage), b.At.(Percentage)) })
	return g
}

// oldPoint reads two coordinates.
func oldPoint(v []syntax.Component) (x, y Value, ok bool) {
	v = slices.DeleteFunc(slices.Clone(v), func(c syntax.Component) bool { return c.Kind == syntax.Whitespace })
	if len(v) != 2 {
		return nil, nil, false
	}
	one := func(c *syntax.Component, start, end Keyword) Value {
		switch c.Kind {
		case syntax.Percentage:
			return Percentage(c.Num)
		case syntax.Number:
			return Number(c.Num)
		case syntax.Ident:
			switch LookupKeyword(c.Text) {
			case start:
				return Percentage(0)
			case KwCenter:
				return Percentage(50)
			case end:
				return Percentage(100)
			}
		}
		return nil
	}
	x, y = one(&v[0], KwLeft, KwRight), one(&v[1], KwTop, KwBottom)
	return x, y, x != nil && y != nil
}

// zoom returns the points and radii in px that are z times as long.
func (g *OldGradient) zoom(z float32) *OldGradient {
	if g == nil {
		return nil
	}
	one := func(v Value) Value {
		if n, ok := v.(Number); ok {
			return n * Number(z)
		}
		return v
	}
	return &OldGradient{one(g.X0), one(g.Y0), one(g.X1), one(g.Y1), g.R0 * float64(z), g.R1 * float64(z)}
}

// appendOld appends a gradient of -webkit-gradient() as Chromium does.
func (g *Gradient) appendOld(b []byte) []byte {
	list := func(parts ...any) {
		for _, p := range parts {
			switch p := p.(type) {
			case string:
				b = append(b, p...)
			case Value:
				b = p.Append(b)
			}
		}
	}
	old := g.Old
	if g.Kind == GradientLinear {
		list("-webkit-gradient(linear, ", old.X0, " ", old.Y0, ", ", old.X1, " ", old.Y1)
	} else {
		list("-webkit-gradient(radial, ", old.X0, " ", old.Y0, ", ", Number(old.R0), ", ", old.X1, " ", old.Y1, ", ", Number(old.R1))
	}
	for _, s := range g.Stops {
		switch at := s.At.(Percentage); at {
		case 0:
			list(", from(", s.Color, ")")
		case 100:
			list(", to(", s.Color, ")")
		default:
			list(", color-stop(", Number(at/100), ", ", s.Color, ")")
		}
	}
	return append(b, ')')
}
