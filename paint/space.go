package paint

import (
	"strings"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/paint/display"
	"vitrine/paint/svg"
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
	at    geom.Point    // where it is then
	moved bool          // whether a transform made its plane
}

// inside returns a kid of e at its place.
func (r *recorder) inside(e entry, k *frag.Placed) entry {
	out := entry{Fragment: k.Fragment, at: e.at.Add(k.At), moved: e.moved, state: e.state, three: r.scene(e), block: e.block, holder: e.holder, held: e.held}
	if e.Kind == frag.Box || e.Kind == frag.Line && e.Has(frag.BlockLine) {
		out.holder, out.held = e.Fragment, e.at
	}
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
	if f.Of.Kind != box.Row && f.Of.Kind != box.RowGroup && s.Contains(style.ContainPaint) {
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
		end := geom.Sides{Right: e.Of.FieldRoom()}
		if s.Direction() == value.KwRtl {
			end.Left, end.Right = end.Right, 0
		}
		port = port.Inset(geom.Sides{Right: e.Padding.Right, Left: e.Padding.Left}.Add(end))
		clip.Shape = display.RRect{R: port}
		if scrolls = r.editing(e) != nil; scrolls {
			clip.Shape.R.W = port.W.Add(geom.One)
		}
	}
	reach := r.scrollReach(e, port)
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
		e.state, e.three, e.at, e.moved = p.own, p.three, p.at, p.moved
		return e
	}
	s := r.style(e.Fragment)
	if s.Position() == value.KwSticky {
		e = r.stick(e, s)
	}
	around := e
	e = r.transform(e, s)
	plays := r.playing(e.Fragment)
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
		Blend: svg.BlendOf(s.MixBlendMode()), Filters: r.filters(s.Filter(), s, e), Masks: r.masks(s, e),
		Backdrop: r.filters(s.BackdropFilter(), s, e),
	}
	if m := r.mirror(s, e); m != nil {
		eff.Filters = append(eff.Filters, display.Filter{Kind: display.FilterReflect, Mirror: m})
	}
	if len(eff.Filters) > 0 {
		eff.Clip, eff.Outer = e.state.Clip, e.state.Clip
	}
	if len(eff.Backdrop) > 0 {
		eff.BackdropClip = r.b.AddClip(display.Clip{Parent: e.state.Clip, Transform: e.state.Transform, Shape: roundOf(s, geom.MakeRect(e.at, e.Size), e)})
	}
	// A stacking context keeps what blends in it apart; groups in which nothing does are dissolved.
	// https://drafts.csswg.org/compositing-1/#isolatedgroups
	_, isolates := r.layer(e.Fragment)
	eff.Plays = plays
	if plays || r.blends && isolates || eff.Opacity < 1 || eff.Blend != display.BlendNormal || len(eff.Filters) > 0 || len(eff.Masks) > 0 || len(eff.Backdrop) > 0 || s.Isolation() == value.KwIsolate {
		e.state.Effect = r.b.AddEffect(eff)
		r.fill(e.state, eff.Filters)
	}
	if plays {
		r.played(around, e, s)
	}
	p.own, p.grown, p.three, p.at, p.moved = e.state, true, e.three, e.at, e.moved
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

// fill keeps room for what filters show where their group draws nothing.
func (r *recorder) fill(st display.State, filters []display.Filter) {
	for _, f := range filters {
		if g := f.Graph; g != nil && g.Fills {
			r.b.SetState(st)
			r.b.Blank(g.Area())
		}
	}
}

// filters resolves the filter property of an entry.
func (r *recorder) filters(list value.Value, s *style.Style, e entry) []display.Filter {
	if isNone(list) {
		return nil
	}
	return svg.Filters(list, s, func(u *value.URL) (*display.FilterGraph, bool) {
		_, id, ok := strings.Cut(u.Href, "#")
		if !ok || r.in.Styles == nil {
			return nil, false
		}
		n := r.byID(id)
		if n == nil {
			return nil, false
		}
		box := display.FRect{X: float32(e.at.X.Px()), Y: float32(e.at.Y.Px()), W: float32(e.Size.W.Px()), H: float32(e.Size.H.Px())}
		view := r.in.Tree.Root.Size
		return svg.FilterOf(n, box, view.W.Px(), view.H.Px(), r.svgOptions(n))
	})
}
