package display

import (
	"math"

	"vitrine/layout/geom"
)

// Verb is one segment of a path.
type Verb uint8

// The segments and how many points each takes.
const (
	MoveTo  Verb = iota // 1
	LineTo              // 1
	QuadTo              // 2
	CubicTo             // 3
	Close               // 0
)

// Path is a sequence of segments in CSS px.
type Path struct {
	Verbs  []Verb
	Points []FPoint
}

// MoveTo starts a subpath.
func (p *Path) MoveTo(x, y float32) {
	p.Verbs = append(p.Verbs, MoveTo)
	p.Points = append(p.Points, FPoint{x, y})
}

// LineTo adds a straight segment.
func (p *Path) LineTo(x, y float32) {
	p.Verbs = append(p.Verbs, LineTo)
	p.Points = append(p.Points, FPoint{x, y})
}

// QuadTo adds a quadratic Bézier segment.
func (p *Path) QuadTo(x1, y1, x, y float32) {
	p.Verbs = append(p.Verbs, QuadTo)
	p.Points = append(p.Points, FPoint{x1, y1}, FPoint{x, y})
}

// CubicTo adds a cubic Bézier segment.
func (p *Path) CubicTo(x1, y1, x2, y2, x, y float32) {
	p.Verbs = append(p.Verbs, CubicTo)
	p.Points = append(p.Points, FPoint{x1, y1}, FPoint{x2, y2}, FPoint{x, y})
}

// Close joins the subpath's end to its start.
func (p *Path) Close() { p.Verbs = append(p.Verbs, Close) }

// Rect adds a closed rectangle.
func (p *Path) Rect(x, y, w, h float32) {
	p.MoveTo(x, y)
	p.LineTo(x+w, y)
	p.LineTo(x+w, y+h)
	p.LineTo(x, y+h)
	p.Close()
}

// Polygon adds a closed polygon.
func (p *Path) Polygon(pts ...FPoint) {
	for i, q := range pts {
		if i == 0 {
			p.MoveTo(q.X, q.Y)
		} else {
			p.LineTo(q.X, q.Y)
		}
	}
	p.Close()
}

// kappa places the control points of a quarter ellipse.
const kappa = 0.5522847498

// Ellipse adds a closed ellipse around (cx, cy).
func (p *Path) Ellipse(cx, cy, rx, ry float32) {
	kx, ky := rx*kappa, ry*kappa
	p.MoveTo(cx+rx, cy)
	p.CubicTo(cx+rx, cy+ky, cx+kx, cy+ry, cx, cy+ry)
	p.CubicTo(cx-kx, cy+ry, cx-rx, cy+ky, cx-rx, cy)
	p.CubicTo(cx-rx, cy-ky, cx-kx, cy-ry, cx, cy-ry)
	p.CubicTo(cx+kx, cy-ry, cx+rx, cy-ky, cx+rx, cy)
	p.Close()
}

// RoundRect adds a closed rectangle with elliptic corners (top left, top right, bottom right,
// bottom left radii).
func (p *Path) RoundRect(x, y, w, h float32, c [4]FPoint) {
	const k = 1 - kappa
	p.MoveTo(x+c[0].X, y)
	p.LineTo(x+w-c[1].X, y)
	if c[1].X > 0 {
		p.CubicTo(x+w-c[1].X*k, y, x+w, y+c[1].Y*k, x+w, y+c[1].Y)
	}
	p.LineTo(x+w, y+h-c[2].Y)
	if c[2].X > 0 {
		p.CubicTo(x+w, y+h-c[2].Y*k, x+w-c[2].X*k, y+h, x+w-c[2].X, y+h)
	}
	p.LineTo(x+c[3].X, y+h)
	if c[3].X > 0 {
		p.CubicTo(x+c[3].X*k, y+h, x, y+h-c[3].Y*k, x, y+h-c[3].Y)
	}
	p.LineTo(x, y+c[0].Y)
	if c[0].X > 0 {
		p.CubicTo(x, y+c[0].Y*k, x+c[0].X*k, y, x+c[0].X, y)
	}
	p.Close()
}

// Bounds returns a rectangle that holds all points, control points included, moved by at.
func (p *Path) Bounds(at geom.Point) geom.Rect {
	if len(p.Points) == 0 {
		return geom.Rect{}
	}
	minX, minY := math.Inf(1), math.Inf(1)
	maxX, maxY := math.Inf(-1), math.Inf(-1)
	for _, q := range p.Points {
		minX, maxX = math.Min(minX, float64(q.X)), math.Max(maxX, float64(q.X))
		minY, maxY = math.Min(minY, float64(q.Y)), math.Max(maxY, float64(q.Y))
	}
	x, y := geom.FromPxFloor(minX), geom.FromPxFloor(minY)
	r := geom.Rect{X: x, Y: y, W: geom.FromPxCeil(maxX).Sub(x), H: geom.FromPxCeil(maxY).Sub(y)}
	return r.Move(at)
}
