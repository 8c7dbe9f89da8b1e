package paint

import (
	"image/color"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/paint/display"
	"vitrine/paint/svg"
)

// apart records into a picture of its own instead of the page: record draws in the page's
// coordinates, and the picture shows area of them.
func (r *recorder) apart(area geom.Rect, record func()) *display.List {
	page, mask, turns := r.b, r.mask, r.turns
	r.b = display.NewBuilder(geom.Size{W: area.W, H: area.H})
	st := r.b.State()
	st.Transform = r.b.AddTransform(display.Transform{M: display.Translate(-area.X.Px(), -area.Y.Px())})
	r.b.SetState(st)
	r.mask, r.turns = &st, nil
	record()
	l := r.b.Finish(color.NRGBA{})
	r.b, r.mask, r.turns = page, mask, turns
	return l
}

// masks resolves mask-image and what belongs to it for a box; each mask is multiplied. Layers
// that add up make one mask, layers that intersect one each. An image that is not there masks
// everything.
// https://drafts.csswg.org/css-masking-1/#positioned-masks
func (r *recorder) masks(s *style.Style, e entry) []display.Mask {
	var nine []display.Mask
	if n := (nineParts{s.WebkitMaskBoxImageSource(), s.WebkitMaskBoxImageSlice(), s.WebkitMaskBoxImageWidth(), s.WebkitMaskBoxImageOutset(), s.WebkitMaskBoxImageRepeat(), true}); !isNone(n.source) {
		area := geom.MakeRect(e.at, e.Size)
		room := area.Outset(geom.Sides{Top: e.Size.H, Right: e.Size.W, Bottom: e.Size.H, Left: e.Size.W}) // for an outset
		shown := false
		l := r.apart(room, func() { shown = r.nineParts(n, s, area, e.Border) })
		if shown { // an image that is not there masks nothing
			nine = []display.Mask{{List: l, Space: e.state.Transform, At: geom.Point{X: room.X, Y: room.Y}}}
		}
	}
	return append(nine, r.maskLayers(s, e)...)
}

func (r *recorder) maskLayers(s *style.Style, e entry) []display.Mask {
	if !hasMaskLayers(s) {
		return nil
	}
	images := value.Commas(s.MaskImage())
	if len(images) > maxBackgrounds {
		images = images[:maxBackgrounds]
	}
	positions, sizes, repeats := value.Commas(s.MaskPosition()), value.Commas(s.MaskSize()), value.Commas(s.MaskRepeat())
	origins, clips := value.Commas(s.MaskOrigin()), value.Commas(s.MaskClip())
	modes, composites := value.Commas(s.MaskMode()), value.Commas(s.MaskComposite())
	border := geom.MakeRect(e.at, e.Size)
	area := border
	// Mask elements are masks of their own; the images are what is left.
	elements, hidden := r.maskElements(images, s, e)
	if len(elements)+hidden == len(images) {
		return elements
	}
	if at(clips, 0) == value.Value(value.KwNoClip) {
		area = area.Outset(geom.Sides{Top: e.Size.H, Right: e.Size.W, Bottom: e.Size.H, Left: e.Size.W})
	}
	box := backgroundBox{border: roundOf(s, border, e), edges: e.Border, pad: e.Padding, e: e}
	layer := func(i int) {
		if isNone(images[i]) || elements != nil && r.maskElement(images[i]) != nil {
			return
		}
		x, y := axes(at(positions, i), s)
		l := bgLayer{image: images[i], clip: at(clips, i), origin: at(origins, i), size: at(sizes, i), repeat: at(repeats, i), x: x, y: y}
		b := box
		if l.clip == value.Value(value.KwNoClip) {
			b.border = display.RRect{R: area}
			// Placed by the box all the same.
			b.edges, b.pad = geom.Sides{}, geom.Sides{}
			l.pos = &border
		}
		r.imageLayer(s, b, l)
	}
	luminance := func(i int) bool { return at(modes, i) == value.Value(value.KwLuminance) }
	intersect := false
	for i := range images {
		intersect = intersect || at(composites, i) == value.Value(value.KwIntersect)
	}
	mask := func(lum bool, record func()) display.Mask {
		return display.Mask{List: r.apart(area, record), Space: e.state.Transform, At: geom.Point{X: area.X, Y: area.Y}, Luminance: lum}
	}
	if elements == nil && joined(composites, len(images)) {
		last := len(images) - 1
		out := mask(luminance(last), func() { layer(last) })
		for i := last - 1; i >= 0; i-- {
			out.Above = append(out.Above, display.MaskLayer{List: r.apart(area, func() { layer(i) }), Luminance: luminance(i), Join: joinOf(at(composites, i))})
		}
		return []display.Mask{out}
	}
	if intersect {
		out := elements
		for i := range images {
			if elements != nil && (isNone(images[i]) || r.maskElement(images[i]) != nil) {
				continue
			}
			out = append(out, mask(luminance(i), func() { layer(i) }))
		}
		return out
	}
	return append(elements, mask(luminance(0), func() {
		for i := len(images) - 1; i >= 0; i-- {
			layer(i)
		}
	}))
}

// joined reports whether one of n layers is not just put over those below it.
func joined(composites []value.Value, n int) bool {
	for i := range n - 1 {
		if joinOf(at(composites, i)) != display.MaskAdd {
			return true
		}
	}
	return false
}

func joinOf(v value.Value) display.MaskJoin {
	switch v {
	case value.Value(value.KwSubtract):
		return display.MaskSubtract
	case value.Value(value.KwIntersect):
		return display.MaskIntersect
	case value.Value(value.KwExclude):
		return display.MaskExclude
	}
	return display.MaskAdd
}

// maskElement returns the mask element that a mask image names, or nil.
func (r *recorder) maskElement(v value.Value) *dom.Node {
	if u, ok := v.(*value.URL); ok {
		if n := r.fragment(u); n != nil && n.NS() == dom.SVG && n.Name() == "mask" {
			return n
		}
	}
	return nil
}

// maskElements resolves the layers that name mask elements, and counts the layers that are none.
func (r *recorder) maskElements(images []value.Value, s *style.Style, e entry) (out []display.Mask, none int) {
	for _, v := range images {
		n := r.maskElement(v)
		if n == nil {
			if isNone(v) {
				none++
			}
			continue
		}
		box := display.FRect{W: float32(e.Size.W.Px()), H: float32(e.Size.H.Px())}
		view := r.in.Tree.Root.Size
		if m, ok := svg.MaskOf(n, box, float64(s.FontSize()), view.W.Px(), view.H.Px(), r.svgOptions(n)); ok {
			m.Space, m.At = e.state.Transform, m.At.Add(e.at)
			out = append(out, m)
		}
	}
	return out, none
}

// axes splits a computed position.
func axes(v value.Value, s *style.Style) (x, y value.Value) {
	if p, ok := value.ComputePair(v, &value.Context{FontSize: s.FontSize()}); ok {
		return p.X, p.Y
	}
	return nil, nil
}

// textMask opens a group that shows only where the text of e is, for background-clip: text.
// https://drafts.csswg.org/css-backgrounds-4/#background-clip
func (r *recorder) textMask(e entry, area geom.Rect) {
	l := r.apart(area, func() { r.textInk(e, 0) })
	st := r.b.State()
	st.Effect = r.b.AddEffect(display.Effect{
		Parent: st.Effect, Opacity: 1, Space: st.Transform,
		Masks: []display.Mask{{List: l, Space: st.Transform, At: geom.Point{X: area.X, Y: area.Y}}},
	})
	r.b.SetState(st)
}

// borderMask opens a group that shows only where the border is, whatever its colour, for
// background-clip: border-area.
// https://drafts.csswg.org/css-backgrounds-4/#valdef-background-clip-border-area
func (r *recorder) borderMask(s *style.Style, b backgroundBox) {
	area := b.border.R
	l := r.apart(area, func() {
		sides := borderOf(s, b.e)
		for i := range sides {
			sides[i].color = black
		}
		r.borderSides(b.border, sides)
	})
	st := r.b.State()
	st.Effect = r.b.AddEffect(display.Effect{
		Parent: st.Effect, Opacity: 1, Space: st.Transform,
		Masks: []display.Mask{{List: l, Space: st.Transform, At: geom.Point{X: area.X, Y: area.Y}}},
	})
	r.b.SetState(st)
}

// textInk draws all text below e in one colour.
func (r *recorder) textInk(e entry, depth int) {
	if depth > maxDepth {
		return
	}
	for i := range e.Kids {
		k := &e.Kids[i]
		ke := entry{Fragment: k.Fragment, at: e.at.Add(k.At)}
		if k.Kind == frag.Text {
			if s := r.style(k.Fragment); s != nil && k.Text != nil && visible(s) {
				ke.state = *r.mask
				ke, turn := r.upright(ke)
				r.b.SetState(ke.state)
				base := geom.Point{X: ke.at.X, Y: ke.at.Y.Add(k.Baseline)}
				var decor []decorated
				if r.decorated(ke) {
					decor = r.decorations(ke, s)
				}
				for i := range decor {
					decor[i].paint(r, ke, geom.Point{}, &black, 0, false)
				}
				r.runs(ke, turn, base, ink{color: black}, geom.Rect{})
				r.emphasis(ke, turn, s, base, ink{color: black})
				for i := range decor {
					decor[i].paint(r, ke, geom.Point{}, &black, 0, true)
				}
				if line := penOf(s); line.pen > 0 {
					r.runs(ke, turn, base, ink{color: black, pen: line.pen}, geom.Rect{})
				}
				r.b.SetState(*r.mask)
			}
			continue
		}
		r.textInk(ke, depth+1)
	}
}
