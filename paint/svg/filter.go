package svg

import (
	"math"
	"strings"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// maxSteps bounds the primitives of one filter.
const maxSteps = 100

// FilterOf resolves a filter element for something whose bounding box and viewport are given in
// px. ok is false when n is no filter: then what refers to it is drawn as if there was none.
// https://drafts.fxtf.org/filter-effects-1/#FilterElement
func FilterOf(n *dom.Node, box display.FRect, w, h float64, opt Options) (*display.FilterGraph, bool) {
	d := newDrawing(n, opt)
	return d.filter(n, box, w, h)
}

// filterRun reads one filter element.
type filterRun struct {
	d     *drawing
	g     *display.FilterGraph
	box   display.FRect
	w, h  float64
	byBox bool // primitiveUnits: objectBoundingBox
	em    float64
	names map[string]int
	reach []float64 // of each step: how far its result spreads the group
}

func (d *drawing) filter(n *dom.Node, box display.FRect, w, h float64) (*display.FilterGraph, bool) {
	if n == nil || n.NS() != dom.SVG || n.Name() != "filter" {
		return nil, false
	}
	s := d.own(n)
	if s == nil {
		return nil, false
	}
	r := &filterRun{d: d, box: box, w: w, h: h, em: float64(s.FontSize()), names: map[string]int{}}
	attr := func(name, def string) string {
		if v, ok := n.Attr(name); ok {
			return v
		}
		return def
	}
	r.byBox = attr("primitiveUnits", "") == "objectBoundingBox"
	bw, bh := float64(box.W), float64(box.H)
	region := display.FRect{}
	if attr("filterUnits", "objectBoundingBox") == "userSpaceOnUse" {
		region = display.FRect{
			X: float32(length(attr("x", "-10%"), w, r.em, 0)), Y: float32(length(attr("y", "-10%"), h, r.em, 0)),
			W: float32(length(attr("width", "120%"), w, r.em, 0)), H: float32(length(attr("height", "120%"), h, r.em, 0)),
		}
	} else {
		region = display.FRect{
			X: box.X + float32(length(attr("x", "-10%"), 1, r.em, 0)*bw), Y: box.Y + float32(length(attr("y", "-10%"), 1, r.em, 0)*bh),
			W: float32(length(attr("width", "120%"), 1, r.em, 0) * bw), H: float32(length(attr("height", "120%"), 1, r.em, 0) * bh),
		}
	}
	r.g = &display.FilterGraph{Region: region}
	if !(region.W > 0) || !(region.H > 0) {
		return r.g, true // nothing is left
	}
	for k := n.FirstElement(); k != nil && len(r.g.Steps) < maxSteps; k = k.NextElement() {
		if k.NS() == dom.SVG {
			r.step(k, s)
		}
	}
	if n := len(r.reach); n > 0 {
		r.g.Spread = float32(min(r.reach[n-1], math.Hypot(float64(region.W), float64(region.H))))
	}
	return r.g, true
}

// size returns a length attribute in user px along an axis of w units, or of the box.
func (r *filterRun) size(v string, viewport, boxSide, def float64) float64 {
	if strings.TrimSpace(v) == "" {
		return def
	}
	if r.byBox {
		return length(v, 1, r.em, 0) * boxSide
	}
	return length(v, viewport, r.em, def)
}

// step reads one primitive; elements that are none are left out.
func (r *filterRun) step(n *dom.Node, parent *style.Style) {
	s := r.d.style(n, parent)
	if s == nil {
		return
	}
	attr := func(name string) string {
		v, _ := n.Attr(name)
		return strings.TrimSpace(v)
	}
	num := func(name string, def float64) float64 {
		if f := floats(attr(name)); len(f) > 0 {
			return f[0]
		}
		return def
	}
	pair := func(name string, def float64) (float64, float64) {
		f := floats(attr(name))
		switch len(f) {
		case 0:
			return def, def
		case 1:
			return f[0], f[0]
		}
		return f[0], f[1]
	}
	bw, bh := float64(r.box.W), float64(r.box.H)
	scaled := func(x, y float64) (float32, float32) {
		if r.byBox {
			return float32(x * bw), float32(y * bh)
		}
		return float32(x), float32(y)
	}
	st := display.FilterStep{Linear: s.ColorInterpolationFilters() != value.KwSrgb}
	inputs, reach := []string{"in"}, 0.0
	flood := func() { st.Color = fade(s.FloodColor().RGBA(s.Color()), float64(s.FloodOpacity())) }
	switch n.Name() {
	case "feBlend":
		st.Kind, inputs = display.StepBlend, []string{"in", "in2"}
		st.Blend = BlendOf(value.LookupKeyword(attr("mode")))
	case "feColorMatrix":
		st.Kind = display.StepColorMatrix
		st.Matrix = colourMatrix(attr("type"), floats(attr("values")))
		r.g.Fills = r.g.Fills || len(st.Matrix) == 20 && st.Matrix[19] > 0
	case "feComponentTransfer":
		st.Kind = display.StepComponentTransfer
		for k := n.FirstElement(); k != nil; k = k.NextElement() {
			for c, name := range [4]string{"feFuncR", "feFuncG", "feFuncB", "feFuncA"} {
				if k.Name() == name {
					st.Tables[c] = transferOf(k)
				}
			}
		}
		r.g.Fills = r.g.Fills || st.Tables[3] != nil && st.Tables[3][0] > 0
	case "feComposite":
		st.Kind, inputs = display.StepComposite, []string{"in", "in2"}
		st.Op = map[string]display.CompositeOp{"in": display.CompositeIn, "out": display.CompositeOut, "atop": display.CompositeAtop,
			"xor": display.CompositeXor, "lighter": display.CompositeLighter, "arithmetic": display.CompositeArithmetic}[attr("operator")]
		for i, k := range [4]string{"k1", "k2", "k3", "k4"} {
			st.K[i] = float32(num(k, 0))
		}
		r.g.Fills = r.g.Fills || st.Op == display.CompositeArithmetic && st.K[3] > 0
	case "feConvolveMatrix":
		st.Kind = display.StepConvolveMatrix
		if !r.kernel(&st, attr, num) {
			st.Kind = display.StepOffset // in error: as if it was not there
			break
		}
		reach = float64(max(st.Cols, st.Rows))
	case "feDiffuseLighting", "feSpecularLighting":
		st.Kind, st.Constant = display.StepDiffuseLighting, float32(num("diffuseConstant", 1))
		if n.Name() == "feSpecularLighting" {
			st.Kind, st.Constant = display.StepSpecularLighting, float32(num("specularConstant", 1))
			st.Exponent = float32(min(max(num("specularExponent", 1), 1), 128))
		}
		st.Surface = float32(num("surfaceScale", 1))
		st.Color = s.LightingColor().RGBA(s.Color())
		st.Light = r.light(n)
		r.g.Fills = true
		reach = 2
	case "feDisplacementMap":
		st.Kind, inputs = display.StepDisplacementMap, []string{"in", "in2"}
		scale := num("scale", 0)
		if r.byBox {
			scale *= math.Hypot(bw, bh) / math.Sqrt2
		}
		st.Scale = float32(scale)
		st.ChannelX, st.ChannelY = channel(attr("xChannelSelector")), channel(attr("yChannelSelector"))
		reach = math.Abs(scale) / 2
	case "feDropShadow":
		st.Kind = display.StepDropShadow
		st.X, st.Y = scaled(num("dx", 2), num("dy", 2))
		sx, sy := pair("stdDeviation", 2)
		st.K[0], st.K[1] = scaled(max(sx, 0), max(sy, 0))
		flood()
		reach = math.Hypot(float64(st.X), float64(st.Y)) + 3*float64(max(st.K[0], st.K[1]))
	case "feFlood":
		st.Kind, inputs = display.StepFlood, nil
		flood()
		r.g.Fills = true
	case "feGaussianBlur":
		st.Kind = display.StepGaussianBlur
		sx, sy := pair("stdDeviation", 0)
		if sx < 0 || sy < 0 {
			sx, sy = 0, 0
		}
		st.X, st.Y = scaled(sx, sy)
		reach = 3 * float64(max(st.X, st.Y))
	case "feImage":
		st.Kind, inputs = display.StepImage, nil
		r.image(n, s, &st)
		r.g.Fills = true
	case "feMerge":
		st.Kind, inputs = display.StepMerge, nil
		for k := n.FirstElement(); k != nil && len(st.In) < maxSteps; k = k.NextElement() {
			if k.Name() == "feMergeNode" {
				v, _ := k.Attr("in")
				st.In = append(st.In, r.input(v))
			}
		}
	case "feMorphology":
		st.Kind = display.StepMorphology
		st.Dilate = attr("operator") == "dilate"
		st.X, st.Y = scaled(pair("radius", 0))
		reach = float64(max(st.X, st.Y, 0))
	case "feOffset":
		st.Kind = display.StepOffset
		st.X, st.Y = scaled(num("dx", 0), num("dy", 0))
		reach = math.Hypot(float64(st.X), float64(st.Y))
	case "feTile":
		st.Kind = display.StepTile
		r.g.Fills = true
		reach = math.Hypot(float64(r.g.Region.W), float64(r.g.Region.H))
	case "feTurbulence":
		st.Kind, inputs = display.StepTurbulence, nil
		fx, fy := pair("baseFrequency", 0)
		st.X, st.Y = float32(max(fx, 0)), float32(max(fy, 0))
		st.Octaves, st.Seed = int(min(max(num("numOctaves", 1), 0), 32)), float32(math.Trunc(num("seed", 0)))
		st.Noise, st.Stitch = attr("type") == "fractalNoise", attr("stitchTiles") == "stitch"
		r.g.Fills = true
	default:
		return
	}
	for _, name := range inputs {
		st.In = append(st.In, r.input(attr(name)))
	}
	st.Region = r.region(n, &st, attr)
	before := 0.0
	for _, i := range st.In {
		if i >= 0 {
			before = max(before, r.reach[i])
		}
	}
	r.reach = append(r.reach, before+reach)
	r.g.Steps = append(r.g.Steps, st)
	if name := attr("result"); name != "" {
		r.names[name] = len(r.g.Steps) - 1
	}
}

// input resolves an in attribute.
func (r *filterRun) input(name string) int {
	switch name = strings.TrimSpace(name); name {
	case "SourceGraphic":
		return display.SourceGraphic
	case "SourceAlpha":
		return display.SourceAlpha
	case "BackgroundImage", "BackgroundAlpha", "FillPaint", "StrokePaint":
		return display.NoInput
	}
	if i, ok := r.names[name]; ok && name != "" {
		return i
	}
	return len(r.g.Steps) - 1 // the step before; SourceGraphic for the first
}

// region returns the primitive subregion.
// https://drafts.fxtf.org/filter-effects-1/#FilterPrimitiveSubRegion
func (r *filterRun) region(n *dom.Node, st *display.FilterStep, attr func(string) string) display.FRect {
	out := r.g.Region
	// Without its own sizes a primitive covers what its inputs do; the whole when one of them is a source.
	if st.Kind != display.StepTile && len(st.In) > 0 {
		var u display.FRect
		for i, in := range st.In {
			if in < 0 {
				u = r.g.Region
				break
			}
			if p := r.g.Steps[in].Region; i == 0 {
				u = p
			} else {
				u = unite(u, p)
			}
		}
		out = u
	}
	if v := attr("x"); v != "" {
		out.X = float32(r.size(v, r.w, float64(r.box.W), 0))
		if r.byBox {
			out.X += r.box.X
		}
	}
	if v := attr("y"); v != "" {
		out.Y = float32(r.size(v, r.h, float64(r.box.H), 0))
		if r.byBox {
			out.Y += r.box.Y
		}
	}
	if v := attr("width"); v != "" {
		out.W = float32(max(0, r.size(v, r.w, float64(r.box.W), 0)))
	}
	if v := attr("height"); v != "" {
		out.H = float32(max(0, r.size(v, r.h, float64(r.box.H), 0)))
	}
	return out
}

func unite(a, b display.FRect) display.FRect {
	x, y := min(a.X, b.X), min(a.Y, b.Y)
	return display.FRect{X: x, Y: y, W: max(a.X+a.W, b.X+b.W) - x, H: max(a.Y+a.H, b.Y+b.H) - y}
}

func channel(v string) int {
	if i := strings.Index("RGBA", v); i >= 0 && len(v) == 1 {
		return i
	}
	return 3
}

// colourMatrix returns the 4×5 matrix of a feColorMatrix, its last column from 0 to 1.
// https://drafts.fxtf.org/filter-effects-1/#feColorMatrixElement
func colourMatrix(kind string, v []float64) []float32 {
	out := make([]float32, 20)
	out[0], out[6], out[12], out[18] = 1, 1, 1, 1
	one := func(def float64) float64 {
		if len(v) == 1 {
			return v[0]
		}
		return def
	}
	set := func(k [9]float64) []float32 {
		for i, x := range k {
			out[i/3*5+i%3] = float32(x)
		}
		return out
	}
	switch kind {
	case "saturate":
		s := one(1)
		return set([9]float64{
			0.213 + 0.787*s, 0.715 - 0.715*s, 0.072 - 0.072*s,
			0.213 - 0.213*s, 0.715 + 0.285*s, 0.072 - 0.072*s,
			0.213 - 0.213*s, 0.715 - 0.715*s, 0.072 + 0.928*s,
		})
	case "hueRotate":
		s, c := math.Sincos(one(0) * math.Pi / 180)
		return set([9]float64{
			0.213 + c*0.787 - s*0.213, 0.715 - c*0.715 - s*0.715, 0.072 - c*0.072 + s*0.928,
			0.213 - c*0.213 + s*0.143, 0.715 + c*0.285 + s*0.140, 0.072 - c*0.072 - s*0.283,
			0.213 - c*0.213 - s*0.787, 0.715 - c*0.715 + s*0.715, 0.072 + c*0.928 + s*0.072,
		})
	case "luminanceToAlpha":
		clear := make([]float32, 20)
		clear[15], clear[16], clear[17] = 0.2125, 0.7154, 0.0721
		return clear
	}
	if len(v) == 20 {
		for i, x := range v {
			out[i] = float32(x)
		}
	}
	return out
}

// transferOf reads a transfer function element; nil is the identity.
// https://drafts.fxtf.org/filter-effects-1/#TransferFunctionElementAttributes
func transferOf(n *dom.Node) *display.Transfer {
	num := func(name string, def float64) float64 {
		v, _ := n.Attr(name)
		if f := floats(v); len(f) > 0 {
			return f[0]
		}
		return def
	}
	kind, _ := n.Attr("type")
	list, _ := n.Attr("tableValues")
	v := floats(list)
	var f func(c float64) float64
	switch kind {
	case "table":
		if len(v) == 0 {
			return nil
		}
		f = func(c float64) float64 {
			k := min(int(c*float64(len(v)-1)), len(v)-1)
			if k == len(v)-1 {
				return v[k]
			}
			return v[k] + (c*float64(len(v)-1)-float64(k))*(v[k+1]-v[k])
		}
	case "discrete":
		if len(v) == 0 {
			return nil
		}
		f = func(c float64) float64 { return v[min(int(c*float64(len(v))), len(v)-1)] }
	case "linear":
		a, b := num("slope", 1), num("intercept", 0)
		f = func(c float64) float64 { return a*c + b }
	case "gamma":
		a, e, o := num("amplitude", 1), num("exponent", 1), num("offset", 0)
		f = func(c float64) float64 { return a*math.Pow(c, e) + o }
	default:
		return nil
	}
	t := new(display.Transfer)
	for i := range t {
		t[i] = uint8(min(max(f(float64(i)/255), 0), 1)*255 + 0.5)
	}
	return t
}

// maxKernel bounds the side of a convolution.
const maxKernel = 64

// kernel reads the attributes of feConvolveMatrix; false when they are in error.
func (r *filterRun) kernel(st *display.FilterStep, attr func(string) string, num func(string, float64) float64) bool {
	cols, rows := 3.0, 3.0
	if f := floats(attr("order")); len(f) == 1 {
		cols, rows = f[0], f[0]
	} else if len(f) > 1 {
		cols, rows = f[0], f[1]
	}
	k := floats(attr("kernelMatrix"))
	if !(cols >= 1) || !(rows >= 1) || cols > maxKernel || rows > maxKernel || cols != math.Trunc(cols) || rows != math.Trunc(rows) || len(k) != int(cols*rows) {
		return false
	}
	st.Cols, st.Rows = int(cols), int(rows)
	sum := 0.0
	st.Matrix = make([]float32, len(k))
	for i, v := range k {
		sum += v
		st.Matrix[len(k)-1-i] = float32(v) // a convolution turns its kernel around
	}
	if sum == 0 {
		sum = 1
	}
	if st.Divisor = float32(num("divisor", sum)); st.Divisor == 0 {
		st.Divisor = float32(sum)
	}
	st.Bias = float32(num("bias", 0))
	st.TargetX, st.TargetY = int(num("targetX", math.Floor(cols/2))), int(num("targetY", math.Floor(rows/2)))
	if st.TargetX < 0 || st.TargetX >= st.Cols || st.TargetY < 0 || st.TargetY >= st.Rows {
		return false
	}
	st.Edge = map[string]display.EdgeMode{"wrap": display.EdgeWrap, "none": display.EdgeNone}[attr("edgeMode")]
	st.PreserveAlpha = attr("preserveAlpha") == "true"
	return true
}

// light reads the light source of a lighting primitive, nil when it has none.
func (r *filterRun) light(n *dom.Node) *display.Light {
	for k := n.FirstElement(); k != nil; k = k.NextElement() {
		num := func(name string, def float64) float64 {
			v, _ := k.Attr(name)
			if f := floats(v); len(f) > 0 {
				return f[0]
			}
			return def
		}
		point := func(x, y, z string) (float32, float32, float32) {
			px, py, pz := num(x, 0), num(y, 0), num(z, 0)
			if r.byBox {
				px, py = float64(r.box.X)+px*float64(r.box.W), float64(r.box.Y)+py*float64(r.box.H)
				pz *= math.Hypot(float64(r.box.W), float64(r.box.H)) / math.Sqrt2
			}
			return float32(px), float32(py), float32(pz)
		}
		l := new(display.Light)
		switch k.Name() {
		case "feDistantLight":
			l.Distant = true
			l.Azimuth, l.Elevation = float32(num("azimuth", 0)*math.Pi/180), float32(num("elevation", 0)*math.Pi/180)
		case "fePointLight":
			l.X, l.Y, l.Z = point("x", "y", "z")
		case "feSpotLight":
			l.X, l.Y, l.Z = point("x", "y", "z")
			l.Spot = true
			l.AtX, l.AtY, l.AtZ = point("pointsAtX", "pointsAtY", "pointsAtZ")
			l.Focus = float32(min(max(num("specularExponent", 1), 1), 128))
			if v, ok := k.Attr("limitingConeAngle"); ok && len(floats(v)) > 0 {
				l.HasCone, l.ConeCos = true, float32(math.Cos(num("limitingConeAngle", 0)*math.Pi/180))
			}
		default:
			continue
		}
		return l
	}
	return nil
}

// image reads feImage: an image resource, or an element drawn where it would be.
// https://drafts.fxtf.org/filter-effects-1/#feImageElement
func (r *filterRun) image(n *dom.Node, s *style.Style, st *display.FilterStep) {
	d := r.d
	if d.opt.Images != nil {
		if img := d.opt.Images(n); img != nil {
			st.Dest = r.g.Region
			if v, ok := n.Attr("width"); ok {
				st.Dest.W = float32(r.size(v, r.w, float64(r.box.W), 0))
			}
			if v, ok := n.Attr("height"); ok {
				st.Dest.H = float32(r.size(v, r.h, float64(r.box.H), 0))
			}
			if v, ok := n.Attr("x"); ok {
				st.Dest.X = float32(r.size(v, r.w, float64(r.box.W), 0))
			}
			if v, ok := n.Attr("y"); ok {
				st.Dest.Y = float32(r.size(v, r.h, float64(r.box.H), 0))
			}
			st.Picture = d.sub(geom.Size{W: geom.FromPx(float64(st.Dest.W)), H: geom.FromPx(float64(st.Dest.H))}, func(sub *drawing) {
				sub.picture(img, [4]float64{0, 0, float64(st.Dest.W), float64(st.Dest.H)}, attrOf(n, "preserveAspectRatio"), false, frame{m: display.Identity, w: r.w, h: r.h})
			})
			return
		}
	}
	if t := d.href(n); t != nil && !d.busy[t] {
		d.busy[t] = true
		st.Dest = r.g.Region
		st.Picture = d.sub(geom.Size{W: geom.FromPx(float64(st.Dest.W)), H: geom.FromPx(float64(st.Dest.H))}, func(sub *drawing) {
			f := frame{m: display.Translate(-float64(st.Dest.X), -float64(st.Dest.Y)), w: r.w, h: r.h}
			var parent *style.Style
			if p := t.ParentElement(); p != nil {
				parent = d.own(p)
			}
			sub.element(t, parent, f)
		})
		delete(d.busy, t)
	}
}
