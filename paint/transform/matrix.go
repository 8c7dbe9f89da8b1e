package transform

import (
	"math"

	"vitrine/paint/display"
)

// Matrix maps homogeneous points (x, y, z, 1), columns, in CSS px: m[row][column].
type Matrix [4][4]float64

// Identity maps every point to itself.
var Identity = Matrix{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}}

// Mul returns the map that applies n first and then m.
func (m Matrix) Mul(n Matrix) Matrix {
	var out Matrix
	for i := range 4 {
		for j := range 4 {
			out[i][j] = m[i][0]*n[0][j] + m[i][1]*n[1][j] + m[i][2]*n[2][j] + m[i][3]*n[3][j]
		}
	}
	return out
}

// Translate returns the move by (x, y, z), Scale the scaling about the origin.
func Translate(x, y, z float64) Matrix {
	return Matrix{{1, 0, 0, x}, {0, 1, 0, y}, {0, 0, 1, z}, {0, 0, 0, 1}}
}

// Scale returns the scaling about the origin.
func Scale(x, y, z float64) Matrix {
	return Matrix{{x, 0, 0, 0}, {0, y, 0, 0}, {0, 0, z, 0}, {0, 0, 0, 1}}
}

// Rotate returns the rotation by an angle in radians about the axis (x, y, z); without an axis
// it is the identity. https://drafts.csswg.org/css-transforms-2/#Rotate3dDefined
func Rotate(x, y, z, angle float64) Matrix {
	l := math.Sqrt(x*x + y*y + z*z)
	if !(l > 0) || math.IsInf(l, 0) {
		return Identity
	}
	x, y, z = x/l, y/l, z/l
	s, c := sincos(angle)
	t := 1 - c
	return Matrix{
		{t*x*x + c, t*x*y - s*z, t*x*z + s*y, 0},
		{t*x*y + s*z, t*y*y + c, t*y*z - s*x, 0},
		{t*x*z - s*y, t*y*z + s*x, t*z*z + c, 0},
		{0, 0, 0, 1},
	}
}

// sincos is exact at quarter turns, so that boxes turned by them keep sharp edges.
func sincos(a float64) (s, c float64) {
	q := a / (math.Pi / 2)
	if r := math.Round(q); math.Abs(q-r) < 1e-9 && math.Abs(r) < 1e9 {
		switch (int64(r)%4 + 4) % 4 {
		case 0:
			return 0, 1
		case 1:
			return 1, 0
		case 2:
			return 0, -1
		}
		return -1, 0
	}
	return math.Sincos(a)
}

// minPerspective is the least distance that perspective uses.
// https://drafts.csswg.org/css-transforms-2/#perspective-property
const minPerspective = 1

// Perspective returns the projection of a viewer at a distance in CSS px before the plane.
func Perspective(d float64) Matrix {
	m := Identity
	m[3][2] = -1 / max(d, minPerspective)
	return m
}

// Translation reports whether the matrix does no more than move.
func (m Matrix) Translation() bool {
	m[0][3], m[1][3], m[2][3] = 0, 0, 0
	return m == Identity
}

// Apply maps a point of the plane z=0 and returns where it is and how near it is.
func (m Matrix) Apply(x, y float64) (px, py, pz float64) {
	w := m[3][0]*x + m[3][1]*y + m[3][3]
	if !(math.Abs(w) > 1e-9) {
		w = 1e-9
	}
	return (m[0][0]*x + m[0][1]*y + m[0][3]) / w, (m[1][0]*x + m[1][1]*y + m[1][3]) / w, (m[2][0]*x + m[2][1]*y + m[2][3]) / w
}

// Flat returns what m does to the plane z=0, seen from the front. Where the plane is seen in
// perspective, the result is the affine map that agrees with m at and around (x, y). A map that
// is not finite collapses everything.
func (m Matrix) Flat(x, y float64) display.Matrix {
	d := display.Matrix{A: m[0][0], B: m[1][0], C: m[0][1], D: m[1][1], E: m[0][3], F: m[1][3]}
	w := m[3][0]*x + m[3][1]*y + m[3][3]
	switch {
	case m[3][0] == 0 && m[3][1] == 0 && m[3][3] == 1:
	case !(w > 1e-9): // at or behind the viewer
		return display.Matrix{}
	default:
		px, py, _ := m.Apply(x, y)
		d.A, d.C = (m[0][0]-px*m[3][0])/w, (m[0][1]-px*m[3][1])/w
		d.B, d.D = (m[1][0]-py*m[3][0])/w, (m[1][1]-py*m[3][1])/w
		d.E, d.F = px-d.A*x-d.C*y, py-d.B*x-d.D*y
	}
	for _, v := range [6]float64{d.A, d.B, d.C, d.D, d.E, d.F} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return display.Matrix{}
		}
	}
	return d
}

// Seen returns what m does to the plane z=0 when that is not affine, otherwise nil: the plane is
// seen in perspective. A map that is not finite is none.
func (m Matrix) Seen() *display.Projection {
	if m[3][0] == 0 && m[3][1] == 0 {
		return nil
	}
	p := display.Projection{{m[0][0], m[0][1], m[0][3]}, {m[1][0], m[1][1], m[1][3]}, {m[3][0], m[3][1], m[3][3]}}
	for _, row := range p {
		for _, v := range row {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil
			}
		}
	}
	return &p
}

// FlatBox is Flat for what fills a box: in perspective, the affine map whose images of the four
// corners are nearest to those of m.
func (m Matrix) FlatBox(b Box) display.Matrix {
	mid := m.Flat(b.X+b.W/2, b.Y+b.H/2)
	if m[3][0] == 0 && m[3][1] == 0 || !(b.W > 0) || !(b.H > 0) {
		return mid
	}
	var x, y [4]float64
	for i := range x {
		cx, cy := b.X+b.W*float64(i&1), b.Y+b.H*float64(i>>1)
		if !(m[3][0]*cx+m[3][1]*cy+m[3][3] > 1e-3) {
			return mid
		}
		x[i], y[i], _ = m.Apply(cx, cy)
	}
	d := display.Matrix{
		A: (x[1] + x[3] - x[0] - x[2]) / (2 * b.W), B: (y[1] + y[3] - y[0] - y[2]) / (2 * b.W),
		C: (x[2] + x[3] - x[0] - x[1]) / (2 * b.H), D: (y[2] + y[3] - y[0] - y[1]) / (2 * b.H),
	}
	cx, cy := b.X+b.W/2, b.Y+b.H/2
	d.E = (x[0]+x[1]+x[2]+x[3])/4 - d.A*cx - d.C*cy
	d.F = (y[0]+y[1]+y[2]+y[3])/4 - d.B*cx - d.D*cy
	for _, v := range [6]float64{d.A, d.B, d.C, d.D, d.E, d.F} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return mid
		}
	}
	return d
}

// Backface reports whether the back of the plane is seen: whether its normal, carried over by
// the inverse, looks away. https://drafts.csswg.org/css-transforms-2/#backface-visibility-property
func (m Matrix) Backface() bool {
	minor := m[0][0]*(m[1][1]*m[3][3]-m[1][3]*m[3][1]) - m[0][1]*(m[1][0]*m[3][3]-m[1][3]*m[3][0]) + m[0][3]*(m[1][0]*m[3][1]-m[1][1]*m[3][0])
	return minor*m.det() < 0
}

// det returns the determinant.
func (m Matrix) det() float64 {
	var out float64
	for j := range 4 {
		var c [3][3]float64
		for r := 1; r < 4; r++ {
			k := 0
			for col := range 4 {
				if col != j {
					c[r-1][k] = m[r][col]
					k++
				}
			}
		}
		d := c[0][0]*(c[1][1]*c[2][2]-c[1][2]*c[2][1]) - c[0][1]*(c[1][0]*c[2][2]-c[1][2]*c[2][0]) + c[0][2]*(c[1][0]*c[2][1]-c[1][1]*c[2][0])
		if j%2 == 1 {
			d = -d
		}
		out += m[0][j] * d
	}
	return out
}
