package style

import (
	"math"

	"vitrine/css/prop"
	"vitrine/css/value"
)

// computeAlpha limits an alpha value to 0 … 1. https://www.w3.org/TR/css-color-4/#transparency
func computeAlpha(_ *Builder, _ prop.ID, v value.Value, c *Context) (float32, bool) {
	a, ok := computeNumber(v, c)
	return min(max(a, 0), 1), ok
}

// computeShadow writes every shadow out: colour, both offsets, blur, and for box-shadow spread and
// inset. https://www.w3.org/TR/css-backgrounds-3/#box-shadow
func computeShadow(_ *Builder, id prop.ID, v value.Value, c *Context) (value.Value, bool) {
	if v == none {
		return v, true
	}
	lengths := 3
	if id == prop.BoxShadow {
		lengths = 4
	}
	layers := value.Commas(v)
	out := make([]value.Value, len(layers))
	for i, l := range layers {
		items := []value.Value{value.CurrentColor}
		inset := false
		for _, it := range value.Spaced(l) {
			switch x := value.Compute(it, &c.Context).(type) {
			case value.Color:
				items[0] = x
			case value.Keyword:
				inset = true
			default:
				items = append(items, x)
			}
		}
		for len(items) < 1+lengths {
			items = append(items, value.Dimension{Unit: value.Px})
		}
		if inset {
			items = append(items, value.KwInset)
		}
		out[i] = value.Join(' ', items)
	}
	return value.Join(',', out), true
}

// computeFilter writes amounts as numbers and fills in the defaults.
// https://www.w3.org/TR/filter-effects-1/#supported-filter-functions
func computeFilter(_ *Builder, _ prop.ID, v value.Value, c *Context) (value.Value, bool) {
	v = value.Compute(v, &c.Context)
	if v == nil || v == none {
		return v, v != nil
	}
	items := value.Spaced(v)
	out := make([]value.Value, len(items))
	for i, it := range items {
		out[i] = it
		f, ok := it.(*value.Func)
		if !ok {
			continue
		}
		switch f.Name {
		case "blur":
			if f.Args == nil {
				out[i] = &value.Func{Name: f.Name, Args: value.Dimension{Unit: value.Px}}
			}
		case "hue-rotate":
			if f.Args == nil {
				out[i] = &value.Func{Name: f.Name, Args: value.Dimension{Unit: value.Deg}}
			}
		case "drop-shadow":
			args := []value.Value{value.CurrentColor}
			for _, a := range value.Spaced(f.Args) {
				if col, ok := a.(value.Color); ok {
					args[0] = col
				} else {
					args = append(args, a)
				}
			}
			if len(args) == 3 {
				args = append(args, value.Dimension{Unit: value.Px})
			}
			out[i] = &value.Func{Name: f.Name, Args: value.Join(' ', args)}
		default:
			n := value.Number(1)
			switch a := f.Args.(type) {
			case value.Number:
				n = a
			case value.Percentage:
				n = value.Number(a / 100)
			}
			out[i] = &value.Func{Name: f.Name, Args: n}
		}
	}
	return value.Join(' ', out), true
}

// computeOffsetRotate writes reverse as half a turn more than auto.
// https://drafts.fxtf.org/motion-1/#offset-rotate-property
func computeOffsetRotate(_ *Builder, _ prop.ID, v value.Value, c *Context) (value.Value, bool) {
	v = value.Compute(v, &c.Context)
	items := value.Spaced(v)
	angle, reverse := 0.0, false
	for _, it := range items {
		switch it := it.(type) {
		case value.Keyword:
			reverse = reverse || it == value.KwReverse
		case value.Dimension:
			angle = c.Canonical(it)
		}
	}
	if reverse {
		v = value.Join(' ', []value.Value{value.KwAuto, value.Dimension{N: angle + 180, Unit: value.Deg}})
	}
	return v, len(items) > 0
}

// cornerShapes are the parameters of the superellipses that have a name.
// https://drafts.csswg.org/css-borders-4/#typedef-corner-shape-value
var cornerShapes = map[value.Keyword]float64{value.KwRound: 1, value.KwScoop: -1, value.KwBevel: 0, value.KwSquircle: 2,
	value.KwSquare: math.Inf(1), value.KwNotch: math.Inf(-1)}

// computeCornerShape writes every shape as superellipse().
func computeCornerShape(_ *Builder, _ prop.ID, v value.Value, c *Context) (value.Value, bool) {
	if k, ok := v.(value.Keyword); ok {
		n, ok := cornerShapes[k]
		return superellipse(n), ok
	}
	v = value.Compute(v, &c.Context)
	f, ok := v.(*value.Func)
	if !ok {
		return nil, false
	}
	switch n := f.Args.(type) {
	case value.Number:
		return superellipse(float64(n)), true
	case value.Integer:
		return superellipse(float64(n)), true
	}
	return nil, false
}

// round is the initial corner-shape: most corners have this one value.
var round = &value.Func{Name: "superellipse", Args: value.Number(1)}

func superellipse(n float64) value.Value {
	if n == 1 {
		return round
	}
	return &value.Func{Name: "superellipse", Args: value.Number(n)}
}

// computeViewBox writes every rectangle as inset().
// https://drafts.csswg.org/css-images-5/#the-object-view-box
func computeViewBox(_ *Builder, _ prop.ID, v value.Value, c *Context) (value.Value, bool) {
	v = value.Compute(v, &c.Context)
	f, ok := v.(*value.Func)
	if !ok {
		return v, v == none
	}
	return value.InsetOf(f)
}

// computeGeometry takes plain numbers for px, as in SVG attributes.
// https://svgwg.org/svg2-draft/geometry.html
func computeGeometry(_ *Builder, _ prop.ID, v value.Value, c *Context) (value.Length, bool) {
	l, ok := value.ComputeLength(v, &c.Context)
	if l.Kind == value.LengthNumber {
		l.Kind = value.LengthPx
	}
	return l, ok
}

// computeShape makes the commands of paths absolute, which is their computed form.
// https://www.w3.org/TR/css-shapes-2/#funcdef-basic-shape-path
func computeShape(_ *Builder, _ prop.ID, v value.Value, c *Context) (value.Value, bool) {
	v = value.Compute(v, &c.Context)
	items := value.Spaced(v)
	for i, it := range items {
		f, ok := it.(*value.Func)
		if !ok || f.Name != "path" {
			continue
		}
		args := append([]value.Value(nil), value.Commas(f.Args)...)
		d, ok := args[len(args)-1].(value.String)
		if !ok {
			continue
		}
		text, ok := value.NormalizePath(string(d), true)
		if !ok || text == string(d) {
			continue
		}
		args[len(args)-1] = value.String(text)
		out := append([]value.Value(nil), items...)
		out[i] = &value.Func{Name: f.Name, Args: value.Join(',', args)}
		return value.Join(' ', out), true
	}
	return v, v != nil
}
