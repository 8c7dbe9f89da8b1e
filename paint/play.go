package paint

import (
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/layout/frag"
	"vitrine/paint/display"
	"vitrine/paint/svg"
	"vitrine/paint/transform"
)

// playing reports whether time changes the opacity or transform of the element of a fragment.
func (r *recorder) playing(f *frag.Fragment) bool {
	return r.in.Playing != nil && (f.Kind == frag.Box || f.Kind == frag.Inline) && f.Of != nil && f.Of.Node != nil && f.Of.Pseudo == 0 && r.in.Playing(f.Of.Node)
}

// played files the group and the space of an element that plays; around is it without them.
func (r *recorder) played(around, e entry, s *style.Style) {
	p := display.Played{Node: e.Of.Node.ID(), Effect: e.state.Effect, X: e.at.X.Px(), Y: e.at.Y.Px(), W: e.Size.W.Px(), H: e.Size.H.Px()}
	if e.Kind == frag.Box {
		p.Transform = e.state.Transform
	}
	p.Fixed = around.three != nil || e.three != nil && (e.three.in != nil || e.three.m.Seen() != nil) ||
		s.BackfaceVisibility() == value.KwHidden || !isNone(s.OffsetPath()) || r.mask != nil
	r.b.AddPlayed(p)
}

// Play returns a list with the opacities and transforms of now. It costs what moves. ok is false when
// the page has to be recorded anew: something else has changed, or an element that was not
// Playing when the list was recorded. boxed tells whether an element has a box.
func Play(l *display.List, changed []*dom.Node, before, now func(n *dom.Node) *style.Style, boxed func(n *dom.Node) bool) (out *display.List, ok bool) {
	if l == nil {
		return nil, false
	}
	by := make(map[dom.ID]*style.Style, len(changed))
	for _, n := range changed {
		a, b := before(n), now(n)
		switch {
		case a == nil || b == nil || n.NS() == dom.SVG || !style.OnlyMoves(a, b):
			return nil, false
		case boxed(n):
			by[n.ID()] = b
		}
	}
	var steps []display.Step
	found := map[dom.ID]bool{}
	for i := range l.Played {
		p := &l.Played[i]
		s := by[p.Node]
		if s == nil {
			continue
		}
		step := display.Step{Played: p, M: display.Identity, Opacity: s.Opacity()}
		if transform.Has(s) {
			at := transform.Box{X: p.X, Y: p.Y, W: p.W, H: p.H}
			m := svg.Transform(s, at, svg.Around{})
			if m.Seen() != nil {
				return nil, false
			}
			step.M = m.FlatBox(at)
		}
		if p.Fixed {
			return nil, false
		}
		found[p.Node] = true
		steps = append(steps, step)
	}
	if len(found) != len(by) {
		return nil, false
	}
	return l.Play(steps), true
}
