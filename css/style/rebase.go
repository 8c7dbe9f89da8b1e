package style

// Rebase returns the style that a descendant of a box of style old has on the line where the box's
// style is replaced by new, as ::first-line does: every inherited group that s shares with old
// becomes that of new, the others keep what declarations made of them.
// https://www.w3.org/TR/css-pseudo-4/#first-line-inheritance
func Rebase(s, old, new *Style) *Style {
	if s == old {
		return new
	}
	c := *s
	c.rebase(&old.groups, &new.groups)
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
