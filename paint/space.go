package paint

import (
	"math"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// props are the nodes of the state trees that a fragment makes. They are made once, although
// the fragment is passed more than once.
type props struct {
	inner display.State // for its kids; Effect is not used
	reach geom.Rect     // what scrolling can show; empty for what does not scroll
	known bool          // inner and reach are
	own   display.State // for the fragment itself, as a stacking context
	grown bool          // own is known
	three *scene        // of the fragment itself, after group
}

// inside returns a kid of e at its place.
func (r *recorder) inside(e entry, k *frag.Placed) entry {
	out := entry{Fragment: k.Fragment, at: e.at.Add(k.At), state: e.state, three: r.scene(e), block: e.block}
	if e.Fragment == r.in.Tree.Root && k.Has(frag.OutOfFlow) && k.Of != nil {
		if s := r.style(k.Fragment); s != nil && s.Position() == value.KwFixed {
			out.state.Transform = display.ViewportSpace
		}
	}
	var reach geom.Rect
	if r.clips(e.Fragment) {
		p := r.innerProps(e)
		out.state.Clip, out.state.Transform = p.inner.Clip, p.inner.Transform
		reach = p.reach
	}
	if r.sticky && isBlock(e.Fragment) {
		if reach.Empty() {
			reach = geom.MakeRect(e.at, e.Size).Inset(e.Border)
		}
		out.block = &block{area: reach.Inset(e.Padding), space: out.state.Transform}
	}
	return out
}

// clips reports whether a fragment cuts off its contents.
// https://www.w3.org/TR/css-overflow-3/#overflow-properties
func (r *recorder) clips(f *frag.Fragment) bool {
	if f.Kind != frag.Box || f.Of == nil || f.Of.Pseudo == box.Anonymous && !f.Has(frag.Scrolls) {
		return false
	}
	s := f.Of.Style
	if s == nil {
		return false
	}
	if containsPaint(s.Contain()) && f.Of.Kind != box.Row && f.Of.Kind != box.RowGroup && hasPaintContainment(s.Contain()) {
		return true
	}
	if s.OverflowX() == value.KwVisible && s.OverflowY() == value.KwVisible {
		return false
	}
	switch f.Of.Kind {
	case box.Row, box.RowGroup, box.Column, box.ColumnGroup:
		return false
	}
	return !r.viewportOverflow(f.Of)
}

func hasPaintContainment(v value.Value) bool {
	for _, v := range value.Spaced(v) {
		switch v {
		case value.Value(value.KwPaint), value.Value(value.KwStrict), value.Value(value.KwContent):
			return true
		}
	}
	return false
}

// viewportOverflow reports whether a box's overflow counts for the viewport and not for it.
// https://www.w3.org/TR/css-overflow-3/#overflow-propagation
func (r *recorder) viewportOverflow(b *box.Box) bool {
	if b.Root {
		return true
	}
	if !b.Body || r.in.Tree.Boxes == nil || r.in.Tree.Boxes.Root == nil {
		return false
	}
	root := r.in.Tree.Boxes.Root.Style
	return root.OverflowX() == value.KwVisible && root.OverflowY() == value.KwVisible
}

// innerProps returns the clip and the scrolling that a fragment applies to its kids.
func (r *recorder) innerProps(e entry) props {
	p := r.props[e.Fragment]
	if p.known {
		return p
	}
	s := e.Of.Style
	p.inner, p.known = e.state, true
	clip := display.Clip{Parent: e.state.Clip, Transform: e.state.Transform, Shape: r.overflowClip(e, s)}
	port := geom.MakeRect(e.at, e.Size).Inset(e.Border)
	scrolls := e.Has(frag.Scrolls)
	if e.Of.Control == box.TextField {
		// What is typed is cut off, and moves so that the caret is seen, in the content box.
		port = port.Inset(geom.Sides{Right: e.Padding.Right, Left: e.Padding.Left})
		clip.Shape = display.RRect{R: port}
		if scrolls = r.editing(e) != nil; scrolls {
			clip.Shape.R.W = port.W.Add(geom.One)
		}
	}
	reach := scrollReach(e, port)
	if scrolls && e.Of.Node != nil && e.Of.Pseudo == box.NoPseudo && reach != port {
		sc := r.b.AddScroller(r.scroller(e, s, port, reach), clip)
		p.inner.Transform, p.inner.Clip, p.reach = sc.In, sc.Clip, reach
	} else {
		p.inner.Clip = r.b.AddClip(clip)
	}
	r.props[e.Fragment] = p
	return p
}

// group returns e with the transform, clip and effect that its box makes as a stacking
// context.
func (r *recorder) group(e entry) entry {
	p := r.props[e.Fragment]
	if p.grown {
		e.state, e.three = p.own, p.three
		return e
	}
	s := r.style(e.Fragment)
	if s.Position() == value.KwSticky {
		e = r.stick(e, s)
	}
	e = r.transform(e, s)
	if s.Position() == value.KwAbsolute || s.Position() == value.KwFixed {
		if c, ok := clipRect(s.Clip(), e); ok {
			e.state.Clip = r.b.AddClip(display.Clip{Parent: e.state.Clip, Transform: e.state.Transform, Shape: display.RRect{R: c}})
		}
	}
	if c, ok := r.clipPath(s, e); ok {
		c.Parent, c.Transform = e.state.Clip, e.state.Transform
		e.state.Clip = r.b.AddClip(c)
	}
	eff := display.Effect{
		Parent: e.state.Effect, Space: e.state.Transform, Opacity: s.Opacity(),
		Blend: blendMode(s.MixBlendMode()), Filters: r.filters(s.Filter(), s), Masks: r.masks(s, e),
		Backdrop: r.filters(s.BackdropFilter(), s),
	}
	if len(eff.Backdrop) > 0 {
		eff.BackdropClip = r.b.AddClip(display.Clip{Parent: e.state.Clip, Transform: e.state.Transform, Shape: roundOf(s, geom.MakeRect(e.at, e.Size), e)})
	}
	if eff.Opacity < 1 || eff.Blend != display.BlendNormal || len(eff.Filters) > 0 || len(eff.Masks) > 0 || len(eff.Backdrop) > 0 || s.Isolation() == value.KwIsolate {
		e.state.Effect = r.b.AddEffect(eff)
	}
	p.own, p.grown, p.three = e.state, true, e.three
	r.props[e.Fragment] = p
	return e
}

// clipRect resolves the clip property.
// https://drafts.csswg.org/css-masking-1/#clip-property
func clipRect(v value.Value, e entry) (geom.Rect, bool) {
	f, ok := v.(*value.Func)
	if !ok {
		return geom.Rect{}, false
	}
	items := value.Commas(f.Args)
	if len(items) == 1 {
		items = value.Spaced(f.Args)
	}
	if len(items) != 4 {
		return geom.Rect{}, false
	}
	edge := [4]geom.Unit{0, e.Size.W, e.Size.H, 0}
	for i, it := range items {
		if l, ok := value.AsLength(it); ok && l.Kind != value.LengthKeyword {
			edge[i] = l.Resolve(0)
		}
	}
	w, h := max(0, edge[1].Sub(edge[3])), max(0, edge[2].Sub(edge[0]))
	return geom.Rect{X: e.at.X.Add(edge[3]), Y: e.at.Y.Add(edge[0]), W: w, H: h}, true
}

// lengthOf returns a length in px; 0 for what is none.
func lengthOf(v value.Value, basis float64) float64 {
	if l, ok := value.AsLength(v); ok {
		return l.Float(basis)
	}
	return 0
}

// numberOf returns a number, a percentage as a fraction, or an angle in radians.
func numberOf(v value.Value) float64 {
	switch v := v.(type) {
	case value.Number:
		return float64(v)
	case value.Integer:
		return float64(v)
	case value.Percentage:
		return float64(v) / 100
	case value.Dimension:
		if v.Unit == value.Deg {
			return v.N * math.Pi / 180
		}
		return v.N
	}
	return 0
}

// angleOf returns an angle in radians; a unitless zero is one.
func angleOf(v value.Value) (float64, bool) {
	switch v := v.(type) {
	case value.Dimension:
		switch v.Unit {
		case value.Deg:
			return v.N * math.Pi / 180, true
		case value.Rad:
			return v.N, true
		case value.Grad:
			return v.N * math.Pi / 200, true
		case value.Turn:
			return v.N * 2 * math.Pi, true
		}
	case value.Number:
		return 0, v == 0
	case value.Integer:
		return 0, v == 0
	}
	return 0, false
}

var blendModes = map[value.Keyword]display.Blend{
	value.KwMultiply: display.BlendMultiply, value.KwScreen: display.BlendScreen, value.KwOverlay: display.BlendOverlay,
	value.KwDarken: display.BlendDarken, value.KwLighten: display.BlendLighten, value.KwColorDodge: display.BlendColorDodge,
	value.KwColorBurn: display.BlendColorBurn, value.KwHardLight: display.BlendHardLight, value.KwSoftLight: display.BlendSoftLight,
	value.KwDifference: display.BlendDifference, value.KwExclusion: display.BlendExclusion, value.KwHue: display.BlendHue,
	value.KwSaturation: display.BlendSaturation, value.KwColor: display.BlendColor, value.KwLuminosity: display.BlendLuminosity,
	value.KwPlusLighter: display.BlendPlusLighter,
}

func blendMode(k value.Keyword) display.Blend { return blendModes[k] }

// filters resolves the filter or backdrop-filter property of a style; url() references are left
// out.
func (r *recorder) filters(list value.Value, s *style.Style) []display.Filter {
	if isNone(list) {
		return nil
	}
	var out []display.Filter
	for _, v := range value.Spaced(list) {
		f, ok := v.(*value.Func)
		if !ok {
			continue
		}
		amount := 1.0
		if a := f.Arg(0); a != nil {
			amount = numberOf(a)
		}
		d := display.Filter{Amount: float32(amount)}
		switch f.Name {
		case "blur":
			d.Kind, d.Amount = display.FilterBlur, 0
			if f.Args != nil {
				d.Amount = float32(lengthOf(f.Arg(0), 0))
			}
		case "brightness":
			d.Kind = display.FilterBrightness
		case "contrast":
			d.Kind = display.FilterContrast
		case "grayscale":
			d.Kind = display.FilterGrayscale
		case "hue-rotate":
			d.Kind, d.Amount = display.FilterHueRotate, 0
			if a, ok := angleOf(f.Arg(0)); ok {
				d.Amount = float32(a)
			}
		case "invert":
			d.Kind = display.FilterInvert
		case "opacity":
			d.Kind = display.FilterOpacity
		case "saturate":
			d.Kind = display.FilterSaturate
		case "sepia":
			d.Kind = display.FilterSepia
		case "drop-shadow":
			sh := parseShadow(f.Args, s)
			d = display.Filter{Kind: display.FilterDropShadow, Amount: float32(sh.blur) / 2, DX: float32(sh.x), DY: float32(sh.y), Paint: display.Solid(sh.color)}
		default:
			continue
		}
		out = append(out, d)
	}
	return out
}
