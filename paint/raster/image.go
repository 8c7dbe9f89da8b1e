package raster

import (
	"image"
	"math"

	"vitrine/engine/res"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// drawImage draws a part of a bitmap. Under a map that keeps axes the destination snaps to
// device px and needs no anti-aliased edge.
func (p *painter) drawImage(d *display.Image, m display.Matrix, cl clipping) {
	bm := d.Bitmap.Bounds()
	if d.Src.W <= 0 || d.Src.H <= 0 || bm.Empty() {
		return
	}
	if p.keeps(m) {
		r := snap(d.Dest, m)
		if r.Intersect(cl.r).Empty() {
			return
		}
		if d.Src == (display.FRect{W: float32(bm.Dx()), H: float32(bm.Dy())}) && r.Size() == bm.Size() && m.A > 0 && m.D > 0 {
			if s := copier(d.Bitmap, r.Min); s != nil {
				p.fillRect(r, cl, source{shader: s})
			}
			return
		}
		toDev := display.Matrix{
			A: float64(r.Dx()) / float64(d.Src.W), D: float64(r.Dy()) / float64(d.Src.H),
			E: float64(r.Min.X), F: float64(r.Min.Y),
		}
		if m.A < 0 {
			toDev.A, toDev.E = -toDev.A, float64(r.Max.X)
		}
		if m.D < 0 {
			toDev.D, toDev.F = -toDev.D, float64(r.Max.Y)
		}
		toDev = toDev.Mul(display.Translate(-float64(d.Src.X), -float64(d.Src.Y)))
		if s, ok := sampler(d.Bitmap, d.Src, toDev, d.Pixelated); ok {
			p.fillRect(r, cl, source{shader: s})
		}
		return
	}
	dest := p.whole(d.Dest)
	toDev := m.Mul(display.Translate(dest.X.Px(), dest.Y.Px())).
		Mul(display.Scale(dest.W.Px()/float64(d.Src.W), dest.H.Px()/float64(d.Src.H))).
		Mul(display.Translate(-float64(d.Src.X), -float64(d.Src.Y)))
	if s, ok := sampler(d.Bitmap, d.Src, toDev, d.Pixelated); ok {
		p.acc.reset(cl.r.Intersect(deviceBounds(dest, m)))
		p.acc.addPath(rectPath(dest), m)
		p.fillAccum(cl, source{shader: s}, false)
	}
}

// copier returns the shader of a bitmap that is shown in its size with its corner at a device
// point, or nil.
func copier(b *res.Bitmap, at image.Point) shader {
	if planes := b.Planes(); planes != nil {
		return &photoShader{m: photoRows{m: planes}, at: at}
	}
	if pix := b.Pixels(); pix != nil {
		return copyShader{pix, at}
	}
	return nil
}

// copyShader gives the pixels of a picture placed at a device point.
type copyShader struct {
	m  *image.RGBA
	at image.Point
}

func (s copyShader) shade(out []uint32, x, y int) {
	b := row(s.m, x-s.at.X, x-s.at.X+len(out), y-s.at.Y)
	for i := range out {
		out[i] = load(b[4*i:])
	}
}

// photoShader is copyShader for a photo.
type photoShader struct {
	m  photoRows
	at image.Point
}

func (s *photoShader) shade(out []uint32, x, y int) {
	x -= s.at.X
	b := s.m.row(y-s.at.Y, x, x+len(out))
	for i := range out {
		out[i] = load(b[4*i:])
	}
}

// photoRows turns rows of a photo into pixels when they are wanted, and keeps the last two: that
// is how many a row of a scaled picture mixes, and the next row mostly wants one of them again.
type photoRows struct {
	m    *image.YCbCr
	rows [2]*image.RGBA
}

// row returns the pixels from x0 to x1 of row y.
func (p *photoRows) row(y, x0, x1 int) []byte {
	have := image.Rect(x0, y, x1, y+1)
	m := p.rows[y&1]
	if m == nil || !have.In(m.Rect) {
		if m == nil || len(m.Pix) < 4*have.Dx() {
			m = image.NewRGBA(have)
			p.rows[y&1] = m
		}
		m.Rect = have
		res.DrawPlanes(m, have, p.m)
	}
	return m.Pix[4*(x0-m.Rect.Min.X):]
}

// maxHalvings bounds how much smaller than the picture a sampled level is.
const maxHalvings = 16

// sampler returns the shader of a bitmap that toDev maps from its pixels to device px. A
// picture shown smaller is sampled from the smallest halving that is not smaller than what
// is shown, bilinearly, as Chromium's medium quality does. Nothing outside of src bleeds in.
func sampler(b *res.Bitmap, src display.FRect, toDev display.Matrix, nearest bool) (shader, bool) {
	sx, sy := math.Hypot(toDev.A, toDev.B), math.Hypot(toDev.C, toDev.D)
	level := 0
	if !nearest {
		for s := max(sx, sy); s > 0 && s <= 0.5 && level < maxHalvings; s *= 2 {
			level++
		}
	}
	s := &sampleShader{nearest: nearest}
	size := b.Bounds()
	if level == 0 && toDev.B == 0 && toDev.C == 0 {
		s.photo.m = b.Planes()
	}
	if s.photo.m == nil {
		if s.m = b.Halved(level); s.m == nil {
			return nil, false
		}
		size = s.m.Rect
	}
	kx, ky := float64(size.Dx())/float64(b.Width()), float64(size.Dy())/float64(b.Height())
	if level > 0 {
		toDev = toDev.Mul(display.Scale(1/kx, 1/ky))
	}
	inv, ok := toDev.Invert()
	if !ok {
		return nil, false
	}
	s.inv = inv
	s.x0, s.x1 = span(float64(src.X)*kx, float64(src.X+src.W)*kx, size.Dx())
	s.y0, s.y1 = span(float64(src.Y)*ky, float64(src.Y+src.H)*ky, size.Dy())
	return s, true
}

// span returns the first and the last pixel of a side of n that [a, b) touches.
func span(a, b float64, n int) (first, last int) {
	first = min(max(floorInt(a+1e-3), 0), n-1)
	last = min(max(-floorInt(-b+1e-3)-1, first), n-1)
	return
}

type sampleShader struct {
	m       *image.RGBA
	photo   photoRows // instead of m, for a photo shown upright
	inv     display.Matrix
	nearest bool
	x0, x1  int // first and last pixel that may be read
	y0, y1  int
}

func (s *sampleShader) shade(out []uint32, x, y int) {
	if s.photo.m != nil {
		s.shadePhoto(out, x, y)
		return
	}
	x0, x1, y0, y1 := s.x0, s.x1, s.y0, s.y1
	px, stride := s.m.Pix, s.m.Stride
	fx, fy := s.inv.Apply(float64(x)+0.5, float64(y)+0.5)
	dx, dy := s.inv.A, s.inv.B
	if s.nearest {
		for i := range out {
			ix := min(max(floorInt(fx+dx*float64(i)), x0), x1)
			iy := min(max(floorInt(fy+dy*float64(i)), y0), y1)
			out[i] = load(px[iy*stride+4*ix:])
		}
		return
	}
	// Fixed point with 16 bits of fraction. A place beyond the edge counts as on the edge.
	vx, vy := fixed(fx-0.5), fixed(fy-0.5)
	sx, sy := fixed(dx), fixed(dy)
	lox, hix, loy, hiy := int64(x0)<<16, int64(x1)<<16, int64(y0)<<16, int64(y1)<<16
	cy := min(max(vy, loy), hiy)
	iy := int(cy >> 16)
	wy := uint32(cy >> 8 & 255)
	r0, r1 := px[iy*stride:], px[min(iy+1, y1)*stride:]
	for i := range out {
		cx := min(max(vx, lox), hix)
		ix := int(cx >> 16)
		i0, i1 := 4*ix, 4*min(ix+1, x1)
		if sy != 0 {
			cy = min(max(vy, loy), hiy)
			iy = int(cy >> 16)
			wy = uint32(cy >> 8 & 255)
			r0, r1 = px[iy*stride:], px[min(iy+1, y1)*stride:]
		}
		out[i] = bilinear(load(r0[i0:]), load(r0[i1:]), load(r1[i0:]), load(r1[i1:]), uint32(cx>>8&255), wy)
		vx += sx
		vy += sy
	}
}

// shadePhoto is shade for a photo. All of a row lies in one row of the picture, or between two.
func (s *sampleShader) shadePhoto(out []uint32, x, y int) {
	fx, fy := s.inv.Apply(float64(x)+0.5, float64(y)+0.5)
	dx := s.inv.A
	if s.nearest {
		at := func(i int) int { return min(max(floorInt(fx+dx*float64(i)), s.x0), s.x1) }
		lo, hi := min(at(0), at(len(out)-1)), max(at(0), at(len(out)-1))
		r := s.photo.row(min(max(floorInt(fy), s.y0), s.y1), lo, hi+1)
		for i := range out {
			out[i] = load(r[4*(at(i)-lo):])
		}
		return
	}
	vx, vy, sx := fixed(fx-0.5), fixed(fy-0.5), fixed(dx)
	lox, hix := int64(s.x0)<<16, int64(s.x1)<<16
	cy := min(max(vy, int64(s.y0)<<16), int64(s.y1)<<16)
	iy := int(cy >> 16)
	wy := uint32(cy >> 8 & 255)
	column := func(v int64) int { return int(min(max(v, lox), hix) >> 16) }
	a, b := column(vx), column(vx+sx*int64(len(out)-1))
	lo, hi := min(a, b), min(max(a, b)+1, s.x1)
	r0, r1 := s.photo.row(iy, lo, hi+1), s.photo.row(min(iy+1, s.y1), lo, hi+1)
	for i := range out {
		cx := min(max(vx, lox), hix)
		ix := int(cx >> 16)
		i0, i1 := 4*(ix-lo), 4*(min(ix+1, s.x1)-lo)
		out[i] = bilinear(load(r0[i0:]), load(r0[i1:]), load(r1[i0:]), load(r1[i1:]), uint32(cx>>8&255), wy)
		vx += sx
	}
}

// fixed returns v with 16 bits of fraction, limited so that sums along a row stay in range.
func fixed(v float64) int64 { return int64(min(max(v, -1<<40), 1<<40) * (1 << 16)) }

// bilinear mixes four pixels; weights are in 1/256 toward the right and the bottom.
func bilinear(a, b, c, d, wx, wy uint32) uint32 {
	if wx == 0 && wy == 0 {
		return a
	}
	top, bottom := lerp(a, b, wx), lerp(c, d, wx)
	return lerp(top, bottom, wy)
}

func lerp(a, b, w uint32) uint32 {
	if a == b {
		return a
	}
	iw := 256 - w
	rb := ((a&lanes)*iw + (b&lanes)*w + 0x00800080) >> 8 & lanes
	ga := ((a>>8&lanes)*iw + (b>>8&lanes)*w + 0x00800080) & 0xff00ff00
	return rb | ga
}

// drawPicture draws a nested list scaled into a rectangle.
func (p *painter) drawPicture(l *display.List, dest geom.Rect, m display.Matrix, cl clipping) {
	if p.depth >= maxPictureDepth || l.Size.W <= 0 || l.Size.H <= 0 {
		return
	}
	if !p.keeps(m) {
		dest = p.whole(dest)
	}
	r := deviceBounds(dest, m).Intersect(cl.r)
	if p.keeps(m) {
		r = snap(dest, m).Intersect(cl.r)
	}
	if r.Empty() {
		return
	}
	sub := newPainter(l, Options{Transparent: true})
	sub.depth, sub.vector = p.depth+1, true
	sub.base = m.Mul(display.Translate(dest.X.Px(), dest.Y.Px())).
		Mul(display.Scale(dest.W.Px()/l.Size.W.Px(), dest.H.Px()/l.Size.H.Px()))
	if p.keeps(m) {
		s := snap(dest, m)
		if s.Dx() > 0 && s.Dy() > 0 && m.A > 0 && m.D > 0 {
			sub.base = display.Matrix{
				A: float64(s.Dx()) / l.Size.W.Px(), D: float64(s.Dy()) / l.Size.H.Px(),
				E: float64(s.Min.X), F: float64(s.Min.Y),
			}
		}
	}
	if _, ok := sub.base.Invert(); !ok {
		return
	}
	img := image.NewRGBA(r)
	sub.draw(img)
	p.fillRect(r, cl, source{shader: copyShader{img, image.Point{}}})
}

// drawPage draws the viewport of a nested page.
func (p *painter) drawPage(d *display.Picture, m display.Matrix, cl clipping) {
	if p.depth >= maxPictureDepth || d.List == nil {
		return
	}
	r := deviceBounds(d.Dest, m).Intersect(cl.r)
	x, y := d.Dest.X.Px(), d.Dest.Y.Px()
	if m.Rectilinear() {
		r = snap(d.Dest, m).Intersect(cl.r)
		// The page begins on a whole device px, as its frame does.
		if m.A > 0 && m.D > 0 {
			s := snap(d.Dest, m)
			x, y = (float64(s.Min.X)-m.E)/m.A, (float64(s.Min.Y)-m.F)/m.D
		}
	}
	if r.Empty() {
		return
	}
	sub := newPainter(d.List, Options{Transparent: true, Scroll: d.Scroll})
	sub.depth = p.depth + 1
	sub.base = m.Mul(display.Translate(x-d.Scroll.X.Px(), y-d.Scroll.Y.Px()))
	if _, ok := sub.base.Invert(); !ok {
		return
	}
	img := image.NewRGBA(r)
	if c := pack(d.List.Canvas); c != 0 {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			fillRow(row(img, r.Min.X, r.Max.X, y), c)
		}
	}
	sub.draw(img)
	p.fillRect(r, cl, source{shader: copyShader{img, image.Point{}}})
}
