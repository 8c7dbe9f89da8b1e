package dom

// TopLayer says how an element came to lie over all others of its document.
// https://drafts.csswg.org/css-position-4/#top-layer
type TopLayer uint8

// The ways into the top layer.
const (
	NotOnTop    TopLayer = iota
	OpenPopover          // an open popover
	ModalDialog          // an open dialog that keeps a person from what is around it
)

// TopLayer returns how the element came into the top layer.
func (n *Node) TopLayer() TopLayer {
	if n == nil || n.el == nil || n.el.extra == nil {
		return NotOnTop
	}
	return n.el.extra.top
}

// SetTopLayer puts an element into the top layer, or takes it out of it.
func (d *Document) SetTopLayer(n *Node, to TopLayer) {
	if n.el == nil || n.TopLayer() == to {
		return
	}
	n.el.more().top = to
	d.note(Mutation{Kind: AttrChanged, Node: n.id, Name: atomOpen})
}
