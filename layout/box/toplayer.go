package box

import (
	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
)

// onTop reports whether an element's box is in the top layer.
func onTop(n *dom.Node, s *style.Style) bool {
	return n.TopLayer() != dom.NotOnTop && (s.Position() == value.KwFixed || s.Position() == value.KwAbsolute) && s.Display() != value.KwContents
}

// lift makes the boxes of an element in the top layer, which become the last kids of the root's:
// nothing around the element cuts, moves or covers them.
// https://drafts.csswg.org/css-position-4/#top-layer
func (b *builder) lift(n *dom.Node, s *style.Style, cx context) {
	if p := b.in.Styles.Pseudo(n, selector.PseudoBackdrop); shown(p) {
		x := b.newBox(n, p, context{style: s})
		x.Pseudo, x.Top = Backdrop, true
		x.Root, x.Body, x.Fieldset = false, false, false
		b.tree.Count++
		b.top = append(b.top, x)
	}
	b.lifting = true
	kids := b.element(nil, n, context{style: cx.style})
	b.lifting = false
	for _, k := range kids {
		k.Top = true
	}
	b.top = append(b.top, kids...)
}
