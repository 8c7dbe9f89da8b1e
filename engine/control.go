package engine

import (
	"math"
	"strconv"
	"strings"

	"vitrine/css/selector"
	"vitrine/engine/dom"
	"vitrine/layout/box"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// press does what the button going down on a place is for, before it is let go: it moves the
// focus, puts the caret, opens a drop-down, drags a slider.
func (p *Page) press(at place, e MouseDown) {
	if at.doc == nil || at.node == nil {
		p.setFocus(place{}, false)
		return
	}
	n := at.node
	for ; n != nil; n = n.ParentElement() {
		if can, _ := at.doc.focusable(n); can {
			break
		}
	}
	if n == nil && at.doc.labelled(at.node) != nil {
		return // the click will move the focus
	}
	target := place{doc: at.doc, node: n, scroller: at.scroller}
	if n == nil {
		target = place{}
	}
	if open := p.input.popup; open != nil && open.at.node == n {
		p.closePopup()
		return
	}
	p.setFocus(target, false)
	if n == nil || !isTextField(n) && !labelable(n) {
		p.beginSelection(at, e)
	} else {
		p.unselect()
	}
	switch {
	case n == nil:
	case isTextField(n) && p.pressFieldButton(at, n):
	case isTextField(n):
		p.caretTo(at, e)
		if n.IsHTML("input") && n.Value() == "" {
			p.suggest(target, true)
		}
	case isDateField(n):
		p.pressDate(at)
	case n.IsHTML("select"):
		if isDropDown(n) {
			p.openOptions(target)
		} else {
			p.pickListed(at, n)
		}
	case n.IsHTML("input") && inputType(n) == "range":
		p.input.slider = target
		p.slide(at)
	}
}

// activate does what a click on an element is for; false when it is for nothing.
// https://html.spec.whatwg.org/multipage/interaction.html#activation
func (p *Page) activate(at place) bool {
	d := at.doc
	for n := at.node; n != nil; n = n.ParentElement() {
		if selector.IsLink(n) {
			u := d.linkURL(n)
			switch {
			case u == nil || u.Is("javascript", "mailto", "view-source"):
			case p.input.ctrl && p.e.cfg.NewWindow != nil:
				p.e.cfg.NewWindow(u.String())
			default:
				p.follow(d, n, u)
			}
			return true
		}
		if n.IsHTML("summary") && n.ParentElement().IsHTML("details") && summaryOf(n.ParentElement()) == n {
			d.toggleDetails(n.ParentElement())
			return true
		}
		if n == at.node && d.onDefaultSummary(at) {
			d.toggleDetails(n)
			return true
		}
		if labelable(n) && interactive(n) {
			p.activateControl(d, n)
			return true
		}
	}
	if c := d.labelled(at.node); c != nil {
		if can, _ := d.focusable(c); can {
			p.setFocus(place{doc: d, node: c}, false)
		}
		if t := inputType(c); c.IsHTML("input") && (t == "checkbox" || t == "radio" || t == "submit" || t == "reset" || t == "image" || t == "file" || t == "color") || c.IsHTML("button") {
			p.activateControl(d, c)
		}
		return true
	}
	return false
}

// onDefaultSummary reports whether a place is on the line that stands for the summary that a details
// element lacks.
func (d *document) onDefaultSummary(at place) bool {
	if !at.node.IsHTML("details") || summaryOf(at.node) != nil {
		return false
	}
	l := d.line.list
	for i := range l.Ops {
		if o := &l.Ops[i]; o.Kind == display.DrawGlyphs && o.Node == at.node.ID() {
			return at.at.Y < l.Texts[o.Arg].Box.Bottom() // the first that the element shows
		}
	}
	return false
}

// activateControl is the activation behaviour of form controls.
// https://html.spec.whatwg.org/multipage/input.html#input-activation-behavior
func (p *Page) activateControl(d *document, n *dom.Node) {
	if selector.Disabled(n) {
		return
	}
	t := inputType(n)
	if p.invoke(d, n) {
		return
	}
	if n.IsHTML("button") {
		switch t {
		case "button":
		case "reset":
			d.reset(d.dom.Form(n))
		default:
			p.submit(d, d.dom.Form(n), n)
		}
		return
	}
	if !n.IsHTML("input") {
		return
	}
	switch t {
	case "checkbox":
		d.dom.SetChecked(n, !n.Checked())
		d.dom.Touch(n)
	case "radio":
		d.chooseRadio(n)
	case "submit", "image":
		p.submit(d, d.dom.Form(n), n)
	case "reset":
		d.reset(d.dom.Form(n))
	case "file":
		p.chooseFile(place{doc: d, node: n})
	case "color":
		p.openColors(place{doc: d, node: n})
	}
}

// chooseRadio switches a radio button on and the rest of its group off.
func (d *document) chooseRadio(n *dom.Node) {
	for _, e := range radioGroup(n) {
		d.dom.SetChecked(e, e == n)
	}
	d.dom.SetChecked(n, true)
	d.dom.Touch(n)
}

// controlKey does what a key is for in the focused element; false when it is for nothing there.
func (p *Page) controlKey(k Key) bool {
	at := p.input.focus
	if at.node == nil {
		return false
	}
	d, n := at.doc, at.node
	t := inputType(n)
	step := 0
	switch k.Name {
	case KeyUp, KeyLeft:
		step = -1
	case KeyDown, KeyRight:
		step = 1
	}
	switch {
	case n.IsHTML("select") && isDropDown(n):
		switch {
		case step != 0 && k.Alt, k.Name == KeySpace, k.Name == KeyEnter:
			p.openOptions(at)
		case step != 0:
			p.stepOption(d, n, step)
		case k.Name == KeyHome:
			p.stepOption(d, n, -1<<20)
		case k.Name == KeyEnd:
			p.stepOption(d, n, 1<<20)
		default:
			return false
		}
		return true
	case n.IsHTML("select"):
		if step == 0 {
			return false
		}
		p.stepOption(d, n, step)
		return true
	case n.IsHTML("input") && t == "radio" && step != 0:
		p.stepRadio(at, step)
		return true
	case isDateField(n):
		return p.dateKey(k)
	case n.IsHTML("input") && t == "range":
		return d.rangeKey(n, k.Name)
	case n.IsHTML("input") && t == "number" && (k.Name == KeyUp || k.Name == KeyDown):
		d.stepNumber(n, -float64(step))
		p.beginEdit(at)
		return true
	}
	switch k.Name {
	case KeySpace:
		if n.IsHTML("details") {
			d.toggleDetails(n)
			return true
		}
		if n.IsHTML("button") || n.IsHTML("summary") || n.IsHTML("input") && !isTextField(n) {
			return p.activate(at)
		}
	case KeyEnter:
		switch {
		case n.IsHTML("details"):
			d.toggleDetails(n)
			return true
		case n.IsHTML("input") && (t == "checkbox" || t == "radio" || t == "range" || t == "color"):
			p.submitImplicitly(d, n)
			return true
		case !isTextField(n):
			return p.activate(at)
		}
	}
	return false
}

// stepRadio moves the choice, and the focus, within a group of radio buttons.
func (p *Page) stepRadio(at place, step int) {
	group := radioGroup(at.node)
	i := 0
	for k, e := range group {
		if e == at.node {
			i = k
		}
	}
	for range group {
		i = (i + step + len(group)) % len(group)
		if can, _ := at.doc.focusable(group[i]); can {
			at.doc.chooseRadio(group[i])
			p.setFocus(place{doc: at.doc, node: group[i]}, true)
			return
		}
	}
}

// rangeOf returns the limits and the step of a range or number input.
// https://html.spec.whatwg.org/multipage/input.html#range-state-(type=range)
func rangeOf(n *dom.Node) (lo, hi, step, base float64) {
	num := func(name string, def float64) float64 {
		s, _ := n.Attr(name)
		if f, err := strconv.ParseFloat(strings.TrimSpace(s), 64); err == nil && !math.IsNaN(f) && !math.IsInf(f, 0) {
			return f
		}
		return def
	}
	if inputType(n) == "range" {
		lo, hi = box.SliderLimits(n)
	} else {
		lo, hi = num("min", math.Inf(-1)), num("max", math.Inf(1))
	}
	step = 1
	if s, _ := n.Attr("step"); strings.EqualFold(strings.TrimSpace(s), "any") {
		step = 0
	} else if f := num("step", 1); f > 0 {
		step = f
	}
	base = num("min", 0)
	return lo, hi, step, base
}

// setNumber gives a range or number input a value within its limits and steps.
func (d *document) setNumber(n *dom.Node, v float64) {
	lo, hi, step, base := rangeOf(n)
	if step > 0 {
		v = base + math.Round((v-base)/step)*step
		if v > hi {
			v -= step
		}
	}
	v = math.Min(math.Max(v, lo), hi)
	d.dom.SetValue(n, strconv.FormatFloat(math.Round(v*1e9)/1e9, 'f', -1, 64))
	d.dom.Touch(n)
}

func numberValue(n *dom.Node) (float64, bool) {
	f, err := strconv.ParseFloat(strings.TrimSpace(n.Value()), 64)
	return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
}

func (d *document) stepNumber(n *dom.Node, by float64) {
	if _, ro := n.Attr("readonly"); ro {
		return
	}
	v, _ := numberValue(n)
	_, _, step, _ := rangeOf(n)
	if step == 0 {
		step = 1
	}
	d.setNumber(n, v+by*step)
}

// rangeKey moves a slider by a key.
func (d *document) rangeKey(n *dom.Node, key string) bool {
	lo, hi, step, _ := rangeOf(n)
	if step == 0 {
		step = (hi - lo) / 100
	}
	v, ok := numberValue(n)
	if !ok {
		v = lo + (hi-lo)/2
	}
	const page = 10 // steps of a page key
	switch key {
	case KeyLeft, KeyDown:
		v -= step
	case KeyRight, KeyUp:
		v += step
	case KeyPageDown:
		v -= max(step, (hi-lo)/page)
	case KeyPageUp:
		v += max(step, (hi-lo)/page)
	case KeyHome:
		v = lo
	case KeyEnd:
		v = hi
	default:
		return false
	}
	d.setNumber(n, v)
	return true
}

// thumb is the width of a slider's thumb, in CSS px.
const thumb = 16

// slide moves a slider to a point of its own space.
func (p *Page) slide(at place) {
	s := p.input.slider
	if s.doc == nil || s.doc.line.list == nil {
		return
	}
	area, ok := s.doc.paintedBox(s.node)
	if !ok || area.W <= geom.Int(thumb) {
		return
	}
	lo, hi, _, _ := rangeOf(s.node)
	f := (at.at.X.Sub(area.X).Px() - thumb/2) / (area.W.Px() - thumb)
	s.doc.setNumber(s.node, lo+(hi-lo)*math.Min(math.Max(f, 0), 1))
}

// pickListed selects the option of a list box that was pressed.
func (p *Page) pickListed(at place, n *dom.Node) {
	area, ok := at.doc.paintedBox(n)
	opts := n.Options()
	b := at.doc.line.boxes.Of(n)
	if !ok || b == nil || len(opts) == 0 || len(b.Kids) == 0 {
		return
	}
	rows := at.doc.rowTops(n)
	i := -1
	for k, y := range rows {
		if at.at.Y >= y {
			i = k
		}
	}
	_ = area
	if i < 0 || i >= len(opts) || selector.Disabled(opts[i]) {
		return
	}
	_, multiple := n.Attr("multiple")
	for k, o := range opts {
		switch {
		case k == i && multiple && p.input.ctrl:
			at.doc.dom.SetChecked(o, !o.Checked())
		case k == i:
			at.doc.dom.SetChecked(o, true)
		case !multiple || !p.input.ctrl:
			at.doc.dom.SetChecked(o, false)
		}
	}
	at.doc.dom.Touch(n)
}

// isDropDown reports whether a select shows one option and the others on demand.
func isDropDown(n *dom.Node) bool {
	if _, multiple := n.Attr("multiple"); multiple {
		return false
	}
	v, _ := n.Attr("size")
	size, _ := strconv.Atoi(strings.TrimSpace(v))
	return size <= 1
}

// choose makes an option the one of a select.
func (d *document) choose(n, option *dom.Node) {
	for _, o := range n.Options() {
		d.dom.SetChecked(o, o == option)
	}
	d.dom.Touch(n)
}

// stepOption moves the choice of a select over the options that can be chosen.
func (p *Page) stepOption(d *document, n *dom.Node, by int) {
	var can []*dom.Node
	at := -1
	shown := n.SelectedOption()
	for _, o := range n.Options() {
		if o == shown {
			at = len(can)
		}
		if !selector.Disabled(o) {
			can = append(can, o)
		}
	}
	if len(can) == 0 {
		return
	}
	d.choose(n, can[min(max(at+by, 0), len(can)-1)])
}
