package value

import (
	"vitrine/css/syntax"
)

// PaletteMix is the function palette-mix() of font-palette: a mixture of two palettes, entry by
// entry. https://www.w3.org/TR/css-fonts-4/#typedef-font-palette-palette-mix
type PaletteMix struct {
	Space   ColorSpace
	Hue     Keyword  // how hues are interpolated; 0 is shorter
	Parts   [2]Value // a keyword, an Ident or another *PaletteMix
	Weights [2]Value // percentages as specified, nil when left out
}

// parsePaletteMix reads palette-mix(in space [hue], palette p?, palette p?).
func parsePaletteMix(t *syntax.Component, o *Options) Value {
	if !t.IsFunc("palette-mix") {
		return nil
	}
	args := syntax.SplitComma(t.Kids)
	if len(args) != 3 {
		return nil
	}
	m := &PaletteMix{}
	in := stripSpace(args[0])
	used := 0
	if m.Space, m.Hue, used = parseInterpolation(in); used == 0 || used != len(in) {
		return nil
	}
	pct := &node{leaf: leafPercentage, lo: 0, hi: 100}
	for i, a := range args[1:] {
		for _, c := range stripSpace(a) {
			if v := parseNumeric(pct, &c, o); v != nil && m.Weights[i] == nil {
				m.Weights[i] = v
			} else if v := parsePalette(&c, o); v != nil && m.Parts[i] == nil {
				m.Parts[i] = v
			} else {
				return nil
			}
		}
		if m.Parts[i] == nil {
			return nil
		}
	}
	return m
}

// parsePalette reads one palette.
func parsePalette(t *syntax.Component, o *Options) Value {
	switch k := LookupKeyword(t.Text); {
	case t.Kind != syntax.Ident:
		return parsePaletteMix(t, o)
	case k == KwNormal || k == KwLight || k == KwDark:
		return k
	case len(t.Text) > 2 && t.Text[:2] == "--":
		return Ident(t.Text)
	}
	return nil
}

// percent returns a weight that is a plain percentage.
func percent(v Value) (p float64, ok bool) {
	x, ok := v.(Percentage)
	return float64(x), ok
}

// Shares returns the weights of a computed mixture as parts of 1, and by which factor the alpha of
// the result is multiplied. https://www.w3.org/TR/css-color-5/#color-mix-percent-norm
func (m *PaletteMix) Shares() (a, b, alpha float64) {
	pa, ok1 := percent(m.Weights[0])
	pb, ok2 := percent(m.Weights[1])
	switch {
	case !ok1 && !ok2:
		pa, pb = 50, 50
	case !ok1:
		pa = 100 - pb
	case !ok2:
		pb = 100 - pa
	}
	if pa+pb == 0 {
		return 0.5, 0.5, 0
	}
	return pa / (pa + pb), pb / (pa + pb), min(1, (pa+pb)/100)
}

// compute returns the mixture with its percentages known.
func (m *PaletteMix) compute(c *Context) Value {
	out := *m
	for i := range m.Parts {
		out.Parts[i] = Compute(m.Parts[i], c)
		if m.Weights[i] != nil {
			out.Weights[i] = Compute(m.Weights[i], c)
		}
	}
	if Equal(out.Parts[0], out.Parts[1]) {
		return out.Parts[0]
	}
	return &out
}

// Append appends the function; a percentage that follows from the other is written too, unless both
// are halves.
func (m *PaletteMix) Append(b []byte) []byte {
	b = append(append(b, "palette-mix(in "...), spaceNames[m.Space]...)
	if m.Hue != 0 && m.Hue != KwShorter {
		b = append(m.Hue.Append(append(b, ' ')), " hue"...)
	}
	w := m.Weights
	for i := range w {
		if p, ok := percent(w[1-i]); ok && w[i] == nil {
			w[i] = Percentage(100 - p)
		}
	}
	x, ok1 := percent(w[0])
	y, ok2 := percent(w[1])
	if ok1 && ok2 && x == 50 && y == 50 {
		w = [2]Value{}
	}
	for i, p := range m.Parts {
		b = p.Append(append(b, ", "...))
		if w[i] != nil {
			b = w[i].Append(append(b, ' '))
		}
	}
	return append(b, ')')
}
