package selector

import "vitrine/engine/dom"

// nthKind is one way of counting siblings.
type nthKind uint8

const (
	nthChild nthKind = iota
	nthLastChild
	nthOfType
	nthLastOfType
	nthKinds
)

// nthCache holds positions by node id, 0 for unknown. The first question about one child answers
// for all its siblings, so ":nth-child" over n siblings is linear.
type nthCache struct {
	by [nthKinds][]int32
	of map[*simple][]int32 // "of S"; -1 for elements that S does not match
}

// typeName is what "of type" compares.
type typeName struct {
	ns   dom.Namespace
	name dom.Atom
}

// nthMatches reports whether position i is in An+B.
// https://www.w3.org/TR/selectors-4/#the-nth-child-pseudo
func nthMatches(s *simple, i int32) bool {
	if i <= 0 {
		return false
	}
	d := int(i) - s.b
	if s.a == 0 {
		return d == 0
	}
	return d%s.a == 0 && d/s.a >= 0
}

// index returns the position of n among its siblings, from 1.
func (x *Context) index(n *dom.Node, k nthKind) int32 {
	v := x.nth.by[k]
	if v == nil {
		v = make([]int32, x.Doc.Len())
		x.nth.by[k] = v
	}
	if i := v[n.ID()]; i != 0 {
		return i
	}
	i := int32(0)
	switch k {
	case nthChild:
		for e := firstSibling(n); e != nil; e = e.NextElement() {
			i++
			v[e.ID()] = i
		}
	case nthLastChild:
		for e := lastSibling(n); e != nil; e = e.PrevElement() {
			i++
			v[e.ID()] = i
		}
	default:
		if x.names == nil {
			x.names = map[typeName]int32{}
		}
		clear(x.names)
		next := (*dom.Node).NextElement
		e := firstSibling(n)
		if k == nthLastOfType {
			next, e = (*dom.Node).PrevElement, lastSibling(n)
		}
		for ; e != nil; e = next(e) {
			key := typeName{e.NS(), e.Atom()}
			x.names[key]++
			v[e.ID()] = x.names[key]
		}
	}
	return v[n.ID()]
}

// indexOf returns the position of n among the siblings that the "of" list of s matches, -1 when
// n is not one of them.
func (x *Context) indexOf(s *simple, n *dom.Node) int32 {
	v := x.nth.of[s]
	if v == nil {
		if x.nth.of == nil {
			x.nth.of = map[*simple][]int32{}
		}
		v = make([]int32, x.Doc.Len())
		x.nth.of[s] = v
	}
	if i := v[n.ID()]; i != 0 {
		return i
	}
	next, e := (*dom.Node).NextElement, firstSibling(n)
	if s.pc == pcNthLastChild {
		next, e = (*dom.Node).PrevElement, lastSibling(n)
	}
	i := int32(0)
	// Answers for siblings are asked once for all, so they get a budget of their own.
	steps := x.steps
	for ; e != nil; e = next(e) {
		x.steps = MaxSteps
		if x.list(s.list, e) {
			i++
			v[e.ID()] = i
		} else {
			v[e.ID()] = -1
		}
	}
	x.steps = steps
	return v[n.ID()]
}

func firstSibling(n *dom.Node) *dom.Node {
	if p := n.Parent(); p != nil {
		return p.FirstElement()
	}
	return n
}

func lastSibling(n *dom.Node) *dom.Node {
	if p := n.Parent(); p != nil {
		return p.LastElement()
	}
	return n
}
