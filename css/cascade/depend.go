package cascade

import (
	"vitrine/css/selector"
	"vitrine/engine/dom"
)

// dependences say how far a change of one fact about an element can reach, over all rules of an
// index: what invalidation sets are in other engines, with reaches in place of sets.
type dependences struct {
	class, id, attr map[uint32]selector.Reach
	facts           [selector.NumFacts]selector.Reach
	// keyed holds, for what the person does, the reaches that count for elements with a name;
	// those for any element are in facts.
	keyed [selector.NumFacts]map[selector.Key]selector.Reach
}

// depends returns the dependences of the index, collected on first use.
func (x *index) depends() *dependences {
	if x.deps != nil {
		return x.deps
	}
	d := &dependences{class: map[uint32]selector.Reach{}, id: map[uint32]selector.Reach{}, attr: map[uint32]selector.Reach{}}
	var last *selector.Complex
	for i := range x.rules {
		if x.rules[i].sel == last {
			continue
		}
		last = x.rules[i].sel
		last.Depends(d.add)
	}
	// What decides about the ends of a scope decides about all that is inside of it.
	seen := map[*scope]bool{}
	for i := range x.rules {
		if !x.scoped || x.rules[i].cond == nil {
			continue
		}
		for sc := x.rules[i].cond.scope; sc != nil && !seen[sc]; sc = sc.outer {
			seen[sc] = true
			for _, list := range [2]selector.List{sc.start, sc.end} {
				for _, c := range list {
					c.Depends(func(p selector.Dependent) {
						p.Reach |= selector.ReachSelf | selector.ReachBelow
						d.add(p)
					})
				}
			}
		}
	}
	x.deps = d
	return d
}

// hashed returns the map of a fact with names, or nil.
func (d *dependences) hashed(fact selector.Fact) map[uint32]selector.Reach {
	switch fact {
	case selector.FactClass:
		return d.class
	case selector.FactID:
		return d.id
	case selector.FactAttr:
		return d.attr
	}
	return nil
}

// named returns the reach of a change of a class, id or attribute.
func (d *dependences) named(fact selector.Fact, name string) selector.Reach {
	return d.hashed(fact)[selector.Hash(name)] | d.facts[fact]
}

func (d *dependences) add(p selector.Dependent) {
	if m := d.hashed(p.Fact); m != nil && p.Hash != 0 {
		m[p.Hash] |= p.Reach
		return
	}
	switch p.Fact {
	case selector.FactHover, selector.FactActive, selector.FactFocus, selector.FactTarget:
		if p.Keys != nil {
			if d.keyed[p.Fact] == nil {
				d.keyed[p.Fact] = map[selector.Key]selector.Reach{}
			}
			for _, k := range p.Keys {
				d.keyed[p.Fact][k] |= p.Reach
			}
			return
		}
	}
	d.facts[p.Fact] |= p.Reach
}

// state returns the reach of a change of what the person does with n.
func (d *dependences) state(fact selector.Fact, n *dom.Node) selector.Reach {
	r := d.facts[fact]
	m := d.keyed[fact]
	if len(m) == 0 {
		return r
	}
	key := func(k selector.KeyKind, name dom.Atom) {
		r |= m[selector.Key{Kind: k, Hash: selector.Hash(name.Value())}]
	}
	key(selector.KeyTag, n.Atom())
	if id, ok := n.ElementID(); ok {
		key(selector.KeyID, id)
	}
	for _, c := range n.Classes() {
		key(selector.KeyClass, c)
	}
	for _, a := range n.Attrs() {
		key(selector.KeyAttr, a.Name)
	}
	return r
}
