package raster

import (
	"image"
	"math"

	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// graph runs the steps of one filter element over a layer.
type graph struct {
	p      *painter
	m      display.Matrix // user space to device px
	kx, ky float64        // device px per user px along the axes
	rect   image.Rectangle
	source *image.RGBA
	out    []result
}

// result is what a step made.
type result struct {
	img    *image.RGBA
	linear bool            // its colours are linear light
	region image.Rectangle // beyond it the picture is transparent
}

// maxGraphPixels bounds the memory and the work of one run: pixels times the weights of its steps.
// A filter past it shows the group unfiltered.
const maxGraphPixels = 256 << 20

// weight is the work of a step per pixel, in that of a plain one.
func weight(s *display.FilterStep) int {
	switch s.Kind {
	case display.StepConvolveMatrix:
		return 1 + s.Cols*s.Rows
	case display.StepTurbulence:
		return 1 + 16*min(max(s.Octaves, 0), maxOctaves)
	case display.StepDiffuseLighting, display.StepSpecularLighting:
		return 16
	}
	return 1
}

// applyGraph replaces a layer by what a filter element makes of it.
// https://drafts.fxtf.org/filter-effects-1/#FilterPrimitivesOverviewIntro
func (p *painter) applyGraph(img *image.RGBA, f *display.FilterGraph, m display.Matrix) {
	if len(f.Steps) == 0 {
		clear(img.Pix) // a filter without primitives shows nothing
		return
	}
	work := 2
	for i := range f.Steps {
		work += weight(&f.Steps[i])
	}
	if len(img.Pix)/4 > maxGraphPixels/work {
		return
	}
	g := &graph{p: p, m: m, kx: math.Hypot(m.A, m.B), ky: math.Hypot(m.C, m.D), rect: img.Rect}
	all := g.device(f.Region)
	g.source = g.empty()
	copyRect(g.source, img, all)
	for i := range f.Steps {
		s := &f.Steps[i]
		r := result{region: g.device(s.Region).Intersect(all), linear: s.Linear}
		r.img = g.step(s, &r)
		outside(r.img, r.region)
		g.out = append(g.out, r)
	}
	last := &g.out[len(g.out)-1]
	if last.linear {
		last.img = recoded(last.img, &fromLinear)
	}
	copy(img.Pix, last.img.Pix)
}

// device returns the device px that a region covers.
func (g *graph) device(r display.FRect) image.Rectangle {
	return deviceBounds(geom.Rect{X: geom.FromPx(float64(r.X)), Y: geom.FromPx(float64(r.Y)), W: geom.FromPx(float64(r.W)), H: geom.FromPx(float64(r.H))}, g.m)
}

func (g *graph) empty() *image.RGBA { return image.NewRGBA(g.rect) }

// in returns input n of a step in its colour space, not to be changed.
func (g *graph) in(s *display.FilterStep, n int) result {
	which := display.NoInput
	if n < len(s.In) {
		which = s.In[n]
	}
	var r result
	switch {
	case which >= 0 && which < len(g.out):
		r = g.out[which]
	case which == display.SourceGraphic:
		r = result{img: g.source, region: g.rect}
	case which == display.SourceAlpha:
		m := g.empty()
		for i := 3; i < len(m.Pix); i += 4 {
			m.Pix[i] = g.source.Pix[i]
		}
		return result{img: m, region: g.rect, linear: s.Linear} // black is black in both spaces
	default:
		return result{img: g.empty(), linear: s.Linear}
	}
	if r.linear != s.Linear {
		if s.Linear {
			r.img = recoded(r.img, &toLinear)
		} else {
			r.img = recoded(r.img, &fromLinear)
		}
		r.linear = s.Linear
	}
	return r
}

// own returns a copy of input n.
func (g *graph) own(s *display.FilterStep, n int) *image.RGBA {
	m := g.empty()
	copy(m.Pix, g.in(s, n).img.Pix)
	return m
}

// toLinear and fromLinear change straight channel values between sRGB and linear light.
var toLinear, fromLinear = func() (to, from [256]uint8) {
	for i := range 256 {
		v := float64(i) / 255
		l := v / 12.92
		if v > 0.04045 {
			l = math.Pow((v+0.055)/1.055, 2.4)
		}
		s := v * 12.92
		if v > 0.0031308 {
			s = 1.055*math.Pow(v, 1/2.4) - 0.055
		}
		to[i], from[i] = uint8(l*255+0.5), uint8(s*255+0.5)
	}
	return
}()

// recoded returns a picture whose straight colours went through a table.
func recoded(m *image.RGBA, t *[256]uint8) *image.RGBA {
	out := image.NewRGBA(m.Rect)
	for i := 0; i+4 <= len(m.Pix); i += 4 {
		a := uint32(m.Pix[i+3])
		switch a {
		case 0:
			continue
		case 255:
			out.Pix[i], out.Pix[i+1], out.Pix[i+2] = t[m.Pix[i]], t[m.Pix[i+1]], t[m.Pix[i+2]]
		default:
			for c := range 3 {
				v := min(255, (uint32(m.Pix[i+c])*255+a/2)/a)
				out.Pix[i+c] = byte(mul255(uint32(t[v]), a))
			}
		}
		out.Pix[i+3] = byte(a)
	}
	return out
}

// coded returns the pixel of a straight colour in a step's colour space.
func coded(s *display.FilterStep) uint32 {
	c := s.Color
	if s.Linear {
		c.R, c.G, c.B = toLinear[c.R], toLinear[c.G], toLinear[c.B]
	}
	return pack(c)
}

// outside makes everything beyond r transparent.
func outside(m *image.RGBA, r image.Rectangle) {
	r = r.Intersect(m.Rect)
	for y := m.Rect.Min.Y; y < m.Rect.Max.Y; y++ {
		line := row(m, m.Rect.Min.X, m.Rect.Max.X, y)
		if y < r.Min.Y || y >= r.Max.Y || r.Empty() {
			clear(line)
			continue
		}
		clear(line[:4*(r.Min.X-m.Rect.Min.X)])
		clear(line[4*(r.Max.X-m.Rect.Min.X):])
	}
}

// copyRect copies the part r of src to the same place of dst.
func copyRect(dst, src *image.RGBA, r image.Rectangle) {
	r = r.Intersect(dst.Rect).Intersect(src.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		copy(row(dst, r.Min.X, r.Max.X, y), row(src, r.Min.X, r.Max.X, y))
	}
}

// moved returns src shifted by whole px.
func (g *graph) moved(src *image.RGBA, dx, dy int) *image.RGBA {
	m := g.empty()
	r := g.rect.Add(image.Pt(dx, dy)).Intersect(g.rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		copy(row(m, r.Min.X, r.Max.X, y), row(src, r.Min.X-dx, r.Max.X-dx, y-dy))
	}
	return m
}

// vector returns a user space vector in whole device px.
func (g *graph) vector(x, y float32) (dx, dy int) {
	fx, fy := g.m.A*float64(x)+g.m.C*float64(y), g.m.B*float64(x)+g.m.D*float64(y)
	limit := func(v float64) int { return roundInt(min(max(v, -1e6), 1e6)) }
	return limit(fx), limit(fy)
}

// step runs one primitive.
func (g *graph) step(s *display.FilterStep, r *result) *image.RGBA {
	switch s.Kind {
	case display.StepBlend:
		m := g.own(s, 1)
		composite(m.Pix, g.in(s, 0).img.Pix, nil, 255, s.Blend)
		return m
	case display.StepColorMatrix:
		m := g.own(s, 0)
		if len(s.Matrix) == 20 {
			var k [20]float64
			for i, v := range s.Matrix {
				k[i] = float64(v)
				if i%5 == 4 {
					k[i] *= 255
				}
			}
			fullMatrix(m, k)
		}
		return m
	case display.StepComponentTransfer:
		return g.transfer(s)
	case display.StepComposite:
		return g.compose(s)
	case display.StepConvolveMatrix:
		return g.convolve(s, r.region)
	case display.StepDiffuseLighting, display.StepSpecularLighting:
		return g.light(s)
	case display.StepDisplacementMap:
		return g.displace(s)
	case display.StepDropShadow:
		src := g.in(s, 0).img
		dx, dy := g.vector(s.X, s.Y)
		m := g.moved(src, dx, dy)
		c := coded(s)
		for i := 0; i+4 <= len(m.Pix); i += 4 {
			store(m.Pix[i:], scalePx(c, m.Pix[i+3]))
		}
		blurAxes(m, float64(s.K[0])*g.kx, float64(s.K[1])*g.ky)
		composite(m.Pix, src.Pix, nil, 255, display.BlendNormal)
		return m
	case display.StepFlood:
		m := g.empty()
		c := coded(s)
		for i := 0; i+4 <= len(m.Pix); i += 4 {
			store(m.Pix[i:], c)
		}
		return m
	case display.StepGaussianBlur:
		m := g.own(s, 0)
		blurAxes(m, float64(s.X)*g.kx, float64(s.Y)*g.ky)
		return m
	case display.StepImage:
		m := g.empty()
		if s.Picture != nil {
			d := s.Dest
			sub := newPainter(g.p.list, g.p.opt)
			sub.depth = g.p.depth
			sub.stack = []layer{{img: m}}
			dest := geom.Rect{X: geom.FromPx(float64(d.X)), Y: geom.FromPx(float64(d.Y)), W: geom.FromPx(float64(d.W)), H: geom.FromPx(float64(d.H))}
			sub.drawPicture(s.Picture, dest, g.m, clipping{r: g.rect})
		}
		if s.Linear {
			m = recoded(m, &toLinear)
		}
		return m
	case display.StepMerge:
		m := g.empty()
		for i := range s.In {
			composite(m.Pix, g.in(s, i).img.Pix, nil, 255, display.BlendNormal)
		}
		return m
	case display.StepMorphology:
		return g.morph(s)
	case display.StepOffset:
		dx, dy := g.vector(s.X, s.Y)
		return g.moved(g.in(s, 0).img, dx, dy)
	case display.StepTile:
		return g.tile(s)
	case display.StepTurbulence:
		return g.turbulence(s, r.region)
	}
	return g.empty()
}

// fullMatrix multiplies straight colours with a 4×5 matrix, those of transparent pixels as well.
func fullMatrix(m *image.RGBA, k [20]float64) {
	if k[19] <= 0 {
		applyMatrix(m, k) // what is transparent stays so
		return
	}
	clamp := func(v float64) float64 { return min(max(v, 0), 255) }
	for i := 0; i+4 <= len(m.Pix); i += 4 {
		px := m.Pix[i : i+4 : i+4]
		var r, g, b float64
		a := float64(px[3])
		if a > 0 {
			r, g, b = float64(px[0])*255/a, float64(px[1])*255/a, float64(px[2])*255/a
		}
		na := clamp(k[15]*r + k[16]*g + k[17]*b + k[18]*a + k[19])
		for c := range 3 {
			px[c] = byte(clamp(k[5*c]*r+k[5*c+1]*g+k[5*c+2]*b+k[5*c+3]*a+k[5*c+4])*na/255 + 0.5)
		}
		px[3] = byte(na + 0.5)
	}
}

func (g *graph) transfer(s *display.FilterStep) *image.RGBA {
	m := g.own(s, 0)
	for i := 0; i+4 <= len(m.Pix); i += 4 {
		px := m.Pix[i : i+4 : i+4]
		a := uint32(px[3])
		na := a
		if t := s.Tables[3]; t != nil {
			na = uint32(t[a])
		}
		for c := range 3 {
			var v uint32
			if a > 0 {
				v = min(255, (uint32(px[c])*255+a/2)/a)
			}
			if t := s.Tables[c]; t != nil {
				v = uint32(t[v])
			}
			px[c] = byte(mul255(v, na))
		}
		px[3] = byte(na)
	}
	return m
}

// compose combines two inputs by a Porter-Duff operator or arithmetic.
// https://drafts.fxtf.org/filter-effects-1/#feCompositeElement
func (g *graph) compose(s *display.FilterStep) *image.RGBA {
	m := g.own(s, 1)
	src := g.in(s, 0).img
	for i := 0; i+4 <= len(m.Pix); i += 4 {
		a, b := load(src.Pix[i:]), load(m.Pix[i:])
		fa, fb := a>>24, b>>24
		var v uint32
		switch s.Op {
		case display.CompositeIn:
			v = scale(a, fb)
		case display.CompositeOut:
			v = scale(a, 255-fb)
		case display.CompositeAtop:
			v = addPx(scale(a, fb), scale(b, 255-fa))
		case display.CompositeXor:
			v = addPx(scale(a, 255-fb), scale(b, 255-fa))
		case display.CompositeLighter:
			v = addPx(a, b)
		case display.CompositeArithmetic:
			v = arithmetic(a, b, s.K)
		default:
			v = over(a, b)
		}
		store(m.Pix[i:], v)
	}
	return m
}

// addPx adds two pixels, each channel at most 255.
func addPx(a, b uint32) uint32 {
	var v uint32
	for sh := 0; sh < 32; sh += 8 {
		v |= min(255, a>>sh&255+b>>sh&255) << sh
	}
	return v
}

func arithmetic(a, b uint32, k [4]float32) uint32 {
	var c [4]float32
	for i := 3; i >= 0; i-- {
		x, y := float32(a>>(8*i)&255)/255, float32(b>>(8*i)&255)/255
		most := float32(1)
		if i < 3 {
			most = c[3] // colours stay premultiplied
		}
		c[i] = min(max(k[0]*x*y+k[1]*x+k[2]*y+k[3], 0), most)
	}
	return packPremul([4]float32{c[0] * 255, c[1] * 255, c[2] * 255, c[3] * 255})
}

// morph takes the largest or the smallest value around each pixel, by axis.
// https://drafts.fxtf.org/filter-effects-1/#feMorphologyElement
func (g *graph) morph(s *display.FilterStep) *image.RGBA {
	rx, ry := int(min(float64(s.X)*g.kx, maxReach)), int(min(float64(s.Y)*g.ky, maxReach))
	if rx < 0 || ry < 0 || rx == 0 && ry == 0 {
		return g.own(s, 0)
	}
	m := g.own(s, 0)
	w, h := g.rect.Dx(), g.rect.Dy()
	extremes(m.Pix, h, m.Stride, w, 4, rx, s.Dilate)
	extremes(m.Pix, w, 4, h, m.Stride, ry, s.Dilate)
	return m
}

// extremes replaces each value of lines by the extreme of those up to r before and after it,
// what is outside counting as 0. A queue of candidates makes it linear whatever r is.
func extremes(pix []byte, lines, next, n, step, r int, most bool) {
	if r <= 0 {
		return
	}
	in := make([]byte, n+2*r)
	queue := make([]int, 0, n+2*r)
	better := func(a, b byte) bool {
		if most {
			return a >= b
		}
		return a <= b
	}
	for l := range lines {
		for c := range 4 {
			at := l*next + c
			for i := range n {
				in[r+i] = pix[at+i*step]
			}
			queue = queue[:0]
			head := 0
			for i, v := range in {
				for len(queue) > head && better(v, in[queue[len(queue)-1]]) {
					queue = queue[:len(queue)-1]
				}
				queue = append(queue, i)
				if o := i - 2*r; o >= 0 {
					for queue[head] < o {
						head++
					}
					pix[at+o*step] = in[queue[head]]
				}
			}
		}
	}
}

// tile repeats its input's region. https://drafts.fxtf.org/filter-effects-1/#feTileElement
func (g *graph) tile(s *display.FilterStep) *image.RGBA {
	src := g.in(s, 0)
	m := g.empty()
	t := src.region.Intersect(g.rect)
	if t.Empty() {
		return m
	}
	for y := g.rect.Min.Y; y < g.rect.Max.Y; y++ {
		from := row(src.img, t.Min.X, t.Max.X, t.Min.Y+floorMod(y-t.Min.Y, t.Dy()))
		to := row(m, g.rect.Min.X, g.rect.Max.X, y)
		for x := g.rect.Min.X; x < g.rect.Max.X; x++ {
			o := floorMod(x-t.Min.X, t.Dx())
			copy(to[4*(x-g.rect.Min.X):][:4], from[4*o:])
		}
	}
	return m
}

func floorMod(a, n int) int { return (a%n + n) % n }

// displace moves pixels by what a second picture says.
// https://drafts.fxtf.org/filter-effects-1/#feDisplacementMapElement
func (g *graph) displace(s *display.FilterStep) *image.RGBA {
	src, by := g.in(s, 0).img, g.in(s, 1).img
	m := g.empty()
	w, h := g.rect.Dx(), g.rect.Dy()
	for y := range h {
		for x := range w {
			i := y*m.Stride + 4*x
			px := by.Pix[i : i+4 : i+4]
			a := float64(px[3])
			value := func(c int) float64 {
				if c == 3 || a == 0 {
					return a/255 - 0.5
				}
				return float64(px[c])/a - 0.5
			}
			sx := roundInt(float64(x) + value(s.ChannelX)*float64(s.Scale)*g.kx)
			sy := roundInt(float64(y) + value(s.ChannelY)*float64(s.Scale)*g.ky)
			if sx >= 0 && sx < w && sy >= 0 && sy < h {
				copy(m.Pix[i:i+4], src.Pix[sy*src.Stride+4*sx:])
			}
		}
	}
	return m
}

// convolve applies a kernel. https://drafts.fxtf.org/filter-effects-1/#feConvolveMatrixElement
func (g *graph) convolve(s *display.FilterStep, region image.Rectangle) *image.RGBA {
	src := g.in(s, 0).img
	m := g.empty()
	region = region.Intersect(g.rect)
	if len(s.Matrix) != s.Cols*s.Rows || region.Empty() {
		return m
	}
	at := func(x, y int) (r, gr, b, a float32) {
		if !(image.Pt(x, y).In(region)) {
			switch s.Edge {
			case display.EdgeNone:
				return
			case display.EdgeWrap:
				x, y = region.Min.X+floorMod(x-region.Min.X, region.Dx()), region.Min.Y+floorMod(y-region.Min.Y, region.Dy())
			default:
				x, y = min(max(x, region.Min.X), region.Max.X-1), min(max(y, region.Min.Y), region.Max.Y-1)
			}
		}
		px := src.Pix[src.PixOffset(x, y):]
		r, gr, b, a = float32(px[0]), float32(px[1]), float32(px[2]), float32(px[3])
		if s.PreserveAlpha && a > 0 {
			r, gr, b = r*255/a, gr*255/a, b*255/a
		}
		return
	}
	for y := region.Min.Y; y < region.Max.Y; y++ {
		for x := region.Min.X; x < region.Max.X; x++ {
			var sum [4]float32
			for j := range s.Rows {
				for i := range s.Cols {
					k := s.Matrix[j*s.Cols+i]
					if k == 0 {
						continue
					}
					r, gr, b, a := at(x-s.TargetX+i, y-s.TargetY+j)
					sum[0] += k * r
					sum[1] += k * gr
					sum[2] += k * b
					sum[3] += k * a
				}
			}
			o := m.Pix[m.PixOffset(x, y):][:4]
			alpha := float32(src.Pix[src.PixOffset(x, y)+3])
			bias := s.Bias * 255
			if !s.PreserveAlpha {
				alpha = min(max(sum[3]/s.Divisor+bias, 0), 255)
			}
			for c := range 3 {
				v := sum[c]/s.Divisor + bias
				if s.PreserveAlpha {
					v = min(max(v, 0), 255) * alpha / 255
				}
				o[c] = byte(min(max(v, 0), alpha) + 0.5)
			}
			o[3] = byte(alpha + 0.5)
		}
	}
	return m
}

// blurAxes blurs with a standard deviation of its own for each axis.
func blurAxes(m *image.RGBA, sx, sy float64) {
	if sx == sy {
		blurRGBA(m, sx)
		return
	}
	blurAxis(m, sx, true)
	blurAxis(m, sy, false)
}
