package raster

import (
	"image"

	"vitrine/paint/display"
)

// clipping is what a chain of clips leaves of the target: a rectangle and, inside of it,
// coverage (nil: all).
type clipping struct {
	r    image.Rectangle
	mask *mask
}

// mask is 8-bit coverage of a rectangle.
type mask struct {
	r   image.Rectangle
	pix []byte
}

func newMask(r image.Rectangle) *mask { return &mask{r, make([]byte, r.Dx()*r.Dy())} }

// row returns the coverage of pixels [x0, x1) of row y, which must lie inside.
func (m *mask) row(x0, x1, y int) []byte {
	i := (y-m.r.Min.Y)*m.r.Dx() - m.r.Min.X
	return m.pix[i+x0 : i+x1]
}

// clip resolves a chain of clips against the current target.
func (p *painter) clip(id display.ClipID) clipping {
	if id == 0 || id == p.outer {
		return clipping{r: p.target().Rect}
	}
	if c, ok := p.clips[id]; ok {
		return c
	}
	// Chains can be long: resolve from the outermost unknown one inwards.
	var chain []display.ClipID
	for n := id; n != 0 && n != p.outer; n = p.list.Clips[n].Parent {
		if _, ok := p.clips[n]; ok {
			break
		}
		chain = append(chain, n)
	}
	for i := len(chain) - 1; i >= 0; i-- {
		c := &p.list.Clips[chain[i]]
		parent := clipping{r: p.target().Rect}
		if c.Parent != 0 && c.Parent != p.outer {
			parent = p.clips[c.Parent]
		}
		p.clips[chain[i]] = p.intersect(parent, c)
	}
	return p.clips[id]
}

// intersect cuts a clipping to one more shape.
func (p *painter) intersect(in clipping, c *display.Clip) clipping {
	sp := p.space(c.Transform)
	m := sp.m
	crisp := m.Rectilinear() && !sp.free
	if in.r.Empty() {
		return clipping{}
	}
	var path *display.Path
	switch {
	case c.Path != nil:
		path = c.Path
		in.r = in.r.Intersect(deviceBounds(path.Bounds(c.Origin), m))
		m = m.Mul(display.Translate(c.Origin.X.Px(), c.Origin.Y.Px()))
	case crisp && !c.Shape.Rounded():
		return clipping{in.r.Intersect(snap(c.Shape.R, m)), in.mask}
	case crisp:
		dev := snapRRect(c.Shape, m)
		if in.r = in.r.Intersect(dev.r); dev.inner().Intersect(in.r) == in.r {
			return in
		}
		path, m = dev.path(), display.Identity
	default:
		shape := c.Shape
		shape.R = p.whole(shape.R)
		path = roundPath(shape)
		in.r = in.r.Intersect(deviceBounds(shape.R, m))
	}
	if in.r.Empty() {
		return clipping{}
	}
	out := newMask(in.r)
	p.acc.reset(in.r)
	p.acc.addPathEdges(path, m)
	p.acc.hard = c.NoAA
	defer func() { p.acc.hard = false }()
	for y := in.r.Min.Y; y < in.r.Max.Y; y++ {
		cov, x0, x1 := p.acc.row(y, c.EvenOdd)
		if cov == nil {
			continue
		}
		if in.mask != nil {
			cov = p.masked(cov, in.mask.row(x0, x1, y))
		}
		copy(out.row(x0, x1, y), cov)
	}
	return clipping{in.r, out}
}
