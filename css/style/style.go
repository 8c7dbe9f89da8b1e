package style

import (
	"sync"

	"vitrine/css/prop"
	"vitrine/css/value"
)

// Style is an element's computed style. It never changes; the zero Style is not valid.
type Style struct {
	groups
	vars      *Vars
	source    *Style // what it was turned from, or nil
	used      *Style // the style with its lengths zoomed; nil when it is the same
	computed  *Style // of a zoomed style: the one before
	wasInline bool
	dark      bool
	copies    bool // see CopiesParent
	tries     []*Style
}

// WasInline reports whether display was inline-level before it was blockified: the static
// position of an absolutely positioned box depends on it.
func (s *Style) WasInline() bool { return s.wasInline }

// Dark reports whether the used colour scheme is dark.
// https://www.w3.org/TR/css-color-adjust-1/#determine-the-used-color-scheme
func (s *Style) Dark() bool { return s.dark }

type groupSet uint32

// Vars are the computed custom properties of an element; children share their parent's when they
// declare none. The zero value and nil hold nothing.
type Vars struct {
	parent *Vars
	depth  int
	own    map[string]any
}

// maxVarsDepth is how many sets are chained before they are copied into one.
const maxVarsDepth = 6

// Lookup returns the value of a custom property, name with its dashes. What the values are is the
// business of package cascade.
func (v *Vars) Lookup(name string) (any, bool) {
	for ; v != nil; v = v.parent {
		if x, ok := v.own[name]; ok {
			return x, x != nil
		}
	}
	return nil, false
}

// With returns the set with the properties of own added; a nil value removes one. own must not
// change afterwards.
func (v *Vars) With(own map[string]any) *Vars {
	if len(own) == 0 {
		return v
	}
	if v == nil || v.depth < maxVarsDepth {
		d := 0
		if v != nil {
			d = v.depth + 1
		}
		return &Vars{parent: v, depth: d, own: own}
	}
	all := map[string]any{}
	v.Each(func(name string, x any) { all[name] = x })
	for name, x := range own {
		all[name] = x
	}
	return &Vars{own: all}
}

// Each calls f for each property, in no particular order.
func (v *Vars) Each(f func(name string, x any)) {
	seen := map[string]bool{}
	for ; v != nil; v = v.parent {
		for name, x := range v.own {
			if !seen[name] {
				seen[name] = true
				if x != nil {
					f(name, x)
				}
			}
		}
	}
}

// Vars returns the custom properties; nil when there are none.
func (s *Style) Vars() *Vars { return s.vars }

var initialOnce struct {
	sync.Once
	style *Style
}

func initialStyle() *Style {
	initialOnce.Do(makeInitial)
	return initialOnce.style
}

func makeInitial() {
	b := Builder{s: Style{groups: emptyGroups()}}
	c := &Context{Context: value.Context{FontSize: MediumSize, RootFontSize: MediumSize}}
	for id := prop.ID(1); id < prop.NumPhysical; id++ {
		if !b.set(id, prop.Initial(id), c) {
			panic("style: initial value of " + id.String() + " does not compute")
		}
	}
	b.ownFont().zoom = 1
	b.finish()
	s := b.s
	initialOnce.style = &s
}

// Initial returns the style in which each property has its initial value.
func Initial() *Style { return initialStyle() }

// SameLayout reports whether boxes with the two styles are laid out alike whatever their content:
// all groups that affect layout are the same pointers, and what the paint groups say about layout
// (visibility: collapse, being a containing block) is the same too.
func SameLayout(a, b *Style) bool {
	if a == b {
		return true
	}
	d := differ(&a.groups, &b.groups)
	if d&layoutGroups != 0 || a.wasInline != b.wasInline && a.OutOfFlow() {
		return false
	}
	if d&(1<<prop.GroupInk) != 0 && (a.Visibility() == value.KwCollapse) != (b.Visibility() == value.KwCollapse) {
		return false
	}
	return (d&(1<<prop.GroupEffect) == 0 || a.ContainsFixed() == b.ContainsFixed()) && sameTries(a.tries, b.tries)
}

// FontKey identifies what of a style chooses its font: styles of equal keys have the same
// computed font properties and language. The other way round does not hold.
type FontKey struct{ font *fontGroup }

// FontKey returns the key of the style's font properties.
func (s *Style) FontKey() FontKey { return FontKey{s.font} }

// SamePaint reports whether two styles are the same in every group.
func SamePaint(a, b *Style) bool {
	return a == b || differ(&a.groups, &b.groups) == 0 && sameTries(a.tries, b.tries)
}

// LineClamp returns the number of lines that a block container shows, or 0 for all: the property
// counts on boxes of the old flexible box model whose axis is vertical.
// https://drafts.csswg.org/css-overflow-4/#webkit-line-clamp
func (s *Style) LineClamp() int {
	switch s.Display() {
	case value.KwWebkitBox, value.KwWebkitInlineBox:
	default:
		return 0
	}
	if k := s.WebkitBoxOrient(); k != value.KwVertical && k != value.KwBlockAxis {
		return 0
	}
	n, _ := s.WebkitLineClamp().(value.Integer)
	return int(max(0, n))
}
