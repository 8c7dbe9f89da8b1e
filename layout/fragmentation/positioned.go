package fragmentation

import (
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// ask notes that the places of anchors matter: positioned kids of f without top and bottom are
// where their anchors are.
func (r *run) ask(f *frag.Fragment) {
	for i := len(f.Kids) - 1; i >= 0 && f.Kids[i].Has(frag.OutOfFlow); i-- {
		if k := f.Kids[i].Of; isStatic(k) {
			r.askFor(k)
		}
	}
}

func (r *run) askFor(b *box.Box) {
	if r.static == nil {
		r.static = map[*box.Box]*geom.Point{}
	}
	if _, ok := r.static[b]; !ok {
		r.static[b] = nil
	}
}

// isStatic reports whether a positioned box is at its static position in the block axis.
func isStatic(b *box.Box) bool { return b.Style.Top().IsAuto() && b.Style.Bottom().IsAuto() }

// oof places the positioned kids of f that belong to a piece of height h at o, and returns those
// that belong to later ones.
// https://www.w3.org/TR/css-break-4/#transforms
func (r *run) oof(f *frag.Fragment, t *rest, p *piece, o offer, h geom.Unit, last bool) (kids []frag.Placed, again []openKid) {
	var list []openKid
	if t == nil {
		for i := len(f.Kids) - 1; i >= 0 && f.Kids[i].Has(frag.OutOfFlow); i-- {
			list = append(list, openKid{i, nil})
		}
		for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
			list[i], list[j] = list[j], list[i]
		}
	} else {
		list = t.oof
	}
	last = last && (p.rest == nil || p.rest.ended && p.rest.next >= len(f.Kids))
	for _, ok := range list {
		k := &f.Kids[ok.index]
		at := k.At
		switch {
		case ok.rest != nil:
			at.Y = 0
		case isStatic(k.Of):
			d := r.static[k.Of]
			if d == nil && !last {
				again = append(again, ok)
				continue
			}
			if d != nil {
				at = at.Add(*d).Sub(o.at.Sub(o.src))
			} else {
				at.Y = at.Y.Sub(consumed(t))
			}
		case k.Of.Style.Top().IsAuto():
			if !last {
				again = append(again, ok)
				continue
			}
			at.Y = h.Sub(f.Size.H.Sub(k.At.Y))
		default:
			at.Y = at.Y.Sub(consumed(t))
			if at.Y >= h && !last {
				again = append(again, ok)
				continue
			}
		}
		q := r.begin(k.Fragment, ok.rest, offer{at: o.at.Add(at), src: o.src.Add(k.At), top: ok.rest != nil})
		out := q.frag
		if !out.Has(frag.OutOfFlow) {
			cp := *out
			cp.Flags |= frag.OutOfFlow
			out = &cp
		}
		kids = append(kids, frag.Placed{At: at, Fragment: out})
		if q.rest != nil {
			again = append(again, openKid{ok.index, q.rest})
		}
	}
	return kids, again
}

// begin cuts a positioned box, which begins where it is whether something of it fits or not.
func (r *run) begin(f *frag.Fragment, t *rest, o offer) piece {
	q := r.cut(f, t, o)
	if q.frag != nil {
		return q
	}
	room := r.room(o)
	if room <= 0 || r.undivided(f) {
		o.top = true
		return r.cut(f, t, o)
	}
	q = piece{rest: &rest{f: f}, appeal: perfect}
	if !sequential(f) {
		q.rest.order = orderOf(f)
	}
	if f.Columns != nil {
		q.rest.columns = &columnsRest{}
	}
	q.frag = r.make(f, t, &q, min(room, f.Size.H), false, nil, true, o)
	return q
}
