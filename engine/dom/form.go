package dom

import "strings"

// control is what a person did to a form control. Attributes say what it is to begin with.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#concept-fe-dirty
type control struct {
	value   string
	dirty   bool // value counts, and not the attribute or the text
	checked int8 // 1 on, -1 off, 0 as the attribute says; of an option: selected
	touched bool // a person has dealt with it
}

// extra holds what few elements have.
type extra struct {
	content *Node // template contents
	control control
	top     TopLayer
}

func (e *element) more() *extra {
	if e.extra == nil {
		e.extra = &extra{}
	}
	return e.extra
}

// Value returns the current value of an input, textarea, select or option; "" for others. It is
// not sanitised. https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#concept-fe-value
func (n *Node) Value() string {
	if n == nil || n.el == nil {
		return ""
	}
	if x := n.el.extra; x != nil && x.control.dirty {
		return x.control.value
	}
	return n.DefaultValue()
}

// DefaultValue returns the value that a form control has when nobody touched it.
func (n *Node) DefaultValue() string {
	switch {
	case n.IsHTML("textarea"):
		return strings.ReplaceAll(n.TextContent(), "\r\n", "\n")
	case n.IsHTML("select"):
		if o := n.SelectedOption(); o != nil {
			return o.Value()
		}
		return ""
	case n.IsHTML("option"):
		if v, ok := n.Attr("value"); ok {
			return v
		}
		return strings.Join(strings.Fields(n.TextContent()), " ")
	}
	if t, _ := n.Attr("type"); n.IsHTML("input") && strings.EqualFold(strings.TrimSpace(t), "file") {
		return "" // a page chooses no files
	}
	v, _ := n.Attr("value")
	return v
}

// SetValue makes v the value of an input or textarea.
func (d *Document) SetValue(n *Node, v string) {
	if n.el == nil {
		return
	}
	c := &n.el.more().control
	c.value, c.dirty = v, true
	d.note(Mutation{Kind: AttrChanged, Node: n.id, Name: atomValue})
}

// Edited reports whether the value is no longer the default one.
func (n *Node) Edited() bool { return n.el != nil && n.el.extra != nil && n.el.extra.control.dirty }

var (
	atomValue    = Intern("value")
	atomChecked  = Intern("checked")
	atomOpen     = Intern("open")
	atomSelected = Intern("selected")
)

// Checked reports whether a checkbox or radio button is on, or an option selected by itself.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#concept-fe-checked
func (n *Node) Checked() bool {
	if n == nil || n.el == nil {
		return false
	}
	if x := n.el.extra; x != nil && x.control.checked != 0 {
		return x.control.checked > 0
	}
	return n.DefaultChecked()
}

// DefaultChecked is what Checked is of a control that nobody touched.
func (n *Node) DefaultChecked() bool {
	name := "checked"
	if n.IsHTML("option") {
		name = "selected"
	}
	_, ok := n.Attr(name)
	return ok
}

// SetChecked switches a checkbox, radio button or option on or off. Others of a group stay.
func (d *Document) SetChecked(n *Node, on bool) {
	if n.el == nil || n.Checked() == on {
		return
	}
	c := &n.el.more().control
	name := atomChecked
	if n.IsHTML("option") {
		name = atomSelected
	}
	if c.checked = -1; on {
		c.checked = 1
	}
	d.note(Mutation{Kind: AttrChanged, Node: n.id, Name: name})
}

// Touched reports whether a person has dealt with a form control.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#user-interacted
func (n *Node) Touched() bool {
	return n.el != nil && n.el.extra != nil && n.el.extra.control.touched
}

// Touch notes that a person has dealt with a form control.
func (d *Document) Touch(n *Node) {
	if n.el == nil || n.Touched() {
		return
	}
	n.el.more().control.touched = true
	d.note(Mutation{Kind: AttrChanged, Node: n.id, Name: atomValue})
}

// ResetControl forgets what a person did to a form control.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#concept-form-reset-control
func (d *Document) ResetControl(n *Node) {
	if n.el == nil || n.el.extra == nil || n.el.extra.control == (control{}) {
		return
	}
	n.el.extra.control = control{}
	for _, name := range []Atom{atomValue, atomChecked, atomSelected} {
		d.note(Mutation{Kind: AttrChanged, Node: n.id, Name: name})
	}
}

// Options returns the options of a select in tree order.
// https://html.spec.whatwg.org/multipage/form-elements.html#concept-select-option-list
func (n *Node) Options() []*Node {
	var out []*Node
	for o := n.First(); o != nil; o = o.After(n) {
		if o.IsHTML("option") {
			out = append(out, o)
		}
	}
	return out
}

// SelectedOption returns the option that a drop-down shows: the last selected one, else the first
// that is not disabled; nil when there is none.
// https://html.spec.whatwg.org/multipage/form-elements.html#ask-for-a-reset
func (n *Node) SelectedOption() *Node {
	var first, chosen *Node
	for o := n.First(); o != nil; o = o.After(n) {
		if !o.IsHTML("option") {
			continue
		}
		if _, off := o.Attr("disabled"); first == nil && !off {
			first = o
		}
		if o.Checked() {
			chosen = o
		}
	}
	if chosen != nil {
		return chosen
	}
	return first
}

// Form returns the form element that owns a form control or label, or nil.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#form-owner
func (d *Document) Form(n *Node) *Node {
	if id, ok := n.Attr("form"); ok {
		if f := d.ByID(id); f != nil && f.IsHTML("form") {
			return f
		}
		return nil
	}
	for p := n.ParentElement(); p != nil; p = p.ParentElement() {
		if p.IsHTML("form") {
			return p
		}
	}
	return nil
}
