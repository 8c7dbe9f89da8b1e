package anim

import (
	"vitrine/css/prop"
	"vitrine/css/value"
)

// mixSizes interpolates two calc-size() of one keyword, or one and a length: the calculations are.
// https://drafts.csswg.org/css-values-5/#interp-calc-size
func mixSizes(a, b value.Length, p float64) (value.Value, bool) {
	k := a.Kw
	if a.Sizing() == nil {
		k = b.Kw
	}
	body := func(l value.Length) (*value.CalcNode, bool) {
		switch {
		case l.Kind != value.LengthKeyword:
			return calcOf(l), l.Kind != value.LengthNumber
		case l.Kw != k:
			return nil, false
		case l.Sizing() == nil: // the keyword alone is its size
			return SizeOf(l).Calc, sizes(k)
		}
		return l.Calc, true
	}
	x, ok1 := body(a)
	y, ok2 := body(b)
	if !ok1 || !ok2 {
		return nil, false
	}
	times := func(n *value.CalcNode, by float64) *value.CalcNode {
		c := *n
		c.Range = nil
		return &value.CalcNode{Op: value.CalcProduct, Type: value.TypeLength,
			Kids: []*value.CalcNode{{Op: value.CalcValue, N: by, Unit: value.UnitNone}, &c}}
	}
	sum := &value.CalcNode{Op: value.CalcSum, Type: value.TypeLength, Kids: []*value.CalcNode{times(x, 1-p), times(y, p)}}
	return &value.CalcSizing{Basis: k, Calc: sum.Simplify(nil)}, true
}

// sizes reports whether a keyword is a size that calc-size() takes.
func sizes(k value.Keyword) bool {
	switch k {
	case value.KwAuto, value.KwMinContent, value.KwMaxContent, value.KwFitContent, value.KwStretch, value.KwContent:
		return true
	}
	return false
}

// SizeOf returns a keyword as the calc-size() of just its size.
func SizeOf(l value.Length) value.Length {
	l.Calc = &value.CalcNode{Op: value.CalcSize, Type: value.TypeLength}
	return l
}

// Sized returns the value of a sizing property as interpolate-size: allow-keywords has it: a keyword
// interpolates as its calc-size(). Others stay as they are.
// https://drafts.csswg.org/css-values-5/#interpolate-size
func Sized(id prop.ID, v value.Value) value.Value {
	switch id {
	case prop.Width, prop.Height, prop.MinWidth, prop.MinHeight, prop.MaxWidth, prop.MaxHeight, prop.FlexBasis:
		if l, ok := v.(value.Length); ok && l.Kind == value.LengthKeyword && l.Calc == nil && sizes(l.Kw) {
			return SizeOf(l)
		}
	}
	return v
}
