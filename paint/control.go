package paint

import (
	"image/color"
	"math"
	"strconv"
	"strings"

	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/layout/box"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// Colours of drawn controls.
var (
	controlEdge     = color.NRGBA{118, 118, 118, 255}
	controlDisabled = color.NRGBA{205, 205, 205, 255}
	controlAccent   = color.NRGBA{0, 117, 255, 255}
	controlTrack    = color.NRGBA{239, 239, 239, 255}
	controlRim      = color.NRGBA{178, 178, 178, 255}
	meterGood       = color.NRGBA{16, 124, 16, 255}
	meterFair       = color.NRGBA{255, 185, 0, 255}
	meterPoor       = color.NRGBA{216, 59, 1, 255}
	white           = color.NRGBA{255, 255, 255, 255}
	black           = color.NRGBA{0, 0, 0, 255}
	controlFace     = color.NRGBA{59, 59, 59, 255}    // dark
	darkButton      = color.NRGBA{107, 107, 107, 255} // ButtonFace
)

// look are the colours of a drawn control in a colour scheme.
type look struct {
	edge, off, accent, face, dull, track, rim color.NRGBA
	on                                        color.NRGBA // of what is on the accent
	meters                                    [3]color.NRGBA
}

var (
	lightLook = look{
		edge: controlEdge, off: controlDisabled, accent: controlAccent, face: white, dull: color.NRGBA{248, 248, 248, 255}, track: controlTrack, rim: controlRim, on: white,
		meters: [3]color.NRGBA{meterGood, meterFair, meterPoor},
	}
	darkLook = look{
		edge: color.NRGBA{133, 133, 133, 255}, off: color.NRGBA{96, 96, 96, 255}, accent: color.NRGBA{153, 200, 255, 255}, face: controlFace, dull: color.NRGBA{45, 45, 45, 255},
		track: controlFace, rim: color.NRGBA{133, 133, 133, 255}, on: controlFace,
		meters: [3]color.NRGBA{{116, 179, 116, 255}, {242, 200, 18, 255}, {233, 129, 114, 255}},
	}
)

// leastContrast is what an accent colour needs with the faces of a scheme; with less the control is
// drawn as in the other scheme.
const leastContrast = 3

// lookOf returns the colours of a control of a style, in which accent-color counts.
func lookOf(s *style.Style, disabled bool) look {
	dark := s.Dark()
	c, custom := s.AccentColor().(value.Color)
	accent := color.NRGBA{}
	if custom {
		accent = c.RGBA(s.Color())
		face := lightLook.face
		if dark {
			face = darkLook.face
		}
		dark = dark != (contrast(accent, face) < leastContrast)
	}
	out := lightLook
	if dark {
		out = darkLook
	}
	if custom {
		out.accent = accent
	}
	if disabled {
		out.edge, out.accent, out.face, out.track, out.rim = out.off, out.off, out.dull, out.dull, out.off
	}
	return out
}

// contrast is the contrast ratio of two colours.
// https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio
func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a)+0.05, luminance(b)+0.05
	return max(x/y, y/x)
}

// control paints what a form control has besides its box and its text.
// https://html.spec.whatwg.org/multipage/rendering.html#form-controls
func (r *recorder) control(e entry, s *style.Style) {
	n := e.Of.Node
	if n == nil {
		return
	}
	if e.Of.Control == box.Calendar || e.Of.Control == box.Clock {
		if _, readonly := n.Attr("readonly"); !readonly && !selector.Disabled(n) {
			r.pickerIcon(e)
		}
		return
	}
	if s.Appearance() == value.KwNone && e.Of.Control != box.ColorWell {
		return
	}
	area := geom.MakeRect(e.at, e.Size)
	_, disabled := n.Attr("disabled")
	k := lookOf(s, disabled)
	switch e.Of.Control {
	case box.Checkbox:
		r.checkbox(area, n.Checked(), k, zoomOf(s))
	case box.Radio:
		r.radio(area, n.Checked(), k, zoomOf(s))
	case box.Select:
		r.selectArrow(area, e, s, disabled)
	case box.Progress:
		v, ok := fraction(n)
		if !ok {
			v = 0
		}
		r.along(e, func(area geom.Rect) { r.bar(area, v, k, k.accent, zoomOf(s)) })
	case box.Meter:
		v, c := meter(n)
		r.along(e, func(area geom.Rect) { r.bar(area, v, k, k.meters[c], zoomOf(s)) })
	case box.Range:
		r.along(e, func(area geom.Rect) { r.slider(area, n, k, zoomOf(s)) })
	case box.ColorWell:
		c := black
		if p, ok := hexColor(n.Value()); ok {
			c = p
		}
		in := area.Inset(e.Border.Add(e.Padding)).Inset(swatchInset)
		r.b.Rect(in, display.Solid(swatchEdge))
		one := geom.Sides{Top: geom.One, Right: geom.One, Bottom: geom.One, Left: geom.One}
		r.b.Rect(in.Inset(one), display.Solid(c))
	case box.TextArea:
		if s.Resize() != value.KwNone && s.OverflowY() != value.KwVisible {
			r.resizer(area.Inset(e.Border))
		}
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
	case box.TextField, box.DateField:
		want = value.KwInset
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
		if c := s.BorderTopColor().RGBA(s.Color()); c != black && !selector.Disabled(e.Of.Node) {
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
	edge := lightLook.edge
	if s.Dark() {
		edge = darkLook.edge
	}
	if e.Of.Node != nil {
		if _, off := e.Of.Node.Attr("disabled"); off {
			edge.A = 77
		}
	}
	face := s.BackgroundColor().RGBA(s.Color())
	if e.Of.Control == box.Select {
		switch face {
		case controlTrack:
			face = white
		case darkButton:
			face = controlFace
		}
	}
	if e.Of.Control == box.Button && edge.A != 255 { // disabled: flat, whatever its colour says
		face = color.NRGBA{238, 238, 238, 255}
		if s.Dark() {
			face = darkLook.dull
		}
	}
	line := geom.FromPx(zoomOf(s))
	r.b.RRect(outer, display.Solid(face))
	r.b.Ring(outer, insetRound(outer, geom.Sides{Top: line, Right: line, Bottom: line, Left: line}), display.Solid(edge))
}

// nativeRound is the box of a control with the platform's look.
func nativeRound(area geom.Rect, e entry, s *style.Style) display.RRect {
	radius := 2.0
	if e.Of.Control == box.Button || e.Of.Control == box.ColorWell {
		radius = 3
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
		r.b.RRect(round(area, 2*zoom), display.Solid(k.edge))
		r.b.RRect(round(inset(area, zoom), zoom), display.Solid(k.face))
		return
	}
	r.b.RRect(round(area, 2*zoom), display.Solid(k.accent))
	w, h := float32(area.W.Px()), float32(area.H.Px())
	var p display.Path
	p.MoveTo(w*0.2, h*0.53)
	p.LineTo(w*0.41, h*0.74)
	p.LineTo(w*0.8, h*0.28)
	r.b.StrokePath(display.PathDraw{Origin: geom.Point{X: area.X, Y: area.Y}, Path: &p, Paint: display.Solid(k.on),
		Stroke: display.Stroke{Width: w * 0.16, MiterLimit: 4}})
}

func (r *recorder) radio(area geom.Rect, on bool, k look, zoom float64) {
	area = snapRect(area)
	edge := k.edge
	if on {
		edge = k.accent
	}
	r.ellipse(area, edge, 0)
	r.ellipse(inset(area, zoom), k.face, 0)
	if on {
		d := math.Round(area.W.Px() * 0.2)
		r.ellipse(inset(area, d), k.accent, 0)
	}
}

// selectArrow draws the chevron at the end of a drop-down.
func (r *recorder) selectArrow(area geom.Rect, e entry, s *style.Style, disabled bool) {
	c := s.Color().RGBA(s.Color())
	if disabled {
		c = controlEdge
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

// along draws in a space where the lines of a box are horizontal, in which area is the box.
func (r *recorder) along(e entry, draw func(area geom.Rect)) {
	if e.Frame == geom.Horizontal || r.mask != nil {
		draw(geom.MakeRect(e.at, e.Size))
		return
	}
	state := r.b.State()
	t, _ := r.upright(e)
	in := state
	in.Transform = t.state.Transform
	r.b.SetState(in)
	draw(geom.MakeRect(t.at, t.Size))
	r.b.SetState(state)
}

// bar draws a progress bar or meter.
func (r *recorder) bar(area geom.Rect, v float64, k look, c color.NRGBA, zoom float64) {
	h := area.H.Px()
	thick := math.Min(h, 8*zoom)
	track := area
	track.Y, track.H = area.Y.Add(geom.FromPx((h-thick)/2)), geom.FromPx(thick)
	rad := thick / 2
	r.b.RRect(round(track, rad), display.Solid(k.rim))
	r.b.RRect(round(inset(track, zoom), rad-zoom), display.Solid(k.track))
	r.filled(track, track.W.Mul(v), rad, c)
}

// filled draws the start of a track with round ends.
func (r *recorder) filled(track geom.Rect, w geom.Unit, radius float64, c color.NRGBA) {
	if w <= 0 {
		return
	}
	state := r.b.State()
	defer r.b.SetState(state)
	in := state
	in.Clip = r.b.AddClip(display.Clip{Parent: state.Clip, Transform: state.Transform, Shape: round(track, radius)})
	r.b.SetState(in)
	track.W = w
	r.b.Rect(track, display.Solid(c))
}

func (r *recorder) slider(area geom.Rect, n *dom.Node, k look, zoom float64) {
	f := box.Fraction(n)
	thumb, track := geom.FromPx(16*zoom), geom.FromPx(8*zoom)
	mid := area.Y.Add(area.H / 2)
	bar := geom.Rect{X: area.X, Y: mid.Sub(track / 2), W: area.W, H: track}
	r.b.RRect(round(bar, 4*zoom), display.Solid(k.rim))
	r.b.RRect(round(inset(bar, zoom), 3*zoom), display.Solid(k.track))
	x := area.X.Add((area.W.Sub(thumb)).Mul(f))
	r.filled(bar, x.Sub(area.X).Add(thumb/2), 4*zoom, k.accent)
	r.ellipse(geom.Rect{X: x, Y: mid.Sub(thumb / 2), W: thumb, H: thumb}, k.accent, 0)
}

// number returns a numeric attribute.
func number(n *dom.Node, name string, def float64) float64 {
	if a, ok := n.Attr(name); ok {
		if v, err := strconv.ParseFloat(strings.TrimSpace(a), 64); err == nil && !math.IsNaN(v) && !math.IsInf(v, 0) {
			return v
		}
	}
	return def
}

// fraction returns how much of a progress element is done; false when that is not known.
func fraction(n *dom.Node) (float64, bool) {
	if _, ok := n.Attr("value"); !ok {
		return 0, false
	}
	limit := number(n, "max", 1)
	if limit <= 0 {
		limit = 1
	}
	return math.Min(math.Max(number(n, "value", 0)/limit, 0), 1), true
}

// meter returns how much of a meter is filled, and how many regions it is away from the best.
// https://html.spec.whatwg.org/multipage/form-elements.html#the-meter-element
func meter(n *dom.Node) (part float64, region int) {
	lo := number(n, "min", 0)
	hi := math.Max(lo, number(n, "max", 1))
	clamp := func(v, a, b float64) float64 { return math.Min(math.Max(v, a), b) }
	v := clamp(number(n, "value", 0), lo, hi)
	low := clamp(number(n, "low", lo), lo, hi)
	high := clamp(number(n, "high", hi), low, hi)
	best := clamp(number(n, "optimum", (lo+hi)/2), lo, hi)
	zone := func(v float64) int {
		switch {
		case v < low:
			return 0
		case v > high:
			return 2
		}
		return 1
	}
	c := max(zone(v)-zone(best), zone(best)-zone(v))
	if hi == lo {
		return 0, c
	}
	return (v - lo) / (hi - lo), c
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

var resizerInk = color.NRGBA{102, 102, 102, 255}

// resizer draws the two slanted lines of what changes a box's size in its bottom right corner.
// https://www.w3.org/TR/css-ui-4/#resize
func (r *recorder) resizer(inner geom.Rect) {
	inner = snapRect(inner)
	if inner.W < geom.Int(resizerFar) || inner.H < geom.Int(resizerFar) {
		return
	}
	for _, far := range [2]int{resizerFar, resizerMid} {
		for d := resizerNear; d <= far; d++ {
			at := geom.Rect{X: inner.Right().Sub(geom.Int(d)), Y: inner.Bottom().Sub(geom.Int(far + resizerNear - d)), W: geom.One, H: geom.One}
			r.b.Rect(at, display.Solid(resizerInk))
		}
	}
}
