package paint

import (
	"image/color"
	"math"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/res"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/paint/display"
	"vitrine/paint/svg"
	"vitrine/paint/transform"
)

// maxBackgrounds bounds the layers of one box.
const maxBackgrounds = 256

// boxDecorations paints what a box has behind its contents: outer shadow, background, inset
// shadow, border. https://www.w3.org/TR/CSS21/zindex.html#painting-order, steps 1 and 2
func (r *recorder) boxDecorations(e entry) {
	if e.Slice != nil && e.Kind == frag.Box {
		r.slice(e)
	} else {
		r.backing(e)
	}
	r.columnRules(e)
}

func (r *recorder) backing(e entry) {
	if e.Of == nil || e.Kind == frag.Line || e.Kind == frag.Text || e.Has(frag.EmptyCell) {
		return
	}
	s := r.style(e.Fragment)
	if s == nil || e.Of.Pseudo == box.Anonymous && e.Of.Kind != box.Table {
		return
	}
	r.begin(e)
	if !visible(s) {
		if e.Table != nil {
			r.tableColumns(e)
		}
		return
	}
	area := geom.MakeRect(e.at, e.Size)
	if e.Table != nil {
		area = e.Table.Grid.Move(e.at)
	}
	if e.Kind == frag.Box && e.Of.Pseudo == box.NoPseudo {
		r.b.HitArea(area)
	}
	area, cut := legendCut(e, area)
	if area.Empty() && e.Kind != frag.Inline {
		if !isNone(s.BoxShadow()) && e.Kind == frag.Box {
			r.outerShadows(s, display.RRect{R: area}, openSides{}) // one that spreads shows without its box
		}
		return
	}
	if e.Of.Pseudo == box.NoPseudo && e.Of.Node.IsHTML("frameset") {
		r.b.Rect(area, display.Solid(framesetGap)) // what shows between frames
	}
	if plain(s, e) {
		return
	}
	if e.Of.Control == box.Range && s.Appearance() != value.KwNone {
		return // the platform's track is all there is
	}
	rr := roundOf(s, area, e)
	if nativeLook(e, s) {
		r.outerShadows(s, nativeRound(area, e, s), openSides{})
		r.native(s, area, e)
		return
	}
	open := openAt(s, e)
	r.outerShadows(s, rr, open)
	back := backgroundBox{border: rr, edges: e.Border, pad: e.Padding, e: e}
	switch r.bleedOf(s, e, rr) {
	case bleedShrink:
		back.shrunk = shrunk(rr, borderOf(s, e))
	case bleedClip:
		if cut.Empty() {
			back.square = true
			r.cutRound(s, rr, e, func() {
				r.background(s, back)
				r.insetShadows(s, rr, e.Border, open)
			})
			if e.Table != nil {
				r.tableColumns(e)
			}
			return
		}
	}
	if rowLike(e) {
		r.rowBackground(e)
	} else if e.Of != r.canvasBox {
		r.background(s, r.strip(s, back))
	}
	r.insetShadows(s, rr, e.Border, open)
	if e.Table != nil {
		r.tableColumns(e)
	}
	if !e.Has(frag.Collapsed) {
		r.without(cut, area, func() {
			if !r.borderImage(s, area, e.Border) {
				r.border(s, rr, e)
			}
		})
	}
}

// framesetGap is the colour of the borders between frames.
var framesetGap = color.NRGBA{208, 208, 208, 255}

// plain reports whether a box has nothing to show behind its contents: most have not.
func plain(s *style.Style, e entry) bool {
	return e.Table == nil && e.Border == (geom.Sides{}) && s.BackgroundColor().IsTransparent() &&
		isNone(s.BackgroundImage()) && isNone(s.BoxShadow()) && isNone(s.BorderImageSource())
}

// roundOf returns the border box with its corners; radii shrink to fit.
// https://drafts.csswg.org/css-backgrounds-3/#corner-overlap
func roundOf(s *style.Style, area geom.Rect, e entry) display.RRect {
	out := display.RRect{R: area}
	radii := [4]value.LengthPair{s.BorderTopLeftRadius(), s.BorderTopRightRadius(), s.BorderBottomRightRadius(), s.BorderBottomLeftRadius()}
	shapes := [4]value.Value{s.CornerTopLeftShape(), s.CornerTopRightShape(), s.CornerBottomRightShape(), s.CornerBottomLeftShape()}
	for i, p := range radii {
		if p.X.IsZero() || p.Y.IsZero() {
			continue
		}
		if e.Kind == frag.Inline {
			// The sides where the box is cut have no corners.
			left := i == 0 || i == 3
			switch {
			case e.Frame == geom.SidewaysLR:
				left = i >= 2
			case e.Frame.Vertical():
				left = i < 2
			}
			if left && !e.Has(frag.First) || !left && !e.Has(frag.Last) {
				continue
			}
		}
		if top := i < 2; e.Slice != nil && (top && !e.Has(frag.First) || !top && !e.Has(frag.Last)) {
			continue
		}
		out.Corners[i] = display.Corner{X: max(0, p.X.Resolve(area.W)), Y: max(0, p.Y.Resolve(area.H))}
		out.Curves[i] = curveOf(shapes[i])
	}
	return out.Fit()
}

// curveOf returns the curve of a computed corner-shape.
func curveOf(v value.Value) display.Curve {
	if f, ok := v.(*value.Func); ok {
		if n, ok := f.Args.(value.Number); ok {
			return display.NewCurve(float64(n))
		}
	}
	return 0
}

// innerRound returns the padding box with its inner corners.
func (r *recorder) innerRound(e entry, s *style.Style) display.RRect {
	return insetRound(roundOf(s, geom.MakeRect(e.at, e.Size), e), e.Border)
}

// insetRound shrinks a rounded rectangle; inner radii are what is left of the outer ones.
func insetRound(o display.RRect, by geom.Sides) display.RRect {
	in := display.RRect{R: o.R.Inset(by), Curves: o.Curves}
	if !o.Rounded() {
		return in
	}
	side := [4][2]geom.Unit{{by.Left, by.Top}, {by.Right, by.Top}, {by.Right, by.Bottom}, {by.Left, by.Bottom}}
	for i, c := range o.Corners {
		x, y := c.X.Sub(side[i][0]), c.Y.Sub(side[i][1])
		if k := o.Curves[i]; k != 0 && c.X > 0 && c.Y > 0 {
			x = geom.FromPx(k.Shrink(c.X.Px(), side[i][0].Px()))
			y = geom.FromPx(k.Shrink(c.Y.Px(), side[i][1].Px()))
		}
		if x > 0 && y > 0 {
			in.Corners[i] = display.Corner{X: x, Y: y}
		}
	}
	return in
}

// backgroundBox is where a background goes.
type backgroundBox struct {
	border     display.RRect
	edges, pad geom.Sides
	e          entry
	canvas     *geom.Rect     // for the canvas: paints here, positions by border
	only       *geom.Rect     // for parts of tables: paints only here
	shrunk     *display.RRect // what a background up to the border's edge is cut to: see bleedShrink
	square     bool           // such a background is cut later: see bleedClip
	strip      *backgroundBox // for pieces of inline boxes: all pieces in a row, which images are positioned by
}

// area returns the border, padding or content box.
func (b *backgroundBox) area(k value.Value) display.RRect {
	switch k {
	case value.Value(value.KwPaddingBox):
		return insetRound(b.border, b.edges)
	case value.Value(value.KwContentBox):
		return insetRound(b.border, b.edges.Add(b.pad))
	}
	return b.border
}

// clip returns what a background with a background-clip is cut to. exact tells that its edges are not
// moved to whole px.
func (b *backgroundBox) clip(k value.Value) (shape display.RRect, exact bool) {
	shape = b.area(k)
	if k != value.Value(value.KwPaddingBox) && k != value.Value(value.KwContentBox) {
		switch {
		case b.square:
			shape.Corners = [4]display.Corner{}
		case b.shrunk != nil:
			return *b.shrunk, true
		}
	}
	return shape, false
}

// at returns the i-th item of a comma-separated list that repeats.
func at(list []value.Value, i int) value.Value {
	if len(list) == 0 {
		return nil
	}
	return list[i%len(list)]
}

// background paints the colour and the image layers of a box, the last layer first.
// https://drafts.csswg.org/css-backgrounds-3/#layering
func (r *recorder) background(s *style.Style, b backgroundBox) {
	images := value.Commas(s.BackgroundImage())
	clips := value.Commas(s.BackgroundClip())
	if len(images) > maxBackgrounds {
		images = images[:maxBackgrounds]
	}
	blends := value.Commas(s.BackgroundBlendMode())
	before := r.b.State()
	defer r.b.SetState(before)
	group := before
	if blended(blends, len(images)) && (b.e.Fragment == nil || b.e.Kind != frag.Inline) {
		// Except in inline boxes, as Chromium has it, the layers blend with one another and not with what is behind the box.
		// https://drafts.csswg.org/compositing-1/#background-blend-mode
		group.Effect = r.b.AddEffect(display.Effect{Parent: group.Effect, Opacity: 1, Space: group.Transform})
	}
	layer := func(i int, mode display.Blend, paint func(clip value.Value)) {
		st := group
		if mode != display.BlendNormal {
			st.Effect = r.b.AddEffect(display.Effect{Parent: st.Effect, Opacity: 1, Space: st.Transform, Blend: mode, Loose: group == before})
		}
		r.b.SetState(st)
		clip := at(clips, i)
		if clip == value.Value(value.KwText) {
			clip = value.KwBorderBox
			if b.e.Fragment != nil && b.canvas == nil {
				r.textMask(b.e, b.border.R)
			}
		}
		if clip == value.Value(value.KwBorderArea) {
			clip = value.KwBorderBox
			if b.e.Fragment != nil && b.canvas == nil {
				r.borderMask(s, b)
			}
		}
		paint(clip)
	}
	if c := s.BackgroundColor().RGBA(s.Color()); c.A != 0 && b.canvas == nil {
		layer(max(0, len(images)-1), display.BlendNormal, func(clip value.Value) {
			shape, exact := b.clip(clip)
			if b.only != nil {
				shape, exact = display.RRect{R: shape.R.Intersect(*b.only)}, false
			}
			if exact {
				r.b.Fill(display.PathDraw{Path: roundedPath(shape), Paint: display.Solid(c)})
				return
			}
			r.b.RRect(shape, display.Solid(c))
		})
	}
	if isNone(s.BackgroundImage()) {
		return
	}
	xs, ys := value.Commas(s.BackgroundPositionX()), value.Commas(s.BackgroundPositionY())
	sizes, repeats := value.Commas(s.BackgroundSize()), value.Commas(s.BackgroundRepeat())
	origins, attach := value.Commas(s.BackgroundOrigin()), value.Commas(s.BackgroundAttachment())
	for i := len(images) - 1; i >= 0; i-- {
		if isNone(images[i]) {
			continue
		}
		mode, _ := at(blends, i).(value.Keyword)
		layer(i, svg.BlendOf(mode), func(clip value.Value) {
			r.imageLayer(s, b, bgLayer{
				image: images[i], clip: clip, origin: at(origins, i), size: at(sizes, i), repeat: at(repeats, i),
				x: at(xs, i), y: at(ys, i), fixed: at(attach, i) == value.Value(value.KwFixed), local: at(attach, i) == value.Value(value.KwLocal),
			})
		})
	}
}

// blended reports whether one of n layers blends with those below it.
func blended(modes []value.Value, n int) bool {
	for i := range n {
		if k, ok := at(modes, i).(value.Keyword); ok && svg.BlendOf(k) != display.BlendNormal {
			return true
		}
	}
	return false
}

// bgLayer is one layer of a background or mask.
type bgLayer struct {
	image, clip, origin, size, repeat value.Value
	x, y                              value.Value
	fixed, local                      bool
	pos                               *geom.Rect // positions by this area instead of origin's
}

// imageLayer paints one image layer.
func (r *recorder) imageLayer(s *style.Style, b backgroundBox, l bgLayer) {
	clip, exact := b.clip(l.clip)
	pos := b.area(l.origin).R
	if b.strip != nil {
		pos = b.strip.area(l.origin).R
	}
	if l.pos != nil {
		pos = *l.pos
	}
	if b.canvas != nil {
		clip = display.RRect{R: *b.canvas}
	}
	if b.only != nil {
		clip, exact = display.RRect{R: clip.R.Intersect(*b.only)}, false
	}
	state := r.b.State()
	defer r.b.SetState(r.b.State())
	fixed := l.fixed && r.unmoved(state.Transform)
	if fixed {
		// Positioned against the viewport and not moved by scrolling.
		v := r.in.Tree.Root.Size
		pos = geom.Rect{W: v.W, H: v.H}
	}
	if l.local && b.e.Fragment != nil && b.e.Has(frag.Scrolls) && r.mask == nil && r.clips(b.e.Fragment) {
		// Positioned against the contents, scrolled with them, and cut off where they are.
		p := r.innerProps(b.e)
		reach := p.reach
		if reach.Empty() {
			reach = pos
		}
		clip, pos = display.RRect{R: reach}, reach
		if l.origin == value.Value(value.KwContentBox) {
			pos = reach.Inset(b.pad)
		}
		st := state
		st.Clip, st.Transform = p.inner.Clip, p.inner.Transform
		r.b.SetState(st)
		state = st
	}
	img := r.resolveImage(l.image, s)
	img.zoom = float64(s.UsedZoom())
	if img.nothing() || clip.R.Empty() {
		return
	}
	// Chromium snaps the positioning area to whole px before it places the image.
	pos = snapRect(pos)
	w, h := concreteSize(l.size, img, pos.W, pos.H)
	if w <= 0 || h <= 0 {
		return
	}
	rx, ry := repeatOf(l.repeat)
	if rx == value.KwRound {
		n := max(1, math.Round(float64(pos.W)/float64(w)))
		nw := geom.Unit(math.Round(float64(pos.W) / n))
		if autoAxis(l.size, 1) && ry != value.KwRound {
			h = geom.Unit(float64(h) * float64(nw) / float64(w))
		}
		w = max(1, nw)
	}
	if ry == value.KwRound {
		n := max(1, math.Round(float64(pos.H)/float64(h)))
		nh := geom.Unit(math.Round(float64(pos.H) / n))
		if autoAxis(l.size, 0) && rx != value.KwRound {
			w = geom.Unit(float64(w) * float64(nh) / float64(h))
		}
		h = max(1, nh)
	}
	tile := geom.Rect{X: pos.X.Add(offsetIn(l.x, pos.W.Sub(w))), Y: pos.Y.Add(offsetIn(l.y, pos.H.Sub(h))), W: w, H: h}
	step := geom.Size{W: w, H: h}
	area := clip.R
	if fixed {
		area = pos
	}
	if rx == value.KwSpace {
		if n := int64(pos.W / w); n >= 2 {
			step.W = w.Add((pos.W.Sub(w * geom.Unit(n))) / geom.Unit(n-1))
			tile.X = pos.X
		} else {
			rx = value.KwNoRepeat
		}
	}
	if ry == value.KwSpace {
		if n := int64(pos.H / h); n >= 2 {
			step.H = h.Add((pos.H.Sub(h * geom.Unit(n))) / geom.Unit(n-1))
			tile.Y = pos.Y
		} else {
			ry = value.KwNoRepeat
		}
	}
	if rx == value.KwNoRepeat {
		area = area.Intersect(geom.Rect{X: tile.X, Y: area.Y, W: tile.W, H: area.H})
	}
	if ry == value.KwNoRepeat {
		area = area.Intersect(geom.Rect{X: area.X, Y: tile.Y, W: area.W, H: tile.H})
	}
	if area.Empty() {
		return
	}
	if fixed {
		st := state
		if b.canvas == nil {
			st.Clip = r.b.AddClip(display.Clip{Parent: state.Clip, Transform: state.Transform, Shape: clip})
		}
		st.Transform = display.ViewportSpace
		r.b.SetState(st)
	} else if clip.Rounded() {
		st := state
		k := display.Clip{Parent: state.Clip, Transform: state.Transform, Shape: clip}
		if exact {
			k.Path = roundedPath(clip)
		}
		st.Clip = r.b.AddClip(k)
		r.b.SetState(st)
	}
	r.drawTiled(img, tile, step, area, pixelated(s))
}

// unmoved reports whether a space is that of the page or of the viewport: inside of a transform
// a background that is fixed scrolls.
// https://drafts.csswg.org/css-transforms-1/#transform-rendering
func (r *recorder) unmoved(t display.TransformID) bool {
	for l := r.b.List(); t > display.ViewportSpace && l.Transforms[t].Moves; {
		t = l.Transforms[t].Parent // scrolling does not count
	}
	return r.mask == nil && t <= display.ViewportSpace
}

// drawTiled repeats an image over an area, or draws it once where that is the same.
func (r *recorder) drawTiled(img cssImage, tile geom.Rect, step geom.Size, area geom.Rect, pixelated bool) {
	single := area.Intersect(tile) == area
	switch {
	case img.color != nil:
		r.b.Rect(area.Intersect(area), display.Solid(*img.color))
	case img.gradient != nil:
		g := img.gradient(tile.W.Px(), tile.H.Px())
		if g == nil {
			return
		}
		if single {
			g.Origin = geom.Point{X: tile.X, Y: tile.Y}
			r.b.Rect(area, display.Paint{Gradient: r.b.AddGradient(*g)})
			return
		}
		r.b.Pattern(display.Pattern{Area: area, Tile: tile, Step: step, Gradient: r.b.AddGradient(*g)})
	case img.res.Bitmap != nil:
		bm := img.res.Bitmap
		if single && area == tile {
			r.b.Image(display.Image{Bitmap: bm, Dest: tile, Src: display.FRect{W: float32(bm.Width()), H: float32(bm.Height())}, Pixelated: pixelated})
			return
		}
		r.b.Pattern(display.Pattern{Area: area, Tile: tile, Step: step, Bitmap: bm, Pixelated: pixelated})
	default:
		if d, ok := img.res.Vector.(display.Drawer); ok {
			r.b.Pattern(display.Pattern{Area: area, Tile: tile, Step: step, Picture: d.Draw(tile.W.Px(), tile.H.Px())})
		}
	}
}

func pixelated(s *style.Style) bool {
	return s.ImageRendering() == value.KwPixelated || s.ImageRendering() == value.KwCrispEdges
}

func snapRect(r geom.Rect) geom.Rect {
	x, y := geom.Int(r.X.Round()), geom.Int(r.Y.Round())
	return geom.Rect{X: x, Y: y, W: geom.Int(r.Right().Round()).Sub(x), H: geom.Int(r.Bottom().Round()).Sub(y)}
}

// offsetIn resolves one axis of a position: percentages are of the room that is left.
func offsetIn(v value.Value, room geom.Unit) geom.Unit {
	if l, ok := v.(value.Length); ok && l.Kind != value.LengthKeyword {
		return l.Resolve(room)
	}
	if v == nil {
		return 0
	}
	if items := value.Spaced(v); len(items) == 2 {
		// An edge and an offset from it.
		off := geom.FromPxTrunc(transform.Length(items[1], room.Px()))
		switch items[0] {
		case value.Value(value.KwRight), value.Value(value.KwBottom):
			return room.Sub(off)
		}
		return off
	}
	return geom.FromPxTrunc(transform.Offset(v, room.Px()))
}

// repeatOf returns how an image repeats along each axis.
func repeatOf(v value.Value) (x, y value.Keyword) {
	x, y = value.KwRepeat, value.KwRepeat
	items := value.Spaced(v)
	if len(items) == 0 {
		return
	}
	a, _ := items[0].(value.Keyword)
	if len(items) > 1 {
		b, _ := items[1].(value.Keyword)
		return a, b
	}
	switch a {
	case value.KwRepeatX:
		return value.KwRepeat, value.KwNoRepeat
	case value.KwRepeatY:
		return value.KwNoRepeat, value.KwRepeat
	}
	return a, a
}

// autoAxis reports whether background-size leaves an axis (0 width, 1 height) to the ratio.
func autoAxis(v value.Value, axis int) bool {
	items := value.Spaced(v)
	if p, ok := v.(value.LengthPair); ok {
		items = []value.Value{p.X, p.Y}
	}
	if len(items) == 0 {
		return true
	}
	if axis >= len(items) {
		return len(items) == 1
	}
	return isAuto(items[axis])
}

func isAuto(v value.Value) bool {
	if l, ok := v.(value.Length); ok {
		return l.IsAuto()
	}
	return v == nil || v == value.Value(value.KwAuto)
}

// concreteSize is the size of an image in a background positioning area.
// https://drafts.csswg.org/css-backgrounds-3/#background-size
func concreteSize(v value.Value, img cssImage, w, h geom.Unit) (geom.Unit, geom.Unit) {
	nw, nh, ratio := img.natural()
	switch v {
	case value.Value(value.KwCover), value.Value(value.KwContain):
		if ratio <= 0 {
			return w, h
		}
		fw := w.Px()
		fh := fw / ratio
		if (fh < h.Px()) == (v == value.Value(value.KwCover)) {
			fh = h.Px()
			fw = fh * ratio
		}
		return roundUnit(fw), roundUnit(fh)
	}
	var aw, ah = true, true
	var sw, sh float64
	items := value.Spaced(v)
	if p, ok := v.(value.LengthPair); ok {
		items = []value.Value{p.X, p.Y}
	}
	if len(items) > 0 && !isAuto(items[0]) {
		aw, sw = false, transform.Length(items[0], w.Px())
	}
	if len(items) > 1 && !isAuto(items[1]) {
		ah, sh = false, transform.Length(items[1], h.Px())
	}
	switch {
	case aw && ah:
		switch {
		case nw > 0 && nh > 0:
			sw, sh = nw, nh
		case ratio > 0 && nw > 0:
			sw, sh = nw, nw/ratio
		case ratio > 0 && nh > 0:
			sw, sh = nh*ratio, nh
		case ratio > 0: // contain
			sw = w.Px()
			if sh = sw / ratio; sh > h.Px() {
				sh = h.Px()
				sw = sh * ratio
			}
		default:
			sw, sh = orElse(nw, w.Px()), orElse(nh, h.Px())
		}
	case aw:
		switch {
		case ratio > 0:
			sw = sh * ratio
		default:
			sw = orElse(nw, w.Px())
		}
	case ah:
		switch {
		case ratio > 0:
			sh = sw / ratio
		default:
			sh = orElse(nh, h.Px())
		}
	}
	return geom.FromPx(sw), geom.FromPx(sh)
}

func orElse(v, def float64) float64 {
	if v > 0 {
		return v
	}
	return def
}

func roundUnit(px float64) geom.Unit { return geom.FromPx(math.Round(px)) }

// bodyBox returns the box of the body element below that of the root element, anonymous parts of a
// table between them passed over; or nil.
func bodyBox(b *box.Box) *box.Box {
	for _, k := range b.Kids {
		if k.Body {
			return k
		}
		if k.Pseudo == box.Anonymous && k.Kind != box.Text {
			if x := bodyBox(k); x != nil {
				return x
			}
		}
	}
	return nil
}

// canvas finds the background that covers the whole page: the root element's, or else its
// body's. https://drafts.csswg.org/css-backgrounds-3/#special-backgrounds
func (r *recorder) canvas() {
	t := r.in.Tree
	if t.Boxes == nil || t.Boxes.Root == nil {
		return
	}
	root := t.Boxes.Root
	from := root
	s := r.boxStyle(root)
	switch on := r.in.Surround; {
	case s.Dark() && on != OnDark:
		r.canvasColor = darkCanvas
	case !s.Dark() && on == OnDark:
		r.canvasColor = white
	}
	if s.BackgroundColor().IsTransparent() && isNone(s.BackgroundImage()) {
		if k := bodyBox(root); k != nil {
			from, s = k, r.boxStyle(k)
		}
	}
	if s.BackgroundColor().IsTransparent() && isNone(s.BackgroundImage()) || !visible(s) && from == root {
		return
	}
	r.canvasBox = from
	c := s.BackgroundColor().RGBA(s.Color())
	if r.canvasColor.A != 0 {
		c = onto(c, r.canvasColor)
	}
	r.canvasColor = c
	if isNone(s.BackgroundImage()) {
		return
	}
	area := geom.Rect{W: r.size.W, H: r.size.H}
	b := backgroundBox{border: display.RRect{R: area}, canvas: &area}
	for i := range t.Root.Kids {
		if k := &t.Root.Kids[i]; k.Of == root {
			b.border.R = geom.MakeRect(k.At, k.Size)
			b.edges, b.pad = k.Border, k.Padding
		}
	}
	if from.Node != nil {
		r.b.Node(from.Node.ID())
	}
	r.background(s, b)
}

// Surround says what the canvas of a page lies on. A page inside of another one lets that shine
// through where both have the same colour scheme.
// https://www.w3.org/TR/css-color-adjust-1/#color-scheme-effect
type Surround uint8

// The things that a canvas can lie on.
const (
	Alone   Surround = iota // nothing: the page is the whole picture
	OnLight                 // an element that uses the light colour scheme
	OnDark                  // one that uses the dark scheme
)

// darkCanvas is what a page lies on whose root uses the dark colour scheme.
// https://www.w3.org/TR/css-color-adjust-1/#color-scheme-effect
var darkCanvas = color.NRGBA{18, 18, 18, 255}

// onto returns a colour on an opaque one.
func onto(c, below color.NRGBA) color.NRGBA {
	mix := func(a, b uint8) uint8 { return uint8((int(a)*int(c.A) + int(b)*(255-int(c.A)) + 127) / 255) }
	return color.NRGBA{mix(c.R, below.R), mix(c.G, below.G), mix(c.B, below.B), 255}
}

// cssImage is an <image> that is ready to be drawn.
type cssImage struct {
	res      *res.Image
	gradient func(w, h float64) *display.Gradient
	color    *color.NRGBA
	zoom     float64 // what natural sizes are multiplied by; 0 is 1
}

func (c cssImage) nothing() bool { return c.res == nil && c.gradient == nil && c.color == nil }

// natural returns the natural size in px and the ratio; 0 for what there is not.
func (c cssImage) natural() (w, h, ratio float64) {
	if c.res == nil {
		return 0, 0, 0
	}
	if !c.res.NoWidth {
		w = c.res.Width
	}
	if !c.res.NoHeight {
		h = c.res.Height
	}
	if c.zoom > 0 {
		w, h = w*c.zoom, h*c.zoom
	}
	return w, h, c.res.Ratio
}
