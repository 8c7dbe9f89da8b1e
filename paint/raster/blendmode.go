package raster

import (
	"math"

	"vitrine/paint/display"
)

// blendPixel composites s over d with a blend mode; both are premultiplied.
// https://drafts.csswg.org/compositing-1/#blending
func blendPixel(mode display.Blend, s, d uint32) uint32 {
	if mode == display.BlendPlusLighter {
		var out uint32
		for sh := uint(0); sh < 32; sh += 8 {
			out |= min(255, s>>sh&255+d>>sh&255) << sh
		}
		return out
	}
	if mode > display.BlendPlusLighter {
		return porterDuff(mode, s, d)
	}
	sa, da := float32(s>>24)/255, float32(d>>24)/255
	if sa == 0 {
		return d
	}
	if da == 0 {
		return s
	}
	var cs, cb, r [3]float32
	for i := range 3 {
		cs[i] = min(1, float32(s>>(8*i)&255)/255/sa)
		cb[i] = min(1, float32(d>>(8*i)&255)/255/da)
	}
	if mode >= display.BlendHue && mode <= display.BlendLuminosity {
		r = blendHSL(mode, cs, cb)
	} else {
		for i := range 3 {
			r[i] = blendChannel(mode, cs[i], cb[i])
		}
	}
	// co = cs·αs·(1-αb) + cb·αb·(1-αs) + αs·αb·B(cb, cs)
	var out [4]float32
	for i := range 3 {
		out[i] = 255 * (cs[i]*sa*(1-da) + cb[i]*da*(1-sa) + sa*da*r[i])
	}
	out[3] = 255 * (sa + da - sa*da)
	for i := range out {
		out[i] = min(max(out[i], 0), 255)
	}
	return packPremul(out)
}

// blendChannel is B(cb, cs) of the separable modes.
func blendChannel(mode display.Blend, s, b float32) float32 {
	switch mode {
	case display.BlendMultiply:
		return s * b
	case display.BlendScreen:
		return s + b - s*b
	case display.BlendOverlay:
		return blendChannel(display.BlendHardLight, b, s)
	case display.BlendDarken:
		return min(s, b)
	case display.BlendLighten:
		return max(s, b)
	case display.BlendColorDodge:
		switch {
		case b == 0:
			return 0
		case s >= 1:
			return 1
		}
		return min(1, b/(1-s))
	case display.BlendColorBurn:
		switch {
		case b >= 1:
			return 1
		case s <= 0:
			return 0
		}
		return 1 - min(1, (1-b)/s)
	case display.BlendHardLight:
		if s <= 0.5 {
			return b * 2 * s
		}
		t := 2*s - 1
		return b + t - b*t
	case display.BlendSoftLight:
		if s <= 0.5 {
			return b - (1-2*s)*b*(1-b)
		}
		d := float32(math.Sqrt(float64(b)))
		if b <= 0.25 {
			d = ((16*b-12)*b + 4) * b
		}
		return b + (2*s-1)*(d-b)
	case display.BlendDifference:
		return max(s-b, b-s)
	case display.BlendExclusion:
		return s + b - 2*s*b
	}
	return s
}

func lum(c [3]float32) float32 { return 0.3*c[0] + 0.59*c[1] + 0.11*c[2] }
func sat(c [3]float32) float32 { return max(c[0], c[1], c[2]) - min(c[0], c[1], c[2]) }

func setLum(c [3]float32, l float32) [3]float32 {
	d := l - lum(c)
	for i := range c {
		c[i] += d
	}
	lo, hi := min(c[0], c[1], c[2]), max(c[0], c[1], c[2])
	for i := range c {
		if lo < 0 && l != lo {
			c[i] = l + (c[i]-l)*l/(l-lo)
		}
		if hi > 1 && hi != l {
			c[i] = l + (c[i]-l)*(1-l)/(hi-l)
		}
	}
	return c
}

func setSat(c [3]float32, s float32) [3]float32 {
	lo, hi := min(c[0], c[1], c[2]), max(c[0], c[1], c[2])
	if hi == lo {
		return [3]float32{}
	}
	for i := range c {
		c[i] = (c[i] - lo) * s / (hi - lo)
	}
	return c
}

func blendHSL(mode display.Blend, s, b [3]float32) [3]float32 {
	switch mode {
	case display.BlendHue:
		return setLum(setSat(s, sat(b)), lum(b))
	case display.BlendSaturation:
		return setLum(setSat(b, sat(s)), lum(b))
	case display.BlendColor:
		return setLum(s, lum(b))
	}
	return setLum(b, lum(s))
}

// porterDuff composites s and d with an operator; both are premultiplied.
// https://drafts.csswg.org/compositing-1/#porterduffcompositingoperators
func porterDuff(mode display.Blend, s, d uint32) uint32 {
	sa, da := s>>24, d>>24
	switch mode {
	case display.BlendSrc:
		return s
	case display.BlendDest:
		return d
	case display.BlendDestOver:
		return over(d, s)
	case display.BlendSrcIn:
		return scale(s, da)
	case display.BlendDestIn:
		return scale(d, sa)
	case display.BlendSrcOut:
		return scale(s, 255-da)
	case display.BlendDestOut:
		return scale(d, 255-sa)
	case display.BlendSrcAtop:
		return blendPixel(display.BlendPlusLighter, scale(s, da), scale(d, 255-sa))
	case display.BlendDestAtop:
		return blendPixel(display.BlendPlusLighter, scale(s, 255-da), scale(d, sa))
	case display.BlendXor:
		return blendPixel(display.BlendPlusLighter, scale(s, 255-da), scale(d, 255-sa))
	}
	return 0
}
