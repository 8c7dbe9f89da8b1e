package paint

import (
	"math"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/paint/display"
	"vitrine/paint/svg"
	"vitrine/paint/transform"
)

// scene is the three-dimensional space that a box is in: what maps it on the plane of base. A
// box without a scene is in the plane of its state's transform.
type scene struct {
	base display.TransformID
	m    transform.Matrix
	clip display.ClipID // what hides a back does not hide others of the scene
	own  bool           // the scene is of the box itself, and not what it puts its kids in
	in   *context       // in which the box is a plane; nil when it stands alone
	root bool           // the box makes that context
}

func hasPerspective(s *style.Style) bool { return transform.HasPerspective(s) }

// spatial reports whether a box puts its kids into its own scene rather than its plane.
// https://drafts.csswg.org/css-transforms-2/#grouping-property-values
func spatial(s *style.Style) bool {
	return s.TransformStyle() == value.KwPreserve3d && s.OverflowX() == value.KwVisible && s.OverflowY() == value.KwVisible &&
		s.Opacity() >= 1 && isNone(s.Filter()) && isNone(s.ClipPath()) && !hasMask(s) && s.MixBlendMode() == value.KwNormal &&
		s.Isolation() != value.KwIsolate && !s.Contains(style.ContainLayout|style.ContainPaint)
}

// scene returns the scene of the kids of e.
func (r *recorder) scene(e entry) *scene {
	if e.Of == nil || e.Kind != frag.Box || e.Of.Pseudo == box.Anonymous {
		if e.three != nil && e.three.own {
			return nil
		}
		return e.three // lines and anonymous boxes are not in the element tree
	}
	s := r.style(e.Fragment)
	if s == nil {
		return nil
	}
	deep := spatial(s)
	if !deep && !hasPerspective(s) {
		return nil
	}
	out := &scene{base: e.state.Transform, m: transform.Identity, clip: e.state.Clip}
	if deep && e.three != nil && e.three.own {
		out.base, out.m, out.clip, out.in = e.three.base, e.three.m, e.three.clip, e.three.in
	}
	if hasPerspective(s) {
		out.m = out.m.Mul(transform.PerspectiveOf(s, transform.Box{X: e.at.X.Px(), Y: e.at.Y.Px(), W: e.Size.W.Px(), H: e.Size.H.Px()}))
	}
	return out
}

// around returns what an offset path of e refers to.
func (r *recorder) around(e entry, s *style.Style) svg.Around {
	if e.holder == nil || isNone(s.OffsetPath()) {
		return svg.Around{}
	}
	in := svg.Around{Container: geom.MakeRect(e.held.Sub(e.at), e.holder.Size), Border: e.holder.Border, Padding: e.holder.Padding, Fragment: r.fragment}
	if e.holder.Kind == frag.Box {
		in.Style = r.style(e.holder)
	}
	return in
}

// transform returns e in the space that its transform makes.
func (r *recorder) transform(e entry, s *style.Style) entry {
	in := e.three
	e.three = nil
	if e.Kind != frag.Box {
		return e
	}
	plays := r.playing(e.Fragment)
	has := transform.Has(s) || plays
	if !has && (in == nil || in.own) && !spatial(s) {
		return e
	}
	x, y, w, h := e.at.X.Px(), e.at.Y.Px(), e.Size.W.Px(), e.Size.H.Px()
	own := &scene{base: e.state.Transform, m: transform.Identity, clip: e.state.Clip, own: true}
	if in != nil && !in.own {
		own.base, own.m, own.clip, own.in = in.base, in.m, in.clip, in.in
	}
	if own.in == nil && spatial(s) {
		own.in, own.root = &context{base: own.base, effect: e.state.Effect, planes: map[display.EffectID]transform.Matrix{}}, true
	}
	space := display.Transform{Parent: own.base, Plays: plays}
	if has {
		m := svg.Transform(s, transform.Box{X: x, Y: y, W: w, H: h}, r.around(e, s))
		if !plays && !m.Translation() {
			// Chromium moves the box to whole px of the plane that it is in: the fraction of its place
			// does not go through the transform.
			e.at = geom.Point{X: wholePx(e.at.X), Y: wholePx(e.at.Y)}
			x, y = e.at.X.Px(), e.at.Y.Px()
			m = svg.Transform(s, transform.Box{X: x, Y: y, W: w, H: h}, r.around(e, s))
		}
		own.m = own.m.Mul(m)
		e.moved = e.moved || m != transform.Identity
		space.M, space.Seen = own.m.FlatBox(transform.Box{X: x, Y: y, W: w, H: h}), own.m.Seen()
		if own.in != nil && !own.root && e.state.Clip != in.clip {
			e.state.Clip = in.clip
		}
	} else {
		space.Parent, space.M = e.state.Transform, display.Identity
	}
	if has || own.in != nil {
		e.state.Transform = r.b.AddTransform(space)
	}
	if own.in != nil || space.Seen != nil {
		plane := display.Effect{Parent: e.state.Effect, Opacity: 1, Space: e.state.Transform, Plane: e.state.Transform}
		if own.in != nil {
			plane.Parent = own.in.effect
		}
		if space.Seen != nil {
			plane.Clip, plane.Outer = e.state.Clip, e.state.Clip
		}
		e.state.Effect = r.b.AddEffect(plane)
		if own.in != nil {
			own.in.add(e.state.Effect, own.m)
		}
	}
	e.three = own
	if s.BackfaceVisibility() == value.KwHidden && own.m.Backface() {
		e.state.Clip = r.b.AddClip(display.Clip{Parent: e.state.Clip, Transform: display.PageSpace})
	}
	return e
}

// wholePx returns the nearest whole px; halves go up.
func wholePx(v geom.Unit) geom.Unit { return geom.Int(int(math.Floor(v.Px() + 0.5))) }
