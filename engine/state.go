package engine

import (
	"strings"

	"vitrine/css/cascade"
	"vitrine/engine/dom"
)

// The functions below change what selectors may ask about besides the document. Styles are
// resolved again only when some sheet asks.

func (p *Page) setHover(n *dom.Node) {
	if p.doc != nil && p.doc.line.state.hover != n {
		p.doc.line.state.hover = n
		p.restyle(":hover")
	}
}

func (p *Page) setActive(n *dom.Node) {
	if p.doc != nil && p.doc.line.state.active != n {
		p.doc.line.state.active = n
		p.restyle(":active")
	}
}

func (p *Page) setTarget(n *dom.Node) {
	if p.doc != nil && p.doc.line.state.target != n {
		p.doc.line.state.target = n
		p.restyle(":target")
	}
}

func (p *Page) restyle(pseudo string) {
	for _, s := range p.doc.line.sheets {
		if mentions(s, pseudo) {
			p.doc.line.todo |= stageStyles
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
