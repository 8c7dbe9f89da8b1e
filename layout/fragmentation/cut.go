package fragmentation

import (
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// run is one fragmentation context under way: the columns of one multi-column container or the
// pages of a document. The fields are those of the fragmentainer (column or page) that is filled.
type run struct {
	c      *algo.Ctx
	media  media
	frame  geom.Frame
	outer  *run       // the context that this one is nested in, or nil
	at     geom.Point // of the fragmentainer in the outer fragmentainer
	height geom.Unit  // of the fragmentainer; geom.Max when there is no end

	shortage geom.Unit // the least that the fragmentainer lacks to take more; geom.Max for nothing
	tallest  geom.Unit // the tallest content met that cannot be divided
	reach    geom.Unit // how far content reaches, what overflows its box included
	floats   floatEnds
	// static holds, for boxes whose place depends on where they would be in the flow, how far their
	// anchors moved from the strip to the fragmentainer; nil when nobody asks.
	static map[*box.Box]*geom.Point
	stack  []frag.Placed // kids of the pieces under way
}

// rest is what is left of a fragment after a break. It is not changed once made.
type rest struct {
	f        *frag.Fragment
	consumed geom.Unit // height of the pieces made
	next     int       // the first kid that has not begun; in order of the flow
	open     []openKid // kids before next that are not finished
	oof      []openKid // positioned kids that have no place yet, or go on
	ended    bool      // the box itself is complete: only what overflows it is left
	forced   bool      // a forced break came before next: its margin is kept
	left     geom.Unit // what is left of the height when all kids are finished
	whole    *geom.Unit
	columns  *columnsRest // of multi-column containers
	order    *order       // of fragments whose kids stand side by side
}

// openKid is a kid that goes on after a break; without a rest it has not begun.
type openKid struct {
	index int
	rest  *rest
}

// offer is what is offered to a fragment.
type offer struct {
	at  geom.Point // of its border box in the fragmentainer
	src geom.Point // of its border box in the strip
	top bool       // nothing is above it in the fragmentainer: something has to be taken
	// page is the used page property of what is around the fragment.
	page string
	// stop is where to break, found before; nil to find out.
	stop *breakpoint
}

// breakpoint is a place to break: before a kid, or inside of it.
type breakpoint struct {
	kid   int
	inner *breakpoint
}

// piece is what a cut took.
type piece struct {
	frag *frag.Fragment // nil when nothing fits: the break is before the fragment
	rest *rest          // nil when all was taken
	// appeal is that of the break inside, when there is a rest.
	appeal  appeal
	forced  value.Keyword // the forced break that ended the piece, or 0
	spanner *box.Box      // the box that ended the piece because it spans the columns
	flawed  bool          // a break inside that others go on beside is not perfect
	short   appeal        // what a break in a cell that spans rows lacks to be perfect
	marker  *frag.Placed  // the marker that stands beside its first line, in the fragmentainer
	// best is the best unforced break point inside, and likes its appeal.
	best  *breakpoint
	likes appeal
}

// parallel reports whether what follows the fragment may go on beside what rests of it.
func (p *piece) parallel() bool {
	return p.rest != nil && p.rest.ended && p.forced == 0 && p.spanner == nil
}

func (r *run) room(o offer) geom.Unit { return r.height.Sub(o.at.Y) }

// lacks notes that d more would let more content in.
func (r *run) lacks(d geom.Unit) {
	if d > 0 {
		r.shortage = min(r.shortage, d)
	}
}

// cut takes of f, or of what rests of it, what fits.
func (r *run) cut(f *frag.Fragment, t *rest, o offer) piece {
	switch {
	case f.Columns != nil:
		return r.cutColumns(f, t, o)
	case r.undivided(f):
		return r.whole(f, o)
	case sequential(f):
		return r.cutFlow(f, t, o)
	}
	return r.cutParallel(f, t, o)
}

// undivided reports whether a fragment is taken as a whole: monolithic ones, and those whose block
// axis is another.
func (r *run) undivided(f *frag.Fragment) bool {
	return monolithic(f, r.media) || f.Of != nil && f.Of.Frame != r.frame || f.Frame != r.frame && r.media == pages
}

// whole takes a fragment that cannot be divided, if it fits or has to be taken.
func (r *run) whole(f *frag.Fragment, o offer) piece {
	r.tallest = max(r.tallest, f.Size.H)
	r.reach = max(r.reach, o.at.Y.Add(f.Size.H))
	lack := f.Size.H.Sub(r.room(o))
	if lack > 0 && r.height != geom.Max {
		r.lacks(lack)
		if !o.top {
			return piece{}
		}
	}
	r.anchors(f, o)
	return piece{frag: f}
}

// anchors notes the places of the anchors inside of a fragment that moves as a whole.
func (r *run) anchors(f *frag.Fragment, o offer) {
	if !r.asked() {
		return
	}
	for i := range f.Kids {
		k := &f.Kids[i]
		if k.Kind == frag.Text {
			continue
		}
		ko := offer{at: o.at.Add(k.At), src: o.src.Add(k.At)}
		if k.Kind == frag.Anchor {
			r.anchor(k.Of, ko)
			continue
		}
		r.anchors(k.Fragment, ko)
	}
}

// asked reports whether anybody wants to know where anchors go.
func (r *run) asked() bool { return len(r.static) > 0 }

// anchor notes that the anchor of a box went from o.src in the strip to o.at.
func (r *run) anchor(b *box.Box, o offer) {
	if _, ok := r.static[b]; ok {
		d := o.at.Sub(o.src)
		r.static[b] = &d
	}
}
