package engine

import (
	"vitrine/css/selector"
	"vitrine/engine/dom"
	"vitrine/engine/lang"
	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

// bubble tells a person what is wrong with the control of a form that was to be sent.
type bubble struct {
	at      place
	message string
}

// Looks of bubbles, in CSS px.
const (
	bubblePad  = 8
	bubbleGap  = 4 // between it and its control
	bubbleFont = 14
)

// tell shows a bubble at a control.
func (p *Page) tell(d *document, n *dom.Node, flaw selector.Flaw) {
	p.input.bubble = &bubble{at: place{doc: d, node: n}, message: complaint(p.e.cfg.Lang, n, flaw)}
	p.stale = true
}

// popBubble takes the bubble away: whatever a person does next does so.
func (p *Page) popBubble() {
	if p.input.bubble != nil {
		p.input.bubble, p.stale = nil, true
	}
}

// complaint words what is wrong with the value of a control; its title says what it wants.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#report-validity-steps
func complaint(l lang.Lang, n *dom.Node, flaw selector.Flaw) string {
	attr := func(name string) string { v, _ := n.Attr(name); return v }
	switch flaw {
	case selector.ValueMissing:
		switch t := inputType(n); {
		case n.IsHTML("select"):
			return l.Say("Please select an item in the list.")
		case t == "checkbox":
			return l.Say("Please check this box if you want to proceed.")
		case t == "radio":
			return l.Say("Please select one of these options.")
		case t == "file":
			return l.Say("Please select a file.")
		}
		return l.Say("Please fill out this field.")
	case selector.TypeMismatch:
		if inputType(n) == "email" {
			return l.Say("Please enter an email address.")
		}
		return l.Say("Please enter a URL.")
	case selector.PatternMismatch:
		if t := attr("title"); t != "" {
			return l.Say("Please match the requested format. %s", clip(t))
		}
		return l.Say("Please match the requested format.")
	case selector.TooLong:
		return l.Say("Please shorten this text to %s characters or less.", clip(attr("maxlength")))
	case selector.TooShort:
		return l.Say("Please lengthen this text to %s characters or more.", clip(attr("minlength")))
	case selector.RangeUnderflow:
		return l.Say("Value must be %s or more.", clip(attr("min")))
	case selector.RangeOverflow:
		return l.Say("Value must be %s or less.", clip(attr("max")))
	}
	return l.Say("Please enter a valid value.")
}

// bubblePicture returns what a frame shows of the bubble, or nil.
func (p *Page) bubblePicture() *Popup {
	u := p.input.bubble
	if u == nil || !p.shows(u.at.doc) {
		return nil
	}
	r, ok := u.at.doc.viewRect(u.at.node)
	if !ok {
		return nil
	}
	look := lightPopup
	if s := u.at.doc.line.styles.Style(u.at.node); s != nil && s.Dark() {
		look = darkPopup
	}
	font := u.at.doc.line.fonts.current.Font(text.MakeQuery(bubbleFont, text.Family{Name: "sans-serif", Generic: true}))
	w := geom.FromPx(widthOf(font, u.message) + 2*bubblePad)
	h := geom.FromPx(float64(font.Metrics.Ascent+font.Metrics.Descent) + 2*bubblePad)
	at := geom.Rect{X: max(0, min(r.X, p.view.W.Sub(w))), Y: r.Bottom().Add(geom.Int(bubbleGap)), W: w, H: h}
	if at.Bottom() > p.view.H {
		at.Y = r.Y.Sub(h).Sub(geom.Int(bubbleGap))
	}
	b := display.NewBuilder(geom.Size{W: w, H: h})
	all := geom.Rect{W: w, H: h}
	b.Rect(all, display.Solid(look.edge))
	b.Rect(all.Inset(geom.Sides{Top: geom.One, Right: geom.One, Bottom: geom.One, Left: geom.One}), display.Solid(look.paper))
	x, base := geom.Int(bubblePad), geom.FromPx(bubblePad+float64(font.Metrics.Ascent))
	for _, run := range font.Shape(u.message, text.ShapeOptions{}) {
		b.Text(display.Text{Run: run, Origin: geom.Point{X: x, Y: base}, Color: look.ink})
		x = x.Add(run.Width)
	}
	return &Popup{At: at, List: b.Finish(look.paper)}
}
