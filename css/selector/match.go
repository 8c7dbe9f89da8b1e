package selector

import (
	"strings"

	"vitrine/css/syntax"
	"vitrine/engine/dom"
)

// MaxSteps bounds the work of matching one selector against one element, in compounds tested.
// Only nests of "&" and of arguments with many branches come near it; past it nothing matches
// and Context.Exhausted grows.
const MaxSteps = 1 << 20

// maxTired is how often a selector may be given up before it is not tried any more.
const maxTired = 3

// Context is what matching needs to know besides the tree. The document must not change between
// two uses of the same Context: it remembers sibling positions. It is for one goroutine.
type Context struct {
	Doc *dom.Document
	// Hover is the innermost element under the pointer, Active the one being pressed; both apply
	// to ancestors too.
	Hover, Active *dom.Node
	// Focus is the focused element; FocusVisible says that its focus should be shown.
	Focus        *dom.Node
	FocusVisible bool
	// Target is the element that the URL's fragment points to.
	Target *dom.Node
	// Scope is what :scope matches; nil means the root element.
	Scope *dom.Node
	// Visited reports whether a link was visited; nil means that none was. :link matches visited
	// links as well: who uses Visited keeps the two apart with LinkDependence.
	Visited func(n *dom.Node) bool
	// Exhausted counts matches given up at MaxSteps.
	Exhausted int

	steps  int
	quirks bool
	html   bool
	anchor *dom.Node // of the :has() being tested
	nth    nthCache
	has    map[*simple][]uint64
	names  map[typeName]int32
	tired  map[*Complex]int // selectors that were given up
}

// NewContext returns a context for the current state of doc.
func NewContext(doc *dom.Document) *Context {
	return &Context{Doc: doc, quirks: doc.Mode == dom.Quirks, html: !doc.XML}
}

// Match reports whether n is what c selects, or the originating element of the pseudo-element
// that c selects. n must be an element.
// https://www.w3.org/TR/selectors-4/#match-against-element
func (x *Context) Match(c *Complex, n *dom.Node) bool {
	if c.never || len(x.tired) > 0 && x.tired[c] >= maxTired {
		return false
	}
	x.steps = MaxSteps
	ok := x.complex(c, len(c.compounds)-1, n) == matched
	if x.steps < 0 {
		x.Exhausted++
		if x.tired == nil {
			x.tired = map[*Complex]int{}
		}
		x.tired[c]++
		return false
	}
	return ok
}

// MatchAny reports whether some selector of l without a pseudo-element matches n.
func (x *Context) MatchAny(l List, n *dom.Node) bool {
	for _, c := range l {
		if c.Pseudo == PseudoNone && x.Match(c, n) {
			return true
		}
	}
	return false
}

// Select returns the elements below root that match l, in document order.
func (x *Context) Select(l List, root *dom.Node) []*dom.Node {
	var out []*dom.Node
	for n := root.First(); n != nil; n = n.After(root) {
		if n.Type == dom.ElementNode && x.MatchAny(l, n) {
			out = append(out, n)
		}
	}
	return out
}

// outcome of a match says how far a failure reaches, so that a search upwards or backwards stops
// when no other start could succeed. Without it, matching "a b c d" is a power of the depth.
type outcome uint8

const (
	matched    outcome = iota
	failLocal          // this element
	failLevel          // and all siblings before it
	failAncest         // and all ancestors
)

// complex matches compounds 0..i with compound i on n.
func (x *Context) complex(c *Complex, i int, n *dom.Node) outcome {
	if x.steps--; x.steps < 0 {
		return failAncest
	}
	if !x.compound(&c.compounds[i], n) {
		return failLocal
	}
	if i == 0 {
		return matched
	}
	switch c.combs[i-1] {
	case Descendant:
		for a := n.ParentElement(); a != nil; a = a.ParentElement() {
			if r := x.complex(c, i-1, a); r == matched || r == failAncest {
				return r
			}
		}
		return failAncest
	case Child:
		a := n.ParentElement()
		if a == nil {
			return failAncest
		}
		if r := x.complex(c, i-1, a); r == matched || r == failAncest {
			return r
		}
		return failLevel
	case NextSibling:
		s := n.PrevElement()
		if s == nil {
			return failLevel
		}
		return x.complex(c, i-1, s)
	default:
		for s := n.PrevElement(); s != nil; s = s.PrevElement() {
			if r := x.complex(c, i-1, s); r != failLocal {
				return r
			}
		}
		return failLevel
	}
}

// list reports whether some selector of l matches n, inside of a running match.
func (x *Context) list(l List, n *dom.Node) bool {
	for _, c := range l {
		if c.Pseudo == PseudoNone && !c.never && x.complex(c, len(c.compounds)-1, n) == matched {
			return true
		}
	}
	return false
}

func (x *Context) compound(cp *compound, n *dom.Node) bool {
	for i := range cp.simples {
		if !x.simple(&cp.simples[i], n) {
			return false
		}
	}
	return true
}

func (x *Context) simple(s *simple, n *dom.Node) bool {
	switch s.kind {
	case kType:
		return x.typed(s, n) && s.inNS(n)
	case kUniversal:
		return s.inNS(n)
	case kID:
		id, ok := n.ElementID()
		return ok && (id == s.name || x.quirks && equalFold(id.Value(), s.name.Value()))
	case kClass:
		for _, c := range n.Classes() {
			if c == s.name || x.quirks && equalFold(c.Value(), s.name.Value()) {
				return true
			}
		}
		return false
	case kAttr:
		return x.attr(s, n)
	case kPseudoElement:
		return true
	case kNesting:
		return x.list(s.list, n)
	case kAnchor:
		return n == x.anchor
	}
	return x.pseudoClass(s, n)
}

// typed compares an element's name; HTML elements of HTML documents ignore case.
// https://html.spec.whatwg.org/multipage/semantics-other.html#case-sensitivity-of-selectors
func (x *Context) typed(s *simple, n *dom.Node) bool {
	if x.html && n.NS() == dom.HTML {
		return n.Atom() == s.lower
	}
	return n.Atom() == s.name
}

func (s *simple) inNS(n *dom.Node) bool {
	return s.nsKind == nsAny || s.ns == n.NS() // nsNone has the zero ns, dom.NoNS
}

// attr matches an attribute selector.
// https://www.w3.org/TR/selectors-4/#attribute-selectors
func (x *Context) attr(s *simple, n *dom.Node) bool {
	attrs := n.Attrs()
	name := s.name
	htmlEl := x.html && n.NS() == dom.HTML
	if htmlEl {
		name = s.lower
	}
	for i := range attrs {
		a := &attrs[i]
		if a.Name != name || s.nsKind != nsAny && a.NS != s.ns {
			continue
		}
		if s.op == opExists {
			return true
		}
		fold := s.icase == caseInsensive ||
			s.icase == caseDefault && htmlEl && a.NS == dom.NoNS && foldedAttr[s.lower.Value()]
		if valueMatches(s.op, a.Value, s.text, fold) {
			return true
		}
	}
	return false
}

// foldedAttr are the attributes of HTML whose values compare without case.
// https://html.spec.whatwg.org/multipage/semantics-other.html#case-sensitivity-of-selectors
var foldedAttr = func() map[string]bool {
	m := map[string]bool{}
	for _, s := range strings.Fields(`accept accept-charset align alink axis bgcolor charset checked
		clear codetype color compact declare defer dir direction disabled enctype face frame hreflang
		http-equiv lang language link media method multiple nohref noresize noshade nowrap readonly
		rel rev rules scope scrolling selected shape target text type valign valuetype vlink`) {
		m[s] = true
	}
	return m
}()

func valueMatches(op attrOp, v, want string, fold bool) bool {
	eq := func(a, b string) bool { return a == b || fold && equalFold(a, b) }
	switch op {
	case opEqual:
		return eq(v, want)
	case opDash:
		return len(v) >= len(want) && eq(v[:len(want)], want) && (len(v) == len(want) || v[len(want)] == '-')
	}
	if want == "" {
		return false
	}
	switch op {
	case opIncludes:
		for i := 0; i < len(v); {
			for i < len(v) && isSpace(v[i]) {
				i++
			}
			j := i
			for j < len(v) && !isSpace(v[j]) {
				j++
			}
			if j > i && eq(v[i:j], want) {
				return true
			}
			i = j
		}
	case opPrefix:
		return len(v) >= len(want) && eq(v[:len(want)], want)
	case opSuffix:
		return len(v) >= len(want) && eq(v[len(v)-len(want):], want)
	case opContains:
		if !fold {
			return strings.Contains(v, want)
		}
		return strings.Contains(syntax.Lower(v), syntax.Lower(want))
	}
	return false
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r' }

// equalFold compares ignoring ASCII case.
func equalFold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := 0; i < len(a); i++ {
		c, d := a[i], b[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if 'A' <= d && d <= 'Z' {
			d += 'a' - 'A'
		}
		if c != d {
			return false
		}
	}
	return true
}

// within reports whether n is inner or one of its ancestors.
func within(n, inner *dom.Node) bool {
	for ; inner != nil; inner = inner.Parent() {
		if inner == n {
			return true
		}
	}
	return false
}

func (x *Context) pseudoClass(s *simple, n *dom.Node) bool {
	switch s.pc {
	case pcRoot:
		return isRoot(n)
	case pcScope:
		if x.Scope != nil {
			return n == x.Scope
		}
		return isRoot(n)
	case pcEmpty:
		return isEmpty(n)
	case pcFirstChild:
		return n.PrevElement() == nil
	case pcLastChild:
		return n.NextElement() == nil
	case pcOnlyChild:
		return n.PrevElement() == nil && n.NextElement() == nil
	case pcFirstOfType:
		return x.index(n, nthOfType) == 1
	case pcLastOfType:
		return x.index(n, nthLastOfType) == 1
	case pcOnlyOfType:
		return x.index(n, nthOfType) == 1 && x.index(n, nthLastOfType) == 1
	case pcNthChild:
		if s.list != nil {
			return nthMatches(s, x.indexOf(s, n))
		}
		return nthMatches(s, x.index(n, nthChild))
	case pcNthLastChild:
		if s.list != nil {
			return nthMatches(s, x.indexOf(s, n))
		}
		return nthMatches(s, x.index(n, nthLastChild))
	case pcNthOfType:
		return nthMatches(s, x.index(n, nthOfType))
	case pcNthLastOfType:
		return nthMatches(s, x.index(n, nthLastOfType))
	case pcIs, pcWhere, pcAny:
		return x.list(s.list, n)
	case pcNot:
		return !x.list(s.list, n) && x.steps >= 0
	case pcHas:
		return x.hasMatch(s, n)
	case pcLang:
		return matchLang(s.args, n)
	case pcDir:
		rtl := Direction(n)
		return equalFold(s.args[0], "rtl") && rtl || equalFold(s.args[0], "ltr") && !rtl
	case pcVisited:
		return x.Visited != nil && IsLink(n) && x.Visited(n)
	case pcHover:
		return x.Hover != nil && within(n, x.Hover)
	case pcActive:
		return x.Active != nil && within(n, x.Active)
	case pcFocus:
		return n == x.Focus
	case pcFocusVisible:
		return n == x.Focus && x.FocusVisible
	case pcFocusWithin:
		return x.Focus != nil && within(n, x.Focus)
	case pcTarget:
		return n == x.Target
	case pcTargetWithin:
		return x.Target != nil && within(n, x.Target)
	}
	return state(s.pc, n)
}

// isRoot reports whether n is the document element.
func isRoot(n *dom.Node) bool {
	p := n.Parent()
	return p != nil && p.Type == dom.DocumentNode
}

// isEmpty reports :empty: no children but comments and processing instructions.
// https://www.w3.org/TR/selectors-4/#the-empty-pseudo
func isEmpty(n *dom.Node) bool {
	for c := n.First(); c != nil; c = c.Next() {
		if c.Type == dom.ElementNode || c.Type == dom.TextNode && c.Data() != "" {
			return false
		}
	}
	return true
}
