package engine

import (
	"strings"

	"vitrine/engine/dom"
)

// AccessKey is the key that a page gives to one of its elements, pressed with Alt: a character.
type AccessKey struct{ Key string }

func (AccessKey) event() {}

// accessKey does what the first element with an access key is for.
// https://html.spec.whatwg.org/multipage/interaction.html#the-accesskey-attribute
func (p *Page) accessKey(key string) {
	if p.doc == nil || key == "" {
		return
	}
	var at place
	p.doc.each(func(d *document) {
		root := d.dom.Root()
		for n := root.First(); n != nil && at.node == nil; n = n.After(root) {
			keys, ok := n.Attr("accesskey")
			if !ok || n.Type != dom.ElementNode {
				continue
			}
			for k := range strings.FieldsSeq(keys) {
				if strings.EqualFold(k, key) {
					at = place{doc: d, node: n}
				}
			}
		}
	})
	if at.node == nil || p.inert(at) {
		return
	}
	d, n := at.doc, at.node
	if n.IsHTML("legend") { // stands for the first control of its group
		for c := n.ParentElement().First(); c != nil; c = c.After(n.ParentElement()) {
			if can, _ := d.focusable(c); can && labelable(c) {
				n = c
				break
			}
		}
		at.node = n
	}
	if can, _ := d.focusable(n); can {
		p.setFocus(at, true)
		p.reveal(d, n, false)
		if isTextField(n) || isDateField(n) || n.IsHTML("select") {
			return
		}
	}
	p.activate(at)
}
