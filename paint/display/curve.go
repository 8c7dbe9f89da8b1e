package display

import "math"

// Curve says how the corner of a rectangle is cut, as the parameter of superellipse() less one: the
// zero Curve is an ellipse. It is infinite for corners that are square and for those that are cut out.
// https://drafts.csswg.org/css-borders-4/#corner-shaping
type Curve float32

// NewCurve returns the curve of superellipse(k).
func NewCurve(k float64) Curve { return Curve(k - 1) }

// Curves that have a name.
var (
	CurveSquare = Curve(math.Inf(1))
	CurveNotch  = Curve(math.Inf(-1))
)

// Curve of a straight cut: superellipse(0).
const curveBevel Curve = -1

// maxCurve is the parameter from which on a curve is as good as a right angle.
const maxCurve = 10

// at returns the point at part t, 0 to 1, of the cut of a corner of 1×1 at the origin: from (0, 1) on
// one side to (1, 0) on the other.
func (c Curve) at(t float64) (x, y float64) {
	k := float64(c) + 1
	s := math.Exp2(math.Abs(k))
	sin, cos := math.Sincos(t * math.Pi / 2)
	u, v := math.Pow(cos, 2/s), math.Pow(sin, 2/s)
	if k >= 0 {
		return 1 - u, 1 - v
	}
	return v, u
}

// Shrink returns what is left of the radius of a corner that is moved inwards by d on both sides, or
// outwards where d is negative. For an ellipse that is the radius less d; the flatter or hollower the
// cut, the less is lost, so that the distance between the two cuts is d in their middle.
func (c Curve) Shrink(r, d float64) float64 {
	const straight, hollow = 2 - math.Sqrt2, math.Sqrt2 - 1
	switch k := float64(c) + 1; {
	case k >= 1:
		return r - d
	case k >= 0:
		return r - d*(straight+(1-straight)*k)
	case k >= -1:
		return r - d*(hollow+(straight-hollow)*(1+k))
	default:
		return r - d*hollow*math.Exp2(k+1)
	}
}

// Curved reports whether any round corner is not an ellipse.
func (r RRect) Curved() bool { return r.Curves != [4]Curve{} && r.Rounded() }

// maxCurvePoints bounds the points of one corner.
const maxCurvePoints = 64

// CurvedRect adds a closed rectangle whose corners are cut by curves. Radii are in the order of RRect.
func (p *Path) CurvedRect(x, y, w, h float32, radii [4]FPoint, curves [4]Curve) {
	// Each corner from where the outline, clockwise from the top left, comes to it.
	type corner struct {
		x, y, sx, sy float32
		back         bool // the cut begins on the side along x
	}
	corners := [4]corner{{x, y, 1, 1, false}, {x + w, y, -1, 1, true}, {x + w, y + h, -1, -1, false}, {x, y + h, 1, -1, true}}
	to := p.MoveTo
	point := func(px, py float32) {
		to(px, py)
		to = p.LineTo
	}
	for i, k := range corners {
		r, c := radii[i], curves[i]
		if r.X <= 0 || r.Y <= 0 {
			point(k.x, k.y)
			continue
		}
		at := func(t float64) {
			if k.back {
				t = 1 - t
			}
			u, v := c.at(t)
			point(k.x+k.sx*r.X*float32(u), k.y+k.sy*r.Y*float32(v))
		}
		switch {
		case float64(c) > maxCurve:
			point(k.x, k.y)
		case float64(c) < -maxCurve:
			at2 := func(u, v float32) { point(k.x+k.sx*r.X*u, k.y+k.sy*r.Y*v) }
			if k.back {
				at2(1, 0)
				at2(1, 1)
				at2(0, 1)
			} else {
				at2(0, 1)
				at2(1, 1)
				at2(1, 0)
			}
		case c == curveBevel:
			at(0)
			at(1)
		default:
			n := min(maxCurvePoints, 8+int(max(r.X, r.Y)/2))
			for j := 0; j <= n; j++ {
				at(float64(j) / float64(n))
			}
		}
	}
	p.Close()
}

// cuts reports whether the curve cuts off a point of the corner of 1×1 at the origin.
func (c Curve) cuts(x, y float64) bool {
	k := float64(c) + 1
	s := math.Exp2(math.Abs(k))
	if k >= 0 {
		return math.Pow(1-x, s)+math.Pow(1-y, s) > 1
	}
	return math.Pow(x, s)+math.Pow(y, s) < 1
}
