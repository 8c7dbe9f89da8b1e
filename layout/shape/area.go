package shape

import (
	"math"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/geom"
)

// Float is what the area of a float depends on. Its edges and sizes are in Frame.
type Float struct {
	Style                   *style.Style // physical
	Frame                   geom.Frame   // of the block that holds it
	Size                    geom.Size    // of the border box
	Margin, Border, Padding geom.Sides
	Basis                   geom.Unit // what shape-margin in percent is of
	Replaced                bool      // it is a replaced element
	Paint                   Painter   // nil when nothing can be drawn: images and paths give no shape then
}

// Area is where lines may not be beside a float: a rectangle with elliptic corners, a polygon or what
// was drawn, and all that is nearer to it than a margin.
type Area struct {
	box    [4]float64    // left, top, right, bottom in px of the reference box, margin included
	radii  [4][2]float64 // of its corners: top left, top right, bottom right, bottom left
	points [][2]float64  // of a polygon
	rows   *rows         // of what was drawn, margin included
	margin float64       // of a polygon; that of a rectangle is in box and radii
	at     geom.Point    // reference box in the margin box
	height geom.Unit     // of the reference box
	width  geom.Unit     // of the margin box
}

// Outside returns the area of a float's shape-outside; nil when lines stay away from its margin box.
// https://drafts.csswg.org/css-shapes-1/#shape-outside-property
func Outside(f *Float) *Area {
	v := f.Style.ShapeOutside()
	if v == nil || v == value.Value(value.KwNone) {
		return nil
	}
	var basic *value.Func
	var image value.Value
	ref := geom.Rect{W: f.Size.W.Add(f.Margin.Width()), H: f.Size.H.Add(f.Margin.Height())}
	a := &Area{width: max(0, ref.W)}
	for _, v := range value.Spaced(v) {
		switch v := v.(type) {
		case *value.Func:
			if basic = v; !isBasic(v.Name) { // image-set()
				basic, image = nil, v
			}
		case *value.URL, *value.Gradient:
			image = v
		case value.Keyword:
			switch v {
			case value.KwMarginBox:
			case value.KwBorderBox:
				ref = ref.Inset(f.Margin)
			case value.KwPaddingBox:
				ref = ref.Inset(f.Margin.Add(f.Border))
			case value.KwContentBox:
				ref = ref.Inset(f.Margin.Add(f.Border).Add(f.Padding))
			default:
				return nil
			}
		default:
			return nil
		}
	}
	if image != nil {
		ref = ref.Inset(f.Margin.Add(f.Border).Add(f.Padding))
	}
	a.at, a.height = geom.Point{X: ref.X, Y: ref.Y}, max(0, ref.H)
	size := f.Frame.Size(geom.Size{W: max(0, ref.W), H: max(0, ref.H)}) // physical from here on
	if m := f.Style.ShapeMargin(); !m.IsZero() {
		a.margin = max(0, m.Resolve(f.Basis).Px())
	}
	w, h := size.W.Px(), size.H.Px()
	if image != nil || basic != nil && (basic.Name == "path" || basic.Name == "shape") {
		v := image
		if v == nil {
			v = basic
		}
		return a.draw(f, v, size, image != nil)
	}
	if basic == nil {
		// The radii are those of the border box, whatever the reference box is, as in Blink.
		s := f.Style
		var c [4]geom.Point
		for i, p := range [4]value.LengthPair{s.BorderTopLeftRadius(), s.BorderTopRightRadius(), s.BorderBottomRightRadius(), s.BorderBottomLeftRadius()} {
			if !p.X.IsZero() && !p.Y.IsZero() {
				c[i] = geom.Point{X: max(0, p.X.Resolve(size.W)), Y: max(0, p.Y.Resolve(size.H))}
			}
		}
		a.rounded([4]float64{0, 0, w, h}, px(Fit(size, c)))
	} else {
		switch basic.Name {
		case "inset", "rect", "xywh":
			r, c := Inset(basic, w, h)
			a.rounded([4]float64{r.X.Px(), r.Y.Px(), r.Right().Px(), r.Bottom().Px()}, px(c))
		case "circle", "ellipse":
			cx, cy, rx, ry := Ellipse(basic, w, h)
			r := [2]float64{rx, ry}
			a.rounded([4]float64{cx - rx, cy - ry, cx + rx, cy + ry}, [4][2]float64{r, r, r, r})
		case "polygon":
			a.points, _ = Polygon(basic, w, h)
			a.bound()
		default:
			return nil
		}
	}
	a.turn(f.Frame, w, h)
	return a
}

// isBasic reports whether a function is a basic shape, and not an image.
func isBasic(name string) bool {
	switch name {
	case "inset", "rect", "xywh", "circle", "ellipse", "polygon", "path", "shape":
		return true
	}
	return false
}

// draw makes the area that of an image or a path in a reference box of a physical size; nil when
// there is nothing to draw.
func (a *Area) draw(f *Float, v value.Value, size geom.Size, image bool) *Area {
	if f.Paint == nil {
		return nil
	}
	// What is drawn of a path, and what counts of an image, is in the margin box; beside an image
	// Blink leaves the border and padding out of it.
	logical := f.Frame.Size(size)
	whole := geom.Rect{W: logical.W, H: logical.H}.Outset(f.Margin)
	if !image {
		whole = geom.Rect{X: -a.at.X, Y: -a.at.Y, W: a.width, H: f.Size.H.Add(f.Margin.Height())}
	}
	area := f.Frame.Physical(whole, size)
	threshold := 0.0
	if image {
		threshold = float64(f.Style.ShapeImageThreshold())
	}
	p := f.Paint(v, size, area)
	if p == nil {
		return nil
	}
	from, to := whole.Y.Round(), whole.Bottom().Round()
	if f.Replaced && image { // Blink counts the edges of a replaced element twice, and nothing below its box
		to = a.height.Round()
		edges := f.Frame.PhysicalSides(f.Border.Add(f.Padding))
		p.X, p.Y = p.X+edges.Left.Round(), p.Y+edges.Top.Round()
	}
	p = p.turned(f.Frame, size.W.Round(), size.H.Round())
	a.rows = p.rows(threshold, from, to)
	if !image { // the margin of a path does not reach below it, as in Blink
		to = min(to, a.rows.top+len(a.rows.extents))
	}
	a.rows = a.rows.grow(a.margin, from, to)
	return a
}

// trunc returns whole px, towards zero.
func trunc(u geom.Unit) int { return int(u / geom.One) }

func px(c [4]geom.Point) (out [4][2]float64) {
	for i, c := range c {
		out[i] = [2]float64{c.X.Px(), c.Y.Px()}
	}
	return out
}

// rounded makes a rectangle with elliptic corners that grow with the margin: a margin rounds sharp corners.
func (a *Area) rounded(box [4]float64, radii [4][2]float64) {
	m := a.margin
	a.box = [4]float64{box[0] - m, box[1] - m, box[2] + m, box[3] + m}
	for i, r := range radii {
		a.radii[i] = [2]float64{r[0] + m, r[1] + m}
	}
}

// bound makes box the bounds of a polygon, which are empty for one that has no inside.
func (a *Area) bound() {
	b := [4]float64{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, p := range a.points {
		b = [4]float64{min(b[0], p[0]), min(b[1], p[1]), max(b[2], p[0]), max(b[3], p[1])}
	}
	if len(a.points) < 3 || b[0] >= b[2] || b[1] >= b[3] {
		a.points = nil
		return
	}
	m := a.margin
	a.box = [4]float64{b[0] - m, b[1] - m, b[2] + m, b[3] + m}
}

// turn takes the area from physical coordinates in a box of w×h px to those of a frame.
func (a *Area) turn(f geom.Frame, w, h float64) {
	var corner [4]int // the physical corner that becomes each of the frame's
	var swap func(x, y float64) (float64, float64)
	switch f {
	case geom.VerticalRL:
		corner, swap = [4]int{1, 2, 3, 0}, func(x, y float64) (float64, float64) { return y, w - x }
	case geom.VerticalLR:
		corner, swap = [4]int{0, 3, 2, 1}, func(x, y float64) (float64, float64) { return y, x }
	case geom.SidewaysLR:
		corner, swap = [4]int{3, 0, 1, 2}, func(x, y float64) (float64, float64) { return h - y, x }
	default:
		return
	}
	for i, p := range a.points {
		a.points[i][0], a.points[i][1] = swap(p[0], p[1])
	}
	x0, y0 := swap(a.box[0], a.box[1])
	x1, y1 := swap(a.box[2], a.box[3])
	a.box = [4]float64{min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)}
	old := a.radii
	for i, c := range corner {
		a.radii[i] = [2]float64{old[c][1], old[c][0]}
	}
}

// Span returns the left and the right edge of what a line from top down to top+h has to avoid,
// from the corner of the margin box and never outside of it; ok is false where the line is free.
// It is the widest extent of the shape over the whole height of the line.
// https://drafts.csswg.org/css-shapes-1/#relation-to-box-model-and-float-behavior
func (a *Area) Span(top, h geom.Unit) (l, r geom.Unit, ok bool) {
	y := top.Sub(a.at.Y)
	fit := func(x float64) geom.Unit { return min(max(0, geom.FromPxTrunc(x).Add(a.at.X)), a.width) }
	if a.rows != nil {
		x1, x2, ok := a.rows.span(trunc(y), trunc(y.Add(min(h, a.height))))
		return fit(x1), fit(x2), ok
	}
	y1, y2 := y.Px(), y.Add(h).Px()
	b := &a.box
	if b[0] >= b[2] || b[1] >= b[3] || y1 >= b[3] || y2 <= b[1] {
		return 0, 0, false
	}
	// A line that is higher than the reference box counts from its top for that height, as in Blink.
	y2 = y.Add(min(h, a.height)).Px()
	var x1, x2 float64
	if a.points == nil {
		if y2 < b[1] {
			return 0, 0, false
		}
		x1 = b[0] + a.curve(0, 3, y1, y2)
		x2 = b[2] - a.curve(1, 2, y1, y2)
	} else if x1, x2 = a.polygon(y1, y2); x1 > x2 {
		return 0, 0, false
	}
	return fit(x1), fit(x2), true
}

// curve returns how far a side of a rectangle between two corners is from the edge at the least
// between y1 and y2.
func (a *Area) curve(upper, lower int, y1, y2 float64) float64 {
	in := func(r [2]float64, d float64) float64 { // d is how far from the corner's centre
		if r[0] <= 0 || r[1] <= 0 {
			return 0
		}
		d = min(d/r[1], 1)
		return r[0] - r[0]*math.Sqrt(1-d*d)
	}
	up, low := a.radii[upper], a.radii[lower]
	if d := a.box[1] + up[1] - y2; d > 0 {
		return in(up, d)
	}
	if d := y1 - (a.box[3] - low[1]); d > 0 {
		return in(low, d)
	}
	return 0
}

// polygon returns the extent between y1 and y2 of a polygon's edges with the margin around them;
// x1 is greater than x2 where there is nothing.
func (a *Area) polygon(y1, y2 float64) (x1, x2 float64) {
	x1, x2 = math.Inf(1), math.Inf(-1)
	m := a.margin
	for i, q := range a.points {
		p := a.points[(i+len(a.points)-1)%len(a.points)]
		if p[1] == q[1] || max(p[1], q[1])+m < y1 || min(p[1], q[1])-m > y2 {
			continue // the ends of level edges are those of others
		}
		if m == 0 {
			x1, x2 = slope(p, q, y1, y2, x1, x2)
			continue
		}
		dx, dy := q[0]-p[0], q[1]-p[1]
		k := m / math.Hypot(dx, dy)
		for _, k := range [2]float64{k, -k} {
			x1, x2 = slope([2]float64{p[0] - dy*k, p[1] + dx*k}, [2]float64{q[0] - dy*k, q[1] + dx*k}, y1, y2, x1, x2)
		}
		for _, c := range [2][2]float64{p, q} {
			if y1 >= c[1]+m || y2 <= c[1]-m {
				continue
			}
			d := max(0, c[1]-y2, y1-c[1]) / m
			r := m * math.Sqrt(1-d*d)
			x1, x2 = min(x1, c[0]-r), max(x2, c[0]+r)
		}
	}
	return x1, x2
}

// slope widens an extent by that of an edge between y1 and y2.
func slope(p, q [2]float64, y1, y2, x1, x2 float64) (float64, float64) {
	if p[1] > q[1] {
		p, q = q, p
	}
	if y1 >= q[1] || y2 <= p[1] {
		return x1, x2
	}
	at := func(y float64) float64 { return p[0] + (y-p[1])*(q[0]-p[0])/(q[1]-p[1]) }
	a, b := p[0], q[0]
	if y1 > p[1] {
		a = at(y1)
	}
	if y2 < q[1] {
		b = at(y2)
	}
	return min(x1, a, b), max(x2, a, b)
}
