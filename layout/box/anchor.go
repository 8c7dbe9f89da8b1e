package box

import (
	"vitrine/css/value"
	"vitrine/engine/dom"
)

// noteAnchor notes what a finished box means for anchor positioning.
func (b *builder) noteAnchor(x *Box) {
	x.HasAnchor = hasAnchor(x)
	v := x.Style.AnchorScope()
	if v == value.Value(value.KwNone) || x.Pseudo != NoPseudo || x.Node == nil {
		return
	}
	if b.tree.scopes == nil {
		b.tree.scopes = map[*dom.Node]value.Value{}
	}
	b.tree.scopes[x.Node] = v
}

func hasAnchor(x *Box) bool {
	if x.Style.AnchorName() != value.Value(value.KwNone) {
		return true
	}
	for _, k := range x.Kids {
		// Boxes without an element of their own are not finished one by one.
		if k.HasAnchor || k.Pseudo != NoPseudo && hasAnchor(k) {
			return true
		}
	}
	return false
}

// AnchorScope returns the nearest element, n or around it, that keeps a name of anchors, dashes
// included, to what is inside of it; nil when none does.
// https://drafts.csswg.org/css-anchor-position-1/#anchor-scope
func (t *Tree) AnchorScope(n *dom.Node, name string) *dom.Node {
	if len(t.scopes) == 0 {
		return nil
	}
	for ; n != nil; n = n.ParentElement() {
		for _, v := range value.Commas(t.scopes[n]) {
			if v == value.Value(value.KwAll) || v == value.Value(value.Ident(name)) {
				return n
			}
		}
	}
	return nil
}
