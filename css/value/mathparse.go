package value

import (
	"math"

	"vitrine/css/syntax"
)

// maxMathDepth limits how deep math functions may nest.
const maxMathDepth = 64

// Range limits what a calculation may give. https://www.w3.org/TR/css-values-4/#calc-range
type Range struct {
	Lo, Hi  float64
	Integer bool
}

func (r *Range) clamp(x float64) float64 {
	if r == nil {
		return x
	}
	x = min(max(x, r.Lo), r.Hi)
	if r.Integer {
		x = float64(RoundInteger(x))
	}
	return x
}

// dims is the type of a calculation while it is parsed: the power of each base type.
// https://www.w3.org/TR/css-typed-om-1/#numeric-typing
type dims [TypeNone]int8

func dimsOf(t Type) (d dims) {
	if t != TypeNumber {
		d[t] = 1
	}
	return d
}

func (d dims) typ() Type {
	t := TypeNumber
	for i, n := range d {
		switch {
		case n == 0:
		case n == 1 && t == TypeNumber:
			t = Type(i)
		default:
			return TypeNone
		}
	}
	return t
}

type mathParser struct {
	sized bool // size may occur, as in calc-size()
	as    Type // what percentages stand for; TypeNone when they are a type of their own
	depth int
	// anchors says which anchor functions count as lengths.
	anchors anchorUse
}

// parseMath reads a math function; nil when t is none or its types do not fit.
func parseMath(t *syntax.Component, percentAs Type, anchors anchorUse) *CalcNode {
	p := &mathParser{as: percentAs, anchors: anchors}
	n, d := p.function(t)
	if n == nil {
		return nil
	}
	return n.withType(d.typ())
}

func (n *CalcNode) withType(t Type) *CalcNode {
	if n.Type == t {
		return n
	}
	m := *n
	m.Type = t
	return &m
}

var mathOps = map[string]CalcOp{"min": CalcMin, "max": CalcMax, "clamp": CalcClamp, "round": CalcRound, "mod": CalcMod,
	"rem": CalcRem, "sin": CalcSin, "cos": CalcCos, "tan": CalcTan, "asin": CalcAsin, "acos": CalcAcos, "atan": CalcAtan,
	"atan2": CalcAtan2, "pow": CalcPow, "sqrt": CalcSqrt, "hypot": CalcHypot, "log": CalcLog, "exp": CalcExp,
	"abs": CalcAbs, "sign": CalcSign, "progress": CalcProgress, "sibling-index": CalcSiblingIndex, "sibling-count": CalcSiblingCount,
	"random": CalcRandom}

// IsMath reports whether name is a math function's, in lower case.
func IsMath(name string) bool { return name == "calc" || name == "-webkit-calc" || mathOps[name] != 0 }

// function reads calc() and the other math functions.
func (p *mathParser) function(t *syntax.Component) (*CalcNode, dims) {
	if t.Kind != syntax.Function {
		return nil, dims{}
	}
	if p.depth++; p.depth > maxMathDepth {
		return nil, dims{}
	}
	defer func() { p.depth-- }()
	name := syntax.Lower(t.Text)
	if name == "calc" || name == "-webkit-calc" {
		return p.sum(t.Kids)
	}
	op, ok := mathOps[name]
	if !ok {
		if n := p.anchor(t); n != nil {
			return n, dimsOf(TypeLength)
		}
		return nil, dims{}
	}
	return p.call(op, t.Kids)
}

func (p *mathParser) call(op CalcOp, v []syntax.Component) (*CalcNode, dims) {
	n := &CalcNode{Op: op}
	if op == CalcSiblingIndex || op == CalcSiblingCount {
		if len(syntax.Trim(v)) > 0 {
			return nil, dims{}
		}
		n.Type = TypeNumber
		return n, dims{}
	}
	args := syntax.SplitComma(v)
	if op == CalcRandom {
		var ok bool
		if n.Name, args, ok = randomKey(args); !ok {
			return nil, dims{}
		}
	}
	if op == CalcRound {
		n.Kw = KwNearest
		if len(args) > 0 && len(args[0]) == 1 && args[0][0].Kind == syntax.Ident {
			switch k := LookupKeyword(args[0][0].Text); k {
			case KwNearest, KwUp, KwDown, KwToZero:
				n.Kw = k
				args = args[1:]
			}
		}
	}
	lo, hi := 1, 1
	switch op {
	case CalcMin, CalcMax, CalcHypot:
		hi = math.MaxInt
	case CalcClamp, CalcProgress:
		lo, hi = 3, 3
	case CalcRandom:
		lo, hi = 2, 3
	case CalcMod, CalcRem, CalcAtan2, CalcPow:
		lo, hi = 2, 2
	case CalcRound, CalcLog:
		hi = 2
	}
	if len(args) < lo || len(args) > hi {
		return nil, dims{}
	}
	var d dims
	first := true
	for i, a := range args {
		if op == CalcClamp && i != 1 && len(a) == 1 && a[0].IsIdent("none") {
			n.Kids = append(n.Kids, nil)
			continue
		}
		k, kd := p.sum(a)
		if k == nil || kd.typ() == TypeNone && kd != (dims{}) {
			return nil, dims{}
		}
		if !first && kd != d {
			return nil, dims{}
		}
		first, d = false, kd
		n.Kids = append(n.Kids, k.withType(kd.typ()))
	}
	number := d == dims{}
	angle := d == dimsOf(TypeAngle)
	switch op {
	case CalcSin, CalcCos, CalcTan:
		if !number && !angle {
			return nil, dims{}
		}
		d = dims{}
	case CalcAsin, CalcAcos, CalcAtan:
		if !number {
			return nil, dims{}
		}
		d = dimsOf(TypeAngle)
	case CalcAtan2:
		d = dimsOf(TypeAngle)
	case CalcPow, CalcSqrt, CalcLog, CalcExp:
		if !number {
			return nil, dims{}
		}
	case CalcSign, CalcProgress:
		d = dims{}
	case CalcRound:
		if len(n.Kids) == 1 {
			if !number {
				return nil, dims{}
			}
			n.Kids = append(n.Kids, calcLeaf(1, UnitNone))
		}
	}
	n.Type = d.typ()
	return n, d
}

// sum reads terms with + and - between them; both need whitespace around.
// https://www.w3.org/TR/css-values-4/#calc-syntax
func (p *mathParser) sum(v []syntax.Component) (*CalcNode, dims) {
	if p.depth++; p.depth > maxMathDepth {
		return nil, dims{}
	}
	defer func() { p.depth-- }()
	v = syntax.Trim(v)
	var kids []*CalcNode
	var d dims
	start, negate := 0, false
	for i := 0; i <= len(v); i++ {
		end := i == len(v)
		if !end {
			if !(v[i].IsDelim('+') || v[i].IsDelim('-')) || i == 0 || i+1 == len(v) ||
				v[i-1].Kind != syntax.Whitespace || v[i+1].Kind != syntax.Whitespace {
				continue
			}
		}
		k, kd := p.product(syntax.Trim(v[start:i]))
		if k == nil || len(kids) > 0 && kd != d {
			return nil, dims{}
		}
		d = kd
		if negate {
			k = &CalcNode{Op: CalcNegate, Type: kd.typ(), Kids: []*CalcNode{k}}
		}
		kids = append(kids, k)
		if !end {
			start, negate = i+1, v[i].IsDelim('-')
		}
	}
	if len(kids) == 1 {
		return kids[0], d
	}
	return &CalcNode{Op: CalcSum, Type: d.typ(), Kids: kids}, d
}

func (p *mathParser) product(v []syntax.Component) (*CalcNode, dims) {
	v = stripSpace(v)
	if len(v)%2 == 0 {
		return nil, dims{}
	}
	var kids []*CalcNode
	var d dims
	for i := 0; i < len(v); i += 2 {
		k, kd := p.value(&v[i])
		if k == nil {
			return nil, dims{}
		}
		switch {
		case i > 0 && v[i-1].IsDelim('/'):
			for t, n := range kd {
				d[t] -= n
			}
			k = &CalcNode{Op: CalcInvert, Type: TypeNone, Kids: []*CalcNode{k}}
			if kd == (dims{}) {
				k.Type = TypeNumber
			}
		case i == 0 || v[i-1].IsDelim('*'):
			for t, n := range kd {
				d[t] += n
			}
		default:
			return nil, dims{}
		}
		kids = append(kids, k)
	}
	if len(kids) == 1 {
		return kids[0], d
	}
	return &CalcNode{Op: CalcProduct, Type: d.typ(), Kids: kids}, d
}

func (p *mathParser) value(t *syntax.Component) (*CalcNode, dims) {
	switch t.Kind {
	case syntax.Number:
		return calcLeaf(t.Num, UnitNone), dims{}
	case syntax.Percentage:
		n := calcLeaf(t.Num, UnitPercent)
		if p.as != TypeNone {
			n.Type = p.as
			return n, dimsOf(p.as)
		}
		return n, dimsOf(TypePercent)
	case syntax.Dimension:
		u, ok := LookupUnit(t.Text)
		if !ok || u == Fr {
			return nil, dims{}
		}
		return calcLeaf(t.Num, u), dimsOf(u.Type())
	case syntax.LParen:
		return p.sum(t.Kids)
	case syntax.Function:
		return p.function(t)
	case syntax.Ident:
		switch syntax.Lower(t.Text) {
		case "size":
			if p.sized {
				return &CalcNode{Op: CalcSize, Type: TypeLength}, dimsOf(TypeLength)
			}
		case "e":
			return calcLeaf(math.E, UnitNone), dims{}
		case "pi":
			return calcLeaf(math.Pi, UnitNone), dims{}
		case "infinity":
			return calcLeaf(math.Inf(1), UnitNone), dims{}
		case "-infinity":
			return calcLeaf(math.Inf(-1), UnitNone), dims{}
		case "nan":
			return calcLeaf(math.NaN(), UnitNone), dims{}
		}
	}
	return nil, dims{}
}
