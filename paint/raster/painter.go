package raster

import (
	"image"
	"math"

	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// painter draws tiles of one list. It is used by one goroutine; everything in it is scratch
// space or derived from the list.
type painter struct {
	list *display.List
	opt  Options
	frame
	depth  int // nesting of pictures
	back   uint32
	page   []space // by TransformID, of the page's frame
	acc    accum
	ops    []uint32
	colors []uint32 // a row of shader output
	bytes  []byte   // a row of coverage after clipping
	stack  []layer
	clips  map[display.ClipID]clipping // for the top layer
	stroke stroker
	tiles  []drawnTile // oldest first
	free   bool        // the space being drawn in is not on whole device px, see space
	vector bool        // the list is a picture, whose shapes are not on whole px
}

// space is a transform resolved to device px.
type space struct {
	known bool
	m     display.Matrix
	// free tells that transforms put whole px between those of the device: edges are then rounded
	// to px before the transform, and anti-aliased after it. Scrolling does not count, it goes by
	// whole px.
	free bool
}

// maxPictureDepth bounds pictures inside of pictures.
const maxPictureDepth = 8

func newPainter(l *display.List, opt Options) *painter {
	s := opt.scale()
	return &painter{
		list: l, opt: opt, frame: frame{base: display.Scale(s, s)}, back: backdrop(l.Canvas, opt.Transparent),
		page: make([]space, len(l.Transforms)),
	}
}

// target returns what is being drawn on.
func (p *painter) target() *image.RGBA { return p.stack[len(p.stack)-1].img }

// matrix returns the map from a space to device px.
func (p *painter) matrix(t display.TransformID) display.Matrix { return p.space(t).m }

func (p *painter) space(t display.TransformID) *space {
	if p.root != display.PageSpace {
		sp, ok := p.spaces[t]
		if !ok {
			sp = space{true, p.base.Mul(p.list.Within(t, p.root)), p.between(t)}
			p.spaces[t] = sp
		}
		return &sp
	}
	sp := &p.page[t]
	if !sp.known {
		m, fixed := p.list.ToRoot(t)
		if fixed {
			m = display.Translate(p.opt.Scroll.X.Px(), p.opt.Scroll.Y.Px()).Mul(m)
		}
		*sp = space{true, p.base.Mul(m), p.between(t)}
	}
	return sp
}

// between reports whether the transforms of t's chain put whole px between device px.
func (p *painter) between(t display.TransformID) bool {
	m := display.Identity
	for ; t > display.ViewportSpace && t != p.root; t = p.list.Transforms[t].Parent {
		if tr := &p.list.Transforms[t]; !tr.Moves {
			m = tr.M.Mul(m)
		}
	}
	whole := func(v float64) bool { return math.Abs(v-math.Round(v)) < 1.0/128 }
	return math.Abs(m.A) != 1 || math.Abs(m.D) != 1 || m.B != 0 || m.C != 0 || !whole(m.E*p.base.A) || !whole(m.F*p.base.D)
}

// keeps reports whether edges are rounded to device px in the space that is drawn in.
func (p *painter) keeps(m display.Matrix) bool { return m.Rectilinear() && !p.free }

// whole rounds the edges of r to px before a transform.
func (p *painter) whole(r geom.Rect) geom.Rect {
	s := p.base.A
	if p.vector || p.base.D != s || !(s > 0) || r.Empty() {
		return r
	}
	at := func(u geom.Unit) geom.Unit { return geom.FromPx(math.Floor(u.Px()*s+0.5) / s) }
	x, y := at(r.X), at(r.Y)
	return geom.Rect{X: x, Y: y, W: at(r.Right()).Sub(x), H: at(r.Bottom()).Sub(y)}
}

// tile draws everything that touches dst.
func (p *painter) tile(dst *image.RGBA) {
	for y := dst.Rect.Min.Y; y < dst.Rect.Max.Y; y++ {
		b := row(dst, dst.Rect.Min.X, dst.Rect.Max.X, y)
		if p.back == 0 || p.list.Isolated {
			clear(b)
		} else {
			fillRow(b, p.back)
		}
	}
	p.draw(dst)
	if p.back == 0 || !p.list.Isolated {
		return
	}
	for y := dst.Rect.Min.Y; y < dst.Rect.Max.Y; y++ {
		b := row(dst, dst.Rect.Min.X, dst.Rect.Max.X, y)
		for i := 0; i < len(b); i += 4 {
			store(b[i:], over(load(b[i:]), p.back))
		}
	}
}

// draw draws the list onto dst, whose Rect is in device px.
func (p *painter) draw(dst *image.RGBA) {
	p.stack = append(p.stack[:0], layer{img: dst})
	p.clips = map[display.ClipID]clipping{}
	p.ops = p.list.In(p.ops, p.pageRect(dst.Rect), p.opt.Scroll)
	ops := p.list.Ops
	for i, n := range p.ops {
		o := &ops[n]
		st := p.list.States[o.State]
		if o.Kind == display.Hit && !p.backdrop(st.Effect) {
			continue
		}
		if st.Effect != p.stack[len(p.stack)-1].effect {
			p.enter(st.Effect, p.ops[i:])
		}
		if p.target() == nil {
			continue // a layer without area
		}
		if o.Kind != display.Hit {
			p.op(o, st)
		}
	}
	p.enter(0, nil)
}

// pageRect returns the part of the page that a device rectangle shows.
func (p *painter) pageRect(r image.Rectangle) geom.Rect {
	inv, ok := p.base.Invert()
	if !ok {
		return geom.Rect{}
	}
	x0, y0 := inv.Apply(float64(r.Min.X), float64(r.Min.Y))
	x1, y1 := inv.Apply(float64(r.Max.X), float64(r.Max.Y))
	x, y := geom.FromPxFloor(x0), geom.FromPxFloor(y0)
	return geom.Rect{X: x, Y: y, W: geom.FromPxCeil(x1).Sub(x), H: geom.FromPxCeil(y1).Sub(y)}
}

func (p *painter) op(o *display.Op, st display.State) {
	cl := p.clip(st.Clip)
	if cl.r.Empty() {
		return
	}
	l := p.list
	sp := p.space(st.Transform)
	m := sp.m
	p.free = sp.free
	switch o.Kind {
	case display.FillRect:
		r := &l.Rects[o.Arg]
		src := p.source(r.Paint, m)
		area := r.R
		if !r.Exact {
			if p.keeps(m) {
				p.fillRect(snap(area, m), cl, src)
				return
			}
			area = p.whole(area)
		}
		p.acc.reset(cl.r.Intersect(deviceBounds(area, m)))
		p.acc.addPath(rectPath(area), m)
		p.fillAccum(cl, src, false)
	case display.FillRRect:
		r := &l.RRects[o.Arg]
		p.fillRRect(r.RRect, m, cl, p.source(r.Paint, m))
	case display.FillRing:
		p.fillRing(&l.Rings[o.Arg], m, cl)
	case display.FillPath:
		d := &l.Paths[o.Arg]
		pm := m.Mul(display.Translate(d.Origin.X.Px(), d.Origin.Y.Px()))
		p.acc.reset(cl.r.Intersect(deviceBounds(d.Path.Bounds(d.Origin), m)))
		p.acc.addPathEdges(d.Path, pm)
		p.acc.hard = d.NoAA
		p.fillAccum(cl, p.source(d.Paint, m), d.EvenOdd)
		p.acc.hard = false
	case display.StrokePath:
		d := &l.Paths[o.Arg]
		p.drawStroke(d, m, cl)
	case display.DrawImage:
		p.drawImage(&l.Images[o.Arg], m, cl)
	case display.DrawPattern:
		p.drawPattern(&l.Patterns[o.Arg], m, cl)
	case display.DrawShadow:
		p.drawShadow(&l.Shadows[o.Arg], m, cl)
	case display.DrawGlyphs:
		p.drawText(&l.Texts[o.Arg], m, cl)
	case display.DrawPicture:
		d := &l.Pictures[o.Arg]
		if d.Page {
			p.drawPage(d, m, cl)
		} else {
			p.drawPicture(d.List, d.Dest, m, cl)
		}
	}
}

// snap maps a rectangle under a map that keeps axes and rounds its edges to device px.
func snap(r geom.Rect, m display.Matrix) image.Rectangle {
	x0, y0 := m.Apply(r.X.Px(), r.Y.Px())
	x1, y1 := m.Apply(r.Right().Px(), r.Bottom().Px())
	return image.Rect(roundInt(x0), roundInt(y0), roundInt(x1), roundInt(y1))
}

// maxDevice bounds device coordinates, so that integer arithmetic on them is safe.
const maxDevice = 1 << 30

func roundInt(v float64) int { return floorInt(v + 0.5) }

func floorInt(v float64) int {
	v = math.Floor(v)
	switch {
	case v != v:
		return 0
	case v > maxDevice:
		return maxDevice
	case v < -maxDevice:
		return -maxDevice
	}
	return int(v)
}

// deviceBounds returns the device px that the image of r touches.
func deviceBounds(r geom.Rect, m display.Matrix) image.Rectangle {
	minX, minY, maxX, maxY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, q := range [4][2]float64{{r.X.Px(), r.Y.Px()}, {r.Right().Px(), r.Y.Px()}, {r.Right().Px(), r.Bottom().Px()}, {r.X.Px(), r.Bottom().Px()}} {
		x, y := m.Apply(q[0], q[1])
		minX, maxX = min(minX, x), max(maxX, x)
		minY, maxY = min(minY, y), max(maxY, y)
	}
	return image.Rect(floorInt(minX), floorInt(minY), -floorInt(-maxX), -floorInt(-maxY))
}

func rectPath(r geom.Rect) *display.Path {
	var path display.Path
	path.Rect(float32(r.X.Px()), float32(r.Y.Px()), float32(r.W.Px()), float32(r.H.Px()))
	return &path
}

// fillRect fills whole device pixels.
func (p *painter) fillRect(r image.Rectangle, cl clipping, src source) {
	r = r.Intersect(cl.r)
	if r.Empty() {
		return
	}
	dst := p.target()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		p.span(dst, r.Min.X, r.Max.X, y, nil, cl.mask, src)
	}
}

// span composites a source over pixels [x0, x1) of row y through coverage and a clip mask,
// either of which may be nil.
func (p *painter) span(dst *image.RGBA, x0, x1, y int, cov []byte, mask *mask, src source) {
	if mask != nil {
		cov = p.masked(cov, mask.row(x0, x1, y))
	}
	px := row(dst, x0, x1, y)
	if src.shader == nil {
		if cov == nil {
			fillRow(px, src.color)
		} else {
			coverRow(px, cov, src.color)
		}
		return
	}
	n := x1 - x0
	if cap(p.colors) < n {
		p.colors = make([]uint32, n)
	}
	out := p.colors[:n]
	src.shader.shade(out, x0, y)
	shadeRow(px, cov, out)
}

// masked returns cov multiplied with a row of a mask.
func (p *painter) masked(cov, m []byte) []byte {
	if cov == nil {
		return m
	}
	if cap(p.bytes) < len(cov) {
		p.bytes = make([]byte, len(cov))
	}
	out := p.bytes[:len(cov)]
	for i, c := range cov {
		out[i] = byte(mul255(uint32(c), uint32(m[i])))
	}
	return out
}

// mul255 returns a·b/255, rounded.
func mul255(a, b uint32) uint32 {
	t := a*b + 128
	return (t + t>>8) >> 8
}

// fillAccum composites what the accumulator holds.
func (p *painter) fillAccum(cl clipping, src source, evenOdd bool) {
	dst := p.target()
	a := &p.acc
	for y := a.r.Min.Y + a.top; y < a.r.Min.Y+a.bottom; y++ {
		if cov, x0, x1 := a.row(y, evenOdd); cov != nil {
			p.span(dst, x0, x1, y, cov, cl.mask, src)
		}
	}
}
