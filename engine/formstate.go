package engine

import (
	"strings"

	"vitrine/engine/dom"
)

// keptControl is what a person did to one form control of a document that was left.
type keptControl struct {
	index   int // among the document's controls, in tree order
	name    string
	kind    string // of what element and type it is
	value   string
	edited  bool
	checked bool
}

// maxKept bounds how much text is kept of the forms of one document, in bytes.
const maxKept = 1 << 20

// eachControl calls f for the controls and options of a document, in tree order.
func (d *document) eachControl(f func(i int, n *dom.Node)) {
	i := 0
	root := d.dom.Root()
	for n := root.First(); n != nil; n = n.After(root) {
		if n.IsHTML("input") || n.IsHTML("textarea") || n.IsHTML("option") {
			f(i, n)
			i++
		}
	}
}

func controlKind(n *dom.Node) string { return n.Name() + " " + inputType(n) }

// restorable reports whether what a person did to a control may come back: not what is secret, nor
// what the page or its form wants forgotten, nor files.
func restorable(d *document, n *dom.Node) bool {
	if t := inputType(n); n.IsHTML("input") && (t == "password" || t == "file" || t == "hidden") {
		return false
	}
	off := func(e *dom.Node) bool {
		v, _ := e.Attr("autocomplete")
		return strings.EqualFold(strings.TrimSpace(v), "off")
	}
	if off(n) {
		return false
	}
	f := d.dom.Form(n)
	return f == nil || !off(f)
}

// keepForms returns what a person did to the controls of a document.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#persisted-user-state-restoration
func (d *document) keepForms() (out []keptControl) {
	room := maxKept
	d.eachControl(func(i int, n *dom.Node) {
		if !n.Edited() && n.Checked() == n.DefaultChecked() || !restorable(d, n) {
			return
		}
		name, _ := n.Attr("name")
		k := keptControl{index: i, name: name, kind: controlKind(n), edited: n.Edited(), checked: n.Checked()}
		if k.edited {
			k.value = n.Value()
		}
		if room -= len(k.value) + len(name); room >= 0 {
			out = append(out, k)
		}
	})
	return out
}

// restoreForms does it again to the same document that came back. Controls that are others now are
// left as they are.
func (d *document) restoreForms(kept []keptControl) {
	if len(kept) == 0 {
		return
	}
	d.eachControl(func(i int, n *dom.Node) {
		if len(kept) == 0 || kept[0].index != i {
			return
		}
		k := kept[0]
		kept = kept[1:]
		if name, _ := n.Attr("name"); name != k.name || controlKind(n) != k.kind || !restorable(d, n) {
			return
		}
		if k.edited {
			d.dom.SetValue(n, k.value)
		}
		d.dom.SetChecked(n, k.checked)
	})
}
