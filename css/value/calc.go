package value

import (
	"math"
	"sort"
)

// CalcOp is the operation of a calculation node.
type CalcOp uint8

// The nodes of a calculation tree, https://www.w3.org/TR/css-values-4/#calculation-tree.
const (
	CalcValue   CalcOp = iota // N with Unit
	CalcSum                   // Kids added
	CalcProduct               // Kids multiplied
	CalcNegate                // -Kids[0]
	CalcInvert                // 1 / Kids[0]
	CalcMin
	CalcMax
	CalcClamp // min, value, max; a nil bound is none
	CalcRound // Kw is the strategy; value, step
	CalcMod
	CalcRem
	CalcSin
	CalcCos
	CalcTan
	CalcAsin
	CalcAcos
	CalcAtan
	CalcAtan2
	CalcPow
	CalcSqrt
	CalcHypot
	CalcLog
	CalcExp
	CalcAbs
	CalcSign
	CalcProgress
	CalcSize         // the keyword size of calc-size()
	CalcSiblingIndex // sibling-index()
	CalcSiblingCount // sibling-count()
	CalcRandom       // random(): least, most and perhaps a step; Name says which of them are the same
	CalcAnchor       // Anchor
)

var calcNames = [...]string{CalcMin: "min", CalcMax: "max", CalcClamp: "clamp", CalcRound: "round", CalcMod: "mod",
	CalcRem: "rem", CalcSin: "sin", CalcCos: "cos", CalcTan: "tan", CalcAsin: "asin", CalcAcos: "acos", CalcAtan: "atan",
	CalcAtan2: "atan2", CalcPow: "pow", CalcSqrt: "sqrt", CalcHypot: "hypot", CalcLog: "log", CalcExp: "exp",
	CalcAbs: "abs", CalcSign: "sign", CalcProgress: "progress", CalcSize: "size",
	CalcSiblingIndex: "sibling-index", CalcSiblingCount: "sibling-count", CalcRandom: "random"}

// CalcNode is a node of a calculation; it never changes. As a Value it is a math function.
type CalcNode struct {
	Op   CalcOp
	Unit Unit    // of a CalcValue
	Type Type    // what it calculates; TypeLength may hold percentages
	Kw   Keyword // rounding strategy
	N    float64
	Kids []*CalcNode
	Name string // of a CalcRandom: the author's words before the first comma
	// Range limits the result where the property does; only on the root.
	Range *Range
	// Anchor is the function that a CalcAnchor is.
	Anchor *Anchor
}

func calcLeaf(n float64, u Unit) *CalcNode { return &CalcNode{N: n, Unit: u, Type: u.Type()} }

// HasPercent reports whether a percentage occurs in the calculation.
func (n *CalcNode) HasPercent() bool {
	if n == nil {
		return false
	}
	switch n.Op {
	case CalcValue:
		return n.Unit == UnitPercent
	case CalcAnchor: // like percentages, it is not known before layout
		return true
	}
	for _, k := range n.Kids {
		if k.HasPercent() {
			return true
		}
	}
	return false
}

// Eval returns the value of a computed calculation, with percentages of basis. What is not a
// number is 0 and infinities are the largest finite float32, as css-values asks of top-level
// calculations.
func (n *CalcNode) Eval(basis float64) float64 { return n.EvalSize(basis, 0) }

// EvalSize is Eval of the calculation in a calc-size(), whose keyword size stands for size.
func (n *CalcNode) EvalSize(basis, size float64) float64 {
	v := n.Range.clamp(n.eval(&calcEnv{basis: basis, size: size}))
	switch {
	case v != v:
		return 0
	case v > math.MaxFloat32:
		return math.MaxFloat32
	case v < -math.MaxFloat32:
		return -math.MaxFloat32
	}
	return v
}

type calcEnv struct {
	c     *Context
	basis float64
	size  float64
}

func (n *CalcNode) eval(e *calcEnv) float64 {
	switch n.Op {
	case CalcValue:
		if n.Unit == UnitPercent {
			return n.N * e.basis / 100
		}
		if a := absolute[n.Unit]; a != 0 {
			return n.N * a
		}
		return n.N * e.c.unitSize(n.Unit)
	case CalcSize:
		return e.size
	case CalcSiblingIndex, CalcSiblingCount:
		return n.sibling(e.c)
	case CalcAnchor:
		if f := n.Anchor.Fallback; f != nil {
			return f.eval(e)
		}
		return 0
	case CalcSum:
		s := 0.0
		for _, k := range n.Kids {
			s += k.eval(e)
		}
		return s
	case CalcProduct:
		p := 1.0
		for _, k := range n.Kids {
			p *= k.eval(e)
		}
		return p
	}
	var buf [4]float64
	args := buf[:0]
	for _, k := range n.Kids {
		if k == nil {
			args = append(args, math.NaN())
			continue
		}
		args = append(args, k.eval(e))
	}
	return n.apply(args)
}

// apply computes a function of plain numbers; angles are in degrees.
func (n *CalcNode) apply(a []float64) float64 {
	// Trigonometric functions take a plain number as radians.
	rad := func(i int) float64 {
		if n.Kids[i].Type == TypeAngle {
			return a[i] * math.Pi / 180
		}
		return a[i]
	}
	switch n.Op {
	case CalcNegate:
		return -a[0]
	case CalcInvert:
		return 1 / a[0]
	case CalcMin:
		m := a[0]
		for _, x := range a[1:] {
			m = math.Min(m, x)
		}
		return m
	case CalcMax:
		m := a[0]
		for _, x := range a[1:] {
			m = math.Max(m, x)
		}
		return m
	case CalcClamp:
		v := a[1]
		if n.Kids[2] != nil {
			v = math.Min(v, a[2])
		}
		if n.Kids[0] != nil {
			v = math.Max(v, a[0])
		}
		return v
	case CalcRound:
		return roundTo(n.Kw, a[0], a[1])
	case CalcMod:
		return mod(a[0], a[1])
	case CalcRem:
		return math.Mod(a[0], a[1])
	case CalcSin:
		return sinPi(rad(0))
	case CalcCos:
		return sinPi(rad(0) + math.Pi/2)
	case CalcTan:
		return tan(rad(0))
	case CalcAsin:
		return math.Asin(a[0]) * 180 / math.Pi
	case CalcAcos:
		return math.Acos(a[0]) * 180 / math.Pi
	case CalcAtan:
		return math.Atan(a[0]) * 180 / math.Pi
	case CalcAtan2:
		return math.Atan2(a[0], a[1]) * 180 / math.Pi
	case CalcPow:
		return math.Pow(a[0], a[1])
	case CalcSqrt:
		return math.Sqrt(a[0])
	case CalcHypot:
		h := 0.0
		for _, x := range a {
			h = math.Hypot(h, x)
		}
		return h
	case CalcLog:
		if len(a) > 1 {
			return math.Log(a[0]) / math.Log(a[1])
		}
		return math.Log(a[0])
	case CalcExp:
		return math.Exp(a[0])
	case CalcAbs:
		return math.Abs(a[0])
	case CalcSign:
		switch {
		case a[0] > 0:
			return 1
		case a[0] < 0:
			return -1
		}
		return a[0]
	case CalcProgress:
		// https://drafts.csswg.org/css-values-5/#progress-func
		if a[2] == a[1] {
			return 0
		}
		return min(max((a[0]-a[1])/(a[2]-a[1]), 0), 1)
	}
	return math.NaN()
}

// sinPi is sin with the zeros and extremes at multiples of π/2 exact.
func sinPi(x float64) float64 {
	if q := x / (math.Pi / 2); q == math.Trunc(q) && math.Abs(q) < 1e9 {
		return [4]float64{0, 1, 0, -1}[((int64(q)%4)+4)%4]
	}
	return math.Sin(x)
}

func tan(x float64) float64 {
	if q := x / (math.Pi / 4); q == math.Trunc(q) && math.Abs(q) < 1e9 {
		return [4]float64{0, 1, math.Inf(1), -1}[((int64(q)%4)+4)%4]
	}
	return math.Tan(x)
}

// roundTo rounds a to a multiple of b. https://www.w3.org/TR/css-values-4/#funcdef-round
func roundTo(strategy Keyword, a, b float64) float64 {
	switch {
	case b == 0 || a != a || b != b || math.IsInf(a, 0) && math.IsInf(b, 0):
		return math.NaN()
	case math.IsInf(a, 0):
		return a
	case math.IsInf(b, 0):
		zero := math.Copysign(0, a)
		switch {
		case strategy == KwUp && a > 0:
			return math.Inf(1)
		case strategy == KwDown && a < 0:
			return math.Inf(-1)
		}
		return zero
	}
	b = math.Abs(b)
	lo, hi := math.Floor(a/b)*b, math.Ceil(a/b)*b
	switch strategy {
	case KwUp:
		return hi
	case KwDown:
		return lo
	case KwToZero:
		if a < 0 {
			return hi
		}
		return lo
	}
	if a-lo < hi-a {
		return lo
	}
	return hi
}

// mod has the sign of b. https://www.w3.org/TR/css-values-4/#funcdef-mod
func mod(a, b float64) float64 {
	if math.IsInf(b, 0) {
		if math.Signbit(a) != math.Signbit(b) {
			return math.NaN()
		}
		return a
	}
	m := math.Mod(a, b)
	if m != 0 && (m < 0) != (b < 0) {
		m += b
	}
	return m
}

// Simplify returns an equal calculation with what is known folded. With a context, relative
// units become canonical ones; without, only absolute units do.
// https://www.w3.org/TR/css-values-4/#calc-simplification
func (n *CalcNode) Simplify(c *Context) *CalcNode {
	if n == nil {
		return nil
	}
	s := n.simplify(c)
	if n.Range != nil && s.Range == nil {
		t := *s
		t.Range = n.Range
		return &t
	}
	return s
}

// sibling returns the place of the element among its siblings, or how many there are.
// https://drafts.csswg.org/css-values-5/#tree-counting
func (n *CalcNode) sibling(c *Context) float64 {
	if c == nil || c.Siblings == nil {
		return 1
	}
	index, count := c.Siblings()
	if n.Op == CalcSiblingIndex {
		return float64(index)
	}
	return float64(count)
}

func (n *CalcNode) simplify(c *Context) *CalcNode {
	switch n.Op {
	case CalcSize:
		return n
	case CalcSiblingIndex, CalcSiblingCount:
		if c == nil || c.Siblings == nil {
			return n
		}
		return calcLeaf(n.sibling(c), UnitNone)
	case CalcValue:
		if a := absolute[n.Unit]; a != 0 || c != nil {
			if a == 0 {
				a = c.unitSize(n.Unit)
			}
			if u := canonicalUnit[n.Unit.Type()]; u != n.Unit {
				return calcLeaf(n.N*a, u)
			}
		}
		return n
	}
	if n.Op == CalcAnchor {
		if a := n.Anchor.simplify(c); a != n.Anchor {
			return &CalcNode{Op: CalcAnchor, Type: TypeLength, Anchor: a}
		}
		return n
	}
	kids := make([]*CalcNode, len(n.Kids))
	known := true // every kid is a value of one known unit
	for i, k := range n.Kids {
		kids[i] = k.Simplify(c)
		if kids[i] == nil {
			continue
		}
		if kids[i].Op != CalcValue || absolute[kids[i].Unit] == 0 || kids[i].Unit == UnitPercent && n.Type != TypePercent {
			known = false
		}
	}
	m := &CalcNode{Op: n.Op, Type: n.Type, Kw: n.Kw, Kids: kids, Name: n.Name}
	if n.Op == CalcRandom {
		if known && c != nil && c.Random != nil {
			return calcLeaf(m.random(c), canonicalUnit[n.Type])
		}
		return m
	}
	switch n.Op {
	case CalcSum:
		return m.simplifySum()
	case CalcProduct:
		return m.simplifyProduct()
	case CalcNegate:
		switch k := kids[0]; k.Op {
		case CalcValue:
			return calcLeaf(-k.N, k.Unit)
		case CalcNegate:
			return k.Kids[0]
		}
		return m
	case CalcInvert:
		switch k := kids[0]; {
		case k.Op == CalcValue && k.Unit == UnitNone:
			return calcLeaf(1/k.N, UnitNone)
		case k.Op == CalcInvert:
			return k.Kids[0]
		}
		return m
	}
	if known {
		v := m.eval(&calcEnv{c: c, basis: 100})
		return calcLeaf(v, canonicalUnit[n.Type])
	}
	// min(), max() and clamp() of one thing, and of alike relative units, fold too.
	if n.Op <= CalcRem && sameUnit(kids) && (kids[0] == nil || kids[0].Unit != UnitPercent || n.Op == CalcMin || n.Op == CalcMax || n.Op == CalcClamp) {
		var args []float64
		var u Unit
		for _, k := range kids {
			if k == nil {
				args = append(args, math.NaN())
				continue
			}
			args, u = append(args, k.N), k.Unit
		}
		if u != UnitPercent {
			return calcLeaf(m.apply(args), u)
		}
	}
	if (n.Op == CalcMin || n.Op == CalcMax) && len(kids) == 1 {
		return kids[0]
	}
	return m
}

func sameUnit(kids []*CalcNode) bool {
	var first *CalcNode
	for _, k := range kids {
		switch {
		case k == nil:
		case k.Op != CalcValue:
			return false
		case first == nil:
			first = k
		case k.Unit != first.Unit:
			return false
		}
	}
	return first != nil
}

func (n *CalcNode) simplifySum() *CalcNode {
	var flat []*CalcNode
	var add func(k *CalcNode)
	add = func(k *CalcNode) {
		if k.Op == CalcSum {
			for _, g := range k.Kids {
				add(g)
			}
			return
		}
		if k.Op == CalcValue {
			for i, f := range flat {
				if f.Op == CalcValue && f.Unit == k.Unit {
					flat[i] = calcLeaf(f.N+k.N, f.Unit)
					return
				}
			}
		}
		flat = append(flat, k)
	}
	for _, k := range n.Kids {
		add(k)
	}
	if len(flat) == 1 {
		return flat[0]
	}
	return &CalcNode{Op: CalcSum, Type: n.Type, Kids: flat}
}

func (n *CalcNode) simplifyProduct() *CalcNode {
	num := 1.0
	var rest []*CalcNode
	var add func(k *CalcNode)
	add = func(k *CalcNode) {
		switch {
		case k.Op == CalcProduct:
			for _, g := range k.Kids {
				add(g)
			}
		case k.Op == CalcValue && k.Unit == UnitNone:
			num *= k.N
		default:
			rest = append(rest, k)
		}
	}
	for _, k := range n.Kids {
		add(k)
	}
	if len(rest) == 0 {
		return calcLeaf(num, UnitNone)
	}
	// Products and quotients of dimensions whose units are all known collapse to one value.
	if len(rest) > 1 || rest[0].Op == CalcInvert {
		v, known := num, true
		for _, k := range rest {
			x := k
			if k.Op == CalcInvert {
				x = k.Kids[0]
			}
			if x.Op != CalcValue || absolute[x.Unit] == 0 || x.Unit == UnitPercent {
				known = false
				break
			}
			if k.Op == CalcInvert {
				v /= x.N * absolute[x.Unit]
			} else {
				v *= x.N * absolute[x.Unit]
			}
		}
		if known && int(n.Type) < len(canonicalUnit) {
			return calcLeaf(v, canonicalUnit[n.Type])
		}
	}
	if len(rest) == 1 && rest[0].Op == CalcValue {
		return calcLeaf(rest[0].N*num, rest[0].Unit)
	}
	if len(rest) == 1 && rest[0].Op == CalcSum {
		sum := &CalcNode{Op: CalcSum, Type: n.Type}
		for _, k := range rest[0].Kids {
			if k.Op != CalcValue {
				sum = nil
				break
			}
			sum.Kids = append(sum.Kids, calcLeaf(k.N*num, k.Unit))
		}
		if sum != nil {
			return sum
		}
	}
	if num == 1 && len(rest) == 1 {
		return rest[0]
	}
	sort.SliceStable(rest, func(i, j int) bool { return rest[i].Op == CalcValue && rest[j].Op != CalcValue })
	if num != 1 && rest[0].Op == CalcValue {
		rest[0] = calcLeaf(rest[0].N*num, rest[0].Unit)
	} else if num != 1 {
		rest = append([]*CalcNode{calcLeaf(num, UnitNone)}, rest...)
	}
	return &CalcNode{Op: CalcProduct, Type: n.Type, Kids: rest}
}

// Append appends the calculation as a math function.
// https://www.w3.org/TR/css-values-4/#serialize-a-math-function
func (n *CalcNode) Append(b []byte) []byte {
	if n.Op >= CalcMin && n.Op != CalcSize {
		return n.append(b, true)
	}
	return append(n.append(append(b, "calc("...), true), ')')
}

func (n *CalcNode) append(b []byte, top bool) []byte {
	open := func() {
		if !top {
			b = append(b, '(')
		}
	}
	end := func() []byte {
		if !top {
			b = append(b, ')')
		}
		return b
	}
	switch n.Op {
	case CalcValue:
		return n.appendValue(b)
	case CalcSum:
		open()
		for i, k := range sortedTerms(n.Kids) {
			if i > 0 {
				switch {
				case k.Op == CalcNegate:
					b, k = append(b, " - "...), k.Kids[0]
				case k.Op == CalcValue && k.N < 0 && !math.IsInf(k.N, 0):
					b, k = append(b, " - "...), calcLeaf(-k.N, k.Unit)
				default:
					b = append(b, " + "...)
				}
			}
			b = k.append(b, false)
		}
		return end()
	case CalcProduct:
		open()
		for i, k := range n.Kids {
			if i > 0 {
				if k.Op == CalcInvert {
					b, k = append(b, " / "...), k.Kids[0]
				} else {
					b = append(b, " * "...)
				}
			}
			b = k.append(b, false)
		}
		return end()
	case CalcNegate:
		open()
		b = n.Kids[0].append(append(b, "-1 * "...), false)
		return end()
	case CalcInvert:
		open()
		b = n.Kids[0].append(append(b, "1 / "...), false)
		return end()
	case CalcAnchor:
		return n.Anchor.append(b)
	}
	b = append(b, calcNames[n.Op]...)
	if n.Op == CalcSize {
		return b
	}
	b = append(b, '(')
	if n.Op == CalcRandom && n.Name != "" {
		b = append(append(b, n.Name...), ", "...)
	}
	if n.Op == CalcRound && n.Kw != KwNearest {
		b = append(n.Kw.Append(b), ", "...)
	}
	for i, k := range n.Kids {
		if i > 0 {
			if n.Op == CalcRound && k.Op == CalcValue && k.Unit == UnitNone && k.N == 1 && n.Type == TypeNumber {
				continue
			}
			b = append(b, ", "...)
		}
		if k == nil {
			b = append(b, "none"...)
		} else {
			b = k.append(b, true)
		}
	}
	return append(b, ')')
}

func (n *CalcNode) appendValue(b []byte) []byte {
	if math.IsInf(n.N, 0) || n.N != n.N {
		b = appendNumber(b, n.N)
		if n.Unit != UnitNone {
			b = append(append(b, " * 1"...), n.Unit.String()...)
		}
		return b
	}
	return append(appendNumber(b, n.N), n.Unit.String()...)
}

// sortedTerms returns the terms of a sum as they are written: the number, the percentage, the
// dimensions by unit, then the rest. https://www.w3.org/TR/css-values-4/#sort-a-calculations-children
func sortedTerms(kids []*CalcNode) []*CalcNode {
	rank := func(k *CalcNode) string {
		switch {
		case k.Op != CalcValue:
			return "\xff"
		case k.Unit == UnitNone:
			return ""
		}
		return k.Unit.String()
	}
	out := append([]*CalcNode(nil), kids...)
	sort.SliceStable(out, func(i, j int) bool { return rank(out[i]) < rank(out[j]) })
	return out
}
