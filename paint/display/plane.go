package display

import (
	"slices"

	"vitrine/layout/geom"
)

// planeInk is the ink of an op in a plane that it is in.
type planeInk struct {
	op     uint32
	effect EffectID
	r      geom.Rect
}

// ink files what an op that is being added draws in the planes it is in.
func (b *Builder) ink(sb *stateBounds, r geom.Rect, k Kind) {
	for i := range sb.planes {
		p := &sb.planes[i]
		in := r
		if k != Hit {
			in = b.list.blurred(r, b.list.States[b.state].Effect)
		}
		in = p.seen.MapRect(in)
		b.inks = append(b.inks, planeInk{uint32(len(b.list.Ops)), p.effect, in})
		e := &b.list.Effects[p.effect]
		e.Ink = e.Ink.Union(in)
	}
}

// Mark returns the place of the next op.
func (b *Builder) Mark() int { return len(b.list.Ops) }

// Run is a series of ops in one plane of a scene: From up to but not To.
type Run struct {
	From, To int
	Plane    EffectID
	Ink      geom.Rect // in the plane
	Draws    bool      // not only areas to find
}

// Runs returns the ops from a mark on by the planes that in names; others are in none (Plane 0).
func (b *Builder) Runs(mark int, in func(EffectID) bool) []Run {
	var out []Run
	at, _ := slices.BinarySearchFunc(b.inks, uint32(mark), func(k planeInk, op uint32) int { return int(k.op) - int(op) })
	for i := mark; i < len(b.list.Ops); i++ {
		run := Run{From: i, To: i + 1, Draws: b.list.Ops[i].Kind != Hit}
		for ; at < len(b.inks) && int(b.inks[at].op) == i; at++ {
			if k := &b.inks[at]; in(k.effect) {
				run.Plane, run.Ink = k.effect, k.r
			}
		}
		if n := len(out); n > 0 && out[n-1].Plane == run.Plane {
			last := &out[n-1]
			last.To, last.Ink, last.Draws = run.To, last.Ink.Union(run.Ink), last.Draws || run.Draws
			continue
		}
		out = append(out, run)
	}
	return out
}

// Piece is a run, or the part of it that Cut leaves: a path in the space In; nil leaves all.
type Piece struct {
	Run
	Cut *Path
	In  TransformID
}

// Arrange replaces the ops from a mark on by those of pieces, in that order.
func (b *Builder) Arrange(mark int, pieces []Piece) {
	l := b.list
	old := slices.Clone(l.Ops[mark:])
	firstInk, _ := slices.BinarySearchFunc(b.inks, uint32(mark), func(k planeInk, op uint32) int { return int(k.op) - int(op) })
	firstMove, _ := slices.BinarySearchFunc(l.moving, uint32(mark), func(k movingOp, op uint32) int { return int(k.op) - int(op) })
	inks, moving := slices.Clone(b.inks[firstInk:]), slices.Clone(l.moving[firstMove:])
	l.Ops, b.inks, l.moving = l.Ops[:mark], b.inks[:firstInk], l.moving[:firstMove]
	place := make([]int, len(old)) // where an op went, plus one
	for i := range pieces {
		p := &pieces[i]
		move := func(s StateID) StateID { return s }
		if p.Cut != nil {
			move = b.cut(p)
		}
		k, _ := slices.BinarySearchFunc(inks, uint32(p.From), func(k planeInk, op uint32) int { return int(k.op) - int(op) })
		m, _ := slices.BinarySearchFunc(moving, uint32(p.From), func(k movingOp, op uint32) int { return int(k.op) - int(op) })
		for n := p.From; n < p.To; n++ {
			at := len(l.Ops)
			o := old[n-mark]
			o.State = move(o.State)
			l.Ops = append(l.Ops, o)
			place[n-mark] = at + 1
			for ; k < len(inks) && int(inks[k].op) == n; k++ {
				b.inks = append(b.inks, planeInk{uint32(at), inks[k].effect, inks[k].r})
			}
			for ; m < len(moving) && int(moving[m].op) == n; m++ {
				l.moving = append(l.moving, movingOp{uint32(at), moving[m].r})
			}
		}
	}
	l.Nested = slices.DeleteFunc(l.Nested, func(n NestedPage) bool { return int(n.Op) >= mark && place[int(n.Op)-mark] == 0 })
	for i := range l.Nested {
		if n := &l.Nested[i]; int(n.Op) >= mark {
			n.Op = uint32(place[int(n.Op)-mark] - 1)
		}
	}
}

// cut makes the group of a piece, a copy of that of its plane, and returns what its states become.
func (b *Builder) cut(p *Piece) func(StateID) StateID {
	l := b.list
	e := l.Effects[p.Plane]
	e.Clip = b.AddClip(Clip{Parent: e.Clip, Transform: p.In, Path: p.Cut, NoAA: true})
	effects := map[EffectID]EffectID{p.Plane: b.AddEffect(e)}
	var effect func(EffectID) EffectID
	effect = func(id EffectID) EffectID {
		to, ok := effects[id]
		if !ok && id != 0 {
			in := l.Effects[id]
			in.Parent = effect(in.Parent)
			to = b.AddEffect(in)
			effects[id] = to
		}
		return to
	}
	states := map[StateID]StateID{}
	return func(s StateID) StateID {
		to, ok := states[s]
		if !ok {
			st := l.States[s]
			st.Effect = effect(st.Effect)
			now := b.state
			b.SetState(st)
			to, b.state = b.state, now
			states[s] = to
		}
		return to
	}
}

// Flat makes a group that is not seen in perspective an ordinary one.
func (b *Builder) Flat(e EffectID) { b.list.Effects[e].Plane = PageSpace }
