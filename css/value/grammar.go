package value

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
)

// Grammar is a compiled value definition: what a property or a part of one accepts, written as
// the specifications write it. https://www.w3.org/TR/css-values-4/#value-defs
//
// Words, <types>, <'properties'>, functions, [ groups ], the combinators (juxtaposition, &&, ||,
// |) and the multipliers (* + ? {a,b} # !) are understood, and bracketed ranges of numeric types.
type Grammar struct {
	def      string // compiled on first use, see Define
	find     Lookup
	compiled sync.Once
	root     *node
	// What one component alone may be, found on first use: most values are one word or number.
	once    sync.Once
	words   map[Keyword]bool
	singles []*node // leaves
}

type nodeKind uint8

const (
	nodeKeyword nodeKind = iota
	nodeLeaf             // a basic type
	nodeRef              // another grammar
	nodeSeq              // in this order
	nodeAnd              // all, in any order
	nodeOr               // one or more, in any order
	nodeAlt              // exactly one
	nodeMulti            // repeated
	nodeFunc             // a function with arguments
	nodeDelim            // , or /
	nodeBlock            // a [] block
)

type node struct {
	kind     nodeKind
	kids     []*node
	kw       Keyword
	leaf     leafType
	lo, hi   float64 // leaf: range
	min, max int     // multi; max < 0 is no limit
	comma    bool    // multi: separated by commas
	some     bool    // at least one thing must match
	name     string  // func: lower case; spelled: as written
	spelled  string
	delim    byte
	ref      *Grammar
	prop     string // ref: of a property, captured
}

// Lookup finds what a grammar refers to: the grammar of a non-terminal <name> or, when property is
// set, of a property <'name'>. It may return a Grammar that is compiled later.
type Lookup func(name string, property bool) *Grammar

// Compile compiles a value definition. The result may be used once everything that it refers to
// is compiled. Errors are mistakes in the definition.
func Compile(def string, find Lookup) (*Grammar, error) {
	g := &Grammar{}
	return g, g.Compile(def, find)
}

// Define says what g is compiled from when it is first used: of the hundreds of properties a page
// names a few dozen. A mistake in the definition panics then.
func (g *Grammar) Define(def string, find Lookup) { g.def, g.find = def, find }

// tree returns the compiled definition.
func (g *Grammar) tree() *node {
	g.compiled.Do(func() {
		if g.root != nil || g.def == "" {
			return
		}
		if err := g.Compile(g.def, g.find); err != nil {
			panic(err)
		}
	})
	return g.root
}

// Compile sets g to the compiled definition.
func (g *Grammar) Compile(def string, find Lookup) error {
	p := &defParser{src: def, toks: defTokens(def), find: find}
	n, err := p.alternatives()
	if err == nil && p.i < len(p.toks) {
		err = fmt.Errorf("unexpected %q", p.toks[p.i])
	}
	if err != nil {
		return fmt.Errorf("value: grammar %q: %w", def, err)
	}
	g.root = n
	return nil
}

// maxSingleDepth limits how deep references are followed; grammars that refer to themselves are
// cut off.
const maxSingleDepth = 12

// single collects what one component alone may be.
func (g *Grammar) single(n *node, depth int) {
	if depth > maxSingleDepth {
		return
	}
	switch n.kind {
	case nodeKeyword:
		g.words[n.kw] = true
	case nodeLeaf:
		g.singles = append(g.singles, n)
	case nodeRef:
		g.single(n.ref.tree(), depth+1)
	case nodeAlt, nodeOr:
		for _, k := range n.kids {
			g.single(k, depth+1)
		}
	case nodeMulti:
		if n.min <= 1 && n.max != 0 {
			g.single(n.kids[0], depth+1)
		}
	case nodeSeq, nodeAnd:
		// One part stands alone when the others may be empty.
		for i, k := range n.kids {
			alone := true
			for j, other := range n.kids {
				alone = alone && (i == j || mayBeEmpty(other, depth+1))
			}
			if alone {
				g.single(k, depth+1)
			}
		}
	}
}

func mayBeEmpty(n *node, depth int) bool {
	if depth > maxSingleDepth {
		return false
	}
	switch n.kind {
	case nodeRef:
		return mayBeEmpty(n.ref.tree(), depth+1)
	case nodeMulti:
		return n.min == 0 || mayBeEmpty(n.kids[0], depth+1)
	case nodeSeq, nodeAnd:
		for _, k := range n.kids {
			if !mayBeEmpty(k, depth+1) {
				return false
			}
		}
		return !n.some
	case nodeAlt:
		for _, k := range n.kids {
			if mayBeEmpty(k, depth+1) {
				return true
			}
		}
	}
	return false
}

type defParser struct {
	src   string
	toks  []string
	i     int
	depth int
	find  Lookup
}

// defTokens splits a definition; a <type> with its range is one token, as is name( .
func defTokens(s string) []string {
	var out []string
	// closed takes what ends with the next end after i; without one, the rest, which no parser
	// accepts.
	closed := func(i int, end byte) int {
		j := len(s)
		if n := strings.IndexByte(s[i+1:], end); n >= 0 {
			j = i + n + 2
		}
		out = append(out, s[i:j])
		return j
	}
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == ' ' || c == '\n' || c == '\t':
			i++
		case c == '<':
			i = closed(i, '>')
		case c == '\'':
			i = closed(i, '\'')
		case c == '{':
			i = closed(i, '}')
		case strings.HasPrefix(s[i:], "&&") || strings.HasPrefix(s[i:], "||"):
			out = append(out, s[i:i+2])
			i += 2
		case c == '-' || c >= '0' && c <= '9' || c|32 >= 'a' && c|32 <= 'z':
			j := i
			for j < len(s) && (s[j] == '-' || s[j] >= '0' && s[j] <= '9' || s[j]|32 >= 'a' && s[j]|32 <= 'z') {
				j++
			}
			if j < len(s) && s[j] == '(' {
				j++
			}
			out = append(out, s[i:j])
			i = j
		default:
			out = append(out, s[i:i+1])
			i++
		}
	}
	return out
}

func (p *defParser) peek() string {
	if p.i < len(p.toks) {
		return p.toks[p.i]
	}
	return ""
}

// alternatives parses the combinator that binds least; levels are |, ||, &&, juxtaposition.
func (p *defParser) alternatives() (*node, error) {
	if p.depth++; p.depth > maxDefinitionDepth {
		return nil, fmt.Errorf("more than %d groups in each other", maxDefinitionDepth)
	}
	defer func() { p.depth-- }()
	return p.combine(0)
}

// maxDefinitionDepth limits how deep groups and functions of a definition nest.
const maxDefinitionDepth = 50

var combinators = [...]struct {
	tok  string
	kind nodeKind
}{{"|", nodeAlt}, {"||", nodeOr}, {"&&", nodeAnd}}

func (p *defParser) combine(level int) (*node, error) {
	if level == len(combinators) {
		return p.sequence()
	}
	var kids []*node
	for {
		n, err := p.combine(level + 1)
		if err != nil {
			return nil, err
		}
		kids = append(kids, n)
		if p.peek() != combinators[level].tok {
			break
		}
		p.i++
	}
	if len(kids) == 1 {
		return kids[0], nil
	}
	return &node{kind: combinators[level].kind, kids: kids}, nil
}

func (p *defParser) sequence() (*node, error) {
	var kids []*node
	for {
		switch t := p.peek(); t {
		case "", "|", "||", "&&", "]", ")", "']'":
			switch len(kids) {
			case 0:
				return nil, fmt.Errorf("nothing before %q", t)
			case 1:
				return kids[0], nil
			}
			return &node{kind: nodeSeq, kids: kids}, nil
		}
		n, err := p.multiplied()
		if err != nil {
			return nil, err
		}
		kids = append(kids, n)
	}
}

func (p *defParser) multiplied() (*node, error) {
	n, err := p.term()
	if err != nil {
		return nil, err
	}
	for {
		t := p.peek()
		switch {
		case t == "*":
			n = &node{kind: nodeMulti, kids: []*node{n}, max: -1}
		case t == "+":
			n = &node{kind: nodeMulti, kids: []*node{n}, min: 1, max: -1}
		case t == "?":
			n = &node{kind: nodeMulti, kids: []*node{n}, max: 1}
		case t == "#":
			n = &node{kind: nodeMulti, kids: []*node{n}, min: 1, max: -1, comma: true}
		case t == "!":
			n = &node{kind: nodeSeq, kids: []*node{n}, some: true}
		case strings.HasPrefix(t, "{"):
			lo, hi, ok := strings.Cut(strings.Trim(t, "{}"), ",")
			m := &node{kind: nodeMulti, kids: []*node{n}}
			if n.kind == nodeMulti && n.comma && n.max < 0 { // #{a,b}
				m = n
			}
			if m.min, err = strconv.Atoi(lo); err != nil {
				return nil, err
			}
			switch {
			case !ok:
				m.max = m.min
			case hi == "":
				m.max = -1
			default:
				if m.max, err = strconv.Atoi(hi); err != nil {
					return nil, err
				}
			}
			n = m
		default:
			return n, nil
		}
		p.i++
	}
}

func (p *defParser) term() (*node, error) {
	t := p.peek()
	p.i++
	switch {
	case t == "":
		return nil, fmt.Errorf("the definition ends early")
	case t == "[":
		n, err := p.alternatives()
		if err == nil && p.peek() != "]" {
			err = fmt.Errorf("no ] before %q", p.peek())
		}
		p.i++
		if err == nil && n.kind == nodeMulti { // so that [ a? ]{2} is not mistaken for a#{2}
			n = &node{kind: nodeSeq, kids: []*node{n}}
		}
		return n, err
	case t == "'['":
		n, err := p.alternatives()
		if err == nil && p.peek() != "']'" {
			err = fmt.Errorf("no ']' before %q", p.peek())
		}
		p.i++
		return &node{kind: nodeBlock, kids: []*node{n}}, err
	case t == "," || t == "/":
		return &node{kind: nodeDelim, delim: t[0]}, nil
	case len(t) > 2 && t[0] == '<' && t[len(t)-1] == '>':
		return p.typeTerm(t[1 : len(t)-1])
	case strings.HasSuffix(t, "("):
		name := t[:len(t)-1]
		f := &node{kind: nodeFunc, name: strings.ToLower(name), spelled: name}
		if p.peek() != ")" {
			n, err := p.alternatives()
			if err != nil {
				return nil, err
			}
			f.kids = []*node{n}
		}
		if p.peek() != ")" {
			return nil, fmt.Errorf("no ) before %q", p.peek())
		}
		p.i++
		return f, nil
	}
	k := LookupKeyword(t)
	if k == 0 {
		return nil, fmt.Errorf("unknown word %q", t)
	}
	return &node{kind: nodeKeyword, kw: k}, nil
}

func (p *defParser) typeTerm(t string) (*node, error) {
	n := &node{kind: nodeLeaf, lo: math.Inf(-1), hi: math.Inf(1)}
	if strings.HasPrefix(t, "'") {
		name := strings.Trim(t, "'")
		g := p.find(name, true)
		if g == nil {
			return nil, fmt.Errorf("no property %q", name)
		}
		return &node{kind: nodeRef, ref: g, prop: name}, nil
	}
	if i := strings.IndexByte(t, '['); i >= 0 {
		lo, hi, _ := strings.Cut(strings.TrimRight(t[i+1:], "]"), ",")
		for s, to := range map[string]*float64{lo: &n.lo, hi: &n.hi} {
			s = strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyz")
			switch s {
			case "∞":
				*to = math.Inf(1)
			case "-∞":
				*to = math.Inf(-1)
			default:
				f, err := strconv.ParseFloat(s, 64)
				if err != nil {
					return nil, err
				}
				*to = f
			}
		}
		t = strings.TrimSpace(t[:i])
	}
	if l, ok := leafTypes[t]; ok {
		n.leaf = l
		return n, nil
	}
	g := p.find(t, false)
	if g == nil {
		return nil, fmt.Errorf("no type <%s>", t)
	}
	return &node{kind: nodeRef, ref: g}, nil
}
