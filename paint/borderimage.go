package paint

import (
	"math"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// nineParts is an image that is put on a box in nine parts: the properties of border-image.
type nineParts struct {
	source, slice, width, outset, repeat value.Value
	fill                                 bool // the middle shows as well, whatever slice says
}

// borderImage paints an image in nine parts in place of the border; false when there is none.
// https://drafts.csswg.org/css-backgrounds-3/#border-images
func (r *recorder) borderImage(s *style.Style, area geom.Rect, edges geom.Sides) bool {
	return r.nineParts(nineParts{s.BorderImageSource(), s.BorderImageSlice(), s.BorderImageWidth(), s.BorderImageOutset(), s.BorderImageRepeat(), false}, s, area, edges)
}

func (r *recorder) nineParts(n nineParts, s *style.Style, area geom.Rect, edges geom.Sides) bool {
	if isNone(n.source) {
		return false
	}
	img := r.resolveImage(n.source, s)
	if img.nothing() {
		return false
	}
	var out [4]float64
	border := [4]float64{edges.Top.Px(), edges.Right.Px(), edges.Bottom.Px(), edges.Left.Px()}
	for i, v := range fourOf(n.outset) {
		out[i] = sizeOr(v, border[i], 0)
	}
	x, y := area.X.Px()-out[3], area.Y.Px()-out[0]
	w, h := area.W.Px()+out[1]+out[3], area.H.Px()+out[0]+out[2]
	cw, ch := concreteSize(value.KwAuto, img, geom.FromPx(w), geom.FromPx(h))
	nw, nh := cw.Px(), ch.Px()
	fill := n.fill
	var slices []value.Value
	for _, v := range value.Spaced(n.slice) {
		if v == value.Value(value.KwFill) {
			fill = true
		} else {
			slices = append(slices, v)
		}
	}
	var sl [4]float64
	for i, v := range fourOf(value.Join(' ', slices)) {
		basis := nh
		if i%2 == 1 {
			basis = nw
		}
		if p, ok := v.(value.Percentage); ok {
			sl[i] = float64(p) / 100 * basis
		} else {
			sl[i] = value.NumberOf(v)
		}
		sl[i] = math.Min(math.Max(math.Round(sl[i]), 0), basis) // in whole px of the image, as in Chromium
	}
	var wd [4]float64
	for i, v := range fourOf(n.width) {
		basis := h
		if i%2 == 1 {
			basis = w
		}
		switch {
		case isAuto(v):
			wd[i] = sl[i]
		default:
			wd[i] = sizeOr(v, border[i], basis)
		}
	}
	f := 1.0
	if sum := wd[1] + wd[3]; sum > w && sum > 0 {
		f = math.Min(f, w/sum)
	}
	if sum := wd[0] + wd[2]; sum > h && sum > 0 {
		f = math.Min(f, h/sum)
	}
	for i := range wd {
		wd[i] *= f
	}
	rx, ry := value.KwStretch, value.KwStretch
	if items := value.Spaced(n.repeat); len(items) > 0 {
		rx, _ = items[0].(value.Keyword)
		ry = rx
		if len(items) > 1 {
			ry, _ = items[1].(value.Keyword)
		}
	}
	xs, ys := [4]float64{x, x + wd[3], x + w - wd[1], x + w}, [4]float64{y, y + wd[0], y + h - wd[2], y + h}
	us, vs := [4]float64{0, sl[3], nw - sl[1], nw}, [4]float64{0, sl[0], nh - sl[2], nh}
	for j := range 3 {
		for i := range 3 {
			if i == 1 && j == 1 && !fill {
				continue
			}
			dest := geom.Rect{X: geom.FromPx(xs[i]), Y: geom.FromPx(ys[j]), W: geom.FromPx(xs[i+1] - xs[i]), H: geom.FromPx(ys[j+1] - ys[j])}
			src := display.FRect{X: float32(us[i]), Y: float32(vs[j]), W: float32(us[i+1] - us[i]), H: float32(vs[j+1] - vs[j])}
			if dest.Empty() || src.W <= 0 || src.H <= 0 {
				continue
			}
			mx, my := value.KwStretch, value.KwStretch
			if i == 1 {
				mx = rx
			}
			if j == 1 {
				my = ry
			}
			kx, ky := scaleOf(wd[0], sl[0], wd[2], sl[2]), scaleOf(wd[3], sl[3], wd[1], sl[1])
			if j != 1 {
				kx = dest.H.Px() / float64(src.H)
			}
			if i != 1 {
				ky = dest.W.Px() / float64(src.W)
			}
			r.imagePart(img, dest, src, nw, nh, kx, ky, mx, my, s)
		}
	}
	return true
}

// fourOf returns the values of the four sides.
func fourOf(v value.Value) [4]value.Value {
	items := value.Spaced(v)
	var o [4]value.Value
	for i := range o {
		switch {
		case i < len(items):
			o[i] = items[i]
		case i >= 2:
			o[i] = o[i-2]
		default:
			o[i] = o[0]
		}
	}
	return o
}

// sizeOr resolves a length or percentage; a number counts multiples of unit.
func sizeOr(v value.Value, unit, basis float64) float64 {
	if l, ok := value.AsLength(v); ok {
		if l.Kind == value.LengthNumber {
			return float64(l.N) * unit
		}
		return math.Max(0, l.Float(basis))
	}
	return 0
}

// maxParts bounds how often one part repeats.
const maxParts = 4096

// scaleOf returns how much the parts before and after the middle are scaled: the first that is
// there counts. https://drafts.csswg.org/css-backgrounds-3/#border-image-process
func scaleOf(before, src, after, src2 float64) float64 {
	switch {
	case src > 0 && before > 0:
		return before / src
	case src2 > 0 && after > 0:
		return after / src2
	}
	return 1
}

// imagePart draws a part of an image into dest, stretched or repeated along each axis; kx and ky
// scale a copy along an axis that it repeats along.
func (r *recorder) imagePart(img cssImage, dest geom.Rect, src display.FRect, nw, nh, kx, ky float64, mx, my value.Keyword, s *style.Style) {
	cw, ch := dest.W.Px(), dest.H.Px()
	if mx != value.KwStretch {
		cw = float64(src.W) * kx
	}
	if my != value.KwStretch {
		ch = float64(src.H) * ky
	}
	axis := func(mode value.Keyword, room, size float64) (n int, step, start, one float64) {
		switch mode {
		case value.KwStretch:
			return 1, room, 0, room
		case value.KwRound:
			c := math.Max(1, math.Round(room/size))
			return int(math.Min(c, maxParts)), room / c, 0, room / c
		case value.KwSpace:
			c := math.Floor(room / size)
			if c < 1 {
				return 0, 0, 0, 0
			}
			gap := (room - c*size) / (c + 1)
			return int(math.Min(c, maxParts)), size + gap, gap, size
		}
		// repeat: one copy in the middle, cut off at both ends.
		c := math.Ceil(room/size/2-0.5)*2 + 1
		return int(math.Min(c, maxParts)), size, (room - c*size) / 2, size
	}
	nx, sx, x0, w := axis(mx, dest.W.Px(), math.Max(cw, 0.5))
	ny, sy, y0, h := axis(my, dest.H.Px(), math.Max(ch, 0.5))
	state := r.b.State()
	defer r.b.SetState(state)
	st := state
	st.Clip = r.b.AddClip(display.Clip{Parent: st.Clip, Transform: st.Transform, Shape: display.RRect{R: dest}})
	r.b.SetState(st)
	for j := range ny {
		for i := range nx {
			at := geom.Rect{
				X: dest.X.Add(geom.FromPx(x0 + float64(i)*sx)), Y: dest.Y.Add(geom.FromPx(y0 + float64(j)*sy)),
				W: geom.FromPx(w), H: geom.FromPx(h),
			}
			if img.res != nil && img.res.Bitmap != nil {
				b := img.res.Bitmap
				kx, ky := float32(float64(b.Width())/nw), float32(float64(b.Height())/nh)
				r.b.Image(display.Image{Bitmap: b, Dest: at, Src: display.FRect{X: src.X * kx, Y: src.Y * ky, W: src.W * kx, H: src.H * ky}, Pixelated: pixelated(s)})
				continue
			}
			// Pictures and gradients: the whole image, scaled and moved, behind the clip.
			kx, ky := at.W.Px()/float64(src.W), at.H.Px()/float64(src.H)
			whole := geom.Rect{
				X: at.X.Sub(geom.FromPx(float64(src.X) * kx)), Y: at.Y.Sub(geom.FromPx(float64(src.Y) * ky)),
				W: geom.FromPx(nw * kx), H: geom.FromPx(nh * ky),
			}
			r.sliced(img, whole, whole.Intersect(at), nw, nh)
		}
	}
}

// sliced draws what area shows of an image of nw×nh px that is stretched over whole.
func (r *recorder) sliced(img cssImage, whole, area geom.Rect, nw, nh float64) {
	size := geom.Size{W: whole.W, H: whole.H}
	switch {
	case area.Empty():
	case img.gradient != nil:
		if g := img.gradient(nw, nh); g != nil {
			stretch := display.Scale(whole.W.Px()/nw, whole.H.Px()/nh)
			if g.Matrix != (display.Matrix{}) {
				stretch = stretch.Mul(g.Matrix)
			}
			g.Matrix, g.Origin = stretch, geom.Point{X: whole.X, Y: whole.Y}
			r.b.Rect(area, display.Paint{Gradient: r.b.AddGradient(*g)})
		}
	case img.res != nil && img.res.Vector != nil:
		if d, ok := img.res.Vector.(display.Drawer); ok {
			r.b.Pattern(display.Pattern{Area: area, Tile: whole, Step: size, Picture: d.Draw(nw, nh)})
		}
	default:
		r.drawTiled(img, whole, size, area, false)
	}
}
