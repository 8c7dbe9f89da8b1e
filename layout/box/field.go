package box

import (
	"math"
	"strings"

	"vitrine/engine/dom"
	"vitrine/layout/geom"
)

// Widths of what a text field has beside its text, as Blink has them.
const (
	spinWidth = 15 // px
	// The button that empties a search field grows with the font, within limits.
	cancelSize, cancelFont = 9, 13 // px
	cancelMin, cancelMax   = 5, 21 // px
	cancelMargin           = 4     // px
	listWidth              = 1.34  // em
)

// ListRoom returns how wide the button of a field is that opens its suggestions; 0 without any.
func (b *Box) ListRoom() geom.Unit {
	if !b.Listed {
		return 0
	}
	return geom.FromPx(listWidth * float64(b.Style.FontSize()))
}

// FieldRoom returns how much of a text field the buttons at its end take, whether they are shown or
// not: those that step a number, empty a search and open suggestions.
func (b *Box) FieldRoom() geom.Unit {
	if b.Control != TextField || b.Node == nil || b.Pseudo != NoPseudo {
		return 0
	}
	room := b.ListRoom()
	z := float64(b.Style.UsedZoom())
	switch inputType(b.Node) {
	case "number":
		room = room.Add(geom.FromPx(spinWidth * z))
	case "search":
		size := math.Round(min(max(cancelSize*float64(b.Style.FontSize())/cancelFont, cancelMin), cancelMax))
		room = room.Add(geom.FromPx(size + cancelMargin*z))
	}
	return room
}

// Suggests reports whether an element is a text field whose list attribute names a datalist of the
// document. https://html.spec.whatwg.org/multipage/input.html#attr-input-list
func Suggests(d *dom.Document, n *dom.Node) bool {
	id, ok := n.Attr("list")
	if !ok || d == nil {
		return false
	}
	switch inputType(n) {
	case "hidden", "password", "checkbox", "radio", "file", "submit", "image", "reset", "button":
		return false
	}
	list := d.ByID(id)
	return list != nil && list.IsHTML("datalist")
}

// NumberSize returns for how many characters a number field has room: those that its least and its
// greatest value and its steps are written with; false when one of them is open.
func (b *Box) NumberSize() (chars int, ok bool) {
	if b.Control != TextField || b.Node == nil || inputType(b.Node) != "number" {
		return 0, false
	}
	before, after := 0, 0
	for _, name := range [...]string{"min", "max", "step"} {
		v, there := b.Node.Attr(name)
		if name == "step" && !there {
			v = "1"
		}
		l, r, ok := decimalSize(v)
		if !ok && name == "step" && !strings.EqualFold(v, "any") {
			l, r, ok = 1, 0, true
		}
		if !ok {
			return 0, false
		}
		before, after = max(before, l), max(after, r)
	}
	if after > 0 {
		after++ // the point
	}
	return before + after, true
}

// decimalSize returns how many characters of a number stand before and behind its point. As in Blink
// the noughts that an exponent stands for are not counted before it.
func decimalSize(s string) (before, after int, ok bool) {
	if _, ok := parseFloat(s); !ok {
		return 0, 0, false
	}
	const most = 1000 // of an exponent
	s, sign := strings.CutPrefix(s, "-")
	s, exp, _ := strings.Cut(strings.ToLower(s), "e")
	whole, part, _ := strings.Cut(s, ".")
	digits := len(strings.TrimLeft(whole+part, "0"))
	e, _ := parseInt(strings.TrimPrefix(exp, "+"))
	e = min(max(e, -most), most) - len(part)
	if digits == 0 {
		digits, e = 1, max(e, 0)
	}
	if sign {
		before = 1
	}
	switch left := digits + e; {
	case e >= 0:
		return before + digits, 0, true
	case left > 0:
		return before + left, digits - left, true
	default:
		return before + 1, digits - left, true
	}
}
