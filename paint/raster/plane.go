package raster

import (
	"image"
	"math"

	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// frame is what a painter draws in: the page, or a plane that is seen in perspective. A plane is
// drawn as a flat picture in its own space first, which is then projected.
type frame struct {
	base   display.Matrix      // from the space root to px of the target
	root   display.TransformID // PageSpace for the page
	outer  display.ClipID      // clips from here on are outside of the plane
	spaces map[display.TransformID]space
}

// view is the way out of the frame of a plane.
type view struct {
	before frame
	seen   display.Projection // from the plane's px to those of the layer below
	ink    image.Rectangle    // what the plane draws, in its px
}

const (
	// maxPlanePixels bounds the picture of one plane: a larger one is drawn coarser.
	maxPlanePixels = 8 << 20
	// minPlaneScale is as coarse as a plane gets.
	minPlaneScale = 1.0 / 64
	// nudge keeps what is exactly between two values from falling to either side by the last bit.
	nudge = 1e-7
)

// pushPlane opens a group that is a plane and returns its layer.
func (p *painter) pushPlane(e *display.Effect, below *image.RGBA) (img *image.RGBA, v *view) {
	v = &view{before: p.frame}
	seen, end := p.list.Seen(e.Plane, p.root)
	if end == display.ViewportSpace && p.root == display.PageSpace {
		seen = display.Translate(p.opt.Scroll.X.Px(), p.opt.Scroll.Y.Px()).Projected().Mul(seen)
	}
	seen = p.base.Projected().Mul(seen)
	k := planeScale(&seen, e.Ink, math.Sqrt(math.Abs(p.base.Det())))
	if below != nil {
		img = p.planeLayer(&seen, e.Ink, below.Rect, &k)
	}
	v.seen = seen.Mul(display.Scale(1/k, 1/k).Projected())
	v.ink = planePixels(e.Ink.X.Px(), e.Ink.Y.Px(), e.Ink.Right().Px(), e.Ink.Bottom().Px(), k)
	p.frame = frame{base: display.Scale(k, k), root: e.Plane, outer: e.Outer, spaces: map[display.TransformID]space{}}
	return img, v
}

// planeScale returns how many px per CSS px a plane is drawn with: whole times what the page has,
// enough for its first corner, as Chromium chooses it.
func planeScale(seen *display.Projection, ink geom.Rect, base float64) float64 {
	x, y := ink.X.Px(), ink.Y.Px()
	x0, y0, x1, y1, ok := seen.Bounds(x, y, x+1, y+1)
	k := 1.0
	if ok {
		k = math.Round(max(x1-x0, y1-y0))
	}
	return max(min(k, 1<<10), base, minPlaneScale)
}

// planeLayer returns the picture of what a target shows of a plane, nil for nothing. The scale
// becomes smaller when the picture would be too large.
func (p *painter) planeLayer(seen *display.Projection, ink geom.Rect, target image.Rectangle, k *float64) *image.RGBA {
	inv, ok := seen.Invert()
	if !ok {
		return nil
	}
	x0, y0, x1, y1, ok := inv.Bounds(float64(target.Min.X)-1, float64(target.Min.Y)-1, float64(target.Max.X)+1, float64(target.Max.Y)+1)
	if !ok {
		return nil
	}
	x0, y0 = max(x0, ink.X.Px()), max(y0, ink.Y.Px())
	x1, y1 = min(x1, ink.Right().Px()), min(y1, ink.Bottom().Px())
	if !(x0 < x1) || !(y0 < y1) {
		return nil
	}
	for *k > minPlaneScale && (x1-x0)*(y1-y0)**k**k > maxPlanePixels {
		*k /= 2
	}
	r := planePixels(x0, y0, x1, y1, *k)
	r = r.Inset(-1).Intersect(planePixels(ink.X.Px(), ink.Y.Px(), ink.Right().Px(), ink.Bottom().Px(), *k))
	if r.Empty() || r.Dx() > 4*maxPlanePixels/r.Dy() {
		return nil
	}
	return image.NewRGBA(r)
}

// planePixels returns the px that an area of a plane touches.
func planePixels(x0, y0, x1, y1, k float64) image.Rectangle {
	return image.Rect(floorInt(x0*k), floorInt(y0*k), -floorInt(-x1*k), -floorInt(-y1*k))
}

// leavePlane projects the picture of a plane into the layer below.
func (p *painter) leavePlane(img *image.RGBA, e *display.Effect, v *view) {
	p.frame = v.before
	if img == nil {
		return
	}
	r := inked(img, v.ink)
	inv, ok := v.seen.Invert()
	if r.Empty() || !ok {
		return
	}
	quad := v.seen.Quad(float64(r.Min.X), float64(r.Min.Y), float64(r.Max.X), float64(r.Max.Y))
	if len(quad) < 3 {
		return
	}
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, q := range quad {
		x0, y0, x1, y1 = min(x0, q.X), min(y0, q.Y), max(x1, q.X), max(y1, q.Y)
	}
	cl := p.clip(e.Clip)
	area := cl.r.Intersect(planePixels(x0-0.5, y0-0.5, x1+0.5, y1+0.5, 1))
	if area.Empty() {
		return
	}
	src := source{shader: &planeShader{img, r, inv}}
	sides := sidesOf(quad)
	cov := make([]byte, area.Dx())
	for y := area.Min.Y; y < area.Max.Y; y++ {
		if first, end := sides.cover(cov, area.Min.X, y); first < end {
			p.span(p.target(), area.Min.X+first, area.Min.X+end, y, cov[first:end], cl.mask, src)
		}
	}
}

// sides are the edges of a convex polygon: a·x + b·y + c is how far inside of each a point is.
type sides [][3]float64

// sidesOf returns the sides of a polygon that runs in either direction.
func sidesOf(quad []display.FPoint64) (out sides) {
	area := 0.0
	for i, a := range quad {
		b := quad[(i+1)%len(quad)]
		area += a.X*b.Y - b.X*a.Y
	}
	for i, a := range quad {
		b := quad[(i+1)%len(quad)]
		l := math.Copysign(math.Hypot(b.X-a.X, b.Y-a.Y), area)
		if l != 0 {
			nx, ny := (a.Y-b.Y)/l, (b.X-a.X)/l
			out = append(out, [3]float64{nx, ny, -nx*a.X - ny*a.Y})
		}
	}
	return out
}

// cover writes how much of the pixels of row y from x on is inside: by the distance of their
// middles from the nearest edge, as Chromium's compositor does. It returns the first one that is,
// and the one after the last.
func (s sides) cover(cov []byte, x, y int) (first, end int) {
	first = len(cov)
	for i := range cov {
		d := 0.5
		for _, e := range s {
			d = min(d, e[0]*(float64(x+i)+0.5)+e[1]*(float64(y)+0.5)+e[2])
		}
		c := byte(max(d+0.5, 0)*255 + 0.5 + nudge)
		cov[i] = c
		if c != 0 {
			first, end = min(first, i), i+1
		}
	}
	return first, end
}

// inked returns the part of a plane's picture that is not empty at its edges. Edges that are not
// those of its ink stay: the plane goes on beyond them.
func inked(img *image.RGBA, ink image.Rectangle) image.Rectangle {
	r := img.Rect
	bare := func(x0, y0, x1, y1 int) bool {
		for y := y0; y < y1; y++ {
			b := row(img, x0, x1, y)
			for i := 3; i < len(b); i += 4 {
				if b[i] != 0 {
					return false
				}
			}
		}
		return true
	}
	for top := r.Min.Y <= ink.Min.Y; top && !r.Empty() && bare(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+1); {
		r.Min.Y++
	}
	for end := r.Max.Y >= ink.Max.Y; end && !r.Empty() && bare(r.Min.X, r.Max.Y-1, r.Max.X, r.Max.Y); {
		r.Max.Y--
	}
	for left := r.Min.X <= ink.Min.X; left && !r.Empty() && bare(r.Min.X, r.Min.Y, r.Min.X+1, r.Max.Y); {
		r.Min.X++
	}
	for right := r.Max.X >= ink.Max.X; right && !r.Empty() && bare(r.Max.X-1, r.Min.Y, r.Max.X, r.Max.Y); {
		r.Max.X--
	}
	return r
}

// planeShader samples the picture of a plane as it is seen, bilinearly.
type planeShader struct {
	m   *image.RGBA
	r   image.Rectangle // what may be read
	inv display.Projection
}

func (s *planeShader) shade(out []uint32, x, y int) {
	p := &s.inv
	fx, fy := float64(x)+0.5, float64(y)+0.5
	u, v, w := p[0][0]*fx+p[0][1]*fy+p[0][2], p[1][0]*fx+p[1][1]*fy+p[1][2], p[2][0]*fx+p[2][1]*fy+p[2][2]
	at := func(x, y int) uint32 { return load(s.m.Pix[s.m.PixOffset(x, y):]) }
	for i := range out {
		out[i] = 0
		if w > 0 {
			cx := min(max(u/w-0.5+nudge, float64(s.r.Min.X)), float64(s.r.Max.X-1))
			cy := min(max(v/w-0.5+nudge, float64(s.r.Min.Y)), float64(s.r.Max.Y-1))
			ix, iy := floorInt(cx), floorInt(cy)
			jx, jy := min(ix+1, s.r.Max.X-1), min(iy+1, s.r.Max.Y-1)
			out[i] = bilinear(at(ix, iy), at(jx, iy), at(ix, jy), at(jx, jy), uint32((cx-float64(ix))*256), uint32((cy-float64(iy))*256))
		}
		u, v, w = u+p[0][0], v+p[1][0], w+p[2][0]
	}
}
