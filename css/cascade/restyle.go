package cascade

import (
	"maps"
	"strings"

	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
)

// Restyling after changes: the elements for which some rule may match otherwise are marked, then
// one walk goes to the marked elements only, and further down where what children inherit has
// changed. Whatever is not marked keeps its style, pseudo-elements included.
//
// Marks say at least what the selectors' reaches ask for (see selector.Reach) and what styles read
// from the document beside selectors: presentational hints, attr(), links, directions. A change
// whose reach is the whole document, or of which the journal does not tell, styles everything.

// The marks of an element.
const (
	markSelf  uint8 = 1 << iota // its style
	markBelow                   // the styles of all its descendants
	markAfter                   // those of the siblings after it and all their descendants
	markPath                    // something below is marked
)

// restyler marks and visits.
type restyler struct {
	*walker
	deps  *dependences
	marks []uint8 // by dom.ID
	all   bool    // everything has to be styled
	// spread tells that something changed that is not style.ChangeInPlace.
	spread bool
}

// restyle brings the styles of prev up to date; false means that all have to be made anew.
func (w *walker) restyle() bool {
	in, was := &w.in, &w.prev.in
	if in.Doc != was.Doc || w.prev.index != w.index || in.Fonts != was.Fonts ||
		w.prev.version+uint64(len(in.Changes)) != w.version || in.Doc.DocumentElement() == nil {
		return false
	}
	if rest := in.State; true {
		rest.Hover, rest.Active, rest.Focus, rest.Target = was.State.Hover, was.State.Active, was.State.Focus, was.State.Target
		rest.FocusVisible = was.State.FocusVisible
		if rest != was.State {
			return false
		}
	}
	r := &restyler{walker: w, deps: w.index.depends(), marks: make([]uint8, in.Doc.Len())}
	r.states(&was.State, &in.State)
	r.containers(was.Containers, in.Containers)
	for i := range in.Changes {
		if k := in.Changes[i].Kind; w.cache.askedPlace && (k == dom.Removed || k == dom.Inserted) {
			return false
		}
		r.change(&in.Changes[i])
		if r.all {
			return false
		}
	}
	if was.Motion.On != in.Motion.On || was.Motion.Rest != in.Motion.Rest {
		return false
	}
	for at, m := range w.prev.motion {
		if m.running || m.wake <= in.Motion.Now || m.follows(was.Timelines, in.Timelines) || w.prev.again {
			if n := in.Doc.Node(at.id); n != nil {
				r.mark(n, selector.ReachSelf)
			}
		}
	}
	if r.all {
		return false
	}
	w.motion = maps.Clone(w.prev.motion)
	copy(w.styles, w.prev.styles)
	w.hasContainers = w.prev.hasContainers
	if w.prev.pseudos != nil {
		w.pseudos = make([]*pseudoSet, len(w.styles))
		copy(w.pseudos, w.prev.pseudos)
	}
	for i := range in.Changes {
		// What was put somewhere else may be inside of display: none now.
		if m := &in.Changes[i]; m.Kind == dom.Removed || m.Kind == dom.Inserted {
			r.drop(in.Doc.Node(m.Node))
		}
	}
	w.root = w.prev.computed(in.Doc.DocumentElement())
	w.Changed = []*dom.Node{}
	r.visit(in.Doc.DocumentElement(), r.marks[in.Doc.Root().ID()]&markBelow != 0, 0)
	if r.spread {
		r.Damage &^= style.ChangeInPlace
	}
	return !r.all
}

// states marks what follows from what the person does.
func (r *restyler) states(was, is *State) {
	r.chains(was.Hover, is.Hover, selector.FactHover, false)
	r.chains(was.Active, is.Active, selector.FactActive, false)
	r.chains(was.Focus, is.Focus, selector.FactFocus, was.FocusVisible != is.FocusVisible)
	r.chains(was.Target, is.Target, selector.FactTarget, false)
}

// chains marks a and b and their ancestors, without the common ones unless those count too.
func (r *restyler) chains(a, b *dom.Node, fact selector.Fact, common bool) {
	if a == b && !common {
		return
	}
	in := map[*dom.Node]bool{}
	for n := a; n != nil; n = n.ParentElement() {
		in[n] = true
	}
	for n := b; n != nil; n = n.ParentElement() {
		if in[n] && !common {
			delete(in, n)
		} else {
			in[n] = true
		}
	}
	// The two nodes themselves are marked in any case: one may be an ancestor of the other, and
	// :focus is not :focus-within.
	for _, n := range []*dom.Node{a, b} {
		if n != nil {
			in[n] = true
		}
	}
	for n := range in {
		r.mark(n, r.deps.state(fact, n))
	}
}

// moved marks p and its ancestors, below which something came or went: it may hold what is hovered
// and so on, and they then match otherwise although that is still the same element.
func (r *restyler) moved(p *dom.Node) {
	was, is := &r.prev.in.State, &r.in.State
	for _, st := range []struct {
		fact selector.Fact
		any  bool
	}{
		{selector.FactHover, was.Hover != nil || is.Hover != nil},
		{selector.FactActive, was.Active != nil || is.Active != nil},
		{selector.FactFocus, was.Focus != nil || is.Focus != nil},
		{selector.FactTarget, was.Target != nil || is.Target != nil},
	} {
		for n := p; n != nil && st.any; n = n.ParentElement() {
			r.mark(n, r.deps.state(st.fact, n))
		}
	}
}

// mark notes that a fact about n has changed that reaches so far.
func (r *restyler) mark(n *dom.Node, reach selector.Reach) {
	if reach&selector.ReachAnywhere != 0 {
		r.all = true
	}
	if reach == 0 || r.all {
		return
	}
	var m uint8
	if reach&selector.ReachSelf != 0 {
		m |= markSelf
	}
	if reach&selector.ReachBelow != 0 {
		m |= markBelow
	}
	if reach&selector.ReachFollowing != 0 {
		m |= markAfter
	}
	r.marks[n.ID()] |= m
	p := n.Parent()
	if reach&selector.ReachAround != 0 && p != nil {
		r.marks[p.ID()] |= markBelow
	}
	for ; p != nil && r.marks[p.ID()]&markPath == 0; p = p.Parent() {
		r.marks[p.ID()] |= markPath
	}
}

const selfAndBelow = selector.ReachSelf | selector.ReachBelow

// change marks what follows from one entry of the journal.
func (r *restyler) change(m *dom.Mutation) {
	d, doc := r.deps, r.in.Doc
	n := doc.Node(m.Node)
	switch m.Kind {
	case dom.AttrChanged:
		r.attribute(n, m)
	case dom.TextChanged:
		if p := n.ParentElement(); p != nil {
			r.text(p)
			if (m.Old == "") != (n.Data() == "") {
				r.mark(p, d.facts[selector.FactEmpty])
			}
		}
	case dom.Inserted, dom.Removed:
		p := doc.Node(m.Parent)
		if p.Type != dom.ElementNode {
			r.all = r.all || p.Type == dom.DocumentNode
			return
		}
		r.mark(p, d.facts[selector.FactEmpty])
		r.text(p)
		r.moved(p)
		if n.Type != dom.ElementNode {
			return
		}
		if m.Kind == dom.Inserted {
			r.mark(n, selfAndBelow)
		}
		switch reach := d.facts[selector.FactStructure]; {
		case reach&selector.ReachAnywhere != 0:
			r.all = true
		case reach != 0, n.IsHTML("legend"): // which legend is the first decides what is disabled
			r.mark(p, selector.ReachBelow)
		}
	}
}

// text marks what follows from other text inside of p.
func (r *restyler) text(p *dom.Node) {
	r.mark(p, selector.ReachSelf|r.deps.facts[selector.FactText])
	for ; p != nil; p = p.ParentElement() {
		if dir, ok := p.Attr("dir"); ok && strings.EqualFold(dir, "auto") || !ok && p.IsHTML("bdi") {
			r.mark(p, selfAndBelow)
		}
	}
}

// attribute marks what follows from another value of an attribute of n.
func (r *restyler) attribute(n *dom.Node, m *dom.Mutation) {
	d := r.deps
	name := m.Name.Value()
	now, _ := n.AttrAtom(m.Name)
	reach := selector.ReachSelf | d.named(selector.FactAttr, name)
	switch {
	case name == "class":
		was, is := strings.Fields(m.Old), strings.Fields(now)
		for _, c := range was {
			if !contains(is, c) {
				reach |= d.named(selector.FactClass, c)
			}
		}
		for _, c := range is {
			if !contains(was, c) {
				reach |= d.named(selector.FactClass, c)
			}
		}
	case name == "id":
		if m.Old != "" {
			reach |= d.named(selector.FactID, m.Old)
		}
		if now != "" {
			reach |= d.named(selector.FactID, now)
		}
	case name == "style", strings.HasPrefix(name, "data-"), strings.HasPrefix(name, "aria-"):
	default:
		// Hints of cells ask their table, links are asked about by what is inside.
		reach |= selector.ReachBelow | d.facts[selector.FactForm]
	}
	r.mark(n, reach)
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// visit styles n when it is marked or its parent's style changed in a way that matters, and goes
// on below. force says that n is marked by an ancestor; up is what changed in the parent's style.
func (r *restyler) visit(n *dom.Node, force bool, up style.Change) {
	id := n.ID()
	m := r.marks[id]
	var old *style.Style
	if int(id) < len(r.prev.styles) {
		old = r.prev.styles[id]
	}
	s, change := old, style.Change(0)
	if force || m&markSelf != 0 || old == nil || up&(style.ChangeInherited|style.ChangeDisplay) != 0 || up != 0 && old.CopiesParent() {
		s, change = r.again(n, old)
		if r.all {
			return
		}
	}
	if s.Display() == value.KwNone {
		if old != nil && old.Display() != value.KwNone {
			for c := n.First(); c != nil; c = c.Next() {
				r.drop(c)
			}
		}
		return
	}
	if s.Display() == value.KwContents {
		change |= up & style.ChangeDisplay // its children are items of the same container
	}
	force = force || m&markBelow != 0 || old == nil || old.Display() == value.KwNone || r.index.asksAbout(old, s)
	if !force && change == 0 && m&markPath == 0 {
		return
	}
	r.filter.Push(n)
	for c := n.FirstElement(); c != nil; c = c.NextElement() {
		r.visit(c, force, change)
		if r.all {
			return
		}
		force = force || r.marks[c.ID()]&markAfter != 0
	}
	r.filter.Pop()
}

// again styles one element anew and notes what that changed.
func (r *restyler) again(n *dom.Node, old *style.Style) (*style.Style, style.Change) {
	id := n.ID()
	var before *pseudoSet
	if r.pseudos != nil {
		before, r.pseudos[id] = r.pseudos[id], nil
	}
	if len(r.motion) > 0 {
		r.motion = forget(r.motion, id) // what still moves is noted again
	}
	s := r.element(n)
	c := style.Compare(old, s)
	if n == r.in.Doc.DocumentElement() && c&style.ChangeFont != 0 {
		r.all = true // every rem and rlh
	}
	var after *pseudoSet
	if r.pseudos != nil {
		after = r.pseudos[id]
	}
	p := before.compare(after)
	if c|p != 0 {
		r.Damage |= c | p
		r.spread = r.spread || c&style.ChangeInPlace == 0 || p != 0
		r.Changed = append(r.Changed, n)
	}
	return s, c
}

// compare returns in what the pseudo-elements of an element differ from earlier ones.
func (p *pseudoSet) compare(q *pseudoSet) style.Change {
	if p == q {
		return 0
	}
	if p == nil || q == nil || len(p.list) != len(q.list) {
		return style.ChangeLayout | style.ChangePaint
	}
	var c style.Change
	for i := range p.list {
		if p.list[i].pseudo != q.list[i].pseudo {
			return style.ChangeLayout | style.ChangePaint
		}
		c |= style.Compare(p.list[i].style, q.list[i].style)
	}
	return c
}

// drop forgets the styles of n and all that is inside of it.
func (r *restyler) drop(n *dom.Node) {
	for c := n; c != nil; c = c.After(n) {
		if id := int(c.ID()); id < len(r.styles) && r.styles[id] != nil {
			r.styles[id] = nil
			if r.pseudos != nil {
				r.pseudos[id] = nil
			}
			if len(r.motion) > 0 {
				r.motion = forget(r.motion, c.ID())
			}
			r.Damage |= style.ChangeLayout | style.ChangePaint
			r.spread = true
		}
		if c == n && n.First() == nil {
			return
		}
	}
}

// forget drops what moves an element and its pseudo-elements.
func forget(m map[mover]*motion, id dom.ID) map[mover]*motion {
	for p := selector.PseudoNone; p < selector.NumPseudo; p++ {
		delete(m, mover{id, p})
	}
	return m
}
