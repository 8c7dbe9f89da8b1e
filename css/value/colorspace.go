package value

import "math"

type vec [3]float64
type mat [3]vec

func (m *mat) mul(v vec) (o vec) {
	for i := range 3 {
		o[i] = m[i][0]*v[0] + m[i][1]*v[1] + m[i][2]*v[2]
	}
	return o
}

func (m *mat) inverse() mat {
	a, b, c := m[0], m[1], m[2]
	d := a[0]*(b[1]*c[2]-b[2]*c[1]) - a[1]*(b[0]*c[2]-b[2]*c[0]) + a[2]*(b[0]*c[1]-b[1]*c[0])
	return mat{
		{(b[1]*c[2] - b[2]*c[1]) / d, (a[2]*c[1] - a[1]*c[2]) / d, (a[1]*b[2] - a[2]*b[1]) / d},
		{(b[2]*c[0] - b[0]*c[2]) / d, (a[0]*c[2] - a[2]*c[0]) / d, (a[2]*b[0] - a[0]*b[2]) / d},
		{(b[0]*c[1] - b[1]*c[0]) / d, (a[1]*c[0] - a[0]*c[1]) / d, (a[0]*b[1] - a[1]*b[0]) / d},
	}
}

func times(a, b *mat) (o mat) {
	for i := range 3 {
		for j := range 3 {
			o[i][j] = a[i][0]*b[0][j] + a[i][1]*b[1][j] + a[i][2]*b[2][j]
		}
	}
	return o
}

// primaries returns the matrix from linear RGB with these chromaticities to XYZ of white.
func primaries(xr, yr, xg, yg, xb, yb float64, white vec) mat {
	col := func(x, y float64) vec { return vec{x / y, 1, (1 - x - y) / y} }
	r, g, b := col(xr, yr), col(xg, yg), col(xb, yb)
	m := mat{{r[0], g[0], b[0]}, {r[1], g[1], b[1]}, {r[2], g[2], b[2]}}
	inv := m.inverse()
	s := inv.mul(white)
	for i := range 3 {
		for j := range 3 {
			m[i][j] *= s[j]
		}
	}
	return m
}

// https://www.w3.org/TR/css-color-4/#predefined-to-predefined
var (
	whiteD65 = vec{0.3127 / 0.3290, 1, (1 - 0.3127 - 0.3290) / 0.3290}
	whiteD50 = vec{0.3457 / 0.3585, 1, (1 - 0.3457 - 0.3585) / 0.3585}

	srgbToXYZ    = primaries(0.64, 0.33, 0.30, 0.60, 0.15, 0.06, whiteD65)
	p3ToXYZ      = primaries(0.68, 0.32, 0.265, 0.69, 0.15, 0.06, whiteD65)
	a98ToXYZ     = primaries(0.64, 0.33, 0.21, 0.71, 0.15, 0.06, whiteD65)
	rec2020ToXYZ = primaries(0.708, 0.292, 0.17, 0.797, 0.131, 0.046, whiteD65)
	proToXYZ50   = primaries(0.734699, 0.265301, 0.159597, 0.840403, 0.036598, 0.000105, whiteD50)

	xyzToSRGB    = srgbToXYZ.inverse()
	xyzToP3      = p3ToXYZ.inverse()
	xyzToA98     = a98ToXYZ.inverse()
	xyzToRec2020 = rec2020ToXYZ.inverse()
	xyz50ToPro   = proToXYZ50.inverse()

	bradford = mat{{0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}}
	d65ToD50 = adapt(whiteD65, whiteD50)
	d50ToD65 = adapt(whiteD50, whiteD65)

	// https://bottosson.github.io/posts/oklab/, as css-color-4 gives them
	xyzToLMS   = mat{{0.8190224379967030, 0.3619062600528904, -0.1288737815209879}, {0.0329836539323885, 0.9292868615863434, 0.0361446663506424}, {0.0481771893596242, 0.2642395317527308, 0.6335478284694309}}
	lmsToOklab = mat{{0.2104542683093140, 0.7936177747023054, -0.0040720430116193}, {1.9779985324311684, -2.4285922420485799, 0.4505937096174110}, {0.0259040424655478, 0.7827717124575296, -0.8086757549230774}}
	lmsToXYZ   = xyzToLMS.inverse()
	oklabToLMS = lmsToOklab.inverse()
)

func adapt(from, to vec) mat {
	a, b := bradford.mul(from), bradford.mul(to)
	scale := mat{{b[0] / a[0], 0, 0}, {0, b[1] / a[1], 0}, {0, 0, b[2] / a[2]}}
	inv := bradford.inverse()
	m := times(&scale, &bradford)
	return times(&inv, &m)
}

func each(v vec, f func(float64) float64) vec { return vec{f(v[0]), f(v[1]), f(v[2])} }

func srgbDecode(x float64) float64 {
	if a := math.Abs(x); a <= 0.04045 {
		return x / 12.92
	} else {
		return math.Copysign(math.Pow((a+0.055)/1.055, 2.4), x)
	}
}

func srgbEncode(x float64) float64 {
	if a := math.Abs(x); a <= 0.0031308 {
		return x * 12.92
	} else {
		return math.Copysign(1.055*math.Pow(a, 1/2.4)-0.055, x)
	}
}

func power(p float64) func(float64) float64 {
	return func(x float64) float64 { return math.Copysign(math.Pow(math.Abs(x), p), x) }
}

func proDecode(x float64) float64 {
	if math.Abs(x) <= 16.0/512 {
		return x / 16
	}
	return power(1.8)(x)
}

func proEncode(x float64) float64 {
	if math.Abs(x) < 1.0/512 {
		return x * 16
	}
	return power(1 / 1.8)(x)
}

const rec2020Alpha, rec2020Beta = 1.09929682680944, 0.018053968510807

func rec2020Decode(x float64) float64 {
	if a := math.Abs(x); a < rec2020Beta*4.5 {
		return x / 4.5
	} else {
		return math.Copysign(math.Pow((a+rec2020Alpha-1)/rec2020Alpha, 1/0.45), x)
	}
}

func rec2020Encode(x float64) float64 {
	if a := math.Abs(x); a < rec2020Beta {
		return x * 4.5
	} else {
		return math.Copysign(rec2020Alpha*math.Pow(a, 0.45)-(rec2020Alpha-1), x)
	}
}

const labEpsilon, labKappa = 216.0 / 24389, 24389.0 / 27

func labToXYZ50(v vec) vec {
	f1 := (v[0] + 16) / 116
	f0, f2 := v[1]/500+f1, f1-v[2]/200
	inv := func(f float64) float64 {
		if c := f * f * f; c > labEpsilon {
			return c
		}
		return (116*f - 16) / labKappa
	}
	y := v[0] / labKappa
	if v[0] > labKappa*labEpsilon {
		y = f1 * f1 * f1
	}
	return vec{inv(f0) * whiteD50[0], y * whiteD50[1], inv(f2) * whiteD50[2]}
}

func xyz50ToLab(v vec) vec {
	f := func(x float64) float64 {
		if x > labEpsilon {
			return math.Cbrt(x)
		}
		return (labKappa*x + 16) / 116
	}
	a, b, c := f(v[0]/whiteD50[0]), f(v[1]/whiteD50[1]), f(v[2]/whiteD50[2])
	return vec{116*b - 16, 500 * (a - b), 200 * (b - c)}
}

func polarToRect(v vec) vec {
	h := v[2] * math.Pi / 180
	return vec{v[0], v[1] * math.Cos(h), v[1] * math.Sin(h)}
}

func rectToPolar(v vec) vec {
	h := math.Atan2(v[2], v[1]) * 180 / math.Pi
	if h < 0 {
		h += 360
	}
	return vec{v[0], math.Hypot(v[1], v[2]), h}
}

// hslToRGB takes degrees and percentages and returns sRGB from 0 to 1.
// https://www.w3.org/TR/css-color-4/#hsl-to-rgb
func hslToRGB(h, s, l float64) vec {
	h = math.Mod(h, 360)
	if h < 0 {
		h += 360
	}
	s, l = s/100, l/100
	f := func(n float64) float64 {
		k := math.Mod(n+h/30, 12)
		return l - s*min(l, 1-l)*max(-1, min(k-3, 9-k, 1))
	}
	return vec{f(0), f(8), f(4)}
}

// hwbToRGB is https://www.w3.org/TR/css-color-4/#hwb-to-rgb.
func hwbToRGB(h, w, b float64) vec {
	w, b = w/100, b/100
	if w+b >= 1 {
		g := w / (w + b)
		return vec{g, g, g}
	}
	return each(hslToRGB(h, 100, 50), func(x float64) float64 { return x*(1-w-b) + w })
}

// rgbToHSL is https://www.w3.org/TR/css-color-4/#rgb-to-hsl.
func rgbToHSL(v vec) vec {
	hi, lo := max(v[0], v[1], v[2]), min(v[0], v[1], v[2])
	l, d := (hi+lo)/2, hi-lo
	var h, s float64
	if d != 0 {
		if l != 0 && l != 1 {
			s = (hi - l) / min(l, 1-l)
		}
		switch hi {
		case v[0]:
			h = (v[1] - v[2]) / d
			if v[1] < v[2] {
				h += 6
			}
		case v[1]:
			h = (v[2]-v[0])/d + 2
		default:
			h = (v[0]-v[1])/d + 4
		}
	}
	h *= 60
	if s < 0 {
		h, s = h+180, -s
	}
	return vec{math.Mod(h, 360), s * 100, l * 100}
}

func rgbToHWB(v vec) vec {
	return vec{rgbToHSL(v)[0], min(v[0], v[1], v[2]) * 100, (1 - max(v[0], v[1], v[2])) * 100}
}

// toXYZ returns the colour in XYZ of D65.
func (c Color) toXYZ() vec {
	v := vec{float64(c.C[0]), float64(c.C[1]), float64(c.C[2])}
	switch c.Space {
	case SpaceRGB:
		return srgbToXYZ.mul(each(vec{v[0] / 255, v[1] / 255, v[2] / 255}, srgbDecode))
	case SpaceSRGB:
		return srgbToXYZ.mul(each(v, srgbDecode))
	case SpaceSRGBLinear:
		return srgbToXYZ.mul(v)
	case SpaceDisplayP3:
		return p3ToXYZ.mul(each(v, srgbDecode))
	case SpaceDisplayP3Linear:
		return p3ToXYZ.mul(v)
	case SpaceA98RGB:
		return a98ToXYZ.mul(each(v, power(563.0/256)))
	case SpaceProPhoto:
		return d50ToD65.mul(proToXYZ50.mul(each(v, proDecode)))
	case SpaceRec2020:
		return rec2020ToXYZ.mul(each(v, rec2020Decode))
	case SpaceXYZD50:
		return d50ToD65.mul(v)
	case SpaceLab:
		return d50ToD65.mul(labToXYZ50(v))
	case SpaceLCH:
		return d50ToD65.mul(labToXYZ50(polarToRect(v)))
	case SpaceOklab, SpaceOklch:
		if c.Space == SpaceOklch {
			v = polarToRect(v)
		}
		return lmsToXYZ.mul(each(oklabToLMS.mul(v), func(x float64) float64 { return x * x * x }))
	case SpaceHSL:
		return srgbToXYZ.mul(each(hslToRGB(v[0], v[1], v[2]), srgbDecode))
	case SpaceHWB:
		return srgbToXYZ.mul(each(hwbToRGB(v[0], v[1], v[2]), srgbDecode))
	}
	return v
}

// To returns the colour converted to space, without limiting it to the gamut. Missing
// components count as 0. https://www.w3.org/TR/css-color-4/#color-conversion
func (c Color) To(space ColorSpace) Color {
	if c.Space == space || c.Current {
		return c
	}
	var v vec
	// The legacy syntax, hsl and hwb are sRGB by another name: no trip through XYZ, no rounding.
	rgb, isRGB := c.srgb()
	switch {
	case space == SpaceSRGB && isRGB:
		v = rgb
	case space == SpaceRGB && isRGB:
		v = vec{rgb[0] * 255, rgb[1] * 255, rgb[2] * 255}
	case (space == SpaceHSL || space == SpaceHWB) && isRGB:
		if v = rgbToHSL(rgb); space == SpaceHWB {
			v = rgbToHWB(rgb)
		}
	default:
		v = fromXYZ(c.toXYZ(), space)
	}
	return Color{C: [3]float32{float32(v[0]), float32(v[1]), float32(v[2])}, A: c.A, Space: space, Missing: c.Missing & 8}
}

func (c Color) srgb() (vec, bool) {
	v := vec{float64(c.C[0]), float64(c.C[1]), float64(c.C[2])}
	switch c.Space {
	case SpaceRGB:
		return vec{v[0] / 255, v[1] / 255, v[2] / 255}, true
	case SpaceSRGB:
		return v, true
	case SpaceHSL:
		return hslToRGB(v[0], v[1], v[2]), true
	case SpaceHWB:
		return hwbToRGB(v[0], v[1], v[2]), true
	}
	return v, false
}

func fromXYZ(v vec, space ColorSpace) vec {
	switch space {
	case SpaceRGB:
		return each(xyzToSRGB.mul(v), func(x float64) float64 { return srgbEncode(x) * 255 })
	case SpaceSRGB:
		return each(xyzToSRGB.mul(v), srgbEncode)
	case SpaceHSL:
		return rgbToHSL(each(xyzToSRGB.mul(v), srgbEncode))
	case SpaceHWB:
		return rgbToHWB(each(xyzToSRGB.mul(v), srgbEncode))
	case SpaceSRGBLinear:
		return xyzToSRGB.mul(v)
	case SpaceDisplayP3:
		return each(xyzToP3.mul(v), srgbEncode)
	case SpaceDisplayP3Linear:
		return xyzToP3.mul(v)
	case SpaceA98RGB:
		return each(xyzToA98.mul(v), power(256.0/563))
	case SpaceProPhoto:
		return each(xyz50ToPro.mul(d65ToD50.mul(v)), proEncode)
	case SpaceRec2020:
		return each(xyzToRec2020.mul(v), rec2020Encode)
	case SpaceXYZD50:
		return d65ToD50.mul(v)
	case SpaceLab:
		return xyz50ToLab(d65ToD50.mul(v))
	case SpaceLCH:
		return rectToPolar(xyz50ToLab(d65ToD50.mul(v)))
	case SpaceOklab, SpaceOklch:
		ok := lmsToOklab.mul(each(xyzToLMS.mul(v), math.Cbrt))
		if space == SpaceOklch {
			ok = rectToPolar(ok)
		}
		return ok
	}
	return v
}
