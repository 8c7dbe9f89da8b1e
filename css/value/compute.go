package value

import (
	"math"
	"sort"
	"sync"
)

// Compute returns the computed form of a declared value: relative units and calculations are
// resolved as far as they can be without a basis for percentages, colour names become colours.
// A value that is computed already is returned as it is.
func Compute(v Value, c *Context) Value {
	switch v := v.(type) {
	case Dimension:
		if u := canonicalUnit[v.Unit.Type()]; u != v.Unit {
			return Dimension{c.Canonical(v), u}
		}
	case *CalcNode:
		return computeCalc(v, c)
	case Keyword:
		if col, ok := keywordColor(v, c); ok {
			return col
		}
	case *ColorFunc:
		if col, ok := v.Compute(c); ok {
			return col
		}
	case *lateColor:
		if col, ok := v.compute(c); ok {
			return col
		}
	case *List:
		for i, item := range v.Items {
			if x := Compute(item, c); x != item {
				items := append([]Value(nil), v.Items...)
				items[i] = x
				for j := i + 1; j < len(items); j++ {
					items[j] = Compute(items[j], c)
				}
				return &List{Sep: v.Sep, Items: items}
			}
		}
	case *Func:
		if v.Name == "light-dark" { // of images; that of colours is a ColorFunc
			if images := Commas(v.Args); len(images) == 2 {
				if c != nil && c.Dark {
					return Compute(images[1], c)
				}
				return Compute(images[0], c)
			}
		}
		if v.Args != nil {
			if x := Compute(v.Args, c); x != v.Args {
				return &Func{Name: v.Name, Args: x}
			}
		}
	case *Gradient:
		return v.compute(c)
	case *PaletteMix:
		return v.compute(c)
	case *Position:
		if p, ok := ComputePair(v, c); ok {
			return &Position{X: p.X, Y: p.Y}
		}
	case *Ratio:
		if w, h := Compute(v.W, c), Compute(v.H, c); w != v.W || h != v.H {
			return &Ratio{w, h}
		}
	}
	return v
}

func computeCalc(n *CalcNode, c *Context) Value {
	s := n.Simplify(c)
	if s.Op != CalcValue {
		return s
	}
	x := s.Range.clamp(finite(s.N))
	switch s.Unit {
	case UnitNone:
		if s.Range != nil && s.Range.Integer {
			return Integer(x)
		}
		return Number(x)
	case UnitPercent:
		return Percentage(x)
	}
	return Dimension{x, s.Unit}
}

// finite censors what a top-level calculation may not be: NaN is 0, and infinities are the
// largest float32. https://www.w3.org/TR/css-values-4/#top-level-calculation
func finite(x float64) float64 {
	switch {
	case x != x:
		return 0
	case x > math.MaxFloat32:
		return math.MaxFloat32
	case x < -math.MaxFloat32:
		return -math.MaxFloat32
	}
	return x
}

// MaxLengthPx is the largest length that is kept, in px: as large as layout can hold.
const MaxLengthPx = 33554428

func clampPx(x float64) float32 {
	x = finite(x)
	return float32(min(max(x, -MaxLengthPx), MaxLengthPx))
}

// ComputeLength returns the computed Length of a declared length, percentage, number, keyword or
// calculation.
func ComputeLength(v Value, c *Context) (Length, bool) {
	switch v := v.(type) {
	case Length:
		return v, true
	case Keyword:
		return Length{Kind: LengthKeyword, Kw: v}, true
	case Dimension:
		if v.Unit == Px {
			return Length{N: clampPx(v.N)}, true
		}
		if v.Unit.Type() == TypeLength {
			return Length{N: clampPx(c.Canonical(v)), Quirky: v.Unit == Qem}, true
		}
	case Percentage:
		return Length{Kind: LengthPercent, N: float32(finite(float64(v)))}, true
	case Number:
		return Length{Kind: LengthNumber, N: float32(finite(float64(v)))}, true
	case Integer:
		return Length{Kind: LengthNumber, N: float32(v)}, true
	case *CalcSizing:
		return v.compute(c)
	case *Func:
		if v.Name == fitContent {
			l, ok := ComputeLength(v.Args, c)
			n := *l.calc()
			n.Name = fitContent
			return Length{Kind: LengthKeyword, Kw: KwFitContent, Calc: &n}, ok
		}
	case *CalcNode:
		s := v.Simplify(c)
		if s.Op == CalcValue {
			x := s.Range.clamp(finite(s.N))
			switch s.Unit {
			case Px:
				return Length{N: clampPx(x)}, true
			case UnitPercent:
				return Length{Kind: LengthPercent, N: float32(x)}, true
			case UnitNone:
				return Length{Kind: LengthNumber, N: float32(x)}, true
			}
			return Length{}, false
		}
		if p, ok := percentAndNothing(s); ok {
			return Length{Kind: LengthPercent, N: float32(p)}, true
		}
		return Length{Kind: LengthCalc, Calc: s}, true
	}
	return Length{}, false
}

// percentAndNothing returns the percentage of a sum whose other term is 0px: as in Chromium, it
// is that percentage.
func percentAndNothing(n *CalcNode) (float64, bool) {
	if n.Op != CalcSum || len(n.Kids) != 2 || n.Range != nil && n.Range.Integer {
		return 0, false
	}
	p, z := n.Kids[0], n.Kids[1]
	if p.Unit != UnitPercent {
		p, z = z, p
	}
	if p.Op != CalcValue || z.Op != CalcValue || p.Unit != UnitPercent || z.Unit != Px || z.N != 0 {
		return 0, false
	}
	return n.Range.clamp(finite(p.N)), true
}

// ComputePair returns the computed pair of one or two declared lengths; one counts for both. A
// position (its keywords, offsets from the right and the bottom) becomes offsets from left and top.
func ComputePair(v Value, c *Context) (LengthPair, bool) {
	if p, ok := v.(LengthPair); ok {
		return p, true
	}
	if p, ok := v.(*Position); ok {
		x, ok1 := computeOffset(p.XEdge, p.X, c)
		y, ok2 := computeOffset(p.YEdge, p.Y, c)
		return LengthPair{x, y}, ok1 && ok2
	}
	items := Spaced(v)
	if len(items) == 0 || len(items) > 2 {
		return LengthPair{}, false
	}
	x, ok := ComputeLength(items[0], c)
	y := x
	if len(items) == 2 && ok {
		y, ok = ComputeLength(items[1], c)
	}
	return LengthPair{x, y}, ok
}

// computeOffset returns the offset from the near edge of a position's component.
func computeOffset(edge Keyword, off Value, c *Context) (Length, bool) {
	base := float32(0)
	switch edge {
	case KwCenter:
		base = 50
	case KwRight, KwBottom, KwXEnd, KwYEnd:
		base = 100
	}
	if off == nil {
		return Length{Kind: LengthPercent, N: base}, true
	}
	l, ok := ComputeLength(off, c)
	if !ok || base != 100 {
		return l, ok
	}
	switch l.Kind {
	case LengthPercent:
		l.N = 100 - l.N
		return l, true
	case LengthPx:
		if l.N == 0 {
			return Length{Kind: LengthPercent, N: 100}, true
		}
	}
	sum := &CalcNode{Op: CalcSum, Type: TypeLength, Kids: []*CalcNode{calcLeaf(100, UnitPercent), {Op: CalcNegate, Type: TypeLength, Kids: []*CalcNode{l.calc()}}}}
	return Length{Kind: LengthCalc, Calc: sum.Simplify(c)}, true
}

func (l Length) calc() *CalcNode {
	switch l.Kind {
	case LengthPx:
		return calcLeaf(float64(l.N), Px)
	case LengthPercent:
		return calcLeaf(float64(l.N), UnitPercent)
	case LengthNumber:
		return calcLeaf(float64(l.N), UnitNone)
	case LengthCalc:
		return l.Calc
	}
	return calcLeaf(0, Px)
}

// AsLength returns a value inside a computed tree (transform, background-size …) as a Length.
func AsLength(v Value) (Length, bool) { return ComputeLength(v, &defaultContext) }

// RoundInteger rounds a calculated number to an integer, halves upwards, saturating at the
// limits of int32. https://www.w3.org/TR/css-values-4/#calc-type-checking
func RoundInteger(x float64) int32 {
	x = math.Floor(finite(x) + 0.5)
	return int32(min(max(x, math.MinInt32), math.MaxInt32))
}

var colorOf = sync.OnceValue(func() map[Keyword]Color {
	m := make(map[Keyword]Color, len(namedColors)+1)
	m[KwTransparent] = Transparent
	for _, n := range namedColors {
		m[keywordIndex[n.name]] = rgb24(n.rgb)
	}
	return m
})

var systemOf = sync.OnceValue(func() map[Keyword][2]Color {
	m := make(map[Keyword][2]Color, len(systemColors))
	for _, n := range systemColors {
		m[keywordIndex[n.name]] = [2]Color{argb32(n.light), argb32(n.dark)}
	}
	return m
})

// IsColorKeyword reports whether k names a colour.
func IsColorKeyword(k Keyword) bool {
	_, ok := keywordColor(k, &defaultContext)
	return ok
}

func keywordColor(k Keyword, c *Context) (Color, bool) {
	if k == KwCurrentcolor {
		return CurrentColor, true
	}
	if col, ok := colorOf()[k]; ok {
		return col, true
	}
	if s, ok := systemOf()[k]; ok {
		if c != nil && c.Dark {
			return s[1], true
		}
		return s[0], true
	}
	return Color{}, false
}

// IsSystemColor reports whether a keyword is a system colour.
// https://www.w3.org/TR/css-color-4/#css-system-colors
func IsSystemColor(k Keyword) bool {
	_, ok := systemOf()[k]
	return ok
}

// ComputeColor returns the computed colour of a declared one.
func ComputeColor(v Value, c *Context) (Color, bool) {
	switch v := v.(type) {
	case Color:
		return v, true
	case Keyword:
		return keywordColor(v, c)
	case *ColorFunc:
		return v.Compute(c)
	case *lateColor:
		return v.compute(c)
	}
	return Color{}, false
}

// ComputeOffset returns one axis of a declared position as an offset from the left or top: an
// edge keyword, a length, or an edge followed by a length.
func ComputeOffset(v Value, c *Context) (Value, bool) {
	var edge Keyword
	var off Value
	for _, item := range Spaced(v) {
		if k, ok := item.(Keyword); ok {
			edge = k
		} else {
			off = item
		}
	}
	l, ok := computeOffset(edge, off, c)
	return l, ok
}

// SortTags sorts a list of tag–number pairs by tag and keeps the last pair of each tag.
func SortTags(v Value) Value {
	items := Commas(v)
	last := map[Value]Value{}
	var tags []string
	for _, it := range items {
		pair := Spaced(it)
		tag, ok := pair[0].(String)
		if !ok {
			return v
		}
		if _, seen := last[tag]; !seen {
			tags = append(tags, string(tag))
		}
		last[tag] = it
	}
	sort.Strings(tags)
	out := make([]Value, len(tags))
	for i, t := range tags {
		out[i] = last[String(t)]
	}
	return Join(',', out)
}

// WithColor returns a computed value with currentcolor replaced.
func WithColor(v Value, current Color) Value {
	switch v := v.(type) {
	case Color:
		if v.Current {
			return current
		}
	case *List:
		for i, item := range v.Items {
			if x := WithColor(item, current); x != item {
				items := append([]Value(nil), v.Items...)
				for j := i; j < len(items); j++ {
					items[j] = WithColor(items[j], current)
				}
				return &List{Sep: v.Sep, Items: items}
			}
		}
	case *Func:
		if v.Args != nil {
			if x := WithColor(v.Args, current); x != v.Args {
				return &Func{Name: v.Name, Args: x}
			}
		}
	case *Gradient:
		for i := range v.Stops {
			if c, ok := v.Stops[i].Color.(Color); ok && c.Current {
				n := *v
				n.Stops = append([]Stop(nil), v.Stops...)
				for j := range n.Stops {
					if c, ok := n.Stops[j].Color.(Color); ok && c.Current {
						n.Stops[j].Color = current
					}
				}
				return &n
			}
		}
	}
	return v
}
