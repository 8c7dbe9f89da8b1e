package media

import (
	"strings"

	"vitrine/css/syntax"
)

// List is a media query list. The empty list is true.
// https://www.w3.org/TR/mediaqueries-4/#media-query-list
type List []Query

// Query is one media query.
type Query struct {
	Not, Only bool
	Type      string // lower case; "" for none
	Cond      *Cond  // nil for none
	// Invalid queries stand for "not all".
	Invalid bool
}

// CondOp is the kind of a condition.
type CondOp uint8

const (
	OpFeature CondOp = iota
	OpNot
	OpAnd
	OpOr
	OpUnknown // <general-enclosed>
	OpStyle   // a style feature of a container query
	OpKnown   // answered already, see Boolean
)

// Cond is a condition: a tree of not, and, or over features.
// https://www.w3.org/TR/mediaqueries-4/#typedef-media-condition
type Cond struct {
	Op      CondOp
	Kids    []*Cond
	Feature Feature
	Style   StyleFeature // of OpStyle
	Text    string       // of OpUnknown and OpStyle
	answer  truth        // of OpKnown
}

// truth is a value of Kleene's three-valued logic.
// https://www.w3.org/TR/mediaqueries-4/#evaluating
type truth uint8

const (
	no truth = iota
	unknown
	yes
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// ParseString parses a media query list given as text, such as a media attribute.
func ParseString(s string) List { return Parse(syntax.ParseComponents(s)) }

// Parse parses a media query list. Queries that break the grammar become "not all".
// https://www.w3.org/TR/mediaqueries-4/#mq-list
func Parse(v []syntax.Component) List {
	parts := syntax.SplitComma(v)
	if len(parts) == 0 {
		return nil
	}
	out := make(List, len(parts))
	for i, p := range parts {
		q, ok := parseQuery(p)
		if !ok {
			q = Query{Not: true, Type: "all", Invalid: true}
		}
		out[i] = q
	}
	return out
}

func parseQuery(v []syntax.Component) (q Query, ok bool) {
	if len(v) == 0 {
		return q, false
	}
	if v[0].Kind != syntax.Ident || v[0].IsIdent("not") && !identNext(v) {
		q.Cond, ok = parseCond(v, true)
		return q, ok
	}
	switch {
	case v[0].IsIdent("not"):
		q.Not = true
		v = syntax.Trim(v[1:])
	case v[0].IsIdent("only"):
		q.Only = true
		v = syntax.Trim(v[1:])
	}
	if len(v) == 0 || v[0].Kind != syntax.Ident {
		return q, false
	}
	q.Type = syntax.Lower(v[0].Text)
	switch q.Type {
	case "not", "only", "and", "or", "layer":
		return q, false
	}
	rest := syntax.Trim(v[1:])
	if len(rest) == 0 {
		return q, true
	}
	if !rest[0].IsIdent("and") || len(rest) < 2 || rest[1].Kind != syntax.Whitespace {
		return q, false
	}
	q.Cond, ok = parseCond(syntax.Trim(rest[1:]), false)
	return q, ok
}

// identNext reports whether an identifier follows v[0], as a media type follows "not".
func identNext(v []syntax.Component) bool {
	w := syntax.Trim(v[1:])
	return len(w) > 0 && w[0].Kind == syntax.Ident
}

// parseCond parses a media condition; or says whether "or" may join at the top.
func parseCond(v []syntax.Component, or bool) (*Cond, bool) {
	return condOf(v, or, inParens)
}

// condOf parses a condition whose operands leaf reads, each of one component.
func condOf(v []syntax.Component, or bool, leaf func(*syntax.Component) (*Cond, bool)) (*Cond, bool) {
	v = syntax.Trim(v)
	if len(v) == 0 {
		return nil, false
	}
	if v[0].IsIdent("not") {
		rest := v[1:]
		if len(rest) < 2 || rest[0].Kind != syntax.Whitespace {
			return nil, false
		}
		rest = syntax.Trim(rest)
		if len(rest) != 1 {
			return nil, false
		}
		k, ok := leaf(&rest[0])
		return &Cond{Op: OpNot, Kids: []*Cond{k}}, ok
	}
	first, ok := leaf(&v[0])
	if !ok {
		return nil, false
	}
	v = v[1:]
	c := &Cond{Op: OpFeature}
	for {
		v = syntax.Trim(v)
		if len(v) == 0 {
			break
		}
		op := OpFeature
		switch {
		case v[0].IsIdent("and"):
			op = OpAnd
		case v[0].IsIdent("or") && or:
			op = OpOr
		}
		if op == OpFeature || c.Op != OpFeature && c.Op != op || len(v) < 2 || v[1].Kind != syntax.Whitespace {
			return nil, false
		}
		c.Op = op
		v = syntax.Trim(v[1:])
		if len(v) == 0 {
			return nil, false
		}
		k, ok := leaf(&v[0])
		if !ok {
			return nil, false
		}
		c.Kids = append(c.Kids, k)
		v = v[1:]
	}
	if c.Op == OpFeature {
		return first, true
	}
	c.Kids = append([]*Cond{first}, c.Kids...)
	return c, true
}

// inParens parses "( condition )", "( feature )" or something enclosed that is not understood.
func inParens(t *syntax.Component) (*Cond, bool) {
	if t.Kind == syntax.Function {
		return &Cond{Op: OpUnknown, Text: syntax.Serialize([]syntax.Component{*t})}, true
	}
	if t.Kind != syntax.LParen {
		return nil, false
	}
	v := syntax.Trim(t.Kids)
	if len(v) > 0 && (v[0].Kind == syntax.LParen || v[0].Kind == syntax.Function || v[0].IsIdent("not")) {
		if c, ok := parseCond(v, true); ok {
			return c, true
		}
	}
	if f, ok := parseFeature(v); ok && !containerOnly[f.Name] {
		return &Cond{Op: OpFeature, Feature: f}, true
	}
	return &Cond{Op: OpUnknown, Text: syntax.Serialize([]syntax.Component{*t})}, true
}

// Match reports whether some query of the list is true in e; an empty list is.
// https://www.w3.org/TR/mediaqueries-4/#mq-list
func (l List) Match(e *Env) bool {
	if len(l) == 0 {
		return true
	}
	for i := range l {
		if l[i].Match(e) {
			return true
		}
	}
	return false
}

// Match reports whether the query is true in e.
func (q *Query) Match(e *Env) bool {
	if q.Invalid {
		return false
	}
	t := yes
	switch q.Type {
	case "", "all":
	case "screen":
		t = truthOf(!e.Print)
	case "print":
		t = truthOf(e.Print)
	default:
		t = no
	}
	if q.Cond != nil {
		t = min(t, q.Cond.eval(e))
	}
	if q.Not {
		t = yes - t
	}
	return t == yes
}

func (c *Cond) eval(e *Env) truth {
	return c.reduce(func(leaf *Cond) truth {
		if leaf.Op == OpFeature {
			return leaf.Feature.eval(e)
		}
		return unknown
	})
}

// reduce joins the truths of a condition's leaves by its operators.
// https://www.w3.org/TR/mediaqueries-5/#evaluating
func (c *Cond) reduce(leaf func(*Cond) truth) truth {
	switch c.Op {
	case OpNot:
		return yes - c.Kids[0].reduce(leaf)
	case OpAnd:
		t := yes
		for _, k := range c.Kids {
			t = min(t, k.reduce(leaf))
		}
		return t
	case OpOr:
		t := no
		for _, k := range c.Kids {
			t = max(t, k.reduce(leaf))
		}
		return t
	}
	return leaf(c)
}

// String writes the list.
// https://drafts.csswg.org/cssom/#serialize-a-media-query-list
func (l List) String() string {
	var b strings.Builder
	for i := range l {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(l[i].String())
	}
	return b.String()
}

// String writes the query.
func (q *Query) String() string {
	var b strings.Builder
	if q.Not {
		b.WriteString("not ")
	}
	if q.Only {
		b.WriteString("only ")
	}
	b.Write(syntax.AppendIdent(nil, q.Type))
	if q.Cond != nil {
		if q.Type != "" {
			b.WriteString(" and ")
		}
		q.Cond.write(&b, true)
	}
	return b.String()
}

func (c *Cond) write(b *strings.Builder, top bool) {
	switch c.Op {
	case OpFeature:
		b.WriteString("(" + c.Feature.String() + ")")
		return
	case OpUnknown, OpStyle:
		b.WriteString(c.Text)
		return
	}
	if !top {
		b.WriteByte('(')
	}
	for i, k := range c.Kids {
		switch {
		case c.Op == OpNot:
			b.WriteString("not ")
		case i > 0 && c.Op == OpAnd:
			b.WriteString(" and ")
		case i > 0:
			b.WriteString(" or ")
		}
		k.write(b, false)
	}
	if !top {
		b.WriteByte(')')
	}
}
