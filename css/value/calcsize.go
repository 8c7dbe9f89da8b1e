package value

import (
	"math"

	"vitrine/css/syntax"
)

// CalcSizing is a declared calc-size(): a calculation with the size that a keyword stands for.
// https://drafts.csswg.org/css-values-5/#calc-size
type CalcSizing struct {
	Basis Value // a Keyword, a length or a *CalcSizing
	Calc  *CalcNode
}

// Append appends the function.
func (s *CalcSizing) Append(b []byte) []byte {
	b = append(b, "calc-size("...)
	if n, ok := s.Basis.(*CalcNode); ok {
		b = n.append(b, true)
	} else {
		b = s.Basis.Append(b)
	}
	return append(s.Calc.append(append(b, ", "...), true), ')')
}

// fitContent is the name of the limit in fit-content().
const fitContent = "fit-content"

// Sizing returns the calculation of a calc-size(), and nil for any other length.
func (l Length) Sizing() *CalcNode {
	if l.Kind != LengthKeyword || l.Calc == nil || l.Calc.Name == fitContent {
		return nil
	}
	return l.Calc
}

// maxCalcSizeDepth limits how deep calc-size() is the basis of calc-size().
const maxCalcSizeDepth = 16

func parseCalcSize(t *syntax.Component) Value { return calcSizeOf(t, maxCalcSizeDepth) }

// calcSizeOf reads calc-size(); nil, as an interface, when t is none.
func calcSizeOf(t *syntax.Component, depth int) Value {
	if !t.IsFunc("calc-size") || depth == 0 {
		return nil
	}
	args := syntax.SplitComma(t.Kids)
	if len(args) != 2 {
		return nil
	}
	s := &CalcSizing{}
	first := syntax.Trim(args[0])
	if len(first) == 1 {
		switch first[0].Kind {
		case syntax.Ident:
			switch k := LookupKeyword(first[0].Text); k {
			case KwAny, KwAuto, KwContent, KwMinContent, KwMaxContent, KwFitContent, KwStretch, KwWebkitFillAvailable:
				s.Basis = k
			}
		case syntax.Function:
			s.Basis = calcSizeOf(&first[0], depth-1)
		}
	}
	p := mathParser{as: TypeLength}
	if s.Basis == nil {
		n, d := p.sum(first)
		if n == nil || d.typ() != TypeLength {
			return nil
		}
		s.Basis = n.withType(TypeLength).Simplify(nil)
	}
	p.sized = s.Basis != Value(KwAny)
	n, d := p.sum(args[1])
	if n == nil || d.typ() != TypeLength {
		return nil
	}
	s.Calc = n.withType(TypeLength).Simplify(nil)
	return s
}

// compute puts a basis that is a length, or another calc-size(), in the place of the size.
func (s *CalcSizing) compute(c *Context) (Length, bool) {
	n := s.Calc.Simplify(c)
	switch basis := s.Basis.(type) {
	case Keyword:
		if basis == KwAny {
			return ComputeLength(notNegative(n), c)
		}
		return Length{Kind: LengthKeyword, Kw: basis, Calc: notNegative(n)}, true
	case *CalcSizing:
		l, ok := basis.compute(c)
		if !ok {
			return l, false
		}
		if l.Kind == LengthKeyword {
			l.Calc = notNegative(n.put(l.Calc).Simplify(c))
			return l, true
		}
		return ComputeLength(notNegative(n.put(l.calc())), c)
	case *CalcNode:
		return ComputeLength(notNegative(n.put(notNegative(basis))), c)
	}
	return Length{}, false
}

// notNegative limits a size to what a size can be.
func notNegative(n *CalcNode) *CalcNode {
	m := *n
	m.Range = &Range{Lo: 0, Hi: math.Inf(1)}
	return &m
}

// put replaces the keyword size by x.
func (n *CalcNode) put(x *CalcNode) *CalcNode {
	if n == nil {
		return nil
	}
	if n.Op == CalcSize {
		return x
	}
	m := *n
	m.Kids = make([]*CalcNode, len(n.Kids))
	for i, k := range n.Kids {
		m.Kids[i] = k.put(x)
	}
	return &m
}

// randomKey splits the words before the first comma off the arguments of random(): a name, what
// shares the number, or fixed and the number itself.
// https://drafts.csswg.org/css-values-5/#random
func randomKey(args [][]syntax.Component) (key string, rest [][]syntax.Component, ok bool) {
	if len(args) == 0 || len(syntax.Trim(args[0])) == 0 {
		return "", nil, false
	}
	first := syntax.Trim(args[0])
	if first[0].Kind != syntax.Ident {
		return "", args, true
	}
	switch w := syntax.Lower(first[0].Text); {
	case w == "auto", w == "element-shared", w == "element-scoped", w == "property-scoped", w == "property-index-scoped", w == "fixed",
		len(w) > 2 && w[:2] == "--":
		return syntax.Serialize(first), args[1:], len(args) > 2
	}
	return "", args, true
}

// random returns the value of random() with known bounds.
// https://drafts.csswg.org/css-values-5/#random-evaluation
func (n *CalcNode) random(c *Context) float64 {
	env := &calcEnv{c: c, basis: 100}
	lo, hi := n.Kids[0].eval(env), n.Kids[1].eval(env)
	hi = max(lo, hi)
	if d := hi - lo; d == 0 || math.IsInf(d, 0) || d != d {
		return lo
	}
	r := c.Random(n.Name)
	if len(n.Kids) < 3 {
		return lo + r*(hi-lo)
	}
	step := n.Kids[2].eval(env)
	if !(step > 0) || math.IsInf(step, 0) {
		return lo
	}
	return min(lo+step*math.Floor(r*math.Floor((hi-lo)/step+1)), hi)
}
