package raster

import (
	"image"
	"math"
	"sync"

	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// drawShadow draws a box shadow. The blur of a rectangle is the product of two error
// functions; that of a rounded one is blurred once for its corners, the middles stretched.
// https://drafts.csswg.org/css-backgrounds-3/#shadow-blur
func (p *painter) drawShadow(d *display.Shadow, m display.Matrix, cl clipping) {
	k := math.Sqrt(math.Abs(m.Det()))
	sigma := float64(d.Sigma) * k
	src := source{color: pack(d.Color)}
	if !p.keeps(m) {
		p.shadowTransformed(d, m, cl, src, sigma)
		return
	}
	shape, hole := snapRRect(d.Shape, m), snapRRect(d.Hole, m)
	if d.Inset {
		p.insetShadow(shape, hole, sigma, cl, src)
		return
	}
	cov := blurred(shape, sigma)
	r := shape.r.Inset(-cov.reach).Intersect(cl.r)
	if d.Shape.R.Empty() || r.Empty() {
		return
	}
	dst := p.target()
	buf := make([]byte, r.Dx())
	// Nothing is drawn inside of the box itself, which may be translucent.
	in := hole.inner().Intersect(r)
	var cut *mask
	if !hole.r.Intersect(r).Empty() {
		cut = p.outside(hole, r)
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		draw := func(x0, x1 int) {
			if x0 >= x1 {
				return
			}
			b := buf[:x1-x0]
			cov.row(b, x0, y)
			if cut != nil {
				for i, c := range cut.row(x0, x1, y) {
					if c != 255 {
						b[i] = byte(mul255(uint32(b[i]), uint32(c)))
					}
				}
			}
			p.span(dst, x0, x1, y, b, cl.mask, src)
		}
		if y >= in.Min.Y && y < in.Max.Y {
			draw(r.Min.X, in.Min.X)
			draw(in.Max.X, r.Max.X)
		} else {
			draw(r.Min.X, r.Max.X)
		}
	}
}

// outside returns the coverage of what is not in a shape.
func (p *painter) outside(d devRRect, r image.Rectangle) *mask {
	out := newMask(r)
	for i := range out.pix {
		out.pix[i] = 255
	}
	p.acc.reset(r)
	p.acc.addPath(d.path(), display.Identity)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		if cov, x0, x1 := p.acc.row(y, false); cov != nil {
			o := out.row(x0, x1, y)
			for i, c := range cov {
				o[i] = 255 - c
			}
		}
	}
	return out
}

// insetShadow draws the blur of everything outside of shape, inside of hole.
func (p *painter) insetShadow(shape, hole devRRect, sigma float64, cl clipping, src source) {
	r := hole.r.Intersect(cl.r)
	if r.Empty() {
		return
	}
	p.acc.reset(r)
	p.acc.addPath(hole.path(), display.Identity)
	dst := p.target()
	buf := make([]byte, r.Dx())
	var cov blur
	empty := shape.r.Empty()
	if !empty {
		cov = blurred(shape, sigma)
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		in, x0, x1 := p.acc.row(y, false)
		if in == nil {
			continue
		}
		b := buf[:x1-x0]
		if empty {
			clear(b)
		} else {
			cov.row(b, x0, y)
		}
		for i, c := range in {
			b[i] = byte(mul255(uint32(255-b[i]), uint32(c)))
		}
		p.span(dst, x0, x1, y, b, cl.mask, src)
	}
}

// shadowTransformed draws a shadow under a rotation: a mask of the whole shape is blurred.
func (p *painter) shadowTransformed(d *display.Shadow, m display.Matrix, cl clipping, src source, sigma float64) {
	n := min(int(math.Ceil(3*sigma))+1, maxReach)
	u := geom.One
	r := cl.r.Inset(-n).Intersect(deviceBounds(d.Shape.R.Union(d.Hole.R).Outset(geom.Sides{Top: u, Right: u, Bottom: u, Left: u}), m).Inset(-n))
	if r.Empty() || r.Dx()*r.Dy() > maxLayerPixels {
		return
	}
	sh := newMask(r)
	p.acc.reset(r)
	p.acc.addPath(roundPath(d.Shape), m)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		if cov, x0, x1 := p.acc.row(y, false); cov != nil {
			copy(sh.row(x0, x1, y), cov)
		}
		if d.Inset {
			for i, c := range sh.row(r.Min.X, r.Max.X, y) {
				sh.row(r.Min.X, r.Max.X, y)[i] = 255 - c
			}
		}
	}
	blurMask(sh, sigma)
	r = r.Intersect(cl.r)
	if r.Empty() {
		return
	}
	p.acc.reset(r)
	p.acc.addPath(roundPath(d.Hole), m)
	dst := p.target()
	in := make([]byte, r.Dx())
	for y := r.Min.Y; y < r.Max.Y; y++ {
		clear(in)
		if cov, x0, x1 := p.acc.row(y, false); cov != nil {
			copy(in[x0-r.Min.X:x1-r.Min.X], cov)
		}
		for i, c := range sh.row(r.Min.X, r.Max.X, y) {
			hole := uint32(in[i])
			if !d.Inset {
				hole = 255 - hole
			}
			in[i] = byte(mul255(uint32(c), hole))
		}
		p.span(dst, r.Min.X, r.Max.X, y, in, cl.mask, src)
	}
}

// blur gives the coverage of a blurred shape.
type blur struct {
	reach int // device px beyond the shape's edges
	x, y  []byte
	x0    int
	y0    int
	nine  *mask // for round shapes: the mask, stretched in its middle
	mid   image.Point
	r     image.Rectangle
}

// blurred prepares the blur of a shape.
func blurred(d devRRect, sigma float64) blur {
	n := min(int(math.Ceil(3*sigma)), maxReach)
	b := blur{reach: n, r: d.r}
	round := false
	for _, c := range d.c {
		round = round || c.X > 0
	}
	if !round {
		b.x0, b.y0 = d.r.Min.X-n, d.r.Min.Y-n
		b.x, b.y = edges(d.r.Dx(), n, sigma), edges(d.r.Dy(), n, sigma)
		return b
	}
	b.nine, b.mid = ninePatch(d, sigma, n)
	return b
}

// edges returns the blurred profile of a bar of w px with n px on both sides; long bars are
// cut down to what differs: the profile is symmetric and flat in its middle.
func edges(w, n int, sigma float64) []byte {
	half := min(w/2+1, 2*n+1)
	out := make([]byte, n+half)
	for i := range out {
		x := float64(i-n) + 0.5
		v := 1.0
		if sigma > 0 {
			v = phi(x/sigma) - phi((x-float64(w))/sigma)
		} else if x < 0 {
			v = 0
		}
		out[i] = byte(v*255 + 0.5)
	}
	return out
}

// phi is the normal distribution's cumulative function.
func phi(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }

// profile looks a place up in edges.
func profile(e []byte, i, w, n int) uint32 {
	if i >= w+2*n || i < 0 {
		return 0
	}
	i = min(i, w+2*n-1-i)
	return uint32(e[min(i, len(e)-1)])
}

// row writes the coverage of pixels (x, y), ….
func (b *blur) row(out []byte, x, y int) {
	n := b.reach
	if b.nine == nil {
		vy := profile(b.y, y-b.y0, b.r.Dy(), n)
		for i := range out {
			out[i] = byte(mul255(vy, profile(b.x, x+i-b.x0, b.r.Dx(), n)))
		}
		return
	}
	w, h := b.nine.r.Dx(), b.nine.r.Dy()
	fold := func(v, lo, full, size, mid int) int {
		v -= lo - n
		if v < 0 || v >= full+2*n {
			return -1
		}
		if v > mid {
			v = max(mid, v-(full+2*n-size))
		}
		return v
	}
	iy := fold(y, b.r.Min.Y, b.r.Dy(), h, b.mid.Y)
	for i := range out {
		out[i] = 0
		if ix := fold(x+i, b.r.Min.X, b.r.Dx(), w, b.mid.X); ix >= 0 && iy >= 0 {
			out[i] = b.nine.pix[iy*w+ix]
		}
	}
}

// nineKey identifies a blurred mask.
type nineKey struct {
	c     [4]display.FPoint
	k     [4]display.Curve
	w, h  int
	sigma float64
}

type nineValue struct {
	m   *mask
	mid image.Point
}

// nineCache keeps blurred corners; when full it starts again.
var nineCache = struct {
	sync.Mutex
	by    map[nineKey]nineValue
	bytes int
}{by: map[nineKey]nineValue{}}

// maxNineBytes bounds the cache.
const maxNineBytes = 16 << 20

// ninePatch returns the blurred mask of a shape whose middle columns and rows are taken out
// as far as they are all alike, and where they were.
func ninePatch(d devRRect, sigma float64, n int) (*mask, image.Point) {
	left := int(ceil32(max(d.c[0].X, d.c[3].X))) + n
	right := int(ceil32(max(d.c[1].X, d.c[2].X))) + n
	top := int(ceil32(max(d.c[0].Y, d.c[1].Y))) + n
	bottom := int(ceil32(max(d.c[2].Y, d.c[3].Y))) + n
	w, h := min(d.r.Dx(), left+right+1), min(d.r.Dy(), top+bottom+1)
	key := nineKey{d.c, d.k, w, h, sigma}
	nineCache.Lock()
	v, ok := nineCache.by[key]
	nineCache.Unlock()
	if ok {
		return v.m, v.mid
	}
	m := newMask(image.Rect(-n, -n, w+n, h+n))
	var a accum
	a.reset(m.r)
	small := devRRect{image.Rect(0, 0, w, h), d.c, d.k}
	a.addPath(small.path(), display.Identity)
	for y := m.r.Min.Y; y < m.r.Max.Y; y++ {
		if cov, x0, x1 := a.row(y, false); cov != nil {
			copy(m.row(x0, x1, y), cov)
		}
	}
	blurMask(m, sigma)
	v = nineValue{m, image.Pt(min(left+n, w+2*n-1), min(top+n, h+2*n-1))}
	nineCache.Lock()
	if nineCache.bytes += len(m.pix); nineCache.bytes > maxNineBytes {
		clear(nineCache.by)
		nineCache.bytes = len(m.pix)
	}
	nineCache.by[key] = v
	nineCache.Unlock()
	return v.m, v.mid
}
