package cascade

import (
	"math"

	"vitrine/css/anim"
	"vitrine/css/prop"
	"vitrine/css/style"
	"vitrine/css/value"
)

// transitions brings an element's transitions up to date: before is its style without what moved it
// at the time of the previous result, or, with starts, the one that it comes from when it is new.
// https://drafts.csswg.org/css-transitions-2/#starting
func (w *walker) transitions(m, was *motion, before *style.Style, starts bool, r *recipe) {
	after := m.base
	now := &w.in.Motion
	var old []transition
	if was != nil {
		old = was.transitions
	}
	if len(old) == 0 && (before == after || !now.Transitions && !starts || !hasTransition(after) || before.Display() == value.KwNone && !starts) {
		return
	}
	var done map[slot]bool
	seen := func(k slot) bool {
		if done == nil {
			done = map[slot]bool{}
		}
		if done[k] {
			return true
		}
		done[k] = true
		return false
	}
	names := value.Commas(after.TransitionProperty())
	// Of two mentions of a property the last one counts.
	for i := len(names) - 1; i >= 0; i-- {
		for _, k := range w.mentioned(names[i], before, after, old) {
			if !seen(k) {
				w.transition(m, old, before, starts, k, i, r)
			}
		}
	}
	for i := range m.transitions {
		t := &m.transitions[i]
		m.watch(now, t.start, &t.timing, false)
	}
}

// mentioned returns the properties that a name in transition-property stands for, as far as they
// change or are changing.
func (w *walker) mentioned(v value.Value, before, after *style.Style, old []transition) (out []slot) {
	name := value.NameOf(v)
	if len(name) > 2 && name[:2] == "--" {
		return []slot{{prop.Custom, name}}
	}
	if v == value.Value(value.KwAll) {
		for i := range old {
			out = append(out, slot{old[i].id, old[i].name})
		}
		if style.Compare(before, after) == 0 {
			return out
		}
		for id := prop.ID(1); id < prop.NumPhysical; id++ {
			if id.Def().Animate != prop.AnimateNever && before.Get(id) != after.Get(id) {
				out = append(out, slot{id: id})
			}
		}
		for name := range w.index.registered {
			out = append(out, slot{prop.Custom, name})
		}
		return out
	}
	id := prop.Lookup(name)
	if id == prop.None {
		return nil
	}
	ids := []prop.ID{id}
	if id.IsShorthand() {
		ids = id.Longhands()
	}
	for _, id := range ids {
		id = after.Physical(id)
		if d := id.Def(); d != nil && d.Animate != prop.AnimateNever {
			out = append(out, slot{id: id})
		}
	}
	return out
}

// valueOf returns the value of a property as transitions compare and interpolate it.
func (w *walker) valueOf(s *style.Style, k slot) value.Value {
	if k.id == prop.Custom {
		return w.customOf(s, k.name)
	}
	return resolved(s.Get(k.id), s)
}

// sameValue compares two values of a property.
func sameValue(a, b value.Value) bool {
	if a == nil || b == nil {
		return a == b
	}
	return value.Equal(a, b) || equalCustom(a, b)
}

// transition starts, keeps, turns round or ends the transition of one property. i is the number of
// the name in transition-property that stands for it.
func (w *walker) transition(m *motion, old []transition, before *style.Style, starts bool, k slot, i int, r *recipe) {
	now, after := &w.in.Motion, m.base
	from, to := w.valueOf(before, k), w.valueOf(after, k)
	if after.InterpolateSize() == value.KwAllowKeywords && k.id != prop.Custom && !sameValue(from, to) {
		from, to = anim.Sized(k.id, from), anim.Sized(k.id, to)
	}
	t := transition{id: k.id, name: k.name, from: from, to: to, start: now.Now, factor: 1,
		easing: anim.EasingOf(item(value.Commas(after.TransitionTimingFunction()), i))}
	delay := seconds(item(value.Commas(after.TransitionDelay()), i))
	duration := max(0, seconds(item(value.Commas(after.TransitionDuration()), i)))
	t.timing = anim.Timing{Delay: delay, Duration: duration, Iterations: 1, Fill: value.KwBackwards}
	discrete := item(value.Commas(after.TransitionBehavior()), i) == value.Value(value.KwAllowDiscrete)
	possible := func(a, b value.Value) bool {
		if a == nil || b == nil || max(duration, 0)+delay <= 0 {
			return false
		}
		if discrete {
			return true
		}
		if k.id == prop.Custom {
			_, ok := w.mixCustom(k.name, a, b, 0.25)
			return ok
		}
		return anim.Interpolates(k.id, a, b)
	}
	var running *transition
	for j := range old {
		if o := &old[j]; o.id == k.id && o.name == k.name {
			if local := now.local(o.start, &o.timing); o.timing.Phase(local) != anim.After {
				running = o
			}
			break
		}
	}
	switch {
	case running == nil:
		if !now.Transitions && !starts || sameValue(from, to) || !possible(from, to) || w.follows(k, before, after, r) {
			return
		}
		t.reversing = from
	case sameValue(running.to, to):
		m.transitions = append(m.transitions, *running)
		return
	default:
		local := now.local(running.start, &running.timing)
		current := running.at(w, local)
		if sameValue(current, to) || !possible(current, to) {
			return
		}
		t.from = current
		t.reversing = current
		if sameValue(running.reversing, to) {
			// https://drafts.csswg.org/css-transitions-1/#reversing
			p, before, _ := running.timing.At(local)
			t.factor = min(max(math.Abs(running.easing.At(p, before)*running.factor+1-running.factor), 0), 1)
			t.reversing = running.to
			t.timing.Duration *= t.factor
			if delay < 0 {
				t.timing.Delay *= t.factor
			}
		}
	}
	m.transitions = append(m.transitions, t)
}

// follows reports whether a property changed because the parent's did, which is on its way itself:
// the element goes along and has no transition of its own.
func (w *walker) follows(k slot, before, after *style.Style, r *recipe) bool {
	if len(w.motion) == 0 || k.id != prop.Custom && !k.id.Inherited() || r.node == nil || r.key.parent == nil {
		return false
	}
	moving := false
	for p := r.node.ParentElement(); p != nil && !moving; p = p.ParentElement() {
		moving = w.motion[mover{id: p.ID()}] != nil
	}
	return moving && sameValue(w.valueOf(r.key.parent, k), w.valueOf(after, k))
}
