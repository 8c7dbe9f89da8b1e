package engine

import (
	"slices"
	"strconv"
	"strings"

	"vitrine/css/selector"
	"vitrine/css/value"
	"vitrine/engine/dom"
)

// focusable reports whether an element can be focused, and whether the Tab key reaches it.
// https://html.spec.whatwg.org/multipage/interaction.html#focusable-area
func (d *document) focusable(n *dom.Node) (can, byTab bool) {
	if n == nil || n.Type != dom.ElementNode || d.line.styles == nil {
		return false, false
	}
	index, hasIndex := tabIndex(n)
	own := false
	switch {
	case n.IsHTML("input"):
		own = inputType(n) != "hidden"
	case n.IsHTML("button"), n.IsHTML("select"), n.IsHTML("textarea"):
		own = true
	case n.IsHTML("summary"):
		p := n.ParentElement()
		own = p.IsHTML("details") && summaryOf(p) == n
	case n.IsHTML("details"):
		own = summaryOf(n) == nil // its first line is one that the browser makes
	default:
		own = selector.IsLink(n)
	}
	if !own && !hasIndex {
		return false, false
	}
	if (n.IsHTML("input") || n.IsHTML("button") || n.IsHTML("select") || n.IsHTML("textarea")) && selector.Disabled(n) {
		return false, false
	}
	s := d.line.styles.Style(n)
	if s == nil || s.Visibility() != value.KwVisible || d.line.boxes == nil || d.line.boxes.Of(n) == nil {
		return false, false
	}
	return true, !hasIndex || index >= 0
}

func summaryOf(details *dom.Node) *dom.Node {
	for c := details.FirstElement(); c != nil; c = c.NextElement() {
		if c.IsHTML("summary") {
			return c
		}
	}
	return nil
}

func tabIndex(n *dom.Node) (int, bool) {
	v, ok := n.Attr("tabindex")
	if !ok {
		return 0, false
	}
	i, err := strconv.Atoi(strings.TrimSpace(v))
	return i, err == nil
}

func inputType(n *dom.Node) string {
	t, _ := n.Attr("type")
	return strings.ToLower(strings.TrimSpace(t))
}

// isTextField reports whether an element is edited as text.
func isTextField(n *dom.Node) bool {
	if n.IsHTML("textarea") {
		return true
	}
	if !n.IsHTML("input") {
		return false
	}
	switch inputType(n) {
	case "hidden", "range", "color", "checkbox", "radio", "file", "submit", "image", "reset", "button":
		return false
	}
	return !isDateField(n)
}

// focusOrder returns what Tab reaches in the page, in order: positive tabindex first, then
// document order; frames stand where they are.
// https://html.spec.whatwg.org/multipage/interaction.html#tabindex-ordered-focus-navigation-scope
func (p *Page) focusOrder(d *document) []place {
	type stop struct {
		at    place
		index int
	}
	var stops []stop
	root := d.dom.Root()
	for n := root.First(); n != nil; n = n.After(root) {
		if k := d.frames.of(n); k != nil && k.doc != nil {
			for _, s := range p.focusOrder(k.doc) {
				stops = append(stops, stop{at: s})
			}
			continue
		}
		if _, byTab := d.focusable(n); byTab && !skippedRadio(n) && !p.inert(place{doc: d, node: n}) {
			i, _ := tabIndex(n)
			stops = append(stops, stop{place{doc: d, node: n}, i})
		}
	}
	slices.SortStableFunc(stops, func(a, b stop) int {
		key := func(i int) int {
			if i <= 0 {
				return 1 << 30
			}
			return i
		}
		return key(a.index) - key(b.index)
	})
	out := make([]place, len(stops))
	for i := range stops {
		out[i] = stops[i].at
	}
	return out
}

// skippedRadio reports a radio button that is off while another one of its group is on: Tab
// goes to that.
func skippedRadio(n *dom.Node) bool {
	if !n.IsHTML("input") || inputType(n) != "radio" || n.Checked() {
		return false
	}
	for _, e := range radioGroup(n) {
		if e.Checked() {
			return true
		}
	}
	return false
}

// radioGroup returns the radio buttons that n is one of, in tree order.
// https://html.spec.whatwg.org/multipage/input.html#radio-button-group
func radioGroup(n *dom.Node) []*dom.Node {
	name, _ := n.Attr("name")
	if name == "" {
		return []*dom.Node{n}
	}
	top := n
	for p := n.Parent(); p != nil && !top.IsHTML("form"); p = p.Parent() {
		top = p
	}
	var out []*dom.Node
	for e := top.First(); e != nil; e = e.After(top) {
		if e.IsHTML("input") && inputType(e) == "radio" {
			if m, _ := e.Attr("name"); m == name {
				out = append(out, e)
			}
		}
	}
	return out
}

// maxAutofocus bounds how many elements of a document may ask for the focus.
const maxAutofocus = 32

// autofocusCandidates returns the elements of a document that ask for the focus, in tree order.
// https://html.spec.whatwg.org/multipage/interaction.html#the-autofocus-attribute
func autofocusCandidates(d *dom.Document) (out []*dom.Node) {
	root := d.Root()
	for n := root.First(); n != nil && len(out) < maxAutofocus; n = n.After(root) {
		if n.Type != dom.ElementNode {
			continue
		}
		if _, ok := n.Attr("autofocus"); ok {
			out = append(out, n)
		}
	}
	return out
}

// focusByItself gives the focus to the first element of a document that asks for it and can have it,
// unless something has it already or the address names a part of the document.
// https://html.spec.whatwg.org/multipage/interaction.html#flush-autofocus-candidates
func (p *Page) focusByItself(d *document) {
	if len(d.autofocus) == 0 {
		return
	}
	target, _ := d.fragmentTarget()
	if p.input.focus.node != nil || target != nil || p.e.cfg.Print != nil || d.frames.element != nil {
		d.autofocus = nil
		return
	}
	for _, n := range d.autofocus {
		if can, _ := d.focusable(n); !can || p.inert(place{doc: d, node: n}) {
			continue
		}
		d.autofocus = nil
		p.setFocus(place{doc: d, node: n}, true)
		if d.wantScroll == nil && !d.wantFragment {
			p.reveal(d, n, false)
		}
		return
	}
	if d.loader.Pending() == 0 {
		d.autofocus = nil
	}
}

// setFocus gives an element the focus, or takes it from everything when the place is empty.
// visible says that the person should see where it is: it was not put there by pointing.
func (p *Page) setFocus(to place, visible bool) {
	old := p.input.focus
	if old.doc == to.doc && old.node == to.node {
		if visible && to.doc != nil && !to.doc.line.state.focusVisible {
			to.doc.line.state.focusVisible = true
			to.doc.line.todo |= stageStyles
		}
		return
	}
	p.endEdit()
	p.endDate()
	p.closePopup()
	p.input.focus = to
	p.stale = true
	p.doc.each(func(d *document) {
		var n *dom.Node
		for at := to; at.doc != nil; at = (place{doc: at.doc.frames.parent, node: at.doc.frames.element}) {
			if at.doc == d {
				n = at.node
			}
		}
		shown := n != nil && d == to.doc && (visible || isTextField(n) || isDateField(n))
		if s := &d.line.state; s.focus != n || s.focusVisible != shown {
			s.focus, s.focusVisible = n, shown
			d.line.todo |= stageStyles
		}
	})
	if to.node != nil && isTextField(to.node) {
		p.beginEdit(to)
	}
	if to.node != nil && isDateField(to.node) {
		p.beginDate(to, false)
	}
}

// moveFocus goes to the next or the previous stop of the Tab key.
func (p *Page) moveFocus(back bool) {
	if p.doc == nil {
		return
	}
	order := p.focusOrder(p.doc)
	if len(order) == 0 {
		return
	}
	at := slices.IndexFunc(order, func(s place) bool { return s.node == p.input.focus.node && s.doc == p.input.focus.doc })
	switch {
	case at < 0 && back:
		at = len(order) - 1
	case at < 0:
		at = 0
	case back:
		at--
	default:
		at++
	}
	if at < 0 || at >= len(order) {
		p.setFocus(place{}, false) // out of the page and, with the next press, in again
		return
	}
	p.setFocus(order[at], true)
	if e := p.input.edit; e != nil && !e.field.Lines {
		e.field.Anchor, e.field.Caret = 0, len(e.field.Text)
	}
	if p.input.date != nil && back {
		p.beginDate(order[at], true)
	}
	p.reveal(order[at].doc, order[at].node, false)
}

// labelled returns the control that a click on a label inside of which n is goes to, or nil.
// https://html.spec.whatwg.org/multipage/forms.html#labeled-control
func (d *document) labelled(n *dom.Node) *dom.Node {
	for ; n != nil; n = n.ParentElement() {
		if interactive(n) {
			return nil
		}
		if !n.IsHTML("label") {
			continue
		}
		if id, ok := n.Attr("for"); ok {
			if c := d.dom.ByID(id); c != nil && labelable(c) {
				return c
			}
			return nil
		}
		for c := n.First(); c != nil; c = c.After(n) {
			if labelable(c) {
				return c
			}
		}
		return nil
	}
	return nil
}

func labelable(n *dom.Node) bool {
	switch {
	case n.IsHTML("input"):
		return inputType(n) != "hidden"
	case n.IsHTML("button"), n.IsHTML("meter"), n.IsHTML("output"), n.IsHTML("progress"), n.IsHTML("select"), n.IsHTML("textarea"):
		return true
	}
	return false
}

// interactive reports what a click is for itself, so that a label around it does nothing.
func interactive(n *dom.Node) bool {
	return labelable(n) && !n.IsHTML("meter") && !n.IsHTML("output") && !n.IsHTML("progress") || selector.IsLink(n) || n.IsHTML("summary")
}
