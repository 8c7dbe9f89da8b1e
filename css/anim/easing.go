package anim

import (
	"math"
	"sort"

	"vitrine/css/value"
)

// Easing is an easing function. The zero Easing is linear. It is comparable.
// https://www.w3.org/TR/css-easing-2/
type Easing struct {
	kind           easingKind
	x1, y1, x2, y2 float64
	steps          int
	jump           value.Keyword // start, end, none or both, as KwJumpStart and so on
	points         *[]stop
}

type easingKind uint8

const (
	linear easingKind = iota
	bezier
	stepped
	pieces
)

// stop is a control point of linear().
type stop struct{ in, out float64 }

// The named easing functions.
var (
	Linear = Easing{}
	Ease   = Easing{kind: bezier, x1: 0.25, y1: 0.1, x2: 0.25, y2: 1}
)

// EasingOf returns the easing function of a computed value; an unknown one is linear.
func EasingOf(v value.Value) Easing {
	switch v {
	case value.Value(value.KwEase):
		return Ease
	case value.Value(value.KwEaseIn):
		return Easing{kind: bezier, x1: 0.42, x2: 1, y2: 1}
	case value.Value(value.KwEaseOut):
		return Easing{kind: bezier, x2: 0.58, y2: 1}
	case value.Value(value.KwEaseInOut):
		return Easing{kind: bezier, x1: 0.42, x2: 0.58, y2: 1}
	case value.Value(value.KwStepStart):
		return Easing{kind: stepped, steps: 1, jump: value.KwJumpStart}
	case value.Value(value.KwStepEnd):
		return Easing{kind: stepped, steps: 1, jump: value.KwJumpEnd}
	}
	f, ok := v.(*value.Func)
	if !ok {
		return Linear
	}
	args := value.Commas(f.Args)
	switch f.Name {
	case "cubic-bezier":
		if len(args) == 4 {
			return Easing{kind: bezier, x1: clamp01(value.NumberOf(args[0])), y1: value.NumberOf(args[1]), x2: clamp01(value.NumberOf(args[2])), y2: value.NumberOf(args[3])}
		}
	case "steps":
		if len(args) > 0 {
			e := Easing{kind: stepped, steps: max(1, int(min(value.NumberOf(args[0]), math.MaxInt32))), jump: value.KwJumpEnd}
			if len(args) > 1 {
				switch args[1] {
				case value.Value(value.KwStart), value.Value(value.KwJumpStart):
					e.jump = value.KwJumpStart
				case value.Value(value.KwJumpNone):
					e.jump = value.KwJumpNone
					e.steps = max(2, e.steps)
				case value.Value(value.KwJumpBoth):
					e.jump = value.KwJumpBoth
				}
			}
			return e
		}
	case "linear":
		return linearOf(args)
	}
	return Linear
}

// linearOf reads the control points of linear() and fills in the inputs that are not given.
// https://www.w3.org/TR/css-easing-2/#linear-easing-function-parsing
func linearOf(args []value.Value) Easing {
	var points []stop
	known := math.Inf(-1) // the largest input so far
	for _, a := range args {
		out := 0.0
		var in []float64
		for _, it := range value.Spaced(a) {
			if p, ok := it.(value.Percentage); ok {
				in = append(in, float64(p)/100)
			} else {
				out = value.NumberOf(it)
			}
		}
		if len(in) == 0 {
			in = []float64{math.NaN()}
			switch {
			case len(points) == 0:
				in[0] = 0
			}
		}
		for _, x := range in {
			if x == x {
				x = max(x, known)
				known = x
			}
			points = append(points, stop{x, out})
		}
	}
	if len(points) == 0 {
		return Linear
	}
	if last := &points[len(points)-1]; last.in != last.in {
		last.in = max(1, known)
	}
	for i := 0; i < len(points); {
		if points[i].in == points[i].in {
			i++
			continue
		}
		j := i
		for points[j].in != points[j].in {
			j++
		}
		from, to := points[i-1].in, points[j].in
		for k := i; k < j; k++ {
			points[k].in = from + (to-from)*float64(k-i+1)/float64(j-i+1)
		}
		i = j
	}
	return Easing{kind: pieces, points: &points}
}

// At returns the eased progress. before tells that the effect is in its before phase, where steps
// that jump at the start have not jumped yet.
func (e Easing) At(p float64, before bool) float64 {
	switch e.kind {
	case bezier:
		return e.bezier(p)
	case stepped:
		return e.step(p, before)
	case pieces:
		return e.piece(p)
	}
	return p
}

// bezier is https://www.w3.org/TR/css-easing-2/#cubic-bezier-algo.
func (e Easing) bezier(p float64) float64 {
	curve := func(a, b, t float64) float64 {
		u := 1 - t
		return 3*u*u*t*a + 3*u*t*t*b + t*t*t
	}
	switch {
	case p <= 0:
		switch {
		case e.x1 > 0:
			return p * e.y1 / e.x1
		case e.y1 == 0 && e.x2 > 0:
			return p * e.y2 / e.x2
		}
		return 0
	case p >= 1:
		switch {
		case e.x2 < 1:
			return 1 + (p-1)*(e.y2-1)/(e.x2-1)
		case e.y2 == 1 && e.x1 < 1:
			return 1 + (p-1)*(e.y1-1)/(e.x1-1)
		}
		return 1
	}
	// x grows with t: halving finds t, and never fails to.
	lo, hi := 0.0, 1.0
	for range 52 {
		t := (lo + hi) / 2
		if curve(e.x1, e.x2, t) < p {
			lo = t
		} else {
			hi = t
		}
	}
	return curve(e.y1, e.y2, (lo+hi)/2)
}

// step is https://www.w3.org/TR/css-easing-2/#step-easing-algo.
func (e Easing) step(p float64, before bool) float64 {
	n := float64(e.steps)
	cur := math.Floor(p * n)
	if e.jump == value.KwJumpStart || e.jump == value.KwJumpBoth {
		cur++
	}
	if before && math.Mod(p*n, 1) == 0 {
		cur--
	}
	if p >= 0 && cur < 0 {
		cur = 0
	}
	jumps := n
	switch e.jump {
	case value.KwJumpNone:
		jumps--
	case value.KwJumpBoth:
		jumps++
	}
	if p <= 1 && cur > jumps {
		cur = jumps
	}
	return cur / jumps
}

// piece is https://www.w3.org/TR/css-easing-2/#linear-easing-function-output.
func (e Easing) piece(p float64) float64 {
	pts := *e.points
	if len(pts) == 1 {
		return pts[0].out
	}
	i := sort.Search(len(pts), func(i int) bool { return pts[i].in > p }) - 1
	i = min(max(i, 0), len(pts)-2)
	a, b := pts[i], pts[i+1]
	if a.in == b.in {
		if p < a.in {
			return a.out
		}
		return b.out
	}
	return a.out + (b.out-a.out)*(p-a.in)/(b.in-a.in)
}

func clamp01(x float64) float64 { return min(max(x, 0), 1) }
