package selector

import (
	"strings"

	"vitrine/css/syntax"
	"vitrine/engine/dom"
)

// MaxSimple is how many simple selectors one selector list may hold, those in arguments included.
const MaxSimple = 1 << 14

// parser reads one list. base is what "&" means; depth bookkeeping is done by css/syntax.
type parser struct {
	o       Options
	v       []syntax.Component
	err     *Error
	count   *int
	pool    *Pool
	inner   bool // inside a pseudo-class: no default namespace for bare compounds
	inHas   bool
	noPE    bool // no pseudo-elements here
	relHas  bool // relative selectors, for :has()
	sawNest bool // an "&" was read
}

// Parse parses a selector list.
// https://www.w3.org/TR/selectors-4/#parse-selector
func Parse(v []syntax.Component, o Options) (List, *Error) {
	n := 0
	p := &parser{o: o, v: v, count: &n, pool: o.Pool}
	if p.pool == nil {
		p.pool = &Pool{}
	}
	l := p.list(false)
	p.pool.stack = p.pool.stack[:0]
	if p.err != nil {
		return nil, p.err
	}
	return l, nil
}

func (p *parser) fail(msg string) {
	if p.err == nil {
		p.err = &Error{Msg: msg}
		if len(p.v) > 0 {
			p.err.Pos = p.v[0].Pos
		}
	}
}

func (p *parser) space() bool {
	some := false
	for len(p.v) > 0 && p.v[0].Kind == syntax.Whitespace {
		p.v = p.v[1:]
		some = true
	}
	return some
}

// list parses comma-separated complex selectors. A forgiving list drops what is invalid.
// https://www.w3.org/TR/selectors-4/#forgiving-selector
func (p *parser) list(forgiving bool) List {
	all := p.v
	forgiving = forgiving && !p.o.Strict
	parts := syntax.SplitComma(all)
	if len(parts) == 0 {
		if !forgiving {
			p.fail("empty selector")
		}
		return nil
	}
	out := p.pool.list(len(parts))
	mark := len(p.pool.stack)
	for _, part := range parts {
		p.pool.stack = p.pool.stack[:mark] // what a failed selector left
		q := *p
		q.v = part
		c := q.complex()
		p.sawNest = p.sawNest || q.sawNest
		if q.err != nil {
			if forgiving && *p.count <= MaxSimple {
				continue
			}
			if p.err = q.err; len(part) == 0 {
				p.err.Pos = all[0].Pos
			}
			return nil
		}
		out = append(out, c)
	}
	return out
}

// complex parses a complex selector, or a relative one where they are allowed.
// https://www.w3.org/TR/selectors-4/#typedef-complex-selector
func (p *parser) complex() *Complex {
	c := p.pool.complex()
	p.space()
	if len(p.v) == 0 || p.v[0].Kind == syntax.Comma {
		p.fail("empty selector")
		return nil
	}
	relative := p.relHas || (p.o.Nested || p.o.Scoped) && !p.inner
	if relative {
		comb, has := p.combinator()
		if p.relHas {
			c.compounds = append(c.compounds, compound{[]simple{{kind: kAnchor}}})
			c.combs = append(c.combs, comb)
			c.implied = true
		} else if has {
			c.prependNesting(p.o.Parent, comb)
		}
	}
	p.sawNest = false
	for {
		p.space()
		cp, ok := p.compound(c)
		if !ok {
			p.fail("expected a selector")
			return nil
		}
		c.compounds = append(c.compounds, cp)
		spaced := p.space()
		if len(p.v) == 0 {
			break
		}
		comb, has := p.combinator()
		if !has && !spaced {
			p.fail("unexpected " + p.v[0].Kind.String() + " in selector")
		} else if c.Pseudo != PseudoNone {
			p.fail("a pseudo-element ends a selector")
		}
		if p.err != nil {
			return nil
		}
		c.combs = append(c.combs, comb)
	}
	if p.err != nil {
		return nil
	}
	if relative && !p.relHas && !c.implied && !p.sawNest && !(p.o.Scoped && c.AsksScope()) {
		c.prependNesting(p.o.Parent, Descendant)
	}
	c.finish()
	return c
}

// prependNesting puts an implied "&" before the selector.
// https://www.w3.org/TR/css-nesting-1/#syntax
func (c *Complex) prependNesting(parent List, comb Combinator) {
	c.implied = true
	c.compounds = append([]compound{{[]simple{nesting(parent)}}}, c.compounds...)
	c.combs = append([]Combinator{comb}, c.combs...)
}

func nesting(parent List) simple {
	if parent == nil {
		return simple{kind: kPseudoClass, pc: pcScope, text: "&"}
	}
	return simple{kind: kNesting, list: parent}
}

// combinator parses an explicit combinator, if there is one.
func (p *parser) combinator() (Combinator, bool) {
	p.space()
	if len(p.v) == 0 || p.v[0].Kind != syntax.Delim {
		return Descendant, false
	}
	comb := Descendant
	switch p.v[0].Delim {
	case '>':
		comb = Child
	case '+':
		comb = NextSibling
	case '~':
		comb = SubsequentSibling
	default:
		return Descendant, false
	}
	p.v = p.v[1:]
	return comb, true
}

// compound parses a compound selector; ok is false when none starts here.
// https://www.w3.org/TR/selectors-4/#typedef-compound-selector
func (p *parser) compound(c *Complex) (cp compound, ok bool) {
	typed := false
	mark := len(p.pool.stack)
	if s, has := p.typeSelector(); has {
		p.pool.stack = append(p.pool.stack, s)
		ok, typed = true, true
	}
	for len(p.v) > 0 && p.err == nil {
		t := &p.v[0]
		var s simple
		switch {
		case t.Kind == syntax.Hash:
			if t.Flags&syntax.FlagID == 0 {
				p.fail("#" + t.Text + " is not an id")
				return
			}
			s = named(kID, t.Text)
		case t.IsDelim('.'):
			if len(p.v) < 2 || p.v[1].Kind != syntax.Ident {
				p.fail("expected a class name")
				return
			}
			s = named(kClass, p.v[1].Text)
			p.v = p.v[1:]
		case t.IsDelim('&'):
			s = nesting(p.o.Parent)
			p.sawNest = true
		case t.Kind == syntax.LBracket:
			s = p.attribute(t)
		case t.Kind == syntax.Colon:
			s = p.pseudo(c)
		default:
			return p.withDefault(p.pool.take(mark), typed, ok), ok
		}
		if p.err != nil {
			return
		}
		if *p.count++; *p.count > MaxSimple {
			p.fail("selector too long")
			return
		}
		if c.Pseudo != PseudoNone && s.kind != kPseudoElement && !(s.kind == kPseudoClass && pseudoAfterElement(c.Pseudo)) {
			p.fail("nothing may follow " + c.Pseudo.String())
			return
		}
		p.v = p.v[1:]
		p.pool.stack = append(p.pool.stack, s)
		ok = true
	}
	return p.withDefault(p.pool.take(mark), typed, ok), ok
}

// withDefault adds the implied universal selector of a default namespace.
// https://www.w3.org/TR/selectors-4/#type-nmsp
func (p *parser) withDefault(cp compound, typed, ok bool) compound {
	if uri, has := p.o.Namespaces[""]; has && ok && !typed && !p.inner {
		u := simple{kind: kUniversal, nsKind: nsExact, ns: dom.NamespaceOf(uri), implied: true}
		cp.simples = append([]simple{u}, cp.simples...)
	}
	return cp
}

// pseudoAfterElement reports whether pseudo-classes may follow p.
func pseudoAfterElement(p Pseudo) bool {
	switch p {
	case PseudoWebkit, PseudoPart, PseudoDetailsContent:
		return true
	}
	return p != PseudoPlaceholder && p.ControlTags() != nil
}

func named(k simpleKind, name string) simple {
	low := syntax.Lower(name)
	s := simple{kind: k, name: dom.Intern(name), hash: Hash(low)}
	s.lower = s.name
	if low != name {
		s.lower = dom.Intern(low)
	}
	return s
}

// prefix parses "ns|", "*|" and "|" when what follows makes it one; n is how many components it took.
// https://www.w3.org/TR/css-namespaces-3/#css-qnames
func (p *parser) prefix(v []syntax.Component) (kind nsKind, ns dom.Namespace, text string, n int) {
	bar := func(i int) bool {
		return i+1 < len(v) && v[i].IsDelim('|') && (v[i+1].Kind == syntax.Ident || v[i+1].IsDelim('*'))
	}
	switch {
	case bar(0):
		return nsNone, dom.NoNS, "|", 1
	case len(v) > 0 && v[0].IsDelim('*') && bar(1):
		return nsAny, 0, "*|", 2
	case len(v) > 0 && v[0].Kind == syntax.Ident && bar(1):
		uri, ok := p.o.Namespaces[v[0].Text]
		if !ok || v[0].Text == "" {
			p.fail("namespace prefix " + v[0].Text + " is not declared")
			return
		}
		return nsExact, dom.NamespaceOf(uri), string(syntax.AppendIdent(nil, v[0].Text)) + "|", 2
	}
	return nsAny, 0, "", 0
}

func (p *parser) typeSelector() (simple, bool) {
	kind, ns, pref, n := p.prefix(p.v)
	if n == 0 {
		if uri, has := p.o.Namespaces[""]; has {
			kind, ns = nsExact, dom.NamespaceOf(uri)
		}
	} else if kind == nsAny {
		if _, has := p.o.Namespaces[""]; !has {
			pref = "" // the same as without it
		}
	}
	if p.err != nil || n >= len(p.v) {
		return simple{}, false
	}
	var s simple
	switch t := &p.v[n]; {
	case t.Kind == syntax.Ident:
		s = named(kType, t.Text)
	case t.IsDelim('*'):
		s.kind = kUniversal
	default:
		return s, false
	}
	s.nsKind, s.ns, s.pref = kind, ns, pref
	p.v = p.v[n+1:]
	*p.count++
	return s, true
}

// attribute parses an attribute selector.
// https://www.w3.org/TR/selectors-4/#attribute-selectors
func (p *parser) attribute(t *syntax.Component) simple {
	v := syntax.Trim(t.Kids)
	kind, ns, pref, n := p.prefix(v)
	if n == 0 {
		kind = nsNone
	} else if kind == nsNone {
		pref = ""
	}
	v = v[n:]
	if p.err != nil || len(v) == 0 || v[0].Kind != syntax.Ident {
		p.fail("expected an attribute name")
		return simple{}
	}
	s := named(kAttr, v[0].Text)
	s.nsKind, s.ns, s.pref = kind, ns, pref
	v = syntax.Trim(v[1:])
	if len(v) == 0 {
		return s
	}
	if v[0].IsDelim('=') {
		s.op = opEqual
		v = v[1:]
	} else if len(v) > 1 && v[0].Kind == syntax.Delim && v[1].IsDelim('=') && v[1].Pos == v[0].Pos+1 {
		switch v[0].Delim {
		case '~':
			s.op = opIncludes
		case '|':
			s.op = opDash
		case '^':
			s.op = opPrefix
		case '$':
			s.op = opSuffix
		case '*':
			s.op = opContains
		}
		v = v[2:]
	}
	v = syntax.Trim(v)
	if s.op == opExists || len(v) == 0 || v[0].Kind != syntax.Ident && v[0].Kind != syntax.String {
		p.fail("bad attribute selector")
		return s
	}
	s.text = v[0].Text
	v = syntax.Trim(v[1:])
	switch {
	case len(v) == 0:
	case len(v) == 1 && v[0].IsIdent("i"):
		s.icase = caseInsensive
	case len(v) == 1 && v[0].IsIdent("s"):
		s.icase = caseSensitive
	default:
		p.fail("bad attribute selector")
	}
	return s
}

// pseudo parses a pseudo-class or pseudo-element at a colon and leaves p.v at its last component.
func (p *parser) pseudo(c *Complex) simple {
	double := false
	p.v = p.v[1:]
	if len(p.v) > 0 && p.v[0].Kind == syntax.Colon {
		double = true
		p.v = p.v[1:]
	}
	if len(p.v) == 0 || p.v[0].Kind != syntax.Ident && p.v[0].Kind != syntax.Function {
		p.fail("expected the name of a pseudo-class or pseudo-element")
		return simple{}
	}
	t := &p.v[0]
	name := syntax.Lower(t.Text)
	if double {
		return p.element(c, t, name)
	}
	if t.Kind == syntax.Ident {
		if e, ok := pseudoElementTable[name]; ok && e.legacy {
			return p.element(c, t, name)
		}
		pc, ok := pseudoClassTable[name]
		if !ok {
			if c.Pseudo == PseudoWebkit {
				pc = pcNever // states of scroll bars and the like
			} else {
				p.fail("unknown pseudo-class :" + t.Text)
			}
		}
		return simple{kind: kPseudoClass, pc: pc, text: name}
	}
	pc := pseudoFuncTable[name]
	s := simple{kind: kPseudoClass, pc: pc, text: name}
	switch pc {
	case pcNone:
		p.fail("unknown pseudo-class :" + t.Text + "()")
	case pcIs, pcWhere:
		s.list = p.sub(t.Kids, func(q *parser) List { return q.list(true) })
	case pcNot, pcAny:
		s.list = p.sub(t.Kids, func(q *parser) List { return q.list(false) })
	case pcHas:
		if p.inHas {
			p.fail(":has() inside of :has()")
			return s
		}
		s.list = p.sub(t.Kids, func(q *parser) List {
			q.relHas, q.inHas = true, true
			return q.list(false)
		})
	case pcHost:
		s.list = p.sub(t.Kids, func(q *parser) List {
			l := q.list(false)
			if q.err == nil && (len(l) != 1 || len(l[0].compounds) != 1 || l[0].deep()) {
				q.fail("expected a compound selector")
			}
			return l
		})
	case pcNthChild, pcNthLastChild, pcNthOfType, pcNthLastOfType:
		p.nth(&s, t.Kids)
	case pcLang:
		for _, a := range syntax.SplitComma(t.Kids) {
			if len(a) != 1 || a[0].Kind != syntax.Ident && a[0].Kind != syntax.String {
				p.fail("bad argument of :lang()")
				return s
			}
			s.args = append(s.args, a[0].Text)
		}
		if s.args == nil {
			p.fail("bad argument of :lang()")
		}
	case pcDir, pcState:
		a := syntax.Trim(t.Kids)
		if len(a) != 1 || a[0].Kind != syntax.Ident {
			p.fail("bad argument of :" + name + "()")
			return s
		}
		s.args = []string{a[0].Text}
	}
	return s
}

// deep reports whether an argument of c holds a selector with combinators.
func (c *Complex) deep() bool {
	for _, cp := range c.compounds {
		for i := range cp.simples {
			for _, sub := range cp.simples[i].list {
				if len(sub.compounds) > 1 || sub.deep() {
					return true
				}
			}
		}
	}
	return false
}

// sub parses the argument of a pseudo-class.
func (p *parser) sub(v []syntax.Component, f func(*parser) List) List {
	q := *p
	q.v, q.inner, q.noPE, q.relHas = v, true, true, false
	l := f(&q)
	p.sawNest = p.sawNest || q.sawNest
	if q.err != nil {
		p.err = q.err
	}
	return l
}

// nth parses "An+B [of S]?".
// https://www.w3.org/TR/selectors-4/#the-nth-child-pseudo
func (p *parser) nth(s *simple, v []syntax.Component) {
	a, b, rest, ok := syntax.ParseAnB(v)
	if !ok {
		p.fail("bad An+B")
		return
	}
	s.a, s.b = a, b
	rest = syntax.Trim(rest)
	if len(rest) == 0 {
		return
	}
	if !rest[0].IsIdent("of") || s.pc != pcNthChild && s.pc != pcNthLastChild {
		p.fail("bad An+B")
		return
	}
	s.list = p.sub(rest[1:], func(q *parser) List { return q.list(false) })
}

// element parses a pseudo-element whose name is t.
// https://www.w3.org/TR/selectors-4/#pseudo-element-syntax
func (p *parser) element(c *Complex, t *syntax.Component, name string) simple {
	s := simple{kind: kPseudoElement, text: name}
	if t.Kind == syntax.Ident {
		e, ok := pseudoElementTable[name]
		switch {
		case ok:
			s.pe = e.id
		case name == "-webkit-input-placeholder":
			s.pe = PseudoPlaceholder // its old name
		case strings.HasPrefix(name, "-webkit-"), unbornElements[name]:
			s.pe = PseudoWebkit
		default:
			p.fail("unknown pseudo-element ::" + t.Text)
		}
	} else {
		p.functionalElement(&s, t, name)
	}
	switch {
	case p.err != nil:
	case p.noPE:
		p.fail("::" + t.Text + " is not allowed here")
	case c.Pseudo == PseudoNone:
		c.Pseudo = s.pe
	case c.SubPseudo == PseudoNone && subPseudo(c.Pseudo, s.pe):
		c.SubPseudo = s.pe
	default:
		p.fail("::" + t.Text + " may not follow " + c.Pseudo.String())
	}
	return s
}

func (p *parser) functionalElement(s *simple, t *syntax.Component, name string) {
	switch name {
	case "slotted", "cue":
		s.pe = PseudoSlotted
		if name == "cue" {
			s.pe = PseudoCue
		}
		s.list = p.sub(t.Kids, func(q *parser) List {
			l := q.list(false)
			if q.err == nil && (len(l) != 1 || len(l[0].compounds) != 1) {
				q.fail("expected a compound selector")
			}
			return l
		})
	case "part", "highlight", "view-transition-group", "view-transition-image-pair",
		"view-transition-old", "view-transition-new":
		switch name {
		case "part":
			s.pe = PseudoPart
		case "highlight":
			s.pe = PseudoHighlight
		default:
			s.pe = PseudoViewTransition
		}
		for _, k := range syntax.Trim(t.Kids) {
			if k.Kind == syntax.Ident || k.IsDelim('*') && s.pe == PseudoViewTransition {
				s.args = append(s.args, k.Text)
			} else if k.Kind != syntax.Whitespace {
				p.fail("bad argument of ::" + name + "()")
			}
		}
		if len(s.args) == 0 || s.pe != PseudoPart && len(s.args) > 1 {
			p.fail("bad argument of ::" + name + "()")
		}
	case "picker", "scroll-button":
		s.pe = PseudoWebkit
		v := syntax.Trim(t.Kids)
		if len(v) != 1 || v[0].Kind != syntax.Ident && !(v[0].IsDelim('*') && name == "scroll-button") {
			p.fail("bad argument of ::" + name + "()")
			return
		}
		s.args = []string{syntax.Serialize(v)}
	default:
		p.fail("unknown pseudo-element ::" + t.Text + "()")
	}
}

// finish computes what matching and indexing need.
func (c *Complex) finish() {
	for i := range c.compounds {
		for j := range c.compounds[i].simples {
			s := &c.compounds[i].simples[j]
			c.Specificity = c.Specificity.plus(s.specificity())
			switch {
			case s.kind == kPseudoClass && s.pc == pcVisited:
				c.links = DependsVisited
			case s.kind == kPseudoClass && s.pc == pcLink:
				c.links = max(c.links, DependsLink)
			}
			for _, sub := range s.list {
				c.links = max(c.links, sub.links)
			}
		}
	}
	switch c.Pseudo {
	case PseudoPart, PseudoSlotted, PseudoWebkit, PseudoCue, PseudoViewTransition:
		c.never = true
	}
	c.ancestorHashes()
}

// specificity returns what one simple selector adds.
// https://www.w3.org/TR/selectors-4/#specificity-rules
func (s *simple) specificity() Specificity {
	switch s.kind {
	case kID:
		return spec(1, 0, 0)
	case kClass, kAttr:
		return spec(0, 1, 0)
	case kType, kPseudoElement:
		return spec(0, 0, 1).plus(s.list.max())
	case kNesting:
		return s.list.max()
	case kPseudoClass:
		switch s.pc {
		case pcWhere:
			return 0
		case pcIs, pcNot, pcHas, pcAny:
			return s.list.max()
		case pcScope:
			if s.text == "&" {
				return 0
			}
		}
		return spec(0, 1, 0).plus(s.list.max())
	}
	return 0
}

// max returns the highest specificity in l.
func (l List) max() Specificity {
	var m Specificity
	for _, c := range l {
		m = max(m, c.Specificity)
	}
	return m
}
