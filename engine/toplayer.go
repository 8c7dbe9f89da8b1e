package engine

import (
	"strings"

	"vitrine/engine/dom"
)

// invoke does what a button is for that names another element: to show or hide a popover, to open
// or close a dialog. It reports whether the button is for that, and so not for its form.
// https://html.spec.whatwg.org/multipage/form-elements.html#attr-button-commandfor
// https://html.spec.whatwg.org/multipage/popover.html#popover-target-attribute-activation-behavior
func (p *Page) invoke(d *document, button *dom.Node) bool {
	t := inputType(button)
	isButton := button.IsHTML("button")
	if !isButton && t != "button" && t != "submit" && t != "reset" && t != "image" {
		return false
	}
	if d.dom.Form(button) != nil && (t == "submit" || t == "reset" || t == "image") {
		return false
	}
	target := func(name string) *dom.Node {
		if id, ok := button.Attr(name); ok {
			return d.dom.ByID(id)
		}
		return nil
	}
	if n := target("commandfor"); isButton && n != nil {
		command, _ := button.Attr("command")
		p.command(d, n, strings.ToLower(command))
		return true
	}
	n := target("popovertarget")
	if n == nil || !isPopover(n) {
		return false
	}
	action, _ := button.Attr("popovertargetaction")
	open := n.TopLayer() == dom.OpenPopover
	switch strings.ToLower(action) {
	case "show":
		open = false
	case "hide":
		open = true
	}
	if open {
		p.hidePopover(d, n)
	} else {
		p.showPopover(d, n)
	}
	return true
}

// command does one of the commands that a button can have for another element.
func (p *Page) command(d *document, n *dom.Node, command string) {
	switch command {
	case "show-popover", "hide-popover", "toggle-popover":
		open := n.TopLayer() == dom.OpenPopover
		switch {
		case !isPopover(n):
		case open && command != "show-popover":
			p.hidePopover(d, n)
		case !open && command != "hide-popover":
			p.showPopover(d, n)
		}
	case "show-modal":
		if _, open := n.Attr("open"); n.IsHTML("dialog") && !open {
			p.hidePopovers(d, n)
			d.dom.SetAttr(n, "open", "")
			p.raise(d, n, dom.ModalDialog)
		}
	case "close", "request-close":
		if n.IsHTML("dialog") {
			p.closeDialog(d, n)
		}
	}
}

// isPopover reports whether an element can be shown as a popover.
func isPopover(n *dom.Node) bool { _, ok := n.Attr("popover"); return ok }

// isManual reports a popover that only its own buttons hide.
func isManual(n *dom.Node) bool {
	v, _ := n.Attr("popover")
	return v != "" && !strings.EqualFold(v, "auto") && !strings.EqualFold(v, "hint")
}

// raised is one element of the top layer of a document.
type raised struct {
	node  *dom.Node
	focus place // what had the focus before
}

// raise puts an element into the top layer; the focus follows when its boxes are there.
func (p *Page) raise(d *document, n *dom.Node, how dom.TopLayer) {
	d.top = append(d.top, raised{n, p.input.focus})
	d.dom.SetTopLayer(n, how)
	d.wantFocus = n
}

// lower takes an element out of the top layer and gives the focus back.
func (p *Page) lower(d *document, n *dom.Node) {
	for i, r := range d.top {
		if r.node != n {
			continue
		}
		d.top = append(d.top[:i:i], d.top[i+1:]...)
		d.dom.SetTopLayer(n, dom.NotOnTop)
		if f := p.input.focus; f.node == nil || within(f.node, n) {
			p.setFocus(r.focus, false)
		}
		return
	}
}

// showPopover shows a popover. Those that are not around it are hidden, unless it is manual.
// https://html.spec.whatwg.org/multipage/popover.html#show-popover
func (p *Page) showPopover(d *document, n *dom.Node) {
	if n.TopLayer() != dom.NotOnTop {
		return
	}
	if !isManual(n) {
		p.hidePopovers(d, n)
	}
	p.raise(d, n, dom.OpenPopover)
}

// hidePopover hides a popover and those in it.
func (p *Page) hidePopover(d *document, n *dom.Node) {
	for i := len(d.top) - 1; i >= 0; i-- {
		if k := d.top[i].node; k != n && k.TopLayer() == dom.OpenPopover && within(k, n) {
			p.lower(d, k)
			i = min(i, len(d.top))
		}
	}
	p.lower(d, n)
}

// hidePopovers hides all popovers that hide by themselves and are not around an element.
func (p *Page) hidePopovers(d *document, around *dom.Node) {
	for i := len(d.top) - 1; i >= 0; i-- {
		if k := d.top[i].node; k.TopLayer() == dom.OpenPopover && !isManual(k) && !within(around, k) {
			p.lower(d, k)
		}
	}
}

// closeDialog closes a dialog.
// https://html.spec.whatwg.org/multipage/interactive-elements.html#close-the-dialog
func (p *Page) closeDialog(d *document, n *dom.Node) {
	d.dom.RemoveAttr(n, "open")
	p.lower(d, n)
}

// closeTop is what Escape does first: it closes what was raised last.
// https://html.spec.whatwg.org/multipage/interaction.html#close-requests
func (p *Page) closeTop() (closed bool) {
	p.doc.each(func(d *document) {
		for i := len(d.top) - 1; i >= 0 && !closed; i-- {
			switch n := d.top[i].node; {
			case n.TopLayer() == dom.ModalDialog:
				p.closeDialog(d, n)
				closed = true
			case !isManual(n):
				p.hidePopover(d, n)
				closed = true
			}
		}
	})
	return closed
}

// dismissPopovers hides the popovers that a press is outside of; one on the button of a popover
// leaves that to the button. https://html.spec.whatwg.org/multipage/popover.html#light-dismiss-open-popovers
func (p *Page) dismissPopovers(at place) {
	if p.doc == nil {
		return
	}
	p.doc.each(func(d *document) {
		if len(d.top) == 0 {
			return
		}
		var around *dom.Node
		if at.doc == d {
			around = at.node
			for n := at.node; n != nil; n = n.ParentElement() {
				for _, name := range [...]string{"popovertarget", "commandfor"} {
					if id, ok := n.Attr(name); ok {
						if t := d.dom.ByID(id); t != nil && t.TopLayer() == dom.OpenPopover {
							around = t
						}
					}
				}
			}
		}
		p.hidePopovers(d, around)
	})
}

// inert reports whether a modal dialog keeps a person from a place.
// https://html.spec.whatwg.org/multipage/interaction.html#blocked-by-a-modal-dialog
func (p *Page) inert(at place) bool {
	if at.doc == nil || at.node == nil {
		return false
	}
	for i := len(at.doc.top) - 1; i >= 0; i-- {
		switch n := at.doc.top[i].node; {
		case within(at.node, n):
			return false
		case n.TopLayer() == dom.ModalDialog:
			return true
		}
	}
	return false
}

// focusRaised gives the focus to what was raised last, when its boxes are there: to the first
// element with autofocus, in a dialog else to the first that can have it.
// https://html.spec.whatwg.org/multipage/interactive-elements.html#dialog-focusing-steps
func (p *Page) focusRaised(d *document) {
	top := d.wantFocus
	d.wantFocus = nil
	if top == nil {
		return
	}
	var first *dom.Node
	for n := top; n != nil; n = n.After(top) {
		can, _ := d.focusable(n)
		if !can {
			continue
		}
		if _, auto := n.Attr("autofocus"); auto {
			first = n
			break
		}
		if first == nil && top.IsHTML("dialog") {
			first = n
		}
	}
	if first != nil {
		p.setFocus(place{doc: d, node: first}, true)
	} else if top.TopLayer() == dom.ModalDialog {
		p.setFocus(place{}, false)
	}
}
