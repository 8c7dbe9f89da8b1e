package anim

import "math"

// Matrix maps homogeneous points (x, y, z, 1), columns: m[row][column].
type Matrix = [4][4]float64

// parts is what a matrix is made of.
// https://drafts.csswg.org/css-transforms-2/#decomposing-a-3d-matrix
type parts struct {
	move, scale, skew [3]float64 // skew: xy, xz, yz
	view              [4]float64
	turn              [4]float64 // quaternion
}

// MixMatrix returns the map between two at p; ok is false when one of them cannot be undone, and
// there is nothing between.
// https://drafts.csswg.org/css-transforms-2/#matrix-interpolation
func MixMatrix(a, b Matrix, p float64) (m Matrix, ok bool) {
	if flat(&a) && flat(&b) {
		return mixFlat(a, b, p)
	}
	x, ok1 := decompose(a)
	y, ok2 := decompose(b)
	if !ok1 || !ok2 {
		return m, false
	}
	for i := range 3 {
		x.move[i] = lerp(x.move[i], y.move[i], p)
		x.scale[i] = lerp(x.scale[i], y.scale[i], p)
		x.skew[i] = lerp(x.skew[i], y.skew[i], p)
	}
	for i := range 4 {
		x.view[i] = lerp(x.view[i], y.view[i], p)
	}
	x.turn = slerp(x.turn, y.turn, p)
	return recompose(x), true
}

// flat reports whether a matrix is one of the plane.
func flat(m *Matrix) bool {
	return m[2] == [4]float64{0, 0, 1, 0} && m[3] == [4]float64{0, 0, 0, 1} && m[0][2] == 0 && m[1][2] == 0
}

// mixFlat interpolates maps of the plane.
// https://drafts.csswg.org/css-transforms-1/#interpolation-of-2d-matrices
func mixFlat(a, b Matrix, p float64) (Matrix, bool) {
	x, ok1 := unmatrix2(a)
	y, ok2 := unmatrix2(b)
	if !ok1 || !ok2 {
		return Matrix{}, false
	}
	if x.sx < 0 && y.sy < 0 || x.sy < 0 && y.sx < 0 {
		x.sx, x.sy = -x.sx, -x.sy
		if x.angle < 0 {
			x.angle += 180
		} else {
			x.angle -= 180
		}
	}
	// The shorter way round.
	if x.angle == 0 {
		x.angle = 360
	}
	if y.angle == 0 {
		y.angle = 360
	}
	if math.Abs(x.angle-y.angle) > 180 {
		if x.angle > y.angle {
			x.angle -= 360
		} else {
			y.angle -= 360
		}
	}
	z := flatParts{tx: lerp(x.tx, y.tx, p), ty: lerp(x.ty, y.ty, p), sx: lerp(x.sx, y.sx, p), sy: lerp(x.sy, y.sy, p),
		angle: lerp(x.angle, y.angle, p), m11: lerp(x.m11, y.m11, p), m12: lerp(x.m12, y.m12, p),
		m21: lerp(x.m21, y.m21, p), m22: lerp(x.m22, y.m22, p)}
	sin, cos := math.Sincos(z.angle * math.Pi / 180)
	// The remaining matrix, then the rotation, then the scale; rows of CSS are columns here.
	r := [2][2]float64{{z.m11, z.m21}, {z.m12, z.m22}}
	rot := [2][2]float64{{cos, -sin}, {sin, cos}}
	q := mul2(rot, r)
	// Scaling comes first when a point is mapped.
	out := Matrix{{q[0][0] * z.sx, q[0][1] * z.sy, 0, z.tx}, {q[1][0] * z.sx, q[1][1] * z.sy, 0, z.ty}, {0, 0, 1, 0}, {0, 0, 0, 1}}
	return out, true
}

type flatParts struct {
	tx, ty, sx, sy, angle float64
	m11, m12, m21, m22    float64
}

func mul2(a, b [2][2]float64) (c [2][2]float64) {
	for i := range 2 {
		for j := range 2 {
			c[i][j] = a[i][0]*b[0][j] + a[i][1]*b[1][j]
		}
	}
	return c
}

// unmatrix2 is https://drafts.csswg.org/css-transforms-1/#decomposing-a-2d-matrix.
func unmatrix2(m Matrix) (f flatParts, ok bool) {
	a, b, c, d := m[0][0], m[1][0], m[0][1], m[1][1]
	f.tx, f.ty = m[0][3], m[1][3]
	f.sx, f.sy = math.Hypot(a, b), math.Hypot(c, d)
	det := a*d - b*c
	if det == 0 || math.IsNaN(det) || math.IsInf(det, 0) {
		return f, false
	}
	if det < 0 {
		if a < d {
			f.sx = -f.sx
		} else {
			f.sy = -f.sy
		}
	}
	if f.sx != 0 {
		a, b = a/f.sx, b/f.sx
	}
	if f.sy != 0 {
		c, d = c/f.sy, d/f.sy
	}
	angle := math.Atan2(b, a)
	if angle != 0 {
		// Rotate by the negative angle: the columns (a, b) and (c, d).
		sin, cos := -b, a
		a, b, c, d = cos*a-sin*b, sin*a+cos*b, cos*c-sin*d, sin*c+cos*d
	}
	f.m11, f.m12, f.m21, f.m22 = a, b, c, d
	f.angle = angle * 180 / math.Pi
	return f, true
}

// decompose is https://drafts.csswg.org/css-transforms-2/#decomposing-a-3d-matrix.
func decompose(m Matrix) (d parts, ok bool) {
	w := m[3][3]
	if w == 0 || math.IsNaN(w) || math.IsInf(w, 0) {
		return d, false
	}
	for i := range 4 {
		for j := range 4 {
			m[i][j] /= w
		}
	}
	plain := m
	plain[3] = [4]float64{0, 0, 0, 1}
	inv, ok := invert(plain)
	if !ok {
		return d, false
	}
	d.view = [4]float64{0, 0, 0, 1}
	if m[3][0] != 0 || m[3][1] != 0 || m[3][2] != 0 {
		// The row of the perspective times the inverse of the rest.
		for j := range 4 {
			d.view[j] = 0
			for k := range 4 {
				d.view[j] += m[3][k] * inv[k][j]
			}
		}
	}
	d.move = [3]float64{m[0][3], m[1][3], m[2][3]}
	col := [3][3]float64{}
	for i := range 3 {
		col[i] = [3]float64{m[0][i], m[1][i], m[2][i]}
	}
	d.scale[0] = length3(col[0])
	col[0] = scale3(col[0], 1/d.scale[0])
	d.skew[0] = dot3(col[0], col[1])
	col[1] = combine3(col[1], col[0], -d.skew[0])
	d.scale[1] = length3(col[1])
	col[1] = scale3(col[1], 1/d.scale[1])
	d.skew[0] /= d.scale[1]
	d.skew[1] = dot3(col[0], col[2])
	col[2] = combine3(col[2], col[0], -d.skew[1])
	d.skew[2] = dot3(col[1], col[2])
	col[2] = combine3(col[2], col[1], -d.skew[2])
	d.scale[2] = length3(col[2])
	col[2] = scale3(col[2], 1/d.scale[2])
	d.skew[1] /= d.scale[2]
	d.skew[2] /= d.scale[2]
	if dot3(col[0], cross3(col[1], col[2])) < 0 {
		for i := range 3 {
			d.scale[i] = -d.scale[i]
			col[i] = scale3(col[i], -1)
		}
	}
	for _, s := range d.scale {
		if s == 0 || math.IsNaN(s) || math.IsInf(s, 0) {
			return d, false
		}
	}
	r := func(i, j int) float64 { return col[j][i] }
	root := func(x float64) float64 { return 0.5 * math.Sqrt(max(x, 0)) }
	d.turn = [4]float64{root(1 + r(0, 0) - r(1, 1) - r(2, 2)), root(1 - r(0, 0) + r(1, 1) - r(2, 2)),
		root(1 - r(0, 0) - r(1, 1) + r(2, 2)), root(1 + r(0, 0) + r(1, 1) + r(2, 2))}
	if r(2, 1) < r(1, 2) {
		d.turn[0] = -d.turn[0]
	}
	if r(0, 2) < r(2, 0) {
		d.turn[1] = -d.turn[1]
	}
	if r(1, 0) < r(0, 1) {
		d.turn[2] = -d.turn[2]
	}
	return d, true
}

// recompose is https://drafts.csswg.org/css-transforms-2/#recomposing-to-a-3d-matrix.
func recompose(d parts) Matrix {
	m := Matrix{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, d.view}
	m = mul4(m, Matrix{{1, 0, 0, d.move[0]}, {0, 1, 0, d.move[1]}, {0, 0, 1, d.move[2]}, {0, 0, 0, 1}})
	x, y, z, w := d.turn[0], d.turn[1], d.turn[2], d.turn[3]
	m = mul4(m, Matrix{
		{1 - 2*(y*y+z*z), 2 * (x*y - z*w), 2 * (x*z + y*w), 0},
		{2 * (x*y + z*w), 1 - 2*(x*x+z*z), 2 * (y*z - x*w), 0},
		{2 * (x*z - y*w), 2 * (y*z + x*w), 1 - 2*(x*x+y*y), 0},
		{0, 0, 0, 1}})
	skew := func(row, col int, by float64) {
		if by != 0 {
			s := Matrix{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}}
			s[row][col] = by
			m = mul4(m, s)
		}
	}
	skew(1, 2, d.skew[2])
	skew(0, 2, d.skew[1])
	skew(0, 1, d.skew[0])
	return mul4(m, Matrix{{d.scale[0], 0, 0, 0}, {0, d.scale[1], 0, 0}, {0, 0, d.scale[2], 0}, {0, 0, 0, 1}})
}

func mul4(a, b Matrix) (c Matrix) {
	for i := range 4 {
		for j := range 4 {
			c[i][j] = a[i][0]*b[0][j] + a[i][1]*b[1][j] + a[i][2]*b[2][j] + a[i][3]*b[3][j]
		}
	}
	return c
}

// invert is Gauss–Jordan elimination with the largest pivot.
func invert(m Matrix) (inv Matrix, ok bool) {
	inv = Matrix{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}}
	for c := range 4 {
		best := c
		for r := c + 1; r < 4; r++ {
			if math.Abs(m[r][c]) > math.Abs(m[best][c]) {
				best = r
			}
		}
		m[c], m[best], inv[c], inv[best] = m[best], m[c], inv[best], inv[c]
		pivot := m[c][c]
		if math.Abs(pivot) < 1e-12 || math.IsNaN(pivot) || math.IsInf(pivot, 0) {
			return inv, false
		}
		for j := range 4 {
			m[c][j] /= pivot
			inv[c][j] /= pivot
		}
		for r := range 4 {
			if f := m[r][c]; r != c && f != 0 {
				for j := range 4 {
					m[r][j] -= f * m[c][j]
					inv[r][j] -= f * inv[c][j]
				}
			}
		}
	}
	return inv, true
}

// slerp interpolates rotations.
// https://drafts.csswg.org/css-transforms-2/#interpolation-of-decomposed-3d-matrix-values
func slerp(a, b [4]float64, p float64) (q [4]float64) {
	dot := a[0]*b[0] + a[1]*b[1] + a[2]*b[2] + a[3]*b[3]
	if dot < 0 { // the shorter way
		dot = -dot
		for i := range b {
			b[i] = -b[i]
		}
	}
	dot = min(dot, 1)
	if dot > 1-1e-12 {
		return a
	}
	theta := math.Acos(dot)
	w := math.Sin(p*theta) / math.Sqrt(1-dot*dot)
	s := math.Cos(p*theta) - dot*w
	for i := range q {
		q[i] = a[i]*s + b[i]*w
	}
	return q
}

func length3(v [3]float64) float64 { return math.Sqrt(dot3(v, v)) }

func dot3(a, b [3]float64) float64 { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }

func scale3(v [3]float64, by float64) [3]float64 { return [3]float64{v[0] * by, v[1] * by, v[2] * by} }

func combine3(a, b [3]float64, by float64) [3]float64 {
	return [3]float64{a[0] + b[0]*by, a[1] + b[1]*by, a[2] + b[2]*by}
}

func cross3(a, b [3]float64) [3]float64 {
	return [3]float64{a[1]*b[2] - a[2]*b[1], a[2]*b[0] - a[0]*b[2], a[0]*b[1] - a[1]*b[0]}
}
