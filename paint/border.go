package paint

import (
	"image/color"
	"math"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// side is one side of a border.
type side struct {
	width geom.Unit
	style value.Keyword
	color color.NRGBA
}

func (s side) shows() bool {
	return s.width > 0 && s.style != value.KwNone && s.style != value.KwHidden && s.color.A > 0
}

// used returns the style of a line that is wide enough for it: what has no room for two colours or
// two lines is solid.
func (s side) used() value.Keyword {
	switch {
	case s.width <= geom.One && (s.style == value.KwGroove || s.style == value.KwRidge), s.width < geom.Int(3) && s.style == value.KwDouble:
		return value.KwSolid
	}
	return s.style
}

// The sides in the order of CSS.
const (
	top = iota
	right
	bottom
	left
)

// border paints the border of a box.
// https://drafts.csswg.org/css-backgrounds-3/#borders
func (r *recorder) border(s *style.Style, outer display.RRect, e entry) {
	if e.Border == (geom.Sides{}) {
		return
	}
	r.borderSides(outer, borderOf(s, e))
}

// borderOf returns the sides of a box's border.
func borderOf(s *style.Style, e entry) [4]side {
	return [4]side{
		{e.Border.Top, s.BorderTopStyle(), borderColor(s, e, s.BorderTopStyle(), s.BorderTopColor())},
		{e.Border.Right, s.BorderRightStyle(), borderColor(s, e, s.BorderRightStyle(), s.BorderRightColor())},
		{e.Border.Bottom, s.BorderBottomStyle(), borderColor(s, e, s.BorderBottomStyle(), s.BorderBottomColor())},
		{e.Border.Left, s.BorderLeftStyle(), borderColor(s, e, s.BorderLeftStyle(), s.BorderLeftColor())},
	}
}

// shadedDefault is what Chromium takes for currentcolor in shaded borders outside of tables.
var shadedDefault = color.NRGBA{238, 238, 238, 255}

// borderColor returns the colour of one side.
func borderColor(s *style.Style, e entry, line value.Keyword, c value.Color) color.NRGBA {
	switch line {
	case value.KwInset, value.KwOutset, value.KwGroove, value.KwRidge:
		if !c.Current {
			break
		}
		switch e.Of.Kind {
		case box.Table, box.Cell, box.Row, box.RowGroup:
		default:
			return shadedDefault
		}
	}
	return c.RGBA(s.Color())
}

// borderSides paints four sides around the inside of outer's edge.
func (r *recorder) borderSides(outer display.RRect, sides [4]side) {
	shown := 0
	uniform := true
	for i := range sides {
		sides[i].style = sides[i].used()
	}
	for i, sd := range sides {
		if sd.shows() {
			shown++
		}
		uniform = uniform && sd.style == sides[0].style && sd.color == sides[0].color && sides[i].shows() == sides[0].shows()
	}
	if shown == 0 {
		return
	}
	widths := geom.Sides{Top: sides[top].width, Right: sides[right].width, Bottom: sides[bottom].width, Left: sides[left].width}
	inner := insetRound(outer, widths)
	if uniform {
		paint := display.Solid(sides[0].color)
		switch sides[0].style {
		case value.KwSolid:
			r.b.Ring(outer, inner, paint)
			return
		case value.KwDouble:
			o, i := doubleRings(outer, widths)
			r.b.Ring(outer, o, paint)
			r.b.Ring(i, inner, paint)
			return
		}
	}
	for _, i := range [4]int{top, bottom, left, right} {
		if sides[i].shows() {
			r.borderSide(outer, inner, sides, i)
		}
	}
}

// coveredBy reports whether the corner of a top or bottom side is painted again with the mitre of
// its neighbour, which comes later: then the side itself needs none, and nothing behind the border
// shines through where the two meet.
func coveredBy(outer display.RRect, a side, i int, b side) bool {
	return (i == top || i == bottom) && !outer.Rounded() && b.shows() && a.color.A == 255 && b.color.A == 255 &&
		b.style != value.KwDotted && b.style != value.KwDashed && b.style != value.KwDouble
}

// doubleRings returns the edges of the gap in a double border: a third of each width, in whole px.
func doubleRings(outer display.RRect, w geom.Sides) (gapOuter, gapInner display.RRect) {
	third := func(u geom.Unit) geom.Unit { return geom.FromPx(math.Round(u.Px() / 3)) }
	t := geom.Sides{Top: third(w.Top), Right: third(w.Right), Bottom: third(w.Bottom), Left: third(w.Left)}
	in := geom.Sides{Top: w.Top - t.Top, Right: w.Right - t.Right, Bottom: w.Bottom - t.Bottom, Left: w.Left - t.Left}
	return insetRound(outer, t), insetRound(outer, in)
}

// borderSide paints one side alone, cut off along the mitres to its neighbours.
func (r *recorder) borderSide(outer, inner display.RRect, sides [4]side, i int) {
	sd := sides[i]
	round := outer.Rounded()
	mitre := round
	var cut [2]bool // the end that comes first clockwise, and the other
	for k, n := range [2]int{(i + 3) % 4, (i + 1) % 4} {
		cut[k] = round || !needsNoMitre(sd, sides[n]) && !coveredBy(outer, sd, i, sides[n])
		mitre = mitre || cut[k]
	}
	state := r.b.State()
	defer r.b.SetState(state)
	if mitre && !(sd.style == value.KwSolid && !round) {
		st := state
		st.Clip = r.b.AddClip(display.Clip{Parent: state.Clip, Transform: state.Transform, Path: mitrePath(outer, inner, i, cut), Origin: geom.Point{X: outer.R.X, Y: outer.R.Y}})
		r.b.SetState(st)
	}
	paint := display.Solid(sd.color)
	if round {
		r.roundSide(outer, inner, sides, i)
		return
	}
	strip := sideStrip(outer.R, inner.R, i)
	switch sd.style {
	case value.KwSolid:
		if mitre {
			r.b.Fill(display.PathDraw{Origin: geom.Point{X: outer.R.X, Y: outer.R.Y}, Path: mitrePath(outer, inner, i, cut), Paint: paint})
		} else {
			r.b.Rect(strip, paint)
		}
	case value.KwDouble:
		if sd.width < geom.Int(3) {
			r.b.Rect(strip, paint)
			return
		}
		third := geom.FromPx(math.Round(sd.width.Px() / 3))
		o, in := splitStrip(strip, i, third, sd.width-third)
		r.doubleStrips(outer.R, sides, i, o, in, third, paint)
	case value.KwDotted, value.KwDashed:
		r.dashedLine(strip, i == left || i == right, sd)
	case value.KwGroove, value.KwRidge:
		// The odd px goes to the upper or left half.
		half := geom.FromPx(math.Ceil(sd.width.Px() / 2))
		if i == bottom || i == right {
			half = sd.width - half
		}
		o, in := splitStrip(strip, i, half, half)
		first, second := value.KwInset, value.KwOutset
		if sd.style == value.KwRidge {
			first, second = second, first
		}
		r.b.Rect(o, display.Solid(shade(first, i, sd.color)))
		r.b.Rect(in, display.Solid(shade(second, i, sd.color)))
	case value.KwInset, value.KwOutset:
		r.b.Rect(strip, display.Solid(shade(sd.style, i, sd.color)))
	}
}

// doubleStrips paints the two lines of a double side; the inner line starts where the inner
// lines of the neighbours do.
func (r *recorder) doubleStrips(outer geom.Rect, sides [4]side, i int, o, in geom.Rect, third geom.Unit, paint display.Paint) {
	r.b.Rect(o, paint)
	inset := func(n int) geom.Unit {
		if !sides[n].shows() {
			return 0
		}
		return sides[n].width - geom.FromPx(math.Round(sides[n].width.Px()/3))
	}
	if i == top || i == bottom {
		l := inset(left)
		in.X, in.W = in.X+l, in.W-l-inset(right)
	} else {
		t := inset(top)
		in.Y, in.H = in.Y+t, in.H-t-inset(bottom)
	}
	r.b.Rect(in, paint)
}

// needsNoMitre reports whether two sides meet without showing where.
func needsNoMitre(a, b side) bool {
	if !b.shows() {
		return b.width == 0
	}
	if a.color != b.color || a.style != b.style {
		return false
	}
	return a.color.A == 255 && (a.style == value.KwSolid || a.style == value.KwDotted || a.style == value.KwDashed || a.style == value.KwDouble)
}

// sideStrip returns the whole length of a side.
func sideStrip(o, in geom.Rect, i int) geom.Rect {
	switch i {
	case top:
		return geom.Rect{X: o.X, Y: o.Y, W: o.W, H: in.Y - o.Y}
	case bottom:
		return geom.Rect{X: o.X, Y: in.Bottom(), W: o.W, H: o.Bottom() - in.Bottom()}
	case left:
		return geom.Rect{X: o.X, Y: o.Y, W: in.X - o.X, H: o.H}
	}
	return geom.Rect{X: in.Right(), Y: o.Y, W: o.Right() - in.Right(), H: o.H}
}

// splitStrip returns the outer part of a strip of thickness a and the inner one from b on.
func splitStrip(s geom.Rect, i int, a, b geom.Unit) (outer, inner geom.Rect) {
	outer, inner = s, s
	switch i {
	case top:
		outer.H = a
		inner.Y, inner.H = s.Y+b, s.H-b
	case bottom:
		outer.Y, outer.H = s.Bottom()-a, a
		inner.H = s.H - b
	case left:
		outer.W = a
		inner.X, inner.W = s.X+b, s.W-b
	case right:
		outer.X, outer.W = s.Right()-a, a
		inner.W = s.W - b
	}
	return
}

// mitrePath returns the quadrilateral of a side between its corners, relative to the outer
// box's origin; an end that is not cut is square. With round corners it reaches to the middle, where the mitres meet.
func mitrePath(outer, inner display.RRect, i int, cut [2]bool) *display.Path {
	o, in := outer.R, inner.R
	x := func(u geom.Unit) float32 { return float32((u - o.X).Px()) }
	y := func(u geom.Unit) float32 { return float32((u - o.Y).Px()) }
	oc := [4]display.FPoint{{X: 0, Y: 0}, {X: x(o.Right()), Y: 0}, {X: x(o.Right()), Y: y(o.Bottom())}, {X: 0, Y: y(o.Bottom())}}
	ic := [4]display.FPoint{{X: x(in.X), Y: y(in.Y)}, {X: x(in.Right()), Y: y(in.Y)}, {X: x(in.Right()), Y: y(in.Bottom())}, {X: x(in.X), Y: y(in.Bottom())}}
	if outer.Rounded() {
		// A corner's inner edge can lie beyond the inner box's corner: go on along the mitre.
		for k := range ic {
			c := outer.Corners[k]
			dx, dy := ic[k].X-oc[k].X, ic[k].Y-oc[k].Y
			f := float32(1)
			if dx != 0 {
				f = max(f, float32(c.X.Px())/abs32(dx))
			}
			if dy != 0 {
				f = max(f, float32(c.Y.Px())/abs32(dy))
			}
			if outer.Curves[k] < 0 { // the border comes that much farther in
				f++
			}
			switch {
			case dx != 0 && dy != 0: // not past the middle of the box
				f = min(f, oc[2].X/2/abs32(dx), oc[2].Y/2/abs32(dy))
			case dx != 0: // the side has the whole curve, for its neighbour has no width
				f = min(f, oc[2].X/abs32(dx))
			case dy != 0:
				f = min(f, oc[2].Y/abs32(dy))
			}
			f = max(f, 1)
			ic[k] = display.FPoint{X: oc[k].X + dx*f, Y: oc[k].Y + dy*f}
		}
	}
	var p display.Path
	a, b := [4]int{0, 1, 2, 3}[i], [4]int{1, 2, 3, 0}[i]
	for k, c := range [2]int{a, b} {
		switch {
		case cut[k]:
		case i == top || i == bottom:
			ic[c].X = oc[c].X
		default:
			ic[c].Y = oc[c].Y
		}
	}
	p.Polygon(oc[a], oc[b], ic[b], ic[a])
	return &p
}

func abs32(v float32) float32 { return max(v, -v) }

// roundSide paints the part of a rounded border that its clip leaves.
func (r *recorder) roundSide(outer, inner display.RRect, sides [4]side, i int) {
	sd := sides[i]
	w := geom.Sides{Top: sides[top].width, Right: sides[right].width, Bottom: sides[bottom].width, Left: sides[left].width}
	paint := display.Solid(sd.color)
	switch sd.style {
	case value.KwSolid:
		r.b.Ring(outer, inner, paint)
	case value.KwDouble:
		o, in := doubleRings(outer, w)
		r.b.Ring(outer, o, paint)
		r.b.Ring(in, inner, paint)
	case value.KwInset, value.KwOutset:
		r.b.Ring(outer, inner, display.Solid(shade(sd.style, i, sd.color)))
	case value.KwGroove, value.KwRidge:
		half := func(u geom.Unit) geom.Unit { return geom.Int(u.Floor() / 2) } // the odd px goes to the inner half
		mid := insetRound(outer, geom.Sides{Top: half(w.Top), Right: half(w.Right), Bottom: half(w.Bottom), Left: half(w.Left)})
		first, second := value.KwInset, value.KwOutset
		if sd.style == value.KwRidge {
			first, second = second, first
		}
		r.b.Ring(outer, mid, display.Solid(shade(first, i, sd.color)))
		r.b.Ring(mid, inner, display.Solid(shade(second, i, sd.color)))
	case value.KwDotted, value.KwDashed:
		r.roundDashes(outer, inner, w, sd)
	}
}

// roundDashes paints a dotted or dashed line along the middle of a rounded border. Dashes are wider
// than the border, whose edges cut them.
func (r *recorder) roundDashes(outer, inner display.RRect, w geom.Sides, sd side) {
	half := func(u geom.Unit) geom.Unit { return geom.Int(u.Floor() / 2) }
	mid := insetRound(outer, geom.Sides{Top: half(w.Top), Right: half(w.Right), Bottom: half(w.Bottom), Left: half(w.Left)})
	mid.R = snapRect(mid.R)
	var p display.Path
	addRound(&p, mid, geom.Point{X: mid.R.X, Y: mid.R.Y})
	width := float32(sd.width.Px())
	st := dashes(sd.style, width, float32(math.Floor(p.Length())), true)
	if st.Cap == display.CapButt {
		st.Width = 2.2 * width
	}
	ring := &display.Path{}
	at := geom.Point{X: outer.R.X, Y: outer.R.Y}
	addRound(ring, outer, at)
	addRound(ring, inner, at)
	state := r.b.State()
	defer r.b.SetState(state)
	clipped := state
	clipped.Clip = r.b.AddClip(display.Clip{Parent: state.Clip, Transform: state.Transform, Path: ring, Origin: at, EvenOdd: true})
	r.b.SetState(clipped)
	r.b.StrokePath(display.PathDraw{Origin: geom.Point{X: mid.R.X, Y: mid.R.Y}, Path: &p, Paint: display.Solid(sd.color), Stroke: st})
}

// addRound adds a rounded rectangle to a path whose origin is at.
func addRound(p *display.Path, q display.RRect, at geom.Point) {
	var c [4]display.FPoint
	for k, v := range q.Corners {
		c[k] = display.FPoint{X: float32(v.X.Px()), Y: float32(v.Y.Px())}
	}
	if q.Curved() {
		p.CurvedRect(float32(q.R.X.Sub(at.X).Px()), float32(q.R.Y.Sub(at.Y).Px()), float32(q.R.W.Px()), float32(q.R.H.Px()), c, q.Curves)
		return
	}
	p.RoundRect(float32(q.R.X.Sub(at.X).Px()), float32(q.R.Y.Sub(at.Y).Px()), float32(q.R.W.Px()), float32(q.R.H.Px()), c)
}

// dashedLine paints a dotted or dashed side along the middle of its strip.
func (r *recorder) dashedLine(strip geom.Rect, vertical bool, sd side) {
	strip = snapRect(strip)
	w := float32(sd.width.Px())
	length := float32(strip.W.Px())
	if vertical {
		length = float32(strip.H.Px())
	}
	if w <= 0 || length <= 0 {
		return
	}
	var p display.Path
	if sd.style == value.KwDotted && w <= 3 {
		squareDots(&p, w, length, vertical)
		r.b.Fill(display.PathDraw{Origin: geom.Point{X: strip.X, Y: strip.Y}, Path: &p, Paint: display.Solid(sd.color)})
		return
	}
	st := dashes(sd.style, w, length, false)
	start, end := float32(0), length
	if st.Cap == display.CapRound {
		start, end = w/2, length-w/2
	}
	if vertical {
		p.MoveTo(w/2, start)
		p.LineTo(w/2, end)
	} else {
		p.MoveTo(start, w/2)
		p.LineTo(end, w/2)
	}
	if len(st.Dash) == 0 && st.Cap == display.CapButt {
		r.b.Rect(strip, display.Solid(sd.color))
		return
	}
	r.b.StrokePath(display.PathDraw{Origin: geom.Point{X: strip.X, Y: strip.Y}, Path: &p, Paint: display.Solid(sd.color), Stroke: st})
}

// maxDots bounds the square dots of one side.
const maxDots = 1 << 14

// squareDots adds the dots of a thin dotted line: squares as far from each other as they are wide,
// with one at each end. What does not come out even goes to the first and the last gap, as in Chromium.
func squareDots(p *display.Path, w, length float32, vertical bool) {
	dot := func(at, size float32) {
		if vertical {
			p.Rect(0, at, w, size)
		} else {
			p.Rect(at, 0, size, w)
		}
	}
	gaps := float32(math.Floor(float64((length-w)/(2*w)) + 0.5))
	if gaps < 1 || gaps > maxDots {
		dot(0, length)
		return
	}
	if w == 3 && length == 2*w*gaps { // halfway between two numbers of dots the outer ones grow
		dot(0, w+1)
		for k := float32(1); k < gaps-1; k++ {
			dot(2*w*k+1, w)
		}
		dot(length-w-1, w+1)
		return
	}
	extra := float64(length - w - 2*w*gaps)
	first := float32(math.Copysign(math.Ceil(math.Abs(extra)/2), extra))
	dot(0, w)
	for k := float32(1); k < gaps; k++ {
		dot(2*w*k+first, w)
	}
	dot(length-w, w)
}

// dashes chooses the lengths of dashes and gaps so that they come out even, as Chromium does:
// dashes of two or three widths with gaps of one or two, round dots from 4 px on.
func dashes(style value.Keyword, w, length float32, closed bool) display.Stroke {
	st := display.Stroke{Width: w, MiterLimit: 4}
	if style == value.KwDashed || w <= 3 {
		dash, gap := w*3, w*2
		if w >= 3 {
			dash, gap = w*2, w
		}
		if style == value.KwDotted {
			dash, gap = w, w
		}
		switch {
		case length <= dash*2:
			return st
		case length <= 2*dash+gap:
			k := length / (2*dash + gap)
			dash, gap = dash*k, gap*k
		case style == value.KwDashed:
			gap = bestGap(length, dash, gap, closed)
		}
		st.Dash = []float32{dash, gap}
		return st
	}
	st.Cap = display.CapRound
	line := length
	if !closed {
		line = length - w
	}
	if line < w*2 {
		if line <= 0 {
			st.Dash = []float32{0, w * 2}
		} else {
			st.Dash = []float32{0, line - 0.01}
		}
		return st
	}
	gap := bestGap(length, w, w, closed)
	st.Dash = []float32{0, w + gap - 0.001}
	return st
}

// bestGap returns the gap nearest to the wanted one with which whole dashes fill a line.
func bestGap(length, dash, gap float32, closed bool) float32 {
	avail := length + gap
	if closed {
		avail = length
	}
	n := float32(math.Floor(float64(avail / (dash + gap))))
	gaps := func(n float32) float32 {
		if closed {
			return n
		}
		return n - 1
	}
	if gaps(n) <= 0 {
		return gap
	}
	fewer := (length - n*dash) / gaps(n)
	more := (length - (n+1)*dash) / gaps(n+1)
	if more <= 0 || abs32(fewer-gap) < abs32(more-gap) {
		return fewer
	}
	return more
}

// shade returns the colour of a side that looks inset or outset: darker on the sides away
// from the light, lighter on the others. What is too dark to be told from a darker one is made
// lighter first.
func shade(style value.Keyword, i int, c color.NRGBA) color.NRGBA {
	lit := (i == top || i == left) != (style == value.KwInset)
	if luminance(c) < darkest {
		if c = lighter(c); !lit {
			return c
		}
	}
	switch {
	case !lit:
		return darker(c)
	case nearWhite(c):
		return c
	}
	return lighter(c)
}

func darker(c color.NRGBA) color.NRGBA {
	if c.R == 255 && c.G == 255 && c.B == 255 {
		return color.NRGBA{171, 171, 171, c.A}
	}
	v := float64(max(c.R, c.G, c.B)) / 255
	if v == 0 {
		return c
	}
	k := math.Max(0, (v-0.33)/v)
	return color.NRGBA{scale8(c.R, k), scale8(c.G, k), scale8(c.B, k), c.A}
}

// darkest is the luminance below which Chromium lightens a colour for both kinds of sides.
const darkest = 0.0148

// nearWhite reports colours that have no lighter one: not farther from white than #ebebeb.
func nearWhite(c color.NRGBA) bool {
	r, g, b := 255-int(c.R), 255-int(c.G), 255-int(c.B)
	return r*r+g*g+b*b <= 3*20*20
}

// luminance is the relative luminance of a colour.
// https://www.w3.org/TR/WCAG21/#dfn-relative-luminance
func luminance(c color.NRGBA) float64 {
	linear := func(v uint8) float64 {
		if f := float64(v) / 255; f > 0.04045 {
			return math.Pow((f+0.055)/1.055, 2.4)
		} else {
			return f / 12.92
		}
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

func lighter(c color.NRGBA) color.NRGBA {
	v := float64(max(c.R, c.G, c.B)) / 255
	if v == 0 {
		return color.NRGBA{84, 84, 84, c.A}
	}
	k := math.Min(1, v+0.33) / v
	return color.NRGBA{scale8(c.R, k), scale8(c.G, k), scale8(c.B, k), c.A}
}

func scale8(v uint8, k float64) uint8 { return uint8(math.Min(255, float64(v)*k+0.5)) }

// collapsedEdge paints one segment of a collapsed table border.
func (r *recorder) collapsedEdge(edge *frag.Edge, by geom.Point) {
	rect := edge.Rect.Move(by)
	c := edge.Color.RGBA(value.Black)
	width := rect.H
	i := top
	if edge.Vertical {
		width, i = rect.W, left
	}
	sd := side{width, edge.Style, c}
	if !sd.shows() {
		return
	}
	switch edge.Style {
	case value.KwInset:
		sd.style = value.KwRidge
	case value.KwOutset:
		sd.style = value.KwGroove
	}
	switch sd.used() {
	case value.KwDotted, value.KwDashed:
		r.dashedLine(rect, edge.Vertical, sd)
	case value.KwDouble:
		third := geom.FromPx(math.Round(width.Px() / 3))
		o, in := splitStrip(rect, i, third, width-third)
		r.b.Rect(o, display.Solid(c))
		r.b.Rect(in, display.Solid(c))
	case value.KwGroove, value.KwRidge:
		half := width / 2
		o, in := splitStrip(rect, i, half, half)
		first, second := value.KwInset, value.KwOutset
		if sd.style == value.KwRidge {
			first, second = second, first
		}
		r.b.Rect(o, display.Solid(shade(first, i, c)))
		r.b.Rect(in, display.Solid(shade(second, i, c)))
	default:
		r.b.Rect(rect, display.Solid(c))
	}
}
