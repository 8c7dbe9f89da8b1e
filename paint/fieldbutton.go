package paint

import (
	"image/color"
	"strings"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/box"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// fieldButtonWidth is that of the button at the end of number and search fields, in CSS px.
const fieldButtonWidth = 15

// searchCross is the colour of the cross that empties a search field, and spinArrow that of the
// arrows that step a number.
var (
	searchCross = color.NRGBA{47, 88, 165, 255}
	spinArrow   = gray(139, 255)
)

// FieldButton returns where the button of a number or search field is, when the field's border box
// is r: at its end, but that of a search stands before the button for suggestions. Other fields with
// suggestions have the latter alone, see ListButton.
func FieldButton(b *box.Box, r geom.Rect) geom.Rect {
	off := geom.Unit(0)
	if t, _ := b.Node.Attr("type"); strings.EqualFold(t, "search") {
		off = b.ListRoom()
	}
	return atEnd(b.Style, r, off, geom.FromPx(fieldButtonWidth*zoomOf(b.Style)))
}

// ListButton returns where the button of a field is that opens its suggestions; nothing without any.
func ListButton(b *box.Box, r geom.Rect) geom.Rect {
	room := b.ListRoom()
	if room == 0 {
		return geom.Rect{}
	}
	off := geom.Unit(0)
	if t, _ := b.Node.Attr("type"); strings.EqualFold(t, "number") {
		off = b.FieldRoom().Sub(room)
	}
	return atEnd(b.Style, r, off, room)
}

// atEnd returns a part of a field of a width that stands off from the end of what is inside of its
// border and padding.
func atEnd(s *style.Style, r geom.Rect, off, w geom.Unit) geom.Rect {
	in := geom.FromPx(4 * zoomOf(s)) // the border and the padding
	x := r.Right().Sub(in).Sub(off).Sub(w)
	if s.Direction() == value.KwRtl {
		x = r.X.Add(in).Add(off)
	}
	return geom.Rect{X: x, Y: r.Y.Add(in / 2), W: w, H: r.H.Sub(in)}
}

// fieldButton draws the buttons of a text field: that of a number or search, and the arrow that opens
// suggestions.
func (r *recorder) fieldButton(of *box.Box, area geom.Rect) {
	s := of.Style
	z := float32(zoomOf(s))
	if b := ListButton(of, area); !b.Empty() {
		const wide, high = 0.32, 0.18 // em, from the middle
		em := s.FontSize()
		var p display.Path
		p.MoveTo(-wide*em, -high*em)
		p.LineTo(wide*em, -high*em)
		p.LineTo(0, high*em)
		p.Close()
		r.b.Fill(display.PathDraw{Origin: middle(b), Path: &p, Paint: display.Solid(s.Color().RGBA(s.Color()))})
	}
	mid := middle(FieldButton(of, area))
	var p display.Path
	switch t, _ := of.Node.Attr("type"); {
	case strings.EqualFold(t, "number"):
	case strings.EqualFold(t, "search") && of.Node.Value() == "":
		return
	case strings.EqualFold(t, "search"):
		const arm = 3.6
		p.MoveTo(-arm*z, -arm*z)
		p.LineTo(arm*z, arm*z)
		p.MoveTo(arm*z, -arm*z)
		p.LineTo(-arm*z, arm*z)
		r.b.StrokePath(display.PathDraw{Origin: mid, Path: &p, Paint: display.Solid(searchCross), Stroke: display.Stroke{Width: 2.2 * z, MiterLimit: 4}})
		return
	default:
		return
	}
	for _, way := range [2]float32{-1, 1} {
		p.MoveTo(-3.5*z, way*2*z)
		p.LineTo(3.5*z, way*2*z)
		p.LineTo(0, way*6*z)
		p.Close()
	}
	r.b.Fill(display.PathDraw{Origin: mid, Path: &p, Paint: display.Solid(spinArrow)})
}

func middle(r geom.Rect) geom.Point { return geom.Point{X: r.X.Add(r.W / 2), Y: r.Y.Add(r.H / 2)} }
