package cascade

import (
	"strings"

	"vitrine/css/counter"
	"vitrine/css/cssom"
	"vitrine/css/media"
	"vitrine/css/selector"
	"vitrine/engine/dom"
)

// maxImportDepth is how deep @import chains are followed.
const maxImportDepth = 32

// rule is one selector of one style rule.
type rule struct {
	sel   *selector.Complex
	block *cssom.Block
	layer *layer
	cond  *condition // nil for none
	// key orders by origin, layer and specificity; rules with equal keys are ordered by their
	// index, which is the order of appearance.
	key    uint64
	origin Origin
}

// layer is a node of the tree of cascade layers of one origin. The rules of a layer itself come
// after, and so win over, those of the layers inside it.
// https://www.w3.org/TR/css-cascade-5/#layer-ordering
type layer struct {
	name  string // full name; "" for the origin's implicit layer
	kids  []*layer
	order int
}

// child returns the layer of a dotted name below l; an empty name makes an anonymous one.
func (l *layer) child(name []string) *layer {
	if len(name) == 0 {
		k := &layer{name: strings.TrimPrefix(l.name+".(anonymous)", ".")}
		l.kids = append(l.kids, k)
		return k
	}
next:
	for _, part := range name {
		full := strings.TrimPrefix(l.name+"."+part, ".")
		for _, k := range l.kids {
			if k.name == full {
				l = k
				continue next
			}
		}
		k := &layer{name: full}
		l.kids = append(l.kids, k)
		l = k
	}
	return l
}

// number gives the layers their order, weakest first.
func (l *layer) number(n int, names *[]string) int {
	for _, k := range l.kids {
		n = k.number(n, names)
	}
	l.order = n
	if l.name != "" && names != nil {
		*names = append(*names, l.name)
	}
	return n + 1
}

// index finds the rules that can match an element.
type index struct {
	rules []rule
	// Buckets hold rule numbers by the hash of a name, see selector.Key.
	id, class, tag, attr map[uint32][]uint32
	any                  []uint32
	anyMarker            []uint32 // "any" rules for ::marker, asked of list items only

	faces         []*cssom.FontFace
	features      []*cssom.Rule
	palettes      []*cssom.PaletteValues
	keyframes     map[string]*cssom.Rule
	positionTries map[string]*cssom.Rule
	counterStyles *counter.Set
	registered    map[string]*registration
	functions     map[string]*function
	hasReset      bool // some registered property does not inherit
	layerNames    []string
	hasStarting   bool         // some rule stands in @starting-style
	deps          *dependences // see depends
	scoped        bool         // some rule has a scope
	hasQueries    bool         // some rule stands in an @container rule
	// hasStyleQueries is set when some of them ask for styles, hasSizeQueries for sizes.
	hasStyleQueries, hasSizeQueries bool
}

// builder of an index; env answers media queries.
type indexer struct {
	*index
	env    *media.Env
	layers [Author + 1]*layer
	depth  int
	in     condition // around the rules that are read
	owner  *dom.Node // of the sheet: the root of its @scope rules without one
	// counters are the counter styles in the order of their rules.
	counters []*counter.Style
}

func buildIndex(sheets []*Sheet, env *media.Env) *index {
	x := &indexer{env: env, index: &index{
		id: map[uint32][]uint32{}, class: map[uint32][]uint32{}, tag: map[uint32][]uint32{}, attr: map[uint32][]uint32{},
		keyframes: map[string]*cssom.Rule{}, positionTries: map[string]*cssom.Rule{}, registered: map[string]*registration{},
	}}
	for o := range x.layers {
		x.layers[o] = &layer{}
	}
	// Order of appearance counts inside an origin only, so sheets can be taken as they come.
	for _, s := range sheets {
		x.owner = s.Owner
		x.sheet(s, s.Origin, x.layers[s.Origin])
	}
	x.counterStyles = counter.NewSet(x.counters)
	for o, l := range x.layers {
		names := &x.layerNames
		if Origin(o) != Author {
			names = nil
		}
		l.number(0, names)
	}
	for i := range x.rules {
		r := &x.rules[i]
		r.key = uint64(r.origin)<<62 | uint64(r.layer.order)<<30 | uint64(r.sel.Specificity)
	}
	x.buckets()
	return x.index
}

func (x *indexer) sheet(s *Sheet, o Origin, l *layer) {
	if s == nil || s.CSS == nil || x.depth >= maxImportDepth || !s.Media.Match(x.env) {
		return
	}
	x.depth++
	imports := 0
	for i := range s.CSS.Rules {
		r := &s.CSS.Rules[i]
		if r.Kind != cssom.Import {
			x.rule(r, o, l)
			continue
		}
		k := imports
		imports++
		if !r.Supported || !r.Media.Match(x.env) {
			continue
		}
		in := l
		if r.HasLayer {
			in = l.child(r.Layer)
		}
		if k < len(s.Imports) {
			x.sheet(s.Imports[k], o, in)
		}
	}
	x.depth--
}

func (x *indexer) all(rules []cssom.Rule, o Origin, l *layer) {
	for i := range rules {
		x.rule(&rules[i], o, l)
	}
}

func (x *indexer) rule(r *cssom.Rule, o Origin, l *layer) {
	switch r.Kind {
	case cssom.Style, cssom.NestedDeclarations:
		if r.Block.Len() > 0 {
			for _, sel := range r.Selectors {
				if sel.SubPseudo == selector.PseudoNone {
					x.rules = append(x.rules, rule{sel: sel, block: r.Block, layer: l, origin: o, cond: x.condition(sel)})
				}
			}
		}
		x.all(r.Rules, o, l)
	case cssom.Media:
		if r.Media.Match(x.env) {
			x.all(r.Rules, o, l)
		}
	case cssom.Supports:
		if r.Supported {
			x.all(r.Rules, o, l)
		}
	case cssom.LayerBlock:
		x.all(r.Rules, o, l.child(r.Layer))
	case cssom.LayerStatement:
		for _, name := range r.Layers {
			l.child(name)
		}
	case cssom.Container:
		outer := x.in
		x.in.containers = append(outer.containers[:len(outer.containers):len(outer.containers)], r.Container)
		x.hasQueries = true
		x.hasStyleQueries = x.hasStyleQueries || r.Container.AsksStyle()
		x.hasSizeQueries = x.hasSizeQueries || r.Container.AsksSize()
		x.all(r.Rules, o, l)
		x.in = outer
	case cssom.Scope:
		outer := x.in
		x.in.scope = x.scope(r)
		x.scoped = true
		x.all(r.Rules, o, l)
		x.in = outer
	case cssom.StartingStyle:
		outer := x.in
		x.in.starting, x.hasStarting = true, true
		x.all(r.Rules, o, l)
		x.in = outer
	case cssom.FontFaceRule:
		if r.FontFace != nil {
			x.faces = append(x.faces, r.FontFace)
		}
	case cssom.FontFeatureValues:
		x.features = append(x.features, r)
	case cssom.FontPaletteValues:
		if r.Palette != nil {
			x.palettes = append(x.palettes, r.Palette)
		}
	case cssom.KeyframesRule:
		x.keyframes[r.Name] = r
	case cssom.PositionTry:
		x.positionTries[r.Name] = r
	case cssom.CounterStyle:
		if cs := counter.Parse(r.Name, r.Descriptors); cs != nil {
			x.counters = append(x.counters, cs)
		}
	case cssom.FunctionRule:
		x.function(r)
	case cssom.Property:
		x.register(r)
	}
}

// condition returns what must hold for a rule with a selector besides the match; nil for nothing.
func (x *indexer) condition(sel *selector.Complex) *condition {
	if x.in.scope == nil && len(x.in.containers) == 0 && !x.in.starting {
		return nil
	}
	c := x.in
	c.asksScope = c.scope != nil && sel.AsksScope()
	return &c
}

// buckets files each rule under the names that it needs.
func (x *indexer) buckets() {
	var keys []selector.Key
	for i := range x.rules {
		r := &x.rules[i]
		n := uint32(i)
		keys = r.sel.Keys(keys[:0])
		for _, k := range keys {
			switch k.Kind {
			case selector.KeyID:
				x.id[k.Hash] = append(x.id[k.Hash], n)
			case selector.KeyClass:
				x.class[k.Hash] = append(x.class[k.Hash], n)
			case selector.KeyTag:
				x.tag[k.Hash] = append(x.tag[k.Hash], n)
			case selector.KeyAttr:
				x.attr[k.Hash] = append(x.attr[k.Hash], n)
			default:
				switch tags := r.sel.Pseudo.ControlTags(); {
				case r.sel.Pseudo == selector.PseudoMarker:
					x.anyMarker = append(x.anyMarker, n)
				case tags != nil:
					for _, name := range tags {
						h := selector.Hash(name)
						x.tag[h] = append(x.tag[h], n)
					}
				default:
					x.any = append(x.any, n)
				}
			}
		}
	}
}
