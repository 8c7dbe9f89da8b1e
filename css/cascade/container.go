package cascade

import (
	"cmp"
	"slices"
	"sort"

	"vitrine/css/media"
	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/css/syntax"
	"vitrine/css/value"
	"vitrine/engine/dom"
)

// Container queries. What a container measures is known after layout only, so it comes in with the
// input: the sizes of an earlier layout. Who runs the cascade runs it again when layout gives other
// sizes. That ends, because the size of a container does not depend on what is inside of it: each
// round settles at least one more level of containers inside of containers.
// https://drafts.csswg.org/css-conditional-5/#container-queries

// ContainerSize is the content box of a query container, in CSS px.
type ContainerSize struct {
	Node          dom.ID
	Width, Height float32
}

// Containers are the sizes of the query containers of a document, by rising node id. They never
// change; nil holds none.
type Containers []ContainerSize

func (c Containers) find(id dom.ID) (ContainerSize, bool) {
	i := sort.Search(len(c), func(i int) bool { return c[i].Node >= id })
	if i < len(c) && c[i].Node == id {
		return c[i], true
	}
	return ContainerSize{}, false
}

// Equal reports whether all containers have the same sizes.
func (c Containers) Equal(d Containers) bool { return slices.Equal(c, d) }

// Sort brings the sizes into the order that Input asks for.
func (c Containers) Sort() {
	slices.SortFunc(c, func(a, b ContainerSize) int { return cmp.Compare(a.Node, b.Node) })
}

// HasContainers reports whether some element is a size container and some style asks for its size:
// then the sizes of the containers belong into the next Input.
func (r *Result) HasContainers() bool {
	return r.hasContainers && (r.index.hasSizeQueries || r.cache.askedUnits)
}

// condition is what must hold besides a match for a rule to apply: the @container and @scope rules
// around it.
type condition struct {
	starting   bool                  // stands in @starting-style
	containers []media.ContainerList // each must be true
	scope      *scope                // nil for none
	asksScope  bool                  // the selector of the rule asks for the scoping root
}

// axesOf returns on which physical axes a style makes a size container.
func axesOf(s *style.Style) (w, h bool) {
	if s.ContainerType() == value.Value(value.KwNormal) {
		return false, false
	}
	vertical := s.WritingMode() != value.KwHorizontalTb
	for _, v := range value.Spaced(s.ContainerType()) {
		switch v {
		case value.Value(value.KwSize):
			return true, true
		case value.Value(value.KwInlineSize):
			w, h = !vertical, vertical
		}
	}
	return w, h
}

func hasName(s *style.Style, name string) bool {
	if name == "" {
		return true
	}
	for _, v := range value.Spaced(s.ContainerName()) {
		if v == value.Value(value.Ident(name)) {
			return true
		}
	}
	return false
}

// contained reports whether the container queries around a rule are true for what looks for its
// containers from an element upwards.
func (w *walker) contained(c *condition, from *dom.Node) bool {
	for _, list := range c.containers {
		ok := false
		for i := range list {
			if ok = w.query(&list[i], from); ok {
				break
			}
		}
		if !ok {
			return false
		}
	}
	return true
}

// query finds the container of a query, from n upwards, and asks it.
// https://drafts.csswg.org/css-conditional-5/#container-rule
func (w *walker) query(q *media.Container, n *dom.Node) bool {
	for ; n != nil; n = n.ParentElement() {
		s := w.styles[n.ID()]
		if s == nil {
			return false
		}
		cw, ch := axesOf(s)
		needW, needH := q.Width, q.Height
		if s.WritingMode() != value.KwHorizontalTb {
			needW, needH = needW || q.Block, needH || q.Inline
		} else {
			needW, needH = needW || q.Inline, needH || q.Block
		}
		if needW && !cw || needH && !ch || !hasName(s, q.Name) {
			continue
		}
		return q.Match(w.containerEnv(n, s, cw, ch))
	}
	return false
}

func (w *walker) containerEnv(n *dom.Node, s *style.Style, cw, ch bool) *media.ContainerEnv {
	var up *style.Style
	if p := n.ParentElement(); p != nil {
		up = w.styles[p.ID()]
	}
	c := w.context(up)
	c.FontSize, c.LineHeight = s.FontSize(), s.FontSize()*1.15
	if px, ok := s.LineHeightPx(); ok {
		c.LineHeight = px
	} else if w.in.NormalLineHeight != nil {
		c.LineHeight = w.in.NormalLineHeight(s)
	}
	if f := w.in.Metrics; f != nil {
		c.FontMetric = func(u value.Unit) float32 { return f(s, u) }
	}
	w.units(w.unitsOf(n.ParentElement()), c)
	e := &media.ContainerEnv{Vertical: s.WritingMode() != value.KwHorizontalTb, Lengths: &c.Context,
		Style: func(f *media.StyleFeature) bool { return w.styleFeature(f, s) }}
	if size, ok := w.in.Containers.find(n.ID()); ok {
		e.Width, e.Height, e.HasWidth, e.HasHeight = size.Width, size.Height, cw, ch
	}
	return e
}

// styleFeature answers style(--x) and style(--x: value) for a container with style s.
// https://drafts.csswg.org/css-conditional-5/#style-container
func (w *walker) styleFeature(f *media.StyleFeature, s *style.Style) bool {
	c := w.context(nil)
	c.FontSize = s.FontSize()
	r := &resolver{parent: s.Vars(), registered: w.index.registered, functions: w.index.functions, env: &w.in.Env, context: c}
	return r.styleFeature(f, 0)
}

// styleFeature answers for the element whose custom properties are resolved.
func (r *resolver) styleFeature(f *media.StyleFeature, depth int) bool {
	reg := r.registered[f.Name]
	have := r.lookup(f.Name, depth)
	if f.Any {
		if reg != nil {
			return have != nil && (reg.initial == nil || have.String() != reg.initial.String())
		}
		return have != nil
	}
	if len(f.Value) == 1 && f.Value[0].IsIdent("initial") {
		if reg != nil && reg.initial != nil {
			return have != nil && have.String() == reg.initial.String()
		}
		return have == nil
	}
	want, ok := r.expand(f.Value, depth)
	if !ok || have == nil {
		return !ok && have == nil
	}
	want = syntax.Trim(want)
	if reg != nil && reg.syntax != nil {
		if cu := reg.compute(want, r.context); cu != nil {
			return have.String() == cu.String()
		}
		return false
	}
	return syntax.Serialize(have.Value) == syntax.Serialize(want)
}

// unitSizes are the sizes that container units of the children of an element are of; the zero
// value stands for no container.
type unitSizes struct {
	w, h       float32
	hasW, hasH bool
}

// unitsOf returns the number of the sizes for the children of n, 0 for no container. The last answer
// is remembered: most questions come from siblings.
// https://drafts.csswg.org/css-conditional-5/#container-lengths
func (w *walker) unitsOf(n *dom.Node) uint32 {
	if !w.hasContainers || n == nil {
		return 0
	}
	var u unitSizes
	if n == w.unitsFor {
		return w.lastUnits
	}
	w.unitsFor = n
	for a := n; a != nil && !(u.hasW && u.hasH); a = a.ParentElement() {
		s := w.styles[a.ID()]
		if s == nil {
			break
		}
		cw, ch := axesOf(s)
		if cw && !u.hasW || ch && !u.hasH {
			if size, ok := w.in.Containers.find(a.ID()); ok {
				if cw && !u.hasW {
					u.w, u.hasW = size.Width, true
				}
				if ch && !u.hasH {
					u.h, u.hasH = size.Height, true
				}
			}
		}
	}
	w.lastUnits = w.cache.unitSizes(u)
	return w.lastUnits
}

// unitSizes returns the number of a set of sizes, so that what styles are shared by stays small.
func (c *cache) unitSizes(u unitSizes) uint32 {
	if u == (unitSizes{}) {
		return 0
	}
	i, ok := c.unitNumber[u]
	if !ok {
		if c.unitNumber == nil {
			c.unitNumber = map[unitSizes]uint32{}
		}
		c.units = append(c.units, u)
		i = uint32(len(c.units))
		c.unitNumber[u] = i
	}
	return i
}

// units tells a context what container units are of.
func (w *walker) units(number uint32, c *style.Context) {
	var u unitSizes
	if number > 0 {
		u = w.cache.units[number-1]
	}
	c.ContainerW, c.ContainerH, c.HasContainerW, c.HasContainerH = u.w, u.h, u.hasW, u.hasH
}

// containers marks what is inside of containers that have another size now.
func (r *restyler) containers(was, is Containers) {
	mark := func(id dom.ID) {
		if n := r.in.Doc.Node(id); n != nil && n.Type == dom.ElementNode {
			r.mark(n, selector.ReachSelf|selector.ReachBelow) // itself: its pseudo-elements
		}
	}
	for len(was) > 0 || len(is) > 0 {
		switch {
		case len(is) == 0 || len(was) > 0 && was[0].Node < is[0].Node:
			mark(was[0].Node)
			was = was[1:]
		case len(was) == 0 || is[0].Node < was[0].Node:
			mark(is[0].Node)
			is = is[1:]
		default:
			if was[0] != is[0] {
				mark(is[0].Node)
			}
			was, is = was[1:], is[1:]
		}
	}
}

// asksAbout reports whether queries of what is inside of an element may answer otherwise when its
// style changes from old to s.
func (x *index) asksAbout(old, s *style.Style) bool {
	if !x.hasQueries || old == nil || old == s {
		return false
	}
	return x.hasStyleQueries || old.ContainerType() != s.ContainerType() || old.ContainerName() != s.ContainerName() ||
		s.ContainerType() != value.Value(value.KwNormal)
}
