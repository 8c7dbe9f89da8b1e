package engine

import (
	"strings"

	"vitrine/css/cascade"
	"vitrine/engine/dom"
)

// The functions below change what selectors may ask about besides the document. Styles are
// resolved again only when some sheet asks.

// setHover makes the element of a place the one that is pointed at. The frames that it is in are
// pointed at in their own documents.
func (p *Page) setHover(to place) {
	p.mark(to, ":hover", func(s *state) **dom.Node { return &s.hover })
}

func (p *Page) setActive(to place) {
	p.mark(to, ":active", func(s *state) **dom.Node { return &s.active })
}

// mark sets one field of the state of every document of the page: to the element of a place, to
// the frames around it, and to nil everywhere else.
func (p *Page) mark(to place, pseudo string, field func(*state) **dom.Node) {
	if p.doc == nil {
		return
	}
	chain := map[*document]*dom.Node{}
	for d, n := to.doc, to.node; d != nil; d, n = d.frames.parent, d.frames.element {
		chain[d] = n
	}
	p.doc.each(func(d *document) {
		if at := field(&d.line.state); *at != chain[d] {
			if pseudo == ":active" && (linkOf(*at) != nil || linkOf(chain[d]) != nil) { // our own sheet colours it
				d.line.todo |= stageStyles
			}
			if pseudo == ":hover" && (d.hasFieldButton(*at) || d.hasFieldButton(chain[d])) {
				d.line.todo |= stagePaint
			}
			*at = chain[d]
			d.restyle(pseudo)
		}
	})
}

func (d *document) setTarget(n *dom.Node) {
	if d.line.state.target != n {
		d.line.state.target = n
		d.restyle(":target")
	}
}

func (d *document) restyle(pseudo string) {
	for _, s := range d.line.sheets {
		if mentions(s, pseudo) {
			d.line.todo |= stageStyles
			return
		}
	}
}

// mentions reports whether the text of a sheet or of what it imports contains s.
func mentions(sheet *cascade.Sheet, s string) bool {
	if sheet == nil {
		return false
	}
	if strings.Contains(sheet.CSS.Text, s) {
		return true
	}
	for _, im := range sheet.Imports {
		if mentions(im, s) {
			return true
		}
	}
	return false
}
