package paint

import (
	"image/color"
	"strconv"

	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// control paints what a form control has besides its box and its text.
// https://html.spec.whatwg.org/multipage/rendering.html#form-controls
func (r *recorder) control(e entry, s *style.Style) {
	n := e.Of.Node
	if n == nil {
		return
	}
	if e.Of.Control == box.Calendar || e.Of.Control == box.Clock {
		if _, readonly := n.Attr("readonly"); !readonly && !selector.Disabled(n) && isNone(s.BackgroundImage()) && s.BackgroundOrigin() == value.Value(value.KwContentBox) {
			r.pickerIcon(e, s)
		}
		return
	}
	if s.Appearance() == value.KwNone && e.Of.Control != box.ColorWell {
		return
	}
	area := geom.MakeRect(e.at, e.Size)
	disabled := selector.Disabled(n)
	k := lookOf(s, disabled)
	switch e.Of.Control {
	case box.Checkbox:
		r.checkbox(area, n.Checked(), k, zoomOf(s))
	case box.Radio:
		r.radio(area, n.Checked(), k, zoomOf(s))
	case box.TextField:
		if n == r.in.Button && e.Of.Pseudo == box.NoPseudo && e.Frame == geom.Horizontal {
			r.fieldButton(e.Of, area)
		}
	case box.Select:
		r.selectArrow(area, e, s, disabled)
	case box.Progress:
		v, known := box.ProgressPart(n)
		r.along(e, s, func(area geom.Rect) { r.progress(area, v, known, k, zoomOf(s)) })
	case box.Meter:
		v, c := box.MeterPart(n)
		r.along(e, s, func(area geom.Rect) { r.meter(area, v, k, k.meters[c], zoomOf(s)) })
	case box.Range:
		r.along(e, s, func(area geom.Rect) {
			if e.Of.Listed {
				r.ticks(area, s, box.Ticks(r.in.Tree.Boxes.Doc, n), zoomOf(s))
			}
			r.slider(area, n, k, zoomOf(s))
		})
	case box.ColorWell:
		c := black
		if p, ok := hexColor(n.Value()); ok {
			c = p
		}
		in := area.Inset(e.Border.Add(e.Padding)).Inset(swatchInset)
		r.b.Rect(in, display.Solid(swatchEdge))
		one := geom.Sides{Top: geom.One, Right: geom.One, Bottom: geom.One, Left: geom.One}
		r.b.Rect(in.Inset(one), display.Solid(c))
	case box.Disclosure:
		open := false
		if p := n.ParentElement(); p != nil {
			_, open = p.Attr("open")
		}
		r.disclosure(area, s.Color().RGBA(s.Color()), open, e.Frame)
	}
}

// swatchInset is the space around the swatch in a colour field, and swatchEdge the line around it.
var (
	swatchInset = geom.Sides{Top: geom.Int(4), Right: geom.Int(2), Bottom: geom.Int(4), Left: geom.Int(2)}
	swatchEdge  = color.NRGBA{119, 119, 119, 255}
)

// nativeLook reports whether a control keeps the platform's look: its border is that of the
// UA sheet (inset or outset, or a select's), so that no author asked for another.
func nativeLook(e entry, s *style.Style) bool {
	if e.Of.Pseudo != box.NoPseudo && e.Of.Pseudo != box.FileButton || s.Appearance() == value.KwNone || !isNone(s.BackgroundImage()) {
		return false
	}
	var want value.Keyword
	width := geom.Int(2)
	switch e.Of.Control {
	case box.Button:
		want = value.KwOutset
	case box.TextField, box.DateField, box.TextArea, box.ListBox:
		want = value.KwInset
		if e.Of.Control == box.TextArea || e.Of.Control == box.ListBox {
			want, width = value.KwSolid, geom.One
		}
		for _, c := range [4]value.Color{s.BorderTopColor(), s.BorderRightColor(), s.BorderBottomColor(), s.BorderLeftColor()} {
			if !isEdge(c.RGBA(s.Color())) && e.Of.Node != nil && !selector.Disabled(e.Of.Node) {
				return false
			}
		}
	case box.Select:
		want, width = value.KwSolid, geom.One
		if !isEdge(s.BorderTopColor().RGBA(s.Color())) && !selector.Disabled(e.Of.Node) {
			return false
		}
	case box.ColorWell:
		want, width = value.KwSolid, geom.One
		if c := s.BorderTopColor().RGBA(s.Color()); c != black && c != white && !selector.Disabled(e.Of.Node) {
			return false
		}
	default:
		return false
	}
	width = max(geom.One, geom.Int(width.Mul(zoomOf(s)).Floor()))
	w := geom.Sides{Top: width, Right: width, Bottom: width, Left: width}
	return e.Border == w && s.BorderTopStyle() == want && s.BorderRightStyle() == want && s.BorderBottomStyle() == want &&
		s.BorderLeftStyle() == want && s.BorderTopLeftRadius().X.IsZero()
}

// isEdge reports whether a border colour is that of the built-in sheet.
func isEdge(c color.NRGBA) bool { return c == lightLook.edge || c == darkLook.edge }

// native paints the box of a control with the platform's look: a thin rounded line and a
// flat face.
func (r *recorder) native(s *style.Style, area geom.Rect, e entry) {
	outer := nativeRound(area, e, s)
	off := e.Of.Node != nil && selector.Disabled(e.Of.Node)
	k := platformLook(s.Dark(), off)
	face, edge := s.BackgroundColor().RGBA(s.Color()), k.edge
	button := e.Of.Control == box.Button || e.Of.Control == box.ColorWell
	switch {
	case button:
		edge = k.line
		if off { // flat, whatever its colour says
			face = k.button
		}
	case off && isFace(face):
		face = k.face
	case e.Of.Control == box.Select && (face == lightButton || face == darkButton):
		face = k.face
	}
	line := geom.FromPx(zoomOf(s))
	if e.Of.Control != box.ListBox && !button && line == geom.One { // the corner alone is missing
		a := outer.R
		r.b.Rect(inset(a, 1), display.Solid(face))
		r.b.Rect(geom.Rect{X: a.X.Add(line), Y: a.Y, W: a.W.Sub(2 * line), H: line}, display.Solid(edge))
		r.b.Rect(geom.Rect{X: a.X.Add(line), Y: a.Bottom().Sub(line), W: a.W.Sub(2 * line), H: line}, display.Solid(edge))
		r.b.Rect(geom.Rect{X: a.X, Y: a.Y.Add(line), W: line, H: a.H.Sub(2 * line)}, display.Solid(edge))
		r.b.Rect(geom.Rect{X: a.Right().Sub(line), Y: a.Y.Add(line), W: line, H: a.H.Sub(2 * line)}, display.Solid(edge))
		return
	}
	r.b.RRect(outer, display.Solid(face))
	r.b.Ring(outer, insetRound(outer, geom.Sides{Top: line, Right: line, Bottom: line, Left: line}), display.Solid(edge))
}

// isFace reports whether a background is that which the built-in sheet gives a disabled field.
func isFace(c color.NRGBA) bool {
	return c.R == c.G && c.G == c.B && c.A == 77 && (c.R == 239 || c.R == 59)
}

// nativeRound is the box of a control with the platform's look.
func nativeRound(area geom.Rect, e entry, s *style.Style) display.RRect {
	radius := 2.0
	if e.Of.Control == box.Button || e.Of.Control == box.ColorWell {
		radius = 2.5
	}
	return round(snapRect(area), radius*zoomOf(s))
}

// zoomOf is what the lengths of a control's own look are multiplied by.
func zoomOf(s *style.Style) float64 { return float64(s.UsedZoom()) }

func round(area geom.Rect, px float64) display.RRect {
	u := geom.FromPx(px)
	c := display.Corner{X: u, Y: u}
	return display.RRect{R: area, Corners: [4]display.Corner{c, c, c, c}}.Fit()
}

func inset(area geom.Rect, px float64) geom.Rect {
	u := geom.FromPx(px)
	return area.Inset(geom.Sides{Top: u, Right: u, Bottom: u, Left: u})
}

func (r *recorder) checkbox(area geom.Rect, on bool, k look, zoom float64) {
	area = snapRect(area)
	if !on {
		r.b.RRect(round(area, 2.5*zoom), display.Solid(k.face))
		r.b.Ring(round(area, 2.5*zoom), round(inset(area, zoom), 1.5*zoom), display.Solid(k.edge))
		return
	}
	r.b.RRect(round(area, 2*zoom), display.Solid(k.accent))
	w, h := float32(area.W.Px()), float32(area.H.Px())
	var p display.Path
	p.MoveTo(w*0.2, h*0.5)
	p.LineTo(w*0.4, h*0.7)
	p.LineTo(w*0.8, h*0.2)
	r.b.StrokePath(display.PathDraw{Origin: geom.Point{X: area.X, Y: area.Y}, Path: &p, Paint: display.Solid(k.on),
		Stroke: display.Stroke{Width: w * 0.16, MiterLimit: 4}})
}

func (r *recorder) radio(area geom.Rect, on bool, k look, zoom float64) {
	area = snapRect(area)
	edge := k.edge
	if on {
		edge = k.accent
	}
	outer := round(area, area.W.Px()/2)
	r.b.RRect(outer, display.Solid(k.face))
	r.b.Ring(outer, round(inset(area, zoom), area.W.Px()/2-zoom), display.Solid(edge))
	if on {
		r.disc(inset(area, area.W.Px()*0.2), k.accent)
	}
}

// selectArrow draws the chevron at the end of a drop-down.
func (r *recorder) selectArrow(area geom.Rect, e entry, s *style.Style, disabled bool) {
	c := s.Color().RGBA(s.Color())
	if disabled {
		c = gray(118, 255)
	}
	z := float32(zoomOf(s))
	px := func(n float64) geom.Unit { return geom.FromPx(n * float64(z)) }
	var p display.Path
	p.MoveTo(0, 0)
	p.LineTo(4*z, 4*z)
	p.LineTo(8*z, 0)
	x := area.Right().Sub(px(12)).Sub(e.Border.Right)
	if s.Direction() == value.KwRtl {
		x = area.X.Add(px(6)).Add(e.Border.Left)
	}
	y := area.Y.Add(area.H / 2).Sub(px(2))
	if e.Frame.Vertical() { // at the end of the line
		x = area.X.Add(area.W / 2).Sub(px(4))
		y = area.Bottom().Sub(px(10)).Sub(e.Border.Bottom)
		if (s.Direction() == value.KwRtl) != (e.Frame == geom.SidewaysLR) {
			y = area.Y.Add(px(6)).Add(e.Border.Top)
		}
	}
	r.b.StrokePath(display.PathDraw{Origin: geom.Point{X: geom.Int(x.Round()), Y: geom.Int(y.Round())}, Path: &p, Paint: display.Solid(c),
		Stroke: display.Stroke{Width: 2, MiterLimit: 4}})
}

// hexColor reads #rrggbb.
func hexColor(v string) (color.NRGBA, bool) {
	if len(v) != 7 || v[0] != '#' {
		return color.NRGBA{}, false
	}
	n, err := strconv.ParseUint(v[1:], 16, 32)
	return color.NRGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 255}, err == nil
}

// Offsets from the inner corner at which the two lines of a resizer end, in px, and its colour.
const (
	resizerNear = 3
	resizerMid  = 5
	resizerFar  = 9
)

// Colours of a resizer: a dark line with a light one beside it.
var (
	resizerInk   = gray(0, 153)
	resizerLight = gray(255, 153)
)

// resizable reports whether a person may change the size of a box.
func resizable(e entry, s *style.Style) bool {
	return e.Kind == frag.Box && s != nil && s.Resize() != value.KwNone && s.OverflowY() != value.KwVisible && s.OverflowY() != value.KwClip &&
		e.Of != nil && e.Of.Pseudo == box.NoPseudo
}

// resizer draws the two slanted lines of what changes a box's size in its bottom right corner.
// https://www.w3.org/TR/css-ui-4/#resize
func (r *recorder) resizer(inner geom.Rect) {
	inner = snapRect(inner)
	if inner.W < geom.Int(resizerFar) || inner.H < geom.Int(resizerFar) {
		return
	}
	dot := func(right, bottom int, c color.NRGBA) {
		r.b.Rect(geom.Rect{X: inner.Right().Sub(geom.Int(right)), Y: inner.Bottom().Sub(geom.Int(bottom)), W: geom.One, H: geom.One}, display.Solid(c))
	}
	for _, far := range [2]int{resizerFar, resizerMid} {
		for d := resizerNear; d <= far; d++ {
			dot(d, far+resizerNear-d, resizerInk)
			if d > resizerNear {
				dot(d-1, far+resizerNear-d, resizerLight)
			}
		}
	}
}
