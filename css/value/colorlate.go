package value

import (
	"math"

	"vitrine/css/syntax"
)

// lateColor is a colour function whose components hold calculations that only an element can answer.
type lateColor struct {
	call    *syntax.Component
	options *Options
}

// parseLate keeps a colour function for later when its calculations ask for lengths of the element
// or its place; nil when they do not.
func parseLate(t *syntax.Component, o *Options) Value {
	if !asksElement(t.Kids) {
		return nil
	}
	// With numbers in the places of what is not known it must be a colour.
	c := knownColor(t, &defaultContext)
	if parseColorFunction(c, o) == nil {
		return nil
	}
	return &lateColor{t, o}
}

// Append appends the text of the function.
func (l *lateColor) Append(b []byte) []byte { return syntax.Append(b, []syntax.Component{*l.call}) }

func (l *lateColor) compute(c *Context) (Color, bool) {
	return ComputeColor(parseColorFunction(knownColor(l.call, c), l.options), c)
}

// asksElement reports whether math functions among components hold what depends on an element.
func asksElement(v []syntax.Component) bool {
	for i := range v {
		if lateMath(&v[i]) != nil {
			return true
		}
	}
	return false
}

// lateMath reads a calculation that depends on an element; nil for anything else, a calculation of a
// type that no component of a colour has among it: what it comes to would be no colour either.
func lateMath(t *syntax.Component) *CalcNode {
	if t.Kind != syntax.Function || !IsMath(syntax.Lower(t.Text)) {
		return nil
	}
	n := parseMath(t, TypeNone, noAnchors)
	if n == nil || n.Type != TypeNumber && n.Type != TypePercent && n.Type != TypeAngle || !n.asksElement() {
		return nil
	}
	return n
}

func (n *CalcNode) asksElement() bool {
	switch {
	case n == nil:
		return false
	case n.Op == CalcValue:
		return absolute[n.Unit] == 0
	case n.Op == CalcSiblingIndex, n.Op == CalcSiblingCount, n.Op == CalcRandom:
		return true
	}
	for _, k := range n.Kids {
		if k.asksElement() {
			return true
		}
	}
	return false
}

// knownColor returns the call with such calculations replaced by what they come to.
func knownColor(t *syntax.Component, c *Context) *syntax.Component {
	out := *t
	out.Kids = append([]syntax.Component(nil), t.Kids...)
	for i := range out.Kids {
		k := &out.Kids[i]
		n := lateMath(k)
		if n == nil {
			continue
		}
		tok := syntax.Token{Pos: k.Pos, Num: finite(n.Simplify(c).eval(&calcEnv{c: c, basis: 100}))}
		switch n.Type {
		case TypeNumber:
			tok.Kind = syntax.Number
		case TypePercent:
			tok.Kind = syntax.Percentage
		case TypeAngle:
			tok.Kind, tok.Text = syntax.Dimension, "deg"
		}
		*k = syntax.Component{Token: tok}
	}
	return &out
}

// parseContrastColor reads contrast-color(). https://drafts.csswg.org/css-color-5/#contrast-color
func parseContrastColor(t *syntax.Component, o *Options) Value {
	kids := stripSpace(t.Kids)
	if len(kids) != 1 {
		return nil
	}
	col := ParseColor(&kids[0], o)
	if col == nil {
		return nil
	}
	return &ColorFunc{Name: "contrast-color", Colors: []Value{col}}
}

// contrast returns black or white, whichever stands out more from c.
// https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio
func contrast(c Color) Color {
	rgb := c.To(SpaceSRGB)
	l := 0.0
	for i, weight := range [3]float64{0.2126, 0.7152, 0.0722} {
		v := min(max(float64(rgb.C[i]), 0), 1)
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		l += weight * v
	}
	if 1.05/(l+0.05) > (l+0.05)/0.05 {
		return RGB(255, 255, 255, 1)
	}
	return Black
}

// parseAlpha reads alpha(from <color> / <alpha>).
// https://drafts.csswg.org/css-color-5/#relative-alpha
func parseAlpha(t *syntax.Component, o *Options) Value {
	kids := stripSpace(t.Kids)
	if len(kids) != 4 || !kids[0].IsIdent("from") || !kids[2].IsDelim('/') {
		return nil
	}
	col := ParseColor(&kids[1], o)
	if col == nil {
		return nil
	}
	f := &ColorFunc{Name: "alpha", Colors: []Value{col}}
	f.Channels[3] = kids[3:4]
	if _, ok := f.withAlpha(Black); !ok {
		return nil
	}
	return f
}

// withAlpha returns c with the alpha that the function says.
func (f *ColorFunc) withAlpha(c Color) (Color, bool) {
	a, none, ok := channel(&f.Channels[3][0], SpaceRGB, 3, map[string]float64{"alpha": float64(c.A)})
	c.A = min(max(a, 0), 1)
	if none {
		c.Missing |= 1 << 3
	}
	return c, ok
}
