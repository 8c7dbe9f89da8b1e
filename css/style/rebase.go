package style

import "vitrine/css/prop"

// Rebase returns the style that a descendant of a box of style old has on the line where the box's
// style is replaced by new, as ::first-line does: inherited properties in which s is like old become
// those of new, the others keep what declarations made of them.
// https://www.w3.org/TR/css-pseudo-4/#first-line-inheritance
func Rebase(s, old, new *Style) *Style {
	if s == old {
		return new
	}
	c := *s
	c.rebase(&old.groups, &new.groups)
	c.rebaseParts(old, new)
	if c.groups == s.groups {
		return s
	}
	if s.source != nil {
		c.source = Rebase(s.source, old.Source(), new.Source())
	}
	return &c
}

func (g *groups) rebase(old, new *groups) {
	if g.font == old.font {
		g.font = new.font
	}
	if g.text == old.text {
		g.text = new.text
	}
	if g.ink == old.ink {
		g.ink = new.ink
	}
}

// rebaseParts is rebase property by property for the groups in which s differs from old.
func (s *Style) rebaseParts(old, new *Style) {
	var part [prop.NumGroups]bool
	part[prop.GroupFont] = s.font != new.font && old.font != new.font
	part[prop.GroupText] = s.text != new.text && old.text != new.text
	part[prop.GroupInk] = s.ink != new.ink && old.ink != new.ink
	if part == [prop.NumGroups]bool{} {
		return
	}
	like, b := &Builder{}, &Builder{s: *s}
	for id := prop.ID(1); id < prop.NumPhysical; id++ {
		if !part[id.Def().Group] {
			continue
		}
		like.s = *old
		if like.copyField(id, &s.groups); like.s.groups == old.groups {
			b.copyField(id, &new.groups)
		}
	}
	b.finish()
	s.groups = b.s.groups
}
