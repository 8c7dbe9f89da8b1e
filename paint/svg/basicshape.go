package svg

import (
	"math"

	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/layout/geom"
	basic "vitrine/layout/shape"
	"vitrine/paint/display"
	"vitrine/paint/transform"
)

// BasicShape resolves a basic shape to a clip in a reference box of w×h px whose corner is the
// origin; ok is false for what is no shape.
// https://drafts.csswg.org/css-shapes-1/#basic-shape-functions
func BasicShape(shape *value.Func, w, h float64) (c display.Clip, ok bool) {
	p := &display.Path{}
	c.Path = p
	switch shape.Name {
	case "inset", "rect", "xywh":
		c.Path = nil
		c.Shape.R, c.Shape.Corners = basic.Inset(shape, w, h)
	case "circle", "ellipse":
		cx, cy, rx, ry := basic.Ellipse(shape, w, h)
		if rx <= 0 || ry <= 0 {
			c.Path = nil
			return c, true
		}
		p.Ellipse(float32(cx), float32(cy), float32(rx), float32(ry))
	case "polygon":
		var pts [][2]float64
		pts, c.EvenOdd = basic.Polygon(shape, w, h)
		for i, pt := range pts {
			if i == 0 {
				p.MoveTo(float32(pt[0]), float32(pt[1]))
			} else {
				p.LineTo(float32(pt[0]), float32(pt[1]))
			}
		}
		p.Close()
	case "path":
		for _, arg := range value.Commas(shape.Args) {
			switch arg := arg.(type) {
			case value.Keyword:
				c.EvenOdd = arg == value.KwEvenodd
			case value.String:
				c.Path = ParsePath(string(arg))
			}
		}
	case "shape":
		c.Path, c.EvenOdd = commands(shape, w, h)
	default:
		return c, false
	}
	return c, true
}

// commands resolves shape(): from a point, by commands.
// https://drafts.csswg.org/css-shapes-2/#shape-function
func commands(f *value.Func, w, h float64) (path *display.Path, evenOdd bool) {
	path = &display.Path{}
	var x, y, sx, sy float64 // where it is, where this part began
	var cx, cy float64       // the last control point
	last := value.Keyword(0) // the last command, when it was a curve
	for i, arg := range value.Commas(f.Args) {
		items := value.Spaced(arg)
		if i == 0 {
			if items[0] == value.Value(value.KwEvenodd) || items[0] == value.Value(value.KwNonzero) {
				evenOdd = items[0] == value.Value(value.KwEvenodd)
				items = items[1:]
			}
			if x, y, _ = pointAt(items[1:], w, h); true {
				sx, sy = x, y
				path.MoveTo(float32(x), float32(y))
			}
			continue
		}
		cmd, _ := items[0].(value.Keyword)
		if cmd == value.KwClose {
			path.Close()
			x, y, last = sx, sy, 0
			continue
		}
		rel := items[1] == value.Value(value.KwBy)
		var ox, oy float64
		if rel {
			ox, oy = x, y
		}
		rest := items[2:]
		fx, fy := x, y
		var used int
		switch cmd {
		case value.KwHline:
			x, used = transform.Offset(rest[0], w)+ox, 1
		case value.KwVline:
			y, used = transform.Offset(rest[0], h)+oy, 1
		default:
			var px, py float64
			px, py, used = pointAt(rest, w, h)
			x, y = px+ox, py+oy
		}
		rest = rest[min(used, len(rest)):]
		switch cmd {
		case value.KwMove:
			path.MoveTo(float32(x), float32(y))
			sx, sy = x, y
		case value.KwLine, value.KwHline, value.KwVline:
			path.LineTo(float32(x), float32(y))
		case value.KwCurve, value.KwSmooth:
			ctl := control{from: [2]float64{fx, fy}, to: [2]float64{x, y}, by: rel, w: w, h: h}
			var pts [][2]float64
			if len(rest) > 0 && rest[0] == value.Value(value.KwWith) {
				pts = ctl.points(rest[1:])
			}
			if cmd == value.KwSmooth {
				p := [2]float64{fx, fy}
				if last == value.KwCurve || last == value.KwSmooth {
					p = [2]float64{2*fx - cx, 2*fy - cy}
				}
				pts = append([][2]float64{p}, pts...)
			}
			switch len(pts) {
			case 0:
				path.LineTo(float32(x), float32(y))
			case 1:
				path.QuadTo(float32(pts[0][0]), float32(pts[0][1]), float32(x), float32(y))
				cx, cy = pts[0][0], pts[0][1]
			default:
				path.CubicTo(float32(pts[0][0]), float32(pts[0][1]), float32(pts[1][0]), float32(pts[1][1]), float32(x), float32(y))
				cx, cy = pts[1][0], pts[1][1]
			}
		case value.KwArc:
			var r []float64
			large, sweep, turn := false, false, 0.0
			for k := 0; k < len(rest); k++ {
				switch rest[k] {
				case value.Value(value.KwLarge):
					large = true
				case value.Value(value.KwCw):
					sweep = true
				case value.Value(value.KwOf), value.Value(value.KwCcw), value.Value(value.KwSmall):
				case value.Value(value.KwRotate):
					if k++; k < len(rest) {
						turn, _ = transform.Angle(rest[k])
					}
				default:
					r = append(r, transform.Length(rest[k], math.Hypot(w, h)/math.Sqrt2))
				}
			}
			if len(r) == 2 {
				// Two radii: a percentage is of the axis it is along.
				if k := len(rest); k > 2 && rest[0] == value.Value(value.KwOf) {
					r[0], r[1] = transform.Length(rest[1], w), transform.Length(rest[2], h)
				}
			} else if len(r) == 1 {
				r = append(r, r[0])
			}
			if len(r) >= 2 {
				arc(path, fx, fy, r[0], r[1], turn*180/math.Pi, large, sweep, x, y)
			}
		}
		last = cmd
	}
	return path, evenOdd
}

// pointAt resolves the pair of coordinates at the beginning of a list and says how many values it took.
func pointAt(items []value.Value, w, h float64) (x, y float64, used int) {
	if len(items) == 0 {
		return 0, 0, 0
	}
	if x, y, ok := basic.Point(items[0], w, h); ok {
		return x, y, 1
	}
	if len(items) < 2 {
		return 0, 0, 1
	}
	return transform.Offset(items[0], w), transform.Offset(items[1], h), 2
}

// control resolves the control points of a curve.
type control struct {
	from, to [2]float64
	by       bool
	w, h     float64
}

// points reads one or two control points, parted by a slash. One is relative to the start of the
// curve when the command is, unless it says what it is relative to.
func (c *control) points(items []value.Value) (out [][2]float64) {
	for len(items) > 0 && len(out) < 2 {
		if items[0] == value.Value(value.Delim('/')) {
			items = items[1:]
			continue
		}
		x, y, used := pointAt(items, c.w, c.h)
		items = items[used:]
		base := [2]float64{}
		if c.by {
			base = c.from
		}
		if len(items) > 1 && items[0] == value.Value(value.KwFrom) {
			switch items[1] {
			case value.Value(value.KwStart):
				base = c.from
			case value.Value(value.KwEnd):
				base = c.to
			case value.Value(value.KwOrigin):
				base = [2]float64{}
			}
			items = items[2:]
		}
		out = append(out, [2]float64{base[0] + x, base[1] + y})
	}
	return out
}

// ClipOf resolves a clipPath element for something whose bounding box and viewport are given in
// px; ok is false when n is none, and then nothing is cut off.
// https://drafts.csswg.org/css-masking-1/#ClipPathElement
func ClipOf(n *dom.Node, box display.FRect, w, h float64, opt Options) (c display.Clip, ok bool) {
	if n == nil || n.NS() != dom.SVG || n.Name() != "clipPath" {
		return c, false
	}
	d := newDrawing(n, opt)
	d.b = display.NewBuilder(geom.Size{})
	return d.clipOf(n, func() (display.FRect, bool) { return box, box.W > 0 && box.H > 0 }, frame{w: w, h: h})
}

// MaskOf is ClipOf for a mask element; em is the font size in px of what it masks.
// https://drafts.csswg.org/css-masking-1/#MaskElement
func MaskOf(n *dom.Node, box display.FRect, em, w, h float64, opt Options) (m display.Mask, ok bool) {
	if n == nil || n.NS() != dom.SVG || n.Name() != "mask" {
		return m, false
	}
	d := newDrawing(n, opt)
	d.b = display.NewBuilder(geom.Size{})
	return d.maskOf(n, func() (display.FRect, bool) { return box, box.W > 0 && box.H > 0 }, em, &frame{w: w, h: h})
}
