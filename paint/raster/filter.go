package raster

import (
	"image"
	"math"

	"vitrine/paint/display"
)

// applyFilters runs filter functions over a layer in place; space maps their px to device px.
// https://drafts.fxtf.org/filter-effects-1/#FilterPrimitivesOverviewIntro
func (p *painter) applyFilters(m *image.RGBA, filters []display.Filter, space display.Matrix) {
	scale := math.Sqrt(math.Abs(space.Det()))
	for _, f := range filters {
		a := float64(f.Amount)
		switch f.Kind {
		case display.FilterElement:
			p.applyGraph(m, f.Graph, space)
		case display.FilterReflect:
			p.reflect(m, f.Mirror, space)
		case display.FilterBlur:
			blurRGBA(m, a*scale)
		case display.FilterDropShadow:
			dropShadow(m, f, scale)
		case display.FilterBrightness:
			applyMatrix(m, [20]float64{0: a, 6: a, 12: a, 18: 1})
		case display.FilterContrast:
			o := 255 * (0.5 - 0.5*a)
			applyMatrix(m, [20]float64{0: a, 4: o, 6: a, 9: o, 12: a, 14: o, 18: 1})
		case display.FilterInvert:
			a = min(a, 1)
			k, o := 1-2*a, 255*a
			applyMatrix(m, [20]float64{0: k, 4: o, 6: k, 9: o, 12: k, 14: o, 18: 1})
		case display.FilterOpacity:
			applyMatrix(m, [20]float64{0: 1, 6: 1, 12: 1, 18: min(max(a, 0), 1)})
		case display.FilterGrayscale:
			applyMatrix(m, saturate(1-min(a, 1)))
		case display.FilterSaturate:
			applyMatrix(m, saturate(a))
		case display.FilterSepia:
			i := 1 - min(a, 1)
			applyMatrix(m, [20]float64{
				0.393 + 0.607*i, 0.769 - 0.769*i, 0.189 - 0.189*i, 0, 0,
				0.349 - 0.349*i, 0.686 + 0.314*i, 0.168 - 0.168*i, 0, 0,
				0.272 - 0.272*i, 0.534 - 0.534*i, 0.131 + 0.869*i, 0, 0,
				0, 0, 0, 1, 0,
			})
		case display.FilterHueRotate:
			s, c := math.Sincos(a)
			applyMatrix(m, [20]float64{
				0.213 + c*0.787 - s*0.213, 0.715 - c*0.715 - s*0.715, 0.072 - c*0.072 + s*0.928, 0, 0,
				0.213 - c*0.213 + s*0.143, 0.715 + c*0.285 + s*0.140, 0.072 - c*0.072 - s*0.283, 0, 0,
				0.213 - c*0.213 - s*0.787, 0.715 - c*0.715 + s*0.715, 0.072 + c*0.928 + s*0.072, 0, 0,
				0, 0, 0, 1, 0,
			})
		}
	}
}

func saturate(s float64) [20]float64 {
	return [20]float64{
		0.213 + 0.787*s, 0.715 - 0.715*s, 0.072 - 0.072*s, 0, 0,
		0.213 - 0.213*s, 0.715 + 0.285*s, 0.072 - 0.072*s, 0, 0,
		0.213 - 0.213*s, 0.715 - 0.715*s, 0.072 + 0.928*s, 0, 0,
		0, 0, 0, 1, 0,
	}
}

// applyMatrix multiplies straight colours with a 4×5 matrix.
func applyMatrix(m *image.RGBA, k [20]float64) {
	for i := 0; i+4 <= len(m.Pix); i += 4 {
		px := m.Pix[i : i+4 : i+4]
		a := float64(px[3])
		if a == 0 {
			continue
		}
		r, g, b := float64(px[0])*255/a, float64(px[1])*255/a, float64(px[2])*255/a
		clamp := func(v float64) float64 { return min(max(v, 0), 255) }
		na := clamp(k[15]*r + k[16]*g + k[17]*b + k[18]*a + k[19])
		for c := range 3 {
			v := clamp(k[5*c]*r + k[5*c+1]*g + k[5*c+2]*b + k[5*c+3]*a + k[5*c+4])
			px[c] = byte(v*na/255 + 0.5)
		}
		px[3] = byte(na + 0.5)
	}
}

// dropShadow puts a blurred, coloured copy of the layer's alpha behind it.
func dropShadow(m *image.RGBA, f display.Filter, scale float64) {
	sh := image.NewRGBA(m.Rect)
	c := pack(f.Paint.Color)
	dx, dy := roundInt(float64(f.DX)*scale), roundInt(float64(f.DY)*scale)
	r := m.Rect.Add(image.Pt(dx, dy)).Intersect(m.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		from, to := row(m, r.Min.X-dx, r.Max.X-dx, y-dy), row(sh, r.Min.X, r.Max.X, y)
		for i := 0; i < len(to); i += 4 {
			if a := from[i+3]; a != 0 {
				store(to[i:], scalePx(c, a))
			}
		}
	}
	blurRGBA(sh, float64(f.Amount)*scale)
	for i := 0; i+4 <= len(m.Pix); i += 4 {
		store(m.Pix[i:], over(load(m.Pix[i:]), load(sh.Pix[i:])))
	}
}

func scalePx(p uint32, a byte) uint32 { return scale(p, uint32(a)) }

// blurRGBA blurs a picture with a Gaussian of the given σ in px, three boxes for a large one.
func blurRGBA(m *image.RGBA, sigma float64) {
	blurAxis(m, sigma, true)
	blurAxis(m, sigma, false)
}

// blurAxis blurs along rows, or along columns.
func blurAxis(m *image.RGBA, sigma float64, rows bool) {
	if !(sigma > 0) {
		return
	}
	count, length, step, next := m.Rect.Dy(), m.Rect.Dx(), 4, m.Stride
	if !rows {
		count, length, step, next = length, count, next, step
	}
	k := gaussian(min(sigma, maxReach/3))
	in, out := make([][4]float32, length), make([][4]float32, length)
	for i := range count {
		o := i * next
		for j := range length {
			px := m.Pix[o+j*step:]
			in[j] = [4]float32{float32(px[0]), float32(px[1]), float32(px[2]), float32(px[3])}
		}
		k.run4(out, in)
		for j := range length {
			px := m.Pix[o+j*step:][:4]
			for c := range 4 {
				px[c] = byte(out[j][c] + 0.5)
			}
		}
	}
}

// reflect puts the reflection of a layer behind it.
func (p *painter) reflect(m *image.RGBA, d *display.Mirror, space display.Matrix) {
	back, ok := space.Invert()
	if !ok {
		return
	}
	inv, ok := space.Mul(d.M).Mul(back).Invert()
	if !ok {
		return
	}
	from := image.NewRGBA(m.Rect)
	copy(from.Pix, m.Pix)
	for i := range d.Masks {
		p.mask(from, &d.Masks[i])
	}
	s := &planeShader{from, m.Rect, inv.Projected()}
	line := make([]uint32, m.Rect.Dx())
	for y := m.Rect.Min.Y; y < m.Rect.Max.Y; y++ {
		s.shade(line, m.Rect.Min.X, y)
		to := row(m, m.Rect.Min.X, m.Rect.Max.X, y)
		for i, c := range line {
			fx, fy := inv.Apply(float64(m.Rect.Min.X+i)+0.5, float64(y)+0.5)
			if c != 0 && image.Pt(floorInt(fx), floorInt(fy)).In(m.Rect) {
				store(to[4*i:], over(load(to[4*i:]), c))
			}
		}
	}
}
