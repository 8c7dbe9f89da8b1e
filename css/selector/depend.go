package selector

// Reach says for which elements the outcome of matching can change when something about one
// element changes. Reaches are sets.
type Reach uint8

const (
	ReachSelf      Reach = 1 << iota // the element
	ReachBelow                       // its descendants
	ReachFollowing                   // the siblings after it and their descendants
	ReachAround                      // all descendants of its parent
	ReachAnywhere                    // the whole document
)

// Fact is a kind of thing that selectors ask about an element.
type Fact uint8

const (
	FactClass     Fact = iota // it has a class; hashed
	FactID                    // it has an id; hashed
	FactAttr                  // an attribute is there, or its value; hashed
	FactHover                 // :hover
	FactActive                // :active
	FactFocus                 // :focus and its kin
	FactTarget                // :target and its kin
	FactEmpty                 // :empty
	FactStructure             // which siblings it has
	FactText                  // what text is in it
	FactForm                  // the states of other form controls
	NumFacts
)

// Dependent is one fact that a selector asks for.
type Dependent struct {
	Fact Fact
	Hash uint32 // of the class, id or attribute name; 0 for other facts, or for any name
	// Keys are names of which an element has at least one when it is asked for the fact; nil
	// when any element may be.
	Keys  []Key
	Reach Reach // of a change of the fact
}

// Depends calls f for every fact that c asks for.
func (c *Complex) Depends(f func(d Dependent)) {
	if !c.never {
		d := depender{f: f}
		d.complex(c, ReachSelf, nil, 0)
	}
}

// depender carries the function through a selector.
type depender struct{ f func(Dependent) }

func (d *depender) fact(f Fact, r Reach, keys []Key) { d.f(Dependent{Fact: f, Keys: keys, Reach: r}) }

// everything notes a dependence on all there is.
func (d *depender) everything() {
	for f := range NumFacts {
		d.fact(f, ReachAnywhere, nil)
	}
}

// complex adds what c asks for when a change of its subject reaches r. keys are those of the
// compound that c is an argument in.
func (d *depender) complex(c *Complex, r Reach, keys []Key, depth int) {
	for i := len(c.compounds) - 1; i >= 0; i-- {
		if i < len(c.combs) {
			switch c.combs[i] {
			case Descendant, Child:
				r = downFrom(r)
			default:
				r = behind(r)
				// Who follows whom changes when a sibling comes or goes.
				d.fact(FactStructure, around(r), nil)
			}
			keys = nil
		}
		if own := c.compounds[i].keys(0); own != nil {
			keys = own
		}
		d.compound(&c.compounds[i], r, keys, depth)
	}
}

// downFrom returns the reach of a change of an element when r is that of a descendant of it.
func downFrom(r Reach) Reach { return ReachBelow | r&ReachAnywhere }

// behind returns the reach of a change of an element when r is that of a sibling after it.
func behind(r Reach) Reach {
	return ReachFollowing | r&(ReachAround|ReachAnywhere)
}

// around returns the reach of a change among siblings when r is that of one of them.
func around(r Reach) Reach { return ReachAround | r&ReachAnywhere }

// maxDependDepth is how deep arguments are looked into; what is deeper counts for everything.
const maxDependDepth = 32

func (d *depender) compound(cp *compound, r Reach, keys []Key, depth int) {
	for i := range cp.simples {
		s := &cp.simples[i]
		switch s.kind {
		case kClass:
			d.f(Dependent{FactClass, s.hash, keys, r})
		case kID:
			d.f(Dependent{FactID, s.hash, keys, r})
		case kAttr:
			d.f(Dependent{FactAttr, s.hash, keys, r})
		case kNesting:
			d.list(s.list, r, keys, depth)
		case kPseudoClass:
			d.pseudo(s, r, keys, depth)
		}
	}
}

func (d *depender) list(l List, r Reach, keys []Key, depth int) {
	if depth > maxDependDepth {
		d.everything()
		return
	}
	for _, c := range l {
		if !c.never {
			d.complex(c, r, keys, depth+1)
		}
	}
}

func (d *depender) pseudo(s *simple, r Reach, keys []Key, depth int) {
	attrs := func(r Reach, names ...string) {
		for _, n := range names {
			d.f(Dependent{Fact: FactAttr, Hash: Hash(n), Reach: r})
		}
	}
	inherited := r | downFrom(r) // what an ancestor says counts as well
	switch s.pc {
	case pcIs, pcWhere, pcAny, pcNot:
		d.list(s.list, r, keys, depth)
	case pcHas:
		// What is below or behind an element decides about it and all that r says.
		d.fact(FactStructure, ReachAnywhere, nil)
		d.list(s.list, ReachAnywhere, nil, depth)
	case pcNthChild, pcNthLastChild:
		d.fact(FactStructure, around(r), nil)
		d.list(s.list, around(r), nil, depth)
	case pcFirstChild, pcLastChild, pcOnlyChild, pcFirstOfType, pcLastOfType, pcOnlyOfType, pcNthOfType, pcNthLastOfType:
		d.fact(FactStructure, around(r), nil)
	case pcHover:
		d.fact(FactHover, r, keys)
	case pcActive:
		d.fact(FactActive, r, keys)
	case pcFocus, pcFocusVisible, pcFocusWithin:
		d.fact(FactFocus, r, keys)
	case pcTarget, pcTargetWithin:
		d.fact(FactTarget, r, keys)
	case pcEmpty:
		d.fact(FactEmpty, r, nil)
	case pcAnyLink, pcLink, pcVisited:
		attrs(r, "href")
	case pcOpen, pcModal, pcPopoverOpen:
		attrs(r, "open")
	case pcLang:
		attrs(inherited, "lang")
	case pcDir:
		attrs(ReachAnywhere, "dir")
		d.fact(FactText, ReachAnywhere, nil)
		d.fact(FactStructure, ReachAnywhere, nil)
	case pcChecked:
		attrs(r, "checked", "selected", "type")
	case pcRequired, pcOptional:
		attrs(r, "required", "type")
	case pcEnabled, pcDisabled:
		attrs(inherited, "disabled")
	case pcReadOnly, pcReadWrite:
		attrs(inherited, "disabled", "readonly", "contenteditable", "type")
	case pcInRange, pcOutOfRange:
		attrs(inherited, "disabled", "readonly", "type", "min", "max", "value")
	case pcPlaceholderShown:
		attrs(r, "placeholder", "type", "value")
		d.fact(FactText, r, nil)
	case pcDefault, pcIndeterminate, pcValid, pcInvalid, pcUserValid, pcUserInvalid:
		d.fact(FactForm, ReachAnywhere, nil)
		d.fact(FactText, ReachAnywhere, nil)
		d.fact(FactStructure, ReachAnywhere, nil)
	case pcNone, pcRoot, pcScope, pcDefined, pcNever, pcHost, pcState:
	default:
		d.everything() // a pseudo-class that is missing above: anything may decide
	}
}
