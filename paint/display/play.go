package display

import (
	"slices"

	"vitrine/engine/dom"
)

// Played is an element whose opacity and transform change with time: they are in a group and a
// space of its own, and the rest of the list stays as it is while it moves.
type Played struct {
	Node      dom.ID
	Transform TransformID // its space, or PageSpace for a box that has none
	Effect    EffectID
	// X, Y, W and H are its border box in the space around it, in CSS px.
	X, Y, W, H float64
	// Fixed says that its look depends on more than its own style, such as perspective.
	Fixed bool
}

// Step is a new opacity and transform of a Played element.
type Step struct {
	*Played
	M       Matrix
	Opacity float32
}

// Play returns the list with new values of what is played. Everything else is shared with l; only
// what moves gets new bounds.
func (l *List) Play(steps []Step) *List {
	out := l.clone()
	out.Effects = slices.Clone(l.Effects)
	moved := false
	for _, s := range steps {
		out.Effects[s.Effect].Opacity = s.Opacity
		if s.Transform != PageSpace && l.Transforms[s.Transform].M != s.M {
			if !moved {
				out.Transforms, moved = slices.Clone(l.Transforms), true
			}
			out.Transforms[s.Transform].M = s.M
		}
	}
	if moved {
		out.place()
	}
	return out
}
