package dom

// Prefix is what tells names of a namespace from HTML's in text: "svg:", "math:", "none:" for no
// namespace, "other:", and "" for HTML itself.
func (ns Namespace) Prefix() string {
	switch ns {
	case HTML:
		return ""
	case SVG:
		return "svg:"
	case MathML:
		return "math:"
	case NoNS:
		return "none:"
	}
	return "other:"
}

// Label names a node the way a person looks for it: p#id.class, #text, #document; "" for nil and
// nodes of other types.
func (n *Node) Label() string {
	if n == nil {
		return ""
	}
	switch n.Type {
	case TextNode:
		return "#text"
	case DocumentNode:
		return "#document"
	case ElementNode:
		s := n.NS().Prefix() + n.Name()
		if id, ok := n.ElementID(); ok {
			s += "#" + id.Value()
		}
		for _, c := range n.Classes() {
			s += "." + c.Value()
		}
		return s
	}
	return ""
}
