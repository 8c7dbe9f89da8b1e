package svg

import (
	"math"
	"strconv"

	"vitrine/paint/display"
)

// maxSegments bounds the segments of one path.
const maxSegments = 1 << 20

// scanner reads numbers and commands of path data and lists.
type scanner struct {
	s string
	i int
}

func (s *scanner) space() {
	for s.i < len(s.s) {
		switch s.s[s.i] {
		case ' ', '\t', '\n', '\r', '\f', ',':
			s.i++
		default:
			return
		}
	}
}

// number reads a number; ok is false at anything else.
func (s *scanner) number() (float64, bool) {
	s.space()
	j := s.i
	if j < len(s.s) && (s.s[j] == '+' || s.s[j] == '-') {
		j++
	}
	digits := 0
	for j < len(s.s) && '0' <= s.s[j] && s.s[j] <= '9' {
		j++
		digits++
	}
	if j < len(s.s) && s.s[j] == '.' {
		j++
		for j < len(s.s) && '0' <= s.s[j] && s.s[j] <= '9' {
			j++
			digits++
		}
	}
	if digits == 0 {
		return 0, false
	}
	if j+1 < len(s.s) && (s.s[j] == 'e' || s.s[j] == 'E') {
		k := j + 1
		if s.s[k] == '+' || s.s[k] == '-' {
			k++
		}
		if k < len(s.s) && '0' <= s.s[k] && s.s[k] <= '9' {
			for k < len(s.s) && '0' <= s.s[k] && s.s[k] <= '9' {
				k++
			}
			j = k
		}
	}
	v, err := strconv.ParseFloat(s.s[s.i:j], 64)
	if err != nil || math.Abs(v) > maxCoord {
		v = math.Copysign(maxCoord, v)
	}
	s.i = j
	return v, true
}

// maxCoord bounds coordinates, so that sums and products stay finite in float32.
const maxCoord = 1e9

// flag reads an arc flag, which needs no separator after it.
func (s *scanner) flag() (bool, bool) {
	s.space()
	if s.i < len(s.s) && (s.s[s.i] == '0' || s.s[s.i] == '1') {
		s.i++
		return s.s[s.i-1] == '1', true
	}
	return false, false
}

func (s *scanner) numbers(dst []float64) bool {
	for i := range dst {
		v, ok := s.number()
		if !ok {
			return false
		}
		dst[i] = v
	}
	return true
}

// ParsePath reads path data; what comes before an error is kept.
// https://www.w3.org/TR/SVG2/paths.html#PathData
func ParsePath(d string) *display.Path {
	p := &display.Path{}
	s := &scanner{s: d}
	var x, y, sx, sy, cx, cy float64 // current point, start of subpath, last control point
	var cmd, last byte
	f := func(v float64) float32 { return float32(v) }
	for len(p.Verbs) < maxSegments {
		s.space()
		if s.i >= len(s.s) {
			break
		}
		c := s.s[s.i]
		switch {
		case c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z':
			cmd = c
			s.i++
		case cmd == 0 || cmd == 'z' || cmd == 'Z':
			return p
		case cmd == 'M':
			cmd = 'L'
		case cmd == 'm':
			cmd = 'l'
		}
		if len(p.Verbs) == 0 && cmd != 'M' && cmd != 'm' {
			return p
		}
		rel := cmd >= 'a'
		var ox, oy float64
		if rel {
			ox, oy = x, y
		}
		var a [7]float64
		switch cmd | 0x20 {
		case 'm':
			if !s.numbers(a[:2]) {
				return p
			}
			x, y = a[0]+ox, a[1]+oy
			sx, sy = x, y
			p.MoveTo(f(x), f(y))
		case 'l':
			if !s.numbers(a[:2]) {
				return p
			}
			x, y = a[0]+ox, a[1]+oy
			p.LineTo(f(x), f(y))
		case 'h':
			if !s.numbers(a[:1]) {
				return p
			}
			x = a[0] + ox
			p.LineTo(f(x), f(y))
		case 'v':
			if !s.numbers(a[:1]) {
				return p
			}
			y = a[0] + oy
			p.LineTo(f(x), f(y))
		case 'c':
			if !s.numbers(a[:6]) {
				return p
			}
			p.CubicTo(f(a[0]+ox), f(a[1]+oy), f(a[2]+ox), f(a[3]+oy), f(a[4]+ox), f(a[5]+oy))
			cx, cy, x, y = a[2]+ox, a[3]+oy, a[4]+ox, a[5]+oy
		case 's':
			if !s.numbers(a[:4]) {
				return p
			}
			x1, y1 := x, y
			if last == 'c' || last == 's' {
				x1, y1 = 2*x-cx, 2*y-cy
			}
			p.CubicTo(f(x1), f(y1), f(a[0]+ox), f(a[1]+oy), f(a[2]+ox), f(a[3]+oy))
			cx, cy, x, y = a[0]+ox, a[1]+oy, a[2]+ox, a[3]+oy
		case 'q':
			if !s.numbers(a[:4]) {
				return p
			}
			p.QuadTo(f(a[0]+ox), f(a[1]+oy), f(a[2]+ox), f(a[3]+oy))
			cx, cy, x, y = a[0]+ox, a[1]+oy, a[2]+ox, a[3]+oy
		case 't':
			if !s.numbers(a[:2]) {
				return p
			}
			if last == 'q' || last == 't' {
				cx, cy = 2*x-cx, 2*y-cy
			} else {
				cx, cy = x, y
			}
			x, y = a[0]+ox, a[1]+oy
			p.QuadTo(f(cx), f(cy), f(x), f(y))
		case 'a':
			if !s.numbers(a[:3]) {
				return p
			}
			large, ok1 := s.flag()
			sweep, ok2 := s.flag()
			if !ok1 || !ok2 || !s.numbers(a[3:5]) {
				return p
			}
			nx, ny := a[3]+ox, a[4]+oy
			arc(p, x, y, a[0], a[1], a[2], large, sweep, nx, ny)
			x, y = nx, ny
		case 'z':
			p.Close()
			x, y = sx, sy
		default:
			return p
		}
		last = cmd | 0x20
	}
	return p
}

// arc appends an elliptical arc as cubic curves of at most a quarter turn.
// https://www.w3.org/TR/SVG2/implnote.html#ArcImplementationNotes
func arc(p *display.Path, x0, y0, rx, ry, deg float64, large, sweep bool, x1, y1 float64) {
	rx, ry = math.Abs(rx), math.Abs(ry)
	if rx == 0 || ry == 0 || x0 == x1 && y0 == y1 {
		p.LineTo(float32(x1), float32(y1))
		return
	}
	sin, cos := math.Sincos(deg * math.Pi / 180)
	dx, dy := (x0-x1)/2, (y0-y1)/2
	px, py := cos*dx+sin*dy, -sin*dx+cos*dy
	if l := px*px/(rx*rx) + py*py/(ry*ry); l > 1 {
		rx, ry = rx*math.Sqrt(l), ry*math.Sqrt(l)
	}
	n := rx*rx*ry*ry - rx*rx*py*py - ry*ry*px*px
	k := math.Sqrt(math.Max(0, n/(rx*rx*py*py+ry*ry*px*px)))
	if large == sweep {
		k = -k
	}
	cx0, cy0 := k*rx*py/ry, -k*ry*px/rx
	cx, cy := cos*cx0-sin*cy0+(x0+x1)/2, sin*cx0+cos*cy0+(y0+y1)/2
	a0 := math.Atan2((py-cy0)/ry, (px-cx0)/rx)
	a1 := math.Atan2((-py-cy0)/ry, (-px-cx0)/rx)
	d := a1 - a0
	if sweep && d < 0 {
		d += 2 * math.Pi
	} else if !sweep && d > 0 {
		d -= 2 * math.Pi
	}
	parts := int(math.Ceil(math.Abs(d)/(math.Pi/2) - 1e-9))
	if parts < 1 || parts > 4 {
		p.LineTo(float32(x1), float32(y1))
		return
	}
	step := d / float64(parts)
	h := 4.0 / 3 * math.Tan(step/4)
	at := func(a, da float64) (float32, float32, float32, float32) {
		s, c := math.Sincos(a)
		ex, ey := rx*c, ry*s
		tx, ty := -rx*s*da, ry*c*da
		return float32(cos*ex - sin*ey + cx), float32(sin*ex + cos*ey + cy), float32(cos*tx - sin*ty), float32(sin*tx + cos*ty)
	}
	for i := range parts {
		a := a0 + step*float64(i)
		bx, by, btx, bty := at(a, h)
		ex, ey, etx, ety := at(a+step, h)
		if i == parts-1 {
			ex, ey = float32(x1), float32(y1)
		}
		p.CubicTo(bx+btx, by+bty, ex-etx, ey-ety, ex, ey)
	}
}
