package style

import (
	"fmt"

	"slices"

	"vitrine/css/prop"
	"vitrine/css/value"
)

// Change says in what two styles differ, as far as it matters for what has to be made anew.
// Changes are sets; 0 is no difference.
type Change uint8

const (
	// ChangePaint is a difference in what only paint reads.
	ChangePaint Change = 1 << iota
	// ChangeLayout is a difference in what boxes or layout read.
	ChangeLayout
	// ChangeInherited is a difference in what every child inherits, custom properties included.
	ChangeInherited
	// ChangeDisplay is a difference in display or justify-items, which decide about values of
	// children although they are not inherited.
	ChangeDisplay
	// ChangeFont is a difference in the groups of fonts and text, which rem units depend on when
	// it is the root's.
	ChangeFont
	// ChangeInPlace is set when nothing differs but what the box itself is painted with or where:
	// opacity, transforms, filters. No descendant, decoration or anonymous box holds a copy.
	ChangeInPlace
)

// inheritedGroups are the groups that are inherited as a whole.
const inheritedGroups groupSet = 1<<prop.GroupFont | 1<<prop.GroupText | 1<<prop.GroupInk | 1<<prop.GroupSVG

// Compare returns in what a and b differ; a nil style differs from others in everything.
func Compare(a, b *Style) Change {
	if a == b {
		return 0
	}
	if a == nil || b == nil {
		return ChangePaint | ChangeLayout | ChangeInherited | ChangeDisplay | ChangeFont
	}
	var c Change
	d := differ(&a.groups, &b.groups)
	if d != 0 {
		c |= ChangePaint
	}
	if !SameLayout(a, b) {
		c |= ChangeLayout
	}
	if d&inheritedGroups != 0 || !sameVars(a.vars, b.vars) {
		c |= ChangeInherited
	}
	if d&(1<<prop.GroupFont|1<<prop.GroupText) != 0 {
		c |= ChangeFont
	}
	if a.kind.display != b.kind.display || a.flex.justifyItems != b.flex.justifyItems {
		c |= ChangeDisplay
	}
	if c == ChangePaint && d&^(1<<prop.GroupEffect|1<<prop.GroupMotion) == 0 {
		c |= ChangeInPlace
	}
	return c
}

// Equal reports whether two styles hold the same groups, as pointers, and equal custom properties.
func Equal(a, b *Style) bool {
	return a == b || a.groups == b.groups && a.wasInline == b.wasInline && a.dark == b.dark && a.copies == b.copies && sameVars(a.vars, b.vars) && equalTries(a.tries, b.tries)
}

// CopiesParent reports whether a declaration took the value of a property from the parent that is
// not inherited by itself.
func (s *Style) CopiesParent() bool { return s.copies }

// sameVars compares sets of custom properties by value.
func sameVars(a, b *Vars) bool {
	if a == b {
		return true
	}
	n := 0
	same := true
	a.Each(func(name string, x any) {
		n++
		if y, ok := b.Lookup(name); same && (!ok || !sameVar(x, y)) {
			same = false
		}
	})
	if same {
		b.Each(func(string, any) { n-- })
	}
	return same && n == 0
}

func sameVar(x, y any) bool {
	if x == y {
		return true
	}
	s, ok1 := x.(fmt.Stringer)
	t, ok2 := y.(fmt.Stringer)
	return ok1 && ok2 && s.String() == t.String()
}

// moving are the properties that say where a box is and how much of it shows through: what an
// animation can change without anything being painted anew.
var moving = [...]prop.ID{prop.Opacity, prop.Transform, prop.Translate, prop.Rotate, prop.Scale}

// OnlyMoves reports whether two styles differ in nothing but opacity and transforms.
func OnlyMoves(a, b *Style) bool {
	if a == b {
		return true
	}
	if differ(&a.groups, &b.groups)&^(1<<prop.GroupEffect) != 0 || !sameVars(a.vars, b.vars) {
		return false
	}
	for _, id := range effectProps {
		if !value.Equal(a.Get(id), b.Get(id)) {
			return false
		}
	}
	return true
}

// effectProps are the properties of their group that are not moving.
var effectProps = slices.DeleteFunc(prop.In(prop.GroupEffect), func(id prop.ID) bool { return slices.Contains(moving[:], id) })
