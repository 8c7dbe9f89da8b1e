package value

import (
	"strings"

	"vitrine/css/syntax"
)

// Anchor is an anchor() or anchor-size() function: a length that layout knows once it knows where
// the anchor lies. It never changes.
// https://drafts.csswg.org/css-anchor-position-1/#anchor-pos
type Anchor struct {
	// Size tells an anchor-size() from an anchor().
	Size bool
	// Name is the anchor's, with its dashes; empty for the default anchor.
	Name string
	// Side is the side of an anchor(), 0 for a percentage, or the size of an anchor-size(), 0 for
	// the one along the axis of the property.
	Side Keyword
	// Percent is how far between the sides an anchor() without Side is.
	Percent *CalcNode
	// Fallback is what the function is when there is no such anchor; nil when it makes the
	// declaration invalid.
	Fallback *CalcNode
}

// anchorUse says which anchor functions a property takes.
type anchorUse uint8

const (
	noAnchors   anchorUse = iota
	anchorSizes           // anchor-size()
	anchorSides           // and anchor()
)

// anchor reads an anchor function; nil when it is none or the property takes none.
func (p *mathParser) anchor(t *syntax.Component) *CalcNode {
	a := &Anchor{Size: t.IsFunc("anchor-size")}
	if !a.Size && (!t.IsFunc("anchor") || p.anchors != anchorSides) || p.anchors == noAnchors {
		return nil
	}
	args := syntax.SplitComma(t.Kids)
	if len(args) > 2 || len(args) == 0 && !a.Size {
		return nil
	}
	if len(args) > 0 && !a.subject(args[0], p) {
		if !a.Size || len(args) > 1 {
			return nil
		}
		args = [][]syntax.Component{nil, args[0]}
	}
	if len(args) == 2 {
		k, d := p.sum(args[1])
		if k == nil || d.typ() != TypeLength && (d.typ() != TypeNumber || k.Op != CalcValue || k.N != 0) {
			return nil
		}
		if a.Fallback = k; d.typ() == TypeNumber {
			a.Fallback = calcLeaf(0, Px)
		}
	}
	return &CalcNode{Op: CalcAnchor, Type: TypeLength, Anchor: a}
}

// subject reads the name and the side or size, in any order.
func (a *Anchor) subject(v []syntax.Component, p *mathParser) bool {
	v = stripSpace(v)
	sided := false
	for i := range v {
		t := &v[i]
		switch {
		case t.Kind == syntax.Ident && strings.HasPrefix(t.Text, "--"):
			if a.Name != "" {
				return false
			}
			a.Name = t.Text
		case sided:
			return false
		case t.Kind == syntax.Ident:
			a.Side, sided = LookupKeyword(t.Text), true
			if !a.sideFits() {
				return false
			}
		case !a.Size:
			q := &mathParser{as: TypeNone, depth: p.depth}
			k, d := q.value(t)
			if k == nil || d.typ() != TypePercent {
				return false
			}
			a.Percent, sided = k, true
		default:
			return false
		}
	}
	return sided || a.Size
}

func (a *Anchor) sideFits() bool {
	switch a.Side {
	case KwInside, KwOutside, KwTop, KwLeft, KwRight, KwBottom, KwStart, KwEnd, KwSelfStart, KwSelfEnd, KwCenter:
		return !a.Size
	case KwWidth, KwHeight, KwBlock, KwInline, KwSelfBlock, KwSelfInline:
		return a.Size
	}
	return false
}

// append writes the function.
func (a *Anchor) append(b []byte) []byte {
	b = append(b, "anchor"...)
	if a.Size {
		b = append(b, "-size"...)
	}
	b = append(b, '(')
	n := len(b)
	b = append(b, a.Name...)
	if a.Side != 0 || a.Percent != nil {
		if len(b) > n {
			b = append(b, ' ')
		}
		switch {
		case a.Percent == nil:
			b = a.Side.Append(b)
		case a.Percent.Op == CalcValue:
			b = a.Percent.append(b, true)
		default:
			b = a.Percent.Append(b)
		}
	}
	if a.Fallback != nil {
		if len(b) > n {
			b = append(b, ", "...)
		}
		if a.Fallback.Op == CalcValue {
			b = a.Fallback.append(b, true)
		} else {
			b = a.Fallback.Append(b)
		}
	}
	return append(b, ')')
}

// simplify simplifies what is inside of the function.
func (a *Anchor) simplify(c *Context) *Anchor {
	if a.Percent == nil && a.Fallback == nil {
		return a
	}
	x := *a
	x.Percent, x.Fallback = a.Percent.Simplify(c), a.Fallback.Simplify(c)
	return &x
}

// hasAnchor reports whether an anchor function occurs in the calculation.
func (n *CalcNode) hasAnchor() bool {
	if n == nil {
		return false
	}
	if n.Op == CalcAnchor {
		return true
	}
	for _, k := range n.Kids {
		if k.hasAnchor() {
			return true
		}
	}
	return false
}

// withAnchors returns the calculation with its anchor functions replaced; false when one that has
// no fallback is not known.
func (n *CalcNode) withAnchors(px func(*Anchor) (float64, bool)) (*CalcNode, bool) {
	if n.Op == CalcAnchor {
		if v, ok := px(n.Anchor); ok {
			return calcLeaf(v, Px), true
		}
		if f := n.Anchor.Fallback; f != nil {
			return f.withAnchors(px)
		}
		return nil, false
	}
	if !n.hasAnchor() {
		return n, true
	}
	m := *n
	m.Kids = make([]*CalcNode, len(n.Kids))
	for i, k := range n.Kids {
		if k == nil {
			continue
		}
		var ok bool
		if m.Kids[i], ok = k.withAnchors(px); !ok {
			return nil, false
		}
	}
	return &m, true
}

// HasAnchor reports whether l depends on an anchor.
func (l Length) HasAnchor() bool { return l.Kind == LengthCalc && l.Calc.hasAnchor() }

// WithAnchors returns l with its anchor functions replaced by lengths in px, as px tells them, or
// by their fallbacks where px does not know. It is false when there is no fallback either: then the
// declaration is invalid at computed-value time.
// https://drafts.csswg.org/css-anchor-position-1/#anchor-valid
func (l Length) WithAnchors(px func(*Anchor) (float64, bool)) (Length, bool) {
	if !l.HasAnchor() {
		return l, true
	}
	n, ok := l.Calc.withAnchors(px)
	if !ok {
		return Length{}, false
	}
	if n.Range == nil {
		m := *n
		m.Range = l.Calc.Range
		n = &m
	}
	return ComputeLength(n, &Context{})
}

// AnchorFlip says how anchor functions change with the box that they place.
type AnchorFlip struct {
	Sides bool // the sides of the axis change places
	Axes  bool // the axes do
}

// FlipAnchors returns l with its anchor functions changed.
// https://drafts.csswg.org/css-anchor-position-1/#swap-due-to-a-try-tactic
func (l Length) FlipAnchors(f AnchorFlip) Length {
	if l.HasAnchor() {
		l.Calc = l.Calc.flip(f)
	}
	return l
}

func (n *CalcNode) flip(f AnchorFlip) *CalcNode {
	if !n.hasAnchor() {
		return n
	}
	m := *n
	if n.Op == CalcAnchor {
		m.Anchor = n.Anchor.flip(f)
		return &m
	}
	m.Kids = make([]*CalcNode, len(n.Kids))
	for i, k := range n.Kids {
		m.Kids[i] = k.flip(f)
	}
	return &m
}

func (a *Anchor) flip(f AnchorFlip) *Anchor {
	x := *a
	if f.Sides && !a.Size {
		if k, ok := acrossSides[a.Side]; ok {
			x.Side = k
		}
		if p := a.Percent; p != nil { // as far from the other side
			x.Percent = (&CalcNode{Op: CalcSum, Type: TypePercent, Kids: []*CalcNode{calcLeaf(100, UnitPercent),
				{Op: CalcNegate, Type: TypePercent, Kids: []*CalcNode{p}}}}).Simplify(nil)
		}
	}
	if f.Axes {
		if k, ok := acrossAxes[x.Side]; ok {
			x.Side = k
		}
	}
	x.Fallback = a.Fallback.flip(f)
	return &x
}

var acrossSides = map[Keyword]Keyword{KwTop: KwBottom, KwBottom: KwTop, KwLeft: KwRight, KwRight: KwLeft,
	KwStart: KwEnd, KwEnd: KwStart, KwSelfStart: KwSelfEnd, KwSelfEnd: KwSelfStart}

var acrossAxes = map[Keyword]Keyword{KwTop: KwLeft, KwLeft: KwTop, KwBottom: KwRight, KwRight: KwBottom,
	KwWidth: KwHeight, KwHeight: KwWidth, KwBlock: KwInline, KwInline: KwBlock, KwSelfBlock: KwSelfInline, KwSelfInline: KwSelfBlock}

// PercentOf returns how far between the sides an anchor() is, 0 to 1 between them, and false for
// one that names a side.
func (a *Anchor) PercentOf() (float64, bool) {
	if a.Percent == nil {
		return 0, false
	}
	return a.Percent.Eval(100) / 100, true
}
