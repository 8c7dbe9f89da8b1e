package value

import (
	"math"

	"vitrine/css/syntax"
)

// ColorFunc is a colour that is known only with a context: light-dark(), color-mix() and relative
// colours.
type ColorFunc struct {
	Name  string // "light-dark", "color-mix", or the function of a relative colour
	Space ColorSpace
	Hue   Keyword // color-mix: how hues are interpolated; 0 is shorter
	// Colors are the colours that it is made of: the light and the dark one, the two that are
	// mixed, or the origin of a relative colour.
	Colors []Value
	// Weights are the percentages of color-mix; NaN when left out.
	Weights [2]float64
	// Channels are the three components and alpha of a relative colour; alpha nil is the origin's.
	Channels [4][]syntax.Component
}

// ParseColor reads a <color>: a Keyword for a named colour, a Color, or a *ColorFunc; nil when t
// is none. https://www.w3.org/TR/css-color-4/#color-syntax
func ParseColor(t *syntax.Component, o *Options) Value {
	switch t.Kind {
	case syntax.Ident:
		if k := LookupKeyword(t.Text); k != 0 && IsColorKeyword(k) {
			return k
		}
		if o != nil && o.HashlessColor {
			return hashless(t.Text)
		}
	case syntax.Hash:
		return parseHex(t.Text)
	case syntax.Number:
		if o != nil && o.HashlessColor && t.IsInteger() && t.Num >= 0 && t.Num <= 999999 {
			return hashless(pad6(Text(Number(t.Num))))
		}
	case syntax.Dimension:
		if o != nil && o.HashlessColor && t.Flags&syntax.FlagInteger != 0 && t.Num >= 0 {
			return hashless(pad6(Text(Number(t.Num)) + t.Text))
		}
	case syntax.Function:
		return parseColorFunction(t, o)
	}
	return nil
}

// pad6 restores the leading zeros that a number has lost.
// https://quirks.spec.whatwg.org/#the-hashless-hex-color-quirk
func pad6(s string) string {
	for len(s) < 6 {
		s = "0" + s
	}
	return s
}

func hashless(s string) Value {
	if len(s) != 3 && len(s) != 6 {
		return nil
	}
	return parseHex(s)
}

func parseHex(s string) Value {
	var d [8]float32
	if len(s) > 8 {
		return nil
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			d[i] = float32(c - '0')
		case c|32 >= 'a' && c|32 <= 'f':
			d[i] = float32(c | 32 - 'a' + 10)
		default:
			return nil
		}
	}
	switch len(s) {
	case 3:
		return RGB(d[0]*17, d[1]*17, d[2]*17, 1)
	case 4:
		return RGB(d[0]*17, d[1]*17, d[2]*17, d[3]*17/255)
	case 6:
		return RGB(d[0]*16+d[1], d[2]*16+d[3], d[4]*16+d[5], 1)
	case 8:
		return RGB(d[0]*16+d[1], d[2]*16+d[3], d[4]*16+d[5], (d[6]*16+d[7])/255)
	}
	return nil
}

var rgbSpaces = map[Keyword]ColorSpace{KwSrgb: SpaceSRGB, KwSrgbLinear: SpaceSRGBLinear, KwDisplayP3: SpaceDisplayP3, KwDisplayP3Linear: SpaceDisplayP3Linear,
	KwA98Rgb: SpaceA98RGB, KwProphotoRgb: SpaceProPhoto, KwRec2020: SpaceRec2020, KwXyz: SpaceXYZD65,
	KwXyzD50: SpaceXYZD50, KwXyzD65: SpaceXYZD65}

var mixSpaces = map[Keyword]ColorSpace{KwLab: SpaceLab, KwLch: SpaceLCH, KwOklab: SpaceOklab, KwOklch: SpaceOklch,
	KwHsl: SpaceHSL, KwHwb: SpaceHWB}

func parseColorFunction(t *syntax.Component, o *Options) Value {
	name := syntax.Lower(t.Text)
	kids := stripSpace(t.Kids)
	space := SpaceRGB
	switch name {
	case "rgb", "rgba":
	case "hsl", "hsla":
		space = SpaceHSL
	case "hwb":
		space = SpaceHWB
	case "lab":
		space = SpaceLab
	case "lch":
		space = SpaceLCH
	case "oklab":
		space = SpaceOklab
	case "oklch":
		space = SpaceOklch
	case "color":
	case "light-dark":
		return parseLightDark(t, o)
	case "color-mix":
		return parseColorMix(t, o)
	case "contrast-color":
		return parseContrastColor(t, o)
	case "alpha":
		return parseAlpha(t, o)
	default:
		return nil
	}
	if late := parseLate(t, o); late != nil {
		return late
	}
	var origin Value
	if len(kids) > 1 && kids[0].IsIdent("from") {
		if origin = ParseColor(&kids[1], o); origin == nil {
			return nil
		}
		kids = kids[2:]
	}
	if name == "color" {
		if len(kids) == 0 || kids[0].Kind != syntax.Ident {
			return nil
		}
		s, ok := rgbSpaces[LookupKeyword(kids[0].Text)]
		if !ok {
			return nil
		}
		space, kids = s, kids[1:]
	}
	comma := false
	for i := range kids {
		comma = comma || kids[i].Kind == syntax.Comma
	}
	if comma {
		if origin != nil || name == "color" || space > SpaceRGB && space != SpaceHSL {
			return nil
		}
		return legacyColor(space, syntax.SplitComma(t.Kids))
	}
	// Modern syntax: three components and "/ alpha".
	parts := [4][]syntax.Component{}
	switch {
	case len(kids) == 3:
	case len(kids) == 5 && kids[3].IsDelim('/'):
		parts[3] = kids[4:5]
	default:
		return nil
	}
	for i := range 3 {
		parts[i] = kids[i : i+1]
	}
	if origin != nil {
		f := &ColorFunc{Name: name, Space: space, Colors: []Value{origin}, Channels: parts}
		if _, ok := f.relative(RGB(1, 2, 3, 1)); !ok { // are the channels what they should be?
			return nil
		}
		if base, ok := origin.(Color); ok && !base.Current {
			if c, ok := f.relative(base); ok {
				return c
			}
		}
		return f
	}
	c := Color{Space: space, A: 1}
	for i := range 4 {
		if parts[i] == nil {
			continue
		}
		v, none, ok := channel(&parts[i][0], space, i, nil)
		if !ok {
			return nil
		}
		if none {
			c.Missing |= 1 << i
		}
		if i == 3 {
			c.A = v
		} else {
			c.C[i] = v
		}
	}
	return c.settle()
}

// legacyColor reads the comma-separated forms of rgb() and hsl().
func legacyColor(space ColorSpace, args [][]syntax.Component) Value {
	if len(args) != 3 && len(args) != 4 {
		return nil
	}
	c := Color{Space: space, A: 1}
	var percents int
	for i, a := range args {
		if len(a) != 1 || a[0].IsIdent("none") {
			return nil
		}
		v, _, ok := channel(&a[0], space, i, nil)
		if !ok {
			return nil
		}
		if i == 3 {
			c.A = v
			continue
		}
		c.C[i] = v
		isPct := a[0].Kind == syntax.Percentage
		if a[0].Kind == syntax.Function {
			if m := parseMath(&a[0], TypeNone, noAnchors); m != nil {
				isPct = m.Type == TypePercent
			}
		}
		if isPct {
			percents++
		}
		if space == SpaceHSL && i > 0 && !isPct {
			return nil
		}
	}
	if space == SpaceRGB && percents != 0 && percents != 3 {
		return nil
	}
	return c.settle()
}

// settle limits components to what the syntax allows and turns hsl() and hwb() into legacy colours.
func (c Color) settle() Value {
	c.A = min(max(c.A, 0), 1)
	switch c.Space {
	case SpaceRGB:
		for i := range c.C {
			c.C[i] = float32(byteOf(c.C[i]))
		}
	case SpaceHSL, SpaceHWB:
		if c.Space == SpaceHSL {
			c.C[1], c.C[2] = min(max(c.C[1], 0), 100), min(max(c.C[2], 0), 100)
		}
		hueless := c.Missing&1 != 0
		c = c.To(SpaceRGB)
		if hueless {
			c.Missing |= missingHue
		}
		for i := range c.C {
			c.C[i] = float32(byteOf(c.C[i]))
		}
	case SpaceLab, SpaceLCH:
		c.C[0] = min(max(c.C[0], 0), 100)
		if c.Space == SpaceLCH {
			c.C[1] = max(c.C[1], 0)
		}
	case SpaceOklab, SpaceOklch:
		c.C[0] = min(max(c.C[0], 0), 1)
		if c.Space == SpaceOklch {
			c.C[1] = max(c.C[1], 0)
		}
	}
	if c.Space == SpaceLCH || c.Space == SpaceOklch {
		h := math.Mod(float64(c.C[2]), 360)
		if h < 0 {
			h += 360
		}
		c.C[2] = float32(h)
	}
	return c
}

// percentOf is what 100% means for the i-th component of a space.
func percentOf(space ColorSpace, i int) float64 {
	if i == 3 {
		return 1
	}
	switch space {
	case SpaceRGB:
		return 255
	case SpaceHSL, SpaceHWB:
		return 100
	case SpaceLab:
		return [3]float64{100, 125, 125}[i]
	case SpaceLCH:
		return [3]float64{100, 150, 0}[i]
	case SpaceOklab:
		return [3]float64{1, 0.4, 0.4}[i]
	case SpaceOklch:
		return [3]float64{1, 0.4, 0}[i]
	}
	return 1
}

func isHue(space ColorSpace, i int) bool {
	return (space == SpaceHSL || space == SpaceHWB) && i == 0 || (space == SpaceLCH || space == SpaceOklch) && i == 2
}

// channel reads the i-th component of a colour; names are the channel keywords of a relative one.
func channel(t *syntax.Component, space ColorSpace, i int, names map[string]float64) (v float32, none, ok bool) {
	fin := func(x float64) float32 { return float32(finite(x)) }
	hue := isHue(space, i)
	switch t.Kind {
	case syntax.Ident:
		if t.IsIdent("none") {
			return 0, true, true
		}
		if x, ok := names[syntax.Lower(t.Text)]; ok {
			return fin(x), false, true
		}
	case syntax.Number:
		return fin(t.Num), false, true
	case syntax.Percentage:
		if !hue {
			return fin(t.Num / 100 * percentOf(space, i)), false, true
		}
	case syntax.Dimension:
		if u, ok := LookupUnit(t.Text); ok && hue && u.Type() == TypeAngle {
			return fin(t.Num * absolute[u]), false, true
		}
	case syntax.Function:
		if names != nil {
			t = substitute(t, names)
		}
		m := parseMath(t, TypeNone, noAnchors)
		if m == nil {
			return 0, false, false
		}
		x := m.eval(&calcEnv{c: &defaultContext, basis: 100})
		switch {
		case m.Type == TypeNumber, hue && m.Type == TypeAngle:
			return fin(x), false, true
		case m.Type == TypePercent && !hue:
			return fin(x / 100 * percentOf(space, i)), false, true
		}
	}
	return 0, false, false
}

// substitute replaces channel keywords inside a math function by their numbers.
func substitute(t *syntax.Component, names map[string]float64) *syntax.Component {
	c := *t
	c.Kids = make([]syntax.Component, len(t.Kids))
	for i := range t.Kids {
		k := &t.Kids[i]
		if k.Kind == syntax.Ident {
			if x, ok := names[syntax.Lower(k.Text)]; ok {
				c.Kids[i] = syntax.Component{Token: syntax.Token{Kind: syntax.Number, Num: x, Pos: k.Pos}}
				continue
			}
		}
		if len(k.Kids) > 0 {
			k = substitute(k, names)
		}
		c.Kids[i] = *k
	}
	return &c
}

var channelNames = map[ColorSpace]string{SpaceRGB: "rgb", SpaceHSL: "hsl", SpaceHWB: "hwb", SpaceLab: "lab", SpaceLCH: "lch",
	SpaceOklab: "lab", SpaceOklch: "lch", SpaceXYZD50: "xyz", SpaceXYZD65: "xyz"}

// relative computes a relative colour from its origin. https://www.w3.org/TR/css-color-5/#relative-colors
func (f *ColorFunc) relative(origin Color) (Color, bool) {
	from := origin.To(f.Space)
	keys := channelNames[f.Space]
	if keys == "" {
		keys = "rgb"
	}
	names := map[string]float64{"alpha": float64(from.A)}
	for i := range 3 {
		names[keys[i:i+1]] = float64(from.C[i])
	}
	c := Color{Space: f.Space, A: from.A}
	for i, ch := range f.Channels {
		if ch == nil {
			continue
		}
		v, none, ok := channel(&ch[0], f.Space, i, names)
		if !ok {
			return Color{}, false
		}
		if none {
			c.Missing |= 1 << i
		}
		if i == 3 {
			c.A = min(max(v, 0), 1)
		} else {
			c.C[i] = v
		}
	}
	// Relative colours of the legacy functions are in sRGB, not limited to its gamut.
	if f.Space == SpaceRGB || f.Space == SpaceHSL || f.Space == SpaceHWB {
		s := c.To(SpaceSRGB)
		if f.Space == SpaceRGB {
			s.Missing = c.Missing
		}
		return s, true
	}
	settled, _ := c.settle().(Color)
	return settled, true
}

func parseLightDark(t *syntax.Component, o *Options) Value {
	args := syntax.SplitComma(t.Kids)
	if len(args) != 2 || len(args[0]) != 1 || len(args[1]) != 1 {
		return nil
	}
	a, b := ParseColor(&args[0][0], o), ParseColor(&args[1][0], o)
	if a == nil || b == nil {
		return nil
	}
	return &ColorFunc{Name: "light-dark", Colors: []Value{a, b}}
}

// parseColorMix reads color-mix(in space [hue], color p?, color p?).
// https://www.w3.org/TR/css-color-5/#color-mix
func parseColorMix(t *syntax.Component, o *Options) Value {
	args := syntax.SplitComma(t.Kids)
	f := &ColorFunc{Name: "color-mix", Space: SpaceOklab, Weights: [2]float64{math.NaN(), math.NaN()}}
	if len(args) == 3 {
		in := stripSpace(args[0])
		s, hue, used := parseInterpolation(in)
		if used == 0 || used != len(in) {
			return nil
		}
		f.Space, f.Hue, args = s, hue, args[1:]
	}
	if len(args) != 2 {
		return nil
	}
	pct := &node{leaf: leafPercentage, lo: 0, hi: 100}
	for i, a := range args {
		var col Value
		for _, c := range stripSpace(a) {
			if v := parseNumeric(pct, &c, o); v != nil && f.Weights[i] != f.Weights[i] {
				p, ok := Compute(v, &defaultContext).(Percentage)
				if !ok {
					return nil
				}
				f.Weights[i] = float64(p)
			} else if col == nil {
				if col = ParseColor(&c, o); col == nil {
					return nil
				}
			} else {
				return nil
			}
		}
		if col == nil {
			return nil
		}
		f.Colors = append(f.Colors, col)
	}
	if f.Weights[0] == 0 && f.Weights[1] == 0 {
		return nil
	}
	return f
}

// parseInterpolation reads "in <space> [<hue> hue]" and says how many components it took.
// https://www.w3.org/TR/css-color-4/#color-interpolation-method
func parseInterpolation(v []syntax.Component) (space ColorSpace, hue Keyword, used int) {
	if len(v) < 2 || !v[0].IsIdent("in") || v[1].Kind != syntax.Ident {
		return 0, 0, 0
	}
	k := LookupKeyword(v[1].Text)
	space, ok := rgbSpaces[k]
	if !ok {
		if space, ok = mixSpaces[k]; !ok {
			return 0, 0, 0
		}
	}
	used = 2
	if len(v) > 3 && v[3].IsIdent("hue") && (isHue(space, 0) || isHue(space, 2)) {
		switch h := LookupKeyword(v[2].Text); h {
		case KwShorter, KwLonger, KwIncreasing, KwDecreasing:
			return space, h, 4
		}
		return 0, 0, 0
	}
	return space, 0, used
}

// Compute returns the colour in a context; it is currentcolor's mixture when that is part of it
// only as far as black is: the caller's color property is not known here.
func (f *ColorFunc) Compute(c *Context) (Color, bool) {
	switch f.Name {
	case "light-dark":
		if c.Dark {
			return ComputeColor(f.Colors[1], c)
		}
		return ComputeColor(f.Colors[0], c)
	case "contrast-color":
		col, ok := ComputeColor(f.Colors[0], c)
		return contrast(c.resolve(col)), ok
	case "alpha":
		col, ok := ComputeColor(f.Colors[0], c)
		if !ok {
			return col, false
		}
		return f.withAlpha(c.resolve(col))
	case "color-mix":
		a, ok1 := ComputeColor(f.Colors[0], c)
		b, ok2 := ComputeColor(f.Colors[1], c)
		if !ok1 || !ok2 {
			return Color{}, false
		}
		wa, wb := f.Weights[0], f.Weights[1]
		switch {
		case wa != wa && wb != wb:
			wa, wb = 50, 50
		case wa != wa:
			wa = 100 - wb
		case wb != wb:
			wb = 100 - wa
		}
		scale := 1.0
		if wa+wb < 100 {
			scale = (wa + wb) / 100
		}
		m := Mix(c.resolve(a), c.resolve(b), wb/(wa+wb), f.Space, f.Hue)
		m.A *= float32(scale)
		if f.Space == SpaceHSL || f.Space == SpaceHWB {
			m = m.To(SpaceSRGB)
		}
		return m, true
	}
	origin, ok := ComputeColor(f.Colors[0], c)
	if !ok {
		return Color{}, false
	}
	return f.relative(c.resolve(origin))
}

func (c *Context) resolve(col Color) Color {
	if !col.Current {
		return col
	}
	if c.Color != nil && !c.Color.Current {
		return *c.Color
	}
	return Black
}

// Mix returns the colour at t between a and b (0 is a) in a space.
// https://www.w3.org/TR/css-color-4/#interpolation
func Mix(a, b Color, t float64, space ColorSpace, hue Keyword) Color {
	x, y := a.carry(space), b.carry(space)
	out := Color{Space: space}
	// A component that is missing in one is taken from the other.
	for i := range 3 {
		ma, mb := x.Missing>>i&1 != 0, y.Missing>>i&1 != 0
		switch {
		case ma && mb:
			out.Missing |= 1 << i
		case ma:
			x.C[i] = y.C[i]
		case mb:
			y.C[i] = x.C[i]
		}
	}
	if x.Missing&8 != 0 {
		x.A = y.A
	} else if y.Missing&8 != 0 {
		y.A = x.A
	}
	alpha := float64(x.A)*(1-t) + float64(y.A)*t
	for i := range 3 {
		p, q := float64(x.C[i]), float64(y.C[i])
		if isHue(space, i) {
			p, q = fixHue(p, q, hue)
			h := math.Mod(p*(1-t)+q*t, 360)
			if h < 0 {
				h += 360
			}
			out.C[i] = float32(h)
			continue
		}
		v := p*float64(x.A)*(1-t) + q*float64(y.A)*t
		if alpha != 0 {
			v /= alpha
		}
		out.C[i] = float32(v)
	}
	out.A = float32(alpha)
	return out
}

// carry converts c for interpolation: components that are missing stay so if space has ones of the
// same kind, and hues that mean nothing become missing.
// https://www.w3.org/TR/css-color-4/#interpolation-missing
func (c Color) carry(space ColorSpace) Color {
	if c.Space == space {
		return c
	}
	x := c.To(space)
	for i, k := range components[c.Space] {
		if c.Missing>>i&1 != 0 {
			x.Missing |= componentOf(space, k)
		}
	}
	if c.Missing&missingHue != 0 {
		x.Missing |= componentOf(space, 'H')
	}
	switch space {
	case SpaceLCH, SpaceOklch:
		if float64(x.C[1]) < percentOf(space, 1)*1e-4 {
			x.Missing |= 4
		}
	case SpaceHSL:
		if x.C[1] < 1e-3 {
			x.Missing |= 1
		}
	case SpaceHWB:
		if x.C[1]+x.C[2] >= 100-1e-3 {
			x.Missing |= 1
		}
	}
	return x
}

// components names what each component of a space is: components of the same name are analogous.
// https://www.w3.org/TR/css-color-4/#interpolation-missing
var components = [...][3]byte{
	SpaceRGB: {'r', 'g', 'b'}, SpaceSRGB: {'r', 'g', 'b'}, SpaceSRGBLinear: {'r', 'g', 'b'},
	SpaceDisplayP3: {'r', 'g', 'b'}, SpaceDisplayP3Linear: {'r', 'g', 'b'}, SpaceA98RGB: {'r', 'g', 'b'},
	SpaceProPhoto: {'r', 'g', 'b'}, SpaceRec2020: {'r', 'g', 'b'}, SpaceXYZD50: {'r', 'g', 'b'}, SpaceXYZD65: {'r', 'g', 'b'},
	SpaceLab: {'L', 'A', 'B'}, SpaceOklab: {'L', 'A', 'B'}, SpaceLCH: {'L', 'C', 'H'}, SpaceOklch: {'L', 'C', 'H'},
	SpaceHSL: {'H', 'C', 'L'}, SpaceHWB: {'H', 'w', 'k'},
}

// componentOf returns the bit of the component of a space that is of a kind, or 0.
func componentOf(space ColorSpace, kind byte) uint8 {
	for i, k := range components[space] {
		if k == kind {
			return 1 << i
		}
	}
	return 0
}

// fixHue is https://www.w3.org/TR/css-color-4/#hue-interpolation.
func fixHue(p, q float64, how Keyword) (float64, float64) {
	d := q - p
	switch how {
	case KwLonger:
		if 0 < d && d < 180 {
			p += 360
		} else if -180 < d && d <= 0 {
			q += 360
		}
	case KwIncreasing:
		if d < 0 {
			q += 360
		}
	case KwDecreasing:
		if d > 0 {
			p += 360
		}
	default:
		if d > 180 {
			p += 360
		} else if d < -180 {
			q += 360
		}
	}
	return p, q
}

// Append appends the function as it was specified.
func (f *ColorFunc) Append(b []byte) []byte {
	b = append(append(b, f.Name...), '(')
	switch f.Name {
	case "contrast-color":
		b = f.Colors[0].Append(b)
	case "light-dark":
		b = f.Colors[0].Append(b)
		b = f.Colors[1].Append(append(b, ", "...))
	case "color-mix":
		b = append(append(b, "in "...), spaceNames[f.Space]...)
		if f.Hue != 0 && f.Hue != KwShorter {
			b = append(f.Hue.Append(append(b, ' ')), " hue"...)
		}
		for i, c := range f.Colors {
			b = c.Append(append(b, ", "...))
			if w := f.Weights[i]; w == w && !(w == 50 && (f.Weights[1-i] != f.Weights[1-i] || f.Weights[1-i] == 50)) {
				b = Percentage(w).Append(append(b, ' '))
			}
		}
	default:
		b = f.Colors[0].Append(append(b, "from "...))
		if f.Name == "color" {
			b = append(append(b, ' '), spaceNames[f.Space]...)
		}
		for i, ch := range f.Channels {
			if ch == nil {
				continue
			}
			if i == 3 {
				b = append(b, " /"...)
			}
			b = append(append(b, ' '), syntax.Serialize(ch)...)
		}
	}
	return append(b, ')')
}
