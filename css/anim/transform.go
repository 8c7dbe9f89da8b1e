package anim

import (
	"math"
	"strings"

	"vitrine/css/prop"
	"vitrine/css/value"
)

// InterpolateFunc is the name of the transform function that stands for the map between two lists
// of functions that do not interpolate function by function: interpolate(list, list, progress).
// Authors cannot write it; who resolves percentages computes it with MixMatrix.
// https://drafts.csswg.org/css-transforms-2/#interpolation-of-transform-functions
const InterpolateFunc = "interpolate"

// family is a group of transform functions that one primitive stands for.
type family uint8

const (
	noFamily family = iota
	translation
	scaling
	rotation
	skewing
	viewing // perspective()
	general // matrix() and matrix3d()
)

func familyOf(name string) family {
	switch {
	case strings.HasPrefix(name, "translate"):
		return translation
	case strings.HasPrefix(name, "scale"):
		return scaling
	case strings.HasPrefix(name, "rotate"):
		return rotation
	case strings.HasPrefix(name, "skew"):
		return skewing
	case name == "perspective":
		return viewing
	case strings.HasPrefix(name, "matrix"), name == InterpolateFunc:
		return general
	}
	return noFamily
}

// mixTransforms is https://drafts.csswg.org/css-transforms-2/#interpolation-of-transforms.
func mixTransforms(a, b value.Value, p float64) (value.Value, bool) {
	x, y := functions(a), functions(b)
	if len(x) == 0 && len(y) == 0 {
		return none, true
	}
	var out []value.Value
	for i := range max(len(x), len(y)) {
		var f, g *value.Func
		if i < len(x) {
			f, _ = x[i].(*value.Func)
		}
		if i < len(y) {
			g, _ = y[i].(*value.Func)
		}
		switch {
		case f == nil:
			f = identityOf(g)
		case g == nil:
			g = identityOf(f)
		}
		var v value.Value
		if f != nil && g != nil {
			v = mixFunctions(f, g, p)
		}
		if v == nil {
			rest := &value.Func{Name: InterpolateFunc, Args: &value.List{Sep: ',', Items: []value.Value{
				listOf(x, i), listOf(y, i), value.Number(p)}}}
			return value.Join(' ', append(out, rest)), true
		}
		out = append(out, v)
	}
	return value.Join(' ', out), true
}

// listOf returns a transform list from index i on.
func listOf(items []value.Value, i int) value.Value {
	if i >= len(items) {
		return none
	}
	return &value.List{Sep: ' ', Items: items[i:]}
}

// identityOf returns the function of f's kind that does nothing; nil when there is none to
// interpolate with.
func identityOf(f *value.Func) *value.Func {
	if f == nil {
		return nil
	}
	args := value.Commas(f.Args)
	out := make([]value.Value, len(args))
	for i, a := range args {
		switch familyOf(f.Name) {
		case translation:
			out[i] = value.Dimension{Unit: value.Px}
		case scaling:
			out[i] = value.Number(1)
		case skewing:
			out[i] = value.Dimension{Unit: value.Deg}
		case rotation:
			out[i] = a // the axis
			if i == len(args)-1 {
				out[i] = value.Dimension{Unit: value.Deg}
			}
		case viewing:
			out[i] = none
		default:
			return nil
		}
	}
	return &value.Func{Name: f.Name, Args: value.Join(',', out)}
}

// mixFunctions interpolates two functions of one family; nil when they are not.
func mixFunctions(f, g *value.Func, p float64) value.Value {
	fam := familyOf(f.Name)
	if fam == noFamily || fam == general || fam != familyOf(g.Name) {
		return nil
	}
	if fam == viewing {
		return mixPerspective(f, g, p)
	}
	if fam == skewing || fam == rotation {
		f, g = angled(f), angled(g)
	}
	if fam == rotation && (f.Name != g.Name || f.Name == "rotate3d") {
		if f.Name != "rotate3d" && g.Name != "rotate3d" && flatTurn(f.Name) && flatTurn(g.Name) {
			return named("rotate", mixList(value.Commas(f.Args), value.Commas(g.Args), p))
		}
		x, s := axisOf(f)
		y, t := axisOf(g)
		axis, turn := mixRotations(x, s, y, t, p)
		return named("rotate3d", []value.Value{value.Number(axis[0]), value.Number(axis[1]), value.Number(axis[2]),
			value.Dimension{N: turn, Unit: value.Deg}})
	}
	if f.Name == g.Name {
		x, y := value.Commas(f.Args), value.Commas(g.Args)
		for len(x) < len(y) {
			x = append(x[:len(x):len(x)], omitted(f.Name, x, len(x)))
		}
		for len(y) < len(x) {
			y = append(y[:len(y):len(y)], omitted(g.Name, y, len(y)))
		}
		return named(f.Name, mixList(x, y, p))
	}
	name := map[family]string{translation: "translate", scaling: "scale", skewing: "skew"}[fam]
	n := 2
	if deep(f.Name) || deep(g.Name) {
		name, n = name+"3d", 3
	}
	if fam == skewing {
		// skewX() and skewY() have no common primitive but skew(), which they are not: only the
		// matrices agree.
		return nil
	}
	return named(name, mixList(primitive(f, n), primitive(g, n), p))
}

// angled returns a rotation or skew whose last arguments are angles: 0 may be written without unit.
func angled(f *value.Func) *value.Func {
	args := value.Commas(f.Args)
	out := args
	for i, a := range args {
		_, ok := a.(value.Number)
		if _, whole := a.(value.Integer); (ok || whole) && (f.Name != "rotate3d" || i == 3) {
			if &out[0] == &args[0] {
				out = append([]value.Value(nil), args...)
			}
			out[i] = value.Dimension{N: value.NumberOf(a), Unit: value.Deg}
		}
	}
	return &value.Func{Name: f.Name, Args: value.Join(',', out)}
}

func named(name string, args []value.Value) value.Value {
	if args == nil {
		return nil
	}
	return &value.Func{Name: name, Args: value.Join(',', args)}
}

func mixList(x, y []value.Value, p float64) []value.Value {
	if len(x) != len(y) {
		return nil
	}
	out, ok := mixAll(x, y, p)
	if !ok {
		return nil
	}
	return out
}

// omitted is the value of an argument that was left out.
func omitted(name string, args []value.Value, i int) value.Value {
	switch familyOf(name) {
	case scaling:
		return args[0]
	case skewing:
		return value.Dimension{Unit: value.Deg}
	}
	return value.Dimension{Unit: value.Px}
}

func flatTurn(name string) bool { return name == "rotate" || name == "rotateZ" || name == "rotatez" }

func deep(name string) bool {
	return strings.HasSuffix(name, "3d") || strings.HasSuffix(name, "Z") || strings.HasSuffix(name, "z")
}

// primitive returns the arguments of the translation or scaling that f is, along n axes.
func primitive(f *value.Func, n int) []value.Value {
	args := value.Commas(f.Args)
	neutral := value.Value(value.Dimension{Unit: value.Px})
	scale := familyOf(f.Name) == scaling
	if scale {
		neutral = value.Number(1)
	}
	out := []value.Value{neutral, neutral, neutral}[:n]
	if len(args) == 0 {
		return out
	}
	switch f.Name[len(f.Name)-1] {
	case 'X', 'x':
		out[0] = args[0]
	case 'Y', 'y':
		out[1] = args[0]
	case 'Z', 'z':
		if n > 2 {
			out[2] = args[0]
		}
	default:
		copy(out, args)
		if scale && len(args) == 1 {
			out[1] = args[0]
		}
	}
	return out
}

// degrees returns an angle in degrees.
func degrees(v value.Value) float64 {
	switch v := v.(type) {
	case value.Dimension:
		return (&value.Context{}).Canonical(v)
	case value.Number:
		return float64(v)
	}
	return 0
}

// axisOf returns the axis and the angle, in degrees, of a rotation.
func axisOf(f *value.Func) (axis [3]float64, turn float64) {
	args := value.Commas(f.Args)
	if len(args) == 0 {
		return [3]float64{0, 0, 1}, 0
	}
	turn = degrees(args[len(args)-1])
	switch {
	case f.Name == "rotate3d" && len(args) == 4:
		return [3]float64{value.NumberOf(args[0]), value.NumberOf(args[1]), value.NumberOf(args[2])}, turn
	case strings.HasSuffix(f.Name, "X"), strings.HasSuffix(f.Name, "x"):
		return [3]float64{1, 0, 0}, turn
	case strings.HasSuffix(f.Name, "Y"), strings.HasSuffix(f.Name, "y"):
		return [3]float64{0, 1, 0}, turn
	}
	return [3]float64{0, 0, 1}, turn
}

// mixRotations interpolates rotations: about one axis by the angle, about two as quaternions.
// https://drafts.csswg.org/css-transforms-2/#interpolation-of-transform-functions
func mixRotations(x [3]float64, s float64, y [3]float64, t, p float64) (axis [3]float64, turn float64) {
	x, y = unit(x), unit(y)
	switch {
	case p == 0 && x != [3]float64{}:
		return x, s
	case p == 1 && y != [3]float64{}:
		return y, t
	case s == 0 || x == [3]float64{}:
		return y, t * p
	case t == 0 || y == [3]float64{}:
		return x, s * (1 - p)
	case math.Abs(x[0]-y[0])+math.Abs(x[1]-y[1])+math.Abs(x[2]-y[2]) < 1e-6:
		return x, lerp(s, t, p)
	}
	q := slerp(quaternion(x, s), quaternion(y, t), p)
	sin := math.Sqrt(max(0, 1-q[3]*q[3]))
	if sin < 1e-9 {
		return [3]float64{0, 0, 1}, 0
	}
	return [3]float64{q[0] / sin, q[1] / sin, q[2] / sin}, 2 * math.Acos(min(max(q[3], -1), 1)) * 180 / math.Pi
}

func unit(v [3]float64) [3]float64 {
	l := math.Sqrt(v[0]*v[0] + v[1]*v[1] + v[2]*v[2])
	if !(l > 0) || math.IsInf(l, 0) {
		return [3]float64{}
	}
	return [3]float64{v[0] / l, v[1] / l, v[2] / l}
}

func quaternion(axis [3]float64, deg float64) [4]float64 {
	sin, cos := math.Sincos(deg * math.Pi / 360)
	return [4]float64{axis[0] * sin, axis[1] * sin, axis[2] * sin, cos}
}

// mixPerspective interpolates what perspective() does, which is the inverse of its distance.
func mixPerspective(f, g *value.Func, p float64) value.Value {
	inverse := func(f *value.Func) float64 {
		if d, ok := f.Args.(value.Dimension); ok {
			return 1 / max(d.N, 1)
		}
		return 0
	}
	i := lerp(inverse(f), inverse(g), p)
	if !(i > 0) {
		return &value.Func{Name: "perspective", Args: none}
	}
	return &value.Func{Name: "perspective", Args: value.Dimension{N: 1 / i, Unit: value.Px}}
}

// mixSingle interpolates the properties translate, rotate and scale; none is what does nothing.
// https://drafts.csswg.org/css-transforms-2/#individual-transforms
func mixSingle(kind prop.Animate, a, b value.Value, p float64) (value.Value, bool) {
	if a == none && b == none {
		return none, true
	}
	x, y := functions(a), functions(b)
	if kind == prop.AnimateRotate {
		u, s := turnOf(x)
		v, t := turnOf(y)
		if a == none {
			u = v
		}
		if b == none {
			v = u
		}
		axis, turn := mixRotations(u, s, v, t, p)
		angle := value.Dimension{N: turn, Unit: value.Deg}
		switch axis {
		case [3]float64{0, 0, 1}:
			return angle, true
		case [3]float64{1, 0, 0}:
			return &value.List{Sep: ' ', Items: []value.Value{value.KwX, angle}}, true
		case [3]float64{0, 1, 0}:
			return &value.List{Sep: ' ', Items: []value.Value{value.KwY, angle}}, true
		}
		return &value.List{Sep: ' ', Items: []value.Value{value.Number(axis[0]), value.Number(axis[1]), value.Number(axis[2]), angle}}, true
	}
	fill := func(v []value.Value, i int) value.Value {
		switch {
		case i < len(v):
			return v[i]
		case kind == prop.AnimateTranslate:
			return value.Dimension{Unit: value.Px}
		case i == 1 && len(v) == 1:
			return v[0]
		}
		return value.Number(1)
	}
	out := make([]value.Value, max(len(x), len(y)))
	for i := range out {
		var ok bool
		if out[i], ok = mix(fill(x, i), fill(y, i), p); !ok {
			return nil, false
		}
	}
	// What does nothing at the end is left out.
	neutral := fill(nil, 2)
	if len(out) == 3 && out[2] == neutral {
		out = out[:2]
	}
	if kind == prop.AnimateScale {
		neutral = out[0]
	}
	if len(out) == 2 && out[1] == neutral {
		out = out[:1]
	}
	return value.Join(' ', out), true
}

// turnOf reads a value of the rotate property.
func turnOf(items []value.Value) (axis [3]float64, turn float64) {
	axis = [3]float64{0, 0, 1}
	var n []float64
	for _, it := range items {
		switch v := it.(type) {
		case value.Dimension:
			turn = degrees(v)
		case value.Keyword:
			switch v {
			case value.KwX:
				axis = [3]float64{1, 0, 0}
			case value.KwY:
				axis = [3]float64{0, 1, 0}
			}
		default:
			n = append(n, value.NumberOf(v))
		}
	}
	if len(n) == 3 {
		axis = [3]float64(n)
	}
	return axis, turn
}
