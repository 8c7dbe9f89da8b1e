package value

import (
	"vitrine/css/syntax"
)

// parseCrossFade reads the form of cross-fade() that browsers know: two images and how much the
// second one has covered the first, a number or percentage.
// https://drafts.csswg.org/css-images-4/#cross-fade-function
func parseCrossFade(t *syntax.Component, o *Options) Value {
	args := syntax.SplitComma(t.Kids)
	if len(args) != 3 {
		return nil
	}
	parts := make([]Value, 3)
	for i, a := range args[:2] {
		a = stripSpace(a)
		if len(a) != 1 {
			return nil
		}
		if parts[i] = parseImage(&a[0], o); parts[i] == nil {
			return nil
		}
	}
	a := stripSpace(args[2])
	if len(a) != 1 {
		return nil
	}
	switch n := a[0].Num; a[0].Kind {
	case syntax.Number:
		parts[2] = Number(min(max(n, 0), 1))
	case syntax.Percentage:
		parts[2] = Number(min(max(n/100, 0), 1))
	default:
		return nil
	}
	return &Func{Name: crossFade, Args: Join(',', parts)}
}

const crossFade = "-webkit-cross-fade"

// CrossFade returns the images of a cross-fade, and from 0 to 1 how much is seen of the second one; ok
// is false for any other function.
func CrossFade(f *Func) (from, to Value, share float64, ok bool) {
	if f.Name != crossFade {
		return nil, nil, 0, false
	}
	parts := Commas(f.Args)
	if len(parts) != 3 {
		return nil, nil, 0, false
	}
	n, _ := AsLength(parts[2])
	return parts[0], parts[1], n.Float(0), true
}
