package selector

import (
	"vitrine/css/syntax"
	"vitrine/engine/dom"
)

// List is a selector list.
// https://www.w3.org/TR/selectors-4/#selector-list
type List []*Complex

// Combinator says how two compounds of a complex selector relate.
// https://www.w3.org/TR/selectors-4/#combinators
type Combinator uint8

const (
	Descendant Combinator = iota
	Child
	NextSibling
	SubsequentSibling
)

// Specificity counts ids, classes and types, ten bits each, saturating; comparing two numbers
// compares the specificities.
// https://www.w3.org/TR/selectors-4/#specificity-rules
type Specificity uint32

const specMax = 1<<10 - 1

// Counts returns the three components of s.
func (s Specificity) Counts() (ids, classes, types int) {
	return int(s >> 20), int(s >> 10 & specMax), int(s & specMax)
}

func spec(a, b, c int) Specificity {
	return Specificity(min(a, specMax)<<20 | min(b, specMax)<<10 | min(c, specMax))
}

// plus adds component by component.
func (s Specificity) plus(t Specificity) Specificity {
	a, b, c := s.Counts()
	d, e, f := t.Counts()
	return spec(a+d, b+e, c+f)
}

// Complex is a complex selector, with the pseudo-element of its subject. It is immutable and may
// be shared by documents and goroutines.
type Complex struct {
	compounds []compound   // in source order
	combs     []Combinator // combs[i] stands between compounds[i] and compounds[i+1]
	implied   bool         // compounds[0] is an implied "&" or anchor, not written

	// Specificity of the selector, its pseudo-element included.
	Specificity Specificity
	// Pseudo is the pseudo-element that the selector represents, PseudoNone for the element.
	Pseudo Pseudo
	// SubPseudo is a pseudo-element of Pseudo, as in ::before::marker.
	SubPseudo Pseudo

	links    Dependence
	never    bool      // can match nothing in a document without shadow trees
	ancestor [4]uint32 // hashes that some ancestor must have; 0 when unused
}

// Dependence says whether a selector tells visited links from others.
type Dependence uint8

const (
	DependsNot     Dependence = iota
	DependsLink               // holds :link
	DependsVisited            // holds :visited
)

// LinkDependence returns how c depends on links being visited. A cascade lets it decide about
// colours only, so that a page cannot measure where a person has been.
// https://www.w3.org/TR/selectors-4/#link
func (c *Complex) LinkDependence() Dependence { return c.links }

// AsksScope reports whether c holds :scope, or "&" where it stands for that.
func (c *Complex) AsksScope() bool {
	for i := range c.compounds {
		for j := range c.compounds[i].simples {
			s := &c.compounds[i].simples[j]
			if s.kind == kPseudoClass && s.pc == pcScope {
				return true
			}
			for _, sub := range s.list {
				if sub.AsksScope() {
					return true
				}
			}
		}
	}
	return false
}

// compound is a compound selector.
type compound struct {
	simples []simple
}

// simpleKind is the kind of a simple selector.
type simpleKind uint8

const (
	kType simpleKind = iota
	kUniversal
	kID
	kClass
	kAttr
	kPseudoClass
	kPseudoElement
	kNesting // &
	kAnchor  // the element that a relative selector starts from
)

// attrOp is the operator of an attribute selector.
type attrOp uint8

const (
	opExists   attrOp = iota
	opEqual           // =
	opIncludes        // ~=
	opDash            // |=
	opPrefix          // ^=
	opSuffix          // $=
	opContains        // *=
)

var opText = [...]string{"", "=", "~=", "|=", "^=", "$=", "*="}

// caseMode is how an attribute's value compares.
type caseMode uint8

const (
	caseDefault   caseMode = iota // as the document language says
	caseInsensive                 // i
	caseSensitive                 // s
)

// nsKind says which namespaces a name matches.
type nsKind uint8

const (
	nsAny   nsKind = iota // no prefix and no default namespace, or "*|"
	nsNone                // "|name"
	nsExact               // a declared namespace
)

// simple is one simple selector.
type simple struct {
	kind    simpleKind
	op      attrOp
	icase   caseMode
	nsKind  nsKind
	ns      dom.Namespace
	implied bool // stands for a default namespace and is not written
	pc      pseudoClass
	pe      Pseudo

	name  dom.Atom // type, id, class, attribute
	lower dom.Atom // name in lower case
	hash  uint32   // of the lower-case name
	text  string   // attribute value, argument, or the name of a pseudo as written
	pref  string   // namespace prefix with "|", as written
	a, b  int      // An+B
	list  List     // argument of :is and its kin; parent rule of "&"
	args  []string // of :lang and unknown functions
}

// Error says why a selector is invalid.
type Error struct {
	Pos int32 // offset in the sheet's text
	Msg string
}

// Error implements error.
func (e *Error) Error() string { return e.Msg }

// Namespaces are the @namespace rules of a sheet: URIs by prefix, "" for the default.
// https://www.w3.org/TR/css-namespaces-3/
type Namespaces map[string]string

// Options say where a selector stands.
type Options struct {
	Namespaces Namespaces
	// Nested is set for the selector of a style rule inside another one: it may start with a
	// combinator, and without "&" it is relative to Parent.
	Nested bool
	// Scoped is set for the selectors of a style rule that stands in an @scope rule, but not in
	// another style rule: it may start with a combinator, and without :scope and "&" it is relative
	// to :scope.
	Scoped bool
	// Parent is the selector list that "&" stands for; nil makes it :scope.
	Parent List
	// Strict makes no list forgiving: what is not understood in :is() and :where() is an error.
	Strict bool
	// Pool, when set, makes the memory of many selectors in few pieces, which live as long as
	// any of the selectors: for the selectors of one sheet. It is for one goroutine.
	Pool *Pool
}

// ParseString parses a selector list given as text.
func ParseString(s string) (List, *Error) { return Parse(syntax.ParseComponents(s), Options{}) }

// Supported reports whether v is a single complex selector that is understood, which is what
// @supports selector() asks.
// https://www.w3.org/TR/css-conditional-4/#at-supports-ext
func Supported(v []syntax.Component) bool {
	l, err := Parse(v, Options{Strict: true})
	return err == nil && len(l) == 1 && !l.unknown()
}

// unknown reports whether some selector uses a pseudo-element that is accepted without being known.
func (l List) unknown() bool {
	for _, c := range l {
		if c.Pseudo == PseudoWebkit {
			return true
		}
	}
	return false
}

// Hash returns the hash that Keys and Filter use for a name; it ignores ASCII case.
func Hash(s string) uint32 {
	// FNV-1a
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		h = (h ^ uint32(c)) * 16777619
	}
	return h
}
