package value

import (
	"vitrine/css/syntax"
)

// Options are what the text around a value says about how to read it.
type Options struct {
	Base string // address that url() is relative to
	// Quirks allows lengths without a unit, HashlessColor colours without #: set for the
	// properties and documents that the Quirks Mode standard names.
	// https://quirks.spec.whatwg.org/
	Quirks, HashlessColor bool
	// BuiltIn allows what only the built-in sheets may say: the unit __qem.
	BuiltIn bool
}

// maxMatchSteps and stepsPerComponent limit how much work matching one value may take; a value
// that needs more does not match. Ordinary values take a few steps per component.
const (
	maxMatchSteps     = 20000
	stepsPerComponent = 24
)

// Capture is a part of a value that matched a <'property'> of the grammar.
type Capture struct {
	Property string
	Value    Value
}

// Match matches component values against the grammar and returns the value in canonical order:
// components in the order of the grammar, optional commas as the grammar has them. ok is false
// when they do not match.
func (g *Grammar) Match(v []syntax.Component, o *Options) (val Value, ok bool) {
	val, _, ok = g.match(v, o, false)
	return val, ok
}

// Captures matches and also returns the parts that the grammar takes from properties.
func (g *Grammar) Captures(v []syntax.Component, o *Options) (Value, []Capture, bool) {
	return g.match(v, o, true)
}

func (g *Grammar) match(v []syntax.Component, o *Options, capture bool) (Value, []Capture, bool) {
	if len(v) == 1 && !capture {
		if val, sure := g.MatchOne(&v[0], o); val != nil || sure {
			return val, nil, val != nil
		}
	}
	steps := maxMatchSteps + stepsPerComponent*len(v)
	m := matcher{toks: stripSpace(v), o: o, steps: &steps, capture: capture}
	if n := g.tree().listed(); n != nil && !capture {
		if val, ok := m.list(n.kids[0]); ok {
			return val, nil, true
		}
		m.out = m.out[:0]
	}
	if len(m.toks) == 0 || !m.match(g.root, 0, m.atEnd) {
		return nil, nil, false
	}
	return assemble(m.out), m.caps, true
}

// listed returns the comma-separated list that the grammar is, or that is one of its
// alternatives; nil when there is none.
func (n *node) listed() *node {
	switch n.kind {
	case nodeMulti:
		if n.comma && n.max < 0 {
			return n
		}
	case nodeAlt:
		for _, k := range n.kids {
			if l := k.listed(); l != nil {
				return l
			}
		}
	}
	return nil
}

// list matches a list part by part: nothing that matches one part can reach over a comma, so long
// lists need neither backtracking nor a deep stack.
func (m *matcher) list(item *node) (Value, bool) {
	var items []Value
	all := m.toks
	for start, i := 0, 0; i <= len(all); i++ {
		if i < len(all) && all[i].Kind != syntax.Comma {
			continue
		}
		if start == 0 && i == len(all) {
			return nil, false // one part: no list
		}
		part := matcher{toks: all[start:i], o: m.o, steps: m.steps, out: m.out[:0]}
		if i == start || !part.match(item, 0, part.atEnd) {
			return nil, false
		}
		items = append(items, assemble(part.out))
		m.out, start = part.out[:0], i+1
	}
	return &List{Sep: ',', Items: items}, true
}

// MatchOne matches a value that is one component, without the machinery for longer ones. sure is
// false when val is nil but Match may still find a match.
func (g *Grammar) MatchOne(t *syntax.Component, o *Options) (val Value, sure bool) {
	g.once.Do(func() {
		g.words = map[Keyword]bool{}
		g.single(g.tree(), 0)
	})
	switch t.Kind {
	case syntax.Ident:
		if k := LookupKeyword(t.Text); k != 0 && g.words[k] {
			return k, true
		}
	case syntax.Number, syntax.Percentage, syntax.Dimension, syntax.String, syntax.Hash, syntax.URL, syntax.Function:
	default:
		return nil, false
	}
	for _, n := range g.singles {
		if leafSpans[n.leaf] {
			one := [1]syntax.Component{*t}
			if parseSpan(n, one[:], o, func(v Value, used int) bool { val = v; return used == 1 }) {
				return val, true
			}
			val = nil
			continue
		}
		if val = parseLeaf(n, t, o); val != nil {
			return val, true
		}
	}
	return nil, t.Kind != syntax.Function
}

func stripSpace(v []syntax.Component) []syntax.Component {
	n := 0
	for i := range v {
		if v[i].Kind != syntax.Whitespace {
			n++
		}
	}
	if n == len(v) {
		return v
	}
	out := make([]syntax.Component, 0, n)
	for i := range v {
		if v[i].Kind != syntax.Whitespace {
			out = append(out, v[i])
		}
	}
	return out
}

// assemble turns a flat sequence with commas into a value.
func assemble(out []Value) Value {
	commas := 0
	for _, v := range out {
		if v == Delim(',') {
			commas++
		}
	}
	if commas == 0 {
		return Join(' ', append([]Value(nil), out...))
	}
	items := make([]Value, 0, commas+1)
	start := 0
	for i := 0; i <= len(out); i++ {
		if i == len(out) || out[i] == Delim(',') {
			items = append(items, Join(' ', append([]Value(nil), out[start:i]...)))
			start = i + 1
		}
	}
	return &List{Sep: ',', Items: items}
}

// matcher is a backtracking matcher in continuation-passing style: match calls k with each
// position that the node can end at until k is satisfied.
type matcher struct {
	toks    []syntax.Component
	o       *Options
	out     []Value
	caps    []Capture
	steps   *int
	capture bool
}

func (m *matcher) atEnd(i int) bool { return i == len(m.toks) }

func (m *matcher) match(n *node, i int, k func(int) bool) bool {
	if *m.steps--; *m.steps < 0 {
		return false
	}
	switch n.kind {
	case nodeKeyword:
		if i < len(m.toks) && m.toks[i].Kind == syntax.Ident && LookupKeyword(m.toks[i].Text) == n.kw {
			return m.emit(n.kw, i+1, k)
		}
	case nodeDelim:
		if i < len(m.toks) && (n.delim == ',' && m.toks[i].Kind == syntax.Comma || m.toks[i].IsDelim(n.delim)) {
			return m.emit(Delim(n.delim), i+1, k)
		}
	case nodeLeaf:
		if i >= len(m.toks) {
			return false
		}
		if leafSpans[n.leaf] {
			return parseSpan(n, m.toks[i:], m.o, func(v Value, used int) bool { return m.emit(v, i+used, k) })
		}
		if v := parseLeaf(n, &m.toks[i], m.o); v != nil {
			return m.emit(v, i+1, k)
		}
	case nodeRef:
		if n.prop == "" || !m.capture {
			return m.match(n.ref.tree(), i, k)
		}
		from, caps := len(m.out), len(m.caps)
		return m.match(n.ref.tree(), i, func(j int) bool {
			kept := len(m.caps)
			m.caps = append(m.caps[:caps:caps], Capture{n.prop, assemble(m.out[from:])})
			if k(j) {
				return true
			}
			m.caps = m.caps[:min(kept, len(m.caps))]
			return false
		})
	case nodeAlt:
		out, caps := len(m.out), len(m.caps)
		for _, kid := range n.kids {
			if m.match(kid, i, k) {
				return true
			}
			m.out, m.caps = m.out[:out], m.caps[:caps]
		}
	case nodeSeq:
		if n.some {
			return m.seq(n.kids, i, func(j int) bool { return j > i && k(j) })
		}
		return m.seq(n.kids, i, k)
	case nodeMulti:
		return m.repeat(n, i, 0, k)
	case nodeAnd, nodeOr:
		var segs [24]segment
		return m.anyOrder(n, i, 0, segs[:0], len(m.out), k)
	case nodeFunc:
		if i >= len(m.toks) || m.toks[i].Kind != syntax.Function || !syntax.EqualFold(m.toks[i].Text, n.name) {
			return false
		}
		sub := matcher{toks: stripSpace(m.toks[i].Kids), o: m.o, steps: m.steps}
		if len(n.kids) == 0 && len(sub.toks) == 0 || len(n.kids) > 0 && sub.match(n.kids[0], 0, sub.atEnd) {
			return m.emit(&Func{Name: n.spelled, Args: assemble(sub.out)}, i+1, k)
		}
	case nodeBlock:
		if i >= len(m.toks) || m.toks[i].Kind != syntax.LBracket {
			return false
		}
		sub := matcher{toks: stripSpace(m.toks[i].Kids), o: m.o, steps: m.steps}
		if sub.match(n.kids[0], 0, sub.atEnd) {
			mark := len(m.out)
			m.out = append(append(append(m.out, Delim('[')), sub.out...), Delim(']'))
			if k(i + 1) {
				return true
			}
			m.out = m.out[:mark]
		}
	}
	return false
}

func (m *matcher) emit(v Value, next int, k func(int) bool) bool {
	mark := len(m.out)
	m.out = append(m.out, v)
	if k(next) {
		return true
	}
	m.out = m.out[:mark]
	return false
}

func (m *matcher) seq(kids []*node, i int, k func(int) bool) bool {
	if len(kids) == 0 {
		return k(i)
	}
	if len(kids) == 1 {
		return m.match(kids[0], i, k)
	}
	return m.match(kids[0], i, func(j int) bool { return m.seq(kids[1:], j, k) })
}

func (m *matcher) repeat(n *node, i, count int, k func(int) bool) bool {
	if n.max < 0 || count < n.max {
		start, mark := i, len(m.out)
		if n.comma && count > 0 {
			if i >= len(m.toks) || m.toks[i].Kind != syntax.Comma {
				return count >= n.min && k(i)
			}
			start++
			m.out = append(m.out, Delim(','))
		}
		if m.match(n.kids[0], start, func(j int) bool { return j > start && m.repeat(n, j, count+1, k) }) {
			return true
		}
		m.out = m.out[:mark]
	}
	return count >= n.min && k(i)
}

// segment is the part of the output that one kid of && or || produced.
type segment struct{ kid, from, to int }

// anyOrder matches the kids that are not in segs yet, in any order, and hands the output to k in
// the order of the grammar.
func (m *matcher) anyOrder(n *node, i, depth int, segs []segment, base int, k func(int) bool) bool {
	if len(n.kids) > 64 {
		return false
	}
	var done uint64
	for _, s := range segs {
		done |= 1 << s.kid
	}
	for kid, sub := range n.kids {
		if done>>kid&1 != 0 {
			continue
		}
		from := len(m.out)
		if m.match(sub, i, func(j int) bool {
			if j == i && n.kind == nodeOr {
				return false
			}
			return m.anyOrder(n, j, depth+1, append(segs[:len(segs):len(segs)], segment{kid, from, len(m.out)}), base, k)
		}) {
			return true
		}
		m.out = m.out[:from]
		if n.kind == nodeAnd && i >= len(m.toks) && !m.optional(sub) {
			return false
		}
	}
	if n.kind == nodeAnd && len(segs) < len(n.kids) || len(segs) == 0 {
		return false
	}
	sorted := true
	for s := 1; s < len(segs); s++ {
		if segs[s].kid < segs[s-1].kid {
			sorted = false
		}
	}
	if sorted {
		return k(i)
	}
	saved := append([]Value(nil), m.out[base:]...)
	m.out = m.out[:base]
	for kid := range n.kids {
		for _, s := range segs {
			if s.kid == kid {
				m.out = append(m.out, saved[s.from-base:s.to-base]...)
			}
		}
	}
	if k(i) {
		return true
	}
	m.out = append(m.out[:base], saved...)
	return false
}

func (m *matcher) optional(n *node) bool { return n.kind == nodeMulti && n.min == 0 }
