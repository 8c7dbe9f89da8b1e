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

// hasSet answers :has() for all elements at once when every relative selector is one compound, as
// nearly all are: whether it matches does not depend on the anchor, so one walk over the document
// marks the anchors. It returns nil for other selectors.
func (x *Context) hasSet(s *simple) []uint64 {
	if bits, ok := x.has[s]; ok {
		return bits
	}
	if x.has == nil {
		x.has = map[*simple][]uint64{}
	}
	x.has[s] = nil
	for _, c := range s.list {
		if len(c.compounds) != 2 {
			return nil
		}
	}
	bits := make([]uint64, (x.Doc.Len()+63)/64)
	// mark reports whether n was marked before.
	mark := func(n *dom.Node) bool {
		w, b := &bits[n.ID()>>6], uint64(1)<<(n.ID()&63)
		old := *w&b != 0
		*w |= b
		return old
	}
	root := x.Doc.Root()
	steps := x.steps
	for _, c := range s.list {
		var seen []uint64 // parents whose children were marked for "~"
		for n := root.First(); n != nil; n = n.After(root) {
			if n.Type != dom.ElementNode {
				continue
			}
			x.steps = MaxSteps // shared by all anchors: not the budget of one match
			if !x.compound(&c.compounds[1], n) {
				continue
			}
			switch c.combs[0] {
			case Child:
				mark(n.Parent())
			case Descendant:
				// Marks of other selectors of the list stop the climb early only when they
				// came from a descendant too, so the climb goes on until this one's own.
				for a := n.Parent(); a != nil; a = a.Parent() {
					if mark(a) && len(s.list) == 1 {
						break
					}
				}
			case NextSibling:
				if p := n.PrevElement(); p != nil {
					mark(p)
				}
			case SubsequentSibling:
				// Later matches among the same children mark more: remember how far it went by
				// walking back only to the last element that this selector marked.
				if seen == nil {
					seen = make([]uint64, len(bits))
				}
				for p := n.PrevElement(); p != nil; p = p.PrevElement() {
					w, b := &seen[p.ID()>>6], uint64(1)<<(p.ID()&63)
					if *w&b != 0 {
						break
					}
					*w |= b
					mark(p)
				}
			}
		}
	}
	x.steps = steps
	x.has[s] = bits
	return bits
}
