package raster

import "math"

// kernel is a symmetric blur: small σ as weights, large σ as three running boxes.
type kernel struct {
	weights []float32 // weights[0] is the centre
	boxes   [3]int    // odd sizes; 0 when weights are used
}

// boxSigma is from where on three boxes are used: the difference is then below one level.
const boxSigma = 8

func gaussian(sigma float64) kernel {
	if sigma >= boxSigma {
		// Three boxes whose variances add up to σ²: sizes l or l+2.
		l := int(math.Floor(math.Sqrt(12*sigma*sigma/3 + 1)))
		if l%2 == 0 {
			l--
		}
		m := int(math.Round((12*sigma*sigma - float64(3*l*l+12*l+9)) / float64(-4*l-4)))
		var k kernel
		for i := range k.boxes {
			k.boxes[i] = l
			if i >= m {
				k.boxes[i] = l + 2
			}
		}
		return k
	}
	n := int(math.Ceil(3 * sigma))
	w := make([]float32, n+1)
	total := 0.0
	for i := range w {
		v := math.Exp(-float64(i*i) / (2 * sigma * sigma))
		w[i] = float32(v)
		if i > 0 {
			v *= 2
		}
		total += v
	}
	for i := range w {
		w[i] /= float32(total)
	}
	return kernel{weights: w}
}

// run1 blurs one row; what is outside of it is 0.
func (k kernel) run1(out, in []float32) {
	if k.boxes[0] != 0 {
		copy(out, in)
		tmp := make([]float32, len(in))
		for _, n := range k.boxes {
			copy(tmp, out)
			half, sum := n/2, float64(0)
			inv := 1 / float64(n)
			for i := 0; i < half && i < len(tmp); i++ {
				sum += float64(tmp[i])
			}
			for i := range out {
				if i+half < len(tmp) {
					sum += float64(tmp[i+half])
				}
				out[i] = float32(sum * inv)
				if i-half >= 0 {
					sum -= float64(tmp[i-half])
				}
			}
		}
		return
	}
	for i := range out {
		v := in[i] * k.weights[0]
		for j := 1; j < len(k.weights); j++ {
			if i-j >= 0 {
				v += in[i-j] * k.weights[j]
			}
			if i+j < len(in) {
				v += in[i+j] * k.weights[j]
			}
		}
		out[i] = v
	}
}

// run4 is run1 for four channels.
func (k kernel) run4(out, in [][4]float32) {
	if k.boxes[0] != 0 {
		copy(out, in)
		tmp := make([][4]float32, len(in))
		for _, n := range k.boxes {
			copy(tmp, out)
			half := n / 2
			inv := 1 / float32(n)
			// Values are whole levels or means of them: float32 sums of a few thousand are exact enough.
			var sum [4]float32
			for i := 0; i < half && i < len(tmp); i++ {
				for c := range 4 {
					sum[c] += tmp[i][c]
				}
			}
			for i := range out {
				if i+half < len(tmp) {
					for c := range 4 {
						sum[c] += tmp[i+half][c]
					}
				}
				for c := range 4 {
					out[i][c] = max(0, min(255, sum[c]*inv))
				}
				if i-half >= 0 {
					for c := range 4 {
						sum[c] -= tmp[i-half][c]
					}
				}
			}
		}
		return
	}
	for i := range out {
		var v [4]float32
		for c := range 4 {
			v[c] = in[i][c] * k.weights[0]
		}
		for j := 1; j < len(k.weights); j++ {
			w := k.weights[j]
			if i-j >= 0 {
				for c := range 4 {
					v[c] += in[i-j][c] * w
				}
			}
			if i+j < len(in) {
				for c := range 4 {
					v[c] += in[i+j][c] * w
				}
			}
		}
		out[i] = v
	}
}

// blurMask blurs 8-bit coverage in place.
func blurMask(m *mask, sigma float64) {
	if !(sigma > 0) {
		return
	}
	k := gaussian(sigma)
	w, h := m.r.Dx(), m.r.Dy()
	n := max(w, h)
	in, out := make([]float32, n), make([]float32, n)
	pass := func(count, length, step, next int) {
		for i := range count {
			o := i * next
			for j := range length {
				in[j] = float32(m.pix[o+j*step])
			}
			k.run1(out[:length], in[:length])
			for j := range length {
				m.pix[o+j*step] = byte(out[j] + 0.5)
			}
		}
	}
	pass(h, w, 1, w)
	pass(w, h, w, 1)
}
