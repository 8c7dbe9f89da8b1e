package ua

import (
	"vitrine/css/prop"
	"vitrine/css/selector"
	"vitrine/css/value"
	"vitrine/engine/dom"
)

// table: sizes, background, border, frame, rules, spacing, alignment.
// https://html.spec.whatwg.org/multipage/rendering.html#tables-2
func (h *hints) table() {
	n := h.n
	h.background()
	h.dimension("width", prop.Width, true)
	h.dimension("height", prop.Height, false)
	if s, ok := integer(n, "cellspacing"); ok {
		h.text("border-spacing", string(px(s).Append(nil)))
	}
	for _, m := range [...]struct {
		attr string
		a, b prop.ID
	}{{"hspace", prop.MarginLeft, prop.MarginRight}, {"vspace", prop.MarginTop, prop.MarginBottom}} {
		h.dimension(m.attr, m.a, false)
		h.dimension(m.attr, m.b, false)
	}
	switch lower(n, "align") {
	case "left":
		h.add(prop.Float, value.KwLeft)
	case "right":
		h.add(prop.Float, value.KwRight)
	case "center":
		h.add(prop.MarginLeft, value.KwAuto)
		h.add(prop.MarginRight, value.KwAuto)
	}
	width := borderOf(n)
	if width > 0 || has(n, "border") {
		h.all(borderWidths, px(width))
	}
	coloured := h.color("bordercolor", borderColors...)
	switch {
	case coloured:
		h.all(borderStyles, value.KwSolid)
	case width > 0:
		h.all(borderStyles, value.KwOutset)
	}
	h.frame()
	if validRules(n) {
		h.add(prop.BorderCollapse, value.KwCollapse)
		if width == 0 && !has(n, "frame") {
			h.all(borderStyles, value.KwHidden)
		}
	}
}

// borderOf returns the border attribute of a table in px: 1 when it is there without a number.
func borderOf(n *dom.Node) float64 {
	if !has(n, "border") {
		return 0
	}
	w, ok := integer(n, "border")
	if !ok {
		return 1
	}
	return w
}

func validRules(n *dom.Node) bool {
	switch lower(n, "rules") {
	case "none", "groups", "rows", "cols", "all":
		return true
	}
	return false
}

// frame says which sides of the table have a border.
func (h *hints) frame() {
	sides := [4]bool{}
	switch lower(h.n, "frame") {
	case "void":
	case "above":
		sides[0] = true
	case "below":
		sides[2] = true
	case "hsides":
		sides[0], sides[2] = true, true
	case "lhs":
		sides[3] = true
	case "rhs":
		sides[1] = true
	case "vsides":
		sides[1], sides[3] = true, true
	case "box", "border":
		sides = [4]bool{true, true, true, true}
	default:
		return
	}
	if !has(h.n, "border") {
		h.all(borderWidths, px(1))
	}
	for i, on := range sides {
		if on {
			h.add(borderStyles[i], value.KwSolid)
		} else {
			h.add(borderStyles[i], value.KwHidden)
		}
	}
}

// cell: its own attributes, and cellpadding, border and rules of its table.
func (h *hints) cell() {
	n := h.n
	if len(n.Attrs()) > 0 {
		h.background()
		h.dimension("width", prop.Width, true)
		h.dimension("height", prop.Height, true)
		h.cellAlign()
		if has(n, "nowrap") {
			h.add(prop.TextWrapMode, value.KwNowrap)
		}
	}
	t := ancestor(n, "table")
	if t == nil || len(t.Attrs()) == 0 {
		return
	}
	if p, ok := integer(t, "cellpadding"); ok {
		h.all(paddings, px(p))
	}
	rules := lower(t, "rules")
	switch {
	case rules == "all":
		for i := range borderStyles {
			h.rule(borderStyles[i], borderWidths[i])
		}
	case rules == "rows":
		h.rule(prop.BorderTopStyle, prop.BorderTopWidth)
		h.rule(prop.BorderBottomStyle, prop.BorderBottomWidth)
	case rules == "cols":
		h.rule(prop.BorderLeftStyle, prop.BorderLeftWidth)
		h.rule(prop.BorderRightStyle, prop.BorderRightWidth)
	case rules == "none" || rules == "groups":
	case borderOf(t) > 0:
		h.all(borderWidths, px(1))
		if has(t, "bordercolor") {
			h.all(borderStyles, value.KwSolid)
		} else {
			h.all(borderStyles, value.KwInset)
		}
		h.all(borderColors, value.KwInherit)
	}
}

// rule adds a thin solid border side.
func (h *hints) rule(style, width prop.ID) {
	h.add(style, value.KwSolid)
	h.add(width, px(1))
}

func (h *hints) row(name string) {
	if len(h.n.Attrs()) > 0 {
		h.background()
		h.dimension("height", prop.Height, false)
		h.cellAlign()
	}
	if name == "tr" {
		return
	}
	if t := h.n.ParentElement(); t.IsHTML("table") && len(t.Attrs()) > 0 && lower(t, "rules") == "groups" {
		h.rule(prop.BorderTopStyle, prop.BorderTopWidth)
		h.rule(prop.BorderBottomStyle, prop.BorderBottomWidth)
	}
}

// cellAlign is align and valign of table parts.
func (h *hints) cellAlign() {
	switch lower(h.n, "align") {
	case "left":
		h.add(prop.TextAlign, value.KwWebkitLeft)
	case "right":
		h.add(prop.TextAlign, value.KwWebkitRight)
	case "center":
		h.add(prop.TextAlign, value.KwWebkitCenter)
	case "middle":
		h.add(prop.TextAlign, value.KwCenter)
	case "justify":
		h.add(prop.TextAlign, value.KwJustify)
	}
	switch lower(h.n, "valign") {
	case "top":
		h.add(prop.VerticalAlign, value.KwTop)
	case "middle":
		h.add(prop.VerticalAlign, value.KwMiddle)
	case "bottom":
		h.add(prop.VerticalAlign, value.KwBottom)
	case "baseline":
		h.add(prop.VerticalAlign, value.KwBaseline)
	}
}

// autoDirection resolves dir=auto from the element's text.
// https://html.spec.whatwg.org/multipage/dom.html#auto-directionality
func (h *hints) autoDirection() {
	if rtl, _ := selector.AutoDirection(h.n); rtl {
		h.add(prop.Direction, value.KwRtl)
	} else {
		h.add(prop.Direction, value.KwLtr)
	}
}
