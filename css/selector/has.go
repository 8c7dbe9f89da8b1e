package selector

import "vitrine/engine/dom"

// hasMatch reports whether n has an element that one of the relative selectors of s matches.
// https://www.w3.org/TR/selectors-4/#relational
func (x *Context) hasMatch(s *simple, n *dom.Node) bool {
	if x.anchor != nil {
		return false // :has() does not nest
	}
	if bits := x.hasSet(s); bits != nil {
		id := n.ID()
		return bits[id>>6]&(1<<(id&63)) != 0
	}
	x.anchor = n
	defer func() { x.anchor = nil }()
	for _, c := range s.list {
		if x.hasComplex(c, n) {
			return true
		}
	}
	return false
}

// hasComplex searches where a subject of c can be: below n, or behind it.
func (x *Context) hasComplex(c *Complex, n *dom.Node) bool {
	last := len(c.compounds) - 1
	switch c.combs[0] {
	case Descendant, Child:
		for e := n.First(); e != nil; e = e.After(n) {
			if e.Type == dom.ElementNode && x.complex(c, last, e) == matched {
				return true
			}
		}
	default:
		below := false // the subject can be below a sibling
		for _, k := range c.combs[1:] {
			below = below || k == Descendant || k == Child
		}
		for sib := n.NextElement(); sib != nil; sib = sib.NextElement() {
			if x.complex(c, last, sib) == matched {
				return true
			}
			for e := sib.First(); below && e != nil; e = e.After(sib) {
				if e.Type == dom.ElementNode && x.complex(c, last, e) == matched {
					return true
				}
			}
		}
	}
	return false
}

// maxHasSteps bounds the work of answering one :has() for a whole document, in compounds tested:
// many times what any page needs, and an end to what is built to take forever.
const maxHasSteps = 1 << 26

// hasSet answers :has() for all elements at once: from the subjects of a relative selector back to
// its anchors, one walk over the document per compound finds the elements that stand in the
// relation to those found before. Which they are does not depend on the anchor. It returns nil for
// selectors that ask for :scope, which can be another element each time.
func (x *Context) hasSet(s *simple) []uint64 {
	if bits, ok := x.has[s]; ok {
		return bits
	}
	if x.has == nil {
		x.has = map[*simple][]uint64{}
	}
	x.has[s] = nil
	for _, c := range s.list {
		if c.AsksScope() {
			return nil
		}
	}
	words := (x.Doc.Len() + 63) / 64
	bits := make([]uint64, words)
	steps, left := x.steps, maxHasSteps
	for _, c := range s.list {
		set := make([]uint64, words)
		x.matching(c, len(c.compounds)-1, nil, set, &left)
		for i := len(c.compounds) - 2; ; i-- {
			related := make([]uint64, words)
			x.related(c.combs[i], set, related)
			if i == 0 {
				for w := range bits {
					bits[w] |= related[w]
				}
				break
			}
			clear(set)
			x.matching(c, i, related, set, &left)
		}
	}
	x.steps = steps
	if left < 0 {
		x.Exhausted++
	}
	x.has[s] = bits
	return bits
}

func inSet(set []uint64, n *dom.Node) bool { return set[n.ID()>>6]&(1<<(n.ID()&63)) != 0 }

// matching puts the elements of among, or all of the document when that is nil, that a compound of
// c matches into set.
func (x *Context) matching(c *Complex, compound int, among, set []uint64, left *int) {
	root := x.Doc.Root()
	for n := root.First(); n != nil; n = n.After(root) {
		if n.Type != dom.ElementNode || among != nil && !inSet(among, n) {
			continue
		}
		if *left < 0 {
			return
		}
		x.steps = min(MaxSteps, *left)
		before := x.steps
		if x.compound(&c.compounds[compound], n) && x.steps >= 0 {
			set[n.ID()>>6] |= 1 << (n.ID() & 63)
		}
		*left -= before - x.steps + 1
	}
}

// related puts the elements that have one of set in a relation to them into out: each node is
// passed once, because what lies beyond a marked one is marked already.
func (x *Context) related(comb Combinator, set, out []uint64) {
	mark := func(n *dom.Node) (was bool) {
		was = inSet(out, n)
		out[n.ID()>>6] |= 1 << (n.ID() & 63)
		return was
	}
	root := x.Doc.Root()
	for n := root.First(); n != nil; n = n.After(root) {
		if n.Type != dom.ElementNode || !inSet(set, n) {
			continue
		}
		switch comb {
		case Child:
			mark(n.Parent())
		case Descendant:
			for a := n.Parent(); a != nil && !mark(a); a = a.Parent() {
			}
		case NextSibling:
			if p := n.PrevElement(); p != nil {
				mark(p)
			}
		case SubsequentSibling:
			for p := n.PrevElement(); p != nil && !mark(p); p = p.PrevElement() {
			}
		}
	}
}
