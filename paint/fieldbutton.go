package paint

import (
	"image/color"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
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

// FieldButton returns where the button at the end of a number or search field of a style is, when
// the field's border box is r.
func FieldButton(s *style.Style, r geom.Rect) geom.Rect {
	z := zoomOf(s)
	w, in := geom.FromPx(fieldButtonWidth*z), geom.FromPx(4*z) // the border and the padding
	x := r.Right().Sub(in).Sub(w)
	if s.Direction() == value.KwRtl {
		x = r.X.Add(in)
	}
	return geom.Rect{X: x, Y: r.Y.Add(in / 2), W: w, H: r.H.Sub(in)}
}

// fieldButton draws the button of a number or search field.
func (r *recorder) fieldButton(n *dom.Node, s *style.Style, area geom.Rect) {
	z := float32(zoomOf(s))
	b := FieldButton(s, area)
	mid := geom.Point{X: b.X.Add(b.W / 2), Y: b.Y.Add(b.H / 2)}
	var p display.Path
	if t, _ := n.Attr("type"); len(t) > 0 && (t[0] == 's' || t[0] == 'S') {
		const arm = 3.6
		p.MoveTo(-arm*z, -arm*z)
		p.LineTo(arm*z, arm*z)
		p.MoveTo(arm*z, -arm*z)
		p.LineTo(-arm*z, arm*z)
		r.b.StrokePath(display.PathDraw{Origin: mid, Path: &p, Paint: display.Solid(searchCross), Stroke: display.Stroke{Width: 2.2 * z, MiterLimit: 4}})
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
