package cascade

import (
	"vitrine/css/selector"
	"vitrine/engine/dom"
)

// matcher collects the rules that match one element, for it and for its pseudo-elements.
type matcher struct {
	w     *walker
	lists [selector.NumPseudo][]uint32 // sorted rule numbers
	used  []selector.Pseudo            // lists that are not empty
	// starting lets the rules of @starting-style match too.
	starting bool
	hops     map[uint32]uint32 // by rule with a scope: generations to the scoping root
}

// match fills the lists for n. filter holds n's ancestors, or is nil.
func (m *matcher) match(n *dom.Node, filter *selector.Filter) {
	for _, p := range m.used {
		m.lists[p] = m.lists[p][:0]
	}
	m.used = m.used[:0]
	clear(m.hops)
	x := m.w.index
	if id, ok := n.ElementID(); ok && len(x.id) > 0 {
		m.bucket(x.id[selector.Hash(id.Value())], n, filter)
	}
	if len(x.class) > 0 {
		for _, c := range n.Classes() {
			m.bucket(x.class[selector.Hash(c.Value())], n, filter)
		}
	}
	m.bucket(x.tag[selector.Hash(n.Atom().Value())], n, filter)
	if len(x.attr) > 0 {
		attrs := n.Attrs()
		for i := range attrs {
			m.bucket(x.attr[selector.Hash(attrs[i].Name.Value())], n, filter)
		}
	}
	m.bucket(x.any, n, filter)
	for _, p := range m.used {
		m.sort(p)
	}
}

// marker adds the universal ::marker rules.
func (m *matcher) marker(n *dom.Node, filter *selector.Filter) {
	if len(m.w.index.anyMarker) > 0 {
		m.bucket(m.w.index.anyMarker, n, filter)
		m.sort(selector.PseudoMarker)
	}
}

func (m *matcher) bucket(rules []uint32, n *dom.Node, filter *selector.Filter) {
	for _, i := range rules {
		r := &m.w.index.rules[i]
		if filter != nil && filter.Rejects(r.sel) {
			continue
		}
		if r.cond != nil && r.cond.starting && !m.starting {
			continue
		}
		m.w.Stats.Matches++
		if r.cond != nil {
			if !m.conditional(i, r, n) {
				continue
			}
		} else if !m.w.sel.Match(r.sel, n) {
			continue
		}
		p := r.sel.Pseudo
		if len(m.lists[p]) == 0 {
			m.used = append(m.used, p)
		}
		m.lists[p] = append(m.lists[p], i)
	}
}

// conditional matches a rule that stands in @container or @scope rules.
func (m *matcher) conditional(i uint32, r *rule, n *dom.Node) bool {
	if r.cond.scope == nil {
		if !m.w.sel.Match(r.sel, n) {
			return false
		}
	} else {
		hops, ok := m.w.scopeMatch(r, n)
		if !ok {
			return false
		}
		if m.hops == nil {
			m.hops = map[uint32]uint32{}
		}
		m.hops[i] = hops
	}
	// The element itself may be the container of its pseudo-elements, and its style is not known
	// yet: see settle.
	return r.sel.Pseudo != selector.PseudoNone || m.w.contained(r.cond, n.ParentElement())
}

// settle drops the rules of a pseudo-element of n whose container queries are not true, now that
// the style of n is known.
func (m *matcher) settle(p selector.Pseudo, n *dom.Node) []uint32 {
	list := m.lists[p]
	if !m.w.index.hasQueries {
		return list
	}
	out := list[:0]
	for _, i := range list {
		if c := m.w.index.rules[i].cond; c == nil || m.w.contained(c, n) {
			out = append(out, i)
		}
	}
	m.lists[p] = out
	return out
}

// before reports whether rule a is weaker than rule b, or is the earlier one of equally strong
// ones. Of rules of the same specificity the one whose scoping root is nearer is stronger, and any
// scoped one is stronger than one without a scope.
// https://www.w3.org/TR/css-cascade-6/#cascade-sort
func (m *matcher) before(a, b uint32) bool {
	rules := m.w.index.rules
	if x, y := rules[a].key, rules[b].key; x != y {
		return x < y
	}
	if len(m.hops) > 0 {
		x, scopedA := m.hops[a]
		y, scopedB := m.hops[b]
		if scopedA != scopedB {
			return scopedB
		}
		if x != y {
			return x > y
		}
	}
	return a < b
}

// sort orders a list by rising precedence and drops rules that were found under two names. Lists
// are short and nearly sorted, for which insertion is the fastest.
func (m *matcher) sort(p selector.Pseudo) {
	list := m.lists[p]
	for i := 1; i < len(list); i++ {
		v := list[i]
		j := i
		for j > 0 && m.before(v, list[j-1]) {
			list[j] = list[j-1]
			j--
		}
		list[j] = v
	}
	out := list[:0]
	for i, v := range list {
		if i == 0 || v != list[i-1] {
			out = append(out, v)
		}
	}
	m.lists[p] = out
}
