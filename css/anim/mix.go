package anim

import (
	"math"

	"vitrine/css/prop"
	"vitrine/css/value"
)

// Mix returns the value at p between two computed values of a longhand, as a value that
// style.Builder takes; p may lie outside of 0 to 1. ok is false when the values do not interpolate:
// the result is then a below one half and b above.
// https://www.w3.org/TR/web-animations-1/#animating-properties
func Mix(id prop.ID, a, b value.Value, p float64) (v value.Value, ok bool) {
	d := id.Def()
	if d == nil {
		return discrete(a, b, p), false
	}
	a, b = plain(id, a), plain(id, b)
	switch d.Animate {
	case prop.AnimateDiscrete, prop.AnimateNever:
		return discrete(a, b, p), false
	case prop.AnimateVisible:
		return visible(a, b, p)
	case prop.AnimateDisplay:
		return display(a, b, p), false
	case prop.AnimateTransform:
		v, ok = mixTransforms(a, b, p)
	case prop.AnimateFilter:
		v, ok = mixFilters(a, b, p)
	case prop.AnimateShadow:
		v, ok = mixShadows(a, b, p)
	case prop.AnimateRepeat:
		v, ok = mixRepeated(a, b, p)
	case prop.AnimatePalette:
		v, ok = mixPalettes(a, b, p)
	case prop.AnimateRotate, prop.AnimateScale, prop.AnimateTranslate:
		v, ok = mixSingle(d.Animate, a, b, p)
	default:
		v, ok = mix(a, b, p)
	}
	if !ok {
		return discrete(a, b, p), false
	}
	if f, ok := v.(*value.Func); ok && f.Name == "inset" && id == prop.ClipPath {
		return shortInset(f), true
	}
	return declared(v), true
}

// mixPalettes mixes two values of font-palette.
// https://www.w3.org/TR/css-fonts-4/#font-palette-prop
func mixPalettes(a, b value.Value, p float64) (value.Value, bool) {
	switch {
	case p <= 0 || value.Equal(a, b):
		return a, true
	case p >= 1:
		return b, true
	}
	return &value.PaletteMix{Space: value.SpaceOklab, Parts: [2]value.Value{a, b},
		Weights: [2]value.Value{value.Percentage(100 * (1 - p)), value.Percentage(100 * p)}}, true
}

// plain returns a value in the form that interpolates: words that stand for lengths become them.
func plain(id prop.ID, v value.Value) value.Value {
	if n, ok := v.(value.AutoInteger); ok && !n.Auto {
		return value.Integer(n.N)
	}
	switch id {
	case prop.LetterSpacing, prop.WordSpacing:
		if l, ok := v.(value.Length); ok && l.IsKeyword(value.KwNormal) {
			return value.Length{}
		}
	case prop.TransformOrigin:
		return plainOrigin(v)
	case prop.ClipPath:
		if f, ok := v.(*value.Func); ok && f.Name == "inset" {
			return plainInset(f)
		}
	}
	return v
}

// plainOrigin writes transform-origin as three lengths, x first.
func plainOrigin(v value.Value) value.Value {
	items := value.Spaced(v)
	at := func(v value.Value) (value.Value, bool) { // ok: the word is of the vertical axis
		switch v {
		case value.Value(value.KwLeft):
			return value.Percentage(0), false
		case value.Value(value.KwRight):
			return value.Percentage(100), false
		case value.Value(value.KwCenter):
			return value.Percentage(50), false
		case value.Value(value.KwTop):
			return value.Percentage(0), true
		case value.Value(value.KwBottom):
			return value.Percentage(100), true
		}
		return v, false
	}
	if p, ok := v.(value.LengthPair); ok {
		items = []value.Value{p.X, p.Y}
	}
	out := []value.Value{value.Percentage(50), value.Percentage(50), value.Dimension{Unit: value.Px}}
	if len(items) == 0 || len(items) > 3 {
		return v
	}
	x, vertical := at(items[0])
	switch {
	case len(items) == 1 && vertical:
		out[1] = x
	case len(items) == 1:
		out[0] = x
	default:
		y, _ := at(items[1])
		if vertical || items[1] == value.Value(value.KwLeft) || items[1] == value.Value(value.KwRight) {
			x, y = y, x
		}
		out[0], out[1] = x, y
		if len(items) == 3 {
			out[2] = items[2]
		}
	}
	return &value.List{Sep: ' ', Items: out}
}

// plainInset writes inset() with four edges and, when there are any, eight radii.
func plainInset(f *value.Func) value.Value {
	items := value.Spaced(f.Args)
	var edges, across, down []value.Value
	to := &edges
	for _, it := range items {
		switch it {
		case value.Value(value.KwRound):
			to = &across
		case value.Value(value.Delim('/')):
			to = &down
		default:
			*to = append(*to, it)
		}
	}
	zero := value.Value(value.Dimension{Unit: value.Px})
	four := func(v []value.Value) []value.Value {
		switch len(v) {
		case 0:
			return []value.Value{zero, zero, zero, zero}
		case 1:
			return []value.Value{v[0], v[0], v[0], v[0]}
		case 2:
			return []value.Value{v[0], v[1], v[0], v[1]}
		case 3:
			return []value.Value{v[0], v[1], v[2], v[1]}
		}
		return v[:4]
	}
	if down == nil {
		down = across
	}
	out := append(append(four(edges), value.KwRound), four(across)...)
	out = append(append(out, value.Delim('/')), four(down)...)
	return &value.Func{Name: f.Name, Args: &value.List{Sep: ' ', Items: out}}
}

// shortInset writes what plainInset wrote as short as it can be.
func shortInset(f *value.Func) value.Value {
	items := value.Spaced(f.Args)
	short := func(v []value.Value) []value.Value {
		n := 4
		if value.Equal(v[3], v[1]) {
			n = 3
			if value.Equal(v[2], v[0]) {
				n = 2
				if value.Equal(v[1], v[0]) {
					n = 1
				}
			}
		}
		return v[:n:n]
	}
	edges, across, down := short(items[:4]), short(items[5:9]), short(items[10:14])
	zero := true
	for _, r := range append(items[5:9:9], items[10:14]...) {
		zero = zero && r == value.Value(value.Dimension{Unit: value.Px})
	}
	if !zero {
		edges = append(append(edges, value.KwRound), across...)
		if !value.Equal(value.Join(' ', across), value.Join(' ', down)) {
			edges = append(append(edges, value.Delim('/')), down...)
		}
	}
	return &value.Func{Name: f.Name, Args: value.Join(' ', edges)}
}

// Interpolates reports whether there is something between two values of a longhand.
func Interpolates(id prop.ID, a, b value.Value) bool {
	if value.Equal(a, b) {
		return true
	}
	_, ok := Mix(id, a, b, 0.25)
	return ok
}

// discrete is https://www.w3.org/TR/web-animations-1/#discrete.
func discrete(a, b value.Value, p float64) value.Value {
	if p < 0.5 {
		return declared(a)
	}
	return declared(b)
}

// visible interpolates visibility: what is visible at one end is visible in between.
// https://www.w3.org/TR/css-display-3/#visibility
func visible(a, b value.Value, p float64) (value.Value, bool) {
	vis := value.Value(value.KwVisible)
	switch {
	case a != vis && b != vis:
		return discrete(a, b, p), false
	case p <= 0:
		return a, true
	case p >= 1:
		return b, true
	}
	return vis, true
}

// display is discrete, but for none, which counts only at its end.
// https://www.w3.org/TR/css-display-4/#display-animation
func display(a, b value.Value, p float64) value.Value {
	none := value.Value(value.KwNone)
	switch {
	case a == none && p > 0:
		return b
	case b == none && p < 1:
		return a
	}
	return discrete(a, b, p)
}

// declared returns a computed value in a form that style.Builder takes.
func declared(v value.Value) value.Value {
	switch v := v.(type) {
	case value.Length:
		switch v.Kind {
		case value.LengthPx:
			return value.Dimension{N: float64(v.N), Unit: value.Px}
		case value.LengthPercent:
			return value.Percentage(v.N)
		case value.LengthNumber:
			return value.Number(v.N)
		case value.LengthCalc:
			return v.Calc
		}
		if v.Calc != nil { // fit-content(), calc-size()
			return v
		}
		return v.Kw
	case value.AutoInteger:
		if v.Auto {
			return value.KwAuto
		}
		return value.Integer(v.N)
	}
	return v
}

// mix interpolates by computed value: alike values by their parts.
// https://www.w3.org/TR/web-animations-1/#by-computed-value
func mix(a, b value.Value, p float64) (value.Value, bool) {
	switch x := a.(type) {
	case nil:
		return nil, b == nil
	case value.Color:
		if y, ok := b.(value.Color); ok {
			return mixColors(x, y, p), true
		}
		return nil, false
	case value.LengthPair:
		if y, ok := b.(value.LengthPair); ok {
			u, ok1 := mixLengths(x.X, y.X, p)
			v, ok2 := mixLengths(x.Y, y.Y, p)
			l, ok3 := value.ComputePair(&value.List{Sep: ' ', Items: []value.Value{u, v}}, &value.Context{})
			return l, ok1 && ok2 && ok3
		}
		if y, ok := b.(value.Length); ok {
			return mix(a, value.LengthPair{X: y, Y: y}, p)
		}
		return nil, false
	case value.Length:
		if _, ok := b.(value.LengthPair); ok {
			return mix(value.LengthPair{X: x, Y: x}, b, p)
		}
	case value.AutoInteger:
		return a, a == b
	case value.Keyword, value.Ident, value.String, value.Delim:
		return a, a == b
	case *value.URL:
		return a, value.Equal(a, b)
	case *value.List:
		y, ok := b.(*value.List)
		if !ok || x.Sep != y.Sep || len(x.Items) != len(y.Items) {
			return nil, false
		}
		items, ok := mixAll(x.Items, y.Items, p)
		return &value.List{Sep: x.Sep, Items: items}, ok
	case *value.Func:
		y, ok := b.(*value.Func)
		if !ok || x.Name != y.Name {
			return nil, false
		}
		args, ok := mix(x.Args, y.Args, p)
		return &value.Func{Name: x.Name, Args: args}, ok
	case *value.Position:
		y, ok := b.(*value.Position)
		if !ok || x.XEdge != y.XEdge || x.YEdge != y.YEdge {
			return nil, false
		}
		u, ok1 := mix(x.X, y.X, p)
		v, ok2 := mix(x.Y, y.Y, p)
		return &value.Position{XEdge: x.XEdge, YEdge: x.YEdge, X: u, Y: v}, ok1 && ok2
	case *value.Ratio:
		// The logarithm of the ratio is interpolated.
		// https://www.w3.org/TR/css-values-4/#combine-ratio
		y, ok := b.(*value.Ratio)
		if !ok {
			return nil, false
		}
		r, s := value.NumberOf(x.W)/value.NumberOf(x.H), value.NumberOf(y.W)/value.NumberOf(y.H)
		if !(r > 0) || !(s > 0) || math.IsInf(r, 0) || math.IsInf(s, 0) {
			return nil, false
		}
		return &value.Ratio{W: value.Number(math.Exp(lerp(math.Log(r), math.Log(s), p))), H: value.Number(1)}, true
	}
	if i, ok := a.(value.Integer); ok {
		if j, ok := b.(value.Integer); ok {
			return value.Integer(value.RoundInteger(lerp(float64(i), float64(j), p))), true
		}
	}
	if d, ok := a.(value.Dimension); ok {
		if e, ok := b.(value.Dimension); ok && d.Unit == e.Unit {
			return value.Dimension{N: lerp(d.N, e.N, p), Unit: d.Unit}, true
		}
	}
	x, ok1 := asLength(a)
	y, ok2 := asLength(b)
	if !ok1 || !ok2 {
		return nil, false
	}
	return mixLengths(x, y, p)
}

func mixAll(a, b []value.Value, p float64) ([]value.Value, bool) {
	out := make([]value.Value, len(a))
	for i := range a {
		var ok bool
		if out[i], ok = mix(a[i], b[i], p); !ok {
			return nil, false
		}
	}
	return out, true
}

// asLength returns numbers, percentages, lengths and calculations as a Length.
func asLength(v value.Value) (value.Length, bool) {
	switch v := v.(type) {
	case value.Length:
		return v, true
	case value.Number, value.Integer, value.Percentage, value.Dimension, *value.CalcNode:
		return value.AsLength(v)
	}
	return value.Length{}, false
}

// mixLengths interpolates lengths, percentages and numbers; different kinds of a length make a
// calculation. The result is a declared value.
// https://www.w3.org/TR/css-values-4/#combine-mixed
func mixLengths(a, b value.Length, p float64) (value.Value, bool) {
	if a.Kind == value.LengthKeyword || b.Kind == value.LengthKeyword {
		if a.Sizing() != nil || b.Sizing() != nil {
			return mixSizes(a, b, p)
		}
		return declared(a), a == b
	}
	if a.Kind == value.LengthNumber || b.Kind == value.LengthNumber {
		if a.Kind != b.Kind {
			return nil, false
		}
		return value.Number(lerp(float64(a.N), float64(b.N), p)), true
	}
	if a.Kind == b.Kind && a.Kind != value.LengthCalc {
		n := lerp(float64(a.N), float64(b.N), p)
		if a.Kind == value.LengthPercent {
			return value.Percentage(n), true
		}
		return value.Dimension{N: n, Unit: value.Px}, true
	}
	if v, ok := mixPercent(a, b, p); ok {
		return v, true
	}
	scaled := func(l value.Length, by float64) *value.CalcNode {
		n := calcOf(l)
		if n.Op == value.CalcValue {
			c := *n
			c.N *= by
			return &c
		}
		return &value.CalcNode{Op: value.CalcProduct, Type: value.TypeLength,
			Kids: []*value.CalcNode{{Op: value.CalcValue, N: by, Unit: value.UnitNone}, n}}
	}
	sum := &value.CalcNode{Op: value.CalcSum, Type: value.TypeLength, Kids: []*value.CalcNode{scaled(a, 1-p), scaled(b, p)}}
	return sum, true
}

// mixPercent is a percentage between one and a length of which nothing is left.
func mixPercent(a, b value.Length, p float64) (value.Value, bool) {
	px, percent := lerp(float64(a.N), 0, p), lerp(0, float64(b.N), p)
	if a.Kind == value.LengthPercent {
		px, percent = lerp(0, float64(b.N), p), lerp(float64(a.N), 0, p)
	}
	if a.Kind == value.LengthCalc || b.Kind == value.LengthCalc || px != 0 {
		return nil, false
	}
	return value.Percentage(percent), true
}

func calcOf(l value.Length) *value.CalcNode {
	switch l.Kind {
	case value.LengthPercent:
		return &value.CalcNode{Op: value.CalcValue, N: float64(l.N), Unit: value.UnitPercent, Type: value.TypeLength}
	case value.LengthCalc:
		return l.Calc
	}
	return &value.CalcNode{Op: value.CalcValue, N: float64(l.N), Unit: value.Px, Type: value.TypeLength}
}

// mixColors interpolates colours: legacy ones in sRGB, others in Oklab, premultiplied.
// https://www.w3.org/TR/css-color-4/#interpolation-space
func mixColors(a, b value.Color, p float64) value.Color {
	space := value.SpaceOklab
	if a.Space == value.SpaceRGB && b.Space == value.SpaceRGB {
		space = value.SpaceRGB
	}
	c := value.Mix(a, b, p, space, value.KwShorter)
	switch {
	case c.A > 1: // the colour was multiplied with more
		for i := range c.C {
			c.C[i] *= c.A
		}
		c.A = 1
	case c.A <= 0 && c.Missing == 0:
		return value.Color{Space: c.Space}
	}
	if space == value.SpaceRGB {
		for i := range c.C {
			c.C[i] = min(max(c.C[i], 0), 255)
		}
	}
	return c
}

// mixRepeated interpolates repeatable lists: each is repeated to the least common multiple of their
// lengths. https://www.w3.org/TR/web-animations-1/#repeatable-list
func mixRepeated(a, b value.Value, p float64) (value.Value, bool) {
	x, y := value.Commas(a), value.Commas(b)
	if len(x) == 0 || len(y) == 0 {
		return nil, false
	}
	n := lcm(len(x), len(y))
	if n > maxRepeated {
		return nil, false
	}
	out := make([]value.Value, n)
	for i := range out {
		var ok bool
		if out[i], ok = mix(x[i%len(x)], y[i%len(y)], p); !ok {
			return nil, false
		}
	}
	return value.Join(',', out), true
}

// maxRepeated is how long a repeated list may get.
const maxRepeated = 1 << 12

func lcm(a, b int) int {
	x, y := a, b
	for y != 0 {
		x, y = y, x%y
	}
	return a / x * b
}

func lerp(a, b, p float64) float64 { return a*(1-p) + b*p }

// MixTyped interpolates two values of a registered custom property by their types.
// https://drafts.css-houdini.org/css-properties-values-api-1/#animation-behavior-of-custom-properties
func MixTyped(a, b value.Value, p float64) (v value.Value, ok bool) {
	if isTransform(a) && isTransform(b) {
		v, ok = mixTransforms(a, b, p)
		return v, ok
	}
	return mix(a, b, p)
}

// isTransform reports whether v is a list of transform functions.
func isTransform(v value.Value) bool {
	items := value.Spaced(v)
	for _, it := range items {
		if f, ok := it.(*value.Func); !ok || familyOf(f.Name) == noFamily {
			return false
		}
	}
	return len(items) > 0
}

// Add returns b on top of a: lists are appended to, numbers are added. With accumulate lists of the
// same form are added part by part. ok is false when b takes the place of a.
// https://www.w3.org/TR/web-animations-1/#combining-effects
func Add(id prop.ID, a, b value.Value, accumulate bool) (v value.Value, ok bool) {
	d := id.Def()
	if d == nil || a == nil || b == nil {
		return nil, false
	}
	switch d.Animate {
	case prop.AnimateTransform, prop.AnimateFilter:
		if b == none {
			return a, true
		}
		if a == none {
			return b, true
		}
		if !accumulate {
			return value.Join(' ', append(append([]value.Value(nil), functions(a)...), functions(b)...)), true
		}
	case prop.AnimateShadow:
		if a == none || b == none {
			return nil, false
		}
		if !accumulate {
			return value.Join(',', append(append([]value.Value(nil), value.Commas(a)...), value.Commas(b)...)), true
		}
	case prop.AnimateValue, prop.AnimateRepeat:
	default:
		return nil, false
	}
	return sum(a, b)
}

// sum adds numbers, lengths and percentages.
func sum(a, b value.Value) (value.Value, bool) {
	x, ok1 := asLength(a)
	y, ok2 := asLength(b)
	if !ok1 || !ok2 || x.Kind == value.LengthKeyword || y.Kind == value.LengthKeyword {
		return nil, false
	}
	if x.Kind == y.Kind && x.Kind != value.LengthCalc {
		x.N += y.N
		return declared(x), true
	}
	if x.Kind == value.LengthNumber || y.Kind == value.LengthNumber {
		return nil, false
	}
	return &value.CalcNode{Op: value.CalcSum, Type: value.TypeLength, Kids: []*value.CalcNode{calcOf(x), calcOf(y)}}, true
}
