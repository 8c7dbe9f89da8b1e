package anim

import (
	"vitrine/css/value"
)

var none = value.Value(value.KwNone)

// mixFilters interpolates filter lists: the shorter one is filled up with functions that do nothing.
// https://www.w3.org/TR/filter-effects-1/#interpolation-of-filters
func mixFilters(a, b value.Value, p float64) (value.Value, bool) {
	x, y := functions(a), functions(b)
	if a == none && b == none {
		return none, true
	}
	n := max(len(x), len(y))
	out := make([]value.Value, n)
	for i := range out {
		var f, g value.Value
		switch {
		case i >= len(x):
			g = y[i]
			f = neutralFilter(g)
		case i >= len(y):
			f = x[i]
			g = neutralFilter(f)
		default:
			f, g = x[i], y[i]
		}
		if f == nil || g == nil {
			return nil, false
		}
		if _, ok := f.(*value.Func); !ok {
			return nil, false // a reference to an SVG filter
		}
		var ok bool
		if out[i], ok = mix(f, g, p); !ok {
			return nil, false
		}
		out[i] = limitFilter(out[i].(*value.Func))
	}
	return value.Join(' ', out), true
}

// limitFilter keeps amounts in the range of their functions.
func limitFilter(f *value.Func) value.Value {
	switch v := f.Args.(type) {
	case value.Number:
		n := max(v, 0)
		switch f.Name {
		case "grayscale", "sepia", "invert", "opacity":
			n = min(n, 1)
		}
		return &value.Func{Name: f.Name, Args: n}
	case value.Dimension:
		if f.Name == "blur" {
			v.N = max(v.N, 0)
			return &value.Func{Name: f.Name, Args: v}
		}
	}
	return f
}

// functions returns the items of a list of functions; none is the empty list.
func functions(v value.Value) []value.Value {
	if v == none {
		return nil
	}
	return value.Spaced(v)
}

func neutralFilter(v value.Value) value.Value {
	f, ok := v.(*value.Func)
	if !ok {
		return nil
	}
	arg := value.Value(value.Number(0))
	switch f.Name {
	case "blur":
		arg = value.Dimension{Unit: value.Px}
	case "hue-rotate":
		arg = value.Dimension{Unit: value.Deg}
	case "brightness", "contrast", "saturate", "opacity":
		arg = value.Number(1)
	case "drop-shadow":
		arg = neutralShadow(f.Args)
	}
	return &value.Func{Name: f.Name, Args: arg}
}

// neutralShadow is a transparent shadow of the same form without offset, blur and spread.
func neutralShadow(v value.Value) value.Value {
	items := value.Spaced(v)
	out := make([]value.Value, len(items))
	for i, it := range items {
		switch it.(type) {
		case value.Color:
			out[i] = value.Transparent
		case value.Keyword:
			out[i] = it
		default:
			out[i] = value.Dimension{Unit: value.Px}
		}
	}
	return value.Join(' ', out)
}

// mixShadows interpolates lists of shadows: the shorter one is filled up with shadows that show
// nothing. https://www.w3.org/TR/css-backgrounds-3/#shadow-layers
func mixShadows(a, b value.Value, p float64) (value.Value, bool) {
	if a == none && b == none {
		return none, true
	}
	list := func(v value.Value) []value.Value {
		if v == none {
			return nil
		}
		return value.Commas(v)
	}
	x, y := list(a), list(b)
	out := make([]value.Value, max(len(x), len(y)))
	for i := range out {
		var f, g value.Value
		switch {
		case i >= len(x):
			f, g = neutralShadow(y[i]), y[i]
		case i >= len(y):
			f, g = x[i], neutralShadow(x[i])
		default:
			f, g = x[i], y[i]
		}
		var ok bool
		if out[i], ok = mix(f, g, p); !ok {
			return nil, false
		}
	}
	return value.Join(',', out), true
}
